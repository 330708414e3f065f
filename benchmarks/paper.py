"""The largest form of Circular 06/2025 (05/KQTH) as a file, medians of five.

3,400 units as XLSX against xlsxwriter alone with the same cells; 126 units as PDF
against wkhtmltopdf alone.
"""

# ruff: noqa: F821
import io
from statistics import median
from time import perf_counter

import xlsxwriter

from odoo import fields

from odoo.addons.ward_office.tools import form_sheet

ROUNDS, MANY, WARDS, CODE = 5, 3_400, 126, "05/KQTH"

unit = env.company
unit.write({"ward_level": "province", "ward_code": "BENCH-P"})
period = env["ward.report.period"].search([("code", "=", "q3")])
form = env["ward.form"]._get_form(CODE, fields.Date.to_date("2026-09-14"))
report = env["ward.form.report"]._create_guarded(
    [
        {
            "company_id": unit.id,
            "period_id": period.id,
            "year": 2026,
            "form_ids": [fields.Command.set(form.ids)],
            "computed_at": fields.Datetime.now(),
        }
    ]
)
wards = env["res.company"].create(
    [
        {"name": f"UBND xã {n}", "ward_code": f"BENCH-{n}", "parent_id": unit.id}
        for n in range(WARDS)
    ]
)
columns = form._columns()
figures = {str(column.number): column.number for column in columns}
env["ward.form.row"]._create_guarded(
    [
        {
            "report_id": report.id,
            "form_id": form.id,
            "unit_id": ward.id,
            "branch_id": ward.id,
            "origin": "imported",
            "keyed": figures,
            "figures": figures,
        }
        for ward in wards
    ]
)
env.flush_all()
values = [column.number for column in columns]


def ours():
    book = form_sheet.FormBook()
    rows = (form_sheet.Row([f"UBND xã {n}"], values, "unit") for n in range(MANY))
    book.add_form(report._form_layout(form), rows)
    return book.close()


def alone():
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    style = book.add_format({"border": 1, "num_format": "#,##0"})
    sheet = book.add_worksheet()
    for row in range(MANY):
        sheet.write_string(row, 0, f"UBND xã {row}", style)
        for column, value in enumerate(values, 1):
            sheet.write_number(row, column, value, style)
    book.close()
    return target.getvalue()


def seconds(function):
    begin = perf_counter()
    function()
    return perf_counter() - begin


ratios = [seconds(ours) / seconds(alone) for _round in range(ROUNDS)]
print(f"xlsx: {MANY} units, {median(ratios):.2f} x xlsxwriter alone (target 2)")

Report = type(env["ir.actions.report"])
original, spent = Report._run_wkhtmltopdf, []


def watched(self, *args, **kwargs):
    begin = perf_counter()
    pdf = original(self, *args, **kwargs)
    spent.append(perf_counter() - begin)
    return pdf


Report._run_wkhtmltopdf = watched
ratios = []
for _round in range(ROUNDS):
    env.invalidate_all()
    spent.clear()
    ratios.append(seconds(lambda: report._pdf(form)) / sum(spent))
Report._run_wkhtmltopdf = original
print(f"pdf: {WARDS} units, {median(ratios):.2f} x wkhtmltopdf alone (target 2)")
env.cr.rollback()
