"""A quarter typed as a clerk keeps it in ``golden.xlsx``, its six forms counted there.

The workbook lists what happened in two wards between May and September 2026; its form
sheets count by spreadsheet formulas after the words of Circular 06/2025/TT-TTCP. Here
the same months are played through the real methods, and every cell must agree.
"""

from datetime import timedelta

import openpyxl
from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged
from odoo.tools import file_path

from .report_common import ReportCommon

VIETNAM = timedelta(hours=7)
GROUPS = {
    "complaint_group": ("land", "policy", "other"),
    "denunciation_group": ("administrative", "corruption", "judicial", "other"),
    "reflection_group": ("policy", "land", "other"),
}
CLERK = {"A": "clerk", "B": "other_clerk"}
LEADER = {"A": "leader", "B": "other_leader"}
DEPUTY = {"A": "office_head", "B": "stranger"}


def read(sheet):
    """Return the rows of a sheet as dicts; the second row holds the keys."""
    _headings, keys, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(keys, row, strict=True)) for row in rows if row[0]]


@tagged("post_install", "-at_install")
class TestReportGolden(ReportCommon):
    frozen_at = "2026-05-04 02:00:00"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        book = openpyxl.load_workbook(
            file_path("ward_office/tests/statistics/golden.xlsx"), data_only=True
        )
        cls.sheets = {
            "receptions": read(book["Tiếp dân"]),
            "days": read(book["Lịch tiếp"]),
            "petitions": read(book["Đơn"]),
            "cases": read(book["Vụ việc"]),
            "orders": read(book["Phải thi hành"]),
            "steps": read(book["Thực hiện"]),
        }
        cls.expected = {
            code: {row.pop("unit"): row for row in read(book[code.replace("/", "-")])}
            for code in cls.forms
        }
        cls.clock = cls.startClassPatcher(freeze_time(cls.frozen_at))
        cls.fields = {
            group: cls.env["ward.petition.field"].create(
                {"name": group}
                | {
                    name: group if group in groups else "other"
                    for name, groups in GROUPS.items()
                }
            )
            for group in {g for groups in GROUPS.values() for g in groups}
        }
        cls.ground = cls.env["ward.refusal.ground"].search([], limit=1)

    # ------------------------------------------------------------------
    # PLAYING THE YEAR
    # ------------------------------------------------------------------

    def play(self):
        """Let everything happen at its hour, through the methods of the screens."""
        self.receptions, self.petitions, self.cases, self.orders = {}, {}, {}, {}
        events = [
            (row["day"] - timedelta(days=10), self.plan_day, row)
            for row in self.sheets["days"]
        ]
        events += [
            (row["day"] + timedelta(hours=17), self.end_day, row)
            for row in self.sheets["days"]
            if row["end"] in ("held", "cancelled")
        ]
        for sheet, names in (
            ("receptions", ("at",)),
            ("petitions", ("received", "proposed", "signed", "withdrawn")),
            ("cases", ("decided", "stopped", "closed")),
        ):
            events += [
                (row[name], getattr(self, f"play_{name}"), row)
                for row in self.sheets[sheet]
                for name in names
                if row[name]
            ]
        events += [
            (row["day"] + timedelta(hours=8), self.play_step, row)
            for row in self.sheets["steps"]
        ]
        for moment, happen, row in sorted(events, key=lambda event: event[0]):
            self.now = moment - VIETNAM
            self.clock.move_to(self.now)
            happen(row)
        self.clock.move_to("2026-09-25 02:00:00")

    def plan_day(self, row):
        unit = row["unit"]
        row["record"] = day = self.as_user(CLERK[unit], "ward.reception.day").create(
            {
                "date": row["day"].date(),
                "kind": row["kind"],
                "hour_from": row["hour"],
                "hour_to": row["hour"] + 3,
                "leader_id": self.employees[LEADER[unit]].id,
                "unplanned_ground": "urgent" if row["kind"] == "unplanned" else False,
            }
            | (
                {
                    "delegate_id": self.employees[DEPUTY[unit]].id,
                    "delegation_paper": "Giấy ủy quyền 05/UQ",
                }
                if row["delegated"] == "yes"
                else {}
            )
        )
        if row["announced"] == "yes":
            day.action_announce()

    def end_day(self, row):
        day = self.as_user(CLERK[row["unit"]], row["record"])
        if row["end"] == "held":
            day.action_hold()
        else:
            day.action_cancel("Họp bất thường")

    def play_at(self, row):
        unit, section = row["unit"], row["section"]
        petition = next(
            (p for p in self.sheets["petitions"] if p["reception"] == row["key"]), None
        )
        person = {"regular": CLERK, "delegated": DEPUTY}.get(section, LEADER)[unit]
        many = row["people"] > 1
        self.receptions[row["key"]] = reception = self.receive(
            CLERK[unit],
            person_name=f"Người {row['matter']}",
            person_identity_number=f"0010850{row['key'][1:]:>05}",
            received_at=self.now,
            kind="head" if section == "delegated" else section,
            is_delegated=section == "delegated",
            received_by_id=self.employees[person].id,
            visitor="group" if many else "person",
            people_count=row["people"],
            group_list="Trần Đại Diện *\nLê Văn Hai" if many else False,
            matter_kind=petition["kind"] if petition else "complaint",
            field_id=self.fields[petition["group"] if petition else "land"].id,
            previous_id=self.receptions.get(row["same_as"], self.env["base"]).id,
            explained="Đã hướng dẫn theo quy định.",
            head_answer="at_once",
            head_directions="Giao bộ phận chuyên môn thực hiện.",
        )
        if row["end"] == "advised":
            reception.action_advise()
        elif row["end"] == "refused":
            reception.refusal_ground_id = self.ground
            reception.action_refuse()
        elif row["end"] == "left":
            reception.action_left()

    def play_received(self, row):
        unit = row["unit"]
        facts = {
            "level": str(row["level"]),
            "is_competent": row["competent"] == "yes",
            "respondent": "UBND phường",
        }
        if row["reception"]:
            reception = self.receptions[row["reception"]]
            reception.action_take_petition()
            petition = reception.petition_ids
            petition.write(facts | {"summary": f"Nội dung {row['key']}"})
        else:
            petition = self.petition(
                CLERK[unit],
                person_name=f"Người {row['key']}",
                person_identity_number=f"0010990{row['key'][1:]:>05}",
                received_at=self.now,
                source=row["source"],
                kind=row["kind"],
                field_id=self.fields[row["group"]].id,
                handler_id=self.users[CLERK[unit]].id,
                forwarded_by_id=self.authority.id
                if row["source"] == "forwarded"
                else False,
                **facts,
            )
        if row["level"] == 2:
            petition.previous_case_id = self.cases[
                {"complaint": "c02", "denunciation": "c03"}[row["kind"]]
            ]
        self.petitions[row["key"]] = petition

    def play_proposed(self, row):
        petition = self.sorted(self.petitions[row["key"]])
        outcome = row["outcome"]
        petition.outcome = outcome
        if outcome != "accept":
            petition.outcome_reason = "Theo quy định"
        if outcome in ("guide", "forward", "return"):
            petition.target_id = self.authority
        petition.action_propose()

    def play_signed(self, row):
        petition = self.petitions[row["key"]]
        if row["case"] in self.cases:
            petition.action_link(self.cases[row["case"]])
        self.sign(petition, LEADER[row["unit"]])
        if row["case"]:
            self.cases[row["case"]] = self.as_user(CLERK[row["unit"]], petition.case_id)

    def play_withdrawn(self, row):
        self.petitions[row["key"]].action_withdraw("Tự nguyện rút đơn")

    def play_decided(self, row):
        case = self.cases[row["key"]]
        unit = row["unit"]
        case.write(
            {
                "outcome": row["outcome"],
                "conclusion": "Đã xác minh, kết luận.",
                "report": "Đã kiểm tra hồ sơ.",
                "member_ids": [
                    Command.create(
                        {"employee_id": self.employees[DEPUTY[unit]].id, "role": "head"}
                    )
                ],
            }
        )
        for order in self.sheets["orders"]:
            if order["case"] == row["key"]:
                numbers = (
                    "money",
                    "land",
                    "organisations",
                    "people",
                    "officials",
                    "matters",
                )
                self.orders[order["key"]] = self.as_user(
                    CLERK[unit], "ward.obligation"
                ).create(
                    {"case_id": case.id, "name": order["key"], "kind": order["kind"]}
                    | {name: order[name] for name in numbers}
                )
        if row["kind"] == "complaint_2":
            case.meeting_ids = [
                Command.create(
                    {"kind": "dialogue", "start_at": self.now, "minutes": "Đã nghe."}
                )
            ]
        if row["kind"] == "petition":
            case.action_answer()
        else:
            case.action_verify()
            self.sign(case, LEADER[unit])
            case.action_report()
            self.sign(case, CLERK[unit])
            case.action_decide()
        self.sign(case, LEADER[unit])
        if row["kind"] != "petition":
            case.action_publish()
            self.sign(case, LEADER[unit])
            case.action_delivered()
        case.action_execute()

    def play_stopped(self, row):
        case = self.cases[row["key"]]
        if row["full_withdrawal"] == "yes":
            case.action_withdrawn("Rút toàn bộ nội dung")
        else:
            case.action_stop("Người khiếu nại chết, không có người thừa kế")
        self.sign(case, LEADER[row["unit"]])

    def play_closed(self, row):
        self.cases[row["key"]].action_close()

    def play_step(self, row):
        names = ("money", "land", "organisations", "people", "officials", "matters")
        self.as_user(CLERK[row["unit"]], self.orders[row["order"]]).step_ids = [
            Command.create(
                {
                    "date": row["day"].date(),
                    "document": "Biên bản",
                    "is_final": row["final"] == "yes",
                }
                | {name: row[name] for name in names}
            )
        ]

    # ------------------------------------------------------------------
    # COMPARING
    # ------------------------------------------------------------------

    def compare(self, report, unit, line):
        """Compare every cell of the six forms; return how many were not zero."""
        told = 0
        for code, form in self.forms.items():
            figures = {
                int(number): value
                for number, value in self.row(report, code, unit).figures.items()
            }
            for column in form._columns():
                wanted = self.expected[code][line][column.number] or 0
                found = figures.get(column.number) or 0
                with self.subTest(unit=line, form=code, column=column.number):
                    self.assertAlmostEqual(found, wanted, places=6)
                told += bool(wanted)
        return told

    def test_every_cell_of_the_six_forms(self):
        self.assertEqual(
            sum(len(self.sheets[n]) for n in ("receptions", "petitions", "cases")), 153
        )
        self.play()
        told = 0
        for line, unit in (("A", self.ward), ("B", self.other_ward)):
            report = self.report(CLERK[line])
            typed = {
                number: value
                for number, value in self.expected["06/QLKNTC"][line].items()
                if value
            }
            self.row(report, "06/QLKNTC").action_key(typed)
            told += self.compare(report, unit, line)
            self.as_user(LEADER[line], report).action_approve()
            report.action_send()
        # a quarter in which little is zero
        self.assertGreater(told, 140)
        city = self.report("city_clerk")
        for code, form in self.forms.items():
            line = city._lines(form)[-1]
            self.assertIn(line["kind"], ("total", "subtotal"))
            for column, value in zip(form._columns(), line["values"], strict=True):
                with self.subTest(form=code, column=column.number):
                    self.assertAlmostEqual(
                        value or 0,
                        self.expected[code]["Tổng"][column.number] or 0,
                        places=6,
                    )
