"""What the statutory forms need to know of cases and orders, as dated facts."""

from odoo import api, fields, models


class WardCase(models.Model):
    _inherit = "ward.case"

    closed_on = fields.Date(
        "Closed (Date)", compute="_compute_counting", store=True, precompute=True
    )
    withdrawn_on = fields.Date(
        "Stopped After Full Withdrawal",
        compute="_compute_counting",
        store=True,
        precompute=True,
    )
    executed_on = fields.Date(
        "Carried Out in Full",
        compute="_compute_executed_on",
        store=True,
        index="btree_not_null",
        help="The last order was carried out; without any order, the case was closed.",
    )

    @api.depends("closed_at", "state", "is_withdrawn", "company_id")
    def _compute_counting(self):
        for case in self:
            company = case.company_id.sudo()  # its time zone
            day = case.closed_at and company._ward_to_local(case.closed_at).date()
            case.closed_on = day
            case.withdrawn_on = case.is_withdrawn and case.state == "stopped" and day

    @api.depends(
        "state",
        "decided_on",
        "closed_on",
        "obligation_ids.is_done",
        "obligation_ids.done_on",
    )
    def _compute_executed_on(self):
        for case in self:
            orders = case.obligation_ids
            day = case.state == "closed" and case.closed_on
            if orders:
                done = all(orders.mapped("is_done"))
                day = done and max(orders.mapped("done_on"))
            # never before the decision, or it would be missing in what was due
            case.executed_on = case.decided_on and day and max(day, case.decided_on)


class WardObligation(models.Model):
    _inherit = "ward.obligation"

    case_kind = fields.Selection(
        related="case_id.kind", string="Kind of Case", store=True, precompute=True
    )
    decided_on = fields.Date(
        related="case_id.decided_on", store=True, precompute=True, index=True
    )


class WardObligationStep(models.Model):
    _inherit = "ward.obligation.step"

    kind = fields.Selection(
        related="obligation_id.kind", store=True, precompute=True, string="Order"
    )
    case_kind = fields.Selection(
        related="obligation_id.case_kind", store=True, precompute=True
    )
    decided_on = fields.Date(
        related="obligation_id.decided_on", store=True, precompute=True
    )
    order_done_on = fields.Date(related="obligation_id.done_on", store=True)
