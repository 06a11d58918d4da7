"""From chosen evidence to the words of an answer."""

from __future__ import annotations

import dataclasses
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.composing import Pick, compose
from retrieval.evidence import Statement
from retrieval.sentences import Sentences, acting_body, best_assignment, best_target, has_value, heading_agency
from retrieval.types import Assignment, Deadline, Target
from tests.retrieval.builders import a_document, a_passage
from tests.retrieval.sample_library import GLOSSARY, PATIENT, read

PLAN = a_document("d1", number="94/KH-UBND", place="Vân Khê")
OTHER = a_document("d2", number="203/KH-UBND", place="Châu Lĩnh")
QUESTION = read("Ai chủ trì xóa mù chữ?")
MARKER = re.compile(r"\[(\d+)\]")


def a_pick(text="Sở Tài chính mở 06 lớp.", sentence="", names=(), document=PLAN, quote=None) -> Pick:
    return Pick(a_passage(document.id, 0, text), document, quote or text, sentence, names)


def composed(*picks, query=QUESTION, limit=6, notes=()):
    return compose(query, picks, kind="fact", confidence=0.91234, limit=limit, notes=notes)


class TestCompose:
    def test_names_the_document_then_says_the_sentence_then_quotes(self):
        lines = composed(a_pick(sentence="Sở Tài chính chủ trì.", names=("Sở Tài chính",))).text.split("\n")
        assert lines == [
            "Theo Kế hoạch số 94/KH-UBND ngày 02/08/2021 (Vân Khê):",
            "Sở Tài chính chủ trì. [1]",
            "“Sở Tài chính mở 06 lớp.” [1]",
        ]

    def test_in_english_too(self):
        answer = composed(a_pick(), query=read("Who leads the literacy classes in the plan?"))
        assert answer.language == "en"
        assert answer.text.startswith("According to Plan 94/KH-UBND of 2 August 2021 (Vân Khê):")

    def test_a_document_is_named_once_and_its_quotes_stand_together(self):
        answer = composed(a_pick("một"), a_pick("hai", document=OTHER), a_pick("ba"))
        assert answer.text.count("94/KH-UBND") == 1
        assert [citation.quote for citation in answer.citations] == ["một", "ba", "hai"]

    def test_markers_count_from_one_without_a_gap(self):
        answer = composed(a_pick("một"), a_pick("hai", quote="không có"), a_pick("ba"))
        assert [citation.marker for citation in answer.citations] == [1, 2]
        assert set(MARKER.findall(answer.text)) == {"1", "2"}

    def test_a_quote_that_is_not_verbatim_is_left_out(self):
        answer = composed(a_pick(quote="Sở Tài chính mở 60 lớp."))
        assert (answer.citations, answer.answered) == ((), False)

    @pytest.mark.parametrize(
        ("sentence", "names"),
        [("Mở 60 lớp.", ()), ("Sở Y tế chủ trì.", ("Sở Y tế",)), ("Đến năm 2030: 06 lớp.", ())],
    )
    def test_a_sentence_that_its_citation_does_not_vouch_for_is_left_out(self, sentence, names):
        answer = composed(a_pick(sentence=sentence, names=names))
        assert sentence not in answer.text
        assert len(answer.citations) == 1

    def test_another_citation_does_not_vouch_for_it(self):
        answer = composed(a_pick("70 lớp"), a_pick("60 học viên", sentence="70 lớp."))
        assert "70 lớp. [2]" not in answer.text

    @pytest.mark.parametrize("limit", [1, 3, 6])
    def test_never_cites_more_than_allowed(self, limit):
        picks = [a_pick(f"câu {at}", document=dataclasses.replace(PLAN, id=f"d{at}")) for at in range(9)]
        assert len(composed(*picks, limit=limit).citations) == limit

    def test_a_note_is_added_when_its_figures_are_known(self):
        answer = composed(a_pick(), notes=["Có 06 lớp.", "Có 99 lớp."])
        assert answer.text.endswith("Có 06 lớp.")

    def test_confidence_is_told_in_three_digits(self):
        assert composed(a_pick()).confidence == 0.912

    def test_a_document_of_which_nothing_is_quoted_is_not_named(self):
        assert "203/KH-UBND" not in composed(a_pick("một"), a_pick("hai", document=OTHER), limit=1).text
        assert "203/KH-UBND" not in composed(a_pick("một"), a_pick("hai", document=OTHER, quote="ba")).text

    @PATIENT
    @given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20), st.sampled_from([PLAN, OTHER])), max_size=8))
    def test_whatever_is_picked_the_promises_hold(self, rows):
        picks = [a_pick(text, sentence, document=document, quote=text or "x") for text, sentence, document in rows]
        answer = composed(*picks)
        assert len(answer.citations) <= 6
        assert [citation.marker for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
        assert all(citation.quote in citation.passage.text for citation in answer.citations)
        assert answer.answered == bool(answer.citations)


def a_statement(text, *context, facts=()) -> Statement:
    passage = a_passage("d1", 0, text, tuple(reversed(context)))
    return Statement(passage, PLAN, text, context, (), (), tuple(facts))


def sentence(question, text="x", *context, facts=()) -> str:
    return Sentences(GLOSSARY).pick(read(question), a_statement(text, *context, facts=facts)).sentence


def assigned(agency="Sở Tài chính", role="lead", partners=(), task="xóa mù chữ") -> Assignment:
    return Assignment(agency, role, tuple(partners), task, "x", "p")


class TestRows:
    HEADS = "TT | Xã | Số lớp xoá mù chữ | Gia đình học tập (%)"

    def said(self, question, text):
        statement = a_statement(text, self.HEADS)
        row = dataclasses.replace(statement, passage=dataclasses.replace(statement.passage, role="table"))
        pick = Sentences(GLOSSARY).pick(read(question), row)
        return [pick.sentence, *(claim.text for claim in pick.claims)]

    @pytest.mark.parametrize("text", ["8 | Vụ Bổn | 2 | 70", "8\nVụ Bổn\n2\n70"])
    def test_the_column_that_was_asked_for_comes_first(self, text):
        told = ["Vụ Bổn – Số lớp xoá mù chữ: 2.", "Gia đình học tập (%): 70."]
        assert self.said("Xã Vụ Bổn mở mấy lớp xóa mù chữ?", text) == told

    def test_where_no_column_was_asked_for_all_are_told(self):
        told = ["", "Vụ Bổn – Số lớp xoá mù chữ: 2; Gia đình học tập (%): 70."]
        assert self.said("Vụ Bổn thế nào?", "8 | Vụ Bổn | 2 | 70") == told

    def test_a_row_with_fewer_cells_than_names_is_only_quoted(self):
        assert self.said("Xã Vụ Bổn mở mấy lớp xóa mù chữ?", "8 | Vụ Bổn | 2") == [""]


class TestSentences:
    @pytest.mark.parametrize(
        ("question", "fact", "said"),
        [
            ("Ai chủ trì xóa mù chữ?", assigned(), "Sở Tài chính chủ trì."),
            (
                "Ai chủ trì xóa mù chữ?",
                assigned(partners=["Sở Nội vụ"]),
                "Sở Tài chính chủ trì.",
            ),
            ("Ai thực hiện xóa mù chữ?", assigned(role="execute"), "Sở Tài chính thực hiện."),
            (
                "Ai chủ trì xóa mù chữ?",
                assigned(role="advise"),
                "Đoạn này không ghi riêng cơ quan chủ trì; Sở Tài chính tham mưu.",
            ),
            ("Cơ quan nào phối hợp xóa mù chữ?", assigned(partners=["A", "B"]), "Cơ quan phối hợp: A; B."),
            (
                "Cơ quan nào phối hợp xóa mù chữ?",
                assigned(role="coordinate"),
                "Cơ quan phối hợp: Sở Tài chính.",
            ),
            (
                "Who leads the literacy task in the plan?",
                assigned(),
                "Sở Tài chính (Department of Finance) leads.",
            ),
        ],
    )
    def test_of_an_assignment(self, question, fact, said):
        assert sentence(question, facts=[fact]) == said

    @pytest.mark.parametrize(
        ("value", "indicator", "by", "said"),
        [
            ("60%", "TTHTCĐ", "2025", "Đến năm 2025: 60% TTHTCĐ."),
            ("60%", "TTHTCĐ", "2026-2030", "Giai đoạn 2026-2030: 60% TTHTCĐ."),
            ("60%", "TTHTCĐ", None, "60% TTHTCĐ."),
            ("375 trường", "trường học đạt chuẩn", None, "375 trường học đạt chuẩn."),
            ("ít nhất 43% phụ nữ", "phụ nữ", None, "ít nhất 43% phụ nữ."),
        ],
    )
    def test_of_a_target(self, value, indicator, by, said):
        fact = Target(indicator, value, None, "=", "%", by, None, "x", "p")
        assert sentence("Chỉ tiêu bao nhiêu?", facts=[fact]) == said

    def test_of_a_deadline(self):
        fact = Deadline(None, "báo cáo", "20/11", "trước ngày 20/11 hằng năm", None, "x", "p")
        assert sentence("Hạn nộp báo cáo?", facts=[fact]) == "Thời hạn: trước ngày 20/11 hằng năm."

    def test_of_a_date_that_no_fact_was_made_of(self):
        assert sentence("Hạn nộp báo cáo?", "xong ngày  05 tháng 12 năm 2025") == "Thời hạn: ngày 05 tháng 12 năm 2025."

    def test_of_a_basis(self):
        text = "Căn cứ Quyết định số 1373/QĐ-TTg và Luật 57/2020/QH14"
        assert sentence("Căn cứ văn bản nào?", text) == "Căn cứ: 1373/QĐ-TTg; 57/2020/QH14."

    @pytest.mark.parametrize(
        "question",
        [
            "Ai chủ trì?",
            "Chỉ tiêu bao nhiêu?",
            "Hạn nộp?",
            "Căn cứ văn bản nào?",
            "Trung tâm có con dấu không?",
        ],
    )
    def test_there_is_none_where_nothing_is_known(self, question):
        assert sentence(question, "không có gì") == ""

    def test_of_a_heading_that_names_a_body(self):
        assert sentence("Ai lo việc này?", "Mở lớp.", "4. Sở Tài chính") == "Sở Tài chính thực hiện."

    def test_of_the_assignment_that_the_question_is_about(self):
        facts = [assigned("Sở Y tế", task="khám bệnh"), assigned("Sở Nội vụ", task="xóa mù chữ cho phụ nữ")]
        assert best_assignment(read("Ai chủ trì xóa mù chữ?"), a_statement("x", facts=facts)).agency == "Sở Nội vụ"

    def test_of_the_target_that_the_question_is_about(self):
        facts = [
            Target("TTHTCĐ xếp loại khá", "70%", 70, "=", "%", None, None, "x", "p"),
            Target("TTHTCĐ ứng dụng công nghệ thông tin", "65%", 65, "=", "%", None, None, "x", "p"),
        ]
        query = read("Bao nhiêu TTHTCĐ ứng dụng công nghệ thông tin?")
        assert best_target(query, a_statement("x", facts=facts)).value == "65%"

    @pytest.mark.parametrize(("year", "value"), [("2023", "40"), ("2024", "70"), ("2025", "90")])
    def test_of_the_target_of_the_year_that_is_asked_for(self, year, value):
        row = {"2023": "40", "2024": "70", "2025": "90", "2030": "100"}
        facts = [Target("nhà giáo", said, None, "=", "%", by, None, "x", "p") for by, said in row.items()]
        told = sentence(f"Năm {year} bao nhiêu phần trăm nhà giáo?", facts=facts)
        assert told.startswith(f"Đến năm {year}: {value}")

    def test_of_a_target_whose_unit_stands_in_a_column(self):
        fact = Target("Nhà giáo được bồi dưỡng", "90", 90.0, "=", "%", "2025", None, "x", "p")
        assert "90%" in sentence("Năm 2025 bao nhiêu phần trăm nhà giáo được bồi dưỡng?", facts=[fact])


class TestHeadings:
    @pytest.mark.parametrize(
        ("heading", "agency"),
        [
            ("1. Sở Giáo dục và Đào tạo", "Sở Giáo dục và Đào tạo"),
            ("a) Phòng Văn hóa - Xã hội:", "Phòng Văn hóa - Xã hội"),
            ("6. Đề nghị Hội Khuyến học tỉnh", "Hội Khuyến học tỉnh"),
            ("Điều 13. Sở Nội vụ", "Sở Nội vụ"),
            ("- Sở Tài chính:", "Sở Tài chính"),
            ("III. NHIỆM VỤ VÀ GIẢI PHÁP", None),
            ("2. Mục tiêu cụ thể", None),
            ("", None),
        ],
    )
    def test_that_are_the_name_of_a_body(self, heading, agency):
        assert heading_agency(a_statement("x", heading)) == agency


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("97,5 % người", True),
        ("06 lớp", True),
        ("1.200 lượt", True),
        ("ngày 20/11", False),
        ("năm 2025", False),
        ("không có", False),
    ],
)
def test_a_value_is_a_share_or_a_count(text, found):
    assert has_value(text) is found


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("5.2. Phương tiện: Xe ô tô 7 chỗ do Văn phòng Sở Công Thương bố trí.", "Văn phòng Sở Công Thương"),
        ("3. Giao Sở Công Thương phối hợp với Công an tỉnh giám sát.", "Sở Công Thương"),
        ("Kinh phí theo yêu cầu của Sở Tài chính.", None),
        ("Theo quy chế do Sở Tài chính ban hành.", None),
        ("Gửi báo cáo về Sở Tài chính.", None),
    ],
)
def test_who_is_given_something_to_do_in_passing_is_told(text, body):
    assert acting_body(text) == body
