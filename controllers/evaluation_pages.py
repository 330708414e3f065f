import re

from odoo import fields, http
from odoo.http import content_disposition, request

from .plan_export import XLSX_TYPE

MONTHS_OFFERED = 12


class EvaluationPages(http.Controller):
    """The honours page, the results on the portal, and the files to take away."""

    def _cycle(self, cycle_id):
        """Return the published cycle the user may read.

        :raise NotFound: there is none, or not for him
        """
        Cycle = request.env["ward.evaluation.cycle"]
        # A visitor of the portal may read none: to him they do not exist either.
        cycle = Cycle.has_access("read") and Cycle.search(
            [("id", "=", cycle_id), ("state", "=", "published")]
        )
        if not cycle:
            raise request.not_found()
        return cycle

    @http.route(
        "/ward_office/honours/<int:cycle_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def honours(self, cycle_id, **_kwargs):
        """Show the honoured officers with their photos, for the flag ceremony."""
        cycle = self._cycle(cycle_id)
        return request.render(
            "ward_office.honours_page",
            {"cycle": cycle, "results": cycle._honoured(), "unit": cycle.company_id},
        )

    @http.route(
        "/ward_office/evaluation_results/<int:cycle_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def results(self, cycle_id, **_kwargs):
        """Send the published results of a cycle as XLSX."""
        cycle = self._cycle(cycle_id)
        content = request.env["ward.evaluation.export"]._results(cycle)
        return self._file(content, request.env._("Results.xlsx"), XLSX_TYPE)

    @http.route(
        "/ward_office/evaluation_rewards/<int:cycle_id>/<any(payout,accounting):kind>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def rewards(self, cycle_id, kind, **_kwargs):
        """Send the payout sheet (XLSX) or the journal entry to import (CSV)."""
        cycle = self._cycle(cycle_id)
        # Also a leader above the unit: to him the sheet would only come out empty.
        if cycle.company_id not in request.env.companies or (
            not request.env.user.has_groups(
                "ward_office.group_evaluation_clerk,ward_office.group_plan_leader"
            )
        ):
            raise request.not_found()
        export = request.env["ward.evaluation.export"]
        if kind == "payout":
            name = request.env._("Payout sheet.xlsx")
            return self._file(export._payout(cycle), name, XLSX_TYPE)
        name = request.env._("Rewards for accounting.csv")
        return self._file(export._accounting(cycle), name, "text/csv")

    def _file(self, content, name, kind):
        return request.make_response(
            content,
            [
                ("Content-Type", kind),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )

    @http.route(
        "/ward/<string:code>/results",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
        readonly=True,
        sitemap=False,
    )
    def portal_results(self, code, month=None, **_kwargs):
        """Show the results of a month ("2026-10") to whoever has a login.

        An unknown code and a unit that does not publish here give the same page, so
        that codes cannot be probed.
        """
        Result = request.env["ward.evaluation.result"]
        # sudo: the unit has opened its published results to the portal; the domain
        # lets nothing else through and only this template shows them.
        domain = [
            ("company_id.ward_code", "=", code),
            ("company_id.active", "=", True),
            ("company_id.ward_results_portal", "=", True),
            ("is_current", "=", True),
            ("period", "!=", "year"),
        ]
        groups = (
            Result.sudo()._read_group(
                domain, ["date_start:month"], order="date_start:month desc"
            )
            if code.isprintable()
            else []
        )
        months = [start for (start,) in groups][:MONTHS_OFFERED]
        if not months:
            return request.render("ward_office.portal_results", {"results": None})
        chosen = months[0]
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}", month or ""):
            wanted = [start for start in months if f"{start:%Y-%m}" == month]
            chosen = wanted[0] if wanted else chosen
        results = Result.sudo().search(
            [
                *domain,
                ("date_start", ">=", chosen),
                ("date_start", "<", fields.Date.add(chosen, months=1)),
            ],
            order="department_name, rank desc, employee_name",
        )
        unit = results.company_id[:1]
        return request.render(
            "ward_office.portal_results",
            {
                "results": results.grouped("department_name"),
                "unit": unit,
                "label": results[:1].cycle_id._period_words(),
                "months": months,
                "chosen": chosen,
                "res_company": unit,
            },
        )
