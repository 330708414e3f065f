from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .ward_form_column import MODELS


class WardFormIndicator(models.Model):
    """A row of a form whose rows are indicators (chỉ tiêu)."""

    _name = "ward.form.indicator"
    _description = "Indicator of a Form"
    _inherit = "ward.form.part"
    _order = "form_id, sequence, id"

    parent_id = fields.Many2one(
        "ward.form.indicator",
        "Below",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('form_id', '=', form_id)]",
    )
    child_ids = fields.One2many("ward.form.indicator", "parent_id", "Indicators Below")
    code = fields.Char("Number", help="As printed in front of the row.")
    name = fields.Char("Words of the Row", required=True)
    unit_name = fields.Char("Unit of Measure")
    is_heading = fields.Boolean("Heading", help="A row without figures.")
    domain = fields.Char(
        "Condition",
        default="[]",
        help="Added to the condition of every counted column of this row.",
    )

    @api.constrains("parent_id", "form_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("“Below”: an indicator cannot stand below itself.")
            )
        for indicator in self:
            if indicator.parent_id.form_id not in (
                indicator.form_id,
                self.env["ward.form"],
            ):
                raise ValidationError(
                    self.env._("“Below”: choose an indicator of the same form.")
                )

    def _problems(self):
        self.ensure_one()
        columns = self.form_id.column_ids.filtered(lambda c: c.kind == "counted")
        found = [
            self._domain_problem(self.domain, MODELS[source])
            for source in sorted(set(columns.mapped("source")) - {False})
        ]
        return [
            self.env._(
                "%(form)s, row “%(row)s”: %(text)s",
                form=self.form_id.code,
                row=self.name,
                text=text,
            )
            for text in found
            if text
        ]

    def _condition(self, column, date_from, date_to):
        """Return what this row adds to the condition of ``column``."""
        if not self:
            return Domain.TRUE
        return self._parse_domain(
            self.domain, MODELS[column.source], date_from, date_to
        )
