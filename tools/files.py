"""What a file is, by its content and its name; plain Python without the ORM."""

import io
import re
import zipfile

# ending -> kinds its content may be of
ENDINGS = {
    "pdf": {"pdf"},
    **dict.fromkeys(
        ("jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "webp", "heic", "heif"),
        {"image"},
    ),
    **dict.fromkeys(("doc", "xls", "ppt"), {"ole"}),
    **dict.fromkeys(("docx", "xlsx", "pptx", "odt", "ods", "odp"), {"office"}),
    "rtf": {"rtf"},
    "txt": {"text"},
    **dict.fromkeys(
        ("mp3", "wav", "m4a", "amr", "ogg", "mp4", "mov", "3gp", "avi", "webm", "mkv"),
        {"media"},
    ),
}
# kinds that are what they are without an ending
PLAIN = {"pdf", "image", "media"}
_STARTS = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "image"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"ID3", "media"),
    (b"\xff\xfb", "media"),
    (b"\xff\xf3", "media"),
    (b"\xff\xf2", "media"),
    (b"OggS", "media"),
    (b"#!AMR", "media"),
    (b"\x1aE\xdf\xa3", "media"),
)
_RIFF = {b"WEBP": "image", b"WAVE": "media", b"AVI ": "media"}
_PICTURES = {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis"}
_MARKUP = re.compile(rb"\s*(<|#!)")
# letters that hide the real ending, or cannot be in a file's name
_TRICKS = re.compile("[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069/\\\\]")


def file_kind(raw):
    r"""Return what ``raw`` is by its content, ``None`` where it is none we take.

    >>> file_kind(b"%PDF-1.4 ...")
    'pdf'
    >>> file_kind(b"MZ\x90\x00" + bytes(99)) is None
    True
    >>> file_kind(b"<svg onload='alert(1)'/>") is None
    True
    >>> file_kind("Kính gửi".encode())
    'text'
    >>> file_kind(b"\x00\x00\x00\x18ftypheic....")
    'image'
    """
    for start, kind in _STARTS:
        if raw.startswith(start):
            return kind
    if raw[:2] == b"BM" and raw[6:10] == bytes(4):
        return "image"
    if raw[:4] == b"RIFF":
        return _RIFF.get(bytes(raw[8:12]))
    if raw[4:8] == b"ftyp":
        return "image" if bytes(raw[8:12]) in _PICTURES else "media"
    if raw[:4] == b"PK\x03\x04":
        return _package_kind(raw)
    return "text" if _is_text(raw) else None


def _package_kind(raw):
    """Return ``office`` for a document without macros, ``None`` for other archives."""
    try:
        names = zipfile.ZipFile(io.BytesIO(raw)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    lowered = [name.lower() for name in names]
    if any(name.endswith("vbaproject.bin") for name in lowered):
        return None
    if any(name.startswith(("basic/", "scripts/")) for name in lowered):
        return None
    known = {"[content_types].xml", "mimetype"} & set(lowered)
    return "office" if known else None


def _is_text(raw):
    if not raw or _MARKUP.match(raw.removeprefix(b"\xef\xbb\xbf")):
        return False
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return "\x00" not in text


def is_taken(name, raw):
    r"""Return whether a file may stand with a citizen's papers.

    Ending and content must belong together; nothing that runs is taken.

    >>> is_taken("đơn.pdf", b"%PDF-1.7")
    True
    >>> is_taken("đơn.pdf.exe", b"MZ\x90\x00"), is_taken("ảnh.png", b"MZ\x90\x00")
    (False, False)
    >>> is_taken("chạy.bat", b"del *.*"), is_taken("ghi chú.txt", "Họp lúc 8h".encode())
    (False, True)
    >>> is_taken("don\u202efdp.exe", b"%PDF-1.7"), is_taken("scan", b"%PDF-1.7")
    (False, True)
    """
    if _TRICKS.search(name or "x"):
        return False
    kind = file_kind(raw)
    _stem, dot, ending = (name or "").strip().rpartition(".")
    if not dot:
        return kind in PLAIN
    return kind in ENDINGS.get(ending.strip().lower(), ())
