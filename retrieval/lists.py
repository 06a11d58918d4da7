"""All items of the list that a statement stands in, in source order: “Nguồn kinh phí gồm những gì?”. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from retrieval.composing import Claim, Pick
from retrieval.evidence import NO_MARKER, Statement, marker_rank
from retrieval.ledger import Page
from retrieval.query import Query
from retrieval.text import fold, squeeze
from retrieval.types import Passage

_LEAST = 2
"""Items from which it is a list."""
_CUT = "…"
"""Ends a heading that was too long for a path."""


def whole_list(query: Query, statement: Statement, page: Page) -> list[Pick]:
    """The items of the list that the question names and `statement` is of, a quote for each passage; empty for none."""
    heading = _named(query, statement)
    if heading is None:
        return []
    passage = statement.passage
    if heading in passage.path:
        found = list(_under_heading(page, passage, passage.path.index(heading)))
    else:
        found = list(_under_lead_in(page, passage, heading, statement.text))
    if sum(items for _, _, items in found) < _LEAST:
        return []
    title = Claim(squeeze(heading).rstrip(" .:") + ":", strong=True)
    return [
        Pick(
            own,
            statement.document,
            quote,
            claims=() if at else (title,),
            joins=bool(at),
            spare=min(at, 1),
            items=items,
        )
        for at, (own, quote, items) in enumerate(found)
    ]


def _named(query: Query, statement: Statement) -> str | None:
    """The heading or lead-in that says most of what is to be listed; the nearest among equals, if it lists at all."""
    if statement.passage.role not in {"body", "table"}:
        return None
    title = fold(statement.document.title)
    asked = {
        f"{fold(first.syllable)} {fold(second.syllable)}"
        for first, second in pairwise(query.terms)
        if first.chunk == second.chunk
    }
    told = {pair for pair in asked if pair not in title}
    lead_ins = [part for part in statement.context if part.endswith(":") or part in statement.passage.path]
    said = [len([pair for pair in told if pair in fold(part)]) for part in lead_ins]
    most = max(said, default=0)
    if most:
        return lead_ins[said.index(most)]
    nearest = lead_ins[0] if lead_ins else None
    return nearest if nearest and nearest.endswith(":") and nearest not in statement.passage.path else None


def _under_heading(page: Page, passage: Passage, level: int) -> Iterator[tuple[Passage, str, int]]:
    """What stands under a heading: its items, or its sub-headings where it has any; with how many a quote holds."""
    above = passage.path[: level + 1]
    section = _run([other for other in page.passages if other.path[: level + 1] == above], passage)
    rows = [other for other in section if other.role == "table"]
    deeper = [other for other in section if len(other.path) > level + 1]
    if rows or len(deeper) < len(section) / 2:
        for other in rows or section:
            lines = [line for line in other.text.split("\n") if not _is_one_of(line, other.path)]
            if lines:
                yield other, other.text[other.text.index(lines[0]) :], _count(lines)
        return
    seen: set[str] = set()
    for other in section:
        lines = other.text.split("\n")
        if len(other.path) == level + 1:
            first = next((line for line in lines if not _is_one_of(line, other.path)), None)
        elif other.path[level + 1] in seen:
            continue
        else:
            first = next((line for line in lines if _is_one_of(line, other.path[level + 1 : level + 2])), None)
            seen.add(other.path[level + 1])
        if first:
            yield other, first, 1


def _under_lead_in(page: Page, passage: Passage, lead_in: str, item: str) -> Iterator[tuple[Passage, str, int]]:
    """The items under a line of the passage that opens a list, into the passages that go on with it."""
    lines = passage.text.split("\n")
    if lead_in not in lines:
        return
    start = lines.index(lead_in) + 1
    rank = next((marker_rank(line) for line in lines[start:] if item in line), NO_MARKER)
    for own in (passage, *(other for other in page.passages if other.ordinal > passage.ordinal)):
        lines = own.text.split("\n")[start if own is passage else 0 :]
        if own.path != passage.path:
            return
        kept = _until_higher(lines, rank)
        if kept:
            yield own, _stretch(own.text, kept), _count(kept)
        if len(kept) < len(lines):
            return


def _until_higher(lines: Sequence[str], rank: int) -> list[str]:
    """The lines of a list: its items and what stands under them, until a line that stands above."""
    kept: list[str] = []
    for line in lines:
        mine = marker_rank(line)
        if mine < rank or (mine == NO_MARKER != rank and not kept):
            break
        kept.append(line)
    return kept


def _stretch(text: str, lines: Sequence[str]) -> str:
    """The contiguous stretch of `text` that `lines` are."""
    whole = "\n".join(lines)
    return whole if whole in text else lines[0]


def _count(lines: Sequence[str]) -> int:
    """How many items: the lines with the kind of marker that the first one with a marker has."""
    rank = next((rank for line in lines if (rank := marker_rank(line)) != NO_MARKER), NO_MARKER)
    return max(1, sum(marker_rank(line) == rank for line in lines))


def _run(section: Sequence[Passage], passage: Passage) -> list[Passage]:
    """The passages of `section` around `passage` that follow on each other: the same heading may come again."""
    kept = [passage]
    for other in sorted((other for other in section if other.ordinal > passage.ordinal), key=lambda item: item.ordinal):
        if other.ordinal != kept[-1].ordinal + 1:
            break
        kept.append(other)
    for other in sorted(
        (other for other in section if other.ordinal < passage.ordinal), key=lambda item: -item.ordinal
    ):
        if other.ordinal != kept[0].ordinal - 1:
            break
        kept.insert(0, other)
    return kept


def _is_one_of(line: str, headings: Sequence[str]) -> bool:
    told = squeeze(line)
    return any(
        told == heading or (heading.endswith(_CUT) and told.startswith(heading[:-1].rstrip())) for heading in headings
    )
