"""What the national database gets of a matter; the official format is made here."""

from odoo import fields, models


def _day(value):
    return value.isoformat() if value else None


class WardDossierMixin(models.AbstractModel):
    _inherit = "ward.dossier.mixin"

    def _national_id(self):
        """Return the identifier that never changes: register, unit, code.

        A matter that moves to another unit keeps the register it was numbered in.
        """
        register = self.register_company_id or self.company_id
        return f"{register.ward_code or register.id}/{self.code}"

    def _national_record(self):
        """Return the matter as a dictionary that JSON can hold.

        Override this where the database asks for another form. Denouncers appear by
        their pseudonym only: the fields read here hold nothing else.
        """
        self.ensure_one()
        return {
            "type": self._clock_link.removesuffix("_id"),
            "id": self._national_id(),
            "unit": self.company_id.ward_code or self.company_id.name,
            "code": self.code,
            "old_body": self.old_body or None,
            "old_number": self.old_number or None,
            "state": self.state,
            "is_late": self.is_late,
            "erased_on": _day(self.erased_on),
            "limits": [
                {
                    "code": clock.code,
                    "from": _day(clock.start_date),
                    "due": _day(clock.due_date),
                    "state": clock.state,
                    "late": clock.is_late,
                }
                for clock in self.clock_ids.sorted("id")
                if clock.state != "cancelled"
            ],
            "papers": [
                {
                    "form": document.form_id.code or document.form_id.key,
                    "reference": document.reference,
                    "date": _day(document.date),
                }
                for document in self.document_ids.sorted("id")
                if document.state == "issued"
            ],
        }

    def _national_sender(self):
        """Return the sender; of a protected one the pseudonym only."""
        if self.is_protected:
            return {"name": self.person_name, "protected": True}
        return {
            "name": self.person_name or None,
            "identity_kind": self.person_identity_kind
            if self.person_identity_number
            else None,
            "identity_number": self.person_identity_number or None,
            "address": self.person_street or None,
            "place": self.person_place_id.display_name or None,
            "protected": False,
        }


class WardReception(models.Model):
    _inherit = "ward.reception"

    def _national_record(self):
        return super()._national_record() | {
            "date": _day(self.date),
            "kind": self.kind,
            "matter": self.matter_kind,
            "field": self.field_id.code or None,
            "people": self.people_count,
            "result": self.result or None,
            "content": self.content or None,
            "sender": self._national_sender(),
            "petitions": [p._national_id() for p in self.petition_ids.sorted("id")],
        }


class WardPetition(models.Model):
    _inherit = "ward.petition"

    def _national_record(self):
        return super()._national_record() | {
            "received_on": _day(self.received_on),
            "source": self.source,
            "kind": self.kind,
            "level": self.level,
            "field": self.field_id.code or None,
            "summary": self.summary or None,
            "people": self.people_count,
            "anonymous": self.is_anonymous,
            "outcome": self.outcome or None,
            "processed_on": _day(self.processed_on),
            "target": self.target_id.name or None,
            "answered_on": _day(self.answered_on),
            "sender": self._national_sender(),
            "case": self.case_id._national_id() if self.case_id else None,
        }


class WardCase(models.Model):
    _inherit = "ward.case"

    def _national_record(self):
        orders = self.obligation_ids
        steps = orders.step_ids
        closed = self.closed_at and self.company_id._ward_to_local(self.closed_at)
        return super()._national_record() | {
            "kind": self.kind,
            "title": self.title,
            "field": self.field_id.code or None,
            "opened_on": _day(self.opened_on),
            "people": self.people_count,
            "crowd": self.is_crowd,
            "complex": self.is_complex,
            "outcome": self.outcome or None,
            "decided_on": _day(self.decided_on),
            "published_on": _day(self.published_on),
            "delivered_on": _day(self.delivered_on),
            "closed_on": _day(closed and closed.date()),
            "withdrawn": self.is_withdrawn,
            "orders": {
                "count": len(orders),
                "done": len(orders.filtered("is_done")),
                "money": sum(orders.mapped("money")),
                "money_done": sum(steps.mapped("money")),
                "land": sum(orders.mapped("land")),
                "land_done": sum(steps.mapped("land")),
                "organisations": sum(orders.mapped("organisations")),
                "people": sum(orders.mapped("people")),
                "officials": sum(orders.mapped("officials")),
                "matters": sum(orders.mapped("matters")),
            },
            "petitions": [p._national_id() for p in self.petition_ids.sorted("id")],
            "earlier_case": self.previous_id._national_id()
            if self.previous_id
            else None,
        }


class ResCompany(models.Model):
    _inherit = "res.company"

    ward_national_export = fields.Boolean(
        "Nightly National Export",
        help="Every night what changed is put into a new delivery for the national "
        "database.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ward_national_export = fields.Boolean(
        related="company_id.ward_national_export", readonly=False
    )
