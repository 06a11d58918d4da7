"""Bases, preamble and closing articles → relations to other documents."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.facts.lines import lines_of
from ingest.facts.quoting import Quoter
from ingest.structure import Unit
from retrieval.references import NUMBER, PARTY_NUMBER, clean_number, parse_date
from retrieval.text import sentences
from retrieval.types import Document, Relation, RelationType

_BASIS = re.compile(r"Căn\s+cứ\b", re.IGNORECASE)
_CARRYING_OUT = re.compile(r"(?:Thực\s+hiện|Triển\s+khai(?:\s+thực\s+hiện)?)\b", re.IGNORECASE)
_ISSUED_WITH = re.compile(r"\(?\s*(?:Được\s+)?(?:Ban\s+hành\s+)?[Kk]èm\s+theo\s+(?=(?:Quyết\s+định|Nghị\s+quyết|Thông\s+tư|Nghị\s+định|Kế\s+hoạch|Công\s+văn)\s+số)")
_KIND = r"(?:Quyết\s+định|Nghị\s+quyết|Nghị\s+định|Thông\s+tư(?:\s+liên\s+tịch)?|Chỉ\s+thị|Kế\s+hoạch|Quy\s+chế|Quy\s+định|Công\s+văn|Luật|Bộ\s+luật|Pháp\s+lệnh|Hướng\s+dẫn)"
_CITED = re.compile(rf"(?P<part>{_KIND})(?:\s+\w+){{0,3}}?\s+(?:số\s*:?\s*)?(?={NUMBER.pattern}|{PARTY_NUMBER.pattern})", re.IGNORECASE)
_ENDING = re.compile(r"(?P<repeals>bãi\s+bỏ|huỷ\s+bỏ|hủy\s+bỏ|hết\s+hiệu\s+lực)|(?P<replaces>thay\s+thế)|(?P<amends>sửa\s+đổi(?:,\s*bổ\s+sung)?|bổ\s+sung|điều\s+chỉnh)", re.IGNORECASE)
_PART = re.compile(
    r"(?:điểm|khoản|điều|mục|phụ\s+lục|chương|cụm\s+từ|nội\s+dung|một\s+số|quy\s+định\s+tại|biểu\s+mẫu|mẫu|đoạn|tên)\s[^;.]{0,160}?(?:của|tại|theo|trong)?\s*$",
    re.IGNORECASE,
)
_THIS = re.compile(r"(?:này|hiệu\s+lực|thi\s+hành)", re.IGNORECASE)
_INSIDE = re.compile(r"(?:được\s+)?(?:sửa\s+đổi|bổ\s+sung|thay\s+thế|bãi\s+bỏ)[^;.]{0,40}\s(?:bởi|tại|theo)\s*$", re.IGNORECASE)


def find_relations(document: Document, root: Unit, quoter: Quoter) -> Iterator[Relation]:
    """What this document says it does to others, and what it rests on, in source order."""
    for unit in root.children:
        if unit.kind == "basis":
            yield from _of_basis(unit, quoter)
        elif unit.kind == "header":
            yield from _issued_with(unit, quoter)
    own = document.number
    for line in lines_of(root):
        if line.unit.kind == "annex":
            continue
        lead_in = _ENDING.search(" ".join(line.headings()[:1])) if line.headings() else None
        text = line.unit.text
        for start, end in sentences(text):
            for relation in _of_sentence(text[start:end].strip(), line.unit, quoter, lead_in):
                if relation.number != own:
                    yield relation


def _numbers(text: str) -> Iterator[tuple[int, int, str]]:
    found = [(match.start(), match.end(), clean_number(match[0])) for pattern in (NUMBER, PARTY_NUMBER) for match in pattern.finditer(text)]
    seen: set[str] = set()
    for start, end, number in sorted(found):
        if number not in seen:
            seen.add(number)
            yield start, end, number


def _date_after(text: str, end: int) -> str | None:
    """The date right after a number: “…, ngày 10/9/2015”."""
    near = re.match(r"[^;.]{0,6}\s*,?\s*ngày\s+[\d/. \-]{6,12}|\s*,?\s*ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}", text[end:])
    found = parse_date(near[0]) if near else None
    return found.isoformat() if found else None


def _of_basis(unit: Unit, quoter: Quoter) -> Iterator[Relation]:
    """The first document of a basis is what is meant; those after it explain it."""
    kind: RelationType | None = "based_on" if _BASIS.match(unit.text) else "implements" if _CARRYING_OUT.match(unit.text) else None
    quote = quoter.quote(unit.span, unit.text) if kind else None
    if kind is None or quote is None:
        return
    numbers = list(_numbers(unit.text))
    for start, end, number in numbers[:1]:
        if start < 120:
            yield Relation(kind, number, _date_after(unit.text, end), quote.text, quote.passage_id)
    if not numbers and kind == "based_on" and (law := re.search(r"(?:Luật|Bộ\s+luật|Hiến\s+pháp|Pháp\s+lệnh)\s", unit.text)):
        date = parse_date(unit.text[law.start() :])
        yield Relation(kind, None, date.isoformat() if date else None, quote.text, quote.passage_id)


def _issued_with(unit: Unit, quoter: Quoter) -> Iterator[Relation]:
    found = _ISSUED_WITH.search(unit.text)
    if not found:
        return
    for _, end, number in list(_numbers(unit.text[found.start() :]))[:1]:
        words = unit.text[found.start() :]
        quote = quoter.quote(unit.span, words)
        if quote:
            yield Relation("issued_with", number, _date_after(words, end), quote.text, quote.passage_id)


def _of_sentence(sentence: str, unit: Unit, quoter: Quoter, lead_in: re.Match[str] | None) -> Iterator[Relation]:
    verb = _ENDING.search(sentence)
    if verb is None and lead_in is None:
        return
    for start, end, number in _numbers(sentence):
        if _INSIDE.search(sentence[:start]):
            continue
        cited = next((match for match in _CITED.finditer(sentence[:end]) if match.end() == start), None)
        if cited is None:
            continue
        kind = _relation(sentence, cited.start(), end, lead_in)
        quote = quoter.quote(unit.span, sentence) if kind else None
        if kind and quote and number in clean_number(quote.text):
            yield Relation(kind, number, _date_after(sentence, end), quote.text, quote.passage_id)


def _relation(sentence: str, start: int, end: int, lead_in: re.Match[str] | None) -> RelationType | None:
    """What is done to the document cited at `start`: the verb before it, or “… hết hiệu lực” after it."""
    before = [match for match in _ENDING.finditer(sentence[:start])]
    after = re.search(r"hết\s+hiệu\s+lực", sentence[end:], re.IGNORECASE)
    verb = before[-1] if before else None
    named = verb.groupdict() if verb else lead_in.groupdict() if lead_in else {"repeals": "x"} if after else None
    if named is None:
        return None
    if named.get("amends"):
        return "amends"
    between = sentence[verb.end() if verb else 0 : start]
    if _PART.search(f" {between} ") or re.search(r"(?:ban\s+hành\s+)?kèm\s+theo\s*$", between):
        return "amends"
    return "replaces" if named.get("replaces") else "repeals"
