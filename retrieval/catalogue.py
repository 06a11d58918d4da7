"""What the library holds, at a glance: its documents, the places and bodies they name, and which a question means."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from retrieval.evidence import Statement
from retrieval.library import Library
from retrieval.phrases import Tally
from retrieval.places import place_key
from retrieval.query import Query
from retrieval.references import clean_number
from retrieval.text import CAPITALS, fold, syllables
from retrieval.types import Assignment, Document

_UNIT_NAME = re.compile(
    rf"(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu)\s+((?:[{CAPITALS}][\w'-]*\s*){{1,4}})$"
)


class Catalogue:
    """A snapshot of the library's documents.

    Args:
        library: read once; make another catalogue when its counter has moved.
    """

    def __init__(self, library: Library) -> None:
        self.counter = library.counter
        self.documents: tuple[Document, ...] = tuple(library.documents())
        self.by_id = {document.id: document for document in self.documents}
        names = {name for document in self.documents for name in _places(document)}
        self.places: tuple[str, ...] = tuple(sorted(names))
        agencies = {fact.agency for _, fact in library.facts() if isinstance(fact, Assignment)}
        self.agencies: tuple[str, ...] = tuple(sorted(agencies))
        self.statements: dict[str, tuple[Statement, ...]] = {}
        """Statements of passages that were asked about, by passage id; they change only with the library."""
        self.kinds = frozenset(document.kind for document in self.documents)
        self._keys = {document.id: {place_key(name) for name in _places(document)} for document in self.documents}
        self._words = {
            document.id: {
                fold(word)
                for word in syllables(
                    f"{document.kind} {document.title} {document.issuer or ''} {document.signer or ''}"
                )
            }
            for document in self.documents
        }

    def of_place(self, key: str) -> list[Document]:
        """The documents of a place, by `place_key`."""
        return [document for document in self.documents if key in self._keys[document.id]]

    def with_number(self, number: str) -> list[Document]:
        """The documents with a number (“2141/QĐ-UBND”) or its figure (“2141”), and those issued with them."""
        wanted = fold(clean_number(number))
        figure, _, symbol = wanted.partition("/")
        return [
            document
            for document in self.documents
            if any(
                own == wanted or (own.partition("/")[0] == figure and (not symbol or own.startswith(wanted)))
                for own in (fold(document.number or ""), fold(document.issued_with or ""))
                if own
            )
        ]

    def scope(self, query: Query) -> list[Document]:
        """The documents a question can be about: those of the numbers and places it names; all when it names none.

        A place without documents of its own (a city inside a province, say) narrows nothing when others are named.
        """
        scope = list(self.documents)
        numbered = [document for number in query.numbers for document in self.with_number(number)]
        if numbered:
            scope = numbered
        placed = [document for place in query.places for document in self.of_place(place.key)]
        if placed:
            chosen = [document for document in scope if document in placed]
            scope = chosen or (scope if numbered else placed)
        return list(dict.fromkeys(scope))

    def rank(self, query: Query, scope: Sequence[Document]) -> list[tuple[Document, float]]:
        """`scope` by how much of the question stands in title, kind and issuer; best first."""
        terms = [(fold(term.syllable), term.weight) for term in query.terms]
        total = sum(weight for _, weight in terms) or 1.0
        ranking = []
        for document in scope:
            words = self._words[document.id]
            score = sum(weight for term, weight in terms if term in words) / total
            if query.kind and document.kind == query.kind:
                score += 0.25
            if document.number is None:
                score -= 0.05
            ranking.append((document, score))
        return sorted(ranking, key=lambda entry: (-entry[1], entry[0].id))

    def tally(self, scope: Sequence[Document]) -> Tally:
        """How many documents of which kinds and places `scope` holds; of the whole library counted once."""
        return self._whole if len(scope) == len(self.documents) else Tally.of(scope)

    @functools.cached_property
    def _whole(self) -> Tally:
        return Tally.of(self.documents)

    def parent(self, document: Document) -> Document | None:
        """The decision that a plan without a number of its own was issued with."""
        if document.number or not document.issued_with:
            return None
        found = [other for other in self.documents if other.number == document.issued_with]
        return found[0] if found else None


def _places(document: Document) -> list[str]:
    names = [document.region] if document.region else []
    if document.issuer and (found := _UNIT_NAME.search(document.issuer)):
        names.append(found[1].strip())
    return names
