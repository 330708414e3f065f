from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain


class WardEvaluationReview(models.Model):
    """What a leader thinks of a sheet before it is published (chấm điểm của cấp trên).

    A model of its own with rules of its own: only those who grade the sheet read it,
    the officer himself after the publication, and then the decision only. It has no
    chatter, no tracked field and no mail.
    """

    _name = "ward.evaluation.review"
    _description = "Grading by the Leader"
    _inherit = "ward.guarded.mixin"
    _order = "evaluation_id, stage, id"
    _rec_names_search = ["evaluation_id.employee_id.name"]

    evaluation_id = fields.Many2one(
        "ward.evaluation",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    stage = fields.Selection(
        [("proposal", "Proposal"), ("decision", "Decision")],
        required=True,
        readonly=True,
    )
    employee_id = fields.Many2one(related="evaluation_id.employee_id")
    employee_user_id = fields.Many2one(
        related="evaluation_id.employee_user_id", store=True, index=True
    )
    cycle_id = fields.Many2one(
        related="evaluation_id.cycle_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="evaluation_id.company_id", store=True, index=True, precompute=True
    )
    scale_id = fields.Many2one(related="evaluation_id.scale_id")
    is_leader = fields.Boolean(related="evaluation_id.is_leader")
    job_title = fields.Char(related="evaluation_id.job_title")
    self_general = fields.Float(related="evaluation_id.self_general")
    self_points = fields.Float(related="evaluation_id.self_points")
    self_grade_id = fields.Many2one(related="evaluation_id.self_grade_id")
    self_strengths = fields.Text(related="evaluation_id.self_strengths")
    self_shortcomings = fields.Text(related="evaluation_id.self_shortcomings")
    percent_a = fields.Float(related="evaluation_id.percent_a")
    percent_b = fields.Float(related="evaluation_id.percent_b")
    percent_c = fields.Float(related="evaluation_id.percent_c")
    work_ids = fields.One2many(related="evaluation_id.work_ids")
    line_ids = fields.One2many("ward.evaluation.review.line", "review_id", "Criteria")
    unit_ok = fields.Boolean(
        "d. Everybody led has completed his work",
        help="Decree 335/2025, Article 15.3.a: 100 %, else 50 %.",
    )
    organised = fields.Boolean("đ. Work organised in time and well", default=True)
    united = fields.Boolean("e. Unity kept", default=True)
    general_points = fields.Float(compute="_compute_points", store=True)
    work_points = fields.Float(compute="_compute_points", store=True)
    total_points = fields.Float("Points", compute="_compute_points", store=True)
    computed_grade_id = fields.Many2one(
        "ward.grade", "Grade by Points", compute="_compute_points", store=True
    )
    grade_id = fields.Many2one("ward.grade", domain="[('scale_id', '=', scale_id)]")
    direction = fields.Selection(
        [("kept", "As self-graded"), ("lifted", "Lifted"), ("lowered", "Lowered")],
        compute="_compute_direction",
        store=True,
    )
    strengths = fields.Text()
    shortcomings = fields.Text()
    remark = fields.Text(help="Form 01, II.6.")
    reason = fields.Text(
        help="Why the grade differs from the officer's own or from the points.",
    )
    confirmed_at = fields.Datetime(readonly=True)
    confirmed_by_id = fields.Many2one("res.users", readonly=True)
    how = fields.Text("How It Was Reached", compute="_compute_how")
    warning = fields.Text("To Look At", compute="_compute_warning")
    quota_statement = fields.Text("Quota", compute="_compute_quota_statement")
    can_edit = fields.Boolean(compute="_compute_can_edit")
    is_readable = fields.Boolean(
        compute="_compute_is_readable", search="_search_is_readable"
    )

    _stage_uniq = models.UniqueIndex(
        "(evaluation_id, stage)", "This sheet is already being graded at this stage."
    )

    # ------------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------------

    @api.depends("evaluation_id", "stage")
    def _compute_display_name(self):
        for review in self:
            review.display_name = review.evaluation_id.sudo().display_name  # a name

    @api.depends(
        "line_ids.points",
        "unit_ok",
        "organised",
        "united",
        "evaluation_id.percent_a",
        "evaluation_id.percent_b",
        "evaluation_id.percent_c",
        "evaluation_id.has_work",
    )
    def _compute_points(self):
        for review in self:
            sheet = review.evaluation_id
            if sheet.period == "year":
                review.general_points = review.work_points = 0.0
                total = sheet.average_points
            else:
                general = sheet._general_points(
                    {line.line_id: line.points for line in review.line_ids}
                )
                work = sheet._work_points(
                    review.unit_ok, review.organised, review.united
                )
                review.general_points, review.work_points = general, work
                total = sheet._total_points(general, work)
            review.total_points = total
            review.computed_grade_id = sheet.scale_id._grade_for(total)

    @api.depends("grade_id", "evaluation_id.self_grade_id")
    def _compute_direction(self):
        for review in self:
            own = review.evaluation_id.self_grade_id.rank
            given = review.grade_id.rank
            if not given or not own or own == given:
                review.direction = "kept"
            else:
                review.direction = "lifted" if given > own else "lowered"

    @api.depends("unit_ok", "organised", "united", "evaluation_id.percent_a")
    @api.depends_context("lang")
    def _compute_how(self):
        for review in self:
            review.how = review.evaluation_id._how(
                review.unit_ok, review.organised, review.united
            )

    @api.depends("grade_id", "evaluation_id.cause_ids", "total_points")
    @api.depends_context("lang")
    def _compute_warning(self):
        for review in self:
            warnings = []
            head = review._head_above_unit()
            if head:
                warnings.append(head)
            if review.grade_id and review.grade_id != review.computed_grade_id:
                warnings.append(
                    self.env._(
                        "%(points)s points mean “%(grade)s”.",
                        points=f"{review.total_points:g}",
                        grade=review.computed_grade_id.name,
                    )
                )
            limit = review._limit()
            if limit:
                warnings.append(limit[1])
            review.warning = "\n".join(warnings) or False

    @api.depends_context("uid", "lang")
    @api.depends("grade_id")
    def _compute_quota_statement(self):
        for review in self:
            # Not a related field, which would read it as the superuser.
            review.quota_statement = review.cycle_id.quota_statement

    @api.depends_context("uid")
    @api.depends("stage", "evaluation_id.state")
    def _compute_can_edit(self):
        for review in self:
            review.can_edit = review._stage_now() == review.stage and (
                review._is_grader()
            )

    @api.depends_context("uid")
    def _compute_is_readable(self):
        leaders = self.env["hr.employee"]._ward_represented()
        for review in self:
            sheet = review.sudo().evaluation_id  # the very check of who may read it
            mine = sheet.employee_user_id == self.env.user
            decides = sheet.decider_id in leaders
            proposes = sheet.proposer_id in leaders
            if mine:
                review.is_readable = (
                    review.stage == "decision" and sheet.state == "published"
                )
            else:
                review.is_readable = decides or (
                    proposes
                    and (review.stage == "proposal" or sheet.state == "published")
                )

    @api.model
    def _search_is_readable(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._access_domain()

    @api.model
    def _access_domain(self, prefix=""):
        """Return who reads a grading: see the class. Evaluated at every search."""
        leaders = self.env["hr.employee"]._ward_represented().ids

        def domain(name, operator, operand):
            return Domain(f"{prefix}{name}", operator, operand)

        mine = domain("evaluation_id.employee_user_id", "=", self.env.uid)
        published = domain("evaluation_id.state", "=", "published")
        decision = domain("stage", "=", "decision")
        return (mine & decision & published) | (
            domain("evaluation_id.employee_user_id", "!=", self.env.uid)
            & (
                domain("evaluation_id.decider_id", "in", leaders)
                | (
                    domain("evaluation_id.proposer_id", "in", leaders)
                    & (domain("stage", "=", "proposal") | published)
                )
            )
        )

    # ------------------------------------------------------------------
    # RIGHTS
    # ------------------------------------------------------------------

    def _stage_now(self):
        """Return the stage the sheet is in: proposal, decision, or none."""
        return self.evaluation_id._stage_now()

    def _is_grader(self):
        self.ensure_one()
        return self.evaluation_id._grades_at(self.stage)

    def _check_open(self):
        """Check that the current user grades these sheets at this stage now."""
        for review in self:
            review.evaluation_id._check_grading(review.stage)

    def write(self, vals):
        if not self.env.su:
            self._check_open()
            watched = {
                name: self._fields[name]
                for name in ("grade_id", "unit_ok", "organised", "united")
                if name in vals
            }
            before = {
                (review, name): review._shown(name)
                for review in self
                for name in watched
            }
            result = super().write(vals)
            self._log_changes(before, vals.get("reason"))
            return result
        return super().write(vals)

    def _shown(self, name):
        value = self[name]
        return value.display_name if isinstance(value, models.Model) else str(value)

    def _log_changes(self, before, reason=None):
        self.env["ward.evaluation.log"]._note(
            [
                {
                    "evaluation_id": review.evaluation_id.id,
                    "kind": review.stage,
                    "what": review._fields[name]._description_string(self.env),
                    "old_value": old or "",
                    "new_value": review._shown(name) or "",
                    "reason": reason or review.reason or "",
                }
                for (review, name), old in before.items()
                if old != review._shown(name)
            ]
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_returned(self):
        if not self.env.su:  # the program drops it when a sheet goes back
            raise AccessError(self.env._("A grading is kept."))

    def copy_data(self, default=None):
        raise UserError(self.env._("A grading is not duplicated."))

    @api.constrains("grade_id")
    def _check_grade_id(self):
        for review in self:
            if review.grade_id and review.grade_id.scale_id != review.scale_id:
                raise ValidationError(
                    self.env._("“Grade” is of another scale of grades.")
                )

    # ------------------------------------------------------------------
    # LIMITS
    # ------------------------------------------------------------------

    def _limit(self):
        """Return (effect, sentence, grade) of the strictest cause, or ``None``."""
        self.ensure_one()
        causes = self.evaluation_id.cause_ids.cause_id
        if not causes:
            return None
        cause = min(causes, key=lambda c: c.grade_id.rank)
        text = (
            self.env._("“%(cause)s”: the grade is “%(grade)s”.")
            if cause.effect == "force"
            else self.env._("“%(cause)s”: the grade is at most “%(grade)s”.")
        )
        text %= {"cause": cause.name, "grade": cause.grade_id.name}
        return cause.effect, text, cause.grade_id

    def _head_above_unit(self):
        """Article 20.6: the head's grade is not above the unit's; return a warning."""
        self.ensure_one()
        sheet = self.evaluation_id
        unit_grade = sheet.cycle_id.sudo().unit_grade_id  # known to the grader
        # sudo: who leads the unit
        is_head = sheet.employee_id == sheet.company_id.sudo().ward_leader_id
        if is_head and unit_grade and self.grade_id.rank > unit_grade.rank:
            return self.env._(
                "The head of the unit is not graded higher than the unit, which is "
                "“%(grade)s” (Decree 335/2025, Article 20.6).",
                grade=unit_grade.name,
            )
        return False

    def _confirmation_issues(self):
        """Return what is still open before the grading can be confirmed."""
        self.ensure_one()
        sheet = self.evaluation_id
        issues = [
            self.env._("no points yet for “%(line)s”", line=line.name)
            for line in self.line_ids
            if not line.scored and line.kind == "hand" and not line.is_automatic
        ]
        for name in ("grade_id", "strengths", "shortcomings"):
            value = self[name]
            if not (value.strip() if isinstance(value, str) else value):
                label = self._fields[name]._description_string(self.env)
                issues.append(self.env._("“%(field)s” is empty", field=label))
        if (
            not sheet.has_work
            and sheet.period != "year"
            and (sheet.cycle_id.sudo().frame_id.work_max)
        ):
            issues.append(
                self.env._(
                    "no work of the catalogue was assigned, so there is no result to "
                    "grade; press “Not Graded” with the reason, or let work be added"
                )
            )
        if self.grade_id:
            differs = self.grade_id != self.computed_grade_id or (
                sheet.self_grade_id and self.grade_id != sheet.self_grade_id
            )
            reasoned = (self.reason or "").strip()
            if (differs or self._head_above_unit()) and not reasoned:
                issues.append(
                    self.env._(
                        "“Reason”: say why the grade differs from the officer's own, "
                        "from the points or from the unit's"
                    )
                )
            limit = self._limit()
            if limit and (
                self.grade_id.rank > limit[2].rank
                or (limit[0] == "force" and self.grade_id != limit[2])
            ):
                issues.append(limit[1])
        return issues

    # ------------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------------

    def action_confirm(self):
        """Propose, or as the decider decide, the grades.

        :raise ValidationError: what is still open, told one by one
        :raise UserError: somebody else was faster
        """
        self.check_access("write")
        self.evaluation_id._lock()
        self._check_open()
        for review in self:
            issues = review._confirmation_issues()
            if issues:
                raise ValidationError(
                    self.env._(
                        "%(sheet)s cannot be confirmed yet:\n%(issues)s",
                        sheet=review.evaluation_id.display_name,
                        issues="\n".join(f"– {issue}" for issue in issues),
                    )
                )
        self._write_guarded(
            {"confirmed_at": fields.Datetime.now(), "confirmed_by_id": self.env.uid}
        )
        self.env["ward.evaluation.log"]._note(
            [
                {
                    "evaluation_id": review.evaluation_id.id,
                    "kind": review.stage,
                    "what": self.env._("Confirmed"),
                    "old_value": review.self_grade_id.name or "",
                    "new_value": review.grade_id.name,
                    "reason": review.reason or "",
                }
                for review in self
            ]
        )
        for stage, reviews in self.grouped("stage").items():
            # sudo: the sheet's state follows from the grading just checked
            reviews.evaluation_id.sudo()._write_guarded(
                {"state": "proposed" if stage == "proposal" else "decided"}
            )
            text = (
                self.env._("Graded by the head.")
                if stage == "proposal"
                else self.env._("Decided.")
            )
            reviews.evaluation_id.sudo()._log_step(text)  # as above
        return {"type": "ir.actions.act_window_close"}


class WardEvaluationReviewLine(models.Model):
    """The leader's points of one criterion."""

    _name = "ward.evaluation.review.line"
    _description = "Grading of a Criterion"
    _inherit = "ward.guarded.mixin"
    _order = "review_id, sequence, id"

    review_id = fields.Many2one(
        "ward.evaluation.review",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    line_id = fields.Many2one(
        "ward.evaluation.line", required=True, readonly=True, ondelete="restrict"
    )
    sequence = fields.Integer(readonly=True)
    name = fields.Char(related="line_id.criterion_id.name")
    number = fields.Char(related="line_id.criterion_id.number")
    section_name = fields.Char("Group", related="line_id.criterion_id.section_id.name")
    kind = fields.Selection(related="line_id.kind")
    is_automatic = fields.Boolean(related="line_id.is_automatic")
    max_points = fields.Float(related="line_id.max_points")
    self_points = fields.Float(related="line_id.self_points")
    auto_value = fields.Float(related="line_id.auto_value")
    evidence = fields.Text(related="line_id.evidence")
    points = fields.Float()
    scored = fields.Boolean()
    can_edit = fields.Boolean(related="review_id.can_edit")

    _line_uniq = models.UniqueIndex("(review_id, line_id)")

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        self._check_guarded(vals)
        self.review_id._check_open()
        if "points" in vals:
            Line = self.env["ward.evaluation.line"]
            points = Line._number(vals["points"])
            for line in self:
                if line.is_automatic:
                    raise AccessError(
                        self.env._(
                            "“%(line)s” is counted by the system.", line=line.name
                        )
                    )
                Line._check_points(points, line)
            vals = {"scored": True} | vals | {"points": points}
            self.env["ward.evaluation.log"]._note(
                [
                    {
                        "evaluation_id": line.review_id.evaluation_id.id,
                        "kind": line.review_id.stage,
                        "what": line.name,
                        "old_value": str(line.points) if line.scored else "",
                        "new_value": str(points),
                    }
                    for line in self
                    if not line.scored or line.points != points
                ]
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_returned(self):
        if not self.env.su:  # see the grading
            raise AccessError(self.env._("The lines of a grading are kept."))
