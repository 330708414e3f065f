from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


class WardProgrammeItem(models.Model):
    """One entry of the unit's programme: a paper to bring in, a meeting to hold."""

    _name = "ward.programme.item"
    _description = "Programme Item"
    _inherit = ["ward.guarded.mixin"]
    _order = "programme_id, start, deadline, sequence, id"
    _check_company_auto = True

    sequence = fields.Integer(default=10)
    name = fields.Char("Content", required=True)
    programme_id = fields.Many2one(
        "ward.programme", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="programme_id.company_id", store=True, index=True, precompute=True
    )
    kind = fields.Selection(related="programme_id.kind", store=True, precompute=True)
    programme_state = fields.Selection(related="programme_id.state")
    department_id = fields.Many2one(
        "hr.department",
        "Prepared By",
        check_company=True,
        index=True,
        default=lambda self: self._default_department_id(),
    )
    department_user_id = fields.Many2one(
        "res.users", compute="_compute_department_user_id", store=True, index=True
    )
    leader_id = fields.Many2one(
        "hr.employee", check_company=True, index="btree_not_null"
    )
    product_name = fields.Char("Product")
    deadline = fields.Date()
    start = fields.Datetime()
    stop = fields.Datetime("End")
    place = fields.Char()
    participants = fields.Char("Taking Part")
    sent_at = fields.Datetime("Sent On", readonly=True)
    sent_by_id = fields.Many2one("res.users", readonly=True)
    task_ids = fields.One2many("ward.task", "programme_item_id", "Tasks")

    _hours = models.Constraint(
        "CHECK (stop IS NULL OR start IS NULL OR stop > start)",
        "“End” must lie after the beginning.",
    )

    @api.model
    def _default_department_id(self):
        # sudo: the department of the user's own employee record
        return self.env.user.employee_id.sudo().department_id.id

    @api.depends("department_id.manager_id.user_id")
    def _compute_department_user_id(self):
        for item in self:
            item.department_user_id = item.department_id.sudo().manager_id.user_id

    @api.constrains("start", "programme_id", "deadline")
    def _check_period(self):
        for item in self.filtered("start"):
            local = item.company_id._ward_to_local(item.start).date()
            programme = item.programme_id
            if not programme.date_start <= local <= programme.date_end:
                raise ValidationError(
                    self.env._(
                        "“%(item)s” lies outside the programme's period, %(period)s.",
                        item=item.name[:80],
                        period=programme.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items._check_writer()
        return items

    def write(self, vals):
        self._check_writer()
        result = super().write(vals)
        self._check_writer()
        return result

    def unlink(self):
        self._check_writer()
        return super().unlink()

    def _check_writer(self):
        """The office writes all items, a head those of his department until sent."""
        if self.env.su:
            return
        for programme in self.programme_id:
            items = self.filtered(lambda item, p=programme: item.programme_id == p)
            if programme.state in ("decided", "published"):
                raise AccessError(
                    self.env._(
                        "The programme has been decided; the unit leader opens it "
                        "again."
                    )
                )
            if programme._is_office():
                continue
            own = self.env.user._ward_employee(programme.company_id).department_id
            for item in items:
                foreign = item.department_id.id != own.id
                if foreign or item.sent_at or programme.state != "collecting":
                    raise AccessError(
                        self.env._(
                            "“%(item)s”: a department writes its own items until they "
                            "are sent; after that the office does.",
                            item=item.name[:80],
                        )
                    )

    def action_take(self):
        """Put the items into the current user's plan of their period.

        Returns the action that opens the plan.
        """
        employee = self.env.user._ward_employee()
        plans = self.env["ward.plan"]
        for programme in self.programme_id:
            start = programme.date_start
            plan = self.env["ward.plan"].search(
                [
                    ("employee_id", "=", employee.id),
                    ("kind", "=", programme.kind),
                    ("date_start", "=", start),
                ]
            ) or self.env["ward.plan"].create(
                {
                    "employee_id": employee.id,
                    "kind": programme.kind,
                    "date_start": start,
                }
            )
            if plan.state not in ("draft", "returned"):
                raise UserError(
                    self.env._("%(plan)s is no longer open.", plan=plan.display_name)
                )
            taken = plan.task_ids.programme_item_id
            items = self.filtered(
                lambda i, p=programme, t=taken: i.programme_id == p and i not in t
            )
            self.env["ward.task"]._create_guarded(
                [item._prepare_task_vals(plan) for item in items]
            )
            plans |= plan
        return plans[:1].get_formview_action()

    def _prepare_task_vals(self, plan):
        self.ensure_one()
        end = self.deadline or plan.date_end
        vals = {
            "plan_id": plan.id,
            "name": self.name,
            "product_name": self.product_name,
            "place": self.place,
            "source": "programme",
            "programme_item_id": self.id,
            "deadline": self.stop
            or self.start
            or self.company_id._ward_to_utc(end, 17),
        }
        if self.start and self.stop:
            vals["slot_ids"] = [
                fields.Command.create({"start": self.start, "stop": self.stop})
            ]
        return vals
