from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .ward_dossier_mixin import LOOKED_UP

CASE_KINDS = [
    ("complaint_1", "Complaint, first time"),
    ("complaint_2", "Complaint, second time"),
    ("denunciation", "Denunciation"),
    ("denunciation_again", "Denunciation continued"),
    ("petition", "Petition or reflection"),
]
# effect of a signed document -> states it is possible in, state it leads to
ACCEPTANCE_NOTICE = "tc_05"  # to the denouncer, Law on Denunciations, Article 29.2
EFFECTS = {
    "verify": (("accepted",), "verifying"),
    "report": (("verifying",), "reported"),
    "decide": (("accepted", "verifying", "reported"), "decided"),
    "answer": (("accepted", "verifying", "reported"), "decided"),
    "suspend": (("accepted", "verifying", "reported"), "suspended"),
    "resume": (("suspended",), None),
    "stop": (("accepted", "verifying", "reported", "suspended"), "stopped"),
    "extend": (("accepted", "verifying", "reported"), None),
    "publish": (("decided", "executing"), None),
    "urge": (("accepted", "verifying", "reported", "suspended"), None),
    "halt": (("accepted", "verifying", "reported", "suspended"), None),
    "unhalt": (
        ("accepted", "verifying", "reported", "suspended", "decided", "executing"),
        None,
    ),
    "reopen": (("closed", "stopped"), None),
}
OPEN_STATES = ("accepted", "verifying", "reported", "suspended")
SETTLE_CLOCKS = {
    "complaint_1": "complaint_settle_1",
    "complaint_2": "complaint_settle_2",
    "denunciation": "denunciation_settle",
    "denunciation_again": "denunciation_settle",
    "petition": "reflection_settle",
}
SETTLE_CODES = {*SETTLE_CLOCKS.values(), "discipline_settle"}
# limits that begin with the decision or conclusion
AFTER_CLOCKS = {
    "complaint_1": ("complaint_send_1", "complaint_publish", "complaint_force_1"),
    "complaint_2": ("complaint_send_2", "complaint_publish", "complaint_force_1"),
    "denunciation": ("denunciation_send", "denunciation_act", "denunciation_publish"),
    "denunciation_again": (
        "denunciation_send",
        "denunciation_act",
        "denunciation_publish",
    ),
    "petition": (),
}
# ended when a paper has reached the parties
SEND_CODES = (
    "complaint_send_1",
    "complaint_send_2",
    "complaint_suspend_send",
    "denunciation_send",
    "denunciation_suspend_send",
)
PUBLISH_CODES = ("complaint_publish", "denunciation_publish")

CROWD = 5  # people; Circular 06/2025


def settle_code(kind, field):
    """Return the code of the limit of settlement (Law on Complaints, 28, 37, 50)."""
    if field.is_discipline and kind.startswith("complaint"):
        return "discipline_settle"
    return SETTLE_CLOCKS[kind]


