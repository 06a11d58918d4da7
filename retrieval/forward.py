"""The forward index: the words of every passage as numbers, in reading order.

BM25 says which passages share words with a question; which of them say it in one sentence, in its order or in a
heading is seen only in the words themselves. Cutting a hundred passages into words takes longer than a whole
answer may, so they are cut once, when they are published, and read here from files, a few at a time.
Their vectors stand beside them, for the exact likeness of a passage that only its words proposed.
"""

from __future__ import annotations

import contextlib
import dataclasses
import math
import tokenize
from typing import TYPE_CHECKING, Any, BinaryIO, Self, TypeAlias

import numpy as np

from retrieval.lexical import passage_id
from retrieval.projection import DamagedError
from retrieval.text import fold, sentences, syllables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from retrieval.lexical import IndexedPassage

FORM = "forward-3"
"""Raised with every change of the files or of how text becomes words."""

END = 0
"""Stands after each heading and each sentence; words are numbered from 1."""

TITLE, PATH, HEAD, BODY = range(4)
"""Parts of a passage: its document's title, the headings above it, the nearest of them, its own text."""

_ENTRIES, _WORDS = "entries.txt", "words.txt"
_TOKENS, _BOUNDS, _FOLDED, _FREQUENCY = "tokens.npy", "bounds.npy", "folded.npy", "frequency.npy"
_VECTORS = "vectors.npy"
LONGEST = 40
"""Letters of a word that count, as in the lexical index."""
_Cut: TypeAlias = "tuple[NDArray[np.uint32], tuple[int, ...], NDArray[np.float16]]"
"""A passage: its tokens, where its parts begin and end, its vector."""


