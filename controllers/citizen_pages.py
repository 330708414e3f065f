import re
from textwrap import shorten

from werkzeug.exceptions import BadRequest, NotFound

from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request
from odoo.tools import consteq

from ..models.citizen.ward_petition import MAX_FILE_BYTES
from ..tools.xlsx import Book

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CODE = re.compile(r"(TCD|Đ|D|VV)\.[0-9]{4}\.[0-9]{5,7}")
# what an online petition holds, and how long it may be
ONLINE = {
    "person_name": 120,
    "person_identity_number": 20,
    "person_phone": 20,
    "person_street": 200,
    "respondent": 200,
    "content": 20_000,
}
ONLINE_FILES = 5
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
        "/ward/<string:unit>/petition",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        website=True,
        sitemap=False,
    )
    def online(self, unit, **post):
        """Take a petition online; answer with its code.

        A denunciation's sender goes straight to the protected identities. So many an
        address may send in a quarter of an hour as it may guess on the tracking page.
        """
        # sudo: the public has no rights; one petition is created, nothing is read
        env = request.env(su=True)
        company = env["res.company"].search(
            [("ward_code", "=", unit), ("ward_level", "!=", False)]
            if unit.isprintable()
            else [(0, "=", 1)]
        )
        if not company:
            raise NotFound
        kinds = env["ward.petition"]._fields["kind"]._description_selection(request.env)
        values = {
            "unit": company,
            "post": post,
            "kinds": kinds[::-1],  # the harmless ones first
            "error": None,
            "petition": None,
        }
        if request.httprequest.method == "POST":
            guard = request.env["ward.tracking.guess"]
            address = request.httprequest.remote_addr
            if guard._is_closed(None, address):
                values["error"] = request.env._(
                    "Too many attempts. Try again in a quarter of an hour."
                )
            else:
                guard._note(None, address)
                try:
                    with request.env.cr.savepoint():
                        values["petition"] = self._register(env, company, post)
                except UserError as error:
                    values["error"] = str(error)
        return request.render("ward_office.online_petition_page", values)

    def _register(self, env, company, post):
        texts = {name: (post.get(name) or "").strip() for name in ONLINE}
        if not texts["person_name"] or len(texts["content"]) < 20:
            raise UserError(
                env._("Write your full name and what it is about, in a few sentences.")
            )
        if not (texts["person_identity_number"] or texts["person_phone"]):
            raise UserError(
                env._(
                    "Write your identity number or your phone; its last four digits "
                    "open the answer."
                )
            )
        kind = post.get("kind")
        if kind not in ("complaint", "denunciation", "petition", "reflection"):
            raise BadRequest
        model = env["ward.petition"].with_context(
            allowed_company_ids=company.ids, mail_create_nosubscribe=True
        )
        papers = self._papers(env)
        petition = model.with_company(company).create(
            {name: texts[name][:limit] or False for name, limit in ONLINE.items()}
            | {
                "kind": kind,
                "source": "online",
                "company_id": company.id,
                "summary": shorten(texts["content"], 140, placeholder="…"),
            }
        )
        petition._take_papers(papers)
        return petition

    def _papers(self, env):
        """Return the scans sent along (name, bytes), few and small enough."""
        files = [f for f in request.httprequest.files.getlist("papers") if f.filename]
        if len(files) > ONLINE_FILES:
            raise UserError(
                env._("“Scans”: at most %(count)s files.", count=ONLINE_FILES)
            )
        # one byte more than allowed is enough to refuse it
        papers = [(f.filename, f.stream.read(MAX_FILE_BYTES + 1)) for f in files]
        env["ward.petition"]._check_papers(("", content) for _name, content in papers)
        return papers

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
