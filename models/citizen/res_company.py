from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

FIRST_LOOK = timedelta(15)
NEVER = timedelta(1000)


class ResCompany(models.Model):
    _inherit = "res.company"

    ward_is_remote = fields.Boolean(
        "Remote Area",
        help="A remote area where travel is difficult: the longer limits of the Law on "
        "Complaints apply.",
    )
    ward_identity_approver_ids = fields.Many2many(
        "res.users",
        "ward_identity_approver_rel",
        string="Decide on Protected Identities",
        help="They decide requests to know a denouncer, where they do not handle the "
        "matter. Nobody named: every request is refused.",
    )
    ward_reception_hours = fields.Char(
        "Regular Reception", default="7:30–11:30, 13:30–16:30"
    )
    ward_reception_place = fields.Char()

    def _ward_working_day_test(self, start):
        """Return a function that says whether a day from ``start`` on is worked.

        Looks the calendar up in growing pieces, since few limits reach far.

        :raise UserError: from the function, where no working day comes for years
        """
        self.ensure_one()
        working, until, step = set(), start - timedelta(1), FIRST_LOOK

        def is_working(day):
            nonlocal until, step
            while day > until:
                if not working and until - start > NEVER:
                    raise UserError(
                        self.env._(
                            "The working calendar of %(unit)s has no working days; "
                            "set it in the settings.",
                            unit=self.name,
                        )
                    )
                stop = until + step
                working.update(self._ward_working_dates(until + timedelta(1), stop))
                until, step = stop, 2 * step
            return day in working

        return is_working

    def write(self, vals):
        result = super().write(vals)
        if {"resource_calendar_id", "ward_tz"} & vals.keys():
            self.env["ward.clock"]._calendar_changed(self)
        return result


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    def _ward_holidays(self):
        return self.filtered(lambda leave: not leave.resource_id)

    def _ward_reckon(self, companies):
        if self:
            self.env["ward.clock"]._calendar_changed(companies)

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        holidays = leaves._ward_holidays()
        holidays._ward_reckon(holidays.company_id)
        return leaves

    def write(self, vals):
        before = self._ward_holidays()
        companies = before.company_id
        result = super().write(vals)
        if vals.keys() & {
            "date_from",
            "date_to",
            "company_id",
            "resource_id",
            "calendar_id",
        }:
            (before | self._ward_holidays())._ward_reckon(companies | self.company_id)
        return result

    def unlink(self):
        holidays = self._ward_holidays()
        companies, touched = holidays.company_id, bool(holidays)
        result = super().unlink()
        if touched:
            self.env["ward.clock"]._calendar_changed(companies)
        return result


class WardCompensationDay(models.Model):
    _inherit = "ward.compensation.day"

    @api.model_create_multi
    def create(self, vals_list):
        days = super().create(vals_list)
        self.env["ward.clock"]._calendar_changed(days.company_id)
        return days

    def write(self, vals):
        companies = self.company_id
        result = super().write(vals)
        self.env["ward.clock"]._calendar_changed(companies | self.company_id)
        return result

    def unlink(self):
        companies = self.company_id
        result = super().unlink()
        self.env["ward.clock"]._calendar_changed(companies)
        return result
