"""Tables whose bars are lost: cells parted by blanks, or a line each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.layout import AGENCY_HEAD
from ingest.lines import is_terminated
from ingest.table_model import ORDINAL_COLUMN, ROW_NUMBER, YEAR_COLUMN, Cell, Row, Table, cell_of
from retrieval.text import squeeze
from retrieval.types import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.lines import Line

_COLUMN_START = re.compile(
    r"(?<=\s)(?=(?:Tên|Nội dung|Nhiệm vụ|Đơn vị|Cơ quan|Thời gian|Thời hạn|Ghi chú|Sản phẩm|Kết quả|Cấp|Kinh phí|Nguồn|"
    r"Lộ trình|Tiến độ|Chỉ tiêu|Mục tiêu|Số lượng|Địa điểm|Đối tượng|Hoạt động|Văn bản|Phụ trách|Chủ trì|Phối hợp|"
    r"Năm)\b)"
)


_SPACED = re.compile(r"\s*\t\s*|[ \u00a0]{3,}")


def spaced_rows(found: Sequence[Line], first: int) -> Table | None:
    """The table that begins at `first`, a row a line, its cells parted by tabs or by three blanks and more."""
    names = _parted(found[first])
    if len(names) < 3:
        return None
    numbered = bool(ORDINAL_COLUMN.fullmatch(names[0].text))
    tabs = found[first].text.count("\t")
    by_year = sum(bool(YEAR_COLUMN.fullmatch(name.text)) for name in names) > 1
    rows: list[Row] = []
    for line in found[first + 1 :]:
        cells = _parted(line)
        figures = len(cells) == len(names) and all(re.search(r"\d", cell.text) for cell in cells[1:])
        if not (numbered or figures or (tabs > 1 and line.text.count("\t") >= tabs - 1)):  # an empty end is lost
            break
        if numbered and len(cells) > 1 and not ROW_NUMBER.match(cells[0].text):
            cells = (Cell("", Span(0, 0)), *cells)  # a sum has no number of its own: “Cộng   12   240”
        if not 1 < len(cells) <= len(names):
            break
        rows.append(Row(cells, line.span))
    if len(rows) < (1 if by_year else 2):
        return None
    return Table(first, first + len(rows), tuple(name.text for name in names), tuple(rows))


def _parted(line: Line) -> tuple[Cell, ...]:
    """The cells of a line that tabs or blanks part."""
    cells, start = [], 0
    for end, following in [*(found.span() for found in _SPACED.finditer(line.text)), (len(line.text), 0)]:
        cells.append(Cell(squeeze(line.text[start:end]), Span(line.span.start + start, line.span.start + end)))
        start = following
    return tuple(cells)


_MOST_NAMES = 12
"""Lines that column names may take, each on a line of its own."""


def bare_rows(found: Sequence[Line], first: int) -> Table | None:
    """The table that begins at `first` with STT or TT and whose rows begin with a number alone on its line."""
    if not ORDINAL_COLUMN.match(found[first].text) or "|" in found[first].text:
        return None
    return _names_on_lines(found, first) or _named_on_a_line(found, first)


def _names_on_lines(found: Sequence[Line], first: int) -> Table | None:
    """A table of which each cell is one line, the names of its columns too: so many names, so many lines a row."""
    width = next((n for n, line in enumerate(found[first : first + _MOST_NAMES]) if line.text == "1"), 0)
    if width < 3 or not ORDINAL_COLUMN.fullmatch(found[first].text):
        return None
    columns = tuple(line.text for line in found[first : first + width])
    rows: list[Row] = []
    start = first + width
    while start + width <= len(found) and ROW_NUMBER.match(found[start].text):
        if found[start].text.rstrip(".") != str(len(rows) + 1):
            break
        rows.append(_line_row(found[start : start + width]))
        start += width
    if len(rows) < 2 or not any(re.search(r"\d", cell.text) for row in rows for cell in row.cells[2:]):
        return None
    total = found[start : start + width - 1]
    if total and _TOTAL.match(total[0].text) and len(total) == width - 1:
        rows.append(Row((Cell("", Span(0, 0)), *map(_line_cell, total)), Span(total[0].span.start, total[-1].span.end)))
        start += width - 1
    return Table(first, start - 1, columns, tuple(rows))


_TOTAL = re.compile(r"(?:Tổng|Cộng|Toàn)\b", re.IGNORECASE)


def _line_cell(line: Line) -> Cell:
    return Cell(squeeze(line.text), line.span)


def _line_row(row: Sequence[Line]) -> Row:
    return Row(tuple(map(_line_cell, row)), Span(row[0].span.start, row[-1].span.end))


def _named_on_a_line(found: Sequence[Line], first: int) -> Table | None:
    """A table whose names of columns stand on one line, or on a few as they were broken."""
    heading = found[first].text
    taken = first
    while taken + 1 < len(found) and not ROW_NUMBER.match(found[taken + 1].text) and taken - first < 4:
        taken += 1
        heading = f"{heading} {found[taken].text}"
    columns = tuple(part.strip() for part in _COLUMN_START.split(heading) if part.strip())
    if len(columns) < 3:
        return None
    rows: list[list[Line]] = []
    last = taken
    for index in range(taken + 1, len(found)):
        line = found[index]
        if ROW_NUMBER.fullmatch(line.text) and line.text.rstrip(".") == str(len(rows) + 1):
            rows.append([line])
        elif not rows or len(rows[-1]) > 14:
            break
        elif ORDINAL_COLUMN.match(line.text):
            continue
        elif line.text.startswith(_AFTER_TABLE):
            break
        else:
            rows[-1].append(line)
        last = index
    made = [_bare_row(row, len(columns)) for row in rows]
    return Table(first, last, columns, tuple(made)) if made else None


def rows_apart(found: Sequence[Line], first: int) -> Table | None:
    """A table of which each cell is one line and each row stands apart, under names of columns that hold years."""
    names = _group(found, first)
    if not _FEWEST <= len(names) <= _MOST_NAMES or sum(bool(YEAR_COLUMN.fullmatch(line.text)) for line in names) < 2:
        return None
    rows: list[Row] = []
    start = first + len(names)
    while len(group := _group(found, start)) == len(names):
        figures = sum(bool(re.search(r"\d", line.text)) for line in group[1:])
        if figures < len(group) // 2 or any(len(line.text) > _SHORT_CELL for line in group[1:]):
            break
        rows.append(_line_row(group))
        start += len(group)
    return Table(first, start - 1, tuple(line.text for line in names), tuple(rows)) if len(rows) > 1 else None


_FEWEST, _SHORT_CELL = 3, 60
"""Columns that a table has at least, and letters of a cell beside the first of its row."""


def _group(found: Sequence[Line], start: int) -> Sequence[Line]:
    """The lines from `start` to the next empty line; no more than a row can have."""
    end = start + 1
    while end < min(len(found), start + _MOST_NAMES + 1) and not found[end].gap:
        end += 1
    return found[start:end]


_AFTER_TABLE = ("Tác giả", "Nguồn:", "Ghi chú:", "PHỤ LỤC", "Phụ lục", "Nơi nhận", "Những tin", "Tin ")


def _bare_row(row: Sequence[Line], width: int) -> Row:
    """The groups of lines between empty lines, given to the columns from the right; the rest are the first cells'.

    Where no line of the row is empty, each line is a cell.
    """
    alone = len(row) <= width and not any(line.gap for line in row[1:])
    groups: list[list[Line]] = [[row[0]]]
    for line in row[1:]:
        ended = is_terminated(groups[-1][-1].text) and AGENCY_HEAD.match(line.text)
        if alone or line.gap or len(groups) == 1 or ended:
            groups.append([])
        groups[-1].append(line)
    if len(groups) > width:
        sure = len(groups) - width + 2
        groups = [groups[0], [line for group in groups[1:sure] for line in group], *groups[sure:]]
    return Row(tuple(cell_of(group) for group in groups), Span(row[0].span.start, row[-1].span.end))
