"""Denunciations of the demo ward: papers, grants, protection, one against a leader."""

import io
import random

from PIL import Image, ImageDraw

from odoo import Command

CLERK, LEADER, APPROVER, DEPUTY = "tiepdan", "chutich", "pct.vanxa", "pct.kinhte"


def load_protected(citizens):
    """Show what happens to the papers of denouncers; ``citizens`` is the loader."""
    env, unit, now = citizens.env, citizens.unit, citizens.now
    env["ward.authority"].search(
        [("name", "=", "UBND thành phố Hà Nội")]
    ).unit_id = unit.parent_id
    petitions = env["ward.petition"].search(
        [("kind", "=", "denunciation"), ("is_protected", "=", True)], limit=6
    )
    pick = random.Random(56)
    for number, petition in enumerate(petitions):
        mine = citizens.by(CLERK, petition)
        copy = mine._put_away_paper("don.png", _letter(pick))
        if number == 1:
            copy._redact(_letter(pick, hidden=True))
    with citizens.at(now):
        _grant(citizens, petitions[:1])
        _protect(citizens, petitions.case_id[:1])
        citizens.by(CLERK, env["ward.petition"]).create(
            citizens.someone()
            | {
                "kind": "denunciation",
                "source": "post",
                "summary": "Tố cáo Phó Chủ tịch UBND phường duyệt hồ sơ sai quy định",
                "content": "Ngày 12 vừa qua, tôi chứng kiến việc duyệt hồ sơ xây dựng "
                "tại ngách 5/8 Bến Đá khi chưa có bản vẽ hoàn công; đề nghị làm rõ.",
                # `employee_id` is that of the company chosen
                "respondent": citizens.user(DEPUTY).with_company(unit).employee_id.name,
                "field_id": env.ref("ward_office.field_land_compensation").id,
                "company_id": unit.id,
            }
        )


def _grant(citizens, petition):
    identity = petition.identity_ids[:1]
    request = citizens.by(CLERK, citizens.env["ward.identity.request"]).create(
        {
            "identity_id": identity.id,
            "reason": "Mời người tố cáo bổ sung chứng cứ về khoản tiền đã nộp",
            "days": 10,
        }
    )
    if request.state != "asked":
        return
    request.with_user(request.approver_id).action_grant()
    mine = citizens.by(CLERK, identity)
    mine.reveal()
    paper = identity.file_ids.filtered("copy_ids")[:1]
    mine.black_out(paper.id, [[0, 0.08, 0.05, 0.92, 0.2], [0, 0.5, 0.8, 0.95, 0.95]])


def _protect(citizens, case):
    if case.state not in ("accepted", "verifying", "reported"):
        return
    mine = citizens.by(CLERK, case)
    mine.protection_ids = [
        Command.create(
            {
                "measure": "job",
                "people": 1,
                "reason": "Bị điều chuyển công việc sau khi gửi đơn",
            }
        )
    ]
    mine.protection_ids.action_apply(
        "Giữ nguyên vị trí công tác trong thời gian xác minh"
    )
    citizens.by(LEADER, mine.protection_ids.document_id).action_sign()


def _letter(pick, hidden=False):
    """Return a drawn letter as PNG; ``hidden``: head and signature are black."""
    page = Image.new("RGB", (620, 877), "#fbfaf4")
    draw = ImageDraw.Draw(page)
    for top in range(60, 700, 26):
        left, right = 60, pick.randrange(380, 560)
        for x in range(left, right, 14):
            if pick.random() < 0.85:
                draw.line(
                    [(x, top + pick.randrange(8)), (x + 10, top + pick.randrange(8))],
                    fill="#2b3a67",
                    width=2,
                )
    draw.arc((380, 720, 520, 800), 10, 320, fill="#2b3a67", width=3)
    if hidden:
        draw.rectangle((50, 44, 570, 175), fill="black")
        draw.rectangle((310, 700, 590, 830), fill="black")
    buffer = io.BytesIO()
    page.save(buffer, "PNG")
    return buffer.getvalue()
