"""Units are merged and split: matters move with all their parts and nothing else."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CitizenCommon

PAPER = {
    "paper_number": "1656/NQ-UBTVQH15",
    "paper_date": "2026-11-01",
    "reason": "Nhập hai phường",
}


@tagged("post_install", "-at_install")
class TestCitizenMove(CitizenCommon):
    def wizard(self, login="city_leader", **vals):
        return self.as_user(login, "ward.case.move.new").create(
            {
                "from_company_id": self.ward.id,
                "to_company_id": self.other_ward.id,
                **PAPER,
                **vals,
            }
        )

    def full_case(self):
        """Return a case with every kind of part, and its petition of a reception."""
        reception = self.receive()
        petition = self.sorted(self.petition(group_list="A *\nB"))
        petition.sudo()._write_guarded({"reception_id": reception.id})
        petition.outcome = "accept"
        petition.action_propose()
        self.sign(petition)
        case = self.as_user("clerk", petition.case_id)
        case.write(
            {
                "member_ids": [
                    Command.create(
                        {"employee_id": self.employees["officer"].id, "role": "head"}
                    )
                ],
                "evidence_ids": [Command.create({"name": "Sổ địa chính"})],
                "meeting_ids": [Command.create({"start_at": "2026-11-20 02:00:00"})],
                "obligation_ids": [
                    Command.create(
                        {
                            "name": "Trả đất",
                            "step_ids": [Command.create({"document": "x"})],
                        }
                    )
                ],
                "protection_ids": [Command.create({})],
            }
        )
        self.env["ward.document"]._draft("invite", case)
        return reception, petition, case

    def test_everything_moves_and_signed_papers_stay(self):
        reception, petition, case = (m.sudo() for m in self.full_case())
        codes = [m.code for m in (reception, petition, case)]
        signed = petition.document_ids.filtered(lambda d: d.state == "issued")
        number, history = signed.reference, case.message_ids
        dues = case.clock_ids.mapped("due_date")
        self.wizard(scope="codes", codes=petition.code).action_move()
        self.env.invalidate_all()
        parts = [
            case.member_ids,
            case.evidence_ids,
            case.meeting_ids,
            case.obligation_ids,
            case.obligation_ids.step_ids,
            case.protection_ids,
            case.clock_ids,
            petition.clock_ids,
            case.document_ids.filtered(lambda d: d.state == "draft"),
            petition.citizen_id,
            reception,
            petition,
            case,
        ]
        for part in parts:
            with self.subTest(model=part._name):
                self.assertTrue(part)
                self.assertEqual(part.company_id, self.other_ward)
        self.assertEqual([m.code for m in (reception, petition, case)], codes)
        self.assertEqual(case.display_name, f"{case.code} (Ward A)")
        self.assertEqual(signed.company_id, self.ward)
        self.assertEqual(signed.reference, number)
        self.assertLessEqual(history, case.message_ids)
        self.assertEqual(case.clock_ids.mapped("due_date"), dues)
        moves = self.env["ward.case.move"].search([("case_id", "=", case.id)])
        self.assertEqual(
            (moves.from_company_id, moves.to_company_id, moves.state_then),
            (self.ward, self.other_ward, "accepted"),
        )
        # by the database: no column that names the unit is left behind
        self.env.flush_all()
        for model in ("ward.clock", "ward.case.member", "ward.obligation.step"):
            left = self.env[model].search_count(
                [("case_id", "=", case.id), ("company_id", "=", self.ward.id)]
            )
            self.assertEqual(left, 0, model)

    def test_access_follows_the_new_unit(self):
        _reception, petition, case = self.full_case()
        signed = petition.sudo().document_ids.filtered(lambda d: d.state == "issued")
        self.wizard(scope="codes", codes=case.code).action_move()
        for login in ("clerk", "leader", "officer"):
            found = self.as_user(login, "ward.case").search([("id", "=", case.id)])
            self.assertFalse(found, login)
        moved = self.as_user("other_leader", case)
        self.assertEqual(moved.read(["code"])[0]["code"], case.sudo().code)
        self.assertFalse(case.sudo().handler_id)
        self.assertTrue(moved.action_watch("Vụ việc nhận bàn giao"))
        # the register of signed papers of the old unit is still whole
        register = self.as_user("clerk", "ward.document").search(
            [("id", "in", signed.ids)]
        )
        self.assertEqual(register.read(["reference"])[0]["reference"], signed.reference)
        with self.assertRaises(AccessError):
            self.as_user("clerk", case).read(["title"])

    def test_conflicts_hold_in_the_old_register(self):
        _reception, petition, case = self.full_case()
        signed = petition.sudo().document_ids.filtered(lambda d: d.state == "issued")
        petition.sudo()._write_guarded(
            {"excluded_user_ids": [Command.link(self.users["leader"].id)]}
        )
        self.wizard(scope="codes", codes=case.code).action_move()
        found = self.as_user("leader", "ward.document").search(
            [("id", "in", signed.ids)]
        )
        self.assertFalse(found)

    def test_codes_of_two_registers_live_together(self):
        first = self.petition()
        other = self.as_user("other_leader", "ward.petition").create(
            {"person_name": "Trần Thử", "kind": "reflection"}
        )
        self.assertEqual(first.code, other.code)
        self.wizard(scope="open").action_move()
        new = self.as_user("other_leader", "ward.petition").create(
            {"person_name": "Lê Thử", "kind": "reflection"}
        )
        code = other.code
        found = self.as_user("other_leader", "ward.petition").search(
            [("search_text", "=", code)]
        )
        self.assertEqual(set(found.ids), {first.id, other.id})
        self.assertNotEqual(new.code, code)

    def test_scope(self):
        open_one = self.petition()
        done = self.petition()
        done.action_withdraw("Rút đơn")
        reception = self.receive()
        self.wizard(scope="open").action_move()
        self.env.invalidate_all()
        self.assertEqual(open_one.sudo().company_id, self.other_ward)
        self.assertEqual(done.sudo().company_id, self.ward)
        self.wizard(scope="all", has_receptions=True).action_move()
        self.assertEqual(done.sudo().company_id, self.other_ward)
        self.assertEqual(reception.sudo().company_id, self.other_ward)
        with self.assertRaisesRegex(UserError, "nothing of this kind"):
            self.wizard(scope="all", has_receptions=True).action_move()
        with self.assertRaisesRegex(UserError, "Đ.2026.99999"):
            self.wizard(scope="codes", codes="Đ.2026.99999").action_move()

    def test_a_holiday_of_the_new_unit_moves_the_limit(self):
        petition = self.petition()
        clock = petition.sudo().clock_ids
        due = clock.due_date
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Ngày nghỉ riêng",
                "company_id": self.other_ward.id,
                "calendar_id": self.other_ward.resource_calendar_id.id,
                "date_from": "2026-11-18 17:00:00",
                "date_to": "2026-11-19 16:59:59",
            }
        )
        self.wizard(scope="open").action_move()
        self.env.invalidate_all()
        self.assertGreater(clock.due_date, due)
        self.assertEqual(petition.sudo().due_date, clock.due_date)
        bodies = " ".join(petition.sudo().message_ids.mapped("body"))
        self.assertIn(due.strftime("%d/%m/%Y"), bodies)
        self.assertIn(PAPER["paper_number"], bodies)

    def test_the_vault_moves_and_stays_closed(self):
        petition = self.petition(kind="denunciation")
        identity = petition.sudo().identity_ids
        self.wizard(scope="open").action_move()
        self.assertEqual(identity.company_id, self.other_ward)
        self.assertNotEqual(petition.sudo().person_name, "Nguyễn Quốc Thử")
        self.assertFalse(
            self.env["ward.citizen"].search_count(
                [("company_id", "=", self.other_ward.id)]
            )
        )

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_others_may_not(self):
        petition = self.petition()
        allowed = ("city_leader",)
        for login in self.users:
            with self.subTest(login=login):
                if login in allowed:
                    continue
                with self.assertRaises(AccessError):
                    self.wizard(login, scope="open").action_move()
        admin = self.users["admin"]
        admin.company_ids |= self.other_ward
        wizard = self.wizard("admin", scope="open")
        wizard.action_move()
        self.assertEqual(petition.sudo().company_id, self.other_ward)
        self.assertFalse(self.as_user("admin", "ward.petition").search([]))

    def test_the_record_of_a_move_is_kept(self):
        self.petition()
        self.wizard(scope="open").action_move()
        move = self.as_user("other_leader", "ward.case.move").search([])
        with self.assertRaises(AccessError):
            move.write({"date": "2020-01-01"})
        with self.assertRaises(AccessError):
            move.sudo().unlink()

    def queries(self, count):
        self.as_user("clerk", "ward.petition").create(
            [
                {
                    "person_name": f"Người {n}",
                    "person_identity_number": f"0010850{count:02d}{n:03d}",
                    "kind": "reflection",
                    "handler_id": self.users["clerk"].id,
                }
                for n in range(count)
            ]
        )
        wizard = self.wizard(scope="open")
        self.flush_tracking()
        before = self.env.cr.sql_log_count
        wizard.action_move()
        self.flush_tracking()
        return self.env.cr.sql_log_count - before

    def test_queries_do_not_grow_with_the_matters(self):
        self.queries(2)
        few, many = self.queries(5), self.queries(60)
        self.assertLessEqual(many, few + 10)
