from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from ...tools.vagueness import fold
from .ward_dossier_mixin import ABOUT, KINDS
from .ward_sender_mixin import HEAD, NEUTRAL, PERSON

# no older matter can be inherited: the first Law on Complaints and Denunciations
FIRST_YEAR = 1991
OUTCOMES = [
    ("accept", "Accept for settlement"),
    ("refuse", "Not accepted"),
    ("guide", "Guide to the competent body"),
    ("forward", "Forward to the competent body"),
    ("urge", "Urge the body that has it"),
    ("return", "Return"),
    ("file", "File without handling"),
]
# kind, outcome -> form of the document that makes it lawful
FORMS = {
    ("complaint", "accept"): "kn_03",
    ("complaint", "refuse"): "kn_04",
    ("complaint", "guide"): "xld_02",
    ("complaint", "return"): "xld_return",
    ("complaint", "file"): "xld_file",
    ("denunciation", "accept"): "tc_04",
    ("denunciation", "refuse"): "tc_refuse",
    ("complaint", "urge"): "xld_urge",
    ("denunciation", "forward"): "xld_03",
    ("denunciation", "urge"): "xld_urge",
    ("denunciation", "return"): "xld_return",
    ("denunciation", "file"): "xld_file",
    ("petition", "accept"): "xld_01",
    ("petition", "refuse"): "reply",
    ("petition", "guide"): "xld_02",
    ("petition", "forward"): "xld_04",
    ("petition", "urge"): "xld_urge",
    ("petition", "return"): "xld_return",
    ("petition", "file"): "xld_file",
}
CASE_KINDS = {
    ("complaint", "1"): "complaint_1",
    ("complaint", "2"): "complaint_2",
    ("denunciation", "1"): "denunciation",
    ("denunciation", "2"): "denunciation_again",
    ("petition", "1"): "petition",
    ("petition", "2"): "petition",
}
# another body has it, and its answer is awaited
PASSED_ON = ("forward", "urge")
CHECK_CLOCKS = {
    "complaint": "complaint_accept",
    "denunciation": "denunciation_check",
    "petition": "reflection_check",
    "reflection": "reflection_check",
}
# all that end when it is passed on, accepted or refused
CHECK_CODES = {*CHECK_CLOCKS.values(), "denunciation_again", "denunciation_forward"}


def check_code(kind, level):
    """Return the code of the limit that runs from the receipt.

    A denunciation continued is judged within the superior's own limit (Law on
    Denunciations, Article 37).
    """
    if kind == "denunciation" and level == "2":
        return "denunciation_again"
    return CHECK_CLOCKS[kind]


