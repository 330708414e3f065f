"""Mail to citizens' matters: its files are checked."""

from odoo import models

MAX_FILES = 20


class WardMailMixin(models.AbstractModel):
    """A chatter that mails from outside reach."""

    _name = "ward.mail.mixin"
    _description = "Mail to Matters"
    _inherit = "ward.masked.thread"

    def _ward_take_files(self, msg_dict):
        """Drop from a mail the files we do not take; return what is said of them."""
        kept, words = [], []
        for attachment in msg_dict.get("attachments") or ():
            name, content = attachment[0], attachment[1]
            raw = content.encode() if isinstance(content, str) else content
            fault = self.env["ir.attachment"]._ward_fault(name, raw or b"")
            if fault or len(kept) >= MAX_FILES:
                words.append(fault or self.env._("“%s”: too many files.", name))
            else:
                kept.append(attachment)
        msg_dict["attachments"] = kept
        return words

    def _ward_say_dropped(self, words):
        if words:
            self._message_log(
                body=self.env._("Files of the mail not taken: %s", " ".join(words))
            )

    def message_update(self, msg_dict, update_vals=None):
        """Take a reply by mail; files that are not taken are named in the chatter."""
        self._ward_say_dropped(self._ward_take_files(msg_dict))
        return super().message_update(msg_dict, update_vals)
