"""Legal time limits as dates: a table worked out from the law and a calendar."""

import csv
import doctest
from datetime import date, timedelta
from pathlib import Path

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from ...tools import deadlines
from .common import CitizenCommon

TET = ("2027-02-04", "2027-02-10")  # assumed for the test
LABOUR = ("2027-04-30", "2027-05-01")
NATIONAL = ("2026-09-02", "2026-09-02")
NEW_YEAR = ("2027-01-01", "2027-01-01")
LEAP = ("2028-02-29", "2028-02-29")
REMOTE, COMPLEX = "remote", "complex"

# code, start in UTC, options, expected due date, what it shows
CASES = [
    # the law changes on 1 July 2026 (Law 136/2025): 10 days become 7 working days
    ("complaint_accept", "2026-06-29 02:00", {}, "2026-07-09", "old law, Thursday"),
    (
        "complaint_accept",
        "2026-06-30 02:00",
        {},
        "2026-07-10",
        "last day of the old law",
    ),
    (
        "complaint_accept",
        "2026-06-30 16:30",
        {},
        "2026-07-10",
        "23:30, still the old law",
    ),
    (
        "complaint_accept",
        "2026-06-30 17:30",
        {},
        "2026-07-10",
        "00:30 on 1 July, new law",
    ),
    (
        "complaint_accept",
        "2026-07-01 02:00",
        {},
        "2026-07-10",
        "first day of the new law",
    ),
    ("complaint_accept", "2026-07-02 02:00", {}, "2026-07-13", "over a weekend"),
    (
        "complaint_accept",
        "2026-06-24 02:00",
        {},
        "2026-07-06",
        "10th day Saturday, rolls",
    ),
    ("complaint_accept", "2026-07-04 02:00", {}, "2026-07-14", "received on Saturday"),
    ("complaint_accept", "2026-07-05 02:00", {}, "2026-07-14", "received on Sunday"),
    ("complaint_accept", "2026-07-03 02:00", {}, "2026-07-14", "received on Friday"),
    ("complaint_accept", "2026-07-03 16:30", {}, "2026-07-14", "Friday 23:30"),
    ("complaint_accept", "2026-07-05 17:30", {}, "2026-07-15", "Monday 00:30"),
    (
        "complaint_accept",
        "2026-08-31 02:00",
        {"off": NATIONAL},
        "2026-09-10",
        "2 September",
    ),
    (
        "complaint_accept",
        "2026-09-02 02:00",
        {"off": NATIONAL},
        "2026-09-11",
        "on a holiday",
    ),
    (
        "complaint_accept",
        "2026-12-31 02:00",
        {"off": NEW_YEAR},
        "2027-01-12",
        "31 December",
    ),
    ("complaint_accept", "2026-12-31 16:30", {"off": NEW_YEAR}, "2027-01-12", "23:30"),
    (
        "complaint_accept",
        "2026-12-31 17:30",
        {"off": NEW_YEAR},
        "2027-01-12",
        "New Year 00:30",
    ),
    ("complaint_accept", "2027-02-01 02:00", {"off": TET}, "2027-02-17", "over Tết"),
    (
        "complaint_accept",
        "2027-02-05 02:00",
        {"off": TET},
        "2027-02-19",
        "received in Tết",
    ),
    (
        "complaint_accept",
        "2026-11-18 02:00",
        {REMOTE: True},
        "2026-11-27",
        "remote: same",
    ),
    (
        "complaint_accept",
        "2026-11-18 02:00",
        {"work": "2026-11-21"},
        "2026-11-26",
        "làm bù",
    ),
    # first settlement: 30; complex 45; remote 45; remote and complex 60
    ("complaint_settle_1", "2026-11-18 02:00", {}, "2026-12-18", "30 days"),
    (
        "complaint_settle_1",
        "2026-11-18 02:00",
        {COMPLEX: True},
        "2027-01-04",
        "45, rolls",
    ),
    (
        "complaint_settle_1",
        "2026-11-18 02:00",
        {REMOTE: True},
        "2027-01-04",
        "45, remote",
    ),
    (
        "complaint_settle_1",
        "2026-11-18 02:00",
        {REMOTE: True, COMPLEX: True},
        "2027-01-18",
        "60th day Sunday 17 January",
    ),
    ("complaint_settle_1", "2026-11-13 02:00", {}, "2026-12-14", "30th day Sunday"),
    ("complaint_settle_1", "2026-11-12 02:00", {}, "2026-12-14", "30th day Saturday"),
    (
        "complaint_settle_1",
        "2026-12-02 02:00",
        {"off": NEW_YEAR},
        "2027-01-04",
        "New Year",
    ),
    (
        "complaint_settle_1",
        "2027-01-06 02:00",
        {"off": TET},
        "2027-02-11",
        "ends in Tết",
    ),
    (
        "complaint_settle_1",
        "2027-03-31 02:00",
        {"off": LABOUR},
        "2027-05-03",
        "30 April",
    ),
    ("complaint_settle_1", "2028-01-30 02:00", {}, "2028-02-29", "leap day"),
    (
        "complaint_settle_1",
        "2028-01-30 02:00",
        {"off": LEAP},
        "2028-03-01",
        "leap day off",
    ),
    ("complaint_settle_1", "2027-01-30 02:00", {}, "2027-03-01", "no leap day"),
    (
        "complaint_settle_1",
        "2026-11-18 02:00",
        {"pauses": [("2026-11-20", "2026-11-30")]},
        "2026-12-28",
        "ten days suspended",
    ),
    (
        "complaint_settle_1",
        "2026-11-18 02:00",
        {"pauses": [("2026-11-18", "2026-11-23")]},
        "2026-12-22",
        "suspended on the day of receipt: four counted days lost",
    ),
    (
        "complaint_settle_1",
        "2026-11-18 02:00",
        {"pauses": [("2026-11-20", "2026-11-25"), ("2026-12-01", "2026-12-06")]},
        "2026-12-28",
        "two pauses of five days",
    ),
    (
        "complaint_settle_1",
        "2026-11-18 02:00",
        {"pauses": [("2026-11-20", None)]},
        None,
        "still suspended",
    ),
    # sending, publishing, force, carrying out
    ("complaint_send_1", "2026-11-18 02:00", {}, "2026-11-23", "3 working days"),
    ("complaint_send_1", "2026-11-20 02:00", {}, "2026-11-25", "signed on Friday"),
    ("complaint_settle_2", "2026-11-18 02:00", {}, "2027-01-04", "45 days, Saturday"),
    ("complaint_settle_2", "2026-11-18 02:00", {COMPLEX: True}, "2027-01-18", "60"),
    (
        "complaint_settle_2",
        "2026-11-18 02:00",
        {REMOTE: True},
        "2027-01-18",
        "60, remote",
    ),
    (
        "complaint_settle_2",
        "2026-11-18 02:00",
        {REMOTE: True, COMPLEX: True},
        "2027-01-27",
        "70",
    ),
    ("complaint_send_2", "2026-11-18 02:00", {}, "2026-11-27", "7 working days"),
    ("complaint_publish", "2026-11-18 02:00", {}, "2026-12-03", "15 days"),
    ("complaint_publish", "2026-11-20 02:00", {}, "2026-12-07", "15th day Saturday"),
    ("complaint_force_1", "2026-11-18 02:00", {}, "2026-12-18", "30 days"),
    (
        "complaint_force_1",
        "2026-11-18 02:00",
        {REMOTE: True},
        "2027-01-04",
        "45 remote",
    ),
    ("complaint_execute", "2026-11-18 02:00", {}, "2026-11-25", "5 working days"),
    ("complaint_lodge_2", "2026-11-18 02:00", {}, "2026-12-18", "30 days"),
    ("complaint_suspend_send", "2026-11-18 02:00", {}, "2026-11-23", "3 working days"),
    ("discipline_settle", "2026-11-18 02:00", {}, "2026-12-18", "30 days"),
    ("discipline_settle", "2026-11-18 02:00", {COMPLEX: True}, "2027-01-04", "45"),
    # denunciations
    ("denunciation_check", "2026-11-18 02:00", {}, "2026-11-27", "7 working days"),
    ("denunciation_check", "2026-11-18 02:00", {COMPLEX: True}, "2026-12-02", "10"),
    ("denunciation_check", "2020-11-18 02:00", {}, "2020-11-27", "old case, same law"),
    ("denunciation_forward", "2026-11-18 02:00", {}, "2026-11-25", "5 working days"),
    ("denunciation_notify", "2026-11-18 16:59", {}, "2026-11-25", "23:59"),
    ("denunciation_notify", "2026-11-18 17:00", {}, "2026-11-26", "midnight"),
    ("denunciation_settle", "2026-11-18 02:00", {}, "2026-12-18", "30 days"),
    (
        "denunciation_settle",
        "2026-11-18 02:00",
        {"extend": [30]},
        "2027-01-18",
        "60, Sunday",
    ),
    (
        "denunciation_settle",
        "2026-11-18 02:00",
        {"extend": [30, 30]},
        "2027-02-16",
        "especially complex: 90",
    ),
    (
        "denunciation_settle",
        "2026-11-18 02:00",
        {"extend": [10], "pauses": [("2026-11-23", "2026-11-28")]},
        "2027-01-04",
        "45th day Saturday: extended and suspended",
    ),
    (
        "denunciation_settle",
        "2026-11-18 02:00",
        {"extend": [15], "off": ("2027-01-04", "2027-01-04")},
        "2027-01-05",
        "the extension ends on a holiday",
    ),
    ("denunciation_send", "2026-11-20 02:00", {}, "2026-11-27", "5 working days"),
    ("denunciation_act", "2026-11-20 02:00", {}, "2026-12-01", "7 working days"),
    ("denunciation_publish", "2026-11-18 02:00", {}, "2026-11-27", "7 working days"),
    ("denunciation_again", "2026-11-18 02:00", {}, "2026-12-08", "20 days"),
    ("denunciation_urge", "2026-11-18 02:00", {}, "2026-11-25", "5 working days"),
    ("denunciation_press", "2026-11-18 02:00", {}, "2026-12-08", "20 days"),
    # reception
    ("reception_reply", "2026-11-18 02:00", {}, "2026-12-02", "10 working days"),
    (
        "reception_reply",
        "2026-12-25 02:00",
        {"off": NEW_YEAR},
        "2027-01-11",
        "New Year",
    ),
    ("reception_refusal", "2026-11-18 02:00", {}, "2026-11-23", "3 working days"),
    ("reception_refusal", "2026-11-19 17:30", {}, "2026-11-25", "Friday 00:30"),
    ("reception_result", "2026-11-18 02:00", {}, "2026-11-27", "7 working days"),
]


