"""The working time of units: whatever changes it makes us forget the working dates."""

from odoo import api, models


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def write(self, vals):
        result = super().write(vals)
        self.env["res.company"]._ward_forget_working_dates()
        return result


class ResourceCalendarAttendance(models.Model):
    _inherit = "resource.calendar.attendance"

    @api.model_create_multi
    def create(self, vals_list):
        attendances = super().create(vals_list)
        self.env["res.company"]._ward_forget_working_dates()
        return attendances

    def write(self, vals):
        result = super().write(vals)
        self.env["res.company"]._ward_forget_working_dates()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["res.company"]._ward_forget_working_dates()
        return result


class ResourceCalendarLeaves(models.Model):
    """Those of nobody are public holidays; a person's are no business of the unit."""

    _inherit = "resource.calendar.leaves"

    def _ward_forget_holidays(self):
        if any(not leave.resource_id for leave in self):
            self.env["res.company"]._ward_forget_working_dates()

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._ward_forget_holidays()
        return leaves

    def write(self, vals):
        self._ward_forget_holidays()
        result = super().write(vals)
        self._ward_forget_holidays()
        return result

    def unlink(self):
        holidays = any(not leave.resource_id for leave in self)
        result = super().unlink()
        if holidays:
            self.env["res.company"]._ward_forget_working_dates()
        return result
