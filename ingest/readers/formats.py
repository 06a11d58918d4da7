"""What a file is, by its first bytes; its name only decides between kinds of text."""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Literal, TypeAlias

from ingest.readers.compound import SIGNATURE
from ingest.readers.mhtml import is_mhtml
from retrieval.errors import UnreadableError, UnsupportedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Format: TypeAlias = Literal["text", "html", "docx", "doc", "rtf", "pdf", "image", "zip"]

SUFFIXES: dict[str, Format] = {
    ".txt": "text", ".md": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".mht": "html", ".mhtml": "html",
    ".docx": "docx", ".docm": "docx", ".doc": "doc", ".rtf": "rtf",
    ".pdf": "pdf",
    ".jpg": "image", ".jpeg": "image", ".png": "image", ".tif": "image", ".tiff": "image", ".webp": "image",
    ".heic": "image", ".heif": "image",
    ".zip": "zip",
}  # fmt: skip
"""Suffixes of the files that a folder is searched for."""

_IMAGES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*")
_HEIF = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_PAGE = re.compile(
    rb"\s*(?:<!--(?:(?!-->).)*+-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html|head|body|meta|table|div|p)\b",
    re.IGNORECASE | re.DOTALL,
)
_MARKS: tuple[tuple[Format, Callable[[bytes], bool]], ...] = (
    ("pdf", lambda start: b"%PDF-" in start[:1024]),
    ("rtf", lambda start: start.lstrip().startswith(b"{\\rtf")),
    ("doc", lambda start: start.startswith(SIGNATURE)),
    ("image", lambda start: start.startswith(_IMAGES) or (start[:4] == b"RIFF" and start[8:12] == b"WEBP")),
    ("image", lambda start: start[4:8] == b"ftyp" and start[8:12] in _HEIF),
    ("html", lambda start: bool(_PAGE.match(_in_letters(start)))),
    ("html", is_mhtml),
)
"""How each format begins."""
_SPREADSHEETS = "is a spreadsheet or a presentation, not a document; save the decision as .docx or .pdf and try again"
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    EOFError,
    KeyError,
)
"""What zipfile raises for archives whose bytes are not what their directory says."""


def _in_letters(start: bytes) -> bytes:
    """The first bytes without the mark of their encoding, UTF-16 as single letters."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start[2:].replace(b"\x00", b"")
    return start.removeprefix(b"\xef\xbb\xbf")


def find_format(path: Path, data: bytes) -> Format:
    """What `data` is, whatever its name says.

    Raises:
        UnsupportedError: nothing here reads it.
        UnreadableError: it is a damaged archive.
    """
    start = data[:4096]
    if start.startswith(b"PK\x03\x04"):
        return _archive(path, data)
    found = next((form for form, matches in _MARKS if matches(start)), None)
    return found or _named(path, start)


def _named(path: Path, start: bytes) -> Format:
    """Of a file whose bytes say nothing: its name chooses between kinds of text."""
    named = SUFFIXES.get(path.suffix.lower())
    if named in {"text", "html"}:
        return named
    if named is None:
        known = " ".join(sorted(SUFFIXES))
        raise UnsupportedError(path, f"no reader for “{path.suffix or 'no suffix'}” files; known: {known}")
    if b"<?mso-application" in start:
        raise UnsupportedError(path, "is Word 2003 XML; open it in Word and save it as .docx")
    if named == "doc" and b"\x00" not in start:
        return "text"
    suffix = path.suffix.lower()
    raise UnreadableError(path, f"is no {suffix} file, whatever its name says; it may be cut off: copy it again")


def _archive(path: Path, data: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except BROKEN_ZIP as error:
        raise UnreadableError(path, "is a damaged archive or was cut off; copy it again") from error
    if "word/document.xml" in names or any(re.fullmatch(r"word/document\d*\.xml", name) for name in names):
        return "docx"
    if any(name.startswith(("xl/", "ppt/")) for name in names) or "mimetype" in names:
        raise UnsupportedError(path, _SPREADSHEETS)
    return "zip"
