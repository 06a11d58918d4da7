"""How good rankings are: Acc@1, R@5, R@10 and MRR@10, each with its 95 % interval. Pure.

Acc@1 is how often the first row answers; R@k the share of a query's answering rows that are among the first k; MRR@10
one over the place of the first row that answers, 0 beyond the tenth. All are means over the queries.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

DEPTH = 10
"""Rows of a ranking that count."""

_RESAMPLES = 2_000


@dataclasses.dataclass(frozen=True, slots=True)
class Mean:
    """A mean over questions with its 95 % interval (percentile bootstrap over the questions, seeded)."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f}–{self.high:.3f})"


@dataclasses.dataclass(frozen=True, slots=True)
class Ranked:
    """What became of one query.

    Attributes:
        places: of the rows that answer it, as far as they are among the first ten; from 1, ascending.
        wanted: how many rows answer it.
    """

    places: tuple[int, ...]
    wanted: int


def ranked(rows: Iterable[str], answers: Collection[str]) -> Ranked:
    """The places of `answers` in `rows`, best first; a row counts where it stands first."""
    first = list(dict.fromkeys(rows))[:DEPTH]
    return Ranked(tuple(place for place, row in enumerate(first, 1) if row in answers), len(answers))


def mean(values: Sequence[float]) -> Mean:
    """The mean of `values`, at least one."""
    known = np.asarray(values, dtype=float)
    drawn = np.random.default_rng(0).integers(0, len(known), (_RESAMPLES, len(known)))
    low, high = np.percentile(known[drawn].mean(axis=1), [2.5, 97.5])
    return Mean(float(known.mean()), float(low), float(high))


def figures(queries: Sequence[Ranked]) -> dict[str, Mean]:
    """The four figures by name, of at least one query."""
    return {
        "Acc@1": mean([float(1 in query.places) for query in queries]),
        "R@5": mean([_recall(query, 5) for query in queries]),
        "R@10": mean([_recall(query, DEPTH) for query in queries]),
        "MRR@10": mean([1 / query.places[0] if query.places else 0.0 for query in queries]),
    }


def _recall(query: Ranked, depth: int) -> float:
    return sum(place <= depth for place in query.places) / query.wanted
