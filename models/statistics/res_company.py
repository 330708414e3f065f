from odoo import api, models


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

    @api.model
    def _selection_reporting_below(self):
        """Return the units below those of the user by name, for a selection.

        Not a many2one, since who sums up may not open them; and not those of one
        report, since fields are described to the browser without its context.
        """
        # sudo: which units there are below is no secret
        below = [unit._ward_reporting_below() for unit in self.env.user.company_ids]
        units = self.browse().sudo().union(*below)
        return [(str(unit.id), unit.name) for unit in units.sorted("name")]
