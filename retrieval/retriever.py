"""Question → hits: both routes propose, the library disposes, a small model puts what is left in order."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval import ranking
from retrieval.config import RetrievalConfig
from retrieval.embedding import Embedder
from retrieval.forward import ForwardIndex
from retrieval.index import Index
from retrieval.lexical import LexicalQuery
from retrieval.library import Library
from retrieval.query import Query
from retrieval.types import Hit, Passage

_FIRST = 8
"""Passages that are read first: of a large library few more have a chance beside the best."""


class Reranker(Protocol):
    """Gives each (question, passage) a relevance of its own."""

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """`hits` with new scores, best first."""
        ...


@dataclasses.dataclass(frozen=True, slots=True)
class Candidates:
    """What is proposed for a question.

    Attributes:
        ids: of passages, each once.
        routes: what each route thinks of them, by passage id: BM25, and the cosine.
        rows: the features of each passage, for `ranking.weighed`.
    """

    ids: Sequence[str]
    routes: Mapping[str, Mapping[str, float]]
    rows: NDArray[np.float64]

    def thought_of(self, passage_id: str) -> tuple[tuple[str, float], ...]:
        """What each route thinks of a passage, where it thinks anything."""
        return tuple((route, said[passage_id]) for route, said in self.routes.items() if passage_id in said)


class Retriever:
    """Finds passages for a question that has been read; safe to call from several threads."""

    def __init__(
        self,
        library: Library,
        index: Index,
        embedder: Embedder,
        config: RetrievalConfig,
        reranker: Reranker | None = None,
    ) -> None:
        self._library = library
        self._index = index
        self._embedder = embedder
        self._config = config
        self._reranker = reranker
        self._beside = ThreadPoolExecutor(1, "lexical")  # both routes leave Python while they search

    def retrieve(
        self, query: Query, *, limit: int | None = None, within: Sequence[str] = (), least: float = 0.0, anyhow: int = 0
    ) -> list[Hit]:
        """The best passages of current versions, best first; equal scores by passage id.

        The score of the best is 1, that of another how likely it answers beside the best.

        Args:
            query: the question.
            limit: how many passages each route proposes, and how many come back at most.
            within: ids of the documents to look in; empty for all.
            least: passages of a lower score need not be read, unless they are reranked.
            anyhow: how many are read whatever their score.
        """
        wanted = limit or self._config.candidates
        found: list[Hit] = []
        for hit in itertools.islice(self._hits(query, wanted, within), wanted):
            if not self._reranker and len(found) >= anyhow and hit.score < least:
                break
            found.append(hit)
        return (
            self._reranker.rerank(query.text, found[: self._config.candidates]) if self._reranker and found else found
        )

    def _hits(self, query: Query, wanted: int, within: Sequence[str]) -> Iterator[Hit]:
        """The passages that the library has, best first; they are read from it when they are come to."""
        found = self.candidates(query, wanted, within=within)
        scores = np.round(ranking.weighed(found.rows), 6)
        order = sorted(range(len(scores)), key=lambda at: (-scores[at], found.ids[at]))
        allowed, documents = set(within), self._library.documents_by_id()
        best: float | None = None
        for start, end in itertools.pairwise([0, *range(min(_FIRST, wanted), len(order), wanted), len(order)]):
            few = order[start:end]
            passages = self._library.passages([found.ids[at] for at in few])
            for at in few:
                passage = passages.get(found.ids[at])
                document = documents.get(passage.document_id) if passage else None
                if passage and document and (not allowed or document.id in allowed):
                    best = float(scores[at]) if best is None else best
                    score = round(float(np.exp(scores[at] - best)), 6)
                    yield Hit(passage, document, score, found.thought_of(passage.id))

    def candidates(self, query: Query, wanted: int, *, within: Sequence[str] = ()) -> Candidates:
        """What both routes propose, up to `wanted` passages each, with their features; retired ones among them."""
        self._index.keep_up()  # here, or one route would bring both in step while the other goes on without
        words, vector = _lexical_query(query, within), self._vector(query)
        beside = self._beside.submit(self._index.propose, words, wanted)
        try:
            dense = self._index.propose_near(vector, wanted) if vector.any() else []
        finally:
            lexical = beside.result()
        ids = list(dict.fromkeys(passage_id for passage_id, _ in [*lexical, *dense]))
        rows, meaning = self._features(query, vector, ids)
        return Candidates(ids, {"lexical": dict(lexical), "dense": dict(zip(ids, meaning, strict=True))}, rows)

    def by_words(self, query: Query, wanted: int) -> list[tuple[Passage, float]]:
        """What the lexical route finds alone, with BM25, best first."""
        return self._index.lexical(_lexical_query(query), wanted)

    def by_meaning(self, query: Query, wanted: int) -> list[tuple[Passage, float]]:
        """What the dense route finds alone, with its cosine, nearest first."""
        vector = self._vector(query)
        return self._index.dense(vector, wanted) if vector.any() else []

    def _vector(self, query: Query) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self._embedder.embed([_dense_text(query)])[0]
        return vector

    def _features(
        self, query: Query, vector: NDArray[np.float32], ids: Sequence[str]
    ) -> tuple[NDArray[np.float64], list[float]]:
        """A row of features for each passage, and its cosine with the question, not below 0."""
        pairs = ranking.pairs(query)
        frequency = dict(zip(pairs, self._index.pair_frequency(pairs, toned=query.toned), strict=True))

        def rows(index: ForwardIndex) -> tuple[NDArray[np.float64], list[float]]:
            meaning, heading_meaning = index.likeness(vector, ids).T
            features = ranking.features(
                ranking.asked(query, index),
                index.wording(ids),
                index,
                pair_frequency=frequency,
                meaning=meaning,
                heading_meaning=heading_meaning,
            )
            return features, [round(max(0.0, float(likeness)), 4) for likeness in meaning]

        return self._index.read(rows)


def _lexical_query(query: Query, within: Sequence[str] = ()) -> LexicalQuery:
    places = tuple((place.name, 0.7) for place in query.places)
    numbers = tuple((number, 1.5) for number in query.numbers)
    words = LexicalQuery.of(query.text, *query.expansions, *places, *numbers)
    return dataclasses.replace(words, within=tuple(within))


def _dense_text(query: Query) -> str:
    return " ".join([query.text, *(place.name for place in query.places)])
