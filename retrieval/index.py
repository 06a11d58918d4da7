"""The index: the three projections of the library, kept in step with it.

Nothing here is truth: what an index proposes is passed through the library, so a retired version never
answers, however far behind an index is. Writing needs the writer lock of the library; a process that finds a
projection behind and cannot have the lock goes on with what there is.
"""

from __future__ import annotations

import contextlib
import functools
import threading
from typing import TYPE_CHECKING, Any, Self, TypeVar

import numpy as np

from retrieval import following, forward, lexical, vectors
from retrieval.errors import LibraryError, LibraryLockedError
from retrieval.following import Followed, Progress
from retrieval.forward import ForwardIndex
from retrieval.lexical import LexicalIndex, LexicalQuery, passage_id
from retrieval.projection import DamagedError
from retrieval.route import Opening, Route
from retrieval.vectors import VectorIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from retrieval.embedding import Embedder
    from retrieval.library import Library
    from retrieval.types import Passage

__all__ = ["Followed", "Index", "Progress"]

_Found = TypeVar("_Found")


class Index:
    """All projections of a library. Close it, or use it in a `with`; safe to share between threads.

    Args:
        library: the truth.
        embedder: makes the vectors that the library does not have yet.
        folder: the data folder; the projections are its folders `lexical`, `forward` and `vectors`.
    """

    def __init__(self, library: Library, embedder: Embedder, folder: Path) -> None:
        self._library = library
        self._embedder = embedder
        self._lexical = Route(folder / "lexical", form=lexical.FORM, opener=LexicalIndex)
        model = f"{embedder.name} {embedder.dimensions}"
        self._vectors = Route(folder / "vectors", form=f"{vectors.FORM} {model}", opener=VectorIndex, private=True)
        self._forward = Route(folder / "forward", form=f"{forward.FORM} {model}", opener=ForwardIndex)
        self._warming: threading.Thread | None = None

    def close(self) -> None:
        """Waits for `warm` and releases every file."""
        if self._warming is not None:
            self._warming.join()
        for route in self._routes:
            route.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def _routes(self) -> tuple[Route[Any], ...]:
        return self._lexical, self._vectors, self._forward

    def warm(self) -> None:
        """Opens the projections in the background; what goes wrong there is raised when they are used."""
        if self._warming is None:
            self._warming = threading.Thread(target=self._open_all, name="index-warm", daemon=True)
            self._warming.start()

    def _open_all(self) -> None:
        with contextlib.suppress(LibraryError):
            self._lexical.reader()
            self._forward.reader()
            with self._vectors.lock:
                nothing = np.zeros(self._embedder.dimensions, dtype=np.float32)
                self._vectors.reader().search(nothing, 1)

    # -- asking ----------------------------------------------------------------------------------------------

    def lexical(self, query: LexicalQuery, limit: int) -> list[tuple[Passage, float]]:
        """The best current passages by BM25 with their scores, best first, equal scores by id.

        Raises:
            LibraryLockedError: another process is making the index for the first time.
        """
        return self._propose(self._lexical, lambda index, wanted: index.search(query, wanted), limit)

    def dense(self, vector: NDArray[np.float32], limit: int) -> list[tuple[Passage, float]]:
        """The nearest current passages with their similarities from -1 to 1, nearest first, equal ones by id.

        Args:
            vector: of the embedder's dimensions, of length one.
            limit: how many passages at most.

        Raises:
            LibraryLockedError: another process is making the index for the first time.
        """
        return self._propose(self._vectors, lambda index, wanted: index.search(vector, wanted), limit)

    def frequency(self, words: Iterable[str]) -> tuple[dict[str, int], int]:
        """In how many passages each folded syllable stands, and how many passages there are."""
        wanted = list(words)
        return self._ask(self._lexical, lambda index: index.frequency(wanted))

    def pair_frequency(self, words: Sequence[tuple[str, str]], *, toned: bool) -> list[int]:
        """In how many passages each pair of neighbouring syllables stands."""
        return self._ask(self._lexical, lambda index: index.pair_frequency(words, toned=toned))

    def read(self, question: Callable[[ForwardIndex], _Found]) -> _Found:
        """What `question` makes of the words of passages; nothing of the index may be kept."""
        return self._ask(self._forward, question)

    def words(self) -> LexicalIndex:
        """The lexical index as it is now, for many small questions about words; it does not follow the library."""
        return self._ask(self._lexical, lambda index: index)

    def propose(self, query: LexicalQuery, limit: int) -> list[tuple[str, float]]:
        """(passage id, BM25) of what the lexical route proposes, best first; the library has not disposed yet.

        The index is taken as it is, and so is that of `propose_near`: `keep_up` comes before.
        """
        found = self._look(self._lexical, lambda index: index.search(query, limit))
        return [(passage_id(entry), score) for entry, score in found]

    def propose_near(self, vector: NDArray[np.float32], limit: int) -> list[tuple[str, float]]:
        """(passage id, cosine) of what the dense route proposes, nearest first; the library has not disposed yet."""
        found = self._look(self._vectors, lambda index: index.search(vector, limit))
        return [(passage_id(entry), score) for entry, score in found]

    def _propose(
        self,
        route: Route[Opening],
        search: Callable[[Opening, int], list[tuple[str, float]]],
        limit: int,
    ) -> list[tuple[Passage, float]]:
        wanted = limit
        while True:
            found = self._ask(route, functools.partial(_counted, search, wanted))
            kept = self._current(found)
            if len(kept) >= limit or len(found) < wanted:
                return kept[:limit]
            wanted *= 4  # what is retired took places

    def _ask(self, route: Route[Opening], question: Callable[[Opening], _Found]) -> _Found:
        """Puts a question to the index of a route, brought in step first and mended if it fails."""
        self._keep_up(route)
        return self._look(route, question)

    def _look(self, route: Route[Opening], question: Callable[[Opening], _Found]) -> _Found:
        """Puts a question to the index of a route as it is, mended if it fails."""
        for mend in (route.close, functools.partial(self._build_anew, route)):
            try:
                with route.lock:
                    return question(route.reader())
            except DamagedError:
                mend()
        with route.lock:
            return question(route.reader())

    def _current(self, found: list[tuple[str, float]]) -> list[tuple[Passage, float]]:
        scores: dict[str, float] = {}
        for entry, score in found:
            scores.setdefault(passage_id(entry), score)
        passages = self._library.passages(scores)
        kept = [(passages[passage_id], score) for passage_id, score in scores.items() if passage_id in passages]
        return sorted(kept, key=lambda hit: (-hit[1], hit[0].id))

    # -- following -------------------------------------------------------------------------------------------

    def follow(self, progress: Progress | None = None) -> Followed:
        """Brings the projections in step with the library; a few file looks when they are.

        A damaged projection is moved aside and built again from the stored embeddings.

        Args:
            progress: called with (done, total) entries.

        Raises:
            ModelError: the embedder fails on a passage that has no stored embedding.
        """
        behind = tuple(lag for route in self._routes if (lag := self._lag(route)))
        if not behind:
            return Followed()
        try:
            with self._library.writing(patience=0):
                return self._catch_up(progress)
        except LibraryLockedError:
            return Followed(behind=behind)

    def keep_up(self) -> None:
        """Follows where a state file says that a projection is behind; harmed files show when they are read."""
        self._keep_up(*self._routes)

    def _keep_up(self, *routes: Route[Any]) -> None:
        if any(self._lag(route, look=False) for route in routes):
            self.follow()

    def verify(self) -> list[str]:
        """Problems of library and projections in words; every file is read. Empty when all is well."""
        problems = self._library.check()
        for route, wanted in self._expected():
            problems += self._verify(route, wanted)
        return problems

    def _expected(self) -> list[tuple[Route[Any], Mapping[str, str]]]:
        words = following.lexical_entries(self._library)
        return [
            (self._lexical, words),
            (self._forward, words),
            (self._vectors, following.vector_entries(self._library)),
        ]

    def _verify(self, route: Route[Any], wanted: Mapping[str, str]) -> list[str]:
        if lag := self._lag(route):
            return [lag]
        try:
            sealed = route.projection.sealed()
            if sealed and (problem := route.projection.damage(sealed, deep=True)):
                return [problem]
            with route.lock:
                have = route.reader().ids()
        except LibraryError as error:
            return [str(error)]
        missing, stale = len(wanted.keys() - have), len(have - wanted.keys())
        return [f"{route.name}: {missing} entries missing, {stale} stale"] if missing or stale else []

    def repair(self) -> Followed:
        """Builds every projection that `verify` finds fault with from the library.

        Raises:
            LibraryLockedError: another process is writing.
        """
        with self._library.writing():
            for route, wanted in self._expected():
                if self._verify(route, wanted):
                    route.set_aside()
            return self._catch_up(None)

    def _build_anew(self, route: Route[Any]) -> None:
        with self._library.writing():
            route.set_aside()
            self._catch_up(None)

    def _catch_up(self, progress: Progress | None) -> Followed:
        """All projections in step; the caller is the writer."""
        done = Followed()
        if self._lag(self._lexical):  # another process may have seen to it while this one waited
            done += following.bring_lexical(self._lexical, self._library, progress=progress)
        if self._lag(self._vectors):
            done += following.bring_vectors(self._vectors, self._library, self._embedder, progress=progress)
        if self._lag(self._forward):
            done += following.bring_forward(self._forward, self._library, self._embedder, progress=progress)
        return done

    def _lag(self, route: Route[Any], *, look: bool = True) -> str | None:
        return route.lag(self._library.identity, self._library.counter, look=look)


def _counted(
    search: Callable[[Opening, int], list[tuple[str, float]]], wanted: int, index: Opening
) -> list[tuple[str, float]]:
    return search(index, wanted)
