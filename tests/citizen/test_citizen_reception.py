"""Reception days, the book, and every legal form on paper."""

import io

import openpyxl
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import CitizenCommon


@tagged("post_install", "-at_install")
class TestCitizenReception(CitizenCommon):
    def pattern(self, **vals):
        return self.env["ward.reception.pattern"].create(
            {
                "company_id": self.ward.id,
                "leader_id": self.employees["leader"].id,
                **vals,
            }
        )

    def plan(self, year=2027, month=1):
        return self.as_user("clerk", "ward.reception.day").action_plan_month(
            year, month
        )

    def days(self):
        return self.env["ward.reception.day"].search(
            [("company_id", "=", self.ward.id)]
        )

    def test_month_falls_short_of_the_law(self):
        self.pattern(nth="1", weekday="1")
        answer = self.plan()
        self.assertEqual(answer["params"]["type"], "warning")
        self.pattern(nth="3", weekday="1")
        self.assertIs(self.plan(), True)
        self.assertEqual(len(self.days()), 2)
        self.plan()
        self.assertEqual(len(self.days()), 2, "nothing is planned twice")

    def test_delegated_days_do_not_count(self):
        self.pattern(nth="1", weekday="1")
        self.pattern(nth="3", weekday="1")
        self.plan()
        self.days()[0].write(
            {"delegate_id": self.employees["deputy"].id, "delegation_paper": "QĐ 12"}
        )
        self.assertEqual(
            self.env["ward.reception.day"]._short_by(self.ward, 2027, 1), 1
        )

    def test_holiday_moves_the_day(self):
        company = self.ward
        self.env["resource.calendar.leaves"].with_company(company).create(
            {
                "name": "Nghỉ",
                "company_id": company.id,
                "date_from": "2027-01-04 17:00:00",
                "date_to": "2027-01-05 16:59:59",
            }
        )
        self.pattern(nth="1", weekday="1")
        self.plan()
        day = self.days()
        self.assertEqual(day.date.isoformat(), "2027-01-06")
        self.assertEqual(day.moved_from.isoformat(), "2027-01-05")

    def test_announced_five_working_days_before(self):
        Day = self.as_user("clerk", "ward.reception.day")
        vals = {"leader_id": self.employees["leader"].id}
        good = Day.create({"date": "2026-11-25", **vals})
        late = Day.create({"date": "2026-11-24", **vals})
        (good + late).action_announce()
        self.assertFalse(good.announced_late)
        self.assertTrue(late.announced_late)
        with self.assertRaises(UserError):
            good.date = "2026-11-27"
        with self.assertRaises(UserError):
            good.action_hold()
        with freeze_time("2026-11-25 02:00:00"):
            good.action_hold()
        self.assertEqual(good.state, "held")
        with self.assertRaises(UserError):
            good.action_cancel("Họp")
        late.action_cancel("Họp đột xuất Thành ủy")
        self.assertEqual(late.state, "cancelled")

    def test_notice_names_days_heads_and_the_rule(self):
        self.pattern(nth="1", weekday="1")
        self.pattern(nth="3", weekday="1")
        self.plan()
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html(
                "ward_office.report_reception_notice",
                self.as_user("clerk", self.days()).ids,
            )[0]
            .decode()
        )
        for words in ("05/01/2027", "19/01/2027", "08:00 – 11:30", "Leader", "Job of"):
            self.assertIn(words, html)
        self.assertIn("cấp phó tiếp thay", html)

    def test_months_of_one_year_are_named_together(self):
        days = self.env["ward.reception.day"]
        self.assertEqual(days._months_words(), "")
        for day in ("2026-12-01", "2026-12-15", "2026-11-24", "2027-01-05"):
            days |= self.as_user("clerk", "ward.reception.day").create(
                {"leader_id": self.employees["leader"].id, "date": day}
            )
        self.assertEqual(
            days._months_words(), "tháng 11, 12 năm 2026, tháng 1 năm 2027"
        )

    def test_grounds_are_needed(self):
        Day = self.as_user("clerk", "ward.reception.day")
        vals = {"leader_id": self.employees["leader"].id, "date": "2026-11-25"}
        for wrong in (
            {"is_online": True},
            {"kind": "unplanned"},
            {"delegate_id": self.employees["leader"].id},
            {"hour_from": 12, "hour_to": 9},
        ):
            with self.subTest(wrong=wrong), self.assertRaises(ValidationError):
                Day.create(vals | wrong)

    def test_book_has_the_thirteen_columns(self):
        first = self.receive(solved_by="UBND quận cũ")
        first.action_take_petition()
        second = self.receive(content='=HYPERLINK("x")', person_phone=False)
        second.explained = "Hướng dẫn"
        second.action_advise()
        both = first + second
        self.assertEqual(len(both._book_headings()), 13)
        rows = both._book_rows()
        self.assertEqual([row[0] for row in rows], [1, 2])
        self.assertEqual(rows[0][5], "KN")
        self.assertEqual(rows[0][7], "UBND quận cũ")
        self.assertIn("12 Lò Gạch", rows[0][2])

    def test_every_form_is_written_and_printed(self):
        reception = self.receive()
        petition = self.petition()
        case = self.case()
        case.member_ids = [
            Command.create(
                {"employee_id": self.employees["officer"].id, "role": "head"}
            )
        ]
        denunciation = self.petition(kind="denunciation", respondent="Ông Trần Văn B")
        told = self.case(kind="denunciation", respondent="Ông Trần Văn B")
        forms = (
            self.env["ward.document.form"]
            .with_context(active_test=False)
            .search([("template", "!=", False)])
        )
        self.assertGreaterEqual(len(forms), 65)
        self.assertTrue(forms.filtered("valid_to"), "editions of before, too")
        for form in forms:
            matters = {
                "reception": [reception],
                "petition": [petition],
                "complaint": [case],
                "denunciation": [denunciation, told],
                "any": [case, told],
            }[form.area]
            for matter in matters:
                with self.subTest(form=form.key, day=form.valid_from, of=matter._name):
                    self._write_and_print(form, matter)

    def _write_and_print(self, form, matter):
        document = self.env["ward.document"]._create_guarded(
            [
                {
                    "form_id": form.id,
                    "company_id": matter.company_id.id,
                    matter._clock_link: matter.id,
                    "name": form.subtitle or form.name,
                    "reason": "Lý do",
                }
            ]
        )
        document._write_text()
        self.assertGreater(len(document.body), 100)
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("ward_office.report_ward_document", document.ids)[0]
            .decode()
        )
        self.assertIn("CỘNG HÒA XÃ HỘI".lower(), html.lower())
        if form.title:
            self.assertIn(form.title, html)
        if matter._is_denounced():
            self.assertNotIn("Nguyễn Quốc Thử", html)

    def test_slip_has_code_and_qr(self):
        reception = self.receive()
        reception.action_take_petition()
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("ward_office.report_reception_slip", reception.ids)[0]
            .decode()
        )
        self.assertIn("data:image/png;base64,", html)
        self.assertIn(reception.petition_ids.code, html)
        self.assertIn("/ward/track", html)
        petition = reception.petition_ids
        self.assertIn(f"key={petition._tracking_key()}", reception._tracking_url())
        self.assertNotIn(petition._tracking_key(), html, "in the QR code only")

    def test_forms_without_a_step_are_chosen_by_hand(self):
        reception = self.receive()
        wizard = (
            self.as_user("clerk", "ward.document.new")
            .with_context(active_model=reception._name, active_id=reception.id)
            .create(
                {
                    "form_id": self.env.ref("ward_office.form_data_tcd_02").id,
                    "paper_list": "Sổ đỏ photo\nẢnh hiện trạng",
                }
            )
        )
        self.assertNotIn(self.env.ref("ward_office.form_data_kn_05"), wizard.form_ids)
        document = self.env["ward.document"].browse(wizard.action_confirm()["res_id"])
        self.assertIn("Ảnh hiện trạng", document.body)
        self.as_user("clerk", document).action_sign()
        self.assertFalse(document.number, "a receipt has no number")
        wizard.form_id = self.env.ref("ward_office.form_data_kn_05")
        with self.assertRaises(UserError):
            wizard.action_confirm()
        with self.assertRaises(UserError):
            self.as_user("officer", wizard.sudo().copy()).action_confirm()

    def test_html_in_texts_stays_text(self):
        petition = self.sorted(self.petition(summary="<script>alert(1)</script>"))
        petition.outcome = "accept"
        petition.action_propose()
        self.assertNotIn("<script", petition.document_ids.body)

    def test_mail_becomes_a_petition_without_a_leak(self):
        petition = self.env["ward.petition"].message_new(
            {
                "from": '"Bà Hoa" <hoa@example.com>',
                "subject": "Phản ánh rác thải",
                "message_id": "<1@example.com>",
                "author_id": False,
            },
            {"company_id": self.ward.id},
        )
        self.assertEqual(petition.source, "email")
        self.assertTrue(petition.code)
        self.assertFalse(petition.message_partner_ids)


@tagged("post_install", "-at_install")
class TestCitizenBook(HttpCase, CitizenCommon):
    frozen_at = None

    @mute_logger("odoo.http")
    def test_book_in_xlsx(self):
        reception = self.env["ward.reception"].create(
            {
                "person_name": "=1+1",
                "content": "Nội dung",
                "company_id": self.ward.id,
                "received_by_id": self.employees["clerk"].id,
            }
        )
        self.authenticate("t_clerk", "t_clerk")
        answer = self.url_open(f"/ward/reception_book?ids={reception.id}")
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        self.assertEqual(sheet.max_column, 13)
        self.assertEqual([cell.value for cell in sheet[2]], list(range(1, 14)))
        self.assertEqual(sheet["C3"].value, "=1+1")
        self.assertEqual(sheet["C3"].data_type, "s")
        self.authenticate("t_officer", "t_officer")
        answer = self.url_open(f"/ward/reception_book?ids={reception.id}")
        self.assertEqual(answer.status_code, 403)
