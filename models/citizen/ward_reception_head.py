"""What follows a reception by the head: answer, directions, notice of conclusion."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .ward_petition_signatory import most_representatives


class WardReception(models.Model):
    _inherit = "ward.reception"

    head_answer = fields.Selection(
        [
            ("at_once", "Answered at once"),
            ("later", "To be answered later"),
        ],
        "Answer of the Head",
        help="A clear matter is answered at once; else the head says until when, and "
        "whom to ask (Decree 154/2026, Article 25).",
    )
    head_directions = fields.Text("Directions of the Head")
    directed_to = fields.Char(
        "Who Carries Them Out", help="Bodies and people the notice goes to."
    )
    directed_until = fields.Date("To Be Done By")
    answer_until = fields.Date("Answer Promised By")
    contact_id = fields.Many2one(
        "hr.employee", "Whom the Citizen Asks", check_company=True
    )
    answered_on = fields.Date("Citizen Answered On", readonly=True, copy=False)
    answer_note = fields.Char("How Answered", readonly=True, copy=False)
    is_promise_open = fields.Boolean(
        "Answer Promised",
        compute="_compute_is_promise_open",
        search="_search_is_promise_open",
    )

    @api.model
    def _take_waiting_numbers(self, vals_list, default_company):
        """Put the waiting number of its day into each of ``vals_list``.

        The lock on the register, taken just before, makes two desks wait for each
        other.
        """
        days = {}
        for vals in vals_list:
            company = vals.get("company_id") or default_company.id
            moment = fields.Datetime.to_datetime(vals["received_at"])
            unit = self.env["res.company"].browse(company).sudo()  # its time zone
            days.setdefault((company, unit._ward_to_local(moment).date()), []).append(
                vals
            )
        # sudo: numbers of every matter of the day, those closed to the clerk too
        taken = {
            (company.id, date): last
            for company, date, last in self.sudo()._read_group(
                [
                    ("company_id", "in", [company for company, _date in days]),
                    ("date", "in", [date for _company, date in days]),
                ],
                ["company_id", "date:day"],
                ["queue_number:max"],
            )
        }
        for key, group in days.items():
            for number, vals in enumerate(group, (taken.get(key) or 0) + 1):
                vals["queue_number"] = number

    @api.onchange("people_count")
    def _onchange_people_count(self):
        if self.people_count > 1 and self.visitor == "person":
            self.visitor = "group"

    @api.onchange("group_list")
    def _onchange_group_list(self):
        """Put the visitor at the head of his group: he is not typed again."""
        people = self._read_group_list(self.group_list)
        name = (self.person_name or "").strip()
        known = {person["name"].casefold() for person in people}
        comes = people and name and self.visitor == "group" and not self.is_protected
        if comes and name.casefold() not in known:
            visitor = (name, self.person_identity_number, self.person_street)
            first = "; ".join(part or "" for part in visitor).rstrip("; ")
            star = "" if any(p["is_representative"] for p in people) else " *"
            self.group_list = f"{first}{star}\n{self.group_list}"
        lines = [line for line in (self.group_list or "").splitlines() if line.strip()]
        self.people_count = max(self.people_count, len(lines))
        self._onchange_people_count()

    @api.depends("head_answer", "answered_on", "state")
    def _compute_is_promise_open(self):
        for reception in self:
            reception.is_promise_open = (
                reception.state == "done"
                and reception.head_answer == "later"
                and not reception.answered_on
            )

    @api.model
    def _search_is_promise_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        return fields.Domain(
            [
                ("state", "=", "done"),
                ("head_answer", "=", "later"),
                ("answered_on", "=", False),
            ]
        )

    @api.constrains("day_id", "received_at", "company_id")
    def _check_day(self):
        for reception in self:
            day = reception.day_id
            if day and day.date != reception.date:
                raise ValidationError(
                    self.env._(
                        "“Reception Day”: the reception is of %(date)s, that day of "
                        "%(day)s; choose the day of the same date.",
                        date=reception.date.strftime("%d/%m/%Y"),
                        day=day.date.strftime("%d/%m/%Y"),
                    )
                )

    def _check_representatives(self):
        """Raise where a crowd names none, or more than Article 29 allows.

        Law on Citizen Reception: five to ten people one or two representatives, more
        people at most five.
        """
        for reception in self.filtered(lambda r: r.is_crowd and r.visitor == "group"):
            people = self._read_group_list(reception.group_list)
            chosen = sum(person["is_representative"] for person in people)
            most = most_representatives(max(len(people), reception.people_count))
            if 1 <= chosen <= most:
                continue
            if not people:
                message = self.env._(
                    "%(code)s, “People of the Group”: enter the list of the people; a "
                    "group of five or more names its representatives (Law on Citizen "
                    "Reception, Article 29).",
                    code=reception.code,
                )
            else:
                message = self.env._(
                    "%(code)s, “People of the Group”: mark with a star at least one "
                    "and at most %(most)s representatives (Law on Citizen Reception, "
                    "Article 29).",
                    code=reception.code,
                    most=most,
                )
            raise UserError(message)

    @api.constrains("answer_until", "directed_until", "received_at")
    def _check_head_dates(self):
        for reception in self:
            for day in (reception.answer_until, reception.directed_until):
                if day and reception.date and day < reception.date:
                    raise ValidationError(
                        self.env._(
                            "“To Be Done By”, “Answer Promised By”: not before the "
                            "day of the reception."
                        )
                    )

    @api.constrains("is_online", "matter_kind", "day_id")
    def _check_online_denunciation(self):
        for reception in self:
            if (
                reception.is_online
                and reception.matter_kind == "denunciation"
                and reception.day_id.online_ground != "denunciation"
            ):
                raise ValidationError(
                    self.env._(
                        "“Online”: a denunciation is received online only where the "
                        "denouncer asks for no secrecy and the head decided so for "
                        "that day (Decree 154/2026, Article 20)."
                    )
                )

    def _check_head_answer(self):
        """Raise where the head has neither answered nor said who will and when."""
        for reception in self:
            wanted = ["head_answer", "head_directions"]
            if reception.head_answer == "later":
                wanted += ["answer_until", "contact_id"]
            if reception.directed_to:
                wanted.append("directed_until")
            missing = [
                reception._fields[name]._description_string(self.env)
                for name in wanted
                if not reception[name]
            ]
            if missing:
                raise UserError(
                    self.env._(
                        "%(code)s was received by the head: fill in %(fields)s.",
                        code=reception.code,
                        fields=", ".join(f"“{name}”" for name in missing),
                    )
                )

    def _finish(self, result):
        by_head = self.filtered(lambda r: r.kind != "regular" and result != "refused")
        by_head._check_head_answer()
        done = super()._finish(result)
        for reception in by_head:
            reception._start_clock("reception_conclusion", reception.received_at)
            self.env["ward.document"]._draft(
                "tcd_conclusion",
                reception,
                reason=reception.head_directions,
                addressee=reception.directed_to,
                date_to=reception.directed_until,
            )
            if reception.head_answer == "later":
                # sudo: the user of whoever was named for the answer
                user = reception.sudo().contact_id.user_id
                if user and user not in reception.sudo().excluded_user_ids:
                    reception.sudo().activity_schedule(
                        "ward_office.activity_promise",
                        date_deadline=reception.answer_until,
                        user_id=user.id,
                    )
        return done

    def _document_issued(self, document):
        if self and document.form_id.key == "tcd_conclusion":
            self._end_clocks("reception_conclusion", moment=document.signed_at)
        return super()._document_issued(document)

    def action_answered(self, note):
        """Record that the citizen got the answer the head had promised."""
        self._check_handles()
        for reception in self:
            if not reception.is_promise_open:
                raise UserError(
                    self.env._("%s: no answer is promised.", reception.code)
                )
        if not (note or "").strip():
            raise UserError(self.env._("“Reason”: say how the citizen was answered."))
        self._write_guarded(
            {
                "answered_on": self.company_id[:1].sudo()._ward_today(),
                "answer_note": note,
            }
        )
        # sudo: the reminder belongs to whoever was named
        self.sudo().activity_unlink(["ward_office.activity_promise"])
        return True

    @api.model
    def _warn_promises(self, unit, today):
        """Tell the head of answers promised that are overdue, once each."""
        kind = self.env.ref("ward_office.activity_promise")
        leader = unit.ward_leader_id.user_id
        late = self.search(
            [
                ("company_id", "=", unit.id),
                ("is_promise_open", "=", True),
                ("answer_until", "<", today),
            ]
        ).filtered(
            lambda r: (
                leader
                and leader not in r.excluded_user_ids
                and leader
                not in r.activity_ids.filtered(
                    lambda a: a.activity_type_id == kind
                ).user_id
            )
        )
        for reception in late:
            reception.activity_schedule(
                "ward_office.activity_promise",
                date_deadline=reception.answer_until,
                user_id=leader.id,
            )


class WardClock(models.Model):
    _inherit = "ward.clock"

    @api.model
    def _warn_unit(self, unit):
        today = unit._ward_today()
        self.env["ward.reception"]._warn_promises(unit, today)
        self.env["ward.reception.day"]._warn_short(unit, today)
        return super()._warn_unit(unit)

    @api.model
    def _calendar_changed(self, companies):
        # sudo: whoever may set a holiday moves the reception days of the unit
        self.env["ward.reception.day"].sudo()._move_off_holidays(companies)
        return super()._calendar_changed(companies)
