from io import BytesIO
from unittest.mock import patch

from lxml import html
from PyPDF2 import PdfReader

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import format_date

from odoo.addons.base.models import ir_actions_report

from ..common import NEXT_MONDAY, WardCommon

PLAN = "ward_office.ward_plan_report_action"
WEEK = "ward_office.ward_programme_week_report_action"
MONTH = "ward_office.ward_programme_month_report_action"
EVIL = "<script>alert(1)</script><b>đậm</b>"


class ReportCommon(WardCommon):
    def render(self, login, report, records):
        """Return the report as parsed HTML, rendered as ``login`` with a cold cache."""
        Report = self.as_user(login, "ir.actions.report")
        return html.fromstring(Report._render_qweb_html(report, records.ids)[0])

    def pdf(self, login, report, records):
        """Return the report as a ``PdfReader``, made by wkhtmltopdf."""
        Report = self.as_user(login, "ir.actions.report").with_context(
            force_report_rendering=True
        )
        with self.allow_pdf_render():
            content, kind = Report._render_qweb_pdf(report, records.ids)
        self.assertEqual(kind, "pdf")
        return PdfReader(BytesIO(content))

    def text(self, tree):
        return " ".join(tree.find_class("article")[0].text_content().split())

    def programme(self, kind="week", date_start=NEXT_MONDAY, items=()):
        return self.env["ward.programme"].create(
            {
                "kind": kind,
                "date_start": date_start,
                "company_id": self.ward.id,
                "item_ids": [fields.Command.create(item) for item in items],
            }
        )


