"""Questions, and the passages that answer them, made from articles: what the model learns from."""

from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retrieval.text import fold, normalize, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from retrieval.static_embedding import Vectors, Vocabulary
    from training.lexicon import Lexicon
    from training.sources import Article

Ids = NDArray[np.int32]

LONGEST = 256
"""Syllables of a passage that are read; the product's passages have at most 1,200 characters."""

QUESTIONS = (
    "{} được quy định như thế nào?",
    "{} là gì?",
    "Theo quy định thì {} gồm những gì?",
    "Ai có trách nhiệm về {}?",
    "{} là bao nhiêu?",
    "Cơ quan nào chủ trì {}?",
    "{} trong trường hợp nào?",
    "Thời hạn {} là bao lâu?",
    "Khi nào thì {}?",
    "Cho tôi hỏi {} ra sao?",
    "{} đúng hay sai?",
    "Vì sao {}?",
    "Điều kiện {} là gì?",
    "Có được {} không?",
    "Nhận định sau đúng hay sai: {}",
    "Đơn vị nào phối hợp thực hiện {}?",
    "{} ở đâu?",
)
"""Ways to ask, written for this project, so that the words of asking come to weigh little."""

_CHUNK = 32
_TITLE_SHARE = 0.4
_QUESTION_SHARE = 0.4
_FOLDED_SHARE = 0.2
_ENGLISH_SHARE = 0.2
_LOST_SHARE = 0.1


@dataclasses.dataclass(frozen=True, slots=True)
class Pair:
    """Syllable ids of a question and of the passage it belongs to."""

    question: Ids
    passage: Ids


@dataclasses.dataclass(frozen=True, slots=True)
class Prepared:
    """An article as syllable ids."""

    group: str
    titles: tuple[Ids, ...]
    sentences: tuple[Ids, ...]


def prepare(articles: Sequence[Article], vocabulary: Vocabulary) -> list[Prepared]:
    """The articles as ids, sentence by sentence, cut after four passages' length."""
    texts: list[str] = []
    shapes = []
    for article in articles:
        parts = [article.text[start:end] for start, end in sentences(article.text[:4800])]
        shapes.append((len(article.titles), len(parts)))
        texts += [*article.titles, *parts]
    found = _cut(vocabulary, texts)
    return [
        Prepared(article.group, tuple(itertools.islice(found, titles)), tuple(itertools.islice(found, parts)))
        for article, (titles, parts) in zip(articles, shapes, strict=True)
    ]


def prepare_pairs(pairs: Sequence[tuple[str, str]], vocabulary: Vocabulary) -> list[Pair]:
    """Pairs of texts as ids."""
    found = _cut(vocabulary, [text for pair in pairs for text in pair])
    return [Pair(left, right) for left, right in zip(found, found, strict=True)]


def _cut(vocabulary: Vocabulary, texts: Sequence[str]) -> Iterator[Ids]:
    for start in range(0, len(texts), 20_000):
        ids, lengths = vocabulary.ids(texts[start : start + 20_000])
        yield from np.split(ids, np.cumsum(lengths)[:-1])


