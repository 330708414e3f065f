from collections import Counter, defaultdict
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from werkzeug.urls import url_encode

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import format_date

from ...tools import cells, xlsx
from ...tools.vagueness import fold
from .ward_plan_sheet import OFFICE_CLOSES

MAX_LINES = 10_000
MAX_TEXT = 500
# A deadline may lie after the period; so far after it the month or year is mistyped.
MAX_DAYS_AFTER = 92


class WardPlanImport(models.TransientModel):
    """Take a week or a month of one or many officers from a spreadsheet.

    An officer imports his own lines, a reviewer those of the officers he reviews.
    All or nothing; lines that are in the plan already are left alone. What a plan is
    exported to (`ward.plan.sheet`) can be edited and imported.
    """

    _name = "ward.plan.import"
    _description = "Plan Import"
    _inherit = ["ward.import.mixin", "ward.plan.sheet"]

    kind = fields.Selection(
        [("week", "Week"), ("month", "Month")],
        required=True,
        default=lambda self: self._default_plan().kind or "week",
    )
    date_start = fields.Date(
        "From",
        required=True,
        default=lambda self: (
            self._default_plan().date_start
            or self.env["ward.plan"]._default_date_start()
        ),
        help="Any day of the period; its Monday or 1st is taken.",
    )
    template_url = fields.Char(
        "Template",
        compute="_compute_template_url",
        export_string_translation=False,
    )

    @api.model
    def _default_plan(self):
        if self.env.context.get("active_model") != "ward.plan":
            return self.env["ward.plan"]
        return self.env["ward.plan"].browse(self.env.context.get("active_id"))

    @api.depends("kind", "date_start")
    def _compute_template_url(self):
        for wizard in self:
            params = {
                "kind": wizard.kind or "week",
                "date_start": wizard.date_start or "",
                "company_id": self.env.company.id,
            }
            wizard.template_url = f"/ward_office/plan_template?{url_encode(params)}"

    @api.onchange("kind", "date_start")
    def _onchange_kind(self):
        if self.kind and self.date_start:
            self.date_start = self.env["ward.plan"]._period_start(
                self.kind, self.date_start
            )

    def action_import(self):
        """Import the file; returns a notification with the counts.

        :raise UserError: the file or some of its rows cannot be taken, told by row
        """
        self.ensure_one()
        Plan = self.env["ward.plan"]
        self.date_start = Plan._period_start(self.kind, self.date_start)
        lines = self._read_lines()
        problems = self._check_lines(lines)
        problems += self._check_plans(lines, self._existing_plans(lines))
        # By row, not by kind of problem: the user goes through his file once.
        self._raise_problems([text for _place, text in sorted(problems)])
        return self._imported(self._save(lines))

    # ------------------------------------------------------------------
    # READING
    # ------------------------------------------------------------------

    def _read_lines(self):
        """Return the lines of all sheets with headings as dictionaries of cells.

        :raise UserError: no headings, no line, or more than 10,000 lines
        """
        names = defaultdict(list)
        for columns in self._in_all_languages("_columns"):
            for key, text in columns.items():
                names[key].append(text)
        examples = tuple(fold(word) for word in self._in_all_languages("_example_word"))
        lines, found = [], False
        for order, (title, rows) in enumerate(self._read_sheets()):
            index, columns = xlsx.find_heading(rows, names)
            if not {"name", "date"} <= columns.keys():
                continue
            found = True
            for number, row in rows[index + 1 :]:
                line = {
                    key: row[column] if column < len(row) else None
                    for key, column in columns.items()
                }
                if fold(cells.to_text(line.get("officer"))).startswith(examples):
                    continue
                if any(value is not None for value in line.values()):
                    lines.append(
                        line | {"order": (order, number), "sheet": title, "row": number}
                    )
        if not found:
            raise UserError(
                self.env._(
                    "“Spreadsheet”: the headings are missing. One of the first ten "
                    "rows must hold %(headings)s; download the template for the rest.",
                    headings=", ".join(
                        self._columns()[key] for key in ("officer", "date", "name")
                    ),
                )
            )
        if not lines:
            raise UserError(
                self.env._("“Spreadsheet”: there is no line below the headings.")
            )
        if len(lines) > MAX_LINES:
            raise UserError(
                self.env._(
                    "“Spreadsheet”: %(count)s lines are more than the %(max)s that can "
                    "be imported at once. Split the file.",
                    count=len(lines),
                    max=MAX_LINES,
                )
            )
        return lines

    # ------------------------------------------------------------------
    # CHECKING
    # ------------------------------------------------------------------

    def _check_lines(self, lines):
        """Turn the cells into values; return ``[(place, problem)]``."""
        people = self._people()
        products = self._products()
        problems = []
        for line in lines:
            found = self._check_officer(line, people)
            found += self._check_deadline(line)
            found += self._check_texts(line, products)
            found += self._check_quantity(line)
            found += self._check_slots(line)
            found += self._check_participants(line, people)
            problems += [self._problem(line, text) for text in found]
        return problems + self._check_parents(lines)

    def _problem(self, line, text):
        return line["order"], self._at_row(line["sheet"], line["row"], text)

    def _people(self):
        """Return ``{folded name, e-mail or login: employees}`` of the units chosen.

        A name of the current unit goes before the same name in a unit below.
        """
        people = {}
        # sudo: e-mail and login are only compared with what the caller typed; names
        # of colleagues are open to him (hr.employee.public)
        Employee = self.env["hr.employee"].sudo()
        own = Domain("company_id", "=", self.env.company.id)
        below = Domain("company_id", "child_of", self.env.companies.ids) & ~own
        for domain in (own, below):
            found = defaultdict(Employee.browse)
            for employee in Employee.search(domain):
                keys = (employee.name, employee.work_email, employee.user_id.login)
                for key in {self._person_key(key) for key in keys} - {""}:
                    found[key] += employee
            people = found | people
        return people

    @api.model
    def _person_key(self, text):
        text = (text or "").strip()
        return text.lower() if "@" in text else fold(text)

    def _find_person(self, text, people):
        """Return ``(employee, problem)`` for a name, an e-mail or a login."""
        found = people.get(self._person_key(text), ())
        if len(found) == 1:
            return found, None
        if found:
            return None, self.env._(
                "%(name)s is the name of %(count)s persons; write the work e-mail.",
                name=text[:80],
                count=len(found),
            )
        return None, self.env._(
            "nobody active is called %(name)s in %(unit)s; write the name or work "
            "e-mail as in Employees.",
            name=text[:80],
            unit=self.env.company.name,
        )

    def _check_officer(self, line, people):
        text = cells.to_text(line.get("officer"))
        line["employee"] = None
        if text:
            line["employee"], problem = self._find_person(text, people)
            if problem:
                return [self.env._("“Officer”: %(problem)s", problem=problem)]
            return []
        if "__self" not in people:
            # The key cannot be a folded name; looked up only once.
            people["__self"] = self.env.user._ward_employee()
        line["employee"] = people["__self"]
        return []

    def _check_deadline(self, line):
        cell, hour_cell = line.get("date"), line.get("hour")
        try:
            day = cells.to_date(cell)
        except ValueError:
            day = None
        line["day"] = day
        if cell is None:
            return [self.env._("“Deadline: Day” is missing; fill the cell.")]
        if not day:
            return [
                self.env._(
                    "“Deadline: Day” is “%(text)s”, not a date; write it as "
                    "%(example)s.",
                    text=cells.to_text(cell)[:40],
                    example=f"{self.date_start:%d/%m/%Y}",
                )
            ]
        last = self._date_end() + timedelta(MAX_DAYS_AFTER)
        if not self.date_start <= day <= last:
            return [
                self.env._(
                    "“Deadline: Day” %(date)s lies outside the period that starts on "
                    "%(start)s; correct the day, or choose the right period.",
                    date=format_date(self.env, day),
                    start=format_date(self.env, self.date_start),
                )
            ]
        try:
            line["hour"] = (
                OFFICE_CLOSES if hour_cell is None else cells.to_hour(hour_cell)
            )
        except ValueError:
            return [
                self.env._(
                    "“Deadline: Hour” is “%(text)s”; write an hour as 16:30.",
                    text=cells.to_text(hour_cell)[:40],
                )
            ]
        return []

    def _date_end(self):
        if self.kind == "month":
            return self.date_start + relativedelta(months=1, days=-1)
        return self.date_start + timedelta(6)

    def _products(self):
        """Return the decided items in force in the period by code."""
        Product = self.env["ward.product"]
        domain = Product._in_force_domain(self._date_end()) & Domain(
            "state", "=", "decided"
        )
        products = Product.search(domain, order="valid_from, id")
        # the latest version of a code, that of the own unit before one of those above
        own = products.filtered(lambda p: p.company_id == self.env.company)
        return {p.code.upper(): p for p in products - own} | {
            p.code.upper(): p for p in own
        }

    def _check_texts(self, line, products):
        found = []
        code = cells.to_text(line.get("product_code"))
        line["product"] = products.get(code.upper())
        if code and not line["product"]:
            found.append(
                self.env._(
                    "“Catalogue Code” %(code)s is no item in force; choose one from "
                    "the catalogue, or leave it empty.",
                    code=code[:40],
                )
            )
        labels = {
            "name": self.env._("Task"),
            "product_name": self.env._("Product"),
            "place": self.env._("Place"),
        }
        for key, label in labels.items():
            line[key] = cells.to_text(line.get(key))
            if len(line[key]) > MAX_TEXT:
                found.append(
                    self.env._(
                        "“%(field)s” holds more than %(count)s characters; shorten it.",
                        field=label,
                        count=MAX_TEXT,
                    )
                )
        if line["product"]:
            line["name"] = line["name"] or line["product"].name
        if not line["name"] and not code:
            found.append(
                self.env._("“Task” is missing; say what is to be done, or give a code.")
            )
        return found

    def _check_quantity(self, line):
        cell = line.get("quantity")
        try:
            line["quantity"] = 1.0 if cell is None else cells.to_number(cell)
        except ValueError:
            line["quantity"] = 0.0
        if line["quantity"] <= 0:
            return [
                self.env._(
                    "“Quantity” is “%(text)s”; enter a number above zero.",
                    text=cells.to_text(cell)[:40],
                )
            ]
        return []

    def _check_slots(self, line):
        text = cells.to_text(line.get("slots"))
        line["slots"] = []
        try:
            line["slots"] = cells.parse_slots(text, self.date_start, self._date_end())
        except ValueError as error:
            reason, part = error.args
            if reason == "length":
                hint = self.env._("it must end after it starts.")
            elif reason == "day":
                hint = self.env._("its day must be a date inside the period.")
            else:
                hint = self.env._(
                    "write day and hours as T2 08:00-11:30; T5 14:00-16:30."
                )
            return [
                self.env._(
                    "“Hour Slots”: “%(slot)s”: %(hint)s", slot=part[:60], hint=hint
                )
            ]
        return []

    def _check_participants(self, line, people):
        found = []
        text = cells.to_text(line.get("participants"))
        line["participants"] = []
        for name in text.replace("\n", ";").split(";"):
            if not name.strip():
                continue
            person, problem = self._find_person(name.strip(), people)
            unit = line["employee"].company_id if line["employee"] else person
            if not problem and line["employee"] and person.company_id != unit:
                problem = self.env._(
                    "%(name)s belongs to another unit; leave the name out.",
                    name=name.strip()[:80],
                )
            if problem:
                found.append(self.env._("“Taking Part”: %(problem)s", problem=problem))
            else:
                line["participants"].append(person.id)
        return found

    def _check_parents(self, lines):
        """Find the monthly items named; return the problems."""
        named = [line for line in lines if cells.to_text(line.get("parent"))]
        items = defaultdict(self.env["ward.task"].browse)
        if named and self.kind == "week":
            months = {day.replace(day=1) for day in (self.date_start, self._date_end())}
            owners = {line["employee"].id for line in named if line["employee"]}
            tasks = self.env["ward.task"].search(
                [
                    ("kind", "=", "month"),
                    ("employee_id", "in", list(owners)),
                    ("date_start", "in", sorted(months)),
                    ("review_state", "!=", "stopped"),
                ],
                order="date_start desc, id",
            )
            for task in tasks:
                items[task.employee_id.id, fold(task.name)] += task
        problems = []
        for line in named:
            text = cells.to_text(line["parent"])
            line["item"] = self.env["ward.task"]
            if self.kind != "week":
                reason = self.env._(
                    "“Monthly Item”: only tasks of a week are steps of one; leave the "
                    "cell empty."
                )
            elif not line["employee"]:
                continue
            else:
                line["item"] = items[line["employee"].id, fold(text)][:1]
                reason = self.env._(
                    "“Monthly Item” “%(item)s” is not in the officer's plan of the "
                    "month; write it as there, or leave the cell empty.",
                    item=text[:80],
                )
            if not line["item"]:
                problems.append(self._problem(line, reason))
        return problems

    # ------------------------------------------------------------------
    # PLANS
    # ------------------------------------------------------------------

    def _existing_plans(self, lines):
        """Return ``{employee id: plan}`` of the period, where the user sees it."""
        ids = {line["employee"].id for line in lines if line["employee"]}
        plans = self.env["ward.plan"].search(
            [
                ("employee_id", "in", list(ids)),
                ("kind", "=", self.kind),
                ("date_start", "=", self.date_start),
            ]
        )
        return {plan.employee_id.id: plan for plan in plans}

    def _check_plans(self, lines, plans):
        """Return the problems of lines whose plan the user cannot fill."""
        employees = self.env["hr.employee"].browse(
            {line["employee"].id for line in lines if line["employee"]}
        )
        reviewers = employees._ward_reviewers()
        reasons = {}
        for employee in employees:
            plan = plans.get(employee.id) or self.env["ward.plan"].new(
                {
                    "employee_id": employee.id,
                    "kind": self.kind,
                    "date_start": self.date_start,
                    "reviewer_id": reviewers[employee].id,
                }
            )
            reasons[employee.id] = self._plan_problem(plan)
        return [
            self._problem(line, reasons[line["employee"].id])
            for line in lines
            if line["employee"] and reasons[line["employee"].id]
        ]

    def _plan_problem(self, plan):
        mine = plan.employee_user_id == self.env.user
        name = plan.employee_id.sudo().name  # the name stands in the caller's file
        if not mine and not plan._filtered_reviewable():
            return self.env._(
                "“Officer”: the plan of %(name)s can be written by himself and his "
                "reviewer only; leave the line out.",
                name=name,
            )
        if plan.state == "approved":
            return self.env._(
                "“Officer”: the plan of %(name)s is approved; add the task there.",
                name=name,
            )
        if mine and plan.state == "submitted":
            return self.env._(
                "“Officer”: your plan is being reviewed; take it back first."
            )
        return None

    def _save(self, lines):
        """Create the missing plans and tasks in two batches; return the message."""
        employees = self.env["hr.employee"].browse(
            {line["employee"].id for line in lines}
        )
        # Rights were checked for each officer above, and tasks are created as the user.
        Plan = self.env["ward.plan"]
        found = Plan._for_employees(employees, self.kind, self.date_start)
        plans = {plan.employee_id.id: plan for plan in found}
        known = Counter(
            (task.plan_id.id, self._same(task.name), task.deadline.replace(second=0))
            for plan in plans.values()
            for task in plan.task_ids
        )
        vals_list = []
        for line in lines:
            vals = self._prepare_task_vals(line, plans[line["employee"].id])
            key = (vals["plan_id"], self._same(vals["name"]), vals["deadline"])
            if not known[key]:
                known[key] += 1
                vals_list.append(vals | {"sequence": 10 + len(vals_list)})
        self.env["ward.task"].create(vals_list)
        return self.env._(
            "%(added)s tasks added to %(plans)s plans, %(skipped)s skipped because "
            "they are there already.",
            added=len(vals_list),
            plans=len({vals["plan_id"] for vals in vals_list}),
            skipped=len(lines) - len(vals_list),
        )

    @api.model
    def _same(self, name):
        """Return ``name`` as an export and an import of it would leave it."""
        return xlsx.clean_text(name).strip()

    def _prepare_task_vals(self, line, plan):
        to_utc = plan.company_id._ward_to_utc
        vals = {
            "plan_id": plan.id,
            "name": line["name"],
            "deadline": to_utc(line["day"], line["hour"]),
            "quantity": line["quantity"],
            "place": line["place"] or False,
        }
        if line["product"]:
            vals["product_id"] = line["product"].id
        if line["product_name"] or not line["product"]:
            vals["product_name"] = line["product_name"] or False
        if line.get("item"):
            vals["parent_id"] = line["item"].id
        if line["participants"]:
            vals["participant_ids"] = [Command.set(line["participants"])]
        if line["slots"]:
            vals["slot_ids"] = [
                Command.create({"start": to_utc(day, start), "stop": to_utc(day, stop)})
                for day, start, stop in line["slots"]
            ]
        return vals
