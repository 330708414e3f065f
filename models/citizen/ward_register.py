from odoo import api, fields, models
from odoo.tools import SQL


class WardRegister(models.Model):
    """A register of one unit and year that numbers without gaps (sổ đăng ký).

    The number is taken in the transaction that makes the record official, under a row
    lock: two clerks wait for each other, and a number whose record fails is given to
    the next. The year is the local one (31 December 23:30 is still the old year).
    """

    _name = "ward.register"
    _description = "Register"
    _order = "year desc, kind, company_id"
    _rec_name = "kind"

    company_id = fields.Many2one("res.company", "Unit", required=True, readonly=True)
    kind = fields.Selection(
        [
            ("reception", "Receptions"),
            ("petition", "Petitions in"),
            ("case", "Cases"),
            ("document", "Documents out"),
        ],
        required=True,
        readonly=True,
    )
    year = fields.Integer(required=True, readonly=True)
    last_number = fields.Integer(required=True, default=0, readonly=True)

    _one = models.UniqueIndex(
        "(company_id, kind, year)", "This register is already there."
    )

    @api.model
    def _take(self, company, kind, year, count=1):
        """Return the first of ``count`` numbers in a row that are now taken."""
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO ward_register (company_id, kind, year, last_number,
                    create_uid, create_date, write_uid, write_date)
                VALUES (%(company)s, %(kind)s, %(year)s, %(count)s,
                    %(user)s, now(), %(user)s, now())
                ON CONFLICT (company_id, kind, year) DO UPDATE
                    SET last_number = ward_register.last_number + %(count)s
                RETURNING last_number
                """,
                company=company.id,
                kind=kind,
                year=year,
                count=count,
                user=self.env.uid,
            )
        )
        self.env["ward.register"].invalidate_model(["last_number"])
        return rows[0][0] - count + 1

    @api.model
    def _number(self, vals_list, kind, prefix, moment_field, default_company):
        """Put a ``code`` into each of ``vals_list``, in order, batch-wise.

        Codes read ``Đ.2026.00012``: register, local year, number.
        """
        groups = {}
        companies = self.env["res.company"]
        for vals in vals_list:
            company = companies.browse(vals.get("company_id") or default_company.id)
            moment = fields.Datetime.to_datetime(vals[moment_field])
            year = company.sudo()._ward_to_local(moment).year  # its time zone
            groups.setdefault((company, year), []).append(vals)
        for (company, year), group in groups.items():
            first = self._take(company, kind, year, len(group))
            for number, vals in enumerate(group, first):
                vals["number"] = number
                vals["year"] = year
                vals["code"] = f"{prefix}.{year}.{number:05d}"
                vals["register_company_id"] = company.id
