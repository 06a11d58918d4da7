"""Bringing the projections in step with the library. Whoever calls this is the writer.

Each projection is compared with the library entry by entry. An entry is a passage id and a hash of what
is indexed of it, so a corrected title is noticed like a new passage.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from retrieval.errors import LibraryError
from retrieval.lexical import IndexedPassage, LexicalIndex
from retrieval.library import Library, passage_key, passage_text
from retrieval.projection import DamagedError, Sealed, Stamp
from retrieval.statements import batches
from retrieval.static_embedding import StaticEmbedder

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from retrieval.embedding import Embedder
    from retrieval.forward import ForwardIndex
    from retrieval.route import Route
    from retrieval.types import Document, Passage
    from retrieval.vectors import VectorIndex

Progress: TypeAlias = Callable[[int, int], None]
"""Called with (done, total) entries of each projection that is brought up to date."""

_BATCH = 1_000
_SOON_REBUILT = 2_000
"""Entries that tantivy indexes in a second."""


@dataclasses.dataclass(frozen=True, slots=True)
class Followed:
    """What it took to be in step with the library.

    Attributes:
        embedded: passages that the model had to embed.
        upserted: entries put into the projections, all together.
        deleted: entries taken out of them.
        rebuilt: why a projection was built from nothing, in words.
        behind: why a projection is still behind: another process is writing, and will see to it.
    """

    embedded: int = 0
    upserted: int = 0
    deleted: int = 0
    rebuilt: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()

    def __add__(self, other: Followed) -> Followed:
        return Followed(
            self.embedded + other.embedded,
            self.upserted + other.upserted,
            self.deleted + other.deleted,
            self.rebuilt + other.rebuilt,
            self.behind + other.behind,
        )


def lexical_entries(library: Library) -> dict[str, str]:
    """The entries that the lexical projection and the forward one should hold, and the passage id of each."""
    headers = _headers(library)
    return {_entry(at, key, headers[document]): at for at, document, key in library.passage_keys()}


def vector_entries(library: Library) -> dict[str, str]:
    """The entries that the vector projection should hold, and the passage id of each."""
    return {_entry(at, key): at for at, _, key in library.passage_keys()}


def _entry(passage_id: str, key: str, header: str = "") -> str:
    mark = hashlib.sha256(f"{key} {header}".encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{passage_id}@{mark}"


def _headers(library: Library) -> dict[str, str]:
    return {document.id: "\n".join((document.title, _about(document))) for document in library.documents()}


def _about(document: Document) -> str:
    """What the header of a document says beside its title, a line each."""
    named = (document.kind, document.number, document.region, document.issuer, document.issued_with)
    return "\n".join(part for part in named if part)


def bring_lexical(route: Route[LexicalIndex], library: Library, *, progress: Progress | None) -> Followed:
    """Brings the lexical projection in step."""
    wanted = lexical_entries(library)
    start, have, why = _start(route)
    gone = len(have - wanted.keys())
    if gone and (len(wanted) <= _SOON_REBUILT or gone * 10 > len(wanted)):
        start, have = None, set()  # BM25 goes on counting the words of what is gone until tantivy merges
    change = _Change.between(have, wanted)

    def fill(index: LexicalIndex) -> int:
        index.replace(_indexed(library, change, progress), change.removed)
        return 0

    return _apply(route, library, start, change, fill=fill, why=why)


def bring_forward(
    route: Route[ForwardIndex], library: Library, embedder: Embedder, *, progress: Progress | None
) -> Followed:
    """Brings the forward projection in step; the library has the embeddings, `bring_vectors` sees to it."""
    start, have, why = _start(route)
    change = _Change.between(have, lexical_entries(library))

    def fill(index: ForwardIndex) -> int:
        index.replace(_embedded(library, embedder, change, progress), change.removed)
        return 0

    return _apply(route, library, start, change, fill=fill, why=why)


def bring_vectors(
    route: Route[VectorIndex], library: Library, embedder: Embedder, *, progress: Progress | None
) -> Followed:
    """Brings the vector projection in step; embeds only what the library has no embedding of.

    Raises:
        ModelError: the embedder fails.
    """
    start, have, why = _start(route)
    change = _Change.between(have, vector_entries(library))

    def fill(index: VectorIndex) -> int:
        embedded = 0
        index.replace({}, change.removed)
        for batch in change.batches(progress):
            passages = library.passages(at for _, at in batch)
            vectors, made = _embeddings(library, embedder, passages.values())
            index.replace({entry: vectors[passage_key(passages[at])] for entry, at in batch}, ())
            embedded += made
        return embedded

    return _apply(route, library, start, change, fill=fill, why=why)


@dataclasses.dataclass(frozen=True, slots=True)
class _Change:
    """Entries to put in, with the passage of each, and entries to take out."""

    added: dict[str, str]
    removed: set[str]

    @classmethod
    def between(cls, have: set[str], wanted: dict[str, str]) -> _Change:
        added = {entry: at for entry, at in wanted.items() if entry not in have}
        return cls(added, have - wanted.keys())

    def batches(self, progress: Progress | None) -> Iterator[list[tuple[str, str]]]:
        done = 0
        for batch in batches(self.added.items(), _BATCH):
            yield batch
            done += len(batch)
            if progress is not None:
                progress(done, len(self.added))


def _start(route: Route[Any]) -> tuple[Sealed | None, set[str], str | None]:
    """The generation that can be brought up to date and its entries, or why there is none."""
    try:
        sealed = route.projection.sealed()
        if sealed is None:
            return None, set(), f"{route.name}: nothing there yet"
        if sealed.stamp.form != route.form:
            return None, set(), f"{route.name}: was made by another model or program"
        if problem := route.projection.damage(sealed):
            return _give_up(route, problem)
        with route.lock:
            return sealed, route.reader().ids(), None
    except DamagedError as error:
        return _give_up(route, str(error))


def _give_up(route: Route[Any], problem: str) -> tuple[None, set[str], str]:
    route.set_aside()
    return None, set(), problem


def _apply(
    route: Route[Any],
    library: Library,
    start: Sealed | None,
    change: _Change,
    *,
    fill: Callable[[Any], int],
    why: str | None,
) -> Followed:
    """Seals a generation that holds the change, or says of the present one that it needs none."""
    stamp = Stamp(library.identity, library.counter, route.form)
    with _writable(route):
        if start is not None and not change.added and not change.removed:
            route.projection.restamp(start, stamp)
            return Followed()
        draft = route.projection.draft(start)
        with contextlib.closing(route.opener(draft)) as index:
            embedded = fill(index)
        route.projection.seal(draft, stamp)
    return Followed(embedded, len(change.added), len(change.removed), (why,) if why else ())


@contextlib.contextmanager
def _writable(route: Route[Any]) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        folder = route.projection.folder
        raise LibraryError(f"{folder}: cannot be written ({error}); check the disk and its permissions") from error


def _indexed(library: Library, change: _Change, progress: Progress | None) -> Iterator[IndexedPassage]:
    documents = library.documents_by_id()
    for batch in change.batches(progress):
        passages = library.passages(at for _, at in batch)
        for entry, at in batch:
            yield _shown(entry, passages[at], documents[passages[at].document_id])


def _embedded(
    library: Library, embedder: Embedder, change: _Change, progress: Progress | None
) -> Iterator[tuple[IndexedPassage, NDArray[np.float32]]]:
    """Each passage with its vector and that of its nearest heading."""
    documents = library.documents_by_id()
    for batch in change.batches(progress):
        passages = library.passages(at for _, at in batch)
        vectors, _ = _embeddings(library, embedder, passages.values())
        shown = {entry: _shown(entry, passages[at], documents[passages[at].document_id]) for entry, at in batch}
        headings = _heading_vectors(embedder, [_heading(passage) for passage in shown.values()])
        for entry, at in batch:
            passage = shown[entry]
            yield passage, np.stack([vectors[passage_key(passages[at])], headings[_heading(passage)]])


def _heading(passage: IndexedPassage) -> str:
    return passage.path.rpartition("\n")[2] or passage.title


def _heading_vectors(embedder: Embedder, headings: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    """The vector of each heading; zeros where the model would take long for what says little."""
    distinct = sorted(set(headings))
    if isinstance(embedder, StaticEmbedder):
        return dict(zip(distinct, embedder.embed(distinct), strict=True))
    return dict.fromkeys(distinct, np.zeros(embedder.dimensions, np.float32))


def _shown(entry: str, passage: Passage, document: Document) -> IndexedPassage:
    path = "\n".join(heading for heading in passage.path if heading != document.title)
    return IndexedPassage(entry, document.title, path, passage.text, document.id, _about(document))


def _embeddings(
    library: Library, embedder: Embedder, passages: Iterable[Passage]
) -> tuple[dict[str, NDArray[np.float32]], int]:
    """Vectors of passages by key, made and stored where the library has none; how many were made."""
    passages = list(passages)
    missing = library.missing_embeddings(passages, embedder=embedder.name)
    if missing:
        made = embedder.embed([passage_text(passage) for passage in missing])
        fresh = {passage_key(passage): made[at] for at, passage in enumerate(missing)}
        library.add_embeddings(fresh, embedder=embedder.name)
    keys = {passage_key(passage) for passage in passages}
    return library.stored_embeddings(keys, embedder=embedder.name), len(missing)
