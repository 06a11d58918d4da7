"""Tables as copied text leaves them, in five forms.

1. *rows on lines*: “1 | Xây dựng kho học liệu | Sở GDĐT | 2025”, cells separated by bars;
2. *cells on lines*: each cell on lines of its own, a bar alone on a line between them, as legal portals copy;
3. *spaced rows*: “1   Ea Kly   2   40   86”, cells parted by tabs or by three blanks and more;
4. *bare rows*: the bars are lost; a line of column names that begins with STT or TT, or a line for each of them, then
   rows that begin with a number alone on its line;
5. *rows apart*: a cell a line, an empty line between rows, names of columns with years among them.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from ingest.layout import AGENCY_HEAD
from ingest.lines import is_terminated, is_upper
from retrieval.text import CAPITALS, squeeze
from retrieval.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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


_ORDINAL_COLUMN = re.compile(r"(?:S?TT|Số\s+TT|STT\.?|Số thứ tự)\b", re.IGNORECASE)
_ROW_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,2})*|[IVX]{1,5})\.?$")
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
_NUMBERING = re.compile(r"(\()?([1-9]\d?|[A-H])(?(1)\))(?:\s*=.*)?")
_YEAR_COLUMN = re.compile(r"(?:Năm\s+|Giai đoạn\s+)?(?:19|20)\d{2}(?:\s*[-–]\s*(?:19|20)\d{2})?")
_MERGED = re.compile(r"Năm|Giai đoạn|Lộ trình|Chỉ tiêu|Thời gian|Kế hoạch|Phân kỳ|Tiến độ|Kinh phí|Quý", re.IGNORECASE)
_HEADER_ROWS = 3
"""Rows that column names may take, the numbering of columns not counted."""
_COLUMN_START = re.compile(
    r"(?<=\s)(?=(?:Tên|Nội dung|Nhiệm vụ|Đơn vị|Cơ quan|Thời gian|Thời hạn|Ghi chú|Sản phẩm|Kết quả|Cấp|Kinh phí|Nguồn|"
    r"Lộ trình|Tiến độ|Chỉ tiêu|Mục tiêu|Số lượng|Địa điểm|Đối tượng|Hoạt động|Văn bản|Phụ trách|Chủ trì|Phối hợp|"
    r"Năm)\b)"
)


def find_tables(found: Sequence[Line]) -> list[Table]:
    """The tables in `found`, in order, not overlapping."""
    tables: list[Table] = []
    index = 0
    while index < len(found):
        forms = (_rows_on_lines, _cells_on_lines, _spaced_rows, _bare_rows, _rows_apart)
        table = next((table for form in forms if (table := form(found, index))), None)
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
    if width < 1 or first + 1 >= len(found) or _bars(found[first + 1]) < 1 or _LETTERHEAD.search(found[first].text):
        return None
    if width < 2 and not (_ORDINAL_COLUMN.match(found[first].text.strip("| ")) or _in_two_columns(found, first)):
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
    columns, body = _under_columns(_split_rows(taken))
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


# ---- column names


def _under_columns(rows: Sequence[Row]) -> tuple[tuple[str, ...], Sequence[Row]]:
    """The column names and the rows under them; names may take several rows, and numbers of columns are no row."""
    if not rows:
        return (), ()
    names = [cell.text for cell in rows[0].cells]
    if len(rows) > 1 and _counts_on(rows[0], rows[1]):
        return (), rows
    width = max(len(row.cells) for row in rows)
    begin = 1
    while begin < min(len(rows) - 1, _HEADER_ROWS) and _is_second_header(rows[begin], rows[begin + 1], names, width):
        names = _joined(names, [cell.text for cell in rows[begin].cells])
        begin += 1
    if begin < len(rows) and _is_numbering([cell.text for cell in rows[begin].cells]):
        begin += 1
    return tuple(names), rows[begin:]


def _counts_on(row: Row, following: Row) -> bool:
    """Whether a table has no names of columns: its first row is counted like the next, “Mẫu số 01”, “Mẫu số 02”."""
    first, second = row.cells[0].text if row.cells else "", following.cells[0].text if following.cells else ""
    shapes = [re.sub(r"\d+|(?<!\w)[IVX]+(?!\w)", "0", text) for text in (first, second)]
    return first != second and shapes[0] == shapes[1] and "0" in shapes[0]


def _is_second_header(row: Row, following: Row, names: Sequence[str], width: int) -> bool:
    """Whether `row` names columns under a merged name: years, or words beside a first cell that it alone lacks."""
    texts = [cell.text for cell in row.cells if cell.text]
    if not texts or _is_numbering(texts):
        return False
    if all(_YEAR_COLUMN.fullmatch(text) for text in texts):
        return len(texts) > 1
    if row.cells[0].text and row.cells[0].text == names[0]:
        return texts != [name for name in names if name]
    if row.cells[0].text:
        merged = len(names) < width and len(names) - 1 + len(texts) == width
        return merged and not any(re.search(r"\d", text) for text in texts)
    return bool(following.cells[0].text) and not any(
        re.search(r"\d%|^\d+$", text) and not _YEAR_COLUMN.fullmatch(text) for text in texts
    )


def _joined(names: Sequence[str], under: Sequence[str]) -> list[str]:
    """Names with those of a second row: “Lộ trình” over “2025”, “2030” → “Lộ trình 2025”, “Lộ trình 2030”."""
    if len(names) == len(under):
        made: list[str] = []
        merged = ""
        for name, below in zip(names, under, strict=True):
            merged = name or (merged if below else "")
            made.append(name if name == below else squeeze(f"{merged} {below}"))
        return made
    filled = [text for text in under if text]
    over = [index for index, name in enumerate(names) if _MERGED.search(name)] or [len(names) - 1]
    at = over[-1]
    return [*names[:at], *(squeeze(f"{names[at]} {text}") for text in filled), *names[at + 1 :]]


def _is_numbering(texts: Sequence[str]) -> bool:
    """“(1) | (2) | (3)” or “A | B | 1 | 2”: the numbers of columns."""
    found = [_NUMBERING.fullmatch(text) for text in texts if text]
    marks = [match for match in found if match]
    if len(marks) < len(found) or len(marks) < 2:
        return False
    numbers = [int(match[2]) for match in marks if match[2].isdigit()]
    counted = bool(numbers) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return counted and (len(marks) > 2 or all(match[1] for match in marks))


# ---- cells on lines


def _begins_cells(found: Sequence[Line], first: int) -> bool:
    """Whether column names begin, each on a line of its own with bars between."""
    return (
        first + 2 < len(found) and found[first + 1].text == "|" and bool(_ORDINAL_COLUMN.fullmatch(found[first].text))
    )


def _cells_on_lines(found: Sequence[Line], first: int) -> Table | None:
    if not _begins_cells(found, first):
        return None
    cells: list[list[Line]] = [[]]
    last, width = first, 0
    for index in range(first, len(found)):
        line = found[index]
        if line.text == "|":
            if not width and len(cells) > 1 and _ROW_NUMBER.match(_cell(cells[-1]).text):
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
    columns, rows = _rows_of([_cell(cell) for cell in cells[:-1]], width)
    return Table(first, last, columns, rows) if rows else None


_MOST_COLUMNS = 40


def _rows_of(cells: Sequence[Cell], width: int) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Columns and rows of `cells`, of which `width` stand before the first row number, numbers of columns included."""
    names = [cell.text for cell in cells[:width]]
    numbered = next((n for n in range(2, width) if n * 2 == width and _is_numbering(names[n:])), 0)
    columns = tuple(names[:numbered] if numbered else names)
    rows = [_row(row) for row in _cut(cells[width:], len(columns))]
    return columns, tuple(row for row in rows if row and not _is_numbering([cell.text for cell in row.cells]))


