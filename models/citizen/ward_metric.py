from collections import defaultdict

from odoo import api, models


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
                    ("due_date", "<", period.date_to),
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
        """Answers of citizens (1 to 5) on cases closed in the period, as per cent."""
        users = {e.sudo().user_id.id: e.id for e in employees if e.sudo().user_id}
        groups = self.env["ward.case"]._read_group(
            [
                ("handler_id", "in", list(users)),
                ("satisfaction", ">", 0),
                ("closed_at", ">=", period.start),
                ("closed_at", "<", period.stop),
            ],
            ["handler_id"],
            ["satisfaction:avg"],
        )
        return {
            "citizen.satisfaction": {
                users[handler.id]: 20.0 * average for handler, average in groups
            }
        }
