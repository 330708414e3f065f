import re
from textwrap import shorten

from werkzeug.exceptions import BadRequest, NotFound

from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from ..tools.words import printable
from ..tools.xlsx import Book

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# what an online petition holds, and how long it may be
ONLINE = {
    "person_name": 120,
    "person_identity_number": 20,
    "person_phone": 20,
    "person_street": 200,
    "respondent": 200,
    "content": 20_000,
}
KNOWN = 5  # matters a device is remembered for
MAX_FILES = 5
MAX_FILES_BYTES = 25 * 1024**2


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
    def track(self, code="", factor="", key="", unit="", **_kwargs):
        """Say where a matter stands, to whoever knows its code and a second factor.

        Wrong code, wrong factor and a matter that does not exist give the same page;
        names never appear. After some wrong answers the page is closed for a while,
        for the address and for the code alike (``ward.tracking.guess``).
        """
        answer, matter = None, None
        if request.httprequest.method == "POST":
            answer, matter = self._look_up(code, factor, key, unit)
        return self._tracking_page(code, key, answer, matter, unit)

    def _tracking_page(self, code, key, answer, matter, of_unit):
        values = {
            "units": request.env["ward.tracking.guess"]._units(),
            "of_unit": of_unit[:20],
            "code": code[:20],
            "key": key[:40],
            "state": None,
            "error": answer == "wrong",
            "closed": answer == "closed",
        }
        if matter:
            values |= {
                "state": matter._public_state(),
                "steps": matter._public_steps(),
                "unit": matter.company_id.sudo(),  # its name
                "key": matter._tracking_key(),
            }
        return self._page("tracking_page", values)

    def _look_up(self, code, factor, key, unit):
        """Look up by what was typed; a device that has found the matter is known."""
        clean = code.strip().upper()[:20]
        known = request.session.get("ward_tracking") or {}
        answer, matter = request.env["ward.tracking.guess"]._look_up(
            code,
            factor,
            request.httprequest.remote_addr,
            key or known.get(clean, ""),
            unit,
        )
        if matter:
            known = {**known, clean: matter._tracking_key()}
            request.session["ward_tracking"] = dict(list(known.items())[-KNOWN:])
        return answer, matter

    def _page(self, template, values):
        """Return a page of the unit, or of the highest one where none is known.

        Nobody may keep it: not the browser, not a proxy.
        """
        unit = values.get("unit")
        if not unit:
            # sudo: the name of the unit above all others
            unit = request.env["res.company"].sudo()
            unit = unit.search(
                [("ward_level", "!=", False), ("parent_id", "=", False)], limit=2
            )
        if len(unit) == 1:
            values = values | {"res_company": unit}
        response = request.render(f"ward_office.{template}", values)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    @http.route(
        "/ward/track/satisfaction",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def satisfaction(self, code="", factor="", points="", note="", key="", **kwargs):
        """Take the citizen's answer to one question, once, after closing."""
        if points not in ("1", "2", "3", "4", "5"):
            raise BadRequest
        unit = kwargs.get("unit") or ""
        answer, matter = self._look_up(code, factor, key, unit)
        if not matter:
            return self._tracking_page(code, key, answer, None, unit)
        matter._take_satisfaction(int(points), note)
        return self._page("tracking_thanks", {"unit": matter.company_id.sudo()})

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
        values = {"unit": company[:1], "days": days}
        if company:
            values["res_company"] = company[:1]
        return request.render("ward_office.reception_days_page", values)

    @http.route(
        "/ward/<string:unit>/petition",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        website=True,
        sitemap=False,
        max_content_length=2 * MAX_FILES_BYTES,
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
            "sent": post.get("sent") and request.session.get("ward_sent"),
        }
        if request.httprequest.method == "POST" and not post.get("website"):
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
                        petition = self._register(env, company, post)
                except UserError as error:
                    values["error"] = str(error)
                else:
                    # elsewhere, so that loading again sends nothing twice
                    request.session["ward_sent"] = {
                        "code": petition.code,
                        "key": petition._tracking_key(),
                    }
                    return request.redirect(f"{request.httprequest.path}?sent=1", 303)
        return self._page("online_petition_page", values)

    def _register(self, env, company, post):
        texts = {name: printable(post.get(name) or "").strip() for name in ONLINE}
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
        files = self._files(env)
        model = env["ward.petition"].with_context(
            allowed_company_ids=company.ids, mail_create_nosubscribe=True
        )
        petition = model.with_company(company).create(
            {name: texts[name][:limit] or False for name, limit in ONLINE.items()}
            | {
                "kind": kind,
                "source": "online",
                "company_id": company.id,
                "summary": shorten(texts["content"], 140, placeholder="…"),
            }
        )
        petition._keep_sent_files(files)
        return petition

    def _files(self, env):
        """Return name and content of the files sent along; raise where one is bad."""
        files = [
            (file.filename, file.read(MAX_FILES_BYTES + 1))
            for file in request.httprequest.files.getlist("files")[: MAX_FILES + 1]
            if file.filename
        ]
        if len(files) > MAX_FILES or sum(len(f[1]) for f in files) > MAX_FILES_BYTES:
            raise UserError(
                env._(
                    "“Photos or papers”: at most %(count)s files of together "
                    "%(size)s MB.",
                    count=MAX_FILES,
                    size=MAX_FILES_BYTES // 1024**2,
                )
            )
        for name, raw in files:
            if fault := env["ir.attachment"]._ward_fault(name, raw):
                raise UserError(fault)
        return files

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
