"""What may have been meant by a word that was mistyped: slips of fingers, keyboards and tone marks, with prices.

A price is about the negative logarithm of how likely a slip is: letters swapped are cheaper than a letter of the next
key, and that is cheaper than any other.
"""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Iterator

from retrieval.lexicon import Lexicon
from retrieval.spoken import composed, is_syllable, rightly_marked, without_tone
from retrieval.text import fold, normalize

LIKELY = 0.7
"""Up to which price a slip turns one word of the library into another: marks left out, letters swapped or doubled."""
_MISPLACED, _KEYS, _BLANK = 0.1, 0.2, 0.3
_DOUBLED, _SWAPPED, _BESIDE, _DROPPED, _ADDED, _OTHER = 0.5, 0.6, 0.85, 0.9, 0.9, 1.0
_LETTERS = "abcdeghiklmnopqrstuvxy"
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEXT = {
    key: {row[at] for at in (index - 1, index + 1) if 0 <= at < len(row)}
    for row in _ROWS
    for index, key in enumerate(row)
}
_LONGEST_RUN = 32
"""Letters of several words typed as one."""
_LONGEST_SYLLABLE = 7
_PART = 6.0
"""What each further word of a run costs beside how usual it is: few long words are likelier than many short ones."""


@dataclasses.dataclass(frozen=True, slots=True)
class Guess:
    """What may have been meant: one word or several, and the price of the slip."""

    words: tuple[str, ...]
    price: float
    sure: bool = False
    """Whether it needs no neighbour to speak for it."""


class Slips:
    """Guesses what was meant.

    Args:
        lexicon: the words that can be meant.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._near: dict[str, tuple[tuple[str, float], ...]] = {}

    def guesses(self, typed: str, *, broken: bool, most: float, toned: bool) -> list[Guess]:
        """The words of the library that `typed` may have been meant for, each once at its lowest price.

        Args:
            typed: in small letters.
            broken: whether it can be no syllable, so that it may be the keys of one, or several words.
            most: the highest price of changed letters.
            toned: whether tone marks count.
        """
        best: dict[tuple[str, ...], Guess] = {}
        for guess in self._all(typed, broken=broken, most=most, toned=toned):
            known = best.get(guess.words)
            if known is None or (guess.price, not guess.sure) < (known.price, not known.sure):
                best[guess.words] = guess
        best.pop((normalize(typed),), None)
        return list(best.values())

    def _all(self, typed: str, *, broken: bool, most: float, toned: bool) -> Iterator[Guess]:
        forms = self._lexicon.forms
        plain = fold(typed)
        if made := composed(typed):
            used = self._lexicon.frequency(made, toned=True) > 0
            if broken or (used and self._lexicon.frequency(normalize(typed), toned=toned) == 0):
                yield Guess((made if toned else fold(made),), _KEYS, sure=True)
        if broken:
            if moved := rightly_marked(typed):
                yield Guess((moved if toned else fold(moved),), _MISPLACED, sure=True)
            yield from self._runs(typed, toned=toned)
        if toned:
            for other, _ in forms.get(plain, ()):
                yield Guess((other,), _mark_price(typed, other), sure=broken)
        for other, price in self._one_slip_away(plain):
            if price > most:
                continue
            if not toned:
                yield Guess((other,), price)
                continue
            restored = 0.5 if len(other) > len(plain) and not without_tone(typed)[1] else 0.0  # it went with the letter
            for marked, _ in forms[other]:
                yield Guess((marked,), price + max(0.0, _mark_price(typed, marked) - restored))

    def _one_slip_away(self, plain: str) -> tuple[tuple[str, float], ...]:
        """The folded syllables of the library that are one slip away, each at its lowest price."""
        if plain not in self._near:
            if len(self._near) > _REMEMBERED:
                self._near.clear()
            prices: dict[str, float] = {}
            for other, price in slips(plain):
                if other in self._lexicon.forms:
                    prices[other] = min(price, prices.get(other, price))
            self._near[plain] = tuple(sorted(prices.items()))
        return self._near[plain]

    def _runs(self, typed: str, *, toned: bool) -> Iterator[Guess]:
        """Words typed without a blank between them: “giaoduc”, “kếhoạch”."""
        if not 4 <= len(typed) <= _LONGEST_RUN:
            return
        best: list[tuple[float, tuple[str, ...]] | None] = [(0.0, ()), *[None] * len(typed)]
        for end in range(1, len(typed) + 1):
            for start in range(max(0, end - _LONGEST_SYLLABLE), end):
                before = best[start]
                if before is None or not self._may_be_part(part := normalize(typed[start:end]), toned=toned):
                    continue
                usual = math.log1p(self._lexicon.frequency(fold(part), toned=False)) - _PART
                best[end] = max(best[end] or (-math.inf, ()), (before[0] + usual, (*before[1], part)))
        whole = best[-1]
        if whole is not None and len(whole[1]) > 1:
            yield Guess(whole[1], _BLANK)
        for at in range(2, len(typed) - 1):
            two = (normalize(typed[:at]), normalize(typed[at:]))
            if all(self._may_be_part(part, toned=toned) for part in two):
                yield Guess(two, _BLANK)

    def _may_be_part(self, part: str, *, toned: bool) -> bool:
        if len(part) < 2 and part.isascii():
            return False
        marked = toned and fold(part) != part
        return fold(part) in self._lexicon.forms and is_syllable(part, toned=marked)


_REMEMBERED = 4_096


def slips(plain: str) -> Iterator[tuple[str, float]]:
    """Every string one slip away from a folded word, with the price of the slip."""
    for at in range(len(plain)):
        rest = plain[at + 1 :]
        yield plain[:at] + rest, _DOUBLED if at and plain[at - 1] == plain[at] else _ADDED
        if rest and rest[0] != plain[at]:
            yield plain[:at] + rest[0] + plain[at] + rest[1:], _SWAPPED
        for letter in _LETTERS:
            if letter != plain[at]:
                yield plain[:at] + letter + rest, _BESIDE if letter in _NEXT.get(plain[at], ()) else _OTHER
    for at in range(len(plain) + 1):
        for letter in _LETTERS:
            yield plain[:at] + letter + plain[at:], _DROPPED


def _mark_price(typed: str, meant: str) -> float:
    """The price of marks as they were typed: left out, which is cheap, or others than were meant."""
    tone, letters = _marks(typed)
    meant_tone, meant_letters = _marks(meant)
    price = 0.0
    if tone != meant_tone:
        price += 0.5 if tone else 0.3
    if letters != meant_letters:
        price += 0.5 if letters else 0.25
    return price


@functools.lru_cache(maxsize=16_384)
def _marks(word: str) -> tuple[str, str]:
    """The tone of a word, and its letters with other marks in a fixed order."""
    plain, tone = without_tone(word)
    return tone, "".join(sorted(letter for letter in plain if not letter.isascii()))
