from odoo import models

# "+" and "-" are quoted by Odoo where they do harm (CSV) and are text in XLSX
RISKY = ("=", "{=", "@", "\t", "\r", "\n", "internal:", "external:")


class Base(models.AbstractModel):
    """Exported lists of ours: no text becomes a formula or a link.

    What citizens write is exported and opened in a spreadsheet. Odoo's XLSX writer
    takes a text that begins with "=" for a formula.
    """

    _inherit = "base"

    def export_data(self, fields_to_export):
        """Export, with texts that a spreadsheet would run quoted by an apostrophe."""
        result = super().export_data(fields_to_export)
        if self._name.startswith("ward."):
            result["datas"] = [
                [
                    f"'{value}"
                    if isinstance(value, str) and value.lower().startswith(RISKY)
                    else value
                    for value in row
                ]
                for row in result["datas"]
            ]
        return result
