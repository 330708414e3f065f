from datetime import date as Date

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

MONTHS = [(str(month), str(month)) for month in range(1, 13)]
YEARS = [("-1", "Year before"), ("0", "Year of the report"), ("1", "Year after")]


class WardReportPeriod(models.Model):
    """A period of reporting (kỳ báo cáo): its window and when it is due.

    Circular 06/2025/TT-TTCP, Articles 4 and 7: quarter I runs from 15 December to 14
    March; the ward sends by the 17th, the province by the 20th. The law's periods, and
    no others, can be reported.
    """

    _name = "ward.report.period"
    _description = "Reporting Period"
    _inherit = "ward.dated.mixin"
    _order = "sequence, valid_from desc, id"

    code = fields.Char(required=True, index=True)
    name = fields.Char(required=True, translate=True)
    title = fields.Char(
        "Words on Paper", required=True, help="As the report prints it, in Vietnamese."
    )
    sequence = fields.Integer(default=10)
    authority = fields.Selection(
        "_selection_authority", "For", required=True, default="inspectorate", index=True
    )
    start_year = fields.Selection(YEARS, "From (Year)", required=True, default="0")
    start_month = fields.Selection(MONTHS, "From (Month)", required=True, default="1")
    start_day = fields.Integer("From (Day)", required=True, default=1)
    end_year = fields.Selection(YEARS, "To (Year)", required=True, default="0")
    end_month = fields.Selection(MONTHS, "To (Month)", required=True, default="12")
    end_day = fields.Integer("To (Day)", required=True, default=31)
    due_year = fields.Selection(YEARS, "Due (Year)", required=True, default="0")
    due_month = fields.Selection(MONTHS, "Due (Month)", required=True, default="12")
    due_day = fields.Integer("Due (Day)", required=True, default=17)
    due_day_province = fields.Integer(
        "Due From the Province (Day)", required=True, default=20
    )
    wants_outline = fields.Boolean(
        "With Outline", help="Besides the forms, the narrative report is written."
    )
    is_verified = fields.Boolean("Verified")
    active = fields.Boolean(default=True)

    @api.model
    def _selection_authority(self):
        return (
            self.env["ward.form"]._fields["authority"]._description_selection(self.env)
        )

    @api.constrains(
        "start_year",
        "start_month",
        "start_day",
        "end_year",
        "end_month",
        "end_day",
        "due_year",
        "due_month",
        "due_day",
        "due_day_province",
    )
    def _check_days(self):
        for period in self:
            try:
                first, last = period._dates(2025)
                due = period._due("commune", 2025), period._due("province", 2025)
            except ValueError:
                raise ValidationError(
                    self.env._(
                        "Period “%(name)s”: one of its days does not exist; correct "
                        "day and month.",
                        name=period.name,
                    )
                ) from None
            if first > last:
                raise ValidationError(
                    self.env._(
                        "Period “%(name)s” ends before it begins; correct “From” or "
                        "“To”.",
                        name=period.name,
                    )
                )
            if min(due) < last:
                raise ValidationError(
                    self.env._(
                        "Period “%(name)s” is due before it ends; correct “Due”.",
                        name=period.name,
                    )
                )

    @api.constrains("code", "valid_from", "valid_to", "active")
    def _check_overlap(self):
        for period in self.filtered("active"):
            same = self.search(
                Domain("code", "=", period.code)
                & Domain("id", "!=", period.id)
                & Domain("valid_from", "<=", period.valid_to or Date.max)
                & (
                    Domain("valid_to", "=", False)
                    | Domain("valid_to", ">=", period.valid_from)
                ),
                limit=1,
            )
            if same:
                raise ValidationError(
                    self.env._(
                        "Period “%(code)s” is in force twice: %(first)s and "
                        "%(second)s; end the older one with “Valid to”.",
                        code=period.code,
                        first=period.name,
                        second=same.name,
                    )
                )

    def _dates(self, year):
        """Return first and last day of this period of ``year``."""
        self.ensure_one()
        return (
            Date(year + int(self.start_year), int(self.start_month), self.start_day),
            Date(year + int(self.end_year), int(self.end_month), self.end_day),
        )

    def _due(self, level, year):
        """Return the day on which a unit of ``level`` sends at the latest."""
        self.ensure_one()
        day = self.due_day_province if level == "province" else self.due_day
        return Date(year + int(self.due_year), int(self.due_month), day)

    @api.model
    def _get_period(self, code, date):
        """Return the period ``code`` in force on ``date``.

        :raise UserError: the law knows no such period
        """
        period = self.search(
            self._in_force_domain(date) & Domain("code", "=", code), limit=1
        )
        if not period:
            raise UserError(
                self.env._(
                    "The law knows no period “%(code)s” on %(date)s; choose one under "
                    "Configuration / Reporting Periods.",
                    code=code,
                    date=date.strftime("%d/%m/%Y"),
                )
            )
        return period
