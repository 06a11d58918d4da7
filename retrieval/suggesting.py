"""The nearest questions that can be answered: what a refusal offers instead, each tried on the answerer itself.

Questions are made from the facts of the statements that were found for the question refused, best first: assignments,
targets and deadlines, then the header of a document. Each names its place or its document, so that no answer about
another place passes for one about the place that was asked for. Where nothing is near, they are about what the library
holds.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from retrieval.catalogue import Catalogue
from retrieval.evidence import Scored
from retrieval.glossary import Glossary
from retrieval.library import Library
from retrieval.phrases import PHRASES, name_kind
from retrieval.query import Query
from retrieval.references import kind_of_symbol
from retrieval.text import fold, letters, squeeze
from retrieval.types import Answer, Assignment, Deadline, Document, Fact, Language, Target

OFFERED = 3
"""Questions that are offered at most."""
_TRIED = 3
"""Questions made from facts that are tried at most: each costs as much as a question."""
_LOOKED_AT = 60
"""Statements, best first, whose facts are made into questions."""
_NEAR = 0.4
"""Coverage from which a statement is near a question that names neither place nor document."""
_LONGEST = 84
"""Letters of a question that still fits a button."""
_LONGEST_PHRASE = 58
_EXAMPLES = 6
"""Documents, each of another place, that questions are made of where nothing is near."""
_LIKE = {"lead": "lead", "coordinate": "lead", "target": "target", "compare": "target", "deadline": "deadline"}
"""Kinds of question that ask for what an intent asks for."""
_ABOUT_DOCUMENTS = frozenset({"header", "relation", "basis"})
_UNIT = re.compile(
    r"(?:tỉnh|thành phố|tp\.?|huyện|quận|thị xã|thị trấn|xã|phường|tinh|thanh pho|huyen|quan|xa|phuong)\s+$",
    re.IGNORECASE,
)


@dataclasses.dataclass(frozen=True, slots=True)
class Offer:
    """A question that a document should answer.

    Attributes:
        kind: what it asks for: “lead”, “target”, “deadline”, “tasks”, “date”, “basis”, or “same” as was asked.
        passage_id: the passage that its answer must cite; None where any of the document will do.
    """

    question: str
    kind: str
    document: Document
    passage_id: str | None = None


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
            self._counter, self._known = catalogue.counter, {}
        narrowed = len(scope) < len(catalogue.documents)
        close = [item for item in islice(scored, _LOOKED_AT) if narrowed or item.coverage >= _NEAR]
        found = self._from_statements(query, catalogue, close)
        if narrowed and len(found) < OFFERED:
            headers = (offer for document in scope[:OFFERED] for offer in _headers(document, query))
            found += self._answered(query, catalogue, headers, OFFERED - len(found), have=found)
        return tuple(offer.question for offer in found) or self._examples(query, catalogue)

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
        if found and len(found) < OFFERED:
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
        """The question that a fact answers; None where its words make none that can be read on a button."""
        where = _where(document, language)
        if where is None:
            return None
        phrases = PHRASES[language]
        made: tuple[str, str] | None = None
        by = ""
        if isinstance(fact, Target):
            made = ("target", fact.indicator)
            slot = "in_period" if "-" in (fact.by or "") else "by_year"
            by = phrases.slots[slot].format(period=fact.by, year=fact.by) if fact.by else ""
        elif isinstance(fact, Deadline):
            made = ("deadline", fact.what)
        elif isinstance(fact, Assignment) and fact.role == "lead":
            made = ("lead", fact.task)
        if made is None:
            return None
        kind, said = made
        what = self._phrase(said, language)
        if what is None and isinstance(fact, Assignment):
            kind, what = "tasks", self._body(fact.agency, language)
        if what is None:
            return None
        question = phrases.offers[kind].format(what=what, where=where, by=by)
        return Offer(_capital(question), kind, document, fact.passage_id) if len(question) <= _LONGEST else None

    def _phrase(self, text: str, language: Language) -> str | None:
        """What a fact is about, short enough for a question: its first clause, or its English term."""
        if language == "en":
            return next(iter(self._glossary.in_english(text)), None)
        return shortened(text)

    def _body(self, agency: str, language: Language) -> str | None:
        if language == "vi":
            return agency if len(agency) <= _LONGEST_PHRASE and "," not in agency else None
        return self._glossary.english_agencies.get(agency)

    # ---- where nothing is near

    def _examples(self, query: Query, catalogue: Catalogue) -> tuple[str, ...]:
        """Questions on different matters of different places, from the newest documents that still stand."""
        by_place: dict[str, Document] = {}
        for document in islice(catalogue.documents, 50 * _EXAMPLES):
            if document.status != "replaced" and _named(document, query.language):
                by_place.setdefault(document.region or document.kind, document)
            if len(by_place) == _EXAMPLES:
                break
        documents = list(by_place.values())
        facts: dict[str, list[Offer]] = {document.id: [] for document in documents}
        for owner, fact in self._library.facts(document_ids=list(facts)):
            if offer := self._of_fact(fact, catalogue.by_id[owner], query.language):
                facts[owner].append(offer)
        chosen: list[Offer] = []
        kinds = ["lead", "target", "deadline"]
        for document in sorted(documents, key=lambda document: not facts[document.id]):
            offers = facts[document.id]
            wanted = kinds[len(chosen) % len(kinds)]
            best = min(
                offers, key=lambda offer: (offer.kind != wanted, len(offer.question), offer.question), default=None
            )
            chosen.append(best or next(_headers(document, query)))
        found = self._answered(query, catalogue, chosen[:_TRIED], OFFERED)
        if len(found) < OFFERED:
            headers = (offer for document in documents for offer in islice(_headers(document, query), 1))
            found += self._answered(query, catalogue, headers, OFFERED - len(found), have=found)
        return tuple(offer.question for offer in found)

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


def shortened(text: str) -> str | None:
    """The first clause of what a fact says, as it goes on inside a question; None where it makes no sense alone."""
    said = _END.sub("", squeeze(_MARKER.sub("", text)))
    cuts = [found.start() for found in _CLAUSE.finditer(said) if found.start() <= _LONGEST_PHRASE]
    if len(said) > _LONGEST_PHRASE or _CLAUSE.search(said):
        said = said[: cuts[-1]] if cuts and len(said) > _LONGEST_PHRASE else said
        said = re.split(r"[;:.(“]\s*|\s+(?:trước ngày|theo quy định)\b", said)[0]
    said = _TAIL.sub("", said).strip(" ,–-")
    words = said.split()
    if len(words) < 3 or len(said) > _LONGEST_PHRASE or _NO_START.match(said):
        return None
    if sum(word[:1].isupper() for word in words) > len(words) / 2:
        return None  # a name: “Thôn Khê Sơn Thượng”
    return said if words[0].isupper() else said[:1].lower() + said[1:]


_MARKER = re.compile(r"^\s*(?:[-+*•]|\d+\s*[.)]|[a-zđ]\s*\))\s*")
_END = re.compile(r"[\s.;:,/]+$")
_CLAUSE = re.compile(r"[,;:.(“]|\s(?:theo|nhằm|để|trước ngày|trong đó|và|gắn với|đối với|cho|trên địa bàn|tại|về)\s")
_TAIL = re.compile(
    r"(?:[\s,]+(?:và|của|cho|với|theo|này|đó|để|các|những|tại|về|trên|ở|đối với|trong))+$", re.IGNORECASE
)
_NO_START = re.compile(
    r"(?:của|với|cho|trong|là|và|tại|ở|về|theo|từ|để|thì|được|đã|có|trên|khi|nếu|do|bởi|cùng|các|những|mỗi|này|đó)\s",
    re.IGNORECASE,
)


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
    """What can be asked of the header of a document: its day, and what it is based on."""
    name = _named(document, query.language)
    if name is None:
        return
    phrases = PHRASES[query.language]
    where = phrases.slots["of_place"].format(place=document.region) if document.region else ""
    kinds = ["date"] if document.issued_on else []
    kinds += ["basis"] if document.legal_bases else []
    for kind in reversed(kinds) if query.intent == "basis" else kinds:
        yield Offer(phrases.offers[kind].format(what=name, where=where), kind, document)


def _where(document: Document, language: Language) -> str | None:
    """What ties a question to a document: its place, or else its number; None where it has neither."""
    slots = PHRASES[language].slots
    if document.region:
        return slots["in_place"].format(place=document.region)
    name = _named(document, language)
    return slots["under"].format(document=name) if name else None


def _named(document: Document, language: Language) -> str | None:
    """“Quyết định số 12/QĐ-UBND”; of what was issued with a decision the decision; None without a number."""
    kind, number = document.kind, document.number
    if number is None and document.issued_with:
        kind, number = kind_of_symbol(document.issued_with), document.issued_with
    if number is None or not kind:
        return None
    return PHRASES[language].numbered.format(kind=name_kind(kind, language), number=number)


def _same_paper(one: Document, other: Document) -> bool:
    """Whether two documents are one, or a decision and what was issued with it."""
    numbers = {one.number or one.issued_with, one.issued_with} & {other.number or other.issued_with, other.issued_with}
    return one.id == other.id or (bool(numbers - {None}) and one.issued_on == other.issued_on)


def _same(question: str) -> str:
    return letters(fold(question))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
