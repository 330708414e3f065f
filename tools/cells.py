"""What people write into cells: numbers, dates, hours and hour slots.

Plain Python; every reader takes whatever a cell may hold and raises ``ValueError``.
"""

import re
from datetime import date, datetime, time, timedelta

from .vagueness import fold

MAX_SLOTS_TEXT = 2_000


def to_text(value):
    """Return a cell as text, whatever it holds.

    >>> to_text(12.0), to_text("  a "), to_text(None), to_text(date(2026, 11, 20))
    ('12', 'a', '', '20/11/2026')
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (date, datetime)):
        return f"{value:%d/%m/%Y}"
    return str(value).strip()


def to_number(value):
    """Return a cell as a float, with a comma or a point before the decimals.

    :raise ValueError: not a number

    >>> to_number(3), to_number("2,5"), to_number(" 0.25 ")
    (3.0, 2.5, 0.25)
    >>> to_number("1.250,5")
    Traceback (most recent call last):
    ...
    ValueError: 1.250,5
    """
    text = to_text(value)
    if isinstance(value, float):
        return value
    pattern = r"[+-]?[0-9]{1,15}([.,][0-9]{1,15})?"
    if isinstance(value, bool) or not re.fullmatch(pattern, text):
        raise ValueError(text)
    return float(text.replace(",", "."))


def to_range(value):
    """Return a frame of points, as ``(11.0, 50.0)``; ``None`` for an empty cell.

    :raise ValueError: not two numbers in order

    >>> to_range("11-50"), to_range("Từ 1 đến 10 điểm"), to_range("51 – 100,5")
    ((11.0, 50.0), (1.0, 10.0), (51.0, 100.5))
    >>> to_range(datetime(2026, 10, 1))  # Excel made a date of "1-10"
    Traceback (most recent call last):
    ...
    ValueError: 01/10/2026
    """
    text = to_text(value)
    if not text:
        return None
    numbers = re.findall(r"[0-9]+(?:[.,][0-9]+)?", text)
    if len(numbers) != 2 or isinstance(value, (date, datetime)):
        raise ValueError(text)
    low, high = (to_number(number) for number in numbers)
    if low > high:
        raise ValueError(text)
    return low, high


def to_date(value):
    """Return a cell as a date; texts are day, month, year or ISO.

    :raise ValueError: not a date

    >>> to_date("5/11/2026"), to_date("2026-11-05"), to_date(datetime(2026, 11, 5, 8))
    (datetime.date(2026, 11, 5), datetime.date(2026, 11, 5), datetime.date(2026, 11, 5))
    >>> to_date("31/02/2026")
    Traceback (most recent call last):
    ...
    ValueError: day is out of range for month
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = to_text(value)
    if match := re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", text):
        day, month, year = match.groups()
    elif match := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text):
        year, month, day = match.groups()
    else:
        raise ValueError(text)
    return date(int(year), int(month), int(day))


def to_hour(value):
    """Return an hour of the day as float, from ``time``, "8h30", "08:30" or 8.5.

    :raise ValueError: not an hour between 00:00 and 23:59

    >>> to_hour("8h30"), to_hour("14:45"), to_hour("7h"), to_hour(time(17))
    (8.5, 14.75, 7.0, 17.0)
    >>> to_hour(8.5), to_hour(0.75)
    (8.5, 18.0)
    >>> to_hour("24:00")
    Traceback (most recent call last):
    ...
    ValueError: 24:00
    """
    if isinstance(value, datetime):
        value = value.time()
    if isinstance(value, time):
        return value.hour + value.minute / 60
    if isinstance(value, timedelta):
        hour = value.total_seconds() / 3600
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        # A time without its format is a part of a day.
        hour = value * 24 if isinstance(value, float) and 0 < value < 1 else value
    else:
        pattern = r"([0-9]{1,2})(?: ?[:hHgG] ?([0-5][0-9])?(?::[0-5][0-9])?)?"
        match = re.fullmatch(pattern, to_text(value))
        if not match:
            raise ValueError(to_text(value))
        hour = int(match[1]) + int(match[2] or 0) / 60
    if not 0 <= hour < 24:
        raise ValueError(to_text(value))
    return float(hour)


DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAYS_VI = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
_DAY_NAMES = (
    DAYS_EN,
    DAYS_VI,
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật"),
    ("thứ 2", "thứ 3", "thứ 4", "thứ 5", "thứ 6", "thứ 7"),
)
WEEKDAYS = {fold(name): day for names in _DAY_NAMES for day, name in enumerate(names)}
_HOUR = r"[0-9]{1,2}(?: ?[:hHgG] ?(?:[0-5][0-9])?)?"
_SLOT = re.compile(rf"(.*?)[ :,]*({_HOUR}) ?(?:-|–|—|đến|to) ?({_HOUR})")


def parse_slots(text, first, last):
    """Return ``[(date, from, to)]`` of hour slots between two days, both included.

    A slot is a day and its hours; the day is a weekday (when the days make one week)
    or a date; without one it is the day of the slot before. Slots are separated by
    ``;`` or new lines.

    :raise ValueError: unreadable (``args[0]`` is "unreadable"), a day that is not
        there ("day"), or no time between the hours ("length"); ``args[1]`` the text

    >>> monday, sunday = date(2026, 11, 16), date(2026, 11, 22)
    >>> parse_slots("T2 08:00-11:30; 14h-16h30; Thu 9:00–10:00", monday, sunday)
    ... # doctest: +NORMALIZE_WHITESPACE
    [(datetime.date(2026, 11, 16), 8.0, 11.5),
     (datetime.date(2026, 11, 16), 14.0, 16.5),
     (datetime.date(2026, 11, 19), 9.0, 10.0)]
    >>> parse_slots("thứ năm 8h-9h; 18/11 8:00-9:00", monday, sunday)
    [(datetime.date(2026, 11, 19), 8.0, 9.0), (datetime.date(2026, 11, 18), 8.0, 9.0)]
    >>> parse_slots("T2 08:00-08:00", monday, sunday)
    Traceback (most recent call last):
    ...
    ValueError: ('length', 'T2 08:00-08:00')
    >>> parse_slots("T2 sáng", monday, sunday)
    Traceback (most recent call last):
    ...
    ValueError: ('unreadable', 'T2 sáng')
    """
    slots, day = [], None
    if len(text) > MAX_SLOTS_TEXT:
        raise ValueError("unreadable", text[:80])
    for part in re.split(r"[;\n]", text):
        part = part.strip()
        if not part:
            continue
        # A longer text is no slot, and would keep the expression busy for long.
        match = _SLOT.fullmatch(part) if len(part) <= 60 else None
        if not match:
            raise ValueError("unreadable", part)
        if match[1].strip():
            day = _slot_day(match[1].strip(), first, last, part)
        if not day:
            raise ValueError("unreadable", part)
        try:
            start, stop = to_hour(match[2]), to_hour(match[3])
        except ValueError:
            raise ValueError("unreadable", part) from None
        if stop <= start:
            raise ValueError("length", part)
        slots.append((day, start, stop))
    return slots


def _slot_day(text, first, last, part):
    weekday = WEEKDAYS.get(fold(text))
    if weekday is not None:
        if (last - first).days >= 7:
            raise ValueError("day", part)
        return first + timedelta((weekday - first.weekday()) % 7)
    if re.fullmatch(r"[0-9]{1,2}[/.-][0-9]{1,2}", text):
        # Without a year: the one of the period that holds such a day.
        texts = [f"{text}/{first.year}", f"{text}/{last.year}"]
    else:
        texts = [text]
    for candidate in texts:
        try:
            day = to_date(candidate)
        except ValueError:
            continue
        if first <= day <= last:
            return day
    raise ValueError("day" if re.search("[0-9]", text) else "unreadable", part)


def format_slots(slots, weekdays=None):
    """Return slots as text that :func:`parse_slots` reads.

    ``weekdays`` are seven names for the days of one week; dates are written without.

    >>> format_slots([(date(2026, 11, 16), 8.0, 11.5)], DAYS_VI)
    'T2 08:00-11:30'
    >>> format_slots([(date(2026, 11, 16), 8.0, 11.5)])
    '16/11/2026 08:00-11:30'
    """
    texts = []
    for day, start, stop in slots:
        name = weekdays[day.weekday()] if weekdays else f"{day:%d/%m/%Y}"
        texts.append(f"{name} {format_hour(start)}-{format_hour(stop)}")
    return "; ".join(texts)


def to_time(hour):
    """Return a float hour as ``datetime.time``.

    >>> to_time(8.5)
    datetime.time(8, 30)
    """
    minutes = round(hour * 60)
    return time(minutes // 60, minutes % 60)


def format_hour(hour):
    """Return a float hour as a clock shows it.

    >>> format_hour(8.5), format_hour(16.999)
    ('08:30', '17:00')
    """
    minutes = round(hour * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
