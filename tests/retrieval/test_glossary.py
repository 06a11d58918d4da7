"""What words stand for: how the glossary is searched. Its data has a test of its own."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import ConfigError
from retrieval.glossary import Glossary, english_words
from retrieval.text import syllables
from tests.retrieval.sample_library import GLOSSARY, PATIENT

SMALL = Glossary(
    {
        "abbreviations": {"TTHTCĐ": ["trung tâm học tập cộng đồng"], "KH": ["kế hoạch", "khoa học"]},
        "terms": [
            {"vi": ["kế hoạch"], "en": ["plan", "plans"]},
            {"vi": ["kế hoạch hành động", "chương trình hành động"], "en": ["action plan"]},
        ],
        "synonyms": [["kinh phí", "ngân sách", "nguồn tiền"]],
        "agencies": [{"vi": "Sở Tài chính", "short": ["STC"], "en": ["Department of Finance"]}],
    }
)


class TestAbbreviations:
    @pytest.mark.parametrize("written", ["TTHTCĐ", "tthtcđ", "tthtcd", "TT HTCĐ", "TT-HTCĐ", "T.T.H.T.C.Đ"])
    def test_are_known_in_any_case_and_layout(self, written):
        assert SMALL.expand(written) == ("trung tâm học tập cộng đồng",)

    def test_can_mean_several_things_the_most_usual_first(self):
        assert SMALL.expand("KH") == ("kế hoạch", "khoa học")

    def test_short_names_of_bodies_are_among_them(self):
        assert SMALL.expand("STC") == ("Sở Tài chính",)

    def test_other_words_are_none(self):
        assert SMALL.expand("học") == ()

    def test_are_found_in_a_text_as_written_and_in_order(self):
        assert [short for short, _ in SMALL.abbreviations("KH của TTHTCĐ")] == ["KH", "TTHTCĐ"]

    @pytest.mark.parametrize(
        ("written", "spelt"),
        [
            ("UBND xã", "ủy ban nhân dân xã"),
            ("Sở GD&ĐT", "Sở giáo dục và đào tạo"),
            ("PCGD-XMC", "phổ cập giáo dục, xóa mù chữ"),
            ("không có gì", "không có gì"),
        ],
    )
    def test_in_capitals_are_spelt_out(self, written, spelt):
        assert GLOSSARY.spell_out(written) == spelt

    def test_small_letters_are_left_as_words(self):
        assert SMALL.spell_out("kh") == "kh"


class TestSynonyms:
    def test_the_others_of_the_group_are_given(self):
        found = SMALL.synonyms(syllables("nguồn kinh phí nào"), toned=True)
        assert [(entry.start, entry.end, entry.meanings) for entry in found] == [(1, 3, ("ngân sách", "nguồn tiền"))]

    def test_are_found_without_tone_marks(self):
        assert SMALL.synonyms("kinh phi".split(), toned=False)[0].meanings == ("ngân sách", "nguồn tiền")

    def test_with_tone_marks_another_word_is_none(self):
        assert SMALL.synonyms(syllables("kính phí"), toned=True) == []

    def test_the_shipped_ones_work_both_ways(self):
        assert any("ngân sách" in entry.meanings for entry in GLOSSARY.synonyms(["kinh", "phí"], toned=True))


class TestEnglish:
    def test_the_longest_term_wins(self):
        assert [entry.meanings[0] for entry in SMALL.translate(english_words("the action plan"))] == [
            "kế hoạch hành động"
        ]

    def test_a_body_wins_over_a_term(self):
        found = SMALL.translate(english_words("plan of the Department of Finance"))
        assert [entry.meanings[0] for entry in found] == ["kế hoạch", "Sở Tài chính"]

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("centres", ["centre"]),
            ("the Women's Union", ["the", "women", "union"]),
            ("agencies", ["agency"]),
            ("classes", ["class"]),
            ("basis", ["basis"]),
            ("gas", ["gas"]),
            ("Bus lines", ["bus", "line"]),
        ],
    )
    def test_words_have_one_form(self, text, words):
        assert english_words(text) == words

    def test_bodies_have_an_english_name(self):
        assert GLOSSARY.english_agencies["Sở Tài chính"] == "Department of Finance"


class TestLoading:
    @pytest.mark.parametrize("text", ["[", "3", "agencies: [{short: [A]}]", "terms: [{en: [a]}]", ""])
    def test_a_file_of_another_form_is_refused_with_its_name(self, tmp_path, text):
        (tmp_path / "glossary.yaml").write_text(text, "utf-8")
        with pytest.raises(ConfigError, match=r"glossary\.yaml: cannot be used"):
            Glossary.load(tmp_path / "glossary.yaml")

    def test_a_missing_file_is_refused_with_its_name(self, tmp_path):
        with pytest.raises(ConfigError, match=r"none\.yaml"):
            Glossary.load(tmp_path / "none.yaml")

    def test_an_empty_glossary_knows_nothing(self):
        nothing = Glossary({})
        assert (nothing.expand("UBND"), nothing.translate(["plan"]), nothing.synonyms(["a"], toned=True)) == (
            (),
            [],
            [],
        )


@PATIENT
@given(st.text(max_size=60))
def test_spelling_out_leaves_no_abbreviation_behind(text):
    spelt = SMALL.spell_out(text)
    assert "TTHTCĐ" not in spelt.split()


@PATIENT
@given(st.lists(st.sampled_from("kinh phí ngân sách nguồn tiền học tập".split()), max_size=8))
def test_what_is_found_never_overlaps(words):
    found = SMALL.synonyms(words, toned=True)
    assert all(left.end <= right.start for left, right in itertools.pairwise(found))
