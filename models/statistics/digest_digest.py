from odoo import fields, models
from odoo.fields import Domain

from .ward_figures import RECEIVED


class DigestDigest(models.Model):
    """Citizens in the periodic mail: receptions, petitions, what is overdue.

    Counted as the reader of the mail, so that a conflict of interest holds here too.
    """

    _inherit = "digest.digest"

    kpi_ward_receptions = fields.Boolean("Receptions")
    kpi_ward_receptions_value = fields.Integer(
        compute="_compute_kpi_ward_receptions_value", export_string_translation=False
    )
    kpi_ward_petitions = fields.Boolean("Petitions Received")
    kpi_ward_petitions_value = fields.Integer(
        compute="_compute_kpi_ward_petitions_value", export_string_translation=False
    )
    kpi_ward_cases_settled = fields.Boolean("Cases Settled")
    kpi_ward_cases_settled_value = fields.Integer(
        compute="_compute_kpi_ward_cases_settled_value",
        export_string_translation=False,
    )
    kpi_ward_overdue = fields.Boolean("Petitions and Cases Overdue")
    kpi_ward_overdue_value = fields.Integer(
        compute="_compute_kpi_ward_overdue_value", export_string_translation=False
    )

    def _compute_kpi_ward_receptions_value(self):
        self._calculate_company_based_kpi(
            "ward.reception",
            "kpi_ward_receptions_value",
            date_field="received_at",
            additional_domain=RECEIVED,
        )

    def _compute_kpi_ward_petitions_value(self):
        self._calculate_company_based_kpi(
            "ward.petition", "kpi_ward_petitions_value", date_field="received_at"
        )

    def _compute_kpi_ward_cases_settled_value(self):
        self._calculate_company_based_kpi(
            "ward.case", "kpi_ward_cases_settled_value", date_field="decided_at"
        )

    def _compute_kpi_ward_overdue_value(self):
        """Count the limits that ended in the period and still run, over by now."""
        start, end, companies = self._get_kpi_compute_parameters()
        totals = dict.fromkeys(companies.ids, 0)
        domain = (
            Domain("company_id", "in", companies.ids)
            & Domain("due_date", ">=", fields.Date.to_date(start))
            & Domain("due_date", "<", fields.Date.to_date(end))
            & Domain("due_date", "<", "today")
        )
        for model in ("ward.petition", "ward.case"):
            for company, count in self.env[model]._read_group(
                domain, ["company_id"], ["__count"]
            ):
                totals[company.id] += count
        for digest in self:
            company = digest.company_id or self.env.company
            digest.kpi_ward_overdue_value = totals.get(company.id, 0)

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("ward_office.menu_root").id
        for name, action in (
            ("kpi_ward_receptions", "ward_office.ward_reception_action"),
            ("kpi_ward_petitions", "ward_office.ward_petition_action"),
            ("kpi_ward_cases_settled", "ward_office.ward_case_action"),
            ("kpi_ward_overdue", "ward_office.ward_figures_action"),
        ):
            actions[name] = f"{action}?menu_id={menu}"
        return actions
