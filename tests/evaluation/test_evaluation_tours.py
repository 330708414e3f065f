from odoo.tests import HttpCase, tagged

from .common import EvaluationCommon

DESKTOP, PHONE = "1300x800", "390x844"
HONOURED = """
    const names = [...document.querySelectorAll("article h2")].map(e => e.textContent);
    if (names.join() === "Colleague") {
        console.log("test successful");
    } else {
        console.error("honoured: " + names.join());
    }
"""


@tagged("post_install", "-at_install")
class TestEvaluationTours(HttpCase, EvaluationCommon):
    """A month graded in a real browser, at the desk and on the phone."""

    frozen_at = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for login in cls.employees:
            if cls.employees[login].company_id == cls.ward:
                cls.work(login, 4)
        cls.env["ward.quota.rule"].create(
            {
                "name": "Tỷ lệ theo tháng",
                "scale_id": cls.frame.scale_id.id,
                "company_id": cls.ward.id,
                "monthly": True,
                "by_group": False,
                "valid_from": "2026-01-01",
            }
        )
        cls.cycle = cls.open_cycle()

    def play(self, name, login, path):
        self.env.flush_all()
        self.start_tour(
            f"/odoo/{path}", f"ward_month_{name}", login=f"t_{login}", timeout=120
        )
        self.env.invalidate_all()

    def prepare(self):
        """Bring all others as far as the leader's morning needs it."""
        for login, employee in self.employees.items():
            sheet = self.sheet(self.cycle, login)
            if not sheet or login == "officer" or not employee.user_id:
                continue
            if login == "colleague":  # modest
                self.self_grade(sheet, login, self.grades["good"])
            else:
                self.self_grade(sheet, login, share=0.3)
        modest = self.review(self.sheet(self.cycle, "colleague"), "head")
        modest.reason = "Nhất trí với mức tự nhận"
        modest.action_confirm()
        for login in ("head", "office_head", "leader", "city_leader"):
            mine = self.as_user(login, "ward.evaluation").search(
                [("to_grade", "=", True), ("cycle_id", "=", self.cycle.id)]
            )
            kept = self.sheet(self.cycle, "clerk") | self.sheet(self.cycle, "officer")
            (mine - kept if login == "leader" else mine).action_agree()

    def month(self, size, phone=False):
        self.browser_size, self.touch_enabled = size, phone
        officer = self.sheet(self.cycle, "officer")
        colleague = self.sheet(self.cycle, "colleague")
        self.play("self", "officer", f"ward-evaluation/{officer.id}")
        self.assertEqual(officer.state, "submitted")
        self.assertEqual(officer.self_grade_id, self.grades["excellent"])
        self.prepare()

        self.play("leader", "leader", "ward-grading")
        lifted = colleague.review_ids.filtered(lambda r: r.stage == "decision")
        self.assertEqual(lifted.direction, "lifted")
        self.assertEqual(officer.state, "decided")

        cycle = f"ward-cycles/{self.cycle.id}"
        self.play("refusal", "leader", cycle)
        self.assertEqual(self.cycle.state, "open")
        self.play("remedy", "leader", f"ward-evaluations/{officer.id}")
        lowered = officer.review_ids.filtered(lambda r: r.stage == "decision")
        self.assertEqual(lowered.direction, "lowered")
        self.play("publish", "leader", cycle)
        self.assertEqual(self.cycle.state, "published")
        self.assertEqual(len(self.cycle.result_ids), len(self.cycle.evaluation_ids))

        result = officer.result_ids
        self.play("appeal", "officer", f"ward-results/{result.id}")
        appeal = officer.appeal_ids
        self.assertEqual(appeal.state, "filed")
        self.play("answer", "leader", f"ward-appeals/{appeal.id}")
        self.assertEqual(appeal.state, "upheld")
        self.browser_js(
            f"/ward_office/honours/{self.cycle.id}", HONOURED, login="t_colleague"
        )

    def test_decimals_with_comma_or_point(self):
        sheet = self.sheet(self.cycle, "officer")
        self.browser_size = DESKTOP
        self.play("points", "officer", f"ward-evaluation/{sheet.id}")
        self.assertEqual(sheet.line_ids[0].self_points, 4.5)

    def test_month_desktop(self):
        self.month(DESKTOP)

    def test_month_phone(self):
        self.month(PHONE, phone=True)
