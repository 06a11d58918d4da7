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
    from collections.abc import Iterable, Iterator
    from pathlib import Path

NAMES = ("alqac2022", "alqac2023", "uit_reg", "xquad_vi", "xquad_en_vi")
ENGLISH = frozenset({"xquad_en_vi"})
"""Sets whose questions have no tone marks to leave out."""
BASE = "alqac2023"
AMONG = f"{BASE} among 60,000"
QUICK = (BASE,)
PART = 2_400
"""Rows of `AMONG` that peers embed who would need hours for all: those of the set, and others evenly spread."""
_IN_FORCE = re.compile(r", có hiệu lực.*", re.DOTALL)


@dataclasses.dataclass(frozen=True, slots=True)
class RetrievalSet:
    """A set in the layout of BEIR.

    Attributes:
        part: a folder with the same questions and some of the rows; None where all can be embedded.
    """

    name: str
    folder: Path
    part: Path | None = None

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
    """The set with every article of the codification as a row beside its own, and a part of that."""
    own = (base / CORPUS).read_text("utf-8").rstrip("\n").split("\n")
    beside = [json.dumps(row, ensure_ascii=False) for row in articles(codification)]
    step = len(beside) / max(1, PART - len(own))
    spread = [beside[int(at * step)] for at in range(min(len(beside), max(0, PART - len(own))))]
    folders = scratch / "among", scratch / "among, a part"
    for folder, others in zip(folders, (beside, spread), strict=True):
        folder.mkdir(exist_ok=True)
        _write(folder / CORPUS, [*own, *others])
        for name in (QUERIES, JUDGEMENTS):
            shutil.copyfile(base / name, folder / name)
    return RetrievalSet(AMONG, *folders)


def articles(codification: Path) -> Iterator[dict[str, str]]:
    """The articles as rows: their document's name is the title, their own heading stands above the text.

    The ids of the file are not of one article each, so rows are numbered.
    """
    with gzip.open(codification, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            row = json.loads(line)
            title = _IN_FORCE.sub("", row["source"].strip("()"))
            yield {"_id": f"phapdien-{number}", "title": title, "text": f"{row['title']}\n\n{row['text']}"}


def _write(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
