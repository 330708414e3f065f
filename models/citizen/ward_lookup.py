from odoo import api, models

from ...tools.words import parse_words

MATTERS = ("ward.petition", "ward.case", "ward.reception")


class WardLookup(models.AbstractModel):
    """One search over receptions, petitions and cases (tra cứu)."""

    _name = "ward.lookup"
    _description = "Look-up of Matters"

    @api.model
    def find(self, text):
        """Return what the user may read for ``text``, the likeliest first.

        By code, name, identity number, telephone, address and text, with or without
        accents. Each model answers for itself, under its own rules.
        """
        groups = []
        for name in MATTERS:
            model = self.env[name]
            if not model.has_access("read"):
                continue
            found = model._lookup(text) if parse_words(text) else model
            groups.append(
                {
                    "model": name,
                    "label": self.env["ir.model"]._get(name).name,
                    "rows": found._lookup_rows(),
                }
            )
        return groups
