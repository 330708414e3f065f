"""Which records a column counts, and that no history breaks the circular's checks."""

import random
from datetime import date as Date
from datetime import datetime, timedelta

from odoo import Command, fields
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tests import tagged

from .common import StatisticsCommon

QUARTER = Date(2026, 9, 15), Date(2026, 12, 14)
BEFORE = Date(2026, 6, 15), Date(2026, 9, 14)
YEAR = Date(2025, 12, 15), Date(2026, 12, 14)


@tagged("post_install", "-at_install")
class TestStatisticsReceptions(StatisticsCommon):
    def turn(self, result="advised", login="clerk", **vals):
        facts = {
            "matter_kind": "complaint",
            "head_answer": "at_once",
            "head_directions": "Giao Văn phòng.",
        }
        reception = self.receive(login, explained="Đã hướng dẫn.", **facts | vals)
        if result == "left":
            reception.action_left()
        elif result == "refused":
            reception.refusal_ground_id = self.env["ward.refusal.ground"].search(
                [], limit=1
            )
            reception.action_refuse()
        elif result:
            reception.action_advise()
        return reception

    def day(self, **vals):
        return self.as_user("clerk", "ward.reception.day").create(
            {"date": "2026-11-18", "leader_id": self.employees["leader"].id, **vals}
        )

    def tcd(self, *numbers, period=QUARTER):
        figures = self.figures(*period, codes=["01/TCD"])
        self.assertFalse(self.broken(figures))
        return [figures["01/TCD", number] for number in numbers]

    def test_only_people_who_were_received_count(self):
        self.turn()
        self.turn("refused")
        self.turn("left")
        self.turn(None)
        self.assertEqual(self.tcd(1, 2, 3, 4, 5, 6, 7), [1, 1, 1, 0, 1, 1, 1])

    def test_crowd_of_five(self):
        self.turn(visitor="group", people_count=4)
        self.turn(visitor="group", people_count=5)
        self.turn(visitor="group", people_count=12)
        self.assertEqual(self.tcd(5, 6, 8, 9), [3, 21, 2, 17])

    def test_local_date_decides(self):
        """23:30 on the 14th and 00:30 on the 15th of September in Vietnam."""
        self.turn(received_at="2026-09-14 16:30:00")
        self.turn(received_at="2026-09-14 17:30:00")
        self.assertEqual(self.tcd(5, period=BEFORE), [1])
        self.assertEqual(self.tcd(5), [1])

    def test_matter_of_several_turns(self):
        first = self.turn()
        second = self.turn(previous_id=first.id)
        self.turn(previous_id=second.id)
        self.turn()
        self.assertEqual(self.tcd(5, 6, 7), [4, 4, 2])
        with self.refused(ValidationError, "an earlier reception"):
            first.sudo().previous_id = second

    def test_head_counts_once(self):
        """A matter the head received too stands under the head only."""
        first = self.turn()
        self.turn(previous_id=first.id, kind="head")
        self.turn()
        self.assertEqual(self.tcd(1, 3, 5, 7, 11, 13), [2, 2, 1, 1, 1, 1])

    def test_head_in_another_period(self):
        first = self.turn(received_at="2026-09-01 02:00:00")
        second = self.turn(previous_id=first.id)
        self.turn(previous_id=second.id, kind="head", received_at="2026-11-02 02:00:00")
        self.assertEqual(self.tcd(5, 11, period=BEFORE), [1, 0])
        self.assertEqual(self.tcd(5, 11), [0, 1])
        self.assertEqual(self.tcd(5, 11, period=YEAR), [0, 1])

    def test_regular_turn_taken_by_the_head(self):
        self.turn(received_by_id=self.employees["leader"].id)
        self.assertEqual(self.tcd(5, 11, 17), [0, 1, 0])

    def test_delegation(self):
        day = self.day(
            delegate_id=self.employees["head"].id, delegation_paper="05/GUQ-UBND"
        )
        day.action_announce()
        self.turn(kind="head", day_id=day.id, received_by_id=self.employees["head"].id)
        self.turn(kind="unplanned", is_delegated=True)
        self.turn(kind="unplanned")
        self.assertEqual(self.tcd(10, 11, 16, 17), [0, 1, 1, 2])

    def test_announced_days(self):
        """Two halves are one day; a day not held was announced all the same."""
        days = self.day() + self.day(hour_from=13.5, hour_to=16.5)
        other = self.day(date="2026-11-20")
        self.day(date="2026-11-24")
        (days + other).action_announce()
        other.action_cancel("Bận họp tỉnh")
        self.assertEqual(self.tcd(10, 16), [2, 0])


