"""How well statements cover one question: by its words and pairs of them, wherever they stand.

Which words a text says is kept as the bits of a number, one bit a word. What a statement, its lead-in, its headings
and its title say together is then a few operations on numbers, for hundreds of statements a question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from retrieval.evidence import Statement
from retrieval.glossary import Glossary
from retrieval.query import Query
from retrieval.text import CAPITALS, fold_word, syllables
from retrieval.types import Document

OWN, LEAD_IN, HEADING, TITLE, OPENING = 1.0, 0.9, 0.8, 0.7, 0.6
"""What a word of the question is worth where it stands: in the statement, its lead-in, a heading, the title, or what
the document opens with (“Thực hiện …”, “Xét đề nghị của Công ty …”)."""
_OTHERWISE = 0.9
"""What a synonym is worth beside the word itself."""
_PAIR_SHARE = 0.45
"""Share of coverage that pairs of neighbouring words have; single words have the rest."""


_SHORTENED = re.compile(rf"[{CAPITALS}&][{CAPITALS}&-]")
"""Two capitals together: without them a text holds no abbreviation, and most texts do not."""


class Words:
    """The words of statements and headings, cut once and remembered."""

    def __init__(self, glossary: Glossary, capacity: int = 4_000) -> None:
        self._glossary = glossary
        self._capacity = capacity
        self._known: dict[str, tuple[tuple[str, ...], frozenset[str]]] = {}

    def of(self, text: str, *, toned: bool) -> tuple[tuple[str, ...], frozenset[str]]:
        """Syllables in order, and as a set; abbreviations spelt out after the text."""
        key = f"{toned:d}{text}"
        if (found := self._known.get(key)) is None:
            if len(self._known) >= self._capacity:
                self._known.clear()
            found = self._known[key] = self._cut(text, toned=toned)
        return found

    def _cut(self, text: str, *, toned: bool) -> tuple[tuple[str, ...], frozenset[str]]:
        words: list[str] = syllables(text)
        for short, meanings in self._glossary.abbreviations(text) if _SHORTENED.search(text) else ():
            if sum(letter.isupper() for letter in short) >= 2:
                words += ["", *syllables(meanings[0])]
        if not toned:
            words = [fold_word(word) for word in words]
        return tuple(words), frozenset(words)


class Said:
    """Which words and pairs of a question a text says, as bits: as they are, and by a synonym."""

    __slots__ = ("other_pairs", "other_words", "pairs", "words")

    def __init__(self, words: int, pairs: int, other_words: int, other_pairs: int) -> None:
        self.words, self.pairs = words, pairs
        self.other_words, self.other_pairs = other_words, other_pairs


class Judge:
    """Says how well statements cover one question.

    Args:
        query: the question, read.
        rarity: how rare each folded syllable is in the library, from 0 (everywhere) to 1 (unknown).
        words: cuts texts into syllables.
        openings: what documents open with, by their ids.
    """

    def __init__(
        self,
        query: Query,
        rarity: Callable[[Sequence[str]], Mapping[str, float]],
        words: Words,
        *,
        openings: Mapping[str, str] | None = None,
    ) -> None:
        self._query = query
        self._openings = openings or {}
        self._words = words
        self._said: dict[str, Said] = {}
        rare = rarity([fold_word(term.syllable) for term in query.terms])
        self._terms = [term.syllable if query.toned else fold_word(term.syllable) for term in query.terms]
        self._known = frozenset(self._terms)
        self._weights = _Weights([term.weight * (0.25 + 0.75 * rare[fold_word(term.syllable)]) for term in query.terms])
        self._pairs = [
            (index, index + 1)
            for index in range(len(query.terms) - 1)
            if query.terms[index].chunk == query.terms[index + 1].chunk
        ]
        each = self._weights.each
        self._pair_weights = _Weights([each[left] + each[right] for left, right in self._pairs])
        self._paired = sum({1 << index for pair in self._pairs for index in pair})
        self._alternatives = [
            (start, end, other if query.toned else tuple(map(fold_word, other)))
            for start, end, other in query.alternatives
            if other
        ]
        self._titles: dict[str, Said] = {}

    @property
    def weight(self) -> float:
        """How much the question says about its subject; near zero for “Ai chủ trì?”."""
        return self._weights.total

    def misses_head(self, statement: Statement) -> bool:
        """Whether the first thing the question names stands nowhere: “Học phí” of “Học phí mầm non là bao nhiêu?”.

        The head is the first pair of words that say something; a word that only half of it shares is no match.
        """
        head = next((index for index, term in enumerate(self._query.terms) if term.weight >= 0.8), None)
        if head is None or head > 1 or self._query.terms[0].chunk > 0:
            return False
        words, pairs = self._anywhere(statement)
        if not words >> head & 1:
            return True
        pair = next((index for index, (left, _) in enumerate(self._pairs) if left == head), None)
        if pair is None or pairs >> pair & 1:
            return False
        # “Nguồn kinh phí” is said where “kinh phí” is; “Học phí” is not said where only “học” is.
        following = next((index for index, (left, _) in enumerate(self._pairs) if left == head + 1), None)
        return following is None or not pairs >> following & 1

    def coverage(self, statement: Statement) -> tuple[float, float]:
        """Coverage and gap, both from 0 to 1; (0, 1) when the question says nothing about a subject."""
        if not self._terms or self.weight == 0:
            return 0.0, 1.0
        words = pairs = 0
        worth_words = worth_pairs = 0.0
        for worth, more_words, more_pairs in self._layers(statement):
            if fresh := more_words & ~words:
                worth_words += worth * self._weights.of(fresh)
                words |= fresh
            if fresh := more_pairs & ~pairs:
                worth_pairs += worth * self._pair_weights.of(fresh)
                pairs |= fresh
        share = worth_words / self.weight
        gap = self._gap(words, pairs)
        if not self._pairs:
            return share, gap
        total = self._pair_weights.total
        return (1 - _PAIR_SHARE) * share + _PAIR_SHARE * (worth_pairs / total if total else share), gap

    def share(self, text: str) -> float:
        """Share of what the question says that `text` alone says, from 0 to 1."""
        said = self._find(text)
        by_synonym = _OTHERWISE * self._weights.of(said.other_words & ~said.words)
        return (self._weights.of(said.words) + by_synonym) / self.weight if self.weight else 0.0

    def density(self, statement: Statement) -> float:
        """Share of the statement's own words that are the question's: what it is about, not what it mentions."""
        sequence, _ = self._words.of(statement.text, toned=self._query.toned)
        return sum(map(self._known.__contains__, sequence)) / max(8, len(sequence))

    def _gap(self, words: int, pairs: int) -> float:
        """Share of the question that is said nowhere; a word without its neighbour counts half (“học” of “học phí”)."""
        joined = 0
        for index, (left, right) in enumerate(self._pairs):
            if pairs >> index & 1:
                joined |= 1 << left | 1 << right
        missing = self._weights.of(self._weights.all & ~words) + 0.5 * self._weights.of(words & self._paired & ~joined)
        return missing / self.weight

    def _anywhere(self, statement: Statement) -> tuple[int, int]:
        """The words and the pairs that the statement says, or what it stands under."""
        words = pairs = 0
        for _, more_words, more_pairs in self._layers(statement):
            words |= more_words
            pairs |= more_pairs
        return words, pairs

    def _layers(self, statement: Statement) -> list[tuple[float, int, int]]:
        """(worth, words, pairs) of the places where words count for a statement, the worthiest first."""
        own, title = self._find(statement.text), self._title(statement.document)
        opening = self._find(self._openings.get(statement.document.id, ""))
        lead = self._find(statement.context[0]) if statement.context else _NOTHING
        words = pairs = other_words = other_pairs = 0
        for heading in statement.context[1:]:
            said = self._find(heading)
            words |= said.words
            pairs |= said.pairs
            other_words |= said.other_words
            other_pairs |= said.other_pairs
        return [
            (OWN, own.words, own.pairs),
            (OWN * _OTHERWISE, own.other_words | lead.words, own.other_pairs | lead.pairs),
            (LEAD_IN * _OTHERWISE, lead.other_words, lead.other_pairs),
            (HEADING, words, pairs),
            (HEADING * _OTHERWISE, other_words, other_pairs),
            (TITLE, title.words, title.pairs),
            (TITLE * _OTHERWISE, title.other_words, title.other_pairs),
            (OPENING, opening.words, opening.pairs),
        ]

    def _title(self, document: Document) -> Said:
        said = self._titles.get(document.id)
        if said is None:
            named = " ".join(part for part in (document.title, document.issuer, document.region) if part)
            said = self._titles[document.id] = self._find(named)
        return said

    def _find(self, text: str) -> Said:
        """Which words and pairs of the question `text` says; headings come again and again, so it is remembered."""
        said = self._said.get(text)
        if said is None:
            said = self._said[text] = self._look(text)
        return said

    def _look(self, text: str) -> Said:
        sequence, known = self._words.of(text, toned=self._query.toned)
        if self._known.isdisjoint(known) and not self._alternatives:
            return _NOTHING
        words = pairs = other_words = other_pairs = 0
        terms = self._terms
        for index, term in enumerate(terms):
            if term in known:
                words |= 1 << index
        for index, (left, right) in enumerate(self._pairs):
            if words >> left & 1 and words >> right & 1 and _contiguous(sequence, (terms[left], terms[right])):
                pairs |= 1 << index
        for start, end, other in self._alternatives:
            if other[0] in known and all(word in known for word in other) and _contiguous(sequence, other):
                other_words |= (1 << end) - (1 << start)
                for index, (left, right) in enumerate(self._pairs):
                    if start <= left and right < end:
                        other_pairs |= 1 << index
        return Said(words, pairs, other_words, other_pairs)


_NOTHING = Said(0, 0, 0, 0)


class _Weights:
    """Weights of things that have a bit each, and their sums over sets of bits."""

    def __init__(self, each: Sequence[float]) -> None:
        self.each = each
        self.total = sum(each)
        self.all = (1 << len(each)) - 1
        self._sums: dict[int, float] = {}

    def of(self, bits: int) -> float:
        """The sum of the weights of `bits`."""
        found = self._sums.get(bits)
        if found is None:
            found, left = 0.0, bits
            while left:
                lowest = left & -left
                found += self.each[lowest.bit_length() - 1]
                left ^= lowest
            self._sums[bits] = found
        return found


def _contiguous(sequence: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether `words` stand side by side somewhere in `sequence`, which has the first of them."""
    first, width, at = words[0], len(words), -1
    for _ in range(sequence.count(first)):
        at = sequence.index(first, at + 1)
        if sequence[at : at + width] == words:
            return True
    return False
