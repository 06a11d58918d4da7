"""What the wording of a statement gives: when, where, what something is, what its label names; or nothing of its own.

Items open with what they tell (“1. Thời gian: …”, “3. Chủ đầu tư: …”), so they answer though their subject stands only
in the title; titles of annexes and closing lines say every word of a question and answer none.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from retrieval.intents import unmarked
from retrieval.references import own_dates
from retrieval.text import CAPITALS, fold, syllables
from retrieval.types import Deadline

if TYPE_CHECKING:
    from retrieval.evidence import Statement
    from retrieval.query import Query

_NAMES_ANNEX = re.compile(r"\((?:[Bb]an hành )?[Kk]èm theo\b[^()]*\)?\s*$")
_CLOSES = re.compile(r"Trên đây là\b")
_TELLS_ORIGIN = re.compile(r"\((?:Điều|[Kk]hoản|[Đđ]iểm|[Xx]em|[Tt]heo)\b[^()]*(?:\([^()]*\)[^()]*)*\)[.;]?\s*$")
_SHELL = -0.35
"""What a stretch that only names, closes or attributes says beside one that says something, as that of a header."""
_ANNEX_ASKED = re.compile(r"\b(?:phu luc|kem theo|bieu|mau|annex|appendix)\b")


def shell_fit(query: Query, statement: Statement) -> float:
    """What only names, closes or attributes is put back, but where an annex is asked for."""
    if statement.passage.role != "body" or not is_shell(statement.text):
        return 0.0
    return 0.0 if _ANNEX_ASKED.search(unmarked(query.question)) else _SHELL


@functools.lru_cache(maxsize=8_192)
def is_shell(text: str) -> bool:
    """Whether a stretch says nothing of its own: the title of an annex, “Trên đây là …”, a source in brackets."""
    if _CLOSES.match(text) or _TELLS_ORIGIN.match(text):
        return True
    annex = _NAMES_ANNEX.search(text)
    named = text[: annex.start()].strip() if annex else ""
    return annex is not None and (not named or _is_title(named))


def _is_title(text: str) -> bool:
    """Whether a stretch is set in capitals, as titles are: nearly all of its letters are."""
    letters = [letter for letter in text if letter.isalpha()]
    return sum(map(str.isupper, letters)) > _CAPITALS_OF_TITLE * len(letters)


_CAPITALS_OF_TITLE = 0.7


_LABEL = re.compile(
    r"^\W*(?:(?:Điều\s+)?\d+(?:\.\d+)*\s*[.):]\s*|[a-zđ]\d?\)\s*)?([^:.;|]{3,60}?)\s*(?:\([^()]*\)\s*)?:\s*\S"
)
_LABEL_WORTH = 0.16
_SAME_LABEL = 0.6


def label_fit(query: Query, statement: Statement) -> float:
    """An item opens with what is asked for: “3. Chủ đầu tư: Công ty …”, “- Tường rào: … cao 2m”."""
    share = label_share(query, statement)
    return _LABEL_WORTH * share if share >= _SAME_LABEL else 0.0


def label_share(query: Query, statement: Statement) -> float:
    """Share of the words of what a statement opens with that the question has."""
    label = _label(statement.text)
    if len(label) < 2:
        return 0.0
    asked = _words(query.text)
    return sum(word in asked for word in label) / len(label)


@functools.lru_cache(maxsize=512)
def _words(question: str) -> frozenset[str]:
    return frozenset(fold(word) for word in syllables(question))


@functools.lru_cache(maxsize=8_192)
def _label(text: str) -> tuple[str, ...]:
    found = _LABEL.match(text)
    return tuple(fold(word) for word in syllables(found[1])) if found else ()


_SAYS_WHAT = re.compile(r"^(?:the nao la |khai niem |dinh nghia )?([a-z]+(?: [a-z]+){0,5}?) (?:la|duoc hieu la)\b")
_IS = re.compile(r"^\W*(?:\d+(?:\.\d+)*\s*[.)]|[a-z]\))?\W*")
_DEFINES = 0.12


def definition_fit(query: Query, statement: Statement) -> float:
    """A statement opens as the question does: “Thanh niên là công dân …” for “Thanh niên là …?”."""
    asked = _named_to_be(query.question)
    if asked is None:
        return 0.0
    told = fold(statement.text[: len(asked) + 30])
    return _DEFINES if _IS.sub("", told, count=1).startswith(f"{asked} la ") else 0.0


@functools.lru_cache(maxsize=512)
def _named_to_be(question: str) -> str | None:
    found = _SAYS_WHAT.match(unmarked(question))
    return found[1] if found else None


def where_fit(query: Query, statement: Statement) -> float:
    """Where something is to be was asked: what is labelled as a place says it."""
    if not _asks_where(query.question):
        return 0.0
    if _TELLS_WHERE.match(statement.text):
        return 2.5 * _LABELLED
    return 0.0 if _PLACE_GIVEN.search(statement.text) else -_LABELLED


@functools.lru_cache(maxsize=512)
def _asks_where(question: str) -> bool:
    return bool(_WHERE_ASKED.search(unmarked(question)))


_OPENS_LABEL = r"^\W*(?:(?:Điều\s+)?\d+(?:\.\d+)*\s*[.):]\s*|[a-zđ]\)\s*)?"
_TELLS_WHEN = re.compile(_OPENS_LABEL + r"(?:thời (?:gian|hạn|điểm)|ngày|giờ)\b[^:.;|\d]{0,60}:\s*\S", re.IGNORECASE)
_TELLS_WHERE = re.compile(_OPENS_LABEL + r"(?:địa (?:điểm|chỉ)|nơi|trụ sở)\b[^:.;|\d]{0,60}:\s*\S", re.IGNORECASE)
"""“1. Thời gian kiểm tra: …”, “2. Địa điểm: …”: an item that opens with what it tells."""
_PLACE_GIVEN = re.compile(
    rf"\btại\b|\bđịa (?:chỉ|điểm)\b|\btrụ sở\b|\b(?:thôn|bản|xã|phường|đường|tầng)\s+[\d{CAPITALS}]"
)
_LABELLED = 0.12
_HOUR_ASKED = re.compile(r"\bmay gio\b|\bgio nao\b|\bwhat time\b")
_HOUR = re.compile(r"\b\d{1,2}\s?(?:h|giờ|g)(?:\s?\d{2})?\b|\b\d{1,2}:\d{2}\b")
_DAY_ASKED = re.compile(r"\bngay (?:nao|may)\b|\bwh(?:at|ich) (?:date|day)\b")
_A_DAY = re.compile(r"(?<![\d/])\d{1,2}/\d{1,2}\b(?!/\d)|\bngày\s+(?:mùng\s+)?\d", re.IGNORECASE)
_WHERE_ASKED = re.compile(
    r"\b(?:dia diem|dia chi|noi nao|cho nao|o dau|tai dau)\b(?!.*\b(?:lay|nguon)\b)|"
    r"\b(?:o|tai) (?:xa|phuong|huyen|tinh|thon|ban|khu|phong|duong|toa nha|hoi truong|dia chi|vi tri) (?:nao|may)\b|"
    r"\bwhere (?:is|are|was|will|does|do)\b"
)
_SHORT_DATE = re.compile(
    r"(?<![\d/])\d{1,2}/\d{1,2}\b(?!/\d)|[Qq]u[íý]\s+(?:[IV]+|\d)\b|\b\d+\s+(?:ngày|tháng)\b(?!\s+\d)|"
    r"\b\d{1,2}\s?(?:h|giờ|g)(?:\s?\d{2})?\b|\b[Tt]háng\s+\d{1,2}\b(?!\s*(?:/|năm\s+)\d)"
)
_WEEKDAY = re.compile(
    r"\bthứ\s+(?:[2-7]|hai|ba|tư|năm|sáu|bảy)\b|\bchủ nhật\b|\b(?:hằng|hàng) (?:ngày|tuần)\b", re.IGNORECASE
)
_WEEKDAY_ASKED = re.compile(r"\bthu may\b|\btrong tuan\b|\bday of the week\b|\bwhich weekday\b")


def when_fit(query: Query, statement: Statement) -> float:
    """When something is to be was asked: an hour, a day, a weekday, or a deadline of any kind."""
    asked = unmarked(query.question)
    if _HOUR_ASKED.search(asked):
        return 0.15 + _LABELLED * bool(_TELLS_WHEN.match(statement.text)) if _HOUR.search(statement.text) else -0.4
    if _WEEKDAY_ASKED.search(asked):
        return 0.2 if _WEEKDAY.search(statement.text) else -0.25
    told = statement.text
    labelled = _LABELLED if _TELLS_WHEN.match(told) else 0.0
    if any(isinstance(fact, Deadline) for fact in statement.facts):
        periodic = _DAY_ASKED.search(asked) and not (own_dates(told) or _A_DAY.search(told))
        return labelled + (0.05 if periodic else 0.2)
    return labelled + (0.08 if own_dates(told) or _SHORT_DATE.search(told) else -0.25)
