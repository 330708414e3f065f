"""A ward whose citizens come to the desk, write and wait for an answer."""

from odoo import fields

from ..common import WardCommon

NUMBER = "001085012345"
CONTENT = "Khiếu nại việc thu hồi 45 m² đất tại ngõ 12 phố Lò Gạch khi mở đường."


class CitizenCommon(WardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.field = cls.env.ref("ward_office.field_land_compensation")
        cls.province = cls.env["ward.place"].create({"name": "Hà Nội thử"})
        cls.place = cls.env["ward.place"].create(
            {
                "name": "Phường A thử",
                "parent_id": cls.province.id,
                "old_names": "Phường Hòa Bình cũ\nQuận Đông",
            }
        )
        cls.authority = cls.env["ward.authority"].create({"name": "UBND thành phố T"})

    def receive(self, login="clerk", **vals):
        """Return a reception entered by ``login``."""
        return self.as_user(login, "ward.reception").create(
            {
                "person_name": "Nguyễn Quốc Thử",
                "person_identity_number": NUMBER,
                "person_phone": "0912345678",
                "person_street": "12 Lò Gạch",
                "person_place_id": self.place.id,
                "content": CONTENT,
                "field_id": self.field.id,
                **vals,
            }
        )

    def petition(self, login="clerk", **vals):
        """Return a petition registered by ``login``."""
        return self.as_user(login, "ward.petition").create(
            {
                "person_name": "Nguyễn Quốc Thử",
                "person_identity_number": NUMBER,
                "person_phone": "0912345678",
                "summary": "Thu hồi 45 m² đất ngõ 12 phố Lò Gạch",
                "content": CONTENT,
                "field_id": self.field.id,
                "respondent": "UBND phường A",
                "handler_id": self.users["clerk"].id,
                **vals,
            }
        )

    def sorted(self, petition):
        petition.action_check_conditions()
        petition.condition_ids.write({"is_met": "yes"})
        petition.action_sort()
        return petition

    def sign(self, matter, login="leader"):
        """Let ``login`` sign the youngest draft of ``matter``; return it."""
        document = matter.document_ids.filtered(
            lambda d: d.state in ("draft", "proposed")
        ).sorted("id")[-1:]
        self.as_user(login, document).action_sign()
        return document

    def case(self, **vals):
        """Return the case of a petition accepted today."""
        petition = self.sorted(self.petition(**vals))
        petition.outcome = "accept"
        petition.action_propose()
        self.sign(petition)
        return self.as_user("clerk", petition.case_id)

    def decided(self, case):
        """Bring ``case`` to its decision."""
        case.write(
            {
                "member_ids": [
                    fields.Command.create(
                        {"employee_id": self.employees["officer"].id, "role": "head"}
                    )
                ],
                "report": "Đã kiểm tra hồ sơ địa chính và đo đạc thực địa.",
                "outcome": "partly",
                "conclusion": "Diện tích thu hồi đúng là 42 m².",
            }
        )
        case.action_verify()
        self.sign(case)
        case.action_report()
        self.sign(case, "clerk")
        case.action_decide()
        self.sign(case)
        return case
