from odoo import api, models


class WardFilesMixin(models.AbstractModel):
    """Files of a citizen's matter: checked, and owned by the record they are put to."""

    _name = "ward.files.mixin"
    _description = "Checked Files"
    _ward_checks_files = True

    @api.model
    def _file_fields(self):
        """Return the fields that hold files."""
        return [
            name
            for name, field in self._fields.items()
            if field.type == "many2many"
            and field.comodel_name == "ir.attachment"
            and field.store
        ]

    # In a constraint since every way of writing ends here.
    @api.constrains(lambda self: self._file_fields())
    def _check_files(self):
        for record in self:
            for name in self._file_fields():
                record[name]._ward_adopt(record)