@tagged("post_install", "-at_install")
class TestReports(ReportCommon):
    """What stands on the printed plan and programme, and who may print them."""

    def test_plan_content(self):
        self.employees["officer"].name = "Đỗ Thị Mỹ Hữu"
        plan = self.submitted()
        plan.task_ids.write(
            {"quantity": 3, "place": "Chợ Bến Đá", "progress": 40, "result": "Đã họp"}
        )
        self.as_user("head", plan).task_ids._write_guarded(
            {"review_state": "adjusted", "review_note": "Gửi sớm hơn"}
        )
        text = self.text(self.render("officer", PLAN, plan))
        for expected in (
            "UBND thành phố UBND phường A",
            "Cộng hòa xã hội chủ nghĩa Việt Nam",
            "Độc lập - Tự do - Hạnh phúc",
            "Hà Nội, ngày 18 tháng 11 năm 2026",
            "Work Plan",
            "Full name: Đỗ Thị Mỹ Hữu",
            "Position: Job of officer",
            "Department: Phòng Kinh tế",
            "Period: 16/11/2026 – 22/11/2026",
            "State: Submitted",
            "Quantity: 3",
            "17:00 20/11/2026",
            "Chợ Bến Đá",
            "40% Đã họp",
            "Adjusted Gửi sớm hơn",
        ):
            self.assertIn(expected, text)
        # signed by the officer and his reviewer
        self.assertTrue(
            text.endswith("Officer Đỗ Thị Mỹ Hữu Reviewer Head"), text[-80:]
        )

    def test_plan_without_facts_prints(self):
        plan = self.make_plan(tasks=0)
        text = self.text(self.render("officer", PLAN, plan))
        self.assertIn("No task yet.", text)
        self.assertIn("ngày tháng năm", text)
        self.assertNotIn("False", text)

    def test_empty_cells_keep_their_column(self):
        tree = self.render("officer", PLAN, self.make_plan())
        rows = tree.find_class("ward_a4_grid")[0].findall(".//tr")
        self.assertEqual([len(row) for row in rows], [8, 8])

    def test_day_and_month_of_the_place_line(self):
        """A leading zero for days below 10 and for January and February only."""
        for moment, expected in (
            ("2026-02-03 03:00:00", "ngày 03 tháng 02 năm 2026"),
            ("2026-03-02 03:00:00", "ngày 02 tháng 3 năm 2026"),
            ("2026-11-30 20:00:00", "ngày 01 tháng 12 năm 2026"),  # local time
        ):
            plan = self.make_plan("colleague")
            plan._write_guarded({"submitted_at": moment})
            self.assertIn(expected, self.text(self.render("officer", PLAN, plan)))
            plan.unlink()

    def test_texts_are_escaped(self):
        self.employees["officer"].name = EVIL
        plan = self.make_plan()
        plan.task_ids.write(
            {"name": EVIL, "product_name": EVIL, "place": EVIL, "result": EVIL}
        )
        self.ward.ward_letterhead_own = EVIL
        item = {"name": EVIL, "place": EVIL, "participants": EVIL}
        week = self.programme(items=[item])
        month = self.programme("month", "2026-12-01", [item | {"product_name": EVIL}])
        for report, record, times in (
            (PLAN, plan, 7),
            (WEEK, week, 4),
            (MONTH, month, 3),
        ):
            article = self.render("officer", report, record).find_class("article")[0]
            self.assertFalse(article.findall(".//script"))
            self.assertFalse(article.findall(".//b"))
            self.assertEqual(article.text_content().count(EVIL), times)

    def test_week_by_day_and_session(self):
        week = self.programme(
            items=[
                # 14:30, 08:00 and 07:30 in Vietnam
                {"name": "Kiểm tra chợ", "start": "2026-11-23 07:30:00"},
                {"name": "Giao ban", "start": "2026-11-23 01:00:00"},
                {
                    "name": "Chào cờ",
                    "start": "2026-11-23 00:30:00",
                    "leader_id": self.employees["leader"].id,
                    "department_id": self.office.id,
                    "place": "Sân",
                    "participants": "Đủ",
                },
                {"name": "Phúc tra hộ nghèo", "department_id": self.economy.id},
            ]
        )
        tree = self.render("officer", WEEK, week)
        rows = [
            " ".join(row.text_content().split())
            for row in tree.find_class("ward_a4_grid")[0].findall(".//tbody/tr")
        ]
        monday = format_date(self.env, NEXT_MONDAY, date_format="EEEE")
        self.assertEqual(
            rows,
            [
                f"{monday} 23/11 Morning 07:30 Chào cờ Leader Sân Đủ Văn phòng",
                "08:00 Giao ban",
                f"{monday} 23/11 Afternoon 14:30 Kiểm tra chợ",
                "In the course of the week Phúc tra hộ nghèo Phòng Kinh tế",
            ],
        )
        text = self.text(tree)
        self.assertIn("This schedule replaces invitations to meetings.", text)
        self.assertIn("Nơi nhận:", text)

    def test_month_by_leader(self):
        leader, head = self.employees["leader"], self.employees["head"]
        month = self.programme(
            "month",
            "2026-12-01",
            [
                {"name": "Khác", "sequence": 1},
                {"name": "Hai", "leader_id": head.id, "sequence": 2},
                {
                    "name": "Một",
                    "leader_id": leader.id,
                    "sequence": 3,
                    "product_name": "Tờ trình",
                    "department_id": self.economy.id,
                    "deadline": "2026-12-08",
                },
                {"name": "Ba", "leader_id": head.id, "sequence": 4},
            ],
        )
        tree = self.render("officer", MONTH, month)
        cells = [
            " ".join(cell.text_content().split())
            for cell in tree.xpath("//tbody//td[not(.//td)]")
        ]
        self.assertEqual(
            [cell for cell in cells if cell],
            ["Leader – Job of leader", "1", "Một", "Tờ trình", "Phòng Kinh tế"]
            + ["08/12/2026", "Head – Job of head", "1", "Hai", "2", "Ba"]
            + ["Other work", "1", "Khác"],
        )

    def test_kinds_offer_their_own_report(self):
        week = self.programme()
        month = self.programme("month", "2026-12-01")
        reports = self.env.ref(WEEK) + self.env.ref(MONTH)
        for record, ref in ((week, WEEK), (month, MONTH)):
            valid = reports.get_valid_action_reports("ward.programme", record.ids)
            self.assertEqual(valid, self.env.ref(ref).ids)

    def test_other_unit_cannot_print(self):
        plan, week = self.make_plan(), self.programme()
        for report, record in ((PLAN, plan), (WEEK, week)):
            with self.assertRaises(AccessError):
                self.render("stranger", report, record)
            with self.assertRaises(AccessError):
                self.pdf("stranger", report, record)

    def test_leaders_only_plans(self):
        plan = self.make_plan()
        self.ward.ward_plan_visibility = "leaders"
        with self.assertRaises(AccessError):
            self.render("colleague", PLAN, plan)
        self.assertIn("Officer", self.text(self.render("head", PLAN, plan)))

    def test_queries_do_not_grow_with_plans(self):
        """Printing many plans reads each model at once."""
        plans = self.env["ward.plan"]
        for login in ("officer", "colleague", "deputy", "clerk"):
            plans += self.make_plan(login, tasks=3)
        self.render("leader", PLAN, plans)  # templates compiled
        counts = []
        for batch in (plans[:1], plans):
            Report = self.as_user("leader", "ir.actions.report")
            before = self.cr.sql_log_count
            Report._render_qweb_html(PLAN, batch.ids)
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1] - counts[0], 3, counts)


