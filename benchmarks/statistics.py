"""The six forms of the quarter for 126 units against SQL by hand and `mis_builder`.

1,000,000 petitions, 600,000 cases and 2,000,000 receptions of two years. By hand: one
aggregate a source table with the same figures (compared). `mis_builder`: each counted
column a query of a report, fetched unit by unit. The same computing runs once on a
streaming replica, in a read-only transaction.
"""

# ruff: noqa: F821
import os
from statistics import median
from time import perf_counter, sleep

from odoo import api
from odoo.tools import SQL

ROUNDS, UNITS = 5, 126
SCALE = float(os.environ.get("BENCHMARK_SCALE", "1"))
RECEPTIONS, PETITIONS, CASES = (
    int(SCALE * number) for number in (2_000_000, 1_000_000, 600_000)
)
PEER_UNITS = 6

city = env.company
city.write({"ward_level": "province", "ward_code": "BENCH"})
wards = env["res.company"].create(
    [
        {"name": f"Ward {n}", "ward_level": "commune", "parent_id": city.id}
        for n in range(UNITS - 1)
    ]
)
units = city | wards
leaders = env["hr.employee"].create(
    [{"name": f"Head {unit.id}", "company_id": unit.id} for unit in units]
)
period = env["ward.report.period"].search([("code", "=", "q3")], limit=1)
date_from, date_to = period._dates(2026)
forms = env["ward.form"].search(
    [("authority", "=", "inspectorate"), ("kind", "=", "form"), ("state", "=", "used")]
)
field_ids = env["ward.petition.field"].search([("parent_id", "!=", False)]).ids
env.flush_all()


def insert(table, number, **columns):
    """Fill ``table`` with ``number`` rows; each column is an expression of ``n``."""
    env.cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM generate_series(1, %s) n",
            SQL.identifier(table),
            SQL(", ").join(SQL.identifier(name) for name in columns),
            SQL(", ").join(SQL(text) for text in columns.values()),
            number,
        )
    )


def pick(*values, of="n"):
    """Return the SQL of one of ``values``, by ``n``."""
    texts = ", ".join(f"'{value}'" for value in values)
    return f"(ARRAY[{texts}])[1 + MOD({of}, {len(values)})]"


