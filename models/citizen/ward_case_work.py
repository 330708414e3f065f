"""What a case is made of: team, evidence, meetings, orders, protection."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .ward_case import OPEN_STATES as OPEN


def _today(record):
    return record.company_id.sudo()._ward_today()  # sudo: its time zone


def _check_stays(parts, vals, name):
    """Raise where parts would be moved: an order moved away is not carried out."""
    if name in vals and not parts.env.su and set(parts[name].ids) != {vals[name]}:
        raise AccessError(
            parts.env._("A part of a case stays in it; write a new one there.")
        )


def _touch(records, name):
    """Mark ``records`` as written: a part that is gone is a change as well."""
    for record in records:
        record._write_guarded({name: record[name]})


class WardCasePart(models.AbstractModel):
    """A list inside a case: written by whoever handles it, while it is open."""

    _name = "ward.case.part"
    _description = "Part of a Case"
    _inherit = ["ward.masked.mixin", "ward.guarded.mixin", "ward.files.mixin"]

    case_id = fields.Many2one(
        "ward.case", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="case_id.company_id", store=True, index=True, precompute=True
    )
    is_readable = fields.Boolean(
        compute="_compute_is_readable", search="_search_is_readable"
    )

    def _compute_is_readable(self):
        readable = self.sudo().case_id.sudo(False)._filtered_access("read")
        for part in self:
            part.is_readable = part.sudo().case_id in readable.sudo()

    @api.model
    def _search_is_readable(self, operator, value):
        if operator != "in":
            return NotImplemented
        cases = self.env["ward.case"].sudo(False)
        if not cases.has_access("read"):
            return fields.Domain.FALSE
        return fields.Domain("case_id", "in", cases._search(fields.Domain.TRUE))

    @api.model
    def _open_states(self):
        return OPEN

    def _check_case(self):
        for case in self.case_id:
            case._check_handles()
            if not self.env.su:
                case._check_state(*self._open_states())

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._check_case()
        return parts

    def write(self, vals):
        self._check_case()
        _check_stays(self, vals, "case_id")
        result = super().write(vals)
        self._check_case()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_open(self):
        self._check_case()


class WardCase(models.Model):
    _inherit = "ward.case"

    def _shut_out(self, users):
        """Take them out of the verification team as well."""
        result = super()._shut_out(users)
        members = self.member_ids.filtered(lambda m: m.employee_id.user_id in users)
        members.filtered(lambda m: m.case_id.state in OPEN).unlink()
        return result


class WardCaseMember(models.Model):
    """An officer of the verification team (thành viên Đoàn, Tổ xác minh)."""

    _name = "ward.case.member"
    _description = "Member of the Verification Team"
    _inherit = "ward.case.part"
    _order = "role, id"
    _check_company_auto = True

    employee_id = fields.Many2one(
        "hr.employee", "Officer", required=True, check_company=True, index=True
    )
    role = fields.Selection(
        [("head", "Head of the team"), ("member", "Member")],
        required=True,
        default="member",
    )

    _once = models.UniqueIndex(
        "(case_id, employee_id)", "This officer is already in the team."
    )
    _one_head = models.UniqueIndex(
        "(case_id) WHERE role = 'head'", "A team has one head."
    )

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        members._check_no_conflict()
        members.case_id._refresh_readers()
        return members

    def write(self, vals):
        result = super().write(vals)
        self._check_no_conflict()
        self.case_id._refresh_readers()
        return result

    def unlink(self):
        cases = self.case_id
        result = super().unlink()
        cases._refresh_readers()
        return result

    def _check_no_conflict(self):
        for member in self.sudo():  # users of colleagues, compared only
            if member.employee_id.user_id in member.case_id.excluded_user_ids:
                raise ValidationError(
                    self.env._(
                        "“Officer”: %(name)s is concerned by the matter or works under "
                        "somebody who is.",
                        name=member.employee_id.name,
                    )
                )


class WardCaseEvidence(models.Model):
    """A paper, thing or statement collected (tài liệu, chứng cứ)."""

    _name = "ward.case.evidence"
    _description = "Evidence"
    _inherit = "ward.case.part"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char("What", required=True)
    source = fields.Char("From Whom")
    received_on = fields.Date(default=lambda self: self.env.company._ward_today())
    page_count = fields.Integer("Pages")
    finding = fields.Text("What It Shows")
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Files", bypass_search_access=True
    )

    _pages = models.Constraint("CHECK (page_count >= 0)", "“Pages” cannot be negative.")

    @api.constrains("received_on")
    def _check_received_on(self):
        for evidence in self:
            if evidence.received_on and evidence.received_on > _today(evidence):
                raise ValidationError(
                    self.env._("“Received On” lies in the future; correct the date.")
                )


class WardCaseMeeting(models.Model):
    """A working session or the dialogue with the parties (buổi làm việc, đối thoại)."""

    _name = "ward.case.meeting"
    _description = "Meeting With the Parties"
    _inherit = "ward.case.part"
    _order = "start_at, id"

    kind = fields.Selection(
        [("work", "Working session"), ("dialogue", "Dialogue")],
        required=True,
        default="work",
    )
    start_at = fields.Datetime("On", required=True)
    place = fields.Char()
    attendees = fields.Text()
    minutes = fields.Text("Course and Result")
    is_absent = fields.Boolean("Invited Party Absent Without Reason")

    def action_invite(self):
        """Draft the invitation to this meeting."""
        self.ensure_one()
        self._check_case()
        # its time zone
        self.write({"invited_on": self.company_id.sudo()._ward_today()})
        document = self.env["ward.document"]._draft(
            "invite",
            self.case_id,
            meeting_at=self.start_at,
            meeting_place=self.place,
        )
        return self._open(document)

    def action_minutes(self):
        """Draft the minutes of this meeting."""
        self.ensure_one()
        self._check_case()
        if not self.minutes:
            raise UserError(self.env._("“Course and Result”: write what was said."))
        key = "kn_14" if self.kind == "dialogue" else "kn_06"
        if self.case_id.is_denunciation:
            key = "tc_08"
        document = self.env["ward.document"]._draft(
            key,
            self.case_id,
            meeting_at=self.start_at,
            meeting_place=self.place,
            reason=self.minutes,
        )
        return self._open(document)

    def _open(self, document):
        return {
            "type": "ir.actions.act_window",
            "res_model": "ward.document",
            "view_mode": "form",
            "res_id": document.id,
        }


ORDERS = [
    ("recover", "Recover for the State"),
    ("return", "Give back"),
    ("discipline", "Deal with administratively"),
    ("investigate", "Pass to the investigators"),
    ("other", "Other order"),
]


# what the decision itself says
ORDERED = {
    "kind",
    "name",
    "responsible",
    "due_on",
    "money",
    "land",
    "organisations",
    "people",
    "officials",
    "matters",
}


class WardObligation(models.Model):
    """What a decision or conclusion orders, due and done (nội dung phải thi hành).

    Money in dong, land in square metres, as columns 13 to 23 of form 03/GQKN and form
    05/KQTH of Circular 06/2025 count them. What was done stands in dated lines.
    """

    _name = "ward.obligation"
    _description = "Order of a Decision"
    _inherit = "ward.case.part"
    _order = "case_id, sequence, id"

    sequence = fields.Integer(default=10)
    kind = fields.Selection(ORDERS, required=True, default="other")
    name = fields.Char("Order", required=True)
    responsible = fields.Char("Who Carries It Out")
    due_on = fields.Date("To Be Done By")
    money = fields.Float("Money (VND)", digits=(18, 0))
    land = fields.Float("Land (m²)", digits=(16, 2))
    organisations = fields.Integer()
    people = fields.Integer()
    officials = fields.Integer("Of Them Officials")
    matters = fields.Integer("Matters Passed On")
    step_ids = fields.One2many("ward.obligation.step", "obligation_id", "Carried Out")
    is_done = fields.Boolean("Done", compute="_compute_is_done", store=True)
    done_on = fields.Date(compute="_compute_is_done", store=True)

    _figures = models.Constraint(
        # nothing written is no people at all
        "CHECK (money >= 0 AND land >= 0 AND organisations >= 0 AND people >= 0"
        " AND officials >= 0 AND matters >= 0"
        " AND coalesce(officials, 0) <= coalesce(people, 0))",
        "Figures cannot be negative, nor officials more than people.",
    )

    def write(self, vals):
        if not ORDERED & vals.keys():
            return super().write(vals)
        signed = self._check_signed()
        before = {order: order._words() for order in signed}
        result = super().write(vals)
        for order, words in before.items():
            if words != order._words():
                order.case_id._message_log(
                    body=self.env._(
                        "Order corrected after the decision: %(new)s instead of "
                        "%(old)s.",
                        new=order._words(),
                        old=words,
                    )
                )
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_signed(self):
        _touch(self.sudo().case_id, "title")  # sudo: the right to it was checked
        for order in self._check_signed():
            order.case_id._message_log(
                body=self.env._(
                    "Order taken off after the decision: %s.", order._words()
                )
            )

    def _check_signed(self):
        """Return those that a signed decision orders: the leader alone corrects them.

        Otherwise who carries an order out could lower it until it is done.
        """
        signed = self.filtered(lambda o: o.case_id.state not in OPEN)
        signed.case_id._check_leads()
        return signed

    @api.model
    def _open_states(self):
        return (*OPEN, "decided", "executing")

    def _check_case(self):
        # closing looks at every order: neither may happen unseen by the other
        self.case_id.lock_for_update(allow_referencing=True)
        return super()._check_case()

    @api.depends(
        "money",
        "land",
        "step_ids.money",
        "step_ids.land",
        "step_ids.is_final",
        "step_ids.date",
    )
    def _compute_is_done(self):
        for order in self:
            steps = order.step_ids
            final = any(steps.mapped("is_final"))
            paid = (order.money or order.land) and (
                sum(steps.mapped("money")) >= order.money
                and sum(steps.mapped("land")) >= order.land
            )
            order.is_done = bool(final or (steps and paid))
            order.done_on = order.is_done and max(steps.mapped("date"))

    def _words(self):
        """Return the order as it is printed in the decision (Vietnamese)."""
        figures = []
        if self.money:
            figures.append(f"{self.money:,.0f}".replace(",", ".") + " đồng")
        if self.land:
            figures.append(f"{self.land:g}".replace(".", ",") + " m²")
        text = f"{self.name} ({'; '.join(figures)})" if figures else self.name
        return f"{self.responsible}: {text}" if self.responsible else text


class WardObligationStep(models.Model):
    """What was carried out of an order on a day."""

    _name = "ward.obligation.step"
    _description = "Order Carried Out"
    _inherit = ["ward.masked.mixin", "ward.guarded.mixin"]
    _order = "date, id"

    obligation_id = fields.Many2one(
        "ward.obligation", required=True, index=True, ondelete="cascade"
    )
    case_id = fields.Many2one(
        related="obligation_id.case_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="obligation_id.company_id", store=True, index=True, precompute=True
    )
    is_readable = fields.Boolean(
        compute="_compute_is_readable", search="_search_is_readable"
    )
    date = fields.Date(
        required=True, default=lambda self: self.env.company._ward_today(), index=True
    )
    money = fields.Float("Money (VND)", digits=(18, 0))
    land = fields.Float("Land (m²)", digits=(16, 2))
    organisations = fields.Integer()
    people = fields.Integer()
    officials = fields.Integer("Of Them Officials")
    matters = fields.Integer("Matters Prosecuted")
    document = fields.Char("Paper", required=True)
    is_final = fields.Boolean("Carried Out in Full")

    _figures = models.Constraint(
        # nothing written is no people at all
        "CHECK (money >= 0 AND land >= 0 AND organisations >= 0 AND people >= 0"
        " AND officials >= 0 AND matters >= 0"
        " AND coalesce(officials, 0) <= coalesce(people, 0))",
        "Figures cannot be negative, nor officials more than people.",
    )

    @api.constrains("date")
    def _check_date(self):
        for step in self:
            if step.date > _today(step):
                raise ValidationError(
                    self.env._(
                        "“Date”: what is carried out later is not carried out yet."
                    )
                )

    def _compute_is_readable(self):
        readable = self.sudo().case_id.sudo(False)._filtered_access("read")
        for step in self:
            step.is_readable = step.sudo().case_id in readable.sudo()

    @api.model
    def _search_is_readable(self, operator, value):
        return self.env["ward.case.member"]._search_is_readable(operator, value)

    @api.model
    def _matters_of(self, vals):
        order = self.env["ward.obligation"].browse(vals.get("obligation_id"))
        return [order.sudo().case_id]  # sudo: its kind only

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps.obligation_id._check_case()
        return steps

    def write(self, vals):
        self.obligation_id._check_case()
        _check_stays(self, vals, "obligation_id")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_open(self):
        self.obligation_id._check_case()
        _touch(self.obligation_id, "name")
