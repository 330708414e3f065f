import re

from odoo import models
from odoo.exceptions import ValidationError

from ...models.citizen.ward_citizen import check_person
from ...models.citizen.ward_petition import FORMS, PASSED_ON, check_code
from ...tools import cells
from ...tools.vagueness import fold
from .ward_opening_sheet import DATES

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
PERSON = ("name", "identity_number", "phone", "street")


class WardOpeningCheck(models.AbstractModel):
    """Turn the rows of an opening import into values, noting what cannot be."""

    _name = "ward.opening.check"
    _description = "Opening Import, Checking"
    _inherit = "ward.opening.sheet"

    def _problem(self, row, column, text):
        heading = (self._columns() | self._order_columns())[column]
        text = self._at_row(row["sheet"], row["row"], f"“{heading}”: {text}")
        row["problems"].append((row["order"], text))

    def _to_date(self, row, column):
        """Return the cell as a date; None and a problem where it is none."""
        try:
            return cells.to_date(row[column]) if row[column] else None
        except ValueError:
            self._problem(
                row,
                column,
                self.env._(
                    "“%(text)s” is no date; write it as 05/11/2026.",
                    text=cells.to_text(row[column])[:40],
                ),
            )
            return None

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
            row[column] = self._to_date(row, column)
            if not row[column]:
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
        """Read suspensions as ``[(from, to)]``, extensions as ``[(day, days)]``."""
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
        self._check_number(row, "identity_number", kind, number, None)
        self._check_number(row, "phone", kind, None, phone)
        if number and not row["name"]:
            self._problem(row, "name", self.env._("fill the cell; a number is given."))
        row |= {"identity_number": number, "identity_kind": kind, "phone": phone}

    def _check_number(self, row, column, kind, number, phone):
        try:
            check_person(self.env, kind, number, phone)
        except ValidationError:
            # the value is not repeated: the sender may be a denouncer
            self._problem(
                row,
                column,
                self.env._(
                    "cannot be right: a citizen's number has 12 digits, an old card 9; "
                    "a phone 9 to 11 digits with the first 0."
                ),
            )

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
        if not row["name"]:
            for column in ("identity_number", "phone", "street"):
                if row[column]:
                    self._problem(
                        row,
                        column,
                        self.env._("an anonymous petition has no data of its sender."),
                    )
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
        if outcome in ("guide", "return", *PASSED_ON) and not row["target"]:
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
        self._check_law(row, check_code(row["kind"], row["level"]), "received")

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

    def _redacted(self, row, text):
        """Return ``text`` with a word in the place of the data of the row's sender."""
        # a few texts a row, each through the one place that redacts
        vals = {"content": text}
        person = {name: row[name] for name in PERSON}
        self.env["ward.petition"]._redact(vals, person, self.env._("the denouncer"))
        return vals["content"]

    def _redact_row(self, row):
        """Put a word in the place of a denouncer's data in the free texts."""
        if row["kind"] != "denunciation" or not row["name"]:
            return
        for column in FREE:
            row[column] = self._redacted(row, row[column])
