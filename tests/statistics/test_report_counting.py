"""The counting rules of Circular 06/2025/TT-TTCP, one by one."""

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .report_common import BEFORE, WITHIN, ReportCommon


@tagged("post_install", "-at_install")
class TestReportCounting(ReportCommon):
    # ------------------------------------------------------------------
    # WHEN
    # ------------------------------------------------------------------

    def test_the_local_date_decides(self):
        # 23:30 on 14 September and 00:30 on 15 September in Vietnam
        self.done(received_at="2026-09-14 16:30:00")
        self.done(received_at="2026-09-14 17:30:00")
        # 23:30 on 14 June and 00:30 on 15 June
        self.done(received_at="2026-06-14 16:30:00")
        self.done(received_at="2026-06-14 17:30:00")
        self.assertFigures(self.report(), "01/TCD", c1=2, c5=2)
        q4 = self.env["ward.report.period"].search([("code", "=", "q4")])
        q2 = self.env["ward.report.period"].search([("code", "=", "q2")])
        self.assertFigures(self.report(period=q4), "01/TCD", c5=1)
        self.assertFigures(self.report(period=q2), "01/TCD", c5=1)

    def test_another_time_zone_is_the_units_own(self):
        self.other_ward.ward_tz = "Pacific/Auckland"  # already 15 September there
        self.done("other_leader", received_at="2026-09-14 13:00:00")
        self.assertFigures(self.report("other_clerk"), "01/TCD", c5=0)

    def test_year_begins_in_december_of_the_year_before(self):
        year = self.env["ward.report.period"].search([("code", "=", "year")])
        self.done(received_at="2025-12-14 17:30:00")  # 00:30 on the 15th
        self.done(received_at="2025-12-14 16:30:00")
        self.assertFigures(self.report(period=year), "01/TCD", c5=1)

    def test_petition_not_processed_is_carried_over(self):
        with self.at(BEFORE):
            old = self.petition(received_at=BEFORE)
            closed = self.petition(received_at=BEFORE, kind="reflection")
            closed.action_withdraw("Đã tự giải quyết")
        with self.at(WITHIN):
            self.petition(received_at=WITHIN)
        report = self.report()
        # the old one waits still, the withdrawn one was over before
        self.assertFigures(report, "02/XLD", c1=2, c2=0)
        with self.at("2026-10-20 03:00:00"):
            old.action_withdraw("Đã tự giải quyết")
        report.action_compute()
        self.assertFigures(report, "02/XLD", c1=2, c2=0)
        q4 = self.env["ward.report.period"].search([("code", "=", "q4")])
        self.assertFigures(self.report(period=q4), "02/XLD", c1=2, c2=1)

    # ------------------------------------------------------------------
    # WHAT
    # ------------------------------------------------------------------

    def test_reception_by_the_head_is_counted_once(self):
        leader = self.employees["leader"].id
        self.done("leader", received_at=WITHIN, kind="head", received_by_id=leader)
        self.done(received_at=WITHIN)
        self.done(
            "leader",
            received_at=WITHIN,
            kind="head",
            is_delegated=True,
            received_by_id=self.employees["office_head"].id,
        )
        self.assertFigures(self.report(), "01/TCD", c1=3, c5=1, c11=1, c17=1)

    def test_crowd_has_five_people_or_more(self):
        self.done(received_at=WITHIN, visitor="group", people_count=4, group_list="A *")
        self.done(received_at=WITHIN, visitor="group", people_count=5, group_list="A *")
        self.done(received_at=WITHIN, visitor="group", people_count=9, group_list="B *")
        self.assertFigures(self.report(), "01/TCD", c1=3, c2=18, c4=2, c8=2, c9=14)

    def test_who_left_was_not_received(self):
        self.receive(received_at=WITHIN).action_left()
        self.assertFigures(self.report(), "01/TCD", c1=0)

    def test_petitions_are_not_cases(self):
        with self.at(WITHIN):
            case = self.case(received_at=WITHIN)
            for _n in range(2):
                second = self.petition(received_at=WITHIN)
                second.action_link(case)
                self.sorted(second).outcome = "accept"
                second.action_propose()
                self.sign(second)
        report = self.report()
        self.assertFigures(report, "02/XLD", c1=3, c4=3, c5=1, c6=3, c7=3, c8=0)
        self.assertFigures(report, "03/GQKN", c1=3, c2=1, c4=1)

    def test_not_competent_is_guided(self):
        with self.at(WITHIN):
            petition = self.sorted(
                self.petition(received_at=WITHIN, is_competent=False)
            )
            petition.write(
                {
                    "outcome": "guide",
                    "outcome_reason": "Không thuộc thẩm quyền",
                    "target_id": self.authority.id,
                }
            )
            petition.action_propose()
            self.sign(petition)
        self.assertFigures(
            self.report(), "02/XLD", c1=1, c2=1, c3=1, c4=0, c23=1, c24=1, c25=0
        )

    def test_withdrawn_case_counts_once_it_is_stopped(self):
        with self.at(WITHIN):
            case = self.case(received_at=WITHIN)
            case.action_withdrawn("Rút toàn bộ khiếu nại")
        report = self.report()
        self.assertFigures(report, "03/GQKN", c2=1, c4=1, c6=0)
        with self.at(WITHIN):
            self.sign(case)
        report.action_compute()
        self.assertFigures(report, "03/GQKN", c2=1, c4=0, c6=1, c7=0)

    def test_decision_counts_by_its_outcome(self):
        with self.at(WITHIN):
            self.decided(self.case(received_at=WITHIN))
        self.assertFigures(
            self.report(), "03/GQKN", c7=1, c8=0, c9=0, c10=1, c11=0, c12=0
        )

    def test_orders_due_and_done_over_periods(self):
        with self.at(WITHIN):
            case = self.case(received_at=WITHIN)
            case.obligation_ids = [
                Command.create(
                    {"name": "Trả tiền", "kind": "return", "money": 30_000_000}
                )
            ]
            self.decided(case)
            case.action_execute()
        order = case.obligation_ids
        with self.at("2026-08-20 03:00:00"):
            order.step_ids = [
                Command.create(
                    {"document": "UNC 1", "money": 10_000_000, "date": "2026-08-20"}
                )
            ]
        report = self.report()
        self.assertFigures(report, "03/GQKN", c7=1, c15=30)
        self.assertFigures(report, "05/KQTH", c1=1, c2=0, c7=30, c9=10)
        with self.at("2026-10-20 03:00:00"):
            order.step_ids = [
                Command.create(
                    {"document": "UNC 2", "money": 20_000_000, "date": "2026-10-20"}
                )
            ]
        report.action_compute()
        self.assertFigures(report, "05/KQTH", c1=1, c2=0, c9=10)
        q4 = self.env["ward.report.period"].search([("code", "=", "q4")])
        later = self.report(period=q4)
        # carried over with what was left, and now carried out
        self.assertFigures(later, "05/KQTH", c1=1, c2=1, c7=20, c9=20)
        self.assertFigures(later, "03/GQKN", c7=0, c15=0)

    def test_case_moved_to_another_unit_counts_where_it_is(self):
        with self.at(WITHIN):
            self.case(received_at=WITHIN)
        report = self.sent()
        self.assertFigures(report, "03/GQKN", c2=1)
        self.as_user("city_leader", "ward.case.move.new").create(
            {
                "from_company_id": self.ward.id,
                "to_company_id": self.other_ward.id,
                "paper_number": "1656/NQ-UBTVQH15",
                "paper_date": "2026-09-01",
                "reason": "Nhập hai phường",
            }
        ).action_move()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFigures(report, "03/GQKN", c2=1)  # what was sent stands
        changed = {
            (d["form"], d["number"]): (d["was"], d["now"])
            for d in report.get_differences()
        }
        self.assertEqual(changed["03/GQKN", 1], (1, 0))
        other = self.report("other_clerk")
        self.assertFigures(other, "03/GQKN", c2=1)

    # ------------------------------------------------------------------
    # FROM A CELL TO ITS RECORDS
    # ------------------------------------------------------------------

    def make_business(self):
        """Let a little of everything happen before, within and after the period."""
        for moment in (BEFORE, WITHIN, "2026-09-20 03:00:00"):
            with self.at(moment):
                self.done(received_at=moment)
                self.done(
                    "leader",
                    received_at=moment,
                    kind="head",
                    received_by_id=self.employees["leader"].id,
                    visitor="group",
                    people_count=6,
                    group_list="A *\nB",
                )
                self.decided(self.case(received_at=moment))
                case = self.case(received_at=moment)
                case.obligation_ids = [
                    Command.create(
                        {
                            "name": "Thu hồi",
                            "kind": "recover",
                            "money": 5_000_000,
                            "land": 12.5,
                        }
                    ),
                    Command.create(
                        {
                            "name": "Kiểm điểm",
                            "kind": "discipline",
                            "people": 3,
                            "officials": 2,
                        }
                    ),
                ]
                self.decided(case)
                case.action_execute()
                case.obligation_ids[0].step_ids = [
                    Command.create(
                        {
                            "document": "x",
                            "money": 1_000_000,
                            "land": 2.5,
                            "date": moment[:10],
                        }
                    )
                ]
                case.obligation_ids[1].step_ids = [
                    Command.create(
                        {
                            "document": "x",
                            "people": 3,
                            "officials": 2,
                            "is_final": True,
                            "date": moment[:10],
                        }
                    )
                ]
                denounced = self.case(kind="denunciation", received_at=moment)
                denounced.protection_ids = [
                    Command.create({"asked_on": moment[:10], "people": 2})
                ]
                self.petition(kind="petition", received_at=moment)
                guided = self.sorted(
                    self.petition(received_at=moment, is_competent=False)
                )
                guided.write(
                    {
                        "outcome": "guide",
                        "outcome_reason": "x",
                        "target_id": self.authority.id,
                    }
                )
                guided.action_propose()
                self.sign(guided)

    def test_every_cell_opens_as_many_records_as_it_says(self):
        self.make_business()
        report = self.report()
        leader = self.as_user("leader", report)
        opened = 0
        for row in report.row_ids:
            figures = row.figures or {}
            for column in row.form_id._columns(auxiliary=True):
                engine = self.env["ward.form.engine"]
                parts = engine.counted_parts(column)
                if not parts:
                    continue
                said = figures.get(str(column.number), 0)
                action = leader.action_open_cell(row.id, column.number)
                records = self.as_user("leader", action["res_model"]).search(
                    action["domain"]
                )
                with self.subTest(form=row.form_id.code, column=column.number):
                    if not parts[0].measure:
                        self.assertEqual(len(records), said)
                    elif column.kind == "counted":
                        self.assertEqual(bool(records), bool(said))
                        self.assertAlmostEqual(
                            sum(records.mapped(parts.measure)) * parts.factor, said
                        )
                opened += bool(said)
        self.assertGreater(opened, 40)

    def test_records_behind_a_denunciation_show_the_pseudonym(self):
        with self.at(WITHIN):
            petition = self.petition(
                kind="denunciation", received_at=WITHIN, person_name="Zuxqan Bizquv"
            )
        report = self.report()
        row = self.row(report, "02/XLD")
        action = report.action_open_cell(row.id, 1)
        records = self.as_user("clerk", action["res_model"]).search(action["domain"])
        self.assertEqual(records.ids, petition.ids)
        self.assertNotIn("Zuxqan", str(records.read()))
        self.assertNotIn("Zuxqan", str(report.get_sheet(row.form_id.id, True)))

    def test_records_closed_to_the_reader_are_told(self):
        with self.at(WITHIN):
            petition = self.petition(received_at=WITHIN)
            self.petition(received_at=WITHIN)
        petition.sudo()._write_guarded(
            {"excluded_user_ids": [Command.link(self.users["clerk"].id)]}
        )
        report = self.report()
        row = self.row(report, "02/XLD")
        self.assertEqual(self.figure(report, "02/XLD", 1), 2)
        action = report.action_open_cell(row.id, 1)
        self.assertIn("1 of 2 are closed to you", action["name"])

    def opened(self, action):
        return self.as_user("inspector", action["res_model"]).search(action["domain"])

    def test_totals_and_subtotals_open_all_units(self):
        for clerk, leader in (("clerk", "leader"), ("other_clerk", "other_leader")):
            chief, deputy = self.employees[leader].id, self.employees[clerk].id
            Day = self.as_user(clerk, "ward.reception.day")
            with self.at("2026-07-20 03:00:00"):
                for hour in (8, 13.5):  # two halves are one day, in each unit
                    for day, paper in (("10", False), ("11", "05/GUQ")):
                        Day.create(
                            {
                                "date": f"2026-08-{day}",
                                "leader_id": chief,
                                "hour_from": hour,
                                "hour_to": hour + 3,
                                "delegate_id": paper and deputy,
                                "delegation_paper": paper,
                            }
                        ).action_announce()
            self.done(leader, received_at=WITHIN)
        with self.at(WITHIN):
            self.decided(self.case(received_at=WITHIN))
            self.petition(received_at=WITHIN)
        station = self.env["res.company"].create(
            {
                "name": "Station A1",
                "ward_level": "service_unit",
                "parent_id": self.ward.id,
            }
        )
        self._add("station_leader", station, groups="group_plan_leader")
        self.done("station_leader", received_at=WITHIN)
        self.sent("station_leader", "station_leader")
        self.sent()
        self.sent("other_clerk", "other_leader")
        report = self.report("city_clerk")
        inspector = self.as_user("inspector", report.sudo())
        engine, opened, kinds = self.env["ward.form.engine"], set(), set()
        for form in report._sheets():
            sheet = inspector.get_sheet(form.id)
            for line in sheet["lines"]:
                for shown, cell in zip(sheet["columns"], line["cells"], strict=True):
                    number, said = shown["number"], cell["value"]
                    column = form.column_ids.filtered(lambda c, n=number: c.number == n)
                    if not (shown["opens"] and line["opens"] and said):
                        continue
                    if engine.counted_parts(column)[0].measure:
                        continue
                    where = (line["row_id"], number, form.id, line["branch_id"])
                    action = inspector.action_open_cell(*where)
                    with self.subTest(form.code, line=line["label"], column=number):
                        self.assertEqual(len(self.opened(action)), said)
                        self.assertNotIn("counted now", action["name"])
                    opened.add((form.code, number))
                    kinds.add(line["kind"])
        self.assertLessEqual({"unit", "subtotal", "total"}, kinds)
        self.assertLessEqual({("01/TCD", 10), ("01/TCD", 16), ("03/GQKN", 7)}, opened)

    def test_what_was_keyed_in_below_has_no_records(self):
        self.done(received_at=WITHIN)
        station = self.env["res.company"].create(
            {
                "name": "Station A1",
                "ward_level": "service_unit",
                "parent_id": self.ward.id,
            }
        )
        report = self.report()
        report.action_key_unit(station.id)
        self.row(report, "01/TCD", station).action_key({5: 2})
        self.as_user("leader", report).action_approve()
        report.action_send()
        above = self.report("city_clerk")
        row = self.row(above, "01/TCD", station)
        self.assertEqual((row.origin, row.origin_below), ("sent", "keyed"))
        inspector = self.as_user("inspector", above.sudo())
        with self.assertRaisesRegex(UserError, "No records stand behind"):
            inspector.action_open_cell(row.id, 5)
        form = self.forms["01/TCD"]
        for branch in (self.ward.id, False):
            action = inspector.action_open_cell(False, 5, form.id, branch)
            self.assertEqual(len(self.opened(action)), 1)
            self.assertIn("without Station A1", action["name"])
        lines = {ln["label"]: ln for ln in inspector.get_sheet(form.id)["lines"]}
        self.assertFalse(lines["Station A1"]["opens"])
        self.assertTrue(lines["Ward A"]["opens"])

    def test_a_change_in_a_hidden_column_is_told_by_the_visible_one(self):
        with self.at(WITHIN):
            case = self.case(received_at=WITHIN)
            case.obligation_ids = [
                Command.create({"name": "x", "kind": "return", "money": 30_000_000})
            ]
            self.decided(case)
            case.action_execute()
        report = self.report()
        case.obligation_ids.sudo().money = 20_000_000
        told = {
            (d["form"], d["number"]): (d["was"], d["now"], d["name"])
            for d in report.get_differences()
        }
        self.assertEqual(told["05/KQTH", 7], (30, 20, "Tiền (Trđ)"))
        self.assertTrue(all(number for _form, number in told))
        self.assertNotIn(("05/KQTH", 107), told)

    def test_a_sent_report_tells_that_other_records_count_now(self):
        self.done(received_at=WITHIN)
        report = self.sent()
        row = self.row(report, "01/TCD")
        self.assertNotIn("counted now", report.action_open_cell(row.id, 5)["name"])
        self.done(received_at=WITHIN)
        self.assertIn(
            "1 reported, 2 counted now", report.action_open_cell(row.id, 5)["name"]
        )

    def test_dates_of_the_report_are_those_of_the_law(self):
        report = self.report()
        self.assertEqual(report.date_from, fields.Date.to_date("2026-06-15"))
        self.assertEqual(report.date_to, fields.Date.to_date("2026-09-14"))
        self.assertEqual(report.due_date, fields.Date.to_date("2026-09-17"))
        city = self.report("city_clerk")
        self.assertEqual(city.due_date, fields.Date.to_date("2026-09-20"))
