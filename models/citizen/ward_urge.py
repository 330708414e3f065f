"""What is to be urged: overdue matters of our own, of bodies, of units below."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .ward_clock import OPEN_STATES

URGE_KINDS = [
    ("own", "Our own, overdue"),
    ("forwarded", "Forwarded, no answer"),
    ("below", "Unit below, overdue"),
]
# limits of settlement, which a body above answers for (Law on Denunciations, 38)
SETTLING = (
    "complaint_settle_1",
    "complaint_settle_2",
    "discipline_settle",
    "denunciation_settle",
    "reflection_settle",
)


class WardUrge(models.Model):
    """A time limit that is over and has to be urged (việc cần đôn đốc).

    A view of the running clocks, nothing is kept: own matters by officer, petitions
    forwarded without an answer, and the cases of the units below. Of those the unit
    above sees code, kind and days, not the content.
    """

    _name = "ward.urge"
    _description = "To Be Urged"
    _auto = False
    _order = "due_date, id"
    _rec_name = "code"

    kind = fields.Selection(URGE_KINDS, readonly=True)
    company_id = fields.Many2one("res.company", "Urges", readonly=True)
    unit_id = fields.Many2one("res.company", readonly=True)
    clock_id = fields.Many2one("ward.clock", readonly=True)
    rule_id = fields.Many2one("ward.deadline.rule", "Time Limit", readonly=True)
    reception_id = fields.Many2one("ward.reception", readonly=True)
    petition_id = fields.Many2one("ward.petition", readonly=True)
    case_id = fields.Many2one("ward.case", readonly=True)
    code = fields.Char(readonly=True)
    title = fields.Char("Content", readonly=True)
    handler_id = fields.Many2one("res.users", "Handled By", readonly=True)
    target_id = fields.Many2one("ward.authority", "To Which Body", readonly=True)
    due_date = fields.Date("Time Limit Ended", readonly=True)
    days_late = fields.Integer(readonly=True, aggregator="max")
    urged_on = fields.Date("Last Urged On", readonly=True)
    urge_count = fields.Integer("Times Urged", readonly=True)

    _depends = {
        "ward.clock": [
            "state",
            "due_date",
            "code",
            "company_id",
            "urged_on",
            "urge_count",
        ],
        "ward.case": ["code", "title", "handler_id", "kind"],
        "ward.petition": ["code", "summary", "handler_id", "target_id"],
        "ward.reception": ["code", "handler_id"],
        "ward.deadline.rule": ["is_waiting"],
        "res.company": ["parent_id"],
    }

    @property
    def _table_query(self):
        today = self.env.company._ward_today()
        columns = SQL(
            """
            clock.company_id AS unit_id, clock.id AS clock_id, clock.rule_id,
            clock.reception_id, clock.petition_id, clock.case_id, clock.due_date,
            %s - clock.due_date AS days_late, clock.urged_on, clock.urge_count,
            COALESCE(matter.code, petition.code, reception.code) AS code
            """,
            today,
        )
        source = SQL(
            """
            FROM ward_clock clock
            JOIN ward_deadline_rule rule ON rule.id = clock.rule_id
            LEFT JOIN ward_case matter ON matter.id = clock.case_id
            LEFT JOIN ward_petition petition ON petition.id = clock.petition_id
            LEFT JOIN ward_reception reception ON reception.id = clock.reception_id
            """
        )
        late = SQL(
            "clock.state = 'running' AND clock.due_date < %s"
            " AND rule.is_waiting IS NOT TRUE",
            today,
        )
        return SQL(
            """
            SELECT clock.id * 2 AS id, clock.company_id, %(columns)s,
                CASE WHEN clock.code = 'forward_answer' THEN 'forwarded'
                    ELSE 'own' END AS kind,
                COALESCE(matter.title, petition.summary) AS title,
                COALESCE(matter.handler_id, petition.handler_id,
                    reception.handler_id) AS handler_id,
                petition.target_id
            %(source)s WHERE %(late)s
            UNION ALL
            SELECT clock.id * 2 + 1 AS id, unit.parent_id AS company_id, %(columns)s,
                'below' AS kind, NULL AS title, NULL AS handler_id, NULL AS target_id
            %(source)s JOIN res_company unit ON unit.id = clock.company_id
            WHERE %(late)s AND clock.code IN %(codes)s AND clock.case_id IS NOT NULL
                AND unit.parent_id IS NOT NULL
            """,
            columns=columns,
            source=source,
            late=late,
            codes=SETTLING,
        )

    def _check_urges(self):
        """Raise unless the user urges for these units: their clerk or leader."""
        self.check_access("read")
        roles = ("group_citizen_clerk", "group_plan_leader")
        user = self.env.user
        if not any(user.has_group(f"ward_office.{role}") for role in roles) or (
            self.company_id - user.company_ids
        ):
            raise AccessError(
                self.env._("Only the clerk or the leader of the unit urges.")
            )

    def action_urge(self):
        """Remind the handlers of our own matters; draft the papers to the others.

        :raise UserError: own matters that nobody handles
        """
        self._check_urges()
        # sudo: of matters below only what the view shows goes into the paper
        documents = self.env["ward.document"]
        for urge in self.filtered(lambda u: u.kind == "forwarded"):
            documents |= urge.petition_id._draft_urge()
        for urge in self.filtered(lambda u: u.kind == "below"):
            documents |= urge.case_id.sudo()._draft_urge_below(urge.company_id)
        self.filtered(lambda u: u.kind == "own")._remind_handlers()
        if not documents:
            return True
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Urging Papers"),
            "res_model": "ward.document",
            "view_mode": "form" if len(documents) == 1 else "list,form",
            "res_id": documents.id if len(documents) == 1 else False,
            "domain": [("id", "in", documents.ids)],
        }

    def _remind_handlers(self):
        """Remind who handles our own overdue matters; noted on the time limit."""
        nobody = self.filtered(lambda u: not u.handler_id)
        if nobody:
            raise UserError(
                self.env._(
                    "%(code)s: nobody handles it; enter “Handled By” first.",
                    code=nobody[0].code,
                )
            )
        for model, urges in self.grouped(lambda u: u._matter()._name).items():
            matters = self.env[model].union(*(urge._matter() for urge in urges))
            late = {urge._matter().id: urge for urge in urges}
            matters.sudo()._tell(  # sudo: a message to the handler
                "handler_id",
                lambda matter, late=late: matter.env._(
                    "%(code)s is overdue since %(date)s (%(limit)s); settle it or "
                    "report why.",
                    code=matter.code,
                    date=late[matter.id].due_date.strftime("%d/%m/%Y"),
                    limit=late[matter.id]
                    .with_env(matter.env)
                    .rule_id.sudo()
                    .display_name,
                ),
            )
        # sudo: the role has been checked; nobody may write a clock
        self.clock_id.sudo()._note_urged()

    def _matter(self):
        return self.case_id or self.petition_id or self.reception_id

    def action_open(self):
        """Open the matter itself, as far as the user may read it."""
        self.ensure_one()
        matter = self._matter()
        return {
            "type": "ir.actions.act_window",
            "res_model": matter._name,
            "view_mode": "form",
            "res_id": matter.id,
        }


class WardClock(models.Model):
    _inherit = "ward.clock"

    urged_on = fields.Date("Last Urged On", readonly=True)
    urge_count = fields.Integer("Times Urged", readonly=True)

    def _note_urged(self, date=None):
        """Note that these limits have been urged; callers checked who does."""
        for clock in self:
            clock._write_guarded(
                {
                    "urged_on": date or clock.company_id._ward_today(),
                    "urge_count": clock.urge_count + 1,
                }
            )


class WardPetition(models.Model):
    _inherit = "ward.petition"

    def _draft_urge(self):
        """Return the paper that urges the body the petition was forwarded to."""
        self._check_handles()
        self._check_state("waiting")
        return self._urging_draft("xld_urge", addressee=self.target_id.name)

    def _document_issued(self, document):
        result = super()._document_issued(document)
        if document.form_id.effect == "urge":
            self._open_clocks("forward_answer")._note_urged(document.date)
        return result


class WardDossierMixin(models.AbstractModel):
    _inherit = "ward.dossier.mixin"

    def _urging_draft(self, key, **vals):
        """Return the draft ``key`` that waits already, or a new one."""
        waiting = self.document_ids.filtered(
            lambda d: d.form_id.key == key and d.state in ("draft", "proposed")
        )
        return waiting[:1] or self.env["ward.document"]._draft(key, self, **vals)


class WardCase(models.Model):
    _inherit = "ward.case"

    is_urged = fields.Boolean(compute="_compute_is_urged")

    @api.depends("clock_ids.code", "clock_ids.state")
    def _compute_is_urged(self):
        for case in self.sudo():  # facts of the clocks
            case.is_urged = any(
                clock.code == "denunciation_urge" and clock.state in OPEN_STATES
                for clock in case.clock_ids
            )

    def _draft_urge_below(self, company):
        """Return the paper by which the unit above asks for a report."""
        addressee = f"Chủ tịch {self.company_id.name}"
        document = self._urging_draft(
            "urge_report", addressee=addressee, company_id=company.id
        )
        return document.sudo(False)

    def _effect_urge(self, document):
        """The unit above asks: the report is due, the handler and leader are told."""
        self._open_clocks(*SETTLING)._note_urged(document.date)
        if self.is_denunciation and not self._open_clocks("denunciation_urge"):
            self._start_clock("denunciation_urge", document.signed_at)
        self._message_log(
            body=self.env._(
                "%(unit)s asks for a report on this overdue case: %(reference)s.",
                unit=document.company_id.name,
                reference=document.reference or document.name,
            )
        )
        people = self.handler_id
        leader = self.company_id.ward_leader_id.user_id
        if leader not in self.excluded_user_ids:
            people |= leader
        for user in people:
            self.activity_schedule(
                "ward_office.activity_overdue",
                summary=self.env._("Report to the unit above"),
                user_id=user.id,
            )

    def action_urge_reported(self):
        """Record that the unit above has been told why it takes longer."""
        self._check_handles()
        self._end_clocks("denunciation_urge")
        return True

    # ------------------------------------------------------------------
    # WATCH LIST
    # ------------------------------------------------------------------

    @api.model
    def _check_watch_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(
                self.env._("“Reason”: say why the case is watched, in a few words.")
            )

    def action_watch(self, reason):
        """Put cases on the watch list, with the reason."""
        self._check_handles()
        self._check_watch_reason(reason)
        self._write_guarded({"is_watched": True, "watch_reason": reason})
        return True

    def action_unwatch(self):
        """Take cases off the watch list; the reason stays in the chatter."""
        self._check_handles()
        for case in self.filtered("is_watched"):
            case._message_log(
                body=self.env._(
                    "Off the watch list. It was there because: %(reason)s",
                    reason=case.watch_reason or "–",
                )
            )
        self._write_guarded({"is_watched": False, "watch_reason": False})
        return True
