import re

from werkzeug.exceptions import BadRequest, NotFound

from odoo import fields, http
from odoo.http import content_disposition, request

MAX_PLANS = 5_000
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class PlanExport(http.Controller):
    """Plans as spreadsheets: the template to fill and what has been written."""

    @http.route(
        "/ward_office/plan_template",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def template(self, kind="week", date_start=None, company_id=None, **_kwargs):
        """Send the template of the week or month that holds ``date_start``.

        What cannot be understood falls back to the week that is being planned.
        """
        env = request.env
        if (company_id or "").isdecimal():
            unit = env.user.company_ids.filtered(lambda c: c.id == int(company_id))
            env = env["res.company"].with_company(unit or env.company).env
        sheet = env["ward.plan.sheet"]
        if kind not in ("week", "month"):
            kind = "week"
        date = sheet.env["ward.plan"]._default_date_start()
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", date_start or ""):
            try:
                date = fields.Date.to_date(date_start)
            except ValueError:
                raise BadRequest from None
        name = env._("Plan template.xlsx")
        return self._xlsx(sheet._template(kind, date), name)

    @http.route(
        "/ward_office/plan_export",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def export(self, plan_ids="", **_kwargs):
        """Send the plans with the ids ``plan_ids`` ("1,2,3") as one spreadsheet.

        :raise NotFound: no such plan
        :raise AccessError: the user may not read one of them
        """
        if not re.fullmatch(r"[0-9]{1,9}(,[0-9]{1,9})*", plan_ids):
            raise BadRequest
        ids = list(dict.fromkeys(int(number) for number in plan_ids.split(",")))
        if len(ids) > MAX_PLANS:
            raise BadRequest
        plans = request.env["ward.plan"].browse(ids).exists()
        if not plans:
            raise NotFound
        content = request.env["ward.plan.sheet"]._export(plans)
        return self._xlsx(content, request.env._("Plans.xlsx"))

    def _xlsx(self, content, name):
        headers = [
            ("Content-Type", XLSX_TYPE),
            ("Content-Disposition", content_disposition(name)),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(content, headers)
