from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

EFFECTS = [
    ("none", "None"),
    ("outcome", "Outcome of a petition"),
    ("verify", "Verification begins"),
    ("report", "Verification reported"),
    ("decide", "Decision or conclusion"),
    ("suspend", "Suspended"),
    ("resume", "Resumed"),
    ("stop", "Stopped"),
    ("extend", "Extended"),
    ("publish", "Made public"),
    ("answer", "Answered"),
    ("urge", "Urged"),
    ("halt", "Decision complained of suspended"),
    ("unhalt", "That suspension cancelled"),
    ("reopen", "Opened again"),
]


class WardDocumentForm(models.Model):
    """A form of the law (mẫu văn bản), in the version of a time.

    ``template`` is the QWeb template that writes the first draft; what happens to a
    matter when such a document is signed is its effect.
    """

    _name = "ward.document.form"
    _description = "Form of Document"
    _inherit = "ward.dated.mixin"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    key = fields.Char(required=True, index=True)
    code = fields.Char("Form Number", help="As the law numbers it.")
    sequence = fields.Integer(default=10)
    title = fields.Char("Title on Paper")
    subtitle = fields.Char("About (Printed)")
    abbreviation = fields.Char(
        help="Kind of document before the unit's letters, as QĐ in 12/QĐ-UBND; for an "
        "official letter, which has no title, the office that drafts it, as VP in "
        "12/UBND-VP. Empty: it is not numbered."
    )
    template = fields.Char(help="QWeb template of the text; empty: written by hand.")
    signed_by = fields.Selection(
        [
            ("head", "The unit's leader"),
            ("clerk", "The clerk"),
            ("citizen", "The citizen"),
        ],
        required=True,
        default="head",
        help="A paper the citizen signs carries no letterhead of the unit; whoever "
        "handles the matter records that it was signed.",
    )
    signer_title = fields.Char(
        "Title of the Signer", help="Empty: the title of the unit's leader."
    )
    co_signers = fields.Text(
        "Others Who Sign",
        help="Titles of the parties who sign too, one a line, as minutes have them.",
    )
    effect = fields.Selection(EFFECTS, required=True, default="none")
    area = fields.Selection(
        [
            ("reception", "Reception"),
            ("petition", "Petition"),
            ("complaint", "Complaint"),
            ("denunciation", "Denunciation"),
            ("any", "Any"),
        ],
        required=True,
        default="any",
    )
    grounds = fields.Text(
        "Legal Bases Printed",
        help="One a line. What stands in {2026-07-01: …} is printed from that day on.",
    )
    recipients = fields.Text(help="Lines below “Nơi nhận”, one a line.")
    is_to_denouncer = fields.Boolean(
        "Addressed to the Denouncer",
        help="Whoever has a grant prints the copy for the denouncer with the name.",
    )
    is_unverified = fields.Boolean(
        "Wording Unverified", help="The law gives no form, or it was not found."
    )

    def _symbol(self, company):
        """Return the symbol after the number (Decree 30/2020: QĐ-UBND, UBND-VP)."""
        self.ensure_one()
        parts = [self.abbreviation, company.ward_document_suffix]
        return "-".join(filter(None, parts if self.title else reversed(parts)))

    @api.model
    def _get_form(self, key, date):
        """Return the form ``key`` in force on ``date``.

        :raise UserError: there is none
        """
        form = self.sudo().search(  # sudo: forms are no secret
            self._in_force_domain(date) & Domain("key", "=", key),
            order="valid_from desc",
            limit=1,
        )
        if not form:
            raise UserError(
                self.env._(
                    "No form “%(key)s” is in force on %(date)s; add one under "
                    "Configuration / Forms.",
                    key=key,
                    date=date.strftime("%d/%m/%Y"),
                )
            )
        return form
