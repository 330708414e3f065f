import doctest

from odoo.tests import BaseCase, tagged

from ...tools import formulas


@tagged("post_install", "-at_install")
class TestStatisticsFormulas(BaseCase):
    """The arithmetic of the forms without the database."""

    def test_doctests(self):
        outcome = doctest.testmod(formulas)
        self.assertGreater(outcome.attempted, 10)
        self.assertEqual(outcome.failed, 0)
