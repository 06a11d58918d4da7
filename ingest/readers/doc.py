"""Stands here until it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.errors import UnsupportedError

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.readers.extract import Extract


def read_doc(path: Path, data: bytes) -> Extract:
    """Not written yet."""
    raise UnsupportedError(path, "no reader yet")
