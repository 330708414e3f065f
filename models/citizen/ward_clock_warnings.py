"""Warnings of time limits: each is given once, a missed cron day loses none."""

from odoo import api, fields, models
from odoo.fields import Domain


class WardClock(models.Model):
    _inherit = "ward.clock"

    @api.model
    def _cron_warn(self):
        """Warn handlers of limits that end soon, leaders of those that are over."""
        units = self.env["res.company"].search([("ward_level", "!=", False)])
        self.env["ir.cron"]._commit_progress(remaining=len(units))
        for unit in units:
            self.with_company(unit)._warn_unit(unit)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _warn_unit(self, unit):
        today = unit._ward_today()
        running = Domain("company_id", "=", unit.id) & Domain("state", "=", "running")
        running &= Domain("rule_id.is_waiting", "=", False)
        late = self.search(
            running & Domain("due_date", "<", today) & Domain("warned", "!=", "late")
        )
        late._warn("late")
        # as far ahead as the rule of each says; the nearer distance first, so that a
        # cron that missed days gives one warning, not two
        for what, name, before in (
            ("near", "warn_again_days", (False, "soon")),
            ("soon", "warn_days", (False,)),
        ):
            for rule in self.env["ward.deadline.rule"].search([(name, ">", 0)]):
                until = fields.Date.add(today, days=rule[name])
                self.search(
                    running
                    & Domain("rule_id", "=", rule.id)
                    & Domain("warned", "in", before)
                    & Domain("due_date", ">=", today)
                    & Domain("due_date", "<=", until)
                )._warn(what)

    def _warn(self, what):
        """Give the activity: the handler where it ends soon, the leader when over.

        Where nobody handles it yet the leader is warned in time, and the clerks where
        he has a conflict of interest.
        """
        kind = "activity_overdue" if what == "late" else "activity_due"
        for clock in self:
            subject = clock._subject()
            leader = clock.company_id.ward_leader_id.user_id
            people = subject.handler_id
            if what == "late" or not people:
                people |= leader - subject.excluded_user_ids
            if not people:  # the leader is concerned himself
                people = clock.company_id._ward_clerks() - subject.excluded_user_ids
            for user in people:
                subject.activity_schedule(
                    f"ward_office.{kind}",
                    date_deadline=clock.due_date,
                    summary=clock.rule_id.with_context(lang=user.lang).display_name,
                    user_id=user.id,
                )
        self._write_guarded({"warned": what})
