"""The part of the report that is about whole answers. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bench.figures import Bar, Barred, told
from bench.report import Section, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.answers import Score
    from bench.sets import QuestionSet

_FIGURES = {
    "evidence@1": "",
    "verbatim": "",
    "wrongly_refused": "",
    "rightly_refused": "",
    "citations_per_answer": "citations",
    "p50_ms": "ms",
    "p95_ms": "ms",
}
"""Figures of a scorecard, and their units."""


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
    card = by_set[main.name, main.form]
    found = [Barred(f"{main.title}: {_named(name)}", card[name], bar) for name, bar in BARS.items()]
    for form, bar in LOSSES.items():
        if other := by_set.get((main.name, form)):
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


def answers_section(scores: Sequence[Score]) -> Section:
    """The answers to every set."""
    rows = tuple(
        (
            score.questions.title,
            str(score.card["questions"]),
            str(score.right),
            *(told(score.card[name], unit) for name, unit in _FIGURES.items()),
        )
        for score in scores
    )
    header = ("set", "questions", "right (95 %)", *(name.replace("_", " ") for name in _FIGURES))
    explained = (
        "Each set goes through `hoivanban ask --jsonl` in one process. *Right*: the cited passages hold the "
        "evidence and the text says what must be said; for what cannot be answered, a refusal. *evidence@1*: "
        "the first citation holds a piece of evidence. *verbatim*: quotes that stand in their passage, and "
        "passages that stand in their source. Milliseconds in a running process. All these questions were at "
        "hand while the answers were worked on: this is no blind test."
    )
    return Section("Whole answers", (explained, Table(header, rows), _compared(scores)))


def _compared(scores: Sequence[Score]) -> str:
    again = [score for score in scores if score.differing is not None]
    if not again:
        return "Judged by bot/evaluation.py; no other scorer was at hand."
    differing = [f"{score.questions.title}: {figure}" for score in again for figure in score.differing or ()]
    if differing:
        return "**The other scorer judges some answers differently**: " + "; ".join(differing) + "."
    agreed = f"score_answers.py judges all {len(again)} sets of real documents the same"
    return f"Judged by bot/evaluation.py; {agreed}."
