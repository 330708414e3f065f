"""The demo ward: one believable ward office, its weeks relative to today.

The CSV files beside this module hold what people wrote, here only dates are
computed. What happened in past weeks is written as facts; the steps people take
today (approvals, the chairman's decisions) run through the real methods as the
real users, so that the chatter looks as it does in an office.
"""

import base64
import csv
import io
import random
from datetime import timedelta
from pathlib import Path

from dateutil.relativedelta import relativedelta
from passlib.hash import pbkdf2_sha512
from PIL import Image, ImageDraw

from odoo import Command, fields
from odoo.tools import groupby

from .citizen import load_citizens
from .evaluation import load_evaluation
from .statistics import load_statistics

BAGS = ((24, 24, 28), (224, 224, 220), (40, 90, 160), (120, 90, 50))
_HASH = pbkdf2_sha512.using(rounds=1000)
HERE = Path(__file__).parent
MAIN_UNIT = "hoa_sua"
OFFICE = "van_phong"
TZ = "Asia/Ho_Chi_Minh"
ROLES = {
    "head": ["group_plan_head"],
    "leader": ["group_plan_leader"],
    "clerk": ["group_citizen_clerk"],
    "inspector": ["group_inspector"],
    "admin": ["group_ward_admin"],
    "personnel": ["group_evaluation_clerk"],
}
# Week 0: whose plan still waits for review.
WAITING = ("moitruong", "tp_vx", "phunu")
# Week 1: submitted before time; the one returned with a word.
EARLY = {
    *("truongphong", "cvp", "tp_vx", "pgd_hcc", "ct_mttq", "canbo", "ttxd", "tonghop"),
    *("vanthu", "tiepdan", "chinhsach", "hcc_hotich", "cv_du", "phunu"),
}
RETURNED = ("ttxd", "Bổ sung việc đôn đốc công trình số 7 phố Lò Gạch tự tháo dỡ.")
# Week 0: line of an officer that his reviewer stops, and why.
STOPPED = {
    "giaoduc": ("Xét tặng học bổng", "Hội Khuyến học phường chủ trì, không làm trùng."),
    "hcc_so": ("Kiểm tra 3 máy", "Nhà cung cấp kiểm tra theo hợp đồng bảo trì."),
}
DONE = "Hoàn thành, đã cập nhật hồ sơ công việc."
BASIS = "Quyết định của Chủ tịch UBND phường Hoa Sữa ban hành danh mục sản phẩm"


def load_demo(env):
    """Create the demo ward; nothing is done where it already exists."""
    if env.ref(f"ward_office.demo_unit_{MAIN_UNIT}", raise_if_not_found=False):
        return
    lang = "vi_VN" if env["res.lang"]._get_data(code="vi_VN") else env.lang or "en_US"
    quiet = {"tracking_disable": True, "no_reset_password": True, "lang": lang}
    demo = _Demo(env(su=True, context={**env.context, **quiet}), lang)
    demo.load()


