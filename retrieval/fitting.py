"""How well a statement fits what a question asks for, beside what it is about."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from itertools import pairwise

from retrieval.evidence import Statement, year_fit
from retrieval.intents import unmarked
from retrieval.judging import Judge
from retrieval.labels import definition_fit, label_fit, label_share, shell_fit, when_fit, where_fit
from retrieval.query import Query
from retrieval.references import find_numbers
from retrieval.sentences import acting_body, asks_lead, has_value, heading_agency, presides
from retrieval.text import fold
from retrieval.types import Assignment, Target

_ROLES = {"recipients": -0.6, "signature": -0.5, "header": -0.35, "footnote": -0.1, "basis": -0.25}
_ROLES_OF_BASIS = {"basis": 0.15, "recipients": -0.6, "signature": -0.5, "header": -0.1}
_STATUS = {"current": 0.0, "amended": -0.01, "replaced": -0.15}


def fit(query: Query, statement: Statement, judge: Judge) -> float:
    """What the form of a statement adds to its rank for the intent of a question, or takes away."""
    role = statement.passage.role
    worth = (_ROLES_OF_BASIS if query.intent == "basis" else _ROLES).get(role, 0.0)
    worth += _STATUS[statement.document.status]
    worth += shell_fit(query, statement)
    if query.intent == "basis":
        worth += 0.1 if find_numbers(statement.text) else -0.3
    elif query.intent in {"lead", "coordinate"}:
        worth += _lead_fit(query, statement, judge)
    elif query.intent in {"target", "compare"}:
        targeted = any(isinstance(fact, Target) for fact in statement.facts)
        worth += 0.15 if targeted else (0.05 if has_value(statement.text) else -0.2)
    elif query.intent == "deadline":
        worth += when_fit(query, statement)
    elif query.intent == "list" or query.wants_list:
        worth += _list_fit(query, statement)
    if query.intent in {"target", "other"} and how_many(query) and not _counts_such(query, statement):
        worth -= 0.25
    worth += (
        label_fit(query, statement)
        + _counts_noun(query, statement)
        + _office_fit(query, statement)
        + where_fit(query, statement)
        + definition_fit(query, statement)
        + _money_fit(query, statement)
        + _effect_fit(query, statement)
    )
    if query.years:
        worth += (0.3 if query.intent in {"target", "compare"} else 0.12) * (year_fit(query, statement) - 0.5)
    return worth


_NO_COUNT = re.compile(
    r"(?:số|điểm|khoản|điều|mục|phần|chương|phụ lục|biểu|biểu số|mẫu|mẫu số|bảng|bảng số|hình|quý|tháng|ngày|năm|"
    r"năm học|giai đoạn|đến)\s+\d[\d/.-]*(?:\s*[-–]\s*\d+)?(?:/[A-ZĐ][\w-]*)*|\b\d{1,2}/\d{1,2}(?:/\d{4})?|"
    r"^\s*\(?\d+(?:\.\d+)*(?:[.)]|/(?=\s))|^\W*\[\d+\]",
    re.IGNORECASE,
)
"""Digits that count nothing: “Điều 12”, “Biểu số 06”, “ngày 3/7/2025”, “năm 2025”, the number of an item."""


@functools.lru_cache(maxsize=8_192)
def _counts(text: str) -> bool:
    """Whether a text gives a figure, beside dates and the numbers of articles, tables and documents."""
    return bool(re.search(r"\d", _NO_COUNT.sub(" ", text)))


def _counts_noun(query: Query, statement: Statement) -> float:
    """“02 ngăn” for “mấy ngăn”: the noun that was to be counted stands right behind a figure."""
    noun = _noun(query.question)
    return 0.1 if noun and re.search(rf"\d\s+{noun}\b", fold(statement.text)) else 0.0


@functools.lru_cache(maxsize=512)
def _noun(question: str) -> str | None:
    found = re.search(r"\b(?:bao nhieu|may) ([a-z]{2,})\b", unmarked(question))
    return found[1] if found and found[1] not in _NO_NOUN else None


_NO_NOUN = frozenset("phan tien dong ngay thang nam gio tuoi la o den cho trong thi".split())


def _counts_such(query: Query, statement: Statement) -> bool:
    """Whether a statement gives a figure; a percentage, where one was asked for, or stands under one."""
    if not _counts(statement.text):
        return False
    if not _asks_percent(query.question):
        return True
    return any(_PERCENT.search(text) for text in (statement.text, *statement.context[:1]))


_PERCENT_ASKED = re.compile(r"\b(?:bao nhieu|may) (?:phan tram|%)|\bper ?cent|\bwhat (?:share|proportion)")
_PERCENT = re.compile(r"%|phần trăm")


@functools.lru_cache(maxsize=512)
def _asks_percent(question: str) -> bool:
    return bool(_PERCENT_ASKED.search(unmarked(question)))


def how_many(query: Query) -> bool:
    """Whether a question asks for a figure: “bao nhiêu”, “mấy”."""
    return _asks_how_many(query.question)


@functools.lru_cache(maxsize=512)
def _asks_how_many(question: str) -> bool:
    return bool(_HOW_MANY.search(unmarked(question)))


def _lead_fit(query: Query, statement: Statement, judge: Judge) -> float:
    assignments = [fact for fact in statement.facts if isinstance(fact, Assignment)]
    if not assignments:
        return _unassigned_fit(query, statement)
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


def _unassigned_fit(query: Query, statement: Statement) -> float:
    """What a statement is worth that names who does it otherwise than by an assignment, if at all."""
    if asks_lead(query) and presides(statement):
        return 0.15
    named = heading_agency(statement) or acting_body(statement.text) or _names_such(query, statement)
    named = named or label_share(query, statement) == 1
    return 0.04 if named else -0.18


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
    asked = _SUCH_ASKED.search(unmarked(query.question))
    return bool(asked and _SUCH[asked[1]].search(statement.text))


_SUM_ASKED = re.compile(
    r"\b(?:bao nhieu|may) (?:tien|trieu|ty|dong)\b|"
    r"\b(?:muc (?:ho tro|chi|phi|thu|phat|thuong)|tong (?:kinh phi|von|chi|tien)|kinh phi|so tien) .*"
    r"\b(?:bao nhieu|may)\b|"
    r"\bhow much (?:money|funding|is paid)\b"
)
_SUM = re.compile(r"\d\s*(?:trieu|ty|ti|dong|nghin|ngan|vnd|usd)\b")
_SOURCE_ASKED = re.compile(
    r"\b(?:tien|kinh phi|von|ngan sach)\b.*\b(?:(?:tu|o|lay) dau|nguon nao|nhung nguon|nguon gi)\b|"
    r"\b(?:money|funding|funds|budget)\b.*\b(?:come|comes|source|sources)\b"
)
_SOURCE = re.compile(r"\b(?:kinh phi|nguon von|ngan sach|nguon luc tai chinh)\b")


def _money_fit(query: Query, statement: Statement) -> float:
    """A sum was asked for, or where money comes from: is there a sum; does it stand where money is spoken of?"""
    asks_sum, asks_source = _money_asked(query.question)
    if asks_sum:
        return 0.15 if _SUM.search(fold(statement.text)) else -0.2
    if not asks_source:
        return 0.0
    under = fold(" ".join(statement.context[:2]))
    return 0.25 if _SOURCE.search(under) else 0.1 if _SOURCE.search(fold(statement.text)) else -0.1


@functools.lru_cache(maxsize=512)
def _money_asked(question: str) -> tuple[bool, bool]:
    """Whether a question asks for a sum, and where money comes from."""
    told = fold(question)
    return bool(_SUM_ASKED.search(told)), bool(_SOURCE_ASKED.search(told))


_EFFECT_ASKED = re.compile(
    r"\bhieu luc\b.*\b(?:khi nao|bao gio|ngay nao|luc nao|tu khi|tu ngay|tu bao gio)\b|"
    r"\b(?:khi nao|bao gio|ngay nao|luc nao)\b.*\bhieu luc\b|\b(?:take|come|go)s? (?:effect|into (?:force|effect))\b"
)
_EFFECT = re.compile(r"\bhieu luc (?:thi hanh )?(?:ke )?tu\b|\bhieu luc (?:thi hanh )?vao\b")


def _effect_fit(query: Query, statement: Statement) -> float:
    """Since when a document holds was asked: “có hiệu lực thi hành kể từ ngày …”."""
    return 0.4 if _asks_effect(query.question) and _EFFECT.search(fold(statement.text)) else 0.0


@functools.lru_cache(maxsize=512)
def _asks_effect(question: str) -> bool:
    return bool(_EFFECT_ASKED.search(fold(question)))


_OFFICE = re.compile(
    r"(?<!pho )\b(truong (?:doan|ban|phong|khoa|thon|tieu ban|bo mon)|(?:to|doi|hieu) truong|giam doc|chu tich|bi thu|"
    r"thu ky|chanh (?:van phong|thanh tra|an))\b"
)


def _office_fit(query: Query, statement: Statement) -> float:
    """The office that was asked about is named, or only its deputy: “Phó Trưởng đoàn” for “trưởng đoàn”."""
    office = _office(query.text)
    if office is None:
        return 0.0
    told = fold(statement.text)
    deputies = told.count(f"pho {office}")
    if told.count(office) > deputies:
        return 0.2 if query.intent == "lead" else 0.0
    return -0.3 if deputies else 0.0


@functools.lru_cache(maxsize=512)
def _office(text: str) -> str | None:
    found = _OFFICE.search(fold(text))
    return found[1] if found else None


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


_HOW_MANY = re.compile(r"\b(?:bao nhieu|may|how many|how much)\b")


def same_words(first: Sequence[str], other: Sequence[str]) -> float:
    """Share of the distinct words of the shorter list that the other has."""
    mine, theirs = set(first), set(other)
    return len(mine & theirs) / max(1, min(len(mine), len(theirs)))