unit_of = pick(*units.ids) + "::int"
head_of = pick(*leaders.ids) + "::int"
field_of = pick(*field_ids, of="n / 7") + "::int"
day = "(DATE '2024-12-15' + MOD(n::bigint * 7919, 730)::int)"
counted_as = pick(
    "regular",
    "regular",
    "regular",
    "head",
    "regular",
    "regular",
    "regular",
    "delegated",
    of="n / 126",
)
insert(
    "ward_reception",
    RECEPTIONS,
    company_id=unit_of,
    code="'TCD-' || n",
    kind=pick("regular", "regular", "regular", "head", of="n / 126"),
    counted_as=counted_as,
    visitor="'person'",
    matter_kind="'complaint'",
    people_count="1 + CASE WHEN MOD(n / 126, 40) = 0 THEN 6 ELSE MOD(n / 126, 3) END",
    is_crowd="MOD(n / 126, 40) = 0",
    state=pick("done", "done", "done", "done", "left", of="n / 630"),
    result=pick("advised", "petition", "advised", "refused", of="n / 252"),
    received_at=f"{day} + TIME '03:00'",
    date=day,
    # of a matter the head receives as well
    head_before=f"CASE WHEN {counted_as} = 'regular' AND MOD(n, 11) = 0 "
    f"THEN {day} - 40 END",
    head_after=f"CASE WHEN {counted_as} = 'regular' AND MOD(n, 13) = 0 "
    f"THEN {day} + 40 END",
)
env.cr.execute("UPDATE ward_reception SET matter_id = id WHERE matter_id IS NULL")
insert(
    "ward_reception_day",
    UNITS * 48,
    company_id=unit_of,
    leader_id=head_of,
    date="DATE '2024-12-15' + (n / 126 * 15)",
    hour_from="8",
    kind="'head'",
    state="'held'",
    announced_at="CASE WHEN MOD(n, 9) > 0 THEN TIMESTAMP '2024-12-01' END",
    delegate_id=f"CASE WHEN MOD(n, 7) = 0 THEN {head_of} END",
)
case_kind = pick(
    "complaint_1",
    "complaint_1",
    "complaint_2",
    "denunciation",
    "denunciation_again",
    "petition",
    of="n / 126",
)
decided = f"(CASE WHEN MOD(n / 126, 4) > 0 THEN {day} + 45 END)"
executed = f"(CASE WHEN MOD(n / 126, 8) > 3 THEN {day} + 120 END)"
insert(
    "ward_case",
    CASES,
    company_id=unit_of,
    code="'VV-' || n",
    kind=case_kind,
    title="'Vụ việc'",
    state=pick("accepted", "decided", "executing", "closed", of="n / 126"),
    outcome=f"CASE WHEN {case_kind} = 'complaint_2' THEN "
    + pick("upheld", "changed", of="n / 252")
    + " ELSE "
    + pick("right", "wrong", "partly", of="n / 252")
    + " END",
    opened_at=f"{day} + TIME '03:00'",
    opened_on=day,
    decided_at=f"{decided} + TIME '03:00'",
    decided_on=decided,
    executed_on=f"CASE WHEN {decided} IS NOT NULL THEN {executed} END",
)
handled = f"(CASE WHEN MOD(n / 126, 10) > 0 THEN {day} + 7 END)"
handled_as = (
    f"(CASE WHEN {handled} IS NULL THEN NULL ELSE "
    + pick(
        "competent",
        "competent",
        "competent",
        "guided",
        "forwarded",
        "ineligible",
        of="n / 1260",
    )
    + " END)"
)
petition_kind = pick(
    "complaint", "complaint", "denunciation", "petition", "reflection", of="n / 252"
)
insert(
    "ward_petition",
    PETITIONS,
    company_id=unit_of,
    code="'D-' || n",
    person_name="'Nguyễn Văn ' || n",
    people_count="1",
    kind=petition_kind,
    level=pick("1", "1", "1", "2", of="n / 126"),
    source="'post'",
    field_id=field_of,
    field_group=f"CASE {petition_kind} WHEN 'denunciation' THEN "
    + pick("administrative", "corruption", "judicial", "other", of="n / 504")
    + " ELSE "
    + pick("land", "policy", "other", of="n / 504")
    + " END",
    state="'processed'",
    received_at=f"{day} + TIME '03:00'",
    received_on=day,
    handled_on=handled,
    handled_as=handled_as,
    refused_on=f"CASE WHEN {handled_as} = 'competent' THEN {handled} + 3 END",
)
env.cr.execute(
    """
    WITH numbered AS (
        SELECT id, company_id, row_number() OVER (PARTITION BY company_id ORDER BY id) r
          FROM ward_case WHERE kind NOT LIKE 'petition'
    ), mine AS (
        SELECT id, company_id, row_number() OVER (PARTITION BY company_id ORDER BY id) r
          FROM ward_petition WHERE handled_as = 'competent'
    )
    UPDATE ward_petition p
       SET matter_case_id = c.id, case_id = c.id,
           accepted_on = p.handled_on + 2, refused_on = NULL,
           withdrawn_on = CASE WHEN MOD(p.id, 9) = 0 THEN p.handled_on + 25 END
      FROM mine m JOIN numbered c ON c.company_id = m.company_id AND c.r = m.r / 2 + 1
     WHERE p.id = m.id AND MOD(p.id, 5) > 0
    """
)
env.cr.execute(
    """
    INSERT INTO ward_obligation (case_id, company_id, case_kind, decided_on, done_on,
                kind, name, money, land, organisations, people, officials, matters)
    SELECT id, company_id, kind, decided_on, executed_on,
           (ARRAY['recover', 'return', 'discipline', 'investigate'])[1 + MOD(id, 4)],
           'Lệnh', MOD(id, 50) * 1000000, MOD(id, 9), MOD(id, 2), MOD(id, 4),
           MOD(id, 2), MOD(id, 2)
      FROM ward_case WHERE decided_on IS NOT NULL AND kind <> 'petition'
    """
)
env.cr.execute(
    """
    INSERT INTO ward_obligation_step (obligation_id, case_id, company_id, case_kind,
                kind, decided_on, order_done_on, date, document, money, land,
                organisations, people, officials, matters)
    SELECT id, case_id, company_id, case_kind, kind, decided_on, done_on,
           decided_on + 30, 'BB', money / 2, land / 2, organisations, people,
           officials, matters
      FROM ward_obligation
    """
)
env.cr.commit()
env.cr.execute("ANALYZE")
env.cr.commit()

