"""What every command shares: the global options, the configuration they lead to, and exit codes."""

import dataclasses
import enum
import os
from pathlib import Path

import typer

from retrieval import errors
from retrieval.config import Config, load_config

PACKAGED_CONFIG = Path(__file__).parents[2] / "config.yaml"


class Exit(enum.IntEnum):
    """Exit codes, a contract for scripts; docs/operations.md and `hoivanban --help` list them."""

    OK = 0
    SOME_FAILED = 1
    USAGE = 2
    NOTHING_READ = 3
    LOCKED = 4
    LIBRARY = 5
    MODEL = 6
    CHANNEL = 7
    BUG = 70
    INTERRUPTED = 130


EXIT_CODES: tuple[tuple[type[errors.HoiVanBanError], Exit], ...] = (
    (errors.ConfigError, Exit.USAGE),
    (errors.IngestError, Exit.NOTHING_READ),
    (errors.LibraryLockedError, Exit.LOCKED),
    (errors.LibraryError, Exit.LIBRARY),
    (errors.ModelError, Exit.MODEL),
    (errors.ChannelError, Exit.CHANNEL),
)
"""The first class that an error is of decides."""


@dataclasses.dataclass(frozen=True, slots=True)
class Options:
    """The options that stand before the name of the command."""

    config: Path | None = None
    data: Path | None = None
    debug: bool = False


def exit_code(error: errors.HoiVanBanError) -> Exit:
    """The exit code that tells scripts what kind of error it was."""
    return next((code for kind, code in EXIT_CODES if isinstance(error, kind)), Exit.SOME_FAILED)


def configuration(context: typer.Context) -> Config:
    """The configuration that the global options lead to.

    Without --config it is config.yaml in the current folder, else the one that came with the program.

    Raises:
        ConfigError: it cannot be used.
    """
    options = context.find_object(Options) or Options()
    here = Path("config.yaml")
    config = load_config(options.config or (here if here.is_file() else PACKAGED_CONFIG), os.environ)
    return config.model_copy(update={"data_dir": options.data.resolve()}) if options.data else config
