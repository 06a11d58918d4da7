"""The two data files an administrator may edit: their form, their size, and what must never slip in."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

RETRIEVAL = Path(__file__).resolve().parents[2] / "retrieval"

SINCE_JULY_2025 = """
An Giang; Bắc Ninh; Cà Mau; Cao Bằng; Cần Thơ; Đà Nẵng; Đắk Lắk; Điện Biên; Đồng Nai; Đồng Tháp;
Gia Lai; Hà Nội; Hà Tĩnh; Hải Phòng; Huế; Hưng Yên; Khánh Hòa; Lai Châu; Lạng Sơn; Lào Cai; Lâm Đồng;
Nghệ An; Ninh Bình; Phú Thọ; Quảng Ngãi; Quảng Ninh; Quảng Trị; Sơn La; Tây Ninh; Thái Nguyên;
Thanh Hóa; Thành phố Hồ Chí Minh; Tuyên Quang; Vĩnh Long
"""

# What a Vietnamese syllable looks like without marks, near enough: “da”, “tu”, “ban”, but not “tthtcd”.
SYLLABLE = re.compile(r"(ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnprstvx])?[aeiouy]{1,3}(ch|ng|nh|[cmnpt])?")


class UniqueKeyLoader(yaml.SafeLoader):
    """Safe YAML that refuses a key written twice, which plain YAML would silently let win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = [key for key, count in Counter(keys).items() if count > 1]
        assert not twice, f"written twice: {twice} (line {node.start_mark.line + 1})"
        return super().construct_mapping(node, deep=deep)


def load(name: str) -> dict[str, Any]:
    """The file as plain data."""
    loader = UniqueKeyLoader((RETRIEVAL / name).read_text(encoding="utf-8"))
    try:
        data = loader.get_single_data()
    finally:
        loader.dispose()
    assert isinstance(data, dict)
    return data


def strings(value: object) -> Iterator[str]:
    """Every string in nested data; anything else is a value that YAML misread."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from strings(key)
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    else:
        assert isinstance(value, str), f"not a string, quote it: {value!r}"
        yield value


def fold(text: str) -> str:
    """Lower case without tone marks."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def repeated(items: list[Any]) -> list[Any]:
    """The items that occur more than once."""
    return [item for item, count in Counter(items).items() if count > 1]


@pytest.fixture(scope="module")
def glossary() -> dict[str, Any]:
    return load("glossary.yaml")


@pytest.fixture(scope="module")
def provinces() -> list[dict[str, Any]]:
    return load("places.yaml")["provinces"]


@pytest.mark.parametrize("name", ["glossary.yaml", "places.yaml"])
def test_every_value_is_a_trimmed_nfc_string(name: str) -> None:
    for text in strings(load(name)):
        assert text.strip(), "an empty string"
        assert text == " ".join(text.split()), f"stray white space: {text!r}"
        assert text == unicodedata.normalize("NFC", text), f"not NFC: {text!r}"


def test_the_glossary_has_exactly_its_four_parts(glossary: dict[str, Any]) -> None:
    assert set(glossary) == {"abbreviations", "terms", "synonyms", "agencies"}


@pytest.mark.parametrize(
    ("part", "least"), [("abbreviations", 120), ("terms", 260), ("synonyms", 60), ("agencies", 80)]
)
def test_each_part_is_large_enough_to_be_useful(glossary: dict[str, Any], part: str, least: int) -> None:
    assert len(glossary[part]) >= least


def test_an_abbreviation_has_at_least_one_expansion_and_none_twice(glossary: dict[str, Any]) -> None:
    for short, expansions in glossary["abbreviations"].items():
        assert isinstance(expansions, list), short
        assert expansions, short
        assert not repeated([full.casefold() for full in expansions]), short


def test_no_two_abbreviations_differ_only_in_case_or_marks(glossary: dict[str, Any]) -> None:
    assert not repeated([fold(short) for short in glossary["abbreviations"]])


def test_no_abbreviation_reads_as_an_ordinary_syllable_without_marks(glossary: dict[str, Any]) -> None:
    assert not [short for short in glossary["abbreviations"] if SYLLABLE.fullmatch(fold(short))]


