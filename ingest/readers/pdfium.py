"""The door to pypdfium2, with `drawing`: what stands on the pages of a PDF, and how they look.

The raw interface is called for each letter, since the objects of pypdfium2 take ten times as long. PDFium is not
thread-safe; readers run in processes of their own.
"""

from __future__ import annotations

import ctypes
import math
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from ingest.readers.drawing import DEEPEST, MOST_OBJECTS, drawing_of, frame_of
from retrieval.errors import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from PIL import Image

    from ingest.readers.drawing import Frame
    from ingest.readers.geometry import Rule

_MOST_PIXELS = 25_000_000
_MOST_LETTERS = 200_000
"""Of a page; beyond it the file is no document."""
_WIDTHLESS = frozenset({0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF})
_UNSEEN = frozenset({raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP, raw.FPDF_ANNOT_HIGHLIGHT, raw.FPDF_ANNOT_UNDERLINE})
"""Annotations that set no letters."""


_object_at = ctypes.CFUNCTYPE(ctypes.c_void_p, raw.FPDF_TEXTPAGE, ctypes.c_int)(
    ctypes.cast(raw.FPDFText_GetTextObject, ctypes.c_void_p).value or 0
)
"""FPDFText_GetTextObject with a bare address as its result: to compare it is all that most calls are for."""
_font_of = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)(
    ctypes.cast(raw.FPDFTextObj_GetFont, ctypes.c_void_p).value or 0
)
"""FPDFTextObj_GetFont between bare addresses."""


class Glyph(NamedTuple):
    """A letter as printed. Points from the upper left corner of the page as it is shown.

    Attributes:
        text: one character; a hyphen that PDFium marks as one of a broken word is a hyphen.
        left, top, right, bottom: the box that the letter takes up, with its ascent and descent.
        x, y: where its baseline begins.
        size: of its font, in points; 0 for a space, which has no box.
        turn: how its line runs: 0, 90, 180 or 270 degrees clockwise; -1 slanted.
        font: name of its font.
        stamp: number of the annotation or field that it stands in; -1 in the page itself.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    x: float
    y: float
    size: float
    turn: int
    font: str
    stamp: int


_SPACE = Glyph(" ", 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0, "", -1)


class Sheet(NamedTuple):
    """What stands on a page: letters in the order of the file, ruled lines, its size and share of pictures."""

    glyphs: list[Glyph]
    rules: list[Rule]
    width: float
    height: float
    pictured: float
    drawn: int


@contextmanager
def opened(path: Path, data: bytes) -> Iterator[pdfium.PdfDocument]:
    """The PDF in `data`.

    Raises:
        UnreadableError: it has a password or is damaged.
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD and b"/Encrypt" in data:  # the code may be that of a file before
            raise UnreadableError(path, "has a password; save it without one and try again") from error
        raise UnreadableError(
            path, "is a damaged PDF or was cut off; copy it again or print it to a new PDF"
        ) from error
    try:
        if document.get_formtype() != raw.FORMTYPE_NONE:
            with suppress(pdfium.PdfiumError):  # a damaged form is drawn as far as its fields say how they look
                document.init_forms()
        yield document
    finally:
        document.close()


def sheet(path: Path, document: pdfium.PdfDocument, index: int) -> Sheet | None:
    """What stands on page `index`; None where the page is damaged.

    Raises:
        UnreadableError: it holds more letters than any page of a document.
    """
    flat = _flattened(document, index)
    if flat is None:
        return None
    page, own = flat
    try:
        frame = frame_of(page)
        width, height = frame.right - frame.left, frame.top - frame.bottom
        if frame.quarters % 2:
            width, height = height, width
        with _text_of(page) as text:
            count = raw.FPDFText_CountChars(text)
            if count > _MOST_LETTERS:
                raise UnreadableError(path, f"has {count} letters on page {index + 1}; split it and try again")
            glyphs = list(_glyphs(text, count, frame, _stamps(page, own)))
        rules, pictured, drawn = drawing_of(page, frame)
        return Sheet(glyphs, rules, width, height, min(pictured / max(width * height, 1.0), 1.0), drawn)
    finally:
        page.close()


def render(
    path: Path, document: pdfium.PdfDocument, index: int, *, dpi: int, hidden: Callable[[str], bool]
) -> Image.Image:
    """Page `index` as a picture in RGB of at most 25 million pixels, fields and annotations drawn.

    Those whose text is `hidden` are not drawn.

    Raises:
        UnreadableError: the page is damaged, or there is none of that number.
    """
    flat = _flattened(document, index) if 0 <= index < len(document) else None
    if flat is None:
        raise UnreadableError(path, f"has no page {index + 1} that can be drawn; copy it again")
    page, own = flat
    try:
        _hide(page, own, hidden)
        width, height = page.get_size()
        most = math.sqrt(_MOST_PIXELS / max(width * height, 1.0))
        bitmap = page.render(scale=min(dpi / 72, most), may_draw_forms=True, draw_annots=True)
        try:
            picture: Image.Image = bitmap.to_pil()
            return picture.convert("RGB")
        finally:
            bitmap.close()
    finally:
        page.close()


def _flattened(document: pdfium.PdfDocument, index: int) -> tuple[pdfium.PdfPage, int] | None:
    """A page with its fields and annotations drawn into it, and how many objects it had before; -1 if it has none."""
    try:
        page = document[index]
        if not _has_stamps(page):
            return page, -1
        own = raw.FPDFPage_CountObjects(page)
        raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        page.close()
        return document[index], own
    except pdfium.PdfiumError:
        return None


