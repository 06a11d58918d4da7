"""A target with its neighbours: the same indicator of the same document in other years."""

from __future__ import annotations

from retrieval.composing import Claim, Pick
from retrieval.contradictions import same_indicator
from retrieval.ledger import Page
from retrieval.phrases import PHRASES
from retrieval.query import Query
from retrieval.references import years
from retrieval.sentences import value_of
from retrieval.types import Target

_NEAREST = 3


def neighbours(page: Page, target: Target) -> list[Target]:
    """The same indicator in the nearest other years, in the order of years; a year with two values is left out."""
    if not target.by:
        return []
    of_year: dict[str, list[Target]] = {}
    for other in page.facts:
        if isinstance(other, Target) and other.by and other.by != target.by and _same(page, target, other):
            of_year.setdefault(other.by, []).append(other)
    single = [found[0] for found in of_year.values() if len({other.value for other in found}) == 1]
    nearest = sorted(single, key=lambda other: (abs(_year(other) - _year(target)), _year(other)))[:_NEAREST]
    return sorted(nearest, key=lambda other: (_year(other), other.by))


def with_neighbours(query: Query, pick: Pick, target: Target, page: Page, *, far: bool) -> list[Pick]:
    """The pick of a target, and what the document says for other years: in the same row, and `far` from it too."""
    phrases = PHRASES[query.language]
    near: list[Target] = []
    further: list[Target] = []
    for other in neighbours(page, target):
        (near if other.quote in pick.quote or page.quote(other) == pick.quote else further).append(other)
    claims = pick.claims
    if near:
        values = "; ".join(_told(other, page) for other in near)
        claims = (*claims, Claim(phrases.other_years.format(values=values) + "."))
    more = [
        Pick(
            page.passage(other),
            pick.document,
            page.quote(other),
            claims=(Claim(phrases.other_years.format(values=_told(other, page)) + "."),),
            joins=True,
            spare=2,
        )
        for other in (further if far else ())
    ]
    first = Pick(pick.passage, pick.document, pick.quote, pick.sentence, pick.names, claims, pick.joins, pick.spare)
    return [first, *more]


def _told(target: Target, page: Page) -> str:
    return f"{target.by}: {value_of(target, page.passage(target))}"


def _same(page: Page, target: Target, other: Target) -> bool:
    """Whether two targets are one row or one indicator that a document repeats."""
    if (target.place, target.unit) != (other.place, other.unit):
        return False
    if target.passage_id == other.passage_id and page.passage(target).role == "table":
        return target.indicator == other.indicator
    return same_indicator(page, target, other)


def _year(target: Target) -> int:
    return max(years(target.by or ""), default=0)