# ------------------------------------------------------------------
# By hand: one aggregate a source table, {(form, column): expression}
# ------------------------------------------------------------------

IN = f"BETWEEN '{date_from}' AND '{date_to}'"


def crowd(section, form, start, free=""):
    """Columns of form 01/TCD for one section, from ``start`` on."""
    where = f"counted_as = '{section}'{free}"
    big = f"{where} AND is_crowd"
    return {
        (form, start): f"COUNT(*) FILTER (WHERE {where})",
        (form, start + 1): f"SUM(people_count) FILTER (WHERE {where})",
        (form, start + 2): f"COUNT(DISTINCT matter_id) FILTER (WHERE {where})",
        (form, start + 3): f"COUNT(*) FILTER (WHERE {big})",
        (form, start + 4): f"SUM(people_count) FILTER (WHERE {big})",
    }


def handled_counts():
    """Columns of forms 02/XLD, 03/GQKN (1 to 6) and 04/GQTC (1 to 6)."""
    when = f"handled_on {IN}"
    here = f"{when} AND handled_as = 'competent'"
    matters = "COUNT(DISTINCT COALESCE(matter_case_id, -id))"
    result = {
        ("02/XLD", 1): f"COUNT(*) FILTER (WHERE received_on <= '{date_to}' AND "
        f"(handled_on IS NULL OR handled_on >= '{date_from}'))",
        ("02/XLD", 2): f"COUNT(*) FILTER (WHERE handled_on {IN})",
        ("02/XLD", 5): f"{matters} FILTER (WHERE {here})",
        ("02/XLD", 24): f"COUNT(*) FILTER (WHERE {when} AND handled_as = 'guided')",
        ("02/XLD", 25): f"COUNT(*) FILTER (WHERE {when} AND handled_as = 'forwarded')",
    }
    for kind, start, groups, form in (
        ("complaint", 7, ("land", "policy", "other"), "03/GQKN"),
        (
            "denunciation",
            13,
            ("administrative", "corruption", "judicial", "other"),
            "04/GQTC",
        ),
    ):
        mine = f"{here} AND kind = '{kind}'"
        for level in (1, 2):
            result["02/XLD", start + level - 1] = (
                f"COUNT(*) FILTER (WHERE {mine} AND level = '{level}')"
            )
        for offset, group in enumerate(groups):
            result["02/XLD", start + 2 + offset] = (
                f"COUNT(*) FILTER (WHERE {mine} AND field_group = '{group}')"
            )
        result[form, 1] = f"COUNT(*) FILTER (WHERE {mine})"
        gone = f"(withdrawn_on IS NOT NULL AND withdrawn_on <= '{date_to}')"
        refused = f"(refused_on IS NOT NULL AND refused_on <= '{date_to}')"
        taken = f"(accepted_on IS NOT NULL AND accepted_on <= '{date_to}')"
        for number, where in (
            (3, f"NOT {gone} AND NOT {refused} AND NOT {taken}"),
            (4, f"NOT {gone} AND NOT {refused} AND {taken}"),
            (5, f"NOT {gone} AND {refused}"),
            (6, gone),
        ):
            result[form, number] = f"{matters} FILTER (WHERE {mine} AND {where})"
    for offset, group in enumerate(("policy", "land", "other")):
        result["02/XLD", 20 + offset] = (
            f"COUNT(*) FILTER (WHERE {here} AND kind IN ('petition', 'reflection') "
            f"AND field_group = '{group}')"
        )
    return result


