import logging
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...tools.deadlines import Limit, reckon

# Up to so many clocks are reckoned at once when a holiday changes; more are left to
# the scheduled action, which shows its progress.
AT_ONCE = 200
BATCH = 2000
OPEN_STATES = ("running", "paused")

_logger = logging.getLogger(__name__)


class WardClock(models.Model):
    """One running time limit of a matter (thời hạn).

    The due date is derived from the rule, the start, pauses and extensions; nobody
    types it. Written by the steps of petitions and cases only. Whether it was kept
    stays for ever once it has ended.
    """

    _name = "ward.clock"
    _description = "Running Time Limit"
    _inherit = "ward.of.dossier.mixin"
    _order = "started_at, id"
    _rec_name = "rule_id"

    rule_id = fields.Many2one(
        "ward.deadline.rule",
        "Time Limit",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    code = fields.Selection(
        related="rule_id.code", string="Code", store=True, index=True, precompute=True
    )
    started_at = fields.Datetime("Starts From", required=True, readonly=True)
    start_date = fields.Date(required=True, readonly=True)
    is_complex = fields.Boolean("Complex", readonly=True)
    is_remote = fields.Boolean("Remote Area", readonly=True)
    event_ids = fields.One2many("ward.clock.event", "clock_id", "Pauses and Extensions")
    due_date = fields.Date("Time Limit Ends", readonly=True, index=True)
    reckoning = fields.Json(readonly=True, export_string_translation=False)
    explanation = fields.Html(compute="_compute_explanation", sanitize=False)
    state = fields.Selection(
        [
            ("running", "Running"),
            ("paused", "Suspended"),
            ("done", "Ended"),
            ("cancelled", "Dropped"),
        ],
        required=True,
        default="running",
        readonly=True,
        index=True,
    )
    ended_at = fields.Datetime("Ended On", readonly=True)
    is_late = fields.Boolean(
        "Late", readonly=True, help="Ended after its due date; kept for ever."
    )
    signal = fields.Selection(
        [
            ("calm", "In time"),
            ("soon", "Soon due"),
            ("late", "Overdue"),
            ("done", "Ended"),
        ],
        compute="_compute_signal",
    )
    warned = fields.Selection(
        [("soon", "Warned"), ("near", "Warned Again"), ("late", "Escalated")],
        readonly=True,
    )
    needs_reckoning = fields.Boolean(readonly=True)

    _open = models.Index("(due_date) WHERE state = 'running'")
    _to_reckon = models.Index("(id) WHERE needs_reckoning")

    # ------------------------------------------------------------------
    # READING
    # ------------------------------------------------------------------

    @api.depends("state", "due_date", "is_late", "rule_id.warn_days")
    def _compute_signal(self):
        today = {c: c.sudo()._ward_today() for c in self.company_id}
        for clock in self:
            day = today.get(clock.company_id)
            if clock.state not in OPEN_STATES:
                clock.signal = "late" if clock.is_late else "done"
            elif not clock.due_date or clock.sudo().rule_id.is_waiting:
                clock.signal = "calm"
            elif clock.due_date < day:
                clock.signal = "late"
            else:
                # sudo: law, no secret
                near = timedelta(clock.sudo().rule_id.warn_days)
                clock.signal = "soon" if clock.due_date - near <= day else "calm"

    @api.depends("reckoning", "event_ids")
    def _compute_explanation(self):
        # sudo: from what the limits the user reads were reckoned; rules are law
        for clock in self.sudo():
            clock.explanation = self.env["ir.qweb"]._render(
                "ward_office.clock_explanation", {"clock": clock, "rule": clock.rule_id}
            )

    def _day(self, text):
        """Return an ISO date of the reckoning as people write it."""
        return fields.Date.to_date(text).strftime("%d/%m/%Y") if text else ""

    # ------------------------------------------------------------------
    # RECKONING
    # ------------------------------------------------------------------

    @api.model
    def _start(self, code, subjects, moments, **flags):
        """Start a clock ``code`` for each of ``subjects`` (petitions, cases …).

        ``moments`` is ``{subject id: naive UTC datetime}``; the rule in force on its
        local date applies. Returns the clocks.
        """
        link = subjects._clock_link
        vals_list, tests = [], {}
        for subject in subjects:
            company = subject.company_id
            vals = self._prepare_start(
                code, company, moments[subject.id], tests, **flags
            )
            vals_list.append(vals | {link: subject.id})
        # sudo: callers have checked their step; nobody may write a clock
        return self.sudo()._create_guarded(vals_list)

    @api.model
    def _prepare_start(self, code, company, moment, tests, **flags):
        """Return the values of a clock ``code`` that starts at ``moment``, reckoned.

        ``tests`` is a dictionary of the caller's that keeps the working days between
        calls.
        """
        unit = company.sudo()  # its time zone
        date = unit._ward_to_local(moment).date()
        rule = self.env["ward.deadline.rule"]._rule_on(code, date)
        is_remote = flags.get("is_remote", unit.ward_is_remote)
        if unit not in tests:
            tests[unit] = unit._ward_working_day_test()
        days = rule._days_for(flags.get("is_complex"), is_remote)
        limit = Limit(date, days, rule.is_working, (), rule.rolls)
        return {
            "company_id": unit.id,
            "rule_id": rule.id,
            "started_at": moment,
            "start_date": date,
            "is_remote": is_remote,
            **flags,
            **self._reckoned(limit, tests[unit]),
        }

    @api.model
    def _reckoned(self, limit, is_working):
        """Return what is stored of a limit reckoned."""
        found = reckon(limit, is_working)
        return {
            "due_date": found.due or False,
            "needs_reckoning": False,
            "state": "running" if found.due else "paused",
            "reckoning": {
                "days": limit.days,
                "counted": found.counted,
                "skipped": [day.isoformat() for day in found.skipped],
                "paused": found.paused,
                "rolled_from": found.rolled_from and found.rolled_from.isoformat(),
                "days_left": found.days_left,
                "pauses": [
                    [begin.isoformat(), end and end.isoformat()]
                    for begin, end in limit.pauses
                ],
            },
        }

    def _pauses(self):
        """Return the pauses as pairs of dates, the second None while it lasts."""
        pauses, begin, depth = [], None, 0
        for event in self.event_ids.sorted(lambda e: (e.date, e.id)):
            if event.kind == "pause":
                begin = begin if depth else event.date
                depth += 1
            elif event.kind == "resume" and depth:
                depth -= 1
                if not depth:
                    pauses.append((begin, event.date))
        if depth:
            pauses.append((begin, None))
        return tuple(pauses)

    def _limit(self):
        self.ensure_one()
        rule = self.rule_id
        extra = sum(
            self.event_ids.filtered(lambda e: e.kind == "extend").mapped("days")
        )
        return Limit(
            self.start_date,
            rule._days_for(self.is_complex, self.is_remote) + extra,
            rule.is_working,
            self._pauses(),
            rule.rolls,
        )

    def _reckon(self):
        """Derive the due dates anew; return those that moved, as ``{clock: old}``."""
        moved = {}
        for company, clocks in self.grouped("company_id").items():
            limits = {clock: clock._limit() for clock in clocks}
            is_working = company._ward_working_day_test()
            for clock, limit in limits.items():
                old = clock.due_date
                vals = self._reckoned(limit, is_working)
                if old and vals["due_date"] and old < vals["due_date"]:
                    vals["warned"] = False
                clock._write_guarded(vals)
                if old != clock.due_date:
                    moved[clock] = old
        return moved

    @api.model
    def _choose_rules(self, codes):
        """Give open clocks of ``codes`` the rule in force on their start, anew."""
        clocks = self.search(
            [("code", "in", list(codes)), ("state", "in", OPEN_STATES)]
        )
        for code, group in clocks.grouped("code").items():
            rules = self.env["ward.deadline.rule"]._rules_of(code)
            for clock in group:
                rule = rules._in_force_on(clock.start_date)
                if rule and rule != clock.rule_id:
                    clock._write_guarded({"rule_id": rule.id})
        clocks._reckon_later(self.env._("The rule has changed."))

    @api.model
    def _calendar_changed(self, companies):
        """Reckon the open clocks of ``companies`` again, or of every unit if empty."""
        domain = Domain("state", "in", OPEN_STATES)
        if companies:
            domain &= Domain("company_id", "in", companies.ids)
        # sudo: whoever may set a holiday moves the clocks of the unit
        self.sudo().search(domain)._reckon_later(
            self.env._("Public holidays have changed.")
        )

    def _reckon_later(self, why):
        if len(self) <= AT_ONCE:
            self._say_moved(self._reckon(), why)
            return
        self._write_guarded({"needs_reckoning": True})
        self.env.ref("ward_office.ir_cron_clocks_reckon")._trigger()

    @api.model
    def _cron_reckon(self):
        """Reckon the clocks marked for it, in batches with progress."""
        # one that ended meanwhile stays as it ended
        domain = Domain("needs_reckoning", "=", True) & Domain(
            "state", "in", OPEN_STATES
        )
        self.env["ir.cron"]._commit_progress(remaining=self.search_count(domain))
        for (unit,) in self._read_group(domain, ["company_id"]):
            of_unit = domain & Domain("company_id", "=", unit.id)
            while batch := self.search(of_unit, limit=BATCH, order="id"):
                try:
                    with self.env.cr.savepoint():
                        self._reckon_batch(batch)
                except UserError as error:  # a calendar without working days
                    _logger.warning("Time limits of %s wait: %s", unit.name, error)
                    break  # no other unit waits for it
                if not self.env["ir.cron"]._commit_progress(len(batch)):
                    return

    @api.model
    def _reckon_batch(self, batch):
        batch._say_moved(
            batch._reckon(), self.env._("Rules or public holidays have changed.")
        )

    def _say_moved(self, moved, why):
        """Say in the chatter of the matters which due date moved, and why."""
        bodies = defaultdict(dict)
        for clock, old in moved.items():
            if not old or not clock.due_date or clock.state not in OPEN_STATES:
                continue
            subject = clock._subject()
            bodies[subject._name][subject.id] = self.env._(
                "%(why)s %(limit)s: due %(new)s instead of %(old)s.",
                why=why,
                limit=clock.rule_id.display_name,
                new=clock.due_date.strftime("%d/%m/%Y"),
                old=old.strftime("%d/%m/%Y"),
            )
        for model, texts in bodies.items():
            subjects = self.env[model].browse(texts)
            subjects._refresh_due()
            subjects._message_log_batch(bodies=texts)

    # ------------------------------------------------------------------
    # STEPS (called by petitions and cases, which have checked who may)
    # ------------------------------------------------------------------

    def _end(self, moment):
        """End the running clocks at ``moment``; on time or late stays."""
        self.filtered(lambda c: c.needs_reckoning and c.state in OPEN_STATES)._reckon()
        for clock in self.filtered(lambda c: c.state in OPEN_STATES):
            date = clock.company_id._ward_to_local(moment).date()
            clock._write_guarded(
                {
                    "state": "done",
                    "ended_at": moment,
                    "is_late": bool(
                        clock.due_date
                        and date > clock.due_date
                        and not clock.rule_id.is_waiting
                    ),
                }
            )

    def _add_event(self, kind, date, reason, document=None, days=0):
        """Add a pause, resumption or extension to the running clocks."""
        self.env["ward.clock.event"].sudo()._create_guarded(
            [
                {
                    "clock_id": clock.id,
                    "kind": kind,
                    "date": date,
                    "days": days,
                    "reason": reason,
                    "document_id": document.id if document else False,
                }
                for clock in self
            ]
        )
        self._reckon()

    def _check_extension(self, days, is_special=False):
        """Raise where the law allows no such extension of this clock."""
        self.ensure_one()
        rule = self.rule_id
        done = len(self.event_ids.filtered(lambda e: e.kind == "extend"))
        allowed = rule.max_extensions_special if is_special else rule.max_extensions
        if done >= allowed:
            raise UserError(
                self.env._(
                    "%(limit)s has been extended %(done)s times; %(basis)s allows "
                    "%(allowed)s.",
                    limit=rule.display_name,
                    done=done,
                    allowed=allowed,
                    basis=rule.legal_basis or "",
                )
            )
        if not 0 < days <= rule.extension_days:
            raise UserError(
                self.env._(
                    "“Days”: an extension adds 1 to %(days)s days (%(basis)s).",
                    days=rule.extension_days,
                    basis=rule.legal_basis or "",
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("A time limit is kept."))


class WardClockEvent(models.Model):
    """A suspension, resumption or extension of a time limit, with its document."""

    _name = "ward.clock.event"
    _description = "Pause or Extension"
    _inherit = "ward.guarded.mixin"
    _order = "date, id"

    clock_id = fields.Many2one(
        "ward.clock", required=True, readonly=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [("pause", "Suspended"), ("resume", "Resumed"), ("extend", "Extended")],
        required=True,
        readonly=True,
    )
    date = fields.Date(required=True, readonly=True)
    days = fields.Integer(readonly=True)
    reason = fields.Char(readonly=True)
    document_id = fields.Many2one("ward.document", readonly=True)
