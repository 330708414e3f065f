import base64
import io
from datetime import datetime, time, timedelta

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import CONCRETE, MONDAY, WardCommon
from .test_xlsx import HOSTILE, encoded

FRIDAY = datetime(2026, 11, 20)
HEADING = [
    "Officer",
    "Deadline: Day",
    "Deadline: Hour",
    "Task",
    "Catalogue Code",
    "Product",
    "Quantity",
    "Hour Slots",
    "Place",
    "Taking Part",
    "Monthly Item",
]
KEYS = (
    "officer",
    "date",
    "hour",
    "name",
    "code",
    "product",
    "quantity",
    "slots",
    "place",
    "participants",
    "parent",
)


def line(name=CONCRETE, **cells):
    """Return a row of a plan below ``HEADING``, by default one of oneself."""
    cells = {"date": FRIDAY, "product": "Báo cáo", "name": name} | cells
    return [cells.get(key) for key in KEYS]


class PlanImportCommon(WardCommon):
    def wizard(self, rows, login="officer", **vals):
        vals = {"file": encoded([HEADING, *rows]), "date_start": MONDAY} | vals
        return self.as_user(login, "ward.plan.import").create(vals)

    def run_import(self, rows, login="officer", **vals):
        """Import ``rows``; return the message of the notification."""
        return self.wizard(rows, login, **vals).action_import()["params"]["message"]

    def plan(self, login="officer", date_start=MONDAY, kind="week"):
        return self.env["ward.plan"].search(
            [
                ("employee_id", "=", self.employees[login].id),
                ("date_start", "=", date_start),
                ("kind", "=", kind),
            ]
        )


