from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...tools.vagueness import fold

# What the officer commits to: locked for him once the plan is approved.
COMMITMENT = {
    "plan_id",
    "parent_id",
    "name",
    "product_id",
    "product_name",
    "quantity",
    "deadline",
    "slot_ids",
    "place",
    "participant_ids",
    "weight",
    "programme_item_id",
    "campaign_target_id",
    "sequence",
}
# What he reports while working.
REPORT = {"progress", "result", "evidence_ids"}


class WardTask(models.Model):
    """One piece of work of one officer (nhiệm vụ), with its product and deadline.

    Lives in a plan. The officer writes it while the plan is open and reports on it
    afterwards; the reviewer decides on it. State, lateness and overdue follow from
    the facts, they are never set.
    """

    _name = "ward.task"
    _description = "Task"
    _inherit = [
        "ward.guarded.mixin",
        "ward.tell.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "deadline, sequence, id"
    _rec_names_search = ["name", "folded_name"]
    _check_company_auto = True
    _mail_post_access = "read"

    # what
    sequence = fields.Integer(default=10)
    name = fields.Char("Task", required=True, tracking=1)
    folded_name = fields.Char(
        compute="_compute_folded_name",
        store=True,
        index="trigram",
        export_string_translation=False,
    )
    plan_id = fields.Many2one(
        "ward.plan", required=True, index=True, ondelete="cascade"
    )
    parent_id = fields.Many2one(
        "ward.task",
        "Monthly Item",
        index="btree_not_null",
        ondelete="set null",
        help="The item of the monthly plan that this task is a step of.",
    )
    child_ids = fields.One2many("ward.task", "parent_id", "Weekly Steps")
    product_id = fields.Many2one(
        "ward.product", "Catalogue Item", index="btree_not_null", tracking=2
    )
    product_name = fields.Char(
        "Product",
        compute="_compute_product_name",
        store=True,
        readonly=False,
        precompute=True,
        tracking=3,
        help="What will be there when the work is done: a report, minutes, a file…",
    )
    quantity = fields.Float(default=1.0, tracking=4)
    factor = fields.Float(
        "Conversion Factor",
        compute="_compute_factor",
        store=True,
        precompute=True,
        digits=(12, 2),
        help="Of the catalogue item when it was chosen.",
    )
    converted_quantity = fields.Float(
        compute="_compute_converted_quantity",
        store=True,
        precompute=True,
        digits=(12, 2),
        help="Quantity times factor: standard products (Decree 335/2025, Article 14).",
    )
    weight = fields.Float(default=1.0, tracking=5)
    place = fields.Char(tracking=6)
    # when
    deadline = fields.Datetime(
        required=True,
        tracking=7,
        default=lambda self: self._default_deadline(),
    )
    slot_ids = fields.One2many("ward.task.slot", "task_id", "Hour Slots")
    slot_label = fields.Char("Hours", compute="_compute_slot_label")
    overlap = fields.Char("Planned Twice", compute="_compute_overlap")
    # who
    employee_id = fields.Many2one(
        related="plan_id.employee_id", store=True, index=True, precompute=True
    )
    employee_user_id = fields.Many2one(
        related="plan_id.employee_user_id", store=True, index=True, precompute=True
    )
    reviewer_user_id = fields.Many2one(
        related="plan_id.reviewer_user_id", store=True, index=True
    )
    department_id = fields.Many2one(
        related="plan_id.department_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="plan_id.company_id", store=True, index=True, precompute=True
    )
    kind = fields.Selection(related="plan_id.kind", store=True, precompute=True)
    date_start = fields.Date(
        related="plan_id.date_start", store=True, precompute=True, string="Period From"
    )
    plan_state = fields.Selection(related="plan_id.state", string="State of the Plan")
    # The public face of employees: a plain user may not link to `hr.employee`.
    participant_ids = fields.Many2many(
        "hr.employee.public", string="Taking Part", tracking=8
    )
    # where it comes from
    source = fields.Selection(
        [
            ("own", "Own"),
            ("programme", "Unit's programme"),
            ("assigned", "Assigned"),
            ("campaign", "Campaign"),
            ("carried", "Carried over"),
            ("recurring", "Recurring"),
            ("arising", "Arising"),
        ],
        readonly=True,
        default="own",
        required=True,
        index=True,
    )
    is_arising = fields.Boolean(
        "After Approval",
        readonly=True,
        help="Added after the plan's approval; counts on top of what was assigned "
        "(Decree 335/2025, Article 18).",
    )
    assigned_by_id = fields.Many2one("res.users", readonly=True)
    carried_from_id = fields.Many2one(
        "ward.task", "Carried Over From", readonly=True, index="btree_not_null"
    )
    is_carried = fields.Boolean(
        "Carried Over to a Later Plan",
        readonly=True,
        help="Goes on in a later plan, and is overdue there only.",
    )
    recurring_id = fields.Many2one(
        "ward.recurring.task", readonly=True, index="btree_not_null"
    )
    programme_item_id = fields.Many2one("ward.programme.item", index="btree_not_null")
    campaign_target_id = fields.Many2one("ward.campaign.target", index="btree_not_null")
    # review
    review_state = fields.Selection(
        [
            ("pending", "To review"),
            ("kept", "Kept"),
            ("adjusted", "Adjusted"),
            ("returned", "Returned"),
            ("stopped", "Stopped"),
        ],
        "Review",
        readonly=True,
        default="pending",
        required=True,
        index=True,
    )
    review_note = fields.Char("Reviewer's Word", readonly=True)
    reviewed_by_id = fields.Many2one("res.users", "Decided By", readonly=True)
    reviewed_at = fields.Datetime("Decided On", readonly=True)
    vague_reason = fields.Char(
        "Accepted Because",
        readonly=True,
        help="Why the leader accepted a line that the concreteness check refuses.",
    )
    concreteness = fields.Text(
        "Still Missing", compute="_compute_concreteness", compute_sudo=False
    )
    # facts
    progress = fields.Integer("Progress (%)", aggregator="avg")
    shown_progress = fields.Integer(
        "Progress With Steps (%)",
        compute="_compute_shown_progress",
        help="Of the weekly steps where there are any, else its own.",
    )
    result = fields.Text()
    evidence_ids = fields.Many2many("ir.attachment", bypass_search_access=True)
    done_at = fields.Datetime("Reported Done On", readonly=True)
    accepted_at = fields.Datetime("Accepted On", readonly=True)
    accepted_by_id = fields.Many2one("res.users", readonly=True)
    quality = fields.Selection(
        [
            ("exceeds", "Beyond what was asked"),
            ("meets", "As asked"),
            ("poor", "With faults"),
        ],
        readonly=True,
    )
    sent_back_count = fields.Integer(
        "Times Sent Back",
        readonly=True,
        help="How often the product was found failing (Decree 335/2025, Article 14).",
    )
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("todo", "To do"),
            ("doing", "Under way"),
            ("done", "Reported done"),
            ("accepted", "Accepted"),
            ("stopped", "Stopped"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
    )
    is_overdue = fields.Boolean(
        "Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    is_late = fields.Boolean(
        "Done Late", compute="_compute_is_late", store=True, precompute=True
    )
    is_mine = fields.Boolean(compute="_compute_can", search="_search_is_mine")
    can_review = fields.Boolean(compute="_compute_can")
    can_edit = fields.Boolean(compute="_compute_can")
    can_report = fields.Boolean(compute="_compute_can")

    _progress_range = models.Constraint(
        "CHECK (progress BETWEEN 0 AND 100)", "“Progress” must lie between 0 and 100 %."
    )
    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "“Quantity” must be above zero."
    )
    _weight_positive = models.Constraint(
        "CHECK (weight > 0)", "“Weight” must be above zero."
    )
    _list_idx = models.Index("(company_id, date_start, deadline, sequence, id)")
    _deadline_idx = models.Index("(company_id, deadline, sequence, id)")
    _open_idx = models.Index("(company_id, deadline) WHERE done_at IS NULL")

    # ------------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------------

    @api.model
    def _default_deadline(self):
        """The plan's last working day (Friday), at the end of the day."""
        plan = self.env["ward.plan"].browse(self.env.context.get("default_plan_id"))
        company = plan.company_id or self.env.company
        start = plan.date_start or self.env["ward.plan"]._default_date_start()
        end = plan.date_end or start
        if not plan or plan.kind == "week":
            end = fields.Date.add(start, days=4)
        return company._ward_to_utc(company._ward_working_date_before(end), 17)

    @api.depends("name")
    def _compute_folded_name(self):
        for task in self:
            task.folded_name = fold(task.name or "")

    @api.depends("product_id")
    def _compute_product_name(self):
        for task in self:
            # sudo: an item of the catalogue may be archived or another department's
            product = task.product_id.sudo()
            task.product_name = product.product_name or task.product_name

    @api.depends("product_id")
    def _compute_factor(self):
        for task in self:
            task.factor = task.product_id.sudo().factor  # see _compute_product_name

    @api.depends("quantity", "factor")
    def _compute_converted_quantity(self):
        for task in self:
            task.converted_quantity = task.quantity * task.factor

    @api.depends("slot_ids.start", "slot_ids.stop")
    def _compute_slot_label(self):
        days = [
            self.env._("Mon"),
            self.env._("Tue"),
            self.env._("Wed"),
            self.env._("Thu"),
            self.env._("Fri"),
            self.env._("Sat"),
            self.env._("Sun"),
        ]
        for task in self:
            parts = []
            company = task.company_id or self.env.company
            for slot in task.slot_ids.sorted("start"):
                if slot.start and slot.stop:
                    start = company._ward_to_local(slot.start)
                    stop = company._ward_to_local(slot.stop)
                    parts.append(f"{days[start.weekday()]} {start:%H:%M}–{stop:%H:%M}")
            task.slot_label = ", ".join(parts)

    @api.depends("slot_ids.start", "slot_ids.stop", "participant_ids")
    def _compute_overlap(self):
        found = self.env["ward.task.slot"]._overlaps(self.slot_ids)
        for task in self:
            task.overlap = ", ".join(sorted(found.get(task._origin.id, ())))

    @api.depends("name", "product_id", "product_name", "deadline", "vague_reason")
    @api.depends_context("lang")
    def _compute_concreteness(self):
        for task in self:
            task.concreteness = "\n".join(task._submission_issues()) or False

    @api.depends("progress", "child_ids.progress", "child_ids.weight")
    def _compute_shown_progress(self):
        for task in self:
            steps = task.child_ids.filtered(lambda t: t.review_state != "stopped")
            weight = sum(steps.mapped("weight"))
            task.shown_progress = (
                round(sum(s.weight * s.progress for s in steps) / weight)
                if weight
                else task.progress
            )

    @api.depends("plan_id.state", "review_state", "progress", "accepted_at")
    def _compute_state(self):
        for task in self:
            if task.review_state == "stopped":
                task.state = "stopped"
            elif task.accepted_at:
                task.state = "accepted"
            elif task.progress >= 100:
                task.state = "done"
            elif task.progress > 0:
                task.state = "doing"
            elif task.plan_id.state != "approved" or task.review_state in (
                "pending",
                "returned",
            ):
                task.state = "planned"
            else:
                task.state = "todo"

    @api.depends("deadline", "done_at", "review_state", "is_carried", "handed_to_id")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for task in self:
            task.is_overdue = (
                bool(task.deadline)
                and task.deadline < now
                and not task.done_at
                and not task.is_carried
                and not task.handed_to_id
                and task.review_state != "stopped"
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return (
            Domain("deadline", "<", fields.Datetime.now())
            & Domain("done_at", "=", False)
            & Domain("is_carried", "=", False)
            & Domain("handed_to_id", "=", False)
            & Domain("review_state", "!=", "stopped")
        )

    @api.depends("done_at", "deadline")
    def _compute_is_late(self):
        for task in self:
            task.is_late = bool(task.done_at and task.done_at > task.deadline)

    @api.depends_context("uid")
    @api.depends("plan_id.state", "review_state", "accepted_at", "is_arising")
    def _compute_can(self):
        reviewable = self.plan_id._filtered_reviewable()
        for task in self:
            task.is_mine = task.employee_user_id == self.env.user
            task.can_review = task.plan_id in reviewable
            task.can_edit = (
                not task._origin
                or task.can_review
                or (task.is_mine and task._is_open_for_owner())
            )
            task.can_report = (
                task.is_mine and not task.accepted_at and task.review_state != "stopped"
            )

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("employee_user_id", "=", self.env.uid)

    @api.model
    def _search_display_name(self, operator, value):
        if operator in ("ilike", "like") and isinstance(value, str) and fold(value):
            return [("folded_name", "like", fold(value))]
        return super()._search_display_name(operator, value)

    @api.onchange("product_id")
    def _onchange_product_id(self):
        if self.product_id and not self.name:
            self.name = self.product_id.name

    @api.constrains("deadline", "plan_id")
    def _check_deadline(self):
        for task in self:
            start = task.company_id._ward_to_utc(task.plan_id.date_start)
            if task.deadline < start:
                raise ValidationError(
                    self.env._(
                        "“Deadline” of “%(task)s” lies before the period of its plan, "
                        "%(plan)s. Choose a day inside or after it.",
                        task=task.name[:80],
                        plan=task.plan_id.week_label,
                    )
                )

    @api.constrains("parent_id")
    def _check_parent_id(self):
        for task in self.filtered("parent_id"):
            parent = task.parent_id
            if parent.kind != "month" or task.kind != "week":
                raise ValidationError(
                    self.env._(
                        "“Monthly Item” of “%(task)s”: only an item of a monthly plan "
                        "is broken down, into tasks of a week.",
                        task=task.name[:80],
                    )
                )
            if parent.employee_id != task.employee_id:
                raise ValidationError(
                    self.env._("“Monthly Item” must be one of the same officer.")
                )

    @api.constrains("name", "product_name", "place")
    def _check_length(self):
        for task in self:
            for name in ("name", "product_name", "place"):
                if len(task[name] or "") > 500:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” holds more than 500 characters; put the rest "
                            "into a comment or a file.",
                            field=self._fields[name]._description_string(self.env),
                        )
                    )

    def _submission_issues(self):
        """Return why this task cannot be submitted, as translated sentences."""
        self.ensure_one()
        issues = []
        if not self.vague_reason:
            issues = self._concreteness_issues(
                self.name, self.product_id or self.product_name, self.company_id
            )
        if not self.deadline:
            issues.append(self.env._("the deadline is missing."))
        return issues

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    def _is_open_for_owner(self):
        """Return whether the officer may still change what he commits to."""
        self.ensure_one()
        if self.review_state == "stopped" or self.accepted_at:
            return False
        if self.plan_id.state in ("draft", "returned"):
            return True
        return self.is_arising and self.review_state in ("pending", "returned")

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        if self.env.su:
            tasks = self._create_guarded(vals_list)
            tasks._set_done_at()
            return tasks
        self._check_guarded_create(vals_list)
        plans = self.env["ward.plan"].browse(
            {
                vals.get("plan_id") or self.env.context.get("default_plan_id")
                for vals in vals_list
            }
            - {None, False}
        )
        plans._check_writer()
        facts = {plan.id: self._creation_facts(plan) for plan in plans}
        default = self.env.context.get("default_plan_id")
        tasks = self._create_guarded(
            [vals | facts.get(vals.get("plan_id") or default, {}) for vals in vals_list]
        )
        tasks._set_done_at()
        return tasks

    def _creation_facts(self, plan):
        """Return source and review of a task the current user adds to ``plan``."""
        approved = plan.state == "approved"
        if plan.employee_user_id != self.env.user:
            return {
                "source": "assigned",
                "assigned_by_id": self.env.uid,
                "is_arising": approved,
                "review_state": "kept",
                "reviewed_by_id": self.env.uid,
                "reviewed_at": fields.Datetime.now(),
            }
        if plan.state == "submitted":
            raise UserError(
                self.env._(
                    "%(plan)s is being reviewed; take it back first to add a task.",
                    plan=plan.display_name,
                )
            )
        return {"source": "arising", "is_arising": True} if approved else {}

    def _create_guarded(self, vals_list):
        # Batch creation is no news to anybody: no creation message, no followers.
        quiet = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
        return super(WardTask, quiet)._create_guarded(vals_list).with_env(self.env)

    def write(self, vals):
        facts = {}
        if "progress" in vals and "done_at" not in vals:
            # Whoever changes the figure, the time it reached 100 % is a fact.
            done = (vals["progress"] or 0) >= 100
            facts["done_at"] = fields.Datetime.now() if done else False
        if self.env.su:
            return super().write(vals | facts)
        self._check_guarded(vals)
        mine = self.filtered(lambda task: task.employee_user_id == self.env.user)
        others = self - mine
        if vals.keys() & (COMMITMENT | REPORT):
            others.plan_id._check_writer()
        if vals.keys() & COMMITMENT:
            mine._check_commitment_open()
        if vals.keys() & REPORT:
            mine._check_may_report()
            if others:
                raise AccessError(
                    self.env._("Only the officer himself reports on his task.")
                )
        if "plan_id" in vals:
            self.env["ward.plan"].browse(vals["plan_id"])._check_writer()
        decided = others.filtered(
            lambda t: t.plan_id.state in ("submitted", "approved")
        )
        changed = bool(vals.keys() & COMMITMENT)
        result = True
        for tasks, extra in (
            (mine, facts),
            (decided, self._decision("adjusted") if changed else {}),
            (others - decided, {}),
        ):
            if tasks:
                result = tasks._track_by_plan()._write_guarded(vals | extra)
        return result

    def _track_by_plan(self):
        """Return the tasks so that changes are logged once their plan is approved.

        The caller's context can neither switch this log on nor off.
        """
        approved = any(task.plan_id.state == "approved" for task in self)
        return self.with_context(
            tracking_disable=not approved, mail_notrack=not approved
        )

    def _set_done_at(self):
        self.filtered(lambda t: t.progress >= 100 and not t.done_at)._write_guarded(
            {"done_at": fields.Datetime.now()}
        )

    def _check_commitment_open(self):
        for task in self:
            if not task._is_open_for_owner():
                raise AccessError(
                    self.env._(
                        "“%(task)s” is fixed since its plan was submitted; ask your "
                        "reviewer to change it.",
                        task=task.name[:80],
                    )
                )

    def _check_may_report(self):
        for task in self:
            if task.accepted_at or task.review_state == "stopped":
                raise AccessError(
                    self.env._(
                        "“%(task)s” has been accepted or stopped; nothing is left to "
                        "report.",
                        task=task.name[:80],
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_committed(self):
        if self.env.su:
            return
        for task in self:
            mine = task.employee_user_id == self.env.user
            if not mine or task.source in ("assigned", "campaign"):
                raise AccessError(
                    self.env._(
                        "“%(task)s” cannot be deleted; the reviewer may stop it.",
                        task=task.name[:80],
                    )
                )
        self._check_commitment_open()

    def copy_data(self, default=None):
        raise UserError(self.env._("Use “Copy Last Plan” to take tasks over."))

    def _prepare_copy_vals(self, plan, shift):
        """Return this task's values for ``plan``, its times moved by ``shift``."""
        self.ensure_one()
        return {
            "plan_id": plan.id,
            "sequence": self.sequence,
            "name": self.name,
            "product_id": self.product_id.id,
            "product_name": self.product_name,
            "quantity": self.quantity,
            "weight": self.weight,
            "place": self.place,
            "parent_id": self.parent_id.id,
            "participant_ids": self.participant_ids.ids,
            "deadline": self.deadline + shift,
            "source": "recurring" if self.source == "recurring" else "own",
            "recurring_id": self.recurring_id.id,
            "slot_ids": [
                fields.Command.create(
                    {"start": slot.start + shift, "stop": slot.stop + shift}
                )
                for slot in self.slot_ids
            ],
        }
