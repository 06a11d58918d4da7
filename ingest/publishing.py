"""Files → library. Each file is one transaction, and one bad file never stops the rest."""

from __future__ import annotations

import dataclasses
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.changes import compare, other_of
from ingest.pipeline import understand
from ingest.readers import read_source
from ingest.readers.archives import is_member, list_members
from ingest.readers.formats import SUFFIXES
from ingest.receipt import Entry, Receipt
from retrieval.config import IngestConfig
from retrieval.errors import IngestError, LibraryError, ModelError, NotADecisionError, UnreadableError
from retrieval.library import passage_key, passage_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from ingest.changes import Changes, Other
    from ingest.readers import Children
    from ingest.readers.recognition import Progress
    from ingest.receipt import State
    from retrieval.embedding import Embedder
    from retrieval.library import Library
    from retrieval.types import Document, Reading, SourceText

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


def read(
    path: Path, *, max_bytes: int, children: Children | None = None, progress: Progress | None = None
) -> tuple[SourceText, tuple[Reading, ...]]:
    """A file as text, and the documents in it.

    Args:
        path: the file, or a member of an archive.
        max_bytes: larger files are refused.
        children: the processes that read; None: those that this process shares.
        progress: told after each page that OCR has read.

    Raises:
        IngestError: it cannot be read, or holds no administrative document.
    """
    source = read_source(path, max_bytes=max_bytes, children=children, progress=progress)
    readings = understand(source)
    if not readings:
        raise NotADecisionError(
            path,
            "does not look like an administrative document (no national motto, kind or articles); "
            "check that it is the right file and that its text is complete",
        )
    return source, readings


def preview(
    path: Path,
    library: Library | None,
    *,
    max_bytes: int,
    others: list[Other] | None = None,
    children: Children | None = None,
    progress: Progress | None = None,
) -> Receipt:
    """What publishing the file would do; changes nothing.

    Args:
        path: as `read` takes it, and the rest too.
        library: to compare with; None where there is none yet.
        max_bytes: see `read`.
        others: the documents to compare with (`ingest.changes.others_of`); those of the file are added.
        children: see `read`.
        progress: see `read`.
    """

    def work() -> Receipt:
        source, readings = read(path, max_bytes=max_bytes, children=children, progress=progress)
        changes = _changes(readings, library, others)
        entries = [
            Entry(reading, _state(reading, library), changed)
            for reading, changed in zip(readings, changes, strict=True)
        ]
        return Receipt.of(path, source, entries)

    return _guarded(path, work)


def publish(
    path: Path,
    library: Library,
    embedder: Embedder,
    *,
    max_bytes: int,
    others: list[Other] | None = None,
    children: Children | None = None,
    progress: Progress | None = None,
) -> Receipt:
    """Makes the documents of the file current, in one transaction; embeds only what was never embedded.

    Args:
        path: as `read` takes it, and the rest too.
        library: to write to.
        embedder: for passages that it has not embedded yet.
        max_bytes: see `read`.
        others: see `preview`.
        children: see `read`.
        progress: see `read`.

    Raises:
        LibraryError: the library cannot be written; going on with other files makes no sense.
        ModelError: the embedder fails, likewise.
    """

    def work() -> Receipt:
        source, readings = read(path, max_bytes=max_bytes, children=children, progress=progress)
        changes = _changes(readings, library, others)
        embeddings = _embed(readings, library, embedder)
        published = library.publish(source, readings, embeddings, embedder=embedder.name)
        states = {done.document_id: done.state for done in published}
        entries = [
            Entry(reading, states[reading.document.id], changed)
            for reading, changed in zip(readings, changes, strict=True)
        ]
        return Receipt.of(path, source, entries, embedded=len(embeddings))

    return _guarded(path, work)


def _guarded(path: Path, work: Callable[[], Receipt]) -> Receipt:
    """The one broad except per file: whatever a strange file provokes, the next one is read."""
    try:
        return work()
    except IngestError as error:
        return Receipt(path, error=error.problem)
    except (LibraryError, ModelError):
        raise
    except Exception as error:  # noqa: BLE001 (one of two; per file)
        _log.info("event=ingest_failed file=%s", path.name, exc_info=True)  # where: seen with --debug
        reason = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
        return Receipt(path, error=f"could not be understood ({reason}); please report it with the file")


def _embed(readings: tuple[Reading, ...], library: Library, embedder: Embedder) -> dict[str, NDArray[np.float32]]:
    passages = [passage for reading in readings for passage in reading.passages]
    missing = library.missing_embeddings(passages, embedder=embedder.name)
    made: dict[str, NDArray[np.float32]] = {}
    for start in range(0, len(missing), _BATCH):
        batch = missing[start : start + _BATCH]
        vectors = embedder.embed([passage_text(passage) for passage in batch])
        made |= {passage_key(passage): vectors[at] for at, passage in enumerate(batch)}
    return made


def _changes(readings: Sequence[Reading], library: Library | None, others: list[Other] | None) -> list[Changes | None]:
    """What each reading changes; None of each where there is nothing to compare with."""
    if others is None:
        return [None] * len(readings)
    found: list[Changes | None] = []
    for reading in readings:
        current = library.document(reading.document.id) if library else None
        passages = library.document_passages(current.id) if library and current else []
        facts = [fact for _, fact in library.facts(document_ids=[current.id])] if library and current else []
        found.append(compare(reading, current, passages, facts, others))
    others += [other_of(reading) for reading in readings]
    return found


def _state(reading: Reading, library: Library | None) -> State:
    current = library.document(reading.document.id) if library else None
    if library is None or current is None:
        return "new"
    same = _identity(current) == _identity(reading.document)
    passages = library.document_passages(current.id)
    facts = [fact for _, fact in library.facts(document_ids=[current.id])]
    same = same and passages == list(reading.passages) and facts == list(reading.facts)
    return "same" if same else "new_version"


def _identity(document: Document) -> Document:
    return dataclasses.replace(document, source="", status="current", status_note=None)
