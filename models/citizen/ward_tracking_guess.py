import ipaddress
import re

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, consteq, hmac

CODE = re.compile(r"(TCD|Đ|VV)\.[0-9]{4}\.[0-9]{5,7}")
FACTOR = re.compile(r"[0-9A-Z]{4}")
# (minutes, wrong guesses) that close the page for a code, and for an address
CODE_LIMITS = ((15, 10), (24 * 60, 50))
ADDRESS_LIMITS = ((15, 10), (24 * 60, 100))
KEEP_MINUTES = 24 * 60
# A code that many senders share would fall to a handful of guesses.
MAX_SENDERS = 10


class WardTrackingGuess(models.Model):
    """A wrong guess on the tracking page, kept for a day.

    Wrong guesses close the page for their address and, from whatever address they
    come, for their code. So that nobody can shut a citizen out by guessing at his
    code, the slip and a device that has opened the matter carry a key: with it the
    guesses of others do not count.
    """

    _name = "ward.tracking.guess"
    _description = "Wrong Guess on the Tracking Page"
    _log_access = False

    code = fields.Char()
    address = fields.Char()
    moment = fields.Datetime(required=True, index=True)

    _by_code = models.Index("(code, moment)")
    _by_address = models.Index("(address, moment)")

    @api.model
    def _since(self, minutes):
        return fields.Datetime.subtract(fields.Datetime.now(), minutes=minutes)

    @api.model
    def _address(self, address):
        """Return what counts as one address: of IPv6 the network of one household."""
        try:
            found = ipaddress.ip_address(address or "")
        except ValueError:
            return (address or "")[:64]
        if found.version == 4:
            return str(found)
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))

    @api.model
    def _is_closed(self, code, address):
        """Return whether the code or the address has been guessed too often."""
        address = self._address(address)
        limits = [("code", code, limit) for limit in CODE_LIMITS if code]
        limits += [("address", address, limit) for limit in ADDRESS_LIMITS if address]
        if not limits:
            return False
        self.flush_model()
        # In one statement, which ends where a limit is reached: this is what
        # somebody who guesses by thousands makes us do.
        tests = [
            SQL(
                "(SELECT count(*) FROM (SELECT 1 FROM %(table)s"
                " WHERE %(column)s = %(value)s AND moment > %(since)s"
                " LIMIT %(most)s) AS recent) >= %(most)s",
                table=SQL.identifier(self._table),
                column=SQL.identifier(column),
                value=value,
                since=self._since(minutes),
                most=most,
            )
            for column, value, (minutes, most) in limits
        ]
        [[closed]] = self.env.execute_query(SQL("SELECT %s", SQL(" OR ").join(tests)))
        return closed

    @api.model
    def _note(self, code, address):
        self.sudo().create(  # sudo: see above
            {
                "code": code,
                "address": self._address(address) or False,
                "moment": fields.Datetime.now(),
            }
        )

    @api.autovacuum
    def _gc_guesses(self):
        domain = [("moment", "<", self._since(KEEP_MINUTES))]
        self.sudo().search(domain, limit=100_000).unlink()

    # ------------------------------------------------------------------
    # LOOKING UP
    # ------------------------------------------------------------------

    @api.model
    def _clean(self, code, factor):
        """Return code and factor as they are compared, ``""`` where they cannot be."""
        code = (code or "").strip().upper()[:20]
        if code.startswith("D."):
            code = "Đ" + code[1:]
        factor = (factor or "").strip().upper()
        return (
            code if CODE.fullmatch(code) else "",
            factor if FACTOR.fullmatch(factor) else "",
        )

    @api.model
    def _units(self):
        """Return the units a citizen chooses from, none where there is only one."""
        # sudo: names of public bodies
        units = self.env["res.company"].sudo()
        units = units.search([("ward_level", "!=", False), ("ward_code", "!=", False)])
        return units if len(units) > 1 else units.browse()

    @api.model
    def _candidates(self, code, unit=""):
        """Return the matters with this code in the register of ``unit`` (its code).

        Of every unit where none is named; nobody's where there is none. Of a case the
        petitions, since each sender knows his own digits only.
        """
        domain = Domain("code", "=", code)
        if unit:
            domain &= Domain("register_company_id.ward_code", "=", unit)
        # sudo: the public has no rights; only what `_public_state` says leaves
        env = self.sudo().env
        model = env["ward.reception" if code.startswith("T") else "ward.petition"]
        if code.startswith("V"):
            cases = env["ward.case"].search(domain, limit=MAX_SENDERS)
            found = model.search([("case_id", "in", cases.ids)], limit=100)
            return found.browse(
                petition.id
                for group in found.grouped("case_id").values()
                if len(group) <= MAX_SENDERS
                for petition in group
            )
        return model.search(domain, limit=100)

    @api.model
    def _look_up(self, code, factor, address, key="", unit=""):
        """Return ``("found", matter)``, ``("wrong", None)`` or ``("closed", None)``.

        A code that does not exist costs the same work as a wrong factor: the factors
        of any other matter are compared and nothing comes of it. One guess is compared
        with one unit's matter only: every unit numbers from 1, and with a hundred
        units it would hit a hundred times as often.
        """
        code, factor = self._clean(code, factor)
        unit = unit.strip()[:20] if unit.isprintable() else ""
        bucket = f"{code}@{unit}" if unit else code
        closed = self._is_closed(bucket, address)
        if closed and not key:
            return "closed", None
        candidates = self._candidates(code, unit)
        holder = candidates.filtered(lambda m: key and consteq(m._tracking_key(), key))
        if holder:
            bucket, address = f"{code}#{holder[0].id}", None
            closed = self._is_closed(bucket, None)
        if closed:
            return "closed", None
        matters = holder or candidates
        numbered = matters.case_id if code.startswith("V") else matters
        if len(numbered.register_company_id) > 1:
            matters = matters.browse()  # the unit has to be named
        found = matters.browse()
        for matter in matters or candidates.search([], limit=1):
            for right in matter._second_factors():
                if consteq(right, factor) and matter in matters:
                    found = matter
        if found:
            return "found", found
        self._note(bucket, address)
        return "wrong", None


class WardSenderMixin(models.AbstractModel):
    _inherit = "ward.sender.mixin"

    def _tracking_key(self):
        """Return the key of the slip: who holds it is not shut out by others."""
        self.ensure_one()
        # sudo: the secret of the database
        env = self.sudo().env
        return hmac(env, "ward-tracking", f"{self._name},{self.id}")[:24]

    def _second_factors(self):
        """Return the last four digits of identity number and phone, as known.

        Of a joint petition those of its sender and representatives: with the digits
        of hundreds a guess would hit.
        """
        self.ensure_one()
        # sudo: compared only, for the tracking page
        record = self.sudo()
        people = [(record.person_identity_number, record.person_phone)]
        names = {record.person_name}
        if "signatory_ids" in record:
            heads = record.signatory_ids.filtered(
                lambda s: s.is_representative and not s.left_on
            )
            people += [(s.identity_number, s.phone) for s in heads]
            names |= set(heads.mapped("name"))
        people += [
            (identity.identity_number, identity.phone)
            for identity in record.identity_ids
            if identity.pseudonym in names
        ]
        if "parent_id" in record and record.is_protected and record.parent_id:
            # split off a denunciation, whose sender stays with the first part
            return record.parent_id._second_factors()
        factors = []
        for pair in people:
            for number in pair:
                digits = re.sub(r"\W", "", number or "").upper()
                if len(digits) >= 8:
                    factors.append(digits[-4:])
        return factors
