"""What reports ask of forms and periods."""

from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

# Quarters differ by two days, a quarter and a half-year by ninety.
ALIKE_DAYS = 10


class WardForm(models.Model):
    _inherit = "ward.form"

    def _frozen_forms(self):
        """Return those of these forms whose figures an approved report holds."""
        # sudo: reports of any unit freeze the form
        reports = (
            self.env["ward.form.report"]
            .sudo()
            ._read_group(
                [("form_ids", "in", self.ids), ("state", "!=", "draft")], ["form_ids"]
            )
        )
        held = {form.id for (form,) in reports}
        return super()._frozen_forms() | self.filtered(lambda f: f._origin.id in held)


class WardFormColumn(models.Model):
    _inherit = "ward.form.column"

    def _path(self):
        """Return the words of the column with its headings, from the top."""
        self.ensure_one()
        names, column = [], self
        while column:
            names.insert(0, column.name)
            column = column.parent_id
        return " / ".join(names)


class WardReportPeriod(models.Model):
    _inherit = "ward.report.period"

    def _in_force_at(self, date):
        """Return whether the law knows this period for a report that ends then."""
        self.ensure_one()
        return bool(
            date
            and self.valid_from <= date
            and (not self.valid_to or self.valid_to >= date)
        )

    def _forms(self, date_to):
        """Return the forms a report of this period consists of, ended ``date_to``."""
        self.ensure_one()
        Form = self.env["ward.form"]
        return Form.search(
            Form._in_force_domain(date_to)
            & Domain("state", "=", "used")
            & Domain("period_ids", "in", self.ids)
        )

    def _previous(self, year):
        """Return ``(period, year)`` that ends the day before this one begins.

        Only where it is as long: 6 and 9 months of a year have none.
        """
        self.ensure_one()
        first, last = self._dates(year)
        length = last - first
        for other in self.search([("authority", "=", self.authority)]):
            for other_year in (year, year - 1):
                begin, end = other._dates(other_year)
                if (
                    end == first - timedelta(1)
                    and abs(end - begin - length) <= timedelta(ALIKE_DAYS)
                    and other._in_force_at(end)
                ):
                    return other, other_year
        return self.browse(), year - 1

    @api.model
    def _asked_of(self, unit):
        """Return the periods ``unit`` reports on; other addons may narrow them."""
        if not unit.ward_level:
            return self.browse()
        return self.search([("valid_from", "<=", unit._ward_today())])
