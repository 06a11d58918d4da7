"""Files inside Word files: annexes that officials embed as an icon, often zipped.

What is read stands after the document's own text, and a warning names it. Sizes, numbers and depth are bounded, so
that an archive that unpacks to gigabytes ends in a warning.
"""

from __future__ import annotations

import importlib
import io
import zipfile
from typing import TYPE_CHECKING

from ingest.readers.child import READERS
from ingest.readers.compound import Compound
from ingest.readers.formats import BROKEN_ZIP, find_format
from ingest.readers.word_bytes import number
from ingest.readers.word_text import word_text
from retrieval.errors import IngestError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from ingest.readers.extract import Extract
    from ingest.readers.formats import Format

MAX_DEPTH = 3
"""Files in files in files."""
_MAX_FILES = 20
_MAX_BYTES = 32 * 2**20
"""Of all embedded files of one document together, unpacked."""
_READ: frozenset[Format] = frozenset({"docx", "rtf", "html", "text", "pdf"})


class Embedded:
    """What was found in the files inside one document.

    Attributes:
        texts: of the files that could be read, in the order they were found.
        warnings: a sentence for each file.
    """

    def __init__(self, path: Path) -> None:
        self.texts: list[str] = []
        self.warnings: list[str] = []
        self._path = path
        self._files = 0
        self._bytes = 0

    def add(self, files: Iterable[tuple[str, bytes]], names: tuple[str, ...] = ()) -> None:
        """Read `files` (name, bytes), which are inside those called `names`, the outermost first."""
        for name, data in files:
            within = (*names, name)
            if not self._allowed(within, len(data)):
                return
            try:
                self._read(within, data)
            except IngestError as error:
                self.warnings.append(f"the embedded file {_quoted(within)} was left out: it {error.problem}")

    def add_from(self, compound: Compound, names: tuple[str, ...] = ()) -> None:
        """Read what is in the objects of the Word file `compound`, Word documents and packed files alike."""
        for stream in sorted(compound.names):
            place, _, last = stream.rpartition("/")
            if place and last == "WordDocument":
                self._read_document(compound, f"{place}/", (*names, "Word document"))
        self.add(_packed_in(compound), names)

    def _allowed(self, within: tuple[str, ...], size: int) -> bool:
        self._files += 1
        self._bytes += size
        allowed = self._files <= _MAX_FILES and self._bytes <= _MAX_BYTES and len(within) <= MAX_DEPTH
        if not allowed:
            self.warnings.append(
                f"the embedded file {_quoted(within)} and what follows it were left out: too many, too large or too "
                "deep; save them and ingest them by themselves"
            )
        return allowed

    def _read(self, within: tuple[str, ...], data: bytes) -> None:
        path = self._path.joinpath(*within)
        kind = find_format(path, data)
        if kind == "zip":
            self.add(_unzipped(data, _MAX_BYTES - self._bytes), within)
        elif kind == "doc":
            compound = Compound(path, data)
            self._take(within, word_text(path, compound))
            self.add_from(compound, within)
        elif kind in _READ:
            self._take_extract(within, _extract(kind, path, data))
        else:
            self.warnings.append(f"the embedded file {_quoted(within)} was left out; save it and ingest it by itself")

    def _read_document(self, compound: Compound, prefix: str, within: tuple[str, ...]) -> None:
        if not self._allowed(within, 0):
            return
        try:
            self._take(within, word_text(self._path, compound, prefix=prefix))
        except IngestError as error:
            self.warnings.append(f"the embedded file {_quoted(within)} was left out: it {error.problem}")

    def _take_extract(self, within: tuple[str, ...], extract: Extract) -> None:
        if any(page.text is None for page in extract.pages):
            self.warnings.append(f"the embedded file {_quoted(within)} was left out; save it and ingest it by itself")
            return
        self._take(within, "\n".join(page.text or "" for page in extract.pages))
        self.warnings += extract.warnings

    def _take(self, within: tuple[str, ...], text: str) -> None:
        if text.strip():
            self.texts.append(text.strip("\n"))
            self.warnings.append(f"the text of the embedded file {_quoted(within)} stands after the document's own")


def _quoted(within: tuple[str, ...]) -> str:
    return f"“{' › '.join(within)}”"


def _extract(kind: Format, path: Path, data: bytes) -> Extract:
    module, function = READERS[kind]
    extract: Extract = getattr(importlib.import_module(module), function)(path, data)
    return extract


def _packed_in(compound: Compound) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of the files packed into the objects of a compound file, in the order of its names."""
    for stream in sorted(compound.names):
        last = stream.rsplit("/", 1)[-1]
        if last == "\x01Ole10Native":
            if packed := _packed(compound.stream(stream)):
                yield packed
        elif last == "Package":
            yield "embedded.docx", compound.stream(stream)


def _packed(data: bytes) -> tuple[str, bytes] | None:
    """The file in an object of the Packager: its label, two paths and then its bytes; None for other objects."""
    if number(data, 4, 2) != 2:
        return None
    label, at = _string(data, 6)
    _, at = _string(data, at)
    at += 8 + number(data, at + 4, 4)
    size = number(data, at, 4)
    content = data[at + 4 : at + 4 + size]
    return (label.replace("\\", "/").rsplit("/", 1)[-1], content) if content and len(content) == size else None


def _string(data: bytes, at: int) -> tuple[str, int]:
    end = data.find(b"\0", at, at + 1024)
    return (data[at:end].decode("cp1252", "replace"), end + 1) if end >= 0 else ("", len(data))


def _unzipped(data: bytes, room: int) -> Iterator[tuple[str, bytes]]:
    """The files of an archive, none beyond `room` bytes; what is locked or damaged is empty."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in sorted(archive.infolist(), key=lambda entry: entry.filename)[: _MAX_FILES + 1]:
                if not entry.is_dir():
                    yield entry.filename.rsplit("/", 1)[-1], _member(archive, entry, room)
    except BROKEN_ZIP:
        return


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> bytes:
    """The bytes of a member, one more than `room` at most, so that the caller sees that there are more."""
    try:
        with archive.open(entry) as file:
            return file.read(max(room, 0) + 1)
    except BROKEN_ZIP:
        return b""
