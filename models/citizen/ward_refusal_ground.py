from odoo import fields, models


class WardRefusalGround(models.Model):
    """A lawful ground for refusing to receive a citizen (căn cứ từ chối tiếp).

    Law on Citizen Reception, Article 9, and Decree 154/2026, Article 4.
    """

    _name = "ward.refusal.ground"
    _description = "Ground of Refusal"
    _inherit = "ward.dated.mixin"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    in_writing = fields.Boolean(
        "Notice 01/TCD Is Due",
        help="The head refuses in writing (form 01/TCD); else in person.",
    )
