"""One contestant on one corpus in a process of its own: `python -m bench.ranker NAME WORK.json RESULT.json`.

WORK names a corpus and has lists of questions about it; RESULT has the rows found for each, how long it took, and what
memory and disk it took. A peer that cannot embed all of the corpus in reasonable time embeds a part, is asked, and is
then filled up with the rest under vectors of no text, and asked the first list again for its times.
"""

from __future__ import annotations

import dataclasses
import importlib
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from bench.child import not_installed
from bench.chunks import corpus_rows
from bot.ranking import DEPTH
from bot.resources import memory_of

if TYPE_CHECKING:
    from collections.abc import Callable

CANDIDATES = 40
"""Chunks that a peer is asked for, so that they are of ten rows; when filled up it is only asked for ten."""
RANKERS: dict[str, tuple[str, str]] = {
    "stock": ("bench.peer", "StockRecipe"),
    "ensemble": ("bench.peer", "Ensemble"),
    "bm25s": ("bench.bm25", "Bm25"),
    "pyvi": ("bench.bm25", "Bm25Words"),
    "lexical": ("bench.ours", "OurRoute"),
    "dense": ("bench.ours", "OurRoute"),
}
"""Module and class of each: imported when it runs, so that no memory is anybody else's."""
ROUTES = ("lexical", "dense")
_WITH_MEMO = ("stock", "ensemble")


class Ranker(Protocol):
    """Makes a corpus findable, then finds its rows."""

    def index(self, folder: Path) -> float:
        """Seconds that it took."""
        ...

    def find(self, question: str) -> list[str]:
        """Ids of rows, best first; one may come several times."""
        ...

    def disk(self) -> int | None:
        """Bytes that are kept, if any are."""
        ...

    def passages(self) -> int:
        """How many can be found."""
        ...


class Peer:
    """A contestant of passages as one of rows: a row stands where its best chunk does."""

    def __init__(self, contestant: Any) -> None:
        self._contestant = contestant
        self.disk: Callable[[], int | None] = contestant.disk
        self.passages: Callable[[], int] = contestant.passages
        self.limit = CANDIDATES

    def index(self, folder: Path) -> float:
        """Indexes every row, title and text."""
        seconds: float = self._contestant.index_rows(corpus_rows(folder))
        return seconds

    def fill(self, folder: Path, known: Path) -> None:
        """Adds the rows of `folder` that `known` lacks, under vectors of no text."""
        have = {name for name, _ in corpus_rows(known)}
        self._contestant.fill([row for row in corpus_rows(folder) if row[0] not in have])

    def find(self, question: str) -> list[str]:
        """The rows of the best chunks."""
        return [name for name, _ in self._contestant.find(question, (), self.limit)]


def made(name: str, work: dict[str, Any]) -> Ranker:
    """The contestant.

    Raises:
        ModuleNotFoundError: a package of a peer is not installed.
    """
    module, kind = RANKERS[name]
    maker = getattr(importlib.import_module(module), kind)
    if name in ROUTES:
        ranker: Ranker = maker(Path(work["data"]), route=name, limit=CANDIDATES)
        return ranker
    return Peer(maker(Path(work["memo"])) if name in _WITH_MEMO else maker())


def compete(ranker: Ranker, work: dict[str, Any]) -> dict[str, Any]:
    """Seconds of the index, rows and milliseconds of each question by list, MB of memory, bytes of disk."""
    folder = Path(work["folder"])
    index_s = ranker.index(folder)
    lists: dict[str, list[str]] = work["questions"]
    ranker.find(next(iter(lists.values()))[0])  # what is opened on the first question is not its time
    asked = {title: _asked(ranker, questions) for title, questions in lists.items()}
    row = {"index_s": index_s, "asked": asked, **_sizes(ranker)}
    if work.get("fill") and isinstance(ranker, Peer):
        ranker.fill(Path(work["fill"]), folder)
        ranker.limit = DEPTH
        row["filled"] = {"ms": _asked(ranker, next(iter(lists.values())))["ms"], **_sizes(ranker)}
    return row


def _asked(ranker: Ranker, questions: list[str]) -> dict[str, Any]:
    found, taken = [], []
    for question in questions:
        started = time.perf_counter()
        rows = ranker.find(question)
        taken.append(1000 * (time.perf_counter() - started))
        found.append(list(dict.fromkeys(rows))[:DEPTH])
    return {"found": found, "ms": taken}


def _sizes(ranker: Ranker) -> dict[str, Any]:
    memory = memory_of()
    return {
        "memory": dataclasses.asdict(memory) if memory else None,
        "disk": ranker.disk(),
        "passages": ranker.passages(),
    }


def main() -> int:
    """Competes; a package that is not installed is a result too."""
    name, work_file, result = sys.argv[1:]
    work = json.loads(Path(work_file).read_text("utf-8"))
    started = time.perf_counter()
    try:
        ranker = made(name, work)
    except ModuleNotFoundError as error:
        if name in ROUTES:
            raise
        row: dict[str, Any] = {"missing": not_installed(error.name)}
    else:
        row = {"start_s": time.perf_counter() - started, **compete(ranker, work)}
    Path(result).write_text(json.dumps(row, ensure_ascii=False), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
