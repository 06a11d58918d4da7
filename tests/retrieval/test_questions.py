"""Facts as questions, and which words of a fact make one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.questions import of_fact, of_header, shortened
from retrieval.types import Assignment, Deadline, Target
from tests.retrieval.builders import a_document
from tests.retrieval.sample_library import GLOSSARY, PATIENT

PLAN = a_document("d1", number="43/KH-UBND", place="Lạng Sơn")
LEAD = Assignment("Sở Tài chính", "lead", (), "phát triển trung tâm học tập cộng đồng.", "q", "p")
RATE = Target("công dân đạt danh hiệu công dân học tập", "40%", 40.0, "=", "%", "2025", None, "q", "p")
DUE = Deadline(None, "Kế hoạch dạy nghề cho lao động nông thôn", "2022-03-31", "31/3/2022", None, "q", "p")


@pytest.mark.parametrize(
    ("fact", "language", "question"),
    [
        (LEAD, "vi", "Ai chủ trì phát triển trung tâm học tập cộng đồng ở Lạng Sơn?"),
        (LEAD, "en", "Who leads the community learning centre task in Lạng Sơn?"),
        (RATE, "vi", "Chỉ tiêu công dân đạt danh hiệu công dân học tập đến năm 2025 ở Lạng Sơn là bao nhiêu?"),
        (RATE, "en", "What is the target for learning citizen by 2025 in Lạng Sơn?"),
        (DUE, "vi", "Hạn của kế hoạch dạy nghề cho lao động nông thôn ở Lạng Sơn là khi nào?"),
    ],
)
def test_a_fact_asks_for_itself_and_names_its_place(fact, language, question):
    assert of_fact(fact, PLAN, language, GLOSSARY).question == question


def test_a_task_too_long_to_ask_for_is_asked_by_its_body():
    long = Assignment("Sở Tài chính", "lead", (), "xây dựng " + "cơ chế chính sách tài chính bền vững " * 4, "q", "p")
    assert of_fact(long, PLAN, "vi", GLOSSARY).question == "Sở Tài chính phải làm gì ở Lạng Sơn?"
    assert "must the Department of Finance do in Lạng Sơn?" in of_fact(long, PLAN, "en", GLOSSARY).question


def test_a_document_without_a_place_is_named_by_its_number():
    circular = a_document("d1", kind="Thông tư", number="24/2025/TT-BCT", place=None, issuer="Bộ Công Thương")
    assert of_fact(LEAD, circular, "vi", GLOSSARY).question.endswith("theo Thông tư số 24/2025/TT-BCT?")


def test_one_without_both_is_not_asked_about():
    nameless = a_document("d1", number=None, place=None, issuer=None)
    assert of_fact(LEAD, nameless, "vi", GLOSSARY) is None
    assert list(of_header(nameless, "vi")) == []


@pytest.mark.parametrize(
    ("said", "phrase"),
    [
        ("- Bố trí kinh phí hằng năm; hướng dẫn mức chi.", "bố trí kinh phí hằng năm"),
        ("xây dựng kho học liệu mở để phục vụ việc tự học", "xây dựng kho học liệu mở"),
        ("UBND tỉnh ban hành chính sách giáo viên biệt phái", "UBND tỉnh ban hành chính sách giáo viên biệt phái"),
        ("của Ban Chỉ đạo;", None),
        ("Thôn Khê Sơn Thượng", None),
        ("triển khai thực hiện Kế hoạch này.", None),
        ("Đề án “Xây dựng kho học liệu mở”", None),
        ("", None),
    ],
)
def test_a_clause_is_asked_for_or_nothing(said, phrase):
    assert shortened(said) == phrase


def test_what_is_measured_is_never_cut():
    assert shortened("trẻ em mầm non; học sinh phổ thông", whole=True) == "trẻ em mầm non; học sinh phổ thông"


@PATIENT
@given(st.text(max_size=150))
def test_any_words_make_a_short_phrase_or_none(text):
    assert len(shortened(text) or "") <= 60
