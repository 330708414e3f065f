"""The reception book (sổ tiếp công dân, form 03/TCD) and the slip."""

import base64
import io
from urllib.parse import urlencode

import qrcode

from odoo import api, models

from .ward_petition import PASSED_ON

KINDS = {"complaint": "KN", "denunciation": "TC", "petition": "KN", "reflection": "PA"}
HEADINGS = (
    ("STT", 4),
    ("Ngày tiếp", 8),
    ("Họ tên, địa chỉ", 14),
    ("CCCD/CMND/Hộ chiếu", 10),
    ("Nội dung đơn", 18),
    ("Loại đơn (KN/TC/KN/PA)", 5),
    ("Số người cùng nội dung", 5),
    ("Cơ quan đã giải quyết", 6),
    ("Thuộc thẩm quyền (x)", 5),
    ("Hướng dẫn công dân đến cơ quan có thẩm quyền", 7),
    ("Cơ quan, đơn vị thụ lý", 6),
    ("Theo dõi kết quả giải quyết", 8),
    ("Ghi chú", 4),
)


class WardReception(models.Model):
    _inherit = "ward.reception"

    @api.model
    def _book_headings(self):
        return HEADINGS

    def _book_rows(self):
        """Return the 13 columns of form 03/TCD, one row a turn, oldest first."""
        states = dict(
            self.petition_ids._fields["state"]._description_selection(self.env)
        )
        rows = []
        receptions = self.sorted(lambda r: (r.received_at, r.id))
        for number, reception in enumerate(receptions, 1):
            petition = reception.petition_ids[:1]
            issued = petition.document_ids.filtered(lambda d: d.state == "issued")[:1]
            address = ", ".join(
                part
                for part in (
                    reception.person_street,
                    reception.person_place_id.display_name,
                )
                if part
            )
            guided = petition.outcome == "guide" and petition.target_id.name
            handled = (
                petition.target_id.name
                if petition.outcome in PASSED_ON
                else petition.case_id and reception.company_id.name
            )
            reference = issued.reference or ""
            rows.append(
                [
                    number,
                    reception.date.strftime("%d/%m/%Y"),
                    ", ".join(p for p in (reception.person_name, address) if p),
                    reception.person_identity_number or "",
                    reception.content or "",
                    KINDS[reception.matter_kind],
                    reception.people_count,
                    reception.solved_by or "",
                    "x" if reception.is_competent else "",
                    " ".join(
                        p
                        for p in (
                            guided or reception.guided_to_id.name,
                            guided and reference,
                        )
                        if p
                    ),
                    " ".join(p for p in (handled, handled and reference) if p),
                    states.get(petition.state, reception.explained or ""),
                    reception.note or "",
                ]
            )
        return rows

    def action_book_xlsx(self):
        """Download the receptions chosen as the book in XLSX."""
        self.check_access("read")
        ids = ",".join(map(str, self.ids))
        return {
            "type": "ir.actions.act_url",
            "url": f"/ward/reception_book?ids={ids}",
            "target": "download",
        }

    def _tracking_page(self):
        """Return the address of the tracking page, as it is typed from paper."""
        base = self.env["ir.config_parameter"].sudo().get_param("web.base.url")
        return f"{base}/ward/track"

    def _tracking_url(self):
        """Return that address with the code, and the key of whoever holds the slip."""
        matter = self.petition_ids[:1] or self
        # sudo: the code of the unit in whose register it stands
        unit = matter.sudo().register_company_id.ward_code or ""
        query = urlencode(
            {"unit": unit, "code": matter.code, "key": matter._tracking_key()}
        )
        return f"{self._tracking_page()}?{query}"

    def _qr(self):
        """Return the QR code of the tracking page as a data URL."""
        buffer = io.BytesIO()
        qrcode.make(self._tracking_url(), border=1).save(buffer, "PNG")
        return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
