from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...tools.masking import mask
from .ward_of_dossier_mixin import SUBJECTS

TRANSITIONS = {
    "draft": ("proposed", "issued", "cancelled"),
    "proposed": ("draft", "issued", "cancelled"),
    "issued": (),
    "cancelled": (),
}


# what stands on the paper
PRINTED = {
    "name",
    "body",
    "addressee",
    "reason",
    "date_from",
    "date_to",
    "days",
    "meeting_at",
    "meeting_place",
    "page_count",
    "paper_list",
    "recipients",
}


class WardDocument(models.Model):
    """An outgoing document (văn bản phát hành): drafted, proposed, signed, numbered.

    The number is taken at signing, without gaps, per unit and local year. The text can
    be edited until then and never after. What it does to its matter happens when it is
    signed (``ward.document.form.effect``).
    """

    _name = "ward.document"
    _description = "Outgoing Document"
    _inherit = ["ward.of.dossier.mixin", "ward.mail.mixin", "mail.activity.mixin"]
    _order = "signed_at desc, id desc"
    _mail_post_access = "read"
    _check_company_auto = True

    form_id = fields.Many2one(
        "ward.document.form",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    day_id = fields.Many2one("ward.reception.day", "Reception Day", readonly=True)
    name = fields.Char("About", required=True)
    body = fields.Html("Text", sanitize_style=True)
    addressee = fields.Char()
    reason = fields.Text()
    date_from = fields.Date("From")
    date_to = fields.Date("To")
    days = fields.Integer("Days Extended")
    meeting_at = fields.Datetime("Meeting On")
    meeting_place = fields.Char()
    page_count = fields.Integer("Pages")
    paper_list = fields.Text("Papers Received", help="One a line.")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("proposed", "To sign"),
            ("issued", "Issued"),
            ("cancelled", "Dropped"),
        ],
        required=True,
        default="draft",
        readonly=True,
        index=True,
        tracking=True,
    )
    number = fields.Integer(readonly=True, copy=False, aggregator=None)
    year = fields.Integer(readonly=True, copy=False, aggregator=None)
    reference = fields.Char("Number and Symbol", readonly=True, copy=False, index=True)
    date = fields.Date("Issued On", readonly=True, copy=False, index=True)
    signed_at = fields.Datetime(readonly=True, copy=False)
    signed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    signer_name = fields.Char(readonly=True, copy=False)
    signer_title = fields.Char(readonly=True, copy=False)
    signer_authority = fields.Char(readonly=True, copy=False)
    recipients = fields.Text(help="Lines below “Nơi nhận”, one a line.")
    # what the printed paper takes from unit and form, kept when it is signed
    paper = fields.Json(readonly=True, copy=False)
    version = fields.Integer(
        readonly=True, copy=False, help="Counts the changes of the text."
    )
    scan_ids = fields.Many2many(
        "ir.attachment", string="Signed Scan", bypass_search_access=True, copy=False
    )
    can_sign = fields.Boolean(compute="_compute_can_sign")
    effect = fields.Selection(related="form_id.effect")
    subject_name = fields.Char("Matter", compute="_compute_subject")
    subject_people = fields.Integer("People", compute="_compute_subject")
    subject_due = fields.Date("Due On", compute="_compute_subject")
    is_foreign = fields.Boolean(
        compute="_compute_is_foreign",
        store=True,
        help="Of this unit, about a matter that is another unit's: it has moved since, "
        "or the unit above urges.",
    )
    can_print_addressed = fields.Boolean(compute="_compute_can_print_addressed")

    _foreign = models.Index("(company_id) WHERE is_foreign")
    _number_uniq = models.UniqueIndex(
        "(company_id, year, number) WHERE number > 0",
        "This number is already taken in the register.",
    )

    @api.depends("reference", "name")
    def _compute_display_name(self):
        for document in self:
            document.display_name = " – ".join(
                part for part in (document.reference, document.name) if part
            )

    @api.depends(
        "case_id.title",
        "case_id.people_count",
        "case_id.due_date",
        "petition_id.summary",
        "petition_id.people_count",
        "petition_id.due_date",
        "reception_id.content",
        "reception_id.people_count",
    )
    @api.depends_context("uid")
    def _compute_subject(self):
        """Say what the document is about, to whoever may read the matter itself."""
        readable = {
            self._fields[name].comodel_name: self[name]._filtered_access("read")
            for name in SUBJECTS
        }
        for document in self:
            subject = document._subject()
            shown = bool(subject & readable[subject._name])
            document.subject_name = shown and subject._lookup_facts()["about"]
            document.subject_people = shown and subject.people_count
            document.subject_due = shown and subject.due_date

    @api.depends("state", "form_id")
    @api.depends_context("uid")
    def _compute_can_sign(self):
        for document in self:
            document.can_sign = (
                document.state in ("draft", "proposed") and document._may_sign()
            )

    @api.depends(
        "company_id",
        "case_id.company_id",
        "petition_id.company_id",
        "reception_id.company_id",
    )
    def _compute_is_foreign(self):
        for document in self:
            unit = document._subject().company_id
            document.is_foreign = bool(unit and unit != document.company_id)

    def _compute_is_readable(self):
        result = super()._compute_is_readable()
        others = self.filtered(lambda d: not d.is_readable)
        if others:
            # sudo: the very check of who may read it
            domain = Domain("id", "in", others.ids) & self._readable_domain()
            allowed = set(others.sudo().search(domain).ids)
            for document in others:
                document.is_readable = document.id in allowed
        return result

    @api.model
    def _readable_domain(self):
        """Add the papers of the own unit about matters that are another's now."""
        domain = super()._readable_domain()
        if not self.env["ward.case"]._reads_as_unit():
            return domain
        own = Domain("is_foreign", "=", True)
        own &= Domain("company_id", "in", self.env.companies.ids)
        for name in SUBJECTS:
            own &= ~Domain(f"{name}.excluded_user_ids", "in", [self.env.uid])
        return domain | own

    def _check_handles_matter(self):
        """Raise unless the user handles the matter this is about."""
        for document in self:
            if not document.is_foreign:
                document._subject()._check_handles()
            elif not self.env.su and (
                not document.env["ward.case"]._reads_as_unit()
                or document.company_id not in self.env.user.company_ids
            ):
                raise AccessError(
                    self.env._("Only the clerk or the leader of the unit may do this.")
                )

    def _may_sign(self):
        """Return whether the user signs this: the leader, a stand-in, or the clerk."""
        unit = self.company_id.sudo()  # who leads it
        if self.env.user in self.sudo()._subject().excluded_user_ids:
            return False
        if self._passes_above():
            # everybody else here works under the person denounced
            return self._is_of_my_unit()
        if self.form_id.sudo().signed_by != "head":
            matter = self.sudo()._subject()  # who handles it, compared only
            signers = matter.handler_id
            if self.effect == "report":
                team = matter.member_ids.filtered(lambda m: m.role == "head")
                signers |= team.employee_id.user_id
            return self._is_of_my_unit() or self.env.user in signers
        leaders = self.env["hr.employee"]._ward_represented()
        return unit.ward_leader_id in leaders or (
            self.env.user.has_group("ward_office.group_plan_leader")
            and unit in self.env.user.company_ids
        )

    def _is_of_my_unit(self):
        """Return whether the user is clerk or leader of the unit that issues this."""
        return (
            self._subject()._reads_as_unit()
            and self.company_id in self.env.user.company_ids
        )

    # ------------------------------------------------------------------
    # DRAFTING
    # ------------------------------------------------------------------

    @api.model
    def _draft(self, key, subjects, **vals):
        """Draft the form ``key`` for each of ``subjects``; callers checked the step."""
        documents = self.browse()
        for subject in subjects:
            company = subject.company_id.sudo()  # its time zone
            form = self.env["ward.document.form"]._get_form(key, company._ward_today())
            document = (
                self.sudo()  # the step has been checked
                .with_context(mail_create_nosubscribe=True, mail_create_nolog=True)
                ._create_guarded(
                    [
                        {
                            "form_id": form.id,
                            "company_id": company.id,
                            subject._clock_link: subject.id,
                            "name": form.subtitle or form.name,
                            "recipients": form.recipients,
                            **vals,
                        }
                    ]
                )
            )
            document._write_text()
            documents |= document.with_env(self.env)
        return documents

    def _write_text(self):
        for document in self:
            template = document.form_id.template
            document.body = (
                self.env["ir.qweb"]._render(
                    template, {"doc": document, "env": self.env}, lang="vi_VN"
                )
                if template
                else Markup("<p><br/></p>")
            )

    def action_rewrite(self):
        """Write the draft anew from its form, dropping what was edited."""
        self._check_edit()
        self.sudo()._write_text()  # editing has been checked
        self._text_changed()
        return True

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(
                self.env._("A document is drafted from its petition or case.")
            )
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and vals.keys() - {
            "message_main_attachment_id",
            "scan_ids",
            "activity_ids",
        }:
            self._check_edit()
        elif not self.env.su and "scan_ids" in vals:
            self._check_handles_matter()
        issued = self.browse()
        if "scan_ids" in vals and not self.env.su:
            issued = self.filtered(lambda d: d.state == "issued")
        before = {document: document.scan_ids for document in issued}
        result = super().write(vals)
        if vals.keys() & PRINTED and not self.env.su:
            self._text_changed()
        for document, scans in before.items():
            if scans - document.scan_ids:
                raise UserError(
                    self.env._(
                        "“Signed Scan”: what stands with an issued document stays; add "
                        "the better scan to it."
                    )
                )
        return result

    def _text_changed(self):
        """Count the change; what lay before the leader has to be proposed anew."""
        for document in self:
            document._write_guarded({"version": document.version + 1})
            if document.state == "proposed" and not document.can_sign:
                document._write_guarded({"state": "draft"})
                # sudo: the leader's reminder of it
                document.sudo().activity_unlink(["ward_office.activity_document"])
                document._message_log(
                    body=self.env._(
                        "The text was changed after it had been proposed; propose it "
                        "anew."
                    )
                )

    def _check_edit(self):
        self.check_access("read")
        for document in self:
            if document.state not in ("draft", "proposed"):
                raise UserError(
                    self.env._(
                        "%(name)s has been issued; a text that was signed is never "
                        "changed.",
                        name=document.display_name,
                    )
                )
        self._check_handles_matter()

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("A document is kept; a draft can be dropped."))

    @api.constrains("date_from", "date_to", "days", "page_count")
    def _check_values(self):
        for document in self:
            if (
                document.date_from
                and document.date_to
                and (document.date_to < document.date_from)
            ):
                raise ValidationError(self.env._("“To” must not lie before “From”."))
            if document.days < 0 or document.page_count < 0:
                raise ValidationError(
                    self.env._("“Days Extended” and “Pages” cannot be negative.")
                )

    # ------------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------------

    def _check_transition(self, state):
        for document in self:
            if state not in TRANSITIONS[document.state]:
                raise UserError(
                    self.env._(
                        "%(name)s: this step is not possible any more; load the page "
                        "again.",
                        name=document.display_name,
                    )
                )

    def action_propose(self):
        """Lay the draft before the unit's leader."""
        self._check_edit()
        self._check_transition("proposed")
        for document in self:
            leader = document.company_id.sudo().ward_leader_id.user_id  # an address
            if leader and leader not in document.sudo()._subject().excluded_user_ids:
                document.sudo().activity_schedule(
                    "ward_office.activity_document", user_id=leader.id
                )
        self._write_guarded({"state": "proposed"})
        return True

    def action_return(self, word):
        """Send a draft back to the clerk (leader)."""
        for document in self:
            if not document.can_sign:
                raise AccessError(self.env._("Only whoever signs sends it back."))
        self._check_transition("draft")
        if not (word or "").strip():
            raise UserError(self.env._("“Word”: say what has to be changed."))
        self._write_guarded({"state": "draft"})
        for document in self:
            document.sudo().activity_unlink(["ward_office.activity_document"])
            document._message_log(body=word)
        return True

    def action_drop(self):
        """Drop a draft."""
        self._check_edit()
        self._check_transition("cancelled")
        self._write_guarded({"state": "cancelled"})
        return True

    def action_sign(self):
        """Sign and number; what the document does to its matter happens now.

        Two leaders signing at once wait for each other; the second is told.
        """
        self.check_access("read")
        for document in self:
            self.env["res.company"]._ward_lock("ward.document", document.id)
        self.invalidate_recordset(["state", "version"])
        self._check_transition("issued")
        seen = self.env.context.get("seen_version")
        for document in self:
            changed = seen is not None and seen != document.version
            if changed and document.write_uid != self.env.user:
                raise UserError(
                    self.env._(
                        "%(name)s: the text has been changed since you opened it; load "
                        "the page again and read it.",
                        name=document.display_name,
                    )
                )
            if not document.can_sign:
                raise AccessError(
                    self.env._("Only the unit's leader or a stand-in signs this.")
                )
            document._check_before_signing()
            document._issue()
        return True

    def _check_before_signing(self):
        if self.effect == "extend" and self.case_id:
            self.case_id._check_extension(self.days)
        if self.effect == "decide" and self.case_id:
            self.case_id._check_decision()
            self.case_id._check_dialogue()

    def _issue(self):
        self.ensure_one()
        company = self.company_id.sudo()  # letterhead and time zone
        form = self.form_id.sudo()
        now = fields.Datetime.now()
        today = company._ward_to_local(now).date()
        vals = {
            "state": "issued",
            "signed_at": now,
            "signed_by_id": self.env.uid,
            "date": today,
            "year": today.year,
        }
        if form.abbreviation:
            number = self.env["ward.register"]._take(company, "document", today.year)
            vals |= {
                "number": number,
                "reference": f"{number:02d}/{form._symbol(company)}",
            }
        vals |= self._signature()
        vals["paper"] = self._paper_facts()
        self._write_guarded(vals)
        self.sudo().activity_unlink(["ward_office.activity_document"])
        # sudo: the effect belongs to the signature, whose right has been checked
        document = self.sudo()
        document.petition_id._document_issued(document)
        document.case_id._document_issued(document)
        document.reception_id._document_issued(document)

    def _paper(self):
        """Return what unit and form add to the text; once signed it never changes."""
        return self.paper or self._paper_facts()

    def _paper_facts(self):
        self.ensure_one()
        company = self.company_id.sudo()  # letterhead
        form = self.form_id.sudo()
        return {
            "letterhead": company._ward_letterhead(),
            "symbol": form._symbol(company),
            "is_numbered": bool(form.abbreviation),
            "title": form.title or "",
            "has_subtitle": bool(form.title and form.subtitle),
            "is_bare": form.signed_by == "citizen",
            "issuer": self._issuer() if form.abbreviation == "QĐ" else "",
            "signer_title": form.signer_title or company.ward_signer_title or "",
            "co_signers": [t for t in (form.co_signers or "").splitlines() if t],
        }

    def _signature(self):
        """Return who signs as it is printed: leader, or KT. for a stand-in."""
        company = self.company_id.sudo()
        employee = self.env.user.sudo().employee_id
        leader = company.ward_leader_id
        title = company.ward_signer_title or (leader.job_title or "")
        form = self.form_id.sudo()
        if form.signed_by == "citizen":
            sender = self.sudo()._sender()  # a pseudonym is not signed with
            name = not sender.is_protected and sender.person_name
            return {"signer_name": name, "signer_title": form.signer_title}
        if form.signed_by == "clerk" or self._passes_above():
            own = form.signer_title or employee.job_title or ""
            return {"signer_name": employee.name, "signer_title": own}
        if employee == leader or not employee:
            return {"signer_name": leader.name, "signer_title": title}
        return {
            "signer_name": employee.name,
            "signer_title": employee.job_title or "",
            "signer_authority": f"KT. {title}",
        }

    # ------------------------------------------------------------------
    # DENUNCIATIONS
    # ------------------------------------------------------------------

    def _passes_above(self):
        """Return whether this passes on a denunciation of the unit's own leader.

        He cannot sign it, nor can those under him but the clerk who registered it.
        """
        petition = self.sudo().petition_id  # whom it is against, compared only
        leader = petition.company_id.ward_leader_id.user_id
        return petition.is_above and leader in petition.excluded_user_ids

    def _addressed_identities(self):
        """Return the identities of the denouncers the document speaks of."""
        self.ensure_one()
        identities = self.petition_id.identity_ids | self.reception_id.identity_ids
        return identities or self.case_id.petition_ids.identity_ids

    def _compute_can_print_addressed(self):
        for document in self:
            document.can_print_addressed = (
                document.state == "issued"
                and document.form_id.is_to_denouncer
                and any(document._addressed_identities().mapped("is_open_to_me"))
            )

    def _check_addressed(self, identity):
        """Raise unless the law addresses this document to ``identity``."""
        if self.state != "issued" or not self.form_id.is_to_denouncer:
            raise UserError(
                self.env._(
                    "%(name)s is not addressed to the denouncer, or is not issued yet; "
                    "it is printed with the pseudonym.",
                    name=self.display_name,
                )
            )
        if identity not in self._addressed_identities():
            raise UserError(
                self.env._("%(name)s is about somebody else.", name=self.display_name)
            )

    def action_print_addressed(self):
        """Print the copy for the denouncer with the real name; it is logged."""
        self.ensure_one()
        identities = self._addressed_identities()
        identity = identities.filtered("is_open_to_me").sorted("id")[:1]
        (identity or identities)._check_open()
        self._check_addressed(identity)
        return {
            "type": "ir.actions.act_url",
            "url": f"/ward/identity/{identity.id}/document/{self.id}",
            "target": "new",
        }

    def _put_away_names(self, matter):
        """Take names out of papers written before ``matter`` was a denunciation.

        The text of an issued document is kept as it was, in the vault.
        """
        people, spare = self._denouncers([matter])
        texts = {
            name
            for name in self._masked_fields()
            if not self._fields[name].related and not self._fields[name].compute
        }
        for document in self:
            changed = {
                name: mask(str(document[name]), people, spare)
                for name in texts
                if document[name]
            }
            changed = {n: v for n, v in changed.items() if v != str(document[n])}
            if not changed:
                continue
            if document.state == "issued":
                self.env["ward.identity.file"]._put_away(
                    matter,
                    [
                        (
                            f"{document.reference or document.id}.html",
                            str(document.body or "").encode(),
                        )
                    ],
                    with_copy=False,
                )
            document._write_guarded(changed)
            scans = document.scan_ids
            scans._ward_put_away(matter)
            document._write_guarded({"scan_ids": [(5,)]})
            scans.unlink()
