"""The national export: only what changed, nothing twice, no denouncer named."""

import base64
import json
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...tools import xlsx
from .common import CitizenCommon
from .test_citizen_identity import MARKS, PERSON, TEXT


@tagged("post_install", "-at_install")
class TestCitizenNational(CitizenCommon):
    def export(self, login="clerk"):
        """Return the delivery ``login`` makes, empty where nothing has changed."""
        self.flush_tracking()
        action = self.as_user(login, "ward.national.export").action_export()
        return self.env["ward.national.export"].browse(action.get("res_id", []))

    def content(self, export):
        return json.loads(base64.b64decode(export.json_file))

    def records(self, export):
        return {record["id"]: record for record in self.content(export)["records"]}

    def test_first_then_only_what_changed(self):
        case = self.case()
        other = self.petition(kind="reflection")
        reception = self.receive()
        first = self.export()
        self.assertEqual(
            (first.number, first.new_count, first.changed_count), (1, 4, 0)
        )
        self.assertEqual(
            (first.case_count, first.petition_count, first.reception_count), (1, 2, 1)
        )
        self.assertEqual(first.made_by_id, self.users["clerk"])
        records = self.records(first)
        self.assertIn(f"T-WARD-A/{case.code}", records)
        self.assertIn(f"T-WARD-A/{reception.code}", records)
        self.assertFalse(self.export())
        other.write({"summary": "Rác thải đầu ngõ"})
        second = self.export()
        self.assertEqual((second.number, second.changed_count), (2, 1))
        [record] = self.content(second)["records"]
        self.assertEqual(record["change"], "changed")
        self.assertEqual(record["summary"], "Rác thải đầu ngõ")
        self.assertEqual(record["id"], f"T-WARD-A/{other.code}")
        self.assertFalse(self.export())

    def test_a_write_that_changes_nothing_sends_nothing(self):
        petition = self.petition()
        self.export()
        petition.write({"summary": petition.summary})
        petition.write({"handler_id": self.users["officer"].id})
        self.assertFalse(self.export())

    def test_a_changed_part_is_a_change(self):
        case = self.case()
        self.decided(case)
        order = self.env["ward.obligation"].create(
            {"case_id": case.id, "name": "Trả đất", "land": 20}
        )
        self.export()
        self.env["ward.obligation.step"].create(
            {"obligation_id": order.id, "document": "BB", "land": 5}
        )
        [record] = self.content(self.export())["records"]
        self.assertEqual(record["orders"]["land_done"], 5)
        case._open_clocks("complaint_send_1")._end(case.sudo().decided_at)
        [record] = self.content(self.export())["records"]
        self.assertEqual(record["type"], "case")

    def test_a_failed_export_is_made_again(self):
        self.petition()
        model = type(self.env["ward.national.export"])
        with (
            self.assertRaises(ValueError),
            self.env.cr.savepoint(),
            patch.object(model, "_xlsx", side_effect=ValueError),
        ):
            self.export()
        self.assertFalse(self.env["ward.national.export.line"].search([]))
        export = self.export()
        self.assertEqual((export.number, export.new_count), (1, 1))

    def test_what_a_rollback_took_back_is_not_sent(self):
        petition = self.petition()
        self.export()
        with self.assertRaises(ValueError), self.env.cr.savepoint():
            petition.write({"summary": "Nhầm"})
            self.env.flush_all()
            raise ValueError
        petition.invalidate_recordset()
        self.assertFalse(self.export())

    def test_no_denouncer_is_named(self):
        petition = self.petition(
            kind="denunciation", summary=TEXT[:100], content=TEXT, **PERSON
        )
        self.receive(matter_kind="denunciation", content=TEXT, **PERSON)
        export = self.export()
        text = base64.b64decode(export.json_file).decode()
        cells = str(xlsx.read_sheets(base64.b64decode(export.xlsx_file)))
        for mark in MARKS:
            self.assertNotIn(mark.lower(), text.lower())
            self.assertNotIn(mark.lower(), cells.lower())
        self.assertIn(petition.person_name, text)
        # the names of others are what the database asks for
        self.petition(person_name="Trần Khiếu Nại")
        self.assertIn("Trần Khiếu Nại", str(self.content(self.export())))

    def test_the_spreadsheet_holds_the_same(self):
        self.case()
        export = self.export()
        sheets = {
            sheet.title: sheet.rows
            for sheet in xlsx.read_sheets(base64.b64decode(export.xlsx_file))
        }
        headings, row = sheets["Cases"][0][1], sheets["Cases"][1][1]
        values = dict(zip(headings, row, strict=False))
        self.assertIn(values["id"], self.records(export))

    def test_moved_matters_keep_their_identifier(self):
        petition = self.petition()
        code = petition.code
        self.export()
        wizard = self.as_user("city_leader", "ward.case.move.new").create(
            {
                "from_company_id": self.ward.id,
                "to_company_id": self.other_ward.id,
                "paper_number": "1/NQ",
                "paper_date": "2026-11-01",
                "reason": "Nhập",
            }
        )
        wizard.action_move()
        self.assertFalse(self.export())
        [record] = self.content(self.export("other_leader"))["records"]
        self.assertEqual(record["id"], f"T-WARD-A/{code}")
        self.assertEqual((record["unit"], record["change"]), ("T-WARD-B", "changed"))

    def test_conflict_of_interest(self):
        petition = self.petition(kind="denunciation")
        petition.sudo()._write_guarded(
            {"excluded_user_ids": [Command.link(self.users["leader"].id)]}
        )
        self.petition()
        own = self.export("leader")
        self.assertEqual(own.petition_count, 1)
        rest = self.export("clerk")
        self.assertEqual(list(self.records(rest)), [f"T-WARD-A/{petition.code}"])
        seen = self.as_user("leader", "ward.national.export").search([])
        self.assertEqual(seen.ids, own.ids)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            self.as_user("leader", rest).read(["json_file"])

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_who_may(self):
        self.petition()
        for login in ("officer", "head", "admin", "inspector", "stranger"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self.export(login)
        self.assertFalse(self.export("other_leader"))

    def test_the_nightly_run(self):
        self.petition()
        exports = self.env["ward.national.export"]
        cron = self.env.ref("ward_office.ir_cron_national_export")
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=1
        ):
            exports._cron_export()
            self.assertFalse(exports.search([]))
            self.ward.ward_national_export = True
            exports._cron_export()
            exports._cron_export()
        self.assertEqual(len(exports.search([])), 1)
        self.assertIn("_cron_export", cron.code)

    def test_more_than_one_delivery_holds(self):
        self.petition()
        self.petition()
        self.petition()
        module = "odoo.addons.ward_office.models.citizen.ward_national_export"
        with patch(f"{module}.MAX_RECORDS", 2):
            first, second = self.export(), self.export()
        self.assertEqual((first.petition_count, first.is_partial), (2, True))
        self.assertEqual((second.petition_count, second.is_partial), (1, False))
        self.assertFalse(self.records(first).keys() & self.records(second).keys())
        self.assertFalse(self.export())

    def test_files_are_dropped_after_a_time(self):
        self.petition()
        export = self.export()
        export._gc_files()
        self.assertTrue(export.json_file)
        export._write_guarded({"made_at": "2026-08-01 00:00:00"})
        export._gc_files()
        self.assertFalse(export.json_file or export.xlsx_file)
        self.assertTrue(export.line_ids.digest)

    def test_queries_do_not_grow_per_matter(self):
        def count(number):
            self.as_user("clerk", "ward.petition").create(
                [{"person_name": f"N{n}", "kind": "reflection"} for n in range(number)]
            )
            self.flush_tracking()
            before = self.env.cr.sql_log_count
            self.export()
            return self.env.cr.sql_log_count - before

        count(1)
        few, many = count(4), count(60)
        self.assertLessEqual(many, few + 6)
