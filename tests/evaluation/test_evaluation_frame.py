from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ...models.evaluation.ward_metric import Period
from .common import MONTH, WEEKS, EvaluationCommon


@tagged("post_install", "-at_install")
class TestEvaluationFrame(EvaluationCommon):
    """The ward's own criteria on top of the decree's, and where figures come from."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls.env["ward.criteria.frame"].create(
            {
                "name": "Khung của phường",
                "company_id": cls.ward.id,
                "parent_id": cls.frame.id,
                "valid_from": "2026-01-01",
            }
        )
        cls.section = cls.frame.section_ids[2]

    def criterion(self, **vals):
        return self.env["ward.criterion"].create(
            {
                "frame_id": self.own.id,
                "section_id": self.section.id,
                "name": "Giải phóng mặt bằng",
                "valid_from": "2026-01-01",
                **vals,
            }
        )

    def names(self, login, date=MONTH):
        employee = self.employees[login]
        return self.own._criteria_for(
            date, employee._ward_position(), "civil_servant", employee.department_id
        ).mapped("name")

    def test_the_wards_frame_is_the_default(self):
        Frame = self.env["ward.criteria.frame"]
        self.assertEqual(Frame._get_frame(self.ward, MONTH), self.own)
        self.assertEqual(Frame._get_frame(self.other_ward, MONTH), self.frame)
        self.assertEqual(self.own.scale_id, self.frame.scale_id)
        self.assertEqual(self.own.work_max, 70)
        self.assertEqual(self.own.total_points, 100)

    def test_temporary_and_for_named_departments(self):
        self.criterion(department_ids=[(6, 0, self.economy.ids)], valid_to="2026-10-31")
        self.assertIn("Giải phóng mặt bằng", self.names("officer"))
        self.assertNotIn("Giải phóng mặt bằng", self.names("clerk"))
        later = fields.Date.to_date("2026-11-01")
        self.assertNotIn("Giải phóng mặt bằng", self.names("officer", later))

    def test_kinds_of_people(self):
        self.criterion(name="Chỉ lãnh đạo", for_officer=False)
        self.assertIn("Chỉ lãnh đạo", self.names("leader"))
        self.assertNotIn("Chỉ lãnh đạo", self.names("officer"))

    def test_what_comes_from_above_is_locked(self):
        admin = self.as_user("admin", self.frame.criterion_ids[0])
        self.assertEqual(admin.name, self.frame.criterion_ids[0].name)
        with self.assertRaises(Exception) as caught:
            admin.write({"max_points": 1})
        self.assertIn("ward.criterion", str(caught.exception))
        mine = self.as_user("admin", "ward.criterion").create(
            {
                "frame_id": self.own.id,
                "section_id": self.section.id,
                "name": "Của phường",
            }
        )
        self.assertIn(mine, self.own.all_criterion_ids)

    def test_section_never_exceeds_its_lawful_maximum(self):
        self.criterion(max_points=5)
        self.criterion(name="Thưởng", kind="bonus", max_points=2)
        self.criterion(name="Trừ", kind="deduction", max_points=3)
        self.work("officer", 4)
        sheet = self.sheet(self.open_cycle(frame_id=self.own.id), "officer")
        for line in sheet.line_ids.filtered(lambda x: x.kind == "hand"):
            line.write({"self_points": line.max_points})
        self.assertEqual(sheet.self_general, 30)
        extra = {line.kind: line for line in sheet.line_ids}
        extra["deduction"].self_points = 1.5
        self.assertEqual(sheet.self_general, 28.5)
        extra["bonus"].self_points = 2
        self.assertEqual(sheet.self_general, 30.5)
        self.assertEqual(sheet.self_points, 100, "never above a hundred")

    def test_evidence(self):
        self.criterion(name="Sáng kiến", evidence_required=True, evidence="Quyết định")
        self.work("officer", 4)
        sheet = self.sheet(self.open_cycle(frame_id=self.own.id), "officer")
        own = self.as_user("officer", sheet)
        line = own.line_ids.filtered(lambda x: x.name == "Sáng kiến")
        line.self_points = 1
        self.assertTrue(any("needs evidence" in i for i in own._submission_issues()))
        line.evidence = "Quyết định 5/QĐ-UBND"
        self.assertFalse(any("needs evidence" in i for i in own._submission_issues()))

    def test_bad_definitions(self):
        with self.assertRaisesRegex(ValidationError, "automatic one needs it"):
            self.criterion(kind="automatic")
        with self.assertRaisesRegex(ValidationError, "takes none"):
            self.criterion(metric="task.overdue")
        with self.assertRaisesRegex(ValidationError, "another frame"):
            foreign = self.env["ward.criteria.frame"].create(
                {"name": "Khác", "own_scale_id": self.frame.scale_id.id}
            )
            self.criterion(frame_id=foreign.id)
        with self.assertRaisesRegex(ValidationError, "itself"):
            self.own.parent_id = self.own

    # ------------------------------------------------------------------
    # METRICS
    # ------------------------------------------------------------------

    def figures(self):
        company = self.ward
        period = Period(
            company._ward_to_utc(MONTH),
            company._ward_to_utc(fields.Date.to_date("2026-11-01")),
            MONTH,
            fields.Date.to_date("2026-10-31"),
        )
        Metric = self.env["ward.metric"]
        found = Metric._figures(Metric._metrics(), self.employees["officer"], period)
        officer = self.employees["officer"].id
        return {code: values.get(officer) for code, values in found.items()}

    def test_no_data_is_not_zero(self):
        self.assertEqual(set(self.figures().values()), {None})

    def test_figures(self):
        self.work("officer", week=0)
        self.work("officer", week=1, sent_back_count=2)
        late = self.work("officer", week=1)
        late._write_guarded({"done_at": "2026-10-30 02:00:00"})
        self.work("officer", week=2, done=False)
        plans = self.env["ward.plan"].search(
            [("employee_id", "=", self.employees["officer"].id)]
        )
        plans.filtered(lambda p: p.date_start == WEEKS[2])._write_guarded(
            {"submitted_late": True, "vague_count": 3}
        )
        campaign = self.env["ward.campaign"].create(
            {
                "name": "Năm điểm đen về rác",
                "company_id": self.ward.id,
                "owner_id": self.employees["officer"].id,
                "date_start": "2026-10-01",
                "deadline": "2026-10-20",
                "started_at": "2026-10-01 02:00:00",
                "target_ids": [
                    fields.Command.create(
                        {
                            "name": f"Điểm {n}",
                            "responsible_id": self.employees["officer"].id,
                            "done_at": "2026-10-15 02:00:00" if n else False,
                        }
                    )
                    for n in range(3)
                ],
            }
        )
        self.assertEqual(campaign.state, "failed")
        figures = self.figures()
        self.assertAlmostEqual(figures["plan.on_time"], 200 / 3)
        self.assertEqual(figures["task.completion"], 75)
        self.assertEqual(figures["task.overdue"], 2)
        self.assertEqual(figures["task.returned"], 2)
        self.assertEqual(figures["plan.vague"], 3)
        self.assertEqual(figures["campaign.failed"], 1)

    def test_automatic_lines(self):
        self.criterion(
            name="Kế hoạch đúng hạn", kind="automatic", metric="plan.on_time"
        )
        self.criterion(
            name="Việc quá hạn",
            kind="deduction",
            metric="task.overdue",
            points_each=0.5,
            max_points=2,
        )
        self.work("officer", week=0)
        self.work("officer", week=1, done=False)
        sheet = self.sheet(self.open_cycle(frame_id=self.own.id), "officer")
        lines = {line.name: line for line in sheet.line_ids}
        self.assertEqual(lines["Kế hoạch đúng hạn"].auto_points, 2.5)
        self.assertEqual(lines["Việc quá hạn"].auto_points, 0.5)
        with self.assertRaisesRegex(Exception, "counted by the system"):
            self.as_user("officer", lines["Việc quá hạn"]).write({"self_points": 0})

    def test_vague_lines_are_remembered(self):
        plan = self.make_plan("officer", 1)
        plan.task_ids.name = "Làm báo cáo"
        self.env.flush_all()
        with self.enter_registry_test_mode():
            try:
                self.as_user("officer", plan).action_submit()
            except ValidationError as error:
                self.assertIn("too general", str(error))
        plan.invalidate_recordset()
        self.assertEqual(plan.vague_count, 1)

    # ------------------------------------------------------------------
    # REMINDERS AND QUERIES
    # ------------------------------------------------------------------

    def test_reminders_once(self):
        self.work("officer", 4)
        cycle = self.open_cycle(self_due="2026-11-17 10:00:00")
        sheet = self.sheet(cycle, "officer")
        self.assertTrue(sheet.activity_ids, "to grade himself")
        before = self.told(sheet)
        cycle._remind_due()
        self.assertEqual(self.told(sheet), before + 1)
        cycle._remind_due()
        self.assertEqual(self.told(sheet), before + 1)

    def told(self, sheet):
        """Return how often the officer has been told something of his sheet."""
        return self.env["mail.notification"].search_count(
            [
                ("mail_message_id.model", "=", sheet._name),
                ("mail_message_id.res_id", "=", sheet.id),
                ("res_partner_id", "=", sheet.employee_user_id.partner_id.id),
            ]
        )

    def count(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def crowd(self, number):
        people = self.env["hr.employee"].create(
            [
                {
                    "name": f"Công chức {number}-{n}",
                    "company_id": self.ward.id,
                    "department_id": self.economy.id,
                    "parent_id": self.employees["head"].id,
                }
                for n in range(number)
            ]
        )
        plans = self.env["ward.plan"]._create_guarded(
            [{"employee_id": p.id, "date_start": WEEKS[0]} for p in people]
        )
        self.env["ward.task"]._create_guarded(
            [
                {
                    "plan_id": plan.id,
                    "name": "Báo cáo kết quả kiểm tra chợ Hoa Sữa",
                    "product_id": self.simple.id,
                    "deadline": "2026-10-09 10:00:00",
                    "review_state": "kept",
                }
                for plan in plans
            ]
        )

    def test_queries_do_not_grow(self):
        """Generation, board and one sheet: as many queries for 20 as for 60."""
        self.criterion(name="Đúng hạn", kind="automatic", metric="plan.on_time")
        costs = []
        for month, number in (("2026-10-01", 20), ("2026-07-01", 40)):
            self.crowd(number)
            self.env.flush_all()
            cycle = self.env["ward.evaluation.cycle"].create(
                {
                    "company_id": self.ward.id,
                    "date_start": month,
                    "frame_id": self.own.id,
                }
            )
            generation = self.count(cycle.action_open)
            leader = self.as_user("leader", "ward.evaluation")
            spec = {
                name: {}
                for name in leader.get_view(
                    self.env.ref("ward_office.ward_evaluation_view_kanban").id
                )["models"]["ward.evaluation"]
            }
            domain = [("cycle_id", "=", cycle.id)]
            leader.web_search_read(domain, spec, limit=80)
            board = self.count(
                lambda leader=leader, domain=domain, spec=spec: leader.web_search_read(
                    domain, spec, limit=80
                )
            )
            sheet = self.as_user("leader", cycle.evaluation_ids[0])
            form = {
                name: {}
                for name in sheet.get_view(
                    self.env.ref("ward_office.ward_evaluation_view_form").id
                )["models"]["ward.evaluation"]
            }
            one = self.count(lambda sheet=sheet, form=form: sheet.web_read(form))
            costs.append((generation, board, one))
        small, large = costs
        for what, before, after in zip(
            ("generation", "board", "form"), small, large, strict=True
        ):
            self.assertLessEqual(after, before + 3, f"{what}: {before} -> {after}")
