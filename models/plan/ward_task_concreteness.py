from odoo import api, models

from ...tools.vagueness import name_says_something, vague_match

MAX_TEXT = 500


class WardTask(models.Model):
    _inherit = "ward.task"

    @api.model
    def _concreteness_issues(self, text, product, company):
        """Return why a task is not concrete, as translated sentences; none: it is.

        ``product`` is words or a ``ward.product``; ``company`` decides which phrases
        count as vague. The one entry of the concreteness check.
        """
        company = company or self.env.company
        words = self.env["ward.vague.phrase"]._get_folded(company)
        issues = []
        text = str(text or "")
        match = vague_match(text, *words)
        if len(text) > MAX_TEXT:
            issues.append(
                self.env._(
                    "the text is longer than %(max)s characters; put the rest into the "
                    "result or a file.",
                    max=MAX_TEXT,
                )
            )
        elif match == "":
            issues.append(self.env._("the text is missing: say what is to be done."))
        elif match is not None:
            issues.append(
                self.env._(
                    "“%(text)s” is too general: add on which matter, where, for whom "
                    "or by which figure, e.g. “Report on October's land clearance for "
                    "Nguyễn Sơn street to the Economic Division”.",
                    text=text.strip(),
                )
            )
        name = product.product_name if isinstance(product, models.Model) else product
        if not (name or "").strip():
            issues.append(
                self.env._(
                    "the product is missing: say what will be there when the task is "
                    "done (report, minutes, decision, file…)."
                )
            )
        elif not name_says_something(name, words[1]):
            issues.append(
                self.env._(
                    "the product “%(product)s” says nothing; name it (report, minutes, "
                    "decision, file…).",
                    product=name.strip()[:80],
                )
            )
        return issues
