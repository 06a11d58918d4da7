"""The two guards of every answer: quotes are verbatim, and no figure or body stands without a source."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.references import FIGURE, normal_figure
from retrieval.text import fold, letters, squeeze
from retrieval.types import Citation, Document

_MARKER = re.compile(r"\[(\d+)\]")


def is_verbatim(citation: Citation) -> bool:
    """Whether the quote is in its passage, white space aside."""
    return bool(citation.quote.strip()) and squeeze(citation.quote) in squeeze(citation.passage.text)


def known_figures(citations: Sequence[Citation]) -> set[str]:
    """Every figure that a citation can vouch for: in its passage, the headings above it and its document's header."""
    texts = [text for citation in citations for text in told(citation)]
    return {normal_figure(found) for text in texts for found in FIGURE.findall(text)}


def told(citation: Citation) -> tuple[str, ...]:
    """What a citation says: its passage, the headings above it, and the header of its document."""
    return (citation.passage.text, *citation.passage.path, identity(citation.document))


def identity(document: Document) -> str:
    """What a document's own header says of it, and what the library knows became of it, as one string."""
    days = (document.issued_on, document.effective_from, document.status_from)
    dates = " ".join(f"{day.day} {day.month} {day.year}" for day in days if day)
    parts = (
        document.kind,
        document.number,
        document.issued_with,
        dates,
        document.title,
        document.issuer,
        document.place,
        document.signer,
        document.status_note,
    )
    return " ".join(part for part in parts if part)


def figures_supported(sentence: str, citations: Sequence[Citation]) -> bool:
    """Invariant 2: every figure of `sentence`, its markers aside, occurs in `citations`."""
    said = {normal_figure(found) for found in FIGURE.findall(_MARKER.sub("", sentence))}
    return not said or said <= known_figures(citations)


def names_supported(names: Sequence[str], citations: Sequence[Citation]) -> bool:
    """Whether every name (a body, a person) occurs in `citations`, tone marks and layout aside."""
    known = letters(fold(" ".join(text for citation in citations for text in told(citation))))
    return all(letters(fold(name)) in known for name in names)
