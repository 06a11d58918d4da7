"""The part of the report that is about whole answers. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bench.figures import Bar, Barred, told
from bench.report import Section, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench.answers import Score
    from bench.sets import QuestionSet

_QUALITY = ("evidence@1", "verbatim", "wrongly_refused", "rightly_refused")
_COSTS = {"citations_per_answer": "citations", "p50_ms": "ms", "p95_ms": "ms"}
"""Figures of a scorecard; costs with their units."""

BARS = {
    "right": Bar("≥", 0.95),
    "wrongly_refused": Bar("≤", 0.03),
    "rightly_refused": Bar("≥", 0.95),
    "verbatim": Bar("=", 1.0),
    "p95_ms": Bar("<", 50, "ms"),
}
"""Of the main set as written."""
LOSSES = {"no tone marks": Bar("≤", 0.03), "one typing error": Bar("≤", 0.06)}
"""What each of the first four figures may lose in another form of the same questions."""
OTHERS = {
    "dev-en.jsonl": ("right", Bar("≥", 0.85)),
    "unrelated.jsonl": ("rightly_refused", Bar("≥", 0.97)),
}


def bars(scores: Sequence[Score], main: QuestionSet) -> list[Barred]:
    """The figures of answers that have a bar."""
    by_set: dict[tuple[str, str], dict[str, Any]] = {
        (score.questions.name, score.questions.form): score.card for score in scores
    }
    card = by_set.get((main.name, main.form))
    found = [Barred(f"{main.title}: {_named(name)}", card[name] if card else None, bar) for name, bar in BARS.items()]
    for form, bar in LOSSES.items():
        if card and (other := by_set.get((main.name, form))):
            found.append(Barred(f"{main.name}, {form}: the most that one of these loses", loss(card, other), bar))
    for name, (figure, bar) in OTHERS.items():
        if other := by_set.get((name, "as written")):
            found.append(Barred(f"{name}: {_named(figure)}", other[figure], bar))
    return found


def loss(card: dict[str, Any], other: dict[str, Any]) -> float:
    """By how much the worst of the shares with a bar is worse in another scorecard; at least 0."""
    signs = {name: 1 if bar.sign in "≥=" else -1 for name, bar in BARS.items() if not bar.unit}
    return max(0.0, *(sign * ((card[name] or 0) - (other[name] or 0)) for name, sign in signs.items()))


def _named(figure: str) -> str:
    return figure.replace("_", " ")


def answers_section(scores: Sequence[Score], lost: Mapping[str, str]) -> Section:
    """The answers to every set.

    Args:
        scores: of the sets that were measured.
        lost: by title of the others, why they were not.
    """
    quality = tuple(
        (
            score.questions.title,
            str(score.card["questions"]),
            str(score.right),
            *(told(score.card[name]) for name in _QUALITY),
        )
        for score in scores
    )
    costs = tuple(
        (score.questions.title, *(told(score.card[name], unit) for name, unit in _COSTS.items())) for score in scores
    )
    tables = (
        Table(
            ("set", "questions", "right (95 %)", *map(_named, _QUALITY)),
            quality,
            "How many answers are right and proved, and how many questions are refused, wrongly and rightly.",
        ),
        Table(
            ("set", *map(_named, _COSTS)),
            costs,
            "How many citations an answer has, and how long one takes in a running process.",
        ),
    )
    absent = [f"**Not measured**: {title}; {why}." for title, why in lost.items()]
    explained = (
        "Each set goes through `hoivanban ask --jsonl` in one process. *Right*: the cited passages hold the "
        "evidence and the text says what must be said; for what cannot be answered, a refusal. *evidence@1*: "
        "the first citation holds a piece of evidence. *verbatim*: quotes that stand in their passage, and "
        "passages that stand in their source. Of the questions with typing errors there are three to each of "
        "the set, with one slip each: Telex keys, a tone lost or misplaced, a space, a letter swapped, dropped or "
        "doubled (seeded). All these questions were at hand while the answers were worked on: this is no blind test."
    )
    return Section("Whole answers", (explained, *tables, *absent, _compared(scores)))


def _compared(scores: Sequence[Score]) -> str:
    again = [score for score in scores if score.differing is not None]
    if not again:
        return "Judged by bot/evaluation.py; no other scorer was at hand."
    differing = [f"{score.questions.title}: {figure}" for score in again for figure in score.differing or ()]
    if differing:
        return "**The other scorer judges some answers differently**: " + "; ".join(differing) + "."
    agreed = f"score_answers.py judges all {len(again)} sets of real documents the same"
    return f"Judged by bot/evaluation.py; {agreed}."
