"""What people type into a search box or a public page, in words."""

import re

from .vagueness import fold

# More words say nothing more and cost time.
MOST_WORDS = 12
# An unfinished word of fewer letters would find nearly everything.
SHORTEST_PREFIX = 3
SHORTEST_NUMBER = 8
# PostgreSQL refuses to index a text of more than a megabyte.
LONGEST_KEY = 20000
# what no keyboard types and the database refuses
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def printable(text):
    """Return ``text`` without control characters; lines stay.

    >>> printable("Đèn\\x00 hỏng\\n\\x1fđã lâu")
    'Đèn hỏng\\nđã lâu'
    """
    return UNPRINTABLE.sub("", text)


def make_key(*texts):
    """Return the words of ``texts`` as they are kept for searching, each in spaces.

    >>> make_key("Đ.2026.00012", None, "Trần Thị Hoà")
    ' d 2026 00012 tran thi hoa '
    """
    joined = " ".join(text[:LONGEST_KEY] for text in texts if text)
    return f" {fold(joined[:LONGEST_KEY])} "


def only_digits(number):
    """Return a telephone or identity number as people may type it in one go.

    >>> only_digits("+84 912.345.678"), only_digits("C1234567"), only_digits(None)
    ('0912345678', 'C1234567', '')
    """
    number = re.sub(r"[^0-9A-Za-z+]", "", number or "")
    return re.sub(r"^\+84", "0", number)


def parse_words(text):
    """Return what is looked for: terms that must all be there, each with its choices.

    A choice is a tuple of words, one with ``*`` may go on. The last word may be
    unfinished; a number typed in groups is looked for in one piece too.

    >>> parse_words("Nguyễn  Văn An")
    [[('nguyen',)], [('van',)], [('an',)]]
    >>> parse_words("rác Lò Gạch")[-1]
    [('gach*',)]
    >>> parse_words("Hoà 0912 345 678")
    [[('hoa',)], [('0912345678*',), ('0912', '345', '678*')]]
    >>> parse_words("+84 912345678")
    [[('84912345678*',), ('0912345678*',), ('84', '912345678*')]]
    >>> parse_words("' | !!:*")
    []
    """
    words = fold((text or "")[:500]).split()[:MOST_WORDS]
    terms, numbers = [], []

    def end_number(at_end):
        if not numbers:
            return
        whole = "".join(numbers)
        parts = numbers[:-1] + [_last(numbers[-1]) if at_end else numbers[-1]]
        choices = []
        if len(numbers) > 1 and len(whole) >= SHORTEST_NUMBER:
            choices.append((f"{whole}*",))
        if whole.startswith("84") and len(whole) == 11:
            choices.append((f"0{whole[2:]}*",))
        if choices:
            terms.append([*choices, tuple(parts)])
        else:
            terms.extend([(part,)] for part in parts)
        numbers.clear()

    for position, word in enumerate(words, 1):
        if word.isdecimal():
            numbers.append(word)
            continue
        end_number(at_end=False)
        terms.append([(_last(word) if position == len(words) else word,)])
    end_number(at_end=True)
    return terms


def words_query(terms, finished=False):
    """Return what :func:`parse_words` found as a text search query.

    >>> words_query(parse_words("Hoà 0912 345 678"))
    '(hoa) & (0912345678:* | 0912 & 345 & 678:*)'
    >>> words_query(parse_words("Hoà 0912 345 678"), finished=True)
    '(hoa) & (0912345678 | 0912 & 345 & 678)'
    """
    return " & ".join(
        f"({' | '.join(' & '.join(words) for words in choices)})" for choices in terms
    ).replace("*", "" if finished else ":*")


def _last(word):
    return f"{word}*" if len(word) >= SHORTEST_PREFIX else word
