from odoo import api, fields, models


class WardTaskReport(models.TransientModel):
    """Progress in at most three taps on the phone: open, photo, done."""

    _name = "ward.task.report"
    _description = "Progress Report"

    task_id = fields.Many2one("ward.task", required=True, ondelete="cascade")
    name = fields.Char("Name", related="task_id.name")
    progress = fields.Integer(
        "Progress (%)", compute="_compute_report", store=True, readonly=False
    )
    result = fields.Text(compute="_compute_report", store=True, readonly=False)
    photo = fields.Image(max_width=1920, max_height=1920)
    photo_name = fields.Char()

    @api.depends("task_id")
    def _compute_report(self):
        for report in self:
            report.progress = report.task_id.progress
            report.result = report.task_id.result

    def _report(self, progress):
        self.ensure_one()
        attachments = self.env["ir.attachment"]
        if self.photo:
            # Writing first refuses those who may not report at all.
            self.task_id.action_report(progress, self.result)
            attachments = attachments.create(
                {
                    "name": self.photo_name or self.env._("Photo.jpg"),
                    "datas": self.photo,
                    "res_model": "ward.task",
                    "res_id": self.task_id.id,
                }
            )
        self.task_id.action_report(progress, self.result, attachments.ids)
        return {"type": "ir.actions.act_window_close"}

    def action_save(self):
        """Report the progress entered."""
        return self._report(self.progress)

    def action_done(self):
        """Report the task as done."""
        return self._report(100)
