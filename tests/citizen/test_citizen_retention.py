"""After the lawful years personal data goes, the statistics stay, live cases too."""

import base64
import re

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import CitizenCommon

MARK = "Qzvjx"
NUMBER = "099199909990"
PHONE = "0987650099"
PERSON = {
    "person_name": f"Nguyễn {MARK}",
    "person_identity_number": NUMBER,
    "person_phone": PHONE,
    "person_email": f"{MARK}@example.org",
    "person_street": f"12 {MARK}",
}
LATER = "2042-11-20 02:00:00"
NEXT_YEAR = "2027-11-20 02:00:00"


@tagged("post_install", "-at_install")
class TestCitizenRetention(CitizenCommon):
    def traces(self):
        """Return the tables in a text column of which a mark still stands."""
        self.flush_tracking()
        columns = self.env.execute_query(
            SQL(
                "SELECT c.table_name, c.column_name FROM information_schema.columns c"
                " JOIN information_schema.tables t USING (table_schema, table_name)"
                " WHERE t.table_schema = current_schema()"
                " AND t.table_type = 'BASE TABLE'"
                " AND c.data_type IN ('text', 'character varying', 'jsonb', 'json')"
            )
        )
        by_table = {}
        for table, column in columns:
            by_table.setdefault(table, []).append(column)
        pattern = "|".join(map(re.escape, (MARK, NUMBER, PHONE)))
        found = set()
        for table, names in by_table.items():
            test = SQL(" OR ").join(
                SQL("%s::text ~* %s", SQL.identifier(name), pattern) for name in names
            )
            [[count]] = self.env.execute_query(
                SQL("SELECT count(*) FROM %s WHERE %s", SQL.identifier(table), test)
            )
            if count:
                found.add(table)
        return found

    def filed(self, **vals):
        """Return a petition filed without handling today."""
        petition = self.sorted(self.petition(kind="reflection", **vals))
        petition.write({"outcome": "file", "outcome_reason": f"Trùng đơn {MARK}"})
        petition.action_propose()
        self.sign(petition)
        self.backdate()
        return petition

    def backdate(self):
        """Let everything have come today: `create_date` is the database's own."""
        self.flush_tracking()
        for model in (
            "ward.document",
            "ward.identity",
            "ward.petition.signatory",
            "ward.case.evidence",
            "ward.case.meeting",
            "ward.obligation.step",
            "ir.attachment",
            "mail.message",
        ):
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET create_date = %s",
                    SQL.identifier(self.env[model]._table),
                    self.frozen_at,
                )
            )
        self.env.invalidate_all()

    def say(self, record, text):
        return record.message_post(body=text, message_type="comment")

    def file(self, record):
        return self.env["ir.attachment"].create(
            {
                "name": f"{MARK}.txt",
                "raw": f"Đơn của {MARK}".encode(),
                "res_model": record._name,
                "res_id": record.id,
            }
        )

    def full_case(self, kind="complaint"):
        """Return a closed case with marks in every text of every part."""
        reception = self.receive(
            matter_kind=kind, content=f"Nội dung {MARK}", note=MARK, **PERSON
        )
        petition = self.petition(
            kind=kind,
            summary=f"Về việc của {MARK}",
            content=f"Tôi là {MARK}",
            respondent=f"Ông {MARK}",
            respondent_address=MARK,
            group_list=f"Trần {MARK}; 001085000777; {MARK} *\nLê {MARK}",
            has_evidence=True,
            **PERSON,
        )
        petition.sudo()._write_guarded({"reception_id": reception.id})
        petition.attachment_ids = self.file(petition)
        self.say(petition, f"Đã gọi {MARK}")
        self.sorted(petition)
        petition.condition_ids[0].note = MARK
        petition.write({"outcome": "accept"})
        petition.action_propose()
        self.sign(petition)
        case = self.as_user("clerk", petition.case_id)
        case.action_mark_complex(f"Phức tạp {MARK}")
        case.action_watch(f"Theo dõi {MARK}")
        case.write(
            {
                "title": f"Vụ việc {MARK}",
                "plan": MARK,
                "court": MARK,
                "evidence_ids": [
                    Command.create(
                        {
                            "name": MARK,
                            "source": MARK,
                            "finding": MARK,
                            "attachment_ids": [Command.link(self.file(case).id)],
                        }
                    )
                ],
                "meeting_ids": [
                    Command.create(
                        {
                            "start_at": "2026-11-20 02:00:00",
                            "place": MARK,
                            "attendees": MARK,
                            "minutes": MARK,
                        }
                    )
                ],
                "obligation_ids": [
                    Command.create(
                        {
                            "name": MARK,
                            "responsible": MARK,
                            "land": 20,
                            "step_ids": [
                                Command.create({"document": MARK, "land": 20})
                            ],
                        }
                    )
                ],
                "protection_ids": [Command.create({"reason": MARK})],
            }
        )
        document = self.env["ward.document"]._draft(
            "invite", case, addressee=MARK, reason=MARK, meeting_place=MARK
        )
        document.scan_ids = self.file(document)
        self.say(document, MARK)
        self.decided(case)
        petition.sudo()._write_guarded({"satisfaction": 4, "satisfaction_note": MARK})
        if kind == "denunciation":
            identity = petition.sudo().identity_ids[0]
            self.env["ward.identity.file"]._create_guarded(
                [
                    {
                        "identity_id": identity.id,
                        "name": f"{MARK}.pdf",
                        "content": base64.b64encode(MARK.encode()),
                    }
                ]
            )
            self.as_user("clerk", "ward.identity.request").create(
                {"identity_id": identity.id, "reason": f"Cần gặp {MARK} để làm rõ"}
            )
            self.env["ward.identity.log"]._note(identity, "file", MARK)
        case.action_execute()
        case._open_clocks()._end(case.sudo().decided_at)
        case.action_close()
        self.backdate()
        return case.sudo()

    def figures(self):
        """Return what the statistics count."""
        self.env.flush_all()
        result = []
        for model, groups in (
            ("ward.reception", ["date:month", "matter_kind", "field_id", "is_crowd"]),
            (
                "ward.petition",
                ["received_on:month", "kind", "field_id", "outcome", "source"],
            ),
            ("ward.case", ["opened_on:month", "kind", "field_id", "outcome", "state"]),
            ("ward.clock", ["code", "state", "is_late", "due_date:month"]),
            ("ward.document", ["date:month", "form_id", "state"]),
        ):
            result.append(self.env[model]._read_group([], groups, ["__count"]))
        result += [
            self.env[model]._read_group(
                [], ["case_id"], ["land:sum", "money:sum", "people:sum"]
            )
            for model in ("ward.obligation", "ward.obligation.step")
        ]
        result.append(
            self.env["ward.petition"]._read_group([], [], ["people_count:sum"])
        )
        return result

    def propose(self, login="clerk"):
        action = self.as_user(login, "ward.retention").action_propose()
        return self.env["ward.retention"].browse(action.get("res_id", []))

    def approve(self, retention):
        self.as_user("leader", retention).action_approve()
        self.env.invalidate_all()

    def check_tombstone(self, kind):
        case = self.full_case(kind)
        petition = case.petition_ids
        export = self.env["ward.national.export"]._export(self.ward)
        self.assertIn("ward_case", self.traces())
        self.assertIn("ir_attachment", self.traces())
        before = self.figures()
        reference = case.document_ids.filtered("reference").mapped("reference")
        with freeze_time(LATER):
            retention = self.propose()
            self.assertEqual(retention.line_ids.case_id, case)
            self.approve(retention)
            self.assertEqual(retention.erased_count, 1)
            self.assertEqual(self.traces(), set())
            self.assertEqual(case.erased_on, self.ward._ward_today())
        self.assertTrue(petition.erased_on and petition.reception_id.erased_on)
        self.assertEqual(self.figures(), before)
        self.assertEqual(
            case.document_ids.filtered("reference").mapped("reference"), reference
        )
        self.assertFalse(export.json_file)
        self.assertFalse(
            self.env["ward.citizen"].search([("company_id", "=", self.ward.id)])
        )
        # still opens, as whoever could before
        self.as_user("clerk", case).web_read({"title": {}, "display_name": {}})
        self.assertFalse(self.propose())

    def test_tombstone_of_a_complaint(self):
        self.check_tombstone("complaint")

    def test_tombstone_of_a_denunciation(self):
        self.check_tombstone("denunciation")

    def test_a_filed_petition_after_one_year(self):
        petition = self.filed(**PERSON)
        self.assertFalse(self.propose())
        with freeze_time("2027-11-17 02:00:00"):
            self.assertFalse(self.propose())
        with freeze_time(NEXT_YEAR):
            retention = self.propose()
            self.assertEqual(retention.line_ids.petition_id, petition)
            self.assertEqual(retention.line_ids.rule_id.years, 1)
            # not proposed twice
            self.assertFalse(self.propose())
            self.approve(retention)
        self.assertTrue(petition.sudo().erased_on)
        self.assertEqual(petition.sudo().outcome, "file")
        self.assertNotIn(MARK, petition.sudo().person_name)

    def test_a_person_with_another_matter_stays_in_the_register(self):
        self.filed(**PERSON)
        other = self.petition(**PERSON)
        with freeze_time(NEXT_YEAR):
            self.approve(self.propose())
        self.assertEqual(other.sudo().citizen_id.identity_number, NUMBER)
        self.assertEqual(other.sudo().person_name, PERSON["person_name"])

    def test_live_matters_are_not_bitten(self):
        self.petition(**PERSON)
        case = self.case(**PERSON)
        executing = self.case(**PERSON)
        self.decided(executing)
        executing.action_execute()
        with freeze_time(LATER):
            self.assertFalse(self.propose())
        self.assertIn(MARK, case.sudo().petition_ids.person_name)

    def test_a_new_paper_the_day_before(self):
        petition, other = self.filed(**PERSON), self.filed(**PERSON)
        third = self.filed(**PERSON)
        with freeze_time(NEXT_YEAR):
            retention = self.propose()
            self.assertEqual(len(retention.line_ids), 3)
            # `create_date` is the database's, which does not know the frozen day
            file = self.file(petition)
            message = self.say(other.sudo(), "Công dân bổ sung tài liệu")
            for record in (file, message):
                record._fields["create_date"].write(record, "2027-11-19 02:00:00")
            self.env.flush_all()
            self.approve(retention)
        self.assertEqual(retention.state, "done")
        self.assertEqual(
            retention.line_ids.filtered("is_skipped").petition_id, petition + other
        )
        self.assertIn(MARK, petition.sudo().person_name)
        self.assertFalse(other.sudo().erased_on)
        self.assertTrue(third.sudo().erased_on)

    def test_a_second_complaint_keeps_the_first_case(self):
        case = self.full_case()
        second = self.case(level="2", previous_case_id=case.id, **PERSON)
        self.assertEqual(second.sudo().previous_id, case)
        with freeze_time(LATER):
            self.assertFalse(self.propose())

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_four_eyes(self):
        self.filed(**PERSON)
        with freeze_time(NEXT_YEAR):
            for login in ("officer", "head", "admin", "inspector", "stranger"):
                with self.subTest(login=login), self.assertRaises(AccessError):
                    self.propose(login)
            own = self.propose("leader")
            with self.assertRaises(AccessError):
                self.as_user("leader", own).action_approve()
            with self.assertRaises(AccessError):
                self.as_user("clerk", own).action_approve()
            with self.assertRaises(AccessError):
                self.as_user("other_leader", own).action_approve()
            with self.assertRaises(AccessError):
                self.as_user("leader", own).write({"state": "done"})
            with self.assertRaises(AccessError):
                own.unlink()
            self.env["ward.delegation"].create(
                {
                    "company_id": self.ward.id,
                    "employee_id": self.employees["leader"].id,
                    "delegate_id": self.employees["deputy"].id,
                    "date_from": "2027-11-01",
                    "date_to": "2027-12-01",
                }
            )
        self.assertEqual(own.state, "proposed")

    def test_refused_with_a_reason(self):
        petition = self.filed(**PERSON)
        with freeze_time(NEXT_YEAR):
            retention = self.propose()
            with self.assertRaisesRegex(UserError, "Reason"):
                self.as_user("leader", retention).action_refuse(" ")
            self.as_user("leader", retention).action_refuse("Còn cần cho thanh tra")
            self.assertEqual(retention.state, "refused")
            with self.assertRaises(UserError):
                self.as_user("leader", retention).action_approve()
        self.assertFalse(petition.sudo().erased_on)

    def test_the_schedule_proposes(self):
        petition = self.filed(**PERSON)
        with freeze_time(NEXT_YEAR):
            self.env["ward.retention"]._propose(self.ward)
            retention = self.env["ward.retention"].search([])
            activity = retention.activity_ids
            self.assertEqual(activity.user_id, self.users["leader"])
            self.approve(retention)
            self.assertFalse(retention.activity_ids)
        self.assertTrue(petition.sudo().erased_on)

    def test_nobody_removes_a_matter_about_himself(self):
        petition = self.filed(**PERSON)
        petition.sudo()._write_guarded(
            {"excluded_user_ids": [Command.link(self.users["leader"].id)]}
        )
        with freeze_time(NEXT_YEAR):
            retention = self.propose()
            self.assertFalse(self.as_user("leader", retention).line_ids)
            self.approve(retention)
        self.assertFalse(petition.sudo().erased_on)
        self.assertTrue(retention.line_ids.is_skipped)

    def test_queries_do_not_grow_per_matter(self):
        def count(number):
            for n in range(number):
                self.filed(person_name=f"{MARK} {n}", person_identity_number=False)
            with freeze_time(NEXT_YEAR):
                self.flush_tracking()
                before = self.env.cr.sql_log_count
                self.env["ward.retention"]._propose(self.ward)
                return self.env.cr.sql_log_count - before

        count(1)
        few, many = count(2), count(12)
        self.assertLessEqual(many, few + 4)
