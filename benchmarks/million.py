"""A million cases, as many petitions and 200,000 receptions, written by SQL.

Run before `lookup` and `cases`, which it prepares: one of 50 units holds 20,000 cases,
the body above reads all. Names, streets and texts are drawn from lists, so that words
are as common as in a real register: every third person is a Nguyễn.
"""

# ruff: noqa: F821
import random
from time import perf_counter

from odoo import fields
from odoo.tools import SQL

from odoo.addons.ward_office.tools.vagueness import fold

CASES, PETITIONS, RECEPTIONS, UNITS = 1_000_000, 1_000_000, 200_000, 50
ROUNDS, DRAWN = 5, 20_000
# a name as often as people bear it
FAMILIES = """
Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn
Nguyễn Trần Trần Trần Trần Lê Lê Lê Phạm Phạm Hoàng Hoàng Phan Vũ Vũ Đặng Bùi Đỗ Hồ Ngô
Dương Lý Đinh Trịnh Đoàn Lương Mai Tạ Quách
"""
MIDDLES = """
Văn Văn Văn Thị Thị Thị Thị Đức Hữu Minh Ngọc Thanh Quốc Xuân Đình Bích
"""
GIVEN = """
An Anh Bình Chi Cường Dũng Dung Đạt Đức Giang Hà Hải Hạnh Hiền Hiếu Hoà Hoa Hồng Hùng
Hương Huy Khánh Lan Linh Loan Long Mai Minh Nam Nga Ngân Nghĩa Nhung Oanh Phong Phúc
Phương Quang Quân Quyên Sơn Tâm Tân Thảo Thắng Thành Thu Thuý Tiến Toàn Trang Trung Tú
Tuấn Tùng Tuyết Uyên Vân Việt Vinh Yến
"""
STREET_BEGINS = """
Lò Hàng Ngọc Trần Lê Nguyễn Quang Kim Phúc Bến Cầu Chợ Đông Tây Nam Bắc Tân Vĩnh Yên
Thanh
"""
STREET_ENDS = """
Gạch Đào Hà Phú Lợi Trãi Huệ Trung Mã Xá Đá Giấy Mới Ngạc Thịnh Hoà Khê Viên Mỹ
"""
WHAT = """
thu hồi đất ở khi mở đường
đơn giá bồi thường không đúng quy định
rác thải tồn tại nhiều tháng bốc mùi
xây dựng lấn chiếm ngõ đi chung
tiếng ồn của cơ sở sản xuất
cấp giấy chứng nhận quyền sử dụng đất
tranh chấp ranh giới thửa đất
chi trả trợ cấp bảo trợ xã hội
nước thải chảy ra mương tưới
quyết định xử phạt vi phạm hành chính
chậm trả kết quả hồ sơ một cửa
thái độ của cán bộ tiếp dân
hộ nghèo không được xét
đèn đường hỏng đã lâu
họp chợ dưới lòng đường
chặt cây xanh trước cửa nhà
nuôi gia súc trong khu dân cư
thu tiền không có biên lai
bãi giữ xe trái phép
ngập sau mưa lớn
"""
DETAIL = """
Gia đình tôi đã nhiều lần gửi đơn đến Uỷ ban nhân dân phường nhưng chưa được trả lời
Tôi đề nghị cơ quan có thẩm quyền kiểm tra, xác minh và giải quyết theo pháp luật
Việc này kéo dài từ năm ngoái đến nay làm ảnh hưởng đến đời sống của các hộ dân
Kèm theo đơn là bản sao giấy chứng nhận, biên bản đo đạc và ảnh chụp hiện trạng
Tổ dân phố đã họp và có ý kiến bằng văn bản
Cán bộ địa chính đã đến lập biên bản nhưng không giao cho gia đình
Chúng tôi mong sớm nhận được câu trả lời bằng văn bản
Diện tích bị thu hồi không đúng với thực tế sử dụng
Nhiều hộ trong ngõ cùng chung hoàn cảnh
Hai bên đã hoà giải tại tổ hoà giải cơ sở nhưng không thành
"""
families, middles, given = FAMILIES.split(), MIDDLES.split(), GIVEN.split()
streets = [f"{a} {b}" for a in STREET_BEGINS.split() for b in STREET_ENDS.split()]
what, detail = WHAT.strip().splitlines(), DETAIL.strip().splitlines()


