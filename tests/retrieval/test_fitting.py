"""What speaks for a statement beside its words."""

from __future__ import annotations

import dataclasses

import pytest

from retrieval import fitting
from retrieval.evidence import Statement
from retrieval.fitting import same_words
from retrieval.judging import Judge, Words
from retrieval.query import Query
from retrieval.types import Assignment, Deadline, Target
from tests.retrieval.builders import a_document, a_passage
from tests.retrieval.sample_library import GLOSSARY, read

LEAD = Assignment("Sở Tài chính", "lead", (), "xóa mù chữ", "Chủ trì xóa mù chữ", "p")
HELP = Assignment("Sở Nội vụ", "coordinate", (), "xóa mù chữ", "Phối hợp xóa mù chữ", "p")
DUE = Deadline("UBND xã", "báo cáo", "20/11 hằng năm", "trước ngày 20/11", None, "báo cáo trước ngày 20/11", "p")
AIM = Target("người biết chữ", "97,5%", 97.5, "=", "%", "2025", None, "97,5% người biết chữ", "p")


def a_statement(text="Mở lớp xóa mù chữ.", *context, facts=(), role="body", years=(), status="current") -> Statement:
    passage = dataclasses.replace(a_passage("d1", 0, text, tuple(reversed(context))), role=role)
    return Statement(passage, a_document("d1", status=status), text, context, tuple(years), (), tuple(facts))


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
            (
                "Kiểm tra ngày nào?",
                a_statement("Kiểm tra ngày 29/4/2026."),
                a_statement("Kiểm tra theo Chỉ thị số 11-CT/TU ngày 04/01/2026 của Tỉnh ủy."),
            ),
            ("Họp mấy giờ, ngày nào?", a_statement("Họp lúc 13h30."), a_statement("Họp theo Quyết định 5/QĐ-UBND.")),
            ("Họp mấy giờ, ngày nào?", a_statement("1. Thời gian: 13h30."), a_statement("Họp lúc 13h30.")),
            ("Đoàn làm việc ở đâu?", a_statement("Đoàn họp tại hội trường."), a_statement("Đoàn làm việc nghiêm túc.")),
            ("Họp mấy giờ, thứ mấy?", a_statement("Từ 14h00 thứ Ba"), a_statement("Họp thứ Ba hằng tuần")),
            ("Họp ở đâu?", a_statement("2. Địa điểm: Hội trường A."), a_statement("Nội dung họp: lớp xóa mù chữ.")),
            ("Báo cáo ngày nào?", a_statement("Báo cáo ngày 15/12.", facts=[DUE]), a_statement(facts=[DUE])),
            (
                "Lớp xóa mù chữ ra sao?",
                a_statement("Mở lớp xóa mù chữ."),
                a_statement("PHỤ LỤC I LỚP XÓA MÙ CHỮ (Kèm theo Kế hoạch số 5/KH-UBND của UBND tỉnh)"),
            ),
            ("Lớp xóa mù chữ ra sao?", a_statement(), a_statement("Trên đây là Kế hoạch mở lớp xóa mù chữ./.")),
            (
                "Được giữ lại bao nhiêu phần trăm phí?",
                a_statement("Được trích lại 90% số phí."),
                a_statement("1 | Vòi chữa cháy | Cuộn | 20.000"),
            ),
            (
                "Chủ đầu tư kho là ai?",
                a_statement("3. Chủ đầu tư: Công ty Xây dựng"),
                a_statement("2. Người quyết định đầu tư: Ông A"),
            ),
            (
                "Ai chủ trì cuộc họp?",
                a_statement("- Kính mời đồng chí Nguyễn Tuấn Anh;", "Chủ trì cuộc họp:"),
                a_statement("- Đồng chí Nguyễn Tuấn Anh;", "Thành phần:"),
            ),
            ("Kho có mấy ngăn?", a_statement("Kho chia làm 02 ngăn."), a_statement("Kho rộng 20 m.")),
            (
                "ai la truong doan kiem tra",
                a_statement("4.1. Ông A - Trưởng đoàn: Phụ trách chung."),
                a_statement("4.2. Ông B - Phó Trưởng đoàn: Phụ trách hồ sơ."),
            ),
            (
                "Thanh niên là từ bao nhiêu tuổi?",
                a_statement("1. Thanh niên là công dân từ đủ 16 tuổi."),
                a_statement("Khuyến khích thanh niên từ đủ 16 tuổi."),
            ),
            ("Lớp xóa mù chữ ra sao?", a_statement(), a_statement("(Điều 9 Luật số 57/2020/QH14)")),
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
