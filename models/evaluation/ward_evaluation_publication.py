"""Closing a cycle under the quota, and its publication as a snapshot."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError


class WardEvaluationCycle(models.Model):
    _inherit = "ward.evaluation.cycle"

    quota_statement = fields.Text(
        "Quota",
        compute="_compute_quota_statement",
        help="Places in use and left; shown to the unit leader only.",
    )
    is_over_quota = fields.Boolean(compute="_compute_quota_statement")

    def _decisions(self):
        """Return the confirmed gradings of the cycle, as the program (all of them)."""
        # sudo: what the leader decided, for the quota and the publication he runs
        return (
            self.sudo()
            .evaluation_ids.filtered(lambda s: s.state in ("decided", "published"))
            .review_ids.filtered(lambda r: r.stage == "decision")
        )

    def _quota(self):
        """Return the quota's rows: dicts of scope, base, places, used and gradings.

        One row for the unit and, where the rule says so, one for each group of
        similar duties. Empty without a quota. Sheets still open count with the best
        knowledge there is: what the decider has drafted or was proposed.
        """
        self.ensure_one()
        rule = self.quota_rule_id
        if not rule:
            return []
        cycle = self.sudo()  # only who decides calls it, see _compute_quota_statement
        graded = {}
        for sheet in cycle.evaluation_ids.filtered(lambda s: s.state != "exempt"):
            reviews = sheet.review_ids.sorted("stage")  # decision before proposal
            grade = reviews[:1].grade_id
            if grade:
                graded[sheet] = grade
        rows = [(self.env._("The unit"), list(graded))]
        if rule.by_group:
            groups = defaultdict(list)
            for sheet in graded:
                if sheet.duty_group_id:
                    groups[sheet.duty_group_id].append(sheet)
            rows += [
                (group.name, sheets)
                for group, sheets in sorted(
                    groups.items(), key=lambda item: item[0].sequence
                )
            ]
        result = []
        for scope, sheets in rows:
            grades = [graded[sheet] for sheet in sheets]
            used = [s for s in sheets if graded[s].is_limited]
            result.append(
                {
                    "scope": scope,
                    "graded": len(sheets),
                    "base": sum(1 for g in grades if g.is_quota_base),
                    "places": rule._places(grades, self.quota_raised),
                    "used": len(used),
                    "sheets": self.env["ward.evaluation"].browse(s.id for s in used),
                }
            )
        return result

    @api.depends_context("uid", "lang")
    def _compute_quota_statement(self):
        for cycle in self:
            # Grades before their publication: for the decider alone, under sudo too.
            rows = cycle._quota() if cycle.can_decide else []
            cycle.is_over_quota = any(r["used"] > r["places"] for r in rows)
            cycle.quota_statement = "\n".join(map(self._quota_line, rows)) or False

    def _quota_line(self, row):
        """Return one row of :meth:`_quota` as a sentence, with names where over."""
        text = self.env._(
            "%(scope)s: %(used)s of %(places)s places used "
            "(%(graded)s graded so far, base %(base)s)",
            scope=row["scope"],
            used=row["used"],
            places=row["places"],
            graded=row["graded"],
            base=row["base"],
        )
        if row["used"] <= row["places"]:
            return text
        # sudo: names of officers whom the reader, the decider, has graded
        names = ", ".join(row["sheets"].sudo().employee_id.mapped("name"))
        return f"{text}: {names}"

    def _check_quota(self):
        """Refuse a cycle over quota, with names and remedy."""
        problems = []
        for row in self._quota():
            over = row["used"] - row["places"]
            if over > 0:
                best = row["sheets"][0].scale_id.grade_ids.filtered("is_limited")[:1]
                names = ", ".join(row["sheets"].sudo().employee_id.mapped("name"))
                problems.append(
                    self.env._(
                        "%(scope)s: %(used)s graded “%(grade)s”, %(places)s allowed "
                        "(base %(base)s). Over by %(over)s: %(names)s.",
                        scope=row["scope"],
                        used=row["used"],
                        grade=best.name,
                        places=row["places"],
                        base=row["base"],
                        over=over,
                        names=names,
                    )
                )
        if problems:
            problems.append(
                self.env._(
                    "Take back the decision on as many of them and grade them lower, "
                    "or record the decision that raises the quota to %(percent)s %%.",
                    percent=f"{self.quota_rule_id.raised_percent:g}",
                )
            )
            raise UserError("\n".join(problems))

    def action_close(self):
        """Close the cycles: everybody is decided and the quota is kept.

        Sheets that the body above decides need not be ready.

        :raise UserError: open sheets or too many best grades, by name
        """
        self._check_step("closed", "can_decide")
        for cycle in self:
            cycle._ward_lock_cycle()
            # sudo: names of sheets the leader is responsible for
            waiting = cycle.sudo().evaluation_ids.filtered(
                lambda s: (
                    s.state in ("self", "submitted", "proposed")
                    and s.decider_id.company_id <= s.company_id
                )
            )
            if waiting:
                names = ", ".join(waiting.employee_id.mapped("name")[:20])
                raise UserError(
                    self.env._(
                        "%(count)s sheets are still open: %(names)s. Grade them or set "
                        "them to “Not graded”.",
                        count=len(waiting),
                        names=names,
                    )
                )
            cycle._check_quota()
            cycle._write_guarded(
                {"state": "closed", "closed_at": fields.Datetime.now()}
            )
            cycle._message_log(body=self.env._("Closed."))
        return True

    def action_reopen(self):
        """Open a closed cycle again, before its publication."""
        self._check_step("open", "can_decide")
        self._write_guarded({"state": "open", "closed_at": False})
        for cycle in self:
            cycle._message_log(body=self.env._("Opened again."))
        return True

    def action_publish(self):
        """Publish what is decided, as a snapshot; later decisions are added.

        :raise UserError: nothing to publish, or the decision's number is missing
        """
        self._check_step("published", "can_decide")
        for cycle in self:
            cycle._ward_lock_cycle()
            if not (cycle.decision_number or "").strip():
                raise UserError(
                    self.env._(
                        "“Decision”: enter the number of the decision or notice that "
                        "publishes the result."
                    )
                )
            # sudo: the leader publishes what was decided, those above included
            sheets = cycle.sudo().evaluation_ids.filtered(
                lambda s: s.state == "decided"
            )
            if not sheets:
                raise UserError(self.env._("Nothing decided is left to publish."))
            cycle._check_quota()
            self.env["ward.evaluation.result"]._publish(sheets)
            sheets._write_guarded({"state": "published"})
            cycle._write_guarded(
                {
                    "state": "published",
                    "published_at": cycle.published_at or fields.Datetime.now(),
                }
            )
            cycle._message_log(
                body=self.env._("%(count)s results published.", count=len(sheets))
            )
            sheets.with_env(self.env)._tell_published()
        return True

    def action_open_results(self):
        """Open the results of the cycle."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ward_office.ward_evaluation_result_action"
        )
        return action | {"domain": [("cycle_id", "=", self.id)], "context": {}}

    def action_open_board(self):
        """Open who is where in this cycle."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ward_office.ward_evaluation_action"
        )
        return action | {
            "domain": [("cycle_id", "=", self.id)],
            "context": {},
            "display_name": self.display_name,
        }


class WardEvaluation(models.Model):
    _inherit = "ward.evaluation"

    def _tell_published(self):
        self._tell(
            "employee_user_id",
            lambda s: s.env._(
                "%(sheet)s: your result has been published.", sheet=s.display_name
            ),
        )
