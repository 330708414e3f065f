"""The doors over HTTP: pages, downloads, the web client's calls, the API.

As in :mod:`leak_doors`, a method ``page_…(role)`` returns everything that came out.
"""

import json

from odoo import fields, http
from odoo.tests import HttpCase

from .leak_doors import SECRETS, LeakDoors, cells
from .leak_world import SECRET

# Routes of the addon and the door that goes through each; a route that stands nowhere
# here has no test, and the test of completeness fails.
ROUTES = {
    "/ward/track": "page_portal",
    "/ward/track/satisfaction": "page_portal",
    "/ward/<string:unit>/receptions": "page_portal",
    "/ward/<string:unit>/petition": "page_online",
    "/my/petitions": "page_portal",
    "/my/petitions/<int:petition_id>": "page_portal",
    "/my/petitions/<int:petition_id>/satisfaction": "page_portal",
    "/ward/reception_book": "page_xlsx",
    "/ward/identity/<int:number>": "page_identity",
    "/ward/identity/<int:number>/file/<int:file_number>": "page_identity",
    "/ward/identity/<int:number>/file/<int:file_number>/black_out": "page_identity",
    "/ward/identity/<int:number>/export": "page_identity",
    "/ward/identity/<int:number>/document/<int:document_number>": "page_identity",
}
# pages of other areas: they know nothing of citizens
OTHER_ROUTES = {
    "/ward_office/form_report/<int:report_id>/<string:ending>",
    "/ward_office/honours/<int:cycle_id>",
    "/ward_office/evaluation_results/<int:cycle_id>",
    "/ward_office/evaluation_rewards/<int:cycle_id>/<any(payout,accounting):kind>",
    "/ward_office/opening_template",
    "/ward_office/plan_template",
    "/ward_office/plan_export",
    "/ward/<string:code>/results",
    "/ward/<string:code>/schedule",
}


