"""Whether a statement gives the kind of thing that a question asks for: a phone number, a price, a name, a count.

A question about something that no document says still finds statements that share its words. What gives them away is
their form: who asks for an address is not answered by duties of the body whose address it is. Each kind is a way to
ask, and what a text looks like that can answer it; both are for folded text (small letters without marks).
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from retrieval.asked_names import unnamed
from retrieval.evidence import year_fit
from retrieval.intents import unmarked
from retrieval.references import years
from retrieval.sentences import PERSON, named_cells
from retrieval.text import fold

if TYPE_CHECKING:
    from retrieval.evidence import Statement
    from retrieval.query import Query

_MUCH = r"(?:bao nhieu|(?<!ngay )(?<!thang )(?<!thu )may)\b(?! (?:phan tram|%|ngay|thang|nam|tuan|gio|diem|lan))"
_COST = (
    r"(?:(?<!so )(?<!tru )(?<!san )(?<!chat )(?<!khoi )(?<!nang )(?<!dung )luong|thu nhap|phu cap|hoc phi|le phi|"
    r"vien phi|(?<!dau )(?<!dau_ )(?<!danh )(?<!quoc )(?<!tham )(?<!chuyen )gia(?! (?:dinh|han|nhap|tri))|"
    r"tien (?!do|trinh|hanh)[a-z]+)"
)
_SUM = r"\d\s*(?:trieu|ty|ti|dong|nghin|ngan|vnd|usd|d/|d\b)|\bmuc luong"
_OFFICE = (
    r"giam doc|chu tich|truong(?! (?:doan|ban|tieu ban|nhom|to)\b)|pho(?! (?:doan|ban)\b)|bi thu|hieu truong|chanh|"
    r"thu truong|bo truong|vu truong|cuc truong"
)
_NUMBER = r"\d\s*(?:\([^)]*\))?\s*"
_KINDS: tuple[tuple[float, str, str], ...] = (
    # how somebody is reached
    (
        2.0,
        r"\b(?:so )?(?:dien thoai|hotline|duong day nong|fax)\b|\bphone\b",
        r"\b0\d{8,10}\b|\d{3,4}[. ]\d{3}[. ]\d{3}",
    ),
    (2.0, r"\be-?mail\b|\bthu dien tu\b", r"@"),
    (2.0, r"\bwebsite\b|\btrang web\b", r"www|http|\.vn\b"),
    (2.0, r"\bso tai khoan\b", r"\d{8}"),
    (
        2.0,
        r"\bdia chi\b|\btru so\b.*\bo dau\b|\baddress\b",
        r"\bdia chi\b|\btru so\b|\bduong [a-z]|\bso \d+,",
    ),
    # what it costs
    (
        1.5,
        (
            r"\b(?:bao nhieu|may) (?:tien|dong|trieu|ty|nghin)\b|\bhow much money\b|"
            r"\b(?:bi|muc|xu|nop|tien) phat\b.*\bbao nhieu\b|\bphat (?:tien )?(?:bao nhieu|may)\W*$|"
            r"\bhow much\b.*\b(?:cost|paid|pay|fees?|fines?|penalt(?:y|ies))\b|\bsalar(?:y|ies)\b|"
            r"\bwhat (?:is|are) the (?:[a-z]+ ){0,3}?(?:fees?|fines?|prices?|costs?|penalt(?:y|ies))\b"
        ),
        _SUM,
    ),
    (1.5, rf"\b{_COST} (?:[a-z]+ ){{0,12}}?{_MUCH}", rf"{_SUM}|%"),
    (
        1.5,
        (
            r"^(?:muc |don )?(?:gia (?!tri|dinh|suc|cam|han|nhap|cong)|phi |le phi |hoc phi |thue suat )"
            r"(?!.*\b(?:nao|gi|ai|dau|sao|khong)\b)"
        ),
        rf"{_SUM}|%",
    ),
    (
        2.0,
        r"\b(?:phat|ngoi) tu\b(?! (?:\d|bao|muc|may|dau))|\b(?:prison|jail|imprison\w*)\b",
        r"\b(?:phat|nam|thang) tu\b",
    ),
    # who somebody is
    (1.5, r"\bsinh (?:nam|ngay) (?:nao|may|bao nhieu)\b|\bbao nhieu tuoi\b", r"\bsinh (?:nam|ngay)\b|\btuoi\b"),
    # when, and how long
    (1.0, r"\bmay gio\b|\bgio (?:lam viec|mo cua|hanh chinh)\b", r"\d\s*(?:gio|h)\b|\dh\d|\d\d:\d\d"),
    (
        1.0,
        r"\b(?:bao lau|may (?:ngay|thang|tuan))\b|\bhow long\b",
        rf"{_NUMBER}(?:[a-z]+ ){{0,2}}?(?:ngay|thang|gio|nam|tuan|phut)\b",
    ),
    (1.0, r"\b(?:vao |tu )?nam nao\b", r"\b(?:19|20)\d\d\b"),
    # how large
    (1.5, r"\b(?:bao nhieu|may) [mk]w\b|\bcong suat\b.*\bbao nhieu\b", rf"{_NUMBER}(?:mw|kw|m3|tan|kg)\b"),
    (1.5, r"\b(?:bao nhieu|may) (?:km|cay so|met)\b|\bdai bao nhieu\b", rf"{_NUMBER}(?:km|m|met)\b"),
    (
        1.5,
        r"\b(?:bao nhieu|may) (?:ha|hec ta|m2|met vuong)\b|\bdien tich\b.*\bbao nhieu\b|\brong bao nhieu\b",
        rf"{_NUMBER}(?:ha|m2|hec ta|met vuong|km2)\b|m²",
    ),
    (1.5, r"\b(?:bao nhieu|may) (?:tan|kg)\b|\bsan luong\b|\bnang bao nhieu\b", rf"{_NUMBER}(?:tan|kg)\b"),
    (
        1.5,
        r"\b(?:bao nhieu|may) (?:khoi|m3|met khoi)\b|\btru luong\b.*\bbao nhieu\b",
        rf"{_NUMBER}(?:m3|khoi|met khoi|tan)\b|m³",
    ),
    (1.5, r"\bdan so\b", r"\bdan so\b|\d\s*nguoi\b"),
    (
        1.5,
        r"\b(?:thu|hang) may\b|\bxep (?:hang|thu)\b",
        r"\b(?:thu|hang) (?:\d|hai|ba|tu|nam|sau|bay|nhat|nhi)|\bxep (?:hang|thu)\b|\bchu nhat\b",
    ),
)
"""How much it speaks against an answer, how the kind is asked for, and what a text looks like that gives it."""
_COMPILED = tuple((doubt, re.compile(asked), re.compile(given)) for doubt, asked, given in _KINDS)
_PERSON_ASKED = re.compile(
    r"\bla (?:ai|ong nao|ba nao|nguoi nao)\b|"
    rf"^ai (?:la|lam|dang la|dang lam|giu chuc) (?:[a-z]+ ){{0,3}}?(?:{_OFFICE})\b|"
    rf"\b(?:ho )?ten (?:cua )?(?:ong |ba )?(?:{_OFFICE})\b|"
    r"\bwho is (?:the )?(?:director|chair|head|president|secretary)"
)
_ROLE = re.compile(
    r"\b(?:co quan|don vi|bo phan|thuong truc|dau moi|truong (?:doan|ban|nhom|tieu ban)|to truong|doi truong|chu tri)\b"
)
"""Parts that a body or an office may have as well as a person."""
_HOLDS = re.compile(
    r"\b(?:la|lam|giu) (?:co quan|don vi|bo phan|thuong truc|dau moi|truong|to truong|doi truong)\b|\bchu tri\b|"
    r"\btruong (?:doan|ban|nhom|tieu ban)\s*[:–-]"
)
_HOW_MANY = re.compile(r"\b(?:bao nhieu|may|how many|how much)\b\s*((?:\w+\s*){0,3})")
_CLASSIFIERS = frozenset("can ngoi cai chiec con".split())
"""Words that a noun takes when it is counted: “bao nhiêu căn nhà”."""
_NO_NOUN = frozenset(
    "phan % tien dong nam thang ngay nguon thi tuoi la o den cho trong percent diem mot hai moi".split()
)
_NOW_ASKED = re.compile(
    r"\bhien (?:nay |tai )?(?:co|dang)\b|\btat ca (?:co )?(?:may|bao nhieu)\b|\bco tat ca\b|\btong so\b|"
    r"\bdang hoat dong\b|\bcurrently\b|\bare there\b"
)
_NOW = re.compile(r"tính đến|hiện có|hiện nay|tổng số|toàn (?:tỉnh|huyện|xã|thành phố) có|đến nay|có \d", re.IGNORECASE)
_STOCK_ASKED = re.compile(r"\bco (?:tong cong )?(?:bao nhieu|may) (?:[a-z]+ ?){1,5}\W*$")
_AIM = re.compile(r"\b(?:phan dau|muc tieu|tang (?:them|it nhat)|mo moi|thanh lap moi|moi nam|den nam)\b")
_DONE_ASKED = re.compile(
    r"\bda (?:duoc )?(?:[a-z]+ ){1,4}?(?:bao nhieu|may)\b|\bbao nhieu (?:[a-z]+ ){1,4}?(?:da|dang)\b"
)
_DONE = re.compile(r"\bđã\b|đến nay|tính đến|hiện|kết quả|\bcó \d", re.IGNORECASE)


_ITS_YEAR, _ISSUED = 0.9, 0.7
"""From when the years of a statement, or that of its document, are those asked for, as `year_fit` has it."""


@functools.lru_cache(maxsize=512)
def _kinds(question: str) -> tuple[tuple[float, re.Pattern[str]], ...]:
    """The kinds of things that a folded question asks for."""
    return tuple((doubt, given) for doubt, asked, given in _COMPILED if asked.search(question))


def doubt(query: Query, statement: Statement) -> float:
    """How much speaks against a statement giving what is asked for; 0 where nothing does."""
    question, told = unmarked(query.question), fold(_with_units(statement))
    doubts = [doubt for doubt, given in _kinds(question) if not given.search(told)]
    if _PERSON_ASKED.search(question) and statement.passage.role != "signature":
        held = PERSON.search(statement.text) or (_ROLE.search(question) and _HOLDS.search(told))
        doubts.append(0.0 if held or _tells_who(question, told) else 1.6)
    return (
        max(doubts, default=0.0)
        + _figure(query, question, statement, told)
        + _year(query, statement)
        + _now(question, statement)
        + unnamed(query, statement)
    )


def _tells_who(question: str, told: str) -> bool:
    """Whether a statement opens with what somebody was asked to be: “3. Chủ đầu tư: Công ty …”."""
    label, colon, value = told.lstrip(" -+0123456789.)").partition(":")
    return (
        bool(colon and value.strip())
        and len(label) > _LEAST_LABEL
        and question.replace("_", "").startswith(label.strip())
    )


_LEAST_LABEL = 5
"""Letters of a label that says what somebody is."""
_CELL = re.compile(r"[\d.,]+")
_IN_BRACKETS = re.compile(r"\(([^()]+)\)")
_UNIT_OF_ALL = re.compile(r"(?:đơn vị(?: tính)?|ĐVT)\s*:?\s*([^()\n;,.:]+)", re.IGNORECASE)
"""What a title says that all figures of its table count."""


def _with_units(statement: Statement) -> str:
    """A statement; of a row, each figure with what the head of its column says it counts: “130.000 đồng”."""
    row = named_cells(statement.passage)
    if not row or statement.text != statement.passage.text:
        return statement.text
    above = next((found[1] for part in statement.passage.path[:-1] if (found := _UNIT_OF_ALL.search(part))), "")
    units = [found[1] if (found := _IN_BRACKETS.search(head)) else f"{above} {head}" for head, _ in row]
    return " | ".join(
        f"{cell} {unit}" if _CELL.fullmatch(cell) else cell for (_, cell), unit in zip(row, units, strict=True)
    )


def _figure(query: Query, question: str, statement: Statement, told: str) -> float:
    """A figure was asked for: is there one, next to what was to be counted?"""
    asked = _HOW_MANY.search(question)
    if not asked or query.intent not in {"target", "compare", "other", "list"}:
        return 0.0
    if not re.search(r"\d", told):
        return 1.9
    if re.match(r"(?:phan tram|%)", question[asked.start(1) :]) or "%" in question:
        return 0.0 if "%" in told or "phan tram" in told else 1.0
    words = [word for word in asked[1].split() if word not in _CLASSIFIERS]
    noun = words[0] if words and words[0] not in _NO_NOUN and query.language == "vi" else ""
    if not noun or (statement.passage.role == "table" and re.search(rf"\b{noun}\b", fold(" ".join(statement.context)))):
        return 0.0  # of a row the names of its columns say what it counts
    return _count(query, question, told, noun)


_ALSO = {
    "nguoi": (
        "lao dong|cong nhan|can bo|cong chuc|vien chuc|giao vien|nha giao|hoc sinh|hoc vien|sinh vien|hoi vien|"
        "doan vien|cong dan|nong dan|phu nu|thanh nien|tre em|tre|em|chau"
    ),
    "met": "m",
    "km": "km",
    "cay": "km",
    "ki": "km",
    "hec": "ha",
    "hecta": "ha",
    "lit": "l",
    "gio": "h",
    "kilogam": "kg",
}
"""How else a noun is written behind a figure: a measure by its sign, people by what they are."""


def _count(query: Query, question: str, told: str, noun: str) -> float:
    """`noun` was to be counted."""
    named = f"(?:{noun}|{_ALSO[noun]})" if noun in _ALSO else re.escape(noun)
    counted = rf"\d[\d.,]*\s*%?\s*(?:[^\W\d]+\s+){{0,4}}?{named}\b|\b{named}\b[^.;]{{0,60}}?\d"
    if not re.search(counted, told):
        return 0.7
    if query.years or not _STOCK_ASKED.search(question):
        return 0.0
    plain = re.search(rf"\d\s+(?:[^\W\d]+\s+){{0,4}}?{named}\b", told)
    return 0.0 if plain and not _AIM.search(told) else 2.0  # how many there are is neither a share nor an aim


def _year(query: Query, statement: Statement) -> float:
    """A figure for a year stands under that year; nothing is said for one after all that the document speaks of."""
    if not query.years:
        return 0.0
    if query.intent in {"target", "compare"}:
        fit = year_fit(query, statement)
        its_year = _ISSUED if query.kind else _ITS_YEAR  # “quy chế năm 2023”
        return 2.3 if fit == 0 else 1.5 if fit < its_year else 0.0
    document = statement.document
    told = years(" ".join((statement.text, *statement.context, document.title or "", document.number or "")))
    told += [document.issued_on.year] if document.issued_on else []
    if told and max(query.years) > max(told):
        return 1.5
    return 1.0 if statement.years and year_fit(query, statement) == 0 else 0.0


def _now(question: str, statement: Statement) -> float:
    """How things stand was asked, and a plan says what they are to become."""
    if _NOW_ASKED.search(question):
        return 0.0 if _NOW.search(statement.text) else 1.05
    if _DONE_ASKED.search(question):
        return 0.0 if _DONE.search(statement.text) else 1.05
    return 0.0
