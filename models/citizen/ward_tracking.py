"""What a citizen learns without a login: where the matter stands and until when."""

from odoo import api, fields, models

from ...tools.words import printable

ANSWERED = ("decided", "executing", "closed")
# documents of the whole case whose date a sender may know
SHOWN_EFFECTS = (
    "accept",
    "verify",
    "extend",
    "suspend",
    "resume",
    "decide",
    "answer",
    "publish",
    "stop",
)


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

    def _public_steps(self):
        return self.petition_ids[:1]._public_steps() if self.petition_ids else []

    def _take_satisfaction(self, points, note):
        self.petition_ids[:1]._take_satisfaction(points, note)


class WardPetition(models.Model):
    _inherit = "ward.petition"

    satisfaction = fields.Integer(
        readonly=True,
        copy=False,
        aggregator="avg",
        help="The sender’s answer after the end, 1 to 5.",
    )
    satisfaction_note = fields.Char("His Word", readonly=True, copy=False)
    satisfied_at = fields.Datetime(
        "Answered the Question On", readonly=True, copy=False
    )

    def _is_answered(self):
        """Return whether the sender has got what he can get: he is asked about it."""
        if self.case_id:
            return self.case_id.state in ANSWERED
        return self.state == "processed"

    def _public_state(self):
        """Return what the public page says about this petition; no names."""
        ask = self._is_answered() and not self.satisfaction
        if self.case_id:
            return self.case_id._public_state() | {"code": self.code, "ask": ask}
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
        return {"code": self.code, "words": words, "due": self.due_date, "ask": ask}

    def _public_steps(self):
        """Return ``(date, words)`` of what has happened, the oldest first."""
        steps = [(self.received_on, self.env._("Received"))]
        documents = self.document_ids.filtered("form_id") | (
            self.case_id.document_ids.filtered(lambda d: d.effect in SHOWN_EFFECTS)
        )
        for document in documents.filtered(lambda d: d.state == "issued").sorted(
            lambda d: (d.date, d.id)
        ):
            form = document.form_id
            # “Về việc …” is how papers speak
            words = (form.subtitle or form.name).removeprefix("Về việc ")
            words = words[:1].upper() + words[1:]
            if document.reference:
                words = self.env._(
                    "%(what)s, No. %(number)s", what=words, number=document.reference
                )
            steps.append((document.date, words))
        case = self.case_id
        if case.state == "closed":
            closed = case.company_id._ward_to_local(case.closed_at).date()
            steps.append((closed, self.env._("Closed")))
        return steps

    def _take_satisfaction(self, points, note):
        """Keep the first answer (1 to 5) of each sender, once he has been answered."""
        note = printable(note)[:500]
        for petition in self:
            if petition._is_answered() and not petition.satisfaction:
                petition._write_guarded(
                    {
                        "satisfaction": points,
                        "satisfaction_note": note,
                        "satisfied_at": fields.Datetime.now(),
                    }
                )


class WardCase(models.Model):
    _inherit = "ward.case"

    satisfaction = fields.Float(
        compute="_compute_satisfaction", store=True, aggregator="avg", digits=(3, 1)
    )

    @api.depends("petition_ids.satisfaction")
    def _compute_satisfaction(self):
        for case in self:
            answers = [p.satisfaction for p in case.petition_ids if p.satisfaction]
            case.satisfaction = answers and sum(answers) / len(answers)

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
        is_open = self.state in ("accepted", "verifying", "reported")
        extensions = self.document_ids.filtered(
            lambda d: d.effect == "extend" and d.state == "issued"
        )
        return {
            "code": self.code,
            "words": words,
            "due": is_open and self.due_date,
            "extended": is_open and extensions.sorted("id")[-1:].date,
            "ask": False,
        }
