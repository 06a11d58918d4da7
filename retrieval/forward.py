"""The forward index: the words of every passage as numbers, in reading order.

BM25 says which passages share words with a question; which of them say it in one sentence, in its order or in a
heading is seen only in the words themselves. Cutting a hundred passages into words takes longer than a whole
answer may, so they are cut once, when they are published, and read here from files that are mapped into memory.
Their vectors stand beside them, for the exact likeness of a passage that only its words proposed.
"""

from __future__ import annotations

import contextlib
import dataclasses
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from retrieval.lexical import passage_id
from retrieval.projection import DamagedError
from retrieval.text import fold, sentences, syllables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from retrieval.lexical import IndexedPassage

FORM = "forward-1"
"""Raised with every change of the files or of how text becomes words."""

END = 0
"""Stands after each heading and each sentence; words are numbered from 1."""

TITLE, PATH, HEAD, BODY = range(4)
"""Parts of a passage: its document's title, the headings above it, the nearest of them, its own text."""

_ENTRIES, _WORDS = "entries.txt", "words.txt"
_TOKENS, _BOUNDS, _FOLDED, _FREQUENCY = "tokens.npy", "bounds.npy", "folded.npy", "frequency.npy"
_VECTORS = "vectors.npy"
_LONGEST = 40


@dataclasses.dataclass(frozen=True, slots=True)
class Wording:
    """The words of some passages, one passage after the other.

    Attributes:
        tokens: numbers of words, `END` after each heading and sentence.
        owners: for each token, the position of its passage among those asked for.
        parts: for each token, the part that it stands in.
        lengths: for each passage, how many words its own text has.
    """

    tokens: NDArray[np.uint32]
    owners: NDArray[np.int64]
    parts: NDArray[np.int64]
    lengths: NDArray[np.int64]


class ForwardIndex:
    """Words of passages in a folder. Close it, or use it in a `with`.

    Args:
        folder: an existing one; empty for a new index.

    Raises:
        DamagedError: what is in the folder is no forward index.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._load()

    def _load(self) -> None:
        folder = self._folder
        with self._explained():
            self._entries = _lines(folder / _ENTRIES)
            self._words = _lines(folder / _WORDS)
            self._tokens: NDArray[np.uint32] = _array(folder / _TOKENS, np.zeros(0, np.uint32))
            self._bounds: NDArray[np.int64] = _array(folder / _BOUNDS, np.zeros((0, 5), np.int64))
            self._folded: NDArray[np.uint32] = _array(folder / _FOLDED, np.zeros(1, np.uint32))
            self._frequency: NDArray[np.int64] = _array(folder / _FREQUENCY, np.zeros(1, np.int64))
            self._vectors: NDArray[np.float16] = _array(folder / _VECTORS, np.zeros((0, 0), np.float16))
            self._check()
        self._rows = {passage_id(entry): row for row, entry in enumerate(self._entries)}
        self._numbers = {word: number for number, word in enumerate(self._words, 1)}
        self.mean_length = len(self._tokens) / max(1, len(self._entries))

    def _check(self) -> None:
        sizes = len(self._words) + 1, len(self._entries)
        also = len(self._frequency), len(self._vectors)
        if sizes != (len(self._folded), len(self._bounds)) or sizes != also:
            raise ValueError("its files do not fit each other")

    # -- asking ----------------------------------------------------------------------------------------------

    @property
    def folded(self) -> NDArray[np.uint32]:
        """For each word, the number of the same word without tone marks; `END` stays."""
        return self._folded

    @property
    def frequency(self) -> NDArray[np.int64]:
        """For each word, in how many passages it stands, folded words counted in every spelling."""
        return self._frequency

    def __len__(self) -> int:
        return len(self._entries)

    def number(self, word: str) -> int | None:
        """The number of a syllable in lower case, or of one without tone marks; None where no passage has it."""
        return self._numbers.get(word)

    def wording(self, passages: Sequence[str]) -> Wording:
        """The words of passages by their ids; one that is unknown has none."""
        rows = [self._rows.get(passage, -1) for passage in passages]
        bounds = np.zeros((len(rows), 5), np.int64)
        for at, row in enumerate(rows):
            if row >= 0:
                bounds[at] = self._bounds[row]
        sizes = bounds[:, 4] - bounds[:, 0]
        slices = [self._tokens[start:end] for start, _, _, _, end in bounds.tolist()]
        parts = np.tile(np.arange(4), len(rows))
        return Wording(
            np.concatenate(slices) if slices else np.zeros(0, np.uint32),
            np.repeat(np.arange(len(rows)), sizes),
            np.repeat(parts, np.diff(bounds, axis=1).ravel()),
            bounds[:, 4] - bounds[:, 3],
        )

    def likeness(self, vector: NDArray[np.float32], passages: Sequence[str]) -> NDArray[np.float32]:
        """Inner product of `vector` and each passage's, by their ids; zero for one that is unknown."""
        rows = np.array([self._rows.get(passage, -1) for passage in passages], np.int64)
        found = np.zeros(len(rows), np.float32)
        if (rows >= 0).any():
            found[rows >= 0] = self._vectors[rows[rows >= 0]].astype(np.float32) @ vector
        return found

    def ids(self) -> set[str]:
        """All entries."""
        return set(self._entries)

    # -- writing ---------------------------------------------------------------------------------------------

    def replace(self, added: Iterable[tuple[IndexedPassage, NDArray[np.float32]]], removed: Iterable[str]) -> None:
        """Takes out `removed`, puts in or changes `added` with their vectors, and writes every file anew."""
        draft = _Draft(self._words, self._folded)
        fresh: dict[str, tuple[NDArray[np.uint32], tuple[int, ...]]] = {}
        vectors: dict[str, NDArray[np.float16]] = {}
        for passage, vector in added:
            fresh[passage.id] = draft.cut(passage)
            vectors[passage.id] = vector.astype(np.float16)
        gone = {*removed, *fresh}
        kept = [row for row, entry in enumerate(self._entries) if entry not in gone]
        bounds = self._bounds[kept] if kept else np.zeros((0, 5), np.int64)
        stretches = [np.asarray(self._tokens[start:end]) for start, end in bounds[:, [0, 4]].tolist()]
        inner = [tuple((row - row[0]).tolist()) for row in bounds]
        stretches += [tokens for tokens, _ in fresh.values()]
        inner += [places for _, places in fresh.values()]
        starts = np.cumsum([0, *map(len, stretches)])[: len(stretches)]
        with self._explained():
            _write_lines(self._folder / _ENTRIES, [*(self._entries[row] for row in kept), *fresh])
            _write_lines(self._folder / _WORDS, draft.words)
            tokens = np.concatenate(stretches) if stretches else np.zeros(0, np.uint32)
            folded = np.array(draft.folded, np.uint32)
            whole = (np.array(inner, np.int64) + starts[:, None]) if inner else np.zeros((0, 5), np.int64)
            for name, values in (
                (_VECTORS, np.array([*self._vectors[kept], *vectors.values()], np.float16).reshape(len(inner), -1)),
                (_TOKENS, tokens),
                (_BOUNDS, whole),
                (_FOLDED, folded),
                (_FREQUENCY, _frequencies(stretches, folded)),
            ):
                np.save(self._folder / name, values)
        self._load()

    def close(self) -> None:
        """Lets go of the mapped files."""
        self._tokens, self._vectors = np.zeros(0, np.uint32), np.zeros((0, 0), np.float16)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError, EOFError) as error:
            raise DamagedError(f"{self._folder}: is no forward index ({error})") from error


