from odoo import api, fields, models
from odoo.exceptions import UserError


class WardGradeScale(models.Model):
    """A set of grades and their thresholds (thang mức xếp loại), as data."""

    _name = "ward.grade.scale"
    _description = "Grade Scale"
    _inherit = "ward.dated.mixin"
    _order = "valid_from desc, id"

    name = fields.Char(required=True, translate=True)
    grade_ids = fields.One2many("ward.grade", "scale_id", "Grades", copy=True)
    cause_ids = fields.One2many("ward.grade.cause", "scale_id", "Causes", copy=True)
    is_verified = fields.Boolean(
        "Verified",
        help="The text of the rule has been read; else check it before use.",
    )
    note = fields.Text(translate=True)

    def _grade_for(self, points):
        """Return the grade of ``points`` (already rounded), empty for ``None``."""
        if points is None:
            return self.env["ward.grade"]
        grades = self.sudo().grade_ids.sorted("min_points", reverse=True)
        # sudo: grades are public; a portal user may read his own result
        return grades.filtered(lambda g: points >= g.min_points)[:1].with_env(self.env)


class WardGrade(models.Model):
    """A grade (mức xếp loại chất lượng), Decree 335/2025, Article 20."""

    _name = "ward.grade"
    _description = "Grade"
    _order = "scale_id, min_points desc, id"

    scale_id = fields.Many2one(
        "ward.grade.scale", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True, translate=True)
    short_name = fields.Char(required=True, translate=True)
    min_points = fields.Float("From (points)", required=True, digits=(6, 2))
    rank = fields.Integer(
        compute="_compute_rank", store=True, help="1 is the lowest grade of its scale."
    )
    is_limited = fields.Boolean(
        "Limited by Quota", help="No more officers than the quota allows get it."
    )
    is_quota_base = fields.Boolean(
        "Base of the Quota", help="Those graded so are the base of the quota."
    )
    is_failed = fields.Boolean(
        "Not Completed", help="The grade “không hoàn thành nhiệm vụ”."
    )
    is_honoured = fields.Boolean(
        "Honoured", help="Those graded so are on the honours list and rewarded."
    )

    _points_range = models.Constraint(
        "CHECK (min_points BETWEEN 0 AND 100)",
        "“From (points)” must lie between 0 and 100.",
    )
    _points_uniq = models.UniqueIndex(
        "(scale_id, min_points)", "Two grades of a scale begin at the same points."
    )

    @api.depends("min_points", "scale_id.grade_ids.min_points")
    def _compute_rank(self):
        for grade in self:
            below = grade.scale_id.grade_ids.filtered(
                lambda g, top=grade.min_points: g.min_points <= top
            )
            grade.rank = len(below)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self.env["ward.evaluation.result"].sudo()  # whoever published it
        if used.search_count([("grade_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._("A grade that has been published cannot be deleted.")
            )


class WardGradeCause(models.Model):
    """A cause that forces or caps a grade (Decree 335/2025, Articles 11 and 20.4)."""

    _name = "ward.grade.cause"
    _description = "Cause of a Grade"
    _inherit = "ward.dated.mixin"
    _order = "scale_id, sequence, id"

    sequence = fields.Integer(default=10)
    scale_id = fields.Many2one(
        "ward.grade.scale", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True, translate=True)
    effect = fields.Selection(
        [("force", "Grade is"), ("cap", "Grade is at most")],
        required=True,
        default="force",
    )
    grade_id = fields.Many2one(
        "ward.grade", required=True, domain="[('scale_id', '=', scale_id)]"
    )
    leaders_only = fields.Boolean()
    evidence = fields.Char(
        "Evidence Needed", translate=True, help="The document that proves it."
    )
    recorder = fields.Selection(
        [
            ("grader", "Whoever grades"),
            ("decider", "Whoever decides"),
            ("clerk", "The personnel clerk"),
        ],
        "Recorded By",
        required=True,
        default="decider",
    )
