"""A denouncer's name typed into any text of the matter becomes the pseudonym."""

from markupsafe import Markup

from odoo import api, models
from odoo.tools import ormcache

from ...tools.masking import mask

MATTERS = ("ward.petition", "ward.case", "ward.reception")
# of the sender, put away by `ward.sender.mixin` itself
OWN = {
    "person_name",
    "person_identity_number",
    "person_phone",
    "person_email",
    "person_street",
}


class WardMaskedMixin(models.AbstractModel):
    """Texts of a matter, or of a part of it, in which a denouncer's data never stays.

    Law on Denunciations, Articles 8.3 and 56: whoever has come to know the name and
    types it gets the pseudonym. Asked of the database only where the matter is a
    denunciation and a text is written.
    """

    _name = "ward.masked.mixin"
    _description = "Texts Without a Denouncer's Name"

    @api.model
    @ormcache("self._name")
    def _masked_fields(self):
        """Return the names of the texts users write."""
        return frozenset(
            name
            for name, field in self._fields.items()
            if field.type in ("char", "text", "html")
            and field.store
            and name not in OWN
        )

    @api.model
    def _matters_of(self, vals):
        """Return the matters that values of a new record name."""
        return [
            self.env[model].browse(vals[self.env[model]._clock_link])
            for model in MATTERS
            if self.env[model]._clock_link in self._fields
            and vals.get(self.env[model]._clock_link)
        ]

    def _own_matters(self):
        """Return the matters these records belong to."""
        # sudo: kinds only, and texts are compared
        records = self.sudo()
        if self._name in MATTERS:
            return [records]
        links = [self.env[model]._clock_link for model in MATTERS]
        return [records[link] for link in links if link in self._fields]

    def _own_matters_denounced(self):
        """Return, for each matter of these records, whether it is a denunciation."""
        return [m._is_denounced() for matters in self._own_matters() for m in matters]

    @api.model
    def _denouncers(self, matters):
        """Return the people to be left out of texts about ``matters``, and who stays.

        The given name of the person denounced stays, or the text would lose its sense.
        """
        people, spare = [], []
        for matter in matters:
            # sudo: kinds only, and texts are compared
            secret = matter.sudo().filtered(lambda m: m._is_denounced())
            if secret:
                people += self.env["ward.identity"]._people(secret)
                if "respondent" in secret._fields:
                    spare += filter(None, secret.mapped("respondent"))
        return people, " ".join(spare)

    @api.model
    def _mask(self, vals, matters, names=None):
        """Return ``vals`` with the pseudonym in the place of the denouncers' data."""
        if not matters:
            return vals
        names = self._masked_fields() if names is None else names
        texts = [name for name in names if isinstance(vals.get(name), str)]
        if not any(vals[name] for name in texts):
            return vals
        people, spare = self._denouncers(matters)
        if not people:
            return vals
        masked = {
            # Markup stays Markup
            name: type(vals[name])(mask(str(vals[name]), people, spare))
            for name in texts
        }
        if any(masked[name] != vals[name] for name in texts):
            self._note_masked(matters)
        return vals | masked

    @api.model
    def _note_masked(self, matters):
        """Log that somebody typed a protected name: a guess would show in the text."""
        for matter in matters:
            # sudo: the entry is made for identities nobody reads
            secret = matter.sudo().filtered(lambda m: m._is_denounced())
            if secret:
                identities = self.env["ward.identity"]
                self.env["ward.identity.log"]._note(
                    identities.sudo().search(identities._matter_domain(secret)),
                    "typed",
                    "",
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [self._mask(vals, self._matters_of(vals)) for vals in vals_list]
        )

    def write(self, vals):
        return super().write(self._mask(vals, self._own_matters()))


class WardMaskedThread(models.AbstractModel):
    """The same for the chatter: messages, mails, what is attached to them."""

    _name = "ward.masked.thread"
    _description = "Chatter Without a Denouncer's Name"
    _inherit = ["ward.masked.mixin", "mail.thread"]

    def message_post(self, *, body="", subject=None, **kwargs):
        """Post with the pseudonym; a mail of the denouncer goes to the vault."""
        if self._name in MATTERS or hasattr(self, "_subject"):
            # first: the vault gets the mail as it came
            body, subject, kwargs = self._keep_apart(body, subject, kwargs)
        people, spare = self._denouncers(self._own_matters())
        if people:
            before = body, subject
            body = type(body or "")(mask(str(body or ""), people, spare))
            subject = mask(subject, people, spare)
            if (body, subject) != before:
                self._note_masked(self._own_matters())
        return super().message_post(body=body, subject=subject, **kwargs)

    def _keep_apart(self, body, subject, kwargs):
        """Put a mail from outside, and what is attached, to the protected papers.

        What colleagues attach to the case is their own work and stays.
        """
        self.ensure_one()
        # sudo: its kind, and where its papers are kept
        matter = self.sudo()
        if self._name not in MATTERS:
            matter = matter._subject()
        if not matter or not matter._is_denounced():
            return body, subject, kwargs
        author = self.env["res.partner"].browse(kwargs.get("author_id") or [])
        # sudo: whether the author is a colleague
        inside = any(not user.share for user in author.sudo().user_ids)
        outside = kwargs.get("message_type") == "email" and not inside
        if matter._name == "ward.case":
            matter = matter.petition_ids.sorted("id")[:1]
        if self._name not in ("ward.petition", "ward.reception") and not (
            outside and matter
        ):
            return body, subject, kwargs
        papers = [
            (name, content.encode() if isinstance(content, str) else content)
            for name, content, *_info in kwargs.pop("attachments", None) or []
        ]
        # sudo: what has just been uploaded with this message
        loose = (
            self.env["ir.attachment"]
            .sudo()
            .browse(kwargs.pop("attachment_ids", None) or [])
        )
        if outside:
            papers.append((f"{subject or 'mail'}.html", str(body or "").encode()))
            # a note of the program takes the mail's place; no sender stands on it
            kwargs = {
                "message_type": "comment",
                "subtype_xmlid": "mail.mt_note",
                "author_id": self.env.ref("base.partner_root").id,
            }
            body = self.env._("A mail was put to the protected papers.")
            subject = None
        self.env["ward.identity.file"]._put_away(matter, papers)
        loose._ward_put_away(matter)
        if loose or papers and not outside:
            body = Markup("%s<p>%s</p>") % (
                body or "",
                self.env._("What was attached was put to the protected papers."),
            )
        loose.unlink()
        return body, subject, kwargs
