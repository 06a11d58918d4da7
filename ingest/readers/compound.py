"""OLE compound files: streams by name. The one door to olefile."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

import olefile

from retrieval.errors import UnreadableError

if TYPE_CHECKING:
    from pathlib import Path

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What a compound file begins with."""
_FAULTS = (
    OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error, OverflowError, RecursionError,
)  # fmt: skip
"""What olefile raises on damaged files."""
_MAX_ENTRIES = 20_000


class Compound:
    """The streams of one compound file.

    Raises:
        UnreadableError: its directory is damaged.
    """

    def __init__(self, path: Path, data: bytes) -> None:
        self._size = len(data)
        try:
            self._file = olefile.OleFileIO(io.BytesIO(data))
            listed = self._file.listdir(streams=True, storages=False)[:_MAX_ENTRIES]
        except _FAULTS as error:
            raise UnreadableError(path, "is a damaged Word file or was cut off; copy it again") from error
        self.names = ["/".join(parts) for parts in listed]
        self._parts = dict(zip(self.names, listed, strict=True))

    def stream(self, name: str) -> bytes:
        """The bytes of the stream `name` (“ObjectPool/_1/CompObj”); none where it is missing or damaged."""
        parts = self._parts.get(name)
        if parts is None:
            return b""
        try:
            if self._file.get_size(parts) > self._size:
                return b""
            with self._file.openstream(parts) as stream:
                return bytes(stream.read())
        except _FAULTS:
            return b""
