"""Opening a cycle: who is graded, by whom, with which sheet; in one batch."""

from collections import defaultdict
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date


class WardEvaluationCycle(models.Model):
    _inherit = "ward.evaluation.cycle"

    def action_open(self):
        """Open the cycles and make the sheets; run again it adds what is missing."""
        draft = self.filtered(lambda cycle: cycle.state == "draft")
        draft._check_step("open", "can_open")
        for cycle in self - draft:
            cycle.check_access("read")
        self._generate()
        return True

    def _generate(self):
        """Make the missing sheets of the cycles. Safe to run twice or again."""
        for cycle in self:
            cycle._ward_lock_cycle()
            if cycle.state == "draft":
                cycle._start()
            if cycle.state == "open":
                # sudo: sheets of the whole unit, whoever may open the cycle
                cycle.sudo()._generate_sheets()

    def _ward_lock_cycle(self):
        self.env["res.company"]._ward_lock("ward.evaluation.cycle", self.id)
        self.invalidate_recordset(["state"])

    def _start(self):
        company = self.company_id.sudo()  # settings and calendar
        quota = self.env["ward.quota.rule"]._get_rule(
            company, self.scale_id, self.period, self.date_end
        )
        rule = self.env["ward.scoring.rule"]._get_rule(company, self.date_end)
        after = fields.Date.add(self.date_end, days=1)
        self_due = company._ward_working_date_plus(
            after, company.ward_evaluation_self_days
        )
        review_due = company._ward_working_date_plus(
            self_due, company.ward_evaluation_review_days
        )
        self.sudo()._write_guarded(  # sudo: facts, the right to open was checked
            {
                "state": "open",
                "opened_at": fields.Datetime.now(),
                "quota_rule_id": quota.id,
                "scoring_rule_id": rule.id,
                "self_due": self.self_due or company._ward_to_utc(self_due, 17),
                "review_due": self.review_due or company._ward_to_utc(review_due, 17),
            }
        )

    # ------------------------------------------------------------------
    # WHO IS GRADED
    # ------------------------------------------------------------------

    def _concerned(self):
        """Return the employees of the unit at the end of the period.

        Whoever left during it is graded by the unit he left; whoever moved is graded
        by the unit he is in at the end (Decree 335/2025, Article 19.1).
        """
        domain = Domain("company_id", "=", self.company_id.id) & (
            Domain("active", "=", True)
            | Domain("departure_date", ">=", self.date_start)
        )
        people = self.env["hr.employee"].with_context(active_test=False).search(domain)
        return people.filtered(
            lambda e: not e.departure_date or e.departure_date >= self.date_start
        ).filtered(
            lambda e: not e._ward_joined_on() or e._ward_joined_on() <= self.date_end
        )

    def _presence(self, people):
        """Return ``{employee: working days present}`` and the period's working days.

        Days before joining, after leaving and on leave (whole days of the employee's
        resource) do not count.
        """
        company = self.company_id
        days = company._ward_working_dates(self.date_start, self.date_end)
        start, stop = self._bounds()
        away = defaultdict(set)
        leaves = self.env["resource.calendar.leaves"].search(
            [
                ("resource_id", "in", people.resource_id.ids),
                ("time_type", "=", "leave"),
                ("date_from", "<", stop),
                ("date_to", ">", start),
            ]
        )
        for leave in leaves:
            first = company._ward_to_local(leave.date_from)
            last = company._ward_to_local(leave.date_to)
            day = first.date()
            while day <= last.date():
                # a leave that ends before noon or begins after it is half a day
                half = (day == first.date() and first.hour >= 12) or (
                    day == last.date() and last.hour <= 12
                )
                if not half:
                    away[leave.resource_id.id].add(day)
                day += timedelta(1)
        present = {}
        for employee in people:
            joined = employee._ward_joined_on() or self.date_start
            left = employee.departure_date or self.date_end
            present[employee] = sum(
                1
                for day in days
                if joined <= day <= left and day not in away[employee.resource_id.id]
            )
        return present, len(days)

    def _exempt_reason(self, employee, present, working_days):
        """Return why ``employee`` is not graded in this cycle, ``False`` if he is."""
        rule = self.scoring_rule_id
        if self.period == "year":
            return self._exempt_reason_of_year(employee)
        months = 3 if self.period == "quarter" else 1
        least = min(rule.min_working_days * months, working_days)
        if present < least:
            return self.env._(
                "present on %(days)s working days, fewer than %(least)s",
                days=present,
                least=least,
            )
        return False

    def _exempt_reason_of_year(self, employee):
        """Article 11.1: fewer than six months of work in the year."""
        joined = max(employee._ward_joined_on() or self.date_start, self.date_start)
        left = min(employee.departure_date or self.date_end, self.date_end)
        delta = relativedelta(left + timedelta(1), joined)
        months = delta.years * 12 + delta.months
        if months < self.scoring_rule_id.min_months:
            return self.env._(
                "worked %(months)s months of the year, fewer than %(least)s "
                "(Decree 335/2025, Article 11.1)",
                months=months,
                least=self.scoring_rule_id.min_months,
            )
        return False

    def _versions(self, people):
        """Return ``{employee id: version}`` in force at the end of the period."""
        versions = self.env["hr.version"].search(
            [
                ("employee_id", "in", people.ids),
                ("date_version", "<=", self.date_end),
            ],
            order="date_version, id",
        )
        return {version.employee_id.id: version for version in versions}

    # ------------------------------------------------------------------
    # SHEETS
    # ------------------------------------------------------------------

    def _generate_sheets(self):
        Evaluation = self.env["ward.evaluation"]
        done = Evaluation.search([("cycle_id", "=", self.id)])
        people = self._concerned() - done.employee_id.with_context(active_test=False)
        present, working_days = self._presence(people)
        versions = self._versions(people)
        groups = self.env["ward.duty.group"].search(
            [("company_id", "=", self.company_id.id)]
        )
        graders = people._ward_graders()
        vals_list = []
        for employee in people:
            version = versions.get(employee.id, employee.version_id)
            position = employee._ward_position()
            reason = self._exempt_reason(employee, present[employee], working_days)
            proposer, decider = graders[employee]
            vals_list.append(
                {
                    "cycle_id": self.id,
                    "employee_id": employee.id,
                    "job_title": version.job_title,
                    "department_id": version.department_id.id,
                    "position": position,
                    "staff_kind": employee.ward_staff_kind,
                    "duty_group_id": groups._match(position, version.department_id).id,
                    "proposer_id": proposer.id,
                    "decider_id": decider.id,
                    "working_days": working_days,
                    "present_days": present[employee],
                    "state": "exempt" if reason else "self",
                    "exempt_reason": reason,
                }
            )
        quiet = Evaluation.with_context(
            tracking_disable=True, mail_create_nolog=True, mail_create_nosubscribe=True
        )
        sheets = quiet._create_guarded(vals_list).with_env(self.env)
        graded = sheets.filtered(lambda e: e.state != "exempt")
        if self.period != "year":
            graded._create_lines()
            graded._refresh_figures()
        graded.filtered("employee_user_id")._remind(
            "ward_office.activity_self_grade",
            "employee_user_id",
            lambda sheet: sheet.env._(
                "%(cycle)s: please grade yourself by %(date)s.",
                cycle=sheet.cycle_id.display_name,
                date=format_date(
                    sheet.env,
                    sheet.company_id._ward_to_local(sheet.cycle_id.self_due),
                ),
            ),
            self.company_id._ward_to_local(self.self_due).date(),
        )
        return sheets

    # ------------------------------------------------------------------
    # SCHEDULE
    # ------------------------------------------------------------------

    @api.model
    def _cron_cycles(self):
        """Open due cycles, refresh open ones, remind; a missed day loses nothing."""
        units = self.env["res.company"].search(
            [("ward_level", "!=", False), ("ward_evaluation_period", "!=", False)]
        )
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(units))
        for unit in units:
            self.with_company(unit)._run_unit(unit)
            if not cron._commit_progress(1):
                break

    @api.model
    def _run_unit(self, unit):
        today = unit._ward_today()
        period = unit.ward_evaluation_period
        start = self._period_start(period, today)
        if today.day < unit.ward_evaluation_open_day or (
            period == "quarter" and today.month % 3
        ):
            start = self._period_start(period, start - timedelta(1))
        cycle = self.search(
            [
                ("company_id", "=", unit.id),
                ("period", "=", period),
                ("date_start", "=", start),
            ]
        )
        if (
            not cycle
            and unit.ward_evaluation_since
            and (start >= self._period_start(period, unit.ward_evaluation_since))
        ):
            cycle = self.create(
                {"company_id": unit.id, "period": period, "date_start": start}
            )
        running = self.search(
            [("company_id", "=", unit.id), ("state", "in", ("draft", "open"))]
        )
        running._generate()
        for cycle in running:
            cycle.evaluation_ids.filtered(
                lambda e: e.state in ("self", "submitted", "proposed")
            )._refresh_figures()
            cycle._remind_due()

    def _remind_due(self):
        now = fields.Datetime.now()
        waiting = self.evaluation_ids
        if self.self_due and now >= self.self_due:
            waiting.filtered(
                lambda e: e.state == "self" and not e.self_reminded_at
            )._remind_self()
        if self.review_due and now >= self.review_due - timedelta(1):
            waiting.filtered(
                lambda e: (
                    e.state in ("submitted", "proposed") and not e.review_reminded_at
                )
            )._remind_graders()