def fill_matters():
    """Bring the tables to their size; return the users who look."""
    main = env.company
    main.write({"ward_level": "province", "ward_code": "BENCH"})
    wards = env["res.company"].search([("ward_code", "=like", "W-%")], order="id")
    if not wards:
        wards = env["res.company"].create(
            [
                {
                    "name": f"Phường số {n}",
                    "ward_level": "commune",
                    "ward_code": f"W-{n}",
                    "parent_id": main.id,
                }
                for n in range(UNITS)
            ]
        )
    users = {
        name: env["res.users"].search([("login", "=", name)])
        or env["res.users"].create(
            {
                "name": name,
                "login": name,
                "company_id": unit.id,
                "company_ids": [(6, 0, unit.ids)],
                "group_ids": [(6, 0, [env.ref(group).id])],
            }
        )
        for name, unit, group in (
            ("inspector_m", main, "ward_office.group_inspector"),
            ("clerk_m", wards[0], "ward_office.group_citizen_clerk"),
            ("officer_m", wards[0], "base.group_user"),
            ("manager_m", main, "project.group_project_manager"),
        )
    }
    [(ready,)] = env.execute_query(SQL("SELECT count(*) FROM ward_case"))
    if ready < CASES:
        fill_tables(wards, users["officer_m"])
    return wards, users


def template(model, vals):
    """Return the columns of ``model`` and a record to copy."""
    found = env[model].sudo()._create_guarded([vals])
    env.flush_all()
    return found, [
        name
        for name, field in env[model]._fields.items()
        if field.store and field.column_type and name != "id"
    ]


def copy_rows(record, names, count, values):
    """Insert ``count`` copies of ``record``, each with ``values`` (SQL) of its own."""
    table = SQL.identifier(record._table)
    env.cr.execute(
        SQL(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s"
            " AND indexdef NOT LIKE 'CREATE UNIQUE%%'",
            record._table,
        )
    )
    indexes = env.cr.fetchall()
    for name, _definition in indexes:
        env.cr.execute(SQL("DROP INDEX %s", SQL.identifier(name)))
    env.cr.execute(
        SQL(
            """
            INSERT INTO %(table)s (%(names)s)
            SELECT %(values)s
              FROM (
                SELECT i.n, i.n %% %(units)s + 1 AS unit,
                       '0' || lpad((i.n * 7919 %% 99999999977)::text, 11, '0')
                           AS number,
                       '09' || lpad((i.n * 104729 %% 99999989)::text, 8, '0')
                           AS phone,
                       p.name AS person, p.folded AS person_key,
                       (1 + i.n %% 300) || ' ' || s.name AS street,
                       (1 + i.n %% 300) || ' ' || s.folded AS street_key,
                       w.name AS what, w.folded AS what_key,
                       d.name AS detail, d.folded AS detail_key
                  FROM (SELECT n::bigint, floor(random() * %(drawn)s)::int AS p,
                               floor(random() * %(drawn)s)::int AS s,
                               floor(random() * %(drawn)s)::int AS w,
                               floor(random() * %(drawn)s)::int AS d
                          FROM generate_series(1, %(count)s) n OFFSET 0) i
                  JOIN drawn p ON p.kind = 'person' AND p.n = i.p
                  JOIN drawn s ON s.kind = 'street' AND s.n = i.s
                  JOIN drawn w ON w.kind = 'what' AND w.n = i.w
                  JOIN drawn d ON d.kind = 'detail' AND d.n = i.d
              ) x, %(table)s t
             WHERE t.id = %(record)s
            """,
            table=table,
            names=SQL(", ").join(map(SQL.identifier, names)),
            values=SQL(", ").join(
                values.get(name, SQL.identifier("t", name)) for name in names
            ),
            units=UNITS,
            drawn=DRAWN,
            count=count,
            record=record.id,
        )
    )
    for _name, definition in indexes:
        env.cr.execute(SQL(definition.replace("%", "%%")))
    env.cr.commit()
    env.cr.execute(SQL("ANALYZE %s", table))
    env.cr.commit()


def draw():
    """Put names, streets and texts at random into a table, with their folded forms."""
    rng = random.Random(11)

    def text(kind):
        if kind == "person":
            return " ".join(map(rng.choice, (families, middles, given)))
        if kind == "street":
            return rng.choice(streets)
        if kind == "what":
            return f"{rng.choice(what)} tại {rng.choice(streets)}"
        return ". ".join(rng.sample(detail, 3))

    env.cr.execute(
        "CREATE TEMPORARY TABLE drawn (kind text, n int, name text, folded text)"
    )
    for kind in ("person", "street", "what", "detail"):
        names = [text(kind) for _n in range(DRAWN)]
        rows = [(kind, n, name, fold(name)) for n, name in enumerate(names)]
        env.cr.execute(
            SQL(
                "INSERT INTO drawn VALUES %s",
                SQL(", ").join(SQL("%s", row) for row in rows),
            )
        )
    env.cr.execute("ANALYZE drawn")


