from odoo import models

from ...models.citizen.ward_case import AFTER_CLOCKS, settle_code
from ...models.citizen.ward_petition import CASE_KINDS
from ...tools import cells
from ...tools.vagueness import fold
from .ward_opening_check import MAX_TEXT, OF_CASE

FIGURES = (
    "money",
    "land",
    "organisations",
    "people",
    "officials",
    "matters",
    "done_money",
    "done_land",
)


class WardOpeningCheckCase(models.AbstractModel):
    """The same for the cases and their orders."""

    _name = "ward.opening.check"
    _inherit = "ward.opening.check"

    def _check_cases(self, rows, known):
        """Return ``{case key: (first row, rows)}`` of the cases to be opened."""
        cases = {}
        for row in rows:
            if row["outcome"] != "accept":
                continue
            cases.setdefault(row["case_key"], (row, []))[1].append(row)
        for key, (first, members) in cases.items():
            first["case_kind"] = CASE_KINDS[first["law"], first["level"]]
            for row in members[1:]:
                if row["law"] != first["law"] or row["level"] != first["level"]:
                    self._problem(
                        row,
                        "kind",
                        self.env._(
                            "petitions of one case are of one kind; give it another "
                            "old case number."
                        ),
                    )
                for column in OF_CASE:
                    if row[column] and row[column] != first[column]:
                        self._problem(
                            row,
                            column,
                            self.env._(
                                "differs from row %(row)s of the same case; the first "
                                "row tells the steps.",
                                row=first["row"],
                            ),
                        )
            if key not in known:
                self._check_case(first)
        return cases

    def _check_case(self, row):
        kind = row["case_kind"]
        if row["processed"]:
            field = self.env["ward.petition.field"].browse(row["field_id"])
            self._check_law(row, settle_code(kind, field), "processed")
        if row["decided"]:
            for code in AFTER_CLOCKS[kind]:
                self._check_law(row, code, "decided")
        if row["result"] and (row["result"] in ("upheld", "changed")) != (
            kind == "complaint_2"
        ):
            self._problem(
                row,
                "result",
                self.env._(
                    "a second complaint is upheld or changed; every other matter is "
                    "right, wrong or partly right."
                ),
            )
        if row["decided"] and not row["result"] and kind != "petition":
            self._problem(row, "result", self.env._("fill the cell."))
        if row["stopped"] and row["decided"]:
            self._problem(
                row, "stopped", self.env._("a decided case is not stopped; empty it.")
            )
        for column in ("delivered", "published", "executed", "result"):
            if row[column] and not row["decided"]:
                self._problem(row, "decided", self.env._("fill the cell."))
                break
        if row["closed"] and not row["decided"]:
            self._problem(
                row,
                "closed",
                self.env._("a case closes after its decision; fill “Decided On”."),
            )
        if row["pauses"] and not row["pauses"][-1][1] and row["decided"]:
            self._problem(
                row, "pauses", self.env._("a decided case is not suspended any more.")
            )

    # ------------------------------------------------------------------
    # ORDERS
    # ------------------------------------------------------------------

    def _check_orders(self, orders, cases, known):
        """Put the checked orders into the first row of their cases."""
        words = self._known_words()["order_kind"]
        for order in orders:
            key = self._key(order["old_body"], order["case_number"])
            if key in known:
                continue
            first = cases.get(key, (None,))[0]
            if not first or not first["decided"]:
                self._problem(
                    order,
                    "case_number",
                    self.env._(
                        "no decided case of this number stands in the first sheet."
                    ),
                )
                continue
            text = cells.to_text(order["order_kind"])
            order["order_kind"] = words.get(fold(text), "other" if not text else None)
            if not order["order_kind"]:
                self._problem(
                    order,
                    "order_kind",
                    self.env._(
                        "“%(text)s” is unknown; take a word of the sheet of words.",
                        text=text[:40],
                    ),
                )
            for column in ("order_name", "responsible", "paper"):
                order[column] = cells.to_text(order[column])[:MAX_TEXT]
            if not order["order_name"]:
                self._problem(order, "order_name", self.env._("fill the cell."))
            self._check_order_values(order)
            if first["kind"] == "denunciation" and first["name"]:
                self._redact_order(order, cases[key][1])
            first.setdefault("orders", []).append(order)

    def _to_figure(self, order, column):
        try:
            number = cells.to_number(order[column]) if order[column] else 0.0
        except ValueError:
            number = -1.0
        if number < 0:
            self._problem(order, column, self.env._("write a number, without a unit."))
        return max(number, 0.0)

    def _check_order_values(self, order):
        for column in FIGURES:
            order[column] = self._to_figure(order, column)
        if order["officials"] > order["people"]:
            self._problem(
                order, "officials", self.env._("cannot be more than the people.")
            )
        for column in ("due", "done"):
            order[column] = self._to_date(order, column)
        order["final"] = bool(cells.to_text(order["final"]))
        did = order["final"] or order["done_money"] or order["done_land"]
        if did and not order["done"]:
            self._problem(order, "done", self.env._("fill the cell."))

    def _redact_order(self, order, rows):
        for row in rows:
            for column in ("order_name", "responsible", "paper"):
                order[column] = self._redacted(row, order[column])
