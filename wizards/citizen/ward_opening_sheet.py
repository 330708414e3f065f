from odoo import api, models

from ...tools import xlsx
from ...tools.vagueness import fold

# dates of a petition or case, in the order in which they can only lie
DATES = (
    "received",
    "processed",
    "verified",
    "decided",
    "delivered",
    "published",
    "executed",
    "closed",
)
MATTER_REQUIRED = {"old_body", "old_number", "received", "kind", "summary"}
ORDER_REQUIRED = {"old_body", "case_number", "order_kind", "order_name"}


class WardOpeningSheet(models.AbstractModel):
    """The spreadsheet of matters taken over from bodies that were dissolved.

    Its columns, the words its cells may hold, and the template to fill.
    """

    _name = "ward.opening.sheet"
    _description = "Opening Spreadsheet"

    @api.model
    def _columns(self):
        """Return ``{key: heading}`` of the sheet of petitions and cases."""
        return {
            "old_body": self.env._("Old Body"),
            "old_number": self.env._("Old Petition Number"),
            "received": self.env._("Received On"),
            "source": self.env._("Source"),
            "kind": self.env._("Kind"),
            "level": self.env._("First or Second Time"),
            "name": self.env._("Sender's Name"),
            "identity_number": self.env._("Identity Number"),
            "phone": self.env._("Phone"),
            "street": self.env._("Address"),
            "people": self.env._("People"),
            "summary": self.env._("What It Is About"),
            "content": self.env._("Content"),
            "field": self.env._("Field"),
            "respondent": self.env._("Complained Of"),
            "outcome": self.env._("Outcome of the Petition"),
            "processed": self.env._("Outcome On"),
            "target": self.env._("To Which Body"),
            "reason": self.env._("Reason"),
            "answered": self.env._("Body Answered On"),
            "handler": self.env._("Handled By"),
            "case_number": self.env._("Old Case Number"),
            "complex": self.env._("Complex (x)"),
            "verified": self.env._("Verified Since"),
            "pauses": self.env._("Suspended (from-to; …)"),
            "extensions": self.env._("Extended (date: days; …)"),
            "decided": self.env._("Decided On"),
            "decision": self.env._("Number of the Decision"),
            "result": self.env._("Outcome of the Case"),
            "conclusion": self.env._("Finding"),
            "delivered": self.env._("Delivered On"),
            "published": self.env._("Made Public On"),
            "executed": self.env._("Carried Out Since"),
            "stopped": self.env._("Stopped On"),
            "closed": self.env._("Closed On"),
        }

    @api.model
    def _order_columns(self):
        """Return ``{key: heading}`` of the sheet of orders."""
        return {
            "old_body": self.env._("Old Body"),
            "case_number": self.env._("Old Case Number"),
            "order_kind": self.env._("Kind of Order"),
            "order_name": self.env._("Order"),
            "responsible": self.env._("Who Carries It Out"),
            "due": self.env._("To Be Done By"),
            "money": self.env._("Money (VND)"),
            "land": self.env._("Land (m²)"),
            "organisations": self.env._("Organisations"),
            "people": self.env._("People"),
            "officials": self.env._("Of Them Officials"),
            "matters": self.env._("Matters Passed On"),
            "done": self.env._("Done On"),
            "done_money": self.env._("Money Done (VND)"),
            "done_land": self.env._("Land Done (m²)"),
            "paper": self.env._("Paper"),
            "final": self.env._("In Full (x)"),
        }

    @api.model
    def _words(self):
        """Return ``{column: {value: label}}`` of the cells with a fixed choice."""

        def labels(model, name):
            return dict(self.env[model]._fields[name]._description_selection(self.env))

        return {
            "source": labels("ward.petition", "source"),
            "kind": labels("ward.petition", "kind"),
            "outcome": labels("ward.petition", "outcome"),
            "result": labels("ward.case", "outcome"),
            "order_kind": labels("ward.obligation", "kind"),
        }

    @api.model
    def _known_words(self):
        """Return ``{column: {folded word: value}}`` in every language here."""
        known = {}
        for words in self._in_all_languages("_words"):
            for column, labels in words.items():
                for value, label in labels.items():
                    known.setdefault(column, {})[fold(label)] = value
                    known[column][fold(value)] = value
        short = {"KN": "complaint", "TC": "denunciation", "PA": "reflection"}
        known["kind"] |= {fold(word): kind for word, kind in short.items()}
        return known

    @api.model
    def _in_all_languages(self, method):
        codes = {code for code, _name in self.env["res.lang"].get_installed()}
        return [
            getattr(self.with_context(lang=code), method)()
            for code in sorted(codes | {"en_US"})
        ]

    @api.model
    def _template(self):
        """Return the template as XLSX (bytes); its last sheet lists the words."""
        book = xlsx.Book()
        columns, orders = self._columns(), self._order_columns()
        book.add_sheet(self.env._("Petitions and Cases"), columns.values(), [])
        book.add_sheet(self.env._("Orders"), orders.values(), [])
        words = self._words()
        # the whole list of fields, a few dozen
        fields = self.env["ward.petition.field"].search([("active", "=", True)])
        lists = [
            (columns["source"], words["source"].values()),
            (columns["kind"], words["kind"].values()),
            (columns["outcome"], words["outcome"].values()),
            (columns["result"], words["result"].values()),
            (orders["order_kind"], words["order_kind"].values()),
            (columns["field"], fields.mapped("name")),
        ]
        height = max(len(values) for _title, values in lists)
        rows = [
            [
                list(values)[row] if row < len(values) else None
                for _title, values in lists
            ]
            for row in range(height)
        ]
        # headings of another wording, or the list would be read as matters
        book.add_sheet(
            self.env._("Words Allowed"),
            [self.env._("For: %(column)s", column=title) for title, _v in lists],
            rows,
            (24, 24, 36, 30, 30, 40),
        )
        book.add_sheet(
            self.env._("How to Fill"),
            [self.env._("Rule")],
            [[text] for text in self._rules()],
            (110,),
        )
        return book.content()

    @api.model
    def _rules(self):
        return [
            self.env._(
                "One row a petition. Needed: old body, old petition number, date "
                "received, kind, what it is about; no name: anonymous."
            ),
            self.env._(
                "Dates as 05/11/2026. Time limits are reckoned anew from these dates, "
                "by the law that was in force then."
            ),
            self.env._(
                "An accepted petition opens a case. Petitions of one case have the "
                "same old case number; the first row tells the steps of the case."
            ),
            self.env._(
                "Suspended: 01/03/2026-15/03/2026; 01/05/2026- (the last one still "
                "lasts). Extended: 20/04/2026: 30."
            ),
            self.env._(
                "The name of a denouncer goes to the protected identities at once and "
                "stands nowhere else. Delete the file after the import."
            ),
            self.env._(
                "A petition is known by old body and old number: what has been taken "
                "over is not taken again."
            ),
        ]
