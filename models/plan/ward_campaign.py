from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class WardCampaign(models.Model):
    """A drive with named targets and a deadline (đợt cao điểm).

    “Five rubbish black spots gone in a month, or the task is failed.” Each target has
    an officer responsible; one not done at the deadline is failed for good, which
    the evaluation reads.
    """

    _name = "ward.campaign"
    _description = "Campaign"
    _inherit = ["ward.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "deadline desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    description = fields.Text("What Is to Be Reached")
    owner_id = fields.Many2one(
        "hr.employee",
        "In Charge",
        required=True,
        index=True,
        check_company=True,
        tracking=True,
        default=lambda self: self.env.user.employee_id,
    )
    company_id = fields.Many2one(
        "res.company",
        "Unit",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    date_start = fields.Date("From", required=True, default=fields.Date.context_today)
    deadline = fields.Date(required=True, index=True, tracking=True)
    started_at = fields.Datetime("Started On", readonly=True)
    target_ids = fields.One2many("ward.campaign.target", "campaign_id", "Targets")
    target_count = fields.Integer("Targets Set", compute="_compute_figures")
    done_count = fields.Integer("Targets Reached", compute="_compute_figures")
    failed_count = fields.Integer("Targets Missed", compute="_compute_figures")
    progress = fields.Integer("Progress (%)", compute="_compute_figures")
    state = fields.Selection(
        [
            ("draft", "Being prepared"),
            ("running", "Running"),
            ("done", "Reached"),
            ("failed", "Failed"),
        ],
        compute="_compute_figures",
        search="_search_state",
    )

    _dates = models.Constraint(
        "CHECK (deadline >= date_start)", "“Deadline” must not lie before “From”."
    )

    @api.depends("started_at", "deadline", "target_ids.done_at")
    def _compute_figures(self):
        for campaign in self:
            targets = campaign.target_ids
            campaign.target_count = len(targets)
            campaign.done_count = len(targets.filtered("done_at"))
            campaign.failed_count = len(targets.filtered("is_failed"))
            campaign.progress = (
                round(100 * campaign.done_count / len(targets)) if targets else 0
            )
            if not campaign.started_at:
                campaign.state = "draft"
            elif campaign.failed_count:
                campaign.state = "failed"
            elif targets and campaign.done_count == len(targets):
                campaign.state = "done"
            else:
                campaign.state = "running"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        failed = Domain("target_ids.is_failed", "=", True)
        unreached = Domain("target_ids", "any", [("done_at", "=", False)])
        started = Domain("started_at", "!=", False)
        by_state = {
            "draft": Domain("started_at", "=", False),
            "failed": started & failed,
            "done": started & ~failed & ~unreached & Domain("target_ids", "!=", False),
            "running": started
            & ~failed
            & (unreached | Domain("target_ids", "=", False)),
        }
        return Domain.OR(by_state[state] for state in value if state in by_state)

    def _check_in_charge(self):
        """Only the officer in charge and the leaders of the unit run a campaign."""
        self.check_access("write")
        if self.env.su or self.env.user.has_group("ward_office.group_plan_leader"):
            return
        for campaign in self:
            # sudo: comparing the user of an employee, nothing is shown
            if campaign.sudo().owner_id.user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "Only the officer in charge or the unit leader runs "
                        "“%(name)s”.",
                        name=campaign.name,
                    )
                )

    def write(self, vals):
        if not self.env.su:
            self._check_in_charge()
            fixed = {"deadline", "date_start", "owner_id"} & vals.keys()
            if fixed and self.filtered("started_at"):
                self._check_leader()
        return super().write(vals)

    def _check_leader(self):
        if not self.env.user.has_group("ward_office.group_plan_leader"):
            raise AccessError(
                self.env._("A running campaign is changed by the unit leader only.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        self._check_in_charge()
        if self.filtered("started_at"):
            raise UserError(self.env._("A campaign that was started is kept."))

    def action_start(self):
        """Start: every responsible officer gets a task for each of his targets."""
        self._check_in_charge()
        for campaign in self:
            if campaign.started_at:
                raise UserError(
                    self.env._("“%(name)s” runs already.", name=campaign.name)
                )
            if not campaign.target_ids:
                raise UserError(
                    self.env._("“%(name)s” has no targets yet.", name=campaign.name)
                )
        self._write_guarded({"started_at": fields.Datetime.now()})
        self.target_ids._create_tasks()
        self._message_log_batch(
            bodies={campaign.id: self.env._("Started.") for campaign in self}
        )
        return True
