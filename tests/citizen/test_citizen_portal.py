"""A citizen with a login sees his own matters, and nobody else's."""

from datetime import timedelta

from odoo import fields, http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ...models.evaluation.ward_metric import Period
from .common import NUMBER, CitizenCommon

OTHER = "001085077777"


@tagged("post_install", "-at_install")
class TestCitizenPortal(HttpCase, CitizenCommon):
    frozen_at = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for login in ("citizen", "neighbour"):
            cls.users[login] = new_test_user(
                cls.env,
                f"t_{login}",
                groups="base.group_portal",
                password=f"t_{login}",
                company_id=cls.ward.id,
                lang="en_US",
            )
        cls.mine = cls.register(person_name="Nguyễn Quốc Thử")
        cls.theirs = cls.register(
            person_name="Trần Thị Khác",
            person_identity_number=OTHER,
            person_phone="0912340002",
            summary="Tiếng ồn quán nhạc",
        )

    @classmethod
    def register(cls, **vals):
        return cls.env["ward.petition"].create(
            {
                "kind": "complaint",
                "company_id": cls.ward.id,
                "person_name": "Nguyễn Quốc Thử",
                "person_identity_number": NUMBER,
                "person_phone": "0912345678",
                "summary": "Thu hồi đất ngõ 12",
                "content": "Gia đình tôi bị thu hồi đất.",
                "respondent": "Ông Địa Chính",
                "handler_id": cls.users["clerk"].id,
                **vals,
            }
        )

    def login(self, login="citizen"):
        self.authenticate(f"t_{login}", f"t_{login}")

    def post(self, url, **data):
        data["csrf_token"] = http.Request.csrf_token(self)
        return self.url_open(url, data=data)

    def claim(self, code, factor):
        return self.post("/my/petitions", code=code, factor=factor).text

    def link(self, login="citizen", citizen=None):
        citizen = citizen or self.mine.citizen_id
        self.as_user("clerk", citizen).action_link_portal(
            f"t_{login}", citizen.identity_number
        )

    # ------------------------------------------------------------------

    def test_claimed_by_code_and_digits(self):
        self.login()
        self.assertIn("My Petitions", self.url_open("/my/home").text)
        self.assertIn("There is none yet", self.url_open("/my/petitions").text)
        page = self.claim(self.mine.code, "0000")
        self.assertIn("Nothing was found", page)
        self.assertIn("There is none yet", page)
        page = self.claim(self.mine.code, "2345")
        self.assertIn("has been added", page)
        self.assertIn(self.mine.code, page)
        self.assertIn("being examined", page)
        self.assertIn(self.mine.due_date.strftime("%d/%m/%Y"), page)
        page += self.url_open(f"/my/petitions/{self.mine.id}").text
        # four digits prove little: no text, and no name ever
        for word in ("Thu hồi đất", "Gia đình", "Nguyễn", "Địa Chính", NUMBER):
            self.assertNotIn(word, page)
        # once more changes nothing
        self.claim(self.mine.code, "5678")
        self.assertEqual(
            self.env["ward.portal.claim"].search_count(
                [("user_id", "=", self.users["citizen"].id)]
            ),
            1,
        )

    @mute_logger("odoo.http")
    def test_nobody_elses(self):
        self.link()
        self.login()
        page = self.url_open("/my/petitions").text
        self.assertIn(self.mine.code, page)
        self.assertNotIn(self.theirs.code, page)
        key = self.theirs._tracking_key()
        for forged in ("", "?access_token=1", f"?access_token={key}", f"?key={key}"):
            url = f"/my/petitions/{self.theirs.id}{forged}"
            self.assertEqual(self.url_open(url).status_code, 404)
        answer = self.post(f"/my/petitions/{self.theirs.id}/satisfaction", points="5")
        self.assertEqual(answer.status_code, 404)
        self.assertEqual(self.url_open("/my/petitions/999999999").status_code, 404)
        self.login("neighbour")
        url = f"/my/petitions/{self.mine.id}"
        self.assertEqual(self.url_open(url).status_code, 404)

    def test_a_visitor_is_asked_to_log_in(self):
        answer = self.url_open(f"/my/petitions/{self.mine.id}")
        self.assertIn("/web/login", answer.url)
        self.assertNotIn(self.mine.code, answer.text)

    def test_linked_at_the_desk(self):
        second = self.register(summary="Cấp giấy chứng nhận", kind="petition")
        self.link()
        self.login()
        page = self.url_open("/my/petitions").text
        for petition in (self.mine, second):
            self.assertIn(petition.code, page)
            self.assertIn(petition.summary, page)
        page = self.url_open(f"/my/petitions/{self.mine.id}").text
        self.assertIn("Gia đình tôi bị thu hồi đất.", page)
        self.as_user("clerk", self.mine.citizen_id).action_unlink_portal()
        self.assertIn("There is none yet", self.url_open("/my/petitions").text)

    def test_the_desk_sees_the_paper(self):
        citizen = self.as_user("clerk", self.mine.citizen_id)
        for login, number in (
            ("t_citizen", OTHER),
            ("t_citizen", ""),
            ("t_nobody", NUMBER),
            ("t_officer", NUMBER),
            ("", NUMBER),
        ):
            with self.subTest(login=login), self.assertRaises(UserError):
                citizen.action_link_portal(login, number)
        for role in ("leader", "officer", "other_leader", "citizen"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.as_user(role, citizen).action_link_portal("t_citizen", NUMBER)
        wizard = (
            self.as_user("clerk", "ward.citizen.link")
            .with_context(active_id=citizen.id)
            .create({"login": "t_citizen", "identity_number": NUMBER})
        )
        wizard.action_confirm()
        self.assertEqual(citizen.portal_user_id, self.users["citizen"])
        self.assertEqual(citizen.portal_linked_by_id, self.users["clerk"])
        # one login, one person of the unit
        with self.assertRaises(UserError):
            self.link(citizen=self.theirs.citizen_id)

    def test_a_login_is_not_written(self):
        user = self.users["citizen"]
        citizen = self.as_user("clerk", self.mine.citizen_id)
        with self.assertRaises(AccessError):
            citizen.write({"portal_user_id": user.id})
        Citizen = self.as_user("clerk", "ward.citizen")
        with self.assertRaises(AccessError):
            Citizen.create({"name": "X", "portal_user_id": user.id})
        made = Citizen.with_context(default_portal_user_id=user.id).create(
            {"name": "X"}
        )
        self.assertFalse(made.portal_user_id)

    def test_guessing_with_a_login_is_held_back(self):
        claim = self.as_user("citizen", "ward.portal.claim")
        answers = [
            claim._claim(f"Đ.2025.{n:05d}", "2345", (f"10.0.0.{n}", "user 7"))
            for n in range(30)
        ]
        self.assertEqual(answers.count("wrong"), 10)
        self.assertEqual(answers[-1], "closed")
        self.assertEqual(
            claim._claim(self.mine.code, "2345", ("10.0.1.1", "user 7")), "closed"
        )
        self.login()
        for n in range(10):
            self.claim(f"Đ.2025.{n:05d}", "2345")
        self.assertIn("Too many attempts", self.claim(self.mine.code, "2345"))

    def test_joint_petitioners_never_see_each_other(self):
        joint = self.register(
            group_list=f"Nguyễn Quốc Thử; {NUMBER} *\nLê Văn Chung; {OTHER} *\nBà Ba"
        )
        for login, digits in (("citizen", "2345"), ("neighbour", "7777")):
            self.login(login)
            page = self.claim(joint.code, digits)
            self.assertIn(joint.code, page)
            page += self.url_open(f"/my/petitions/{joint.id}").text
            for name in ("Lê Văn", "Nguyễn", "Bà Ba", NUMBER, OTHER):
                self.assertNotIn(name, page)

    def accepted(self, petition):
        clerk = self.as_user("clerk", petition)
        clerk.field_id = self.field
        self.sorted(clerk)
        clerk.outcome = "accept"
        clerk.action_propose()
        self.sign(clerk)
        return self.as_user("clerk", petition.case_id)

    def test_senders_of_one_case_never_see_each_other(self):
        case = self.accepted(self.mine)
        self.as_user("clerk", self.theirs).action_link(case)
        self.link()
        self.link("neighbour", self.theirs.citizen_id)
        for login, own, other in (
            ("citizen", self.mine, self.theirs),
            ("neighbour", self.theirs, self.mine),
        ):
            self.login(login)
            pages = self.url_open("/my/petitions").text
            pages += self.url_open(f"/my/petitions/{own.id}").text
            self.assertIn(own.code, pages)
            self.assertIn("verification is being prepared", pages)
            for word in (other.code, other.person_name, other.summary):
                self.assertNotIn(word, pages)

    def test_the_way_to_the_decision_and_the_question(self):
        self.link()
        self.login()
        case = self.accepted(self.mine)
        self.decided(case)
        url = f"/my/petitions/{self.mine.id}"
        page = self.url_open(url).text
        self.assertIn("you get the decision in writing", page)
        for document in case.document_ids.filtered("reference"):
            self.assertEqual(
                document.reference in page,
                document.effect in ("accept", "verify", "decide"),
                document.name,
            )
        self.assertIn("How were you served?", page)
        self.assertEqual(self.post(f"{url}/satisfaction", points="9").status_code, 400)
        page = self.post(f"{url}/satisfaction", points="4", note="<b>Tốt</b>").text
        self.assertNotIn("How were you served?", page)
        self.post(f"{url}/satisfaction", points="1")
        self.assertEqual(self.mine.satisfaction, 4)
        self.assertEqual(case.satisfaction, 4)

    def test_a_denunciation_is_not_listed(self):
        secret = self.register(kind="denunciation")
        self.login()
        page = self.claim(secret.code, "2345")
        self.assertIn("not listed here", page)
        self.assertNotIn(secret.code, self.url_open("/my/petitions").text)
        claims = self.env["ward.portal.claim"]
        self.assertFalse(claims.search([("petition_id", "=", secret.id)]))
        # nor one that turns out to be one
        self.claim(self.mine.code, "2345")
        self.link()
        self.assertTrue(claims.search([("petition_id", "=", self.mine.id)]))
        self.as_user("clerk", self.mine).kind = "denunciation"
        self.assertFalse(claims.search([("petition_id", "=", self.mine.id)]))
        self.assertNotIn(self.mine.code, self.url_open("/my/petitions").text)

    @mute_logger("odoo.http")
    def test_forged_tokens_of_the_framework(self):
        """Odoo's own doors with tokens made up: chatter, files, reports, mails."""
        file = self.env["ir.attachment"].create(
            {
                "name": "don.pdf",
                "raw": b"%PDF-1.7 bi-mat",
                "res_model": "ward.petition",
                "res_id": self.mine.id,
            }
        )
        document = self.accepted(self.mine).petition_ids.document_ids
        secret = ("bi-mat", "Thu hồi đất", "Nguyễn Quốc")
        mine = self.mine.id
        urls = [
            f"/web/content/{file.id}?access_token=abc",
            f"/web/content?model=ir.attachment&id={file.id}&access_token=o1",
            f"/web/image/{file.id}?access_token=abc",
            f"/mail/view?model=ward.petition&res_id={mine}&access_token=abc",
            f"/mail/thread/recipients?thread_model=ward.petition&thread_id={mine}",
            f"/report/html/ward_office.report_ward_document/{document.id}",
            f"/report/pdf/ward_office.report_ward_document/{document.id}",
            f"/report/html/ward_office.report_reception_slip/{mine}",
            f"/ward/identity/{mine}?access_token=abc",
            f"/ward/reception_book?ids={mine}",
            f"/odoo/ward.petition/{mine}",
        ]
        for login in (None, "neighbour"):
            if login:
                self.login(login)
            for url in urls:
                with self.subTest(login=login, url=url):
                    text = self.url_open(url).text
                    for word in secret:
                        self.assertNotIn(word, text)
            for route, params in (
                ("/mail/thread/messages", {}),
                ("/mail/message/post", {"post_data": {"body": "x"}}),
            ):
                params |= {
                    "thread_model": "ward.petition",
                    "thread_id": mine,
                    "access_token": "abc",
                    "token": "abc",
                    "hash": "abc",
                    "pid": self.users["clerk"].partner_id.id,
                }
                before = len(self.mine.message_ids)
                answer = self.url_open(
                    route,
                    json={"jsonrpc": "2.0", "method": "call", "params": params},
                )
                with self.subTest(login=login, route=route):
                    for word in secret:
                        self.assertNotIn(word, answer.text)
                    self.env.invalidate_all()
                    self.assertEqual(len(self.mine.message_ids), before)

    def test_rpc_of_a_citizen(self):
        self.link()
        for model in (
            "ward.petition",
            "ward.case",
            "ward.citizen",
            "ward.document",
            "ward.portal.claim",
            "ward.petition.signatory",
        ):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.as_user("citizen", model).search_read([])

    def test_query_count_does_not_grow(self):
        self.link()

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            Petition = self.as_user("citizen", "ward.petition")
            before = self.env.cr.sql_log_count
            [p._portal_values() for p in Petition._of_portal_user()]
            return self.env.cr.sql_log_count - before

        queries()
        few = queries()
        for _n in range(20):
            self.register()
        self.assertLessEqual(queries(), few + 1)

    def test_metric_counts_answers_of_the_portal(self):
        self.users["clerk"].employee_id.flush_recordset()
        case = self.accepted(self.mine)
        self.decided(case)
        case.handler_id = self.users["clerk"]
        self.mine._take_satisfaction(4, "")
        alone = self.register(kind="reflection")
        alone._write_guarded({"state": "processed"})
        alone._take_satisfaction(2, "")
        employee = self.employees["clerk"]
        today = self.ward._ward_today()
        now = fields.Datetime.now()
        period = Period(now - timedelta(1), now + timedelta(1), today, today)
        figures = self.env["ward.metric"]._figures(
            ["citizen.satisfaction"], employee, period
        )
        self.assertEqual(
            figures["citizen.satisfaction"], {employee.id: 20.0 * (4 + 2) / 2}
        )

    def test_metric_of_time_limits(self):
        """In time, late, over and still running; not yet over does not count."""
        employee, handler = self.employees["clerk"], self.users["clerk"]
        today = self.ward._ward_today()
        first = today - timedelta(40)
        clocks = self.env["ward.clock"]
        for state, is_late, due in (
            ("done", False, today),
            ("done", True, today - timedelta(5)),
            ("running", False, today - timedelta(1)),  # the last day of the period
            ("running", False, today),
        ):
            petition = self.register(handler_id=handler.id)
            clock = petition.clock_ids
            clock._write_guarded(
                {
                    "state": state,
                    "is_late": is_late,
                    "due_date": due,
                    "ended_at": state == "done" and fields.Datetime.now(),
                }
            )
            clocks |= clock
        self.env["ward.clock"].search(
            [("petition_id.handler_id", "=", handler.id), ("id", "not in", clocks.ids)]
        )._write_guarded({"state": "cancelled"})
        now = fields.Datetime.now()
        for last, expected in (
            (today - timedelta(1), 100.0 / 3),
            (today, 100.0 / 3),
            (today - timedelta(2), 50.0),
        ):
            period = Period(
                now - timedelta(days=40), now + timedelta(hours=1), first, last
            )
            with self.subTest(last=last):
                figures = self.env["ward.metric"]._figures(
                    ["citizen.on_time"], employee, period
                )
                self.assertAlmostEqual(
                    figures["citizen.on_time"][employee.id], expected
                )
