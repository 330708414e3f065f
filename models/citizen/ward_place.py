from odoo import api, fields, models
from odoo.exceptions import ValidationError


class WardPlace(models.Model):
    """A province or commune of the two-level system (địa danh hành chính).

    Old names (dissolved districts, merged wards) stay searchable, since people and
    their papers go on using them.
    """

    _name = "ward.place"
    _description = "Place"
    _inherit = ["ward.guarded.mixin", "ward.folded.mixin"]
    _order = "parent_id, name"
    _parent_store = True

    name = fields.Char(required=True)
    code = fields.Char(index="btree_not_null")
    parent_id = fields.Many2one(
        "ward.place", "Province", index=True, ondelete="restrict"
    )
    parent_path = fields.Char(index=True)
    old_names = fields.Text(
        help="Former names, one a line: dissolved districts, merged wards, old streets."
    )
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex(
        "(name, COALESCE(parent_id, 0))", "This place is already there."
    )

    @api.model
    def _folded_fields(self):
        return ["name", "old_names", "code"]

    @api.depends("name", "parent_id.name")
    def _compute_display_name(self):
        for place in self:
            place.display_name = ", ".join(
                name for name in (place.name, place.parent_id.name) if name
            )

    @api.constrains("parent_id")
    def _check_two_levels(self):
        for place in self:
            if place.parent_id.parent_id:
                raise ValidationError(
                    self.env._(
                        "“Province”: %(name)s is a commune itself; since 1 July 2025 "
                        "there are two levels only.",
                        name=place.parent_id.name,
                    )
                )
