"""What is said beside the sentence that answers: a card for each document, every line with the quote that proves it.

Who leads comes with whom, by when and on what basis; a target with its neighbouring years; a deadline with who, what
and to whom; a list whole; and where the document says it twice and differently, both. A line whose evidence is
missing is left out, never guessed.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

from retrieval.agencies import canonical
from retrieval.composing import Claim, Pick
from retrieval.contradictions import other_dates, other_leads, other_values
from retrieval.evidence import Statement
from retrieval.fitting import how_many
from retrieval.judging import Words
from retrieval.ledger import Ledger, Page
from retrieval.lists import whole_list
from retrieval.phrases import PHRASES, Phrases
from retrieval.query import Query
from retrieval.references import find_numbers
from retrieval.sentences import (
    Sentences,
    asks_lead,
    best_assignment,
    best_deadline,
    best_target,
    holds,
    subject,
    value_of,
)
from retrieval.series import with_neighbours
from retrieval.text import CAPITALS, fold, squeeze
from retrieval.types import Assignment, Deadline, Document, Fact

_SHORT = 130
"""Characters of what a line repeats of its quote; longer, the quote alone says it."""
_ALSO_LISTS = frozenset({"other", "target"})
"""“Các mục tiêu cụ thể gồm những gì?” asks for a list, though of targets."""
_LOOKS_AROUND = frozenset({"lead", "coordinate", "target", "compare", "deadline"})
"""What is asked for where the rest of the document may say more, or say otherwise."""
_GOES_ON = re.compile(rf"^(?:\s+[{CAPITALS}]|\s*;|\s*,\s*(?:các|cùng|và|UBND|Ủy|[{CAPITALS}]))")
"""What follows a name that was not read to its end: “các tổ chức” of “các tổ chức Hội, Đoàn thể tỉnh; các sở …”."""
_ON_BASIS = re.compile(r"\b(?:theo|tại|căn cứ|quy định|thực hiện|hướng dẫn)\b[^.;|]{0,80}$", re.IGNORECASE)


class Cards:
    """Lays out what statements of a document say for a question.

    Args:
        ledger: opens documents.
        sentences: makes the sentence that answers.
        words: cuts texts into syllables.
    """

    def __init__(self, ledger: Ledger, sentences: Sentences, words: Words) -> None:
        self._ledger = ledger
        self._sentences = sentences
        self._words = words

    def lay(self, query: Query, chosen: Sequence[Statement]) -> list[Pick]:
        """The picks of one document: those of its best statement first, all under one card."""
        lists = query.intent == "list" or (query.wants_list and query.intent in _ALSO_LISTS and not how_many(query))
        if not lists and query.intent not in _LOOKS_AROUND:
            return [self._sentences.pick(query, statement, first=not at) for at, statement in enumerate(chosen)]
        page = self._ledger.open(chosen[0].document.id)
        if lists:
            listed = (whole_list(query, statement, page) for statement in chosen)
            if picks := next(filter(None, listed), None):
                return picks
        laid: list[Pick] = []
        for at, statement in enumerate(chosen):
            for pick in self._lay(query, statement, page, first=not at):
                if not any(_overlap(pick, other) for other in laid):
                    laid.append(pick)
        return laid

    def _lay(self, query: Query, statement: Statement, page: Page, *, first: bool) -> list[Pick]:
        pick = self._sentences.pick(query, statement, first=first)
        if query.intent in {"lead", "coordinate"}:
            return self._who(query, statement, pick, page)
        if query.intent in {"target", "compare"}:
            return _how_much(query, statement, pick, page, first=first)
        if query.intent == "deadline":
            return _by_when(query, statement, pick, page)
        return [pick]

    def _who(self, query: Query, statement: Statement, pick: Pick, page: Page) -> list[Pick]:
        """Who leads, with whom, by when, on what basis; and who else leads it elsewhere in the document."""
        assignment = best_assignment(query, statement)
        if assignment is None or not pick.sentence:
            return [pick]
        phrases = PHRASES[query.language]
        document = statement.document
        claims = [_work(phrases, assignment), *self._sentences.beside(query, statement)]
        same_row = [fact for fact in statement.facts if isinstance(fact, Deadline)]
        claims += _deadline_claims(phrases, assignment, same_row, page)
        if numbers := _bases_in(statement.text):
            claims.append(Claim(phrases.basis.format(numbers="; ".join(numbers)) + "."))
        picks = [dataclasses.replace(pick, claims=tuple(claims))]
        for other in other_leads(page, assignment):
            agency = self._sentences.agency(other.agency, query.language)
            claim = Claim(phrases.contradicted_lead.format(agency=agency) + ".", (other.agency,), strong=True)
            picks.append(_beside(page, document, other, claim, spare=1))
        if not same_row and (elsewhere := _deadline_of(page, assignment)):
            claim = Claim(phrases.by_when.format(when=elsewhere.when_text) + ".")
            picks.append(_beside(page, document, elsewhere, claim, spare=2))
        if not numbers and asks_lead(query):
            picks += self._own_basis(query, page, document)
        return picks

    def _own_basis(self, query: Query, page: Page, document: Document) -> Iterator[Pick]:
        """The first legal basis of the document that names what was asked, in the same words."""
        wanted = subject(query)
        said = {fold(term.syllable) for term in query.terms if term.weight >= 0.5}
        for passage in page.passages if wanted else ():
            for line in passage.text.split("\n") if passage.role == "basis" else ():
                told, known = self._words.of(line, toned=False)
                if (numbers := find_numbers(line)) and said <= known and holds(told, wanted):
                    claim = Claim(PHRASES[query.language].basis.format(numbers="; ".join(numbers)) + ".")
                    yield Pick(passage, document, line, claims=(claim,), joins=True, spare=3)
                    return


def _how_much(query: Query, statement: Statement, pick: Pick, page: Page, *, first: bool) -> list[Pick]:
    """The number asked, its neighbouring years, and another number for the same elsewhere in the document."""
    target = best_target(query, statement)
    if target is None or not pick.sentence:
        return [pick]
    phrases = PHRASES[query.language]
    picks = with_neighbours(query, pick, target, page, far=first)
    for other in other_values(page, target):
        value = value_of(other, page.passage(other))
        claim = Claim(phrases.contradicted_value.format(value=value) + ".", strong=True)
        picks.insert(1, _beside(page, statement.document, other, claim, spare=1))
    return picks


def _by_when(query: Query, statement: Statement, pick: Pick, page: Page) -> list[Pick]:
    """By when, what, who, to whom; and another date for the same elsewhere in the document."""
    deadline = best_deadline(query, statement)
    if deadline is None:
        return [pick]
    phrases = PHRASES[query.language]
    claims: list[Claim] = []
    if len(deadline.what) <= _SHORT:
        claims.append(Claim(phrases.what.format(what=_opening(deadline.what) + ".")))
    if deadline.who and not _goes_on(deadline.who, statement):
        claims.append(Claim(phrases.who.format(who=deadline.who) + ".", (deadline.who,)))
    if deadline.to:
        claims.append(Claim(phrases.to.format(to=deadline.to) + ".", (deadline.to,)))
    picks = [dataclasses.replace(pick, claims=tuple(claims))]
    for other in other_dates(page, deadline):
        claim = Claim(phrases.contradicted_date.format(when=other.when_text) + ".", strong=True)
        picks.append(_beside(page, statement.document, other, claim, spare=1))
    return picks


def _work(phrases: Phrases, assignment: Assignment) -> Claim:
    """What the body is to do; the quote says the rest of a long task."""
    task = _opening(assignment.task)
    cut = len(task) > _SHORT
    return Claim(phrases.what.format(what=task[:_SHORT].rsplit(" ", 1)[0] + "…" if cut else f"{task}."))


def _beside(page: Page, document: Document, fact: Fact, claim: Claim, *, spare: int) -> Pick:
    return Pick(page.passage(fact), document, page.quote(fact), claims=(claim,), joins=True, spare=spare)


def _deadline_claims(
    phrases: Phrases, assignment: Assignment, deadlines: Sequence[Deadline], page: Page
) -> Iterator[Claim]:
    """By when the task is due, or what is reported of it and when, as the same item says."""
    for deadline in deadlines[:2]:
        row = page.passage(deadline).role == "table"
        when = squeeze(deadline.when_text)
        if row or page.tasks.same(deadline.what, assignment.task):
            yield Claim(phrases.by_when.format(when=when) + ".")
        elif len(deadline.what) <= _SHORT:
            yield Claim(phrases.by_when_of.format(what=_opening(deadline.what), when=when) + ".")


def _deadline_of(page: Page, assignment: Assignment) -> Deadline | None:
    """The deadline of the same task elsewhere in the document: in an annex, under the same heading."""
    return next(
        (
            fact
            for fact in page.facts
            if isinstance(fact, Deadline)
            and fact.passage_id != assignment.passage_id
            and page.tasks.same(fact.what, assignment.task)
            and (fact.who is None or canonical(fact.who) == canonical(assignment.agency))
        ),
        None,
    )


def _bases_in(text: str) -> list[str]:
    """Numbers of the documents that an item is done on the basis of: “theo Quyết định số 1373/QĐ-TTg”."""
    return [number for number in find_numbers(text) if _ON_BASIS.search(text[: max(0, text.find(number))])][:2]


def _overlap(pick: Pick, other: Pick) -> bool:
    return pick.passage.id == other.passage.id and (pick.quote in other.quote or other.quote in pick.quote)


def _opening(text: str) -> str:
    """A stretch as the opening of a line: a capital first, no mark at the end."""
    text = squeeze(text)
    if text.count("(") > text.count(")"):
        text = text[: text.rindex("(")]
    text = text.rstrip(" .;,:/")
    return text[:1].upper() + text[1:]


def _goes_on(name: str, statement: Statement) -> bool:
    """Whether the name of who is to do it goes on where it stands, so that it names only some of them."""
    for text in (statement.text, statement.passage.text):
        _, found, after = squeeze(text).partition(squeeze(name))
        if found:
            return bool(_GOES_ON.match(after))
    return False
