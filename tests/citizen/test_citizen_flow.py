"""From the desk to the carried-out decision, as the people who do it."""

import io

import openpyxl
from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import CONTENT, NUMBER, CitizenCommon


@tagged("post_install", "-at_install")
class TestCitizenFlow(CitizenCommon):
    def test_group_from_the_desk_to_the_order_carried_out(self):
        reception = self.receive(
            visitor="group",
            people_count=6,
            group_list="Nguyễn Quốc Thử; 001085012345; 12 Lò Gạch *\n"
            + "\n".join(f"Người {n}; 00108501234{n}" for n in range(5)),
        )
        self.assertTrue(reception.is_crowd)
        action = reception.action_take_petition()
        self.assertEqual(
            action["params"]["report"]["report_name"],
            "ward_office.report_reception_slip",
        )
        petition = self.env["ward.petition"].browse(action["params"]["next"]["res_id"])
        petition = self.as_user("clerk", petition)
        self.assertEqual(petition.person_name, "Nguyễn Quốc Thử")
        self.assertEqual(petition.citizen_id, reception.citizen_id)
        self.assertEqual(len(petition.signatory_ids), 6)
        self.assertEqual(petition.people_count, 6)
        self.assertEqual(
            set(petition._open_clocks().mapped("code")),
            {"complaint_accept", "reception_reply"},
        )
        self.sorted(petition)
        petition.outcome = "accept"
        petition.action_propose()
        draft = petition.document_ids
        self.assertIn("Nguyễn Quốc Thử", draft.body)
        draft.action_propose()
        with self.assertRaises(AccessError):
            draft.action_sign()
        self.sign(petition)
        self.assertEqual(petition.state, "processed")
        self.assertEqual(draft.reference, "01/TB-UBND")
        case = self.as_user("clerk", petition.case_id)
        self.assertEqual(case.state, "accepted")
        self.assertTrue(case.is_crowd)
        self.assertEqual(case.due_date.isoformat(), "2026-12-18")
        case.action_mark_complex("Nhiều người khiếu nại (điểm c)")
        self.assertEqual(case.due_date.isoformat(), "2026-12-18", "nothing signed yet")
        self.sign(case)
        self.assertTrue(case.is_complex)
        # the 45th day, 2 January 2027, is a Saturday
        self.assertEqual(case.due_date.isoformat(), "2027-01-04")
        self.decided(case)
        self.assertEqual(case.state, "decided")
        self.assertFalse(case.is_late)
        self.assertEqual(
            set(case._open_clocks().mapped("code")),
            {
                "complaint_send_1",
                "complaint_publish",
                "complaint_force_1",
                "complaint_execute",
            },
        )
        clocks = case.clock_ids.grouped("code")
        # 30 days to legal force, then five working days
        force, act = clocks["complaint_force_1"], clocks["complaint_execute"]
        self.assertEqual(act.start_date, fields.Date.add(force.due_date, days=1))
        case.obligation_ids = [
            Command.create({"name": "Trả lại đất", "kind": "return", "land": 3})
        ]
        case.action_publish()
        self.sign(case)
        case.action_delivered()
        self.assertEqual(len(case._open_clocks("complaint_lodge_2")), 1)
        with self.assertRaises(UserError):
            case.action_delivered()
        case.action_execute()
        with self.assertRaises(UserError):
            case.action_close()
        case.obligation_ids.step_ids = [
            Command.create({"document": "BB 05", "land": 3, "date": "2026-11-18"})
        ]
        self.assertTrue(case.obligation_ids.is_done)
        case.action_close()
        self.assertEqual(case.state, "closed")
        self.assertFalse(case.due_date)

    def test_crowd_names_its_representatives(self):
        """Law on Citizen Reception, Article 29."""
        others = "\n".join(f"Người {n}" for n in range(4))
        for count, text, word in (
            (5, False, "People of the Group"),
            (5, "A\n" + others, "star"),
            (6, f"A *\nB *\nC *\n{others}", "at most 2"),
            (12, "\n".join(f"A{n} *" for n in range(6)), "at most 5"),
        ):
            reception = self.receive(
                visitor="group", people_count=count, group_list=text
            )
            with self.subTest(count=count, text=text):
                with self.assertRaises(UserError) as caught:
                    reception.action_take_petition()
                self.assertIn(word, str(caught.exception))
        self.receive(
            visitor="group", people_count=4, group_list="A\nB"
        ).action_take_petition()
        reception = self.receive(
            visitor="group", people_count=5, group_list="A *\nB *\n" + others
        )
        reception.action_take_petition()
        self.assertEqual(len(reception.petition_ids.signatory_ids), 6)

    def test_same_person_is_found_while_typing(self):
        first = self.receive()
        first.explained = "Đã giải thích"
        slip = first.action_advise()
        self.assertEqual(slip["report_name"], "ward_office.report_reception_slip")
        typed = self.as_user("clerk", "ward.reception").new(
            {"person_name": "Nguyễn Quốc Thử", "person_identity_number": NUMBER}
        )
        self.assertTrue(typed.is_repeat)
        self.assertEqual(typed.before_ids._origin, first)
        self.assertIn(first.code, typed.before_html)
        second = self.receive()
        self.assertEqual(second.citizen_id, first.citizen_id)

    def typed(self, **vals):
        return self.as_user("clerk", "ward.reception").new(
            {"person_name": "nguyễn quốc thử", **vals}
        )

    def test_same_name_may_be_the_same_person(self):
        first = self.receive()
        alike = "Khiếu nại thu hồi 45 m² đất ở ngõ 12 Lò Gạch, lần nữa"
        for vals in (
            {"person_street": "12 lò gạch"},
            {"person_place_id": self.place.id},
            {"content": alike},
        ):
            with self.subTest(vals=vals):
                typed = self.typed(**vals)
                self.assertIn(first.code, typed.before_html)
                self.assertIn("o_ward_maybe", typed.before_html)
                self.assertFalse(typed.is_repeat)
        for vals in (
            {},
            {"person_name": "Thử", "person_street": "12 Lò Gạch"},
            {"person_street": "14 Lò Gạch", "person_place_id": self.place.id},
            {"content": "Xin xác nhận tình trạng hôn nhân để vay vốn ngân hàng"},
            {"person_identity_number": "001085099999", "person_street": "12 Lò Gạch"},
        ):
            with self.subTest(vals=vals):
                self.assertFalse(self.typed(**vals).before_html)

    def test_same_matter_is_marked_and_proposed(self):
        first = self.receive()
        other = self.receive(content="Xin xác nhận nguồn gốc nhà để tách hộ khẩu")
        typed = self.typed(person_identity_number=NUMBER)
        typed._onchange_same_matter()
        self.assertEqual(typed.before_html.count("same matter?"), 0)
        self.assertFalse(typed.previous_id)
        values = {
            "person_name": "Nguyễn Quốc Thử",
            "person_identity_number": NUMBER,
            "content": "Vẫn khiếu nại thu hồi 45 m² đất ngõ 12 phố Lò Gạch",
        }
        answer = self.as_user("clerk", "ward.reception").onchange(
            values, ["content"], {name: {} for name in [*values, "previous_id"]}
        )
        self.assertEqual(answer["value"]["previous_id"], first.id)
        typed = self.typed(**values)
        self.assertEqual(typed.before_html.count("same matter?"), 1)
        self.assertIn(other.code, typed.before_html)
        second = self.receive(previous_id=first.id)
        again = self.typed(person_identity_number=NUMBER, content=CONTENT)
        again._onchange_same_matter()
        self.assertEqual(
            again.previous_id._origin, second, "the last turn of the matter"
        )
        denounces = self.typed(matter_kind="denunciation", **values)
        denounces._onchange_same_matter()
        self.assertFalse(denounces.previous_id)
        self.receive()
        unsure = self.typed(person_identity_number=NUMBER, content=CONTENT)
        unsure._onchange_same_matter()
        self.assertFalse(unsure.previous_id, "two matters are like it")

    def test_refusal_in_writing_has_three_working_days(self):
        reception = self.receive()
        with self.assertRaises(UserError):
            reception.action_refuse()
        reception.refusal_ground_id = self.env.ref("ward_office.refusal_9_3")
        reception.action_refuse()
        self.assertEqual(reception.due_date.isoformat(), "2026-11-23")
        self.assertEqual(reception.document_ids.form_id.key, "tcd_01")
        plain = self.receive(person_identity_number="001085099999")
        plain.refusal_ground_id = self.env.ref("ward_office.refusal_4_a")
        plain.action_refuse()
        self.assertFalse(plain.document_ids)

    def test_codes_follow_the_local_year(self):
        with freeze_time("2026-12-31 16:59:00"):  # 23:59 in Hanoi
            self.assertEqual(self.petition().code, "Đ.2026.00001")
        with freeze_time("2026-12-31 17:01:00"):
            self.assertEqual(self.petition().code, "Đ.2027.00001")

    def test_outcomes_the_law_does_not_know(self):
        petition = self.sorted(self.petition())
        petition.write({"outcome": "forward", "outcome_reason": "x"})
        with self.assertRaises(UserError):
            petition.action_propose()
        petition.write({"outcome": "accept", "is_competent": False})
        with self.assertRaises(UserError):
            petition.action_propose()
        petition.write({"outcome": "guide", "target_id": self.authority.id})
        petition.action_propose()
        self.sign(petition)
        self.assertEqual(petition.state, "processed")
        self.assertFalse(petition.case_id)

    def test_unmet_condition_cannot_be_accepted(self):
        petition = self.petition()
        petition.action_check_conditions()
        with self.assertRaises(UserError):
            petition.action_sort()
        petition.condition_ids.write({"is_met": "yes"})
        petition.condition_ids[0].is_met = "no"
        petition.action_sort()
        petition.outcome = "accept"
        with self.assertRaises(UserError):
            petition.action_propose()

    def test_forwarded_is_remembered_until_the_answer(self):
        petition = self.sorted(self.petition(kind="reflection"))
        petition.write(
            {
                "outcome": "forward",
                "target_id": self.authority.id,
                "outcome_reason": "Thuộc thẩm quyền thành phố",
            }
        )
        petition.action_propose()
        self.sign(petition)
        self.assertEqual(petition.state, "waiting")
        self.assertTrue(petition.due_date)
        petition.action_answered("12/UBND", "Đã xử lý xong.")
        self.assertEqual(petition.state, "processed")
        self.assertFalse(petition.due_date)

    def test_linked_never_fused(self):
        case = self.case()
        other = self.petition(
            person_name="Trần Thị Khác", person_identity_number="001085077777"
        )
        other.action_link(case)
        self.assertEqual(case.petition_count, 2)
        self.assertEqual(other.person_name, "Trần Thị Khác")
        denunciation = self.petition(kind="denunciation")
        with self.assertRaises(UserError):
            denunciation.action_link(case)

    def test_split_keeps_sender_and_receipt(self):
        petition = self.petition()
        parts = petition.action_split(
            [
                {"kind": "complaint", "summary": "Thu hồi đất"},
                {"kind": "reflection", "summary": "Rác thải đầu ngõ"},
            ]
        )
        self.assertEqual(parts.mapped("person_name"), [petition.person_name] * 2)
        self.assertEqual(parts.parent_id, petition)
        self.assertEqual(set(parts.mapped("received_at")), {petition.received_at})

    def test_split_by_the_dialog(self):
        petition = self.petition(
            people_count=3,
            group_list="Nguyễn A Một *\nNguyễn B Hai\nNguyễn C Ba",
            source="forwarded",
            forwarded_by_id=self.authority.id,
            forward_number="12/CV",
        )
        petition.attachment_ids = self.as_user("clerk", "ir.attachment").create(
            {"name": "don.txt", "raw": b"1"}
        )
        split = (
            self.as_user("clerk", "ward.petition.split")
            .with_context(active_id=petition.id, default_kind=petition.kind)
            .create({"part_ids": [Command.create({"summary": "Rác thải đầu ngõ"})]})
        )
        parts = self.env["ward.petition"].search(split.action_confirm()["domain"])
        self.assertEqual(len(parts), 1)
        for name in (
            "kind",
            "respondent",
            "forwarded_by_id",
            "forward_number",
            "people_count",
            "person_email",
        ):
            with self.subTest(name=name):
                self.assertEqual(parts[name], petition[name])
        self.assertEqual(
            sorted(parts.signatory_ids.mapped("name")),
            sorted(petition.signatory_ids.mapped("name")),
        )
        self.assertEqual(parts.attachment_ids.raw, b"1")
        self.assertNotEqual(parts.attachment_ids, petition.attachment_ids)
        with self.assertRaises(UserError):
            self.as_user("clerk", "ward.petition.split").create(
                {"petition_id": petition.id}
            ).action_confirm()
        with self.assertRaises(AccessError):
            self.as_user("stranger", "ward.petition.split").create(
                {
                    "petition_id": petition.id,
                    "part_ids": [Command.create({"summary": "x"})],
                }
            ).action_confirm()

    def test_limits_only_some_denunciations_have(self):
        petition = self.petition(kind="denunciation", level="2")
        codes = lambda: set(petition._open_clocks().mapped("code"))  # noqa: E731
        self.assertEqual(codes(), {"denunciation_again"})
        petition.level = "1"
        self.assertEqual(codes(), {"denunciation_check"})
        due = petition.due_date
        petition.is_check_complex = True
        # three working days more, over a weekend
        self.assertEqual((petition.due_date - due).days, 5)
        petition.is_check_complex = False
        self.assertEqual(petition.due_date, due)
        petition.is_competent = False
        self.assertEqual(codes(), {"denunciation_check", "denunciation_forward"})
        petition.is_competent = True
        self.assertEqual(codes(), {"denunciation_check"})
        petition.write({"source": "forwarded", "forwarded_by_id": self.authority.id})
        self.assertEqual(codes(), {"denunciation_check", "denunciation_press"})
        self.sorted(petition)
        petition.outcome = "accept"
        petition.action_propose()
        self.sign(petition)
        self.assertEqual(codes(), {"denunciation_press"})
        petition.action_tell_result("12/UBND", "Đã thụ lý")
        self.assertFalse(codes())

    def test_limits_of_a_denunciation_as_registered(self):
        petition = self.petition(
            kind="denunciation", source="forwarded", forwarded_by_id=self.authority.id
        )
        clocks = {clock.code: clock for clock in petition._open_clocks()}
        self.assertEqual(set(clocks), {"denunciation_check", "denunciation_press"})
        self.assertEqual(petition.due_date, clocks["denunciation_check"].due_date)
        petition.source = "post"
        self.assertEqual(petition._open_clocks().mapped("code"), ["denunciation_check"])
        several = self.petition(kind="denunciation", is_check_complex=True)
        self.assertGreater(several.due_date, petition.due_date)
        petition.is_competent = False
        petition.level = "2"
        self.assertEqual(
            set(petition._open_clocks().mapped("code")),
            {"denunciation_again", "denunciation_forward"},
        )

    def test_only_what_is_being_sorted_is_linked(self):
        case = self.case()
        filed = self.petition(person_name="Trần Thị Khác", person_phone="0987654321")
        filed.action_withdraw("Rút")
        with self.assertRaises(UserError):
            filed.action_link(case)
        closed = self.case()
        closed.sudo()._write_guarded({"state": "closed"})
        with self.assertRaises(UserError):
            self.petition(person_name="Lê Văn Ba").action_link(closed)

    def test_complaint_of_a_disciplinary_decision(self):
        case = self.case(field_id=self.env.ref("ward_office.field_discipline").id)
        self.assertEqual(case._settle_clock().code, "discipline_settle")
        case.field_id = self.field
        self.assertEqual(case._settle_clock().code, "complaint_settle_1")

    def test_a_second_complaint_given_up_lets_the_first_come_into_force(self):
        first = self.decided(self.case())
        second = self.case(level="2", previous_case_id=first.id)
        self.assertNotIn("complaint_force_1", first._open_clocks().mapped("code"))
        second.action_stop("Người khiếu nại rút đơn")
        self.sign(second)
        codes = first._open_clocks().mapped("code")
        self.assertIn("complaint_force_1", codes)
        self.assertIn("complaint_execute", codes)

    def test_a_decision_complained_of_again_comes_not_into_force(self):
        first = self.decided(self.case())
        first.action_delivered()
        second = self.case(level="2", previous_case_id=first.id)
        self.assertEqual(second.previous_id, first)
        self.assertEqual(first._open_clocks().mapped("code"), ["complaint_publish"])
        lodged = first.clock_ids.filtered(lambda c: c.code == "complaint_lodge_2")
        self.assertEqual(lodged.state, "done")

    def test_link_by_the_dialog(self):
        case = self.case()
        other = self.petition(person_name="Trần Thị Khác", person_phone="0987654321")
        link = (
            self.as_user("clerk", "ward.petition.link")
            .with_context(active_id=other.id)
            .create({"case_id": case.id})
        )
        self.assertIn(case.kind, link.kinds)
        self.assertNotIn("denunciation", link.kinds)
        link.action_confirm()
        self.assertEqual(other.case_id, case)

    def test_urged_and_awaited(self):
        petition = self.sorted(self.petition())
        petition.write(
            {
                "outcome": "urge",
                "target_id": self.authority.id,
                "outcome_reason": "Đã chuyển ngày 12/10 nhưng chưa giải quyết",
            }
        )
        petition.action_propose()
        document = self.sign(petition)
        self.assertEqual(document.form_id.key, "xld_urge")
        self.assertEqual(petition.state, "waiting")
        self.assertEqual(petition.handled_as, "forwarded")
        clock = petition._open_clocks()
        self.assertEqual(clock.code, "forward_answer")
        self.assertEqual(clock.urged_on, document.date)

    def test_anonymous_without_evidence_is_not_forwarded(self):
        petition = self.petition(
            kind="denunciation",
            is_anonymous=True,
            person_name=False,
            person_identity_number=False,
            person_phone=False,
        )
        self.sorted(petition)
        petition.write(
            {
                "outcome": "forward",
                "target_id": self.authority.id,
                "outcome_reason": "Thuộc thẩm quyền",
            }
        )
        with self.assertRaises(UserError):
            petition.action_propose()
        petition.has_evidence = True
        petition.action_propose()
        self.assertEqual(petition.state, "proposed")

    def test_a_second_complaint_is_proposed_to_the_body_above(self):
        petition = self.petition()
        draft = petition.new({"level": "2"}, origin=petition)
        draft._onchange_level()
        self.assertFalse(draft.is_competent)
        self.ward.ward_level = "province"
        draft._onchange_level()
        self.assertTrue(draft.is_competent)

    def test_a_corrected_receipt_moves_the_limit(self):
        petition = self.petition()
        clock = petition._open_clocks()
        rule = clock.rule_id
        petition.received_at = "2026-06-30 02:00:00"
        clock = petition._open_clocks()
        self.assertEqual(len(clock), 1)
        self.assertEqual(clock.start_date.isoformat(), "2026-06-30")
        self.assertEqual(petition.due_date, clock.due_date)
        self.assertNotEqual(clock.rule_id, rule, "the law of its day")
        self.assertFalse(rule.is_working == clock.rule_id.is_working)

    def test_the_unit_is_changed_by_moving_only(self):
        self.users["clerk"].company_ids += self.other_ward
        case = self.case()
        for matter in (self.petition(), self.receive(), case):
            with self.subTest(model=matter._name), self.assertRaises(UserError):
                matter.company_id = self.other_ward

    def test_an_ended_limit_stays_ended(self):
        petition = self.petition()
        clock = petition._open_clocks()
        clock._write_guarded({"needs_reckoning": True})
        petition.action_withdraw("Đơn xin rút ngày 25/11")
        cron = self.env.registry["ir.cron"]
        self.patch(cron, "_commit_progress", lambda *_args, **_options: 60)
        self.env["ward.clock"]._cron_reckon()
        self.assertEqual(clock.state, "cancelled")

    def test_lateness_is_judged_by_the_newest_calendar(self):
        petition = self.petition()
        clock = petition._open_clocks()
        clock._write_guarded({"needs_reckoning": True, "due_date": "2026-01-05"})
        clock._end(fields.Datetime.now())
        self.assertEqual(clock.state, "done")
        self.assertFalse(clock.is_late)
        self.assertFalse(clock.needs_reckoning)

    def test_suspended_time_is_not_counted(self):
        case = self.case()
        case.member_ids = [
            Command.create(
                {"employee_id": self.employees["officer"].id, "role": "head"}
            )
        ]
        case.action_verify()
        self.sign(case)
        case.action_suspend("Chờ kết quả giám định")
        self.sign(case)
        self.assertEqual(case.state, "suspended")
        self.assertFalse(case._settle_clock().due_date)
        self.assertEqual(case.due_date.isoformat(), "2026-11-23", "to be sent by")
        case.action_delivered()
        self.assertFalse(case.due_date)
        with freeze_time("2026-11-28 02:00:00"):
            case.action_resume()
            self.sign(case)
        self.assertEqual(case.state, "verifying")
        self.assertEqual(case._settle_clock().due_date.isoformat(), "2026-12-28")
        clock = case.clock_ids.filtered(lambda c: c.code == "complaint_settle_1")
        self.assertIn("28/12/2026", clock.explanation)

    def test_extension_as_the_law_allows(self):
        case = self.case(kind="denunciation")
        clock = case._settle_clock()
        due = clock.due_date
        with self.assertRaises(UserError):
            case.action_extend(31, "Phức tạp")
        case.action_extend(30, "Nhiều nội dung")
        self.sign(case)
        self.assertGreaterEqual(clock.due_date, fields.Date.add(due, days=30))
        with self.assertRaises(UserError):
            case.action_extend(30, "Lần hai")

    def test_second_complaint_knows_the_first_decision(self):
        first = self.decided(self.case())
        second = self.case(level="2", previous_case_id=first.id)
        self.assertEqual(second.kind, "complaint_2")
        self.assertEqual(second.previous_id, first)
        self.assertEqual(first.next_ids, second)
        self.assertEqual(second._settle_clock().code, "complaint_settle_2")
        with self.assertRaises(ValidationError):
            second.outcome = "right"
        second.write(
            {
                "outcome": "upheld",
                "conclusion": "Giữ nguyên quyết định lần đầu.",
                "report": "Đã kiểm tra lại toàn bộ hồ sơ.",
            }
        )
        with self.assertRaises(UserError):
            second.action_decide()
        second.meeting_ids = [
            Command.create(
                {
                    "kind": "dialogue",
                    "start_at": "2026-11-18 02:00:00",
                    "minutes": "Hai bên giữ ý kiến.",
                }
            )
        ]
        second.action_decide()
        decision = self.sign(second)
        self.assertEqual(decision.form_id.key, "kn_16")
        self.assertIn(first.conclusion, decision.body)

    def test_stop_after_withdrawal_drops_the_limits(self):
        case = self.case()
        case.action_withdrawn("Đơn rút khiếu nại ngày 18/11")
        self.sign(case)
        self.assertEqual(case.state, "stopped")
        self.assertTrue(case.is_withdrawn)
        # the parties get the decision to stop within three working days
        self.assertEqual(case._open_clocks().mapped("code"), ["complaint_suspend_send"])
        case.action_delivered()
        self.assertFalse(case._open_clocks())
        case.action_reopen("Bị ép buộc rút đơn")
        self.assertEqual(case.state, "stopped", "nothing signed yet")
        self.sign(case)
        self.assertEqual(case.state, "verifying")
        self.assertTrue(case._open_clocks())

    def test_text_is_fixed_by_signing(self):
        petition = self.sorted(self.petition())
        petition.outcome = "accept"
        petition.action_propose()
        document = petition.document_ids
        document.body = "<p>Sửa trước khi ký</p>"
        self.sign(petition)
        with self.assertRaises(UserError):
            document.write({"body": "<p>Sửa sau khi ký</p>"})
        with self.assertRaises(UserError):
            document.write({"number": 99})
        with self.assertRaises(UserError):
            self.as_user("leader", document).action_sign()

    def test_the_leader_signs_what_he_has_read(self):
        petition = self.sorted(self.petition())
        petition.outcome = "accept"
        petition.action_propose()
        document = petition.document_ids
        document.action_propose()
        theirs = self.as_user("leader", document)
        seen = document.version
        document.body = "<p>Khác</p>"
        self.assertEqual(document.state, "draft", "it has to be proposed anew")
        document.action_propose()
        with self.assertRaises(UserError):
            theirs.with_context(seen_version=seen).action_sign()
        theirs.body = "<p>Lãnh đạo sửa</p>"
        self.assertEqual(document.state, "proposed", "the leader's own change")
        theirs.with_context(seen_version=seen).action_sign()
        self.assertEqual(document.state, "issued")

    def test_an_issued_paper_is_printed_as_it_was(self):
        petition = self.sorted(self.petition())
        petition.outcome = "accept"
        petition.action_propose()
        document = self.sign(petition)
        html = self.env["ir.actions.report"]._render_qweb_html
        report = "ward_office.ward_document_report_action"
        before = html(report, document.ids)[0]
        self.ward.write(
            {
                "ward_letterhead_own": "Tên mới",
                "ward_letterhead_superior": "Trên mới",
                "ward_document_suffix": "MOI",
                "ward_place_of_issue": "Nơi khác",
                "name": "Phường đổi tên",
            }
        )
        document.form_id.sudo().write({"title": "Khác", "abbreviation": "KH"})
        self.assertEqual(html(report, document.ids)[0], before)

    def test_the_scan_of_an_issued_paper_stays(self):
        petition = self.sorted(self.petition())
        petition.outcome = "accept"
        petition.action_propose()
        document = self.as_user("clerk", self.sign(petition))
        files = self.as_user("clerk", "ir.attachment")
        scan = files.create({"name": "ban-ky.txt", "raw": b"1"})
        document.scan_ids = [Command.link(scan.id)]
        for door in (
            lambda: document.write({"scan_ids": [Command.unlink(scan.id)]}),
            lambda: document.write({"scan_ids": [Command.clear()]}),
            lambda: scan.write({"raw": b"2"}),
            lambda: scan.write({"res_id": 0}),
            lambda: scan.unlink(),
        ):
            with self.assertRaises(UserError):
                door()
        better = files.create({"name": "ban-ky-2.txt", "raw": b"2"})
        document.scan_ids = [Command.link(better.id)]
        self.assertEqual(document.scan_ids.mapped("raw"), [b"1", b"2"])

    def test_case_and_drafted_decision_agree(self):
        case = self.case()
        case.write(
            {
                "member_ids": [
                    Command.create({"employee_id": self.employees["officer"].id})
                ],
                "report": "Đã đo đạc",
                "outcome": "partly",
                "conclusion": "Đúng một phần",
            }
        )
        case.action_verify()
        self.sign(case)
        case.action_report()
        self.sign(case, "clerk")
        with self.assertRaises(UserError):
            case.report = "Viết lại sau khi đã ký"
        case.action_decide()
        facts = {"outcome": "wrong", "conclusion": "Sai", "title": "x"}
        for name, value in facts.items():
            with self.subTest(name=name), self.assertRaises(UserError):
                case[name] = value
        draft = case.document_ids.filtered(lambda d: d.state == "draft")
        draft.action_drop()
        case.outcome = "wrong"
        case.action_decide()
        self.sign(case)
        self.assertEqual(case.outcome, "wrong")
        for name in ("plan", "report"):
            with self.subTest(name=name), self.assertRaises(UserError):
                case[name] = "x"

    def test_a_step_taken_again_rewrites_its_draft(self):
        case = self.case(kind="denunciation")
        case.action_extend(10, "Chờ giám định")
        case.action_extend(20, "Phải xác minh nhiều nơi")
        draft = case.document_ids.filtered(lambda d: d.state == "draft")
        self.assertEqual(len(draft), 1)
        self.assertEqual(draft.days, 20)
        self.assertIn("Phải xác minh nhiều nơi", draft.body)
        self.assertNotIn("Chờ giám định", draft.body)

    def test_days_on_the_draft_do_not_lengthen_a_complaint(self):
        case = self.case()
        case.action_mark_complex("Phải xác minh tại nhiều địa điểm")
        draft = case.document_ids.filtered(lambda d: d.state == "draft")
        draft.days = 400
        self.sign(case)
        clock = case._settle_clock()
        self.assertFalse(clock.event_ids.filtered("days"))

    def test_papers_are_signed_in_the_unit_that_issues_them(self):
        """A clerk of another unit who inspects here signs nothing."""
        case = self.case()
        case.member_ids = [
            Command.create({"employee_id": self.employees["officer"].id})
        ]
        case.action_verify()
        self.sign(case)
        case.report = "Đã đo đạc"
        case.action_report()
        self.users["inspector"].group_ids += self.env.ref(
            "ward_office.group_citizen_clerk"
        )
        with self.assertRaises(AccessError):
            self.sign(case, "inspector")
        self.assertTrue(self.sign(case, "clerk"))

    def test_document_numbers_have_no_gaps(self):
        numbers = []
        for _n in range(3):
            petition = self.sorted(self.petition())
            petition.outcome = "accept"
            petition.action_propose()
            numbers.append(self.sign(petition).number)
        self.assertEqual(numbers, [numbers[0], numbers[0] + 1, numbers[0] + 2])

    def test_facts_cannot_be_written(self):
        petition = self.petition()
        for vals in (
            {"state": "processed"},
            {"code": "Đ.2020.00001"},
            {"due_date": "2030-01-01"},
            {"case_id": False},
            {"is_protected": True},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                petition.write(vals)
        case = self.case()
        with self.assertRaises(AccessError):
            case.write({"state": "closed"})
        with self.assertRaises(AccessError):
            case.clock_ids.write({"due_date": "2030-01-01"})
        with self.assertRaises(AccessError):
            petition.unlink()

    def test_numbers_that_cannot_be(self):
        for vals in (
            {"person_identity_number": "12"},
            {"person_phone": "không có"},
            {"people_count": 0},
            {"received_at": "2027-01-01 00:00:00"},
        ):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                self.petition(**vals)

    def test_files_are_checked_by_their_content(self):
        petition = self.petition()
        Attachment = self.as_user("clerk", "ir.attachment")

        def attach(name, raw):
            petition.attachment_ids = Attachment.create({"name": name, "raw": raw})

        attach("don.pdf", b"%PDF-1.4 x")
        for name, raw in (
            ("anh.png", b"MZ\x90\x00" + b"\0" * 200),
            ("don.pdf", b"<html><script>alert(1)</script></html>"),
            ("lon.pdf", b"%PDF-1.4" + b"0" * (20 * 1024**2 + 1)),
        ):
            with self.subTest(name=name), self.assertRaises(ValidationError):
                attach(name, raw)

    def test_many_signatories(self):
        petition = self.petition(
            group_list="\n".join(f"Người ký số {n}" for n in range(3000))
        )
        self.assertEqual(petition.people_count, 3000)

    def test_representatives_are_limited(self):
        with self.assertRaises(ValidationError):
            self.petition(group_list="A *\nB *\nC *\nD\nE")

    def test_search_without_accents(self):
        petition = self.petition()
        Petition = self.as_user("clerk", "ward.petition")
        for text in ("nguyen quoc thu", "LÒ GẠCH", "lo gach", NUMBER, petition.code):
            with self.subTest(text=text):
                self.assertIn(
                    petition, Petition.search([("search_text", "ilike", text)])
                )
        self.assertFalse(Petition.search([("search_text", "ilike", "không có ai")]))
        Place = self.as_user("clerk", "ward.place")
        self.assertEqual(
            Place.search([("search_text", "ilike", "hoa binh cu")]), self.place
        )

    def test_provinces_are_found_by_their_old_names(self):
        Place = self.as_user("clerk", "ward.place")
        shipped = self.env["ir.model.data"].search(
            [("model", "=", "ward.place"), ("module", "=", "ward_office")]
        )
        self.assertEqual(len(shipped), 34)
        for old, new in (
            ("ha giang", "Tỉnh Tuyên Quang"),
            ("Bà Rịa", "Thành phố Hồ Chí Minh"),
            ("bac giang", "Tỉnh Bắc Ninh"),
        ):
            with self.subTest(old=old):
                found = Place.search([("search_text", "ilike", old)])
                self.assertIn(new, found.mapped("name"))
                self.assertLess(len(found), 5)

    def test_places_are_imported_from_a_spreadsheet(self):
        """The list of the statistics office: provinces, then communes below them."""
        rows = [
            ["code", "name", "parent", "old_names"],
            ["01x", "Tỉnh Nhập", "", ""],
            ["00004x", "Phường Nhập Một", "Tỉnh Nhập", "Phường Cũ Kỹ\nQuận Đã Bỏ"],
            ["00008x", "Xã Nhập Hai", "Tỉnh Nhập", "Xã Đồng Xưa"],
        ]
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        raw = io.BytesIO()
        book.save(raw)
        admin = self.env.ref("base.user_admin")
        admin.group_ids += self.env.ref("ward_office.group_ward_admin")
        Import = self.env["base_import.import"].with_user(admin)
        imported = Import.create(
            {
                "res_model": "ward.place",
                "file": raw.getvalue(),
                "file_name": "dvhc.xlsx",
                "file_type": "application/vnd.openxmlformats-officedocument"
                ".spreadsheetml.sheet",
            }
        ).execute_import(
            ["code", "name", "parent_id", "old_names"],
            rows[0],
            {"has_headers": True, "quoting": '"', "separator": ","},
        )
        self.assertFalse(imported["messages"])
        places = self.env["ward.place"].browse(imported["ids"])
        self.assertEqual(places[1:].parent_id, places[0])
        Place = self.as_user("clerk", "ward.place")
        for text, place in (("quan da bo", places[1]), ("xã đồng xưa", places[2])):
            with self.subTest(text=text):
                self.assertEqual(Place.search([("search_text", "ilike", text)]), place)
                self.assertIn(place.id, [r[0] for r in Place.name_search(text)])

    def test_batch_intake_costs_no_query_a_petition(self):
        def queries(first, count):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env["ward.petition"].create(
                [
                    {
                        "person_name": f"Người {number}",
                        "person_identity_number": f"001{number:09d}",
                        "summary": "Rác thải",
                        "kind": "reflection",
                        "company_id": self.ward.id,
                    }
                    for number in range(first, first + count)
                ]
            )
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(1, 2)
        few, many = queries(100, 10), queries(200, 90)
        self.assertLessEqual(many, few + 2)

    def test_lists_cost_no_query_a_record(self):
        view = {
            name: {}
            for name in (
                "code",
                "summary",
                "person_name",
                "due_date",
                "signal",
                "state",
            )
        }
        self.petition()
        Petition = self.as_user("clerk", "ward.petition")
        Petition.web_search_read([], view, limit=80)

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            Petition.web_search_read([], view, limit=80)
            return self.env.cr.sql_log_count - before

        few = queries()
        for _n in range(10):
            self.petition()
        self.assertLessEqual(queries(), few + 1)
