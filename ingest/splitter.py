"""Tree → passages: the smallest stretches that make sense alone, each at most 1,200 characters and contiguous.

A heading with its list is one passage where it fits. Where it does not, the list is cut between items, and every part
keeps the headings and the lead-in above it in its path. Every word of a document stands in exactly one passage.
"""

from __future__ import annotations

import bisect
import dataclasses
import hashlib
import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.lines import is_terminated
from retrieval.text import sentences, squeeze
from retrieval.types import Passage, PassageRole, SourceText, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.structure import Unit

LIMIT = 1200
"""Characters a passage may have."""
GROUP = 700
"""Characters up to which items of one list share a passage when the whole list does not fit in one."""
HEADING_LIMIT = 160
"""Characters of a heading that a path keeps."""
_NEVER_WHOLE = frozenset({"table", "annex", "form", "chapter", "part", "section"})
_SPACE = re.compile(r"\s")
_WORD = re.compile(r"\S")
_ROLES: dict[str, PassageRole] = {
    "header": "header", "basis": "basis", "signature": "signature", "recipients": "recipients",
    "footnote": "footnote", "row": "table",
}  # fmt: skip


class _Piece:
    """A passage in the making: where it stands, under which headings, and where its items begin."""

    def __init__(self, path: tuple[str, ...], role: PassageRole, starts: list[int], end: int) -> None:
        self.path = path
        self.role = role
        self.starts = starts
        self.end = end


def split(document_id: str, root: Unit, source: SourceText) -> tuple[Passage, ...]:
    """The passages of a document, in source order, with deterministic ids."""
    pieces = list(_Splitter(source.text, root).children(root.children, ()))
    seen: Counter[tuple[tuple[str, ...], str]] = Counter()
    passages = []
    for ordinal, piece in enumerate(pieces):
        text = _shown(source.text, piece.starts, piece.end)
        seen[piece.path, text] += 1
        key = "\x1f".join([document_id, *piece.path, text, str(seen[piece.path, text])])
        passages.append(
            Passage(
                id=hashlib.sha256(key.encode()).hexdigest()[:16],
                document_id=document_id,
                ordinal=ordinal,
                role=piece.role,
                path=piece.path,
                text=text,
                span=Span(piece.starts[0], piece.end),
                page=_page(source, piece.starts[0]),
            )
        )
    return tuple(passages)


def _shown(text: str, starts: Sequence[int], end: int) -> str:
    """`text` from the first start to `end`, one line per item, white space collapsed."""
    return "\n".join(item for start, stop in pairwise([*starts, end]) if (item := squeeze(text[start:stop])))


def _page(source: SourceText, position: int) -> int | None:
    return sum(start <= position for start in source.pages) if source.pages else None


def heading_of(unit: Unit) -> str:
    """What a path keeps of a heading: its words, cut at a word when they are too long."""
    text = unit.text
    if len(text) <= HEADING_LIMIT:
        return text
    return text[:HEADING_LIMIT].rsplit(" ", 1)[0] + "…"


