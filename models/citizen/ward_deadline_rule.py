from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import ormcache

CODES = [
    ("reception_reply", "Reception: answer to the citizen"),
    ("reception_refusal", "Reception: notice of refusal (01/TCD)"),
    ("reception_conclusion", "Reception by the head: notice of conclusion"),
    ("reception_result", "Result told to the body that forwarded"),
    ("complaint_accept", "Complaint: acceptance or refusal"),
    ("complaint_settle_1", "Complaint: first settlement"),
    ("complaint_send_1", "Complaint: first decision sent"),
    ("complaint_lodge_2", "Complaint: second complaint lodged"),
    ("complaint_settle_2", "Complaint: second settlement"),
    ("complaint_send_2", "Complaint: second decision sent"),
    ("complaint_publish", "Complaint: decision made public"),
    ("complaint_force_1", "Complaint: decision in legal force"),
    ("complaint_execute", "Complaint: execution organised"),
    ("complaint_suspend_send", "Complaint: suspension, stop or resumption sent"),
    ("discipline_settle", "Complaint against a disciplinary decision"),
    ("denunciation_check", "Denunciation: check and acceptance"),
    ("denunciation_forward", "Denunciation: forwarded"),
    ("denunciation_notify", "Denunciation: acceptance notified"),
    ("denunciation_settle", "Denunciation: settlement"),
    ("denunciation_send", "Denunciation: conclusion sent"),
    ("denunciation_suspend_send", "Denunciation: suspension or stop sent"),
    ("denunciation_act", "Denunciation: acting on the conclusion"),
    ("denunciation_publish", "Denunciation: conclusion made public"),
    ("denunciation_again", "Denunciation continued: decision of the superior"),
    ("denunciation_urge", "Denunciation overdue: urged and reported"),
    ("denunciation_press", "Denunciation: reply to press and bodies"),
    ("reflection_check", "Petition or reflection: processing"),
    ("reflection_settle", "Petition or reflection: answer"),
    ("forward_answer", "Answer of the body a petition was forwarded to"),
    ("obligation", "Order of a decision carried out"),
]


class WardDeadlineRule(models.Model):
    """A lawful time limit (thời hạn luật định), as data.

    The rule in force on the local date of the event applies, and goes on applying when
    the law changes later: a complaint received on 30 June 2026 keeps its ten days.
    """

    _name = "ward.deadline.rule"
    _description = "Time Limit"
    _inherit = "ward.dated.mixin"
    _order = "code, valid_from desc, id"
    _rec_name = "code"

    code = fields.Selection(CODES, "Time Limit", required=True, index=True)
    days = fields.Integer(required=True)
    is_working = fields.Boolean("Working Days")
    days_complex = fields.Integer(help="In a complex matter; 0: no difference.")
    days_remote = fields.Integer(
        help="In a remote area where travel is difficult; 0: no difference."
    )
    days_remote_complex = fields.Integer(
        help="Complex, in a remote area; 0: no difference."
    )
    extension_days = fields.Integer(
        help="Days one extension may add at most; 0: it cannot be extended."
    )
    max_extensions = fields.Integer(help="How often it may be extended.")
    max_extensions_special = fields.Integer(
        help="How often in an especially complex matter."
    )
    rolls = fields.Boolean(
        "Ends on a Working Day",
        default=True,
        help="Ending on a day off, it ends on the next working day "
        "(Civil Code 2015, Article 148).",
    )
    warn_days = fields.Integer(
        "Warn Days Before",
        default=3,
        help="The handler is warned so many days before the end, the leader when it "
        "is over.",
    )
    warn_again_days = fields.Integer(
        default=1,
        help="The handler is warned once more so many days before the end; 0: not.",
    )
    is_waiting = fields.Boolean(
        "Time That Must Pass",
        help="Nobody has to do anything until its end, as the time until a decision is "
        "in legal force: it is never late.",
    )
    is_unverified = fields.Boolean(
        "Unverified",
        help="Not read in the text of the law; check before relying on it.",
    )

    _days_positive = models.Constraint(
        "CHECK (days BETWEEN 0 AND 3650 AND days_complex >= 0 AND days_remote >= 0"
        " AND days_remote_complex >= 0 AND extension_days >= 0"
        " AND max_extensions >= 0 AND max_extensions_special >= 0"
        " AND warn_days >= 0 AND warn_again_days >= 0)",
        "Days and times of extension must not be negative, nor longer than ten years.",
    )

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        names = dict(self._fields["code"]._description_selection(self.env))
        for rule in self:
            rule.display_name = names.get(rule.code, "")

    @api.model
    def _rules_of(self, code):
        """Return every rule ``code``, the latest first."""
        # sudo: law, no secret; every officer's due dates rest on it
        return self.sudo().browse(self._rule_ids_of(code))

    @api.model
    @ormcache("code")
    def _rule_ids_of(self, code):
        return tuple(self.sudo().search([("code", "=", code)]).ids)

    @api.model
    def _rule_on(self, code, date):
        """Return the rule ``code`` in force on ``date``.

        :raise UserError: none is in force
        """
        rule = self._rules_of(code)._in_force_on(date)
        if not rule:
            raise UserError(
                self.env._(
                    "No time limit “%(rule)s” is in force on %(date)s. Add one under "
                    "Configuration / Time Limits.",
                    rule=dict(self._fields["code"]._description_selection(self.env))[
                        code
                    ],
                    date=date.strftime("%d/%m/%Y"),
                )
            )
        return rule

    def _in_force_on(self, date):
        """Return the first of these rules that is in force on ``date``."""
        for rule in self:
            if rule.valid_from <= date and (not rule.valid_to or rule.valid_to >= date):
                return rule
        return self.browse()

    def _days_for(self, is_complex, is_remote):
        """Return the days of the limit for a matter of this kind."""
        self.ensure_one()
        if is_complex and is_remote and self.days_remote_complex:
            return self.days_remote_complex
        if is_complex and self.days_complex:
            return self.days_complex
        if is_remote and self.days_remote:
            return self.days_remote
        return self.days

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        harmless = {"is_unverified", "legal_basis", "warn_days", "warn_again_days"}
        if vals.keys() - harmless:
            self._reckon_again()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self.env.registry.clear_cache()
        rules._reckon_again()
        return rules

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def _reckon_again(self):
        # sudo: open clocks of every unit follow the changed law
        self.env["ward.clock"].sudo()._choose_rules(set(self.mapped("code")))
