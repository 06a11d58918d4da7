"""How well a statement fits what a question asks for, beside what it is about; and how sure an answer may be."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Sequence
from itertools import pairwise

from retrieval.evidence import Scored, Statement, year_fit
from retrieval.judging import Judge
from retrieval.query import Query
from retrieval.references import DATE, find_numbers
from retrieval.sentences import asks_lead, has_value, heading_agency
from retrieval.text import CAPITALS, fold
from retrieval.types import Assignment, Deadline, Target

_ROLES = {"recipients": -0.6, "signature": -0.5, "header": -0.35, "footnote": -0.1, "basis": -0.25}
_ROLES_OF_BASIS = {"basis": 0.15, "recipients": -0.6, "signature": -0.5, "header": -0.1}
_STATUS = {"current": 0.0, "amended": -0.01, "replaced": -0.15}
_SHORT_DATE = re.compile(
    r"\b\d{1,2}/\d{1,2}\b|[Qq]u[íý]\s+(?:[IV]+|\d)\b|\b\d+\s+(?:ngày|tháng)\b(?!\s+\d)|"
    r"\b\d{1,2}\s?(?:h|giờ)\b"
)
_WEEKDAY = re.compile(
    r"\bthứ\s+(?:[2-7]|hai|ba|tư|năm|sáu|bảy)\b|\bchủ nhật\b|\b(?:hằng|hàng) (?:ngày|tuần)\b", re.IGNORECASE
)
_WEEKDAY_ASKED = re.compile(r"\bthu may\b|\btrong tuan\b|\bday of the week\b|\bwhich weekday\b")


def fit(query: Query, statement: Statement, judge: Judge) -> float:
    """What the form of a statement adds to its rank for the intent of a question, or takes away."""
    role = statement.passage.role
    worth = (_ROLES_OF_BASIS if query.intent == "basis" else _ROLES).get(role, 0.0)
    worth += _STATUS[statement.document.status]
    if query.intent == "basis":
        worth += 0.1 if find_numbers(statement.text) else -0.3
    elif query.intent in {"lead", "coordinate"}:
        worth += _lead_fit(query, statement, judge)
    elif query.intent in {"target", "compare"}:
        targeted = any(isinstance(fact, Target) for fact in statement.facts)
        worth += 0.15 if targeted else (0.05 if has_value(statement.text) else -0.2)
    elif query.intent == "deadline":
        worth += _deadline_fit(query, statement)
    elif query.intent == "list" or query.wants_list:
        worth += _list_fit(query, statement)
    if query.intent in {"target", "other"} and how_many(query) and not _counts(statement.text):
        worth -= 0.25
    worth += _office_fit(query, statement)
    if query.years:
        worth += (0.3 if query.intent in {"target", "compare"} else 0.12) * (year_fit(query, statement) - 0.5)
    return worth


_NO_COUNT = re.compile(
    r"(?:số|điểm|khoản|điều|mục|phần|chương|phụ lục|biểu|biểu số|mẫu|mẫu số|bảng|bảng số|hình|quý|tháng|ngày|năm|"
    r"năm học|giai đoạn|đến)\s+\d[\d/.-]*(?:\s*[-–]\s*\d+)?(?:/[A-ZĐ][\w-]*)*|\b\d{1,2}/\d{1,2}(?:/\d{4})?|"
    r"^\s*\(?\d+(?:\.\d+)*[.)]|^\W*\[\d+\]",
    re.IGNORECASE,
)
"""Digits that count nothing: “Điều 12”, “Biểu số 06”, “ngày 3/7/2025”, “năm 2025”, the number of an item."""


@functools.lru_cache(maxsize=8_192)
def _counts(text: str) -> bool:
    """Whether a text gives a figure, beside dates and the numbers of articles, tables and documents."""
    return bool(re.search(r"\d", _NO_COUNT.sub(" ", text)))


def how_many(query: Query) -> bool:
    """Whether a question asks for a figure: “bao nhiêu”, “mấy”."""
    return _asks_how_many(query.question)


@functools.lru_cache(maxsize=512)
def _asks_how_many(question: str) -> bool:
    return bool(_HOW_MANY.search(fold(question)))


def _lead_fit(query: Query, statement: Statement, judge: Judge) -> float:
    assignments = [fact for fact in statement.facts if isinstance(fact, Assignment)]
    if not assignments:
        return 0.04 if heading_agency(statement) or _names_such(query, statement) else -0.18
    if query.intent == "coordinate":
        return 0.2 if any(fact.partners or fact.role == "coordinate" for fact in assignments) else 0.05
    leads = [fact for fact in assignments if fact.role == "lead"]
    if not leads:
        return 0.0 if all(fact.role == "coordinate" for fact in assignments) else 0.1
    wanted = _ITS_OWN * judge.share(statement.text)
    if len(leads) < len(assignments) and all(judge.share(fact.task) < wanted for fact in leads):
        return 0.1  # it leads something else: “chủ trì đánh giá; phối hợp với … củng cố …”
    if all(judge.share(fact.task.split(";")[0]) < wanted for fact in leads):
        return 0.13 if asks_lead(query) else 0.1  # first of all it leads something else
    return 0.18 if asks_lead(query) else 0.12


_SUCH = {
    "so": re.compile(r"\bSở\s+[A-ZĐ]"),
    "bo": re.compile(r"\bBộ\s+[A-ZĐ]"),
    "phong": re.compile(r"\b[Pp]hòng\s+[A-ZĐ]"),
    "cuc": re.compile(r"\b[Cc]ục\s+[A-ZĐ]"),
}
_SUCH_ASKED = re.compile(r"\b(so|bo|phong|cuc) nao\b")


def _names_such(query: Query, statement: Statement) -> bool:
    """Whether a body of the sort that was asked for is named: “Sở Xây dựng” for “liên hệ sở nào?”."""
    if asks_lead(query) or statement.passage.role not in {"body", "table"}:
        return False
    asked = _SUCH_ASKED.search(fold(query.question))
    return bool(asked and _SUCH[asked[1]].search(statement.text))


_OFFICE = re.compile(r"(?<!phó )\b(trưởng \w+|giám đốc|chủ tịch|bí thư|hiệu trưởng|chánh \w+)\b", re.IGNORECASE)


def _office_fit(query: Query, statement: Statement) -> float:
    """The office that was asked about is named, or only its deputy: “Phó Trưởng đoàn” for “trưởng đoàn”."""
    office = _office(query.text) if query.toned else None
    if office is None:
        return 0.0
    told = statement.text.lower()
    deputies = told.count(f"phó {office}")
    if told.count(office) > deputies:
        return 0.2 if query.intent == "lead" else 0.0
    return -0.3 if deputies else 0.0


@functools.lru_cache(maxsize=512)
def _office(text: str) -> str | None:
    found = _OFFICE.search(text)
    return found[1].lower() if found else None


_ITS_OWN = 0.5
"""Share of the question's words in a statement that the task of its lead must say for the lead to be of that task."""


