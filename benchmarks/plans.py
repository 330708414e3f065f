"""Writing and submitting plans of ten tasks against creating core project tasks.

Rounds in turn; a round is 100 plans (as their officers, one create and one submit
each) and the same number of project tasks in batches of ten (as a project user).
"""

# ruff: noqa: F821
from statistics import median
from time import perf_counter

from odoo import fields

ROUNDS, PLANS, TASKS = 5, 100, 10
NAME = "Báo cáo kết quả giải phóng mặt bằng đường Bến Đá gửi Phòng Kinh tế đợt %s"

company = env.company
company.write({"ward_level": "commune"})
users = env["res.users"].create(
    [
        {
            "name": f"Officer {n}",
            "login": f"b{n}",
            "group_ids": [
                (
                    6,
                    0,
                    [
                        env.ref("base.group_user").id,
                        env.ref("project.group_project_user").id,
                    ],
                )
            ],
        }
        for n in range(PLANS)
    ]
)
head = env["res.users"].create(
    {
        "name": "Head",
        "login": "head",
        "group_ids": [(6, 0, [env.ref("ward_office.group_plan_leader").id])],
    }
)
boss = env["hr.employee"].create({"name": "Head", "user_id": head.id})
employees = env["hr.employee"].create(
    [{"name": u.name, "user_id": u.id, "parent_id": boss.id} for u in users]
)
project = env["project.project"].create({"name": "Baseline"})
env.cr.commit()


def ours(week):
    start = env["ward.plan"]._period_start("week", company._ward_today())
    start = fields.Date.add(start, weeks=week)
    due = fields.Datetime.to_datetime(fields.Date.add(start, days=4))
    for user, employee in zip(users, employees, strict=True):
        tasks = [
            (0, 0, {"name": NAME % n, "product_name": "Báo cáo", "deadline": due})
            for n in range(TASKS)
        ]
        plan = env["ward.plan"].with_user(user)
        plan = plan.create(
            {"employee_id": employee.id, "date_start": start, "task_ids": tasks}
        )
        plan.action_submit()
        env.flush_all()


def core():
    for user in users:
        env["project.task"].with_user(user).create(
            [
                {"name": NAME % n, "project_id": project.id, "user_ids": [(4, user.id)]}
                for n in range(TASKS)
            ]
        )
        env.flush_all()


mine, theirs = [], []
for number in range(ROUNDS):
    for function, times in ((lambda n=number: ours(n), mine), (core, theirs)):
        env.invalidate_all()
        begin = perf_counter()
        function()
        times.append((perf_counter() - begin) / PLANS / TASKS * 1000)
        env.cr.commit()
a, b = median(mine), median(theirs)
print(
    f"plans: {a:.2f} ms a task written and submitted, project.task {b:.2f} ms created"
)
print(f"plans: ratio {a / b:.3f} (target 0.25)")
