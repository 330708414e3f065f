"""Every role through every door: the open matter is seen, the protected one never.

The table is generated: roles from :data:`ROLES`, doors from the methods ``door_…`` and
``page_…``, models from the registry. A new role, route or printed form that no door
goes through fails here until somebody adds it on purpose.
"""

import logging

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .leak_doors import TEXT_TYPES, LeakDoors
from .leak_pages import OTHER_ROUTES, ROUTES, LeakPages
from .leak_world import OPEN, READERS, ROLES, SECRET, Listener

# who must see the open matter through a door: it is a door, not a wall
SEES = {
    "door_read": "clerk",
    "door_search": "clerk",
    "door_name_search": "clerk",
    "door_everywhere": "clerk",
    "door_group": "clerk",
    "door_look_up": "clerk",
    "door_national": "clerk",
    "door_export": "clerk",
    "door_import": "clerk",
    "door_chatter": "clerk",
    "door_attachments": "clerk",
    "door_printed": "clerk",
    "door_xlsx": "clerk",
    "door_mail": "leader",
    "page_web": "clerk",
    "page_chatter": "clerk",
    "page_files": "clerk",
    "page_xlsx": "clerk",
    "page_pdf": "clerk",
    "page_api": "clerk",
}
# doors that show nobody's name, and what proves that something came out of them
NAMELESS = {
    "door_secret_columns": ("clerk", "always forbidden"),
    "door_related_search": ("clerk", "always forbidden"),
    "door_digest": ("clerk", "Tuần"),
    "page_portal": ("public", "Đ."),
    "page_online": ("public", "Đ."),
    "page_identity": ("clerk", "403"),
}
QUIET = (
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
    "odoo.addons.rpc.controllers.jsonrpc",
    "odoo.addons.web.controllers.export",
    "odoo.http",
    "odoo.sql_db",
)


class Matrix:
    def doors(self, prefix):
        return sorted(name for name in dir(self) if name.startswith(prefix))

    def run_matrix(self, prefix):
        """Send every role through the doors; return what each saw."""
        listener, root = Listener(), logging.getLogger()
        root.addHandler(listener)
        self.addCleanup(root.removeHandler, listener)
        tried = 0
        for role in ROLES:
            if prefix == "page_":
                self.sign_in(role)
            for door in self.doors(prefix):
                with self.subTest(role=role, door=door):
                    tried += 1
                    with mute_logger(*QUIET):
                        seen = getattr(self, door)(role)
                    shown = self.secret_marks.search(seen)
                    around = shown and seen[max(0, shown.start() - 300) : shown.end()]
                    self.assertFalse(shown, f"{role} saw it through {door}: {around}")
                    if SEES.get(door) == role:
                        self.assertRegex(seen, self.open_marks, "not a door")
                    who, what = NAMELESS.get(door, (None, None))
                    if who == role:
                        self.assertIn(what, seen)
        self.assertEqual(tried, len(ROLES) * len(self.doors(prefix)))
        for line in listener.lines:
            self.assertNotRegex(line, self.secret_marks, "it stands in the log file")


