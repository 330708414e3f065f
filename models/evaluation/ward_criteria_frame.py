from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class WardCriteriaFrame(models.Model):
    """A frame of criteria (khung tiêu chí): what a unit grades its people by.

    A unit extends the frame above it: the sections and criteria from above are seen
    and locked, its own stand beside them. A frame used by a cycle is frozen; a change
    makes the next version.
    """

    _name = "ward.criteria.frame"
    _description = "Criteria Frame"
    _inherit = ["ward.guarded.mixin", "ward.dated.mixin"]
    _order = "company_id, sequence, name, version desc, id"
    _check_company_auto = True

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one(
        "res.company",
        "Unit",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: shipped for every unit.",
    )
    parent_id = fields.Many2one(
        "ward.criteria.frame",
        "Extends",
        index="btree_not_null",
        ondelete="restrict",
        help="The frame above: its sections and criteria apply and are locked here.",
    )
    version = fields.Integer(default=1, readonly=True)
    previous_id = fields.Many2one(
        "ward.criteria.frame", "Version Before", readonly=True, ondelete="restrict"
    )
    own_scale_id = fields.Many2one(
        "ward.grade.scale", "Grades", help="Empty: as the frame above."
    )
    scale_id = fields.Many2one(
        "ward.grade.scale",
        "Grades in Use",
        compute="_compute_inherited",
        recursive=True,
    )
    own_work_max = fields.Float(
        "Points of the Work Counted",
        default=70.0,
        help="Points of the result criterion computed from the tasks (Decree 335/2025, "
        "Article 16); 0 where results are graded by hand.",
    )
    work_max = fields.Float(
        "Points of the Work", compute="_compute_inherited", recursive=True
    )
    section_ids = fields.One2many("ward.criteria.section", "frame_id", "Sections")
    criterion_ids = fields.One2many("ward.criterion", "frame_id", "Own Criteria")
    all_criterion_ids = fields.Many2many(
        "ward.criterion",
        string="All Criteria",
        compute="_compute_all_criterion_ids",
        help="Those of the frames above, locked, and the own ones.",
    )
    total_points = fields.Float(
        compute="_compute_total_points",
        help="Sum of the sections and of the work counted; bonus points not included.",
    )
    is_used = fields.Boolean(
        "Frozen",
        compute="_compute_is_used",
        help="A cycle uses this frame or one that extends it.",
    )
    is_verified = fields.Boolean("Verified")
    note = fields.Text(translate=True)
    active = fields.Boolean(default=True)

    @api.depends(
        "parent_id.scale_id", "own_scale_id", "parent_id.work_max", "own_work_max"
    )
    def _compute_inherited(self):
        for frame in self:
            # sudo: frames of the units above are read through their extension
            parent = frame.parent_id.sudo()
            frame.scale_id = frame.own_scale_id or parent.scale_id
            frame.work_max = parent.work_max if parent else frame.own_work_max

    @api.depends("criterion_ids", "parent_id")
    def _compute_all_criterion_ids(self):
        for frame in self:
            frame.all_criterion_ids = frame._lineage().criterion_ids

    @api.depends("section_ids.max_points", "parent_id", "own_work_max")
    def _compute_total_points(self):
        for frame in self:
            frame.total_points = frame.work_max + sum(
                frame._lineage().section_ids.mapped("max_points")
            )

    def _compute_is_used(self):
        # sudo: whether it is used, not by whom
        cycles = self.env["ward.evaluation.cycle"].sudo()
        groups = cycles._read_group([], ["frame_id"])
        used = self.browse().union(*(frame for (frame,) in groups))._lineage()
        for frame in self:
            frame.is_used = frame._origin in used

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("“Extends”: a frame cannot extend itself through others.")
            )
        for frame in self.sudo():  # the frame above may be another unit's
            above = frame.parent_id.company_id
            if above and above not in frame.company_id | frame.company_id._ward_above():
                raise ValidationError(
                    self.env._(
                        "“Extends” must be a frame of this unit, of one above it, or a "
                        "shipped one."
                    )
                )

    @api.constrains("parent_id", "own_scale_id")
    def _check_scale(self):
        for frame in self:
            if not frame.parent_id and not frame.own_scale_id:
                raise ValidationError(
                    self.env._("“Grades”: choose the scale of grades of this frame.")
                )

    def _lineage(self):
        """Return the frames above and this one, topmost first."""
        # sudo: what a unit above lays down is in force, and open, for those below
        lineage, frames = self.browse().sudo(), self.sudo()
        while frames:
            lineage = frames | lineage
            frames = frames.parent_id - lineage
        return lineage

    def _check_open(self):
        """Refuse changes of a frame that a cycle uses."""
        frozen = self.filtered("is_used")
        if frozen:
            raise UserError(
                self.env._(
                    "“%(frame)s” is used by a cycle and frozen. Press “New Version”, "
                    "change that one and let the next cycle use it.",
                    frame=frozen[0].display_name,
                )
            )

    @api.model
    def _check_open_for(self, records, vals_list):
        """Check the frames that new sections or criteria are to belong to."""
        default = records.env.context.get("default_frame_id")
        self.browse(
            {vals.get("frame_id") or default for vals in vals_list} - {None, False}
        )._check_open()

    def write(self, vals):
        if vals.keys() - {"active", "valid_to", "note", "is_verified"}:
            self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_open()

    @api.depends("name", "version")
    def _compute_display_name(self):
        for frame in self:
            frame.display_name = (
                self.env._(
                    "%(name)s (version %(number)s)",
                    name=frame.name,
                    number=frame.version,
                )
                if frame.version > 1
                else frame.name
            )

    def action_new_version(self):
        """Copy the frame's own sections and criteria into its next version; open it."""
        self.ensure_one()
        self.check_access("write")
        # sudo: only the new version's version number and predecessor are facts
        version = self.sudo()._create_guarded(
            [
                {
                    "name": self.name,
                    "company_id": self.company_id.id or self.env.company.id,
                    "parent_id": self.parent_id.id,
                    "own_scale_id": self.own_scale_id.id,
                    "own_work_max": self.own_work_max,
                    "legal_basis": self.legal_basis,
                    "version": self.version + 1,
                    "previous_id": self.id,
                    "valid_from": fields.Date.context_today(self),
                }
            ]
        )
        sections = {}
        for section in self.section_ids:
            sections[section] = section.copy({"frame_id": version.id})
        for criterion in self.criterion_ids:
            section = sections.get(criterion.section_id, criterion.section_id)
            criterion.copy({"frame_id": version.id, "section_id": section.id})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": version.id,
            "view_mode": "form",
        }

    def _criteria_for(self, date, position, staff_kind, department):
        """Return the criteria that apply to such an officer on ``date``, in order."""
        self.ensure_one()
        return self._criteria_by_kind(date)(position, staff_kind, department)

    def _criteria_by_kind(self, date):
        """Return a function (position, staff kind, department) -> criteria.

        The criteria are read once for a whole cycle.
        """
        lineage = self._lineage()
        criteria = lineage.criterion_ids.filtered(
            lambda c: c.valid_from <= date and (not c.valid_to or c.valid_to >= date)
        )
        depth = {frame: number for number, frame in enumerate(lineage)}
        criteria = criteria.sorted(
            lambda c: (
                c.section_id.sequence,
                c.section_id.id,
                depth[c.frame_id],
                c.sequence,
                c.id,
            )
        )
        memo = defaultdict(lambda: None)

        def applying(position, staff_kind, department):
            key = (position, staff_kind, department)
            if memo[key] is None:
                memo[key] = criteria.filtered(
                    lambda c: c._applies(position, staff_kind, department)
                )
            return memo[key]

        return applying

    @api.model
    def _get_frame(self, company, date):
        """Return the frame of ``company`` in force on ``date``.

        The unit's own, else the nearest above, else a shipped one.
        """
        # sudo: see _lineage
        frames = self.sudo().search(
            self._in_force_domain(date)
            & Domain(
                "company_id", "in", [*(company | company._ward_above()).ids, False]
            ),
            order="sequence, version desc, valid_from desc, id desc",
        )
        for unit in [*(company | company._ward_above()), self.env["res.company"]]:
            own = frames.filtered(lambda f, unit=unit: f.company_id == unit)
            if own:
                return own[:1].with_env(self.env)
        raise UserError(
            self.env._(
                "No criteria frame is in force on %(date)s. Add one under "
                "Configuration / Criteria Frames.",
                date=date,
            )
        )


class WardCriteriaSection(models.Model):
    """A section of a frame with its maximum points (nhóm tiêu chí)."""

    _name = "ward.criteria.section"
    _description = "Section of Criteria"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    number = fields.Char(default="I")
    name = fields.Char(required=True, translate=True)
    frame_id = fields.Many2one(
        "ward.criteria.frame", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="frame_id.company_id", store=True, index=True, precompute=True
    )
    max_points = fields.Float(
        required=True,
        default=10.0,
        help="The criteria of the section, the unit's own included, together give no "
        "more; bonus points and deductions come on top.",
    )

    _max_points_positive = models.Constraint(
        "CHECK (max_points >= 0)", "“Maximum points” must not be negative."
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
