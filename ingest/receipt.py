"""What ingest understood of a file and what it changes, for people and as JSON."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from retrieval.types import Assignment, Deadline, Relation, Target

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from retrieval.types import Fact, Passage, Reading

State: TypeAlias = Literal["new", "same", "new_version"]
Status: TypeAlias = Literal["new", "same", "new_version", "failed"]

_ARTICLE = re.compile(r"^Điều\s+(\d+\w?)\b", re.MULTILINE | re.IGNORECASE)
_ANNEX = re.compile(r"^Phụ\s+lục\b[^\n]{0,40}", re.MULTILINE | re.IGNORECASE)
_FACTS = {Assignment: "assignments", Target: "targets", Deadline: "deadlines", Relation: "relations"}


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """One document of a file, and what it is to the library."""

    reading: Reading
    state: State


@dataclasses.dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one file.

    Attributes:
        file: its path as given.
        entries: its documents; empty when it failed.
        error: what went wrong and what to do, in one line; None when nothing did.
        embedded: passages that the model had to embed.
        text: as read; empty when it could not be.
        pages: how many; 0 where the format has none.
    """

    file: Path
    entries: tuple[Entry, ...] = ()
    error: str | None = None
    embedded: int = 0
    text: str = ""
    pages: int = 0

    @property
    def status(self) -> Status:
        """Of the whole file: the newest of its documents counts."""
        if self.error is not None:
            return "failed"
        states = {entry.state for entry in self.entries}
        order: tuple[State, ...] = ("new", "new_version", "same")
        return next(state for state in order if state in states)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is uncertain, document by document."""
        return tuple(warning for entry in self.entries for warning in entry.reading.warnings)


def receipt_json(receipt: Receipt) -> dict[str, Any]:
    """The receipt as one object of `ingest --json`."""
    return {
        "file": str(receipt.file),
        "status": receipt.status,
        "error": receipt.error,
        "documents": [_entry_json(entry) for entry in receipt.entries],
        "text_chars": len(receipt.text),
        "pages": receipt.pages,
        "embedded": receipt.embedded,
        "warnings": list(receipt.warnings),
    }


def _entry_json(entry: Entry) -> dict[str, Any]:
    document, passages = entry.reading.document, entry.reading.passages
    return {
        "id": document.id,
        "status": entry.state,
        "kind": document.kind,
        "number": document.number,
        "issuer": document.issuer,
        "place": document.place,
        "issued_on": document.issued_on.isoformat() if document.issued_on else None,
        "signer": document.signer,
        "title": document.title,
        "issued_with": document.issued_with,
        "legal_bases": list(document.legal_bases),
        "articles": len(_headings(_ARTICLE, passages)),
        "annexes": len(_headings(_ANNEX, passages)),
        "tables": len({passage.path for passage in passages if passage.role == "table"}),
        "passages": len(passages),
        "facts": facts_json(entry.reading.facts, passages),
    }


def _headings(pattern: re.Pattern[str], passages: Iterable[Passage]) -> set[str]:
    told = (passage for passage in passages if passage.role != "footnote")
    lines = (line for passage in told for line in (*passage.path, passage.text))
    return {found[0].lower() for line in lines for found in pattern.finditer(line)}


def facts_json(facts: Iterable[Fact], passages: Iterable[Passage]) -> dict[str, list[dict[str, Any]]]:
    """Facts by kind, each with the heading path of its passage."""
    paths = {passage.id: list(passage.path) for passage in passages}
    found: dict[str, list[dict[str, Any]]] = {plural: [] for plural in _FACTS.values()}
    for fact in facts:
        path = paths.get(fact.passage_id, [])
        found[_FACTS[type(fact)]].append(dataclasses.asdict(fact) | {"path": path})
    return found


def count_states(receipts: Iterable[Receipt]) -> Counter[Status]:
    """How many files came to each status."""
    return Counter(receipt.status for receipt in receipts)