def case_counts():
    """Decisions of forms 03/GQKN, 04/GQTC and 05/KQTH."""
    result = {}
    for form, number, kind, outcome in (
        ("03/GQKN", 8, "complaint_1", "right"),
        ("03/GQKN", 9, "complaint_1", "wrong"),
        ("03/GQKN", 10, "complaint_1", "partly"),
        ("03/GQKN", 11, "complaint_2", "upheld"),
        ("03/GQKN", 12, "complaint_2", "changed"),
        ("04/GQTC", 8, "denunciation", "right"),
        ("04/GQTC", 9, "denunciation", "wrong"),
        ("04/GQTC", 10, "denunciation", "partly"),
        ("04/GQTC", 11, "denunciation_again", "right"),
        ("04/GQTC", 12, "denunciation_again", "wrong"),
        ("04/GQTC", 13, "denunciation_again", "partly"),
    ):
        result[form, number] = (
            f"COUNT(*) FILTER (WHERE decided_on {IN} AND kind = '{kind}' "
            f"AND outcome = '{outcome}')"
        )
    for law, number in (("complaint", 1), ("denunciation", 16)):
        mine = f"kind LIKE '{law}%'"
        result["05/KQTH", number] = (
            f"COUNT(*) FILTER (WHERE {mine} AND decided_on <= '{date_to}' AND "
            f"(executed_on IS NULL OR executed_on >= '{date_from}'))"
        )
        result["05/KQTH", number + 1] = (
            f"COUNT(*) FILTER (WHERE {mine} AND executed_on {IN})"
        )
    return result


def order_sums(form, law, columns):
    """Sums of what decisions of the period order."""
    return {
        (form, number): f"SUM({what}) FILTER (WHERE decided_on {IN} AND "
        f"case_kind LIKE '{law}%' AND kind = '{kind}'){factor}"
        for number, kind, what, factor in columns
    }


def step_sums(law, columns):
    """Sums of what was carried out in the period."""
    return {
        ("05/KQTH", number): f"SUM({what}) FILTER (WHERE date {IN} AND "
        f"case_kind LIKE '{law}%' AND kind = '{kind}'){factor}"
        for number, kind, what, factor in columns
    }


def due_sums(table, first):
    """Both parts of what was due: ordered, and done before (columns over 100)."""
    result = {}
    for number, law, kind in (
        (3, "complaint", "recover"),
        (7, "complaint", "return"),
        (18, "denunciation", "recover"),
        (22, "denunciation", "return"),
    ):
        for offset, what, factor in ((0, "money", " / 1000000"), (1, "land", "")):
            result["05/KQTH", first + number + offset] = (
                f"SUM({what}) FILTER (WHERE case_kind LIKE '{law}%' AND "
                f"kind = '{kind}' AND {table}){factor}"
            )
    return result


