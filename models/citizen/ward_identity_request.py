from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .ward_of_dossier_mixin import SUBJECTS


class WardIdentityRequest(models.Model):
    """A reasoned request to know a denouncer, and what was decided.

    Decided by somebody the unit has named who does not handle the matter; where there
    is nobody, it is refused at once. Never deleted, never rewritten.
    """

    _name = "ward.identity.request"
    _description = "Request for an Identity"
    _inherit = [
        "ward.guarded.mixin",
        "ward.tell.mixin",
        "ward.masked.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _rec_name = "pseudonym"

    identity_id = fields.Many2one(
        "ward.identity", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="identity_id.company_id", store=True, index=True, precompute=True
    )
    pseudonym = fields.Char(related="identity_id.pseudonym")
    user_id = fields.Many2one(
        "res.users",
        "For",
        required=True,
        index=True,
        default=lambda self: self.env.user,
    )
    reason = fields.Text(required=True)
    days = fields.Integer("Days Needed", default=5, required=True)
    is_for_all = fields.Boolean(
        "All Denouncers of the Matter",
        help="A paper signed by several opens only for whoever may know all of them.",
    )
    state = fields.Selection(
        [
            ("asked", "Asked"),
            ("granted", "Granted"),
            ("refused", "Refused"),
            ("revoked", "Revoked"),
        ],
        required=True,
        default="asked",
        readonly=True,
        index=True,
    )
    asked_by_id = fields.Many2one("res.users", readonly=True)
    approver_id = fields.Many2one("res.users", "To Decide", readonly=True, index=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_at = fields.Datetime("Decided On", readonly=True)
    valid_until = fields.Datetime(readonly=True)
    answer = fields.Text(readonly=True)
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _days_range = models.Constraint(
        "CHECK (days BETWEEN 1 AND 30)", "“Days Needed” must lie between 1 and 30."
    )

    @api.depends("state", "approver_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for request in self:
            request.can_decide = (
                request.state == "asked" and request.approver_id == self.env.user
            )

    @api.model
    def _matters_of(self, vals):
        # sudo: the kind of the matter, and texts are compared
        identity = self.env["ward.identity"].sudo().browse(vals["identity_id"])
        return [identity._subject()]

    def _own_matters(self):
        # sudo: as above
        return [identity._subject() for identity in self.sudo().identity_id]

    @api.model
    def _in_force(self, identities, user):
        """Return those of ``identities`` that ``user`` may see now."""
        # sudo: the very check of who may see
        everyone = identities.sudo()
        grants = self.sudo().search(
            [
                ("user_id", "=", user.id),
                ("state", "=", "granted"),
                ("valid_until", ">", fields.Datetime.now()),
                "|",
                ("identity_id", "in", identities.ids),
                ("is_for_all", "=", True),
            ]
        )
        wide = grants.filtered("is_for_all").identity_id
        granted = grants.identity_id | (wide and wide._companions())
        open_now = everyone & granted
        blocked = open_now.filtered(
            lambda i: any(user in i[name].excluded_user_ids for name in SUBJECTS)
        )
        return (open_now - blocked).with_env(identities.env)

    @api.model
    def _approvers(self, identity, user):
        """Return who may decide: named by the unit, apart from the matter."""
        # sudo: who handles and who is complained of, compared only
        identity = identity.sudo()
        unit = identity.company_id
        if identity.petition_id.is_above:
            # everybody here works under the person denounced
            unit = unit.parent_id
        return (
            unit.ward_identity_approver_ids
            - self._concerned(identity)
            - user
            - self.env.user
        ).filtered("active")

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._check_guarded_create(vals_list)
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            identity = self.env["ward.identity"].browse(vals["identity_id"])
            identity.check_access("read")
            if len((vals.get("reason") or "").strip()) < 10:
                raise UserError(
                    self.env._(
                        "“Reason”: write why this person must be known for the work, "
                        "in a sentence."
                    )
                )
            user = self.env["res.users"].browse(vals.get("user_id") or self.env.uid)
            approver = self._approvers(identity, user)[:1]
            vals |= {"asked_by_id": self.env.uid, "approver_id": approver.id}
            if not approver:
                vals |= {
                    "state": "refused",
                    "decided_at": fields.Datetime.now(),
                    "answer": self.env._(
                        "Refused: the unit has named nobody to decide who does not "
                        "handle the matter."
                    ),
                }
        quiet = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
        # pylint: disable-next=super-method-mismatch
        requests = super(WardIdentityRequest, quiet)._create_guarded(vals_list)
        requests = requests.with_env(self.env)
        # sudo: an activity for the approver
        requests.sudo().filtered("approver_id")._remind(
            "ward_office.activity_identity",
            "approver_id",
            lambda r: r.env._("Access to a protected identity is asked for."),
        )
        return requests

    def write(self, vals):
        if not self.env.su and vals.keys() - {"message_main_attachment_id"}:
            raise AccessError(self.env._("A request is never changed; ask anew."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("A request and its answer are never deleted."))

    def _decide(self, vals):
        # sudo: who may decide has been checked
        records = self.sudo()
        records._write_guarded(
            vals | {"decided_by_id": self.env.uid, "decided_at": fields.Datetime.now()}
        )
        records.activity_unlink(["ward_office.activity_identity"])
        records._tell(
            "asked_by_id",
            lambda r: r.env._("Your request for a protected identity is decided."),
        )

    def _check_decider(self):
        for request in self:
            if not request.can_decide:
                raise AccessError(
                    self.env._("Only the approver named in the request decides it.")
                )

    def action_grant(self):
        """Grant access for the days asked, from now on."""
        self._check_decider()
        for request in self:
            # who handles the matter may have changed since the request
            if not self._is_free(request):
                raise AccessError(
                    self.env._("You handle this matter yourself; you cannot decide.")
                )
            until = fields.Datetime.now() + timedelta(days=request.days)
            request._decide({"state": "granted", "valid_until": until})
        return True

    def _is_free(self, request):
        """Return whether the user neither handles the matter nor is concerned."""
        # sudo: compared only
        return self.env.user not in self._concerned(request.sudo().identity_id)

    @api.model
    def _concerned(self, identity):
        """Return who handles the matter, was called in or has a conflict of interest.

        In the petition as in its case and reception: hands may have changed.
        """
        users = self.env["res.users"]
        matters = [identity[name] for name in SUBJECTS]
        for matter in (*matters, identity.petition_id.case_id):
            users |= matter.reader_user_ids | matter.excluded_user_ids
            users |= matter.handler_id
        return users

    def action_refuse(self, answer):
        """Refuse, with the reason ``answer``."""
        self._check_decider()
        if not (answer or "").strip():
            raise UserError(self.env._("“Answer”: say why it is refused."))
        self._decide({"state": "refused", "answer": answer})
        return True

    def action_revoke(self):
        """End a grant now (approver)."""
        for request in self:
            if request.state != "granted" or request.approver_id != self.env.user:
                raise AccessError(self.env._("Only the approver revokes a grant."))
        self._decide({"state": "revoked", "valid_until": fields.Datetime.now()})
        return True
