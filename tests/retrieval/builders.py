"""Small values for tests of the library and its index."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from typing import TYPE_CHECKING

from retrieval.evidence import Statement
from retrieval.index import Index
from retrieval.library import Library, passage_key, passage_text
from retrieval.types import Document, Fact, Passage, PassageRole, Reading, Relation, SourceText, Span
from tests.fakes.embedder import HashingEmbedder

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


def a_document(document_id: str = "d1", **changes: object) -> Document:
    """A plan of a department; `changes` are fields of `Document`."""
    fields: dict[str, object] = {
        "kind": "Kế hoạch",
        "number": f"{document_id}/KH-SGDĐT",
        "issuer": "Sở Giáo dục và Đào tạo tỉnh Vĩnh Long",
        "place": "Vĩnh Long",
        "issued_on": dt.date(2021, 8, 2),
        "signer": "Nguyễn Văn A",
        "title": "Xây dựng xã hội học tập",
        "legal_bases": ("Luật Giáo dục",),
        "source": f"{document_id}.txt",
    }
    return Document(id=document_id, **(fields | changes))  # type: ignore[arg-type]


BARE = a_document("d1", title="", issuer=None, place=None, number=None, issued_on=None)
"""A document that says nothing of itself."""


def a_passage(document_id: str, ordinal: int, text: str, path: tuple[str, ...] = ("I. MỤC TIÊU",)) -> Passage:
    """A passage whose id is made of document, path and text, as ingest makes it."""
    mark = hashlib.sha256("\n".join((document_id, *path, text)).encode()).hexdigest()[:12]
    return Passage(
        f"{document_id}-{mark}",
        document_id,
        ordinal,
        "body",
        path,
        text,
        Span(ordinal * 100, ordinal * 100 + 50),
    )


def a_reading(document: Document | str, texts: Sequence[str], facts: Iterable[Fact] = ()) -> Reading:
    """A document with one passage per text."""
    document = a_document(document) if isinstance(document, str) else document
    return Reading(document, tuple(a_passage(document.id, at, text) for at, text in enumerate(texts)), tuple(facts))


def a_statement(
    text: str,
    *context: str,
    years: Iterable[int] = (),
    periods: Iterable[tuple[int, int]] = (),
    facts: Iterable[Fact] = (),
    document: Document = BARE,
    role: PassageRole = "body",
) -> Statement:
    """A statement with the lead-ins and headings it stands under, nearest first."""
    passage = dataclasses.replace(a_passage(document.id, 0, text, tuple(reversed(context))), role=role)
    return Statement(passage, document, text, context, tuple(years), tuple(periods), tuple(facts))


def a_source(name: str = "d1.txt", text: str = "văn bản") -> SourceText:
    """A file as read."""
    return SourceText(name, text, hashlib.sha256(text.encode()).hexdigest(), (0,))


def a_relation(type_: str, number: str, date: str | None = None) -> Relation:
    """A relation said in the first passage of a reading of one text, “x”."""
    return Relation(type_, number, date, "x", "")  # type: ignore[arg-type]


def publish(library: Library, reading: Reading, embedder: HashingEmbedder, *, name: str | None = None):
    """Embeds what is missing and publishes one reading, as ingest does."""
    missing = library.missing_embeddings(reading.passages, embedder=embedder.name)
    rows = embedder.embed([passage_text(passage) for passage in missing])
    embeddings = {passage_key(passage): row for passage, row in zip(missing, rows, strict=True)}
    source = a_source(name or reading.document.source)
    return library.publish(source, [reading], embeddings, embedder=embedder.name)[0]


def open_index(folder: Path, *, create: bool = False) -> tuple[Library, Index]:
    """A library with its index and a fake embedder."""
    library = Library.open(folder, create=create)
    return library, Index(library, HashingEmbedder(), folder)
