"""The arithmetic of Decree 335/2025, Articles 14 to 17, without the ORM."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True)
class Rule:
    """What the law or the unit lays down; see ``ward.scoring.rule``.

    ``quality_penalty`` and ``progress_penalty`` are shares (0.25) of a product taken
    off each time; ``work_max`` the points of the result criterion; ``cap_each`` caps
    each of a, b and c at 100 %, else only the criterion is capped.
    """

    quality_penalty: float = 0.25
    progress_penalty: float = 0.25
    work_max: float = 70.0
    digits: int = 2
    cap_each: bool = False


@dataclass(frozen=True)
class Work:
    """One product of one officer in one period, converted to standard products.

    ``extra``: taken over from a colleague or arising, counted outside the total
    assigned (Article 18). ``done`` is false for what was handed on to a colleague.
    """

    quantity: float
    done: bool = False
    extra: bool = False
    fails: int = 0
    delays: int = 0


@dataclass(frozen=True)
class Figures:
    """Sums over the products of one officer, in standard products."""

    assigned: float = 0.0
    extra: float = 0.0
    completed: float = 0.0
    quality: float = 0.0
    progress: float = 0.0

    @property
    def base(self):
        """The total assigned; the extra work itself where nothing else was assigned."""
        return self.assigned or self.extra


def rounded(value, digits=2):
    """Return ``value`` rounded half up, the way people round on paper.

    >>> rounded(89.995), rounded(49.995), rounded(69.9949)
    (90.0, 50.0, 69.99)
    >>> rounded(2.675)
    2.68
    """
    # ten decimals first: 0.1 + 0.2 is 0.3 for everybody but the machine
    exact = Decimal(str(round(value, 10)))
    return float(exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def share_left(times, penalty):
    """Return the share of a product's points left after ``times`` penalties.

    >>> share_left(0, 0.25), share_left(1, 0.25), share_left(5, 0.25)
    (1.0, 0.75, 0.0)
    """
    return max(0.0, 1.0 - times * penalty)


def sum_up(works, rule=Rule()):
    """Return the :class:`Figures` of ``works``.

    >>> sum_up([Work(4, done=True, fails=1), Work(6, done=True, delays=2)])
    Figures(assigned=10.0, extra=0.0, completed=10.0, quality=9.0, progress=7.0)
    """
    sums = dict.fromkeys(("assigned", "extra", "completed", "quality", "progress"), 0.0)
    for work in works:
        sums["extra" if work.extra else "assigned"] += work.quantity
        if work.done:
            sums["completed"] += work.quantity
            sums["quality"] += work.quantity * share_left(
                work.fails, rule.quality_penalty
            )
            sums["progress"] += work.quantity * share_left(
                work.delays, rule.progress_penalty
            )
    return Figures(**sums)


def percentages(figures, rule=Rule()):
    """Return (a, b, c) in per cent, ``None`` where no work was assigned.

    >>> percentages(Figures(assigned=10, completed=12, quality=9, progress=10))
    (120.0, 90.0, 100.0)
    >>> percentages(Figures())
    """
    if not figures.base:
        return None
    values = tuple(
        100.0 * part / figures.base
        for part in (figures.completed, figures.quality, figures.progress)
    )
    return tuple(min(100.0, value) for value in values) if rule.cap_each else values


def work_points(parts, rule=Rule()):
    """Return the points of the result criterion (Article 16), 0 to ``work_max``.

    ``parts`` are a, b, c for an officer and a, b, c, d, đ, e for a leader, in per
    cent.

    >>> work_points((100, 90, 80))
    63.0
    >>> work_points((100, 100, 100, 50, 100, 100))
    64.17
    >>> work_points((130, 130, 130))
    70.0
    """
    points = sum(parts) / len(parts) / 100.0 * rule.work_max
    return rounded(min(max(points, 0.0), rule.work_max), rule.digits)


def section_points(points, maxima, section_max):
    """Return the points of a section, scaled to its lawful maximum.

    Where a unit adds criteria of its own to a section, all its criteria together
    still give no more than the section's maximum.

    >>> section_points([5, 4], [5, 5], 10)
    9.0
    >>> section_points([5, 4, 3], [5, 5, 5], 10)
    8.0
    """
    total = sum(maxima)
    return sum(points) * section_max / total if total else 0.0


def places(count, percent, rounding="down"):
    """Return how many may get a grade limited to ``percent`` of ``count`` people.

    >>> places(33, 20), places(33, 20, "half"), places(33, 20, "up")
    (6, 7, 7)
    >>> places(4, 20), places(30, 20, "up")
    (0, 6)
    """
    exact = Decimal(str(percent)) * count / 100
    whole = int(exact)
    if rounding == "up" and exact > whole:
        return whole + 1
    if rounding == "half" and exact - whole >= Decimal("0.5"):
        return whole + 1
    return whole
