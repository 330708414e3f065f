from odoo import fields, models

from ...models.citizen.ward_petition import CASE_KINDS


class WardPetitionLink(models.TransientModel):
    """Links a petition to a case that is open about the same matter."""

    _name = "ward.petition.link"
    _description = "Link to a Case"

    petition_id = fields.Many2one(
        "ward.petition",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.context.get("active_id"),
    )
    kinds = fields.Json("Kinds of Case", compute="_compute_kinds")
    company_id = fields.Many2one(related="petition_id.company_id", related_sudo=False)
    case_id = fields.Many2one(
        "ward.case",
        required=True,
        ondelete="cascade",
        domain="[('company_id', '=', company_id), ('kind', 'in', kinds),"
        " ('state', 'not in', ('closed', 'stopped'))]",
    )

    def _compute_kinds(self):
        """Return the kinds of case a petition of this kind belongs to."""
        for link in self:
            kind = link.petition_id._law_kind()
            link.kinds = [
                case for (law, _level), case in CASE_KINDS.items() if law == kind
            ]

    def action_confirm(self):
        """Link; the method of the petition checks role, kind and unit."""
        self.ensure_one()
        self.petition_id.action_link(self.case_id)
        return {"type": "ir.actions.act_window_close"}
