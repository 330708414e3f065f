from odoo import api, fields, models
from odoo.exceptions import ValidationError


class WardCriterion(models.Model):
    """One criterion of a frame (tiêu chí chấm điểm)."""

    _name = "ward.criterion"
    _description = "Criterion"
    _inherit = "ward.dated.mixin"
    _order = "section_id, sequence, id"
    _check_company_auto = True

    sequence = fields.Integer(default=10)
    frame_id = fields.Many2one(
        "ward.criteria.frame", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="frame_id.company_id", store=True, index=True, precompute=True
    )
    section_id = fields.Many2one(
        "ward.criteria.section", required=True, index=True, ondelete="restrict"
    )
    lineage_section_ids = fields.Many2many(
        "ward.criteria.section",
        compute="_compute_lineage_section_ids",
        help="Sections to choose from: the frame's own and those above.",
    )
    number = fields.Char()
    name = fields.Char(required=True, translate=True)
    detail = fields.Text(
        "What Is Looked At", translate=True, help="Shown to whoever gives points."
    )
    kind = fields.Selection(
        [
            ("hand", "By hand"),
            ("automatic", "Automatic from a metric"),
            ("bonus", "Bonus"),
            ("deduction", "Deduction"),
        ],
        required=True,
        default="hand",
    )
    max_points = fields.Float(
        required=True,
        default=2.5,
        help="Its weight in the section: with more criteria in a section each counts "
        "in proportion to its maximum.",
    )
    metric = fields.Selection(
        lambda self: self.env["ward.metric"]._selection(),
        help="Where the figure comes from; empty: given by hand.",
    )
    points_each = fields.Float(
        "Points for Each",
        default=1.0,
        help="Of a metric that counts: points taken off or given for each one.",
    )
    evidence = fields.Char("Evidence Needed", translate=True)
    evidence_required = fields.Boolean(
        help="Points above zero are refused without a word or a file as evidence."
    )
    for_leader = fields.Boolean("Leaders", default=True)
    for_officer = fields.Boolean("Officers", default=True)
    for_part_time = fields.Boolean("Non-specialist Staff", default=True)
    for_party = fields.Boolean("Party and Mass Organisations", default=True)
    department_ids = fields.Many2many(
        "hr.department",
        string="Only in",
        check_company=True,
        help="Empty: in all departments.",
    )

    _max_points_positive = models.Constraint(
        "CHECK (max_points > 0)", "“Maximum points” must be above zero."
    )
    _points_each_positive = models.Constraint(
        "CHECK (points_each >= 0)", "“Points for each” must not be negative."
    )

    @api.depends("frame_id")
    def _compute_lineage_section_ids(self):
        for criterion in self:
            criterion.lineage_section_ids = criterion.frame_id._lineage().section_ids

    @api.constrains("kind", "metric")
    def _check_metric(self):
        for criterion in self:
            if criterion.kind == "automatic" and not criterion.metric:
                raise ValidationError(
                    self.env._(
                        "“Metric” of “%(criterion)s”: an automatic one needs it.",
                        criterion=criterion.name,
                    )
                )
            if criterion.kind == "hand" and criterion.metric:
                raise ValidationError(
                    self.env._(
                        "“Metric” of “%(criterion)s”: given by hand, it takes none; "
                        "choose the kind “Automatic”.",
                        criterion=criterion.name,
                    )
                )

    @api.constrains("section_id", "frame_id")
    def _check_section_id(self):
        for criterion in self:
            if criterion.section_id.frame_id not in criterion.frame_id._lineage():
                raise ValidationError(
                    self.env._(
                        "“Section” of “%(criterion)s” belongs to another frame.",
                        criterion=criterion.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self.env["ward.criteria.frame"]._check_open_for(self, vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self.frame_id._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self.frame_id._check_open()

    def _applies(self, position, staff_kind, department):
        """Return whether the criterion concerns such an officer."""
        self.ensure_one()
        if self.department_ids and department not in self.department_ids:
            return False
        if position in ("head", "deputy"):
            return self.for_leader
        if staff_kind == "party":
            return self.for_party
        if staff_kind == "part_time":
            return self.for_part_time
        return self.for_officer

    def _points_of(self, value):
        """Return the points of a metric's ``value``: per cent or a count."""
        self.ensure_one()
        if self.env["ward.metric"]._is_count(self.metric):
            share = min(self.max_points, value * self.points_each)
            return self.max_points - share if self.kind == "automatic" else share
        return self.max_points * min(max(value, 0.0), 100.0) / 100.0
