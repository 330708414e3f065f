"""One statement a source, nothing written, the same however many units."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo import api, fields
from odoo.tests import tagged
from odoo.tools import SQL

from .report_common import WITHIN, ReportCommon


@tagged("post_install", "-at_install")
class TestReportEngine(ReportCommon):
    def compute(self, companies, env=None):
        engine = (env or self.env)["ward.form.engine"]
        forms = self.env["ward.form"].concat(*self.forms.values())
        return engine.compute(
            forms.with_env(engine.env),
            companies.with_env(engine.env),
            fields.Date.to_date("2026-06-15"),
            fields.Date.to_date("2026-09-14"),
        )

    @contextmanager
    def statements(self):
        """Collect the statements that group by unit."""
        found = []
        execute = type(self.env.cr).execute

        def record(cursor, query, *args, **kwargs):
            code = query.code if isinstance(query, SQL) else query
            if "FILTER (WHERE" in code:
                found.append(code)
            return execute(cursor, query, *args, **kwargs)

        with patch.object(type(self.env.cr), "execute", record):
            yield found

    def test_one_statement_a_source_for_all_forms_and_units(self):
        columns = self.env["ward.form"].concat(*self.forms.values()).column_ids
        sources = set(columns.filtered(lambda c: c.kind == "counted").mapped("source"))
        with self.statements() as found:
            self.compute(self.ward)
        self.assertEqual(len(found), len(sources))
        more = self.env["res.company"].create(
            [{"name": f"Ward {n}", "parent_id": self.city.id} for n in range(20)]
        )
        with self.statements() as found:
            figures = self.compute(self.ward | self.other_ward | more)
        self.assertEqual(len(found), len(sources))
        self.assertEqual(len(figures[self.forms["01/TCD"].id]), 22)

    def test_queries_do_not_grow_with_the_units(self):
        more = self.env["res.company"].create(
            [{"name": f"Ward {n}", "parent_id": self.city.id} for n in range(30)]
        )
        self.compute(self.ward)  # warm
        self.env.flush_all()
        counts = []
        for companies in (self.ward, more):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.compute(companies)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_roll_up_of_many_units_does_not_query_by_unit(self):
        Report = self.env["ward.form.report"]

        def sum_up(count, year):
            units = self.env["res.company"].create(
                [
                    {
                        "name": f"Ward {year} {n}",
                        "ward_level": "commune",
                        "parent_id": self.city.id,
                    }
                    for n in range(count)
                ]
            )
            below = Report.create(
                [
                    {
                        "company_id": unit.id,
                        "period_id": self.period.id,
                        "year": year,
                    }
                    for unit in units
                ]
            )
            for report in below:
                report._compute_figures()
            below._write_guarded({"state": "sent"})
            report = Report.create(
                {
                    "company_id": self.city.id,
                    "period_id": self.period.id,
                    "year": year,
                }
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            report.action_compute()
            self.env.flush_all()
            written = self.env.cr.sql_log_count - before
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            report.get_sheet(None, True)
            return written, self.env.cr.sql_log_count - before

        written, shown = sum_up(3, 2026)
        more_written, more_shown = sum_up(12, 2027)
        # rows are inserted and updated in batches of the ORM
        self.assertLess(more_written - written, 12)
        self.assertLessEqual(more_shown - shown, 2)

    def test_computing_runs_in_a_read_only_transaction(self):
        self.done(received_at=WITHIN)
        self.env.flush_all()
        self.registry_enter_test_mode()
        with self.env.registry.cursor(readonly=True) as cursor:
            env = api.Environment(cursor, api.SUPERUSER_ID, {})
            figures = self.compute(self.ward, env)
            cursor.execute("SHOW transaction_read_only")
            self.assertEqual(cursor.fetchone(), ("on",))
        self.assertEqual(figures[self.forms["01/TCD"].id][self.ward.id][5], 1)

    def test_reading_a_report_writes_nothing(self):
        report = self.report()
        row = self.row(report, "01/TCD")
        self.env.flush_all()
        self.registry_enter_test_mode()
        for method, args in (
            ("get_sheet", [None, True]),
            ("get_differences", []),
            ("action_open_cell", [row.id, 5]),
        ):
            with self.subTest(method=method):
                self.assertTrue(getattr(type(report), method)._readonly)
                with self.env.registry.cursor(readonly=True) as cursor:
                    env = api.Environment(
                        cursor,
                        self.users["clerk"].id,
                        {"allowed_company_ids": self.ward.ids},
                    )
                    getattr(report.with_env(env), method)(*args)

    def test_columns_defined_alike_are_counted_once(self):
        form = self.forms["02/XLD"]
        counted = form.column_ids.filtered(lambda c: c.kind == "counted")
        engine = self.env["ward.form.engine"]
        dates = fields.Date.to_date("2026-06-15"), fields.Date.to_date("2026-09-14")
        with self.statements() as found:
            engine.compute(form | form.copy({"code": "92/XLD"}), self.ward, *dates)
        (petitions,) = found
        self.assertEqual(petitions.count("FILTER (WHERE"), len(counted))

    def test_sums_carry_their_factor(self):
        engine = self.env["ward.form.engine"]
        column = self.env["ward.form.column"].new({"measure": "money", "factor": 1e-6})
        self.assertEqual(engine._to_value(column, 30_000_000), 30)
        self.assertEqual(engine._to_value(column, 1_234_567), 1.234567)
        self.assertEqual(engine._to_value(column, None), 0)
