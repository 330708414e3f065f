from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import WardCommon

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6"
    "kgAAAABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestCampaign(WardCommon):
    """Five rubbish black spots gone in a month, or the task is failed."""

    def campaign(self, login="head", **vals):
        return self.as_user(login, "ward.campaign").create(
            {
                "name": "Xóa điểm đen rác thải",
                "owner_id": self.employees["head"].id,
                "company_id": self.ward.id,
                "date_start": "2026-11-18",
                "deadline": "2026-12-18",
                "target_ids": [
                    fields.Command.create(
                        {
                            "name": f"Điểm tập kết số {n}",
                            "place": f"Ngõ {n}",
                            "responsible_id": self.employees[login].id,
                        }
                    )
                    for n, login in enumerate(("officer", "officer", "colleague"), 1)
                ],
                **vals,
            }
        )

    def test_start_creates_tasks_for_those_responsible(self):
        campaign = self.campaign()
        self.assertEqual(campaign.state, "draft")
        campaign.action_start()
        tasks = campaign.target_ids.task_ids
        self.assertEqual(len(tasks), 3)
        self.assertEqual(set(tasks.mapped("source")), {"campaign"})
        self.assertEqual(
            tasks.employee_id, self.employees["officer"] | self.employees["colleague"]
        )
        self.assertEqual(len(tasks.plan_id), 2)
        self.assertEqual(campaign.state, "running")
        with self.assertRaisesRegex(UserError, "runs already"):
            campaign.action_start()

    def test_progress_and_success(self):
        campaign = self.campaign()
        campaign.action_start()
        for target in campaign.target_ids:
            user = target.responsible_user_id
            own = target.with_user(user)
            with self.assertRaisesRegex(UserError, "After"):
                own.action_reach()
            own.write({"photo_after": PIXEL, "note": "Sạch"})
            own.action_reach()
        self.assertEqual(campaign.progress, 100)
        self.assertEqual(campaign.state, "done")

    def test_missed_target_fails_the_campaign_for_good(self):
        campaign = self.campaign()
        campaign.action_start()
        target = campaign.target_ids[0]
        search = self.env["ward.campaign.target"].search
        mine = ("campaign_id", "=", campaign.id)
        with freeze_time("2026-12-18 16:59:00"):  # 23:59 of the last day
            self.env.invalidate_all()
            self.assertFalse(target.is_failed)
            self.assertFalse(search([mine, ("is_failed", "=", True)]))
        with freeze_time("2026-12-18 17:00:00"):  # midnight in Vietnam
            self.env.invalidate_all()
            self.assertTrue(target.is_failed)
            self.assertEqual(
                search([mine, ("is_failed", "=", True)]), campaign.target_ids
            )
            self.assertEqual(campaign.state, "failed")
            found = self.env["ward.campaign"].search(
                [("state", "=", "failed"), ("id", "=", campaign.id)]
            )
            self.assertEqual(found, campaign)
            own = target.with_user(self.users["officer"])
            own.write({"photo_after": PIXEL})
            own.action_reach()
            self.assertTrue(target.is_failed, "late stays missed")
            self.assertIn(target, search([mine, ("is_failed", "=", True)]))

    def test_state_search_agrees_with_the_field(self):
        draft, running, done = self.campaign(), self.campaign(), self.campaign()
        (running + done).action_start()
        done.target_ids.sudo()._write_guarded({"done_at": fields.Datetime.now()})
        every = draft + running + done
        self.env.flush_all()
        for state in ("draft", "running", "done", "failed"):
            with self.subTest(state=state):
                self.assertEqual(
                    self.env["ward.campaign"].search(
                        [("state", "=", state), ("id", "in", every.ids)]
                    ),
                    every.filtered(lambda c, s=state: c.state == s),
                )

    def test_who_may_do_what(self):
        campaign = self.campaign()
        with self.assertRaises(AccessError):
            self.as_user("officer", campaign).action_start()
        with self.assertRaises(AccessError):
            self.as_user("office_head", campaign).action_start()
        campaign.action_start()
        target = campaign.target_ids[0]
        with self.assertRaises(AccessError):
            self.as_user("colleague", target).write({"photo_after": PIXEL})
        with self.assertRaises(AccessError):
            self.as_user("officer", target).write(
                {"responsible_id": self.employees["colleague"].id}
            )
        with self.assertRaises(AccessError):
            self.as_user("officer", target).write({"done_at": "2026-11-18"})
        with self.assertRaises(AccessError):
            self.as_user("head", campaign).write({"deadline": "2027-12-18"})
        self.as_user("leader", campaign).write({"deadline": "2026-12-25"})
        with self.assertRaises(UserError):
            self.as_user("head", target).unlink()
        with self.assertRaises(UserError):
            self.as_user("head", campaign).unlink()

    @mute_logger("odoo.sql_db")
    def test_deadline_before_start(self):
        with self.assertRaises(IntegrityError):
            self.campaign(deadline="2026-11-01")
