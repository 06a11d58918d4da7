"""Whether a statement names the bodies, schools and people that a question names."""

from __future__ import annotations

import pytest

from retrieval.asked_names import unnamed
from tests.retrieval.builders import a_statement
from tests.retrieval.sample_library import read

TASK = a_statement("Sở Nội vụ chủ trì xây dựng cơ sở dữ liệu.", "V. TỔ CHỨC THỰC HIỆN")
UNDER = a_statement("Chủ trì xây dựng cơ sở dữ liệu.", "2. Sở Xây dựng")


@pytest.mark.parametrize(
    "question", ["Sở Xây dựng được giao dự án nào?", "Dự án nào được giao cho Sở Xây dựng?", "Sở Xây dựng làm gì?"]
)
def test_another_body_than_was_asked_about_speaks_against_a_statement(question):
    assert unnamed(read(question), TASK) > 0


@pytest.mark.parametrize(
    "question",
    [
        "Sở Nội vụ được giao dự án nào?",
        "Ai báo cáo cho Sở Xây dựng?",
        "Trung tâm học tập cộng đồng được giao gì?",
        "so xay dung duoc giao du an nao",
    ],
)
def test_a_body_that_is_named_or_not_asked_what_it_does_speaks_for_nothing(question):
    assert unnamed(read(question), TASK) == 0


def test_a_body_may_be_named_by_the_heading():
    assert unnamed(read("Sở Xây dựng được giao dự án nào?"), UNDER) == 0


def test_a_school_that_is_not_named_speaks_against_a_statement():
    question = read("Trường THPT Phạm Văn Đồng tuyển bao nhiêu học sinh?")
    assert unnamed(question, a_statement("Toàn tỉnh tuyển 13.450 học sinh.")) > 0
    assert unnamed(question, a_statement("THPT Phạm Văn Đồng | 12 | 528")) == 0
