"""What a refusal offers: questions that are answered, of the place that was asked for or naming their own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import open_application
from retrieval.references import number_spans
from retrieval.text import fold, letters
from tests.retrieval.sample_library import PATIENT, PLACES, open_samples, settings

REFUSED = [
    "xin chào",
    "Giá vàng hôm nay là bao nhiêu?",
    "Thời tiết ngày mai ở Lam Giang thế nào?",
    "Học phí trường mầm non ở Lam Giang là bao nhiêu?",
    "Số điện thoại của Phòng Văn hóa - Xã hội xã Nậm Vân?",
    "Sở Y tế Lam Giang phải làm gì?",
    "Năm 2040 Lam Giang có bao nhiêu phần trăm công dân học tập?",
    "Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng ở Hà Nội?",
    "Quyết định số 9999/QĐ-UBND ban hành ngày nào?",
    "Kế hoạch 68/KH-UBND nói gì về bệnh viện?",
    "How many hospitals are there in Chau Linh?",
    "Who won the football match of the province?",
    "Who leads the community learning centre task in Hanoi?",
]


@pytest.fixture(scope="module")
def ask(samples):
    with open_samples(samples) as application:
        yield application.answerer().answer


def same(text):
    return letters(fold(text))


class TestOffers:
    @pytest.mark.parametrize("question", REFUSED)
    def test_there_are_two_or_three(self, ask, question):
        assert not ask(question).answered
        assert len(ask(question).suggestions) in {2, 3}

    @pytest.mark.parametrize("question", REFUSED)
    def test_each_is_answered(self, ask, question):
        assert all(ask(offer).answered for offer in ask(question).suggestions)

    @pytest.mark.parametrize("question", REFUSED)
    def test_each_names_the_place_or_document_it_is_answered_from(self, ask, question):
        for offer in ask(question).suggestions:
            for citation in ask(offer).citations:
                assert same(citation.document.region) in same(offer) or number_spans(offer)

    @pytest.mark.parametrize("place", PLACES)
    def test_a_place_with_documents_is_kept(self, ask, place):
        offers = ask(f"Học phí trường mầm non ở {place} là bao nhiêu?").suggestions
        assert offers
        assert all(place in offer for offer in offers)

    @pytest.mark.parametrize("question", REFUSED)
    def test_none_is_the_question_again_or_twice(self, ask, question):
        offers = [same(offer) for offer in ask(question).suggestions]
        assert same(question) not in offers
        assert len(set(offers)) == len(offers)

    @pytest.mark.parametrize("question", REFUSED)
    def test_each_is_short_and_in_the_language_of_the_question(self, ask, question):
        answer = ask(question)
        assert all(len(offer) <= 90 for offer in answer.suggestions)
        assert {ask(offer).language for offer in answer.suggestions} == {answer.language}

    def test_the_same_is_asked_of_places_that_have_documents(self, ask):
        offers = ask("Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng ở tỉnh Hà Giang?").suggestions
        assert "Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng ở Châu Lĩnh?" in offers

    def test_a_question_on_a_document_gets_questions_on_documents(self, ask):
        offers = ask("Quyết định số 9999/QĐ-UBND ban hành ngày nào?").suggestions
        assert all(number_spans(offer) for offer in offers)

    def test_other_nonsense_gets_other_questions(self, ask):
        assert len({ask(question).suggestions for question in ("xin chào", "asdf qwer", "hát đi em", "ngủ ngon")}) > 1

    def test_without_tone_marks_it_still_offers_questions_with_them(self, ask):
        assert any(fold(offer) != offer.lower() for offer in ask("hoc phi mam non o lam giang bao nhieu").suggestions)

    @PATIENT
    @given(st.text(max_size=40))
    def test_whatever_is_refused_offers_what_is_answered(self, ask, question):
        answer = ask(question)
        assert answer.answered or all(ask(offer).answered for offer in answer.suggestions)


class TestSearched:
    def test_many_are_counted_by_kind_and_place(self, ask):
        assert "11 văn bản (5 kế hoạch, 4 quyết định" in ask("Giá vàng hôm nay là bao nhiêu?").text
        assert "của Lam Giang, Châu Lĩnh, Nậm Vân, Vân Khê" in ask("Giá vàng hôm nay là bao nhiêu?").text

    def test_few_are_named(self, ask):
        text = ask("Học phí trường mầm non ở Châu Lĩnh là bao nhiêu?").text
        assert text.endswith("Đã tìm trong: Kế hoạch số 203/KH-UBND ngày 30/11/2021 (Châu Lĩnh).")

    def test_in_english_too(self, ask):
        assert "Searched 11 documents (5 plans, 4 decisions" in ask("Who won the football match?").text

    def test_an_empty_library_offers_nothing(self, tmp_path):
        with open_application(settings(tmp_path), create=True) as application:
            assert application.answerer().answer("Giá vàng?").suggestions == ()


class TestPlaces:
    QUESTION = "Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng?"

    def test_evidence_of_several_is_told_place_by_place(self, ask):
        answer = ask(self.QUESTION)
        regions = [citation.document.region for citation in answer.citations]
        assert answer.text.startswith("Câu hỏi không nêu nơi nào")
        assert sorted(regions, key=regions.index) == [
            place for place in dict.fromkeys(regions) for _ in range(regions.count(place))
        ]

    def test_each_narrower_question_is_answered_from_its_place(self, ask):
        for offer in ask(self.QUESTION).suggestions:
            regions = {citation.document.region for citation in ask(offer).citations}
            assert len(regions) == 1
            assert regions.pop() in offer

    @pytest.mark.parametrize("question", [f"{QUESTION[:-1]} ở Châu Lĩnh?", "Ai ký Kế hoạch 94/KH-UBND?"])
    def test_nothing_is_narrowed_where_one_place_answers(self, ask, question):
        assert ask(question).suggestions == ()
        assert "không nêu nơi nào" not in ask(question).text
