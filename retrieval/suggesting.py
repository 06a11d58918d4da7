"""The nearest questions that can be answered: what a refusal offers instead, each tried on the answerer itself.

Questions are made from the facts of the statements that were found for the question refused, best first: assignments,
targets and deadlines, then the header of a document. Each names its place or its document, so that no answer about
another place passes for one about the place that was asked for. Where nothing is near, they are about what the library
holds.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from retrieval.catalogue import Catalogue
from retrieval.evidence import Scored
from retrieval.glossary import Glossary
from retrieval.library import Library
from retrieval.query import Query
from retrieval.questions import Offer, named, of_fact, of_header
from retrieval.text import fold, letters
from retrieval.types import Answer, Document, Fact, Language

OFFERED = 3
"""Questions that are offered at most."""
_AT_LEAST = 2
"""Questions to choose from; where fewer are near, others that name their place follow."""
_TRIED = 3
"""Questions made from facts that are tried at most: each costs as much as a question."""
_LOOKED_AT = 60
"""Statements, best first, whose facts are made into questions."""
_NEAR = 0.45
"""Coverage from which a statement is near a question that names neither place nor document."""
_EXAMPLES = 6
"""Documents, each of another place, that questions are made of where nothing is near."""
_SPEAKING = 6
"""Syllables that say what a question is about; more only make it longer."""
_KINDS = ("lead", "target", "deadline")
_LIKE = {"lead": "lead", "coordinate": "lead", "target": "target", "compare": "target", "deadline": "deadline"}
"""Kinds of question that ask for what an intent asks for."""
_ABOUT_DOCUMENTS = frozenset({"header", "relation", "basis"})
_UNIT = re.compile(
    r"(?:tỉnh|thành phố|tp\.?|huyện|quận|thị xã|thị trấn|xã|phường|tinh|thanh pho|huyen|quan|xa|phuong)\s+$",
    re.IGNORECASE,
)


class Suggesting:
    """Makes questions near to one that was refused, and keeps those that are answered.

    Args:
        library: gives facts.
        glossary: English for what Vietnamese documents say.
        ask: the answerer, without suggestions of its own.
    """

    def __init__(self, library: Library, glossary: Glossary, ask: Callable[[str, Catalogue], Answer]) -> None:
        self._library = library
        self._glossary = glossary
        self._ask = ask
        self._counter = -1
        self._known: dict[tuple[str, str], bool] = {}
        self._pools: dict[Language, list[Offer]] = {}

    def near(
        self, query: Query, catalogue: Catalogue, scope: Sequence[Document], scored: Sequence[Scored] = ()
    ) -> tuple[str, ...]:
        """Questions that are answered, nearest first; about what there is where none is near.

        Args:
            query: the question refused.
            catalogue: the documents as of now.
            scope: those it could be about.
            scored: the statements found for it, best first.
        """
        if self._counter != catalogue.counter:
            self._counter, self._known, self._pools = catalogue.counter, {}, {}
        narrowed = len(scope) < len(catalogue.documents)
        close = [item for item in islice(scored, _LOOKED_AT) if narrowed or item.coverage >= _NEAR]
        found = self._from_statements(query, catalogue, close)
        if narrowed and len(found) < OFFERED:
            headers = (offer for document in scope[:OFFERED] for offer in _headers(document, query))
            found += self._answered(query, catalogue, headers, OFFERED - len(found), have=found)
        near = [offer.question for offer in found]
        if len(near) < _AT_LEAST:
            near += [example for example in self._examples(query, catalogue) if example not in near]
        return tuple(near[:OFFERED])

    # ---- near

    def _from_statements(self, query: Query, catalogue: Catalogue, close: Sequence[Scored]) -> list[Offer]:
        documents = list(dict.fromkeys(item.statement.document for item in close))
        headers = [offer for document in documents[:OFFERED] for offer in _headers(document, query)]
        if query.intent in _ABOUT_DOCUMENTS and not query.places:
            return self._answered(query, catalogue, headers, OFFERED)
        made = list(self._elsewhere(query, catalogue, documents))
        facts = [
            offer
            for item in close
            for fact in item.statement.facts
            if (offer := self._of_fact(fact, item.statement.document, query.language))
        ]
        wanted = _LIKE.get(query.intent)
        made += sorted(facts, key=lambda offer: offer.kind != wanted)
        found = self._answered(query, catalogue, islice(_varied(made), _TRIED), OFFERED)
        if len(found) == 1:
            own = [offer for offer in headers if offer.document == found[0].document]
            found += self._answered(query, catalogue, own, 1, have=found)
        return found

    def _elsewhere(self, query: Query, catalogue: Catalogue, documents: Sequence[Document]) -> Iterator[Offer]:
        """The same question for places that have documents, where it was asked for one that has none."""
        if len(query.places) != 1 or not query.toned or catalogue.of_place(query.places[0].key):
            return
        place = query.places[0]
        before = _UNIT.sub("", query.question[: place.start])
        for document in documents:
            if document.region:
                yield Offer(before + document.region + query.question[place.end :], "same", document)

    def _of_fact(self, fact: Fact, document: Document, language: Language) -> Offer | None:
        return of_fact(fact, document, language, self._glossary)

    # ---- where nothing is near

    def _examples(self, query: Query, catalogue: Catalogue) -> tuple[str, ...]:
        """Questions on different matters of different places, others for another question refused."""
        pool = self._pools.get(query.language)
        if pool is None:
            pool = self._pools[query.language] = self._pool(query, catalogue)
        start = zlib.crc32(_same(query.question).encode()) % max(1, len(pool))
        turned = [*pool[start:], *pool[:start]]
        found = self._answered(query, catalogue, turned[:_TRIED], OFFERED)
        if len(found) < OFFERED:
            headers = (offer for example in turned for offer in islice(_headers(example.document, query), 1))
            found += self._answered(query, catalogue, headers, OFFERED - len(found), have=found)
        return tuple(offer.question for offer in found)

    def _pool(self, query: Query, catalogue: Catalogue) -> list[Offer]:
        """What a few of the newest documents that still stand could be asked, neighbours of different kinds."""
        by_place: dict[str, Document] = {}
        for document in islice(catalogue.documents, 50 * _EXAMPLES):
            if document.status != "replaced" and named(document, query.language):
                by_place.setdefault(document.region or document.kind, document)
            if len(by_place) == _EXAMPLES:
                break
        facts: dict[str, list[Offer]] = {document.id: [] for document in by_place.values()}
        for owner, fact in self._library.facts(document_ids=list(facts)):
            if offer := self._of_fact(fact, catalogue.by_id[owner], query.language):
                facts[owner].append(offer)
        pool: list[Offer] = []
        for turn in range(len(_KINDS)):
            for place, document in enumerate(by_place.values()):
                wanted = _KINDS[(turn + place) % len(_KINDS)]
                offers = [offer for offer in facts[document.id] if offer.kind == wanted]
                pool += sorted(offers, key=lambda offer: (-min(offer.substance, _SPEAKING), offer.question))[:1]
        return pool or [offer for document in by_place.values() for offer in islice(_headers(document, query), 1)]

    # ---- whether it is answered

    def _answered(
        self,
        query: Query,
        catalogue: Catalogue,
        offers: Iterator[Offer] | Sequence[Offer],
        most: int,
        *,
        have: Sequence[Offer] = (),
    ) -> list[Offer]:
        """The first of `offers` that are answered, none twice and none the question itself."""
        asked = {_same(query.question), *(_same(offer.question) for offer in have)}
        found: list[Offer] = []
        for offer in offers:
            if len(found) == most:
                break
            if _same(offer.question) not in asked and self._holds(offer, catalogue):
                asked.add(_same(offer.question))
                found.append(offer)
        return found

    def _holds(self, offer: Offer, catalogue: Catalogue) -> bool:
        """Whether an offer is answered from its document, and from no other place; asked once as the library stands."""
        key = (offer.question, offer.document.id)
        known = self._known
        if key not in known:
            citations = self._ask(offer.question, catalogue).citations
            own = [citation for citation in citations if _same_paper(citation.document, offer.document)]
            known[key] = (
                bool(own)
                and all(citation.document.region == offer.document.region for citation in citations)
                and (offer.passage_id is None or any(citation.passage.id == offer.passage_id for citation in own))
            )
        return known[key]


def _varied(offers: Sequence[Offer]) -> Iterator[Offer]:
    """`offers` without those of a passage, or of a kind and document, that came before; these follow at the end."""
    seen: set[tuple[str, str]] = set()
    later: list[Offer] = []
    for offer in offers:
        key = (offer.document.id, offer.kind)
        if key in seen:
            later.append(offer)
        else:
            seen.add(key)
            yield offer
    yield from later


def _headers(document: Document, query: Query) -> Iterator[Offer]:
    return of_header(document, query.language, basis_first=query.intent == "basis")


def _same_paper(one: Document, other: Document) -> bool:
    """Whether two documents are one, or a decision and what was issued with it."""
    numbers = {one.number or one.issued_with, one.issued_with} & {other.number or other.issued_with, other.issued_with}
    return one.id == other.id or (bool(numbers - {None}) and one.issued_on == other.issued_on)


def _same(question: str) -> str:
    return letters(fold(question))
