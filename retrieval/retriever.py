"""Question → hits: both routes propose, the library disposes, a small model puts what is left in order."""

from __future__ import annotations

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
from retrieval.library import Library, passage_key
from retrieval.query import Query
from retrieval.types import Document, Hit, Passage

_REMEMBERED = 50_000
"""Headings whose vectors are kept: 50 MB of 256 numbers."""


class Reranker(Protocol):
    """Gives each (question, passage) a relevance of its own."""

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """`hits` with new scores, best first."""
        ...


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

    def retrieve(self, query: Query, *, limit: int | None = None) -> list[Hit]:
        """The best passages of current versions, best first; equal scores by passage id.

        The score of the best is 1, that of another how likely it answers beside the best.
        """
        wanted = limit or self._config.candidates
        passages, routes, rows = self.candidates(query, wanted)
        documents = self._library.documents_by_id()
        scores = ranking.weighed(rows)
        likely = np.round(np.exp(scores - scores.max(initial=-np.inf)), 6) if len(scores) else scores
        hits = [
            Hit(
                passage,
                documents[passage.document_id],
                float(score),
                tuple((route, found[passage.id]) for route, found in routes.items() if passage.id in found),
            )
            for passage, score in zip(passages, likely, strict=True)
            if passage.document_id in documents
        ]
        hits.sort(key=lambda hit: (-hit.score, hit.passage.id))
        if self._reranker and hits:
            hits = self._reranker.rerank(query.text, hits[: self._config.candidates])
        return hits[:wanted]

    def candidates(
        self, query: Query, wanted: int
    ) -> tuple[list[Passage], Mapping[str, Mapping[str, float]], NDArray[np.float64]]:
        """What both routes propose, what each thinks of it, and its features for `ranking.weighed`."""
        places = tuple((place.name, 0.7) for place in query.places)
        numbers = tuple((number, 1.5) for number in query.numbers)
        words = LexicalQuery.of(query.text, *query.expansions, *places, *numbers)
        found = self._beside.submit(self._index.lexical, words, wanted)
        vector = self._embedder.embed([_dense_text(query)])[0]
        dense = self._index.dense(vector, wanted) if vector.any() else []
        lexical = found.result()
        passages = list({passage.id: passage for passage, _ in [*lexical, *dense]}.values())
        routes = {
            "lexical": {passage.id: score for passage, score in lexical},
            "dense": {passage.id: max(0.0, score) for passage, score in dense},
        }
        return passages, routes, self._features(query, vector, passages)

    def _features(self, query: Query, vector: NDArray[np.float32], passages: Sequence[Passage]) -> NDArray[np.float64]:
        documents = self._library.documents_by_id()
        meaning = self._meaning(vector, passages)
        heading_meaning = self._heading_meaning(vector, passages, documents)
        asked = self._index.read(lambda index: ranking.asked(query, index))
        pairs = list(dict.fromkeys([*asked.every.pairs(), *asked.content.pairs()]))
        frequency = dict(zip(pairs, self._index.pair_frequency(pairs, toned=asked.toned), strict=True))

        def rows(index: ForwardIndex) -> NDArray[np.float64]:
            return ranking.features(
                ranking.asked(query, index),
                index.wording([passage.id for passage in passages]),
                index,
                pair_frequency=frequency,
                meaning=meaning,
                heading_meaning=heading_meaning,
            )

        return self._index.read(rows)

    def _meaning(self, vector: NDArray[np.float32], passages: Sequence[Passage]) -> NDArray[np.float32]:
        """Cosine of the question and each passage, exact, from the stored embeddings."""
        keys = [passage_key(passage) for passage in passages]
        stored = self._library.stored_embeddings(set(keys), embedder=self._embedder.name)
        nothing = np.zeros_like(vector)
        return np.array([stored.get(key, nothing) @ vector for key in keys], np.float32)

    def _heading_meaning(
        self, vector: NDArray[np.float32], passages: Sequence[Passage], documents: Mapping[str, Document]
    ) -> NDArray[np.float32]:
        """Cosine of the question and the nearest heading of each passage; zeros where a model would take long."""
        if not isinstance(self._embedder, StaticEmbedder):
            return np.zeros(len(passages), np.float32)
        headings = [_heading(passage, documents.get(passage.document_id)) for passage in passages]
        missing = sorted({heading for heading in headings if heading not in self._headings})
        if missing:
            if len(self._headings) + len(missing) > _REMEMBERED:
                self._headings = {}
                missing = sorted(set(headings))
            self._headings |= zip(missing, self._embedder.embed(missing), strict=True)
        known = self._headings
        return np.array([known[heading] @ vector for heading in headings], np.float32)


def _heading(passage: Passage, document: Document | None) -> str:
    return passage.path[-1] if passage.path else document.title if document else ""


def _dense_text(query: Query) -> str:
    return " ".join([query.text, *(place.name for place in query.places)])
