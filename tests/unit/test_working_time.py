from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...wizards.unit import ward_holiday_load
from ..common import NEXT_MONDAY, WardCommon


@tagged("post_install", "-at_install")
class TestWorkingTime(WardCommon):
    def holiday(self, day, company=None):
        company = company or self.ward
        leave = (
            self.env["resource.calendar.leaves"]
            .with_company(company)
            .create(
                {
                    "name": "Holiday",
                    "date_from": company._ward_to_utc(day),
                    "date_to": company._ward_to_utc(day, 23.99),
                }
            )
        )
        self.assertEqual(leave.company_id, company)

    def due(self, kind="week", start=NEXT_MONDAY):
        moment = self.ward._ward_submission_deadline(kind, start)
        return str(self.ward._ward_to_local(moment))

    def test_friday_at_seventeen(self):
        self.assertEqual(self.due(), "2026-11-20 17:00:00")

    def test_friday_a_holiday(self):
        self.holiday(date(2026, 11, 20))
        self.assertEqual(self.due(), "2026-11-19 17:00:00")
        self.holiday(date(2026, 11, 19))
        self.assertEqual(self.due(), "2026-11-18 17:00:00")

    def test_holiday_of_another_unit_does_not_count(self):
        self.holiday(date(2026, 11, 20), self.other_ward)
        self.assertEqual(self.due(), "2026-11-20 17:00:00")

    def test_compensation_saturday(self):
        self.ward.ward_plan_weekday = "5"
        self.assertEqual(self.due(), "2026-11-20 17:00:00")
        self.env["ward.compensation.day"].create(
            {"name": "Làm bù", "date": "2026-11-21", "company_id": self.ward.id}
        )
        self.assertEqual(self.due(), "2026-11-21 17:00:00")

    def test_whole_week_off_at_tet(self):
        for day in range(15, 21):
            self.holiday(date(2026, 2, day))
        self.assertEqual(self.due(start=date(2026, 2, 23)), "2026-02-13 17:00:00")

    def test_month_plan(self):
        self.assertEqual(self.due("month", date(2026, 12, 1)), "2026-11-25 17:00:00")
        # 25 October 2026 is a Sunday
        self.assertEqual(self.due("month", date(2026, 11, 1)), "2026-10-23 17:00:00")

    def test_unit_time_zone(self):
        self.ward.ward_tz = "Asia/Tokyo"
        moment = self.ward._ward_submission_deadline("week", NEXT_MONDAY)
        self.assertEqual(str(moment), "2026-11-20 08:00:00")

    def load(self, login="admin", year=2027):
        wizard = self.as_user(login, "ward.holiday.load").create(
            {"year": year, "company_id": self.ward.id}
        )
        wizard.action_load()
        return self.env["resource.calendar.leaves"].search(
            [("company_id", "=", self.ward.id), ("resource_id", "=", False)]
        )

    def test_load_public_holidays_twice(self):
        leaves = self.load()
        days = {self.ward._ward_to_local(leave.date_from).date() for leave in leaves}
        for day in (date(2027, 1, 1), date(2027, 4, 30), date(2027, 9, 2)):
            self.assertIn(day, days)
        self.assertEqual(self.load(), leaves)
        self.assertNotIn(
            date(2027, 4, 30),
            self.ward._ward_working_dates(date(2027, 4, 26), date(2027, 4, 30)),
        )

    def test_load_without_the_library_says_what_to_do(self):
        with (
            patch.object(ward_holiday_load, "holidays", None),
            self.assertRaisesRegex(UserError, "pip install holidays"),
        ):
            self.load()

    def test_load_bad_year_and_role(self):
        with self.assertRaisesRegex(UserError, "Year"):
            self.load(year=12)
        with self.assertRaises(AccessError):
            self.load("officer")

    def test_administrator_edits_holidays(self):
        leave = self.load()[0]
        self.as_user("admin", leave).write({"name": "Tết Dương lịch"})
        with self.assertRaises(AccessError):
            self.as_user("officer", leave).write({"name": "x"})
