from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.statistics.ward_form_row import json_of
from ...tools import form_sheet
from ...tools.vagueness import fold

TOTALS = ("tong so", "tong", "tong cong", "cong", "total")


class WardFormImport(models.TransientModel):
    """Take the figures of units that do not use the addon from the form's spreadsheet.

    All or nothing: every cell that cannot be taken is named and nothing written. The
    file may be one this addon wrote, or the circular's form filled in by hand.
    """

    _name = "ward.form.import"
    _description = "Import of a Statutory Report"
    _inherit = ["ward.import.mixin"]

    report_id = fields.Many2one(
        "ward.form.report", "Into", required=True, ondelete="cascade"
    )
    unit = fields.Selection(
        lambda self: self.env["res.company"]._selection_reporting_below(),
        help="Whose figures they are. Empty: each row names its unit.",
    )

    @api.model
    def _units(self, report):
        """Return the units whose figures may be imported: next below, nothing sent."""
        # sudo: rows of a report the user reads
        typed = report.sudo().row_ids.filtered(
            lambda row: row.origin in ("keyed", "imported")
        )
        return (report._missing() | typed.unit_id).union(*report._other_versions())

    def _unit(self):
        """Return the unit chosen, as the user has it; none: each row names its own."""
        return self.env["res.company"].browse(int(self.unit) if self.unit else ())

    def action_import(self):
        """Import the file; return a notification with the counts.

        :raise AccessError: the user does not prepare this report
        :raise UserError: the file or some of its cells cannot be taken, told by cell
        """
        self.ensure_one()
        report = self.report_id
        report._check_prepares()
        report._begin("draft")
        if not report.computed_at:
            raise UserError(self.env._("Compute the report first, then import."))
        units = self._units(report)
        if self._unit() - units:
            raise UserError(
                self.env._(
                    "“Unit”: %(unit)s has sent its own report, or is not next below.",
                    unit=self._unit().sudo().name,
                )
            )
        figures, problems = self._read(units)
        self._raise_problems(problems)
        self._save(figures)
        return self._imported(
            self.env._(
                "%(forms)s forms of %(units)s units imported.",
                forms=len({form for form, _unit, _indicator in figures}),
                units=len({unit for _form, unit, _indicator in figures}),
            )
        )

    # ------------------------------------------------------------------
    # READING
    # ------------------------------------------------------------------

    def _read(self, units):
        """Return ``{(form, unit, indicator): {number: value}}`` and the problems."""
        report = self.report_id
        forms = {form.code: form for form in report._sheets()}
        layouts = {code: report._form_layout(form) for code, form in forms.items()}
        # sudo: rows of a report the user prepares
        sent = {
            (row.form_id, row.unit_id)
            for row in report.sudo().row_ids
            if row.origin == "sent"
        }
        figures, problems, read = {}, [], 0
        for sheet in self._read_sheets():
            found = form_sheet.read_form(sheet, layouts)
            wrong = list(found.problems)
            if found.code:
                read += 1
                expected = (report.date_from, report.date_to)
                if found.period != expected:
                    wrong.insert(0, ("A3", "period", found.period))
            problems += [
                self._at_cell(sheet.title, cell, reason, value)
                for cell, reason, value in wrong
            ]
            if wrong:
                continue
            form = forms[found.code]
            taken, told = self._take_rows(form, found, units, layouts[found.code])
            told += [
                ("A1", "sent", unit.sudo().name)
                for unit in {unit for unit, _indicator in taken}
                if (form, unit) in sent
            ]
            problems += [
                self._at_cell(sheet.title, cell, reason, value)
                for cell, reason, value in told
            ]
            for (unit, indicator), values in taken.items():
                figures[form, unit, indicator] = values
        if not read and not problems:
            problems.append(self.env._("The file has no sheet."))
        return figures, problems

    def _take_rows(self, form, found, units, layout):
        """Return ``{(unit, indicator): {number: value}}`` of a sheet, and problems."""
        if form.layout == "indicator":
            return self._take_indicators(form, found, layout)
        nothing = self.env["ward.form.indicator"]
        rows = [r for r in found.rows if not self._is_sum(r[1][0])]
        sums = [r for r in found.rows if self._is_sum(r[1][0])]
        taken, problems = {}, []
        if self._unit():
            # One unit's report: its only row, else the total over its own units.
            chosen = rows if len(rows) == 1 else sums[-1:]
            if not chosen:
                return {}, [("A1", "rows", len(rows))]
            number, _labels, values = chosen[0]
            taken[self._unit(), nothing] = values
            problems += self._wrong_sums(form, number, values, layout)
            return taken, problems
        names = {}
        for unit in units.sudo():  # names of the units next below
            for name in (unit.name, unit.ward_code):
                names.setdefault(fold(name or ""), unit.sudo(False))
        own = self.report_id.company_id.sudo()  # its name
        for number, labels, values in rows:
            unit = names.get(fold(labels[0]))
            cell = f"A{number}"
            if not unit and fold(labels[0]) == fold(own.name):
                continue  # our own row stands in the template; we have counted it
            if not unit:
                problems.append((cell, "unit", labels[0]))
            elif (unit, nothing) in taken:
                problems.append((cell, "double", labels[0]))
            else:
                taken[unit, nothing] = values
                problems += self._wrong_sums(form, number, values, layout)
        return taken, problems

    def _take_indicators(self, form, found, layout):
        """A form with a row an indicator is of one unit."""
        if not self._unit():
            return {}, [("A1", "choose", None)]
        known = {
            (fold(i.code or ""), fold(i.name)): i
            for i in form.indicator_ids
            if not i.is_heading
        }
        headings = {fold(i.name) for i in form.indicator_ids if i.is_heading}
        taken, problems = {}, []
        for number, labels, values in found.rows:
            if fold(labels[-1]) in headings:
                continue
            indicator = known.get((fold(labels[0]), fold(labels[-1])))
            if not indicator:
                problems.append((f"A{number}", "indicator", " ".join(labels)))
            else:
                taken[self._unit(), indicator] = values
                problems += self._wrong_sums(form, number, values, layout)
        return taken, problems

    @api.model
    def _is_sum(self, label):
        words = fold(label)
        return words in TOTALS or words.startswith(("sum of ", "cong ", "tong cua "))

    def _wrong_sums(self, form, number, values, layout):
        """Return the arithmetic cells that say something else than their columns."""
        arithmetic = self.env["ward.form.engine"].arithmetic(form)
        numbers = {
            column.number
            for column in form._columns()
            if not column._is_typed("imported")
        }
        if not values:
            return []
        bare = {key: value for key, value in values.items() if key not in numbers}
        bare = form._blanks() | bare  # a total beside blank parts is compared too
        right = arithmetic.complete({form: bare})[form]
        place = {
            column.number: len(layout.labels) + position
            for position, column in enumerate(layout.columns)
        }
        return [
            (form_sheet._cell(number, place[key]), "sum", (values[key], right.get(key)))
            for key in sorted(numbers)
            if values.get(key) is not None
            and right.get(key) is not None
            and abs(values[key] - right[key]) > 1e-6
        ]

    # ------------------------------------------------------------------
    # PROBLEMS
    # ------------------------------------------------------------------

    def _at_cell(self, sheet, cell, reason, value):
        return self.env._(
            "%(sheet)s, cell %(cell)s: %(problem)s",
            sheet=sheet,
            cell=cell,
            problem=self._problem(reason, value),
        )

    def _problem(self, reason, value):
        if reason == "period":
            dates = " – ".join(f"{day:%d/%m/%Y}" for day in value or ())
            report = self.report_id
            return self.env._(
                "the period is “%(found)s”; this report runs from %(start)s to "
                "%(end)s. Choose the file of that period.",
                found=dates,
                start=f"{report.date_from:%d/%m/%Y}",
                end=f"{report.date_to:%d/%m/%Y}",
            )
        if reason == "sum":
            return self.env._(
                "“%(found)s” is not the sum of its columns, %(right)s. Correct one.",
                found=value[0],
                right=value[1],
            )
        return {
            "form": self.env._(
                "no form of this report; its number must stand at the top."
            ),
            "numbers": self.env._(
                "the line with “MS” and the column numbers is missing."
            ),
            "unknown": self.env._("“%s” is no column number of this form.", value),
            "twice": self.env._("column %s stands here a second time.", value),
            "missing": self.env._("column %s is missing.", value),
            "heading": self.env._(
                "the heading “%s” does not belong to this column number; columns have "
                "been moved.",
                value or "",
            ),
            "label": self.env._("figures without a unit; name it in the first column."),
            "unit": self.env._(
                "“%s” is no unit whose figures are expected here: next below, without "
                "a report of its own.",
                value,
            ),
            "sent": self.env._(
                "“%s” has sent this form itself; take the sheet out of the file.",
                value,
            ),
            "double": self.env._("“%s” stands here a second time.", value),
            "indicator": self.env._("“%s” is no row of this form.", value),
            "choose": self.env._("this form is of one unit: choose it under “Unit”."),
            "rows": self.env._(
                "no row with figures of the unit, nor one with their total."
            ),
            "text": self.env._("“%s” is no number.", value),
            "negative": self.env._("%s: a figure cannot be negative.", value),
            "whole": self.env._("%s: this is a whole number.", value),
            "large": self.env._("%s: this number is too large.", value),
            "formula": self.env._(
                "the formula has no stored value; open the file, save it and choose "
                "it again."
            ),
        }[reason]

    # ------------------------------------------------------------------
    # WRITING
    # ------------------------------------------------------------------

    def _save(self, figures):
        """Write the figures into rows of their units, in one go."""
        report = self.report_id
        units = self.env["res.company"].union(*(key[1] for key in figures))
        report._add_keyed_rows(units)
        # sudo: preparing and state have been checked, the units are those next below
        rows = {
            (row.form_id, row.unit_id.id, row.indicator_id): row
            for row in report.sudo().row_ids
            if row.origin in ("keyed", "imported")
        }
        for (form, unit, indicator), values in figures.items():
            columns = form._columns()
            kept = {
                column.number: values[column.number]
                for column in columns
                if column._is_typed("imported") and column.number in values
            }
            rows[form, unit.id, indicator.sudo()]._write_guarded(
                {"keyed": json_of(kept), "origins": {}, "origin": "imported"}
            )
        report._refresh()