def _rows(name):
    with open(HERE / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _hour(text):
    hours, minutes = text.split(":")
    return int(hours) + int(minutes) / 60


class _Demo:
    """One run of the loader: what has been created so far, by key."""

    def __init__(self, env, lang):
        self.env = env
        self.lang = lang
        self.random = random.Random(2025)  # the same ward on every machine
        self.now = fields.Datetime.now()
        self.units, self.departments, self.users, self.people = {}, {}, {}, {}
        self.products, self.plans, self.targets, self.items = {}, {}, {}, {}

    def load(self):
        self._load_units()
        self._load_departments()
        self._load_people()
        self._load_leaders()
        self.ward = self.units[MAIN_UNIT]
        self.today = self.ward._ward_today()
        self.monday = self.today - timedelta(self.today.weekday())
        self._load_catalogue()
        self._load_programmes()
        self._load_campaigns()
        rows = _rows("tasks.csv")
        self._load_plans(rows)
        self._load_month_plans(rows)
        self._load_tasks(rows)
        self._load_campaign_tasks()
        self._review()
        self._load_recurring()
        self._load_delegation()
        load_evaluation(self)
        load_citizens(self, _HASH.hash)
        load_statistics(self)
        self.env.flush_all()

    # ------------------------------------------------------------------
    # HELPERS
    # ------------------------------------------------------------------

    def _name(self, kind, records, keys):
        """Give ``records`` the external ids ``ward_office.demo_<kind>_<key>``."""
        self.env["ir.model.data"]._update_xmlids(
            [
                {
                    "xml_id": f"ward_office.demo_{kind}_{key}",
                    "record": record,
                    "noupdate": True,
                }
                for key, record in zip(keys, records, strict=True)
            ]
        )
        return dict(zip(keys, records, strict=True))

    def _as(self, records, user):
        """Return ``records`` as ``user`` has them, alone in his unit."""
        context = {"lang": self.lang, "allowed_company_ids": user.company_id.ids}
        return records.with_env(self.env(user=user.id, su=False, context=context))

    def _week(self, offset):
        return self.monday + timedelta(7 * int(offset))

    def _local(self, date, hour):
        return self.ward._ward_to_utc(date, hour)

    def _past(self, moment):
        """Return ``moment``, or the last minutes where it has not come yet."""
        return min(moment, self.now - timedelta(minutes=self.random.randint(5, 90)))

    def _fill(self, text, day):
        """Put month, week and year of ``day`` into a text."""
        year, week, _weekday = day.isocalendar()
        for mark, value in (("thang", day.month), ("tuan", week), ("nam", year)):
            text = text.replace("{" + mark + "}", str(value))
        return text

    def _newest_message(self):
        return self.env["mail.message"].search([], order="id desc", limit=1).id

    def _backdate(self, records, moments, after):
        """Let the messages on ``records`` newer than ``after`` bear their time."""
        messages = self.env["mail.message"].search(
            [
                ("model", "=", records._name),
                ("res_id", "in", records.ids),
                ("id", ">", after),
            ]
        )
        for message in messages:
            message.date = moments[message.res_id]

    # ------------------------------------------------------------------
    # UNITS AND PEOPLE
    # ------------------------------------------------------------------

    def _load_units(self):
        for row in _rows("units.csv"):
            company = self.env["res.company"].create(
                {
                    "name": row["name"],
                    "parent_id": self.units[row["parent_key"]].id
                    if row["parent_key"]
                    else False,
                    "ward_code": row["code"],
                    "ward_level": row["level"],
                    "ward_letterhead_superior": row["letterhead_superior"],
                    "ward_letterhead_own": row["letterhead_own"],
                    "ward_document_suffix": row["document_suffix"],
                    "ward_place_of_issue": row["place_of_issue"],
                    "ward_signer_title": row["signer_title"],
                    "ward_tz": TZ,
                }
            )
            company.resource_calendar_id.tz = TZ
            self.units |= self._name("unit", company, [row["key"]])
        units = self.env["res.company"].union(*self.units.values())
        self.env.ref("base.user_admin").company_ids += units

    def _load_departments(self):
        for row in _rows("departments.csv"):
            department = self.env["hr.department"].create(
                {
                    "name": row["name"],
                    "parent_id": self.departments[row["parent_key"]].id
                    if row["parent_key"]
                    else False,
                    "ward_block": row["block"],
                    "company_id": self.units[row["unit_key"]].id,
                }
            )
            self.departments |= self._name("department", department, [row["key"]])

    def _load_people(self):
        rows = _rows("people.csv")
        with_user = [row for row in rows if row["login"]]
        users = self.env["res.users"].create(
            [self._prepare_user_vals(row) for row in with_user]
        )
        for user in users:
            # Full hashing takes half a minute for all; the first login catches up.
            user._set_encrypted_password(user.id, _HASH.hash(user.login))
        keys = [row["key"] for row in with_user]
        self.users = self._name("user", users, keys)
        people = self.env["hr.employee"].create(
            [self._prepare_employee_vals(row) for row in rows]
        )
        self.people = self._name("employee", people, [row["key"] for row in rows])
        for row in _rows("departments.csv"):
            manager = self.people[row["manager_key"]]
            self.departments[row["key"]].manager_id = manager
        for row in rows:
            manager = self.people.get(row["manager_key"])
            self.people[row["key"]].parent_id = manager

    def _prepare_user_vals(self, row):
        company = self.departments[row["department_key"]].company_id
        groups = self.env.ref("base.group_user")
        for name in ROLES.get(row["role"], ()):
            groups += self.env.ref(f"ward_office.{name}")
        if row["role"] == "admin":
            groups += self.env.ref("base.group_system")  # opens the settings
        return {
            "name": row["name"],
            "login": row["login"],
            "email": f"{row['login']}@{company.ward_code.lower()}.example.com",
            "company_id": company.id,
            "company_ids": [Command.set(company.ids)],
            "group_ids": [Command.set(groups.ids)],
            "lang": self.lang,
            "tz": TZ,
            "notification_type": "inbox",  # a demo sends no mail
        }

    def _prepare_employee_vals(self, row):
        department = self.departments[row["department_key"]]
        user = self.users.get(row["key"])
        return {
            "name": row["name"],
            "company_id": department.company_id.id,
            "department_id": department.id,
            "job_title": row["job_title"],
            "user_id": user.id if user else False,
            "work_email": user.email if user else False,
            "mobile_phone": row["phone"],
            "sex": row["gender"],
            "tz": TZ,
        }

    def _load_leaders(self):
        for row in _rows("units.csv"):
            leader = self.people[row["signer_name_key"]]
            self.units[row["key"]].write(
                {"ward_leader_id": leader.id, "ward_signer_name": leader.name}
            )
        self.units[MAIN_UNIT].ward_office_department_id = self.departments[OFFICE]

    def _load_catalogue(self):
        """Import the annex as the chairman would, through the wizard."""
        content = (HERE / "catalogue.xlsx").read_bytes()
        wizard = self._as(self.env["ward.product.import"], self.users["chutich"])
        wizard.create(
            {
                "file": base64.b64encode(content),
                "filename": "catalogue.xlsx",
                "company_id": self.ward.id,
                "valid_from": self._week(-4).replace(month=1, day=1),
                "legal_basis": BASIS,
            }
        ).action_import()
        products = self.env["ward.product"].search([("company_id", "=", self.ward.id)])
        self.products = {product.code: product for product in products}

    # ------------------------------------------------------------------
    # PROGRAMME AND CAMPAIGNS
    # ------------------------------------------------------------------

    def _load_programmes(self):
        rows = _rows("programme.csv")
        for (kind, offset), group in groupby(rows, lambda r: (r["kind"], r["offset"])):
            if kind == "month":
                start = self.today.replace(day=1) + relativedelta(months=int(offset))
            else:
                start = self._week(offset)
            programme = self.env["ward.programme"].create(
                {"kind": kind, "date_start": start, "company_id": self.ward.id}
            )
            items = self.env["ward.programme.item"].create(
                [self._prepare_item_vals(programme, row) for row in group]
            )
            for row, item in zip(group, items, strict=True):
                self.items[kind, int(offset), row["leader_key"], row["name"]] = item
            self._decide(programme, int(offset))

    def _prepare_item_vals(self, programme, row):
        day = programme.date_start
        vals = {
            "programme_id": programme.id,
            "name": self._fill(row["name"], day),
            "department_id": self.departments[row["department_key"]].id,
            "leader_id": self.people[row["leader_key"]].id,
            "product_name": row["product"],
            "place": row["place"],
            "participants": row["participants"],
        }
        if row["kind"] == "week":
            day += timedelta(int(row["weekday"]) - 1)
            vals["start"] = self._local(day, _hour(row["start"]))
            vals["stop"] = self._local(day, _hour(row["end"]))
            vals["deadline"] = day
        else:
            vals["deadline"] = day.replace(day=int(row["deadline_day"]))
        if self._is_sent(row):
            department = self.departments[row["department_key"]]
            sent = self._local(programme.send_deadline or day - timedelta(5), 10)
            vals["sent_at"] = self._past(sent)
            vals["sent_by_id"] = department.manager_id.user_id.id
        return vals

    def _is_sent(self, row):
        """Items of next month: the government's departments send them in time."""
        if row["offset"] != "1":
            return True
        by_now = row["kind"] == "month" and self.today.day >= 15
        block = self.departments[row["department_key"]].ward_block
        return by_now and block == "government"

    def _decide(self, programme, offset):
        """Bring a programme as far as it is by now, as office and chairman."""
        office, chairman = self.users["cvp"], self.users["chutich"]
        if offset > 0 and programme.kind == "month":
            return
        self._as(programme, office).action_consolidate()
        if offset > 0:
            return  # waits for the chairman's decision
        self._as(programme, chairman).action_decide()
        self._as(programme, office).action_publish()
        moment = self._past(self._local(programme.issue_deadline, 15.5))
        programme.write({"decided_at": moment, "published_at": moment})
        programme.message_ids.write({"date": moment})

    def _load_campaigns(self):
        rows = _rows("campaigns.csv")
        for key, group in groupby(rows, lambda r: r["campaign_key"]):
            first = group[0]
            start = self.today + timedelta(int(first["start_offset"]))
            begun = start <= self.today
            campaign = self.env["ward.campaign"].create(
                {
                    "name": first["campaign_name"],
                    "description": first["description"],
                    "owner_id": self.people[first["owner_key"]].id,
                    "company_id": self.ward.id,
                    "date_start": start,
                    "deadline": self.today + timedelta(int(first["deadline_offset"])),
                    "started_at": begun and self._past(self._local(start, 8.25)),
                    "target_ids": [
                        Command.create(self._prepare_target_vals(row, begun, number))
                        for number, row in enumerate(group)
                    ],
                }
            )
            self._name("campaign", campaign, [key])
            self.targets[key] = campaign.target_ids

    def _prepare_target_vals(self, row, begun, number):
        day = row["done_offset"] and self.today + timedelta(int(row["done_offset"]))
        return {
            "name": row["target_name"],
            "place": row["place"],
            "sequence": number,
            "responsible_id": self.people[row["responsible_key"]].id,
            "photo_before": begun and _photo(row["target_name"], clean=False),
            "photo_after": day and _photo(row["target_name"], clean=True),
            "done_at": day and self._past(self._local(day, 16)),
            "note": "Đã xong, tổ dân phố nhận giữ." if day else False,
        }

    # ------------------------------------------------------------------
    # PLANS AND TASKS
    # ------------------------------------------------------------------

    def _load_plans(self, rows):
        keys = sorted({(row["employee"], int(row["week"])) for row in rows})
        plans = self.env["ward.plan"].create(
            [
                {"employee_id": self.people[key].id, "date_start": self._week(week)}
                for key, week in keys
            ]
        )
        self.plans = dict(zip(keys, plans, strict=True))

    def _load_month_plans(self, rows):
        """Plans of the month: heads from the programme, some officers of their own.

        ``self.month_items[employee, text]`` are the items weekly tasks are steps of.
        """
        start = self.today.replace(day=1)
        own = {
            (row["employee"], row["month_item"]): 1 for row in rows if row["month_item"]
        }
        taken = self._month_items_of_heads()
        keys = sorted({key for key, _text in own} | taken.keys())
        people = [self.people[key] for key in keys]
        plans = self.env["ward.plan"].create(
            [
                {"employee_id": p.id, "date_start": start, "kind": "month"}
                for p in people
            ]
        )
        self.plans |= {(k, "month"): plan for k, plan in zip(keys, plans, strict=True)}
        self.env["ward.task"].create(
            [
                item._prepare_task_vals(self.plans[key, "month"])
                | self._prepare_month_facts(item)
                for key, items in taken.items()
                for item in items
            ]
        )
        tasks = self.env["ward.task"].create(
            [
                {
                    "plan_id": self.plans[key, "month"].id,
                    "name": text,
                    "product_name": "Báo cáo kết quả kèm danh sách",
                    "deadline": self._local(start.replace(day=28), 17),
                }
                for key, text in own
            ]
        )
        self.month_items = dict(zip(own, tasks, strict=True))

    def _month_items_of_heads(self):
        """Return this month's programme items by the head who prepares them."""
        keys = {person: key for key, person in self.people.items()}
        result = {}
        for (kind, offset, _leader, _name), item in self.items.items():
            if kind == "month" and not offset:
                key = keys[item.department_id.manager_id]
                result.setdefault(key, []).append(item)
        return result

    def _prepare_month_facts(self, item):
        done = self._local(item.deadline, 16)
        if done > self.now:
            return {"progress": min(90, self.today.day * 3 // 10 * 10)}
        return {
            "progress": 100,
            "done_at": done,
            "result": "Đã trình ký và gửi các đơn vị liên quan.",
        }

    def _load_tasks(self, rows):
        single = {}  # the running campaign's target of an officer who has just one
        for target in self.targets["diem_den"]:
            single[target.responsible_id] = target
        tasks = self.env["ward.task"].create(
            [self._prepare_task_vals(row, single) for row in rows]
        )
        known = {}
        for row, task in zip(rows, tasks, strict=True):
            if row["source"] == "carried":
                week = int(row["week"]) - 1
                task.carried_from_id = known.get((row["employee"], week, task.name))
            known[row["employee"], int(row["week"]), task.name] = task

    def _prepare_task_vals(self, row, single):
        key, week = row["employee"], int(row["week"])
        plan, person = self.plans[key, week], self.people[key]
        day = self._week(week) + timedelta(int(row["weekday"]) - 1)
        product = self.products.get(row["catalogue_code"])
        source = row["source"]
        # A line carried over keeps the words of the week before.
        text = self._fill(row["name"], self._week(week - (source == "carried")))
        item = self.items.get(("week", week, key, row["name"]))
        month = self.month_items.get((key, row["month_item"]))
        if month and not self._in_month(plan, month.plan_id):
            month = None
        vals = {
            "plan_id": plan.id,
            "name": text,
            "product_id": product.id if product else False,
            "product_name": product.product_name if product else row["product"],
            "quantity": float(row["quantity"]),
            "deadline": self._local(day, _hour(row["hour"])),
            "place": row["place"],
            "participant_ids": [
                Command.link(self.people[other].id)
                for other in row["participants"].split(";")
                if other
            ],
            "slot_ids": [
                Command.create(self._prepare_slot_vals(week, slot))
                for slot in row["slots"].split(";")
                if slot
            ],
            "source": "programme" if item else source,
            "programme_item_id": item.id if item else False,
            "parent_id": month.id if month else False,
            "campaign_target_id": single[person].id
            if source == "campaign" and person in single
            else False,
        }
        if source in ("assigned", "campaign", "arising"):
            vals |= {
                "assigned_by_id": plan.reviewer_user_id.id,
                "is_arising": source == "arising",
                "review_state": "kept",
            }
        return vals | self._prepare_facts(row, plan, vals)

    def _in_month(self, week_plan, month_plan):
        return (
            week_plan.date_start <= month_plan.date_end
            and week_plan.date_end >= month_plan.date_start
        )

    def _prepare_slot_vals(self, week, slot):
        weekday, hours = slot.split(" ")
        start, stop = hours.split("-")
        day = self._week(week) + timedelta(int(weekday) - 1)
        return {
            "start": self._local(day, _hour(start)),
            "stop": self._local(day, _hour(stop)),
        }

    def _prepare_facts(self, row, plan, vals):
        """Return progress, result and rating as they stand at this moment."""
        week, progress = int(row["week"]), int(row["progress"])
        deadline = vals["deadline"]
        if week > 0:
            return {}
        if week == 0:
            progress = self._progress_by_now(progress, vals)
        facts = {"progress": progress}
        if progress < 100:
            facts["result"] = row["result"] if week else False
            # What lies back is no news: no reminder of it.
            return facts | ({"reminder_sent": "due"} if deadline < self.now else {})
        facts["result"] = row["result"] or (week == 0 and DONE)
        late = int(row["late_days"])
        early = timedelta(minutes=self.random.choice((15, 40, 90, 150, 1500)))
        done = deadline + timedelta(late, minutes=-70) if late else deadline - early
        done = max(done, self._local(plan.date_start, 8))
        facts["done_at"] = self._past(done)
        accepted = facts["done_at"] + timedelta(hours=self.random.randint(2, 20))
        reviewed = plan.reviewer_user_id and (week or row["employee"] not in WAITING)
        if row["quality"] and reviewed and accepted < self.now:
            facts |= {
                "quality": row["quality"],
                "accepted_at": accepted,
                "accepted_by_id": plan.reviewer_user_id.id,
            }
        return facts

    def _progress_by_now(self, planned, vals):
        """Return how far a task of this week is.

        Most are done at their deadline; hours are done when they are over, the rest
        grows with the days that pass.
        """
        deadline = vals["deadline"]
        if deadline <= self.now:
            return 100 if self.random.random() < 0.9 else min(planned, 90)
        if vals["slot_ids"]:
            over = max(slot[2]["stop"] for slot in vals["slot_ids"]) <= self.now
            return planned if over else 0
        begin = self._local(self.monday, 8)
        passed = (self.now - begin) / max(deadline - begin, timedelta(hours=1))
        done = planned * max(0.0, min(1.0, passed))
        return int(min(done, 90)) // 10 * 10

    def _load_campaign_tasks(self):
        """What a campaign's start put into the plans of those responsible."""
        vals_list = []
        for target in self.targets["diem_den"] + self.targets["via_he"]:
            key = next(k for k, p in self.people.items() if p == target.responsible_id)
            start = target.campaign_id.date_start
            begun = (start - timedelta(start.weekday()) - self.monday).days // 7
            week = next(w for w in range(max(begun, -3), 2) if (key, w) in self.plans)
            plan = self.plans[key, week]
            deadline = self._local(target.deadline, 17)
            floor = self._local(plan.date_start, 17)
            vals_list.append(
                target._prepare_task_vals(plan)
                | {
                    "assigned_by_id": target.campaign_id.owner_id.user_id.id,
                    "deadline": max(deadline, floor),
                    "progress": 100 if target.done_at else 60,
                    "done_at": target.done_at,
                    "result": target.note,
                    "is_arising": False,
                }
            )
        self.env["ward.task"].create(vals_list)

    # ------------------------------------------------------------------
    # FROM FRIDAY TO MONDAY
    # ------------------------------------------------------------------

    def _review(self):
        """Submit and approve, then let each step bear the time it had."""
        past, waiting, early = self.env["ward.plan"], self.env["ward.plan"], []
        for (key, week), plan in self.plans.items():
            if week == "month" or week < 0:
                past |= plan
            elif week == 0 and key in WAITING:
                waiting |= plan
            elif week == 0:
                past |= plan
            elif key in EARLY:
                early.append(plan)
        self._submit(past | waiting)
        self._stop_lines(past)
        before = self._newest_message()
        for reviewer, plans in past.grouped("reviewer_user_id").items():
            if reviewer:
                self._as(plans, reviewer).action_approve()
            else:
                plans._approve_without_superior()
        self._set_review_times(past, before)
        for plan in early:
            self._as(plan, plan.employee_user_id).action_submit()
        key, word = RETURNED
        plan = self.plans[key, 1]
        self._as(plan, plan.reviewer_user_id).action_return(word)

    def _submit(self, plans):
        """Write when each plan was handed in, a few after the time set."""
        moments, before = {}, self._newest_message()
        for number, plan in enumerate(plans):
            due = plan.submit_deadline
            late = number % 17 == 5
            minutes = self.random.randint(20, 150)
            shift = timedelta(minutes=minutes if late else -minutes)
            moments[plan.id] = self._past(due + shift)
            plan.write(
                {
                    "state": "submitted",
                    "submitted_at": moments[plan.id],
                    "submitted_late": late,
                }
            )
        words = {
            False: self.env._("Submitted in time."),
            True: self.env._("Submitted, after the time set."),
        }
        for user, own in plans.grouped("employee_user_id").items():
            for late, group in own.grouped("submitted_late").items():
                self._as(group, user)._log_step(words[late])
        self._backdate(plans, moments, before)

    def _stop_lines(self, plans):
        for key, (begin, word) in STOPPED.items():
            plan = self.plans[key, 0] & plans
            line = plan.task_ids.filtered(
                lambda task, begin=begin: (
                    task.name.startswith(begin) and task.progress < 100
                )
            )
            if line:
                self._as(line, plan.reviewer_user_id).action_stop(word)

    def _set_review_times(self, plans, before):
        moments = {}
        for plan in plans:
            hour = 8 + self.random.random() * 2
            day = plan.date_start - timedelta(3 if plan.kind == "month" else 0)
            moment = max(self._past(self._local(day, hour)), plan.submitted_at)
            plan.reviewed_at = moments[plan.id] = moment
        for plan, tasks in plans.task_ids.grouped("plan_id").items():
            tasks.filtered("reviewed_at").write({"reviewed_at": moments[plan.id]})
        self._backdate(plans, moments, before)
        # Messages of weeks gone by have been read.
        old = plans.filtered(lambda plan: plan.date_end < self.today)
        messages = self.env["mail.message"].search(
            [("model", "=", "ward.plan"), ("res_id", "in", old.ids)]
        )
        messages.notification_ids.write({"is_read": True, "read_date": self.now})

    # ------------------------------------------------------------------
    # WHAT COMES
    # ------------------------------------------------------------------

    def _load_recurring(self):
        # After the plans, which would otherwise be filled from it at once.
        self.env["ward.recurring.task"].create(
            [
                {
                    "employee_id": self.people[row["employee_key"]].id,
                    "name": row["name"],
                    "product_name": row["product"],
                    "kind": row["frequency"],
                    "day": int(row["weekday"]),
                    "hour": 17.0,
                }
                for row in _rows("recurring.csv")
            ]
        )

    def _load_delegation(self):
        head = self.users["truongphong"]
        self._as(self.env["ward.delegation"], head).create(
            {
                "employee_id": self.people["truongphong"].id,
                "delegate_id": self.people["pp_kt"].id,
                "company_id": self.ward.id,
                "date_from": self._week(2),
                "date_to": self._week(2) + timedelta(4),
                "reason": "Dự lớp bồi dưỡng quản lý đầu tư công tại thành phố",
            }
        )


def _photo(seed, clean):
    """Return a drawn street corner (base64 JPEG), with a heap of rubbish or without."""
    rng = random.Random(seed)
    width, height, ground = 800, 600, 360
    image = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(image)
    sky = (176 + rng.randint(0, 30), 205, 226)
    for y in range(height):
        shade = 96 + (y - ground) // 6 if y > ground else 0
        fill = (shade, shade, shade + 4) if shade else tuple(c - y // 8 for c in sky)
        draw.line((0, y, width, y), fill=fill)
    left = -rng.randint(0, 90)
    while left < width:  # houses along the street
        right = left + rng.randint(90, 170)
        top = rng.randint(110, 220)
        wall = tuple(rng.randint(150, 230) for _channel in range(3))
        draw.rectangle((left, top, right, ground), fill=wall, outline=(90, 90, 90))
        for x in range(left + 14, right - 26, 38):
            draw.rectangle((x, top + 24, x + 22, top + 60), fill=(90, 110, 130))
        left = right
    draw.rectangle((0, ground - 6, width, ground + 26), fill=(168, 160, 150))
    for _piece in range(60):
        x, y = rng.randint(180, 620), rng.randint(ground - 10, ground + 110)
        size = rng.randint(14, 46)
        if clean:
            pot = (x, ground + 8, x + 22, ground + 34)
            draw.rectangle(pot, fill=(150, 84, 50))
            green = (30 + rng.randint(0, 40), 120 + rng.randint(0, 60), 50)
            draw.ellipse((x - 8, ground - 24, x + 30, ground + 14), fill=green)
        else:
            colour = rng.choice(BAGS)
            box = (x, y - size // 2, x + size, y + size // 2)
            draw.ellipse(box, fill=colour, outline=(60, 60, 60))
    output = io.BytesIO()
    image.save(output, "JPEG", quality=80)
    return base64.b64encode(output.getvalue())
