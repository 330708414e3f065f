"""What is particular to denunciations: who is shut out, who is competent, papers."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...tools.vagueness import fold
from .ward_petition import CHECK_CODES

# fewer words of a title name nobody
TITLE_WORDS = 3


class WardPetition(models.Model):
    _inherit = "ward.petition"

    # ------------------------------------------------------------------
    # CONFLICT OF INTEREST, JURISDICTION
    # ------------------------------------------------------------------

    def _settle_denunciation(self, find=True):
        """Find whom it is against, shut them out, say who is competent."""
        if find:
            self._find_respondents()
        self._exclude_respondents()
        self._settle_limits()

    def _find_respondents(self):
        """Add the officers whom “Complained Of” names; until it is filled in, the text.

        Better one shut out too many, whom the clerk takes off the list again.
        """
        for petition in self.filtered(lambda p: p.kind == "denunciation"):
            if petition.respondent:
                named = self._officers_named(petition.company_id, petition.respondent)
            else:
                # whoever types it may stand in it as the one who was asked before
                named = (
                    self._officers_named(
                        petition.company_id, petition.content, titles=False
                    )
                    - self.env.user
                )
            users = named - petition.sudo().respondent_user_ids
            if users:
                petition._write_guarded(
                    {"respondent_user_ids": [Command.link(user.id) for user in users]}
                )

    @api.model
    def _officers_named(self, company, text, titles=True):
        """Return the users of the officers of ``company`` whom ``text`` names.

        By full name or, with ``titles``, by the whole title of the job, with or without
        accents. Most petitions are addressed to the chairman by his title, so the title
        counts only where it is said who is complained of.
        """
        # sudo: names, titles and users of the unit's staff
        staff = (
            self.env["hr.employee"]
            .sudo()
            .search([("company_id", "=", company.id), ("user_id", "!=", False)])
        )
        text = f" {fold(text)} "
        return staff.filtered(lambda e: self._names(text, e, titles)).user_id

    @api.model
    def _names(self, text, employee, by_title):
        name = fold(employee.name)
        if " " in name and f" {name} " in text:
            return True
        titles = [fold(title) for title in (employee.job_title or "").split(",")]
        return by_title and any(
            title.count(" ") + 1 >= TITLE_WORDS
            and f" {title} " in text
            # the deputy's title holds the chairman's
            and f" pho {title} " not in text
            for title in titles
        )

    def _exclude_respondents(self):
        """Shut out whom a denunciation is against, and everybody under them.

        The clerk who registered it stays, or nobody could pass it on: a denunciation
        of the unit's own leader or a deputy goes to the chairman of the province (Law
        on Denunciations, Article 13.4.a as amended by Law 136/2025). What holds for
        the petition holds for the reception it was taken at and for its case.
        """
        # sudo: the staff tree and users of colleagues; parts of the same matter
        for petition in self.sudo():
            concerned = petition.respondent_user_ids
            users = self.env["res.users"].sudo()
            above = False
            if petition.kind == "denunciation" and concerned:
                users = concerned._ward_with_staff_below(petition._registered_by())
                above = bool(petition.company_id._ward_heads().user_id & concerned)
            if petition.state in ("received", "sorted", "proposed"):
                vals = {"is_above": above}
                if above:
                    vals["is_competent"] = False
                    leader = petition._unit_above().ward_leader_id.user_id
                    if leader and leader not in users:
                        vals["reader_user_ids"] = [Command.link(leader.id)]
                petition._write_guarded(vals)
            petition._shut_out(users)
            for part in (petition.reception_id, petition.case_id):
                part._shut_out(part.petition_ids.excluded_user_ids)

    def _registered_by(self):
        """Return who registered it, the unit's clerks if it came by mail or online."""
        if self.create_uid._is_internal() and not self.create_uid._is_superuser():
            return self.create_uid
        return self.company_id._ward_clerks()

    @api.model
    def _conflicts_changed(self, employees):
        """Shut out anew where ``employees`` work under somebody denounced."""
        # sudo: the staff tree; whoever moves staff does not see the denunciations
        above = employees.sudo().search([("id", "parent_of", employees.ids)])
        self.sudo().search(
            [
                ("kind", "=", "denunciation"),
                ("respondent_user_ids", "in", above.user_id.ids),
            ]
        )._settle_denunciation(find=False)

    def _settle_limits(self):
        """Start the limits that only some denunciations have; drop what has no place.

        Not within our jurisdiction: passed on (Law on Denunciations, Article 24.2).
        Come by the press or another body: told what became of it (Article 26.2).
        """
        for petition in self.filtered(lambda p: p.state in ("received", "sorted")):
            is_one = petition.kind == "denunciation"
            for code, applies in (
                ("denunciation_forward", is_one and not petition.is_competent),
                (
                    "denunciation_press",
                    is_one
                    and petition.source == "forwarded"
                    and petition.forwarded_by_id,
                ),
            ):
                runs = petition._open_clocks(code)
                if applies and not runs:
                    petition._start_clock(code, petition.received_at)
                elif runs and not applies:
                    petition._drop_clocks(code)

    def _unit_above(self):
        """Return the unit whose leader settles denunciations of the leaders here."""
        return self.company_id.sudo().parent_id  # its leader and name

    def _check_outcome(self):
        if self.is_above and self.outcome not in ("forward", "urge", "file", "return"):
            raise UserError(
                self.env._(
                    "“Outcome”: a denunciation of the chairman or a deputy is settled "
                    "by the chairman of the province; forward it (Law on "
                    "Denunciations, Article 13.4.a)."
                )
            )
        return super()._check_outcome()

    @api.onchange("outcome")
    def _onchange_outcome(self):
        """Propose the body above where the law leaves no choice."""
        if self.is_above and self.outcome == "forward" and not self.target_id:
            self.target_id = self._authority_above()

    @api.onchange("kind", "level", "company_id")
    def _onchange_level(self):
        """Propose that a second complaint is the body above's (Article 21)."""
        if self.kind == "complaint" and self.level == "2":
            self.is_competent = self.company_id.ward_level != "commune"

    def _authority_above(self):
        above = self._unit_above()
        return self.env["ward.authority"].search(
            [("unit_id", "=", above.id), ("unit_id", "!=", False)], limit=1
        )

    def action_pass_above(self):
        """Pass a denunciation of the unit's leaders to the leader of the unit above.

        Registered there anew with its protected sender and papers; here it ends. By the
        clerk who registered it, for everybody else here works under the person
        denounced, or by the leader above himself.
        """
        self.ensure_one()
        self.check_access("read")
        above = self._unit_above()
        leader = above.ward_leader_id.user_id
        if not self.is_above or not leader:
            raise UserError(
                self.env._(
                    "Only a denunciation of the chairman or a deputy is passed on like "
                    "this, where the unit above works with this system; otherwise "
                    "choose “Forward” as the outcome."
                )
            )
        if self.env.user != leader:
            self._check_handles()
        self._check_state("received", "sorted", "proposed")
        # sudo: who may do it has been checked; the unit above is another one
        here = self.sudo()
        now = fields.Datetime.now()
        there = (
            here.with_company(above)
            .with_context(allowed_company_ids=above.ids)
            ._register_petitions(
                [
                    {
                        "company_id": above.id,
                        "kind": "denunciation",
                        "source": "forwarded",
                        "is_anonymous": True,
                        "has_evidence": here.has_evidence,
                        "people_count": here.people_count,
                        "summary": here.summary,
                        "content": here.content,
                        "field_id": here.field_id.id,
                        "respondent": here.respondent,
                        "respondent_address": here.respondent_address,
                        "handler_id": leader.id,
                        "asks_protection": here.asks_protection,
                    }
                ]
            )
        )
        there._write_guarded(
            {
                "respondent_user_ids": [(6, 0, here.respondent_user_ids.ids)],
                "excluded_user_ids": [(6, 0, here.excluded_user_ids.ids)],
            }
        )
        here._copy_vault_to(there)
        here.document_ids.filtered(
            lambda d: d.state in ("draft", "proposed")
        )._write_guarded({"state": "cancelled"})
        here._end_clocks(*CHECK_CODES, "reception_reply", moment=now)
        here._write_guarded(
            {
                "state": "processed",
                "processed_at": now,
                "outcome": "forward",
                "target_id": here._authority_above().id,
                "outcome_reason": self.env._(
                    "Passed to the leader of %(unit)s as %(code)s.",
                    unit=above.name,
                    code=there.code,
                ),
            }
        )
        return True

    def _copy_vault_to(self, there):
        """Copy protected senders, papers and pseudonymous signatories."""
        self.ensure_one()
        for number, identity in enumerate(self.identity_ids.sorted("id"), 1):
            pseudonym = self.env._("Denouncer %(code)s", code=there.code)
            if number > 1:
                pseudonym = f"{pseudonym}-{number}"
            kept = self.env["ward.identity"]._keep(
                [
                    identity._values()
                    | {"petition_id": there.id, "pseudonym": pseudonym}
                    | {"company_id": there.company_id.id}
                ]
            )
            if number == 1 and self.is_protected:
                there._write_guarded(
                    {
                        "person_name": pseudonym,
                        "is_protected": True,
                        "is_anonymous": False,
                    }
                )
            elif number > 1:
                self.env["ward.petition.signatory"]._create_guarded(
                    [
                        {
                            "petition_id": there.id,
                            "name": pseudonym,
                            "is_protected": True,
                        }
                    ]
                )
            identity.file_ids._copy_to(there, kept)

    # ------------------------------------------------------------------
    # IDENTITIES AND LINKS
    # ------------------------------------------------------------------

    def _become_protected(self, known=None):
        """Protect the reception it came from too, or cut the link to it."""
        result = super()._become_protected(known)
        for petition in self:
            # sudo: the desk's record, of which names are taken out
            reception = petition.sudo().reception_id
            identity = petition.sudo().identity_ids.sorted("id")[:1]
            if not reception or reception.is_protected or not identity:
                continue
            if reception.petition_ids - petition:
                petition._write_guarded({"reception_id": False})
                continue
            reception._write_guarded({"matter_kind": "denunciation"})
            reception._become_protected(identity)
        self._put_away_signatories()
        return result

    def _links_dropped(self):
        parent = self.parent_id
        if parent and not parent.is_protected:
            return {"parent_id": False}
        return {}

    def _put_away_signatories(self):
        """Move signatories entered before it was known to be a denunciation."""
        for petition in self:
            people = petition.signatory_ids.filtered(lambda s: not s.is_protected)
            for number, signatory in enumerate(people, 2):
                pseudonym = f"{petition.person_name or petition.code}-{number}"
                names = ("name", "identity_number", "phone", "street")
                self.env["ward.identity"]._keep(
                    [
                        {name: signatory[name] for name in names}
                        | {
                            "petition_id": petition.id,
                            "company_id": petition.company_id.id,
                            "pseudonym": pseudonym,
                        }
                    ]
                )
                signatory._write_guarded(
                    dict.fromkeys(names, False)
                    | {"name": pseudonym, "is_protected": True}
                )
            if people:
                petition._mask_again()

    def _adopt_identities(self, reception):
        """Take over the protected identities and papers of the reception."""
        self.ensure_one()
        # sudo: identities are read by nobody; only the links are written
        identities = reception.sudo().identity_ids.sorted("id")
        first = identities[:1]
        self._write_guarded(
            {
                "person_name": first.pseudonym,
                "is_protected": True,
                "is_anonymous": False,
            }
        )
        identities._write_guarded({"petition_id": self.id})
        reception.sudo().copy_ids._write_guarded({"petition_id": self.id})
        stars = [
            p["is_representative"] for p in self._read_group_list(reception.group_list)
        ]
        self.env["ward.petition.signatory"].sudo()._create_guarded(
            [
                {
                    "petition_id": self.id,
                    "name": identity.pseudonym,
                    "is_protected": True,
                    "is_representative": star,
                }
                for identity, star in zip(identities[1:], stars, strict=False)
            ]
        )

    def _share_identity(self, children):
        """Give parts split off a denunciation the same protected people and papers."""
        # sudo: identities are read by nobody
        identities = self.sudo().identity_ids.sorted("id")
        for child in children:
            for identity in identities:
                kept = self.env["ward.identity"]._keep(
                    [
                        identity._values()
                        | {"petition_id": child.id, "company_id": child.company_id.id}
                    ]
                )
                identity.file_ids._copy_to(child, kept)
        # sudo: signatories under their pseudonyms
        self.env["ward.petition.signatory"].sudo()._create_guarded(
            [
                {
                    "petition_id": child.id,
                    "name": person.name,
                    "is_protected": True,
                    "is_representative": person.is_representative,
                    "joined_on": person.joined_on,
                    "left_on": person.left_on,
                    "leave_reason": person.leave_reason,
                }
                for child in children
                for person in self.sudo().signatory_ids
            ]
        )
        children._mask_again()
