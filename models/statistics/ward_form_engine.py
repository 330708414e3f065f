from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, Query

# digits kept of a sum after its factor: a dong in a million
SUM_DIGITS = 6


class Arithmetic:
    """The arithmetic of some forms, read once and worked out for many units."""

    def __init__(self, forms):
        self.by_code = {form.code: form for form in forms}
        self.numbers, self.expressions = {}, {}
        # a figure stated of these goes before their formula
        self.stated = set()
        for form in forms:
            columns = form._columns(auxiliary=True)
            self.numbers[form] = columns.mapped("number")
            for column in columns:
                if column.kind == "arithmetic":
                    self.expressions[form, column.number] = column._expression()
                    if column._needs_hidden():
                        self.stated.add((form, column.number))

    def reads_others(self, form):
        """Return whether a formula of ``form`` needs figures of another form."""
        return any(
            code
            for (own, _number), expression in self.expressions.items()
            for code, _other in expression.references
            if own == form
        )

    def total(self, rows):
        """Return ``{form: {number: value}}`` of ``(form, figures)`` of many units."""
        sums = defaultdict(dict)
        for form, figures in rows:
            for number, value in figures.items():
                expression = self.expressions.get((form, number))
                if expression is None or expression.is_additive:
                    sums[form][number] = sums[form].get(number, 0) + value
        return self.complete(sums)

    def complete(self, values):
        """Return ``{form: {number: value}}`` with arithmetic; no data is left out.

        ``values`` is what was counted or keyed in for one unit, in the same shape.
        """
        known = {}

        def figure(form, number):
            key = (form, number)
            if key not in known:
                expression = self.expressions.get(key)
                given = values.get(form, {}).get(number)
                if expression is None or (given is not None and key in self.stated):
                    known[key] = given
                else:
                    known[key] = None  # a circle through another form ends here
                    known[key] = self._rounded(
                        expression.evaluate(
                            lambda code, other: figure(
                                self.by_code.get(code) if code else form, other
                            )
                        )
                    )
            return known[key]

        return {
            form: {
                number: value
                for number in self.numbers[form]
                if (value := figure(form, number)) is not None
            }
            for form in values
        }

    @staticmethod
    def _rounded(value):
        return round(value, SUM_DIGITS) if isinstance(value, float) else value


