"""Intake of petitions against OCA's helpdesk tickets; reckoning after a new holiday.

A round is 2,000 petitions in one create (numbers, register of citizens, time limits,
chatter) and 2,000 tickets of `helpdesk_mgmt` in one create; then 100 of each one by
one. Then 20,000 open clocks are reckoned again after a holiday, by the scheduled action
itself, in its batches, each committed.
"""

# ruff: noqa: F821
from statistics import median
from time import perf_counter

ROUNDS, BATCH, SINGLE, CLOCKS = 5, 2000, 100, 20000

company = env.company
company.write({"ward_level": "commune"})
team = env["helpdesk.ticket.team"].create({"name": "Baseline"})
field = env.ref("ward_office.field_env_waste")
count = 0


def petition():
    global count
    count += 1
    return {
        "person_name": f"Nguyễn Văn {count}",
        "person_identity_number": f"001{count:09d}",
        "person_phone": "0912345678",
        "person_street": "12 Lò Gạch",
        "summary": f"Phản ánh điểm rác tự phát đầu ngõ {count}",
        "content": "Điểm rác tồn tại nhiều tháng, bốc mùi, đề nghị thu dọn.",
        "field_id": field.id,
        "kind": "reflection",
    }


def ticket():
    return {
        "name": "Phản ánh điểm rác",
        "description": "Điểm rác tồn tại nhiều tháng, bốc mùi, đề nghị thu dọn.",
        "team_id": team.id,
        "partner_name": "Nguyễn Văn A",
    }


def timed(work):
    start = perf_counter()
    work()
    env.flush_all()
    taken = perf_counter() - start
    env.cr.commit()
    env.invalidate_all()
    return taken


def one_by_one(model, values):
    for _n in range(SINGLE):
        env[model].create(values())
        env.flush_all()


batches, singles = [], []
for _round in range(ROUNDS):
    ours = timed(
        lambda: env["ward.petition"].create([petition() for _n in range(BATCH)])
    )
    peer = timed(
        lambda: env["helpdesk.ticket"].create([ticket() for _n in range(BATCH)])
    )
    batches.append((ours, peer))
    ours = timed(lambda: one_by_one("ward.petition", petition))
    peer = timed(lambda: one_by_one("helpdesk.ticket", ticket))
    singles.append((ours, peer))
for label, pairs, number in (
    ("batch", batches, BATCH),
    ("one by one", singles, SINGLE),
):
    ours, peer = (1000 * median(column) / number for column in zip(*pairs, strict=True))
    print(
        f"intake, {label}: {ours:.2f} ms a petition, ticket {peer:.2f} ms: "
        f"{ours / peer:.2f}"
    )

Clock = env["ward.clock"]
while (missing := CLOCKS - Clock.search_count([("state", "=", "running")])) > 0:
    env["ward.petition"].create([petition() for _n in range(min(BATCH, missing))])
    env.cr.commit()
    env.invalidate_all()
holiday = company._ward_working_date_plus(company._ward_today(), 1)
begin = perf_counter()
env["resource.calendar.leaves"].create(
    {
        "name": "Holiday",
        "company_id": company.id,
        "date_from": company._ward_to_utc(holiday),
        "date_to": company._ward_to_utc(holiday, 23.99),
    }
)
env.cr.commit()
asked = perf_counter() - begin
clocks = Clock.search([("needs_reckoning", "=", True)])
dates = {clock.id: clock.due_date for clock in clocks}
start = perf_counter()
Clock._cron_reckon()
taken = perf_counter() - start
env.invalidate_all()
moved = sum(dates[clock.id] != clock.due_date for clock in clocks)
left = Clock.search_count([("needs_reckoning", "=", True)])
print(
    f"reckoning {len(clocks)} clocks after a holiday: "
    f"{1000 * taken / max(1, len(clocks)):.2f} ms a clock (limit 2), {moved} moved,"
    f" {left} left; whoever entered the holiday waited {asked:.1f} s"
)