def fill_tables(wards, officer):
    begin = perf_counter()
    env.cr.execute("SET maintenance_work_mem = '512MB'; SET work_mem = '64MB'")
    draw()
    company = SQL("(%s)[x.unit]", wards.ids)
    field = env.ref("ward_office.field_env_waste")
    now = fields.Datetime.now()
    moment = SQL("%s::timestamp - x.n * interval '3 minutes'", now)
    common = {
        "company_id": company,
        "number": SQL("x.n"),
        "year": SQL("2026"),
        "handler_id": SQL("CASE WHEN x.n %% 5000 = 0 THEN %s END", officer.id),
        "due_date": SQL(
            "CASE WHEN x.n < 20000 THEN %s::date + (x.n %% 40)::int - 5 END", now
        ),
    }
    person = {
        "person_name": SQL("x.person"),
        "person_identity_number": SQL("x.number"),
        "person_phone": SQL("x.phone"),
        "person_street": SQL("x.street"),
        "received_at": moment,
    }
    reception, names = template(
        "ward.reception",
        {
            "company_id": wards[0].id,
            "code": "TCD.0",
            "person_name": "A",
            "content": "B",
            "state": "done",
            "result": "advised",
            "received_by_id": False,
            "received_at": now,
        },
    )
    register = "lpad(x.n::text, 7, '0') || ' '"
    street = "x.street_key || ' '"
    sender = f"x.person_key || ' ' || x.number || ' ' || x.phone || ' ' || {street}"
    head = SQL(f"' tcd 2026 ' || {register} || {sender}")
    copy_rows(
        reception,
        names,
        RECEPTIONS,
        common
        | person
        | {
            "code": SQL("'TCD.2026.' || lpad(x.n::text, 7, '0')"),
            "date": SQL("(%s)::date", moment),
            "content": SQL("x.what || '. ' || x.detail"),
            "head_key": head,
            "search_key": SQL("%s || x.what_key || ' ' || x.detail_key || ' '", head),
        },
    )
    case, names = template(
        "ward.case",
        {
            "company_id": wards[0].id,
            "code": "VV.0",
            "kind": "petition",
            "title": "A",
            "opened_at": now,
            "field_id": field.id,
        },
    )
    head = SQL(
        f"' vv 2026 ' || {register} || x.what_key || ' ubnd ' || x.street_key || ' '"
    )
    copy_rows(
        case,
        names,
        CASES,
        common
        | {
            "code": SQL("'VV.2026.' || lpad(x.n::text, 7, '0')"),
            "title": SQL("x.what"),
            "respondent": SQL("'UBND ' || x.street"),
            "opened_at": moment,
            "opened_on": SQL("(%s)::date", moment),
            "kind": SQL(
                "(%s)[1 + x.n %% 3]", ["complaint_1", "denunciation", "petition"]
            ),
            "state": SQL(
                "CASE WHEN x.n < 20000 THEN (%s)[1 + x.n %% 4] ELSE 'closed' END",
                ["accepted", "verifying", "reported", "decided"],
            ),
            "is_late": SQL("x.n %% 17 = 0"),
            "head_key": head,
            "search_key": head,
        },
    )
    env.cr.execute(SQL("SELECT min(id) FROM ward_case WHERE id > %s", case.id))
    first_case = env.cr.fetchone()[0]
    petition, names = template(
        "ward.petition",
        {
            "company_id": wards[0].id,
            "code": "Đ.0",
            "person_name": "A",
            "summary": "B",
            "content": "C",
            "field_id": field.id,
            "received_at": now,
        },
    )
    head = SQL(f"' d 2026 ' || {register} || {sender}")
    copy_rows(
        petition,
        names,
        PETITIONS,
        common
        | person
        | {
            "code": SQL("'Đ.2026.' || lpad(x.n::text, 7, '0')"),
            "case_id": SQL("%s + x.n - 1", first_case),
            "received_on": SQL("(%s)::date", moment),
            "summary": SQL("x.what"),
            "content": SQL("x.what || '. ' || x.detail"),
            "state": SQL(
                "CASE WHEN x.n < 5000 THEN (%s)[1 + x.n %% 3] ELSE 'processed' END",
                ["received", "sorted", "proposed"],
            ),
            "head_key": head,
            "search_key": SQL(
                "%s || x.what_key || ' ' || x.what_key || ' ' || x.detail_key || ' '",
                head,
            ),
        },
    )
    rule = env.ref("ward_office.deadline_reflection_settle", False) or env[
        "ward.deadline.rule"
    ].search([("code", "=", "reflection_settle")], limit=1)
    clock, names = template(
        "ward.clock",
        {
            "company_id": wards[0].id,
            "case_id": case.id,
            "rule_id": rule.id,
            "started_at": now,
            "start_date": now,
        },
    )
    clock._reckon()
    env.flush_all()
    copy_rows(
        clock,
        names,
        CASES,
        {
            "company_id": company,
            "case_id": SQL("%s + x.n - 1", first_case),
            "due_date": SQL("(%s)::date + 30", moment),
            "state": SQL("CASE WHEN x.n < 20000 THEN 'running' ELSE 'done' END"),
        },
    )
    print(f"filled in {perf_counter() - begin:.0f} s")
