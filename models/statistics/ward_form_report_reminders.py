"""Reports made ready in time: each is prepared once and reminded of once."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

# Longer after its end nobody is helped by a report made by itself.
MAX_AGE_DAYS = 31


class WardFormReport(models.Model):
    _inherit = "ward.form.report"

    @api.model
    def _cron_prepare(self):
        """Prepare the reports that have become due, warn of those that are late."""
        units = self.env["res.company"].search([("ward_level", "!=", False)])
        self.env["ir.cron"]._commit_progress(remaining=len(units))
        for unit in units:
            self.with_company(unit)._prepare_unit(unit)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _prepare_unit(self, unit):
        """Prepare what ``unit`` has to send now, with an activity on its due date."""
        preparer = self._preparer_of(unit)
        if not preparer:
            return
        today = unit._ward_today()
        wanted = {}
        for period in self.env["ward.report.period"]._asked_of(unit):
            for year in (today.year - 1, today.year):
                date_to = period._dates(year)[1]
                is_over = today - timedelta(MAX_AGE_DAYS) <= date_to < today
                if is_over and period._in_force_at(date_to) and period._forms(date_to):
                    wanted[period, year] = True
        existing = self.search(
            [
                ("company_id", "=", unit.id),
                ("period_id", "in", [period.id for period, _year in wanted]),
            ]
        )
        known = {(report.period_id, report.year) for report in existing}
        reports = self.create(
            [
                {
                    "company_id": unit.id,
                    "period_id": period.id,
                    "year": year,
                    "user_id": preparer.id,
                }
                for period, year in wanted
                if (period, year) not in known
            ]
        )
        for report in reports:
            report._compute_figures()
        for due in set(reports.mapped("due_date")):
            reports.filtered(lambda r, d=due: r.due_date == d)._remind(
                "ward_office.activity_report",
                "user_id",
                lambda report: report.env._(
                    "%(report)s is prepared; look at it and let it be approved.",
                    report=report.display_name,
                ),
                due,
            )
        self._warn_late(unit, today)

    @api.model
    def _warn_late(self, unit, today):
        late = self.search(
            Domain("company_id", "=", unit.id)
            & Domain("state", "!=", "sent")
            & Domain("version", "=", 1)
            & Domain("due_date", "<", today)
            & Domain("warned_at", "=", False)
        )
        leader = unit.ward_leader_id.user_id
        for report in late:
            for user in leader | report.user_id:
                report.activity_schedule(
                    "ward_office.activity_report_late",
                    date_deadline=report.due_date,
                    summary=report.display_name,
                    user_id=user.id,
                )
        late._write_guarded({"warned_at": fields.Datetime.now()})

    @api.model
    def _preparer_of(self, unit):
        """Return who prepares the unit's reports: as last time, a clerk, the head."""
        last = self.search(
            [("company_id", "=", unit.id), ("user_id.active", "=", True)],
            order="date_to desc, id desc",
            limit=1,
        ).user_id
        if last:
            return last
        clerks = unit._ward_clerks().filtered(lambda u: u.company_id == unit)
        return clerks.sorted("id")[:1] or unit.ward_leader_id.user_id
