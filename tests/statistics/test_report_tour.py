from odoo.tests import HttpCase, tagged

from .report_common import WITHIN, ReportCommon


@tagged("post_install", "-at_install", "ward_report_tour")
class TestReportTour(HttpCase, ReportCommon):
    """Who sums up looks at the rows of the units below, in a real browser."""

    def test_a_city_sums_up(self):
        self.env["res.company"].create(
            {
                "name": "Ward C",
                "ward_code": "T-C",
                "ward_level": "commune",
                "parent_id": self.city.id,
            }
        )
        self.done(received_at=WITHIN)
        self.done(received_at=WITHIN)
        self.sent()
        self.sent("other_clerk", "other_leader")
        report = self.report("city_clerk")
        self.env.flush_all()
        self.start_tour(
            f"/odoo/ward-reports/{report.id}", "ward_report_tour", login="t_city_clerk"
        )
