"""What a citizen learns without a login: where the matter stands and until when."""

import re

from odoo import api, fields, models

MAX_GUESSES = 10
WINDOW_MINUTES = 15


class WardTrackingGuess(models.Model):
    """A wrong guess on the tracking page, kept for a quarter of an hour."""

    _name = "ward.tracking.guess"
    _description = "Wrong Guess on the Tracking Page"
    _log_access = False

    code = fields.Char(index=True)
    address = fields.Char(index=True)
    moment = fields.Datetime(required=True, index=True)

    @api.model
    def _since(self):
        return fields.Datetime.subtract(fields.Datetime.now(), minutes=WINDOW_MINUTES)

    @api.model
    def _is_closed(self, code, address):
        """Return whether the code or the address has been guessed too often."""
        # sudo: the public page counts its own guesses
        guesses = self.sudo()
        recent = [("moment", ">", self._since())]
        return any(
            guesses.search_count([*recent, (name, "=", value)], limit=MAX_GUESSES)
            >= MAX_GUESSES
            for name, value in (("code", (code or "")[:20]), ("address", address))
            if value
        )

    @api.model
    def _note(self, code, address):
        self.sudo().create(  # sudo: see above
            {
                "code": (code or "")[:20],
                "address": address,
                "moment": fields.Datetime.now(),
            }
        )

    @api.autovacuum
    def _gc_guesses(self):
        self.sudo().search([("moment", "<", self._since())], limit=100_000).unlink()


class WardSenderMixin(models.AbstractModel):
    _inherit = "ward.sender.mixin"

    def _second_factors(self):
        """Return the last four digits of identity number and phone, as known."""
        self.ensure_one()
        # sudo: compared only, for the tracking page
        record = self.sudo()
        sources = [(record.person_identity_number, record.person_phone)]
        sources += [(i.identity_number, i.phone) for i in record.identity_ids]
        factors = []
        for pair in sources:
            for number in pair:
                digits = re.sub(r"\W", "", number or "").upper()
                if len(digits) >= 8:
                    factors.append(digits[-4:])
        return factors


class WardReception(models.Model):
    _inherit = "ward.reception"

    def _public_state(self):
        """Return what the public page says about this reception."""
        petition = self.petition_ids[:1]
        if petition:
            return petition._public_state()
        return {
            "code": self.code,
            "words": self._public_words(),
            "due": False,
            "ask": False,
        }

    def _public_words(self):
        return {
            "waiting": self.env._("You are waiting to be received."),
            "receiving": self.env._("You are being received."),
            "done": self.env._("You have been received and advised."),
            "left": self.env._("The reception was not held."),
        }[self.state]

    def _take_satisfaction(self, points, note):
        self.petition_ids[:1].case_id._take_satisfaction(points, note)


class WardPetition(models.Model):
    _inherit = "ward.petition"

    def _public_state(self):
        """Return what the public page says about this petition."""
        if self.case_id:
            return self.case_id._public_state() | {"code": self.code}
        words = {
            "received": self.env._("Received; it is being examined."),
            "sorted": self.env._("Received; it is being examined."),
            "proposed": self.env._("Examined; the answer is being signed."),
            "waiting": self.env._(
                "Forwarded to the competent body; its answer is awaited."
            ),
            "processed": self.env._("Examined; you get the answer in writing."),
            "withdrawn": self.env._("Withdrawn."),
        }[self.state]
        return {"code": self.code, "words": words, "due": self.due_date, "ask": False}

    def _take_satisfaction(self, points, note):
        self.case_id._take_satisfaction(points, note)


class WardCase(models.Model):
    _inherit = "ward.case"

    def _second_factors(self):
        """Return the factors of every sender; each knows his own only."""
        return [f for petition in self.petition_ids for f in petition._second_factors()]

    def _public_state(self):
        """Return what the public page says about this case; no names."""
        words = {
            "accepted": self.env._("Accepted; the verification is being prepared."),
            "verifying": self.env._("Accepted; it is being verified."),
            "reported": self.env._("Verified; the decision is being prepared."),
            "decided": self.env._("Decided; you get the decision in writing."),
            "executing": self.env._("Decided; the decision is being carried out."),
            "closed": self.env._("Closed; everything has been carried out."),
            "suspended": self.env._("Suspended; you have been told the reason."),
            "stopped": self.env._("Stopped; you have been told the reason."),
        }[self.state]
        return {
            "code": self.code,
            "words": words,
            "due": self.state in ("accepted", "verifying", "reported")
            and self.due_date,
            "ask": self.state in ("decided", "executing", "closed")
            and not self.satisfaction,
        }

    def _take_satisfaction(self, points, note):
        """Keep the first answer (1 to 5) given after the decision."""
        if self.state in ("decided", "executing", "closed") and not self.satisfaction:
            self._write_guarded({"satisfaction": points, "satisfaction_note": note})
