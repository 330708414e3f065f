from odoo.tests import HttpCase, new_test_user, tagged

from .common import NUMBER, CitizenCommon
from .test_citizen_tours import DESKTOP, PHONE


@tagged("post_install", "-at_install")
class TestCitizenOutsideTour(HttpCase, CitizenCommon):
    """A citizen sends a petition, follows it, and answers the one question."""

    frozen_at = None

    def play(self, size, phone=False):
        self.browser_size, self.touch_enabled = size, phone
        known = self.env["ward.petition"].search([])
        self.start_tour(
            f"/ward/{self.ward.ward_code}/petition", "ward_outside_send", timeout=90
        )
        self.env.invalidate_all()
        petition = self.env["ward.petition"].search([]) - known
        self.assertEqual(petition.source, "online")
        self.assertEqual(self.env["ward.tracking.guess"].search_count([]), 2)

        mine = self.env["ward.petition"].create(
            {
                "kind": "complaint",
                "company_id": self.ward.id,
                "person_name": "Nguyễn Quốc Thử",
                "person_identity_number": NUMBER,
                "summary": "Thu hồi 45 m² đất ngõ 12 phố Lò Gạch khi mở đường",
                "content": "Gia đình tôi bị thu hồi đất. " * 20,
            }
        )
        mine._write_guarded({"state": "processed"})
        new_test_user(
            self.env,
            "t_phone",
            groups="base.group_portal",
            password="t_phone",
            company_id=self.ward.id,
        )
        self.as_user("clerk", mine.citizen_id).action_link_portal("t_phone", NUMBER)
        self.start_tour("/my/home", "ward_outside_portal", login="t_phone", timeout=90)
        self.env.invalidate_all()
        self.assertEqual(mine.satisfaction, 5)

    def test_on_the_computer(self):
        self.play(DESKTOP)

    def test_on_the_phone(self):
        self.play(PHONE, phone=True)
