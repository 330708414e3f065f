"""Opening the board, the task list and the review against core's task list.

Two sizes of the same database: 10,000 and 1,000,000 tasks of ours and of core. Each
figure is the median of five web requests' server work (search, read, count), caches
of the ORM empty. The unit measured holds the same 40 officers and weeks at both sizes.
"""

# ruff: noqa: F821
from statistics import median
from time import perf_counter

from odoo import fields
from odoo.tools import SQL

ROUNDS, OFFICERS, TASKS = 5, 40, 10
SIZES = ((5, 5), (50, 50))  # units and weeks: 10,000 and 1,000,000 tasks
NAME = "Báo cáo kết quả giải phóng mặt bằng đường Bến Đá gửi Phòng Kinh tế"

main = env.company
main.write({"ward_level": "commune", "ward_code": "BENCH"})
departments = {}
units = main | env["res.company"].create(
    [{"name": f"Unit {n}", "ward_level": "commune"} for n in range(SIZES[-1][0] - 1)]
)
for unit in units:
    departments[unit] = env["hr.department"].create(
        {"name": f"D {unit.id}", "company_id": unit.id}
    )
employees = env["hr.employee"].create(
    [
        {
            "name": f"Officer {unit.id}.{n}",
            "company_id": unit.id,
            "department_id": departments[unit].id,
        }
        for unit in units
        for n in range(OFFICERS)
    ]
)
leader = env["res.users"].create(
    {
        "name": "Leader R",
        "login": "leader_r",
        "company_id": main.id,
        "company_ids": [(6, 0, main.ids)],
        "group_ids": [(6, 0, [env.ref("ward_office.group_plan_leader").id])],
    }
)
boss = env["hr.employee"].create({"name": "Leader R", "user_id": leader.id})
manager = env["res.users"].create(
    {
        "name": "Manager R",
        "login": "manager_r",
        "company_id": main.id,
        "company_ids": [(6, 0, main.ids)],
        "group_ids": [(6, 0, [env.ref("project.group_project_manager").id])],
    }
)
workers = env["res.users"].create(
    [{"name": f"W{n}", "login": f"w{n}"} for n in range(OFFICERS)]
)
employees[:OFFICERS].parent_id = boss
for employee, user in zip(employees[:OFFICERS], workers, strict=True):
    employee.user_id = user
monday = env["ward.plan"]._period_start("week", main._ward_today())
plan0 = env["ward.plan"].create(
    {
        "employee_id": employees[0].id,
        "date_start": fields.Date.add(monday, weeks=-200),
        "task_ids": [
            (0, 0, {"name": NAME, "product_name": "Báo cáo", "deadline": "2030-01-01"})
        ],
    }
)
project = env["project.project"].create({"name": "Baseline", "company_id": main.id})
task0 = env["project.task"].create(
    {"name": NAME, "project_id": project.id, "user_ids": [(6, 0, manager.ids)]}
)
env.flush_all()
env.cr.commit()


def columns(model, *without):
    names = [
        n
        for n, f in env[model]._fields.items()
        if f.store and f.column_type and n != "id"
    ]
    return [n for n in names if n not in without]


