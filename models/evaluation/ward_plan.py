"""What the evaluation needs to know of plans: vague lines refused."""

from odoo import fields, models
from odoo.exceptions import ValidationError


class WardPlan(models.Model):
    _inherit = "ward.plan"

    vague_count = fields.Integer(
        "Vague Lines Refused",
        readonly=True,
        help="Lines the concreteness check refused at a submission, at worst.",
    )

    def _check_content(self):
        try:
            return super()._check_content()
        except ValidationError:
            self._count_refused()
            raise

    def _count_refused(self):
        """Remember how many lines were refused, though the submission is undone."""
        counts = {
            plan.id: sum(
                1
                for task in plan.task_ids
                if task.review_state != "stopped" and task._submission_issues()
            )
            for plan in self
        }
        # A cursor of its own: the error undoes this transaction. Plans this very
        # transaction has made are not visible there, locked ones are left alone.
        with self.env.registry.cursor() as cr:
            # sudo: a fact about the plan, written by the program
            plans = self.with_env(self.env(cr=cr)).sudo().exists()
            for plan in plans.try_lock_for_update():
                if counts[plan.id] > plan.vague_count:
                    plan._write_guarded({"vague_count": counts[plan.id]})
