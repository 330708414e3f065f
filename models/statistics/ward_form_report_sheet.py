"""What a report shows: tables, comparison, differences, the records of a cell."""

from collections import defaultdict

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .ward_form_row import numbers_of

COMPARED = ("last", "year")


class WardFormReport(models.Model):
    _inherit = "ward.form.report"

    # ------------------------------------------------------------------
    # LINES
    # ------------------------------------------------------------------

    def _lines(self, form):
        """Return the lines of ``form`` as printed: a list of dicts.

        ``label``, ``kind`` (own, unit, subtotal, total, indicator), ``values`` (in the
        order of the printed columns, None without data), ``figures`` (all of them,
        ``{number: value}``), ``row_id`` (False on sums), ``unit_id``, ``branch_id`` (of
        a subtotal), ``indicator``, ``code`` (of the indicator), ``origin``, ``opens``
        (records stand behind it), ``note``.
        """
        self.ensure_one()
        rows = self.sudo().row_ids.filtered(lambda r: r.form_id == form)  # own rows
        sum_line = self._summing(form)
        if form.layout == "indicator":
            return self._lines_of_indicators(form, rows, sum_line)
        own = rows.filtered(lambda r: r.unit_id == self.company_id)
        lines = [self._line(form, row, "own") for row in own]
        branches = defaultdict(rows.browse)
        for row in rows - own:
            branches[row.branch_id] |= row
        for unit, members in sorted(
            branches.items(), key=lambda item: (item[0].ward_code or "", item[0].name)
        ):
            head = members.filtered(lambda r, u=unit: r.unit_id == u)
            lines += [self._line(form, row, "unit") for row in head + (members - head)]
            if len(members) > 1:
                label = self.env._("Sum of %(unit)s", unit=self._unit_name(unit))
                line = sum_line(members, "subtotal", label)
                lines.append(line | {"branch_id": unit.id})
        if len(rows) > 1:
            lines.append(sum_line(rows, "total", self.env._("Total")))
        return lines

    def _lines_of_indicators(self, form, rows, sum_line):
        lines = []
        for indicator in form.indicator_ids:
            members = rows.filtered(lambda r, i=indicator: r.indicator_id == i)
            if indicator.is_heading:
                members = members.browse()
            line = sum_line(members, "indicator", indicator.name)
            if len(members) == 1:
                line |= {"row_id": members.id, "origin": members.origin}
            lines.append(line | {"indicator": indicator, "code": indicator.code or ""})
        return lines

    def _line(self, form, row, kind):
        figures = numbers_of(row.figures)
        return {
            "label": self._unit_name(row.unit_id),
            "kind": kind,
            "row_id": row.id,
            "unit_id": row.unit_id.id,
            "branch_id": False,
            "opens": bool(row._has_records()),
            "indicator": self.env["ward.form.indicator"],
            "code": "",
            "origin": row.origin,
            "note": row.note or "",
            "figures": figures,
            "values": [figures.get(column.number) for column in form._columns()],
        }

    def _summing(self, form):
        """Return the function ``(rows, kind, label)`` that adds up rows of ``form``."""
        arithmetic = self.env["ward.form.engine"].arithmetic(self.form_ids)
        # a formula may want the same units' figures in other forms
        units = self.sudo()._rows_by_unit() if arithmetic.reads_others(form) else {}

        def sum_line(rows, kind, label):
            wanted = rows.browse().union(
                rows, *(units.get((r.unit_id, r.indicator_id), r) for r in rows)
            )
            totals = arithmetic.total(
                (r.form_id, numbers_of(r.figures)) for r in wanted
            )
            return self._sum_line(form, rows, totals.get(form, {}), kind, label)

        return sum_line

    def _sum_line(self, form, rows, figures, kind, label):
        return {
            "label": label,
            "kind": kind,
            "row_id": False,
            "unit_id": False,
            "branch_id": False,
            "opens": bool(rows._has_records()),
            "indicator": self.env["ward.form.indicator"],
            "code": "",
            "origin": False,
            "note": "",
            "figures": figures,
            "values": [figures.get(column.number) for column in form._columns()],
        }

    # ------------------------------------------------------------------
    # COMPARISON
    # ------------------------------------------------------------------

    def _compared_dates(self, which):
        """Return ``(period, year)`` to compare with; no period where there is none."""
        if which == "year":
            return self.period_id, self.year - 1
        return self.period_id._previous(self.year)

    def _compared_rows(self, which):
        """Return ``{(form, unit id, indicator): {number: value}}`` of another period.

        ``which`` is ``last`` (the period before) or ``year`` (the same one a year
        ago): frozen figures where that report was sent on the same forms, else
        counted now.
        """
        self.ensure_one()
        period, year = self._compared_dates(which)
        if not period:
            return {}
        # sudo: the unit's own earlier report
        report = self.sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("period_id.code", "=", period.code),
                ("year", "=", year),
                ("state", "=", "sent"),
            ],
            order="version desc",
            limit=1,
        )
        result = {
            (row.form_id, row.unit_id.id, row.indicator_id): numbers_of(row.figures)
            for row in report.row_ids
            if row.form_id in self.form_ids
        }
        rest = self.form_ids - report.form_ids
        if rest:
            groups = defaultdict(dict)
            for (form, unit, indicator), figures in result.items():
                groups[unit, indicator][form] = figures
            # sudo: units with a row here, whose figures the reader sees anyway
            units = self.company_id | self.sudo().row_ids.unit_id
            engine = self.env["ward.form.engine"]
            counted = engine.compute_rows(rest, units, *period._dates(year))
            for (form, unit, indicator), values in counted.items():
                groups[unit, indicator][form] = values
            arithmetic = engine.arithmetic(self.form_ids)
            for (unit, indicator), values in groups.items():
                for form, figures in arithmetic.complete(values).items():
                    if form in rest:
                        result[form, unit, indicator] = figures
        return result

    def _compared(self, which):
        """Return ``{form code: {number: value}}``, all units together."""
        totals = self._compared_total(self._compared_rows(which))
        return {form.code: figures for form, figures in totals.items()}

    def _compared_total(self, compared):
        """Return ``{form: {number: value}}`` of what :meth:`_compared_rows` gives."""
        arithmetic = self.env["ward.form.engine"].arithmetic(self.form_ids)
        return arithmetic.total((key[0], figures) for key, figures in compared.items())

    # ------------------------------------------------------------------
    # DIFFERENCES
    # ------------------------------------------------------------------

    def _differences(self):
        """Return what would be counted now and was not: a list of dicts.

        ``row``, ``column``, ``was``, ``now``; and for figures of a unit that has sent
        a newer version, ``report``.
        """
        self.ensure_one()
        rows = self.sudo().row_ids  # figures the reader of the report sees
        known = {(r.form_id, r.unit_id.id, r.indicator_id): r for r in rows}
        found = []
        counted = {
            key: numbers_of(values["computed"])
            for key, values in self._own_rows().items()
        }
        before = {
            key: numbers_of(known[key].computed) if key in known else {}
            for key in counted
        }
        complete = self._completing(before), self._completing(counted)
        for key, values in counted.items():
            form = key[0]
            changed = form._columns(auxiliary=True).filtered(
                lambda c, was=before[key], now=values: (
                    c.number in now and was.get(c.number, 0) != now[c.number]
                )
            )
            # A column nobody sees is told as the one in which it shows.
            shown = changed.browse().union(*(c._shown_through() or c for c in changed))
            for column in shown:
                if column in changed:
                    was, now = (
                        side[key].get(column.number) for side in (before, counted)
                    )
                else:
                    was, now = (side(key).get(column.number) for side in complete)
                if (was or 0) != (now or 0):
                    found.append(
                        {
                            "row": known.get(key),
                            "column": column,
                            "was": was,
                            "now": now,
                            "report": False,
                        }
                    )
        for key, values in self._rows_sent().items():
            row = known.get(key)
            if row and row.source_report_id.id == values["source_report_id"]:
                continue
            newer = self.sudo().browse(values["source_report_id"])
            was = numbers_of(row.figures) if row else {}
            now = numbers_of(values["computed"])
            for column in key[0]._columns():
                old, new = was.get(column.number), now.get(column.number)
                if (old or 0) != (new or 0):
                    found.append(
                        {
                            "row": row,
                            "column": column,
                            "was": old,
                            "now": new,
                            "report": newer.display_name,
                        }
                    )
        return found

    def _completing(self, counted):
        """Return the function ``key -> figures with arithmetic`` of such rows."""
        units = defaultdict(dict)
        for (form, unit, indicator), values in counted.items():
            units[unit, indicator][form] = values
        arithmetic = self.env["ward.form.engine"].arithmetic(self.form_ids)
        return lambda key: arithmetic.complete(units[key[1:]]).get(key[0], {})

    @api.readonly
    def get_differences(self):
        """Return the differences for the screen."""
        self.ensure_one()
        self.check_access("read")
        return [
            {
                "form": item["column"].form_id.code,
                "number": item["column"].number,
                "name": item["column"].name,
                "unit": item["row"].unit_id.name if item["row"] else "",
                "was": item["was"],
                "now": item["now"],
                "report": item["report"] or "",
            }
            for item in self._differences()
        ]

    # ------------------------------------------------------------------
    # THE SHEET ON THE SCREEN
    # ------------------------------------------------------------------

    @api.readonly
    def get_sheet(self, form_id=None, compare=False):
        """Return one form of the report as the screen shows it; nothing is written."""
        self.ensure_one()
        self.check_access("read")
        forms = self.form_ids.filtered(lambda f: f.kind == "form")
        form = forms.filtered(lambda f: f.id == form_id) or forms[:1]
        columns = form._columns()
        engine = self.env["ward.form.engine"]
        compared = {
            which: self._compared_lines(form, which) if compare else {}
            for which in COMPARED
        }
        rows = {row.id: row for row in self.sudo().row_ids}  # own rows
        lines = []
        for line in self._lines(form):
            row = rows.get(line["row_id"])
            corrected = row._corrected() if row else {}
            origins = (row and row.origins) or {}
            lines.append(
                {
                    **{
                        key: line[key]
                        for key in (
                            "label",
                            "code",
                            "kind",
                            "row_id",
                            "branch_id",
                            "opens",
                            "note",
                        )
                    },
                    "indicator_id": line["indicator"].id,
                    "origin": line["origin"] or "",
                    "cells": [
                        {
                            "value": value,
                            "corrected": column.number in corrected,
                            "counted": corrected[column.number].computed_value
                            if column.number in corrected
                            else None,
                            "from": origins.get(str(column.number), ""),
                            "last": self._of_line(compared["last"], line, column),
                            "year": self._of_line(compared["year"], line, column),
                        }
                        for column, value in zip(columns, line["values"], strict=True)
                    ],
                }
            )
        open_checks = self.check_ids.filtered("is_open")
        return {
            "forms": [
                {
                    "id": f.id,
                    "code": f.code,
                    "name": f.name,
                    "open": len(open_checks.filtered(lambda r, f=f: r.form_id == f)),
                }
                for f in forms
            ],
            "form_id": form.id,
            "name": form.name,
            "by_indicator": form.layout == "indicator",
            "headers": [
                [{k: v for k, v in cell.items() if k != "column"} for cell in row]
                for row in form._header_rows()
            ],
            "columns": [
                {
                    "number": column.number,
                    "label": column._number_line(),
                    "name": column.name,
                    "path": column._path(),
                    "kind": column.kind,
                    "corrects": column.kind != "arithmetic" or column._needs_hidden(),
                    "unit": column.unit,
                    "opens": bool(engine.counted_parts(column)),
                }
                for column in columns
            ],
            "lines": lines,
            "last": self._compared_name("last"),
            "year": self._compared_name("year"),
            "can_prepare": self.can_prepare,
            "state": self.state,
            "computed": bool(self.computed_at),
        }

    def _compared_name(self, which):
        period, year = self._compared_dates(which)
        return f"{period.name} {year}" if period else ""

    def _compared_lines(self, form, which):
        """Return ``{(unit id or 0, indicator id): figures}``; 0 for the sum."""
        compared = self._compared_rows(which)
        result = {
            (unit, indicator.id): figures
            for (other, unit, indicator), figures in compared.items()
            if other == form
        }
        for indicator in {key[2] for key in compared}:
            totals = self._compared_total(
                {
                    key: figures
                    for key, figures in compared.items()
                    if key[2] == indicator
                }
            )
            result[0, indicator.id] = totals.get(form, {})
        return result

    def _of_line(self, compared, line, column):
        if line["kind"] == "subtotal":
            return None
        key = (line["unit_id"] or 0, line["indicator"].id)
        return compared.get(key, {}).get(column.number)

    # ------------------------------------------------------------------
    # FROM A CELL TO ITS RECORDS
    # ------------------------------------------------------------------

    @api.readonly
    def action_open_cell(
        self, row_id, number, form_id=None, branch_id=None, indicator_id=None
    ):
        """Open the records a cell counts: exactly as many as it says.

        No row: the total of the form, of the units through ``branch_id``, of an
        indicator. Where other records stand behind a figure than it says, the title
        tells it. Protected people appear under their pseudonym, as everywhere.
        """
        self.ensure_one()
        self.check_access("read")
        rows = self.sudo().row_ids  # of this report only
        if row_id:
            rows = rows.filtered(lambda r: r.id == row_id)
        else:
            rows = rows.filtered(
                lambda r: (
                    r.form_id.id == form_id
                    and (not branch_id or r.branch_id.id == branch_id)
                    and (not indicator_id or r.indicator_id.id == indicator_id)
                )
            )
        if not rows or len(rows.indicator_id) > 1:
            raise AccessError(self.env._("This figure belongs to another report."))
        column = rows[0]._column(number)
        engine = self.env["ward.form.engine"]
        counted = rows._has_records()
        if not counted or not engine.counted_parts(column):
            raise UserError(
                self.env._(
                    "No records stand behind column %(number)s: it is keyed in or "
                    "follows from others.",
                    number=number,
                )
            )
        closed = counted.unit_id - self.company_id - self.env.user.company_ids
        if closed and not self.env.user.has_group("ward_office.group_inspector"):
            raise AccessError(
                self.env._(
                    "You read the figures of %(unit)s, not its records.",
                    unit=", ".join(closed.mapped("name")),
                )
            )
        model, domain = engine.domain_of(
            column, counted.unit_id, self.date_from, self.date_to, rows.indicator_id
        )
        # sudo: only how many there are
        there = self.env[model].sudo().search_count(domain)
        hidden = there - self.env[model].search_count(domain)
        title = [
            f"{self.period_id.name} {self.year} – {column.form_id.code} ({number})",
            self._stated_words(rows - counted, number),
            self._changed_words(counted, column, there),
            hidden
            and self.env._(
                "%(hidden)s of %(all)s are closed to you", hidden=hidden, all=there
            ),
        ]
        return {
            "type": "ir.actions.act_window",
            "name": " – ".join(part for part in title if part),
            "res_model": model,
            "view_mode": "list,form",
            "views": [[False, "list"], [False, "form"]],
            "domain": list(domain),
            "context": {"create": False, "active_test": False},
        }

    def _stated_words(self, rows, number):
        """Say which of the units summed up have stated a figure without records."""
        stated = rows.filtered(lambda r: numbers_of(r.figures).get(number))
        return stated and self.env._(
            "without %(units)s, whose figures were keyed in or imported",
            units=", ".join(stated.unit_id.mapped("name")),
        )

    def _changed_words(self, rows, column, there):
        """Say that other records count now than when ``rows`` were reported."""
        if any(
            part.measure for part in self.env["ward.form.engine"].counted_parts(column)
        ):
            return ""
        said = sum(numbers_of(row.figures).get(column.number) or 0 for row in rows)
        return said != there and self.env._(
            "%(said)s reported, %(now)s counted now", said=said, now=there
        )