MILLION = " / 1000000"
COMPLAINT = (
    (13, "recover", "money", MILLION),
    (14, "recover", "land", ""),
    (15, "return", "money", MILLION),
    (16, "return", "land", ""),
    (17, "return", "organisations", ""),
    (18, "return", "people", ""),
    (19, "discipline", "people", ""),
    (20, "discipline", "officials", ""),
    (21, "investigate", "matters", ""),
    (22, "investigate", "people", ""),
    (23, "investigate", "officials", ""),
)
DENUNCIATION = (
    (14, "recover", "money", MILLION),
    (15, "recover", "land", ""),
    (16, "return", "money", MILLION),
    (17, "return", "land", ""),
    (18, "return", "organisations", ""),
    (19, "return", "people", ""),
    (20, "discipline", "organisations", ""),
    (21, "discipline", "people", ""),
    (22, "discipline", "officials", ""),
    (23, "investigate", "matters", ""),
    (24, "investigate", "people", ""),
    (25, "investigate", "officials", ""),
)
DONE_COMPLAINT = (
    (5, "recover", "money", MILLION),
    (6, "recover", "land", ""),
    (9, "return", "money", MILLION),
    (10, "return", "land", ""),
    (11, "discipline", "people", ""),
    (12, "discipline", "officials", ""),
    (13, "investigate", "matters", ""),
    (14, "investigate", "people", ""),
    (15, "investigate", "officials", ""),
)
DONE_DENUNCIATION = (
    (20, "recover", "money", MILLION),
    (21, "recover", "land", ""),
    (24, "return", "money", MILLION),
    (25, "return", "land", ""),
    (26, "discipline", "organisations", ""),
    (27, "discipline", "people", ""),
    (28, "discipline", "officials", ""),
    (29, "investigate", "matters", ""),
    (30, "investigate", "people", ""),
    (31, "investigate", "officials", ""),
)
OPEN_ORDER = (
    f"decided_on <= '{date_to}' AND (done_on IS NULL OR done_on >= '{date_from}')"
)
DONE_BEFORE = (
    f"date < '{date_from}' AND decided_on <= '{date_to}' AND "
    f"(order_done_on IS NULL OR order_done_on >= '{date_from}')"
)
ALONE = (
    f" AND (head_before IS NULL OR head_before < '{date_from}')"
    f" AND (head_after IS NULL OR head_after > '{date_to}')"
)
BY_HAND = {
    "ward_reception": (
        f"date {IN} AND state = 'done' AND result <> 'refused'",
        crowd("regular", "01/TCD", 5, ALONE)
        | crowd("head", "01/TCD", 11)
        | crowd("delegated", "01/TCD", 17),
    ),
    "ward_reception_day": (
        f"date {IN} AND announced_at IS NOT NULL",
        {
            ("01/TCD", 10): "COUNT(DISTINCT date) FILTER (WHERE delegate_id IS NULL)",
            (
                "01/TCD",
                16,
            ): "COUNT(DISTINCT date) FILTER (WHERE delegate_id IS NOT NULL)",
        },
    ),
    "ward_petition": (
        f"received_on <= '{date_to}' AND (handled_on IS NULL OR "
        f"handled_on >= '{date_from}')",
        handled_counts(),
    ),
    "ward_case": (
        f"decided_on <= '{date_to}' AND (executed_on IS NULL OR "
        f"executed_on >= '{date_from}')",
        case_counts(),
    ),
    "ward_obligation": (
        f"decided_on {IN} OR {OPEN_ORDER}",
        order_sums("03/GQKN", "complaint", COMPLAINT)
        | order_sums("04/GQTC", "denunciation", DENUNCIATION)
        | due_sums(OPEN_ORDER, 100),
    ),
    "ward_obligation_step": (
        f"date {IN} OR {DONE_BEFORE}",
        step_sums("complaint", DONE_COMPLAINT)
        | step_sums("denunciation", DONE_DENUNCIATION)
        | due_sums(DONE_BEFORE, 200),
    ),
}


def by_hand():
    """Return ``{(form, column): {unit: figure}}`` of the statements above."""
    figures = {}
    for table, (where, columns) in BY_HAND.items():
        env.cr.execute(
            SQL(
                "SELECT company_id, %s FROM %s WHERE company_id IN %s AND (%s) "
                "GROUP BY company_id",
                SQL(", ").join(
                    SQL(text.replace("%", "%%")) for text in columns.values()
                ),
                SQL.identifier(table),
                tuple(units.ids),
                SQL(where.replace("%", "%%")),
            )
        )
        for unit, *values in env.cr.fetchall():
            for key, value in zip(columns, values, strict=True):
                figures.setdefault(key, {})[unit] = float(value or 0)
    return figures


def ours():
    return env["ward.form.engine"].compute(forms, units, date_from, date_to)


def timed(work):
    env.invalidate_all()
    start = perf_counter()
    result = work()
    return perf_counter() - start, result


def counted_statements(work):
    before = env.cr.sql_log_count
    work()
    return env.cr.sql_log_count - before


timed(ours), timed(by_hand)
pairs = [(timed(ours)[0], timed(by_hand)[0]) for _n in range(ROUNDS)]
result, wanted = ours(), by_hand()
by_code = {form.code: result[form.id] for form in forms}
counted = [
    (form.code, column.number)
    for form in forms
    for column in form._columns(auxiliary=True)
    if column.kind == "counted"
]
if missing := set(counted) - set(wanted):
    print(f"NOT COUNTED BY HAND: {sorted(missing)}")
