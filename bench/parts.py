"""The parts of the benchmark, each measured alone: `python -m bench --only answers`."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from typing import TYPE_CHECKING

from bench import (
    answers_report,
    calibration_report,
    contest,
    facts,
    process,
    ranking,
    ranking_report,
    reading,
    reading_report,
    report,
)
from bench.answers import score
from bench.calibration import Calibration, calibration
from bench.command import ROOT, environment
from bench.figures import Bar, Barred
from bench.retrieval_sets import BASE, retrieval_sets
from bench.sets import question_sets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from bench.report import Section
    from bench.sets import Documents, QuestionSet

COLD_RUNS = 7
QUICK_COLD_RUNS = 3
CHAT_QUESTIONS = 5
SLOW = "stock"
"""The contestant that takes as long as everything else; a quick run leaves it out."""


@dataclasses.dataclass(frozen=True, slots=True)
class Bench:
    """What is measured, and how thoroughly.

    Attributes:
        shared: the real documents and questions, as far as they are there.
        scratch: an empty folder.
        known: the documents to ask about.
        quick: fewer repetitions, questions and peers.
        full: peers embed every row of the largest set.
        contestants: who competes on the retrieval sets.
    """

    shared: Path
    scratch: Path
    known: Mapping[str, Documents]
    quick: bool = False
    full: bool = False
    contestants: tuple[str, ...] = tuple(ranking.TITLES)

    def sets(self) -> list[QuestionSet]:
        """Every set of questions on these documents."""
        return question_sets(self.shared, self.scratch, dict(self.known), quick=self.quick)

    def main_set(self) -> QuestionSet:
        """The first set about the real documents, else about the samples."""
        about = self.known.get("corpus", self.known["samples"])
        return next(each for each in self.sets() if each.documents == about)


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """What was measured: sections of the report, bars by the title of their group, and the picture if there is one."""

    sections: tuple[Section, ...]
    bars: Mapping[str, Sequence[Barred]]
    reliability: Calibration | None = None


def answers(bench: Bench) -> Part:
    """Whole answers to every set, and what their confidence is worth."""
    for documents in bench.known.values():
        process.ingest(documents.data, documents.folder)
    scorer = bench.shared / "tools" / "score_answers.py"
    scores = []
    for each in bench.sets():
        say(f"answers: {each.title}")
        scores.append(score(each, scorer))
    told = [answer for each in scores if each.questions.form == "as written" for answer in each.told]
    found = calibration(told)
    sections = (answers_report.answers_section(scores), calibration_report.calibration_section(found, scores))
    return Part(sections, {"answers": answers_report.bars(scores, bench.main_set())}, found)


def passages(bench: Bench) -> Part:
    """Every contestant on the main documents; without tone marks only the main set."""
    first = bench.main_set()
    about = [
        each
        for each in bench.sets()
        if each.documents == first.documents
        and (each.form == "as written" or (each.name == first.name and each.form == "no tone marks"))
        and any(question.answerable for question in each.questions())
    ]
    outcomes = []
    for name, title in contest.TITLES.items():
        if not (bench.quick and name == SLOW):
            say(f"passages: {title}")
            outcomes.append(contest.hold(name, about, bench.scratch))
    return Part((report.contest_section(outcomes),), {})


def retrieval(bench: Bench) -> Part:
    """Every contestant on the retrieval sets, and how fast the shipped model embeds."""
    sets = retrieval_sets(bench.shared, bench.scratch, quick=bench.quick)
    if not sets:
        return Part((ranking_report.ranking_section(None, None),), {})
    wanted = [name for name in bench.contestants if not bench.quick or name in ranking.QUICK]
    found = ranking.measure(sets, bench.scratch, wanted, full=bench.full, say=say)
    say("embedding with the shipped model")
    pace = _pace(bench.shared / "bench" / BASE, bench.scratch)
    return Part((ranking_report.ranking_section(found, pace),), {"retrieval": ranking_report.bars(found, pace)})


def _pace(folder: Path, scratch: Path) -> float | None:
    if not folder.is_dir():
        return None
    result = scratch / "pace.json"
    line = [sys.executable, "-m", "bench.embedding_pace", str(folder.resolve()), str(result)]
    subprocess.run(line, cwd=ROOT, env=environment() | {"TOKENIZERS_PARALLELISM": "true"}, check=True)
    return float(json.loads(result.read_text("ascii")))


def the_process(bench: Bench) -> Part:
    """The command as a process: how long it takes from its start, and what it holds."""
    say("the process")
    first = bench.main_set()
    asked = [question.question for question in first.questions() if question.answerable][:CHAT_QUESTIONS]
    times = QUICK_COLD_RUNS if bench.quick else COLD_RUNS
    costs = process.costs(bench.scratch / "process", first.documents.folder, asked, times=times)
    barred = [
        Barred("ask from cold, median", costs.cold.median, Bar("<", 2, "s")),
        Barred("ingest from cold", costs.first.seconds, Bar("<", 10, "s")),
        Barred("embedded by a second ingest", costs.second.embedded, Bar("=", 0, "passages")),
        Barred("chat after five questions, resident", costs.chat.resident if costs.chat else None, Bar("<", 400, "MB")),
    ]
    return Part((report.process_section(costs),), {"the process": barred})


def real_files(bench: Bench) -> Part:
    """Reading real files, and the facts in them."""
    say("reading")
    read = reading.measure(bench.shared, bench.scratch, quick=bench.quick)
    found = None
    if (bench.shared / "questions" / "facts.jsonl").is_file():
        say("facts")
        found = facts.measure(bench.shared, bench.scratch)
    sections = [reading_report.reading_section(read)]
    if found:
        sections.append(report.facts_section(found.scores, read=found.read, labelled=found.labelled))
    return Part(tuple(sections), {"reading real files": reading_report.bars(read, found.scores if found else None)})


def say(what: str) -> None:
    """Tells who waits."""
    print(f"measuring {what} …", file=sys.stderr, flush=True)


PARTS: dict[str, Callable[[Bench], Part]] = {
    "answers": answers,
    "passages": passages,
    "retrieval": retrieval,
    "process": the_process,
    "reading": real_files,
}
"""In the order of the report."""
