from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import MONTH, EvaluationCommon


@tagged("post_install", "-at_install")
class TestEvaluationCycle(EvaluationCommon):
    """A month from the opening to the publication."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for login in cls.employees:
            if cls.employees[login].company_id == cls.ward:
                cls.work(login, 4)
        cls.cycle = cls.open_cycle()

    def test_one_sheet_an_employee(self):
        people = self.env["hr.employee"].search([("company_id", "=", self.ward.id)])
        self.assertEqual(self.cycle.evaluation_ids.employee_id, people)
        self.assertEqual(self.cycle.state, "open")
        sheet = self.sheet(self.cycle, "officer")
        self.assertEqual(len(sheet.line_ids), 10)
        self.assertEqual(sheet.state, "self")
        self.assertEqual(sheet.proposer_id, self.employees["head"])
        self.assertEqual(sheet.decider_id, self.employees["leader"])
        self.assertEqual(sheet.department_id, self.economy)
        self.assertEqual(sheet.percent_a, 100.0)

    def test_generated_twice(self):
        before = self.cycle.evaluation_ids
        self.cycle.action_open()
        self.assertEqual(self.cycle.evaluation_ids, before)

    def test_whole_month(self):
        sheet = self.sheet(self.cycle, "officer")
        own = self.self_grade(sheet, "officer")
        self.assertEqual(own.state, "submitted")
        self.assertEqual(own.self_points, 100.0)
        review = self.review(sheet, "head")
        self.assertEqual(review.stage, "proposal")
        self.assertEqual(review.grade_id, self.grades["excellent"])
        review.grade_id = self.grades["good"]
        with self.assertRaises(ValidationError):
            review.action_confirm()
        review.reason = "Có hai báo cáo phải sửa lại số liệu."
        review.action_confirm()
        self.assertEqual(sheet.state, "proposed")
        decision = self.review(sheet, "leader")
        self.assertEqual(decision.stage, "decision")
        self.assertEqual(decision.grade_id, self.grades["good"])
        decision.action_confirm()
        self.assertEqual(sheet.state, "decided")
        self.assertEqual(decision.direction, "lowered")
        self.grade_all(self.cycle)
        open_sheets = self.cycle.evaluation_ids.filtered(
            lambda s: s.state not in ("decided", "exempt")
        )
        self.assertFalse(open_sheets, open_sheets.mapped("display_name"))
        cycle = self.as_user("leader", self.cycle)
        cycle.action_close()
        with self.assertRaises(UserError):
            cycle.action_publish()
        cycle.decision_number = "15/TB-UBND"
        cycle.action_publish()
        result = sheet.result_ids
        self.assertEqual(result.grade_id, self.grades["good"])
        self.assertEqual(result.direction, "lowered")
        seen = self.as_user("colleague", "ward.evaluation.result").search(
            [("cycle_id", "=", self.cycle.id)]
        )
        self.assertEqual(len(seen), len(self.cycle.evaluation_ids))

    def test_leader_is_graded_above(self):
        sheet = self.sheet(self.cycle, "leader")
        self.assertEqual(sheet.position, "head")
        self.assertEqual(sheet.decider_id, self.employees["city_leader"])
        self.self_grade(sheet, "leader")
        with self.assertRaises(AccessError):
            self.as_user("leader", sheet).action_grade()
        decision = self.review(sheet, "city_leader")
        decision.action_confirm()
        self.assertEqual(sheet.state, "decided")

    def test_submission_names_open_lines(self):
        sheet = self.as_user("officer", self.sheet(self.cycle, "officer"))
        with self.assertRaisesRegex(ValidationError, "no points yet"):
            sheet.action_submit()

    def test_period_label(self):
        self.assertEqual(self.cycle.date_start, MONTH)
        self.assertIn("10/2026", self.cycle.display_name)
