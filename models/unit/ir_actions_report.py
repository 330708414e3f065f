from lxml import html as lxml_html

from odoo import models

from odoo.addons.base.models import ir_actions_report


class IrActionsReport(models.Model):
    """Prints this addon's documents on A4 after Decree 30/2020.

    Every report of the addon uses ``ward_office.a4`` (see ``report/layout.xml``). Its
    pages bring their own style and ask the server for nothing: hundreds of documents
    go into one file where core's page frame, which loads style sheets for the header
    and footer of every page, makes wkhtmltopdf crash.
    """

    _inherit = "ir.actions.report"

    def _ward_is_a4(self):
        return (self.report_name or "").startswith("ward_office.")

    def _get_layout(self):
        if self._ward_is_a4():
            return self.env.ref("ward_office.a4_paper")
        return super()._get_layout()

    def _prepare_html(self, html, report_model=False):
        if not self._ward_is_a4():
            return super()._prepare_html(html, report_model=report_model)
        if not ir_actions_report._wkhtml().is_patched_qt:
            html = self._ward_join_documents(html)
        bodies, res_ids, header, _footer, arguments = super()._prepare_html(
            html, report_model=report_model
        )
        return bodies, res_ids, header, None, arguments

    def _ward_join_documents(self, html):
        """Return ``html`` with its documents as parts of a single one.

        Distributions ship a wkhtmltopdf without Qt's patches; it takes one document a
        call and knows no running header. There every document still starts on a new
        page, only the page numbers are missing.
        """
        root = lxml_html.fromstring(html, parser=lxml_html.HTMLParser(encoding="utf-8"))
        first, *others = root.find_class("article")
        for article in others:
            article.classes.discard("article")
            article.classes.add("ward_a4_break")
            first.append(article)
        # This build prints at 77 % and has no option against it.
        first.set("style", "zoom: 1.3")
        return lxml_html.tostring(root, encoding="utf-8")
