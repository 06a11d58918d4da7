"""Where a fact stands: the passage that holds it and the words there, verbatim."""

from __future__ import annotations

import bisect
import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.structure import Unit
    from retrieval.types import Passage, Span


@dataclasses.dataclass(frozen=True, slots=True)
class Quote:
    """Words that stand in the passage, exactly so."""

    text: str
    passage_id: str


class Quoter:
    """Finds the passage of a stretch of a document."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = sorted(passages, key=lambda passage: passage.span)
        self._starts = [passage.span.start for passage in self._passages]

    def _near(self, span: Span) -> list[Passage]:
        """The passages that share text with `span`, in source order; they do not overlap one another."""
        last = bisect.bisect_left(self._starts, max(span.end, span.start + 1))
        first = last
        while first > 0 and self._passages[first - 1].span.end > span.start:
            first -= 1
        return self._passages[first:last]

    def quote(self, span: Span, words: str) -> Quote | None:
        """`words` as they stand in a passage that shares text with `span`, or their longest beginning.

        A long paragraph is cut into several passages, so a sentence may be in the second, or be cut itself.
        """
        near = self._near(span)
        for passage in near:
            if words in passage.text:
                return Quote(words, passage.id)
        cut = [(_beginning(words, passage.text), passage) for passage in near]
        best = max(cut, key=lambda found: len(found[0]), default=None)
        return Quote(best[0], best[1].id) if best and len(best[0]) >= min(20, len(words)) else None

    def row(self, span: Span, cells: Sequence[str]) -> Quote | None:
        """The whole table row as shown, or the longest of its cells where the row is cut over passages."""
        for passage in self._near(span):
            if passage.span.start <= span.start and span.end <= passage.span.end:
                shown = [passage.text] if passage.role == "table" else passage.text.split("\n")
                for line in shown:
                    if all(cell in line for cell in cells):
                        return Quote(line, passage.id)
        return self.quote(span, max(cells, key=len, default=""))


def _beginning(words: str, text: str) -> str:
    """The longest run of whole words that `words` begins with and `text` holds."""
    parts = words.split(" ")
    low, high = 0, len(parts)
    while low < high:
        middle = (low + high + 1) // 2
        if " ".join(parts[:middle]) in text:
            low = middle
        else:
            high = middle - 1
    return " ".join(parts[:low])


def body_of(unit: Unit) -> str:
    """The words of `unit` after its marker."""
    return unit.text[len(unit.label) :].lstrip(" .:") if unit.label else unit.text
