from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools import cells, xlsx
from ...tools.vagueness import fold
from .ward_opening_sheet import MATTER_REQUIRED, ORDER_REQUIRED

MAX_ROWS = 5000


class WardOpeningImport(models.TransientModel):
    """Take over matters of bodies that were dissolved, with their dates and steps.

    All or nothing. Known by old body and old number: a second run changes nothing.
    """

    _name = "ward.opening.import"
    _description = "Opening Import"
    _inherit = ["ward.import.mixin", "ward.opening.check"]

    company_id = fields.Many2one(
        "res.company", "Unit", default=lambda self: self.env.company, readonly=True
    )

    @api.model
    def _check_may_import(self):
        roles = ("group_citizen_clerk", "group_plan_leader")
        if not any(self.env.user.has_group(f"ward_office.{role}") for role in roles):
            raise AccessError(
                self.env._("Only the clerk or the leader takes matters over.")
            )

    def action_import(self):
        """Import the file; returns a notification with the counts.

        :raise UserError: rows that cannot be taken, told by row, column and remedy
        """
        self.ensure_one()
        self._check_may_import()
        unit = self.env.company
        self.env["res.company"]._ward_lock("ward.opening.import", unit.id)
        rows, orders = self._read_rows()
        known = self._known(rows)
        fresh = [row for row in rows if row["key"] not in known["ward.petition"]]
        self._check_keys(rows)
        self._check_rows(fresh)
        cases = self._check_cases(fresh, known["ward.case"])
        self._check_orders(orders, cases, known["ward.case"])
        problems = {found for row in rows + orders for found in row["problems"]}
        self._raise_problems([text for _place, text in sorted(problems)])
        counts = self.env["ward.opening.write"]._write_rows(unit, fresh, cases)
        # the names in the file are not kept any longer than needed
        self.sudo().unlink()
        return self._imported(
            self.env._(
                "%(petitions)s petitions and %(cases)s cases taken over, %(skipped)s "
                "were there already.",
                skipped=len(rows) - len(fresh),
                **counts,
            )
        )

    # ------------------------------------------------------------------
    # READING
    # ------------------------------------------------------------------

    def _read_rows(self):
        """Return the rows of matters and those of orders as dictionaries of cells."""
        names = self._headings("_columns")
        order_names = self._headings("_order_columns")
        rows, orders, found = [], [], False
        for place, (title, lines) in enumerate(self._read_sheets()):
            for headings, needed, target in (
                (order_names, ORDER_REQUIRED, orders),
                (names, MATTER_REQUIRED, rows),
            ):
                index, columns = xlsx.find_heading(lines, headings)
                if not needed <= columns.keys():
                    continue
                found = found or target is rows
                for number, line in lines[index + 1 :]:
                    row = {
                        key: line[column] if column < len(line) else None
                        for key, column in columns.items()
                    }
                    if any(value is not None for value in row.values()):
                        target.append(
                            defaultdict(lambda: None, row)
                            | {
                                "order": (place, number),
                                "sheet": title,
                                "row": number,
                                "problems": [],
                            }
                        )
                break
        if not found:
            raise UserError(
                self.env._(
                    "“Spreadsheet”: the headings are missing. One of the first ten "
                    "rows must hold %(headings)s; download the template for the rest.",
                    headings=", ".join(
                        text
                        for key, text in self._columns().items()
                        if key in MATTER_REQUIRED
                    ),
                )
            )
        if not rows:
            raise UserError(
                self.env._("“Spreadsheet”: there is no line below the headings.")
            )
        if len(rows) > MAX_ROWS:
            raise UserError(
                self.env._(
                    "“Spreadsheet”: %(count)s lines are more than the %(max)s that can "
                    "be imported at once. Split the file.",
                    count=len(rows),
                    max=MAX_ROWS,
                )
            )
        for row in rows:
            row["key"] = self._key(row["old_body"], row["old_number"])
            number = cells.to_text(row["case_number"]) or row["old_number"]
            row["case_key"] = self._key(row["old_body"], number)
        return rows, orders

    @api.model
    def _headings(self, method):
        names = defaultdict(list)
        for columns in self._in_all_languages(method):
            for key, text in columns.items():
                names[key].append(text)
        return names

    @api.model
    def _key(self, body, number):
        return f"{fold(cells.to_text(body))}|{fold(cells.to_text(number))}"

    def _known(self, rows):
        """Return ``{model: keys}`` that have been taken over before."""
        known = {}
        for model, name in (("ward.petition", "key"), ("ward.case", "case_key")):
            groups = (
                self.env[model]
                .sudo()  # whether it is there, also where the user is shut out
                ._read_group(
                    [
                        ("register_company_id", "=", self.env.company.id),
                        ("old_key", "in", list({row[name] for row in rows})),
                    ],
                    ["old_key"],
                )
            )
            known[model] = {key for [key] in groups}
        return known