class Examiner:
    """Makes a question for an article, differently each time it is asked.

    Args:
        vocabulary: for the ways to ask, and for dropping tone marks.
        lexicon: for questions in English.
        random: the one source of chance.
    """

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon, random: np.random.Generator) -> None:
        self._folded = vocabulary.folded
        self._lexicon = lexicon
        index = vocabulary.tokenizer.get_vocab()
        self._spelled = [normalize(word) for word in sorted(index, key=index.__getitem__)]
        english = [*lexicon.english, *sorted({fold(word) for word in self._spelled})]
        self._english = dict(zip(english, _cut(vocabulary, english), strict=True))
        self._random = random
        halves = [half for question in QUESTIONS for half in question.split("{}")]
        cut = list(_cut(vocabulary, halves))
        self._questions = list(zip(cut[::2], cut[1::2], strict=True))

    def pair(self, article: Prepared) -> Pair:
        """A question that `article` answers, and the article as one passage."""
        named = [title for title in article.titles if len(title)]
        if not article.sentences or (named and self._chance(_TITLE_SHARE)):
            question, kept = self._about(named), article.sentences
        else:
            question, kept = self._from_inside(article, named)
        if self._chance(_FOLDED_SHARE):
            question = self._folded[question]
        elif self._chance(_ENGLISH_SHARE):
            question = self._in_english(question)
        return Pair(question, self._passage(article, kept))

    def translation(self, pair: Pair) -> Pair:
        """The pair in one direction or the other, its Vietnamese side now and then without tone marks."""
        vietnamese = self._folded[pair.passage] if self._chance(_FOLDED_SHARE) else pair.passage
        sides = (pair.question, vietnamese)
        return Pair(*sides) if self._chance(0.5) else Pair(*reversed(sides))

    def _about(self, named: list[Ids]) -> Ids:
        """The article's own title in a question, with the name of what it stands in."""
        parts = [named[-1]]
        if len(named) > 1 and (len(named[-1]) < 4 or self._chance(0.6)):
            parts.insert(int(self._random.integers(2)), named[int(self._random.integers(len(named) - 1))])
        return self._asked(np.concatenate(parts)[:48])

    def _from_inside(self, article: Prepared, named: list[Ids]) -> tuple[Ids, tuple[Ids, ...]]:
        """A stretch of one sentence, some words lost; the passage usually lacks that sentence then."""
        at = int(self._random.integers(len(article.sentences)))
        sentence = article.sentences[at]
        length = int(self._random.integers(5, 33))
        start = int(self._random.integers(max(1, len(sentence) - length + 1)))
        question = sentence[start : start + length]
        question = question[self._random.random(len(question)) >= _LOST_SHARE]
        if named and self._chance(0.3):
            question = np.concatenate([question, named[int(self._random.integers(len(named)))][:20]])
        kept = article.sentences
        if len(kept) > 1 and self._chance(0.6):
            kept = kept[:at] + kept[at + 1 :]
        return self._asked(question), kept

    def _asked(self, question: Ids) -> Ids:
        if not self._chance(_QUESTION_SHARE):
            return question
        before, after = self._questions[int(self._random.integers(len(self._questions)))]
        return np.concatenate([before, question, after])

    def _in_english(self, question: Ids) -> Ids:
        whole = [word for word in (self._spelled[at] for at in question) if not word.startswith("##")]
        english = self._lexicon.translate(whole, self._random)
        return np.concatenate([self._english[word] for word in english]) if len(english) > 1 else question

    def _passage(self, article: Prepared, kept: tuple[Ids, ...]) -> Ids:
        """Up to `LONGEST` syllables: some titles, then the text from its start or from a sentence inside."""
        parts = [title for title in article.titles if self._chance(0.5)]
        total = sum(map(len, kept))
        first = 0
        if total > LONGEST and self._chance(0.4):
            first = int(self._random.integers(len(kept) - len(kept) // 3))
        return np.concatenate([*parts, *kept[first:], np.empty(0, np.int32)])[:LONGEST].astype(np.int32)

    def _chance(self, share: float) -> bool:
        return bool(self._random.random() < share)


def batches(
    articles: Sequence[Prepared], random: np.random.Generator, *, size: int, limit: int | None = None
) -> list[list[Prepared]]:
    """All articles (or `limit` of them) once, in batches where `_CHUNK` at a time are of one group.

    Articles of the same law or topic are what a question is confused with; together in a batch they are the
    negatives that teach most.
    """
    order = random.permutation(len(articles))[:limit]
    order = np.array(sorted(order, key=lambda at: articles[at].group))  # stable: random within a group
    chunks = [order[start : start + _CHUNK] for start in range(0, len(order), _CHUNK)]
    return _mixed(articles, chunks, random, size=size)


def neighbour_batches(
    articles: Sequence[Prepared], vectors: Vectors, random: np.random.Generator, *, size: int
) -> list[list[Prepared]]:
    """All articles once, in batches where up to `_CHUNK` at a time are near each other for the model as it is.

    Args:
        articles: all of them.
        vectors: of the articles, one row each.
        random: the one source of chance.
        size: articles in a batch.
    """
    return _mixed(articles, list(_neighbourhoods(np.arange(len(articles)), vectors, random)), random, size=size)


def _neighbourhoods(members: Ids, vectors: Vectors, random: np.random.Generator) -> Iterator[Ids]:
    """Halved again and again along the line between two members drawn by lot, until `_CHUNK` or fewer are left."""
    if len(members) <= _CHUNK:
        yield members
        return
    first, other = random.choice(members, 2, replace=False)
    along = np.argsort(vectors[members] @ (vectors[first] - vectors[other]), kind="stable")
    half = len(members) // 2
    yield from _neighbourhoods(members[along[:half]], vectors, random)
    yield from _neighbourhoods(members[along[half:]], vectors, random)


def _mixed(
    articles: Sequence[Prepared], chunks: Sequence[Ids], random: np.random.Generator, *, size: int
) -> list[list[Prepared]]:
    mixed = np.concatenate([chunks[at] for at in random.permutation(len(chunks))])
    whole = range(0, max(1, len(mixed) - size + 1), size)
    return [[articles[at] for at in mixed[start : start + size]] for start in whole]
