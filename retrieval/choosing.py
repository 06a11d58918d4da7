"""Evidence → the statements to show: the best of each document that answers about as well as the best one. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from retrieval.agencies import canonical
from retrieval.evidence import Scored, Statement
from retrieval.fitting import same_words
from retrieval.query import Query
from retrieval.sentences import (
    acting_body,
    asked_about,
    asks_lead,
    best_assignment,
    has_value,
    heading_agency,
    holds,
    presides,
    subject,
)
from retrieval.text import fold, syllables
from retrieval.types import Assignment

_CLOSE = 0.08
"""A second statement of a document is shown when its rank is this near to the first …"""
_CLOSE_TASK = 0.16
"""… or this near, when it gives the task to the same body: a plan does so in its text and again in an annex."""
_OTHER_DOCUMENT = 0.82
"""Share of the best coverage that another document must reach to be shown beside it."""
_WHO = frozenset({"lead", "coordinate"})
_LOOKED_AT = 20
_OPENS = 2
_TASK = 25
"""Syllables of a task in which its subject is named."""
_WHO_RANK, _WHO_COVERAGE = 0.2, 0.75
"""How much worse a statement may be that says who, where the best one of its document does not."""


def choose(
    query: Query, scored: Sequence[Scored], *, limit: int, spell_out: Callable[[str], str] = str
) -> list[list[Statement]]:
    """For each document to be shown, its statements: the one that answers best, then what belongs beside it.

    Args:
        query: the question.
        scored: the evidence, best first; not empty.
        limit: of statements in all.
        spell_out: gives a text without abbreviations.
    """
    best = scored[0]
    groups: dict[str, list[Scored]] = {}
    for item in scored:
        groups.setdefault(item.statement.document.id, []).append(item)
    within = 0.1 if query.places else 0.25
    chosen = [
        group
        for group in groups.values()
        if group[0] is best
        or (
            not query.numbers
            and group[0].coverage >= _OTHER_DOCUMENT * best.coverage
            and group[0].rank >= best.rank - within
        )
    ]
    if query.intent in _WHO:
        chosen = _who(query, chosen)
    elif query.intent == "list" or query.wants_list:
        chosen = [_list_first(group) for group in chosen]
    chosen = chosen[:limit]
    room = max(0, limit // len(chosen) - 1)
    return [
        [group[0].statement, *(item.statement for item in _beside(query, group[0], group[1:], spell_out)[:room])]
        for group in chosen
    ]


def _who(query: Query, groups: Sequence[list[Scored]]) -> list[list[Scored]]:
    """Each document's statement that names a body first; documents without one only where none has any.

    Of those that name a body, the ones whose task is what was asked about count, if there are any; what a task only
    names by an abbreviation it is not about.
    """
    ordered = []
    for group in groups:
        naming = [
            item
            for item in group[:_LOOKED_AT]
            if names_body(query, item.statement)
            and item.rank >= group[0].rank - _WHO_RANK
            and item.coverage >= _WHO_COVERAGE * group[0].coverage
        ]
        about = {id(item): _aboutness(query, item.statement) for item in naming}
        most = max(about.values(), default=0)
        first = next((item for item in naming if about[id(item)] == most), group[0])
        if _outdone(query, group[0], first):
            first = group[0]
        aside = {key for key, worth in about.items() if not worth} if most else set()
        ordered.append([first, *(item for item in group if item is not first and id(item) not in aside)])
    said = [group for group in ordered if names_body(query, group[0].statement)]
    return said or ordered


def _list_first(group: list[Scored]) -> list[Scored]:
    """A document's statements, one that stands in a list first where the best one stands alone.

    Whoever asks “gồm những gì” asks for the list, not for the sentence that says somebody shall provide for it.
    """
    near = [item for item in group[:_LOOKED_AT] if item.rank >= group[0].rank - _CLOSE]
    listed = [item for item in near if sum(_siblings(item.statement, other.statement) for other in near) > 1]
    if not listed or group[0] in listed:
        return group
    return [listed[0], *(item for item in group if item is not listed[0])]


def _outdone(query: Query, best: Scored, first: Scored) -> bool:
    """Whether the best statement stays before one that names a body but leads nothing, or is about something else."""
    if _leads(query, best.statement):
        return not _leads(query, first.statement)
    wanted = subject(query)
    told, beside = (
        [fold(word) for word in syllables(" ".join((one.statement.text, *one.statement.context)))]
        for one in (best, first)
    )
    return bool(wanted) and holds(told, wanted) and not holds(beside, wanted)


def _leads(query: Query, statement: Statement) -> bool:
    """Whether a statement names who leads, where that was asked."""
    assignment = best_assignment(query, statement) if asks_lead(query) else None
    return assignment is not None and assignment.role == "lead"


def _aboutness(query: Query, statement: Statement, spell_out: Callable[[str], str] = str) -> int:
    """`_OPENS` where a task opens with what was asked about, 1 where it says it otherwise, 0 where on its way."""
    assignment, wanted = best_assignment(query, statement), subject(query)
    if assignment is None or not wanted:
        return 1
    told = [fold(word) for word in syllables(spell_out(assignment.task))]
    if not holds(told, wanted):
        return 1
    return _OPENS if holds(told[:_TASK], wanted) else 0


def names_body(query: Query, statement: Statement) -> bool:
    """Whether a statement says who does it: by an assignment, or by the body it stands under.

    A heading that is what was asked about (“b) Trung tâm học tập cộng đồng”) says nothing about who.
    """
    if any(isinstance(fact, Assignment) for fact in statement.facts):
        return True
    if presides(statement):
        return True
    agency = acting_body(statement.text) or heading_agency(statement)
    return agency is not None and not asked_about(query, agency)


def _beside(query: Query, first: Scored, others: Sequence[Scored], spell_out: Callable[[str], str]) -> list[Scored]:
    """Other statements of the same document that belong in the answer."""
    near = _CLOSE_TASK if query.intent in _WHO else _CLOSE
    kept = [item for item in others if item.rank >= first.rank - near and item.coverage >= 0.85 * first.coverage]
    if query.intent in _WHO:
        again = [
            item
            for item in kept
            if _same_body(query, first.statement, item.statement)
            and _aboutness(query, item.statement, spell_out) == _OPENS
        ]
        close = [item for item in kept if item not in again and item.rank >= first.rank - _CLOSE]
        kept = [item for item in (*again, *close) if _adds_body(query, first.statement, item.statement)]
    kept = kept[:2]
    several = query.every_year or len(query.years) != 1
    if query.intent in {"target", "compare"} and several:
        kept += [item for item in others if item not in kept and _same_indicator(first.statement, item.statement)][:3]
    if query.wants_list or query.intent in {"list", "other"}:
        least = 0.5 if query.wants_list else 0.8
        kept += [
            item
            for item in others
            if item not in kept
            and item.coverage >= least * first.coverage
            and _siblings(first.statement, item.statement)
        ][:4]
    unique: dict[str, Scored] = {}
    for item in kept:
        if item.statement.text != first.statement.text:
            unique.setdefault(item.statement.text, item)
    return sorted(unique.values(), key=lambda item: item.statement.passage.ordinal)


def _same_body(query: Query, first: Statement, other: Statement) -> bool:
    mine, theirs = best_assignment(query, first), best_assignment(query, other)
    return mine is not None and theirs is not None and canonical(mine.agency) == canonical(theirs.agency)


def _adds_body(query: Query, first: Statement, other: Statement) -> bool:
    """Whether another statement names another body to be told: no helper beside the lead that was asked for."""
    mine, theirs = best_assignment(query, first), best_assignment(query, other)
    if mine is None or theirs is None:
        return names_body(query, other)
    if asks_lead(query) and mine.role == "lead" and theirs.role != "lead":
        return False
    return mine.agency != theirs.agency or (mine.role == theirs.role == "lead")


def _same_indicator(first: Statement, other: Statement) -> bool:
    """Whether two statements of a document are the same target in different years."""
    if first.passage.id == other.passage.id or not (set(other.years) - set(first.years)) or not has_value(other.text):
        return False
    mine, theirs = (
        [fold(word) for word in syllables(text) if not word[0].isdigit()] for text in (first.text, other.text)
    )
    return same_words(mine, theirs) >= 0.6


def _siblings(first: Statement, other: Statement) -> bool:
    """Whether two statements are items of the same list."""
    return first.passage.id == other.passage.id and first.context[:1] == other.context[:1]
