"""`hoivanban ingest`: files, folders, archives and addresses into the library."""

import contextlib
import dataclasses
import json
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Self

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from bot.app import open_application, open_library
from bot.commands.common import Exit, configuration
from bot.commands.tables import plain_console, receipts_table
from ingest.changes import others_of
from ingest.publishing import find_files, preview, publish
from ingest.readers import Children
from ingest.reading import Read, read_ahead
from ingest.receipt import Receipt, count_states, receipt_json
from retrieval.config import Config, IngestConfig
from retrieval.errors import IngestError, LibraryMissingError

HELP = """Read decisions and plans into the library.

Each file is published as a whole or not at all; one bad file never stops the rest. Reading the same files
again changes nothing and embeds nothing. In folders and .zip archives, hidden files and READMEs are left out.
Documents are fetched from the hosts that ingest.allowed_hosts in config.yaml names. Scans need Tesseract.

    hoivanban ingest examples/decisions

    hoivanban ingest --dry-run quyet-dinh-2764.txt

    hoivanban ingest ~/vanban van-ban.zip --json > receipts.jsonl

    hoivanban ingest https://vanban.example.gov.vn/quyet-dinh-2764.pdf

Exit codes: 0 every file was read, 1 some failed, 3 none could be read, 4 another process is writing.
"""

app = typer.Typer(rich_markup_mode="markdown", add_completion=False)


@app.command(help=HELP)
def ingest(
    context: typer.Context,
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders, archives or addresses.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change; change nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a file.")] = False,
    text: Annotated[bool, typer.Option("--text", help="With --json: the text as read, too.")] = False,
) -> None:
    """Reads the options, then every file."""
    config = configuration(context)
    started = time.perf_counter()
    with contextlib.ExitStack() as stack:
        children = stack.enter_context(Children())
        arrived = _fetch(paths, config.ingest, stack)
        files, problems = find_files(arrived.paths, max_bytes=config.ingest.max_bytes)
        if files:
            children.start()
        desk = stack.enter_context(_Desk(len(files), addresses=arrived.addresses, as_json=as_json, text=text))
        for problem in (*arrived.problems, *problems):
            desk.take(Receipt(problem.path, error=problem.problem))
        if dry_run:
            _preview(config, files, children, desk)
        elif files:
            _publish(config, files, children, desk)
    desk.conclude(seconds=time.perf_counter() - started, dry_run=dry_run)
    failed = count_states(desk.receipts)["failed"]
    if failed:
        raise typer.Exit(Exit.NOTHING_READ if failed == len(desk.receipts) else Exit.SOME_FAILED)


@dataclasses.dataclass(frozen=True, slots=True)
class _Arrived:
    """What the arguments lead to.

    Attributes:
        paths: as given, and where fetched documents lie.
        addresses: of fetched documents, by their path, and of those that could not be had.
        problems: why they could not.
    """

    paths: list[Path]
    addresses: dict[Path, str]
    problems: list[IngestError]


def _fetch(arguments: Sequence[str], config: IngestConfig, stack: contextlib.ExitStack) -> _Arrived:
    """Fetches what is an address into a folder that goes when `stack` closes."""
    arrived = _Arrived([], {}, [])
    for argument in arguments:
        if not argument.lower().startswith(("https://", "http://")):
            arrived.paths.append(Path(argument))
            continue
        from ingest.fetching import fetch  # noqa: PLC0415 (a tenth of a second that files need not wait for)

        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hoivanban-")))
        try:
            path = fetch(argument, folder, allowed=config.allowed_hosts, max_bytes=config.max_bytes)
        except IngestError as error:
            arrived.problems.append(error)
            arrived.addresses[error.path] = argument
        else:
            arrived.paths.append(path)
            arrived.addresses[path] = argument
    return arrived


class _Desk:
    """Takes receipts as they come: one line for each file that failed, a bar for the rest.

    Args:
        files: how many there will be.
        addresses: where files were fetched from; they are named so.
        as_json: print each receipt at once as JSON, not all of them as a table in the end.
        text: with the text as read.
    """

    def __init__(self, files: int, *, addresses: Mapping[Path, str], as_json: bool, text: bool) -> None:
        self.receipts: list[Receipt] = []
        self.embedded = 0
        self._addresses = addresses
        self._as_json, self._text = as_json, text
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._reading = self._progress.add_task("files", total=files)
        self._recognising: dict[Path, TaskID] = {}
        self._indexing: TaskID | None = None

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def take(self, receipt: Receipt) -> None:
        """Keeps a receipt and says what is wrong with it."""
        self.receipts.append(receipt)
        self.embedded += receipt.embedded
        self._progress.advance(self._reading)
        if (pages := self._recognising.pop(receipt.file, None)) is not None:
            self._progress.remove_task(pages)
        name = self._name(receipt.file)
        if receipt.error is not None:
            typer.echo(f"{name}: {receipt.error}", err=True)
        if self._as_json:
            typer.echo(json.dumps(receipt_json(receipt, text=self._text) | {"file": name}, ensure_ascii=False))

    def pages(self, file: Path, done: int, total: int) -> None:
        """Moves the bar of the pages that OCR reads in one file; called by the threads that read."""
        if file not in self._recognising:
            self._recognising[file] = self._progress.add_task(f"pages of {file.name[:24]}", total=total)
        self._progress.update(self._recognising[file], completed=done, total=total)

    def index(self, done: int, total: int) -> None:
        """Moves the bar of the index."""
        if self._indexing is None:
            self._indexing = self._progress.add_task("index", total=total)
        self._progress.update(self._indexing, completed=done, total=total)

    def conclude(self, *, seconds: float, dry_run: bool) -> None:
        """Prints the receipts and the summary; with JSON the summary goes to standard error."""
        if not self._as_json and any(receipt.entries for receipt in self.receipts):
            plain_console().print(receipts_table(self.receipts))
        counts = count_states(self.receipts)
        states = ", ".join(f"{counts[state]} {state.replace('_', ' ')}" for state in sorted(counts)) or "none"
        done = "nothing was changed (dry run)" if dry_run else f"{self.embedded} passages embedded"
        files = f"{len(self.receipts)} file{'' if len(self.receipts) == 1 else 's'}"
        typer.echo(f"{files}: {states}; {done}; {seconds:.1f} s", err=self._as_json)

    def _name(self, file: Path) -> str:
        """The path as given, or the address and what lies in the archive it leads to."""
        for place in (file, *file.parents):
            if place in self._addresses:
                inner = file.relative_to(place).as_posix()
                return self._addresses[place] if inner == "." else f"{self._addresses[place]}/{inner}"
        return str(file)


def _read(config: Config, files: Iterable[Path], children: Children, desk: _Desk) -> Iterator[Read]:
    return read_ahead(files, max_bytes=config.ingest.max_bytes, children=children, progress=desk.pages)


def _preview(config: Config, files: Iterable[Path], children: Children, desk: _Desk) -> None:
    with contextlib.ExitStack() as stack:
        try:
            library = stack.enter_context(open_library(config))
        except LibraryMissingError:
            library = None
        others = others_of(library) if library else []
        for done in _read(config, files, children, desk):
            desk.take(preview(done, library, others=others))


def _publish(config: Config, files: Iterable[Path], children: Children, desk: _Desk) -> None:
    with open_application(config, create=True) as application, application.library.writing():
        others = others_of(application.library)
        for done in _read(config, files, children, desk):
            desk.take(publish(done, application.library, application.embedder, others=others))
        desk.embedded += application.index.follow(desk.index).embedded
