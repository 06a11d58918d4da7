"""Answers without a language model: read the question, find evidence, say it shortly, prove it; or refuse."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import re
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from retrieval.agencies import canonical, find_agencies
from retrieval.basis_line import with_basis_line
from retrieval.cards import Cards
from retrieval.catalogue import Catalogue
from retrieval.choosing import choose
from retrieval.comparing import Compared, Side, side_by_side, sides, years_as_rows
from retrieval.composing import Pick, compose, left_out
from retrieval.config import AnsweringConfig
from retrieval.dossier import Dossier
from retrieval.duties import Duties
from retrieval.evidence import Scored, Statement
from retrieval.glossary import Glossary
from retrieval.in_force import stands, with_standing
from retrieval.index import Index
from retrieval.judging import Words
from retrieval.ledger import Ledger
from retrieval.lexical import LexicalQuery
from retrieval.library import Library
from retrieval.phrases import PHRASES, name_document, name_searched
from retrieval.places import Gazetteer, Place
from retrieval.query import Query
from retrieval.retriever import Retriever
from retrieval.sentences import Sentences, best_target, value_of
from retrieval.suggesting import Suggesting
from retrieval.tasks import Tasks
from retrieval.text import fold, squeeze
from retrieval.types import Answer, AnswerKind, Document, Hit, Target
from retrieval.understanding import Understanding
from retrieval.weighing import Evidence, Weighing, refers_to

if TYPE_CHECKING:
    from retrieval.generation import Hear, Writer

_MAX_QUESTION = 2_000
"""Characters of a question that are read; nobody asks in more."""
_SPARED = 2
"""From when what belongs to a pick is left out of a comparison: neighbouring years, bases."""
_SMALL_SCOPE = 4
"""Documents up to which all passages are looked at, whatever the routes propose."""
_NAMING = 40
"""Passages that are looked at for the name of a place without documents of its own."""


class Answerer:
    """Answers questions from the library; safe to call from several threads.

    Args:
        library: the truth.
        retriever: finds passages.
        index: tells how rare words are.
        glossary: abbreviations, terms and bodies.
        gazetteer: provinces.
        config: when to refuse, and how many citations.
        writer: puts answers into a language model's words; None: they stay as they were extracted.
        today: the day of the answer, by which documents stand or not.
    """

    def __init__(
        self,
        library: Library,
        retriever: Retriever,
        *,
        index: Index,
        glossary: Glossary,
        gazetteer: Gazetteer,
        config: AnsweringConfig,
        today: Callable[[], dt.date],
        writer: Writer | None = None,
    ) -> None:
        self._library = library
        self._index = index
        self._understanding = Understanding(index, glossary=glossary, gazetteer=gazetteer)
        self._config = config
        self._writer = writer
        self._today = today
        words = Words(glossary)
        self._weighing = Weighing(library, retriever, index, words)
        self._spell_out = glossary.spell_out
        self._sentences = Sentences(glossary)
        self._ledger = Ledger(library, Tasks(glossary))
        self._duties = Duties(self._ledger, words)
        self._cards = Cards(self._ledger, self._sentences, words)
        self._lock = threading.Lock()
        self._catalogue: Catalogue | None = None
        self._suggesting: Suggesting | None = None
        # What tries suggestions makes none: a refusal would try questions that are refused in turn.
        self._suggesting = Suggesting(library, glossary, copy.copy(self).plainly)

    def documents(self) -> list[Document]:
        """The current documents, newest first."""
        return list(self._now().documents)

    def answer(self, question: str, history: Sequence[str] = (), *, hear: Hear | None = None) -> Answer:
        """The answer to `question`, or a refusal; never raises for what a person can type.

        Args:
            question: anything.
            history: earlier questions of the conversation, as typed or as resolved, oldest first.
            hear: is told the lines of a written answer one by one, while it is being written.
        """
        asked = _readable(question)
        with self._library.moment():
            catalogue = self._now()
            understood = self._understanding.understand(asked, [_readable(said) for said in history], catalogue)
            answer = self._answer(understood.query, catalogue)
        if understood.item and understood.item <= len(answer.citations):
            answer = _in_full(understood.query, answer, understood.item)
        answer = dataclasses.replace(
            answer,
            question=asked,
            understood_as=understood.shown,
            resolved=understood.query.question if understood.shown else None,
        )
        if self._writer:
            answer = self._writer.write(answer, hear)
        return with_standing(with_basis_line(answer, understood.query), today=self._today())

    def plainly(self, question: str, catalogue: Catalogue) -> Answer:
        """The answer to a question that stands alone, before what is said of the documents it cites."""
        return self._answer(self._understanding.read(question, catalogue), catalogue)

    def find(self, question: str, history: Sequence[str] = (), *, limit: int | None = None) -> list[Hit]:
        """The passages for a question, read as `answer` reads it, from the documents it can be about; best first.

        Args:
            question: anything.
            history: earlier questions of the conversation, oldest first.
            limit: how many passages each route proposes, and how many come back at most; None: as configured.
        """
        with self._library.moment():
            catalogue = self._now()
            query = self._query(question, history, catalogue)
            return self._weighing.hits(query, catalogue, catalogue.scope(query), limit)

    def evidence(self, question: str, history: Sequence[str] = ()) -> Evidence:
        """What would be weighed for `question`: for tuning and for people who want to see why."""
        with self._library.moment():
            catalogue = self._now()
            query = self._query(question, history, catalogue)
            return self._weighing.evidence(query, catalogue, catalogue.scope(query))

    def _query(self, question: str, history: Sequence[str], catalogue: Catalogue) -> Query:
        said = [_readable(earlier) for earlier in history]
        return self._understanding.understand(_readable(question), said, catalogue).query

    def _now(self) -> Catalogue:
        with self._lock:
            if self._catalogue is None or self._catalogue.counter != self._library.counter:
                self._catalogue = Catalogue(self._library)
                self._ledger.follow(self._catalogue.counter)
            return self._catalogue

    # ---- one question

    def _answer(self, query: Query, catalogue: Catalogue) -> Answer:
        phrases = PHRASES[query.language]
        if sum(letter.isalpha() for letter in query.question) < 2:
            return self._refuse(query, catalogue, phrases.refusal_empty, searched=False)
        if not catalogue.documents:
            return self._refuse(query, catalogue, phrases.nothing, searched=False)
        scope = catalogue.scope(query)
        named = {place.key: place for place in query.places}
        own = [place for place in named.values() if catalogue.holding(place)]
        foreign = [place for place in named.values() if place not in own]
        foreign = [place for place in foreign if not (own and _belongs_to_a_body(query, place))]
        if foreign and not all(self._spoken_of(place.name, scope) for place in foreign):
            return self._refuse_place(query, catalogue, foreign[0])
        query = _referring(catalogue.timed(query), catalogue)
        if compared := sides(query, own, catalogue, lambda text: self._understanding.read(text, catalogue)):
            return self._side_by_side(query, compared, catalogue, places=len(own) > 1)
        picks = _place_after_place(self._special(query, catalogue, scope))
        if picks:
            limit = self._config.max_citations
            left = left_out(query, picks, limit, phrases.left_tasks)
            notes = [*_mergers(query, picks, catalogue), *left]
            answer = compose(query, picks, kind="fact", confidence=0.9, limit=limit, notes=notes)
            return self._by_place(query, answer, picks) if query.intent == "tasks" else answer
        return self._unchanged(query, catalogue, scope) or self._from_evidence(query, catalogue, scope)

    def _special(self, query: Query, catalogue: Catalogue, scope: Sequence[Document]) -> list[Pick]:
        """Picks for questions that are not about one statement: a header, all bases, relations, all tasks of a body."""
        dossier = Dossier(self._library, catalogue)
        if query.intent == "header":
            return dossier.header(query, scope)
        if query.intent == "relation":
            return dossier.relations(query, scope)
        if query.intent == "basis":
            return dossier.basis(query, scope)
        if query.intent == "tasks" and (name := self._duties.named(query)):
            picks = self._duties.find(query, name, scope, catalogue)
            if picks:
                agency = self._sentences.agency(name, query.language)
                sentence = PHRASES[query.language].tasks.format(agency=agency[:1].upper() + agency[1:])
                return [dataclasses.replace(picks[0], sentence=sentence), *picks[1:]]
        return []

    def _unchanged(self, query: Query, catalogue: Catalogue, scope: Sequence[Document]) -> Answer | None:
        """“Còn hiệu lực không?” of a document that none of the others replaces, repeals or amends."""
        document = Dossier(self._library, catalogue).asked_whether_changed(query, scope)
        if document is None:
            return None
        phrases, name = PHRASES[query.language], name_document(document, query.language)
        sentence = phrases.unchanged.format(document=name)
        state, said = stands(document, today=self._today(), language=query.language)
        if state != "current":
            sentence += "\n" + phrases.standing_line.format(document=name, standing=said)
        answer = self._refuse(query, catalogue, sentence, scope=[document], searched=False)
        everything = name_searched(catalogue.tally(catalogue.documents), query.language)
        return dataclasses.replace(answer, text=f"{answer.text}\n{everything}")

    def _from_evidence(self, query: Query, catalogue: Catalogue, scope: Sequence[Document]) -> Answer:
        evidence = self._weighing.evidence(query, catalogue, scope)
        scored, sentence = evidence.scored, PHRASES[query.language].refusal
        unknown = catalogue.unknown(query)
        if unknown and not (scored and refers_to(scored[0].statement, unknown)):
            sentence = PHRASES[query.language].refusal_number.format(number=unknown[0])
            return self._refuse(query, catalogue, sentence, scope=scope, scored=scored)
        if query.intent == "tasks" and scored and not self._names_body(query, scored[0].statement):
            return self._refuse(query, catalogue, sentence, scope=scope, scored=scored)
        if not scored or evidence.confidence < self._config.refuse_below:
            sure = evidence.confidence
            return self._refuse(query, catalogue, sentence, scope=scope, scored=scored, sure=sure)
        limit = self._config.max_citations
        chosen = choose(query, scored, limit=limit, spell_out=self._spell_out)
        picks = _place_after_place([pick for group in chosen for pick in self._cards.lay(query, group)])
        compared = self._years(query, picks, [statement for group in chosen for statement in group])
        kind: AnswerKind = "fact" if any(pick.sentence for pick in picks) else "extract"
        left = left_out(query, picks, limit, PHRASES[query.language].left_items)
        answer = compose(
            query,
            _unsaid(picks) if compared.rows else picks,
            kind=kind,
            confidence=evidence.confidence,
            limit=limit,
            notes=[*_mergers(query, picks, catalogue), *left],
            columns=compared.columns,
            rows=compared.rows,
            caption=compared.caption,
        )
        return self._by_place(query, answer, picks)

    def _years(self, query: Query, picks: Sequence[Pick], chosen: Sequence[Statement]) -> Compared:
        """A row for each year, where the question wants each (“theo từng giai đoạn”)."""
        if not query.every_year and query.intent != "compare":
            return Compared()
        return years_as_rows(query.language, picks, _targets(query, picks, chosen))

    def _names_body(self, query: Query, statement: Statement) -> bool:
        """Whether a statement, or what it stands under, names the body whose tasks were asked, if one was."""
        name = self._duties.named(query)
        if name is None:
            return True
        told = set(canonical(" ".join((statement.text, *statement.context))).split())
        words = canonical(name).split()
        return sum(word in told for word in words) >= 0.7 * len(words)

    def _side_by_side(self, query: Query, compared: Sequence[Side], catalogue: Catalogue, *, places: bool) -> Answer:
        """The same question for each place or document it names, one after the other, values in a table."""
        picks: list[Pick] = []
        found: dict[str, tuple[int, Target, str]] = {}
        scored: list[Scored] = []
        sure = 0.0
        share = max(1, self._config.max_citations // len(compared))
        for side in compared:
            special = self._special(side.query, catalogue, side.scope)
            if special:
                picks += special[:share]
                sure = 0.9
                continue
            evidence = self._weighing.evidence(side.query, catalogue, side.scope)
            scored += evidence.scored
            if evidence.scored and evidence.confidence >= self._config.refuse_below:
                chosen = choose(side.query, evidence.scored, limit=share, spell_out=self._spell_out)
                laid = [pick for group in chosen for pick in self._cards.lay(side.query, group)]
                laid = [pick for pick in laid if pick.spare < _SPARED][:share]
                targets = _targets(side.query, laid, [group[0] for group in chosen])
                if targets and not side.query.every_year:
                    at, target, said = targets[0]
                    found[side.name] = (len(picks) + at, target, said)
                picks += laid
                sure = max(sure, evidence.confidence)
        if not picks:
            scope = list(dict.fromkeys(document for side in compared for document in side.scope))
            scored.sort(key=lambda item: -item.rank)
            return self._refuse(query, catalogue, PHRASES[query.language].refusal, scope=scope, scored=scored)
        table = side_by_side(query.language, [side.name for side in compared], found, places=places)
        return compose(
            query,
            _unsaid(picks) if table.rows else picks,
            kind="fact",
            confidence=sure,
            limit=self._config.max_citations,
            notes=_mergers(query, picks, catalogue),
            columns=table.columns,
            rows=table.rows,
            caption=table.caption,
        )

    def _spoken_of(self, name: str, scope: Sequence[Document]) -> bool:
        """Whether documents of `scope` name a place that has none of its own: a city, a commune, a school."""
        key = _words_of(name)
        allowed = {document.id for document in scope}
        if len(allowed) <= _SMALL_SCOPE:
            passages = [passage for document in scope for passage in self._library.document_passages(document.id)]
        else:
            found = self._index.lexical(LexicalQuery.of(name), _NAMING)
            passages = [passage for passage, _ in found if passage.document_id in allowed]
        return any(passage.role in {"body", "table"} and key in _words_of(passage.text) for passage in passages)

    # ---- around an answer

    @staticmethod
    def _by_place(query: Query, answer: Answer, picks: Sequence[Pick]) -> Answer:
        """Evidence of several places where the question names none: says so, and offers each place alone.

        `picks` are what was found; of those that there was no room for, the places are offered too.
        """
        cited = {citation.document.region: None for citation in answer.citations if citation.document.region}
        places = list(cited | {pick.document.region: None for pick in picks if pick.document.region})
        if query.places or query.numbers or len(places) < 2:
            return answer
        phrases = PHRASES[query.language]
        question = query.question.rstrip("?.？ ")
        offers = tuple(phrases.narrow.format(question=question, place=place) for place in places[:4])
        text = f"{phrases.by_place}\n{answer.text}" if len(cited) > 1 else answer.text
        return dataclasses.replace(answer, text=text, suggestions=offers)

    def _refuse_place(self, query: Query, catalogue: Catalogue, place: Place) -> Answer:
        """No document is of a place that was asked for: says so, and offers what others say of the same."""
        sentence = PHRASES[query.language].refusal_place.format(place=place.name)
        if self._suggesting is None:
            return self._refuse(query, catalogue, sentence)
        anywhere = dataclasses.replace(query, places=())
        scored = self._weighing.evidence(anywhere, catalogue, catalogue.documents).scored
        return self._refuse(query, catalogue, sentence, scored=scored)

    def _refuse(
        self,
        query: Query,
        catalogue: Catalogue,
        sentence: str,
        *,
        scope: Sequence[Document] | None = None,
        scored: Sequence[Scored] = (),
        sure: float = 0.0,
        searched: bool = True,
    ) -> Answer:
        """Invariant 3: says that the documents do not say, tells what was searched, cites nothing.

        `scope` are the documents that were searched, None for all; near `scored`, what was found in them, are questions
        to offer.
        """
        scope = catalogue.documents if scope is None else scope
        lines = [sentence]
        if searched and catalogue.documents:
            lines.append(name_searched(catalogue.tally(scope), query.language))
        return Answer(
            question=query.question,
            language=query.language,
            kind="refusal",
            text="\n".join(lines),
            confidence=round(sure, 3),
            suggestions=self._suggesting.near(query, catalogue, scope, scored) if self._suggesting else (),
        )


def _place_after_place(picks: Sequence[Pick]) -> list[Pick]:
    """`picks` with those of a place together, in the order in which places and picks first come."""
    places = list(dict.fromkeys(pick.document.region for pick in picks))
    return [pick for place in places for pick in picks if pick.document.region == place]


def _readable(text: str) -> str:
    """The part of a question that is read, without control characters and halves of letters."""
    return squeeze("".join(letter if letter.isprintable() else " " for letter in text[:_MAX_QUESTION]))


def _belongs_to_a_body(query: Query, place: Place) -> bool:
    """Whether a place only says where a body sits: “theo kế hoạch nào của Sở Y tế Bình Định”."""
    before = query.question[: place.start].rstrip()
    return any(mention.specific and mention.span.end >= len(before) for mention in find_agencies(before))


def _words_of(text: str) -> str:
    """`text` folded, its words between single spaces: “Phú Yên” → “ phu yen ”."""
    return f" {' '.join(re.findall(r'[a-z0-9]+', fold(text)))} "


def _in_full(query: Query, answer: Answer, item: int) -> Answer:
    """The whole passage behind one citation of an answer."""
    cited = answer.citations[item - 1]
    pick = Pick(cited.passage, cited.document, cited.passage.text)
    return compose(query, [pick], kind="extract", confidence=answer.confidence, limit=1)


def _mergers(query: Query, picks: Sequence[Pick], catalogue: Catalogue) -> list[str]:
    """“Bến Tre nay thuộc Vĩnh Long.”, where a document answers only since provinces were merged."""
    pairs = [catalogue.merger(query.places, pick.document) for pick in picks]
    sentence = PHRASES[query.language].merged
    return [sentence.format(old=pair[0], now=pair[1]) for pair in dict.fromkeys(pairs) if pair]


def _referring(query: Query, catalogue: Catalogue) -> Query:
    """A question about a document that the library only refers to asks for the sentence that names it."""
    elsewhere = query.numbers and not any(map(catalogue.with_number, query.numbers))
    other_kind = not query.numbers and query.kind is not None and query.kind not in catalogue.kinds
    if query.intent in {"header", "relation"} and (elsewhere or other_kind):
        return dataclasses.replace(query, intent="basis")
    return query


def _targets(query: Query, picks: Sequence[Pick], chosen: Sequence[Statement]) -> list[tuple[int, Target, str]]:
    """The targets that picks were made for: the number of the pick, the target, and the value as it is said."""
    found = []
    for statement in chosen:
        own = (at for at, pick in enumerate(picks) if pick.passage.id == statement.passage.id)
        at = next((at for at in own if picks[at].quote in statement.text or statement.text in picks[at].quote), None)
        if at is not None and (target := best_target(query, statement)):
            found.append((at, target, value_of(target, statement.passage)))
    return found


def _unsaid(picks: Sequence[Pick]) -> list[Pick]:
    """The picks of values that stand in a table: quotes without sentences, which would say them again."""
    return [dataclasses.replace(pick, sentence="", claims=()) for pick in picks]
