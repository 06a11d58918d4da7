"""`python -m bench`: measure everything, print the report and write it to docs/benchmarks.md."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bench import contest, facts, machine, process, reading, reading_report, report
from bench.answers import Score, score
from bench.command import ROOT
from bench.figures import Bar, Barred
from bench.sets import Documents, QuestionSet, documents_of, question_sets

if TYPE_CHECKING:
    from bench.report import Section

REPORT = ROOT / "docs" / "benchmarks.md"
COLD_RUNS = 7
QUICK_COLD_RUNS = 3
CHAT_QUESTIONS = 5
SLOW = "stock"
"""The contestant that takes as long as everything else; a quick run leaves it out."""
ANSWER_BARS = {
    "right": Bar("≥", 0.85),
    "verbatim": Bar("=", 1.0),
    "wrongly_refused": Bar("≤", 0.05),
    "rightly_refused": Bar("≥", 0.85),
    "p95_ms": Bar("<", 50, "ms"),
}
WITHOUT_SHARED = (
    "**The real documents were not at hand** (`--shared`): everything here is on the sample decisions alone, "
    "which were written for this project; the bars are meant for the real ones."
)


def main() -> int:
    """Measures, prints, writes."""
    options = _options()
    started, load = time.perf_counter(), machine.load()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        known = documents_of(options.shared, Path(folder))
        sections = _measured(options.shared, known, Path(folder), quick=options.quick)
    opening = _opening(load=load, seconds=time.perf_counter() - started, quick=options.quick)
    text = report.document([*opening, *([] if "corpus" in known else [WITHOUT_SHARED])], sections)
    print(text)
    if out := options.out or (None if options.quick else REPORT):
        out.write_text(text, "utf-8")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="the real documents and questions")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions, questions and peers; printed only")
    parser.add_argument("--out", type=Path, help="where the report goes; default: docs/benchmarks.md")
    return parser.parse_args()


def _opening(*, load: float | None, seconds: float, quick: bool) -> list[str]:
    busy = "" if load is None else f" Other processes that wanted to run when it began: {load:.1f}."
    if load is not None and load > machine.cores() / 2:
        busy += " **The machine was busy: times are too long, most of all of what uses every core.**"
    shortened = (
        " This is a quick run: fewer repetitions, fewer questions, and without the stock recipe." if quick else ""
    )
    return [
        (
            "`make bench` đo, in ra và ghi trang này; xin đừng sửa tay. — "
            f"Written by `make bench` on {dt.date.today().isoformat()} in {seconds:.0f} s; repeat it with "
            f"`make bench` (`python -m bench --shared ../shared`).{shortened}"
        ),
        f"Machine: {machine.hardware()}.{busy}",
        f"Versions: {machine.versions()}.",
    ]


def _measured(shared: Path, known: dict[str, Documents], scratch: Path, *, quick: bool) -> list[Section]:
    about = known.get("corpus", known["samples"])
    sets = question_sets(shared, scratch, known, quick=quick)
    first = next(each for each in sets if each.documents == about)
    asked = [question.question for question in first.questions() if question.answerable][:CHAT_QUESTIONS]
    _say("the process")
    times = QUICK_COLD_RUNS if quick else COLD_RUNS
    costs = process.costs(about.data, about.folder, asked, times=times)
    for documents in known.values():
        if documents != about:
            process.ingest(documents.data, documents.folder)
    scores = [_scored(each, shared / "tools" / "score_answers.py") for each in sets]
    main_score = next(each for each in scores if each.questions == first)
    passages = _contest(sets, first, scratch, quick=quick)
    _say("reading")
    read = reading.measure(shared, scratch, quick=quick)
    found = _facts(shared, scratch)
    groups = {
        "answers and the process": _barred(main_score, costs),
        "reading real files": reading_report.bars(read, found.scores if found else None),
    }
    return [
        report.bars_section(groups),
        report.answers_section(scores),
        report.contest_section(passages),
        report.process_section(costs),
        reading_report.reading_section(read),
        *([report.facts_section(found.scores, read=found.read, labelled=found.labelled)] if found else []),
    ]


def _scored(asked: QuestionSet, scorer: Path) -> Score:
    _say(f"answers: {asked.title}")
    return score(asked, scorer)


def _contest(sets: list[QuestionSet], first: QuestionSet, scratch: Path, *, quick: bool) -> list[contest.Outcome]:
    """Every contestant on the sets of the main documents; without tone marks only the main set."""
    about = [
        each
        for each in sets
        if each.documents == first.documents
        and (each.toned or each.name == first.name)
        and any(question.answerable for question in each.questions())
    ]
    outcomes = []
    for name, title in contest.TITLES.items():
        if quick and name == SLOW:
            continue
        _say(f"passages: {title}")
        outcomes.append(contest.hold(name, about, scratch))
    return outcomes


def _facts(shared: Path, scratch: Path) -> facts.Found | None:
    if not (shared / "questions" / "facts.jsonl").is_file():
        return None
    _say("facts")
    return facts.measure(shared, scratch)


def _barred(main_score: Score, costs: process.Costs) -> list[Barred]:
    title = main_score.questions.title
    return [
        *(
            Barred(f"{title}: {name.replace('_', ' ')}", main_score.card[name], bar)
            for name, bar in ANSWER_BARS.items()
        ),
        Barred("ask from cold, median", costs.cold.median, Bar("<", 2, "s")),
        Barred("ingest from cold", costs.first.seconds, Bar("<", 10, "s")),
        Barred("embedded by a second ingest", costs.second.embedded, Bar("=", 0, "passages")),
        Barred(
            "chat after five questions, resident",
            costs.chat.resident if costs.chat else None,
            Bar("<", 400, "MB"),
        ),
    ]


def _say(what: str) -> None:
    print(f"measuring {what} …", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
