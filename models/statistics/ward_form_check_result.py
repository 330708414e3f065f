from odoo import api, fields, models
from odoo.exceptions import AccessError


class WardFormCheckResult(models.Model):
    """What a check of the law says about a row of a report, or about its total.

    Only checks that do not hold are kept, and those that did not before and were
    explained; the law wants every other one to be silent.
    """

    _name = "ward.form.check.result"
    _description = "Result of a Check"
    _order = "report_id, is_open desc, severity desc, id"

    report_id = fields.Many2one(
        "ward.form.report", required=True, readonly=True, index=True, ondelete="cascade"
    )
    check_id = fields.Many2one(
        "ward.form.check", required=True, readonly=True, index=True, ondelete="restrict"
    )
    form_id = fields.Many2one(related="check_id.form_id")
    unit_id = fields.Many2one(
        "res.company", readonly=True, help="Empty: the total of all units."
    )
    indicator_id = fields.Many2one("ward.form.indicator", readonly=True)
    sentence = fields.Char(related="check_id.sentence")
    severity = fields.Selection(
        related="check_id.severity", store=True, precompute=True
    )
    holds = fields.Boolean(readonly=True)
    figures = fields.Char("Figures Compared", readonly=True)
    explanation = fields.Char(help="Why the figures are right all the same.")
    is_open = fields.Boolean(
        "To Be Looked At", compute="_compute_is_open", store=True, index=True
    )

    _once = models.UniqueIndex(
        "(report_id, check_id, COALESCE(unit_id, 0), COALESCE(indicator_id, 0))",
        "This check has been recorded already.",
    )

    @api.depends("holds", "severity", "explanation")
    def _compute_is_open(self):
        for result in self:
            result.is_open = not result.holds and (
                result.severity == "hard" or not (result.explanation or "").strip()
            )

    @api.depends("check_id", "unit_id")
    def _compute_display_name(self):
        for result in self:
            # sudo: the unit's name, shown to who reads the report
            unit = result.sudo().unit_id.name or self.env._("Total")
            result.display_name = f"{result.form_id.code} – {unit}: {result.sentence}"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("Checks are recorded by computing."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            if vals.keys() - {"explanation"}:
                raise AccessError(
                    self.env._("Only the explanation of a check is written.")
                )
            self.report_id._check_prepares()
            self.report_id._begin("draft")
        return super().write(vals)
