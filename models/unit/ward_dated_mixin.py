from odoo import api, fields, models
from odoo.fields import Domain


class WardDatedMixin(models.AbstractModel):
    """Law as data: a rule with its legal basis and the days it is in force."""

    _name = "ward.dated.mixin"
    _description = "Rule With Validity"

    legal_basis = fields.Char(
        help="Article and document the rule rests on, e.g. Decree 335/2025, Article 13."
    )
    valid_from = fields.Date(
        required=True,
        default=fields.Date.context_today,
        help="First day on which the rule applies.",
    )
    valid_to = fields.Date(help="Last day on which the rule applies; empty: until now.")

    _valid_period = models.Constraint(
        "CHECK (valid_to IS NULL OR valid_to >= valid_from)",
        "“Valid to” must not lie before “Valid from”.",
    )

    @api.model
    def _in_force_domain(self, date):
        """Return the domain of the rules in force on ``date`` (a ``datetime.date``)."""
        return Domain("valid_from", "<=", date) & (
            Domain("valid_to", "=", False) | Domain("valid_to", ">=", date)
        )
