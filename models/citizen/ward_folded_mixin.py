from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.vagueness import fold
from ...tools.words import make_key


class WardFoldedMixin(models.AbstractModel):
    """Found with and without accents, in any Unicode form (NFC/NFD, đ).

    A model names what is searched in :meth:`_folded_words`; it is kept in an indexed
    column of its own, since a database need not have ``unaccent``.
    """

    _name = "ward.folded.mixin"
    _description = "Accent-insensitive Search"

    search_key = fields.Char(
        compute="_compute_search_key",
        store=True,
        precompute=True,
        index="trigram",
        export_string_translation=False,
    )
    search_text = fields.Char(
        "Search", compute="_compute_search_text", search="_search_search_text"
    )

    @api.model
    def _folded_fields(self):
        """Return the names of the fields that are searched."""
        return ["name"]

    def _folded_words(self):
        """Return the texts by which the record is found."""
        self.ensure_one()
        return [self[name] for name in self._folded_fields()]

    @api.depends(lambda self: self._folded_fields())
    def _compute_search_key(self):
        for record in self:
            record.search_key = make_key(*record._folded_words())

    def _compute_search_text(self):
        self.search_text = False

    @api.model
    def _search_search_text(self, operator, value):
        if operator not in ("ilike", "=", "=ilike", "in") or not value:
            return NotImplemented
        values = [value] if isinstance(value, str) else value
        return Domain.OR(self._folded_domain(text) for text in values)

    @api.model
    def _folded_domain(self, text):
        """Return the domain of the records that hold every word of ``text``."""
        return Domain.AND(
            Domain("search_key", "like", word) for word in fold(text).split()
        )

    @api.model
    def _search_display_name(self, operator, value):
        if operator in ("ilike", "=ilike") and isinstance(value, str) and value:
            return self._folded_domain(value)
        return super()._search_display_name(operator, value)
