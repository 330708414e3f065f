"""Papers and their redacted copies, protection, denunciations of the unit's leaders."""

import base64
import doctest
import io

from PIL import Image

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader

from ...tools import blackout, masking, quiet_log
from .common import CitizenCommon

NAME = "Zuxqan Bizquv"


def picture(color):
    buffer = io.BytesIO()
    Image.new("RGB", (40, 60), color).save(buffer, "PNG")
    return buffer.getvalue()


class DenunciationCommon(CitizenCommon):
    def denounce(self, login="clerk", **vals):
        return self.petition(
            login,
            **{
                "kind": "denunciation",
                "person_name": NAME,
                "person_identity_number": "099199909990",
                "summary": "Tố cáo nhận tiền",
                "content": f"{NAME} tố cáo cán bộ nhận tiền",
                **vals,
            },
        )

    def accepted(self, **vals):
        petition = self.sorted(self.denounce(**vals))
        petition.outcome = "accept"
        petition.action_propose()
        self.sign(petition)
        return self.as_user("clerk", petition.case_id)

    def ask_and_grant(self, identity, login="clerk", **vals):
        self.ward.ward_identity_approver_ids = self.users["leader"]
        request = self.as_user(login, "ward.identity.request").create(
            {
                "identity_id": identity.id,
                "reason": "Cần liên hệ để bổ sung chứng cứ",
                **vals,
            }
        )
        self.as_user("leader", request).action_grant()
        return request


