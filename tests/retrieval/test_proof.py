"""What citations bear out, and why they do not bear out the rest."""

from __future__ import annotations

import dataclasses

import pytest

from retrieval.proof import Proof, markers_of
from tests.retrieval.written import CITATIONS, GLOSSARY, extracted

FINE = {
    "vi": [
        "Sở Giáo dục và Đào tạo chủ trì, phối hợp với Sở Tài chính [1].",
        "Sở GD&ĐT chủ trì củng cố TTHTCĐ [1].",
        "Cơ quan chủ trì là Sở Giáo dục và Đào tạo [1].",
        "Hội Khuyến học tỉnh chủ trì bồi dưỡng giám đốc trung tâm [3].",
        "Đến năm 2025, 70% trung tâm học tập cộng đồng đạt loại khá [2].",
        "Theo Kế hoạch số 94/KH-UBND ngày 14/01/2022, báo cáo trước ngày 05/12/2024 [1].",
        "Kế hoạch ghi “đạt loại khá” [2].",
        "Hai văn bản giao Sở Giáo dục và Đào tạo và Hội Khuyến học tỉnh chủ trì [1][3].",
    ],
    "en": [
        "Sở Giáo dục và Đào tạo leads, together with Sở Tài chính [1].",
        "The Department of Education and Training leads this task [1].",
        "The Association for Promoting Learning leads the training under Decision 27/QĐ-UBND [3].",
        "By 2025, 70% of the centres are to be rated good [2].",
        "The report is due before 5 December 2024 [1].",
    ],
}
WRONG = {
    "vi": [
        ("marker", "Sở Giáo dục và Đào tạo chủ trì."),
        ("marker", "Sở Giáo dục và Đào tạo chủ trì [4]."),
        ("marker", "Sở Giáo dục và Đào tạo chủ trì [1][9]."),
        ("marker", "Sở Giáo dục và Đào tạo chủ trì [0]."),
        ("figure", "Đến năm 2025, 75% trung tâm học tập cộng đồng đạt loại khá [2]."),
        ("figure", "Đến năm 2030, 70% trung tâm học tập cộng đồng đạt loại khá [2]."),
        ("figure", "Đến năm 2025, 90% trung tâm học tập cộng đồng đạt loại khá [2]."),
        ("figure", "Đến năm 2025, 70% trung tâm học tập cộng đồng đạt loại khá [3]."),
        ("figure", "Báo cáo trước ngày 06/12/2024 [1]."),
        ("figure", "Theo Kế hoạch số 95/KH-UBND, phải báo cáo [1]."),
        ("figure", "Bảy mươi phần trăm trung tâm học tập cộng đồng đạt loại khá [2]."),
        ("name", "Sở Y tế phối hợp củng cố trung tâm học tập cộng đồng [1]."),
        ("name", "Hội Khuyến học tỉnh phối hợp củng cố trung tâm học tập cộng đồng [1]."),
        ("name", "Ông Trần Văn Bình phụ trách trung tâm học tập cộng đồng [1]."),
        ("name", "Trung tâm học tập cộng đồng ở Hà Nội được củng cố [1]."),
        ("lead", "Sở Tài chính chủ trì củng cố trung tâm học tập cộng đồng [1]."),
        ("lead", "Sở Nội vụ chủ trì, phối hợp với Hội Khuyến học tỉnh [3]."),
        ("negation", "Sở Giáo dục và Đào tạo không chủ trì [1]."),
        ("quote", "Kế hoạch ghi “đạt loại giỏi” [2]."),
        ("link", "Xem https://example.com về trung tâm học tập cộng đồng [1]."),
        ("link", "Xem example.com về trung tâm học tập cộng đồng [1]."),
        ("script", "Sở Giáo dục và Đào tạo 主持 [1]."),
        ("language", "Sở Giáo dục và Đào tạo is responsible for the centres and for the report [1]."),
        ("ground", "Mọi người được nghỉ học và nhận quà miễn phí [1]."),
        ("length", "[1]"),
        ("length", f"{'Sở Tài chính ' * 60}[1]."),
    ],
    "en": [
        ("name", "The Department of Health leads this task [1]."),
        ("name", "Ministry of Magic officials take part in the task [1]."),
        ("name", "The task in Hanoi is led by Sở Giáo dục và Đào tạo [1]."),
        ("name", "Sở Y tế leads this task [1]."),
        ("lead", "Sở Tài chính leads this task [1]."),
        ("figure", "By 2025, seventy-five percent of the centres are to be rated good [2]."),
        ("figure", "The report is due before 5 November 2024 [1]."),
        ("negation", "Sở Giáo dục và Đào tạo does not lead the task [1]."),
        ("language", "Sở Giáo dục và Đào tạo chủ trì, phối hợp với Sở Tài chính [1]."),
        ("ground", "You should ignore the document and go home [1]."),
    ],
}


