from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.orm.models import NO_ACCESS

SECRETS = (
    "name",
    "identity_kind",
    "identity_number",
    "phone",
    "email",
    "street",
    "place_id",
)


class WardIdentity(models.Model):
    """Who a denouncer is (danh tính người tố cáo), apart from everything else.

    Law on Denunciations, Articles 8.3, 47.2 and 56. No role reads the secret columns
    through the ORM: not by reading, searching, grouping, exporting or printing.
    :meth:`reveal` is the one door; it wants a grant for this very person and this
    matter, in force today, and writes the log.
    """

    _name = "ward.identity"
    _description = "Protected Identity"
    _inherit = "ward.of.dossier.mixin"
    _rec_name = "pseudonym"
    _order = "id desc"

    pseudonym = fields.Char(required=True, readonly=True)
    name = fields.Char("Full Name", readonly=True, groups=NO_ACCESS)
    identity_kind = fields.Char(readonly=True, groups=NO_ACCESS)
    identity_number = fields.Char(readonly=True, groups=NO_ACCESS)
    phone = fields.Char(readonly=True, groups=NO_ACCESS)
    email = fields.Char(readonly=True, groups=NO_ACCESS)
    street = fields.Char(readonly=True, groups=NO_ACCESS)
    place_id = fields.Many2one(
        "ward.place", readonly=True, groups=NO_ACCESS, ondelete="restrict"
    )
    file_ids = fields.One2many("ward.identity.file", "identity_id", groups=NO_ACCESS)
    file_count = fields.Integer("Protected Papers", compute="_compute_file_count")
    request_ids = fields.One2many("ward.identity.request", "identity_id", "Requests")
    log_ids = fields.One2many(
        "ward.identity.log",
        "identity_id",
    )
    is_open_to_me = fields.Boolean(compute="_compute_is_open_to_me")

    def _compute_file_count(self):
        counts = dict(
            self.env["ward.identity.file"]
            .sudo()  # a number only
            ._read_group(
                [("identity_id", "in", self.ids)], ["identity_id"], ["__count"]
            )
        )
        for identity in self:
            identity.file_count = counts.get(identity, 0)

    @api.depends_context("uid")
    def _compute_is_open_to_me(self):
        grants = self.env["ward.identity.request"]._in_force(self, self.env.user)
        for identity in self:
            identity.is_open_to_me = identity in grants

    @api.model
    def _keep(self, vals_list):
        """Keep identities; nobody reads them by having written them."""
        # sudo: the data was handed to the clerk a moment ago and is put away
        return self.sudo()._create_guarded(vals_list).with_env(self.env)

    def _check_open(self):
        """Raise where the user has no grant for these identities in force."""
        self.check_access("read")
        grants = self.env["ward.identity.request"]._in_force(self, self.env.user)
        if self - grants or not self:
            self.env["ward.identity.log"]._note_refusal(self - grants)
            raise AccessError(
                self.env._(
                    "This identity is protected (Law on Denunciations, Article 56). "
                    "Ask for access with a reason; whoever approves must not handle "
                    "the matter."
                )
            )

    def reveal(self, purpose="read"):
        """Return the identity's data as a dictionary; the reading is logged.

        :raise AccessError: no grant in force for this user
        """
        self.ensure_one()
        self._check_open()
        self.env["ward.identity.log"]._note(self, purpose, "")
        # sudo: the grant has been checked
        record = self.sudo()
        return {
            "name": record.name or "",
            "identity_number": record.identity_number or "",
            "phone": record.phone or "",
            "email": record.email or "",
            "address": ", ".join(
                part for part in (record.street, record.place_id.display_name) if part
            ),
            "files": [(file.id, file.name) for file in record.file_ids],
        }

    def action_ask(self):
        """Open the request for access to this identity."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask for the Identity"),
            "res_model": "ward.identity.request",
            "view_mode": "form",
            "target": "new",
            "context": {"default_identity_id": self.id},
        }

    def action_reveal(self):
        """Show the identity in a dialog that keeps nothing."""
        self.ensure_one()
        self._check_open()
        return {
            "type": "ir.actions.act_url",
            "url": f"/ward/identity/{self.id}",
            "target": "new",
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("A protected identity is kept with its matter."))


class WardIdentityFile(models.Model):
    """A paper that shows who the denouncer is: the original petition, a card."""

    _name = "ward.identity.file"
    _description = "Protected Paper"
    _inherit = "ward.guarded.mixin"

    identity_id = fields.Many2one(
        "ward.identity", required=True, readonly=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True, readonly=True)
    content = fields.Binary(required=True, readonly=True, attachment=True)


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
        "mail.thread",
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
    def _in_force(self, identities, user):
        """Return those of ``identities`` that ``user`` may see now."""
        # sudo: the very check of who may see
        grants = self.sudo().search(
            [
                ("identity_id", "in", identities.ids),
                ("user_id", "=", user.id),
                ("state", "=", "granted"),
                ("valid_until", ">", fields.Datetime.now()),
            ]
        )
        blocked = grants.identity_id.filtered(
            lambda i: user in i._subject().excluded_user_ids
        )
        return (grants.identity_id - blocked).with_env(identities.env)

    @api.model
    def _approvers(self, identity, user):
        """Return who may decide: named by the unit, apart from the matter."""
        # sudo: who handles and who is complained of, compared only
        identity = identity.sudo()
        subject = identity._subject()
        return (
            identity.company_id.ward_identity_approver_ids
            - subject.reader_user_ids
            - subject.excluded_user_ids
            - subject.handler_id
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
        subject = request.sudo().identity_id._subject()  # compared only
        return self.env.user not in (
            subject.reader_user_ids | subject.excluded_user_ids | subject.handler_id
        )

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
