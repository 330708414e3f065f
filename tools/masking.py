"""Taking a person's name and data out of a text. Plain Python, no ORM.

Vietnamese names are written with and without accents, in either Unicode form, with
other spaces; numbers with dots and blanks. Each of them is found.
"""

import re
import unicodedata

# before a given name, in running text
HONORIFICS = ("anh", "ba", "bac", "chau", "chi", "chu", "co", "cu", "dong chi", "em")
HONORIFICS += ("gia dinh", "ong")
# a number shorter than this, or a text, stands for anything
MIN_NUMBER = 8
MIN_TEXT = 4

_TAG = re.compile(r"<[^<>]{0,2000}>|&#?[0-9A-Za-z]{1,10};")


def _folded(text):
    """Return the folded text and, for each of its characters, where it stood.

    >>> _folded("Đỗ<br/>A")
    ('do a', [(0, 1), (1, 2), (2, 7), (7, 8)])
    """
    folded, places, at = [], [], 0
    tags = {match.start(): match.end() for match in _TAG.finditer(text)}
    while at < len(text):
        if at in tags:
            folded.append(" ")
            places.append((at, tags[at]))
            at = tags[at]
            continue
        for char in unicodedata.normalize("NFKD", text[at]):
            if unicodedata.combining(char):
                if places:  # an accent belongs to its letter
                    places[-1] = (places[-1][0], at + 1)
                continue
            char = "d" if char in "đĐ" else char.lower()
            if char == "\u200b":
                continue
            plain = len(char) == 1 and char.isascii() and char.isalnum()
            folded.append(char if plain else " ")
            places.append((at, at + 1))
        at += 1
    return "".join(folded), places


def _words(value):
    return _folded(value or "")[0].split()


def _texts(words, text):
    """Return the spans where ``words`` follow one another in the folded ``text``."""
    if not all(word in text for word in words):
        return []
    pattern = r"(?<![0-9a-z])" + r" +".join(words) + r"(?![0-9a-z])"
    return [match.span() for match in re.finditer(pattern, text)]


def _numbers(number, text):
    """Return the spans of a number, whatever stands between its digits."""
    digits = "".join(_words(number))
    if len(digits) < MIN_NUMBER:
        return []
    pattern = " *".join(digits)
    if re.fullmatch(r"(0|84)[0-9]{8,10}", digits):  # a phone, at home or from abroad
        pattern = "(?:0|84) *" + " *".join(re.sub("^(0|84)", "", digits))
    return [
        match.span()
        for match in re.finditer(rf"(?<![0-9a-z]){pattern}(?![0-9a-z])", text)
    ]


def _given_names(name, text, places, original):
    """Return the spans of the given name after “ông”, “bà” …, not of its namesakes.

    What is written with accents must have the right ones.
    """
    words = name.split()
    if len(words) < 2:
        return []
    wanted = unicodedata.normalize("NFC", words[-1]).lower()
    given = "".join(_words(wanted))
    if len(given) < 2 or given not in text:
        return []
    titles = "|".join(title.replace(" ", " +") for title in HONORIFICS)
    middle = "|".join(filter(None, ("".join(_words(w)) for w in words[1:-1])))
    pattern = rf"(?<![0-9a-z])(?:{titles}) +((?:(?:{middle}) +)*{given})(?![0-9a-z])"
    if not middle:
        pattern = rf"(?<![0-9a-z])(?:{titles}) +({given})(?![0-9a-z])"
    spans = []
    for match in re.finditer(pattern, text):
        start, end = match.span(1)
        written = original[places[end - len(given)][0] : places[end - 1][1]]
        written = unicodedata.normalize("NFC", written).lower()
        if written == wanted or written.isascii():
            spans.append((start, end))
    return spans


def mask(text, people, spare=""):
    """Return ``text`` with each person's data replaced by the pseudonym.

    ``people`` are ``(pseudonym, name, numbers, texts)``; ``spare`` names somebody whose
    given name must stay (the person complained of).

    >>> me = ("Người tố cáo 1", "Nguyễn Văn Hùng", ["0912345678"], ["12 Lò Gạch"])
    >>> mask("Tôi là NGUYEN VAN HUNG, điện thoại 0912.345.678 / +84 912 345 678", [me])
    'Tôi là Người tố cáo 1, điện thoại Người tố cáo 1 / +Người tố cáo 1'
    >>> mask("Nhà ở số 12 Lò Gạch. Ông Hùng gặp ông Hưng, anh Văn Hùng", [me])
    'Nhà ở số Người tố cáo 1. Ông Người tố cáo 1 gặp ông Hưng, anh Người tố cáo 1'
    >>> mask(unicodedata.normalize("NFD", "gặp ông Hùng"), [me])[-14:]
    'Người tố cáo 1'
    >>> mask("gặp ông Hùng", [me], spare="Trần Hùng, địa chính")
    'gặp ông Hùng'
    >>> mask("<p>Nguyễn <b>Văn Hùng</b> viết</p>", [me])
    '<p>Người tố cáo 1<b></b> viết</p>'
    >>> mask("12 Lò Gạch Đen; số 912345; Văn Hùng Anh", [me])
    'Người tố cáo 1 Đen; số 912345; Văn Hùng Anh'
    >>> mask("An ninh ở An Bình", [("X", "An", [], [])])
    'X ninh ở X Bình'
    >>> mask("an toàn", [("X", "An", [], [])]), mask(None, [me]), mask("x", [])
    ('an toàn', None, 'x')
    """
    if not text or not people:
        return text
    folded, places = _folded(text)
    spared = set(_words(spare))
    found = []
    for pseudonym, name, numbers, texts in people:
        spans = []
        words = _words(name)
        if len(words) > 1:
            spans += _texts(words, folded)
            if words[-1] not in spared:
                spans += _given_names(name, folded, places, text)
        elif words:  # one word: as it is written, or it would be anything
            spans += [
                span
                for span in _texts(words, folded)
                if text[places[span[0]][0] : places[span[1] - 1][1]] == name.strip()
            ]
        for number in filter(None, numbers):
            spans += _numbers(number, folded)
        for phrase in filter(None, texts):
            parts = _words(phrase)
            if len("".join(parts)) >= MIN_TEXT:
                spans += _texts(parts, folded)
        found += [
            (places[start][0], places[end - 1][1], pseudonym) for start, end in spans
        ]
    return _replaced(text, found)


def _replaced(text, found):
    """Put the pseudonyms where the spans are; mark-up inside a span stays."""
    result, at = [], 0
    for start, end, pseudonym in sorted(found, key=lambda f: (f[0], -f[1])):
        if end <= at:
            continue
        if start >= at:
            result += [text[at:start], pseudonym]
        result += re.findall(r"<[^<>]*>", text[max(start, at) : end])
        at = end
    return "".join(result) + text[at:]
