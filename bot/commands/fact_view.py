"""Facts in a terminal: tables where there is room, else a list under each document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.commands.columns import brief_columns, by_kind
from bot.commands.tables import cut, kind_and_number
from bot.commands.wording import WORDINGS, tell, tell_relation
from bot.rendering import clean
from retrieval.phrases import name_document, show_date
from retrieval.text import syllables
from retrieval.types import Relation

if TYPE_CHECKING:
    from bot.commands.choosing import Found
    from bot.commands.columns import Column
    from retrieval.types import Document, Language

WIDE = 110
"""Columns from which facts are a table; below they are a list."""
QUOTE_LIMIT = 160
"""Characters of a quote that a terminal shows; files have the whole."""
_SAID = 0.75
"""Share of the words of a quote that may be told already for it to be shown all the same."""


def facts_view(found: Iterable[Found], kind: str | None, *, language: Language, width: int) -> RenderableType:
    """Facts by kind: tables where `width` allows, else a list under each document."""
    grouped = {wanted: facts for wanted, facts in by_kind(found, kind).items() if facts}
    draw = _facts_table if width >= WIDE else _facts_list
    return Group(
        *(
            part
            for wanted, facts in grouped.items()
            for part in (
                Text(f"\n{WORDINGS[language].kinds[wanted]} ({len(facts)})", style="bold"),
                draw(facts, wanted, language),
            )
        )
    )


def _facts_table(found: Sequence[Found], kind: str, language: Language) -> RenderableType:
    columns = brief_columns(kind)
    rows = [[_shown(column, one, language) for column in columns] for one in found]
    quotes = [
        cut(one.fact.quote, QUOTE_LIMIT) if adds(one.fact.quote, " ".join(row)) else ""
        for one, row in zip(found, rows, strict=True)
    ]
    document, quote = ("Văn bản", "Trích") if language == "vi" else ("Document", "Quote")
    table = Table(pad_edge=False, row_styles=("", "dim"))
    table.add_column(document, ratio=18, overflow="fold")
    for column in columns:
        table.add_column(
            column.name(language), ratio=min(column.width, 45), min_width=min(column.width, 9), overflow="fold"
        )
    if any(quotes):
        table.add_column(quote, ratio=45, overflow="fold")
    for one, row, words in zip(found, rows, quotes, strict=True):
        cells = [_named(one.document, language), *row, *([words] if any(quotes) else [])]
        table.add_row(*(Text(clean(cell)) for cell in cells))
    return table


def _named(document: Document, language: Language) -> str:
    """“Kế hoạch 94/KH-UBND (Vân Khê)”, and what became of it where something did."""
    place = f" ({document.place})" if document.place else ""
    return kind_and_number(document) + place + _fate(document, language)


def _fate(document: Document, language: Language) -> str:
    return "" if document.status == "current" else f" [{WORDINGS[language].statuses[document.status]}]"


def _shown(column: Column, one: Found, language: Language) -> str:
    cell = column.read(one, language)
    if cell is None:
        return ""
    return show_date(cell, language) if isinstance(cell, dt.date) else str(cell)


def _facts_list(found: Iterable[Found], _kind: str, language: Language) -> RenderableType:
    parts: list[RenderableType] = []
    for document, facts in groupby(found, lambda one: one.document):
        parts.append(
            Padding(
                Text(clean(name_document(document, language) + _fate(document, language)), style="cyan"), (1, 0, 0, 0)
            )
        )
        parts += [Padding(line, (0, 0, 0, 2)) for one in facts for line in _fact_lines(one, language)]
    return Group(*parts)


def _fact_lines(one: Found, language: Language) -> Iterator[RenderableType]:
    fact, page = one.fact, one.passage.page
    first, rest = tell_relation(fact, language) if isinstance(fact, Relation) else tell(fact, language)
    yield bulleted(first, rest, WORDINGS[language].page.format(page=page) if page else "")
    if adds(fact.quote, f"{first} {rest}"):
        yield Padding(Text(f"“{clean(cut(fact.quote, QUOTE_LIMIT))}”", style="dim"), (0, 0, 0, 2))


def bulleted(first: str, rest: str, page: str = "", *, style: str = "bold") -> Table:
    """“• first — rest (page)”, later lines indented under the first."""
    line = Text().append(clean(first), style=style)
    line.append(f" — {clean(rest)}" if rest else "")
    line.append(f" ({page})" if page else "", style="dim")
    grid = Table.grid(padding=(0, 1))
    grid.add_column()
    grid.add_column(overflow="fold")
    grid.add_row("•", line)
    return grid


def adds(quote: str, told: str) -> bool:
    """Whether a quote says more than what is told of its fact."""
    printed = set(syllables(quote))
    return len(printed & set(syllables(told))) < _SAID * len(printed)
