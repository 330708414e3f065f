"""Statutory forms as spreadsheets, without the ORM: written row by row, read back.

A form is written from a :class:`Layout` and an iterable of rows, so that thousands of
units never stand in memory at once. Arithmetic columns are live formulas with their
value stored beside, so that whoever receives the file can check it, in any program.
"""

import io
import re
from collections import namedtuple
from datetime import date

import xlsxwriter
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from . import xlsx
from .form_measure import LEADING, heights_of, type_size, widths_of, wrapped
from .vagueness import fold

FIRST_HEADING = 5  # rows above the headings: number, title, period, annex, blank
NUMBER_FORMATS = {
    "million": "#,##0.######",
    "area": "#,##0.##",
    "percent": "0.##",
}
WHOLE = "#,##0"
MARK = "MS"  # what stands before the column numbers
PERIOD = "Số liệu tính từ ngày {0:%d/%m/%Y} đến ngày {1:%d/%m/%Y}"
DATES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
TOTAL = "Tổng số"
MAX_UNITS = 20_000

Layout = namedtuple(
    "Layout", "code title period annex labels headings columns note_number paper"
)
Layout.__doc__ = """What a form looks like.

``labels`` are the headings of the columns that name a row, ``headings`` dicts as
``ward.form._header_rows`` gives them (all levels in one list), ``columns`` a list of
:class:`Column`, ``period`` a pair of dates, ``paper`` a3 or a4.
"""
Column = namedtuple("Column", "number line unit is_arithmetic formula")
Column.__doc__ = (
    "A column: its number, what stands below the heading, unit of measure, whether it "
    "follows from others, and the function ``cell_of -> text`` of its live formula, "
    "None where it has none."
)
Row = namedtuple("Row", "labels values kind")
Row.__doc__ = (
    "A row: what names it, its figures in the order of the columns, and its kind: "
    "unit, subtotal, total, indicator."
)


