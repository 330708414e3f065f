from odoo import fields
from odoo.tests import HttpCase, tagged

from ..common import WardCommon

# Classes, not texts: the page comes in the language of the visitor.
NOTHING = "o_ward_nothing "
NOT_THIS_WEEK = "o_ward_nothing_this_week "


@tagged("post_install", "-at_install", "ward_smoke")
class TestPortalSchedule(HttpCase, WardCommon):
    """The page everybody may read shows published weeks and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.monday = cls.env["ward.plan"]._period_start("week", cls.ward._ward_today())

    def programme(self, state="published", weeks=0, company=None, **vals):
        programme = self.env["ward.programme"].create(
            {
                "kind": "week",
                "date_start": fields.Date.add(self.monday, weeks=weeks),
                "company_id": (company or self.ward).id,
                "item_ids": [
                    fields.Command.create(
                        {"name": f"Việc {state} tuần {weeks}", **vals}
                    )
                ],
            }
        )
        programme._write_guarded({"state": state})
        return programme

    def page(self, code="T-WARD-A", week=None):
        """Return the page's text as a visitor without a session gets it."""
        self.env.flush_all()
        query = f"?week={week}" if week is not None else ""
        response = self.url_open(f"/ward/{code}/schedule{query}")
        self.assertEqual(response.status_code, 200, response.text[-500:])
        return response.text

    def week(self, weeks):
        year, week, _day = fields.Date.add(self.monday, weeks=weeks).isocalendar()
        return f"{year}-W{week:02d}"

    def test_published_week_is_shown(self):
        start = self.ward._ward_to_utc(self.monday, 14.5)
        self.programme(
            start=start,
            leader_id=self.employees["leader"].id,
            place="Hội trường",
            participants="Toàn thể cán bộ",
            department_id=self.office.id,
        )
        page = self.page()
        for expected in (
            "UBND phường A",
            "Việc published tuần 0",
            "14:30",
            "Leader",
            "Hội trường",
            "Toàn thể cán bộ",
            "Văn phòng",
        ):
            self.assertIn(expected, page)

    def test_unpublished_is_the_same_as_unknown(self):
        for weeks, state in enumerate(("collecting", "consolidated", "decided")):
            self.programme(state, weeks)
        month = self.env["ward.programme"].create(
            {"kind": "month", "date_start": "2026-12-01", "company_id": self.ward.id}
        )
        month._write_guarded({"state": "published"})
        pages = {
            self._comparable(self.page(code))
            for code in (
                "T-WARD-A",
                "T-WARD-B",
                "no-such-unit",
                "%00",
                "' OR 1=1",
                "%25",
            )
        }
        self.assertEqual(len(pages), 1)
        self.assertIn(NOTHING, pages.pop())

    def _comparable(self, page):
        """Return what a reader sees of the page, without its address and token."""
        main = page[page.index("<main") : page.index("</main>")]
        self.assertNotIn("Ward A", page)
        return main

    def test_other_units_and_drafts_stay_hidden(self):
        self.programme("decided", 1)
        self.programme("published", 0)
        self.programme("published", 0, company=self.other_ward, place="Chỗ kia")
        page = self.page()
        self.assertNotIn("Chỗ kia", page)
        self.assertNotIn(f"?week={self.week(1)}", page)
        self.assertIn(NOT_THIS_WEEK, self.page(week=self.week(1)))
        self.assertNotIn("tuần 1", self.page(week=self.week(1)))

    def test_reopened_week_disappears(self):
        programme = self.programme()
        self.assertIn("tuần 0", self.page())
        self.as_user("leader", programme).action_reopen()
        self.assertIn(NOTHING, self.page())

    def test_closed_unit_shows_nothing(self):
        self.programme()
        self.env["res.users"].search([("company_id", "=", self.ward.id)]).active = False
        self.ward.active = False
        self.assertIn(NOTHING, self.page())

    def test_previous_and_next_skip_what_is_not_published(self):
        for weeks in (-5, -2, 3):
            self.programme(weeks=weeks)
        page = self.page()
        self.assertIn(NOT_THIS_WEEK, page)
        self.assertIn(f"?week={self.week(-2)}", page)
        self.assertIn(f"?week={self.week(3)}", page)
        page = self.page(week=self.week(-2))
        self.assertIn("tuần -2", page)
        self.assertIn(f"?week={self.week(-5)}", page)
        self.assertIn(f"?week={self.week(3)}", page)

    def test_bad_week_is_the_current_one(self):
        self.programme()
        for week in (
            "",
            "2026",
            "2026-W54",
            "2026-W00",
            "0000-W01",
            "9999-W52",
            "2026-W+4",
            "2026-W4８",
            "-W",
            "2026-W1'--",
            "<script>",
            "x" * 2000,
            "%00",
        ):
            with self.subTest(week=week[:20]):
                self.assertIn("tuần 0", self.page(week=week))

    def test_ends_of_the_calendar(self):
        self.programme()
        self.assertIn(NOT_THIS_WEEK, self.page(week="9999-W51"))
        self.assertIn(NOT_THIS_WEEK, self.page(week="0001-W01"))

    def test_texts_are_escaped(self):
        self.programme(place="<script>alert(1)</script>")
        page = self.page()
        self.assertIn("&lt;script&gt;alert(1)&lt;/script&gt;", page)
        self.assertNotIn("<script>alert(1)", page)

    def test_read_only(self):
        self.programme()
        self.env.flush_all()
        response = self.url_open("/ward/T-WARD-A/schedule", data={"week": "x"})
        self.assertEqual(response.status_code, 405)
