"""The parts of a binary Word file (Word 97 to 2003): its letters and the property lists that lie over them.

[MS-DOC] 2.4: the file information block names the tables; the piece table puts the text together from where it lies
in the file; formatted pages (FKP) give the properties of stretches of the file, not of the text.
"""

from __future__ import annotations

import dataclasses
import itertools
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from ingest.readers.legacy import decode_1252
from ingest.readers.word_bytes import number, numbers, plex
from retrieval.errors import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_WORD_97 = 0xC1
_PAGE = 512
_COMPRESSED = 0x40000000
_TABLES_AT = 0x9A
PARTS = ("text", "footnotes", "headers", "macros", "comments", "endnotes", "boxes", "header_boxes")
"""The parts that follow each other in the text of a file."""
_LOCKED = "is locked with a password; open it in Word, take the password off and save it as .docx"
_OLD = "was written by Word 95 or older; open it in Word or LibreOffice and save it as .docx"
_DAMAGED = "is a damaged Word file or was cut off; copy it again, or open it in Word and save it as .docx"


class Stretch(NamedTuple):
    """Letters `start` to `end` of the text with one list of properties, and that of their piece."""

    start: int
    end: int
    properties: bytes
    piece: bytes


class _Piece(NamedTuple):
    start: int
    end: int
    offset: int
    width: int
    properties: bytes


@dataclasses.dataclass(frozen=True, slots=True)
class WordFile:
    """A file taken apart.

    Attributes:
        text: all letters, by character position, with Word's control characters.
        parts: where each of `PARTS` begins and ends in `text`.
        letters: stretches with properties of letters, in order, without gaps.
        paragraphs: stretches with properties of paragraphs: number of the style (two bytes), then the list.
        table: gives the bytes of table number n of the file information block ([MS-DOC] 2.5.6 ff).
        data: the stream for what is too large elsewhere.
    """

    text: str
    parts: dict[str, tuple[int, int]]
    letters: list[Stretch]
    paragraphs: list[Stretch]
    table: Callable[[int], bytes]
    after_table: Callable[[int], bytes]
    data: bytes


def open_word(path: Path, stream: Callable[[str], bytes]) -> WordFile:
    """The Word file whose streams `stream` gives by name.

    Raises:
        UnreadableError: it is damaged, locked or of an older Word.
    """
    main = stream("WordDocument")
    if len(main) < _TABLES_AT:
        raise UnreadableError(path, _DAMAGED)
    if number(main, 2, 2) < _WORD_97:
        raise UnreadableError(path, _OLD)
    flags = number(main, 10, 2)
    if flags & 0x0100:
        raise UnreadableError(path, _LOCKED)
    tables = stream("1Table" if flags & 0x0200 else "0Table")

    def place(index: int) -> tuple[int, int]:
        at = _TABLES_AT + 8 * index
        return number(main, at, 4), number(main, at + 4, 4)

    def table(index: int) -> bytes:
        start, size = place(index)
        return tables[start : start + size]

    def after_table(index: int) -> bytes:
        return tables[sum(place(index)) :]

    pieces = _pieces(path, main, table(33))
    text = "".join(_letters(main, piece) for piece in pieces)
    if not text:
        raise UnreadableError(path, _DAMAGED)
    return WordFile(
        text=text,
        parts=_parts(main, len(text)),
        letters=list(_laid(pieces, _pages(main, table(12), _letter_properties))),
        paragraphs=list(_laid(pieces, _pages(main, table(13), _paragraph_properties))),
        table=table,
        after_table=after_table,
        data=stream("Data"),
    )


def _parts(main: bytes, length: int) -> dict[str, tuple[int, int]]:
    parts, start = {}, 0
    for name, size in zip(PARTS, numbers(main, 0x4C, len(PARTS)), strict=False):
        end = min(start + size, length)
        parts[name] = (start, end)
        start = end
    return {name: parts.get(name, (length, length)) for name in PARTS}


# ---- the piece table


