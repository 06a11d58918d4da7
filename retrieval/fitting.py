"""How well a statement fits what a question asks for, beside what it is about."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from itertools import pairwise

from retrieval.evidence import Statement, year_fit
from retrieval.judging import Judge
from retrieval.query import Query
from retrieval.references import DATE, find_numbers
from retrieval.sentences import asks_lead, has_value, heading_agency
from retrieval.text import fold
from retrieval.types import Assignment, Deadline, Target

_ROLES = {"recipients": -0.6, "signature": -0.5, "header": -0.35, "footnote": -0.1, "basis": -0.25}
_ROLES_OF_BASIS = {"basis": 0.15, "recipients": -0.6, "signature": -0.5, "header": -0.1}
_STATUS = {"current": 0.0, "amended": -0.01, "replaced": -0.15}
_SHORT_DATE = re.compile(r"\b\d{1,2}/\d{1,2}\b|[Qq]u[íý]\s+(?:[IV]+|\d)\b")


def fit(query: Query, statement: Statement, judge: Judge) -> float:
    """What the form of a statement adds to its rank for the intent of a question, or takes away."""
    role = statement.passage.role
    worth = (_ROLES_OF_BASIS if query.intent == "basis" else _ROLES).get(role, 0.0)
    worth += _STATUS[statement.document.status]
    if query.intent == "basis":
        worth += 0.1 if find_numbers(statement.text) else -0.3
    elif query.intent in {"lead", "coordinate"}:
        worth += _lead_fit(query, statement, judge)
    elif query.intent in {"target", "compare"}:
        targeted = any(isinstance(fact, Target) for fact in statement.facts)
        worth += 0.15 if targeted else (0.05 if has_value(statement.text) else -0.2)
    elif query.intent == "deadline":
        worth += _deadline_fit(statement)
    elif query.intent == "list" or query.wants_list:
        worth += _list_fit(query, statement)
    if query.intent in {"target", "other"} and how_many(query) and not re.search(r"\d", statement.text):
        worth -= 0.25
    if query.years:
        worth += (0.3 if query.intent in {"target", "compare"} else 0.12) * (year_fit(query, statement) - 0.5)
    return worth


def how_many(query: Query) -> bool:
    """Whether a question asks for a figure: “bao nhiêu”, “mấy”."""
    return _asks_how_many(query.question)


@functools.lru_cache(maxsize=512)
def _asks_how_many(question: str) -> bool:
    return bool(_HOW_MANY.search(fold(question)))


def _lead_fit(query: Query, statement: Statement, judge: Judge) -> float:
    assignments = [fact for fact in statement.facts if isinstance(fact, Assignment)]
    if not assignments:
        return 0.04 if heading_agency(statement) else -0.18
    if query.intent == "coordinate":
        return 0.2 if any(fact.partners or fact.role == "coordinate" for fact in assignments) else 0.05
    leads = [fact for fact in assignments if fact.role == "lead"]
    if not leads:
        return 0.1
    wanted = _ITS_OWN * judge.share(statement.text)
    if len(leads) < len(assignments) and all(judge.share(fact.task) < wanted for fact in leads):
        return 0.1  # it leads something else: “chủ trì đánh giá; phối hợp với … củng cố …”
    if all(judge.share(fact.task.split(";")[0]) < wanted for fact in leads):
        return 0.13 if asks_lead(query) else 0.1  # first of all it leads something else
    return 0.18 if asks_lead(query) else 0.12


_ITS_OWN = 0.5
"""Share of the question's words in a statement that the task of its lead must say for the lead to be of that task."""


def _list_fit(query: Query, statement: Statement) -> float:
    """A list was asked for: its heading says what it lists (“IV. KINH PHÍ THỰC HIỆN”)."""
    pairs = {
        f"{fold(first.syllable)} {fold(second.syllable)}"
        for first, second in pairwise(query.terms)
        if first.chunk == second.chunk and first.weight >= 0.5
    }
    title = fold(statement.document.title)
    headings = " ".join(fold(part) for part in statement.context[:2])
    return 0.18 if any(pair in headings and pair not in title for pair in pairs) else 0.0


def _deadline_fit(statement: Statement) -> float:
    if any(isinstance(fact, Deadline) for fact in statement.facts):
        return 0.2
    return 0.08 if DATE.search(statement.text) or _SHORT_DATE.search(statement.text) else -0.25


_HOW_MANY = re.compile(r"\b(?:bao nhieu|may|how many|how much)\b")


def same_words(first: Sequence[str], other: Sequence[str]) -> float:
    """Share of the distinct words of the shorter list that the other has."""
    mine, theirs = set(first), set(other)
    return len(mine & theirs) / max(1, min(len(mine), len(theirs)))
