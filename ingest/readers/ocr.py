"""Pages that are only pictures → text, by Tesseract. `ocr_page` is the unit of work of a child process.

What was tried on 7 pages with a known text, rendered at 300 dpi and at 200 dpi with noise, blur and skew, and on 8 of
two signed notices, share of words right in per cent: as it is 92.9, 91.4, 93.0; strokes thickened by two pixels 94.2,
92.0, 94.4, and then at 180 dpi 95.4, 91.7, 95.2; two such views of which the surer word is kept 95.8, 95.2, 94.6.
Without gain: 400 and 600 dpi (90.7, 90.0, 89.3), Sauvola (92.6, 91.0, 93.0), sharpening, blur, wider letters, and
lines cut out one by one (at best 91.8, 90.6, 92.9). A second view takes as long as the first, so only pages with
words in doubt get one. Where words stand on the page is decided by `geometry`. Most of what is wrong are marks over
vowels, of which `ocr_repair` restores what has only one meaning.
"""

from __future__ import annotations

import dataclasses
import math
import re
import time
from statistics import median
from typing import TYPE_CHECKING, Final

from ingest.readers.extract import Page
from ingest.readers.geometry import Rule, Word, lay_out
from ingest.readers.image import frame
from ingest.readers.ocr_repair import repair
from ingest.readers.pdf import page_image
from ingest.readers.picture import (
    even,
    has_ink,
    in_greys,
    lies_on_side,
    rules_in,
    scaled,
    skew_of,
    thicker,
    turned,
    without_rules,
)
from ingest.readers.seen import Seen, is_better, is_noise, merged, placed
from ingest.readers.tesseract import TesseractError, missing, quarter_turns, words_in
from ingest.readers.vietnamese import share_of_syllables
from retrieval.errors import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PIL import Image

    from ingest.readers.formats import Format

_MEANT = re.compile(r"[^\W_]{2}")
__all__ = ["missing", "ocr_page", "recognise"]

