import re

from werkzeug.exceptions import BadRequest, NotFound

from odoo import http
from odoo.http import content_disposition, request
from odoo.tools import consteq

from ..tools.xlsx import Book

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CODE = re.compile(r"(TCD|Đ|D|VV)\.[0-9]{4}\.[0-9]{5,7}")
FACTOR = re.compile(r"[0-9A-Z]{4}")


class CitizenPages(http.Controller):
    """What citizens see without a login, and what clerks download."""

    @http.route(
        "/ward/track",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        website=True,
        sitemap=False,
    )
    def track(self, code="", factor="", **_kwargs):
        """Say where a matter stands, to whoever knows its code and a second factor.

        Wrong code, wrong factor and a matter that does not exist give the same page;
        names never appear. After some wrong answers the page is closed for a while,
        for the address and for the code alike (``ward.tracking.guess``).
        """
        values = {"code": code[:20], "state": None, "error": False, "closed": False}
        if request.httprequest.method == "POST":
            code, factor = code.strip().upper(), factor.strip().upper()
            guard = request.env["ward.tracking.guess"]
            if guard._is_closed(code, request.httprequest.remote_addr):
                values["closed"] = True
            else:
                matter = None
                if CODE.fullmatch(code) and FACTOR.fullmatch(factor):
                    matter = self._find(code, factor)
                if matter:
                    values["state"] = matter._public_state()
                    values["unit"] = matter.company_id.sudo()  # its name
                else:
                    guard._note(code, request.httprequest.remote_addr)
                    values["error"] = True
        return request.render("ward_office.tracking_page", values)

    def _find(self, code, factor):
        # sudo: the public has no rights; only what `_public_state` says leaves
        env = request.env(su=True)
        model = {"T": "ward.reception", "V": "ward.case"}.get(code[0], "ward.petition")
        code = code.replace("D.", "Đ.") if model == "ward.petition" else code
        for matter in env[model].search([("code", "=", code)], limit=20):
            if any(consteq(right, factor) for right in matter._second_factors()):
                return matter
        return None

    @http.route(
        "/ward/track/satisfaction",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def satisfaction(self, code="", factor="", points="", note="", **_kwargs):
        """Take the citizen's answer to one question, once, after closing."""
        code, factor = code.strip().upper(), factor.strip().upper()
        if points not in ("1", "2", "3", "4", "5"):
            raise BadRequest
        guard = request.env["ward.tracking.guess"]
        if guard._is_closed(code, request.httprequest.remote_addr):
            raise NotFound
        matter = None
        if CODE.fullmatch(code) and FACTOR.fullmatch(factor):
            matter = self._find(code, factor)
        if not matter:
            guard._note(code, request.httprequest.remote_addr)
            raise NotFound
        matter._take_satisfaction(int(points), note[:500])
        return request.render("ward_office.tracking_thanks", {})

    @http.route(
        "/ward/<string:unit>/receptions",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def days(self, unit, **_kwargs):
        """Show the announced reception days of a unit."""
        # sudo: announced days are meant for the public
        env = request.env(su=True)
        company = env["res.company"].search(
            [("ward_code", "=", unit)] if unit.isprintable() else [(0, "=", 1)]
        )
        days = env["ward.reception.day"].search(
            [
                ("company_id", "in", company.ids),
                ("state", "in", ("announced", "cancelled")),
                ("announced_at", "!=", False),
                ("date", ">=", company[:1]._ward_today() if company else False),
            ],
            order="date, hour_from",
        )
        return request.render(
            "ward_office.reception_days_page", {"unit": company[:1], "days": days}
        )

    @http.route(
        "/ward/identity/<int:identity_id>", type="http", auth="user", methods=["GET"]
    )
    def identity(self, identity_id, **_kwargs):
        """Show a protected identity to whoever holds a grant; the reading is logged."""
        identity = request.env["ward.identity"].browse(identity_id).exists()
        if not identity:
            raise NotFound
        person = identity.reveal()
        response = request.render(
            "ward_office.identity_page",
            {"person": person, "pseudonym": identity.pseudonym},
        )
        response.headers["Cache-Control"] = "no-store"
        return response

    @http.route(
        "/ward/reception_book", type="http", auth="user", methods=["GET"], readonly=True
    )
    def book(self, ids="", **_kwargs):
        """Send the receptions ``ids`` as the book, form 03/TCD, in XLSX."""
        if not re.fullmatch(r"[0-9]{1,9}(,[0-9]{1,9})*", ids):
            raise BadRequest
        receptions = request.env["ward.reception"].browse(
            dict.fromkeys(int(number) for number in ids.split(","))
        )
        if receptions != receptions.exists():
            raise NotFound
        receptions.check_access("read")
        book = Book()
        headings = [heading for heading, _width in receptions._book_headings()]
        rows = [list(range(1, len(headings) + 1)), *receptions._book_rows()]
        book.add_sheet("03-TCD", headings, rows)
        return request.make_response(
            book.content(),
            [
                ("Content-Type", XLSX_TYPE),
                ("Content-Disposition", content_disposition("So tiep cong dan.xlsx")),
            ],
        )
