"""Numbers that a word processor generates: “Điều 1.”, “II.”, “a)” are only list numbering until they are counted."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_PLACE = re.compile(r"%([1-9])")
_BULLETS = {"+": "+", "*": "*", "o": "+"}
"""Bullets that keep their rank; every other one is a dash, as officials type it."""
MAX_NUMBER = 9999


@dataclasses.dataclass(frozen=True, slots=True)
class Level:
    """One level of a list.

    Attributes:
        start: number of its first item.
        style: name of the number format in OOXML: “decimal”, “upperRoman”, “lowerLetter”, “bullet”, “none”, …
        text: what is printed, “%1” where the number of the first level stands: “Điều %1.”, “%1.%2.”.
        restart: the level (from 1) whose items start this one again; 0: never; None: any higher one.
        legal: whether numbers of higher levels are shown in Arabic figures.
    """

    start: int = 1
    style: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False


def show_number(number: int, style: str) -> str:
    """`number` in a format: 4 → “4”, “04”, “IV”, “d”. Letters go on as aa, bb after z; formats not known are Arabic."""
    number = min(max(number, 0), MAX_NUMBER)
    if style in {"upperRoman", "lowerRoman"}:
        shown = _roman(number)
    elif style in {"upperLetter", "lowerLetter"}:
        shown = chr(97 + (number - 1) % 26) * min((number - 1) // 26 + 1, 9) if number else ""
    elif style == "decimalZero":
        return f"{number:02}"
    else:
        return "" if style in {"none", "bullet"} else str(number)
    return shown.upper() if style.startswith("upper") else shown


def _roman(number: int) -> str:
    shown = ""
    for value, letters in _ROMAN:
        shown += letters * (number // value)
        number %= value
    return shown


class ListCounter:
    """Counts the items of the lists of one document, in reading order."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[int, int]] = {}

    def restart(self, key: str, level: int) -> None:
        """Begins `level` of the list again with its next item."""
        self._counts.get(key, {}).pop(level, None)

    def next(self, key: str, level: int, levels: Mapping[int, Level]) -> str:
        """The number of the next item, as printed, without a space after it.

        Args:
            key: the list that counts; lists that share their numbers share a key.
            level: of the item, from 0.
            levels: what each level looks like.
        """
        own = levels.get(level, Level(text=f"%{level + 1}."))
        counts = self._counts.setdefault(key, {})
        counts[level] = counts.get(level, own.start - 1) + 1
        for lower in [lower for lower in counts if lower > level]:
            restart = levels.get(lower, own).restart
            if restart is None or level < restart:
                del counts[lower]
        if own.style == "bullet":
            return _BULLETS.get(own.text.strip(), "-")

        def shown(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            higher = levels.get(at, own)
            style = "decimal" if own.legal and at != level else higher.style
            return show_number(counts.get(at, higher.start), style)

        return _PLACE.sub(shown, own.text).strip()
