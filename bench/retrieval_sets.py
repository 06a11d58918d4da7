"""The retrieval sets: those of ../shared/bench, and alqac2023 among the official codification."""

from __future__ import annotations

import dataclasses
import gzip
import json
import re
import shutil
from typing import TYPE_CHECKING

from ingest.beir import CORPUS, JUDGEMENTS, QUERIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

NAMES = ("alqac2022", "alqac2023", "uit_reg", "xquad_vi", "xquad_en_vi")
ENGLISH = frozenset({"xquad_en_vi"})
"""Sets whose questions have no tone marks to leave out."""
BASE = "alqac2023"
AMONG = f"{BASE} among 60,000"
QUICK = (BASE,)
PARTS = {"stock": 2_400, "ensemble": 2_400, "pyvi": 12_000}
"""Rows of `AMONG` that a peer gets who would need too long for all: those of the set, and others evenly spread.

MiniLM would embed for an hour or more, pyvi would look for words for minutes on every core.
"""
_IN_FORCE = re.compile(r", có hiệu lực.*", re.DOTALL)


@dataclasses.dataclass(frozen=True, slots=True)
class RetrievalSet:
    """A set in the layout of BEIR.

    Attributes:
        parts: by the name of a peer who would need too long, a folder with the same questions and some of the rows.
    """

    name: str
    folder: Path
    parts: Mapping[str, Path] = dataclasses.field(default_factory=dict)

    @property
    def forms(self) -> tuple[bool, ...]:
        """Whether the questions are folded: as written, then without tone marks where they have any."""
        return (False,) if self.name in ENGLISH else (False, True)


def retrieval_sets(shared: Path, scratch: Path, *, quick: bool) -> list[RetrievalSet]:
    """The sets that are here, the largest last; a quick run has one.

    Args:
        shared: holds the folders `bench` and `training`.
        scratch: where the largest is written.
        quick: without all but the main one.
    """
    names = QUICK if quick else NAMES
    sets = [RetrievalSet(name, shared / "bench" / name) for name in names]
    found = [each for each in sets if (each.folder / CORPUS).is_file()]
    codification = shared / "training" / "phapdien.jsonl.gz"
    base = shared / "bench" / BASE
    if not quick and codification.is_file() and (base / CORPUS).is_file():
        found.append(_among(base, codification, scratch))
    return found


def _among(base: Path, codification: Path, scratch: Path) -> RetrievalSet:
    """The set with every article of the codification as a row beside its own, and parts of that."""
    own = (base / CORPUS).read_text("utf-8").rstrip("\n").split("\n")
    beside = [json.dumps(row, ensure_ascii=False) for row in articles(codification)]
    whole = _folder(base, scratch / "among", [*own, *beside])
    sizes = {
        size: _folder(base, scratch / f"among {size}", [*own, *_spread(beside, size - len(own))])
        for size in set(PARTS.values())
    }
    return RetrievalSet(AMONG, whole, {name: sizes[size] for name, size in PARTS.items()})


def _spread(lines: Sequence[str], count: int) -> list[str]:
    """At most so many, evenly spread."""
    kept = min(len(lines), max(0, count))
    return [lines[at * len(lines) // kept] for at in range(kept)]


def _folder(base: Path, folder: Path, rows: Iterable[str]) -> Path:
    """A new folder with these rows, and with the questions of `base`."""
    folder.mkdir(exist_ok=True)
    with (folder / CORPUS).open("w", encoding="utf-8") as file:
        file.writelines(f"{row}\n" for row in rows)
    for name in (QUERIES, JUDGEMENTS):
        shutil.copyfile(base / name, folder / name)
    return folder


def articles(codification: Path) -> Iterator[dict[str, str]]:
    """The articles as rows: their document's name is the title, their own heading stands above the text.

    The ids of the file are not of one article each, so rows are numbered.
    """
    with gzip.open(codification, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            row = json.loads(line)
            title = _IN_FORCE.sub("", row["source"].strip("()"))
            yield {"_id": f"phapdien-{number}", "title": title, "text": f"{row['title']}\n\n{row['text']}"}
