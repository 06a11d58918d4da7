"""Where a document says one thing twice, and differently: another lead, another date, another value. Pure.

Only facts of the same document about the same task count, by the words; a contradiction wrongly claimed is worse than
one that is not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.agencies import canonical
from retrieval.ledger import Page
from retrieval.references import years
from retrieval.tasks import is_class, same_body
from retrieval.text import fold
from retrieval.types import Assignment, Deadline, Passage, Target

_YEARLY = re.compile(r"\d{1,2}/\d{1,2} hằng năm")
_RESULTS = re.compile(r"bao cao.*\b(?:ket qua|tinh hinh)\b")
_STAGE = re.compile(r"so ket|tong ket|\bquy\b|thang|dot xuat|giua ky")
_COLUMNS = " | "
_OF_GOALS = frozenset(
    "muc tieu cu the chung den nam giai doan chi tieu phan dau phu luc danh muc bang tt stt don vi tinh nhiem vu giai "
    "phap chu yeu ket qua thuc hien ke hoach noi dung cac ve i ii iii iv v vi a b c d".split()
)
"""Words of headings and columns that do not narrow what a figure is about."""


def other_leads(page: Page, fact: Assignment) -> Iterator[Assignment]:
    """Assignments of the same task to another lead."""
    if fact.role != "lead" or is_class(fact.agency):
        return
    told = {canonical(fact.agency)}
    for other in page.facts:
        if not isinstance(other, Assignment) or other.role != "lead" or other.passage_id == fact.passage_id:
            continue
        run_on = any(_is_run_on(page.passage(each)) for each in (fact, other))
        if (
            page.tasks.same(fact.task, other.task, run_on=run_on)  # the quickest, and true of the fewest
            and canonical(other.agency) not in told
            and not is_class(other.agency)
            and not same_body(fact.agency, other.agency)
        ):
            told.add(canonical(other.agency))
            yield other


def other_dates(page: Page, fact: Deadline) -> Iterator[Deadline]:
    """Deadlines of the same work of the same body, on another date."""
    told = {fact.when}
    for other in page.facts:
        if not isinstance(other, Deadline) or other.when in told or other.quote == fact.quote:
            continue
        if _same_kind_of_moment(fact, other) and _same_work(page, fact, other):
            told.add(other.when)
            yield other


def other_values(page: Page, fact: Target) -> Iterator[Target]:
    """Targets of the same indicator, year and place with another value."""
    told = {fact.number}
    for other in page.facts:
        if (
            isinstance(other, Target)
            and other.number not in told
            and fact.number is not None
            and other.by
            and (other.by, other.unit, other.place, other.comparator)
            == (fact.by, fact.unit, fact.place, fact.comparator)
            and other.passage_id != fact.passage_id
            and page.tasks.core(fact.indicator) == page.tasks.core(other.indicator)
            and same_indicator(page, fact, other)
        ):
            told.add(other.number)
            yield other


def same_indicator(page: Page, fact: Target, other: Target) -> bool:
    """Whether two targets of a document measure the same, for the same people or places."""
    return page.tasks.same(fact.indicator, other.indicator) and _scope(page, fact) == _scope(page, other)


def _is_run_on(passage: Passage) -> bool:
    return passage.role == "table" and _COLUMNS not in passage.text


def _same_kind_of_moment(fact: Deadline, other: Deadline) -> bool:
    """Two days of every year, or two moments of one year: a task of two years has two deadlines."""
    if _YEARLY.fullmatch(fact.when) or _YEARLY.fullmatch(other.when):
        return bool(_YEARLY.fullmatch(fact.when) and _YEARLY.fullmatch(other.when))
    found = [set(years(each.when) or years(each.when_text)) for each in (fact, other)]
    return bool(found[0]) and found[0] == found[1]


def _same_work(page: Page, fact: Deadline, other: Deadline) -> bool:
    mine, theirs = fold(fact.what), fold(other.what)
    if bool(_STAGE.search(mine)) != bool(_STAGE.search(theirs)):
        return False
    reports = _YEARLY.fullmatch(fact.when) and _RESULTS.search(mine) and _RESULTS.search(theirs)
    if not reports and not page.tasks.same(fact.what, other.what):
        return False
    if reports and not (fact.to and other.to):
        return False
    return _same_receiver(fact, other) and (_does(page, fact, other) or _does(page, other, fact))


def _same_receiver(fact: Deadline, other: Deadline) -> bool:
    if not fact.to or not other.to:
        return fact.to == other.to
    mine, theirs = canonical(fact.to), canonical(other.to)
    return mine in theirs or theirs in mine


def _does(page: Page, fact: Deadline, other: Deadline) -> bool:
    """Whether the body of `fact` is among those that `other` is for: it is, or the passage lists it before."""
    if not fact.who or not other.who:
        return False
    if canonical(fact.who) == canonical(other.who):
        return True
    before, found, _ = page.passage(other).text.partition(other.quote)
    return bool(found) and fold(other.who) in fold(before) and canonical(fact.who) in canonical(before)


def _scope(page: Page, fact: Target) -> frozenset[str]:
    """The words of the nearest heading that narrow what a figure is about: “Đối với cấp xã” → doi, voi, cap, xa."""
    path = page.passage(fact).path
    said = {*_OF_GOALS, *page.tasks.core(fact.indicator)}
    return frozenset(
        word for word in page.tasks.core(path[-1] if path else "") if not (word in said or word[0].isdigit())
    )
