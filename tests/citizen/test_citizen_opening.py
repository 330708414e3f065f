"""Matters of dissolved bodies are taken over with their dates, steps and limits."""

import base64
import re
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ...tools import xlsx
from . import test_citizen_identity
from .common import CitizenCommon

BODY = "UBND huyện Cũ"
COMPLAINT = {
    "Old Body": BODY,
    "Old Petition Number": "12/2026",
    "Received On": "15/06/2026",
    "Kind": "Khiếu nại",
    "Sender's Name": "Trần Văn Thử",
    "Identity Number": "001085000123",
    "What It Is About": "Thu hồi đất ngõ 3",
    "Field": "land_compensation",
    "Outcome of the Petition": "accept",
    "Outcome On": "20/06/2026",
    "Handled By": "Officer",
}
NAME = "Zuxqan Bizquv"
DENUNCIATION = {
    "Old Body": BODY,
    "Old Petition Number": "TC-7",
    "Received On": date(2026, 9, 1),
    "Kind": "TC",
    "Sender's Name": NAME,
    "Identity Number": "099199909990",
    "Phone": "987650000",
    "Address": "77 ngách Wxyzq",
    "What It Is About": f"{NAME} tố cáo cán bộ nhận tiền",
    "Content": f"Tôi là {NAME}, ở 77 ngách Wxyzq, số 099199909990.",
    "Complained Of": f"Người bị {NAME} tố cáo",
    "Outcome of the Petition": "accept",
    "Outcome On": date(2026, 9, 8),
    "Old Case Number": "VV-TC-7",
    "Verified Since": date(2026, 9, 10),
    "Suspended (from-to; …)": "15/09/2026-25/09/2026",
    "Extended (date: days; …)": "01/10/2026: 20",
    "Decided On": date(2026, 11, 2),
    "Number of the Decision": f"KL 05/KL-UBND theo đơn {NAME}",
    "Outcome of the Case": "Đúng một phần",
    "Finding": f"Nội dung {NAME} nêu đúng một phần",
    "Delivered On": date(2026, 11, 4),
}


