"""Spreadsheets in and out, without the ORM.

The writer keeps texts texts: a cell beginning with ``=``, ``+``, ``-`` or ``@`` is
never a formula, whoever typed it. The reader takes files of strangers: it bounds
their size before parsing and turns every way of being broken into one exception.
"""

import io
import math
import re
import struct
import unicodedata
import warnings
import zipfile
import zlib
from collections import namedtuple
from datetime import date, datetime, time, timedelta

import openpyxl
import xlsxwriter
from openpyxl.utils.exceptions import InvalidFileException

from .vagueness import fold

MAX_FILE_BYTES = 10 * 1024 * 1024
# Excel's own files shrink about ten times; far beyond that it is a bomb.
MAX_UNPACKED_BYTES = 10 * MAX_FILE_BYTES
MAX_PARTS = 1000
MAX_SHEETS = 50
MAX_ROWS = 20_000
# A single value in the last of 16,384 columns would otherwise fill every row.
MAX_COLUMNS = 60
HEADING_ROWS = 10
MAX_CELL_TEXT = 32_767

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# An XLSX part never declares entities, in any encoding a parser reads.
ENTITY_MARKS = tuple(
    mark.encode(code)
    for mark in ("<!DOCTYPE", "<!ENTITY")
    for code in ("utf-8", "utf-16le", "utf-16be")
)

Sheet = namedtuple("Sheet", "title rows")
Sheet.__doc__ = (
    "A sheet read: title and ``[(row number, [values])]``, blank rows left out."
)


class XlsxError(ValueError):
    """A file that cannot be read; ``reason`` is a word for the program."""

    def __init__(self, reason, message):
        super().__init__(message)
        self.reason = reason


# ----------------------------------------------------------------------
# WRITER
# ----------------------------------------------------------------------


def sheet_name(title, taken=()):
    """Return ``title`` as a sheet name Excel accepts and that is not yet ``taken``.

    >>> sheet_name("Kế hoạch: tuần 47/2026 [phòng Kinh tế và Hạ tầng]")
    'Kế hoạch tuần 47 2026 phòng Kin'
    >>> sheet_name("'", ["Sheet"])
    'Sheet (2)'
    """
    clean = " ".join(re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title or "").split())
    clean = clean[:31].strip("' ") or "Sheet"
    known = {name.casefold() for name in taken} | {"history"}
    name, number = clean, 1
    while name.casefold() in known:
        number += 1
        name = f"{clean[: 31 - len(f' ({number})')]} ({number})"
    return name


def clean_text(value):
    r"""Return ``value`` as text a cell can hold: NFC, no control signs, not too long.

    >>> clean_text("a\x00b\x0bc\nd")
    'abc\nd'
    """
    text = unicodedata.normalize("NFC", str(value))
    if not text.isprintable():
        text = "".join(
            sign
            for sign in text
            if sign in "\n\t" or unicodedata.category(sign)[0] != "C"
        )
    return text[:MAX_CELL_TEXT]


