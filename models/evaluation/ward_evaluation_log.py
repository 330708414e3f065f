from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class WardEvaluationLog(models.Model):
    """Every change of points or grade: who, when, from, to, why. Append-only.

    Not the chatter: its tracking mails values to followers who may not read them, and
    logs nothing where the writer lacks the field's group.
    """

    _name = "ward.evaluation.log"
    _description = "Log of Points and Grades"
    _order = "id desc"
    _rec_name = "what"

    evaluation_id = fields.Many2one(
        "ward.evaluation",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    kind = fields.Selection(
        [
            ("self", "Self-grading"),
            ("proposal", "Proposal"),
            ("decision", "Decision"),
            ("published", "After publication"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    what = fields.Char(required=True, readonly=True)
    old_value = fields.Char("From", readonly=True)
    new_value = fields.Char("To", readonly=True)
    reason = fields.Text("Why", readonly=True)
    is_readable = fields.Boolean(
        compute="_compute_is_readable", search="_search_is_readable"
    )
    user_id = fields.Many2one("res.users", "Who", readonly=True, required=True)
    logged_at = fields.Datetime("When", readonly=True, required=True)

    @api.depends_context("uid")
    def _compute_is_readable(self):
        allowed = self.sudo().search(  # sudo: the very check of who may read it
            Domain("id", "in", self.ids) & self._access_domain()
        )
        for entry in self:
            entry.is_readable = entry in allowed.with_env(self.env)

    @api.model
    def _search_is_readable(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._access_domain()

    @api.model
    def _access_domain(self):
        """Return who reads an entry: like the grading it belongs to."""
        leaders = self.env["hr.employee"]._ward_represented().ids
        mine = Domain("evaluation_id.employee_user_id", "=", self.env.uid)
        open_kinds = Domain("kind", "in", ("self", "published"))
        published = Domain("evaluation_id.state", "=", "published")
        decides = Domain("evaluation_id.decider_id", "in", leaders)
        proposes = Domain("evaluation_id.proposer_id", "in", leaders)
        return (mine & open_kinds) | (
            ~mine
            & (decides | (proposes & (Domain("kind", "!=", "decision") | published)))
        )

    @api.model
    def _note(self, vals_list):
        """Append entries; who and when are added here."""
        facts = {"user_id": self.env.uid, "logged_at": fields.Datetime.now()}
        # sudo: an entry is made by the program, nobody may write one
        records = self.sudo()
        # pylint: disable-next=super-method-mismatch
        return super(WardEvaluationLog, records).create(
            [vals | facts for vals in vals_list]
        )

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise AccessError(self.env._("The log is written by the program only."))

    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(self.env._("The log is never changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("The log is never deleted."))
