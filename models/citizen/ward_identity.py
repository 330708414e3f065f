import base64
import re

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.orm.models import NO_ACCESS
from odoo.tools.pdf import PdfFileReader

from ...tools.blackout import NoScanError, black_out, read_pages
from ...tools.xlsx import Book
from .ward_citizen import check_person
from .ward_of_dossier_mixin import SUBJECTS
from .ward_sender_mixin import PERSON

# what a printed form says in the place of a protected detail
SECRET_WORDS = {
    "address": "(địa chỉ được giữ bí mật)",
    "identity_number": "(số định danh được giữ bí mật)",
    "phone": "(số điện thoại được giữ bí mật)",
}


class WardIdentity(models.Model):
    """Who a denouncer is (danh tính người tố cáo), apart from everything else.

    Law on Denunciations, Articles 8.3, 47.2 and 56. No role reads the secret columns
    through the ORM: not by reading, searching, grouping, exporting or printing.
    :meth:`reveal` and its sisters are the only doors; they want a grant for this very
    person and this matter, in force today, and write the log.
    """

    _name = "ward.identity"
    _description = "Protected Identity"
    _inherit = "ward.of.dossier.mixin"
    _rec_name = "pseudonym"
    _order = "id desc"

    pseudonym = fields.Char(required=True, readonly=True)
    name = fields.Char("Full Name", readonly=True, groups=NO_ACCESS)
    identity_kind = fields.Char(readonly=True, groups=NO_ACCESS)
    identity_number = fields.Char(readonly=True, groups=NO_ACCESS)
    phone = fields.Char(readonly=True, groups=NO_ACCESS)
    email = fields.Char(readonly=True, groups=NO_ACCESS)
    street = fields.Char(readonly=True, groups=NO_ACCESS)
    place_id = fields.Many2one(
        "ward.place", readonly=True, groups=NO_ACCESS, ondelete="restrict"
    )
    split_from_id = fields.Many2one(
        "ward.petition", readonly=True, groups=NO_ACCESS, ondelete="set null"
    )
    file_ids = fields.One2many("ward.identity.file", "identity_id", groups=NO_ACCESS)
    file_count = fields.Integer("Protected Papers", compute="_compute_file_count")
    request_ids = fields.One2many("ward.identity.request", "identity_id", "Requests")
    log_ids = fields.One2many(
        "ward.identity.log",
        "identity_id",
    )
    is_open_to_me = fields.Boolean(compute="_compute_is_open_to_me")

    def _compute_file_count(self):
        counts = dict(
            self.env["ward.identity.file"]
            .sudo()  # a number only
            ._read_group(
                [("identity_id", "in", self.ids)], ["identity_id"], ["__count"]
            )
        )
        for identity in self:
            identity.file_count = counts.get(identity, 0)

    @api.depends_context("uid")
    def _compute_is_open_to_me(self):
        grants = self.env["ward.identity.request"]._in_force(self, self.env.user)
        for identity in self:
            identity.is_open_to_me = identity in grants

    # ------------------------------------------------------------------
    # WHAT IS KEPT
    # ------------------------------------------------------------------

    @api.model
    def _keep(self, vals_list):
        """Keep identities; nobody reads them by having written them."""
        self._check_values(vals_list)
        # sudo: the data was handed to the clerk a moment ago and is put away
        return self.sudo()._create_guarded(vals_list).with_env(self.env)

    @api.model
    def _check_values(self, vals_list):
        """Refuse numbers that cannot be, and what the database would refuse.

        Its message would show the whole row.
        """
        for vals in vals_list:
            number = vals.get("identity_number")
            kind = "old" if len(number or "") == 9 else "citizen"
            check_person(
                self.env, vals.get("identity_kind") or kind, number, vals.get("phone")
            )
        places = {vals["place_id"] for vals in vals_list if vals.get("place_id")}
        known = self.env["ward.place"].sudo().browse(places).exists()  # ids only
        texts = [v for vals in vals_list for v in vals.values() if isinstance(v, str)]
        if len(known) != len(places) or any("\x00" in text for text in texts):
            raise UserError(
                self.env._(
                    "“Sender”: a value cannot be stored; choose or type it anew."
                )
            )

    @api.model
    def _matter_domain(self, matters):
        """Return the domain of the identities behind receptions, petitions, cases."""
        if matters._name == "ward.case":
            return Domain("petition_id.case_id", "in", matters.ids)
        if matters._name == "ward.reception":
            # a denouncer may come again before his petition is registered
            return Domain("reception_id", "in", matters.ids) | Domain(
                "petition_id.reception_id", "in", matters.ids
            )
        return Domain("petition_id", "in", matters.ids)

    @api.model
    def _people(self, matters):
        """Return what :func:`mask` takes out of texts about ``matters``."""
        # sudo: compared with texts, never shown
        identities = self.sudo().search(self._matter_domain(matters))
        return [
            (
                identity.pseudonym,
                identity.name,
                [identity.identity_number, identity.phone],
                [identity.street, identity.email],
            )
            for identity in identities
            if identity.name or identity.identity_number or identity.phone
        ]

    def _values(self):
        """Return the secret values, to be kept with another matter of this person."""
        self.ensure_one()
        names = (*PERSON.values(), "pseudonym")
        return {
            name: self[name].id
            if isinstance(self[name], models.BaseModel)
            else self[name]
            for name in names
        }

    def _companions(self):
        """Return all identities of the matters of these: one paper shows them all."""
        return self.search(
            Domain.OR(
                Domain(name, "in", self[name].ids) for name in SUBJECTS if self[name]
            )
        )

    # ------------------------------------------------------------------
    # THE DOORS
    # ------------------------------------------------------------------

    def _check_open(self):
        """Raise where the user has no grant for these identities in force."""
        self.check_access("read")
        grants = self.env["ward.identity.request"]._in_force(self, self.env.user)
        if self - grants or not self:
            self.env["ward.identity.log"]._note_refusal(self - grants)
            raise AccessError(
                self.env._(
                    "This identity is protected (Law on Denunciations, Article 56). "
                    "Ask for access with a reason; whoever approves must not handle "
                    "the matter."
                )
            )

    def _person(self):
        self.ensure_one()
        return {
            "name": self.name or "",
            "identity_number": self.identity_number or "",
            "phone": self.phone or "",
            "email": self.email or "",
            "address": ", ".join(
                part for part in (self.street, self.place_id.display_name) if part
            ),
        }

    def reveal(self, purpose="read"):
        """Return the identity's data as a dictionary; the reading is logged.

        :raise AccessError: no grant in force for this user
        """
        self.ensure_one()
        self._check_open()
        if purpose not in ("read", "print", "export"):
            purpose = "read"
        self.env["ward.identity.log"]._note(self, purpose, "")
        # sudo: the grant has been checked
        record = self.sudo()
        return record._person() | {
            "files": [(file.id, file.name) for file in record.file_ids],
        }

    def open_file(self, file_id):
        """Return name and content (base64) of a protected paper; it is logged.

        A paper shows everybody who signed it: it wants a grant for each of them.

        :raise AccessError: no grant in force for this user
        """
        self.ensure_one()
        self._companions()._check_open()
        # sudo: the grants have been checked
        file = self.sudo().file_ids.filtered(lambda f: f.id == file_id)
        if not file:
            raise UserError(self.env._("This paper is not among the protected ones."))
        self.env["ward.identity.log"]._note(self, "file", file.label)
        return {"name": file.name, "content": file.content}

    def black_out(self, file_id, areas):
        """Make the redacted copy of a scan: ``areas`` of it turn black.

        An area is ``[page, left, top, right, bottom]``, the page from 0, the rest parts
        of its width and height. Whoever does it has to see the paper: with a grant,
        and logged as its opening.

        :raise AccessError: no grant in force for this user
        """
        content = base64.b64decode(self.open_file(file_id)["content"])
        pages = self._scan_pages(content)
        try:
            areas = [(int(area[0]), *map(float, area[1:])) for area in areas]
        except (TypeError, ValueError, IndexError) as error:
            raise UserError(self.env._("An area is five numbers.")) from error
        for page, *box in areas:
            if len(box) != 4 or not 0 <= page < len(pages):
                raise UserError(self.env._("An area is five numbers."))
            if not all(0 <= number <= 1 for number in box):
                raise UserError(self.env._("An area lies within its page."))
        if not areas:
            raise UserError(
                self.env._("Draw at least one area over name, address and handwriting.")
            )
        # sudo: the grant has been checked by opening it
        copy = self.sudo().file_ids.filtered(lambda f: f.id == file_id).copy_ids[:1]
        copy._write_guarded(
            copy.with_env(self.env)._made(copy.name, black_out(pages, areas), "areas")
        )
        return True

    def _scan_pages(self, content):
        """Return the pages of a scan as pictures."""
        try:
            return read_pages(content, PdfFileReader)
        except NoScanError as error:
            raise UserError(
                self.env._(
                    "This paper is no scan; black it out with another program and "
                    "upload the copy."
                )
            ) from error

    def _export_xlsx(self):
        """Return the identities as a spreadsheet (bytes); each is logged.

        For the sealed letter to the body that becomes competent (Article 24.2).

        :raise AccessError: no grant in force for this user
        """
        self._check_open()
        self.env["ward.identity.log"]._note(self, "export", "")
        keys = ("name", "identity_number", "phone", "email", "address")
        headings = [
            self.env._("Pseudonym"),
            self.env._("Full Name"),
            self.env._("Identity Number"),
            self.env._("Phone"),
            self.env._("Email"),
            self.env._("Address"),
        ]
        book = Book()
        # sudo: the grants have been checked
        rows = [
            [identity.pseudonym, *(identity._person()[key] for key in keys)]
            for identity in self.sudo()
        ]
        book.add_sheet(self.env._("Protected Identity"), headings, rows)
        return book.content()

    def _print_document(self, document):
        """Return the PDF of ``document`` with the real name of these; it is logged.

        What is stored keeps the pseudonym; the paper goes to the denouncer himself.

        :raise AccessError: no grant in force for this user
        """
        self.ensure_one()
        document.check_access("read")
        document._check_addressed(self)
        self._check_open()
        self.env["ward.identity.log"]._note(self, "print", document.display_name)
        # sudo: the grant has been checked
        person = self.sudo()._person()
        report = self.env["ir.actions.report"].with_context(debug=False)
        reference = "ward_office.ward_document_report_action"
        # sudo: the action only, as Odoo's own printing does
        action = report._get_report(reference)
        html = report._render_qweb_html(
            reference, document.ids, data={"report_type": "pdf"}
        )[0]
        # the second of a group is “… -2”
        pseudonym = rf"{re.escape(escape(self.pseudonym))}(?!-[0-9])"
        name = str(escape(person["name"] or self.pseudonym))
        html = Markup(re.sub(pseudonym, lambda _m: name, html.decode()))
        for key, words in SECRET_WORDS.items():
            html = html.replace(words, escape(person[key] or words))
        bodies, _ids, header, footer, paper = action._prepare_html(
            html, report_model=document._name
        )
        return report._run_wkhtmltopdf(
            bodies,
            report_ref=reference,
            header=header,
            footer=footer,
            specific_paperformat_args=paper,
        )

    # ------------------------------------------------------------------
    # BUTTONS
    # ------------------------------------------------------------------

    def action_ask(self):
        """Open the request for access to this identity."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask for the Identity"),
            "res_model": "ward.identity.request",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_identity_id": self.id,
                "default_is_for_all": len(self._companions()) > 1,
            },
        }

    def action_reveal(self):
        """Show the identity on a page that keeps nothing."""
        self.ensure_one()
        self._check_open()
        return {
            "type": "ir.actions.act_url",
            "url": f"/ward/identity/{self.id}",
            "target": "new",
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("A protected identity is kept with its matter."))
