from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.citizen.ward_dossier_mixin import KINDS


class WardPetitionSplit(models.TransientModel):
    """Splits a petition with several contents (tách đơn có nhiều nội dung)."""

    _name = "ward.petition.split"
    _description = "Split a Petition"

    petition_id = fields.Many2one(
        "ward.petition",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.context.get("active_id"),
    )
    part_ids = fields.One2many("ward.petition.split.part", "split_id", "Contents")

    def action_confirm(self):
        """Register each content as a petition of its own and show them."""
        self.ensure_one()
        if not self.part_ids:
            raise UserError(
                self.env._("“Contents”: add a line for each content to be split off.")
            )
        children = self.petition_id.action_split(
            [
                {
                    "kind": part.kind,
                    "field_id": part.field_id.id,
                    "summary": part.summary,
                    "content": part.content or part.summary,
                }
                for part in self.part_ids
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "ward.petition",
            "view_mode": "list,kanban,form",
            "domain": [("id", "in", children.ids)],
            "name": self.env._("Split Off"),
        }


class WardPetitionSplitPart(models.TransientModel):
    """One of the contents of a petition."""

    _name = "ward.petition.split.part"
    _description = "Content to Be Split Off"

    split_id = fields.Many2one("ward.petition.split", required=True, ondelete="cascade")
    kind = fields.Selection(
        KINDS,
        required=True,
        default=lambda self: self.env.context.get("default_kind", "complaint"),
    )
    field_id = fields.Many2one("ward.petition.field")
    summary = fields.Char("What It Is About", required=True)
    content = fields.Text()

    @api.model_create_multi
    def create(self, vals_list):
        """Leave a denouncer's name out of the texts."""
        splits = self.env["ward.petition.split"]
        masked = []
        for vals in vals_list:
            petition = splits.browse(vals.get("split_id")).petition_id
            petition.check_access("read")
            masked.append(petition._mask(vals, [petition], ("summary", "content")))
        return super().create(masked)

    def write(self, vals):
        petitions = self.split_id.petition_id
        petitions.check_access("read")
        return super().write(
            petitions[:1]._mask(vals, [petitions], ("summary", "content"))
        )