@tagged("post_install", "-at_install")
class TestCitizenOpening(CitizenCommon):
    def setUp(self):
        super().setUp()
        self.field.code = "land_compensation"

    def run_import(self, *rows, orders=(), login="clerk"):
        Wizard = self.as_user(login, "ward.opening.import")
        headings = list(Wizard._columns().values())
        book = xlsx.Book()
        book.add_sheet(
            "Đơn", headings, [[row.get(name) for name in headings] for row in rows]
        )
        names = list(Wizard._order_columns().values())
        book.add_sheet(
            "Thi hành", names, [[order.get(name) for name in names] for order in orders]
        )
        wizard = Wizard.create({"file": base64.b64encode(book.content())})
        return wizard.action_import()["params"]["message"]

    def petitions(self):
        return self.env["ward.petition"].search([("company_id", "=", self.ward.id)])

    def clocks(self, matter):
        return {clock.code: clock for clock in matter.clock_ids}

    def test_an_open_complaint_keeps_the_law_of_its_day(self):
        self.run_import(COMPLAINT)
        petition = self.petitions()
        case = petition.case_id
        self.assertEqual(petition.received_on, date(2026, 6, 15))
        self.assertEqual(petition.code[:7], "Đ.2026.")
        self.assertEqual(petition.handler_id, self.users["officer"])
        self.assertEqual(petition.field_id, self.field)
        self.assertEqual((petition.old_body, petition.old_number), (BODY, "12/2026"))
        check = self.clocks(petition)["complaint_accept"]
        # ten days until 30 June 2026, seven working days since
        self.assertEqual((check.rule_id.days, check.rule_id.is_working), (10, False))
        self.assertEqual((check.state, check.is_late), ("done", False))
        settle = self.clocks(case)["complaint_settle_1"]
        self.assertEqual(case.state, "accepted")
        self.assertEqual(settle.start_date, date(2026, 6, 20))
        # 30 days end on Monday 20 July: overdue today, as it was there
        self.assertEqual(settle.due_date, date(2026, 7, 20))
        self.assertEqual(case.due_date, settle.due_date)
        self.assertEqual(case.signal, "late")
        # it goes on like any other
        clerk = self.as_user("clerk", case)
        self.decided(clerk)
        self.assertEqual(case.state, "decided")
        self.assertTrue(settle.is_late)

    def test_steps_pauses_and_extensions(self):
        self.run_import(DENUNCIATION)
        petition = self.petitions()
        case = petition.case_id
        self.assertEqual((case.state, case.outcome), ("decided", "partly"))
        settle = self.clocks(case)["denunciation_settle"]
        kinds = settle.event_ids.sorted("id").mapped("kind")
        self.assertEqual(sorted(kinds), ["extend", "pause", "resume"])
        # 08/09 + 30 + 20 days, 10 days of pause: Saturday 7 November, the Monday
        self.assertEqual(settle.due_date, date(2026, 11, 9))
        self.assertEqual((settle.state, settle.is_late), ("done", False))
        send = self.clocks(case)["denunciation_send"]
        self.assertEqual((send.state, send.is_late), ("done", False))
        publish = self.clocks(case)["denunciation_publish"]
        self.assertEqual(publish.state, "running")

    def test_a_denouncer_goes_straight_to_the_vault(self):
        order = {
            "Old Body": BODY,
            "Old Case Number": "VV-TC-7",
            "Kind of Order": "recover",
            "Order": f"Thu hồi tiền theo đơn {NAME}",
            "Money (VND)": 5_000_000,
        }
        self.run_import(DENUNCIATION, orders=[order])
        identity = self.petitions().identity_ids
        self.assertEqual(identity.sudo().name, NAME)
        self.assertTrue(self.petitions().is_protected)
        self.assertEqual(test_citizen_identity.TestCitizenIdentity.leaks(self), {})
        self.assertEqual(self.petitions().case_id.obligation_ids.money, 5_000_000)

    def test_errors_do_not_name_a_denouncer(self):
        with self.assertRaises(UserError) as caught:
            self.run_import(DENUNCIATION | {"Identity Number": "12", "Phone": "1"})
        self.assertNotIn(NAME, str(caught.exception))
        self.assertIn("“Identity Number”", str(caught.exception))

    def test_orders_and_a_closed_case(self):
        row = COMPLAINT | {
            "Old Petition Number": "3/2025",
            "Received On": "02/01/2025",
            "Outcome On": "06/01/2025",
            "Decided On": "20/03/2025",
            "Number of the Decision": "15/QĐ-UBND ngày 20/03/2025",
            "Outcome of the Case": "right",
            "Carried Out Since": "25/04/2025",
            "Closed On": "30/06/2025",
        }
        order = {
            "Old Body": BODY,
            "Old Case Number": "3/2025",
            "Kind of Order": "Give back",
            "Order": "Trả lại 20 m² đất",
            "Land (m²)": "20,5",
            "Done On": "20/06/2025",
            "Land Done (m²)": 20.5,
            "Paper": "Biên bản giao đất",
        }
        self.run_import(row, orders=[order])
        case = self.petitions().case_id
        self.assertEqual(case.state, "closed")
        self.assertEqual(case.code, "VV.2025.00001")
        self.assertEqual(case.decided_on, date(2025, 3, 20))
        # 06/01 + 30 days: decided late, and that stays
        self.assertTrue(self.clocks(case)["complaint_settle_1"].is_late)
        self.assertTrue(case.is_late)
        self.assertFalse(case.due_date)
        self.assertTrue(case.obligation_ids.is_done)
        self.assertEqual(case.obligation_ids.land, 20.5)
        self.assertIn("15/QĐ-UBND", case.old_papers)

    def test_forwarded_and_filed(self):
        common = COMPLAINT | {"Kind": "PA", "Reason": "Không thuộc thẩm quyền"}
        self.run_import(
            common
            | {
                "Outcome of the Petition": "forward",
                "To Which Body": "Sở Xây dựng Thử",
            },
            common
            | {
                "Old Petition Number": "13",
                "Outcome of the Petition": "forward",
                "To Which Body": "Sở Xây dựng Thử",
                "Body Answered On": "01/09/2026",
            },
            common | {"Old Petition Number": "14", "Outcome of the Petition": "file"},
            common
            | {
                "Old Petition Number": "15",
                "Outcome of the Petition": None,
                "Outcome On": None,
                "Sender's Name": None,
                "Identity Number": None,
            },
        )
        found = {p.old_number: p for p in self.petitions()}
        self.assertEqual(
            [found[n].state for n in ("12/2026", "13", "14", "15")],
            ["waiting", "processed", "processed", "received"],
        )
        self.assertEqual(len(found["13"].target_id), 1)
        self.assertEqual(found["13"].target_id, found["12/2026"].target_id)
        self.assertTrue(found["15"].is_anonymous)
        self.assertTrue(found["13"].clock_ids.filtered("is_late"))
        urged = self.as_user("leader", "ward.urge").search([("kind", "=", "forwarded")])
        self.assertEqual(urged.petition_id.ids, found["12/2026"].ids)

    def test_petitions_of_one_case(self):
        second = COMPLAINT | {
            "Old Petition Number": "12b",
            "Old Case Number": "12/2026",
            "Identity Number": "001085000124",
            "Sender's Name": "Lê Thị Thử",
            "People": 6,
        }
        self.run_import(COMPLAINT, second)
        case = self.petitions().case_id
        self.assertEqual(len(case), 1)
        self.assertEqual((case.people_count, case.is_crowd), (7, True))

    def test_a_second_run_changes_nothing(self):
        message = self.run_import(COMPLAINT, DENUNCIATION)
        self.assertIn("2 petitions and 2 cases", message)
        self.flush_tracking()
        tables = ("ward.petition", "ward.case", "ward.clock", "ward.identity")
        before = {t: self.env[t].search([]).read(["write_date"]) for t in tables}
        changed = COMPLAINT | {"What It Is About": "Khác", "Old Body": "ubnd HUYEN cũ"}
        message = self.run_import(changed, DENUNCIATION)
        self.assertIn("0 petitions and 0 cases", message)
        self.assertIn("2 were there already", message)
        self.flush_tracking()
        after = {t: self.env[t].search([]).read(["write_date"]) for t in tables}
        self.assertEqual(after, before)
        third = COMPLAINT | {"Old Petition Number": "99", "Old Case Number": "12/2026"}
        self.run_import(COMPLAINT, third)
        self.assertEqual(len(self.petitions()), 3)
        self.assertEqual(len(self.env["ward.case"].search([])), 2)

    def test_errors_name_row_column_and_remedy(self):
        cases = {
            "Received On": ("31/02/2026", "write it as 05/11/2026"),
            "Kind": ("Góp ý", "word of the sheet of words"),
            "Old Petition Number": (None, "fill the cell"),
            "What It Is About": (None, "fill the cell"),
            "Outcome On": ("01/06/2026", "lies before “Received On”"),
            "Identity Number": ("123", "12 digits"),
            "Field": ("Lĩnh vực lạ", "is unknown here"),
            "Handled By": ("Nobody", "is unknown here"),
            "Outcome of the Petition": ("forward", "knows no such outcome"),
            "Decided On": ("01/12/2026", "in the future"),
            "Suspended (from-to; …)": ("tháng 3", "write 01/03/2026-15/03/2026"),
            "Extended (date: days; …)": ("01/07/2026: 900", "1 to 90 days"),
            "People": ("nhiều", "whole number"),
            "Outcome of the Case": ("upheld", "a second complaint"),
            "Closed On": ("01/08/2026", "closes after its decision"),
        }
        for column, (value, words) in cases.items():
            with self.subTest(column=column):
                with self.assertRaises(UserError) as caught:
                    self.run_import(
                        COMPLAINT | {"Old Petition Number": "1"},
                        COMPLAINT | {column: value},
                    )
                text = str(caught.exception)
                self.assertIn("Đơn, row 3", text)
                self.assertIn(words, text)
                self.assertNotIn("row 2", text)
        self.assertFalse(self.petitions())
        old = COMPLAINT | {"Received On": "01/03/1999", "Outcome On": "05/03/1999"}
        with self.assertRaisesRegex(UserError, "Configuration / Time Limits"):
            self.run_import(old)
        twice = COMPLAINT | {"What It Is About": "Khác"}
        with self.assertRaisesRegex(UserError, "row 3.*stands in row 2 already"):
            self.run_import(COMPLAINT, twice)

    def test_orders_without_their_case(self):
        order = {
            "Old Body": BODY,
            "Old Case Number": "12/2026",
            "Kind of Order": "other",
            "Order": "Xin lỗi công khai",
        }
        with self.assertRaisesRegex(UserError, "Thi hành, row 2"):
            self.run_import(COMPLAINT, orders=[order])
        self.assertFalse(self.petitions())

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_who_may(self):
        for login in ("officer", "head", "admin", "inspector", "stranger"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self.run_import(COMPLAINT, login=login)
        self.run_import(COMPLAINT, login="leader")
        self.assertEqual(len(self.petitions()), 1)

    def test_formulas_and_markup_stay_texts(self):
        self.run_import(
            COMPLAINT
            | {"What It Is About": "=1+1", "Content": "<script>alert(1)</script>"}
        )
        self.assertEqual(self.petitions().summary, "=1+1")
        self.assertIn("<script>", self.petitions().content)

    def test_template_can_be_read_back(self):
        template = self.as_user("clerk", "ward.opening.sheet")._template()
        sheets = xlsx.read_sheets(template)
        headings = sheets[0].rows[0][1]
        self.assertEqual(
            headings, list(self.env["ward.opening.sheet"]._columns().values())
        )

    def test_queries_do_not_grow_per_row(self):
        def count(first, number):
            rows = [
                COMPLAINT
                | {
                    "Old Petition Number": f"{n}/x",
                    "Identity Number": f"001085{n:06d}",
                }
                for n in range(first, first + number)
            ]
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.run_import(*rows)
            self.flush_tracking()
            return self.env.cr.sql_log_count - before

        count(0, 2)
        few, many = count(10, 5), count(100, 60)
        self.assertLessEqual(many, few + 12)


@tagged("post_install", "-at_install")
class TestCitizenOpeningFile(CitizenCommon, HttpCase):
    frozen_at = None

    def test_template_download(self):
        self.authenticate("t_clerk", "t_clerk")
        response = self.url_open("/ward_office/opening_template")
        self.assertEqual(response.status_code, 200)
        self.assertTrue(re.match(b"PK", response.content))
        self.authenticate("t_officer", "t_officer")
        with mute_logger("odoo.http"):
            response = self.url_open("/ward_office/opening_template")
        self.assertEqual(response.status_code, 403)
