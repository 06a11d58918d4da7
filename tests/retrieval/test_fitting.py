"""What speaks for a statement beside its words, and what makes an answer doubtful."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import fitting
from retrieval.evidence import Scored, Statement
from retrieval.fitting import confidence, same_words
from retrieval.judging import Judge, Words
from retrieval.query import Query
from retrieval.types import Assignment, Deadline, Target
from tests.retrieval.builders import a_document, a_passage
from tests.retrieval.sample_library import GLOSSARY, PATIENT, read

LEAD = Assignment("Sở Tài chính", "lead", (), "xóa mù chữ", "Chủ trì xóa mù chữ", "p")
HELP = Assignment("Sở Nội vụ", "coordinate", (), "xóa mù chữ", "Phối hợp xóa mù chữ", "p")
DUE = Deadline("UBND xã", "báo cáo", "20/11 hằng năm", "trước ngày 20/11", None, "báo cáo trước ngày 20/11", "p")
AIM = Target("người biết chữ", "97,5%", 97.5, "=", "%", "2025", None, "97,5% người biết chữ", "p")


def a_statement(text="Mở lớp xóa mù chữ.", *context, facts=(), role="body", years=(), status="current") -> Statement:
    passage = dataclasses.replace(a_passage("d1", 0, text, tuple(reversed(context))), role=role)
    return Statement(passage, a_document("d1", status=status), text, context, tuple(years), (), tuple(facts))


def sure(
    question: str,
    statement: Statement,
    *,
    coverage: float = 1.0,
    gap: float = 0.0,
    similarity: float = 0.5,
    rare: float = 1.0,
) -> float:
    query = read(question)
    return confidence(query, Scored(statement, coverage, coverage, similarity, gap), judge_of(query, rare))


def judge_of(query: Query, rare: float = 1.0) -> Judge:
    return Judge(query, lambda words: dict.fromkeys(words, rare), Words(GLOSSARY))


def fit(query: Query, statement: Statement) -> float:
    return fitting.fit(query, statement, judge_of(query))


class TestFit:
    @pytest.mark.parametrize(
        ("question", "better", "worse"),
        [
            ("Ai chủ trì xóa mù chữ?", a_statement(facts=[LEAD]), a_statement()),
            ("Ai chủ trì xóa mù chữ?", a_statement(facts=[LEAD]), a_statement(facts=[HELP])),
            (
                "Ai chủ trì xóa mù chữ?",
                a_statement("Mở lớp.", "4. Sở Tài chính"),
                a_statement("Mở lớp.", "II. MỤC TIÊU"),
            ),
            ("Cơ quan nào phối hợp xóa mù chữ?", a_statement(facts=[HELP]), a_statement(facts=[LEAD])),
            (
                "Bao nhiêu người biết chữ?",
                a_statement("97,5% biết chữ", facts=[AIM]),
                a_statement("97,5% biết chữ"),
            ),
            ("Bao nhiêu người biết chữ?", a_statement("97,5% người biết chữ"), a_statement("người biết chữ")),
            ("Hạn nộp báo cáo?", a_statement(facts=[DUE]), a_statement("báo cáo trước ngày 20/11")),
            ("Hạn nộp báo cáo?", a_statement("báo cáo trước ngày 20/11"), a_statement("báo cáo kết quả")),
            (
                "Căn cứ văn bản nào?",
                a_statement("Căn cứ Quyết định số 1373/QĐ-TTg"),
                a_statement("Căn cứ nhu cầu"),
            ),
            ("Căn cứ văn bản nào?", a_statement(role="basis"), a_statement(role="signature")),
        ],
    )
    def test_the_form_that_is_asked_for_is_preferred(self, question, better, worse):
        query = read(question)
        assert fit(query, better) > fit(query, worse)

    def test_the_lead_of_something_else_in_the_same_item_is_put_back(self):
        text = "Sở Tài chính: chủ trì đánh giá các mô hình; phối hợp với Sở Nội vụ xóa mù chữ."
        other = dataclasses.replace(LEAD, task="đánh giá các mô hình;")
        query = read("Ai chủ trì xóa mù chữ?")
        assert fit(query, a_statement(text, facts=[LEAD, HELP])) > fit(query, a_statement(text, facts=[other, HELP]))

    def test_a_task_that_mentions_it_in_a_later_clause_is_put_back(self):
        text = "Chủ trì truyền thông; hướng dẫn xóa mù chữ."
        other = dataclasses.replace(LEAD, task="truyền thông; hướng dẫn xóa mù chữ.")
        query = read("Ai chủ trì xóa mù chữ?")
        assert fit(query, a_statement(text, facts=[LEAD])) > fit(query, a_statement(text, facts=[other]))

    @pytest.mark.parametrize("role", ["recipients", "signature", "header", "basis", "footnote"])
    def test_parts_that_say_no_content_are_put_back(self, role):
        query = read("xóa mù chữ")
        assert fit(query, a_statement(role=role)) < fit(query, a_statement())

    def test_what_was_replaced_is_put_back_behind_what_was_amended(self):
        query = read("xóa mù chữ")
        values = [fit(query, a_statement(status=status)) for status in ("current", "amended", "replaced")]
        assert values == sorted(values, reverse=True)
        assert len(set(values)) == 3

    def test_the_year_that_is_asked_for_is_preferred(self):
        query = read("Đến năm 2030 bao nhiêu phần trăm người biết chữ?")
        assert (
            fit(query, a_statement("98%", years=[2030]))
            > fit(query, a_statement("98%"))
            > fit(query, a_statement("98%", years=[2025]))
        )


class TestConfidence:
    def test_grows_with_coverage(self):
        values = [sure("xóa mù chữ", a_statement(), coverage=value) for value in (0.2, 0.5, 0.8, 1.0)]
        assert values == sorted(values)

    def test_falls_with_what_is_left_out(self):
        assert sure("xóa mù chữ", a_statement(), coverage=0.6, gap=0.5) < sure(
            "xóa mù chữ", a_statement(), coverage=0.6
        )

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
    @given(st.floats(0, 1), st.floats(0, 1), st.floats(-1, 1))
    def test_stays_between_zero_and_one(self, coverage, gap, similarity):
        assert (
            0 <= sure("xóa mù chữ ở Lam Giang", a_statement(), coverage=coverage, gap=gap, similarity=similarity) <= 1
        )


@pytest.mark.parametrize(
    ("first", "other", "share"),
    [
        ([], [], 0),
        (["a"], [], 0),
        (["a", "b"], ["a", "b", "c"], 1),
        (["a", "b"], ["a", "c"], 0.5),
        (["a", "a"], ["a"], 1),
    ],
)
def test_words_are_the_same_by_the_shorter_list(first, other, share):
    assert same_words(first, other) == share == same_words(other, first)
