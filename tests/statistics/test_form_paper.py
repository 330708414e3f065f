"""Reports as spreadsheets and on paper, and read back."""

import base64
import doctest
import io
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import openpyxl
from freezegun import freeze_time
from PyPDF2 import PdfReader

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from ...tools import form_measure, form_sheet
from ..citizen.common import CitizenCommon

# quarter III of 2026 runs from 15 June to 14 September
WITHIN = "2026-08-03 03:00:00"
WITHIN_DATE = date(2026, 8, 3)
CODES = ["01/TCD", "02/XLD", "03/GQKN", "04/GQTC", "05/KQTH", "06/QLKNTC"]
ROOT = Path(__file__).parents[2]
# Six forms of 3,400 units, in a process of its own; prints the most it ever held.
WRITE_ALL = """
import sys
from datetime import date
sys.path.insert(0, sys.argv[1])
from tools import form_sheet as f

book = f.FormBook()
for code, count in (("1/A", 21), ("2/B", 25), ("3/C", 23), ("4/D", 25), ("5/E", 31),
                    ("6/F", 17)):
    headings = [dict(text="Đơn vị", row=0, col=0, rowspan=1, colspan=1)]
    headings += [
        dict(text=f"Cột {n}", row=0, col=n, rowspan=1, colspan=1)
        for n in range(1, count + 1)
    ]
    columns = [
        f.Column(n, str(n), "count", n == 1, (lambda c: f"={c(2)}+{c(3)}") if n == 1
                 else None)
        for n in range(1, count + 1)
    ]
    layout = f.Layout(code, "Biểu", (date(2026, 6, 15), date(2026, 9, 14)), "",
                      ["Đơn vị"], headings, columns, count + 1, "a3")
    rows = (
        f.Row([f"UBND xã số {unit}"], [unit * 2] + [unit] * (count - 1), "unit")
        for unit in range(3400)
    )
    book.add_form(layout, rows)
size = len(book.close())
# Not `getrusage`: its peak is inherited from the process that started this one.
with open("/proc/self/status") as status:
    peak = next(line for line in status if line.startswith("VmHWM"))
print(size, int(peak.split()[1]) // 1024)
"""


