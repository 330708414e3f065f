"""The life of a report: computed, checked, corrected, approved, sent, replaced."""

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .report_common import AFTER, WITHIN, ReportCommon


@tagged("post_install", "-at_install")
class TestReportSteps(ReportCommon):
    def test_a_quarter_from_computing_to_sending(self):
        self.done(received_at=WITHIN)
        report = self.report()
        self.assertEqual(
            report.form_ids.mapped("code"),
            [
                "01/TCD",
                "02/XLD",
                "03/GQKN",
                "04/GQTC",
                "05/KQTH",
                "06/QLKNTC",
            ],
        )
        self.assertEqual(len(report.row_ids), 6)
        self.as_user("leader", report).action_approve()
        report = self.as_user("clerk", report)
        self.assertEqual(report.state, "approved")
        self.assertEqual(report.approved_by_id, self.users["leader"])
        report.number = "12/BC-UBND"
        with self.assertRaises(UserError):
            report.missing_note = "x"
        report.action_send()
        self.assertEqual(report.state, "sent")
        self.assertEqual(report.sent_by_id, self.users["clerk"])

    def test_outline_in_the_periods_that_want_it(self):
        year = self.env["ward.report.period"].search([("code", "=", "year")])
        report = self.report(period=year, year=2025)
        self.assertIn("outline", report.form_ids.mapped("kind"))
        self.assertNotIn("outline", self.report().form_ids.mapped("kind"))

    def test_division_by_zero_is_no_data(self):
        report = self.report()
        # land in percent of the complaints, of which there are none
        self.assertFigures(report, "02/XLD", c6=0, c9=0, c109=None)
        self.assertTrue(report.get_sheet(self.forms["02/XLD"].id))

    def test_computing_twice_gives_the_same_rows(self):
        report = self.report()
        rows = report.row_ids.ids
        self.done(received_at=WITHIN)
        report.action_compute()
        self.assertEqual(report.row_ids.ids, rows)
        self.assertFigures(report, "01/TCD", c1=1)

    # ------------------------------------------------------------------
    # CORRECTIONS
    # ------------------------------------------------------------------

    def test_correction_keeps_what_was_counted_who_and_why(self):
        self.done(received_at=WITHIN)
        report = self.report()
        row = self.row(report, "01/TCD")
        row.action_correct(5, 3, "Hai lượt ghi sổ giấy khi mất điện")
        self.assertFigures(report, "01/TCD", c5=3, c1=3)
        correction = report.correction_ids
        self.assertEqual(
            (correction.computed_value, correction.new_value, correction.user_id),
            (1, 3, self.users["clerk"]),
        )
        # computed again, the correction stays
        self.done(received_at=WITHIN)
        report.action_compute()
        self.assertEqual(row.computed["5"], 2)
        self.assertFigures(report, "01/TCD", c5=3)
        row.action_correct(5, None, "Sổ giấy đã nhập")
        self.assertFigures(report, "01/TCD", c5=2)
        self.assertEqual(len(report.correction_ids), 2)

    def test_correction_wants_reason_and_a_counted_figure(self):
        report = self.report()
        row = self.row(report, "01/TCD")
        with self.assertRaisesRegex(UserError, "Reason"):
            row.action_correct(5, 3, " ")
        with self.assertRaisesRegex(UserError, "follows from others"):
            row.action_correct(1, 3, "x")
        with self.assertRaisesRegex(UserError, "no column 99"):
            row.action_correct(99, 3, "x")
        with self.assertRaisesRegex(UserError, "has not been corrected"):
            row.action_correct(5, None, "x")

    def test_manual_columns_are_keyed_in(self):
        report = self.report()
        row = self.row(report, "06/QLKNTC")
        row.action_key({1: 2, 4: 1})
        self.assertFigures(report, "06/QLKNTC", c1=2, c4=1)
        row.action_key({1: None})
        self.assertFigures(report, "06/QLKNTC", c1=0, c4=1)
        row.action_key({4: None})
        self.assertFigures(report, "06/QLKNTC", c1=None, c4=None)
        with self.assertRaisesRegex(UserError, "not keyed in"):
            self.row(report, "01/TCD").action_key({5: 1})

    def test_where_a_figure_comes_from_is_noted(self):
        report = self.report()
        row = self.row(report, "06/QLKNTC")
        cells = self.as_user("clerk", "ward.report.cell")
        cells.create(
            {"row_id": row.id, "number": 1, "value": 2, "origin": "Sổ văn bản 2026"}
        ).action_confirm()
        sheet = report.get_sheet(row.form_id.id)
        self.assertEqual(sheet["lines"][0]["cells"][0]["from"], "Sổ văn bản 2026")
        again = cells.create({"row_id": row.id, "number": 1})
        self.assertEqual((again.value, again.origin), (2, "Sổ văn bản 2026"))
        self.as_user("leader", report).action_approve()
        report.action_send()
        action = report.action_new_version("Bổ sung")
        version = self.as_user("clerk", "ward.form.report").browse(action["res_id"])
        row = self.row(version, "06/QLKNTC")
        self.assertEqual(row.origins, {"1": "Sổ văn bản 2026"})
        row.action_key({1: None})
        self.assertFalse(row.origins)

    def test_a_figure_that_follows_from_hidden_columns(self):
        """Due amounts of 05/KQTH: what nobody sees cannot be corrected instead."""
        report = self.report()
        row = self.row(report, "05/KQTH")
        with self.assertRaisesRegex(UserError, "not keyed in"):
            row.action_key({3: 5})
        with self.assertRaisesRegex(UserError, "Reason"):
            row.action_correct(3, 12.5, "")
        cell = self.as_user("clerk", "ward.report.cell").create(
            {"row_id": row.id, "number": 3, "value": 12.5, "reason": "Sổ kế toán"}
        )
        self.assertTrue(cell.is_counted)
        cell.action_confirm()
        self.assertFigures(report, "05/KQTH", c3=12.5)
        correction = report.correction_ids
        self.assertEqual(
            (correction.computed_value, correction.new_value, correction.user_id),
            (0, 12.5, self.users["clerk"]),
        )
        sheet = report.get_sheet(self.forms["05/KQTH"].id)
        corrects = {c["number"]: c["corrects"] for c in sheet["columns"]}
        self.assertTrue(corrects[3])
        self.assertTrue(sheet["lines"][0]["cells"][2]["corrected"])
        report.action_compute()
        self.assertFigures(report, "05/KQTH", c3=12.5)
        self.as_user("leader", report).action_approve()
        report.action_send()
        # the body above takes what was reported, and keys in what others state
        above = self.report("city_clerk")
        above.action_key_unit(self.other_ward.id)
        keyed = self.row(above, "05/KQTH", self.other_ward)
        keyed.action_key({3: 4, 7: 1})
        for unit, due in ((self.ward, 12.5), (self.other_ward, 4)):
            self.assertEqual(self.figure(above, "05/KQTH", 3, unit), due)
        total = above._lines(self.forms["05/KQTH"])[-1]["figures"]
        self.assertEqual((total[3], total[7]), (16.5, 1))
        # a new version keeps the correction, of the same figure
        action = report.action_new_version("Bổ sung")
        version = self.as_user("clerk", "ward.form.report").browse(action["res_id"])
        self.assertFigures(version, "05/KQTH", c3=12.5)
        self.row(version, "05/KQTH").action_correct(3, None, "Nhầm")
        self.assertFigures(version, "05/KQTH", c3=0)

    def test_dialog_of_a_cell(self):
        report = self.report()
        cell = self.as_user("clerk", "ward.report.cell").create(
            {
                "row_id": self.row(report, "01/TCD").id,
                "number": 5,
                "value": 4,
                "reason": "Sổ giấy",
            }
        )
        self.assertTrue(cell.is_counted)
        cell.action_confirm()
        self.assertFigures(report, "01/TCD", c5=4)
        cell.action_withdraw()
        self.assertFigures(report, "01/TCD", c5=0)

    # ------------------------------------------------------------------
    # CHECKS
    # ------------------------------------------------------------------

    def test_failing_check_blocks_the_approval(self):
        report = self.report()
        row = self.row(report, "02/XLD")
        row.action_correct(2, 7, "Thử")  # processed more than there are: 2 <= 1
        failing = report.check_ids.filtered("is_open")
        self.assertTrue(failing)
        self.assertEqual(report.failing_count, len(failing))
        with self.assertRaisesRegex(UserError, "cannot be approved"):
            self.as_user("leader", report).action_approve()
        self.assertEqual(report.state, "draft")
        row.action_correct(2, None, "Nhầm")
        self.as_user("leader", report).action_approve()

    def failing(self, report, unit):
        """Return the checks that block because of the figures of ``unit``."""
        results = report.sudo().check_ids.filtered("is_open")
        return {
            f"{result.form_id.code}: {result.check_id.expression}"
            for result in results
            if result.unit_id == unit
        }

    def test_blank_cells_switch_no_check_off(self):
        report = self.report()
        self.row(report, "06/QLKNTC").action_key({8: 3})
        self.assertEqual(self.failing(report, self.ward), {"06/QLKNTC: 8 <= 6"})
        above = self.report("city_clerk")
        above.action_key_unit(self.ward.id)
        self.assertFalse(self.failing(above, self.ward), "nothing is keyed in yet")
        row = self.row(above, "02/XLD", self.ward)
        row.action_key({2: 7})
        self.assertIn("02/XLD: 2 <= 1", self.failing(above, self.ward))
        # a form that was left out altogether
        row.action_key({1: 7, 2: 7, 7: 7, 9: 7})
        self.assertIn("03/GQKN: 1 = 02/XLD.6", self.failing(above, self.ward))
        self.row(above, "03/GQKN", self.ward).action_key({1: 7})
        self.assertNotIn("03/GQKN: 1 = 02/XLD.6", self.failing(above, self.ward))

    def test_soft_check_wants_an_explanation(self):
        form = self.forms["02/XLD"]
        self.env["ward.form.check"].create(
            {
                "form_id": form.id,
                "expression": "1 > #5",
                "sentence": "Thử",
                "severity": "explain",
            }
        )
        report = self.report()
        result = report.check_ids.filtered(lambda r: r.sentence == "Thử")
        self.assertTrue(result.is_open)
        with self.assertRaisesRegex(UserError, "explain"):
            self.as_user("leader", report).action_approve()
        result.explanation = "Trong kỳ không có đơn"
        report.action_compute()
        self.assertEqual(result.explanation, "Trong kỳ không có đơn")
        # other figures want another explanation
        self.row(report, "02/XLD").action_correct(1, 2, "Sổ giấy")
        self.assertFalse(result.explanation)
        self.assertTrue(result.is_open)
        with self.assertRaisesRegex(UserError, "explain"):
            self.as_user("leader", report).action_approve()
        result.explanation = "Hai đơn ghi sổ giấy"
        self.as_user("leader", report).action_approve()

    def test_stale_figures_are_not_approved(self):
        report = self.report()
        self.done(received_at=WITHIN)
        with self.assertRaisesRegex(UserError, "compute it again"):
            self.as_user("leader", report).action_approve()

    def test_running_period_is_not_approved(self):
        q4 = self.env["ward.report.period"].search([("code", "=", "q4")])
        report = self.report(period=q4)
        with self.assertRaisesRegex(UserError, "runs until"):
            self.as_user("leader", report).action_approve()

    def test_approval_is_taken_back_with_its_reason(self):
        report = self.approved()
        with self.assertRaises(AccessError):
            report.action_reopen("x")
        with self.assertRaisesRegex(UserError, "Reason"):
            self.as_user("leader", report).action_reopen("")
        self.as_user("leader", report).action_reopen("Thiếu biểu 06")
        self.assertEqual(report.state, "draft")

    # ------------------------------------------------------------------
    # FROZEN
    # ------------------------------------------------------------------

    def test_later_changes_show_as_differences(self):
        self.done(received_at=WITHIN)
        report = self.sent()
        self.assertFalse(report.get_differences())
        self.done(received_at=WITHIN)
        found = {
            (d["form"], d["number"]): (d["was"], d["now"])
            for d in report.get_differences()
        }
        self.assertEqual(found["01/TCD", 5], (1, 2))
        self.assertFigures(report, "01/TCD", c1=1)

    def test_new_version_needs_a_reason_and_keeps_the_old(self):
        self.done(received_at=WITHIN)
        report = self.report()
        self.row(report, "06/QLKNTC").action_key({1: 2})
        self.row(report, "01/TCD").action_correct(6, 4, "Đoàn ghi thiếu")
        self.row(report, "01/TCD").note = "Mất điện hai ngày"
        self.as_user("leader", report).action_approve()
        report = self.as_user("clerk", report)
        report.action_send()
        self.done(received_at=WITHIN, visitor="group", people_count=2)
        with self.assertRaisesRegex(UserError, "Reason"):
            report.action_new_version(" ")
        action = report.action_new_version("Nhập bổ sung sổ giấy")
        version = self.as_user("clerk", "ward.form.report").browse(action["res_id"])
        self.assertEqual((version.version, version.previous_id), (2, report))
        self.assertFigures(report, "01/TCD", c5=1, c6=4)
        # the corrected figure has changed: it is looked at anew
        self.assertFigures(version, "01/TCD", c5=2, c6=3)
        self.assertFigures(version, "06/QLKNTC", c1=2)
        self.assertEqual(self.row(version, "01/TCD").note, "Mất điện hai ngày")
        with self.assertRaisesRegex(UserError, "newer version"):
            report.action_new_version("Lần nữa")

    def test_form_is_frozen_by_an_approved_report(self):
        form = self.forms["01/TCD"]
        report = self.report()
        self.assertFalse(form.is_frozen)
        self.as_user("leader", report).action_approve()
        self.env.invalidate_all()
        self.assertTrue(form.is_frozen)
        with self.assertRaises(UserError):
            form.column_ids[-1].name = "x"

    # ------------------------------------------------------------------
    # COMPARISON
    # ------------------------------------------------------------------

    def test_comparison_with_the_last_period_and_a_year_ago(self):
        q2 = self.env["ward.report.period"].search([("code", "=", "q2")])
        self.done(received_at="2026-04-01 03:00:00")
        before = self.report(period=q2)
        self.row(before, "01/TCD").action_correct(5, 8, "Sổ giấy")
        self.as_user("leader", before).action_approve()
        self.as_user("clerk", before).action_send()
        self.done(received_at="2025-08-01 03:00:00")
        self.done(received_at="2025-08-01 03:00:00")
        self.done(received_at=WITHIN)
        report = self.report()
        # what was sent, else what is counted now
        self.assertEqual(report._compared("last")["01/TCD"][1], 8)
        self.assertEqual(report._compared("year")["01/TCD"][1], 2)
        sheet = report.get_sheet(self.forms["01/TCD"].id, True)
        cell = sheet["lines"][0]["cells"][0]
        self.assertEqual((cell["value"], cell["last"], cell["year"]), (1, 8, 2))
        self.assertIn("2025", sheet["year"])

    def test_first_quarter_follows_the_fourth_of_the_year_before(self):
        period = {
            p.code: p
            for p in self.env["ward.report.period"].search(
                [("authority", "=", "inspectorate")]
            )
        }
        expected = {
            "q1": ("q4", 2025),
            "q2": ("q1", 2026),
            "q3": ("q2", 2026),
            "q4": ("q3", 2026),
            "year": ("year", 2025),
        }
        for code, (before, year) in expected.items():
            with self.subTest(code=code):
                self.assertEqual(period[code]._previous(2026), (period[before], year))
        self.assertFalse(period["h1"]._previous(2026)[0])
        self.assertFalse(period["m9"]._previous(2026)[0])

    # ------------------------------------------------------------------
    # ROLL-UP
    # ------------------------------------------------------------------

    def test_body_above_sums_up_what_was_sent(self):
        self.done(received_at=WITHIN)
        self.done(received_at=WITHIN)
        self.done("city_clerk", received_at=WITHIN)
        self.sent()
        report = self.report("city_clerk")
        self.assertEqual(report.missing_names, "Ward B")
        self.assertEqual(report.unit_count, 2)
        lines = report._lines(self.forms["01/TCD"])
        self.assertEqual(
            [(line["kind"], line["label"], line["figures"][1]) for line in lines],
            [("own", "City", 1), ("unit", "Ward A", 2), ("total", "Total", 3)],
        )
        # not without a word on the unit that is missing
        with self.assertRaisesRegex(UserError, "Ward B"):
            self.as_user("city_leader", report).action_approve()
        self.done("other_leader", received_at=WITHIN)
        self.sent("other_clerk", "other_leader")
        report.action_compute()
        self.assertFalse(report.missing_count)
        lines = report._lines(self.forms["01/TCD"])
        self.assertEqual(lines[-1]["figures"][1], 4)
        self.as_user("city_leader", report).action_approve()

    def test_sums_of_a_formula_over_two_forms(self):
        form = self.env["ward.form"].create(
            {
                "code": "9/THU",
                "name": "Thử",
                "title": "BIỂU THỬ",
                "valid_from": "2026-01-01",
                "period_ids": [Command.link(self.period.id)],
                "column_ids": [
                    Command.create({"name": "Tay", "number": 1, "kind": "manual"}),
                    Command.create(
                        {
                            "name": "Cộng",
                            "number": 2,
                            "kind": "arithmetic",
                            "formula": "1+01/TCD.5",
                        }
                    ),
                    Command.create(
                        {
                            "name": "Tỷ lệ",
                            "number": 3,
                            "kind": "arithmetic",
                            "unit": "percent",
                            "formula": "1/01/TCD.5*#100",
                        }
                    ),
                ],
            }
        )
        form.action_use()
        station = self.env["res.company"].create(
            {
                "name": "Station A1",
                "ward_level": "service_unit",
                "parent_id": self.ward.id,
            }
        )
        self._add("station_leader", station, groups="group_plan_leader")
        for login, leader, count in (
            ("station_leader", "station_leader", 1),
            ("clerk", "leader", 2),
        ):
            for _each in range(count):
                self.done(login, received_at=WITHIN)
            report = self.report(login)
            self.row(report, "9/THU").action_key({1: count})
            self.as_user(leader, report).action_approve()
            report.action_send()
        report = self.report("city_clerk")
        self.row(report, "9/THU").action_key({1: 3})
        lines = report._lines(form)
        self.assertEqual(
            [(line["kind"], line["values"]) for line in lines],
            [
                ("own", [3, 3, None]),
                ("unit", [2, 4, 100]),
                ("unit", [1, 2, 100]),
                ("subtotal", [3, 6, 100]),
                ("total", [6, 9, 200]),
            ],
        )

    def test_unit_on_another_version_of_a_form_is_told(self):
        self.sent()
        form = self.as_user("admin", self.forms["02/XLD"])
        version = form.browse(form.action_new_version()["res_id"])
        version.valid_from = "2026-09-01"
        version.action_use()
        report = self.report("city_clerk")
        self.assertIn(version, report.form_ids.with_env(version.env))
        self.assertEqual(
            report.missing_names, "Ward B, Ward A (other version of 02/XLD)"
        )
        self.assertEqual(report.missing_count, 2)
        self.assertFalse(self.row(report, "02/XLD", self.ward))
        with self.assertRaisesRegex(UserError, "other version of 02/XLD"):
            self.as_user("city_leader", report).action_approve()
        # its figures in this form are keyed in
        report.action_key_unit(self.ward.id)
        self.row(report, "02/XLD", self.ward).action_key({1: 3})
        report.action_compute()
        self.assertEqual(report.missing_names, "Ward B")
        self.assertEqual(self.figure(report, "02/XLD", 1, self.ward), 3)
        # what was keyed in is checked, what was sent is not asked about again
        keyed = self.row(report, "02/XLD", self.ward)
        keyed.action_key({2: 4})
        checked = report.check_ids.filtered(lambda r: r.unit_id == self.ward)
        self.assertEqual(checked.mapped("form_id.code"), ["02/XLD"])
        self.assertIn("(2) = 4", checked.filtered("is_open")[:1].figures)
        keyed.action_key({2: 0})
        self.assertEqual(self.row(report, "01/TCD", self.ward).origin, "sent")
        report.missing_note = "x"
        self.as_user("city_leader", report).action_approve()
        report.action_send()
        action = report.action_new_version("Bổ sung")
        newer = self.as_user("city_clerk", "ward.form.report").browse(action["res_id"])
        self.assertEqual(self.figure(newer, "02/XLD", 1, self.ward), 3)

    def test_a_tree_of_three_floors_has_subtotals(self):
        village = self.env["res.company"].create(
            {
                "name": "Station A1",
                "ward_level": "service_unit",
                "parent_id": self.ward.id,
            }
        )
        self._add("village_leader", village, groups="group_plan_leader")
        self.done("village_leader", received_at=WITHIN)
        self.done(received_at=WITHIN)
        self.sent("village_leader", "village_leader")
        self.sent()
        report = self.report("city_clerk")
        lines = report._lines(self.forms["01/TCD"])
        self.assertEqual(
            [(line["kind"], line["label"], line["figures"][1]) for line in lines],
            [
                ("own", "City", 0),
                ("unit", "Ward A", 1),
                ("unit", "Station A1", 1),
                ("subtotal", "Sum of Ward A", 2),
                ("total", "Total", 2),
            ],
        )

    def test_unit_outside_is_keyed_in(self):
        report = self.report("city_clerk")
        report.action_key_unit(self.ward.id)
        row = self.row(report, "01/TCD", self.ward)
        self.assertEqual(row.origin, "keyed")
        row.action_key({5: 4, 11: 1, 17: 0})
        self.assertFigures(report, "01/TCD", c1=0)
        self.assertEqual(self.figure(report, "01/TCD", 1, self.ward), 5)
        report.action_compute()  # stays
        self.assertEqual(self.figure(report, "01/TCD", 1, self.ward), 5)
        self.assertEqual(report.missing_names, "Ward B")
        with self.assertRaisesRegex(UserError, "none of them"):
            report.action_key_unit(self.ward.id)
        # as the browser asks: without the context of the action
        dialog = self.as_user("city_clerk", "ward.report.unit")
        offered = dialog.fields_get(["unit"])["unit"]["selection"]
        self.assertIn((str(self.other_ward.id), "Ward B"), offered)
        self.assertNotIn(str(self.city.id), dict(offered))
        # until the unit sends by itself after all
        self.done(received_at=WITHIN)
        self.sent()
        report.action_compute()
        self.assertEqual(row.origin, "sent")
        self.assertEqual(self.figure(report, "01/TCD", 1, self.ward), 1)
        with self.assertRaisesRegex(UserError, "new version"):
            row.action_key({5: 9})

    def test_newer_version_of_a_unit_shows_as_difference_above(self):
        self.done(received_at=WITHIN)
        ward = self.sent()
        report = self.sent("city_clerk", "city_leader")
        self.done(received_at=WITHIN)
        action = ward.action_new_version("Bổ sung")
        version = self.as_user("clerk", "ward.form.report").browse(action["res_id"])
        self.as_user("leader", version).action_approve()
        self.as_user("clerk", version).action_send()
        found = self.as_user("city_clerk", report).get_differences()
        row = next(d for d in found if (d["form"], d["number"]) == ("01/TCD", 1))
        self.assertEqual((row["was"], row["now"]), (1, 2))
        self.assertIn("version 2", row["report"])

    # ------------------------------------------------------------------
    # IN TIME
    # ------------------------------------------------------------------

    def test_reports_are_prepared_when_the_period_is_over(self):
        Report = self.env["ward.form.report"]
        with self.at("2026-09-14 10:00:00"):
            Report._prepare_unit(self.ward)
        domain = [("company_id", "=", self.ward.id)]
        self.assertFalse(Report.search(domain))
        with self.at("2026-09-14 18:00:00"):  # the 15th in Vietnam
            Report._prepare_unit(self.ward)
            Report._prepare_unit(self.ward)
        reports = Report.search(domain)
        self.assertLessEqual({"q3", "m9"}, set(reports.mapped("period_id.code")))
        report = reports.filtered(lambda r: r.period_id == self.period)
        self.assertEqual(len(report), 1)
        self.assertTrue(report.computed_at)
        activity = report.activity_ids
        self.assertEqual(activity.user_id, self.users["clerk"])
        self.assertEqual(activity.date_deadline, fields.Date.to_date("2026-09-17"))
        with self.at("2026-09-17 18:00:00"):
            Report._prepare_unit(self.ward)
            Report._prepare_unit(self.ward)
        late = report.activity_ids - activity
        self.assertEqual(late.user_id, self.users["clerk"] | self.users["leader"])
        self.assertEqual(len(late), 2)
        with self.at(AFTER):
            self.as_user("leader", report).action_approve()
            self.as_user("clerk", report).action_send()
        self.assertFalse(report.activity_ids)

    def test_province_has_three_days_more(self):
        with self.at("2026-09-15 02:00:00"):
            self.env["ward.form.report"]._prepare_unit(self.city)
        report = self.env["ward.form.report"].search(
            [("company_id", "=", self.city.id), ("period_id", "=", self.period.id)]
        )
        self.assertEqual(
            report.activity_ids.date_deadline, fields.Date.to_date("2026-09-20")
        )

    def test_whoever_prepared_last_is_asked_again(self):
        report = self.report("leader")
        self.assertEqual(report.sudo()._preparer_of(self.ward), self.users["leader"])
