from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError, ValidationError
from odoo.fields import Domain

STATES = [
    ("draft", "Being prepared"),
    ("approved", "Approved"),
    ("sent", "Sent"),
]


class WardFormReport(models.Model):
    """The statutory report of a unit for one period (báo cáo định kỳ).

    Circular 06/2025/TT-TTCP, Articles 4, 7 and 8. Computed, checked, corrected with
    reasons, approved by the head, sent; from then on frozen for ever. What changes
    afterwards shows as a difference and goes into a new version with its reason.
    """

    _name = "ward.form.report"
    _description = "Statutory Report"
    _inherit = [
        "ward.guarded.mixin",
        "ward.tell.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_to desc, company_id, version desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        "Unit",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    period_id = fields.Many2one(
        "ward.report.period", required=True, index=True, ondelete="restrict"
    )
    year = fields.Integer(
        required=True,
        aggregator=None,
        default=lambda self: self.env.company._ward_today().year,
    )
    date_from = fields.Date(
        "From", compute="_compute_dates", store=True, precompute=True
    )
    date_to = fields.Date(
        "To", compute="_compute_dates", store=True, precompute=True, index=True
    )
    due_date = fields.Date(
        "To Be Sent By", compute="_compute_dates", store=True, precompute=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Report Prepared By",
        index="btree_not_null",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        default=lambda self: self.env.user,
    )
    form_ids = fields.Many2many("ward.form", string="Forms", readonly=True)
    version = fields.Integer(readonly=True, default=1, copy=False, aggregator=None)
    previous_id = fields.Many2one(
        "ward.form.report",
        "Replaces",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
    )
    next_ids = fields.One2many("ward.form.report", "previous_id", "Replaced By")
    reason = fields.Char("Why a New Version", readonly=True, copy=False)
    state = fields.Selection(
        STATES,
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    revision = fields.Integer(
        "Steps Taken", readonly=True, copy=False, default=0, aggregator=None
    )
    computed_at = fields.Datetime("Computed On", readonly=True, copy=False)
    approved_at = fields.Datetime("Approved On", readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    sent_at = fields.Datetime("Sent On", readonly=True, copy=False, index=True)
    sent_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    number = fields.Char("Number of the Report", copy=False)
    warned_at = fields.Datetime(readonly=True, copy=False)
    missing_note = fields.Text(
        "Why Units Are Missing",
        copy=False,
        help="Wanted for the approval where units below have not sent their report.",
    )
    row_ids = fields.One2many("ward.form.row", "report_id", "Rows")
    check_ids = fields.One2many("ward.form.check.result", "report_id", "Checks")
    correction_ids = fields.One2many("ward.form.correction", "report_id", "Corrections")
    missing_names = fields.Char("Have Not Sent", compute="_compute_missing")
    missing_count = fields.Integer("Not Sent", compute="_compute_missing")
    unit_count = fields.Integer("Units Below", compute="_compute_missing")
    failing_count = fields.Integer("Checks to Look At", compute="_compute_failing")
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    can_prepare = fields.Boolean(compute="_compute_can")
    can_approve = fields.Boolean(compute="_compute_can")

    _version_uniq = models.UniqueIndex(
        "(company_id, period_id, year, version)",
        "This report exists already; open it instead of making it again.",
    )
    _one_open = models.UniqueIndex(
        "(company_id, period_id, year) WHERE state <> 'sent'",
        "A report of this unit and period is being prepared already.",
    )

    # ------------------------------------------------------------------
    # COMPUTED
    # ------------------------------------------------------------------

    @api.depends("period_id", "year", "company_id")
    def _compute_dates(self):
        for report in self:
            period = report.period_id
            if not period or not report._is_year(report.year):
                report.date_from = report.date_to = report.due_date = False
                continue
            report.date_from, report.date_to = period._dates(report.year)
            level = report.company_id.sudo().ward_level  # the level decides the day
            report.due_date = period._due(level, report.year)

    @api.depends("period_id", "year", "company_id", "version")
    def _compute_display_name(self):
        for report in self:
            unit = report.company_id.sudo().name  # shown to whoever reads the report
            name = f"{report.period_id.name or ''} {report.year} – {unit or ''}"
            if report.version > 1:
                name = self.env._(
                    "%(name)s (version %(version)s)", name=name, version=report.version
                )
            report.display_name = name

    @api.depends("row_ids.unit_id", "company_id", "state")
    def _compute_missing(self):
        below = {
            company: company._ward_reporting_below() for company in self.company_id
        }
        for report in self:
            names = report._missing().mapped("name")
            names += [
                self.env._(
                    "%(unit)s (other version of %(forms)s)",
                    unit=unit.name,
                    forms=", ".join(forms.mapped("code")),
                )
                # a report that has been approved stays as it is
                for unit, forms in (
                    report._other_versions().items()
                    if report.state == "draft" and below[report.company_id]
                    else ()
                )
            ]
            report.missing_names = ", ".join(names)
            report.missing_count = len(names)
            report.unit_count = len(below[report.company_id])

    def _missing(self):
        """Return the units next below without figures in this report (as superuser)."""
        self.ensure_one()
        # sudo: which units have a row
        rows = self.sudo().row_ids
        return self.company_id._ward_reporting_below() - rows.unit_id

    @api.depends("check_ids.holds", "check_ids.explanation")
    def _compute_failing(self):
        counts = dict(
            self.env["ward.form.check.result"]._read_group(
                [("report_id", "in", self.ids), ("is_open", "=", True)],
                ["report_id"],
                ["__count"],
            )
        )
        for report in self:
            report.failing_count = counts.get(report, 0)

    @api.depends("due_date", "state")
    def _compute_is_late(self):
        for report in self:
            today = report.company_id.sudo()._ward_today()  # its time zone
            report.is_late = bool(
                report.state != "sent" and report.due_date and report.due_date < today
            )

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._ward_today()
        return Domain("state", "!=", "sent") & Domain("due_date", "<", today)

    @api.depends("state", "company_id")
    @api.depends_context("uid")
    def _compute_can(self):
        for report in self:
            report.can_prepare = report.state == "draft" and report._may_prepare()
            report.can_approve = report._may_lead()

    # ------------------------------------------------------------------
    # RIGHTS
    # ------------------------------------------------------------------

    def _may_prepare(self):
        user = self.env.user
        return self.env.su or (
            self.company_id in user.company_ids
            and (
                user.has_group("ward_office.group_citizen_clerk")
                or user.has_group("ward_office.group_plan_leader")
            )
        )

    def _may_lead(self):
        user = self.env.user
        if self.env.su:
            return True
        if self.company_id not in user.company_ids:
            return False
        unit = self.company_id.sudo()  # who leads it
        return (
            user.has_group("ward_office.group_plan_leader")
            or unit.ward_leader_id in self.env["hr.employee"]._ward_represented()
        )

    def _check_prepares(self):
        """Raise unless the user prepares the reports of these units."""
        self.check_access("read")
        for report in self:
            if not report._may_prepare():
                raise AccessError(
                    self.env._(
                        "Only the clerk and the leader of %(unit)s prepare its "
                        "reports.",
                        unit=report.sudo().company_id.name,
                    )
                )

    def _check_leads(self):
        """Raise unless the user heads these units or stands in for the head."""
        self.check_access("read")
        for report in self:
            if not report._may_lead():
                raise AccessError(
                    self.env._(
                        "Only the head of %(unit)s approves its reports.",
                        unit=report.sudo().company_id.name,
                    )
                )

    def _check_state(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for report in self:
            if report.state == "sent" and "sent" not in states:
                raise UserError(
                    self.env._(
                        "%(report)s has been sent and stays as it is. Make a new "
                        "version and say why.",
                        report=report.display_name,
                    )
                )
            if report.state not in states:
                raise UserError(
                    self.env._(
                        "%(report)s is “%(state)s”; this step needs: %(wanted)s.",
                        report=report.display_name,
                        state=labels[report.state],
                        wanted=", ".join(labels[state] for state in states),
                    )
                )

    def _begin(self, *states):
        """Hold these reports for one step; raise unless they are in ``states``.

        Steps write different rows. Each counts up the report's own as well, so that
        of two that began at once the database refuses the later one: Odoo repeats it,
        and it sees what the other has done.
        """
        reports = self.sudo()  # the step has checked who takes it
        try:
            reports.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is working on this report right now; try again in "
                    "a moment."
                )
            ) from error
        self._check_state(*states)
        for report in reports:
            report._write_guarded({"revision": report.revision + 1})

    # ------------------------------------------------------------------
    # WRITING
    # ------------------------------------------------------------------

    @api.constrains("period_id", "year", "company_id")
    def _check_period(self):
        for report in self:
            period = report.period_id
            if not report.date_to:
                raise ValidationError(
                    self.env._("“Year”: write it with four digits, as in 2026.")
                )
            if not period._in_force_at(report.date_to):
                raise ValidationError(
                    self.env._(
                        "“Period”: %(period)s is no period of the law in %(year)s; "
                        "choose another year or period.",
                        period=period.name,
                        year=report.year,
                    )
                )
            if not report.form_ids:
                raise ValidationError(
                    self.env._(
                        "“Period”: no form is in force for %(period)s %(year)s; look "
                        "under Configuration, Statutory Forms.",
                        period=period.name,
                        year=report.year,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        self._check_guarded_create(vals_list)
        model = self._without_guarded_defaults()
        vals_list = [model._add_missing_default_values(vals) for vals in vals_list]
        for vals in vals_list:
            vals["form_ids"] = [fields.Command.set(self._forms_of(vals).ids)]
            vals["version"] = vals.get("version") or 1
        reports = self._create_guarded(vals_list)
        reports._check_prepares()
        return reports

    @api.model
    def _is_year(self, year):
        return 2000 <= year <= 2100

    @api.model
    def _forms_of(self, vals):
        """Return the forms a report with ``vals`` consists of: in force at its end."""
        period = self.env["ward.report.period"].browse(vals["period_id"])
        year = vals["year"]
        if not self._is_year(year):
            return self.env["ward.form"]
        return period._forms(period._dates(year)[1])

    def write(self, vals):
        names = vals.keys() - {"message_main_attachment_id", "activity_ids"}
        what = {"company_id", "period_id", "year"} & names
        if names and not self.env.su:
            self._check_prepares()
            # the number is given when the approved report is signed
            states = ("draft", "approved") if names == {"number"} else ("draft",)
            self._check_state(*states)
            if what and any(self.mapped("computed_at")):
                raise UserError(
                    self.env._(
                        "Unit and period stand once the report is computed; delete "
                        "the draft and make another."
                    )
                )
        result = super().write(vals)
        if "company_id" in vals:
            self._check_prepares()  # of the unit it belongs to now
        if what:
            for report in self:
                forms = report.period_id._forms(report.date_to)
                report._write_guarded({"form_ids": [fields.Command.set(forms.ids)]})
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        self._check_prepares()
        for report in self:
            if report.state != "draft" or report.previous_id:
                raise UserError(
                    self.env._(
                        "%(report)s cannot be deleted: only a first draft can.",
                        report=report.display_name,
                    )
                )
