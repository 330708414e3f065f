"""The graders' steps on a sheet: grade, agree, return, not graded, reopen."""

from odoo import api, models
from odoo.exceptions import AccessError, UserError

# So many missed deadlines of one product are a “prolonged delay”.
LONG_DELAY = 2


class WardEvaluation(models.Model):
    _inherit = "ward.evaluation"

    # ------------------------------------------------------------------
    # RIGHTS
    # ------------------------------------------------------------------

    def _stage_now(self):
        """Return which grading the sheet waits for: proposal, decision, or none."""
        self.ensure_one()
        if self.cycle_id.sudo().state != "open":  # open to whoever grades
            return None
        if self.state in ("self", "submitted"):
            return "decision" if self.proposer_id == self.decider_id else "proposal"
        return "decision" if self.state == "proposed" else None

    def _grades_at(self, stage):
        """Return whether the current user, or whom he stands in for, grades at it."""
        self.ensure_one()
        if self.employee_user_id == self.env.user:
            return False
        grader = self.proposer_id if stage == "proposal" else self.decider_id
        return bool(grader) and grader in self.env["hr.employee"]._ward_represented()

    def _check_grading(self, stage):
        """Check that the sheet waits for ``stage`` and that it is the user's step.

        :raise AccessError: not his, or his own sheet
        :raise UserError: too early or too late
        """
        self.ensure_one()
        if not self._grades_at(stage):
            raise AccessError(
                self.env._(
                    "%(sheet)s: only its grader gives this grade, never the officer "
                    "himself.",
                    sheet=self.display_name,
                )
            )
        if self._stage_now() != stage:
            raise UserError(
                self.env._(
                    "%(sheet)s does not wait for this grading any more: it is "
                    "“%(state)s”. Open it again to see where it is.",
                    sheet=self.display_name,
                    state=dict(self._fields["state"]._description_selection(self.env))[
                        self.state
                    ],
                )
            )
        if self.state == "self" and not self.to_grade:
            raise UserError(
                self.env._(
                    "%(sheet)s: the officer has until %(date)s to grade himself.",
                    sheet=self.display_name,
                    date=self.cycle_id.self_due,
                )
            )

    # ------------------------------------------------------------------
    # GRADING
    # ------------------------------------------------------------------

    def _first_opinion(self, stage):
        """Return the values a new grading begins with.

        The proposal where there is one, else what the officer says of himself.
        """
        self.ensure_one()
        proposal = self.review_ids.filtered(lambda r: r.stage == "proposal")
        if stage == "decision" and proposal:
            return {
                name: proposal[name]
                for name in (
                    "strengths",
                    "shortcomings",
                    "reason",
                    "organised",
                    "united",
                )
            } | {"grade_id": proposal.grade_id.id, "unit_ok": self._unit_ok()}
        return {
            "grade_id": self.self_grade_id.id,
            "strengths": self.self_strengths,
            "shortcomings": self.self_shortcomings,
            "unit_ok": self._unit_ok(),
            "organised": self.self_organised and not self._long_delays(),
            "united": self.self_united,
        }

    def _unit_ok(self):
        """Article 15.3.a: whether nobody he leads is at “not completed”.

        From the best knowledge there is: the decision, else the proposal, else the
        officers' own points. Only the head of a unit is measured by the whole unit,
        others by those below them.
        """
        self.ensure_one()
        if not self.is_leader:
            return True
        # sudo: yes or no is all that leaves this method, and it goes into a grading
        team = self.sudo()._team()
        for member in team.filtered(lambda s: s.state != "exempt"):
            reviews = member.review_ids.sorted(lambda r: r.stage == "decision")
            if reviews:
                grade = reviews[-1].grade_id
            elif member.is_self_graded:
                grade = member.self_computed_grade_id
            else:
                continue
            if grade.is_failed:
                return False
        return True

    def _team(self):
        """Return the sheets of those he leads; of the unit's leader, of everybody."""
        self.ensure_one()
        team = self.cycle_id.evaluation_ids - self
        if self.employee_id == self.company_id.ward_leader_id:
            return team
        below = self.env["hr.employee"].search(
            [("id", "child_of", self.employee_id.ids)]
        )
        return team.filtered(lambda s: s.employee_id in below)

    def _long_delays(self):
        """Article 15.3.b: how many tasks of those he leads are delayed for long.

        A product whose deadline was missed twice or more: a first proposal, which the
        grader may change.
        """
        self.ensure_one()
        if not self.is_leader:
            return 0
        # sudo: a number is all that leaves this method
        team = self.sudo()._team()
        return (
            self.env["ward.evaluation.work"]
            .sudo()
            .search_count(
                [
                    ("evaluation_id", "in", team.ids),
                    ("kind", "!=", "uncounted"),
                    ("delays", ">=", LONG_DELAY),
                ]
            )
        )

    def _start_reviews(self):
        """Make the missing gradings of the stage the sheets are in, in one batch."""
        Review = self.env["ward.evaluation.review"]
        vals_list = []
        for sheet in self:
            stage = sheet._stage_now()
            if any(r.stage == stage for r in sheet.review_ids):
                continue
            proposal = sheet.review_ids.filtered(lambda r: r.stage == "proposal")
            given = {line.line_id: line for line in proposal.line_ids}
            vals_list.append(
                {
                    "evaluation_id": sheet.id,
                    "stage": stage,
                    "line_ids": [
                        (
                            0,
                            0,
                            {
                                "line_id": line.id,
                                "sequence": line.sequence,
                                "points": given[line].points
                                if line in given
                                else line.self_points,
                                "scored": line.self_scored or line in given,
                            },
                        )
                        for line in sheet.line_ids
                    ],
                }
                | sheet._first_opinion(stage)
            )
        # sudo: rights were checked by the caller; nobody creates a grading himself
        Review.sudo().create(vals_list)
        self.invalidate_recordset(["review_ids"])
        return self._current_reviews()

    def _current_reviews(self):
        return self.review_ids.filtered(
            lambda r: r.stage == r.evaluation_id._stage_now()
        )

    def action_grade(self):
        """Open the grading of this sheet, begun with what the officer says."""
        self.ensure_one()
        self.check_access("read")
        stage = self._stage_now()
        if not stage:
            review = self.review_ids.sorted("stage")[:1]
            if not review:
                raise UserError(
                    self.env._("%(sheet)s is not graded.", sheet=self.display_name)
                )
        else:
            self._check_grading(stage)
            self._lock()
            review = self._start_reviews()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Grade"),
            "res_model": "ward.evaluation.review",
            "res_id": review.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "large"},
        }

    def action_agree(self):
        """Confirm the sheets whose own grade follows from the points, as they are.

        Of the others nothing is changed. Returns a notification telling how many.
        """
        self.check_access("read")
        ready = self.filtered(
            lambda s: s.to_grade and s.state != "self" and s._is_agreed()
        )
        if ready:
            ready._lock()
            reviews = ready._start_reviews().filtered(
                lambda r: not r._confirmation_issues()
            )
            reviews.action_confirm()
            ready = reviews.evaluation_id
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if ready else "warning",
                "message": self.env._(
                    "%(done)s agreed, %(skipped)s skipped (not waiting for you, or the "
                    "grade does not follow from the points).",
                    done=len(ready),
                    skipped=len(self - ready),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _is_agreed(self):
        """Return whether nothing speaks against the opinion there is."""
        self.ensure_one()
        if not self.is_agreeable or self.cause_ids:
            return False
        if self.is_leader and self.self_unit_ok and not self._unit_ok():
            return False
        if self.is_leader and self.self_organised and self._long_delays():
            return False
        proposal = self.review_ids.filtered(lambda r: r.stage == "proposal")
        return not proposal or proposal.grade_id in (
            proposal.computed_grade_id & self.self_grade_id
        )

    def action_return(self, word=None):
        """Return sheets to their officers with a word (required)."""
        self.check_access("read")
        if not (word or "").strip():
            raise UserError(self.env._("“Word”: say what is to be looked at again."))
        self._lock()
        for sheet in self:
            if sheet.state not in ("submitted", "proposed"):
                raise UserError(
                    self.env._(
                        "%(sheet)s cannot be returned now.", sheet=sheet.display_name
                    )
                )
            sheet._check_grading(sheet._stage_now())
        # sudo: the grader's right was checked; the state is his to change by this step
        self.sudo()._write_guarded(
            {"state": "self", "return_word": word, "submitted_at": False}
        )
        # A proposal on a sheet that will change is no proposal any more; what was
        # proposed stays in the log.
        self.sudo().review_ids.unlink()
        self.sudo()._log_step(self.env._("Returned to the officer: %s", word))
        self._tell(
            "employee_user_id",
            lambda s: s.env._("%(sheet)s: returned to you.", sheet=s.display_name),
        )
        return True

    def action_exempt(self, word=None):
        """Set sheets to “not graded”, with the reason (decider or personnel clerk)."""
        self.check_access("read")
        if not (word or "").strip():
            raise UserError(self.env._("“Word”: say why the officer is not graded."))
        leaders = self.env["hr.employee"]._ward_represented()
        for sheet in self:
            if sheet.employee_user_id == self.env.user or not (
                sheet.decider_id in leaders or sheet.cycle_id.can_open
            ):
                raise AccessError(
                    self.env._("Only the decider or the personnel clerk does this.")
                )
            if sheet.state in ("decided", "published"):
                raise UserError(
                    self.env._("%(sheet)s is decided.", sheet=sheet.display_name)
                )
        # sudo: right checked above
        self.sudo()._write_guarded({"state": "exempt", "exempt_reason": word})
        self.sudo()._log_step(self.env._("Not graded: %s", word))
        return True

    def action_reopen(self, word=None):
        """Take a decision back before the publication (decider), with the reason."""
        self.check_access("read")
        if not (word or "").strip():
            raise UserError(self.env._("“Word”: say why the decision is taken back."))
        self._lock()
        for sheet in self:
            if not sheet._grades_at("decision"):
                raise AccessError(self.env._("Only the decider takes it back."))
            if sheet.state != "decided" or sheet.cycle_id.sudo().state != "open":
                raise UserError(
                    self.env._(
                        "%(sheet)s: only a decision of an open cycle is taken back; "
                        "reopen the cycle first, or replace the published result.",
                        sheet=sheet.display_name,
                    )
                )
        self.env["ward.evaluation.log"]._note(
            [
                {
                    "evaluation_id": sheet.id,
                    "kind": "decision",
                    "what": self.env._("Decision taken back"),
                    "reason": word,
                }
                for sheet in self
            ]
        )
        # sudo: right checked above
        self.sudo()._write_guarded({"state": "proposed"})
        return True

    @api.model
    def _refresh_graders(self, employees):
        """Let open sheets of ``employees`` follow a changed chain of managers."""
        # sudo: a change of manager concerns sheets its writer may not see
        sheets = self.sudo().search(
            [
                ("employee_id", "in", employees.ids),
                ("state", "in", ("self", "submitted", "proposed")),
            ]
        )
        graders = sheets.employee_id._ward_graders()
        for sheet in sheets:
            proposer, decider = graders[sheet.employee_id]
            if (sheet.proposer_id, sheet.decider_id) != (proposer, decider):
                sheet._write_guarded(
                    {"proposer_id": proposer.id, "decider_id": decider.id}
                )
        sheets._skip_proposal()
