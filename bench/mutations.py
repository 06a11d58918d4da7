"""Damaged files: seeded mutations of real ones. The same family, seed and number always give the same bytes."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from bench.hostile import SUFFIXES, Mutant, pack, small

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_NUMBER = re.compile(rb"\d{1,10}")
_HUGE = (b"0", b"-1", b"65536", b"2147483647", b"4294967295", b"99999999999999999999", b"1e308", b"\x00")
_LEAST_PIECE = 16


def mutants(family: str, originals: Sequence[tuple[str, bytes]], *, count: int, seed: int) -> Iterator[Mutant]:
    """Mutations of the originals, and of a small sound file of the family.

    Args:
        family: a format as `ingest.readers.formats` names it.
        originals: names and bytes.
        count: how many to make.
        seed: of the mutations.
    """
    known = [*originals, (f"small.{SUFFIXES[family]}", small(family))]
    for number in range(count):
        chance = random.Random(f"{seed}/{family}/{number}")
        name, data = chance.choice(known)
        yield Mutant(f"{number} of {name}", name, mutate(data, chance))


def mutate(data: bytes, chance: random.Random) -> bytes:
    """One to four things happen to the bytes; those of an archive mostly to one member, packed again properly."""
    if data.startswith(b"PK\x03\x04") and chance.random() < 0.8:
        return _mutate_member(data, chance)
    if b"stream\r\n" in data[:100_000] or b"stream\n" in data[:100_000]:
        data = _mutate_stream(data, chance) if chance.random() < 0.4 else data
    for _ in range(chance.randint(1, 4)):
        data = chance.choice(_WAYS)(data, chance)
    return data


def _flip(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 8, 64)) if changed else 0):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _poke(data: bytes, chance: random.Random) -> bytes:
    """Two or four bytes become a number that is an edge of something."""
    at = chance.randrange(len(data) + 1)
    number = chance.choice((0, 1, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF, len(data)))
    piece = struct.pack("<I", number)[: chance.choice((2, 4))]
    return data[:at] + piece + data[at + len(piece) :]


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _piece(data: bytes, chance: random.Random) -> tuple[int, int]:
    size = min(len(data), chance.choice((_LEAST_PIECE, 512, 4096, max(1, len(data) // 4))))
    start = chance.randrange(len(data) - size + 1)
    return start, start + size


def _blank(data: bytes, chance: random.Random) -> bytes:
    start, end = _piece(data, chance)
    return data[:start] + bytes([chance.choice((0, 32, 255))]) * (end - start) + data[end:]


def _swap(data: bytes, chance: random.Random) -> bytes:
    (start, end), (other, stop) = sorted((_piece(data, chance), _piece(data, chance)))
    return data[:start] + data[other:stop] + data[end:other] + data[start:end] + data[stop:] if end <= other else data


def _repeat(data: bytes, chance: random.Random) -> bytes:
    start, end = _piece(data, chance)
    times = chance.choice((2, 10, max(2, min(1000, 2**20 // max(1, end - start)))))
    return data[:start] + data[start:end] * times + data[end:]


def _drop(data: bytes, chance: random.Random) -> bytes:
    start, end = _piece(data, chance)
    return data[:start] + data[end:]


def _inflate_numbers(data: bytes, chance: random.Random) -> bytes:
    """Some printed numbers become huge, negative or nothing."""
    found = list(_NUMBER.finditer(data[: 2**20]))
    for place in sorted(chance.sample(found, min(len(found), chance.choice((1, 5)))), key=lambda at: -at.start()):
        data = data[: place.start()] + chance.choice(_HUGE) + data[place.end() :]
    return data


_WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flip, _flip, _poke, _cut, _blank, _swap, _repeat, _drop, _inflate_numbers,
)  # fmt: skip


def _mutate_member(data: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    told = [name for name in members if name.endswith((".xml", ".rels"))] or list(members)
    name = "word/document.xml" if "word/document.xml" in members and chance.random() < 0.6 else chance.choice(told)
    for _ in range(chance.randint(1, 3)):
        members[name] = chance.choice(_WAYS)(members[name], chance)
    return pack(members)


def _mutate_stream(data: bytes, chance: random.Random) -> bytes:
    """A compressed stream of a PDF is damaged from within; its length is no longer true, as in damaged files."""
    found = list(re.finditer(rb"stream\r?\n", data))
    start = chance.choice(found).end()
    end = data.find(b"endstream", start)
    try:
        content = zlib.decompress(data[start:end].rstrip(b"\r\n"))
    except zlib.error:
        return data
    return data[:start] + zlib.compress(chance.choice(_WAYS)(content, chance)) + b"\n" + data[end:]
