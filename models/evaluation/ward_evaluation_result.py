from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import float_compare

from ...tools import scoring


class WardEvaluationResult(models.Model):
    """A published result (kết quả đánh giá, xếp loại): a snapshot, never changed.

    A correction after an appeal or by Decree 335/2025, Article 21.3 is a new result
    that replaces the old one; the old one stays to be seen.
    """

    _name = "ward.evaluation.result"
    _description = "Published Result"
    _order = "date_start desc, department_name, rank desc, employee_name, id"
    _rec_name = "employee_name"

    cycle_id = fields.Many2one(
        "ward.evaluation.cycle",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    evaluation_id = fields.Many2one(
        "ward.evaluation", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", "Unit", readonly=True, index=True)
    company_name = fields.Char("Unit Name", readonly=True)
    period = fields.Selection(
        [("month", "Month"), ("quarter", "Quarter"), ("year", "Year")], readonly=True
    )
    date_start = fields.Date("Period From", readonly=True, index=True)
    half_year = fields.Char(
        "6 Months",
        readonly=True,
        help="Its average is the figure of the 6 months (Decree 335/2025, Article 17).",
    )
    employee_id = fields.Many2one(
        "hr.employee", readonly=True, index=True, ondelete="restrict"
    )
    person_id = fields.Many2one(
        "hr.employee.public", "Photo", compute="_compute_person_id"
    )
    employee_user_id = fields.Many2one("res.users", readonly=True, index=True)
    employee_name = fields.Char("Officer", readonly=True)
    job_title = fields.Char(readonly=True)
    department_name = fields.Char("Department", readonly=True, index=True)
    position = fields.Selection(
        [("head", "Head"), ("deputy", "Deputy"), ("officer", "Officer")], readonly=True
    )
    general_points = fields.Float(readonly=True, aggregator="avg")
    work_points = fields.Float(readonly=True, aggregator="avg")
    total_points = fields.Float("Points", readonly=True, aggregator="avg")
    self_points = fields.Float(readonly=True, aggregator=None)
    grade_id = fields.Many2one("ward.grade", readonly=True, index=True)
    rank = fields.Integer(readonly=True, aggregator=None)
    is_honoured = fields.Boolean("Honoured", readonly=True)
    self_grade_name = fields.Char("Own Grade", readonly=True)
    direction = fields.Selection(
        [("kept", "As self-graded"), ("lifted", "Lifted"), ("lowered", "Lowered")],
        "Against Own Grade",
        readonly=True,
    )
    strengths = fields.Text(readonly=True)
    shortcomings = fields.Text(readonly=True)
    reason = fields.Text(readonly=True)
    decision_number = fields.Char("Decision", readonly=True)
    published_at = fields.Datetime("Published On", readonly=True)
    published_by_id = fields.Many2one("res.users", readonly=True)
    cause = fields.Selection(
        [
            ("publication", "Publication"),
            ("appeal", "After an appeal"),
            ("replacement", "Replaced decision (Article 21.3)"),
        ],
        "Because Of",
        readonly=True,
        default="publication",
    )
    replaces_id = fields.Many2one(
        "ward.evaluation.result", readonly=True, ondelete="restrict"
    )
    is_current = fields.Boolean("In Force", readonly=True, default=True, index=True)
    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine")
    is_latest = fields.Boolean(
        "Latest", compute="_compute_is_latest", search="_search_is_latest"
    )
    can_appeal = fields.Boolean(compute="_compute_is_mine")
    can_replace = fields.Boolean(compute="_compute_is_mine")

    _current_uniq = models.UniqueIndex(
        "(evaluation_id) WHERE is_current", "This officer's result is published."
    )
    _months_idx = models.Index("(employee_id, date_start) WHERE is_current")

    def _compute_person_id(self):
        for result in self:
            result.person_id = self.env["hr.employee.public"].browse(
                result.employee_id.id
            )

    @api.depends_context("uid")
    @api.depends("employee_user_id")
    def _compute_is_mine(self):
        leaders = self.env["hr.employee"]._ward_represented()
        for result in self:
            result.is_mine = result.employee_user_id == self.env.user
            # sudo: whether an appeal is running, and who decides
            sheet = result.sudo().evaluation_id
            result.can_appeal = (
                result.is_mine
                and result.is_current
                and not sheet.appeal_ids.filtered(lambda a: a.state == "filed")
            )
            result.can_replace = (
                result.is_current and not result.is_mine and sheet.decider_id in leaders
            )

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("employee_user_id", "=", self.env.uid)]

    def _latest(self):
        """Return when the latest period published in the user's units began."""
        domain = [("company_id", "in", self.env.companies.ids)]
        return self.search(domain, order="date_start desc", limit=1).date_start

    def _compute_is_latest(self):
        latest = self._latest()
        for result in self:
            result.is_latest = result.date_start == latest

    def _search_is_latest(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("date_start", "=", self._latest())]

    @api.depends("employee_name", "grade_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for result in self:
            # sudo: the grade's name belongs to the result that is read
            result.display_name = (
                f"{result.employee_name} – {result.sudo().grade_id.name}"
            )

    # ------------------------------------------------------------------
    # A SNAPSHOT IS NEVER CHANGED
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise AccessError(self.env._("A result is made by its publication only."))

    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(
            self.env._("A published result is never changed; it may be replaced.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("A published result is never deleted."))

    def copy_data(self, default=None):
        raise UserError(self.env._("A published result is not duplicated."))

    @api.model
    def _publish(self, sheets, cause="publication", replaced=None, changes=None):
        """Freeze the decisions on ``sheets``; rights were checked by the caller."""
        now = fields.Datetime.now()
        vals_list = []
        for sheet in sheets:
            review = sheet.review_ids.filtered(lambda r: r.stage == "decision")
            unit, cycle = sheet.company_id, sheet.cycle_id
            detail = unit.ward_evaluation_show
            show_words = detail == "words"
            show_change = detail in ("change", "words")
            vals = {
                "cycle_id": cycle.id,
                "evaluation_id": sheet.id,
                "company_id": unit.id,
                "company_name": unit.name,
                "period": cycle.period,
                "date_start": cycle.date_start,
                "half_year": self._half_year(cycle),
                "employee_id": sheet.employee_id.id,
                "employee_user_id": sheet.employee_user_id.id,
                "employee_name": sheet.employee_id.name,
                "job_title": sheet.job_title,
                "department_name": sheet.department_id.name,
                "position": sheet.position,
                "general_points": review.general_points,
                "work_points": review.work_points,
                "total_points": review.total_points,
                "self_points": sheet.self_points if show_change else 0.0,
                "grade_id": review.grade_id.id,
                "self_grade_name": sheet.self_grade_id.name if show_change else False,
                "direction": review.direction if show_change else False,
                "strengths": review.strengths if show_words else False,
                "shortcomings": review.shortcomings if show_words else False,
                "reason": review.reason if show_words else False,
                "decision_number": cycle.decision_number,
                "published_at": now,
                "published_by_id": self.env.uid,
                "cause": cause,
                "replaces_id": replaced.id if replaced else False,
                **(changes or {}),
            }
            grade = self.env["ward.grade"].browse(vals["grade_id"])
            vals |= {"rank": grade.rank, "is_honoured": grade.is_honoured}
            vals_list.append(vals)
        # sudo: the publication is the program's; nobody writes a result himself
        records = self.sudo()
        if replaced:
            # pylint: disable-next=super-method-mismatch
            super(WardEvaluationResult, replaced.sudo()).write({"is_current": False})
            replaced.sudo().flush_recordset()
        # pylint: disable-next=super-method-mismatch
        return super(WardEvaluationResult, records).create(vals_list)

    @api.model
    def _half_year(self, cycle):
        """Return the name of the six months that ``cycle`` lies in."""
        if cycle.period == "year":
            return False
        year = cycle.date_start.year
        if cycle.date_start.month <= 6:
            return self.env._("First 6 months of %(year)s", year=year)
        return self.env._("Last 6 months of %(year)s", year=year)

    @api.model
    def _months(self, employee, start, end):
        """Return the current monthly (or quarterly) results of ``employee``."""
        return self.search(
            [
                ("employee_id", "=", employee.id),
                ("period", "!=", "year"),
                ("is_current", "=", True),
                ("date_start", ">=", start),
                ("date_start", "<=", end),
            ],
            order="date_start",
        )

    @api.model
    def _average(self, employee, start, end, digits=2):
        """Return the average of the months in the period, ``None`` without any.

        A quarter counts as its three months (Decree 335/2025, Article 17.3).
        """
        months = self._months(employee, start, end)
        weights = [3 if month.period == "quarter" else 1 for month in months]
        if not months:
            return None
        total = sum(m.total_points * w for m, w in zip(months, weights, strict=True))
        return scoring.rounded(total / sum(weights), digits)

    # ------------------------------------------------------------------
    # REPLACEMENT
    # ------------------------------------------------------------------

    def _replace(self, grade, points, reason, cause):
        """Publish a result that replaces this one; returns it."""
        self.ensure_one()
        if not (reason or "").strip():
            raise UserError(self.env._("“Reason”: say why the result is replaced."))
        if not self.is_current:
            raise UserError(self.env._("This result has been replaced already."))
        sheet = self.sudo().evaluation_id  # rights were checked by the caller
        sheet.with_env(self.env)._lock()
        if grade.scale_id != sheet.scale_id:
            raise UserError(self.env._("“Grade” is of another scale of grades."))
        if not 0 <= points <= 100:
            raise UserError(self.env._("“Points” must lie between 0 and 100."))
        same = not float_compare(points, self.total_points, precision_digits=2)
        changes = {
            "grade_id": grade.id,
            "total_points": points,
            "reason": reason,
            "general_points": self.general_points if same else 0.0,
            "work_points": self.work_points if same else 0.0,
            "direction": False,
        }
        result = self._publish(sheet, cause, self, changes)
        self.env["ward.evaluation.log"]._note(
            [
                {
                    "evaluation_id": sheet.id,
                    "kind": "published",
                    "what": self.env._("Result replaced"),
                    "old_value": f"{self.grade_id.name} ({self.total_points:g})",
                    "new_value": f"{grade.name} ({points:g})",
                    "reason": reason,
                }
            ]
        )
        sheet.with_env(self.env)._tell_published()
        return result

    def action_replace(self, grade, points, reason):
        """Replace the result (decider): Decree 335/2025, Article 21.3."""
        self.ensure_one()
        self.check_access("read")
        if not self.can_replace:
            raise AccessError(self.env._("Only the decider replaces a result."))
        return self._replace(grade, points, reason, "replacement")

    def action_open_sheet(self):
        """Open the evaluation sheet behind the result."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "ward.evaluation",
            "res_id": self.evaluation_id.id,
            "view_mode": "form",
        }