class Book:
    """A workbook written in memory.

    >>> book = Book()
    >>> book.add_sheet("Tuần", ["Nhiệm vụ", "Số lượng"], [["=1+1", 2], ["@x", 0]])
    >>> [sheet] = read_sheets(book.content())
    >>> sheet.title, sheet.rows
    ('Tuần', [(1, ['Nhiệm vụ', 'Số lượng']), (2, ['=1+1', 2]), (3, ['@x', 0])])
    """

    def __init__(self):
        self._buffer = io.BytesIO()
        self._book = xlsxwriter.Workbook(
            self._buffer,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        wrap = {"text_wrap": True, "valign": "top"}
        add = self._book.add_format
        self._heading = add(
            wrap
            | {"bold": True, "border": 1, "bg_color": "#DDE6F0", "valign": "vcenter"}
        )
        self._text = add(wrap)
        # Such a text stays one also when somebody edits the cell in Excel.
        self._quoted = add(wrap | {"quote_prefix": True})
        self._date = add(wrap | {"num_format": "dd/mm/yyyy"})
        self._datetime = add(wrap | {"num_format": "dd/mm/yyyy hh:mm"})
        self._time = add(wrap | {"num_format": "hh:mm"})
        self._names = []

    def add_sheet(self, title, headings, rows=(), widths=()):
        """Add a sheet: ``headings`` in a frozen first row, then ``rows`` of values.

        ``widths`` are column widths in characters; 18 where none is given.
        """
        name = sheet_name(title, self._names)
        self._names.append(name)
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for column, heading in enumerate(headings):
            width = widths[column] if column < len(widths) else 18
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, clean_text(heading), self._heading)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                self._write(sheet, number, column, value)

    def _write(self, sheet, row, column, value):
        if value is None or value is False or value == "":
            return
        if isinstance(value, (int, float)) and math.isfinite(value):
            sheet.write_number(row, column, value)
        elif isinstance(value, datetime):
            sheet.write_datetime(row, column, value, self._datetime)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self._date)
        elif isinstance(value, time):
            sheet.write_datetime(row, column, value, self._time)
        else:
            text = clean_text(value)
            risky = text[:1] in ("=", "+", "-", "@", "\t")
            sheet.write_string(row, column, text, self._quoted if risky else self._text)

    def content(self):
        """Return the finished file as bytes; nothing can be added afterwards."""
        self._book.close()
        return self._buffer.getvalue()


# ----------------------------------------------------------------------
# READER
# ----------------------------------------------------------------------


