"""Petitions another body forwarded: what it wants to know, and by when."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

WARN_DAYS = 3
SETTLED = ("decided", "executing", "closed", "stopped")


class WardPetition(models.Model):
    _inherit = "ward.petition"

    result_told_on = fields.Date(readonly=True, copy=False)
    result_told_number = fields.Char("Letter on the Result", readonly=True, copy=False)
    forward_warned = fields.Boolean(
        readonly=True, copy=False, export_string_translation=False
    )

    @api.constrains("forward_due", "forward_date")
    def _check_forward_due(self):
        for petition in self:
            due, sent = petition.forward_due, petition.forward_date
            if due and sent and due < sent:
                raise ValidationError(
                    self.env._(
                        "“Answer Wanted By” must not lie before “Its Date”, the date "
                        "of the letter that forwards the petition."
                    )
                )

    def action_sort(self):
        """Sort; of a forwarded petition it must be known who forwarded it."""
        label = self._fields["forwarded_by_id"]._description_string(self.env)
        for petition in self:
            if petition.source == "forwarded" and not petition.forwarded_by_id:
                raise UserError(
                    self.env._(
                        "%(code)s: fill in %(fields)s.",
                        code=petition.code,
                        fields=f"“{label}”",
                    )
                )
        return super().action_sort()

    def _settled(self, moment):
        """Let the limit run within which the body that forwarded learns the result.

        Law on Citizen Reception, Article 27.2.
        """
        for petition in self.filtered(
            lambda p: (
                p.source == "forwarded"
                and not p.result_told_on
                and p.kind != "denunciation"  # runs from the receipt
            )
        ):
            if not petition._open_clocks("reception_result"):
                petition._start_clock("reception_result", moment)

    def _document_issued(self, document):
        waiting = self.filtered(lambda p: p.state == "proposed")
        result = super()._document_issued(document)
        waiting.filtered(lambda p: p.state == "processed" and not p.case_id)._settled(
            document.signed_at
        )
        return result

    def action_tell_result(self, number, word):
        """Record the letter by which the body that forwarded was told the result."""
        self._check_handles()
        for petition in self:
            if petition.source != "forwarded" or petition.result_told_on:
                raise UserError(
                    self.env._("%s: nobody waits for its result.", petition.code)
                )
            # of a denunciation it is told what is done with it, before it is settled
            if not (
                petition.state in ("processed", "waiting")
                and (
                    petition.kind == "denunciation"
                    or not petition.case_id
                    or petition.case_id.state in SETTLED
                )
            ):
                raise UserError(
                    self.env._("%s has not been settled yet.", petition.code)
                )
        if not (number or "").strip():
            raise UserError(self.env._("“Number of the Letter”: write it."))
        self._end_clocks("reception_result", "denunciation_press")
        self.sudo().activity_unlink(["ward_office.activity_forwarded"])
        for petition in self:
            petition._write_guarded(
                {
                    "result_told_on": petition.company_id.sudo()._ward_today(),
                    "result_told_number": number,
                }
            )
            petition._message_log(body=word)
        return True

    def write(self, vals):
        if "forward_due" in vals:
            self._write_guarded({"forward_warned": False})
        return super().write(vals)

    @api.model
    def _warn_forwarded(self, unit):
        """Remind of the day by which the body that forwarded wants its answer."""
        near = fields.Date.add(unit._ward_today(), days=WARN_DAYS)
        petitions = self.search(
            Domain("company_id", "=", unit.id)
            & Domain("source", "=", "forwarded")
            & Domain("forward_due", "<=", near)
            & Domain("result_told_on", "=", False)
            & Domain("forward_warned", "=", False)
            & Domain("state", "!=", "withdrawn")
        )
        leader = unit.ward_leader_id.user_id
        for petition in petitions:
            user = petition.handler_id or leader - petition.excluded_user_ids
            if user:
                petition.activity_schedule(
                    "ward_office.activity_forwarded",
                    date_deadline=petition.forward_due,
                    summary=petition.forwarded_by_id.name,
                    user_id=user.id,
                )
        petitions._write_guarded({"forward_warned": True})


class WardCase(models.Model):
    _inherit = "ward.case"

    def _effect_decide(self, document):
        result = super()._effect_decide(document)
        self.petition_ids._settled(document.signed_at)
        return result

    def _effect_stop(self, document):
        result = super()._effect_stop(document)
        self.petition_ids._settled(document.signed_at)
        return result


class WardClock(models.Model):
    _inherit = "ward.clock"

    @api.model
    def _warn_unit(self, unit):
        result = super()._warn_unit(unit)
        self.env["ward.petition"]._warn_forwarded(unit)
        return result