def _pieces(path: Path, main: bytes, clx: bytes) -> list[_Piece]:
    """The pieces of the text in order, [MS-DOC] 2.4.1; a file saved fast has many."""
    lists: list[bytes] = []
    at = 0
    while at < len(clx) and clx[at] == 1:
        size = number(clx, at + 1, 2)
        lists.append(clx[at + 3 : at + 3 + size])
        at += 3 + size
    positions, found = plex(clx[at + 5 : at + 5 + number(clx, at + 1, 4)] if number(clx, at, 1) == 2 else b"", 8)
    pieces, length = [], 0
    for (start, end), piece in zip(itertools.pairwise(positions), found, strict=True):
        code = number(piece, 2, 4)
        width = 1 if code & _COMPRESSED else 2
        offset = (code & ~_COMPRESSED & 0x7FFFFFFF) // (3 - width)
        count = end - start
        if count <= 0:
            continue
        if offset + count * width > len(main):
            raise UnreadableError(path, _DAMAGED)
        pieces.append(_Piece(length, length + count, offset, width, _piece_properties(number(piece, 6, 2), lists)))
        length += count
    if length > len(main):
        raise UnreadableError(path, _DAMAGED)
    return pieces


def _piece_properties(code: int, lists: list[bytes]) -> bytes:
    """The properties of a piece saved fast: a list of the file, or one modifier in a byte ([MS-DOC] 2.9.212)."""
    if code & 1:
        return lists[code >> 1] if code >> 1 < len(lists) else b""
    modifier = _SHORT_MODIFIERS.get((code >> 1) & 0x7F)
    return modifier.to_bytes(2, "little") + bytes([code >> 8]) if modifier else b""


_SHORT_MODIFIERS = {0x0C: 0x260A, 0x18: 0x2416, 0x19: 0x2417, 0x41: 0x0800, 0x5B: 0x083B, 0x5C: 0x083C}


def _letters(main: bytes, piece: _Piece) -> str:
    count = piece.end - piece.start
    raw = main[piece.offset : piece.offset + count * piece.width]
    if piece.width == 1:
        return decode_1252(raw)
    text = raw.decode("utf-16-le", "surrogatepass")
    return text if len(text) == count else "".join(chr(number(raw, at, 2)) for at in range(0, len(raw), 2))


# ---- formatted pages


def _pages(main: bytes, table: bytes, properties: Callable[[bytes, int], bytes]) -> list[tuple[int, int, bytes]]:
    """(start, end, properties) of stretches of the file, in order, not overlapping."""
    found = []
    for code in plex(table, 4)[1]:
        at = (number(code, 0, 4) & 0x3FFFFF) * _PAGE
        page = main[at : at + _PAGE]
        if len(page) == _PAGE:
            count = min(page[-1], 101)
            edges = numbers(page, 0, count + 1)
            found += [(edges[n], edges[n + 1], properties(page, n)) for n in range(count)]
    found.sort(key=lambda stretch: stretch[0])
    ordered, last = [], 0
    for start, end, listed in found:
        if end > max(start, last):
            ordered.append((max(start, last), end, listed))
            last = end
    return ordered


def _letter_properties(page: bytes, n: int) -> bytes:
    at = 2 * page[4 * (page[-1] + 1) + n] if 4 * (page[-1] + 1) + n < _PAGE else 0
    return page[at + 1 : at + 1 + page[at]] if at else b""


def _paragraph_properties(page: bytes, n: int) -> bytes:
    place = 4 * (page[-1] + 1) + 13 * n
    at = 2 * page[place] if place < _PAGE else 0
    if not at:
        return b""
    if page[at]:
        return page[at + 1 : at + 2 * page[at]]
    return page[at + 2 : at + 2 + 2 * number(page, at + 1, 1)]


def _laid(pieces: list[_Piece], stretches: list[tuple[int, int, bytes]]) -> Iterator[Stretch]:
    """Stretches of the file as stretches of the text, without gaps."""
    starts = [start for start, _, _ in stretches]
    for piece in pieces:
        position, end = piece.offset, piece.offset + (piece.end - piece.start) * piece.width
        at = max(bisect_right(starts, position) - 1, 0)
        while position < end:
            while at < len(stretches) and stretches[at][1] <= position:
                at += 1
            listed, stop = b"", end
            if at < len(stretches):
                start, last, own = stretches[at]
                listed, stop = (own, min(last, end)) if start <= position else (b"", min(start, end))
            first = piece.start + (position - piece.offset) // piece.width
            last_letter = piece.start + -(-(stop - piece.offset) // piece.width)
            yield Stretch(first, last_letter, listed, piece.properties)
            position = piece.offset + (last_letter - piece.start) * piece.width
