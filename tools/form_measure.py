"""How wide and high a form is as a spreadsheet, so that it prints to be read."""

import re

# Points of type by the number of columns, pixels across a page between its margins.
TYPE_SIZES = ((12, 10), (18, 9), (22, 8.5), (99, 8))
PAGE_WIDTH = {"a4": 1036, "a3": 1500}
NARROWEST, WIDEST = 5.2, 14  # of a column of figures, in characters of 11 points
WIDE = 1.35  # money and land need more room than counts
LEADING = 1.2  # height of a line to its type
LETTERS = 0.95  # bold letters to a figure, of which widths are counted
WIDE_UNITS = ("million", "area", "percent")


def type_size(layout):
    """Return the points of type in which the columns of ``layout`` can be read."""
    count = len(layout.columns)
    return next(size for limit, size in TYPE_SIZES if count <= limit)


def widths_of(layout):
    """Return the widths of all columns in characters: they fill the paper's width."""
    names = [22 if len(layout.columns) > 18 else 26]
    if len(layout.labels) > 1:
        names = [8, 48]
    weights = [WIDE if c.unit in WIDE_UNITS else 1 for c in layout.columns]
    room = PAGE_WIDTH[layout.paper] - sum(7 * wide + 5 for wide in names)
    one = room / sum(weights)
    return names + [
        round(min(max((one * weight - 5) / 7, NARROWEST), WIDEST), 2)
        for weight in weights
    ]


def heights_of(layout):
    """Return the height of each level of headings in points, so that all are read."""
    size, widths = type_size(layout), widths_of(layout)
    heights = [20] * max(h["row"] + h["rowspan"] for h in layout.headings)
    # Low ones first: a high one then asks only for what is still missing.
    for heading in sorted(layout.headings, key=lambda h: h["rowspan"]):
        left, top = heading["col"], heading["row"]
        wide = sum(widths[left : left + heading["colspan"]])
        lines = len(wrapped(heading["text"], wide, size))
        levels = range(top, top + heading["rowspan"])
        missing = 6 + lines * size * LEADING - sum(heights[level] for level in levels)
        if missing > 0:
            heights[levels[-1]] += missing
    return heights


def wrapped(text, width, size, signs=""):
    """Return the lines of ``text`` in a column, broken at blanks or after ``signs``.

    >>> wrapped("12= 13+14= 15+16+17+18", 5.2, 8, "=+")
    ['12=', '13+14=', '15+16+', '17+18']
    >>> wrapped("Chuyển đơn", 5.2, 8)
    ['Chuyển', 'đơn']
    """
    room = width * 11 / size * LETTERS
    lines = [""]
    for part in re.findall(rf"[^\s{signs}]*[\s{signs}]+|[^\s{signs}]+$", text):
        if lines[-1] and len(lines[-1] + part.rstrip()) > room:
            lines.append("")
        lines[-1] += part
    return [line.rstrip() for line in lines]
