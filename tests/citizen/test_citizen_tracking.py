"""Citizens follow their matter without a login; nobody else does."""

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import CitizenCommon


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

    def look_up(self, code, factor):
        page = self.url_open("/ward/track")
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        return self.url_open(
            "/ward/track", data={"code": code, "factor": factor, "csrf_token": token}
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

    def send(self, **values):
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
