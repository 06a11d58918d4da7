"""Facts and headers as the questions that they answer, short enough for a button. Pure.

A phrase of a document becomes part of a question only as it stands, or cut where a clause ends: words cut off in the
middle would ask for something that no document says.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from retrieval.glossary import Glossary
from retrieval.phrases import PHRASES, name_kind
from retrieval.references import kind_of_symbol
from retrieval.text import fold, squeeze
from retrieval.types import Assignment, Deadline, Document, Fact, Language, Target

_LONGEST = 90
"""Letters of a question that still fits a button."""
_LONGEST_PHRASE = 60
_LEAST = 3
"""Syllables that a phrase must say beside the routine of plans."""


@dataclasses.dataclass(frozen=True, slots=True)
class Offer:
    """A question that a document should answer.

    Attributes:
        kind: what it asks for: “lead”, “target”, “deadline”, “tasks”, “date”, “basis”, or “same” as was asked.
        passage_id: the passage that its answer must cite; None where any of the document will do.
        substance: how many syllables say what it is about.
    """

    question: str
    kind: str
    document: Document
    passage_id: str | None = None
    substance: int = 0


def of_fact(fact: Fact, document: Document, language: Language, glossary: Glossary) -> Offer | None:
    """The question that a fact answers; None where its words make none that can be read on a button."""
    where = _where(document, language)
    said = _said(fact)
    if where is None or said is None:
        return None
    phrases = PHRASES[language]
    kind, words, by = said
    what = shortened(words, whole=kind == "target")
    if language == "en":
        what = _term(words, glossary)
    if what is None and isinstance(fact, Assignment):
        kind, what = "tasks", _body(fact.agency, language, glossary)
    if what is None:
        return None
    if kind == "deadline" and language == "vi" and _NOUN.match(what):
        what = f"của {what}"
    slot = "in_period" if "-" in by else "by_year"
    when = phrases.slots[slot].format(period=by, year=by) if by else ""
    question = phrases.offers[kind].format(what=what, where=where, by=when)
    if len(question) > _LONGEST:
        return None
    return Offer(question[:1].upper() + question[1:], kind, document, fact.passage_id, _substance(what))


def of_header(document: Document, language: Language, *, basis_first: bool = False) -> Iterator[Offer]:
    """What can be asked of the header of a document: its day, and what it is based on."""
    name = named(document, language)
    if name is None:
        return
    phrases = PHRASES[language]
    where = phrases.slots["of_place"].format(place=document.region) if document.region else ""
    kinds = ["date"] * bool(document.issued_on) + ["basis"] * bool(document.legal_bases)
    for kind in reversed(kinds) if basis_first else kinds:
        yield Offer(phrases.offers[kind].format(what=name, where=where), kind, document)


def named(document: Document, language: Language) -> str | None:
    """“Quyết định số 12/QĐ-UBND”; of what was issued with a decision the decision; None without a number."""
    kind, number = document.kind, document.number
    if number is None and document.issued_with:
        kind, number = kind_of_symbol(document.issued_with), document.issued_with
    if number is None or not kind:
        return None
    return PHRASES[language].numbered.format(kind=name_kind(kind, language), number=number)


def shortened(text: str, *, whole: bool = False) -> str | None:
    """What a fact says, as it goes on inside a question; None where it is too long or says too little.

    Args:
        text: the words of the fact.
        whole: keep all of them or none: what is measured is not the same without its last words.
    """
    said = _END.sub("", squeeze(_MARKER.sub("", text)))
    if not whole:
        said = _CLAUSE.split(said, maxsplit=1)[0]
        if len(said) > _LONGEST_PHRASE and (cut := said.rfind(", ", 0, _LONGEST_PHRASE)) > 0:
            said = said[:cut]
        said = _TAIL.sub("", said)
    if len(said) > _LONGEST_PHRASE or _ODD.search(said) or _substance(said) < _LEAST:
        return None
    words = said.split()
    if sum(word[:1].isupper() for word in words) > len(words) / 2:
        return None  # a name: “Thôn Khê Sơn Thượng”
    return said if words[0].isupper() else said[:1].lower() + said[1:]


_MARKER = re.compile(r"^\s*(?:[-+*•]|\d+\s*[.)/]|[a-zđ]\s*[)/])\s*")
_END = re.compile(r"[\s.;:,/]+$")
_CLAUSE = re.compile(
    r"\s*[;:(]|[.]\s|\s(?:nhằm|để|trước ngày|theo quy định|trong đó|gắn với|phù hợp với|bảo đảm|đảm bảo)\s"
)
_TAIL = re.compile(r"(?:[\s,]+(?:và|của|cho|với|theo|này|đó|để|các|những|tại|về|trên|ở|trong))+$", re.IGNORECASE)
_ODD = re.compile(
    r"^(?:của|với|cho|trong|là|và|tại|ở|về|theo|từ|để|thì|được|đã|có|trên|khi|nếu|do|bởi|cùng|mỗi|này|đó|nêu)\s"
    r"|\s(?:và|của|cho|với|theo|để|tại|về)$|[“”\"()\[\]|]|\bsau đây\b",
    re.IGNORECASE,
)
"""What makes no sense inside a question: half a clause, half a quotation, columns of a table."""
_NOUN = re.compile(r"(?:kế hoạch|đề án|chương trình|dự án|phương án|bộ|quy chế|quy định)\s", re.IGNORECASE)
"""“Hạn của kế hoạch …”, but “Hạn báo cáo …”."""
_ROUTINE = re.compile(
    r"(?<!\w)(?:trien khai|thuc hien|to chuc|huong dan|kiem tra|giam sat|danh gia|tham muu|xay dung|ban hanh|bao cao|"
    r"tong hop|ket qua|ke hoach|de an|chuong trinh|nhiem vu|quan triet|phe duyet|theo doi|don doc|dinh ky|chi dao|"
    r"phoi hop|chu tri|tiep tuc|cong tac|hoat dong|noi dung|muc tieu|giai phap|quy dinh|lien quan|cu the|dia ban|"
    r"uy ban nhan dan|co quan|don vi|tong ket|so ket|giai doan|dia phuong|ubnd|tinh|huyen|xa|nam|cac|nhung|da|duoc|"
    r"cua|va|cho|voi|ve|theo|tai|nay|tren|hang|\d+)(?!\w)"
)
"""What nearly every plan says of nearly every task."""


def _substance(phrase: str) -> int:
    return len(re.findall(r"\w+", _ROUTINE.sub(" ", fold(phrase))))


def _term(words: str, glossary: Glossary) -> str | None:
    """The English of the longest term in the words of a fact; None where all that has English is routine."""
    terms = [
        (vietnamese, english) for vietnamese, english in glossary.in_english(words) if _substance(vietnamese) >= _LEAST
    ]
    return max(terms, key=lambda term: len(term[0].split()))[1] if terms else None


def _said(fact: Fact) -> tuple[str, str, str] | None:
    """What a fact lets one ask for, of what in its own words, and by which year."""
    if isinstance(fact, Target):
        return "target", fact.indicator, fact.by or ""
    if isinstance(fact, Deadline):
        return "deadline", fact.what, ""
    if isinstance(fact, Assignment) and fact.role == "lead":
        return "lead", fact.task, ""
    return None


def _body(agency: str, language: Language, glossary: Glossary) -> str | None:
    if language == "en":
        return glossary.english_agencies.get(agency)
    return agency if len(agency) <= _LONGEST_PHRASE and "," not in agency else None


def _where(document: Document, language: Language) -> str | None:
    """What ties a question to a document: its place, or else its number; None where it has neither."""
    slots = PHRASES[language].slots
    if document.region:
        return slots["in_place"].format(place=document.region)
    name = named(document, language)
    return slots["under"].format(document=name) if name else None
