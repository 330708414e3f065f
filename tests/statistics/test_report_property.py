"""Random histories never break what must hold between the figures of the six forms.

The facts are drawn without regard for sense (a case may be stopped and decided, an
order carried out before its decision): the definitions have to keep the relations, not
the people who type.
"""

from datetime import datetime, timedelta
from random import Random

from odoo.tests import tagged

from .report_common import ReportCommon

QUARTERS = ("q1", "q2", "q3", "q4")
YEAR = 2026
FIRST, LAST = datetime(2025, 11, 1), datetime(2026, 12, 31, 16)
# events: a longer period holds the sum of the quarters within
SUMMED = {
    "02/XLD": (2, 6, 7, 8, 9, 10, 11, 12, 15, 19, 23, 24, 25),
    "03/GQKN": (7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23),
    "04/GQTC": (7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23),
    "05/KQTH": (2, 5, 6, 9, 10, 11, 12, 13, 14, 15, 17, 20, 21, 24, 25, 26, 27, 28),
}
# decisions to carry out in a period: what is left of the last, and what is new
CARRIED = (
    ("05/KQTH", 1, 2, "03/GQKN", 7),
    ("05/KQTH", 16, 17, "04/GQTC", 7),
)


@tagged("post_install", "-at_install")
class TestReportProperty(ReportCommon):
    frozen_at = "2027-01-15 02:00:00"

    def setUp(self):
        super().setUp()
        self.random = Random(str(self._testMethodName))
        self.field_ids = self.env["ward.petition.field"].search([]).ids

    # ------------------------------------------------------------------
    # DRAWING
    # ------------------------------------------------------------------

    def chance(self, share):
        return self.random.random() < share

    def moment(self, first=FIRST, last=LAST):
        seconds = int((last - first).total_seconds())
        return first + timedelta(seconds=self.random.randrange(max(1, seconds)))

    def draw(self, size):
        """Draw receptions, petitions, cases, orders and steps of two wards."""
        pick = self.random.choice
        units = (self.ward.id, self.other_ward.id)
        heads = {
            self.ward.id: self.employees["leader"].id,
            self.other_ward.id: self.employees["other_leader"].id,
        }
        receptions = self.env["ward.reception"]
        for _n in range(size):
            unit = pick(units)
            same = receptions.filtered(lambda r, u=unit: r.company_id.id == u)
            receptions |= receptions.sudo()._create_guarded(
                [
                    {
                        "company_id": unit,
                        "person_name": "Ai",
                        "received_at": self.moment(),
                        "kind": pick(("regular", "regular", "head", "unplanned")),
                        "is_delegated": self.chance(0.2),
                        "received_by_id": heads[unit] if self.chance(0.5) else False,
                        "people_count": pick((1, 1, 2, 4, 5, 11)),
                        "state": pick(("done", "done", "done", "left", "waiting")),
                        "result": pick(("advised", "petition", "refused")),
                        "previous_id": pick(same).id
                        if same and self.chance(0.4)
                        else False,
                        "code": f"R{_n}",
                    }
                ]
            )
        cases = self.env["ward.case"].sudo()
        cases = cases._create_guarded(
            [self.draw_case(pick(units), n) for n in range(size)]
        )
        petitions = self.env["ward.petition"].sudo()
        petitions._create_guarded(
            [self.draw_petition(pick(cases), n) for n in range(2 * size)]
        )
        orders = self.env["ward.obligation"].sudo()
        orders = orders.create(
            [
                {
                    "case_id": pick(cases).id,
                    "name": "Lệnh",
                    "kind": pick(("recover", "return", "discipline", "investigate")),
                    **self.draw_figures(),
                }
                for _n in range(size)
            ]
        )
        self.env["ward.obligation.step"].sudo().create(
            [
                {
                    "obligation_id": pick(orders).id,
                    "date": self.moment().date(),
                    "document": "BB",
                    "is_final": self.chance(0.3),
                    **self.draw_figures(),
                }
                for _n in range(2 * size)
            ]
        )
        self.env.flush_all()
        self.env.invalidate_all()

    def draw_figures(self):
        people = self.random.randrange(4)
        return {
            "money": self.random.randrange(0, 90) * 500_000,
            "land": self.random.randrange(0, 40) / 4,
            "organisations": self.random.randrange(3),
            "people": people,
            "officials": self.random.randrange(people + 1),
            "matters": self.random.randrange(2),
        }

    def draw_case(self, unit, number):
        pick = self.random.choice
        kind = pick(
            ("complaint_1", "complaint_2", "denunciation", "denunciation_again")
            + ("petition",)
        )
        opened = self.moment()
        decided = self.moment(opened) if self.chance(0.6) else False
        return {
            "company_id": unit,
            "code": f"VV{number}",
            "kind": kind,
            "title": "Việc",
            "opened_at": opened,
            "decided_at": decided,
            "outcome": decided
            and pick(
                ("upheld", "changed")
                if kind == "complaint_2"
                else ("right", "wrong", "partly")
            ),
            "closed_at": self.moment(opened) if self.chance(0.5) else False,
            "state": pick(("accepted", "decided", "executing", "closed", "stopped")),
            "is_withdrawn": self.chance(0.3),
        }

    def draw_petition(self, case, number):
        pick = self.random.choice
        state = pick(
            ("received", "sorted", "proposed", "waiting", "processed", "withdrawn")
        )
        received = self.moment()
        done = state in ("waiting", "processed", "withdrawn")
        outcome = pick(("accept", "accept", "refuse", "guide", "forward", "file"))
        linked = self.chance(0.6)
        law = case.kind.split("_")[0]
        return {
            "company_id": case.company_id.id,
            "code": f"D{number}",
            "person_name": "Ai",
            "received_at": received,
            "kind": law
            if linked
            else pick(("complaint", "denunciation", "reflection")),
            "level": pick(("1", "2")),
            "field_id": pick([False, *self.field_ids]),
            "is_competent": self.chance(0.7),
            "outcome": outcome if state != "received" else False,
            "state": state,
            "proposed_at": self.moment(received) if self.chance(0.6) else False,
            "processed_at": self.moment(received) if done else False,
            "case_id": case.id if linked else False,
        }

    # ------------------------------------------------------------------
    # WHAT MUST HOLD
    # ------------------------------------------------------------------

    def figures(self, code):
        """Return ``{(form code, unit): figures}`` of a period of the year."""
        period = self.env["ward.report.period"].search([("code", "=", code)])
        date_from, date_to = period._dates(YEAR)
        forms = self.env["ward.form"].browse([f.id for f in self.forms.values()])
        units = self.ward | self.other_ward
        result = self.env["ward.form.engine"].compute(forms, units, date_from, date_to)
        return {
            (form.code, unit): result[form.id][unit.id]
            for form in forms
            for unit in units
        }

    def assertRelations(self, code, figures):
        """Every check of the circular and every printed formula holds."""
        held = 0
        for unit in self.ward | self.other_ward:
            for form in self.forms.values():

                def lookup(other, number, own=form.code, unit=unit):
                    return figures[other or own, unit].get(number)

                for check in form.check_ids:
                    holds = check._holds(lookup)
                    with self.subTest(
                        period=code, form=form.code, check=check.expression
                    ):
                        self.assertIsNot(holds, False)
                    held += holds is True
        return held

    def check_year(self, size):
        self.draw(size)
        quarters = {code: self.figures(code) for code in QUARTERS}
        longer = {code: self.figures(code) for code in ("h1", "m9", "year")}
        held = sum(
            self.assertRelations(code, figures)
            for code, figures in {**quarters, **longer}.items()
        )
        self.assertGreater(held, 500)
        for unit in self.ward | self.other_ward:
            for form, numbers in SUMMED.items():
                for code, count in (("h1", 2), ("m9", 3), ("year", 4)):
                    for number in numbers:
                        parts = sum(
                            quarters[q][form, unit].get(number) or 0
                            for q in QUARTERS[:count]
                        )
                        with self.subTest(period=code, form=form, column=number):
                            self.assertAlmostEqual(
                                longer[code][form, unit].get(number) or 0,
                                parts,
                                places=6,
                            )
            for before, after in zip(QUARTERS, QUARTERS[1:], strict=False):
                self.check_carried(quarters[before], quarters[after], unit, after)
        petitions = self.env["ward.petition"].search([])
        for before, after in zip(QUARTERS, QUARTERS[1:], strict=False):
            period = self.env["ward.report.period"].search([("code", "=", after)])
            date_from, date_to = period._dates(YEAR)
            for unit in self.ward | self.other_ward:
                new = petitions.filtered(
                    lambda p, u=unit, a=date_from, b=date_to: (
                        p.company_id == u and a <= p.received_on <= b
                    )
                )
                left = (
                    quarters[before]["02/XLD", unit][1]
                    - quarters[before]["02/XLD", unit][2]
                )
                self.assertEqual(quarters[after]["02/XLD", unit][1], left + len(new))

    def check_carried(self, before, after, unit, code):
        for form, due, done, source, new in CARRIED:
            left = (before[form, unit].get(due) or 0) - (
                before[form, unit].get(done) or 0
            )
            wanted = left + (after[source, unit].get(new) or 0)
            with self.subTest(period=code, form=form, column=due):
                self.assertEqual(after[form, unit][due], wanted)

    def test_a_small_year(self):
        self.check_year(25)

    def test_a_larger_year(self):
        self.check_year(80)

    def test_a_year_of_almost_nothing(self):
        self.check_year(3)
