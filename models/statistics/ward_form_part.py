from ast import literal_eval

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

# Counting ignores record rules, so a condition must not ask about people: by whom a
# petition was sent, what it says. Kinds, states, dates and figures may be asked.
ASKED = ("selection", "boolean", "date", "datetime", "integer", "float", "monetary")
LAW_MODELS = ("ward.petition.field", "ward.refusal.ground")
OPERATORS = ("=", "!=", "in", "not in", "<", "<=", ">", ">=")
# values in a domain that stand for the period
FROM, TO = "date_from", "date_to"
SAMPLE = fields.Date.to_date("2026-01-15")


class WardFormPart(models.AbstractModel):
    """A part of a form: changed by an administrator, while nothing froze the form."""

    _name = "ward.form.part"
    _description = "Part of a Form"

    form_id = fields.Many2one(
        "ward.form", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)

    def _problems(self):
        """Return sentences on what is wrong with this part."""
        return []

    def _from_the_top(self):
        """Return these parts of a tree in the order they are read."""
        children = self.grouped("parent_id")
        none = self.browse()

        def walk(parents):
            for part in parents:
                yield part.id
                yield from walk(children.get(part, none)._in_order())

        roots = none.concat(
            *(
                parts
                for parent, parts in children.items()
                if not parent or parent not in self
            )
        )
        return self.browse(walk(roots._in_order()))

    def _in_order(self):
        """Return these parts by sequence, without asking the database."""
        return self.sorted(lambda part: (part.sequence, part._origin.id or 0))

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts.form_id._check_changeable()
        parts.form_id._check_definition()
        return parts

    def write(self, vals):
        self.form_id._check_changeable()
        result = super().write(vals)
        if "form_id" in vals:
            self.form_id._check_changeable()
        if vals.keys() - {"sequence", "source_note"}:
            self.form_id._check_definition()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_changeable(self):
        self.form_id._check_changeable()

    def unlink(self):
        forms = self.form_id
        result = super().unlink()
        # An uninstallation takes columns before their form. Nothing is gained by
        # pretending one: a definition is checked again before it is computed.
        if not self.env.context.get(MODULE_UNINSTALL_FLAG):
            forms.exists()._check_definition()
        return result

    def _parse_domain(self, text, model, date_from=SAMPLE, date_to=SAMPLE):
        """Return the domain of ``text``, its dates those of the period.

        :raise ValueError: it is no domain of this model
        """
        try:
            conditions = literal_eval((text or "").strip() or "[]")
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            raise ValueError(self.env._("it cannot be read")) from None
        if not isinstance(conditions, list):
            raise ValueError(self.env._("it must be a list in square brackets"))
        dates = {FROM: date_from, TO: date_to}

        def dated(value):
            if isinstance(value, list | tuple):
                return type(value)(map(dated, value))
            return dates.get(value, value) if isinstance(value, str) else value

        try:
            domain = Domain(dated(conditions))
            refused = self._unaskable(domain, self.env[model])
            if not refused:
                domain.validate(self.env[model])
        except Exception as error:  # pylint: disable=broad-except
            # whatever the ORM dislikes is wrong with the text
            raise ValueError(str(error)) from None
        if refused:
            raise ValueError(refused)
        return domain

    @api.model
    def _unaskable(self, domain, model):
        """Return why ``domain`` may not be asked of ``model``, False if it may."""
        for condition in domain.iter_conditions():
            name, operator = condition.field_expr, condition.operator
            first, *rest = name.split(".")
            field = model._fields.get(first)
            if field is None:
                return self.env._("there is no field “%(field)s”", field=name)
            asked = field.type in ASKED and not rest
            if field.type == "many2one":
                if rest:
                    asked = field.comodel_name in LAW_MODELS and not self._unaskable(
                        Domain(".".join(rest), operator, condition.value),
                        self.env[field.comodel_name],
                    )
                else:
                    asked = condition.value in (False, None) or (
                        field.comodel_name in LAW_MODELS
                    )
            if not asked or operator not in OPERATORS or field.groups:
                return self.env._(
                    "“%(field)s” may not be asked; counted is by kinds, states, dates "
                    "and figures, never by people or texts",
                    field=name,
                )
        return False

    def _domain_problem(self, text, model):
        """Return why ``text`` is no domain of ``model``, False if it is one."""
        try:
            self._parse_domain(text, model)
        except ValueError as error:
            return self.env._(
                "the condition “%(domain)s” does not fit: %(why)s. Correct it.",
                domain=text,
                why=error,
            )
        return False
