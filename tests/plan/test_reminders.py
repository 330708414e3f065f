from freezegun import freeze_time

from odoo.tests import tagged

from ..common import MONDAY, NEXT_MONDAY, WardCommon

FRIDAY_NOON = "2026-11-20 05:00:00"
MONDAY_MORNING = "2026-11-23 01:00:00"


@tagged("post_install", "-at_install")
class TestReminders(WardCommon):
    """A missed day loses no reminder, a second run repeats none."""

    def activities(self, login, kind):
        return self.env["mail.activity"].search(
            [
                ("user_id", "=", self.users[login].id),
                ("activity_type_id", "=", self.env.ref(f"ward_office.{kind}").id),
            ]
        )

    def remind(self, moment):
        with freeze_time(moment):
            self.env.invalidate_all()
            with self.enter_registry_test_mode():
                self.env.ref(
                    "ward_office.ir_cron_plan_reminders"
                ).method_direct_trigger()
                self.env.ref(
                    "ward_office.ir_cron_task_reminders"
                ).method_direct_trigger()
        self.env.invalidate_all()

    def told(self, record):
        return self.env["mail.message"].search(
            [
                ("model", "=", record._name),
                ("res_id", "=", record.id),
                ("message_type", "=", "user_notification"),
            ]
        )

    def setUp(self):
        super().setUp()
        # This week has been planned, so that only the next one is asked for.
        for login in ("officer", "colleague"):
            self.approved(login)

    def next_week(self, login):
        return self.activities(login, "activity_plan_submit").filtered(
            lambda a: self.env["ward.plan"].browse(a.res_id).date_start == NEXT_MONDAY
        )

    def test_submission(self):
        self.submitted("officer", date_start=NEXT_MONDAY)
        self.remind("2026-11-20 04:59:00")
        self.assertFalse(self.next_week("colleague"))
        self.remind(FRIDAY_NOON)
        self.assertEqual(len(self.next_week("colleague")), 1)
        self.assertFalse(self.next_week("officer"), "he has submitted")
        self.remind(FRIDAY_NOON)
        self.assertEqual(len(self.next_week("colleague")), 1)

    def test_missed_friday_is_made_up_on_monday(self):
        self.remind(MONDAY_MORNING)
        self.assertEqual(len(self.next_week("colleague")), 1)

    def test_submitting_removes_the_activity(self):
        self.remind(FRIDAY_NOON)
        plan = self.env["ward.plan"].browse(self.next_week("officer").res_id)
        self.as_user("officer", "ward.task").create(
            self.task_vals(plan_id=plan.id, deadline="2026-11-27 10:00:00")
        )
        self.as_user("officer", plan).action_submit()
        self.assertFalse(self.next_week("officer"))

    def test_friday_a_holiday(self):
        leave = self.env["resource.calendar.leaves"].with_company(self.ward)
        leave.create(
            {
                "name": "Holiday",
                "date_from": "2026-11-19 17:00:00",
                "date_to": "2026-11-20 16:59:00",
            }
        ).mapped("company_id")
        self.remind("2026-11-19 05:00:00")  # Thursday noon
        self.assertEqual(len(self.next_week("colleague")), 1)

    def test_reviewer_on_monday(self):
        plans = self.submitted("officer", date_start=NEXT_MONDAY)
        plans += self.submitted("colleague", date_start=NEXT_MONDAY)
        self.remind("2026-11-23 00:59:00")  # 07:59
        self.assertFalse(self.activities("head", "activity_plan_review"))
        self.remind(MONDAY_MORNING)
        self.remind("2026-11-24 01:00:00")
        found = self.activities("head", "activity_plan_review")
        self.assertEqual(sorted(found.mapped("res_id")), sorted(plans.ids))
        mails = self.env["mail.message"].search(
            [
                ("model", "=", "ward.plan"),
                ("partner_ids", "=", self.users["head"].partner_id.id),
                ("subject", "like", "wait for your review"),
            ]
        )
        self.assertEqual(len(mails), 1, "one message for both plans")
        self.as_user("head", plans).action_approve()
        self.assertFalse(self.activities("head", "activity_plan_review"))

    def due(self, login="officer"):
        return self.activities(login, "activity_task_due").filtered(
            lambda a: self.env["ward.task"].browse(a.res_id).date_start == MONDAY
        )

    def test_task_before_and_at_its_deadline(self):
        task = self.env["ward.task"].search(
            [("employee_id", "=", self.employees["officer"].id)]
        )
        self.remind("2026-11-19 09:59:00")
        self.assertFalse(self.due())
        self.remind("2026-11-19 10:00:00")  # 24 hours before
        self.assertEqual(task.reminder_sent, "before")
        self.remind("2026-11-19 11:00:00")
        self.assertEqual(len(self.due()), 1)
        self.remind("2026-11-22 10:00:00")  # late: the cron missed the deadline
        self.assertEqual(task.reminder_sent, "due")
        self.assertEqual(len(self.due()), 1, "the earlier one is replaced")
        messages = self.told(task)
        self.assertEqual(len(messages), 2)
        self.remind("2026-11-22 11:00:00")
        self.assertEqual(self.told(task), messages)

    def test_new_deadline_is_reminded_again(self):
        task = self.env["ward.task"].search(
            [("employee_id", "=", self.employees["officer"].id)]
        )
        self.remind("2026-11-19 10:00:00")
        self.as_user("head", task).write({"deadline": "2026-12-04 10:00:00"})
        self.assertFalse(task.reminder_sent)

    def test_done_task_is_not_reminded(self):
        task = self.env["ward.task"].search(
            [("employee_id", "=", self.employees["officer"].id)]
        )
        self.as_user("officer", task).action_done()
        self.remind("2026-11-20 10:00:00")
        self.assertFalse(self.due())

    def test_language_of_the_officer(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.users["colleague"].lang = "vi_VN"
        self.remind(FRIDAY_NOON)
        plan = self.env["ward.plan"].browse(self.next_week("colleague").res_id)
        subject = self.told(plan).subject
        self.assertIn("tuần", subject.lower())

    def test_unit_without_level_is_left_alone(self):
        self.ward.ward_level = False
        self.remind(FRIDAY_NOON)
        self.assertFalse(self.next_week("colleague"))
