from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import formulas


class WardFormCheck(models.Model):
    """What must hold between the figures of a form (ràng buộc), as the law writes it.

    A hard check blocks the approval; another one is explained by whoever approves.
    """

    _name = "ward.form.check"
    _description = "Check of a Form"
    _inherit = "ward.form.part"
    _order = "form_id, sequence, id"

    expression = fields.Char(
        required=True, help="E.g. 3 = 4+23, or 03/GQKN.1 = 02/XLD.6."
    )
    sentence = fields.Char(
        required=True, translate=True, help="What is told where it does not hold."
    )
    severity = fields.Selection(
        [("hard", "Blocks the approval"), ("explain", "To be explained")],
        required=True,
        default="hard",
    )
    legal_basis = fields.Char()

    @api.depends("expression")
    def _compute_display_name(self):
        for check in self:
            check.display_name = check.expression

    @api.constrains("expression")
    def _check_expression(self):
        for check in self:
            problems = check._own_problems()
            if problems:
                raise ValidationError("\n".join(problems))

    def _named(self, text):
        return self.env._(
            "%(form)s, check “%(check)s”: %(text)s",
            form=self.form_id.code,
            check=self.expression or "",
            text=text,
        )

    def _own_problems(self):
        try:
            expression = formulas.parse(self.expression)
        except formulas.FormulaError as error:
            return [self._named(self.form_id._explain(error))]
        if not expression.is_comparison:
            return [
                self._named(self.env._("it compares nothing; write =, <= or the like."))
            ]
        return []

    def _problems(self):
        self.ensure_one()
        problems = self._own_problems()
        if not problems:
            unknown = self.form_id._unknown_references(self._expression())
            if unknown:
                problems.append(
                    self._named(
                        self.env._(
                            "it uses a column that does not exist: %(columns)s; add "
                            "it or correct the check.",
                            columns=", ".join(unknown),
                        )
                    )
                )
        return problems

    def _expression(self):
        """Return the parsed check."""
        return formulas.parse(self.expression)

    def _holds(self, lookup):
        """Return whether it holds: True, False, or None where a figure is missing.

        ``lookup(form_code, number)``; the code is None for the form itself.
        """
        self.ensure_one()
        return self._expression().evaluate(lookup)
