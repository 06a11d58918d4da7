"""Every error this product raises on purpose, in one tree.

    HoiVanBanError
    ├── ConfigError                  config.yaml, the environment or an option says something impossible
    ├── IngestError  .path           a file could not become a document
    │   ├── UnsupportedError         no reader for this kind of file
    │   ├── UnreadableError          bytes that are not what the name says, or may not be opened
    │   └── NoTextError              a file without words
    ├── LibraryError
    │   ├── LibraryMissingError      nothing has been ingested here yet
    │   ├── LibraryMismatchError     written by another version of the program, or not a library at all
    │   └── LibraryLockedError       another process is writing
    ├── ModelError                   an embedding or language model that cannot be loaded or asked
    └── ChannelError  .retry_after   a chat vendor refused

The message of each is one line that says what happened, where, and what to do; the command prints it as it is.
"""

from __future__ import annotations

from pathlib import Path


class HoiVanBanError(Exception):
    """An error with a remedy in its message."""


class ConfigError(HoiVanBanError):
    """The configuration cannot be used."""


class IngestError(HoiVanBanError):
    """A file could not become a document.

    Args:
        path: the file.
        problem: what happened and what to do, without the file's name.
    """

    def __init__(self, path: Path | str, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = Path(path)
        self.problem = problem


class UnsupportedError(IngestError):
    """No reader for this kind of file."""


class UnreadableError(IngestError):
    """The bytes are not what the name says, or may not be opened."""


class NoTextError(IngestError):
    """A file without words."""


class LibraryError(HoiVanBanError):
    """The library cannot do what was asked."""


class LibraryMissingError(LibraryError):
    """Nothing has been ingested here yet."""


class LibraryMismatchError(LibraryError):
    """The file is not a library, or one of another version of the program."""


class LibraryLockedError(LibraryError):
    """Another process is writing."""


class ModelError(HoiVanBanError):
    """A model cannot be loaded or asked."""


class ChannelError(HoiVanBanError):
    """A chat vendor refused.

    Args:
        message: what was refused, and what to do.
        retry_after: seconds to wait before trying again; None when trying again will not help.
    """

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
