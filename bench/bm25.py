"""bm25s over the chunks of the stock recipe: on syllables, or on the words that pyvi joins of them."""

from __future__ import annotations

import concurrent.futures
import multiprocessing
import time
from typing import TYPE_CHECKING, Any

from bench.chunks import chunks, files, whole
from bench.machine import cores

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bench.chunks import Found

_SHARE = 500
"""Texts that one process cuts into words at a time."""
_FEW = 2_000


class Bm25:
    """bm25s with its own words, which are Vietnamese syllables; no stop words (it has none for Vietnamese)."""

    def __init__(self) -> None:
        import bm25s  # noqa: PLC0415 (a peer's)
        import langchain_text_splitters  # noqa: F401, PLC0415 (its import is not index time)

        self._tokenize: Any = bm25s.tokenize
        self._ranking: Any = bm25s.BM25()
        self._chunks: list[Found] = []

    def index(self, folder: Path) -> None:
        """Cuts and counts every file."""
        self.index_rows(files(folder))

    def index_rows(self, rows: Sequence[Found]) -> float:
        """Cuts and counts texts; the seconds that it takes."""
        started = time.perf_counter()
        self._chunks = chunks(rows)
        words = self._words([text for _, text in self._chunks])
        self._ranking.index(words, show_progress=False)
        return time.perf_counter() - started

    def find(self, question: str, history: Sequence[str], limit: int) -> list[Found]:
        """The best chunks, best first."""
        words = self._words([whole(question, history)])
        found, _ = self._ranking.retrieve(words, k=min(limit, len(self._chunks)), show_progress=False)
        return [self._chunks[number] for number in found[0]]

    def disk(self) -> None:
        """Nothing: it is kept in memory, and built anew by each process."""

    def passages(self) -> int:
        """How many chunks there are."""
        return len(self._chunks)

    def _words(self, texts: list[str]) -> Any:
        return self._tokenize(texts, stopwords=None, show_progress=False)


class Bm25Words(Bm25):
    """bm25s on the words of pyvi, which joins syllables by a model of Vietnamese: “học tập” is “học_tập”."""

    def __init__(self) -> None:
        super().__init__()
        from pyvi import ViTokenizer  # noqa: PLC0415 (a peer's)

        self._joined = ViTokenizer.tokenize

    def _words(self, texts: list[str]) -> Any:
        if len(texts) < _FEW:
            return super()._words([self._joined(text) for text in texts])
        parts = [texts[start : start + _SHARE] for start in range(0, len(texts), _SHARE)]
        spawn = multiprocessing.get_context("spawn")
        with concurrent.futures.ProcessPoolExecutor(cores(), mp_context=spawn) as pool:
            return super()._words([text for part in pool.map(joined, parts) for text in part])


def joined(texts: list[str]) -> list[str]:
    """Texts with the syllables of each word joined; for a process of its own."""
    from pyvi import ViTokenizer  # noqa: PLC0415 (a peer's)

    return [ViTokenizer.tokenize(text) for text in texts]
