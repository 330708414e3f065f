from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class WardDelegation(models.Model):
    """A leader lets a deputy review in his place for some days (ủy quyền).

    Written by the delegating leader or an administrator; never rewritten, only
    revoked, so that who could approve on which day stays known.
    """

    _name = "ward.delegation"
    _description = "Delegation"
    _inherit = ["ward.guarded.mixin", "mail.thread"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    employee_id = fields.Many2one(
        "hr.employee",
        "Delegating Leader",
        required=True,
        index=True,
        check_company=True,
        default=lambda self: self.env.user.employee_id,
    )
    delegate_id = fields.Many2one(
        "hr.employee", "Deputy", required=True, index=True, check_company=True
    )
    company_id = fields.Many2one(
        "res.company",
        "Unit",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    date_from = fields.Date("From", required=True, default=fields.Date.context_today)
    date_to = fields.Date("To", required=True)
    reason = fields.Char()
    granted_by_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user
    )
    revoked_at = fields.Datetime("Revoked On", readonly=True)
    revoked_by_id = fields.Many2one("res.users", readonly=True)
    is_active = fields.Boolean("In Force", compute="_compute_is_active")

    _dates = models.Constraint(
        "CHECK (date_to >= date_from)", "“To” must not lie before “From”."
    )
    _not_self = models.Constraint(
        "CHECK (employee_id <> delegate_id)", "Nobody can delegate to himself."
    )

    @api.depends("employee_id", "delegate_id")
    def _compute_display_name(self):
        for delegation in self:
            names = delegation.sudo()  # names, shown to colleagues anyway
            delegation.display_name = (
                f"{names.employee_id.name} → {names.delegate_id.name}"
            )

    @api.depends("date_from", "date_to", "revoked_at")
    def _compute_is_active(self):
        for delegation in self:
            today = (delegation.company_id or self.env.company)._ward_today()
            delegation.is_active = (
                not delegation.revoked_at
                and bool(delegation.date_from and delegation.date_to)
                and delegation.date_from <= today <= delegation.date_to
            )

    @api.constrains("delegate_id")
    def _check_delegate_id(self):
        for delegation in self:
            # sudo: the groups of another user are not readable for a plain user
            user = delegation.sudo().delegate_id.user_id
            if not user.has_group("ward_office.group_plan_head"):
                raise ValidationError(
                    self.env._(
                        "“Deputy”: %(name)s must have a user account with the role "
                        "Department Head or Unit Leader.",
                        name=delegation.sudo().delegate_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        delegations = super().create(vals_list)
        delegations._check_own()
        return delegations

    def write(self, vals):
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "A delegation cannot be changed; revoke it and grant a new one."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        if not self.env.su:
            raise AccessError(
                self.env._("A delegation cannot be deleted; revoke it instead.")
            )

    def _check_own(self):
        if self.env.su or self.env.user.has_group("ward_office.group_ward_admin"):
            return
        # sudo: comparing the user of an employee, nothing is shown
        if self.sudo().employee_id.user_id != self.env.user:
            raise AccessError(
                self.env._("Only the leader himself or an administrator may do this.")
            )

    def action_revoke(self):
        """End the delegations now; the reviewer is again the leader himself."""
        self.check_access("write")
        self._check_own()
        running = self.filtered(lambda d: not d.revoked_at)
        running._write_guarded(
            {"revoked_at": fields.Datetime.now(), "revoked_by_id": self.env.uid}
        )
        running._message_log_batch(
            bodies={d.id: self.env._("Delegation revoked.") for d in running}
        )
        return True