@tagged("post_install", "-at_install")
class TestCitizenPapers(DenunciationCommon):
    def upload(self, matter, login="clerk", **vals):
        dialog = (
            self.as_user(login, "ward.identity.upload")
            .with_context(active_model=matter._name, active_id=matter.id)
            .create(vals)
        )
        dialog.action_confirm()
        self.assertFalse(dialog.exists())
        return self.as_user(login, matter).copy_ids

    def test_doctests(self):
        for module in (blackout, masking, quiet_log):
            self.assertFalse(doctest.testmod(module).failed)

    def test_scan_and_redacted_copy(self):
        petition = self.denounce()
        [copy] = self.upload(
            petition,
            original=base64.b64encode(picture("red")),
            original_name=f"{NAME}.png",
            redacted=base64.b64encode(picture("black")),
        )
        self.assertEqual(copy.state, "made")
        self.assertNotIn(NAME, copy.file_name)
        self.assertEqual(base64.b64decode(copy.content), picture("black"))
        self.assertEqual(copy.made_by_id, self.users["clerk"])

    def test_verifiers_get_the_redacted_copy_only(self):
        case = self.accepted()
        petition = case.petition_ids
        [copy] = self.upload(
            petition, original=base64.b64encode(picture("red")), original_name="x.png"
        )
        case.member_ids = [
            Command.create({"employee_id": self.employees["officer"].id})
        ]
        theirs = self.as_user("officer", case).copy_ids
        self.assertEqual(theirs, copy)
        self.assertEqual(theirs.state, "missing")
        self.assertFalse(theirs.content)
        self.as_user("clerk", copy).action_upload()
        dialog = self.as_user("clerk", "ward.identity.upload").create(
            {"copy_id": copy.id, "redacted": base64.b64encode(picture("black"))}
        )
        dialog.action_confirm()
        theirs = self.as_user("officer", case).copy_ids
        self.assertEqual(base64.b64decode(theirs.content), picture("black"))
        original = self.env["ward.identity.file"].search(
            [("identity_id.petition_id", "=", petition.id), ("copy_ids", "!=", False)]
        )
        for call in (
            lambda: theirs.read(["file_id"]),
            lambda: self.as_user("officer", original).read(["content"]),
            lambda: theirs.file_id.content,
            lambda: self.as_user("officer", petition.identity_ids).open_file(
                original.id
            ),
        ):
            with self.assertRaises(AccessError):
                call()
        hidden = self.env["ir.attachment"].search(
            [("res_model", "=", original._name), ("res_field", "=", "content")]
        )
        self.assertTrue(hidden)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            self.as_user("officer", hidden).read(["datas"])

    def test_the_original_is_no_redacted_copy(self):
        petition = self.denounce()
        [copy] = self.upload(petition, original=base64.b64encode(picture("red")))
        with self.assertRaises(UserError):
            copy._redact(picture("red"))
        with self.assertRaises(ValidationError):
            copy._redact(b"MZ\x90\x00" * 40)
        with self.assertRaises(AccessError):
            self.as_user("inspector", copy)._redact(picture("black"))
        with self.assertRaises(AccessError):
            copy.write({"state": "made"})
        with self.assertRaises(AccessError):
            copy.unlink()

    def test_areas_of_a_scan_turn_black(self):
        petition = self.denounce()
        [copy] = self.upload(petition, original=base64.b64encode(picture("red")))
        identity = self.as_user("clerk", petition.identity_ids)
        file = copy.sudo().file_id
        areas = [[0, 0, 0, 1, 0.5]]
        with self.assertRaises(AccessError):
            identity.black_out(file.id, areas)
        self.ask_and_grant(identity)
        identity = self.as_user("clerk", identity)
        for wrong in (
            [],
            [[0, 1]],
            [[1, 0, 0, 1, 1]],
            [[0, 0, 0, 2, 1]],
            ["x"],
            [None],
        ):
            with self.subTest(areas=wrong), self.assertRaises(UserError):
                identity.black_out(file.id, wrong)
        identity.black_out(file.id, areas)
        self.assertEqual((copy.state, copy.way), ("made", "areas"))
        [page] = blackout.read_pages(base64.b64decode(copy.content), PdfFileReader)
        self.assertLess(max(page.getpixel((20, 10))), 40)
        self.assertGreater(page.getpixel((20, 50))[0], 200)
        [text] = self.upload(petition, original=base64.b64encode(b"%PDF-1.4 x")) - copy
        with self.assertRaises(UserError):
            identity.black_out(text.sudo().file_id.id, areas)
        logged = self.env["ward.identity.log"].search(
            [("identity_id", "=", identity.id), ("what", "=", "file")]
        )
        self.assertEqual(logged.user_id, self.users["clerk"])

    def test_a_text_is_masked_by_the_program(self):
        petition = self.denounce()
        text = f"Tôi, {NAME}, ZUXQAN BIZQUV, số 0991 9990 9990, tố cáo"
        [copy] = self.upload(petition, original=base64.b64encode(text.encode()))
        self.assertEqual((copy.state, copy.way), ("made", "text"))
        seen = base64.b64decode(copy.content).decode()
        self.assertNotIn("qan", seen.lower())
        self.assertNotIn("0991", seen)
        self.assertIn("tố cáo", seen)

    def test_hand_of_an_anonymous_denouncer(self):
        petition = self.denounce(
            is_anonymous=True,
            person_name=False,
            person_identity_number=False,
            person_phone=False,
        )
        [copy] = self.upload(petition, original=base64.b64encode(b"Toi xin bao"))
        self.assertEqual(copy.state, "missing", "who it is cannot be looked for")
        self.assertTrue(petition.identity_ids)
        petition.write({"is_anonymous": False, "person_name": NAME})
        self.assertTrue(petition.is_protected)
        self.assertNotIn(NAME, petition.person_name)
        self.assertEqual(petition.sudo().identity_ids.name, NAME)

    def test_papers_at_the_desk_move_on(self):
        reception = self.receive(matter_kind="denunciation", person_name=NAME)
        [copy] = self.upload(reception, original=base64.b64encode(picture("red")))
        reception.action_take_petition()
        self.assertEqual(reception.petition_ids.copy_ids, copy)

    def test_attachments_of_every_way_are_put_away(self):
        attach = self.as_user("clerk", "ir.attachment")
        vals = {"name": f"{NAME}.png", "raw": picture("red")}
        loose = attach.create(vals)
        petition = self.denounce(attachment_ids=[Command.link(loose.id)])
        self.assertFalse(petition.attachment_ids)
        self.assertEqual(len(petition.copy_ids), 1)
        self.assertEqual(len(petition.identity_ids), 1)
        petition.attachment_ids = [Command.link(attach.create(vals).id)]
        self.assertFalse(petition.attachment_ids)
        self.assertEqual(len(petition.copy_ids), 2)
        posted = attach.create(
            vals | {"res_model": petition._name, "res_id": petition.id}
        )
        self.assertNotIn(NAME, posted.name)
        self.assertNotEqual(posted.raw, picture("red"))
        self.assertEqual(len(petition.copy_ids), 3)
        message = petition.message_post(
            attachments=[(f"{NAME}.png", picture("red"))],
            attachment_ids=attach.create(vals).ids,
        )
        self.assertFalse(message.attachment_ids)
        self.assertEqual(len(petition.copy_ids), 5)

    def test_several_sign_one_paper(self):
        """A grant for one denouncer does not open what shows the others."""
        petition = self.denounce(group_list="Zux Một *\nZux Hai")
        self.upload(petition, original=base64.b64encode(picture("red")))
        first = petition.identity_ids.sorted("id")[0]
        [file] = first.sudo().file_ids.filtered("copy_ids")
        self.ask_and_grant(first)
        mine = self.as_user("clerk", first)
        self.assertEqual(mine.reveal()["name"], NAME)
        with self.assertRaises(AccessError):
            mine.open_file(file.id)
        self.ask_and_grant(first, is_for_all=True)
        self.assertEqual(
            base64.b64decode(
                self.as_user("clerk", first).open_file(file.id)["content"]
            ),
            picture("red"),
        )

    def test_the_text_as_received_is_kept(self):
        petition = self.denounce()
        self.assertNotIn(NAME, petition.content)
        [file] = petition.sudo().identity_ids.file_ids
        self.assertIn(NAME, base64.b64decode(file.content).decode())
        self.assertFalse(petition.copy_ids)

    def test_split_complaint_does_not_lead_to_the_denouncer(self):
        petition = self.petition(person_name=NAME, person_phone="0987650000")
        part = petition.action_split(
            [{"summary": "Tố cáo", "kind": "denunciation", "content": f"{NAME} nói"}]
        )
        self.assertTrue(part.is_protected)
        self.assertFalse(part.parent_id)
        self.assertFalse(petition.child_ids)
        self.assertEqual(part.sudo().identity_ids.split_from_id, petition)

    def test_reception_follows_its_petition(self):
        reception = self.receive(person_name=NAME, group_list="Zux Hai")
        reception.action_take_petition()
        petition = reception.petition_ids
        petition.kind = "denunciation"
        self.assertTrue(reception.is_protected)
        self.assertNotIn(NAME, reception.person_name)
        self.assertEqual(
            reception.sudo().identity_ids, petition.sudo().identity_ids[-1:]
        )

    def test_sender_cannot_be_typed_again(self):
        petition = self.denounce()
        for name, value in (
            ("person_name", NAME),
            ("person_phone", "0987650000"),
            ("person_street", "77"),
        ):
            with self.subTest(field=name), self.assertRaises(UserError):
                petition.write({name: value})

    def test_a_group_at_the_desk(self):
        reception = self.receive(
            matter_kind="denunciation",
            person_name=NAME,
            visitor="group",
            people_count=3,
            group_list="Zux Hai; 099199909991; 5 ngách Wxyzq *\nZux Ba",
        )
        self.assertNotIn("Zux", reception.group_list)
        reception.action_take_petition()
        petition = reception.petition_ids
        self.assertEqual(len(petition.sudo().identity_ids), 3)
        self.assertEqual(
            set(petition.sudo().identity_ids.mapped("name")),
            {"Zux Ba", "Zux Hai", NAME},
        )
        self.assertEqual(len(petition.signatory_ids), 2)
        self.assertEqual(
            petition.signatory_ids.sorted("id").mapped("is_representative"),
            [True, False],
        )


