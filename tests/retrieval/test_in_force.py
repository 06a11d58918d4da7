"""Whether a document stands on a day: its own period, the day it counts from, what later ones did to it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.in_force import own_period, stands, with_standing
from retrieval.types import Citation
from retrieval.verification import figures_supported
from tests.fakes.answerer import a_citation, a_refusal, an_answer
from tests.retrieval.builders import a_document, a_passage
from tests.retrieval.sample_library import PATIENT, open_samples

TODAY = dt.date(2026, 3, 1)
EARLY = dt.date(2014, 1, 1)


def a_plan(title, **changes):
    return a_document(**({"title": title, "issued_on": EARLY} | changes))


class TestOwnPeriod:
    @pytest.mark.parametrize(
        ("title", "years", "last"),
        [
            ("Xây dựng xã hội học tập giai đoạn 2014 - 2020 huyện A", "2014-2020", (2020, 12, 31)),
            ("Chuyển đổi số GIAI ĐOẠN 2023-2025, ĐỊNH HƯỚNG ĐẾN NĂM 2030", "2023-2025", (2025, 12, 31)),
            ("Thực hiện Đề án “Phát triển đào tạo từ xa giai đoạn 2015 – 2020”", "2015-2020", (2020, 12, 31)),
            ("Cải cách hành chính năm 2024", "2024", (2024, 12, 31)),
            ("Phát triển du lịch đến năm 2020, tầm nhìn 2030", "2020", (2020, 12, 31)),
            ("Hỗ trợ nhà ở từ năm 2022 đến hết năm 2025", "2022-2025", (2025, 12, 31)),
            ("Nâng cao chất lượng trung tâm năm học 2025 - 2026", "2025-2026", (2026, 8, 31)),
            ("Thực hiện Chương trình mục tiêu quốc gia giai đoạn 2021-2025 năm 2024", "2024", (2024, 12, 31)),
            ("Đầu tư công giai đoạn 2021-2025 và năm 2022", "2021-2025", (2025, 12, 31)),
        ],
    )
    def test_is_that_of_the_title(self, title, years, last):
        period = own_period(a_plan(title))
        assert (period.years, period.last) == (years, dt.date(*last))

    @pytest.mark.parametrize(
        "title",
        [
            "Xây dựng xã hội học tập",
            "Thực hiện Nghị quyết số 63-NQ/TU ngày 29/12/2021 của Tỉnh ủy",
            "Thực hiện Quyết định số 12/2020/QĐ-TTg ngày 03 tháng 4 năm 2020",
            "Triển khai thi hành Luật Đất đai năm 2024",
            "Tổng kết Đề án giai đoạn 2016-2020",
            "Hỗ trợ nhà ở từ năm 2022",
            "Phát triển du lịch, tầm nhìn đến năm 2030",
            "",
        ],
    )
    def test_is_not_guessed(self, title):
        assert own_period(a_plan(title)) is None

    @pytest.mark.parametrize("kind", ["Báo cáo", "Thông báo", "Luật", "Công văn"])
    def test_only_what_plans_has_one(self, kind):
        assert own_period(a_plan("Kế hoạch năm 2024", kind=kind)) is None

    def test_a_decision_has_one_where_it_is_about_a_plan(self):
        assert own_period(a_plan("Ban hành Kế hoạch năm 2024", kind="Quyết định"))
        assert own_period(a_plan("Công nhận trường đạt chuẩn năm 2024", kind="Quyết định")) is None

    def test_one_that_was_over_before_the_document_was_issued_is_not_its_own(self):
        assert own_period(a_plan("Rà soát giai đoạn 2016-2020", issued_on=dt.date(2021, 3, 1))) is None

    @PATIENT
    @given(st.text(max_size=80))
    def test_of_any_title_is_its_own_words(self, title):
        period = own_period(a_plan(f"Kế hoạch {title} giai đoạn 2021 - 2025 {title}"))
        assert period is None or period.last.year >= EARLY.year


class TestStands:
    @pytest.mark.parametrize(
        ("changes", "state", "told"),
        [
            ({}, "current", "hiện hành"),
            ({"title": "Kế hoạch năm 2025"}, "over", "năm 2025"),
            ({"title": "Kế hoạch năm 2026"}, "current", "hiện hành"),
            ({"status": "amended", "status_note": "Quyết định số 9/QĐ-UBND"}, "amended", "số 9/QĐ-UBND"),
            ({"status": "replaced", "status_note": "Quyết định số 9/QĐ-UBND"}, "replaced", "số 9/QĐ-UBND"),
            ({"effective_from": dt.date(2026, 7, 1)}, "pending", "01/07/2026"),
            ({"effective_from": TODAY}, "current", "hiện hành"),
        ],
    )
    def test_on_a_day(self, changes, state, told):
        found, said = stands(a_plan(**({"title": "Kế hoạch"} | changes)), today=TODAY, language="vi")
        assert (found, told in said) == (state, True)

    def test_until_what_replaces_it_counts(self):
        changed = {"status": "replaced", "status_note": "Quyết định số 9/QĐ-UBND", "status_from": dt.date(2026, 7, 1)}
        document = a_plan("Quy chế", kind="Quy chế", **changed)
        assert stands(document, today=dt.date(2026, 6, 30), language="vi")[0] == "current"
        assert "01/07/2026" in stands(document, today=dt.date(2026, 6, 30), language="vi")[1]
        assert stands(document, today=dt.date(2026, 7, 1), language="vi")[0] == "replaced"

    def test_both_is_said_where_it_was_amended_and_its_period_is_over(self):
        document = a_plan("Kế hoạch năm 2025", status="amended", status_note="Quyết định số 9/QĐ-UBND")
        state, said = stands(document, today=TODAY, language="vi")
        assert state == "over"
        assert "9/QĐ-UBND" in said
        assert "năm 2025" in said

    @pytest.mark.parametrize("day", [dt.date(2025, 12, 31), dt.date(2026, 1, 1)])
    def test_a_period_is_over_the_day_after_its_last(self, day):
        state, _ = stands(a_plan("Kế hoạch năm 2025"), today=day, language="vi")
        assert (state == "over") == (day.year == 2026)

    def test_in_english_too(self):
        _, said = stands(a_plan("Kế hoạch giai đoạn 2021 - 2025"), today=TODAY, language="en")
        assert "2021-2025" in said


class TestLines:
    def test_one_document_has_one_line(self):
        answer = with_standing(an_answer(citations=(a_citation(1), a_citation(2, "Sở Tài chính."))), today=TODAY)
        assert len(answer.standing) == 1
        assert answer.text.endswith(answer.standing[0].text)

    def test_several_are_named_in_the_order_of_the_citations(self):
        other = a_document("d2", title="Kế hoạch năm 2025")
        second = Citation(2, "x", a_passage("d2", 1, "x"), other)
        answer = with_standing(an_answer(citations=(a_citation(1), second)), today=TODAY)
        assert [(line.document_id, line.state) for line in answer.standing] == [("d1", "current"), ("d2", "over")]
        assert "d2/KH-SGDĐT" in answer.standing[1].text
        assert answer.standing[1].text.startswith("⚠")

    def test_a_refusal_has_none(self):
        assert with_standing(a_refusal(), today=TODAY) == a_refusal()

    def test_every_figure_in_them_is_vouched_for(self):
        citation = a_citation(
            title="Kế hoạch giai đoạn 2021 - 2025",
            status="amended",
            status_note="Quyết định số 9/QĐ-UBND ngày 05/03/2024",
            effective_from=dt.date(2027, 2, 3),
        )
        answer = with_standing(an_answer(citations=(citation,)), today=TODAY)
        assert answer.standing
        assert figures_supported(answer.standing[0].text, [citation])


@pytest.fixture(scope="module")
def documents(samples):
    with open_samples(samples) as application:
        yield {document.number: document for document in application.library.documents()}


class TestSamples:
    def test_the_day_a_decision_counts_from_is_read(self, documents):
        assert documents["1152/QĐ-UBND"].effective_from == dt.date(2024, 7, 1)

    def test_so_is_the_day_from_which_it_replaces_another(self, documents):
        assert documents["18/2014/QĐ-UBND"].status_from == dt.date(2023, 10, 1)

    def test_what_was_issued_with_a_decision_counts_from_its_day(self, samples):
        with open_samples(samples) as application:
            (regulation,) = [
                document
                for document in application.library.documents()
                if document.number is None and document.issued_with == "27/2023/QĐ-UBND"
            ]
        assert regulation.effective_from == dt.date(2023, 10, 1)

    def test_an_answer_says_it(self, samples):
        with open_samples(samples) as application:
            answer = application.answerer().answer("Ai ký Quyết định 2764/QĐ-UBND?")
        assert [standing.state for standing in answer.standing] == ["amended"]
        assert "1152/QĐ-UBND" in answer.standing[0].text

    def test_whether_a_plan_still_stands_tells_that_its_period_is_over(self, samples):
        with open_samples(samples) as application:
            late = application.answerer()
            late._today = lambda: dt.date(2026, 1, 1)
            answer = late.answer("Kế hoạch 68/KH-UBND còn hiệu lực không?")
        assert not answer.answered
        assert "2023 - 2025" in answer.text
