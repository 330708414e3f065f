"""Arithmetic and checks of statutory forms, read without ``eval``.

The language is the one of Circular 06/2025/TT-TTCP: a number stands for a column of the
form (``6+12+19``), a code and a number for a column of another form (``02/XLD.6``). A
constant is marked with ``#`` (``#100``). There are ``+ - * /``, brackets, and one
comparison of ``= <= >= < > <>``.

A figure that is missing, or a division by zero, is *no data* (``None``): it makes the
whole expression ``None``, never an error.

>>> form = {(None, 3): 7, (None, 4): 4, (None, 23): 3, ("02/XLD", 6): 4}
>>> lookup = lambda code, number: form.get((code, number))
>>> parse("4+23").evaluate(lookup)
7
>>> parse("3 = 4+23").evaluate(lookup)
True
>>> parse("02/XLD.6 > 4").evaluate(lookup)
False
>>> parse("3*#100/4").evaluate(lookup)
175
>>> parse("3/(4-4)").evaluate(lookup) is None
True
>>> parse("3 = 99").evaluate(lookup) is None
True
>>> sorted(parse("03/GQKN.1 = 02/XLD.6 + 4").references, key=str)
[('02/XLD', 6), ('03/GQKN', 1), (None, 4)]
"""

import re
from decimal import Decimal

COMPARISONS = ("<=", ">=", "<>", "=", "<", ">")
# no sum of two amounts printed alike differs by more than rounding does
TOLERANCE = Decimal("0.000001")
MAX_LENGTH = 1000
MAX_DEPTH = 50

CODE = r"\d+[A-Za-z]?(?:/[^\W\d_]+)+"  # 02/XLD, 17a/BTP/HTQTCT/CT
_TOKEN = re.compile(
    rf"""\s*(?:
        (?P<other>{CODE})\.(?P<column>\d+)
      | \#(?P<constant>\d+(?:\.\d+)?)
      | (?P<own>\d+)
      | (?P<sign><=|>=|<>|[-+*/()=<>])
    )""",
    re.VERBOSE,
)


class FormulaError(ValueError):
    """The text is no formula; ``position`` counts characters from 0.

    >>> try:
    ...     parse("6++")
    ... except FormulaError as error:
    ...     print(error, error.position)
    operand 2
    """

    def __init__(self, message, position):
        super().__init__(message)
        self.message = message
        self.position = position


class Expression:
    """A parsed formula: nested tuples, nothing that could run."""

    def __init__(self, text, tree):
        self.text = text
        self.tree = tree

    def __repr__(self):
        return f"Expression({self.text!r})"

    @property
    def is_comparison(self):
        """Return whether the formula says something instead of computing it.

        >>> parse("5 <= 4").is_comparison, parse("5-4").is_comparison
        (True, False)
        """
        return self.tree[0] in COMPARISONS

    @property
    def is_additive(self):
        """Return whether the sum of its values is the value of the sums.

        >>> parse("103-(203+3)").is_additive, parse("3/4*#100").is_additive
        (True, False)
        """
        return _is_additive(self.tree)

    @property
    def references(self):
        """Return the columns used: a set of (code of another form or None, number)."""
        return set(_references(self.tree))

    def evaluate(self, lookup):
        """Return the number, or True/False for a comparison; None without data.

        ``lookup(form_code, number)`` returns a figure or None.
        """
        return _plain(_evaluate(self.tree, lookup))

    def sides(self, lookup):
        """Return both sides of a comparison, as they are shown beside each other.

        >>> parse("3 = 4+23").sides(lambda code, number: number)
        (3, 27)
        """
        return tuple(_plain(_evaluate(side, lookup)) for side in self.tree[1:3])

    def to_excel(self, cell_of):
        """Return the text of a live Excel formula; ``cell_of(code, number)`` names
        the cell.

        >>> parse("(6+12)/19*#100").to_excel(lambda code, number: f"C{number}")
        '=(C6+C12)/C19*100'
        """
        return "=" + _excel(self.tree, cell_of)


def parse(text):
    """Return the :class:`Expression` of ``text``.

    :raise FormulaError: ``message`` is one of *empty*, *character*, *operand*,
        *bracket*, *comparison*, *rest*, *long*

    >>> parse("3 = 4+23")
    Expression('3 = 4+23')
    >>> for bad in ("", "4+abc", "4+", "(4", "1=2=3", "4 5", "1/2/", "#", "4)"):
    ...     try:
    ...         parse(bad)
    ...     except FormulaError as error:
    ...         print(repr(bad), error.message, error.position)
    '' empty 0
    '4+abc' character 2
    '4+' operand 2
    '(4' bracket 2
    '1=2=3' comparison 3
    '4 5' rest 2
    '1/2/' operand 4
    '#' character 0
    '4)' rest 1
    """
    text = (text or "").strip()
    if not text:
        raise FormulaError("empty", 0)
    if len(text) > MAX_LENGTH:
        raise FormulaError("long", MAX_LENGTH)
    return Expression(text, _Parser(text).parse())


def parse_sum_line(text):
    """Return the expressions of a line such as ``6= 7+8= 9+10+11``, for a label.

    >>> parse_sum_line("6= 7+8= 9+10+11")
    (6, ['7+8', '9+10+11'])
    """
    first, *others = (part.strip() for part in text.split("="))
    return int(first), [part for part in others if part]


