"""How letters and paragraphs of a binary Word file look, as far as it changes what is read: [MS-DOC] 2.6 and 2.9.

A stretch has a list of modifiers that are applied to what its style gives; a style is applied to the style it is
based on.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from ingest.readers.word_bytes import modifiers, number, signed

if TYPE_CHECKING:
    from ingest.readers.word_file import WordFile

_MAX_CHAIN = 20
"""Styles based on styles; Word allows eleven."""
_PARAGRAPH_STYLE = 1


@dataclasses.dataclass(frozen=True, slots=True)
class Look:
    """Of letters. Fonts are numbers of the font table, of ASCII and of other letters."""

    font: int = 0
    other_font: int = 0
    deleted: bool = False
    hidden: bool = False
    capitals: bool = False
    special: bool = False
    symbol: tuple[int, int] | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Paragraph:
    """Of a paragraph.

    Attributes:
        style: number of its style.
        depth: how many tables it stands in.
        ends_cell: whether it is the last of its cell; in outer tables a letter of its own says so instead.
        ends_row: whether it is the mark of the end of a row.
        list_number: number of its list from 1; 0 without one.
        level: in the list, from 0.
        edges: of the cells of the row that it ends, in twips.
        merged: which of these cells go on from the row above.
    """

    style: int = 0
    depth: int = 0
    in_table: bool = False
    ends_cell: bool = False
    ends_row: bool = False
    list_number: int = 0
    level: int = 0
    edges: tuple[int, ...] = ()
    merged: frozenset[int] = frozenset()


@dataclasses.dataclass(frozen=True, slots=True)
class _Style:
    base: int
    paragraph: bytes
    letters: bytes


class Styles:
    """The styles and fonts of one file."""

    def __init__(self, word: WordFile) -> None:
        sheet = word.table(1)
        self.fonts = _fonts(word.table(15))
        self._data = word.data
        self._plain = Look(number(sheet, 14, 2), number(sheet, 18, 2))
        self._styles = _styles(sheet)
        self._looks: dict[int, Look] = {}
        self._paragraphs: dict[int, Paragraph] = {}
        self._laid: dict[tuple[bytes, bytes], Paragraph] = {}
        self._shown: dict[tuple[int, bytes, bytes], Look] = {}

    def look(self, style: int, properties: bytes, piece: bytes) -> Look:
        """Of letters with `properties` in a paragraph of `style`, in a piece with the properties `piece`."""
        key = (style, properties, piece)
        if key not in self._shown:
            base = self._of_style(style)
            self._shown[key] = self._applied(base, base, properties + piece)
        return self._shown[key]

    def paragraph(self, properties: bytes, piece: bytes) -> Paragraph:
        """Of a paragraph with `properties` (number of its style, then the list)."""
        key = (properties, piece)
        if key not in self._laid:
            style = self._paragraph_of_style(number(properties, 0, 2))
            self._laid[key] = self._laid_out(style, properties[2:] + piece)
        return self._laid[key]

    def _chain(self, style: int) -> list[_Style]:
        """The style and those under it, the lowest first."""
        chain: list[_Style] = []
        while style in self._styles and len(chain) < _MAX_CHAIN:
            chain.insert(0, self._styles[style])
            style = self._styles[style].base
        return chain

    def _of_style(self, style: int) -> Look:
        if style not in self._looks:
            look = self._plain
            for found in self._chain(style):
                look = self._applied(look, look, found.letters)
            self._looks[style] = look
        return self._looks[style]

    def _paragraph_of_style(self, style: int) -> Paragraph:
        if style not in self._paragraphs:
            paragraph = Paragraph()
            for found in self._chain(style):
                paragraph = self._laid_out(paragraph, found.paragraph)
            self._paragraphs[style] = dataclasses.replace(paragraph, style=style)
        return self._paragraphs[style]

    def _applied(self, look: Look, base: Look, listed: bytes) -> Look:
        """`look` with modifiers; those that switch refer to the style's look, `base`."""
        for code, operand in modifiers(listed):
            match code:
                case 0x0800:
                    look = dataclasses.replace(look, deleted=bool(number(operand, 0, 1)))
                case 0x083C:
                    look = dataclasses.replace(look, hidden=_switched(operand, on=base.hidden))
                case 0x083B:
                    look = dataclasses.replace(look, capitals=_switched(operand, on=base.capitals))
                case 0x0855:
                    look = dataclasses.replace(look, special=bool(number(operand, 0, 1)))
                case 0x4A4F:
                    look = dataclasses.replace(look, font=number(operand, 0, 2))
                case 0x4A51:
                    look = dataclasses.replace(look, other_font=number(operand, 0, 2))
                case 0x6A09:
                    look = dataclasses.replace(look, symbol=(number(operand, 0, 2), number(operand, 2, 2)))
                case 0x4A30:
                    for style in self._chain(number(operand, 0, 2)):
                        look = self._applied_style(look, style)
                case 0x2A33:
                    look = dataclasses.replace(base, special=look.special)
                case _:
                    pass
        return look

    def _applied_style(self, look: Look, style: _Style) -> Look:
        listed = b"".join(
            code.to_bytes(2, "little") + operand for code, operand in modifiers(style.letters) if code in _OF_STYLES
        )
        return self._applied(look, look, listed)

    def _laid_out(self, paragraph: Paragraph, listed: bytes) -> Paragraph:
        for code, operand in modifiers(listed):
            value = number(operand, 0, len(operand)) if len(operand) <= 4 else 0
            match code:
                case 0x2416:
                    paragraph = dataclasses.replace(paragraph, in_table=bool(value))
                case 0x2417 | 0x244C:
                    paragraph = dataclasses.replace(paragraph, ends_row=bool(value))
                case 0x244B:
                    paragraph = dataclasses.replace(paragraph, ends_cell=bool(value))
                case 0x6649:
                    paragraph = dataclasses.replace(paragraph, depth=value)
                case 0x260A:
                    paragraph = dataclasses.replace(paragraph, level=min(value, 8))
                case 0x460B:
                    paragraph = dataclasses.replace(paragraph, list_number=value if value < 0xF801 else 0)
                case 0xD608:
                    edges, merged = _row(operand)
                    paragraph = dataclasses.replace(paragraph, edges=edges, merged=merged)
                case 0x6645 | 0x6646:
                    own = self._data[value + 2 : value + 2 + number(self._data, value, 2)]
                    if own and (own[:2] not in (b"\x45\x66", b"\x46\x66")):
                        paragraph = self._laid_out(paragraph, own)
                case _:
                    pass
        if paragraph.in_table and not paragraph.depth:
            paragraph = dataclasses.replace(paragraph, depth=1)
        return paragraph


