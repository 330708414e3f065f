import re
from datetime import date as Date
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...tools import formulas

AUTHORITIES = [
    ("inspectorate", "Government Inspectorate"),
    ("justice", "Ministry of Justice"),
    ("own", "Own"),
]


class WardForm(models.Model):
    """A statutory form (biểu mẫu) in one version: columns, checks, rows, outline.

    A draft may be half done: what is wrong stands on it, by name, and it cannot be put
    to use. In use, nothing wrong can be saved; once an approved report holds its
    figures it is frozen, and a change makes the next version.
    """

    _name = "ward.form"
    _description = "Statutory Form"
    _inherit = ["ward.guarded.mixin", "ward.dated.mixin"]
    _order = "sequence, code, valid_from desc, id"
    _rec_names_search = ["code", "name", "title"]

    code = fields.Char("Form Number", required=True, index=True, help="As in 02/XLD.")
    name = fields.Char(required=True, translate=True)
    title = fields.Char("Printed Title", required=True)
    sequence = fields.Integer(default=10)
    authority = fields.Selection(
        AUTHORITIES, "For", required=True, default="own", index=True
    )
    layout = fields.Selection(
        [("unit", "A row a unit"), ("indicator", "A row an indicator")],
        "Rows",
        required=True,
        default="unit",
    )
    kind = fields.Selection(
        [("form", "Form with figures"), ("outline", "Outline in sentences")],
        required=True,
        default="form",
    )
    paper = fields.Selection(
        [("a4", "A4, landscape"), ("a3", "A3, landscape")],
        "Paper Size",
        required=True,
        default="a4",
    )
    instruction = fields.Text("How to Fill It In", help="The words of the law.")
    mapping = fields.Text(
        "How It Is Counted", help="Where the addon takes each column from, and why."
    )
    is_verified = fields.Boolean(
        "Verified", help="The text of the law has been read; else check it before use."
    )
    column_ids = fields.One2many("ward.form.column", "form_id", "Columns")
    check_ids = fields.One2many("ward.form.check", "form_id", "Checks")
    indicator_ids = fields.One2many("ward.form.indicator", "form_id", "Indicators")
    sentence_ids = fields.One2many("ward.form.sentence", "form_id", "Sentences")
    period_ids = fields.Many2many(
        "ward.report.period", string="Wanted In", help="Periods whose report holds it."
    )
    version = fields.Integer(default=1, readonly=True, copy=False, aggregator=None)
    previous_id = fields.Many2one(
        "ward.form", "Version Before", readonly=True, copy=False, index="btree_not_null"
    )
    state = fields.Selection(
        [("draft", "Draft"), ("used", "In use")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
    )
    is_frozen = fields.Boolean(
        "Frozen",
        compute="_compute_is_frozen",
        help="An approved report holds its figures.",
    )
    note_number = fields.Integer(
        "Number of the Notes Row", compute="_compute_note_number"
    )
    problem_html = fields.Html("What Is Wrong", compute="_compute_problem_html")
    active = fields.Boolean(default=True)

    # ------------------------------------------------------------------
    # COMPUTED
    # ------------------------------------------------------------------

    @api.depends("code", "name", "version")
    def _compute_display_name(self):
        for form in self:
            name = " – ".join(part for part in (form.code, form.name) if part)
            form.display_name = f"{name} ({form.version})" if form.version > 1 else name

    def _frozen_forms(self):
        """Return those of these forms whose figures an approved report holds."""
        return self.browse()

    def _compute_is_frozen(self):
        frozen = self._frozen_forms()
        for form in self:
            form.is_frozen = form._origin in frozen

    @api.depends("column_ids.number", "column_ids.is_auxiliary")
    def _compute_note_number(self):
        for form in self:
            numbers = form._columns().mapped("number")
            form.note_number = max(numbers, default=0) + 1

    @api.depends(
        "column_ids.number",
        "column_ids.kind",
        "column_ids.formula",
        "column_ids.domain",
        "column_ids.source",
        "column_ids.measure",
        "column_ids.distinct",
        "column_ids.date_field",
        "column_ids.end_field",
        "check_ids.expression",
        "sentence_ids.text",
        "indicator_ids.domain",
    )
    def _compute_problem_html(self):
        item = Markup("<li>%s</li>")
        for form in self:
            problems = form._problems()
            form.problem_html = problems and (
                Markup("<ul class='mb-0'>%s</ul>")
                % Markup("").join(item % problem for problem in problems)
            )

    # ------------------------------------------------------------------
    # CHECKS
    # ------------------------------------------------------------------

    @api.constrains("code")
    def _check_code(self):
        for form in self:
            if not re.fullmatch(formulas.CODE, form.code or ""):
                raise ValidationError(
                    self.env._(
                        "“Form Number”: write it like 02/XLD, a number and letters "
                        "parted by a slash; formulas name the form so."
                    )
                )

    @api.constrains("code", "valid_from", "valid_to", "state", "active")
    def _check_overlap(self):
        for form in self:
            if form.state != "used" or not form.active:
                continue
            same = self.search(
                Domain("code", "=", form.code)
                & Domain("state", "=", "used")
                & Domain("id", "!=", form.id)
                & Domain("valid_from", "<=", form.valid_to or Date.max)
                & (
                    Domain("valid_to", "=", False)
                    | Domain("valid_to", ">=", form.valid_from)
                ),
                limit=1,
            )
            if same:
                raise ValidationError(
                    self.env._(
                        "%(code)s: versions %(first)s and %(second)s are in force on "
                        "the same days; end the older one with “Valid to”.",
                        code=form.code,
                        first=same.version,
                        second=form.version,
                    )
                )

    @api.constrains("state", "code")
    def _check_definition(self):
        """Raise what is wrong with forms in use, each by its name.

        Called at every change of a part, and before computing: an update may have
        taken a field away.
        """
        for form in self:
            problems = form.state == "used" and form._problems()
            if problems:
                raise ValidationError("\n".join(problems))

    def _problems(self):
        """Return sentences on what is wrong with the definition of this form."""
        self.ensure_one()
        problems = []
        for part in (
            *self.column_ids,
            *self.check_ids,
            *self.indicator_ids,
            *self.sentence_ids,
        ):
            problems += part._problems()
        if problems:  # a formula that cannot be read has no order either
            return problems
        try:
            self._order_of_computing()
        except formulas.Circle as circle:
            problems.append(
                self.env._(
                    "%(form)s: columns need each other in a circle (%(columns)s); "
                    "count one of them or change its formula.",
                    form=self.code,
                    columns=circle,
                )
            )
        if self.kind == "form" and not self.column_ids:
            problems.append(self.env._("%(form)s: add its columns.", form=self.code))
        return problems

    def _order_of_computing(self):
        """Return the arithmetic columns in the order in which they can be computed.

        :raise Circle: columns need each other, be it by way of another form
        """
        columns, expressions = {}, {}
        forms, waiting = {self.code}, [self]
        while waiting:
            form = waiting.pop()
            for column in form.column_ids.filtered(lambda c: c.kind == "arithmetic"):
                if form != self and column._own_problems():
                    continue  # told on its own form
                key = (form.code, column.number)
                columns[key], expressions[key] = column, column._expression()
                for code, _number in expressions[key].references:
                    if code and code not in forms:
                        forms.add(code)
                        waiting.append(self._sibling(code))
        order = formulas.order(expressions)
        return [columns[key] for key in order if columns[key].form_id == self]

    @api.model
    def _explain(self, error):
        """Return what a :class:`formulas.FormulaError` says, in words."""
        text = {
            "empty": self.env._("it is empty"),
            "long": self.env._("it is too long or has too many brackets"),
            "character": self.env._("there is a character it may not have"),
            "operand": self.env._("a column or number is missing"),
            "bracket": self.env._("a bracket is not closed"),
            "comparison": self.env._("it compares twice"),
            "rest": self.env._("a sign is missing"),
        }[error.message]
        return self.env._(
            "%(text)s (place %(place)s)", text=text, place=error.position + 1
        )

    def _unknown_references(self, expression):
        """Return how the columns are called that ``expression`` uses and nobody has."""
        self.ensure_one()
        unknown = []
        for code, number in sorted(expression.references, key=str):
            form = self._sibling(code) if code and code != self.code else self
            if number not in form.column_ids.filtered("number").mapped("number"):
                unknown.append(f"{code}.{number}" if code else str(number))
        return unknown

    def _sibling(self, code):
        """Return the form ``code`` that stands beside this version.

        A draft beside a draft, else the one in force when this version begins, else
        the newest: two circulars may begin on different days.
        """
        forms = self.search([("code", "=", code)], order="valid_from desc, id desc")
        begins = self.valid_from
        in_force = forms.filtered(
            lambda f: (
                f.state == "used"
                and f.valid_from <= begins
                and (not f.valid_to or f.valid_to >= begins)
            )
        )
        return (in_force or forms)[:1]

    # ------------------------------------------------------------------
    # WRITING
    # ------------------------------------------------------------------

    def _check_changeable(self):
        """Raise where an approved report holds figures of this version."""
        for form in self._frozen_forms():
            raise UserError(
                self.env._(
                    "%(form)s: an approved report holds its figures; make a new "
                    "version.",
                    form=form.display_name,
                )
            )

    def write(self, vals):
        if vals.keys() - {"valid_to", "active", "state", "sequence", "period_ids"}:
            self._check_changeable()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        for form in self:
            if form.state != "draft":
                raise UserError(
                    self.env._(
                        "%(form)s is in use; end it with “Valid to” instead.",
                        form=form.display_name,
                    )
                )

    def copy(self, default=None):
        """Return drafts with the same columns, checks, indicators and sentences."""
        copies = super().copy(default)
        for form, copy in zip(self, copies, strict=True):
            form._copy_tree("column_ids", copy)
            form._copy_tree("indicator_ids", copy)
            for part in (*form.check_ids, *form.sentence_ids):
                part.copy({"form_id": copy.id})
        return copies

    def _copy_tree(self, name, copy):
        """Copy a tree below its own headings."""
        known = {}
        for part in self[name]._from_the_top():
            known[part] = part.copy(
                {"form_id": copy.id, "parent_id": known.get(part.parent_id, part).id}
                if part.parent_id
                else {"form_id": copy.id}
            )

    # ------------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------------

    def _check_admin(self):
        if not self.env.su and not self.env.user.has_group(
            "ward_office.group_ward_admin"
        ):
            raise AccessError(self.env._("Only an administrator changes the forms."))
        self.check_access("write")

    def action_use(self):
        """Put these drafts to use; the version before ends the day before."""
        self._check_admin()
        for form in self:
            if form.state != "draft":
                continue
            problems = form._problems()
            if problems:
                raise ValidationError("\n".join(problems))
            before = form.previous_id
            if before and (not before.valid_to or before.valid_to >= form.valid_from):
                if before.valid_from >= form.valid_from:
                    raise UserError(
                        self.env._(
                            "%(form)s: “Valid from” must lie after %(date)s, where "
                            "the version before begins.",
                            form=form.display_name,
                            date=before.valid_from.strftime("%d/%m/%Y"),
                        )
                    )
                before.valid_to = form.valid_from - timedelta(1)
            form._write_guarded({"state": "used"})
        return True

    def action_new_version(self):
        """Make the next version as a draft, with everything this one has."""
        self._check_admin()
        self.ensure_one()
        newest = max(self.search([("code", "=", self.code)]).mapped("version"))
        begins = max(fields.Date.context_today(self), self.valid_from + timedelta(1))
        version = self.copy(
            {"name": self.name, "valid_from": begins, "valid_to": False}
        )
        version._write_guarded({"version": newest + 1, "previous_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "res_model": "ward.form",
            "view_mode": "form",
            "res_id": version.id,
        }

    # ------------------------------------------------------------------
    # READING
    # ------------------------------------------------------------------

    @api.model
    def _get_form(self, code, date):
        """Return the form ``code`` in force on ``date``.

        :raise UserError: there is none
        """
        form = self.search(
            self._in_force_domain(date)
            & Domain("code", "=", code)
            & Domain("state", "=", "used"),
            limit=1,
        )
        if not form:
            raise UserError(
                self.env._(
                    "No form %(code)s is in force on %(date)s; add one under "
                    "Configuration / Statutory Forms.",
                    code=code,
                    date=date.strftime("%d/%m/%Y"),
                )
            )
        return form
