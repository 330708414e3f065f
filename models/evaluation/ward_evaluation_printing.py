"""What the printed forms need: only what the reader himself may read."""

from odoo import fields, models
from odoo.tools import format_date

from ...tools import scoring


def written(value, env):
    """Return a number as people write it: no idle zeros, the language's comma."""
    text = f"{scoring.rounded(value or 0.0):.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if (env.lang or "").startswith("vi") else text


class WardEvaluation(models.Model):
    _inherit = "ward.evaluation"

    def _number(self, value):
        return written(value, self.env)

    def _period_words(self):
        return self.cycle_id.sudo()._period_words()  # a name

    def _printed_review(self):
        """Return the decision if the reader may read it and it is published."""
        self.ensure_one()
        if self.state != "published":
            return self.env["ward.evaluation.review"]
        # As the user himself: the rules of the gradings decide.
        return self.env["ward.evaluation.review"].search(
            [("evaluation_id", "=", self.id), ("stage", "=", "decision")]
        )

    def _printed_sections(self):
        """Return the sections with their lines and own points, in order."""
        self.ensure_one()
        result = []
        for section, lines in self.line_ids.grouped("section_id").items():
            law = section.sudo()  # words of the frame
            plain = lines.filtered(lambda x: x.kind in ("hand", "automatic"))
            result.append(
                {
                    "number": law.number,
                    "name": law.name,
                    "max": law.max_points,
                    "points": scoring.section_points(
                        plain.mapped("self_points"),
                        plain.mapped("max_points"),
                        law.max_points,
                    ),
                    "lines": lines,
                }
            )
        return result

    def _printed_months(self):
        """Return twelve rows of form 02: number, points and a note."""
        self.ensure_one()
        by_month = {}
        for result in self.month_ids.sudo():  # his own results, see average_points
            span = 3 if result.period == "quarter" else 1
            for step in range(span):
                by_month[result.date_start.month + step] = result
        rows = []
        for number in range(1, 13):
            result = by_month.get(number)
            moved = result and result.company_id != self.company_id
            rows.append(
                {
                    "number": number,
                    "points": written(result.total_points, self.env) if result else "",
                    "note": result.company_name if moved else "",
                }
            )
        return rows


class WardEvaluationCycle(models.Model):
    _inherit = "ward.evaluation.cycle"

    def _number(self, value):
        return written(value, self.env)

    def _money(self, value):
        """Return whole đồng with the thousands apart: 26.550."""
        return f"{round(value or 0):,}".replace(",", ".")

    def _period_words(self):
        return self._period_label(self.period, self.date_start)

    def _printed_date(self):
        moment = self.published_at
        # sudo: time zone only
        return self.company_id.sudo()._ward_to_local(moment) if moment else False

    def _printed_signers(self):
        unit = self.company_id.sudo()  # letterhead, open to every reader of the paper
        return [unit._ward_signer()]

    def _printed_departments(self):
        """Return the current results by department, as the user may read them."""
        current = self.result_ids.filtered("is_current")
        return [
            {"name": name or self.company_id.sudo().name, "results": results}
            for name, results in current.grouped("department_name").items()
        ]

    def _printed_totals(self):
        """Return how many got each grade, and in per cent."""
        current = self.result_ids.filtered("is_current")
        total = len(current) or 1
        return [
            {
                "name": grade.sudo().name,
                "text": f"{len(results)} ({self._number(100 * len(results) / total)}%)",
            }
            for grade, results in current.sorted("rank", reverse=True)
            .grouped("grade_id")
            .items()
        ]

    def _printed_quota(self):
        """Return the rows of the quota for who decides, for others once published."""
        if self.can_decide or self.state == "published":
            return self._quota()
        return []

    def _printed_rewards(self):
        return self.reward_ids.filtered(lambda r: r.state != "cancelled")


class WardEvaluationAppeal(models.Model):
    _inherit = "ward.evaluation.appeal"

    def _number(self, value):
        return written(value, self.env)

    def _printed_date(self):
        moment = self.answered_at
        # sudo: time zone only
        return self.company_id.sudo()._ward_to_local(moment) if moment else False

    def _printed_subtitle(self):
        return self.env._(
            "On the appeal of %(name)s against the result of %(period)s",
            name=self.employee_name,
            period=self.cycle_id.sudo()._period_words(),
        )

    def _printed_signers(self):
        return self.cycle_id._printed_signers()


class WardEvaluationResult(models.Model):
    _inherit = "ward.evaluation.result"

    def _printed_place_date(self):
        unit = self.company_id.sudo()  # letterhead
        date = unit._ward_to_local(self.published_at or fields.Datetime.now())
        place = unit.ward_place_of_issue
        if (self.env.lang or "").startswith("vi"):
            day = f"ngày {date:%d} tháng {date.month} năm {date.year}"
        else:
            day = format_date(self.env, date)
        return f"{place}, {day}" if place else day
