"""Bases, preamble and closing articles → relations to other documents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.facts.lines import lines_of
from ingest.facts.quoting import body_of
from retrieval.references import NUMBER, PARTY_NUMBER, clean_number, parse_date
from retrieval.text import sentences
from retrieval.types import Document, Relation, RelationType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.facts.quoting import Quoter
    from ingest.structure import Unit

_BASIS = re.compile(r"Căn\s+cứ\b", re.IGNORECASE)
_CARRYING_OUT = re.compile(r"(?:Thực\s+hiện|Triển\s+khai(?:\s+thực\s+hiện)?)\b", re.IGNORECASE)
_ISSUED_WITH = re.compile(
    r"\(?\s*(?:Được\s+)?(?:Ban\s+hành\s+)?[Kk]èm\s+theo\s+(?=(?:Quyết\s+định|Nghị\s+quyết|Thông\s+tư|"
    r"Nghị\s+định|Kế\s+hoạch|Công\s+văn)\s+số)"
)
_KIND = (
    r"(?:Quyết\s+định|Nghị\s+quyết|Nghị\s+định|Thông\s+tư(?:\s+liên\s+tịch)?|Chỉ\s+thị|Kế\s+hoạch|"
    r"Quy\s+chế|Quy\s+định|Công\s+văn|Luật|Bộ\s+luật|Pháp\s+lệnh|Hướng\s+dẫn)"
)
_CITED = re.compile(
    rf"(?P<part>{_KIND})(?:\s+\w+){{0,3}}?\s+(?:số\s*:?\s*)?(?={NUMBER.pattern}|{PARTY_NUMBER.pattern})",
    re.IGNORECASE,
)
_ENDING = re.compile(
    (
        r"(?P<repeals>bãi\s+bỏ|huỷ\s+bỏ|hủy\s+bỏ|hết\s+hiệu\s+lực)|(?P<replaces>thay\s+thế)|(?P<amends>sửa\s+đổi(?:,\s*bổ\s+sung)?|"
        r"bổ\s+sung)"
    ),
    re.IGNORECASE,
)
_PART = re.compile(
    (
        r"(?:điểm|khoản|điều|mục|phụ\s+lục|chương|cụm\s+từ|nội\s+dung|một\s+số|quy\s+định\s+tại|biểu\s+mẫu|"
        r"mẫu|đoạn|tên)\s[^;.]{0,160}?(?:của|tại|theo|trong)?\s*$"
    ),
    re.IGNORECASE,
)
_EFFECTIVE = re.compile(
    rf"{_KIND}\s+này\s+(?:\w+\s+){{0,2}}có\s+hiệu\s+lực(?:\s+thi\s+hành)?,?\s+(?:kể\s+)?từ\s+(?P<when>ngày\s+(?:ký|ban\s+hành)|"
    r"(?:ngày\s+)?\d{1,2}[^;:]{2,22}?\d{4})"
)
_ON_SIGNING = re.compile(r"ngày\s+(?:ký|ban\s+hành)")
_THIS = re.compile(r"này\b|hiệu\s+lực", re.IGNORECASE)
_LEADS_IN = re.compile(r"(?:[^.;]{0,60}này\s+)?(?:thay\s+thế|bãi\s+bỏ|hủy\s+bỏ|huỷ\s+bỏ|sửa\s+đổi)\b", re.IGNORECASE)
_JOINED = re.compile(r"(?:,|;|\bvà)\s*(?:và\s+)?$")
_MARKER = re.compile(r"^\s*(?:Điều\s+\d+[a-zđ]?\s*[.:]|\d+(?:[.)]|/(?=\s))|[a-zđ]\)|-)\s*")


def find_relations(document: Document, root: Unit, quoter: Quoter) -> Iterator[Relation]:
    """What this document says it does to others, and what it rests on, in source order."""
    for unit in root.children:
        if unit.kind == "basis":
            yield from _of_basis(unit, quoter)
        elif unit.kind == "header":
            yield from _issued_with(unit, quoter)
    yield from _effect(document, root, quoter)
    own = document.number
    for line in lines_of(root):
        text = line.unit.text
        if line.unit.kind == "annex" or "/" not in text:  # no number of a document is without a stroke
            continue
        above = body_of(line.above[-1]) if line.above else ""
        lead_in = above if _LEADS_IN.match(above) else ""
        for start, end in sentences(text):
            for relation in _of_sentence(text[start:end].strip(), line.unit, quoter, lead_in):
                if relation.number != own:
                    yield relation


def _effect(document: Document, root: Unit, quoter: Quoter) -> Iterator[Relation]:
    """From when the document itself is in force: “… này có hiệu lực từ ngày ký”, “… từ ngày 01/7/2025”."""
    for line in lines_of(root):
        found = _EFFECTIVE.search(line.unit.text) if "hiệu lực" in line.unit.text else None
        quote = quoter.quote(line.unit.span, found[0].strip()) if found else None
        if found is None or quote is None:
            continue
        date = document.issued_on if _ON_SIGNING.match(found["when"]) else parse_date(found["when"])
        if date is not None:
            yield Relation("effective_from", None, date.isoformat(), quote.text, quote.passage_id)


def _numbers(text: str) -> Iterator[tuple[int, int, str]]:
    found = [
        (match.start(), match.end(), clean_number(match[0]))
        for pattern in (NUMBER, PARTY_NUMBER)
        for match in pattern.finditer(text)
    ]
    seen: set[str] = set()
    for start, end, number in sorted(found):
        if number not in seen:
            seen.add(number)
            yield start, end, number


def _date_after(text: str, end: int) -> str | None:
    """The date right after a number: “…, ngày 10/9/2015”."""
    near = re.match(
        r"[^;.]{0,6}\s*,?\s*ngày\s+[\d/. \-]{6,12}|\s*,?\s*ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}",
        text[end:],
    )
    found = parse_date(near[0]) if near else None
    return found.isoformat() if found else None


def _of_basis(unit: Unit, quoter: Quoter) -> Iterator[Relation]:
    """The first document of a basis is what is meant; those after it explain it."""
    kind: RelationType | None = (
        "based_on" if _BASIS.match(unit.text) else "implements" if _CARRYING_OUT.match(unit.text) else None
    )
    quote = quoter.quote(unit.span, unit.text) if kind else None
    if kind is None or quote is None:
        return
    numbers = list(_numbers(unit.text))
    for start, end, number in numbers[:1]:
        if start < 120:
            yield Relation(kind, number, _date_after(unit.text, end), quote.text, quote.passage_id)
    if (
        not numbers
        and kind == "based_on"
        and (law := re.search(r"(?:Luật|Bộ\s+luật|Hiến\s+pháp|Pháp\s+lệnh)\s", unit.text))
    ):
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


def _of_sentence(sentence: str, unit: Unit, quoter: Quoter, lead_in: str) -> Iterator[Relation]:
    """What a sentence of this document does to others: “Quyết định này thay thế …”, “Bãi bỏ khoản 2 …”."""
    begun = 0
    for start, end, number in _numbers(sentence):
        cited = next((match for match in _CITED.finditer(sentence, 0, end) if match.end() == start), None)
        if cited is None:
            continue
        kind = _done_to(sentence, begun, cited.start(), end, lead_in)
        begun = end
        quote = quoter.quote(unit.span, sentence) if kind else None
        if kind and quote and number in clean_number(quote.text):
            yield Relation(kind, number, _date_after(sentence, end), quote.text, quote.passage_id)
        if kind is None:
            return


def _done_to(sentence: str, begun: int, start: int, end: int, lead_in: str) -> RelationType | None:
    """What is done to the document cited at `start`; None where it is only mentioned.

    The document cited before it ends at `begun`. A title may cite others (“bãi bỏ Thông tư số 1 … sửa đổi
    Nghị định số 2”): after a first document only a new clause, or a document joined to it by “và”, is meant.
    """
    between = sentence[begun:start]
    verbs = list(_ENDING.finditer(between))
    if verbs:
        verb = verbs[-1]
        actor = sentence[: begun + verb.start()] if not begun else between[: verb.start()]
        if not _acts(actor, later=bool(begun)):
            return None
        return _kind(verb.groupdict(), between[verb.end() :])
    whole = _ENDING.search(lead_in) if lead_in else _ENDING.search(sentence, 0, begun) if begun else None
    if begun and not _JOINED.search(between):
        return None
    if whole:
        return _kind(whole.groupdict(), between)
    lapses = re.match(r"[^;.]{0,250}hết\s+hiệu\s+lực", sentence[end:], re.IGNORECASE)
    return _kind({"repeals": "x"}, between) if lapses and not begun else None


def _acts(actor: str, *, later: bool) -> bool:
    """Whether it is this document that acts: nothing stands before the verb, or “Quyết định này” does."""
    words = _MARKER.sub("", actor).strip(" ,;:.")
    if later:
        return ";" in actor or bool(re.search(r"(?:,|và)\s*$", actor))
    return not words or bool(_THIS.search(words))


def _kind(verb: dict[str, str | None], between: str) -> RelationType:
    """A part of a document replaced or repealed amends it."""
    if verb.get("amends") or _PART.search(f" {between} ") or re.search(r"kèm\s+theo\s*$", between):
        return "amends"
    return "replaces" if verb.get("replaces") else "repeals"
