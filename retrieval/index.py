"""The index: both projections of the library, kept in step with it.

Nothing here is truth. Each projection is compared with the library entry by entry, where an entry is a
passage id and a hash of what is indexed of it, so a corrected title is noticed like a new passage. What
an index proposes is passed through the library, so a retired version never answers, however far behind an
index is.

Writing needs the writer lock of the library. A process that finds a projection behind and cannot have the
lock goes on with what there is.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, Protocol, Self, TypeAlias, TypeVar

import numpy as np

from retrieval import lexical, vectors
from retrieval.errors import LibraryError, LibraryLockedError
from retrieval.lexical import IndexedPassage, LexicalIndex, LexicalQuery
from retrieval.library import Library, passage_key, passage_text
from retrieval.projection import DamagedError, PrivateCopy, Projection, Sealed, Stamp
from retrieval.statements import batches
from retrieval.vectors import VectorIndex

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from retrieval.embedding import Embedder
    from retrieval.types import Document, Passage

Progress: TypeAlias = Callable[[int, int], None]
"""Called with (done, total) entries while projections are brought up to date."""

_BATCH = 1_000
_LONE_REBUILD = 5_000


@dataclasses.dataclass(frozen=True, slots=True)
class Followed:
    """What it took to be in step with the library.

    Attributes:
        embedded: passages that the model had to embed.
        upserted: entries put into the projections, both together.
        deleted: entries taken out of them.
        rebuilt: why a projection was built from nothing, in words.
        behind: why a projection is still behind: another process is writing, and will see to it.
    """

    embedded: int = 0
    upserted: int = 0
    deleted: int = 0
    rebuilt: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()


class _Opened(Protocol):
    def ids(self) -> set[str]: ...

    def close(self) -> None: ...


_Opening = TypeVar("_Opening", bound=_Opened)


class _Route(Generic[_Opening]):
    """One projection, and the index in this process that reads its current generation."""

    def __init__(self, folder: Path, *, form: str, opener: Callable[[Path], _Opening], private: bool) -> None:
        self.projection = Projection(folder)
        self.form = form
        self.opener = opener
        self.lock = threading.RLock()
        self._private = private
        self._opened: tuple[int, str, _Opening] | None = None
        self._copy: PrivateCopy | None = None

    @property
    def name(self) -> str:
        return self.projection.folder.name

    def lag(self, library: str, counter: int) -> str | None:
        """Why this projection is not in step with the library, in words, or None."""
        try:
            sealed = self.projection.sealed()
        except DamagedError as error:
            return str(error)
        if sealed is None:
            return f"{self.name}: nothing there yet"
        if sealed.stamp != Stamp(library, counter, self.form):
            return f"{self.name}: made from an earlier state"
        return self.projection.damage(sealed)

    def reader(self) -> _Opening:
        """The current generation, opened; hold `lock` while it is used.

        Raises:
            DamagedError: it is not as it was sealed, or its library cannot read it.
            LibraryLockedError: there is none yet.
        """
        with self.lock:
            sealed = self.projection.sealed()
            if sealed is None:
                raise LibraryLockedError(f"{self.projection.folder}: is being made; try again in a moment")
            if sealed.stamp.form != self.form:
                raise LibraryLockedError(
                    f"{self.projection.folder}: is made for another model; wait for the writer"
                )
            if self._opened is None or self._opened[:2] != (sealed.generation, sealed.stamp.library):
                self.close()
                self._opened = (sealed.generation, sealed.stamp.library, self._open(sealed))
            return self._opened[2]

    def _open(self, sealed: Sealed) -> _Opening:
        if problem := self.projection.damage(sealed):
            raise DamagedError(problem)
        if not self._private:
            return self.opener(self.projection.path(sealed))
        self._copy = PrivateCopy(self.projection, sealed)
        return self.opener(self._copy.path)

    def close(self) -> None:
        with self.lock:
            if self._opened is not None:
                self._opened[2].close()
            if self._copy is not None:
                self._copy.close()
            self._opened = self._copy = None


class Index:
    """Both projections of a library. Close it, or use it in a `with`; safe to share between threads.

    Args:
        library: the truth.
        embedder: makes the vectors that the library does not have yet.
        folder: the data folder; the projections are its folders `lexical` and `vectors`.
    """

    def __init__(self, library: Library, embedder: Embedder, folder: Path) -> None:
        self._library = library
        self._embedder = embedder
        self._lexical = _Route(folder / "lexical", form=lexical.FORM, opener=LexicalIndex, private=False)
        form = f"{vectors.FORM} {embedder.name} {embedder.dimensions}"
        self._vectors = _Route(folder / "vectors", form=form, opener=VectorIndex, private=True)
        self._warming: threading.Thread | None = None

    def close(self) -> None:
        """Waits for `warm` and releases every file."""
        if self._warming is not None:
            self._warming.join()
        self._lexical.close()
        self._vectors.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def warm(self) -> None:
        """Opens both projections in the background; what goes wrong there is raised when they are used."""
        if self._warming is None:
            self._warming = threading.Thread(target=self._open_both, name="index-warm", daemon=True)
            self._warming.start()

    def _open_both(self) -> None:
        with contextlib.suppress(LibraryError):
            self._lexical.reader()
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

    def _propose(
        self,
        route: _Route[_Opening],
        search: Callable[[_Opening, int], list[tuple[str, float]]],
        limit: int,
    ) -> list[tuple[Passage, float]]:
        if route.lag(self._library.identity, self._library.counter):
            self.follow()
        try:
            return self._search(route, search, limit)
        except DamagedError:
            self._heal(route)
            return self._search(route, search, limit)

    def _search(
        self,
        route: _Route[_Opening],
        search: Callable[[_Opening, int], list[tuple[str, float]]],
        limit: int,
    ) -> list[tuple[Passage, float]]:
        wanted = limit
        while True:
            with route.lock:
                found = search(route.reader(), wanted)
            kept = self._current(found)
            if len(kept) >= limit or len(found) < wanted:
                return kept[:limit]
            wanted *= 4

    def _current(self, found: list[tuple[str, float]]) -> list[tuple[Passage, float]]:
        scores: dict[str, float] = {}
        for entry, score in found:
            scores.setdefault(_passage_id(entry), score)
        passages = self._library.passages(scores)
        kept = [
            (passages[passage_id], score) for passage_id, score in scores.items() if passage_id in passages
        ]
        return sorted(kept, key=lambda hit: (-hit[1], hit[0].id))

    # -- following -------------------------------------------------------------------------------------------

    def follow(self, progress: Progress | None = None) -> Followed:
        """Brings both projections in step with the library; a few file looks when they are.

        A damaged projection is moved aside and built again from the stored embeddings.

        Args:
            progress: called with (done, total) entries.

        Raises:
            ModelError: the embedder fails on a passage that has no stored embedding.
        """
        routes: tuple[_Route[Any], ...] = (self._lexical, self._vectors)
        counter = self._library.counter
        behind = tuple(lag for route in routes if (lag := route.lag(self._library.identity, counter)))
        if not behind:
            return Followed()
        try:
            with self._library.writing():
                return self._catch_up(progress)
        except LibraryLockedError:
            return Followed(behind=behind)

    def verify(self) -> list[str]:
        """Problems of library and projections in words; every file is read. Empty when all is well."""
        problems = self._library.check()
        wanted = self._wanted()
        for route in (self._lexical, self._vectors):
            problems += self._verify(route, wanted[route.name])
        return problems

    def _verify(self, route: _Route[Any], wanted: Mapping[str, str]) -> list[str]:
        if lag := route.lag(self._library.identity, self._library.counter):
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
            wanted = self._wanted()
            for route in (self._lexical, self._vectors):
                if self._verify(route, wanted[route.name]):
                    route.close()
                    route.projection.set_aside()
            return self._catch_up(None)

    def _heal(self, route: _Route[Any]) -> None:
        """Builds a projection anew that turned out damaged while it was asked."""
        with self._library.writing():
            route.close()
            route.projection.set_aside()
            self._catch_up(None)

    def _catch_up(self, progress: Progress | None) -> Followed:
        """Both projections in step; the caller is the writer."""
        wanted = self._wanted()
        done = Followed()
        for route in (self._lexical, self._vectors):
            done = _add(done, self._bring(route, wanted[route.name], progress))
        return done

    def _wanted(self) -> dict[str, dict[str, str]]:
        """By projection, the passage id of each entry that it should hold."""
        headers = {document.id: _title(document) for document in self._library.documents()}
        keys = self._library.passage_keys()
        return {
            self._lexical.name: {_entry(at, key, headers[document]): at for at, document, key in keys},
            self._vectors.name: {_entry(at, key): at for at, document, key in keys},
        }

    def _bring(self, route: _Route[Any], wanted: dict[str, str], progress: Progress | None) -> Followed:
        start, have, why = self._start(route)
        added = {entry: passage_id for entry, passage_id in wanted.items() if entry not in have}
        removed = have - wanted.keys()
        stamp = Stamp(self._library.identity, self._library.counter, route.form)
        if start is not None and not added and not removed:
            route.projection.restamp(start, stamp)
            return Followed()
        if route is self._lexical and removed and len(wanted) <= _LONE_REBUILD:
            start, added = None, wanted  # BM25 would go on counting words of passages that are gone
        draft = route.projection.draft(start)
        with route.opener(draft) as index:
            embedded = self._fill(index, added, () if start is None else removed, progress)
        route.projection.seal(draft, stamp)
        return Followed(embedded, len(added), len(removed), (why,) if why else ())

    def _start(self, route: _Route[Any]) -> tuple[Sealed | None, set[str], str | None]:
        """The generation that can be brought up to date and its entries, or why there is none."""
        try:
            sealed = route.projection.sealed()
            if sealed is None:
                return None, set(), f"{route.name}: nothing there yet"
            if sealed.stamp.form != route.form:
                return None, set(), f"{route.name}: was made by another model or program"
            if problem := route.projection.damage(sealed):
                raise DamagedError(problem)  # noqa: TRY301 (one way for damage seen here and by the native library)
            with route.lock:
                return sealed, route.reader().ids(), None
        except DamagedError as error:
            route.close()
            route.projection.set_aside()
            return None, set(), str(error)

    def _fill(
        self, index: Any, added: dict[str, str], removed: Iterable[str], progress: Progress | None
    ) -> int:
        """Writes into a draft; how many passages were embedded for it."""
        if isinstance(index, LexicalIndex):
            index.replace(self._indexed(added, progress), removed)
            return 0
        embedded = 0
        index.replace({}, removed)
        for done, batch in enumerate(batches(added.items(), _BATCH)):
            passages = self._library.passages(passage_id for _, passage_id in batch)
            found, count = self._embeddings(passages.values())
            embedded += count
            index.replace({entry: found[passage_key(passages[at])] for entry, at in batch}, ())
            _report(progress, min((done + 1) * _BATCH, len(added)), len(added))
        return embedded

    def _indexed(self, added: dict[str, str], progress: Progress | None) -> Iterator[IndexedPassage]:
        titles = {document.id: _title(document) for document in self._library.documents()}
        for done, batch in enumerate(batches(added.items(), _BATCH)):
            passages = self._library.passages(passage_id for _, passage_id in batch)
            for entry, passage_id in batch:
                passage = passages[passage_id]
                yield IndexedPassage(
                    entry, titles[passage.document_id], "\n".join(passage.path), passage.text
                )
            _report(progress, min((done + 1) * _BATCH, len(added)), len(added))

    def _embeddings(self, passages: Iterable[Passage]) -> tuple[dict[str, NDArray[np.float32]], int]:
        """Vectors of passages by key, made and stored where the library has none; how many were made."""
        passages = list(passages)
        name = self._embedder.name
        missing = self._library.missing_embeddings(passages, embedder=name)
        if missing:
            made = self._embedder.embed([passage_text(passage) for passage in missing])
            fresh = {passage_key(passage): made[at] for at, passage in enumerate(missing)}
            self._library.add_embeddings(fresh, embedder=name)
        keys = {passage_key(passage) for passage in passages}
        return self._library.stored_embeddings(keys, embedder=name), len(missing)


def _entry(passage_id: str, key: str, header: str = "") -> str:
    """Passage id and a hash of what is indexed of it: another hash is another entry."""
    mark = hashlib.sha256(f"{key} {header}".encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{passage_id}@{mark}"


def _passage_id(entry: str) -> str:
    return entry.rpartition("@")[0]


def _title(document: Document) -> str:
    parts = (
        document.kind,
        document.number,
        document.title,
        document.place,
        document.issuer,
        document.issued_with,
    )
    return "\n".join(part for part in parts if part)


def _add(one: Followed, other: Followed) -> Followed:
    return Followed(
        one.embedded + other.embedded,
        one.upserted + other.upserted,
        one.deleted + other.deleted,
        one.rebuilt + other.rebuilt,
    )


def _report(progress: Progress | None, done: int, total: int) -> None:
    if progress is not None:
        progress(done, total)
