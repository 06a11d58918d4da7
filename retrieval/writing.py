"""The blocks of an answer as plain text: lines, quotes in quotation marks, tables with aligned columns. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.text import cells
from retrieval.types import AnswerBlock, Citation, Line, Shown, Table

_GAP = "  "
"""Between the columns of a table."""
_CELLS = " | "
"""Between the cells of a row that is quoted."""


def write(blocks: Sequence[AnswerBlock], citations: Sequence[Citation]) -> str:
    """What `blocks` say, one line or row a line."""
    quotes = {citation.marker: printed(citation) for citation in citations}
    lines: list[str] = []
    for block in blocks:
        match block:
            case Line(text):
                lines.append(text)
            case Shown(marker):
                lines.append(quotes[marker])
            case Table():
                lines += aligned(block)
    return "\n".join(lines)


def printed(citation: Citation) -> str:
    """A quote as an answer prints it, with its marker."""
    return f"“{legible(citation)}” [{citation.marker}]"


def legible(citation: Citation) -> str:
    """A quote with the cells of a row on one line."""
    return _CELLS.join(cells(citation.quote)) if citation.passage.role == "table" else citation.quote


def aligned(table: Table) -> list[str]:
    """The heads of the columns and the rows, each cell as wide as the widest of its column."""
    rows = [table.columns, *table.rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        _GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
        if any(row)
    ]


def as_items(table: Table) -> list[str]:
    """Each row as “Lam Giang: 85% · 2030 [1]”: for where columns cannot be aligned or do not fit."""
    items = []
    for first, *others, markers in table.rows:
        said = " · ".join(cell for cell in others if cell)
        items.append(" ".join(part for part in (f"{first}: {said}" if said else first, markers) if part))
    return items
