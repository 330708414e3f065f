import base64
import re

from odoo import api, fields, models

from .ward_citizen import IDENTITY_KINDS, check_person

# field here -> field of the register and of the protected identity
PERSON = {
    "person_name": "name",
    "person_identity_kind": "identity_kind",
    "person_identity_number": "identity_number",
    "person_phone": "phone",
    "person_email": "email",
    "person_street": "street",
    "person_place_id": "place_id",
}
# what a matter is looked up by first
HEAD = (
    "code",
    "person_name",
    "person_identity_number",
    "person_phone",
    "person_street",
)
# free texts a clerk may have written the denouncer's name into
TEXTS = ("content", "summary", "explained", "note", "group_list")


class WardSenderMixin(models.AbstractModel):
    """Who comes or writes: a citizen, or a denouncer behind a pseudonym.

    What a clerk types is kept with the record and the register of citizens. As soon as
    the matter is a denunciation it is kept in ``ward.identity`` only (Law on
    Denunciations, Articles 8 and 56): the values are taken out before they are written
    and a pseudonym stands in the place of the name, in free texts too.
    """

    _name = "ward.sender.mixin"
    _description = "Sender of a Matter"

    citizen_id = fields.Many2one(
        "ward.citizen",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    person_name = fields.Char("Full Name")
    person_identity_kind = fields.Selection(
        IDENTITY_KINDS, "Identity Paper", default="citizen"
    )
    # the same person is looked for by these while it is typed
    person_identity_number = fields.Char("Identity Number", index="btree_not_null")
    person_phone = fields.Char("Phone", index="btree_not_null")
    person_email = fields.Char("Email")
    person_street = fields.Char("Address")
    person_place_id = fields.Many2one("ward.place", "Ward or Commune")
    is_protected = fields.Boolean("Identity Protected", readonly=True)

    @api.onchange("citizen_id")
    def _onchange_citizen_id(self):
        for field, name in PERSON.items():
            if self.citizen_id and not self.is_protected:
                self[field] = self.citizen_id[name]

    @api.model
    def _kind_field(self):
        return "kind"

    @api.model
    def _is_denunciation(self, kind):
        return kind == "denunciation"

    # ------------------------------------------------------------------
    # WRITING: names go where they belong before anything is stored
    # ------------------------------------------------------------------

    def _take_identities(self, vals_list):
        """Take the denouncers' data out of ``vals_list``.

        Returns ``{position: identity values}`` and puts a pseudonym into the values;
        each must have its ``code``.
        """
        identities = {}
        for position, vals in enumerate(vals_list):
            if not self._is_denunciation(vals.get(self._kind_field())):
                continue
            if vals.get("is_anonymous"):
                continue
            # the vault checks nothing: it is never read
            check_person(
                self.env,
                vals.get("person_identity_kind"),
                vals.get("person_identity_number"),
                vals.get("person_phone"),
            )
            person = {name: vals.pop(field, False) for field, name in PERSON.items()}
            citizen = self.env["ward.citizen"].browse(vals.pop("citizen_id", False))
            if citizen:
                for name in PERSON.values():
                    value = citizen[name]
                    person[name] = person.get(name) or (
                        value.id if isinstance(value, models.BaseModel) else value
                    )
            if not person.get("name"):
                continue
            pseudonym = self.env._("Denouncer %(code)s", code=vals["code"])
            vals |= {"person_name": pseudonym, "is_protected": True}
            self._redact(vals, person, pseudonym)
            identities[position] = person | {"pseudonym": pseudonym}
        return identities

    @api.model
    def _redact(self, vals, person, pseudonym):
        """Put the pseudonym in the place of the person's data in free texts."""
        words = [
            person.get(name)
            for name in ("name", "identity_number", "phone", "email", "street")
        ]
        for field in TEXTS:
            if vals.get(field):
                for word in filter(None, words):
                    vals[field] = re.sub(
                        re.escape(word),
                        lambda _m: pseudonym,
                        vals[field],
                        flags=re.IGNORECASE,
                    )

    def _register_citizens(self, vals_list, default_company):
        """Put the register's citizen into values that name a person without one."""
        by_company = {}
        for vals in vals_list:
            check_person(
                self.env,
                vals.get("person_identity_kind") or "citizen",
                vals.get("person_identity_number"),
                vals.get("person_phone"),
            )
            if vals.get("is_protected") or not vals.get("person_name"):
                continue
            if vals.get("citizen_id") or vals.get("is_anonymous"):
                continue
            company = vals.get("company_id") or default_company.id
            by_company.setdefault(company, []).append(vals)
        for company_id, group in by_company.items():
            citizens = self.env["ward.citizen"]._for_people(
                self.env["res.company"].browse(company_id),
                [
                    {
                        name: vals[field]
                        for field, name in PERSON.items()
                        if vals.get(field)
                    }
                    for vals in group
                ],
            )
            for vals, citizen in zip(group, citizens, strict=True):
                vals["citizen_id"] = citizen.id

    def _become_protected(self):
        """Move the data of records that turned out to be denunciations."""
        link = self._clock_link
        for record in self.filtered(
            lambda r: r.person_name and not r.is_protected and not r._is_anonymous()
        ):
            person = {
                name: record[field].id
                if isinstance(record[field], models.BaseModel)
                else record[field]
                for field, name in PERSON.items()
            }
            pseudonym = self.env._("Denouncer %(code)s", code=record.code)
            vals = {name: record[name] for name in TEXTS if name in record._fields}
            self._redact(vals, person, pseudonym)
            record._write_guarded(
                vals
                | dict.fromkeys(PERSON, False)
                | {"person_name": pseudonym, "citizen_id": False, "is_protected": True}
            )
            identity = self.env["ward.identity"]._keep(
                [
                    person
                    | {
                        link: record.id,
                        "pseudonym": pseudonym,
                        "company_id": record.company_id.id,
                    }
                ]
            )
            record._put_away_mails(identity)

    def _put_away_mails(self, identity):
        """Move e-mails of the sender, whose heads name him, to the protected papers."""
        # sudo: papers of the vault, and messages of others
        mails = self.sudo().message_ids.filtered(lambda m: m.message_type == "email")
        self.env["ward.identity.file"].sudo()._create_guarded(
            [
                {
                    "identity_id": identity.id,
                    "name": f"{mail.id}.html",
                    "content": base64.b64encode((mail.body or "").encode()),
                }
                for mail in mails
            ]
        )
        mails.unlink()

    def _is_anonymous(self):
        return False
