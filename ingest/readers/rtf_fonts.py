"""The fonts of an RTF file: what bytes and codes mean in each."""

from __future__ import annotations

import codecs
import dataclasses
import functools

from ingest.readers.legacy import decode_1252, scheme_of
from ingest.readers.symbols import show_symbol

_CODE_PAGES = {
    77: 10000, 128: 932, 129: 949, 130: 1361, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256,
    186: 1257, 204: 1251, 222: 874, 238: 1250, 254: 437, 255: 850,
}  # fmt: skip
"""Code pages of the character sets of fonts; the others have that of the document."""
_CODECS = {10000: "mac_roman", 65001: "utf-8", 1361: "johab"}
_WESTERN = 1252
_SYMBOLS = 2
"""The character set of fonts like Symbol and Wingdings."""


@dataclasses.dataclass(slots=True)
class _Font:
    name: str = ""
    named: bool = False
    charset: int = 1
    page: int = 0


class Fonts:
    """The font table, and the code page that the document names for fonts that name none."""

    def __init__(self) -> None:
        self._fonts: dict[int, _Font] = {}
        self._page = _WESTERN

    def use_page(self, page: int) -> None:
        """The document is in code page `page`."""
        self._page = page

    def define(self, font: int, word: str, number: int) -> None:
        r"""Take \f, \fcharset or \cpg of the table."""
        if word == "f":
            self._fonts[font] = _Font()
        elif word == "fcharset":
            self._fonts.setdefault(font, _Font()).charset = number
        elif word == "cpg":
            self._fonts.setdefault(font, _Font()).page = number

    def add_name(self, font: int, letters: bytes) -> None:
        """Take a part of a name; a semicolon ends it."""
        found = self._fonts.setdefault(font, _Font())
        if not found.named:
            name, end, _ = letters.decode(_codec(self._page), "replace").partition(";")
            found.name += name
            found.named = bool(end)

    def name(self, font: int) -> str:
        """The name of a font; empty for one that is not in the table."""
        found = self._fonts.get(font)
        return found.name if found else ""

    def text(self, font: int, letters: bytes) -> str:
        """What bytes set in `font` say; in a font from before Unicode, letters of windows-1252 with its codes."""
        found = self._fonts.get(font, _Font())
        if scheme_of(found.name):
            return decode_1252(letters)
        if found.charset == _SYMBOLS:
            return "".join(chr(code) if code <= 0x20 else show_symbol(code, found.name) for code in letters)
        page = found.page or _CODE_PAGES.get(found.charset, self._page)
        return letters.decode(_codec(page), "replace")

    def letter(self, font: int, code: int) -> str:
        r"""What \u says in `font`: a UTF-16 code, or one of a symbol font moved to U+F000."""
        found = self._fonts.get(font, _Font())
        if found.charset == _SYMBOLS and scheme_of(found.name) is None and 0xF000 <= code <= 0xF0FF:
            return show_symbol(code, found.name)
        return chr(code) if code >= 0x20 else ""


@functools.lru_cache(64)
def _codec(page: int) -> str:
    """The name of Python's codec for a code page; that of Western Europe where there is none."""
    name = _CODECS.get(page, f"cp{page}")
    try:
        codecs.lookup(name)
    except LookupError:
        return f"cp{_WESTERN}"
    return name
