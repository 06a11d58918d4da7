"""Numbers and property lists in the binary Word format: [MS-DOC] 2.2 and 2.9.

Every read is safe at any offset: what lies outside of the bytes is 0 or empty, so that damaged files end in text or in
an error of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPERAND_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)
"""Bytes after a modifier, by the upper three bits of its code; 0: a size stands first."""
_DEFINE_TABLE = 0xD608
_CHANGE_TABS = 0xC615


def number(data: bytes, at: int, size: int) -> int:
    """The unsigned number of `size` bytes at `at`; 0 outside of `data`."""
    return int.from_bytes(data[at : at + size], "little") if 0 <= at <= len(data) - size else 0


def signed(data: bytes, at: int, size: int) -> int:
    """The signed number of `size` bytes at `at`; 0 outside of `data`."""
    return int.from_bytes(data[at : at + size], "little", signed=True) if 0 <= at <= len(data) - size else 0


def numbers(data: bytes, at: int, count: int) -> list[int]:
    """`count` unsigned numbers of four bytes, fewer where `data` ends."""
    count = max(0, min(count, (len(data) - at) // 4)) if at >= 0 else 0
    return [int.from_bytes(data[place : place + 4], "little") for place in range(at, at + 4 * count, 4)]


def plex(data: bytes, size: int) -> tuple[list[int], list[bytes]]:
    """A PLC: n + 1 positions, then n structures of `size` bytes."""
    count = (len(data) - 4) // (4 + size)
    if count < 1:
        return [], []
    start = 4 * (count + 1)
    return numbers(data, 0, count + 1), [data[at : at + size] for at in range(start, start + count * size, size or 1)]


def modifiers(listed: bytes) -> Iterator[tuple[int, bytes]]:
    """The (code, operand) of each property modifier (Prl) in `listed`."""
    at = 0
    while at + 2 <= len(listed):
        code = number(listed, at, 2)
        at += 2
        size = _OPERAND_SIZES[code >> 13]
        if code == _DEFINE_TABLE:
            size = max(number(listed, at, 2) - 1, 0)
            at += 2
        elif code == _CHANGE_TABS and number(listed, at, 1) == 255:
            removed = number(listed, at + 1, 1)
            size = 3 + 4 * removed + 3 * number(listed, at + 2 + 4 * removed, 1)
        elif not size:
            size = number(listed, at, 1)
            at += 1
        yield code, listed[at : at + size]
        at += size
