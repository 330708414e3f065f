from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class WardCampaignTarget(models.Model):
    """One thing a campaign is to reach: a black spot, a household (mục tiêu)."""

    _name = "ward.campaign.target"
    _description = "Campaign Target"
    _inherit = ["ward.guarded.mixin", "mail.thread"]
    _order = "campaign_id, sequence, id"
    _check_company_auto = True
    _mail_post_access = "read"

    sequence = fields.Integer(default=10)
    name = fields.Char("Target", required=True)
    place = fields.Char()
    campaign_id = fields.Many2one(
        "ward.campaign", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="campaign_id.company_id", store=True, index=True, precompute=True
    )
    deadline = fields.Date(related="campaign_id.deadline", store=True, index=True)
    responsible_id = fields.Many2one(
        "hr.employee", required=True, index=True, check_company=True
    )
    responsible_user_id = fields.Many2one(
        related="responsible_id.user_id", store=True, index=True
    )
    photo_before = fields.Image("Before", max_width=1600, max_height=1600)
    photo_after = fields.Image("After", max_width=1600, max_height=1600)
    note = fields.Text("Result")
    done_at = fields.Datetime("Reached On", readonly=True)
    is_failed = fields.Boolean(
        "Missed", compute="_compute_is_failed", search="_search_is_failed"
    )
    task_ids = fields.One2many("ward.task", "campaign_target_id", "Tasks")
    is_mine = fields.Boolean(compute="_compute_is_mine")

    @api.depends_context("uid")
    @api.depends("responsible_user_id")
    def _compute_is_mine(self):
        for target in self:
            target.is_mine = target.responsible_user_id == self.env.user

    def _deadline_moment(self):
        """Return the end of the deadline's day in the unit's time zone (UTC)."""
        self.ensure_one()
        company = self.company_id or self.env.company
        return company._ward_to_utc(self.deadline, 24) if self.deadline else False

    @api.depends("done_at", "deadline", "campaign_id.started_at")
    def _compute_is_failed(self):
        now = fields.Datetime.now()
        for target in self:
            limit = target._deadline_moment()
            target.is_failed = bool(
                target.campaign_id.started_at
                and limit
                and (target.done_at or now) >= limit
            )

    def _search_is_failed(self, operator, value):
        if operator != "in":
            return NotImplemented
        # The deadline is a day of the unit, `done_at` a moment: compared per unit.
        # sudo: time zones only
        units = self.env["res.company"].sudo().search([("ward_tz", "!=", False)])
        domains = []
        for zone, companies in units.grouped("ward_tz").items():
            today = companies[0]._ward_today()
            open_late = Domain("done_at", "=", False) & Domain("deadline", "<", today)
            domains.append(
                Domain("company_id", "in", companies.ids)
                & (open_late | Domain("id", "in", self._done_late_ids(companies, zone)))
            )
        return Domain("campaign_id.started_at", "!=", False) & Domain.OR(domains)

    @api.model
    def _done_late_ids(self, companies, zone):
        late = self.sudo().search(  # sudo: ids only; the caller's rules still apply
            [("company_id", "in", companies.ids), ("done_at", "!=", False)]
        )
        return [t.id for t in late if t.done_at >= t._deadline_moment()]

    @api.model_create_multi
    def create(self, vals_list):
        targets = super().create(vals_list)
        targets.campaign_id._check_in_charge()
        return targets

    def write(self, vals):
        if not self.env.su:
            self._check_responsible(vals)
        return super().write(vals)

    def _check_responsible(self, vals):
        """Photos and result are for the responsible officer, the rest for the owner."""
        own = {"photo_before", "photo_after", "note"}
        if vals.keys() <= own:
            others = self.filtered(lambda t: t.responsible_user_id != self.env.user)
            others.campaign_id._check_in_charge()
        else:
            self.campaign_id._check_in_charge()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        self.campaign_id._check_in_charge()
        if self.campaign_id.filtered("started_at"):
            raise UserError(self.env._("A target of a running campaign is kept."))

    def action_reach(self):
        """Report the targets as reached; needs the photo after. Late stays missed."""
        for target in self:
            if target.responsible_user_id != self.env.user:
                target.campaign_id._check_in_charge()
            if not target.campaign_id.started_at:
                raise UserError(self.env._("The campaign has not been started."))
            if not target.photo_after:
                raise UserError(
                    self.env._("“After”: add a photo of “%(name)s”.", name=target.name)
                )
        self.filtered(lambda t: not t.done_at)._write_guarded(
            {"done_at": fields.Datetime.now()}
        )
        return True

    def _create_tasks(self):
        """Put a task for each target into the responsible officers' plans."""
        today = {unit: unit._ward_today() for unit in self.company_id}
        by_week = defaultdict(self.browse)
        for target in self:
            day = max(target.campaign_id.date_start, today[target.company_id])
            by_week[self.env["ward.plan"]._period_start("week", day)] |= target
        vals_list = []
        for week, targets in by_week.items():
            plans = self.env["ward.plan"]._for_employees(
                targets.responsible_id, "week", week
            )
            plan_of = {plan.employee_id: plan for plan in plans}
            vals_list += [
                target._prepare_task_vals(plan_of[target.responsible_id])
                for target in targets
            ]
        # sudo: rights were checked by `action_start`; the officers' plans are theirs
        return self.env["ward.task"].sudo()._create_guarded(vals_list)

    def _prepare_task_vals(self, plan):
        self.ensure_one()
        return {
            "plan_id": plan.id,
            "name": f"{self.campaign_id.name}: {self.name}",
            "product_name": self.env._("Target reached, photos before and after"),
            "place": self.place,
            "deadline": self.company_id._ward_to_utc(self.deadline, 17),
            "source": "campaign",
            "assigned_by_id": self.env.uid,
            "campaign_target_id": self.id,
            "is_arising": plan.state == "approved",
            "review_state": "kept",
        }