_EMPTY = np.zeros(0, np.uint32)
_NOT_OURS = (OSError, ValueError, TypeError, AttributeError, OverflowError, SyntaxError, tokenize.TokenError)
"""What NumPy raises for headers that were not written by it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Wording:
    """The words of some passages, one passage after the other.

    Attributes:
        tokens: numbers of words, `END` after each heading and sentence.
        owners: for each token, the position of its passage among those asked for.
        parts: for each token, the part that it stands in.
        lengths: for each passage, how many tokens its own text has.
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
        with contextlib.ExitStack() as opened, self._explained():
            entries = _lines(folder / _ENTRIES)
            self._words = _lines(folder / _WORDS)
            self._tokens = _Stored(folder / _TOKENS, _EMPTY)
            opened.callback(self._tokens.close)
            self._bounds: NDArray[np.int64] = _array(folder / _BOUNDS, np.zeros((0, 5), np.int64))
            self._folded: NDArray[np.uint32] = _array(folder / _FOLDED, np.zeros(1, np.uint32))
            self._frequency: NDArray[np.int64] = _array(folder / _FREQUENCY, np.zeros(1, np.int64))
            self._vectors = _Stored(folder / _VECTORS, np.zeros((0, 2, 0), np.float16))
            opened.callback(self._vectors.close)
            self._check(len(entries))
            opened.pop_all()  # they stay open where nothing is wrong
        self._rows = {passage_id(entry): row for row, entry in enumerate(entries)}
        self._numbers = {word: number for number, word in enumerate(self._words, 1)}

    def _check(self, rows: int) -> None:
        """Raises ValueError unless every number that is looked up by another is there; tokens when they are read."""
        words = len(self._words) + 1
        sizes = len(self._folded), len(self._frequency), self._bounds.shape, len(self._vectors)
        if sizes != (words, words, (rows, 5), rows) or self._vectors.row[0] != 2:
            raise ValueError("its files do not fit each other")
        first, last = self._bounds[:, 0].min(initial=0), self._bounds[:, -1].max(initial=0)
        if first < 0 or last > len(self._tokens) or (np.diff(self._bounds, axis=1) < 0).any():
            raise ValueError(f"{_BOUNDS} names tokens that are not there")
        if self._folded.max(initial=0) >= words:
            raise ValueError(f"{_FOLDED} names words that are not there")
        if self._frequency.min(initial=0) < 0 or self._frequency.max(initial=0) > rows:
            raise ValueError(f"{_FREQUENCY} counts passages that are not there")

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
        return len(self._bounds)

    @property
    def mean_length(self) -> float:
        """How many tokens a passage has on average; never zero."""
        return len(self._tokens) / max(1, len(self)) or 1.0

    def number(self, word: str) -> int | None:
        """The number of a syllable in lower case, or of one without tone marks; None where no passage has it."""
        number = self._numbers.get(word, END)
        return number if self._frequency[number] else None  # a word keeps its number when its last passage goes

    def wording(self, passages: Sequence[str]) -> Wording:
        """The words of passages by their ids; one that is unknown has none.

        Raises:
            DamagedError: there are words that the vocabulary does not have.
        """
        rows = [self._rows.get(passage, -1) for passage in passages]
        bounds = np.zeros((len(rows), 5), np.int64)
        for at, row in enumerate(rows):
            if row >= 0:
                bounds[at] = self._bounds[row]
        with self._explained():
            tokens = self._tokens.gather([(start, end) for start, *_, end in bounds.tolist()])
        if tokens.max(initial=END) >= len(self._folded):
            raise DamagedError(f"{self._folder / _TOKENS}: names words that are not there")
        return Wording(
            tokens,
            np.repeat(np.arange(len(rows)), bounds[:, 4] - bounds[:, 0]),
            np.repeat(np.tile(np.arange(4), len(rows)), np.diff(bounds, axis=1).ravel()),
            bounds[:, 4] - bounds[:, 3],
        )

    def likeness(self, vector: NDArray[np.float32], passages: Sequence[str]) -> NDArray[np.float32]:
        """Inner products of `vector` with each passage and with its nearest heading, in two columns; zero for unknown.

        Raises:
            DamagedError: a vector holds what is no number.
        """
        rows = np.array([self._rows.get(passage, -1) for passage in passages], np.int64)
        found = np.zeros((len(rows), 2), np.float32)
        if (known := rows >= 0).any():
            with self._explained():
                vectors = self._vectors.gather([(row, row + 1) for row in rows[known].tolist()])
            vectors = vectors.astype(np.float32)
            if not np.isfinite(vectors).all():
                raise DamagedError(f"{self._folder / _VECTORS}: holds what is no number")
            # Not “@”: its last digit depends on how many vectors there are, and in which order.
            found[known] = np.einsum("ijk,k->ij", vectors, vector)
        return found

    def ids(self) -> set[str]:
        """All entries."""
        return set(self._entries())

    def _entries(self) -> list[str]:
        """All entries in the order of their rows; read anew, for only what follows the library asks for them."""
        with self._explained():
            found = _lines(self._folder / _ENTRIES)
            if len(found) != len(self):
                raise ValueError(f"{_ENTRIES} has {len(found)} entries, not {len(self)}")
        return found

    # -- writing ---------------------------------------------------------------------------------------------

    def replace(self, added: Iterable[tuple[IndexedPassage, NDArray[np.float32]]], removed: Iterable[str]) -> None:
        """Takes out `removed`, puts in or changes `added`, and writes every file anew.

        Args:
            added: passages, each with two rows: its vector, and that of its nearest heading.
            removed: entries.
        """
        draft = _Draft(self._words, self._folded.tolist())
        fresh: dict[str, _Cut] = {}
        for passage, vector in added:
            fresh[passage.id] = (*draft.cut(passage), vector.astype(np.float16))
        gone = {*removed, *fresh}
        have = self._entries()
        kept = [row for row, entry in enumerate(have) if entry not in gone]
        entries = [*(have[row] for row in kept), *fresh]
        arrays = self._joined(kept, list(fresh.values()), np.array(draft.folded, np.uint32))
        self.close()  # no file is written over while it is mapped
        _write_lines(self._folder / _ENTRIES, entries)
        _write_lines(self._folder / _WORDS, draft.words)
        for name, values in arrays.items():
            np.save(self._folder / name, values)
        self._load()

    def _joined(
        self, kept: Sequence[int], fresh: Sequence[_Cut], folded: NDArray[np.uint32]
    ) -> dict[str, NDArray[Any]]:
        """What the files hold when only the rows `kept` stay and `fresh` ones follow; nothing of it is mapped."""
        bounds = self._bounds[kept]
        stretches = [self._tokens.read(start, end) for start, end in bounds[:, [0, -1]].tolist()]
        stretches += [tokens for tokens, _, _ in fresh]
        places = np.concatenate([bounds - bounds[:, :1], np.array([at for _, at, _ in fresh], np.int64).reshape(-1, 5)])
        starts = np.cumsum([0, *map(len, stretches)])[:-1]
        vectors = [self._vectors.read(row, row + 1) for row in kept]
        vectors += [vector[None] for _, _, vector in fresh]
        return {
            _TOKENS: np.concatenate([_EMPTY, *stretches]),
            _BOUNDS: places + starts[:, None],
            _FOLDED: folded,
            _FREQUENCY: _frequencies(stretches, folded),
            _VECTORS: np.concatenate(vectors) if vectors else np.zeros((0, 2, 0), np.float16),
        }

    def close(self) -> None:
        """Lets go of the files; the index must not be used afterwards."""
        self._tokens.close()
        self._vectors.close()
        self._bounds = np.zeros((0, 5), np.int64)
        self._folded, self._frequency = np.zeros(1, np.uint32), np.zeros(1, np.int64)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except _NOT_OURS as error:
            raise DamagedError(f"{self._folder}: is no forward index ({error})") from error


