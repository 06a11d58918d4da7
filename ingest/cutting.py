"""Plain text without a known structure → stretches of at most 1,200 characters. Pure.

Cut between lines, in a long line between sentences, in a long sentence between words; the stretches of a text are of
about one length, so that none is a remnant of a few words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.splitter import LIMIT
from retrieval.text import sentences, squeeze
from retrieval.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE = re.compile(r"[^\n]*\S[^\n]*")
_WORD = re.compile(rf"\S{{1,{LIMIT}}}")


def cut(text: str, start: int = 0) -> list[Span]:
    """Where the stretches of `text` from `start` on stand, in order; together they hold all of its words."""
    units = [(span, len(squeeze(text[span.start : span.end]))) for span in _units(text, start)]
    whole = sum(length + 1 for _, length in units)
    fair = whole / max(1, -(-whole // LIMIT))
    found: list[Span] = []
    length = 0
    for span, own in units:
        if found and length + 1 + own <= LIMIT and length < fair:
            found[-1] = Span(found[-1].start, span.end)
            length += 1 + own
        else:
            found.append(span)
            length = own
    return found


def shown(text: str, span: Span) -> str:
    """What stands in a stretch: white space collapsed, lines kept apart."""
    return "\n".join(filter(None, map(squeeze, text[span.start : span.end].split("\n"))))


def _units(text: str, start: int) -> Iterator[Span]:
    """What is kept together: lines, or where one is too long its sentences, or their words."""
    for line in _LINE.finditer(text, start):
        if len(squeeze(line[0])) <= LIMIT:
            yield Span(line.start(), line.end())
            continue
        for begin, end in sentences(line[0]):
            sentence = Span(line.start() + begin, line.start() + end)
            if len(squeeze(text[sentence.start : sentence.end])) <= LIMIT:
                yield sentence
            else:
                yield from (Span(*word.span()) for word in _WORD.finditer(text, *sentence))