@tagged("post_install", "-at_install")
class TestReportFiles(ReportCommon):
    """The PDF files themselves."""

    def setUp(self):
        super().setUp()
        self.ward.ward_letterhead_own = "Ủy ban nhân dân phường Bến Ngự Hữu"

    def test_many_plans_in_one_file(self):
        plans = self.make_plan("officer", tasks=12)
        plans += self.make_plan("colleague") + self.make_plan("deputy")
        reader = self.pdf("leader", PLAN, plans)
        pages = [" ".join(page.extract_text().split()) for page in reader.pages]
        first = [i for i, page in enumerate(pages) if "CỘNG HÒA XÃ HỘI" in page]
        # three documents, each on a new page, the long one on several
        self.assertEqual(len(first), 3)
        self.assertEqual(first[0], 0)
        self.assertGreater(first[1], 1)
        self.assertEqual(first[2], first[1] + 1)
        self.assertIn("BẾN NGỰ HỮU", pages[0])
        self.assertIn("Phòng Kinh tế", pages[0])
        for page in reader.pages:
            self.assertEqual([round(float(n)) for n in page.mediabox[2:]], [842, 595])

    def test_page_numbers_start_anew_and_skip_the_first_page(self):
        if not ir_actions_report._wkhtml().is_patched_qt:
            self.skipTest("this build of wkhtmltopdf prints no running header")
        plans = self.make_plan("officer", tasks=12) + self.make_plan("colleague", 12)
        reader = self.pdf("leader", PLAN, plans)
        numbers = []
        for page in reader.pages:
            words = page.extract_text().split()
            numbers.append("2" in (words[0], words[-1]))
        half = len(numbers) // 2
        self.assertEqual(numbers[:2], [False, True])
        self.assertEqual(numbers[half : half + 2], [False, True])

    def test_only_the_prescribed_font(self):
        plan = self.make_plan()
        plan.task_ids.name = "Ộ ữ Ặ ỵ đ Đ ề Ỗ – “” …"
        reader = self.pdf("officer", PLAN, plan)
        fonts, text = set(), ""
        for page in reader.pages:
            text += page.extract_text()
            for font in page["/Resources"]["/Font"].values():
                fonts.add(font.get_object()["/BaseFont"].split("+")[-1])
        self.assertTrue(fonts)
        for font in fonts:
            self.assertRegex(font, r"^/?(LiberationSerif|TimesNewRoman|Tinos)")
        for letter in "Ộ", "ữ", "Ặ", "ỵ", "Đ", "ề", "Ỗ":
            self.assertIn(letter, text)

    def test_month_is_portrait(self):
        month = self.programme("month", "2026-12-01", [{"name": "Tổng kết năm"}])
        page = self.pdf("officer", MONTH, month).pages[0]
        self.assertEqual([round(float(n)) for n in page.mediabox[2:]], [595, 842])
        self.assertIn("Tổng kết năm", page.extract_text())

    def test_build_without_patches_gets_one_document(self):
        plans = self.make_plan("officer") + self.make_plan("colleague")
        report = self.env.ref(PLAN)
        page = self.as_user("leader", "ir.actions.report")._render_qweb_html(
            PLAN, plans.ids
        )[0]
        known = ir_actions_report._wkhtml()
        for patched, bodies in ((True, 2), (False, 1)):
            with patch.object(
                ir_actions_report,
                "_wkhtml",
                return_value=known._replace(is_patched_qt=patched),
            ):
                found = report._prepare_html(page, report_model="ward.plan")[0]
            self.assertEqual(len(found), bodies)
            self.assertEqual("".join(found).count("Full name:"), 2)
            breaks = "".join(found).count("ward_a4 ward_a4_break")
            self.assertEqual(breaks, 2 - bodies)
