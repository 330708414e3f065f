"""A denouncer's name is nowhere but in the vault, for every role and every door."""

import logging
import re

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields, http
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .common import CitizenCommon
from .leak_world import Listener

# Words that stand nowhere else in the database.
NAME = "Zuxqan Bizquv"
NUMBER = "099199909990"
PHONE = "0987650000"
STREET = "77 ngách Wxyzq"
MARKS = (NAME, NUMBER, PHONE, STREET, "Wxyzq", "zuxqan")
PERSON = {
    "person_name": NAME,
    "person_identity_number": NUMBER,
    "person_phone": PHONE,
    "person_street": STREET,
}
TEXT = f"Tôi là {NAME}, số {NUMBER}, ở {STREET}, tố cáo cán bộ địa chính nhận tiền."
ROLES = (
    "officer",
    "colleague",
    "head",
    "office_head",
    "leader",
    "clerk",
    "admin",
    "inspector",
    "city_leader",
    "stranger",
    "other_leader",
    "system",
    "portal",
    "public",
)
SECRETS = (
    "name",
    "identity_number",
    "phone",
    "email",
    "street",
    "place_id",
    "file_ids",
)
DOORS = (
    "read",
    "web_read",
    "search",
    "related_search",
    "order",
    "group",
    "name_search",
    "export",
    "import",
    "write",
    "default",
)