@tagged("post_install", "-at_install")
class TestStatisticsPetitions(StatisticsCommon):
    def xld(self, *numbers, period=QUARTER, code="02/XLD"):
        figures = self.figures(*period)
        self.assertFalse(self.broken(figures))
        return [figures[code, number] for number in numbers]

    def proposed(self, outcome, **vals):
        petition = self.sorted(self.petition(**vals))
        petition.write(
            {
                "outcome": outcome,
                "outcome_reason": "Lý do",
                "target_id": self.authority.id,
            }
        )
        petition.action_propose()
        return petition

    def test_processing_ends_with_the_proposal(self):
        self.petition()
        petition = self.proposed("accept")
        self.assertEqual(self.xld(1, 2, 3, 4, 5, 6, 7, 9), [2, 1, 1, 1, 1, 1, 1, 1])
        self.assertEqual(self.xld(1, 2, 3, 4, code="03/GQKN"), [1, 1, 1, 0])
        self.sign(petition)
        self.assertEqual(self.xld(1, 2, 3, 4, code="03/GQKN"), [1, 1, 0, 1])
        self.assertEqual(petition.handled_as, "competent")

    def test_proposal_taken_back(self):
        petition = self.proposed("accept")
        petition.action_reconsider()
        self.assertEqual(self.xld(1, 2, 3), [1, 0, 0])

    def test_outcomes(self):
        for outcome, vals in (
            ("refuse", {}),
            ("guide", {"is_competent": False}),
            ("return", {}),
            ("file", {}),
            ("forward", {"kind": "petition", "is_competent": False}),
        ):
            self.sign(self.proposed(outcome, **vals))
        self.petition().action_withdraw("Đơn xin rút")
        figures = self.xld(1, 2, 3, 4, 5, 6, 23, 24, 25)
        self.assertEqual(figures, [6, 6, 3, 1, 1, 1, 2, 1, 1])
        self.assertEqual(self.xld(1, 2, 5, code="03/GQKN"), [1, 1, 1])

    def test_carried_over(self):
        old = self.petition(received_at="2026-09-14 16:59:00")
        self.petition(received_at="2026-09-14 17:00:00")
        self.assertEqual(self.xld(1, 2, period=BEFORE), [1, 0])
        self.assertEqual(self.xld(1, 2), [2, 0])
        old.action_withdraw("Đơn xin rút")
        self.assertEqual(self.xld(1, 2, period=BEFORE), [1, 0])
        self.assertEqual(self.xld(1, 2), [2, 1])

    def test_petitions_of_one_case_are_one_matter(self):
        case = self.case()
        for _n in range(2):
            petition = self.petition()
            petition.action_link(case)
            self.sorted(petition).outcome = "accept"
            petition.action_propose()
        self.case()
        self.assertEqual(self.xld(4, 5), [4, 2])
        self.assertEqual(self.xld(1, 2, 4, code="03/GQKN"), [4, 2, 2])

    def test_withdrawn_in_full(self):
        """Only a case stopped because everything was withdrawn is column 6."""
        case = self.case()
        case.action_withdrawn("Đơn rút toàn bộ nội dung")
        self.assertEqual(self.xld(4, 6, code="03/GQKN"), [1, 0])
        self.sign(case)
        other = self.case()
        other.action_stop("Người khiếu nại chết, không có người thừa kế")
        self.sign(other)
        proposed = self.proposed("accept")
        proposed.action_withdraw("Rút đơn")
        self.assertEqual(self.xld(2, 3, 4, 5, 6, code="03/GQKN"), [3, 0, 1, 0, 2])
        self.as_user("leader", case).action_reopen("Có căn cứ mới")
        self.sign(case)
        self.assertEqual(self.xld(4, 6, code="03/GQKN"), [2, 1])

    def test_fields(self):
        """Groups by kind; without a field it is “other”; an archived field stays."""
        self.proposed("accept", kind="reflection")
        self.proposed("accept", kind="denunciation", has_evidence=True)
        bare = self.proposed("accept")
        bare.sudo().field_id = False
        self.assertEqual(self.xld(6, 9, 11, 12, 15, 19, 21), [1, 0, 1, 1, 1, 1, 1])
        self.field.active = False
        self.assertEqual(self.xld(6, 9, 11, 12, 15, 19, 21), [1, 0, 1, 1, 1, 1, 1])

    def test_decisions_and_orders(self):
        case = self.decided(self.case())
        case.write(
            {
                "obligation_ids": [
                    Command.create({"kind": kind, "name": "Việc", **vals})
                    for kind, vals in (
                        ("recover", {"money": 120_500_000, "land": 42.5}),
                        ("return", {"money": 3_000_000, "people": 2}),
                        ("discipline", {"people": 3, "officials": 1}),
                        ("investigate", {"matters": 1, "people": 2, "officials": 2}),
                    )
                ]
            }
        )
        self.assertEqual(
            self.xld(7, 8, 10, 13, 14, 15, 18, 19, 20, 21, 22, 23, code="03/GQKN"),
            [1, 0, 1, 120.5, 42.5, 3, 2, 3, 1, 1, 2, 2],
        )
        self.assertEqual(self.xld(1, 2, 3, 7, code="05/KQTH"), [1, 0, 120.5, 3])
        case.action_execute()
        self.pay(case, "recover", money=20_500_000, land=42.5, date="2026-11-18")
        self.assertEqual(
            self.xld(1, 2, 3, 4, 5, 6, code="05/KQTH"), [1, 0, 120.5, 42.5, 20.5, 42.5]
        )

    def pay(self, case, kind, **vals):
        order = case.obligation_ids.filtered(lambda o: o.kind == kind)
        order.write({"step_ids": [Command.create({"document": "Biên lai", **vals})]})

    def test_orders_over_periods(self):
        """What was paid before is due no more; the decision is carried until done."""
        case = self.decided(self.case())
        # sudo: a decision of the quarter before
        case.sudo()._write_guarded({"decided_at": "2026-08-20 03:00:00"})
        case.write(
            {
                "obligation_ids": [
                    Command.create(
                        {"kind": "recover", "name": "Nộp", "money": 100_000_000}
                    )
                ]
            }
        )
        case.action_execute()
        self.pay(case, "recover", money=40_000_000, date="2026-09-01")
        kqth = {"code": "05/KQTH"}
        self.assertEqual(self.xld(1, 2, 3, 5, period=BEFORE, **kqth), [1, 0, 100, 40])
        self.assertEqual(self.xld(1, 2, 3, 5, **kqth), [1, 0, 60, 0])
        self.pay(case, "recover", money=60_000_000, date="2026-11-18")
        self.assertEqual(self.xld(1, 2, 3, 5, period=BEFORE, **kqth), [1, 0, 100, 40])
        self.assertEqual(self.xld(1, 2, 3, 5, **kqth), [1, 1, 60, 60])
        self.assertEqual(self.xld(1, 2, 3, 5, period=YEAR, **kqth), [1, 1, 100, 100])
        later = Date(2026, 12, 15), Date(2027, 3, 14)
        self.assertEqual(self.xld(1, 2, 3, 5, period=later, **kqth), [0, 0, 0, 0])

    def test_decision_that_orders_nothing(self):
        case = self.decided(self.case())
        self.assertEqual(self.xld(1, 2, code="05/KQTH"), [1, 0])
        case.action_publish()
        self.sign(case)
        case.action_delivered()
        case.action_execute()
        case.action_close()
        self.assertEqual(self.xld(1, 2, code="05/KQTH"), [1, 1])


