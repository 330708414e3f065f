from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .ward_clock import OPEN_STATES
from .ward_petition import PASSED_ON

MAX_LINES = 2000
RETENTION_KINDS = [
    ("petition_filed", "Petitions filed without handling"),
    ("petition_passed", "Petitions guided, forwarded, returned, refused or withdrawn"),
    ("reception", "Receptions without a petition"),
    ("case_complaint", "Cases of complaints"),
    ("case_denunciation", "Cases of denunciations"),
    ("case_petition", "Cases of petitions and reflections"),
]
MODELS = {
    "petition": "ward.petition",
    "reception": "ward.reception",
    "case": "ward.case",
}
PASSED = ("guide", "return", "refuse", *PASSED_ON)
CASE_KINDS = {
    "case_complaint": ("complaint_1", "complaint_2"),
    "case_denunciation": ("denunciation", "denunciation_again"),
    "case_petition": ("petition",),
}
WRITTEN = ("comment", "email", "email_outgoing")


class WardRetentionRule(models.Model):
    """How long papers of a kind of matter are kept (thời hạn lưu)."""

    _name = "ward.retention.rule"
    _description = "Retention Rule"
    _inherit = "ward.dated.mixin"
    _order = "kind, valid_from desc, id"
    _rec_name = "kind"

    kind = fields.Selection(RETENTION_KINDS, required=True, index=True)
    years = fields.Integer(required=True)
    is_unverified = fields.Boolean(
        "Unverified",
        help="Not read in the text of the law; check before relying on it.",
    )

    _years_positive = models.Constraint(
        "CHECK (years BETWEEN 1 AND 100)", "“Years” must lie between 1 and 100."
    )

    def _ended_domain(self):
        """Return the domain of the matters of this kind that have ended."""
        self.ensure_one()
        domain = Domain("erased_on", "=", False)
        running = Domain("state", "in", OPEN_STATES)
        domain &= ~Domain("clock_ids", "any!", running)
        if self.kind == "reception":
            # one with a petition goes with it
            return (
                domain
                & Domain("state", "in", ("done", "left"))
                & ~Domain("petition_ids", "any!", [("erased_on", "=", False)])
            )
        if self.kind.startswith("petition"):
            filed = self.kind == "petition_filed"
            domain &= Domain("case_id", "=", False)
            if filed:
                return (
                    domain
                    & Domain("state", "=", "processed")
                    & Domain("outcome", "=", "file")
                )
            return domain & (
                Domain("state", "=", "withdrawn")
                | Domain("state", "=", "processed") & Domain("outcome", "in", PASSED)
            )
        live = Domain("state", "not in", ("closed", "stopped"))
        return (
            domain
            & Domain("kind", "in", CASE_KINDS[self.kind])
            & Domain("state", "in", ("closed", "stopped"))
            & ~Domain("next_ids", "any!", live)
            & ~Domain("previous_id", "any!", live)
            & ~Domain("petition_ids", "any!", Domain("clock_ids", "any!", running))
        )

    def _matters(self, unit):
        """Return ``{matter: day of its last paper}`` of what ``unit`` may remove now.

        The years count from the last paper, whatever it is: a document, an answer, a
        file, a word in the chatter.
        """
        self.ensure_one()
        model = self.env[MODELS[self.kind.split("_")[0]]]
        before = unit._ward_today() - relativedelta(years=self.years)
        # what began later cannot have ended before
        began = {
            "ward.case": "opened_on",
            "ward.petition": "received_on",
            "ward.reception": "date",
        }[model._name]
        records = model.search(
            Domain("company_id", "=", unit.id)
            & Domain(began, "<=", before)
            & self._ended_domain(),
            order="id",
        )
        last = records._last_papers()
        return {
            record: last[record.id] for record in records if last[record.id] <= before
        }


