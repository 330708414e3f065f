import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

IDENTITY_KINDS = [
    ("citizen", "Citizen identity card or number"),
    ("certificate", "Certificate of identity"),
    ("passport", "Passport"),
    ("old", "Old identity card (9 digits)"),
    ("organisation", "Enterprise or tax code"),
]
PATTERNS = {
    "citizen": r"[0-9]{12}",
    "certificate": r"[0-9]{12}",
    "passport": r"[A-Z]{1,2}[0-9]{6,8}",
    "old": r"[0-9]{9}",
    "organisation": r"[0-9]{10}(-[0-9]{3})?",
}
PHONE = re.compile(r"(\+84|0)[0-9]{8,10}")


def check_person(env, kind, number, phone):
    """Raise a ValidationError that names the field where a number cannot be."""
    # the number is not repeated: what users are told stands in the log file too
    if number and not re.fullmatch(PATTERNS[kind or "citizen"], number):
        raise ValidationError(
            env._(
                "“Identity Number”: this cannot be right. A citizen's number has 12 "
                "digits, an old card 9, a passport a letter and digits."
            )
        )
    if number and (kind or "citizen") in ("citizen", "certificate"):
        # Decree 137/2015, Article 13: place, century and sex, year of birth
        born = 1900 + 100 * (int(number[3]) // 2) + int(number[4:6])
        if number.startswith("000") or born > fields.Date.today().year:
            raise ValidationError(
                env._(
                    "“Identity Number”: this cannot be right: it begins with the code "
                    "of a place, and the year of birth in it has not come yet."
                )
            )
    if phone and not PHONE.fullmatch(re.sub(r"[\s.\-()]", "", phone)):
        raise ValidationError(
            env._(
                "“Phone”: write 9 to 11 digits beginning with 0 or +84, "
                "as in 0912 345 678."
            )
        )


class WardCitizen(models.Model):
    """A person or organisation a unit has dealt with (công dân, tổ chức).

    Not a contact of Odoo's: every internal user may read those. Denouncers never stand
    here, see ``ward.identity``.
    """

    _name = "ward.citizen"
    _description = "Citizen"
    _inherit = ["ward.guarded.mixin", "ward.folded.mixin"]
    _order = "name, id"

    name = fields.Char("Full Name", required=True)
    identity_kind = fields.Selection(
        IDENTITY_KINDS, "Identity Paper", default="citizen", required=True
    )
    identity_number = fields.Char(index="btree_not_null")
    phone = fields.Char()
    email = fields.Char()
    street = fields.Char("Address")
    place_id = fields.Many2one("ward.place", "Ward or Commune", ondelete="restrict")
    company_id = fields.Many2one(
        "res.company",
        "Unit",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    reception_ids = fields.One2many("ward.reception", "citizen_id", "Receptions")
    petition_ids = fields.One2many("ward.petition", "citizen_id", "Petitions")
    active = fields.Boolean(default=True)

    _identity_uniq = models.UniqueIndex(
        "(company_id, identity_number) WHERE identity_number IS NOT NULL",
        "A citizen with this identity number is already there.",
    )

    @api.model
    def _folded_fields(self):
        return ["name", "identity_number", "phone", "street"]

    @api.depends("name", "identity_number")
    def _compute_display_name(self):
        for citizen in self:
            number = citizen.identity_number
            citizen.display_name = (
                f"{citizen.name} (…{number[-4:]})" if number else citizen.name
            )

    @api.constrains("identity_kind", "identity_number", "phone")
    def _check_numbers(self):
        for citizen in self:
            check_person(
                self.env, citizen.identity_kind, citizen.identity_number, citizen.phone
            )

    @api.model
    def _for_people(self, company, people):
        """Return one citizen for each of ``people``, known ones found by number.

        ``people`` are dictionaries of values without unit; one query for the known
        and one batch for the new.
        """
        # sudo: the register of the unit; callers hand in what they were just given
        register = self.sudo()
        numbers = [p["identity_number"] for p in people if p.get("identity_number")]
        known = {
            citizen.identity_number: citizen
            for citizen in register.with_context(active_test=False).search(
                [("company_id", "=", company.id), ("identity_number", "in", numbers)]
            )
        }
        result, missing = [], {}
        for person in people:
            number = person.get("identity_number")
            if number in known:
                result.append(known[number])
            else:
                key = number or len(missing) + 1
                missing.setdefault(key, person)
                result.append(key)
        created = dict(
            zip(
                missing,
                register.create(
                    [{**p, "company_id": company.id} for p in missing.values()]
                ),
                strict=True,
            )
        )
        return [
            (found if isinstance(found, models.BaseModel) else created[found]).with_env(
                self.env
            )
            for found in result
        ]

    def _forget_unused(self):
        """Drop those the unit has never dealt with openly.

        Whoever was entered by mistake, before the matter was known to be a
        denunciation, leaves no trace here. Whoever has other matters stays: nothing in
        the register leads from him to the denunciation.
        """
        # sudo: matters of all kinds and users
        citizens = self.sudo().with_context(active_test=False)
        citizens.filtered(lambda c: not c.reception_ids and not c.petition_ids).unlink()