@tagged("post_install", "-at_install")
class TestStatisticsHistories(StatisticsCommon):
    """Random histories, written past the methods: no relation may break."""

    def moment(self, after=None):
        """Return a moment of the year, later than ``after``."""
        last = fields.Datetime.now()
        first = after or datetime(2025, 12, 1)
        share = self.dice.random() ** 3
        return first + timedelta(seconds=int(share * (last - first).total_seconds()))

    def one_petition(self, petition, cases):
        """Give a petition a life the law allows."""
        dice = self.dice
        received = self.moment()
        vals = {"received_at": received, "kind": petition.kind}
        complaint_or_not = {"guide": "complaint", "forward": "other"}
        outcome = dice.choice(["accept"] * 5 + ["refuse", "refuse", "file", "return"])
        if dice.random() < 0.2:
            outcome = "guide" if petition.kind == "complaint" else "forward"
        vals["is_competent"] = outcome not in complaint_or_not
        stage = dice.choice(["received", "proposed", "done", "done", "done", "done"])
        if stage == "received":
            if dice.random() < 0.3:
                vals |= {"state": "withdrawn", "processed_at": self.moment(received)}
            return vals
        proposed = self.moment(received)
        vals |= {"outcome": outcome, "state": "proposed", "proposed_at": proposed}
        if stage == "proposed":
            if dice.random() < 0.3:
                vals |= {"state": "withdrawn", "processed_at": self.moment(proposed)}
            return vals
        processed = self.moment(proposed)
        vals |= {"state": "processed", "processed_at": processed}
        if outcome == "forward":
            vals["state"] = dice.choice(["waiting", "processed"])
        if outcome == "accept":
            kind = petition.kind if petition.kind in cases else "petition"
            if cases[kind] and dice.random() < 0.4:
                vals["case_id"] = dice.choice(cases[kind]).id
            else:
                case = self.one_case(kind, processed)
                cases[kind].append(case)
                vals["case_id"] = case.id
        return vals

    def one_case(self, kind, opened):
        dice = self.dice
        again = dice.random() < 0.3
        kinds = {
            "complaint": ("complaint_1", "complaint_2"),
            "denunciation": ("denunciation", "denunciation_again"),
            "petition": ("petition", "petition"),
        }
        case_kind = kinds[kind][again]
        vals = {
            "company_id": self.ward.id,
            "kind": case_kind,
            "title": "Vụ việc thử",
            "opened_at": opened,
        }
        end = dice.choice(["open", "withdrawn", "stopped", "decided", "decided"])
        if end in ("withdrawn", "stopped"):
            vals |= {
                "state": "stopped",
                "is_withdrawn": end == "withdrawn",
                "closed_at": self.moment(opened),
            }
        orders = []
        if end == "decided":
            decided = self.moment(opened)
            outcomes = ("upheld", "changed")
            if case_kind != "complaint_2":
                outcomes = ("right", "wrong", "partly")
            vals |= {
                "state": "executing",
                "decided_at": decided,
                "outcome": dice.choice(outcomes),
            }
            orders = [self.one_order(decided) for _n in range(dice.randrange(3))]
            if dice.random() < 0.4 and not orders:
                vals |= {"state": "closed", "closed_at": self.moment(decided)}
        case = self.env["ward.case"].sudo().create([vals])
        case.obligation_ids = [Command.create(order) for order in orders]
        return case

    def one_order(self, decided):
        dice = self.dice
        people = dice.randrange(5)
        money = dice.randrange(1, 100) * 1_000_000
        return {
            "kind": dice.choice(["recover", "return", "discipline", "investigate"]),
            "name": "Việc",
            "money": money,
            "people": people,
            "officials": dice.randint(0, people),
            "step_ids": [
                Command.create(
                    {
                        "document": "Biên lai",
                        "date": self.moment(decided).date(),
                        "money": money // dice.choice([1, 2, 4]),
                        "people": people,
                        "officials": dice.randint(0, people),
                        "is_final": dice.random() < 0.3,
                    }
                )
                for _n in range(dice.randrange(3))
            ],
        }

    def one_reception(self, earlier):
        """Draw a reception, now and then of a matter received before."""
        dice = self.dice
        return {
            "company_id": self.ward.id,
            "person_name": "Người đến thử",
            "content": "Nội dung thử",
            "received_at": self.moment(),
            "kind": dice.choice(["regular", "regular", "head"]),
            "is_delegated": dice.random() < 0.2,
            "people_count": dice.choice([1, 1, 2, 4, 5, 9]),
            "state": dice.choice(["done"] * 5 + ["left", "waiting"]),
            "result": dice.choice(["advised", "advised", "refused"]),
            "previous_id": earlier and dice.random() < 0.4 and dice.choice(earlier),
        }

    def draw_receptions(self):
        # sudo: histories are written past the methods
        Reception, drawn = self.env["ward.reception"].sudo(), []
        for _n in range(30):
            drawn += Reception._create_guarded([self.one_reception(drawn)]).ids

    def test_no_history_breaks_a_relation(self):
        fields_ = self.env["ward.petition.field"].search([]).ids
        for seed in range(3):
            with self.subTest(seed=seed):
                self.dice = random.Random(seed)
                cases = {"complaint": [], "denunciation": [], "petition": []}
                petitions = (
                    self.env["ward.petition"]
                    .sudo()
                    .create(
                        [
                            {
                                "company_id": self.ward.id,
                                "person_name": "Người gửi thử",
                                "summary": "Đơn thử",
                                "level": self.dice.choice("12"),
                                "field_id": self.dice.choice([False, *fields_]),
                                "kind": self.dice.choice(
                                    ["complaint", "denunciation", "petition"]
                                    + ["complaint", "reflection"]
                                ),
                            }
                            for _n in range(40)
                        ]
                    )
                )
                for petition in petitions:
                    vals = self.one_petition(petition, cases)
                    petition._write_guarded(vals)
                self.draw_receptions()
                self.check_periods()
                self.check_reports()

    def check_reports(self):
        """What a report counts in one statement is what a search a column finds."""
        self.env.flush_all()
        for code in ("q2", "q3", "year"):
            period = self.env["ward.report.period"].search([("code", "=", code)])
            known = Domain("period_id", "=", period.id) & Domain("year", "=", 2026)
            Report = self.as_user("clerk", "ward.form.report")
            report = Report.search(known) or Report.create(
                {"period_id": period.id, "year": 2026}
            )
            report.action_compute()
            found = {
                (row.form_id.code, int(number)): value
                for row in report.row_ids
                for number, value in (row.figures or {}).items()
            }
            wanted = self.figures(report.date_from, report.date_to)
            different = {
                key: (found.get(key, 0), wanted.get(key) or 0)
                for key in found | wanted
                if abs(found.get(key, 0) - (wanted.get(key) or 0)) > 1e-6
            }
            self.assertFalse(different)
        self.assertTrue(found["01/TCD", 1], "in the whole year somebody came")

    def check_periods(self):
        starts = [Date(2025, 12, 15)]
        starts += [Date(2026, month, 15) for month in (3, 6, 9, 12)]
        quarters = [
            (start, after - timedelta(1))
            for start, after in zip(starts, starts[1:], strict=False)
        ]
        whole = self.figures(*YEAR)
        self.assertGreater(whole["02/XLD", 3], 10)
        self.assertFalse(self.broken(whole))
        before = None
        summed = dict.fromkeys(((c, n) for c, n in whole), 0)
        for first, last in quarters:
            figures = self.figures(first, last)
            self.assertFalse(self.broken(figures), first)
            for key, value in figures.items():
                summed[key] += value or 0
            if before:
                received = self.env["ward.petition"].search_count(
                    [
                        ("company_id", "=", self.ward.id),
                        ("received_on", ">=", first),
                        ("received_on", "<=", last),
                    ]
                )
                for code, column in (("02/XLD", 1),):
                    self.assertEqual(
                        figures[code, column],
                        received + before[code, column] - before[code, column + 1],
                    )
                for column, ended, new in ((1, 2, 7), (16, 17, 7)):
                    decided = figures["03/GQKN" if column == 1 else "04/GQTC", new]
                    self.assertEqual(
                        figures["05/KQTH", column],
                        decided + before["05/KQTH", column] - before["05/KQTH", ended],
                    )
            before = figures
        # what happens on a day happens in one quarter
        for code, number in (
            *(("02/XLD", n) for n in (2, 3, 4, 6, 12, 19, 23, 24, 25)),
            *(("03/GQKN", n) for n in (1, 7, 8, 9, 10, 11, 12, 13, 19)),
            *(("05/KQTH", n) for n in (2, 5, 9, 11, 17, 20)),
        ):
            self.assertAlmostEqual(
                summed[code, number], whole[code, number], 5, f"{code}.{number}"
            )
