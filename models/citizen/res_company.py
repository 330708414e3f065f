from odoo import api, fields, models
from odoo.exceptions import UserError

# So many months without a working day: the calendar is wrong.
FAR = 24


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

    def _ward_heads(self):
        """Return the unit's leader and his deputies: leaders right under him."""
        self.ensure_one()
        leader = self.ward_leader_id
        below = leader.search([("parent_id", "=", leader.id)]) if leader else leader
        return leader | below.filtered(
            lambda e: e.user_id.has_group("ward_office.group_plan_leader")
        )

    def _ward_clerks(self):
        """Return the users who register citizens' matters in this unit."""
        self.ensure_one()
        # sudo: who has which role
        clerks = self.env.ref("ward_office.group_citizen_clerk").sudo().all_user_ids
        return clerks.filtered(lambda u: u.active and self in u.company_ids)

    def _ward_working_day_test(self):
        """Return a function that says whether a day is worked in this unit.

        :raise UserError: from the function, where no working day comes for years
        """
        self.ensure_one()
        months = {}

        def is_working(day):
            first = day.replace(day=1)
            month = months.get(first)
            if month is None:
                month = months[first] = self._ward_working_month(first)
                if len(months) > FAR and not any(list(months.values())[-FAR:]):
                    raise UserError(
                        self.env._(
                            "The working calendar of %(unit)s has no working days; "
                            "set it in the settings.",
                            unit=self.name,
                        )
                    )
            return day in month

        return is_working

    def write(self, vals):
        result = super().write(vals)
        if {"resource_calendar_id", "ward_tz"} & vals.keys():
            self.env["ward.clock"]._calendar_changed(self)
        if "ward_leader_id" in vals:
            # sudo: whoever names the leader does not see the denunciations
            self.env["ward.petition"].sudo().search(
                [
                    ("company_id", "in", self.ids),
                    ("kind", "=", "denunciation"),
                    ("respondent_user_ids", "!=", False),
                    ("state", "in", ("received", "sorted", "proposed")),
                ]
            )._settle_denunciation(find=False)
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
