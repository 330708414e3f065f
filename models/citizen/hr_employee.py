from odoo import api, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    @api.model_create_multi
    def create(self, vals_list):
        employees = super().create(vals_list)
        self.env["ward.petition"]._conflicts_changed(employees)
        return employees

    def write(self, vals):
        result = super().write(vals)
        if {"parent_id", "user_id", "active"} & vals.keys():
            self.env["ward.petition"]._conflicts_changed(self)
        return result
