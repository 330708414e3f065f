from odoo import models
from odoo.exceptions import UserError


class ResUsers(models.Model):
    _inherit = "res.users"

    def _ward_employee(self, company=None):
        """Return the employee of this user in ``company`` (default: current unit).

        :raise UserError: the user has no employee record there
        """
        self.ensure_one()
        company = company or self.env.company
        # sudo: a plain user reads little of hr.employee, not even always his own
        employee = (
            self.env["hr.employee"]
            .sudo()
            .search(
                [("user_id", "=", self.id), ("company_id", "=", company.id)], limit=1
            )
        )
        if not employee:
            raise UserError(
                self.env._(
                    "Your account %(login)s is not linked to an employee of "
                    "%(unit)s. Ask the administrator to open Employees, find your "
                    "record and fill “Related User”.",
                    login=self.login,
                    unit=company.name,
                )
            )
        return employee
