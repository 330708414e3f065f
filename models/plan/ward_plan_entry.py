"""Filling a plan fast: recurring work, the last plan, what is unfinished."""

from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError


class WardPlan(models.Model):
    _inherit = "ward.plan"

    # ------------------------------------------------------------------
    # FAST ENTRY
    # ------------------------------------------------------------------

    def _add_recurring(self):
        """Put the recurring work of each officer into his new plans."""
        works = self.env["ward.recurring.task"].search(
            [("employee_id", "in", self.employee_id.ids)]
        )
        by_person = works.grouped("employee_id")
        self.env["ward.task"]._create_guarded(
            [
                work._prepare_task_vals(plan)
                for plan in self
                for work in by_person.get(plan.employee_id, ())
                if work.kind == plan.kind
            ]
        )

    def _check_fillable(self):
        self.ensure_one()
        self._check_writer()
        if self.state not in ("draft", "returned"):
            raise UserError(self.env._("Only a plan being written can be filled."))

    def _previous(self):
        """Return the officer's last plan of this kind before this one."""
        self.ensure_one()
        return self.search(
            [
                ("employee_id", "=", self.employee_id.id),
                ("kind", "=", self.kind),
                ("date_start", "<", self.date_start),
            ],
            order="date_start desc",
            limit=1,
        )

    def action_copy_last(self):
        """Copy the tasks of the last plan, moved to this period."""
        self._check_fillable()
        previous = self._previous()
        if not previous:
            raise UserError(self.env._("There is no earlier plan to copy."))
        shift = self.date_start - previous.date_start
        known = set(self.task_ids.mapped("name"))
        tasks = previous.task_ids.filtered(
            lambda t: (
                t.review_state != "stopped"
                and t.name not in known
                and t.source not in ("assigned", "campaign")
            )
        )
        self.env["ward.task"]._create_guarded(
            [task._prepare_copy_vals(self, shift) for task in tasks]
        )
        return True

    def action_carry_over(self):
        """Take over what the last plan left unfinished; quantities stay there too."""
        self._check_fillable()
        tasks = self._previous().task_ids.filtered(
            lambda t: (
                not t.done_at
                and not t.is_carried
                and not t.handed_to_id
                and t.review_state != "stopped"
            )
        )
        if not tasks:
            raise UserError(self.env._("Nothing is left unfinished."))
        vals_list = []
        for task in tasks:
            vals = task._prepare_copy_vals(self, timedelta(0))
            vals |= {
                "source": "carried",
                "carried_from_id": task.id,
                # what it was, and what was found and excused so far, goes with it
                "is_arising": task.is_arising or bool(task.handed_from_id),
                "sent_back_count": task.sent_back_count,
                "excused_fails": task.excused_fails,
                "excused_delays": task.excused_delays,
                "excuse": task.excuse,
                "excused_by_id": task.excused_by_id.id,
                "progress": task.progress,
                "result": task.result,
                "campaign_target_id": task.campaign_target_id.id,
            }
            vals["deadline"] = max(
                task.deadline,
                self.company_id._ward_to_utc(self.date_end - timedelta(2), 17),
            )
            vals["slot_ids"] = []
            vals_list.append(vals)
        self.env["ward.task"]._create_guarded(vals_list)
        tasks._write_guarded({"is_carried": True})
        return True

    @api.model
    def _for_employees(self, employees, kind, date):
        """Return the plans of ``employees`` for the period holding ``date``.

        Missing ones are created, one batch for all.
        """
        start = self._period_start(kind, date)
        # sudo: a leader assigns work to officers whose plan he did not open; rights
        # are checked by the caller (`ward.task.assign`, campaigns)
        plans = self.sudo().search(
            [
                ("employee_id", "in", employees.ids),
                ("kind", "=", kind),
                ("date_start", "=", start),
            ]
        )
        plans |= self.sudo().create(
            [
                {"employee_id": employee.id, "kind": kind, "date_start": start}
                for employee in employees - plans.employee_id
            ]
        )
        return plans.with_env(self.env)