class _Splitter:
    def __init__(self, text: str, root: Unit) -> None:
        self._text = text
        self._cuts = _left_out(text, root)

    def _cut(self, start: int, end: int) -> bool:
        """Whether words that belong to no unit stand between `start` and `end`; no passage may hold them."""
        index = bisect.bisect_left(self._cuts, start)
        return index < len(self._cuts) and self._cuts[index] < end

    def _within(self, limit: int, start: int, end: int) -> bool:
        """Whether the text from `start` to `end` has at most `limit` characters, white space collapsed."""
        if end - start <= limit:
            return True
        # Nearly every answer is in the beginning; looking at all of a long text each time takes quadratic time.
        beginning = squeeze(self._text[start : min(end, start + 4 * limit)])
        return len(beginning) <= limit and len(squeeze(self._text[start:end])) <= limit

    def children(
        self, units: Sequence[Unit], path: tuple[str, ...], pending: tuple[Unit, ...] = ()
    ) -> Iterator[_Piece]:
        """Pieces of `units`, which stand under `path`; the headings in `pending` go into the first of them."""
        group = list(pending)
        for unit in units:
            only_headings = len(group) == len(pending) and group == list(pending)
            if unit.children:
                if not only_headings or (self._whole(unit) and not self._fits(group, unit)):
                    yield from self._emit(group, path)
                    group = []
                yield from self._parent(unit, path, tuple(group))
                group, pending = [], ()
                continue
            if not self._joins(group, unit, path):
                yield from self._emit(group, path)
                group = []
            group.append(unit)
        yield from self._emit(group, path)

    def _fits(self, group: Sequence[Unit], unit: Unit) -> bool:
        if not group:
            return True
        start, end = group[0].span.start, unit.extent.end
        return self._within(LIMIT, start, end) and not self._cut(start, end)

    def _parent(self, unit: Unit, path: tuple[str, ...], pending: tuple[Unit, ...]) -> Iterator[_Piece]:
        inner = (*path, heading_of(unit)) if unit.text else path
        if self._whole(unit):
            yield self._piece([*pending, unit], inner)
        elif unit.kind == "table":
            yield from self._emit(pending, path)
            columns = " | ".join(unit.columns)
            for row in unit.children:
                yield from self._emit([row], (*inner, columns) if columns.strip(" |") else inner)
        else:
            own = (dataclasses.replace(unit, children=()),) if unit.text else ()
            yield from self.children(unit.children, inner, (*pending, *own))

    def _joins(self, group: Sequence[Unit], unit: Unit, path: tuple[str, ...]) -> bool:
        """Whether a leaf may share a passage with the leaves (and the heading) before it."""
        if not group:
            return True
        role, other = _ROLES.get(group[-1].kind, "body"), _ROLES.get(unit.kind, "body")
        if role != other or role in {"header", "signature", "recipients", "footnote", "table"}:
            return False
        limit = LIMIT if role == "basis" else GROUP
        if (not path and unit.kind in {"article", "paragraph"}) or self._cut(group[-1].span.start, unit.span.end):
            return False
        after_heading = not is_terminated(group[-1].text) or group[-1].text.endswith(":")
        return self._within(LIMIT if after_heading else limit, group[0].span.start, unit.span.end)

    def _whole(self, unit: Unit) -> bool:
        """Whether `unit` and all under it make one passage: it fits, and holds no heading with a list of its own."""
        if any(under.kind in _NEVER_WHOLE for under in unit.walk()) or self._cut(*unit.extent):
            return False
        deep = any(child.children and not _is_lead_in(unit, child) for child in unit.children)
        if deep and unit.kind in {"roman", "letter_upper", "article"}:
            return False
        return self._within(GROUP if deep else LIMIT, *unit.extent)

    def _emit(self, group: Sequence[Unit], path: tuple[str, ...]) -> Iterator[_Piece]:
        if not group:
            return
        start, end = group[0].span.start, group[-1].extent.end
        if self._within(LIMIT, start, end):
            yield self._piece(group, path)
            return
        for unit in group:
            yield from self._long(unit, path)

    def _long(self, unit: Unit, path: tuple[str, ...]) -> Iterator[_Piece]:
        """A paragraph over the limit, cut after sentences, or after words where a sentence is that long."""
        role = _ROLES.get(unit.kind, "body")
        begin, end = unit.span
        stops = [*(begin + stop for _, stop in sentences(self._text[begin:end])), end]
        for stop, following in zip(stops, [*stops[1:], end], strict=True):
            while not self._within(LIMIT, begin, stop):
                cut = self._word_end(begin)
                yield _Piece(path, role, [begin], cut)
                begin = cut
            if stop == end or not self._within(LIMIT, begin, following):
                if self._text[begin:stop].strip():
                    yield _Piece(path, role, [begin], stop)
                begin = stop

    def _word_end(self, begin: int) -> int:
        """Where the last whole word ends that a passage from `begin` can hold; inside a word longer than that."""
        begin = found.start() if (found := _WORD.search(self._text, begin)) else begin
        spaces = _SPACE.finditer(self._text, begin, begin + LIMIT)
        return max((space.start() for space in spaces), default=begin + LIMIT)

    def _piece(self, group: Sequence[Unit], path: tuple[str, ...]) -> _Piece:
        starts = [start for top in group for unit in top.walk() if unit.text for start in self._starts(unit)]
        role = _ROLES.get(group[-1].kind, "body")
        return _Piece(path, role, sorted(set(starts)), group[-1].extent.end)

    def _starts(self, unit: Unit) -> list[int]:
        """Where the lines of a unit begin: cells have a line each where no bars part them."""
        if unit.kind != "row" or "|" in self._text[unit.span.start : unit.span.end]:
            return [unit.span.start]
        return [cell.span.start for cell in unit.cells if cell.text]


def _left_out(text: str, root: Unit) -> list[int]:
    """Where words between two units of a document belong to neither: page numbers, names of columns, clutter."""
    shown = [unit.span for unit in root.walk() if unit.text]
    return [
        before.end
        for before, after in pairwise(shown)
        if any(letter.isalnum() for letter in text[before.end : after.start])
    ]


def _is_lead_in(unit: Unit, child: Unit) -> bool:
    """“Kinh phí chủ yếu từ:” between a heading and its list is no heading of its own."""
    return child.kind == "paragraph" and unit.kind != "root"
