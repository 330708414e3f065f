"""Officers worked out by hand in ``golden.xlsx``, compared to the last decimal."""

from datetime import timedelta

import openpyxl

from odoo import fields
from odoo.tests import tagged
from odoo.tools import file_path

from .common import WEEKS, EvaluationCommon


def read(sheet):
    """Return the rows of a sheet as dicts by heading."""
    rows = list(sheet.iter_rows(values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:] if row[0]]


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
        cls.proposed = cls.env["ward.product"].create(
            {
                "code": "T3",
                "name": "Việc mới đề nghị bổ sung",
                "product_name": "Báo cáo",
                "company_id": cls.ward.id,
                "valid_from": "2026-01-01",
            }
        )
        for key, row in cls.expected.items():
            cls.add_officer(key, row)
        for row in read(book["Tasks"]):
            cls.add_task(row)
        moved = cls.employees["moved"]
        moved.company_id = cls.ward
        cls.cycle = cls.open_cycle()

    @classmethod
    def add_officer(cls, key, row):
        employee = cls.env["hr.employee"].create(
            {
                "name": row["situation"],
                # the one who moves begins in the other ward
                "company_id": (cls.other_ward if key == "moved" else cls.ward).id,
                "parent_id": cls.employees["leader"].id,
                "ward_position_set": row["position"],
            }
        )
        cls.employees[key] = employee
        if row["joined on"]:
            employee.version_id.contract_date_start = row["joined on"]
        if row["on leave"]:
            first, last = row["on leave"].split("..")
            cls.env["resource.calendar.leaves"].with_company(cls.ward).create(
                {
                    "name": "Nghỉ",
                    "resource_id": employee.resource_id.id,
                    "calendar_id": employee.resource_calendar_id.id,
                    "date_from": cls.ward._ward_to_utc(fields.Date.to_date(first)),
                    "date_to": cls.ward._ward_to_utc(fields.Date.to_date(last), 23.9),
                }
            )

    @classmethod
    def add_task(cls, row):
        products = {"T1": cls.simple, "T2": cls.hard, "T3": cls.proposed}
        vals = {
            "name": row["task"],
            "sent_back_count": row["sent back"],
            "quality": "poor" if row["with faults"] else False,
            "is_arising": row["kind"] == "arising",
        }
        options = {
            "quantity": row["quantity"],
            "product": products[row["item"]],
            "week": row["week"] - 1,
            "done": row["done"] in ("ontime", "late"),
        }
        login = row["officer"]
        if row["kind"] == "taken":
            return  # made by handing over
        if row["kind"] == "carried":
            first = cls.work(login, **options | {"week": row["week"] - 2}, **vals)
            first._write_guarded({"is_carried": True, "done_at": False, "progress": 50})
            vals["carried_from_id"] = first.id
        if login == "part_taker":
            return  # made by splitting
        if login == "splitter":
            options |= {"quantity": 2.5, "done": False}
        task = cls.work(login, **options, **vals)
        if row["done"] == "late":
            task._write_guarded({"done_at": task.deadline + timedelta(hours=20)})
        if row["kind"] == "handed":
            new = task.with_user(cls.users["leader"]).action_hand_over(
                cls.employees["taker"], "Không kịp làm"
            )
            new.sudo().write({"progress": 100})
            new._write_guarded({"done_at": task.deadline - timedelta(1)})
        if login == "splitter":
            day = fields.Datetime.to_datetime(WEEKS[2] + timedelta(4))
            (part,) = task.with_user(cls.users["leader"]).action_split(
                [(cls.employees["part_taker"], day + timedelta(hours=10), 1)]
            )
            part.sudo().write({"progress": 100})
            part._write_guarded({"done_at": part.deadline + timedelta(hours=20)})
            task.sudo().write({"progress": 100})
            task._write_guarded({"done_at": task.deadline - timedelta(1)})
        if row["excused delays"]:
            task.with_user(cls.users["leader"]).action_excuse("Mưa bão số 9")

    def give_points(self, key):
        sheet = self.sheet(self.cycle, key)
        share = self.expected[key]["general share"]
        for line in sheet.line_ids:
            line.write({"self_points": line.max_points * share, "self_scored": True})
        row = self.expected[key]
        sheet.write(
            {
                "self_unit_ok": bool(row["d ok"]),
                "self_organised": bool(row["đ ok"]),
                "self_united": bool(row["e ok"]),
            }
        )
        return sheet

    def test_every_officer(self):
        for key, row in self.expected.items():
            with self.subTest(officer=key):
                sheet = self.give_points(key)
                if row["expected outcome"] == "exempt":
                    self.assertEqual(sheet.state, "exempt")
                    continue
                self.assertEqual(sheet.state, "self", sheet.exempt_reason)
                self.assertEqual(sheet.has_work, row["expected outcome"] == "graded")
                if not sheet.has_work:
                    self.assertFalse(sheet.self_computed_grade_id)
                    continue
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

    def test_at_least_twelve(self):
        self.assertGreaterEqual(len(self.expected), 12)

    def test_every_figure_opens_to_its_tasks(self):
        for key, row in self.expected.items():
            sheet = self.sheet(self.cycle, key)
            counted = sheet.work_ids.filtered(lambda w: w.kind != "uncounted")
            if row["expected outcome"] == "graded":
                self.assertAlmostEqual(
                    sum(counted.mapped("completed_quantity")),
                    sheet.completed_quantity,
                    6,
                )
                self.assertIn("=", sheet.how)

    def test_kinds_and_reasons(self):
        def kinds(key):
            return set(self.sheet(self.cycle, key).work_ids.mapped("kind"))

        self.assertEqual(kinds("giver"), {"assigned", "handed"})
        self.assertEqual(kinds("taker"), {"assigned", "extra"})
        self.assertEqual(kinds("part_taker"), {"assigned"})
        reasons = self.sheet(self.cycle, "carried").work_ids.mapped("reason")
        self.assertIn("carried", reasons)
        self.assertIn(
            "proposed", self.sheet(self.cycle, "proposed").work_ids.mapped("reason")
        )

    def test_an_item_counts_after_its_decision(self):
        sheet = self.sheet(self.cycle, "proposed")
        self.assertAlmostEqual(sheet.assigned_quantity, 2)
        self.proposed.action_decide()
        sheet.action_refresh()
        self.assertAlmostEqual(sheet.assigned_quantity, 11)

    def test_figures_of_a_decided_sheet_stay(self):
        sheet = self.sheet(self.cycle, "ordinary")
        sheet._write_guarded({"state": "decided"})
        self.simple.points = 50
        with self.assertRaisesRegex(Exception, "frozen"):
            sheet.action_refresh()
        self.assertAlmostEqual(sheet.assigned_quantity, 18)

    def test_settings_of_more_than_all(self):
        rule = self.cycle.scoring_rule_id
        sheet = self.give_points("capped")
        self.assertEqual(sheet.percent_a, 150)
        self.assertEqual(sheet.work_points, 70)
        taker = self.give_points("arising")
        self.assertAlmostEqual(taker.percent_a, 70)
        rule.over_100 = "cap_each"
        sheet.action_refresh()
        self.assertEqual(sheet.percent_a, 100)

    def test_only_accepted_work_where_the_unit_says_so(self):
        self.cycle.scoring_rule_id.count_reported = False
        sheet = self.sheet(self.cycle, "ordinary")
        sheet.action_refresh()
        self.assertEqual(sheet.completed_quantity, 0)
        task = sheet.work_ids.task_id[:1]
        task._write_guarded({"accepted_at": fields.Datetime.now()})
        sheet.action_refresh()
        self.assertEqual(
            sheet.completed_quantity, task.quantity * task.product_id.factor
        )

    def test_grade_of_a_leader_follows_his_people(self):
        """Article 15.3.a: one at “not completed” makes d 50 %."""
        leader = self.sheet(self.cycle, "leader")
        self.assertTrue(leader._unit_ok())
        bad = self.sheet(self.cycle, "third")
        bad.write({"self_grade_id": self.grades["failed"].id})
        for line in bad.line_ids:
            line.write({"self_points": 0, "self_scored": True})
        bad._write_guarded({"is_self_graded": True})
        self.assertTrue(bad.self_computed_grade_id.is_failed)
        self.assertFalse(leader._unit_ok())
