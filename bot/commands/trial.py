"""`hoivanban evaluate --beir`: a retrieval set against a library made of its corpus."""

import concurrent.futures
import contextlib
import json
import multiprocessing
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from bot.app import open_application
from bot.commands.tables import plain_console
from bot.trial import Built, attempt, build, own_config, read_answered, scorecard
from retrieval.config import Config

_SHOWN = 5
"""Lines of warning before the rest is only counted."""


def try_set(folder: Path, config: Config, data: Path | None, *, folded: bool, asks: int, as_json: bool) -> None:
    """Builds, asks and prints.

    Args:
        folder: holds the set.
        config: where its library may not go; all else holds.
        data: below it the library is kept for the next run; else it is thrown away.
        folded: ask without tone marks.
        asks: how many queries are answered as a whole.
        as_json: one JSON object, no table.
    """
    queries = read_answered(folder)
    _warn(queries.unknown)
    with _place(data) as place:
        alone = own_config(folder, config, place)
        # Elsewhere, so that the memory measured here is that of asking.
        spawn = multiprocessing.get_context("spawn")
        with concurrent.futures.ProcessPoolExecutor(1, mp_context=spawn) as elsewhere:
            built = elsewhere.submit(_build, folder, alone).result()
        with open_application(alone) as application:
            outcome = attempt(application, folder, queries, folded=folded, asks=asks)
    _warn(outcome.unknown)
    card = scorecard(built, outcome, folded=folded)
    if as_json:
        typer.echo(json.dumps(card))
    else:
        plain_console().print(_table(folder, card))


@contextlib.contextmanager
def _place(data: Path | None) -> Iterator[Path]:
    if data is not None:
        yield data
    else:
        with tempfile.TemporaryDirectory(prefix="hoivanban-", ignore_cleanup_errors=True) as folder:
            yield Path(folder)


def _build(folder: Path, config: Config) -> Built:
    """Builds with a bar; runs in a process of its own."""
    bars = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    tasks: dict[str, Any] = {}

    def show(what: str, done: int, total: int | None) -> None:
        if what not in tasks:
            tasks[what] = bars.add_task(what, total=total)
        bars.update(tasks[what], completed=done, total=total)

    notices: list[str] = []
    with bars:
        built = build(folder, config, progress=show, notice=notices.append)
    _warn(notices)
    return built


def _warn(lines: list[str] | tuple[str, ...]) -> None:
    for line in lines[:_SHOWN]:
        typer.echo(line, err=True)
    if len(lines) > _SHOWN:
        typer.echo(f"… and {len(lines) - _SHOWN} more lines like these", err=True)


def _table(folder: Path, card: dict[str, Any]) -> Table:
    table = Table("figure", "value", "95 %", title=f"{folder.name}, {card['queries']} queries", title_justify="left")
    for name, (low, high) in card["intervals"].items():
        table.add_row(name, f"{card[name]:.3f}", f"{low:.3f}–{high:.3f}")
    table.add_section()
    for name, value in card.items():
        if name not in {"intervals", *card["intervals"]}:
            table.add_row(name, "—" if value is None else str(value))
    return table
