from odoo import api, fields, models


class WardPetitionField(models.Model):
    """A field of matters (lĩnh vực), with the groups the statutory forms ask for.

    Circular 06/2025/TT-TTCP: form 02/XLD columns 9 to 11 (complaints), 15 to 18
    (denunciations), 20 to 22 (petitions and reflections).
    """

    _name = "ward.petition.field"
    _description = "Field of Matters"
    _inherit = ["ward.guarded.mixin", "ward.folded.mixin"]
    _order = "parent_path, sequence, id"
    _parent_store = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char()
    sequence = fields.Integer(default=10)
    parent_id = fields.Many2one(
        "ward.petition.field", "Above", index=True, ondelete="restrict"
    )
    parent_path = fields.Char(index=True)
    complaint_group = fields.Selection(
        [("land", "Land"), ("policy", "Regimes and policies"), ("other", "Other")],
        required=True,
        default="other",
    )
    denunciation_group = fields.Selection(
        [
            ("administrative", "Administrative"),
            ("corruption", "Corruption"),
            ("judicial", "Judicial"),
            ("other", "Other"),
        ],
        required=True,
        default="administrative",
    )
    reflection_group = fields.Selection(
        [("policy", "Regimes and policies"), ("land", "Land"), ("other", "Other")],
        "Petition Group",
        required=True,
        default="other",
    )
    active = fields.Boolean(default=True)

    @api.depends("name", "parent_id.name")
    def _compute_display_name(self):
        for field in self:
            field.display_name = " / ".join(
                name for name in (field.parent_id.name, field.name) if name
            )
