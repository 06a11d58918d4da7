"""Physical lines of a text: where they stand, and what kind of line each is.

Page numbers stand between the lines of text from PDFs and cut sentences in two; they are left out here, so that
everything above reads on.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from retrieval.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A physical line with something on it. `text` is stripped; `gap` says whether an empty line stands before."""

    text: str
    span: Span
    indent: int
    gap: bool


_TERMINAL = re.compile(r"(?:[.;:!?…]|\./\.)[”\"’)\]]*(?:\[\d{1,3}\])?$")
_PAGE_NUMBER = re.compile(r"(?:[-–—]\s*)?(?:Trang\s+)?(\d{1,3})(?:\s*/\s*\d{1,3})?(?:\s*[-–—])?")
_ALNUM = re.compile(r"[^\W_]")
_DEEP = 20
"""Spaces before a number in the middle or on the right of a page; no paragraph or row is indented so far."""


def lines(text: str, start: int, end: int) -> Iterator[Line]:
    """The lines of `text[start:end]` that are not empty, with offsets into `text`."""
    position, gap = start, False
    for raw in re.split(r"(?<=[\n\f])", text[start:end]):
        stripped = raw.strip().strip("\ufeff\u200b")
        if stripped:
            begin = position + raw.index(stripped)
            yield Line(stripped, Span(begin, begin + len(stripped)), begin - position, gap)
            gap = False
        else:
            gap = gap or bool(raw)
        position += len(raw)


def without_page_numbers(text: str, found: Sequence[Line]) -> list[Line]:
    """`found` without lone page numbers; the line after one goes on where the line before it stopped.

    A number is one of a page when it stands at a form feed, or deep in the line and apart from other lines or next in
    the count of pages. Numbers of rows, which stand on lines of their own too, do neither.
    """
    kept: list[Line] = []
    count, dropped = 1, False
    for index, line in enumerate(found):
        number = _PAGE_NUMBER.fullmatch(line.text)
        if number and _is_apart(text, found, index, counted=int(number[1]) == count + 1):
            count, dropped = int(number[1]), True
            continue
        kept.append(dataclasses.replace(line, gap=False) if dropped else line)
        dropped = False
    return kept


def _is_apart(text: str, found: Sequence[Line], index: int, *, counted: bool) -> bool:
    line = found[index]
    before = text[found[index - 1].span.end if index else 0 : line.span.start]
    following = found[index + 1] if index + 1 < len(found) else None
    after = text[line.span.end : following.span.start if following else len(text)]
    if "\f" in before or "\f" in after:
        return True
    return line.indent >= _DEEP and (counted or line.gap or (following is not None and following.gap))


def is_terminated(text: str) -> bool:
    """Whether `text` ends as a sentence, an item or a lead-in does."""
    return bool(_TERMINAL.search(text.rstrip()[-12:]))


def is_rule(text: str) -> bool:
    """Whether `text` is only a cell border or a ruled line: “|”, “-------”, “____”."""
    if _ALNUM.search(text):
        return False
    return text in {"|", "||", "*"} or (len(text) >= 3 and set(text) <= set("-–—_=*.| "))


def is_upper(text: str) -> bool:
    """Whether the letters of `text` are capitals (a few small ones between many are forgiven)."""
    letters = sum(map(str.isalpha, text))
    return letters >= 2 and sum(map(str.isupper, text)) >= 0.9 * letters
