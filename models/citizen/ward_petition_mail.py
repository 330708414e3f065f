"""Petitions by e-mail: registered, their files checked, a denouncer kept apart."""

from email.utils import parseaddr
from textwrap import shorten

from odoo import Command, api, models
from odoo.tools import email_normalize, html2plaintext

from ...tools.vagueness import fold

MAX_TEXT = 20_000


def names_a_denunciation(*texts):
    """Return whether a text says that it denounces, beyond naming the laws.

    >>> names_a_denunciation("Đơn tố cáo cán bộ"), names_a_denunciation("Hỏi đáp")
    (True, False)
    >>> names_a_denunciation("Căn cứ Luật Tố cáo; quyền khiếu nại, tố cáo")
    False
    """
    text = fold(" ".join(filter(None, texts)))
    for phrase in ("khieu nai to cao", "khieu nai va to cao", "luat to cao"):
        text = text.replace(phrase, " ")
    return "to cao" in text


class WardPetition(models.Model):
    _inherit = "ward.petition"

    @api.model
    def _detect_loop_sender_domain(self, email_from_normalized):
        # Not `_primary_email`: it would make contacts of citizens.
        return [
            ("source", "=", "email"),
            ("person_email", "=ilike", email_from_normalized),
        ]

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Register a petition that came by e-mail.

        The alias decides the unit. What calls itself a denunciation is protected from
        its first moment; everything else is sorted by the clerk.
        """
        name, address = parseaddr(msg_dict.get("email_from") or msg_dict.get("from"))
        subject = msg_dict.get("subject") or ""
        body = html2plaintext(msg_dict.get("body") or "")[:MAX_TEXT].strip()
        dropped = self._ward_take_files(msg_dict)
        values = {
            "source": "email",
            "person_name": name or address or self.env._("E-mail"),
            "person_email": email_normalize(address) or address,
            "summary": shorten(subject or body or "…", 140, placeholder="…"),
            "content": "\n\n".join(filter(None, (subject, body))),
            "kind": "denunciation"
            if names_a_denunciation(subject, body[:500])
            else "reflection",
        }
        # sudo: mail comes in without a user; the alias decides the unit
        model = self.sudo().with_context(
            mail_create_nosubscribe=True, mail_create_nolog=True
        )
        petition = model.create(values | (custom_values or {}))
        if petition.is_protected:
            # shown above each message, and what the sender wrote there is his
            msg_dict["subject"] = petition.summary
        petition._ward_say_dropped(dropped)
        return petition

    def _keep_sent_files(self, files):
        """Keep the files sent with a petition, a denouncer's with his identity."""
        self.ensure_one()
        if self._is_denounced():
            self.env["ward.identity.file"]._put_away(self, files)
        else:
            self.attachment_ids = [
                Command.create(
                    {
                        "name": name,
                        "raw": raw,
                        "res_model": self._name,
                        "res_id": self.id,
                    }
                )
                for name, raw in files
            ]
