from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..common import NEXT_MONDAY, WardCommon


@tagged("post_install", "-at_install")
class TestProgramme(WardCommon):
    """Decree 315/2025, Articles 18 to 20: from collection to publication."""

    def programme(self, login="office_head", **vals):
        return self.as_user(login, "ward.programme").create(
            {
                "kind": "month",
                "date_start": "2026-12-01",
                "company_id": self.ward.id,
                **vals,
            }
        )

    def item(self, login, programme, department, **vals):
        return self.as_user(login, "ward.programme.item").create(
            {
                "programme_id": programme.id,
                "department_id": department.id,
                "name": "Dự thảo kế hoạch phòng, chống cháy nổ dịp Tết",
                **vals,
            }
        )

    def test_dates_come_from_the_rules(self):
        month = self.programme()
        self.assertEqual(str(month.send_deadline), "2026-11-20")
        self.assertEqual(str(month.issue_deadline), "2026-11-25")
        # 25 October 2026 is a Sunday: the working day before
        other = self.programme(date_start="2026-11-01")
        self.assertEqual(str(other.issue_deadline), "2026-10-23")
        week = self.programme(kind="week", date_start=NEXT_MONDAY)
        self.assertEqual(str(week.issue_deadline), "2026-11-20")
        self.assertFalse(week.send_deadline)

    def test_own_rule_of_the_unit_and_missing_rule(self):
        self.as_user("admin", "ward.time.rule").create(
            {
                "name": "Sớm hơn",
                "code": "month_send",
                "day": 18,
                "company_id": self.ward.id,
                "valid_from": "2026-01-01",
            }
        )
        self.assertEqual(str(self.programme().send_deadline), "2026-11-18")
        self.env["ward.time.rule"].search([("code", "=", "month_issue")]).unlink()
        with self.assertRaisesRegex(UserError, "Date Rules"):
            self.programme(date_start="2027-01-01").read(["issue_deadline"])

    def test_from_collection_to_publication(self):
        programme = self.programme()
        self.assertIn(self.economy, programme.missing_department_ids)
        item = self.item("head", programme, self.economy)
        with self.assertRaises(AccessError):
            self.as_user("head", item).write({"department_id": self.office.id})
        self.as_user("head", programme).action_send_items()
        self.assertTrue(item.sent_at)
        self.assertEqual(item.sent_by_id, self.users["head"])
        self.assertNotIn(self.economy, programme.missing_department_ids)
        with self.assertRaises(AccessError):
            self.as_user("head", item).write({"name": "Khác"})
        self.as_user("office_head", item).write({"name": "Dự thảo kế hoạch đã sửa"})
        with self.assertRaises(AccessError):
            self.as_user("head", programme).action_consolidate()
        self.as_user("office_head", programme).action_consolidate()
        with self.assertRaises(UserError):
            self.as_user("head", programme).action_send_items()
        with self.assertRaises(AccessError):
            self.as_user("office_head", programme).action_decide()
        self.as_user("leader", programme).action_decide()
        self.assertEqual(programme.decided_by_id, self.users["leader"])
        with self.assertRaises(AccessError):
            self.as_user("office_head", item).write({"name": "Sau quyết định"})
        self.as_user("office_head", programme).action_publish()
        self.assertEqual(programme.state, "published")
        with self.assertRaises(UserError):
            self.as_user("office_head", programme).unlink()
        self.as_user("leader", programme).action_reopen()
        self.assertFalse(programme.published_at)

    def test_nothing_to_send(self):
        with self.assertRaisesRegex(UserError, "no unsent item"):
            self.as_user("head", self.programme()).action_send_items()

    def test_state_is_not_written(self):
        programme = self.programme()
        for vals in (
            {"state": "published"},
            {"decided_by_id": self.users["leader"].id},
            {"published_at": fields.Datetime.now()},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                self.as_user("office_head", programme).write(vals)

    def test_officer_takes_an_item_into_his_plan(self):
        programme = self.programme(kind="week", date_start=NEXT_MONDAY)
        item = self.item(
            "office_head",
            programme,
            self.office,
            start="2026-11-24 01:00:00",
            stop="2026-11-24 03:00:00",
            place="Phòng họp số 1",
        )
        self.as_user("clerk", item).action_take()
        task = item.task_ids
        self.assertEqual(task.employee_id, self.employees["clerk"])
        self.assertEqual(task.source, "programme")
        self.assertEqual(task.place, "Phòng họp số 1")
        self.assertEqual(len(task.slot_ids), 1)
        self.as_user("clerk", item).action_take()
        self.assertEqual(len(item.task_ids), 1, "taken once")

    def test_item_outside_the_period(self):
        programme = self.programme(kind="week", date_start=NEXT_MONDAY)
        with self.assertRaisesRegex(ValidationError, "outside"):
            self.item(
                "office_head", programme, self.office, start="2026-12-01 01:00:00"
            )

    def test_days_and_sessions_in_the_units_time_zone(self):
        programme = self.programme(kind="week", date_start=NEXT_MONDAY)
        for start in (
            "2026-11-23 00:30:00",
            "2026-11-23 05:00:00",
            "2026-11-24 01:00:00",
        ):
            self.item("office_head", programme, self.office, start=start)
        days = [
            (str(day), [label for label, _items in parts])
            for day, parts in programme._schedule_days()
        ]
        self.assertEqual(
            days,
            [("2026-11-23", ["Morning", "Afternoon"]), ("2026-11-24", ["Morning"])],
        )

    def test_other_unit_sees_nothing(self):
        programme = self.programme()
        self.assertFalse(
            self.as_user("stranger", "ward.programme").search(
                [("id", "=", programme.id)]
            )
        )
        self.assertTrue(self.as_user("inspector", programme).read(["state"]))
        with self.assertRaises(AccessError):
            self.as_user("city_leader", programme).action_consolidate()
