"""Bad input, abuse and two people at once."""

from contextlib import contextmanager

from psycopg2 import IntegrityError
from psycopg2.errors import SerializationFailure

from odoo import api
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, TransactionCase, tagged
from odoo.tools import SQL, mute_logger

from ..citizen.test_citizen_two_at_once import newest_ids, remove_newer
from .report_common import WITHIN, ReportCommon


@tagged("post_install", "-at_install")
class TestReportAbuse(ReportCommon):
    def test_period_not_of_the_law(self):
        self.period.valid_from = "2026-12-01"
        with self.assertRaisesRegex(ValidationError, "no period of the law"):
            self.report()

    def test_year_that_cannot_be(self):
        with self.assertRaisesRegex(ValidationError, "four digits"):
            self.report(year=26)

    def test_period_without_forms(self):
        self.period.valid_from = "1999-01-01"
        with self.assertRaisesRegex(ValidationError, "no form is in force"):
            self.report(year=2001)

    def test_same_report_twice(self):
        self.report()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.report()

    def test_text_negative_and_broken_numbers(self):
        report = self.report()
        row = self.row(report, "06/QLKNTC")
        bad = ("ba", "3", -1, 1.5, True, float("nan"), float("inf"), 1e18, [1])
        for value in bad:
            with self.subTest(value=value), self.assertRaises(UserError) as caught:
                row.action_key({1: value})
            self.assertIn("06/QLKNTC (1)", str(caught.exception))
            with self.subTest(value=value), self.assertRaises(UserError):
                self.row(report, "01/TCD").action_correct(5, value, "x")
        self.assertFalse(row.keyed)

    def test_correction_after_sending(self):
        report = self.sent()
        row = self.row(report, "01/TCD")
        for login in ("clerk", "leader"):
            mine = self.as_user(login, row)
            for step in (
                lambda mine=mine: mine.action_correct(5, 3, "x"),
                lambda mine=mine: mine.action_key({5: 3}),
                lambda mine=mine: mine.write({"note": "x"}),
                lambda mine=mine: mine.report_id.write({"missing_note": "x"}),
                lambda mine=mine: mine.report_id.action_compute(),
                lambda mine=mine: mine.report_id.action_approve(),
                lambda mine=mine: mine.report_id.action_send(),
                lambda mine=mine: mine.report_id.action_reopen("x"),
                lambda mine=mine: mine.report_id.unlink(),
            ):
                with self.assertRaises(UserError):
                    step()

    def test_state_and_figures_cannot_be_written(self):
        report = self.report()
        row = self.row(report, "01/TCD")
        for login in ("clerk", "leader"):
            for record, vals in (
                (report, {"state": "sent"}),
                (report, {"version": 7}),
                (report, {"computed_at": False}),
                (row, {"figures": {"5": 9}}),
                (row, {"computed": {"5": 9}}),
                (row, {"origin": "keyed"}),
            ):
                with (
                    self.subTest(login=login, vals=vals),
                    self.assertRaises(AccessError),
                ):
                    self.as_user(login, record).write(vals)
        with self.assertRaises(AccessError):
            self.as_user("clerk", "ward.form.report").create(
                {"period_id": self.period.id, "year": 2027, "state": "sent"}
            )
        made = (
            self.as_user("clerk", "ward.form.report")
            .with_context(default_state="sent", default_version=9)
            .create({"period_id": self.period.id, "year": 2027})
        )
        self.assertEqual((made.state, made.version), ("draft", 1))

    def test_a_draft_is_not_pushed_into_another_unit(self):
        report = self.report(compute=False)
        for companies in (self.ward, self.ward | self.other_ward):
            mine = report.with_context(allowed_company_ids=companies.ids)
            with self.subTest(companies=companies), self.assertRaises(AccessError):
                mine.write({"company_id": self.other_ward.id})
        # of both units, he may
        self.users["clerk"].company_ids |= self.other_ward
        both = (self.ward | self.other_ward).ids
        report.with_context(allowed_company_ids=both).company_id = self.other_ward
        self.assertEqual(report.sudo().company_id, self.other_ward)

    def test_corrections_are_only_added(self):
        report = self.report()
        self.row(report, "01/TCD").action_correct(5, 3, "x")
        correction = report.correction_ids
        for login in ("clerk", "leader"):
            mine = self.as_user(login, correction)
            with self.assertRaises(AccessError):
                mine.write({"reason": "y"})
            with self.assertRaises(AccessError):
                mine.unlink()
            with self.assertRaises(AccessError):
                mine.create(
                    {"row_id": correction.row_id.id, "number": 5, "reason": "x"}
                )
        with self.assertRaises(AccessError):
            correction.sudo().write({"reason": "y"})

    def test_check_results_take_only_the_explanation(self):
        report = self.report()
        self.row(report, "02/XLD").action_correct(2, 7, "x")
        result = report.check_ids[0]
        with self.assertRaises(AccessError):
            result.write({"holds": True})
        with self.assertRaises(AccessError):
            result.unlink()

    def test_another_units_report_and_cells(self):
        self.done(received_at=WITHIN)
        report = self.report()
        row = self.row(report, "01/TCD")
        own = self.report("other_clerk")
        for login in ("other_clerk", "other_leader"):
            stranger = self.as_user(login, report)
            for step in (
                stranger.action_compute,
                stranger.get_sheet,
                stranger.get_differences,
                lambda stranger=stranger: stranger.action_open_cell(row.id, 5),
                lambda login=login: self.as_user(login, own).action_open_cell(
                    row.id, 5
                ),
                lambda login=login: self.as_user(login, row).action_correct(5, 1, "x"),
            ):
                with self.subTest(login=login), self.assertRaises(AccessError):
                    step()

    def test_body_above_reads_figures_not_records(self):
        self.done(received_at=WITHIN)
        sent = self.sent()
        report = self.report("city_clerk")
        row = self.row(report, "01/TCD", self.ward)
        self.assertEqual(row.figures["5"], 1)
        with self.assertRaisesRegex(AccessError, "not its records"):
            report.action_open_cell(row.id, 5)
        above = self.as_user("city_leader", sent)
        self.assertTrue(above.get_sheet())
        for step in (
            lambda: above.action_new_version("x"),
            lambda: self.as_user("city_leader", self.row(sent, "01/TCD")).write(
                {"note": "x"}
            ),
        ):
            with self.assertRaises(AccessError):
                step()

    def test_draft_of_a_unit_is_not_seen_above(self):
        report = self.report()
        for login in ("city_leader", "city_clerk", "inspector"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self.as_user(login, report).read(["state"])

    def test_clerk_does_not_approve(self):
        report = self.report()
        with self.assertRaises(AccessError):
            report.action_approve()
        with self.assertRaises(AccessError):
            self.as_user(
                "inspector", self.sent("other_clerk", "other_leader")
            ).action_compute()

    def test_dialog_takes_no_other_method(self):
        report = self.report()
        word = self.as_user("clerk", "ward.report.word").create(
            {"report_id": report.id, "step": "unlink", "word": "x"}
        )
        self.assertFalse(word.action_confirm())
        self.assertTrue(report.exists())

    def test_field_gone_after_an_update_is_named(self):
        report = self.report()
        column = self.forms["01/TCD"]._columns().filtered(lambda c: c.number == 5)
        # as an update leaves it: the definition was right when it was saved
        self.env.execute_query(
            SQL(
                "UPDATE ward_form_column SET domain = %s WHERE id = %s RETURNING id",
                "[('no_such_field', '=', 1)]",
                column.id,
            )
        )
        self.env.invalidate_all()
        with self.assertRaises(ValidationError) as caught:
            report.action_compute()
        self.assertIn("01/TCD", str(caught.exception))
        self.assertIn("no_such_field", str(caught.exception))

    def test_form_opens_and_saves(self):
        form = Form(self.as_user("clerk", "ward.form.report"))
        form.period_id = self.period
        form.year = 2026
        report = form.save()
        self.assertEqual(report.company_id, self.ward.with_env(report.env))


@tagged("post_install", "-at_install")
class TestReportTwoAtOnce(TransactionCase):
    """Two connections to the database, each with a transaction of its own."""

    Report = "ward.form.report"

    @contextmanager
    def committed_report(self):
        """A report that both see; removed in the end."""
        registry = self.env.registry
        with registry.cursor() as cr:
            newest = newest_ids(cr)
        with registry.cursor() as setup:
            env = api.Environment(setup, api.SUPERUSER_ID, {})
            company = env["res.company"].create(
                {"name": "Two At Once", "ward_level": "commune"}
            )
            period = env["ward.report.period"].search([("code", "=", "q3")], limit=1)
            report = env["ward.form.report"].create(
                {"company_id": company.id, "period_id": period.id, "year": 2026}
            )
            self.assertTrue(report.form_ids)
            setup.commit()
        try:
            yield report.id
        finally:
            with registry.cursor() as cleanup:
                remove_newer(cleanup, newest)
            registry.clear_all_caches()

    @contextmanager
    def two(self, report_id):
        """The report in two connections; the second has seen it as it is now."""
        registry = self.env.registry
        with registry.cursor() as first, registry.cursor() as second:
            one, two = (
                api.Environment(cr, api.SUPERUSER_ID, {})[self.Report].browse(report_id)
                for cr in (first, second)
            )
            two.read(["state"])
            yield one, two
            first.rollback()
            second.rollback()

    def test_two_compute_the_same_report(self):
        with self.committed_report() as report_id, self.two(report_id) as (one, two):
            one.action_compute()
            one.env.flush_all()
            with self.assertRaisesRegex(UserError, "Somebody else is working"):
                two.action_compute()
            two.env.cr.rollback()
            one.env.cr.commit()
            two.env.invalidate_all()
            rows = len(two.row_ids)
            two.action_compute()
            two.env.flush_all()
            self.assertEqual(len(two.row_ids), rows)
            self.assertGreater(rows, 5)

    def test_figures_and_approval_at_once(self):
        """Whoever comes second begins again: no figure changes behind an approval."""

        def row(report, code):
            return report.row_ids.filtered(lambda r: r.form_id.code == code)

        steps = {
            "correct": lambda report: row(report, "02/XLD").action_correct(2, 7, "x"),
            "key in": lambda report: row(report, "06/QLKNTC").action_key({1: 3}),
            "compute": lambda report: report.action_compute(),
        }
        for name, step in steps.items():
            with self.committed_report() as report_id:
                with self.two(report_id) as (one, _two):
                    one.action_compute()
                    one.env.cr.commit()
                with self.subTest(first=name), self.two(report_id) as (one, two):
                    step(one)
                    one.env.flush_all()
                    with self.assertRaisesRegex(UserError, "Somebody else is working"):
                        two.action_approve()
                    one.env.cr.commit()
                    with (
                        mute_logger("odoo.sql_db"),
                        self.assertRaises(SerializationFailure),
                    ):
                        two.action_approve()
                with self.subTest(second=name), self.two(report_id) as (one, two):
                    if name == "correct":
                        row(one, "02/XLD").action_correct(2, None, "x")
                    one.action_approve()
                    one.env.cr.commit()
                    with (
                        mute_logger("odoo.sql_db"),
                        self.assertRaises(SerializationFailure),
                    ):
                        step(two)
                    two.env.cr.rollback()
                    two.env.invalidate_all()
                    with self.assertRaisesRegex(UserError, "this step needs"):
                        step(two)
