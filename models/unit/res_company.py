import re
from datetime import datetime, time, timedelta

import pytz
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, ormcache

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]
# A public holiday of Vietnam never lasts longer; a calendar without any working day
# within this distance is a mistake in the settings.
MAX_HOLIDAY_DAYS = 31
# Calendar days that surely hold one working day, for looking ahead.
WORKING_DAYS_LOOKAHEAD = 3
# set while a transaction has changed what the working dates rest on
FORGOTTEN = "ward_office.working_dates"


class ResCompany(models.Model):
    """A unit (đơn vị): ward, commune, the bodies above and the agencies beside it."""

    _inherit = "res.company"

    ward_code = fields.Char("Unit Code", index="btree_not_null")
    ward_level = fields.Selection(
        [
            ("province", "Province or city"),
            ("commune", "Ward or commune"),
            ("department", "Specialised agency"),
            ("service_unit", "Public non-business unit"),
        ],
        "Level",
    )
    ward_leader_id = fields.Many2one(
        "hr.employee",
        "Unit Leader",
        check_company=True,
        help="Reviews officers without a manager; decides the unit's programme.",
    )
    ward_office_department_id = fields.Many2one(
        "hr.department",
        "Office",
        check_company=True,
        help="The department that consolidates the unit's programme.",
    )
    # letterhead
    ward_letterhead_superior = fields.Char("Superior Body on the Letterhead")
    ward_letterhead_own = fields.Char("Own Name on the Letterhead")
    ward_document_suffix = fields.Char("Document Suffix", default="UBND")
    ward_place_of_issue = fields.Char("Place of Issue")
    ward_signer_name = fields.Char("Signer")
    ward_signer_title = fields.Char("Signer's Title")
    ward_tz = fields.Selection(
        lambda self: (
            self.env["res.partner"]._fields["tz"]._description_selection(self.env)
        ),
        "Time Zone of the Unit",
        default="Asia/Ho_Chi_Minh",
        required=True,
    )
    # plans
    ward_plan_weekday = fields.Selection(
        WEEKDAYS, "Weekly Plan Due On", default="4", required=True
    )
    ward_plan_hour = fields.Float("Weekly Plan Due At", default=17.0)
    ward_plan_month_day = fields.Integer("Monthly Plan Due On Day", default=25)
    ward_plan_reminder_hour = fields.Float("Plan Reminder At", default=12.0)
    ward_review_hour = fields.Float("Review Reminder At", default=8.0)
    ward_task_reminder_hours = fields.Integer("Hours Before a Deadline", default=24)
    ward_plan_visibility = fields.Selection(
        [("unit", "All colleagues of the unit"), ("leaders", "Leaders only")],
        "Plans Are Open To",
        default="unit",
        required=True,
    )
    ward_standard_points = fields.Float(
        "Points of the Standard Product",
        default=5.0,
        help="Points of the unit's standard product (đơn vị sản phẩm chuẩn); a "
        "product's conversion factor is its points divided by these.",
    )

    _ward_code_uniq = models.UniqueIndex(
        "(ward_code) WHERE ward_code IS NOT NULL AND ward_code <> ''",
        "Another unit already has this code.",
    )
    _ward_hours = models.Constraint(
        "CHECK (ward_plan_hour >= 0 AND ward_plan_hour < 24"
        " AND ward_plan_reminder_hour >= 0 AND ward_plan_reminder_hour < 24"
        " AND ward_review_hour >= 0 AND ward_review_hour < 24)",
        "An hour in the settings must lie between 00:00 and 23:59.",
    )
    _ward_month_day = models.Constraint(
        "CHECK (ward_plan_month_day BETWEEN 1 AND 28)",
        "The day on which monthly plans are due must lie between 1 and 28.",
    )
    _ward_reminder_hours = models.Constraint(
        "CHECK (ward_task_reminder_hours BETWEEN 1 AND 240)",
        "The reminder before a deadline must lie between 1 and 240 hours.",
    )
    _ward_standard_points_positive = models.Constraint(
        "CHECK (ward_standard_points > 0)",
        "The points of the standard product must be above zero.",
    )

    @api.constrains("ward_leader_id")
    def _check_ward_leader_id(self):
        for company in self:
            leader = company.ward_leader_id.sudo()
            if leader and not leader.user_id:
                raise ValidationError(
                    self.env._(
                        "“Unit Leader”: %(name)s has no user account; link one on the "
                        "employee first.",
                        name=leader.name,
                    )
                )

    def write(self, vals):
        result = super().write(vals)
        if {"resource_calendar_id", "ward_tz"} & vals.keys():
            self._ward_forget_working_dates()
        if "ward_leader_id" in vals:
            self.env["ward.plan"]._refresh_reviewers(
                self.env["hr.employee"]
                .sudo()  # reviewers of the whole unit change with its leader
                .search([("company_id", "child_of", self.ids)])
            )
        return result

    # ------------------------------------------------------------------
    # TIME
    # ------------------------------------------------------------------

    def _ward_timezone(self):
        """Return the unit's time zone as a ``pytz`` zone."""
        self.ensure_one()
        return pytz.timezone(self.ward_tz or "Asia/Ho_Chi_Minh")

    def _ward_today(self):
        """Return today's date in the unit's time zone."""
        return datetime.now(self._ward_timezone()).date()

    def _ward_letterhead(self):
        """Return what the letterhead says: body above, own name, place of issue."""
        self.ensure_one()
        return {
            "superior": self.ward_letterhead_superior or "",
            "own": self.ward_letterhead_own or self.name,
            "place": self.ward_place_of_issue or "",
        }

    def _ward_to_utc(self, date, hour=0.0):
        """Return ``date`` at ``hour`` (local float hour) as naive UTC datetime."""
        self.ensure_one()
        local = datetime.combine(date, time()) + timedelta(minutes=round(hour * 60))
        return (
            self._ward_timezone()
            .localize(local)
            .astimezone(pytz.utc)
            .replace(tzinfo=None)
        )

    def _ward_to_local(self, moment):
        """Return a naive UTC datetime as naive local datetime of the unit."""
        self.ensure_one()
        zone = self._ward_timezone()
        return pytz.utc.localize(moment).astimezone(zone).replace(tzinfo=None)

    def _ward_working_dates(self, start, stop):
        """Return the set of working dates from ``start`` to ``stop``, both included.

        The unit's calendar less its public holidays, plus compensation days
        (ngày làm bù).
        """
        self.ensure_one()
        dates, first = set(), start.replace(day=1)
        while first <= stop:
            dates |= self._ward_working_month(first)
            first += relativedelta(months=1)
        return {day for day in dates if start <= day <= stop}

    def _ward_working_month(self, first):
        """Return the frozen set of the working dates of the month from ``first``.

        Kept between requests, since every deadline asks for it; forgotten by
        :meth:`_ward_forget_working_dates`.
        """
        if self.env.cr.postcommit.data.get(FORGOTTEN):
            return self._ward_reckon_working_month(first)
        return self._ward_known_working_month(first)

    @ormcache("self.id", "first")
    def _ward_known_working_month(self, first):
        return self._ward_reckon_working_month(first)

    def _ward_reckon_working_month(self, start):
        # sudo: every officer's deadline depends on the calendar, which plain users
        # may not read in full.
        company = self.sudo()
        stop = start + relativedelta(months=1, days=-1)
        calendar = company.resource_calendar_id
        zone = company._ward_timezone()
        swapped = company.env["ward.compensation.day"].search(
            [
                ("company_id", "=", company.id),
                ("date", ">=", start),
                ("date", "<=", stop),
            ]
        )
        dates = set(swapped.mapped("date"))
        if not calendar:
            days = (start + timedelta(n) for n in range((stop - start).days + 1))
            return frozenset(dates.union(day for day in days if day.weekday() < 5))
        intervals = calendar._work_intervals_batch(
            zone.localize(datetime.combine(start, time.min)),
            zone.localize(datetime.combine(stop, time.max)),
            domain=[
                ("time_type", "=", "leave"),
                ("company_id", "in", [company.id, False]),
            ],
            tz=zone,
        )[False]
        return frozenset(
            dates.union(
                begin.astimezone(zone).date() for begin, _end, _meta in intervals
            )
        )

    @api.model
    def _ward_forget_working_dates(self):
        """Forget the working dates: what they rest on has changed."""
        forget = self.env.registry.clear_cache
        forget()
        # Until it is committed the change is ours alone and may be taken back, so
        # nothing is kept; what others have looked up meanwhile is out of date.
        self.env.cr.postcommit.data[FORGOTTEN] = True
        self.env.cr.postcommit.add(forget)

    def _ward_working_date_before(self, date):
        """Return ``date`` itself if it is a working day, else the last one before."""
        dates = self._ward_working_dates(date - timedelta(MAX_HOLIDAY_DAYS), date)
        return max(dates, default=date)

    def _ward_working_date_after(self, date):
        """Return ``date`` itself if it is a working day, else the next one."""
        dates = self._ward_working_dates(date, date + timedelta(MAX_HOLIDAY_DAYS))
        return min(dates, default=date)

    def _ward_working_date_plus(self, date, days):
        """Return the ``days``-th working day after ``date``; 0: the next from it on."""
        self.ensure_one()
        if not days:
            return self._ward_working_date_after(date)
        span = days * WORKING_DAYS_LOOKAHEAD + MAX_HOLIDAY_DAYS
        dates = sorted(
            self._ward_working_dates(date + timedelta(1), date + timedelta(span))
        )
        return dates[days - 1] if len(dates) >= days else date + timedelta(days)

    def _ward_submission_deadline(self, kind, date_start):
        """Return when the plan of ``kind`` starting on ``date_start`` is due (UTC).

        The weekday and hour of the settings in the week before, or the day of the
        month before; a holiday moves it to the last working day before.
        """
        self.ensure_one()
        if kind == "week":
            date = date_start - timedelta(7 - int(self.ward_plan_weekday))
        else:
            date = (date_start - timedelta(1)).replace(day=self.ward_plan_month_day)
        return self._ward_to_utc(
            self._ward_working_date_before(date), self.ward_plan_hour
        )

    # ------------------------------------------------------------------
    # TREE
    # ------------------------------------------------------------------

    def _ward_signer(self, title=""):
        """Return who signs, as ``a4_signing`` prints it; ``title`` where none is set.

        “KT. Chủ tịch Phó Chủ tịch” stands on two lines (Decree 30/2020).
        """
        words = self.ward_signer_title or title
        deputy = re.fullmatch(
            r"(KT\..+?)[\s,;-]+(PHÓ\b.+)", words.strip(), re.IGNORECASE
        )
        authority, words = deputy.groups() if deputy else (False, words)
        return {
            "authority": authority,
            "title": words,
            "name": self.ward_signer_name or "",
        }

    def _ward_above(self):
        """Return the units above, nearest first."""
        self.ensure_one()
        # sudo: an officer may see who reviews him even where that is another unit.
        above, unit = self.browse(), self.sudo().parent_id
        while unit:
            above += unit
            unit = unit.parent_id
        return above

    @api.model
    def _ward_lock(self, *key):
        """Take a lock for this transaction, named by ``key``, to serialise a step."""
        self.env.execute_query(
            SQL("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", repr(key))
        )
