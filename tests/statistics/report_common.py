"""A ward that reports its quarter, and a city that sums up."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields

from ..citizen.common import CitizenCommon

# quarter III of 2026 runs from 15 June to 14 September, local dates
BEFORE = "2026-06-01 03:00:00"
WITHIN = "2026-08-03 03:00:00"
AFTER = "2026-10-05 03:00:00"


class ReportCommon(CitizenCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add("other_clerk", cls.other_ward, groups="group_citizen_clerk")
        cls._add("city_clerk", cls.city, groups="group_citizen_clerk")
        cls.period = cls.env["ward.report.period"].search([("code", "=", "q3")])
        cls.forms = {
            form.code: form
            for form in cls.env["ward.form"].search(
                [("authority", "=", "inspectorate"), ("kind", "=", "form")]
            )
        }

    def report(self, login="clerk", period=None, year=2026, compute=True):
        """Return a report made by ``login`` for his unit, computed."""
        report = self.as_user(login, "ward.form.report").create(
            {
                "period_id": (period or self.period).id,
                "year": year,
                "company_id": self.users[login].company_id.id,
            }
        )
        if compute:
            report.action_compute()
        return report

    def approved(self, login="clerk", leader="leader", **kwargs):
        """Return an approved report; units that have not sent are excused."""
        report = self.report(login, **kwargs)
        report.missing_note = "Thử"
        self.as_user(leader, report).action_approve()
        return self.as_user(login, report)

    def sent(self, login="clerk", leader="leader", **kwargs):
        """Return a report that was sent."""
        report = self.approved(login, leader, **kwargs)
        report.action_send()
        return report

    def row(self, report, code, unit=None):
        unit = unit or report.company_id
        return report.row_ids.filtered(
            lambda r: r.form_id.code == code and r.unit_id == unit
        )

    def figure(self, report, code, number, unit=None):
        """Return the reported figure of a column."""
        return (self.row(report, code, unit).figures or {}).get(str(number))

    def assertFigures(self, report, code, **figures):
        """Assert figures given as ``c5=2``."""
        found = {name: self.figure(report, code, int(name[1:])) for name in figures}
        self.assertEqual(found, figures)

    def at(self, moment):
        """Return a context in which it is ``moment`` (UTC)."""
        return freeze_time(moment)

    def later(self, moment, days):
        return fields.Datetime.to_datetime(moment) + timedelta(days)

    def done(self, login="clerk", **vals):
        """Return a reception that ended with advice."""
        facts = {"head_answer": "at_once", "head_directions": "Giao Văn phòng."}
        reception = self.receive(login, explained="Đã hướng dẫn.", **facts, **vals)
        reception.action_advise()
        return reception
