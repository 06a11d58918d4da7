"""What fuzzing runs in its child processes: readers, and after them all that is understood of their text."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from ingest.pipeline import understand
from ingest.readers import join
from ingest.readers.child import TASKS, serve
from ingest.readers.extract import Extract, Page
from retrieval.errors import NoTextError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def main(memory: int) -> None:
    """As `ingest.readers.child`, but a file is also understood."""
    serve({**TASKS, "read": _read}, memory)


def _read(path: Path, data: bytes, question: Mapping[str, Any]) -> Mapping[str, Any]:
    answer = TASKS["read"](path, data, question)
    pages = tuple(Page(page["text"]) for page in answer["extract"]["pages"])
    with contextlib.suppress(NoTextError):  # a scan, perhaps; its pages come later
        understand(join(path, data, Extract(pages)))
    return answer
