"""The parts of the benchmark, each measured alone: `python -m bench --only answers`."""

from __future__ import annotations

import dataclasses
import subprocess
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
from bench.child import ChildError, result_of, without_folders
from bench.figures import Bar, Barred
from bench.progress import Progress
from bench.report import Section
from bench.retrieval_sets import BASE, retrieval_sets
from bench.sets import question_sets
from retrieval.errors import HoiVanBanError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from bench.sets import Documents, QuestionSet

COLD_RUNS = 7
QUICK_COLD_RUNS = 3
CHAT_QUESTIONS = 5
RETRIEVAL_ENDS = 24 * 60.0
"""Seconds after the start of all when peers on the retrieval sets are given up, for all is to end after 25 minutes."""
FAILURES = (RuntimeError, OSError, ValueError, LookupError, subprocess.SubprocessError, HoiVanBanError)
"""What ends a measurement and leaves the others: a command or a scorer that crashes, or says what it should not."""
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
        progress: told what is measured.
    """

    shared: Path
    scratch: Path
    known: Mapping[str, Documents]
    quick: bool = False
    full: bool = False
    contestants: tuple[str, ...] = tuple(ranking.TITLES)
    progress: Progress = dataclasses.field(default_factory=Progress)

    def sets(self) -> list[QuestionSet]:
        """Every set of questions on these documents."""
        return question_sets(self.shared, self.scratch, dict(self.known), quick=self.quick)

    def main_set(self) -> QuestionSet:
        """The first set about the real documents, else about the samples."""
        about = self.known.get("corpus", self.known["samples"])
        return next(each for each in self.sets() if each.documents == about)


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """What was measured: sections of the report, bars by the title of their group, and the picture if there is one.

    Attributes:
        failed: the part, or something in it, ended with an error; the report says which.
    """

    sections: tuple[Section, ...]
    bars: Mapping[str, Sequence[Barred]]
    reliability: Calibration | None = None
    failed: bool = False


def measured(name: str, bench: Bench) -> Part:
    """A part; where it fails as a whole, a section that says so, for the other parts are worth having."""
    try:
        part = PARTS[name](bench)
    except FAILURES as error:
        part = Part((Section(f"Not measured: {name}", (f"**This part failed**: {without_folders(str(error))}",)),), {})
        part = dataclasses.replace(part, failed=True)
    bench.progress.end()
    return part


def answers(bench: Bench) -> Part:
    """Whole answers to every set, and what their confidence is worth."""
    for documents in bench.known.values():
        bench.progress.step("answers: reading the documents", documents.name)
        process.ingest(documents.data, documents.folder)
    scorer = bench.shared / "tools" / "score_answers.py"
    scores, lost = [], {}
    for each in bench.sets():
        bench.progress.step(f"answers: {each.name}", each.form)
        try:
            scores.append(score(each, scorer))
        except FAILURES as error:
            lost[each.title] = without_folders(str(error))
    if not scores:
        raise RuntimeError("; ".join(lost.values()))
    told = [answer for each in scores if each.questions.form == "as written" for answer in each.told]
    found = calibration(told)
    sections = (answers_report.answers_section(scores, lost), calibration_report.calibration_section(found, scores))
    return Part(sections, {"answers": answers_report.bars(scores, bench.main_set())}, found, failed=bool(lost))


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
            bench.progress.step("passages", title)
            outcomes.append(contest.hold(name, about, bench.scratch))
    return Part((report.contest_section(outcomes),), {})


def retrieval(bench: Bench) -> Part:
    """Every contestant on the retrieval sets, and how fast the shipped model embeds."""
    sets = retrieval_sets(bench.shared, bench.scratch, quick=bench.quick)
    if not sets:
        return Part((ranking_report.ranking_section(None, None),), {})
    wanted = [name for name in bench.contestants if not bench.quick or name in ranking.QUICK]
    found = ranking.measure(
        sets,
        bench.scratch,
        wanted,
        full=bench.full,
        say=bench.progress.step,
        until=bench.progress.started + RETRIEVAL_ENDS,
    )
    bench.progress.step("retrieval: embedding with the shipped model")
    pace = _pace(bench.shared / "bench" / BASE, bench.scratch)
    return Part((ranking_report.ranking_section(found, pace),), {"retrieval": ranking_report.bars(found, pace)})


def _pace(folder: Path, scratch: Path) -> float | None:
    if not folder.is_dir():
        return None
    try:
        return float(result_of("bench.embedding_pace", {"folder": str(folder.resolve())}, scratch))
    except ChildError:
        return None


def the_process(bench: Bench) -> Part:
    """The command as a process: how long it takes from its start, and what it holds."""
    bench.progress.step("the process")
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
    bench.progress.step("reading real files")
    read = reading.measure(bench.shared, bench.scratch, quick=bench.quick)
    sections = [reading_report.reading_section(read)]
    found, failed = None, False
    if (bench.shared / "questions" / "facts.jsonl").is_file():
        bench.progress.step("facts")
        try:
            found = facts.measure(bench.shared, bench.scratch)
            sections.append(report.facts_section(found.scores, read=found.read, labelled=found.labelled))
        except FAILURES as error:
            failed = True
            sections.append(Section("Facts", (f"**Not measured**: {without_folders(str(error))}",)))
    bars = {"reading real files": reading_report.bars(read, found.scores if found else None)}
    return Part(tuple(sections), bars, failed=failed)


PARTS: dict[str, Callable[[Bench], Part]] = {
    "answers": answers,
    "passages": passages,
    "retrieval": retrieval,
    "process": the_process,
    "reading": real_files,
}
"""In the order of the report."""
LAST = "retrieval"
"""Measured last: it alone can do with less time."""
