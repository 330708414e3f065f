"""A month of 2,000 officers: generation against core gamification, metrics against
hand-written SQL, and 200 sheets on paper against wkhtmltopdf alone. Medians of five.
"""

# ruff: noqa: F821
from statistics import median
from time import perf_counter

from odoo import fields
from odoo.tools import SQL

from odoo.addons.ward_office.models.evaluation.ward_metric import Period

ROUNDS, OFFICERS, TASKS, LINES, SHEETS = 5, 2_000, 40, 14, 200
MONTH = fields.Date.to_date("2026-10-01")
NAME = "Báo cáo kết quả giải phóng mặt bằng đường Bến Đá"

unit = env.company
unit.write({"ward_level": "commune", "ward_code": "BENCH-E"})


def timed(function, undo=True):
    """Return seconds and result of ``function``, its rows rolled back."""
    env.flush_all()
    env.invalidate_all()
    savepoint = env.cr.savepoint()
    begin = perf_counter()
    result = function()
    env.flush_all()
    seconds = perf_counter() - begin
    if undo:
        savepoint.rollback()
        env.invalidate_all()
    savepoint.close(rollback=False)
    return seconds, result


# ----------------------------------------------------------------------
# DATA
# ----------------------------------------------------------------------

users = env["res.users"].create(
    [{"name": f"O{n}", "login": f"o{n}"} for n in range(OFFICERS)]
)
people = env["hr.employee"].create(
    [{"name": user.name, "user_id": user.id} for user in users]
)
product = env["ward.product"].create(
    {"code": "B1", "name": NAME, "product_name": "Báo cáo", "valid_from": "2026-01-01"}
)
product.action_decide()
weeks = [fields.Date.to_date(f"2026-10-{day:02}") for day in (5, 12, 19, 26)]
plans = env["ward.plan"]._create_guarded(
    [{"employee_id": p.id, "date_start": week} for p in people for week in weeks]
)
plans._write_guarded({"state": "approved", "submitted_at": fields.Datetime.now()})
task = env["ward.task"]._create_guarded(
    [
        {
            "plan_id": plans[0].id,
            "name": NAME,
            "product_id": product.id,
            "deadline": "2026-10-09 10:00:00",
            "review_state": "kept",
        }
    ]
)
env.flush_all()
own = {
    "plan_id": SQL("p.id"),
    "employee_id": SQL("p.employee_id"),
    "employee_user_id": SQL("p.employee_user_id"),
    "date_start": SQL("p.date_start"),
    "deadline": SQL("p.date_start + interval '4 days 10 hours'"),
    "done_at": SQL(
        "CASE WHEN n %% 7 > 0 THEN p.date_start + interval '3 days' * (1 + n %% 2) END"
    ),
    "progress": SQL("CASE WHEN n %% 7 > 0 THEN 100 ELSE 50 END"),
    "is_late": SQL("n %% 7 > 0 AND n %% 2 = 1"),
    "sent_back_count": SQL("CASE WHEN n %% 5 = 0 THEN 1 ELSE 0 END"),
}
names = [
    name
    for name, field in task._fields.items()
    if field.store and field.column_type and name != "id"
]
env.cr.execute(
    SQL(
        """INSERT INTO ward_task (%(names)s)
           SELECT %(values)s FROM ward_task t, ward_plan p,
                  generate_series(1, %(count)s) n
            WHERE t.id = %(task)s AND p.id IN %(plans)s""",
        names=SQL(", ").join(map(SQL.identifier, names)),
        values=SQL(", ").join(
            own.get(name, SQL("t.%s", SQL.identifier(name))) for name in names
        ),
        count=TASKS // len(weeks),
        task=task.id,
        plans=tuple(plans.ids),
    )
)
env.cr.execute("ANALYZE ward_task")
shipped = env.ref("ward_office.frame_335")
frame = env["ward.criteria.frame"].create(
    {
        "name": "Bench",
        "company_id": unit.id,
        "parent_id": shipped.id,
        "valid_from": "2026-01-01",
    }
)
codes = ("plan.on_time", "task.completion", "task.overdue", "task.returned")
env["ward.criterion"].create(
    [
        {
            "frame_id": frame.id,
            "section_id": shipped.section_ids[0].id,
            "name": code,
            "kind": "automatic",
            "metric": code,
            "valid_from": "2026-01-01",
        }
        for code in codes
    ]
)
env.flush_all()
env.cr.commit()

# ----------------------------------------------------------------------
# GENERATION
# ----------------------------------------------------------------------


def generate():
    cycle = env["ward.evaluation.cycle"].create(
        {"company_id": unit.id, "date_start": MONTH, "frame_id": frame.id}
    )
    before = env.cr.sql_log_count
    cycle.action_open()
    env.flush_all()
    sheets = cycle.evaluation_ids.filtered(lambda s: s.employee_id in people)
    return env.cr.sql_log_count - before, len(sheets.line_ids)


ours = [timed(generate) for _round in range(ROUNDS)]
queries, lines = ours[0][1]
line_ms = 1000 * median(seconds for seconds, _result in ours) / lines

