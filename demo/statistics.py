"""The quarters of the demo city: three wards report, the city sums up.

Every step runs through the real methods as the real users, at the time it would have
been taken. The newest report of one ward is still missing, so that the city's own waits
for it; the one before has been sent by all.
"""

import random
import re
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import fields

# unit: clerk, head
PEOPLE = {
    "hoa_sua": ("tiepdan", "chutich"),
    "bang_lang": ("bl.tiepdan", "bl.chutich"),
    "moc_lan": ("ml.tiepdan", "ml.chutich"),
    "thanh_pho": ("tp.tonghop", "thanhpho"),
}
WARDS = ("hoa_sua", "bang_lang", "moc_lan")
LATE = "moc_lan"
# form 06/QLKNTC is kept in no register of the addon: column and figure
BY_HAND = {1: 2, 4: 3, 5: 126}
BY_HAND_FORM = "06/QLKNTC"
EXPLAINED = "Đã đối chiếu với sổ theo dõi; số liệu đúng với thực tế của đơn vị."
HINT = re.compile(r"\[[^\]]+\]")  # what the outline asks to write
ANSWERED = "Ủy ban nhân dân phường đã kiểm tra và xử lý xong."
MATTERS = (
    (
        "complaint",
        "field_security",
        "Khiếu nại quyết định xử phạt lấn chiếm vỉa hè trước nhà",
    ),
    ("petition", "field_traffic", "Kiến nghị sửa đường ngõ bị ngập khi mưa"),
    (
        "complaint",
        "field_land_compensation",
        "Khiếu nại về mức hỗ trợ di chuyển khi thu hồi đất",
    ),
    ("reflection", "field_env_noise", "Phản ánh quán ăn gây ồn sau 23 giờ"),
)


def load_statistics(demo):
    """Let the demo units report the last two quarters that are over."""
    _Statistics(demo).load()


class _Statistics:
    def __init__(self, demo):
        self.env = demo.env
        self.units = demo.units
        self.random = random.Random(62025)
        self.today = demo.today

    def load(self):
        quarters = self.quarters()
        if not quarters:
            return
        for key in WARDS[1:]:
            self.receive(key, quarters[0][1])
        for (period, year), is_newest in zip(quarters, (False, True), strict=False):
            for key in WARDS:
                if not (is_newest and key == LATE):
                    self.report(key, period, year)
            self.report("thanh_pho", period, year, send=not is_newest)

    def quarters(self):
        """Return the two quarters that ended last: ``(period, year)``, older first."""
        periods = self.env["ward.report.period"].search(
            [("code", "in", ("q1", "q2", "q3", "q4"))]
        )
        over = [
            (period._dates(year)[1], period, year)
            for period in periods
            for year in (self.today.year - 1, self.today.year)
            if period._dates(year)[1] < self.today
            and period._in_force_at(period._dates(year)[1])
            and period._forms(period._dates(year)[1])
        ]
        over.sort(key=lambda item: item[0])
        return [(period, year) for _end, period, year in over[-2:]]

    @contextmanager
    def at(self, moment):
        """Let the program believe it is ``moment`` (naive UTC)."""
        unit = type(self.env["res.company"])
        today = self.units["thanh_pho"]._ward_to_local(moment).date()
        with (
            patch.object(fields.Datetime, "now", staticmethod(lambda: moment)),
            patch.object(unit, "_ward_today", lambda _self: today),
        ):
            yield

    def by(self, key, role, model):
        """Return ``model`` as clerk (0) or head (1) of the unit has it."""
        login = PEOPLE[key][role]
        user = self.env["res.users"].search([("login", "=", login)])
        return (
            self.env[model]
            .with_user(user)
            .with_context(
                allowed_company_ids=self.units[key].ids,
                tracking_disable=True,
                lang=user.lang,
            )
        )

    # ------------------------------------------------------------------
    # BUSINESS OF THE SMALLER WARDS
    # ------------------------------------------------------------------

    def receive(self, key, year):
        """Let some citizens come in the last half-year: advised or with a petition."""
        unit = self.units[key]
        Reception = self.by(key, 0, "ward.reception")
        for number in range(8):
            date = self.today - timedelta(30 + 22 * number + self.random.randrange(9))
            moment = unit._ward_to_utc(unit._ward_working_date_before(date), 9)
            kind, field, text = MATTERS[number % len(MATTERS)]
            with self.at(moment):
                reception = Reception.create(
                    {
                        "person_name": f"Công dân {unit.ward_code}-{number + 1:02d}",
                        "person_phone": f"09100{year % 100:02d}{number:03d}",
                        "matter_kind": kind,
                        "field_id": self.env.ref(f"ward_office.{field}").id,
                        "content": text,
                        "received_at": moment,
                        "people_count": 6 if number == 5 else 1,
                        "visitor": "group" if number == 5 else "person",
                        "group_list": "Đại diện *" if number == 5 else False,
                        "explained": "Đã hướng dẫn trình tự, thủ tục theo quy định.",
                    }
                )
                if number % 2:
                    reception.action_take_petition()
                else:
                    reception.action_advise()
            if reception.petition_ids:
                self.answer(key, reception.petition_ids.id, moment)

    def answer(self, key, petition_id, moment):
        """Let a petition or reflection be accepted, answered and closed in time."""
        petition = self.by(key, 0, "ward.petition").browse(petition_id)

        def sign(matter):
            drafts = matter.document_ids.filtered(lambda d: d.state == "draft")
            self.by(key, 1, "ward.document").browse(drafts.ids).action_sign()

        with self.at(moment + timedelta(5)):
            petition.action_check_conditions()
            petition.condition_ids.write({"is_met": "yes"})
            petition.action_sort()
            petition.outcome = "accept"
            petition.action_propose()
            sign(petition)
        case = self.by(key, 0, "ward.case").browse(petition.case_id.id)
        with self.at(moment + timedelta(19)):
            case.write({"outcome": "right", "conclusion": ANSWERED})
            case.action_answer()
            sign(case)
            case.action_execute()
            case.action_close()

    # ------------------------------------------------------------------
    # REPORTS
    # ------------------------------------------------------------------

    def report(self, key, period, year, send=True):
        """Let a unit report in time; a check that blocks would be a fault of ours."""
        unit = self.units[key]
        end = period._dates(year)[1]
        day = min(end + timedelta(2 if key in WARDS else 5), self.today)
        with self.at(unit._ward_to_utc(day, 10)):
            report = self.by(key, 0, "ward.form.report").create(
                {"company_id": unit.id, "period_id": period.id, "year": year}
            )
            report.action_compute()
            rows = report.row_ids.filtered(
                lambda r: r.form_id.code == BY_HAND_FORM and r.unit_id == unit
            )
            columns = rows.form_id._columns().filtered(lambda c: c.kind == "manual")
            known = set(columns.mapped("number"))
            for row in rows:
                row.action_key({n: v for n, v in BY_HAND.items() if n in known})
            if not send:
                return
            failing = report.check_ids.filtered("is_open")
            failing.filtered(lambda r: r.severity == "explain").write(
                {"explanation": EXPLAINED}
            )
            if report.wants_outline:
                report.action_fill_outline()
                report.outline = HINT.sub("Trong kỳ không phát sinh.", report.outline)
            head = self.by(key, 1, "ward.form.report").browse(report.id)
            head.action_approve()
            report.number = f"{100 + self.random.randrange(80)}/BC-UBND"
            report.action_send()
