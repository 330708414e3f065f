"""Reminders of plans and tasks: each is sent once, a missed cron day loses none.

Every reminder has a condition that goes on holding until the thing is done, and a
mark on the record that it has been sent; so the cron may run late, twice or not at
all for a day.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

# Longer ago than this nobody is helped by a reminder (a database restored, a first
# installation on old plans).
MAX_AGE_DAYS = 30
BATCH = 500


class WardPlan(models.Model):
    _inherit = "ward.plan"

    submit_reminded_at = fields.Datetime(readonly=True)
    review_reminded_at = fields.Datetime(readonly=True)

    @api.model
    def _cron_remind(self):
        """Remind of plans not submitted and of plans waiting for review."""
        units = self.env["res.company"].search([("ward_level", "!=", False)])
        self.env["ir.cron"]._commit_progress(remaining=len(units))
        for unit in units:
            self.with_company(unit)._remind_unit(unit, fields.Datetime.now())
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _remind_unit(self, unit, now):
        """Send what is due in ``unit`` at ``now`` (naive UTC)."""
        today = unit._ward_to_local(now).date()
        this_week = self._period_start("week", today)
        for start in (this_week, this_week + timedelta(7)):
            due = unit._ward_to_local(
                unit._ward_submission_deadline("week", start)
            ).date()
            if now >= unit._ward_to_utc(due, unit.ward_plan_reminder_hour):
                self._remind_to_submit(unit, start)
        first_day = unit._ward_working_date_after(this_week)
        if now >= unit._ward_to_utc(first_day, unit.ward_review_hour):
            self._remind_to_review(unit, this_week)

    def _remind_to_submit(self, unit, start):
        plans = self.search([("company_id", "=", unit.id), ("date_start", "=", start)])
        weekly = plans.filtered(lambda plan: plan.kind == "week")
        people = self._planning_employees(unit, start) - weekly.employee_id
        late = weekly.filtered(
            lambda plan: (
                plan.state in ("draft", "returned")
                and not plan.submit_reminded_at
                and plan.employee_user_id
            )
        ) | self._for_employees(people, "week", start)
        late._remind(
            "ward_office.activity_plan_submit",
            "employee_user_id",
            lambda plan: plan.env._("%(plan)s: please submit.", plan=plan.display_name),
        )
        late._write_guarded({"submit_reminded_at": fields.Datetime.now()})

    def _remind_to_review(self, unit, start):
        waiting = self.search(
            [
                ("company_id", "=", unit.id),
                ("state", "=", "submitted"),
                ("date_start", "<=", start),
                ("review_reminded_at", "=", False),
                ("reviewer_user_id", "!=", False),
            ]
        )
        counts = {
            user: len(plans)
            for user, plans in waiting.grouped("reviewer_user_id").items()
        }
        waiting._schedule("ward_office.activity_plan_review", "reviewer_user_id")
        # One message a reviewer, not one a plan.
        firsts = self.union(
            *(plans[:1] for plans in waiting.grouped("reviewer_user_id").values())
        )
        firsts._tell(
            "reviewer_user_id",
            lambda plan: plan.env._(
                "%(count)s plans wait for your review.",
                count=counts[plan.reviewer_user_id],
            ),
        )
        waiting._write_guarded({"review_reminded_at": fields.Datetime.now()})

    @api.model
    def _planning_employees(self, unit, start):
        """Return the employees of ``unit`` who owe a plan for the week of ``start``."""
        # sudo: employment facts; used for counting and reminding, not shown
        return (
            self.env["hr.employee"]
            .sudo()
            .search(
                [("company_id", "=", unit.id), ("user_id.active", "=", True)],
            )
            .filtered(lambda e: not e.departure_date or e.departure_date >= start)
            .with_env(self.env)
        )


class WardTask(models.Model):
    _inherit = "ward.task"

    reminder_sent = fields.Selection(
        [("before", "Before the deadline"), ("due", "At the deadline")], readonly=True
    )

    def _write_guarded(self, vals):
        if "deadline" in vals:
            vals = vals | {"reminder_sent": False}
        return super()._write_guarded(vals)

    @api.model
    def _cron_remind(self):
        """Remind officers before and at the deadline of what is not done."""
        now = fields.Datetime.now()
        units = self.env["res.company"].search([("ward_level", "!=", False)])
        domains = [
            (unit._task_reminder_domain(now, sent), sent)
            for unit in units
            for sent in ("due", "before")
        ]
        remaining = sum(self.search_count(domain) for domain, _sent in domains)
        self.env["ir.cron"]._commit_progress(remaining=remaining)
        for domain, sent in domains:
            while tasks := self.search(domain, limit=BATCH):
                tasks._send_reminder(sent)
                if not self.env["ir.cron"]._commit_progress(len(tasks)):
                    return

    def _send_reminder(self, sent):
        texts = {
            "before": lambda task: task.env._("Due soon: %(task)s", task=task.name),
            "due": lambda task: task.env._("Due now: %(task)s", task=task.name),
        }
        self._write_guarded({"reminder_sent": sent})
        self.activity_unlink(["ward_office.activity_task_due"])
        self._remind("ward_office.activity_task_due", "employee_user_id", texts[sent])


class ResCompany(models.Model):
    _inherit = "res.company"

    def _task_reminder_domain(self, now, sent):
        """Return the tasks of this unit whose reminder ``sent`` is to go out."""
        self.ensure_one()
        domain = Domain(
            [
                ("company_id", "=", self.id),
                ("done_at", "=", False),
                ("is_carried", "=", False),
                ("review_state", "in", ("kept", "adjusted")),
                ("plan_id.state", "=", "approved"),
                ("employee_user_id", "!=", False),
                ("deadline", ">", now - timedelta(MAX_AGE_DAYS)),
            ]
        )
        if sent == "due":
            return domain & Domain(
                [("deadline", "<=", now), ("reminder_sent", "!=", "due")]
            )
        soon = now + timedelta(hours=self.ward_task_reminder_hours)
        return domain & Domain(
            [
                ("deadline", ">", now),
                ("deadline", "<=", soon),
                ("reminder_sent", "=", False),
            ]
        )
