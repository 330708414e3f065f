from odoo import api, fields, models
from odoo.fields import Domain

from ...tools import scoring


class WardQuotaRule(models.Model):
    """How many may get the best grade (tỷ lệ xếp loại), Decree 335/2025, Article 20.5.

    “Không vượt quá 20% tổng số công chức được xếp loại ‘Hoàn thành tốt nhiệm vụ’”: the
    base is read to the letter, those graded “hoàn thành tốt” and not the excellent
    ones as well, for this reading never allows more than another one. Rounded down,
    because “not exceeding” leaves no part of a person over. Both are data.
    """

    _name = "ward.quota.rule"
    _description = "Quota of the Best Grade"
    _inherit = "ward.dated.mixin"
    _order = "company_id, valid_from desc, id"

    name = fields.Char(required=True, translate=True)
    scale_id = fields.Many2one("ward.grade.scale", required=True, index=True)
    company_id = fields.Many2one(
        "res.company", "Unit", index=True, help="Empty: for every unit."
    )
    percent = fields.Float("Per Cent", required=True, default=20.0)
    raised_percent = fields.Float(
        "Raised Per Cent",
        required=True,
        default=25.0,
        help="For a unit with outstanding results, by decision of the authority.",
    )
    base = fields.Selection(
        [
            ("base_grade", "Those with the grade that is the base"),
            ("base_and_above", "Those with that grade or a better one"),
            ("all", "All who are graded"),
        ],
        required=True,
        default="base_grade",
    )
    rounding = fields.Selection(
        [("down", "Down"), ("half", "Half up"), ("up", "Up")],
        required=True,
        default="down",
    )
    by_group = fields.Boolean(
        "In Each Group of Similar Duties",
        default=True,
        help="The quota is kept in each group of similar duties as well.",
    )
    yearly = fields.Boolean("Yearly Grading", default=True)
    monthly = fields.Boolean(
        "Monthly Grading Too",
        help="The decree limits the grade of the year; a unit may do so monthly.",
    )

    _percent_range = models.Constraint(
        "CHECK (percent BETWEEN 0 AND 100 AND raised_percent BETWEEN percent AND 100)",
        "“Per Cent” must lie between 0 and 100, the raised one not below it.",
    )

    @api.model
    def _get_rule(self, company, scale, period, date):
        """Return the rule for a cycle of ``period``, empty where there is no quota.

        The unit's own rule goes before the common one.
        """
        # sudo: quotas are no secret
        rules = self.sudo().search(
            self._in_force_domain(date)
            & Domain("scale_id", "=", scale.id)
            & Domain("company_id", "in", [company.id, False])
        )
        rules = rules.filtered("company_id") or rules
        flag = "yearly" if period == "year" else "monthly"
        return rules.filtered(flag)[:1].with_env(self.env)

    def _places(self, grades, raised=False):
        """Return how many of ``grades`` (one a person) may be the limited one."""
        self.ensure_one()
        rule = self.sudo()  # as in _get_rule
        floor = min(
            (g.rank for g in rule.scale_id.grade_ids if g.is_quota_base), default=0
        )
        counted = {
            "base_grade": lambda g: g.is_quota_base,
            "base_and_above": lambda g: g.rank >= floor,
            "all": lambda g: True,
        }[rule.base]
        count = sum(1 for grade in grades if counted(grade))
        percent = rule.raised_percent if raised else rule.percent
        return scoring.places(count, percent, rule.rounding)
