"""Mail to citizens' matters: files checked, a denouncer who writes kept apart."""

import base64

from odoo import models
from odoo.tools import email_normalize

MAX_FILES = 20


class WardMailMixin(models.AbstractModel):
    """A chatter that mails from outside reach."""

    _name = "ward.mail.mixin"
    _description = "Mail to Matters"
    _inherit = "mail.thread"

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

    # ------------------------------------------------------------------
    # A DENOUNCER WHO WRITES
    # ------------------------------------------------------------------

    def _mail_identities(self):
        """Return the protected identities a mail to this record may be from."""
        subject = self._subject() if hasattr(self, "_subject") else self
        subject = subject.sudo()  # the vault, written to only
        if subject._name == "ward.case":
            return subject.petition_ids.identity_ids
        return subject.identity_ids if "identity_ids" in subject else None

    def message_post(self, **kwargs):
        """Post; a mail from outside to a protected matter goes to the vault instead.

        Its head names who wrote, and whoever reads the matter would read it.
        """
        if kwargs.get("message_type") == "email":
            self.ensure_one()
            identities = self._mail_identities()
            author = self.env["res.partner"].browse(kwargs.get("author_id"))
            inside = author.sudo().user_ids.filtered(lambda user: not user.share)
            if identities and not inside:
                self._keep_in_vault(identities, kwargs)
                return self.env["mail.message"]
        return super().message_post(**kwargs)

    def _keep_in_vault(self, identities, mail):
        """Put a mail and its files to the protected papers of who sent it."""
        address = email_normalize(mail.get("email_from") or "")
        identity = (
            identities.filtered(
                lambda i: address and email_normalize(i.email or "") == address
            )[:1]
            or identities.sorted("id")[:1]
        )
        papers = [(self.env._("E-mail.html"), str(mail.get("body") or ""))]
        papers += [(a[0], a[1]) for a in mail.get("attachments") or ()]
        self._put_in_vault(identity, papers)
        self._message_log(body=self.env._("A mail was put with the protected papers."))

    def _put_in_vault(self, identity, papers):
        """Keep ``papers``, pairs of name and content, with a protected identity."""
        # sudo: papers of the vault; nobody reads them by having sent them
        self.env["ward.identity.file"].sudo()._create_guarded(
            [
                {
                    "identity_id": identity.id,
                    "name": name,
                    "content": base64.b64encode(
                        content.encode() if isinstance(content, str) else content
                    ),
                }
                for name, content in papers
            ]
        )
