from collections import defaultdict, namedtuple

from odoo import api, models

Period = namedtuple("Period", "start stop date_from date_to")
Period.__doc__ = """A period as moments (naive UTC, ``stop`` excluded) and as dates."""


class WardMetric(models.AbstractModel):
    """Figures of many employees for one period: the one door to other areas.

    A metric is a code of :meth:`_metrics` with a method that gets employees and a
    :class:`Period` and returns ``{code: {employee id: value}}`` with a fixed number of
    queries. Whoever has no data is missing from the answer: no data
    is not zero. Areas add metrics by inheriting this model.
    """

    _name = "ward.metric"
    _description = "Metric"

    @api.model
    def _metrics(self):
        """Return ``{code: (label, kind, method name)}``; kind: percent or count."""
        return {
            "plan.on_time": (
                self.env._("Plans submitted on time (%)"),
                "percent",
                "_compute_plan_on_time",
            ),
            "task.completion": (
                self.env._("Tasks completed (%)"),
                "percent",
                "_compute_task_figures",
            ),
            "task.overdue": (
                self.env._("Tasks late or overdue"),
                "count",
                "_compute_task_figures",
            ),
            "task.returned": (
                self.env._("Tasks sent back"),
                "count",
                "_compute_task_figures",
            ),
            "plan.vague": (
                self.env._("Vague lines refused"),
                "count",
                "_compute_plan_on_time",
            ),
            "campaign.failed": (
                self.env._("Campaign targets missed"),
                "count",
                "_compute_campaign_failed",
            ),
        }

    @api.model
    def _selection(self):
        return [(code, label) for code, (label, *_rest) in self._metrics().items()]

    @api.model
    def _is_count(self, code):
        return self._metrics()[code][1] == "count"

    @api.model
    def _figures(self, codes, employees, period):
        """Return ``{code: {employee id: value}}`` for ``period``.

        Each method runs once, however many of its codes are asked for.
        """
        metrics = self._metrics()
        result, computed = {}, {}
        for code in codes:
            method = metrics[code][2]
            if method not in computed:
                # sudo: figures only, for employees whose sheets the caller prepares
                computed[method] = getattr(self.sudo(), method)(employees, period)
            result[code] = computed[method][code]
        return result

    def _compute_plan_on_time(self, employees, period):
        """Weekly plans of weeks that begin in the period: on time, vague lines."""
        groups = self.env["ward.plan"]._read_group(
            [
                ("employee_id", "in", employees.ids),
                ("kind", "=", "week"),
                ("date_start", ">=", period.date_from),
                ("date_start", "<=", period.date_to),
            ],
            ["employee_id", "submitted_late"],
            ["__count", "submitted_at:count", "vague_count:sum"],
        )
        total, in_time, vague = defaultdict(int), defaultdict(int), defaultdict(int)
        for employee, late, count, submitted, refused in groups:
            total[employee.id] += count
            in_time[employee.id] += 0 if late else submitted
            vague[employee.id] += refused or 0
        return {
            "plan.on_time": {key: 100.0 * in_time[key] / total[key] for key in total},
            "plan.vague": dict(vague),
        }

    def _compute_task_figures(self, employees, period):
        """Tasks of the period that were kept: done, late or overdue, sent back."""
        groups = self.env["ward.task"]._read_group(
            [
                ("employee_id", "in", employees.ids),
                ("deadline", ">=", period.start),
                ("deadline", "<", period.stop),
                ("review_state", "in", ("kept", "adjusted")),
                ("is_carried", "=", False),
            ],
            ["employee_id", "is_late"],
            ["__count", "done_at:count", "sent_back_count:sum"],
        )
        total, done = defaultdict(int), defaultdict(int)
        late, returned = defaultdict(int), defaultdict(int)
        for employee, is_late, count, finished, sent_back in groups:
            total[employee.id] += count
            done[employee.id] += finished
            late[employee.id] += count if is_late else count - finished
            returned[employee.id] += sent_back
        return {
            "task.completion": {key: 100.0 * done[key] / total[key] for key in total},
            "task.overdue": dict(late),
            "task.returned": dict(returned),
        }

    def _compute_campaign_failed(self, employees, period):
        """Targets of started campaigns due in the period and missed."""
        targets = self.env["ward.campaign.target"].search(
            [
                ("responsible_id", "in", employees.ids),
                ("deadline", ">=", period.date_from),
                ("deadline", "<=", period.date_to),
                ("campaign_id.started_at", "!=", False),
            ]
        )
        missed = defaultdict(int)
        for target in targets:
            if target.is_failed:
                missed[target.responsible_id.id] += 1
        return {"campaign.failed": dict(missed)}