class _Draft:
    """The vocabulary while it grows."""

    def __init__(self, words: Sequence[str], folded: Sequence[int] | NDArray[np.uint32]) -> None:
        self.words = list(words)
        self.folded = [int(number) for number in folded]
        self._numbers = {word: number for number, word in enumerate(self.words, 1)}

    def cut(self, passage: IndexedPassage) -> tuple[NDArray[np.uint32], tuple[int, ...]]:
        """The tokens of a passage, and where its parts begin and end."""
        headings = passage.path.split("\n")
        tokens: list[int] = []
        places = [0]
        for lines in ([passage.title], headings[:-1], headings[-1:]):
            for line in lines:
                self._append(tokens, line)
            places.append(len(tokens))
        for line in passage.body.split("\n"):
            for start, end in sentences(line):
                self._append(tokens, line[start:end])
        return np.array(tokens, np.uint32), (*places, len(tokens))

    def _append(self, tokens: list[int], text: str) -> None:
        found = [self._number(syllable[:_LONGEST]) for syllable in syllables(text)]
        if found:
            tokens += found
            tokens.append(END)

    def _number(self, word: str) -> int:
        number = self._numbers.get(word)
        if number is None:
            plain = fold(word)
            self.words.append(word)
            number = self._numbers[word] = len(self.words)
            self.folded.append(number if plain == word else 0)
            if plain != word:
                self.folded[number] = self._number(plain)
        return number


def _frequencies(stretches: Sequence[NDArray[np.uint32]], folded: NDArray[np.uint32]) -> NDArray[np.int64]:
    counts = np.zeros(len(folded), np.int64)
    for tokens in stretches:
        distinct = np.unique(tokens)
        counts[distinct] += 1
        plain = np.unique(folded[distinct])
        counts[np.setdiff1d(plain, distinct, assume_unique=True)] += 1
    counts[END] = 0
    return counts


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines() if path.exists() else []


def _write_lines(path: Path, lines: Sequence[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def _array(path: Path, empty: NDArray[Any]) -> NDArray[Any]:
    return np.load(path, mmap_mode="r", allow_pickle=False) if path.exists() else empty
