from odoo import fields, models


class WardCitizenLink(models.TransientModel):
    """Links a citizen's portal login at the desk, his identity paper in hand."""

    _name = "ward.citizen.link"
    _description = "Link a Portal Login"

    citizen_id = fields.Many2one(
        "ward.citizen",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.context.get("active_id"),
    )
    login = fields.Char("Login on the Portal", required=True)
    identity_number = fields.Char(
        required=True, help="Typed from the paper the citizen shows."
    )

    def action_confirm(self):
        """Link; the method of the citizen checks role, number and login."""
        self.ensure_one()
        self.citizen_id.action_link_portal(self.login, self.identity_number)
        return {"type": "ir.actions.act_window_close"}
