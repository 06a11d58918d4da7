"""The library: documents, versions, passages, facts and stored embeddings. The only truth.

Everything else in the data folder is a projection of it and may be deleted at any time. A publish is one
transaction: the new version becomes current and the earlier one is retired together, so a killed process
leaves either all of it or nothing. One process writes at a time (`writing`); readers never wait.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import functools
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

import filelock
import sqlalchemy as sa

from retrieval import database, schema, statements
from retrieval.errors import LibraryError, LibraryLockedError
from retrieval.schema import CURRENT, passage_key, passage_text
from retrieval.standing import number_key
from retrieval.types import Passage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from types import TracebackType

    import numpy as np
    from numpy.typing import NDArray

    from retrieval.types import Document, Fact, Language, Reading, SourceText

__all__ = ["Library", "Published", "Verdict", "passage_key", "passage_text"]

_versions, _passages, _facts = schema.versions, schema.passages, schema.facts


_PATIENCE = 2.0
"""Seconds that a writer waits for a reader that found the index behind and brings it in step."""


@dataclasses.dataclass(frozen=True, slots=True)
class Published:
    """What publishing one reading did.

    Attributes:
        state: “same” changed nothing.
        passages: how many the document has now.
        added: how many of them its earlier version did not have.
        removed: how many of the earlier version are gone.
    """

    document_id: str
    state: Literal["new", "same", "new_version"]
    passages: int
    added: int
    removed: int


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """What a person thought of a reply. `created` is an ISO time in UTC."""

    reply_id: str
    author: str
    verdict: str
    question_language: Language | None
    created: str


@dataclasses.dataclass(slots=True)
class _Known:
    """What was read of one state of the library; passages that do not stand in it are None."""

    counter: int = -1
    documents: dict[str, Document] | None = None
    passages: dict[str, Passage | None] = dataclasses.field(default_factory=dict)
    listed: dict[str, list[Passage]] = dataclasses.field(default_factory=dict)


_PREAMBLE = 6
"""Passages among which those of a preamble stand, from the beginning of a document."""
_REMEMBERED = 2_000
"""Passages kept in memory, of those that were asked for."""

# Made once: to make a statement and to find out that it is known takes longer than SQLite takes to answer it.
_CURRENT_PASSAGES = sa.select(*schema.PASSAGE_COLUMNS).join(_versions).where(CURRENT)
_PASSAGES_BY_ID = _CURRENT_PASSAGES.where(_passages.c.id.in_(sa.bindparam("ids", expanding=True)))
_PASSAGES_OF = _CURRENT_PASSAGES.where(_versions.c.document_id == sa.bindparam("id")).order_by(_passages.c.ordinal)
_PREAMBLES_OF = _CURRENT_PASSAGES.where(
    _versions.c.document_id.in_(sa.bindparam("ids", expanding=True)),
    _passages.c.ordinal < _PREAMBLE,
    _passages.c.role == "basis",
).order_by(_passages.c.ordinal)


class Library:
    """The source of truth. `Library.open` gives one; close it, or use it in a `with`.

    Safe to share between threads. Errors of the database come out as `LibraryError` with a remedy.
    """

    def __init__(self, folder: Path, source: database.Database) -> None:
        self._folder = folder
        self._database = source
        self._lock = filelock.FileLock(folder / "writer.lock")
        self._known = _Known()
        self._known_lock = threading.Lock()
        self._moment = threading.local()

    @classmethod
    def open(cls, folder: Path, *, url: str | None = None, create: bool = False) -> Self:
        """The library of a data folder.

        Args:
            folder: the data folder; it holds library.db and the lock of the writer.
            url: SQLAlchemy address of another database, such as PostgreSQL.
            create: make the folder and the tables where they do not exist.

        Raises:
            LibraryMissingError: nothing there, and `create` is not set.
            LibraryMismatchError: there is something, but not a library of this format.
        """
        return cls(folder, database.connect(folder, url=url, create=create))

    def close(self) -> None:
        """Closes every connection; the library must not be used afterwards."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- the writer ----------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def writing(self, *, patience: float = _PATIENCE) -> Iterator[None]:
        """Makes this thread the only writer of the folder; may be nested. A `moment` around it moves on to the present.

        Args:
            patience: seconds to wait for a process that only catches up; one that ingests takes longer.

        Raises:
            LibraryLockedError: another process (or another thread of this one) is writing.
        """
        try:
            self._lock.acquire(timeout=patience, poll_interval=0.02)
        except filelock.Timeout as error:
            raise LibraryLockedError(
                f"{self._folder}: {self._writer()} is writing; wait until it has finished, or stop it"
            ) from error
        except OSError as error:
            raise LibraryError(f"{self._folder}: cannot be written ({error}); check its permissions") from error
        try:
            with contextlib.suppress(OSError):  # the number only makes a better message
                Path(self._lock.lock_file).write_text(str(os.getpid()), "ascii")
            with self._present():
                yield
        finally:
            self._lock.release()

    @contextlib.contextmanager
    def _present(self) -> Iterator[None]:
        """Until the end of the block the library is taken as it is, and then its `moment` for what it became.

        What is written is made from all that was published, and so must not be taken for an earlier state.
        """
        in_moment = getattr(self._moment, "counter", None) is not None
        self._moment.counter = None
        try:
            yield
        finally:
            if in_moment:
                self._moment.counter = self.counter

    def _writer(self) -> str:
        with contextlib.suppress(OSError, ValueError):
            return f"process {int(Path(self._lock.lock_file).read_text('ascii'))}"
        return "another process"

    def publish(
        self,
        source: SourceText,
        readings: Sequence[Reading],
        embeddings: Mapping[str, NDArray[np.float32]],
        *,
        embedder: str,
    ) -> tuple[Published, ...]:
        """Makes the readings of one file current, and retires what they replace, in one transaction.

        A reading is “same” when its content is current, or was the last that this file said: a folder that
        holds one decision as PDF and as text can be read twice and nothing changes. A document that the file
        no longer holds stays until it is withdrawn.

        Args:
            source: the file as read.
            readings: its documents, each id once.
            embeddings: by `passage_key`; passages without one get theirs when the index follows.
            embedder: name of the model that made them.

        Raises:
            LibraryLockedError: another process is writing.
            ValueError: a document id twice, one passage id for two texts, or a fact without its passage.
        """
        if len({reading.document.id for reading in readings}) < len(readings):
            raise ValueError(f"{source.name}: two readings with one document id")
        with self.writing(), self._database.write() as connection:
            counter = database.counter(connection) + 1
            published = tuple(self._publish(connection, counter, source, reading) for reading in readings)
            if any(done.state != "same" for done in published):
                connection.execute(sa.update(schema.library).values(counter=counter))
            statements.store_embeddings(connection, embeddings, embedder)
        return published

    def _publish(self, connection: sa.Connection, counter: int, source: SourceText, reading: Reading) -> Published:
        reading = statements.distinct(reading)
        document_id, content = reading.document.id, schema.content_of(reading)
        current = connection.execute(
            sa.select(_versions.c.id, _versions.c.content).where(_versions.c.document_id == document_id, CURRENT)
        ).one_or_none()
        before: set[str] = set()
        if current is not None:
            if content in {current.content, statements.last_said(connection, document_id, source.name)}:
                ids = statements.passage_ids(connection, current.id)
                return Published(document_id, "same", len(ids), 0, 0)
            before = statements.passage_ids(connection, current.id)
            statements.retire(connection, document_id, counter)
        statements.insert(connection, counter, [statements.Fresh(content, source, reading)])
        after = {passage.id for passage in reading.passages}
        state: Literal["new", "new_version"] = "new" if current is None else "new_version"
        return Published(document_id, state, len(after), len(after - before), len(before - after))

    def publish_all(self, files: Iterable[tuple[SourceText, Reading]]) -> int:
        """Makes files of one reading each current, in one transaction, hundreds with each statement.

        Passages get their embeddings when the index follows.

        Args:
            files: each as read; may be a generator, and what it raises leaves the library as it was.

        Returns:
            How many documents changed.

        Raises:
            LibraryLockedError: another process is writing.
            ValueError: one passage id for two texts, or a fact without its passage.
        """
        changed = 0
        with self.writing(), self._database.write() as connection:
            counter = database.counter(connection) + 1
            for batch in statements.batches(files):
                known = statements.current_ids(connection, [reading.document.id for _, reading in batch])
                fresh: dict[str, statements.Fresh] = {}
                again: list[tuple[SourceText, Reading]] = []
                for source, reading in batch:
                    if reading.document.id in known or reading.document.id in fresh:
                        again.append((source, reading))
                    else:
                        distinct = statements.distinct(reading)
                        content = schema.content_of(distinct)
                        fresh[reading.document.id] = statements.Fresh(content, source, distinct)
                if fresh:
                    statements.insert(connection, counter, list(fresh.values()))
                states = [self._publish(connection, counter, source, reading).state for source, reading in again]
                changed += len(fresh) + sum(state != "same" for state in states)
            if changed:
                connection.execute(sa.update(schema.library).values(counter=counter))
        return changed

    def withdraw(self, document_id: str) -> None:
        """Retires the current version of a document; its history and embeddings stay.

        Raises:
            LibraryError: there is no current document of this id.
            LibraryLockedError: another process is writing.
        """
        with self.writing(), self._database.write() as connection:
            counter = database.counter(connection) + 1
            if not statements.retire(connection, document_id, counter):
                raise _unknown(document_id)
            connection.execute(sa.update(schema.library).values(counter=counter))

    # -- what is known ---------------------------------------------------------------------------------------

    @property
    def identity(self) -> str:
        """Random name given when the library was made: tells a copied index from our own."""
        return self._database.identity

    @property
    def counter(self) -> int:
        """How many publishes and withdrawals have changed something; inside `moment`, had when it began."""
        now: int | None = getattr(self._moment, "counter", None)
        if now is not None:
            return now
        with self._database.read() as connection:
            return database.counter(connection)

    @contextlib.contextmanager
    def moment(self) -> Iterator[None]:
        """Until the end of the block this thread takes the library for unchanged; may be nested.

        A question asks for the counter a dozen times. What others publish or withdraw meanwhile may show already, and
        does when the block has ended.
        """
        before = getattr(self._moment, "counter", None)
        self._moment.counter = self.counter
        try:
            yield
        finally:
            self._moment.counter = before

    def documents(self) -> list[Document]:
        """The current documents, newest first, those without a date last."""
        return list(self._documents().values())

    def document(self, document_id: str) -> Document | None:
        """The current document of this id."""
        return self._documents().get(document_id)

    def find_documents(self, number: str) -> list[Document]:
        """The current documents of this number (or this part of it before the slash), however it is typed."""
        key = number_key(number)
        if not key:
            return []
        numbers = [(number_key(document.number or ""), document) for document in self.documents()]
        return [document for own, document in numbers if own == key or own.startswith(f"{key}/")]

    def documents_by_id(self) -> Mapping[str, Document]:
        """The current documents by their ids."""
        return self._documents()

    def _documents(self) -> dict[str, Document]:
        known = self._known_now()
        if known.documents is None:
            with self._database.read() as connection:
                known.documents = statements.read_documents(connection)
        return known.documents

    def _known_now(self) -> _Known:
        """What is known of the library as it is now; empty after every change."""
        counter = self.counter
        with self._known_lock:
            if self._known.counter != counter:
                self._known = _Known(counter)
            if len(self._known.passages) + sum(map(len, self._known.listed.values())) > _REMEMBERED:
                self._known = _Known(counter, self._known.documents)
            return self._known

    def passages(self, ids: Iterable[str]) -> dict[str, Passage]:
        """Those of the ids that stand in current versions, in their order: the library disposes."""
        ids = list(ids)
        known = self._known_now().passages
        if missing := [passage_id for passage_id in ids if passage_id not in known]:
            with self._database.read() as connection:
                for batch in statements.batches(missing):
                    rows = connection.execute(_PASSAGES_BY_ID, {"ids": batch}).mappings().all()
                    known |= dict.fromkeys(batch) | {row["id"]: schema.passage_of(row) for row in rows}
        return {passage_id: passage for passage_id in ids if (passage := known[passage_id]) is not None}

    def document_passages(self, document_id: str) -> list[Passage]:
        """The passages of a current document in their order."""
        listed = self._known_now().listed
        if document_id not in listed:
            with self._database.read() as connection:
                rows = connection.execute(_PASSAGES_OF, {"id": document_id}).mappings().all()
                listed[document_id] = [schema.passage_of(row) for row in rows]
        return list(listed[document_id])

    def preambles(self, document_ids: Iterable[str]) -> dict[str, list[Passage]]:
        """The passages of each document that say on what basis it stands, in their order; none for one without."""
        found: dict[str, list[Passage]] = {}
        with self._database.read() as connection:
            for batch in statements.batches(list(document_ids)):
                for row in connection.execute(_PREAMBLES_OF, {"ids": batch}).mappings():
                    passage = schema.passage_of(row)
                    found.setdefault(passage.document_id, []).append(passage)
        return found

    def neighbours(self, passage_id: str, *, before: int = 1, after: int = 1) -> list[Passage]:
        """The passages around a current one in its document, in order, without itself."""
        here = self.passages([passage_id]).get(passage_id)
        if here is None:
            return []
        near = _passages.c.ordinal.between(here.ordinal - before, here.ordinal + after)
        with self._database.read() as connection:
            found = connection.execute(_PASSAGES_OF.where(near), {"id": here.document_id}).mappings()
            return [passage for row in found if (passage := schema.passage_of(row)).id != passage_id]

    def current_passages(self) -> Iterator[Passage]:
        """Every passage of every current version, document by document."""
        for document_id in sorted(self._documents()):
            yield from self.document_passages(document_id)

    def passage_keys(self) -> list[tuple[str, str, str]]:
        """(passage id, document id, `passage_key`) of every current passage."""
        columns = (_passages.c.id, _passages.c.document_id, _passages.c.key)
        query = (
            sa.select(*columns).join(_versions).where(CURRENT).order_by(_passages.c.document_id, _passages.c.ordinal)
        )
        with self._database.read() as connection:
            return [(row.id, row.document_id, row.key) for row in connection.execute(query)]

    def facts(
        self, *, document_ids: Iterable[str] | None = None, passage_ids: Iterable[str] | None = None
    ) -> list[tuple[str, Fact]]:
        """(document id, fact) of the current versions, document by document in the order of the source.

        Args:
            document_ids: only of these documents.
            passage_ids: only of these passages.
        """
        wanted = {"documents": document_ids, "passages": passage_ids}
        ids = {name: sorted(set(each)) for name, each in wanted.items() if each is not None}
        with self._database.read() as connection:
            rows = connection.execute(_facts_of(*ids), ids).mappings().all()
            return [(row["document_id"], schema.fact_of(row)) for row in rows]

    def source(self, document_id: str) -> SourceText:
        """The file that the current version of a document was read from.

        Raises:
            LibraryError: there is no current document of this id.
        """
        query = sa.select(schema.sources).join(_versions).where(_versions.c.document_id == document_id, CURRENT)
        with self._database.read() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            raise _unknown(document_id)
        return schema.source_of(row)

    # -- embeddings ------------------------------------------------------------------------------------------

    def stored_embeddings(self, keys: Iterable[str], *, embedder: str) -> dict[str, NDArray[np.float32]]:
        """The embeddings of this model that are stored, by `passage_key`; each a vector of its dimensions."""
        with self._database.read() as connection:
            return statements.stored_embeddings(connection, keys, embedder)

    def missing_embeddings(self, passages: Iterable[Passage], *, embedder: str) -> list[Passage]:
        """The passages that this model has yet to embed, one for each `passage_key`."""
        by_key: dict[str, Passage] = {}
        for passage in passages:
            by_key.setdefault(passage_key(passage), passage)
        with self._database.read() as connection:
            known = statements.stored_keys(connection, by_key, embedder)
        return [passage for key, passage in by_key.items() if key not in known]

    def add_embeddings(self, embeddings: Mapping[str, NDArray[np.float32]], *, embedder: str) -> None:
        """Stores embeddings of passages already published; the publish counter does not move."""
        with self._database.write() as connection:
            statements.store_embeddings(connection, embeddings, embedder)

    # -- feedback --------------------------------------------------------------------------------------------

    def add_feedback(
        self,
        reply_id: str,
        verdict: str,
        author: str,
        question_language: Language | None = None,
        *,
        created: dt.datetime | None = None,
    ) -> None:
        """Keeps what a person thought of a reply; a second verdict of theirs takes the place of the first.

        Needs no writer lock: it works while another process ingests.
        """
        table = schema.feedback
        when = created or dt.datetime.now(dt.UTC)
        row = Verdict(reply_id, author, verdict, question_language, when.isoformat(timespec="seconds"))
        with self._database.write() as connection:
            connection.execute(sa.delete(table).where(table.c.reply_id == reply_id, table.c.author == author))
            connection.execute(sa.insert(table).values(dataclasses.asdict(row)))

    def verdicts(self) -> list[Verdict]:
        """Every verdict, oldest first."""
        table = schema.feedback
        with self._database.read() as connection:
            rows = connection.execute(sa.select(table).order_by(table.c.created, table.c.reply_id, table.c.author))
            return [Verdict(**row) for row in rows.mappings()]

    def check(self) -> list[str]:
        """Problems of the library in words; empty when it is sound."""
        return self._database.check()


@functools.cache
def _facts_of(*narrowed: str) -> sa.Select[tuple[Any, ...]]:
    """Current facts in the order of the source; `narrowed` to lists of ids: “documents”, “passages”, or both."""
    columns = {"documents": _versions.c.document_id, "passages": _facts.c.passage_id}
    wanted = [columns[name].in_(sa.bindparam(name, expanding=True)) for name in narrowed]
    query = sa.select(_versions.c.document_id, _facts).join(_versions, _versions.c.id == _facts.c.version)
    return query.where(CURRENT, *wanted).order_by(_versions.c.document_id, _facts.c.ordinal)


def _unknown(document_id: str) -> LibraryError:
    return LibraryError(f"no current document with id {document_id}; see: hoivanban documents")