class WardCase(models.Model):
    """The matter one or more petitions are about (vụ việc).

    It moves forward by signed documents only: each form has an effect, and the effect
    a table of states it is possible in.
    """

    _name = "ward.case"
    _description = "Case"
    _inherit = ["ward.dossier.mixin"]
    _order = "opened_at desc, id desc"
    _rec_name = "code"
    _check_company_auto = True
    _clock_link = "case_id"

    reader_user_ids = fields.Many2many(
        "res.users", "ward_case_reader_rel", string="Called In", readonly=True
    )
    excluded_user_ids = fields.Many2many(
        "res.users",
        "ward_case_excluded_rel",
        string="Conflict of Interest",
        readonly=True,
        help="Complained of, or working under somebody who is: they see nothing.",
    )
    kind = fields.Selection(CASE_KINDS, required=True, readonly=True, index=True)
    title = fields.Char("Content", required=True)
    field_id = fields.Many2one("ward.petition.field", index="btree_not_null")
    respondent = fields.Char("Complained Of")
    petition_ids = fields.One2many("ward.petition", "case_id", "Petitions")
    petition_count = fields.Integer(compute="_compute_petition_count")
    people_count = fields.Integer("People", readonly=True)
    is_crowd = fields.Boolean("Crowded", readonly=True, help="Five people or more.")
    is_watched = fields.Boolean("Watch List", readonly=True, tracking=True)
    watch_reason = fields.Char("Why Watched", readonly=True)
    is_complex = fields.Boolean("Complex", readonly=True, tracking=True)
    complex_reason = fields.Char(readonly=True)
    opened_at = fields.Datetime(
        "Accepted for Settlement On", required=True, readonly=True, index=True
    )
    opened_on = fields.Date(
        "Accepted (Date)", compute="_compute_dates", store=True, index=True
    )
    state = fields.Selection(
        [
            ("accepted", "Accepted for settlement"),
            ("verifying", "Being verified"),
            ("reported", "Verification reported"),
            ("decided", "Decided"),
            ("executing", "Being carried out"),
            ("closed", "Case closed"),
            ("suspended", "Suspended"),
            ("stopped", "Discontinued"),
        ],
        required=True,
        default="accepted",
        readonly=True,
        index=True,
        tracking=True,
        group_expand=True,
    )
    state_before = fields.Char(readonly=True)
    outcome = fields.Selection(
        [
            ("right", "Right"),
            ("wrong", "Wrong"),
            ("partly", "Partly right"),
            ("upheld", "First decision upheld"),
            ("changed", "First decision cancelled or changed"),
        ],
        tracking=True,
        index=True,
    )
    conclusion = fields.Text("Finding")
    decided_at = fields.Datetime("Decided On", readonly=True, index=True)
    decided_on = fields.Date(
        "Decided (Date)", compute="_compute_dates", store=True, index=True
    )
    published_on = fields.Date("Made Public On", readonly=True)
    delivered_on = fields.Date(readonly=True)
    closed_at = fields.Datetime("Closed On", readonly=True, index=True)
    stop_reason = fields.Char(readonly=True)
    is_withdrawn = fields.Boolean("Withdrawn", readonly=True)
    plan = fields.Text("Verification Plan")
    report = fields.Text("Result of the Verification")
    member_ids = fields.One2many("ward.case.member", "case_id", "Verification Team")
    evidence_ids = fields.One2many(
        "ward.case.evidence",
        "case_id",
    )
    meeting_ids = fields.One2many("ward.case.meeting", "case_id", "Meetings")
    obligation_ids = fields.One2many("ward.obligation", "case_id", "Orders")
    protection_ids = fields.One2many(
        "ward.protection",
        "case_id",
    )
    document_ids = fields.One2many("ward.document", "case_id", "Documents")
    clock_ids = fields.One2many("ward.clock", "case_id", "Time Limits")
    previous_id = fields.Many2one(
        "ward.case",
        "Earlier Case",
        readonly=True,
        check_company=True,
        index="btree_not_null",
        help="The case whose decision is complained of again.",
    )
    next_ids = fields.One2many("ward.case", "previous_id", "Later Cases")
    court = fields.Char(
        "Before the Court", help="Court, number and date of acceptance."
    )
    is_denunciation = fields.Boolean(compute="_compute_is_denunciation")
    is_to_send = fields.Boolean(
        "To Be Sent",
        compute="_compute_is_to_send",
        help="A paper waits to be sent to the parties.",
    )
    can_close = fields.Boolean(compute="_compute_can_close")

    _code_uniq = models.UniqueIndex(
        "(register_company_id, code)", "This code is taken."
    )
    _old_key_uniq = models.UniqueIndex(
        "(register_company_id, old_key) WHERE old_key IS NOT NULL",
        "This matter has been taken over already.",
    )
    _list = models.Index("(company_id, state, due_date)")
    # the few that are open, out of all there ever were
    _open = models.Index("(company_id) WHERE state NOT IN ('closed', 'stopped')")

    # ------------------------------------------------------------------
    # COMPUTED
    # ------------------------------------------------------------------

    @api.model
    def _folded_fields(self):
        return ["code", "old_number", "title", "respondent", "court"]

    @api.model
    def _head_fields(self):
        return ["code", "old_number", "title", "respondent"]

    @api.model
    def _lookup(self, text, limit=LOOKED_UP):
        """Look up by the people of the petitions as well, those the user may read."""
        petitions = self.env["ward.petition"]
        if petitions.has_access("read"):
            petitions = petitions.search(
                petitions._words_domain("head_key", text)
                & Domain("case_id", "!=", False),
                limit=limit,
            )
        # the case may be shut to who reads the petition
        found = self.search([("id", "in", petitions.case_id.ids)])
        return (found | super()._lookup(text, limit))[:limit]

    def _lookup_facts(self):
        return {"who": "", "about": self.title, "date": self.opened_on}

    def _is_denounced(self):
        """Return whether this matter is a denunciation."""
        return self.is_denunciation

    def _petition_kind(self):
        return self.kind.split("_")[0]

    @api.depends("kind")
    def _compute_is_denunciation(self):
        for case in self:
            case.is_denunciation = case.kind in ("denunciation", "denunciation_again")

    @api.depends("opened_at", "decided_at", "company_id")
    def _compute_dates(self):
        for case in self:
            company = case.company_id.sudo()  # its time zone
            for moment, day in (
                ("opened_at", "opened_on"),
                ("decided_at", "decided_on"),
            ):
                case[day] = case[moment] and company._ward_to_local(case[moment]).date()

    def _compute_petition_count(self):
        counts = dict(
            self.env["ward.petition"]._read_group(
                [("case_id", "in", self.ids)], ["case_id"], ["__count"]
            )
        )
        for case in self:
            case.petition_count = counts.get(case, 0)

    def _count_people(self):
        """Count the people behind the case; crowded once is crowded for good."""
        for case in self:
            petitions = case.petition_ids.filtered(lambda p: p.state != "withdrawn")
            left = petitions.signatory_ids.filtered("left_on")
            count = sum(petitions.mapped("people_count")) - len(left)
            case._write_guarded(
                {"people_count": count, "is_crowd": case.is_crowd or count >= CROWD}
            )

    @api.depends("state", "obligation_ids.is_done")
    def _compute_can_close(self):
        for case in self:
            case.can_close = case.state == "executing" and all(
                case.obligation_ids.mapped("is_done")
            )

    @api.depends("clock_ids.state", "clock_ids.code")
    def _compute_is_to_send(self):
        for case in self:
            case.is_to_send = any(
                clock.state == "running" and clock.code in SEND_CODES
                for clock in case.sudo().clock_ids  # shown with the case
            )

    @api.constrains("outcome", "kind")
    def _check_outcome(self):
        for case in self:
            second = case.outcome in ("upheld", "changed")
            if case.outcome and second != (case.kind == "complaint_2"):
                raise ValidationError(
                    self.env._(
                        "“Outcome”: a second complaint is upheld or changed; every "
                        "other matter is right, wrong or partly right."
                    )
                )

    # ------------------------------------------------------------------
    # WRITING
    # ------------------------------------------------------------------

    def write(self, vals):
        if not self.env.su and vals.keys() - {
            "message_main_attachment_id",
            "activity_ids",
        }:
            self._check_handles()
            if "handler_id" in vals:
                self._check_leads_or_clerk()
            content = {
                "outcome",
                "outcome_item_id",
                "conclusion",
                "title",
                "field_id",
                "respondent",
            }
            if content & vals.keys():
                self._check_state(*OPEN_STATES)
                self._check_no_decision_waits()
            if "report" in vals:
                self._check_state("accepted", "verifying", "suspended")
            if "plan" in vals:
                self._check_state(*OPEN_STATES)
        result = super().write(vals)
        if "handler_id" in vals:
            self._check_conflict(self.handler_id)
        if "field_id" in vals:
            self._settle_as_field()
        return result

    def _settle_as_field(self):
        """Let the limit be the one of the field: disciplinary decisions have their own.

        Not where it has been suspended or extended: that was decided for this limit.
        """
        for case in self:
            clock, code = case._settle_clock(), case._settle_code()
            if clock and clock.code != code and not clock.sudo().event_ids:
                case._drop_clocks(clock.code)
                case._start_clock(code, case.opened_at, is_complex=case.is_complex)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise UserError(
                self.env._("A case is opened by accepting a petition, not by hand.")
            )
        return super().create(vals_list)

    def _check_no_decision_waits(self):
        """Raise where the decision has been drafted: paper and case would differ."""
        for case in self:
            waiting = case.document_ids.filtered(
                lambda d: (
                    d.effect in ("decide", "answer")
                    and d.state in ("draft", "proposed")
                )
            )
            if waiting:
                raise UserError(
                    self.env._(
                        "%(code)s: “%(document)s” is drafted already; drop the draft "
                        "before you change outcome, finding or title.",
                        code=case.code,
                        document=waiting[0].name,
                    )
                )

    def _check_leads_or_clerk(self):
        if not self.env.su and not self._reads_as_unit():
            raise UserError(
                self.env._(
                    "“Handled By”: only the leader or the clerk hands a case on."
                )
            )

    def _check_conflict(self, users):
        for case in self:
            if users & case.sudo().excluded_user_ids:  # compared only
                raise ValidationError(
                    self.env._(
                        "“Handled By”: this officer is concerned by the matter or "
                        "works under somebody who is."
                    )
                )

    @api.model
    def _open(self, petition, kind, document):
        """Return the new case of ``petition``, its limits running."""
        vals = {
            "company_id": petition.company_id.id,
            "kind": kind,
            "title": petition.summary or petition.code,
            "field_id": petition.field_id.id,
            "respondent": petition.respondent,
            "previous_id": petition.previous_case_id.id,
            "handler_id": petition.handler_id.id,
            "opened_at": document.signed_at,
            "people_count": petition.people_count,
            "is_crowd": petition.people_count >= 5,
            "excluded_user_ids": [(6, 0, petition.excluded_user_ids.ids)],
        }
        self.env["ward.register"]._number(
            [vals], "case", "VV", "opened_at", petition.company_id
        )
        case = self.with_context(
            mail_create_nosubscribe=True, mail_create_nolog=True
        )._create_guarded([vals])
        case._start_clock(case._settle_code(), case.opened_at)
        # the decision complained of again has not come into force
        case.previous_id._end_clocks("complaint_lodge_2", moment=case.opened_at)
        case.previous_id._drop_clocks("complaint_force_1", "complaint_execute")
        if case.is_denunciation:
            case._start_clock("denunciation_notify", case.opened_at)
        return case

    # ------------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------------

    def _form_of(self, effect):
        """Return the key of the form with ``effect`` for this kind of case."""
        law = "denunciation" if self.is_denunciation else self.kind.split("_")[0]
        if effect == "decide" and self.kind == "complaint_2":
            return "kn_16"
        return {
            ("complaint", "verify"): "kn_05",
            ("complaint", "report"): "kn_13",
            ("complaint", "decide"): "kn_15",
            ("complaint", "suspend"): "kn_14a",
            ("complaint", "stop"): "kn_14c",
            ("complaint", "resume"): "kn_14b",
            ("complaint", "extend"): "kn_extend",
            ("complaint", "publish"): "publish",
            ("denunciation", "verify"): "tc_07",
            ("denunciation", "report"): "tc_10",
            ("denunciation", "decide"): "tc_12",
            ("denunciation", "suspend"): "tc_suspend",
            ("denunciation", "stop"): "tc_stop",
            ("denunciation", "resume"): "tc_continue",
            ("denunciation", "extend"): "tc_01",
            ("denunciation", "publish"): "publish",
            ("petition", "answer"): "reply",
            ("complaint", "halt"): "kn_11",
            ("complaint", "unhalt"): "kn_12",
            ("complaint", "reopen"): "reopen",
            ("denunciation", "reopen"): "reopen",
            ("petition", "reopen"): "reopen",
        }.get((law, effect))

    def _draft_effect(self, effect, **vals):
        """Draft the document that brings ``effect`` about; return its form view."""
        self.ensure_one()
        self._check_handles()
        self._check_state(*EFFECTS[effect][0])
        key = self._form_of(effect)
        if not key:
            raise UserError(self.env._("The law knows no such step for this kind."))
        waiting = self.document_ids.filtered(
            lambda d: d.form_id.key == key and d.state in ("draft", "proposed")
        )
        document = waiting[:1] or self.env["ward.document"]._draft(key, self, **vals)
        said = {name: vals[name] for name in ("reason", "days") if name in vals}
        said = self._mask(said, [self], ("reason",))
        if waiting and any(document[name] != value for name, value in said.items()):
            # the step was taken again, with another reason or other days
            document.write(said)
            document.action_rewrite()
        return {
            "type": "ir.actions.act_window",
            "res_model": "ward.document",
            "view_mode": "form",
            "res_id": document.id,
        }

    def action_verify(self):
        """Draft the decision to verify; the team must be named."""
        self._check_handles()
        if not self.member_ids:
            raise UserError(
                self.env._("“Verification Team”: name at least the head of the team.")
            )
        return self._draft_effect("verify")

    def action_report(self):
        """Draft the report of the verification."""
        self._check_handles()
        if not (self.report or "").strip():
            raise UserError(self.env._("“Result of the Verification”: write it first."))
        return self._draft_effect("report")

    def action_decide(self):
        """Draft the decision or conclusion."""
        self._check_handles()
        self._check_decision()
        self._check_dialogue()
        return self._draft_effect("decide")

    def action_answer(self):
        """Draft the answer to a petition or reflection."""
        return self._draft_effect("answer")

    def action_publish(self):
        """Draft the notice by which the result is made public."""
        return self._draft_effect("publish")

    def action_suspend(self, reason):
        """Draft the suspension, with its reason."""
        return self._draft_effect("suspend", reason=reason)

    def action_resume(self):
        """Draft the decision to go on."""
        return self._draft_effect("resume")

    def action_stop(self, reason):
        """Draft the decision to stop, with its reason."""
        return self._draft_effect("stop", reason=reason)

    def action_extend(self, days, reason):
        """Draft the extension with its reason.

        A denunciation is extended by ``days``; a complaint, being complex, gets the
        longer limit of the law (Decree 124/2020, Article 3a).
        """
        self._check_handles()
        self._check_extension(days)
        if self._petition_kind() == "complaint":
            days = 0
        return self._draft_effect("extend", days=days, reason=reason)

    def action_mark_complex(self, reason):
        """Record in writing that the matter is complex.

        A complaint's longer limit applies when the leader signs that; a denunciation
        may then be extended twice.
        """
        if self._petition_kind() == "complaint":
            if not (reason or "").strip():
                raise UserError(
                    self.env._("“Reason”: name the case of Article 3a that applies.")
                )
            return self.action_extend(0, reason)
        self._check_handles()
        self._check_state("accepted", "verifying", "reported")
        if not (reason or "").strip():
            raise UserError(
                self.env._("“Reason”: name the case of Article 3a that applies.")
            )
        # sudo: handling has been checked; clocks are written by steps only
        clocks = self.sudo()._open_clocks()
        self._become_complex(clocks, reason)
        return True

    def _become_complex(self, clocks, reason):
        clocks._write_guarded({"is_complex": True})
        clocks._reckon()
        self._write_guarded({"is_complex": True, "complex_reason": reason})
        self._refresh_due()

    def _settle_clock(self):
        return self._open_clocks(*SETTLE_CODES)[:1]

    def _settle_code(self):
        return settle_code(self.kind, self.field_id)

    def _start_sending(self, moment):
        """Let the limit run within which a suspension, stop or resumption is sent."""
        code = "denunciation_suspend_send" if self.is_denunciation else None
        if self._petition_kind() == "complaint":
            code = "complaint_suspend_send"
        if code:
            self._drop_clocks(code)
            self._start_where_ruled(code, {self.id: moment})

    def _start_where_ruled(self, code, moments):
        """Start a limit that earlier law did not know, where there is one by now.

        ``moments`` are naive UTC by the id of the case.
        """
        rules = self.env["ward.deadline.rule"]._rules_of(code)
        ruled = self.filtered(
            lambda case: (
                case.id in moments
                and rules._in_force_on(
                    case.company_id._ward_to_local(moments[case.id]).date()
                )
            )
        )
        if ruled:
            ruled._start_clock(code, {id_: moments[id_] for id_ in ruled.ids})

    def _check_extension(self, days):
        self.ensure_one()
        clock = self._settle_clock()
        if not clock:
            raise UserError(self.env._("No limit of settlement is running."))
        if self._petition_kind() == "complaint":
            if self.is_complex:
                raise UserError(
                    self.env._(
                        "%(code)s is complex already; a complaint gets the longer "
                        "limit once.",
                        code=self.code,
                    )
                )
            return
        clock._check_extension(days, is_special=self.is_complex)

    def _check_decision(self):
        """Raise unless the finding is complete."""
        for case in self:
            names = [
                case._fields[name]._description_string(self.env)
                for name in ("outcome", "conclusion")
                if not case[name]
            ]
            if names:
                raise UserError(
                    self.env._(
                        "%(code)s: fill in %(fields)s.",
                        code=case.code,
                        fields=", ".join(f"“{name}”" for name in names),
                    )
                )

    def _document_issued(self, document):
        """Do what a signed document does to its case (called as superuser)."""
        for case in self:
            if document.form_id.key == ACCEPTANCE_NOTICE:
                case._end_clocks("denunciation_notify", moment=document.signed_at)
            effect = document.form_id.effect
            if effect not in EFFECTS:
                continue
            allowed, state = EFFECTS[effect]
            case._check_state(*allowed)
            getattr(case, f"_effect_{effect}", lambda _d: None)(document)
            if state:
                case._write_guarded({"state": state})

    def _effect_suspend(self, document):
        self._write_guarded({"state_before": self.state})
        self._settle_clock()._add_event(
            "pause", document.date, document.reason, document
        )
        self._start_sending(document.signed_at)
        self._refresh_due()

    def _effect_resume(self, document):
        self._settle_clock()._add_event(
            "resume", document.date, document.reason, document
        )
        self._write_guarded({"state": self.state_before or "verifying"})
        if not self.is_denunciation:
            self._start_sending(document.signed_at)
        self._refresh_due()

    def _effect_extend(self, document):
        clock = self._settle_clock()
        # a complaint gets the longer limit of the law instead
        is_complaint = self._petition_kind() == "complaint"
        days = 0 if is_complaint else document.days
        clock._add_event("extend", document.date, document.reason, document, days)
        if is_complaint:
            self._become_complex(clock, document.reason)
        self._refresh_due()

    def _effect_stop(self, document):
        self._write_guarded(
            {"stop_reason": document.reason, "closed_at": document.signed_at}
        )
        self._end_clocks(*SETTLE_CODES, moment=document.signed_at)
        self._drop_clocks()
        self._start_sending(document.signed_at)
        first = self.previous_id
        if self.kind == "complaint_2" and first.state == "decided":
            # nobody complains of it any more: it comes into force after all
            first._start_clock("complaint_force_1", first.decided_at)
            first._start_execution()

    def _effect_decide(self, document):
        self._write_guarded({"decided_at": document.signed_at})
        self._end_clocks(
            *SETTLE_CODES,
            "denunciation_urge",
            moment=document.signed_at,
        )
        for code in AFTER_CLOCKS[self.kind]:
            self._start_clock(code, document.signed_at)
        self._start_execution()

    def _start_execution(self):
        """Let the limit run from the day the decision is in force (Decree 124, 31)."""
        self._start_where_ruled(
            "complaint_execute",
            {
                force.case_id.id: force.company_id._ward_to_utc(
                    fields.Date.add(force.due_date, days=1)
                )
                for force in self._open_clocks("complaint_force_1")
            },
        )

    def _effect_answer(self, document):
        self._effect_decide(document)

    def _effect_publish(self, document):
        self._write_guarded({"published_on": document.date})
        self._end_clocks(*PUBLISH_CODES, moment=document.signed_at)

    def action_delivered(self):
        """Record that the paper signed last has reached the parties."""
        self._check_handles()
        for case in self:
            if not case.is_to_send:
                raise UserError(
                    self.env._(
                        "%s: no paper waits to be sent to the parties.", case.code
                    )
                )
            if case.decided_at:
                case._write_guarded(
                    {"delivered_on": case.company_id.sudo()._ward_today()}
                )
            case._end_clocks(*SEND_CODES)
            if case.kind == "complaint_1" and case.state == "decided":
                case._start_clock("complaint_lodge_2")
        return True

    def action_execute(self):
        """Let the carrying out begin: the decision is in legal force."""
        self._check_handles()
        self._check_state("decided")
        self._end_clocks(
            "complaint_lodge_2",
            "complaint_force_1",
            "complaint_execute",
            "denunciation_act",
        )
        self._write_guarded({"state": "executing"})
        return True

    def action_close(self):
        """Close the case; every order must have been carried out."""
        self._check_handles()
        self._check_state("executing")
        for case in self:
            waiting = case._open_clocks(*SEND_CODES, *PUBLISH_CODES)
            if waiting:
                raise UserError(
                    self.env._(
                        "%(code)s: not done yet: %(limits)s; use “Delivered” or “Make "
                        "Public” first.",
                        code=case.code,
                        limits=", ".join(waiting.rule_id.mapped("display_name")),
                    )
                )
        self.obligation_ids.lock_for_update(allow_referencing=True)
        for case in self:
            waiting = case.obligation_ids.filtered(lambda o: not o.is_done)
            if waiting:
                raise UserError(
                    self.env._(
                        "%(code)s: %(count)s orders have not been carried out; record "
                        "what was done under “Orders”.",
                        code=case.code,
                        count=len(waiting),
                    )
                )
        self._end_clocks()
        self._write_guarded({"state": "closed", "closed_at": fields.Datetime.now()})
        return True

    def _refresh_readers(self):
        """Let handler and team read the case and its petitions."""
        for case in self.sudo():  # who is called in; the step was checked
            users = case.member_ids.employee_id.user_id
            for matter in (case, *case.petition_ids):
                matter._write_guarded({"reader_user_ids": [(6, 0, users.ids)]})