@tagged("post_install", "-at_install")
class TestCitizenClock(CitizenCommon):
    def test_a_limit_is_called_by_its_name(self):
        rules = self.env["ward.deadline.rule"].search([])
        names = dict(rules._fields["code"]._description_selection(self.env))
        self.assertTrue(rules)
        for rule in rules:
            self.assertEqual(rule.display_name, names[rule.code])

    def test_doctests(self):
        outcome = doctest.testmod(deadlines)
        self.assertTrue(outcome.attempted)
        self.assertFalse(outcome.failed)

    def holiday(self, first, last, company=None):
        company = company or self.ward
        return (
            self.env["resource.calendar.leaves"]
            .with_company(company)
            .create(
                {
                    "name": "Nghỉ lễ",
                    "company_id": company.id,
                    "date_from": company._ward_to_utc(fields.Date.to_date(first)),
                    "date_to": company._ward_to_utc(
                        fields.Date.to_date(last) + timedelta(1)
                    )
                    - timedelta(seconds=1),
                }
            )
        )

    def clock(self, code, start, options):
        self.ward.ward_is_remote = options.get(REMOTE, False)
        if "off" in options:
            self.holiday(*options["off"])
        if "work" in options:
            self.env["ward.compensation.day"].create(
                {"name": "Làm bù", "date": options["work"], "company_id": self.ward.id}
            )
        petition = self.env["ward.petition"].create(
            {"person_name": "A", "company_id": self.ward.id, "kind": "reflection"}
        )
        clock = self.env["ward.clock"]._start(
            code,
            petition,
            {petition.id: fields.Datetime.to_datetime(start + ":00")},
            is_complex=options.get(COMPLEX, False),
        )
        for days in options.get("extend", ()):
            clock._add_event("extend", date(2026, 12, 1), "Gia hạn", days=days)
        for begin, end in options.get("pauses", ()):
            clock._add_event("pause", begin, "Tạm đình chỉ")
            if end:
                clock._add_event("resume", end, "Tiếp tục")
        return clock

    def test_table(self):
        self.assertGreaterEqual(len(CASES), 60)
        for number, (code, start, options, expected, shows) in enumerate(CASES):
            with self.subTest(number=number, code=code, start=start, shows=shows):
                with self.env.cr.savepoint() as savepoint:
                    clock = self.clock(code, start, options)
                    due = clock.due_date and clock.due_date.isoformat() or None
                    savepoint.rollback()
                self.env.invalidate_all()
                self.assertEqual(due, expected)

    def test_table_worked_out_by_somebody_else(self):
        """120 rows made from the texts of the law without knowing this code."""
        path = Path(__file__).parent / "clock_cases.csv"
        with open(path, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertGreaterEqual(len(rows), 100)

        def ranges(text):
            for part in filter(None, text.split(";")):
                first, _sep, last = part.partition(">")
                yield first, last or first

        for row in rows:
            with self.subTest(n=row["n"], title=row["title"]):
                with self.env.cr.savepoint() as savepoint:
                    for first, last in ranges(row["holidays"]):
                        self.holiday(first, last)
                    for day in filter(None, row["workdays"].split(";")):
                        self.env["ward.compensation.day"].create(
                            {"name": "x", "date": day, "company_id": self.ward.id}
                        )
                    options = {
                        REMOTE: row["remote"] == "1",
                        COMPLEX: row["complex"] == "1",
                        "extend": [
                            int(days) for days in row["extensions"].split(";") if days
                        ],
                        "pauses": [
                            tuple(part.partition(">")[::2])
                            for part in row["pauses"].split(";")
                            if part
                        ],
                    }
                    clock = self.clock(row["code"], row["start_utc"], options)
                    due = clock.due_date and clock.due_date.isoformat() or ""
                    savepoint.rollback()
                self.env.invalidate_all()
                self.assertEqual(due, row["expected_due"])

    def test_explanation_says_how(self):
        clock = self.clock("complaint_accept", "2026-08-31 02:00", {"off": NATIONAL})
        for words in (
            "31/08/2026",
            "7",
            "working days",
            "02/09/2026",
            "10/09/2026",
            "Luật",
        ):
            self.assertIn(words, clock.explanation)

    def test_new_holiday_moves_open_clocks_and_says_so(self):
        petition = self.petition()
        clock = petition._open_clocks()
        self.assertEqual(clock.due_date.isoformat(), "2026-11-27")
        leave = self.holiday("2026-11-24", "2026-11-24")
        self.assertEqual(clock.due_date.isoformat(), "2026-11-30")
        self.assertIn("30/11/2026", petition.message_ids[0].body)
        self.assertEqual(petition.due_date.isoformat(), "2026-11-30")
        leave.unlink()
        self.assertEqual(clock.due_date.isoformat(), "2026-11-27")

    def test_holiday_never_brings_a_date_earlier(self):
        clock = self.petition()._open_clocks()
        for day in range(19, 30):
            before = clock.due_date
            self.holiday(f"2026-11-{day}", f"2026-11-{day}")
            self.assertGreaterEqual(clock.due_date, before)

    def test_changed_rule_moves_open_clocks(self):
        petition = self.petition()
        rule = petition._open_clocks().rule_id
        rule.days = 5
        self.assertEqual(petition.due_date.isoformat(), "2026-11-25")
        # a law in force later does not touch what was received before
        rule.valid_to = "2026-12-31"
        rule.copy({"valid_from": "2027-01-01", "valid_to": False, "days": 3})
        self.assertEqual(petition.due_date.isoformat(), "2026-11-25")

    def test_late_stays_for_ever(self):
        petition = self.sorted(self.petition())
        petition.outcome = "accept"
        petition.action_propose()
        with freeze_time("2026-12-01 02:00:00"):
            self.sign(petition)
        clock = petition.clock_ids.filtered(lambda c: c.code == "complaint_accept")
        self.assertTrue(clock.is_late)
        self.assertTrue(petition.is_late)
        self.holiday("2026-11-23", "2026-11-30")
        self.assertTrue(clock.is_late)
        self.assertEqual(clock.due_date.isoformat(), "2026-11-27")

    def test_warnings_are_given_once_and_none_is_lost(self):
        petition = self.petition(handler_id=self.users["officer"].id)
        Clock = self.env["ward.clock"]
        Clock._warn_unit(self.ward)
        self.assertFalse(petition.activity_ids)
        # the cron did not run on the days before
        with freeze_time("2026-11-26 02:00:00"):
            Clock._warn_unit(self.ward)
            Clock._warn_unit(self.ward)
        self.assertEqual(petition.sudo().activity_ids.user_id, self.users["officer"])
        self.assertEqual(len(petition.sudo().activity_ids), 1)
        with freeze_time("2026-12-20 02:00:00"):
            Clock._warn_unit(self.ward)
            Clock._warn_unit(self.ward)
        late = petition.sudo().activity_ids.filtered(
            lambda a: a.activity_type_id == self.env.ref("ward_office.activity_overdue")
        )
        self.assertEqual(late.user_id, self.users["officer"] | self.users["leader"])
        self.assertEqual(len(late), 2)

    def test_many_clocks_are_reckoned_in_the_background(self):
        self.env["ward.petition"].create(
            [
                {"person_name": f"N {n}", "company_id": self.ward.id, "summary": "x"}
                for n in range(210)
            ]
        )
        self.holiday("2026-11-24", "2026-11-24")
        waiting = self.env["ward.clock"].search([("needs_reckoning", "=", True)])
        self.assertGreaterEqual(len(waiting), 210)
        self.env["ward.clock"]._reckon_batch(waiting)
        self.assertEqual(
            set(
                map(
                    str,
                    waiting.filtered(lambda c: c.code == "complaint_accept").mapped(
                        "due_date"
                    ),
                )
            ),
            {"2026-11-30"},
        )
