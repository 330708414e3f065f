import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import formulas

# {01/TCD.1}, {01/TCD.1@last}, {01/TCD.1@year}
FIGURE = re.compile(r"\{([^{}]*)\}")
REFERENCE = re.compile(rf"({formulas.CODE})\.(\d+)(?:@(last|year))?")


class WardFormSentence(models.Model):
    """A heading or paragraph of the narrative report (đề cương báo cáo).

    Figures stand in braces: of this period ``{01/TCD.1}``, of the period before
    ``{01/TCD.1@last}``, of the same period a year ago ``{01/TCD.1@year}``.
    """

    _name = "ward.form.sentence"
    _description = "Sentence of an Outline"
    _inherit = "ward.form.part"
    _order = "form_id, sequence, id"

    level = fields.Integer(default=0, help="0: text; 1 to 4: heading of that depth.")
    text = fields.Text(required=True, help="Figures in braces: {02/XLD.1}.")
    is_manual = fields.Boolean(
        "Written by Hand", help="The text says what to write; the unit replaces it."
    )

    @api.depends("text")
    def _compute_display_name(self):
        for sentence in self:
            sentence.display_name = (sentence.text or "")[:60]

    @api.constrains("text")
    def _check_text(self):
        for sentence in self:
            problems = sentence._own_problems()
            if problems:
                raise ValidationError("\n".join(problems))

    def _named(self, figure):
        return self.env._(
            "%(form)s, sentence “%(sentence)s”: the figure {%(figure)s} does not "
            "exist; write it like {02/XLD.6}.",
            form=self.form_id.code,
            sentence=self.display_name,
            figure=figure,
        )

    def _own_problems(self):
        return [
            self._named(figure)
            for figure in FIGURE.findall(self.text or "")
            if not REFERENCE.fullmatch(figure)
        ]

    def _problems(self):
        self.ensure_one()
        problems = self._own_problems()
        if problems:
            return problems
        for figure in FIGURE.findall(self.text or ""):
            code, number, _when = REFERENCE.fullmatch(figure).groups()
            numbers = self.form_id._sibling(code).column_ids.mapped("number")
            if int(number) not in numbers:
                problems.append(self._named(figure))
        return problems

    def _figures(self):
        """Return what the sentence needs: (form code, number, None/last/year)."""
        found = [REFERENCE.fullmatch(text) for text in FIGURE.findall(self.text or "")]
        return [(m[1], int(m[2]), m[3]) for m in found if m]

    def _fill(self, lookup):
        """Return the text with its figures, written the Vietnamese way.

        ``lookup(form_code, number, when)`` returns a number or None; a missing one is
        shown as an ellipsis.
        """
        self.ensure_one()

        def figure(match):
            found = REFERENCE.fullmatch(match[1])
            value = lookup(found[1], int(found[2]), found[3])
            return "…" if value is None else self._spell(value)

        return FIGURE.sub(figure, self.text or "")

    @api.model
    def _spell(self, value):
        """Write a number as Vietnamese reads it: 1.234,5."""
        text = f"{value:,.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"
        return text.translate(str.maketrans(",.", ".,"))