definitions = env["gamification.goal.definition"].create(
    [
        {
            "name": f"Goal {n}",
            "computation_mode": "count",
            "condition": "higher",
            "model_id": env["ir.model"]._get_id("res.partner"),
            "domain": "[('create_uid', '=', user.id)]",
        }
        for n in range(LINES)
    ]
)


def start_challenge():
    challenge = env["gamification.challenge"].create(
        {
            "name": "Bench",
            "user_ids": [(6, 0, users.ids)],
            "line_ids": [
                (0, 0, {"definition_id": d.id, "target_goal": 1}) for d in definitions
            ],
        }
    )
    challenge.action_start()
    return env["gamification.goal"].search_count([("challenge_id", "=", challenge.id)])


core = [timed(start_challenge) for _round in range(ROUNDS)]
goal_ms = 1000 * median(seconds for seconds, _result in core) / core[0][1]
print(
    f"generation: {lines} lines over {OFFICERS * TASKS} tasks, {line_ms:.3f} ms a line;"
    f" gamification {core[0][1]} goals, {goal_ms:.3f} ms a goal;"
    f" ratio {line_ms / goal_ms:.3f} (target 0.25)"
)
print(f"generation: {queries} queries, {500 * queries / OFFICERS:.1f} per 500 officers")

# ----------------------------------------------------------------------
# METRICS
# ----------------------------------------------------------------------

start = unit._ward_to_utc(MONTH)
stop = unit._ward_to_utc(fields.Date.to_date("2026-11-01"))
period = Period(start, stop, MONTH, fields.Date.to_date("2026-10-31"))
Metric = env["ward.metric"]


def by_hand():
    return env.execute_query(
        SQL(
            """
            SELECT t.employee_id, t.total, t.done, t.late, t.back, p.weeks, p.in_time,
                   p.vague, coalesce(c.missed, 0)
              FROM (SELECT employee_id, count(*) AS total, count(done_at) AS done,
                           count(*) FILTER (WHERE is_late OR done_at IS NULL) AS late,
                           sum(sent_back_count) AS back
                      FROM ward_task
                     WHERE employee_id IN %(people)s AND deadline >= %(start)s
                       AND deadline < %(stop)s AND is_carried IS NOT TRUE
                       AND review_state IN ('kept', 'adjusted')
                     GROUP BY employee_id) t
              JOIN (SELECT employee_id, count(*) AS weeks,
                           count(submitted_at) FILTER (WHERE submitted_late IS NOT TRUE)
                               AS in_time,
                           sum(vague_count) AS vague
                      FROM ward_plan
                     WHERE employee_id IN %(people)s AND kind = 'week'
                       AND date_start >= %(first)s AND date_start <= %(last)s
                     GROUP BY employee_id) p USING (employee_id)
              LEFT JOIN (SELECT responsible_id AS employee_id, count(*) AS missed
                           FROM ward_campaign_target
                          WHERE responsible_id IN %(people)s
                            AND deadline BETWEEN %(first)s AND %(last)s
                            AND done_at IS NULL
                          GROUP BY responsible_id) c USING (employee_id)
            """,
            people=tuple(people.ids),
            start=start,
            stop=stop,
            first=period.date_from,
            last=period.date_to,
        )
    )


def metrics():
    return Metric._figures(list(Metric._metrics()), people, period)


hand = [timed(by_hand) for _round in range(ROUNDS)]
orm = [timed(metrics) for _round in range(ROUNDS)]
figures = orm[0][1]
for person, total, done, late, back, count, in_time, _vague, _missed in hand[0][1]:
    assert abs(figures["task.completion"][person] - 100.0 * done / total) < 1e-9
    assert figures["task.overdue"][person] == late
    assert figures["task.returned"][person] == back
    assert abs(figures["plan.on_time"][person] - 100.0 * in_time / count) < 1e-9
sql_ms, orm_ms = (1000 * median(s for s, _r in runs) for runs in (hand, orm))
print(
    f"metrics: {orm_ms:.1f} ms; one SQL statement {sql_ms:.1f} ms;"
    f" ratio {orm_ms / sql_ms:.2f} (target 2), same numbers"
)

# ----------------------------------------------------------------------
# PAPER
# ----------------------------------------------------------------------

cycle = env["ward.evaluation.cycle"].create(
    {"company_id": unit.id, "date_start": MONTH, "frame_id": frame.id}
)
cycle.action_open()
sheets = cycle.evaluation_ids[:SHEETS]
Report = type(env["ir.actions.report"])
alone = []
original = Report._run_wkhtmltopdf


def watched(self, *args, **kwargs):
    begin = perf_counter()
    pdf = original(self, *args, **kwargs)
    alone.append(perf_counter() - begin)
    return pdf


Report._run_wkhtmltopdf = watched
ratios = []
for _round in range(ROUNDS):
    env.invalidate_all()
    alone.clear()
    begin = perf_counter()
    env["ir.actions.report"]._render_qweb_pdf(
        "ward_office.report_ward_evaluation", sheets.ids
    )
    ratios.append((perf_counter() - begin) / sum(alone))
Report._run_wkhtmltopdf = original
print(f"paper: {SHEETS} sheets, {median(ratios):.2f} x wkhtmltopdf alone (target 1.2)")
env.cr.rollback()