@tagged("post_install", "-at_install")
class TestCitizenAbove(DenunciationCommon):
    def against(self, *logins, **vals):
        users = [Command.link(self.users[login].id) for login in logins]
        return self.denounce(respondent_user_ids=users, **vals)

    def vice(self):
        """Make the office's head a deputy of the chairman."""
        self.users["office_head"].group_ids += self.env.ref(
            "ward_office.group_plan_leader"
        )

    def test_chairman_and_deputy_go_to_the_province(self):
        self.vice()
        for login in ("leader", "office_head"):
            with self.subTest(login=login):
                petition = self.against(login)
                self.assertTrue(petition.is_above)
                self.assertFalse(petition.is_competent)
                self.assertFalse(
                    self.as_user(login, "ward.petition").search(
                        [("id", "=", petition.id)]
                    )
                )
                # the box cannot be ticked back into competence
                petition.is_competent = True
                self.sorted(petition)
                petition.outcome = "accept"
                with self.assertRaises(UserError):
                    petition.action_propose()
                # the province's chairman reads it, the staff below does not
                theirs = self.as_user("city_leader", petition)
                self.assertEqual(theirs.read(["code"])[0]["code"], petition.code)
        self.assertFalse(self.against("head").is_above)

    def test_named_in_words_only(self):
        self.employees["leader"].name = "Trần Duy Khánh"
        self.employees["leader"].job_title = "Chủ tịch UBND phường A"
        self.employees["office_head"].job_title = "Phó Chủ tịch UBND phường A"
        for text, login in (
            ("ông TRAN DUY KHANH ở phường", "leader"),
            ("Chủ tịch UBND phường A", "leader"),
            ("bà Phó Chủ tịch UBND phường A", "office_head"),
        ):
            with self.subTest(text=text):
                petition = self.denounce(respondent=text)
                self.assertEqual(petition.respondent_user_ids, self.users[login])
                self.assertIn(self.users[login], petition.sudo().excluded_user_ids)
        self.assertFalse(self.denounce(respondent="Ông Khánh").respondent_user_ids)
        petition = self.denounce()
        petition.respondent = "Chủ tịch UBND phường A"
        self.assertTrue(petition.is_above)
        petition.respondent_user_ids = False
        self.assertFalse(petition.is_above, "the clerk has the last word")

    def test_passed_to_the_unit_above(self):
        petition = self.against("leader", asks_protection=True)
        copy = petition._put_away_paper("x.png", picture("red"))
        copy._redact(picture("black"))
        with self.assertRaises(AccessError):
            self.as_user("leader", petition).action_pass_above()
        self.as_user("clerk", petition).action_pass_above()
        self.assertEqual((petition.state, petition.outcome), ("processed", "forward"))
        self.assertFalse(petition._open_clocks())
        there = self.env["ward.petition"].search(
            [("company_id", "=", self.city.id), ("kind", "=", "denunciation")]
        )
        self.assertEqual(there.handler_id, self.users["city_leader"])
        self.assertTrue(there.is_protected)
        self.assertNotIn(NAME, there.person_name)
        self.assertEqual(there.sudo().identity_ids.name, NAME)
        self.assertEqual(there.copy_ids.state, "made")
        self.assertEqual(there._open_clocks().mapped("code"), ["denunciation_check"])
        self.assertIn(self.users["leader"], there.sudo().excluded_user_ids)
        self.assertFalse(there.is_above, "the province's chairman is not denounced")
        with self.assertRaises(UserError):
            self.as_user("clerk", petition).action_pass_above()

    def test_the_leader_above_takes_it_himself(self):
        petition = self.against("leader")
        self.as_user("city_leader", petition).action_pass_above()
        self.assertEqual(petition.state, "processed")

    def test_paper_way_is_signed_by_the_clerk(self):
        petition = self.sorted(self.against("leader"))
        petition.write(
            {
                "outcome": "forward",
                "target_id": self.authority.id,
                "outcome_reason": "Thuộc thẩm quyền Chủ tịch UBND thành phố",
            }
        )
        petition.action_propose()
        with self.assertRaises(AccessError):
            self.sign(petition, "leader")
        document = self.sign(petition, "clerk")
        self.assertEqual(document.signer_name, self.employees["clerk"].name)
        self.assertEqual(petition.state, "waiting")

    def test_whoever_decides_on_identities_is_above_too(self):
        self.ward.ward_identity_approver_ids = self.users["office_head"]
        petition = self.against("leader")
        identity = petition.sudo().identity_ids
        ask = self.as_user("clerk", "ward.identity.request").create
        vals = {"identity_id": identity.id, "reason": "Cần liên hệ người tố cáo"}
        self.assertEqual(ask(vals).state, "refused")
        self.city.ward_identity_approver_ids = self.users["inspector"]
        self.assertEqual(ask(vals).approver_id, self.users["inspector"])

    def test_taken_at_the_desk(self):
        self.employees["leader"].name = "Trần Duy Khánh"
        reception = self.receive(
            matter_kind="denunciation",
            person_name=NAME,
            content="Ông Trần Duy Khánh nhận tiền của dân",
        )
        facts = reception.sudo()
        shut = self.users["leader"] | self.users["head"] | self.users["officer"]
        self.assertLessEqual(shut, facts.excluded_user_ids)
        self.assertNotIn(self.users["clerk"], facts.excluded_user_ids)
        reception.action_take_petition()
        petition = facts.petition_ids
        self.assertTrue(petition.is_above)
        for model, domain in (
            ("ward.reception", [("id", "=", reception.id)]),
            ("ward.petition", [("id", "=", petition.id)]),
            ("ward.identity", [("reception_id", "=", reception.id)]),
        ):
            for login in ("leader", "head", "officer"):
                with self.subTest(model=model, login=login):
                    self.assertFalse(self.as_user(login, model).search(domain))
        # another is meant: the clerk says so, and the reception follows
        self.as_user("clerk", petition).respondent_user_ids = self.users["officer"]
        self.assertEqual(facts.excluded_user_ids, self.users["officer"])

    def test_found_out_while_the_case_runs(self):
        case = self.accepted()
        case.handler_id = self.users["officer"]
        case.member_ids = [
            Command.create({"employee_id": self.employees["office_head"].id})
        ]
        self.as_user("clerk", case.petition_ids).respondent_user_ids = (
            self.users["officer"] | self.users["office_head"]
        )
        facts = case.sudo()
        self.assertIn(self.users["officer"], facts.excluded_user_ids)
        self.assertFalse(facts.handler_id)
        self.assertFalse(facts.member_ids)
        self.assertFalse(
            self.as_user("officer", "ward.case").search([("id", "=", case.id)])
        )

    def test_who_comes_to_work_under_the_denounced(self):
        petition = self.against("head")
        newcomer = self.employees["office_head"]
        self.assertNotIn(newcomer.user_id, petition.sudo().excluded_user_ids)
        newcomer.parent_id = self.employees["head"]
        self.assertIn(newcomer.user_id, petition.sudo().excluded_user_ids)
        user = self.users["clerk"].copy({"login": "newcomer"})
        self.env["hr.employee"].create(
            {
                "name": "Lê Văn Mới",
                "company_id": self.ward.id,
                "user_id": user.id,
                "parent_id": self.employees["officer"].id,
            }
        )
        below = self.employees["officer"].parent_id == self.employees["head"]
        self.assertEqual(user in petition.sudo().excluded_user_ids, below)

    def test_who_is_denounced_becomes_the_leader(self):
        petition = self.against("head")
        self.assertFalse(petition.is_above)
        self.ward.ward_leader_id = self.employees["head"]
        self.assertTrue(petition.is_above)

    def test_sent_online_it_waits_for_the_clerks(self):
        petition = (
            self.env["ward.petition"]
            .with_user(self.env.ref("base.public_user"))
            .sudo()
            ._register_petitions(
                [
                    {
                        "company_id": self.ward.id,
                        "source": "online",
                        "kind": "denunciation",
                        "person_name": NAME,
                        "content": "Tố cáo",
                        "respondent_user_ids": [(6, 0, self.users["leader"].ids)],
                    }
                ]
            )
        )
        petition._settle_denunciation()
        self.assertTrue(petition.is_above)
        self.assertNotIn(self.users["clerk"], petition.excluded_user_ids)
        self.assertIn(self.users["officer"], petition.excluded_user_ids)

    def test_anonymous_with_a_name_is_refused(self):
        for name, value in (
            ("person_name", NAME),
            ("person_phone", "0912345678"),
            ("person_street", "12 Lò Gạch"),
        ):
            vals = {"person_name": False, "person_identity_number": False}
            vals |= {"person_phone": False, "content": "Tố cáo", name: value}
            with self.subTest(name=name), self.assertRaises(ValidationError):
                self.denounce(is_anonymous=True, **vals)
        petition = self.denounce(
            is_anonymous=True,
            person_name=False,
            person_identity_number=False,
            person_phone=False,
        )
        with self.assertRaises(ValidationError):
            petition.person_phone = "0912345678"

    def test_names_cannot_be_guessed_by_dialogs(self):
        """Whoever does not read the matter learns nothing from what is taken out."""
        petition = self.against("officer")
        guess = f"{NAME} hay là Lê Văn Khác"
        about = {"res_model": "ward.petition", "res_id": petition.id}
        form = self.env["ward.document.form"].search([], limit=1)
        for login in ("officer", "colleague"):
            for model, vals in (
                ("ward.citizen.word", {"step": "action_withdraw", "word": guess}),
                (
                    "ward.document.new",
                    {"reason": guess, "form_id": form.id},
                ),
            ):
                with (
                    self.subTest(login=login, model=model),
                    self.assertRaises(AccessError),
                ):
                    self.as_user(login, model).create(about | vals)
            with self.subTest(login=login), self.assertRaises(AccessError):
                self.as_user(login, "mail.compose.message").create(
                    {
                        "model": "ward.petition",
                        "res_ids": str(petition.ids),
                        "body": guess,
                    }
                )

    def test_a_typed_name_is_logged(self):
        petition = self.denounce()
        identity = petition.sudo().identity_ids
        petition.content = f"Nghe nói {NAME} là người viết đơn"
        self.assertNotIn(NAME, petition.content)
        self.assertEqual(identity.log_ids.mapped("what"), ["typed"])
        self.assertEqual(identity.log_ids.user_id, self.users["clerk"])
        words = f"Hỏi lại {NAME}"
        petition.message_post(body=words)
        self.assertEqual(identity.log_ids.mapped("what"), ["typed", "typed"])
        words = "Đã gọi điện"
        petition.message_post(body=words)
        self.assertEqual(len(identity.log_ids), 2)

    def test_hands_of_the_case_do_not_decide(self):
        case = self.accepted()
        self.ward.ward_identity_approver_ids = self.users["office_head"]
        case.handler_id = self.users["office_head"]
        request = self.as_user("clerk", "ward.identity.request").create(
            {
                "identity_id": case.petition_ids.sudo().identity_ids.id,
                "reason": "Cần liên hệ để bổ sung chứng cứ",
            }
        )
        self.assertEqual(request.state, "refused")

    def test_log_is_shut_too(self):
        petition = self.against("leader")
        self.env["ward.identity.log"]._note(petition.sudo().identity_ids, "read", "")
        domain = [("identity_id", "in", petition.sudo().identity_ids.ids)]
        self.assertFalse(self.as_user("leader", "ward.identity.log").search(domain))
        self.assertTrue(self.as_user("inspector", "ward.identity.log").search(domain))


