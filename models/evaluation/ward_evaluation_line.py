import math

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import formatLang


class WardEvaluationLine(models.Model):
    """One criterion on one sheet, with the officer's own points."""

    _name = "ward.evaluation.line"
    _description = "Evaluation Line"
    _inherit = "ward.guarded.mixin"
    _order = "evaluation_id, sequence, id"

    evaluation_id = fields.Many2one(
        "ward.evaluation",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    criterion_id = fields.Many2one(
        "ward.criterion",
        "Criterion of the Frame",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    sequence = fields.Integer(readonly=True)
    # The frame is frozen while a cycle uses it: its words need no copy.
    name = fields.Char("Criterion", related="criterion_id.name")
    detail = fields.Text(related="criterion_id.detail")
    number = fields.Char(related="criterion_id.number")
    section_id = fields.Many2one(related="criterion_id.section_id")
    section_name = fields.Char("Group", related="criterion_id.section_id.name")
    evidence_needed = fields.Char(related="criterion_id.evidence")
    kind = fields.Selection(
        [
            ("hand", "By hand"),
            ("automatic", "Automatic"),
            ("bonus", "Bonus"),
            ("deduction", "Deduction"),
        ],
        readonly=True,
        required=True,
    )
    is_automatic = fields.Boolean("From a Metric", readonly=True)
    max_points = fields.Float("Maximum", readonly=True, required=True)
    self_points = fields.Float("Points (self)")
    self_scored = fields.Boolean(
        "Scored", help="Zero points are points; not scored is neither."
    )
    auto_value = fields.Float("Figure", readonly=True)
    auto_known = fields.Boolean(readonly=True)
    auto_points = fields.Float("Automatic Points", readonly=True)
    evidence = fields.Text()
    evidence_ids = fields.Many2many(
        "ir.attachment", string="Files", bypass_search_access=True
    )
    can_edit = fields.Boolean(related="evaluation_id.can_edit")

    _criterion_uniq = models.UniqueIndex("(evaluation_id, criterion_id)")
    _points_range = models.Constraint(
        "CHECK (self_points >= 0 AND self_points <= max_points + 0.0001)",
        "Points lie between 0 and the maximum of the criterion.",
    )

    @api.model
    def _check_points(self, points, line):
        """Refuse points outside 0 … maximum of ``line``, and what is no number.

        :raise ValidationError: names the criterion and the remedy
        """
        if not math.isfinite(points) or not 0 <= points <= line.max_points + 1e-9:
            shown = (
                formatLang(self.env, points, digits=2)
                if math.isfinite(points)
                else str(points)
            )
            raise ValidationError(
                self.env._(
                    "“%(line)s”: %(points)s is not between 0 and %(max)s. Decimals are "
                    "written %(example)s.",
                    line=line.name,
                    points=shown,
                    max=formatLang(self.env, line.max_points, digits=2),
                    example=formatLang(self.env, 1.5, digits=1),
                )
            )

    @api.model
    def _number(self, value):
        """Return a typed value as a number: “8,5” and “8.5” are the same.

        :raise ValidationError: it is no number
        """
        if isinstance(value, str):
            try:
                return float(value.strip().replace(",", "."))
            except ValueError:
                raise ValidationError(
                    self.env._(
                        "“Points”: “%(value)s” is not a number.", value=value[:40]
                    )
                ) from None
        return float(value or 0.0)

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        self._check_guarded(vals)
        self.evaluation_id._check_self_open()
        if "self_points" in vals:
            points = self._number(vals["self_points"])
            for line in self:
                if line.is_automatic:
                    raise AccessError(
                        self.env._(
                            "“%(line)s” is counted by the system.", line=line.name
                        )
                    )
                self._check_points(points, line)
            vals = {"self_scored": True} | vals | {"self_points": points}
            self.env["ward.evaluation.log"]._note(
                [
                    {
                        "evaluation_id": line.evaluation_id.id,
                        "what": line.name,
                        "kind": "self",
                        "old_value": str(line.self_points) if line.self_scored else "",
                        "new_value": str(points),
                    }
                    for line in self
                    if not line.self_scored or line.self_points != points
                ]
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("The lines of a sheet come from its frame."))

    def _lacks_evidence(self):
        self.ensure_one()
        return (
            self.criterion_id.sudo().evidence_required  # a rule, no secret
            and self.self_points > 0
            and not (self.evidence or "").strip()
            and not self.evidence_ids
        )
