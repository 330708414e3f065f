"""Petitions by e-mail: the unit's address, and what must not come in or go out."""

from email.message import EmailMessage

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.citizen.ward_petition_mail import names_a_denunciation
from .common import CitizenCommon

HOA = "Bà Hoa <hoa@example.com>"
TEXT = "Rác không được thu gom ở ngõ 12 đã hai tuần, đề nghị phường xem xét."


@tagged("post_install", "-at_install")
class TestCitizenMail(CitizenCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domain = cls.env["mail.alias.domain"].create({"name": "ward-a.example.com"})
        (cls.ward + cls.other_ward).alias_domain_id = domain
        cls.ward.ward_petition_alias_name = "don.thu"
        cls.other_ward.ward_petition_alias_name = "don.thu.b"
        cls.number = 0

    def send(
        self, body=TEXT, files=(), to="don.thu", sender=HOA, reply_to=None, **heads
    ):
        """Let a mail come in; return the petitions it made."""
        type(self).number += 1
        mail = EmailMessage()
        mail["From"] = sender
        mail["To"] = f"{to}@ward-a.example.com"
        mail["Subject"] = heads.pop("subject", "Phản ánh rác thải")
        mail["Message-Id"] = f"<{self.number}@mail.example.com>"
        if reply_to:
            mail["In-Reply-To"] = mail["References"] = reply_to.message_id
        for name, value in heads.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(body)
        for name, raw in files:
            mail.add_attachment(
                raw, maintype="application", subtype="octet-stream", filename=name
            )
        known = self.env["ward.petition"].search([])
        self.env["mail.thread"].message_process(None, mail.as_bytes())
        return self.env["ward.petition"].search([]) - known

    def test_the_address_is_the_units(self):
        self.assertEqual(self.ward.ward_petition_address, "don.thu@ward-a.example.com")
        petition = self.send()
        self.assertEqual(petition.company_id, self.ward)
        self.assertEqual(petition.source, "email")
        self.assertEqual(petition.person_name, "Bà Hoa")
        self.assertEqual(petition.person_email, "hoa@example.com")
        self.assertEqual(petition.summary, "Phản ánh rác thải")
        self.assertIn("ngõ 12", petition.content)
        self.assertTrue(petition.due_date)
        self.assertEqual(self.send(to="don.thu.b").company_id, self.other_ward)
        # the clerk sees it, and what was written
        petition = self.as_user("clerk", petition)
        self.assertIn("ngõ 12", petition.message_ids[0].body)
        self.assertFalse(petition.message_partner_ids)

    def test_address_changed_and_taken_away(self):
        with self.assertRaises(UserError):
            self.other_ward.ward_petition_alias_name = "don.thu"
        alias = self.ward.ward_petition_alias_id
        self.ward.ward_petition_alias_name = "tiep-dan"
        self.assertEqual(self.ward.ward_petition_alias_id, alias)
        self.assertEqual(self.send(to="tiep-dan").company_id, self.ward)
        self.ward.ward_petition_alias_name = False
        self.assertFalse(alias.exists())
        settings = self.env["res.config.settings"].with_company(self.ward).create({})
        settings.ward_petition_alias_name = "moi"
        self.assertEqual(self.send(to="moi").company_id, self.ward)

    def test_no_contact_is_made_of_a_citizen(self):
        known = self.env["res.partner"].search_count([])
        self.send(Cc="Ông Khác <khac@example.com>")
        self.assertEqual(self.env["res.partner"].search_count([]), known)

    def test_what_a_program_sent_is_no_petition(self):
        for heads in (
            {"Auto_Submitted": "auto-replied"},
            {"Auto_Submitted": "auto-generated (x)"},
            {"Precedence": "bulk"},
            {"X_Autoreply": "yes"},
            {"List_Id": "<tin.example.com>"},
            {"Return_Path": "<>"},
            {"sender": "MAILER-DAEMON@example.com"},
        ):
            with self.subTest(heads=heads):
                self.assertFalse(self.send(**heads))
        self.assertTrue(self.send(Auto_Submitted="no"))

    def test_bounce_of_our_mail_is_no_petition_and_no_word(self):
        petition = self.send()
        self.as_user("clerk", petition).message_post(
            body=TEXT, outgoing_email_to="hoa@example.com"
        )
        before = len(petition.message_ids)
        own = petition.message_ids[0]
        self.assertFalse(
            self.send(reply_to=own, sender="Mail Delivery <MAILER-DAEMON@example.com>")
        )
        self.assertFalse(self.send(reply_to=own, Auto_Submitted="auto-replied"))
        self.assertEqual(len(petition.message_ids), before)

    @mute_logger("odoo.addons.mail.models.mail_thread")
    def test_mail_loop_is_stopped(self):
        made = self.env["ward.petition"]
        for _n in range(60):
            made |= self.send()
        limit = 20  # of Odoo's gateway, in two hours
        self.assertEqual(len(made), limit)
        # somebody else is still heard
        self.assertTrue(self.send(sender="lan@example.com"))

    @mute_logger("odoo.addons.mail.models.mail_thread")
    def test_loop_on_one_petition_is_stopped(self):
        petition = self.send()
        first = petition.message_ids[0]
        for _n in range(60):
            self.assertFalse(self.send(reply_to=first))
        self.assertLessEqual(len(petition.message_ids), 25)

    def test_files_of_a_mail_are_checked(self):
        petition = self.send(
            files=[
                ("don.pdf", b"%PDF-1.7 x"),
                ("anh.jpg.exe", b"MZ" + bytes(99)),
                ("anh.png", b"MZ" + bytes(99)),
                ("lon.pdf", b"%PDF-1.7" + bytes(21 * 1024**2)),
            ]
        )
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "ward.petition"), ("res_id", "=", petition.id)]
        )
        self.assertEqual(files.mapped("name"), ["don.pdf"])
        said = "".join(petition.message_ids.mapped("body"))
        for name in ("anh.jpg.exe", "anh.png", "lon.pdf"):
            self.assertIn(name, said)

    def test_html_of_a_mail_runs_nowhere(self):
        petition = self.send(body="<script>alert(1)</script> <img src=x onerror=y>")
        body = "".join(petition.message_ids.mapped("body"))
        self.assertNotIn("<script", body)
        self.assertNotIn("<img", body)

    def test_reply_reaches_followers_only(self):
        petition = self.send()
        self.as_user("clerk", petition).message_subscribe(
            self.users["clerk"].partner_id.ids
        )
        self.users["clerk"].notification_type = "email"
        partners = self.env["res.partner"].search_count([])
        mails = self.env["mail.mail"].search([])
        self.assertFalse(self.send(reply_to=petition.message_ids[0]))
        sent = self.env["mail.mail"].search([]) - mails
        self.assertEqual(sent.recipient_ids, self.users["clerk"].partner_id)
        self.assertFalse(sent.filtered("email_to"))
        self.assertEqual(self.env["res.partner"].search_count([]), partners)
        self.assertEqual(petition.message_partner_ids, sent.recipient_ids)

    def test_whoever_is_shut_out_hears_no_more(self):
        petition = self.petition(kind="denunciation")
        head = self.users["head"].partner_id
        petition.sudo().message_subscribe(head.ids)
        petition.respondent_user_ids = self.users["head"]
        self.assertNotIn(head, petition.sudo().message_partner_ids)

    def test_denunciation_by_mail_is_protected_from_the_start(self):
        petition = self.send(
            subject="Đơn tố cáo cán bộ địa chính",
            sender="Người Kín <kin@example.com>",
            body="Tôi là Người Kín, ông B nhận tiền.",
            files=[("cccd.jpg", b"\xff\xd8\xff\xe0 x")],
        )
        self.assertEqual(petition.kind, "denunciation")
        self.assertTrue(petition.is_protected)
        identity = petition.identity_ids
        self.assertEqual(identity.email, "kin@example.com")
        self.assertEqual(len(identity.file_ids), 3, "words, mail and picture")
        self.env.flush_all()
        for text in (
            *petition.message_ids.mapped("body"),
            *petition.message_ids.mapped("email_from"),
            petition.content,
            petition.search_key,
        ):
            self.assertNotIn("kin@example.com", text or "")
            self.assertNotIn("Người Kín", text or "")
        self.assertFalse(
            self.env["ir.attachment"].search(
                [("res_model", "=", "ward.petition"), ("res_id", "=", petition.id)]
            )
        )

    def test_later_mail_of_a_denouncer_does_not_leak(self):
        petition = self.petition(kind="denunciation", person_email="kin@example.com")
        case_mail = self.as_user("clerk", petition).message_post(body=TEXT)
        self.send(
            reply_to=case_mail,
            sender="Nguyễn Quốc Thử <kin@example.com>",
            body="Tôi, Nguyễn Quốc Thử, gửi thêm.",
        )
        texts = petition.message_ids.mapped("body")
        self.assertFalse([t for t in texts if "Nguyễn" in t])
        self.assertFalse(
            [m for m in petition.message_ids if "kin@" in (m.email_from or "")]
        )
        self.assertEqual(len(petition.sudo().identity_ids.file_ids), 1)
        # an officer who answers by mail is no denouncer
        self.users["clerk"].email = "clerk@ward-a.example.com"
        self.send(
            reply_to=case_mail, sender="clerk@ward-a.example.com", body="Đã nhận."
        )
        self.assertTrue([t for t in petition.message_ids.mapped("body") if "Đã" in t])

    def test_words_of_a_denunciation(self):
        for text, found in (
            ("Đơn TỐ CÁO", True),
            ("to cao ong B", True),
            ("Phản ánh tiếng ồn", False),
            ("Theo Luật Tố cáo", False),
            ("quyền khiếu nại, tố cáo", False),
        ):
            with self.subTest(text=text):
                self.assertEqual(names_a_denunciation(text), found)
