from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

ORIGINS = [
    ("own", "Computed here"),
    ("sent", "Sent by the unit"),
    ("keyed", "Keyed in"),
    ("imported", "Imported"),
]
WHOLE = ("count", "people", "days")


def numbers_of(figures):
    """Return JSON ``{"1": 12}`` as ``{1: 12}``."""
    return {int(number): value for number, value in (figures or {}).items()}


def json_of(figures):
    return {str(number): value for number, value in figures.items()}


class WardFormRow(models.Model):
    """A row of a form in a report: the figures of one unit (dòng số liệu)."""

    _name = "ward.form.row"
    _description = "Row of a Statutory Report"
    _inherit = ["ward.guarded.mixin"]
    _order = "report_id, form_id, id"

    report_id = fields.Many2one(
        "ward.form.report", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        string="Reporting Unit",
        related="report_id.company_id",
        store=True,
        index=True,
        precompute=True,
    )
    form_id = fields.Many2one(
        "ward.form", required=True, readonly=True, index=True, ondelete="restrict"
    )
    unit_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    branch_id = fields.Many2one(
        "res.company",
        "Through",
        readonly=True,
        index="btree_not_null",
        help="The unit next below through which the row came.",
    )
    indicator_id = fields.Many2one(
        "ward.form.indicator", readonly=True, index="btree_not_null"
    )
    origin = fields.Selection(ORIGINS, required=True, readonly=True, default="own")
    origin_below = fields.Selection(
        ORIGINS, readonly=True, help="Where the unit that has sent the row had it from."
    )
    source_report_id = fields.Many2one(
        "ward.form.report", "Sent Report", readonly=True, index="btree_not_null"
    )
    computed = fields.Json(readonly=True, help="What was counted.")
    keyed = fields.Json(readonly=True, help="What was keyed in or imported.")
    origins = fields.Json(
        "Where Figures Come From",
        readonly=True,
        help="Of what was keyed in by hand: the book, letter or office.",
    )
    figures = fields.Json(
        readonly=True, help="What is reported: corrections and arithmetic included."
    )
    note = fields.Text("Notes")
    correction_ids = fields.One2many("ward.form.correction", "row_id", "Corrections")

    _row_uniq = models.UniqueIndex(
        "(report_id, form_id, unit_id, COALESCE(indicator_id, 0))",
        "This row is in the report already.",
    )

    @api.depends("form_id", "unit_id", "indicator_id")
    def _compute_display_name(self):
        for row in self:
            unit = row.sudo().unit_id.name or ""  # shown to who reads the report
            parts = [row.form_id.code or "", unit, row.indicator_id.name or ""]
            row.display_name = " – ".join(part for part in parts if part)

    # ------------------------------------------------------------------
    # WRITING
    # ------------------------------------------------------------------

    def write(self, vals):
        if not self.env.su:
            self.report_id._check_prepares()
            self.report_id._begin("draft")
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(
                self.env._("Rows come from computing, keying in or importing.")
            )
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if not self.env.su:
            raise AccessError(
                self.env._("Rows of a report are not deleted one by one.")
            )

    # ------------------------------------------------------------------
    # FIGURES
    # ------------------------------------------------------------------

    def _column(self, number):
        """Return the column ``number`` of this row's form."""
        self.ensure_one()
        columns = self.form_id._columns(auxiliary=True)
        column = columns.filtered(lambda c: c.number == number)
        if not column:
            raise UserError(
                self.env._(
                    "%(form)s has no column %(number)s.",
                    form=self.form_id.code,
                    number=number,
                )
            )
        return column

    def _has_records(self):
        """Return those of these rows that were counted in this database."""
        return self.filtered(
            lambda r: (
                (r.origin_below if r.origin == "sent" else r.origin)
                not in ("keyed", "imported")
            )
        )

    def _corrected(self):
        """Return ``{number: correction}``, the youngest of each cell."""
        youngest = {}
        for correction in self.correction_ids.sorted("id"):
            youngest[correction.number] = correction
        return {n: c for n, c in youngest.items() if not c.is_withdrawn}

    def _input(self):
        """Return the figures before arithmetic: counted, keyed, corrected."""
        self.ensure_one()
        values = numbers_of(self.computed) | numbers_of(self.keyed)
        if self.keyed:
            values = self.form_id._blanks() | values
        for number, correction in self._corrected().items():
            value = correction.new_value
            values[number] = int(value) if value == int(value) else value
        return values

    def _counted(self, number):
        """Return what is reported of the column where nobody corrects it."""
        self.ensure_one()
        column = self._column(number)
        if column.kind != "arithmetic":
            return numbers_of(self.computed).get(number, 0)
        beside = self.report_id.row_ids.filtered(
            lambda r: r.unit_id == self.unit_id and r.indicator_id == self.indicator_id
        )
        values = {row.form_id: row._input() for row in beside}
        values[self.form_id].pop(number, None)
        arithmetic = self.env["ward.form.engine"].arithmetic(beside.form_id)
        return arithmetic.complete(values)[self.form_id].get(number, 0)

    @api.model
    def _check_value(self, column, value):
        """Return ``value`` as the column takes it, or raise by name."""
        name = f"{column.form_id.code} ({column.number}) {column.name}"
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise UserError(
                self.env._(
                    "“%(column)s”: “%(value)s” is no number.", column=name, value=value
                )
            )
        if not -1e15 < value < 1e15:
            raise UserError(
                self.env._("“%(column)s”: this number is too large.", column=name)
            )
        if value < 0:
            raise UserError(
                self.env._("“%(column)s”: a figure cannot be negative.", column=name)
            )
        if column.unit in WHOLE:
            if value != int(value):
                raise UserError(
                    self.env._("“%(column)s”: write a whole number.", column=name)
                )
            return int(value)
        return value

    def action_correct(self, number, value, reason):
        """Correct a counted figure; what was counted, who and why are kept.

        ``value`` None takes the correction back.
        """
        self.ensure_one()
        report = self.report_id
        report._check_prepares()
        report._begin("draft")
        column = self._column(number)
        if self.origin == "sent":
            raise UserError(
                self.env._(
                    "%(unit)s has sent these figures; ask it for a new version.",
                    unit=self.sudo().unit_id.name,
                )
            )
        if column.kind == "arithmetic" and not column._needs_hidden():
            raise UserError(
                self.env._(
                    "Column %(number)s follows from others (%(formula)s); correct "
                    "those.",
                    number=number,
                    formula=column.formula,
                )
            )
        if column._is_typed(self.origin):
            return self.action_key({number: value})
        if not (reason or "").strip():
            raise UserError(
                self.env._("“Reason”: say why the counted figure is corrected.")
            )
        counted = self._counted(number)
        withdrawn = value is None
        if not withdrawn:
            value = self._check_value(column, value)
        elif number not in self._corrected():
            raise UserError(self.env._("This figure has not been corrected."))
        # sudo: preparing has been checked; corrections are only ever added here
        self.env["ward.form.correction"].sudo().create(
            {
                "row_id": self.id,
                "report_id": report.id,
                "number": number,
                "computed_value": counted,
                "new_value": counted if withdrawn else value,
                "is_withdrawn": withdrawn,
                "reason": reason.strip(),
                "user_id": self.env.uid,
            }
        )
        report._refresh()
        return True

    def action_key(self, values, origin=None):
        """Key in figures nobody counts: manual columns, units outside.

        ``values`` is ``{number: value}``; None empties a cell. Beside a figure an
        empty cell is 0, else no check would look at it. ``origin`` says where they
        come from (a book, a letter, an office).
        """
        self.ensure_one()
        report = self.report_id
        report._check_prepares()
        report._begin("draft")
        if self.origin == "sent":
            raise UserError(
                self.env._(
                    "%(unit)s has sent these figures; ask it for a new version.",
                    unit=self.sudo().unit_id.name,
                )
            )
        keyed = numbers_of(self.keyed)
        origins = dict(self.origins or {})
        for number, value in values.items():
            column = self._column(int(number))
            if not column._is_typed(self.origin):
                raise UserError(
                    self.env._(
                        "Column %(number)s is not keyed in: it is counted or follows "
                        "from others.",
                        number=number,
                    )
                )
            if value is None:
                keyed.pop(column.number, None)
            else:
                keyed[column.number] = self._check_value(column, value)
            if origin and value is not None:
                origins[str(column.number)] = origin
            elif value is None or origin is not None:
                origins.pop(str(column.number), None)
        self._write_guarded({"keyed": json_of(keyed), "origins": origins})
        report._refresh()
        return True


