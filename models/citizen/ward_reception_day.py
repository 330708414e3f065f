import calendar as months
from datetime import date as Date
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

# of an announced day, and of one that is closed
ANNOUNCED_FACTS = ("date", "leader_id", "hour_from", "kind")
CLOSED_FACTS = (
    *ANNOUNCED_FACTS,
    "company_id",
    "hour_to",
    "place",
    "delegate_id",
    "delegation_paper",
    "deputies",
    "attendees",
    "expected",
    "unplanned_ground",
    "is_online",
    "online_ground",
)


class WardReceptionPattern(models.Model):
    """When a head receives every month: the first Tuesday, say (lịch cố định)."""

    _name = "ward.reception.pattern"
    _description = "Fixed Reception Day"
    _order = "leader_id, nth, weekday"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        "Unit",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    leader_id = fields.Many2one(
        "hr.employee", "Received By", required=True, check_company=True
    )
    nth = fields.Selection(
        [("1", "First"), ("2", "Second"), ("3", "Third"), ("4", "Fourth")],
        "Which",
        required=True,
        default="1",
    )
    weekday = fields.Selection(
        [
            ("0", "Monday"),
            ("1", "Tuesday"),
            ("2", "Wednesday"),
            ("3", "Thursday"),
            ("4", "Friday"),
        ],
        required=True,
        default="1",
    )
    hour_from = fields.Float("Begins At", default=8.0)
    hour_to = fields.Float("Ends At", default=11.5)
    active = fields.Boolean(default=True)

    @api.constrains("hour_from", "hour_to")
    def _check_hours(self):
        for pattern in self:
            if not 0 <= pattern.hour_from < pattern.hour_to <= 24:
                raise ValidationError(
                    self.env._(
                        "“Begins At” must lie before “Ends At”, both within the day."
                    )
                )

    def _date_in(self, year, month):
        self.ensure_one()
        first = Date(year, month, 1)
        offset = (int(self.weekday) - first.weekday()) % 7
        return first + timedelta(offset + 7 * (int(self.nth) - 1))


