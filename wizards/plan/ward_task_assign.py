from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class WardTaskAssign(models.TransientModel):
    """Assign one task to several officers or departments in one step (giao việc).

    A department's task goes to its head, who may break it down.
    """

    _name = "ward.task.assign"
    _description = "Assign a Task"

    name = fields.Char("Task", required=True)
    product_id = fields.Many2one("ward.product", "Catalogue Item")
    product_name = fields.Char(
        "Product", compute="_compute_product_name", store=True, readonly=False
    )
    quantity = fields.Float(default=1.0)
    deadline = fields.Datetime(
        required=True, default=lambda self: self._default_deadline()
    )
    place = fields.Char()
    employee_ids = fields.Many2many("hr.employee.public", string="Officers")
    department_ids = fields.Many2many("hr.department", string="Departments")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    @api.model
    def _default_deadline(self):
        company = self.env.company
        friday = company._ward_today() + timedelta(4 - company._ward_today().weekday())
        day = max(friday, company._ward_today())
        return company._ward_to_utc(company._ward_working_date_before(day), 17)

    @api.depends("product_id")
    def _compute_product_name(self):
        for wizard in self:
            wizard.product_name = wizard.product_id.product_name or wizard.product_name

    def _recipients(self):
        """Return the employees who get the task.

        :raise UserError: a department without a head, or nobody chosen
        """
        # sudo: the head of a department, as the organisation chart shows him
        people = self.env["hr.employee"].sudo().browse(self.employee_ids.ids)
        for department in self.department_ids:
            head = department.sudo().manager_id
            if not head:
                raise UserError(
                    self.env._(
                        "“Departments”: %(department)s has no head; name one, or "
                        "choose officers.",
                        department=department.name,
                    )
                )
            people |= head
        if not people:
            raise UserError(self.env._("Choose “Officers” or “Departments”."))
        return people.with_env(self.env)

    def _check_may_assign(self, people):
        """Leaders assign within their unit, heads to those they manage."""
        if self.env.user.has_group("ward_office.group_plan_leader"):
            # sudo: the unit of an employee, only compared
            foreign = people.filtered(
                lambda p: p.sudo().company_id not in self.env.companies
            )
        else:
            represented = self.env["hr.employee"]._ward_represented()
            reviewers = people._ward_reviewers()
            foreign = people.filtered(lambda p: reviewers[p] not in represented)
        if foreign:
            raise AccessError(
                self.env._(
                    "“Officers”: %(names)s do not report to you.",
                    names=", ".join(foreign.sudo().mapped("name")),  # names only
                )
            )

    def action_assign(self):
        """Create the task in each officer's plan of this week; returns the tasks."""
        self.ensure_one()
        people = self._recipients()
        self._check_may_assign(people)
        issues = self.env["ward.task"]._concreteness_issues(
            self.name, self.product_id or self.product_name, self.company_id
        )
        if issues:
            raise UserError("\n".join(issues))
        start = self.company_id._ward_today()
        plans = self.env["ward.plan"]._for_employees(people, "week", start)
        vals = {
            "name": self.name,
            "product_id": self.product_id.id,
            "product_name": self.product_name,
            "quantity": self.quantity,
            "deadline": self.deadline,
            "place": self.place,
        }
        tasks = self.env["ward.task"]._create_guarded(
            [vals | {"plan_id": p.id} | p.task_ids._creation_facts(p) for p in plans]
        )
        tasks._tell(
            "employee_user_id",
            lambda task: task.env._("Assigned to you: %(task)s", task=task.name),
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ward_office.ward_task_action"
        )
        return action | {"domain": [("id", "in", tasks.ids)], "context": {}}
