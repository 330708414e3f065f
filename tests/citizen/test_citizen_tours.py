from odoo.tests import HttpCase, tagged

from .common import CitizenCommon

DESKTOP, PHONE = "1300x800", "390x844"


@tagged("post_install", "-at_install")
class TestCitizenTours(HttpCase, CitizenCommon):
    """One matter from the desk to the decision and the citizen, in a real browser."""

    frozen_at = None

    def setUp(self):
        super().setUp()
        self.known = self.env["ward.petition"].search([])

    def tour(self, name, path, login="t_clerk"):
        self.env.flush_all()
        self.start_tour(path, name, login=login, timeout=120)
        self.env.invalidate_all()

    def sign_next(self):
        """Let the leader sign what waits for him, on his phone."""
        size, touch = self.browser_size, self.touch_enabled
        self.browser_size, self.touch_enabled = PHONE, True
        self.tour("ward_story_sign", "/odoo/ward-to-sign", login="t_leader")
        self.browser_size, self.touch_enabled = size, touch

    def play(self, size, desk, phone=False):
        self.browser_size, self.touch_enabled = size, phone
        self.tour(desk, "/odoo/ward-receptions/new")
        petition = self.env["ward.petition"].search([]) - self.known
        self.assertEqual(len(petition), 1)
        self.assertEqual(petition.people_count, 6)
        self.assertEqual(len(petition.signatory_ids), 6)
        self.assertEqual(petition.reception_id.result, "petition")
        self.follow(petition)

        petition.field_id = self.field
        petition.respondent = "UBND phường A"
        self.tour("ward_story_sort", f"/odoo/ward-petitions/{petition.id}")
        self.assertEqual(petition.state, "proposed")
        self.sign_next()
        case = petition.case_id
        self.assertEqual(case.state, "accepted")
        self.assertTrue(case.is_crowd)

        path = f"/odoo/ward-cases/{case.id}"
        self.tour("ward_story_verify", path)
        self.sign_next()
        self.assertEqual(case.state, "verifying")
        due = case.due_date
        self.tour("ward_story_extend", path)
        self.assertEqual(case.due_date, due, "nothing signed yet")
        self.sign_next()
        self.assertGreater(case.due_date, due)
        self.tour("ward_story_report", path)
        self.assertEqual(case.state, "reported")
        self.tour("ward_story_decide", path)
        self.sign_next()
        self.assertEqual(case.state, "decided")
        self.assertEqual(case.outcome, "partly")
        self.assertFalse(case.is_late)
        self.follow(petition)

    def follow(self, petition):
        """Let the citizen look the matter up by the code of his slip."""
        url = petition.reception_id._tracking_url()
        self.tour("ward_story_follow", url[url.index("/ward/") :], login=None)

    def test_on_the_desk_by_keyboard(self):
        self.play(DESKTOP, "ward_story_desk_keys")

    def test_on_the_phone(self):
        self.play(PHONE, "ward_story_desk", phone=True)
