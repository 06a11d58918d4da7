"""The library's tables, and how values become rows and rows become values.

A version is a whole: its header, passages and facts are written together and never changed, only retired.
The database itself holds that a document has at most one current version. Facts are one table, type beside
JSON: their four shapes are always read whole, never searched by column, and a fifth kind of fact needs no
migration.

Nothing here is particular to SQLite, so that PostgreSQL can hold the same tables.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import sys
from typing import Any

import sqlalchemy as sa

from retrieval.types import (
    Assignment,
    Deadline,
    Document,
    Fact,
    Passage,
    Reading,
    Relation,
    SourceText,
    Span,
    Target,
)

FORMAT = 1
"""Raised with every change of the tables; a library of another format is refused, never guessed at."""

metadata = sa.MetaData()

library = sa.Table(
    "library",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("format", sa.Integer, nullable=False),
    sa.Column("identity", sa.Text, nullable=False),
    sa.Column("counter", sa.Integer, nullable=False),
)

sources = sa.Table(
    "sources",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("pages", sa.JSON, nullable=False),
)

versions = sa.Table(
    "versions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("document_id", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("source_id", sa.ForeignKey("sources.id"), nullable=False),
    sa.Column("published", sa.Integer, nullable=False),
    sa.Column("retired", sa.Integer),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("number", sa.Text),
    sa.Column("issuer", sa.Text),
    sa.Column("place", sa.Text),
    sa.Column("issued_on", sa.Date),
    sa.Column("signer", sa.Text),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("legal_bases", sa.JSON, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("issued_with", sa.Text),
)
sa.Index("versions_of_document", versions.c.document_id)
sa.Index(
    "one_current_version",
    versions.c.document_id,
    unique=True,
    sqlite_where=versions.c.retired.is_(None),
    postgresql_where=versions.c.retired.is_(None),
)

passages = sa.Table(
    "passages",
    metadata,
    sa.Column("version", sa.ForeignKey("versions.id"), primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("document_id", sa.Text, nullable=False),
    sa.Column("ordinal", sa.Integer, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("path", sa.JSON, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("page", sa.Integer),
    sa.Column("key", sa.Text, nullable=False),
)
sa.Index("passages_by_id", passages.c.id)

facts = sa.Table(
    "facts",
    metadata,
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("passage_id", sa.Text, nullable=False),
    sa.Column("body", sa.JSON, nullable=False),
    sa.ForeignKeyConstraint(["version", "passage_id"], ["passages.version", "passages.id"]),
)

sa.Index("facts_by_passage", facts.c.passage_id)

embeddings = sa.Table(
    "embeddings",
    metadata,
    sa.Column("embedder", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("vector", sa.LargeBinary, nullable=False),
)

feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("reply_id", sa.Text, primary_key=True),
    sa.Column("author", sa.Text, primary_key=True),
    sa.Column("verdict", sa.Text, nullable=False),
    sa.Column("question_language", sa.Text),
    sa.Column("created", sa.Text, nullable=False),
)

CURRENT = versions.c.retired.is_(None)
PASSAGE_COLUMNS = [column for column in passages.c if column.name not in {"version", "key"}]

_COMPUTED = {"status", "status_note", "status_from", "effective_from"}
_NEVER_DIGESTED = {"status_from", "effective_from"}
"""Computed fields that came after the first libraries: left out, so that what was published then reads the same."""
_HEADER = [field.name for field in dataclasses.fields(Document) if field.name not in {"id", *_COMPUTED}]
_SHARED = ("kind", "issuer", "place", "signer")
"""What many documents have in common: kept in memory once."""
_FACTS = {"assignment": Assignment, "target": Target, "deadline": Deadline, "relation": Relation}
_FACT_TYPES: dict[type, str] = {shape: name for name, shape in _FACTS.items()}


def digest(value: object) -> str:
    """Hexadecimal SHA-256 of `value` as JSON; dataclasses and dates are spelt out."""
    spelt = json.dumps(value, ensure_ascii=False, sort_keys=True, default=_spell)
    return hashlib.sha256(spelt.encode("utf-8", "surrogatepass")).hexdigest()


def _spell(value: Any) -> object:
    return dataclasses.asdict(value) if isinstance(value, Document | Passage | Fact) else str(value)


def passage_text(passage: Passage) -> str:
    """What of a passage is embedded: the headings above it and its text, one a line."""
    return "\n".join((*passage.path, passage.text))


def passage_key(passage: Passage) -> str:
    """Hash of what is embedded: passages that read the same share one embedding."""
    return hashlib.sha256(passage_text(passage).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def content_of(reading: Reading) -> str:
    """Identity of a version: the header without the file's name, the passages and the facts."""
    header = dataclasses.asdict(reading.document.as_read())
    document = {name: value for name, value in header.items() if name not in _NEVER_DIGESTED}
    return digest([document, reading.passages, [[_FACT_TYPES[type(fact)], fact] for fact in reading.facts]])


def source_row(source: SourceText) -> dict[str, Any]:
    """A row of `sources`, named by its content."""
    return {
        "id": digest([source.name, source.sha256, source.text, source.pages]),
        "name": source.name,
        "sha256": source.sha256,
        "text": source.text,
        "pages": list(source.pages),
    }


def source_of(row: sa.RowMapping) -> SourceText:
    """The source text of a row of `sources`."""
    return SourceText(row["name"], row["text"], row["sha256"], tuple(row["pages"]))


def version_row(document: Document) -> dict[str, Any]:
    """The header's columns of a row of `versions`."""
    row = {name: getattr(document, name) for name in _HEADER}
    return row | {"document_id": document.id, "legal_bases": list(document.legal_bases)}


def document_of(row: sa.RowMapping) -> Document:
    """The document of a row of `versions`, as issued: its status is found elsewhere."""
    header = {name: row[name] for name in _HEADER}
    header |= {name: sys.intern(header[name]) for name in _SHARED if header[name]}
    return Document(id=row["document_id"], **(header | {"legal_bases": tuple(row["legal_bases"])}))


def passage_row(passage: Passage) -> dict[str, Any]:
    """A row of `passages`, without its version."""
    return {
        "id": passage.id,
        "document_id": passage.document_id,
        "ordinal": passage.ordinal,
        "role": passage.role,
        "path": list(passage.path),
        "text": passage.text,
        "start": passage.span.start,
        "end": passage.span.end,
        "page": passage.page,
        "key": passage_key(passage),
    }


def passage_of(row: sa.RowMapping) -> Passage:
    """The passage of a row with `PASSAGE_COLUMNS`."""
    return Passage(
        id=row["id"],
        document_id=row["document_id"],
        ordinal=row["ordinal"],
        role=row["role"],
        path=tuple(row["path"]),
        text=row["text"],
        span=Span(row["start"], row["end"]),
        page=row["page"],
    )


def fact_row(fact: Fact) -> dict[str, Any]:
    """A row of `facts`, without its version and ordinal."""
    body = dataclasses.asdict(fact)
    return {"type": _FACT_TYPES[type(fact)], "passage_id": body.pop("passage_id"), "body": body}


def fact_of(row: sa.RowMapping) -> Fact:
    """The fact of a row of `facts`."""
    body = {name: tuple(value) if isinstance(value, list) else value for name, value in row["body"].items()}
    fact: Fact = _FACTS[row["type"]](passage_id=row["passage_id"], **body)
    return fact
