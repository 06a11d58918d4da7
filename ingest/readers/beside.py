"""Blocks set side by side: the letterhead above a document, the recipients and the signature under it.

Both are laid out in two columns (Nghị định 30/2020/NĐ-CP, Phụ lục I) whose lines do not stand level, so the words of
one row belong to different sentences. Here such rows are found, to be read column by column.
"""

from __future__ import annotations

import dataclasses
import math
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.header import KINDS
from ingest.readers.baselines import gaps_of, rows_of
from retrieval.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.readers.baselines import Row
    from ingest.readers.geometry import Word

_MOTTO = re.compile(r"\W*(?:cong h\w{1,2} xa h\w{1,2} chu|dang cong san viet)")
_SECOND_MOTTO = re.compile(r"\W*doc lap\W+tu do")
_DATE = re.compile(r"\W*(?:tp\.? ?)?[^\W\d][\w. -]{2,30}\W+ngay.{0,12}thang.{0,12}nam")
_RECIPIENTS = re.compile(r"\W*noi nhan\b")
_OFFICE = re.compile(
    r"\W*(?:(?:tm|kt|tl|tuq|q)\b\s*[.,]|t/m|k/t|(?:pho |thu )?(?:chu tich|giam doc|bo truong|thu tuong|chu nhiem|"
    r"cuc truong|tong giam doc|hieu truong|truong|bi thu|chanh|vien truong|vu truong)\b|dai dien\b|nguoi \w+\b)"
)
_TITLE = re.compile(rf"(?:{'|'.join(fold(kind) for kind in KINDS)})\b(?!\W*(?:so|ngay)\b)")
"""Kinds of documents: what stands in the middle under a letterhead, and belongs to neither column."""
_REACH = 2.6
"""Heights of a line that may lie between two rows of one block."""
_MOST_WORDS = 14
"""Words of a line of the left column."""
_SIGNATURE = 180.0
"""Points left free for a signature and a seal above the name."""


@dataclasses.dataclass(frozen=True, slots=True)
class Pair:
    """Rows `first` to `last` (inclusive) of a page as two columns of rows."""

    first: int
    last: int
    left: tuple[Row, ...]
    right: tuple[Row, ...]


@dataclasses.dataclass(slots=True)
class _Gutter:
    """The free strip between two columns, from `start` to `end`, and the middles of the columns beside it."""

    start: float
    end: float
    left: float
    right: float


def find_pairs(words: Sequence[Word], rows: Sequence[Row]) -> list[Pair]:
    """The letterheads and signature blocks among `rows`, in order, not overlapping."""
    pairs: list[Pair] = []
    index = 0
    while index < len(rows):
        gutter = _seed(words, rows[index])
        if gutter is None:
            index += 1
            continue
        first, last = index, index
        floor = pairs[-1].last if pairs else -1
        while first - 1 > floor and _belongs(words, rows, first - 1, first, gutter, above=True):
            first -= 1
        while last + 1 < len(rows) and _belongs(words, rows, last + 1, last, gutter, above=False):
            last += 1
        sides = [_sides(words, row, gutter) for row in rows[first : last + 1]]
        left = rows_of(words, [n for side in sides for n in side[0]])
        right = rows_of(words, [n for side in sides for n in side[1]])
        pairs.append(Pair(first, last, tuple(left), tuple(right)))
        index = last + 1
    return pairs


def _text(words: Sequence[Word], numbers: Sequence[int]) -> str:
    return " ".join(words[n].text for n in numbers)


def _seed(words: Sequence[Word], row: Row) -> _Gutter | None:
    """The gutter of a row that holds both the national motto, a date or an office, and something to the left of it."""
    splits = [index for index, gap in enumerate(gaps_of(words, row), 1) if gap]
    if not splits:
        motto = _motto_start(words, row)
        splits = [motto] if motto else []
    if len(splits) != 1:
        return None
    left, right = row.numbers[: splits[0]], row.numbers[splits[0] :]
    shown = fold(_text(words, right))
    heads = _is_motto(words, right) or _SECOND_MOTTO.match(shown) or _DATE.match(shown)
    recipients = _RECIPIENTS.match(fold(_text(words, left)))
    office = _OFFICE.match(shown) and (recipients or _text(words, right).isupper())
    if not (heads or recipients or office) or len(left) > _MOST_WORDS:
        return None
    return _Gutter(words[left[-1]].right, words[right[0]].left, _middle(words, left), _middle(words, right))


def _motto_start(words: Sequence[Word], row: Row) -> int:
    """Where the motto begins in a row in which the issuer stands right before it; 0 if it does not."""
    for index in range(1, min(len(row.numbers) - 3, _MOST_WORDS)):
        if _is_motto(words, row.numbers[index:]):
            return index
    return 0


def _is_motto(words: Sequence[Word], numbers: Sequence[int]) -> bool:
    """Whether the national motto begins here; sentences name the Republic too, but not in capitals."""
    text = _text(words, numbers[:8])
    return text[:12].isupper() and _MOTTO.match(fold(text)) is not None


def _middle(words: Sequence[Word], numbers: Sequence[int]) -> float:
    return (words[numbers[0]].left + words[numbers[-1]].right) / 2


def _sides(words: Sequence[Word], row: Row, gutter: _Gutter) -> tuple[list[int], list[int]]:
    """The words of `row` left and right of the gutter: cut where it leaves most of the gutter free."""
    ends = [-math.inf]
    for n in row.numbers:
        ends.append(max(ends[-1], words[n].right))
    starts = [*(words[n].left for n in row.numbers), math.inf]
    free = [min(start, gutter.end) - max(end, gutter.start) for end, start in zip(ends, starts, strict=True)]
    cut = max(range(len(free)), key=free.__getitem__)
    return row.numbers[:cut], row.numbers[cut:]


def _belongs(
    words: Sequence[Word], rows: Sequence[Row], index: int, neighbour: int, gutter: _Gutter, *, above: bool
) -> bool:
    """Whether row `index` goes on with the block that ends at row `neighbour`; narrows the gutter when it does."""
    row, other = rows[index], rows[neighbour]
    distance = (other.top - row.bottom) if above else (row.top - other.bottom)
    left, right = _sides(words, row, gutter)
    start = max(gutter.start, max((words[n].right for n in left), default=0.0))
    end = min(gutter.end, min((words[n].left for n in right), default=gutter.end))
    if end - start < 2:
        return False
    near = distance < _REACH * max(row.height, other.height)
    if left and right:
        widths = sorted(words[b].left - words[a].right for a, b in pairwise(row.numbers))
        gap = words[right[0]].left - words[left[-1]].right
        apart = gap > 1.5 * widths[len(widths) // 2] or len(widths) == 1
        named = len(left) <= 6 and len(right) <= 6 and distance < _SIGNATURE and not above
        fits = (near or named) and gap > 0.6 * row.height and apart
    elif right:
        centred = abs(_middle(words, right) - gutter.right) < 0.08 * (gutter.right * 2)
        named = len(right) <= 6 and distance < _SIGNATURE and not above
        fits = centred and (near or named) and not _TITLE.match(fold(_text(words, right)))
    else:
        centred = abs(_middle(words, left) - gutter.left) < 0.25 * gutter.end
        fits = near and centred and not above
    if fits:
        gutter.start, gutter.end = start, end
    return fits
