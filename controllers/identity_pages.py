import base64
import io
import json

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import content_disposition, request
from odoo.tools.mimetypes import guess_mimetype

from .citizen_pages import XLSX_TYPE

# shown by the browser; everything else is downloaded, so that nothing runs in it
SHOWN = ("application/pdf", "image/png", "image/jpeg", "image/tiff", "text/plain")


class IdentityPages(http.Controller):
    """The doors to a protected identity; each wants a grant and writes the log.

    The methods of ``ward.identity`` check and log; nothing is kept by the browser.
    """

    def _identity(self, number):
        identity = request.env["ward.identity"].browse(number).exists()
        if not identity:
            raise NotFound
        return identity

    def _answer(self, content, mime, name=None, inline=False):
        headers = [
            ("Content-Type", mime),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Security-Policy", "default-src 'none'; sandbox"),
        ]
        if name:
            disposition = content_disposition(name)
            if inline:
                disposition = disposition.replace("attachment", "inline", 1)
            headers.append(("Content-Disposition", disposition))
        return request.make_response(content, headers)

    @http.route(
        "/ward/identity/<int:number>", type="http", auth="user", methods=["GET"]
    )
    def identity(self, number, **_kwargs):
        """Show a protected identity."""
        identity = self._identity(number)
        person = identity.reveal()
        response = request.render(
            "ward_office.identity_page", {"person": person, "identity": identity}
        )
        response.headers["Cache-Control"] = "no-store"
        return response

    @http.route(
        "/ward/identity/<int:number>/file/<int:file_number>",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def file(self, number, file_number, **_kwargs):
        """Open a protected paper."""
        file = self._identity(number).open_file(file_number)
        content = base64.b64decode(file["content"])
        mime = guess_mimetype(content)
        return self._answer(
            content,
            mime if mime in SHOWN else "application/octet-stream",
            file["name"],
            inline=mime in SHOWN,
        )

    @http.route(
        "/ward/identity/<int:number>/file/<int:file_number>/black_out",
        type="http",
        auth="user",
        methods=["GET", "POST"],
    )
    def black_out(self, number, file_number, areas="", **_kwargs):
        """Draw areas over a scan; what is below them is gone from the copy."""
        identity = self._identity(number)
        values = {"identity": identity, "done": False, "error": None, "pages": []}
        try:
            if request.httprequest.method == "POST":
                identity.black_out(file_number, json.loads(areas or "[]"))
                values["done"] = True
            else:
                file = identity.open_file(file_number)
                scan = identity._scan_pages(base64.b64decode(file["content"]))
                values["pages"] = [self._as_address(page) for page in scan]
        except AccessError:
            raise
        except (UserError, ValueError) as error:
            values["error"] = str(error)
        response = request.render("ward_office.identity_black_out_page", values)
        response.headers["Cache-Control"] = "no-store"
        return response

    def _as_address(self, page):
        """Return a picture as a data URL, small enough for a screen."""
        page.thumbnail((1400, 2000))
        buffer = io.BytesIO()
        page.save(buffer, "JPEG", quality=75)
        return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode()

    @http.route(
        "/ward/identity/<int:number>/export",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def export(self, number, **_kwargs):
        """Download the identity as a spreadsheet."""
        identity = self._identity(number)
        return self._answer(
            identity._export_xlsx(), XLSX_TYPE, f"{identity.pseudonym}.xlsx"
        )

    @http.route(
        "/ward/identity/<int:number>/document/<int:document_number>",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def document(self, number, document_number, **_kwargs):
        """Print a document addressed to the denouncer with the real name."""
        document = request.env["ward.document"].browse(document_number).exists()
        if not document:
            raise NotFound
        content = self._identity(number)._print_document(document)
        return self._answer(content, "application/pdf", "van-ban.pdf", inline=True)
