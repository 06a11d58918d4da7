"""What can be a syllable, and the keys that spell one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.spoken import composed, is_syllable, rightly_marked
from retrieval.text import fold, normalize
from tests.retrieval.sample_library import DECISIONS, PATIENT

WORDS = (
    "giáo dục thường xuyên ngành quyết định nghiêng giếng gì giữ ủy khuyến quốc kĩ huyện nguồn nước người rượu khuya "
    "tuyển đường yêu uống ơi thuở quý kế hoạch xóa mù chữ hằng trường chuẩn nghiệp"
).split()


class TestSyllables:
    @pytest.mark.parametrize("word", WORDS)
    def test_of_the_language_can_be_syllables(self, word):
        assert is_syllable(normalize(word))
        assert is_syllable(fold(word), toned=False)

    @pytest.mark.parametrize(
        "word", "nghành turng hcọ hoc gíao web test truờng đuợc lonf website app giaoduc kếhoạch bgdđt x".split()
    )
    def test_that_break_its_rules_cannot(self, word):
        assert not is_syllable(word)

    @pytest.mark.parametrize("word", "turng giaoduc lonf internet hocj bs".split())
    def test_without_marks_are_checked_too(self, word):
        assert not is_syllable(word, toned=False)

    def test_of_the_sample_decisions_nearly_all_can_be(self):
        text = "\n".join(path.read_text("utf-8") for path in sorted(DECISIONS.glob("*.txt")))
        words = {normalize(word) for word in text.lower().split() if word.isalpha() and fold(word) != word}
        assert sum(map(is_syllable, words)) / len(words) > 0.97


class TestKeys:
    @pytest.mark.parametrize(
        ("keys", "syllable"),
        [
            ("giaos", "giáo"), ("ducj", "dục"), ("dujc", "dục"), ("ddaof", "đào"), ("taapj", "tập"), ("cuar", "của"),
            ("luwowng", "lương"), ("thuwongf", "thường"), ("truowngf", "trường"), ("dduowcj", "được"),
            ("nguwowif", "người"), ("quyeest", "quyết"), ("uyr", "ủy"), ("xax", "xã"), ("nawm", "năm"), ("uwr", "ử"),
            ("gia1o", "giáo"), ("giao1", "giáo"), ("ke61", "kế"), ("hoach5", "hoạch"), ("d9ao2", "đào"),
            ("d9uo7ng2", "đường"), ("nhieu6", "nhiêu"),
        ],
    )  # fmt: skip
    def test_of_telex_and_vni_are_put_together(self, keys, syllable):
        assert composed(keys) == normalize(syllable)

    @pytest.mark.parametrize("word", ["", "giao", "plan", "online", "2025", "q1", "b52", "website", "học", "sss"])
    def test_that_spell_nothing_are_none(self, word):
        assert composed(word) is None

    @pytest.mark.parametrize(("word", "right"), [("gíao", "giáo"), ("qủan", "quản"), ("giáo", None), ("giao", None)])
    def test_that_put_a_mark_on_the_wrong_vowel_are_put_right(self, word, right):
        assert rightly_marked(word) == right


def telex(word: str) -> str:
    """The keys that spell a word."""
    marks = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
    shapes = {"ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}
    tone = "".join(marks[letter] for letter in unicodedata.normalize("NFD", word) if letter in marks)
    bare = "".join(letter for letter in unicodedata.normalize("NFD", word) if letter not in marks)
    return "".join(shapes.get(letter, letter) for letter in unicodedata.normalize("NFC", bare)) + tone


@pytest.mark.parametrize("word", [word for word in WORDS if telex(word) != word])
def test_what_telex_spells_is_read_back(word):
    assert composed(telex(normalize(word))) == normalize(word)


@PATIENT
@given(st.text(max_size=12))
def test_any_text_is_a_syllable_or_not(text):
    made = composed(text)
    assert made is None or is_syllable(made)
    assert isinstance(is_syllable(text), bool)