DPI: Final = 300
DOUBTFUL: Final = 60
"""Confidence of Tesseract below which a word is marked; digits in handwriting and names under seals have less."""
_CONVINCING: Final = 75
_SYLLABLES: Final = 0.5
"""Median confidence, and share of Vietnamese syllables, from which a page is not looked at from other sides."""
_SECONDS: Final = 60.0
"""For one page, all tries together."""
_TALL: Final = 50
"""Pixels of a usual word of 14 points at 300 dpi, marks above and below included; taken until it is measured."""
_LONG_SIDE: Final = 11.7
"""Inches of A4, which a picture that does not say its resolution shows."""
_SURE: Final = 80
_UNSURE: Final = 0.035
"""A page is clear with at most this share of words of less confidence than `_SURE`; half of 22 pages are."""
_MOST_AGAIN: Final = 8
"""Words of a page that are read once more; each takes a tenth of a second."""
_STROKELESS = re.compile(r"\d{1,5}[A-ZĐ]{2,}-[A-ZĐ]")
_STROKE_HEIGHTS: Final = (50, 30, 75)
"""“1105KH-ĐKT” lost its stroke; heights of a word at which it is looked for."""
_VIEWS: Final = ((1 / 17, 30), (1 / 25, 45))
"""Thickening in heights of a word, and pixels of that height, of the pictures that Tesseract reads of a page."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Glance:
    """A picture some way up, and what is seen in it at first.

    Attributes:
        clear: straightened, without ruled lines.
        rules: those lines, in pixels.
        tall: pixels of a usual word.
        seen: words, in pixels.
    """

    clear: Image.Image
    rules: list[Rule]
    tall: float
    seen: list[Seen]

    def is_convincing(self) -> bool:
        """Whether this is surely the right way up: upside down Tesseract sees words too, but no syllables."""
        return self._confidence >= _CONVINCING and self._syllables >= _SYLLABLES

    @property
    def strength(self) -> float:
        """How much of the page is seen, to compare ways up."""
        sure = sum(len(word.text) for word in self.seen if word.confidence >= DOUBTFUL)
        return sure * self._confidence * (0.1 + self._syllables)

    @property
    def _confidence(self) -> float:
        """The median of words of letters; 0 without any, or where the words stand on end, which Tesseract can read."""
        words = [word for word in self.seen if _MEANT.search(word.text) and not is_noise(word)]
        long = [(word.right - word.left) / (word.bottom - word.top) for word in words if len(word.text) > 3]
        return median(word.confidence for word in words) if long and median(long) > 1 else 0.0

    @property
    def _syllables(self) -> float:
        return share_of_syllables(" ".join(word.text for word in self.seen if not is_noise(word)))


def ocr_page(path: Path, data: bytes, format: Format, index: int) -> Page:  # noqa: A002 (the word of the caller)
    """The text of page `index` of a PDF or a picture.

    Raises:
        UnreadableError: there is no such page, or Tesseract is missing, fails or takes too long.
    """
    if problem := missing():
        raise UnreadableError(path, problem)
    picture = page_image(data, index, dpi=DPI, path=path) if format == "pdf" else frame(data, index, path=path)
    try:
        return recognise(picture)
    except TesseractError as error:
        raise UnreadableError(path, f"page {index + 1}: {error}") from error


def recognise(picture: Image.Image) -> Page:
    """The text of a picture of a page, in NFC; "" where it is blank.

    Raises:
        TesseractError: it fails or takes too long.
    """
    until = time.monotonic() + _SECONDS
    grey = even(in_greys(picture))
    if not has_ink(grey):
        return Page("")
    glance = _upright(grey, until)
    other = [] if _is_clear(glance.seen) else _look(glance.clear, glance.tall, _VIEWS[1], until)
    return _page(_again(glance, merged(glance.seen, other), until), glance)


def _is_clear(seen: Sequence[Seen]) -> bool:
    """Whether so few words are unsure that the page need not be looked at twice, which takes as long again."""
    words = [word for word in seen if _MEANT.search(word.text) and not is_noise(word)]
    return sum(word.confidence < _SURE for word in words) <= _UNSURE * len(words)


def _upright(grey: Image.Image, until: float) -> _Glance:
    """The picture the right way up: as it is, as Tesseract says, or as most is seen."""
    first = 90 if lies_on_side(grey) else 0
    best = _glance(turned(grey, first), until)
    if best.is_convincing():
        return best
    told = quarter_turns(grey, seconds=_left(until))
    for angle in (0, 90, 180, 270) if told is None else (told,):
        if angle != first and not best.is_convincing() and _left(until) > _SECONDS / 3:
            best = max(best, _glance(turned(grey, angle), until), key=lambda glance: glance.strength)
    return best


def _glance(grey: Image.Image, until: float) -> _Glance:
    level = turned(grey, skew_of(grey))
    rules = rules_in(level, dpi=_resolution(level))
    clear = without_rules(level, rules)
    seen = _look(clear, _TALL, _VIEWS[0], until)
    tall = _height_of(seen)
    if not 0.6 < tall / _TALL < 1.6:
        seen = _look(clear, tall, _VIEWS[0], until)
    return _Glance(clear, rules, tall, seen)


def _again(glance: _Glance, seen: Sequence[Seen], until: float) -> list[Seen]:
    """The words with those that are doubtful, or numbers without their stroke, read once more, each alone and thin."""
    better: dict[Seen, list[Seen]] = {}
    left = _MOST_AGAIN
    for word in seen:
        heights = _STROKE_HEIGHTS if _STROKELESS.match(word.text) else (45,)
        if heights != _STROKE_HEIGHTS and (
            word.confidence >= DOUBTFUL or not any(letter.isalnum() for letter in word.text)
        ):
            continue
        edge = glance.tall / (10 if heights == _STROKE_HEIGHTS else 4)
        cut = glance.clear.crop(
            (
                math.floor(word.left - edge),
                math.floor(word.top - edge),
                math.ceil(word.right + edge),
                math.ceil(word.bottom + edge),
            )
        )
        for height in heights[: left if _left(until) > _SECONDS / 4 else 0]:
            left -= 1
            found = words_in(scaled(cut, height / glance.tall), dpi=DPI, seconds=_left(until), mode=7)
            if found and is_better(found, word):
                better[word] = placed(found, word)
                break
    return [part for word in seen for part in better.get(word, [word])]


def _height_of(seen: Sequence[Seen]) -> float:
    """Pixels of a usual word, by the width of its letters: of small letters Tesseract gives the boxes too high."""
    widths = [(word.right - word.left) / len(word.text) for word in seen if _MEANT.search(word.text)]
    return min(max(2 * median(widths), 6.0), 400.0) if len(widths) > 2 else _TALL


def _look(grey: Image.Image, tall: float, view: tuple[float, int], until: float) -> list[Seen]:
    """What Tesseract sees in the picture as `view` shows it, boxes in pixels of the picture."""
    thickening, height = view
    scale = min(max(height / tall, 0.2), 4.0)
    shown = scaled(thicker(grey, round(tall * thickening)), scale)
    across, down = grey.width / shown.width, grey.height / shown.height
    return [
        word._replace(
            left=word.left * across, right=word.right * across, top=word.top * down, bottom=word.bottom * down
        )
        for word in words_in(shown, dpi=DPI, seconds=_left(until))
    ]


def _left(until: float) -> float:
    return max(until - time.monotonic(), 0.1)


def _resolution(picture: Image.Image) -> float:
    """Pixels of an inch, if the picture shows a whole page."""
    return max(picture.size) / _LONG_SIDE


def _page(seen: Sequence[Seen], glance: _Glance) -> Page:
    """The words in lines, and where those stand that are not sure."""
    points = 72 / _resolution(glance.clear)
    words = [Word(word.text, *(edge * points for edge in word[2:6])) for word in seen]
    rules = [Rule(*(edge * points for edge in rule)) for rule in glance.rules]
    text, spans = lay_out(words, rules, width=glance.clear.width * points)
    doubtful = tuple(sorted(span for span, word in zip(spans, seen, strict=True) if word.confidence < DOUBTFUL))
    return repair(Page(text, doubtful))
