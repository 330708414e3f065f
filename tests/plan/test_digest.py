from datetime import datetime

from odoo.tests import tagged

from ..common import WardCommon


@tagged("post_install", "-at_install")
class TestDigest(WardCommon):
    """Figures of the unit in the periodic mail."""

    def test_figures_per_unit(self):
        plan = self.approved(tasks=3)
        self.as_user("officer", plan.task_ids[0]).action_done()
        self.submitted("stranger")
        self.env.flush_all()
        digest = self.env["digest.digest"].create(
            {"name": "Test", "company_id": self.ward.id}
        )
        digest = digest.with_company(self.ward).with_context(
            start_datetime=datetime(2026, 11, 16), end_datetime=datetime(2026, 11, 22)
        )
        self.assertEqual(digest.kpi_ward_plans_on_time_value, 0, "entered in mid-week")
        self.assertEqual(digest.kpi_ward_tasks_done_value, 1)
        self.assertEqual(digest.kpi_ward_tasks_overdue_value, 0)
