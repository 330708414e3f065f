from odoo import api, fields, models


class WardResultReplace(models.TransientModel):
    """A new decision that replaces a published result (Article 21.3)."""

    _name = "ward.result.replace"
    _description = "Replace a Result"

    result_id = fields.Many2one(
        "ward.evaluation.result",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    scale_id = fields.Many2one(related="result_id.evaluation_id.scale_id")
    grade_id = fields.Many2one(
        "ward.grade",
        "New Grade",
        required=True,
        domain="[('scale_id', '=', scale_id)]",
        compute="_compute_result",
        store=True,
        readonly=False,
    )
    points = fields.Float(
        "New Points", compute="_compute_result", store=True, readonly=False
    )
    reason = fields.Text(required=True)

    @api.depends("result_id")
    def _compute_result(self):
        for wizard in self:
            wizard.grade_id = wizard.result_id.grade_id
            wizard.points = wizard.result_id.total_points

    def action_confirm(self):
        """Publish the replacing result; the result checks the right itself."""
        self.ensure_one()
        self.result_id.action_replace(self.grade_id, self.points, self.reason)
        return {"type": "ir.actions.act_window_close"}
