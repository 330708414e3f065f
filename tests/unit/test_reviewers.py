from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..common import WardCommon


@tagged("post_install", "-at_install", "ward_smoke")
class TestReviewers(WardCommon):
    """Who reviews whom, with leavers, changes, delegation and the units above."""

    def reviewer(self, login):
        employee = self.employees[login]
        return employee._ward_reviewers()[employee]

    def test_chain(self):
        for login, expected in [
            ("officer", "head"),
            ("head", "leader"),
            ("leader", "city_leader"),
            ("clerk", "office_head"),
            ("stranger", "other_leader"),
        ]:
            with self.subTest(login=login):
                self.assertEqual(self.reviewer(login), self.employees[expected])
        self.assertFalse(self.reviewer("city_leader"))

    def test_manager_without_user_or_archived_is_skipped(self):
        self.employees["head"].user_id = False
        self.assertEqual(self.reviewer("officer"), self.employees["leader"])
        self.employees["head"].user_id = self.users["head"]
        self.employees["head"].active = False
        self.assertEqual(self.reviewer("officer"), self.employees["leader"])

    def test_manager_loop_ends(self):
        self.employees["office_head"].user_id = False
        self.env.cr.execute(  # the ORM refuses the loop; imported data may hold one
            "UPDATE hr_employee SET parent_id = %s WHERE id = %s",
            [self.employees["clerk"].id, self.employees["office_head"].id],
        )
        self.env.invalidate_all()
        self.assertEqual(self.reviewer("clerk"), self.employees["leader"])

    def test_open_plans_follow_a_new_manager_decided_ones_do_not(self):
        done = self.approved("officer")
        open_plan = self.make_plan("officer", date_start=done.date_start + timedelta(7))
        self.employees["officer"].parent_id = self.employees["office_head"]
        self.assertEqual(open_plan.reviewer_id, self.employees["office_head"])
        self.assertEqual(open_plan.reviewer_user_id, self.users["office_head"])
        self.assertEqual(done.reviewer_id, self.employees["head"])

    def test_leaving_manager_hands_his_plans_up(self):
        plan = self.submitted("officer")
        self.employees["head"].active = False
        self.assertEqual(plan.reviewer_id, self.employees["leader"])
        self.as_user("leader", plan).action_approve()
        self.assertEqual(plan.state, "approved")

    def test_new_unit_leader_takes_over(self):
        plan = self.submitted("head")
        self.employees["head"].parent_id = False
        self.ward.ward_leader_id = self.employees["office_head"]
        self.assertEqual(plan.reviewer_id, self.employees["office_head"])

    def test_leader_needs_a_user(self):
        nobody = self.env["hr.employee"].create(
            {"name": "Nobody", "company_id": self.ward.id}
        )
        with self.assertRaisesRegex(ValidationError, "Unit Leader"):
            self.ward.ward_leader_id = nobody

    def test_user_without_employee_is_told(self):
        self.employees["clerk"].user_id = False
        with self.assertRaisesRegex(UserError, "Related User"):
            self.as_user("clerk", "ward.plan").action_my_plan()

    def test_employee_without_user_gets_a_plan_from_his_head(self):
        driver = self.env["hr.employee"].create(
            {
                "name": "Driver",
                "company_id": self.ward.id,
                "department_id": self.economy.id,
                "parent_id": self.employees["head"].id,
            }
        )
        plan = self.env["ward.plan"].create({"employee_id": driver.id})
        self.assertEqual(plan.reviewer_id, self.employees["head"])
        self.assertFalse(plan.employee_user_id)
        self.as_user("head", plan).write({"task_ids": [(0, 0, self.task_vals())]})
        self.assertEqual(plan.task_ids.source, "assigned")

    def test_leaver_gets_no_plan_for_a_later_week(self):
        employee = self.employees["officer"]
        employee.departure_date = "2026-11-18"  # a Wednesday: this week is still his
        self.make_plan("officer")
        with self.assertRaisesRegex(ValidationError, "leaves on"):
            self.make_plan("officer", date_start="2026-11-23")

    def test_archived_employee_gets_no_plan(self):
        self.employees["officer"].active = False
        with self.assertRaisesRegex(ValidationError, "archived"):
            self.env["ward.plan"].create({"employee_id": self.employees["officer"].id})


@tagged("post_install", "-at_install")
class TestDelegation(WardCommon):
    def delegate(self, login="head", **vals):
        return self.as_user(login, "ward.delegation").create(
            {
                "employee_id": self.employees["head"].id,
                "delegate_id": self.employees["deputy"].id,
                "company_id": self.ward.id,
                "date_from": "2026-11-18",
                "date_to": "2026-11-20",
                **vals,
            }
        )

    def test_deputy_reviews_while_delegated(self):
        plan = self.submitted("officer")
        with self.assertRaises(AccessError):
            self.as_user("deputy", plan).action_approve()
        delegation = self.delegate()
        self.assertTrue(delegation.is_active)
        self.as_user("deputy", plan).action_approve()
        self.assertEqual(plan.reviewed_by_id, self.users["deputy"])
        self.assertEqual(plan.reviewer_id, self.employees["head"])

    def test_revoked_delegation_ends_at_once(self):
        plan = self.submitted("officer")
        delegation = self.delegate()
        self.as_user("head", delegation).action_revoke()
        self.assertEqual(delegation.revoked_by_id, self.users["head"])
        with self.assertRaises(AccessError):
            self.as_user("deputy", plan).action_approve()

    def test_delegation_of_other_days_does_not_count(self):
        plan = self.submitted("officer")
        self.delegate(date_from="2026-11-19")
        with self.assertRaises(AccessError):
            self.as_user("deputy", plan).action_approve()

    def test_deputy_never_approves_his_own_plan(self):
        plan = self.submitted("deputy")
        self.delegate()
        with self.assertRaises(AccessError):
            self.as_user("deputy", plan).action_approve()

    def test_only_the_leader_himself_or_an_administrator_grants(self):
        with self.assertRaises(AccessError):
            self.delegate("office_head")
        with self.assertRaises(AccessError):
            self.delegate("officer")
        self.assertEqual(self.delegate("admin").granted_by_id, self.users["admin"])

    def test_deputy_needs_the_role(self):
        with self.assertRaisesRegex(ValidationError, "Deputy"):
            self.delegate(delegate_id=self.employees["colleague"].id)

    def test_delegation_is_never_rewritten_or_deleted(self):
        delegation = self.delegate()
        with self.assertRaises(AccessError):
            self.as_user("head", delegation).write({"date_to": "2026-12-31"})
        with self.assertRaises(AccessError):
            self.as_user("head", delegation).unlink()
        with self.assertRaises(AccessError):
            self.delegate(revoked_at="2026-11-18 00:00:00")

    def test_shown_on_the_employee(self):
        self.delegate()
        public = self.as_user(
            "officer",
            self.env["hr.employee.public"].browse(self.employees["officer"].id),
        )
        self.assertEqual(public.ward_reviewer_id.name, "Head")
        self.assertEqual(public.ward_stand_in_id.name, "Deputy")
