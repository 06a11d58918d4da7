"""What the library holds, at a glance: its documents, the places and bodies they name, and which a question means."""

from __future__ import annotations

import dataclasses
import functools
import re
from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.agencies import canonical
from retrieval.evidence import Statement
from retrieval.intents import KINDS
from retrieval.library import Library
from retrieval.numbers import means, number_parts
from retrieval.phrases import Tally
from retrieval.places import MERGED_ON, Place, place_key
from retrieval.query import Query
from retrieval.references import find_numbers, kind_of_symbol
from retrieval.text import CAPITALS, fold, fold_word, syllables
from retrieval.types import Assignment, Document, Relation

_CHANGES = frozenset({"replaces", "repeals", "amends"})
_OF_ITSELF = frozenset({"header", "relation", "basis"})
"""What is asked of a document itself, that another one carries out: who signed it is not told by that one."""
_CARRIES = "implements"
_MANY = 2_000
"""Documents whose titles are all looked at; of more, only those that hold a rarer word of the question."""
_NOWHERE = np.zeros(0, np.uint32)
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
        self.by_id = library.documents_by_id()
        self.documents: tuple[Document, ...] = tuple(self.by_id.values())
        names = {name for document in self.documents for name in _places(document)}
        self.places: tuple[str, ...] = tuple(sorted(names))
        facts = library.facts()
        assigned = [(owner, fact) for owner, fact in facts if isinstance(fact, Assignment)]
        self.agencies: tuple[str, ...] = tuple(sorted({fact.agency for _, fact in assigned}))
        self.changes: tuple[tuple[str, Relation], ...] = tuple(
            (owner, fact) for owner, fact in facts if isinstance(fact, Relation) and fact.type in _CHANGES
        )
        """Which documents replace, repeal or amend which: (document id, relation)."""
        self._carried: dict[str, list[tuple[str, Document]]] = {}
        carried = [
            (owner, fact.number) for owner, fact in facts if isinstance(fact, Relation) and fact.type == _CARRIES
        ]
        carried += [(document.id, number) for document in self.documents for number in find_numbers(document.title)]
        for owner, number in carried:
            if number and owner in self.by_id:
                self._carried.setdefault(number_parts(number)[0], []).append((number, self.by_id[owner]))
        self._assigned: dict[str, set[str]] = {}
        for owner, fact in assigned:
            for name in (fact.agency, *fact.partners):
                self._assigned.setdefault(name, set()).add(owner)
        self.statements: dict[str, tuple[Statement, ...]] = {}
        """Statements of passages that were asked about, by passage id; they change only with the library."""
        self.openings: dict[str, str] = {}
        """What documents that were asked about open with, by document id."""
        self.kinds = frozenset(document.kind for document in self.documents)
        self._by_place: dict[str, list[Document]] = {}
        self._by_figure: dict[str, list[tuple[str, Document]]] = {}
        for document in self.documents:
            for key in {place_key(name) for name in _places(document)}:
                self._by_place.setdefault(key, []).append(document)
            for own in filter(None, (document.number or _number_of_file(document), document.issued_with)):
                self._by_figure.setdefault(number_parts(own)[0], []).append((own, document))
        self._words: dict[str, frozenset[str]] = {}

    @functools.cached_property
    def bodies(self) -> Mapping[str, Sequence[tuple[Sequence[str], Collection[str]]]]:
        """The bodies that have tasks, by the first word of their canonical names: all words, and ids of documents."""
        found: dict[str, list[tuple[Sequence[str], Collection[str]]]] = {}
        for name, owners in self._assigned.items():
            if words := canonical(name).split():
                found.setdefault(words[0], []).append((words, owners))
        return found

    def of_place(self, key: str) -> list[Document]:
        """The documents of a place itself, by `place_key`."""
        return list(self._by_place.get(key, ()))

    def holding(self, place: Place) -> list[Document]:
        """The documents that hold for a place: its own and those of what was merged into it.

        Where there are none, those of the province it lies in; then those of the province that holds it now.
        """
        for fits in (("same", "merged"), ("wider",), ("successor",)):
            regions = [region for region in place.regions if region.fit in fits]
            found = [document for region in regions for document in self.of_place(region.key)]
            if fits == ("successor",):
                found = [
                    document for document in found if document.issued_on is None or document.issued_on >= MERGED_ON
                ]
            if found:
                return list(dict.fromkeys(found))
        return []

    def only_within(self, place: Place) -> bool:
        """Whether documents hold for a place only because it lies in another: a district without its own."""
        own = [region for region in place.regions if region.fit in {"same", "merged"}]
        return bool(self.holding(place)) and not any(self.of_place(region.key) for region in own)

    def merger(self, places: Sequence[Place], document: Document) -> tuple[str, str] | None:
        """(old name, present name) where a document holds for `places` only through the merger of provinces."""
        keys = {place_key(name) for name in _places(document)}
        fits = [(place, region) for place in places for region in place.regions if region.key in keys]
        if any(region.fit in {"same", "wider"} for _, region in fits):
            return None
        pairs = [
            (region.name, place.name) if region.fit == "merged" else (place.name, region.name) for place, region in fits
        ]
        return pairs[0] if pairs else None

    def with_number(self, number: str) -> list[Document]:
        """The documents with a number (“2141/QĐ-UBND”) or its figure (“2141”), and those issued with them."""
        found = [
            document
            for own, document in self._by_figure.get(number_parts(number)[0], ())
            if means(number, own, document.issued_on.year if document.issued_on else None)
        ]
        return list(dict.fromkeys(found))

    def carrying_out(self, number: str, query: Query) -> list[Document]:
        """The documents that carry out or name in their title one that is not here: the plan for “Chỉ thị 11-CT/TU”."""
        if query.intent in _OF_ITSELF or self.with_number(number):
            return []
        kind = _kind_before(number, query.question)
        found = [
            document
            for own, document in self._carried.get(number_parts(number)[0], ())
            if means(number, own) and kind in {None, kind_of_symbol(own)}
        ]
        return list(dict.fromkeys(found))

    def unknown(self, query: Query) -> list[str]:
        """The numbers of a question that no document here has or carries out."""
        return [
            number for number in query.numbers if not (self.with_number(number) or self.carrying_out(number, query))
        ]

    def scope(self, query: Query) -> Sequence[Document]:
        """The documents a question can be about: those of the numbers and places it names; all when it names none.

        A place without documents of its own (a city inside a province, say) narrows nothing when others are named.
        Of several documents with one figure, those of a year that the question names come alone.
        """
        numbered = [document for number in query.numbers for document in self.with_number(number)]
        if not numbered:
            numbered = [document for number in query.numbers for document in self.carrying_out(number, query)]
        dated = [document for document in numbered if document.issued_on and document.issued_on.year in query.years]
        scope = dated or numbered or self.documents
        placed = [document for place in query.places for document in self.holding(place)]
        if placed:
            among = set(placed)
            chosen = [document for document in scope if document in among]
            scope = chosen or (scope if numbered else placed)
        return self.documents if scope is self.documents else list(dict.fromkeys(scope))

    def timed(self, query: Query) -> Query:
        """`query` without the year that only dates the document it names: “QĐ 2141 năm 2021”."""
        issued = {
            document.issued_on.year
            for number in query.numbers
            for document in self.with_number(number)
            if document.issued_on
        }
        years = tuple(year for year in query.years if year not in issued or year not in query.dating)
        return query if years == query.years else dataclasses.replace(query, years=years)

    def rank(self, query: Query, scope: Sequence[Document]) -> list[tuple[Document, float]]:
        """`scope` by how much of the question stands in title, kind and issuer; best first.

        Of a large scope those come that hold one of the question's rarer words.
        """
        terms = [(fold_word(term.syllable), term.weight) for term in query.terms]
        total = sum(weight for _, weight in terms) or 1.0
        ranking = []
        for document, said in self._close(terms, scope) if len(scope) > _MANY else self._saying(terms, scope):
            score = said / total
            if query.kind and document.kind == query.kind:
                score += 0.25
            if document.number is None:
                score -= 0.05
            ranking.append((document, score))
        return sorted(ranking, key=lambda entry: (-entry[1], entry[0].id))

    def _saying(
        self, terms: Sequence[tuple[str, float]], scope: Sequence[Document]
    ) -> Iterator[tuple[Document, float]]:
        """The documents of `scope`, each with the weights of the terms that its title, kind and issuer say."""
        for document in scope:
            words = self._title_words(document)
            yield document, sum(weight for term, weight in terms if term in words)

    def _close(self, terms: Sequence[tuple[str, float]], scope: Sequence[Document]) -> Iterator[tuple[Document, float]]:
        """Those of a large scope that say one of the rarer terms, each with the weights of the terms it says."""
        titled = [self._titled.get(term, _NOWHERE) for term, _ in terms]
        scores = np.zeros(len(self.documents))
        for places, (_, weight) in zip(titled, terms, strict=True):
            scores[places] += weight
        found = np.zeros(len(self.documents), np.bool_)
        for places in sorted(titled, key=len):
            if found.any() and np.count_nonzero(found) + len(places) > _MANY:
                break
            found[places] = True
        if len(scope) < len(self.documents):
            among = {document.id for document in scope}
            found &= np.fromiter((document.id in among for document in self.documents), np.bool_, len(found))
        for at in np.flatnonzero(found)[:_MANY].tolist():
            yield self.documents[at], float(scores[at])

    @functools.cached_property
    def _titled(self) -> Mapping[str, NDArray[np.uint32]]:
        """Where in `documents` each word of titles, kinds and issuers is said; made when a large library is ranked."""
        found: dict[str, array[int]] = {}
        for at, document in enumerate(self.documents):
            for word in _named_by(document):
                found.setdefault(word, array("I")).append(at)
        return {word: np.array(places, np.uint32) for word, places in found.items()}

    def _title_words(self, document: Document) -> frozenset[str]:
        words = self._words.get(document.id)
        if words is None:
            words = self._words[document.id] = _named_by(document)
        return words

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
        found = [other for other, own in self._numbered(document.issued_with) if own == "number"]
        return found[0] if found else None

    def issued_with(self, number: str) -> list[Document]:
        """The documents that were issued with the decision of this number."""
        return [document for document, own in self._numbered(number) if own == "issued_with"]

    def _numbered(self, number: str) -> Iterator[tuple[Document, str]]:
        """The documents that have exactly this number, and whether as their own."""
        for written, document in self._by_figure.get(number_parts(number)[0], ()):
            if written == number:
                yield document, "number" if document.number == number else "issued_with"