def test_a_term_has_two_sides_and_each_phrase_stands_on_one_line_only(glossary: dict[str, Any]) -> None:
    for term in glossary["terms"]:
        assert set(term) == {"vi", "en"}, term
        assert all(isinstance(term[side], list) and term[side] for side in ("vi", "en")), term
    for side in ("vi", "en"):
        assert not repeated([phrase.casefold() for term in glossary["terms"] for phrase in term[side]])


def test_terms_and_synonyms_are_lower_case_but_for_names_and_abbreviations(glossary: dict[str, Any]) -> None:
    allowed = re.compile(r"[A-ZĐ0-9&-]{2,}s?|PhD|I|Secretariat|K-12|National|Assembly|African|Phi|Tết")
    phrases = [phrase for term in glossary["terms"] for side in term.values() for phrase in side]
    phrases += [phrase for group in glossary["synonyms"] for phrase in group]
    for phrase in phrases:
        for word in phrase.split():
            assert word == word.lower() or allowed.fullmatch(word), phrase


def test_a_synonym_group_has_two_or_more_and_no_phrase_is_in_two_groups(glossary: dict[str, Any]) -> None:
    assert all(len(group) >= 2 for group in glossary["synonyms"])
    assert not repeated([phrase.casefold() for group in glossary["synonyms"] for phrase in group])


def test_a_synonym_has_two_syllables_because_one_without_marks_finds_other_words(
    glossary: dict[str, Any],
) -> None:
    single = {phrase for group in glossary["synonyms"] for phrase in group if len(phrase.split()) == 1}
    assert single <= {"hạn", "e-learning"}


def test_spellings_of_one_abbreviation_mean_the_same(glossary: dict[str, Any]) -> None:
    meanings: dict[str, set[str]] = {}
    for short, expansions in glossary["abbreviations"].items():
        meanings.setdefault(re.sub(r"[^a-z0-9]", "", fold(short)), set()).add(expansions[0])
    assert not {short: full for short, full in meanings.items() if len(full) > 1}


def test_an_agency_has_a_name_short_names_and_english(glossary: dict[str, Any]) -> None:
    for agency in glossary["agencies"]:
        assert set(agency) == {"vi", "short", "en"}, agency
        assert isinstance(agency["vi"], str)
        assert isinstance(agency["short"], list)
        assert agency["en"], agency


def test_no_name_means_two_agencies_in_one_language(glossary: dict[str, Any]) -> None:
    agencies = glossary["agencies"]
    assert not repeated([name.casefold() for agency in agencies for name in (agency["vi"], *agency["short"])])
    assert not repeated([name.casefold() for agency in agencies for name in agency["en"]])


@pytest.mark.parametrize(
    "name",
    ["Sở Nội vụ", "Sở Dân tộc và Tôn giáo", "Sở Nông nghiệp và Môi trường", "Phòng Văn hóa - Xã hội"],
)
def test_the_bodies_of_the_2025_reorganisation_are_known(glossary: dict[str, Any], name: str) -> None:
    assert name in {agency["vi"] for agency in glossary["agencies"]}


def test_there_were_63_provinces_and_each_has_the_same_fields(provinces: list[dict[str, Any]]) -> None:
    assert len({province["name"] for province in provinces}) == len(provinces) == 63
    for province in provinces:
        assert {"name", "kind", "now"} <= set(province) <= {"name", "kind", "now", "also"}, province
        assert province["kind"] in {"tỉnh", "thành phố"}, province
    assert sum(province["kind"] == "thành phố" for province in provinces) == 6


def test_every_province_of_today_is_one_of_the_34_and_kept_its_name(provinces: list[dict[str, Any]]) -> None:
    expected = {name.strip() for name in SINCE_JULY_2025.split(";")}
    assert len(expected) == 34
    assert {province["now"] for province in provinces} == expected
    now = {province["name"]: province["now"] for province in provinces}
    assert all(now[name] == name for name in expected)


def test_no_spelling_means_two_provinces(provinces: list[dict[str, Any]]) -> None:
    spellings = [name for province in provinces for name in (province["name"], *province.get("also", []))]
    assert not repeated([spelling.casefold() for spelling in spellings])
