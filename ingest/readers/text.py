"""Plain text and Markdown, as people copy it from web pages."""

from __future__ import annotations

import re
from pathlib import Path

from ingest.readers.extract import Extract, Page, whole
from ingest.readers.legacy import composed, decode_as, encoding_of, from_content, with_capitals
from retrieval.errors import UnreadableError
from retrieval.text import nfc

OLD_LINES = "lines in TCVN3 or VNI, encodings from before Unicode, were converted; check names and numbers"
"""The warning for text in which only some lines are old."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def read_text(path: Path, data: bytes) -> Extract:
    """The text of a file in UTF-8, UTF-16 or an old Vietnamese encoding; form feeds begin pages.

    Raises:
        UnreadableError: the bytes are not text in these encodings, or end in the middle of a letter.
    """
    text, warnings = _read(path, data)
    pages = text.split("\f")
    if len(pages) > 1:
        return Extract(tuple(Page(page) for page in pages), paged=True, warnings=warnings)
    return whole(text, warnings=warnings)


def decode_text(path: Path, data: bytes) -> str:
    """The letters of a UTF-8 or UTF-16 file, in NFC, control characters as spaces.

    Raises:
        UnreadableError: as `read_text`.
    """
    return _without_controls(path, nfc(_decoded(path, data)))


def old_encoding(name: str) -> str:
    """The warning for a file that was read in the encoding `name`."""
    return f"was read as {name}, an encoding from before Unicode, which was guessed; check names and numbers"


def _read(path: Path, data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of a file in any encoding, and what had to be guessed."""
    try:
        plain = composed(decode_text(path, data))
    except UnreadableError:
        name = None if b"\x00" in data[:4096] else encoding_of(data)
        if name is None:
            raise
        text = _without_controls(path, nfc(decode_as(data, name)))
        return with_capitals(text) if name == "TCVN3" else text, (old_encoding(name),)
    text = from_content(plain)
    return text, () if text == plain else (OLD_LINES,)


def _without_controls(path: Path, text: str) -> str:
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
