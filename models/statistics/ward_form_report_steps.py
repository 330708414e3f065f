"""What is done with a report: computed, checked, approved, sent, replaced."""

from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .ward_form_row import json_of, numbers_of


class WardFormReport(models.Model):
    _inherit = "ward.form.report"

    # ------------------------------------------------------------------
    # COMPUTING
    # ------------------------------------------------------------------

    def action_compute(self):
        """Count the unit's own work and take over what the units below have sent."""
        self._check_prepares()
        self._begin("draft")
        for report in self:
            report._compute_figures()
        return True

    def _compute_figures(self):
        """Write the counted figures; two runs give the same rows, none twice."""
        self.ensure_one()
        self.form_ids._check_definition()  # an update may have taken a field away
        # sudo: rows are written by steps only, the step has been checked
        rows = self.sudo().row_ids
        known = {(r.form_id, r.unit_id.id, r.indicator_id): r for r in rows}
        wanted = self._own_rows() | self._rows_sent()
        new = []
        for key, vals in wanted.items():
            row = known.get(key)
            if not row:
                form, unit, indicator = key
                new.append(
                    {
                        "report_id": self.id,
                        "form_id": form.id,
                        "unit_id": unit,
                        "indicator_id": indicator.id,
                        **vals,
                    }
                )
            elif any(
                row[name]
                != row._fields[name].convert_to_record(
                    row._fields[name].convert_to_cache(value, row), row
                )
                for name, value in vals.items()
            ):
                row._write_guarded(vals)
        rows.browse()._create_guarded(new)
        # Rows of units that left the tree or whose report was replaced; what was
        # keyed in by hand for a unit that has not sent stays.
        gone = [
            row.id
            for key, row in known.items()
            if key not in wanted and row.origin in ("own", "sent")
        ]
        rows.browse(gone).unlink()
        self.invalidate_recordset(["row_ids"])
        self._write_guarded({"computed_at": fields.Datetime.now()})
        self._refresh()

    def _own_rows(self):
        """Return ``{(form, unit id, indicator): values}`` of the unit's own work."""
        counted = self.env["ward.form.engine"].compute_rows(
            self.form_ids, self.company_id, self.date_from, self.date_to
        )
        return {
            key: {"origin": "own", "computed": json_of(values)}
            for key, values in counted.items()
        }

    def _reports_sent(self):
        """Return ``{unit next below: the newest report it has sent}``."""
        below = self.company_id._ward_reporting_below()
        if not below:
            return {}
        # sudo: a report that was sent is there for the body above
        reports = self.sudo().search(
            [
                ("company_id", "in", below.ids),
                ("period_id", "=", self.period_id.id),
                ("year", "=", self.year),
                ("state", "=", "sent"),
            ],
            order="version",
        )
        return {report.company_id: report for report in reports}

    def _rows_sent(self):
        """Return the rows of the newest reports the units next below have sent.

        Those on another version of a form have other columns: `_other_versions`.
        """
        result = {}
        for unit, report in self._reports_sent().items():
            for row in report.row_ids:
                form = row.form_id
                if form in self.form_ids:
                    result[form, row.unit_id.id, row.indicator_id] = {
                        "origin": "sent",
                        "origin_below": row.origin_below or row.origin,
                        "computed": row.figures,
                        "keyed": {},
                        "origins": {},
                        "branch_id": unit.id,
                        "source_report_id": report.id,
                        "note": row.note,
                    }
        return result

    def _other_versions(self):
        """Return ``{unit: forms}``: sent, but on another version of these forms."""
        # sudo: which units have a row
        rows = self.sudo().row_ids
        known = {(row.form_id, row.unit_id) for row in rows}
        result = {}
        for unit, report in self._reports_sent().items():
            forms = (self._sheets() - report.form_ids).filtered(
                lambda form, unit=unit: (form, unit) not in known
            )
            if forms and unit in rows.unit_id:
                result[unit] = forms
        return result

    def _add_keyed_rows(self, units):
        """Give ``units``, which send nothing here, empty rows to be keyed in."""
        known = {(r.form_id, r.unit_id) for r in self.sudo().row_ids}
        nothing = self.env["ward.form.indicator"]
        self.env["ward.form.row"].sudo()._create_guarded(
            [
                {
                    "report_id": self.id,
                    "form_id": form.id,
                    "unit_id": unit.id,
                    "branch_id": unit.id,
                    "indicator_id": indicator.id,
                    "origin": "keyed",
                }
                for unit in units
                for form in self.form_ids.filtered(lambda f: f.kind == "form")
                if (form, unit) not in known
                for indicator in (
                    form.indicator_ids.filtered(lambda i: not i.is_heading)
                    if form.layout == "indicator"
                    else [nothing]
                )
            ]
        )
        self.invalidate_recordset(["row_ids"])
        self._refresh()

    def action_key_unit(self, unit_id):
        """Open rows for a unit next below that does not use this addon."""
        self.ensure_one()
        self._check_prepares()
        self._begin("draft")
        expected = self._missing().union(*self._other_versions())
        unit = expected.filtered(lambda u: u.id == unit_id)
        if not unit:
            raise UserError(
                self.env._(
                    "Figures are keyed in for units next below that have not sent a "
                    "report; this is none of them."
                )
            )
        self._add_keyed_rows(unit)
        return True

    # ------------------------------------------------------------------
    # ARITHMETIC AND CHECKS
    # ------------------------------------------------------------------

    def _refresh(self):
        """Work out arithmetic and checks again after a figure has changed."""
        engine = self.env["ward.form.engine"]
        for report in self.sudo():  # own rows, the step has been checked
            arithmetic = engine.arithmetic(report.form_ids)
            for rows in report._rows_by_unit().values():
                values = {row.form_id: row._input() for row in rows}
                figures = arithmetic.complete(values)
                for row in rows:
                    result = json_of(figures.get(row.form_id, {}))
                    if (row.figures or {}) != result:
                        row._write_guarded({"figures": result})
            report._check_figures(arithmetic)

    def _rows_by_unit(self):
        """Return ``{(unit, indicator): rows of its forms}``."""
        groups = defaultdict(self.env["ward.form.row"].browse)
        for row in self.row_ids:
            groups[row.unit_id, row.indicator_id] |= row
        return groups

    def _totals(self, arithmetic=None):
        """Return ``{indicator: {form: {number: value}}}`` of all units together."""
        arithmetic = arithmetic or self.env["ward.form.engine"].arithmetic(
            self.form_ids
        )
        return {
            indicator: arithmetic.total(
                (r.form_id, numbers_of(r.figures)) for r in rows
            )
            for indicator, rows in self.row_ids.grouped("indicator_id").items()
        }

    def _check_figures(self, arithmetic=None):
        """Hold the figures against the checks of the law (see the forms)."""
        units = self._rows_by_unit()
        # A form of which a unit outside has stated nothing is one of zeros.
        outside = {
            (unit.id, indicator.id)
            for (unit, indicator), rows in units.items()
            if any(r.keyed and r.origin in ("keyed", "imported") for r in rows)
        }
        subjects = {
            (unit.id, indicator.id): {
                row.form_id: numbers_of(row.figures) for row in rows
            }
            for (unit, indicator), rows in units.items()
            if any(row.origin != "sent" for row in rows)
        }
        # what a unit has sent it has answered for itself
        answered = {
            (unit.id, indicator.id): {
                row.form_id.code for row in rows if row.origin == "sent"
            }
            for (unit, indicator), rows in units.items()
        }
        if len({unit for unit, _indicator in units}) > 1:
            for indicator, figures in self._totals(arithmetic).items():
                subjects[False, indicator.id] = figures
        known = {
            (r.check_id.id, r.unit_id.id, r.indicator_id.id): r for r in self.check_ids
        }
        new, seen = [], set()
        checks = [(c, c._expression()) for c in self.form_ids.check_ids]
        for (unit, indicator), figures in subjects.items():
            by_code = {form.code: values for form, values in figures.items()}
            blank = 0 if (unit, indicator) in outside else None
            for check, expression in checks:
                if check.form_id not in figures:
                    continue
                own = check.form_id.code
                used = {own, *(code or own for code, _n in expression.references)}
                if used <= answered.get((unit, indicator), set()):
                    continue

                def lookup(
                    code,
                    number,
                    own=check.form_id.code,
                    by_code=by_code,
                    blank=blank,
                ):
                    values = by_code.get(code or own)
                    return blank if values == {} else (values or {}).get(number)

                holds = expression.evaluate(lookup)
                key = (check.id, unit, indicator)
                result = known.get(key)
                vals = {
                    "holds": holds is not False,
                    "figures": self._compared_words(expression, lookup),
                }
                if result:
                    seen.add(result.id)
                    if result.figures != vals["figures"]:
                        # it was said of other figures
                        result.write(vals | {"explanation": False})
                    elif result.holds != vals["holds"]:
                        result.holds = vals["holds"]
                elif holds is False:
                    new.append(
                        {
                            "report_id": self.id,
                            "check_id": check.id,
                            "unit_id": unit,
                            "indicator_id": indicator,
                            **vals,
                        }
                    )
        results = self.env["ward.form.check.result"].sudo()
        results.browse([r.id for r in known.values() if r.id not in seen]).unlink()
        results.create(new)
        self.invalidate_recordset(["check_ids", "failing_count"])

    def _compared_words(self, expression, lookup):
        """Return the figures a check compares: ``3 = 12; 4 = 10``."""
        parts = []
        for code, number in sorted(
            expression.references, key=lambda r: (r[0] or "", r[1])
        ):
            value = lookup(code, number)
            name = f"{code}.{number}" if code else f"({number})"
            parts.append(f"{name} = {'–' if value is None else f'{value:.12g}'}")
        return "; ".join(parts)

    # ------------------------------------------------------------------
    # APPROVING AND SENDING
    # ------------------------------------------------------------------

    def action_approve(self):
        """Approve: every hard check holds, every other one that fails is explained."""
        self._check_leads()
        self._begin("draft")
        for report in self:
            report._check_ready()
            report._check_outline()
        self._sign()
        self._write_guarded(
            {
                "state": "approved",
                "approved_at": fields.Datetime.now(),
                "approved_by_id": self.env.uid,
            }
        )
        self._tell_preparer(
            lambda report: report.env._(
                "%(report)s has been approved; it can be sent.",
                report=report.display_name,
            )
        )
        return True

    def _check_ready(self):
        """Raise unless the report may be approved, naming what is in the way."""
        self.ensure_one()
        name = self.display_name
        if self.date_to >= self.company_id.sudo()._ward_today():  # its time zone
            raise UserError(
                self.env._(
                    "%(report)s: the period runs until %(date)s; approve it later.",
                    report=name,
                    date=format_date(self.env, self.date_to),
                )
            )
        if not self.computed_at:
            raise UserError(self.env._("%(report)s: compute it first.", report=name))
        if changed := self._differences():
            raise UserError(
                self.env._(
                    "%(report)s: %(count)s figures have changed since it was computed; "
                    "compute it again.",
                    report=name,
                    count=len(changed),
                )
            )
        self._refresh()
        failing = self.check_ids.filtered("is_open")
        hard = failing.filtered(lambda r: r.severity == "hard")
        if hard:
            raise UserError(
                self.env._(
                    "%(report)s cannot be approved; correct the figures first:"
                    "\n%(checks)s",
                    report=name,
                    checks="\n".join(f"- {r.display_name} [{r.figures}]" for r in hard),
                )
            )
        if failing:
            raise UserError(
                self.env._(
                    "%(report)s: explain under “Checks” why these figures are right, "
                    "or correct them:\n%(checks)s",
                    report=name,
                    checks="\n".join(
                        f"- {r.display_name} [{r.figures}]" for r in failing
                    ),
                )
            )
        if self.missing_count and not (self.missing_note or "").strip():
            raise UserError(
                self.env._(
                    "%(report)s: %(units)s have not sent. Key in their figures or say "
                    "under “Why Units Are Missing” why it goes without them.",
                    report=name,
                    units=self.missing_names,
                )
            )

    def action_reopen(self, reason):
        """Take an approval back, with its reason, as long as nothing was sent."""
        self._check_leads()
        self._begin("approved")
        self._check_reason(reason)
        self._write_guarded(
            {
                "state": "draft",
                "approved_at": False,
                "approved_by_id": False,
                "signed": False,
            }
        )
        for report in self:
            report._message_log(body=reason)
        return True

    def _check_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("“Reason”: say why in a few words."))

    def action_send(self):
        """Send to the body above; from now on the report is frozen for ever."""
        self._check_prepares()
        self._begin("approved")
        self._write_guarded(
            {
                "state": "sent",
                "sent_at": fields.Datetime.now(),
                "sent_by_id": self.env.uid,
            }
        )
        self.activity_unlink(
            ["ward_office.activity_report", "ward_office.activity_report_late"]
        )
        for report in self:
            above = report.company_id._ward_above()[:1]
            # sudo: one line on the open report of the body above, no content
            waiting = report.sudo().search(
                [
                    ("company_id", "=", above.id),
                    ("period_id", "=", report.period_id.id),
                    ("year", "=", report.year),
                    ("state", "=", "draft"),
                ]
            )
            for target in waiting:
                target._message_log(
                    body=self.env._(
                        "%(report)s has been sent; compute again to take it over.",
                        report=report.display_name,
                    )
                )
        return True

    def action_new_version(self, reason):
        """Make a new version of a report that was sent; the old one stays."""
        self.ensure_one()
        self._check_prepares()
        self._check_state("sent")
        self._check_reason(reason)
        if self.next_ids:
            raise UserError(
                self.env._(
                    "There is a newer version already: %(report)s.",
                    report=self.next_ids[0].display_name,
                )
            )
        report = self._create_guarded(
            [
                {
                    "company_id": self.company_id.id,
                    "period_id": self.period_id.id,
                    "year": self.year,
                    "user_id": self.env.uid,
                    "form_ids": [fields.Command.set(self.form_ids.ids)],
                    "version": self.version + 1,
                    "previous_id": self.id,
                    "reason": reason.strip(),
                }
            ]
        )
        report._compute_figures()
        report._take_over_input(self)
        return report._open()

    def _take_over_input(self, previous):
        """Take over what was keyed in, noted, and corrected of the same figures."""
        # sudo: rows are written by steps only, the step has been checked
        self.sudo()._write_guarded(
            {"outline": previous.outline, "outline_said": previous.outline_said}
        )
        rows = self.sudo().row_ids
        known = {(r.form_id, r.unit_id, r.indicator_id): r for r in rows}
        keyed = previous.sudo().row_ids.filtered(
            lambda r: r.origin in ("keyed", "imported")
        )
        if keyed:
            self._add_keyed_rows(keyed.unit_id)
            known |= {
                (r.form_id, r.unit_id, r.indicator_id): r for r in self.sudo().row_ids
            }
        for old in previous.sudo().row_ids.filtered(lambda r: r.origin != "sent"):
            row = known.get((old.form_id, old.unit_id, old.indicator_id))
            if not row or row.origin == "sent":
                continue
            row._write_guarded(
                {"keyed": old.keyed, "origins": old.origins, "note": old.note}
            )
            row.env["ward.form.correction"].create(
                [
                    {
                        "row_id": row.id,
                        "report_id": self.id,
                        "number": number,
                        "computed_value": correction.computed_value,
                        "new_value": correction.new_value,
                        "reason": correction.reason,
                        "user_id": correction.user_id.id,
                    }
                    for number, correction in old._corrected().items()
                    if row._counted(number) == correction.computed_value
                ]
            )
        self._refresh()

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "view_mode": "form",
            "res_id": self.id,
        }

    def _tell_preparer(self, make_text):
        self._tell("user_id", make_text)
