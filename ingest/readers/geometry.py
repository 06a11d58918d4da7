"""Words with boxes → lines of text in reading order. What PDF and OCR give alike."""

from __future__ import annotations

from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from ingest.readers.baselines import indented, joined, left_margin, letter_width, plain, rows_of, slope_of
from ingest.readers.beside import find_pairs
from ingest.readers.rows import show_row
from ingest.readers.ruling import find_grids
from retrieval.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.readers.baselines import Row
    from ingest.readers.ruling import Grid


class Word(NamedTuple):
    """A word and its box in points; the origin is the upper left corner of the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


class Rule(NamedTuple):
    """A ruled line, thin in one direction; tables and fraction bars are made of them."""

    left: float
    top: float
    right: float
    bottom: float


class Layout(NamedTuple):
    """The text of a page, and where in it each word stands, in the order the words were given."""

    text: str
    spans: tuple[Span, ...]


class _Part(NamedTuple):
    """A piece of a page: its lines, the numbers of their words in the order they stand there, and its height."""

    text: str
    numbers: list[int]
    top: float
    bottom: float


_Box = TypeVar("_Box", Word, Rule)
_LEVEL = 0.0008
"""Points a point up to which a line is level: half a point across a page."""
_BLANK = 1.05
"""Heights of a line that lie free between two lines where an empty line is shown."""


def lay_out(words: Sequence[Word], rules: Sequence[Rule], *, width: float) -> Layout:
    """Words of one page → its lines, indented as on paper, columns kept apart, ruled tables as rows with bars.

    Letterheads and signature blocks are read column by column, a bar on a line after each (as `rows.show_row` gives
    them). Every word stands in the text once. `width` is that of the page, in points.
    """
    slope = slope_of(words)
    if abs(slope) > _LEVEL:
        words = [_straight(word, slope) for word in words]
        rules = [_straight(rule, slope) for rule in rules]
    inside: dict[int, list[int]] = {}
    grids = find_grids(rules)
    free: list[int] = []
    for number, word in enumerate(words):
        x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
        at = next((index for index, grid in enumerate(grids) if grid.place(x, y) is not None), None)
        (free if at is None else inside.setdefault(at, [])).append(number)
    parts = [_table(words, numbers, grids[index]) for index, numbers in inside.items()]
    bounds = sorted(part.top for part in parts)
    rows = [row for band in _bands(words, free, bounds) for row in rows_of(words, band)]
    parts += _running(words, rows, width)
    parts.sort(key=lambda part: part.top)
    text = "".join(_spaced(parts))
    return Layout(text, _spans(words, text, [number for part in parts for number in part.numbers]))


def _straight(box: _Box, slope: float) -> _Box:
    """A word or a ruled line of a page on a slant, moved up or down to where it would be on a straight one."""
    fall = slope * (box.left + box.right) / 2
    return box._replace(top=box.top - fall, bottom=box.bottom - fall)


def _bands(words: Sequence[Word], numbers: Iterable[int], bounds: Sequence[float]) -> list[list[int]]:
    """The words above, between and under the tables, so that no line is made of words of both sides of one."""
    bands: list[list[int]] = [[] for _ in range(len(bounds) + 1)]
    for number in numbers:
        bands[sum(words[number].top > bound for bound in bounds)].append(number)
    return bands


def _running(words: Sequence[Word], rows: Sequence[Row], width: float) -> list[_Part]:
    """What stands outside tables, line by line; two-column blocks as one piece each."""
    pairs = find_pairs(words, rows)
    beside = {index for pair in pairs for index in range(pair.first, pair.last + 1)}
    letter = letter_width([words[n] for row in rows for n in row.numbers])
    lines = [row for index, row in enumerate(rows) if index not in beside]
    margin = min(left_margin(lines, letter), 0.75 * width)
    parts: list[_Part] = []
    done = 0
    for pair in (*pairs, None):
        upto = pair.first if pair else len(rows)
        parts += [
            _Part(indented(words, row, margin=margin, letter=letter), row.numbers, row.top, row.bottom)
            for row in joined(words, rows[done:upto])
        ]
        if pair:
            left, right = joined(words, pair.left), joined(words, pair.right)
            shown = [*(plain(words, row) for row in left), "|", *(plain(words, row) for row in right), "|"]
            numbers = [n for row in (*left, *right) for n in row.numbers]
            parts.append(_Part("\n".join(shown), numbers, rows[pair.first].top, rows[pair.last].bottom))
            done = pair.last + 1
    return parts


def _table(words: Sequence[Word], numbers: Sequence[int], grid: Grid) -> _Part:
    """A ruled table, each row on a line; a cell stands in the first of the places it covers, the others are empty."""
    held: dict[int, list[int]] = {}
    for number in numbers:
        word = words[number]
        place = grid.place((word.left + word.right) / 2, (word.top + word.bottom) / 2)
        held.setdefault(place or 0, []).append(number)
    used = sorted({place % grid.columns for place in held})
    lines, order = [], []
    for first in sorted({place - place % grid.columns for place in held}):
        cells = []
        for column in used:
            rows = joined(words, rows_of(words, held.get(first + column, ())))
            cells.append("\n".join(plain(words, row) for row in rows))
            order += [n for row in rows for n in row.numbers]
        lines.append(show_row(cells))
    return _Part("\n".join(lines), order, grid.ys[0], grid.ys[-1])


def _spaced(parts: Sequence[_Part]) -> Iterable[str]:
    """The pieces as text, an empty line where much is left free between two."""
    heights = [part.bottom - part.top for part in parts if "\n" not in part.text]
    usual = median(heights) if heights else 12.0
    steps = [b.top - a.bottom for a, b in pairwise(parts)]
    pitch = median(step for step in steps) if len(steps) > 4 else 0.3 * usual
    for index, part in enumerate(parts):
        if index:
            free = steps[index - 1] - min(max(pitch, 0.0), usual)
            yield "\n\n" if free > _BLANK * usual * 0.8 else "\n"
        yield part.text


def _spans(words: Sequence[Word], text: str, order: Sequence[int]) -> tuple[Span, ...]:
    """Where each word stands: they follow one another in `text` with only spaces, bars and brackets in between."""
    spans = [Span(0, 0)] * len(words)
    position = 0
    for number in order:
        start = text.index(words[number].text, position)
        position = start + len(words[number].text)
        spans[number] = Span(start, position)
    return tuple(spans)
