"""One contestant in a process of its own: `python -m bench.contestant NAME WORK.json RESULT.json`.

WORK names a folder and has questions; RESULT has what was found for each, how long it took, and the memory.
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
from bot.resources import memory_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.chunks import Found

DEPTH = 5
CONTESTANTS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "stock": ("bench.peer", "StockRecipe", {}),
    "bm25": ("bench.bm25", "Bm25", {}),
    "retriever": ("bench.ours", "Ours", {"weighed": False}),
    "evidence": ("bench.ours", "Ours", {"weighed": True}),
}
"""Module, class and arguments of each: imported when it runs, so that no memory is anybody else's."""


class Contestant(Protocol):
    """Reads a folder, then finds passages in it."""

    def index(self, folder: Path) -> None:
        """Makes every file of the folder findable."""
        ...

    def find(self, question: str, history: Sequence[str], limit: int) -> list[Found]:
        """At most `limit` passages, best first."""
        ...


def compete(contestant: Contestant, work: dict[str, Any]) -> dict[str, Any]:
    """Index time in seconds, what was found, milliseconds of each question, memory in MB."""
    started = time.perf_counter()
    contestant.index(Path(work["folder"]))
    index_s = time.perf_counter() - started
    rows = work["questions"]
    contestant.find(rows[0]["question"], [], DEPTH)  # what is opened on the first question is not its time
    found, taken = [], []
    for row in rows:
        started = time.perf_counter()
        found.append(contestant.find(row["question"], row["history"], DEPTH))
        taken.append(1000 * (time.perf_counter() - started))
    memory = memory_of()
    return {
        "index_s": index_s,
        "found": found,
        "ms": taken,
        "memory": dataclasses.asdict(memory) if memory else None,
    }


def main() -> int:
    """Competes; a package that is not installed is a result too."""
    name, work, result = sys.argv[1:]
    module, kind, arguments = CONTESTANTS[name]
    started = time.perf_counter()
    try:
        contestant: Contestant = getattr(importlib.import_module(module), kind)(**arguments)
    except ModuleNotFoundError as error:
        if module == "bench.ours":
            raise
        row: dict[str, Any] = {"missing": not_installed(error.name)}
    else:
        start_s = time.perf_counter() - started
        row = {"start_s": start_s, **compete(contestant, json.loads(Path(work).read_text("utf-8")))}
    Path(result).write_text(json.dumps(row, ensure_ascii=False), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
