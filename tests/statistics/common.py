"""Figures counted the slow way: one search a column, straight from its definition."""

from contextlib import contextmanager

from odoo.fields import Domain

from ..citizen.common import CitizenCommon

INSPECTORATE = ("01/TCD", "02/XLD", "03/GQKN", "04/GQTC", "05/KQTH", "06/QLKNTC")


class StatisticsCommon(CitizenCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.forms = {
            code: cls.env["ward.form"]._get_form(code, cls.ward._ward_today())
            for code in INSPECTORATE
        }

    @contextmanager
    def refused(self, error, words):
        """Expect ``error`` with ``words``; what was written is undone."""
        with self.assertRaises(error) as caught:
            yield
        self.assertRegex(str(caught.exception), words)

    def figures(self, date_from, date_to, company=None, codes=INSPECTORATE):
        """Return ``{(form code, column): figure}`` of the period."""
        self.env.flush_all()
        figures = {}
        for code in codes:
            form = self.forms[code]
            for column in form._columns(auxiliary=True):
                if column.kind == "counted":
                    figures[code, column.number] = self.counted(
                        column, date_from, date_to, company or self.ward
                    )
                elif column.kind == "manual":
                    figures[code, column.number] = 0
            for column in form._order_of_computing():
                figures[code, column.number] = column._expression().evaluate(
                    self.lookup(figures, code)
                )
        return figures

    @staticmethod
    def lookup(figures, own):
        return lambda code, number: figures.get((code or own, number))

    def counted(self, column, date_from, date_to, company):
        records = (
            self.env[column._source_model()]
            .with_context(active_test=False)
            .search(
                column._records_domain(date_from, date_to)
                & Domain("company_id", "=", company.id)
            )
        )
        if column.measure:
            return round(sum(records.mapped(column.measure)) * column.factor, 6)
        if column.distinct:
            return len({record[column.distinct] or record for record in records})
        return len(records)

    def broken(self, figures):
        """Return the checks that do not hold."""
        return [
            f"{code}: {check.expression}"
            for code, form in self.forms.items()
            if (code, 1) in figures
            for check in form.check_ids
            if check._holds(self.lookup(figures, code)) is False
        ]
