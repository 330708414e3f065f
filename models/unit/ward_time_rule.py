from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class WardTimeRule(models.Model):
    """A date by which something is due in the office (mốc thời gian), as data.

    Decree 315/2025, Article 19: departments send the month's items by the 20th, the
    office issues the month's programme by the 25th, the week's schedule is decided by
    Friday of the week before. A unit may set its own earlier dates.
    """

    _name = "ward.time.rule"
    _description = "Date Rule"
    _inherit = "ward.dated.mixin"
    _order = "code, valid_from desc, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Selection(
        [
            ("month_send", "Departments send the items of the month"),
            ("month_issue", "The office issues the programme of the month"),
            ("week_issue", "The schedule of the week is decided"),
        ],
        required=True,
        index=True,
    )
    day = fields.Integer(
        required=True,
        help="Day of the month before (1 to 28), or weekday of the week before "
        "(1 Monday to 7 Sunday).",
    )
    to_working_day = fields.Boolean(
        "Working Day Before",
        default=True,
        help="On a holiday the date moves to the last working day before it.",
    )
    company_id = fields.Many2one(
        "res.company", "Unit", index=True, help="Empty: for every unit."
    )

    _day_range = models.Constraint(
        "CHECK (day BETWEEN 1 AND 28)", "“Day” must lie between 1 and 28."
    )

    @api.model
    def _get_rule(self, code, company, date):
        """Return the rule ``code`` in force for ``company`` on ``date``.

        The unit's own rule goes before the common one.

        :raise UserError: no rule is in force
        """
        # sudo: date rules are no secret, and due dates are computed for every officer
        rules = self.sudo().search(
            self._in_force_domain(date)
            & Domain("code", "=", code)
            & Domain("company_id", "in", [company.id, False])
        )
        rule = rules.filtered("company_id")[:1] or rules[:1]
        if not rule:
            label = dict(self._fields["code"]._description_selection(self.env))[code]
            raise UserError(
                self.env._(
                    "No date rule “%(rule)s” is in force on %(date)s. Add one under "
                    "Configuration / Date Rules.",
                    rule=label,
                    date=date,
                )
            )
        return rule
