"""A report on paper and as a spreadsheet, in the very shape of the form."""

import re

from lxml import html
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext, is_html_empty
from odoo.tools.pdf import merge_pdf

from ...tools import form_sheet

# Points of type by the number of columns; a form of 31 stays readable on A3.
TYPE_SIZES = ((12, 10), (18, 9), (22, 8), (26, 7.5), (99, 7))
A3_LARGER = 1.1
# Money and land need more room than counts.
WIDE = 1.35
LETTERS = 5.4  # of a word that a column of ordinary width holds
PAPERS = {
    "a4": "ward_office.ward_form_sheet_report_action",
    "a3": "ward_office.ward_form_sheet_report_action_a3",
}
# What of the unit stands on paper: as it was when the head approved it.
LETTERHEAD = (
    "name",
    "ward_letterhead_superior",
    "ward_letterhead_own",
    "ward_place_of_issue",
    "ward_document_suffix",
    "ward_signer_title",
    "ward_signer_name",
)
HINT = re.compile(r"\[.+\]", re.S)
HEADINGS = [Markup(f"<h{level}>%s</h{level}>") for level in (2, 3, 4)]
ZERO_WIDTH_SPACE = "\u200b"


class WardFormReport(models.Model):
    """Vietnamese in this file whatever the user's language: the circular's words."""

    _inherit = "ward.form.report"

    outline = fields.Html(
        "Narrative Report",
        copy=False,
        help="The outline of the circular with its figures; fill in the rest here.",
    )
    signed = fields.Json(
        readonly=True,
        copy=False,
        help="Letterhead, signers and units as they were at the approval.",
    )
    # the sentences it was filled with, to find those the figures of which change
    outline_said = fields.Json("Sentences as Filled In", readonly=True, copy=False)
    wants_outline = fields.Boolean("With Outline", compute="_compute_wants_outline")

    @api.depends("form_ids.kind")
    def _compute_wants_outline(self):
        for report in self:
            report.wants_outline = "outline" in report.form_ids.mapped("kind")

    # ------------------------------------------------------------------
    # THE SHAPE OF A FORM
    # ------------------------------------------------------------------

    def _sheets(self):
        """Return the forms of this report that are tables of figures."""
        return self.form_ids.filtered(lambda form: form.kind == "form").sorted(
            lambda form: (form.sequence, form.code)
        )

    def _sign(self):
        """Keep what the paper shows of the unit; callers have checked the step."""
        for report in self:
            unit = report.company_id.sudo()  # its letterhead
            units = report.sudo().row_ids.unit_id
            report._write_guarded(
                {
                    "signed": {
                        "unit": {name: unit[name] for name in LETTERHEAD},
                        "preparer": report.user_id.sudo().name or "",
                        "units": {str(one.id): one.name for one in units},
                    }
                }
            )

    def _paper_unit(self):
        """Return the unit as it stands on paper (as superuser)."""
        self.ensure_one()
        unit = self.company_id.sudo()  # its letterhead
        if not self.signed:
            return unit
        return unit.new(self.signed["unit"], origin=unit)

    def _unit_name(self, unit):
        """Return how ``unit`` is called on paper."""
        known = (self.signed or {}).get("units", {})
        return known.get(str(unit.id)) or unit.name

    def _annex_line(self):
        """Return “(Kèm theo Báo cáo số: …)”, dots where nothing is known yet."""
        self.ensure_one()
        unit = self._paper_unit()
        moment = self.sent_at or self.approved_at
        day = moment and unit._ward_to_local(moment)
        date = f"{day:%d} tháng {day:%m} năm {day:%Y}" if day else "…… tháng …… năm ………"
        return (
            f"(Kèm theo Báo cáo số: {self.number or '…………'} ngày {date} "
            f"của {unit.name})"
        )

    def _form_layout(self, form):
        """Return ``form`` of this report as :class:`form_sheet.Layout`."""
        self.ensure_one()
        return form_sheet.Layout(
            code=form.code,
            title=form.title,
            period=(self.date_from, self.date_to),
            annex=self._annex_line(),
            labels=form._row_headers(),
            headings=[cell for row in form._header_rows() for cell in row],
            columns=[
                form_sheet.Column(
                    column.number,
                    column._number_line(),
                    column.unit,
                    column.kind == "arithmetic" and not column._is_stated(),
                    self._live_formula(column),
                )
                for column in form._columns()
            ],
            note_number=form.note_number,
            paper=form.paper,
        )

    @api.model
    def _live_formula(self, column):
        """Return the function that writes the column's live formula, None without."""
        if not column._has_live_formula():
            return None
        expression = column._expression()
        return lambda cell_of: expression.to_excel(
            lambda _code, number: cell_of(number)
        )

    def _form_rows(self, form):
        """Yield the lines of ``form`` as :class:`form_sheet.Row`."""
        by_indicator = form.layout == "indicator"
        for line in self._lines(form):
            label = "Tổng số" if line["kind"] == "total" else line["label"]
            labels = [line["code"], label] if by_indicator else [label]
            yield form_sheet.Row(labels, line["values"], line["kind"])

    def _form_notes(self, form):
        """Return what stands in the row of notes."""
        # sudo: rows of this report, which the user reads
        rows = self.sudo().row_ids.filtered(lambda r: r.form_id == form and r.note)
        single = len(rows) == 1
        return [
            row.note.strip()
            if single
            else f"{self._unit_name(row.unit_id)}: {row.note.strip()}"
            for row in rows
        ]

    def _form_signers(self):
        preparer = (self.signed or {}).get("preparer") or self.user_id.sudo().name or ""
        return [
            {"title": "Người lập biểu", "name": preparer},
            self._paper_unit()._ward_signer("Thủ trưởng đơn vị"),
        ]

    # ------------------------------------------------------------------
    # SPREADSHEET
    # ------------------------------------------------------------------

    def _xlsx(self, forms=None, target=None):
        """Return the workbook of this report (bytes), or write it into ``target``."""
        self.ensure_one()
        self.check_access("read")
        book = form_sheet.FormBook(target)
        for form in forms or self._sheets():
            book.add_form(
                self._form_layout(form),
                self._form_rows(form),
                self._form_notes(form),
                self._form_signers(),
            )
        return book.close()

    def _file_name(self, ending, form=None):
        parts = [
            form.code if form else "Bao cao",
            self.company_id.sudo().ward_code or "",
            self.period_id.code or "",
            str(self.year),
        ]
        name = "-".join(part for part in parts if part)
        return f"{name.replace('/', '_')}.{ending}"

    # ------------------------------------------------------------------
    # PAPER
    # ------------------------------------------------------------------

    def _print_form(self, form):
        """Return what the template prints of ``form``."""
        layout = self._form_layout(form)
        count = len(layout.columns)
        names = len(layout.labels)
        widths = [11] if names == 1 else [4, 28]
        rest = 100 - sum(widths)
        weights = [
            max(
                WIDE if column.unit in form_sheet.NUMBER_FORMATS else 1,
                # a column holds the longest word of its heading
                max(map(len, column.name.split())) / LETTERS,
            )
            for column in form._columns()
        ]
        levels = {}
        for heading in layout.headings:
            levels.setdefault(heading["row"], []).append(heading)
        return {
            "layout": layout,
            "levels": [levels[row] for row in sorted(levels)],
            "size": next(size for limit, size in TYPE_SIZES if count <= limit)
            * (A3_LARGER if form.paper == "a3" else 1),
            "widths": widths + [rest * weight / sum(weights) for weight in weights],
            "period": form_sheet.PERIOD.format(*layout.period),
            "lines": [
                # Without a place to break at, a long formula would widen its column.
                "".join(
                    sign + ZERO_WIDTH_SPACE if sign in "=+" else sign
                    for sign in column.line
                )
                for column in layout.columns
            ],
            "rows": self._form_rows(form),
            "notes": "; ".join(self._form_notes(form)),
            "signers": self._form_signers(),
        }

    @api.model
    def _print_figure(self, value):
        """Return a figure as it is printed: 1.234,5; nothing where there is none."""
        return "" if value is None else self.env["ward.form.sentence"]._spell(value)

    def _pdf(self, form=None):
        """Return the whole report, or one form of it, as PDF (bytes)."""
        self.ensure_one()
        self.check_access("read")
        reports = self.env["ir.actions.report"]

        def render(action, **data):
            return reports._render_qweb_pdf(action, self.ids, data=data)[0]

        parts = []
        forms = form or self.form_ids.sorted(lambda f: (f.kind == "form", f.sequence))
        sheets = forms.filtered(lambda f: f.kind == "form")
        if forms - sheets:
            parts.append(render("ward_office.ward_form_outline_report_action"))
        # Forms on the same paper that follow one another are printed in one go.
        run = sheets.browse()
        for sheet in sheets:
            if run and run[0].paper != sheet.paper:
                parts.append(render(PAPERS[run[0].paper], form_ids=run.ids))
                run = sheets.browse()
            run |= sheet
        if run:
            parts.append(render(PAPERS[run[0].paper], form_ids=run.ids))
        return parts[0] if len(parts) == 1 else merge_pdf(parts)

    def _download(self, ending, form_id=None):
        self.ensure_one()
        self.check_access("read")
        form = f"?form_id={int(form_id)}" if form_id else ""
        return {
            "type": "ir.actions.act_url",
            "url": f"/ward_office/form_report/{self.id}/{ending}{form}",
            "target": "download",
        }

    def action_print(self, form_id=None):
        """Download the report, or one of its forms, as PDF."""
        return self._download("pdf", form_id)

    def action_export(self, form_id=None):
        """Download the report, or one of its forms, as a spreadsheet."""
        return self._download("xlsx", form_id)

    # ------------------------------------------------------------------
    # OUTLINE (Mẫu số 02)
    # ------------------------------------------------------------------

    def _outline_html(self):
        """Return the outline with its figures; what is to be written stands slanted."""
        return Markup("").join(self._outline_parts())

    def _outline_parts(self):
        """Return the paragraphs of the outline, as HTML."""
        self.ensure_one()
        figures = {None: self._outline_figures()}
        wanted = {
            when
            for sentence in self.form_ids.sentence_ids
            for _code, _number, when in sentence._figures()
        }
        for when in wanted - {None}:
            figures[when] = self._compared(when)

        def lookup(code, number, when):
            return figures[when].get(code, {}).get(number)

        parts = []
        for sentence in self.form_ids.sentence_ids.sorted("sequence"):
            text = sentence._fill(lookup)
            for line in text.split("\n"):
                if not line.strip():
                    continue
                if sentence.level:
                    tag = HEADINGS[min(sentence.level, len(HEADINGS)) - 1]
                elif sentence.is_manual:
                    tag = Markup("<p><em>[%s]</em></p>")
                else:
                    tag = Markup("<p>%s</p>")
                parts.append(tag % line.strip())
        return parts

    @api.model
    def _said(self, part):
        """Return the words of a paragraph, as they are compared."""
        return " ".join(html.fromstring(part).text_content().split())

    def _outline_figures(self):
        """Return ``{form code: {number: value}}``, all units together."""
        totals = {}
        for form in self._sheets():
            sums = [
                line
                for line in self._lines(form)
                if line["kind"] in ("own", "unit", "total")
            ]
            total = next((one for one in sums if one["kind"] == "total"), None)
            if total or sums:
                totals[form.code] = (total or sums[0])["figures"]
        return totals

    def action_fill_outline(self):
        """Write the outline with the figures of this report, to be completed."""
        self.ensure_one()
        self._check_prepares()
        self._begin("draft")
        if not self.wants_outline:
            raise UserError(self.env._("This period wants no narrative report."))
        if not self.computed_at:
            raise UserError(self.env._("Compute the report first."))
        self._fill_outline()
        return True

    def _fill_outline(self):
        parts = self._outline_parts()
        self._write_guarded(
            {
                "outline": Markup("").join(parts),
                "outline_said": [self._said(part) for part in parts],
            }
        )

    def action_refresh_outline(self):
        """Put the figures of now into the sentences of the outline nobody rewrote.

        Those that were rewritten are named in the chatter, to be read again.
        """
        self.ensure_one()
        self._check_prepares()
        self._begin("draft")
        stale = self._refresh_outline()
        self._message_log(
            body=self.env._("Figures of the narrative report brought up to date.")
            if not stale
            else self.env._(
                "Figures have changed in sentences that were rewritten; read them "
                "again:\n%s",
                "\n".join(f"- {new}" for new in stale),
            )
        )
        return True

    def _refresh_outline(self):
        """Bring the outline's own sentences up to date; return those it cannot find.

        Found by the words it was filled with: what was written by hand stays.
        """
        self.ensure_one()
        parts = [self._said(part) for part in self._outline_parts()]
        before = self.outline_said or []
        if parts == before or len(parts) != len(before):
            return []  # filled by hand, or after another edition of the outline
        tree = html.fromstring(f"<div>{self.outline}</div>")
        stale = []
        for old, new in zip(before, parts, strict=True):
            if old == new:
                continue
            found = [
                node
                for node in tree.iter("p", "li", "h2", "h3", "h4", "h5")
                if " ".join(node.text_content().split()) == old
            ]
            for node in found:
                for child in list(node):
                    node.remove(child)
                node.text = new
            if not found:
                stale.append(new)
        inner = "".join(
            [tree.text or ""] + [html.tostring(n, encoding="unicode") for n in tree]
        )
        self._write_guarded({"outline": inner, "outline_said": parts})
        return stale

    def _has_outline(self):
        return bool(
            not is_html_empty(self.outline) and html2plaintext(self.outline).strip()
        )

    def _check_outline(self):
        """Fill an outline nobody has written; raise while it waits for words."""
        self.ensure_one()
        if not self.wants_outline:
            return
        if not self._has_outline():
            self._fill_outline()
        stale = self._refresh_outline()
        if stale:
            raise UserError(
                self.env._(
                    "%(report)s: figures have changed since the narrative report was "
                    "written. Press “Bring Figures Up to Date” and read these "
                    "sentences again:\n%(sentences)s",
                    report=self.display_name,
                    sentences="\n".join(f"- {sentence}" for sentence in stale),
                )
            )
        tree = html.fromstring(f"<div>{self.outline}</div>")
        texts = [" ".join(node.text_content().split()) for node in tree.iter("p", "li")]
        hints = [text for text in texts if HINT.fullmatch(text)]
        if hints:
            raise UserError(
                self.env._(
                    "%(report)s: the narrative report is not finished. Fill in the "
                    "outline and replace what stands in brackets, or delete it:"
                    "\n%(hints)s",
                    report=self.display_name,
                    hints="\n".join(f"- {hint}" for hint in hints),
                )
            )

    def _print_outline(self):
        """Return the narrative report as written, else as the figures fill it."""
        return self.outline if self._has_outline() else self._outline_html()

    def _print_date(self):
        """Return the date of the report, False leaves room for one."""
        moment = self.sent_at or self.approved_at
        # sudo: its time zone
        return moment and self.company_id.sudo()._ward_to_local(moment).date()

    def _print_subtitle(self):
        """Return what the report is about, as the circular's outline calls it."""
        period = self.period_id.title or self.period_id.name
        year = self.year if period.casefold().endswith("năm") else f"năm {self.year}"
        return f"Công tác tiếp công dân, giải quyết khiếu nại, tố cáo {period} {year}"
