from odoo import fields, models


class DigestDigest(models.Model):
    """Figures of the unit in the periodic mail: plans on time, tasks done, overdue."""

    _inherit = "digest.digest"

    kpi_ward_plans_on_time = fields.Boolean("Plans Submitted in Time")
    kpi_ward_plans_on_time_value = fields.Integer(
        compute="_compute_kpi_ward_plans_on_time_value", export_string_translation=False
    )
    kpi_ward_tasks_done = fields.Boolean("Tasks Done")
    kpi_ward_tasks_done_value = fields.Integer(
        compute="_compute_kpi_ward_tasks_done_value", export_string_translation=False
    )
    kpi_ward_tasks_overdue = fields.Boolean("Tasks Overdue")
    kpi_ward_tasks_overdue_value = fields.Integer(
        compute="_compute_kpi_ward_tasks_overdue_value", export_string_translation=False
    )

    def _compute_kpi_ward_plans_on_time_value(self):
        self._calculate_company_based_kpi(
            "ward.plan",
            "kpi_ward_plans_on_time_value",
            date_field="submitted_at",
            additional_domain=[("submitted_late", "=", False)],
        )

    def _compute_kpi_ward_tasks_done_value(self):
        self._calculate_company_based_kpi(
            "ward.task", "kpi_ward_tasks_done_value", date_field="done_at"
        )

    def _compute_kpi_ward_tasks_overdue_value(self):
        self._calculate_company_based_kpi(
            "ward.task",
            "kpi_ward_tasks_overdue_value",
            date_field="deadline",
            additional_domain=[("is_overdue", "=", True)],
        )

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("ward_office.menu_root").id
        for name, action in (
            ("kpi_ward_plans_on_time", "ward_office.ward_plan_action"),
            ("kpi_ward_tasks_done", "ward_office.ward_task_action"),
            ("kpi_ward_tasks_overdue", "ward_office.ward_task_action"),
        ):
            actions[name] = f"{action}?menu_id={menu}"
        return actions
