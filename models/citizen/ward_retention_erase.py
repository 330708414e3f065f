"""The tombstone: personal data of a matter goes, what the statistics count stays."""

from odoo import models

# Texts that are no personal data: codes, numbers, and what the law asks to keep.
KEPT = {
    None: {"code", "old_body", "old_number", "old_key"},
    "ward.case": {"state_before"},
    "ward.clock": {"reckoning"},
    "ward.document": {"reference"},
    "ward.identity": {"pseudonym"},
}
TEXTS = ("char", "text", "html", "json")
# links to persons and places
LINKS = {"citizen_id", "person_place_id", "place_id", "respondent_user_ids"}
# lists of persons that go as a whole; how many they were stands in the petition
DROPPED = ("ward.petition.signatory", "ward.identity.file", "ward.portal.claim")


def erased_vals(records):
    """Return what removes the texts of such records: empty, or a dash."""
    kept = KEPT[None] | KEPT.get(records._name, set())
    vals = {}
    for name, field in records._fields.items():
        if not field.store or field.compute or field.related or name in kept:
            continue
        if name in LINKS:
            vals[name] = False
        elif field.type in TEXTS:
            vals[name] = "–" if field.required else False
    return vals


def erase_texts(records):
    """Write the texts of ``records`` away, past the checks that guard live ones."""
    vals = erased_vals(records)
    groups = [(records, vals)]
    if "person_name" in vals:
        # a sender stays a sender, an anonymous petition anonymous
        named = records.filtered("person_name")
        groups = [(named, vals | {"person_name": "–"}), (records - named, vals)]
    for group, values in groups:
        for name, value in values.items():
            if not group:
                continue
            if records._fields[name].type == "many2many":
                group._write_guarded({name: [(5,)]})
            else:
                records._fields[name].write(group, value)
    records.modified(list(vals))
    records.env.flush_all()


class WardDossierMixin(models.AbstractModel):
    _inherit = "ward.dossier.mixin"

    def _erase(self):
        """Remove the personal data of these matters and of all their parts.

        Callers have checked who may and that the years are over. Dates, kinds, fields,
        outcomes, figures, limits and numbers of documents stay.
        """
        # sudo and without tracking, or the old values would be written down again
        self = self.sudo().with_context(tracking_disable=True)
        parts = self._erased_parts()
        self._erase_files(parts)
        citizens = self.citizen_id if "citizen_id" in self._fields else None
        for records in parts:
            if records._name in DROPPED:
                records.unlink()
            else:
                erase_texts(records)
        if citizens:
            citizens._erase_unused()
        for record in self:
            record._write_guarded({"erased_on": record.company_id._ward_today()})
        return parts

    def _erased_parts(self):
        """Return the recordsets that make up these matters, themselves first."""
        link = self._clock_link
        found = [self]
        for name, model in self.env.registry.items():
            if model._abstract or name in (
                "ward.case.move",
                "ward.retention.line",
                "ward.national.export.line",
            ):
                continue
            field = model._fields.get(link)
            if (
                field
                and field.type == "many2one"
                and field.store
                and field.comodel_name == self._name
                and name not in ("ward.reception", "ward.petition", "ward.case")
                and name.startswith("ward.")
            ):
                found.append(
                    self.env[name]
                    .with_context(active_test=False)
                    .search([(link, "in", self.ids)])
                )
        identities = next((r for r in found if r._name == "ward.identity"), None)
        if identities:
            found += [
                self.env[f"ward.identity.{name}"].search(
                    [("identity_id", "in", identities.ids)]
                )
                for name in ("file", "request", "log")
            ]
        clocks = next((r for r in found if r._name == "ward.clock"), None)
        if clocks:
            found.append(clocks.event_ids)
        return [records for records in found if records]

    def _erase_files(self, parts):
        """Remove files, chatter, activities and followers of the parts."""
        attachments = self.env["ir.attachment"]
        for records in parts:
            for name, field in records._fields.items():
                if field.comodel_name == "ir.attachment" and field.store:
                    attachments |= records.mapped(name)
            attachments |= attachments.search(
                [
                    ("res_model", "=", records._name),
                    ("res_id", "in", records.ids),
                    ("id", "!=", 0),  # those of binary fields too
                ]
            )
            if "message_ids" not in records._fields:
                continue
            link = [("res_model", "=", records._name), ("res_id", "in", records.ids)]
            self.env["mail.activity"].search(link).unlink()
            self.env["mail.followers"].search(link).unlink()
            self.env["mail.message"].search(
                [("model", "=", records._name), ("res_id", "in", records.ids)]
            ).unlink()
        attachments.exists().unlink()
        # deliveries that named them
        lines = self.env["ward.national.export.line"].search(
            [(self._clock_link, "in", self.ids)]
        )
        lines.export_id._drop_files()


class WardPetition(models.Model):
    _inherit = "ward.petition"

    def _erase(self):
        parts = super()._erase()
        # a reception goes with the last of its petitions
        receptions = self.sudo().reception_id
        done = receptions.filtered(
            lambda r: not r.erased_on and all(r.petition_ids.mapped("erased_on"))
        )
        if done:
            parts += done._erase()
        return parts


class WardCase(models.Model):
    _inherit = "ward.case"

    def _erase(self):
        petitions = self.sudo().petition_ids.filtered(lambda p: not p.erased_on)
        parts = petitions._erase() if petitions else []
        return parts + super()._erase()


class WardCitizen(models.Model):
    _inherit = "ward.citizen"

    def _erase_unused(self):
        """Remove those of these people with whom the unit has no matter any more."""
        citizens = self.with_context(active_test=False)
        used = self.browse()
        for model in ("ward.reception", "ward.petition"):
            groups = self.env[model]._read_group(
                [("citizen_id", "in", citizens.ids)], ["citizen_id"]
            )
            used = used.union(*(citizen for [citizen] in groups))
        (citizens - used).unlink()