@tagged("post_install", "-at_install")
class TestPlanImport(PlanImportCommon):
    """A week or month of one or many officers from a spreadsheet."""

    def test_a_whole_line(self):
        self.env["ward.product"].sudo().create(
            {
                "code": "DC.05",
                "name": "Báo cáo định kỳ",
                "product_name": "Báo cáo tháng",
                "points": 60,
                "company_id": self.ward.id,
                "state": "decided",
                "valid_from": "2026-06-01",
            }
        )
        month = self.make_plan(
            kind="month", date_start="2026-11-01", tasks=1, task_ids=False
        )
        parent = self.as_user("officer", "ward.task").create(
            self.task_vals(plan_id=month.id, name="Giải phóng mặt bằng đường Bến Đá")
        )
        message = self.run_import(
            [
                line(
                    hour=time(16, 30),
                    code="dc.05",
                    quantity="2,5",
                    slots="T2 08:00-11:30; Thu 14h-16h30",
                    place="Nhà văn hóa",
                    participants="colleague; HEAD",
                    parent="giai phong mat bang duong Ben Da",
                ),
                line(name=None, date="18/11/2026", code="DC.05", product=None),
            ],
            # A day inside the week will do.
            date_start=MONDAY + timedelta(2),
        )
        self.assertIn("2 tasks added to 1 plans, 0 skipped", message)
        second, first = self.plan().task_ids.sorted("deadline")
        self.assertRecordValues(
            first,
            [
                {
                    "name": CONCRETE,
                    "deadline": datetime(2026, 11, 20, 9, 30),
                    "product_name": "Báo cáo",
                    "quantity": 2.5,
                    "factor": 12.0,
                    "place": "Nhà văn hóa",
                    "parent_id": parent.id,
                    "source": "own",
                }
            ],
        )
        self.assertEqual(
            set(first.participant_ids.mapped("name")), {"Colleague", "Head"}
        )
        self.assertEqual(
            first.slot_ids.mapped(lambda s: (s.start, s.stop)),
            [
                (datetime(2026, 11, 16, 1), datetime(2026, 11, 16, 4, 30)),
                (datetime(2026, 11, 19, 7), datetime(2026, 11, 19, 9, 30)),
            ],
        )
        self.assertEqual(
            (second.name, second.product_name, second.deadline),
            ("Báo cáo định kỳ", "Báo cáo tháng", datetime(2026, 11, 18, 10)),
        )

    def test_errors_by_row(self):
        cases = [
            (line(officer="Nobody"), "“Officer”: nobody active is called Nobody"),
            (line(officer="stranger"), "“Officer”: nobody active is called stranger"),
            (line(date=None), "“Deadline: Day” is missing"),
            (line(date="31/02/2026"), "“Deadline: Day” is “31/02/2026”, not a date"),
            (line(date="thứ sáu"), "“Deadline: Day” is “thứ sáu”, not a date"),
            (line(date="15/11/2026"), "lies outside the period"),
            (line(date="20/11/2062"), "lies outside the period"),
            (line(hour="25:00"), "“Deadline: Hour” is “25:00”"),
            (line(hour="sáng"), "“Deadline: Hour” is “sáng”"),
            (line(name=None), "“Task” is missing"),
            (line(name="x" * 501), "“Task” holds more than 500"),
            (line(product="x" * 501), "“Product” holds more than 500"),
            (line(place="x" * 501), "“Place” holds more than 500"),
            (line(code="NO.1"), "“Catalogue Code” NO.1 is no item in force"),
            (line(quantity=0), "“Quantity” is “0”; enter a number above zero"),
            (line(quantity=-1), "“Quantity” is “-1”"),
            (line(quantity="hai"), "“Quantity” is “hai”"),
            (line(slots="T2 08:00-08:00"), "“T2 08:00-08:00”: it must end after"),
            (line(slots="T2 10:00-08:00"), "“T2 10:00-08:00”: it must end after"),
            (line(slots="T2 sáng"), "“Hour Slots”: “T2 sáng”: write day and hours"),
            (line(slots="25/11 8:00-9:00"), "“25/11 8:00-9:00”: its day must be"),
            (line(slots="x" * 9999), "“Hour Slots”: “xxx"),
            (
                line(participants="Head; Ai đó"),
                "“Taking Part”: nobody active is called",
            ),
            (
                line(parent="Việc lạ"),
                "“Monthly Item” “Việc lạ” is not in the officer's",
            ),
        ]
        for row, message in cases:
            with self.subTest(message=message):
                with self.assertRaises(UserError) as caught:
                    self.run_import([line("Việc thứ nhất"), row])
                text = str(caught.exception)
                self.assertIn("Sheet, row 3:", text)
                self.assertIn(message, text)
                self.assertNotIn("row 2:", text)
                self.assertFalse(self.plan())

    def test_all_errors_at_once_in_order(self):
        rows = [line(quantity=0), line(officer="Ai đó", parent="x"), line(parent="x")]
        with self.assertRaises(UserError) as caught:
            self.run_import(rows)
        numbers = [
            text.split(":")[0] for text in str(caught.exception).splitlines()[1:]
        ]
        self.assertEqual(numbers, [f"Sheet, row {n}" for n in (2, 3, 4)])

    def test_same_name_twice(self):
        twin = self.env["hr.employee"].create(
            {
                "name": "HEAD",
                "company_id": self.ward.id,
                "work_email": "twin@ward.example",
            }
        )
        with self.assertRaisesRegex(UserError, "name of 2 persons; write the work"):
            self.run_import([line(participants="Head")])
        self.run_import([line(participants="TWIN@ward.example")])
        self.assertEqual(self.plan().task_ids.participant_ids.ids, twin.ids)
        twin.active = False
        with self.assertRaisesRegex(UserError, "nobody active is called twin@"):
            self.run_import([line("Việc khác", participants="twin@ward.example")])

    def test_second_import_changes_nothing(self):
        rows = [line(), line(slots="T3 8h-9h", hour="9h"), line("Việc khác")]
        self.assertIn("3 tasks added", self.run_import(rows))
        self.assertIn("0 tasks added", self.run_import(rows))
        self.assertEqual(len(self.plan().task_ids), 3)
        self.assertEqual(len(self.plan().task_ids.slot_ids), 1)
        # Twice in one file is once, too.
        message = self.run_import([line("Một"), line(" Một ")])
        self.assertIn("1 tasks added to 1 plans, 1 skipped", message)

    def test_vague_lines_wait_for_the_submission(self):
        self.run_import([line("Làm báo cáo")])
        self.assertEqual(self.plan().state, "draft")

    def test_month(self):
        self.run_import(
            [line(date="30/11/2026", slots="19/11/2026 8:00-9:00")],
            kind="month",
            date_start="2026-11-18",
        )
        plan = self.plan(date_start="2026-11-01", kind="month")
        self.assertEqual(len(plan.task_ids.slot_ids), 1)
        for cells, message in [
            ({"slots": "T5 8:00-9:00"}, "its day must be a date inside"),
            ({"parent": "x"}, "only tasks of a week"),
        ]:
            with (
                self.subTest(message=message),
                self.assertRaisesRegex(UserError, message),
            ):
                self.run_import([line("Việc", **cells)], kind="month")

    def test_many_officers(self):
        rows = [line(officer="Officer"), line(officer="t_colleague"), line()]
        message = self.run_import(rows, login="head")
        self.assertIn("3 tasks added to 3 plans", message)
        task = self.plan("officer").task_ids
        self.assertEqual(task.source, "assigned")
        self.assertEqual(task.assigned_by_id, self.users["head"])
        self.assertEqual(self.plan("head").task_ids.source, "own")
        # The leader may fill any plan of his unit.
        self.run_import([line("Việc của lãnh đạo", officer="clerk")], login="leader")
        self.assertEqual(self.plan("clerk").task_ids.source, "assigned")

    def test_rights(self):
        message = "row 2: “Officer”: the plan of Colleague can be written by himself"
        with self.assertRaisesRegex(UserError, message):
            self.run_import([line(officer="colleague"), line()])
        self.assertFalse(self.plan() + self.plan("colleague"))
        for login in ("deputy", "admin", "clerk"):
            with self.subTest(login=login), self.assertRaises(UserError):
                self.run_import([line(officer="officer")], login=login)
        with self.assertRaises(UserError):
            self.run_import([line(officer="officer")], login="other_leader")
        user = self.users["inspector"]
        self.employees["inspector"].user_id = False
        with self.assertRaisesRegex(UserError, "not linked to an employee"):
            self.run_import([line()], login="inspector")
        self.assertFalse(user.employee_id)

    def test_state_of_the_plan(self):
        plan = self.submitted()
        with self.assertRaisesRegex(UserError, "take it back first"):
            self.run_import([line("Việc mới")])
        self.run_import([line("Việc mới", officer="officer")], login="head")
        self.assertEqual(len(plan.task_ids), 2)
        self.as_user("head", plan).action_approve()
        for login in ("officer", "head"):
            with (
                self.subTest(login=login),
                self.assertRaisesRegex(UserError, "Officer is approved"),
            ):
                self.run_import([line("Việc nữa", officer="officer")], login=login)

    def test_headings_in_other_words(self):
        rows = [
            ["KẾ HOẠCH TUẦN"],
            ["TASK", None, "deadline:  day", "Note"],
            ["Việc một", None, "20.11.2026", "x"],
            ["Việc hai", None, "2026-11-20"],
        ]
        self.run_import([], file=encoded(rows))
        self.assertEqual(self.plan().task_ids.mapped("name"), ["Việc một", "Việc hai"])

    def test_hostile_cells(self):
        texts = [text.strip() for text in HOSTILE]
        self.run_import([line(text, place=text, officer="officer") for text in texts])
        self.assertEqual(self.plan().task_ids.mapped("name"), texts)
        self.assertEqual(self.plan().task_ids.mapped("place"), texts)
        with self.assertRaisesRegex(UserError, "“Officer”: nobody active is called =1"):
            self.run_import([line(officer="=1+1")])

    def test_ten_thousand_lines(self):
        logins = ("officer", "colleague", "deputy", "head")
        rows = [
            line(f"{CONCRETE} số {n}", officer=logins[n % 4], slots="T2 8h-9h")
            for n in range(10_000)
        ]
        wizard = self.wizard(rows, login="leader")
        before = self.env.cr.sql_log_count
        message = wizard.action_import()["params"]["message"]
        self.env.flush_all()
        queries = self.env.cr.sql_log_count - before
        self.assertIn("10000 tasks added to 4 plans", message)
        self.assertLess(queries / 10, 100, "queries for 1,000 lines")
        with self.assertRaisesRegex(UserError, "10001 lines are more than the 10000"):
            self.run_import([*rows, line()], login="leader")


