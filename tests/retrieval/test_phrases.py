"""The sentences answers are made of, and how documents and dates are named."""

from __future__ import annotations

import dataclasses
import datetime as dt
import string
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.phrases import PHRASES, Tally, name_document, name_searched, show_date
from tests.retrieval.builders import a_document
from tests.retrieval.sample_library import PATIENT


def slots(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def sentences(language) -> dict[str, str]:
    found: dict[str, str] = {}
    for field in dataclasses.fields(PHRASES[language]):
        value = getattr(PHRASES[language], field.name)
        if isinstance(value, Mapping):
            found |= {f"{field.name}.{key}": sentence for key, sentence in value.items()}
        else:
            found[field.name] = value
    return found


def test_both_languages_say_the_same_things():
    assert sentences("vi").keys() == sentences("en").keys()


def test_both_languages_leave_the_same_slots():
    english = sentences("en")
    assert {key: slots(said) for key, said in sentences("vi").items()} == {
        key: slots(said) for key, said in english.items()
    }


def test_no_sentence_is_empty_or_the_same_in_both_languages_without_a_slot():
    english = sentences("en")
    for key, said in sentences("vi").items():
        assert said.strip(), key
        assert said != english[key] or slots(said), key


def test_no_sentence_has_a_figure_of_its_own():
    assert not any(
        letter.isdigit() for language in ("vi", "en") for said in sentences(language).values() for letter in said
    )


@pytest.mark.parametrize(
    ("date", "vietnamese", "english"),
    [
        (dt.date(2021, 8, 2), "02/08/2021", "2 August 2021"),
        (dt.date(2015, 12, 22), "22/12/2015", "22 December 2015"),
    ],
)
def test_dates_are_written_as_each_language_does(date, vietnamese, english):
    assert (show_date(date, "vi"), show_date(date, "en")) == (vietnamese, english)


@pytest.mark.parametrize(
    ("changes", "vietnamese", "english"),
    [
        (
            {"number": "43/KH-UBND"},
            "Kế hoạch số 43/KH-UBND ngày 02/08/2021 (Vĩnh Long)",
            "Plan 43/KH-UBND of 2 August 2021 (Vĩnh Long)",
        ),
        (
            {"number": "43/KH-UBND", "issued_on": None, "place": None, "issuer": None},
            "Kế hoạch số 43/KH-UBND",
            "Plan 43/KH-UBND",
        ),
        (
            {"number": None, "place": None, "issuer": None, "issued_with": None, "title": "Học tập"},
            "Kế hoạch “Học tập”",
            "Plan “Học tập”",
        ),
        (
            {"kind": "Sổ tay", "number": "1", "issued_on": None, "place": None, "issuer": "Bộ Y tế"},
            "Sổ tay số 1",
            "Sổ tay 1",
        ),
    ],
)
def test_a_document_is_named_by_what_it_has(changes, vietnamese, english):
    document = a_document("d1", **changes)
    assert (name_document(document, "vi"), name_document(document, "en")) == (vietnamese, english)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_plan_without_a_number_is_named_by_its_decision(language):
    document = a_document("d1", number=None, issued_with="2764/QĐ-UBND")
    assert "2764/QĐ-UBND" in name_document(document, language)


@PATIENT
@given(st.dates(), st.sampled_from(["vi", "en"]))
def test_every_date_shows_its_year(date, language):
    assert show_date(date, language).endswith(str(date.year))


class TestSearched:
    def test_of_thousands_is_told_by_the_most_frequent_kinds_and_places(self):
        places = [f"Tỉnh {letter}" for letter in "ABCDEFGHIJ"]
        kinds = ["Luật", "Nghị định", "Thông tư", "Quyết định", "Kế hoạch"]
        documents = [
            a_document(f"d{at}", kind=kinds[at % 5 if at < 1200 else 0], place=places[at % 10]) for at in range(2000)
        ]
        assert name_searched(Tally.of(documents), "vi") == (
            "Đã tìm trong 2.000 văn bản (1.040 luật, 240 kế hoạch, 240 nghị định, 240 quyết định, 240 văn bản loại "
            "khác) của Tỉnh A, Tỉnh B, Tỉnh C, Tỉnh D, Tỉnh E, Tỉnh F, 4 nơi khác."
        )
        assert "2,000 documents (1,040 laws" in name_searched(Tally.of(documents), "en")

    def test_of_a_few_names_each(self):
        documents = [a_document("d1"), a_document("d2")]
        assert all(document.number in name_searched(Tally.of(documents), "vi") for document in documents)

    def test_names_no_place_where_there_is_none(self):
        documents = [a_document(f"d{at}", kind="Luật", place=None, issuer="Quốc hội") for at in range(5)]
        assert name_searched(Tally.of(documents), "vi") == "Đã tìm trong 5 văn bản (5 luật)."
