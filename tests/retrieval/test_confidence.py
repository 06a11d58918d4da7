"""How sure an answer may be, and what makes it doubtful."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.confidence import SIGNS, WEIGHTS, confidence, signs
from retrieval.evidence import Scored, Statement
from retrieval.judging import Judge, Words
from tests.retrieval.sample_library import GLOSSARY, PATIENT, read
from tests.retrieval.test_fitting import a_statement


def sure(
    question: str,
    statement: Statement,
    *,
    coverage: float = 1.0,
    similarity: float = 0.5,
    rare: float = 1.0,
    elsewhere: bool = False,
) -> float:
    query = read(question)
    judge = Judge(query, lambda words: dict.fromkeys(words, rare), Words(GLOSSARY))
    best = Scored(statement, coverage, coverage, similarity)
    return confidence(query, judge, signs(query, best, judge, elsewhere=elsewhere))


class TestConfidence:
    def test_grows_with_coverage(self):
        values = [sure("xóa mù chữ", a_statement(), coverage=value) for value in (0.2, 0.5, 0.8, 1.0)]
        assert values == sorted(values)

    def test_is_lost_where_another_place_was_asked_for(self):
        assert sure("xóa mù chữ", a_statement(), elsewhere=True) < 0.3 * sure("xóa mù chữ", a_statement())

    def test_grows_when_the_meaning_is_near(self):
        near, far = (sure("xóa mù chữ", a_statement(), coverage=0.5, similarity=value) for value in (0.8, 0.1))
        assert near > far

    @pytest.mark.parametrize("question", ["Ai chủ trì?", "Chủ trì là ai?", "?", "", "Bao nhiêu?"])
    def test_a_question_about_nothing_is_never_answered_with_confidence(self, question):
        assert sure(question, a_statement(), rare=0.1) < 0.5

    @pytest.mark.parametrize(
        ("question", "answers", "does_not"),
        [
            (
                "Mở bao nhiêu lớp xóa mù chữ?",
                a_statement("Mở 06 lớp xóa mù chữ."),
                a_statement("Mở các lớp xóa mù chữ."),
            ),
            (
                "Bao nhiêu phần trăm người biết chữ?",
                a_statement("97% người biết chữ"),
                a_statement("97 người biết chữ"),
            ),
            (
                "Hỗ trợ xóa mù chữ bao nhiêu tiền?",
                a_statement("Xóa mù chữ: 25 triệu đồng"),
                a_statement("Xóa mù chữ: 25 lớp"),
            ),
            (
                "Năm 2030 bao nhiêu phần trăm người biết chữ?",
                a_statement("98% người biết chữ", years=[2030]),
                a_statement("97% người biết chữ", years=[2025]),
            ),
            (
                "Trưởng ban xóa mù chữ là ai?",
                a_statement("Ông Nguyễn Văn A, xóa mù chữ"),
                a_statement("Ban xóa mù chữ"),
            ),
            (
                "Hiện nay có bao nhiêu lớp xóa mù chữ?",
                a_statement("Hiện có 6 lớp xóa mù chữ"),
                a_statement("Mở 6 lớp xóa mù chữ"),
            ),
        ],
    )
    def test_is_lost_where_the_kind_of_thing_asked_for_is_not_given(self, question, answers, does_not):
        assert sure(question, does_not) < 0.6 * sure(question, answers)

    @PATIENT
    @given(st.floats(0, 1), st.floats(-1, 1))
    def test_stays_between_zero_and_one(self, coverage, similarity):
        assert 0 <= sure("xóa mù chữ ở Lam Giang", a_statement(), coverage=coverage, similarity=similarity) <= 1

    def test_every_sign_has_a_weight(self):
        assert len(SIGNS) == len(WEIGHTS)
