"""Whether confidence means what it says: bins of it against the share that was right, and their picture. Pure.

An answer's confidence promises that the documents answer the question and that this is their answer. The promise is
kept where an answer is right, and broken where it is wrong or the documents cannot answer at all. What was refused is
judged alike: its confidence should be near 0 where nothing can be answered, and was too low where something can.
"""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BINS = 10
_Z = 1.96


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """The confidence of one answer or refusal, and whether its promise was kept or would have been."""

    confidence: float
    kept: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Bin:
    """The answers with a confidence from `low` up to `high`.

    Attributes:
        count: how many there are, at least one.
        confidence: their mean.
        kept: the share of them whose promise was kept; `least` and `most` are its 95 % interval (Wilson 1927: bins of
            a few answers have an honest one too).
    """

    low: float
    high: float
    count: int
    confidence: float
    kept: float
    least: float
    most: float


@dataclasses.dataclass(frozen=True, slots=True)
class Calibration:
    """Confidence against what became of it.

    Attributes:
        bins: those with answers in them, lowest first.
        error: expected calibration error: how far confidence and share are apart, weighted by answers.
        count: answers in all.
    """

    bins: tuple[Bin, ...]
    error: float
    count: int


def calibration(answers: Sequence[Told]) -> Calibration:
    """The bins of at least one answer, of equal width, and the expected calibration error over them."""
    groups: dict[int, list[Told]] = {}
    for each in answers:
        groups.setdefault(min(BINS - 1, int(each.confidence * BINS)), []).append(each)
    bins = tuple(_bin(at, groups[at]) for at in sorted(groups))
    error = sum(each.count * abs(each.confidence - each.kept) for each in bins) / len(answers)
    return Calibration(bins, error, len(answers))


def _bin(at: int, group: Sequence[Told]) -> Bin:
    confidence = sum(each.confidence for each in group) / len(group)
    kept = sum(each.kept for each in group) / len(group)
    return Bin(at / BINS, (at + 1) / BINS, len(group), confidence, kept, *_wilson(kept, len(group)))


def _wilson(share: float, count: int) -> tuple[float, float]:
    middle = share + _Z**2 / (2 * count)
    reach = _Z * math.sqrt(share * (1 - share) / count + (_Z / (2 * count)) ** 2)
    return max(0.0, (middle - reach) / (1 + _Z**2 / count)), min(1.0, (middle + reach) / (1 + _Z**2 / count))


# -- the picture

_SIDE, _LEFT, _TOP = 400, 66, 44
"""Pixels of the square, and where it begins."""
_GAP, _FOOT = 36, 62
"""Pixels under the square for its numbers, and then for the bars that tell how many answers a bin has."""
_WIDTH, _HEIGHT = _LEFT + _SIDE + 18, _TOP + _SIDE + _GAP + _FOOT + 40
_STYLE = """
    text { font: 14px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; fill: #57606a; }
    .title { font-size: 16px; font-weight: 600; fill: #24292f; }
    .grid { stroke: #8c959f; stroke-opacity: .25; }
    .frame { fill: none; stroke: #8c959f; stroke-opacity: .6; }
    .ideal { stroke: #8c959f; stroke-width: 1.5; stroke-dasharray: 5 5; }
    .gap { stroke: #bc4c00; stroke-width: 7; stroke-opacity: .3; }
    .interval { stroke: #0969da; stroke-width: 2; stroke-opacity: .55; }
    .line { fill: none; stroke: #0969da; stroke-width: 2; stroke-linejoin: round; }
    .dot { fill: #0969da; }
    .count { fill: #8c959f; fill-opacity: .45; }
    @media (prefers-color-scheme: dark) {
      text { fill: #9ea7b3; }
      .title { fill: #e6edf3; }
      .gap { stroke: #f0883e; }
      .interval, .line { stroke: #58a6ff; }
      .dot { fill: #58a6ff; }
    }
"""


