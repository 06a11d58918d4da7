"""Files → library. Each file is one transaction, and one bad file never stops the rest."""

from __future__ import annotations

import dataclasses
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.changes import compare, other_of
from ingest.readers.archives import is_member, list_members
from ingest.readers.formats import SUFFIXES
from ingest.reading import unforeseen
from ingest.receipt import Entry, Receipt
from retrieval.config import IngestConfig
from retrieval.errors import IngestError, LibraryError, ModelError, UnreadableError
from retrieval.library import passage_key, passage_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from ingest.changes import Changes, Other
    from ingest.reading import Read
    from ingest.receipt import State
    from retrieval.embedding import Embedder
    from retrieval.library import Library
    from retrieval.types import Document, Fact, Passage, Reading, SourceText

_BATCH = 256
_log = logging.getLogger(__name__)


def find_files(
    paths: Iterable[Path], *, max_bytes: int = IngestConfig().max_bytes
) -> tuple[list[Path], list[IngestError]]:
    """The files to read: those named, and in folders those that a reader knows, in the order of their names.

    In folders hidden files and READMEs are left out; a file that is named is always read. Archives are searched as
    folders are; what is packed in one has a path that leads into it.

    Returns:
        The files, each once, and what could not be looked into.
    """
    found: dict[Path, None] = {}
    problems: list[IngestError] = []
    for path in paths:
        if is_member(path):
            known = [path]
        elif path.is_dir():
            known = list(_walk(path, problems))
            if not known and not problems:
                kinds = " ".join(sorted(SUFFIXES))
                problems.append(UnreadableError(path, f"no file to read in this folder; known: {kinds}"))
        elif path.exists():
            known = [path]
        else:
            known = []
            problems.append(UnreadableError(path, "no such file or folder; check the spelling"))
        for file in known:
            if file.suffix.lower() == ".zip":
                members = list_members(file, max_bytes=max_bytes)
                found |= dict.fromkeys(members.paths)
                problems += members.problems
            else:
                found[file] = None
    return list(found), problems


def _walk(folder: Path, problems: list[IngestError]) -> Iterator[Path]:
    def report(error: OSError) -> None:
        where = error.filename or folder
        problems.append(UnreadableError(where, f"cannot be listed ({error.strerror}); check who may read it"))

    for place, folders, names in os.walk(folder, onerror=report):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if not name.startswith(".") and path.suffix.lower() in SUFFIXES and path.stem.upper() != "README":
                yield path


def preview(done: Read, library: Library | None, *, others: list[Other] | None = None) -> Receipt:
    """What publishing a file would do; changes nothing.

    Args:
        done: the file as read.
        library: to compare with; None where there is none yet.
        others: the documents to compare with (`ingest.changes.others_of`); those of the file are added.
    """

    def work(source: SourceText) -> Receipt:
        before = [_Published.of(reading, library) for reading in done.readings]
        changes = _changes(done.readings, before, others)
        entries = [
            Entry(reading, old.state(reading), changed)
            for reading, old, changed in zip(done.readings, before, changes, strict=True)
        ]
        return Receipt.of(done.path, source, entries)

    return _guarded(done, work)


def publish(done: Read, library: Library, embedder: Embedder, *, others: list[Other] | None = None) -> Receipt:
    """Makes the documents of a file current, in one transaction; embeds only what was never embedded.

    Args:
        done: the file as read.
        library: to write to.
        embedder: for passages that it has not embedded yet.
        others: see `preview`.

    Raises:
        LibraryError: the library cannot be written; going on with other files makes no sense.
        ModelError: the embedder fails, likewise.
    """

    def work(source: SourceText) -> Receipt:
        before = [_Published.of(reading, library) for reading in done.readings]
        changes = _changes(done.readings, before, others)
        embeddings = _embed(done.readings, library, embedder)
        published = library.publish(source, done.readings, embeddings, embedder=embedder.name)
        states = {each.document_id: each.state for each in published}
        entries = [
            Entry(reading, states[reading.document.id], changed)
            for reading, changed in zip(done.readings, changes, strict=True)
        ]
        return Receipt.of(done.path, source, entries, embedded=len(embeddings))

    return _guarded(done, work)


def _guarded(done: Read, work: Callable[[SourceText], Receipt]) -> Receipt:
    """The one broad except per file: whatever a strange file provokes, the next one is taken."""
    if done.source is None:
        return Receipt(done.path, error=done.problem)
    try:
        return work(done.source)
    except (LibraryError, ModelError):
        raise
    except Exception as error:  # noqa: BLE001 (one of two; per file)
        _log.info("event=ingest_failed file=%s", done.path.name, exc_info=True)  # where: seen with --debug
        return Receipt(done.path, error=unforeseen(error))


def _embed(readings: tuple[Reading, ...], library: Library, embedder: Embedder) -> dict[str, NDArray[np.float32]]:
    passages = [passage for reading in readings for passage in reading.passages]
    missing = library.missing_embeddings(passages, embedder=embedder.name)
    made: dict[str, NDArray[np.float32]] = {}
    for start in range(0, len(missing), _BATCH):
        batch = missing[start : start + _BATCH]
        vectors = embedder.embed([passage_text(passage) for passage in batch])
        made |= {passage_key(passage): vectors[at] for at, passage in enumerate(batch)}
    return made


@dataclasses.dataclass(frozen=True)
class _Published:
    """A document as the library has it: what its next reading is compared with."""

    document: Document | None = None
    passages: tuple[Passage, ...] = ()
    facts: tuple[Fact, ...] = ()

    @classmethod
    def of(cls, reading: Reading, library: Library | None) -> _Published:
        current = library.document(reading.document.id) if library else None
        if library is None or current is None:
            return cls()
        facts = tuple(fact for _, fact in library.facts(document_ids=[current.id]))
        return cls(current, tuple(library.document_passages(current.id)), facts)

    def state(self, reading: Reading) -> State:
        if self.document is None:
            return "new"
        same = (
            self.document.as_read() == reading.document.as_read()
            and self.passages == reading.passages
            and self.facts == reading.facts
        )
        return "same" if same else "new_version"


def _changes(
    readings: Sequence[Reading], before: Sequence[_Published], others: list[Other] | None
) -> list[Changes | None]:
    """What each reading changes; None of each where there is nothing to compare with."""
    if others is None:
        return [None] * len(readings)
    found: list[Changes | None] = [
        compare(reading, old.document, old.passages, old.facts, others)
        for reading, old in zip(readings, before, strict=True)
    ]
    others += [other_of(reading) for reading in readings]
    return found
