import json

from dateutil.relativedelta import relativedelta

from odoo import fields, models

MONTHS_SHOWN = 12


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    ward_position_set = fields.Selection(
        [("head", "Head"), ("deputy", "Deputy"), ("officer", "Officer")],
        "Position for Evaluation",
        groups="hr.group_hr_user",
        help="Empty: the unit's leader and the managers of departments are heads, "
        "everybody else an officer. Heads and deputies are graded by Decree 335/2025, "
        "Article 15.",
    )
    ward_staff_kind = fields.Selection(
        [
            ("civil_servant", "Civil servant"),
            ("cadre", "Elected official"),
            ("contract", "Contract worker"),
            ("part_time", "Non-specialist"),
            ("party", "Party or mass organisation"),
        ],
        "Kind of Staff",
        default="civil_servant",
        required=True,
        groups="hr.group_hr_user",
    )
    ward_grade_graph = fields.Text(compute="_compute_ward_grade_graph")

    def _ward_position(self):
        """Return head, deputy or officer."""
        self.ensure_one()
        person = self.sudo()  # facts of employment, only compared
        if person.ward_position_set:
            return person.ward_position_set
        heads = person.company_id.ward_leader_id | person.department_id.manager_id
        return "head" if person in heads else "officer"

    def _ward_joined_on(self):
        """Return the first day of the contract, ``False`` where none is recorded."""
        self.ensure_one()
        # sudo: the day of joining decides on being graded
        starts = self.sudo().version_ids.mapped("contract_date_start")
        return min((day for day in starts if day), default=False)

    def _ward_graders(self):
        """Return ``{employee: (who proposes, who decides)}``.

        The reviewer proposes; who stands at the top of the reviewers inside the unit,
        as a rule its leader, decides (Decree 335/2025, Article 10). Where the reviewer
        is that person, or belongs to a unit above, he does both.
        """
        reviewers, chain = {}, self
        while chain:
            found = chain._ward_reviewers()
            reviewers |= found
            above = self.browse({r.id for r in found.values() if r})
            chain = above - self.browse(person.id for person in reviewers)
        result = {}
        for employee in self:
            # sudo: units are compared, nothing is shown
            unit = employee.sudo().company_id
            reviewer = decider = reviewers[employee]
            seen = employee
            while decider and decider.sudo().company_id == unit:
                higher = reviewers[decider]
                if not higher or higher.sudo().company_id != unit or higher in seen:
                    break
                seen |= decider
                decider = higher
            result[employee] = (reviewer, decider)
        return result

    def _compute_ward_grade_graph(self):
        for employee in self:
            employee.ward_grade_graph = self.env["hr.employee.public"]._ward_graph(
                employee
            )

    def write(self, vals):
        result = super().write(vals)
        if {"parent_id", "user_id", "active", "company_id"} & vals.keys():
            self.env["ward.evaluation"]._refresh_graders(
                self.sudo()  # sheets of people the writer may not read
                .with_context(active_test=False)
                .search([("id", "child_of", self.ids)])
            )
        return result


class HrEmployeePublic(models.Model):
    _inherit = "hr.employee.public"

    ward_grade_graph = fields.Text(compute="_compute_ward_grade_graph")

    def _compute_ward_grade_graph(self):
        for person in self:
            person.ward_grade_graph = self._ward_graph(
                self.env["hr.employee"].browse(person.id)
            )

    def _ward_graph(self, employee):
        """Return the last months' points as JSON for the graph widget.

        Only results the current user may read.
        """
        today = fields.Date.context_today(self)
        since = today.replace(day=1) - relativedelta(months=MONTHS_SHOWN)
        results = self.env["ward.evaluation.result"]._months(employee, since, today)
        values = [
            {
                "label": result.date_start.strftime("%m/%y"),
                "value": result.total_points,
                "type": "past",
            }
            for result in results
        ]
        return json.dumps(
            [{"key": self.env._("Points"), "title": "", "values": values}]
            if values
            else []
        )