class FormBook:
    """A workbook of forms, written to a file that is handed in or kept in memory."""

    def __init__(self, target=None):
        self._target = io.BytesIO() if target is None else target
        self._book = xlsxwriter.Workbook(
            self._target,
            {
                # Rows go to a temporary file as soon as the next one begins.
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._formats = {}
        self._names = []

    def _format(self, **properties):
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(
                {"font_name": "Times New Roman", "font_size": 11, "valign": "vcenter"}
                | properties
            )
        return self._formats[key]

    def add_form(self, layout, rows, notes=(), signers=()):
        """Add ``layout`` as a sheet with ``rows`` (an iterable of :class:`Row`).

        Headings and arithmetic are protected, without a password; figures are open.
        """
        name = xlsx.sheet_name(layout.code.replace("/", "_"), self._names)
        self._names.append(name)
        sheet = self._book.add_worksheet(name)
        width = len(layout.labels) + len(layout.columns)
        self._set_up(sheet, layout, width)
        row = self._head(sheet, layout, width)
        row = self._rows(sheet, layout, rows, row)
        self._foot(sheet, layout, notes, signers, row, width)

    def _set_up(self, sheet, layout, width):
        height = max(h["row"] + h["rowspan"] for h in layout.headings)
        sheet.set_landscape()
        sheet.set_paper(8 if layout.paper == "a3" else 9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.4, top=0.6, bottom=0.6)
        sheet.repeat_rows(FIRST_HEADING, FIRST_HEADING + height)
        sheet.set_footer("&R&P/&N")
        sheet.freeze_panes(FIRST_HEADING + height + 1, len(layout.labels))
        for position, wide in enumerate(widths_of(layout)):
            sheet.set_column(position, position, wide)
        sheet.protect(
            "",
            {
                "format_cells": True,
                "format_columns": True,
                "format_rows": True,
                "insert_rows": True,
            },
        )

    def _line(self, sheet, row, width, text, **properties):
        sheet.write_string(row, 0, xlsx.clean_text(text), self._format(**properties))
        # Not `merge_range`: it would go back to rows that are written already.
        sheet.merge.append([row, 0, row, width - 1])

    def _head(self, sheet, layout, width):
        self._line(sheet, 0, width, layout.code, bold=True, align="right")
        self._line(
            sheet, 1, width, layout.title, bold=True, align="center", font_size=14
        )
        self._line(
            sheet, 2, width, PERIOD.format(*layout.period), bold=True, align="center"
        )
        self._line(sheet, 3, width, layout.annex, italic=True, align="center")
        size = type_size(layout)
        style = self._format(
            bold=True, border=1, align="center", text_wrap=True, font_size=size
        )
        heights = heights_of(layout)
        height = len(heights)
        texts = {(h["row"], h["col"]): h["text"] for h in layout.headings}
        for level in range(height):
            sheet.set_row(FIRST_HEADING + level, heights[level])
            for column in range(width):
                text = texts.get((level, column))
                if text is None:
                    sheet.write_blank(FIRST_HEADING + level, column, None, style)
                else:
                    sheet.write_string(
                        FIRST_HEADING + level, column, xlsx.clean_text(text), style
                    )
        for heading in layout.headings:
            if heading["rowspan"] > 1 or heading["colspan"] > 1:
                top = FIRST_HEADING + heading["row"]
                sheet.merge.append(
                    [
                        top,
                        heading["col"],
                        top + heading["rowspan"] - 1,
                        heading["col"] + heading["colspan"] - 1,
                    ]
                )
        row = FIRST_HEADING + height
        widths = widths_of(layout)
        lines = [
            "\n".join(wrapped(column.line, widths[position], size, "=+"))
            for position, column in enumerate(layout.columns, len(layout.labels))
        ]
        most = max(text.count("\n") for text in lines) + 1
        sheet.set_row(row, 6 + most * size * LEADING)
        line = self._format(border=1, align="center", text_wrap=True, font_size=size)
        for column in range(width):
            text = ""
            if column == 0:
                text = MARK
            elif column >= len(layout.labels):
                text = lines[column - len(layout.labels)]
            sheet.write_string(row, column, text, line)
        return row + 1

    def _rows(self, sheet, layout, rows, number):
        names = len(layout.labels)
        place = {
            column.number: names + position
            for position, column in enumerate(layout.columns)
        }
        # Found once, not for each of a hundred thousand cells.
        labels = [
            self._format(border=1, text_wrap=True, bold=is_sum)
            for is_sum in (False, True)
        ]
        styles = [
            [
                self._format(
                    border=1,
                    align="right",
                    num_format=NUMBER_FORMATS.get(column.unit, WHOLE),
                    bold=is_sum,
                    locked=column.is_arithmetic or is_sum,
                )
                for column in layout.columns
            ]
            for is_sum in (False, True)
        ]
        first, has_parts = number, False
        for row in rows:
            is_sum = row.kind in ("subtotal", "total")
            has_parts |= row.kind == "subtotal"
            # A sum over all rows above can be checked, one over branches cannot.
            above = row.kind == "total" and not has_parts
            for position, text in enumerate(row.labels):
                sheet.write_string(
                    number, position, xlsx.clean_text(text or ""), labels[is_sum]
                )
            for position, value in enumerate(row.values):
                column, style = layout.columns[position], styles[is_sum][position]
                where, text = names + position, None
                if column.formula:
                    text = column.formula(
                        lambda n, row=number: xl_rowcol_to_cell(row, place[n])
                    )
                elif above and not column.is_arithmetic:
                    text = f"=SUM({xl_range(first, where, number - 1, where)})"
                if text:
                    shown = "" if value is None else value
                    sheet.write_formula(number, where, text, style, shown)
                elif value is None:
                    sheet.write_blank(number, where, None, style)
                else:
                    sheet.write_number(number, where, value, style)
            number += 1
        return number

    def _foot(self, sheet, layout, notes, signers, row, width):
        text = f"{layout.note_number}. Ghi chú: " + "; ".join(notes)
        self._line(sheet, row, width, text, text_wrap=True, align="left", locked=False)
        row += 2
        bold = self._format(bold=True, align="center")
        # Two halves of the page, the head on the right.
        spans = [(0, width // 2 - 1), (width // 2, width - 1)][-len(signers) or 2 :]
        # What is not there leaves no gap: two titles begin on the same line.
        titles = [
            [signer[key] for key in ("authority", "title") if signer.get(key)]
            for signer in signers
        ]
        for gap in (0, 1, 6):
            for (first, last), signer, words in zip(
                spans, signers, titles, strict=False
            ):
                text = signer.get("name") if gap == 6 else "".join(words[gap : gap + 1])
                text = xlsx.clean_text(text or "")
                if gap < 6:
                    text = text.upper()
                sheet.write_string(row + gap, first, text, bold)
                if last > first:
                    sheet.merge.append([row + gap, first, row + gap, last])

    def close(self):
        """Finish the file; return its bytes where it was kept in memory."""
        self._book.close()
        if isinstance(self._target, io.BytesIO):
            return self._target.getvalue()
        return None


# ----------------------------------------------------------------------
# READER
# ----------------------------------------------------------------------

Read = namedtuple("Read", "code period rows problems")
Read.__doc__ = (
    "A sheet read: number of the form, ``(from, to)``, ``[(row number, labels, "
    "{column number: value})]`` and what is wrong as ``[(cell, reason, value)]``."
)


def columns_of(line):
    """Return the column number of what stands in the line of numbers, None if none.

    >>> [columns_of(text) for text in ("6= 7+8= 9+10+11", 5, "10.0", "x")]
    [6, 5, None, None]
    """
    if isinstance(line, (int, float)) and not isinstance(line, bool):
        return int(line) if line == int(line) else None
    match = re.fullmatch(r"\(?(\d{1,3})\)?\s*(?:=.*)?", str(line or "").strip(), re.S)
    return int(match[1]) if match else None


def read_form(sheet, layouts):
    """Return ``sheet`` (:class:`xlsx.Sheet`) as a :class:`Read`.

    ``layouts`` are the forms that may stand in it, ``{code: Layout}``. Every cell
    that cannot be taken is named; nothing is guessed. Figures follow the numbers in
    the line below the headings, which must stand under the headings of those columns.
    """
    rows = dict(sheet.rows)
    texts = [
        (number, str(value))
        for number, values in sheet.rows
        for value in values
        if isinstance(value, str)
    ]
    head = [(n, t) for n, t in texts if n <= FIRST_HEADING + 1]
    code = next((t for _n, t in head if t.replace(" ", "") in layouts), None)
    if code is None:
        return Read(None, None, [], [("A1", "form", sheet.title)])
    code = code.replace(" ", "")
    layout = layouts[code]
    period = _period(head)
    line = next(
        (n for n, values in sheet.rows if values and fold(str(values[0])) == "ms"), None
    )
    if line is None:
        return Read(code, period, [], [("A1", "numbers", None)])
    names = len(layout.labels)
    place, problems = _places(rows[line], line, layout)
    problems += _moved(rows, line, layout, place)
    if problems:
        return Read(code, period, [], problems)
    found = []
    for number, values in sheet.rows:
        if number <= line:
            continue
        label = str(values[0] or "") if values else ""
        if re.match(rf"{layout.note_number}\s*\.", label):
            break
        labels = [str(value or "") for value in values[:names]]
        if not any(labels):
            if any(value is not None for value in values[names:]):
                problems.append((_cell(number, 0), "label", None))
            continue
        figures = {}
        for column in layout.columns:
            at = place[column.number]
            value = values[at] if at < len(values) else None
            figure, reason = _figure(value, column)
            if reason:
                problems.append((_cell(number, at), reason, value))
            elif figure is not None:
                figures[column.number] = figure
        found.append((number, labels, figures))
    return Read(code, period, found, problems)


def _cell(row, column):
    return xl_rowcol_to_cell(row - 1, column)


def _period(head):
    for _number, text in head:
        if "tinh tu ngay" in fold(text):
            found = DATES.findall(text)
            if len(found) == 2:
                try:
                    return tuple(date(int(y), int(m), int(d)) for d, m, y in found)
                except ValueError:
                    return None
    return None


def _places(values, line, layout):
    """Return ``{column number: position}`` of the line of numbers, and problems."""
    known = {column.number for column in layout.columns}
    place, problems = {}, []
    for position, value in enumerate(values):
        if position < len(layout.labels) or value is None:
            continue
        number = columns_of(value)
        if number not in known:
            problems.append((_cell(line, position), "unknown", value))
        elif number in place:
            problems.append((_cell(line, position), "twice", value))
        else:
            place[number] = position
    problems += [
        (_cell(line, 0), "missing", number) for number in sorted(known - set(place))
    ]
    return place, problems


def _moved(rows, line, layout, place):
    """Return the columns whose heading is not the one of their number."""
    if any(column.number not in place for column in layout.columns):
        return []
    names = len(layout.labels)
    height = max(h["row"] + h["rowspan"] for h in layout.headings)
    first = line - height
    leaves = {
        heading["col"]: heading
        for heading in layout.headings
        if heading["row"] + heading["rowspan"] == height
    }
    problems = []
    for position, column in enumerate(layout.columns):
        heading = leaves.get(names + position)
        if not heading:
            continue
        row = rows.get(first + heading["row"], [])
        at = place[column.number]
        text = row[at] if at < len(row) else None
        if _plain(text) != _plain(heading["text"]):
            problems.append((_cell(first + heading["row"], at), "heading", text))
    return problems


def _plain(text):
    return re.sub(r"\W+", " ", fold(str(text or ""))).strip()


def _figure(value, column):
    """Return the figure of a cell and why it cannot be taken, one of them None."""
    if value is None:
        return None, None
    if xlsx.is_formula(value):
        # An arithmetic column is worked out again; elsewhere the value is lost.
        return None, None if column.is_arithmetic else "formula"
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None, "text"
    if value < 0:
        return None, "negative"
    if column.unit not in NUMBER_FORMATS and value != int(value):
        return None, "whole"
    if not value < 1e15:
        return None, "large"
    return int(value) if value == int(value) else value, None