class WardFormCorrection(models.Model):
    """A counted figure that was corrected: before, after, who, why; never rewritten."""

    _name = "ward.form.correction"
    _description = "Correction of a Figure"
    _order = "id desc"

    row_id = fields.Many2one(
        "ward.form.row", required=True, index=True, ondelete="cascade"
    )
    report_id = fields.Many2one(
        "ward.form.report", required=True, index=True, ondelete="cascade"
    )
    form_id = fields.Many2one(related="row_id.form_id")
    unit_id = fields.Many2one(related="row_id.unit_id")
    number = fields.Integer("Column", required=True, aggregator=None)
    column_name = fields.Char(compute="_compute_column_name")
    computed_value = fields.Float("Counted", digits=(16, 6), aggregator=None)
    new_value = fields.Float("Reported", digits=(16, 6), aggregator=None)
    is_withdrawn = fields.Boolean("Taken Back")
    reason = fields.Char(required=True)
    user_id = fields.Many2one("res.users", "Who", required=True)
    create_date = fields.Datetime("When", readonly=True)

    @api.depends("row_id", "number")
    def _compute_column_name(self):
        for correction in self:
            columns = correction.row_id.form_id._columns(auxiliary=True)
            column = columns.filtered(lambda c, n=correction.number: c.number == n)
            correction.column_name = column.name

    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(
            self.env._("A correction is not rewritten; correct the figure again.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("A correction is never deleted."))
