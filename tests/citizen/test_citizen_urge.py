"""What is overdue is listed and urged; complex and crowded cases are watched."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CitizenCommon

LATE = "2027-03-10 02:00:00"


@tagged("post_install", "-at_install")
class TestCitizenUrge(CitizenCommon):
    def urges(self, login, kind=None):
        model = self.as_user(login, "ward.urge")
        return model.search([("kind", "=", kind)] if kind else [])

    def forwarded(self):
        petition = self.sorted(self.petition(kind="reflection"))
        petition.write(
            {
                "outcome": "forward",
                "target_id": self.authority.id,
                "outcome_reason": "Không thuộc thẩm quyền",
            }
        )
        petition.action_propose()
        self.sign(petition)
        return petition

    def test_own_overdue_matters_by_officer(self):
        case = self.case()
        self.assertFalse(self.urges("clerk"))
        with freeze_time(LATE):
            found = self.urges("clerk", "own").filtered(
                lambda u: u.case_id == case.sudo(False)
            )
            self.assertEqual(found.handler_id, self.users["clerk"])
            late = found.filtered(lambda u: u.rule_id.code == "complaint_settle_1")
            due = case.sudo()._settle_clock().due_date
            self.assertEqual(late.due_date, due)
            self.assertEqual(
                late.days_late, (self.ward._ward_today() - late.due_date).days
            )
            self.as_user("leader", late).action_urge()
            clock = late.clock_id.sudo()
            self.assertEqual(clock.urged_on, self.ward._ward_today())
            told = self.env["mail.notification"].search(
                [("res_partner_id", "=", self.users["clerk"].partner_id.id)]
            )
            bodies = "".join(told.mail_message_id.mapped("body"))
            self.assertIn(case.code, bodies)
            self.assertEqual(self.urges("officer"), self.env["ward.urge"])
            case.sudo()._write_guarded({"handler_id": False})
            with self.assertRaisesRegex(UserError, "Handled By"):
                self.as_user("leader", late).action_urge()

    def test_forwarded_without_answer(self):
        petition = self.forwarded()
        with freeze_time(LATE):
            urge = self.urges("clerk", "forwarded")
            self.assertEqual(urge.petition_id, petition)
            self.assertEqual(urge.target_id, self.authority)
            document = self.env["ward.document"].browse(urge.action_urge()["res_id"])
            self.assertEqual(document.form_id.key, "xld_urge")
            self.assertIn(self.authority.name, document.body)
            # a second time: the same draft
            self.assertEqual(urge.action_urge()["res_id"], document.id)
            self.assertFalse(self.urges("clerk", "forwarded").urged_on)
            self.as_user("leader", document).action_sign()
            urge = self.urges("clerk", "forwarded")
            self.assertEqual(urge.urged_on, self.ward._ward_today())
            self.assertEqual(urge.urge_count, 1)
            petition.action_answered("5/CV", "Đã giải quyết.")
            self.assertFalse(self.urges("clerk", "forwarded"))

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_the_unit_above_urges_and_the_report_is_due(self):
        case = self.case(kind="denunciation", has_evidence=True)
        with freeze_time(LATE):
            urge = self.urges("city_leader", "below")
            self.assertEqual(
                (urge.code, urge.unit_id, urge.title), (case.code, self.ward, False)
            )
            self.assertFalse(self.urges("leader", "below"))
            document = self.as_user(
                "city_leader",
                self.env["ward.document"].browse(urge.action_urge()["res_id"]),
            )
            self.assertEqual(document.company_id, self.city)
            self.assertIn(case.code, document.body)
            with self.assertRaises(AccessError):
                self.as_user("city_leader", case).read(["title"])
            with self.assertRaises(AccessError):
                self.as_user("clerk", document).write({"reason": "x"})
            document.write({"addressee": "Chủ tịch UBND phường A"})
            document.action_sign()
            self.assertTrue(document.reference)
            clock = case.sudo()._open_clocks("denunciation_urge")
            self.assertEqual(clock.company_id, self.ward)
            self.assertEqual(
                clock.due_date,
                self.ward._ward_working_date_plus(self.ward._ward_today(), 5),
            )
            mine = self.as_user("clerk", case)
            self.assertTrue(mine.is_urged)
            mine.action_urge_reported()
            self.assertFalse(mine.is_urged)
            self.assertEqual(clock.state, "done")
            self.assertEqual(self.urges("city_leader", "below").urge_count, 1)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_who_urges(self):
        self.case()
        with freeze_time(LATE):
            for login in ("inspector", "officer", "other_leader", "stranger", "admin"):
                found = self.urges("leader", "own")
                self.assertTrue(found)
                with self.subTest(login=login), self.assertRaises(AccessError):
                    self.as_user(login, found).action_urge()
            self.assertTrue(self.urges("inspector", "own"))

    def test_conflict_of_interest(self):
        case = self.case()
        case.sudo()._write_guarded(
            {"excluded_user_ids": [(4, self.users["leader"].id)]}
        )
        with freeze_time(LATE):
            self.assertFalse(self.urges("leader").case_id)
            self.assertTrue(self.urges("clerk").case_id)

    def test_the_list_costs_the_same(self):
        def count(number):
            self.as_user("clerk", "ward.petition").create(
                [{"person_name": "X", "kind": "reflection"} for _n in range(number)]
            )
            with freeze_time(LATE):
                self.env.flush_all()
                self.env.invalidate_all()
                model = self.as_user("leader", "ward.urge")
                before = self.env.cr.sql_log_count
                model.web_search_read(
                    [],
                    {
                        "code": {},
                        "title": {},
                        "unit_id": {"fields": {"display_name": {}}},
                        "rule_id": {"fields": {"display_name": {}}},
                        "handler_id": {"fields": {"display_name": {}}},
                    },
                )
                return self.env.cr.sql_log_count - before

        count(1)
        self.assertEqual(count(2), count(40))

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_watch_list(self):
        case = self.case()
        action = self.env.ref("ward_office.ward_case_action_watched")
        domain = eval(action.domain)
        self.assertFalse(self.as_user("leader", "ward.case").search(domain))
        with self.assertRaisesRegex(UserError, "Reason"):
            case.action_watch(" ")
        with self.assertRaises(AccessError):
            case.write({"is_watched": True})
        case.action_watch("Nhiều người quan tâm")
        for login in ("leader", "clerk", "inspector"):
            found = self.as_user(login, "ward.case").search(domain)
            self.assertEqual(found.watch_reason, "Nhiều người quan tâm", login)
        with self.assertRaises(AccessError):
            self.as_user("inspector", case).action_unwatch()
        case.action_unwatch()
        self.assertFalse(self.as_user("leader", "ward.case").search(domain))
        self.assertIn(
            "Nhiều người quan tâm", "".join(case.sudo().message_ids.mapped("body"))
        )
        crowd = self.case(people_count=7)
        self.assertEqual(
            self.as_user("inspector", "ward.case").search(domain).ids, crowd.ids
        )
