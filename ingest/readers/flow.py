"""Paragraphs and cells in the order of the file → lines, tables as rows. What .doc and .rtf give alike.

Both mark cells and rows only by how paragraphs end, and merged cells only by where their edges are.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Sequence

from ingest.readers.legacy import repair
from ingest.readers.rows import repeated, show_row
from retrieval.text import nfc

_MAX_DEPTH = 20
"""Tables within tables; deeper ones are read as if they stood here."""
_MAX_CELLS = 200
_NEAR = 100
"""Twips (1/20 point) by which edges of one column may differ from row to row."""


@dataclasses.dataclass(slots=True)
class _Row:
    cells: list[str]
    edges: Sequence[int]
    nested: bool
    merged: Collection[int] = ()


@dataclasses.dataclass(slots=True)
class _Table:
    """A table that is being read: its finished rows, and the cells and lines of the row that is not finished."""

    rows: list[_Row] = dataclasses.field(default_factory=list)
    cells: list[str] = dataclasses.field(default_factory=list)
    lines: list[str] = dataclasses.field(default_factory=list)
    nested: bool = False


class Flow:
    """Takes paragraphs, ends of cells and ends of rows; gives lines."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._tables: list[_Table] = []

    def paragraph(self, text: str, depth: int = 0) -> None:
        """A paragraph inside `depth` tables; newlines in it are line breaks."""
        self._enter(depth)
        (self._tables[-1].lines if self._tables else self._lines).extend(text.split("\n"))

    def end_cell(self, depth: int) -> None:
        """The paragraph before was the last one of its cell."""
        self._enter(depth)
        table = self._tables[-1]
        if len(table.cells) < _MAX_CELLS:
            table.cells.append("\n".join(line for raw in table.lines if (line := squeezed(raw))))
        table.lines = []

    def end_row(self, depth: int, edges: Sequence[int] = (), merged: Collection[int] = ()) -> None:
        """The cell before was the last one of its row.

        Args:
            depth: how many tables the row is inside of, its own included.
            edges: of the cells, left to right, one more than there are cells; empty where not known.
            merged: which of the cells, from 0, go on from the row above.
        """
        self._enter(depth)
        table = self._tables[-1]
        table.rows.append(_Row(table.cells, edges if len(edges) == len(table.cells) + 1 else (), table.nested, merged))
        table.cells, table.lines, table.nested = [], [], False

    def lines(self) -> list[str]:
        """All lines, open tables closed."""
        self._enter(0)
        return self._lines

    def _enter(self, depth: int) -> None:
        depth = min(max(depth, 0), _MAX_DEPTH)
        while len(self._tables) > depth:
            self._leave()
        while len(self._tables) < depth:
            self._tables.append(_Table())

    def _leave(self) -> None:
        table = self._tables.pop()
        loose = [line for line in table.lines if line.strip()]
        if table.cells or loose:
            table.rows.append(_Row([*table.cells, *(["\n".join(loose)] if loose else [])], (), table.nested))
        _fill_merged(table.rows)
        lines = [line for row in _aligned(table.rows) for line in show_row(row.cells, nested=row.nested).split("\n")]
        if self._tables:
            self._tables[-1].lines += lines
            self._tables[-1].nested = True
        elif lines:
            self._lines += ["", *lines, ""]


def finished(lines: Sequence[str]) -> str:
    """Lines of a document, letters outside the basic plane still in two halves, as its text.

    A space that does not break is a space. A hyphen that shows only where a line breaks is none, but it is a letter in
    TCVN3, so it goes last.
    """
    text = "\n".join(lines).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = repair(text.replace("\u00a0", " ")).replace("\u00ad", "")
    return re.sub(r"(?<![ \t])[ \t]++\n", "\n", nfc(text)).strip("\n")


def squeezed(line: str) -> str:
    """`line` without runs of spaces, which in a cell only place the words."""
    return re.sub(r"[ \u00a0\t]+", " ", line).strip()


def _fill_merged(rows: Sequence[_Row]) -> None:
    """Cells that go on from the row above say what the cell there says."""
    above: dict[int, str] = {}
    for row in rows:
        own: dict[int, str] = {}
        for at, left in enumerate(row.edges[:-1]):
            if at in row.merged and not row.cells[at]:
                row.cells[at] = next((text for edge, text in above.items() if abs(edge - left) < _NEAR), "")
            own[left] = repeated(row.cells[at])
        above = own


def _aligned(rows: Sequence[_Row]) -> list[_Row]:
    """`rows` with empty cells where a cell covers several columns of the row that has the most cells."""
    widest = max((row.edges for row in rows), key=len, default=())
    inner = widest[1:-1]
    aligned = []
    for row in rows:
        if not row.edges or len(row.edges) == len(widest):
            aligned.append(row)
            continue
        cells = [""] * sum(edge < row.edges[0] + _NEAR for edge in inner)
        for cell, left, right in zip(row.cells, row.edges, row.edges[1:], strict=False):
            cells += [cell, *[""] * sum(left + _NEAR <= edge <= right - _NEAR for edge in inner)]
        aligned.append(_Row(cells[: max(len(widest) - 1, len(row.cells))], row.edges, row.nested))
    return aligned