class PaperCommon(CitizenCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add("city_clerk", cls.city, groups="group_citizen_clerk")
        cls.period = cls.env["ward.report.period"].search([("code", "=", "q3")])
        cls.forms = {
            form.code: form
            for form in cls.env["ward.form"].search(
                [("authority", "=", "inspectorate"), ("kind", "=", "form")]
            )
        }
        # A commune that does not use the addon.
        cls.outside = cls.env["res.company"].create(
            {
                "name": "UBND xã Ngoài",
                "ward_code": "T-OUT",
                "ward_level": "commune",
                "parent_id": cls.city.id,
            }
        )

    def report(self, login="clerk", period=None):
        """Return a computed report of 2026 made by ``login`` for his unit."""
        report = self.as_user(login, "ward.form.report").create(
            {
                "period_id": (period or self.period).id,
                "year": 2026,
                "company_id": self.users[login].company_id.id,
            }
        )
        report.action_compute()
        return report

    def row(self, report, code, unit=None):
        unit = unit or report.company_id
        return report.row_ids.filtered(
            lambda r: r.form_id.code == code and r.unit_id == unit
        )

    def figure(self, report, code, number, unit=None):
        return (self.row(report, code, unit).figures or {}).get(str(number))

    def done(self, **vals):
        """Return a reception that ended with advice."""
        reception = self.receive(explained="Đã hướng dẫn.", **vals)
        reception.action_advise()
        return reception

    def book(self, report, form=None):
        content = report._xlsx(form)
        return openpyxl.load_workbook(io.BytesIO(content)), content

    def filled(self):
        """Return a ward's report with figures in several forms."""
        self.done(received_at=WITHIN, people_count=6)
        self.done(received_at=WITHIN)
        for kind in ("complaint", "denunciation"):
            with freeze_time(WITHIN):
                case = self.case(kind=kind, received_at=WITHIN)
                case.obligation_ids = [
                    Command.create(
                        {"name": what, "kind": what, "money": 30e6, "land": 12.5}
                    )
                    for what in ("recover", "return")
                ]
                self.decided(case)
                case.action_execute()
        report = self.report()
        self.row(report, "06/QLKNTC").action_key({1: 2, 4: 1, 5: 40})
        return report

    def column_at(self, sheet, number):
        """Return the letter of the column that ``number`` stands over."""
        line = next(r for r in sheet.iter_rows() if r[0].value == "MS")
        for cell in line[1:]:
            if form_sheet.columns_of(cell.value) == number:
                return cell.column_letter, line[0].row
        raise AssertionError(number)

    def figures(self, report, unit):
        """Return ``{(code, number): value}`` of the rows of ``unit``."""
        rows = report.sudo().row_ids.filtered(lambda r: r.unit_id == unit)
        return {
            (row.form_id.code, int(number)): value
            for row in rows
            for number, value in (row.figures or {}).items()
        }


@tagged("post_install", "-at_install", "ward_paper")
class TestFormSheet(PaperCommon):
    def test_doctests(self):
        for tool in (form_sheet, form_measure):
            result = doctest.testmod(tool)
            self.assertFalse(result.failed)
            self.assertTrue(result.attempted)

    def test_the_workbook_looks_like_the_form(self):
        report = self.filled()
        book, _content = self.book(report)
        self.assertEqual(book.sheetnames, [code.replace("/", "_") for code in CODES])
        for code, sheet in zip(CODES, book.worksheets, strict=True):
            form = self.forms[code]
            self.assertEqual(sheet["A1"].value, code)
            self.assertEqual(sheet["A2"].value, form.title)
            self.assertEqual(
                sheet["A3"].value, "Số liệu tính từ ngày 15/06/2026 đến ngày 14/09/2026"
            )
            self.assertTrue(sheet["A4"].value.startswith("(Kèm theo Báo cáo số"))
            merged = {str(area) for area in sheet.merged_cells.ranges}
            first = form_sheet.FIRST_HEADING
            for heading in (cell for row in form._header_rows() for cell in row):
                top, left = first + heading["row"] + 1, heading["col"] + 1
                cell = sheet.cell(top, left)
                self.assertEqual(cell.value, heading["text"])
                if heading["rowspan"] * heading["colspan"] > 1:
                    end = sheet.cell(
                        top + heading["rowspan"] - 1, left + heading["colspan"] - 1
                    )
                    self.assertIn(f"{cell.coordinate}:{end.coordinate}", merged)
            line = next(r for r in sheet.iter_rows() if r[0].value == "MS")
            self.assertEqual(
                ["".join(cell.value.split()) for cell in line[1:]],
                ["".join(column._number_line().split()) for column in form._columns()],
            )
            self.assertReadable(sheet)
            notes = [
                c.value for c in sheet["A"] if c.value and "Ghi chú" in str(c.value)
            ]
            self.assertEqual(notes, [f"{form.note_number}. Ghi chú: "])
            self.assertTrue(sheet.protection.sheet)
            self.assertEqual(sheet.page_setup.orientation, "landscape")
            paper = {"a3": 8, "a4": 9}[form.paper]
            self.assertEqual(int(sheet.page_setup.paperSize), paper)
            self.assertTrue(sheet.sheet_properties.pageSetUpPr.fitToPage)
            self.assertTrue(sheet.print_title_rows)

    def assertReadable(self, sheet):
        """Assert that the page is filled, and not printed below three quarters."""
        across = sum(
            (7 * group.width + 5) * (group.max - group.min + 1)
            for group in sheet.column_dimensions.values()
        )
        margins = sheet.page_margins.left + sheet.page_margins.right
        page = (16.5 if sheet.page_setup.paperSize == 8 else 11.7) - margins
        scale = 96 * page / across
        self.assertLess(scale, 1.3, "the page is wasted")
        self.assertGreater(scale, 0.75, "the letters are too small to read")

    def test_numbers_and_live_formulas(self):
        report = self.filled()
        book, content = self.book(report)
        values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        sheet = book["01_TCD"]
        first = self.column_at(sheet, 1)[1] + 1
        c1, c5, c11, c17 = (self.column_at(sheet, n)[0] for n in (1, 5, 11, 17))
        self.assertEqual(
            sheet[f"{c1}{first}"].value, f"={c5}{first}+{c11}{first}+{c17}{first}"
        )
        self.assertTrue(sheet[f"{c1}{first}"].protection.locked)
        self.assertFalse(sheet[f"{c5}{first}"].protection.locked)
        self.assertEqual(values["01_TCD"][f"{c1}{first}"].value, 2)
        for code, own in zip(CODES, values.worksheets, strict=True):
            row = self.row(report, code)
            for column in self.forms[code]._columns():
                letter, line = self.column_at(own, column.number)
                value = own[f"{letter}{line + 1}"].value
                wanted = (row.figures or {}).get(str(column.number))
                self.assertEqual(value, wanted, (code, column.number))
                if wanted is not None:
                    self.assertIsInstance(value, int | float)

    def test_one_form_alone(self):
        report = self.filled()
        book, _content = self.book(report, self.forms["05/KQTH"])
        self.assertEqual(book.sheetnames, ["05_KQTH"])

    def test_3400_units_in_200_megabytes(self):
        done = subprocess.run(
            [sys.executable, "-c", WRITE_ALL, str(ROOT)],
            capture_output=True,
            text=True,
            check=True,
        )
        size, megabytes = map(int, done.stdout.split())
        self.assertGreater(size, 500_000)
        self.assertLess(megabytes, 200)


@tagged("post_install", "-at_install", "ward_paper")
class TestFormImport(PaperCommon):
    """The figures of a unit that does not use the addon, from its spreadsheet."""

    def setUp(self):
        super().setUp()
        self.ward_report = self.filled()
        self.content = self.ward_report._xlsx()
        self.city_report = self.report("city_clerk")

    def sent_book(self):
        """Return the workbook of Ward A's report, to be spoilt."""
        return openpyxl.load_workbook(io.BytesIO(self.content))

    def wizard(self, book, unit=None, login="city_clerk"):
        data = io.BytesIO()
        if isinstance(book, bytes):
            data.write(book)
        else:
            book.save(data)
        Import = self.as_user(login, "ward.form.import").with_context(
            default_report_id=self.city_report.id
        )
        return Import.create(
            {
                "unit": str(unit.id) if unit else False,
                "file": base64.b64encode(data.getvalue()),
                "filename": "bao_cao.xlsx",
            }
        )

    def load(self, book, unit=None, login="city_clerk"):
        self.wizard(book, unit, login).action_import()
        return self.as_user(login, self.city_report)

    def test_read_back_gives_the_same_figures(self):
        report = self.load(self.content, self.outside)
        there = self.figures(self.ward_report, self.ward)
        here = self.figures(report, self.outside)
        for number in (3, 4, 7, 8, 18, 19, 22, 23):
            self.assertTrue(there["05/KQTH", number], number)
        printed = {
            (form.code, number)
            for form in self.forms.values()
            for number in form._columns().mapped("number")
        }
        there = {key: value for key, value in there.items() if key in printed}
        self.assertEqual(
            {key: value for key, value in here.items() if value and key in printed},
            {key: value for key, value in there.items() if value},
        )
        self.assertEqual(
            set(
                report.row_ids.filtered(lambda r: r.unit_id == self.outside).mapped(
                    "origin"
                )
            ),
            {"imported"},
        )
        again = self.load(self.content, self.outside)
        self.assertEqual(self.figures(again, self.outside), here)
        # and reaches the total of the body above
        total = report._lines(self.forms["05/KQTH"])[-1]
        self.assertEqual((total["kind"], total["figures"][3]), ("total", 30))

    def test_saved_by_a_program_that_stores_no_values(self):
        """openpyxl keeps formulas and drops their values: they are worked out here."""
        book = self.sent_book()
        report = self.load(book, self.outside)
        self.assertEqual(self.figure(report, "01/TCD", 1, self.outside), 2)

    def test_rows_that_name_their_units(self):
        book = self.sent_book()
        for sheet in book.worksheets:
            line = next(r for r in sheet.iter_rows() if r[0].value == "MS")[0].row
            sheet.cell(line + 1, 1).value = "Ubnd Xã NGOÀI"
        report = self.load(book)
        self.assertEqual(self.figure(report, "01/TCD", 1, self.outside), 2)

    def refused(self, change, *words, unit=True):
        """Assert that the file is refused in ``words`` and nothing is written."""
        book = self.sent_book()
        change(book)
        with self.assertRaises(UserError) as caught:
            self.load(book, self.outside if unit else None)
        for word in words:
            self.assertIn(word, str(caught.exception))
        self.assertFalse(self.figures(self.city_report, self.outside))

    def at(self, book, code, number, row=1):
        sheet = book[code.replace("/", "_")]
        letter, line = self.column_at(sheet, number)
        return sheet[f"{letter}{line + row}"]

    def test_bad_cells_are_named(self):
        def text(book):
            self.at(book, "01/TCD", 5).value = "hai"

        def negative(book):
            self.at(book, "01/TCD", 5).value = -1

        def half(book):
            self.at(book, "01/TCD", 5).value = 1.5

        def formula(book):
            self.at(book, "01/TCD", 5).value = "=1+1"

        def wrong_sum(book):
            self.at(book, "01/TCD", 1).value = 7

        def parts_blank(book):
            for number in (5, 11, 17):
                self.at(book, "01/TCD", number).value = None
            self.at(book, "01/TCD", 1).value = 2

        self.refused(parts_blank, "cell B", "“2” is not the sum")
        cell = "cell F"
        self.refused(text, "01_TCD", cell, "“hai” is no number")
        self.refused(negative, cell, "-1", "negative")
        self.refused(half, cell, "whole number")
        self.refused(formula, cell, "no stored value")
        self.refused(wrong_sum, "cell B", "not the sum", "2")

    def test_moved_columns(self):
        def numbers_moved(book):
            one, two = self.at(book, "01/TCD", 5, 0), self.at(book, "01/TCD", 6, 0)
            one.value, two.value = two.value, one.value

        def number_gone(book):
            self.at(book, "01/TCD", 21, 0).value = None

        def number_twice(book):
            self.at(book, "01/TCD", 6, 0).value = "5"

        def strange_number(book):
            self.at(book, "01/TCD", 6, 0).value = "99"

        self.refused(numbers_moved, "moved")
        self.refused(number_gone, "column 21 is missing")
        self.refused(number_twice, "second time")
        self.refused(strange_number, "“99” is no column number")

    def test_wrong_form_or_period(self):
        def form(book):
            book["01_TCD"]["A1"].value = "09/XYZ"

        def period(book):
            book["01_TCD"][
                "A3"
            ].value = "Số liệu tính từ ngày 15/03/2026 đến ngày 14/06/2026"

        def no_line(book):
            for row in book["01_TCD"].iter_rows():
                if row[0].value == "MS":
                    row[0].value = "x"

        self.refused(form, "no form of this report")
        self.refused(period, "15/03/2026", "15/06/2026")
        self.refused(no_line, "“MS”")
        with self.assertRaises(UserError):
            self.load(b"Khong phai tep Excel", self.outside)

    def test_a_form_the_unit_has_sent_itself(self):
        """Only what it sent on another version of the form is keyed in."""
        self.city_report.action_key_unit(self.outside.id)
        row = self.row(self.city_report, "02/XLD", self.outside)
        row.sudo()._write_guarded({"origin": "sent"})
        self.refused(lambda book: None, "02_XLD", "has sent this form itself")
        book = self.sent_book()
        del book["02_XLD"]
        report = self.load(book, self.outside)
        self.assertEqual(self.figure(report, "01/TCD", 1, self.outside), 2)

    def test_unknown_units(self):
        def stranger(book):
            sheet = book["01_TCD"]
            line = self.column_at(sheet, 1)[1]
            sheet.cell(line + 1, 1).value = "UBND xã Lạ"

        self.refused(stranger, "cell A", "“UBND xã Lạ” is no unit", unit=False)

    def test_who_may_import(self):
        for login in ("clerk", "leader", "stranger", "inspector"):
            with self.assertRaises(AccessError, msg=login):
                self.load(self.content, self.outside, login)
        with self.assertRaises(UserError, msg="not below"):
            self.load(self.content, self.city)
        early = self.wizard(self.content, self.ward)
        self.as_user("leader", self.ward_report).action_approve()
        self.as_user("clerk", self.ward_report).action_send()
        self.as_user("city_clerk", self.city_report).action_compute()
        with self.assertRaisesRegex(UserError, "has sent its own report"):
            early.action_import()
        self.assertFalse(self.figures(self.city_report, self.outside))

    def test_the_dialog_asks_for_no_right_on_the_units(self):
        """Who sums up may not open the units below: he chooses them by name."""
        wizard = self.wizard(self.content)
        self.assertFalse(
            self.env["res.company"]
            .with_user(wizard.env.user)
            .search([("id", "=", self.outside.id)])
        )
        # as the browser asks: without the context of the action
        asked = wizard.with_context(default_report_id=False).fields_get(["unit"])
        offered = dict(asked["unit"]["selection"])
        self.assertEqual(offered[str(self.outside.id)], self.outside.name)
        with Form(wizard) as dialog:
            dialog.unit = str(self.outside.id)


@tagged("post_install", "-at_install", "ward_paper")
class TestFormPaper(PaperCommon):
    def test_pdf_of_every_form(self):
        self.done(received_at=WITHIN, people_count=6)
        report = self.report()
        self.row(report, "01/TCD").note = "Có 01 đoàn đông người"
        report = report.with_context(force_report_rendering=True)
        with self.allow_pdf_render():
            content = report._pdf()
        pages = PdfReader(io.BytesIO(content)).pages
        words = [" ".join(page.extract_text().split()) for page in pages]
        self.assertEqual(len(words), len(CODES), "every form on one page")
        for code, text, page in zip(CODES, words, pages, strict=True):
            form = self.forms[code]
            self.assertIn(code, text)
            for wanted in (
                form.title,
                "Số liệu tính từ ngày 15/06/2026 đến ngày 14/09/2026",
                "(Kèm theo Báo cáo số",
                f"{form.note_number}. Ghi chú:",
                "NGƯỜI LẬP BIỂU",
            ):
                self.assertIn(self.bare(wanted), self.bare(text), (code, wanted))
            for column in form._columns():
                self.assertIn(self.bare(column._number_line()), self.bare(text), code)
            box = page.mediabox
            self.assertGreater(box.width, box.height, "landscape")
            wanted = 1191 if form.paper == "a3" else 842
            self.assertAlmostEqual(float(box.width), wanted, delta=3)
        self.assertIn(self.bare("Có 01 đoàn đông người"), self.bare(words[0]))

    def bare(self, text):
        """Letters and digits only: a PDF may break a line anywhere."""
        return "".join(sign for sign in text.upper() if sign.isalnum() or sign in "=+")

    def test_a_deputy_signs_on_two_lines(self):
        """“KT. CHỦ TỊCH” stands above “PHÓ CHỦ TỊCH” (Decree 30/2020)."""
        report = self.report()
        unit = self.ward
        unit.write({"ward_signer_title": "KT. Chủ tịch Phó Chủ tịch"})
        signer = report._form_signers()[1]
        self.assertEqual(
            (signer["authority"], signer["title"]), ("KT. Chủ tịch", "Phó Chủ tịch")
        )
        sheet = self.book(report)[0].worksheets[0]
        told = [c.value for row in sheet.iter_rows() for c in row if c.value]
        at = told.index("KT. CHỦ TỊCH")
        self.assertEqual(told[at - 1 : at + 2][-1], "PHÓ CHỦ TỊCH")
        for title in ("Chủ tịch", "Phó Chủ tịch"):
            unit.ward_signer_title = title
            self.assertEqual(unit._ward_signer()["title"], title)
            self.assertFalse(unit._ward_signer()["authority"])

    def test_columns_hold_their_words(self):
        """A column with a long word in its heading is wider than its neighbours."""
        form = self.forms["02/XLD"]
        widths = self.report()._print_form(form)["widths"][1:]
        wide = dict(zip(form._columns().mapped("name"), widths, strict=True))
        self.assertGreater(wide["Chuyển đơn"], wide["Hướng dẫn"])

    def printed(self, report):
        """Return what stands on the papers of ``report``, markup and all."""
        names = ["report_ward_form_sheet"]
        if report.wants_outline:
            names.append("report_ward_form_outline")
        reports = self.env["ir.actions.report"]
        pages = [
            reports._render_qweb_html(f"ward_office.{name}", report.ids)[0].decode()
            for name in names
        ]
        cells = [
            cell.value
            for sheet in self.book(report)[0].worksheets
            for row in sheet.iter_rows()
            for cell in row
        ]
        return pages, cells

    def test_a_sent_paper_stays_as_it_was_signed(self):
        self.done(received_at="2026-02-03 03:00:00")
        self.ward.write(
            {"ward_signer_title": "Chủ tịch", "ward_signer_name": "Trần Thị Ký"}
        )
        period = self.env["ward.report.period"].search([("code", "=", "m9")])
        report = self.report(period=period)
        leader = self.as_user("leader", report)
        with self.assertRaisesRegex(UserError, "replace what stands in brackets") as e:
            leader.action_approve()
        self.assertRegex(str(e.exception), r"- \[.+\]")
        report.action_fill_outline()
        report.outline = re.sub(r"\[[^\]]+\]", "Không phát sinh.", report.outline)
        leader.action_approve()
        report.number = "12"
        report.action_send()
        before = self.printed(report)
        self.assertIn("Trần Thị Ký", before[0][1])
        # a leader leaves, the ward is merged, what was counted changes
        self.done(received_at="2026-02-03 03:00:00")
        self.done(received_at="2025-05-05 03:00:00")
        self.ward.write(
            {
                "name": "Ward A (new)",
                "ward_letterhead_own": "UBND phường mới",
                "ward_signer_title": "KT. Chủ tịch, Phó Chủ tịch",
                "ward_signer_name": "Lê Văn Mới",
            }
        )
        self.users["clerk"].name = "Người Khác"
        self.env.invalidate_all()
        self.assertEqual(self.printed(report), before)

    def test_an_outline_without_hints_fills_itself(self):
        outline = self.env["ward.form"]._get_form("02/DC", WITHIN_DATE)
        outline.sentence_ids.filtered("is_manual").unlink()
        self.done(received_at="2026-02-03 03:00:00")
        period = self.env["ward.report.period"].search([("code", "=", "m9")])
        report = self.report(period=period)
        self.as_user("leader", report).action_approve()
        self.assertIn("1 lượt", report.outline)
        self.as_user("leader", report).action_reopen("Sửa")
        self.assertFalse(report.signed)

    def test_the_narrative_follows_the_figures(self):
        self.done(received_at="2026-02-03 03:00:00")
        period = self.env["ward.report.period"].search([("code", "=", "m9")])
        report = self.report(period=period)
        leader = self.as_user("leader", report)
        report.action_fill_outline()
        written = re.sub(r"\[[^\]]+\]", "Không phát sinh.", report.outline)
        report.outline = written + "<p>Đã xử lý xong điểm nóng chợ Bến Đá.</p>"
        self.done(received_at="2026-02-04 03:00:00")
        report.action_compute()
        leader.action_approve()
        self.assertIn("2 lượt", report.outline)
        self.assertNotIn("1 lượt", report.outline)
        self.assertIn("điểm nóng chợ Bến Đá", report.outline, "written by hand")
        # a sentence that was rewritten is asked about
        leader.action_reopen("Bổ sung")
        report.outline = report.outline.replace("2 lượt", "hai lượt")
        self.done(received_at="2026-02-05 03:00:00")
        report.action_compute()
        with self.assertRaises(UserError) as told:
            leader.action_approve()
        self.assertIn("3 lượt", str(told.exception))
        report.action_refresh_outline()
        self.assertIn("3 lượt", report.message_ids[0].body)
        report.outline = report.outline.replace("hai lượt", "ba lượt")
        leader.action_approve()
        self.assertIn("ba lượt", report.outline)
        report.action_send()
        # a new version goes on from it
        action = report.action_new_version("Bổ sung")
        version = self.as_user("clerk", "ward.form.report").browse(action["res_id"])
        self.assertIn("điểm nóng chợ Bến Đá", version.outline)

    def test_outline_with_its_figures(self):
        self.done(received_at="2026-02-03 03:00:00")
        period = self.env["ward.report.period"].search([("code", "=", "h1")])
        report = self.report(period=period)
        report.action_fill_outline()
        self.assertIn("Công tác tiếp công dân", report.outline)
        report.outline = report.outline + "<p>Đã xử lý xong điểm nóng chợ Bến Đá.</p>"
        self.assertNotIn("{01/TCD", report.outline)
        report = report.with_context(force_report_rendering=True)
        outline = report.form_ids.filtered(lambda f: f.kind == "outline")
        with self.allow_pdf_render():
            content = report._pdf(outline)
        text = " ".join(p.extract_text() for p in PdfReader(io.BytesIO(content)).pages)
        self.assertIn(self.bare("Đã xử lý xong điểm nóng chợ Bến Đá"), self.bare(text))
        self.assertIn(self.bare("Nơi nhận"), self.bare(text))
        with self.assertRaises(UserError):
            self.report().action_fill_outline()


@tagged("post_install", "-at_install", "ward_paper")
class TestFormDownloads(HttpCase, PaperCommon):
    frozen_at = None  # a session has to live

    def test_downloads(self):
        report = self.filled()
        form = self.forms["02/XLD"]
        url = f"/ward_office/form_report/{report.id}"
        self.authenticate("t_clerk", "t_clerk")
        answer = self.url_open(f"{url}/xlsx?form_id={form.id}")
        self.assertEqual(answer.status_code, 200)
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        self.assertEqual(book.sheetnames, ["02_XLD"])
        self.assertIn("02_XLD-T-WARD-A", answer.headers["Content-Disposition"])
        self.assertEqual(self.url_open(f"{url}/exe").status_code, 404)
        self.assertEqual(self.url_open(f"{url}/xlsx?form_id=0").status_code, 404)
        self.authenticate("t_stranger", "t_stranger")
        with mute_logger("odoo.http"):
            answer = self.url_open(f"{url}/xlsx")
        self.assertIn(answer.status_code, (403, 404))
