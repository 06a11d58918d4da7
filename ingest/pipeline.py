"""Files → documents understood. One bad file never stops the rest."""

from __future__ import annotations

import hashlib
import re

from ingest.counting import count_annexes, count_tables, find_articles
from ingest.facts import find_facts
from ingest.header import Header
from ingest.splitter import split
from ingest.structure import ParsedDocument, parse
from retrieval.text import fold
from retrieval.types import Document, Reading, SourceText


def understand(source: SourceText) -> tuple[Reading, ...]:
    """The documents in `source`, with their passages and facts; empty when it holds none."""
    return tuple(_reading(source, parsed) for parsed in parse(source))


def _reading(source: SourceText, parsed: ParsedDocument) -> Reading:
    document = _document(source, parsed)
    passages = split(document.id, parsed.root, source)
    return Reading(
        document,
        passages,
        find_facts(document, parsed.root, passages),
        articles=tuple(find_articles(parsed.root)),
        annexes=count_annexes(parsed.root),
        tables=count_tables(parsed.root),
    )


def _document(source: SourceText, parsed: ParsedDocument) -> Document:
    header = parsed.header
    return Document(
        id=document_id(header, parsed.issued_with),
        kind=header.kind,
        number=header.number,
        issuer=header.issuer,
        place=header.place,
        issued_on=header.issued_on,
        signer=header.signer,
        title=header.title,
        legal_bases=header.legal_bases,
        source=source.name,
        issued_with=parsed.issued_with if header.number is None else None,
    )


def document_id(header: Header, issued_with: str | None) -> str:
    """What stays the same when a document is sent again: “3243-qd-ubnd-5f3a1c09”.

    Number, issuer and date identify a document; without a number its kind and title, and the decision it came with, do.
    """
    if header.number:
        parts = [header.number, header.issuer or "", str(header.issued_on or "")]
    else:
        parts = [header.kind, header.title, header.issuer or "", issued_with or "", str(header.issued_on or "")]
    name = header.number or f"{header.kind} {issued_with or header.title[:30]}"
    slug = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")
    return f"{slug[:40]}-{hashlib.sha256(chr(31).join(fold(part) for part in parts).encode()).hexdigest()[:8]}"
