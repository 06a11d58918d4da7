"""Words with boxes → physical lines, and each line as text with its indentation and its gaps."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.readers.geometry import Word

_LONG = 6
"""Words from which a line shows how it falls."""
_TALL = 2.5
"""Times the usual height from which a box is that of text set upright, or of a bracket over several lines."""
_RAISED = 0.28
"""Heights of its line that the foot of a raised number lies above those of the words beside it."""
_LENGTH = re.compile(r"(?<!\w)[kcdm]?m$")
_OPEN_ENDED = re.compile(r"\w[-\u00ad]$")


@dataclasses.dataclass(slots=True)
class Row:
    """Words beside each other.

    Attributes:
        numbers: of the words, from left to right.
        top, bottom: the band they stand in.
        left: where the line begins on paper, though its first word may have been brought back to the line above.
    """

    numbers: list[int]
    top: float
    bottom: float
    left: float = 0.0

    @property
    def height(self) -> float:
        """Of the band, in points."""
        return self.bottom - self.top


def rows_of(words: Sequence[Word], numbers: Iterable[int]) -> list[Row]:
    """The words `numbers` of `words` as lines from top to bottom."""
    ordered = sorted(numbers, key=lambda n: (words[n].top + words[n].bottom, words[n].left))
    if not ordered:
        return []
    usual = median(words[n].bottom - words[n].top for n in ordered)
    tall = {n for n in ordered if words[n].bottom - words[n].top > _TALL * usual}
    rows: list[Row] = []
    for n in (*(n for n in ordered if n not in tall), *(n for n in ordered if n in tall)):
        best = _nearest(rows, words[n]) if n in tall else _overlapping(rows, words[n])
        if best is None:
            rows.append(Row([n], words[n].top, words[n].bottom))
            continue
        best.numbers.append(n)
        if n not in tall and words[n].bottom - words[n].top > 1.25 * best.height:
            best.top, best.bottom = words[n].top, words[n].bottom
    for row in rows:
        row.numbers.sort(key=lambda n: (words[n].left, words[n].top))
        row.left = words[row.numbers[0]].left
    return sorted(rows, key=lambda row: row.top + row.bottom)


def slope_of(words: Sequence[Word]) -> float:
    """How far lines fall, in points a point: 0 in print, up to a hundredth in scans that were set almost straight."""
    level = sum(abs(a.bottom - b.bottom) < 0.01 for a, b in pairwise(words))
    if level > len(words) // 2:
        return 0.0  # set by a program: on paper that went through a scanner no two words stand exactly level
    slopes = []
    for row in rows_of(words, range(len(words))):
        if len(row.numbers) >= _LONG:
            xs = [words[n].left + words[n].right for n in row.numbers]
            ys = [words[n].top + words[n].bottom for n in row.numbers]
            x, y = sum(xs) / len(xs), sum(ys) / len(ys)
            spread = sum((a - x) ** 2 for a in xs)
            slopes.append(sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / max(spread, 1.0))
    return median(slopes) if len(slopes) > 2 else 0.0


def _overlapping(rows: Sequence[Row], word: Word) -> Row | None:
    """The row that shares at least half of the lower of the two heights with `word`, among the last ones."""
    best, most = None, 0.5
    top, bottom = word.top, word.bottom
    for row in rows[-4:]:
        shared = min(bottom, row.bottom) - max(top, row.top)
        if shared > 0:
            share = shared / max(min(row.bottom - row.top, bottom - top), 0.1)
            if share > most:
                best, most = row, share
    return best


def _nearest(rows: Sequence[Row], word: Word) -> Row | None:
    middle = word.top + word.bottom
    return min(
        (row for row in rows if row.bottom > word.top and row.top < word.bottom),
        key=lambda row: abs(row.top + row.bottom - middle),
        default=None,
    )


def joined(words: Sequence[Word], rows: Sequence[Row]) -> list[Row]:
    """`rows` with what a hyphen at the end of a line cuts off brought back to it: “NĐ- / CP” → “NĐ-CP”."""
    kept = [dataclasses.replace(row, numbers=list(row.numbers)) for row in rows]
    for row, following in pairwise(kept):
        if row.numbers and following.numbers and _OPEN_ENDED.search(words[row.numbers[-1]].text):
            cut = words[following.numbers[0]]
            below = cut.text[:1].isalnum() and cut.left < words[row.numbers[-1]].left
            if below and not any(gaps_of(words, row)):
                row.numbers.append(following.numbers.pop(0))
    return [row for row in kept if row.numbers]


# ---- lines as text


def is_raised(words: Sequence[Word], row: Row, index: int) -> bool:
    """Whether the word at `index` in `row` is the small raised number of a note.

    Boxes may be those of the ink: figures reach less far down than “g”, so they are compared with the words beside.
    """
    word = words[row.numbers[index]]
    if not (word.text.isdigit() and len(word.text) <= 3) or word.bottom - word.top > 0.75 * row.height:
        return False
    beside = [words[n].bottom for n in (*row.numbers[max(index - 1, 0) : index], *row.numbers[index + 1 : index + 2])]
    return bool(beside) and min(beside) - word.bottom > _RAISED * row.height


def gaps_of(words: Sequence[Word], row: Row) -> list[bool]:
    """For each word of `row` but the first, whether another column begins with it.

    Spaces of justified text are wide, but alike; a gap between columns is much wider than the others, or wider than
    any space.
    """
    widths = [max(words[b].left - words[a].right, 0.0) for a, b in pairwise(row.numbers)]
    usual = median(widths) if len(widths) > 2 else 0.0
    return [width > max(1.5 * row.height, min(2.4 * usual, 3 * row.height)) for width in widths]


def plain(words: Sequence[Word], row: Row) -> str:
    """The words of `row` with single spaces; numbers of notes in brackets."""
    return "".join(_separator(words, row, index) + _shown(words, row, index) for index in range(len(row.numbers)))


def indented(words: Sequence[Word], row: Row, *, margin: float, letter: float) -> str:
    """The words of `row`, set off from `margin` and apart from each other as on paper.

    `margin` is where lines begin and `letter` the width of a letter, in points.
    """
    gaps = [False, *gaps_of(words, row)]
    line = " " * max(round((row.left - margin) / letter), 0)
    for index, n in enumerate(row.numbers):
        if gaps[index]:
            line += " " * max(3, round((words[n].left - margin) / letter) - len(line))
        else:
            line += _separator(words, row, index)
        line += _shown(words, row, index)
    return line


def _separator(words: Sequence[Word], row: Row, index: int) -> str:
    if not index:
        return ""
    before, word = words[row.numbers[index - 1]], words[row.numbers[index]]
    if is_raised(words, row, index):
        return "" if word.left - before.right < 0.3 * row.height else " "
    cut = word.top > before.bottom - 0.3 * row.height and _OPEN_ENDED.search(before.text)
    return "" if cut else " "


def _shown(words: Sequence[Word], row: Row, index: int) -> str:
    text = words[row.numbers[index]].text
    if is_raised(words, row, index) and not (index and _LENGTH.search(words[row.numbers[index - 1]].text)):
        return f"[{text}]"
    return text


def letter_width(words: Sequence[Word]) -> float:
    """The width of a column of letters on a page, in points: a little less than that of its usual letter.

    So an indentation of a centimetre is five columns, as where text from PDFs is copied with its layout.
    """
    widths = [(word.right - word.left) / len(word.text) for word in words if len(word.text) > 2]
    return max(0.8 * median(widths), 1.0) if widths else 5.0


def left_margin(rows: Sequence[Row], letter: float) -> float:
    """Where lines begin: the leftmost place that several lines share."""
    starts = [row.left for row in rows]
    counts = Counter(round(start / letter) for start in starts)
    shared = [place for place, count in counts.items() if count >= max(2, len(rows) // 20)]
    first = min(shared, default=min(counts, default=0))
    return min((start for start in starts if round(start / letter) >= first), default=0.0)
