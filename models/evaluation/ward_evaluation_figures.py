"""The points of a sheet: work counted, metrics, sums (Decree 335/2025, Art. 14-17)."""

from collections import defaultdict

from odoo import api, fields, models

from ...tools import scoring
from .ward_evaluation import LEADERS
from .ward_metric import Period


class WardEvaluation(models.Model):
    _inherit = "ward.evaluation"

    # ------------------------------------------------------------------
    # POINTS
    # ------------------------------------------------------------------

    @api.depends(
        "line_ids.self_points",
        "line_ids.auto_points",
        "has_work",
        "percent_a",
        "percent_b",
        "percent_c",
        "self_unit_ok",
        "self_organised",
        "self_united",
    )
    def _compute_self_points(self):
        for sheet in self:
            if sheet.cycle_id.period == "year":
                points = sheet.average_points
                sheet.self_general = sheet.work_points = 0.0
                sheet.self_points = points
            else:
                sheet.self_general = sheet._general_points(
                    {line: line.self_points for line in sheet.line_ids}
                )
                sheet.work_points = sheet._work_points(
                    sheet.self_unit_ok, sheet.self_organised, sheet.self_united
                )
                points = sheet._total_points(sheet.self_general, sheet.work_points)
                sheet.self_points = points
            sheet.self_computed_grade_id = (
                sheet.scale_id._grade_for(points)
                if sheet.has_work or sheet.cycle_id.period == "year"
                else False
            )

    def _rule(self):
        # sudo: rules of scoring are no secret
        return self.cycle_id.sudo().scoring_rule_id._as_tool(self.cycle_id.frame_id)

    def _general_points(self, points):
        """Return the general points, rounded; ``points`` is ``{line: hand points}``.

        Each section is scaled to its lawful maximum; bonus comes on top, deductions
        come off.
        """
        self.ensure_one()
        sections, extra = defaultdict(list), 0.0
        for line in self.line_ids:
            value = line.auto_points if line.is_automatic else points.get(line, 0.0)
            if line.kind == "bonus":
                extra += value
            elif line.kind == "deduction":
                extra -= value
            else:
                sections[line.section_id].append((value, line.max_points))
        total = extra + sum(
            scoring.section_points(
                [value for value, _max in pairs],
                [maximum for _value, maximum in pairs],
                section.sudo().max_points,  # open to whoever reads the sheet
            )
            for section, pairs in sections.items()
        )
        digits = self.cycle_id.sudo().scoring_rule_id.digits
        return scoring.rounded(max(total, 0.0), digits)

    def _work_points(self, unit_ok, organised, united):
        """Return the points of the result criterion (Article 16), rounded."""
        self.ensure_one()
        if not self.has_work:
            return 0.0
        parts = [self.percent_a, self.percent_b, self.percent_c]
        if self.position in LEADERS:
            low = self.cycle_id.sudo().scoring_rule_id.leader_low_percent
            parts += [100.0 if ok else low for ok in (unit_ok, organised, united)]
        return scoring.work_points(parts, self._rule())

    def _total_points(self, general, work):
        digits = self.cycle_id.sudo().scoring_rule_id.digits
        return scoring.rounded(min(general + work, 100.0), digits)

    def _compute_uncounted_count(self):
        counts = dict(
            self.env["ward.evaluation.work"]._read_group(
                [("evaluation_id", "in", self.ids), ("kind", "=", "uncounted")],
                ["evaluation_id"],
                ["__count"],
            )
        )
        for sheet in self:
            sheet.uncounted_count = counts.get(sheet, 0)

    @api.depends("percent_a", "percent_b", "percent_c", "self_points")
    @api.depends_context("lang")
    def _compute_how(self):
        for sheet in self:
            sheet.how = sheet._how(
                sheet.self_unit_ok, sheet.self_organised, sheet.self_united
            )

    def _how(self, unit_ok, organised, united):
        """Return, line by line, how the points of the work were reached."""
        self.ensure_one()
        if self.cycle_id.period == "year":
            return self.env._(
                "Average of %(count)s months (Decree 335/2025, Article 17.3).",
                count=len(self.month_ids),
            )
        if not self.has_work:
            return self.env._("No work of the catalogue was assigned in this period.")
        base = self.assigned_quantity or self.extra_quantity

        def line(label, part, percent):
            return f"{label} = {part:.2f} / {base:.2f} = {percent:.2f} %"

        lines = [
            line("a", self.completed_quantity, self.percent_a),
            line("b", self.quality_quantity, self.percent_b),
            line("c", self.progress_quantity, self.percent_c),
        ]
        letters, count = "a + b + c", 3
        if self.position in LEADERS:
            low = self.cycle_id.sudo().scoring_rule_id.leader_low_percent
            for label, good in (("d", unit_ok), ("đ", organised), ("e", united)):
                lines.append(f"{label} = {100 if good else low:.0f} %")
            letters, count = "a + b + c + d + đ + e", 6
        work = self._work_points(unit_ok, organised, united)
        maximum = self.cycle_id.sudo().frame_id.work_max
        lines.append(f"({letters}) / {count} × {maximum:g} = {work:.2f}")
        text = "\n".join(lines)
        if self._context_is_vietnamese():
            text = text.replace(".", ",")
        return text

    def _context_is_vietnamese(self):
        return (self.env.lang or "").startswith("vi")

    # ------------------------------------------------------------------
    # LINES AND FIGURES
    # ------------------------------------------------------------------

    def _create_lines(self):
        """Make the criteria lines of new sheets, in one batch."""
        vals_list = []
        for cycle, sheets in self.grouped("cycle_id").items():
            applying = cycle.frame_id._criteria_by_kind(cycle.date_end)
            for sheet in sheets:
                vals_list += [
                    {
                        "evaluation_id": sheet.id,
                        "criterion_id": criterion.id,
                        "sequence": number,
                        "kind": criterion.kind,
                        "max_points": criterion.max_points,
                        "is_automatic": bool(criterion.metric),
                        # what the metric gives comes from the refresh
                        "self_scored": bool(criterion.metric),
                    }
                    for number, criterion in enumerate(
                        applying(sheet.position, sheet.staff_kind, sheet.department_id)
                    )
                ]
        return self.env["ward.evaluation.line"]._create_guarded(vals_list)

    def _refresh_figures(self):
        """Count the work of the sheets and their metrics again.

        A fixed number of queries for each cycle.
        """
        for cycle, sheets in self.grouped("cycle_id").items():
            if cycle.period == "year":
                # months may have been published since
                self.env.add_to_compute(self._fields["self_points"], sheets)
                continue
            sheets._refresh_work()
            sheets._refresh_metrics()
        self._write_guarded({"figures_at": fields.Datetime.now()})

    def _refresh_metrics(self):
        lines = self.line_ids.filtered("is_automatic")
        if not lines:
            return
        cycle = self.cycle_id
        codes = set(lines.criterion_id.mapped("metric"))
        period = Period(*cycle._bounds(), cycle.date_start, cycle.date_end)
        figures = self.env["ward.metric"]._figures(codes, self.employee_id, period)
        by_value = defaultdict(self.env["ward.evaluation.line"].browse)
        for line in lines:
            criterion = line.criterion_id
            value = figures[criterion.metric].get(line.evaluation_id.employee_id.id)
            by_value[criterion, value] += line
        for (criterion, value), same in by_value.items():
            # Nothing to measure is nothing to blame: full points, no bonus.
            known = value is not None
            if known:
                points = criterion._points_of(value)
            else:
                points = criterion.max_points if criterion.kind == "automatic" else 0.0
            same._write_guarded(
                {
                    "auto_value": value or 0.0,
                    "auto_known": known,
                    "auto_points": points,
                    "self_points": points,
                }
            )

    def _refresh_work(self):
        Work = self.env["ward.evaluation.work"]
        Work._recount(self)
        groups = Work._read_group(
            [("evaluation_id", "in", self.ids), ("kind", "!=", "uncounted")],
            ["evaluation_id", "kind"],
            [
                "converted_quantity:sum",
                "completed_quantity:sum",
                "quality_quantity:sum",
                "progress_quantity:sum",
            ],
        )
        sums = defaultdict(lambda: [0.0] * 5)
        for sheet, kind, quantity, completed, quality, progress in groups:
            row = sums[sheet.id]
            row[1 if kind == "extra" else 0] += quantity
            for position, part in enumerate((completed, quality, progress), 2):
                row[position] += part
        rule = self.cycle_id.scoring_rule_id._as_tool(self.cycle_id.frame_id)
        for sheet in self:
            figures = scoring.Figures(*sums[sheet.id])
            parts = scoring.percentages(figures, rule)
            a, b, c = parts or (0.0, 0.0, 0.0)
            sheet._write_guarded(
                {
                    "assigned_quantity": figures.assigned,
                    "extra_quantity": figures.extra,
                    "completed_quantity": figures.completed,
                    "quality_quantity": figures.quality,
                    "progress_quantity": figures.progress,
                    "percent_a": a,
                    "percent_b": b,
                    "percent_c": c,
                    "has_work": parts is not None,
                }
            )
