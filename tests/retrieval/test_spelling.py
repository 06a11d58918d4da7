"""Typing errors over the sample library, and tone marks for what is shown."""

from __future__ import annotations

import random
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation import read_questions
from retrieval.catalogue import Catalogue
from retrieval.slips import slips
from retrieval.spelling import parted
from retrieval.text import fold
from retrieval.understanding import Understanding
from tests.retrieval.sample_library import GAZETTEER, GLOSSARY, PATIENT, QUESTIONS, open_samples

ASKED = [question.question for question in read_questions(QUESTIONS)]


@pytest.fixture(scope="module")
def understand(samples):
    """(question, *history) → what is understood over the sample library."""
    with open_samples(samples) as application:
        understanding = Understanding(application.index, glossary=GLOSSARY, gazetteer=GAZETTEER)
        catalogue = Catalogue(application.library)
        yield lambda question, *history: understanding.understand(question, history, catalogue)


@pytest.fixture(scope="module")
def corrected(understand):
    """A question with its typing errors corrected over the sample library."""
    return lambda question: understand(question).query.question


class TestCorrections:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("Ai chủ trì trung taam hocj taapj coongj ddoongf?", "Ai chủ trì trung tâm học tập cộng đồng?"),
            ("ai chur trif xoas muf chuwx", "ai chủ trì xóa mù chữ"),
            ("Ai chủ trì trung ta6m ho5c tập?", "Ai chủ trì trung tâm học tập?"),
            ("Ai chủ trì trungtâm học tập?", "Ai chủ trì trung tâm học tập?"),
            ("ai chu tri trungtam hoctap congdong", "ai chu tri trung tam hoc tap cong dong"),
            ("kếhoạch chuyển đổisố", "kế hoạch chuyển đổi số"),
            ("Ai chủ trì turng tâm hcọ tập?", "Ai chủ trì trung tâm học tập?"),
            ("Ai chủ trì trung tâm hoc tập?", "Ai chủ trì trung tâm học tập?"),
            ("bao nhieeu phần trăm công dân học tâpj", "bao nhiêu phần trăm công dân học tập"),
            ("bao nhiue phần trăm", "bao nhiêu phần trăm"),
            ("chuyển đổi sốs trong gíao dục", "chuyển đổi số trong giáo dục"),
            ("xóaa mù chữ", "xóa mù chữ"),
            ("Ai chủ trì xóa mù chữ ở Lam Ginag?", "Ai chủ trì xóa mù chữ ở Lam Giang?"),
            ("Ai chủ trì xóa mù chữ ở LamGiang?", "Ai chủ trì xóa mù chữ ở Lam Giang?"),
            ("Nghành giáo dục", "Ngành giáo dục"),
            ("truờng học", "trường học"),
        ],
    )
    def test_put_right_what_was_mistyped(self, corrected, typed, meant):
        assert corrected(typed) == meant

    @pytest.mark.parametrize("question", ASKED)
    def test_leave_what_was_typed_right(self, understand, question):
        assert understand(question).shown is None

    @pytest.mark.parametrize(
        "question",
        [
            "Ông Nguyễn Văn Thuỳ ký văn bản nào?",
            "Quyết định 2764/QĐ-UBND còn hiệu lực không?",
            "2141 qd ubnd",
            "Website của Sở GD&ĐT là gì?",
            "wifi miễn phí ở đâu",
            "Who leads the comunity learning centre task?",
            "Mức lương cơ sở của giáo viên năm 2024 là bao nhiêu?",
            "Thời tiết Sơn La ngày mai thế nào?",
            "học phí trường mầm non",
            "TTHTCĐ là gì",
            "",
            "🙂",
            "asdfghjkl",
        ],
    )
    def test_leave_names_numbers_english_and_other_words_alone(self, corrected, question):
        assert corrected(question) == question

    def test_are_shown(self, understand):
        assert understand("Ai chủ trì trung tâm hcọ tập?").shown == "Ai chủ trì trung tâm học tập?"

    def test_are_made_in_the_history_too(self, understand):
        made = understand("Thế còn Châu Lĩnh?", "Ai chủ trì xóaa mù chữ ở Lam Giang?")
        assert made.shown == "Ai chủ trì xóa mù chữ ở Châu Lĩnh?"

    def test_are_quick(self, understand):
        understand("Ai chủ trì turng tâm hcọ tập?")
        started = time.process_time()
        for question in ASKED:
            understand(question)
        assert (time.process_time() - started) / len(ASKED) < 0.02

    @pytest.mark.parametrize("seed", range(4))
    def test_find_most_slips(self, corrected, seed):
        generator = random.Random(seed)  # noqa: S311 (nothing secret)
        slipped = [(question, _slip(question, generator)) for question in ASKED if fold(question) != question.lower()]
        right = sum(fold(corrected(typed)) == fold(question) for question, typed in slipped)
        assert right / len(slipped) >= 0.85


