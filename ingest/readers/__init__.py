"""Files → `SourceText`. One function per format, one library behind one door, each at work in a child process.

A reader takes the bytes of a file and gives its text page by page; it raises an `IngestError` for whatever it cannot
read, and never touches the network. What a file is says its content, not its name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.readers.archives import read_bytes
from ingest.readers.child import READERS
from ingest.readers.pool import Children, shared_children
from ingest.readers.process import File
from ingest.readers.recognition import recognise
from retrieval.errors import NoTextError
from retrieval.types import SourceText, Span

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.readers.extract import Extract
    from ingest.readers.recognition import Progress

__all__ = ["READERS", "Children", "join", "read_source"]


def read_source(
    path: Path, *, max_bytes: int, children: Children | None = None, progress: Progress | None = None
) -> SourceText:
    """The text of the file at `path`, or of a member of an archive (`van-ban.zip/quyet-dinh.docx`).

    Args:
        path: the file.
        max_bytes: larger files are refused.
        children: the processes that read; None: those that this process shares.
        progress: told after each page that OCR has read.

    Raises:
        UnsupportedError: no reader for what it is.
        UnreadableError: it cannot be opened, is too large, is damaged, or its reader reached a limit.
        NoTextError: there are no words in it.
    """
    file = File.of(path, read_bytes(path, max_bytes=max_bytes))
    children = children or shared_children()
    kind, extract = children.read(file)
    extract = recognise(file, kind, extract, children, progress=progress)
    return join(file, extract)


def join(file: File, extract: Extract) -> SourceText:
    """The pages of `extract` as one text, a form feed between two of them.

    Raises:
        NoTextError: there are no words in it.
    """
    parts: list[str] = []
    starts: list[int] = []
    doubtful: list[Span] = []
    end = -1
    for page in extract.pages:
        text = page.text or ""
        start = end + 1
        starts.append(start)
        doubtful += [Span(start + begin, start + stop) for begin, stop in page.doubtful]
        parts.append(text)
        end = start + len(text)
    text = "\f".join(parts)
    if not any(letter.isalpha() for letter in text):
        raise NoTextError(file.path, "has no words in it; check that the right file was copied")
    return SourceText(
        name=file.path.name,
        text=text,
        sha256=file.sha256,
        pages=tuple(starts) if extract.paged else (),
        doubtful=tuple(doubtful),
        warnings=extract.warnings,
    )
