from odoo import models


class WardObligation(models.Model):
    """From an order in a list of figures to the case it belongs to."""

    _inherit = "ward.obligation"

    def action_open_case(self):
        """Open the case of this order; its own rules decide who may."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "ward.case",
            "res_id": self.case_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
