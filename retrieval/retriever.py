"""Question → hits: both routes propose, the library disposes, a small model puts what is left in order."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval import ranking
from retrieval.config import RetrievalConfig
from retrieval.embedding import Embedder, StaticEmbedder
from retrieval.forward import ForwardIndex
from retrieval.index import Index
from retrieval.lexical import LexicalQuery
from retrieval.library import Library
from retrieval.query import Query
from retrieval.types import Document, Hit, Passage

_REMEMBERED = 50_000
"""Headings whose vectors are kept: 50 MB of 256 numbers."""


class Reranker(Protocol):
    """Gives each (question, passage) a relevance of its own."""

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """`hits` with new scores, best first."""
        ...


@dataclasses.dataclass(frozen=True, slots=True)
class Candidates:
    """What is proposed for a question.

    Attributes:
        passages: each once, of current versions.
        routes: what each route thinks of them, by passage id: BM25, and the cosine.
        rows: the features of each passage, for `ranking.weighed`.
    """

    passages: Sequence[Passage]
    routes: Mapping[str, Mapping[str, float]]
    rows: NDArray[np.float64]


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
        self._headings: dict[str, NDArray[np.float32]] = {}

    def retrieve(self, query: Query, *, limit: int | None = None, within: Sequence[str] = ()) -> list[Hit]:
        """The best passages of current versions, best first; equal scores by passage id.

        The score of the best is 1, that of another how likely it answers beside the best.

        Args:
            query: the question.
            limit: how many passages each route proposes, and how many come back at most.
            within: ids of the documents to look in; empty for all.
        """
        wanted = limit or self._config.candidates
        found = self.candidates(query, wanted, within=within)
        documents = self._library.documents_by_id()
        scores = np.round(ranking.weighed(found.rows), 6)
        order = sorted(range(len(scores)), key=lambda at: (-scores[at], found.passages[at].id))
        hits = [
            Hit(
                passage,
                documents[passage.document_id],
                round(float(np.exp(scores[at] - scores[order[0]])), 6),
                tuple((route, known[passage.id]) for route, known in found.routes.items() if passage.id in known),
            )
            for at in order
            if (passage := found.passages[at]).document_id in documents
        ]
        if self._reranker and hits:
            hits = self._reranker.rerank(query.text, hits[: self._config.candidates])
        return hits[:wanted]

    def candidates(self, query: Query, wanted: int, *, within: Sequence[str] = ()) -> Candidates:
        """What both routes propose, up to `wanted` passages each, with their features."""
        self._index.keep_up()  # here, or one route would bring both in step while the other goes on without
        beside = self._beside.submit(self.by_words, query, wanted, within=within)
        try:
            vector = self._vector(query)
            dense = self._index.dense(vector, wanted) if vector.any() else []
        finally:
            lexical = beside.result()
        allowed = set(within)
        found = {passage.id: passage for passage, _ in [*lexical, *dense]}
        passages = [passage for passage in found.values() if not allowed or passage.document_id in allowed]
        rows, meaning = self._features(query, vector, passages)
        ids = [passage.id for passage in passages]
        routes = {
            "lexical": {passage.id: score for passage, score in lexical},
            "dense": dict(zip(ids, meaning, strict=True)),
        }
        return Candidates(passages, routes, rows)

    def by_words(self, query: Query, wanted: int, *, within: Sequence[str] = ()) -> list[tuple[Passage, float]]:
        """What the lexical route proposes, with BM25, best first."""
        places = tuple((place.name, 0.7) for place in query.places)
        numbers = tuple((number, 1.5) for number in query.numbers)
        words = LexicalQuery.of(query.text, *query.expansions, *places, *numbers)
        return self._index.lexical(dataclasses.replace(words, within=tuple(within)), wanted)

    def by_meaning(self, query: Query, wanted: int) -> list[tuple[Passage, float]]:
        """What the dense route proposes, with its cosine, nearest first."""
        vector = self._vector(query)
        return self._index.dense(vector, wanted) if vector.any() else []

    def _vector(self, query: Query) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self._embedder.embed([_dense_text(query)])[0]
        return vector

    def _features(
        self, query: Query, vector: NDArray[np.float32], passages: Sequence[Passage]
    ) -> tuple[NDArray[np.float64], list[float]]:
        """A row of features for each passage, and its cosine with the question, not below 0."""
        headings = self._heading_meaning(vector, passages, self._library.documents_by_id())
        ids = [passage.id for passage in passages]
        pairs = ranking.pairs(query)
        frequency = dict(zip(pairs, self._index.pair_frequency(pairs, toned=query.toned), strict=True))

        def rows(index: ForwardIndex) -> tuple[NDArray[np.float64], list[float]]:
            asked = ranking.asked(query, index)
            meaning = index.likeness(vector, ids)
            features = ranking.features(
                asked,
                index.wording(ids),
                index,
                pair_frequency=frequency,
                meaning=meaning,
                heading_meaning=headings,
            )
            return features, [round(max(0.0, float(likeness)), 4) for likeness in meaning]

        return self._index.read(rows)

    def _heading_meaning(
        self, vector: NDArray[np.float32], passages: Sequence[Passage], documents: Mapping[str, Document]
    ) -> NDArray[np.float32]:
        """Cosine of the question and the nearest heading of each passage; zeros where a model would take long."""
        if not isinstance(self._embedder, StaticEmbedder):
            return np.zeros(len(passages), np.float32)
        headings = [_heading(passage, documents.get(passage.document_id)) for passage in passages]
        known = self._headings  # another thread may begin anew meanwhile
        missing = sorted({heading for heading in headings if heading not in known})
        if missing:
            if len(known) + len(missing) > _REMEMBERED:
                known = self._headings = {}
                missing = sorted(set(headings))
            known.update(zip(missing, self._embedder.embed(missing), strict=True))
        return np.array([known[heading] @ vector for heading in headings], np.float32)


def _heading(passage: Passage, document: Document | None) -> str:
    return passage.path[-1] if passage.path else document.title if document else ""


def _dense_text(query: Query) -> str:
    return " ".join([query.text, *(place.name for place in query.places)])
