"""One projection of the library, and the index in this process that reads its current generation."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from retrieval.errors import LibraryLockedError
from retrieval.projection import DamagedError, PrivateCopy, Projection, Sealed, Stamp

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Opened(Protocol):
    """An index that was opened."""

    def ids(self) -> set[str]:
        """Its entries."""
        ...

    def close(self) -> None:
        """Releases its files."""
        ...


Opening = TypeVar("Opening", bound=Opened)


class Route(Generic[Opening]):
    """A way to find passages; safe to share between threads.

    Args:
        folder: of the projection.
        form: layout of the index and name of the model; a generation of another form is of no use.
        opener: opens the index in a folder.
        private: the index writes when it reads, so each process opens a copy of its own.
    """

    def __init__(self, folder: Path, *, form: str, opener: Callable[[Path], Opening], private: bool = False) -> None:
        self.projection = Projection(folder)
        self.form = form
        self.opener = opener
        self.lock = threading.RLock()
        self._private = private
        self._opened: tuple[int, dict[str, tuple[int, int, str]], Opening] | None = None
        self._copy: PrivateCopy | None = None

    @property
    def name(self) -> str:
        """Name of the projection's folder."""
        return self.projection.folder.name

    def lag(self, library: str, counter: int, *, look: bool = True) -> str | None:
        """Why this projection is not in step with the library, in words, or None.

        Args:
            library: identity of the library.
            counter: publish counter of the library.
            look: look at every file too; without it only the state file is read.
        """
        try:
            sealed = self.projection.sealed()
        except DamagedError as error:
            return str(error)
        if sealed is None:
            return f"{self.name}: nothing there yet"
        if sealed.stamp != Stamp(library, counter, self.form):
            return f"{self.name}: made from another state of the library, or by another model"
        return self.projection.damage(sealed) if look else None

    def reader(self) -> Opening:
        """The index of the current generation; hold `lock` while it is used.

        Raises:
            DamagedError: it is not as it was sealed, or its library cannot read it.
            LibraryLockedError: there is none yet that this process can use.
        """
        with self.lock:
            sealed = self.projection.sealed()
            if sealed is None or sealed.stamp.form != self.form:
                raise LibraryLockedError(f"{self.projection.folder}: is being made; try again in a moment")
            if self._opened is None or self._opened[:2] != (sealed.generation, sealed.files):
                self.close()
                self._opened = (sealed.generation, sealed.files, self._open(sealed))
            return self._opened[2]

    def _open(self, sealed: Sealed) -> Opening:
        if problem := self.projection.damage(sealed):
            raise DamagedError(problem)
        if not self._private:
            return self.opener(self.projection.path(sealed))
        self._copy = PrivateCopy(self.projection, sealed)
        return self.opener(self._copy.path)

    def set_aside(self) -> None:
        """Closes the index and moves the projection away; the caller is the writer."""
        with self.lock:
            self.close()
            self.projection.set_aside()

    def close(self) -> None:
        """Releases every file."""
        with self.lock:
            if self._opened is not None:
                self._opened[2].close()
            if self._copy is not None:
                self._copy.close()
            self._opened = self._copy = None
