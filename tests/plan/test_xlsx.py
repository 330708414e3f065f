import base64
import doctest
import io
import unicodedata
import zipfile
from datetime import date

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import BaseCase, tagged

from ...tools import cells, xlsx
from ..common import WardCommon

HOSTILE = (
    '=HYPERLINK("http://x.example","Mở")',
    "=cmd|' /C calc'!A0",
    "+1+2",
    "-2+3",
    "@SUM(A1)",
    "http://x.example",
    "<script>alert(1)</script>",
    "\tx",
)


def workbook(rows, title="Sheet"):
    """Return an XLSX file (bytes) of one sheet with ``rows``, as Excel writes it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return saved(book)


def saved(book):
    """Return an openpyxl workbook as bytes."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def encoded(rows, title="Sheet"):
    """Return a workbook of ``rows`` as a Binary field takes it."""
    return base64.b64encode(workbook(rows, title))


def repacked(content, **parts):
    """Return the XLSX ``content`` with some of its parts replaced."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
    return buffer.getvalue()


@tagged("post_install", "-at_install")
class TestXlsx(BaseCase):
    """Spreadsheets of strangers in, safe spreadsheets out."""

    def reason(self, content, **kwargs):
        with self.assertRaises(xlsx.XlsxError) as caught:
            xlsx.read_sheets(content, **kwargs)
        return caught.exception.reason

    def test_doctests(self):
        for module in (xlsx, cells):
            result = doctest.testmod(module)
            self.assertGreater(result.attempted, 5, module.__name__)
            self.assertFalse(result.failed, module.__name__)

    def test_texts_stay_texts(self):
        book = xlsx.Book()
        book.add_sheet("=A1", ["=B1", "n"], [[text, 1] for text in HOSTILE])
        sheet = openpyxl.load_workbook(io.BytesIO(book.content())).active
        self.assertEqual(sheet.freeze_panes, "A2")
        for number, text in enumerate(HOSTILE, 2):
            cell = sheet.cell(number, 1)
            with self.subTest(text=text):
                self.assertEqual((cell.value, cell.data_type), (text, "s"))
                self.assertIsNone(cell.hyperlink)
                self.assertEqual(cell.quotePrefix, text[0] in "=+-@\t")
        self.assertEqual(sheet["A1"].data_type, "s")
        self.assertEqual(sheet["B2"].value, 1)

    def test_values_come_back(self):
        row = [
            "a\nb",
            0,
            1.5,
            date(2026, 11, 20),
            cells.to_time(8.5),
            None,
            "x" * 40_000,
        ]
        book = xlsx.Book()
        book.add_sheet("Tuần", ["h"], [row])
        [sheet] = xlsx.read_sheets(book.content())
        _number, back = sheet.rows[1]
        self.assertEqual(back[:3], ["a\nb", 0, 1.5])
        self.assertEqual(cells.to_date(back[3]), date(2026, 11, 20))
        self.assertEqual(cells.to_hour(back[4]), 8.5)
        self.assertEqual(len(back[6]), xlsx.MAX_CELL_TEXT)

    def test_sheet_names(self):
        book = xlsx.Book()
        for title in ("a" * 40, "A" * 40, "[x]", "", "History", "'q'"):
            book.add_sheet(title, ["h"])
        names = openpyxl.load_workbook(io.BytesIO(book.content())).sheetnames
        self.assertEqual(
            names, ["a" * 31, "A" * 27 + " (2)", "x", "Sheet", "History (2)", "q"]
        )

    def test_formula_without_value_is_its_text(self):
        [sheet] = xlsx.read_sheets(workbook([["h", "n"], ["=1+1", 5]]))
        self.assertEqual(sheet.rows, [(1, ["h", "n"]), (2, ["=1+1", 5])])

    def test_decomposed_letters_and_blank_rows(self):
        decomposed = unicodedata.normalize("NFD", "Nhiệm vụ")
        rows = [[None], [f"  {decomposed} "], [" "], ["x"]]
        [sheet] = xlsx.read_sheets(workbook(rows))
        self.assertEqual(sheet.rows, [(2, ["Nhiệm vụ"]), (4, ["x"])])

    def test_refused_files(self):
        good = workbook([["a"]])
        ole = xlsx.OLE_MAGIC + b"\0" * 600
        entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
        sheet = "xl/worksheets/sheet1.xml"
        with io.BytesIO() as buffer:
            with zipfile.ZipFile(buffer, "w") as package:
                package.writestr("a.txt", "a")
            plain_zip = buffer.getvalue()
        cases = [
            (b"", "not_xlsx"),
            (b"STT;Nhiem vu", "not_xlsx"),
            (b"PK\x03\x04 cut", "not_xlsx"),
            (plain_zip, "not_xlsx"),
            (good[: len(good) // 2], "not_xlsx"),
            (b"x" * (xlsx.MAX_FILE_BYTES + 1), "too_large"),
            (ole, "old_format"),
            (ole + "EncryptedPackage".encode("utf-16le"), "password"),
            (repacked(good, **{sheet: b"<worksheet><broken"}), "damaged"),
            (repacked(good, **{"xl/workbook.xml": b"<workbook/>"}), "damaged"),
            (repacked(good, **{sheet: entity}), "damaged"),
            (repacked(good, **{sheet: entity.decode().encode("utf-16")}), "damaged"),
            (
                repacked(good, **{sheet: b" " * (xlsx.MAX_UNPACKED_BYTES + 1)}),
                "too_large",
            ),
        ]
        for number, (content, reason) in enumerate(cases):
            with self.subTest(number=number, reason=reason):
                self.assertEqual(self.reason(content), reason)

    def test_bounds(self):
        rows = [[n] for n in range(21)]
        self.assertEqual(len(xlsx.read_sheets(workbook(rows), 21)[0].rows), 21)
        self.assertEqual(self.reason(workbook(rows), max_rows=20), "too_many_rows")
        wide = workbook([["a"] + [None] * 16_000 + ["z"]])
        self.assertEqual(xlsx.read_sheets(wide)[0].rows, [(1, ["a"])])
        self.assertEqual(len(xlsx.read_sheets(workbook([["a"]]))), 1)


@tagged("post_install", "-at_install")
class TestImportFile(WardCommon):
    """Every way of being no spreadsheet is told with a remedy."""

    def test_file_problems(self):
        cases = [
            (b"a;b", "not an XLSX file"),
            (xlsx.OLE_MAGIC + b"\0" * 600, "old XLS format"),
            (workbook([["Nhiệm vụ"], ["x"]]), "the headings are missing"),
            (workbook([["Officer", "Deadline: Day", "Task"]]), "no line"),
        ]
        for content, message in cases:
            wizard = self.as_user("officer", "ward.plan.import").create(
                {"file": base64.b64encode(content)}
            )
            with (
                self.subTest(message=message),
                self.assertRaisesRegex(UserError, message),
            ):
                wizard.action_import()
