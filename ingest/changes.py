"""What publishing a reading would change: against its current version, and against the other documents. Pure."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import TYPE_CHECKING, Literal, TypeAlias

from retrieval.schema import passage_key
from retrieval.standing import is_meant, number_key
from retrieval.text import fold, squeeze
from retrieval.types import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from retrieval.library import Library
    from retrieval.types import Document, Fact, Passage, Reading, RelationType

Likeness: TypeAlias = Literal["number", "title", "passages"]

TWIN_SHARE = 0.8
"""Share of the passages of the shorter document from which two documents are told as one."""
_EFFECTS: tuple[RelationType, ...] = ("replaces", "repeals", "amends")
_FIELDS = ("kind", "number", "issuer", "place", "issued_on", "signer", "title", "legal_bases", "issued_with")


@dataclasses.dataclass(frozen=True, slots=True)
class Other:
    """A document to compare with: one of the library, or of a file read earlier in the same run.

    Attributes:
        document: its header.
        keys: `passage_key` of each of its passages.
        relations: what it does to other documents.
    """

    document: Document
    keys: frozenset[str]
    relations: tuple[Relation, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Effect:
    """One document replaces, repeals or amends `document`; or, in `Changes.affected_by`, `document` does so."""

    type: RelationType
    document: Document


@dataclasses.dataclass(frozen=True, slots=True)
class Twin:
    """Another document that seems to be the same one.

    Attributes:
        document: its header; `source` is the file it was read from.
        reason: what is the same; the first of number, title (with kind and issuer) and passages.
        share: of the passages of the shorter of the two, from 0 to 1.
    """

    document: Document
    reason: Likeness
    share: float


@dataclasses.dataclass(frozen=True, slots=True)
class Changes:
    """What a reading changes. Of a new document everything is added.

    Attributes:
        passages_added: passages that the current version does not have.
        passages_removed: passages that only the current version has.
        facts_added: likewise.
        facts_removed: likewise.
        fields: names of the header's fields that differ.
        source: the file that the current version was read from, where it is another one.
        effects: documents that the reading replaces, repeals or amends.
        affected_by: documents that replace, repeal or amend the reading.
        twins: documents of other ids that seem to be the same one, the most alike first.
    """

    passages_added: int = 0
    passages_removed: int = 0
    facts_added: int = 0
    facts_removed: int = 0
    fields: tuple[str, ...] = ()
    source: str | None = None
    effects: tuple[Effect, ...] = ()
    affected_by: tuple[Effect, ...] = ()
    twins: tuple[Twin, ...] = ()


def others_of(library: Library) -> list[Other]:
    """Every current document of the library; three queries, so ask once a run."""
    keys: dict[str, set[str]] = {}
    for _, document_id, key in library.passage_keys():
        keys.setdefault(document_id, set()).add(key)
    relations: dict[str, list[Relation]] = {}
    for document_id, fact in library.facts():
        if isinstance(fact, Relation):
            relations.setdefault(document_id, []).append(fact)
    return [
        Other(document, frozenset(keys.get(document.id, ())), tuple(relations.get(document.id, ())))
        for document in library.documents()
    ]


def other_of(reading: Reading) -> Other:
    """A reading as something to compare the next files with."""
    keys = frozenset(passage_key(passage) for passage in reading.passages)
    return Other(reading.document, keys, tuple(fact for fact in reading.facts if isinstance(fact, Relation)))


def compare(
    reading: Reading,
    current_document: Document | None,
    current_passages: Sequence[Passage],
    current_facts: Sequence[Fact],
    others: Iterable[Other],
) -> Changes:
    """What publishing `reading` would change.

    Args:
        reading: a document as understood.
        current_document: the current version of the same id; None where there is none.
        current_passages: its passages.
        current_facts: its facts.
        others: the documents to look for twins and effects in; the current version and the reading itself may be
            among them, and so may other documents of the same file.
    """
    document = reading.document
    others = [other for other in others if not _is_itself(other.document, document, current_document)]
    here = {passage.id for passage in reading.passages}
    before = {passage.id for passage in current_passages}
    facts, known = _told(reading.facts), _told(current_facts)
    own = other_of(reading)
    return Changes(
        passages_added=len(here - before),
        passages_removed=len(before - here),
        facts_added=(facts - known).total(),
        facts_removed=(known - facts).total(),
        fields=_changed_fields(document, current_document),
        source=current_document.source if current_document and current_document.source != document.source else None,
        effects=tuple(dict.fromkeys(effect for other in others for effect in _effects(own, other, told=other))),
        affected_by=tuple(dict.fromkeys(effect for other in others for effect in _effects(other, own, told=other))),
        twins=_twins(own, others),
    )


def _is_itself(other: Document, document: Document, current: Document | None) -> bool:
    """The current version, or the reading itself; a reading of another file with the same id is a twin."""
    return other.id == document.id and (current is not None or other.source == document.source)


def _effects(author: Other, subject: Other, *, told: Other) -> Iterable[Effect]:
    for relation in author.relations:
        if relation.type in _EFFECTS and is_meant(author.document, relation, subject.document):
            yield Effect(relation.type, told.document)


def _told(facts: Iterable[Fact]) -> Counter[Fact]:
    """Facts for comparing: the same words in a passage that grew are the same fact."""
    return Counter(dataclasses.replace(fact, passage_id="") for fact in facts)


def _changed_fields(document: Document, current: Document | None) -> tuple[str, ...]:
    if current is None:
        return ()
    return tuple(name for name in _FIELDS if getattr(document, name) != getattr(current, name))


def _twins(own: Other, others: Iterable[Other]) -> tuple[Twin, ...]:
    twins = [twin for other in others if (twin := _twin(own, other))]
    return tuple(sorted(twins, key=lambda twin: (-twin.share, twin.document.id, twin.document.source)))


def _twin(own: Other, other: Other) -> Twin | None:
    shorter = min(len(own.keys), len(other.keys))
    share = 0.0 if own.keys.isdisjoint(other.keys) else len(own.keys & other.keys) / shorter
    one, two = own.document, other.document
    if one.id == two.id or _same_number(one, two):
        return Twin(two, "number" if one.number else "title", share)
    if _same_title(one, two):
        return Twin(two, "title", share)
    return Twin(two, "passages", share) if share >= TWIN_SHARE else None


def _same_number(one: Document, two: Document) -> bool:
    if not (one.number and two.number) or number_key(one.number) != number_key(two.number):
        return False
    return _same(one.issuer, two.issuer) and (one.issued_on == two.issued_on or not (one.issued_on and two.issued_on))


def _same_title(one: Document, two: Document) -> bool:
    """The same title, kind and issuer, and neither number nor date nor parent that speaks against it."""
    for mine, its in ((one.number, two.number), (one.issued_on, two.issued_on), (one.issued_with, two.issued_with)):
        if mine and its and mine != its:
            return False
    if not (one.title and _words(one.title) == _words(two.title) and one.kind == two.kind):
        return False
    return _same(one.issuer, two.issuer)


def _same(one: str | None, two: str | None) -> bool:
    """Whether nothing speaks against two names being one."""
    return not (one and two) or _words(one) == _words(two)


def _words(text: str) -> str:
    return squeeze(fold(text))
