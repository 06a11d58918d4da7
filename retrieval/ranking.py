"""Candidates in a better order: cheap features of question and passage, weighed by a small linear model.

The features say how much of the question a passage says, in its words and in pairs of them, whether its headings
and its title are what was asked about, whether it defines what was asked to be defined, and how near it is in
meaning. training/rank.py learns the weights from questions whose answers are known, training/NOTES.md tells how.
"""

from __future__ import annotations

import dataclasses
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retrieval.forward import BODY, END, HEAD, LONGEST, TITLE
from retrieval.text import fold, fold_word, syllables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from retrieval.forward import ForwardIndex, Wording
    from retrieval.query import Query

FEATURES = (
    "both", "pairs", "every_pair", "said", "meaning", "heading_meaning", "heading_asked", "title_asked", "defined",
)  # fmt: skip
"""What each column of `features` says.

both: BM25 of words and pairs of neighbouring words, of the most there could be; pairs: of the pairs alone.
every_pair: share of the question's pairs that are said; said: share of what it is about, small words aside.
meaning: cosine with the passage; heading_meaning: with its nearest heading, or the title where it has none.
heading_asked, title_asked: share of the nearest heading, and of the title, that the question says.
defined: how well a sentence begins with what is to be defined and goes on with “là”.
"""

WEIGHTS = np.array([10.10, 10.74, 5.99, 4.06, 5.68, 1.71, 1.45, 5.06, 12.56])
"""Of each feature."""

