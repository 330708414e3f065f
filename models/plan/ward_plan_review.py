"""Who reviews a plan, and its steps from the draft to the approval."""

from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

# state -> {next state: who may take the step}
TRANSITIONS = {
    "draft": {"submitted": "owner"},
    "returned": {"submitted": "owner"},
    "submitted": {"draft": "owner", "approved": "reviewer", "returned": "reviewer"},
    "approved": {"returned": "reviewer"},
}
OPEN_STATES = ("draft", "returned", "submitted")
# More lines would not fit a message a person reads.
MAX_SHOWN_ISSUES = 20


class WardPlan(models.Model):
    _inherit = "ward.plan"

    # ------------------------------------------------------------------
    # REVIEWERS
    # ------------------------------------------------------------------

    def _set_reviewer(self):
        """Write the reviewer of today's chain on the plans (one write a reviewer)."""
        reviewers = self.employee_id._ward_reviewers()
        by_reviewer = defaultdict(self.browse)
        for plan in self:
            by_reviewer[reviewers[plan.employee_id].id] |= plan
        for reviewer_id, plans in by_reviewer.items():
            plans.sudo()._write_guarded(  # sudo: derived, whoever caused the change
                {"reviewer_id": reviewer_id}
            )

    @api.model
    def _refresh_reviewers(self, employees):
        """Let the open plans of ``employees`` follow a changed chain."""
        # sudo: a change of manager concerns plans its writer may not see
        self.sudo().search(
            [("employee_id", "in", employees.ids), ("state", "in", OPEN_STATES)]
        )._set_reviewer()

    def _filtered_reviewable(self):
        """Return the plans the current user may review.

        He is the reviewer, stands in for him, or leads the unit; never his own.
        """
        others = self.filtered(
            lambda plan: plan.employee_id and plan.employee_user_id != self.env.user
        )
        if not others:
            return self.browse()
        represented = self.env["hr.employee"]._ward_represented()
        is_leader = self.env.user.has_group("ward_office.group_plan_leader")
        return others.filtered(
            lambda plan: (
                plan.reviewer_id in represented
                or (is_leader and plan.company_id in self.env.companies)
            )
        )

    # ------------------------------------------------------------------
    # TRANSITIONS
    # ------------------------------------------------------------------

    def _check_transition(self, target):
        """Check that the current user may bring each plan to ``target``.

        :raise UserError: the plan is in another state
        :raise AccessError: another person's step
        """
        self.check_access("write")
        reviewable = self._filtered_reviewable()
        labels = dict(self._fields["state"]._description_selection(self.env))
        for plan in self:
            who = TRANSITIONS[plan.state].get(target)
            if not who:
                raise UserError(
                    self.env._(
                        "%(plan)s is “%(state)s” and cannot become “%(target)s”.",
                        plan=plan.display_name,
                        state=labels[plan.state],
                        target=labels[target],
                    )
                )
            owner = plan.employee_user_id == self.env.user
            if not (owner if who == "owner" else plan in reviewable):
                raise AccessError(
                    self.env._(
                        "%(plan)s: this step is for %(who)s.",
                        plan=plan.display_name,
                        who=self.env._("the officer himself")
                        if who == "owner"
                        else self.env._("the reviewer, never for the officer himself"),
                    )
                )

    def _log_step(self, text):
        self._message_log_batch(bodies={plan.id: text for plan in self})

    def action_submit(self):
        """Submit the plans for review; late is recorded, vague lines are refused.

        :raise ValidationError: lines that are not concrete, told one by one
        """
        self._check_transition("submitted")
        self._check_content()
        now = fields.Datetime.now()
        late = self.filtered(lambda plan: now > plan.submit_deadline)
        for plans, is_late in ((late, True), (self - late, False)):
            plans._write_guarded(
                {"state": "submitted", "submitted_at": now, "submitted_late": is_late}
            )
        self.task_ids.filtered(lambda t: t.review_state == "returned")._write_guarded(
            {"review_state": "pending"}
        )
        late._log_step(self.env._("Submitted, after the time set."))
        (self - late)._log_step(self.env._("Submitted in time."))
        self.activity_unlink(["ward_office.activity_plan_submit"])
        self._approve_without_superior()
        return True

    def _approve_without_superior(self):
        """The leader of a unit without a superior here needs nobody's approval."""
        top = self.filtered(
            lambda plan: (
                not plan.reviewer_id
                and plan.employee_id == plan.company_id.ward_leader_id
            )
        )
        if top:
            top.task_ids.filtered(lambda t: t.review_state == "pending")._write_guarded(
                {"review_state": "kept"}
            )
            top._write_guarded(
                {"state": "approved", "reviewed_at": fields.Datetime.now()}
            )
            top._log_step(self.env._("In force at once: no superior in the system."))

    def _check_content(self):
        """Refuse plans without tasks or with lines that say too little."""
        problems = []
        for plan in self:
            if not plan.task_ids:
                problems.append(
                    self.env._("%(plan)s has no task yet.", plan=plan.display_name)
                )
            for task in plan.task_ids:
                if task.review_state == "stopped":
                    continue
                problems += [
                    self.env._(
                        "“%(task)s”: %(issue)s", task=task.name[:80], issue=issue
                    )
                    for issue in task._submission_issues()
                ]
        if problems:
            shown = problems[:MAX_SHOWN_ISSUES]
            if len(problems) > len(shown):
                shown.append(
                    self.env._(
                        "… and %(count)s more.", count=len(problems) - len(shown)
                    )
                )
            raise ValidationError("\n".join(shown))

    def action_withdraw(self):
        """Take submitted plans back for another change, before they are reviewed."""
        self._check_transition("draft")
        self._write_guarded({"state": "draft"})
        self._log_step(self.env._("Taken back by the officer."))
        return True

    def action_approve(self):
        """Approve the plans; lines not yet looked at are kept.

        :raise UserError: a line has been returned; the plan must be returned then
        """
        self._check_transition("approved")
        returned = self.task_ids.filtered(lambda t: t.review_state == "returned")
        if returned:
            raise UserError(
                self.env._(
                    "%(plan)s holds lines you returned; press “Return” instead.",
                    plan=returned[0].plan_id.display_name,
                )
            )
        now = fields.Datetime.now()
        self.task_ids.filtered(lambda t: t.review_state == "pending")._write_guarded(
            {"review_state": "kept", "reviewed_by_id": self.env.uid, "reviewed_at": now}
        )
        self._write_guarded(
            {"state": "approved", "reviewed_at": now, "reviewed_by_id": self.env.uid}
        )
        self._log_step(self.env._("Approved."))
        self.activity_unlink(["ward_office.activity_plan_review"])
        self._tell(
            "employee_user_id",
            lambda plan: plan.env._("%(plan)s: approved.", plan=plan.display_name),
        )
        return True

    def action_return(self, word=None):
        """Return the plans to their officers with a word (required)."""
        self._check_transition("returned")
        if not word and not all(
            any(task.review_state == "returned" for task in plan.task_ids)
            for plan in self
        ):
            raise UserError(
                self.env._("Say what is to be changed, or return the lines concerned.")
            )
        self._write_guarded(
            {
                "state": "returned",
                "reviewed_at": fields.Datetime.now(),
                "reviewed_by_id": self.env.uid,
                "review_note": word or False,
            }
        )
        text = self.env._("Returned to the officer.")
        self._log_step(Markup("%s<br/>%s") % (text, word) if word else text)
        self.activity_unlink(["ward_office.activity_plan_review"])
        for plan in self.filtered("employee_user_id"):
            plan.activity_schedule(
                "ward_office.activity_plan_submit",
                note=word or self.env._("Some lines need another look."),
                user_id=plan.employee_user_id.id,
            )
        return True

    def action_approve_all(self):
        """Approve those of the plans that wait for the current user's review.

        Returns a notification telling how many were approved and how many skipped.
        """
        ready = self._filtered_reviewable().filtered(
            lambda plan: (
                plan.state == "submitted"
                and not any(task.review_state == "returned" for task in plan.task_ids)
            )
        )
        ready.action_approve()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if ready else "warning",
                "message": self.env._(
                    "%(done)s approved, %(skipped)s skipped (not submitted, returned "
                    "lines, or not yours to review).",
                    done=len(ready),
                    skipped=len(self - ready),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
