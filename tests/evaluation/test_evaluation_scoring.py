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
            (89.99499, 89.99),
            (0.1 + 0.2, 0.3),
            (25.005, 25.01),
            (0.0, 0.0),
        ):
            self.assertEqual(scoring.rounded(value), expected)
        # 8.345 is 8.3449999… in the machine; paper knows 8.345 only
        self.assertEqual(scoring.rounded(8.345), 8.35)
        self.assertEqual(scoring.rounded(62.5, 0), 63.0)

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

    def test_places_by_hand(self):
        """20 and 25 per cent of so many people: down, half, up."""
        for count, percent, expected in (
            (0, 20, (0, 0, 0)),
            (1, 20, (0, 0, 1)),
            (2, 25, (0, 1, 1)),
            (4, 25, (1, 1, 1)),
            (5, 20, (1, 1, 1)),
            (7, 20, (1, 1, 2)),
            (8, 20, (1, 2, 2)),
            (10, 25, (2, 3, 3)),
            (13, 25, (3, 3, 4)),
            (33, 20, (6, 7, 7)),
            (60, 20, (12, 12, 12)),
            (60, 25, (15, 15, 15)),
        ):
            found = tuple(
                scoring.places(count, percent, rounding)
                for rounding in ("down", "half", "up")
            )
            self.assertEqual(found, expected, (count, percent))

    def test_penalties_never_below_zero(self):
        work = scoring.Work(4, done=True, fails=9, delays=9)
        figures = scoring.sum_up([work])
        self.assertEqual((figures.quality, figures.progress), (0, 0))
        self.assertEqual(figures.completed, 4)

    def test_cap_of_the_criterion(self):
        """Article 12.3: 70 points, however much more was done."""
        self.assertEqual(scoring.work_points((140, 90, 115)), 70.0)
        capped = scoring.Rule(cap_each=True)
        parts = scoring.percentages(scoring.Figures(10, 4, 14, 9, 11.5), capped)
        self.assertEqual(parts, (100.0, 90.0, 100.0))
        self.assertEqual(scoring.work_points(parts, capped), 67.67)
