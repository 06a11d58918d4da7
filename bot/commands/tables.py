"""Tables that the commands print, readable on a wide screen and on a phone."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from bot.rendering import clean
from ingest.receipt import FACTS, Entry, Receipt
from retrieval.phrases import show_date

if TYPE_CHECKING:
    from ingest.changes import Changes, Twin
    from retrieval.types import Document

PIPE_WIDTH = 200
"""Columns of a table that no terminal limits."""

_STATE_STYLES = {"new": "green", "new_version": "yellow", "same": "dim", "failed": "red"}
_FIELDS = {"issued_on": "date", "legal_bases": "legal bases", "issued_with": "decision it came with"}
_REASONS = {"number": "the same number", "title": "the same title", "passages": "the same text"}


def plain_console() -> Console:
    """Standard output, as wide as the terminal, and wide where there is none."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)


def draw(view: RenderableType) -> None:
    """Prints `view` on standard output; without the blanks at the ends of lines where no terminal is."""
    if sys.stdout.isatty():
        plain_console().print(view)
    else:
        sys.stdout.write(drawn(view, PIPE_WIDTH))


def drawn(view: RenderableType, width: int) -> str:
    """`view` as plain text."""
    console = Console(file=io.StringIO(), width=width, highlight=False, color_system=None)
    with console.capture() as captured:
        console.print(view)
    return "".join(f"{line.rstrip()}\n" for line in captured.get().split("\n")[:-1])


def documents_table(documents: Iterable[Document]) -> Table:
    """A row for each document."""
    table = Table("id", "document", "date", "issuer", "place", "status", "title")
    for document in documents:
        cells = (
            document.id,
            kind_and_number(document),
            document.issued_on.isoformat() if document.issued_on else "—",
            document.issuer or "—",
            document.place or "—",
            document.status,
            cut(document.title),
        )
        table.add_row(*(Text(clean(cell)) for cell in cells))
    return table


def kind_and_number(document: Document) -> str:
    """“Kế hoạch 94/KH-UBND”, “Kế hoạch (kèm theo 2764/QĐ-UBND)”."""
    if document.number is None and document.issued_with:
        return f"{document.kind} (kèm theo {document.issued_with})"
    return f"{document.kind} {document.number or ''}".strip()


def cut(text: str, limit: int = 90) -> str:
    """`text` cut at a word where it is longer than `limit`."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0] + "…"


# ---- receipts


def receipts_table(receipts: Iterable[Receipt]) -> Table:
    """State and card of each document that was read, and a line for each file that failed."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(min_width=7, max_width=8)
    grid.add_column(ratio=1, overflow="fold")
    for receipt in receipts:
        file = Text().append(clean(receipt.file.name), style="bold")
        if receipt.pages:
            file.append(f"  {_number(receipt.pages, 'page')}", style="dim")
        grid.add_row(_state(receipt.status), file)
        for line in _file_lines(receipt):
            grid.add_row("", line)
        for entry in receipt.entries:
            for at, line in enumerate(_entry_lines(entry)):
                differs = at == 0 and entry.state != receipt.status
                grid.add_row(_state(entry.state) if differs else "", line)
    return grid


def _file_lines(receipt: Receipt) -> Iterator[Text]:
    if receipt.error is not None:
        yield Text(clean(receipt.error), style="red")
    for doubt in receipt.doubts:
        yield _warning(doubt)


def _entry_lines(entry: Entry) -> Iterator[Text]:
    document = entry.reading.document
    yield Text(clean(_headline(document)), style="cyan")
    if entry.state == "same":
        return
    yield Text(clean(cut(document.title, 200)))
    yield Text(_understood(entry), style="dim")
    if entry.changes:
        yield from _change_lines(entry, entry.changes)
    for warning in entry.warnings:
        yield _warning(warning)


def _headline(document: Document) -> str:
    date = show_date(document.issued_on, "vi") if document.issued_on else ""
    return " · ".join(part for part in (kind_and_number(document), date, document.issuer or "") if part)


def _understood(entry: Entry) -> str:
    reading = entry.reading
    kinds = [FACTS[type(fact)] for fact in reading.facts]
    parts = [
        _number(len(set(reading.articles)), "article"),
        _number(reading.annexes, "annex", "annexes"),
        _number(reading.tables, "table"),
        _number(len(reading.passages), "passage"),
        *(_number(kinds.count(plural), plural[:-1]) for plural in FACTS.values()),
    ]
    signer = f"signed by {clean(reading.document.signer)}" if reading.document.signer else ""
    return " · ".join(part for part in (signer, *parts) if part)


def _change_lines(entry: Entry, changes: Changes) -> Iterator[Text]:
    if entry.state == "new_version":
        yield Text(f"~ {_difference(changes)}", style="yellow")
    for effect in changes.effects:
        yield Text(clean(f"→ {effect.type} {_headline(effect.document)}"), style="magenta")
    for effect in changes.affected_by:
        verb = {"replaces": "replaced", "repeals": "repealed", "amends": "amended"}.get(effect.type, effect.type)
        yield Text(clean(f"← {verb} by {_headline(effect.document)}"), style="magenta")
    for twin in changes.twins:
        yield Text(clean(f"= {_same_as(twin, entry.reading.document)}"), style="yellow")


def _difference(changes: Changes) -> str:
    parts = [
        f"passages +{changes.passages_added} -{changes.passages_removed}",
        f"facts +{changes.facts_added} -{changes.facts_removed}",
    ]
    if changes.fields:
        parts.append("changed: " + ", ".join(_FIELDS.get(name, name) for name in changes.fields))
    if changes.source:
        parts.append(f"read before from {clean(changes.source)}")
    return "; ".join(parts)


def _same_as(twin: Twin, document: Document) -> str:
    other = twin.document.source if twin.document.id == document.id else f"{twin.document.id} ({twin.document.source})"
    share = f", {twin.share:.0%} of the passages" if twin.share else ""
    return f"seems to be the document of {other}: {_REASONS[twin.reason]}{share}"


def _warning(text: str) -> Text:
    return Text(f"! {clean(text)}", style="yellow")


def _state(state: str) -> Text:
    return Text(state.replace("_", " "), style=_STATE_STYLES[state])


def _number(count_: int, one: str, many: str | None = None) -> str:
    if not count_:
        return ""
    return f"{count_} {one if count_ == 1 else many or one + 's'}"
