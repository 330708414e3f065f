"""Citizens follow their matter without a login; nobody else does."""

import html
import re

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import CitizenCommon

PDF = b"%PDF-1.7 x"
JPG = b"\xff\xd8\xff\xe0 x"
EXE = b"MZ\x90\x00" + bytes(200)


@tagged("post_install", "-at_install")
class TestCitizenTracking(HttpCase, CitizenCommon):
    frozen_at = None

    def setUp(self):
        super().setUp()
        self.matter = self.env["ward.petition"].create(
            {
                "kind": "complaint",
                "summary": "Thu hồi đất",
                "company_id": self.ward.id,
                "person_name": "Nguyễn Quốc Thử",
                "person_identity_number": "001085012345",
                "person_phone": "0912345678",
            }
        )

    def look_up(self, code, factor, **values):
        page = self.url_open("/ward/track")
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        return self.url_open(
            "/ward/track",
            data={"code": code, "factor": factor, "csrf_token": token, **values},
        ).text

    def test_right_code_and_factor(self):
        for factor in ("2345", "5678"):
            page = self.look_up(self.matter.code, factor)
            self.assertIn(self.matter.code, page)
            self.assertIn("being examined", page)
            self.assertIn(self.matter.due_date.strftime("%d/%m/%Y"), page)
            self.assertNotIn("Nguyễn", page)
        page = self.look_up(self.matter.code.replace("Đ", "d"), "2345")
        self.assertIn("being examined", page)

    def test_wrong_guesses_look_alike_and_close_the_page(self):
        pages = [
            self.look_up(self.matter.code, "0000"),
            self.look_up("Đ.2026.99999", "2345"),
            self.look_up("' OR 1=1", "2345"),
        ]
        for page in pages:
            self.assertIn("Nothing was found", page)
        for number in range(7):
            self.look_up(self.matter.code, f"{number:04d}")
        page = self.look_up(self.matter.code, "2345")
        self.assertIn("Too many attempts", page)
        self.assertNotIn("being examined", page)
        # a quarter of an hour later it is open again
        self.env["ward.tracking.guess"].search([]).write(
            {"moment": fields.Datetime.subtract(fields.Datetime.now(), minutes=20)}
        )
        self.assertIn("being examined", self.look_up(self.matter.code, "2345"))

    def test_denouncer_follows_by_the_vault(self):
        denunciation = self.env["ward.petition"].create(
            {
                "kind": "denunciation",
                "summary": "Tố cáo",
                "company_id": self.ward.id,
                "person_name": "Người Bí Mật",
                "person_identity_number": "001085054321",
            }
        )
        page = self.look_up(denunciation.code, "4321")
        self.assertIn("being examined", page)
        self.assertNotIn("Bí Mật", page)

    def test_one_answer_whatever_was_wrong(self):
        def page(code, factor):
            text = self.look_up(code, factor)
            text = re.sub(r'name="csrf_token" value="[^"]*"', "", text)
            text = re.sub(r"csrf_token: .*", "", text)
            return text.replace(html.escape(code), "CODE")

        wrong = page(self.matter.code, "0000")
        self.assertEqual(page("Đ.2025.99999", "2345"), wrong)
        self.assertEqual(page("VV.2025.99999", "2345"), wrong)
        self.assertEqual(page("TCD.2025.99999", "2345"), wrong)

    def test_page_is_kept_by_nobody_and_runs_nothing(self):
        answer = self.url_open('/ward/track?code=<script>alert(1)</script>&key="><b>')
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertNotIn("<script>alert", answer.text)
        self.assertNotIn('"><b>', answer.text)

    def test_who_holds_the_slip_is_not_shut_out(self):
        for n in range(10):
            self.env["ward.tracking.guess"]._note(self.matter.code, f"10.0.0.{n}")
        self.assertIn("Too many attempts", self.look_up(self.matter.code, "2345"))
        key = self.matter._tracking_key()
        link = f"/ward/track?code={self.matter.code}&key={key}"
        self.assertIn(f'value="{key}"', self.url_open(link).text)
        page = self.look_up(self.matter.code, "2345", key=key)
        self.assertIn("being examined", page)
        # this device is known from now on
        self.assertIn("being examined", self.look_up(self.matter.code, "5678"))
        self.authenticate(None, None)  # another
        self.assertIn("Too many attempts", self.look_up(self.matter.code, "2345"))

    def answer(self, **values):
        token = self.url_open("/ward/track").text.split('name="csrf_token" value="')[1]
        return self.url_open(
            "/ward/track/satisfaction",
            data={
                "code": self.matter.code,
                "factor": "2345",
                "points": "4",
                "csrf_token": token.split('"')[0],
                **values,
            },
        )

    def test_one_question_after_the_end(self):
        self.assertNotIn("served?", self.look_up(self.matter.code, "2345"))
        self.answer()
        self.assertFalse(self.matter.satisfaction, "not before the end")
        self.matter._write_guarded({"state": "processed"})
        self.assertIn("served?", self.look_up(self.matter.code, "2345"))
        for wrong in ({"factor": "0000"}, {"code": "Đ.2025.99999"}):
            self.assertIn("Nothing was found", self.answer(**wrong).text)
        for points in ("0", "6", "", "x", "-1", "4.5"):
            self.assertEqual(self.answer(points=points).status_code, 400)
        self.assertFalse(self.matter.satisfaction)
        self.assertIn("Thank you", self.answer(note="<script>x</script>").text)
        self.answer(points="1")
        self.assertEqual(self.matter.satisfaction, 4, "the first answer stays")
        self.assertTrue(self.matter.satisfied_at)
        self.assertNotIn("served?", self.look_up(self.matter.code, "2345"))

    def send(self, files=(), **values):
        url = f"/ward/{self.ward.ward_code}/petition"
        token = self.url_open(url).text.split('name="csrf_token" value="')[1]
        return self.url_open(
            url,
            data={
                "kind": "reflection",
                "person_name": "Lê Thị Gửi",
                "person_phone": "0912340001",
                "content": "Đèn đường ngõ 5 hỏng đã hai tuần, đề nghị sửa.",
                "csrf_token": token.split('"')[0],
                **values,
            },
            files=[("files", file) for file in files] or None,
            timeout=60,
        ).text

    def test_petition_sent_online(self):
        known = self.env["ward.petition"].search([])
        page = self.send()
        petition = self.env["ward.petition"].search([]) - known
        self.assertEqual(petition.source, "online")
        self.assertEqual(petition.company_id, self.ward)
        self.assertIn(petition.code, page)
        self.assertIn("being examined", self.look_up(petition.code, "0001"))
        for wrong in (
            {"person_phone": "abc"},
            {"content": "ngắn"},
            {"person_phone": "", "person_identity_number": ""},
        ):
            self.assertIn("alert-warning", self.send(**wrong))
        self.assertEqual(self.env["ward.petition"].search([]) - known, petition)

    def test_denunciation_sent_online_is_protected(self):
        known = self.env["ward.petition"].search([])
        self.send(kind="denunciation", person_name="Ông Kín Đáo")
        petition = self.env["ward.petition"].search([]) - known
        self.assertTrue(petition.is_protected)
        self.assertNotIn("Kín", petition.person_name)
        self.assertEqual(petition.identity_ids.name, "Ông Kín Đáo")

    def test_files_sent_online(self):
        known = self.env["ward.petition"].search([])
        page = self.send(files=[("anh.jpg", JPG), ("don.pdf", PDF)])
        petition = self.env["ward.petition"].search([]) - known
        self.assertIn(petition.code, page)
        self.assertEqual(
            sorted(petition.attachment_ids.mapped("name")), ["anh.jpg", "don.pdf"]
        )
        clerk = self.as_user("clerk", petition)
        self.assertEqual(len(clerk.attachment_ids.read(["name"])), 2)
        for files in (
            [("virus.exe", EXE)],
            [("anh.png", EXE)],
            [("anh.jpg.exe", JPG)],
            [("trang.html", b"<script>alert(1)</script>")],
            [("lon.pdf", PDF + bytes(21 * 1024**2))],
            [("a.pdf", PDF + bytes(13 * 1024**2)), ("b.pdf", PDF + bytes(13 << 20))],
            [(f"{n}.pdf", PDF) for n in range(6)],
        ):
            with self.subTest(files=[name for name, _raw in files]):
                self.assertIn("alert-warning", self.send(files=files))
        self.env["ward.tracking.guess"].search([]).unlink()
        self.send(files=[("lon.pdf", PDF + bytes(51 * 1024**2))])
        self.assertEqual(self.env["ward.petition"].search([]) - known, petition)

    def test_files_of_a_denunciation_go_to_the_vault(self):
        known = self.env["ward.petition"].search([])
        files = self.env["ir.attachment"].search([])
        self.send(kind="denunciation", files=[("cccd.jpg", JPG)])
        petition = self.env["ward.petition"].search([]) - known
        self.assertEqual(petition.identity_ids.file_ids.name, "cccd.jpg")
        self.assertFalse(petition.attachment_ids)
        self.assertFalse(self.env["ir.attachment"].search([]) - files)

    def test_loading_again_sends_nothing_twice(self):
        self.send()
        known = self.env["ward.petition"].search_count([])
        url = f"/ward/{self.ward.ward_code}/petition?sent=1"
        self.assertIn("has been received", self.url_open(url).text)
        self.assertEqual(self.env["ward.petition"].search_count([]), known)
        self.authenticate(None, None)
        self.assertNotIn("has been received", self.url_open(url).text)

    def test_programs_that_fill_every_field(self):
        known = self.env["ward.petition"].search_count([])
        self.send(website="http://spam.example")
        self.assertEqual(self.env["ward.petition"].search_count([]), known)

    def test_html_in_the_online_form(self):
        markup = "<script>alert(1)</script><img src=x onerror=alert(1)>"
        names = ("person_name", "person_street", "respondent", "content")
        values = dict.fromkeys(names, f'"{markup}')
        pages = self.send(**values, person_phone="x")  # shown again to be mended
        pages += self.send(**values)
        for mark in ("<script>alert", "<img src=x"):
            self.assertNotIn(mark, pages)

    def test_sending_online_is_limited(self):
        for _n in range(10):
            self.send()
        known = self.env["ward.petition"].search_count([])
        self.assertIn("Too many attempts", self.send())
        self.assertEqual(self.env["ward.petition"].search_count([]), known)

    def test_announced_days_only(self):
        company = self.ward
        day = self.env["ward.reception.day"].create(
            {
                "company_id": company.id,
                "leader_id": self.employees["leader"].id,
                "date": fields.Date.add(company._ward_today(), days=20),
            }
        )
        url = f"/ward/{company.ward_code}/receptions"
        text = day.date.strftime("%d/%m/%Y")
        self.assertNotIn(text, self.url_open(url).text)
        day.action_announce()
        self.assertIn(text, self.url_open(url).text)
        self.assertEqual(self.url_open("/ward/NOPE/receptions").status_code, 200)
