"""Tone marks for a question that was typed without them, to show it back. Nothing is ever searched with them.

Of all ways to mark the syllables, the one whose neighbours stand side by side most often in the library (Viterbi over
pairs of syllables); what the library does not have stays as it was typed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise, product

from retrieval.lexicon import Lexicon
from retrieval.places import Place
from retrieval.text import fold

_WORD = re.compile(r"[^\W\d_]+")
_FORMS = 7
"""Ways to mark one syllable that are weighed, the most frequent ones."""
_PAIR = 2.0
_PHRASE = 4.0
"""What a pair weighs beside single syllables, and what one of the ways of asking weighs more."""


class Toning:
    """Puts tone marks on what is shown.

    Args:
        lexicon: how often syllables and pairs occur in the library.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def marked(self, text: str, places: Sequence[Place] = ()) -> str:
        """`text` with tone marks; words with marks, abbreviations in capitals and names of places keep theirs.

        Args:
            text: in Vietnamese.
            places: those that stand in it; they get the marks of their names.
        """
        words = [(match.start(), match.end()) for match in _WORD.finditer(text)]
        ways = [self._ways(text[start:end], start, places) for start, end in words]
        parts: list[str] = []
        position = 0
        for (start, end), form in zip(words, self._likeliest(ways), strict=True):
            parts += [text[position:start], _cased(form, text[start:end])]
            position = end
        marked = "".join([*parts, text[position:]])
        return _with_names(marked, places)

    def _ways(self, typed: str, start: int, places: Sequence[Place]) -> tuple[str, ...]:
        small = typed.lower()
        kept = fold(small) != small or (len(typed) > 1 and typed.isupper())
        if kept or any(place.start <= start < place.end for place in places):
            return (small,)
        forms = tuple(form for form, _ in self._lexicon.forms.get(small, ())[:_FORMS])
        return forms or (small,)

    def _likeliest(self, ways: Sequence[Sequence[str]]) -> list[str]:
        if not ways:
            return []
        couples = {couple for left, right in pairwise(ways) for couple in product(left, right)}
        together = self._lexicon.count_pairs(couples, toned=True)
        best: dict[str, tuple[float, tuple[str, ...]]] = {form: (self._usual(form), (form,)) for form in ways[0]}
        for forms in ways[1:]:
            best = {
                form: max(
                    (score + self._usual(form) + self._bond((before, form), together[before, form]), (*path, form))
                    for before, (score, path) in best.items()
                )
                for form in forms
            }
        return list(max(best.values())[1])

    def _usual(self, form: str) -> float:
        return math.log1p(self._lexicon.frequency(form, toned=True))

    def _bond(self, couple: tuple[str, str], count: int) -> float:
        phrase = _PHRASE if self._lexicon.is_phrase(couple, toned=True) else 0.0
        return _PAIR * math.log1p(count) + phrase


def _with_names(text: str, places: Sequence[Place]) -> str:
    """`text` with the names of places as the library or the gazetteer writes them."""
    for place in sorted(places, key=lambda place: -place.start):
        if fold(place.name) == fold(place.words):
            text = text[: place.start] + place.name + text[place.end :]
    return text


def _cased(form: str, typed: str) -> str:
    if len(typed) > 1 and typed.isupper():
        return typed if fold(form) == form else form.upper()
    return form[:1].upper() + form[1:] if typed[:1].isupper() else form
