"""A year of citizens at the demo ward: receptions, petitions, cases.

Every step runs through the real method as the real user, on the day it happened: the
clock of the program is turned back for it, so that time limits, numbers and late
signatures come out as they would have.
"""

import csv
import random
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from textwrap import shorten
from unittest.mock import patch

from odoo import Command, fields

from .citizen_outside import load_outside
from .citizen_protected import load_protected

HERE = Path(__file__).parent
CLERK, LEADER = "tiepdan", "chutich"
HANDLERS = ("hcc.datdai", "xaydung", "chinhsach", "moitruong")
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô")
MIDDLE = ("Văn", "Thị", "Đức", "Minh", "Thu", "Hữu", "Ngọc", "Quang")
GIVEN = ("Hòa", "Bình", "Lan", "Hùng", "Nga", "Tuấn", "Phương", "Sơn", "Yến", "Khánh")
STREETS = (
    "phố Lò Gạch",
    "phố Bến Đá",
    "phố Hoa Sữa",
    "ngõ 12 Lò Gạch",
    "ngách 5/8 Bến Đá",
)
AUTHORITIES = (
    "UBND thành phố Hà Nội",
    "Thanh tra thành phố Hà Nội",
    "Sở Nông nghiệp và Môi trường Hà Nội",
    "Sở Xây dựng Hà Nội",
    "Công an phường Hoa Sữa",
    "Tòa án nhân dân khu vực 3",
)
PLACES = (
    ("Phường Hoa Sữa", "Phường Hoa Sữa cũ\nPhường Lò Gạch\nQuận Bến Đá"),
    ("Phường Bằng Lăng", "Phường Bằng Lăng cũ\nXã Đồng Trầu"),
)
ANSWER = "Đã kiểm tra, giải quyết và trả lời công dân theo quy định."
EVIDENCE = (
    ("Trích lục bản đồ địa chính", "Văn phòng đăng ký đất đai", 2),
    ("Biên bản làm việc với các bên", "Tổ xác minh", 4),
)
# how many days ago each round of the matters begins
ROUNDS = (330, 262, 196, 131, 67, 16)


def load_citizens(demo, encrypt):
    """Fill the demo ward with a year of citizens' business; ``encrypt`` hashes."""
    citizens = _Citizens(demo)
    citizens.load()
    load_protected(citizens)
    load_outside(citizens, encrypt)


