"""Files → their text and the documents in it: read and understood in child processes, some side by side."""

from __future__ import annotations

import dataclasses
import functools
import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from ingest.readers import read_source
from ingest.readers.pool import shared_children
from retrieval.errors import IngestError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ingest.readers import Children
    from retrieval.types import Reading, SourceText

Progress: TypeAlias = Callable[[Path, int, int], None]
"""(file, pages that OCR has read, pages that it has to read); called in the thread that reads the file."""

_AHEAD = 2
"""Files that wait for the caller beside those that are being read."""
_NO_DOCUMENT = (
    "does not look like an administrative document (no national motto, kind or articles); "
    "check that it is the right file and that its text is complete"
)
_log = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True, slots=True)
class Read:
    """What became of a file.

    Attributes:
        path: the file, or a member of an archive.
        source: its text; None where there is none.
        readings: the documents in it; none where it failed.
        problem: why, and what to do, in one line; None where it was read and understood.
    """

    path: Path
    source: SourceText | None = None
    readings: tuple[Reading, ...] = ()
    problem: str | None = None


def read_file(
    path: Path, *, max_bytes: int, children: Children | None = None, progress: Progress | None = None
) -> Read:
    """One file, read and understood; whatever a strange file provokes is a problem of this file alone.

    Args:
        path: the file, or a member of an archive.
        max_bytes: larger files are refused.
        children: the processes that read; None: those that this process shares.
        progress: told after each page that OCR has read.
    """
    children = children or shared_children()
    told = functools.partial(progress, path) if progress else None
    try:
        source = read_source(path, max_bytes=max_bytes, children=children, progress=told)
        readings = children.understand(path, source)
    except IngestError as error:
        return Read(path, problem=error.problem)
    except Exception as error:  # noqa: BLE001 (one of two; per file)
        _log.info("event=ingest_failed file=%s", path.name, exc_info=True)  # where: seen with --debug
        return Read(path, problem=unforeseen(error))
    return Read(path, source, readings) if readings else Read(path, problem=_NO_DOCUMENT)


def unforeseen(error: Exception) -> str:
    """What to tell of an error that nobody foresaw."""
    reason = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
    return f"could not be understood ({reason}); please report it with the file"


def read_ahead(
    paths: Iterable[Path], *, max_bytes: int, children: Children, progress: Progress | None = None
) -> Iterator[Read]:
    """Each file as `read_file` gives it, in the order of `paths`; as many as there are children are read at a time."""
    waiting: deque[Future[Read]] = deque()
    pool = ThreadPoolExecutor(children.most, thread_name_prefix="read")
    try:
        for path in paths:
            task = functools.partial(read_file, path, max_bytes=max_bytes, children=children, progress=progress)
            waiting.append(pool.submit(task))
            if len(waiting) > children.most + _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BaseException:  # Ctrl-C, or nobody wants the rest
        pool.shutdown(wait=False, cancel_futures=True)
        children.stop()
        raise
    pool.shutdown()
