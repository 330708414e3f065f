"""What the templates of legal forms put into their texts (Vietnamese by law)."""

import re

from odoo import fields, models

from .ward_identity import SECRET_WORDS

SINCE = re.compile(r"\{(\d{4}-\d\d-\d\d):([^}]*)\}")
DOTS = "…\u200b"  # may break, or a justified line is torn apart
KIND_WORDS = {
    "complaint": "khiếu nại",
    "denunciation": "tố cáo",
    "petition": "kiến nghị",
    "reflection": "phản ánh",
}
RULINGS = {
    "right": "Công nhận nội dung khiếu nại của {person} là đúng; sửa đổi, hủy bỏ quyết "
    "định hành chính hoặc chấm dứt hành vi hành chính bị khiếu nại.",
    "wrong": "Không công nhận nội dung khiếu nại của {person}; giữ nguyên quyết định "
    "hành chính, tiếp tục thực hiện hành vi hành chính bị khiếu nại.",
    "partly": "Công nhận một phần nội dung khiếu nại của {person}; sửa đổi, bổ sung "
    "phần quyết định hành chính, hành vi hành chính bị khiếu nại đúng.",
    "upheld": "Công nhận và giữ nguyên nội dung quyết định giải quyết khiếu nại lần "
    "đầu.",
    "changed": "Yêu cầu người ban hành quyết định hành chính bị khiếu nại sửa đổi, hủy "
    "bỏ một phần hoặc toàn bộ quyết định bị khiếu nại.",
}
OUTCOME_WORDS = {
    "right": "đúng toàn bộ",
    "wrong": "sai toàn bộ",
    "partly": "đúng một phần",
    "upheld": "giữ nguyên quyết định giải quyết khiếu nại lần đầu",
    "changed": "hủy, sửa quyết định giải quyết khiếu nại lần đầu",
}


