from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain


class WardMetric(models.AbstractModel):
    """The citizens' half of an officer's figures."""

    _inherit = "ward.metric"

    @api.model
    def _metrics(self):
        return super()._metrics() | {
            "citizen.on_time": (
                self.env._("Citizens' matters ended in time (%)"),
                "percent",
                "_compute_citizen_on_time",
            ),
            "citizen.satisfaction": (
                self.env._("Citizens' satisfaction (%)"),
                "percent",
                "_compute_citizen_satisfaction",
            ),
        }

    def _compute_citizen_on_time(self, employees, period):
        """Limits of an officer’s matters that ended in the period, or should have.

        A limit that was due in the period and still runs counts as late.
        """
        users = {e.sudo().user_id.id: e.id for e in employees if e.sudo().user_id}
        total, good = defaultdict(int), defaultdict(int)
        # a limit that ends today is not over yet
        today = employees.company_id[:1].sudo()._ward_today()
        for link in ("petition_id", "case_id"):
            handler = f"{link}.handler_id"
            ended = self.env["ward.clock"].search_fetch(
                [
                    (handler, "in", list(users)),
                    ("state", "=", "done"),
                    ("rule_id.is_waiting", "=", False),
                    ("ended_at", ">=", period.start),
                    ("ended_at", "<", period.stop),
                ],
                [link, "is_late"],
            )
            overdue = self.env["ward.clock"].search_fetch(
                [
                    (handler, "in", list(users)),
                    ("state", "=", "running"),
                    ("rule_id.is_waiting", "=", False),
                    ("due_date", ">=", period.date_from),
                    ("due_date", "<=", period.date_to),
                    ("due_date", "<", today),
                ],
                [link],
            )
            for clock in ended:
                employee = users[clock[link].handler_id.id]
                total[employee] += 1
                good[employee] += not clock.is_late
            for clock in overdue:
                total[users[clock[link].handler_id.id]] += 1
        return {
            "citizen.on_time": {key: 100.0 * good[key] / total[key] for key in total}
        }

    def _compute_citizen_satisfaction(self, employees, period):
        """Answers citizens gave in the period (1 to 5), as per cent.

        They count for who handles the case, or the petition that became none.
        """
        users = {e.sudo().user_id.id: e.id for e in employees if e.sudo().user_id}
        total, points = defaultdict(int), defaultdict(int)
        answered = Domain("satisfaction", ">", 0) & Domain(
            [("satisfied_at", ">=", period.start), ("satisfied_at", "<", period.stop)]
        )
        for handler, domain in (
            ("case_id.handler_id", Domain("case_id", "!=", False)),
            ("handler_id", Domain("case_id", "=", False)),
        ):
            for user, count, given in self.env["ward.petition"]._read_group(
                answered & domain & Domain(handler, "in", list(users)),
                [handler],
                ["__count", "satisfaction:sum"],
            ):
                total[users[user.id]] += count
                points[users[user.id]] += given
        return {
            "citizen.satisfaction": {
                key: 20.0 * points[key] / total[key] for key in total
            }
        }
