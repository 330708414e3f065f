import csv
import io

from odoo import api, models

from ...tools import xlsx

# Accounts of Vietnam's public-sector chart (Circular 24/2024/TT-BTC): the bonus fund
# and what is owed to the employees. Whoever imports maps them to his own.
ACCOUNT_FUND = "431"
ACCOUNT_OWED = "334"
JOURNAL = "MISC"


class WardEvaluationExport(models.AbstractModel):
    """Results and rewards as files, from the same records as the prints."""

    _name = "ward.evaluation.export"
    _description = "Evaluation Export"

    @api.model
    def _results(self, cycle):
        """Return the current results of ``cycle`` as XLSX (bytes)."""
        results = cycle.result_ids.filtered("is_current")
        direction = dict(results._fields["direction"]._description_selection(self.env))
        book = xlsx.Book()
        book.add_sheet(
            cycle._period_words(),
            [
                self.env._("No."),
                self.env._("Full Name"),
                self.env._("Position"),
                self.env._("Department"),
                self.env._("General"),
                self.env._("Work"),
                self.env._("Points"),
                self.env._("Own Grade"),
                self.env._("Grade"),
                self.env._("Change"),
                self.env._("Decision"),
            ],
            [
                [
                    number,
                    result.employee_name,
                    result.job_title,
                    result.department_name,
                    result.general_points,
                    result.work_points,
                    result.total_points,
                    result.self_grade_name,
                    result.sudo().grade_id.name,  # the word of a result that is read
                    direction.get(result.direction),
                    result.decision_number,
                ]
                for number, result in enumerate(results, 1)
            ],
            (6, 28, 34, 30, 10, 10, 10, 26, 26, 18, 18),
        )
        book.add_sheet(
            self.env._("By Grade"),
            [self.env._("Grade"), self.env._("Officers")],
            [
                [grade.sudo().name, len(same)]
                for grade, same in results.sorted("rank", reverse=True)
                .grouped("grade_id")
                .items()
            ],
            (34, 12),
        )
        return book.content()

    @api.model
    def _payout(self, cycle):
        """Return the payout sheet of ``cycle`` as XLSX (bytes)."""
        rewards = cycle._printed_rewards()
        rows = [
            [
                number,
                reward.employee_name,
                reward.job_title,
                reward.department_name,
                reward.grade_id.sudo().name,  # the word of a reward that is read
                reward.base_amount,
                reward.rate,
                reward.amount,
                None,
            ]
            for number, reward in enumerate(rewards, 1)
        ]
        total = [None, self.env._("Total"), None, None, None, None, None]
        rows.append([*total, sum(rewards.mapped("amount")), None])
        book = xlsx.Book()
        book.add_sheet(
            self.env._("Payout Sheet"),
            [
                self.env._("No."),
                self.env._("Full Name"),
                self.env._("Position"),
                self.env._("Department"),
                self.env._("Grade"),
                self.env._("Amount of the Base"),
                self.env._("Rate (%)"),
                self.env._("Amount"),
                self.env._("Signature"),
            ],
            rows,
            (6, 28, 34, 30, 26, 16, 10, 14, 24),
        )
        return book.content()

    @api.model
    def _accounting(self, cycle):
        """Return the rewards as journal entry, in the columns of Odoo's own import."""
        rewards = cycle._printed_rewards()
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(
            [
                "date",
                "journal_id",
                "ref",
                "line_ids/account_id",
                "line_ids/partner_id",
                "line_ids/name",
                "line_ids/debit",
                "line_ids/credit",
            ]
        )
        title = f"{self.env._('Rewards')} {cycle._period_words()}"
        date = cycle._printed_date()
        first = [f"{date:%Y-%m-%d}", JOURNAL, title]
        # Whole đồng without a point, which an import may take for thousands.
        amounts = [round(reward.amount) for reward in rewards]
        writer.writerow([*first, ACCOUNT_FUND, "", title, sum(amounts), 0])
        for reward, amount in zip(rewards, amounts, strict=True):
            name = reward.employee_name
            # read by a spreadsheet first: no text begins a formula
            safe = f"'{name}" if name[:1] in "=+-@\t\r" else name
            writer.writerow(["", "", "", ACCOUNT_OWED, safe, safe, 0, amount])
        return out.getvalue().encode("utf-8-sig")
