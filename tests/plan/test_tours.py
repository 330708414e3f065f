from odoo.tests import HttpCase, tagged

from ..common import WardCommon

DESKTOP, PHONE = "1300x800", "390x844"


@tagged("post_install", "-at_install")
class TestTours(HttpCase, WardCommon):
    """The week of an office in a real browser, at the desk and on the phone."""

    frozen_at = None

    def play(self, name, login, path):
        self.start_tour(f"/odoo/{path}", name, login=f"t_{login}", timeout=120)

    def plan(self):
        return self.env["ward.plan"].search(
            [("employee_id", "=", self.employees["officer"].id)]
        )

    def week(self, size, phone=False):
        self.browser_size, self.touch_enabled = size, phone
        suffix = "phone" if phone else "desktop"
        self.play(f"ward_week_officer_{suffix}", "officer", "ward-my-plan")
        plan = self.plan()
        self.assertEqual(plan.state, "submitted")
        self.assertEqual(len(plan.task_ids), 4)
        self.env.invalidate_all()

        self.play(f"ward_week_head_{suffix}", "head", "ward-review")
        self.env.invalidate_all()
        self.assertEqual(plan.state, "approved")
        tasks = plan.task_ids.sorted("id")
        self.assertEqual(
            tasks.mapped("review_state"),
            ["kept", "stopped", "adjusted", "kept", "kept"],
        )
        self.assertEqual(tasks[2].quantity, 2)
        self.assertEqual(tasks[4].source, "assigned")
        assigned = self.env["ward.task"].search(
            [("employee_id", "=", self.employees["colleague"].id)]
        )
        self.assertEqual(assigned.source, "assigned")

        path = f"ward-plans/{plan.id}" if phone else f"ward-tasks/{tasks[0].id}"
        self.play(f"ward_week_report_{suffix}", "officer", path)
        self.env.invalidate_all()
        self.assertEqual(tasks[0].progress, 100)
        self.assertEqual(len(tasks[0].evidence_ids), 1)

    def test_week_desktop(self):
        self.week(DESKTOP)

    def test_week_phone(self):
        self.week(PHONE, phone=True)
