"""Intake of petitions against OCA's helpdesk tickets; reckoning after a new holiday.

A round is 2,000 petitions in one create (numbers, register of citizens, time limits,
chatter) and 2,000 tickets of `helpdesk_mgmt` in one create; then 100 of each one by
one. The clocks of all petitions are reckoned again after a holiday, as the scheduled
action does it.
"""

# ruff: noqa: F821
from statistics import median
from time import perf_counter

from odoo import fields

ROUNDS, BATCH, SINGLE = 5, 2000, 100

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

env["resource.calendar.leaves"].create(
    {
        "name": "Holiday",
        "company_id": company.id,
        "date_from": fields.Datetime.add(fields.Datetime.now(), days=5),
        "date_to": fields.Datetime.add(fields.Datetime.now(), days=6),
    }
)
env.cr.commit()
clocks = env["ward.clock"].search([("needs_reckoning", "=", True)])
start = perf_counter()
for position in range(0, len(clocks), 2000):
    env["ward.clock"]._reckon_batch(clocks[position : position + 2000])
    env.flush_all()
    env.cr.commit()
    env.invalidate_all()
print(
    f"reckoning {len(clocks)} clocks after a holiday: "
    f"{1000 * (perf_counter() - start) / max(1, len(clocks)):.2f} ms a clock"
)
