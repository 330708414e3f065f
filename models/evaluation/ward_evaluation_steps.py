"""What the officer does with his sheet, and reminders."""

from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


class WardEvaluation(models.Model):
    _inherit = "ward.evaluation"

    # ------------------------------------------------------------------
    # THE OFFICER'S STEPS
    # ------------------------------------------------------------------

    def _log_step(self, text):
        self._message_log_batch(bodies={sheet.id: text for sheet in self})

    def action_full_points(self):
        """Give every criterion not scored yet its maximum, to be lowered by hand."""
        self._check_self_open()
        lines = self.line_ids.filtered(
            lambda x: not x.self_scored and x.kind == "hand" and not x.is_automatic
        )
        for maximum, same in lines.grouped("max_points").items():
            same.write({"self_points": maximum})
        for sheet in self.filtered(lambda s: not s.self_grade_id):
            sheet.self_grade_id = sheet.self_computed_grade_id
        return True

    def action_refresh(self):
        """Count work and metrics again, as long as the sheet is not decided."""
        self.check_access("read")
        for sheet in self:
            concerned = sheet.is_mine or sheet.is_grader or sheet.cycle_id.can_open
            if not concerned and not self.env.su:
                raise AccessError(self.env._("This sheet is not yours to refresh."))
            if sheet.state in ("decided", "published"):
                raise UserError(
                    self.env._("The figures of a decided sheet are frozen.")
                )
        self.sudo()._refresh_figures()  # sudo: tasks of former units, right checked
        return True

    def action_submit(self):
        """Submit the self-grading.

        :raise ValidationError: lines still open, told one by one
        """
        self._check_self_open()
        for sheet in self:
            issues = sheet._submission_issues()
            if issues:
                raise ValidationError(
                    self.env._(
                        "%(sheet)s cannot be submitted yet:\n%(issues)s",
                        sheet=sheet.display_name,
                        issues="\n".join(f"– {issue}" for issue in issues),
                    )
                )
        self.sudo()._refresh_figures()  # sudo: see action_refresh
        self._write_guarded(
            {
                "state": "submitted",
                "submitted_at": fields.Datetime.now(),
                "is_self_graded": True,
                "return_word": False,
            }
        )
        self._skip_proposal()
        self._log_step(self.env._("Self-grading submitted."))
        self.activity_unlink(["ward_office.activity_self_grade"])
        return True

    def _skip_proposal(self):
        """Sheets whose decider is also the proposer go straight to the decision."""
        self.filtered(
            lambda s: s.state == "submitted" and s.proposer_id == s.decider_id
        )._write_guarded({"state": "proposed"})

    def action_withdraw(self):
        """Take the sheet back, as long as nobody has begun to grade it."""
        for sheet in self:
            if sheet.employee_user_id != self.env.user:
                raise AccessError(self.env._("Only the officer takes his sheet back."))
            # sudo: whether a grading has begun, nothing of it is told
            if sheet.state not in ("submitted", "proposed") or sheet.sudo().review_ids:
                raise UserError(
                    self.env._(
                        "%(sheet)s is being graded; ask your grader to return it.",
                        sheet=sheet.display_name,
                    )
                )
        self._write_guarded({"state": "self"})
        self._log_step(self.env._("Taken back by the officer."))
        return True

    def action_ask_addition(self):
        """Ask that the tasks outside the catalogue be added to it (Article 13.3)."""
        self._check_self_open()
        tasks = self.work_ids.filtered(lambda w: w.reason == "no_item").task_id
        if not tasks:
            raise UserError(self.env._("Every task is in the catalogue."))
        products = tasks.action_propose_product()
        self.sudo()._refresh_figures()  # sudo: see action_refresh
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(count)s items proposed; they count after the decision.",
                    count=len(products),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_open_work(self):
        """Open the tasks behind the figures."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Work Counted"),
            "res_model": "ward.evaluation.work",
            "view_mode": "list,form",
            "domain": [("evaluation_id", "=", self.id)],
            "context": {"search_default_group_kind": 1},
        }

    # ------------------------------------------------------------------
    # REMINDERS
    # ------------------------------------------------------------------

    def _remind_self(self):
        self.filtered("employee_user_id")._tell(
            "employee_user_id",
            lambda s: s.env._("%(sheet)s: self-grading is due.", sheet=s.display_name),
        )
        self._write_guarded({"self_reminded_at": fields.Datetime.now()})

    def _remind_graders(self):
        """One message a grader, on the first of his sheets."""
        by_user = defaultdict(self.browse)
        for sheet in self:
            grader = (
                sheet.proposer_id if sheet.state == "submitted" else sheet.decider_id
            )
            by_user[grader.sudo().user_id] |= sheet
        for user, sheets in by_user.items():
            if user:
                sheets[0].message_notify(
                    partner_ids=user.partner_id.ids,
                    subject=self.env._("Evaluation sheets to grade"),
                    body=self.env._(
                        "%(count)s evaluation sheets wait for you.", count=len(sheets)
                    ),
                )
        self._write_guarded({"review_reminded_at": fields.Datetime.now()})