class _Stored:
    """An array in a .npy file, of which a few rows are read at a time: mapped, all of it would come to be resident.

    Args:
        path: of the file; where there is none the array is `empty`.
        empty: an array without rows.
    """

    def __init__(self, path: Path, empty: NDArray[Any]) -> None:
        self._file: BinaryIO | None = None
        self._dtype, self.row, self._length = empty.dtype, empty.shape[1:], 0
        if not path.exists():
            return
        with contextlib.ExitStack() as closing:
            file = closing.enter_context(path.open("rb", buffering=0))
            shape, ordered, dtype = _header(file)
            self._start, self._length, self.row = file.tell(), shape[0], shape[1:]
            self._size = dtype.itemsize * math.prod(self.row)
            whole = path.stat().st_size == self._start + self._length * self._size
            if ordered or dtype != empty.dtype or len(shape) != empty.ndim or not whole:
                raise ValueError(f"{path.name} is cut off or holds something else")
            self._file = file
            closing.pop_all()  # it stays open

    def __len__(self) -> int:
        return self._length

    def read(self, start: int, end: int) -> NDArray[Any]:
        """The rows from `start` to `end`; the caller holds the lock of the index."""
        return self.gather([(start, end)])

    def gather(self, stretches: Sequence[tuple[int, int]]) -> NDArray[Any]:
        """The rows of all stretches, one after the other; the caller holds the lock of the index."""
        if self._file is None:
            return np.zeros((0, *self.row), self._dtype)
        parts: list[bytes] = []
        for start, end in stretches:
            self._file.seek(self._start + start * self._size)
            parts.append(self._file.read((end - start) * self._size))
        count = sum(end - start for start, end in stretches)
        return np.frombuffer(b"".join(parts), self._dtype).reshape(count, *self.row)  # raises where it became shorter

    def close(self) -> None:
        """Closes the file."""
        if self._file is not None:
            self._file.close()


def _header(file: BinaryIO) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Shape, whether columns come first, and type of the array in a .npy file; the file stands at its data then."""
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, ordered, dtype = read(file)
    return shape, ordered, dtype


class _Draft:
    """The vocabulary while it grows."""

    def __init__(self, words: Sequence[str], folded: list[int]) -> None:
        self.words = list(words)
        self.folded = folded
        self._numbers = {word: number for number, word in enumerate(self.words, 1)}

    def cut(self, passage: IndexedPassage) -> tuple[NDArray[np.uint32], tuple[int, ...]]:
        """The tokens of a passage, and where its parts begin and end."""
        headings = passage.path.split("\n")
        tokens: list[int] = []
        places = [0]
        for lines in ([passage.title], [*passage.about.split("\n"), *headings[:-1]], headings[-1:]):
            for line in lines:
                self._append(tokens, line)
            places.append(len(tokens))
        for line in passage.body.split("\n"):
            for start, end in sentences(line):
                self._append(tokens, line[start:end])
        return np.array(tokens, np.uint32), (*places, len(tokens))

    def _append(self, tokens: list[int], text: str) -> None:
        found = [self._number(syllable[:LONGEST]) for syllable in syllables(text)]
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
    return path.read_text("utf-8").split("\n")[:-1] if path.exists() else []


def _write_lines(path: Path, lines: Sequence[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def _array(path: Path, empty: NDArray[Any]) -> NDArray[Any]:
    """The array in a file, mapped and not read; `empty` where there is no file."""
    if not path.exists():
        return empty
    found = np.lib.format.open_memmap(path, mode="r")
    if found.dtype != empty.dtype or found.ndim != empty.ndim:
        raise ValueError(f"{path.name} holds something else")
    return found.view(np.ndarray)  # memmap's own type costs a Python call for every slice
