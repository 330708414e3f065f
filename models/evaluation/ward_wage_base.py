from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class WardWageBase(models.Model):
    """An amount the State lays down (lương cơ sở, lương tối thiểu vùng), dated."""

    _name = "ward.wage.base"
    _description = "Wage Base"
    _inherit = "ward.dated.mixin"
    _order = "kind, valid_from desc, id"
    _rec_name = "kind"

    kind = fields.Selection(
        [
            ("base", "Base salary"),
            ("region_1", "Minimum wage, region I"),
            ("region_2", "Minimum wage, region II"),
            ("region_3", "Minimum wage, region III"),
            ("region_4", "Minimum wage, region IV"),
        ],
        required=True,
        index=True,
    )
    amount = fields.Monetary("Amount a Month", required=True)
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: (
            self.env.ref("base.VND", raise_if_not_found=False)
            or self.env.company.currency_id
        ),
    )
    is_verified = fields.Boolean(
        "Verified", help="The text of the decree has been read; else check the amount."
    )

    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "“Amount” must be above zero."
    )
    _from_uniq = models.UniqueIndex(
        "(kind, valid_from)", "There is already an amount from this day on."
    )

    @api.model
    def _get_base(self, kind, date):
        """Return the record of ``kind`` in force on ``date``.

        :raise UserError: none is in force
        """
        # sudo: amounts of the law
        base = self.sudo().search(
            self._in_force_domain(date) & Domain("kind", "=", kind), limit=1
        )
        if not base:
            label = dict(self._fields["kind"]._description_selection(self.env))[kind]
            raise UserError(
                self.env._(
                    "No amount of “%(kind)s” is in force on %(date)s. Add it under "
                    "Configuration / Wage Bases.",
                    kind=label,
                    date=date,
                )
            )
        return base.with_env(self.env)
