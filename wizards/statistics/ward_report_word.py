from odoo import fields, models

STEPS = ("action_reopen", "action_new_version")


class WardReportWord(models.TransientModel):
    """The reason that goes with a step on a report."""

    _name = "ward.report.word"
    _description = "Reason of a Step on a Report"

    report_id = fields.Many2one(
        "ward.form.report",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    step = fields.Char(required=True)
    word = fields.Text("Reason", required=True)

    def action_confirm(self):
        """Take the step; the method checks role and state itself."""
        self.ensure_one()
        # The table is the list of methods a client may choose from.
        if self.step not in STEPS:
            return False
        result = getattr(self.report_id, self.step)(self.word)
        if isinstance(result, dict):
            return result
        return {"type": "ir.actions.act_window_close"}
