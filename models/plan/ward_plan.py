from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date


class WardPlan(models.Model):
    """What one officer commits to in a week or month (kế hoạch công tác).

    The officer writes and submits it; the reviewer keeps, adjusts, stops or returns
    its tasks and approves. Job, department and reviewer are those of the time.
    """

    _name = "ward.plan"
    _description = "Work Plan"
    _inherit = [
        "ward.guarded.mixin",
        "ward.tell.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_start desc, department_id, id"
    _rec_names_search = ["employee_id.name"]
    _check_company_auto = True
    _mail_post_access = "read"

    employee_id = fields.Many2one(
        "hr.employee",
        "Officer",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user.employee_id,
    )
    employee_user_id = fields.Many2one(
        "res.users", compute="_compute_person", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        "res.company",
        "Unit",
        compute="_compute_person",
        store=True,
        precompute=True,
        index=True,
    )
    department_id = fields.Many2one(
        "hr.department",
        compute="_compute_person",
        store=True,
        precompute=True,
        index=True,
    )
    block = fields.Selection(
        related="department_id.ward_block", store=True, string="Block"
    )
    job_title = fields.Char(compute="_compute_person", store=True, precompute=True)
    kind = fields.Selection(
        [("week", "Week"), ("month", "Month")], required=True, default="week"
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
    week_label = fields.Char("Period", compute="_compute_week_label")
    state = fields.Selection(
        [
            ("draft", "Being written"),
            ("submitted", "Submitted"),
            ("returned", "Returned"),
            ("approved", "Approved"),
        ],
        readonly=True,
        default="draft",
        required=True,
        index=True,
        tracking=False,
    )
    reviewer_id = fields.Many2one("hr.employee", readonly=True, index=True)
    reviewer_user_id = fields.Many2one(
        "res.users", compute="_compute_reviewer_user_id", store=True, index=True
    )
    submit_deadline = fields.Datetime("Due", compute="_compute_submit_deadline")
    submitted_at = fields.Datetime("Submitted On", readonly=True)
    submitted_late = fields.Boolean("Late", readonly=True)
    reviewed_at = fields.Datetime("Reviewed On", readonly=True)
    reviewed_by_id = fields.Many2one("res.users", readonly=True)
    review_note = fields.Text("Reviewer's Word", readonly=True)
    task_ids = fields.One2many("ward.task", "plan_id", "Tasks")
    task_count = fields.Integer(compute="_compute_figures")
    done_count = fields.Integer(compute="_compute_figures")
    overdue_count = fields.Integer(compute="_compute_figures")
    pending_count = fields.Integer(compute="_compute_figures")
    progress = fields.Integer("Progress (%)", compute="_compute_figures")
    warning = fields.Text("To Look At", compute="_compute_warning")
    is_mine = fields.Boolean(compute="_compute_can", search="_search_is_mine")
    to_review = fields.Boolean(
        "For My Review", compute="_compute_can", search="_search_to_review"
    )
    can_submit = fields.Boolean(compute="_compute_can")
    can_review = fields.Boolean(compute="_compute_can")
    can_edit = fields.Boolean(compute="_compute_can")

    _person_period = models.UniqueIndex(
        "(employee_id, kind, date_start)",
        "This officer already has a plan for this period; open that one.",
    )
    _board_idx = models.Index("(company_id, kind, date_start)")
    _review_idx = models.Index("(reviewer_id) WHERE state = 'submitted'")

    # ------------------------------------------------------------------
    # DEFAULTS AND COMPUTES
    # ------------------------------------------------------------------

    @api.model
    def _default_date_start(self):
        """Next Monday from Thursday on, this Monday before: the plan now written."""
        today = self.env.company._ward_today()
        return self._period_start(
            "week", today + timedelta(7 if today.weekday() > 2 else 0)
        )

    @api.model
    def _period_start(self, kind, date):
        """Return the first day of the ``kind`` of period that holds ``date``."""
        if kind == "month":
            return date.replace(day=1)
        return date - timedelta(date.weekday())

    @api.depends("employee_id")
    def _compute_person(self):
        for plan in self:
            # sudo: a plain user reads neither department nor job of a colleague
            employee = plan.employee_id.sudo()
            plan.employee_user_id = employee.user_id
            plan.company_id = employee.company_id or self.env.company
            plan.department_id = employee.department_id
            plan.job_title = employee.job_title

    @api.depends("reviewer_id")
    def _compute_reviewer_user_id(self):
        for plan in self:
            plan.reviewer_user_id = plan.reviewer_id.sudo().user_id  # stored for rules

    @api.depends("kind", "date_start")
    def _compute_date_end(self):
        for plan in self:
            if not plan.date_start:
                plan.date_end = False
            elif plan.kind == "month":
                plan.date_end = plan.date_start + relativedelta(months=1, days=-1)
            else:
                plan.date_end = plan.date_start + timedelta(6)

    @api.depends("kind", "date_start")
    @api.depends_context("lang")
    def _compute_week_label(self):
        for plan in self:
            plan.week_label = self._period_label(plan.kind, plan.date_start)

    @api.model
    def _period_label(self, kind, date_start):
        """Return the name of a period, as “Week 48/2026” or “November 2026”."""
        if not date_start:
            return ""
        if kind == "month":
            return self.env._("Month %(month)s", month=date_start.strftime("%m/%Y"))
        year, week, _day = date_start.isocalendar()
        return self.env._("Week %(week)02d/%(year)s", week=week, year=year)

    @api.depends("employee_id", "kind", "date_start")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for plan in self:
            name = plan.employee_id.sudo().name or ""  # a name, open to colleagues
            label = self._period_label(plan.kind, plan.date_start)
            plan.display_name = f"{name} – {label}"

    @api.depends("kind", "date_start", "company_id")
    def _compute_submit_deadline(self):
        memo = {}
        for plan in self:
            key = (plan.company_id, plan.kind, plan.date_start)
            if key not in memo:
                memo[key] = bool(plan.date_start) and (
                    plan.company_id or self.env.company
                )._ward_submission_deadline(plan.kind, plan.date_start)
            plan.submit_deadline = memo[key]

    @api.depends("task_ids.progress", "task_ids.review_state", "task_ids.deadline")
    def _compute_figures(self):
        for plan in self:
            tasks = plan.task_ids.filtered(lambda t: t.review_state != "stopped")
            plan.task_count = len(tasks)
            plan.done_count = len(tasks.filtered("done_at"))
            plan.overdue_count = len(tasks.filtered("is_overdue"))
            plan.pending_count = len(
                tasks.filtered(lambda t: t.review_state == "pending")
            )
            weight = sum(tasks.mapped("weight"))
            done = sum(task.weight * task.progress for task in tasks)
            plan.progress = round(done / weight) if weight else 0

    @api.depends("task_ids.overlap")
    def _compute_warning(self):
        for plan in self:
            plan.warning = "\n".join(
                f"{task.name}: {task.overlap}" for task in plan.task_ids if task.overlap
            )

    @api.depends_context("uid")
    @api.depends("state", "employee_user_id", "reviewer_id")
    def _compute_can(self):
        reviewable = self._filtered_reviewable()
        for plan in self:
            plan.is_mine = plan.employee_user_id == self.env.user
            plan.can_review = plan in reviewable
            plan.to_review = plan.can_review and plan.state == "submitted"
            plan.can_submit = plan.is_mine and plan.state in ("draft", "returned")
            plan.can_edit = plan.can_submit or plan.can_review or not plan.id

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("employee_user_id", "=", self.env.uid)

    def _search_to_review(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain("state", "=", "submitted")
        leaders = self.env["hr.employee"]._ward_represented()
        return domain & Domain("reviewer_id", "in", leaders.ids)

    @api.constrains("kind", "date_start")
    def _check_date_start(self):
        for plan in self:
            if plan.date_start != self._period_start(plan.kind, plan.date_start):
                raise ValidationError(
                    self.env._(
                        "“From” must be a Monday for a week and the 1st for a month; "
                        "%(date)s is neither. Choose %(right)s.",
                        date=format_date(self.env, plan.date_start),
                        right=format_date(
                            self.env, self._period_start(plan.kind, plan.date_start)
                        ),
                    )
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.onchange("kind", "date_start")
    def _onchange_kind(self):
        if self.date_start:
            self.date_start = self._period_start(self.kind, self.date_start)

    @api.model_create_multi
    def create(self, vals_list):
        # Creation itself is no transition: neither logged nor followed.
        quiet = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
        plans = super(WardPlan, quiet).create(vals_list).with_env(self.env)
        plans._set_reviewer()
        if not self.env.su:
            plans._check_writer()
        plans._check_employed()
        plans._add_recurring()
        return plans

    def write(self, vals):
        if not self.env.su:
            self._check_writer()
            fixed = {"employee_id", "kind", "date_start"} & vals.keys()
            if fixed and any(p.state not in ("draft", "returned") for p in self):
                raise AccessError(
                    self.env._("Officer and period of a submitted plan are fixed.")
                )
        result = super().write(vals)
        if "employee_id" in vals and not self.env.su:
            self._check_writer()
        if "employee_id" in vals:
            self._set_reviewer()
        return result

    def _check_writer(self):
        """Only the officer himself and his reviewer write a plan."""
        others = self.filtered(lambda plan: plan.employee_user_id != self.env.user)
        refused = others - others._filtered_reviewable()
        if refused:
            raise AccessError(
                self.env._(
                    "The plan of %(name)s can be written by himself and his reviewer "
                    "only.",
                    name=refused[0].employee_id.sudo().name,  # told to the caller
                )
            )

    def _check_employed(self):
        for plan in self:
            employee = plan.employee_id.sudo()  # facts of employment, only compared
            if not employee.active:
                raise ValidationError(
                    self.env._(
                        "“Officer”: %(name)s is archived and cannot get a plan.",
                        name=employee.name,
                    )
                )
            left = employee.departure_date
            if left and left < plan.date_start:
                raise ValidationError(
                    self.env._(
                        "“Officer”: %(name)s leaves on %(date)s, before this period.",
                        name=employee.name,
                        date=format_date(self.env, left),
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        if self.env.su:
            return
        for plan in self:
            if plan.employee_user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "%(plan)s can be deleted by its officer only.",
                        plan=plan.display_name,
                    )
                )
            if plan.state != "draft" or plan.submitted_at:
                raise UserError(
                    self.env._(
                        "%(plan)s has been submitted and cannot be deleted.",
                        plan=plan.display_name,
                    )
                )

    def copy_data(self, default=None):
        raise UserError(
            self.env._(
                "A plan is not duplicated; use “Copy Last Plan” in the new plan."
            )
        )

    # ------------------------------------------------------------------
    # OPENING
    # ------------------------------------------------------------------

    @api.model
    def action_my_plan(self):
        """Open the current user's plan that is being written, creating it if needed.

        :raise UserError: the user has no employee record in this unit
        """
        employee = self.env.user._ward_employee()
        start = self._default_date_start()
        plan = self.search(
            [
                ("employee_id", "=", employee.id),
                ("kind", "=", "week"),
                ("date_start", "=", start),
            ]
        ) or self.create({"employee_id": employee.id, "date_start": start})
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ward_office.ward_plan_action_mine"
        )
        return action | {
            "res_id": plan.id,
            "views": [(False, "form")],
            "view_mode": "form",
        }
