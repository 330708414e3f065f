from werkzeug.exceptions import Forbidden

from odoo import http
from odoo.exceptions import AccessError
from odoo.http import content_disposition, request

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CitizenFiles(http.Controller):
    """Spreadsheets of the citizens' area."""

    @http.route(
        "/ward_office/opening_template",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def opening_template(self, **_kwargs):
        """Send the template of the opening import."""
        env = request.env
        try:
            env["ward.opening.import"]._check_may_import()
        except AccessError:
            raise Forbidden from None
        name = env._("Opening template.xlsx")
        headers = [
            ("Content-Type", XLSX_TYPE),
            ("Content-Disposition", content_disposition(name)),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(env["ward.opening.sheet"]._template(), headers)
