from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools import formulas

# what the addon can count from
SOURCES = [
    ("reception", "Receptions"),
    ("reception_day", "Reception days"),
    ("petition", "Petitions"),
    ("case", "Cases"),
    ("obligation", "Orders"),
    ("obligation_step", "Orders carried out"),
    ("protection", "Protection"),
]
MODELS = {
    "reception": "ward.reception",
    "reception_day": "ward.reception.day",
    "petition": "ward.petition",
    "case": "ward.case",
    "obligation": "ward.obligation",
    "obligation_step": "ward.obligation.step",
    "protection": "ward.protection",
}


class WardFormColumn(models.Model):
    """A heading or a numbered column (cột) of a form.

    Counted columns name a source, a domain, what is added up, and the date that
    decides the period; dates are local dates of the unit. ``"date_from"`` and
    ``"date_to"`` in a domain stand for the first and last day of the period.
    """

    _name = "ward.form.column"
    _description = "Column of a Form"
    _inherit = "ward.form.part"
    _order = "form_id, sequence, number, id"

    parent_id = fields.Many2one(
        "ward.form.column",
        "Below",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('form_id', '=', form_id), ('kind', '=', 'heading')]",
    )
    child_ids = fields.One2many("ward.form.column", "parent_id", "Columns Below")
    name = fields.Char("Words of the Heading", required=True)
    number = fields.Integer(
        "Column", default=0, aggregator=None, help="0 for a heading over columns."
    )
    rows = fields.Integer(
        "Rows High",
        default=1,
        aggregator=None,
        help="Rows of the heading it spans before what stands below it.",
    )
    label = fields.Char(
        "Number Line", help="As printed below the heading, e.g. 1=5+11+17."
    )
    kind = fields.Selection(
        [
            ("heading", "Heading"),
            ("counted", "Counted"),
            ("arithmetic", "Arithmetic"),
            ("manual", "Entered by hand"),
        ],
        required=True,
        default="manual",
    )
    unit = fields.Selection(
        [
            ("count", "Count"),
            ("people", "People"),
            ("days", "Days"),
            ("million", "Million VND"),
            ("area", "m²"),
            ("percent", "Percent"),
        ],
        "Unit of Measure",
        required=True,
        default="count",
    )
    formula = fields.Char(
        help="Columns are written as numbers (6+12+19), columns of other forms with "
        "their form (02/XLD.6), constants with a hash (#100)."
    )
    is_auxiliary = fields.Boolean(
        "Not Printed", help="Computed for a formula; on paper it does not appear."
    )
    source = fields.Selection(SOURCES, "Counted From")
    domain = fields.Char(
        "Condition",
        default="[]",
        help='"date_from" and "date_to" stand for the period.',
    )
    measure = fields.Char(
        "Added Up", help="Name of the field that is summed; empty: records are counted."
    )
    distinct = fields.Char(
        "Each Counted Once",
        help="Name of a field: records with the same value count once, a record "
        "without value counts for itself.",
    )
    date_field = fields.Char("Deciding Date", help="Name of the field.")
    timing = fields.Selection(
        [
            ("within", "Within the period"),
            ("carried", "Within, or carried over unfinished"),
            ("standing", "Unfinished at the end of the period"),
            ("before", "Before the period"),
        ],
        default="within",
    )
    end_field = fields.Char("Date of the End", help="Name of the field.")
    factor = fields.Float(default=1.0, digits=(16, 9), help="0.000001 for million VND.")
    source_note = fields.Char(
        "Where It Comes From", help="For a figure entered by hand: the book or office."
    )

    _numbered = models.Constraint(
        "CHECK ((kind = 'heading') = (number = 0) AND number >= 0)",
        "A heading has column 0; every other column has a number above zero.",
    )
    _number_once = models.UniqueIndex(
        "(form_id, number) WHERE number > 0", "This column number is taken."
    )
    _rows_positive = models.Constraint(
        "CHECK (rows BETWEEN 1 AND 6)", "“Rows High” must lie between 1 and 6."
    )
    _factor_positive = models.Constraint(
        "CHECK (factor > 0)", "“Factor” must be above zero."
    )

    @api.depends("number", "name")
    def _compute_display_name(self):
        for column in self:
            column.display_name = (
                f"({column.number}) {column.name}" if column.number else column.name
            )

    @api.constrains("parent_id", "form_id", "kind")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("“Below”: a heading cannot stand below itself.")
            )
        for column in self:
            above = column.parent_id
            if above and (above.form_id != column.form_id or above.kind != "heading"):
                raise ValidationError(
                    self.env._(
                        "“Below”: %(name)s must be a heading of the same form.",
                        name=above.display_name,
                    )
                )
            if column.child_ids and column.kind != "heading":
                raise ValidationError(
                    self.env._(
                        "%(name)s has columns below it and stays a heading.",
                        name=column.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # PROBLEMS
    # ------------------------------------------------------------------

    @api.constrains(
        "kind",
        "formula",
        "source",
        "domain",
        "measure",
        "distinct",
        "date_field",
        "end_field",
        "timing",
    )
    def _check_itself(self):
        """Raise what is wrong inside one column; the rest is told on the form."""
        for column in self:
            problems = column._own_problems()
            if problems:
                raise ValidationError("\n".join(problems))

    def _named(self, text):
        return self.env._(
            "%(form)s, column %(column)s: %(text)s",
            form=self.form_id.code,
            column=self.display_name,
            text=text,
        )

    def _problems(self):
        self.ensure_one()
        problems = self._own_problems()
        if not problems and self.kind == "arithmetic":
            unknown = self.form_id._unknown_references(formulas.parse(self.formula))
            if unknown:
                problems.append(
                    self._named(
                        self.env._(
                            "the formula uses a column that does not exist: "
                            "%(columns)s; add it or correct the formula.",
                            columns=", ".join(unknown),
                        )
                    )
                )
        return problems

    def _own_problems(self):
        self.ensure_one()
        if self.kind == "arithmetic":
            return self._formula_problems()
        if self.kind == "counted":
            return self._counting_problems()
        return []

    def _formula_problems(self):
        try:
            expression = formulas.parse(self.formula)
        except formulas.FormulaError as error:
            return [
                self._named(
                    self.env._(
                        "the formula “%(formula)s” cannot be read: %(why)s.",
                        formula=self.formula or "",
                        why=self.form_id._explain(error),
                    )
                )
            ]
        if expression.is_comparison:
            return [
                self._named(
                    self.env._("the formula compares; write that as a check instead.")
                )
            ]
        return []

    def _counting_problems(self):
        model = MODELS.get(self.source)
        if not model:
            return [self._named(self.env._("“Counted From”: choose what is counted."))]
        domain_problem = self._domain_problem(self.domain, model)
        problems = [domain_problem] if domain_problem else []
        wanted = [
            ("measure", False, ("integer", "float", "monetary")),
            ("distinct", False, ("many2one", "integer", "date", "selection")),
            ("date_field", True, ("date",)),
            ("end_field", self.timing in ("carried", "standing"), ("date",)),
        ]
        for name, is_required, kinds in wanted:
            label = self._fields[name]._description_string(self.env)
            value = self[name]
            if not value:
                if is_required:
                    problems.append(
                        self.env._("“%(label)s”: name the field.", label=label)
                    )
                continue
            field = self.env[model]._fields.get(value)
            if field is None or not field.store:
                problems.append(
                    self.env._(
                        "“%(label)s”: %(model)s has no stored field “%(field)s”; "
                        "choose another.",
                        label=label,
                        model=self.env["ir.model"]._get(model).name,
                        field=value,
                    )
                )
            elif kinds and field.type not in kinds:
                problems.append(
                    self.env._(
                        "“%(label)s”: the field “%(field)s” is of the wrong kind.",
                        label=label,
                        field=value,
                    )
                )
        return [self._named(problem) for problem in problems]

    # ------------------------------------------------------------------
    # READING
    # ------------------------------------------------------------------

    def _expression(self):
        """Return the parsed formula of an arithmetic column."""
        return formulas.parse(self.formula)

    def _number_line(self):
        """Return what stands below the heading: the label, else the number."""
        return self.label or str(self.number)

    def _needs_hidden(self):
        """Return whether its formula uses columns of the form that are not printed.

        Who has nothing but the printed form can state only the result.
        """
        if self.kind != "arithmetic" or self.is_auxiliary:
            return False
        hidden = set(self.form_id.column_ids.filtered("is_auxiliary").mapped("number"))
        return any(
            not code and number in hidden
            for code, number in self._expression().references
        )

    def _shown_through(self):
        """Return the printed columns in which this one shows; itself if it is one."""
        if not self.is_auxiliary:
            return self
        using = self.form_id.column_ids.filtered(
            lambda c: (
                c.kind == "arithmetic"
                and (None, self.number) in c._expression().references
            )
        )
        return self.browse().union(*(column._shown_through() for column in using))

    def _is_stated(self):
        """Return whether sums of units are the sums of what each has stated."""
        return self._needs_hidden() and self._expression().is_additive

    def _is_typed(self, origin):
        """Return whether its figure is keyed in on rows of that ``origin``."""
        if self.kind == "manual":
            return True
        return origin != "own" and (self.kind == "counted" or self._needs_hidden())

    def _has_live_formula(self):
        """Return whether a reader of the sheet can recompute it from its columns."""
        return (
            self.kind == "arithmetic"
            and not self._needs_hidden()
            and not any(code for code, _number in self._expression().references)
        )

    def _source_model(self):
        return MODELS[self.source]

    def _condition(self, date_from, date_to):
        """Return the domain of what is counted, without period and unit."""
        self.ensure_one()
        return self._parse_domain(self.domain, MODELS[self.source], date_from, date_to)

    def _period_domain(self, date_from, date_to):
        """Return the domain that decides what belongs to the period."""
        self.ensure_one()
        begin, end = self.date_field, self.end_field
        if self.timing == "before":
            return Domain(begin, "<", date_from)
        until = Domain(begin, "<=", date_to)
        if self.timing == "carried":
            return until & (Domain(end, "=", False) | Domain(end, ">=", date_from))
        if self.timing == "standing":
            return until & (Domain(end, "=", False) | Domain(end, ">", date_to))
        return until & Domain(begin, ">=", date_from)

    def _records_domain(self, date_from, date_to):
        """Return the domain of all records the column counts in the period."""
        return self._condition(date_from, date_to) & self._period_domain(
            date_from, date_to
        )
