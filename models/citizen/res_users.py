from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _ward_with_staff_below(self, stays):
        """Return these users and those of everybody under them, ``stays`` apart."""
        # sudo: the staff tree; `employee_ids` are those of the companies chosen only
        employees = self.env["hr.employee"].sudo()
        officers = employees.search([("user_id", "in", self.ids)])
        below = employees.search([("id", "child_of", officers.ids)])
        return (below.user_id - stays) | self.sudo()
