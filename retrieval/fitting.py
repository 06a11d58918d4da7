"""How well a statement fits what a question asks for, beside what it is about; and how sure an answer may be."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from retrieval.composing import asks_lead, has_value, heading_agency
from retrieval.evidence import Judge, Scored, Statement, year_fit
from retrieval.query import Query
from retrieval.references import DATE, find_numbers
from retrieval.types import Assignment, Deadline, Target

_ROLES = {"recipients": -0.6, "signature": -0.5, "header": -0.35, "footnote": -0.1, "basis": -0.25}
_ROLES_OF_BASIS = {"basis": 0.15, "recipients": -0.6, "signature": -0.5, "header": -0.1}
_STATUS = {"current": 0.0, "amended": -0.01, "replaced": -0.15}
_SHORT_DATE = re.compile(r"\b\d{1,2}/\d{1,2}\b|[Qq]u[íý]\s+(?:[IV]+|\d)\b")


def fit(query: Query, statement: Statement) -> float:
    """What the form of a statement adds to its rank for the intent of a question, or takes away."""
    role = statement.passage.role
    worth = (_ROLES_OF_BASIS if query.intent == "basis" else _ROLES).get(role, 0.0)
    worth += _STATUS[statement.document.status]
    if query.intent == "basis":
        worth += 0.1 if find_numbers(statement.text) else -0.3
    elif query.intent in {"lead", "coordinate"}:
        worth += _lead_fit(query, statement)
    elif query.intent in {"target", "compare"}:
        targeted = any(isinstance(fact, Target) for fact in statement.facts)
        worth += 0.15 if targeted else (0.05 if has_value(statement.text) else -0.2)
    elif query.intent == "deadline":
        worth += _deadline_fit(statement)
    if query.years:
        worth += (0.3 if query.intent in {"target", "compare"} else 0.12) * (year_fit(query, statement) - 0.5)
    return worth


def _lead_fit(query: Query, statement: Statement) -> float:
    assignments = [fact for fact in statement.facts if isinstance(fact, Assignment)]
    if not assignments:
        return -0.05 if heading_agency(statement) else -0.25
    if query.intent == "coordinate":
        return 0.2 if any(fact.partners or fact.role == "coordinate" for fact in assignments) else 0.05
    if any(fact.role == "lead" for fact in assignments):
        return 0.18 if asks_lead(query) else 0.12
    return 0.1


def _deadline_fit(statement: Statement) -> float:
    if any(isinstance(fact, Deadline) for fact in statement.facts):
        return 0.2
    return 0.08 if DATE.search(statement.text) or _SHORT_DATE.search(statement.text) else -0.25


def confidence(query: Query, best: Scored, judge: Judge) -> float:
    """How sure we are that the best statement answers, from 0 to 1.

    A logistic of how much of the question it covers, less for what it leaves out altogether and for a misfit of form.
    """
    if judge.weight < 0.3:
        return 0.3 if query.places else 0.0
    if query.years and query.intent in {"target", "compare"} and year_fit(query, best.statement) == 0:
        return 0.1
    misfit = min(0.0, fit(query, best.statement))
    score = best.coverage + 0.5 * misfit - 0.25 * best.gap + 0.1 * (best.similarity - 0.4)
    return 1 / (1 + math.exp(-14 * (score - 0.5)))


def same_words(first: Sequence[str], other: Sequence[str]) -> float:
    """Share of the distinct words of the shorter list that the other has."""
    mine, theirs = set(first), set(other)
    return len(mine & theirs) / max(1, min(len(mine), len(theirs)))
