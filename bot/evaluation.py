"""How good the answers are: judged by evidence, required words, refusals and quotes. Pure.

A citation covers evidence when it comes from the right file and holds its words in the passage or the quote,
whatever the layout.
"""

from __future__ import annotations

import dataclasses
import json
import re
import statistics
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from retrieval.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from retrieval.types import Answer, Citation

_JUDGED_CITATIONS = 6
_JUDGED_CHARACTERS = 1_300


@dataclasses.dataclass(frozen=True, slots=True)
class Evidence:
    """Words that stand in a file and prove an answer."""

    file: str
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """One line of a question file."""

    id: str
    category: str
    question: str
    answerable: bool
    history: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    evidence_mode: Literal["all", "any"] = "all"
    answer_must_include: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one question.

    Attributes:
        right: evidence and words for an answerable question, a refusal for one that is not.
        first: the first citation holds a piece of evidence.
        found: enough evidence is cited.
        said: every required word is in the text.
        verbatim: how many quotes stand in their passage and source.
        quotes: how many there are.
    """

    question: Question
    right: bool
    refused: bool
    first: bool
    found: bool
    said: bool
    verbatim: int
    quotes: int
    elapsed_ms: float


def read_questions(path: Path) -> list[Question]:
    """The questions of a JSON Lines file.

    Raises:
        ConfigError: it cannot be read; the message names the line.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({error}); give a file of questions") from error
    questions = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                questions.append(_question(json.loads(line)))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                problem = f"line {number} is not a question ({error}); see examples/questions.jsonl"
                raise ConfigError(f"{path}: {problem}") from error
    if not questions:
        raise ConfigError(f"{path}: has no questions in it; see examples/questions.jsonl")
    return questions


def _question(row: dict[str, Any]) -> Question:
    return Question(
        id=str(row["id"]),
        category=str(row.get("category", "other")),
        question=str(row["question"]),
        answerable=bool(row["answerable"]),
        history=tuple(map(str, row.get("history") or ())),
        evidence=tuple(Evidence(piece["file"], piece["text"]) for piece in row.get("evidence") or ()),
        evidence_mode="any" if row.get("evidence_mode") == "any" else "all",
        answer_must_include=tuple(map(str, row.get("answer_must_include") or ())),
    )


def judge(question: Question, answer: Answer, sources: Mapping[str, str], *, elapsed_ms: float) -> Verdict:
    """The verdict on an answer.

    Args:
        question: with its evidence.
        answer: to it.
        sources: the text of each file by its name, `squeezed`.
        elapsed_ms: how long it took.
    """
    citations = answer.citations[:_JUDGED_CITATIONS]
    held = [any(_covers(citation, piece) for citation in citations) for piece in question.evidence]
    found = any(held) if question.evidence_mode == "any" else all(held)
    said = all(_normal(words) in _normal(answer.text) for words in question.answer_must_include)
    refused = not answer.answered
    return Verdict(
        question,
        right=not refused and found and said if question.answerable else refused and not citations,
        refused=refused,
        first=bool(citations) and any(_covers(citations[0], piece) for piece in question.evidence),
        found=found,
        said=said,
        verbatim=sum(_is_verbatim(citation, sources) for citation in citations),
        quotes=len(citations),
        elapsed_ms=elapsed_ms,
    )


def scorecard(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Shares over all questions, times, and right answers by category.

    Args:
        verdicts: at least one.
    """
    able = [verdict for verdict in verdicts if verdict.question.answerable]
    unable = [verdict for verdict in verdicts if not verdict.question.answerable]
    categories: dict[str, list[bool]] = defaultdict(list)
    for verdict in verdicts:
        categories[verdict.question.category].append(verdict.right)
    times = sorted(verdict.elapsed_ms for verdict in verdicts)
    quotes = sum(verdict.quotes for verdict in verdicts)
    return {
        "questions": len(verdicts),
        "right": _share(verdict.right for verdict in verdicts),
        "right_answerable": _share(verdict.right for verdict in able),
        "evidence@1": _share(verdict.first for verdict in able),
        "evidence": _share(verdict.found for verdict in able),
        "said": _share(verdict.said for verdict in able),
        "wrongly_refused": _share(verdict.refused for verdict in able),
        "rightly_refused": _share(verdict.right for verdict in unable),
        "verbatim": round(sum(verdict.verbatim for verdict in verdicts) / quotes, 3) if quotes else None,
        "citations_per_answer": round(quotes / len(verdicts), 2),
        "p50_ms": round(statistics.median(times), 1),
        "p95_ms": round(times[max(0, int(len(times) * 0.95) - 1)], 1),
        "by_category": {name: f"{sum(right)}/{len(right)}" for name, right in sorted(categories.items())},
    }


def squeezed(text: str) -> str:
    """Letters and digits only, in small letters: for comparing texts whatever their layout."""
    return re.sub(r"[\W_]+", "", _normal(text))


def _covers(citation: Citation, evidence: Evidence) -> bool:
    if Path(citation.document.source).name != evidence.file:
        return False
    wanted = squeezed(evidence.text)
    return wanted in squeezed(citation.passage.text[:_JUDGED_CHARACTERS]) or wanted in squeezed(citation.quote)


def _is_verbatim(citation: Citation, sources: Mapping[str, str]) -> bool:
    passage = squeezed(citation.passage.text)
    source = sources.get(citation.document.source, "")
    return bool(citation.quote) and squeezed(citation.quote) in passage and passage in source


def _normal(text: str) -> str:
    text = unicodedata.normalize("NFC", text).lower()
    text = text.replace("–", "-").replace("“", '"').replace("”", '"')
    return re.sub(r"\s+", " ", text).strip()


def _share(values: Iterable[bool]) -> float | None:
    listed = list(values)
    return round(sum(listed) / len(listed), 3) if listed else None
