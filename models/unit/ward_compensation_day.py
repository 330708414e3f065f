from odoo import fields, models


class WardCompensationDay(models.Model):
    """A day worked in exchange for a holiday (ngày làm bù), usually a Saturday."""

    _name = "ward.compensation.day"
    _description = "Compensation Day"
    _order = "date desc"
    _check_company_auto = True

    name = fields.Char("Reason", required=True, translate=False)
    date = fields.Date(required=True)
    company_id = fields.Many2one(
        "res.company",
        "Unit",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    legal_basis = fields.Char(help="The decision that swaps the days.")

    _day_uniq = models.UniqueIndex(
        "(company_id, date)", "This compensation day has been entered already."
    )
