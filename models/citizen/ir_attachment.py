from odoo import api, models
from odoo.exceptions import AccessError, ValidationError

from ...tools.files import file_kind, is_taken

MAX_FILE_BYTES = 20 * 1024**2


class IrAttachment(models.Model):
    """Files of citizens' matters: not too large, nothing that runs.

    Checked wherever they come in: the form, the chatter, a mail, the online petition,
    RPC on this model, and again when content, name or owner changes.
    """

    _inherit = "ir.attachment"

    @api.model
    def _ward_is_checked(self, model_name):
        return getattr(self.env.get(model_name), "_ward_checks_files", False)

    @api.model
    def _ward_fault(self, name, raw):
        """Return why such a file is not taken, ``None`` where it is.

        No ``name``: a denouncer's paper, of which only the content is judged.
        """
        shown = name or self.env._("A paper")
        if len(raw) > MAX_FILE_BYTES:
            return self.env._(
                "“%(name)s” is larger than %(size)s MB; scan it in grey or split it.",
                name=shown,
                size=MAX_FILE_BYTES // 1024**2,
            )
        if not (is_taken(name, raw) if name else file_kind(raw)):
            return self.env._(
                "“%(name)s” is no picture, PDF, document, sound or film, or its "
                "content is not what its ending says; save it as PDF.",
                name=shown,
            )
        return None

    def _ward_check(self):
        """Raise where a file may not stand with a citizen's papers."""
        # sudo: size, name and content only
        for attachment in self.sudo().filtered(lambda a: not a.res_field):
            # errors stand in the log, and the name may be a denouncer's own
            name = "" if attachment._ward_is_secret() else attachment.name
            if attachment.type != "binary":
                raise ValidationError(
                    self.env._("A file is wanted, not a link: %s.", name)
                )
            fault = self._ward_fault(
                name,
                # the size first: a large one is not read
                attachment.raw or b""
                if attachment.file_size <= MAX_FILE_BYTES
                else bytes(MAX_FILE_BYTES + 1),
            )
            if fault:
                raise ValidationError(fault)

    def _ward_is_secret(self):
        """Return whether this file is put to a denunciation."""
        model = self.env.get(self.res_model)
        if not self.res_id or not hasattr(model, "_is_denounced"):
            return False
        return model.browse(self.res_id)._is_denounced()

    def _ward_check_unsigned(self):
        """Raise where a file stands with an issued document: it is kept as it is."""
        if self.env.su:
            return
        # sudo: the state only
        ids = self.sudo().filtered(
            lambda a: a.res_model == "ward.document" and a.res_id and not a.res_field
        )
        documents = self.env["ward.document"].sudo().browse(ids.mapped("res_id"))
        if documents.exists().filtered(lambda d: d.state == "issued"):
            raise AccessError(
                self.env._(
                    "What stands with an issued document is neither changed nor "
                    "deleted; add the better scan to it."
                )
            )

    def unlink(self):
        self._ward_check_unsigned()
        return super().unlink()

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        attachments.filtered(lambda a: self._ward_is_checked(a.res_model))._ward_check()
        return attachments

    def write(self, vals):
        if {"raw", "datas", "db_datas", "name", "type", "res_model", "res_id"} & (
            vals.keys()
        ):
            self._ward_check_unsigned()
        result = super().write(vals)
        if {"raw", "datas", "db_datas", "name", "type", "res_model"} & vals.keys():
            self.filtered(lambda a: self._ward_is_checked(a.res_model))._ward_check()
        return result

    def _ward_adopt(self, record):
        """Let the files belong to ``record``: who reads it opens them.

        A file uploaded before its record was saved belongs to nobody, and only who
        uploaded it could open it.
        """
        for attachment in self:
            # sudo: to whom it belongs
            facts = attachment.sudo()
            if facts.res_model == record._name and facts.res_id == record.id:
                continue
            if not attachment.has_access("read"):
                raise AccessError(self.env._("This file belongs to somebody else."))
            if not facts.res_id:
                # its `write` checks size and kind
                facts.write({"res_model": record._name, "res_id": record.id})
            else:
                attachment._ward_check()
