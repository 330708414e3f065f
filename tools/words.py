"""What people type into a search box, as a query of PostgreSQL's text search."""

import re

from .vagueness import fold

# More words say nothing more and cost time.
MOST_WORDS = 12
# An unfinished word of fewer letters would find nearly everything.
SHORTEST_PREFIX = 3
SHORTEST_NUMBER = 8
# PostgreSQL refuses to index a text of more than a megabyte.
LONGEST_KEY = 20000


def make_key(*texts):
    """Return the words of ``texts`` as they are kept for searching.

    >>> make_key("Đ.2026.00012", None, "Trần Thị Hoà")
    'd 2026 00012 tran thi hoa'
    """
    joined = " ".join(text[:LONGEST_KEY] for text in texts if text)
    return fold(joined[:LONGEST_KEY])


def only_digits(number):
    """Return a telephone or identity number as people may type it in one go.

    >>> only_digits("+84 912.345.678"), only_digits("C1234567"), only_digits(None)
    ('0912345678', 'C1234567', '')
    """
    number = re.sub(r"[^0-9A-Za-z+]", "", number or "")
    return re.sub(r"^\+84", "0", number)


def words_query(text):
    """Return ``text`` as a text search query, empty if there is no word in it.

    Every word must be there; the last may be unfinished. A number typed in groups is
    looked for in one piece too.

    >>> words_query("Nguyễn  Văn An")
    'nguyen & van & an'
    >>> words_query("lò gạ")
    'lo & ga'
    >>> words_query("rác Lò Gạch")
    'rac & lo & gach:*'
    >>> words_query("Hoà 0912 345 678")
    'hoa & (0912345678:* | (0912 & 345 & 678:*))'
    >>> words_query("+84 912345678")
    '(84912345678:* | 0912345678:* | (84 & 912345678:*))'
    >>> words_query("' | !!:*")
    ''
    """
    words = fold((text or "")[:500]).split()[:MOST_WORDS]
    terms, numbers = [], []

    def end_number(at_end):
        if not numbers:
            return
        whole = "".join(numbers)
        parts = numbers[:-1] + [_last(numbers[-1]) if at_end else numbers[-1]]
        if len(numbers) == 1 or len(whole) < SHORTEST_NUMBER:
            choices = []
        else:
            choices = [f"{whole}:*"]
        if whole.startswith("84") and len(whole) == 11:
            choices += [f"0{whole[2:]}:*"]
        if choices:
            split = " & ".join(parts)
            choices += [f"({split})" if len(parts) > 1 else split]
            terms.append(f"({' | '.join(choices)})")
        else:
            terms.extend(parts)
        numbers.clear()

    for position, word in enumerate(words, 1):
        if word.isdecimal():
            numbers.append(word)
            continue
        end_number(at_end=False)
        terms.append(_last(word) if position == len(words) else word)
    end_number(at_end=True)
    return " & ".join(terms)


def _last(word):
    return f"{word}:*" if len(word) >= SHORTEST_PREFIX else word
