from odoo import api, fields, models


class ResCompany(models.Model):
    """The unit's address for petitions by e-mail (tiếp nhận đơn qua thư điện tử)."""

    _inherit = "res.company"

    ward_petition_alias_id = fields.Many2one(
        "mail.alias", "Alias for Petitions", readonly=True, copy=False
    )
    ward_petition_alias_name = fields.Char(
        "Petitions by E-mail",
        compute="_compute_ward_petition_alias",
        inverse="_inverse_ward_petition_alias_name",
    )
    ward_petition_address = fields.Char(
        "Address for Petitions", compute="_compute_ward_petition_alias"
    )

    @api.depends(
        "ward_petition_alias_id.alias_name", "ward_petition_alias_id.alias_full_name"
    )
    def _compute_ward_petition_alias(self):
        for company in self:
            alias = company.ward_petition_alias_id.sudo()  # shown in the settings
            company.ward_petition_alias_name = alias.alias_name
            company.ward_petition_address = (
                "@" in (alias.alias_full_name or "") and alias.alias_full_name
            )

    def _inverse_ward_petition_alias_name(self):
        for company in self:
            # sudo: whoever may write the unit sets its address
            alias = company.ward_petition_alias_id.sudo()
            name = (company.ward_petition_alias_name or "").strip()
            if not name:
                alias.unlink()
            elif alias:
                alias.write(company._ward_petition_alias_vals(name))
            else:
                company.ward_petition_alias_id = alias.create(
                    company._ward_petition_alias_vals(name)
                )

    def _ward_petition_alias_vals(self, name):
        self.ensure_one()
        return {
            "alias_name": name,
            "alias_domain_id": self.alias_domain_id.id,
            # without a domain of the unit the part before the @ decides
            "alias_incoming_local": not self.alias_domain_id,
            "alias_model_id": self.env["ir.model"]._get_id("ward.petition"),
            "alias_defaults": repr({"company_id": self.id}),
            "alias_contact": "everyone",
            "alias_parent_model_id": self.env["ir.model"]._get_id("res.company"),
            "alias_parent_thread_id": self.id,
        }

    def write(self, vals):
        result = super().write(vals)
        if "alias_domain_id" in vals:
            for company in self.sudo().filtered("ward_petition_alias_id"):
                company.ward_petition_alias_id.write(
                    company._ward_petition_alias_vals(
                        company.ward_petition_alias_id.alias_name
                    )
                )
        return result