class WardFormEngine(models.AbstractModel):
    """Computes statutory forms: one statement a source, whatever the number of units.

    Counted columns of all forms that read the same model become ``FILTER`` aggregates
    of a single ``GROUP BY`` (columns defined alike are counted once). Nothing is
    written, so that it runs on a replica too. Figures hold for the whole unit: record
    rules do not apply, callers check who may ask and never show records.
    """

    _name = "ward.form.engine"
    _description = "Computing of Statutory Forms"

    # ------------------------------------------------------------------
    # WHAT A CELL COUNTS
    # ------------------------------------------------------------------

    @api.model
    def _cell_domain(self, column, date_from, date_to, indicator=None):
        """Return what the column counts in the period, without the unit."""
        domain = column._records_domain(date_from, date_to)
        if indicator:
            domain &= indicator._condition(column, date_from, date_to)
        return domain

    @api.model
    def counted_parts(self, column):
        """Return the counted columns whose figures add up to ``column``; none: empty.

        A counted column stands for itself, arithmetic for its summands where it only
        adds up columns of its own form; of an amount less what was paid before, the
        records of the amount are meant.
        """
        if column.kind == "counted":
            return column
        nothing = column.browse()
        if column.kind != "arithmetic":
            return nothing
        parts, waiting, deducts = nothing, [column._expression().tree], False
        columns = {c.number: c for c in column.form_id._columns(auxiliary=True)}
        while waiting:
            kind, *operands = waiting.pop()
            if kind == "+":
                waiting += operands
            elif kind == "-":
                waiting.append(operands[0])
                deducts = True
            elif kind == "column" and operands[0][0] is None:
                found = self.counted_parts(columns[operands[0][1]])
                if not found:
                    return nothing
                parts += found
            else:
                return nothing
        kinds = {(part._source_model(), bool(part.measure)) for part in parts}
        if len(kinds) > 1 or (deducts and not all(measured for _m, measured in kinds)):
            return nothing
        return parts

    @api.model
    def domain_of(self, column, companies, date_from, date_to, indicator=None):
        """Return ``(model name, domain)`` of the records a cell counts.

        Where a column counts different values (``distinct``), one record of each: the
        first one. No model where no records stand behind the cell.
        """
        parts = self.counted_parts(column)
        if not parts:
            return None, Domain.FALSE
        model = self.env[parts[0]._source_model()]
        unit = Domain("company_id", "in", companies.ids)
        domains = []
        for part in parts:
            domain = self._cell_domain(part, date_from, date_to, indicator)
            if part.measure:
                domain &= Domain(part.measure, "!=", 0)
            elif part.distinct:
                by = part.distinct
                if model._fields[by].type == "date":
                    by += ":day"
                # sudo: which records stand for a figure; the list checks who reads
                groups = model.sudo()._read_group(
                    unit & domain & Domain(part.distinct, "!=", False),
                    ["company_id", by],  # every unit counts for itself
                    ["id:min"],
                )
                domain &= Domain(part.distinct, "=", False) | Domain(
                    "id", "in", [first for *_value, first in groups]
                )
            domains.append(domain)
        return model._name, unit & Domain.OR(domains)

    # ------------------------------------------------------------------
    # COMPUTING
    # ------------------------------------------------------------------

    @api.model
    def compute(self, forms, companies, date_from, date_to):
        """Return ``{form.id: {company.id: {number: value}}}``, arithmetic included.

        Forms with a row an indicator give the rows of :meth:`compute_rows` only.
        """
        rows = self.compute_rows(forms, companies, date_from, date_to)
        result = {form.id: {company.id: {} for company in companies} for form in forms}
        by_company = defaultdict(dict)
        for (form, company_id, indicator), values in rows.items():
            if not indicator:
                by_company[company_id][form] = values
        arithmetic = self.arithmetic(forms)
        for company_id, values in by_company.items():
            for form, figures in arithmetic.complete(values).items():
                result[form.id][company_id] = figures
        return result

    @api.model
    def compute_rows(self, forms, companies, date_from, date_to):
        """Return ``{(form, company id, indicator): {number: value}}`` as counted.

        ``indicator`` is empty on forms with a row a unit; there ``form`` and
        ``indicator`` are records.
        """
        nothing = self.env["ward.form.indicator"]
        sources = defaultdict(dict)  # model: {key: (aggregate, [cells])}
        result = {}
        for form in forms.filtered(lambda form: form.kind == "form"):
            indicators = [nothing]
            if form.layout == "indicator":
                indicators = form.indicator_ids.filtered(lambda i: not i.is_heading)
            columns = form._columns(auxiliary=True)
            counted = columns.filtered(lambda c: c.kind == "counted")
            for company in companies:
                for indicator in indicators:
                    result[form, company.id, indicator] = {}
            for column in counted:
                for indicator in indicators:
                    aggregate = (
                        column.measure,
                        column.distinct,
                        self._cell_domain(column, date_from, date_to, indicator),
                        column._period_domain(date_from, date_to),
                    )
                    # what is defined alike is counted once
                    _aggregate, cells = sources[column._source_model()].setdefault(
                        repr(aggregate[:3]), (aggregate, [])
                    )
                    cells.append((column, indicator))
        for model, wanted in sources.items():
            aggregates = [aggregate for aggregate, _cells in wanted.values()]
            found = self._aggregate(model, aggregates, companies)
            for company in companies:
                counts = found.get(company.id) or [0] * len(wanted)
                for (_aggregate, cells), count in zip(
                    wanted.values(), counts, strict=True
                ):
                    for column, indicator in cells:
                        result[column.form_id, company.id, indicator][column.number] = (
                            self._to_value(column, count)
                        )
        return result

    @api.model
    def _to_value(self, column, count):
        if not column.measure:
            return count
        value = round(float(count or 0) * (column.factor or 1), SUM_DIGITS)
        return int(value) if value == int(value) else value

    @api.model
    def _aggregate(self, model_name, aggregates, companies):
        """Return ``{company id: [value of each aggregate]}`` in one statement.

        An aggregate is ``(measure, distinct, domain, domain of its period)``.
        """
        # sudo: statutory figures count every record of the unit, see the class
        model = self.env[model_name].sudo().with_context(active_test=False)
        table = model._table
        query = Query(self.env, table, model._table_sql)
        selected = []
        for measure, distinct, domain, _period in aggregates:
            condition = self._condition(model, domain, query)
            if measure:
                what = SQL("SUM(%s)", model._field_to_sql(table, measure, query))
            elif distinct:
                what = SQL("COUNT(DISTINCT %s)", self._value(model, distinct, query))
            else:
                what = SQL("COUNT(*)")
            selected.append(SQL("%s FILTER (WHERE %s)", what, condition))
        unit = model._field_to_sql(table, "company_id", query)
        query.add_where(SQL("%s IN %s", unit, tuple(companies.ids)))
        # nothing outside the periods is read
        periods = {repr(period): period for *_rest, period in aggregates}
        query.add_where(self._condition(model, Domain.OR(periods.values()), query))
        query.groupby = unit
        rows = self.env.execute_query(query.select(unit, *selected))
        return {company: counts for company, *counts in rows}

    @api.model
    def _value(self, model, name, query):
        """Return what is told apart; a record without value stands for itself."""
        value = model._field_to_sql(model._table, name, query)
        own = SQL.identifier(model._table, "id")
        if model._fields[name].type in ("many2one", "integer"):
            return SQL("COALESCE(%s, -%s)", value, own)
        return SQL("COALESCE(%s::text, '-' || %s::text)", value, own)

    @api.model
    def _condition(self, model, domain, query):
        domain = domain.optimize_full(model)
        if domain.is_true():
            return SQL("TRUE")
        return domain._to_sql(model, model._table, query)

    # ------------------------------------------------------------------
    # ARITHMETIC
    # ------------------------------------------------------------------

    @api.model
    def arithmetic(self, forms):
        """Return the :class:`Arithmetic` of ``forms``."""
        return Arithmetic(forms)
