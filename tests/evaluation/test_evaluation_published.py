import csv
import io

import openpyxl

from odoo.tests import HttpCase, new_test_user, tagged

from .common import EvaluationCommon

FORMULA = '=HYPERLINK("http://x.example","Lê Văn B")'
MARKUP = "<script>alert(1)</script>"
STRENGTH = "Hoàn thành đúng hạn các báo cáo tháng."
# A class, not a text: the page comes in the language of the visitor.
NOTHING = "o_ward_nothing "
TREASURERS = ("personnel", "leader")
# Everybody else who has a login; the leader above would only find it empty.
OTHERS = ("colleague", "head", "admin", "inspector", "city_leader", "other_leader")


@tagged("post_install", "-at_install")
class TestEvaluationPublished(HttpCase, EvaluationCommon):
    """Pages and files show what is published to whom it is open, and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Before the sheets: names are copied with the publication.
        cls.employees["colleague"].name = FORMULA
        cls.employees["deputy"].name = MARKUP
        cls.ward.ward_results_portal = True
        for login, employee in cls.employees.items():
            if employee.company_id == cls.ward:
                cls.work(login, 4)
        cls.cycle = cls.open_cycle()
        cls.portal = new_test_user(cls.env, "t_portal", groups="base.group_portal")
        cls.portal.lang = "en_US"

    def setUp(self):
        super().setUp()
        # 70 + 9 points: good, everybody else excellent
        self.self_grade(self.sheet(self.cycle, "officer"), "officer", share=0.3)
        self.grade_all(self.cycle)
        cycle = self.as_user("leader", self.cycle)
        cycle.action_close()
        cycle.decision_number = "15/TB-UBND"
        cycle.action_publish()
        self.results = self.cycle.result_ids.grouped("employee_id")
        self.assertEqual(len(self.results), 9)

    def result(self, login):
        return self.results[self.employees[login]]

    def get(self, path, login="colleague", status=200):
        """Return the answer to ``login`` (``None``: a visitor) for ``path``."""
        self.env.flush_all()
        self.authenticate(login and f"t_{login}", login and f"t_{login}")
        response = self.url_open(path)
        self.assertEqual(
            response.status_code, status, f"{login} {path} {response.text[-300:]}"
        )
        return response

    def replace(self, login, grade="good", points=75):
        """Replace the result of ``login`` as the leader."""
        return self.as_user("leader", self.result(login)).action_replace(
            self.grades[grade].with_env(self.env), points, "Có sai số liệu."
        )

    def sheets(self, response):
        """Return the sheets of an XLSX answer as lists of openpyxl cells' rows."""
        book = openpyxl.load_workbook(io.BytesIO(response.content))
        return [list(sheet.iter_rows()) for sheet in book]

    # ------------------------------------------------------------------
    # HONOURS
    # ------------------------------------------------------------------

    def test_honours(self):
        path = f"/ward_office/honours/{self.cycle.id}"
        page = self.get(path).text
        for expected in (
            "UBND phường A",
            "Month 10/2026",
            # published on 18 November: the first Monday after it
            "12/07/2026",
            "Office_head",
            "Job of office_head",
            "Phòng Kinh tế",
            "Leader",
            f"/web/image/hr.employee.public/{self.employees['leader'].id}/avatar_512",
            f"/report/pdf/ward_office.report_ward_honours/{self.cycle.id}",
            "/report/pdf/ward_office.report_ward_certificate/",
            "=HYPERLINK",
            "&lt;script&gt;alert(1)",
        ):
            self.assertIn(expected, page)
        self.assertEqual(page.count("<article"), 8)
        self.assertNotIn("Job of officer", page)
        self.assertNotIn(MARKUP, page)
        self.assertNotIn(STRENGTH, page)
        image = self.get(
            f"/web/image/hr.employee.public/{self.employees['leader'].id}/avatar_512"
        )
        self.assertTrue(image.headers["Content-Type"].startswith("image/"))

        self.replace("office_head")
        page = self.get(path).text
        self.assertEqual(page.count("<article"), 7)
        self.assertNotIn("Job of office_head", page)

    def test_honours_of_nobody(self):
        for login in self.employees:
            result = self.results.get(self.employees[login])
            if result and result.is_honoured and login != "leader":
                self.replace(login)
        leader = self.result("leader").with_env(self.env)
        leader._replace(self.grades["good"], 75, "Có sai số liệu.", "replacement")
        page = self.get(f"/ward_office/honours/{self.cycle.id}").text
        self.assertIn("Nobody is honoured", page)
        self.assertNotIn("report_ward_certificate", page)

    def test_who_reads_the_cycle(self):
        draft = self.env["ward.evaluation.cycle"].create(
            {
                "company_id": self.ward.id,
                "date_start": "2026-09-01",
                "frame_id": self.frame.id,
            }
        )
        for page in ("honours", "evaluation_results"):
            path = f"/ward_office/{page}"
            for login in ("colleague", "city_leader", "inspector"):
                self.get(f"{path}/{self.cycle.id}", login)
            for login in ("stranger", "other_leader", "portal"):
                self.get(f"{path}/{self.cycle.id}", login, 404)
            for number in (draft.id, 0, 2**31, 10**30):
                self.get(f"{path}/{number}", "leader", 404)
            answer = self.get(f"{path}/{self.cycle.id}", None)
            self.assertIn("/web/login", answer.url)

    def test_closed_to_the_bodies_above(self):
        self.ward.ward_results_above = False
        page = self.get(f"/ward_office/honours/{self.cycle.id}", "city_leader").text
        self.assertNotIn("<article", page)
        answer = self.get(
            f"/ward_office/evaluation_results/{self.cycle.id}", "city_leader"
        )
        self.assertEqual([len(rows) for rows in self.sheets(answer)], [1, 1])

    def test_read_only(self):
        self.env.flush_all()
        self.authenticate("t_leader", "t_leader")
        for path in (
            f"/ward_office/honours/{self.cycle.id}",
            f"/ward_office/evaluation_results/{self.cycle.id}",
            f"/ward_office/evaluation_rewards/{self.cycle.id}/payout",
            "/ward/T-WARD-A/results",
        ):
            self.assertEqual(self.url_open(path, data={"x": "1"}).status_code, 405)

    # ------------------------------------------------------------------
    # FILES
    # ------------------------------------------------------------------

    def test_results_xlsx(self):
        replacing = self.replace("office_head")
        answer = self.get(f"/ward_office/evaluation_results/{self.cycle.id}")
        self.assertIn("Results.xlsx", answer.headers["Content-Disposition"])
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        people, grades = self.sheets(answer)
        self.assertEqual(len(people), 10)
        rows = {row[2].value: row for row in people[1:]}
        officer = rows["Job of officer"]
        self.assertEqual(
            [cell.value for cell in officer[3:9]],
            ["Phòng Kinh tế", 9, 70, 79]
            + [self.grades["good"].with_context(lang="en_US").name] * 2,
        )
        self.assertEqual(officer[10].value, "15/TB-UBND")
        for cell in (officer[0], *officer[4:7]):
            self.assertEqual(cell.data_type, "n")
        self.assertEqual(rows["Job of office_head"][6].value, 75)
        hostile = rows["Job of colleague"][1]
        self.assertEqual((hostile.value, hostile.data_type), (FORMULA, "s"))
        self.assertTrue(hostile.quotePrefix)
        self.assertEqual(
            [[cell.value for cell in row] for row in grades[1:]],
            [[self.grades["excellent"].name, 7], [self.grades["good"].name, 2]],
        )
        self.assertIn(replacing, self.cycle.result_ids)
        self.assertNotIn(STRENGTH, str(people))

    def test_payout_xlsx(self):
        self.as_user("personnel", self.cycle).action_reward()
        self.env["ward.reward"].search(
            [("employee_id", "=", self.employees["clerk"].id)]
        )._write_guarded({"state": "cancelled"})
        rewards = self.cycle.reward_ids.filtered(lambda r: r.state == "due")
        self.assertEqual(len(rewards), 7)
        path = f"/ward_office/evaluation_rewards/{self.cycle.id}/payout"
        for login in TREASURERS:
            [rows] = self.sheets(self.get(path, login))
            self.assertEqual(len(rows), 1 + 7 + 1)
            self.assertEqual(rows[0][8].value, "Signature")
            amounts = [row[7] for row in rows[1:]]
            self.assertEqual({cell.data_type for cell in amounts}, {"n"})
            self.assertGreater(amounts[0].value, 0)
            self.assertEqual(amounts[-1].value, sum(c.value for c in amounts[:-1]))
            self.assertEqual(amounts[-1].value, self.cycle.reward_total)
            hostile = [r[1] for r in rows if r[2].value == "Job of colleague"]
            self.assertEqual(
                [(cell.value, cell.data_type) for cell in hostile], [(FORMULA, "s")]
            )
            self.assertNotIn("Job of clerk", [row[2].value for row in rows])

    def test_accounting_csv(self):
        self.as_user("leader", self.cycle).action_reward()
        path = f"/ward_office/evaluation_rewards/{self.cycle.id}/accounting"
        for login in TREASURERS:
            text = self.get(path, login).content.decode("utf-8-sig")
            heading, *rows = list(csv.reader(io.StringIO(text)))
            self.assertEqual(
                heading,
                [
                    "date",
                    "journal_id",
                    "ref",
                    "line_ids/account_id",
                    "line_ids/partner_id",
                    "line_ids/name",
                    "line_ids/debit",
                    "line_ids/credit",
                ],
            )
            self.assertEqual(rows[0][0], "2026-11-18")
            self.assertEqual([row[3] for row in rows], ["431"] + ["334"] * 8)
            debits, credits = ([int(row[n]) for row in rows] for n in (6, 7))
            self.assertEqual(sum(debits), sum(credits))
            self.assertEqual(sum(debits), self.cycle.reward_total)
            self.assertTrue(all(credits[1:]))
            names = [row[5] for row in rows]
            self.assertIn(f"'{FORMULA}", names)
            for cell in [cell for row in rows for cell in row]:
                self.assertNotIn(cell[:1], tuple("=+-@"))

    def test_rewards_are_for_treasurers(self):
        self.as_user("leader", self.cycle).action_reward()
        for kind in ("payout", "accounting"):
            path = f"/ward_office/evaluation_rewards/{self.cycle.id}/{kind}"
            for login in (*OTHERS, "stranger", "portal"):
                self.get(path, login, 404)
            self.assertIn("/web/login", self.get(path, None).url)
        self.get(f"/ward_office/evaluation_rewards/{self.cycle.id}/x", "leader", 404)

    # ------------------------------------------------------------------
    # PORTAL
    # ------------------------------------------------------------------

    def page(self, code="T-WARD-A", month=None, login="portal"):
        query = f"?month={month}" if month is not None else ""
        return self.get(f"/ward/{code}/results{query}", login).text

    def main(self, page):
        """Return what a reader sees of the page, without its address and token."""
        return page[page.index("<main") : page.index("</main>")]

    def test_portal(self):
        self.replace("officer", "completed", 55.5)
        for login in ("portal", "colleague", "stranger"):
            page = self.main(self.page(login=login))
            for expected in (
                "UBND phường A",
                "Month 10/2026",
                "Văn phòng",
                "Phòng Kinh tế",
                "Job of officer",
                "55.5",
                "&lt;script&gt;alert(1)",
            ):
                self.assertIn(expected, page)
            # in force only, and only what the snapshot was made to show
            self.assertEqual(page.count("Job of officer<"), 1)
            for hidden in ("79", STRENGTH, "Có sai số liệu.", MARKUP):
                self.assertNotIn(hidden, page)
        answer = self.get("/ward/T-WARD-A/results", None)
        self.assertIn("/web/login", answer.url)

    def test_portal_switched_off_is_the_same_as_unknown(self):
        self.assertIn("Job of officer", self.page())
        self.ward.ward_results_portal = False
        self.other_ward.ward_results_portal = True  # and nothing published
        pages = {
            self.main(self.page(code, login=login))
            for login in ("portal", "colleague")
            for code in (
                "T-WARD-A",
                "T-WARD-B",
                "no-such-unit",
                "%00",
                "' OR 1=1",
                "%25",
                "False",
            )
        }
        self.assertEqual(len(pages), 1)
        self.assertIn(NOTHING, pages.pop())

    def test_portal_of_a_closed_unit(self):
        self.env["res.users"].search([("company_id", "=", self.ward.id)]).active = False
        self.ward.active = False
        self.assertIn(NOTHING, self.page())

    def test_portal_months(self):
        earlier = self.open_cycle(date_start="2026-09-01")
        self.env["ward.evaluation.result"]._publish(
            self.sheet(earlier, "officer"),
            changes={"grade_id": self.grades["completed"].id, "total_points": 61.25},
        )
        year = self.open_cycle(date_start="2026-01-01", period="year")
        self.env["ward.evaluation.result"]._publish(
            self.sheet(year, "officer"),
            changes={"grade_id": self.grades["failed"].id, "total_points": 12.5},
        )
        latest = self.main(self.page())
        for link in ("?month=2026-10", "?month=2026-09"):
            self.assertIn(link, latest)
        self.assertNotIn("?month=2026-01", latest)
        self.assertIn("Job of leader", latest)
        self.assertNotIn("61.25", latest)
        page = self.main(self.page(month="2026-09"))
        self.assertIn("61.25", page)
        self.assertIn("Month 09/2026", page)
        self.assertNotIn("Job of leader", page)
        for month in ("", "2026-08", "2026-01", "2026-13", "0000-00", "%00", "<b>"):
            with self.subTest(month=month):
                self.assertEqual(self.main(self.page(month=month)), latest)

    def test_portal_shows_one_unit(self):
        self.other_ward.ward_results_portal = True
        foreign = self.open_cycle(company_id=self.other_ward.id)
        self.env["ward.evaluation.result"]._publish(
            self.sheet(foreign, "stranger"),
            changes={"grade_id": self.grades["good"].id, "total_points": 80},
        )
        page = self.main(self.page("T-WARD-B"))
        self.assertIn("Job of stranger", page)
        self.assertNotIn("Job of officer", page)
        self.assertNotIn("Job of stranger", self.main(self.page()))
