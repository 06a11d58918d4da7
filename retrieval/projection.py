"""A folder that may be thrown away: sealed generations of an index, and the state that names the current.

A generation is written once, in a folder of its own that starts as a copy of the one before, and is sealed by
replacing the state file. Hence a killed writer leaves the generation before it, a reader in another
process never sees a file that is being written, and whatever differs from what was sealed is damage,
known before a native library reads it. The generation before the current one stays until the next, for
readers that still have it open.

    vectors/state.json     which generation is current, of which library; size, time and hash of its files
    vectors/7/…            the current generation
    vectors.open/4711-0/   the private copy of a process that has it open
    vectors.damaged-1/     what was found damaged; may be deleted
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import itertools
import json
import os
import shutil
from pathlib import Path

import filelock

from retrieval.errors import LibraryError

STATE = "state.json"

_copies = itertools.count()
_NOT_SEALED = (".lock",)
"""Names that end like this are made by readers."""


class DamagedError(LibraryError):
    """A projection does not hold what was sealed, or its library cannot read it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Stamp:
    """What a generation was made from.

    Attributes:
        library: identity of the library.
        counter: publish counter of the library.
        form: layout of the index and name of the model; another one cannot be brought up to date.
    """

    library: str
    counter: int
    form: str


@dataclasses.dataclass(frozen=True, slots=True)
class Sealed:
    """The state file: a generation, its stamp, and (size, time of change in ns, hash) of its files."""

    generation: int
    stamp: Stamp
    files: dict[str, tuple[int, int, str]]


class Projection:
    """The folder of one index. Readers call `sealed` and `damage`; all else needs the writer lock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._state = folder / STATE
        self._read: tuple[tuple[int, int, int], Sealed] | None = None

    def sealed(self) -> Sealed | None:
        """The current generation, or None where none was ever finished.

        Raises:
            DamagedError: there is something, but not a state file of ours.
        """
        try:
            status = self._state.stat()
            seen = (status.st_mtime_ns, status.st_size, status.st_ino)  # it is replaced, never written into
            if self._read is not None and self._read[0] == seen:
                return self._read[1]
            state = json.loads(self._state.read_text("utf-8"))
            files = {name: (int(size), int(time), str(sha)) for name, (size, time, sha) in state["files"].items()}
            self._read = (seen, Sealed(int(state["generation"]), Stamp(**state["stamp"]), files))
            return self._read[1]
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise DamagedError(f"{self.folder}: {STATE} cannot be read ({error})") from error

    def path(self, sealed: Sealed) -> Path:
        """Folder of a generation."""
        return self.folder / str(sealed.generation)

    def damage(self, sealed: Sealed, *, deep: bool = False) -> str | None:
        """What is wrong with the files of a generation, in words, or None.

        A file of the sealed size and time is trusted; one with another time is read and its hash compared.

        Args:
            sealed: the generation.
            deep: read every file.
        """
        folder = self.path(sealed)
        try:
            found = set(_files(folder))
            if odd := sorted(found ^ sealed.files.keys()):
                return f"{folder / odd[0]}: {'was not sealed' if odd[0] in found else 'is missing'}"
            for name, (size, time, sha) in sorted(sealed.files.items()):
                status = (folder / name).stat()
                trusted = status.st_mtime_ns == time and not deep
                if status.st_size != size or (not trusted and _hash(folder / name) != sha):
                    return f"{folder / name}: is not as it was sealed"
        except OSError as error:
            return f"{folder}: cannot be read ({error})"
        return None

    def draft(self, start: Sealed | None) -> Path:
        """A folder for the next generation, a copy of `start` or empty; clears what killed writers left."""
        current = None
        with contextlib.suppress(DamagedError):
            current = self.sealed()  # stays, even where the draft does not start from it, until the next is sealed
        kept = {current.generation, current.generation - 1} if current else set()
        numbers = list(self._generations())
        for number in numbers:
            if number not in kept:
                shutil.rmtree(self.folder / str(number), ignore_errors=True)
        draft = self.folder / str(max(numbers, default=0) + 1)
        if start is None:
            draft.mkdir(parents=True)
        else:
            shutil.copytree(self.path(start), draft, ignore=shutil.ignore_patterns("*.lock"))
        return draft

    def seal(self, draft: Path, stamp: Stamp) -> Sealed:
        """Makes a finished draft the current generation."""
        sealed = Sealed(int(draft.name), stamp, {name: _fingerprint(draft / name) for name in _files(draft)})
        self.restamp(sealed, stamp)
        return sealed

    def restamp(self, sealed: Sealed, stamp: Stamp) -> None:
        """Says that the current generation reflects `stamp` as it is."""
        folder = self.path(sealed)
        files = {name: (size, (folder / name).stat().st_mtime_ns, sha) for name, (size, _, sha) in sealed.files.items()}
        state = dataclasses.asdict(dataclasses.replace(sealed, stamp=stamp, files=files))
        fresh = self.folder / f"{STATE}.new"
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(state, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._state)

    def set_aside(self) -> Path | None:
        """Moves the folder, or a file in its place, away as NAME.damaged-N; None where there is nothing."""
        path = self.folder.parent if self.folder.parent.is_file() else self.folder
        if not path.exists():
            return None
        names = (path.with_name(f"{path.name}.damaged-{n}") for n in itertools.count(1))
        return path.rename(next(name for name in names if not name.exists()))

    def _generations(self) -> list[int]:
        if not self.folder.is_dir():
            return []
        return [int(path.name) for path in self.folder.iterdir() if path.name.isdecimal()]


class PrivateCopy:
    """A copy of a generation for a library that writes even when it only reads, as Chroma does.

    Lies beside the projection, under a lock, and is removed on `close`; those of killed processes go when the
    next one is made.

    Raises:
        DamagedError: the generation cannot be copied.
    """

    def __init__(self, projection: Projection, sealed: Sealed) -> None:
        folder = projection.folder.with_name(f"{projection.folder.name}.open")
        source = projection.path(sealed)
        try:
            folder.mkdir(exist_ok=True)
            _remove_abandoned(folder)
            self._lock = _claim(folder)
            self.path = Path(self._lock.lock_file).with_suffix("")
            shutil.copytree(source, self.path)
        except OSError as error:
            raise DamagedError(f"{source}: cannot be copied to {folder} ({error})") from error

    def close(self) -> None:
        """Removes the copy."""
        shutil.rmtree(self.path, ignore_errors=True)
        with contextlib.suppress(OSError):
            Path(self._lock.lock_file).unlink()
        self._lock.release()


def _claim(folder: Path) -> filelock.FileLock:
    """A lock in `folder` that is ours until it is released or this process ends."""
    for number in _copies:
        lock = filelock.FileLock(folder / f"{os.getpid()}-{number}.lock", timeout=0, thread_local=False)
        with contextlib.suppress(filelock.Timeout):
            lock.acquire()
            return lock
    raise AssertionError("itertools.count ends")


def _remove_abandoned(folder: Path) -> None:
    for path in folder.glob("*.lock"):
        lock = filelock.FileLock(path, timeout=0, thread_local=False)
        with contextlib.suppress(filelock.Timeout, OSError), lock:
            shutil.rmtree(path.with_suffix(""), ignore_errors=True)
            path.unlink()


def _files(folder: Path) -> list[str]:
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in names if not name.endswith(_NOT_SEALED))


def _fingerprint(path: Path) -> tuple[int, int, str]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns, _hash(path)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
