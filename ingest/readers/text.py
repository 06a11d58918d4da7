"""Plain text and Markdown, as people copy it from web pages."""

from __future__ import annotations

import re
from pathlib import Path

from ingest.readers.extract import Extract, Page, whole
from retrieval.errors import UnreadableError
from retrieval.text import nfc

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def read_text(path: Path, data: bytes) -> Extract:
    """The text of a UTF-8 or UTF-16 file; form feeds begin pages.

    Raises:
        UnreadableError: the bytes are not text in these encodings, or end in the middle of a letter.
    """
    text = decode_text(path, data)
    pages = text.split("\f")
    return Extract(tuple(Page(page) for page in pages), paged=True) if len(pages) > 1 else whole(text)


def decode_text(path: Path, data: bytes) -> str:
    """The letters of a UTF-8 or UTF-16 file, in NFC, control characters as spaces.

    Raises:
        UnreadableError: as `read_text`.
    """
    text = nfc(_decoded(path, data))
    controls = len(_CONTROL.findall(text))
    if controls > max(3, len(text) // 100):
        raise UnreadableError(
            path, "is not text (too many control characters); give the original file under its own suffix"
        )
    return _CONTROL.sub(" ", text)


def _decoded(path: Path, data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
        if b"\x00" in data[:4096]:
            raise UnreadableError(path, "is binary, not text; give the original file under its own suffix")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 4 and "unexpected end" in error.reason:
            raise UnreadableError(path, "ends in the middle of a letter, so it was cut off; copy it again") from error
        raise UnreadableError(
            path, f"is not UTF-8 text (byte {error.start}); save it as UTF-8 and try again"
        ) from error
