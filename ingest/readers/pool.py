"""Children at work: at most two side by side, each serving many files, replaced when one dies or grows."""

from __future__ import annotations

import atexit
import dataclasses
import functools
import json
import os
import threading
from typing import TYPE_CHECKING, Literal, Self

from ingest.readers.process import ChildProcess, DeadChildError, File, Question

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.readers.extract import Extract, Page
    from ingest.readers.formats import Format
    from ingest.readers.wire import Answer
    from retrieval.types import Reading, SourceText

MEMORY = 2**30
"""Bytes a child may hold."""
READ_SECONDS = 30
PAGE_SECONDS = 60
"""For the OCR of one page."""


class Children:
    """Reads files in child processes; may be used from many threads, and again after `stop`.

    Args:
        most: how many work side by side.
        memory: bytes that each may hold; one that has held half of them is replaced.
        read_seconds: for a file, without OCR.
        page_seconds: for the OCR of a page.
        module: its `main(memory)` is what a child runs.

    Attributes:
        most: as given.
        largest: bytes that a child has held at most.
    """

    def __init__(
        self,
        *,
        most: int = min(2, os.cpu_count() or 1),
        memory: int = MEMORY,
        read_seconds: float = READ_SECONDS,
        page_seconds: float = PAGE_SECONDS,
        module: str = "ingest.readers.child",
    ) -> None:
        self.most = most
        self.largest = 0
        self._memory, self._module = memory, module
        self._read_seconds, self._page_seconds = read_seconds, page_seconds
        self._places = threading.BoundedSemaphore(most)
        self._lock = threading.Lock()
        self._idle: list[ChildProcess] = []
        self._busy: set[ChildProcess] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def read(self, file: File) -> tuple[Format, Extract]:
        """What the file is, and what its reader gives.

        Raises:
            IngestError: as the reader raised it; a `DeadChildError` where a limit was reached or the child crashed.
        """
        answer = self._ask(file, _question("read", file, self._read_seconds))
        if answer.format is None or answer.extract is None:
            raise TypeError("a child that was asked to read gave no extract")
        return answer.format, answer.extract

    def missing(self, file: File) -> str | None:
        """What has to be done before pages can be recognised; None when nothing."""
        return self._ask(file, _question("missing", file, self._read_seconds)).missing

    def recognise(self, file: File, kind: Format, index: int) -> Page:
        """The page of this index, from 0, by OCR.

        Raises:
            IngestError: as `read`.
        """
        question = _question("recognise", file, self._page_seconds)
        page = self._ask(file, {**question, "format": kind, "index": index}).page
        if page is None:
            raise TypeError("a child that was asked for a page gave none")
        return page

    def understand(self, path: Path, source: SourceText) -> tuple[Reading, ...]:
        """The documents in a text, as `ingest.pipeline.understand` gives them.

        Raises:
            IngestError: as `read`.
        """
        file = File.of(path, json.dumps(dataclasses.asdict(source), ensure_ascii=False).encode())
        readings = self._ask(file, _question("understand", file, self._read_seconds)).readings
        if readings is None:
            raise TypeError("a child that was asked to understand gave no readings")
        return readings

    def start(self) -> None:
        """Starts a child that gets ready while the caller does something else."""
        with self._lock:
            if not self._idle and not self._busy:
                self._idle.append(ChildProcess(self._module, self._memory))

    def stop(self) -> None:
        """Ends every child, also those at work; who waits for one gets a `DeadChildError`."""
        with self._lock:
            for child in self._busy:
                child.kill()
            idle, self._idle = self._idle, []
        for child in idle:
            child.close()

    def _ask(self, file: File, question: Question) -> Answer:
        with self._places:
            child = self._take(file.sha256)
            used = child.served > 0
            try:
                answer = self._work(child, file, question)
            except DeadChildError as error:
                if not used or child.killed or error.death not in {"memory", "crash"}:
                    raise
                answer = self._work(self._take(None), file, question)  # it may have died of an earlier file
        if answer.refusal is not None:
            raise answer.refusal.error(file.path)
        return answer

    def _take(self, sha256: str | None) -> ChildProcess:
        """An idle child, best the one that holds the file; a new one where there is none, or no hash is given."""
        with self._lock:
            if self._idle and sha256 is not None:
                held = (at for at, idle in enumerate(self._idle) if idle.holds == sha256)
                child = self._idle.pop(next(held, -1))
            else:
                child = ChildProcess(self._module, self._memory)
            self._busy.add(child)
            return child

    def _work(self, child: ChildProcess, file: File, question: Question) -> Answer:
        keep = False
        try:
            answer = child.ask(file, question)
            keep = answer.memory < self._memory // 2
        finally:
            with self._lock:
                self._busy.discard(child)
                keep = keep and not child.killed
                if keep:
                    self._idle.append(child)
            if not keep:
                child.close()
        self.largest = max(self.largest, answer.memory)
        return answer


@functools.cache
def shared_children() -> Children:
    """Those of this process, for whoever has none of their own; they end with it."""
    children = Children()
    atexit.register(children.stop)
    return children


def _question(task: Literal["read", "missing", "recognise", "understand"], file: File, seconds: float) -> Question:
    return {"task": task, "path": str(file.path), "seconds": seconds, "format": None, "index": 0}
