from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ...tools.vagueness import fold


class WardVaguePhrase(models.Model):
    """Words that say too little to be a task (cụm từ chung chung).

    A *phrase* alone is refused (“làm báo cáo”); a *filler* beside it changes nothing
    (“trong tuần”). A unit adds its own; a phrase it does want to allow it enters as
    its own *allowed* one.
    """

    _name = "ward.vague.phrase"
    _description = "Vague Phrase"
    _order = "kind, name"

    name = fields.Char("Words", required=True)
    kind = fields.Selection(
        [("phrase", "Vague"), ("filler", "Filler"), ("allowed", "Allowed here")],
        required=True,
        default="phrase",
    )
    folded = fields.Char(
        compute="_compute_folded", store=True, export_string_translation=False
    )
    company_id = fields.Many2one(
        "res.company", "Unit", index=True, help="Empty: for every unit."
    )
    active = fields.Boolean(default=True)

    _folded_uniq = models.UniqueIndex(
        "(folded, kind, COALESCE(company_id, 0))",
        "These words are in the list already.",
    )

    @api.depends("name")
    def _compute_folded(self):
        for phrase in self:
            phrase.folded = fold(phrase.name)

    @api.constrains("name")
    def _check_name(self):
        for phrase in self:
            if not phrase.folded:
                raise ValidationError(
                    self.env._("“Words”: enter at least one word with letters.")
                )

    @api.model
    @tools.ormcache("company.id")
    def _get_folded(self, company):
        """Return phrases, fillers and allowed words of ``company``, all folded."""
        # sudo: the list decides for every officer, whatever he may read
        found = self.sudo().search([("company_id", "in", [company.id, False])])
        return tuple(
            frozenset(phrase.folded for phrase in found if phrase.kind == kind)
            for kind in ("phrase", "filler", "allowed")
        )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