def _slip(question: str, generator: random.Random) -> str:
    """`question` with two letters of a word swapped, or a blank left out."""
    words = [found.span() for found in re.finditer(r"[^\W\d_]{3,}", question) if not found[0].isupper()]
    start, end = generator.choice(words[:-1])
    if generator.random() < 0.5 and question[end] == " ":
        return question[:end] + question[end + 1 :]
    at = generator.randrange(start, end - 1)
    return question[:at] + question[at + 1] + question[at] + question[at + 2 :]


class TestParting:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("SơnLa", "Sơn La"),
            ("chủ tịchUBND tỉnh", "chủ tịch UBND tỉnh"),
            ("trongKH đào tạo", "trong KH đào tạo"),
            ("GDTrH", "GDTrH"),
            ("QĐ-TTg", "QĐ-TTg"),
            ("iPhone", "iPhone"),
            ("YouTube", "YouTube"),
            ("UBND", "UBND"),
            ("Sơn La", "Sơn La"),
        ],
    )
    def test_is_at_a_capital_letter_between_two_words(self, typed, meant):
        assert parted(typed) == meant


class TestToneMarks:
    @pytest.mark.parametrize(
        ("typed", "history", "shown"),
        [
            ("the con chau linh", "ai chu tri xoa mu chu o lam giang", "Ai chủ trì xóa mù chữ ở Châu Lĩnh"),
            ("ai chu tri trungtam hoc tap cong dong", None, "Ai chủ trì trung tâm học tập cộng đồng"),
        ],
    )
    def test_are_put_on_what_is_shown(self, understand, typed, history, shown):
        made = understand(typed, *([history] if history else []))
        assert made.shown.lower() == shown.lower()

    def test_are_never_searched(self, understand):
        made = understand("ai chu tri trungtam hoc tap cong dong")
        assert made.query.question == "ai chu tri trung tam hoc tap cong dong"
        assert not made.query.toned

    def test_are_not_shown_where_nothing_was_understood_otherwise(self, understand):
        assert understand("ai chu tri trung tam hoc tap cong dong").shown is None


@PATIENT
@given(st.text(max_size=80))
def test_any_text_is_understood(understand, text):
    made = understand(text, "Ai chủ trì xóa mù chữ?")
    assert made.shown is None or isinstance(made.shown, str)


@PATIENT
@given(st.lists(st.sampled_from("ai chủ trì turng tâm hcọ tập giaos ducj o lam ginag 2030 UBND xóaa".split())))
def test_a_question_corrected_twice_is_the_same(corrected, words):
    once = corrected(" ".join(words))
    assert corrected(once) == once


@pytest.mark.parametrize(
    ("typed", "meant"), [("turng", "trung"), ("hocc", "hoc"), ("taap", "tap"), ("duv", "duc"), ("gao", "giao")]
)
def test_one_slip_leads_to_the_word(typed, meant):
    assert meant in {other for other, _ in slips(typed)}
