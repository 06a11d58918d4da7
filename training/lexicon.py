"""Vietnamese questions in English words: what little parallel text there is, made to go further.

A static model has no grammar, so a question whose words are replaced by their English is, for it, as good as
a translated one. The replacements come from terms and a word list, and from sentence pairs by word alignment
(IBM Model 1, Brown et al. 1993).
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval.text import fold, pairs, syllables
from training.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

WORDS = Path(__file__).with_name("english_words.tsv")

_LONGEST_TERM = 6
_ROUNDS = 6
_SURE = 0.1


def read_words(path: Path = WORDS) -> Iterator[tuple[str, str]]:
    """Each English form with each of its Vietnamese words."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader((line for line in file if not line.startswith("#")), delimiter="\t")
        for english, vietnamese in rows:
            for word in english.split(", "):
                yield from ((word, meaning) for meaning in vietnamese.split("; "))


class Lexicon:
    """English for Vietnamese terms of one to six syllables.

    Args:
        translations: sentences, titles and terms, English and Vietnamese.
    """

    def __init__(self, translations: Iterable[tuple[str, str]]) -> None:
        found: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        sentences = []
        for english, vietnamese in translations:
            term = tuple(syllables(vietnamese))
            if 0 < len(term) <= _LONGEST_TERM and len(words(english)) <= _LONGEST_TERM:
                found[term][english] += 2
            sentences.append((sorted(set(words(english))), term))
        for english, term, weight in _aligned(sentences):
            found[term][english] += weight
        self._english = {term: _chances(ways) for term, ways in found.items()}

    @property
    def english(self) -> list[str]:
        """Every English word or term that `translate` may give."""
        return sorted({word for ways, _ in self._english.values() for word in ways})

    def translate(self, vietnamese: Sequence[str], random: np.random.Generator) -> list[str]:
        """English for the syllables, the longest terms first; half of what has none is kept as a name."""
        english: list[str] = []
        at = 0
        while at < len(vietnamese):
            for length in range(min(_LONGEST_TERM, len(vietnamese) - at), 0, -1):
                if term := self._english.get(tuple(vietnamese[at : at + length])):
                    ways, sums = term
                    english.append(ways[int(np.searchsorted(sums, random.random()))])
                    break
            else:
                english += [fold(vietnamese[at])] * int(random.integers(2))
            at += length
        return english


def _aligned(
    sentences: Sequence[tuple[list[str], tuple[str, ...]]],
) -> Iterator[tuple[str, tuple[str, ...], float]]:
    """English words, what they most surely stand for, and how surely."""
    units = [sorted({*term, *pairs(list(term))}) for _, term in sentences]
    chance: dict[str, dict[str, float]] = {}
    for _ in range(_ROUNDS):
        expected: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for (english, _), vietnamese in zip(sentences, units, strict=True):
            for unit in vietnamese:
                shares = [chance[word].get(unit, 0.0) if chance else 1.0 for word in english]
                total = sum(shares) or 1.0
                for word, share in zip(english, shares, strict=True):
                    if share > 1e-4 * total:
                        expected[word][unit] += share / total
        chance = {word: _divided(counts) for word, counts in expected.items()}
    for word, counts in expected.items():
        for unit, count in counts.items():
            if count >= 3 and chance[word][unit] > _SURE:
                yield word, tuple(unit.split("_")), chance[word][unit]


def _chances(ways: Counter[str]) -> tuple[list[str], np.ndarray]:
    """The ways in order, and the sums of their shares up to each; the last is more than any chance."""
    names = sorted(ways)
    sums = np.cumsum([ways[name] for name in names])
    sums = sums / sums[-1]
    sums[-1] = 1.0
    return names, sums


def _divided(counts: dict[str, float]) -> dict[str, float]:
    total = sum(counts.values())
    return {unit: count / total for unit, count in counts.items()}
