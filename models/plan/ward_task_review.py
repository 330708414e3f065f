"""What the reviewer decides on tasks, and what is reported and accepted."""

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class WardTask(models.Model):
    _inherit = "ward.task"

    # ------------------------------------------------------------------
    # REVIEW
    # ------------------------------------------------------------------

    def _check_reviewer(self, states=("submitted", "approved")):
        """Check that the current user may decide on these tasks now."""
        self.check_access("write")
        refused = self.plan_id - self.plan_id._filtered_reviewable()
        if refused:
            raise AccessError(
                self.env._(
                    "%(plan)s: only the reviewer decides, never the officer himself.",
                    plan=refused[0].display_name,
                )
            )
        early = self.plan_id.filtered(lambda plan: plan.state not in states)
        if early:
            raise UserError(
                self.env._("%(plan)s is not submitted yet.", plan=early[0].display_name)
            )

    def _decision(self, review_state, word=None):
        vals = {
            "review_state": review_state,
            "reviewed_by_id": self.env.uid,
            "reviewed_at": fields.Datetime.now(),
        }
        return vals | ({"review_note": word} if word else {})

    def _log_word(self, text, word=None):
        body = Markup("%s<br/>%s") % (text, word) if word else text
        self._message_log_batch(bodies={task.id: body for task in self})

    def _require_word(self, word):
        if not (word or "").strip():
            raise UserError(self.env._("“Word”: say in a few words why."))

    def action_keep(self, word=None):
        """Keep the lines as they are."""
        self._check_reviewer()
        self._write_guarded(self._decision("kept", word))
        self._log_word(self.env._("Kept."), word)
        return True

    def action_stop(self, word=None):
        """Stop the lines; they no longer count. A word is required."""
        self._check_reviewer()
        self._require_word(word)
        self._write_guarded(self._decision("stopped", word))
        self._log_word(self.env._("Stopped."), word)
        self._tell(
            "employee_user_id",
            lambda task: task.env._("Stopped: %(task)s", task=task.name),
        )
        return True

    def action_return(self, word=None):
        """Return the lines to be rewritten. A word is required."""
        self._check_reviewer()
        self._require_word(word)
        self._write_guarded(self._decision("returned", word))
        self._log_word(self.env._("Returned."), word)
        self._tell(
            "employee_user_id",
            lambda task: task.env._("Returned: %(task)s", task=task.name),
        )
        return True

    def action_accept_vague(self, word=None):
        """Let lines pass that the concreteness check refuses, with the reason."""
        self._check_reviewer(states=("draft", "returned", "submitted", "approved"))
        self._require_word(word)
        self._write_guarded({"vague_reason": word})
        self._log_word(self.env._("Accepted although not concrete."), word)
        return True

    # ------------------------------------------------------------------
    # PROGRESS AND ACCEPTANCE
    # ------------------------------------------------------------------

    def action_report(self, progress, result=None, attachment_ids=()):
        """Report ``progress`` (0 to 100), a result and evidence files of one task."""
        self.ensure_one()
        vals = {"progress": progress}
        if result:
            vals["result"] = result
        if attachment_ids:
            vals["evidence_ids"] = [fields.Command.link(i) for i in attachment_ids]
        self.write(vals)
        return True

    def action_done(self):
        """Report the tasks as done."""
        for task in self:
            task.action_report(100)
        return True

    def action_open_report(self):
        """Open the short form for progress, result and a photo."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Report Progress"),
            "res_model": "ward.task.report",
            "view_mode": "form",
            "target": "new",
            "context": {"default_task_id": self.id},
        }

    def action_accept(self, quality="meets"):
        """Accept tasks reported done, with a rating of their quality."""
        self._check_reviewer(states=("approved", "submitted", "draft", "returned"))
        if quality not in dict(self._fields["quality"].selection):
            raise UserError(self.env._("“Quality” must be one of the ratings offered."))
        open_tasks = self.filtered(lambda task: not task.done_at)
        if open_tasks:
            raise UserError(
                self.env._(
                    "“%(task)s” has not been reported done.",
                    task=open_tasks[0].name[:80],
                )
            )
        self._write_guarded(
            {
                "accepted_at": fields.Datetime.now(),
                "accepted_by_id": self.env.uid,
                "quality": quality,
            }
        )
        self._log_word(self.env._("Accepted."))
        return True

    def action_send_back(self, word=None):
        """Send tasks reported done back as failing; each time counts."""
        self._check_reviewer(states=("approved", "submitted", "draft", "returned"))
        self._require_word(word)
        open_tasks = self.filtered(lambda task: not task.done_at)
        if open_tasks:
            raise UserError(
                self.env._(
                    "“%(task)s” has not been reported done.",
                    task=open_tasks[0].name[:80],
                )
            )
        for count, tasks in self.grouped("sent_back_count").items():
            tasks._write_guarded(
                {
                    "sent_back_count": count + 1,
                    "progress": 90,
                    "done_at": False,
                    "accepted_at": False,
                    "accepted_by_id": False,
                    "quality": False,
                }
            )
        self._log_word(self.env._("Sent back."), word)
        self._tell(
            "employee_user_id",
            lambda task: task.env._("Sent back: %(task)s", task=task.name),
        )
        return True

    def action_propose_product(self):
        """Propose the free tasks as new items of the catalogue; returns the items."""
        self.check_access("write")
        self.plan_id._check_writer()
        vals_list = []
        for task in self:
            if task.product_id:
                raise UserError(
                    self.env._("“%(task)s” has a catalogue item.", task=task.name[:80])
                )
            vals_list.append(
                {
                    "code": self.env._("PROPOSED-%(id)s", id=task.id),
                    "name": task.name,
                    "product_name": task.product_name or task.name,
                    "scope": "department" if task.department_id else "common",
                    "department_id": task.department_id.id,
                    "company_id": task.company_id.id,
                    "valid_from": task.date_start,
                    "note": task.employee_id.sudo().name,  # who proposes, by name
                }
            )
        # sudo: every officer may propose; a proposal counts for nothing until decided
        products = self.env["ward.product"].sudo().create(vals_list)
        for task, product in zip(self, products, strict=True):
            # An officer may name the item also after approval: it does not count yet.
            task._write_guarded({"product_id": product.id})
        return products.with_env(self.env)
