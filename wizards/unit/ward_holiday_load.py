from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

try:
    import holidays
except ImportError:  # a soft dependency: see `action_load`
    holidays = None


class WardHolidayLoad(models.TransientModel):
    """Load Vietnam's public holidays of a year into the unit's calendar."""

    _name = "ward.holiday.load"
    _description = "Load Public Holidays"

    year = fields.Integer(
        required=True, default=lambda self: fields.Date.context_today(self).year
    )
    company_id = fields.Many2one(
        "res.company", "Unit", required=True, default=lambda self: self.env.company
    )

    @api.model
    def _public_holidays(self, year):
        """Return ``{date: name}`` of Vietnam's public holidays in ``year``.

        :raise UserError: the Python library ``holidays`` is not installed
        """
        if holidays is None:
            raise UserError(
                self.env._(
                    "The Python library “holidays” is not installed on this server. "
                    "Install it (pip install holidays), or enter the days by hand "
                    "under Configuration / Public Holidays."
                )
            )
        return dict(holidays.country_holidays("VN", years=year, language="vi"))

    def action_load(self):
        """Create the holidays not yet there; loading twice adds nothing."""
        self.ensure_one()
        if not self.env.user.has_group("ward_office.group_ward_admin"):
            raise AccessError(self.env._("Only an administrator loads holidays."))
        if not 2000 <= self.year <= 2100:
            raise UserError(self.env._("“Year” must lie between 2000 and 2100."))
        # sudo: an administrator of the ward office need not be an HR officer
        company = self.company_id
        # with_company: a leave without calendar takes the current company, always
        leaves = self.env["resource.calendar.leaves"].sudo().with_company(company)
        known = leaves.search(
            [("company_id", "=", company.id), ("resource_id", "=", False)]
        )
        taken = {company._ward_to_local(leave.date_from).date() for leave in known}
        created = leaves.create(
            [
                {
                    "name": name,
                    "calendar_id": False,
                    "resource_id": False,
                    "time_type": "leave",
                    "date_from": company._ward_to_utc(day),
                    "date_to": company._ward_to_utc(day, 24 - 1 / 60),
                }
                for day, name in sorted(self._public_holidays(self.year).items())
                if day not in taken
            ]
        )
        created.mapped("company_id")  # computed now, while the company is current
        return self.env["ir.actions.act_window"]._for_xml_id(
            "ward_office.resource_calendar_leaves_action"
        )
