"""Reception days: holidays, too few in a month, deputies, and online ones."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import groupby

# working days before, and hours before: Decree 154/2026, Article 23
INVITE_DAYS, TEST_DAYS, CONNECT_HOURS = 5, 1, 1
ASK_AHEAD = timedelta(10)
WEEKDAYS = (
    "Thứ Hai",
    "Thứ Ba",
    "Thứ Tư",
    "Thứ Năm",
    "Thứ Sáu",
    "Thứ Bảy",
    "Chủ nhật",
)


class WardReceptionDay(models.Model):
    _inherit = "ward.reception.day"

    kind = fields.Selection(
        selection_add=[("deputies", "Deputies of the People's Council")],
        ondelete={"deputies": "cascade"},
    )
    deputies = fields.Char(
        help="Names of the deputies who receive (Law on Citizen Reception, Article 22)."
    )
    online_invited_at = fields.Datetime(
        "Participants Told On",
        readonly=True,
        copy=False,
        help="At least five working days before.",
    )
    online_tested_at = fields.Datetime(
        "Line Tested On",
        readonly=True,
        copy=False,
        help="At least one working day before.",
    )
    online_connected_at = fields.Datetime(
        "Connected On", readonly=True, copy=False, help="At least one hour before."
    )
    online_missing = fields.Text(
        "Conditions Not Met", compute="_compute_online_missing"
    )

    def _receivers(self):
        """Return who receives, with position, as it is announced."""
        self.ensure_one()
        if self.kind == "deputies":
            return self.deputies or ""
        # sudo: name and position are announced to the public
        person = self.sudo().delegate_id or self.sudo().leader_id
        return ", ".join(filter(None, (person.name, person.job_title)))

    def _months_words(self):
        """Return the months of these days as the notice names them (Vietnamese)."""
        months = sorted({(day.date.year, day.date.month) for day in self if day.date})
        words = []
        for year, group in groupby(months, lambda pair: pair[0]):
            listed = ", ".join(str(month) for _year, month in group)
            words.append(f"tháng {listed} năm {year}")
        return ", ".join(words)

    def _weekday_words(self):
        return WEEKDAYS[self.date.weekday()]

    @api.constrains("kind", "leader_id", "deputies")
    def _check_receivers(self):
        for day in self:
            if day.kind == "deputies" and not (day.deputies or "").strip():
                raise ValidationError(
                    self.env._("“Deputies”: name the deputies who receive.")
                )

    # ------------------------------------------------------------------
    # ONLINE
    # ------------------------------------------------------------------

    @api.depends(
        "is_online",
        "date",
        "hour_from",
        "online_invited_at",
        "online_tested_at",
        "online_connected_at",
        "online_recording",
        "state",
    )
    def _compute_online_missing(self):
        for day in self:
            day.online_missing = day._missing_online() if day.is_online else False

    def _missing_online(self):
        company = self.company_id.sudo()  # its time zone and calendar
        if not self.date or not company:
            return False

        def working_days_before(moment, days):
            asked = company._ward_to_local(moment).date()
            return company._ward_working_date_plus(asked, days) <= self.date

        invited, tested = self.online_invited_at, self.online_tested_at
        start = company._ward_to_utc(self.date, self.hour_from)
        connected = self.online_connected_at
        faults = []
        if not invited or not working_days_before(invited, INVITE_DAYS):
            faults.append(self.env._("Participants are told five working days before."))
        if not tested or not working_days_before(tested, TEST_DAYS):
            faults.append(self.env._("The line is tested one working day before."))
        if not connected or connected > start - timedelta(hours=CONNECT_HOURS):
            faults.append(self.env._("Everybody is connected one hour before."))
        if self.state == "held" and not self.online_recording:
            faults.append(self.env._("The recording is kept."))
        return "\n".join(faults)

    def _note_online(self, name):
        self._check_clerk()
        self.check_access("write")
        for day in self:
            if not day.is_online or day.state not in ("draft", "announced"):
                raise UserError(
                    self.env._("Only an online day that is to come has such a step.")
                )
        self._write_guarded({name: fields.Datetime.now()})
        return True

    def action_online_invited(self):
        """Record that citizen and agencies were told of the online reception."""
        return self._note_online("online_invited_at")

    def action_online_tested(self):
        """Record that the line was tested with every point."""
        return self._note_online("online_tested_at")

    def action_online_connected(self):
        """Record that every point is connected."""
        return self._note_online("online_connected_at")

    def action_hold(self):
        """Record that the head received; an online one needs its recording."""
        for day in self:
            if not day._is_recorded():
                raise UserError(
                    self.env._(
                        "“Where the Recording Is Kept”: an online reception is "
                        "recorded and stored (Decree 154/2026, Article 24)."
                    )
                )
        return super().action_hold()

    # ------------------------------------------------------------------
    # CALENDAR
    # ------------------------------------------------------------------

    @api.model
    def _move_off_holidays(self, companies):
        """Move days to come off new holidays; say so, and back where one went.

        An unplanned day, or one on a weekend, was set on purpose and stays.
        """
        domain = [
            ("kind", "!=", "unplanned"),
            ("reception_ids", "=", False),
            ("state", "in", ("draft", "announced")),
            ("date", ">=", fields.Date.today()),
        ]
        if companies:
            domain.append(("company_id", "in", companies.ids))
        for day in self.search(domain):
            back = day.state == "draft" and day.moved_from
            if not back and not day._is_on_holiday():
                continue
            found = day._free_date(back or day.date)
            if found == day.date:
                continue
            day._message_log(
                body=self.env._(
                    "Public holidays have changed: %(new)s instead of %(old)s.",
                    new=found.strftime("%d/%m/%Y"),
                    old=day.date.strftime("%d/%m/%Y"),
                )
            )
            first = day.moved_from or day.date
            day._write_guarded({"date": found, "moved_from": found != first and first})

    def _is_on_holiday(self):
        """Return whether the day would be worked, were it not for a holiday."""
        company = self.company_id.sudo()  # its calendar
        if company._ward_working_dates(self.date, self.date):
            return False
        calendar = company.resource_calendar_id
        if calendar:
            return calendar._works_on_date(self.date)
        return self.date.weekday() < 5

    def _free_date(self, wanted):
        """Return the first working date from ``wanted`` on with nothing at this hour.

        Compared as the unique index does, whatever the kind of the other day.
        """
        company = self.company_id.sudo()  # its calendar
        date = company._ward_working_date_after(wanted)
        while self.search_count(
            [
                ("company_id", "=", company.id),
                ("leader_id", "=", self.leader_id.id),
                ("date", "=", date),
                ("hour_from", "=", self.hour_from),
                ("state", "!=", "cancelled"),
                ("id", "!=", self._origin.id),
            ],
            limit=1,
        ):
            date = company._ward_working_date_after(date + timedelta(1))
        return date

    @api.model
    def _warn_short(self, unit, today):
        """Tell the head that his reception days of a month fall short of the law.

        Again where more days are wanting than he was told, as after a cancellation.
        """
        leader = unit.ward_leader_id.user_id
        if not leader:
            return
        soon = today + ASK_AHEAD
        before = unit.ward_short_days or {}
        told = {}
        for first in sorted({today.replace(day=1), soon.replace(day=1)}):
            month = first.strftime("%Y-%m")
            told[month] = self._short_by(unit, first.year, first.month)
            if told[month] > before.get(month, 0):
                self._tell_short(unit, leader, first, max(first, today), told[month])
        if told != before:
            unit.ward_short_days = told

    @api.model
    def _tell_short(self, unit, leader, first, deadline, short):
        record = self.with_context(lang=leader.lang)
        vals = {
            "date_deadline": deadline,
            "summary": record.env._(
                "%(month)s/%(year)s: %(short)s reception days too few",
                month=first.month,
                year=first.year,
                short=short,
            ),
            "user_id": leader.id,
        }
        kind = "ward_office.activity_reception_short"
        day = record.search(
            [("company_id", "=", unit.id), ("kind", "=", "head")],
            order="date desc",
            limit=1,
        )
        if day:
            day.activity_schedule(kind, **vals)
        else:  # nothing to hang it on: an activity of his own
            vals["activity_type_id"] = self.env.ref(kind).id
            record.env["mail.activity"].create(vals)

    @api.model
    def _counts_for_law(self):
        """Return the domain of days that count: held, or still to be held."""
        today = self.env.company._ward_today()
        return fields.Domain("state", "=", "held") | (
            fields.Domain("state", "in", ("draft", "announced"))
            & fields.Domain("date", ">=", today)
        )


class ResCompany(models.Model):
    _inherit = "res.company"

    ward_short_days = fields.Json(
        "Days Told to Be Wanting",
        copy=False,
        help="By month: how many reception days too few the head was told of.",
    )
