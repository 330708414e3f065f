from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.masking import mask
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
# says nothing about the person
NEUTRAL = {"person_identity_kind"}
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

        Returns ``{position: identity values}`` and ``{position: texts as they came}``,
        and puts a pseudonym into the values; each must have its ``code``.
        """
        identities, texts = {}, {}
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
            originals = self._redact(vals, person, pseudonym)
            identities[position] = person | {"pseudonym": pseudonym}
            if originals:
                texts[position] = originals
        return identities, texts

    @api.model
    def _check_person_writable(self, records, vals):
        """Refuse the sender's data on a denunciation: it would not be protected."""
        if any(vals.get(name) for name in {*PERSON, "citizen_id"} - NEUTRAL) and any(
            record._is_denounced() and record.is_protected for record in records
        ):
            raise UserError(
                self.env._("“Full Name”: this person's identity is protected.")
            )

    @api.model
    def _redact(self, vals, person, pseudonym):
        """Put the pseudonym in the place of the person's data in free texts.

        Returns the texts as they were, where something was taken out.
        """
        people = [
            (
                pseudonym,
                person.get("name"),
                [person.get("identity_number"), person.get("phone")],
                [person.get("street"), person.get("email")],
            )
        ]
        originals = {}
        for field in TEXTS:
            if vals.get(field):
                masked = mask(vals[field], people, vals.get("respondent") or "")
                if masked != vals[field]:
                    originals[field] = vals[field]
                    vals[field] = masked
        return originals

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

    @api.model
    def _hold_files(self, vals_list):
        """Take the files out of the values of denunciations: the vault comes first.

        Returns ``{position: commands}`` for :meth:`_release_files`.
        """
        return {
            position: vals.pop("attachment_ids")
            for position, vals in enumerate(vals_list)
            if vals.get("attachment_ids")
            and self._is_denunciation(vals.get(self._kind_field()))
        }

    def _release_files(self, held):
        """Put the files that were held to the protected papers of new records."""
        for position, commands in held.items():
            self[position]._write_guarded({"attachment_ids": commands})
            self[position]._put_away_attachments()

    def _keep_senders(self, identities, texts):
        """Keep the identities of new records, and the texts as they were received.

        Both are what :meth:`_take_identities` returned.
        """
        link = self._clock_link
        self.env["ward.identity"]._keep(
            [
                person
                | {
                    link: self[position].id,
                    "company_id": self[position].company_id.id,
                }
                for position, person in identities.items()
            ]
        )
        for position, originals in texts.items():
            self[position]._keep_texts(originals)

    def _keep_texts(self, texts):
        """Keep texts as they were received, before anything was taken out."""
        content = "\n\n".join(filter(None, texts.values()))
        self.env["ward.identity.file"]._put_away(
            self, [("text.txt", content.encode())], with_copy=False
        )

    def _become_protected(self, known=None):
        """Move the data of records that turned out to be denunciations.

        ``known`` is the identity where it has been put away already.
        """
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
            pseudonym = (
                known.pseudonym
                if known
                else self.env._("Denouncer %(code)s", code=record.code)
            )
            vals = {name: record[name] for name in TEXTS if name in record._fields}
            vals["respondent"] = "respondent" in record._fields and record.respondent
            originals = self._redact(vals, person, pseudonym)
            vals.pop("respondent")
            citizen = record.citizen_id
            record._write_guarded(
                vals
                | dict.fromkeys(PERSON, False)
                | {"person_name": pseudonym, "citizen_id": False, "is_protected": True}
                | record._links_dropped()
            )
            # sudo: identities are read by nobody
            nameless = record.sudo().identity_ids.filtered(lambda i: not i.name)[:1]
            if known:
                known.sudo()._write_guarded({link: record.id})
            elif nameless:  # anonymous until now
                nameless._check_values([person])
                nameless._write_guarded(person)
            else:
                self.env["ward.identity"]._keep(
                    [
                        person
                        | {
                            link: record.id,
                            "pseudonym": pseudonym,
                            "company_id": record.company_id.id,
                        }
                    ]
                )
            if originals:
                record._keep_texts(originals)
            citizen._forget_unused()
        self._put_away_traces()

    def _links_dropped(self):
        """Return the values that cut links to records which show the name."""
        return {}

    def _mask_again(self):
        """Take out of the texts the names that have become known since."""
        for record in self.filtered(lambda r: r._is_denounced()):
            names = [n for n in TEXTS if n in record._fields and record[n]]
            before = {name: record[name] for name in names}
            masked = record._mask(dict(before), [record], names)
            changed = {n: v for n, v in before.items() if masked[n] != v}
            if changed:
                record._keep_texts(changed)
                record._write_guarded({name: masked[name] for name in changed})

    # ------------------------------------------------------------------
    # PAPERS
    # ------------------------------------------------------------------

    def _is_denounced(self):
        """Return whether this matter is a denunciation."""
        return self.is_protected or self._is_denunciation(self[self._kind_field()])

    def _vault_identity(self):
        """Return the identity papers of this matter are kept with.

        An anonymous denouncer has one too: his hand shows who he is (Article 56.1).
        """
        self.ensure_one()
        # sudo: identities are read by nobody
        identity = self.sudo().identity_ids.sorted("id")[:1]
        return identity or self.env["ward.identity"].sudo()._keep(
            [
                {
                    "pseudonym": self.env._("Denouncer %(code)s", code=self.code),
                    self._clock_link: self.id,
                    "company_id": self.company_id.id,
                }
            ]
        )

    def _put_away_paper(self, name, content):
        """Put a paper of this denunciation away; return its copy to be redacted."""
        self.ensure_one()
        self._check_handles()
        if not self._is_denounced():
            raise UserError(self.env._("Only papers of a denunciation are protected."))
        self.env["ward.petition"]._check_papers([("", content)])
        files = self.env["ward.identity.file"]._put_away(self, [(name, content)])
        # sudo: the copy of the paper just handed in
        return files.sudo().copy_ids.with_env(self.env)

    def action_add_paper(self):
        """Open the dialog that takes a paper of this denunciation."""
        self.ensure_one()
        self._check_handles()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add a Protected Paper"),
            "res_model": "ward.identity.upload",
            "view_mode": "form",
            "target": "new",
            "context": {"active_model": self._name, "active_id": self.id},
        }

    def _put_away_attachments(self):
        """Move attachments of denunciations to the protected papers."""
        for record in self.sudo():  # they leave the uploader's hands
            if record._is_denounced() and record.attachment_ids:
                loose = record.attachment_ids
                loose._ward_put_away(record)
                record._write_guarded({"attachment_ids": [(5,)]})
                loose.unlink()

    def _put_away_traces(self):
        """Move what had been kept openly before it was known to be a denunciation.

        Attachments, mails of the sender, the names in messages, activities, drafts and
        issued documents.
        """
        self._put_away_attachments()
        for record in self.sudo():  # messages and papers of others
            self.env["ir.attachment"].sudo().search(
                [("res_model", "=", record._name), ("res_id", "=", record.id)]
            )._ward_put_away(record)
            mails = record.message_ids.filtered(lambda m: m.message_type == "email")
            self.env["ward.identity.file"]._put_away(
                record,
                [(f"{mail.id}.html", (mail.body or "").encode()) for mail in mails],
            )
            partners = mails.author_id.filtered("partner_share")
            mails.unlink()
            record.message_unsubscribe(partners.ids)
            for message in record.message_ids | record.document_ids.message_ids:
                message.write({"body": message.body, "subject": message.subject})
            for activity in record.activity_ids:
                activity.write({"summary": activity.summary, "note": activity.note})
            record.document_ids._put_away_names(record)

    @api.model
    def _read_group_list(self, text):
        """Return the people of a list, one a line: name; number; address; star."""
        people = []
        for row in (text or "").splitlines():
            name, *rest = (part.strip() for part in row.rstrip("* ").split(";"))
            if name:
                people.append(
                    {
                        "name": name,
                        "identity_number": rest[0] if rest else False,
                        "street": rest[1] if len(rest) > 1 else False,
                        "is_representative": row.rstrip().endswith("*"),
                    }
                )
        return people

    def _is_anonymous(self):
        return False
