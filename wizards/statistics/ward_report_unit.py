from odoo import api, fields, models


class WardReportUnit(models.TransientModel):
    """Which unit below does not use this addon: its figures are keyed in."""

    _name = "ward.report.unit"
    _description = "Unit Whose Figures Are Keyed In"

    report_id = fields.Many2one(
        "ward.form.report",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    unit = fields.Selection("_selection_unit", required=True)

    @api.model
    def _selection_unit(self):
        """Return the units that have not sent; the reader may not open them."""
        report = self.env["ward.form.report"].browse(self.env.context.get("active_id"))
        if self.env.context.get("active_model") != report._name or not report.exists():
            return []
        report.check_access("read")
        return [(str(unit.id), unit.name) for unit in report._missing()]

    def action_confirm(self):
        """Open empty rows for the unit."""
        self.ensure_one()
        self.report_id.action_key_unit(int(self.unit))
        return {"type": "ir.actions.act_window_close"}
