"""Names of columns: over which rows of a table they reach, and what they are when they take several."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.table_model import YEAR_COLUMN
from retrieval.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.table_model import Row

_NUMBERING = re.compile(r"(\()?([1-9]\d?|[A-H])(?(1)\))(?:\s*=.*)?")
_MERGED = re.compile(r"Năm|Giai đoạn|Lộ trình|Chỉ tiêu|Thời gian|Kế hoạch|Phân kỳ|Tiến độ|Kinh phí|Quý", re.IGNORECASE)
_HEADER_ROWS = 3
"""Rows that column names may take, the numbering of columns not counted."""


def under_columns(rows: Sequence[Row]) -> tuple[tuple[str, ...], Sequence[Row]]:
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
    if begin < len(rows) and is_numbering([cell.text for cell in rows[begin].cells]):
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
    if not texts or is_numbering(texts):
        return False
    if all(YEAR_COLUMN.fullmatch(text) for text in texts):
        return len(texts) > 1
    if row.cells[0].text and row.cells[0].text == names[0]:
        return texts != [name for name in names if name]
    if row.cells[0].text:
        merged = len(names) < width and len(names) - 1 + len(texts) == width
        return merged and not any(re.search(r"\d", text) for text in texts)
    return bool(following.cells[0].text) and not any(
        re.search(r"\d%|^\d+$", text) and not YEAR_COLUMN.fullmatch(text) for text in texts
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


def is_numbering(texts: Sequence[str]) -> bool:
    """“(1) | (2) | (3)” or “A | B | 1 | 2”: the numbers of columns."""
    found = [_NUMBERING.fullmatch(text) for text in texts if text]
    marks = [match for match in found if match]
    if len(marks) < len(found) or len(marks) < 2:
        return False
    numbers = [int(match[2]) for match in marks if match[2].isdigit()]
    counted = bool(numbers) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return counted and (len(marks) > 2 or all(match[1] for match in marks))
