"""Nothing of a leader's draft leaks before the publication: every way out tried."""

import json

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import EvaluationCommon

HEAD_SECRET = "Dấu mật của trưởng phòng"
SECRET = "Dấu mật của chủ tịch"
OUTSIDERS = (
    "officer",
    "colleague",
    "office_head",
    "admin",
    "personnel",
    "inspector",
    "city_leader",
    "stranger",
    "other_leader",
)


@tagged("post_install", "-at_install")
class TestEvaluationSecrecy(EvaluationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for login in cls.employees:
            if cls.employees[login].company_id == cls.ward:
                cls.work(login, 4)
        cls.cycle = cls.open_cycle()

    def setUp(self):
        super().setUp()
        self.target = self.sheet(self.cycle, "officer")
        self.self_grade(self.target, "officer")
        for login, secret in (("head", HEAD_SECRET), ("leader", SECRET)):
            review = self.review(self.target, login)
            review.write(
                {
                    "grade_id": self.grades["failed"].id,
                    "strengths": secret,
                    "shortcomings": secret,
                    "remark": secret,
                    "reason": secret,
                }
            )
            review.line_ids[0].points = 1.23
            review.action_confirm()
        self.flush_tracking()
        self.reviews = self.target.review_ids
        self.assertEqual(self.target.state, "decided")

    def assertClean(self, content, role, secrets=(SECRET, HEAD_SECRET, "1.23")):
        text = json.dumps(content, default=str, ensure_ascii=False)
        for secret in secrets:
            self.assertNotIn(secret, text, role)

    def others(self):
        """Yield (role, words that must stay hidden from it)."""
        for role in OUTSIDERS:
            yield role, (SECRET, HEAD_SECRET, "1.23")
        yield "head", (SECRET,)

    # ------------------------------------------------------------------
    # READ, SEARCH, GROUP, EXPORT, IMPORT
    # ------------------------------------------------------------------

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_read_and_search(self):
        names = [
            name
            for name in self.env.registry
            if name.startswith(("ward.evaluation", "ward.reward"))
            and not self.env[name]._abstract
            and not self.env[name]._transient
        ]
        for role, secrets in self.others():
            for name in names:
                model = self.as_user(role, name)
                if not model.has_access("read"):
                    continue
                fields = [f for f in model.fields_get() if f not in ("activity_ids",)]
                with self.subTest(role=role, model=name):
                    self.assertClean(model.search([]).read(fields), role, secrets)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_reading_the_gradings_by_id(self):
        decision = self.reviews.filtered(lambda r: r.stage == "decision")
        for role, _secrets in self.others():
            for records in (decision, decision.line_ids):
                with self.subTest(role=role), self.assertRaises(AccessError):
                    self.as_user(role, records).read([])
        proposal = self.reviews - decision
        for role in OUTSIDERS:
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.as_user(role, proposal).read(["grade_id"])
        self.assertTrue(self.as_user("head", proposal).read(["grade_id"]))

    def test_no_domain_tells(self):
        """Whoever may not read a grading learns nothing by asking about it."""
        failed = self.grades["failed"].id
        domains = (
            [("review_ids.grade_id", "=", failed)],
            [("review_ids.shortcomings", "like", SECRET)],
            [("review_ids.total_points", "<", 90)],
            [("review_ids.line_ids.points", "=", 1.23)],
            [("log_ids.reason", "like", SECRET)],
            [("review_ids", "any", [("direction", "=", "lowered")])],
        )
        for role, _secrets in self.others():
            sheets = self.as_user(role, "ward.evaluation")
            # The head knows his own proposal; of the decision he must learn nothing.
            asked = (
                domains if role != "head" else [[("review_ids.stage", "=", "decision")]]
            )
            for domain in asked:
                with self.subTest(role=role, domain=domain):
                    self.assertFalse(sheets.search(domain))
                    self.assertFalse(sheets.search_count(domain))
                    self.assertFalse(sheets._read_group(domain, ["state"]))

    def test_groups_and_order(self):
        for role, _secrets in self.others():
            Review = self.as_user(role, "ward.evaluation.review")
            found = Review._read_group([], ["stage"], ["__count", "total_points:sum"])
            stages = [stage for stage, *_rest in found]
            self.assertNotIn("decision", stages, role)
            if role != "head":
                self.assertFalse(found, role)
            self.assertFalse(
                Review.search([("stage", "=", "decision")], order="total_points")
            )
            self.assertFalse(
                Review.name_search("Officer", [("stage", "!=", "proposal")])
            )

    def test_export_and_import(self):
        for role, secrets in self.others():
            self.users[role].group_ids += self.env.ref("base.group_allow_export")
            sheets = self.as_user(role, "ward.evaluation").search([])
            names = ["review_ids/grade_id", "review_ids/shortcomings", "given_points"]
            with self.subTest(role=role):
                self.assertClean(sheets.export_data(names), role, secrets)
            result = self.as_user(role, "ward.evaluation.review").load(
                ["evaluation_id/.id", "stage", "shortcomings"],
                [[str(self.target.id), "decision", "x"]],
            )
            self.assertFalse(result["ids"], role)

    def test_context_opens_no_door(self):
        decision = self.reviews.filtered(lambda r: r.stage == "decision")
        keys = {
            "active_test": False,
            "tracking_disable": True,
            "install_mode": True,
            "bin_size": True,
            "prefetch_fields": False,
        }
        for role, _secrets in self.others():
            records = self.as_user(role, decision).with_context(**keys)
            with self.subTest(role=role), self.assertRaises(AccessError):
                records.read(["grade_id"])

    # ------------------------------------------------------------------
    # CHATTER, MAIL, ACTIVITY, PDF
    # ------------------------------------------------------------------

    def test_messages_and_mails(self):
        grade = self.grades["failed"].name
        for model in ("mail.message", "mail.mail", "mail.notification"):
            records = self.env[model].sudo().search([])
            names = [
                name
                for name in ("subject", "body", "body_html", "preview")
                if name in records._fields
            ]
            self.assertClean(records.read(names), model, (SECRET, HEAD_SECRET, grade))
        values = self.env["mail.tracking.value"].sudo().search([])
        self.assertClean(
            values.read(["old_value_char", "new_value_char"]), "tracking", (grade,)
        )
        activities = self.env["mail.activity"].sudo().search([])
        self.assertClean(activities.read(["summary", "note"]), "activity")

    def test_no_tracked_field_carries_points_or_grades(self):
        for name in self.env.registry:
            if not name.startswith("ward.evaluation"):
                continue
            for field in self.env[name]._fields.values():
                self.assertFalse(
                    getattr(field, "tracking", None), f"{name}.{field.name}"
                )

    def test_printed_sheet(self):
        report = self.env["ir.actions.report"]
        for role in ("officer", "personnel"):
            html, _kind = self.as_user(role, report)._render_qweb_html(
                "ward_office.report_ward_evaluation", self.target.ids
            )
            self.assertNotIn(SECRET, html.decode())
            self.assertNotIn(HEAD_SECRET, html.decode())
            self.assertIn("100", html.decode(), "his own points")

    def test_quota_and_counters(self):
        for role, _secrets in self.others():
            if role in ("stranger", "other_leader"):
                continue
            cycle = self.as_user(role, self.cycle)
            self.assertFalse(cycle.quota_statement, role)
            self.assertFalse(cycle.is_over_quota, role)
            self.assertFalse(cycle.result_ids, role)

    # ------------------------------------------------------------------
    # AFTER THE PUBLICATION
    # ------------------------------------------------------------------

    def test_the_officer_reads_the_decision_afterwards(self):
        self.target._write_guarded({"state": "published"})
        mine = self.as_user("officer", "ward.evaluation.review").search([])
        self.assertEqual(mine.stage, "decision")
        self.assertEqual(mine.shortcomings, SECRET)
        log = self.as_user("officer", "ward.evaluation.log").search([])
        self.assertEqual(set(log.mapped("kind")), {"self"})
        self.assertFalse(self.as_user("colleague", "ward.evaluation.review").search([]))
