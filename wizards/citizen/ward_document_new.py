from odoo import api, fields, models
from odoo.exceptions import UserError

AREAS = {
    "ward.reception": ("reception", "any"),
    "ward.petition": ("petition", "any"),
    "ward.case": ("any",),
}


class WardDocumentNew(models.TransientModel):
    """Draft any form of the law for a reception, a petition or a case."""

    _name = "ward.document.new"
    _description = "New Document"

    res_model = fields.Char(
        required=True, default=lambda self: self.env.context.get("active_model")
    )
    res_id = fields.Integer(
        required=True, default=lambda self: self.env.context.get("active_id")
    )
    form_id = fields.Many2one(
        "ward.document.form",
        required=True,
        domain="[('id', 'in', form_ids)]",
    )
    form_ids = fields.Many2many(
        "ward.document.form", string="Forms", compute="_compute_form_ids"
    )
    addressee = fields.Char()
    reason = fields.Text("Reason or Content")
    meeting_at = fields.Datetime("Meeting On")
    meeting_place = fields.Char()
    paper_list = fields.Text("Papers Received", help="One a line.")
    date_from = fields.Date("From")
    date_to = fields.Date("To")

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._masked(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._masked(vals))

    def _masked(self, vals):
        """Leave a denouncer's name out of the texts."""
        context = self.env.context
        model = vals.get("res_model") or self[:1].res_model
        model = model or context.get("active_model")
        if model not in AREAS:
            return vals
        number = vals.get("res_id") or self[:1].res_id or context.get("active_id")
        # Who may not read the matter would learn its names from what is taken out.
        matter = self.env[model].browse(number)
        matter.check_access("read")
        names = ("addressee", "reason", "meeting_place", "paper_list")
        return matter._mask(vals, [matter], names)

    def _matter(self):
        if self.res_model not in AREAS:
            raise UserError(self.env._("No document is drafted for this."))
        return self.env[self.res_model].browse(self.res_id)

    @api.depends("res_model", "res_id")
    def _compute_form_ids(self):
        """Return the forms without an effect on this kind of matter, in force today.

        Those with an effect are drafted by the step they belong to.
        """
        Form = self.env["ward.document.form"]
        for wizard in self:
            matter = wizard._matter()
            areas = list(AREAS[wizard.res_model])
            kind = matter.matter_kind if "matter_kind" in matter else matter.kind
            areas.append("denunciation" if "denunciation" in kind else "complaint")
            wizard.form_ids = Form.search(
                Form._in_force_domain(matter.company_id.sudo()._ward_today())
                & fields.Domain("area", "in", areas)
                & fields.Domain("effect", "=", "none")
            )

    def action_confirm(self):
        """Draft the form and open it."""
        self.ensure_one()
        matter = self._matter()
        matter._check_handles()
        if self.form_id not in self.form_ids:
            raise UserError(
                self.env._("“Form”: this one is drafted by its step, not by hand.")
            )
        names = (
            "addressee",
            "reason",
            "meeting_at",
            "meeting_place",
            "paper_list",
            "date_from",
            "date_to",
        )
        document = self.env["ward.document"]._draft(
            self.form_id.key, matter, **{name: self[name] for name in names}
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "ward.document",
            "view_mode": "form",
            "res_id": document.id,
        }
