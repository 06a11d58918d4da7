"""Words find passages, with and without tone marks, whatever a person types."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.lexical import IndexedPassage, LexicalIndex, LexicalQuery
from retrieval.projection import DamagedError

PASSAGES = [
    IndexedPassage("centre", "Kế hoạch 2021", "II. NHIỆM VỤ", "Hội Khuyến học chủ trì trung tâm học tập cộng đồng"),
    IndexedPassage("budget", "Kế hoạch 2021", "III. KINH PHÍ", "Sở Tài chính cân đối ngân sách"),
    IndexedPassage("sow", "Quyết định 7", "I. MỤC TIÊU", "Trồng ngô, trong đó có ngó sen"),
]


@pytest.fixture
def index(tmp_path):
    with LexicalIndex(tmp_path) as opened:
        opened.replace(PASSAGES, ())
        yield opened


def first(index, text, *expansions):
    return next((entry for entry, _ in index.search(LexicalQuery.of(text, *expansions), 5)), None)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Ai chủ trì trung tâm học tập cộng đồng?", "centre"),
        ("ai chu tri trung tam hoc tap cong dong", "centre"),
        ("NGÂN SÁCH", "budget"),
        ("ngan sach", "budget"),
        ("kinh phí", "budget"),
        ("quyet dinh 7", "sow"),
        ("ngó sen", "sow"),
        ("astronomy", None),
        ("", None),
        ('?!… ( ) : " AND OR NOT * ~', None),
    ],
)
def test_question_finds_its_passage(index, question, found):
    assert first(index, question) == found


def test_tone_marks_decide_where_they_are_typed(tmp_path):
    with LexicalIndex(tmp_path) as index:
        index.replace([IndexedPassage(word, "", "", word) for word in ("trồng", "trong", "tròng")], ())
        assert [first(index, word) for word in ("trồng", "tròng")] == ["trồng", "tròng"]
        folded = index.search(LexicalQuery.of("trong"), 5)
        assert [entry for entry, _ in folded] == sorted(["trồng", "trong", "tròng"])
        assert len({score for _, score in folded}) == 1


def test_expansion_finds_what_the_question_does_not_name(index):
    assert first(index, "TTHTCĐ", ("trung tâm học tập cộng đồng", 0.8)) == "centre"


def test_expansion_weighs_what_it_is_told(index):
    whole = index.search(LexicalQuery.of("", ("ngân sách", 1.0)), 5)[0][1]
    half = index.search(LexicalQuery.of("", ("ngân sách", 0.5)), 5)[0][1]
    assert half == pytest.approx(whole / 2, abs=1e-3)


def test_equal_scores_are_ordered_by_id_however_many(tmp_path):
    names = [f"p{number:03}" for number in range(200)]
    with LexicalIndex(tmp_path) as index:
        index.replace([IndexedPassage(name, "", "", "giống hệt nhau") for name in reversed(names)], ())
        assert [entry for entry, _ in index.search(LexicalQuery.of("giống nhau"), 7)] == names[:7]


def test_replace_takes_out_puts_in_and_changes(index):
    changed = IndexedPassage("sow", "", "", "Trồng lúa")
    index.replace([changed], ["budget", "never there"])
    assert index.ids() == {"centre", "sow"}
    assert first(index, "ngó sen") is None
    assert first(index, "trồng lúa") == "sow"


def test_index_is_there_after_it_was_closed(index, tmp_path):
    with LexicalIndex(tmp_path) as again:
        assert again.ids() == {"centre", "budget", "sow"}


def test_limit_of_nothing_gives_nothing(index):
    assert index.search(LexicalQuery.of("học tập"), 0) == []


def test_question_of_ten_thousand_letters_is_answered_soon(index):
    question = ("Hội Khuyến học " + " ".join(f"từ{number}" for number in range(2_000)))[:10_000]
    started = time.perf_counter()
    assert first(index, question) == "centre"
    assert first(index, "x" * 10_000) is None
    assert time.perf_counter() - started < 1


def test_word_longer_than_a_term_may_be_is_found_by_its_beginning(tmp_path):
    with LexicalIndex(tmp_path) as index:
        index.replace([IndexedPassage("long", "", "", "a" * 100_000)], ())
        assert first(index, "a" * 50) == "long"


def test_frequency_counts_passages_by_folded_syllable(index):
    assert index.frequency(["ngo", "hoc", "khong"]) == ({"ngo": 1, "hoc": 1, "khong": 0}, 3)


def test_folder_of_something_else_is_damaged(tmp_path):
    (tmp_path / "meta.json").write_text("không phải")
    with pytest.raises(DamagedError, match="tantivy"):
        LexicalIndex(tmp_path)


DOCUMENTS = [IndexedPassage(f"{d}-{at}", "", "", f"học tập {at}", d) for d in ("d1", "d2", "d/3") for at in range(3)]


class TestWithin:
    @pytest.fixture
    def index(self, tmp_path):
        with LexicalIndex(tmp_path) as opened:
            opened.replace(DOCUMENTS, ())
            yield opened

    def search(self, index, *within, limit=9, text="học tập 1"):
        return index.search(LexicalQuery(((text, 1.0),), within), limit)

    @pytest.mark.parametrize("within", [("d1",), ("d/3",), ("d1", "d2"), ("d1", "d1", "d9")])
    def test_documents_gives_passages_of_these_alone(self, index, within):
        found = {entry.rpartition("-")[0] for entry, _ in self.search(index, *within)}
        assert found == set(within) - {"d9"}

    def test_no_document_named_looks_in_all(self, index):
        assert len(self.search(index)) == len(DOCUMENTS)

    def test_a_document_that_is_not_there_gives_nothing(self, index):
        assert self.search(index, "d9") == self.search(index, "d") == self.search(index, "D1") == []

    def test_documents_leaves_scores_as_they_are(self, index):
        everywhere = dict(self.search(index))
        assert dict(self.search(index, "d2")) == {entry: everywhere[entry] for entry, _ in self.search(index, "d2")}

    def test_documents_a_limit_is_of_their_passages(self, index):
        assert [entry for entry, _ in self.search(index, "d2", limit=1)] == ["d2-1"]

    def test_documents_a_question_that_nobody_answers_gives_nothing(self, index):
        assert self.search(index, "d1", text="") == self.search(index, "d1", text="astronomy") == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_any_text_may_be_asked(index, text):
    scores = [score for _, score in index.search(LexicalQuery.of(text), 3)]
    assert scores == sorted(scores, reverse=True)
