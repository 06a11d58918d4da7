"""What each citation of an answer says, for judging sentences that somebody else wrote about them.

A citation speaks with its quote, the lead-ins and headings above it, the header of its document, and what the
extracted answer concluded from it; not with the rest of its passage, where a figure may belong to something else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrieval.bearing import Bearing
from retrieval.evidence import statements
from retrieval.phrases import name_document
from retrieval.text import cells, squeeze
from retrieval.types import Hit, Table
from retrieval.verification import identity
from retrieval.writing import aligned, as_items, printed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.bearing import Objection
    from retrieval.glossary import Glossary
    from retrieval.types import Answer, Citation

MARKER = re.compile(r"\[([\d,;\s]+)\]")


class Proof:
    """What the citations of one answer say, marker by marker.

    Args:
        answer: extracted; its citations are what may be said.
        glossary: English names of bodies.
    """

    def __init__(self, answer: Answer, glossary: Glossary) -> None:
        self._language = answer.language
        self._glossary = glossary
        self._citations = {citation.marker: citation for citation in answer.citations}
        self.conclusions = {marker: _concluded(answer, citation) for marker, citation in self._citations.items()}
        self.contexts = {marker: context(citation) for marker, citation in self._citations.items()}

    def objection(self, sentence: str) -> Objection | None:
        """Why `sentence`, with its markers, may not be said; None when it may."""
        markers = markers_of(sentence)
        if not markers or not set(markers) <= self._citations.keys():
            return "marker"
        bare = squeeze(MARKER.sub("", sentence))
        bearing = Bearing(
            [self._citations[marker] for marker in markers],
            tuple(line for marker in markers for line in self._told(marker)),
            tuple(line for marker in markers for line in self.conclusions[marker]),
            self._glossary,
        )
        return bearing.objection(bare, self._language)

    def _told(self, marker: int) -> tuple[str, ...]:
        citation = self._citations[marker]
        document = citation.document
        names = (name_document(document, "vi"), name_document(document, "en"))
        above = self.contexts[marker]
        placed = " . ".join((*reversed(above), citation.quote))
        return (placed, *_cells(above, citation.quote), identity(document), *names, *self.conclusions[marker])


def markers_of(sentence: str) -> list[int]:
    """The markers in `sentence`, in order, each once: “[1][2, 3]” → 1, 2, 3."""
    return list(
        dict.fromkeys(int(number) for found in MARKER.findall(sentence) for number in re.findall(r"\d+", found))
    )


def context(citation: Citation) -> tuple[str, ...]:
    """The lead-ins and headings that a quote stands under, nearest first."""
    own = statements(Hit(citation.passage, citation.document, 0.0), ())
    return next(
        (statement.context for statement in own if statement.text == citation.quote),
        tuple(reversed(citation.passage.path)),
    )


def sentences_of(answer: Answer) -> list[str]:
    """The lines of an extracted answer without its quotes, each row of a table as a line: “Lam Giang: 85% [1]”."""
    text = answer.text
    for block in answer.blocks:
        if isinstance(block, Table):
            text = text.replace("\n".join(aligned(block)), "\n".join(as_items(block)), 1)
    for citation in answer.citations:
        text = text.replace(printed(citation), "", 1)
    return [line for line in map(str.strip, text.splitlines()) if line]


def _cells(above: Sequence[str], row: str) -> list[str]:
    """A row of a table as “column: cell”, where the names of its columns stand above it."""
    found = cells(row)
    columns = next((heads for line in above if len(heads := cells(line)) == len(found) > 1), [])
    return [f"{column}: {cell}" for column, cell in zip(columns, found, strict=False)]


def _concluded(answer: Answer, citation: Citation) -> tuple[str, ...]:
    """What an extracted answer says with this marker, in its own words; of several markers each proves the line."""
    lines = (line for line in sentences_of(answer) if citation.marker in markers_of(line))
    return tuple(squeeze(MARKER.sub("", line)) for line in lines)
