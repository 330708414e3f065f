from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

# state -> {next state: (role, button)}; the roles are checked in `_check_transition`
TRANSITIONS = {
    "collecting": {"consolidated": "office"},
    "consolidated": {"collecting": "office", "decided": "leader"},
    "decided": {"published": "office", "consolidated": "leader"},
    "published": {"consolidated": "leader"},
}


class WardProgramme(models.Model):
    """The unit's programme of a month or week (chương trình, lịch công tác).

    Decree 315/2025, Articles 18 to 20: departments send the month's items, the office
    consolidates, the chairman decides; the week's schedule shows the chairman's and
    his deputies' work day by day and is published. Dates are date rules.
    """

    _name = "ward.programme"
    _description = "Unit Programme"
    _inherit = ["ward.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_start desc, kind, id"
    _check_company_auto = True

    kind = fields.Selection(
        [("month", "Month"), ("week", "Week")], required=True, default="week"
    )
    date_start = fields.Date(
        "From",
        required=True,
        index=True,
        default=lambda self: self._default_date_start(),
    )
    date_end = fields.Date(
        "To", compute="_compute_date_end", store=True, precompute=True
    )
    company_id = fields.Many2one(
        "res.company",
        "Unit",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    state = fields.Selection(
        [
            ("collecting", "Being collected"),
            ("consolidated", "Consolidated"),
            ("decided", "Decided"),
            ("published", "Published"),
        ],
        readonly=True,
        default="collecting",
        required=True,
        index=True,
    )
    item_ids = fields.One2many("ward.programme.item", "programme_id", "Items")
    send_deadline = fields.Date("Items Due", compute="_compute_deadlines")
    issue_deadline = fields.Date("To Be Issued By", compute="_compute_deadlines")
    decided_at = fields.Datetime("Decided On", readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)
    published_at = fields.Datetime("Published On", readonly=True)
    missing_department_ids = fields.Many2many(
        "hr.department", string="Not Sent Yet", compute="_compute_missing"
    )
    is_office = fields.Boolean(compute="_compute_is_office")
    is_leader = fields.Boolean(compute="_compute_is_office")

    _period_uniq = models.UniqueIndex(
        "(company_id, kind, date_start)",
        "The unit already has a programme for this period; open that one.",
    )

    @api.model
    def _default_date_start(self):
        today = self.env.company._ward_today()
        return today + timedelta(7 - today.weekday())

    @api.depends("kind", "date_start")
    @api.depends_context("lang")
    def _compute_display_name(self):
        label = self.env["ward.plan"]._period_label
        for programme in self:
            programme.display_name = label(programme.kind, programme.date_start)

    @api.depends("kind", "date_start")
    def _compute_date_end(self):
        for programme in self:
            start = programme.date_start
            if not start:
                programme.date_end = False
            elif programme.kind == "month":
                programme.date_end = start + relativedelta(months=1, days=-1)
            else:
                programme.date_end = start + timedelta(6)

    @api.depends("kind", "date_start", "company_id")
    def _compute_deadlines(self):
        for programme in self:
            issue, send = f"{programme.kind}_issue", False
            if programme.kind == "month":
                send = programme._rule_date("month_send")
            programme.send_deadline = send
            programme.issue_deadline = programme._rule_date(issue)

    def _rule_date(self, code):
        """Return the date on which ``code`` is due for this programme."""
        self.ensure_one()
        if not self.date_start:
            return False
        company = self.company_id or self.env.company
        rule = self.env["ward.time.rule"]._get_rule(code, company, self.date_start)
        if self.kind == "month":
            date = (self.date_start - timedelta(1)).replace(day=rule.day)
        else:
            date = self.date_start - timedelta(8 - min(rule.day, 7))
        return company._ward_working_date_before(date) if rule.to_working_day else date

    @api.depends("item_ids.sent_at", "item_ids.department_id")
    def _compute_missing(self):
        for programme in self:
            departments = self.env["hr.department"].search(
                [
                    ("company_id", "=", programme.company_id.id),
                    ("member_ids", "!=", False),
                ]
            )
            sent = programme.item_ids.filtered("sent_at").department_id
            programme.missing_department_ids = (
                departments - sent
                if programme.kind == "month" and programme.state == "collecting"
                else False
            )

    @api.depends_context("uid")
    @api.depends("company_id")
    def _compute_is_office(self):
        for programme in self:
            programme.is_office = programme._is_office()
            programme.is_leader = programme._is_leader()

    @api.constrains("kind", "date_start")
    def _check_date_start(self):
        for programme in self:
            right = self.env["ward.plan"]._period_start(
                programme.kind, programme.date_start
            )
            if programme.date_start != right:
                raise ValidationError(
                    self.env._(
                        "“From” must be a Monday for a week and the 1st for a month."
                    )
                )

    @api.onchange("kind", "date_start")
    def _onchange_kind(self):
        if self.date_start:
            self.date_start = self.env["ward.plan"]._period_start(
                self.kind, self.date_start
            )

    @api.model_create_multi
    def create(self, vals_list):
        programmes = super().create(vals_list)
        programmes._check_office()
        return programmes

    def write(self, vals):
        self._check_office()
        result = super().write(vals)
        self._check_office()
        return result

    def _check_office(self):
        if not self.env.su and not all(p._is_office() for p in self):
            raise AccessError(self.env._("The programme is kept by the office."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        self._check_office()
        if any(programme.state in ("decided", "published") for programme in self):
            raise UserError(self.env._("A decided programme is kept."))

    # ------------------------------------------------------------------
    # ROLES AND TRANSITIONS
    # ------------------------------------------------------------------

    def _is_office(self):
        """Return whether the user consolidates: the office, or the unit leader."""
        self.ensure_one()
        company = self.company_id or self.env.company
        # sudo: the department of the user's own employee record
        own = (
            self.env["hr.employee"]
            .sudo()
            .search([("user_id", "=", self.env.uid), ("company_id", "=", company.id)])
        )
        office = company.sudo().ward_office_department_id
        return bool(office and office in own.department_id) or self._is_leader()

    def _is_leader(self):
        return (
            self.env.user.has_group("ward_office.group_plan_leader")
            and (self.company_id or self.env.company) in self.env.companies
        )

    def _check_transition(self, target):
        self.check_access("write")
        labels = dict(self._fields["state"]._description_selection(self.env))
        for programme in self:
            role = TRANSITIONS[programme.state].get(target)
            if not role:
                raise UserError(
                    self.env._(
                        "%(programme)s is “%(state)s” and cannot become “%(target)s”.",
                        programme=programme.display_name,
                        state=labels[programme.state],
                        target=labels[target],
                    )
                )
            allowed = (
                programme._is_leader() if role == "leader" else programme._is_office()
            )
            if not allowed:
                raise AccessError(
                    self.env._("This step is for the unit leader.")
                    if role == "leader"
                    else self.env._("This step is for the office.")
                )

    def _move(self, target, **vals):
        self._check_transition(target)
        self._write_guarded({"state": target, **vals})
        label = dict(self._fields["state"]._description_selection(self.env))[target]
        self._message_log_batch(bodies={programme.id: label for programme in self})
        return True

    def action_consolidate(self):
        """Close the collection; the office has put the items together."""
        return self._move("consolidated")

    def action_collect(self):
        """Open the collection again."""
        return self._move("collecting")

    def action_decide(self):
        """Decide the programme (unit leader)."""
        return self._move(
            "decided", decided_at=fields.Datetime.now(), decided_by_id=self.env.uid
        )

    def action_publish(self):
        """Publish the decided programme to colleagues and, a week's, to the public."""
        return self._move("published", published_at=fields.Datetime.now())

    def action_reopen(self):
        """Open a decided programme for a change; the leader decides again."""
        return self._move("consolidated", published_at=False)

    def action_send_items(self):
        """Send the items of the user's department to the office.

        :raise UserError: there is nothing to send
        """
        self.ensure_one()
        if self.state != "collecting":
            raise UserError(self.env._("The office has closed the collection."))
        department = self.env.user._ward_employee(self.company_id).department_id
        items = self.item_ids.filtered(
            lambda item: item.department_id.id == department.id and not item.sent_at
        )
        if not items:
            raise UserError(
                self.env._(
                    "%(department)s has no unsent item in this programme.",
                    department=department.name,
                )
            )
        items._write_guarded(
            {"sent_at": fields.Datetime.now(), "sent_by_id": self.env.uid}
        )
        self._message_log(
            body=self.env._(
                "%(department)s has sent %(count)s items.",
                department=department.name,
                count=len(items),
            )
        )
        return True

    def _schedule_days(self):
        """Return the week day by day, for print and the public page.

        ``[(date, [(session label, items), …]), …]`` with sessions morning and
        afternoon in the unit's time zone; days without an item are left out.
        """
        self.ensure_one()
        days = {}
        for item in self.item_ids.filtered("start").sorted("start"):
            local = self.company_id._ward_to_local(item.start)
            session = 0 if local.hour < 12 else 1
            days.setdefault(local.date(), {}).setdefault(session, item.browse())
            days[local.date()][session] |= item
        labels = [self.env._("Morning"), self.env._("Afternoon")]
        return [
            (
                day,
                [(labels[session], items) for session, items in sorted(parts.items())],
            )
            for day, parts in sorted(days.items())
        ]
