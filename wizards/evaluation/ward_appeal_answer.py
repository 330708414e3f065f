from odoo import api, fields, models
from odoo.exceptions import UserError


class WardAppealAnswer(models.TransientModel):
    """The decider's answer to an appeal: the result stays, or is corrected."""

    _name = "ward.appeal.answer"
    _description = "Answer an Appeal"

    appeal_id = fields.Many2one(
        "ward.evaluation.appeal",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    scale_id = fields.Many2one(related="appeal_id.evaluation_id.scale_id")
    outcome = fields.Selection(
        [("keep", "Keep the result"), ("change", "Change the result")],
        required=True,
        default="keep",
    )
    grade_id = fields.Many2one(
        "ward.grade",
        "New Grade",
        domain="[('scale_id', '=', scale_id)]",
        compute="_compute_result",
        store=True,
        readonly=False,
    )
    points = fields.Float(
        "New Points", compute="_compute_result", store=True, readonly=False
    )
    answer = fields.Text(required=True)

    @api.depends("appeal_id")
    def _compute_result(self):
        for wizard in self:
            wizard.grade_id = wizard.appeal_id.grade_id
            wizard.points = wizard.appeal_id.total_points

    def action_confirm(self):
        """Answer; the appeal checks role and state itself."""
        self.ensure_one()
        if self.outcome == "keep":
            self.appeal_id.action_uphold(self.answer)
        else:
            if not self.grade_id:
                raise UserError(self.env._("“New Grade” is empty."))
            self.appeal_id.action_change(self.grade_id, self.points, self.answer)
        return {"type": "ir.actions.act_window_close"}
