"""How well and how fast real files are read, beside those who would read them otherwise, in one run.

`python -m bench.reading --shared ../shared` only has the command read the files, and shows what the scorer misses.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.child import ChildError, result_of
from bench.command import receipts, write_rows
from bench.machine import cores
from bench.real_files import count_pages, real_files, thick_pdf

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bench.real_files import RealFile

TITLES = {
    "markitdown": "markitdown",
    "loaders": "LangChain's loaders: pypdf, docx2txt, BeautifulSoup",
    "text": "ours: the text alone",
    "whole": "ours: text, structure and facts",
}
TIMES = 3
THICK = 300
"""Pages of the PDF whose memory is measured."""


@dataclasses.dataclass(frozen=True, slots=True)
class Pace:
    """How fast our reader is with the files of one kind.

    Attributes:
        megabytes: of text, as UTF-8.
        pages: as `count_pages` counts.
        seconds: medians of each file, added up; one is read after the other.
        together: seconds for the same files where two are read side by side, as `ingest` does; None: not measured.
    """

    files: int
    megabytes: float
    pages: int
    seconds: float
    together: float | None = None

    @property
    def best(self) -> float:
        """Seconds as a user waits them: side by side where that was measured."""
        return self.together or self.seconds


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What a reader reached.

    Attributes:
        missing: why it was not measured, in words; then there is nothing else.
        found: of the scorer's figures those that need text alone, by name; None where nothing was to be found.
        unread: names of files that failed or gave no words.
        seconds: by kind of file, for what it could read.
        peak: MB that the process and its child held at most; None where there is no /proc.
    """

    title: str
    missing: str | None = None
    found: dict[str, float | None] = dataclasses.field(default_factory=dict)
    unread: tuple[str, ...] = ()
    start_s: float = 0.0
    seconds: dict[str, float] = dataclasses.field(default_factory=dict)
    peak: float | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Thick:
    """Reading a PDF of `THICK` pages.

    Attributes:
        error: why it could not be read; then there is nothing else.
        child: MB that the process held which reads; 0 where there is no /proc.
        parent: MB that the one held which understands.
    """

    error: str | None = None
    seconds: float = 0.0
    child: float = 0.0
    parent: float = 0.0


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was measured.

    Attributes:
        files: how many of each kind, by kind.
        card: the scorer's figures for the command.
        command_s: seconds of the command for all files, its start among them.
        failed: what the command says about files that it could not read, by name.
        paces: of our reader, by kind.
        ocr: pages a second on one core; None where nothing was recognised.
    """

    files: dict[str, int]
    card: dict[str, Any]
    command_s: float
    failed: dict[str, str]
    outcomes: tuple[Outcome, ...]
    paces: dict[str, Pace]
    ocr: float | None
    thick: Thick | None


def measure(shared: Path, scratch: Path, *, quick: bool) -> Reading | None:
    """Has everybody read the real files; None where they are not at hand.

    Raises:
        RuntimeError: the command failed as a whole.
    """
    files = real_files(shared, quick=quick)
    if not files:
        return None
    started = time.perf_counter()
    rows = receipts([file.path for file in files], "--text")
    command_s = time.perf_counter() - started
    results = {name: _result(name, files, scratch, times=1 if quick else TIMES) for name in TITLES}
    ours = {row["file"]: row for row in results["whole"].get("rows", ()) if row["error"] is None}
    counted: dict[str, int] = defaultdict(int)
    for file in files:
        counted[file.kind] += 1
    return Reading(
        dict(counted),
        score(shared, files, rows, scratch),
        command_s,
        {row["file"]: row["error"] for row in rows if row["error"] is not None},
        tuple(outcome(name, result, files, shared, scratch) for name, result in results.items()),
        _side_by_side(paces(files, ours), files, set(ours), scratch),
        ocr_pace(ours.values()),
        _thick([file.path for file in files if file.kind == "pdf"], scratch),
    )


def score(shared: Path, files: Sequence[RealFile], rows: Sequence[dict[str, Any]], scratch: Path) -> dict[str, Any]:
    """The figures of the scorer of `shared` for rows as `ingest --json --text` prints them."""
    done = subprocess.run(
        [*scorer(shared, files, rows, scratch), "--json"], check=True, capture_output=True, encoding="utf-8"
    )
    card: dict[str, Any] = json.loads(done.stdout)
    return card


def scorer(shared: Path, files: Sequence[RealFile], rows: Sequence[dict[str, Any]], scratch: Path) -> list[str]:
    """The command that scores `rows`."""
    labels, found = scratch / "reading.labels.jsonl", scratch / "reading.rows.jsonl"
    write_rows(labels, (file.label for file in files))
    write_rows(found, rows)
    return [sys.executable, str(shared / "tools" / "score_reading.py"), str(labels), str(found)]


def _result(name: str, files: Sequence[RealFile], scratch: Path, *, times: int) -> dict[str, Any]:
    """What `bench.reader` writes; ours reads scans only once, with everything else that is done with them."""
    wanted = [str(file.path) for file in files if name != "text" or file.kind != "hard"]
    return _read(name, wanted, scratch, times=times)


def _read(name: str, files: Sequence[str], scratch: Path, *, times: int) -> dict[str, Any]:
    try:
        row: dict[str, Any] = result_of("bench.reader", {"files": files, "times": times}, scratch, name)
    except ChildError as error:
        return {"missing": str(error)}
    return row


def outcome(name: str, result: dict[str, Any], files: Sequence[RealFile], shared: Path, scratch: Path) -> Outcome:
    """What became of the files in a `result` of `bench.reader`."""
    if "missing" in result:
        return Outcome(TITLES[name], missing=result["missing"])
    kinds = {file.path.name: file.kind for file in files}
    rows = [{"documents": [], **row} for row in result["rows"]]
    read = [row for row in rows if row["error"] is None]
    seconds: dict[str, float] = defaultdict(float)
    for row in read:
        seconds[kinds[row["file"]]] += statistics.median(row["seconds"])
    of_text = [file for file in files if file.path.name in {row["file"] for row in rows}]
    card = score(shared, of_text, rows, scratch)
    return Outcome(
        TITLES[name],
        found={figure: card[figure] for figure in ("probes", "probes_hard")},
        unread=tuple(row["file"] for row in rows if not any(map(str.isalpha, row.get("text", "")))),
        start_s=result["start_s"],
        seconds=dict(seconds),
        peak=result["peak"] and result["peak"] + result["child_peak"],
    )


def paces(files: Sequence[RealFile], rows: dict[str, dict[str, Any]]) -> dict[str, Pace]:
    """How fast the files of each kind were read, from the rows of those that were, by name."""
    found = {}
    for kind in dict.fromkeys(file.kind for file in files):
        pairs = [(file.path, rows[file.path.name]) for file in files if file.kind == kind and file.path.name in rows]
        if pairs:
            found[kind] = Pace(
                len(pairs),
                sum(len(row["text"].encode()) for _, row in pairs) / 1e6,
                sum(count_pages(path, told=row["pages"], characters=len(row["text"])) for path, row in pairs),
                sum(statistics.median(row["seconds"]) for _, row in pairs),
            )
    return found


def _side_by_side(
    found: dict[str, Pace], files: Sequence[RealFile], readable: set[str], scratch: Path
) -> dict[str, Pace]:
    """The paces with the seconds of `bench.throughput`; scans use both cores already."""
    kinds = {
        kind: [str(file.path) for file in files if file.kind == kind and file.path.name in readable]
        for kind in found
        if kind != "hard"
    }
    try:
        seconds = result_of("bench.throughput", kinds, scratch)
    except ChildError:
        return found
    return {kind: dataclasses.replace(pace, together=seconds.get(kind)) for kind, pace in found.items()}


def ocr_pace(rows: Iterable[dict[str, Any]]) -> float | None:
    """Pages a second on one core, from the files of which OCR read pages; two pages are read side by side."""
    recognised = [row for row in rows if row["recognised"]]
    used = sum(statistics.median(row["seconds"]) * min(2, cores(), row["recognised"]) for row in recognised)
    return sum(row["recognised"] for row in recognised) / used if used else None


def _thick(sources: Sequence[Path], scratch: Path) -> Thick | None:
    """Reads a PDF of many pages in a new process; None where no sample has pages for it."""
    if not sources:
        return None
    path = scratch / "thick.pdf"
    path.write_bytes(thick_pdf(sources, THICK))
    result = _read("whole", [str(path)], scratch, times=1)
    if "missing" in result:
        return Thick(result["missing"])
    row = result["rows"][0]
    if row["error"] is not None:
        return Thick(row["error"])
    return Thick(None, statistics.median(row["seconds"]), result["child_peak"], result["peak"] or 0.0)


def main() -> int:
    """Score what the command reads, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--quick", action="store_true", help="only the smallest file of each kind")
    options = parser.parse_args()
    files = real_files(options.shared, quick=options.quick)
    with tempfile.TemporaryDirectory() as folder:
        rows = receipts([file.path for file in files], "--text")
        for row in rows:
            if row["error"] is not None:
                print(f"failed      {row['file']}: {row['error']}", flush=True)
        return subprocess.run([*scorer(options.shared, files, rows, Path(folder)), "--misses"], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
