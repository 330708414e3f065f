"""A ward with a decided catalogue and a month of work to grade."""

from datetime import timedelta

from odoo import fields

from ..common import WardCommon

MONTH = fields.Date.to_date("2026-10-01")
# Mondays of October 2026; every deadline of these weeks lies in the month.
WEEKS = [fields.Date.to_date("2026-10-05") + timedelta(7 * n) for n in range(3)]


class EvaluationCommon(WardCommon):
    """October 2026 is graded; today is 18 November."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add(
            "personnel", cls.ward, cls.office, "group_evaluation_clerk", "office_head"
        )
        cls.simple, cls.hard = cls.env["ward.product"].create(
            [
                {
                    "code": "T1",
                    "name": "Soạn báo cáo đơn giản",
                    "product_name": "Báo cáo",
                    "points": 5,
                    "company_id": cls.ward.id,
                    "valid_from": "2026-01-01",
                },
                {
                    "code": "T2",
                    "name": "Xây dựng đề án",
                    "product_name": "Đề án",
                    "points": 20,
                    "company_id": cls.ward.id,
                    "valid_from": "2026-01-01",
                },
            ]
        )
        (cls.simple + cls.hard).action_decide()
        cls.frame = cls.env.ref("ward_office.frame_335")
        cls.grades = {
            name: cls.env.ref(f"ward_office.grade_335_{name}")
            for name in ("excellent", "good", "completed", "failed")
        }

    @classmethod
    def work(cls, login, quantity=1, product=None, week=0, done=True, **vals):
        """Add one approved task of ``login``; as facts, the plan area has its tests."""
        employee = cls.employees[login]
        start = WEEKS[week]
        Plan = cls.env["ward.plan"]
        plan = Plan.search(
            [("employee_id", "=", employee.id), ("date_start", "=", start)]
        ) or Plan.create({"employee_id": employee.id, "date_start": start})
        if plan.state != "approved":
            plan._write_guarded(
                {"state": "approved", "submitted_at": fields.Datetime.now()}
            )
        friday = fields.Datetime.to_datetime(start + timedelta(4))
        deadline = friday + timedelta(hours=10)
        values = {
            "plan_id": plan.id,
            "name": f"Báo cáo kết quả kiểm tra số {quantity} phường A",
            "product_id": (product or cls.simple).id,
            "quantity": quantity,
            "deadline": deadline,
            "review_state": "kept",
        }
        if done:
            values |= {"progress": 100, "done_at": deadline - timedelta(days=1)}
        return cls.env["ward.task"]._create_guarded([values | vals])

    @classmethod
    def open_cycle(cls, **vals):
        """Return the cycle of October, opened."""
        cycle = cls.env["ward.evaluation.cycle"].create(
            {
                "company_id": cls.ward.id,
                "date_start": MONTH,
                "frame_id": cls.frame.id,
                "self_due": "2026-11-20 10:00:00",
                "review_due": "2026-11-25 10:00:00",
                **vals,
            }
        )
        cycle.action_open()
        return cycle

    def sheet(self, cycle, login):
        return cycle.evaluation_ids.filtered(
            lambda s: s.employee_id == self.employees[login]
        )

    def self_grade(self, sheet, login, grade=None, share=1.0):
        """Let ``login`` grade himself with ``share`` of each maximum and submit."""
        own = self.as_user(login, sheet)
        for line in own.line_ids:
            if not line.is_automatic and line.kind == "hand":
                line.self_points = line.max_points * share
        own.write(
            {
                "self_strengths": "Hoàn thành đúng hạn các báo cáo tháng.",
                "self_shortcomings": "Còn chậm cập nhật hồ sơ điện tử.",
                "self_grade_id": (grade or own.self_computed_grade_id).id,
            }
        )
        own.action_submit()
        return own

    def review(self, sheet, login):
        """Return the grading of ``sheet`` opened by ``login``."""
        action = self.as_user(login, sheet).action_grade()
        return self.as_user(login, "ward.evaluation.review").browse(action["res_id"])

    def grade_all(self, cycle):
        """Bring every sheet of ``cycle`` to a decision, as everybody in turn."""
        for login, employee in self.employees.items():
            sheet = self.sheet(cycle, login)
            if sheet and sheet.state == "self" and employee.user_id:
                self.self_grade(sheet, login)
        for _round in range(2):
            for login in self.employees:
                mine = self.as_user(login, "ward.evaluation").search(
                    [("to_grade", "=", True), ("cycle_id", "=", cycle.id)]
                )
                mine.action_agree()
