"""List, kanban and form of cases among a million, against core's tasks.

A million cases (with petitions and time limits) and as many tasks of `project`; each
figure is the median of five web requests' server work for one screen, caches of the ORM
empty: the list's page of 80 with its count, the kanban's columns with 20 cards each,
the form with all its lists. Cases as a ward's clerk and as who reads 50 units; tasks as
their manager. Needs what `million` fills.
"""

# ruff: noqa: F821
from statistics import median
from time import perf_counter

from odoo.tools import SQL

wards, users = fill_matters()
main = env.company


def fill_tasks():
    [(count,)] = env.execute_query(SQL("SELECT count(*) FROM project_task"))
    if count >= CASES:
        return
    project = env["project.project"].create({"name": "Baseline", "company_id": main.id})
    stages = env["project.task.type"].create(
        [{"name": f"Stage {n}", "project_ids": project.ids} for n in range(8)]
    )
    task = env["project.task"].create(
        {
            "name": "thu hồi đất ở khi mở đường",
            "project_id": project.id,
            "stage_id": stages[0].id,
            "user_ids": [(6, 0, users["manager_m"].ids)],
        }
    )
    env.flush_all()
    names = [
        name
        for name, field in env["project.task"]._fields.items()
        if field.store and field.column_type and name != "id"
    ]
    # cases: 20,000 are open, in four steps, the others closed
    values = {
        "stage_id": SQL(
            "CASE WHEN n < 20000 THEN (%s)[1 + n %% 4] ELSE %s END",
            stages.ids,
            stages[-1].id,
        ),
        "state": SQL("CASE WHEN n < 20000 THEN '01_in_progress' ELSE '1_done' END"),
        "date_deadline": SQL("now() - n * interval '3 minutes'"),
        "name": SQL("t.name || ' ' || n"),
    }
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
            values=SQL(", ").join(
                values.get(name, SQL.identifier("t", name)) for name in names
            ),
            count=CASES,
            task=task.id,
        )
    )
    env.cr.commit()
    for table in ("project_task", "project_task_user_rel"):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    env.cr.commit()


def as_user(model, login):
    user = users[login]
    return (
        env[model].with_user(user).with_context(allowed_company_ids=user.company_id.ids)
    )


def view_fields(model, view, kind):
    """Return the specification the web client would send for this view."""
    found = model.get_view(view and env.ref(view).id, kind)
    models = found["models"]

    def specification(name, depth=0):
        result = {}
        for field in models.get(name, ()):
            kinds = env[name]._fields[field]
            if kinds.type in ("one2many", "many2many"):
                if depth:
                    result[field] = {}
                    continue
                inner = (
                    specification(kinds.comodel_name, 1)
                    if kinds.type == "one2many" and kinds.comodel_name in models
                    else {"display_name": {}}
                )
                result[field] = {"fields": inner, "limit": 40}
            elif kinds.type == "many2one":
                result[field] = {"fields": {"display_name": {}}}
            else:
                result[field] = {}
        return result

    return specification(model._name)


def listing(records, view, domain):
    fields_ = view_fields(records, view, "list")
    return lambda: records.web_search_read(domain, fields_, limit=80, count_limit=10001)


def kanban(records, view, domain, group):
    fields_ = view_fields(records, view, "kanban")

    return lambda: records.web_read_group(
        domain,
        [group],
        ["__count"],
        auto_unfold=True,
        unfold_read_specification=fields_,
        unfold_read_default_limit=20,
    )


def form(records, view, domain, order):
    fields_ = view_fields(records, view, "form")
    record = records.search(domain, limit=1, order=order)
    return lambda: record.web_read(fields_)


fill_tasks()
opened = [("state", "not in", ("closed", "stopped"))]
doing = [("state", "=", "01_in_progress")]
tasks = as_user("project.task", "manager_m")
clerk = as_user("ward.case", "clerk_m")
inspector = as_user("ward.case", "inspector_m")
LIST, KANBAN, FORM = (
    f"ward_office.ward_case_view_{kind}" for kind in ("list", "kanban", "form")
)
screens = {
    "list": (
        listing(tasks, None, []),
        listing(clerk, LIST, []),
        listing(inspector, LIST, []),
    ),
    "list, open ones": (
        listing(tasks, None, doing),
        listing(clerk, LIST, opened),
        listing(inspector, LIST, opened),
    ),
    "kanban, open ones": (
        kanban(tasks, None, doing, "stage_id"),
        kanban(clerk, KANBAN, opened, "state"),
        kanban(inspector, KANBAN, opened, "state"),
    ),
    "kanban, all": (
        kanban(tasks, None, [], "stage_id"),
        kanban(clerk, KANBAN, [], "state"),
        kanban(inspector, KANBAN, [], "state"),
    ),
    "form": (
        form(tasks, None, doing, "id desc"),
        form(clerk, FORM, opened, "opened_at desc"),
        form(inspector, FORM, opened, "opened_at desc"),
    ),
}
print(f"reading a million cases, median ms of {ROUNDS}: task, clerk, 50 units")
for name, functions in screens.items():
    times = [[] for _function in functions]
    for number in range(ROUNDS + 1):
        for position, function in enumerate(functions):
            env.invalidate_all()
            begin = perf_counter()
            function()
            if number:
                times[position].append((perf_counter() - begin) * 1000)
    core, ours, above = map(median, times)
    print(
        f"  {name:18} {core:8.1f} {ours:8.1f} {above:8.1f}: clerk {ours / core:.2f},"
        f" 50 units {above / core:.2f} (target 1.0)"
    )