def _kind_before(number: str, question: str) -> str | None:
    """The kind that a question says right before a bare figure: “Chỉ thị 11”; None where it says none."""
    if not number.isdigit():
        return None
    found = re.search(rf"(?:([^\W\d_]+)\s+)?([^\W\d_]+)\s+(?:(?:số|so)\s+)?0*{number}(?!\d)", question)
    if not found:
        return None
    return (
        KINDS.get(fold(f"{found[1]} {found[2]}")) or KINDS.get(fold(found[2])) or kind_of_symbol(f"/{found[2]}") or None
    )


_IN_FILE_NAME = re.compile(
    r"(?:^|[^A-Za-zĐđ])(QĐ|QD|KH|CV|TB|GP|NQ|CT|TT|BC|GM|HD|TTr|KL|CĐ)[-_ ]{1,3}(\d{1,5})(?!\d|[./-]\d)"
)


def _number_of_file(document: Document) -> str | None:
    """The number in the name of its file of a document that shows none: “CV-2265-BCT.pdf” → “2265/CV”."""
    if document.issued_with:
        return None
    name = document.source.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    found = _IN_FILE_NAME.search(name)
    return f"{found[2]}/{found[1]}" if found else None


def _named_by(document: Document) -> frozenset[str]:
    named = f"{document.kind} {document.title} {document.issuer or ''} {document.signer or ''}"
    return frozenset(fold_word(word) for word in syllables(named))


def _places(document: Document) -> list[str]:
    names = [document.region] if document.region else []
    if document.issuer and (found := _UNIT_NAME.search(document.issuer)):
        names.append(found[1].strip())
    return names
