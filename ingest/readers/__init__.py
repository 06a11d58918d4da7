"""Files → `SourceText`. One function per format, one library behind one door.

A reader takes the bytes of a file and gives its text page by page; it raises an `IngestError` for whatever it cannot
read, and never touches the network. What a file is says its content, not its name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from ingest.readers.doc import read_doc
from ingest.readers.docx import read_docx
from ingest.readers.extract import Extract, Reader
from ingest.readers.formats import Format, find_format
from ingest.readers.html import read_html
from ingest.readers.image import read_image
from ingest.readers.pdf import read_pdf
from ingest.readers.rtf import read_rtf
from ingest.readers.text import read_text
from retrieval.errors import NoTextError, UnreadableError
from retrieval.types import SourceText, Span

READERS: Mapping[Format, Reader] = {
    "text": read_text,
    "html": read_html,
    "docx": read_docx,
    "doc": read_doc,
    "rtf": read_rtf,
    "pdf": read_pdf,
    "image": read_image,
}


def read_source(path: Path, *, max_bytes: int) -> SourceText:
    """The text of the file at `path`.

    Raises:
        UnsupportedError: no reader for what it is.
        UnreadableError: it cannot be opened, is larger than `max_bytes`, or is damaged.
        NoTextError: there are no words in it.
    """
    data = _bytes(path, max_bytes)
    extract = READERS[find_format(path, data)](path, data)
    return join(path, data, extract)


def join(path: Path, data: bytes, extract: Extract) -> SourceText:
    """The pages of `extract` as one text, a form feed between two of them."""
    text, starts, doubtful = "", [], []
    for page in extract.pages:
        text += "\f" if starts else ""
        starts.append(len(text))
        doubtful += [Span(start + len(text), end + len(text)) for start, end in page.doubtful]
        text += page.text or ""
    if not any(letter.isalpha() for letter in text):
        raise NoTextError(path, "has no words in it; check that the right file was copied")
    return SourceText(
        name=path.name,
        text=text,
        sha256=hashlib.sha256(data).hexdigest(),
        pages=tuple(starts) if extract.paged else (),
        doubtful=tuple(doubtful),
        warnings=extract.warnings,
    )


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