def _list_fit(query: Query, statement: Statement) -> float:
    """A list was asked for: its heading says what it lists (“IV. KINH PHÍ THỰC HIỆN”)."""
    pairs = {
        f"{fold(first.syllable)} {fold(second.syllable)}"
        for first, second in pairwise(query.terms)
        if first.chunk == second.chunk and first.weight >= 0.5
    }
    title = fold(statement.document.title)
    headings = " ".join(fold(part) for part in statement.context[:2])
    return 0.18 if any(pair in headings and pair not in title for pair in pairs) else 0.0


def _deadline_fit(query: Query, statement: Statement) -> float:
    if _WEEKDAY_ASKED.search(fold(query.question)):
        return 0.2 if _WEEKDAY.search(statement.text) else -0.25
    if any(isinstance(fact, Deadline) for fact in statement.facts):
        return 0.2
    return 0.08 if DATE.search(statement.text) or _SHORT_DATE.search(statement.text) else -0.25


def confidence(query: Query, best: Scored, judge: Judge) -> float:
    """How sure we are that the best statement answers, from 0 to 1.

    A logistic of how much of the question it covers and leaves out, times what speaks against it being an answer at
    all: a figure asked for and none given, a person asked for and none named, another year.
    """
    if judge.weight < 0.3:
        return 0.3 if query.places else 0.0
    misfit = min(0.0, fit(query, best.statement, judge))
    score = (
        best.coverage
        + 0.5 * misfit
        - 0.15 * best.gap
        + 0.35 * (best.similarity - 0.4)
        + (0.09 if query.places else 0.0)
    )
    sure = 1 / (1 + math.exp(-14 * (score - 0.5)))
    for doubt in (_doubt_figure, _doubt_person, _doubt_year, _doubt_now):
        sure *= doubt(query, best.statement)
    beheaded = query.intent in {"target", "list", "other"} and judge.misses_head(best.statement)
    return sure * (0.45 if beheaded else 1.0)


