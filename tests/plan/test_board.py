import json
from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from ..common import CONCRETE, MONDAY, NEXT_MONDAY, WardCommon

LAST_MONDAY = MONDAY - timedelta(7)
# Local hours of the Wednesday on which the tests live, in UTC.
EIGHT, TEN = datetime(2026, 11, 18, 1), datetime(2026, 11, 18, 3)
TWO, THREE = datetime(2026, 11, 18, 7), datetime(2026, 11, 18, 8)


class BoardCommon(WardCommon):
    """A week on the board: one at work, one next, one late, one still writing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.economy.ward_block = "government"
        cls.office.ward_block = "party"
        cls.employees["officer"].name = "Nguyễn Thị Đào"

    def board(self, login="leader", **filters):
        """Return the board as ``login`` sees it, having travelled as JSON."""
        data = self.as_user(login, "ward.board").get_data(filters)
        return json.loads(json.dumps(data))

    def cards(self, data):
        """Return ``{employee id: card}`` of a board."""
        return {
            card["id"]: card
            for group in data["departments"]
            for card in group["people"]
        }

    def card(self, data, login):
        return self.cards(data).get(self.employees[login].id)

    def fill(self):
        """Fill the ward's week; the tasks that tests ask for are attributes."""
        last = self.approved(
            date_start=LAST_MONDAY,
            task_ids=[Command.create(self.task_vals(deadline="2026-11-13 10:00:00"))],
        )
        self.late = last.task_ids
        plan = self.approved(tasks=3)
        self.running, self.done, self.weighty = plan.task_ids
        self.env["ward.task.slot"].create(
            {"task_id": self.running.id, "start": EIGHT, "stop": TEN}
        )
        self.running.place = "Nhà văn hóa tổ 5"
        self.weighty.weight = 2
        self.as_user("officer", self.running).progress = 40
        self.as_user("officer", self.done).progress = 100
        head_plan = self.approved("head")
        self.meeting = head_plan.task_ids
        self.meeting.participant_ids = self.employees["clerk"].ids
        self.env["ward.task.slot"].create(
            {"task_id": self.meeting.id, "start": TWO, "stop": THREE}
        )
        self.submitted("clerk")
        self.draft = self.make_plan("colleague")
        self.campaign = self.env["ward.campaign"].create(
            {
                "name": "Xóa điểm đen rác thải",
                "owner_id": self.employees["head"].id,
                "company_id": self.ward.id,
                "date_start": MONDAY,
                "deadline": "2026-12-18",
                "target_ids": [
                    Command.create(
                        {
                            "name": f"Điểm {n}",
                            "responsible_id": self.employees["deputy"].id,
                        }
                    )
                    for n in range(4)
                ],
            }
        )
        self.campaign.action_start()
        self.campaign.target_ids[0].sudo()._write_guarded(
            {"done_at": fields.Datetime.now()}
        )


