from odoo import fields, models


class WardTaskWord(models.TransientModel):
    """The reviewer's word on one or many lines: stop, return, send back, accept."""

    _name = "ward.task.word"
    _description = "Word on Tasks"

    task_ids = fields.Many2many(
        "ward.task",
        required=True,
        default=lambda self: self.env.context.get("active_ids", []),
    )
    step = fields.Selection(
        [
            ("action_keep", "Keep"),
            ("action_stop", "Stop"),
            ("action_return", "Return"),
            ("action_send_back", "Send back"),
            ("action_accept_vague", "Accept although not concrete"),
            ("action_excuse", "Confirm an objective cause"),
        ],
        required=True,
        default="action_return",
    )
    word = fields.Char(required=True)

    def action_confirm(self):
        """Take the step on all tasks; each method checks role and state itself."""
        self.ensure_one()
        # The selection is the list of methods a client may choose from.
        steps = {
            "action_keep": self.task_ids.action_keep,
            "action_stop": self.task_ids.action_stop,
            "action_return": self.task_ids.action_return,
            "action_send_back": self.task_ids.action_send_back,
            "action_accept_vague": self.task_ids.action_accept_vague,
            "action_excuse": self.task_ids.action_excuse,
        }
        steps[self.step](self.word)
        return {"type": "ir.actions.act_window_close"}


class WardPlanWord(models.TransientModel):
    """The reviewer's word when he returns plans."""

    _name = "ward.plan.word"
    _description = "Word on Plans"

    plan_ids = fields.Many2many(
        "ward.plan",
        required=True,
        default=lambda self: self.env.context.get("active_ids", []),
    )
    word = fields.Char(required=True)

    def action_confirm(self):
        """Return the plans to their officers."""
        self.ensure_one()
        self.plan_ids.action_return(self.word)
        return {"type": "ir.actions.act_window_close"}
