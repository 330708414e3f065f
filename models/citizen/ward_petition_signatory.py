from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .ward_citizen import check_person


def most_representatives(count):
    """Return how many people at most represent ``count``."""
    return 2 if count <= 10 else 5


class WardPetitionSignatory(models.Model):
    """One of the people behind a joint petition (người khiếu nại trong đơn chung).

    Law on Citizen Reception, Article 29: five to ten people name one or two
    representatives, more than ten at most five. In a denunciation the data goes to the
    protected identities and a pseudonym stands here.
    """

    _name = "ward.petition.signatory"
    _description = "Signatory"
    _inherit = ["ward.guarded.mixin", "ward.masked.mixin"]
    _order = "petition_id, is_representative desc, id"

    petition_id = fields.Many2one(
        "ward.petition", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char("Full Name", required=True)
    identity_number = fields.Char()
    phone = fields.Char()
    street = fields.Char("Address")
    is_representative = fields.Boolean("Representative")
    is_protected = fields.Boolean("Identity Protected", readonly=True)
    joined_on = fields.Date(default=lambda self: self.env.company._ward_today())
    left_on = fields.Date()
    leave_reason = fields.Char("Why Left")
    is_readable = fields.Boolean(
        compute="_compute_is_readable", search="_search_is_readable"
    )

    _left_after_joined = models.Constraint(
        "CHECK (left_on IS NULL OR joined_on IS NULL OR left_on >= joined_on)",
        "“Left On” must not lie before “Joined On”.",
    )

    @api.model
    def _masked_fields(self):
        # the person's own data is put away by `create`; a group may have thousands
        return frozenset({"leave_reason"})

    def _compute_is_readable(self):
        readable = self.sudo().petition_id.sudo(False)._filtered_access("read")
        for signatory in self:
            signatory.is_readable = signatory.sudo().petition_id in readable.sudo()

    @api.model
    def _search_is_readable(self, operator, value):
        if operator != "in":
            return NotImplemented
        petitions = self.env["ward.petition"].sudo(False)
        if not petitions.has_access("read"):
            return fields.Domain.FALSE
        return fields.Domain("petition_id", "in", petitions._search(fields.Domain.TRUE))

    @api.constrains("joined_on", "left_on", "leave_reason")
    def _check_leaving(self):
        for petition in self.petition_id:
            today = petition.company_id.sudo()._ward_today()  # its time zone
            people = petition.signatory_ids
            for person in self & people:
                if max(filter(None, (person.joined_on, person.left_on, today))) > today:
                    raise ValidationError(
                        self.env._("“Joined On” and “Left On” lie in the future.")
                    )
                if person.left_on and not (person.leave_reason or "").strip():
                    raise ValidationError(
                        self.env._(
                            "“Why Left”: name the letter or minutes of %s.", person.name
                        )
                    )
            if people and all(person.left_on for person in people):
                raise ValidationError(
                    self.env._(
                        "“Left On”: everybody has left; record that the petition was "
                        "withdrawn instead."
                    )
                )

    @api.constrains("identity_number", "phone")
    def _check_numbers(self):
        for signatory in self:
            number = signatory.identity_number
            kind = "old" if number and len(number) == 9 else "citizen"
            check_person(self.env, kind, number, signatory.phone)

    @api.constrains("is_representative", "left_on")
    def _check_representatives(self):
        for petition in self.petition_id:
            people = petition.signatory_ids.filtered(lambda s: not s.left_on)
            chosen = len(people.filtered("is_representative"))
            most = most_representatives(len(people))
            if chosen > most:
                raise ValidationError(
                    self.env._(
                        "“Representative”: %(count)s people name at most %(most)s "
                        "representatives (Law on Citizen Reception, Article 29).",
                        count=len(people),
                        most=most,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        petitions = self.env["ward.petition"].browse(
            [vals["petition_id"] for vals in vals_list]
        )
        petitions.browse(dict.fromkeys(petitions.ids)).check_access("read")
        identities, counts = [], {}
        for vals, petition in zip(vals_list, petitions, strict=True):
            if not petition._is_denounced():
                continue
            counts[petition] = counts.get(petition, len(petition.signatory_ids)) + 1
            pseudonym = f"{petition.person_name or petition.code}-{counts[petition]}"
            identities.append(
                {
                    "petition_id": petition.id,
                    "company_id": petition.company_id.id,
                    "pseudonym": pseudonym,
                    **{
                        key: vals.pop(key, False)
                        for key in ("name", "identity_number", "phone", "street")
                    },
                }
            )
            vals["name"] = pseudonym
        if identities:
            self.env["ward.identity"]._keep(identities)
            self._check_guarded_create(vals_list)
            for vals, petition in zip(vals_list, petitions, strict=True):
                vals["is_protected"] = petition in counts
            signatories = self._create_guarded(vals_list)
        else:
            signatories = super().create(vals_list)
        if not self.env.su:
            signatories._check_open()
        signatories.petition_id._count_people()
        return signatories

    def write(self, vals):
        protected = self.petition_id.filtered(lambda p: p._is_denounced())
        if protected and {"name", "identity_number", "phone", "street"} & vals.keys():
            raise UserError(
                self.env._("“Full Name”: this person's identity is protected.")
            )
        if not self.env.su:
            self._check_open()
        leaving = self.filtered(lambda s: not s.left_on) if vals.get("left_on") else ()
        result = super().write(vals)
        if {"left_on", "petition_id"} & vals.keys():
            self.petition_id._count_people()
        for person in leaving:
            person.petition_id._message_log(
                body=self.env._(
                    "%(name)s left on %(date)s: %(reason)s",
                    name=person.name,
                    date=person.left_on.strftime("%d/%m/%Y"),
                    reason=person.leave_reason or "",
                )
            )
        return result

    def _check_open(self):
        """Raise where the list is closed: the matter has been decided."""
        for petition in self.petition_id:
            petition._check_handles()
            case = petition.sudo().case_id  # its state
            if petition.state == "withdrawn" or (case and case.decided_at):
                raise UserError(
                    self.env._(
                        "%s has been decided or withdrawn; nobody joins or leaves.",
                        petition.code,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_while_typed(self):
        # as superuser: the whole list goes after the years of retention
        for petition in self.petition_id if not self.env.su else ():
            if petition.state not in ("received", "sorted"):
                raise UserError(
                    self.env._("Who signed stays in the list; write “Left On” and why.")
                )


class WardPetitionCondition(models.Model):
    """One lawful condition of a petition and whether it is met (điều kiện xử lý)."""

    _name = "ward.petition.condition"
    _description = "Condition of a Petition"
    _inherit = ["ward.guarded.mixin", "ward.masked.mixin"]
    _order = "petition_id, sequence, id"

    petition_id = fields.Many2one(
        "ward.petition", required=True, readonly=True, index=True, ondelete="cascade"
    )
    rule_id = fields.Many2one(
        "ward.condition.rule", "Condition", required=True, readonly=True
    )
    sequence = fields.Integer(related="rule_id.sequence", store=True, precompute=True)
    is_met = fields.Selection(
        [("yes", "Met"), ("no", "Not met"), ("unneeded", "Does not apply")], "Answer"
    )
    note = fields.Char()
    is_readable = fields.Boolean(
        compute="_compute_is_readable", search="_search_is_readable"
    )

    def _compute_is_readable(self):
        readable = self.sudo().petition_id.sudo(False)._filtered_access("read")
        for condition in self:
            condition.is_readable = condition.sudo().petition_id in readable.sudo()

    @api.model
    def _search_is_readable(self, operator, value):
        return self.env["ward.petition.signatory"]._search_is_readable(operator, value)

    def write(self, vals):
        if not self.env.su:
            self.petition_id._check_handles()
            self.petition_id._check_state("received", "sorted")
        return super().write(vals)


class WardConditionRule(models.Model):
    """A condition a kind of petition must meet (Circular 05/2021, the laws)."""

    _name = "ward.condition.rule"
    _description = "Condition of Petitions"
    _inherit = "ward.dated.mixin"
    _order = "kind, sequence, id"

    name = fields.Char("Condition", required=True, translate=True)
    kind = fields.Selection(
        [
            ("complaint", "Complaint"),
            ("denunciation", "Denunciation"),
            ("petition", "Petition or reflection"),
            ("any", "Every petition"),
        ],
        required=True,
        default="any",
    )
    sequence = fields.Integer(default=10)
