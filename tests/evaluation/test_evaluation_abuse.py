"""Bad input and abuse: each gets a clear refusal, nothing half-written stays."""

from datetime import timedelta

from psycopg2.errors import LockNotAvailable

from odoo import SUPERUSER_ID, api, fields, sql_db
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import EvaluationCommon

REASON = "Có hai báo cáo phải sửa lại số liệu."


@tagged("post_install", "-at_install")
class TestEvaluationAbuse(EvaluationCommon):
    """What people, and programs in their name, may try on sheets and gradings."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for login in cls.employees:
            if cls.employees[login].company_id == cls.ward:
                cls.work(login, 4)
        cls.cycle = cls.open_cycle()

    def line(self, login="officer"):
        return self.as_user(login, self.sheet(self.cycle, "officer").line_ids[0])

    # ------------------------------------------------------------------
    # POINTS
    # ------------------------------------------------------------------

    def test_points_outside_their_range(self):
        line = self.line()
        for points in (5.01, 6, -0.5, float("nan"), float("inf"), "abc", "1e9"):
            with (
                self.subTest(points=points),
                self.assertRaises(ValidationError) as caught,
            ):
                line.self_points = 3
                line.write({"self_points": points})
            self.assertNotIn("Traceback", str(caught.exception))
        line.write({"self_points": 5})
        self.assertEqual(line.self_points, 5)

    def test_points_by_sql_too(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
            self.line().sudo().write({"self_points": 50})
            self.env.flush_all()
        self.assertIn("points_range", str(caught.exception))

    def test_comma_and_point_in_a_vietnamese_session(self):
        line = self.line().with_context(lang="vi_VN")
        for typed, points in (("4,5", 4.5), ("4.5", 4.5), (" 3 ", 3.0), ("0,25", 0.25)):
            line.write({"self_points": typed})
            self.assertEqual(line.self_points, points, typed)

    def test_zero_is_scored_and_not_scored_is_open(self):
        line = self.line()
        self.assertFalse(line.self_scored)
        line.self_points = 0
        self.assertTrue(line.self_scored)
        issues = self.as_user(
            "officer", self.sheet(self.cycle, "officer")
        )._submission_issues()
        self.assertEqual(sum("no points yet" in issue for issue in issues), 9)

    def test_points_of_others(self):
        for login in ("colleague", "head", "leader", "admin", "personnel", "stranger"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self.line(login).write({"self_points": 1})
        self.assertFalse(self.line().self_scored)

    # ------------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------------

    def test_state_and_facts_by_rpc(self):
        sheet = self.as_user("officer", self.sheet(self.cycle, "officer"))
        for vals in (
            {"state": "decided"},
            {"percent_a": 100},
            {"decider_id": self.employees["officer"].id},
            {"present_days": 3},
            {"self_points": 100},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                sheet.write(vals)
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                sheet.with_context(
                    tracking_disable=True, install_mode=True, default_state="decided"
                ).write(vals)
        with self.assertRaises(AccessError):
            sheet.create(
                {
                    "cycle_id": self.cycle.id,
                    "employee_id": self.employees["officer"].id,
                }
            )
        with self.assertRaises(AccessError):
            self.as_user("leader", self.cycle).write({"state": "published"})

    def test_grading_oneself_as_leader(self):
        sheet = self.sheet(self.cycle, "leader")
        self.self_grade(sheet, "leader")
        with self.assertRaises(AccessError):
            self.as_user("leader", sheet).action_grade()
        sheet._write_guarded({"decider_id": self.employees["leader"].id})
        with self.assertRaisesRegex(AccessError, "never the officer"):
            self.as_user("leader", sheet).action_grade()
        self.assertFalse(
            self.as_user("leader", "ward.evaluation").search(
                [("to_grade", "=", True), ("id", "=", sheet.id)]
            )
        )

    def test_grading_before_the_officer(self):
        sheet = self.sheet(self.cycle, "officer")
        with self.assertRaisesRegex(UserError, "has until"):
            self.as_user("head", sheet).action_grade()
        self.cycle._write_guarded({"self_due": "2026-11-17 10:00:00"})
        review = self.review(sheet, "head")
        with self.assertRaisesRegex(ValidationError, "no points yet"):
            review.action_confirm()

    def test_grading_after_release(self):
        self.grade_all(self.cycle)
        cycle = self.as_user("leader", self.cycle)
        cycle.decision_number = "15/TB-UBND"
        cycle.action_close()
        cycle.action_publish()
        sheet = self.sheet(self.cycle, "officer")
        review = sheet.review_ids.filtered(lambda r: r.stage == "decision")
        vals = {"grade_id": self.grades["failed"].id}
        for login in ("leader", "head", "officer"):
            # AccessError is a UserError: not his step, or too late
            with self.subTest(login=login), self.assertRaises(UserError):
                self.as_user(login, review).write(vals)
        with self.assertRaises(UserError):
            self.as_user("officer", sheet).write({"self_strengths": "Khác"})
        with self.assertRaises(UserError):
            self.as_user("leader", sheet).action_reopen("Xem lại")

    def test_two_leaders_one_after_the_other(self):
        sheet = self.sheet(self.cycle, "office_head")
        self.self_grade(sheet, "office_head")
        self.assertEqual(sheet.state, "proposed", "his head is the unit leader")
        first = self.review(sheet, "leader")
        self.env["ward.delegation"].create(
            {
                "employee_id": self.employees["leader"].id,
                "delegate_id": self.employees["head"].id,
                "company_id": self.ward.id,
                "date_from": "2026-11-01",
                "date_to": "2026-11-30",
            }
        )
        second = self.review(sheet, "head")
        self.assertEqual(first.id, second.id)
        first.action_confirm()
        with self.assertRaisesRegex(UserError, "any more"):
            second.action_confirm()
        self.assertEqual(first.confirmed_by_id, self.users["leader"])

    def test_two_leaders_on_two_connections(self):
        """While one transaction grades a sheet, another one is told at once."""
        employee, sheet_id = self.committed_sheet()
        self.addCleanup(self.remove, employee)
        with self.connection() as cr, self.connection() as cr2:
            one = api.Environment(cr, SUPERUSER_ID, {})["ward.evaluation"]
            two = api.Environment(cr2, SUPERUSER_ID, {})["ward.evaluation"]
            one.browse(sheet_id)._lock()
            with self.assertRaisesRegex(UserError, "somebody else"):
                two.browse(sheet_id)._lock()
            cr.rollback()
            cr2.rollback()
            two.browse(sheet_id)._lock()

    def connection(self):
        """Return a real second connection, which this test's rollback spares."""
        return sql_db.db_connect(self.env.cr.dbname).cursor()

    def committed_sheet(self):
        """Return ids of an employee and his sheet that other connections see."""
        with self.connection() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            employee = env["hr.employee"].create({"name": "Hai kết nối"})
            cycle = env["ward.evaluation.cycle"].create(
                {
                    "company_id": employee.company_id.id,
                    "date_start": "2020-01-01",
                    "frame_id": env.ref("ward_office.frame_335").id,
                }
            )
            sheet = env["ward.evaluation"]._create_guarded(
                [{"cycle_id": cycle.id, "employee_id": employee.id}]
            )
            return employee.id, sheet.id

    def remove(self, employee_id):
        with self.connection() as cr:
            cr.execute(
                "DELETE FROM ward_evaluation WHERE employee_id = %s RETURNING cycle_id",
                [employee_id],
            )
            cycle_ids = tuple(row[0] for row in cr.fetchall())
            cr.execute("DELETE FROM ward_evaluation_cycle WHERE id IN %s", [cycle_ids])
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["hr.employee"].browse(employee_id).unlink()

    def test_lock_is_no_database_error(self):
        """The second of two gets a sentence, not PostgreSQL's error."""
        self.assertFalse(issubclass(UserError, LockNotAvailable))

    # ------------------------------------------------------------------
    # CYCLE
    # ------------------------------------------------------------------

    def test_interrupted_generation_is_resumed(self):
        cycle = self.env["ward.evaluation.cycle"].create(
            {
                "company_id": self.ward.id,
                "date_start": "2026-09-01",
                "frame_id": self.frame.id,
            }
        )
        cycle._start()
        half = self.employees["officer"]
        self.env["ward.evaluation"]._create_guarded(
            [{"cycle_id": cycle.id, "employee_id": half.id}]
        )
        cycle.action_open()
        self.assertEqual(
            len(cycle.evaluation_ids), len(self.cycle.evaluation_ids), "each one once"
        )

    def test_same_period_twice(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
            self.open_cycle()
        self.assertIn("already has a cycle", self.told(caught.exception))

    def told(self, error):
        message = getattr(error, "diag", None)
        if not message:
            return str(error)
        return str(self.env["ward.evaluation.cycle"]._sql_error_to_message(error))

    def test_two_departments_in_a_month(self):
        employee = self.employees["clerk"]
        employee.create_version(
            {"date_version": "2026-10-15", "department_id": self.economy.id}
        )
        self.cycle.evaluation_ids.invalidate_recordset()
        cycle = self.env["ward.evaluation.cycle"].create(
            {
                "company_id": self.ward.id,
                "date_start": "2026-09-01",
                "frame_id": self.frame.id,
            }
        )
        cycle.action_open()
        again = self.sheet(cycle, "clerk")
        self.assertEqual(len(again), 1)
        self.assertEqual(again.department_id, self.office, "of September")
        self.assertEqual(len(self.sheet(self.cycle, "clerk")), 1)

    def test_manager_leaves_in_mid_cycle(self):
        sheet = self.sheet(self.cycle, "officer")
        self.self_grade(sheet, "officer")
        self.assertEqual(sheet.proposer_id, self.employees["head"])
        self.employees["head"].active = False
        self.assertEqual(sheet.proposer_id, self.employees["leader"])
        self.assertEqual(sheet.state, "proposed")
        self.review(sheet, "leader").action_confirm()
        self.assertEqual(sheet.state, "decided")

    def test_frame_in_mid_cycle(self):
        self.assertTrue(self.frame.is_used)
        criterion = self.frame.criterion_ids[0]
        for change in (
            lambda: criterion.write({"max_points": 9}),
            lambda: criterion.section_id.write({"max_points": 9}),
            lambda: criterion.unlink(),
            lambda: self.frame.write({"own_work_max": 50}),
            lambda: self.env["ward.criterion"].create(
                {
                    "frame_id": self.frame.id,
                    "section_id": criterion.section_id.id,
                    "name": "Thêm giữa kỳ",
                }
            ),
        ):
            with self.assertRaisesRegex(UserError, "New Version"):
                change()
        action = self.frame.action_new_version()
        version = self.env["ward.criteria.frame"].browse(action["res_id"])
        self.assertEqual(version.version, 2)
        self.assertEqual(len(version.criterion_ids), 10)
        version.criterion_ids[0].max_points = 4
        self.assertEqual(criterion.max_points, 5)

    def test_context_opens_no_door(self):
        with self.assertRaises(UserError):
            self.frame.with_context(install_mode=True, module="ward_office").write(
                {"own_work_max": 50}
            )

    # ------------------------------------------------------------------
    # PUBLISHED
    # ------------------------------------------------------------------

    def publish(self):
        self.grade_all(self.cycle)
        cycle = self.as_user("leader", self.cycle)
        cycle.decision_number = "15/TB-UBND"
        cycle.action_close()
        cycle.action_publish()
        return self.cycle.result_ids

    def test_snapshots_stay(self):
        results = self.publish()
        self.assertEqual(set(results.mapped("half_year")), {"Last 6 months of 2026"})
        before = results.read(["total_points", "grade_id", "employee_name"])
        for login in ("leader", "admin", "personnel", "officer"):
            mine = self.as_user(login, results)
            for deed in (
                lambda r: r.write({"total_points": 1}),
                lambda r: r.unlink(),
                lambda r: r.create({"employee_name": "Giả"}),
            ):
                with self.subTest(login=login), self.assertRaises(AccessError):
                    deed(mine)
        for deed in (lambda: results.write({"rank": 1}), lambda: results.unlink()):
            with self.assertRaises(AccessError):
                deed()
        self.employees["officer"].name = "Tên mới"
        results.invalidate_recordset()
        self.assertEqual(
            results.read(["total_points", "grade_id", "employee_name"]), before
        )
        with self.assertRaises(UserError):
            self.cycle.evaluation_ids[0].unlink()
        with self.assertRaises(UserError):
            self.cycle.unlink()

    def test_another_unit_sees_nothing(self):
        results = self.publish()
        for login in ("stranger", "other_leader"):
            Result = self.as_user(login, "ward.evaluation.result")
            self.assertFalse(Result.search([("id", "in", results.ids)]))
            with self.assertRaises(AccessError):
                self.as_user(login, results).read(["employee_name"])
        above = self.as_user("inspector", "ward.evaluation.result")
        self.assertEqual(above.search([("id", "in", results.ids)]).ids, results.ids)
        self.ward.ward_results_above = False
        above = self.as_user("inspector", "ward.evaluation.result")
        self.assertFalse(above.search([("id", "in", results.ids)]))

    # ------------------------------------------------------------------
    # LIMITS
    # ------------------------------------------------------------------

    def quota(self, **vals):
        rule = self.env["ward.quota.rule"].create(
            {
                "name": "Tỷ lệ theo tháng",
                "scale_id": self.frame.scale_id.id,
                "company_id": self.ward.id,
                "monthly": True,
                "valid_from": "2026-01-01",
                **vals,
            }
        )
        self.cycle._write_guarded({"quota_rule_id": rule.id})
        return rule

    def test_quota_refuses_with_names_and_remedy(self):
        self.quota()
        self.grade_all(self.cycle)
        cycle = self.as_user("leader", self.cycle)
        self.assertTrue(cycle.is_over_quota)
        with self.assertRaises(UserError) as caught:
            cycle.action_close()
        told = str(caught.exception)
        self.assertIn("Officer", told)
        self.assertIn("Take back the decision", told)
        self.assertEqual(self.cycle.state, "open")
        excellent = self.grades["excellent"]
        sheets = self.cycle.evaluation_ids.filtered(
            lambda s: s.employee_id != self.employees["leader"]
        )
        keep = self.sheet(self.cycle, "officer")
        for sheet in sheets - keep:
            self.as_user("leader", sheet).action_reopen("Giảm theo tỷ lệ")
            review = self.review(sheet, "leader")
            review.write({"grade_id": self.grades["good"].id, "reason": REASON})
            review.action_confirm()
        self.as_user("city_leader", self.sheet(self.cycle, "leader")).action_reopen("X")
        review = self.review(self.sheet(self.cycle, "leader"), "city_leader")
        review.write({"grade_id": self.grades["good"].id, "reason": REASON})
        review.action_confirm()
        row = cycle._quota()[0]
        self.assertEqual((row["used"], row["base"]), (1, len(sheets)))
        cycle.action_close()
        self.assertEqual(self.cycle.state, "closed")
        self.assertEqual(
            keep.review_ids.filtered(lambda r: r.stage == "decision").grade_id,
            excellent,
        )

    def test_raised_quota_needs_its_decision(self):
        rule = self.quota()
        grades = [self.grades["good"]] * 20
        self.assertEqual(rule._places(grades), 4)
        self.assertEqual(rule._places(grades, raised=True), 5)
        with self.assertRaisesRegex(ValidationError, "Decision on the Quota"):
            self.as_user("leader", self.cycle).write({"quota_raised": True})
        with self.assertRaises(AccessError):
            self.as_user("personnel", self.cycle).write(
                {"quota_raised": True, "quota_decision": "12/QĐ-UBND"}
            )

    def test_quota_is_for_the_decider(self):
        self.quota()
        self.grade_all(self.cycle)
        for login in ("personnel", "admin", "head", "city_leader"):
            self.assertFalse(self.as_user(login, self.cycle).quota_statement, login)
            self.assertFalse(
                self.as_user(login, self.cycle).sudo().quota_statement, login
            )
        self.assertTrue(self.as_user("leader", self.cycle).quota_statement)

    def test_cause_forces_the_grade(self):
        sheet = self.sheet(self.cycle, "office_head")
        self.self_grade(sheet, "office_head")
        cause = self.env.ref("ward_office.cause_335_reprimand")
        vals = {
            "evaluation_id": sheet.id,
            "cause_id": cause.id,
            "evidence": "Quyết định 12/QĐ-UBND",
        }
        for login in ("office_head", "colleague", "clerk"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self.as_user(login, "ward.evaluation.cause").create(vals)
        self.as_user("leader", "ward.evaluation.cause").create(vals)
        self.assertFalse(self.as_user("leader", sheet)._is_agreed())
        review = self.review(sheet, "leader")
        with self.assertRaisesRegex(ValidationError, "reprimand"):
            review.action_confirm()
        review.write({"grade_id": self.grades["failed"].id, "reason": REASON})
        review.action_confirm()
        self.assertEqual(review.direction, "lowered")

    def test_head_not_above_the_unit(self):
        self.as_user("leader", self.cycle).unit_grade_id = self.grades["good"]
        sheet = self.sheet(self.cycle, "leader")
        self.self_grade(sheet, "leader")
        review = self.review(sheet, "city_leader")
        self.assertIn("20.6", review.warning)
        with self.assertRaisesRegex(ValidationError, "Reason"):
            review.action_confirm()
        review.reason = REASON
        review.action_confirm()

    def test_closing_names_who_is_open(self):
        with self.assertRaisesRegex(UserError, "Officer"):
            self.as_user("leader", self.cycle).action_close()
        with self.assertRaises(AccessError):
            self.as_user("head", self.cycle).action_close()

    # ------------------------------------------------------------------
    # APPEAL, REPLACEMENT, REWARD
    # ------------------------------------------------------------------

    def appeal(self):
        result = self.publish().filtered(
            lambda r: r.employee_user_id == self.users["officer"]
        )
        return self.as_user("officer", "ward.evaluation.appeal").create(
            {
                "result_id": result.id,
                "text": "Đề nghị xem lại điểm tiến độ tháng 10.",
            }
        )

    def test_appeal_within_seven_working_days(self):
        holiday = (
            self.env["resource.calendar.leaves"]
            .with_company(self.ward)
            .create(
                {
                    "name": "Nghỉ lễ",
                    "date_from": "2026-11-22 17:00:00",
                    "date_to": "2026-11-23 16:59:59",
                }
            )
            .company_id
        )
        self.assertEqual(holiday, self.ward, "read at once: it is computed")
        appeal = self.appeal()
        # received on Wednesday 18; 19, 20, 24 (23 is a holiday), 25, 26, 27, 30
        self.assertEqual(appeal.due_date, fields.Date.to_date("2026-11-30"))
        with self.assertRaises(AccessError):
            self.as_user("head", appeal).action_uphold("Giữ nguyên")
        with self.assertRaises(AccessError):
            appeal.action_uphold("Tự giải quyết")
        with self.assertRaises(AccessError):
            self.as_user("colleague", appeal).read(["text"])
        with self.assertRaisesRegex(UserError, "waiting for its answer"):
            appeal.create(
                {"result_id": appeal.result_id.id, "text": "Lần nữa, xem lại"}
            )
        leader = self.as_user("leader", appeal)
        with self.assertRaisesRegex(UserError, "in writing"):
            leader.action_uphold(" ")
        old = appeal.result_id
        leader.action_change(self.grades["good"], 88.5, "Đã kiểm tra, điều chỉnh điểm.")
        self.assertEqual(appeal.state, "changed")
        new = appeal.new_result_id
        self.assertEqual(new.replaces_id, old)
        self.assertEqual(new.cause, "appeal")
        self.assertTrue(new.is_current)
        self.assertFalse(old.is_current)
        self.assertEqual(old.grade_id, self.grades["excellent"], "stays to be seen")
        with self.assertRaises(UserError):
            leader.action_uphold("Lần hai")

    def test_replaced_by_a_new_decision(self):
        result = self.publish()[0]
        with self.assertRaises(AccessError):
            self.as_user("head", result).action_replace(
                self.grades["good"], 80, "Sai số liệu"
            )
        new = self.as_user("leader", result).action_replace(
            self.grades["good"], 80, "Phát hiện sai số liệu"
        )
        self.assertEqual(new.cause, "replacement")
        with self.assertRaisesRegex(UserError, "replaced already"):
            result._replace(self.grades["good"], 80, "Lần nữa", "replacement")

    def test_rewards(self):
        self.publish()
        with self.assertRaises(AccessError):
            self.as_user("officer", self.cycle).action_reward()
        self.as_user("personnel", self.cycle).action_reward()
        rewards = self.cycle.reward_ids
        self.assertEqual(len(rewards), len(self.cycle._honoured()))
        base = self.env.ref("ward_office.wage_region_1_2026").amount
        self.assertEqual(rewards[0].amount, round(base * 0.005))
        self.as_user("personnel", self.cycle).action_reward()
        self.assertEqual(self.cycle.reward_ids, rewards, "nothing twice")
        result = self.sheet(self.cycle, "clerk").result_ids
        self.as_user("leader", result).action_replace(
            self.grades["good"], 80, "Phát hiện sai số liệu"
        )
        lost = self.cycle.reward_ids.filtered(lambda r: r.result_id == result)
        self.assertEqual(lost.state, "cancelled", "it follows the new result")
        rewards -= lost
        mine = self.as_user("officer", "ward.reward").search([])
        self.assertEqual(mine.employee_user_id, self.users["officer"])
        with self.assertRaises(AccessError):
            mine.action_pay()
        with self.assertRaises(AccessError):
            mine.write({"amount": 9_000_000})
        self.as_user("personnel", rewards).action_pay()
        with self.assertRaises(UserError):
            self.as_user("personnel", rewards).action_pay()

    def test_ceremony_is_a_working_monday(self):
        # published on 18 November: the next first Monday is 7 December
        self.assertEqual(
            self.cycle.ceremony_date, fields.Date.to_date("2026-11-02"), "not published"
        )
        self.publish()
        self.assertEqual(self.cycle.ceremony_date, fields.Date.to_date("2026-12-07"))
        first = fields.Date.to_date("2026-09-01")
        monday = first + timedelta(6)
        self.assertEqual(self.ward._ward_ceremony_date(first), monday)

    # ------------------------------------------------------------------
    # SCHEDULE AND YEAR
    # ------------------------------------------------------------------

    def test_cycles_open_by_themselves(self):
        Cycle = self.env["ward.evaluation.cycle"]
        self.other_ward.ward_evaluation_since = fields.Date.to_date("2026-10-01")
        Cycle.with_company(self.other_ward)._run_unit(self.other_ward)
        cycle = Cycle.search([("company_id", "=", self.other_ward.id)])
        self.assertEqual(cycle.date_start, fields.Date.to_date("2026-10-01"))
        self.assertEqual(cycle.state, "open")
        sheets = cycle.evaluation_ids
        Cycle.with_company(self.other_ward)._run_unit(self.other_ward)
        self.assertEqual(cycle.evaluation_ids, sheets)

    def test_year(self):
        self.publish()
        year = self.env["ward.evaluation.cycle"].create(
            {
                "company_id": self.ward.id,
                "period": "year",
                "date_start": "2026-01-01",
                "frame_id": self.frame.id,
            }
        )
        self.employees["colleague"].version_id.contract_date_start = "2026-08-15"
        year.action_open()
        late = self.sheet(year, "colleague")
        self.assertEqual(late.state, "exempt")
        self.assertIn("Article 11.1", late.exempt_reason)
        sheet = self.sheet(year, "officer")
        self.assertFalse(sheet.line_ids)
        self.assertEqual(sheet.average_points, 100.0)
        self.assertEqual(len(sheet.month_ids), 1)
        own = self.as_user("officer", sheet)
        own.write(
            {
                "self_grade_id": self.grades["excellent"].id,
                "self_strengths": "Hoàn thành vượt mức.",
                "self_shortcomings": "Còn chậm một việc.",
            }
        )
        own.action_submit()
        month = self.sheet(self.cycle, "officer").result_ids
        month._replace(self.grades["good"], 88, "Kiến nghị đúng", "appeal")
        sheet.action_refresh()
        self.assertEqual(sheet.self_points, 88, "the average follows the months")
        review = self.review(sheet, "head")
        self.assertEqual(review.computed_grade_id, self.grades["good"])
        review.reason = REASON
        review.action_confirm()
        self.review(sheet, "leader").action_confirm()
        self.assertEqual(sheet.state, "decided")

    def test_log_keeps_everything(self):
        sheet = self.sheet(self.cycle, "officer")
        self.self_grade(sheet, "officer")
        line = sheet.line_ids[0]
        review = self.review(sheet, "head")
        review.line_ids.filtered(lambda x: x.line_id == line).points = 3
        review.write({"grade_id": self.grades["good"].id, "reason": REASON})
        entry = sheet.log_ids.filtered(lambda x: x.kind == "proposal")[-1:]
        self.assertEqual((entry.old_value, entry.new_value), ("5.0", "3.0"))
        self.assertEqual(entry.user_id, self.users["head"])
        for deed in (
            lambda e: e.write({"reason": "khác"}),
            lambda e: e.unlink(),
            lambda e: e.create({"what": "giả"}),
        ):
            for record in (entry, self.as_user("head", entry)):
                with self.assertRaises(AccessError):
                    deed(record)
