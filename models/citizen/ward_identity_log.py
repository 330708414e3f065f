from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...tools import quiet_log

quiet_log.install()


class WardIdentityLog(models.Model):
    """Every look at a protected identity: who, when, what for. Append-only."""

    _name = "ward.identity.log"
    _description = "Log of Protected Identities"
    _order = "id desc"
    _rec_name = "what"

    identity_id = fields.Many2one(
        "ward.identity", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="identity_id.company_id", store=True, index=True, precompute=True
    )
    what = fields.Selection(
        [
            ("read", "Read"),
            ("print", "Printed"),
            ("export", "Exported"),
            ("file", "Paper opened"),
            ("refused", "Refused"),
            ("typed", "Typed a protected name"),
        ],
        required=True,
        readonly=True,
    )
    detail = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", "Who", readonly=True, required=True)
    logged_at = fields.Datetime("When", readonly=True, required=True)

    @api.model
    def _note(self, identities, what, detail):
        """Append an entry for each of ``identities``."""
        vals_list = [
            {
                "identity_id": identity.id,
                "what": what,
                "detail": detail,
                "user_id": self.env.uid,
                "logged_at": fields.Datetime.now(),
            }
            for identity in identities
        ]
        # sudo: an entry is made by the program, nobody may write one
        # pylint: disable-next=super-method-mismatch
        return super(WardIdentityLog, self.sudo()).create(vals_list)

    @api.model
    def _note_refusal(self, identities):
        """Note a refused look once the error that follows has rolled back."""
        registry, uid, ids = self.env.registry, self.env.uid, identities.ids

        def note():
            with registry.cursor() as cr:
                log = api.Environment(cr, uid, {})[self._name]
                log._note(log.env["ward.identity"].browse(ids).exists(), "refused", "")

        self.env.cr.postrollback.add(note)

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise AccessError(self.env._("The log is written by the program only."))

    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(self.env._("The log is never changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("The log is never deleted."))