_K1, _B = 0.8, 0.75
"""Of BM25 (Robertson and Zaragoza 2009): how soon a word said again counts no more, how much length takes away."""
_UNKNOWN = 0.6
"""Rarity of a word that no passage has, beside that of the rarest: it may be how people talk."""
_DEFINED = 24
"""Tokens of a sentence in which “là” must come for it to be a definition."""
_DEFINITION = re.compile(
    r"\b(?:la gi|dinh nghia|khai niem|the nao la|duoc hieu|hieu the nao|giai thich tu|what (?:is|are)|define|"
    r"meaning of)\b"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Words:
    """Words of a question as the forward index numbers them.

    Attributes:
        words: each distinct word, without tone marks where none were typed.
        numbers: of these words; 0 where no passage has it.
        weights: how much each says.
        order: the words in reading order, as positions in `words`; -1 between stretches.
    """

    words: tuple[str, ...]
    numbers: NDArray[np.int64]
    weights: NDArray[np.float64]
    order: tuple[int, ...]

    def neighbours(self) -> list[tuple[int, int]]:
        """The distinct pairs of neighbours, as positions in `words`."""
        return list(dict.fromkeys((left, right) for left, right in pairwise(self.order) if min(left, right) >= 0))


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """A question in the numbers of the forward index.

    Attributes:
        every: all its words, each weighing its rarity.
        content: those that say what it is about, weighing less the less they say in any question.
        toned: whether tone marks count.
        defines: whether a definition is asked for.
    """

    every: Words
    content: Words
    toned: bool
    defines: bool


def rarity(index: ForwardIndex, numbers: NDArray[np.int64]) -> NDArray[np.float64]:
    """The inverse document frequency of words, as BM25 has it; less for words that no passage has."""
    count = np.asarray(index.frequency[numbers], np.float64)
    return np.where(count == 0, _UNKNOWN, 1.0) * _rarity(count, len(index))


def _rarity(count: NDArray[np.float64], total: int) -> NDArray[np.float64]:
    found: NDArray[np.float64] = np.log(1 + (total - np.minimum(count, total) + 0.5) / (count + 0.5))
    return found


def pairs(query: Query) -> list[tuple[str, str]]:
    """The distinct pairs of neighbouring words of `query`, whose frequency `features` asks for."""
    return list(dict.fromkeys(pairwise(_compared(word, query) for word in _words(query))))


def asked(query: Query, index: ForwardIndex) -> Asked:
    """The words of `query` in the numbers of `index`."""

    def numbered(sequence: Sequence[tuple[str, float, int]]) -> Words:
        kept = [(_compared(word, query), weight, stretch) for word, weight, stretch in sequence]
        best: dict[str, float] = {}
        for word, weight, _ in kept:
            best[word] = max(weight, best.get(word, 0.0))
        places = {word: at for at, word in enumerate(best)}
        order: list[int] = []
        for at, (word, _, stretch) in enumerate(kept):
            order += [-1] if at and kept[at - 1][2] != stretch else []
            order.append(places[word])
        numbers = np.array([index.number(word) or 0 for word in best], np.int64)
        weights = np.array(list(best.values())) * rarity(index, numbers)
        return Words(tuple(best), numbers, weights, tuple(order))

    return Asked(
        numbered([(word, 1.0, 0) for word in _words(query)]),
        numbered([(term.syllable, term.weight, term.chunk) for term in query.terms]),
        query.toned,
        bool(_DEFINITION.search(fold(query.question))),
    )


def _words(query: Query) -> list[str]:
    return syllables(query.text if query.language == "en" else query.question)


def _compared(word: str, query: Query) -> str:
    """A word as it is compared with those of the index."""
    return (word if query.toned else fold_word(word))[:LONGEST]


def features(
    question: Asked,
    wording: Wording,
    index: ForwardIndex,
    *,
    pair_frequency: Mapping[tuple[str, str], int],
    meaning: NDArray[np.float32],
    heading_meaning: NDArray[np.float32],
) -> NDArray[np.float64]:
    """One row per passage of `wording`, a column for each of `FEATURES`.

    Args:
        question: the words asked for.
        wording: of the candidates.
        index: numbers and rarities.
        pair_frequency: in how many passages each of the `pairs` of the question stands.
        meaning: cosine of the question and each passage.
        heading_meaning: cosine of the question and the nearest heading of each.
    """
    columns = _Table(question, wording, index).columns(pair_frequency)
    columns |= {"meaning": meaning.astype(np.float64), "heading_meaning": heading_meaning.astype(np.float64)}
    return np.stack([columns[name] for name in FEATURES], axis=1)


def weighed(rows: NDArray[np.float64], weights: NDArray[np.float64] = WEIGHTS) -> NDArray[np.float64]:
    """One number per row of `features`: the logarithm of how likely it answers, beside that of the others."""
    scores: NDArray[np.float64] = np.einsum("ij,j->i", rows, weights)  # not “@”: its last digit depends on other rows
    return scores


class _Table:
    """Which words of the question stand where in the candidates."""

    def __init__(self, question: Asked, wording: Wording, index: ForwardIndex) -> None:
        self._question, self._wording, self._index = question, wording, index
        self._count = len(wording.lengths)
        tokens = wording.tokens if question.toned else index.folded[wording.tokens]
        self._tokens = tokens.astype(np.int64)
        lengths = np.bincount(wording.owners, minlength=self._count)
        self._norm = (_K1 * (1 - _B + _B * lengths / index.mean_length))[:, None]

    def columns(self, frequency: Mapping[tuple[str, str], int]) -> dict[str, NDArray[np.float64]]:
        """The features that words alone give, by name."""
        every, content = self._question.every, self._question.content
        said = self._where(every)
        counts, pairs = self._words(said, len(every.words)), self._pairs(every, said, frequency)
        words = _dot(self._saturated(counts), every.weights)
        paired = _dot(self._saturated(pairs.counts), pairs.rarity)
        total, total_pairs = _sum(every.weights), _sum(pairs.rarity)
        own = self._where(content)
        weight = _sum(content.weights)
        return {
            "both": (words + paired) / ((1 + _K1) * (total + total_pairs)),
            "pairs": paired / ((1 + _K1) * total_pairs),
            "every_pair": _dot(pairs.counts > 0, pairs.weights) / _sum(pairs.weights),
            "said": _dot(self._words(own, len(content.words)) > 0, content.weights) / weight,
            "heading_asked": self._asked_share(HEAD),
            "title_asked": self._asked_share(TITLE),
            "defined": self._defined(own),
        }

    def _where(self, words: Words) -> NDArray[np.int64]:
        """For each token, the position of its word in `words`, or -1."""
        look_up = np.full(len(self._index.folded), -1, np.int64)
        look_up[words.numbers] = np.arange(len(words.words))
        look_up[END] = -1
        return look_up[self._tokens]

    def _words(self, said: NDArray[np.int64], width: int) -> NDArray[np.float64]:
        """How often each passage says each word."""
        here = said >= 0
        return self._counted(self._wording.owners[here], said[here], width)

    def _counted(self, owners: NDArray[np.int64], values: NDArray[np.int64], width: int) -> NDArray[np.float64]:
        flat = np.bincount(owners * width + values, minlength=self._count * width)
        return flat.reshape(self._count, width).astype(np.float64)

    def _saturated(self, counts: NDArray[np.float64]) -> NDArray[np.float64]:
        return counts * (1 + _K1) / (counts + self._norm)

    def _pairs(self, words: Words, said: NDArray[np.int64], frequency: Mapping[tuple[str, str], int]) -> _Pairs:
        """The pairs of neighbours of the question among the neighbours of the passages."""
        asked_pairs = words.neighbours()
        width = max(1, len(asked_pairs))
        code = np.full((len(words.words) + 1,) * 2, -1, np.int64)  # -1, no word asked for, takes the last row, column
        counts, weights = np.zeros(width), np.zeros(width)
        for at, (left, right) in enumerate(asked_pairs):
            code[left, right] = at
            counts[at] = frequency.get((words.words[left], words.words[right]), 0)
            weights[at] = words.weights[left] + words.weights[right]
        # tantivy counts what is gone until it merges: `_rarity` takes no pair for more frequent than can be.
        rare = _rarity(counts, len(self._index)) if asked_pairs else counts
        found = code[said[:-1], said[1:]] if len(said) > 1 else np.zeros(0, np.int64)
        kept = np.flatnonzero(found >= 0)
        found, owners = found[kept], self._wording.owners[kept]
        return _Pairs(self._counted(owners, found, width), rare, weights)

    def _asked_share(self, part: int) -> NDArray[np.float64]:
        """Of what the words of a part say, the share that the question says too."""
        here = (self._wording.parts == part) & (self._tokens != END)
        tokens, owners = self._tokens[here], self._wording.owners[here]
        weights = rarity(self._index, tokens)
        numbers = self._question.every.numbers
        shared = np.isin(tokens, numbers[numbers > 0])
        whole = np.bincount(owners, weights, self._count)
        both = np.bincount(owners, weights * shared, self._count)
        return np.divide(both, whole, out=np.zeros(self._count), where=whole > 0)

    def _defined(self, said: NDArray[np.int64]) -> NDArray[np.float64]:
        """How well a sentence begins with what is asked and goes on with “là”: “1. Người lao động là người …”."""
        defined = np.zeros(self._count)
        verb = self._index.number("là" if self._question.toned else "la")
        if not self._question.defines or verb is None or not len(said):
            return defined
        weights = self._question.content.weights
        for start in np.flatnonzero(np.r_[True, self._tokens[:-1] == END] & (self._wording.parts == BODY)).tolist():
            head = self._tokens[start : start + _DEFINED]
            at = np.flatnonzero(head == verb)
            if not len(at) or END in head[: at[0]]:
                continue
            named = np.unique(said[start : start + at[0]])
            named = named[named >= 0]
            share = float(weights[named].sum()) / _sum(weights) * len(named) / max(1, int(at[0]) - 1)
            owner = self._wording.owners[start]
            defined[owner] = max(defined[owner], min(1.0, share))
        return defined


@dataclasses.dataclass(frozen=True, slots=True)
class _Pairs:
    """Pairs of the question in passages: how often each passage has each, how rare each is, how much it says."""

    counts: NDArray[np.float64]
    rarity: NDArray[np.float64]
    weights: NDArray[np.float64]


def _dot(rows: NDArray[Any], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Inner product of each row and `weights`; with “@” its last digit would depend on where the row stands."""
    found: NDArray[np.float64] = np.einsum("ij,j->i", rows, weights)
    return found


def _sum(weights: NDArray[np.float64]) -> float:
    return float(weights.sum()) or 1.0
