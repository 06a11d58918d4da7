"""How many labelled facts are found, and how many that are found are labelled: `python -m bench.facts --shared ../shared`.

Reads the labelled files, writes what `hoivanban ingest --dry-run --json` would, and runs the scorer of ../shared on it.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.facts import find_facts
from ingest.pipeline import understand
from ingest.structure import parse
from retrieval.text import nfc
from retrieval.types import Fact, SourceText

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = {"Assignment": "assignments", "Target": "targets", "Deadline": "deadlines", "Relation": "relations"}


def read(path: Path) -> SourceText | None:
    """The text of `path`; None where this machine has no reader for it yet."""
    if path.suffix == ".txt":
        raw = path.read_bytes()
        return SourceText(path.name, nfc(raw.decode("utf-8-sig")), hashlib.sha256(raw).hexdigest())
    return None


def facts_of(source: SourceText) -> Iterator[dict[str, Any]]:
    """One object a document, as the command line would print it."""
    for reading, parsed in zip(understand(source), parse(source), strict=True):
        grouped: dict[str, list[dict[str, Any]]] = {plural: [] for plural in KINDS.values()}
        for fact in find_facts(reading.document, parsed.root, reading.passages):
            grouped[KINDS[type(fact).__name__]].append(as_json(fact))
        yield {"number": reading.document.number, "facts": grouped}


def as_json(fact: Fact) -> dict[str, Any]:
    """The fields of a fact."""
    return dataclasses.asdict(fact)


def main() -> int:
    """Score and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument(
        "--also",
        type=Path,
        nargs="*",
        default=[],
        help="texts of labelled files that are not text, named FILE.txt",
    )
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    extracted = []
    for path in [*sorted((options.shared / "corpus").glob("*.txt")), *options.also]:
        source = read(path)
        if source:
            name = path.name.removesuffix(".txt") if path in options.also else path.name
            extracted.append({"file": name, "documents": list(facts_of(source))})
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", delete=False, encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in extracted)
    scorer = [
        sys.executable,
        str(options.shared / "tools" / "score_facts.py"),
        str(options.shared / "questions" / "facts.jsonl"),
        out.name,
    ]
    return subprocess.run([*scorer, *(["--misses"] if options.misses else [])], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
