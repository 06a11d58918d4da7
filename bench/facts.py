"""How many labelled facts are found, and how many that are found are labelled.

`python -m bench.facts --shared ../shared` has `hoivanban ingest --dry-run --json` read the labelled files, and runs
the scorer of ../shared on what it prints.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.command import receipts, write_rows


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """How many labelled facts were found.

    Attributes:
        scores: precision, recall, F1 and labelled facts of each kind of fact.
        read: how many of the labelled files could be read.
        labelled: how many there are.
    """

    scores: dict[str, dict[str, float]]
    read: int
    labelled: int


def labelled_files(shared: Path) -> list[Path]:
    """The files that the labels are about, as far as the corpus and the samples have them."""
    names = sorted(_files(shared / "questions" / "facts.jsonl"))
    places = [shared / folder / name for name in names for folder in ("corpus", "samples")]
    return [path for path in places if path.is_file()]


def extract(shared: Path, out: Path) -> None:
    """Writes what the command finds in the labelled files to `out`, one line a file that could be read."""
    write_rows(out, (row for row in receipts(labelled_files(shared)) if row["status"] != "failed"))


def scorer(shared: Path, out: Path, labels: Path | None = None) -> list[str]:
    """The command that scores `out` against the labels."""
    wanted = labels or shared / "questions" / "facts.jsonl"
    return [sys.executable, str(shared / "tools" / "score_facts.py"), str(wanted), str(out)]


def score(shared: Path, out: Path, labels: Path) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 of each kind of fact in `out`, by the labels in `labels`."""
    done = subprocess.run([*scorer(shared, out, labels), "--json"], check=True, capture_output=True, encoding="utf-8")
    scores: dict[str, dict[str, float]] = json.loads(done.stdout)
    return scores


def measure(shared: Path, scratch: Path) -> Found:
    """Extracts and scores."""
    out, labels = scratch / "facts.jsonl", shared / "questions" / "facts.jsonl"
    extract(shared, out)
    read, labelled = _files(out), _files(labels)
    return Found(score(shared, out, labels), len(read & labelled), len(labelled))


def _files(path: Path) -> set[str]:
    return {json.loads(line)["file"] for line in path.read_text("utf-8").splitlines() if line.strip()}


def main() -> int:
    """Score and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "facts.jsonl"
        extract(options.shared, out)
        command = [*scorer(options.shared, out), *(["--misses"] if options.misses else [])]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
