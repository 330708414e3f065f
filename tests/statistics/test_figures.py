import json
from datetime import date, datetime

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..citizen.common import CitizenCommon

NAME = "Trần Thị Kín"


@tagged("post_install", "-at_install", "ward_figures")
class TestFigures(CitizenCommon):
    """What the head and the inspector read about citizens, and who may read it.

    Wednesday, 18 November 2026: reporting month 12 (15/11 to 14/12), quarter IV.
    """

    def figures(self, login="leader", **filters):
        """Return the page as ``login`` sees it, having travelled as JSON."""
        data = self.as_user(login, "ward.figures").get_data(filters)
        return json.loads(json.dumps(data))

    def fill(self):
        """One turn advised, a crowd, petitions to sort, a case decided with orders."""
        self.advised = self.receive(explained="Đã hướng dẫn")
        self.advised.action_advise()
        crowd = self.receive(people_count=6, explained="Đã hướng dẫn")
        crowd.action_advise()
        refused = self.receive(explained="Say rượu")
        refused.refusal_ground_id = self.env["ward.refusal.ground"].search([], limit=1)
        refused.action_refuse()
        self.late_petition = self.petition()
        self.late_petition.sudo()._write_guarded({"due_date": "2026-11-16"})
        self.soon_petition = self.petition()
        self.soon_petition.sudo()._write_guarded({"due_date": "2026-11-20"})
        self.decided_case = self.decided(self.case())
        self.decided_case.write(
            {
                "obligation_ids": [
                    Command.create(
                        {
                            "name": "Trả lại đất",
                            "kind": "return",
                            "due_on": "2026-11-17",
                            "money": 30000000,
                            "step_ids": [
                                Command.create({"document": "Biên bản", "money": 1e7})
                            ],
                        }
                    )
                ]
            }
        )
        self.open_case = self.case()

    def opened(self, login, model, domain):
        """Return how many records the page opens with the domain it was sent."""
        domain = json.loads(json.dumps(domain))
        return self.as_user(login, model).search_count(domain)

    def test_every_figure_opens_as_many_records(self):
        self.fill()
        for login in ("leader", "inspector", "clerk"):
            data = self.figures(login)
            span = data["period"]
            for key, one in data["series"].items():
                dates = [
                    (one["field"], ">=", span["from"]),
                    (one["field"], "<=", span["to"]),
                ]
                domain = one["domain"] + dates
                self.assertEqual(
                    one["total"], self.opened(login, one["model"], domain), key
                )
                late = domain + one["late_domain"]
                if key in ("processed", "decided"):
                    self.assertEqual(
                        one["total_late"], self.opened(login, one["model"], late), key
                    )
                for month, value in zip(data["months"], one["values"], strict=True):
                    dates = [
                        (one["field"], ">=", month["from"]),
                        (one["field"], "<=", month["to"]),
                    ]
                    self.assertEqual(
                        value,
                        self.opened(login, one["model"], one["domain"] + dates),
                        (key, month),
                    )
            for key, one in data["now"].items():
                for part, domain in one["domains"].items():
                    self.assertEqual(
                        one[part], self.opened(login, one["model"], domain), (key, part)
                    )
            for groups in (data["cases"], data["petitions"]):
                for row in groups["rows"]:
                    for segment, value in zip(
                        groups["segments"], row["values"], strict=True
                    ):
                        domain = [
                            *groups["domain"],
                            [groups["field"], "=", row["key"]],
                            *segment["domain"],
                        ]
                        self.assertEqual(
                            value, self.opened(login, groups["model"], domain), domain
                        )

    def test_figures_of_a_known_set(self):
        self.fill()
        data = self.figures()
        series, now = data["series"], data["now"]
        self.assertEqual(
            {key: one["total"] for key, one in series.items()},
            {
                "receptions": 2,
                "petitions": 4,
                "processed": 2,
                "opened": 2,
                "decided": 1,
            },
        )
        self.assertEqual(series["receptions"]["extra"], 7)
        self.assertEqual(series["receptions"]["crowds"], 1)
        self.assertEqual((now["petitions"]["late"], now["petitions"]["soon"]), (1, 1))
        orders = now["orders"]
        self.assertEqual((orders["open"], orders["late"]), (1, 1))
        self.assertEqual((orders["money"], orders["paid"]), (30000000, 10000000))
        self.assertEqual(data["late_rows"][0]["code"], self.late_petition.code)
        self.assertEqual(data["late_rows"][0]["days"], 2)
        self.assertEqual(data["cases"]["rows"][0]["label"], self.field.display_name)
        by_key = {s["key"]: n for n, s in enumerate(data["cases"]["segments"])}
        values = data["cases"]["rows"][0]["values"]
        self.assertEqual(values[by_key["partly"]], 1)
        self.assertEqual(values[by_key["open"]], 1)
        unit = str(self.ward.id)
        self.assertEqual(series["opened"]["by_unit"][unit], [2, 0])
        # settled after its limit: the clock says so for ever
        clocks = self.decided_case.sudo().clock_ids
        clocks.filtered(lambda c: c.code == "complaint_settle_1")._write_guarded(
            {"is_late": True}
        )
        self.assertEqual(self.figures()["series"]["decided"]["total_late"], 1)

    def test_periods_of_the_circular(self):
        """From the 15th to the 14th, in the unit's days, the year from 15 December."""
        model = self.env["ward.figures"]

        def bounds(period, today, offset=0):
            first, last = model._months({"period": period, "offset": offset}, today)
            return model._start(first), model._start(last + 1)

        for today, begin, end in (
            ("2026-11-14", "2026-10-15", "2026-11-15"),
            ("2026-11-15", "2026-11-15", "2026-12-15"),
            ("2026-12-15", "2026-12-15", "2027-01-15"),
            ("2027-01-01", "2026-12-15", "2027-01-15"),
            ("2027-01-15", "2027-01-15", "2027-02-15"),
        ):
            expected = (date.fromisoformat(begin), date.fromisoformat(end))
            self.assertEqual(bounds("month", date.fromisoformat(today)), expected)
        self.assertEqual(
            bounds("quarter", date(2026, 12, 15)),
            (date(2026, 12, 15), date(2027, 3, 15)),
        )
        self.assertEqual(
            bounds("quarter", date(2026, 12, 14)),
            (date(2026, 9, 15), date(2026, 12, 15)),
        )
        self.assertEqual(
            bounds("year", date(2026, 12, 14), -1),
            (date(2024, 12, 15), date(2025, 12, 15)),
        )
        # 23:30 on the 14th and 00:30 on the 15th of the unit's clock
        self.petition(received_at=datetime(2026, 11, 14, 16, 30))
        self.petition(received_at=datetime(2026, 11, 14, 17, 30))
        data = self.figures(period="month")
        self.assertEqual(data["series"]["petitions"]["total"], 1)
        self.assertEqual(data["series"]["petitions"]["before"], 1)
        self.assertEqual(data["period"]["label"], "Month 12/2026")
        before = self.figures(period="month", offset=-1)
        self.assertEqual(before["series"]["petitions"]["total"], 1)
        self.assertEqual(before["period"]["dates"], "15/10/2026 – 14/11/2026")

    def test_who_reads_what(self):
        self.fill()
        for login in ("officer", "colleague", "head", "admin", "stranger"):
            with self.assertRaises(AccessError):
                self.figures(login)
        self.assertEqual(self.figures("inspector")["series"]["opened"]["total"], 2)
        for login in ("city_leader", "other_leader"):
            data = self.figures(login)
            self.assertFalse(any(one["total"] for one in data["series"].values()))
            self.assertFalse(any(one["open"] for one in data["now"].values()))
            self.assertFalse(data["late_rows"])
        # the unit of another tree is no choice, and not what the filter may name
        data = self.figures("other_leader", unit=self.ward.id)
        self.assertFalse(data["filters"]["unit"])
        self.assertEqual([unit["id"] for unit in data["units"]], self.other_ward.ids)
        data = self.figures("inspector", unit=self.other_ward.id)
        self.assertEqual(data["series"]["opened"]["total"], 0)
        units = self.city + self.ward + self.other_ward
        self.assertEqual({unit["id"] for unit in data["units"]}, set(units.ids))

    def test_conflict_of_interest(self):
        """A matter against the leader is in no figure of his; the inspector has it."""
        self.petition(
            kind="denunciation",
            respondent_user_ids=[Command.link(self.users["leader"].id)],
        )
        self.assertEqual(self.figures("leader")["series"]["petitions"]["total"], 0)
        self.assertEqual(self.figures("leader")["petitions"]["rows"], [])
        self.assertEqual(self.figures("inspector")["series"]["petitions"]["total"], 1)

    def test_no_protected_identity(self):
        petition = self.petition(
            kind="denunciation",
            person_name=NAME,
            person_phone="0987123456",
            person_street="9 Ngõ Kín",
            person_identity_number="001185098765",
        )
        petition.sudo()._write_guarded({"due_date": "2026-11-16"})
        for login in ("leader", "inspector", "clerk"):
            text = json.dumps(self.figures(login), ensure_ascii=False)
            self.assertIn(petition.code, text)
            for mark in (NAME, "0987123456", "9 Ngõ Kín", "001185098765"):
                self.assertNotIn(mark, text)

    def test_bad_filters(self):
        for filters in (
            [1],
            {"period": "week"},
            {"period": ["month"]},
            {"offset": 1},
            {"offset": -61},
            {"offset": True},
            {"offset": "1"},
            {"unit": "1"},
            {"unit": True},
        ):
            with self.assertRaises(UserError, msg=filters):
                self.as_user("leader", "ward.figures").get_data(filters)
        data = self.figures(unit=self.env.ref("base.main_company").id)
        self.assertFalse(data["filters"]["unit"])

    def queries(self, login):
        page = self.as_user(login, "ward.figures")
        page.get_data()  # what is cached for every request: groups, rules, fields
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        page.get_data()
        return self.env.cr.sql_log_count - before

    def test_queries_do_not_grow(self):
        self.fill()
        few = {login: self.queries(login) for login in ("leader", "inspector")}
        wards = self.env["res.company"].create(
            [{"name": f"Ward {n}", "parent_id": self.city.id} for n in range(8)]
        )
        late = self.env["ward.petition"].create(
            [
                {"company_id": ward.id, "person_name": "A", "summary": "Rác thải"}
                for ward in wards
            ]
        )
        late._write_guarded({"due_date": "2026-11-16"})
        for _n in range(6):
            self.fill()
        many = {login: self.queries(login) for login in ("leader", "inspector")}
        self.assertEqual(many, few)

    def test_an_order_opens_its_case(self):
        self.fill()
        order = self.decided_case.obligation_ids
        action = self.as_user("inspector", order).action_open_case()
        self.assertEqual(action["res_id"], self.decided_case.id)

    def test_digest(self):
        self.fill()
        self.env.flush_all()
        digest = self.env["digest.digest"].create(
            {"name": "Test", "company_id": self.ward.id}
        )
        values = {}
        for login in ("leader", "colleague"):
            one = self.as_user(login, digest).with_context(
                start_datetime=datetime(2026, 11, 15),
                end_datetime=datetime(2026, 11, 22),
            )
            values[login] = [
                one[f"kpi_ward_{name}_value"]
                for name in ("receptions", "petitions", "cases_settled", "overdue")
            ]
        self.assertEqual(values["leader"], [2, 4, 1, 1])
        self.assertEqual(values["colleague"], [0, 0, 0, 0])

    def test_figures_are_of_the_local_day(self):
        """Late means before today in the unit's time zone."""
        petition = self.petition()
        petition.sudo()._write_guarded({"due_date": fields.Date.to_date("2026-11-18")})
        self.assertEqual(self.figures()["now"]["petitions"]["late"], 0)
        self.assertEqual(self.figures()["now"]["petitions"]["soon"], 1)
