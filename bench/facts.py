"""How many labelled facts are found, and how many that are found are labelled.

`python -m bench.facts --shared ../shared` reads the labelled files, writes what
`hoivanban ingest --dry-run --json` would, and runs the scorer of ../shared on it.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.facts import find_facts
from ingest.pipeline import understand
from ingest.readers import read_source
from ingest.readers.formats import SUFFIXES
from ingest.structure import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from retrieval.types import SourceText

KINDS = {"Assignment": "assignments", "Target": "targets", "Deadline": "deadlines", "Relation": "relations"}


def sources(shared: Path, also: Sequence[Path] = ()) -> Iterator[SourceText]:
    """The texts of the labelled files: the corpus, the samples that a reader can open, and `also`."""
    labels = (shared / "questions" / "facts.jsonl").read_text("utf-8").splitlines()
    names = {json.loads(line)["file"] for line in labels if line.strip()}
    for path in [*sorted((shared / "corpus").glob("*.txt")), *sorted((shared / "samples").iterdir()), *also]:
        name = path.name.removesuffix(".txt") if path in also else path.name
        if name in names and path.suffix.lower() in SUFFIXES:
            yield dataclasses.replace(read_source(path, max_bytes=2**26), name=name)


def facts_of(source: SourceText) -> Iterator[dict[str, Any]]:
    """One object a document, as the command line would print it."""
    for reading, parsed in zip(understand(source), parse(source), strict=True):
        grouped: dict[str, list[dict[str, Any]]] = {plural: [] for plural in KINDS.values()}
        for fact in find_facts(reading.document, parsed.root, reading.passages):
            grouped[KINDS[type(fact).__name__]].append(dataclasses.asdict(fact))
        yield {"number": reading.document.number, "facts": grouped}


def extract(shared: Path, out: Path, also: Sequence[Path] = ()) -> None:
    """Write what was found to `out`, one line a file."""
    rows = [{"file": source.name, "documents": list(facts_of(source))} for source in sources(shared, also)]
    out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def scorer(shared: Path, out: Path, labels: Path | None = None) -> list[str]:
    """The command that scores `out` against the labels."""
    wanted = labels or shared / "questions" / "facts.jsonl"
    return [sys.executable, str(shared / "tools" / "score_facts.py"), str(wanted), str(out)]


def score(shared: Path, out: Path, labels: Path) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 of each kind of fact in `out`, by the labels in `labels`."""
    done = subprocess.run([*scorer(shared, out, labels), "--json"], check=True, capture_output=True, text=True)
    scores: dict[str, dict[str, float]] = json.loads(done.stdout)
    return scores


def main() -> int:
    """Score and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument(
        "--also", type=Path, nargs="*", default=[], help="texts of other labelled files, named FILE.txt"
    )
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "facts.jsonl"
        extract(options.shared, out, options.also)
        command = [*scorer(options.shared, out), *(["--misses"] if options.misses else [])]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
