"""Files → `SourceText`. One function per format, one library behind one door, chosen by `READERS`.

A reader takes the bytes of a file and gives the text as read and where its pages begin; it raises an `IngestError` for
whatever it cannot read, and never touches the network.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

from ingest.readers.html import read_html
from ingest.readers.text import read_text
from retrieval.errors import NoTextError, UnreadableError, UnsupportedError
from retrieval.types import SourceText

Reader: TypeAlias = Callable[[Path, bytes], tuple[str, tuple[int, ...]]]
"""(path for messages, bytes) → (text in NFC, start of each page; empty without pages)."""

READERS: Mapping[str, Reader] = {
    ".txt": read_text,
    ".md": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
}


def read_source(path: Path, *, max_bytes: int) -> SourceText:
    """The text of the file at `path`.

    Raises:
        UnsupportedError: no reader for its suffix.
        UnreadableError: it cannot be opened, is larger than `max_bytes`, or is not what its name says.
        NoTextError: there are no words in it.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = " ".join(sorted(READERS))
        raise UnsupportedError(path, f"no reader for “{path.suffix or 'no suffix'}” files; known: {known}")
    data = _bytes(path, max_bytes)
    text, pages = reader(path, data)
    if not any(letter.isalpha() for letter in text):
        raise NoTextError(path, "has no words in it; check that the right file was copied")
    return SourceText(path.name, text, hashlib.sha256(data).hexdigest(), pages)


def _bytes(path: Path, max_bytes: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > max_bytes:
            limit = max_bytes // 2**20
            raise UnreadableError(
                path, f"is {size / 2**20:.0f} MiB, over the limit of {limit} MiB; split it or raise ingest.max_bytes"
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableError(path, "no such file") from error
    except OSError as error:
        raise UnreadableError(path, f"cannot be opened ({error.strerror}); check who may read it") from error