@tagged("post_install", "-at_install", "ward_smoke")
class TestBoard(BoardCommon):
    """What a leader reads when he opens the board, and who may read it."""

    def found(self, login, data, key):
        """Return the records behind a figure, as ``login`` opens them."""
        models = {"plans": "ward.plan", "campaigns": "ward.campaign"}
        model = models.get(key, "ward.task")
        return self.as_user(login, model).search(data["domains"][key])

    def test_facts_of_today(self):
        self.fill()
        data = self.board()
        card = self.card(data, "officer")
        self.assertEqual(card["state"], "approved")
        self.assertEqual((card["done"], card["total"]), (1, 3))
        self.assertEqual(card["progress"], 35, "40 + 100 + 2 x 0, over a weight of 4")
        self.assertEqual(card["overdue"], 1)
        self.assertEqual(card["job"], "Job of officer")
        self.assertEqual(
            card["activity"],
            {
                "kind": "now",
                "when": "08:00–10:00",
                "task_id": self.running.id,
                "name": self.running.name,
                "place": "Nhà văn hóa tổ 5",
                "progress": 40,
                "is_late": False,
            },
        )
        for login in ("head", "clerk"):
            activity = self.card(data, login)["activity"]
            self.assertEqual(activity["kind"], "next", login)
            self.assertEqual(activity["when"], "14:00–15:00")
            self.assertEqual(activity["task_id"], self.meeting.id)
        self.assertEqual(self.card(data, "colleague")["activity"]["kind"], "todo")
        self.assertEqual(data["time"], "09:00")
        self.assertEqual(data["week"]["label"], "Week 47/2026")

    def test_tiles_and_the_records_behind(self):
        self.fill()
        data = self.board()
        # Officer, head and clerk have submitted; the campaign gave the deputy a draft.
        self.assertEqual(data["plans"], {"count": 3, "total": 8})
        self.assertEqual(len(self.found("leader", data, "plans")), 3)
        tasks = self.found("leader", data, "tasks")
        self.assertEqual(data["tasks"], {"count": 1, "total": len(tasks)})
        self.assertEqual(len(tasks.filtered("done_at")), 1)
        self.assertEqual(data["overdue"]["count"], 1)
        self.assertEqual(self.found("leader", data, "overdue"), self.late)
        self.assertEqual(data["overdue"]["rows"][0]["person"], "Nguyễn Thị Đào")
        self.assertEqual(data["overdue"]["rows"][0]["days"], 5)
        missing = {row["id"]: row["plan_id"] for row in data["missing"]}
        logins = ("leader", "deputy", "colleague", "office_head", "admin")
        self.assertEqual(set(missing), {self.employees[name].id for name in logins})
        self.assertEqual(missing[self.employees["colleague"].id], self.draft.id)
        self.assertEqual(
            set(
                self.as_user("leader", "hr.employee.public")
                .search(data["domains"]["missing"])
                .ids
            ),
            set(missing),
        )
        self.assertEqual(self.found("leader", data, "campaigns"), self.campaign)
        campaign = data["campaigns"]["rows"][0]
        self.assertEqual((campaign["done"], campaign["total"]), (1, 4))
        self.assertEqual(campaign["progress"], 25)
        self.assertEqual(campaign["state"], "running")

    def test_stopped_and_old_work_is_left_out(self):
        self.fill()
        self.as_user("head", self.running).action_stop("Not needed any more")
        data = self.board()
        card = self.card(data, "officer")
        self.assertEqual((card["done"], card["total"]), (1, 2))
        self.assertEqual(card["activity"]["task_id"], self.weighty.id)
        self.late.sudo().plan_id.date_start = MONDAY - timedelta(91)
        self.late.deadline = fields.Datetime.now() - timedelta(61)
        self.assertEqual(self.board()["overdue"]["count"], 0)

    def test_who_should_have_a_plan(self):
        def missing():
            return {row["id"] for row in self.board()["missing"]}

        colleague, clerk = self.employees["colleague"], self.employees["clerk"]
        self.assertLessEqual({colleague.id, clerk.id}, missing())
        colleague.departure_date = MONDAY - timedelta(1)
        clerk.user_id = False
        self.assertFalse({colleague.id, clerk.id} & missing())
        colleague.departure_date = MONDAY + timedelta(2)
        self.assertIn(colleague.id, missing())
        colleague.active = False
        self.assertNotIn(colleague.id, missing())
        self.assertNotIn(self.employees["stranger"].id, missing())

    def test_plan_of_someone_archived_stays_on_the_board(self):
        self.fill()
        self.employees["officer"].active = False
        data = self.board()
        self.assertEqual(self.card(data, "officer")["total"], 3)
        self.assertEqual(data["plans"]["count"], 3)

    def test_missed_campaign_stays_for_two_weeks(self):
        self.fill()
        self.campaign.write(
            {"date_start": MONDAY - timedelta(14), "deadline": MONDAY - timedelta(7)}
        )
        row = self.board()["campaigns"]["rows"][0]
        self.assertEqual((row["state"], row["failed"]), ("failed", 4))
        self.assertFalse(self.board(week=2)["campaigns"]["rows"])

    def test_week(self):
        self.fill()
        data = self.board(week=-1)
        self.assertEqual(data["week"]["label"], "Week 46/2026")
        self.assertEqual(data["plans"]["count"], 1)
        self.assertEqual(self.found("leader", data, "tasks"), self.late)
        self.assertEqual(self.card(data, "officer")["activity"]["kind"], "todo")
        data = self.board(week=1)
        self.assertEqual(data["plans"]["count"], 0)
        self.assertFalse(data["week"]["due_passed"])
        self.submitted("officer", date_start=NEXT_MONDAY, tasks=2)
        self.assertEqual(self.board(week=1)["plans"]["count"], 1)

    def test_filters(self):
        self.fill()
        self.economy.ward_block = "front"
        sub = self.env["hr.department"].create(
            {"name": "Tổ Xây dựng", "parent_id": self.economy.id}
            | {"company_id": self.ward.id, "ward_block": "front"}
        )
        self.employees["colleague"].department_id = sub
        logins = ("head", "deputy", "officer", "colleague")
        economy = {self.employees[login].id for login in logins}
        data = self.board(department=self.economy.id)
        self.assertEqual(set(self.cards(data)), economy)
        self.assertEqual(data["plans"], {"count": 2, "total": 4})
        self.assertEqual(len(self.found("leader", data, "plans")), 2)
        self.assertEqual(data["campaigns"]["count"], 1)
        self.assertEqual(set(self.cards(self.board(block="front"))), economy)
        data = self.board(block="party")
        self.assertEqual(data["overdue"]["count"], 0)
        self.assertFalse(self.found("leader", data, "overdue"))
        self.assertEqual(data["campaigns"]["count"], 0)
        officer = {self.employees["officer"].id}
        for text in ("dao", "ĐÀO", "nguyen đào", "Đào"):
            self.assertEqual(set(self.cards(self.board(person=text))), officer, text)
        data = self.board(person="dao")
        self.assertEqual(len(self.found("leader", data, "tasks")), 3)
        self.assertFalse(self.cards(self.board(person="nobody of this name")))
        self.assertEqual(len(self.cards(self.board(person=" -- "))), 8)

    def test_bad_filters(self):
        for name, value in (
            ("week", "1"),
            ("week", 54),
            ("week", True),
            ("week", 1.5),
            ("department", "1 OR 1=1"),
            ("department", True),
            ("department", [1]),
            ("block", "army"),
            ("block", ["party"]),
            ("person", ["a"]),
            ("person", 5),
        ):
            with self.assertRaisesRegex(UserError, name.capitalize()):
                self.board(**{name: value})
        with self.assertRaises(UserError):
            self.as_user("leader", "ward.board").get_data([("week", "=", 1)])
        data = self.board(color="red", person="x" * 100000)
        self.assertEqual(len(data["filters"]["person"]), 100)
        self.assertNotIn("color", data["filters"])
        foreign = self.env["hr.department"].create(
            {"name": "Of Ward B", "company_id": self.other_ward.id}
        )
        self.assertFalse(self.board(department=foreign.id)["filters"]["department"])
        data = self.as_user("leader", "ward.board").get_data()
        self.assertEqual(data["scope"], "unit")

    def test_officer_of_an_open_unit_sees_colleagues(self):
        self.fill()
        data = self.board("officer")
        self.assertEqual(data["scope"], "unit")
        self.assertEqual(len(self.cards(data)), 8)
        activity = self.card(data, "clerk")["activity"]
        self.assertEqual(activity["task_id"], self.meeting.id)
        self.assertEqual(data["plans"], {"count": 3, "total": 8})

    def test_officer_of_a_closed_unit_sees_himself(self):
        self.fill()
        self.ward.ward_plan_visibility = "leaders"
        mine = self.employees["officer"].id
        data = self.board("officer")
        self.assertEqual(data["scope"], "own")
        self.assertEqual(set(self.cards(data)), {mine})
        self.assertEqual(data["plans"], {"count": 1, "total": 1})
        self.assertEqual(data["tasks"], {"count": 1, "total": 3})
        self.assertEqual(data["overdue"]["rows"][0]["person_id"], mine)
        self.assertFalse(data["missing"])
        # Taking part in a colleague's meeting shows the meeting, not the colleague.
        data = self.board("clerk")
        self.assertEqual(set(self.cards(data)), {self.employees["clerk"].id})
        activity = self.card(data, "clerk")["activity"]
        self.assertEqual(activity["task_id"], self.meeting.id)
        self.assertEqual(data["tasks"]["total"], 1)
        self.assertEqual(len(self.found("clerk", data, "tasks")), 1)
        self.assertFalse(self.board("clerk", person="dao")["departments"])
        for login in ("head", "leader"):
            data = self.board(login)
            self.assertEqual(len(self.cards(data)), 8, login)
            self.assertEqual(data["scope"], "unit")

    def test_reviewer_without_role_sees_his_people_of_a_closed_unit(self):
        self.employees["colleague"].parent_id = self.employees["officer"]
        self.submitted("colleague")
        self.ward.ward_plan_visibility = "leaders"
        data = self.board("officer")
        self.assertEqual(
            set(self.cards(data)),
            {self.employees["officer"].id, self.employees["colleague"].id},
        )
        self.assertEqual(data["plans"], {"count": 1, "total": 2})

    def test_inspector_from_above_switches_unit(self):
        self.fill()
        self.ward.ward_plan_visibility = "leaders"
        inspector = self.users["inspector"]
        self.assertFalse(self.card(self.board("inspector"), "officer"))
        inspector.company_ids |= self.ward
        self.env.invalidate_all()
        board = self.env["ward.board"].with_user(inspector).with_company(self.ward)
        data = board.get_data()
        self.assertEqual(len(self.cards(data)), 8)
        self.assertEqual(data["plans"]["count"], 3)
        self.assertEqual(data["overdue"]["count"], 1)

    def test_other_unit_sees_nothing(self):
        self.fill()
        data = self.board("other_leader")
        ours = {
            self.employees[login].id
            for login in self.employees
            if self.employees[login].company_id == self.ward
        }
        self.assertFalse(ours & set(self.cards(data)))
        self.assertEqual(data["tasks"], {"count": 0, "total": 0})
        self.assertEqual(data["overdue"]["count"], 0)
        self.assertFalse(data["campaigns"]["rows"])
        board = self.as_user("other_leader", "ward.board")
        with self.assertRaises(AccessError):
            board.with_context(allowed_company_ids=self.ward.ids).get_data()

    def test_outsiders(self):
        portal = new_test_user(self.env, "t_portal", groups="base.group_portal")
        with self.assertRaises(AccessError):
            self.env["ward.board"].with_user(portal).get_data()


