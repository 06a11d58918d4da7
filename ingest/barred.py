"""Tables whose cells are parted by bars: rows on lines, and cells on lines with a bar on a line between them."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from ingest.column_names import is_numbering, under_columns
from ingest.lines import is_upper
from ingest.table_model import ORDINAL_COLUMN, ROW_NUMBER, Cell, Row, Table, cell_of
from retrieval.text import CAPITALS, squeeze
from retrieval.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.lines import Line

_LETTERHEAD = re.compile(
    r"CỘNG\s+H(?:ÒA|OÀ)\s+XÃ\s+HỘI|ĐẢNG\s+CỘNG\s+SẢN|Độc\s+lập\s*[-–]|Nơi\s+nhận|(?:TM|KT|TL|TUQ)\.\s"
)
"""What the two-column blocks above and below a document begin with, which are laid out as tables."""
_BESIDE = re.compile(
    r"(?:Kính gửi|Nơi nhận|[-–+]\s)|"
    rf".*\|\s*(?:(?:TM|KT|TL|TUQ|Q)\.|(?:PHÓ\s|THỨ\s)?[{CAPITALS}]{{3,}}\s[{CAPITALS}]{{3,}})",
    re.DOTALL,
)
"""Addressees and signatures stand side by side too, and are no table."""


def _bars(line: Line) -> int:
    return line.text.strip("|").count("|")


def rows_on_lines(found: Sequence[Line], first: int) -> Table | None:
    """The table that begins at `first`, a row a line: “1 | Xây dựng kho học liệu | 2025”; None where there is none."""
    width = _bars(found[first])
    if width < 1 or first + 1 >= len(found) or _bars(found[first + 1]) < 1 or _LETTERHEAD.search(found[first].text):
        return None
    if width < 2 and not (ORDINAL_COLUMN.match(found[first].text.strip("| ")) or _in_two_columns(found, first)):
        return None
    taken: list[Line] = []
    last = first
    for index in range(first, len(found)):
        line = found[index]
        ruled = set(line.text) <= set("|-: +")
        if not ruled and (_bars(line) == 0 or _LETTERHEAD.search(line.text)):
            break
        last = index
        if not ruled:
            taken.append(line)
    columns, body = under_columns(_split_rows(taken))
    return Table(first, last, columns, tuple(body)) if body else None


def _in_two_columns(found: Sequence[Line], first: int) -> bool:
    """Whether a table of two columns begins: several rows alike, none in capitals on both sides as letterheads are."""
    rows = found[first : first + 2]
    sides = [part.strip() for line in rows for part in line.text.split("|")]
    return all(_bars(line) == 1 and not _BESIDE.match(line.text) for line in rows) and not any(
        is_upper(left) and is_upper(right) for left, right in zip(sides[::2], sides[1::2], strict=False)
    )


def _split_rows(taken: Sequence[Line]) -> list[Row]:
    """Cells between bars. Bars at the edges are borders where every row has them; else they end an empty cell."""
    opened = all(line.text.startswith("|") for line in taken)
    closed = all(line.text.endswith("|") for line in taken)
    rows = []
    for line in taken:
        cells, position = [], line.span.start
        for raw in line.text.split("|"):
            start = position + len(raw) - len(raw.lstrip())
            text = squeeze(raw)
            cells.append(Cell(text, Span(start, start + len(raw.strip())) if text else Span(0, 0)))
            position += len(raw) + 1
        rows.append(Row(tuple(cells[1 if opened else 0 : -1 if closed else None]), line.span))
    width = max((index for row in rows for index, cell in enumerate(row.cells, 1) if cell.text), default=0)
    return [dataclasses.replace(row, cells=row.cells[:width]) for row in rows]


def _begins_cells(found: Sequence[Line], first: int) -> bool:
    """Whether column names begin, each on a line of its own with bars between."""
    return first + 2 < len(found) and found[first + 1].text == "|" and bool(ORDINAL_COLUMN.fullmatch(found[first].text))


def cells_on_lines(found: Sequence[Line], first: int) -> Table | None:
    """The table that begins at `first`, each cell on lines of its own and a bar on a line after it; None for none."""
    if not _begins_cells(found, first):
        return None
    cells: list[list[Line]] = [[]]
    last, width = first, 0
    for index in range(first, len(found)):
        line = found[index]
        if line.text == "|":
            if not width and len(cells) > 1 and ROW_NUMBER.match(cell_of(cells[-1]).text):
                width = len(cells) - 1
            elif not width and len(cells) > _MOST_COLUMNS:
                return None
            cells.append([])
            last = index
        elif len(cells[-1]) >= 14 or (not cells[-1] and index > first and _leaves_table(found, index)):
            break
        elif width and _begins_cells(found, index):
            break  # the title of the next table stands between
        else:
            cells[-1].append(line)
    if width < 2:
        return None
    columns, rows = _rows_of([cell_of(cell) for cell in cells[:-1]], width)
    return Table(first, last, columns, rows) if rows else None


_MOST_COLUMNS = 40


def _rows_of(cells: Sequence[Cell], width: int) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Columns and rows of `cells`, of which `width` stand before the first row number, numbers of columns included."""
    names = [cell.text for cell in cells[:width]]
    numbered = next((n for n in range(2, width) if n * 2 == width and is_numbering(names[n:])), 0)
    columns = tuple(names[:numbered] if numbered else names)
    rows = [_row(row) for row in _cut(cells[width:], len(columns))]
    return columns, tuple(row for row in rows if row and not is_numbering([cell.text for cell in row.cells]))


def _cut(cells: Sequence[Cell], width: int) -> Iterator[Sequence[Cell]]:
    """Rows of `width` cells; “II | Giai đoạn 2026 - 2030” over some of them has only two."""
    start = counted = 0
    while start < len(cells):
        marks = [cell.text.rstrip(".") for cell in cells[start : start + 3 : 2]]
        over = len(marks) == 2 and width > 2 and not marks[0].isdigit() and marks[1] in {"1", str(counted + 1)}
        after = cells[start + 2 + width : start + 3 + width]
        if over and all(ROW_NUMBER.match(cell.text) for cell in (cells[start], *after)):
            yield cells[start : start + 2]
            start += 2
            continue
        counted = int(marks[0]) if marks[0].isdigit() else counted
        yield cells[start : start + width]
        start += width


def _leaves_table(found: Sequence[Line], index: int) -> bool:
    """Whether no bar follows soon: the text after a table has none."""
    return all(line.text != "|" for line in found[index : index + 14])


def _row(cells: Sequence[Cell]) -> Row | None:
    filled = [cell for cell in cells if cell.text]
    return Row(tuple(cells), Span(filled[0].span.start, filled[-1].span.end)) if filled else None
