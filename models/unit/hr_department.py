from odoo import fields, models


class HrDepartment(models.Model):
    _inherit = "hr.department"

    ward_block = fields.Selection(
        [
            ("party", "Party"),
            ("government", "Government"),
            ("front", "Fatherland Front and mass organisations"),
        ],
        "Block",
        default="government",
        index=True,
        help="Block of the political system (khối Đảng, chính quyền, Mặt trận và đoàn "
        "thể); the live board can be filtered by it.",
    )
