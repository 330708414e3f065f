import re
from datetime import date, timedelta

from odoo import http
from odoo.http import request

ISO_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")


class PortalSchedule(http.Controller):
    """The unit's published weekly schedule (lịch công tác), open to everybody."""

    @http.route(
        "/ward/<string:code>/schedule",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        readonly=True,
        sitemap=False,
    )
    def schedule(self, code, week=None, **_kwargs):
        """Show the week ``week`` ("2026-W48"), the current one when it is not valid.

        An unknown code and a unit that has published nothing give the same page, so
        that codes cannot be probed.
        """
        # A code of other than printable characters cannot exist; PostgreSQL refuses
        # the worst of them.
        published = self._published(code) if code.isprintable() else None
        if not published:
            return request.render("ward_office.portal_schedule", {"programme": None})
        unit = published.company_id
        monday = self._monday(week) or self._monday_of(unit._ward_today())
        earlier = published.filtered(lambda p: p.date_start < monday)
        later = published.filtered(lambda p: p.date_start > monday)
        return request.render(
            "ward_office.portal_schedule",
            {
                "unit": unit,
                "label": request.env["ward.plan"]._period_label("week", monday),
                "monday": monday,
                "sunday": monday + timedelta(6),
                "programme": published.filtered(lambda p: p.date_start == monday),
                # sorted latest first
                "earlier": self._link(earlier[:1]),
                "later": self._link(later[-1:]),
                # for a website's frame: the unit, not the database's first company
                "res_company": unit,
            },
        )

    def _published(self, code):
        """Return the published week programmes of the unit with ``code``."""
        # sudo: a published week is meant for the public; the domain lets nothing else
        # through and only this controller's template shows it.
        return (
            request.env["ward.programme"]
            .sudo()
            .search(
                [
                    ("company_id.ward_code", "=", code),
                    ("company_id.active", "=", True),
                    ("kind", "=", "week"),
                    ("state", "=", "published"),
                ],
                order="date_start desc",
            )
        )

    def _monday(self, week):
        """Return the Monday of an ISO week as "2026-W48", ``None`` if it is not one."""
        match = ISO_WEEK.fullmatch(week or "")
        if not match:
            return None
        year, number = map(int, match.groups())
        try:
            # by its Sunday: the calendar's last week has none
            return date.fromisocalendar(year, number, 7) - timedelta(6)
        except (ValueError, OverflowError):
            return None

    def _monday_of(self, day):
        return day - timedelta(day.weekday())

    def _link(self, programme):
        """Return what a link to ``programme`` needs, ``None`` without one."""
        if not programme:
            return None
        year, week, _day = programme.date_start.isocalendar()
        return {"week": f"{year:04d}-W{week:02d}", "label": programme.display_name}
