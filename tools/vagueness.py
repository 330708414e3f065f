"""Is a line of a work plan concrete? Plain Python over Vietnamese words."""

import re
import unicodedata

# Beyond this nobody writes a task; it bounds the work on hostile input.
MAX_LENGTH = 2000
# So many words that are neither vague nor filler make a line concrete.
MIN_WORDS = 3

_NOT_WORD = re.compile(r"[^0-9a-z]+")
_TAG = re.compile(r"<[^<>]{0,200}>")
_NUMBER = re.compile(r"^[0-9]+$")


def fold(text):
    """Return ``text`` without accents, case, punctuation and mark-up.

    >>> fold("  ĐI   cơ sở!! ")
    'di co so'
    >>> fold(unicodedata.normalize("NFD", "Giải phóng mặt bằng"))
    'giai phong mat bang'
    >>> fold("<b>Họp</b>\\u200b giao ban")
    'hop giao ban'
    >>> fold(None)
    ''
    """
    text = unicodedata.normalize("NFKD", _TAG.sub(" ", str(text or ""))).lower()
    text = text.replace("đ", "d").replace("\u200b", "")
    text = "".join(char for char in text if not unicodedata.combining(char))
    return _NOT_WORD.sub(" ", text).strip()


def _strip(text, phrases):
    """Return the words of ``text`` beyond ``phrases``, and the phrases found.

    The longest phrase at each word wins.
    """
    words = text.split()
    known = set(phrases)
    longest = max((phrase.count(" ") + 1 for phrase in known), default=0)
    left, found, at = [], [], 0
    while at < len(words):
        for size in range(min(longest, len(words) - at), 0, -1):
            candidate = " ".join(words[at : at + size])
            if candidate in known:
                found.append(candidate)
                at += size
                break
        else:
            left.append(words[at])
            at += 1
    return left, found


def vague_match(text, phrases, fillers, allowed=()):
    """Return the vague phrase ``text`` does not go beyond, or ``None`` if concrete.

    ``phrases``, ``fillers`` and ``allowed`` are folded; a line with an allowed phrase
    passes. An empty or wordless text returns ``""``.

    >>> vague_match("Tiếp tục làm báo cáo trong tuần", {"lam bao cao"},
    ...             {"tiep tuc", "trong tuan"})
    'lam bao cao'
    >>> vague_match("Báo cáo giải phóng mặt bằng đường Bến Đá", {"bao cao"}, set())
    >>> vague_match("!!!", {"hop"}, set())
    ''
    """
    words = fold(str(text or "")[:MAX_LENGTH])
    left, found = _strip(words, {*phrases, *fillers, *allowed})
    if not set(found).isdisjoint(allowed):
        return None
    left = [word for word in left if len(word) > 1 and not _NUMBER.match(word)]
    if len(left) >= MIN_WORDS:
        return None
    vague = [phrase for phrase in found if phrase in phrases]
    return max(vague, key=len, default=words[:60])


def name_says_something(name, fillers):
    """Return whether the name of a product holds a word beyond ``fillers``.

    >>> name_says_something("Kết quả công việc", {"ket qua", "cong viec"})
    False
    >>> name_says_something("Báo cáo", {"ket qua"})
    True
    """
    left, _found = _strip(fold(str(name or "")[:MAX_LENGTH]), fillers)
    return any(len(word) > 1 for word in left)
