from odoo import api, fields, models

from ...models.citizen.ward_protection import GROUNDS

STEPS = {
    "ward.petition": ("action_withdraw", "action_answered", "action_tell_result"),
    "ward.case": (
        "action_suspend",
        "action_stop",
        "action_extend",
        "action_mark_complex",
        "action_reopen",
        "action_withdrawn",
        "action_watch",
        "action_withdrawn_part",
        "action_withdrawn_go_on",
        "action_halt",
        "action_unhalt",
    ),
    "ward.document": ("action_return",),
    "ward.reception": ("action_answered",),
    "ward.reception.day": ("action_cancel",),
    "ward.identity.request": ("action_refuse",),
    "ward.retention": ("action_refuse",),
    "ward.protection": ("action_apply", "action_refuse", "action_end"),
}


class WardCitizenWord(models.TransientModel):
    """The reason that goes with a step on citizens' matters."""

    _name = "ward.citizen.word"
    _description = "Reason of a Step"

    res_model = fields.Char(
        required=True, default=lambda self: self.env.context.get("active_model")
    )
    res_id = fields.Integer(
        required=True, default=lambda self: self.env.context.get("active_id")
    )
    step = fields.Char(required=True)
    word = fields.Text("Reason", required=True)
    days = fields.Integer()
    number = fields.Char("Number of the Letter")
    ground = fields.Selection(GROUNDS, "Ended Because")
    withdrawal = fields.Selection(
        [
            ("action_withdrawn", "All of it: the case is discontinued"),
            ("action_withdrawn_part", "A part of it: the rest is settled"),
            (
                "action_withdrawn_go_on",
                "All of it, but the denunciation is settled all the same",
            ),
        ],
        "What Is Withdrawn",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._masked(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._masked(vals))

    def _masked(self, vals):
        """Leave a denouncer's name out of the reason."""
        context = self.env.context
        model = vals.get("res_model") or self[:1].res_model
        model = model or context.get("active_model")
        number = vals.get("res_id") or self[:1].res_id or context.get("active_id")
        if not vals.get("word") or model not in STEPS or model == "ward.reception.day":
            return vals
        # Who may not read the matter would learn its names from what is taken out.
        record = self.env[model].browse(number)
        record.check_access("read")
        return record._mask(vals, record._own_matters(), ("word",))

    def action_confirm(self):
        """Take the step; the method checks role and state itself."""
        self.ensure_one()
        # The table is the list of methods a client may choose from.
        step = self.step
        if step == "action_withdrawn":
            step = self.withdrawal or step
        if step not in STEPS.get(self.res_model, ()):
            return False
        record = self.env[self.res_model].browse(self.res_id)
        arguments = [self.word]
        if step == "action_extend":
            arguments.insert(0, self.days)
        elif (
            step in ("action_answered", "action_tell_result")
            and self.res_model == "ward.petition"
        ):
            arguments.insert(0, self.number)
        elif step == "action_end":
            arguments.insert(0, self.ground)
        result = getattr(record, step)(*arguments)
        if isinstance(result, dict):
            return result
        return {"type": "ir.actions.act_window_close"}