class WardRetention(models.Model):
    """A proposal to remove personal data that is no longer kept (đề nghị hủy).

    Proposed by the schedule or by a clerk, decided by the unit's leader, who is not
    the one that proposed it. What remains is a tombstone that the statistics count.
    """

    _name = "ward.retention"
    _description = "Removal of Personal Data"
    _inherit = [
        "ward.guarded.mixin",
        "ward.tell.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _mail_post_access = "read"

    company_id = fields.Many2one(
        "res.company", "Unit", required=True, readonly=True, index=True
    )
    proposed_by_id = fields.Many2one("res.users", readonly=True)
    proposed_on = fields.Date(required=True, readonly=True)
    state = fields.Selection(
        [("proposed", "Proposed"), ("done", "Removed"), ("refused", "Refused")],
        required=True,
        default="proposed",
        readonly=True,
        index=True,
    )
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_on = fields.Date(readonly=True)
    answer = fields.Char("Reason of the Refusal", readonly=True)
    line_ids = fields.One2many("ward.retention.line", "retention_id", "Matters")
    line_count = fields.Integer("Number of Matters", readonly=True)
    erased_count = fields.Integer("Personal Data Removed", readonly=True)
    can_decide = fields.Boolean(compute="_compute_can_decide")

    @api.depends("company_id", "proposed_on")
    def _compute_display_name(self):
        for retention in self:
            day = retention.proposed_on
            retention.display_name = day and day.strftime("%d/%m/%Y")

    @api.depends("state", "proposed_by_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        leaders = self.env["hr.employee"]._ward_represented()
        for retention in self:
            unit = retention.company_id.sudo()  # who leads it
            retention.can_decide = (
                retention.state == "proposed"
                and retention.proposed_by_id != self.env.user
                and (
                    unit.ward_leader_id in leaders.sudo()
                    or self.env.user.has_group("ward_office.group_plan_leader")
                    and unit in self.env.user.company_ids
                )
            )

    # ------------------------------------------------------------------
    # PROPOSING
    # ------------------------------------------------------------------

    @api.model
    def action_propose(self):
        """Propose what may be removed in the current unit now."""
        user = self.env.user
        roles = ("group_citizen_clerk", "group_plan_leader")
        if not any(user.has_group(f"ward_office.{role}") for role in roles):
            raise AccessError(
                self.env._("Only the clerk or the leader proposes a removal.")
            )
        # sudo: ended matters of the unit, also those the user is shut out of
        retention = self.sudo()._propose(self.env.company)
        if not retention:
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "type": "info",
                    "message": self.env._("Nothing has been kept long enough yet."),
                },
            }
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "view_mode": "form",
            "res_id": retention.id,
        }

    @api.model
    def _cron_propose(self):
        """Propose once a month for every unit."""
        units = self.env["res.company"].search([("ward_level", "!=", False)])
        self.env["ir.cron"]._commit_progress(remaining=len(units))
        for unit in units:
            self._propose(unit)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _propose(self, unit):
        """Return a new proposal for ``unit``, empty where there is nothing."""
        rules = self.env["ward.retention.rule"]
        rules = rules.search(rules._in_force_domain(unit._ward_today()))
        pending = self.env["ward.retention.line"].search(
            [("company_id", "=", unit.id), ("retention_id.state", "=", "proposed")]
        )
        waiting = {(line._subject()._name, line._subject().id) for line in pending}
        vals_list = []
        for rule in rules:
            vals_list += [
                {
                    record._clock_link: record.id,
                    "company_id": unit.id,
                    "rule_id": rule.id,
                    "last_on": day,
                }
                for record, day in rule._matters(unit).items()
                if (record._name, record.id) not in waiting
            ]
        vals_list = vals_list[:MAX_LINES]
        if not vals_list:
            return self.browse()
        retention = self.with_context(mail_create_nosubscribe=True)._create_guarded(
            [
                {
                    "company_id": unit.id,
                    "proposed_by_id": self.env.uid,
                    "proposed_on": unit._ward_today(),
                    "line_count": len(vals_list),
                }
            ]
        )
        self.env["ward.retention.line"]._create_guarded(
            [vals | {"retention_id": retention.id} for vals in vals_list]
        )
        leader = unit.ward_leader_id.user_id
        if leader:
            retention.activity_schedule(
                "ward_office.activity_retention", user_id=leader.id
            )
        return retention

    # ------------------------------------------------------------------
    # DECIDING
    # ------------------------------------------------------------------

    def _check_decides(self):
        self.check_access("read")
        for retention in self:
            if retention.state != "proposed":
                raise UserError(self.env._("This proposal has been decided already."))
            if not retention.can_decide:
                raise AccessError(
                    self.env._(
                        "The unit's leader decides, and not on a proposal of his own."
                    )
                )

    def action_approve(self):
        """Remove the personal data of what is still due; the rest is left alone."""
        for retention in self:
            self.env["res.company"]._ward_lock(self._name, retention.id)
        self.invalidate_recordset(["state"])
        self._check_decides()
        for retention in self.sudo():  # the role has been checked
            retention._carry_out()
        return True

    def _carry_out(self):
        """Look again at every matter and remove the data of those still due."""
        due = {}
        for rule in self.line_ids.rule_id:
            for record in rule._matters(self.company_id):
                due[record._name, record.id] = True
        gone = {}
        today = self.company_id._ward_today()
        for line in self.line_ids:
            matter = line._subject()
            # nobody removes the papers of a matter about himself
            shut_out = self.env.user in matter.excluded_user_ids
            if (matter._name, matter.id) not in due or shut_out:
                line._write_guarded({"is_skipped": True})
                continue
            gone.setdefault(matter._name, matter.browse())
            gone[matter._name] |= matter
        # receptions last: theirs are the citizens of petitions
        for name in ("ward.case", "ward.petition", "ward.reception"):
            if name in gone:
                gone[name]._erase()
        self._write_guarded(
            {
                "state": "done",
                "decided_by_id": self.env.uid,
                "decided_on": today,
                "erased_count": len(self.line_ids.filtered(lambda r: not r.is_skipped)),
            }
        )
        self.activity_unlink(["ward_office.activity_retention"])

    def action_refuse(self, answer):
        """Leave everything as it is, with the reason."""
        self._check_decides()
        if not (answer or "").strip():
            raise UserError(self.env._("“Reason”: say why it is kept."))
        for retention in self.sudo():  # the role has been checked
            retention._write_guarded(
                {
                    "state": "refused",
                    "answer": answer,
                    "decided_by_id": self.env.uid,
                    "decided_on": retention.company_id._ward_today(),
                }
            )
            retention.activity_unlink(["ward_office.activity_retention"])
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("A proposal and its decision are kept."))


