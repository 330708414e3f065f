from collections import Counter
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from ...tools import cells, xlsx
from ...tools.vagueness import fold

WIDTHS = (24, 12, 8, 50, 14, 30, 10, 30, 24, 30, 40, 12, 40)
OFFICE_CLOSES = 17.0


class WardPlanSheet(models.AbstractModel):
    """Plans as a spreadsheet: its columns, the template and the export."""

    _name = "ward.plan.sheet"
    _description = "Plan Spreadsheet"

    @api.model
    def _columns(self):
        """Return ``{key: heading}`` in the file's order, in the user's language."""
        return {
            "officer": self.env._("Officer"),
            "date": self.env._("Deadline: Day"),
            "hour": self.env._("Deadline: Hour"),
            "name": self.env._("Task"),
            "product_code": self.env._("Catalogue Code"),
            "product_name": self.env._("Product"),
            "quantity": self.env._("Quantity"),
            "slots": self.env._("Hour Slots"),
            "place": self.env._("Place"),
            "participants": self.env._("Taking Part"),
            "parent": self.env._("Monthly Item"),
            "progress": self.env._("Progress (%)"),
            "result": self.env._("Result"),
        }

    @api.model
    def _example_word(self):
        return self.env._("Example")

    @api.model
    def _in_all_languages(self, method):
        """Return what ``method`` returns in each installed language and in English."""
        codes = {code for code, _name in self.env["res.lang"].get_installed()}
        return [
            getattr(self.with_context(lang=code), method)()
            for code in sorted(codes | {"en_US"})
        ]

    @api.model
    def _template(self, kind, date):
        """Return the template of the period that holds ``date`` as XLSX (bytes)."""
        start = self.env["ward.plan"]._period_start(kind, date)
        slot = [(start, 8.0, 11.5), (start + timedelta(3), 14.0, 16.5)]
        example = {
            "officer": self.env._(
                "%(example)s: name or work e-mail; empty: myself. This row is skipped.",
                example=self._example_word(),
            ),
            "date": start + timedelta(4),
            "hour": cells.to_time(OFFICE_CLOSES),
            "name": self.env._(
                "Check the sewers of Nguyen Son street after the rain with the wardens"
            ),
            "product_name": self.env._("Minutes with photos"),
            "quantity": 1,
            "slots": cells.format_slots(slot, self._weekdays(kind)),
            "place": self.env._("Nguyen Son street"),
            "participants": self.env._("Names separated by ;"),
            "parent": self.env._("Item of the plan of the month")
            if kind == "week"
            else "",
            "progress": self.env._("not imported"),
            "result": self.env._("not imported"),
        }
        book = xlsx.Book()
        columns = self._columns()
        title = self.env["ward.plan"]._period_label(kind, start)
        row = [example.get(key) for key in columns]
        book.add_sheet(title, columns.values(), [row], WIDTHS)
        self._add_officers(book)
        self._add_catalogue(book, start)
        return book.content()

    @api.model
    def _weekdays(self, kind):
        """Return the short names of the weekdays in the user's language."""
        if kind != "week":
            return None
        vietnamese = (self.env.lang or "").startswith("vi")
        return cells.DAYS_VI if vietnamese else cells.DAYS_EN

    def _add_officers(self, book):
        people = self.env["hr.employee.public"].search(
            [("company_id", "=", self.env.company.id)], order="name, id"
        )
        book.add_sheet(
            self.env._("Officers"),
            [self.env._("Name"), self.env._("Work E-mail"), self.env._("Department")],
            [
                [person.name, person.work_email, person.department_id.name]
                for person in people
            ],
            (30, 34, 40),
        )

    def _add_catalogue(self, book, date):
        Product = self.env["ward.product"]
        products = Product.search(
            Product._in_force_domain(date) & Domain("state", "=", "decided"),
            order="code, id",
        )
        book.add_sheet(
            self.env._("Catalogue"),
            [
                # other words than on the first sheet, so that this one is no plan
                self.env._("Code"),
                self.env._("Work"),
                self.env._("Output"),
                self.env._("Complexity Group"),
                self.env._("Conversion Factor"),
                self.env._("Department"),
            ],
            [
                [
                    product.code,
                    product.name,
                    product.product_name,
                    product.complexity,
                    product.factor,
                    product.department_id.name,
                ]
                for product in products
            ],
            (12, 60, 40, 12, 12, 30),
        )

    @api.model
    def _export(self, plans):
        """Return ``plans`` as XLSX (bytes) in the columns of the import.

        Lines the reviewer stopped are left out: they no longer count.

        :raise AccessError: the user may not read one of the plans
        """
        plans.check_access("read")
        columns = self._columns()
        tasks = plans.task_ids.filtered(lambda task: task.review_state != "stopped")
        labels = self._person_labels(
            {*tasks.employee_id.ids, *tasks.participant_ids.ids}
        )
        lines = (self._task_cells(task, labels) for task in tasks)
        rows = [[line.get(key) for key in columns] for line in lines]
        book = xlsx.Book()
        book.add_sheet(self.env._("Plans"), columns.values(), rows, WIDTHS)
        return book.content()

    @api.model
    def _person_labels(self, employee_ids):
        """Return ``{employee id: text}``: the name, or the e-mail of namesakes."""
        # sudo: name and work e-mail are open to colleagues (hr.employee.public)
        people = self.env["hr.employee"].sudo().browse(employee_ids)
        same = Counter(
            fold(person.name)
            for person in people.search([("company_id", "in", people.company_id.ids)])
        )
        return {
            person.id: person.work_email
            if same[fold(person.name)] > 1 and person.work_email
            else person.name
            for person in people
        }

    @api.model
    def _task_cells(self, task, labels):
        company = task.company_id
        due = company._ward_to_local(task.deadline)
        slots = []
        for slot in task.slot_ids.sorted("start"):
            start, stop = (company._ward_to_local(t) for t in (slot.start, slot.stop))
            slots.append((start.date(), cells.to_hour(start), cells.to_hour(stop)))
        return {
            "officer": labels[task.employee_id.id],
            "date": due.date(),
            "hour": due.time().replace(second=0, microsecond=0),
            "name": task.name,
            # sudo: an item may be archived or out of force by now
            "product_code": task.product_id.sudo().code,
            "product_name": task.product_name,
            "quantity": task.quantity,
            "slots": cells.format_slots(slots, self._weekdays(task.kind)),
            "place": task.place,
            "participants": "; ".join(labels[p.id] for p in task.participant_ids),
            "parent": task.parent_id.sudo().name,  # an item of the same officer
            "progress": task.progress,
            "result": task.result,
        }