def order(formulas):
    """Return the columns in the order in which they can be computed.

    ``formulas`` maps ``(code of the form, column number)`` to its
    :class:`Expression`.

    :raise Circle: columns that need each other

    >>> order({("A", 1): parse("5+11"), ("A", 5): parse("6"), ("B", 3): parse("1")})
    [('A', 5), ('A', 1), ('B', 3)]
    >>> try:
    ...     order({("1/A", 1): parse("5"), ("1/A", 5): parse("2+1")})
    ... except Circle as circle:
    ...     print(circle)
    1 → 5 → 1
    >>> try:
    ...     order({("1/A", 1): parse("2/B.3"), ("2/B", 3): parse("1/A.1")})
    ... except Circle as circle:
    ...     print(circle)
    1/A.1 → 2/B.3 → 1/A.1
    """
    done, result = set(), []

    def visit(column, path):
        if column in path:
            raise Circle([*path[path.index(column) :], column])
        if column in done:
            return
        for code, number in sorted(formulas[column].references, key=str):
            needed = (code or column[0], number)
            if needed in formulas:
                visit(needed, [*path, column])
        done.add(column)
        result.append(column)

    for column in formulas:
        visit(column, [])
    return result


class Circle(ValueError):
    """Columns that need each other: ``columns`` begin and end with the same."""

    def __init__(self, columns):
        if len({code for code, _number in columns}) == 1:
            names = [str(number) for _code, number in columns]
        else:
            names = [f"{code}.{number}" for code, number in columns]
        super().__init__(" → ".join(names))
        self.columns = columns


# ----------------------------------------------------------------------
# PARSER
# ----------------------------------------------------------------------


class _Parser:
    def __init__(self, text):
        self.text = text
        self.tokens = list(self._scan(text))
        self.index = 0
        self.depth = 0

    @staticmethod
    def _scan(text):
        position = 0
        while position < len(text):
            match = _TOKEN.match(text, position)
            if not match:
                spaces = len(text[position:]) - len(text[position:].lstrip())
                raise FormulaError("character", position + spaces)
            start = match.end() - len(match.group().lstrip())
            if match["other"]:
                yield ("column", (match["other"], int(match["column"])), start)
            elif match["constant"]:
                yield ("number", Decimal(match["constant"]), start)
            elif match["own"]:
                yield ("column", (None, int(match["own"])), start)
            else:
                yield ("sign", match["sign"], start)
            position = match.end()

    def _peek(self):
        if self.index < len(self.tokens):
            return self.tokens[self.index]
        return ("end", None, len(self.text))

    def _take(self, *signs):
        kind, value, _position = self._peek()
        if kind == "sign" and value in signs:
            self.index += 1
            return value
        return None

    def parse(self):
        left = self._sum()
        sign = self._take(*COMPARISONS)
        if sign:
            left = (sign, left, self._sum())
            kind, value, position = self._peek()
            if kind == "sign" and value in COMPARISONS:
                raise FormulaError("comparison", position)
        kind, _value, position = self._peek()
        if kind != "end":
            raise FormulaError("rest", position)
        return left

    def _sum(self):
        left = self._product()
        while sign := self._take("+", "-"):
            left = (sign, left, self._product())
        return left

    def _product(self):
        left = self._operand()
        while sign := self._take("*", "/"):
            left = (sign, left, self._operand())
        return left

    def _operand(self):
        kind, value, position = self._peek()
        if kind in ("column", "number"):
            self.index += 1
            return (kind, value)
        if self._take("-"):
            return ("-", ("number", Decimal(0)), self._nested(self._operand))
        if not self._take("("):
            raise FormulaError("operand", position)
        inner = self._nested(self._sum)
        if not self._take(")"):
            raise FormulaError("bracket", self._peek()[2])
        return inner

    def _nested(self, part):
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FormulaError("long", self._peek()[2])
        result = part()
        self.depth -= 1
        return result


def _references(tree):
    kind, *parts = tree
    if kind == "column":
        yield parts[0]
    elif kind != "number":
        for part in parts:
            yield from _references(part)


def _is_additive(tree):
    kind, *parts = tree
    return kind == "column" or (kind in "+-" and all(map(_is_additive, parts)))


def _evaluate(tree, lookup):
    kind, *parts = tree
    if kind == "number":
        return parts[0]
    if kind == "column":
        figure = lookup(*parts[0])
        return None if figure is None else Decimal(str(figure))
    left, right = (_evaluate(part, lookup) for part in parts)
    if left is None or right is None:
        return None
    if kind == "/":
        return left / right if right else None
    return _OPERATIONS[kind](left, right)


_OPERATIONS = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "=": lambda a, b: abs(a - b) <= TOLERANCE,
    "<>": lambda a, b: abs(a - b) > TOLERANCE,
    "<=": lambda a, b: a <= b + TOLERANCE,
    ">=": lambda a, b: a + TOLERANCE >= b,
    "<": lambda a, b: a < b - TOLERANCE,
    ">": lambda a, b: a - TOLERANCE > b,
}


def _plain(value):
    """Return an int where nothing is lost, else a float."""
    if value is None or isinstance(value, bool):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


_RANKS = {"+": 1, "-": 1, "*": 2, "/": 2}


def _excel(tree, cell_of):
    kind, *parts = tree
    if kind == "number":
        return f"{parts[0]:f}"
    if kind == "column":
        return cell_of(*parts[0])
    rank = _RANKS.get(kind, 0)
    texts = []
    for part, is_right in zip(parts, (False, True), strict=True):
        text = _excel(part, cell_of)
        inner = _RANKS.get(part[0], 9)
        # a-(b-c) and a/(b/c) keep their brackets
        if inner < rank or (is_right and inner == rank and kind in "-/"):
            text = f"({text})"
        texts.append(text)
    return kind.join(texts)