def read_sheets(content, max_rows=MAX_ROWS):
    """Return the sheets of an XLSX file (bytes) as a list of :class:`Sheet`.

    Texts come in NFC and without blanks around; a formula gives its stored value,
    or its own text where the program that wrote the file stored none.

    :raise XlsxError: not an XLSX file, damaged, protected, or too large

    >>> read_sheets(b"Nhiem vu;So luong")
    Traceback (most recent call last):
    ...
    odoo.addons.ward_office.tools.xlsx.XlsxError: This is not an XLSX file.
    """
    has_formulas = _check_package(content)
    try:
        with warnings.catch_warnings():
            # Of decorations it does not know; nothing is lost by them.
            warnings.simplefilter("ignore")
            sheets = _parse(content, True, max_rows)
            if has_formulas:
                _fill_formulas(sheets, _parse(content, False, max_rows))
    except XlsxError:
        raise
    except (
        # What openpyxl lets through when a part is missing, cut or nonsense.
        ArithmeticError,
        AssertionError,
        AttributeError,
        EOFError,
        InvalidFileException,
        LookupError,
        OSError,
        RuntimeError,
        SyntaxError,
        TypeError,
        ValueError,
        struct.error,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:
        raise XlsxError("damaged", "The file is damaged.") from error
    if not sheets:
        raise XlsxError("damaged", "The file has no sheet.")
    return sheets


def _check_package(content):
    """Check the zip around an XLSX file; return whether a sheet holds formulas."""
    if len(content) > MAX_FILE_BYTES:
        raise XlsxError("too_large", "The file is larger than 10 MB.")
    if content.startswith(OLE_MAGIC):
        if "EncryptedPackage".encode("utf-16le") in content:
            raise XlsxError("password", "The file is protected by a password.")
        raise XlsxError("old_format", "The file is in the old XLS format.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if "[Content_Types].xml" not in package.namelist():
                raise XlsxError("not_xlsx", "This is not an XLSX file.")
            if any(part.flag_bits & 1 for part in parts):
                raise XlsxError("password", "The file is protected by a password.")
            # zipfile never unpacks more than the size declared here.
            unpacked = sum(part.file_size for part in parts)
            if unpacked > MAX_UNPACKED_BYTES or len(parts) > MAX_PARTS:
                raise XlsxError("too_large", "The file unpacks to too much.")
            return _scan(package, parts)
    except XlsxError:
        raise
    except (
        EOFError,
        NotImplementedError,
        OSError,
        ValueError,
        struct.error,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:
        raise XlsxError("not_xlsx", "This is not an XLSX file.") from error


def _scan(package, parts):
    formulas = False
    for part in parts:
        if not part.filename.endswith((".xml", ".rels")):
            continue
        data = package.read(part)
        if any(mark in data for mark in ENTITY_MARKS):
            raise XlsxError("damaged", "The file declares XML entities.")
        if "worksheets/" in part.filename and not formulas:
            formulas = b"<f>" in data or b"<f " in data or b":f>" in data
    return formulas


def _parse(content, data_only, max_rows):
    book = openpyxl.load_workbook(
        io.BytesIO(content), read_only=True, data_only=data_only, keep_links=False
    )
    try:
        if len(book.worksheets) > MAX_SHEETS:
            raise XlsxError("too_large", "The file has too many sheets.")
        sheets, count = [], 0
        # One long text may stand in a million cells; it is cleaned and kept once.
        cleaned = {}
        for sheet in book.worksheets:
            # Many programs write a wrong size; the rows themselves are the truth.
            sheet.reset_dimensions()
            rows = []
            for number, values in enumerate(
                sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), 1
            ):
                row = [_clean(value, cleaned) for value in values]
                if all(value is None for value in row):
                    continue
                while row[-1] is None:
                    row.pop()
                count += 1
                if count > max_rows:
                    raise XlsxError("too_many_rows", f"More than {max_rows} rows.")
                rows.append((number, row))
            sheets.append(Sheet(sheet.title, rows))
        return sheets
    finally:
        book.close()


def _clean(value, cleaned):
    if isinstance(value, str):
        if value not in cleaned:
            cleaned[value] = clean_text(value).strip() or None
        return cleaned[value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if value is None or isinstance(value, (bool, int, float, date, time, timedelta)):
        return value
    return clean_text(getattr(value, "text", None) or value).strip() or None


def _fill_formulas(sheets, formulas):
    for sheet, other in zip(sheets, formulas, strict=True):
        known = dict(sheet.rows)
        for number, row in other.rows:
            values = known.setdefault(number, [])
            values += [None] * (len(row) - len(values))
            for column, value in enumerate(row):
                if values[column] is None:
                    values[column] = value
        sheet.rows[:] = sorted(known.items())


def is_formula(value):
    """Return whether ``value`` is the text of a formula without a stored value.

    >>> is_formula("=ROUND(H5/5,2)"), is_formula("a=b"), is_formula(3)
    (True, False, False)
    """
    return isinstance(value, str) and value.startswith("=")


def find_heading(rows, names):
    """Return ``(index, {key: column})`` of the best heading among the first rows.

    ``names`` is ``{key: [heading, …]}``; letters are compared without accents and
    case, first as a whole, then as the beginning of a longer heading. ``(None, {})``
    when nothing fits at all.

    >>> rows = [(1, ["PHỤ LỤC"]), (4, ["STT", "MÃ CV", "Nhóm (N1-N5)"])]
    >>> find_heading(rows, {"code": ["Mã CV"], "group": ["Nhóm"], "points": ["Điểm"]})
    (1, {'code': 1, 'group': 2})
    """
    folded = {key: [fold(text) for text in texts] for key, texts in names.items()}
    best = (None, {})
    for index, (number, row) in enumerate(rows):
        if number > HEADING_ROWS:
            break
        cells = [fold(value) if isinstance(value, str) else "" for value in row]
        found = {}
        for fits in (str.__eq__, lambda cell, text: cell.startswith(f"{text} ")):
            for key, texts in folded.items():
                if key in found:
                    continue
                free = (c for c in range(len(cells)) if c not in found.values())
                for column in free:
                    if any(fits(cells[column], text) for text in texts):
                        found[key] = column
                        break
        if len(found) > len(best[1]):
            best = (index, found)
    return best
