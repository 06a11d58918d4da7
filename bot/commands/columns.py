"""The columns of exported facts: one set for each kind, in the order a person reads them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, TypeAlias, cast

from bot.commands.choosing import KINDS, Found
from bot.commands.wording import WORDINGS, iso_date, repeats, show_number
from retrieval.types import Assignment, Deadline, Relation, Target

if TYPE_CHECKING:
    from retrieval.types import Language

Cell: TypeAlias = str | float | dt.date | None


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet.

    Attributes:
        vi: its name in Vietnamese.
        en: its name in English.
        width: in characters, of a sheet.
        read: the value of a fact in it, worded in a language.
        brief: whether the table of the terminal shows it too.
    """

    vi: str
    en: str
    width: int
    read: Callable[[Found, Language], Cell]
    brief: bool = False

    def name(self, language: Language) -> str:
        """Its name in a language."""
        return self.vi if language == "vi" else self.en


def _assignment(read: Callable[[Assignment, Language], Cell]) -> Callable[[Found, Language], Cell]:
    return lambda found, language: read(cast("Assignment", found.fact), language)


def _target(read: Callable[[Target], Cell]) -> Callable[[Found, Language], Cell]:
    return lambda found, _: read(cast("Target", found.fact))


def _deadline(read: Callable[[Deadline, Language], Cell]) -> Callable[[Found, Language], Cell]:
    return lambda found, language: read(cast("Deadline", found.fact), language)


def _relation(read: Callable[[Relation, Language], Cell]) -> Callable[[Found, Language], Cell]:
    return lambda found, language: read(cast("Relation", found.fact), language)


_DOCUMENT = (
    Column("Loại văn bản", "Kind of document", 14, lambda found, _: found.document.kind),
    Column("Số văn bản", "Document number", 22, lambda found, language: show_number(found.document, language)),
    Column("Cơ quan ban hành", "Issued by", 30, lambda found, _: found.document.issuer),
    Column("Địa phương", "Place", 16, lambda found, _: found.document.place),
    Column("Ngày ban hành", "Issued on", 13, lambda found, _: found.document.issued_on),
    Column("Hiệu lực", "Status", 16, lambda found, language: WORDINGS[language].statuses[found.document.status]),
)
_PROOF = (
    Column("Mục", "Heading", 40, lambda found, _: " › ".join(found.passage.path)),
    Column("Trang", "Page", 7, lambda found, _: found.passage.page),
    Column("Trích nguyên văn", "Quote", 70, lambda found, _: found.fact.quote),
)
_FIELDS: Mapping[str, tuple[Column, ...]] = {
    "assignment": (
        Column("Cơ quan", "Agency", 30, _assignment(lambda fact, _: fact.agency), brief=True),
        Column(
            "Vai trò", "Role", 12, _assignment(lambda fact, language: WORDINGS[language].roles[fact.role]), brief=True
        ),
        Column("Nhiệm vụ", "Task", 60, _assignment(lambda fact, _: fact.task), brief=True),
        Column("Cơ quan phối hợp", "Partners", 30, _assignment(lambda fact, _: ", ".join(fact.partners))),
    ),
    "target": (
        Column("Chỉ tiêu", "Indicator", 50, _target(lambda fact: fact.indicator), brief=True),
        Column("Giá trị", "Value", 16, _target(lambda fact: fact.value), brief=True),
        Column("So sánh", "Comparison", 9, _target(lambda fact: fact.comparator)),
        Column("Con số", "Figure", 10, _target(lambda fact: fact.number)),
        Column("Đơn vị", "Unit", 12, _target(lambda fact: fact.unit)),
        Column("Đến năm, giai đoạn", "By year or period", 12, _target(lambda fact: fact.by), brief=True),
        Column("Phạm vi", "Scope", 18, _target(lambda fact: fact.place), brief=True),
    ),
    "deadline": (
        Column("Thời hạn", "Due", 18, _deadline(lambda fact, _: iso_date(fact.when) or fact.when), brief=True),
        Column("Định kỳ", "Repeats", 10, _deadline(lambda fact, language: repeats(fact.when, language))),
        Column("Ai thực hiện", "Who", 30, _deadline(lambda fact, _: fact.who), brief=True),
        Column("Việc", "What", 50, _deadline(lambda fact, _: fact.what), brief=True),
        Column("Gửi đến", "To", 30, _deadline(lambda fact, _: fact.to), brief=True),
        Column("Thời hạn nguyên văn", "As printed", 24, _deadline(lambda fact, _: fact.when_text)),
    ),
    "relation": (
        Column(
            "Quan hệ",
            "Relation",
            18,
            _relation(lambda fact, language: WORDINGS[language].relations[fact.type]),
            brief=True,
        ),
        Column("Số văn bản kia", "Other number", 22, _relation(lambda fact, _: fact.number), brief=True),
        Column("Ngày văn bản kia", "Other date", 13, _relation(lambda fact, _: iso_date(fact.date)), brief=True),
    ),
}


def columns_of(kind: str) -> tuple[Column, ...]:
    """The columns of one kind of facts: the document, the fact, and where it stands."""
    return (*_DOCUMENT, *_FIELDS[kind], *_PROOF)


def brief_columns(kind: str) -> tuple[Column, ...]:
    """Those that the table of the terminal shows."""
    return tuple(column for column in _FIELDS[kind] if column.brief)


def by_kind(found: Iterable[Found], kind: str | None) -> dict[str, list[Found]]:
    """Facts by kind in the order of `KINDS`; every kind that was asked for is there, with or without facts."""
    grouped: dict[str, list[Found]] = {wanted: [] for wanted in KINDS if kind in {None, wanted}}
    for one in found:
        grouped[one.kind].append(one)
    return grouped
