"""The bytes of a file, and of what is packed in a .zip: its members are named as if it were a folder.

`van-ban.zip/2024/quyet-dinh.docx` is a member; an archive may hold archives, once. Archives are read by Python's own
zipfile, in this process; whatever unpacks to more than a file may have is refused before it is unpacked.
"""

from __future__ import annotations

import contextlib
import io
import re
import stat
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from ingest.readers.formats import BROKEN_ZIP, SUFFIXES, find_format
from retrieval.errors import IngestError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_MEMBERS = 500
MAX_DEPTH = 2
"""Archives within archives: the outermost counts."""

_MAX_ENTRIES = 20_000
_MAX_RATIO = 200
"""Bytes out of one byte packed; the XML of a Word file has 30 at most."""
_SMALL = 2**20
"""Bytes that any ratio may unpack to."""
_DRIVE = re.compile(r"^[A-Za-z]:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DAMAGED = "is damaged or was cut off inside its archive; pack it again"


class Members(NamedTuple):
    """What is to be read of an archive, and what cannot be."""

    paths: list[Path]
    problems: list[IngestError]


def read_bytes(path: Path, *, max_bytes: int) -> bytes:
    """The bytes of a file, or of a member of an archive.

    Raises:
        UnreadableError: there is no such file, it cannot be opened, or it is larger than `max_bytes`.
    """
    archive = _archive_above(path)
    if archive is None:
        return _from_disk(path, max_bytes)
    return _from_archive(archive, _from_disk(archive, max_bytes), path, max_bytes)


def is_member(path: Path) -> bool:
    """Whether the path leads into an archive."""
    return _archive_above(path) is not None


def list_members(path: Path, *, max_bytes: int) -> Members:
    """The documents in the .zip at `path`, as a folder would be searched; `path` itself where it is something else."""
    members = Members([], [])
    try:
        _list(path, read_bytes(path, max_bytes=max_bytes), members, 1, max_bytes)
    except IngestError as error:
        members.problems.append(error)
    if len(members.paths) > MAX_MEMBERS:
        problem = f"holds more than {MAX_MEMBERS} documents; the rest was left out: pack them into several archives"
        members.problems.append(UnreadableError(path, problem))
        del members.paths[MAX_MEMBERS:]
    return members


def _list(path: Path, data: bytes, members: Members, depth: int, max_bytes: int) -> None:
    _check_entries(path, data)
    if find_format(path, data) != "zip":
        members.paths.append(path)
        return
    known = len(members.paths) + len(members.problems)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name, entry in _entries(archive):
            member = path / name
            try:
                _check(member, name, entry, max_bytes)
                if member.suffix.lower() != ".zip":
                    members.paths.append(member)
                elif depth == MAX_DEPTH:
                    raise UnreadableError(member, "is an archive three archives deep; unpack it and give the files")
                else:
                    _list(member, _unpack(archive, entry, member, max_bytes), members, depth + 1, max_bytes)
            except IngestError as error:
                members.problems.append(error)
            if len(members.paths) + len(members.problems) > MAX_MEMBERS:
                return
    if len(members.paths) + len(members.problems) == known:
        kinds = " ".join(sorted(SUFFIXES))
        raise UnreadableError(path, f"no file to read in this archive; known: {kinds}")


def _entries(archive: zipfile.ZipFile) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """The entries that a folder would be searched for, each with its name; of two of one name the last."""
    entries = {_name(entry): entry for entry in archive.infolist() if not entry.is_dir()}
    for name, entry in sorted(entries.items()):
        parts = PurePosixPath(name).parts
        hidden = any(part.startswith(".") and part != ".." for part in parts) or "__MACOSX" in parts
        path = PurePosixPath(name)
        if not hidden and path.suffix.lower() in SUFFIXES and path.stem.upper() != "README":
            yield name, entry


def _name(entry: zipfile.ZipInfo) -> str:
    """The name with slashes. UTF-8 is also tried where the archive does not say so: zipfile then gives CP437."""
    name = entry.filename
    if not entry.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return _CONTROL.sub("_", name.replace("\\", "/"))


def _check(member: Path, name: str, entry: zipfile.ZipInfo, max_bytes: int) -> None:
    if name.startswith("/") or _DRIVE.match(name) or ".." in PurePosixPath(name).parts:
        raise UnreadableError(member, "leads out of its archive by its name; pack it again under a plain name")
    if entry.flag_bits & 1:
        raise UnreadableError(member, "is encrypted; unpack it with its password and give the file")
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise UnreadableError(member, "is packed in an unusual way; pack it again as an ordinary .zip")
    if entry.file_size > max_bytes:
        raise _too_large(member, entry.file_size, max_bytes)
    if entry.file_size > max(_SMALL, entry.compress_size * _MAX_RATIO):
        raise UnreadableError(
            member, f"unpacks to {entry.file_size // max(1, entry.compress_size)} times its size, as no document does"
        )


def _from_archive(path: Path, data: bytes, wanted: Path, max_bytes: int) -> bytes:
    """The bytes of the member `wanted` of the archive `data` at `path`, or of one in an archive within it."""
    _check_entries(path, data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = {path / _name(entry): (_name(entry), entry) for entry in archive.infolist()}
            inner = next((place for place in (wanted, *wanted.parents) if place in entries), None)
            if inner is None:
                raise UnreadableError(wanted, "no such file in the archive; check the spelling")
            name, entry = entries[inner]
            _check(inner, name, entry, max_bytes)
            unpacked = _unpack(archive, entry, inner, max_bytes)
    except BROKEN_ZIP as error:
        raise UnreadableError(wanted, _DAMAGED) from error
    return unpacked if inner == wanted else _from_archive(inner, unpacked, wanted, max_bytes)


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, member: Path, max_bytes: int) -> bytes:
    try:
        with archive.open(entry) as stream:
            return stream.read(max_bytes)
    except BROKEN_ZIP as error:
        raise UnreadableError(member, _DAMAGED) from error


def _check_entries(path: Path, data: bytes) -> None:
    """Counts before the list is parsed: a hostile one takes more memory than its archive."""
    if data.startswith(b"PK") and data.count(b"PK\x01\x02") > _MAX_ENTRIES:
        raise UnreadableError(path, f"lists more than {_MAX_ENTRIES} files; pack fewer into one archive")


def _archive_above(path: Path) -> Path | None:
    """The file that the path goes on within, as if it were a folder."""
    for parent in path.parents:
        with contextlib.suppress(OSError, ValueError):  # names in an archive may be longer than those of files
            if stat.S_ISREG(parent.stat().st_mode):
                return parent
    return None


def _from_disk(path: Path, max_bytes: int) -> bytes:
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise UnreadableError(path, "is not a file; give a file, or the folder that holds it")
        if about.st_size > max_bytes:
            raise _too_large(path, about.st_size, max_bytes)
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except FileNotFoundError as error:
        raise UnreadableError(path, "no such file") from error
    except OSError as error:
        raise UnreadableError(path, f"cannot be opened ({error.strerror}); check who may read it") from error
    if len(data) > max_bytes:
        raise _too_large(path, len(data), max_bytes)
    return data


def _too_large(path: Path, size: int, max_bytes: int) -> UnreadableError:
    limit = max_bytes // 2**20
    return UnreadableError(
        path, f"is {size / 2**20:.0f} MiB, over the limit of {limit} MiB; split it or raise ingest.max_bytes"
    )
