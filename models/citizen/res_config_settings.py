from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ward_is_remote = fields.Boolean(related="company_id.ward_is_remote", readonly=False)
    ward_identity_approver_ids = fields.Many2many(
        related="company_id.ward_identity_approver_ids", readonly=False
    )
    ward_reception_hours = fields.Char(
        related="company_id.ward_reception_hours", readonly=False
    )
    ward_reception_place = fields.Char(
        related="company_id.ward_reception_place", readonly=False
    )
    ward_petition_alias_name = fields.Char(
        related="company_id.ward_petition_alias_name", readonly=False
    )
    ward_petition_address = fields.Char(related="company_id.ward_petition_address")
