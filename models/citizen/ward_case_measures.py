"""Withdrawal, urgent measures, opening again: each with its document and reason."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .ward_case import EFFECTS

NOTICE_DAYS = 5  # before a dialogue, Decree 124/2020, Article 28


class WardCase(models.Model):
    _inherit = "ward.case"

    withdrawn_part = fields.Text(
        "Withdrawn in Part",
        readonly=True,
        help="Contents withdrawn; the rest is settled.",
    )
    withdrawn_but = fields.Text(
        "Handled Though Withdrawn",
        readonly=True,
        help="Why a denunciation is settled all the same: signs of a violation, "
        "pressure on the denouncer, or slander (Decree 31/2019, Article 4).",
    )
    halted_on = fields.Date(
        "Decision Complained of Suspended",
        readonly=True,
        help="Urgent measure of the Law on Complaints, Article 35.",
    )

    # ------------------------------------------------------------------
    # WITHDRAWAL
    # ------------------------------------------------------------------

    def _record_withdrawal(self, reason):
        """Check a withdrawal and draft its minutes."""
        self.ensure_one()
        self._check_handles()
        self._check_state(*EFFECTS["stop"][0])
        if not (reason or "").strip():
            raise UserError(
                self.env._("“Reason”: letter or minutes of the withdrawal.")
            )
        key = "tc_03" if self.is_denunciation else "kn_withdraw"
        return self.env["ward.document"]._draft(key, self, reason=reason)

    def action_withdrawn(self, reason):
        """Record that every complainant withdrew all, and draft the stop."""
        self._record_withdrawal(reason)
        self._write_guarded({"is_withdrawn": True})
        return self._draft_effect("stop", reason=reason)

    def action_withdrawn_part(self, reason):
        """Record that a part was withdrawn; the rest goes on."""
        minutes = self._record_withdrawal(reason)
        parts = [self.withdrawn_part, reason]
        self._write_guarded({"withdrawn_part": "\n".join(filter(None, parts))})
        self._message_log(
            body=self.env._("Withdrawn in part: %(content)s", content=reason)
        )
        return minutes._open_form()

    def action_withdrawn_go_on(self, reason):
        """Record a denunciation as withdrawn that is settled all the same."""
        if not self.is_denunciation:
            raise UserError(
                self.env._(
                    "A complaint that was withdrawn is stopped; only a denunciation "
                    "is settled all the same."
                )
            )
        minutes = self._record_withdrawal(reason)
        self._write_guarded({"is_withdrawn": True, "withdrawn_but": reason})
        return minutes._open_form()

    # ------------------------------------------------------------------
    # URGENT MEASURE, DIALOGUE
    # ------------------------------------------------------------------

    def action_halt(self, reason):
        """Draft the suspension of the decision complained of, with its reason."""
        if self.halted_on:
            raise UserError(self.env._("The decision is suspended already."))
        return self._draft_effect(
            "halt", reason=reason, meeting_at=fields.Datetime.now()
        )

    def action_unhalt(self, reason):
        """Draft the cancellation of that suspension, with its reason."""
        if not self.halted_on:
            raise UserError(self.env._("No decision is suspended."))
        return self._draft_effect("unhalt", reason=reason)

    def _effect_halt(self, document):
        self._write_guarded({"halted_on": document.date})

    def _effect_unhalt(self, _document):
        self._write_guarded({"halted_on": False})

    def _check_dialogue(self):
        """Raise where a second complaint is decided without dialogue.

        Decree 124/2020, Article 28 (as amended): a party invited who stays away
        without reason does not stop it.
        """
        for case in self.filtered(lambda c: c.kind == "complaint_2"):
            held = case.meeting_ids.filtered(
                lambda m: m.kind == "dialogue" and (m.minutes or m.is_absent)
            )
            if not held:
                raise UserError(
                    self.env._(
                        "%(code)s: a second complaint needs a dialogue; record it "
                        "under “Meetings” (Decree 124/2020, Article 28).",
                        code=case.code,
                    )
                )

    # ------------------------------------------------------------------
    # OPENING AGAIN
    # ------------------------------------------------------------------

    def action_reopen(self, reason):
        """Draft the decision to open a closed or stopped case again."""
        if not (reason or "").strip():
            raise UserError(self.env._("“Reason”: say why it is opened again."))
        return self._draft_effect("reopen", reason=reason)

    def _effect_reopen(self, document):
        decided = self.state == "closed"
        self._write_guarded(
            {
                "state": "executing" if decided else "verifying",
                "closed_at": False,
                "is_withdrawn": False,
            }
        )
        if not decided:
            self._start_clock(self._settle_code(), document.signed_at)
        self._message_log(
            body=self.env._(
                "Opened again by %(reference)s: %(reason)s",
                reference=document.reference or "",
                reason=document.reason or "",
            )
        )


class WardCaseEvidence(models.Model):
    _inherit = "ward.case.evidence"

    asked_on = fields.Date(help="Asked for in writing.")
    wanted_on = fields.Date("Wanted By")

    def _lines(self):
        """Return the papers as minutes list them."""
        pages = self.env._("%s pages")
        return "\n".join(
            ", ".join(
                part for part in (e.name, e.page_count and pages % e.page_count) if part
            )
            for e in self
        )

    def _draft_papers(self, key, **vals):
        self._check_case()
        return self.env["ward.document"]._draft(
            key,
            self.case_id,
            addressee=self[:1].source,
            paper_list=self._lines(),
            date_to=self[:1].wanted_on,
            **vals,
        )

    def _check_complaint(self):
        if any(case.is_denunciation for case in self.case_id):
            raise UserError(
                self.env._(
                    "The forms of this step belong to complaints; use “New Document”."
                )
            )

    def action_ask(self):
        """Draft the request for these papers (form 07)."""
        self._check_complaint()
        documents = self._draft_papers("kn_07")
        self.write({"asked_on": self.company_id[:1].sudo()._ward_today()})
        return documents._open_form()

    def action_receipt(self):
        """Draft the minutes of these papers handed over (form 08)."""
        self._check_complaint()
        return self._draft_papers(
            "kn_08", meeting_at=fields.Datetime.now()
        )._open_form()

    def action_appraise(self):
        """Draft what has an expert appraise these papers (forms 09, 10; or 09)."""
        if self.case_id.is_denunciation:
            return self._draft_papers("tc_09", reason=self[:1].finding)._open_form()
        decision = self._draft_papers("kn_09", reason=self[:1].finding)
        self._draft_papers("kn_10")
        return decision._open_form()


class WardCaseMeeting(models.Model):
    _inherit = "ward.case.meeting"

    invited_on = fields.Date()
    is_short = fields.Boolean(
        "Invited Too Late",
        compute="_compute_is_short",
        help="A dialogue is announced at least five days before (Decree 124/2020, "
        "Article 28).",
    )

    @api.depends("kind", "start_at", "invited_on")
    def _compute_is_short(self):
        for meeting in self:
            day = meeting.start_at and meeting.company_id.sudo()._ward_to_local(
                meeting.start_at  # in the time zone of the unit
            )
            meeting.is_short = bool(
                day
                and meeting.kind == "dialogue"
                and meeting.invited_on
                and (day.date() - meeting.invited_on).days < NOTICE_DAYS
            )


class WardDocument(models.Model):
    _inherit = "ward.document"

    def _open_form(self):
        """Return the action that shows this document."""
        return {
            "type": "ir.actions.act_window",
            "res_model": "ward.document",
            "view_mode": "form",
            "res_id": self[:1].id,
        }
