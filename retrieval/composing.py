"""From chosen evidence to the words of an answer: what is claimed, then the quotes, each with its marker."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from retrieval.phrases import PHRASES, in_words, name_document
from retrieval.query import Query
from retrieval.types import Answer, AnswerBlock, AnswerKind, Citation, Document, Line, Passage, Shown, Table
from retrieval.verification import figures_supported, is_verbatim, names_supported
from retrieval.writing import write


@dataclasses.dataclass(frozen=True, slots=True)
class Claim:
    """One line that a quote proves.

    Attributes:
        names: bodies and people the line names, which the citation must hold.
        strong: whether it is what was asked, rather than what belongs to it.
    """

    text: str
    names: tuple[str, ...] = ()
    strong: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Pick:
    """Something to say: a quote, and the sentence that answers with it.

    Attributes:
        names: bodies and people the sentence names, which its citation must hold.
        claims: further lines that the same quote proves.
        joins: whether it belongs to the pick before it: their lines stand together, their quotes under them.
        spare: how soon it is left out where there is no room: 0 last.
        items: how many tasks or items of a list it holds, told where it is left out; 0 where nobody would miss it.
    """

    passage: Passage
    document: Document
    quote: str
    sentence: str = ""
    names: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    joins: bool = False
    spare: int = 0
    items: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, proved by the pick with the number `pick`; None where nothing is cited for it."""

    cells: tuple[str, ...]
    pick: int | None


def compose(
    query: Query,
    picks: Sequence[Pick],
    *,
    kind: AnswerKind,
    confidence: float,
    limit: int,
    notes: Sequence[str] = (),
    columns: Sequence[str] = (),
    rows: Sequence[Row] = (),
    caption: str = "",
) -> Answer:
    """An answer of at most `limit` citations; what the guards cannot vouch for is left out, never softened.

    Args:
        query: the question.
        picks: what to say; those of one document are put together, in the order of its first.
        kind: of the answer.
        confidence: of the answer.
        limit: of citations.
        notes: lines at the end.
        columns: heads of the columns of a table at the top; “” over the markers.
        rows: its rows. There is no table where one of them is not vouched for.
        caption: what the table is about, in the words of the first row's quote.
    """
    cited: list[tuple[Pick, Citation]] = []
    of_pick: dict[int, Citation] = {}
    for at, pick in _by_document(within(_merged(picks), limit)):
        citation = Citation(len(cited) + 1, pick.quote, pick.passage, pick.document)
        if is_verbatim(citation):
            cited.append((pick, citation))
            of_pick[at] = citation
    citations = tuple(citation for _, citation in cited)
    blocks: list[AnswerBlock] = []
    if rows and (table := _table(columns, rows, of_pick)):
        first = next(of_pick[row.pick] for row in rows if row.pick is not None)
        if caption and figures_supported(caption, [first]):
            blocks.append(Line(f"{caption} [{first.marker}]", strong=True))
        blocks.append(table)
    for _, group in groupby(cited, key=lambda item: item[0].document.id):
        own = list(group)
        name = name_document(own[0][0].document, query.language)
        blocks.append(Line(PHRASES[query.language].according.format(document=name)))
        blocks += _said(own)
    blocks += [Line(note) for note in notes if figures_supported(note, citations)]
    return Answer(
        question=query.question,
        language=query.language,
        kind=kind,
        text=write(blocks, citations),
        citations=citations,
        confidence=round(confidence, 3),
        blocks=tuple(blocks),
    )


def _merged(picks: Sequence[Pick]) -> dict[int, Pick]:
    """The picks by their numbers, those with the same quote as one: the first, with what the others claim."""
    merged: dict[int, Pick] = {}
    first: dict[tuple[str, str], int] = {}
    for at, pick in enumerate(picks):
        same = first.setdefault((pick.passage.id, pick.quote), at)
        if same == at:
            merged[at] = pick
            continue
        said = (Claim(pick.sentence, pick.names, strong=True),) if pick.sentence else ()
        known = {merged[same].sentence, *(claim.text for claim in merged[same].claims)}
        more = tuple(claim for claim in (*said, *pick.claims) if claim.text not in known)
        merged[same] = dataclasses.replace(merged[same], claims=(*merged[same].claims, *more))
    return merged


def within(picks: Mapping[int, Pick], limit: int) -> list[tuple[int, Pick]]:
    """The picks there is room for; what may be spared is left out first, the last of it before the rest."""
    kept = sorted(picks, key=lambda at: (picks[at].spare, at))[:limit]
    return [(at, picks[at]) for at in sorted(kept)]


def left_out(query: Query, picks: Sequence[Pick], limit: int, pattern: str) -> list[str]:
    """What is told of the tasks or items there was no room for: how many, and where they stand."""
    merged = _merged(picks)
    shown = dict(within(merged, limit))
    cited = {pick.document.id for pick in shown.values()}
    missing: dict[str, int] = {}
    names: dict[str, str] = {}
    for at, pick in merged.items():
        if at not in shown and pick.items:
            inside = pick.document.id in cited
            key = pick.document.id if inside else ""
            names[key] = name_document(pick.document, query.language) if inside else PHRASES[query.language].elsewhere
            missing[key] = missing.get(key, 0) + pick.items
    told = [pattern.format(count=in_words(count, query.language), where=names[key]) for key, count in missing.items()]
    return [PHRASES[query.language].left.format(counts="; ".join(told))] if told else []


def _by_document(picks: Sequence[tuple[int, Pick]]) -> list[tuple[int, Pick]]:
    order = {document: at for at, document in enumerate(dict.fromkeys(pick.document.id for _, pick in picks))}
    return sorted(picks, key=lambda item: order[item[1].document.id])


def _said(own: Sequence[tuple[Pick, Citation]]) -> Iterator[AnswerBlock]:
    """The lines and quotes of one document; those of picks that join stand together, lines first.

    A line that several quotes prove is said once, with all their markers.
    """
    cards: list[tuple[dict[str, tuple[bool, list[int]]], list[int]]] = []
    for pick, citation in own:
        first = (Claim(pick.sentence, pick.names, strong=True),) if pick.sentence else ()
        claims = [claim for claim in (*first, *pick.claims) if _vouched(claim, citation)]
        known = cards[-1][0] if cards else {}
        if not cards or not (pick.joins or (claims and claims[0].text in known)):
            cards.append(({}, []))
        lines, quotes = cards[-1]
        for claim in claims:
            lines.setdefault(claim.text, (claim.strong, []))[1].append(citation.marker)
        quotes.append(citation.marker)
    for lines, quotes in cards:
        for text, (strong, markers) in lines.items():
            yield Line(" ".join([text, *(f"[{marker}]" for marker in markers)]), strong=strong)
        yield from map(Shown, quotes)


def _vouched(claim: Claim, citation: Citation) -> bool:
    return figures_supported(claim.text, [citation]) and names_supported(claim.names, [citation])


def _table(columns: Sequence[str], rows: Sequence[Row], cited: Mapping[int, Citation]) -> Table | None:
    """The table; None where fewer than two rows can be vouched for, which is nothing to compare."""
    kept = []
    for row in rows:
        if row.pick is None:
            kept.append((*row.cells, ""))
        elif (citation := cited.get(row.pick)) and figures_supported(" ".join(row.cells), [citation]):
            kept.append((*row.cells, f"[{citation.marker}]"))
    return Table((*columns, ""), tuple(kept)) if len(kept) > 1 and len(kept) == len(rows) else None
