from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


class WardEvaluationAppeal(models.Model):
    """An officer's petition against his result (kiến nghị), Decree 335/2025, Art. 22.

    Answered within the working days of the date rule “appeal answer”, counted from
    the day after its receipt.
    """

    _name = "ward.evaluation.appeal"
    _description = "Appeal"
    _inherit = [
        "ward.guarded.mixin",
        "ward.tell.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "filed_at desc, id desc"
    _rec_name = "employee_name"
    _mail_post_access = "read"

    result_id = fields.Many2one(
        "ward.evaluation.result",
        required=True,
        index=True,
        ondelete="restrict",
    )
    evaluation_id = fields.Many2one(
        related="result_id.evaluation_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="result_id.company_id", store=True, index=True, precompute=True
    )
    cycle_id = fields.Many2one(related="result_id.cycle_id")
    employee_name = fields.Char(related="result_id.employee_name")
    employee_user_id = fields.Many2one(
        related="result_id.employee_user_id", store=True, index=True, precompute=True
    )
    decider_user_id = fields.Many2one(
        "res.users", compute="_compute_decider_user_id", store=True, index=True
    )
    grade_id = fields.Many2one(related="result_id.grade_id", string="Grade Published")
    total_points = fields.Float(related="result_id.total_points")
    text = fields.Text("What Is Asked and Why", required=True)
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Files", bypass_search_access=True
    )
    state = fields.Selection(
        [
            ("filed", "To answer"),
            ("upheld", "Result kept"),
            ("changed", "Result changed"),
            ("withdrawn", "Withdrawn"),
        ],
        readonly=True,
        required=True,
        default="filed",
        index=True,
    )
    filed_at = fields.Datetime("Received On", readonly=True)
    due_date = fields.Date(
        "Answer Due", compute="_compute_due_date", store=True, index=True
    )
    is_overdue = fields.Boolean(compute="_compute_is_overdue")
    answer = fields.Text(readonly=True)
    answered_at = fields.Datetime(readonly=True)
    answered_by_id = fields.Many2one("res.users", readonly=True)
    answered_late = fields.Boolean(readonly=True)
    new_result_id = fields.Many2one(
        "ward.evaluation.result", "Correction", readonly=True, ondelete="restrict"
    )
    can_answer = fields.Boolean(compute="_compute_can_answer")
    is_mine = fields.Boolean(compute="_compute_can_answer")

    _one_open = models.UniqueIndex(
        "(evaluation_id) WHERE state = 'filed'",
        "An appeal against this result is already waiting for its answer.",
    )

    @api.depends("evaluation_id.decider_id")
    def _compute_decider_user_id(self):
        for appeal in self:
            # sudo: stored for the rules
            appeal.decider_user_id = appeal.sudo().evaluation_id.decider_id.user_id

    @api.depends("filed_at", "company_id")
    def _compute_due_date(self):
        rules = self.env["ward.time.rule"]
        for appeal in self:
            if not appeal.filed_at:
                appeal.due_date = False
                continue
            company = appeal.company_id.sudo()  # calendar
            received = company._ward_to_local(appeal.filed_at).date()
            rule = rules._get_rule("appeal_answer", company, received)
            appeal.due_date = company._ward_working_date_plus(received, rule.day)

    def _compute_is_overdue(self):
        for appeal in self:
            today = appeal.company_id.sudo()._ward_today()
            appeal.is_overdue = bool(
                appeal.state == "filed" and appeal.due_date and appeal.due_date < today
            )

    @api.depends_context("uid")
    def _compute_can_answer(self):
        leaders = self.env["hr.employee"]._ward_represented()
        for appeal in self:
            sheet = appeal.sudo().evaluation_id  # who decides, compared only
            appeal.is_mine = appeal.employee_user_id == self.env.user
            appeal.can_answer = (
                appeal.state == "filed"
                and sheet.decider_id in leaders
                and not appeal.is_mine
            )

    @api.constrains("text")
    def _check_text(self):
        for appeal in self:
            if len((appeal.text or "").strip()) < 10:
                raise ValidationError(
                    self.env._(
                        "“What Is Asked and Why”: write at least a sentence, so that "
                        "it can be answered."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._check_guarded_create(vals_list)
            for vals in vals_list:
                result = self.env["ward.evaluation.result"].browse(vals["result_id"])
                if not result.is_mine:
                    raise AccessError(
                        self.env._("Only the officer himself appeals his result.")
                    )
                if not result.can_appeal:
                    raise UserError(
                        self.env._(
                            "This result has been replaced, or an appeal against it is "
                            "already waiting for its answer."
                        )
                    )
        now = fields.Datetime.now()
        quiet = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
        # pylint: disable-next=super-method-mismatch
        appeals = super(WardEvaluationAppeal, quiet)._create_guarded(
            [{"filed_at": now} | vals for vals in vals_list]
        )
        appeals = appeals.with_env(self.env)
        # sudo: an activity for the leader, on an appeal he reads
        appeals.sudo().filtered("decider_user_id")._remind(
            "ward_office.activity_appeal",
            "decider_user_id",
            lambda a: a.env._(
                "%(name)s appeals the result; the answer is due on %(date)s.",
                name=a.employee_name,
                date=a.due_date.strftime("%d/%m/%Y"),
            ),
            min(appeals.mapped("due_date"), default=None),
        )
        return appeals

    def write(self, vals):
        if not self.env.su:
            if vals.keys() - {"message_main_attachment_id"}:
                for appeal in self:
                    if appeal.employee_user_id != self.env.user:
                        raise AccessError(
                            self.env._("Only the officer himself writes his appeal.")
                        )
                    if appeal.state != "filed":
                        raise UserError(self.env._("This appeal has been answered."))
            if "result_id" in vals:
                raise UserError(self.env._("File an appeal against the other result."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(
            self.env._("An appeal is kept (Decree 335/2025, Article 24); withdraw it.")
        )

    def _check_answer(self, word):
        self.ensure_one()
        self.check_access("read")
        if self.state != "filed":
            raise UserError(self.env._("This appeal has been answered or withdrawn."))
        if not self.can_answer:
            raise AccessError(self.env._("Only the decider answers an appeal."))
        if not (word or "").strip():
            raise UserError(self.env._("“Answer”: the officer gets it in writing."))

    def _close(self, state, word, result=None):
        late = self.due_date and self.due_date < self.company_id.sudo()._ward_today()
        # sudo: the right to answer was checked
        self.sudo()._write_guarded(
            {
                "state": state,
                "answer": word,
                "answered_at": fields.Datetime.now(),
                "answered_by_id": self.env.uid,
                "answered_late": late,
                "new_result_id": result.id if result else False,
            }
        )
        self.sudo().activity_unlink(["ward_office.activity_appeal"])
        self._tell(
            "employee_user_id",
            lambda a: a.env._("Your appeal has been answered."),
        )

    def action_uphold(self, word):
        """Keep the result, with the answer."""
        self._check_answer(word)
        self._close("upheld", word)
        return True

    def action_change(self, grade, points, word):
        """Change the result: a correction is published that replaces it."""
        self._check_answer(word)
        result = self.result_id._replace(grade, points, word, "appeal")
        self._close("changed", word, result)
        return result

    def action_withdraw(self):
        """Withdraw the appeal (officer)."""
        for appeal in self:
            if not appeal.is_mine:
                raise AccessError(self.env._("Only the officer withdraws his appeal."))
            if appeal.state != "filed":
                raise UserError(self.env._("This appeal has been answered."))
        self._write_guarded({"state": "withdrawn"})
        self.activity_unlink(["ward_office.activity_appeal"])
        return True


class WardEvaluation(models.Model):
    _inherit = "ward.evaluation"

    appeal_ids = fields.One2many("ward.evaluation.appeal", "evaluation_id", "Appeals")


class WardTimeRule(models.Model):
    _inherit = "ward.time.rule"

    code = fields.Selection(
        selection_add=[("appeal_answer", "Working days to answer an appeal")],
        ondelete={"appeal_answer": "cascade"},
    )
