from odoo import api, fields, models


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

    @api.model_create_multi
    def create(self, vals_list):
        days = super().create(vals_list)
        self.env["res.company"]._ward_forget_working_dates()
        return days

    def write(self, vals):
        result = super().write(vals)
        self.env["res.company"]._ward_forget_working_dates()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["res.company"]._ward_forget_working_dates()
        return result
