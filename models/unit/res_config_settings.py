from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The settings of the current unit; every value lives on the company."""

    _inherit = "res.config.settings"

    ward_code = fields.Char(related="company_id.ward_code", readonly=False)
    ward_level = fields.Selection(related="company_id.ward_level", readonly=False)
    ward_leader_id = fields.Many2one(
        related="company_id.ward_leader_id", readonly=False, check_company=True
    )
    ward_office_department_id = fields.Many2one(
        related="company_id.ward_office_department_id",
        readonly=False,
        check_company=True,
    )
    ward_tz = fields.Selection(related="company_id.ward_tz", readonly=False)
    ward_resource_calendar_id = fields.Many2one(
        related="company_id.resource_calendar_id", readonly=False
    )
    ward_letterhead_superior = fields.Char(
        related="company_id.ward_letterhead_superior", readonly=False
    )
    ward_letterhead_own = fields.Char(
        related="company_id.ward_letterhead_own", readonly=False
    )
    ward_document_suffix = fields.Char(
        related="company_id.ward_document_suffix", readonly=False
    )
    ward_place_of_issue = fields.Char(
        related="company_id.ward_place_of_issue", readonly=False
    )
    ward_signer_name = fields.Char(
        related="company_id.ward_signer_name", readonly=False
    )
    ward_signer_title = fields.Char(
        related="company_id.ward_signer_title", readonly=False
    )
    ward_plan_weekday = fields.Selection(
        related="company_id.ward_plan_weekday", readonly=False
    )
    ward_plan_hour = fields.Float(related="company_id.ward_plan_hour", readonly=False)
    ward_plan_month_day = fields.Integer(
        related="company_id.ward_plan_month_day", readonly=False
    )
    ward_plan_reminder_hour = fields.Float(
        related="company_id.ward_plan_reminder_hour", readonly=False
    )
    ward_review_hour = fields.Float(
        related="company_id.ward_review_hour", readonly=False
    )
    ward_task_reminder_hours = fields.Integer(
        related="company_id.ward_task_reminder_hours", readonly=False
    )
    ward_plan_visibility = fields.Selection(
        related="company_id.ward_plan_visibility", readonly=False
    )
    ward_standard_points = fields.Float(
        related="company_id.ward_standard_points", readonly=False
    )
