from odoo.tests import HttpCase, tagged

from .common import CitizenCommon

DESKTOP, PHONE = "1300x800", "390x844"


@tagged("post_install", "-at_install")
class TestCitizenTours(HttpCase, CitizenCommon):
    """A group comes to the desk, the leader accepts, in a real browser."""

    frozen_at = None

    def play(self, size, phone=False):
        self.browser_size, self.touch_enabled = size, phone
        known = self.env["ward.petition"].search([])
        self.start_tour(
            "/odoo/ward-receptions/new",
            "ward_citizen_desk",
            login="t_clerk",
            timeout=90,
        )
        self.env.invalidate_all()
        petition = self.env["ward.petition"].search([]) - known
        self.assertEqual(len(petition), 1)
        self.assertEqual(petition.people_count, 6)
        self.assertEqual(petition.reception_id.result, "petition")
        petition = self.as_user("clerk", petition)
        petition.field_id = self.field
        self.sorted(petition)
        petition.outcome = "accept"
        petition.action_propose()
        petition.document_ids.action_propose()
        self.env.flush_all()
        self.start_tour(
            "/odoo/ward-to-sign", "ward_citizen_sign", login="t_leader", timeout=90
        )
        self.env.invalidate_all()
        self.assertEqual(petition.state, "processed")
        self.assertEqual(petition.case_id.state, "accepted")
        self.assertTrue(petition.case_id.is_crowd)

    def test_on_the_desk(self):
        self.play(DESKTOP)

    def test_on_the_phone(self):
        self.play(PHONE, phone=True)
