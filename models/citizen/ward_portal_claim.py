"""What a citizen with a login sees of his own matters."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

MAX_SHOWN = 200


class WardPortalClaim(models.Model):
    """A petition that a login has proved to know: by its code and a second factor.

    Read by nobody, not even by the administrator: who follows which petition is the
    citizen's own affair. Never of a denunciation, since it would say who denounced.
    """

    _name = "ward.portal.claim"
    _description = "Petition Followed on the Portal"
    _log_access = False

    user_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="cascade"
    )
    petition_id = fields.Many2one(
        "ward.petition", required=True, index=True, ondelete="cascade"
    )
    claimed_at = fields.Datetime(required=True)

    _once = models.UniqueIndex("(user_id, petition_id)", "Followed already.")

    @api.model
    def _claim(self, code, factor, addresses, unit=""):
        """Let the user follow the petition with this code.

        Returns ``found``, ``wrong``, ``closed`` or ``denunciation``.
        """
        guard = self.env["ward.tracking.guess"]
        if any(guard._is_closed(None, address) for address in addresses):
            return "closed"
        answer, matter = guard._look_up(code, factor, addresses[0], unit=unit)
        if not matter:
            if answer == "wrong":
                for address in addresses[1:]:
                    guard._note(False, address)
            return answer
        petition = matter.petition_ids[:1] if "petition_ids" in matter else matter
        if not petition:
            return "wrong"
        if petition.kind == "denunciation" or petition.is_protected:
            return "denunciation"
        claims = self.sudo()  # read by nobody
        mine = {"user_id": self.env.uid, "petition_id": petition.id}
        if not claims.search_count([(k, "=", v) for k, v in mine.items()], limit=1):
            claims.create(mine | {"claimed_at": fields.Datetime.now()})
        return "found"


class WardCitizen(models.Model):
    _inherit = "ward.citizen"

    portal_user_id = fields.Many2one(
        "res.users",
        "Portal Login",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        help="Sees this person’s own petitions at /my. Linked at the desk, the "
        "identity paper in hand.",
    )
    portal_linked_at = fields.Datetime("Linked On", readonly=True, copy=False)
    portal_linked_by_id = fields.Many2one("res.users", readonly=True, copy=False)

    _portal_user_uniq = models.UniqueIndex(
        "(company_id, portal_user_id) WHERE portal_user_id IS NOT NULL",
        "This login belongs to another citizen of the unit.",
    )

    def _check_desk(self):
        self.check_access("write")
        user = self.env.user
        if not user.has_group("ward_office.group_citizen_clerk"):
            raise AccessError(self.env._("Only the reception desk links a login."))

    def action_link_portal(self, login, identity_number):
        """Link the login of whoever stands at the desk with his identity paper.

        The number is typed from the paper; it must be the one in the register.
        """
        self.ensure_one()
        self._check_desk()
        number = (identity_number or "").strip()
        if not self.identity_number or number != self.identity_number:
            raise UserError(
                self.env._(
                    "“Identity Number”: it is not the one in the register; check the "
                    "paper, and correct the register first if that is wrong."
                )
            )
        # sudo: logins of the portal, found by the very words typed
        user = (
            self.env["res.users"]
            .sudo()
            .search([("login", "=", (login or "").strip()), ("share", "=", True)])
        )
        if not user or not user.has_group("base.group_portal"):
            raise UserError(
                self.env._(
                    "“Login”: no citizen has this login; he signs up on the portal "
                    "first."
                )
            )
        taken = self.sudo().search_count(  # of the unit's register
            [
                ("company_id", "=", self.company_id.id),
                ("portal_user_id", "=", user.id),
                ("id", "!=", self.id),
            ]
        )
        if taken:
            raise UserError(
                self.env._("“Login”: it belongs to another citizen of the unit.")
            )
        self._link_portal(user)
        return True

    def action_unlink_portal(self):
        """Take the login away: it sees this person's petitions no more."""
        self._check_desk()
        self._link_portal(self.env["res.users"])
        return True

    def _link_portal(self, user):
        self._write_guarded(  # the desk has been checked
            {
                "portal_user_id": user.id,
                "portal_linked_at": user and fields.Datetime.now(),
                "portal_linked_by_id": user and self.env.uid,
            }
        )


class WardPetition(models.Model):
    _inherit = "ward.petition"

    @api.model
    def _of_portal_user(self, domain=()):
        """Return the petitions the current user may follow, as superuser.

        Those of the citizen linked to him at the desk, and those he claimed; never a
        denunciation. What leaves is said by :meth:`_portal_values` alone.
        """
        # sudo: a citizen has no right to the model
        records = self.sudo()
        user = self.env.user
        claims = records.env["ward.portal.claim"].search([("user_id", "=", user.id)])
        mine = Domain("citizen_id.portal_user_id", "=", user.id) | Domain(
            "id", "in", claims.petition_id.ids
        )
        open_kinds = Domain("kind", "!=", "denunciation") & Domain(
            "is_protected", "=", False
        )
        return records.search(
            mine & open_kinds & Domain(list(domain)), limit=MAX_SHOWN
        ).with_env(self.sudo().env)

    def _portal_is_own(self):
        """Return whether the identity of the user has been proved at the desk."""
        return self.citizen_id.portal_user_id == self.env.user

    def _portal_values(self, full=False):
        """Return what the portal shows of one petition: no name, nobody else's."""
        self.ensure_one()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        own = self._portal_is_own()
        values = self._public_state() | {
            "id": self.id,
            "kind": kinds[self.kind],
            "unit": self.company_id.name,
            "received_on": self.received_on,
            "summary": own and self.summary,
            "satisfaction": self.satisfaction,
        }
        if full:
            values |= {
                "content": own and self.content,
                "steps": self._public_steps(),
            }
        return values

    def _drop_claims(self):
        # sudo: read by nobody
        self.env["ward.portal.claim"].sudo().search(
            [("petition_id", "in", self.ids)]
        ).unlink()

    def write(self, vals):
        result = super().write(vals)
        if vals.get("kind") == "denunciation":
            # a list of followers would say who denounced
            self._drop_claims()
        return result
