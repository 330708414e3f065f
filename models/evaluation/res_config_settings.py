from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ward_evaluation_period = fields.Selection(
        related="company_id.ward_evaluation_period", readonly=False
    )
    ward_evaluation_since = fields.Date(
        related="company_id.ward_evaluation_since", readonly=False
    )
    ward_evaluation_open_day = fields.Integer(
        related="company_id.ward_evaluation_open_day", readonly=False
    )
    ward_evaluation_self_days = fields.Integer(
        related="company_id.ward_evaluation_self_days", readonly=False
    )
    ward_evaluation_review_days = fields.Integer(
        related="company_id.ward_evaluation_review_days", readonly=False
    )
    ward_evaluation_show = fields.Selection(
        related="company_id.ward_evaluation_show", readonly=False
    )
    ward_results_above = fields.Boolean(
        related="company_id.ward_results_above", readonly=False
    )
    ward_results_portal = fields.Boolean(
        related="company_id.ward_results_portal", readonly=False
    )
    ward_reward_rate = fields.Float(
        related="company_id.ward_reward_rate", readonly=False
    )
    ward_reward_base = fields.Selection(
        related="company_id.ward_reward_base", readonly=False
    )