@tagged("post_install", "-at_install")
class TestCitizenIdentity(CitizenCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["system"] = new_test_user(
            cls.env,
            "t_identity_system",
            groups="base.group_system,base.group_user",
            company_id=cls.ward.id,
        )
        cls.users["portal"] = new_test_user(
            cls.env,
            "t_identity_portal",
            groups="base.group_portal",
            company_id=cls.ward.id,
        )
        cls.users["public"] = cls.env.ref("base.public_user")

    def denounce(self, **vals):
        return self.petition(
            kind="denunciation",
            summary="Tố cáo cán bộ địa chính nhận tiền",
            content=TEXT,
            **(PERSON | vals),
        )

    def leaks(self):
        """Return ``{table.column: count}`` where a mark stands outside the vault."""
        self.flush_tracking()
        columns = self.env.execute_query(
            SQL(
                "SELECT c.table_name, c.column_name FROM information_schema.columns c"
                " JOIN information_schema.tables t USING (table_schema, table_name)"
                " WHERE t.table_schema = current_schema()"
                " AND t.table_type = 'BASE TABLE'"
                " AND c.data_type IN ('text', 'character varying', 'jsonb', 'json')"
                " AND (c.table_name NOT LIKE 'ir\\_%%' OR c.table_name ="
                " 'ir_attachment') AND c.table_name NOT LIKE 'ward_identity%%'"
            )
        )
        pattern = "|".join(re.escape(mark) for mark in MARKS)
        found = {}
        by_table = {}
        for table, column in columns:
            by_table.setdefault(table, []).append(column)
        for table, names in by_table.items():
            test = SQL(" OR ").join(
                SQL("%s::text ~* %s", SQL.identifier(name), pattern) for name in names
            )
            if table == "ir_attachment":
                # the papers of the vault themselves; see the test that no role
                # opens them
                test = SQL(
                    "(%s) AND res_model IS DISTINCT FROM 'ward.identity.file'", test
                )
            [[count]] = self.env.execute_query(
                SQL("SELECT count(*) FROM %s WHERE %s", SQL.identifier(table), test)
            )
            if count:
                found[table] = count
        return found

    def test_the_scan_finds_what_is_there(self):
        self.petition(**PERSON)
        self.assertIn("ward_citizen", self.leaks())

    def test_registered_names_are_nowhere_in_the_database(self):
        petition = self.denounce()
        self.assertNotIn(NAME, petition.person_name)
        self.assertNotIn(NAME, petition.content)
        self.assertEqual(self.leaks(), {})

    def test_received_at_the_desk(self):
        reception = self.receive(matter_kind="denunciation", content=TEXT, **PERSON)
        reception.action_take_petition()
        petition = reception.petition_ids
        self.assertTrue(petition.is_protected)
        self.assertEqual(petition.sudo().identity_ids, reception.sudo().identity_ids)
        self.assertEqual(petition.sudo().identity_ids.name, NAME)
        self.assertEqual(self.leaks(), {})

    def test_known_citizen_who_denounces(self):
        citizen = self.as_user("clerk", "ward.citizen").create(
            {"name": "Lê Văn Quen", "identity_number": "001085055555"}
        )
        petition = self.petition(
            kind="denunciation",
            citizen_id=citizen.id,
            person_name=False,
            person_identity_number=False,
            person_phone=False,
        )
        self.assertFalse(petition.citizen_id)
        self.assertNotIn("Quen", petition.person_name)
        self.assertEqual(petition.sudo().identity_ids.name, "Lê Văn Quen")

    def test_turned_into_a_denunciation_later(self):
        petition = self.petition(content=TEXT, **PERSON)
        petition.kind = "denunciation"
        self.assertTrue(petition.is_protected)
        self.assertFalse(petition.citizen_id)
        self.assertEqual(petition._open_clocks().mapped("code"), ["denunciation_check"])
        # he had no other matter: the register of citizens forgets him
        self.assertEqual(self.leaks(), {})

    def test_complainant_first_and_denouncer_later(self):
        """Whoever has an open matter stays in the register; nothing leads from there.

        The register says that he complained, which is no secret. Neither the row, nor
        what links to it, changes when he denounces.
        """
        complaint = self.petition(**PERSON)
        citizen = complaint.citizen_id
        self.env.flush_all()
        self.env.invalidate_all()
        before = citizen.sudo().read()
        petition = self.petition(content=TEXT, **PERSON)
        self.assertEqual(petition.citizen_id, citizen)
        petition.kind = "denunciation"
        known = self.denounce(citizen_id=citizen.id)
        self.env.invalidate_all()
        self.assertEqual(
            [r | {"petition_ids": 0} for r in citizen.sudo().read()],
            [r | {"petition_ids": 0} for r in before],
        )
        self.assertEqual(citizen.petition_ids, complaint)
        for denunciation in petition | known:
            self.assertFalse(denunciation.citizen_id)
            self.assertNotIn(denunciation, complaint.similar_ids)
            self.assertNotIn(complaint, denunciation.similar_ids)
        self.assertEqual(
            set(self.leaks()),
            {"ward_citizen", "ward_petition"},
            "of the open complaint",
        )
        self.assertFalse(
            self.env["ward.petition"].search(
                [
                    ("search_text", "ilike", NAME),
                    ("kind", "=", "denunciation"),
                ]
            )
        )

    def test_mail_that_turns_out_to_be_a_denunciation(self):
        petition = self.env["ward.petition"].message_new(
            {
                "from": f'"{NAME}" <zuxqan@example.com>',
                "subject": "Phản ánh",
                "message_id": "<2@example.com>",
                "author_id": False,
            },
            {"company_id": self.ward.id},
        )
        petition.message_post(
            body=TEXT,
            message_type="email",
            author_id=False,
            email_from=f'"{NAME}" <zuxqan@example.com>',
        )
        self.assertIn("mail_message", self.leaks())
        self.as_user("clerk", petition).kind = "denunciation"
        self.assertEqual(self.leaks(), {})
        self.assertEqual(len(petition.identity_ids.file_ids), 1)

    def test_mail_to_a_denunciation_goes_to_the_vault(self):
        petition = self.denounce()
        before = len(petition.copy_ids)
        source = (
            f'From: "{NAME}" <zuxqan@example.com>\r\n'
            "To: don@example.org\r\n"
            f"Subject: {NAME} bo sung\r\n"
            f"References: <{petition.id}-openerp-{petition.id}-ward.petition@x>\r\n"
            "Message-Id: <3@example.com>\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n\r\n"
            f"{TEXT}\r\n"
        )
        with self.assertLogs("odoo.addons.mail.models.mail_thread") as log:
            self.env["mail.thread"].message_process(
                "ward.petition", source.encode(), thread_id=petition.id
            )
        self.assertEqual(len(petition.copy_ids), before + 1)
        self.assertEqual(petition.copy_ids[-1:].way, "text")
        self.assertFalse(
            petition.message_ids.filtered(lambda m: m.message_type == "email")
        )
        self.assertEqual(self.leaks(), {})
        self.assertNotIn("zuxqan", " ".join(log.output))

    @mute_logger("odoo.sql_db")
    def test_what_the_database_refuses_is_not_shown(self):
        with self.assertRaises(UserError):
            self.denounce(person_place_id=2**30)
        with self.assertRaises(UserError):
            self.denounce(person_street="a\x00b")

    def test_failing_statement_is_logged_without_its_values(self):
        with (
            self.assertLogs("odoo.sql_db", level="ERROR") as log,
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.env["ward.identity"]._create_guarded(
                [
                    {
                        "name": NAME,
                        "pseudonym": "x",
                        "company_id": self.ward.id,
                        "place_id": 2**30,
                    }
                ]
            )
            self.env.flush_all()
        self.assertTrue(log.output)
        self.assertNotIn(NAME, " ".join(log.output))

    def test_whoever_is_concerned_does_not_handle(self):
        petition = self.denounce(
            respondent_user_ids=[fields.Command.link(self.users["head"].id)]
        )
        with self.assertRaises(UserError):
            petition.handler_id = self.users["officer"]
        petition.sudo().reader_user_ids = self.users["office_head"]
        with self.assertRaises(AccessError):
            self.as_user("office_head", petition).handler_id = self.users["office_head"]

    def test_group_of_denouncers(self):
        petition = self.denounce(group_list=f"{NAME} hai; 099199909991; {STREET} *\nB")
        self.assertEqual(len(petition.sudo().identity_ids), 3)
        self.assertEqual(self.leaks(), {})

    def test_split_stays_protected(self):
        petition = self.denounce()
        parts = petition.action_split(
            [{"summary": "Nội dung 2", "kind": "denunciation"}]
        )
        self.assertTrue(parts.is_protected)
        with self.assertRaises(UserError):
            petition.action_split([{"summary": "x", "kind": "complaint"}])
        self.assertEqual(self.leaks(), {})

    def test_whole_way_to_the_conclusion(self):
        petition = self.sorted(self.denounce())
        petition.outcome = "accept"
        petition.action_propose()
        self.sign(petition)
        case = self.as_user("clerk", petition.case_id)
        self.decided(case)
        self.assertEqual(case.state, "decided")
        for document in case.document_ids | petition.document_ids:
            html = self.env["ir.actions.report"]._render_qweb_html(
                "ward_office.report_ward_document", document.ids
            )[0]
            self.assertNotIn(NAME, html.decode())
            self.assertNotIn(NUMBER, html.decode())
        rows = str(petition.reception_id._book_rows())
        self.assertNotIn(NAME, rows)
        self.assertEqual(self.leaks(), {})

    # ------------------------------------------------------------------
    # EVERY ROLE THROUGH EVERY DOOR
    # ------------------------------------------------------------------

    def through(self, door, identity, field):
        """Go through ``door``; return what came out."""
        model = identity.browse()
        if door == "read":
            return identity.read([field])
        if door == "web_read":
            return identity.web_read({field: {}})
        if door == "search":
            return model.search([(field, "!=", False)]).ids
        if door == "related_search":
            return (
                model.env["ward.petition"]
                .search([(f"identity_ids.{field}", "!=", False)])
                .ids
            )
        if door == "order":
            return model.search([], order=f"{field} desc").ids
        if door == "group":
            return model._read_group([], [field], ["__count"])
        if door == "name_search":
            return model.name_search(NAME)
        if door == "export":
            return identity.export_data([field])["datas"]
        if door == "import":
            return model.load([".id", field], [[str(identity.id), "x"]])["ids"]
        if door == "write":
            return identity.write({field: False})
        return model.with_context(**{f"default_{field}": "x"}).create(
            {"pseudonym": "x", "company_id": identity.company_id.id}
        )

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_matrix_no_role_comes_through_any_door(self):
        identity = self.denounce().sudo().identity_ids
        tried = 0
        for role in ROLES:
            mine = self.as_user(role, identity)
            for door in DOORS:
                for field in SECRETS:
                    with self.subTest(role=role, door=door, field=field):
                        tried += 1
                        try:
                            with self.env.cr.savepoint():
                                result = self.through(door, mine, field)
                        except (AccessError, UserError, ValueError):
                            continue
                        finally:
                            self.env.invalidate_all()
                        self.assertFalse(
                            result, f"{role} came through {door} to {field}"
                        )
        self.assertEqual(tried, len(ROLES) * len(DOORS) * len(SECRETS))

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_no_role_reveals_without_a_grant_and_files_are_closed(self):
        identity = self.denounce().sudo().identity_ids
        file = self.env["ward.identity.file"]._create_guarded(
            [{"identity_id": identity.id, "name": "don.pdf", "content": b"eA=="}]
        )
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", file._name), ("res_id", "=", file.id)]
        )
        for role in ROLES:
            with self.subTest(role=role):
                with self.assertRaises(AccessError):
                    self.as_user(role, identity).reveal()
                with self.assertRaises(AccessError):
                    self.as_user(role, file).read(["name"])
                if attachment:
                    with self.assertRaises(AccessError):
                        self.as_user(role, attachment).read(["datas"])

    # ------------------------------------------------------------------
    # ASKING AND GRANTING
    # ------------------------------------------------------------------

    def ask(self, identity, login="clerk", **vals):
        return self.as_user(login, "ward.identity.request").create(
            {
                "identity_id": identity.id,
                "reason": "Cần liên hệ người tố cáo để bổ sung chứng cứ",
                **vals,
            }
        )

    def test_nobody_configured_is_refused(self):
        identity = self.denounce().sudo().identity_ids
        request = self.ask(identity)
        self.assertEqual(request.state, "refused")
        self.assertTrue(request.answer)

    def test_granted_read_logged_expired(self):
        self.ward.ward_identity_approver_ids = self.users["leader"]
        identity = self.denounce().sudo().identity_ids
        request = self.ask(identity, days=2)
        self.assertEqual(request.state, "asked")
        with self.assertRaises(AccessError):
            request.action_grant()
        self.as_user("leader", request).action_grant()
        person = self.as_user("clerk", identity).reveal()
        self.assertEqual(person["name"], NAME)
        with self.assertRaises(AccessError):
            self.as_user("leader", identity).reveal()
        log = self.as_user("inspector", "ward.identity.log").search(
            [("identity_id", "=", identity.id), ("what", "=", "read")]
        )
        self.assertEqual(log.user_id, self.users["clerk"])
        with self.assertRaises(AccessError):
            log.unlink()
        with self.assertRaises(AccessError):
            log.sudo().write({"what": "print"})
        with freeze_time("2026-11-21 02:00:00"), self.assertRaises(AccessError):
            self.as_user("clerk", identity).reveal()

    def test_revoked(self):
        self.ward.ward_identity_approver_ids = self.users["leader"]
        identity = self.denounce().sudo().identity_ids
        request = self.ask(identity)
        self.as_user("leader", request).action_grant()
        self.as_user("leader", request).action_revoke()
        with self.assertRaises(AccessError):
            self.as_user("clerk", identity).reveal()
        with self.assertRaises(AccessError):
            request.sudo().with_user(self.users["leader"]).unlink()

    def test_whoever_handles_does_not_decide(self):
        self.ward.ward_identity_approver_ids = self.users["leader"]
        petition = self.denounce(handler_id=self.users["leader"].id)
        self.assertEqual(self.ask(petition.sudo().identity_ids).state, "refused")
        free = self.denounce()
        request = self.ask(free.sudo().identity_ids)
        free.handler_id = self.users["leader"]
        with self.assertRaises(AccessError):
            self.as_user("leader", request).action_grant()

    def test_a_reason_is_needed_and_a_request_is_never_rewritten(self):
        identity = self.denounce().sudo().identity_ids
        with self.assertRaises(UserError):
            self.ask(identity, reason="x")
        request = self.ask(identity)
        with self.assertRaises(AccessError):
            request.write({"state": "granted"})

    # ------------------------------------------------------------------
    # CONFLICT OF INTEREST
    # ------------------------------------------------------------------

    def test_denounced_and_subordinates_are_shut_out(self):
        petition = self.denounce(
            respondent_user_ids=[fields.Command.link(self.users["head"].id)]
        )
        for login in ("head", "deputy", "officer", "colleague"):
            petition.sudo().write(
                {"reader_user_ids": [fields.Command.link(self.users[login].id)]}
            )
            self.assertIn(self.users[login], petition.sudo().excluded_user_ids)
            self.assertFalse(
                self.as_user(login, "ward.petition").search([("id", "=", petition.id)])
            )
        self.assertTrue(
            self.as_user("leader", "ward.petition").search([("id", "=", petition.id)])
        )

    def test_denounced_chairman_sees_nothing_and_it_goes_above(self):
        petition = self.denounce(
            respondent_user_ids=[fields.Command.link(self.users["leader"].id)]
        )
        self.assertFalse(petition.is_competent)
        for model in ("ward.petition", "ward.clock", "ward.identity"):
            domain = Domain("petition_id", "=", petition.id)
            if model == "ward.petition":
                domain = Domain("id", "=", petition.id)
            self.assertFalse(self.as_user("leader", model).search(domain))
        # the clerk who registered it passes it on; somebody else has to sign
        self.sorted(petition)
        petition.write(
            {
                "outcome": "forward",
                "target_id": self.authority.id,
                "outcome_reason": "Thuộc thẩm quyền Chủ tịch UBND thành phố",
            }
        )
        petition.action_propose()
        with self.assertRaises(AccessError):
            self.sign(petition)

    def test_members_with_a_conflict_are_refused(self):
        petition = self.sorted(
            self.denounce(
                respondent_user_ids=[fields.Command.link(self.users["head"].id)]
            )
        )
        petition.outcome = "accept"
        petition.action_propose()
        self.sign(petition)
        case = self.as_user("clerk", petition.case_id)
        with self.assertRaises(UserError):
            case.write(
                {
                    "member_ids": [
                        fields.Command.create(
                            {"employee_id": self.employees["officer"].id}
                        )
                    ]
                }
            )


@tagged("post_install", "-at_install")
class TestCitizenIdentityPage(HttpCase, CitizenCommon):
    frozen_at = None

    @mute_logger("odoo.http")
    def test_page_needs_a_grant(self):
        petition = self.env["ward.petition"].create(
            {"kind": "denunciation", "summary": "Tố cáo", "company_id": self.ward.id}
            | PERSON
        )
        identity = petition.identity_ids
        self.authenticate("t_clerk", "t_clerk")
        answer = self.url_open(f"/ward/identity/{identity.id}")
        self.assertNotIn(NAME, answer.text)
        self.assertEqual(answer.status_code, 403)
        self.env["ward.identity.request"]._create_guarded(
            [
                {
                    "identity_id": identity.id,
                    "user_id": self.users["clerk"].id,
                    "reason": "Cần xác minh thêm",
                    "state": "granted",
                    "valid_until": fields.Datetime.add(fields.Datetime.now(), days=1),
                }
            ]
        )
        self.assertIn(NAME, self.url_open(f"/ward/identity/{identity.id}").text)

    def send(self, kind, **vals):
        """Send the online form as a visitor; return the page that answers."""
        self.authenticate(None, None)
        return self.url_open(
            f"/ward/{self.ward.ward_code}/petition",
            data=PERSON
            | {
                "kind": kind,
                "content": TEXT,
                "csrf_token": http.Request.csrf_token(self),
            }
            | vals,
            files=[("files", (f"{NAME}.txt", f"Đơn của {NAME}".encode()))],
        )

    def test_online_page_holds_no_name(self):
        page = self.send("denunciation")
        petition = self.env["ward.petition"].search(
            [("company_id", "=", self.ward.id), ("source", "=", "online")]
        )
        self.assertIn(petition.code, page.text)
        for mark in MARKS:
            self.assertNotIn(mark, page.text)
        self.assertEqual(petition.copy_ids.way, "text")
        self.assertFalse(petition.attachment_ids)
        self.assertEqual(
            petition.sudo().identity_ids.file_ids.filtered("copy_ids").name,
            f"{NAME}.txt",
        )
        track = self.url_open(
            "/ward/track",
            data={
                "code": petition.code,
                "factor": NUMBER[-4:],
                "csrf_token": http.Request.csrf_token(self),
            },
        )
        self.assertIn(petition._public_state()["words"], track.text)
        for mark in MARKS:
            self.assertNotIn(mark, track.text)
        self.assertEqual(TestCitizenIdentity.leaks(self), {})

    def test_what_no_keyboard_types_does_no_harm(self):
        self.send("reflection", content="Đèn đường\x00 ngõ 5 hỏng\x1f đã hai tuần nay")
        petition = self.env["ward.petition"].search(
            [("company_id", "=", self.ward.id), ("source", "=", "online")]
        )
        self.assertEqual(petition.content, "Đèn đường ngõ 5 hỏng đã hai tuần nay")

    def test_online_papers_of_a_complaint_are_plain(self):
        self.send("complaint")
        petition = self.env["ward.petition"].search(
            [("company_id", "=", self.ward.id), ("source", "=", "online")]
        )
        self.assertEqual(petition.attachment_ids.name, f"{NAME}.txt")
        self.assertFalse(petition.copy_ids)

    def test_error_of_the_online_page_is_not_in_the_log(self):
        text = f"Tôi là {NAME}, tố cáo cán bộ nhận tiền."
        # a program without a log line is as good; `assertLogs` would want one
        listener, root = Listener(), logging.getLogger()
        root.addHandler(listener)
        self.addCleanup(root.removeHandler, listener)
        page = self.send("denunciation", person_identity_number="12345", content=text)
        self.assertIn("alert-warning", page.text)
        self.assertFalse(self.env["ward.petition"].search([("source", "=", "online")]))
        for mark in (*MARKS, "12345"):
            self.assertFalse([line for line in listener.lines if mark in line])
