from odoo import api, fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    ward_reviewer_id = fields.Many2one(
        "hr.employee",
        "Reviews His Plans",
        compute="_compute_ward_reviewer_id",
        groups="hr.group_hr_user",
    )
    ward_stand_in_id = fields.Many2one(
        "hr.employee",
        "Standing In Today",
        compute="_compute_ward_reviewer_id",
        groups="hr.group_hr_user",
    )
    ward_delegation_ids = fields.One2many(
        "ward.delegation", "employee_id", "Delegations", groups="hr.group_hr_user"
    )

    @api.depends("parent_id", "company_id.ward_leader_id", "ward_delegation_ids")
    def _compute_ward_reviewer_id(self):
        reviewers = self._ward_reviewers()
        stand_ins = self.browse(
            {reviewer.id for reviewer in reviewers.values() if reviewer}
        )._ward_stand_ins()
        for employee in self:
            employee.ward_reviewer_id = reviewers[employee]
            employee.ward_stand_in_id = stand_ins.get(reviewers[employee])

    def _ward_reviewers(self):
        """Return ``{employee: reviewer}``: who reviews and grades each employee.

        The nearest manager above who is active and has a user; then the unit's
        leader; for the leader himself the leaders of the units above. Empty where
        nobody stands above. A delegation does not change the reviewer, see
        :meth:`_ward_stand_ins`.
        """
        # sudo: managers and leaders may belong to a unit the caller cannot read;
        # only who reviews whom leaves this method.
        result = {}
        for employee in self:
            person = employee.sudo()
            candidates = []
            manager, seen = person.parent_id, person
            while manager and manager not in seen:
                candidates.append(manager)
                seen += manager
                manager = manager.parent_id
            candidates.append(person.company_id.ward_leader_id)
            candidates += [
                unit.ward_leader_id for unit in person.company_id._ward_above()
            ]
            result[employee] = next(
                (
                    candidate
                    for candidate in candidates
                    if candidate
                    and candidate != person
                    and candidate.active
                    and candidate.user_id.active
                    and candidate.user_id != person.user_id
                ),
                person.browse(),
            ).with_env(self.env)
        return result

    def _ward_stand_ins(self, date=None):
        """Return ``{leader: deputy}`` for the delegations in force on ``date``."""
        # sudo: delegations of leaders of the units above
        domain = [("employee_id", "in", self.ids), ("revoked_at", "=", False)]
        result = {}
        for delegation in self.env["ward.delegation"].sudo().search(domain):
            day = date or delegation.company_id._ward_today()
            if delegation.date_from <= day <= delegation.date_to:
                result[delegation.employee_id.with_env(self.env)] = (
                    delegation.delegate_id.with_env(self.env)
                )
        return result

    @api.model
    def _ward_represented(self):
        """Return the leaders in whose place the current user may review today.

        Himself, and those who delegated to him.
        """
        # sudo: own employee records and delegations, only the identity is used
        own = self.sudo().search([("user_id", "=", self.env.uid)])
        delegations = (
            self.env["ward.delegation"]
            .sudo()
            .search([("delegate_id", "in", own.ids), ("revoked_at", "=", False)])
        )
        today = {unit: unit._ward_today() for unit in delegations.company_id}
        running = delegations.filtered(
            lambda d: d.date_from <= today[d.company_id] <= d.date_to
        )
        return (own | running.employee_id).with_env(self.env)

    def write(self, vals):
        result = super().write(vals)
        if {"parent_id", "user_id", "active", "company_id"} & vals.keys():
            # The plans still open follow the new chain; decided ones keep theirs.
            # Everybody below an employee may be concerned: managers are skipped
            # when they leave.
            self.env["ward.plan"]._refresh_reviewers(
                self.sudo()  # open plans of people the writer may not read
                .with_context(active_test=False)
                .search([("id", "child_of", self.ids)])
            )
        return result


class HrEmployeePublic(models.Model):
    """What every colleague may see of an employee: who reviews him today."""

    _inherit = "hr.employee.public"

    ward_reviewer_id = fields.Many2one(
        "hr.employee.public", "Reviews His Plans", compute="_compute_ward_reviewer_id"
    )
    ward_stand_in_id = fields.Many2one(
        "hr.employee.public", "Standing In Today", compute="_compute_ward_reviewer_id"
    )

    def _compute_ward_reviewer_id(self):
        employees = self.env["hr.employee"].browse(self.ids)
        reviewers = employees._ward_reviewers()
        stand_ins = employees.browse(
            {reviewer.id for reviewer in reviewers.values() if reviewer}
        )._ward_stand_ins()
        for person, employee in zip(self, employees, strict=True):
            reviewer = reviewers[employee]
            stand_in = stand_ins.get(reviewer)
            person.ward_reviewer_id = self.browse(reviewer.id)
            person.ward_stand_in_id = self.browse(stand_in.id if stand_in else ())
