from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import content_disposition, request

TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class StatisticsExport(http.Controller):
    """Statutory reports as files; who may read the report may print it."""

    @http.route(
        [
            "/ward_office/form_report/<int:report_id>/<string:ending>",
        ],
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def download(self, report_id, ending, form_id="", **_kwargs):
        """Send a report, or one of its forms, as ``pdf`` or ``xlsx``.

        :raise NotFound: no such report, form or kind of file
        :raise AccessError: the user may not read the report
        """
        report = request.env["ward.form.report"].browse(report_id).exists()
        if not report or ending not in TYPES:
            raise NotFound
        report.check_access("read")
        form = report.form_ids.browse()
        if form_id:
            form = report.form_ids.filtered(lambda f: str(f.id) == form_id)
            if not form:
                raise NotFound
        content = report._pdf(form) if ending == "pdf" else report._xlsx(form)
        headers = [
            ("Content-Type", TYPES[ending]),
            (
                "Content-Disposition",
                content_disposition(report._file_name(ending, form)),
            ),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(content, headers)
