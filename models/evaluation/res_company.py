from datetime import timedelta

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    ward_evaluation_period = fields.Selection(
        [("month", "Every month"), ("quarter", "Every quarter")],
        "Evaluation",
        default="month",
    )
    ward_evaluation_since = fields.Date(
        "Cycles Open by Themselves From",
        help="Periods beginning on or after this day are opened by schedule; empty: "
        "every cycle is opened by hand.",
    )
    ward_evaluation_open_day = fields.Integer("Cycle Opens On Day", default=25)
    ward_evaluation_self_days = fields.Integer("Days for Self-grading", default=2)
    ward_evaluation_review_days = fields.Integer("Days for Grading", default=2)
    ward_evaluation_show = fields.Selection(
        [
            ("grade", "Points and grade"),
            ("change", "Also own grade, lifted or lowered"),
            ("words", "Also strengths, shortcomings and reasons"),
        ],
        "Results Show",
        default="change",
        required=True,
    )
    ward_results_above = fields.Boolean(
        "Results Open to the Bodies Above", default=True
    )
    ward_results_portal = fields.Boolean("Results on the Portal")
    ward_reward_rate = fields.Float("Reward (% of the Base)", default=0.5)
    ward_reward_base = fields.Selection(
        [
            ("base", "Base salary"),
            ("region_1", "Minimum wage, region I"),
            ("region_2", "Minimum wage, region II"),
            ("region_3", "Minimum wage, region III"),
            ("region_4", "Minimum wage, region IV"),
        ],
        "Base of the Reward",
        default="region_1",
        required=True,
    )

    _ward_evaluation_days = models.Constraint(
        "CHECK (ward_evaluation_open_day BETWEEN 1 AND 28"
        " AND ward_evaluation_self_days BETWEEN 0 AND 30"
        " AND ward_evaluation_review_days BETWEEN 0 AND 30)",
        "The day on which cycles open must lie between 1 and 28, the days for grading "
        "between 0 and 30.",
    )
    _ward_reward_rate_range = models.Constraint(
        "CHECK (ward_reward_rate BETWEEN 0 AND 1000)",
        "The reward must lie between 0 and 1,000 % of its base.",
    )

    def _ward_ceremony_date(self, date):
        """Return the day of the flag ceremony of the month of ``date``.

        Its first Monday; where that is a holiday, the next working day.
        """
        first = date.replace(day=1)
        monday = first + timedelta(-first.weekday() % 7)
        return self._ward_working_date_after(monday)

    def write(self, vals):
        result = super().write(vals)
        if "ward_leader_id" in vals:
            self.env["ward.evaluation"]._refresh_graders(
                self.env["hr.employee"]
                .sudo()  # graders of the whole unit change with its leader
                .search([("company_id", "child_of", self.ids)])
            )
        return result
