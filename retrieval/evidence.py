"""Passages → statements: which sentence or item answers, and how well.

A statement is one item of a list, one sentence of a long paragraph, or one table row, together with the headings and
lead-ins it stands under. Its *coverage* is the share of what the question says, weighted by rarity, that the statement
says too: in its own words (fully), in its lead-in, in headings further up, or in the title of its document (less).
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from retrieval.glossary import Glossary
from retrieval.query import Query
from retrieval.references import periods, years
from retrieval.text import fold, sentences, syllables
from retrieval.types import Document, Fact, Hit, Passage

OWN, LEAD_IN, HEADING, TITLE = 1.0, 0.9, 0.8, 0.7
"""What a word of the question is worth where it stands: in the statement, its lead-in, a heading, the title."""
_LONG = 260
_UNKNOWN = 0.7
"""Rarity of a word that no document has."""
_OTHERWISE = 0.9
"""What a synonym is worth beside the word itself."""
_PAIR_SHARE = 0.45
"""Share of coverage that pairs of neighbouring words have; single words have the rest."""


@dataclasses.dataclass(frozen=True, slots=True)
class Statement:
    """One thing a document says, with what it stands under.

    Attributes:
        text: a substring of `passage.text`.
        context: lead-ins and headings, nearest first.
        years: years and ends of periods it is about: its own, or those of the nearest heading that names one.
        facts: what ingest found in it.
    """

    passage: Passage
    document: Document
    text: str
    context: tuple[str, ...]
    years: tuple[int, ...]
    periods: tuple[tuple[int, int], ...]
    facts: tuple[Fact, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Scored:
    """A statement and how well it covers a question.

    Attributes:
        coverage: share of the question that the statement and what it stands under say, from 0 to 1.
        gap: share of the question's own subject that stands nowhere in them, counted by pairs of words.
        rank: what statements are ordered by.
        similarity: cosine of the question and the passage.
    """

    statement: Statement
    coverage: float
    rank: float
    similarity: float = 0.0
    gap: float = 0.0


def statements(hit: Hit, facts: Sequence[Fact]) -> list[Statement]:
    """The statements of a passage, in order; `facts` are those of the passage."""
    passage, document = hit.passage, hit.document
    if passage.role != "body":
        return [_statement(passage, document, passage.text, tuple(reversed(passage.path)), facts)]
    made: list[Statement] = []
    lead_ins: list[str] = []
    lines = passage.text.split("\n")
    for index, line in enumerate(lines):
        opens = index + 1 < len(lines) and (line.endswith(":") or line in passage.path or _is_heading(line))
        context = (*reversed(lead_ins), *(part for part in reversed(passage.path) if part not in lead_ins))
        if opens:
            rank = marker_rank(line)
            lead_ins = [lead for lead in lead_ins if marker_rank(lead) < rank] + [line]
            if len(line) > 60 and not _is_heading(line):
                made.append(_statement(passage, document, line, context, facts))
            continue
        rank = marker_rank(line)
        under = tuple(lead for lead in reversed(lead_ins) if marker_rank(lead) < rank or rank == NO_MARKER)
        context = (*under, *(part for part in reversed(passage.path) if part not in under))
        made.extend(_statement(passage, document, part, context, facts) for part in _parts(line))
    return made or [_statement(passage, document, passage.text, tuple(reversed(passage.path)), facts)]


NO_MARKER = 9
_MARKERS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:Phần|Chương|Mục|Điều)\s",
        r"[IVX]+\s*[./)]",
        r"\d+\s*\.(?!\d)",
        r"\d+\.\d",
        r"[a-zđ]\d?\s*[).]\s",
        r"[-–•]",
        r"[+*]",
    )
)


def marker_rank(line: str) -> int:
    """How high the marker of a line stands among headings and items, from 0; `NO_MARKER` where it has none."""
    return next((rank for rank, pattern in enumerate(_MARKERS) if pattern.match(line)), NO_MARKER)


def _is_heading(line: str) -> bool:
    return len(line) < 200 and not line.rstrip().endswith((".", ";", ",", "./.")) and marker_rank(line) < 5


def _parts(line: str) -> list[str]:
    """A line, or the sentences of a long one; clauses parted by semicolons that hold figures of their own too."""
    if len(line) <= _LONG:
        return [line]
    found = [line[start:end] for start, end in sentences(line)]
    made: list[str] = []
    for part in found:
        clauses = re.split(r"(?<=;)\s+", part)
        if len(clauses) > 1 and sum(bool(re.search(r"\d", clause)) for clause in clauses) >= 2:
            made.extend(clauses)
        else:
            made.append(part)
    return made


def _statement(
    passage: Passage, document: Document, text: str, context: tuple[str, ...], facts: Sequence[Fact]
) -> Statement:
    named = next(((years(part), periods(part)) for part in (text, *context) if years(part)), ([], []))
    own = tuple(fact for fact in facts if _overlap(fact.quote, text))
    return Statement(passage, document, text, context, tuple(named[0]), tuple(named[1]), own)


def _overlap(quote: str, text: str) -> bool:
    return quote in text or text in quote


class Words:
    """The words of statements and headings, cut once and remembered."""

    def __init__(self, glossary: Glossary, capacity: int = 20_000) -> None:
        self._glossary = glossary
        self._capacity = capacity
        self._known: dict[str, tuple[tuple[str, ...], frozenset[str], frozenset[tuple[str, str]]]] = {}

    def of(self, text: str, *, toned: bool) -> tuple[tuple[str, ...], frozenset[str], frozenset[tuple[str, str]]]:
        """Syllables in order, as a set, and their neighbouring pairs; abbreviations spelt out after the text."""
        key = f"{toned:d}{text}"
        if (found := self._known.get(key)) is None:
            if len(self._known) >= self._capacity:
                self._known.clear()
            found = self._known[key] = self._cut(text, toned=toned)
        return found

    def _cut(self, text: str, *, toned: bool) -> tuple[tuple[str, ...], frozenset[str], frozenset[tuple[str, str]]]:
        words: list[str] = syllables(text)
        for short, meanings in self._glossary.abbreviations(text):
            if sum(letter.isupper() for letter in short) >= 2:
                words += ["", *syllables(meanings[0])]
        if not toned:
            words = [fold(word) for word in words]
        return tuple(words), frozenset(words), frozenset(pairwise(words))


class Judge:
    """Says how well statements cover one question.

    Args:
        query: the question, read.
        rarity: how rare each folded syllable is in the library, from 0 (everywhere) to 1 (unknown).
        words: cuts texts into syllables.
    """

    def __init__(self, query: Query, rarity: Callable[[Sequence[str]], Mapping[str, float]], words: Words) -> None:
        self._query = query
        self._words = words
        self._said: dict[str, tuple[list[tuple[int, float]], list[tuple[int, float]]]] = {}
        rare = rarity([fold(term.syllable) for term in query.terms])
        self._terms = [term.syllable if query.toned else fold(term.syllable) for term in query.terms]
        self._weights = [term.weight * (0.25 + 0.75 * rare[fold(term.syllable)]) for term in query.terms]
        self._pairs = [
            (index, index + 1)
            for index in range(len(query.terms) - 1)
            if query.terms[index].chunk == query.terms[index + 1].chunk
        ]
        self._alternatives = [
            (start, end, other if query.toned else tuple(map(fold, other))) for start, end, other in query.alternatives
        ]

    @property
    def weight(self) -> float:
        """How much the question says about its subject; near zero for “Ai chủ trì?”."""
        return sum(self._weights)

    def misses_head(self, statement: Statement) -> bool:
        """Whether the first thing the question names stands nowhere: “Học phí” of “Học phí mầm non là bao nhiêu?”.

        The head is the first pair of words that say something; a word that only half of it shares is no match.
        """
        head = next((index for index, term in enumerate(self._query.terms) if term.weight >= 0.8), None)
        if head is None or head > 1 or self._query.terms[0].chunk > 0:
            return False
        single, paired = [0.0] * len(self._terms), [0.0] * len(self._pairs)
        for text, worth in self._parts(statement):
            self._credit(text, worth, single, paired)
        pair = next((index for index, (left, _) in enumerate(self._pairs) if left == head), None)
        if single[head] == 0 or pair is None or paired[pair] > 0:
            return single[head] == 0
        # “Nguồn kinh phí” is said where “kinh phí” is; “Học phí” is not said where only “học” is.
        following = next((index for index, (left, _) in enumerate(self._pairs) if left == head + 1), None)
        return following is None or paired[following] == 0

    def coverage(self, statement: Statement) -> tuple[float, float]:
        """Coverage and gap, both from 0 to 1; (0, 1) when the question says nothing about a subject."""
        if not self._terms or self.weight == 0:
            return 0.0, 1.0
        single = [0.0] * len(self._terms)
        paired = [0.0] * len(self._pairs)
        for text, worth in self._parts(statement):
            self._credit(text, worth, single, paired)
        words = sum(weight * credit for weight, credit in zip(self._weights, single, strict=True)) / self.weight
        gap = self._gap(single, paired)
        if not self._pairs:
            return words, gap
        pair_weights = [(self._weights[left] + self._weights[right]) for left, right in self._pairs]
        total = sum(pair_weights)
        pairs = (
            sum(weight * credit for weight, credit in zip(pair_weights, paired, strict=True)) / total
            if total
            else words
        )
        return (1 - _PAIR_SHARE) * words + _PAIR_SHARE * pairs, gap

    def share(self, text: str) -> float:
        """Share of what the question says that `text` alone says, from 0 to 1."""
        words, _ = self._found(text)
        return sum(self._weights[index] * credit for index, credit in words) / self.weight if self.weight else 0.0

    def density(self, statement: Statement) -> float:
        """Share of the statement's own words that are the question's: what it is about, not what it mentions."""
        sequence, _, _ = self._words.of(statement.text, toned=self._query.toned)
        terms = set(self._terms)
        return sum(word in terms for word in sequence) / max(8, len(sequence))

    def _gap(self, single: Sequence[float], paired: Sequence[float]) -> float:
        """Share of the question that is said nowhere; a word without its neighbour counts half (“học” of “học phí”)."""
        joined = [False] * len(self._terms)
        for (left, right), credit in zip(self._pairs, paired, strict=True):
            if credit > 0:
                joined[left] = joined[right] = True
        alone = {index for pair in self._pairs for index in pair}
        missing = [
            weight * (1.0 if credit == 0 else (0.5 if index in alone and not said else 0.0))
            for index, (weight, credit, said) in enumerate(zip(self._weights, single, joined, strict=True))
        ]
        return sum(missing) / self.weight

    @staticmethod
    def _parts(statement: Statement) -> list[tuple[str, float]]:
        """Where words count for a statement, and how much."""
        document = statement.document
        title = " ".join(part for part in (document.title, document.issuer, document.region) if part)
        around = [(part, LEAD_IN if index == 0 else HEADING) for index, part in enumerate(statement.context)]
        return [(statement.text, OWN), *around, (title, TITLE)]

    def _credit(self, text: str, worth: float, single: list[float], paired: list[float]) -> None:
        """Raise the credit of words and pairs that `text` says to `worth`, a little less for a synonym."""
        words, pairs = self._found(text)
        for index, share in words:
            single[index] = max(single[index], share * worth)
        for index, share in pairs:
            paired[index] = max(paired[index], share * worth)

    def _found(self, text: str) -> tuple[list[tuple[int, float]], list[tuple[int, float]]]:
        """Which words and pairs of the question `text` says; headings come again and again, so it is remembered."""
        said = self._said.get(text)
        if said is None:
            said = self._said[text] = self._find(text)
        return said

    def _find(self, text: str) -> tuple[list[tuple[int, float]], list[tuple[int, float]]]:
        """Which words and pairs of the question `text` says, and how well."""
        sequence, known, neighbours = self._words.of(text, toned=self._query.toned)
        words = {index: 1.0 for index, term in enumerate(self._terms) if term in known}
        pairs = {
            index: 1.0
            for index, (left, right) in enumerate(self._pairs)
            if (self._terms[left], self._terms[right]) in neighbours
        }
        for start, end, other in self._alternatives:
            if all(word in known for word in other) and _contiguous(sequence, other):
                for index in range(start, end):
                    words.setdefault(index, _OTHERWISE)
                for index, (left, right) in enumerate(self._pairs):
                    if start <= left and right < end:
                        pairs.setdefault(index, _OTHERWISE)
        return list(words.items()), list(pairs.items())


def _contiguous(sequence: Sequence[str], words: Sequence[str]) -> bool:
    width = len(words)
    first = words[0]
    return any(
        sequence[at] == first and tuple(sequence[at : at + width]) == tuple(words)
        for at in range(len(sequence) - width + 1)
    )


def year_fit(query: Query, statement: Statement) -> float:
    """How well the years of a statement fit those asked for: 1 the same, 0.4 none named, 0 others, between else."""
    if not query.years:
        return 0.5
    wanted = set(query.years)
    issued = 0.7 if wanted & _document_years(statement.document) else 0.0
    if not statement.years:
        return max(0.4, issued)
    return max(issued, _own_year_fit(query, statement, wanted))


def _own_year_fit(query: Query, statement: Statement, wanted: set[int]) -> float:
    if query.periods and statement.periods:
        return (
            1.0
            if set(query.periods) & set(statement.periods)
            else (0.6 if wanted & {end for _, end in statement.periods} else 0.0)
        )
    if query.periods:
        return 0.9 if max(query.years) in statement.years else 0.0
    if statement.periods:
        ends = {end for _, end in statement.periods}
        inside = any(start <= year <= end for year in wanted for start, end in statement.periods)
        return 1.0 if wanted & ends else (0.5 if inside else 0.0)
    return 1.0 if wanted & set(statement.years) else 0.0


def _document_years(document: Document) -> set[int]:
    """The year a document was issued in, from its date or its number (“18/2014/QĐ-UBND”)."""
    found = {document.issued_on.year} if document.issued_on else set()
    return found | {
        int(year) for year in re.findall(r"/((?:19|20)\d\d)/", f"{document.number or ''} {document.issued_with or ''}")
    }


def rarity_from(frequency: Mapping[str, int], total: int) -> dict[str, float]:
    """Inverse document frequency scaled to 0…1: log(total / count) over log(total).

    A word that no document has is as likely how people talk as what they talk about, so it counts less than a rare one.
    """
    scale = math.log(total + 1) or 1.0
    return {
        word: min(1.0, math.log((total + 1) / (count + 0.5)) / scale) if count else _UNKNOWN
        for word, count in frequency.items()
    }
