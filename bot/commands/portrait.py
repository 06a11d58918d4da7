"""All that the library knows of one document: header, outline, facts, and its relations to others."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from bot.commands.tables import cut
from bot.contract import document_json
from ingest.layout import find_marker
from ingest.lines import is_upper
from ingest.receipt import facts_json
from retrieval.standing import is_meant, number_key
from retrieval.text import squeeze
from retrieval.types import Relation

if TYPE_CHECKING:
    from retrieval.library import Library
    from retrieval.types import Document, Fact, Passage, RelationType

_LONGEST_HEADING = 100
_SIGNED = re.compile(r"[(\[]?\s*đã\s+ký\s*[)\]]?", re.IGNORECASE)
_BEFORE_OFFICE = re.compile(r"\s+(?=(?:KT|TL|TUQ|Q)\.|(?:PHÓ|THỨ)\s)")


@dataclasses.dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the outline. `depth` is from 0; `page` from 1, or None where the format has no pages."""

    text: str
    depth: int
    page: int | None


@dataclasses.dataclass(frozen=True, slots=True)
class Link:
    """A relation between the document and another one.

    Attributes:
        type: what is done.
        outgoing: whether the document does it, or the other one.
        document: the other one; None where the library does not have it.
        relation: as read; None for a document that was issued with this one.
    """

    type: RelationType
    outgoing: bool
    document: Document | None
    relation: Relation | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Portrait:
    """What is shown of a document."""

    document: Document
    office: str | None
    passages: tuple[Passage, ...]
    outline: tuple[Heading, ...]
    facts: tuple[Fact, ...]
    links: tuple[Link, ...]


def portray(library: Library, document: Document) -> Portrait:
    """The portrait of a current document."""
    passages = tuple(library.document_passages(document.id))
    told = library.facts()
    facts = tuple(fact for document_id, fact in told if document_id == document.id)
    relations = [(document_id, fact) for document_id, fact in told if isinstance(fact, Relation)]
    return Portrait(
        document,
        _office(document, passages),
        passages,
        tuple(_outline(passages)),
        facts,
        tuple(dict.fromkeys(_links(document, library.documents(), relations))),
    )


def _office(document: Document, passages: Iterable[Passage]) -> str | None:
    """What stands above the signer's name: “KT. CHỦ TỊCH, PHÓ CHỦ TỊCH”."""
    if document.signer is None:
        return None
    signed = " ".join(passage.text for passage in passages if passage.role == "signature")
    above, name, _ = signed.partition(document.signer)
    office = _BEFORE_OFFICE.sub(", ", squeeze(_SIGNED.sub(" ", above)))
    return office if name and office and len(office) < 160 and is_upper(office) else None


def _outline(passages: Iterable[Passage]) -> Iterator[Heading]:
    """Each heading once, where it begins, and articles that have nothing under them; names of columns are none."""
    seen: set[tuple[str, ...]] = set()
    for passage in passages:
        headings = passage.path[:-1] if passage.role == "table" else passage.path
        for depth in range(len(headings)):
            path = headings[: depth + 1]
            if path not in seen:
                seen.add(path)
                yield Heading(path[-1], depth, passage.page)
        if passage.role == "body" and not any(_is_article(heading) for heading in headings):
            for line in filter(_is_article, passage.text.split("\n")):
                yield Heading(cut(line, _LONGEST_HEADING), len(headings), passage.page)


def _is_article(line: str) -> bool:
    marker = find_marker(line)
    return marker is not None and marker.style == "article"


def _links(
    document: Document, documents: Sequence[Document], relations: Iterable[tuple[str, Relation]]
) -> Iterator[Link]:
    by_id = {other.id: other for other in documents}
    for author_id, relation in relations:
        if author_id == document.id:
            meant = [other for other in documents if is_meant(document, relation, other)]
            yield Link(relation.type, outgoing=True, document=meant[0] if meant else None, relation=relation)
        elif author_id in by_id and is_meant(by_id[author_id], relation, document):
            yield Link(relation.type, outgoing=False, document=by_id[author_id])
    if document.number:
        for other in documents:
            if other.issued_with and number_key(other.issued_with) == number_key(document.number):
                yield Link("issued_with", outgoing=False, document=other)


# ---- as JSON


def portrait_json(portrait: Portrait) -> dict[str, Any]:
    """The header as in `documents --json`, and all the rest."""
    return document_json(portrait.document) | {
        "office": portrait.office,
        "legal_bases": list(portrait.document.legal_bases),
        "passages": len(portrait.passages),
        "outline": [dataclasses.asdict(heading) for heading in portrait.outline],
        "facts": facts_json(portrait.facts, portrait.passages),
        "links": [_link_json(link) for link in portrait.links],
    }


def _link_json(link: Link) -> dict[str, Any]:
    number = link.relation.number if link.relation else link.document and link.document.number
    return {
        "type": link.type,
        "outgoing": link.outgoing,
        "number": number,
        "date": link.relation.date if link.relation else None,
        "document": link.document.id if link.document else None,
        "quote": link.relation.quote if link.relation else None,
    }
