"""Tables that the commands print."""

import sys
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ingest.receipt import Entry, Receipt
from retrieval.types import Document

PIPE_WIDTH = 200
"""Columns of a table that no terminal limits."""

_STATE_STYLES = {"new": "green", "new_version": "yellow", "same": "dim", "failed": "red"}


def plain_console() -> Console:
    """Standard output, as wide as the terminal, and wide where there is none."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)


def receipts_table(receipts: Iterable[Receipt]) -> Table:
    """A row for each document that was read, with its warnings, and one for each file that failed."""
    table = Table(*("file", "state", "document", "date", "issuer", "title"), title_justify="left")
    table.add_column("passages", justify="right")
    table.add_column("facts", justify="right")
    for receipt in receipts:
        for entry in receipt.entries:
            _add_entry(table, receipt, entry)
        if receipt.error is not None:
            table.add_row(Text(receipt.file.name), _state("failed"), Text(receipt.error))
    return table


def _add_entry(table: Table, receipt: Receipt, entry: Entry) -> None:
    document = entry.reading.document
    title = Text(_cut(document.title))
    for warning in entry.reading.warnings:
        title.append(f"\n! {warning}", style="yellow")
    table.add_row(
        Text(receipt.file.name),
        _state(entry.state),
        Text(_kind_and_number(document)),
        Text(_date(document)),
        Text(document.issuer or "—"),
        title,
        str(len(entry.reading.passages)),
        str(len(entry.reading.facts)),
    )


def documents_table(documents: Iterable[Document]) -> Table:
    """A row for each document."""
    table = Table("id", "document", "date", "issuer", "place", "status", "title")
    for document in documents:
        cells = (
            document.id,
            _kind_and_number(document),
            _date(document),
            document.issuer or "—",
            document.place or "—",
            document.status,
            _cut(document.title),
        )
        table.add_row(*map(Text, cells))
    return table


def _kind_and_number(document: Document) -> str:
    if document.number is None and document.issued_with:
        return f"{document.kind} (kèm theo {document.issued_with})"
    return f"{document.kind} {document.number or ''}".strip()


def _date(document: Document) -> str:
    return document.issued_on.isoformat() if document.issued_on else "—"


def _state(state: str) -> Text:
    return Text(state.replace("_", " "), style=_STATE_STYLES[state])


def _cut(text: str, limit: int = 90) -> str:
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0] + "…"
