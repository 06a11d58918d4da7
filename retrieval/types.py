"""The vocabulary, as frozen values. No third-party import, no behaviour beyond what the words mean.

docs/vocabulary.md explains each word in Vietnamese and English.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from typing import Literal, NamedTuple, TypeAlias

Language: TypeAlias = Literal["vi", "en"]

PassageRole: TypeAlias = Literal["header", "basis", "body", "table", "signature", "recipients", "footnote"]
"""Which part of an administrative document (Nghị định 30/2020/NĐ-CP, Phụ lục I) a passage stands in."""

AssignmentRole: TypeAlias = Literal["lead", "coordinate", "advise", "execute", "requested"]
RelationType: TypeAlias = Literal[
    "replaces", "repeals", "amends", "implements", "based_on", "issued_with", "effective_from"
]  # fmt: skip
DocumentStatus: TypeAlias = Literal["current", "amended", "replaced"]
StandingState: TypeAlias = Literal["current", "amended", "replaced", "over", "pending"]
"""What became of a document by the day it is cited: changed by a later one, its period over, not yet in force."""
AnswerKind: TypeAlias = Literal["fact", "extract", "generated", "clarify", "refusal", "command"]


_REGION = re.compile(r"(?:tỉnh|thành phố|quận|huyện|thị xã|thị trấn|phường|xã|đặc khu|ủy)\s+([^\W\d_a-zà-ỹđ][^,;()]*)$")
"""“Ủy ban nhân dân tỉnh Sơn La” → “Sơn La”."""


class Span(NamedTuple):
    """Half-open range of characters in `SourceText.text`."""

    start: int
    end: int


@dataclasses.dataclass(frozen=True, slots=True)
class SourceText:
    r"""A file as read: what every span points into.

    Attributes:
        name: file name without folder, as shown in citations.
        text: the whole text in NFC, newlines as `\n`, clutter included.
        sha256: hexadecimal hash of the bytes of the file.
        pages: where each page begins in `text`; empty where the format has no pages.
        doubtful: where words stand that OCR was not sure of.
        warnings: what reading had to guess or leave out.
    """

    name: str
    text: str
    sha256: str
    pages: tuple[int, ...] = ()
    doubtful: tuple[Span, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Document:
    """What was issued, with its identity. Fields the page leaves blank are None, never guessed."""

    id: str
    kind: str
    number: str | None
    issuer: str | None
    place: str | None
    issued_on: datetime.date | None
    signer: str | None
    title: str
    legal_bases: tuple[str, ...]
    source: str
    issued_with: str | None = None
    """Number of the decision that this plan or regulation was issued with, when it has no number of its own."""
    status: DocumentStatus = "current"
    status_note: str | None = None
    """The later document that changed this one, as cited: “Quyết định số 12/QĐ-UBND ngày 05/3/2024”."""
    status_from: datetime.date | None = None
    """The day from which the later document counts, where it says so."""
    effective_from: datetime.date | None = None
    """The day from which this one counts, where it says so."""

    @property
    def region(self) -> str | None:
        """Where it applies: the place on its dateline, else the unit that its issuer's name ends with."""
        found = _REGION.search(self.issuer or "")
        return self.place or (found[1] if found else None)

    def as_read(self) -> Document:
        """The header alone: without its file's name and what became of it, which other documents say."""
        return dataclasses.replace(
            self, source="", status="current", status_note=None, status_from=None, effective_from=None
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Passage:
    """The smallest stretch that is retrieved and cited: at most 1,200 characters, contiguous in its source.

    Attributes:
        id: deterministic; the same document, path and text always give the same id.
        ordinal: position in its document, from 0.
        path: headings above it, outermost first; table rows end with their column names.
        text: what stands in the source, with white space collapsed and line breaks kept between items.
        span: where it stands in `SourceText.text`.
        page: from 1, or None where the format has no pages.
    """

    id: str
    document_id: str
    ordinal: int
    role: PassageRole
    path: tuple[str, ...]
    text: str
    span: Span
    page: int | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Assignment:
    """Phân công: an agency has a role in a task."""

    agency: str
    role: AssignmentRole
    partners: tuple[str, ...]
    task: str
    quote: str
    passage_id: str


@dataclasses.dataclass(frozen=True, slots=True)
class Target:
    """Chỉ tiêu: an indicator is to reach a value by a year.

    `value` is as printed (“ít nhất 43%”, “375 trường”); `number` and `unit` are what it means;
    `by` is a year (“2025”) or a period (“2026-2030”).
    """

    indicator: str
    value: str
    number: float | None
    comparator: Literal["=", ">=", "<=", ">", "<", "~"]
    unit: str
    by: str | None
    place: str | None
    quote: str
    passage_id: str


@dataclasses.dataclass(frozen=True, slots=True)
class Deadline:
    """Thời hạn: who does what by when, for whom.

    `when` is an ISO date, “dd/mm hằng năm”, or the quarter or year as printed; `when_text` is verbatim.
    """

    who: str | None
    what: str
    when: str
    when_text: str
    to: str | None
    quote: str
    passage_id: str


@dataclasses.dataclass(frozen=True, slots=True)
class Relation:
    """Quan hệ: this document does something to another one. `date` is ISO or None."""

    type: RelationType
    number: str | None
    date: str | None
    quote: str
    passage_id: str


Fact: TypeAlias = Assignment | Target | Deadline | Relation


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """One document as ingest understood it, ready to be published.

    Attributes:
        document: its header.
        passages: in source order.
        facts: in source order.
        warnings: what is uncertain.
        articles: the numbers of its own Điều as printed, in order; those of blank forms, annexes and quoted
            amendments are not its own.
        annexes: how many annexes.
        tables: how many tables.
    """

    document: Document
    passages: tuple[Passage, ...]
    facts: tuple[Fact, ...] = ()
    warnings: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    annexes: int = 0
    tables: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its score and what each route thought of it."""

    passage: Passage
    document: Document
    score: float
    routes: tuple[tuple[str, float], ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Citation:
    """A marker in an answer, and the proof behind it. `quote` is a substring of `passage.text`."""

    marker: int
    quote: str
    passage: Passage
    document: Document


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A paragraph. `strong` is a heading or the sentence that answers."""

    text: str
    strong: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """The place in an answer where the quote of a citation stands."""

    marker: int


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """Values side by side. A row has a cell for each column; the last column holds the markers, “[1]”."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


AnswerBlock: TypeAlias = Line | Shown | Table


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """Whether a cited document still stands on the day of the answer. `text` is the line that says so."""

    document_id: str
    state: StandingState
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """Text with citations, or a refusal without any."""

    question: str
    language: Language
    kind: AnswerKind
    text: str
    citations: tuple[Citation, ...] = ()
    confidence: float = 0.0
    suggestions: tuple[str, ...] = ()
    understood_as: str | None = None
    """The question as it was understood, shown to the user; None when it was understood as it was typed."""
    resolved: str | None = None
    """The same as it was searched, for what is asked next: tone marks that nobody typed are only shown."""
    standing: tuple[Standing, ...] = ()
    """Of each document cited, in the order of the citations; the lines stand in `text` too."""
    copy: str | None = None
    """“Căn cứ …;” of the documents cited, a line each, to be copied into a new document; they stand in `text` too."""
    blocks: tuple[AnswerBlock, ...] = ()
    """The same words as `text` in their parts, for channels that can show more than lines; empty where `text` is all.

    `text` counts: a step that rewrites it need not touch the blocks, which are used only where they still say it.
    """

    @property
    def answered(self) -> bool:
        """Whether the documents said something: every answer but a refusal or a clarification."""
        return bool(self.citations)
