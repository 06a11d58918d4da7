"""Answers without a language model: read the question, find evidence, say it shortly, prove it; or refuse."""

from __future__ import annotations

import dataclasses
import logging
import math
import re
import threading
from collections.abc import Sequence

from retrieval.catalogue import Catalogue
from retrieval.composing import Pick, Sentences, asks_lead, compose, has_value, heading_agency
from retrieval.config import AnsweringConfig
from retrieval.embedding import Embedder
from retrieval.evidence import Judge, Scored, Statement, Words, rarity_from, statements, year_fit
from retrieval.followups import resolve
from retrieval.glossary import Glossary
from retrieval.index import Index
from retrieval.library import Library
from retrieval.phrases import PHRASES, name_document, show_date
from retrieval.places import Gazetteer, place_key
from retrieval.query import HeaderField, Query, read_question
from retrieval.references import DATE, find_numbers
from retrieval.retriever import Retriever
from retrieval.text import fold, squeeze, syllables
from retrieval.types import Answer, Assignment, Deadline, Document, Fact, Hit, Passage, Target

_LOG = logging.getLogger(__name__)
_MAX_QUESTION = 2_000
"""Characters of a question that are read; nobody asks in more."""
_CLOSE = 0.08
"""A second statement of a document is shown when its rank is this near to the first."""
_OTHER_DOCUMENT = 0.82
"""Share of the best coverage that another document must reach to be shown beside it."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Evidence:
    """What was found for a question: statements best first, and how sure we are of the best."""

    scored: tuple[Scored, ...]
    confidence: float


class Answerer:
    """Answers questions from the library; safe to call from several threads.

    Args:
        library: the truth.
        retriever: finds passages.
        index: tells how rare words are.
        embedder: compares meanings.
        glossary: abbreviations, terms and bodies.
        gazetteer: provinces.
        config: when to refuse, and how many citations.
    """

    def __init__(
        self,
        library: Library,
        retriever: Retriever,
        index: Index,
        embedder: Embedder,
        glossary: Glossary,
        gazetteer: Gazetteer,
        config: AnsweringConfig,
    ) -> None:
        self._library = library
        self._retriever = retriever
        self._index = index
        self._embedder = embedder
        self._glossary = glossary
        self._gazetteer = gazetteer
        self._config = config
        self._words = Words(glossary)
        self._sentences = Sentences(glossary)
        self._lock = threading.Lock()
        self._catalogue: Catalogue | None = None

    def documents(self) -> list[Document]:
        """The current documents, newest first."""
        return list(self._now().documents)

    def answer(self, question: str, history: Sequence[str] = ()) -> Answer:
        """The answer to `question`, or a refusal; never raises for what a person can type.

        Args:
            question: anything.
            history: earlier questions of the conversation, as they were resolved, oldest first.
        """
        catalogue = self._now()
        asked = squeeze("".join(letter if letter.isprintable() else " " for letter in question[:_MAX_QUESTION]))
        whole = resolve(asked, history, lambda text: self._read(text, catalogue))
        query = self._read(whole, catalogue)
        answer = self._answer(query, catalogue)
        return dataclasses.replace(answer, question=asked, understood_as=whole if whole != asked else None)

    def _now(self) -> Catalogue:
        with self._lock:
            if self._catalogue is None or self._catalogue.counter != self._library.counter:
                self._catalogue = Catalogue(self._library)
            return self._catalogue

    def _read(self, question: str, catalogue: Catalogue) -> Query:
        return read_question(
            question, glossary=self._glossary, gazetteer=self._gazetteer, places=catalogue.places, agencies=catalogue.agencies
        )

    # ---- one question

    def _answer(self, query: Query, catalogue: Catalogue) -> Answer:
        if sum(letter.isalpha() for letter in query.question) < 2:
            return self._refuse(query, catalogue, PHRASES[query.language].refusal_empty, searched=False)
        if not catalogue.documents:
            return self._refuse(query, catalogue, PHRASES[query.language].nothing, searched=False)
        if query.numbers and query.intent in {"header", "tasks"} and not any(map(catalogue.with_number, query.numbers)):
            sentence = PHRASES[query.language].refusal_number.format(number=query.numbers[0])
            return self._refuse(query, catalogue, sentence)
        if query.intent == "compare" or len(query.places) > 1:
            return self._compare(query, catalogue)
        return self._within(query, catalogue, catalogue.scope(query))

    def _within(self, query: Query, catalogue: Catalogue, scope: Sequence[Document]) -> Answer:
        """The answer from the documents of `scope`."""
        unknown = [place for place in query.places if not catalogue.of_place(place.key)]
        if unknown and len(unknown) == len(query.places) and not self._spoken_of(unknown[0].key, scope):
            sentence = PHRASES[query.language].refusal_place.format(place=unknown[0].name)
            return self._refuse(query, catalogue, sentence)
        if query.intent == "header" and (answer := self._header(query, catalogue, scope)):
            return answer
        if query.intent == "basis" and (answer := self._whole_basis(query, catalogue, scope)):
            return answer
        if query.intent == "tasks" and (answer := self._tasks(query, scope)):
            return answer
        evidence = self._evidence(query, scope)
        if evidence.confidence < self._config.refuse_below or not evidence.scored:
            return self._refuse(query, catalogue, PHRASES[query.language].refusal, confidence=evidence.confidence)
        picks = self._choose(query, evidence)
        kind = "fact" if any(pick.sentence for pick in picks) else "extract"
        answer = compose(
            query, picks, kind=kind, confidence=evidence.confidence, limit=self._config.max_citations, notes=self._notes(query, picks)
        )
        return dataclasses.replace(answer, suggestions=self._narrowings(query, picks))

    def _spoken_of(self, key: str, scope: Sequence[Document]) -> bool:
        """Whether documents of `scope` name a place that has none of its own: a city, a commune, a school."""
        return any(
            key in place_key(passage.text)
            for document in scope
            for passage in self._library.document_passages(document.id)
            if passage.role in {"body", "table"}
        )

    # ---- evidence

    def _evidence(self, query: Query, scope: Sequence[Document]) -> _Evidence:
        allowed = {document.id for document in scope}
        hits = [hit for hit in self._retriever.retrieve(query) if hit.document.id in allowed]
        if len(allowed) <= 4 and len(hits) < 40:
            hits += self._rest(hits, scope)
        facts = self._facts(hits)
        counted: dict[str, float] = {}

        def rarity(words: Sequence[str]) -> dict[str, float]:
            counts, total = self._index.frequency(words)
            counted.update(rarity_from(counts, total))
            return counted

        judge = Judge(query, rarity, self._words)
        unknown = [place.key for place in query.places]
        scored = []
        for hit in hits:
            for statement in statements(hit, facts.get(hit.passage.id, ())):
                coverage = judge.coverage(statement)
                rank = coverage + _fit(query, statement) + 0.12 * hit.score
                if unknown and not self._is_about(statement, unknown):
                    rank -= 0.4
                scored.append(Scored(statement, coverage, rank, dict(hit.routes).get("dense", 0.0)))
        scored.sort(key=lambda item: (-item.rank, item.statement.passage.id, item.statement.text))
        best = scored[0] if scored else None
        confidence = _confidence(query, best, judge) if best else 0.0
        return _Evidence(tuple(scored), confidence)

    def _rest(self, hits: Sequence[Hit], scope: Sequence[Document]) -> list[Hit]:
        """The passages of a narrow scope that no route proposed, with no score."""
        have = {hit.passage.id for hit in hits}
        return [
            Hit(passage, document, 0.0)
            for document in scope
            for passage in self._library.document_passages(document.id)
            if passage.id not in have
        ]

    def _facts(self, hits: Sequence[Hit]) -> dict[str, list[Fact]]:
        found: dict[str, list[Fact]] = {}
        for _, fact in self._library.facts(passage_ids=[hit.passage.id for hit in hits]):
            found.setdefault(fact.passage_id, []).append(fact)
        return found

    @staticmethod
    def _is_about(statement: Statement, keys: Sequence[str]) -> bool:
        document = statement.document
        told = place_key(" ".join(part for part in (document.place, document.issuer, document.title, statement.text, *statement.context) if part))
        return any(key in told for key in keys)

    # ---- choosing

    def _choose(self, query: Query, evidence: _Evidence) -> list[Pick]:
        """The statements to show: the best of each document that answers about as well as the best one."""
        best = evidence.scored[0]
        groups: dict[str, list[Scored]] = {}
        for item in evidence.scored:
            groups.setdefault(item.statement.document.id, []).append(item)
        chosen: list[Scored] = []
        several = not query.places and not query.numbers
        for index, group in enumerate(sorted(groups.values(), key=lambda group: (-group[0].rank, group[0].statement.document.id))):
            first = group[0]
            if index and not (several and first.coverage >= _OTHER_DOCUMENT * best.coverage and first.rank >= best.rank - 0.25):
                continue
            chosen.append(first)
            chosen.extend(self._beside(query, first, group[1:]))
        limit = self._config.max_citations
        if len({item.statement.document.id for item in chosen}) > 1:
            firsts = list({item.statement.document.id: item for item in reversed(chosen)}.values())[::-1]
            chosen = [item for item in chosen if item in firsts][:limit]
        return [self._sentences.pick(query, item.statement) for item in chosen[:limit]]

    def _beside(self, query: Query, first: Scored, others: Sequence[Scored]) -> list[Scored]:
        """Other statements of the same document that belong in the answer."""
        kept = [item for item in others if item.rank >= first.rank - _CLOSE and item.coverage >= 0.85 * first.coverage][:2]
        if query.intent in {"target", "compare"} and (query.every_year or not query.years):
            kept += [item for item in others if item not in kept and _same_indicator(first.statement, item.statement)][:3]
        if query.wants_list or query.intent in {"list", "other"}:
            kept += [item for item in others if item not in kept and item.statement.passage.id == first.statement.passage.id and _siblings(first, item)][:4]
        unique: dict[str, Scored] = {}
        for item in kept:
            if item.statement.text != first.statement.text:
                unique.setdefault(item.statement.text, item)
        return sorted(unique.values(), key=lambda item: item.statement.passage.ordinal)[: self._config.max_citations - 1]

    def _notes(self, query: Query, picks: Sequence[Pick]) -> list[str]:
        """What a reader must know: two different dates for one thing."""
        if query.intent != "deadline" or len({pick.document.id for pick in picks}) != 1:
            return []
        dates = {squeeze(found[0]) for pick in picks for found in DATE.finditer(pick.quote)}
        sentences = {pick.sentence for pick in picks if pick.sentence}
        return [PHRASES[query.language].contradiction] if len(sentences) > 1 or len(dates) > 1 else []

    def _narrowings(self, query: Query, picks: Sequence[Pick]) -> tuple[str, ...]:
        places = list(dict.fromkeys(pick.document.place for pick in picks if pick.document.place))
        if query.places or len(places) < 2:
            return ()
        question = query.question.rstrip("?？ .")
        return tuple(PHRASES[query.language].narrow.format(question=question, place=place) + "?" for place in places[:4])

    # ---- special questions

    def _header(self, query: Query, catalogue: Catalogue, scope: Sequence[Document]) -> Answer | None:
        """Number, date, signatory, issuer or title of the document that the question means."""
        ranking = catalogue.rank(query, scope)
        if not ranking:
            return None
        document, score = ranking[0]
        subject = [term for term in query.terms if term.weight >= 0.5]
        if subject and score < 0.3 and not query.numbers:
            return None
        if not subject and not query.places and not query.numbers:
            return None
        document = catalogue.parent(document) or document
        picks = self._header_picks(query, document)
        if not picks:
            return None
        return compose(query, picks, kind="fact", confidence=0.9, limit=self._config.max_citations)

    def _header_picks(self, query: Query, document: Document) -> list[Pick]:
        phrases = PHRASES[query.language]
        passages = self._library.document_passages(document.id)
        picks: list[Pick] = []
        for role, fields in _HEADER_ROLES:
            passage = next((passage for passage in passages if passage.role == role and _holds(passage, document, fields)), None)
            said = [field for field in query.fields if field in fields]
            if passage is None or not said:
                continue
            told = [_tell(field, document, query) for field in said]
            sentence = "; ".join(part or phrases.header_unknown.format(field=phrases.fields[field]) for part, field in zip(told, said, strict=True))
            quote = _header_quote(passage, document, said)
            names = (document.signer,) if "signer" in said and document.signer else ()
            picks.append(Pick(passage, document, quote, sentence[:1].upper() + sentence[1:] + ".", names))
        return picks

    def _whole_basis(self, query: Query, catalogue: Catalogue, scope: Sequence[Document]) -> Answer | None:
        """All bases of a document, when the question asks for the basis and says which document, no more."""
        subject = [term for term in query.terms if term.weight >= 0.5]
        if not re.search(r"can cu|co so phap ly|legal bas|based on|on what basis", fold(query.question)):
            return None
        ranking = catalogue.rank(query, scope)
        if not ranking or (subject and ranking[0][1] < 0.45) or (not subject and not query.places and not query.numbers):
            return None
        document = ranking[0][0]
        passages = [passage for passage in self._library.document_passages(document.id) if passage.role == "basis"]
        asked = next((words for words in ("thông tư", "nghị định", "quyết định", "nghị quyết", "luật", "chỉ thị", "công văn") if words in query.text.lower()), None)
        picks = []
        for passage in passages:
            for line in passage.text.split("\n"):
                if re.match(r"(?:Căn\s+cứ|Thực hiện|Theo|Xét)", line) and (asked is None or asked in line.lower() or not find_numbers(query.text)):
                    numbers = find_numbers(line)
                    sentence = PHRASES[query.language].basis.format(numbers="; ".join(numbers)) + "." if numbers else ""
                    picks.append(Pick(passage, document, line, sentence))
        if asked:
            picks = [pick for pick in picks if asked in pick.quote.lower()] or picks
        if not picks:
            return None
        return compose(query, picks, kind="fact", confidence=0.85, limit=self._config.max_citations)

    def _tasks(self, query: Query, scope: Sequence[Document]) -> Answer | None:
        """Everything that documents of `scope` give the body named in the question to do."""
        wanted = _agency_words(query)
        if not wanted:
            return None
        picks: list[tuple[float, Pick]] = []
        for document in scope:
            for passage in self._library.document_passages(document.id):
                fit = _heading_fit(passage, wanted)
                if fit >= 0.75:
                    picks.append((fit, Pick(passage, document, passage.text)))
        if not picks:
            return None
        best = max(fit for fit, _ in picks)
        kept = [pick for fit, pick in picks if fit >= best - 0.05]
        subject = self._subject_rank(query, kept)
        name = heading_agency(Statement(kept[0].passage, kept[0].document, "", (kept[0].passage.path[-1] if kept[0].passage.path else "",), (), ()))
        first = kept[0]
        if name:
            sentence = PHRASES[query.language].tasks.format(agency=self._sentences.agency(name, query.language))
            kept = [dataclasses.replace(first, sentence=sentence, names=(name,)), *kept[1:]]
        return compose(query, kept, kind="fact", confidence=0.6 + 0.4 * min(1.0, best, subject), limit=self._config.max_citations)

    @staticmethod
    def _subject_rank(query: Query, picks: Sequence[Pick]) -> float:
        del query
        return 1.0 if picks else 0.0

    def _compare(self, query: Query, catalogue: Catalogue) -> Answer:
        """The same question for each place it names, one after the other."""
        picks: list[Pick] = []
        confidence = 0.0
        for place in query.places:
            alone = dataclasses.replace(query, places=(place,))
            scope = catalogue.scope(alone)
            if not catalogue.of_place(place.key) and not self._spoken_of(place.key, scope):
                continue
            evidence = self._evidence(alone, scope)
            if evidence.scored and evidence.confidence >= self._config.refuse_below:
                picks += self._choose(alone, evidence)[: max(1, self._config.max_citations // max(1, len(query.places)))]
                confidence = max(confidence, evidence.confidence)
        if not picks:
            if query.places:
                return self._refuse(query, catalogue, PHRASES[query.language].refusal)
            return self._within(dataclasses.replace(query, intent="target"), catalogue, catalogue.scope(query))
        return compose(query, picks, kind="fact", confidence=confidence, limit=self._config.max_citations)

    def _refuse(self, query: Query, catalogue: Catalogue, sentence: str, *, confidence: float = 0.0, searched: bool = True) -> Answer:
        """Invariant 3: says that the documents do not say, names what was searched, cites nothing."""
        lines = [sentence]
        if searched and catalogue.documents:
            names = [name_document(document, query.language) for document in catalogue.documents[:5]]
            more = "; …" if len(catalogue.documents) > len(names) else ""
            lines.append(PHRASES[query.language].searched.format(documents="; ".join(names) + more))
        return Answer(
            question=query.question, language=query.language, kind="refusal", text="\n".join(lines), confidence=round(confidence, 3)
        )


# ---- how well a statement fits what is asked


def _fit(query: Query, statement: Statement) -> float:
    """What the form of a statement adds to its rank for the intent of a question, or takes away."""
    role = statement.passage.role
    fit = {"recipients": -0.6, "signature": -0.5, "header": -0.35, "footnote": -0.1, "basis": -0.25}.get(role, 0.0)
    if query.intent == "basis":
        fit = {"basis": 0.15, "recipients": -0.6, "signature": -0.5}.get(role, 0.0)
        fit += 0.1 if find_numbers(statement.text) else -0.3
    assignments = [fact for fact in statement.facts if isinstance(fact, Assignment)]
    if query.intent in {"lead", "coordinate"}:
        fit += _lead_fit(query, statement, assignments)
    elif query.intent in {"target", "compare"}:
        fit += 0.15 if any(isinstance(fact, Target) for fact in statement.facts) else (0.05 if has_value(statement.text) else -0.2)
    elif query.intent == "deadline":
        dated = any(isinstance(fact, Deadline) for fact in statement.facts)
        fit += 0.2 if dated else (0.08 if DATE.search(statement.text) or re.search(r"\b\d{1,2}/\d{1,2}\b|[Qq]u[íý] ", statement.text) else -0.25)
    if query.years:
        fit += (0.3 if query.intent in {"target", "compare"} else 0.12) * (year_fit(query, statement) - 0.5)
    return fit


def _lead_fit(query: Query, statement: Statement, assignments: Sequence[Assignment]) -> float:
    if not assignments:
        return -0.05 if heading_agency(statement) else -0.25
    roles = {fact.role for fact in assignments}
    if query.intent == "coordinate":
        return 0.2 if any(fact.partners or fact.role == "coordinate" for fact in assignments) else 0.05
    if "lead" in roles:
        return 0.18 if asks_lead(query) else 0.12
    return 0.1


def _confidence(query: Query, best: Scored, judge: Judge) -> float:
    """How sure we are that the best statement answers: a logistic of its coverage, less when form or place misfit."""
    if judge.weight < 0.3:
        return 0.0 if not query.places else 0.3
    score = best.coverage + min(0.0, _fit(query, best.statement)) * 0.5 + 0.1 * (best.similarity - 0.4)
    return 1 / (1 + math.exp(-12 * (score - 0.55)))


def _same_indicator(first: Statement, other: Statement) -> bool:
    """Whether two statements of a document are the same target in different years."""
    if first.passage.id == other.passage.id or not (set(other.years) - set(first.years)):
        return False
    mine, theirs = ({fold(word) for word in syllables(text) if not word[0].isdigit()} for text in (first.text, other.text))
    return len(mine & theirs) >= 0.6 * min(len(mine), len(theirs)) and has_value(other.text)


def _siblings(first: Scored, item: Scored) -> bool:
    return first.statement.context[:1] == item.statement.context[:1]


_HEADER_ROLES: tuple[tuple[str, tuple[HeaderField, ...]], ...] = (
    ("header", ("number", "date", "issuer", "title")),
    ("signature", ("signer",)),
    ("recipients", ("signer",)),
)


def _holds(passage: Passage, document: Document, fields: Sequence[str]) -> bool:
    return "signer" not in fields or bool(document.signer and document.signer in passage.text)


def _tell(field: HeaderField, document: Document, query: Query) -> str:
    phrases = PHRASES[query.language]
    if field == "number":
        return phrases.number.format(number=document.number) if document.number else ""
    if field == "date":
        return phrases.date.format(date=show_date(document.issued_on, query.language)) if document.issued_on else ""
    if field == "signer":
        return phrases.signer.format(signer=document.signer) if document.signer else ""
    if field == "issuer":
        return phrases.issuer.format(issuer=document.issuer) if document.issuer else ""
    return phrases.title.format(title=document.title)


def _header_quote(passage: Passage, document: Document, fields: Sequence[str]) -> str:
    """The shortest stretch of a header that shows what is asked: from the number to the date, or the whole."""
    text = passage.text
    if passage.role != "header" or "title" in fields or "issuer" in fields:
        return text
    number = re.search(r"S[ốô]\s*[:.]", text)
    date = re.search(r"ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}", text)
    if number and date and number.start() < date.end():
        return text[number.start() : date.end()]
    return text


def _agency_words(query: Query) -> list[str]:
    """The words of the body that a question about tasks names, folded."""
    if query.agencies:
        return [fold(word) for word in syllables(query.agencies[0])]
    found = re.search(r"(?:(?:nhiệm vụ|trách nhiệm|vai trò)\s+(?:của|gì của)\s+)?((?:[Ss]ở|[Pp]hòng|[Hh]ội|[Bb]an|[Tt]rường|[Đđ]oàn|[Đđ]ài|[Uu]ỷ ban|[Ủủ]y ban)\s[^,?]{3,60})", query.text)
    return [fold(word) for word in syllables(found[1])] if found else []


def _heading_fit(passage: Passage, wanted: Sequence[str]) -> float:
    """How well the nearest heading of a passage names the body: shared words over the words of the longer name."""
    for part in reversed(passage.path[-2:]):
        words = [fold(word) for word in syllables(re.sub(r"^(?:[IVX]+|\d+(?:\.\d+)*|[a-zđ])\s*[.)]\s*", "", part))]
        head = words[: len(wanted) + 4]
        shared = len(set(wanted) & set(head))
        fit = shared / len(set(wanted))
        if fit >= 0.75 and wanted[0] in head:
            extra = sum(word not in wanted and word not in _LEVEL_WORDS for word in head[: len(wanted)])
            return fit - 0.1 * extra
    return 0.0


_LEVEL_WORDS = frozenset("tinh huyen xa phuong quan thanh pho de nghi cac trach nhiem cua viet nam va".split())
