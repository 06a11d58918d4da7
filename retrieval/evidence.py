"""Passages → statements: which sentence or item answers, and how well.

A statement is one item of a list, one sentence of a long paragraph, or one table row, together with the headings and
lead-ins it stands under. Its *coverage* is the share of what the question says, weighted by rarity, that the statement
says too: in its own words (fully), in its lead-in, in headings further up, or in the title of its document (less).
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Mapping, Sequence

from retrieval.query import Query
from retrieval.references import periods, years
from retrieval.text import sentences
from retrieval.types import Document, Fact, Hit, Passage

_LONG = 260
_INTRODUCES = 60
"""Letters before a colon that say enough to stand above the clauses that follow."""
_OF_YEAR = re.compile(r"(?<!đến )(?<!đến cuối )\bnăm ((?:19|20)\d\d)\b(?!\s*[-–])")
_FIGURE = re.compile(r"\d")
_UNKNOWN = 0.7
"""Rarity of a word that no document has."""


@dataclasses.dataclass(frozen=True, slots=True)
class Statement:
    """One thing a document says, with what it stands under.

    Attributes:
        text: a substring of `passage.text`.
        context: lead-ins and headings, nearest first.
        years: years and ends of periods it is about: its own, or those of the nearest heading that names one.
        facts: what ingest found in it.
    """

    passage: Passage
    document: Document
    text: str
    context: tuple[str, ...]
    years: tuple[int, ...]
    periods: tuple[tuple[int, int], ...]
    facts: tuple[Fact, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Scored:
    """A statement and how well it covers a question.

    Attributes:
        coverage: share of the question that the statement and what it stands under say, from 0 to 1.
        gap: share of the question's own subject that stands nowhere in them, counted by pairs of words.
        rank: what statements are ordered by.
        similarity: cosine of the question and the passage.
    """

    statement: Statement
    coverage: float
    rank: float
    similarity: float = 0.0
    gap: float = 0.0


def statements(hit: Hit, facts: Sequence[Fact]) -> list[Statement]:
    """The statements of a passage, in order; `facts` are those of the passage."""
    passage, document = hit.passage, hit.document
    if passage.role != "body":
        return [_statement(passage, document, passage.text, tuple(reversed(passage.path)), facts)]
    made: list[Statement] = []
    lead_ins: dict[str, float] = {}
    lines = passage.text.split("\n")
    for index, line in enumerate(lines):
        opens = index + 1 < len(lines) and (line.endswith(":") or line in passage.path or _is_heading(line))
        context = (*reversed(lead_ins), *(part for part in reversed(passage.path) if part not in lead_ins))
        if opens:
            rank = _lead_rank(lines, index)
            lead_ins = {lead: above for lead, above in lead_ins.items() if above < rank} | {line: rank}
            says = line.endswith(":") or not _is_heading(line)
            if (says and len(line) > 60) or (_is_heading(line) and _TELLS.search(line)):
                made.append(_statement(passage, document, line, context, facts))
            continue
        rank = marker_rank(line)
        under = tuple(lead for lead, above in reversed(lead_ins.items()) if above < rank or rank == NO_MARKER)
        context = (*under, *(part for part in reversed(passage.path) if part not in under))
        for part, told in _parts(line):
            under = (told, *context) if told else context
            made.append(_statement(passage, document, part, under, facts))
    return made or [_statement(passage, document, passage.text, tuple(reversed(passage.path)), facts)]


_TELLS = re.compile(r"[^:.;|]{3,60}:\s+(?:\S+\s+){2,}\S")
"""A heading that is an item too: “3. Chủ đầu tư: Công ty cổ phần …”."""
NO_MARKER = 9
_MARKERS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:Phần|Chương|Mục|Điều)\s",
        r"[IVX]+\s*[./)]",
        r"\d+\s*(?:\.(?!\d)|/(?=\s))",
        r"\d+\.\d",
        r"[a-zđ]\d?\s*[)./]\s",
        r"[-–•]",
        r"[+*]",
    )
)


_OPENING = re.compile(r"^\W*(?:\d+(?:\.\d+)*\s*[.)]|[a-zđ]\d?\s*[).])?\s*")
"""The marker of an item, which the quotes of facts leave out."""


def marker_rank(line: str) -> int:
    """How high the marker of a line stands among headings and items, from 0; `NO_MARKER` where it has none."""
    return next((rank for rank, pattern in enumerate(_MARKERS) if pattern.match(line)), NO_MARKER)


def _lead_rank(lines: Sequence[str], index: int) -> float:
    """How high a line stands that opens a list; one without a marker right above the items that follow it."""
    rank = marker_rank(lines[index])
    following = marker_rank(lines[index + 1])
    return following - 0.5 if rank == NO_MARKER and following != NO_MARKER else rank


def _is_heading(line: str) -> bool:
    return len(line) < 200 and not line.rstrip().endswith((".", ";", ",", "./.")) and marker_rank(line) < 5


def _parts(line: str) -> list[tuple[str, str]]:
    """A line, or the sentences of a long one, each with what introduces it.

    Clauses parted by semicolons that hold figures of their own are parts too; what stands before the colon of the
    first introduces them all: “chấm điểm cho các tiêu chí: A (tối đa 15 điểm); B (tối đa 40 điểm)”.
    """
    if len(line) <= _LONG:
        return [(line, "")]
    made: list[tuple[str, str]] = []
    for start, end in sentences(line):
        part = line[start:end]
        clauses = re.split(r"(?<=;)\s+", part)
        if len(clauses) == 1 or sum(bool(re.search(r"\d", clause)) for clause in clauses) < 2:
            made.append((part, ""))
            continue
        opening = clauses[0].rpartition(": ")[0]
        told = f"{opening}:" if len(opening) >= _INTRODUCES and opening.count("(") == opening.count(")") else ""
        if told:
            clauses[0] = clauses[0].removeprefix(told).lstrip()
            if _FIGURE.search(opening):
                made.append((told, ""))
        made.extend((clause, told) for clause in clauses)
    return made


def _statement(
    passage: Passage, document: Document, text: str, context: tuple[str, ...], facts: Sequence[Fact]
) -> Statement:
    parts = (_COMPARED.sub(" ", part) for part in (text, *context))
    named = next(((found, periods(part)) for part in parts if (found := years(part))), ([], []))
    bare = _OPENING.sub("", text)
    own = tuple(fact for fact in facts if fact.quote in text or bare in fact.quote)
    return Statement(passage, document, text, context, tuple(named[0]), tuple(named[1]), own)


_COMPARED = re.compile(r"\bso với (?:cùng kỳ )?(?:năm )?(?:19|20)\d\d\b(?!\s*[-–])", re.IGNORECASE)
"""A year that others are compared with is not the year of a statement."""


def year_fit(query: Query, statement: Statement) -> float:
    """How well the years of a statement fit those asked for: 1 the same, 0.4 none named, 0 others, between else."""
    if not query.years:
        return 0.5
    wanted = set(query.years)
    issued = 0.7 if wanted & _document_years(statement.document) else 0.0
    if not statement.years:
        titled = _titled_years(statement.document)
        if wanted == titled or set(query.periods) & set(periods(statement.document.title)):
            return 0.95
        return max(0.1 if titled else 0.4, issued)
    return max(issued, _own_year_fit(query, statement, wanted))


def _own_year_fit(query: Query, statement: Statement, wanted: set[int]) -> float:
    if query.periods and statement.periods:
        return (
            1.0
            if set(query.periods) & set(statement.periods)
            else (0.6 if wanted & {end for _, end in statement.periods} else 0.0)
        )
    if query.periods:
        return 0.9 if max(query.years) in statement.years else 0.0
    if statement.periods:
        ends = {end for _, end in statement.periods}
        inside = any(start <= year <= end for year in wanted for start, end in statement.periods)
        return 1.0 if wanted & ends else (0.5 if inside else 0.0)
    return 1.0 if wanted & set(statement.years) else 0.0


def _document_years(document: Document) -> set[int]:
    """The year of a document: from its date, its number (“18/2014/QĐ-UBND”) or its title (“Báo cáo … năm 2025”)."""
    found = {document.issued_on.year} if document.issued_on else set()
    return (found | _titled_years(document)) | {
        int(year) for year in re.findall(r"/((?:19|20)\d\d)/", f"{document.number or ''} {document.issued_with or ''}")
    }


def _titled_years(document: Document) -> set[int]:
    """The years a title names that are not parts of a period: what the document says without a year is for them."""
    return set() if periods(document.title) else {int(year) for year in _OF_YEAR.findall(document.title)}


def rarity_from(frequency: Mapping[str, int], total: int) -> dict[str, float]:
    """Inverse document frequency scaled to 0…1: log(total / count) over log(total).

    A word that no document has is as likely how people talk as what they talk about, so it counts less than a rare one.
    """
    scale = math.log(total + 1) or 1.0
    return {
        word: min(1.0, math.log((total + 1) / (count + 0.5)) / scale) if count else _UNKNOWN
        for word, count in frequency.items()
    }
