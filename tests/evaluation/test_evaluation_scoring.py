import doctest

from odoo.tests import BaseCase, tagged

from ...tools import scoring


@tagged("post_install", "-at_install")
class TestEvaluationScoring(BaseCase):
    """The arithmetic without the database."""

    def test_doctests(self):
        outcome = doctest.testmod(scoring)
        self.assertGreater(outcome.attempted, 10)
        self.assertEqual(outcome.failed, 0)

    def test_rounding_at_the_thresholds(self):
        for value, expected in (
            (49.995, 50.0),
            (49.9949, 49.99),
            (69.995, 70.0),
            (69.994999, 69.99),
            (89.995, 90.0),
            (0.1 + 0.2, 0.3),
        ):
            self.assertEqual(scoring.rounded(value), expected)

    def test_places(self):
        for count in range(61):
            for percent in (20, 25):
                down = scoring.places(count, percent)
                self.assertLessEqual(down * 100, count * percent)
                self.assertGreater((down + 1) * 100, count * percent)
                up = scoring.places(count, percent, "up")
                self.assertEqual(up, -(-count * percent // 100))
                half = scoring.places(count, percent, "half")
                self.assertEqual(half, (count * percent + 50) // 100)

    def test_penalties_never_below_zero(self):
        work = scoring.Work(4, done=True, fails=9, delays=9)
        figures = scoring.sum_up([work])
        self.assertEqual((figures.quality, figures.progress), (0, 0))
