"""Text → documents, and each document → a tree of units.

A unit is a heading, an item, a paragraph or a table row; headings own what stands under them.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from ingest import header as heading
from ingest.bases import find_bases
from ingest.layout import Block
from ingest.lines import is_rule, is_upper
from ingest.names import Casing
from ingest.segmentation import (
    FOOTNOTE,
    ISSUED_WITH,
    Parts,
    find_items,
    find_starts,
    is_annex,
    opens_form,
    span_of,
    text_of,
)
from ingest.signers import is_office, read_signer
from ingest.title import find_title
from ingest.tree import Unit, build
from retrieval.text import squeeze
from retrieval.types import SourceText, Span

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Sequence

    from ingest.segmentation import Item

__all__ = ["ParsedDocument", "Unit", "parse"]


@dataclasses.dataclass(frozen=True, slots=True)
class ParsedDocument:
    """One document of a file: its header and its tree. `issued_with` is the number of the decision it came with."""

    header: heading.Header
    root: Unit
    issued_with: str | None = None


_OPENING = 8
"""Paragraphs of a letter that may stand before its items."""
_NOTE = re.compile(r"\n(?=\s*(?:\[\d{1,3}\]|\d{1,3}\s+[A-ZĐÀ-Ỹ]))")
_BAR_BEFORE_OFFICE = re.compile(
    r"\|[|\s]*(?=\s*(?:(?:TM|KT|TL|TUQ|Q)\.|[TK]/[ML]\b|K/T\b|(?:PHÓ )?(?:CHỦ TỊCH|GIÁM ĐỐC)\b))"
)


def parse(source: SourceText) -> list[ParsedDocument]:
    """The documents in `source`, in order; empty when nothing in it looks like one."""
    items = find_items(source.text)
    casing = Casing(source.text)
    starts = find_starts(items)
    ends = [*(start.at for start in starts), len(items)][1:]
    parsed: list[ParsedDocument] = []
    for start, end in zip(starts, ends, strict=bool(starts)):
        parent = parsed[-1] if start.attached and parsed else None
        document = _parse_one(source.text, items[start.at : end], casing, parent)
        if document:
            parsed.append(document)
    return parsed


def _parse_one(
    text: str, items: Sequence[Item], casing: Casing, parent: ParsedDocument | None
) -> ParsedDocument | None:
    title = find_title(text, items, casing)
    if title is None:
        return None
    start = span_of(items[0]).start
    above = span_of(items[title.end - 1]).end if title.letter else span_of(items[title.begin]).start
    head = heading.read_head(text[start:above], casing) if above > start else heading.EMPTY
    parts = Parts(items, title.end)
    above_it = parent.header if parent else heading.EMPTY
    header = heading.Header(
        kind=title.kind,
        number=head.number,
        issuer=head.issuer or above_it.issuer,
        place=head.place,
        issued_on=head.issued_on or title.parent_date or _dated(title.kind, parts),
        title=title.text,
        legal_bases=find_bases([text_of(item) for item in [*parts.preamble, *_opening(parts.body)]]),
        signer=read_signer(_slice(text, parts.tail)),
    )
    span = Span(start, span_of(items[title.end - 1]).end)
    units = [Unit("header", squeeze(text[span.start : span.end]), span), *_units(text, parts)]
    root = Unit("root", "", Span(start, start), children=tuple(units))
    return ParsedDocument(header, root, above_it.number or title.parent)


def _opening(body: Sequence[Item]) -> Iterator[Item]:
    """The paragraphs before the first item: a letter states its bases there, after what it is about."""
    for item in body[:_OPENING]:
        if not isinstance(item, Block) or item.marker:
            return
        yield item


def _dated(kind: str, parts: Parts) -> datetime.date | None:
    """The date of what has no dateline: when a law was passed, when the meeting was held that minutes record."""
    if kind in {"Luật", "Bộ luật", "Pháp lệnh", "Nghị quyết"}:
        return heading.passed_on(" ".join(text_of(item) for item in [*parts.body[-4:], *parts.tail]))
    if kind == "Biên bản":
        return heading.held_on(" ".join(text_of(item) for item in [*parts.preamble, *parts.body[:3]]))
    return None


def _slice(text: str, items: Sequence[Item]) -> str:
    return text[span_of(items[0]).start : span_of(items[-1]).end] if items else ""


# ---- the parts


def _units(text: str, parts: Parts) -> list[Unit]:
    """The units of all parts under the title, in source order."""
    return [
        *(Unit("basis", text_of(item), span_of(item)) for item in parts.preamble),
        *build(parts.body),
        *_tail_units(text, parts.tail),
        *_after_units(text, parts.after),
    ]


def _tail_units(text: str, tail: Sequence[Item]) -> list[Unit]:
    """Recipients and signature: whichever comes first ends where the other begins.

    In two columns side by side their lines alternate, so both stand in one unit; a bar on one line separates them.
    """
    shown = [item for item in tail if not is_rule(text_of(item))]
    if not shown:
        return []
    begin, end = span_of(shown[0]).start, span_of(shown[-1]).end
    sign = next((span_of(item).start for item in shown if is_office(text_of(item))), end)
    bar = _BAR_BEFORE_OFFICE.search(text, begin, sign)
    if bar and not {"|", "\n"} & set(text[begin : bar.start()]) and "|" not in text[bar.end() : end].rstrip(" |\n"):
        sign = bar.end()
    spans = [("recipients", _stripped(text, begin, sign)), ("signature", _stripped(text, sign, end))]
    return [Unit(kind, squeeze(text[span.start : span.end]), span) for kind, span in spans if span.start < span.end]


def _stripped(text: str, start: int, end: int) -> Span:
    """`start` to `end` without white space, bars and rules at either end."""
    edge = " \t\n\f|\u00a0"
    words = text[start:end]
    return Span(start + len(words) - len(words.lstrip(edge)), start + len(words.rstrip(edge)))


def _after_units(text: str, items: Sequence[Item]) -> list[Unit]:
    """Annexes with what stands in them, and footnotes."""
    units: list[Unit] = []
    current: list[Item] = []
    for item in items:
        note = isinstance(item, Block) and bool(FOOTNOTE.match(item.text)) and not item.marker
        begins = isinstance(item, Block) and is_annex(item)
        if (note or begins) and current:
            units.append(_annex(current))
            current = []
        if note and isinstance(item, Block):
            units += [Unit("footnote", squeeze(text[span.start : span.end]), span) for span in _notes(text, item)]
        else:
            current.append(item)
    return [*units, _annex(current)] if current else units


def _notes(text: str, block: Block) -> Iterator[Span]:
    """The notes in a block: copied text puts one after the other without a mark between them."""
    starts = [block.span.start, *(found.end() for found in _NOTE.finditer(text, *block.span))]
    for start, end in zip(starts, [*starts[1:], block.span.end], strict=True):
        yield _stripped(text, start, end)


def _annex(items: Sequence[Item]) -> Unit:
    """An annex under its title; a table without one is an annex too."""
    title: list[Block] = []
    for item in items:
        if not isinstance(item, Block) or (title and not _names_annex(item)):
            break
        title.append(item)
    if not title:
        start = span_of(items[0]).start
        return Unit("annex", "", Span(start, start), children=tuple(build(items)))
    names = [block.text for block in title if not ISSUED_WITH.match(block.text)]
    span = Span(title[0].span.start, title[-1].span.end)
    kind = "form" if opens_form(title[0]) else "annex"
    return Unit(kind, " ".join(names), span, children=tuple(build(items[len(title) :])))


def _names_annex(block: Block) -> bool:
    return not block.marker and (is_upper(block.text) or bool(ISSUED_WITH.match(block.text)))
