import base64
import mimetypes

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.orm.models import NO_ACCESS
from odoo.tools.mimetypes import guess_mimetype

from ...tools.masking import mask

# a paper that is only text is masked by the program itself
TEXT_KINDS = ("text/plain", "text/html")
KIND_WORDS = {"image": "JPG/PNG", "text": "TXT", "application/pdf": "PDF"}


class WardIdentityFile(models.Model):
    """A paper that shows who the denouncer is: the original petition, a card, a mail.

    No role reads it; ``ward.identity.open_file`` does, with a grant, and logs it.
    """

    _name = "ward.identity.file"
    _description = "Protected Paper"
    _inherit = "ward.guarded.mixin"
    _order = "id"

    identity_id = fields.Many2one(
        "ward.identity", required=True, readonly=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True, readonly=True)
    label = fields.Char("Neutral Name", readonly=True)
    content = fields.Binary(required=True, readonly=True, attachment=True)
    copy_ids = fields.One2many("ward.identity.copy", "file_id")

    @api.model
    def _put_away(self, matter, papers, with_copy=True):
        """Keep ``papers`` (name, bytes) of ``matter``; return them.

        Each gets a redacted copy to be made, which those who verify will see (Law on
        Denunciations, Article 56.2); where it is only text, the copy is made at once.
        """
        papers = list(papers)
        if not papers:
            return self
        identity = matter._vault_identity()
        first = self.env["ward.identity.copy"].sudo()._next_number(matter)
        # sudo: papers of the vault
        files = self.sudo()._create_guarded(
            [
                {
                    "identity_id": identity.id,
                    "name": name or "",
                    "label": self.env._("Paper %(number)s", number=number)
                    if with_copy
                    else self.env._("Text as received"),
                    "content": base64.b64encode(content or b" "),
                }
                for number, (name, content) in enumerate(papers, first)
            ]
        )
        if with_copy:
            self.env["ward.identity.copy"]._for_files(matter, files, first)
        return files.with_env(self.env)

    def _copy_to(self, matter, identity):
        """Copy these papers and their redacted copies to the vault of ``matter``."""
        for file in self:
            twin = self._create_guarded(
                [
                    {
                        "identity_id": identity.id,
                        "name": file.name,
                        "label": file.label,
                        "content": file.content,
                    }
                ]
            )
            names = ("number", "name", "kind", "content", "file_name", "state", "way")
            file.copy_ids._create_guarded(
                [
                    {name: copy[name] for name in names}
                    | {
                        "file_id": twin.id,
                        "company_id": matter.company_id.id,
                        "petition_id": matter.id,
                        "made_by_id": copy.made_by_id.id,
                        "made_at": copy.made_at,
                    }
                    for copy in file.copy_ids
                ]
            )


