"""Tables as copied text leaves them, in three forms.

1. *rows on lines*: “1 | Xây dựng kho học liệu | Sở GDĐT | 2025”, cells separated by bars;
2. *cells on lines*: each cell on lines of its own, a bar alone on a line between them, as legal portals copy;
3. *bare rows*: the bars are lost; a line of column names that begins with STT or TT, then rows that begin with a
   number alone on its line.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from ingest.layout import AGENCY_HEAD, Line, is_terminated
from retrieval.text import squeeze
from retrieval.types import Span


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


_ORDINAL_COLUMN = re.compile(r"(?:S?TT|Số\s+TT|STT\.?|Số thứ tự)\b", re.IGNORECASE)
_ROW_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,2})*|[IVX]{1,5})\.?$")
_COLUMN_START = re.compile(
    r"(?<=\s)(?=(?:Tên|Nội dung|Nhiệm vụ|Đơn vị|Cơ quan|Thời gian|Thời hạn|Ghi chú|Sản phẩm|Kết quả|Cấp|Kinh phí|Nguồn|Lộ trình|"
    r"Tiến độ|Chỉ tiêu|Mục tiêu|Số lượng|Địa điểm|Đối tượng|Hoạt động|Văn bản|Phụ trách|Chủ trì|Phối hợp|Năm)\b)"
)


def find_tables(found: Sequence[Line]) -> list[Table]:
    """The tables in `found`, in order, not overlapping."""
    tables: list[Table] = []
    index = 0
    while index < len(found):
        table = _rows_on_lines(found, index) or _cells_on_lines(found, index) or _bare_rows(found, index)
        if table:
            tables.append(table)
            index = table.last + 1
        else:
            index += 1
    return tables


def _cell(lines: Sequence[Line]) -> Cell:
    if not lines:
        return Cell("", Span(0, 0))
    return Cell(squeeze(" ".join(line.text for line in lines)), Span(lines[0].span.start, lines[-1].span.end))


# ---- rows on lines


def _bars(line: Line) -> int:
    return line.text.strip("|").count("|")


def _rows_on_lines(found: Sequence[Line], first: int) -> Table | None:
    width = _bars(found[first])
    if width < 1 or first + 1 >= len(found) or _bars(found[first + 1]) < 1:
        return None
    if width < 2 and not _ORDINAL_COLUMN.match(found[first].text.strip("| ")):
        return None
    rows: list[Row] = []
    last = first
    for index in range(first, len(found)):
        line = found[index]
        if _bars(line) == 0:
            if set(line.text) <= set("|-: +"):
                last = index
                continue
            break
        last = index
        if not set(line.text) <= set("|-:+ "):
            rows.append(_split_row(line))
    columns, body = _with_units(rows)
    return Table(first, last, columns, tuple(body)) if body else None


def _split_row(line: Line) -> Row:
    cells, position = [], 0
    body = line.text
    offset = line.span.start
    if body.startswith("|"):
        position = 1
    ends = [found.start() for found in re.finditer(r"\|", body) if found.start() >= position]
    if not ends or ends[-1] != len(body) - 1:
        ends.append(len(body))
    for end in ends:
        raw = body[position:end]
        start = offset + position + len(raw) - len(raw.lstrip())
        cells.append(Cell(squeeze(raw), Span(start, start + len(raw.strip()))))
        position = end + 1
    return Row(tuple(cells), line.span)


def _with_units(rows: Sequence[Row]) -> tuple[tuple[str, ...], Sequence[Row]]:
    """The column names and the rows under them; a second header row without a number joins the first."""
    columns = [cell.text for cell in rows[0].cells] if rows else []
    body = rows[1:]
    while body and not body[0].cells[0].text and all(not re.search(r"\d%|^\d+$", cell.text) for cell in body[0].cells):
        columns = [squeeze(f"{name} {cell.text}") for name, cell in zip(columns, body[0].cells, strict=False)]
        body = body[1:]
    return tuple(columns), body


# ---- cells on lines


def _cells_on_lines(found: Sequence[Line], first: int) -> Table | None:
    if not _ORDINAL_COLUMN.fullmatch(found[first].text) or first + 2 >= len(found) or found[first + 1].text != "|":
        return None
    cells: list[list[Line]] = [[]]
    last = first
    for index in range(first, len(found)):
        line = found[index]
        if line.text == "|":
            cells.append([])
            last = index
        elif len(cells[-1]) >= 14 or (not cells[-1] and index > first and _leaves_table(found, index)):
            break
        else:
            cells[-1].append(line)
    cells = cells[:-1]
    width = next((index for index, cell in enumerate(cells) if index > 0 and _ROW_NUMBER.match(_cell(cell).text)), 0)
    if width < 2:
        return None
    columns = tuple(_cell(cell).text for cell in cells[:width])
    rows = [_row(cells[start : start + width]) for start in range(width, len(cells), width)]
    return Table(first, last, columns, tuple(row for row in rows if row))


def _leaves_table(found: Sequence[Line], index: int) -> bool:
    """Whether no bar follows soon: the text after a table has none."""
    return all(line.text != "|" for line in found[index : index + 14])


def _row(cells: Sequence[Sequence[Line]]) -> Row | None:
    filled = [line for cell in cells for line in cell]
    if not filled:
        return None
    return Row(tuple(_cell(cell) for cell in cells), Span(filled[0].span.start, filled[-1].span.end))


# ---- bare rows


def _bare_rows(found: Sequence[Line], first: int) -> Table | None:
    heading = found[first].text
    if not _ORDINAL_COLUMN.match(heading) or "|" in heading:
        return None
    taken = first
    while taken + 1 < len(found) and not _ROW_NUMBER.match(found[taken + 1].text) and taken - first < 4:
        taken += 1
        heading = f"{heading} {found[taken].text}"
    columns = tuple(part.strip() for part in _COLUMN_START.split(heading) if part.strip())
    if len(columns) < 3:
        return None
    rows: list[list[Line]] = []
    last = taken
    for index in range(taken + 1, len(found)):
        line = found[index]
        if _ROW_NUMBER.fullmatch(line.text) and line.text.rstrip(".") == str(len(rows) + 1):
            rows.append([line])
        elif not rows or len(rows[-1]) > 14:
            break
        elif _ORDINAL_COLUMN.match(line.text):
            continue
        elif line.text.startswith(_AFTER_TABLE):
            break
        else:
            rows[-1].append(line)
        last = index
    made = [_bare_row(row, len(columns)) for row in rows]
    return Table(first, last, columns, tuple(made)) if made else None


_AFTER_TABLE = ("Tác giả", "Nguồn:", "Ghi chú:", "PHỤ LỤC", "Phụ lục", "Nơi nhận", "Những tin", "Tin ")


def _bare_row(row: Sequence[Line], width: int) -> Row:
    """The groups of lines between empty lines, given to the last columns from the right; the rest is the first cells'."""
    groups: list[list[Line]] = [[row[0]]]
    for line in row[1:]:
        if line.gap or len(groups) == 1 or (is_terminated(groups[-1][-1].text) and AGENCY_HEAD.match(line.text)):
            groups.append([])
        groups[-1].append(line)
    if len(groups) > width:
        groups = [groups[0], [line for group in groups[1 : len(groups) - width + 2] for line in group], *groups[len(groups) - width + 2 :]]
    return Row(tuple(_cell(group) for group in groups), Span(row[0].span.start, row[-1].span.end))
