"""Our passages against those of the peers, on the same documents and questions in one run."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from bench.child import ChildError, result_of
from bench.figures import Share, Times, share
from bot.evaluation import squeezed
from bot.resources import Memory

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bench.chunks import Found
    from bench.sets import QuestionSet
    from bot.evaluation import Evidence, Question

TITLES = {
    "stock": "stock recipe: 1,000/200 splitter, English MiniLM, Chroma",
    "bm25": "the same splitter, bm25s",
    "retriever": "ours: the retriever's order",
    "evidence": "ours: the order of the evidence, as answers use it",
}
OURS = {"retriever", "evidence"}
_JUDGED_CHARACTERS = 1_300


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What a contestant reached.

    Attributes:
        ours: not a peer's.
        missing: why it was not measured, in words; then there is nothing else.
        first: by title of the set, how often the first passage holds a piece of evidence.
        five: how often the first five hold enough of it.
        start_s: imports and loading.
    """

    title: str
    ours: bool
    missing: str | None = None
    first: dict[str, Share] = dataclasses.field(default_factory=dict)
    five: dict[str, Share] = dataclasses.field(default_factory=dict)
    start_s: float = 0.0
    index_s: float = 0.0
    asked: Times | None = None
    memory: Memory | None = None


def hold(name: str, sets: Sequence[QuestionSet], scratch: Path) -> Outcome:
    """One contestant's outcome. All sets are about the same documents; unanswerable questions are left out."""
    asked = [(each.title, question) for each in sets for question in each.questions() if question.answerable]
    questions = [{"question": one.question, "history": one.history} for _, one in asked]
    work = {"folder": str(sets[0].documents.folder), "questions": questions}
    try:
        row = result_of("bench.contestant", work, scratch, name)
    except ChildError as error:
        row = {"missing": str(error)}
    return _outcome(name, asked, row)


def _outcome(name: str, asked: Sequence[tuple[str, Question]], row: dict[str, Any]) -> Outcome:
    if "missing" in row:
        return Outcome(TITLES[name], ours=name in OURS, missing=row["missing"])
    first: dict[str, list[bool]] = {}
    five: dict[str, list[bool]] = {}
    for (title, question), found in zip(asked, row["found"], strict=True):
        first.setdefault(title, []).append(any(holds(found[:1], piece) for piece in question.evidence))
        enough = any if question.evidence_mode == "any" else all
        five.setdefault(title, []).append(enough(holds(found, piece) for piece in question.evidence))
    return Outcome(
        TITLES[name],
        ours=name in OURS,
        first={title: share(hits) for title, hits in first.items()},
        five={title: share(hits) for title, hits in five.items()},
        start_s=row["start_s"],
        index_s=row["index_s"],
        asked=Times(tuple(row["ms"])),
        memory=Memory(**row["memory"]) if row["memory"] else None,
    )


def holds(found: Sequence[Found], piece: Evidence) -> bool:
    """Whether one of the passages is of the right file and holds the words, whatever the layout."""
    wanted = squeezed(piece.text)
    return any(name == piece.file and wanted in squeezed(text[:_JUDGED_CHARACTERS]) for name, text in found)
