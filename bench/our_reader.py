"""Our own reading of a file, with and without understanding it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.reader import Read
from ingest.readers import read_source
from ingest.readers.pool import shared_children
from ingest.reading import read_file
from retrieval.config import IngestConfig
from retrieval.errors import UnreadableError

if TYPE_CHECKING:
    from pathlib import Path

_LIMIT = IngestConfig().max_bytes


class OurReader:
    """Reads as `hoivanban ingest` does, in child processes that stay.

    Args:
        understanding: what `ingest --dry-run` does with a file, not its text alone.
    """

    def __init__(self, *, understanding: bool) -> None:
        self._understanding = understanding
        self._recognised = 0
        shared_children().start()

    def read(self, path: Path) -> Read:
        """The text of a file.

        Raises:
            IngestError: it could not be read; or not understood, if that was wanted.
        """
        self._recognised = 0
        if not self._understanding:
            source = read_source(path, max_bytes=_LIMIT, progress=self._count)
            return Read(source.text, len(source.pages), self._recognised)
        done = read_file(path, max_bytes=_LIMIT, progress=lambda _, done, total: self._count(done, total))
        if done.source is None:
            raise UnreadableError(path, done.problem or "was not read")
        return Read(done.source.text, len(done.source.pages), self._recognised)

    def child_peak(self) -> float:
        """MB that a child has held at most."""
        return shared_children().largest / 1e6

    def _count(self, done: int, _total: int) -> None:
        self._recognised = done
