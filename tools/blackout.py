"""Blacking out parts of a scanned paper, so that nothing is left below.

A scan is a picture, or a PDF whose pages hold one picture each. The result is a PDF of
pictures only: no text layer, no remarks, no data about the camera.
"""

import io

from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

MAX_PAGES = 60
# beyond this a picture is a bomb, not a scan (A3 at 600 dpi is 70 million)
MAX_PIXELS = 80_000_000


class NoScanError(ValueError):
    """The paper is no scan: it holds text or cannot be read."""


def read_pages(content, pdf_reader=None):
    """Return the pages of a scan as pictures.

    ``pdf_reader`` opens a PDF; the program hands in its own.

    :raise NoScanError: this is no scan

    >>> buffer = io.BytesIO()
    >>> Image.new("RGB", (30, 40), "white").save(buffer, "PNG")
    >>> [page.size for page in read_pages(buffer.getvalue())]
    [(30, 40)]
    >>> read_pages(b"abc")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    NoScanError: this is no picture
    """
    if content.startswith(b"%PDF"):
        return list(_pdf_pages(content, pdf_reader))
    try:
        picture = Image.open(io.BytesIO(content))
        pages = []
        for number in range(min(getattr(picture, "n_frames", 1), MAX_PAGES)):
            picture.seek(number)
            pages.append(_plain(picture))
    except (UnidentifiedImageError, OSError, ValueError) as error:
        raise NoScanError("this is no picture") from error
    return pages


def _plain(picture):
    if picture.width * picture.height > MAX_PIXELS:
        raise NoScanError("the picture is too large")
    return ImageOps.exif_transpose(picture).convert("RGB")


def _pdf_pages(content, pdf_reader):
    try:
        reader = pdf_reader(io.BytesIO(content), strict=False)
        count = reader.getNumPages()
        if count > MAX_PAGES:
            raise NoScanError("too many pages")
        for number in range(count):
            yield _page_picture(reader.getPage(number))
    except NoScanError:
        raise
    except Exception as error:  # a reader of files from outside raises anything
        raise NoScanError("the PDF cannot be read") from error


def _page_picture(page):
    resources = page["/Resources"].getObject()
    if "/Font" in resources:
        raise NoScanError("the PDF holds text")
    objects = resources["/XObject"].getObject()
    pictures = [objects[name].getObject() for name in objects]
    pictures = [p for p in pictures if p.get("/Subtype") == "/Image"]
    if len(pictures) != 1 or len(objects) != 1:
        raise NoScanError("a page of a scan holds one picture")
    picture = pictures[0]
    filters = picture.get("/Filter")
    filters = filters if isinstance(filters, list) else [filters]
    size = (picture["/Width"], picture["/Height"])
    if size[0] * size[1] > MAX_PIXELS:
        raise NoScanError("the picture is too large")
    if filters[-1] in ("/DCTDecode", "/JPXDecode"):
        result = _plain(Image.open(io.BytesIO(picture._data)))
    else:
        modes = {"/DeviceRGB": "RGB", "/DeviceGray": "L"}
        mode = modes.get(picture.get("/ColorSpace"))
        if filters != ["/FlateDecode"] or not mode or picture["/BitsPerComponent"] != 8:
            raise NoScanError("pictures of this kind are not known")
        result = Image.frombytes(mode, size, picture.getData()).convert("RGB")
    turned = -(page.get("/Rotate") or 0) % 360
    return result.rotate(turned, expand=True) if turned else result


def black_out(pages, areas):
    """Return a PDF of ``pages`` with the ``areas`` black.

    An area is ``(page, left, top, right, bottom)``: the page from 0, the rest as parts
    of its width and height.

    >>> page = Image.new("RGB", (100, 100), "white")
    >>> black_out([page], [(0, 0, 0, 0.5, 0.5)])[:4]
    b'%PDF'
    >>> page.getpixel((10, 10)), page.getpixel((60, 60))
    ((0, 0, 0), (255, 255, 255))
    """
    for number, left, top, right, bottom in areas:
        page = pages[number]
        box = (
            min(left, right) * page.width,
            min(top, bottom) * page.height,
            max(left, right) * page.width,
            max(top, bottom) * page.height,
        )
        ImageDraw.Draw(page).rectangle(box, fill="black")
    buffer = io.BytesIO()
    pages[0].save(
        buffer,
        "PDF",
        save_all=True,
        append_images=pages[1:],
        resolution=150,
        quality=80,
    )
    return buffer.getvalue()