def fill(units, weeks):
    """Bring both tables to ``units`` x OFFICERS x ``weeks`` x TASKS rows."""
    set_plan = {
        "employee_id": SQL("e.id"),
        "company_id": SQL("e.company_id"),
        "department_id": SQL("v.department_id"),
        "employee_user_id": SQL("r.user_id"),
        "reviewer_id": SQL("e.parent_id"),
        "reviewer_user_id": SQL(
            "CASE WHEN e.parent_id IS NOT NULL THEN %s END", leader.id
        ),
        "date_start": SQL("%s::date - 7 * w", monday),
        "date_end": SQL("%s::date - 7 * w + 6", monday),
        "state": SQL(
            "CASE WHEN w = 0 AND e.id %% 4 = 0 THEN 'submitted' ELSE 'approved' END"
        ),
    }
    names = columns("ward.plan")
    env.execute_query(
        SQL(
            """
            INSERT INTO ward_plan (%(names)s)
            SELECT %(values)s FROM ward_plan p, hr_employee e
              JOIN hr_version v ON v.id = e.current_version_id
              JOIN resource_resource r ON r.id = e.resource_id,
                   generate_series(0, %(weeks)s) w
             WHERE p.id = %(plan)s AND e.company_id IN %(units)s
               AND e.id IN %(employees)s
            ON CONFLICT DO NOTHING RETURNING 1
            """,
            names=SQL(", ").join(map(SQL.identifier, names)),
            values=SQL(", ").join(
                set_plan.get(n, SQL("%s", SQL.identifier("p", n))) for n in names
            ),
            weeks=weeks - 1,
            plan=plan0.id,
            units=tuple(units.ids),
            employees=tuple(employees.ids),
        )
    )
    set_task = {
        n: SQL.identifier("p", n)
        for n in (
            "employee_id",
            "company_id",
            "department_id",
            "employee_user_id",
            "reviewer_user_id",
            "date_start",
        )
    }
    set_task |= {
        "plan_id": SQL("p.id"),
        "deadline": SQL("p.date_start + n %% 5 + interval '10 hours'"),
        "progress": SQL("CASE WHEN p.date_start < %s THEN 100 ELSE n * 10 END", monday),
        "done_at": SQL(
            "CASE WHEN p.date_start < %s AND (n > 0 OR p.id %% 20 > 0)"
            " THEN p.date_start + interval '4 days' END",
            monday,
        ),
        "review_state": SQL(
            "CASE WHEN p.state = 'submitted' THEN 'pending' ELSE 'kept' END"
        ),
        "state": SQL(
            "CASE WHEN p.date_start < %s THEN 'done' ELSE 'doing' END", monday
        ),
    }
    names = columns("ward.task")
    env.execute_query(
        SQL(
            """
            INSERT INTO ward_task (%(names)s)
            SELECT %(values)s
              FROM ward_task t, ward_plan p, generate_series(0, %(last)s) n
             WHERE t.plan_id = %(plan)s AND p.id <> %(plan)s
               AND NOT EXISTS (SELECT 1 FROM ward_task x WHERE x.plan_id = p.id)
            RETURNING 1
            """,
            names=SQL(", ").join(map(SQL.identifier, names)),
            values=SQL(", ").join(
                set_task.get(n, SQL("%s", SQL.identifier("t", n))) for n in names
            ),
            last=TASKS - 1,
            plan=plan0.id,
        )
    )
    [(ours,)] = env.execute_query(SQL("SELECT count(*) FROM ward_task"))
    [(core,)] = env.execute_query(SQL("SELECT count(*) FROM project_task"))
    names = columns("project.task")
    env.execute_query(
        SQL(
            """
            WITH new AS (
                INSERT INTO project_task (%(names)s)
                SELECT %(values)s FROM project_task t, generate_series(1, %(count)s) n
                 WHERE t.id = %(task)s RETURNING id
            )
            INSERT INTO project_task_user_rel (task_id, user_id, stage_id)
            SELECT new.id, rel.user_id, rel.stage_id FROM new, project_task_user_rel rel
             WHERE rel.task_id = %(task)s RETURNING 1
            """,
            names=SQL(", ").join(map(SQL.identifier, names)),
            values=SQL(", ").join(SQL.identifier("t", n) for n in names),
            count=ours - core,
            task=task0.id,
        )
    )
    env.cr.commit()
    for table in ("ward_task", "ward_plan", "project_task", "project_task_user_rel"):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    env.cr.commit()
    return ours


def listing(model, user, view, domain):
    records = env[model].with_user(user).with_context(allowed_company_ids=main.ids)
    found = records.get_view(view and env.ref(view).id, "list")["models"][model]
    spec = {
        name: {"fields": {"display_name": {}}}
        if records._fields[name].type in ("many2one", "many2many")
        else {}
        for name in found
    }
    return lambda: records.web_search_read(domain, spec, limit=80, count_limit=10001)


week = [("kind", "=", "week"), ("date_start", "=", monday)]
review = [("plan_id.to_review", "=", True), ("review_state", "=", "pending")]
board = env["ward.board"].with_user(leader).with_context(allowed_company_ids=main.ids)
cases = {
    "project.task list": listing("project.task", manager, None, []),
    "board": lambda: board.get_data({}),
    "task list, this week": listing(
        "ward.task", leader, "ward_office.ward_task_view_list", week
    ),
    "task list, no filter": listing(
        "ward.task", leader, "ward_office.ward_task_view_list", []
    ),
    "review of lines": listing(
        "ward.task", leader, "ward_office.ward_task_view_list_review", review
    ),
    "review of plans": listing(
        "ward.plan",
        leader,
        "ward_office.ward_plan_view_list",
        [("to_review", "=", True)],
    ),
}
results = {}
for units_count, weeks in SIZES:
    rows = fill(units[:units_count], weeks)
    times = {name: [] for name in cases}
    for number in range(ROUNDS + 1):
        for name, function in cases.items():
            env.invalidate_all()
            begin = perf_counter()
            function()
            if number:
                times[name].append((perf_counter() - begin) * 1000)
    results[rows] = {name: median(values) for name, values in times.items()}
small, large = results.values()
print(f"reading: rows {' and '.join(map(str, results))}, median ms of {ROUNDS}")
for name in cases:
    line = f"reading: {name:22} {small[name]:8.1f} {large[name]:8.1f}"
    if name != "project.task list":
        line += (
            f"  to core {large[name] / large['project.task list']:.2f} (target 1.0)"
            f", to small {large[name] / small[name]:.2f} (target 1.3)"
        )
    print(line)
