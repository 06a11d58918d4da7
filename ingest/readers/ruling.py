"""Ruled lines → grids of cells. Pure geometry; knows no words."""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.readers.geometry import Rule

_NEAR = 3.0
"""Points within which two lines are one, or meet."""
_NARROWEST = 6.0
"""Points below which no column is narrow; edges of cells of different rows this near are one."""
_MOST_LINES = 2500
"""Lines of a page beyond which they are a drawing, not tables."""
_MOST_CELLS = 40_000


class _Line(NamedTuple):
    """A line along one axis: where it lies across it, and from where to where it runs."""

    at: float
    start: float
    end: float


@dataclasses.dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table.

    Attributes:
        xs, ys: where columns and rows end, ascending; one more than there are columns or rows.
        owner: for each place (row × columns + column) the first place of the cell that covers it.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    owner: tuple[int, ...]

    @property
    def columns(self) -> int:
        """How many columns."""
        return len(self.xs) - 1

    @property
    def rows(self) -> int:
        """How many rows."""
        return len(self.ys) - 1

    def place(self, x: float, y: float) -> int | None:
        """The cell around a point, as `owner` names it; None outside."""
        if not (self.xs[0] - _NEAR <= x <= self.xs[-1] + _NEAR and self.ys[0] - _NEAR <= y <= self.ys[-1] + _NEAR):
            return None
        column = min(max(bisect_right(self.xs, x) - 1, 0), self.columns - 1)
        row = min(max(bisect_right(self.ys, y) - 1, 0), self.rows - 1)
        return self.owner[row * self.columns + column]


def find_grids(rules: Sequence[Rule]) -> list[Grid]:
    """The tables that `rules` draw, from top to bottom; frames around a single column are none."""
    level = _merged(_Line((r.top + r.bottom) / 2, r.left, r.right) for r in rules if _is_level(r))
    upright = _merged(_Line((r.left + r.right) / 2, r.top, r.bottom) for r in rules if not _is_level(r))
    if len(level) + len(upright) > _MOST_LINES:
        return []
    grids = (_grid(h, v) for h, v in _connected(level, upright))
    return sorted((grid for grid in grids if grid and grid.columns > 1), key=lambda grid: (grid.ys[0], grid.xs[0]))


def _is_level(rule: Rule) -> bool:
    return rule.right - rule.left >= rule.bottom - rule.top


def _merged(lines: Iterable[_Line]) -> list[_Line]:
    """Lines that lie on each other or go on, as one. Dashes and the two edges of a thin box too."""
    levels: list[list[_Line]] = []
    for line in sorted(lines):
        if levels and line.at - levels[-1][0].at <= _NEAR:
            levels[-1].append(line)
        else:
            levels.append([line])
    merged: list[_Line] = []
    for group in levels:
        at = sum(line.at for line in group) / len(group)
        joined: list[_Line] = []
        for line in sorted(group, key=lambda line: line.start):
            if joined and line.start <= joined[-1].end + _NEAR:
                joined[-1] = _Line(at, joined[-1].start, max(joined[-1].end, line.end))
            else:
                joined.append(_Line(at, line.start, line.end))
        merged += [line for line in joined if line.end - line.start > 2 * _NEAR]
    return merged


def _connected(level: Sequence[_Line], upright: Sequence[_Line]) -> list[tuple[list[_Line], list[_Line]]]:
    """Lines that cross or touch, table by table."""
    parent = list(range(len(level) + len(upright)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for i, h in enumerate(level):
        for j, v in enumerate(upright, len(level)):
            crosses = h.start - _NEAR <= v.at <= h.end + _NEAR and v.start - _NEAR <= h.at <= v.end + _NEAR
            if crosses:
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[_Line], list[_Line]]] = {}
    for index in range(len(parent)):
        lines = groups.setdefault(root(index), ([], []))
        if index < len(level):
            lines[0].append(level[index])
        else:
            lines[1].append(upright[index - len(level)])
    return list(groups.values())


def _grid(level: Sequence[_Line], upright: Sequence[_Line]) -> Grid | None:
    if len(level) < 2 or len(upright) < 2:
        return None
    ys, xs = _marks((line.at for line in level), _NEAR), _marks((line.at for line in upright), _NARROWEST)
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 1 or rows < 1 or columns * rows > _MOST_CELLS:
        return None
    beside = _walls(upright, xs, ys)
    below = _walls(level, ys, xs)
    owner = list(range(rows * columns))
    for row in range(rows):
        for column in range(columns):
            place = row * columns + column
            if column and (column, row) not in beside:
                owner[place] = owner[place - 1]
            elif row and (row, column) not in below:
                owner[place] = owner[place - columns]
    return Grid(tuple(xs), tuple(ys), tuple(owner))


def _marks(positions: Iterable[float], near: float) -> list[float]:
    marks: list[float] = []
    for at in sorted(positions):
        if not marks or at - marks[-1] > near:
            marks.append(at)
    return marks


def _walls(lines: Sequence[_Line], across: Sequence[float], along: Sequence[float]) -> set[tuple[int, int]]:
    """(mark, interval) pairs where a line stands: on `across[mark]`, over the middle of `along[interval]`."""
    middles = [(a + b) / 2 for a, b in pairwise(along)]
    walls: set[tuple[int, int]] = set()
    for line in lines:
        mark = min(range(len(across)), key=lambda index: abs(across[index] - line.at))
        walls.update((mark, index) for index, middle in enumerate(middles) if line.start <= middle <= line.end)
    return walls
