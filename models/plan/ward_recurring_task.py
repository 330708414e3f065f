from datetime import timedelta

from odoo import fields, models


class WardRecurringTask(models.Model):
    """Work an officer has every week or month (việc thường kỳ); fills new plans."""

    _name = "ward.recurring.task"
    _description = "Recurring Task"
    _order = "employee_id, sequence, id"
    _check_company_auto = True

    sequence = fields.Integer(default=10)
    name = fields.Char("Task", required=True)
    employee_id = fields.Many2one(
        "hr.employee",
        "Officer",
        required=True,
        index=True,
        check_company=True,
        default=lambda self: self.env.user.employee_id,
    )
    employee_user_id = fields.Many2one(
        related="employee_id.user_id", store=True, index=True
    )
    company_id = fields.Many2one(
        related="employee_id.company_id", store=True, index=True
    )
    kind = fields.Selection(
        [("week", "Every week"), ("month", "Every month")],
        "Rhythm",
        required=True,
        default="week",
    )
    day = fields.Integer(
        "Due On",
        default=5,
        required=True,
        help="1 Monday to 7 Sunday for weekly work, day of the month for monthly work.",
    )
    hour = fields.Float("Due At", default=17.0)
    product_id = fields.Many2one("ward.product", "Catalogue Item", check_company=True)
    product_name = fields.Char("Product")
    quantity = fields.Float(default=1.0)
    active = fields.Boolean(default=True)

    _day_range = models.Constraint(
        "CHECK (day >= 1 AND day <= CASE WHEN kind = 'week' THEN 7 ELSE 28 END)",
        "“Due On” must lie between 1 and 7 for weekly work, 1 and 28 for monthly work.",
    )
    _hour_range = models.Constraint(
        "CHECK (hour >= 0 AND hour < 24)", "“Due At” must lie between 00:00 and 23:59."
    )

    def _prepare_task_vals(self, plan):
        """Return the values of this work as a task of ``plan``."""
        self.ensure_one()
        date = plan.date_start + timedelta(self.day - 1)
        return {
            "plan_id": plan.id,
            "name": self.name,
            "product_id": self.product_id.id,
            "product_name": self.product_name or self.product_id.product_name,
            "quantity": self.quantity,
            "deadline": plan.company_id._ward_to_utc(date, self.hour),
            "source": "recurring",
            "recurring_id": self.id,
        }