_HOW_MANY = re.compile(r"\b(?:bao nhieu|may|how many|how much)\b\s*((?:\w+\s*){0,3})")
_NO_NOUN = frozenset(
    "phan % tien dong nam thang ngay nguon thi tuoi la o den cho trong percent diem mot hai moi".split()
)
_MONEY = re.compile(r"\bbao nhieu (?:tien|dong|trieu|ty)\b|\bphat\b.*\bbao nhieu\b|\bhow much money\b")
_PERSON_ASKED = re.compile(
    r"\bla (?:ai|ong nao|ba nao|nguoi nao)\b|"
    r"^ai la (?:\w+ ){0,3}?(?:giam doc|chu tich|truong|pho|bi thu|hieu truong|chanh)|"
    r"\bwho is (?:the )?(?:director|chair|head|president|secretary)"
)
_PERSON = re.compile(rf"(?:Ông|Bà|ông|bà|[Đđ]/c|[Đđ]ồng chí)[.:]?\s+[{CAPITALS}]")
_NOW_ASKED = re.compile(
    r"\bhien (?:nay |tai )?(?:co|dang)\b|\btat ca (?:co )?(?:may|bao nhieu)\b|\bco tat ca\b|\btong so\b|"
    r"\bdang hoat dong\b|\bcurrently\b|\bare there\b"
)
_NOW = re.compile(r"tính đến|hiện có|hiện nay|tổng số|toàn (?:tỉnh|huyện|xã|thành phố) có|đến nay|có \d", re.IGNORECASE)


def _doubt_figure(query: Query, statement: Statement) -> float:
    """A figure was asked for: is there one, of money where money was asked, next to what was to be counted?"""
    plain = fold(query.question)
    asked = _HOW_MANY.search(plain)
    if not asked or query.intent not in {"target", "compare", "other", "list"}:
        return 1.0
    told = fold(statement.text)
    if not re.search(r"\d", told):
        return 0.15
    if _MONEY.search(plain) and not re.search(r"\d\s*(?:trieu|ty|dong|nghin|ngan)\b|muc luong", told):
        return 0.3
    if re.match(r"(?:phan tram|%)", plain[asked.start(1) :]) or "%" in plain:
        return 1.0 if "%" in told else 0.5
    noun = (
        next((word for word in asked[1].split() if word not in _NO_NOUN), None)
        if asked[1].split() and asked[1].split()[0] not in _NO_NOUN
        else None
    )
    if noun is None or query.language == "en":
        return 1.0
    counted = rf"\d[\d.,]*\s*%?\s*(?:[^\W\d]+\s+){{0,4}}?{re.escape(noun)}\b|\b{re.escape(noun)}\b[^.;]{{0,60}}?\d"
    return 1.0 if re.search(counted, told) else 0.5


def _doubt_person(query: Query, statement: Statement) -> float:
    if not _PERSON_ASKED.search(fold(query.question)):
        return 1.0
    return 1.0 if _PERSON.search(statement.text) or statement.passage.role == "signature" else 0.2


def _doubt_year(query: Query, statement: Statement) -> float:
    """Another year than the one asked for is no answer where a figure for a year was asked."""
    if not query.years or query.intent not in {"target", "compare"}:
        return 1.0
    return 0.1 if year_fit(query, statement) == 0 else 1.0


def _doubt_now(query: Query, statement: Statement) -> float:
    """How things stand now was asked, and a plan says what they are to become."""
    if not _NOW_ASKED.search(fold(query.question)):
        return 1.0
    return 1.0 if _NOW.search(statement.text) else 0.35


def same_words(first: Sequence[str], other: Sequence[str]) -> float:
    """Share of the distinct words of the shorter list that the other has."""
    mine, theirs = set(first), set(other)
    return len(mine & theirs) / max(1, min(len(mine), len(theirs)))
