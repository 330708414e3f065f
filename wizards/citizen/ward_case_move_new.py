import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

MAX_CODES = 5000
OPEN = {
    "ward.reception": [("state", "in", ("waiting", "receiving"))],
    "ward.petition": [("state", "not in", ("processed", "withdrawn"))],
    "ward.case": [("state", "not in", ("closed", "stopped"))],
}


class WardCaseMoveNew(models.TransientModel):
    """Move matters from one unit to another after a merger or a split.

    Whoever moves them need not read them: they are chosen by their state or by the
    codes listed in the annex of the decision.
    """

    _name = "ward.case.move.new"
    _description = "Move Matters to Another Unit"

    from_company_id = fields.Many2one(
        "res.company",
        "From Unit",
        required=True,
        domain="[('id', 'in', unit_ids)]",
    )
    to_company_id = fields.Many2one(
        "res.company", "To Unit", required=True, domain="[('id', 'in', unit_ids)]"
    )
    unit_ids = fields.Many2many(
        "res.company",
        string="Units",
        compute="_compute_unit_ids",
    )
    date = fields.Date("Moved On", required=True, default=fields.Date.context_today)
    scope = fields.Selection(
        [
            ("open", "All open matters"),
            ("all", "All matters, closed ones too"),
            ("codes", "The matters listed below"),
        ],
        "What Moves",
        required=True,
        default="open",
    )
    codes = fields.Text(
        help="One a line, as Đ.2026.00012, VV.2026.00003 or T.2026.00007."
    )
    has_receptions = fields.Boolean(
        "Reception Book Too",
        help="Receptions a petition came of always go with it; the others stay in the "
        "book of the old unit unless this is ticked.",
    )
    paper_number = fields.Char("Number of the Decision", required=True)
    paper_date = fields.Date("Date of the Decision", required=True)
    reason = fields.Char(required=True)

    @api.depends_context("uid")
    def _compute_unit_ids(self):
        # sudo: names of units the user may choose from; what may be moved is checked
        units = self.env["res.company"].sudo()
        units = units.search([("id", "child_of", self.env.user.company_ids.ids)])
        self.unit_ids = units.with_env(self.env)

    @api.constrains("date", "paper_date")
    def _check_dates(self):
        for wizard in self:
            today = wizard.to_company_id.sudo()._ward_today()  # its time zone
            if wizard.date > today or wizard.paper_date > today:
                raise UserError(
                    self.env._("“Moved On” and the decision cannot lie in the future.")
                )

    def _listed_codes(self):
        codes = [c for c in re.split(r"[\s;,]+", self.codes or "") if c]
        if not codes:
            raise UserError(self.env._("“Codes”: list at least one code."))
        if len(codes) > MAX_CODES:
            raise UserError(
                self.env._("“Codes”: at most %(max)s at once.", max=MAX_CODES)
            )
        return codes

    def _matters(self):
        """Return receptions, petitions and cases chosen (as superuser)."""
        self.ensure_one()
        unit = Domain("company_id", "=", self.from_company_id.id)
        codes = self._listed_codes() if self.scope == "codes" else []
        found = {}
        for model, open_domain in OPEN.items():
            domain = unit
            if self.scope == "codes":
                domain &= Domain("code", "in", codes)
            elif model == "ward.reception" and not self.has_receptions:
                domain = Domain.FALSE
            elif self.scope == "open":
                domain &= Domain(open_domain)
            # sudo: who may move need not read, see above
            found[model] = self.env[model].sudo().search(domain)
        missing = set(codes)
        for records in found.values():
            missing -= set(records.mapped("code"))
        if missing:
            raise UserError(
                self.env._(
                    "“Codes”: %(unit)s has no matter %(codes)s; correct or remove "
                    "them.",
                    unit=self.from_company_id.sudo().name,
                    codes=", ".join(sorted(missing)[:20]),
                )
            )
        return found.values()

    def action_move(self):
        """Move what was chosen with all that hangs together; returns the counts."""
        self.ensure_one()
        moves = self.env["ward.case.move"]
        # sudo: units of the tree below the user's own, whose right is checked next
        source, target = self.from_company_id.sudo(), self.to_company_id.sudo()
        moves._check_may_move(
            source.with_env(self.env),
            target.with_env(self.env),
        )
        self.env["res.company"]._ward_lock("ward.case.move", source.id)
        matters = moves.sudo()._with_linked(source, *self._matters())
        if not any(matters):
            raise UserError(
                self.env._(
                    "%(unit)s has nothing of this kind to move.", unit=source.name
                )
            )
        moves._move(
            matters,
            target,
            {
                "date": self.date,
                "paper_number": self.paper_number,
                "paper_date": self.paper_date,
                "reason": self.reason,
            },
        )
        receptions, petitions, cases = map(len, matters)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "sticky": True,
                "message": self.env._(
                    "Moved to %(unit)s: %(petitions)s petitions, %(cases)s cases, "
                    "%(receptions)s receptions.",
                    unit=target.name,
                    petitions=petitions,
                    cases=cases,
                    receptions=receptions,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
