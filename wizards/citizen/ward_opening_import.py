import re
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...models.citizen.ward_case import AFTER_CLOCKS, SETTLE_CLOCKS
from ...models.citizen.ward_citizen import check_person
from ...models.citizen.ward_petition import CASE_KINDS, CHECK_CLOCKS, FORMS
from ...tools import cells, xlsx
from ...tools.vagueness import fold
from .ward_opening_sheet import DATES, MATTER_REQUIRED, ORDER_REQUIRED

MAX_ROWS = 5000
LONG = ("content", "conclusion", "reason")
MAX_TEXT, MAX_LONG = 500, 20_000
# what a row tells about its case; the first row of a case counts
OF_CASE = (
    "verified",
    "decided",
    "delivered",
    "published",
    "executed",
    "stopped",
    "closed",
    "pauses",
    "extensions",
    "complex",
    "decision",
    "result",
    "conclusion",
)
# free texts into which a denouncer's name may have been written
FREE = (
    "summary",
    "content",
    "respondent",
    "reason",
    "conclusion",
    "decision",
    "target",
)


class WardOpeningImport(models.TransientModel):
    """Take over matters of bodies that were dissolved, with their dates and steps.

    All or nothing. Known by old body and old number: a second run changes nothing.
    """

    _name = "ward.opening.import"
    _description = "Opening Import"
    _inherit = ["ward.import.mixin", "ward.opening.sheet"]

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
        counts = self.env["ward.opening.write"]._write(unit, fresh, cases)
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

    # ------------------------------------------------------------------
    # CHECKING
    # ------------------------------------------------------------------

    def _problem(self, row, column, text):
        heading = (self._columns() | self._order_columns())[column]
        text = self._at_row(row["sheet"], row["row"], f"“{heading}”: {text}")
        row["problems"].append((row["order"], text))

    def _check_keys(self, rows):
        seen = {}
        for row in rows:
            for column in ("old_body", "old_number"):
                if not cells.to_text(row[column]):
                    self._problem(row, column, self.env._("fill the cell."))
            first = seen.setdefault(row["key"], row["row"])
            if first != row["row"]:
                self._problem(
                    row,
                    "old_number",
                    self.env._("stands in row %(row)s already.", row=first),
                )

    def _check_rows(self, rows):
        """Turn the cells of ``rows`` into values, noting what cannot be."""
        words = self._known_words()
        facts = self.env["ward.opening.write"]._lists(self.env.company)
        today = self.env.company._ward_today()
        for row in rows:
            self._check_texts(row)
            self._check_words(row, words)
            self._check_dates(row, today)
            self._check_numbers(row)
            self._check_person(row)
            self._check_names(row, facts)
            self._check_outcome(row)
            self._redact_row(row)

    def _check_texts(self, row):
        wanted = ("old_body", "old_number", "case_number", "name", "street", *FREE)
        for column in wanted:
            row[column] = cells.to_text(row[column])
            most = MAX_LONG if column in LONG else MAX_TEXT
            if len(row[column]) > most:
                self._problem(
                    row,
                    column,
                    self.env._(
                        "more than %(count)s characters; shorten it.", count=most
                    ),
                )
        if not row["summary"]:
            self._problem(row, "summary", self.env._("fill the cell."))
        row["complex"] = bool(cells.to_text(row["complex"]))

    def _check_words(self, row, words):
        for column in ("source", "kind", "outcome", "result"):
            text = cells.to_text(row[column])
            row[column] = words[column].get(fold(text)) if text else None
            if text and not row[column]:
                self._problem(
                    row,
                    column,
                    self.env._(
                        "“%(text)s” is unknown; take a word of the sheet of words.",
                        text=text[:40],
                    ),
                )
        if not row["kind"]:
            self._problem(row, "kind", self.env._("fill the cell."))
            row["kind"] = "petition"
        text = cells.to_text(row["level"]) or "1"
        row["level"] = text[:1]
        if row["level"] not in ("1", "2"):
            self._problem(row, "level", self.env._("write 1 or 2."))
            row["level"] = "1"
        row["law"] = "petition" if row["kind"] == "reflection" else row["kind"]

    def _check_dates(self, row, today):
        last, last_column = None, None
        for column in (*DATES, "answered", "stopped"):
            cell = row[column]
            row[column] = None
            if cell is None:
                continue
            try:
                row[column] = cells.to_date(cell)
            except ValueError:
                self._problem(
                    row,
                    column,
                    self.env._(
                        "“%(text)s” is no date; write it as 05/11/2026.",
                        text=cells.to_text(cell)[:40],
                    ),
                )
                continue
            if not row[column].year >= 1990 or row[column] > today:
                self._problem(
                    row, column, self.env._("lies in the future or before 1990.")
                )
        if not row["received"]:
            self._problem(
                row, "received", self.env._("fill the cell with the day of receipt.")
            )
            row["received"] = today
        for column in DATES:
            if not row[column]:
                continue
            # made public and delivered in either order
            if last and row[column] < last and column not in ("published", "delivered"):
                self._problem(
                    row,
                    column,
                    self.env._(
                        "lies before “%(other)s”; correct one of the two.",
                        other=self._columns()[last_column],
                    ),
                )
            if column not in ("published", "delivered"):
                last, last_column = row[column], column
        for column in ("answered", "stopped"):
            if row[column] and row[column] < (row["processed"] or row["received"]):
                self._problem(
                    row,
                    column,
                    self.env._(
                        "lies before “%(other)s”; correct one of the two.",
                        other=self._columns()["processed"],
                    ),
                )
        self._check_spans(row)

    def _check_spans(self, row):
        """Read the suspensions ``[(from, to)]`` and the extensions ``[(day, days)]``."""
        pauses, extensions = [], []
        try:
            for part in re.split(r"[;\n]", cells.to_text(row["pauses"])):
                if part.strip():
                    begin, _dash, end = part.replace("–", "-").partition("-")
                    first = cells.to_date(begin.strip())
                    stop = cells.to_date(end.strip()) if end.strip() else None
                    if (stop and stop < first) or (pauses and not pauses[-1][1]):
                        raise ValueError(part)
                    pauses.append((first, stop))
        except ValueError:
            self._problem(
                row, "pauses", self.env._("write 01/03/2026-15/03/2026; 01/05/2026-")
            )
        try:
            for part in re.split(r"[;\n]", cells.to_text(row["extensions"])):
                if part.strip():
                    day, _colon, days = part.partition(":")
                    extensions.append((cells.to_date(day.strip()), int(days)))
        except ValueError:
            self._problem(
                row, "extensions", self.env._("write 20/04/2026: 30; 20/05/2026: 30")
            )
        first = row["processed"] or row["received"]
        for column, days in (
            ("pauses", [begin for begin, _end in pauses]),
            ("extensions", [day for day, _count in extensions]),
        ):
            if any(day < first for day in days):
                self._problem(
                    row,
                    column,
                    self.env._(
                        "lies before “%(other)s”; correct one of the two.",
                        other=self._columns()["processed"],
                    ),
                )
        if any(not 0 < days <= 90 for _day, days in extensions):
            self._problem(
                row, "extensions", self.env._("an extension adds 1 to 90 days.")
            )
        row["pauses"], row["extensions"] = pauses, extensions

    def _check_numbers(self, row):
        try:
            row["people"] = int(cells.to_number(row["people"])) if row["people"] else 1
        except ValueError:
            row["people"] = 0
        if not 1 <= row["people"] <= 100_000:
            self._problem(row, "people", self.env._("write a whole number above zero."))
            row["people"] = 1

    def _check_person(self, row):
        number = re.sub(r"[\s.]", "", cells.to_text(row["identity_number"])).upper()
        phone = cells.to_text(row["phone"])
        # Excel drops the first zero of a number
        if number.isdigit() and len(number) == 11:
            number = f"0{number}"
        if phone.isdigit() and len(phone) == 9:
            phone = f"0{phone}"
        kind = "citizen"
        if len(number) == 9 and number.isdigit():
            kind = "old"
        elif re.fullmatch(r"[A-Z]{1,2}\d{6,8}", number):
            kind = "passport"
        elif re.fullmatch(r"\d{10}(-\d{3})?", number):
            kind = "organisation"
        # the value is not repeated: the sender may be a denouncer
        for column, values in (
            ("identity_number", (number, None)),
            ("phone", (None, phone)),
        ):
            try:
                check_person(self.env, kind, *values)
            except ValidationError:
                self._problem(
                    row,
                    column,
                    self.env._(
                        "cannot be right: a citizen's number has 12 digits, an old "
                        "card 9; a phone 9 to 11 digits with the first 0."
                    ),
                )
        if number and not row["name"]:
            self._problem(row, "name", self.env._("fill the cell; a number is given."))
        row |= {"identity_number": number, "identity_kind": kind, "phone": phone}

    def _check_names(self, row, facts):
        """Find field, handler and body by their names."""
        for column, key in (("field", "field_id"), ("handler", "handler_id")):
            text = cells.to_text(row[column])
            row[key] = facts[column].get(fold(text), False)
            if text and not row[key]:
                self._problem(
                    row,
                    column,
                    self.env._(
                        "“%(text)s” is unknown here; write it as in the unit's lists, "
                        "or leave the cell empty.",
                        text=text[:60],
                    ),
                )

    def _check_outcome(self, row):
        outcome = row["outcome"]
        later = [c for c in (*OF_CASE, "case_number") if row[c]]
        if outcome and (row["law"], outcome) not in FORMS:
            self._problem(
                row,
                "outcome",
                self.env._("the law knows no such outcome for this kind."),
            )
        if outcome and not row["processed"]:
            self._problem(
                row, "processed", self.env._("fill the cell with the day of it.")
            )
        if row["processed"] and not outcome:
            self._problem(row, "outcome", self.env._("fill the cell."))
        if outcome in ("forward", "guide", "return") and not row["target"]:
            self._problem(row, "target", self.env._("fill the cell."))
        if outcome == "accept" and row["kind"] == "denunciation" and not row["name"]:
            self._problem(
                row,
                "outcome",
                self.env._("an anonymous denunciation is not accepted as one."),
            )
        if outcome != "accept" and later:
            self._problem(
                row,
                later[0],
                self.env._("only an accepted petition has a case; empty the cell."),
            )
        self._check_law(row, CHECK_CLOCKS[row["kind"]], "received")

    def _check_law(self, row, code, column):
        """Note where no time limit ``code`` was in force on the day of ``column``."""
        rules = self.env["ward.deadline.rule"]._rules_of(code)
        day = row[column]
        if not any(
            rule.valid_from <= day and (not rule.valid_to or day <= rule.valid_to)
            for rule in rules
        ):
            label = dict(rules._fields["code"]._description_selection(self.env))
            self._problem(
                row,
                column,
                self.env._(
                    "no time limit “%(limit)s” of that day is known; add it under "
                    "Configuration / Time Limits.",
                    limit=label[code],
                ),
            )

    def _redact_row(self, row):
        """Put a word in the place of a denouncer's data in the free texts."""
        if row["kind"] != "denunciation" or not row["name"]:
            return
        mixin = self.env["ward.petition"]
        word = self.env._("the denouncer")
        person = {
            name: row[name] for name in ("name", "identity_number", "phone", "street")
        }
        for column in FREE:
            vals = {"content": row[column]}
            mixin._redact(vals, person, word)
            row[column] = vals["content"]

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
            self._check_law(row, SETTLE_CLOCKS[kind], "processed")
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

    def _check_order_values(self, order):
        for column in (
            "money",
            "land",
            "organisations",
            "people",
            "officials",
            "matters",
            "done_money",
            "done_land",
        ):
            try:
                order[column] = cells.to_number(order[column]) if order[column] else 0.0
            except ValueError:
                order[column] = -1.0
            if order[column] < 0:
                self._problem(
                    order, column, self.env._("write a number, without a unit.")
                )
                order[column] = 0.0
        if order["officials"] > order["people"]:
            self._problem(
                order, "officials", self.env._("cannot be more than the people.")
            )
        for column in ("due", "done"):
            try:
                order[column] = cells.to_date(order[column]) if order[column] else None
            except ValueError:
                self._problem(
                    order,
                    column,
                    self.env._(
                        "“%(text)s” is no date; write it as 05/11/2026.",
                        text=cells.to_text(order[column])[:40],
                    ),
                )
                order[column] = None
        order["final"] = bool(cells.to_text(order["final"]))
        did = order["final"] or order["done_money"] or order["done_land"]
        if did and not order["done"]:
            self._problem(order, "done", self.env._("fill the cell."))

    def _redact_order(self, order, rows):
        mixin = self.env["ward.petition"]
        word = self.env._("the denouncer")
        for row in rows:
            person = {
                name: row[name]
                for name in ("name", "identity_number", "phone", "street")
            }
            for column in ("order_name", "responsible", "paper"):
                vals = {"content": order[column]}
                mixin._redact(vals, person, word)
                order[column] = vals["content"]
