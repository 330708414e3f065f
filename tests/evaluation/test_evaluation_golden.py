"""Officers worked out by hand in ``golden.xlsx``, compared to the last decimal."""

from datetime import datetime, time, timedelta

import openpyxl

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import file_path

from .common import WEEKS, EvaluationCommon

NOVEMBER = fields.Date.to_date("2026-11-01")
NEXT_WEEK = fields.Date.to_date("2026-11-02")
WORD = "Mưa bão số 9"


def read(sheet):
    """Return the rows of a sheet as dicts; the second row holds the keys."""
    _headings, keys, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(keys, row, strict=True)) for row in rows if row[0]]


def at(day, hour):
    """Return ``hour`` o'clock (UTC) of a date of the spreadsheet."""
    return datetime.combine(day.date(), time(hour))


@tagged("post_install", "-at_install")
class TestEvaluationGolden(EvaluationCommon):
    """The month of golden.xlsx, built through the models, gives its figures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        book = openpyxl.load_workbook(
            file_path("ward_office/tests/evaluation/golden.xlsx")
        )
        cls.expected = {row["officer"]: row for row in read(book["Officers"])}
        cls.expected_tasks = read(book["Tasks"])
        cls.expected_november = read(book["November"])
        cls.proposed, old_item = cls.env["ward.product"].create(
            [
                {
                    "code": code,
                    "name": "Việc trong danh mục khác",
                    "product_name": "Báo cáo",
                    "points": points,
                    "company_id": unit.id,
                    "valid_from": "2026-01-01",
                }
                for code, points, unit in (
                    ("T3", 5, cls.ward),
                    ("T4", 10, cls.other_ward),
                )
            ]
        )
        old_item.action_decide()
        cls.items = {
            item.code: item for item in cls.simple + cls.hard + cls.proposed + old_item
        }
        cls.tasks = {}
        for key, row in cls.expected.items():
            cls.add_officer(key, row)
        for row in cls.expected_tasks:
            cls.add_task(row)
        cls.cycle = cls.open_cycle()

    # ------------------------------------------------------------------
    # THE MONTH OF THE SPREADSHEET
    # ------------------------------------------------------------------

    @classmethod
    def add_officer(cls, key, row):
        employee = cls.env["hr.employee"].create(
            {
                "name": row["situation"],
                # the one who moves begins in the other ward
                "company_id": (cls.other_ward if key == "moved" else cls.ward).id,
                "parent_id": cls.employees[row["led by"]].id if key != "moved" else 0,
                "ward_position_set": row["position"],
            }
        )
        cls.employees[key] = employee
        if row["joined"]:
            employee.version_id.contract_date_start = row["joined"].date()
        if row["leave from"]:
            cls.env["resource.calendar.leaves"].with_company(cls.ward).create(
                {
                    "name": "Nghỉ",
                    "resource_id": employee.resource_id.id,
                    "calendar_id": employee.resource_calendar_id.id,
                    "date_from": cls.ward._ward_to_utc(row["leave from"].date()),
                    "date_to": cls.ward._ward_to_utc(row["leave to"].date(), 23.9),
                }
            )

    @classmethod
    def week_of(cls, day):
        return WEEKS.index(day.date() - timedelta(day.weekday()))

    @classmethod
    def new_task(cls, row, due, **vals):
        """Return the task of ``row`` as planned: assigned and not done."""
        return cls.work(
            row["officer"],
            row["quantity"],
            cls.items[row["item"]],
            cls.week_of(due),
            done=False,
            name=row["task"],
            is_arising=row["kind"] == "arising",
            **vals,
        )

    @classmethod
    def add_task(cls, row):
        login, kind = row["officer"], row["kind"]
        key = login, row["task"]
        leader = cls.users["leader"]
        if login == "moved" and row["due"].date() >= WEEKS[1]:
            # from here on in the new unit
            cls.employees[login].write(
                {"company_id": cls.ward.id, "parent_id": cls.employees["leader"].id}
            )
        if kind == "carried":
            first = cls.tasks.get(key) or cls.new_task(row, row["due"] - timedelta(7))
            task = cls.carry_over(first, row["due"])
        elif kind in ("taken", "part"):
            # made by handing over and by splitting, see below
            task = cls.tasks[(*key, row["due"])]
        elif kind == "split":
            parts = [
                (cls.employees[part["officer"]], at(part["due"], 10), part["quantity"])
                for part in cls.expected_tasks
                if part["kind"] == "part" and part["task"] == row["task"]
            ]
            whole = row["quantity"] + sum(quantity for *_who, quantity in parts)
            task = cls.new_task(row | {"quantity": whole}, row["due"])
            for part in task.with_user(leader).action_split(parts).with_env(cls.env):
                cls.remember(part)
        else:
            task = cls.new_task(row, row["due"])
        if kind == "handed":
            (taker,) = (
                taken["officer"]
                for taken in cls.expected_tasks
                if taken["kind"] == "taken"
            )
            new = task.with_user(leader).action_hand_over(
                cls.employees[taker], "Không kịp làm"
            )
            cls.remember(new.with_env(cls.env))
        cls.tasks[key] = task
        if row["done"]:
            for _time in range(row["fails"]):
                cls.report(task, row["done"])
                task.with_user(leader).action_send_back("Sai số liệu")
            cls.report(task, row["done"])
        if row["delays excused"] or row["fails excused"]:
            task.with_user(leader).action_excuse(WORD)

    @classmethod
    def remember(cls, task):
        """Keep a task another row of the spreadsheet is about."""
        login = next(k for k, e in cls.employees.items() if e == task.employee_id)
        due = datetime.combine(task.deadline.date(), time())
        cls.tasks[login, task.name, due] = task

    @classmethod
    def report(cls, task, day):
        """Report ``task`` done, as if on ``day``."""
        task.write({"progress": 100})
        task._write_guarded({"done_at": at(day, 3)})

    @classmethod
    def carry_over(cls, task, due):
        """Return the task that carries ``task`` over into the week of ``due``."""
        plan = cls.env["ward.plan"].create(
            {
                "employee_id": task.employee_id.id,
                "date_start": due.date() - timedelta(due.weekday()),
            }
        )
        plan.with_user(cls.users["leader"]).action_carry_over()
        new = plan.task_ids.filtered(lambda t: t.carried_from_id == task)
        plan._write_guarded(
            {"state": "approved", "submitted_at": fields.Datetime.now()}
        )
        new._write_guarded({"review_state": "kept"})
        return new

    def give_points(self, key):
        """Return the sheet of ``key`` with the points the spreadsheet gives."""
        sheet = self.sheet(self.cycle, key)
        row = self.expected[key]
        for line in sheet.line_ids:
            line.write(
                {"self_points": line.max_points * row["share"], "self_scored": True}
            )
        if sheet.is_leader:
            sheet.write(
                {
                    "self_unit_ok": bool(row["d ok"]),
                    "self_organised": bool(row["đ ok"]),
                    "self_united": bool(row["e ok"]),
                }
            )
        return sheet

    def submitted_by_fact(self, key):
        """Return the sheet of ``key``, who has no user, as submitted by himself."""
        sheet = self.give_points(key)
        sheet.write(
            {
                "self_grade_id": sheet.self_computed_grade_id.id,
                "self_strengths": "Hoàn thành đúng hạn các báo cáo tháng.",
                "self_shortcomings": "Còn chậm cập nhật hồ sơ điện tử.",
            }
        )
        sheet._write_guarded({"is_self_graded": True, "state": "submitted"})
        sheet._skip_proposal()
        return sheet

    def graded(self):
        return [
            key
            for key, row in self.expected.items()
            if row["expected outcome"] == "graded"
        ]

    # ------------------------------------------------------------------
    # ITS FIGURES
    # ------------------------------------------------------------------

    def test_enough_situations(self):
        self.assertGreaterEqual(len(self.expected), 14)
        self.assertEqual(
            {self.expected[key]["expected grade"] for key in self.graded()},
            set(self.grades),
        )

    def test_every_officer(self):
        for key in self.graded():
            row = self.expected[key]
            with self.subTest(officer=key):
                sheet = self.give_points(key)
                self.assertEqual(sheet.state, "self", sheet.exempt_reason)
                self.assertTrue(sheet.has_work)
                self.assertAlmostEqual(
                    sheet.assigned_quantity, row["expected assigned"], 6
                )
                self.assertAlmostEqual(sheet.extra_quantity, row["expected on top"], 6)
                for part in "abc":
                    self.assertAlmostEqual(
                        sheet[f"percent_{part}"], row[f"expected {part}"], 6, part
                    )
                self.assertEqual(sheet.self_general, row["expected general"])
                self.assertEqual(sheet.work_points, row["expected work"])
                self.assertEqual(sheet.self_points, row["expected total"])
                self.assertEqual(
                    sheet.self_computed_grade_id, self.grades[row["expected grade"]]
                )

    def test_days_present(self):
        for key, row in self.expected.items():
            with self.subTest(officer=key):
                sheet = self.sheet(self.cycle, key)
                self.assertEqual(sheet.working_days, 22)
                self.assertEqual(sheet.present_days, row["expected present"])

    def test_who_is_not_graded(self):
        reasons = {
            key: self.sheet(self.cycle, key).exempt_reason
            for key in self.expected
            if self.sheet(self.cycle, key).state == "exempt"
        }
        reason = "present on %s working days, fewer than 10"
        self.assertEqual(reasons, {"maternity": reason % 0, "too_short": reason % 9})
        self.assertEqual(
            set(reasons),
            {k for k, r in self.expected.items() if r["expected outcome"] == "exempt"},
        )

    def test_nobody_without_work_has_a_grade(self):
        sheet = self.give_points("none")
        self.assertEqual(self.expected["none"]["expected outcome"], "no work")
        self.assertEqual(sheet.state, "self")
        self.assertFalse(sheet.has_work)
        self.assertFalse(sheet.work_ids)
        self.assertFalse(sheet.self_computed_grade_id)

    def test_every_task(self):
        """Every figure opens to its tasks, each as the spreadsheet counts it."""
        for key in self.graded():
            rows = [
                (
                    row["task"],
                    row["expected kind"],
                    row["item"],
                    round(row["quantity"], 6),
                    row["factor"],
                    max(0, row["fails"] - row["fails excused"]),
                    round(row["expected completed"], 6),
                    round(row["expected quality"], 6),
                    round(row["expected progress"], 6),
                )
                for row in self.expected_tasks
                if row["officer"] == key and row["due"].month == 10
            ]
            works = self.sheet(self.cycle, key).work_ids.filtered(
                lambda w: w.reason != "carried"
            )
            # what does not count is shown with what it would be worth
            found = [
                (
                    work.name,
                    work.kind,
                    work.product_code,
                    round(work.quantity, 6),
                    work.factor,
                    work.fails,
                    *(
                        0 if work.kind == "uncounted" else round(work[name], 6)
                        for name in (
                            "completed_quantity",
                            "quality_quantity",
                            "progress_quantity",
                        )
                    ),
                )
                for work in works
            ]
            self.assertEqual(sorted(found), sorted(rows), key)

    def test_reasons_of_what_does_not_count(self):
        reasons = {
            (key, work.name): work.reason
            for key in self.expected
            for work in self.sheet(self.cycle, key).work_ids
            if work.kind == "uncounted"
        }
        self.assertEqual(
            reasons,
            {
                ("carried", "Báo cáo chuyển tuần"): "carried",
                ("proposed", "Việc ngoài danh mục"): "proposed",
            },
        )

    def test_delays_counted(self):
        def delays(key):
            works = self.sheet(self.cycle, key).work_ids
            return {w.name: w.delays for w in works if w.kind != "uncounted"}

        self.assertEqual(
            delays("excused"), {"Báo cáo chậm do mưa bão": 0, "Báo cáo chậm": 1}
        )
        self.assertEqual(
            delays("carried"), {"Báo cáo đúng hạn": 0, "Báo cáo chuyển tuần": 1}
        )
        excused = self.sheet(self.cycle, "excused").work_ids.filtered("excused")
        self.assertEqual(excused.mapped("excused"), [WORD])

    def test_moved_is_graded_once(self):
        """Article 19.1: by the unit he is in at the end, with the work of both."""
        works = self.sheet(self.cycle, "moved").work_ids
        self.assertEqual(
            works.task_id.mapped("company_id"), self.other_ward + self.ward
        )
        other = self.open_cycle(company_id=self.other_ward.id)
        self.assertTrue(other.evaluation_ids)
        self.assertFalse(self.sheet(other, "moved"))

    def test_next_month(self):
        """What was split or carried over into November counts there."""
        cycle = self.open_cycle(date_start=NOVEMBER)
        for row in self.expected_november:
            with self.subTest(officer=row["officer"]):
                sheet = self.sheet(cycle, row["officer"])
                self.assertAlmostEqual(
                    sheet.assigned_quantity, row["expected assigned"], 6
                )
                self.assertAlmostEqual(sheet.extra_quantity, row["expected on top"], 6)
                for part in "abc":
                    self.assertAlmostEqual(
                        sheet[f"percent_{part}"], row[f"expected {part}"], 6, part
                    )

    def test_how_it_was_reached(self):
        how = self.give_points("unit_head").how
        for text in ("b = 14.00 / 16.00 = 87.50 %", "d = 50 %", "/ 6 × 70 = 62.71"):
            self.assertIn(text, how)

    # ------------------------------------------------------------------
    # DECISIONS AND SETTINGS THAT CHANGE THEM
    # ------------------------------------------------------------------

    def test_an_item_counts_after_its_decision(self):
        sheet = self.sheet(self.cycle, "proposed")
        self.proposed.action_decide()
        self.assertEqual(sheet.assigned_quantity, 2)
        sheet.action_refresh()
        self.assertEqual(sheet.assigned_quantity, 11)
        self.assertEqual(sheet.completed_quantity, 11)
        self.assertEqual(set(sheet.work_ids.mapped("kind")), {"assigned"})

    def test_figures_of_a_decided_sheet_stay(self):
        sheet = self.sheet(self.cycle, "ordinary")
        sheet._write_guarded({"state": "decided"})
        self.simple.points = 50
        with self.assertRaisesRegex(UserError, "frozen"):
            sheet.action_refresh()
        self.assertEqual(sheet.assigned_quantity, 18)
        self.assertEqual(sheet.work_points, self.expected["ordinary"]["expected work"])

    def test_each_part_capped_where_the_unit_says_so(self):
        self.cycle.scoring_rule_id.over_100 = "cap_each"
        changed = []
        for key in self.graded():
            row = self.expected[key]
            with self.subTest(officer=key):
                sheet = self.give_points(key)
                sheet.action_refresh()
                for part in "abc":
                    self.assertAlmostEqual(
                        sheet[f"percent_{part}"],
                        min(100, row[f"expected {part}"]),
                        6,
                        part,
                    )
                self.assertEqual(sheet.work_points, row["expected work each"])
                if row["expected work each"] != row["expected work"]:
                    changed.append(key)
        self.assertEqual(changed, ["uneven"])

    def test_only_accepted_work_where_the_unit_says_so(self):
        self.cycle.scoring_rule_id.count_reported = False
        sheet = self.sheet(self.cycle, "ordinary")
        sheet.action_refresh()
        self.assertEqual(sheet.assigned_quantity, 18)
        self.assertEqual(sheet.completed_quantity, 0)
        self.tasks["ordinary", "Báo cáo tuần"].with_user(
            self.users["leader"]
        ).action_accept()
        sheet.action_refresh()
        self.assertEqual(sheet.completed_quantity, 10)
        self.assertAlmostEqual(sheet.percent_a, 1000 / 18, 6)

    def test_accepted_with_faults_fails_once(self):
        task = self.tasks["ordinary", "Báo cáo tuần"]
        task.with_user(self.users["leader"]).action_accept("poor")
        sheet = self.sheet(self.cycle, "ordinary")
        sheet.action_refresh()
        self.assertAlmostEqual(sheet.quality_quantity, 18 - 2.5, 6)

    def test_a_part_of_what_was_taken_over_is_on_top_too(self):
        """Article 18.1.d: taken over from a colleague, in whole or in part."""
        leader = self.users["leader"]
        task = self.work("ordinary", 4, done=False, name="Báo cáo chuyển đi")
        taken = task.with_user(leader).action_hand_over(
            self.employees["taker"], "Không kịp làm"
        )
        taken.plan_id.sudo()._write_guarded({"state": "approved"})
        taken.action_split([(self.employees["arising"], task.deadline, 1)])
        sheet = self.sheet(self.cycle, "arising")
        before = sheet.assigned_quantity, sheet.extra_quantity
        sheet.action_refresh()
        self.assertEqual(before, (20, 4))
        self.assertEqual((sheet.assigned_quantity, sheet.extra_quantity), (20, 5))

    def carried_figures(self, key, task):
        """Carry ``task`` over, do it in time, and return what was counted of it."""
        due = datetime.combine(WEEKS[2] + timedelta(4), time())
        new = self.carry_over(task, due)
        self.report(new, due - timedelta(1))
        sheet = self.sheet(self.cycle, key)
        sheet.action_refresh()
        work = sheet.work_ids.filtered(lambda w: w.task_id == new)
        return work.kind, work.fails, work.delays

    def test_handed_on_work_is_not_carried_over(self):
        task = self.work("none", 4, done=False, week=1)
        open_task = self.work("none", 1, done=False, week=1)
        task.with_user(self.users["leader"]).action_hand_over(
            self.employees["taker"], "Không kịp làm"
        )
        self.carry_over(open_task, datetime.combine(WEEKS[2], time()))
        self.assertFalse(task.is_carried)

    def test_extra_work_carried_over_stays_on_top(self):
        task = self.work("none", 4, done=False, week=1, is_arising=True)
        self.assertEqual(self.carried_figures("none", task), ("extra", 0, 1))

    def test_an_excuse_goes_with_the_work_carried_over(self):
        """Article 14.2.c: the delay with an objective cause stays excused."""
        task = self.work("none", 4, done=False, week=1)
        task.with_user(self.users["leader"]).action_excuse(WORD)
        self.assertEqual(self.carried_figures("none", task), ("assigned", 0, 0))

    def test_faults_go_with_the_work_carried_over(self):
        """Article 14.2.b: each time found failing."""
        task = self.work("none", 4, week=1)
        task.with_user(self.users["leader"]).action_send_back("Sai số liệu")
        self.assertEqual(self.carried_figures("none", task), ("assigned", 1, 1))

    def test_thresholds_of_the_grades(self):
        """Article 20: a grade begins at its very threshold."""
        for points, name in (
            (100, "excellent"),
            (90, "excellent"),
            (89.99, "good"),
            (70, "good"),
            (69.99, "completed"),
            (50, "completed"),
            (49.99, "failed"),
            (0, "failed"),
        ):
            self.assertEqual(
                self.cycle.scale_id._grade_for(points), self.grades[name], points
            )

    # ------------------------------------------------------------------
    # d OF A LEADER FOLLOWS HIS PEOPLE (Article 15.3.a)
    # ------------------------------------------------------------------

    def test_d_bar_is_half_where_delays_last(self):
        """Article 15.3.b: a product late twice makes “đ” 50 % to begin with."""
        leader = self.sheet(self.cycle, "leader")
        works = self.cycle.evaluation_ids.work_ids
        works.sudo().write({"delays": 0})
        self.assertFalse(leader._long_delays())
        self.assertTrue(leader._first_opinion("decision")["organised"])
        works.filtered(lambda w: w.kind == "assigned")[0].sudo().write({"delays": 2})
        self.assertEqual(leader._long_delays(), 1)
        self.assertFalse(leader._first_opinion("decision")["organised"])

    def test_d_is_half_where_one_is_at_not_completed(self):
        head = self.submitted_by_fact("unit_head")
        self.submitted_by_fact("middling")
        self.assertTrue(head._unit_ok())
        weak = self.submitted_by_fact("weak")
        self.assertTrue(weak.self_computed_grade_id.is_failed)
        self.assertFalse(head._unit_ok())
        review = self.review(head, "leader")
        self.assertFalse(review.unit_ok)
        row = self.expected["unit_head"]
        self.assertEqual(review.work_points, row["expected work"])
        self.assertEqual(review.total_points, row["expected total"])
        review.unit_ok = True
        # (100 + 87.5 + 100 + 100 + 100 + 100) / 6 × 70 %
        self.assertEqual(review.work_points, 68.54)

    def test_a_deputy_answers_for_his_own_field(self):
        """Article 15.4: the failing officer is not one of the deputy's."""
        deputy = self.submitted_by_fact("unit_deputy")
        self.submitted_by_fact("weak")
        self.assertTrue(deputy._unit_ok())
        row = self.expected["unit_deputy"]
        self.assertEqual(deputy.work_points, row["expected work"])
        middling = self.submitted_by_fact("middling")
        for line in middling.line_ids:
            line.self_points = 0
        self.assertTrue(middling.self_computed_grade_id.is_failed)
        self.assertFalse(deputy._unit_ok())

    def test_d_follows_the_leader_rather_than_the_officer(self):
        head = self.submitted_by_fact("unit_head")
        weak = self.submitted_by_fact("weak")
        self.env["ward.evaluation.review"].create(
            {
                "evaluation_id": weak.id,
                "stage": "decision",
                "grade_id": self.grades["completed"].id,
            }
        )
        self.assertTrue(head._unit_ok())
