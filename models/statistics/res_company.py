from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _ward_reporting_below(self):
        """Return the units that send their reports here: next below, as superuser.

        Which units there are below is no secret, and their reports are summed up.
        """
        self.ensure_one()
        return self.sudo().search(
            [("parent_id", "=", self.id), ("ward_level", "!=", False)]
        )
