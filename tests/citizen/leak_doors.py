"""The doors inside the program, each of which a role goes through.

A door is a method ``door_…(role)`` that returns, as one text, everything that came out:
values, names, messages of errors. What the tester types himself is not returned.
"""

import base64
import io
from functools import partial

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from .leak_world import SECRET, LeakWorld

REFUSED = (AccessError, UserError, ValidationError, ValueError, NotImplementedError)
SECRETS = (
    "name",
    "identity_kind",
    "identity_number",
    "phone",
    "email",
    "street",
    "place_id",
    "split_from_id",
    "file_ids",
)
# tables of the program itself: no user ever writes a matter's words there
PROGRAM = (
    "base",
    "ir.actions",
    "ir.asset",
    "ir.config",
    "ir.cron",
    "ir.default",
    "ir.model",
    "ir.module",
    "ir.qweb",
    "ir.rule",
    "ir.ui",
    "report.",
    "res.country",
    "res.currency",
    "res.groups",
    "res.lang",
    "theme.",
    "web_editor.",
    "web_tour.",
)
TEXT_TYPES = ("char", "text", "html")


def cells(content):
    """Return the cells of a spreadsheet as one text."""
    book = load_workbook(io.BytesIO(content))
    return " ".join(
        str(cell) for sheet in book for row in sheet.values for cell in row if cell
    )


