from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


class WardEvaluationCause(models.Model):
    """A cause recorded on a sheet that forces or caps its grade, with evidence.

    As secret as the grading: read by whoever grades and, once published, by the
    officer.
    """

    _name = "ward.evaluation.cause"
    _description = "Cause Recorded"
    _inherit = "ward.guarded.mixin"
    _order = "id"
    _rec_name = "cause_id"

    evaluation_id = fields.Many2one(
        "ward.evaluation", required=True, index=True, ondelete="restrict"
    )
    scale_id = fields.Many2one(related="evaluation_id.scale_id")
    cause_id = fields.Many2one(
        "ward.grade.cause",
        required=True,
        ondelete="restrict",
        domain="[('scale_id', '=', scale_id)]",
    )
    evidence = fields.Text(
        required=True, help="Number and date of the document, or what happened."
    )
    evidence_ids = fields.Many2many(
        "ir.attachment", string="Files", bypass_search_access=True
    )
    recorded_by_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user
    )

    _cause_uniq = models.UniqueIndex(
        "(evaluation_id, cause_id)", "This cause is already recorded on the sheet."
    )

    @api.constrains("cause_id", "evaluation_id", "evidence")
    def _check_cause_id(self):
        for cause in self:
            rule = cause.cause_id
            if rule.scale_id != cause.evaluation_id.scale_id:
                raise ValidationError(
                    self.env._("“Cause” is of another scale of grades.")
                )
            if rule.leaders_only and not cause.evaluation_id.is_leader:
                raise ValidationError(
                    self.env._("“%(cause)s” concerns leaders only.", cause=rule.name)
                )
            if not (cause.evidence or "").strip():
                raise ValidationError(self.env._("“Evidence” is empty."))

    def _check_recorder(self):
        """Check that the current user may record these causes now."""
        for cause in self:
            sheet = cause.evaluation_id
            if sheet.state in ("decided", "published", "exempt"):
                raise UserError(
                    self.env._("%(sheet)s is decided.", sheet=sheet.display_name)
                )
            leaders = self.env["hr.employee"]._ward_represented()
            clerk = self.env.user.has_group("ward_office.group_evaluation_clerk")
            may = {
                "grader": sheet.is_grader,
                "decider": sheet.decider_id in leaders,
                "clerk": clerk or sheet.decider_id in leaders,
            }[cause.cause_id.recorder]
            if sheet.employee_user_id == self.env.user or not may:
                raise AccessError(
                    self.env._(
                        "“%(cause)s” is not yours to record.", cause=cause.cause_id.name
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        causes = super().create(vals_list)
        causes._check_recorder()
        causes._log("")
        return causes

    def write(self, vals):
        if vals.keys() & {"evaluation_id", "cause_id"}:
            raise UserError(self.env._("Delete the cause and record the right one."))
        self._check_recorder()
        return super().write(vals)

    def unlink(self):
        self._check_recorder()
        self._log(self.env._("removed"))
        return super().unlink()

    def _log(self, word):
        self.env["ward.evaluation.log"]._note(
            [
                {
                    "evaluation_id": cause.evaluation_id.id,
                    "kind": "decision",
                    "what": cause.cause_id.name,
                    "old_value": "",
                    "new_value": word or cause.cause_id.grade_id.name,
                    "reason": cause.evidence,
                }
                for cause in self
            ]
        )
