"""A reply as the text of one channel: Telegram HTML, or plain text with a limit. Pure.

Text is split before it is escaped and every fragment is wrapped in its own tags, so no part can end inside a
tag or an entity, and every part stands alone. Lengths are counted in UTF-16 code units, as the vendors count.
"""

from __future__ import annotations

import dataclasses
import html
import re
import unicodedata
from typing import TYPE_CHECKING, TypeAlias

from bot.messages import Block, Card, Copyable, Items, Line, Quote, Reply, Table
from retrieval.text import nfc
from retrieval.writing import aligned, as_items

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

TELEGRAM_LIMIT = 4096
"""Bot API, sendMessage: 1-4096 characters after entities parsing. The tags are counted too, to be safe."""

SMALLEST_LIMIT = 64
"""Room for the longest tags and some words."""

PHONE_WIDTH = 34
"""Letters of one width beside each other on the narrowest phones in use; a wider table would be broken or scrolled."""

_BLOCK_GAP = "\n\n"
_PIECE_GAP = "\n"
_TAG = re.compile(r"</?[a-z][^<>]*>")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_PARAGRAPH_END = re.compile(r"\n+")
_SENTENCE_END = re.compile(r"(?<=[.!?;…])[”\"’)\]]*\s+")
_WORD_END = re.compile(r"\s+")
_BOUNDARIES = (_PARAGRAPH_END, _SENTENCE_END, _WORD_END)
_JOINER = "\u200d"

_Tags: TypeAlias = tuple[str, str]
_NO_TAGS: _Tags = ("", "")


@dataclasses.dataclass(frozen=True, slots=True)
class _Markup:
    """What surrounds each kind of text, and how the text itself is written.

    Every fragment of a long quote opens with its marker again, so that none is read without its citation.
    """

    escape: Callable[[str], str]
    strong: _Tags = _NO_TAGS
    quote: _Tags = _NO_TAGS
    origin: _Tags = _NO_TAGS
    table: _Tags | None = None
    """Around aligned columns; None where letters have different widths, so that nothing can be aligned."""
    copyable: _Tags = _NO_TAGS


@dataclasses.dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of text in one pair of tags; the unit that may be split."""

    text: str
    tags: _Tags = _NO_TAGS


def _escape(text: str) -> str:
    return html.escape(text, quote=False)


_HTML = _Markup(
    _escape,
    strong=("<b>", "</b>"),
    quote=("<blockquote expandable>{marker}", "</blockquote>"),
    origin=("<i>", "</i>"),
    table=("<pre>", "</pre>"),
    copyable=("<code>", "</code>"),
)
_PLAIN = _Markup(str, quote=("{marker}“", "”"), origin=("— ", ""))


def telegram_html(reply: Reply) -> list[str]:
    """`reply` as messages for parse mode HTML, each at most `TELEGRAM_LIMIT` code units, tags included.

    A block is kept whole where it fits; a longer one is split after a paragraph, a sentence or a word.
    """
    return _pack(reply.blocks, _HTML, TELEGRAM_LIMIT)


def plain_text(reply: Reply, limit: int = TELEGRAM_LIMIT) -> list[str]:
    """`reply` as messages without markup, each at most `limit` UTF-16 code units of NFC text.

    Raises:
        ValueError: `limit` is below `SMALLEST_LIMIT`.
    """
    if limit < SMALLEST_LIMIT:
        raise ValueError(f"limit must be at least {SMALLEST_LIMIT}, not {limit}")
    return _pack(reply.blocks, _PLAIN, limit)


def without_tags(part: str) -> str:
    """The plain text of one part made by `telegram_html`; never longer than the part."""
    return html.unescape(_TAG.sub("", part))


def utf16_length(text: str) -> int:
    """How many UTF-16 code units `text` takes."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def clean(text: str) -> str:
    """`text` in NFC, without control characters and halves of surrogate pairs, which no vendor accepts."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _CONTROL.sub("", nfc(whole)).strip()


def _pack(blocks: Iterable[Block], markup: _Markup, limit: int) -> list[str]:
    parts: list[str] = []
    for block in blocks:
        for position, fragment in enumerate(_fragments(block, markup, limit)):
            gap = _PIECE_GAP if position else _BLOCK_GAP
            if parts and utf16_length(parts[-1]) + len(gap) + utf16_length(fragment) <= limit:
                parts[-1] += gap + fragment
            else:
                parts.append(fragment)
    return parts


def _fragments(block: Block, markup: _Markup, limit: int) -> list[str]:
    """The block in one fragment where it fits, in several where not; none where it is blank."""
    pieces = [_Piece(text, piece.tags) for piece in _pieces(block, markup) if (text := clean(piece.text))]
    whole = _PIECE_GAP.join(_write(piece.text, piece.tags, markup) for piece in pieces)
    if utf16_length(whole) <= limit:
        return [whole] if whole else []
    return [
        _write(stretch, piece.tags, markup)
        for piece in pieces
        for stretch in _stretches(piece.text, limit - utf16_length("".join(piece.tags)), markup)
    ]


def _pieces(block: Block, markup: _Markup) -> list[_Piece]:
    match block:
        case Line(text, strong):
            return [_Piece(text, markup.strong if strong else _NO_TAGS)]
        case Quote(text, marker, origin):
            shown = "" if marker is None else f"[{marker}] "
            opening, closing = markup.quote
            return [_Piece(text, (opening.format(marker=shown), closing)), _Piece(origin, markup.origin)]
        case Items(items):
            return [_Piece(f"• {item}") for item in items if item.strip()]
        case Table():
            return _rows(block, markup)
        case Card(lines):
            return [piece for line in lines for piece in _pieces(line, markup)]
        case Copyable(text):
            return [_Piece(text, markup.copyable)]


def _rows(table: Table, markup: _Markup) -> list[_Piece]:
    """Aligned columns where the channel has them and a phone has room; else a line for each row."""
    lines = aligned(table)
    if markup.table and max(map(len, lines), default=0) <= PHONE_WIDTH:
        return [_Piece("\n".join(lines), markup.table)]
    return [_Piece(f"• {item}") for item in as_items(table) if item.strip()]


def _write(text: str, tags: _Tags, markup: _Markup) -> str:
    return f"{tags[0]}{markup.escape(text)}{tags[1]}"


def _stretches(text: str, room: int, markup: _Markup) -> Iterator[str]:
    """`text` in stretches that take at most `room` once written, white space at the cuts dropped."""
    while text:
        fits = _fitting(text, room, markup)
        if fits == len(text):
            yield text
            return
        cut = _cut(text, fits)
        yield text[:cut].rstrip()
        text = text[cut:].lstrip()


def _fitting(text: str, room: int, markup: _Markup) -> int:
    """How many letters of `text` take at most `room` once written."""
    for position, letter in enumerate(text):
        room -= utf16_length(markup.escape(letter))
        if room < 0:
            return position
    return len(text)


def _cut(text: str, fits: int) -> int:
    """Where to cut the first `fits` letters: the best kind of boundary in their second half, or else hard."""
    for boundary in _BOUNDARIES:
        ends = [found.end() for found in boundary.finditer(text, 0, fits + 1) if found.end() <= fits]
        if ends and ends[-1] > fits // 2:
            return ends[-1]
    cut = fits
    while cut > fits // 2 and _inside_a_letter(text, cut):
        cut -= 1
    return cut if cut > fits // 2 else fits


def _inside_a_letter(text: str, cut: int) -> bool:
    return unicodedata.category(text[cut])[0] == "M" or _JOINER in (text[cut], text[cut - 1])