class LeakDoors(LeakWorld):
    def tried(self, call):
        """Return what ``call`` returns, or its error, as a text; nothing stays."""
        try:
            with self.env.cr.savepoint() as savepoint:
                result = str(call())
                self.env.flush_all()
                savepoint.rollback()
        except REFUSED as error:
            result = f"! {error}"
        self.env.invalidate_all()
        return result

    def models(self):
        """Return the names of all models with a table, the program's left out."""
        return [
            name
            for name, model in sorted(self.env.registry.items())
            if not model._abstract and model._auto and not name.startswith(PROGRAM)
        ]

    def filled(self):
        """Return the names of those whose table holds the open matter's sender.

        That no other table holds the protected one is proved by the scan of all.
        """
        if not hasattr(self, "_filled"):
            tables = set(self.leaks(self.open_marks))
            self._filled = [
                name
                for name in self.models()
                if self.env[name]._table in tables or name.startswith("ward.identity")
            ]
        return self._filled

    def readable(self, model, *kinds):
        """Return the names of the fields the user may read, of these types if given."""
        try:
            found = model.fields_get(attributes=["type", "store"])
        except REFUSED:
            return []
        return [
            name
            for name, field in found.items()
            if field["type"] != "binary"
            and (not kinds or field["type"] in kinds)
            # without a name of its own a model finds everything by it
            and (name != "display_name" or not kinds or model._rec_name)
        ]

    # ------------------------------------------------------------------

    def door_read(self, role):
        """Read every field of every record of every model."""
        seen = []
        for name in self.filled():
            model = self.as_user(role, name)

            def read(model=model):
                records = model.with_context(active_test=False).search(
                    [], limit=60, order="id desc"
                )
                return records.read(self.readable(model))

            seen.append(self.tried(read))
        return " ".join(seen)

    def door_secret_columns(self, role):
        """Read, write and preset each secret column, in every way the web knows."""
        identity = self.as_user(role, self.identity)
        model = identity.browse()
        seen = []
        for field in SECRETS:
            calls = (
                lambda f=field: identity.read([f]),
                lambda f=field: identity.web_read({f: {}}),
                lambda f=field: identity.web_save({f: False}, {f: {}}),
                lambda f=field: identity.mapped(f),
                lambda f=field: identity.filtered_domain([(f, "!=", False)]).ids,
                lambda f=field: identity.write({f: False}),
                lambda f=field: identity.copy_data(),
                lambda f=field: model.search([(f, "!=", False)]).ids,
                lambda f=field: model.search([], order=f"{f} desc").ids,
                lambda f=field: model._read_group([], [f], ["__count"]),
                lambda f=field: model.formatted_read_group([], [f], ["__count"]),
                lambda f=field: model.web_search_read([], {f: {}}),
                lambda f=field: identity.export_data([f])["datas"],
                lambda f=field: model.with_context(**{f"default_{f}": "x"}).create(
                    {"pseudonym": "x", "company_id": identity.company_id.id}
                ),
            )
            for number, call in enumerate(calls):
                result = self.tried(call)
                # number 4, 7 and the like would say that there is something
                if number in {4, 7} and result not in ("[]", "") and result[0] != "!":
                    seen.append(f"{SECRET['person_name']} is told by {field}, {number}")
                seen.append(result)
        return " ".join(seen)

    def door_search(self, role):
        """Search all texts of each model for the name; where it is found is told."""
        found = []
        for name in self.filled():
            model = self.as_user(role, name).with_context(active_test=False)
            texts = [
                field
                for field in self.readable(model, *TEXT_TYPES)
                if model._fields[field].store or model._fields[field].search
            ]
            for person in (SECRET, self.open_person):
                domain = Domain.OR(
                    Domain(field, "ilike", value)
                    for field in texts
                    for value in person.values()
                )
                result = self.tried(lambda m=model, d=domain: m.search(d, limit=1).ids)
                if result != "[]" and not result.startswith("!"):
                    found.append(f"{person['person_name']} in {name}")
        return " ".join(found)

    def door_related_search(self, role):
        """Go to the vault over every relation of every model."""
        found = []
        vault = {"ward.identity": SECRETS, "ward.identity.file": ("name", "content")}
        for name in self.models():
            model = self.as_user(role, name)
            for field in model._fields.values():
                if field.relational and field.comodel_name in vault:
                    for secret in vault[field.comodel_name]:
                        path = f"{field.name}.{secret}"
                        for domain in (
                            [(path, "!=", False)],
                            [(field.name, "any", [(secret, "!=", False)])],
                        ):
                            result = self.tried(
                                lambda m=model, d=domain: m.search(d).ids
                            )
                            if result != "[]" and not result.startswith("!"):
                                found.append(
                                    f"{SECRET['person_name']} by {name}.{path}"
                                )
                            found.append(result)
        return " ".join(found)

    def door_name_search(self, role):
        """Look for the name as a many2one field does; only what is found is told."""
        found = []
        for name in self.filled():
            model = self.as_user(role, name)
            # without a name of its own a model finds everything
            if not (model._rec_name or model._rec_names_search):
                continue
            for person in (SECRET, self.open_person):
                for value in (person["person_name"], person["person_identity_number"]):
                    result = self.tried(lambda m=model, v=value: m.name_search(v))
                    if result != "[]" and not result.startswith("!"):
                        found.append(f"{person['person_name']} {result}")
        return " ".join(found)

    def door_everywhere(self, role):
        """Use the one search over receptions, petitions, cases, citizens."""
        found = []
        for person in (SECRET, self.open_person):
            for name in (
                "ward.reception",
                "ward.petition",
                "ward.case",
                "ward.citizen",
            ):
                for value in person.values():
                    model = self.as_user(role, name)
                    domain = [("search_text", "ilike", value)]
                    result = self.tried(lambda m=model, d=domain: m.search(d).ids)
                    if result != "[]" and not result.startswith("!"):
                        found.append(f"{person['person_name']} {name} {result}")
        return " ".join(found)

    def door_look_up(self, role):
        """Use the look-up page; only where something is found is told."""
        found = []
        for person in (SECRET, self.open_person):
            for value in person.values():
                lookup = self.as_user(role, "ward.lookup")
                result = self.tried(
                    lambda m=lookup, v=value: [
                        g["rows"] for g in m.find(v) if g["rows"]
                    ]
                )
                if result != "[]" and not result.startswith("!"):
                    found.append(f"{person['person_name']} {result}")
        return " ".join(found)

    def door_national(self, role):
        """Make a delivery for the national database; read its files."""
        model = self.as_user(role, "ward.national.export")

        def deliver():
            export = model.browse(model.action_export().get("res_id", []))
            files = [
                base64.b64decode(export[name] or b"")
                for name, field in export._fields.items()
                if field.type == "binary"
            ]
            texts = [f.decode() for f in files if not f.startswith(b"PK")]
            return " ".join(texts + [cells(f) for f in files if f.startswith(b"PK")])

        return self.tried(deliver)

    def door_group(self, role):
        """Group each model by each of its texts."""
        seen = []
        for name in self.filled():
            if name.startswith(("ward.", "mail.message", "mail.activity")):
                model = self.as_user(role, name)
                fields = [
                    f
                    for f in self.readable(model, *TEXT_TYPES)
                    if model._fields[f].store
                ]

                def group(model=model, fields=fields):
                    return [model._read_group([], [f], ["__count"]) for f in fields]

                seen.append(self.tried(group))
        return " ".join(seen)

    def door_export(self, role):
        """Export every matter with what hangs on it, two levels deep."""
        seen = []
        for kind in ("reception", "petition", "case"):
            mine = self.as_user(role, self.open[kind] | self.secret[kind])
            paths = []
            for name in self.readable(mine):
                field = mine._fields[name]
                paths.append([name])
                if field.relational and field.comodel_name.startswith("ward."):
                    comodel = mine.env[field.comodel_name]
                    paths.append([f"{name}/{sub}" for sub in self.readable(comodel)])
            seen += [
                self.tried(lambda m=mine, p=path: m.export_data(p)["datas"])
                for path in paths
            ]
        return " ".join(seen)

    def brought_back(self, mine, name):
        names = ("person_name", "note" if "note" in mine._fields else "summary")
        mine.load([".id", *names], [[str(mine.id), name, name]])
        self.env.flush_all()
        self.env.invalidate_all()
        return mine.read([*names, "search_key"])

    def door_import(self, role):
        """Bring an exported matter back, with the name filled in; read what stands."""
        seen = []
        for kind in ("reception", "petition"):
            for world, person in (
                (self.open, self.open_person),
                (self.secret, SECRET),
            ):
                mine = self.as_user(role, world[kind])
                name = person["person_name"]
                seen.append(self.tried(partial(self.brought_back, mine, name)))
        return " ".join(seen)

    def door_chatter(self, role):
        """Fetch messages, tracking values, followers and activities as the web does."""
        seen = []
        for kind in ("reception", "petition", "case", "documents"):
            for matter in (*self.open[kind], *self.secret[kind]):
                mine = self.as_user(role, matter)

                def fetch(mine=mine):
                    mine.check_access("read")
                    messages = self.env["mail.message"].with_user(mine.env.user)
                    messages = messages.search(
                        [("model", "=", mine._name), ("res_id", "=", mine.id)]
                    )
                    values = messages.sudo().tracking_value_ids
                    return [
                        messages.read(["subject", "body", "email_from", "reply_to"]),
                        messages.attachment_ids.mapped("name"),
                        values._tracking_value_format() if values else "",
                        mine.message_partner_ids.mapped("display_name"),
                        mine.message_partner_ids.mapped("email"),
                        mine.activity_ids.activity_format(),
                        mine.display_name,
                    ]

                seen.append(self.tried(fetch))
        return " ".join(seen)

    def door_attachments(self, role):
        """Open every attachment of the database, its name and its content."""
        seen = []
        for attachment in self.env["ir.attachment"].search(
            [("id", "!=", False), ("res_model", "not like", "ir.%")]
        ):
            if attachment.mimetype.startswith(("text/", "application/octet")):
                mine = self.as_user(role, attachment)
                seen.append(
                    self.tried(lambda a=mine: [a.name, (a.raw or b"").decode("utf-8")])
                )
        return " ".join(seen)

    def door_printed(self, role):
        """Render every printed form of the addon for every matter."""
        seen = []
        for report in self.env["ir.actions.report"].search([]):
            if not report.report_name.startswith("ward_office."):
                continue
            for world in (self.open, self.secret):
                for key in ("reception", "petition", "case", "documents"):
                    if world[key]._name != report.model:
                        continue
                    mine = self.as_user(role, world[key])

                    def render(mine=mine, report=report):
                        mine.check_access("read")
                        return (
                            self.env["ir.actions.report"]
                            .with_user(mine.env.user)
                            ._render_qweb_html(report.report_name, mine.ids)[0]
                            .decode()
                        )

                    seen.append(self.tried(render))
        return " ".join(seen)

    def door_xlsx(self, role):
        """Take the rows of the reception book."""
        mine = self.as_user(role, self.open["reception"] | self.secret["reception"])

        def rows():
            mine.check_access("read")
            return mine._book_rows()

        return self.tried(rows)

    def door_digest(self, role):
        """Send the periodic mail to the user."""
        digest = self.env["digest.digest"].create(
            {"name": "Tuần", "company_id": self.ward.id}
        )
        for name in digest._fields:
            if name.startswith("kpi_") and not name.endswith("_value"):
                digest[name] = True

        def send():
            digest._action_send_to_user(self.users[role])
            mails = self.env["mail.mail"].search([], order="id desc", limit=1)
            return mails.mapped("body_html") + mails.mapped("subject")

        return self.tried(send)

    def door_mail(self, role):
        """Read the mails and notifications that went to the user."""
        partner = self.users[role].partner_id
        messages = self.env["mail.message"].search(
            ["|", ("partner_ids", "in", partner.ids)]
            + [("notified_partner_ids", "in", partner.ids)]
        )
        mails = self.env["mail.mail"].search([("recipient_ids", "in", partner.ids)])
        return " ".join(
            str(value)
            for record in (*messages, *mails)
            for value in (record.subject, record.body, record.email_from)
        ) + " ".join(str(mail.body_html) for mail in mails)
