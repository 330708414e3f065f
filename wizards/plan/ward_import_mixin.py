import base64
import binascii

from odoo import fields, models
from odoo.exceptions import UserError

from ...tools import xlsx

# More lines would not fit a message a person reads.
MAX_SHOWN_PROBLEMS = 30


class WardImportMixin(models.AbstractModel):
    """What imports of spreadsheets share: the file, and errors told by row."""

    _name = "ward.import.mixin"
    _description = "Spreadsheet Import"

    file = fields.Binary("Spreadsheet", required=True, attachment=False)
    filename = fields.Char()

    def _read_sheets(self):
        """Return the sheets of the file, see :func:`tools.xlsx.read_sheets`.

        :raise UserError: the file cannot be read, with what to do about it
        """
        self.ensure_one()
        # The client's list of records asks for sizes instead of contents.
        data = self.with_context(bin_size=False).file
        if not data:
            raise UserError(self.env._("“Spreadsheet”: choose a file first."))
        try:
            return xlsx.read_sheets(base64.b64decode(data))
        except binascii.Error:
            raise UserError(self._file_problem("not_xlsx")) from None
        except xlsx.XlsxError as error:
            raise UserError(self._file_problem(error.reason)) from error

    def _file_problem(self, reason):
        return {
            "not_xlsx": self.env._(
                "“Spreadsheet”: this is not an XLSX file. Save it as “Excel workbook "
                "(.xlsx)” and choose it again."
            ),
            "old_format": self.env._(
                "“Spreadsheet”: the file is in the old XLS format. Open it, save it as "
                "“Excel workbook (.xlsx)” and choose it again."
            ),
            "password": self.env._(
                "“Spreadsheet”: the file is protected by a password. Save it without "
                "one and choose it again."
            ),
            "too_large": self.env._(
                "“Spreadsheet”: the file is too large (10 MB at most). Remove pictures "
                "and sheets that are not needed, or split it."
            ),
            "too_many_rows": self.env._(
                "“Spreadsheet”: the file has more than %(count)s rows. Split it into "
                "several files.",
                count=xlsx.MAX_ROWS,
            ),
            "damaged": self.env._(
                "“Spreadsheet”: the file is damaged. Open it, save it anew as “Excel "
                "workbook (.xlsx)” and choose it again."
            ),
        }[reason]

    def _raise_problems(self, problems):
        """Raise one error that lists ``problems``; nothing has been written yet.

        :raise UserError: always, unless there is no problem
        """
        if not problems:
            return
        shown = problems[:MAX_SHOWN_PROBLEMS]
        if len(problems) > len(shown):
            shown.append(
                self.env._("… and %(count)s more.", count=len(problems) - len(shown))
            )
        title = self.env._("Nothing was imported. Correct these rows and import again:")
        raise UserError("\n".join([title, *shown]))

    def _at_row(self, sheet, number, text):
        return self.env._(
            "%(sheet)s, row %(row)s: %(problem)s", sheet=sheet, row=number, problem=text
        )

    def _imported(self, message):
        """Return the action that closes the form and tells ``message``."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "sticky": True,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
