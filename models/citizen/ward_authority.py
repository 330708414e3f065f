from odoo import api, fields, models


class WardAuthority(models.Model):
    """A body petitions come from or go to (cơ quan, tổ chức có thẩm quyền)."""

    _name = "ward.authority"
    _description = "Authority"
    _inherit = ["ward.guarded.mixin", "ward.folded.mixin"]
    _order = "sequence, name"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    address = fields.Char()
    email = fields.Char()
    unit_id = fields.Many2one(
        "res.company", "Unit Here", help="The unit, if it works with this very system."
    )
    active = fields.Boolean(default=True)

    @api.model
    def _folded_fields(self):
        return ["name", "address"]
