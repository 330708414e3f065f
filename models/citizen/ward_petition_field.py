from odoo import api, fields, models
from odoo.tools import ormcache


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
    is_discipline = fields.Boolean(
        "Disciplinary Decisions",
        help="Complaints of officials against a disciplinary decision have limits of "
        "their own (Law on Complaints, Article 50).",
    )
    active = fields.Boolean(default=True)

    @api.depends("name", "parent_id.name")
    def _compute_display_name(self):
        names = self._full_names()
        for field in self:
            field.display_name = names.get(field.id) or field._full_name()

    def _full_name(self):
        return " / ".join(name for name in (self.parent_id.name, self.name) if name)

    @api.model
    @ormcache("self.env.lang")
    def _full_names(self):
        """Return the name of every field by id: each list of matters shows some."""
        # sudo: names of the catalogue, the archived too
        every = self.sudo().with_context(active_test=False)
        every = every.search_fetch([], ["name", "parent_id"])
        return {field.id: field._full_name() for field in every}

    @api.model_create_multi
    def create(self, vals_list):
        made = super().create(vals_list)
        self.env.registry.clear_cache()
        return made

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
