"""One reader in a process of its own: `python -m bench.reader NAME WORK.json RESULT.json`.

WORK names files and how often each is read; RESULT has the text of each, how long it took, and the memory. Every file
is read once before it is timed, so that nobody's imports count; what takes longer than `SLOW` is read only once.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from bench.child import not_installed
from bot.resources import memory_of

if TYPE_CHECKING:
    from collections.abc import Iterable

READERS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "markitdown": ("bench.peer_readers", "MarkItDown", {}),
    "loaders": ("bench.peer_readers", "Loaders", {}),
    "text": ("bench.our_reader", "OurReader", {"understanding": False}),
    "whole": ("bench.our_reader", "OurReader", {"understanding": True}),
}
"""Module, class and arguments of each: imported when it runs, so that no memory is anybody else's."""
SLOW = 5.0
"""Seconds: OCR, whose start no longer matters then."""
_TOLD = 200


class Read(NamedTuple):
    """What a reader made of a file.

    Attributes:
        text: as read.
        pages: how many; 0 where it does not say.
        recognised: how many of them by OCR.
    """

    text: str
    pages: int = 0
    recognised: int = 0


class Reader(Protocol):
    """Turns files into text."""

    def read(self, path: Path) -> Read:
        """The text of a file. Raises whatever it likes."""
        ...

    def child_peak(self) -> float:
        """MB that a process of its own has held at most; 0 where it has none."""
        ...


def read_all(reader: Reader, files: Iterable[str], *, times: int) -> dict[str, Any]:
    """Text and seconds of each file, and the most memory in MB, of the process and of its child."""
    rows = [_row(reader, Path(file), times) for file in files]
    memory = memory_of()
    return {"rows": rows, "peak": memory.peak if memory else None, "child_peak": reader.child_peak()}


def _row(reader: Reader, path: Path, times: int) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        read = reader.read(path)
    except Exception as error:  # noqa: BLE001 (a reader that fails, however it does, is a result)
        return {"file": path.name, "error": f"{type(error).__name__}: {' '.join(str(error).split())[:_TOLD]}"}
    first = time.perf_counter() - started
    seconds = [first] if first > SLOW else [_timed(reader, path) for _ in range(times)]
    return {"file": path.name, "error": None, **read._asdict(), "seconds": seconds}


def _timed(reader: Reader, path: Path) -> float:
    started = time.perf_counter()
    reader.read(path)
    return time.perf_counter() - started


def main() -> int:
    """Reads; a package that is not installed is a result too."""
    name, work, result = sys.argv[1:]
    module, kind, arguments = READERS[name]
    started = time.perf_counter()
    try:
        reader: Reader = getattr(importlib.import_module(module), kind)(**arguments)
    except ModuleNotFoundError as error:
        if module != "bench.peer_readers":
            raise
        row: dict[str, Any] = {"missing": not_installed(error.name)}
    else:
        start_s = time.perf_counter() - started
        wanted = json.loads(Path(work).read_text("utf-8"))
        row = {"start_s": start_s, **read_all(reader, wanted["files"], times=wanted["times"])}
    Path(result).write_text(json.dumps(row), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
