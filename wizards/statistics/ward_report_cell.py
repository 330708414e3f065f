from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.statistics.ward_form_row import numbers_of


class WardReportCell(models.TransientModel):
    """One figure of a report, to be corrected or keyed in."""

    _name = "ward.report.cell"
    _description = "Figure of a Report"

    row_id = fields.Many2one("ward.form.row", required=True, readonly=False)
    number = fields.Integer("Column", required=True)
    name = fields.Char("Heading", compute="_compute_cell")
    unit_name = fields.Char("Unit", compute="_compute_cell")
    is_counted = fields.Boolean(compute="_compute_cell")
    counted = fields.Float(compute="_compute_cell", digits=(16, 6))
    value = fields.Float(
        "Figure Reported",
        compute="_compute_value",
        store=True,
        readonly=False,
        digits=(16, 6),
    )
    is_empty = fields.Boolean("No Figure")
    reason = fields.Text()
    origin = fields.Char(
        "Where It Comes From",
        compute="_compute_value",
        store=True,
        readonly=False,
        help="The book, letter or office the figure was taken from.",
    )
    origin_hint = fields.Char("Usually From", compute="_compute_cell")
    correction_ids = fields.Many2many(
        "ward.form.correction", string="Corrections", compute="_compute_cell"
    )

    @api.depends("row_id", "number")
    def _compute_cell(self):
        for cell in self:
            row = cell.row_id
            column = row._column(cell.number) if row else self.env["ward.form.column"]
            cell.name = column._path() if column else False
            cell.unit_name = row.sudo().unit_id.name  # shown with the figures
            cell.origin_hint = column.source_note
            cell.is_counted = bool(column) and not column._is_typed(row.origin)
            cell.counted = row._counted(cell.number) if row else 0
            cell.correction_ids = row.correction_ids.filtered(
                lambda c, n=cell.number: c.number == n
            )

    @api.depends("row_id", "number")
    def _compute_value(self):
        for cell in self:
            cell.value = numbers_of(cell.row_id.figures).get(cell.number, 0)
            cell.origin = (cell.row_id.origins or {}).get(str(cell.number), False)

    def action_confirm(self):
        """Take the figure over; the row checks role, state and value."""
        self.ensure_one()
        value = None if self.is_empty else self._plain(self.value)
        if self.is_counted:
            if value is None:
                raise UserError(self.env._("A counted figure is never left empty."))
            self.row_id.action_correct(self.number, value, self.reason)
        else:
            self.row_id.action_key({self.number: value}, (self.origin or "").strip())
        return {"type": "ir.actions.act_window_close"}

    def action_withdraw(self):
        """Take a correction back: the counted figure is reported again."""
        self.ensure_one()
        self.row_id.action_correct(self.number, None, self.reason)
        return {"type": "ir.actions.act_window_close"}

    @api.model
    def _plain(self, value):
        return int(value) if value == int(value) else value
