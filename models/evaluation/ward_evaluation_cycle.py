from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

MONTHS = {"month": 1, "quarter": 3, "year": 12}
# state -> next states
TRANSITIONS = {
    "draft": ("open",),
    "open": ("closed",),
    "closed": ("open", "published"),
    "published": ("published",),
}


class WardEvaluationCycle(models.Model):
    """A period in which a unit grades its people (kỳ theo dõi, đánh giá).

    Month or quarter: points and grades of Decree 335/2025, Articles 13 to 18. Year:
    the classification of Articles 19 to 21. Opened by schedule or by hand, generated
    in one batch, closed by the unit's leader when everybody is decided and the quota
    kept, then published.
    """

    _name = "ward.evaluation.cycle"
    _description = "Evaluation Cycle"
    _inherit = ["ward.guarded.mixin", "mail.thread"]
    _order = "date_start desc, period desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        "Unit",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    period = fields.Selection(
        [("month", "Month"), ("quarter", "Quarter"), ("year", "Year")],
        required=True,
        default="month",
    )
    date_start = fields.Date(
        "From", required=True, default=lambda self: self._default_date_start()
    )
    date_end = fields.Date(
        "To", compute="_compute_date_end", store=True, precompute=True
    )
    frame_id = fields.Many2one(
        "ward.criteria.frame",
        "Criteria Frame",
        required=True,
        ondelete="restrict",
        default=lambda self: self._default_frame_id(),
    )
    scale_id = fields.Many2one(related="frame_id.scale_id")
    quota_rule_id = fields.Many2one(
        "ward.quota.rule", readonly=True, ondelete="restrict"
    )
    quota_raised = fields.Boolean(
        help="The unit has outstanding results and the authority decided on more "
        "(Decree 335/2025, Article 20.5.b).",
    )
    quota_decision = fields.Char(
        "Decision on the Quota", help="Number and date of the decision."
    )
    scoring_rule_id = fields.Many2one(
        "ward.scoring.rule", readonly=True, ondelete="restrict"
    )
    unit_grade_id = fields.Many2one(
        "ward.grade",
        "Grade of the Unit",
        domain="[('scale_id', '=', scale_id)]",
        help="The head of the unit is not graded higher (Decree 335/2025, "
        "Article 20.6).",
    )
    self_due = fields.Datetime("Self-grading Due")
    review_due = fields.Datetime("Grading Due")
    state = fields.Selection(
        [
            ("draft", "Being prepared"),
            ("open", "Open"),
            ("closed", "Closed"),
            ("published", "Published"),
        ],
        readonly=True,
        required=True,
        default="draft",
        index=True,
    )
    opened_at = fields.Datetime(readonly=True)
    closed_at = fields.Datetime(readonly=True)
    published_at = fields.Datetime(readonly=True)
    decision_number = fields.Char(
        "Decision", help="Number of the decision or notice that publishes the result."
    )
    minutes = fields.Html(
        "Minutes of the Meeting",
        groups="ward_office.group_evaluation_clerk,ward_office.group_plan_leader",
        help="Of the meeting that comments on the officers (Decree 335/2025, "
        "Article 21); files go into the attachments.",
    )
    evaluation_ids = fields.One2many(
        "ward.evaluation", "cycle_id", "Evaluation Sheets", readonly=True
    )
    result_ids = fields.One2many("ward.evaluation.result", "cycle_id", "Results")
    skipped_note = fields.Text("Not Graded", compute="_compute_progress")
    total_count = fields.Integer("Sheets", compute="_compute_progress")
    self_count = fields.Integer("Self-grading Open", compute="_compute_progress")
    submitted_count = fields.Integer("With the Heads", compute="_compute_progress")
    proposed_count = fields.Integer("With the Leader", compute="_compute_progress")
    decided_count = fields.Integer("Decided", compute="_compute_progress")
    progress = fields.Integer("Progress (%)", compute="_compute_progress")
    can_open = fields.Boolean(compute="_compute_can")
    can_decide = fields.Boolean(compute="_compute_can")

    _period_uniq = models.UniqueIndex(
        "(company_id, period, date_start)",
        "This unit already has a cycle for this period; open that one.",
    )

    # ------------------------------------------------------------------
    # DEFAULTS AND COMPUTES
    # ------------------------------------------------------------------

    @api.model
    def _default_date_start(self):
        today = self.env.company._ward_today()
        return self._period_start("month", today - relativedelta(months=1))

    @api.model
    def _default_frame_id(self):
        today = self.env.company._ward_today()
        return self.env["ward.criteria.frame"]._get_frame(self.env.company, today)

    @api.model
    def _period_start(self, period, date):
        """Return the first day of the month, quarter or year that holds ``date``."""
        if period == "year":
            return date.replace(month=1, day=1)
        if period == "quarter":
            return date.replace(month=(date.month - 1) // 3 * 3 + 1, day=1)
        return date.replace(day=1)

    @api.depends("period", "date_start")
    def _compute_date_end(self):
        for cycle in self:
            cycle.date_end = cycle.date_start and (
                cycle.date_start + relativedelta(months=MONTHS[cycle.period], days=-1)
            )

    @api.model
    def _period_label(self, period, date_start):
        """Return the name of a period as the law's forms write it, “10/2026”."""
        if not date_start:
            return ""
        if period == "year":
            return self.env._("Year %(year)s", year=date_start.year)
        if period == "quarter":
            return self.env._(
                "Quarter %(quarter)s/%(year)s",
                quarter=["I", "II", "III", "IV"][(date_start.month - 1) // 3],
                year=date_start.year,
            )
        return self.env._("Month %(month)s", month=date_start.strftime("%m/%Y"))

    @api.depends("period", "date_start", "company_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for cycle in self:
            label = self._period_label(cycle.period, cycle.date_start)
            # sudo: the name of a unit is no secret
            cycle.display_name = f"{label} – {cycle.company_id.sudo().name or ''}"

    @api.depends_context("uid")
    def _compute_progress(self):
        counts = {}
        # sudo: how many sheets are where, without names or points
        for cycle, state, count in (
            self.env["ward.evaluation"]
            .sudo()
            ._read_group(
                [("cycle_id", "in", self.ids)], ["cycle_id", "state"], ["__count"]
            )
        ):
            counts[cycle.id, state] = count
        for cycle in self:
            of = {
                state: counts.get((cycle.id, state), 0)
                for state in self.env["ward.evaluation"]
                ._fields["state"]
                .get_values(self.env)
            }
            cycle.total_count = sum(of.values()) - of["exempt"]
            cycle.self_count = of["self"]
            cycle.submitted_count = of["submitted"]
            cycle.proposed_count = of["proposed"]
            cycle.decided_count = of["decided"] + of["published"]
            cycle.progress = (
                round(100 * cycle.decided_count / cycle.total_count)
                if cycle.total_count
                else 0
            )
            cycle.skipped_note = cycle._exempt_note()

    def _exempt_note(self):
        if not (self.can_open or self.can_decide):
            return False
        # sudo: names of officers not graded and why, told to who runs the cycle
        exempt = self.sudo().evaluation_ids.filtered(lambda e: e.state == "exempt")
        return (
            "\n".join(f"{e.employee_id.name}: {e.exempt_reason}" for e in exempt)
            or False
        )

    @api.depends_context("uid")
    @api.depends("company_id")
    def _compute_can(self):
        leaders = self.env["hr.employee"]._ward_represented()
        opener = self.env.user.has_groups(
            "ward_office.group_evaluation_clerk,ward_office.group_ward_admin"
        )
        for cycle in self:
            leader = cycle.company_id.sudo().ward_leader_id  # compared only
            cycle.can_decide = leader in leaders
            cycle.can_open = (
                opener and cycle.company_id in self.env.companies
            ) or cycle.can_decide

    @api.constrains("period", "date_start")
    def _check_date_start(self):
        for cycle in self:
            right = self._period_start(cycle.period, cycle.date_start)
            if cycle.date_start != right:
                raise ValidationError(
                    self.env._(
                        "“From” must be the first day of the period; choose %(right)s.",
                        right=format_date(self.env, right),
                    )
                )

    @api.constrains("unit_grade_id", "frame_id")
    def _check_unit_grade_id(self):
        for cycle in self:
            grade = cycle.unit_grade_id
            if grade and grade.scale_id != cycle.scale_id:
                raise ValidationError(
                    self.env._("“Grade of the Unit” is of another scale of grades.")
                )

    @api.constrains("quota_raised", "quota_decision")
    def _check_quota_decision(self):
        for cycle in self:
            if cycle.quota_raised and not (cycle.quota_decision or "").strip():
                raise ValidationError(
                    self.env._(
                        "“Decision on the Quota”: name the decision that raises it."
                    )
                )

    @api.onchange("period", "date_start")
    def _onchange_period(self):
        if self.date_start:
            self.date_start = self._period_start(self.period, self.date_start)

    # ------------------------------------------------------------------
    # CRUD AND RIGHTS
    # ------------------------------------------------------------------

    def write(self, vals):
        if not self.env.su:
            fixed = vals.keys() & {"company_id", "period", "date_start", "frame_id"}
            if fixed and any(cycle.state != "draft" for cycle in self):
                raise UserError(
                    self.env._(
                        "Unit, period and criteria of an opened cycle are fixed."
                    )
                )
            quota = vals.keys() & {"quota_raised", "quota_decision", "unit_grade_id"}
            if quota and not all(self.mapped("can_decide")):
                raise AccessError(
                    self.env._("Quota and unit grade are for the unit leader.")
                )
            if quota and any(cycle.state == "published" for cycle in self):
                raise UserError(self.env._("This cycle has been published."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(cycle.state != "draft" for cycle in self):
            raise UserError(self.env._("An opened cycle cannot be deleted."))

    def copy_data(self, default=None):
        raise UserError(self.env._("A cycle is not duplicated; create the next one."))

    def _check_step(self, target, allowed):
        """Check right (``allowed``: a can-field) and state before a step."""
        self.check_access("read")
        labels = dict(self._fields["state"]._description_selection(self.env))
        for cycle in self:
            if not cycle[allowed] and not self.env.su:
                raise AccessError(
                    self.env._(
                        "%(cycle)s: this step is for %(who)s.",
                        cycle=cycle.display_name,
                        who=self.env._("the unit leader")
                        if allowed == "can_decide"
                        else self.env._(
                            "the personnel clerk, an administrator or the unit leader"
                        ),
                    )
                )
            if target not in TRANSITIONS[cycle.state]:
                raise UserError(
                    self.env._(
                        "%(cycle)s is “%(state)s” and cannot become “%(target)s”.",
                        cycle=cycle.display_name,
                        state=labels[cycle.state],
                        target=labels[target],
                    )
                )

    def _bounds(self):
        """Return the period as naive UTC moments, the end excluded."""
        self.ensure_one()
        company = self.company_id.sudo()  # time zone only
        return (
            company._ward_to_utc(self.date_start),
            company._ward_to_utc(fields.Date.add(self.date_end, days=1)),
        )
