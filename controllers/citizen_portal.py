from werkzeug.exceptions import BadRequest

from odoo import http
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class CitizenPortal(CustomerPortal):
    """A citizen's own petitions, for those who have a login."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "ward_petition_count" in counters:
            # one at least: also without petitions the page says how to add one
            values["ward_petition_count"] = (
                len(request.env["ward.petition"]._of_portal_user()) or 1
            )
        return values

    @http.route(
        "/my/petitions", type="http", auth="user", methods=["GET", "POST"], website=True
    )
    def my_petitions(self, code="", factor="", unit="", **_kwargs):
        """List the user's petitions; take the code and digits of one to be added."""
        answer = None
        if request.httprequest.method == "POST":
            answer = request.env["ward.portal.claim"]._claim(
                code,
                factor,
                (request.httprequest.remote_addr, f"user {request.env.uid}"),
                unit,
            )
        petitions = request.env["ward.petition"]._of_portal_user()
        return self._private(
            "ward_office.portal_my_petitions",
            {
                "petitions": [petition._portal_values() for petition in petitions],
                "answer": answer,
                "code": "" if answer == "found" else code[:20],
                "units": request.env["ward.tracking.guess"]._units(),
                "of_unit": unit[:20],
            },
        )

    def _petition(self, petition_id):
        """Return the user's petition; another's does not exist for him."""
        petition = request.env["ward.petition"]._of_portal_user(
            [("id", "=", petition_id)]
        )
        if not petition:
            raise request.not_found()
        return petition

    @http.route(
        "/my/petitions/<int:petition_id>",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def my_petition(self, petition_id, **_kwargs):
        """Show one of the user's petitions."""
        petition = self._petition(petition_id)
        return self._private(
            "ward_office.portal_my_petition",
            {"petition": petition._portal_values(full=True)},
        )

    @http.route(
        "/my/petitions/<int:petition_id>/satisfaction",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def my_satisfaction(self, petition_id, points="", note="", **_kwargs):
        """Take the answer to the one question, once, after the end."""
        if points not in ("1", "2", "3", "4", "5"):
            raise BadRequest
        self._petition(petition_id)._take_satisfaction(int(points), note)
        return request.redirect(f"/my/petitions/{petition_id}")

    def _private(self, template, values):
        response = request.render(
            template,
            {
                **self._prepare_portal_layout_values(),
                "page_name": "ward_petition",
                **values,
            },
        )
        response.headers["Cache-Control"] = "no-store"
        return response
