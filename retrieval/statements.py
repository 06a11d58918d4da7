"""What the library asks of its tables, each on a connection that `retrieval.library` has opened."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import sqlalchemy as sa

from retrieval import schema
from retrieval.schema import CURRENT
from retrieval.standing import effects, standing
from retrieval.types import Document, Passage, Reading, Relation, SourceText

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

_BATCH = 500
"""Values in one IN list; some builds of SQLite take at most 999."""

_Value = TypeVar("_Value")
_versions, _passages, _facts, _embeddings = schema.versions, schema.passages, schema.facts, schema.embeddings


@dataclasses.dataclass(frozen=True, slots=True)
class Fresh:
    """What is to become a version: a reading, `schema.content_of` it, and the file it was read from."""

    content: str
    source: SourceText
    reading: Reading


def batches(values: Iterable[_Value], size: int = _BATCH) -> Iterator[list[_Value]]:
    """`values` in their order, `size` at a time."""
    batch: list[_Value] = []
    for value in values:
        batch.append(value)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def distinct(reading: Reading) -> Reading:
    """`reading` with each passage once: a line that a document repeats under one heading has one id.

    Raises:
        ValueError: one id for two texts, or a fact whose passage is not there.
    """
    passages: dict[str, Passage] = {}
    for passage in reading.passages:
        first = passages.setdefault(passage.id, passage)
        if (first.path, first.text) != (passage.path, passage.text):
            raise ValueError(f"{reading.document.id}: two passages with id {passage.id}")
    for fact in reading.facts:
        if fact.passage_id not in passages:
            raise ValueError(f"{reading.document.id}: a fact stands in {fact.passage_id}, which is not there")
    return dataclasses.replace(reading, passages=tuple(passages.values()))


def last_said(connection: sa.Connection, document_id: str, source_name: str) -> str | None:
    """Content of the latest version of a document that came from a file of this name."""
    return connection.execute(
        sa.select(_versions.c.content)
        .join(schema.sources)
        .where(_versions.c.document_id == document_id, schema.sources.c.name == source_name)
        .order_by(_versions.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()


def current_ids(connection: sa.Connection, document_ids: Iterable[str]) -> set[str]:
    """Which of these documents have a current version."""
    wanted = _versions.c.document_id.in_(document_ids)
    return set(connection.scalars(sa.select(_versions.c.document_id).where(wanted, CURRENT)))


def passage_ids(connection: sa.Connection, version: int) -> set[str]:
    """Ids of the passages of a version."""
    return set(connection.scalars(sa.select(_passages.c.id).where(_passages.c.version == version)))


def retire(connection: sa.Connection, document_id: str, counter: int) -> bool:
    """Ends the current version of a document; whether there was one."""
    done = connection.execute(
        sa.update(_versions).where(_versions.c.document_id == document_id, CURRENT).values(retired=counter)
    )
    return done.rowcount > 0


def insert(connection: sa.Connection, counter: int, fresh: Sequence[Fresh]) -> None:
    """Writes current versions with their passages and facts, each kind of row in one statement."""
    rows = [schema.source_row(each.source) for each in fresh]
    sources = {row["id"]: row for row in rows}
    known = sa.select(schema.sources.c.id).where(schema.sources.c.id.in_(sources))
    if new := [sources[key] for key in sources.keys() - set(connection.scalars(known))]:
        connection.execute(sa.insert(schema.sources), new)
    headers = [
        schema.version_row(each.reading.document)
        | {"content": each.content, "source_id": row["id"], "published": counter}
        for each, row in zip(fresh, rows, strict=True)
    ]
    returning = sa.insert(_versions).returning(_versions.c.id, sort_by_parameter_order=True)
    versions = list(zip(connection.scalars(returning, headers), fresh, strict=True))
    if passages := [
        {"version": version, **schema.passage_row(passage)}
        for version, each in versions
        for passage in each.reading.passages
    ]:
        connection.execute(sa.insert(_passages), passages)
    if facts := [
        {"version": version, "ordinal": at, **schema.fact_row(fact)}
        for version, each in versions
        for at, fact in enumerate(each.reading.facts)
    ]:
        connection.execute(sa.insert(_facts), facts)


def read_documents(connection: sa.Connection) -> dict[str, Document]:
    """The current documents with their status, newest first, those without a date last."""
    rows = connection.execute(sa.select(_versions).where(CURRENT)).mappings()
    documents = sorted((schema.document_of(row) for row in rows), key=_newest_first)
    relations = connection.execute(
        sa.select(_versions.c.document_id, _facts)
        .join(_versions, _versions.c.id == _facts.c.version)
        .where(CURRENT, _facts.c.type == "relation")
    ).mappings()
    said = [(row["document_id"], schema.fact_of(row)) for row in relations]
    told = [(author, fact) for author, fact in said if isinstance(fact, Relation)]
    effective = effects(documents, told)
    changed = standing(documents, told, effective)
    found = {document.id: document for document in documents}
    for key, day in effective.items():
        found[key] = dataclasses.replace(found[key], effective_from=day)
    for key, now in changed.items():
        found[key] = dataclasses.replace(found[key], status=now.status, status_note=now.note, status_from=now.since)
    return found


def _newest_first(document: Document) -> tuple[int, str, str]:
    day = document.issued_on or dt.date.min
    return -day.toordinal(), document.number or "", document.id


def stored_embeddings(connection: sa.Connection, keys: Iterable[str], embedder: str) -> dict[str, NDArray[np.float32]]:
    """The embeddings that are stored, by key."""
    found: dict[str, NDArray[np.float32]] = {}
    for batch in batches(keys):
        rows = connection.execute(
            sa.select(_embeddings.c.key, _embeddings.c.vector).where(
                _embeddings.c.embedder == embedder, _embeddings.c.key.in_(batch)
            )
        )
        found |= {key: np.frombuffer(vector, dtype="<f4").astype(np.float32) for key, vector in rows}
    return found


def stored_keys(connection: sa.Connection, keys: Iterable[str], embedder: str) -> set[str]:
    """Which of `keys` have an embedding."""
    found: set[str] = set()
    for batch in batches(keys):
        rows = sa.select(_embeddings.c.key).where(_embeddings.c.embedder == embedder, _embeddings.c.key.in_(batch))
        found.update(connection.scalars(rows))
    return found


def store_embeddings(connection: sa.Connection, embeddings: Mapping[str, NDArray[np.float32]], embedder: str) -> None:
    """Adds the embeddings that are not stored yet, as little-endian 32-bit floats."""
    known = stored_keys(connection, embeddings, embedder)
    rows = [
        {"embedder": embedder, "key": key, "vector": np.ascontiguousarray(vector, dtype="<f4").tobytes()}
        for key, vector in embeddings.items()
        if key not in known
    ]
    if rows:
        connection.execute(sa.insert(_embeddings), rows)
