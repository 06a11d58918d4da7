"""What stands on every page and belongs to none: running headers and footers, and the numbers of pages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, NamedTuple

from ingest.header import MOTTO
from ingest.readers.baselines import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.readers.geometry import Word

_EDGE = 0.14
"""The share of a page's height, above and below, where its furniture stands."""
_LINES = 3
"""Lines at either edge that are looked at."""
_NUMBER = re.compile(
    r"(?:[-–—_(\[]\s*)?(?:Trang|Page|Tr\.?)?\s*:?\s*(\d{1,4})(?:\s*(?:/|of|trên|trong)\s*\d{1,4})?(?:\s*[-–—_)\]])?",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"(?:Mẫu|Phụ lục|Biểu|Bảng|Điều|Chương|Mục|Phần|Quý|Tiểu mục|Danh mục|\d+\s*[.)])", re.IGNORECASE)
"""What is counted too, one a page: headings of annexes and forms."""
_APART = 0.6
"""Heights of a line that lie free between furniture and the text."""
_NEAR = 6.0
"""Points that a running line may stand higher or lower from page to page."""


class _Edge(NamedTuple):
    """A line near an edge: its page, where it stands, its words, its text, and whether space is left inwards of it."""

    page: int
    at: float
    numbers: tuple[int, ...]
    text: str
    apart: bool


def furniture(
    pages: Sequence[Sequence[Word]], heights: Sequence[float], tables: Sequence[Sequence[tuple[float, float]]]
) -> list[set[int]]:
    """For each page the numbers of those of its words that are furniture.

    Args:
        pages: the words of each page.
        heights: of the pages, in points.
        tables: where the tables of each page begin and end; what stands in them is none.
    """
    edges = [
        edge
        for page, words in enumerate(pages)
        for edge in _edges(page, words, heights[page])
        if not any(top <= edge.at <= bottom for top, bottom in tables[page])
    ]
    found: list[set[int]] = [set() for _ in pages]
    by_page: defaultdict[int, list[_Edge]] = defaultdict(list)
    for edge in edges:
        by_page[edge.page].append(edge)
    numbers = set(_page_numbers(edges, len(pages)))
    running = set(_running(edges, len(pages)))
    for edge in numbers:
        found[edge.page].update(edge.numbers)
    for page, height in enumerate(heights):
        own = [edge for edge in by_page[page] if edge not in numbers]
        above = [edge for edge in own if edge.at < height / 2]
        below = [edge for edge in reversed(own) if edge.at >= height / 2]
        for side in (above, below):
            outer = list(takewhile(running.__contains__, side))
            while outer and not outer[-1].apart:
                outer.pop()
            found[page].update(n for edge in outer for n in edge.numbers)
    return found


def _edges(page: int, words: Sequence[Word], height: float) -> list[_Edge]:
    near = [n for n, word in enumerate(words) if word.bottom < _EDGE * height or word.top > (1 - _EDGE) * height]
    rows = rows_of(words, near)
    above = [row for row in rows if row.bottom < height / 2]
    below = [row for row in rows if row.bottom >= height / 2]
    inner = [words[n] for n in set(range(len(words))).difference(near)]
    next_below = min((word.top for word in inner), default=below[0].top if below else -height)
    next_above = max((word.bottom for word in inner), default=above[-1].bottom if above else 2 * height)
    free_below = [*(b.top - a.bottom for a, b in pairwise(above)), *(next_below - row.bottom for row in above[-1:])]
    free_above = [*(row.top - next_above for row in below[:1]), *(b.top - a.bottom for a, b in pairwise(below))]
    edges = list(zip(above, free_below, strict=False))[:_LINES] + list(zip(below, free_above, strict=False))[-_LINES:]
    return [
        _Edge(
            page, row.top, tuple(row.numbers), " ".join(words[n].text for n in row.numbers), free > _APART * row.height
        )
        for row, free in edges
    ]


def _page_numbers(edges: Sequence[_Edge], pages: int) -> list[_Edge]:
    """Lone numbers that count with the pages: by at least two of them, or by the number of the page itself."""
    by_offset: defaultdict[int, list[_Edge]] = defaultdict(list)
    for edge in edges:
        if number := _NUMBER.fullmatch(edge.text):
            by_offset[int(number[1]) - edge.page].append(edge)
    return [
        edge
        for offset, counted in by_offset.items()
        for edge in counted
        if offset == 1 or len({one.page for one in counted}) > 1 or (pages > 1 and re.search("[^\\d]", edge.text))
    ]


def _running(edges: Sequence[_Edge], pages: int) -> list[_Edge]:
    """Lines that stand in one place on many pages, but for numbers that count with the pages."""
    alike: defaultdict[str, list[_Edge]] = defaultdict(list)
    for edge in edges:
        alike[re.sub(r"\d+", "#", edge.text)].append(edge)
    found: list[_Edge] = []
    for group in alike.values():
        if _COUNTED.match(group[0].text) and len({edge.text for edge in group}) > 1:
            continue
        if MOTTO.search(group[0].text):
            continue
        places = Counter(round(edge.at / _NEAR) for edge in group)
        level = [edge for edge in group if sum(places[round(edge.at / _NEAR) + step] for step in (-1, 0, 1)) > 2]
        if len({edge.page for edge in level}) >= max(3, 0.4 * pages) and _counts(level):
            found += level
    return found


def _counts(edges: Sequence[_Edge]) -> bool:
    """Whether each number in these lines is always the same, or goes with the pages."""
    columns = zip(*([int(n) for n in re.findall(r"\d+", edge.text)] for edge in edges), strict=False)
    for column in columns:
        steps = {number - edge.page for number, edge in zip(column, edges, strict=False)}
        if len(set(column)) > 1 and len(steps) > 1:
            return False
    return True