class WardDocument(models.Model):
    _inherit = "ward.document"

    def _dots(self, n=12):
        return DOTS * n

    def _petition(self):
        """Return the petition the document is about, the case's first one."""
        return self.petition_id or self.case_id.petition_ids.sorted("id")[:1]

    def _sender(self):
        return self._petition() or self.reception_id

    def _date(self, day=None):
        if not day:
            return "ngày … tháng … năm ……"
        # Decree 30/2020: a zero before days below 10 and before months 1 and 2
        month = f"{day.month:02d}" if day.month < 3 else day.month
        return f"ngày {day.day:02d} tháng {month} năm {day.year}"

    def _time(self, moment=None):
        if not moment:
            return "… giờ … phút, " + self._date()
        local = self.company_id._ward_to_local(moment)
        return f"{local.hour:02d} giờ {local.minute:02d} phút, {self._date(local)}"

    def _unit(self):
        return self.company_id.name.replace("UBND", "Ủy ban nhân dân")

    def _issuer(self):
        return f"Chủ tịch {self._unit()}"

    def _kind_word(self):
        petition = self._sender()
        kind = (
            self.case_id._petition_kind()
            if self.case_id
            else (
                petition.kind
                if petition._name == "ward.petition"
                else petition.matter_kind
            )
        )
        return KIND_WORDS.get(kind, "")

    def _person(self):
        return self._sender().person_name or self._dots()

    def _person_address(self):
        sender = self._sender()
        if sender.is_protected:
            return SECRET_WORDS["address"]
        parts = (sender.person_street, sender.person_place_id.display_name)
        return ", ".join(part for part in parts if part) or self._dots()

    def _person_identity(self):
        sender = self._sender()
        if sender.is_protected:
            return SECRET_WORDS["identity_number"]
        return sender.person_identity_number or self._dots()

    def _person_phone(self):
        sender = self._sender()
        if sender.is_protected:
            return SECRET_WORDS["phone"]
        return sender.person_phone or self._dots(6)

    def _people_count(self):
        return f"{self._sender().people_count or 1:02d} người"

    def _respondent(self):
        petition = self._petition()
        return petition.respondent or self._dots()

    def _respondent_address(self):
        return self._petition().respondent_address or self._dots()

    def _content(self):
        text = self.case_id.title or self._petition().summary or self._sender().content
        # the form sets the full stop
        return (text or "").strip().rstrip(".;") or self._dots(20)

    def _complaint(self):
        """Return the content after the form's own “Khiếu nại về việc”."""
        return re.sub(r"^khiếu nại( về)?( việc)?[ :]+", "", self._content(), flags=re.I)

    def _ruling(self):
        """Return what a decision on a complaint rules, as a draft of its outcome."""
        ruling = RULINGS.get(self.case_id.outcome, self._dots(20))
        return self.reason or ruling.format(person=self._person())

    def _dialogue(self):
        """Return what came of the dialogue."""
        held = self.case_id.meeting_ids.filtered(lambda m: m.kind == "dialogue")[-1:]
        if held.is_absent:
            return "Người khiếu nại đã được mời nhưng không tham gia đối thoại."
        return held.minutes or "Không tổ chức đối thoại."

    def _received(self):
        sender = self._sender()
        return sender.received_on if "received_on" in sender else sender.date

    def _reason(self):
        return self.reason or self._dots(20)

    def _reason_inside(self):
        """Return the reason as it goes on within a sentence: without its full stop."""
        return self._reason().rstrip(" .")

    def _drafted_on(self):
        return self.date or self.company_id.sudo()._ward_today()  # its time zone

    def _grounds(self):
        """Return the legal bases as they were on the day of the document."""
        today = self._drafted_on()

        def since(match):
            begin = fields.Date.to_date(match[1])
            return match[2] if begin <= today else ""

        lines = (self.form_id.grounds or "").splitlines()
        lines = [SINCE.sub(since, line).strip() for line in lines]
        return [line for line in lines if line]

    def _addressee(self):
        return self.addressee or self._person()

    def _papers(self):
        return [line for line in (self.paper_list or "").splitlines() if line]

    def _papers_line(self, n=20):
        """Return the papers on one line, as forms ask for them in a sentence."""
        return "; ".join(p.rstrip(" ;.") for p in self._papers()) or self._dots(n)

    def _team(self):
        """Return (name, position, role) of the verification team."""
        roles = {"head": "Tổ trưởng", "member": "Thành viên"}
        return [
            (m.employee_id.name, m.employee_id.job_title or "", roles[m.role])
            for m in self.case_id.member_ids
        ]

    def _main_clock(self):
        return self.case_id._clocks().filtered(lambda c: "settle" in c.code)[:1]

    def _days(self):
        clock = self._main_clock()
        return f"{clock._limit().days} ngày" if clock else self._dots(3)

    def _due(self):
        return self._date(self._main_clock().due_date)

    def _outcome(self):
        return OUTCOME_WORDS.get(self.case_id.outcome, self._dots())

    def _orders(self):
        return [o._words() for o in self.case_id.obligation_ids]

    def _number_of(self, key):
        """Return number and date of an earlier issued document of the same matter."""
        documents = self.case_id.document_ids | self._petition().document_ids
        found = documents.filtered(
            lambda d: d.state == "issued" and d.form_id.key == key
        ).sorted("id")[-1:]
        if not found:
            return f"số {self._dots(3)} {self._date()}"
        return f"số {found.reference or self._dots(3)} {self._date(found.date)}"

    def _body(self):
        """Return whom the document asks for something, by name."""
        return self.addressee or self._dots()

    def _drafter(self):
        """Return who takes the minutes, with his position."""
        employee = self.env.user.employee_id.sudo()  # the user's own position
        parts = (employee.name or self.env.user.name, employee.job_title)
        return ", ".join(part for part in parts if part)

    def _challenged(self):
        """Return the decision complained of whose execution is suspended."""
        return self._papers_line(0) or self._content()

    def _receiver(self):
        """Return who received the citizen: the head, or his delegate."""
        reception = self.reception_id
        if reception.is_delegated or reception.day_id.delegate_id:
            employee = reception.received_by_id.sudo()  # printed with his position
            return f"{employee.job_title or 'ông (bà)'} {employee.name}"
        return self._issuer()

    def _contact(self):
        employee = self.reception_id.contact_id.sudo()  # named to the citizen
        return ", ".join(filter(None, (employee.name, employee.job_title)))

    def _team_head(self):
        head = self.case_id.member_ids.filtered(lambda m: m.role == "head")[:1]
        if not head:
            return self._dots()
        return f"{head.employee_id.name}, {head.employee_id.job_title or ''}".rstrip(
            ", "
        )

    def _accepted_on(self):
        return self._date(self.case_id.opened_on)

    def _printed_recipients(self):
        paper = self._paper()
        if paper["co_signers"] or paper["is_bare"]:
            return []  # minutes go to those who sign
        lines = [line for line in (self.recipients or "").splitlines() if line]
        return [line.rstrip(";.") for line in lines] or ["Lưu: VT"]

    def _printed_signers(self):
        paper = self._paper()
        if self.state == "issued":
            signer = {
                "authority": self.signer_authority,
                "title": self.signer_title,
                "name": self.signer_name,
            }
        else:
            signer = {"title": paper["signer_title"], "name": ""}
        others = [{"title": title, "name": ""} for title in paper["co_signers"]]
        for one in [*others, signer] if others else []:
            one["note"] = "(Ký, ghi rõ họ tên)"
        return [*others, signer]

    def _printed_date(self):
        return self.date or fields.Date.to_date(False)
