"""Queries a plan when one leader approves 100 and 1,000 plans of ten tasks at once."""

# ruff: noqa: F821
from odoo import fields

NAME = "Báo cáo kết quả giải phóng mặt bằng đường Bến Đá gửi Phòng Kinh tế đợt %s"
company = env.company
company.write({"ward_level": "commune"})
head = env["res.users"].create(
    {
        "name": "Leader",
        "login": "leader",
        "group_ids": [(6, 0, [env.ref("ward_office.group_plan_leader").id])],
    }
)
env["hr.employee"].create({"name": "Leader", "user_id": head.id})
env.cr.commit()
figures = []
for count in (100, 1000):
    users = env["res.users"].create(
        [{"name": f"A{count}.{n}", "login": f"a{count}.{n}"} for n in range(count)]
    )
    employees = env["hr.employee"].create(
        [{"name": user.name, "user_id": user.id} for user in users]
    )
    start = env["ward.plan"]._period_start("week", company._ward_today())
    due = fields.Datetime.to_datetime(fields.Date.add(start, days=4))
    plans = env["ward.plan"].create(
        [
            {
                "employee_id": employee.id,
                "date_start": start,
                "task_ids": [
                    (0, 0, {"name": NAME % n, "product_name": "x", "deadline": due})
                    for n in range(10)
                ],
            }
            for employee in employees
        ]
    )
    plans._write_guarded({"state": "submitted", "submitted_at": fields.Datetime.now()})
    env.flush_all()
    env.invalidate_all()
    before = env.cr.sql_log_count
    plans.with_user(head).action_approve()
    env.flush_all()
    queries = env.cr.sql_log_count - before
    figures.append(queries / count)
    print(f"approval: {count} plans, {queries} queries, {queries / count:.3f} a plan")
    env.cr.rollback()
print(
    f"approval: growth {figures[1] / figures[0]:.3f} (target at most 1), limit 8 a plan"
)
