"""Handing a task to a colleague, splitting it, excusing faults and delays."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class WardTask(models.Model):
    _inherit = "ward.task"

    handed_to_id = fields.Many2one(
        "ward.task",
        "Handed On As",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The colleague's task; here it stays assigned and not completed "
        "(Decree 335/2025, Article 18.1.d).",
    )
    handed_from_id = fields.Many2one(
        "ward.task",
        "Taken Over From",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    split_from_id = fields.Many2one(
        "ward.task",
        "Part Of",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    missed_deadlines = fields.Integer(
        compute="_compute_missed_deadlines",
        store=True,
        recursive=True,
        help="How often it was carried over unfinished: each time is a delay.",
    )
    excused_fails = fields.Integer("Faults Excused", readonly=True)
    excused_delays = fields.Integer("Delays Excused", readonly=True)
    excuse = fields.Char(
        "Objective Cause",
        readonly=True,
        help="Confirmed by the leader; takes away the penalty (Decree 335/2025, "
        "Article 14.2).",
    )
    excused_by_id = fields.Many2one("res.users", "Confirmed By", readonly=True)

    @api.depends("carried_from_id.missed_deadlines")
    def _compute_missed_deadlines(self):
        for task in self:
            before = task.carried_from_id
            task.missed_deadlines = before.missed_deadlines + 1 if before else 0

    def action_hand_over(self, employee, word=None):
        """Give the tasks to ``employee``, who takes them on top; returns his tasks.

        :raise UserError: nothing left to hand on, or to the officer himself
        """
        self._check_reviewer(states=("approved",))
        self._require_word(word)
        for task in self:
            if task.done_at or task.handed_to_id or task.review_state == "stopped":
                raise UserError(
                    self.env._(
                        "“%(task)s” is done, stopped or handed on already.",
                        task=task.name[:80],
                    )
                )
            if task.employee_id == employee:
                raise UserError(
                    self.env._("“To”: choose somebody else than the officer himself.")
                )
        Plan = self.env["ward.plan"]
        vals_list = []
        for task in self:
            plan = Plan._for_employees(employee, "week", task.deadline.date())
            vals_list.append(
                task._prepare_assigned_vals(plan)
                | {"handed_from_id": task.id, "progress": 0}
            )
        # sudo: the reviewer's right was checked; the colleague's plan is his
        taken = self.env["ward.task"].sudo()._create_guarded(vals_list)
        for task, new in zip(self, taken, strict=True):
            task._write_guarded({"handed_to_id": new.id})
        self._log_word(
            self.env._("Handed on to %s.", employee.sudo().name),
            word,  # a name
        )
        taken._tell(
            "employee_user_id",
            lambda t: t.env._("Taken over: %(task)s", task=t.name),
        )
        return taken.with_env(self.env)

    def _prepare_assigned_vals(self, plan):
        self.ensure_one()
        return {
            "plan_id": plan.id,
            "name": self.name,
            "product_id": self.product_id.id,
            "product_name": self.product_name,
            "quantity": self.quantity,
            "weight": self.weight,
            "place": self.place,
            "deadline": self.deadline,
            "source": "assigned",
            "assigned_by_id": self.env.uid,
            "is_arising": plan.state == "approved",
            "review_state": "kept",
            "reviewed_by_id": self.env.uid,
            "reviewed_at": fields.Datetime.now(),
        }

    def action_split(self, parts):
        """Split one task over people and periods; returns the new tasks.

        ``parts``: list of (employee, deadline, quantity). What is left stays with the
        officer; the sum never exceeds the product's quantity (Article 18.1.c).

        :raise ValidationError: the parts are more than there is
        """
        self.ensure_one()
        self._check_reviewer(states=("approved", "submitted"))
        if self.done_at:
            raise UserError(self.env._("A task reported done is not split."))
        total = sum(quantity for _employee, _deadline, quantity in parts)
        if not parts or any(quantity <= 0 for _e, _d, quantity in parts):
            raise ValidationError(
                self.env._("“Quantity” of each part must be above zero.")
            )
        if total >= self.quantity - 1e-9:
            raise ValidationError(
                self.env._(
                    "The parts make %(total)s of %(quantity)s; leave a part to the "
                    "officer, or hand the task on as a whole.",
                    total=f"{total:g}",
                    quantity=f"{self.quantity:g}",
                )
            )
        Plan = self.env["ward.plan"]
        vals_list = []
        for employee, deadline, quantity in parts:
            plan = Plan._for_employees(employee, "week", deadline.date())
            vals_list.append(
                self._prepare_assigned_vals(plan)
                | {
                    "quantity": quantity,
                    "deadline": deadline,
                    "split_from_id": self.id,
                }
            )
        # sudo: see action_hand_over
        new = self.env["ward.task"].sudo()._create_guarded(vals_list)
        # A part of what was assigned from the beginning is no extra work; a part of
        # what was taken over is.
        new._write_guarded({"is_arising": self.is_arising or bool(self.handed_from_id)})
        self._write_guarded({"quantity": self.quantity - total})
        self._log_word(self.env._("Split into %s parts.", len(parts) + 1))
        return new.with_env(self.env)

    def action_excuse(self, word=None):
        """Confirm an objective cause of all faults and delays so far."""
        self._check_reviewer(states=("approved",))
        self._require_word(word)
        now = fields.Datetime.now()
        for task in self:
            late = task.is_late or (not task.done_at and task.deadline < now)
            task._write_guarded(
                {
                    "excused_fails": task.sent_back_count
                    + (1 if task.quality == "poor" else 0),
                    "excused_delays": task.missed_deadlines + (1 if late else 0),
                    "excuse": word,
                    "excused_by_id": self.env.uid,
                }
            )
        self._log_word(self.env._("Objective cause confirmed."), word)
        return True
