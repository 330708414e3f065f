from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import float_round

from ...tools.vagueness import fold


class WardProduct(models.Model):
    """An item of the unit's catalogue (danh mục sản phẩm/công việc).

    Decree 335/2025, Article 13: at most five groups by complexity, each product
    converted to the unit's standard product. An officer may propose an item, the
    leader or the administrator records the decision; only decided items count.
    """

    _name = "ward.product"
    _description = "Catalogue Item"
    _inherit = ["ward.guarded.mixin", "ward.dated.mixin", "mail.thread"]
    _order = "scope desc, code, id"
    _rec_names_search = ["code", "name", "folded_name"]
    _check_company_auto = True

    code = fields.Char(required=True, index=True, tracking=True)
    name = fields.Char("Task", required=True, index="trigram", tracking=True)
    folded_name = fields.Char(
        compute="_compute_folded_name",
        store=True,
        index="trigram",
        export_string_translation=False,
    )
    detail = fields.Text("Work in Detail")
    product_name = fields.Char("Product", required=True, tracking=True)
    complexity = fields.Selection(
        [(f"N{n}", f"N{n}") for n in range(1, 6)],
        "Complexity Group",
        required=True,
        default="N1",
        tracking=True,
        help="One of at most five groups by the complexity of the position.",
    )
    points = fields.Float(required=True, default=5.0, tracking=True)
    factor = fields.Float(
        "Conversion Factor",
        compute="_compute_factor",
        store=True,
        digits=(12, 2),
        help="Points divided by those of the standard product, to two decimals.",
    )
    scope = fields.Selection(
        [
            ("leader", "Leaders"),
            ("department", "One department"),
            ("common", "All departments"),
        ],
        "For",
        required=True,
        default="common",
        index=True,
    )
    department_id = fields.Many2one("hr.department", index=True, check_company=True)
    company_id = fields.Many2one(
        "res.company",
        "Unit",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    state = fields.Selection(
        [("proposed", "Proposed"), ("decided", "Decided"), ("refused", "Refused")],
        readonly=True,
        default="proposed",
        required=True,
        index=True,
        tracking=True,
    )
    decided_by_id = fields.Many2one("res.users", "Decision Recorded By", readonly=True)
    note = fields.Char()
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex(
        "(company_id, code, valid_from)",
        "The catalogue already holds this code from the same day on.",
    )
    _points_positive = models.Constraint(
        "CHECK (points > 0)", "“Points” must be above zero."
    )
    _department_scope = models.Constraint(
        "CHECK (scope <> 'department' OR department_id IS NOT NULL)",
        "An item for one department needs the “Department”.",
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for product in self:
            product.display_name = f"{product.code} {product.name or ''}"

    @api.depends("name", "product_name")
    def _compute_folded_name(self):
        for product in self:
            product.folded_name = fold(
                f"{product.name or ''} {product.product_name or ''}"
            )

    @api.depends("points", "company_id.ward_standard_points")
    def _compute_factor(self):
        for product in self:
            standard = product.company_id.ward_standard_points or 1.0
            product.factor = float_round(product.points / standard, precision_digits=2)

    @api.model
    def _search_display_name(self, operator, value):
        if operator in ("ilike", "like") and isinstance(value, str):
            return [
                "|",
                ("code", "ilike", value),
                ("folded_name", "like", fold(value) or value),
            ]
        return super()._search_display_name(operator, value)

    def write(self, vals):
        locked = {"code", "name", "product_name", "points", "complexity"} & vals.keys()
        decided = locked and any(product.state != "proposed" for product in self)
        if decided and not self.env.su and not self._may_decide():
            raise AccessError(
                self.env._("A decided item is changed by a new decision only.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = (
            self.env["ward.task"]
            .sudo()
            .search([("product_id", "in", self.ids)], limit=1)
        )
        if used:  # sudo: used by anybody, even where the caller cannot read it
            raise UserError(
                self.env._(
                    "“%(item)s” is used in plans; archive it instead.",
                    item=used.product_id.display_name,
                )
            )

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def _may_decide(self):
        return self.env.user.has_groups(
            "ward_office.group_plan_leader,ward_office.group_ward_admin"
        )

    def _check_may_decide(self):
        if not self._may_decide() and not self.env.su:
            raise AccessError(
                self.env._("Only the unit leader or an administrator decides items.")
            )
        self.check_access("write")

    def action_decide(self):
        """Take the proposed items into the catalogue in force."""
        self._check_may_decide()
        return self._change_state("decided", ("proposed", "refused"))

    def action_refuse(self):
        """Refuse the proposed items; they never count."""
        self._check_may_decide()
        return self._change_state("refused", ("proposed",))

    def _change_state(self, state, allowed):
        changed = self.filtered(lambda product: product.state in allowed)
        changed._write_guarded({"state": state, "decided_by_id": self.env.uid})
        return True
