from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...tools import scoring

LEADERS = ("head", "deputy")
MAX_NAMED = 3
# What the officer writes himself, while the sheet is with him.
SELF_FIELDS = {
    "line_ids",
    "self_grade_id",
    "self_strengths",
    "self_shortcomings",
    "self_unit_ok",
    "self_organised",
    "self_united",
    "remedy",
}


class WardEvaluation(models.Model):
    """The evaluation sheet of one officer in one cycle (phiếu theo dõi, đánh giá).

    Form 01, for a year form 02, of Decree 335/2025. Holds what the officer says of
    himself and the figures of his work; what the leaders say of him before the
    publication stands in ``ward.evaluation.review`` only, and what is published in
    ``ward.evaluation.result``. Job, department and graders are those of the period.
    """

    _name = "ward.evaluation"
    _description = "Evaluation Sheet"
    _inherit = [
        "ward.guarded.mixin",
        "ward.tell.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "cycle_id desc, department_id, id"
    _rec_names_search = ["employee_id.name"]
    _check_company_auto = True
    _mail_post_access = "read"

    cycle_id = fields.Many2one(
        "ward.evaluation.cycle",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="cycle_id.company_id", store=True, index=True, precompute=True
    )
    period = fields.Selection(related="cycle_id.period")
    date_start = fields.Date(
        related="cycle_id.date_start", store=True, index=True, precompute=True
    )
    scale_id = fields.Many2one(related="cycle_id.frame_id.scale_id")
    # who, as of the period
    employee_id = fields.Many2one(
        "hr.employee",
        "Officer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    employee_user_id = fields.Many2one(
        related="employee_id.user_id", store=True, index=True, precompute=True
    )
    job_title = fields.Char(readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True, index=True)
    position = fields.Selection(
        [("head", "Head"), ("deputy", "Deputy"), ("officer", "Officer")],
        readonly=True,
        required=True,
        default="officer",
    )
    is_leader = fields.Boolean("Leads", compute="_compute_is_leader")
    staff_kind = fields.Selection(
        [
            ("civil_servant", "Civil servant"),
            ("cadre", "Elected official"),
            ("contract", "Contract worker"),
            ("part_time", "Non-specialist"),
            ("party", "Party or mass organisation"),
        ],
        readonly=True,
        default="civil_servant",
    )
    duty_group_id = fields.Many2one("ward.duty.group", readonly=True)
    proposer_id = fields.Many2one(
        "hr.employee", "Proposes", readonly=True, index="btree_not_null"
    )
    decider_id = fields.Many2one(
        "hr.employee", "Decides", readonly=True, index="btree_not_null"
    )
    working_days = fields.Integer(readonly=True)
    present_days = fields.Integer("Days Present", readonly=True)
    # where the sheet is; the state tells nobody a grade
    state = fields.Selection(
        [
            ("self", "Self-grading"),
            ("submitted", "With the head"),
            ("proposed", "With the leader"),
            ("decided", "Decided"),
            ("published", "Published"),
            ("exempt", "Not graded"),
        ],
        readonly=True,
        required=True,
        default="self",
        index=True,
        group_expand="_group_expand_state",
    )
    exempt_reason = fields.Char("Not Graded Because", readonly=True)
    submitted_at = fields.Datetime("Submitted On", readonly=True)
    is_self_graded = fields.Boolean(readonly=True)
    return_word = fields.Char("Returned With", readonly=True)
    self_reminded_at = fields.Datetime(readonly=True)
    review_reminded_at = fields.Datetime(readonly=True)
    # the officer's own word
    line_ids = fields.One2many("ward.evaluation.line", "evaluation_id", "Criteria")
    self_grade_id = fields.Many2one(
        "ward.grade", "Own Grade", domain="[('scale_id', '=', scale_id)]"
    )
    self_strengths = fields.Text("Strengths (self)")
    self_shortcomings = fields.Text("Shortcomings (self)")
    self_unit_ok = fields.Boolean(
        "d. Everybody led has completed his work", default=True
    )
    self_organised = fields.Boolean("đ. Work organised in time and well", default=True)
    self_united = fields.Boolean("e. Unity kept", default=True)
    remedy = fields.Text(
        "Proposed Handling", help="Form 02, part IV (Decree 335/2025, Article 23)."
    )
    self_general = fields.Float(
        "General Points (self)", compute="_compute_self_points", store=True
    )
    self_points = fields.Float(
        "Points (self)", compute="_compute_self_points", store=True
    )
    self_computed_grade_id = fields.Many2one(
        "ward.grade", "Grade by Points", compute="_compute_self_points", store=True
    )
    # the figures of the work (Article 14), facts of the officer's own tasks
    work_ids = fields.One2many("ward.evaluation.work", "evaluation_id", "Work Counted")
    assigned_quantity = fields.Float("Assigned", readonly=True)
    extra_quantity = fields.Float("On Top", readonly=True)
    completed_quantity = fields.Float("Completed", readonly=True)
    quality_quantity = fields.Float("Meeting Quality", readonly=True)
    progress_quantity = fields.Float("In Time", readonly=True)
    percent_a = fields.Float("a. Quantity (%)", readonly=True)
    percent_b = fields.Float("b. Quality (%)", readonly=True)
    percent_c = fields.Float("c. Progress (%)", readonly=True)
    has_work = fields.Boolean("Has Work Counted", readonly=True)
    figures_at = fields.Datetime("Figures Of", readonly=True)
    work_points = fields.Float(
        "Work Points (self)", compute="_compute_self_points", store=True
    )
    uncounted_count = fields.Integer("Not Counted", compute="_compute_uncounted_count")
    how = fields.Text("How It Was Reached", compute="_compute_how")
    missing = fields.Text("Still Open", compute="_compute_missing")
    # the year (Article 17.3)
    average_points = fields.Float("Average of the Months", compute="_compute_average")
    month_ids = fields.Many2many(
        "ward.evaluation.result", compute="_compute_average", string="Months"
    )
    party_opinion = fields.Text(
        "Opinion of the Party Committee",
        help="Of the committee of the place of work (Decree 335/2025, Article 21).",
    )
    # the leaders' side: read through rules of its own
    review_ids = fields.One2many("ward.evaluation.review", "evaluation_id", "Grading")
    cause_ids = fields.One2many("ward.evaluation.cause", "evaluation_id", "Causes")
    log_ids = fields.One2many(
        "ward.evaluation.log",
        "evaluation_id",
    )
    result_ids = fields.One2many("ward.evaluation.result", "evaluation_id", "Results")
    given_grade_id = fields.Many2one(
        "ward.grade",
        "Grade Given",
        compute="_compute_given",
        help="In the grading, for whoever may read it.",
    )
    given_points = fields.Float("Points Given", compute="_compute_given")
    is_mine = fields.Boolean(compute="_compute_can", search="_search_is_mine")
    is_grader = fields.Boolean(compute="_compute_can", search="_search_is_grader")
    to_grade = fields.Boolean(
        "For Me to Grade", compute="_compute_can", search="_search_to_grade"
    )
    can_edit = fields.Boolean(compute="_compute_can")
    is_agreeable = fields.Boolean(
        "Own Grade Follows From the Points", compute="_compute_is_agreeable"
    )

    _person_uniq = models.UniqueIndex(
        "(cycle_id, employee_id)", "This officer already has a sheet in this cycle."
    )

    # ------------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------------

    @api.model
    def _group_expand_state(self, states, domain):
        return ["self", "submitted", "proposed", "decided", "published"]

    @api.depends("employee_id", "cycle_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for sheet in self:
            # sudo: a name and a period, open to whoever reads the sheet
            name = sheet.employee_id.sudo().name or ""
            cycle = sheet.cycle_id.sudo()
            label = cycle._period_label(cycle.period, cycle.date_start)
            sheet.display_name = f"{name} – {label}"

    @api.depends("position")
    def _compute_is_leader(self):
        for sheet in self:
            sheet.is_leader = sheet.position in LEADERS

    @api.depends(
        "line_ids.self_scored",
        "self_grade_id",
        "self_strengths",
        "self_shortcomings",
        "line_ids.evidence",
        "line_ids.evidence_ids",
    )
    @api.depends_context("lang")
    def _compute_missing(self):
        for sheet in self:
            sheet.missing = "\n".join(sheet._submission_issues(MAX_NAMED)) or False

    def _submission_issues(self, max_named=None):
        """Return what is still open before the sheet can be submitted.

        More than ``max_named`` criteria without points are told by their number.
        """
        self.ensure_one()
        issues = []
        lines = self.line_ids.filtered(lambda x: not x.is_automatic)
        bare = lines.filtered(lambda x: x.kind == "hand" and not x.self_scored)
        if max_named is not None and len(bare) > max_named:
            issues.append(
                self.env._("%(count)s criteria without points yet", count=len(bare))
            )
            lines -= bare
        for line in lines:
            optional = line.kind in ("bonus", "deduction")
            if not line.self_scored and not optional:
                issues.append(
                    self.env._("no points yet for “%(line)s”", line=line.name)
                )
            elif line._lacks_evidence():
                issues.append(
                    self.env._(
                        "“%(line)s” needs evidence: %(what)s",
                        line=line.name,
                        what=line.criterion_id.sudo().evidence or "",
                    )
                )
        for name in ("self_grade_id", "self_strengths", "self_shortcomings"):
            value = self[name]
            if not (value.strip() if isinstance(value, str) else value):
                label = self._fields[name]._description_string(self.env)
                issues.append(self.env._("“%(field)s” is empty", field=label))
        return issues

    def _compute_average(self):
        results = self.env["ward.evaluation.result"]
        for sheet in self:
            if sheet.cycle_id.period != "year":
                sheet.average_points, sheet.month_ids = 0.0, False
                continue
            # sudo: months published by the unit he was in before (Article 19.1)
            months = results.sudo()._months(
                sheet.employee_id, sheet.cycle_id.date_start, sheet.cycle_id.date_end
            )
            digits = sheet.cycle_id.sudo().scoring_rule_id.digits
            sheet.month_ids = months.ids
            sheet.average_points = (
                scoring.rounded(
                    sum(months.mapped("total_points")) / len(months), digits
                )
                if months
                else 0.0
            )

    @api.depends_context("uid")
    @api.depends("state")
    def _compute_given(self):
        # As the user himself: the rules of the gradings decide what is found.
        reviews = self.env["ward.evaluation.review"].search(
            [("evaluation_id", "in", self.ids)], order="stage desc"
        )
        last = {review.evaluation_id.id: review for review in reviews}
        for sheet in self:
            review = last.get(sheet._origin.id, reviews.browse())
            sheet.given_grade_id = review.grade_id
            sheet.given_points = review.total_points

    @api.depends("self_grade_id", "self_computed_grade_id")
    def _compute_is_agreeable(self):
        for sheet in self:
            sheet.is_agreeable = bool(
                sheet.self_grade_id
                and sheet.self_grade_id == sheet.self_computed_grade_id
            )

    @api.depends_context("uid")
    @api.depends("state", "employee_user_id", "proposer_id", "decider_id")
    def _compute_can(self):
        leaders = self.env["hr.employee"]._ward_represented()
        now = fields.Datetime.now()
        for sheet in self:
            mine = sheet.employee_user_id == self.env.user
            proposes, decides = (
                sheet.proposer_id in leaders,
                sheet.decider_id in leaders,
            )
            sheet.is_mine = mine
            sheet.is_grader = not mine and (proposes or decides)
            overdue = sheet.state == "self" and (
                sheet.cycle_id.self_due and sheet.cycle_id.self_due < now
            )
            sheet.to_grade = not mine and (
                (proposes and (sheet.state == "submitted" or overdue))
                or (decides and sheet.state == "proposed")
            )
            sheet.can_edit = mine and sheet.state == "self"

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("employee_user_id", "=", self.env.uid)

    @api.model
    def _grader_domain(self, prefix=""):
        """Return the domain of the sheets the current user grades today."""
        leaders = self.env["hr.employee"]._ward_represented().ids
        return Domain(f"{prefix}employee_user_id", "!=", self.env.uid) & (
            Domain(f"{prefix}proposer_id", "in", leaders)
            | Domain(f"{prefix}decider_id", "in", leaders)
        )

    def _search_is_grader(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._grader_domain()

    def _search_to_grade(self, operator, value):
        if operator != "in":
            return NotImplemented
        leaders = self.env["hr.employee"]._ward_represented().ids
        proposes = Domain("proposer_id", "in", leaders)
        decides = Domain("decider_id", "in", leaders)
        overdue = Domain("state", "=", "self") & Domain(
            "cycle_id.self_due", "<", fields.Datetime.now()
        )
        return Domain("employee_user_id", "!=", self.env.uid) & (
            (proposes & (Domain("state", "=", "submitted") | overdue))
            | (decides & Domain("state", "=", "proposed"))
        )

    @api.constrains("self_grade_id")
    def _check_self_grade_id(self):
        for sheet in self:
            if sheet.self_grade_id and sheet.self_grade_id.scale_id != sheet.scale_id:
                raise ValidationError(
                    self.env._("“Own Grade” is of another scale of grades.")
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    def write(self, vals):
        if not self.env.su:
            if vals.keys() & SELF_FIELDS:
                self._check_self_open()
            if "party_opinion" in vals and not self.env.user.has_groups(
                "ward_office.group_evaluation_clerk,ward_office.group_plan_leader"
            ):
                raise AccessError(
                    self.env._(
                        "The opinion of the Party committee is recorded by the "
                        "personnel clerk."
                    )
                )
            if "party_opinion" in vals and any(s.state == "published" for s in self):
                raise UserError(self.env._("This sheet has been published."))
        return super().write(vals)

    def _check_self_open(self):
        """Only the officer himself writes, while the sheet is with him."""
        for sheet in self:
            if sheet.employee_user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "%(sheet)s: only the officer himself gives his own points.",
                        sheet=sheet.display_name,
                    )
                )
            if sheet.state != "self" or sheet.cycle_id.state != "open":
                raise UserError(
                    self.env._(
                        "%(sheet)s has been submitted; take it back first, as long as "
                        "nobody has graded it.",
                        sheet=sheet.display_name,
                    )
                )

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Subscribe nobody: a sheet has no followers.

        Whoever is concerned is told by name; what is written on a sheet goes to
        nobody's mailbox by itself.
        """
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "An evaluation sheet is kept (Decree 335/2025, Article 24); set the "
                "officer to “Not graded” instead."
            )
        )

    def copy_data(self, default=None):
        raise UserError(self.env._("An evaluation sheet is not duplicated."))

    def _lock(self):
        """Lock the sheets for this transaction; the second of two is told.

        :raise UserError: another transaction works on one of them
        """
        locked = self.sudo().try_lock_for_update()  # sudo: the row, not its content
        if len(locked) < len(self):
            busy = (self.sudo() - locked)[0]
            raise UserError(
                self.env._(
                    "%(sheet)s is being graded by somebody else this very moment. "
                    "Open it again to see the outcome.",
                    sheet=busy.display_name,
                )
            )
        self.invalidate_recordset(["state"])