def drawn(found: Calibration) -> str:
    """The reliability diagram as SVG, on whatever background it stands: readable on a phone, light and dark."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-labelledby="t d">',
        '<title id="t">Độ tin và phần đúng — confidence and the share that was right</title>',
        f'<desc id="d">{_description(found)}</desc>',
        f"<style>{_STYLE}</style>",
        *_axes(),
        *_points(found.bins),
        *_counts(found.bins),
        _text(_LEFT, 27, "Độ tin và phần đúng — reliability", "title"),
        _text(_LEFT + _SIDE - 12, _TOP + _SIDE - 34, f"{found.count} câu — questions", anchor="end"),
        _text(_LEFT + _SIDE - 12, _TOP + _SIDE - 14, f"sai lệch — expected error {found.error:.3f}", anchor="end"),
        _text(_LEFT + _SIDE / 2, _HEIGHT - 12, "độ tin — confidence", anchor="middle"),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _description(found: Calibration) -> str:
    told = (f"{each.low:.1f}–{each.high:.1f}: {each.kept:.2f} of {each.count}" for each in found.bins)
    return f"Share right by bin of confidence: {'; '.join(told)}. Expected calibration error {found.error:.3f}."


def _axes() -> Iterator[str]:
    for tenth in range(0, 11, 2):
        share = tenth / 10
        x, y = _x(share), _y(share)
        yield f'<path class="grid" d="M{_LEFT} {y:.1f}H{_LEFT + _SIDE}M{x:.1f} {_TOP}V{_TOP + _SIDE}"/>'
        yield _text(_LEFT - 14, y + 5, f"{share:.1f}", anchor="end")
        yield _text(x, _TOP + _SIDE + 26, f"{share:.1f}", anchor="middle")
    yield f'<rect class="frame" x="{_LEFT}" y="{_TOP}" width="{_SIDE}" height="{_SIDE}"/>'
    yield f'<path class="ideal" d="M{_x(0):.1f} {_y(0):.1f}L{_x(1):.1f} {_y(1):.1f}"/>'
    middle = _TOP + _SIDE / 2
    label = _text(16, middle, "phần đúng — share right", anchor="middle")
    yield label.replace("<text ", f'<text transform="rotate(-90 16 {middle:.0f})" ', 1)


def _points(bins: Sequence[Bin]) -> Iterator[str]:
    most = max((each.count for each in bins), default=1)
    for each in bins:
        x, y = _x(each.confidence), _y(each.kept)
        yield f'<path class="gap" d="M{x:.1f} {_y(each.confidence):.1f}V{y:.1f}"/>'
        yield f'<path class="interval" d="M{x:.1f} {_y(each.least):.1f}V{_y(each.most):.1f}"/>'
    corners = " ".join(f"{_x(each.confidence):.1f},{_y(each.kept):.1f}" for each in bins)
    yield f'<polyline class="line" points="{corners}"/>'
    for each in bins:
        radius = 4 + 7 * (each.count / most) ** 0.5
        told = f"{each.kept:.2f} of {each.count} right at {each.confidence:.2f}"
        x, y = _x(each.confidence), _y(each.kept)
        yield f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"><title>{told}</title></circle>'


def _counts(bins: Sequence[Bin]) -> Iterator[str]:
    """How many answers each bin has, as bars under the square."""
    most = max((each.count for each in bins), default=1)
    ground = _TOP + _SIDE + _GAP + _FOOT
    for each in bins:
        height = max(2.0, (_FOOT - 18) * each.count / most)
        x, width = _x(each.low) + 3, _SIDE * (each.high - each.low) - 6
        yield f'<rect class="count" x="{x:.1f}" y="{ground - height:.1f}" width="{width:.1f}" height="{height:.1f}"/>'
        yield _text(x + width / 2, ground - height - 4, str(each.count), anchor="middle")


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{named}>{words}</text>'


def _x(share: float) -> float:
    return _LEFT + _SIDE * share


def _y(share: float) -> float:
    return _TOP + _SIDE * (1 - share)
