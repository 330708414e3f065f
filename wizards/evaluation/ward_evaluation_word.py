from odoo import fields, models


class WardEvaluationWord(models.TransientModel):
    """The word that goes with a step on evaluation sheets."""

    _name = "ward.evaluation.word"
    _description = "Word on Evaluation Sheets"

    evaluation_ids = fields.Many2many(
        "ward.evaluation",
        required=True,
        default=lambda self: self.env.context.get("active_ids", []),
    )
    step = fields.Selection(
        [
            ("action_return", "Return to the officer"),
            ("action_exempt", "Not graded"),
            ("action_reopen", "Take the decision back"),
        ],
        required=True,
        default="action_return",
    )
    word = fields.Char(required=True)

    def action_confirm(self):
        """Take the step; each method checks role and state itself."""
        self.ensure_one()
        # The selection is the list of methods a client may choose from.
        steps = {
            "action_return": self.evaluation_ids.action_return,
            "action_exempt": self.evaluation_ids.action_exempt,
            "action_reopen": self.evaluation_ids.action_reopen,
        }
        steps[self.step](self.word)
        return {"type": "ir.actions.act_window_close"}