def _cut(cells: Sequence[Cell], width: int) -> Iterator[Sequence[Cell]]:
    """Rows of `width` cells; “II | Giai đoạn 2026 - 2030” over some of them has only two."""
    start = counted = 0
    while start < len(cells):
        marks = [cell.text.rstrip(".") for cell in cells[start : start + 3 : 2]]
        over = len(marks) == 2 and width > 2 and not marks[0].isdigit() and marks[1] in {"1", str(counted + 1)}
        after = cells[start + 2 + width : start + 3 + width]
        if over and all(_ROW_NUMBER.match(cell.text) for cell in (cells[start], *after)):
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


# ---- spaced rows

_SPACED = re.compile(r"\s*\t\s*|[ \u00a0]{3,}")


def _spaced_rows(found: Sequence[Line], first: int) -> Table | None:
    names = _parted(found[first])
    if len(names) < 3:
        return None
    numbered = bool(_ORDINAL_COLUMN.fullmatch(names[0].text))
    tabs = found[first].text.count("\t")
    by_year = sum(bool(_YEAR_COLUMN.fullmatch(name.text)) for name in names) > 1
    rows: list[Row] = []
    for line in found[first + 1 :]:
        cells = _parted(line)
        figures = len(cells) == len(names) and all(re.search(r"\d", cell.text) for cell in cells[1:])
        if not (numbered or figures or (tabs > 1 and line.text.count("\t") >= tabs - 1)):  # an empty end is lost
            break
        if numbered and len(cells) > 1 and not _ROW_NUMBER.match(cells[0].text):
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


# ---- bare rows

_MOST_NAMES = 12
"""Lines that column names may take, each on a line of its own."""


def _bare_rows(found: Sequence[Line], first: int) -> Table | None:
    if not _ORDINAL_COLUMN.match(found[first].text) or "|" in found[first].text:
        return None
    return _names_on_lines(found, first) or _named_on_a_line(found, first)


def _names_on_lines(found: Sequence[Line], first: int) -> Table | None:
    """A table of which each cell is one line, the names of its columns too: so many names, so many lines a row."""
    width = next((n for n, line in enumerate(found[first : first + _MOST_NAMES]) if line.text == "1"), 0)
    if width < 3 or not _ORDINAL_COLUMN.fullmatch(found[first].text):
        return None
    columns = tuple(line.text for line in found[first : first + width])
    rows: list[Row] = []
    start = first + width
    while start + width <= len(found) and _ROW_NUMBER.match(found[start].text):
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


def _rows_apart(found: Sequence[Line], first: int) -> Table | None:
    """A table of which each cell is one line and each row stands apart, under names of columns that hold years."""
    names = _group(found, first)
    if not _FEWEST <= len(names) <= _MOST_NAMES or sum(bool(_YEAR_COLUMN.fullmatch(line.text)) for line in names) < 2:
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
    return Row(tuple(_cell(group) for group in groups), Span(row[0].span.start, row[-1].span.end))
