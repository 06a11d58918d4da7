"""Question → hits: both routes propose, the library disposes, scores are fused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from retrieval.config import RetrievalConfig
from retrieval.embedding import Embedder
from retrieval.fusion import fuse
from retrieval.index import Index
from retrieval.lexical import LexicalQuery
from retrieval.library import Library
from retrieval.query import Query
from retrieval.types import Hit


class Reranker(Protocol):
    """Gives each (question, passage) a relevance of its own."""

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """`hits` with new scores, best first."""
        ...


class Retriever:
    """Finds passages for a question that has been read."""

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

    def retrieve(self, query: Query, *, limit: int | None = None) -> list[Hit]:
        """The best passages of current versions, best first; equal scores by passage id."""
        wanted = limit or self._config.candidates
        places = tuple((place.name, 0.7) for place in query.places)
        numbers = tuple((number, 1.5) for number in query.numbers)
        lexical = self._index.lexical(LexicalQuery.of(query.text, *query.expansions, *places, *numbers), wanted)
        vector = self._embedder.embed([_dense_text(query)])[0]
        dense = self._index.dense(vector, wanted) if vector.any() else []
        passages = {passage.id: passage for passage, _ in [*lexical, *dense]}
        by_route = {
            "lexical": {passage.id: score for passage, score in lexical},
            "dense": {passage.id: max(0.0, score) for passage, score in dense},
        }
        weight = self._config.lexical_weight
        documents = {document.id: document for document in self._library.documents()}
        ranking = fuse([(by_route["lexical"], weight), (by_route["dense"], 1 - weight)])
        hits = [
            Hit(
                passages[key],
                documents[passages[key].document_id],
                score,
                tuple((route, scores[key]) for route, scores in by_route.items() if key in scores),
            )
            for key, score in ranking
            if passages[key].document_id in documents
        ]
        if self._reranker and hits:
            hits = self._reranker.rerank(query.text, hits)
        return hits[:wanted]


def _dense_text(query: Query) -> str:
    return " ".join([query.text, *(place.name for place in query.places)])
