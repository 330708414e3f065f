"""Papers of a case and of the head's receptions: drafted by steps, signed, printed."""

import re
import subprocess
import tempfile
import unicodedata
from datetime import timedelta
from pathlib import Path

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tests import tagged

from .common import CitizenCommon


@tagged("post_install", "-at_install")
class TestCitizenPapers(CitizenCommon):
    def draft(self, action):
        """Return the document an action opens."""
        return self.env["ward.document"].browse(action["res_id"])

    def words(self, document):
        return re.sub(r"\s+", " ", re.sub("<[^>]+>", "", document.body or ""))

    def evidence(self, case, **vals):
        case.evidence_ids = [
            Command.create(
                {
                    "name": "Trích lục bản đồ",
                    "source": "Văn phòng đăng ký đất đai",
                    "page_count": 4,
                    **vals,
                }
            )
        ]
        return case.evidence_ids[-1:]

    # ------------------------------------------------------------------
    # VERIFICATION
    # ------------------------------------------------------------------

    def test_papers_are_asked_for_handed_over_and_appraised(self):
        case = self.case()
        evidence = self.evidence(case, wanted_on="2026-11-30")
        asked = self.draft(evidence.action_ask())
        self.assertEqual(asked.form_id.code, "07 NĐ 124/2020")
        self.assertEqual(asked.addressee, "Văn phòng đăng ký đất đai")
        for words in ("Trích lục bản đồ", "4", "ngày 30 tháng 11 năm 2026"):
            self.assertIn(words, self.words(asked))
        self.assertEqual(evidence.asked_on.isoformat(), "2026-11-18")
        self.sign(case)
        self.assertRegex(asked.reference, r"^\d+/UBND-VP$")
        minutes = self.draft(evidence.action_receipt())
        self.assertEqual(minutes.form_id.code, "08 NĐ 124/2020")
        self.sign(case, "clerk")
        self.assertFalse(minutes.number, "minutes take no number")
        decision = self.draft(evidence.action_appraise())
        self.assertEqual(decision.form_id.code, "09 NĐ 124/2020")
        self.assertIn("kn_10", case.document_ids.form_id.mapped("key"))

    def test_denunciation_is_appraised_by_its_own_form(self):
        case = self.case(kind="denunciation", respondent="Ông Trần Văn B")
        evidence = self.evidence(case)
        self.assertEqual(
            self.draft(evidence.action_appraise()).form_id.code, "09 NĐ 31/2019"
        )
        with self.assertRaises(UserError):
            evidence.action_ask()

    def test_decision_complained_of_is_suspended_and_released(self):
        case = self.case()
        with self.assertRaises(UserError):
            case.action_unhalt("Không còn lý do")
        case.action_halt("Thi hành ngay sẽ gây hậu quả khó khắc phục")
        self.assertFalse(case.halted_on, "nothing signed yet")
        with self.assertRaises(AccessError):
            case.document_ids.filtered(lambda d: d.form_id.key == "kn_11").action_sign()
        self.sign(case)
        self.assertEqual(case.halted_on.isoformat(), "2026-11-18")
        with self.assertRaises(UserError):
            case.action_halt("Lần nữa")
        draft = self.draft(case.action_unhalt("Lý do không còn"))
        self.assertIn("/QĐ", self.words(draft), "names the suspension it cancels")
        self.sign(case)
        self.assertFalse(case.halted_on)
        with self.assertRaises(AccessError):
            case.write({"halted_on": "2026-11-18"})

    def test_dialogue_is_announced_five_days_before(self):
        case = self.case()
        case.meeting_ids = [
            Command.create({"kind": "dialogue", "start_at": f"2026-11-{day} 02:00:00"})
            for day in (22, 23)
        ]
        for meeting in case.meeting_ids:
            meeting.action_invite()
        self.assertEqual(case.meeting_ids.mapped("is_short"), [True, False])

    # ------------------------------------------------------------------
    # WITHDRAWAL, OPENING AGAIN
    # ------------------------------------------------------------------

    def test_withdrawn_in_part_goes_on_with_the_rest(self):
        case = self.case()
        with self.assertRaises(UserError):
            case.action_withdrawn_part(" ")
        minutes = self.draft(case.action_withdrawn_part("Rút nội dung đòi bồi thường"))
        self.assertEqual(minutes.form_id.key, "kn_withdraw")
        self.assertEqual(case.state, "accepted")
        self.assertEqual(case.withdrawn_part, "Rút nội dung đòi bồi thường")
        self.assertTrue(case.due_date)
        case.action_withdrawn_part("Rút nội dung đo lại đất")
        self.assertEqual(len(case.withdrawn_part.splitlines()), 2)
        with self.assertRaises(UserError):
            case.action_withdrawn_go_on("x")

    def test_one_dialog_asks_what_is_withdrawn(self):
        def withdraw(case, what):
            self.as_user("clerk", "ward.citizen.word").create(
                {
                    "res_model": "ward.case",
                    "res_id": case.id,
                    "step": "action_withdrawn",
                    "withdrawal": what,
                    "word": "Biên bản ngày 18/11",
                }
            ).action_confirm()

        case = self.case()
        withdraw(case, "action_withdrawn_part")
        self.assertFalse(case.is_withdrawn)
        self.assertEqual(case.withdrawn_part, "Biên bản ngày 18/11")
        with self.assertRaises(UserError):  # a complaint is not
            withdraw(case, "action_withdrawn_go_on")
        withdraw(case, "action_withdrawn")
        self.assertTrue(case.is_withdrawn)
        case = self.case(kind="denunciation")
        withdraw(case, "action_withdrawn_go_on")
        self.assertEqual(case.withdrawn_but, "Biên bản ngày 18/11")

    def test_denunciation_withdrawn_under_pressure_is_settled(self):
        case = self.case(kind="denunciation", respondent="Ông Trần Văn B")
        minutes = self.draft(case.action_withdrawn_go_on("Người tố cáo bị đe dọa"))
        self.assertEqual(minutes.form_id.code, "03 NĐ 156/2026")
        self.assertNotIn("Nguyễn Quốc Thử", minutes.body)
        self.assertTrue(case.is_withdrawn)
        self.assertEqual(case.state, "accepted")

    def test_what_is_complained_of_is_not_said_twice(self):
        case = self.case(summary="Khiếu nại về việc thu hồi 45 m² đất.")
        [notice] = case.petition_ids.document_ids
        self.assertEqual(notice._complaint(), "thu hồi 45 m² đất")
        self.assertNotIn("Khiếu nại về việc: Khiếu nại", notice.body)
        self.assertIn("thu hồi 45 m² đất", notice.body)

    def test_notice_of_acceptance_ends_its_limit(self):
        case = self.case(kind="denunciation", respondent="Ông Trần Văn B")
        limit = case._clocks("denunciation_notify")
        self.assertEqual(limit.state, "running")
        self.env["ward.document"].with_env(case.env)._draft("tc_05", case)
        self.assertEqual(limit.state, "running")
        self.sign(case)
        self.assertEqual(limit.state, "done")
        self.assertFalse(limit.is_late)

    def test_the_last_one_withdraws_instead_of_leaving(self):
        case = self.case(
            people_count=2,
            group_list="Nguyễn Quốc Thử; 001085012345 *\nTrần Thị Hai; 001085012346",
        )
        people = case.petition_ids.signatory_ids
        self.assertEqual(len(people), 2)
        people[0].write({"left_on": "2026-11-18", "leave_reason": "Đơn rút"})
        with self.assertRaises(ValidationError):
            people[1].write({"left_on": "2026-11-18", "leave_reason": "Đơn rút"})

    # ------------------------------------------------------------------
    # WORDING BY TIME
    # ------------------------------------------------------------------

    def test_papers_of_old_days_keep_their_words(self):
        for now, there, gone in (
            ("2026-06-30 02:00:00", "Số CMND/Hộ chiếu", "giấy chứng nhận căn cước"),
            ("2026-07-01 02:00:00", "giấy chứng nhận căn cước", "Số CMND/Hộ chiếu"),
        ):
            with self.subTest(now=now), freeze_time(now):
                petition = self.sorted(self.petition())
                petition.outcome = "accept"
                petition.action_propose()
                text = self.words(petition.document_ids)
                self.assertIn(there, text)
                self.assertNotIn(gone, text)
                self.sign(petition)
                case = self.as_user("clerk", petition.case_id)
                case.member_ids = [
                    Command.create(
                        {"employee_id": self.employees["officer"].id, "role": "head"}
                    )
                ]
                text = self.words(self.draft(case.action_verify()))
                self.assertEqual("136/2025" in text, now >= "2026-07-01")

    def test_register_begins_anew_with_the_local_year(self):
        numbers = []
        for now in ("2026-12-31 16:59:00", "2026-12-31 17:01:00"):  # 23:59, 00:01
            with freeze_time(now):
                petition = self.sorted(self.petition())
                petition.outcome = "accept"
                petition.action_propose()
                document = self.sign(petition)
                numbers.append((document.year, document.reference))
        self.assertEqual(numbers, [(2026, "01/TB-UBND"), (2027, "01/TB-UBND")])

    # ------------------------------------------------------------------
    # RECEPTION BY THE HEAD
    # ------------------------------------------------------------------

    def head(self, **vals):
        return self.receive(
            kind="head", received_by_id=self.employees["leader"].id, **vals
        )

    def concluded(self):
        """Return a reception by the head, its answer promised, its notice signed."""
        reception = self.head(explained="Đã giải thích")
        with self.assertRaises(UserError):
            reception.action_advise()
        reception.write({"head_answer": "later", "head_directions": "Kiểm tra hồ sơ"})
        with self.assertRaises(UserError):
            reception.action_advise()
        with self.assertRaises(ValidationError):
            reception.answer_until = "2026-11-17"
        reception.write(
            {
                "answer_until": "2026-12-01",
                "contact_id": self.employees["officer"].id,
                "directed_to": "Phòng Kinh tế",
            }
        )
        with self.assertRaises(UserError):
            reception.action_advise()
        reception.directed_until = "2026-11-28"
        reception.action_advise()
        notice = reception.document_ids
        self.assertEqual(notice.form_id.key, "tcd_conclusion")
        text = self.words(notice)
        for words in (
            "Phòng Kinh tế",
            "ngày 28 tháng 11 năm 2026",
            "ngày 01 tháng 12 năm 2026",
            "Kiểm tra hồ sơ",
            self.employees["officer"].name,
        ):
            self.assertIn(words, text)
        self.assertEqual(
            reception._open_clocks().code, "reception_conclusion", "its time limit"
        )
        self.sign(reception)
        self.assertTrue(notice.number)
        self.assertFalse(reception._open_clocks())
        return reception

    def test_head_answers_or_says_who_and_when(self):
        self.assertTrue(self.concluded().is_promise_open)

    def test_answer_promised_is_kept_or_the_head_is_told(self):
        reception = self.concluded()
        kind = self.env.ref("ward_office.activity_promise")

        def told():
            return reception.sudo().activity_ids.filtered(
                lambda a: a.activity_type_id == kind
            )

        self.assertEqual(told().user_id, self.users["officer"])
        found = self.env["ward.reception"].search([("is_promise_open", "=", True)])
        self.assertIn(reception, found)
        with freeze_time("2026-12-02 02:00:00"):
            self.env["ward.clock"]._warn_unit(self.ward)
            self.env["ward.clock"]._warn_unit(self.ward)
            self.assertEqual(
                told().user_id, self.users["officer"] | self.users["leader"]
            )
            self.assertEqual(len(told()), 2)
            with self.assertRaises(UserError):
                reception.action_answered("")
            reception.action_answered("Công văn 12/UBND-VP")
        self.assertFalse(told())
        self.assertFalse(reception.is_promise_open)
        with self.assertRaises(UserError):
            reception.action_answered("Lần nữa")

    def test_waiting_numbers_begin_anew_every_day(self):
        numbers = [self.receive().queue_number for _n in range(2)]
        self.assertEqual(numbers, [1, 2])
        both = self.as_user("clerk", "ward.reception").create(
            [{"person_name": f"Người {n}", "content": "x"} for n in range(2)]
        )
        self.assertEqual(both.mapped("queue_number"), [3, 4])
        with freeze_time("2026-11-18 17:00:00"):  # midnight in Hanoi
            self.assertEqual(self.receive().queue_number, 1)

    def test_others_need_no_answer_of_the_head(self):
        reception = self.receive(explained="Đã giải thích")
        reception.action_advise()
        self.assertFalse(reception.document_ids)

    def test_denunciation_is_not_received_online(self):
        with self.assertRaises(ValidationError):
            self.receive(is_online=True, matter_kind="denunciation")

    # ------------------------------------------------------------------
    # RECEPTION DAYS
    # ------------------------------------------------------------------

    def day(self, **vals):
        return self.as_user("clerk", "ward.reception.day").create(
            {"leader_id": self.employees["leader"].id, "date": "2026-11-30", **vals}
        )

    def test_deputies_of_the_council_receive(self):
        with self.assertRaises(ValidationError):
            self.day(kind="deputies", leader_id=False)
        with self.assertRaises(ValidationError):
            self.day(leader_id=False)
        day = self.day(kind="deputies", leader_id=False, deputies="Bà Lê Thị Hội đồng")
        self.assertIn("Bà Lê Thị Hội đồng", day.display_name)
        html = self.notice(self.day(date="2026-12-01") + day)
        self.assertIn("Bà Lê Thị Hội đồng", html)
        self.assertIn("tháng 11, 12 năm 2026", html)

    def notice(self, days):
        return (
            self.env["ir.actions.report"]
            ._render_qweb_html("ward_office.report_reception_notice", days.ids)[0]
            .decode()
        )

    def test_online_day_meets_its_conditions(self):
        day = self.day(is_online=True, online_ground="complex")
        self.assertEqual(len(day.online_missing.splitlines()), 3)
        day.action_online_invited()
        self.assertEqual(len(day.online_missing.splitlines()), 2)
        day.action_announce()
        with freeze_time("2026-11-27 02:00:00"):
            day.action_online_tested()
        with freeze_time("2026-11-30 00:30:00"):  # 07:30, it begins at 08:00
            day.action_online_connected()
            self.assertIn("hour", day.online_missing)
            day._write_guarded({"online_connected_at": "2026-11-29 23:59:00"})
            self.assertFalse(day.online_missing)
            with self.assertRaises(UserError):
                day.action_hold()
            day.online_recording = "Máy chủ Văn phòng, thư mục 2026/11/30"
            day.action_hold()
        self.assertEqual(day.state, "held")
        with self.assertRaises(UserError):
            day.action_online_tested()
        with self.assertRaises(AccessError):
            day.write({"online_tested_at": "2026-11-27 02:00:00"})

    def test_new_holiday_moves_days_already_planned(self):
        draft, announced = (
            self.day(),
            self.day(date="2026-12-01", hour_from=13, hour_to=16),
        )
        announced.action_announce()
        self.env["resource.calendar.leaves"].with_company(self.ward).create(
            {
                "name": "Nghỉ",
                "company_id": self.ward.id,
                "date_from": "2026-11-29 17:00:00",
                "date_to": "2026-12-01 16:59:59",
            }
        )
        for day, before in ((draft, "2026-11-30"), (announced, "2026-12-01")):
            self.assertEqual(day.date.isoformat(), "2026-12-02")
            self.assertEqual(day.moved_from.isoformat(), before)
            self.assertIn("02/12/2026", day.message_ids[0].body)
        self.assertIn("Thay ngày 30/11/2026", self.notice(draft))

    def test_head_is_told_once_when_a_month_falls_short(self):
        self.day()
        kind = self.env.ref("ward_office.activity_reception_short")
        Day = self.env["ward.reception.day"]
        for _n in range(2):
            self.env["ward.clock"]._warn_unit(self.ward)
        told = self.env["mail.activity"].search([("activity_type_id", "=", kind.id)])
        told = told.filtered(lambda a: a.user_id == self.users["leader"])
        self.assertEqual(len(told), 1)
        self.assertIn("11/2026", told.summary)
        with freeze_time("2026-12-05 02:00:00"):  # announced, never held
            Day.search([]).invalidate_recordset()
            self.assertEqual(
                Day.with_company(self.ward)._short_by(self.ward, 2026, 11), 2
            )

    def told_short(self, *dates):
        """Warn on each of ``dates``; return what the leader was told."""
        kind = self.env.ref("ward_office.activity_reception_short")
        for date in dates:
            with freeze_time(f"{date} 02:00:00"):
                self.env["ward.clock"]._warn_unit(self.ward)
        told = self.env["mail.activity"].search([("activity_type_id", "=", kind.id)])
        told = told.filtered(lambda a: a.user_id == self.users["leader"])
        return told.sorted("id").mapped("summary")

    def test_head_without_any_day_is_told(self):
        self.assertFalse(self.days_of_head())
        self.assertEqual(
            self.told_short("2026-11-18", "2026-11-19"),
            ["11/2026: 2 reception days too few"],
        )

    def days_of_head(self):
        return self.env["ward.reception.day"].search(
            [("company_id", "=", self.ward.id), ("kind", "=", "head")]
        )

    def test_day_cancelled_later_is_told_anew(self):
        self.day()
        self.day(date="2026-11-27")
        coming = self.day(date="2026-12-01")
        self.day(date="2026-12-08")
        self.assertFalse(self.told_short("2026-11-18"))
        coming.action_cancel("Họp")
        self.assertEqual(
            self.told_short("2026-11-23", "2026-11-24"),
            ["12/2026: 1 reception days too few"],
        )
        self.days_of_head().filtered(lambda d: d.date.month == 11).write(
            {"delegate_id": self.employees["deputy"].id, "delegation_paper": "QĐ 9"}
        )
        self.assertEqual(
            self.told_short("2026-11-24", "2026-11-25"),
            ["12/2026: 1 reception days too few", "11/2026: 2 reception days too few"],
            "a warning for the next month does not silence this one",
        )

    def test_two_sessions_of_one_day_are_one_day(self):
        self.day()
        self.day(hour_from=13, hour_to=16)
        Day = self.env["ward.reception.day"]
        self.assertEqual(Day._short_by(self.ward, 2026, 11), 1)

    def holiday(self, date):
        before = fields.Date.to_date(date) - timedelta(1)
        return (
            self.env["resource.calendar.leaves"]
            .with_company(self.ward)
            .create(
                {
                    "name": "Nghỉ",
                    "company_id": self.ward.id,
                    "date_from": f"{before} 17:00:00",
                    "date_to": f"{date} 16:59:59",
                }
            )
        )

    def test_month_is_planned_around_days_that_meet(self):
        for weekday in ("0", "1"):
            self.env["ward.reception.pattern"].create(
                {
                    "company_id": self.ward.id,
                    "leader_id": self.employees["leader"].id,
                    "weekday": weekday,
                }
            )
        self.holiday("2027-01-04")  # the first Monday
        Day = self.as_user("clerk", "ward.reception.day")
        Day.action_plan_month(2027, 1)
        self.assertEqual(
            [
                (str(day.date), str(day.moved_from or ""))
                for day in self.days_of_head().sorted("date")
            ],
            [("2027-01-05", ""), ("2027-01-06", "2027-01-04")],
        )
        Day.action_plan_month(2027, 1)
        self.assertEqual(len(self.days_of_head()), 2)

    def test_holiday_moves_a_day_past_one_of_another_kind(self):
        day = self.day()
        self.day(date="2026-12-01", kind="unplanned", unplanned_ground="urgent")
        self.holiday("2026-11-30")
        self.assertEqual(day.date.isoformat(), "2026-12-02")

    def test_only_fixed_days_on_the_holiday_are_moved(self):
        weekend = self.day(date="2026-11-28")
        urgent = self.day(
            date="2026-11-30", kind="unplanned", unplanned_ground="urgent"
        )
        self.holiday("2026-11-30")
        self.assertEqual(weekend.date.isoformat(), "2026-11-28")
        self.assertEqual(urgent.date.isoformat(), "2026-11-30")

    def test_turn_marks_only_its_own_day_held(self):
        coming = self.day()
        coming.action_announce()
        with self.assertRaises(ValidationError) as caught:
            self.head(day_id=coming.id)
        self.assertIn("“Reception Day”", str(caught.exception))
        today = self.day(date="2026-11-18")
        today.action_announce()
        reception = self.head(
            day_id=today.id,
            explained="x",
            head_answer="at_once",
            head_directions="x",
        )
        with self.assertRaises(ValidationError):
            reception.received_at = "2026-11-16 02:00:00"
        with self.assertRaises(ValidationError):
            reception.day_id = coming
        self.assertEqual(today.state, "announced")
        reception.action_advise()
        self.assertEqual(today.state, "held")

    def test_turn_does_not_hold_an_online_day_without_recording(self):
        for recording, state in ((False, "announced"), ("Máy chủ", "held")):
            day = self.day(
                date="2026-11-18",
                hour_from=13 if recording else 8,
                hour_to=16,
                is_online=True,
                online_ground="complex",
                online_recording=recording,
            )
            day.action_announce()
            self.head(
                day_id=day.id,
                is_online=True,
                explained="x",
                head_answer="at_once",
                head_directions="x",
            ).action_advise()
            self.assertEqual(day.state, state)

    def test_facts_of_a_closed_day_stay(self):
        held = self.day(date="2026-11-18")
        held.action_announce()
        held.action_hold()
        cancelled = self.day()
        cancelled.action_cancel("Họp")
        delegation = {
            "delegate_id": self.employees["deputy"].id,
            "delegation_paper": "QĐ 9",
        }
        for day in held + cancelled:
            with self.assertRaises(UserError) as caught:
                day.write(delegation)
            for word in ("“Delegate”", "reopen"):
                self.assertIn(word, str(caught.exception))
            with self.assertRaises(UserError):
                day.place = "Nơi khác"
            with self.assertRaises(AccessError):
                day.action_reopen()
            day.online_recording = "Kho lưu trữ"
        days = self.as_user("leader", held + cancelled)
        days.action_reopen()
        self.assertEqual(held.state, "announced")
        self.assertEqual((cancelled.state, cancelled.cancel_reason), ("draft", False))
        held.write(delegation)
        held.action_hold()
        with self.assertRaises(UserError):
            days.action_reopen()

    def test_handler_is_warned_twice_before_the_end(self):
        petition = self.petition(handler_id=self.users["officer"].id)
        Clock = self.env["ward.clock"]
        counts = []
        for day in ("24", "25", "26", "27"):
            with freeze_time(f"2026-11-{day} 02:00:00"):
                Clock._warn_unit(self.ward)
                counts.append(len(petition.sudo().activity_ids))
        # due on 27 November; warned three days and one day before
        self.assertEqual(counts, [1, 1, 2, 2])

    # ------------------------------------------------------------------
    # SCAN
    # ------------------------------------------------------------------

    def test_scan_is_attached_after_signing_and_nothing_else(self):
        case = self.case()
        document = case.petition_ids.document_ids.filtered("number")
        document = self.as_user("clerk", document)
        scan = self.as_user("clerk", "ir.attachment").create(
            {"name": "ban-ky.pdf", "raw": b"%PDF-1.4 x"}
        )
        document.scan_ids = scan
        self.assertEqual(document.scan_ids, scan)
        for vals in ({"name": "Khác"}, {"body": "x"}, {"recipients": "x"}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                document.write(vals)
        with self.assertRaises(AccessError):
            self.as_user("other_leader", document).scan_ids = False


@tagged("post_install", "-at_install")
class TestCitizenPdf(CitizenCommon):
    """Every form as a PDF: Vietnamese that can be searched, one family of fonts."""

    def pdf(self, documents):
        reports = self.as_user("clerk", "ir.actions.report").with_context(
            force_report_rendering=True
        )
        with self.allow_pdf_render():
            content, kind = reports._render_qweb_pdf(
                "ward_office.report_ward_document", documents.ids
            )
        self.assertEqual(kind, "pdf")
        return content

    def test_text_is_searchable_and_fonts_are_ours(self):
        case = self.case()
        documents = case.petition_ids.document_ids
        matters = {
            "reception": self.receive(),
            "petition": case.petition_ids,
            "complaint": case,
            "denunciation": self.case(kind="denunciation"),
            "any": case,
        }
        forms = self.env["ward.document.form"]
        forms = forms.search(
            forms._in_force_domain(self.ward._ward_today())
            & Domain("template", "!=", False)
        )
        self.assertGreater(len(forms), 50)
        for form in forms:
            documents |= self.env["ward.document"]._draft(
                form.key,
                matters[form.area],
                reason="Lý do cần thiết",
                addressee="Sở Tài chính",
            )
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "forms.pdf"
            path.write_bytes(self.pdf(documents))
            text = subprocess.run(
                ["pdftotext", "-layout", path, "-"], capture_output=True, check=True
            ).stdout.decode()
            fonts = subprocess.run(
                ["pdffonts", path], capture_output=True, check=True
            ).stdout.decode()
        text = unicodedata.normalize("NFC", text)
        for words in (
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "thụ lý giải quyết khiếu nại",
            "Nguyễn Quốc Thử",
            "BIÊN BẢN ĐỐI THOẠI",
            "tạm đình chỉ việc thi hành",
        ):
            self.assertIn(words.lower(), text.lower())
        flat = " ".join(text.lower().split())
        for form in forms.filtered("title"):
            with self.subTest(form=form.key):
                self.assertIn(" ".join(form.title.lower().split()), flat)
        names = [line.split()[0] for line in fonts.splitlines()[2:]]
        self.assertTrue(names)
        for name in names:
            self.assertRegex(name, r"Times|Liberation|Tinos")
        rows = [line.split() for line in fonts.splitlines()[2:]]
        self.assertTrue(all("yes" in row for row in rows), "embedded, with Unicode")
