"""What is done with a petition: sorted, proposed, passed on; each by a method."""

from odoo import Command, fields, models
from odoo.exceptions import UserError

from .ward_case import OPEN_STATES
from .ward_petition import CASE_KINDS, CHECK_CODES, FORMS, PASSED_ON
from .ward_sender_mixin import PERSON


class WardPetition(models.Model):
    _inherit = "ward.petition"

    def _law_kind(self):
        """Return complaint, denunciation or petition (which holds reflections)."""
        return "petition" if self.kind == "reflection" else self.kind

    def action_check_conditions(self):
        """Put the conditions of this kind before the clerk, none twice."""
        self._check_handles()
        self._check_state("received", "sorted")
        rules = self.env["ward.condition.rule"]
        for petition in self:
            wanted = rules.search(
                rules._in_force_domain(petition.received_on)
                & fields.Domain("kind", "in", (petition._law_kind(), "any"))
            )
            missing = wanted - petition.condition_ids.rule_id
            # sudo: handling has been checked
            petition.condition_ids.sudo().filtered(
                lambda c, w=wanted: c.rule_id not in w
            ).unlink()
            self.env["ward.petition.condition"].sudo()._create_guarded(
                [{"petition_id": petition.id, "rule_id": rule.id} for rule in missing]
            )
        return True

    def action_print_slip(self):
        """Print the slip of the reception this petition came from."""
        return self.reception_id.action_print_slip()

    def action_all_met(self):
        """Answer “met” to the conditions not answered yet, once each was looked at."""
        self.action_check_conditions()
        self.condition_ids.filtered(lambda c: not c.is_met).write({"is_met": "yes"})
        return True

    def action_sort(self):
        """Sort: kind, field and every condition are decided."""
        self._check_handles()
        self._check_state("received")
        for petition in self:
            names = [
                petition._fields[name]._description_string(self.env)
                for name in ("field_id", "summary")
                if not petition[name]
            ]
            if names:
                raise UserError(
                    self.env._(
                        "%(code)s: fill in %(fields)s.",
                        code=petition.code,
                        fields=", ".join(f"“{name}”" for name in names),
                    )
                )
            if not petition.condition_ids:
                petition.action_check_conditions()
            if any(not c.is_met for c in petition.condition_ids):
                raise UserError(
                    self.env._(
                        "%(code)s: answer every condition under “Conditions”.",
                        code=petition.code,
                    )
                )
        self._write_guarded({"state": "sorted", "sorted_at": fields.Datetime.now()})
        return True

    def _check_outcome(self):
        """Raise where the law does not allow the outcome chosen."""
        self.ensure_one()
        outcome = self.outcome
        if not outcome:
            raise UserError(self.env._("“Outcome”: choose what is done with it."))
        if (self._law_kind(), outcome) not in FORMS:
            raise UserError(
                self.env._(
                    "“Outcome”: the law knows no such outcome for this kind: a "
                    "complaint is guided, not forwarded; a denunciation is forwarded, "
                    "not guided."
                )
            )
        unmet = self.condition_ids.filtered(lambda c: c.is_met == "no")
        if outcome == "accept":
            if not self.is_competent:
                raise UserError(
                    self.env._(
                        "“Outcome”: not within our jurisdiction; guide or forward it."
                    )
                )
            if unmet:
                raise UserError(
                    self.env._(
                        "“Outcome”: a condition is not met (%(name)s); it cannot be "
                        "accepted.",
                        name=unmet[0].rule_id.name,
                    )
                )
            if self.kind == "denunciation" and self.is_anonymous:
                raise UserError(
                    self.env._(
                        "“Outcome”: an anonymous denunciation is not accepted as one; "
                        "where its evidence can be checked, forward it for inspection "
                        "(Law on Denunciations, Article 25)."
                    )
                )
            if self.is_final_repeat:
                raise UserError(
                    self.env._(
                        "“Outcome”: repeated after a final answer; file it or refuse."
                    )
                )
        elif outcome in ("guide", "return", *PASSED_ON) and not self.target_id:
            raise UserError(self.env._("“To Which Body”: name the competent body."))
        unfounded = self.is_anonymous and not self.has_evidence
        if outcome in PASSED_ON and self.kind == "denunciation" and unfounded:
            raise UserError(
                self.env._(
                    "“Outcome”: an anonymous denunciation without specific, checkable "
                    "evidence is filed, not forwarded (Law on Denunciations, Article "
                    "25)."
                )
            )
        if outcome != "accept" and not (self.outcome_reason or "").strip():
            raise UserError(self.env._("“Reason”: the citizen is told why."))

    def action_propose(self):
        """Propose the outcome: the document that makes it lawful is drafted."""
        self._check_handles()
        self._check_state("sorted")
        for petition in self:
            petition._check_outcome()
            self.env["ward.document"]._draft(
                FORMS[petition._law_kind(), petition.outcome],
                petition,
                reason=petition.outcome_reason,
                addressee=petition.target_id.name,
            )
        self._write_guarded({"state": "proposed", "proposed_at": fields.Datetime.now()})
        return {
            "type": "ir.actions.act_window",
            "res_model": "ward.document",
            "view_mode": "form",
            "res_id": self[:1].document_ids.sorted("id")[-1:].id,
        }

    def action_reconsider(self):
        """Take a proposal back; its drafts are dropped."""
        self._check_handles()
        self._check_state("proposed")
        self.document_ids.filtered(
            lambda d: d.state in ("draft", "proposed")
        )._write_guarded({"state": "cancelled"})
        self._write_guarded({"state": "sorted", "proposed_at": False})
        return True

    def _document_issued(self, document):
        """Carry out the outcome: its document is signed and numbered."""
        for petition in self:
            if petition.state != "proposed" or document.form_id.key != FORMS.get(
                (petition._law_kind(), petition.outcome)
            ):
                continue
            now = document.signed_at
            petition._end_clocks(*CHECK_CODES, "reception_reply", moment=now)
            if petition.outcome == "accept":
                petition._open_case(document)
            waits = petition.outcome in PASSED_ON
            petition._write_guarded(
                {"state": "waiting" if waits else "processed", "processed_at": now}
            )
            if waits:
                petition._start_clock("forward_answer", now)

    def _open_case(self, document):
        """Open the case of an accepted petition, or join the one it was linked to."""
        self.ensure_one()
        if self.case_id:
            return self.case_id
        kind = CASE_KINDS[self._law_kind(), self.level]
        # sudo: whoever signs the acceptance opens the case
        case = self.env["ward.case"].sudo()._open(self, kind, document)
        self._write_guarded({"case_id": case.id})
        return case

    def action_answered(self, number, text):
        """Record the answer of the body the petition was forwarded to."""
        self._check_handles()
        self._check_state("waiting")
        if not (text or "").strip():
            raise UserError(self.env._("“Answer”: write what the body answered."))
        self._end_clocks("forward_answer")
        self._write_guarded(
            {
                "state": "processed",
                "answer_number": number,
                "answer_text": text,
                "answered_on": self.company_id[:1].sudo()._ward_today(),
            }
        )
        return True

    def action_withdraw(self, reason):
        """Record that the sender withdrew before anything was decided."""
        self._check_handles()
        self._check_state("received", "sorted", "proposed")
        if not (reason or "").strip():
            raise UserError(self.env._("“Reason”: say how and why it was withdrawn."))
        self.document_ids.filtered(
            lambda d: d.state in ("draft", "proposed")
        )._write_guarded({"state": "cancelled"})
        self._drop_clocks()
        self._write_guarded(
            {
                "state": "withdrawn",
                "outcome_reason": reason,
                "processed_at": fields.Datetime.now(),
            }
        )
        return True

    def action_link(self, case):
        """Link these petitions to a case about the same matter; nothing is merged."""
        self._check_handles()
        self._check_state("received", "sorted", "proposed")
        case.check_access("read")
        case._check_state(*OPEN_STATES, "decided", "executing")
        for petition in self:
            if petition.case_id:
                raise UserError(
                    self.env._(
                        "%(code)s already belongs to a case.", code=petition.code
                    )
                )
            if petition.company_id != case.company_id:
                raise UserError(self.env._("The case belongs to another unit."))
            if case.kind[:9] != CASE_KINDS[petition._law_kind(), "1"][:9]:
                raise UserError(
                    self.env._("“Case”: petition and case are of different kinds.")
                )
        self._write_guarded({"case_id": case.id})
        self._count_people()
        # sudo: a denunciation's conflicts hold for its case as well
        matter = case.sudo()
        matter._shut_out(matter.petition_ids.excluded_user_ids)
        return True

    def action_split(self, parts):
        """Split a petition with several contents (Decree 154/2026, Article 13).

        ``parts`` is a list of values (kind, summary, content, field_id). Each becomes a
        petition of the same sender and receipt, with limits of its own.
        """
        self.ensure_one()
        self._check_handles()
        self._check_state("received", "sorted")
        if self.kind == "denunciation" and self.is_protected:
            allowed = {"denunciation"}
            if {part.get("kind", "denunciation") for part in parts} - allowed:
                raise UserError(
                    self.env._(
                        "“Kind”: parts of a denunciation stay protected; register the "
                        "other content as a petition of its own."
                    )
                )
        taken = ("kind", "summary", "content", "field_id")
        names = [
            "kind",
            "company_id",
            "handler_id",
            "received_at",
            "source",
            "forwarded_by_id",
            "forward_number",
            "forward_date",
            "forward_due",
            "people_count",
            "is_anonymous",
            "has_evidence",
            "asks_protection",
            "level",
            "respondent",
            "respondent_address",
        ]
        if not self.is_protected:
            names += ["citizen_id", *PERSON]
        common = {
            name: self[name].id
            if isinstance(self[name], models.BaseModel)
            else self[name]
            for name in names
        }
        # who was taken off the list stays off it: decided once for all parts
        common["respondent_user_ids"] = [
            Command.set(self.sudo().respondent_user_ids.ids)
        ]
        if self.is_protected:
            common |= {"person_name": self.person_name, "is_protected": True}
        vals_list = [
            common | {name: part[name] for name in taken if name in part}
            for part in parts
        ]
        if self.is_protected:
            # the pseudonym is no name to be put away again
            children = self._create_pseudonymous(vals_list)
        else:
            children = self.create(vals_list)
            self._copy_signatories(children)
        # what shows the name is no parent of a denunciation
        open_parent = not self.is_protected
        secret = children.filtered(lambda c: open_parent and c.is_protected)
        (children - secret)._write_guarded({"parent_id": self.id})
        # sudo: kept where nobody reads it
        secret.sudo().identity_ids._write_guarded({"split_from_id": self.id})
        return children

    def _copy_signatories(self, children):
        """Let everybody who signed, and the scans, stand behind the parts as well."""
        signatories = self.env["ward.petition.signatory"]
        names = (
            "name",
            "identity_number",
            "phone",
            "street",
            "is_representative",
            "joined_on",
            "left_on",
            "leave_reason",
        )
        signatories.create(
            [
                {name: person[name] for name in names} | {"petition_id": child.id}
                for child in children
                for person in self.signatory_ids
            ]
        )
        for child in children:
            for scan in self.attachment_ids:
                child.attachment_ids += scan.copy(
                    {"res_model": child._name, "res_id": child.id}
                )

    def _create_pseudonymous(self, vals_list):
        """Create parts of a protected petition, with its pseudonym and identity."""
        names = [vals.pop("person_name") for vals in vals_list]
        children = self.create(
            [
                {k: v for k, v in vals.items() if k != "is_protected"}
                | {"is_anonymous": True}
                for vals in vals_list
            ]
        )
        for child, name in zip(children, names, strict=True):
            child._write_guarded(
                {"person_name": name, "is_protected": True, "is_anonymous": False}
            )
        self._share_identity(children)
        return children
