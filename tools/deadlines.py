"""Legal time limits, counted in days and without the ORM.

A limit starts the day after the event (Civil Code 2015, Article 147) and ends with its
last counted day; where a limit in calendar days ends on a day off, it ends with the
next working day (Article 148). Days during which handling is suspended do not count.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

ONE = timedelta(1)


@dataclass(frozen=True)
class Limit:
    """``days`` after ``start``, calendar or ``working`` days.

    ``pauses`` are pairs of dates: from the first on nothing counts, from the second on
    it counts again; the second is None while the pause lasts.
    """

    start: date
    days: int
    working: bool = False
    pauses: tuple = ()
    rolls: bool = True


@dataclass
class Reckoning:
    """What :func:`reckon` found.

    ``due`` is None while a pause lasts; ``days_left`` is then what will remain.
    """

    due: date | None = None
    counted: int = 0
    skipped: list = field(default_factory=list)
    paused: int = 0
    rolled_from: date | None = None
    days_left: int = 0


def _paused(day, pauses):
    return any(begin <= day and (end is None or day < end) for begin, end in pauses)


def reckon(limit, is_working):
    """Return the :class:`Reckoning` of ``limit``.

    ``is_working(day)`` says whether an office works on ``day``.

    >>> weekday = lambda day: day.weekday() < 5
    >>> friday = date(2026, 7, 3)
    >>> str(reckon(Limit(friday, 7, working=True), weekday).due)
    '2026-07-14'
    >>> str(reckon(Limit(friday, 8), weekday).due)  # Saturday 11 July: the Monday after
    '2026-07-13'
    >>> monday, later = date(2026, 7, 6), date(2026, 7, 13)
    >>> pauses = ((monday, later),)
    >>> str(reckon(Limit(friday, 7, working=True, pauses=pauses), weekday).due)
    '2026-07-21'
    >>> pauses = ((monday, None),)
    >>> still = reckon(Limit(friday, 7, working=True, pauses=pauses), weekday)
    >>> still.due, still.days_left
    (None, 7)
    """
    result = Reckoning()
    still = min((begin for begin, end in limit.pauses if end is None), default=None)
    day = limit.start
    while result.counted < limit.days:
        day += ONE
        if still and day >= still:
            result.days_left = limit.days - result.counted
            return result
        if _paused(day, limit.pauses):
            result.paused += 1
        elif limit.working and not is_working(day):
            if day.weekday() < 5:
                result.skipped.append(day)
        else:
            result.counted += 1
    last = day
    if limit.rolls and limit.days:
        while not is_working(day):
            day += ONE
    if day != last:
        result.rolled_from = last
    result.due = day
    return result
