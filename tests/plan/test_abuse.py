"""Bad input and abuse: each gets a clear refusal, nothing half-written stays."""

import base64
import threading
from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import SUPERUSER_ID, api, fields, sql_db
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import CONCRETE, MONDAY, NEXT_MONDAY, WardCommon

Command = fields.Command


@tagged("post_install", "-at_install")
class TestBadInput(WardCommon):
    def task(self, **vals):
        plan = self.env["ward.plan"].search(
            [("employee_id", "=", self.employees["officer"].id)]
        ) or self.make_plan(tasks=0)
        return self.as_user("officer", "ward.task").create(
            self.task_vals(plan_id=plan.id, **vals)
        )

    def test_period_must_start_on_its_first_day(self):
        for kind, day in (("week", "2026-11-17"), ("month", "2026-11-02")):
            with (
                self.subTest(kind=kind),
                self.assertRaisesRegex(ValidationError, "From"),
            ):
                self.make_plan(tasks=0, kind=kind, date_start=day)

    def test_deadline_before_the_period(self):
        with self.assertRaisesRegex(ValidationError, "Deadline"):
            self.task(deadline="2026-11-15 16:59:00")  # Sunday 23:59 in Vietnam
        self.task(deadline="2026-11-15 17:00:00")  # Monday 00:00

    def test_slots(self):
        day = "2026-11-18"
        with mute_logger("odoo.sql_db"):
            for start, stop in (("03:00", "03:00"), ("03:00", "02:00")):
                with (
                    self.subTest(stop=stop),
                    self.assertRaises(IntegrityError),
                    self.cr.savepoint(),
                ):
                    slot = {"start": f"{day} {start}:00", "stop": f"{day} {stop}:00"}
                    self.task(slot_ids=[Command.create(slot)])
        for start, stop, words in (
            ("2026-11-18 15:00:00", "2026-11-18 18:00:00", "within one day"),
            ("2026-11-25 01:00:00", "2026-11-25 02:00:00", "outside"),
        ):
            with (
                self.subTest(words=words),
                self.assertRaisesRegex(ValidationError, words),
                self.cr.savepoint(),
            ):
                self.task(slot_ids=[Command.create({"start": start, "stop": stop})])

    @mute_logger("odoo.sql_db")
    def test_two_plans_for_one_week(self):
        self.make_plan(tasks=0)
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.make_plan(tasks=0)

    def test_long_and_hostile_texts(self):
        for name in ("name", "product_name", "place"):
            with (
                self.subTest(field=name),
                self.assertRaisesRegex(ValidationError, "500"),
                self.cr.savepoint(),
            ):
                self.task(**{name: "dài " * 25_000})
        task = self.task(name=f"<b>x</b><script>alert(1)</script> {CONCRETE}")
        self.as_user("officer", task).action_report(10, "r" * 100_000)
        self.assertEqual(len(task.result), 100_000)
        plan = task.plan_id
        self.as_user("officer", plan).action_submit()
        self.as_user("head", task).action_return("<script>alert(2)</script>")
        body = str(task.message_ids[0].body)
        self.assertNotIn("<script", body)

    @mute_logger("odoo.sql_db")
    def test_numbers_out_of_range(self):
        task = self.task()
        for vals in (
            {"progress": 140},
            {"progress": -1},
            {"quantity": 0},
            {"quantity": -3},
            {"weight": 0},
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self.as_user("officer", task).write(vals)
                self.env.flush_all()

    def test_actions_on_none_and_many(self):
        Plan, Task = self.env["ward.plan"], self.env["ward.task"]
        for records, name in (
            (Plan, "action_submit"),
            (Plan, "action_approve"),
            (Plan, "action_approve_all"),
            (Task, "action_keep"),
            (Task, "action_done"),
            (Task, "action_accept"),
        ):
            with self.subTest(name=name):
                getattr(records.with_user(self.users["head"]), name)()
        plans = Plan.union(
            *(self.submitted(x) for x in ("officer", "colleague", "deputy"))
        )
        self.as_user("head", plans.task_ids).action_keep()
        self.as_user("head", plans).action_approve()
        self.assertEqual(set(plans.mapped("state")), {"approved"})


@tagged("post_install", "-at_install")
class TestAbuse(WardCommon):
    """What a plain RPC call could try, as the user himself."""

    def test_every_fact_is_refused_by_write_and_create(self):
        plan = self.make_plan()
        for record, user in ((plan, "officer"), (plan.task_ids, "officer")):
            mine = self.as_user(user, record)
            for name in sorted(mine._guarded_fields()):
                with self.subTest(model=record._name, field=name):
                    value = record[name]
                    value = value.id if hasattr(value, "ids") else value
                    with self.assertRaises(AccessError):
                        mine.write({name: value or False})
                    with self.assertRaises(AccessError):
                        mine.create({name: value or False})

    def test_facts_that_matter_are_guarded(self):
        Plan, Task = self.env["ward.plan"], self.env["ward.task"]
        self.assertLessEqual(
            {
                "state",
                "reviewer_id",
                "reviewer_user_id",
                "employee_user_id",
                "company_id",
                "department_id",
                "submitted_at",
                "submitted_late",
                "reviewed_at",
                "reviewed_by_id",
            },
            Plan._guarded_fields(),
        )
        self.assertLessEqual(
            {
                "state",
                "source",
                "review_state",
                "reviewed_by_id",
                "is_arising",
                "employee_id",
                "company_id",
                "reviewer_user_id",
                "factor",
                "converted_quantity",
                "done_at",
                "accepted_at",
                "quality",
                "sent_back_count",
                "vague_reason",
                "assigned_by_id",
            },
            Task._guarded_fields(),
        )

    def test_through_one2many_web_save_and_import(self):
        plan = self.make_plan()
        task = plan.task_ids
        mine = self.as_user("officer", plan)
        for vals in (
            {"task_ids": [Command.update(task.id, {"review_state": "kept"})]},
            {"task_ids": [Command.create(self.task_vals(source="assigned"))]},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                mine.write(vals)
            with self.subTest(web_save=vals), self.assertRaises(AccessError):
                mine.web_save(vals, {})
        result = self.as_user("officer", "ward.task").load(
            ["id", "name", "plan_id/.id", "product_name", "deadline", "review_state"],
            [["", CONCRETE, str(plan.id), "Báo cáo", "2026-11-20 10:00:00", "Kept"]],
        )
        self.assertFalse(result["ids"])
        self.assertEqual(len(plan.task_ids), 1)

    def test_defaults_in_the_context_open_no_door(self):
        door = {
            "default_state": "approved",
            "default_review_state": "kept",
            "default_source": "assigned",
            "default_done_at": "2026-11-18 00:00:00",
            "default_factor": 99,
            "default_reviewer_id": self.employees["officer"].id,
            "tracking_disable": True,
        }
        plan = self.as_user("officer", "ward.plan").with_context(**door)
        plan = plan.create(
            {"date_start": MONDAY, "task_ids": [Command.create(self.task_vals())]}
        )
        self.assertEqual(plan.state, "draft")
        self.assertEqual(plan.reviewer_id.id, self.employees["head"].id)
        task = plan.task_ids
        self.assertEqual(task.review_state, "pending")
        self.assertEqual(task.source, "own")
        self.assertFalse(task.done_at)
        self.assertEqual(task.factor, 0)

    def test_nobody_approves_his_own_plan(self):
        for login in ("officer", "head", "leader"):
            plan = self.submitted(login)
            with self.subTest(login=login):
                for step in ("action_approve", "action_return"):
                    with self.assertRaises(AccessError):
                        getattr(self.as_user(login, plan), step)()
                for step in ("action_keep", "action_stop", "action_accept_vague"):
                    with self.assertRaises(AccessError):
                        getattr(self.as_user(login, plan.task_ids), step)("vì thế")
                self.as_user(login, plan).action_approve_all()
                self.assertEqual(plan.state, "submitted")

    def test_other_people_s_plans(self):
        plan = self.submitted()
        task = plan.task_ids
        for login in ("colleague", "office_head", "clerk", "admin", "inspector"):
            with self.subTest(login=login):
                for step in ("action_approve", "action_return", "action_submit"):
                    with self.assertRaises(UserError):
                        getattr(self.as_user(login, plan), step)()
                for step in ("action_keep", "action_stop", "action_return"):
                    with self.assertRaises(AccessError):
                        getattr(self.as_user(login, task), step)("x")
                with self.assertRaises(AccessError):
                    self.as_user(login, task).action_report(50)
                with self.assertRaises(AccessError):
                    self.as_user(login, task).write({"name": "x"})
                with self.assertRaises(AccessError):
                    self.as_user(login, task).action_propose_product()
                with self.assertRaises(AccessError):
                    self.as_user(login, plan).action_copy_last()
                wizard = self.as_user(login, "ward.task.word").create(
                    {"task_ids": [Command.set(task.ids)], "word": "x"}
                )
                with self.assertRaises(AccessError):
                    wizard.action_confirm()
        self.assertEqual(plan.state, "submitted")
        self.assertEqual(task.review_state, "pending")

    def test_tasks_do_not_change_hands(self):
        mine = self.make_plan()
        theirs = self.make_plan("colleague")
        with self.assertRaises(AccessError):
            self.as_user("officer", mine.task_ids).write({"plan_id": theirs.id})
        with self.assertRaises(AccessError):
            self.as_user("officer", "ward.task").create(
                self.task_vals(plan_id=theirs.id)
            )
        with self.assertRaises(AccessError):
            self.as_user("officer", mine).write(
                {"employee_id": self.employees["colleague"].id}
            )
        slot = self.as_user("officer", "ward.task.slot").create(
            {
                "task_id": mine.task_ids.id,
                "start": "2026-11-18 01:00:00",
                "stop": "2026-11-18 02:00:00",
            }
        )
        with self.assertRaises(AccessError):
            slot.write({"task_id": theirs.task_ids.id})
        with self.assertRaises(ValidationError):
            self.as_user("officer", mine.task_ids).write(
                {"parent_id": self.month_item("colleague").id}
            )

    def month_item(self, login):
        return self.make_plan(login, kind="month", date_start="2026-11-01").task_ids

    def test_evidence_opens_no_foreign_file(self):
        """Linking somebody else's attachment does not let one read it."""
        plan = self.approved()
        secret = self.env["ir.attachment"].create(
            {
                "name": "mật.txt",
                "datas": base64.b64encode(b"secret"),
                "res_model": "res.company",
                "res_id": self.other_ward.id,
            }
        )
        task = self.as_user("officer", plan.task_ids)
        with self.assertRaises(AccessError):
            task.write({"evidence_ids": [Command.link(secret.id)]})
            task.env.invalidate_all()
            task.evidence_ids.read(["datas"])

    def test_decided_plan_stays(self):
        plan = self.approved()
        for login in ("officer", "head", "leader"):
            with self.subTest(login=login):
                with self.assertRaises(UserError):
                    self.as_user(login, plan).unlink()
                with self.assertRaises(AccessError):
                    self.as_user(login, plan.task_ids).unlink()
        with self.assertRaises(UserError):
            self.as_user("officer", plan).copy()

    def test_private_methods_are_not_callable(self):
        plan = self.make_plan()
        task = plan.task_ids
        for record, name, args in (
            (plan, "_write_guarded", [{"state": "approved"}]),
            (plan, "_set_reviewer", []),
            (task, "_write_guarded", [{"review_state": "kept"}]),
            (task, "_create_guarded", [[{}]]),
            (task, "_tell", ["employee_user_id", None]),
        ):
            with self.subTest(name=name), self.assertRaises(AccessError):
                call_kw(self.as_user("officer", record), name, [record.ids, *args], {})

    def test_portal_and_public_see_nothing(self):
        plan = self.make_plan()
        for group in ("base.group_portal", "base.group_public"):
            user = self.env["res.users"].create(
                {
                    "name": group,
                    "login": group,
                    "group_ids": [Command.set(self.env.ref(group).ids)],
                }
            )
            for record in (plan, plan.task_ids):
                with self.subTest(group=group), self.assertRaises(AccessError):
                    record.with_user(user).read(["display_name"])
            with self.assertRaises(AccessError):
                self.env["ward.board"].with_user(user).get_data({})

    def test_company_switch(self):
        """With two units, the plan stays where its officer is employed."""
        user = self.users["officer"]
        user.company_ids += self.other_ward
        Plan = self.env["ward.plan"].with_user(user)
        both = Plan.with_context(allowed_company_ids=(self.other_ward + self.ward).ids)
        plan = both.create({"employee_id": self.employees["officer"].id})
        self.assertEqual(plan.company_id, self.ward)
        other = Plan.with_context(allowed_company_ids=self.other_ward.ids)
        self.assertFalse(other.search([("company_id", "=", self.ward.id)]))
        with self.assertRaisesRegex(UserError, "Related User"):
            other.action_my_plan()

    def test_units_above_change_nothing_below(self):
        plan = self.submitted()
        for login in ("city_leader", "inspector"):
            with self.subTest(login=login):
                self.assertTrue(self.as_user(login, plan).read(["state"]))
                with self.assertRaises(AccessError):
                    self.as_user(login, plan).action_approve()
                with self.assertRaises(AccessError):
                    self.as_user(login, plan.task_ids).write({"name": "x"})

    def test_foreign_items_and_targets(self):
        programme = self.env["ward.programme"].create(
            {"date_start": NEXT_MONDAY, "company_id": self.other_ward.id}
        )
        item = self.env["ward.programme.item"].create(
            {"programme_id": programme.id, "name": CONCRETE}
        )
        with self.assertRaises(AccessError):
            self.as_user("officer", item).action_take()
        campaign = self.env["ward.campaign"].create(
            {
                "name": "x",
                "owner_id": self.employees["other_leader"].id,
                "company_id": self.other_ward.id,
                "deadline": "2026-12-01",
                "started_at": fields.Datetime.now(),
                "target_ids": [
                    Command.create(
                        {"name": "x", "responsible_id": self.employees["stranger"].id}
                    )
                ],
            }
        )
        with self.assertRaises(AccessError):
            self.as_user("officer", campaign.target_ids).action_reach()

    def test_two_connections_create_one_plan(self):
        """Two requests at the same moment: one wins, the other is told."""
        with self.connection() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            employee = env["hr.employee"].create({"name": "Hai kết nối"})
            vals = {"employee_id": employee.id, "date_start": NEXT_MONDAY}
        self.addCleanup(self.remove, employee.id)
        caught = []
        with (
            mute_logger("odoo.sql_db"),
            self.connection() as cr,
            self.connection() as cr2,
        ):
            env = api.Environment(cr, SUPERUSER_ID, {})
            second = api.Environment(cr2, SUPERUSER_ID, {})

            def second_request():
                try:
                    second["ward.plan"].create(vals)
                except IntegrityError as error:
                    cr2.rollback()
                    caught.append(second["ward.plan"]._sql_error_to_message(error))

            env["ward.plan"].create(vals)
            thread = threading.Thread(target=second_request)
            thread.start()
            thread.join(1)
            self.assertTrue(thread.is_alive(), "it waits for the first one to end")
            cr.commit()  # pylint: disable=invalid-commit
            thread.join(30)
        self.assertEqual(len(caught), 1)
        self.assertIn("already has a plan", str(caught[0]))

    def connection(self):
        """Return a real second connection, which this test's rollback spares."""
        return sql_db.db_connect(self.env.cr.dbname).cursor()

    def remove(self, employee_id):
        with self.connection() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["ward.plan"].search([("employee_id", "=", employee_id)]).unlink()
            env["hr.employee"].browse(employee_id).unlink()

    def test_second_decision_is_told(self):
        """Two leaders decide on one plan: the second finds it decided."""
        plan = self.submitted()
        first = self.as_user("head", plan)
        second = self.as_user("leader", plan)
        first.action_approve()
        with self.assertRaisesRegex(UserError, "cannot become"):
            second.action_approve()
        self.assertEqual(plan.reviewed_by_id, self.users["head"])
        self.assertEqual(len(plan.message_ids), 2)

    def test_late_deadline_moves_are_the_reviewers(self):
        plan = self.approved()
        later = plan.task_ids.deadline + timedelta(7)
        with self.assertRaises(AccessError):
            self.as_user("officer", plan.task_ids).write({"deadline": later})
        self.as_user("head", plan.task_ids).write({"deadline": later})
        self.assertEqual(plan.task_ids.review_state, "adjusted")
