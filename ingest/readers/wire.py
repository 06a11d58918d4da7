"""What parent and child say to each other: frames of JSON and bytes. No pickle, for a child is not trusted."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import json
import struct
from typing import IO, TYPE_CHECKING, Any, Literal, TypeAlias

from ingest.readers.extract import Extract, Page
from ingest.readers.formats import Format
from retrieval.errors import IngestError, NoTextError, UnreadableError, UnsupportedError
from retrieval.types import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pydantic import TypeAdapter

MAX_ANSWER = 2**28
"""Bytes of JSON; a file that gives more text than that is none of ours."""

_LENGTHS = struct.Struct(">II")
_ERRORS = {kind.__name__: kind for kind in (UnsupportedError, UnreadableError, NoTextError)}

ErrorName: TypeAlias = Literal["UnsupportedError", "UnreadableError", "NoTextError"]


@dataclasses.dataclass(frozen=True, slots=True)
class Refusal:
    """An `IngestError` on its way to the parent."""

    kind: ErrorName
    problem: str

    def error(self, path: Path) -> IngestError:
        """The same error, about `path`."""
        return _ERRORS[self.kind](path, self.problem)


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What a child found.

    Attributes:
        memory: bytes that it has held at most since it was started.
        format: what the file is.
        extract: what its reader gave.
        page: what OCR gave.
        readings: what was understood of a text.
        missing: what OCR lacks; None when it can work.
        refusal: why there is nothing else in here.
    """

    memory: int
    format: Format | None = None
    extract: Extract | None = None
    page: Page | None = None
    readings: tuple[Reading, ...] | None = None
    missing: str | None = None
    refusal: Refusal | None = None


def send(stream: IO[bytes], head: Mapping[str, Any], data: bytes = b"") -> None:
    """Writes a frame: two lengths, JSON, bytes. Half a surrogate pair becomes a question mark."""
    told = json.dumps(head, ensure_ascii=False, default=_plain).encode("utf-8", "replace")
    stream.write(_LENGTHS.pack(len(told), len(data)))
    stream.write(told)
    stream.write(data)
    stream.flush()


def _plain(value: object) -> object:
    """A dataclass as its fields, a date as ISO writes it."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    kind: Any = type(value)
    return {name: getattr(value, name) for name in _fields(kind)}


@functools.cache
def _fields(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


def receive(stream: IO[bytes], *, most: int = 2**32) -> tuple[bytes, bytes]:
    """The next frame, its JSON not yet parsed.

    Raises:
        EOFError: the other side has gone, or wants to send more than `most` bytes.
    """
    told, data = _LENGTHS.unpack(_exactly(stream, _LENGTHS.size))
    if told + data > most:
        raise EOFError(f"a frame of {told + data} bytes")
    return _exactly(stream, told), _exactly(stream, data)


def parse_answer(told: bytes) -> Answer:
    """The answer, every field checked.

    Raises:
        ValueError: it is none.
    """
    answer = _adapter().validate_json(told)
    pages = (*(answer.extract.pages if answer.extract else ()), *((answer.page,) if answer.page else ()))
    for page in pages:
        if any(not 0 <= start <= end <= len(page.text or "") for start, end in page.doubtful):
            raise ValueError("spans outside of the text")
    return answer


@functools.cache
def _adapter() -> TypeAdapter[Answer]:
    from pydantic import TypeAdapter  # noqa: PLC0415 (a tenth of a second that children need not spend)

    return TypeAdapter(Answer)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError("the other side has gone")
    return data
