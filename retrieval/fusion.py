"""Scores of different routes put together: each scaled to its own range, then a weighted sum.

Linear fusion beats reciprocal ranks on every published Vietnamese set that was found (docs/architecture.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def scaled(scores: Mapping[str, float]) -> dict[str, float]:
    """`scores` divided by the best of them; empty or without a positive score gives zeros."""
    best = max(scores.values(), default=0.0)
    return {key: (score / best if best > 0 else 0.0) for key, score in scores.items()}


def fuse(routes: Sequence[tuple[Mapping[str, float], float]]) -> list[tuple[str, float]]:
    """(key, score) best first, equal scores by key.

    Args:
        routes: the scores of a route by key, and the weight of the route; a key a route lacks counts zero there.
    """
    total: dict[str, float] = {}
    for scores, weight in routes:
        for key, score in scaled(scores).items():
            total[key] = total.get(key, 0.0) + weight * score
    return sorted(total.items(), key=lambda entry: (-entry[1], entry[0]))
