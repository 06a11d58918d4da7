"""Rows of tables → assignments and deadlines, by what the column names say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.facts.moments import find_moments
from retrieval.agencies import match_agencies
from retrieval.types import Assignment, AssignmentRole, Deadline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.facts.quoting import Quoter
    from ingest.structure import Unit

_COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ordinal", re.compile(r"S?TT\b|Số\s+TT|Số\s+thứ\s+tự", re.IGNORECASE)),
    ("time", re.compile(r"thời\s+(?:gian|hạn|điểm)|tiến\s+độ|hoàn\s+thành|lộ\s+trình", re.IGNORECASE)),
    ("partner", re.compile(r"phối\s+hợp|tham\s+gia", re.IGNORECASE)),
    ("to", re.compile(r"cấp\s+trình|trình\b|nơi\s+nhận|cấp\s+(?:ban\s+hành|phê\s+duyệt)", re.IGNORECASE)),
    ("lead", re.compile(r"chủ\s+trì|phụ\s+trách|chịu\s+trách\s+nhiệm|đầu\s+mối", re.IGNORECASE)),
    (
        "execute",
        re.compile(
            (
                r"(?:cơ\s+quan|đơn\s+vị|sở|ngành|bộ\s+phận|người|tổ\s+chức)[^|]*(?:thực\s+hiện|tham\s+mưu)|"
                r"^thực\s+hiện$|phân\s+công"
            ),
            re.IGNORECASE,
        ),
    ),
    ("note", re.compile(r"ghi\s+chú|kinh\s+phí|nguồn|đơn\s+vị\s+tính|sản\s+phẩm|kết\s+quả", re.IGNORECASE)),
    (
        "task",
        re.compile(
            (
                r"nội\s+dung|nhiệm\s+vụ|công\s+việc|tên|đề\s+án|kế\s+hoạch|hoạt\s+động|chỉ\s+tiêu|mục\s+tiêu|"
                r"văn\s+bản|dự\s+án"
            ),
            re.IGNORECASE,
        ),
    ),
)
_SEMICOLON = re.compile(r"\s*[;\n]\s*")


def column_kinds(columns: Sequence[str]) -> list[str]:
    """What each column holds, by its name; “other” where the name does not say."""
    return [next((kind for kind, pattern in _COLUMNS if pattern.search(name)), "other") for name in columns]


def find_in_tables(root: Unit, quoter: Quoter) -> Iterator[Assignment | Deadline]:
    """What the rows of all tables say, row by row."""
    for unit in root.own():
        if unit.kind == "table":
            kinds = column_kinds(unit.columns)
            if {"lead", "execute"} & set(kinds) or ("time" in kinds and "task" in kinds):
                for row in unit.children:
                    yield from _read(row, kinds, quoter)


def _by_kind(row: Unit, kinds: Sequence[str], *, barred: bool) -> dict[str, str]:
    """The cells of a row by kind of column; where a copy lost the bars, only the last columns are sure."""
    missing = len(kinds) - len(row.cells)
    aligned = kinds if barred or missing <= 0 else ["ordinal", *["task"] * (len(row.cells) > 1), *kinds[missing + 2 :]]
    cells: dict[str, str] = {}
    for kind, cell in zip(aligned, row.cells, strict=False):
        if cell.text:
            cells.setdefault(kind, cell.text)
    return cells


def _read(row: Unit, kinds: Sequence[str], quoter: Quoter) -> Iterator[Assignment | Deadline]:
    quote = quoter.row(row.span, [cell.text for cell in row.cells if cell.text])
    cells = _by_kind(row, kinds, barred=quote is not None and "|" in quote.text)
    task = cells.get("task") or cells.get("other")
    agency = cells.get("lead") or cells.get("execute")
    if quote is None or not task or not any(letter.isalpha() for letter in task):
        return
    agency = agency.strip(" .;,") if agency and any(letter.isalpha() for letter in agency) else None
    if agency:
        role: AssignmentRole = "lead" if "lead" in cells else "execute"
        yield Assignment(agency, role, _names(cells.get("partner", "")), task, quote.text, quote.passage_id)
    for moment in find_moments(cells.get("time", ""))[:1]:
        if not moment.periodic:
            yield Deadline(agency, task, moment.when, cells["time"], cells.get("to"), quote.text, quote.passage_id)


def _names(cell: str) -> tuple[str, ...]:
    """The bodies in a cell, read as a list of names; cut at semicolons where they cannot be read."""
    if not cell.strip(" .;,"):
        return ()
    mentions = match_agencies(cell)
    if mentions and len(cell) - mentions[-1].span.end <= 2:
        return tuple(mention.name for mention in mentions)
    return tuple(part.strip(" .") for part in _SEMICOLON.split(cell) if part.strip(" ."))
