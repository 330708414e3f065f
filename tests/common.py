"""The ward every test lives in."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import TransactionCase, new_test_user

# A Wednesday without a public holiday nearby; 09:00 in Vietnam.
NOW = "2026-11-18 02:00:00"
MONDAY = fields.Date.to_date("2026-11-16")
NEXT_MONDAY = MONDAY + timedelta(7)
CONCRETE = "Báo cáo kết quả giải phóng mặt bằng đường Bến Đá gửi Phòng Kinh tế"


class WardCommon(TransactionCase):
    """A city with two wards; in the first a leader, two departments and officers.

    Users are named after their role; ``employees[login]`` are their employees.
    """

    frozen_at = NOW  # None: the real time, for tests with a browser

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.frozen_at:
            cls.startClassPatcher(freeze_time(cls.frozen_at))
        cls.env = cls.env(
            context=dict(cls.env.context, tracking_disable=False, lang="en_US")
        )
        # The tests read English; a database may have been made in Vietnamese only.
        cls.env["res.lang"]._activate_lang("en_US")
        Company = cls.env["res.company"]
        cls.city = Company.create(
            {"name": "City", "ward_code": "T-CITY", "ward_level": "province"}
        )
        cls.ward = Company.create(
            {
                "name": "Ward A",
                "ward_code": "T-WARD-A",
                "ward_level": "commune",
                "parent_id": cls.city.id,
                "ward_letterhead_superior": "UBND thành phố",
                "ward_letterhead_own": "UBND phường A",
                "ward_place_of_issue": "Hà Nội",
            }
        )
        cls.other_ward = Company.create(
            {
                "name": "Ward B",
                "ward_code": "T-WARD-B",
                "ward_level": "commune",
                "parent_id": cls.city.id,
            }
        )
        for company in cls.city + cls.ward + cls.other_ward:
            company.resource_calendar_id.tz = "Asia/Ho_Chi_Minh"
        Department = cls.env["hr.department"]
        cls.office, cls.economy = Department.create(
            [
                {"name": "Văn phòng", "company_id": cls.ward.id},
                {"name": "Phòng Kinh tế", "company_id": cls.ward.id},
            ]
        )
        cls.users, cls.employees = {}, {}
        cls._add("city_leader", cls.city, groups="group_plan_leader")
        cls._add("leader", cls.ward, groups="group_plan_leader")
        cls._add("head", cls.ward, cls.economy, "group_plan_head", manager="leader")
        cls._add("deputy", cls.ward, cls.economy, "group_plan_head", manager="head")
        cls._add("officer", cls.ward, cls.economy, manager="head")
        cls._add("colleague", cls.ward, cls.economy, manager="head")
        cls._add("office_head", cls.ward, cls.office, "group_plan_head", "leader")
        cls._add("clerk", cls.ward, cls.office, "group_citizen_clerk", "office_head")
        cls._add("admin", cls.ward, cls.office, "group_ward_admin", "office_head")
        cls._add("inspector", cls.city, groups="group_inspector")
        cls._add("stranger", cls.other_ward)
        cls._add("other_leader", cls.other_ward, groups="group_plan_leader")
        cls.economy.manager_id = cls.employees["head"]
        cls.office.manager_id = cls.employees["office_head"]
        cls.city.ward_leader_id = cls.employees["city_leader"]
        cls.ward.ward_leader_id = cls.employees["leader"]
        cls.ward.ward_office_department_id = cls.office
        cls.other_ward.ward_leader_id = cls.employees["other_leader"]

    @classmethod
    def _add(cls, login, company, department=None, groups="", manager=None):
        """Add a user with an employee; ``groups`` are role groups of the addon."""
        names = [f"ward_office.{name}" for name in groups.split(",") if name]
        user = new_test_user(
            cls.env,
            login=f"t_{login}",
            password=f"t_{login}",
            groups=",".join(["base.group_user", *names]),
            company_id=company.id,
            name=login.capitalize(),
            tz="Asia/Ho_Chi_Minh",
            lang="en_US",
        )
        cls.users[login] = user
        cls.employees[login] = cls.env["hr.employee"].create(
            {
                "name": login.capitalize(),
                "user_id": user.id,
                "company_id": company.id,
                "department_id": department.id if department else False,
                "parent_id": cls.employees[manager].id if manager else False,
                "job_title": f"Job of {login}",
            }
        )

    def as_user(self, login, records):
        """Return ``records`` (or a model by name) as ``login``, cold cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        if isinstance(records, str):
            records = self.env[records]
        user = self.users[login]
        # Not `with_company`: it would keep the companies of the user before.
        return records.with_user(user).with_context(
            allowed_company_ids=user.company_id.ids
        )

    def flush_tracking(self):
        """Write the tracking messages, as the end of a request would."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()

    def make_plan(self, login="officer", tasks=1, date_start=MONDAY, **vals):
        """Return a draft plan of ``login`` with concrete tasks, made as himself."""
        start = fields.Date.to_date(date_start)
        due = fields.Datetime.to_datetime(start + timedelta(4)) + timedelta(hours=10)
        plan = self.as_user(login, "ward.plan").create(
            {
                "employee_id": self.employees[login].id,
                "date_start": date_start,
                "task_ids": [
                    fields.Command.create(
                        self.task_vals(name=f"{CONCRETE} đợt {n + 1}", deadline=due)
                    )
                    for n in range(tasks)
                ],
                **vals,
            }
        )
        return plan.with_env(self.env)

    def task_vals(self, **vals):
        """Return the values of a concrete task due on Friday 17:00 (local)."""
        return {
            "name": CONCRETE,
            "product_name": "Báo cáo",
            "deadline": "2026-11-20 10:00:00",
            **vals,
        }

    def submitted(self, login="officer", tasks=1, **vals):
        """Return a submitted plan of ``login``."""
        plan = self.make_plan(login, tasks, **vals)
        self.as_user(login, plan).action_submit()
        return plan

    def approved(self, login="officer", tasks=1, **vals):
        """Return a plan of ``login`` approved by his reviewer."""
        plan = self.submitted(login, tasks, **vals)
        if plan.state != "approved":
            plan.with_user(plan.reviewer_user_id).action_approve()
        return plan
