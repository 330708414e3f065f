from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools import scoring


class WardReward(models.Model):
    """The money for one honoured officer (khen thưởng): base times rate, frozen."""

    _name = "ward.reward"
    _description = "Reward"
    _inherit = "ward.guarded.mixin"
    _order = "cycle_id desc, department_name, employee_name, id"
    _rec_name = "employee_name"
    _check_company_auto = True

    result_id = fields.Many2one(
        "ward.evaluation.result",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    cycle_id = fields.Many2one(
        related="result_id.cycle_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="result_id.company_id", store=True, index=True, precompute=True
    )
    employee_id = fields.Many2one(related="result_id.employee_id", store=True)
    employee_user_id = fields.Many2one(
        related="result_id.employee_user_id", store=True, index=True
    )
    employee_name = fields.Char(related="result_id.employee_name", store=True)
    department_name = fields.Char(related="result_id.department_name", store=True)
    job_title = fields.Char(related="result_id.job_title")
    grade_id = fields.Many2one(related="result_id.grade_id", store=True)
    base_kind = fields.Char("Base", readonly=True)
    base_amount = fields.Monetary("Amount of the Base", readonly=True, aggregator=None)
    rate = fields.Float("Rate (%)", readonly=True, digits=(8, 3), aggregator=None)
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    state = fields.Selection(
        [("due", "To pay"), ("paid", "Paid"), ("cancelled", "Cancelled")],
        readonly=True,
        required=True,
        default="due",
        index=True,
    )
    paid_on = fields.Date(readonly=True)

    _result_uniq = models.UniqueIndex(
        "(result_id)", "This result has its reward already."
    )

    @api.model
    def _for_cycle(self, cycle):
        """Make the missing rewards of a published cycle; cancel those replaced."""
        # sudo: rewards follow from published results; the caller's right was checked
        rewards = self.sudo()
        results = cycle.sudo().result_ids
        known = rewards.search([("cycle_id", "=", cycle.id)])
        known.filtered(
            lambda r: r.state == "due" and not r.result_id.is_current
        )._write_guarded({"state": "cancelled"})
        paid = known.filtered(lambda r: r.state == "paid").employee_id
        company = cycle.company_id.sudo()
        base = self.env["ward.wage.base"]._get_base(
            company.ward_reward_base, cycle.date_end
        )
        label = dict(base._fields["kind"]._description_selection(self.env))[base.kind]
        rate = company.ward_reward_rate
        return rewards._create_guarded(
            [
                {
                    "result_id": result.id,
                    "base_kind": label,
                    "base_amount": base.amount,
                    "rate": rate,
                    # whole đồng: there is no smaller coin
                    "amount": scoring.rounded(base.amount * rate / 100.0, 0),
                    "currency_id": base.currency_id.id,
                }
                for result in results.filtered("is_current").filtered("is_honoured")
                if result not in known.result_id and result.employee_id not in paid
            ]
        )

    def _check_treasurer(self):
        if not self.env.user.has_groups(
            "ward_office.group_evaluation_clerk,ward_office.group_plan_leader"
        ):
            raise AccessError(
                self.env._("Rewards are paid by the personnel clerk or the leader.")
            )
        self.check_access("read")

    def action_pay(self):
        """Record the rewards as paid out."""
        self._check_treasurer()
        wrong = self.filtered(lambda reward: reward.state != "due")
        if wrong:
            raise UserError(
                self.env._("%(name)s: not due.", name=wrong[0].employee_name)
            )
        self.sudo()._write_guarded(  # sudo: right checked
            {"state": "paid", "paid_on": fields.Date.context_today(self)}
        )
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("A reward is kept; it may be cancelled."))


class WardEvaluationResult(models.Model):
    _inherit = "ward.evaluation.result"

    def _replace(self, grade, points, reason, cause):
        """Let a reward still due follow the result that replaces this one."""
        result = super()._replace(grade, points, reason, cause)
        cycle = result.cycle_id
        if cycle.sudo().reward_ids:  # whether rewards have been worked out
            self.env["ward.reward"]._for_cycle(cycle)
        return result


class WardEvaluationCycle(models.Model):
    _inherit = "ward.evaluation.cycle"

    reward_ids = fields.One2many("ward.reward", "cycle_id", "Rewards")
    reward_total = fields.Monetary(compute="_compute_reward_total")
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_reward_total", string="Reward Currency"
    )
    ceremony_date = fields.Date(
        "Flag Ceremony",
        compute="_compute_ceremony_date",
        help="The first Monday of the month after the period, or after the "
        "publication where that is later; a holiday moves it to the next working day.",
    )

    @api.depends("reward_ids.amount", "reward_ids.state")
    def _compute_reward_total(self):
        for cycle in self:
            rewards = cycle.reward_ids.filtered(lambda r: r.state != "cancelled")
            cycle.reward_total = sum(rewards.mapped("amount"))
            cycle.currency_id = rewards[:1].currency_id or self.env.ref(
                "base.VND", raise_if_not_found=False
            )

    @api.depends("date_end", "published_at")
    def _compute_ceremony_date(self):
        for cycle in self:
            company = cycle.company_id.sudo()  # calendar
            if not cycle.date_end:
                cycle.ceremony_date = False
                continue
            day = fields.Date.add(cycle.date_end, days=1)
            date = company._ward_ceremony_date(day)
            if cycle.published_at:
                published = company._ward_to_local(cycle.published_at).date()
                while date < published:
                    day = fields.Date.add(day, months=1)
                    date = company._ward_ceremony_date(day)
            cycle.ceremony_date = date

    def action_reward(self):
        """Work out the rewards of the published cycle."""
        self.check_access("read")
        if not self.env.user.has_groups(
            "ward_office.group_evaluation_clerk,ward_office.group_plan_leader"
        ):
            raise AccessError(
                self.env._("Rewards are worked out by the personnel clerk or leader.")
            )
        for cycle in self:
            if cycle.state != "published":
                raise UserError(self.env._("Rewards follow after the publication."))
            self.env["ward.reward"]._for_cycle(cycle)
        return self.action_open_rewards()

    def action_open_rewards(self):
        """Open the rewards of the cycle."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ward_office.ward_reward_action"
        )
        return action | {"domain": [("cycle_id", "=", self.id)], "context": {}}

    def _open_url(self, url):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def action_honours(self):
        """Open the page with the honoured officers, to show on a screen."""
        return self._open_url(f"/ward_office/honours/{self.id}")

    def action_export_results(self):
        """Download the results as XLSX."""
        return self._open_url(f"/ward_office/evaluation_results/{self.id}")

    def action_export_payout(self):
        """Download the payout sheet as XLSX."""
        return self._open_url(f"/ward_office/evaluation_rewards/{self.id}/payout")

    def action_export_accounting(self):
        """Download the rewards as journal entry to import."""
        return self._open_url(f"/ward_office/evaluation_rewards/{self.id}/accounting")

    def _honoured(self):
        """Return the current results that are honoured, best points first."""
        return self.result_ids.filtered(
            lambda r: r.is_current and r.is_honoured
        ).sorted(lambda r: (-r.rank, -r.total_points, r.employee_name))