def _hide(page: pdfium.PdfPage, own: int, hidden: Callable[[str], bool]) -> None:
    """Take flattened annotations whose text is `hidden` off the page."""
    stamps = _stamps(page, own)
    if not stamps:
        return
    shown: dict[int, list[str]] = {}
    with _text_of(page) as text:
        for index in range(min(raw.FPDFText_CountChars(text), _MOST_LETTERS)):
            number = stamps.get(_object_at(text, index) or 0)
            if number is not None:
                shown.setdefault(number, []).append(_letter(raw.FPDFText_GetUnicode(text, index)))
    forms = raw.FPDFPage_GetObject(page, own)
    for number in sorted(shown, reverse=True):
        if hidden("".join(shown[number])):
            raw.FPDFFormObj_RemoveObject(forms, raw.FPDFFormObj_GetObject(forms, number))


# ---- letters


@contextmanager
def _text_of(page: pdfium.PdfPage) -> Iterator[Any]:
    text = raw.FPDFText_LoadPage(page)
    try:
        yield text
    finally:
        if text:
            raw.FPDFText_ClosePage(text)


def _glyphs(text: Any, count: int, frame: Frame, stamps: Mapping[int, int]) -> Iterator[Glyph]:
    """The letters of a page; `stamps` says of the runs in annotations which one they stand in."""
    box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    box_at, matrix_at, x_at, y_at = map(ctypes.byref, (box, matrix, x, y))
    run, size, turn, font, stamp, fonts = None, 0.0, 0, "", -1, dict[int, str]()
    code_of, box_of, origin_of, object_of = (
        raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetCharOrigin, _object_at,
    )  # fmt: skip
    lead = ""
    for index in range(count):
        code = code_of(text, index)
        if code in _WIDTHLESS:
            continue
        letter = _letter(code)
        if letter.isspace() or not letter:
            yield _SPACE
            continue
        if "\ud800" <= letter <= "\udbff":
            lead = letter
            continue
        if "\udc00" <= letter <= "\udfff":
            letter = (lead + letter).encode("utf-16", "surrogatepass").decode("utf-16", "replace")[:1]
        lead = ""
        owner = object_of(text, index)
        if owner != run or owner is None:
            run = owner
            raw.FPDFText_GetMatrix(text, index, matrix_at)
            size = raw.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d)
            turn = _turn(matrix.a, matrix.b, frame.quarters)
            font = _font(owner, fonts) if owner else ""
            stamp = stamps.get(owner or 0, -1)
        origin_of(text, index, x_at, y_at)
        if not box_of(text, index, box_at) or not (math.isfinite(size) and math.isfinite(x.value + y.value)):
            continue
        shown = frame.box(box.left, box.bottom, box.right, box.top)
        yield Glyph(letter, *shown, *frame.show(x.value, y.value), size, turn, font, stamp)


def _letter(code: int) -> str:
    if 32 < code < 0xFFFE:
        return chr(code)
    if code == 2:
        return "-"
    if code < 32 or code in {0xFFFE, 0xFFFF} or code > 0x10FFFF:
        return " " if code in {9, 10, 11, 12, 13, 32} else "\ufffd" if code else ""
    return chr(code)


def _turn(a: float, b: float, quarters: int) -> int:
    degrees = -math.degrees(math.atan2(b, a)) + 90 * quarters
    nearest = round(degrees / 90) * 90
    return nearest % 360 if abs(degrees - nearest) < 8 else -1


def _font(owner: int, known: dict[int, str]) -> str:
    address = _font_of(owner)
    if not address:
        return ""
    if address not in known:
        buffer = ctypes.create_string_buffer(128)
        raw.FPDFFont_GetBaseFontName(ctypes.cast(address, raw.FPDF_FONT), buffer, len(buffer))
        known[address] = buffer.value.decode("utf-8", "replace").split("+", 1)[-1]
    return known[address]


# ---- annotations and fields


def _has_stamps(page: pdfium.PdfPage) -> bool:
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), 1000)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if annotation:
            kind = raw.FPDFAnnot_GetSubtype(annotation)
            raw.FPDFPage_CloseAnnot(annotation)
            if kind not in _UNSEEN:
                return True
    return False


def _stamps(page: pdfium.PdfPage, own: int) -> dict[int, int]:
    """The runs of letters of flattened annotations, by address: the number of the annotation each stands in.

    PDFium puts one form behind the `own` objects of the page, and in it a form for each annotation.
    """
    stamps: dict[int, int] = {}
    if own < 0:
        return stamps
    forms = raw.FPDFPage_GetObject(page, own) if own < raw.FPDFPage_CountObjects(page) else None
    for number in range(max(raw.FPDFFormObj_CountObjects(forms), 0) if forms else 0):
        stack = [(raw.FPDFFormObj_GetObject(forms, number), 0)]
        while stack and len(stamps) < MOST_OBJECTS:
            item, depth = stack.pop()
            kind = raw.FPDFPageObj_GetType(item)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                stamps[ctypes.cast(item, ctypes.c_void_p).value or 0] = number
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < DEEPEST:
                inner = range(max(raw.FPDFFormObj_CountObjects(item), 0))
                stack += [(raw.FPDFFormObj_GetObject(item, n), depth + 1) for n in inner]
    return stamps