@tagged("post_install", "-at_install")
class TestCitizenProtection(DenunciationCommon):
    def setUp(self):
        super().setUp()
        self.case_ = self.accepted(asks_protection=True)
        self.protection = self.case_.protection_ids
        self.today = self.ward._ward_today()

    def apply(self, protection=None):
        protection = protection or self.protection
        protection.action_apply("Công an phường tuần tra quanh nhà")
        self.sign(self.case_)
        return protection

    def test_asked_with_the_petition_decided_by_signature(self):
        self.assertEqual(self.protection.state, "asked")
        self.assertFalse(self.protection.is_granted)
        self.protection.action_apply("Giữ bí mật, bố trí nơi làm việc")
        self.assertEqual(self.protection.state, "asked", "nothing holds unsigned")
        with self.assertRaises(AccessError):
            self.sign(self.case_, "clerk")
        document = self.sign(self.case_)
        self.assertEqual(document.form_id.key, "tc_protect")
        self.assertEqual(self.protection.state, "applied")
        self.assertEqual(self.protection.decided_by_id, self.users["leader"])
        self.assertEqual(self.protection.decided_on, self.today)

    def test_states_move_by_steps_only(self):
        for vals in ({"state": "applied"}, {"decided_on": self.today}):
            with self.assertRaises(AccessError):
                self.protection.write(vals)
            with self.assertRaises(AccessError):
                self.env["ward.protection"].with_user(self.users["clerk"]).create(
                    {"case_id": self.case_.id, **vals}
                )
        self.apply()
        with self.assertRaises(UserError):
            self.protection.measure = "job"
        with self.assertRaises(UserError):
            self.protection.unlink()
        with self.assertRaises(UserError):
            self.protection.action_apply("x")

    def test_refused_with_the_reason_by_the_leader(self):
        with self.assertRaises(AccessError):
            self.protection.action_refuse("Không có căn cứ")
        leader = self.as_user("leader", self.protection)
        with self.assertRaises(UserError):
            leader.action_refuse(" ")
        leader.action_refuse("Không có căn cứ")
        self.assertEqual(self.protection.state, "refused")
        self.assertFalse(self.protection.is_granted)
        with self.assertRaises(UserError):
            leader.action_end("wish", "Tự xin")

    def test_ended_on_a_lawful_ground(self):
        self.apply()
        with self.assertRaises(AccessError):
            self.protection.action_end("wish", "Tự xin")
        leader = self.as_user("leader", self.protection)
        with self.assertRaises(UserError):
            leader.action_end("whim", "x")
        with self.assertRaises(UserError):
            leader.action_end("groundless", "")
        leader.action_end("groundless", "Nguy cơ không còn")
        self.assertEqual(self.protection.state, "ended")
        self.assertTrue(self.protection.is_granted, "it did protect")

    def test_the_conclusion_ends_it(self):
        self.apply()
        self.decided(self.case_)
        self.assertEqual(self.protection.end_ground, "concluded")
        self.assertEqual(self.protection.ended_on, self.today)

    def test_only_denouncers_are_protected(self):
        case = self.case(person_identity_number="001085077777")
        case.protection_ids = [Command.create({})]
        with self.assertRaises(UserError):
            case.protection_ids.action_apply("x")

    def test_figures(self):
        create = self.env["ward.protection"].with_user(self.users["clerk"]).create
        job, life, refused = create(
            [
                {"case_id": self.case_.id, "measure": "job", "people": 3},
                {"case_id": self.case_.id, "measure": "life", "people": 4},
                {"case_id": self.case_.id, "measure": "job", "people": 7},
            ]
        )
        for protection in job | life:
            self.apply(protection)
        self.as_user("leader", refused).action_refuse("Không cần")
        self.as_user("leader", life).action_end("wish", "Tự xin")
        figures = self.env["ward.protection"]._figures(
            self.ward | self.other_ward, self.today, self.today
        )
        self.assertEqual(
            figures[self.ward, "job"],
            {"asked": 10, "decided": 3, "refused": 7, "ended": 0, "protected": 3},
        )
        self.assertEqual(
            figures[self.ward, "life"],
            {"asked": 4, "decided": 4, "refused": 0, "ended": 4, "protected": 4},
        )
        later = fields.Date.add(self.today, days=1)
        figures = self.env["ward.protection"]._figures(self.ward, later, later)
        self.assertEqual(figures[self.ward, "job"]["protected"], 3)
        self.assertNotIn((self.ward, "life"), figures)
        with self.assertQueryCount(5):
            self.env["ward.protection"]._figures(self.ward, later, later)
