from odoo import fields, models


class WardTaskHandOver(models.TransientModel):
    """Who takes over tasks an officer cannot finish (Decree 335/2025, Art. 18.1.d)."""

    _name = "ward.task.hand.over"
    _description = "Hand Tasks Over"

    task_ids = fields.Many2many(
        "ward.task",
        required=True,
        default=lambda self: self.env.context.get("active_ids", []),
    )
    employee_id = fields.Many2one("hr.employee.public", "To", required=True)
    word = fields.Char("Why", required=True)

    def action_confirm(self):
        """Hand the tasks over; the tasks check role and state themselves."""
        self.ensure_one()
        employee = self.env["hr.employee"].browse(self.employee_id.id)
        self.task_ids.action_hand_over(employee, self.word)
        return {"type": "ir.actions.act_window_close"}


class WardTaskSplit(models.TransientModel):
    """A long or shared product split over people and periods (Article 18.1.c)."""

    _name = "ward.task.split"
    _description = "Split a Task"

    task_id = fields.Many2one(
        "ward.task",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    quantity = fields.Float(related="task_id.quantity", string="Whole Quantity")
    line_ids = fields.One2many("ward.task.split.line", "split_id", "Parts")

    def action_confirm(self):
        """Split the task; it checks role, state and the sum itself."""
        self.ensure_one()
        self.task_id.action_split(
            [
                (
                    self.env["hr.employee"].browse(line.employee_id.id),
                    line.deadline,
                    line.quantity,
                )
                for line in self.line_ids
            ]
        )
        return {"type": "ir.actions.act_window_close"}


class WardTaskSplitLine(models.TransientModel):
    _name = "ward.task.split.line"
    _description = "Part of a Split Task"

    split_id = fields.Many2one("ward.task.split", required=True, ondelete="cascade")
    employee_id = fields.Many2one("hr.employee.public", "Officer", required=True)
    deadline = fields.Datetime(required=True)
    quantity = fields.Float(required=True, default=1.0)
