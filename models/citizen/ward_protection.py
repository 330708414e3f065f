from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .ward_case_work import OPEN

MEASURES = [
    ("secrecy", "Secrecy of identity"),
    ("job", "Position and work"),
    ("life", "Life and health"),
    ("property", "Property, honour and dignity"),
]
STATES = [
    ("asked", "Asked for"),
    ("applied", "Applied"),
    ("refused", "Not applied"),
    ("ended", "Ended"),
]
# Law on Denunciations, Article 54.2, as amended by Law 136/2025
GROUNDS = [
    ("concluded", "Concluded or stopped (Article 54.2.a)"),
    ("groundless", "The ground is gone (Article 54.2.b)"),
    ("wish", "Asked for by the protected (Article 54.2.b)"),
    ("breach", "Duty not fulfilled on purpose (Article 54.2.c)"),
]


class WardProtection(models.Model):
    """A measure that protects a denouncer (biện pháp bảo vệ người tố cáo).

    Law on Denunciations, Chapter VI: asked for or seen to be needed, decided by whoever
    settles the denunciation, ended on one of the grounds of Article 54. Moves by named
    methods only; whoever decided stands in the record.
    """

    _name = "ward.protection"
    _description = "Protection of a Denouncer"
    _inherit = ["ward.case.part", "ward.guarded.mixin"]
    _order = "asked_on desc, id desc"
    _rec_name = "measure"

    measure = fields.Selection(MEASURES, required=True, default="secrecy", index=True)
    people = fields.Integer(
        "People Protected",
        default=1,
        required=True,
        help="The denouncer and his relatives (Article 47.1).",
    )
    asked_on = fields.Date(
        required=True, default=lambda self: self.env.company._ward_today(), index=True
    )
    asked_by = fields.Selection(
        [
            ("denouncer", "The denouncer, in writing"),
            ("urgent", "The denouncer, urgently by word of mouth"),
            ("settler", "Nobody: seen to be needed"),
            ("body", "Another body"),
        ],
        required=True,
        default="denouncer",
        help="Articles 50 and 51.",
    )
    reason = fields.Text("Reason and Measures Asked")
    state = fields.Selection(
        STATES, required=True, default="asked", readonly=True, index=True
    )
    # stored: statistics count by them
    is_granted = fields.Boolean("Granted", compute="_compute_is_granted", store=True)
    decided_on = fields.Date(readonly=True, index=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decision = fields.Text("Measures Applied", readonly=True)
    started_on = fields.Date("In Force From", readonly=True)
    ended_on = fields.Date(readonly=True, index=True)
    end_ground = fields.Selection(GROUNDS, "Ended Because", readonly=True)
    end_reason = fields.Text(readonly=True)
    document_id = fields.Many2one(
        "ward.document", "Decision Drafted", readonly=True, index="btree_not_null"
    )

    _dates = models.Constraint(
        "CHECK ((decided_on IS NULL OR decided_on >= asked_on)"
        " AND (ended_on IS NULL OR decided_on IS NOT NULL AND ended_on >= decided_on))",
        "Protection is asked for, then decided, then ended; check the dates.",
    )
    _people = models.Constraint(
        "CHECK (people BETWEEN 1 AND 1000)",
        "“People Protected” lies between 1 and 1,000.",
    )

    @api.depends("state")
    def _compute_is_granted(self):
        for protection in self:
            protection.is_granted = protection.state in ("applied", "ended")

    @api.model
    def _open_states(self):
        return (*OPEN, "decided", "executing", "closed")

    def write(self, vals):
        if not self.env.su and vals.keys() & {
            "measure",
            "people",
            "asked_on",
            "asked_by",
            "reason",
            "case_id",
        }:
            self._check_protection("asked")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_asked(self):
        self._check_protection("asked")

    # ------------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------------

    def _check_protection(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for protection in self:
            if protection.state not in states:
                raise UserError(
                    self.env._(
                        "This protection is “%(state)s”; the step is not possible.",
                        state=labels[protection.state],
                    )
                )

    def _check_decides(self, *states):
        """Raise unless the user settles the denunciation, and the state allows it."""
        self.case_id._check_leads()
        self._check_protection(*states)

    def action_apply(self, decision):
        """Draft the decision to protect, with its measures; it holds once signed."""
        self.case_id._check_handles()
        self._check_protection("asked")
        if not all(self.case_id.mapped("is_denunciation")):
            raise UserError(
                self.env._("Only those who denounce are protected by these rules.")
            )
        if not (decision or "").strip():
            raise UserError(
                self.env._("“Measures Applied”: say what is done to protect, by whom.")
            )
        for protection in self:
            waiting = protection.document_id
            if waiting.state in ("draft", "proposed"):
                waiting._write_guarded({"state": "cancelled"})
            today = protection.company_id.sudo()._ward_today()  # its time zone
            document = self.env["ward.document"]._draft(
                "tc_protect", protection.case_id, reason=decision, date_from=today
            )
            protection._write_guarded(
                {"decision": decision, "document_id": document.id}
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "ward.document",
            "view_mode": "form",
            "res_id": self[-1:].document_id.id,
        }

    def action_refuse(self, reason):
        """Decide not to protect; the denouncer is told why (Article 51.3, leader)."""
        self._check_decides("asked")
        if not (reason or "").strip():
            raise UserError(self.env._("“Reason”: the denouncer is told why."))
        for protection in self:
            protection._write_guarded(
                {
                    "state": "refused",
                    "end_reason": reason,
                    "decided_on": protection.company_id.sudo()._ward_today(),
                    "decided_by_id": self.env.uid,
                }
            )
        return True

    def action_end(self, ground, reason):
        """End the measures on a ground of Article 54.2 (leader)."""
        self._check_decides("applied")
        if ground not in dict(GROUNDS):
            raise UserError(self.env._("“Ended Because”: choose the lawful ground."))
        if ground != "concluded" and not (reason or "").strip():
            raise UserError(self.env._("“Reason”: say why the protection ends."))
        self._end(ground, reason)
        return True

    def _end(self, ground, reason=False):
        for protection in self:
            protection._write_guarded(
                {
                    "state": "ended",
                    "end_ground": ground,
                    "end_reason": reason,
                    "ended_on": protection.company_id.sudo()._ward_today(),
                }
            )

    # ------------------------------------------------------------------
    # FIGURES
    # ------------------------------------------------------------------

    @api.model
    def _figures(self, companies, date_from, date_to):
        """Return the people behind the measures of ``companies``, ``date_to`` included.

        ``{(company, measure): {"asked", "decided", "refused", "ended", "protected"}}``;
        `protected` are those under a measure on any day of the time (part II.5 of form
        02 of Circular 06/2025: of them job; life, health, property, honour). In a fixed
        number of queries.
        """
        within = {
            "asked": Domain("asked_on", ">=", date_from)
            & Domain("asked_on", "<=", date_to),
            "decided": Domain("is_granted", "=", True)
            & Domain("decided_on", ">=", date_from)
            & Domain("decided_on", "<=", date_to),
            "refused": Domain("state", "=", "refused")
            & Domain("decided_on", ">=", date_from)
            & Domain("decided_on", "<=", date_to),
            "ended": Domain("ended_on", ">=", date_from)
            & Domain("ended_on", "<=", date_to),
            "protected": Domain("is_granted", "=", True)
            & Domain("started_on", "<=", date_to)
            & (Domain("ended_on", "=", False) | Domain("ended_on", ">=", date_from)),
        }
        figures = defaultdict(lambda: dict.fromkeys(within, 0))
        # sudo: numbers only
        model = self.sudo()
        for name, domain in within.items():
            for company, measure, people in model._read_group(
                domain & Domain("company_id", "in", companies.ids),
                ["company_id", "measure"],
                ["people:sum"],
            ):
                figures[company.with_env(self.env), measure][name] = people
        return figures


class WardCase(models.Model):
    _inherit = "ward.case"

    @api.model
    def _open(self, petition, kind, document):
        """Take over a wish for protection that came with the petition."""
        case = super()._open(petition, kind, document)
        if petition.asks_protection and case.is_denunciation:
            case._write_guarded(
                {
                    "protection_ids": [
                        Command.create(
                            {
                                "measure": "secrecy",
                                "asked_on": petition.received_on,
                                "people": petition.people_count,
                            }
                        )
                    ]
                }
            )
        return case

    def _document_issued(self, document):
        """Apply the measures whose decision has been signed."""
        result = super()._document_issued(document)
        # sudo: the effect of a signed document
        self.sudo().protection_ids.filtered(
            lambda p: p.state == "asked" and p.document_id == document
        )._write_guarded(
            {
                "state": "applied",
                "decided_on": document.date,
                "started_on": document.date_from or document.date,
                "decided_by_id": document.signed_by_id.id,
            }
        )
        return result

    def _end_protection(self):
        """End what the conclusion or the stop ends by law (Article 54.2.a)."""
        # sudo: the effect of a signed document
        self.sudo().protection_ids.filtered(lambda p: p.state == "applied")._end(
            "concluded"
        )

    def _effect_decide(self, document):
        result = super()._effect_decide(document)
        self._end_protection()
        return result

    def _effect_stop(self, document):
        result = super()._effect_stop(document)
        self._end_protection()
        return result