class LeakPages(LeakDoors, HttpCase):
    def sign_in(self, role):
        if role == "public":
            self.authenticate(None, None)
        else:
            self.authenticate(f"t_{role}", f"t_{role}")

    def get(self, *urls):
        """Return the texts of pages, headers included."""
        answers = [self.url_open(url, timeout=60) for url in urls]
        return " ".join(f"{a.status_code} {a.headers} {a.text}" for a in answers)

    def call(self, model, method, *args, **kwargs):
        """Call a method as the web client does; return the answer as text."""
        body = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.rpc("/web/dataset/call_kw", **body)

    def rpc(self, url, **params):
        answer = self.url_open(
            url,
            data=json.dumps({"jsonrpc": "2.0", "params": params}),
            headers={"Content-Type": "application/json"},
            timeout=60,
        )
        try:  # no \u escapes, and nothing of the call itself
            result = answer.json()
        except ValueError:
            return answer.text
        return json.dumps(result.get("result", result.get("error")), ensure_ascii=False)

    def worlds(self):
        return (self.open, self.secret)

    # ------------------------------------------------------------------

    def page_web(self, role):
        """Read the matters through the web client's own calls."""
        seen = []
        for world in self.worlds():
            for key in ("reception", "petition", "case", "documents"):
                records = world[key]
                names = {
                    name: {"fields": {"display_name": {}}} if field.relational else {}
                    for name, field in records._fields.items()
                    if field.type not in ("binary", "json") and not field.groups
                }
                seen.append(
                    self.call(
                        records._name,
                        "web_search_read",
                        domain=[["id", "in", records.ids]],
                        specification=names,
                    )
                )
        return " ".join(seen)

    def page_chatter(self, role):
        """Open the chatter of the matters: messages, tracking, followers, files."""
        seen = []
        for world in self.worlds():
            for key in ("reception", "petition", "case", "documents"):
                for record in world[key]:
                    where = {"thread_model": record._name, "thread_id": record.id}
                    seen.append(self.rpc("/mail/thread/messages", **where))
                    wanted = {
                        "access_params": {},
                        "request_list": ["activities", "attachments", "followers"],
                    }
                    seen.append(
                        self.rpc(
                            "/mail/data",
                            fetch_params=[["mail.thread", where | wanted]],
                        )
                    )
        seen.append(self.rpc("/mail/inbox/messages"))
        seen.append(self.rpc("/mail/history/messages"))
        return " ".join(seen)

    def page_files(self, role):
        """Open every attachment by its address, papers of the vault too."""
        numbers = (
            self.env["ir.attachment"]
            .search(
                [
                    ("id", "!=", False),
                    ("res_model", "in", ("ward.petition", "ward.reception")),
                ]
            )
            .ids
        )
        vault = self.env["ward.identity.file"].search([])
        hidden = self.env["ir.attachment"].search(
            [("res_model", "=", vault._name), ("res_field", "=", "content")]
        )
        return self.get(
            *(f"/web/content/{number}" for number in (*numbers, *hidden.ids)),
            *(f"/web/content/ward.identity.file/{file.id}/content" for file in vault),
        )

    def page_xlsx(self, role):
        """Download the reception book and the web client's spreadsheet."""
        ids = [world["reception"].id for world in self.worlds()]
        pages = [f"/ward/reception_book?ids={','.join(map(str, ids))}"]
        answers = [self.url_open(url, timeout=60) for url in pages]
        answers += [
            self.url_open(
                "/web/export/xlsx",
                data={
                    "data": json.dumps(
                        {
                            "model": model,
                            "fields": [
                                {"name": name, "label": name, "type": "char"}
                                for name in names
                            ],
                            "ids": [world[key].id for world in self.worlds()],
                            "domain": [],
                            "import_compat": False,
                            "context": {},
                        }
                    ),
                    "csrf_token": http.Request.csrf_token(self),
                },
                timeout=60,
            )
            for key, model, names in (
                ("petition", "ward.petition", ("person_name", "content", "summary")),
                ("reception", "ward.reception", ("person_name", "content")),
                ("case", "ward.case", ("title", "report")),
            )
        ]
        return " ".join(self.cells(answer) for answer in answers)

    def cells(self, answer):
        """Return the cells of a spreadsheet, or the page that came instead."""
        if not answer.content.startswith(b"PK"):
            return answer.text
        return cells(answer.content)

    def page_pdf(self, role):
        """Print receipt, decision and book as PDF."""
        seen = []
        for world in self.worlds():
            for report, records in (
                ("report_ward_document", world["receipt"]),
                ("report_reception_book", world["reception"]),
                ("report_reception_slip", world["reception"]),
            ):
                ids = ",".join(map(str, records.ids))
                seen.append(self.get(f"/report/html/ward_office.{report}/{ids}"))
        return " ".join(seen)

    def page_portal(self, role):
        """Follow both matters on the public pages; the portal's own pages."""
        pages = ["/my", "/my/home", f"/ward/{self.ward.ward_code}/receptions"]
        pages.append("/my/petitions")
        pages += [f"/my/petitions/{world['petition'].id}" for world in self.worlds()]
        seen = [self.get(*pages)]
        for world, person in zip(
            self.worlds(), (self.open_person, SECRET), strict=True
        ):
            for key in ("reception", "petition", "case"):
                for factor in (person["person_phone"][-4:], "0000"):
                    answer = self.url_open(
                        "/ward/track",
                        data={
                            "code": world[key].code,
                            "factor": factor,
                            "csrf_token": http.Request.csrf_token(self),
                        },
                        timeout=60,
                    )
                    seen.append(answer.text)
            self.env["ward.tracking.guess"].search([]).unlink()
        return " ".join(seen)

    def page_online(self, role):
        """Send a denunciation and a complaint online; what the page says afterwards."""
        seen = []
        for kind, person in (("complaint", self.open_person), ("denunciation", SECRET)):
            answer = self.url_open(
                f"/ward/{self.ward.ward_code}/petition",
                data=person
                | {
                    "kind": kind,
                    "content": f"Tôi là {person['person_name']}, báo việc nhận tiền.",
                    "csrf_token": http.Request.csrf_token(self),
                },
                timeout=60,
            )
            seen.append(answer.text)
        self.env["ward.tracking.guess"].search([]).unlink()
        return " ".join(seen)

    def page_identity(self, role):
        """Open the page of the identity, its papers, spreadsheet, printed copy."""
        number = self.identity.id
        urls = [f"/ward/identity/{number}", f"/ward/identity/{number}/export"]
        for file in self.identity.file_ids:
            urls.append(f"/ward/identity/{number}/file/{file.id}")
            urls.append(f"/ward/identity/{number}/file/{file.id}/black_out")
        urls.append(f"/ward/identity/{number}/document/{self.secret['receipt'].id}")
        return self.get(*urls)

    def page_api(self, role):
        """Call the JSON-2 API with a key, the old JSON-RPC with a password."""
        if role == "public":
            return ""
        user = self.users[role]
        # the key is made by the program: roles differ in whether they may
        key = (
            self.env["res.users.apikeys"]
            .with_user(user)
            .sudo()
            ._generate(
                "rpc", "leaks", fields.Datetime.add(fields.Datetime.now(), days=1)
            )
        )
        seen = []
        calls = [
            ("ward.identity", "read", {"ids": self.identity.ids, "fields": [f]})
            for f in SECRETS
        ]
        calls += [
            ("ward.identity", "reveal", {"ids": self.identity.ids}),
            (
                "ward.identity",
                "open_file",
                {"ids": self.identity.ids, "file_id": self.identity.file_ids[:1].id},
            ),
            ("ward.identity", "search_read", {"domain": []}),
            ("ward.identity.file", "search_read", {"domain": []}),
            ("ward.identity.copy", "search_read", {"domain": [], "fields": ["name"]}),
        ]
        calls += [
            (
                f"ward.{kind}",
                "search_read",
                {"domain": [["id", "in", [w[kind].id for w in self.worlds()]]]},
            )
            for kind in ("reception", "petition", "case")
        ]
        for model, method, params in calls:
            answer = self.url_open(
                f"/json/2/{model}/{method}",
                data=json.dumps(params),
                headers={
                    "Authorization": f"Bearer {key}",
                    "Content-Type": "application/json",
                },
                timeout=60,
            )
            seen.append(json.dumps(answer.json(), ensure_ascii=False))
            args = [self.env.cr.dbname, user.id, f"t_{role}", model, method]
            args += [[params["ids"]] if "ids" in params else [params["domain"]], {}]
            seen.append(
                self.rpc("/jsonrpc", service="object", method="execute_kw", args=args)
            )
        return " ".join(seen)
