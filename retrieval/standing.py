"""What later documents do to earlier ones, and from which day documents count. Pure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from retrieval.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from retrieval.types import Document, DocumentStatus, Relation, RelationType

_EFFECTS: Mapping[RelationType, DocumentStatus] = {
    "replaces": "replaced",
    "repeals": "replaced",
    "amends": "amended",
}


class Change(NamedTuple):
    """What a later document did to an earlier one: the status it has now, by which one, from which day."""

    status: DocumentStatus
    note: str
    since: dt.date | None = None


def number_key(number: str) -> str:
    """One spelling for the ways a number is typed: “1788 / KH-SGDĐT” → “1788/kh-sgddt”."""
    return "".join(fold(number).split())


def cited_as(document: Document) -> str:
    """How a later text names it: “Quyết định số 12/QĐ-UBND ngày 05/03/2024”."""
    number = f" số {document.number}" if document.number else ""
    date = f" ngày {document.issued_on:%d/%m/%Y}" if document.issued_on else ""
    return f"{document.kind}{number}{date}"


def effects(documents: Iterable[Document], relations: Iterable[tuple[str, Relation]]) -> dict[str, dt.date]:
    """The day from which each document counts, by id, where it says so; the first one where its parts differ.

    What was issued with a decision, without a number of its own, counts from the day that the decision does.
    """
    found: dict[str, dt.date] = {}
    for author_id, relation in relations:
        if relation.type == "effective_from" and relation.date:
            day = dt.date.fromisoformat(relation.date)
            found[author_id] = min(day, found.get(author_id, day))
    documents = list(documents)
    decisions = {(document.number, document.issued_on): document.id for document in documents if document.number}
    for document in documents:
        decision = decisions.get((document.issued_with, document.issued_on)) if document.issued_with else None
        if decision in found and document.id not in found:
            found[document.id] = found[decision]
    return found


def standing(
    documents: Iterable[Document],
    relations: Iterable[tuple[str, Relation]],
    effective: Mapping[str, dt.date] | None = None,
) -> dict[str, Change]:
    """Status and its note of each document that another one changed.

    Args:
        documents: the current ones.
        relations: (id of the document that says so, relation).
        effective: the days from which documents count, as `effects` gives them.

    Returns:
        By document id; a document that nothing changed is not in it. “replaced” wins over “amended”, then the
        latest change wins. What was issued with a decision, without a number of its own, shares its fate.
    """
    current = {document.id: document for document in documents}
    by_number = defaultdict(list)
    for document in current.values():
        if document.number:
            by_number[number_key(document.number)].append(document)
    found: dict[str, Change] = {}
    ranks: dict[str, tuple[bool, dt.date, str]] = {}
    lowest = (False, dt.date.min, "")
    for author_id, relation in relations:
        status = _EFFECTS.get(relation.type)
        author = current.get(author_id)
        if status is None or author is None or relation.number is None:
            continue
        for document in by_number[number_key(relation.number)]:
            rank = (status == "replaced", author.issued_on or dt.date.min, author.id)
            if is_meant(author, relation, document) and rank > ranks.get(document.id, lowest):
                ranks[document.id] = rank
                found[document.id] = Change(status, cited_as(author), (effective or {}).get(author.id))
    for document in current.values():
        for parent in by_number[number_key(document.issued_with)] if document.issued_with else ():
            if parent.id in found and document.id not in found and _same_place(parent, document):
                found[document.id] = found[parent.id]
    return found


def _same_place(one: Document, other: Document) -> bool:
    return not (one.region and other.region) or fold(one.region) == fold(other.region)


def is_meant(author: Document, relation: Relation, document: Document) -> bool:
    """Whether the number in `relation` means `document`: numbers repeat every year and in every province."""
    if author.id == document.id or not (relation.number and document.number):
        return False
    if number_key(relation.number) != number_key(document.number):
        return False
    if author.issued_on and document.issued_on and author.issued_on < document.issued_on:
        return False
    if relation.date and document.issued_on:
        return relation.date == document.issued_on.isoformat()
    return _same_place(author, document)
