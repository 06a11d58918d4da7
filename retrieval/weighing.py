"""A question → the evidence: passages that can answer, cut into statements, weighed, and how sure the best one is."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from typing import TYPE_CHECKING

from retrieval.confidence import confidence, signs
from retrieval.evidence import Scored, Statement, rarity_from, statements
from retrieval.fitting import fit
from retrieval.judging import Judge, Words
from retrieval.numbers import means
from retrieval.places import place_key
from retrieval.references import clean_number, find_numbers
from retrieval.text import CAPITALS, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.catalogue import Catalogue
    from retrieval.index import Index
    from retrieval.library import Library
    from retrieval.query import Query
    from retrieval.retriever import Retriever
    from retrieval.types import Document, Fact, Hit

_SMALL_LIBRARY = 200
"""Documents up to which each of them may have its say; of a larger library only what is likely to answer."""
_NARROW = 60
"""Documents up to which only their passages are searched; of more, all are, and what is not meant is left out."""
_LOOKED_AT = {True: 80, False: 32}
"""Passages that are asked of the retriever, of a small library and of a larger one."""
_BEST = {True: 20, False: 14}
_EACH = 6
_WEIGHED = {True: 48, False: 22}
"""Passages that are weighed: the best, and further down so many of each document, up to so many in all."""
_ANYHOW, _HOPELESS = 6, 0.01
"""Of a larger library what the ranking gives no chance beside the best is left out, but for the first few."""
_JOINED = 0.08
"""What a document counts less that holds for a place only since provinces were merged."""
_NAMED = 0.25
"""What a statement counts more that names the part of a province that was asked about: its row in an annex."""
_WORTH = 0.3
"""Share of the best coverage under which a statement is not looked at further."""
_OPENING = re.compile(r"(?!Căn cứ|Theo đề nghị|QUYẾT ĐỊNH|Kính gửi)")
_NAME = re.compile(rf"[{CAPITALS}][^\W\d_]+(?: [{CAPITALS}][^\W\d_]*)+")
_LONGEST_OPENING = 900
"""Characters of what a document opens with that say what it is about."""
_REMEMBERED = 1_000
"""Passages whose statements are kept in memory."""


@dataclasses.dataclass(frozen=True, slots=True)
class Evidence:
    """What was found for a question.

    Attributes:
        scored: statements, best first.
        confidence: how sure we are that the best one answers.
        signs: what that is judged by, as `retrieval.confidence.SIGNS` names them; none where nothing was found.
    """

    scored: tuple[Scored, ...]
    confidence: float
    signs: tuple[float, ...] = ()


class Weighing:
    """Finds and weighs the evidence for questions; safe to call from several threads.

    Args:
        library: the truth.
        retriever: finds passages.
        index: tells how rare words are.
        words: cuts texts into words.
    """

    def __init__(self, library: Library, retriever: Retriever, index: Index, words: Words) -> None:
        self._library = library
        self._retriever = retriever
        self._index = index
        self._words = words

    def evidence(self, query: Query, catalogue: Catalogue, scope: Sequence[Document]) -> Evidence:
        """What documents of `scope` say for a question, weighed."""
        small = len(catalogue.documents) <= _SMALL_LIBRARY
        least = 0.0 if small else _HOPELESS
        hits = _spread(self.hits(query, catalogue, scope, _LOOKED_AT[small], least=least), small=small)
        known = self._statements(hits, catalogue)
        judge = Judge(query, self._rarity, self._words, openings=self._openings(hits, catalogue))
        foreign = [place.key for place in query.places if not catalogue.holding(place)]
        unknown = catalogue.unknown(query)
        joined = {hit.document.id for hit in hits if query.places and catalogue.merger(query.places, hit.document)}
        parts = [place.key for place in query.places if catalogue.only_within(place)]
        covered = [(hit, statement, *judge.coverage(statement)) for hit in hits for statement in known[hit.passage.id]]
        least = _WORTH * max((coverage for *_, coverage, _ in covered), default=0.0)
        scored = []
        for hit, statement, coverage, gap in covered:
            if coverage >= least:
                similarity = dict(hit.routes).get("dense", 0.0)
                rank = coverage * (1 + max(-0.9, fit(query, statement, judge))) + 0.12 * hit.score
                rank += 0.1 * judge.density(statement)
                if foreign and not _is_about(statement, foreign):
                    rank -= 0.4
                if unknown and not refers_to(statement, unknown):
                    rank -= 0.6
                if hit.document.id in joined:
                    rank -= _JOINED
                if parts and _is_about(statement, parts):
                    rank += _NAMED
                scored.append(Scored(statement, coverage, rank, similarity, gap))
        scored.sort(key=lambda item: (-item.rank, item.statement.passage.id, item.statement.text))
        if not scored:
            return Evidence((), 0.0)
        elsewhere = bool(foreign) and not _is_about(scored[0].statement, foreign)
        named = bool(parts) and _is_about(scored[0].statement, parts)
        found = signs(query, scored[0], judge, elsewhere=elsewhere, named=named)
        return Evidence(tuple(scored), confidence(query, judge, found), found)

    def hits(
        self,
        query: Query,
        catalogue: Catalogue,
        scope: Sequence[Document],
        limit: int | None,
        *,
        least: float = 0.0,
    ) -> list[Hit]:
        """The passages of `scope` for a question, best first; those under `least` may be left out, but the first."""
        within = [document.id for document in scope] if len(scope) <= _NARROW else []
        if within or len(scope) == len(catalogue.documents):
            return self._retriever.retrieve(query, limit=limit, within=within, least=least, anyhow=_ANYHOW)
        found = self._retriever.retrieve(query, limit=limit)
        allowed = {document.id for document in scope}
        return [hit for hit in found if hit.document.id in allowed]

    def _rarity(self, words: Sequence[str]) -> dict[str, float]:
        return rarity_from(*self._index.frequency(words))

    def _statements(self, hits: Sequence[Hit], catalogue: Catalogue) -> dict[str, tuple[Statement, ...]]:
        """The statements of each passage; cut once as long as the library stays as it is."""
        known = catalogue.statements
        missing = {hit.passage.id: hit for hit in hits if hit.passage.id not in known}
        if len(known) + len(missing) > _REMEMBERED:
            known.clear()
            missing = {hit.passage.id: hit for hit in hits}
        facts: dict[str, list[Fact]] = {}
        for _, fact in self._library.facts(passage_ids=list(missing)) if missing else ():
            facts.setdefault(fact.passage_id, []).append(fact)
        known.update({key: tuple(statements(hit, facts.get(key, ()))) for key, hit in missing.items()})
        return known

    def _openings(self, hits: Sequence[Hit], catalogue: Catalogue) -> dict[str, str]:
        """What the documents of `hits` open with, beside the laws they are based on; read once, as statements are."""
        known = catalogue.openings
        missing = {hit.document.id for hit in hits if hit.document.id not in known}
        if len(known) + len(missing) > _REMEMBERED:
            known.clear()
            missing = {hit.document.id for hit in hits}
        known.update(dict.fromkeys(missing, ""))
        for document_id, passages in (self._library.preambles(missing) if missing else {}).items():
            lines = [line for passage in passages for line in passage.text.split("\n") if _OPENING.match(line)]
            known[document_id] = ", ".join(dict.fromkeys(_NAME.findall(" ".join(lines)[:_LONGEST_OPENING])))
        return known


def _spread(hits: Sequence[Hit], *, small: bool) -> list[Hit]:
    """The best hits, and of every document further down a few too, so that none is spoken over; then others."""
    likely = [hit for at, hit in enumerate(hits) if small or at < _ANYHOW or hit.score >= _HOPELESS]
    kept = likely[: _BEST[small]]
    passed: list[Hit] = []
    shown = Counter(hit.document.id for hit in kept)
    for hit in likely[_BEST[small] :]:
        if shown[hit.document.id] < _EACH:
            shown[hit.document.id] += 1
            kept.append(hit)
        elif small:
            passed.append(hit)
    return [*kept, *passed][: _WEIGHED[small]]


def _is_about(statement: Statement, keys: Sequence[str]) -> bool:
    """Whether a place without documents of its own is named where a statement stands."""
    document = statement.document
    told = place_key(
        " ".join(part for part in (document.issuer, document.title, statement.text, *statement.context) if part)
    )
    return any(key in told for key in keys)


def refers_to(statement: Statement, numbers: Sequence[str]) -> bool:
    """Whether a statement names a document by one of `numbers`, whole or by its figure."""
    told = fold(clean_number(statement.text))
    if any(re.search(rf"(?<!\d){re.escape(fold(number))}(?:/|-|\b)", told) for number in numbers):
        return True
    return any(means(number, own) for own in find_numbers(statement.text) for number in numbers)
