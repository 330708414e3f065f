from datetime import timedelta

from odoo.tests import HttpCase, tagged

from ..citizen.common import CitizenCommon

DESKTOP, PHONE = "1300x800", "390x844"


@tagged("post_install", "-at_install", "ward_figures")
class TestFiguresTour(HttpCase, CitizenCommon):
    """The inspector opens the figures, at the desk and on the phone."""

    frozen_at = None

    def play(self, size, phone=False):
        self.browser_size, self.touch_enabled = size, phone
        self.receive(explained="Đã hướng dẫn").action_advise()
        late = self.petition(summary="Việc quá hạn của chuyến tham quan")
        today = self.ward._ward_today()
        late.sudo()._write_guarded({"due_date": today - timedelta(2)})
        self.decided(self.case())
        self.start_tour(
            "/odoo/ward-figures", "ward_figures_tour", login="t_inspector", timeout=120
        )

    def test_on_the_desk(self):
        self.play(DESKTOP)

    def test_on_the_phone(self):
        self.play(PHONE, phone=True)
