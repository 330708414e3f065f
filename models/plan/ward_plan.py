from collections import defaultdict
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

# state -> {next state: who may take the step}
TRANSITIONS = {
    "draft": {"submitted": "owner"},
    "returned": {"submitted": "owner"},
    "submitted": {"draft": "owner", "approved": "reviewer", "returned": "reviewer"},
    "approved": {"returned": "reviewer"},
}
OPEN_STATES = ("draft", "returned", "submitted")
# More lines would not fit a message a person reads.
MAX_SHOWN_ISSUES = 20


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
        "From", required=True, index=True, default=lambda self: self._default_date_start()
    )
    date_end = fields.Date("To", compute="_compute_date_end", store=True, precompute=True)
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
    reviewer_id = fields.Many2one("hr.employee", "Reviewer", readonly=True, index=True)
    reviewer_user_id = fields.Many2one(
        "res.users", compute="_compute_reviewer_user_id", store=True, index=True
    )
    submit_deadline = fields.Datetime("Due", compute="_compute_submit_deadline")
    submitted_at = fields.Datetime("Submitted On", readonly=True)
    submitted_late = fields.Boolean("Late", readonly=True)
    reviewed_at = fields.Datetime("Reviewed On", readonly=True)
    reviewed_by_id = fields.Many2one("res.users", "Reviewed By", readonly=True)
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

    # ------------------------------------------------------------------
    # DEFAULTS AND COMPUTES
    # ------------------------------------------------------------------

    @api.model
    def _default_date_start(self):
        """Next Monday from Thursday on, this Monday before: the plan now written."""
        today = self.env.company._ward_today()
        return self._period_start("week", today + timedelta(7 if today.weekday() > 2 else 0))

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
            plan.display_name = "%s – %s" % (
                plan.employee_id.sudo().name or "",  # a name, open to colleagues
                self._period_label(plan.kind, plan.date_start),
            )

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
            plan.pending_count = len(tasks.filtered(lambda t: t.review_state == "pending"))
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
            if {"employee_id", "kind", "date_start"} & vals.keys():
                if any(plan.state not in ("draft", "returned") for plan in self):
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
        self._check_writer()
        for plan in self:
            if plan.state != "draft" or plan.submitted_at:
                raise UserError(
                    self.env._(
                        "%(plan)s has been submitted and cannot be deleted.",
                        plan=plan.display_name,
                    )
                )

    def copy_data(self, default=None):
        raise UserError(
            self.env._("A plan is not duplicated; use “Copy Last Plan” in the new plan.")
        )

    # ------------------------------------------------------------------
    # REVIEWERS
    # ------------------------------------------------------------------

    def _set_reviewer(self):
        """Write the reviewer of today's chain on the plans (one write a reviewer)."""
        reviewers = self.employee_id._ward_reviewers()
        by_reviewer = defaultdict(self.browse)
        for plan in self:
            by_reviewer[reviewers[plan.employee_id].id] |= plan
        for reviewer_id, plans in by_reviewer.items():
            plans.sudo()._write_guarded(  # sudo: derived, whoever caused the change
                {"reviewer_id": reviewer_id}
            )

    @api.model
    def _refresh_reviewers(self, employees):
        """Let the open plans of ``employees`` follow a changed chain."""
        # sudo: a change of manager concerns plans its writer may not see
        self.sudo().search(
            [("employee_id", "in", employees.ids), ("state", "in", OPEN_STATES)]
        )._set_reviewer()

    def _filtered_reviewable(self):
        """Return the plans the current user may review.

        He is the reviewer, stands in for him, or leads the unit; never his own.
        """
        others = self.filtered(
            lambda plan: plan.employee_id and plan.employee_user_id != self.env.user
        )
        if not others:
            return self.browse()
        represented = self.env["hr.employee"]._ward_represented()
        is_leader = self.env.user.has_group("ward_office.group_plan_leader")
        return others.filtered(
            lambda plan: plan.reviewer_id in represented
            or (is_leader and plan.company_id in self.env.companies)
        )

    # ------------------------------------------------------------------
    # TRANSITIONS
    # ------------------------------------------------------------------

    def _check_transition(self, target):
        """Check that the current user may bring each plan to ``target``.

        :raise UserError: the plan is in another state
        :raise AccessError: another person's step
        """
        self.check_access("write")
        reviewable = self._filtered_reviewable()
        labels = dict(self._fields["state"]._description_selection(self.env))
        for plan in self:
            who = TRANSITIONS[plan.state].get(target)
            if not who:
                raise UserError(
                    self.env._(
                        "%(plan)s is “%(state)s” and cannot become “%(target)s”.",
                        plan=plan.display_name,
                        state=labels[plan.state],
                        target=labels[target],
                    )
                )
            owner = plan.employee_user_id == self.env.user
            if not (owner if who == "owner" else plan in reviewable):
                raise AccessError(
                    self.env._(
                        "%(plan)s: this step is for %(who)s.",
                        plan=plan.display_name,
                        who=self.env._("the officer himself")
                        if who == "owner"
                        else self.env._("the reviewer, never for the officer himself"),
                    )
                )

    def _log_step(self, text):
        self._message_log_batch(bodies={plan.id: text for plan in self})

    def action_submit(self):
        """Submit the plans for review; late is recorded, vague lines are refused.

        :raise ValidationError: lines that are not concrete, told one by one
        """
        self._check_transition("submitted")
        self._check_content()
        now = fields.Datetime.now()
        late = self.filtered(lambda plan: now > plan.submit_deadline)
        for plans, is_late in ((late, True), (self - late, False)):
            plans._write_guarded(
                {"state": "submitted", "submitted_at": now, "submitted_late": is_late}
            )
        self.task_ids.filtered(lambda t: t.review_state == "returned")._write_guarded(
            {"review_state": "pending"}
        )
        late._log_step(self.env._("Submitted, after the time set."))
        (self - late)._log_step(self.env._("Submitted in time."))
        self.activity_unlink(["ward_office.activity_plan_submit"])
        self._approve_without_superior()
        return True

    def _approve_without_superior(self):
        """The leader of a unit without a superior here needs nobody's approval."""
        top = self.filtered(
            lambda plan: not plan.reviewer_id
            and plan.employee_id == plan.company_id.ward_leader_id
        )
        if top:
            top.task_ids.filtered(
                lambda t: t.review_state == "pending"
            )._write_guarded({"review_state": "kept"})
            top._write_guarded(
                {"state": "approved", "reviewed_at": fields.Datetime.now()}
            )
            top._log_step(self.env._("In force at once: no superior in the system."))

    def _check_content(self):
        """Refuse plans without tasks or with lines that say too little."""
        problems = []
        for plan in self:
            if not plan.task_ids:
                problems.append(
                    self.env._("%(plan)s has no task yet.", plan=plan.display_name)
                )
            for task in plan.task_ids:
                if task.review_state == "stopped":
                    continue
                problems += [
                    self.env._("“%(task)s”: %(issue)s", task=task.name[:80], issue=issue)
                    for issue in task._submission_issues()
                ]
        if problems:
            shown = problems[:MAX_SHOWN_ISSUES]
            if len(problems) > len(shown):
                shown.append(
                    self.env._("… and %(count)s more.", count=len(problems) - len(shown))
                )
            raise ValidationError("\n".join(shown))

    def action_withdraw(self):
        """Take submitted plans back for another change, before they are reviewed."""
        self._check_transition("draft")
        self._write_guarded({"state": "draft"})
        self._log_step(self.env._("Taken back by the officer."))
        return True

    def action_approve(self):
        """Approve the plans; lines not yet looked at are kept.

        :raise UserError: a line has been returned; the plan must be returned then
        """
        self._check_transition("approved")
        returned = self.task_ids.filtered(lambda t: t.review_state == "returned")
        if returned:
            raise UserError(
                self.env._(
                    "%(plan)s holds lines you returned; press “Return” instead.",
                    plan=returned[0].plan_id.display_name,
                )
            )
        now = fields.Datetime.now()
        self.task_ids.filtered(lambda t: t.review_state == "pending")._write_guarded(
            {"review_state": "kept", "reviewed_by_id": self.env.uid, "reviewed_at": now}
        )
        self._write_guarded(
            {"state": "approved", "reviewed_at": now, "reviewed_by_id": self.env.uid}
        )
        self._log_step(self.env._("Approved."))
        self.activity_unlink(["ward_office.activity_plan_review"])
        self._tell(
            "employee_user_id",
            lambda plan: plan.env._("%(plan)s: approved.", plan=plan.display_name),
        )
        return True

    def action_return(self, word=None):
        """Return the plans to their officers with a word (required)."""
        self._check_transition("returned")
        if not word and not all(
            any(task.review_state == "returned" for task in plan.task_ids)
            for plan in self
        ):
            raise UserError(
                self.env._("Say what is to be changed, or return the lines concerned.")
            )
        self._write_guarded(
            {
                "state": "returned",
                "reviewed_at": fields.Datetime.now(),
                "reviewed_by_id": self.env.uid,
                "review_note": word or False,
            }
        )
        text = self.env._("Returned to the officer.")
        self._log_step(Markup("%s<br/>%s") % (text, word) if word else text)
        self.activity_unlink(["ward_office.activity_plan_review"])
        for plan in self.filtered("employee_user_id"):
            plan.activity_schedule(
                "ward_office.activity_plan_submit",
                note=word or self.env._("Some lines need another look."),
                user_id=plan.employee_user_id.id,
            )
        return True

    def action_approve_all(self):
        """Approve those of the plans that wait for the current user's review.

        Returns a notification telling how many were approved and how many skipped.
        """
        ready = self._filtered_reviewable().filtered(
            lambda plan: plan.state == "submitted"
            and not any(task.review_state == "returned" for task in plan.task_ids)
        )
        ready.action_approve()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if ready else "warning",
                "message": self.env._(
                    "%(done)s approved, %(skipped)s skipped (not submitted, returned "
                    "lines, or not yours to review).",
                    done=len(ready),
                    skipped=len(self - ready),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    # ------------------------------------------------------------------
    # FAST ENTRY
    # ------------------------------------------------------------------

    def _add_recurring(self):
        """Put the recurring work of each officer into his new plans."""
        works = self.env["ward.recurring.task"].search(
            [("employee_id", "in", self.employee_id.ids)]
        )
        by_person = works.grouped("employee_id")
        self.env["ward.task"]._create_guarded(
            [
                work._prepare_task_vals(plan)
                for plan in self
                for work in by_person.get(plan.employee_id, ())
                if work.kind == plan.kind
            ]
        )

    def _check_fillable(self):
        self.ensure_one()
        self._check_writer()
        if self.state not in ("draft", "returned"):
            raise UserError(self.env._("Only a plan being written can be filled."))

    def _previous(self):
        """Return the officer's last plan of this kind before this one."""
        self.ensure_one()
        return self.search(
            [
                ("employee_id", "=", self.employee_id.id),
                ("kind", "=", self.kind),
                ("date_start", "<", self.date_start),
            ],
            order="date_start desc",
            limit=1,
        )

    def action_copy_last(self):
        """Copy the tasks of the last plan, moved to this period."""
        self._check_fillable()
        previous = self._previous()
        if not previous:
            raise UserError(self.env._("There is no earlier plan to copy."))
        shift = self.date_start - previous.date_start
        known = set(self.task_ids.mapped("name"))
        tasks = previous.task_ids.filtered(
            lambda t: t.review_state != "stopped"
            and t.name not in known
            and t.source not in ("assigned", "campaign")
        )
        self.env["ward.task"]._create_guarded(
            [task._prepare_copy_vals(self, shift) for task in tasks]
        )
        return True

    def action_carry_over(self):
        """Take over what the last plan left unfinished; quantities stay there too."""
        self._check_fillable()
        tasks = self._previous().task_ids.filtered(
            lambda t: not t.done_at and not t.is_carried and t.review_state != "stopped"
        )
        if not tasks:
            raise UserError(self.env._("Nothing is left unfinished."))
        vals_list = []
        for task in tasks:
            vals = task._prepare_copy_vals(self, timedelta(0))
            vals |= {
                "source": "carried",
                "carried_from_id": task.id,
                "progress": task.progress,
                "result": task.result,
                "campaign_target_id": task.campaign_target_id.id,
            }
            vals["deadline"] = max(
                task.deadline,
                self.company_id._ward_to_utc(self.date_end - timedelta(2), 17),
            )
            vals["slot_ids"] = []
            vals_list.append(vals)
        self.env["ward.task"]._create_guarded(vals_list)
        tasks._write_guarded({"is_carried": True})
        return True

    @api.model
    def _for_employees(self, employees, kind, date):
        """Return the plans of ``employees`` for the period holding ``date``.

        Missing ones are created, one batch for all.
        """
        start = self._period_start(kind, date)
        # sudo: a leader assigns work to officers whose plan he did not open; rights
        # are checked by the caller (`ward.task.assign`, campaigns)
        plans = self.sudo().search(
            [
                ("employee_id", "in", employees.ids),
                ("kind", "=", kind),
                ("date_start", "=", start),
            ]
        )
        plans |= self.sudo().create(
            [
                {"employee_id": employee.id, "kind": kind, "date_start": start}
                for employee in employees - plans.employee_id
            ]
        )
        return plans.with_env(self.env)

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
        return action | {"res_id": plan.id, "views": [(False, "form")], "view_mode": "form"}