@tagged("post_install", "-at_install")
class TestCitizenLeaks(Matrix, LeakDoors):
    def test_matrix_inside(self):
        self.run_matrix("door_")

    def test_every_role_is_tried(self):
        ours = self.env["res.groups"].browse(
            self.env["ir.model.data"]
            .search([("module", "=", "ward_office"), ("model", "=", "res.groups")])
            .mapped("res_id")
        )
        had = self.env["res.groups"]
        for role in ROLES:
            had |= self.users[role].all_group_ids
        for group in ours:
            with self.subTest(group=group.name):
                self.assertIn(group, had, "no role of the matrix has this group")

    def test_every_text_about_a_matter_is_masked(self):
        """A new model with free texts about a matter has to inherit the mixin."""
        masked = self.env.registry["ward.masked.mixin"]
        matters = {"ward.reception", "ward.petition", "ward.case"}
        for name in self.models():
            model = self.env[name]
            about = name in matters or any(
                field.type == "many2one"
                and field.store
                and field.name.removesuffix("_id") in ("reception", "petition", "case")
                and field.comodel_name in matters
                for field in model._fields.values()
            )
            texts = [
                field.name
                for field in model._fields.values()
                if field.store and field.type in TEXT_TYPES and not field.readonly
            ]
            if about and texts and not model._transient:
                with self.subTest(model=name, texts=texts):
                    self.assertTrue(issubclass(type(model), masked))

    def test_nothing_is_in_the_database(self):
        self.assertTrue(self.leaks(self.open_marks))
        self.assertEqual(self.leaks(self.secret_marks), {})

    # ------------------------------------------------------------------
    # THE ALLOWED WAY: WITH A GRANT, EACH LOGGED
    # ------------------------------------------------------------------

    def ways(self, role):
        """Return what each lawful way shows to ``role``, or its refusal."""
        identity = self.as_user(role, self.identity)
        file = self.identity.file_ids[:1]
        letter = self.as_user(role, self.secret["letter"])
        ways = {
            "read": lambda: str(identity.reveal()),
            "file": lambda: str(identity.open_file(file.id)),
            "export": lambda: str(identity._export_xlsx()[:2]),
            "print": lambda: str(identity._print_document(letter)[:4]),
        }
        return {name: self.allowed(way) for name, way in ways.items()}

    def allowed(self, way):
        try:
            return way()
        except (AccessError, UserError):
            return False

    @mute_logger(*QUIET)
    def test_matrix_of_grants(self):
        """A grant opens the four ways to whoever reads the matter, and to nobody else.

        Without a grant nobody gets anything, whatever the role.
        """
        for role in ROLES:
            with self.subTest(role=role, grant=False):
                self.assertEqual(set(self.ways(role).values()), {False})
        for role in ROLES:
            self.grant(role)
            before = self.env["ward.identity.log"].search([])
            with self.subTest(role=role, grant=True):
                seen = self.ways(role)
                logged = self.env["ward.identity.log"].search([]) - before
                if role not in READERS:
                    self.assertEqual(set(seen.values()), {False})
                    self.assertFalse(logged)
                    continue
                self.assertIn(SECRET["person_name"], seen["read"])
                self.assertTrue(seen["file"])
                self.assertIn("PK", seen["export"])
                self.assertIn("%PDF", seen["print"])
                self.assertEqual(
                    sorted(logged.mapped("what")), ["export", "file", "print", "read"]
                )
                self.assertEqual(logged.user_id, self.users[role])
                mine = self.as_user("inspector", "ward.identity.log").search(
                    [("id", "in", logged.ids)]
                )
                self.assertEqual(len(mine), 4)
                self.assertTrue(all(mine.mapped("logged_at")))


@tagged("post_install", "-at_install")
class TestCitizenLeakPages(Matrix, LeakPages):
    def test_matrix_pages(self):
        self.run_matrix("page_")
        self.assertEqual(self.leaks(self.secret_marks), {})

    def test_every_door_is_listed(self):
        listed = set(SEES) | set(NAMELESS)
        self.assertEqual(set(self.doors("door_")) | set(self.doors("page_")), listed)
        routes = {
            rule.rule
            for rule in self.env["ir.http"].routing_map().iter_rules()
            if rule.endpoint.func.__module__.startswith("odoo.addons.ward_office.")
        }
        self.assertEqual(routes, set(ROUTES) | OTHER_ROUTES)
        self.assertLessEqual(set(ROUTES.values()), listed)

    @mute_logger(*QUIET)
    def test_pages_with_a_grant(self):
        """The same over HTTP and the API: allowed with the grant, and logged."""
        self.grant("clerk")
        self.sign_in("clerk")
        number = self.identity.id
        page = self.url_open(f"/ward/identity/{number}")
        self.assertIn(SECRET["person_name"], page.text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        texts = [
            self.url_open(f"/ward/identity/{number}/file/{file.id}").text
            for file in self.identity.file_ids
        ]
        self.assertTrue(all(SECRET["person_name"] in text for text in texts))
        sheet = self.url_open(f"/ward/identity/{number}/export")
        self.assertIn(SECRET["person_name"], self.cells(sheet))
        receipt = self.secret["receipt"]
        pdf = self.url_open(
            f"/ward/identity/{number}/document/{receipt.id}", timeout=60
        )
        self.assertEqual(pdf.content[:4], b"%PDF")
        self.assertRegex(self.page_api("clerk"), self.secret_marks)
        log = self.env["ward.identity.log"].search([("identity_id", "=", number)])
        self.assertEqual(
            # the doors also type the name into texts
            log.grouped("what").keys() - {"typed"},
            {"read", "file", "export", "print"},
        )
        # nothing of it has been kept
        self.assertEqual(self.leaks(self.secret_marks), {})
        self.assertNotIn(SECRET["person_name"], receipt.body)
        self.assertNotIn(OPEN["person_name"], receipt.body)
