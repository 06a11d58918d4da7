"""Questions for several places or documents at once: what is compared, and the values side by side."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping, Sequence

from retrieval.catalogue import Catalogue
from retrieval.composing import Pick, Row
from retrieval.phrases import PHRASES
from retrieval.places import Place
from retrieval.query import Query
from retrieval.text import fold, squeeze
from retrieval.types import Document, Language, Target

_OF_YEAR = re.compile(
    r"\b(quyết định|kế hoạch|nghị quyết|chỉ thị|quy chế|quy định|đề án|chương trình|thông tư|nghị định|quyet dinh|"
    r"ke hoach|nghi quyet|chi thi|quy che|quy dinh|de an|chuong trinh|thong tu|nghi dinh)\s+"
    r"(?:(?:ban hành|năm|ban hanh|nam)\s+){1,2}((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
"""“quy định năm 2014”: a document by its kind and the year it was issued in."""

_BETWEEN = re.compile(
    r"\b(?:so sánh|thay đổi (?:thế nào|ra sao|như thế nào)|khác (?:nhau|gì)(?: (?:thế nào|ra sao))?|giữa|so với|"
    r"so sanh|thay doi (?:the nao|ra sao|nhu the nao)|khac (?:nhau|gi)|giua|so voi)\b|(?<=\s)(?:và|va)(?=\s*\?*$)",
    re.IGNORECASE,
)
"""Words that only say that things are compared."""


_COMPARED = re.compile(r"\b(?:so sánh|khác nhau|khác gì|so sanh|khac nhau|khac gi)\b", re.IGNORECASE)


@dataclasses.dataclass(frozen=True, slots=True)
class Side:
    """One of the things compared: how it is named, the question as asked of it alone, and where to look."""

    name: str
    query: Query
    scope: Sequence[Document]


@dataclasses.dataclass(frozen=True, slots=True)
class Compared:
    """A table to be: the heads of its columns and its rows, by the numbers of picks."""

    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    caption: str = ""


def sides(query: Query, places: Sequence[Place], catalogue: Catalogue, read: Callable[[str], Query]) -> list[Side]:
    """What a question is asked of, one after the other: its places, its document numbers, or kinds of certain years.

    Args:
        query: the question.
        places: those it names that have documents of their own.
        catalogue: the documents.
        read: reads a question again, for what is left of it without the documents that it names.
    """
    if len(places) > 1:
        return [_side(place.name, dataclasses.replace(query, places=(place,)), catalogue) for place in places]
    numbers = [number for number in query.numbers if catalogue.with_number(number)]
    if len(numbers) > 1 and query.intent not in {"header", "relation"}:
        return [_side(number, dataclasses.replace(query, numbers=(number,)), catalogue) for number in numbers]
    if bodies := _bodies(query, catalogue, read):
        return bodies
    dated = list(dict.fromkeys(_OF_YEAR.findall(query.question)))
    if len(dated) < 2:
        return []
    alone = read(_BETWEEN.sub(" ", _OF_YEAR.sub(" ", query.question)))
    found = [(f"{kind} {year}", _issued(catalogue.scope(query), fold(kind), int(year))) for kind, year in dated]
    return [Side(name, alone, scope) for name, scope in found] if all(scope for _, scope in found) else []


def _bodies(query: Query, catalogue: Catalogue, read: Callable[[str], Query]) -> list[Side]:
    """The same asked of each of two bodies, where they are compared: “hạn của huyện và của sở khác nhau thế nào?”."""
    if query.language != "vi" or len(query.agencies) != 2 or not _COMPARED.search(query.question):
        return []
    spans = [span for name in query.agencies if (span := _span(name, query.text))]
    if len(spans) < len(query.agencies):
        return []
    made = []
    for name, other in zip(query.agencies, reversed(spans), strict=True):
        text = f"{query.text[: other[0]]} {query.text[other[1] :]}"
        alone = dataclasses.replace(read(_BETWEEN.sub(" ", text)), places=query.places, agencies=(name,))
        made.append(Side(name, alone, catalogue.scope(query)))
    return made


def _span(name: str, text: str) -> tuple[int, int] | None:
    """Where a body is named in `text`, whatever its capitals and marks."""
    plain = fold(text)
    if len(plain) != len(text):
        return None
    found = re.search(r"[\s,&-]+".join(map(re.escape, fold(name).split())), plain)
    return found.span() if found else None


def side_by_side(
    language: Language, names: Sequence[str], found: Mapping[str, tuple[int, Target, str]], *, places: bool
) -> Compared:
    """The first value of each side as a row: name, value, year; a side without a value says so.

    Args:
        language: of the heads.
        names: of the sides, in order.
        found: for a side, the number of its pick, its target, and the value as it is said.
        places: whether the sides are places, not documents.
    """
    if len(found) < 2:
        return Compared()
    phrases = PHRASES[language]
    heads = phrases.compared
    rows = [
        Row((name, found[name][2], found[name][1].by or ""), found[name][0])
        if name in found
        else Row((name, phrases.not_said, ""), None)
        for name in names
    ]
    columns = (heads["place" if places else "document"], heads["value"], heads["year"])
    return Compared(columns, tuple(rows), _caption(next(found[name][1] for name in names if name in found)))


def years_as_rows(language: Language, picks: Sequence[Pick], targets: Sequence[tuple[int, Target, str]]) -> Compared:
    """Each year a row, in order; none where the picks are of several documents or one year comes twice."""
    ordered = sorted(targets, key=lambda item: item[1].by or "")
    years = [target.by for _, target, _ in ordered]
    if len(ordered) < 2 or not all(years) or len(set(years)) < len(years) or len({p.document.id for p in picks}) > 1:
        return Compared()
    heads = PHRASES[language].compared
    rows = tuple(Row((target.by or "", said), at) for at, target, said in ordered)
    return Compared((heads["year"], heads["value"]), rows, _caption(ordered[0][1]))


def _caption(target: Target) -> str:
    """What is measured, as the first row's document says it."""
    indicator = squeeze(target.indicator).strip(" .;,:")
    return f"{indicator[:1].upper()}{indicator[1:]}:" if indicator else ""


def _side(name: str, query: Query, catalogue: Catalogue) -> Side:
    return Side(name, query, catalogue.scope(query))


def _issued(scope: Sequence[Document], kind: str, year: int) -> list[Document]:
    """The documents of a kind that were issued in a year, by their date or their number (“18/2014/QĐ-UBND”)."""
    return [
        document
        for document in scope
        if fold(document.kind) == kind
        and (
            (document.issued_on and document.issued_on.year == year)
            or f"/{year}/" in f"{document.number or ''} {document.issued_with or ''}"
        )
    ]