@tagged("post_install", "-at_install")
class TestPlanExport(PlanImportCommon, HttpCase):
    """The template and the plans as spreadsheets, by their routes."""

    def download(self, path, login="officer"):
        user = self.users[login]
        self.authenticate(user.login, user.login)
        return self.url_open(f"/ward_office/{path}")

    def rows(self, response):
        self.assertEqual(response.status_code, 200)
        book = openpyxl.load_workbook(io.BytesIO(response.content))
        return list(book.worksheets[0].iter_rows())

    def test_template(self):
        response = self.download("plan_template?kind=week&date_start=2026-11-18")
        self.assertIn("attachment", response.headers["Content-Disposition"])
        heading, example = self.rows(response)
        self.assertEqual([c.value for c in heading][: len(HEADING)], HEADING)
        self.assertEqual(example[1].value, datetime(2026, 11, 20))
        book = openpyxl.load_workbook(io.BytesIO(response.content))
        self.assertEqual(book.sheetnames, ["Week 47 2026", "Officers", "Catalogue"])
        names = [row[0].value for row in book["Officers"].iter_rows()]
        self.assertIn("Colleague", names)
        self.assertNotIn("Stranger", names)
        # The example is no line; filled below it, the template imports.
        data = base64.b64encode(response.content)
        with self.assertRaisesRegex(UserError, "no line below the headings"):
            self.run_import([], file=data)
        book.worksheets[0].append(line())
        buffer = io.BytesIO()
        book.save(buffer)
        self.run_import([], file=base64.b64encode(buffer.getvalue()))
        self.assertEqual(self.plan().task_ids.name, CONCRETE)

    def test_template_of_odd_addresses(self):
        for query, status in [
            ("", 200),
            ("?kind=x&date_start=&company_id=x", 200),
            ("?kind=month&date_start=2026-02-30", 400),
            (f"?company_id={self.other_ward.id}", 200),
        ]:
            with self.subTest(query=query):
                response = self.download(f"plan_template{query}")
                self.assertEqual(response.status_code, status)

    def test_export_does_not_execute(self):
        texts = [text.strip() for text in HOSTILE]
        self.run_import([line(text, place=text) for text in texts])
        self.plan().task_ids.sudo().write({"result": "=1+1"})
        rows = self.rows(self.download(f"plan_export?plan_ids={self.plan().id}"))[1:]
        self.assertEqual([row[3].value for row in rows], texts)
        for row in rows:
            for cell in (row[3], row[8], row[12]):
                self.assertEqual(cell.data_type, "s", cell.value)
                self.assertIsNone(cell.hyperlink)
            self.assertEqual((row[1].is_date, row[6].data_type), (True, "n"))

    def test_export_edit_import(self):
        self.run_import(
            [
                line(slots="T2 8h-9h30; CN 14:00-15:00", participants="Head; Clerk"),
                line(
                    "Việc hai", hour="7h15", place="Chợ", quantity=3, date="18/11/2026"
                ),
            ]
        )
        plan = self.plan()
        response = self.download(f"plan_export?plan_ids={plan.id}")
        data = base64.b64encode(response.content)
        self.assertIn(
            "0 tasks added to 0 plans, 2 skipped", self.run_import([], file=data)
        )
        before = plan.task_ids.read(["name", "deadline", "quantity", "slot_label"])
        people = plan.task_ids.mapped("participant_ids.name")
        plan.unlink()
        self.assertIn("2 tasks added", self.run_import([], file=data))
        after = self.plan().task_ids.read(
            ["name", "deadline", "quantity", "slot_label"]
        )
        for old, new in zip(before, after, strict=True):
            self.assertEqual(old | {"id": 0}, new | {"id": 0})
        self.assertEqual(self.plan().task_ids.mapped("participant_ids.name"), people)

    def test_export_from_the_action_menu(self):
        plan = self.make_plan()
        action = self.as_user(
            "clerk", self.env.ref("ward_office.ward_plan_export_action")
        )
        context = {"active_model": "ward.plan", "active_ids": plan.ids}
        self.assertEqual(
            action.with_context(**context, active_id=plan.id).run()["url"],
            f"/ward_office/plan_export?plan_ids={plan.id}",
        )

    def test_export_is_checked(self):
        plan = self.make_plan()
        stopped = self.submitted("colleague", tasks=2)
        self.as_user("head", stopped.task_ids[0]).action_stop("Không cần")
        ids = f"plan_export?plan_ids={plan.id},{stopped.id}"
        self.assertEqual(len(self.rows(self.download(ids, "head"))), 3)
        self.assertEqual(len(self.rows(self.download(ids, "clerk"))), 3)
        self.ward.ward_plan_visibility = "leaders"
        with mute_logger("odoo.http"):
            for login in ("clerk", "stranger", "other_leader"):
                response = self.download(ids, login)
                self.assertIn(response.status_code, (403, 404), login)
                self.assertNotIn(CONCRETE.encode(), response.content)
            for query in ("", "?plan_ids=", "?plan_ids=1;2", "?plan_ids=1,x"):
                response = self.download(f"plan_export{query}")
                self.assertEqual(response.status_code, 400, query)
            response = self.download("plan_export?plan_ids=999999999")
            self.assertEqual(response.status_code, 404)
        with self.assertRaises(AccessError):
            self.as_user("clerk", "ward.plan.sheet")._export(
                plan.with_user(self.users["clerk"])
            )