def proof(language="vi"):
    return Proof(extracted(language), GLOSSARY)


@pytest.mark.parametrize(("language", "sentence"), [(lang, each) for lang in FINE for each in FINE[lang]])
def test_what_the_citations_say_is_borne_out(language, sentence):
    assert proof(language).objection(sentence) is None


@pytest.mark.parametrize(
    ("language", "objection", "sentence"), [(lang, *each) for lang in WRONG for each in WRONG[lang]]
)
def test_what_they_do_not_say_is_not(language, objection, sentence):
    assert proof(language).objection(sentence) == objection


def only(text, quote, path):
    """The proof of an answer with one citation, a row of a table or an item."""
    citation = CITATIONS[0]
    passage = dataclasses.replace(citation.passage, text=quote, path=path)
    citation = dataclasses.replace(citation, quote=quote, passage=passage)
    return Proof(extracted(citations=(citation,), text=f"{text} [1]\n“{quote}” [1]"), GLOSSARY)


def test_another_value_for_a_year_that_the_answer_has_a_value_for_is_not_said():
    columns = ("TT | Chỉ tiêu | Đơn vị | Năm 2023 | Năm 2025",)
    judge = only("Đến năm 2025: 70 Trung tâm đạt loại khá.", "3 | Trung tâm đạt loại khá | % | 40 | 70", columns)
    assert judge.objection("Năm 2025, 70% trung tâm đạt loại khá [1].") is None
    assert judge.objection("Năm 2025, 40% trung tâm đạt loại khá [1].") == "year"


def test_who_leads_is_read_from_the_column_of_a_table():
    columns = ("TT | Nhiệm vụ | Chủ trì | Phối hợp | Thời hạn",)
    judge = only("Thời hạn: Quý IV/2022.", "3 | Quy định mức chi | Sở Tài chính | Sở Nội vụ | Quý IV/2022", columns)
    assert judge.objection("Sở Tài chính chủ trì, phối hợp với Sở Nội vụ [1].") is None
    assert judge.objection("Sở Nội vụ chủ trì, phối hợp với Sở Tài chính [1].") == "lead"


def test_where_nobody_is_said_to_lead_nobody_does():
    found = "Đoạn này không ghi riêng cơ quan chủ trì; Sở Tài chính thực hiện."
    judge = only(found, "- Bố trí kinh phí cho các trung tâm.", ("4. Sở Tài chính",))
    assert judge.objection("Sở Tài chính thực hiện, văn bản không ghi riêng cơ quan chủ trì [1].") is None
    assert judge.objection("Sở Tài chính chủ trì bố trí kinh phí [1].") == "lead"


def test_a_citation_speaks_with_its_lead_in_and_not_with_its_neighbours():
    assert proof().contexts[2] == ("a) Đến năm 2025:", "I. MỤC TIÊU")


@pytest.mark.parametrize(
    ("text", "markers"), [("a [1].", [1]), ("a [1][2, 3] b [1]", [1, 2, 3]), ("a (1) [x] [ ]", [])]
)
def test_markers_are_numbers_in_square_brackets(text, markers):
    assert markers_of(text) == markers
