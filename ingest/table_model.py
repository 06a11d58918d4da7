"""What a table is, and the signs by which its lines are known."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from retrieval.text import squeeze
from retrieval.types import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.lines import Line


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """The words of a cell, squeezed, and where they stand; empty cells have an empty span."""

    text: str
    span: Span


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One row; `cells` are in the order of the table's columns, fewer when the copy lost them."""

    cells: tuple[Cell, ...]
    span: Span


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """A table that takes the lines `first` to `last` (inclusive) of what it was found in."""

    first: int
    last: int
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


ORDINAL_COLUMN = re.compile(r"(?:S?TT|Số\s+TT|STT\.?|Số thứ tự)\b", re.IGNORECASE)
ROW_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,2})*|[IVX]{1,5})\.?$")
"""The head of the column that counts the rows, and what stands in it."""
YEAR_COLUMN = re.compile(r"(?:Năm\s+|Giai đoạn\s+)?(?:19|20)\d{2}(?:\s*[-–]\s*(?:19|20)\d{2})?")


def cell_of(lines: Sequence[Line]) -> Cell:
    """The words of some lines as one cell."""
    if not lines:
        return Cell("", Span(0, 0))
    return Cell(squeeze(" ".join(line.text for line in lines)), Span(lines[0].span.start, lines[-1].span.end))
