"""Words as OCR saw them: two views of a page made one, and what is no word left out. Pure."""

from __future__ import annotations

import re
import unicodedata
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

from retrieval.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Seen(NamedTuple):
    """A word as OCR saw it.

    Attributes:
        confidence: from 0 to 100.
        left, top, right, bottom: its box in pixels from the upper left corner.
        around: the median confidence of its line.
    """

    text: str
    confidence: float
    left: float
    top: float
    right: float
    bottom: float
    around: float = 100.0


_SEEN_ONCE: Final = 60
"""Confidence from which a word counts that only one of two views shows."""
_NOISE: Final = 30
"""Confidence below which signs and single letters are specks; half of it for two or three letters."""
_POOR: Final = 50
"""Median confidence of a line below which only its surest words are words: seals, signatures, edges of the paper."""
_BAND: Final = 64
"""Pixels of the bands in which words that may overlap are looked for."""
_STRANGE = re.compile(r"[^\w\s.,;:!?()\[\]/+\-–—…“”\"‘’'%&=<>≥≤±×°²³§•*#@Øø₂√]|[_ªº]")


def level(line: Sequence[Seen]) -> list[Seen]:
    """Words of a line at the height of most of them, for the boxes of OCR are only as high as the letters in them."""
    top, bottom = median(word.top for word in line), median(word.bottom for word in line)
    around = median(word.confidence for word in line)
    return [word._replace(top=top, bottom=bottom, around=around) for word in line]


def merged(one: Sequence[Seen], other: Sequence[Seen]) -> list[Seen]:
    """Two views of one page as one: of words in one place the surer; what only the other saw if it is sure."""
    first, second = (_once([word for word in view if not is_noise(word)]) for view in (one, other))
    places = _places(first)
    kept: list[list[Seen]] = [[word] for word in first]
    inside: dict[int, list[Seen]] = {}
    for word in second:
        over = [number for number in _near(places, word) if _overlap(first[number], word) > 0]
        covered = [number for number in over if _holds(word, first[number])]  # several: they are run together
        if not over:
            kept += [[word]] if word.confidence >= _SEEN_ONCE else []
        elif len(covered) < 2 and (around := [number for number in over if _holds(first[number], word)]):
            inside.setdefault(around[0], []).append(word)
    for number, parts in inside.items():
        if len(parts) > 1 and _is_cut(first[number], parts):
            kept[number] = parts
        elif len(parts) == 1 and _overlap(first[number], parts[0]) > 0.5:
            kept[number] = [_surer(first[number], parts[0])]
    return [word for words in kept for word in words]


def _holds(word: Seen, other: Seen) -> bool:
    """Whether the middle of `other` lies in the box of `word`."""
    x, y = (other.left + other.right) / 2, (other.top + other.bottom) / 2
    return word.left <= x <= word.right and word.top <= y <= word.bottom


def is_noise(word: Seen) -> bool:
    """Whether a word is made of specks, seals, strokes of a pen, borders or edges of the paper."""
    strange = len(_STRANGE.findall(word.text))
    if strange * 3 > len(word.text) or (strange and word.confidence < _POOR):
        return True
    if word.around < _POOR or not _has_room(word):
        return word.confidence < _SEEN_ONCE
    letters = sum(letter.isalnum() for letter in word.text)
    return word.confidence < (_NOISE if letters < 2 else _NOISE / 2 if letters < 4 else 0)


def is_better(found: Sequence[Seen], word: Seen) -> bool:
    """Whether `word`, read once more, became surer words: of no other digits, for a guess is worse than a doubt."""
    text = "".join(one.text for one in found)
    if re.sub(r"\D", "", text) != re.sub(r"\D", "", word.text) or any(is_noise(one) for one in found):
        return False
    if _marks(text) < _marks(word.text):
        return False
    return min(one.confidence for one in found) > word.confidence or (
        _bare(text) == _bare(word.text) and len(text) > len(word.text)
    )


def _marks(text: str) -> int:
    """How many marks stand over and under letters; OCR loses them, and imagines none."""
    return sum(unicodedata.combining(letter) > 0 for letter in unicodedata.normalize("NFD", text))


def placed(found: Sequence[Seen], word: Seen) -> list[Seen]:
    """`found` in the place of `word`, side by side."""
    width = (word.right - word.left) / (max(one.right for one in found) - min(one.left for one in found))
    start = min(one.left for one in found)
    return [
        word._replace(
            text=one.text,
            confidence=one.confidence,
            left=word.left + (one.left - start) * width,
            right=word.left + (one.right - start) * width,
        )
        for one in found
    ]


def _has_room(word: Seen) -> bool:
    """Whether the letters of a word are neither too narrow nor too wide for its height."""
    letter = (word.right - word.left) / len(word.text)
    return 0.1 < letter / max(word.bottom - word.top, 1) < 1.6


def _surer(one: Seen, other: Seen) -> Seen:
    """The surer of two words, in the place of `one`; of numbers that differ in signs the one with more of them."""
    if re.search(r"\d", one.text) and _bare(one.text) == _bare(other.text):
        best = max(one, other, key=lambda word: (len(word.text), word.confidence))
    else:
        best = max(one, other, key=lambda word: word.confidence)
    return one._replace(text=best.text, confidence=best.confidence, around=best.around)


def _is_cut(word: Seen, parts: Sequence[Seen]) -> bool:
    """Whether `parts` are the words that `word` runs together: “trên30chỗ” is “trên 30 chỗ”."""
    if len(parts) < 2 or min(part.confidence for part in parts) < _SEEN_ONCE:
        return False
    return _bare(word.text) == _bare("".join(part.text for part in sorted(parts, key=lambda part: part.left)))


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", fold(text))


def _once(seen: Sequence[Seen]) -> list[Seen]:
    """The words without those of lines that Tesseract saw twice, a part of them below or above itself."""
    places = _places(seen)
    return [
        word
        for number, word in enumerate(seen)
        if not any(
            other != number and _holds(seen[other], word) and _repeats(word, seen[other])
            for other in _near(places, word)
        )
    ]


def _repeats(word: Seen, other: Seen) -> bool:
    if (word.confidence, word.top) >= (other.confidence, other.top):
        return False
    bare = _bare(word.text)
    return word.confidence < _SEEN_ONCE or (bare != "" and bare in _bare(other.text))


def _places(seen: Sequence[Seen]) -> dict[int, list[int]]:
    """Numbers of the words by the bands of the page that they stand in."""
    places: dict[int, list[int]] = {}
    for number, word in enumerate(seen):
        for band in _bands(word):
            places.setdefault(band, []).append(number)
    return places


def _near(places: Mapping[int, Sequence[int]], word: Seen) -> list[int]:
    return sorted({number for band in _bands(word) for number in places.get(band, ())})


def _bands(word: Seen) -> range:
    return range(int(word.top) // _BAND, int(word.bottom) // _BAND + 1)


def _overlap(one: Seen, other: Seen) -> float:
    """Shared area, as a share of the area of both."""
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    if across <= 0 or down <= 0:
        return 0.0
    both = sum((word.right - word.left) * (word.bottom - word.top) for word in (one, other)) - across * down
    return across * down / both
