"""What is drawn on the pages of a PDF: ruled lines, pictures and shapes; and where on the page as it is shown."""

from __future__ import annotations

import ctypes
import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from pypdfium2 import raw

from ingest.readers.geometry import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypdfium2 import PdfPage

MOST_OBJECTS = 60_000
"""Of a page that are looked at."""
DEEPEST = 6
"""Forms within forms."""
_MOST_RULES = 8000
_THIN = 2.5
"""Points up to which a filled box is a ruled line."""


class Frame(NamedTuple):
    """From the coordinates of a page to those of how it is shown: origin upper left, turned by quarters."""

    left: float
    bottom: float
    right: float
    top: float
    quarters: int

    def show(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the page is shown."""
        match self.quarters:
            case 1:
                return y - self.bottom, x - self.left
            case 2:
                return self.right - x, y - self.bottom
            case 3:
                return self.top - y, self.right - x
            case _:
                return x - self.left, self.top - y

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """Where a box of the page is shown: left, top, right, bottom."""
        if not self.quarters:
            return left - self.left, self.top - top, right - self.left, self.top - bottom
        (x0, y0), (x1, y1) = self.show(left, bottom), self.show(right, top)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def frame_of(page: PdfPage) -> Frame:
    """How a page is shown: the part of it that is not cut away, and its rotation."""
    box = raw.FS_RECTF()
    if raw.FPDF_GetPageBoundingBox(page, ctypes.byref(box)) and box.right > box.left and box.top > box.bottom:
        return Frame(box.left, box.bottom, box.right, box.top, raw.FPDFPage_GetRotation(page) % 4)
    width, height = page.get_size()
    return Frame(0.0, 0.0, max(width, 1.0), max(height, 1.0), 0)


def drawing_of(page: PdfPage, frame: Frame) -> tuple[list[Rule], float, int]:
    """The ruled lines of a page, the area of its pictures, and how many shapes are drawn on it that are no lines."""
    rules: list[Rule] = []
    pictured, drawn = 0.0, 0
    for item, kind, matrices in _objects(page):
        if kind == raw.FPDF_PAGEOBJ_PATH:
            before = len(rules)
            if len(rules) < _MOST_RULES:
                rules += _rules(item, matrices, frame)
            drawn += len(rules) == before
        elif kind in {raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING}:
            left, top, right, bottom = _bounds(item, matrices, frame)
            pictured += max(right - left, 0.0) * max(bottom - top, 0.0)
    return rules, pictured, drawn


_Matrix = tuple[float, float, float, float, float, float]


def _objects(page: PdfPage) -> Iterator[tuple[Any, int, tuple[_Matrix, ...]]]:
    """Objects of a page and of the forms in it, with the matrices of those forms from the innermost out."""
    left = MOST_OBJECTS
    stack: list[tuple[Any, tuple[_Matrix, ...]]] = [(None, ())]
    while stack:
        form, matrices = stack.pop()
        count = raw.FPDFFormObj_CountObjects(form) if form else raw.FPDFPage_CountObjects(page)
        for index in range(max(count, 0)):
            item = raw.FPDFFormObj_GetObject(form, index) if form else raw.FPDFPage_GetObject(page, index)
            kind = raw.FPDFPageObj_GetType(item)
            left -= 1
            if left < 0:
                return
            if kind == raw.FPDF_PAGEOBJ_FORM:
                if len(matrices) < DEEPEST:
                    stack.append((item, (_matrix(item), *matrices)))
            elif kind != raw.FPDF_PAGEOBJ_TEXT:
                yield item, kind, matrices


def _matrix(item: Any) -> _Matrix:
    m = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, ctypes.byref(m))
    return m.a, m.b, m.c, m.d, m.e, m.f


def _moved(x: float, y: float, matrices: tuple[_Matrix, ...]) -> tuple[float, float]:
    for a, b, c, d, e, f in matrices:
        x, y = a * x + c * y + e, b * x + d * y + f
    return x, y


def _bounds(item: Any, matrices: tuple[_Matrix, ...], frame: Frame) -> tuple[float, float, float, float]:
    sides = [ctypes.c_float() for _ in range(4)]
    raw.FPDFPageObj_GetBounds(item, *map(ctypes.byref, sides))
    left, bottom, right, top = (side.value for side in sides)
    low, high = _moved(left, bottom, matrices), _moved(right, top, matrices)
    box = frame.box(*low, *high)
    width, height = frame.right - frame.left, frame.top - frame.bottom
    if frame.quarters % 2:
        width, height = height, width
    return max(box[0], 0.0), max(box[1], 0.0), min(box[2], width), min(box[3], height)


def _rules(item: Any, matrices: tuple[_Matrix, ...], frame: Frame) -> list[Rule]:
    """The lines of a path: strokes along an axis, edges of stroked boxes, and filled boxes that are thin."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke))
    if not (fill.value or stroke.value):
        return []
    chain = (_matrix(item), *matrices)
    rules: list[Rule] = []
    for points in _subpaths(item, chain, frame):
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        left, top, right, bottom = min(xs), min(ys), max(xs), max(ys)
        if min(right - left, bottom - top) <= _THIN:
            if max(right - left, bottom - top) > _THIN:
                rules.append(Rule(left, top, right, bottom))
        elif stroke.value:
            rules += [
                Rule(min(a, c), min(b, d), max(a, c), max(b, d))
                for (a, b), (c, d) in pairwise(points)
                if min(abs(a - c), abs(b - d)) < 0.6 and max(abs(a - c), abs(b - d)) > _THIN
            ]
    return rules


def _subpaths(item: Any, chain: tuple[_Matrix, ...], frame: Frame) -> Iterator[list[tuple[float, float]]]:
    """The polygons of a path as they are shown; those with curves are left out."""
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    straight = True
    for index in range(min(raw.FPDFPath_CountSegments(item), _MOST_RULES)):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            if straight and len(points) > 1:
                yield points
            points, straight = [], True
        straight = straight and kind != raw.FPDF_SEGMENT_BEZIERTO
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        shown = frame.show(*_moved(x.value, y.value, chain))
        if not (math.isfinite(shown[0]) and math.isfinite(shown[1])):
            straight = False
        points.append(shown)
        if raw.FPDFPathSegment_GetClose(segment) and points:
            points.append(points[0])
    if straight and len(points) > 1:
        yield points
