"""`python -m bench`: measure everything, print the report and write it to docs/benchmarks.md."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
from pathlib import Path

from bench import calibration, machine, ranking, report
from bench.calibration_report import PICTURE
from bench.command import ROOT
from bench.parts import LAST, PARTS, Bench, measured
from bench.progress import Progress
from bench.remarks import remarks
from bench.sets import documents_of

BUSY = 0.2
"""Cores that others may use before times are not to be believed."""
REPORT = ROOT / "docs" / "benchmarks.md"
WITHOUT_SHARED = (
    "**The real documents were not at hand** (`--shared`): everything here is on the sample decisions alone, "
    "which were written for this project; the bars are meant for the real ones."
)


def main() -> int:
    """Measures, prints, writes; 1 where something failed, which the report says too."""
    options = _options()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        known = documents_of(options.shared, Path(folder))
        bench = Bench(
            options.shared,
            Path(folder),
            known,
            quick=options.quick,
            full=options.full,
            contestants=tuple(options.contestants),
        )
        wanted = [name for name in PARTS if name in options.only]
        done = {name: measured(name, bench) for name in sorted(wanted, key=LAST.__eq__)}
    parts = [done[name] for name in wanted]
    bars = {title: barred for part in parts for title, barred in part.bars.items()}
    sections = [section for part in parts for section in part.sections]
    opening = _opening(bench.progress, options=options)
    text = report.document(
        [*opening, *([] if "corpus" in known else [WITHOUT_SHARED])],
        [
            *([report.bars_section(bars, remarks(bars))] if any(bars.values()) else []),
            *sections,
            *([report.took_section(bench.progress.took)] if bench.progress.took else []),
        ],
    )
    print(text)
    if out := options.out or (REPORT if _is_whole(options) else None):
        out.write_text(text, "utf-8")
        for part in parts:
            if part.reliability:
                out.with_name(PICTURE).write_text(calibration.drawn(part.reliability), "utf-8")
    return int(any(part.failed for part in parts))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="the real documents and questions")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions, questions, sets and peers")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="some parts; printed only")
    parser.add_argument(
        "--contestants",
        nargs="+",
        choices=ranking.TITLES,
        default=list(ranking.TITLES),
        help="some of those on the retrieval sets; printed only",
    )
    parser.add_argument("--full", action="store_true", help="peers embed 60,000 articles, which takes an hour or more")
    parser.add_argument("--out", type=Path, help="where the report goes; default: docs/benchmarks.md, if it is whole")
    return parser.parse_args()


def _is_whole(options: argparse.Namespace) -> bool:
    """Whether everything was measured as thoroughly as the report promises."""
    return not options.quick and set(options.only) == {*PARTS} and set(options.contestants) == {*ranking.TITLES}


def _opening(progress: Progress, options: argparse.Namespace) -> list[str]:
    whole = progress.whole()
    busy = "" if whole.cores is None else f" Other programs used {whole.cores:.2f} cores on average while it ran."
    if whole.cores is not None and whole.cores > BUSY:
        busy += " **The machine was busy: times are too long, most of all of what uses every core.**"
    shortened = (
        " This is a quick run: fewer repetitions, questions and sets, and without the stock recipe."
        if options.quick
        else " This is a part of it." * (not _is_whole(options))
    )
    return [
        (
            "`make bench` đo, in ra và ghi trang này; xin đừng sửa tay. — "
            f"Written by `make bench` on {dt.date.today().isoformat()} in {whole.seconds / 60:.1f} minutes; repeat it "
            f"with `make bench` (`python -m bench --shared ../shared`).{shortened}"
        ),
        f"Machine: {machine.hardware()}.{busy}",
        f"Versions: {machine.versions()}.",
    ]


if __name__ == "__main__":
    sys.exit(main())