class WardRetentionLine(models.Model):
    """One matter of a proposal."""

    _name = "ward.retention.line"
    _description = "Matter to Remove"
    _inherit = "ward.of.dossier.mixin"
    _order = "id"

    retention_id = fields.Many2one(
        "ward.retention", required=True, readonly=True, index=True, ondelete="cascade"
    )
    rule_id = fields.Many2one(
        "ward.retention.rule", required=True, readonly=True, ondelete="restrict"
    )
    last_on = fields.Date("Last Paper On", readonly=True)
    is_skipped = fields.Boolean(
        "Left Alone",
        readonly=True,
        help="Something new has come since, or whoever decided is concerned.",
    )


class WardDossierMixin(models.AbstractModel):
    _inherit = "ward.dossier.mixin"

    def _ended_days(self):
        """Return the names of the dates on which such a matter can have ended."""
        return ("received_at", "processed_at", "answered_on")

    def _last_papers(self):
        """Return ``{id: day}``: when the last paper of each matter came or went."""
        last = {}

        def note(id_, moment):
            if not id_ or not moment:
                return
            day = moment.date() if hasattr(moment, "date") else moment
            last[id_] = max(last.get(id_, day), day)

        for record in self:
            for name in self._ended_days():
                note(record.id, record[name])
        link = self._clock_link
        for model, names in (
            ("ward.document", ("create_date", "date")),
            ("ward.identity", ("create_date",)),
        ):
            for row in self.env[model]._read_group(
                [(link, "in", self.ids)], [link], [f"{name}:max" for name in names]
            ):
                for moment in row[1:]:
                    note(row[0].id, moment)
        for model, domain in (
            ("ir.attachment", [("res_model", "=", self._name)]),
            (
                "mail.message",
                [("model", "=", self._name), ("message_type", "in", WRITTEN)],
            ),
        ):
            for id_, moment in self.env[model]._read_group(
                [*domain, ("res_id", "in", self.ids)], ["res_id"], ["create_date:max"]
            ):
                note(id_, moment)
        return last


class WardReception(models.Model):
    _inherit = "ward.reception"

    def _ended_days(self):
        return ("received_at",)


class WardPetition(models.Model):
    _inherit = "ward.petition"

    def _last_papers(self):
        last = super()._last_papers()
        for petition, joined, left in self.env["ward.petition.signatory"]._read_group(
            [("petition_id", "in", self.ids)],
            ["petition_id"],
            ["create_date:max", "left_on:max"],
        ):
            for moment in filter(None, (joined, left)):
                day = moment.date() if hasattr(moment, "date") else moment
                last[petition.id] = max(last[petition.id], day)
        return last


class WardCase(models.Model):
    _inherit = "ward.case"

    def _ended_days(self):
        return ("opened_at", "decided_at", "closed_at", "delivered_on", "published_on")

    def _last_papers(self):
        """Add what came to its parts, its petitions, and the cases before and after."""
        last = super()._last_papers()
        for model in (
            "ward.case.evidence",
            "ward.case.meeting",
            "ward.obligation.step",
        ):
            for case, moment in self.env[model]._read_group(
                [("case_id", "in", self.ids)], ["case_id"], ["create_date:max"]
            ):
                last[case.id] = max(last[case.id], moment.date())
        of_petitions = self.petition_ids._last_papers()
        for case in self:
            days = [of_petitions[petition.id] for petition in case.petition_ids]
            last[case.id] = max([last[case.id], *days])
        return last
