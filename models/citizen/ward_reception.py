from textwrap import shorten

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .ward_dossier_mixin import ABOUT, KINDS
from .ward_sender_mixin import HEAD, PERSON

CROWD = 5
FIRST_YEAR = 1991


class WardReception(models.Model):
    """One turn of receiving citizens (lượt tiếp công dân).

    Columns of form 03/TCD of Decree 154/2026; a turn may lead to a petition, which
    takes over everything typed here.
    """

    _name = "ward.reception"
    _description = "Reception"
    _inherit = ["ward.dossier.mixin", "ward.sender.mixin"]
    _order = "received_at desc, id desc"
    _rec_name = "code"
    _check_company_auto = True
    _clock_link = "reception_id"

    reader_user_ids = fields.Many2many(
        "res.users", "ward_reception_reader_rel", string="Called In", readonly=True
    )
    excluded_user_ids = fields.Many2many(
        "res.users",
        "ward_reception_excluded_rel",
        string="Conflict of Interest",
        readonly=True,
        help="Complained of, or working under somebody who is: they see nothing.",
    )
    received_at = fields.Datetime(
        "Received On", required=True, default=fields.Datetime.now, index=True
    )
    date = fields.Date(
        "Day", compute="_compute_date", store=True, index=True, precompute=True
    )
    queue_number = fields.Integer("Waiting Number", readonly=True, copy=False)
    kind = fields.Selection(
        [
            ("regular", "Regular"),
            ("head", "Fixed day of the head"),
            ("unplanned", "Unplanned"),
        ],
        "Reception",
        required=True,
        default="regular",
        index=True,
    )
    day_id = fields.Many2one(
        "ward.reception.day",
        "Reception Day",
        check_company=True,
        index="btree_not_null",
    )
    received_by_id = fields.Many2one(
        "hr.employee",
        check_company=True,
        default=lambda self: self.env.user.employee_id,
    )
    is_delegated = fields.Boolean("By Delegation")
    is_online = fields.Boolean("Online")
    visitor = fields.Selection(
        [
            ("person", "One person"),
            ("representative", "Representative"),
            ("group", "Group"),
        ],
        "Who Comes",
        required=True,
        default="person",
    )
    representation = fields.Char(
        "Proof of Representation", help="Paper that shows whom the visitor represents."
    )
    people_count = fields.Integer("People", default=1, required=True)
    is_crowd = fields.Boolean(
        "Crowd", compute="_compute_is_crowd", store=True, help="Five people or more."
    )
    group_list = fields.Text(
        "People of the Group",
        help="One a line: name; identity number; address. "
        "Representatives end with a star.",
    )
    matter_kind = fields.Selection(KINDS, "Kind", required=True, default="complaint")
    field_id = fields.Many2one(
        "ward.petition.field",
    )
    content = fields.Text(help="What the citizen says and asks for.")
    explained = fields.Text(help="What was explained or guided.")
    solved_by = fields.Char(
        "Already Settled By", help="Body that has settled the matter, if any."
    )
    is_competent = fields.Boolean("Within Our Jurisdiction", default=True)
    guided_to_id = fields.Many2one(
        "ward.authority",
    )
    is_repeat = fields.Boolean("Came Before", compute="_compute_before")
    before_ids = fields.Many2many(
        "ward.reception", string="Earlier Receptions", compute="_compute_before"
    )
    earlier_petition_ids = fields.Many2many(
        "ward.petition", string="Earlier Petitions", compute="_compute_before"
    )
    before_html = fields.Html("Known Already", compute="_compute_before")
    previous_id = fields.Many2one(
        "ward.reception", "Same Matter As", check_company=True, index="btree_not_null"
    )
    matter_id = fields.Many2one(
        "ward.reception",
        "First Turn of the Matter",
        compute="_compute_matter_id",
        store=True,
        recursive=True,
        index=True,
        help="Turns about the same matter share it; the forms count matters by it.",
    )
    turn_ids = fields.One2many("ward.reception", "matter_id", "Turns of the Matter")
    counted_as = fields.Selection(
        [
            ("regular", "Regular reception"),
            ("head", "Received by the head"),
            ("delegated", "Received by delegation"),
        ],
        compute="_compute_counted_as",
        store=True,
        precompute=True,
        index=True,
        help="Section of form 01/TCD. A regular turn taken by the head himself counts "
        "under the head.",
    )
    head_before = fields.Date(
        "Head Received Before",
        compute="_compute_head_turns",
        store=True,
        help="Last day up to this turn on which the head (or a delegate) received in "
        "the same matter.",
    )
    head_after = fields.Date(
        "Head Received After",
        compute="_compute_head_turns",
        store=True,
        help="First day from this turn on which the head (or a delegate) received in "
        "the same matter.",
    )
    result = fields.Selection(
        [
            ("advised", "Advised, guided"),
            ("petition", "Petition taken"),
            ("refused", "Refused"),
        ],
        readonly=True,
        index=True,
    )
    refusal_ground_id = fields.Many2one("ward.refusal.ground", "Ground of Refusal")
    note = fields.Text()
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Scans", bypass_search_access=True, copy=False
    )
    copy_ids = fields.One2many("ward.identity.copy", "reception_id", "Protected Papers")
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("receiving", "Being received"),
            ("done", "Done"),
            ("left", "Left without being received"),
        ],
        required=True,
        default="receiving",
        readonly=True,
        index=True,
    )
    petition_ids = fields.One2many("ward.petition", "reception_id", "Petitions")
    document_ids = fields.One2many("ward.document", "reception_id", "Documents")
    identity_ids = fields.One2many(
        "ward.identity", "reception_id", "Protected Identity"
    )
    clock_ids = fields.One2many("ward.clock", "reception_id", "Time Limits")

    _code_uniq = models.UniqueIndex(
        "(register_company_id, code)", "This code is taken."
    )
    _company_day = models.Index("(company_id, date, queue_number)")

    # ------------------------------------------------------------------
    # COMPUTED
    # ------------------------------------------------------------------

    @api.model
    def _kind_field(self):
        return "matter_kind"

    @api.model
    def _head_fields(self):
        return HEAD

    def _lookup_facts(self):
        return {
            "who": self.person_name or "",
            "about": (self.content or "")[:ABOUT],
            "date": self.date,
        }

    @api.model
    def _folded_fields(self):
        return [
            *HEAD,
            "content",
        ]

    @api.depends("received_at", "company_id")
    def _compute_date(self):
        for reception in self:
            company = reception.company_id.sudo()  # its time zone
            reception.date = (
                reception.received_at
                and company._ward_to_local(reception.received_at).date()
            )

    @api.depends("people_count")
    def _compute_is_crowd(self):
        for reception in self:
            reception.is_crowd = reception.people_count >= CROWD

    @api.depends("previous_id.matter_id")
    def _compute_matter_id(self):
        for reception in self:
            before = reception.previous_id
            reception.matter_id = before.matter_id or before or reception

    @api.depends(
        "counted_as",
        "date",
        "matter_id.turn_ids.counted_as",
        "matter_id.turn_ids.date",
        "matter_id.turn_ids.state",
        "matter_id.turn_ids.result",
    )
    def _compute_head_turns(self):
        """Find the head's turns nearest to a regular one.

        Circular 06/2025, form 01/TCD: a matter received regularly and by the head is
        entered once, under the head. Some turn of the head lies in a period exactly
        when one of these two does, whatever the period.
        """
        for reception in self:
            days = []
            if reception.counted_as == "regular":
                days = reception.matter_id.turn_ids.filtered(
                    lambda r: (
                        r.counted_as != "regular"
                        and r.state == "done"
                        and r.result != "refused"
                    )
                ).mapped("date")
            before = [day for day in days if day <= reception.date]
            after = [day for day in days if day >= reception.date]
            reception.head_before = max(before, default=False)
            reception.head_after = min(after, default=False)

    @api.depends("kind", "is_delegated", "received_by_id", "day_id.delegate_id")
    def _compute_counted_as(self):
        for reception in self:
            # sudo: who leads the unit, compared only
            leader = reception.company_id.sudo().ward_leader_id
            by_head = leader and reception.received_by_id.sudo() == leader
            if reception.kind == "regular" and not by_head:
                reception.counted_as = "regular"
            elif reception.is_delegated or reception.day_id.delegate_id:
                reception.counted_as = "head" if by_head else "delegated"
            else:
                reception.counted_as = "head"

    @api.constrains("people_count", "visitor", "group_list", "kind", "day_id")
    def _check_people(self):
        for reception in self:
            if reception.people_count < 1:
                raise ValidationError(
                    self.env._("“People”: at least one person is received.")
                )
            if reception.visitor == "group" and reception.people_count < 2:
                raise ValidationError(
                    self.env._("“People”: a group has two people or more.")
                )

    @api.constrains("previous_id")
    def _check_previous_id(self):
        if self._has_cycle("previous_id"):
            raise ValidationError(
                self.env._("“Same Matter As”: choose an earlier reception.")
            )

    @api.constrains("received_at")
    def _check_received_at(self):
        now = fields.Datetime.add(fields.Datetime.now(), minutes=5)
        for reception in self:
            if reception.received_at > now:
                raise ValidationError(
                    self.env._("“Received On” lies in the future; correct the date.")
                )
            if reception.received_at.year < FIRST_YEAR:
                raise ValidationError(
                    self.env._(
                        "“Received On”: no reception of before %s is entered; "
                        "correct the year.",
                        FIRST_YEAR,
                    )
                )

    # ------------------------------------------------------------------
    # WRITING
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._check_guarded_create(vals_list)
        now = fields.Datetime.now()
        # a default in the context would carry a name past the vault
        model = self._without_guarded_defaults()
        vals_list = [
            model._add_missing_default_values({"received_at": now} | vals)
            for vals in vals_list
        ]
        company = self.env.company
        self.env["ward.register"]._number(
            vals_list, "reception", "TCD", "received_at", company
        )
        self._take_waiting_numbers(vals_list, company)
        identities, texts = self._take_identities(vals_list)
        for position in identities:
            # an earlier turn would show who it is
            vals_list[position].pop("previous_id", None)
        self._register_citizens(vals_list, company)
        held = self._hold_files(vals_list)
        # pylint: disable-next=super-method-mismatch
        receptions = super(WardReception, model)._create_guarded(vals_list)
        receptions._keep_senders(identities, texts)
        receptions._put_away_group_list()
        receptions._release_files(held)
        receptions._exclude_named()
        return receptions.with_env(self.env)

    def write(self, vals):
        if not self.env.su and vals.keys() - {
            "message_main_attachment_id",
            "activity_ids",
            "note",
        }:
            self._check_handles()
            self._check_state("waiting", "receiving")
        self._check_person_writable(self, vals)
        result = super().write(vals)
        if {"matter_kind", "person_name"} & vals.keys():
            self.filtered(lambda r: r._is_denounced())._become_protected()
        if {"matter_kind", "group_list"} & vals.keys():
            self._put_away_group_list()
        if "attachment_ids" in vals:
            self._put_away_attachments()
        if {"matter_kind", "content"} & vals.keys():
            self._exclude_named()
        return result

    def _exclude_named(self):
        """Shut out the officers whom a denunciation told at the desk names.

        And everybody under them, until its petition says whom it is against.
        """
        for reception in self.filtered(
            lambda r: r._is_denounced() and not r.sudo().petition_ids
        ):
            named = self.env["ward.petition"]._officers_named(
                reception.company_id, reception.content, titles=False
            )
            named -= self.env.user  # who types it has heard it
            stays = reception.create_uid | self.env.user
            reception.sudo()._shut_out(named and named._ward_with_staff_below(stays))

    def _links_dropped(self):
        return {"previous_id": False} if self.previous_id else {}

    def _put_away_group_list(self):
        """Put pseudonyms in the place of the people of a group who denounce."""
        for reception in self.filtered(lambda r: r.group_list and r._is_denounced()):
            # sudo: identities are read by nobody
            known = reception.sudo().identity_ids.mapped("pseudonym")
            lines, kept = [], []
            for person in self._read_group_list(reception.group_list):
                star = " *" if person.pop("is_representative") else ""
                name = person["name"]
                if name not in known:
                    name = f"{reception.person_name}-{len(known) + len(kept) + 1}"
                    kept.append(
                        person
                        | {
                            "reception_id": reception.id,
                            "company_id": reception.company_id.id,
                            "pseudonym": name,
                        }
                    )
                lines.append(f"{name}{star}")
            if kept:
                self.env["ward.identity"]._keep(kept)
                reception._write_guarded({"group_list": "\n".join(lines)})
                reception._mask_again()

    @api.constrains("previous_id", "is_protected")
    def _check_previous(self):
        for reception in self:
            earlier = reception.previous_id
            if reception.is_protected and earlier and not earlier.is_protected:
                raise ValidationError(
                    self.env._(
                        "“Same Matter As”: the earlier reception would show who the "
                        "denouncer is."
                    )
                )

    # ------------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------------

    def action_wait(self):
        """Give the visitor a waiting number; he is called later."""
        self._check_handles()
        self._check_state("receiving")
        self._write_guarded({"state": "waiting"})
        return True

    def action_call(self):
        """Call the visitor from the queue."""
        self._check_handles()
        self._check_state("waiting")
        self._write_guarded({"state": "receiving"})
        return True

    def action_left(self):
        """The visitor left without being received."""
        self._check_handles()
        self._check_state("waiting", "receiving")
        self._write_guarded({"state": "left"})
        return True

    def _check_content(self):
        for reception in self:
            missing = [
                self._fields[name]._description_string(self.env)
                for name in ("person_name", "content", "received_by_id")
                if not reception[name]
            ]
            if missing:
                raise UserError(
                    self.env._(
                        "%(code)s: fill in %(fields)s.",
                        code=reception.code,
                        fields=", ".join(f"“{name}”" for name in missing),
                    )
                )

    def _finish(self, result):
        self._check_handles()
        self._check_state("waiting", "receiving")
        self._check_content()
        if result == "petition":
            self._check_representatives()
        self._write_guarded({"state": "done", "result": result})
        # sudo: who ends a turn may not be a clerk, who keeps the days
        self.day_id.sudo()._hold_announced()

    def action_advise(self):
        """End the reception: the citizen was advised or guided; print the slip."""
        self._check_handles()
        for reception in self:
            if not reception.explained and not reception.guided_to_id:
                raise UserError(
                    self.env._(
                        "“Explained”: write what the citizen was told, or whom he was "
                        "guided to."
                    )
                )
        self._finish("advised")
        return self.action_print_slip()

    def action_refuse(self):
        """Refuse to receive on a lawful ground; where due, draft notice 01/TCD."""
        self._check_handles()
        for reception in self:
            if not reception.refusal_ground_id:
                raise UserError(
                    self.env._(
                        "“Ground of Refusal”: choose the ground of Article 9 or of "
                        "Decree 154/2026, Article 4."
                    )
                )
        self._finish("refused")
        written = self.filtered("refusal_ground_id.in_writing")
        for reception in written:
            reception._start_clock("reception_refusal", reception.received_at)
            self.env["ward.document"]._draft(
                "tcd_01", reception, reason=reception.refusal_ground_id.name
            )
        return True

    def action_take_petition(self):
        """End the reception with a petition that takes over what was typed.

        The slip is printed, then the petition opened.
        """
        self._finish("petition")
        petitions = self.env["ward.petition"]
        for reception in self:
            petitions |= reception._register_petition()
        petitions._start_reception_reply()
        return {
            "type": "ir.actions.client",
            "tag": "ward_office.print_then",
            "params": {
                "report": self.action_print_slip(),
                "next": {
                    "type": "ir.actions.act_window",
                    "res_model": "ward.petition",
                    "views": [(False, "form")],
                    "res_id": petitions[:1].id,
                },
            },
        }

    def _register_petition(self):
        """Return the petition of this reception, nothing typed twice."""
        vals = {
            "reception_id": self.id,
            "company_id": self.company_id.id,
            "received_at": self.received_at,
            "source": "desk",
            "kind": self.matter_kind,
            "field_id": self.field_id.id,
            "content": self.content,
            "summary": shorten(
                (self.content or "").split("\n")[0], 140, placeholder="…"
            ),
            "people_count": self.people_count,
            "group_list": self.group_list,
            "handler_id": self.env.uid,
        }
        if not self.is_protected:
            for name in ("citizen_id", *PERSON):
                value = self[name]
                vals[name] = value.id if isinstance(value, models.BaseModel) else value
            vals["attachment_ids"] = [(6, 0, self.attachment_ids.ids)]
            return self.env["ward.petition"]._register_petitions([vals])
        # The identity moves along unseen. Until then the petition has no sender.
        petition = self.env["ward.petition"]._register_petitions(
            [vals | {"is_anonymous": True, "group_list": False}]
        )
        petition._adopt_identities(self)
        return petition

    def _document_issued(self, document):
        """End the limit of the notice of refusal: it is signed."""
        if self and document.form_id.key == "tcd_01":
            self._end_clocks("reception_refusal", moment=document.signed_at)

    def action_print_slip(self):
        """Print the citizen's slip: code, QR, what happens next."""
        return self.env.ref("ward_office.reception_slip_action").report_action(self)
