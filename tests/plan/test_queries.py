"""The number of queries does not grow with the records."""

from odoo import fields
from odoo.tests import new_test_user, tagged

from ..common import CONCRETE, MONDAY, WardCommon


@tagged("post_install", "-at_install")
class TestQueries(WardCommon):
    def people(self, count, tag):
        """Return ``count`` new officers of the economy division with users."""
        users = self.env["res.users"].union(
            *(
                new_test_user(
                    self.env,
                    f"q_{tag}_{n}",
                    groups="base.group_user",
                    company_id=self.ward.id,
                    lang="en_US",
                )
                for n in range(count)
            )
        )
        return self.env["hr.employee"].create(
            [
                {
                    "name": user.name,
                    "user_id": user.id,
                    "company_id": self.ward.id,
                    "department_id": self.economy.id,
                    "parent_id": self.employees["head"].id,
                }
                for user in users
            ]
        )

    def plans(self, count, tag, state="submitted"):
        plans = self.env["ward.plan"].create(
            [
                {
                    "employee_id": employee.id,
                    "date_start": MONDAY,
                    "task_ids": [
                        fields.Command.create(
                            self.task_vals(
                                name=f"{CONCRETE} {n}",
                                slot_ids=[
                                    fields.Command.create(
                                        {
                                            "start": f"2026-11-18 0{n}:00:00",
                                            "stop": f"2026-11-18 0{n + 1}:00:00",
                                        }
                                    )
                                ],
                            )
                        )
                        for n in range(1, 4)
                    ],
                }
                for employee in self.people(count, tag)
            ]
        )
        plans._write_guarded({"state": state, "submitted_at": fields.Datetime.now()})
        return plans

    def count(self, function):
        """Return how many queries ``function`` takes with a cold cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def spec(self, model, view):
        """Return the specification the web client sends for a view of ``model``."""
        arch = model.get_view(self.env.ref(view).id)["models"][model._name]
        return {name: {} for name in arch}

    def test_lists_and_kanban(self):
        cases = [
            ("ward.task", "ward_task_view_list"),
            ("ward.task", "ward_task_view_list_review"),
            ("ward.task", "ward_task_view_kanban"),
            ("ward.plan", "ward_plan_view_list"),
            ("ward.plan", "ward_plan_view_kanban"),
            ("ward.campaign", "ward_campaign_view_list"),
            ("ward.product", "ward_product_view_list"),
            ("ward.task.slot", "ward_task_slot_view_calendar"),
        ]
        few = self.plans(2, "few")
        figures = {}
        for size in ("few", "many"):
            if size == "many":
                few |= self.plans(20, "many")
            for name, view in cases:
                model = self.as_user("head", name)
                spec = self.spec(model, f"ward_office.{view}")
                model.web_search_read([], spec, limit=80)  # fills the ormcaches
                figures.setdefault(view, []).append(
                    self.count(
                        lambda m=model, s=spec: m.web_search_read([], s, limit=80)
                    )
                )
        for view, (small, large) in figures.items():
            with self.subTest(view=view, queries=(small, large)):
                self.assertLessEqual(large, small)
                self.assertLess(large, 30)

    def test_approval_of_many(self):
        per_plan = []
        for size, tag in ((10, "a"), (50, "b")):
            plans = self.plans(size, tag)
            mine = self.as_user("head", plans)
            per_plan.append(self.count(mine.action_approve) / size)
            self.assertEqual(set(plans.mapped("state")), {"approved"})
        self.assertLess(per_plan[0], 8)
        self.assertLessEqual(per_plan[1], per_plan[0])

    def test_submission_of_many(self):
        figures = []
        for size, tag in ((5, "a"), (25, "b")):
            plans = self.plans(size, tag, state="draft")
            figures.append(self.count(plans.sudo()._check_content))
        self.assertEqual(figures[0], figures[1])

    def test_creation_in_batch(self):
        figures = []
        for size, tag in ((5, "a"), (25, "b")):
            people = self.people(size, tag)
            vals = [
                {
                    "employee_id": person.id,
                    "date_start": MONDAY,
                    "task_ids": [fields.Command.create(self.task_vals())] * 3,
                }
                for person in people
            ]
            figures.append(self.count(lambda v=vals: self.env["ward.plan"].create(v)))
        self.assertLess(figures[1] - figures[0], 20 * 2, figures)

    def test_reminders(self):
        figures = []
        for size, tag in ((10, "a"), (40, "b")):
            self.people(size, tag)
            plan = self.env["ward.plan"]
            figures.append(
                self.count(
                    lambda p=plan: p._remind_unit(self.ward, fields.Datetime.now())
                )
            )
        # One plan is created for each person reminded, and a mail in his language.
        self.assertLess((figures[1] - figures[0]) / 30, 8, figures)
