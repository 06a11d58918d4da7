"""Which document a number in a later text means, and what becomes of it."""

from __future__ import annotations

import datetime as dt

import pytest

from retrieval.standing import standing
from retrieval.types import Relation
from tests.retrieval.builders import a_document

OLD = a_document("old", number="10/QĐ-UBND", issued_on=dt.date(2020, 5, 4))
NEW = a_document("new", kind="Quyết định", number="12/QĐ-UBND", issued_on=dt.date(2024, 3, 5))


def says(kind: str, number: str | None, date: str | None = None) -> Relation:
    return Relation(kind, number, date, "trích", "p")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("relation", "status"),
    [
        (says("replaces", "10/QĐ-UBND", "2020-05-04"), "replaced"),
        (says("repeals", " 10 / qđ-ubnd"), "replaced"),
        (says("amends", "10/QĐ-UBND"), "amended"),
        (says("replaces", "10/QĐ-UBND", "2019-05-04"), None),
        (says("based_on", "10/QĐ-UBND"), None),
        (says("replaces", "1/QĐ-UBND"), None),
        (says("replaces", None), None),
    ],
)
def test_number_and_date_must_agree(relation, status):
    found = standing([OLD, NEW], [("new", relation)])
    assert found.get("old", (None, None))[0] == status


def test_note_names_the_later_document():
    found = standing([OLD, NEW], [("new", says("amends", "10/QĐ-UBND"))])
    assert found == {"old": ("amended", "Quyết định số 12/QĐ-UBND ngày 05/03/2024", None)}


def test_replaced_wins_over_a_later_amendment():
    later = a_document("later", number="20/QĐ-UBND", issued_on=dt.date(2025, 1, 1))
    relations = [("later", says("amends", "10/QĐ-UBND")), ("new", says("replaces", "10/QĐ-UBND"))]
    assert standing([OLD, NEW, later], relations)["old"][0] == "replaced"


def test_document_cannot_change_itself_or_a_later_one():
    assert standing([NEW], [("new", says("replaces", "12/QĐ-UBND"))]) == {}
    assert standing([OLD, NEW], [("old", says("replaces", "12/QĐ-UBND"))]) == {}


def test_same_number_of_another_province_is_meant_only_with_its_date():
    other = a_document("other", number="10/QĐ-UBND", place="Cà Mau", issued_on=dt.date(2020, 9, 9))
    assert set(standing([OLD, other, NEW], [("new", says("replaces", "10/QĐ-UBND"))])) == {"old"}
    dated = says("replaces", "10/QĐ-UBND", "2020-09-09")
    assert set(standing([OLD, other, NEW], [("new", dated)])) == {"other"}


def test_relation_of_a_document_that_is_not_current_says_nothing():
    assert standing([OLD], [("new", says("replaces", "10/QĐ-UBND"))]) == {}


def test_note_leaves_out_what_is_not_known():
    bare = a_document("bare", kind="Kế hoạch", number=None, issued_on=None)
    assert standing([OLD, bare], [("bare", says("amends", "10/QĐ-UBND"))])["old"][1] == "Kế hoạch"
