from odoo import fields, models


class WardReportUnit(models.TransientModel):
    """Which unit below does not use this addon: its figures are keyed in."""

    _name = "ward.report.unit"
    _description = "Unit Whose Figures Are Keyed In"

    report_id = fields.Many2one(
        "ward.form.report",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    unit = fields.Selection(
        lambda self: self.env["res.company"]._selection_reporting_below(),
        required=True,
    )

    def action_confirm(self):
        """Open empty rows for the unit."""
        self.ensure_one()
        self.report_id.action_key_unit(int(self.unit))
        return {"type": "ir.actions.act_window_close"}
