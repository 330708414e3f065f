from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class WardTaskSlot(models.Model):
    """Hours on one day that a task takes (khung giờ): the calendar by the hour."""

    _name = "ward.task.slot"
    _description = "Hour Slot"
    _inherit = ["ward.guarded.mixin"]
    _order = "start, id"

    task_id = fields.Many2one(
        "ward.task", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char("Name", related="task_id.name")
    place = fields.Char(related="task_id.place")
    review_state = fields.Selection(related="task_id.review_state")
    start = fields.Datetime(required=True, index=True)
    stop = fields.Datetime(required=True)
    employee_id = fields.Many2one(
        related="task_id.employee_id", store=True, index=True, precompute=True
    )
    employee_user_id = fields.Many2one(
        related="task_id.employee_user_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="task_id.company_id", store=True, index=True, precompute=True
    )

    _length = models.Constraint(
        "CHECK (stop > start)", "A slot must end after it starts."
    )

    @api.constrains("start", "stop")
    def _check_slot(self):
        for slot in self:
            company = slot.company_id or self.env.company
            start = company._ward_to_local(slot.start)
            stop = company._ward_to_local(slot.stop)
            if start.date() != stop.date():
                raise ValidationError(
                    self.env._("A slot lies within one day; enter one for each day.")
                )
            plan = slot.task_id.plan_id
            if not plan.date_start <= start.date() <= plan.date_end:
                raise ValidationError(
                    self.env._(
                        "The slot on %(day)s lies outside the plan's period, "
                        "%(period)s.",
                        day=start.strftime("%d/%m/%Y"),
                        period=plan.week_label,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        slots = super().create(vals_list)
        slots._check_task_open()
        return slots

    def write(self, vals):
        self._check_task_open()
        result = super().write(vals)
        self._check_task_open()
        return result

    def unlink(self):
        self._check_task_open()
        return super().unlink()

    def _check_task_open(self):
        """Slots follow the lock of their task; a change after approval is logged."""
        if self.env.su:
            return
        tasks = self.task_id
        mine = tasks.filtered(lambda task: task.employee_user_id == self.env.user)
        mine._check_commitment_open()
        (tasks - mine).plan_id._check_writer()

    @api.model
    def _overlaps(self, slots):
        """Return ``{task id: {sentence, …}}`` where somebody is planned twice.

        Compares the hours of the officer and of those taking part, in one query.
        """
        slots = slots.filtered("id")
        if not slots:
            return {}
        self.env["ward.task"].flush_model(
            ["plan_id", "employee_id", "participant_ids", "review_state"]
        )
        self.flush_model()
        relation = self.env["ward.task"]._fields["participant_ids"]
        rows = self.env.execute_query(
            SQL(
                """
                WITH people AS (
                    SELECT slot.id, slot.task_id, slot.start, slot.stop,
                           slot.employee_id AS person_id
                      FROM ward_task_slot slot
                     UNION ALL
                    SELECT slot.id, slot.task_id, slot.start, slot.stop,
                           rel.%(employee)s
                      FROM ward_task_slot slot
                      JOIN %(relation)s rel ON rel.%(task)s = slot.task_id
                )
                SELECT DISTINCT own.task_id, employee.name, other_task.name
                  FROM people own
                  JOIN people other
                    ON other.person_id = own.person_id
                   AND other.task_id <> own.task_id
                   AND other.start < own.stop
                   AND other.stop > own.start
                  JOIN ward_task other_task ON other_task.id = other.task_id
                  JOIN hr_employee employee ON employee.id = own.person_id
                 WHERE own.id IN %(slots)s
                   AND other_task.review_state <> 'stopped'
                """,
                employee=SQL.identifier(relation.column2),
                task=SQL.identifier(relation.column1),
                relation=SQL.identifier(relation.relation),
                slots=tuple(slots.ids),
            )
        )
        found = defaultdict(set)
        for task_id, person, other_name in rows:
            found[task_id].add(
                self.env._(
                    "%(person)s also at “%(task)s”", person=person, task=other_name[:60]
                )
            )
        return found
