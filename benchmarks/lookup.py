"""The look-up among a million cases, as many petitions and 200,000 receptions.

200 different searches each by who sees 50 units and by a ward's clerk: names (the
commonest too), unfinished words, numbers, telephones in groups, codes, addresses, words
of the text, and what is not there. Each is the server's work of one request, caches of
the ORM empty. 95 of 100 must stay under 0.3 s; the plan must use the indexes on words.
Needs what `million` fills.
"""

# ruff: noqa: F821
import random
import unicodedata
from statistics import quantiles
from time import perf_counter

from odoo.tools import SQL

from odoo.addons.ward_office.tools.words import parse_words

LIMIT = 0.3
wards, users = fill_matters()
rng = random.Random(19)


def sample():
    """Return (kind, text) of a search as people type it."""
    [(name, number, phone, street, code, summary)] = env.execute_query(
        SQL(
            "SELECT person_name, person_identity_number, person_phone, person_street,"
            " code, summary FROM ward_petition WHERE id = %s",
            first + rng.randrange(PETITIONS),
        )
    )
    name = rng.choice((name, name.lower(), unicodedata.normalize("NFD", name)))
    words = summary.split()
    return rng.choice(
        (
            ("full name", name),
            ("two names", " ".join(name.split()[-2:])),
            ("one name", rng.choice(name.split())),
            ("unfinished", name[: len(name) - 1]),
            ("identity number", number),
            ("half a number", number[:7]),
            ("telephone", f"{phone[:4]} {phone[4:7]} {phone[7:]}"),
            ("code", code),
            ("address", street),
            ("name, street", f"{name.split()[-1]} {street}"),
            ("text", " ".join(words[:4])),
            ("text, street", " ".join(words[:2] + street.split()[1:])),
            ("not there", f"{name} zyx"),
        )
    )


[(first,)] = env.execute_query(
    SQL("SELECT min(id) + 1 FROM ward_petition WHERE code LIKE 'Đ.2026.%%'")
)
searches = [sample() for _n in range(200)]
for login in ("inspector_m", "clerk_m"):
    lookup = (
        env["ward.lookup"]
        .with_user(users[login])
        .with_context(allowed_company_ids=users[login].company_id.ids)
    )
    lookup.find("trần")
    times, kinds = [], {}
    for kind, text in searches:
        env.invalidate_all()
        begin = perf_counter()
        lookup.find(text)
        times.append(perf_counter() - begin)
        kinds.setdefault(kind, []).append(times[-1])
    cuts = quantiles(times, n=100)
    print(
        f"look-up, {login}: p50 {cuts[49]:.3f} s, p95 {cuts[94]:.3f} s (limit {LIMIT}),"
        f" worst {max(times):.3f} s"
    )
    for kind, values in sorted(kinds.items()):
        print(
            f"  {kind:16} {sorted(values)[len(values) // 2]:.3f} .. {max(values):.3f}"
        )
    for model, column, index in (
        ("ward.petition", "head_key", "ward_petition_head_words"),
        ("ward.petition", "search_key", "ward_petition_words"),
        ("ward.case", "search_key", "ward_case_words"),
        ("ward.reception", "head_key", "ward_reception_head_words"),
    ):
        terms = parse_words("quách thị yến lò gạch")
        statement = lookup.env[model]._words_statement(column, terms)
        rows = env.execute_query(SQL("EXPLAIN %s", statement))
        used = any(index in line for (line,) in rows)
        print(f"  {model} {column}: index {'used' if used else 'NOT USED'}")