wrong = [
    (key, unit, mine, other)
    for key in counted
    for unit in units.ids
    if abs(
        (mine := by_code[key[0]][unit].get(key[1]) or 0)
        - (other := wanted.get(key, {}).get(unit) or 0)
    )
    > 1e-6
]
cells = len(counted) * len(units)
alike = f"{cells - len(wrong)} of {cells} cells alike"
if wrong:
    print(f"DIFFERENT FIGURES: {wrong[:5]}")
engine, hand = (median(column) for column in zip(*pairs, strict=True))
statements = counted_statements(ours)
print(
    f"six forms, {UNITS} units: {1000 * engine:.0f} ms in {statements} statements, "
    f"by hand {1000 * hand:.0f} ms in {len(BY_HAND)}: {engine / hand:.2f} "
    f"({alike})"
)

# ------------------------------------------------------------------
# mis_builder: the same counted columns, each a query, unit by unit
# ------------------------------------------------------------------


def peer_report():
    """Return a report of `mis_builder` with a query for each counted column.

    Its queries know one date within the period, no distinct values and nothing that is
    carried over: they do less than ours.
    """
    counted = forms.column_ids.filtered(lambda column: column.kind == "counted")
    fields = env["ir.model.fields"]
    report = env["mis.report"].create({"name": "Six forms"})
    env["mis.report.query"].create(
        [
            {
                "report_id": report.id,
                "name": f"q{column.id}",
                "model_id": env["ir.model"]._get_id(column._source_model()),
                "domain": column.domain.replace(
                    "'date_from'", f"'{date_from}'"
                ).replace("'date_to'", f"'{date_to}'"),
                "aggregate": "sum",
                "field_ids": [
                    (4, fields._get(column._source_model(), summed(column)).id)
                ],
                "date_field": fields._get(column._source_model(), column.date_field).id,
            }
            for column in counted
        ]
    )
    return report


def summed(column):
    """Return what is summed; with any number `mis_builder` counts the records too."""
    model = env[column._source_model()]
    return column.measure or next(
        name
        for name, field in model._fields.items()
        if field.store and field.type in ("integer", "float") and name != "id"
    )


def peer_fetch(report):
    for unit in units[:PEER_UNITS]:
        report._fetch_queries(
            date_from, date_to, lambda _query, u=unit: [("company_id", "=", u.id)]
        )


peer = peer_report()
env.flush_all()
env.cr.commit()
taken = median(timed(lambda: peer_fetch(peer))[0] for _n in range(ROUNDS))
taken *= UNITS / PEER_UNITS
print(
    f"mis_builder, {len(peer.query_ids)} queries a unit ({PEER_UNITS} units measured): "
    f"{taken:.1f} s for {UNITS} units: {taken / engine:.0f} times ours"
)

# ------------------------------------------------------------------
# On the replica
# ------------------------------------------------------------------

env.cr.execute("SELECT pg_current_wal_lsn()")
[written] = env.cr.fetchone()
env.cr.commit()
with env.registry.cursor(readonly=True) as cr:
    cr.execute("SELECT pg_is_in_recovery()")
    [is_replica] = cr.fetchone()
    behind = is_replica
    while behind:
        sleep(0.1)
        cr.execute("SELECT pg_last_wal_replay_lsn() < %s::pg_lsn", (written,))
        [behind] = cr.fetchone()
    cr.rollback()  # what has come meanwhile is seen from here on
    there = api.Environment(cr, env.uid, {})
    start = perf_counter()
    same = (
        there["ward.form.engine"].compute(
            forms.with_env(there), units.with_env(there), date_from, date_to
        )
        == result
    )
    print(
        f"on the {'replica' if is_replica else 'PRIMARY, NO REPLICA'}, read-only: "
        f"{1000 * (perf_counter() - start):.0f} ms, "
        f"{'the same figures' if same else 'OTHER FIGURES'}"
    )
