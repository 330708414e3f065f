"""Three months graded and one being graded, out of the demo ward's own plans.

The months gone by are written as facts in batches; what people do today runs through
the real methods as the real users.
"""

import csv
import random
from datetime import timedelta
from pathlib import Path

from dateutil.relativedelta import relativedelta

HERE = Path(__file__).parent
MONTHS = 3
TASKS_A_WEEK = 4
# Of a hundred tasks: late, sent back, with faults, not done.
LATE, SENT_BACK, POOR, OPEN = 18, 9, 3, 8
DEPUTIES = (
    *("pct_kt", "pct_vx", "pcvp", "pp_kt", "pgd_hcc", "pbt", "pct_hdnd"),
    *("phunu", "thanhnien", "nongdan", "ccb"),
)
CADRES = ("bithu", "pbt", "chutich", "pct_kt", "pct_vx", "pct_hdnd", "ct_mttq")
CONTRACT = ("laixe", "baove")
PARTY_BLOCKS = ("party", "front")
TERM = "Giải phóng mặt bằng dự án đường Bến Đá: số hộ vận động nhận tiền, bàn giao đất"
QUOTA_REASON = (
    "Đủ điểm xuất sắc nhưng vượt tỷ lệ 20 %; xếp sau các đồng chí có điểm cao hơn."
)
CAREFUL = ("tuphap", "moitruong")  # grade themselves lower than their points
WEAK = "dothi"  # one month below 70


def _words():
    with open(HERE / "evaluation_words.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        kind: [row["text"] for row in rows if row["kind"] == kind]
        for kind in ("strength", "shortcoming", "place")
    }


def load_evaluation(demo):
    """Add the evaluation area to what ``demo`` (the ward's loader) has made."""
    _Evaluation(demo).load()