@tagged("post_install", "-at_install")
class TestBoardQueries(BoardCommon):
    """The board costs the same number of queries, whatever the size of the unit."""

    def populate(self, count, start):
        """Add ``count`` officers with plan, hours, a late task and a campaign each."""
        employees = self.env["hr.employee"].create(
            [
                {
                    "name": f"Officer {n}",
                    "company_id": self.ward.id,
                    "department_id": self.economy.id,
                    "parent_id": self.employees["head"].id,
                    "user_id": new_test_user(
                        self.env,
                        f"t_board_{n}",
                        company_id=self.ward.id,
                    ).id,
                }
                for n in range(start, start + count)
            ]
        )
        slot = {"start": EIGHT, "stop": TEN}
        later = {"start": TWO, "stop": THREE}
        plans = self.env["ward.plan"].create(
            [
                {
                    "employee_id": employee.id,
                    "date_start": MONDAY,
                    "task_ids": [
                        Command.create(self.task_vals(slot_ids=[Command.create(slot)])),
                        Command.create(
                            self.task_vals(
                                slot_ids=[Command.create(later)],
                                participant_ids=self.employees["head"].ids,
                            )
                        ),
                        Command.create(self.task_vals(deadline="2026-11-17 10:00:00")),
                    ],
                }
                for employee in employees
            ]
        )
        plans[::2]._write_guarded({"state": "submitted"})
        self.env["ward.campaign"].create(
            [
                {
                    "name": f"Campaign of {employee.name}",
                    "owner_id": employee.id,
                    "company_id": self.ward.id,
                    "date_start": MONDAY,
                    "deadline": "2026-12-18",
                    "target_ids": [
                        Command.create({"name": f"{n}", "responsible_id": employee.id})
                        for n in range(3)
                    ],
                }
                for employee in employees
            ]
        )._write_guarded({"started_at": fields.Datetime.now()})

    def count_queries(self, login, **filters):
        board = self.as_user(login, "ward.board")
        board.get_data(filters)  # access rules and groups are cached from here on
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        data = board.get_data(filters)
        return self.env.cr.sql_log_count - before, data

    def test_same_queries_for_10_and_100_people(self):
        cases = (
            ("leader", {}),
            ("officer", {"person": "officer"}),
            ("head", {"week": -1}),
        )
        self.populate(10, 0)
        few = {login: self.count_queries(login, **f)[0] for login, f in cases}
        self.populate(90, 10)
        for login, filters in cases:
            many, data = self.count_queries(login, **filters)
            self.assertEqual(many, few[login], login)
            self.assertGreaterEqual(len(self.cards(data)), 100)
        self.assertLessEqual(max(few.values()), 26)


