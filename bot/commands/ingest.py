"""`hoivanban ingest`: files and folders into the library."""

import contextlib
import json
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Self

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from bot.app import open_application, open_library
from bot.commands.common import Exit, configuration
from bot.commands.tables import plain_console, receipts_table
from ingest.publishing import find_files, preview, publish
from ingest.receipt import Receipt, count_states, receipt_json
from retrieval.config import Config
from retrieval.errors import LibraryMissingError

HELP = """Read decisions and plans into the library.

Each file is published as a whole or not at all; one bad file never stops the rest. Reading the same files
again changes nothing and embeds nothing. In folders, hidden files and READMEs are left out.

    hoivanban ingest examples/decisions

    hoivanban ingest --dry-run quyet-dinh-2764.txt

    hoivanban ingest ~/vanban --json > receipts.jsonl

Exit codes: 0 every file was read, 1 some failed, 3 none could be read, 4 another process is writing.
"""

app = typer.Typer(rich_markup_mode="markdown", add_completion=False)


@app.command(help=HELP)
def ingest(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files or folders.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change; change nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a file.")] = False,
) -> None:
    """Reads the options, then every file."""
    config = configuration(context)
    started = time.perf_counter()
    files, problems = find_files(paths)
    with _Desk(len(files), as_json=as_json) as desk:
        for problem in problems:
            desk.take(Receipt(problem.path, error=problem.problem))
        if dry_run:
            _preview(config, files, desk)
        elif files:
            _publish(config, files, desk)
    desk.conclude(seconds=time.perf_counter() - started, dry_run=dry_run)
    failed = count_states(desk.receipts)["failed"]
    if failed:
        raise typer.Exit(Exit.NOTHING_READ if failed == len(desk.receipts) else Exit.SOME_FAILED)


class _Desk:
    """Takes receipts as they come: one line for each file that failed, a bar for the rest.

    Args:
        files: how many there will be.
        as_json: print each receipt at once as JSON, not all of them as a table in the end.
    """

    def __init__(self, files: int, *, as_json: bool) -> None:
        self.receipts: list[Receipt] = []
        self.embedded = 0
        self._as_json = as_json
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
        if receipt.error is not None:
            typer.echo(f"{receipt.file}: {receipt.error}", err=True)
        if self._as_json:
            typer.echo(json.dumps(receipt_json(receipt), ensure_ascii=False))

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


def _preview(config: Config, files: Iterable[Path], desk: _Desk) -> None:
    with contextlib.ExitStack() as stack:
        try:
            library = stack.enter_context(open_library(config))
        except LibraryMissingError:
            library = None
        for path in files:
            desk.take(preview(path, library, max_bytes=config.ingest.max_bytes))


def _publish(config: Config, files: Iterable[Path], desk: _Desk) -> None:
    with open_application(config, create=True) as application, application.library.writing():
        for path in files:
            limit = config.ingest.max_bytes
            desk.take(publish(path, application.library, application.embedder, max_bytes=limit))
        desk.embedded += application.index.follow(desk.index).embedded
