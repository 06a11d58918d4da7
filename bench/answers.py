"""Whole answers: the questions go to the command, its answers are judged by evidence, twice."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from bench.calibration import Told
from bench.command import run
from bench.figures import Share, share
from bot.evaluation import judge, scorecard, squeezed
from ingest.publishing import find_files
from ingest.readers import read_source
from retrieval.types import Answer, Citation, Document, Passage, Span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bench.sets import Documents, QuestionSet
    from bot.evaluation import Question, Verdict

_WARM_UP = {"id": "warm-up", "question": "Ai chủ trì?"}
"""Asked first and not counted: what is opened on the first question is not the time of a running process."""


@dataclasses.dataclass(frozen=True, slots=True)
class Score:
    """How good the answers to a set are.

    Attributes:
        card: the figures of `bot.evaluation.scorecard`.
        right: the share of right answers.
        told: the confidence of each answer, and whether its promise was kept.
        differing: figures in which the other scorer differs, in words; None where it is not there.
    """

    questions: QuestionSet
    card: dict[str, Any]
    right: Share
    told: tuple[Told, ...]
    differing: tuple[str, ...] | None


def score(asked: QuestionSet, scorer: Path) -> Score:
    """Asks every question of a set and judges the answers.

    Args:
        asked: its documents have been ingested.
        scorer: the program that judges the same answers again, if it is there.
    """
    questions = asked.questions()
    answers = ask_all(asked.documents.data, questions)
    sources = source_texts(asked.documents)
    verdicts = [
        judge(question, answer_of(row), sources, elapsed_ms=row["elapsed_ms"])
        for question, row in zip(questions, answers, strict=True)
    ]
    card = scorecard(verdicts)
    readable = scorer.is_file() and all(name.endswith(".txt") for name in sources)  # it reads nothing else
    differing = tuple(_differences(card, _scored_again(asked, answers, scorer))) if readable else None
    told = tuple(_told(verdict, row["confidence"]) for verdict, row in zip(verdicts, answers, strict=True))
    return Score(asked, card, share([verdict.right for verdict in verdicts]), told, differing)


def _told(verdict: Verdict, confidence: float) -> Told:
    """What was refused counts as kept where something can be answered: then its confidence was too low."""
    return Told(confidence, verdict.question.answerable and (verdict.right or verdict.refused))


def ask_all(data: Path, questions: Sequence[Question]) -> list[dict[str, Any]]:
    """The answers of `hoivanban ask --jsonl`, in order.

    Raises:
        RuntimeError: a question has no answer.
    """
    rows = [
        _WARM_UP,
        *({"id": one.id, "question": one.question, "history": list(one.history)} for one in questions),
    ]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    answers = [json.loads(line) for line in run(data, "ask", "--jsonl", stdin=lines).stdout.splitlines()][1:]
    if [answer["id"] for answer in answers] != [question.id for question in questions]:
        raise RuntimeError("hoivanban ask --jsonl: the answers are not those to the questions, in order")
    return answers


def source_texts(documents: Documents) -> dict[str, str]:
    """The text of each file by its name, squeezed: what quotes must stand in."""
    files, _ = find_files([documents.folder])
    return {path.name: squeezed(read_source(path, max_bytes=2**26).text) for path in files}


def answer_of(row: dict[str, Any]) -> Answer:
    """The answer that a line of `hoivanban ask --jsonl` tells of."""
    citations = tuple(_citation(told) for told in row["citations"])
    return Answer(row["question"], row["language"], row["kind"], row["text"], citations, row["confidence"])


def _citation(told: dict[str, Any]) -> Citation:
    about = told["document"]
    issued_on = about["issued_on"] and dt.date.fromisoformat(about["issued_on"])
    header = {name: about[name] for name in ("id", "kind", "number", "issuer", "place", "signer", "title")}
    document = Document(**header, issued_on=issued_on, legal_bases=(), source=about["source"])
    passage = Passage(
        id=told["passage_id"],
        document_id=document.id,
        ordinal=0,
        role="body",
        path=tuple(told["path"]),
        text=told["passage"],
        span=Span(*told["span"]),
        page=told["page"],
    )
    return Citation(told["marker"], told["quote"], passage, document)


def _scored_again(asked: QuestionSet, answers: Sequence[dict[str, Any]], scorer: Path) -> dict[str, Any]:
    file = asked.path.with_suffix(".answers")
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in answers), "utf-8")
    line = [sys.executable, scorer, asked.path, file, "--corpus", asked.documents.folder, "--json"]
    done = subprocess.run(list(map(str, line)), check=True, capture_output=True, encoding="utf-8")
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _differences(ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    """The figures that both have and that are not the same."""
    return [
        f"{name}: {ours[name]} here, {theirs[name]} there"
        for name in ours
        if name in theirs and ours[name] != theirs[name] and not (ours[name] is None and not theirs[name])
    ]