class _Citizens:
    def __init__(self, demo):
        self.env = demo.env
        self.unit = self.env.ref("ward_office.demo_unit_hoa_sua")
        self.random = random.Random(335)
        self.now = fields.Datetime.now().replace(microsecond=0)
        self.number = 0

    def load(self):
        place = self.env.ref("ward_office.place_ha_noi")
        self.places = self.env["ward.place"].create(
            [
                {"name": name, "parent_id": place.id, "old_names": old}
                for name, old in PLACES
            ]
        )
        self.authorities = self.env["ward.authority"].create(
            [{"name": name} for name in AUTHORITIES]
        )
        self.unit.ward_identity_approver_ids = self.user("pct.vanxa") | self.user(
            LEADER
        )
        self.load_days()
        with open(HERE / "citizen_matters.csv", encoding="utf-8", newline="") as file:
            matters = list(csv.DictReader(file))
        for start in ROUNDS:
            for position, matter in enumerate(matters):
                days = start - position * 2 % 60 - self.random.randrange(4)
                if days >= 0:
                    self.play(matter, days, last=start == ROUNDS[-1])
        self.tell_results()

    # ------------------------------------------------------------------
    # PEOPLE AND TIME
    # ------------------------------------------------------------------

    def user(self, login):
        return self.env["res.users"].search([("login", "=", login)])

    def someone(self):
        pick = self.random.choice
        self.number += 1
        return {
            "person_name": f"{pick(FAMILY)} {pick(MIDDLE)} {pick(GIVEN)}",
            "person_identity_number": f"0010{80 + self.number % 20}{self.number:06d}",
            "person_phone": f"09000{self.number:05d}",
            "person_street": f"Số {self.random.randrange(2, 90)} {pick(STREETS)}",
            "person_place_id": self.places[self.number % 5 == 0].id,
        }

    def working(self, days_ago, hour):
        """Return the moment ``days_ago`` at the local ``hour``, on a working day."""
        date = self.unit._ward_to_local(self.now).date() - timedelta(days_ago)
        moment = self.unit._ward_to_utc(self.unit._ward_working_date_before(date), hour)
        return min(moment, self.now)

    @contextmanager
    def at(self, moment):
        """Let the program believe it is ``moment`` (naive UTC)."""
        unit = type(self.env["res.company"])
        today = self.unit._ward_to_local(moment).date()
        with (
            patch.object(fields.Datetime, "now", staticmethod(lambda: moment)),
            patch.object(unit, "_ward_today", lambda _self: today),
        ):
            yield

    def by(self, login, records):
        user = self.user(login)
        return records.with_user(user).with_context(
            allowed_company_ids=self.unit.ids, tracking_disable=True, lang="vi_VN"
        )

    # ------------------------------------------------------------------
    # RECEPTION DAYS
    # ------------------------------------------------------------------

    def load_days(self):
        leader = self.unit.ward_leader_id
        self.unit.ward_reception_place = "Phòng tiếp công dân, trụ sở UBND phường"
        self.env["ward.reception.pattern"].create(
            [
                {
                    "company_id": self.unit.id,
                    "leader_id": leader.id,
                    "nth": nth,
                    "weekday": "1",
                }
                for nth in ("1", "3")
            ]
        )
        Day = self.by(CLERK, self.env["ward.reception.day"])
        today = self.unit._ward_to_local(self.now).date()
        for back in range(11, -2, -1):
            month = (today.year * 12 + today.month - 1) - back
            first = today.replace(year=month // 12, month=month % 12 + 1, day=1)
            before = self.unit._ward_to_utc(first - timedelta(9), 9)
            with self.at(min(before, self.now)):
                Day.action_plan_month(first.year, first.month)
                days = Day.search([("state", "=", "draft")])
                days.write(
                    {
                        "attendees": "Đại diện Thanh tra, Công an phường, Văn phòng, "
                        "Phòng Kinh tế, Hạ tầng và Đô thị",
                        "expected": "Tiếp nhận khiếu nại, tố cáo, kiến nghị, phản ánh; "
                        "trả lời các việc đã hẹn",
                    }
                )
                days.action_announce()
        for day in Day.search([("date", "<", today)]):
            with self.at(self.unit._ward_to_utc(day.date, 12)):
                day.action_hold()

    # ------------------------------------------------------------------
    # MATTERS
    # ------------------------------------------------------------------

    def play(self, matter, days, last):
        way, _colon, how = matter["way"].partition(":")
        number = self.random.randrange(3, 40)
        text = matter["content"].replace("{n}", str(number))
        moment = self.working(days, self.random.choice((8, 8.5, 9.25, 10, 14, 15.5)))
        field = self.env.ref(f"ward_office.field_{matter['field']}")
        group = way in ("decide", "open") and self.random.random() < 0.2
        common = {"field_id": field.id, "content": text, "company_id": self.unit.id}
        if group:
            common |= {"people_count": self.random.randrange(5, 14)}
        with self.at(moment):
            comes = way in ("advise", "refuse") or self.random.random() < 0.5
            if comes and way != "anonymous":
                petition = self.at_the_desk(matter, common, moment, group, last)
            else:
                petition = self.register(matter, common, way, moment)
        if petition:
            self.process(self.by(CLERK, petition), matter, way, how, days, last)

    def at_the_desk(self, matter, common, moment, group, last):
        """Receive the citizen; return the petition that came of it, if any."""
        way, _colon, how = matter["way"].partition(":")
        reception = self.receive(matter, common, moment, group)
        if way == "advise":
            reception.explained = matter["explained"]
            reception.action_advise()
            self.conclude(reception)
        elif way == "refuse":
            reception.refusal_ground_id = self.env.ref(f"ward_office.refusal_{how}")
            reception.action_refuse()
            if not last:
                self.sign(reception)
        else:
            reception.action_take_petition()
            self.conclude(reception)
            reception.petition_ids.respondent = matter["respondent"]
        return reception.petition_ids

    def conclude(self, reception):
        """Let the head sign the notice of conclusion, and the answer be given."""
        if not reception.day_id or reception.received_at > self.now - timedelta(3):
            return
        self.sign(reception)
        if reception.is_promise_open and self.random.random() < 0.7:
            reception.action_answered("Đã trả lời bằng văn bản.")

    def receive(self, matter, common, moment, group):
        day = self.env["ward.reception.day"].search(
            [
                ("company_id", "=", self.unit.id),
                ("date", "=", self.unit._ward_to_local(moment).date()),
                ("state", "in", ("announced", "held")),
            ],
            limit=1,
        )
        clerk = self.unit.ward_leader_id.search(
            [("user_id", "=", self.user(CLERK).id)], limit=1
        )
        person = self.someone()
        return self.by(CLERK, self.env["ward.reception"]).create(
            common
            | person
            | {
                "group_list": group and self.group_list(matter, common, person),
                "matter_kind": matter["kind"],
                "received_at": moment,
                "visitor": "group" if group else "person",
                "kind": "head" if day else "regular",
                "day_id": day.id,
                "received_by_id": (day.leader_id or clerk).id,
                **(self.by_head(moment, clerk) if day else {}),
            }
        )

    def group_list(self, matter, common, person):
        """Return the people of a group; who comes represents them.

        In a denunciation he is not written down again.
        """
        people = [person["person_name"]] if matter["kind"] != "denunciation" else []
        for number in range(self.number, self.number + common["people_count"] - 1):
            names = (words[number % len(words)] for words in (FAMILY, MIDDLE, GIVEN))
            people.append(" ".join(names))
        return "\n".join([f"{people[0]} *", *people[1:]])

    def by_head(self, moment, clerk):
        """Return what the head answers and orders at the end of his reception."""
        today = self.unit._ward_to_local(moment).date()
        vals = {
            "head_directions": "Giao bộ phận chuyên môn kiểm tra hồ sơ, làm việc với "
            "công dân, báo cáo Chủ tịch và trả lời công dân theo quy định.",
            "directed_to": "Văn phòng HĐND và UBND phường, bộ phận chuyên môn",
            "directed_until": today + timedelta(10),
            "head_answer": "at_once",
        }
        if self.random.random() < 0.5:
            vals |= {
                "head_answer": "later",
                "answer_until": today + timedelta(15),
                "contact_id": clerk.id,
            }
        return vals

    def register(self, matter, common, way, moment):
        summary = shorten(common["content"], 140, placeholder="…")
        vals = common | {
            "kind": matter["kind"],
            "summary": summary,
            "received_at": moment,
            "respondent": matter["respondent"],
            "source": self.random.choice(
                ("post", "post", "online", "box", "forwarded")
            ),
        }
        if way == "anonymous":
            vals |= {"is_anonymous": True, "has_evidence": True}
        else:
            vals |= self.someone()
        if vals["source"] == "forwarded":
            vals |= {
                "forwarded_by_id": self.authorities[self.number % 3].id,
                "forward_number": f"{self.number + 20}/PC-UBND",
            }
        return self.by(CLERK, self.env["ward.petition"]).create(vals)

    def sign(self, matter):
        document = self.by(LEADER, matter.document_ids).filtered(
            lambda d: d.state in ("draft", "proposed")
        )
        document.action_sign()
        return document

    def process(self, petition, matter, way, how, days, last):
        """Take the petition as far as its way and its age allow."""
        handler = self.user(HANDLERS[self.number % len(HANDLERS)]) or self.user(CLERK)
        petition.handler_id = handler
        if way == "open" and (last or days < 60):
            return
        if days < 3:
            return
        late = self.random.random() < 0.12
        gone = days - (16 if late else 4)
        if gone < 0:
            return
        with self.at(self.working(gone, 10)):
            petition.action_check_conditions()
            petition.condition_ids.write({"is_met": "yes"})
            petition.action_sort()
            outcome = {
                "guide": "guide",
                "forward": "forward",
                "anonymous": "forward",
                "refused": "refuse",
            }.get(way, "accept")
            vals = {"outcome": outcome}
            if outcome in ("guide", "forward"):
                vals["target_id"] = self.authorities[
                    1 if matter["kind"] == "denunciation" else self.number % 4
                ].id
            if outcome != "accept":
                vals["outcome_reason"] = {
                    "guide": "Vụ việc thuộc thẩm quyền của cơ quan cấp trên.",
                    "forward": "Nội dung thuộc thẩm quyền của cơ quan nhận chuyển.",
                    "refuse": "Nội dung không phải quyết định, hành vi hành chính liên "
                    "quan trực tiếp đến quyền, lợi ích của người khiếu nại.",
                }[outcome]
            petition.write(vals)
            petition.action_propose()
            if last and self.random.random() < 0.4:
                petition.document_ids.action_propose()
                return
            self.sign(petition)
        if outcome == "forward" and gone > 40:
            with self.at(self.working(gone - 35, 9)):
                petition.action_answered(
                    f"{self.number + 100}/TB", "Đã thụ lý và trả lời người gửi đơn."
                )
        if petition.case_id.is_denunciation and gone > 4:
            with self.at(self.working(gone - 3, 9)):
                case = self.by(CLERK, petition.case_id)
                self.env["ward.document"].with_env(case.env)._draft("tc_05", case)
                self.sign(case)
        if petition.case_id:
            self.settle(self.by(CLERK, petition.case_id), matter, way, how, gone)

    def tell_results(self):
        """Bodies that forwarded a petition were told in time, but for the last days."""
        clocks = self.env["ward.clock"].search(
            [
                ("code", "in", ("reception_result", "denunciation_press")),
                ("petition_id.state", "in", ("processed", "waiting")),
                ("company_id", "=", self.unit.id),
                ("state", "=", "running"),
            ]
        )
        for number, clock in enumerate(clocks.sorted("started_at"), 301):
            gone = (self.now - clock.started_at).days
            if gone < 8:
                continue
            with self.at(self.working(gone - 5, 9)):
                self.by(CLERK, clock.petition_id).action_tell_result(
                    f"{number}/UBND-VP", "Đã thông báo kết quả cho cơ quan chuyển đơn."
                )

    def settle(self, case, matter, way, how, days):
        """Take the case as far as its age allows."""
        if case.kind == "petition":
            self.answer(case, matter, days)
            return
        if way == "accept" and days < 60:
            return
        self.verify(case, days)
        if way == "suspend" and days > 6:
            with self.at(self.working(days - 6, 9)):
                case.action_suspend("Chờ kết quả giám định của cơ quan chuyên môn")
                self.sign(case)
                if case.is_to_send:  # no limit before July 2026
                    case.action_delivered()
            if days < 80:
                return
            with self.at(self.working(days - 20, 9)):
                case.action_resume()
                self.sign(case)
                if case.is_to_send:
                    case.action_delivered()
        settle = 24 if self.random.random() < 0.8 else 39
        if (way == "verify" and days < 100) or days < settle + 2:
            return
        if settle > 30:
            self.lengthen(case, days)
        self.decide(case, matter, how, days - settle)
        if days >= settle + 40:
            self.carry_out(case, days - settle - 31)

    def answer(self, case, matter, days):
        conclusion = matter["conclusion"] or (days > 40 and ANSWER)
        if not conclusion or days <= 12:
            return
        with self.at(self.working(days - 12, 15)):
            case.write({"outcome": "right", "conclusion": conclusion})
            case.action_answer()
            self.sign(case)
        with self.at(self.working(days - 13, 9)):
            case.action_execute()
            case.action_close()
        self.ask(case)

    def ask(self, case):
        """Some citizens say how they were served."""
        if self.random.random() < 0.6:
            case.petition_ids.sudo()._take_satisfaction(
                self.random.choice((3, 4, 4, 5, 5)), ""
            )

    def verify(self, case, days):
        with self.at(self.working(days - 2, 9) if days > 2 else self.now):
            team = self.unit.ward_leader_id.search(
                [
                    ("company_id", "=", self.unit.id),
                    ("user_id.login", "in", HANDLERS),
                ],
                limit=2,
            )
            case.member_ids = [
                Command.create(
                    {"employee_id": person.id, "role": "member" if n else "head"}
                )
                for n, person in enumerate(team)
            ]
            case.plan = (
                "Kiểm tra hồ sơ lưu trữ, đo đạc thực địa, làm việc với các bên; "
                "báo cáo trong 15 ngày."
            )
            case.evidence_ids = [
                Command.create({"name": name, "source": source, "page_count": pages})
                for name, source, pages in EVIDENCE
            ]
            case.action_verify()
            self.sign(case)

    def lengthen(self, case, days):
        with self.at(self.working(days - 20, 9)):
            if case.is_denunciation:
                case.action_extend(30, "Vụ việc phức tạp, phải xác minh nhiều nơi")
            else:
                case.action_mark_complex("Phải xác minh tại nhiều địa điểm")
            self.sign(case)

    def decide(self, case, matter, how, days):
        with self.at(self.working(days, 15)):
            case.write(
                {
                    "report": "Tổ xác minh đã kiểm tra hồ sơ, đo đạc thực địa và làm "
                    "việc với các bên liên quan.",
                    "outcome": how or "wrong",
                    "conclusion": matter["conclusion"] or "Nội dung không có cơ sở.",
                }
            )
            case.action_report()
            self.by(CLERK, case.document_ids).filtered(
                lambda d: d.state == "draft"
            ).action_sign()
            if how in ("right", "partly"):
                case.obligation_ids = [
                    Command.create(
                        {
                            "kind": "return",
                            "name": "Trả lại tiền cho công dân",
                            "responsible": "Bộ phận Tài chính",
                            "money": 1_000_000 * self.random.randrange(2, 40),
                            "people": 1,
                        }
                    )
                ]
            case.action_decide()
            self.sign(case)
        if days < 3:
            return
        with self.at(self.working(days - 2, 9)):
            case.action_publish()
            self.sign(case)
            case.action_delivered()

    def carry_out(self, case, days):
        with self.at(self.working(days, 9)):
            case.action_execute()
        with self.at(self.working(days - 7, 9)):
            today = self.unit._ward_to_local(fields.Datetime.now()).date()
            for order in case.obligation_ids:
                if self.random.random() < 0.7:
                    paper = f"Phiếu chi {self.number}"
                    order.step_ids = [
                        Command.create(
                            {"date": today, "document": paper, "money": order.money}
                        )
                    ]
            if case.can_close:
                case.action_close()
                self.ask(case)