class _Evaluation:
    def __init__(self, demo):
        self.demo, self.env, self.ward = demo, demo.env, demo.ward
        self.random = random.Random(335)
        self.words = _words()
        this_month = demo.today.replace(day=1)
        self.months = [
            this_month - relativedelta(months=back) for back in range(MONTHS, 0, -1)
        ]
        self.this_month = this_month

    def load(self):
        self._load_people()
        self._load_rules()
        self._load_plans()
        for number, month in enumerate(self.months):
            self._load_month(month, number)
        self._load_appeals()
        self._load_this_month()

    # ------------------------------------------------------------------
    # RULES
    # ------------------------------------------------------------------

    def _load_people(self):
        for key, person in self.demo.people.items():
            block = person.department_id.ward_block
            kind = "civil_servant"
            if key in CADRES:
                kind = "cadre"
            elif key in CONTRACT:
                kind = "contract"
            elif block in PARTY_BLOCKS:
                kind = "party"
            person.ward_staff_kind = kind
            if key in DEPUTIES:
                person.ward_position_set = "deputy"

    def _load_rules(self):
        env, ward = self.env, self.ward
        ward.write(
            {
                "ward_evaluation_since": self.this_month,
                "ward_evaluation_show": "words",
                "ward_results_portal": True,
            }
        )
        shipped = env.ref("ward_office.frame_335")
        self.frame = env["ward.criteria.frame"].create(
            {
                "name": "Khung tiêu chí của phường Hoa Sữa",
                "company_id": ward.id,
                "parent_id": shipped.id,
                "legal_basis": "Quy chế đánh giá công chức phường Hoa Sữa",
                "valid_from": "2026-01-01",
                "is_verified": True,
            }
        )
        sections = shipped.section_ids
        common = {"frame_id": self.frame.id, "valid_from": "2026-01-01"}
        departments = self.demo.departments["kinh_te"] | self.demo.departments["mttq"]
        env["ward.criterion"].create(
            [
                common
                | {
                    "section_id": sections[2].id,
                    "name": TERM,
                    "max_points": 2.5,
                    "department_ids": [(6, 0, departments.ids)],
                    "valid_to": self.this_month + relativedelta(months=6, days=-1),
                    "evidence": "Danh sách hộ, biên bản bàn giao",
                },
                common
                | {
                    "section_id": sections[0].id,
                    "name": "Nộp kế hoạch công tác tuần đúng hạn",
                    "kind": "automatic",
                    "metric": "plan.on_time",
                    "max_points": 1,
                },
                common
                | {
                    "section_id": sections[1].id,
                    "name": "Nhiệm vụ bị trả lại để làm lại",
                    "kind": "deduction",
                    "metric": "task.returned",
                    "points_each": 0.25,
                    "max_points": 2,
                },
                common
                | {
                    "section_id": sections[2].id,
                    "name": "Mục tiêu đợt cao điểm không đạt",
                    "kind": "deduction",
                    "metric": "campaign.failed",
                    "points_each": 1,
                    "max_points": 3,
                },
                common
                | {
                    "section_id": sections[2].id,
                    "name": "Sáng kiến được phường công nhận trong kỳ",
                    "kind": "bonus",
                    "max_points": 2,
                    "evidence": "Quyết định công nhận",
                    "evidence_required": True,
                },
            ]
        )
        env["ward.duty.group"].create(
            [
                {
                    "name": name,
                    "sequence": sequence,
                    "position": position,
                    "company_id": ward.id,
                }
                for sequence, (name, position) in enumerate(
                    (
                        ("Người đứng đầu", "head"),
                        ("Cấp phó", "deputy"),
                        ("Công chức, người lao động", "officer"),
                    )
                )
            ]
        )
        env["ward.quota.rule"].create(
            {
                "name": "Tỷ lệ xuất sắc hằng tháng của phường",
                "scale_id": shipped.scale_id.id,
                "company_id": ward.id,
                "legal_basis": "Quy chế đánh giá công chức phường Hoa Sữa, Điều 9",
                "valid_from": "2026-01-01",
                "percent": 20,
                "raised_percent": 25,
                "monthly": True,
                "yearly": True,
                "by_group": False,
            }
        )

    # ------------------------------------------------------------------
    # PLANS OF THE MONTHS GONE BY
    # ------------------------------------------------------------------

    def _load_plans(self):
        """Write the weeks of the three months, as facts."""
        env, demo = self.env, self.demo
        people = [
            p for p in demo.people.values() if p.company_id == self.ward and p.user_id
        ] + [p for key, p in demo.people.items() if key in CONTRACT]
        people = list(dict.fromkeys(people))
        start = self.months[0] - timedelta(self.months[0].weekday())
        weeks = []
        while start < self.this_month:
            if self.months[0] <= start + timedelta(4) < self.this_month:
                weeks.append(start)
            start += timedelta(7)
        known = {(plan.employee_id.id, plan.date_start) for plan in demo.plans.values()}
        wanted = [
            (person, week)
            for week in weeks
            for person in people
            if (person.id, week) not in known
        ]
        plans = env["ward.plan"]._create_guarded(
            [{"employee_id": p.id, "date_start": week} for p, week in wanted]
        )
        plans._set_reviewer()
        by_lateness = {True: plans.browse(), False: plans.browse()}
        for plan in plans:
            by_lateness[self.random.random() < 0.06] += plan
        for late, same in by_lateness.items():
            for week, group in same.grouped("date_start").items():
                due = demo._local(week - timedelta(3), 18 if late else 15)
                group._write_guarded(
                    {
                        "state": "approved",
                        "submitted_at": due,
                        "submitted_late": late,
                        "reviewed_at": demo._local(week, 9),
                    }
                )
        pools = self._pools()
        vals_list = []
        for plan in plans:
            vals_list += self._prepare_week(plan, pools)
        tasks = env["ward.task"]._create_guarded(vals_list)
        late = tasks.filtered("is_late")
        for task in late[::5]:
            task._write_guarded(
                {
                    "excused_delays": 1,
                    "excuse": "Mưa ngập cục bộ, chờ đơn vị thoát nước xử lý",
                    "excused_by_id": task.reviewer_user_id.id,
                }
            )

    def _pools(self):
        """Return the catalogue items to choose from, by department and scope."""
        decided = self.env["ward.product"].search(
            [("company_id", "=", self.ward.id), ("state", "=", "decided")]
        )
        return {
            "leader": decided.filtered(lambda p: p.scope == "leader"),
            "common": decided.filtered(lambda p: p.scope == "common"),
            "department": decided.filtered(lambda p: p.scope == "department").grouped(
                "department_id"
            ),
        }

    def _prepare_week(self, plan, pools):
        rand, demo = self.random, self.demo
        employee = plan.employee_id
        leads = employee._ward_position() != "officer"
        own = pools["department"].get(plan.department_id, pools["common"])
        pool = list(pools["leader"] if leads else own) + list(pools["common"][:6])
        week = plan.date_start.isocalendar()[1]
        weak = employee == demo.people[WEAK] and plan.date_start.month == (
            self.months[1].month
        )
        vals_list = []
        for number in range(TASKS_A_WEEK):
            product = rand.choice(pool)
            day = plan.date_start + timedelta(1 + number)
            deadline = demo._local(day, 17)
            chance = rand.randrange(100) // (4 if weak else 1)
            late = chance < LATE
            undone = LATE <= chance < LATE + OPEN
            sent_back = LATE + OPEN <= chance < LATE + OPEN + SENT_BACK
            poor = chance > 99 - POOR or (weak and chance < POOR)
            done = (
                deadline + timedelta(hours=30)
                if late
                else deadline - timedelta(hours=rand.randint(1, 20))
            )
            place = rand.choice(self.words["place"])
            vals = {
                "plan_id": plan.id,
                "name": f"{product.name} – {place}, tuần {week}",
                "product_id": product.id,
                "quantity": rand.choice((1, 1, 1, 2, 3)),
                "deadline": deadline,
                "review_state": "kept",
                "reviewed_by_id": plan.reviewer_user_id.id,
                "sent_back_count": 1 if sent_back else 0,
                "is_arising": number == 3 and rand.random() < 0.08,
            }
            if not undone:
                vals |= {
                    "progress": 100,
                    "done_at": done,
                    "accepted_at": done + timedelta(hours=16),
                    "accepted_by_id": plan.reviewer_user_id.id,
                    "quality": "poor" if poor else "meets",
                    "result": "Hoàn thành, đã cập nhật hồ sơ công việc.",
                }
            vals_list.append(vals)
        return vals_list

    # ------------------------------------------------------------------
    # A MONTH GRADED
    # ------------------------------------------------------------------

    def _open(self, month, **vals):
        cycle = self.env["ward.evaluation.cycle"].create(
            {
                "company_id": self.ward.id,
                "date_start": month,
                "frame_id": self.frame.id,
                **vals,
            }
        )
        cycle.action_open()
        return cycle

    def _load_month(self, month, number):
        cycle = self._open(month)
        sheets = cycle.evaluation_ids.filtered(lambda s: s.state == "self")
        gradable = sheets.filtered("has_work")
        (sheets - gradable).action_exempt("Không được giao việc trong danh mục")
        self._self_grade(gradable)
        first_day = month + relativedelta(months=1)
        # A demo made on the first days of a month has its last month published too.
        when = min(
            self.demo._local(first_day, 16), self.demo.now - timedelta(days=2, hours=3)
        )
        gradable._write_guarded(
            {"state": "submitted", "is_self_graded": True, "submitted_at": when}
        )
        gradable._skip_proposal()
        proposals = gradable.filtered(lambda s: s.state == "submitted")
        self._confirm(proposals._start_reviews(), "proposed", when)
        reviews = gradable._start_reviews()
        self._decide(cycle, reviews)
        self._confirm(reviews, "decided", when + timedelta(days=1))
        gradable.activity_unlink(["ward_office.activity_self_grade"])
        published = when + timedelta(days=1, hours=2)
        cycle.write({"decision_number": f"{12 + 9 * number}/TB-UBND"})
        result = self.env["ward.evaluation.result"]
        results = result._publish(gradable, changes={"published_at": published})
        gradable._write_guarded({"state": "published"})
        cycle._write_guarded(
            {
                "state": "published",
                "opened_at": self.demo._local(month.replace(day=25), 8),
                "closed_at": published,
                "published_at": published,
            }
        )
        rewards = self.env["ward.reward"]._for_cycle(cycle)
        if number < MONTHS - 1:
            rewards._write_guarded(
                {"state": "paid", "paid_on": first_day.replace(day=10)}
            )
        self.last_results = results

    def _self_grade(self, sheets):
        """Give points of their own to all sheets, in a few writes."""
        by_points = {}
        quality = {sheet: self.random.uniform(0.76, 0.98) for sheet in sheets}
        for line in sheets.line_ids.filtered(lambda x: x.kind == "hand"):
            share = quality[line.evaluation_id] - self.random.choice((0, 0, 0, 0.1))
            points = round(line.max_points * share * 4) / 4
            by_points.setdefault(points, line.browse())
            by_points[points] += line
        for points, lines in by_points.items():
            lines.write({"self_points": points, "self_scored": True})
        keys = {person: key for key, person in self.demo.people.items()}
        scale = self.frame.scale_id.grade_ids.sorted("rank")
        for sheet in sheets:
            grade = sheet.self_computed_grade_id
            if keys[sheet.employee_id] in CAREFUL and grade.is_limited:
                grade = scale.filtered("is_quota_base")
            sheet.write(
                {
                    "self_strengths": self._sentences("strength"),
                    "self_shortcomings": self._sentences("shortcoming"),
                    "self_grade_id": grade.id,
                }
            )

    def _sentences(self, kind, count=2):
        return " ".join(self.random.sample(self.words[kind], count))

    def _decide(self, cycle, reviews):
        """Keep the quota: the best by points stay, the others are graded good."""
        rule = cycle.quota_rule_id
        best = self.frame.scale_id.grade_ids.filtered("is_limited")
        good = self.frame.scale_id.grade_ids.filtered("is_quota_base")
        for review in reviews:
            review.grade_id = review.computed_grade_id
        excellent = reviews.filtered(lambda r: r.grade_id == best).sorted(
            lambda r: -r.total_points
        )
        kept = len(excellent)
        others = [review.grade_id for review in reviews - excellent]
        while kept > rule._places(
            [best] * kept + [good] * (len(excellent) - kept) + others
        ):
            kept -= 1
        excellent[kept:].write({"grade_id": good.id, "reason": QUOTA_REASON})
        for review in excellent[:kept].filtered(lambda r: r.direction == "lifted"):
            review.reason = (
                "Tự nhận thấp; kết quả công việc và phản hồi của Nhân dân đều tốt."
            )

    def _confirm(self, reviews, state, when):
        reviews.filtered(
            lambda r: r.grade_id != r.computed_grade_id and not r.reason
        ).write({"reason": "Nhất trí với mức công chức tự nhận."})
        for user, same in reviews.grouped(
            lambda r: (
                (
                    r.evaluation_id.proposer_id
                    if state == "proposed"
                    else r.evaluation_id.decider_id
                ).user_id
            )
        ).items():
            same._write_guarded({"confirmed_at": when, "confirmed_by_id": user.id})
        reviews.evaluation_id._write_guarded({"state": state})

    # ------------------------------------------------------------------
    # APPEALS
    # ------------------------------------------------------------------

    def _load_appeals(self):
        cycles = self.env["ward.evaluation.cycle"].search(
            [("company_id", "=", self.ward.id)], order="date_start"
        )
        chairman = self.demo.users["chutich"]
        texts = {
            "ttxd": "Đề nghị xem lại điểm tiến độ: hồ sơ số 7 phố Lò Gạch chậm do chờ "
            "kết quả đo đạc của đơn vị tư vấn, đã báo cáo từ đầu tuần.",
            "yte": "Đề nghị xem lại điểm chất lượng báo cáo tiêm chủng, số liệu do "
            "trạm y tế cung cấp muộn.",
            "canbo": "Đề nghị tính thêm việc vận động 3 hộ nhận tiền bồi thường đường "
            "Bến Đá phát sinh ngoài kế hoạch tháng.",
        }
        for cycle, (key, text) in zip(cycles, texts.items(), strict=True):
            person = self.demo.people[key]
            result = cycle.result_ids.filtered(
                lambda r, person=person: r.employee_id == person and r.is_current
            )
            if not result:
                continue
            appeal = self.env["ward.evaluation.appeal"].create(
                {
                    "result_id": result.id,
                    "text": text,
                    "filed_at": min(
                        result.published_at + timedelta(days=2),
                        self.demo.now - timedelta(hours=20),
                    )
                    if key != "canbo"
                    else max(result.published_at, self.demo.now - timedelta(days=1)),
                }
            )
            answer = self.demo._as(appeal, chairman)
            if key == "ttxd":
                answer.action_change(
                    result.grade_id,
                    min(result.total_points + 1.5, 100.0),
                    "Việc chậm do nguyên nhân khách quan, điều chỉnh điểm tiến độ.",
                )
            elif key == "yte":
                answer.action_uphold(
                    "Báo cáo phải sửa hai lần do tổng hợp chưa đúng mẫu, "
                    "giữ nguyên kết quả."
                )
            if appeal.state != "filed":
                when = appeal.filed_at + timedelta(days=4)
                appeal._write_guarded({"answered_at": when, "answered_late": False})

    # ------------------------------------------------------------------
    # TODAY
    # ------------------------------------------------------------------

    def _load_this_month(self):
        soon = self.demo.today + timedelta(5)
        cycle = self._open(
            self.this_month,
            self_due=self.demo._local(soon, 17),
            review_due=self.demo._local(soon + timedelta(3), 17),
        )
        self.demo._name("cycle", cycle, ["this_month"])
        keys = {person: key for key, person in self.demo.people.items()}
        sheets = cycle.evaluation_ids.filtered(
            lambda s: s.state == "self" and s.has_work and s.employee_user_id
        )
        early = sheets.filtered(
            lambda s: (
                keys[s.employee_id] not in ("canbo", "tonghop", "phunu", "chutich")
            )
        )
        early = early[: len(early) * 2 // 3]
        self._self_grade(early)
        for sheet in early:
            self.demo._as(sheet, sheet.employee_user_id).action_submit()
        waiting = early.filtered(lambda s: s.state == "submitted")
        for head, same in waiting.grouped("proposer_id").items():
            if head != self.demo.people["truongphong"]:
                self.demo._as(same, head.user_id).action_agree()