_OF_STYLES = frozenset({0x083C, 0x083B, 0x4A4F, 0x4A51})


def _switched(operand: bytes, *, on: bool) -> bool:
    """A switch: off, on, as in the style (128) or the opposite of it (129)."""
    value = number(operand, 0, 1)
    if value >= 0x80:
        return on if value == 0x80 else not on
    return bool(value)


def _row(operand: bytes) -> tuple[tuple[int, ...], frozenset[int]]:
    """The edges of the cells of a row, and which cells go on from the row above: [MS-DOC] 2.9.319, 2.9.306 TC80."""
    count = min(number(operand, 0, 1), 64)
    cells = 3 + 2 * count
    if len(operand) < cells:
        return (), frozenset()
    merged = (at for at in range(count) if (number(operand, cells + 20 * at, 2) >> 5) & 3 == 1)
    return tuple(signed(operand, 1 + 2 * at, 2) for at in range(count + 1)), frozenset(merged)


# ---- tables of the file


def _fonts(table: bytes) -> list[str]:
    """Names of fonts, by their numbers: [MS-DOC] 2.9.286 SttbfFfn."""
    fonts = []
    at = 4
    for _ in range(min(number(table, 0, 2), 5000)):
        if at >= len(table):
            break
        size = table[at]
        name = table[at + 40 : at + 1 + size].decode("utf-16-le", "replace")
        fonts.append(name.split("\0")[0])
        at += 1 + size
    return fonts


def _styles(sheet: bytes) -> dict[int, _Style]:
    """The styles by their numbers: [MS-DOC] 2.9.271 STSH."""
    styles = {}
    size = number(sheet, 0, 2)
    count, base_size = number(sheet, 2, 2), number(sheet, 4, 2)
    at = 2 + size
    for index in range(min(count, 0xFFF)):
        if at + 2 > len(sheet):
            break
        length = number(sheet, at, 2)
        style = sheet[at + 2 : at + 2 + length]
        if length > base_size >= 10:
            styles[index] = _style(style, base_size)
        at += 2 + length + length % 2
    return styles


def _style(style: bytes, base_size: int) -> _Style:
    kind, base = number(style, 2, 2) & 0xF, number(style, 2, 2) >> 4
    at = base_size + 2 + 2 * number(style, base_size, 2) + 2
    lists = []
    for _ in range(number(style, 4, 2) & 0xF):
        at += at % 2
        size = number(style, at, 2)
        lists.append(style[at + 2 : at + 2 + size])
        at += 2 + size
    if kind == _PARAGRAPH_STYLE:
        return _Style(base, lists[0][2:] if lists else b"", lists[1] if len(lists) > 1 else b"")
    return _Style(base, b"", lists[0] if lists and kind == 2 else b"")
