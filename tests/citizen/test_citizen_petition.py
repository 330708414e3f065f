"""How petitions come in, what belongs together, who stands behind them."""

import unicodedata
from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CitizenCommon


@tagged("post_install", "-at_install")
class TestCitizenPetition(CitizenCommon):
    def test_every_way_in(self):
        for source in ("desk", "post", "box", "online", "email", "forwarded"):
            with self.subTest(source=source):
                petition = self.petition(source=source)
                self.assertEqual(petition.source, source)
                self.assertTrue(petition.due_date)

    # ------------------------------------------------------------------
    # WHAT BELONGS TOGETHER
    # ------------------------------------------------------------------

    def test_duplicates_however_they_are_written(self):
        summary = "Đường ống nước đổ ra ngõ Đặng Thái Thân"
        first = self.petition(
            person_name="Đỗ Thị Đào",
            person_identity_number=False,
            person_phone=False,
            respondent="Công ty Đại Đồng",
            summary=summary,
        )
        plain = "Duong ong nuoc do ra ngo Dang Thai Than"
        other = {
            "person_name": "Người Khác",
            "person_identity_number": False,
            "person_phone": False,
            "respondent": False,
            "summary": "Một việc không giống",
        }
        for what, vals in (
            ("summary as it is", {"summary": summary}),
            ("summary without accents", {"summary": plain}),
            ("summary, NFD", {"summary": unicodedata.normalize("NFD", summary)}),
            ("summary, capitals", {"summary": summary.upper()}),
            ("target without accents", {"respondent": "cong ty dai dong"}),
            (
                "target, NFD",
                {"respondent": unicodedata.normalize("NFD", "CÔNG TY ĐẠI ĐỒNG")},
            ),
            ("person without accents", {"person_name": "do thi dao"}),
            (
                "person, NFD",
                {"person_name": unicodedata.normalize("NFD", "Đỗ Thị Đào")},
            ),
        ):
            with self.subTest(what=what):
                second = self.petition(**other | vals)
                self.assertIn(first, second.similar_ids)
        self.assertNotIn(first, self.petition(**other).similar_ids)

    def test_duplicates_are_shown_not_merged(self):
        first, second = self.petition(), self.petition()
        self.assertIn(first, second.similar_ids)
        self.assertNotEqual(first.code, second.code)
        # of the reader's own unit, and of what he may read
        elsewhere = self.env["ward.petition"].create(
            {
                "company_id": self.other_ward.id,
                "person_name": first.person_name,
                "person_identity_number": first.person_identity_number,
                "summary": first.summary,
            }
        )
        self.assertNotIn(elsewhere, second.similar_ids)
        secret = self.petition(
            kind="denunciation",
            respondent=first.respondent,
            respondent_user_ids=self.users["leader"].ids,
        )
        seen = self.as_user("leader", second).similar_ids
        self.assertIn(first, seen)
        self.assertNotIn(secret, seen)

    def test_a_denouncer_is_not_found_by_his_name(self):
        secret = self.petition(kind="denunciation", respondent=False, summary="Tố cáo")
        open_one = self.petition(respondent=False, summary="Việc khác hẳn")
        self.assertNotIn(secret, open_one.similar_ids)
        self.assertNotIn(open_one, secret.similar_ids)

    # ------------------------------------------------------------------
    # WHO STANDS BEHIND IT
    # ------------------------------------------------------------------

    def test_people_join_and_leave(self):
        petition = self.petition(
            group_list="Nguyễn Quốc Thử *\n" + "\n".join(f"Người {n}" for n in range(4))
        )
        self.sorted(petition)
        petition.outcome = "accept"
        petition.action_propose()
        self.sign(petition)
        case = self.as_user("clerk", petition.case_id)
        self.assertEqual((case.people_count, case.is_crowd), (5, True))
        people = petition.signatory_ids
        people[1].write({"left_on": "2026-11-18", "leave_reason": "Đơn rút 18/11"})
        self.assertEqual((case.people_count, case.is_crowd), (4, True))
        self.assertIn("Đơn rút 18/11", petition.message_ids[0].body)
        petition.signatory_ids = [
            Command.create({"name": "Người đến sau"}),
            Command.create({"name": "Người đến sau nữa"}),
        ]
        self.assertEqual(petition.people_count, 7)
        self.assertEqual(case.people_count, 6)
        late = petition.signatory_ids - people
        self.assertEqual(late[0].joined_on.isoformat(), "2026-11-18")
        # a place of a representative that has become free
        people[0].write({"left_on": "2026-11-18", "leave_reason": "Đơn rút"})
        late.write({"is_representative": True})
        # who signed is not struck out
        with self.assertRaises(UserError):
            people[2].unlink()
        with self.assertRaises(UserError):
            (people[2:] | late).write(
                {"left_on": "2026-11-18", "leave_reason": "Tất cả"}
            )
        self.decided(case)
        with self.assertRaises(UserError):
            people[2].write({"left_on": "2026-11-18", "leave_reason": "Muộn"})
        with self.assertRaises(UserError):
            petition.signatory_ids = [Command.create({"name": "Quá muộn"})]

    def test_a_typing_error_is_struck_out(self):
        petition = self.petition(group_list="A\nB\nC")
        petition.signatory_ids[2].unlink()
        self.assertEqual(len(petition.signatory_ids), 2)

    def test_linked_petitions_count_together(self):
        case = self.case()
        self.assertEqual((case.people_count, case.is_crowd), (1, False))
        self.petition(group_list="\n".join("ABCD")).action_link(case)
        self.assertEqual((case.people_count, case.is_crowd), (5, True))

    # ------------------------------------------------------------------
    # FORWARDED BY ANOTHER BODY
    # ------------------------------------------------------------------

    def forwarded(self, **vals):
        return self.petition(
            **{
                "source": "forwarded",
                "forwarded_by_id": self.authority.id,
                "forward_number": "45/BTCD",
                "forward_date": "2026-11-16",
                "forward_due": "2026-12-01",
                "kind": "reflection",
                **vals,
            }
        )

    def warn(self):
        self.env["ward.clock"]._warn_unit(self.ward)
        return self.env["mail.activity"].search(
            [
                (
                    "activity_type_id",
                    "=",
                    self.env.ref("ward_office.activity_forwarded").id,
                )
            ]
        )

    def test_the_body_that_forwarded_is_not_forgotten(self):
        petition = self.forwarded()
        self.assertFalse(self.warn())
        with freeze_time("2026-11-29 02:00:00"):
            reminder = self.warn()
            self.assertEqual(reminder.res_id, petition.id)
            self.assertEqual(reminder.user_id, self.users["clerk"])
            self.assertEqual(reminder.date_deadline.isoformat(), "2026-12-01")
            self.assertEqual(self.warn(), reminder, "reminded once")
        # a cron that did not run for a week loses nothing
        late = self.forwarded(handler_id=False)
        with freeze_time("2026-12-09 02:00:00"):
            self.assertEqual(
                (self.warn() - reminder).mapped(lambda a: (a.res_id, a.user_id)),
                [(late.id, self.users["leader"])],
            )
            petition.forward_due = "2026-12-10"
            self.assertEqual(len(self.warn()), 3, "another day, another reminder")

    def test_result_is_told_within_seven_working_days(self):
        petition = self.sorted(self.forwarded())
        with self.assertRaises(UserError):
            petition.action_tell_result("12/UBND", "Đã xong")
        petition.write({"outcome": "file", "outcome_reason": "Đã giải quyết rồi"})
        petition.action_propose()
        self.sign(petition)
        clock = petition._open_clocks("reception_result")
        self.assertEqual(clock.due_date.isoformat(), "2026-11-27")
        with freeze_time("2026-11-29 02:00:00"):
            self.warn()
            with self.assertRaises(UserError):
                petition.action_tell_result("", "Đã xong")
            wizard = (
                self.as_user("clerk", "ward.citizen.word")
                .with_context(active_model=petition._name, active_id=petition.id)
                .create(
                    {
                        "step": "action_tell_result",
                        "word": "Đã gửi",
                        "number": "12/UBND",
                    }
                )
            )
            wizard.action_confirm()
            self.assertEqual(petition.result_told_on.isoformat(), "2026-11-29")
            self.assertEqual(petition.result_told_number, "12/UBND")
            self.assertTrue(clock.is_late)
            self.assertFalse(self.warn())
            with self.assertRaises(UserError):
                petition.action_tell_result("13/UBND", "Lần nữa")

    def test_result_of_a_case(self):
        case = self.case(
            source="forwarded",
            forwarded_by_id=self.authority.id,
            forward_date="2026-11-16",
        )
        petition = self.as_user("clerk", case.petition_ids)
        self.assertFalse(petition._open_clocks("reception_result"))
        with self.assertRaises(UserError):
            petition.action_tell_result("12/UBND", "Chưa xong")
        self.decided(case)
        self.assertTrue(petition._open_clocks("reception_result"))
        petition.action_tell_result("12/UBND", "Đã gửi quyết định")
        self.assertFalse(petition._open_clocks("reception_result"))

    def test_who_forwarded_must_be_known(self):
        petition = self.forwarded(forwarded_by_id=False)
        petition.action_check_conditions()
        petition.condition_ids.write({"is_met": "yes"})
        with self.assertRaises(UserError):
            petition.action_sort()

    def test_reminders_cost_no_query_a_petition(self):
        def queries(count):
            self.forwarded()
            for _n in range(count):
                self.forwarded(forward_due=False)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            with freeze_time(fields.Datetime.now() + timedelta(days=30)):
                self.env["ward.petition"]._warn_forwarded(self.ward)
            return self.env.cr.sql_log_count - before

        queries(1)
        self.assertLessEqual(queries(20), queries(1) + 2)
