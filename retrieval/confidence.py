"""How sure an answer may be: the chance that the best statement answers, learnt from questions with known answers.

A logistic of a few signs, so that its number means what it says: of the answers given with 0.8, about eight in ten are
right, and half is where answering is no better than refusing. `python -m training.confidence` learns the weights.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from retrieval.asking import doubt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.evidence import Scored
    from retrieval.judging import Judge
    from retrieval.query import Query

SIGNS = ("coverage", "gap", "own", "similarity", "doubt", "headless", "placed", "length")
"""What each number of `signs` says.

coverage: share of the question that the statement and what it stands under say; gap: that is said nowhere, a word
    without its neighbour half; own: that it says itself.
similarity: cosine of question and passage.
doubt: how much speaks against its giving what is asked for, and that it is about another place.
headless: the first thing that the question names stands nowhere.
placed: 1 where the question names a place, 2 where it names a part of a province and so does the statement.
length: how much the question says, for a short one is covered by chance.
"""

WEIGHTS = (3.13, -3.52, -1.08, 6.59, -3.94, -2.72, 1.75, 1.82)
BIAS = -3.68
_ELSEWHERE = 2.0
"""The doubt in a statement about another place than the one asked for."""
_FAR = 0.2
"""Under it similarity says nothing more: a row of an annex that says all is far from any question."""
_SHORT, _LONG = 6, 10
"""Words of a question up to which, and from which, its length says no more."""
_NOTHING = 0.3
"""What a question must say about its subject, or it has none: “Ai chủ trì?”."""


def signs(
    query: Query, best: Scored, judge: Judge, *, elsewhere: bool = False, named: bool = False
) -> tuple[float, ...]:
    """One number for each of `SIGNS`.

    Args:
        query: the question.
        best: what would answer.
        judge: of the question.
        elsewhere: whether a place was asked for that the statement is not about.
        named: whether a part of a province was asked about that the statement names.
    """
    statement = best.statement
    return (
        best.coverage,
        best.gap,
        judge.share(statement.text),
        max(_FAR, best.similarity),
        doubt(query, statement) + (_ELSEWHERE if elsewhere else 0.0),
        float(query.intent in {"target", "list", "other"} and judge.misses_head(statement)),
        float(bool(query.places)) + float(named),
        max(_SHORT, min(_LONG, len(query.terms))) / _LONG,
    )


def confidence(query: Query, judge: Judge, found: Sequence[float]) -> float:
    """How sure we are that the best statement answers, from 0 to 1, by its `signs`."""
    if judge.weight < _NOTHING:
        return 0.3 if query.places else 0.0
    return 1 / (1 + math.exp(-BIAS - sum(weight * sign for weight, sign in zip(WEIGHTS, found, strict=True))))