class WardReceptionDay(models.Model):
    """A day on which a head receives citizens (lịch tiếp công dân của người đứng đầu).

    Law on Citizen Reception, Articles 15, 18 and 24: so many days a month, announced
    five working days before; announced and held days are counted apart.
    """

    _name = "ward.reception.day"
    _description = "Reception Day"
    _inherit = ["ward.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, hour_from, id desc"
    _rec_name = "date"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        "Unit",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    kind = fields.Selection(
        [("head", "Fixed day of the head"), ("unplanned", "Unplanned")],
        required=True,
        default="head",
        index=True,
    )
    date = fields.Date(required=True, index=True)
    hour_from = fields.Float("Begins At", default=8.0)
    hour_to = fields.Float("Ends At", default=11.5)
    place = fields.Char(help="Empty: the reception office of the unit.")
    leader_id = fields.Many2one(
        "hr.employee",
        "Head",
        check_company=True,
        index=True,
        default=lambda self: self.env.company.sudo().ward_leader_id,
    )
    delegate_id = fields.Many2one(
        "hr.employee",
        check_company=True,
        help="Receives in the head's place; the paper of delegation is named below.",
    )
    delegation_paper = fields.Char("Paper of Delegation")
    attendees = fields.Char(help="Others taking part, as they are announced.")
    expected = fields.Text("Expected Content")
    unplanned_ground = fields.Selection(
        [
            ("urgent", "Heated, complex, many people or several agencies"),
            ("harm", "May cause serious harm"),
        ],
        "Why Unplanned",
        help="Law on Citizen Reception, Article 18.3.",
    )
    is_online = fields.Boolean("Online")
    online_ground = fields.Selection(
        [
            ("complex", "Complex matter, several agencies"),
            (
                "hardship",
                "Remote, elderly, disabled or policy beneficiary who wishes it",
            ),
            ("disaster", "Disaster, epidemic or security"),
            ("denunciation", "Denunciation without request for protected identity"),
            ("other", "Other case decided by the head"),
        ],
        "Why Online",
        help="Decree 154/2026, Article 20.",
    )
    online_recording = fields.Char("Where the Recording Is Kept")
    state = fields.Selection(
        [
            ("draft", "Planned"),
            ("announced", "Announced"),
            ("held", "Held"),
            ("cancelled", "Not held"),
        ],
        required=True,
        default="draft",
        readonly=True,
        index=True,
        tracking=True,
    )
    announced_at = fields.Datetime("Announced On", readonly=True)
    announced_late = fields.Boolean(
        readonly=True, help="Later than five working days before."
    )
    moved_from = fields.Date(readonly=True, help="The day before a holiday moved it.")
    cancel_reason = fields.Char(readonly=True)
    reception_ids = fields.One2many("ward.reception", "day_id", "Receptions")
    reception_count = fields.Integer(compute="_compute_reception_count")

    _one_a_day = models.UniqueIndex(
        "(company_id, leader_id, date, hour_from) WHERE state <> 'cancelled'",
        "The head already receives at this time.",
    )

    @api.depends("date", "leader_id", "deputies")
    def _compute_display_name(self):
        for day in self:
            # sudo: the head's name is announced to the public
            name = day.sudo().leader_id.name or day.deputies or ""
            day.display_name = (
                f"{day.date.strftime('%d/%m/%Y')} – {name}" if day.date else name
            )

    def _hours(self):
        """Return the hours as people write them: 08:00 – 11:30."""
        return " – ".join(
            f"{int(hour):02d}:{round(hour % 1 * 60):02d}"
            for hour in (self.hour_from, self.hour_to)
        )

    def _compute_reception_count(self):
        counts = dict(
            self.env["ward.reception"]._read_group(
                [("day_id", "in", self.ids)], ["day_id"], ["__count"]
            )
        )
        for day in self:
            day.reception_count = counts.get(day, 0)

    @api.constrains(
        "kind", "hour_from", "hour_to", "delegate_id", "leader_id", "is_online"
    )
    def _check_content(self):
        for day in self:
            if not 0 <= day.hour_from < day.hour_to <= 24:
                raise ValidationError(
                    self.env._(
                        "“Begins At” must lie before “Ends At”, both within the day."
                    )
                )
            if day.kind != "deputies" and not day.leader_id:
                raise ValidationError(self.env._("“Head”: name who receives."))
            if day.delegate_id and day.delegate_id == day.leader_id:
                raise ValidationError(
                    self.env._("“Delegate”: nobody delegates to himself.")
                )
            if day.delegate_id and not day.delegation_paper:
                raise ValidationError(
                    self.env._(
                        "“Paper of Delegation”: name the paper by which the head "
                        "delegates."
                    )
                )
            if day.is_online and not day.online_ground:
                raise ValidationError(
                    self.env._(
                        "“Why Online”: choose the case of Decree 154/2026, Article 20."
                    )
                )
            if day.kind == "unplanned" and not day.unplanned_ground:
                raise ValidationError(
                    self.env._(
                        "“Why Unplanned”: choose the case of Article 18.3 of the Law "
                        "on Citizen Reception."
                    )
                )

    def write(self, vals):
        if not self.env.su:
            closed = self.filtered(lambda day: day.state in ("held", "cancelled"))
            names = [name for name in CLOSED_FACTS if name in vals]
            if closed and names:
                raise UserError(
                    self.env._(
                        "“%(field)s”: a day that is closed, held or not held, is "
                        "counted as it is; to correct it let the unit's leader reopen "
                        "it.",
                        field=self._fields[names[0]]._description_string(self.env),
                    )
                )
            if any(day.state != "draft" for day in self) and (
                set(ANNOUNCED_FACTS) & vals.keys()
            ):
                raise UserError(
                    self.env._(
                        "An announced day is not rewritten; cancel it with its "
                        "reason and plan another."
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        if not self.env.su and any(day.state != "draft" for day in self):
            raise UserError(
                self.env._("An announced day is kept; cancel it with its reason.")
            )

    # ------------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------------

    @api.model
    def action_plan_month(self, year=None, month=None):
        """Plan the fixed days of a month, the next one if none is given.

        A holiday moves a day to the next working day. Run twice, nothing is doubled.
        """
        company = self.env.company
        self._check_clerk()
        if not year:
            after = company._ward_today().replace(day=28) + timedelta(4)
            year, month = after.year, after.month
        patterns = self.env["ward.reception.pattern"].search(
            [("company_id", "=", company.id)]
        )
        last = Date(year, month, months.monthrange(year, month)[1])
        known = {
            (day.leader_id, day.moved_from or day.date)
            for day in self.search(
                [
                    ("company_id", "=", company.id),
                    ("date", ">=", Date(year, month, 1)),
                    ("date", "<=", last + timedelta(31)),
                ]
            )
        }
        working = company._ward_working_dates(Date(year, month, 1), last)
        days = self.browse()
        # those which no holiday moves first: they keep their dates
        for pattern in patterns.sorted(
            lambda pattern: pattern._date_in(year, month) not in working
        ):
            wanted = pattern._date_in(year, month)
            if (pattern.leader_id, wanted) in known:
                continue
            vals = {
                "company_id": company.id,
                "leader_id": pattern.leader_id.id,
                "hour_from": pattern.hour_from,
                "hour_to": pattern.hour_to,
            }
            date = self.new(vals)._free_date(wanted)
            moved = date != wanted and wanted
            days += self._create_guarded([vals | {"date": date, "moved_from": moved}])
        short = self._short_by(company, year, month)
        if short:
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "type": "warning",
                    "sticky": True,
                    "message": self.env._(
                        "The head receives %(short)s days too few in "
                        "%(month)s/%(year)s; add days or fixed days.",
                        short=short,
                        month=month,
                        year=year,
                    ),
                    "next": {"type": "ir.actions.act_window_close"},
                },
            }
        return days and True

    @api.model
    def _short_by(self, company, year, month):
        """Return by how many days the head's receptions fall short of the law.

        Date rule “days a month the head receives”, for the unit's leader himself; days
        cancelled or delegated do not count.
        """
        first = Date(year, month, 1)
        rule = self.env["ward.time.rule"]._get_rule("head_reception", company, first)
        last = first.replace(day=months.monthrange(year, month)[1])
        domain = [
            ("company_id", "=", company.id),
            ("leader_id", "=", company.sudo().ward_leader_id.id),  # compared
            ("delegate_id", "=", False),
            ("kind", "=", "head"),
            ("date", ">=", first),
            ("date", "<=", last),
        ] + list(self.with_company(company)._counts_for_law())
        # two sessions of one date are one day, as in form 01/TCD
        ((planned,),) = self._read_group(domain, [], ["date:count_distinct"])
        return max(0, rule.day - planned)

    @api.model
    def _check_clerk(self):
        if not self.env.su and not (
            self.env.user.has_group("ward_office.group_citizen_clerk")
            or self.env.user.has_group("ward_office.group_plan_leader")
        ):
            raise AccessError(self.env._("Only a clerk or the leader may do this."))

    def action_announce(self):
        """Announce the days on the public page; late ones are marked so."""
        self._check_clerk()
        self.check_access("write")
        for day in self:
            if day.state != "draft":
                continue
            company = day.company_id.sudo()  # calendar
            rule = self.env["ward.time.rule"]._get_rule(
                "reception_notice", company, day.date
            )
            today = company._ward_today()
            earliest = company._ward_working_date_plus(today, rule.day)
            day._write_guarded(
                {
                    "state": "announced",
                    "announced_at": fields.Datetime.now(),
                    "announced_late": day.kind == "head" and earliest > day.date,
                }
            )
        return True

    def action_hold(self):
        """Record that the head (or the delegate) received on this day."""
        self._check_clerk()
        self.check_access("write")
        for day in self:
            if day.state not in ("draft", "announced"):
                raise UserError(self.env._("This day is closed already."))
            if day.date > day.company_id.sudo()._ward_today():
                raise UserError(self.env._("This day has not come yet."))
            if day.kind == "head" and day.state == "draft":
                raise UserError(self.env._("A fixed day must be announced first."))
        self._write_guarded({"state": "held"})
        return True

    def _hold_announced(self):
        """Hold the announced days on which somebody was received.

        Not an online one without its recording; it is held by hand.
        """
        self.filtered(
            lambda day: day.state == "announced" and day._is_recorded()
        )._write_guarded({"state": "held"})

    def _is_recorded(self):
        """Return whether nothing is wanting that must be kept of the reception."""
        return not self.is_online or bool((self.online_recording or "").strip())

    def action_reopen(self):
        """Open a closed day again, so that what was recorded of it is corrected."""
        if not self.env.su and not self.env.user.has_group(
            "ward_office.group_plan_leader"
        ):
            raise AccessError(self.env._("Only the unit's leader may do this."))
        self.check_access("write")
        for day in self:
            if day.state not in ("held", "cancelled"):
                raise UserError(self.env._("Only a closed day is reopened."))
            day._write_guarded(
                {
                    "state": "announced" if day.announced_at else "draft",
                    "cancel_reason": False,
                }
            )
        return True

    def action_cancel(self, reason):
        """Record that the day is not held, with its reason."""
        self._check_clerk()
        self.check_access("write")
        if not (reason or "").strip():
            raise UserError(self.env._("“Reason”: say why the head does not receive."))
        for day in self:
            if day.state == "held":
                raise UserError(self.env._("A day that was held is not cancelled."))
        self._write_guarded({"state": "cancelled", "cancel_reason": reason})
        return True


class WardTimeRule(models.Model):
    _inherit = "ward.time.rule"

    code = fields.Selection(
        selection_add=[
            ("head_reception", "Days a month the head receives citizens"),
            ("reception_notice", "Working days a reception day is announced before"),
        ],
        ondelete={"head_reception": "cascade", "reception_notice": "cascade"},
    )