class WardIdentityCopy(models.Model):
    """The redacted copy of a protected paper (bản lược bỏ thông tin người tố cáo).

    Law on Denunciations, Article 56.2: name, address, handwriting and everything else
    that shows the denouncer are left out before the paper goes to those who verify.
    Who reads the matter reads the copy; nobody reads the original by it.
    """

    _name = "ward.identity.copy"
    _description = "Redacted Copy"
    _inherit = "ward.of.dossier.mixin"
    _order = "number, id"

    file_id = fields.Many2one(
        "ward.identity.file",
        readonly=True,
        required=True,
        index=True,
        groups=NO_ACCESS,
        ondelete="cascade",
    )
    number = fields.Integer("Paper", readonly=True, aggregator=None)
    name = fields.Char("Neutral Name", readonly=True)
    kind = fields.Char(readonly=True)
    content = fields.Binary("Redacted Copy", readonly=True, attachment=True)
    file_name = fields.Char(readonly=True)
    state = fields.Selection(
        [("missing", "To be redacted"), ("made", "Redacted")],
        required=True,
        default="missing",
        readonly=True,
    )
    way = fields.Selection(
        [
            ("text", "By the program"),
            ("upload", "Redacted scan"),
            ("areas", "Areas blacked out"),
        ],
        "How",
        readonly=True,
    )
    made_by_id = fields.Many2one("res.users", "Redacted By", readonly=True)
    made_at = fields.Datetime("Redacted On", readonly=True)

    @api.model
    def _next_number(self, matter):
        last = self.search(
            [(matter._clock_link, "=", matter.id)], order="number desc", limit=1
        )
        return last.number + 1

    @api.model
    def _for_files(self, matter, files, first):
        """Create the copies of ``files``; those of plain text are made at once."""
        people = self.env["ward.identity"]._people(matter)
        vals_list = []
        for number, file in enumerate(files, first):
            content = base64.b64decode(file.content)
            mime = guess_mimetype(content)
            kind = KIND_WORDS.get(mime) or KIND_WORDS.get(mime.partition("/")[0])
            vals = {
                "file_id": file.id,
                "company_id": matter.company_id.id,
                matter._clock_link: matter.id,
                "number": number,
                "name": file.label,
                "kind": kind or (mimetypes.guess_extension(mime) or "")[1:].upper(),
            }
            # an anonymous sender cannot be looked for in a text
            if mime in TEXT_KINDS and people:
                vals |= self._made(
                    file.label,
                    mask(content.decode("utf-8", "replace"), people).encode(),
                    "text",
                )
            vals_list.append(vals)
        # sudo: copies are made by the program only
        return self.sudo()._create_guarded(vals_list)

    @api.model
    def _made(self, label, content, way):
        extension = mimetypes.guess_extension(guess_mimetype(content)) or ""
        return {
            "content": base64.b64encode(content),
            "file_name": f"{label}{extension}",
            "state": "made",
            "way": way,
            "made_by_id": self.env.uid,
            "made_at": fields.Datetime.now(),
        }

    def action_upload(self):
        """Open the dialog that takes the redacted scan."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Redacted Copy"),
            "res_model": "ward.identity.upload",
            "view_mode": "form",
            "target": "new",
            "context": {"default_copy_id": self.id},
        }

    def _redact(self, content):
        """Take ``content`` (bytes) as the redacted copy of this paper.

        By whoever handles the matter: the clerk who has the paper in hand, or somebody
        with a grant. A copy that was made may be replaced by a better one.
        """
        self.ensure_one()
        subject = self.sudo()._subject().with_env(self.env)  # its rights follow
        subject._check_handles()
        self.env["ward.petition"]._check_papers([("", content)])
        # sudo: the original, compared only
        if content == base64.b64decode(self.sudo().file_id.content):
            raise UserError(
                self.env._(
                    "“Redacted Copy”: this is the original paper; black out name, "
                    "address and handwriting first."
                )
            )
        # sudo: the right has been checked
        self.sudo()._write_guarded(self._made(self.name, content, "upload"))
        return True

    def action_open_original(self):
        """Open the original, for whoever holds a grant; it is logged."""
        self.ensure_one()
        self.check_access("read")
        # sudo: which identity it belongs to
        file = self.sudo().file_id
        return {
            "type": "ir.actions.act_url",
            "url": f"/ward/identity/{file.identity_id.id}/file/{file.id}",
            "target": "new",
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("A protected paper is kept with its matter."))


class WardIdentityUpload(models.TransientModel):
    """Takes papers of a denunciation straight into the vault, or a redacted copy."""

    _name = "ward.identity.upload"
    _description = "Upload of a Protected Paper"

    res_model = fields.Char(default=lambda self: self.env.context.get("active_model"))
    res_id = fields.Integer(default=lambda self: self.env.context.get("active_id"))
    copy_id = fields.Many2one("ward.identity.copy", "Paper", readonly=False)
    original = fields.Binary("Original Scan", attachment=False)
    original_name = fields.Char()
    redacted = fields.Binary("Redacted Copy", attachment=False)
    redacted_name = fields.Char()

    def action_confirm(self):
        """Put the paper away and take its redacted copy; nothing stays here."""
        self.ensure_one()
        copy = self.copy_id
        if not copy:
            if self.res_model not in ("ward.petition", "ward.reception"):
                raise UserError(self.env._("Papers are put to a petition."))
            if not self.original:
                raise UserError(self.env._("“Original Scan”: choose the file."))
            matter = self.env[self.res_model].browse(self.res_id)
            copy = matter._put_away_paper(
                self.original_name, base64.b64decode(self.original)
            )
        elif not self.redacted:
            raise UserError(self.env._("“Redacted Copy”: choose the file."))
        if self.redacted:
            copy._redact(base64.b64decode(self.redacted))
        self.unlink()
        return {"type": "ir.actions.act_window_close"}


class WardCase(models.Model):
    _inherit = "ward.case"

    copy_ids = fields.Many2many(
        "ward.identity.copy",
        string="Protected Papers",
        compute="_compute_copy_ids",
        help="The redacted copies; the originals stay apart (Article 56.2).",
    )

    @api.depends("is_denunciation", "petition_ids.copy_ids")
    @api.depends_context("uid")
    def _compute_copy_ids(self):
        denounced = self.filtered("is_denunciation")
        for case in denounced:
            case.copy_ids = case.petition_ids.copy_ids
        (self - denounced).copy_ids = False  # only denouncers are protected
