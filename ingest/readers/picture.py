"""Pictures of pages made ready for OCR: red ink out, light evened, straightened, ruled lines found.

Pictures are in greys (mode L), letters dark on white. Numbers behind each step: `ingest.readers.ocr`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from ingest.readers.geometry import Rule

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]

INK: Final = 140
"""Greys below this are ink once the light is evened."""
_TINT = 24
"""Greys by which red may exceed green in black print: warm light, and what JPEG does to edges."""
_SMALL = 900
"""Pixels of the longer side of the copy on which the angle is measured; letters are lines there, as they should be."""
_MOST_SKEW = 8.0
"""Degrees either way that a page may be skewed; more is no scan."""
_LEAST_SKEW = 0.15
"""Degrees that OCR and ruled lines bear; turning a picture blurs it."""


def in_greys(picture: Image.Image) -> Image.Image:
    """The red channel, brighter where there is more red than green: red seals vanish, black print and blue ink stay."""
    if picture.mode == "L":
        return picture
    red, green, _ = picture.convert("RGB").split()
    return ImageChops.add(red, ImageChops.subtract(red, green, offset=-_TINT))


def even(grey: Image.Image) -> Image.Image:
    """The picture divided by its background, so that shadows and yellow paper become white."""
    cells = max(1, round(max(grey.size) / 200))
    small = grey.reduce(cells).filter(ImageFilter.MaxFilter(7)).filter(ImageFilter.GaussianBlur(4))
    paper = np.asarray(small.resize(grey.size, Image.Resampling.BILINEAR), dtype=np.uint16)
    shown = np.asarray(grey, dtype=np.uint16) * 255 // np.maximum(paper, 48)
    return Image.fromarray(np.minimum(shown, 255).astype(np.uint8))


def skew_of(grey: Image.Image) -> float:
    """Degrees by which to turn the picture anticlockwise so that its lines lie level; 0 where there are none.

    The angle at which the sums of rows of pixels differ most from row to row (W. Postl, 1986), on a small copy.
    """
    ink = _small(grey)
    if np.count_nonzero(np.asarray(ink)) < 200:
        return 0.0
    best = _sharpest(ink, 0.0, _MOST_SKEW, 0.5)
    best = _sharpest(ink, best, 0.4, 0.1)
    return best if _LEAST_SKEW <= abs(best) < _MOST_SKEW else 0.0


def lies_on_side(grey: Image.Image) -> bool:
    """Whether lines seem to run from top to bottom: sums of columns of pixels differ more than those of rows.

    Only the middle of the picture is looked at, for the edge of a page on a table is the strongest line of all.
    """
    width, height = grey.size
    ink = _small(grey.crop((width // 8, height // 8, width - width // 8, height - height // 8)))
    side = ink.transpose(Image.Transpose.ROTATE_90)
    rows, columns = (max(_contrast(way, angle) for angle in range(-6, 7)) for way in (ink, side))
    return columns > 1.3 * rows


def _small(grey: Image.Image) -> Image.Image:
    """The ink of a small copy, white on black."""
    factor = max(1, round(max(grey.size) / _SMALL))
    return Image.fromarray(np.where(np.asarray(grey.reduce(factor)) < 190, 255, 0).astype(np.uint8))


def _sharpest(ink: Image.Image, around: float, reach: float, step: float) -> float:
    angles = [around + step * n for n in range(-round(reach / step), round(reach / step) + 1)]
    return max(angles, key=lambda angle: (_contrast(ink, angle), -abs(angle)))


def _contrast(ink: Image.Image, angle: float) -> float:
    rows = np.asarray(ink.rotate(angle), dtype=np.float32).sum(axis=1)
    return float(np.square(np.diff(rows)).sum())


def turned(grey: Image.Image, angle: float) -> Image.Image:
    """The picture turned anticlockwise by `angle` degrees, what comes into view white."""
    if not angle:
        return grey
    if angle % 90 == 0:
        return grey.transpose(
            {90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_270}[
                round(angle) % 360
            ]
        )
    return grey.rotate(angle, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def thicker(grey: Image.Image, pixels: int) -> Image.Image:
    """Strokes thicker by `pixels` less one: thin marks over vowels are what OCR loses first."""
    ink = np.array(grey)
    for step in range(1, pixels):
        before, after = (slice(None, -1), slice(1, None)) if step % 2 else (slice(1, None), slice(None, -1))
        wider = ink.copy()
        np.minimum(ink[before], ink[after], out=wider[before])
        ink = wider.copy()
        np.minimum(wider[:, before], wider[:, after], out=ink[:, before])
    return Image.fromarray(ink)


def scaled(grey: Image.Image, scale: float) -> Image.Image:
    """The picture at this scale."""
    size = max(1, round(grey.width * scale)), max(1, round(grey.height * scale))
    return grey if size == grey.size else grey.resize(size, Image.Resampling.LANCZOS)


def rules_in(grey: Image.Image, *, dpi: float) -> list[Rule]:
    """Ruled lines: thin dark runs longer than any letter, in pixels. Lines of letters have gaps, so are none."""
    ink = np.asarray(grey) < INK
    level = _runs(ink, shortest=round(dpi / 4), thickest=max(3, round(dpi / 30)))
    upright = _runs(ink.T, shortest=round(dpi / 4), thickest=max(3, round(dpi / 30)))
    return [Rule(a, top, b, bottom) for a, b, top, bottom in level] + [
        Rule(left, a, right, b) for a, b, left, right in upright
    ]


def without_rules(grey: Image.Image, rules: list[Rule]) -> Image.Image:
    """The picture with `rules` painted white, so that they do not become letters."""
    shown = np.array(grey)
    for rule in rules:
        left, top, right, bottom = (round(edge) for edge in rule)
        shown[max(0, top - 1) : bottom + 1, max(0, left - 1) : right + 1] = 255
    return Image.fromarray(shown)


def _runs(ink: NDArray[np.bool_], *, shortest: int, thickest: int) -> list[tuple[float, float, float, float]]:
    """Level runs of ink (start, end, top, bottom); runs of neighbouring rows that overlap are one."""
    padded = np.zeros((ink.shape[0], ink.shape[1] + 2), dtype=np.int8)
    padded[:, 1:-1] = ink
    steps = np.diff(padded, axis=1)
    rows, starts = np.nonzero(steps == 1)
    ends = np.nonzero(steps == -1)[1]
    kept = ends - starts >= shortest
    merged: list[list[int]] = []
    live: list[list[int]] = []
    for row, start, end in zip(rows[kept].tolist(), starts[kept].tolist(), ends[kept].tolist(), strict=True):
        live = [run for run in live if row - run[3] <= 2]
        same = next((run for run in live if start <= run[1] and run[0] <= end), None)
        if same is None:
            same = [start, end, row, row]
            live.append(same)
            merged.append(same)
        else:
            same[:] = [min(same[0], start), max(same[1], end), same[2], row]
    return [
        (float(start), float(end), float(top), float(bottom + 1))
        for start, end, top, bottom in merged
        if bottom - top < thickest + (end - start) / 25
    ]


def has_ink(grey: Image.Image) -> bool:
    """Whether there is more on the page than specks of dust."""
    small = np.asarray(ImageChops.invert(grey.reduce(max(1, round(max(grey.size) / 1200)))))
    return bool(np.count_nonzero(small > 255 - INK) > 60)