class WardPetition(models.Model):
    """One petition on paper or spoken (đơn); the matter it is about is the case.

    Petitions about one matter are linked through their case, never fused: each sender
    keeps his own paper, his own answer, and sees nobody else.
    """

    _name = "ward.petition"
    _description = "Petition"
    _inherit = ["ward.dossier.mixin", "ward.sender.mixin"]
    _order = "received_at desc, id desc"
    _rec_name = "code"
    _check_company_auto = True
    _clock_link = "petition_id"

    reader_user_ids = fields.Many2many(
        "res.users", "ward_petition_reader_rel", string="Called In", readonly=True
    )
    excluded_user_ids = fields.Many2many(
        "res.users",
        "ward_petition_excluded_rel",
        string="Conflict of Interest",
        readonly=True,
        help="Complained of, or working under somebody who is: they see nothing.",
    )
    received_at = fields.Datetime(
        "Received On", required=True, default=fields.Datetime.now, index=True
    )
    received_on = fields.Date(
        "Received (Date)",
        compute="_compute_received_on",
        store=True,
        index=True,
        precompute=True,
    )
    source = fields.Selection(
        [
            ("desk", "At the desk"),
            ("post", "By post"),
            ("box", "Letter box"),
            ("online", "Online"),
            ("email", "E-mail"),
            ("forwarded", "Forwarded by another body"),
        ],
        required=True,
        default="post",
        index=True,
    )
    reception_id = fields.Many2one(
        "ward.reception",
        readonly=True,
        index="btree_not_null",
        check_company=True,
    )
    forwarded_by_id = fields.Many2one(
        "ward.authority",
    )
    forward_number = fields.Char("Its Number")
    forward_date = fields.Date("Its Date")
    forward_due = fields.Date("Answer Wanted By")
    kind = fields.Selection(KINDS, required=True, default="complaint", index=True)
    level = fields.Selection(
        [("1", "First time"), ("2", "Second time or continued")],
        required=True,
        default="1",
    )
    field_id = fields.Many2one("ward.petition.field", index="btree_not_null")
    summary = fields.Char("What It Is About")
    content = fields.Text()
    people_count = fields.Integer("Signatories", default=1, required=True)
    group_list = fields.Text(
        "People of the Group",
        help="One a line: name; identity number; address. "
        "Representatives end with a star.",
    )
    signatory_ids = fields.One2many(
        "ward.petition.signatory", "petition_id", "Signatories (List)"
    )
    respondent = fields.Char(
        "Complained Of", help="Person or body the petition is directed against."
    )
    respondent_address = fields.Char()
    respondent_user_ids = fields.Many2many(
        "res.users",
        "ward_petition_respondent_rel",
        string="Officers Complained Of",
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="In a denunciation they and everybody under them are shut out.",
    )
    is_anonymous = fields.Boolean("Anonymous")
    has_evidence = fields.Boolean(
        "Specific, Checkable Evidence", help="Law on Denunciations, Article 25.2."
    )
    is_check_complex = fields.Boolean(
        "Checked at Several Places",
        help="Or by another body: a denunciation is then checked within the longer "
        "limit (Law on Denunciations, Article 24.1).",
    )
    asks_protection = fields.Boolean("Asks for Protection")
    is_final_repeat = fields.Boolean("Repeated After a Final Answer")
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Scans", bypass_search_access=True, copy=False
    )
    condition_ids = fields.One2many(
        "ward.petition.condition", "petition_id", "Conditions"
    )
    is_competent = fields.Boolean("Within Our Jurisdiction", default=True)
    outcome = fields.Selection(
        OUTCOMES, "Outcome of Processing", tracking=True, copy=False
    )
    outcome_reason = fields.Text("Reason", copy=False)
    target_id = fields.Many2one("ward.authority", "To Which Body", copy=False)
    state = fields.Selection(
        [
            ("received", "To sort"),
            ("sorted", "Sorted"),
            ("proposed", "Proposed"),
            ("waiting", "Forwarded, answer awaited"),
            ("processed", "Processed"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        default="received",
        readonly=True,
        index=True,
        tracking=True,
        group_expand=True,
    )
    sorted_at = fields.Datetime(readonly=True, copy=False)
    processed_at = fields.Datetime(
        "Processed On", readonly=True, copy=False, index=True
    )
    processed_on = fields.Date(
        "Processed (Date)", compute="_compute_processed_on", store=True, index=True
    )
    answer_text = fields.Text("Answer of the Body", readonly=True, copy=False)
    answer_number = fields.Char(readonly=True, copy=False)
    answered_on = fields.Date(readonly=True, copy=False)
    case_id = fields.Many2one(
        "ward.case",
        readonly=True,
        index="btree_not_null",
        check_company=True,
        copy=False,
    )
    previous_case_id = fields.Many2one(
        "ward.case",
        "Earlier Case",
        domain="[('state', 'in', ('decided', 'executing', 'closed')),"
        " ('company_id', '=', company_id)]",
        check_company=True,
        copy=False,
        help="The case whose decision or conclusion is complained of again.",
    )
    parent_id = fields.Many2one(
        "ward.petition", "Split From", readonly=True, index="btree_not_null", copy=False
    )
    child_ids = fields.One2many("ward.petition", "parent_id", "Split Off")
    similar_ids = fields.Many2many(
        "ward.petition", string="Similar Petitions", compute="_compute_similar_ids"
    )
    similar_case_ids = fields.Many2many(
        "ward.case", string="Similar Cases", compute="_compute_similar_ids"
    )
    document_ids = fields.One2many("ward.document", "petition_id", "Documents")
    clock_ids = fields.One2many("ward.clock", "petition_id", "Time Limits")
    identity_ids = fields.One2many(
        "ward.identity", "petition_id", "Protected Identities"
    )
    copy_ids = fields.One2many("ward.identity.copy", "petition_id", "Protected Papers")
    is_above = fields.Boolean(
        "Against the Unit's Leaders",
        readonly=True,
        help="A denunciation of the chairman or a deputy is settled by the chairman of "
        "the province (Law on Denunciations, Article 13.4.a).",
    )

    _code_uniq = models.UniqueIndex(
        "(register_company_id, code)", "This code is taken."
    )
    _old_key_uniq = models.UniqueIndex(
        "(register_company_id, old_key) WHERE old_key IS NOT NULL",
        "This matter has been taken over already.",
    )
    _list = models.Index("(company_id, state, due_date)")

    # ------------------------------------------------------------------
    # COMPUTED
    # ------------------------------------------------------------------

    @api.model
    def _head_fields(self):
        return [*HEAD, "old_number"]

    def _lookup_facts(self):
        return {
            "who": self.person_name or "",
            "about": self.summary or (self.content or "")[:ABOUT],
            "date": self.received_on,
        }

    @api.model
    def _folded_fields(self):
        return [
            *self._head_fields(),
            "summary",
            "content",
            "respondent",
        ]

    def _is_anonymous(self):
        return self.is_anonymous

    @api.depends("received_at", "company_id")
    def _compute_received_on(self):
        for petition in self:
            company = petition.company_id.sudo()  # its time zone
            petition.received_on = (
                petition.received_at
                and company._ward_to_local(petition.received_at).date()
            )

    @api.depends("processed_at")
    def _compute_processed_on(self):
        for petition in self:
            company = petition.company_id.sudo()  # its time zone
            petition.processed_on = (
                petition.processed_at
                and company._ward_to_local(petition.processed_at).date()
            )

    @api.depends(
        "citizen_id", "person_name", "person_identity_number", "respondent", "summary"
    )
    @api.depends_context("uid")
    def _compute_similar_ids(self):
        """Find the same person, the same target, or the same words of the summary."""
        for petition in self:
            parts = []
            if petition.citizen_id and not petition.is_protected:
                parts.append(Domain("citizen_id", "=", petition.citizen_id._origin.id))
            name = fold(petition.person_name)
            if " " in name and not (petition.is_protected or petition.is_anonymous):
                # also of somebody who showed no paper
                parts.append(Domain("search_key", "like", name))
            target = fold(petition.respondent)
            words = [w for w in fold(petition.summary).split() if len(w) > 3][:6]
            if len(target) > 5:
                parts.append(self._folded_domain(target))
            if len(words) >= 3:
                parts.append(self._folded_domain(" ".join(words)))
            found = self.browse()
            cases = self.env["ward.case"]
            unit = Domain("company_id", "=", petition.company_id.id)
            # an open petition with the same words would show who denounces
            alike = Domain("is_protected", "=", petition.is_protected)
            if parts:
                found = self.search(
                    Domain.OR(parts)
                    & unit
                    & alike
                    & Domain("id", "!=", petition._origin.id or 0),
                    limit=10,
                )
            if len(words) >= 3:
                cases = cases.search(
                    unit & cases._folded_domain(" ".join(words[:4])), limit=5
                )
            petition.similar_ids = found
            # cases the reader may read: of petitions he reads, or of the like name
            petition.similar_case_ids = cases | cases.search(
                [("id", "in", found.case_id.ids)]
            )

    # ------------------------------------------------------------------
    # CHECKS
    # ------------------------------------------------------------------

    @api.constrains("received_at", "forward_date")
    def _check_dates(self):
        now = fields.Datetime.add(fields.Datetime.now(), minutes=5)
        for petition in self:
            if petition.received_at > now:
                raise ValidationError(
                    self.env._("“Received On” lies in the future; correct the date.")
                )
            if petition.received_at.year < FIRST_YEAR:
                raise ValidationError(
                    self.env._(
                        "“Received On”: no petition of before %s is still open; "
                        "correct the year.",
                        FIRST_YEAR,
                    )
                )
            if petition.forward_date and petition.forward_date > petition.received_on:
                raise ValidationError(
                    self.env._(
                        "“Its Date”: the letter that forwards the petition cannot be "
                        "younger than its receipt."
                    )
                )

    @api.model
    def _check_papers(self, papers):
        """Raise unless ``papers`` (name, bytes) are small enough and of a safe kind.

        No name: it may be the denouncer's own, and errors stand in the log.
        """
        for name, content in papers:
            fault = self.env["ir.attachment"]._ward_fault(name, content)
            if fault:
                raise ValidationError(fault)

    @api.constrains("people_count")
    def _check_people_count(self):
        for petition in self:
            if petition.people_count < 1:
                raise ValidationError(
                    self.env._("“Signatories”: at least one person signs.")
                )

    @api.constrains("is_anonymous", "person_name")
    def _check_sender(self):
        for petition in self:
            if not petition.is_anonymous and not (petition.person_name or "").strip():
                raise ValidationError(
                    self.env._(
                        "“Full Name”: write who sends the petition, or tick "
                        "“Anonymous”."
                    )
                )

    @api.constrains("is_anonymous", "citizen_id", *PERSON)
    def _check_anonymous(self):
        for petition in self.filtered("is_anonymous"):
            if any(petition[name] for name in {"citizen_id", *PERSON} - NEUTRAL):
                raise ValidationError(
                    self.env._(
                        "“Anonymous”: the petition names its sender; take the tick off "
                        "or empty “Full Name” and the sender's other data."
                    )
                )

    @api.onchange("is_anonymous")
    def _onchange_is_anonymous(self):
        if self.is_anonymous:
            self.update(dict.fromkeys({"citizen_id", *PERSON} - NEUTRAL, False))

    # ------------------------------------------------------------------
    # WRITING
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        if not self.env.su:
            self._check_guarded_create(vals_list)
            if not self._reads_as_unit():
                raise AccessError(
                    self.env._("Only a clerk or the leader registers petitions.")
                )
        return self._register_petitions(vals_list)

    def _register_petitions(self, vals_list):
        """Register petitions: numbers, citizens, identities and limits in batches."""
        now = fields.Datetime.now()
        model = self._without_guarded_defaults()
        vals_list = [
            model._add_missing_default_values({"received_at": now} | vals)
            for vals in vals_list
        ]
        company = self.env.company
        self.env["ward.register"]._number(
            vals_list, "petition", "Đ", "received_at", company
        )
        identities, texts = self._take_identities(vals_list)
        self._register_citizens(vals_list, company)
        limits = self._prepare_limits(vals_list)
        held = self._hold_files(vals_list)
        # pylint: disable-next=super-method-mismatch
        petitions = super(WardPetition, model)._create_guarded(vals_list)
        petitions._keep_senders(identities, texts)
        petitions._take_group_list()
        petitions._release_files(held)
        for petition, limit in zip(petitions, limits, strict=True):
            limit["petition_id"] = petition.id
        self.env["ward.clock"].sudo()._create_guarded(limits)  # nobody writes one
        petitions.filtered(
            lambda petition: petition.kind == "denunciation"
        )._settle_denunciation()
        return petitions.with_env(self.env)

    def _prepare_limits(self, vals_list):
        """Return the values of the first limits, their ends put into ``vals_list``."""
        tests = {}
        limits = []
        for vals in vals_list:
            code = check_code(vals["kind"], vals.get("level"))
            flags = {}
            if code == "denunciation_check" and vals.get("is_check_complex"):
                flags["is_complex"] = True
            limit = self.env["ward.clock"]._prepare_start(
                code,
                self.env["res.company"].browse(vals["company_id"]),
                fields.Datetime.to_datetime(vals["received_at"]),
                tests,
                **flags,
            )
            vals["due_date"] = limit["due_date"]
            limits.append(limit)
        return limits

    def write(self, vals):
        if "handler_id" in vals:
            self._check_handler(self.env["res.users"].browse(vals["handler_id"]))
        free = {
            "message_main_attachment_id",
            "activity_ids",
            "handler_id",
            "attachment_ids",
            "signatory_ids",  # which look at role and state themselves
        }
        if not self.env.su and vals.keys() - free:
            self._check_handles()
            if "received_at" in vals:
                self._check_state("received")
            # who is complained of may become known at any time
            if vals.keys() - free - {"respondent_user_ids"}:
                self._check_state("received", "sorted")
        self._check_person_writable(self, vals)
        result = super().write(vals)
        if vals.get("kind") == "denunciation" or {"person_name", "is_anonymous"} & (
            vals.keys()
        ):
            self.filtered(lambda p: p._is_denounced())._become_protected()
        if "attachment_ids" in vals:
            self._put_away_attachments()
        if "group_list" in vals:
            self._take_group_list()
        self._limits_follow(vals)
        return result

    def _limits_follow(self, vals):
        """Let the limits and who is shut out follow what has been written."""
        if "received_at" in vals:
            self._restart_clocks()
        if {"kind", "level"} & vals.keys():
            self._change_check_clock()
        if {"kind", "respondent", "respondent_user_ids"} & vals.keys():
            self._settle_denunciation(find="respondent_user_ids" not in vals)
        elif {"is_competent", "forwarded_by_id", "source"} & vals.keys():
            self._settle_limits()
        if "is_check_complex" in vals:
            self._lengthen_check()

    def _check_handler(self, user):
        """Raise unless this user may be made the handler by the current one."""
        for petition in self:
            # sudo: who handles it and who is shut out, compared only
            facts = petition.sudo()
            if not (
                self.env.su
                or self._reads_as_unit()
                or facts.handler_id == self.env.user
            ):
                raise AccessError(
                    self.env._("Only the clerk, the handler or the leader may do this.")
                )
            if user in facts.excluded_user_ids:
                raise ValidationError(
                    self.env._(
                        "“Handled By”: this officer is concerned by the matter or "
                        "works under somebody who is."
                    )
                )

    def _change_check_clock(self):
        """Let another limit run from the receipt where the kind has changed."""
        for petition in self.filtered(lambda p: p.state in ("received", "sorted")):
            code = check_code(petition.kind, petition.level)
            if petition._open_clocks().filtered(lambda c, k=code: c.code == k):
                continue
            petition._drop_clocks(*CHECK_CODES - {"denunciation_forward"})
            petition._start_clock(code, petition.received_at)
            petition._lengthen_check()

    def _lengthen_check(self):
        """Let the limit of the check be the one of complex denunciations, or not."""
        for petition in self:
            clock = petition._open_clocks("denunciation_check")
            clock._write_guarded({"is_complex": petition.is_check_complex})
            clock._reckon()
            petition._refresh_due()

    def _restart_clocks(self):
        """Let the limits that run from the receipt run from the corrected one."""
        codes = {*CHECK_CODES, "reception_reply", "denunciation_press"}
        for petition in self.filtered(lambda p: p.state == "received"):
            running = petition._open_clocks(*codes)
            for code in running.mapped("code"):
                petition._drop_clocks(code)
                petition._start_clock(code, petition.received_at)
            petition._lengthen_check()

    def _take_group_list(self):
        """Turn the list a clerk pasted into signatories."""
        for petition in self.filtered("group_list"):
            self.env["ward.petition.signatory"].create(
                [
                    person | {"petition_id": petition.id}
                    for person in self._read_group_list(petition.group_list)
                ]
            )
            petition._write_guarded({"group_list": False})
            petition._mask_again()

    def _count_people(self):
        """Count who has signed, and in the case who still stands behind it."""
        # sudo: numbers only
        for petition in self.sudo():
            known = len(petition.signatory_ids)
            if known > petition.people_count:
                petition._write_guarded({"people_count": known})
        self.sudo().case_id._count_people()

    def _start_reception_reply(self):
        for petition in self.filtered("reception_id"):
            petition._start_clock("reception_reply", petition.received_at)
