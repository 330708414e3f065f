from odoo import fields, models


class WardDutyGroup(models.Model):
    """Officers with similar duties (nhóm công chức có nhiệm vụ tương đồng)."""

    _name = "ward.duty.group"
    _description = "Group of Similar Duties"
    _order = "sequence, id"
    _check_company_auto = True

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company",
        "Unit",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    position = fields.Selection(
        [("head", "Heads"), ("deputy", "Deputies"), ("officer", "Officers")],
        help="Empty: whatever the position.",
    )
    department_ids = fields.Many2many(
        "hr.department", check_company=True, help="Empty: all departments."
    )

    def _match(self, position, department):
        """Return the first group that holds such an officer, or none."""
        return next(
            (
                group
                for group in self
                if group.position in (False, position)
                and (not group.department_ids or department in group.department_ids)
            ),
            self.browse(),
        )