class BoardTour(HttpCase):
    """The board in a browser, on days relative to the real one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.unit = cls.env["res.company"].create({"name": "Tour Ward"})
        cls.department = cls.env["hr.department"].create(
            {"name": "Tour Department", "company_id": cls.unit.id}
        )
        names = {"leader": "Lãnh đạo", "officer": "Trần Thị Đượm", "idle": "Tour Idle"}
        cls.people = {}
        for login, name in names.items():
            groups = "base.group_user"
            if login == "leader":
                groups += ",ward_office.group_plan_leader"
            user = new_test_user(
                cls.env,
                f"board_{login}",
                groups=groups,
                company_id=cls.unit.id,
                name=name,
                tz="Asia/Ho_Chi_Minh",
                lang="en_US",
            )
            cls.people[login] = cls.env["hr.employee"].create(
                {
                    "name": name,
                    "user_id": user.id,
                    "company_id": cls.unit.id,
                    "department_id": cls.department.id,
                }
            )
        cls.unit.ward_leader_id = cls.people["leader"]
        today = cls.unit._ward_today()
        monday = today - timedelta(today.weekday())
        now, hour = fields.Datetime.now(), timedelta(hours=1)
        start = max(now - hour, cls.unit._ward_to_utc(today))
        stop = min(now + hour, cls.unit._ward_to_utc(today, 23.98))
        plan, last = cls.env["ward.plan"].create(
            [
                {"employee_id": cls.people["officer"].id, "date_start": day}
                for day in (monday, monday - timedelta(7))
            ]
        )
        cls.env["ward.task"].create(
            [
                {
                    "plan_id": plan.id,
                    "name": CONCRETE,
                    "product_name": "Báo cáo",
                    "place": "Nhà văn hóa tổ 5",
                    "progress": 30,
                    "deadline": cls.unit._ward_to_utc(monday + timedelta(6), 17),
                    "slot_ids": [Command.create({"start": start, "stop": stop})],
                },
                {
                    "plan_id": last.id,
                    "name": "Overdue work of the tour",
                    "product_name": "Biên bản",
                    "deadline": cls.unit._ward_to_utc(monday - timedelta(7), 17),
                },
            ]
        )
        (plan | last)._write_guarded({"state": "approved"})


@tagged("post_install", "-at_install", "ward_smoke")
class TestBoardTourDesktop(BoardTour):
    browser_size = "1300x800"

    def test_board_desktop(self):
        self.start_tour("/odoo/ward-board", "ward_board_tour", login="board_leader")


@tagged("post_install", "-at_install")
class TestBoardTourPhone(BoardTour):
    browser_size = "390x844"
    touch_enabled = True

    def test_board_phone(self):
        self.start_tour("/odoo/ward-board", "ward_board_tour", login="board_leader")
