"""What ingest understood of a file and what it changes, for people and as JSON."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import TYPE_CHECKING, Any, Literal, Self, TypeAlias

from ingest.doubts import DoubtfulWord, doubtful_words, doubts_of_source, find_doubts
from retrieval.phrases import name_document
from retrieval.types import Assignment, Deadline, Relation, Target

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from ingest.changes import Changes, Effect, Twin
    from retrieval.types import Fact, Passage, Reading, SourceText

State: TypeAlias = Literal["new", "same", "new_version"]
Status: TypeAlias = Literal["new", "same", "new_version", "failed"]

FACTS = {Assignment: "assignments", Target: "targets", Deadline: "deadlines", Relation: "relations"}
"""What facts of a kind are called together."""


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """One document of a file, and what it is to the library.

    Attributes:
        reading: as understood.
        state: against the version that the library has.
        changes: what publishing it changes; None where nobody compared.
    """

    reading: Reading
    state: State
    changes: Changes | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is uncertain in it."""
        return find_doubts(self.reading)


@dataclasses.dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one file. `Receipt.of` makes one of a file that was read.

    Attributes:
        file: its path as given.
        entries: its documents; empty when it failed.
        error: what went wrong and what to do, in one line; None when nothing did.
        embedded: passages that the model had to embed.
        text: as read; empty when it could not be.
        pages: how many; 0 where the format has none.
        doubts: what is uncertain in the file as a whole.
        doubtful: the words that OCR was not sure of.
    """

    file: Path
    entries: tuple[Entry, ...] = ()
    error: str | None = None
    embedded: int = 0
    text: str = ""
    pages: int = 0
    doubts: tuple[str, ...] = ()
    doubtful: tuple[DoubtfulWord, ...] = ()

    @classmethod
    def of(cls, file: Path, source: SourceText, entries: Sequence[Entry], *, embedded: int = 0) -> Self:
        """The receipt of a file that was read as `source`."""
        return cls(
            file,
            tuple(entries),
            embedded=embedded,
            text=source.text,
            pages=len(source.pages),
            doubts=doubts_of_source(source, [entry.reading for entry in entries]),
            doubtful=doubtful_words(source),
        )

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
        """What is uncertain: in the file, then document by document, with its name where there are several."""
        several = len(self.entries) > 1
        named = (
            (f"{name_document(entry.reading.document, 'vi', place=False)}: " if several else "", warning)
            for entry in self.entries
            for warning in entry.warnings
        )
        return (*self.doubts, *(name + warning for name, warning in named))


def receipt_json(receipt: Receipt, *, text: bool = False) -> dict[str, Any]:
    """The receipt as one object of `ingest --json`, with the text as read where `text` is set."""
    return {
        "file": str(receipt.file),
        "status": receipt.status,
        "error": receipt.error,
        "documents": [_entry_json(entry) for entry in receipt.entries],
        "text_chars": len(receipt.text),
        "pages": receipt.pages,
        "embedded": receipt.embedded,
        "warnings": list(receipt.warnings),
        "doubtful": [dataclasses.asdict(word) for word in receipt.doubtful],
        **({"text": receipt.text} if text else {}),
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
        "articles": len(set(entry.reading.articles)),
        "annexes": entry.reading.annexes,
        "tables": entry.reading.tables,
        "passages": len(passages),
        "facts": facts_json(entry.reading.facts, passages),
        "warnings": list(entry.warnings),
        "changes": _changes_json(entry.changes) if entry.changes else None,
    }


def _changes_json(changes: Changes) -> dict[str, Any]:
    return {
        "passages": {"added": changes.passages_added, "removed": changes.passages_removed},
        "facts": {"added": changes.facts_added, "removed": changes.facts_removed},
        "fields": list(changes.fields),
        "source": changes.source,
        "effects": [_effect_json(effect) for effect in changes.effects],
        "affected_by": [_effect_json(effect) for effect in changes.affected_by],
        "twins": [_twin_json(twin) for twin in changes.twins],
    }


def _effect_json(effect: Effect) -> dict[str, Any]:
    return {"type": effect.type, "document": effect.document.id, "number": effect.document.number}


def _twin_json(twin: Twin) -> dict[str, Any]:
    document = twin.document
    shown = {"document": document.id, "number": document.number, "source": document.source}
    return shown | {"reason": twin.reason, "share": round(twin.share, 3)}


def facts_json(facts: Iterable[Fact], passages: Iterable[Passage]) -> dict[str, list[dict[str, Any]]]:
    """Facts by kind, each with the heading path of its passage."""
    paths = {passage.id: list(passage.path) for passage in passages}
    found: dict[str, list[dict[str, Any]]] = {plural: [] for plural in FACTS.values()}
    for fact in facts:
        path = paths.get(fact.passage_id, [])
        found[FACTS[type(fact)]].append(dataclasses.asdict(fact) | {"path": path})
    return found


def count_states(receipts: Iterable[Receipt]) -> Counter[Status]:
    """How many files came to each status."""
    return Counter(receipt.status for receipt in receipts)
