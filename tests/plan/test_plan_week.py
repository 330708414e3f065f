from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..common import CONCRETE, MONDAY, NEXT_MONDAY, WardCommon


@tagged("post_install", "-at_install", "ward_smoke")
class TestPlanWeek(WardCommon):
    """From Friday to Monday: write, submit, review, work, report, accept."""

    def test_default_week(self):
        plan = self.as_user("officer", "ward.plan")
        for moment, expected in [
            ("2026-11-18 02:00:00", MONDAY),  # Wednesday: still this week
            ("2026-11-19 02:00:00", NEXT_MONDAY),  # Thursday: the next
            ("2026-11-22 16:30:00", NEXT_MONDAY),  # Sunday 23:30 in Vietnam
            ("2026-11-22 17:30:00", NEXT_MONDAY),  # Monday 00:30 in Vietnam
        ]:
            with self.subTest(moment=moment), freeze_time(moment):
                self.assertEqual(plan._default_date_start(), expected)

    def test_whole_week(self):
        plan = self.make_plan(tasks=3, date_start=NEXT_MONDAY)
        self.assertEqual(plan.reviewer_id, self.employees["head"])
        self.assertEqual(plan.department_id, self.economy)
        self.as_user("officer", plan).action_submit()
        self.assertEqual(plan.state, "submitted")
        self.assertFalse(plan.submitted_late)
        first, second, third = plan.task_ids
        self.as_user("head", first).action_keep()
        self.as_user("head", second).write({"quantity": 2})
        self.as_user("head", third).action_stop("Phòng khác đã làm")
        self.assertEqual(
            plan.task_ids.mapped("review_state"), ["kept", "adjusted", "stopped"]
        )
        extra = self.as_user("head", "ward.task").create(
            self.task_vals(
                plan_id=plan.id,
                name=f"{CONCRETE} bổ sung",
                deadline="2026-11-27 10:00:00",
            )
        )
        self.assertEqual(extra.source, "assigned")
        self.assertEqual(extra.review_state, "kept")
        self.assertFalse(extra.is_arising)
        self.as_user("head", plan).action_approve()
        self.assertEqual(plan.state, "approved")
        self.assertEqual(plan.reviewed_by_id, self.users["head"])
        self.assertEqual(first.state, "todo")
        self.assertEqual(third.state, "stopped")
        self.as_user("officer", first).action_report(40, "Đã gửi dự thảo")
        self.assertEqual(first.state, "doing")
        with freeze_time("2026-11-30 02:00:00"):
            self.as_user("officer", first).action_report(100)
        self.assertEqual(first.state, "done")
        self.assertEqual(str(first.done_at), "2026-11-30 02:00:00")
        self.assertTrue(first.is_late)
        self.as_user("head", first).action_accept("exceeds")
        self.assertEqual(first.state, "accepted")
        self.assertEqual(first.quality, "exceeds")
        self.assertEqual(plan.progress, 33)

    def test_late_is_recorded_never_refused(self):
        plan = self.make_plan(date_start=NEXT_MONDAY)
        with freeze_time("2026-11-20 10:00:01"):  # Friday 17:00:01
            self.as_user("officer", plan).action_submit()
        self.assertTrue(plan.submitted_late)
        other = self.make_plan("colleague", date_start=NEXT_MONDAY)
        with freeze_time("2026-11-20 10:00:00"):
            self.as_user("colleague", other).action_submit()
        self.assertFalse(other.submitted_late)

    def test_vague_line_is_refused_until_the_leader_accepts_it(self):
        plan = self.make_plan()
        plan.task_ids.with_user(self.users["officer"]).name = "Làm báo cáo"
        with self.assertRaisesRegex(ValidationError, "Làm báo cáo"):
            self.as_user("officer", plan).action_submit()
        self.assertEqual(plan.state, "draft")
        with self.assertRaises(AccessError):
            self.as_user("officer", plan.task_ids).action_accept_vague("Vì gấp")
        with self.assertRaisesRegex(UserError, "Word"):
            self.as_user("head", plan.task_ids).action_accept_vague(" ")
        self.as_user("head", plan.task_ids).action_accept_vague("Việc mật")
        self.as_user("officer", plan).action_submit()
        self.assertEqual(plan.state, "submitted")

    def test_submission_says_what_is_missing(self):
        plan = self.make_plan(tasks=0)
        with self.assertRaisesRegex(ValidationError, "no task"):
            self.as_user("officer", plan).action_submit()
        self.as_user("officer", "ward.task").create(
            self.task_vals(plan_id=plan.id, product_name=False)
        )
        with self.assertRaisesRegex(ValidationError, "[Pp]roduct"):
            self.as_user("officer", plan).action_submit()

    def test_returned_line_comes_back_for_review(self):
        plan = self.submitted(tasks=2)
        line = plan.task_ids[0]
        self.as_user("head", line).action_return("Nêu rõ tên đường")
        with self.assertRaisesRegex(UserError, "returned"):
            self.as_user("head", plan).action_approve()
        self.as_user("head", plan).action_return()
        self.assertEqual(plan.state, "returned")
        self.assertTrue(
            plan.activity_ids.filtered(lambda a: a.user_id == self.users["officer"])
        )
        self.as_user("officer", line).write({"name": f"{CONCRETE} tuyến 2"})
        self.as_user("officer", plan).action_submit()
        self.assertEqual(line.review_state, "pending")
        self.assertFalse(plan.activity_ids)

    def test_return_needs_a_word(self):
        plan = self.submitted()
        with self.assertRaisesRegex(UserError, "what is to be changed"):
            self.as_user("head", plan).action_return()

    def test_take_back_before_review(self):
        plan = self.submitted()
        self.as_user("officer", plan).action_withdraw()
        self.assertEqual(plan.state, "draft")

    def test_commitments_are_locked_after_submission(self):
        plan = self.submitted()
        for vals in (
            {"name": "Khác"},
            {"deadline": "2026-12-31 10:00:00"},
            {"quantity": 5},
            {"product_name": "Khác"},
            {"participant_ids": [(4, self.employees["colleague"].id)]},
            {
                "slot_ids": [
                    (
                        0,
                        0,
                        {"start": "2026-11-18 01:00:00", "stop": "2026-11-18 02:00:00"},
                    )
                ]
            },
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                self.as_user("officer", plan.task_ids).write(vals)
        with self.assertRaises(AccessError):
            self.as_user("officer", plan.task_ids).unlink()

    def test_later_task_is_arising_and_needs_the_leader(self):
        plan = self.approved()
        task = self.as_user("officer", "ward.task").create(
            self.task_vals(plan_id=plan.id, name=f"{CONCRETE} phát sinh")
        )
        self.assertEqual(task.source, "arising")
        self.assertTrue(task.is_arising)
        self.assertEqual(task.review_state, "pending")
        self.assertEqual(task.state, "planned")
        self.as_user("officer", task).write({"quantity": 3})
        self.as_user("head", task).action_keep("Cần làm ngay")
        self.assertEqual(task.state, "todo")
        with self.assertRaises(AccessError):
            self.as_user("officer", task).write({"quantity": 4})

    def test_change_after_approval_shows_in_the_chatter(self):
        plan = self.approved()
        task = plan.task_ids
        self.flush_tracking()
        before = task.message_ids
        # a context cannot switch the log off
        self.as_user("head", task).with_context(
            tracking_disable=True, mail_notrack=True
        ).write({"quantity": 7})
        self.flush_tracking()
        message = task.message_ids - before
        values = message.sudo().tracking_value_ids
        self.assertEqual(values.field_id.name, "quantity")
        self.assertEqual((values.old_value_float, values.new_value_float), (1.0, 7.0))

    def test_change_before_approval_is_quiet(self):
        plan = self.make_plan()
        self.flush_tracking()
        self.as_user("officer", plan.task_ids).write({"quantity": 7})
        self.flush_tracking()
        self.assertFalse(plan.task_ids.message_ids)

    def test_each_transition_leaves_one_line(self):
        plan = self.approved()
        bodies = [
            str(m.body) for m in plan.message_ids if m.message_type == "notification"
        ]
        self.assertEqual(len(bodies), 2, bodies)

    def test_officer_is_told_of_the_approval(self):
        self.users["officer"].notification_type = "inbox"
        plan = self.approved()
        notification = self.env["mail.notification"].search(
            [
                ("res_partner_id", "=", self.users["officer"].partner_id.id),
                ("mail_message_id.model", "=", "ward.plan"),
                ("mail_message_id.res_id", "=", plan.id),
            ]
        )
        self.assertEqual(len(notification), 1)

    def test_approve_many(self):
        plans = self.submitted("officer") + self.submitted("colleague")
        draft = self.make_plan("deputy")
        foreign = self.submitted("clerk")
        result = self.as_user("head", plans + draft + foreign).action_approve_all()
        self.assertEqual(plans.mapped("state"), ["approved", "approved"])
        self.assertEqual(draft.state, "draft")
        self.assertEqual(foreign.state, "submitted")
        self.assertIn("2", result["params"]["message"])

    def test_send_back_counts(self):
        plan = self.approved()
        task = plan.task_ids
        with self.assertRaisesRegex(UserError, "not been reported"):
            self.as_user("head", task).action_send_back("Thiếu số liệu")
        self.as_user("officer", task).action_done()
        self.as_user("head", task).action_send_back("Thiếu số liệu")
        self.assertEqual(task.sent_back_count, 1)
        self.assertFalse(task.done_at)
        self.as_user("officer", task).action_done()
        self.as_user("head", task).action_send_back("Vẫn thiếu")
        self.assertEqual(task.sent_back_count, 2)

    def test_leader_without_superior_needs_nobody(self):
        plan = self.make_plan("city_leader")
        self.as_user("city_leader", plan).action_submit()
        self.assertEqual(plan.state, "approved")
        self.assertFalse(plan.reviewed_by_id)

    def test_chairman_is_reviewed_by_the_body_above(self):
        plan = self.submitted("leader")
        self.assertEqual(plan.state, "submitted")
        self.as_user("city_leader", plan).action_approve()
        self.assertEqual(plan.state, "approved")

    def test_monthly_item_shows_its_weekly_steps(self):
        month = self.make_plan(kind="month", date_start="2026-11-01")
        item = month.task_ids
        week = self.make_plan(tasks=2)
        self.as_user("officer", week.task_ids).write({"parent_id": item.id})
        self.as_user("officer", week.task_ids[0]).action_report(100)
        self.assertEqual(item.shown_progress, 50)
        with self.assertRaisesRegex(ValidationError, "Monthly Item"):
            self.as_user("officer", item).write({"parent_id": week.task_ids[0].id})

    def test_copy_and_carry_over(self):
        old = self.approved(tasks=2)
        self.as_user("officer", old.task_ids[0]).action_report(60)
        self.as_user("officer", old.task_ids[1]).action_done()
        new = self.make_plan(tasks=0, date_start=NEXT_MONDAY)
        self.as_user("officer", new).action_carry_over()
        carried = new.task_ids
        self.assertEqual(carried.source, "carried")
        self.assertEqual(carried.progress, 60)
        self.assertEqual(carried.carried_from_id, old.task_ids[0])
        with self.assertRaisesRegex(UserError, "unfinished"):
            self.as_user("officer", new).action_carry_over()
        self.as_user("officer", new).action_copy_last()
        copied = new.task_ids - carried
        self.assertEqual(copied.name, old.task_ids[1].name)
        self.assertEqual(copied.deadline, old.task_ids[1].deadline + timedelta(7))
        self.assertEqual(copied.progress, 0)

    def test_recurring_work_fills_new_plans(self):
        self.as_user("officer", "ward.recurring.task").create(
            {
                "employee_id": self.employees["officer"].id,
                "name": "Tổng hợp số liệu thu ngân sách tuần gửi Kho bạc khu vực",
                "product_name": "Bảng số liệu",
                "day": 4,
            }
        )
        plan = self.make_plan(tasks=0, date_start=NEXT_MONDAY)
        self.assertEqual(plan.task_ids.source, "recurring")
        local = self.ward._ward_to_local(plan.task_ids.deadline)
        self.assertEqual(str(local), "2026-11-26 17:00:00")

    def test_overlaps_are_shown(self):
        slot = {"start": "2026-11-18 01:00:00", "stop": "2026-11-18 03:00:00"}
        mine = self.make_plan(tasks=2)
        first, second = mine.task_ids
        self.as_user("officer", first).write({"slot_ids": [(0, 0, slot)]})
        self.assertFalse(first.overlap)
        later = {"start": "2026-11-18 03:00:00", "stop": "2026-11-18 04:00:00"}
        self.as_user("officer", second).write({"slot_ids": [(0, 0, later)]})
        self.env.invalidate_all()
        self.assertFalse(first.overlap, "touching hours do not overlap")
        self.as_user("officer", second.slot_ids).write({"start": "2026-11-18 02:30:00"})
        self.env.invalidate_all()
        self.assertIn(second.name[:20], first.overlap)
        theirs = self.make_plan("colleague")
        self.as_user("colleague", theirs.task_ids).write(
            {
                "slot_ids": [(0, 0, slot)],
                "participant_ids": [(4, self.employees["officer"].id)],
            }
        )
        self.env.invalidate_all()
        self.assertIn("Officer", theirs.task_ids.overlap)
        self.assertTrue(theirs.warning)

    def test_propose_for_the_catalogue(self):
        plan = self.approved()
        product = self.as_user("officer", plan.task_ids).action_propose_product()
        self.assertEqual(product.state, "proposed")
        with self.assertRaises(AccessError):
            self.as_user("officer", product).action_decide()
        with self.assertRaises(AccessError):
            self.as_user("head", product).action_decide()
        self.as_user("leader", product).action_decide()
        self.assertEqual(product.state, "decided")

    def test_catalogue_item_fills_product_and_factor(self):
        product = self.env["ward.product"].create(
            {
                "code": "T.01",
                "name": "Soạn tờ trình thu hồi đất",
                "product_name": "Tờ trình",
                "points": 30,
                "complexity": "N2",
                "company_id": self.ward.id,
            }
        )
        plan = self.make_plan()
        task = self.as_user("officer", plan.task_ids)
        task.write({"product_id": product.id, "quantity": 3})
        self.assertEqual(task.product_name, "Tờ trình")
        self.assertEqual(task.factor, 6.0)
        self.assertEqual(task.converted_quantity, 18.0)
        product.points = 50
        self.assertEqual(task.factor, 6.0, "the factor of the day it was chosen")

    def test_assign_to_officers_and_departments(self):
        wizard = self.as_user("leader", "ward.task.assign").create(
            {
                "name": CONCRETE,
                "product_name": "Báo cáo",
                "employee_ids": [(6, 0, [self.employees["clerk"].id])],
                "department_ids": [(6, 0, [self.economy.id])],
            }
        )
        action = wizard.action_assign()
        tasks = self.env["ward.task"].search(action["domain"])
        self.assertEqual(
            tasks.employee_id, self.employees["head"] | self.employees["clerk"]
        )
        self.assertEqual(set(tasks.mapped("source")), {"assigned"})
        self.assertEqual(tasks.assigned_by_id, self.users["leader"])

    def test_head_assigns_only_to_his_people(self):
        wizard = self.as_user("head", "ward.task.assign").create(
            {
                "name": CONCRETE,
                "product_name": "Báo cáo",
                "employee_ids": [(6, 0, [self.employees["clerk"].id])],
            }
        )
        with self.assertRaisesRegex(AccessError, "do not report to you"):
            wizard.action_assign()
        with self.assertRaises(AccessError):
            self.as_user("officer", "ward.task.assign").create({"name": "x"})

    def test_vague_assignment_is_refused(self):
        wizard = self.as_user("leader", "ward.task.assign").create(
            {"name": "Đi cơ sở", "employee_ids": [(6, 0, [self.employees["clerk"].id])]}
        )
        with self.assertRaises(UserError):
            wizard.action_assign()

    def test_report_with_photo(self):
        plan = self.approved()
        pixel = (
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6"
            "kgAAAABJRU5ErkJggg=="
        )
        report = self.as_user("officer", "ward.task.report").create(
            {"task_id": plan.task_ids.id, "photo": pixel, "result": "Xong"}
        )
        report.action_done()
        self.assertEqual(plan.task_ids.progress, 100)
        self.assertEqual(len(plan.task_ids.evidence_ids), 1)
        self.assertEqual(plan.task_ids.evidence_ids.res_model, "ward.task")
        with self.assertRaises(AccessError):
            self.as_user("colleague", "ward.task.report").create(
                {"task_id": plan.task_ids.id, "progress": 10}
            ).action_save()

    def test_overdue_is_derived(self):
        plan = self.approved()
        task = plan.task_ids
        overdue = [("is_overdue", "=", True), ("id", "=", task.id)]
        self.assertFalse(task.is_overdue)
        self.assertFalse(self.env["ward.task"].search(overdue))
        with freeze_time("2026-11-20 10:00:01"):
            self.env.invalidate_all()
            self.assertTrue(task.is_overdue)
            self.assertEqual(self.env["ward.task"].search(overdue), task)
            self.as_user("officer", task).action_done()
            self.assertFalse(task.is_overdue)
            self.assertFalse(self.env["ward.task"].search(overdue))

    def test_closed_unit(self):
        plan = self.make_plan()
        self.assertTrue(self.as_user("colleague", plan).name_search("") is not None)
        self.assertTrue(self.as_user("colleague", plan).read(["state"]))
        self.ward.ward_plan_visibility = "leaders"
        with self.assertRaises(AccessError):
            self.as_user("colleague", plan).read(["state"])
        self.assertFalse(
            self.as_user("colleague", "ward.task").search([("plan_id", "=", plan.id)])
        )
        self.assertTrue(self.as_user("head", plan).read(["state"]))
        self.assertTrue(self.as_user("officer", plan).read(["state"]))
        plan.task_ids.participant_ids = [(4, self.employees["colleague"].id)]
        self.assertTrue(self.as_user("colleague", plan.task_ids).read(["name"]))

    def test_fields_command_import(self):
        # `fields.Command` in a copied slot keeps day and hour
        plan = self.make_plan()
        self.as_user("officer", plan.task_ids).write(
            {
                "slot_ids": [
                    fields.Command.create(
                        {"start": "2026-11-18 01:00:00", "stop": "2026-11-18 03:00:00"}
                    )
                ]
            }
        )
        new = self.make_plan(tasks=0, date_start=NEXT_MONDAY)
        self.as_user("officer", new).action_copy_last()
        self.assertEqual(str(new.task_ids.slot_ids.start), "2026-11-25 01:00:00")
        self.assertEqual(plan.task_ids.slot_label, "Wed 08:00–10:00")
