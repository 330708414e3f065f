from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools import scoring


class WardScoringRule(models.Model):
    """How points are computed and who is graded (quy tắc tính điểm), as data.

    The decree caps the result criterion at 70 points (Article 12.3) and says nothing
    of a single ratio above 100 %, though work taken over and arising work “adds
    points” (Article 18.1.d). So the default lets a, b and c exceed 100 % and caps
    their sum; a unit may cap each. The two parts of the points, general and result,
    are each rounded half up to ``digits``; their sum is the points, and the grade
    follows from it. The decree is silent on rounding too.
    """

    _name = "ward.scoring.rule"
    _description = "Scoring Rule"
    _inherit = "ward.dated.mixin"
    _order = "company_id, valid_from desc, id"

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one(
        "res.company", "Unit", index=True, help="Empty: for every unit."
    )
    quality_penalty = fields.Float(
        "Off per Failing (%)",
        required=True,
        default=25.0,
        help="Of the quality points of a product, each time it is found failing.",
    )
    progress_penalty = fields.Float(
        "Off per Delay (%)",
        required=True,
        default=25.0,
        help="Of the progress points of a product, for each delay.",
    )
    leader_low_percent = fields.Float(
        "Lower Level of a Leader's Criteria (%)", required=True, default=50.0
    )
    over_100 = fields.Selection(
        [
            ("cap_total", "Only the points of the criterion are capped"),
            ("cap_each", "Each of a, b and c is capped at 100 %"),
        ],
        "More Than 100 %",
        required=True,
        default="cap_total",
    )
    digits = fields.Integer("Decimals of the Points", required=True, default=2)
    count_reported = fields.Boolean(
        "Reported Work Counts",
        default=True,
        help="Work reported done counts as completed until the leader sends it back; "
        "else only what he has accepted.",
    )
    grace_days = fields.Integer(
        "Days After the Period",
        help="Work finished so many days after the period still counts, as late.",
    )
    min_working_days = fields.Integer(
        "Least Working Days",
        default=10,
        help="Officers present on fewer working days of a month are not graded for it.",
    )
    min_months = fields.Integer(
        "Least Months of the Year",
        default=6,
        help="Officers who worked fewer months are not graded for the year "
        "(Decree 335/2025, Article 11).",
    )

    _ranges = models.Constraint(
        "CHECK (quality_penalty BETWEEN 0 AND 100"
        " AND progress_penalty BETWEEN 0 AND 100"
        " AND leader_low_percent BETWEEN 0 AND 100"
        " AND digits BETWEEN 0 AND 4"
        " AND grace_days BETWEEN 0 AND 31"
        " AND min_working_days BETWEEN 0 AND 31"
        " AND min_months BETWEEN 0 AND 12)",
        "A figure of the scoring rule lies outside its range: per cents 0 to 100, "
        "decimals 0 to 4, days 0 to 31, months 0 to 12.",
    )

    @api.model
    def _get_rule(self, company, date):
        """Return the rule of ``company`` in force on ``date``, else the common one.

        :raise UserError: none is in force
        """
        # sudo: rules of scoring are no secret
        rules = self.sudo().search(
            self._in_force_domain(date)
            & Domain("company_id", "in", [company.id, False])
        )
        rule = rules.filtered("company_id")[:1] or rules[:1]
        if not rule:
            raise UserError(
                self.env._(
                    "No scoring rule is in force on %(date)s. Add one under "
                    "Configuration / Scoring Rules.",
                    date=date,
                )
            )
        return rule.with_env(self.env)

    def _as_tool(self, frame):
        """Return the rule as ``tools.scoring.Rule`` for ``frame``."""
        rule = self.sudo()  # as in _get_rule
        return scoring.Rule(
            quality_penalty=rule.quality_penalty / 100.0,
            progress_penalty=rule.progress_penalty / 100.0,
            work_max=frame.sudo().work_max,
            digits=rule.digits,
            cap_each=rule.over_100 == "cap_each",
        )
