"""The answerer itself: what it promises whatever the library holds."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.app import open_application
from retrieval.answering import Answerer
from retrieval.config import AnsweringConfig, RetrievalConfig
from retrieval.index import Index
from retrieval.library import Library
from retrieval.retriever import Retriever
from retrieval.types import Answer
from retrieval.verification import figures_supported
from tests.fakes.embedder import HashingEmbedder
from tests.retrieval.builders import a_document, a_reading, publish
from tests.retrieval.sample_library import GAZETTEER, GLOSSARY, PATIENT, TODAY, open_samples, settings

HALF_A_LETTER = "\ud83d"
"""JSON can carry half of an emoji."""

ODD = [
    "",
    " ",
    "\n\t",
    "?",
    "...",
    "[1]",
    "🙂🙂🙂",
    "\x00\x01\x1b[31m",
    "\u200b\u202e\ufeff",
    "<script>alert('x')</script>",
    "<b>Ai chủ trì</b> &amp; ai phối hợp?",
    "'; DROP TABLE versions; --",
    "{question} %s %(a)s \\",
    "NEAR(a b) AND title:* OR (",
    "Ai chủ trì? " * 800,
    "a" * 10_000,
    "1" * 10_000,
    "ặ" * 3_000,  # one word
    "e\u0302\u0301" * 500,
    "2021-2025 " * 300,
    "Kế hoạch số 94/KH-UBND " * 300,
    "ở Lam Giang " * 20,
    HALF_A_LETTER,
]


def invariants(answer: Answer) -> None:
    """What holds for every answer."""
    assert isinstance(answer, Answer)
    assert answer.text.strip()
    assert len(answer.citations) <= 6
    assert 0 <= answer.confidence <= 1
    assert answer.answered == (answer.kind != "refusal")
    assert [citation.marker for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert all(citation.quote in citation.passage.text for citation in answer.citations)
    assert not answer.answered or figures_supported(answer.text, answer.citations)


@pytest.fixture(scope="module")
def answerer(samples):
    with open_samples(samples) as application:
        yield application.answerer()


@pytest.fixture
def small(tmp_path):
    """An answerer over a library of its own, and a way to publish into it."""
    embedder = HashingEmbedder()
    with (
        Library.open(tmp_path, create=True) as library,
        Index(library, embedder, tmp_path / "index") as index,
    ):
        retriever = Retriever(library, index, embedder, RetrievalConfig())

        def add(reading):
            publish(library, reading, embedder)
            index.follow()

        yield (
            Answerer(
                library,
                retriever,
                index=index,
                glossary=GLOSSARY,
                gazetteer=GAZETTEER,
                config=AnsweringConfig(refuse_below=0.2),
                today=lambda: TODAY,
            ),
            add,
        )


class TestAnyText:
    @pytest.mark.parametrize("question", ODD, ids=range(len(ODD)))
    def test_of_these_kinds_is_answered_or_refused(self, answerer, question):
        invariants(answerer.answer(question))

    @pytest.mark.parametrize("question", ODD, ids=range(len(ODD)))
    def test_of_these_kinds_may_stand_in_the_history(self, answerer, question):
        invariants(answerer.answer("Còn năm 2030 thì sao?", [question]))

    @PATIENT
    @given(st.text(max_size=200), st.lists(st.text(max_size=60), max_size=2))
    @example("Còn Châu Lĩnh?", ["\x00"])
    def test_is_answered_or_refused(self, answerer, question, history):
        invariants(answerer.answer(question, history))

    @PATIENT
    @given(
        st.lists(
            st.sampled_from(
                "ai chủ trì ký bao nhiêu trước ngày nào căn cứ thay thế quyết định kế hoạch 2764 94/KH-UBND năm "
                "2030 2021-2025 ở Lam Giang Châu Lĩnh Hà Nội TTHTCĐ công dân học tập Sở Tài chính phải làm gì "
                "so sánh who leads the plan of".split()
            ),
            min_size=1,
            max_size=12,
        ).map(" ".join)
    )
    def test_of_the_words_of_the_trade_keeps_the_promises(self, answerer, question):
        invariants(answerer.answer(question))

    @pytest.mark.parametrize("question", ["", "?", "🙂", "1 2 3", "\x00"])
    def test_without_a_word_in_it_is_asked_for_again(self, answerer, question):
        answer = answerer.answer(question)
        assert "Đã tìm trong" not in answer.text
        assert "?" in answer.text

    def test_beyond_two_thousand_characters_is_not_read(self, answerer):
        question = "Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng ở Châu Lĩnh?"
        assert answerer.answer(question + " " * 2_000 + "Hà Nội").citations == answerer.answer(question).citations


class TestPlaces:
    LEADS = "Sở Giáo dục và Đào tạo chủ trì mở lớp xóa mù chữ cho người lớn."

    @pytest.mark.parametrize(
        ("region", "day", "question", "note"),
        [
            ("Bến Tre", "2022-03-01", "Ai chủ trì mở lớp xóa mù chữ ở Vĩnh Long?", "Bến Tre nay thuộc Vĩnh Long."),
            ("Vĩnh Long", "2025-09-01", "Ai chủ trì mở lớp xóa mù chữ ở Bến Tre?", "Bến Tre nay thuộc Vĩnh Long."),
            ("Sơn La", "2022-03-01", "Ai chủ trì mở lớp xóa mù chữ ở huyện Mai Sơn?", None),
            ("Sơn La", "2022-03-01", "Ai chủ trì mở lớp xóa mù chữ ở Sơn La?", None),
        ],
    )
    def test_find_the_documents_that_hold_for_them(self, small, region, day, question, note):
        answerer, add = small
        issued_on = datetime.date.fromisoformat(day)
        document = a_document(place=region, issuer=f"Ủy ban nhân dân tỉnh {region}", issued_on=issued_on)
        add(a_reading(document, [self.LEADS]))
        answer = answerer.answer(question)
        assert [citation.document.region for citation in answer.citations] == [region]
        assert ("nay thuộc" in answer.text) == (note is not None)
        assert (note or "") in answer.text

    @pytest.mark.parametrize(
        "question", ["Ai chủ trì mở lớp xóa mù chữ ở huyện Kỳ Sơn?", "ai chu tri mo lop xoa mu chu o huyen ky son"]
    )
    def test_of_another_province_are_refused(self, small, question):
        answerer, add = small
        add(a_reading(a_document(place="Sơn La", issuer="Ủy ban nhân dân tỉnh Sơn La"), [self.LEADS]))
        answer = answerer.answer(question)
        assert not answer.citations
        assert "không có văn bản nào của Kỳ Sơn" in answer.text

    def test_of_an_old_document_do_not_hold_for_what_was_merged_later(self, small):
        answerer, add = small
        document = a_document(place="Vĩnh Long", issued_on=datetime.date(2021, 8, 2))
        add(a_reading(document, [self.LEADS]))
        assert not answerer.answer("Ai chủ trì mở lớp xóa mù chữ ở Bến Tre?").answered


class TestConversations:
    def test_show_the_whole_passage_of_a_part_that_is_asked_for(self, answerer):
        asked = "Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng?"
        first = answerer.answer(asked)
        answer = answerer.answer("ý 2 cụ thể là gì", [asked])
        assert [citation.quote for citation in answer.citations] == [first.citations[1].passage.text]
        assert answer.understood_as == "Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng – ý 2"

    def test_go_on_from_what_was_typed_and_not_from_the_marks_that_are_shown(self, answerer):
        answer = answerer.answer("the con chau linh", ["ai chu tri xoa mu chu o lam giang"])
        assert answer.resolved == "ai chu tri xoa mu chu o chau linh"
        assert answer.understood_as == "ai chủ trì xóa mù chữ ở Châu Lĩnh"


class TestWhatAnAnswerCarries:
    def test_the_question_as_asked_in_one_line(self, answerer):
        assert answerer.answer("  Ai\nký   Kế hoạch 94? ").question == "Ai ký Kế hoạch 94?"

    def test_how_a_follow_up_was_understood(self, answerer):
        answer = answerer.answer("Thế còn Châu Lĩnh?", ["Ai chủ trì xóa mù chữ ở Lam Giang?"])
        assert answer.understood_as == "Ai chủ trì xóa mù chữ ở Châu Lĩnh?"

    def test_nothing_understood_where_nothing_was_filled_in(self, answerer):
        assert answerer.answer("Ai ký Kế hoạch 94?", ["Ai chủ trì?"]).understood_as is None

    def test_the_language_of_the_question(self, answerer):
        assert answerer.answer("Who leads the task of the centres?").language == "en"
        assert answerer.answer("ai ky ke hoach 94").language == "vi"


class TestFind:
    QUESTION = "Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng ở Châu Lĩnh?"

    def test_gives_passages_best_first(self, answerer):
        scores = [hit.score for hit in answerer.find(self.QUESTION)]
        assert scores[0] == 1.0
        assert scores == sorted(scores, reverse=True)

    def test_holds_every_passage_that_the_answer_cites(self, answerer):
        found = {hit.passage.id for hit in answerer.find(self.QUESTION, limit=80)}
        assert {citation.passage.id for citation in answerer.answer(self.QUESTION).citations} <= found

    def test_looks_only_in_documents_of_the_place_that_is_named(self, answerer):
        assert {hit.document.region for hit in answerer.find(self.QUESTION)} == {"Châu Lĩnh"}

    def test_makes_a_follow_up_whole(self, answerer):
        whole = answerer.find("Ai chủ trì xóa mù chữ ở Châu Lĩnh?")
        assert answerer.find("Thế còn Châu Lĩnh?", ["Ai chủ trì xóa mù chữ ở Lam Giang?"]) == whole

    def test_gives_no_more_than_the_limit(self, answerer):
        assert len(answerer.find(self.QUESTION, limit=2)) == 2

    @pytest.mark.parametrize("question", ODD, ids=range(len(ODD)))
    def test_takes_any_text(self, answerer, question):
        assert all(0 <= hit.score <= 1 for hit in answerer.find(question))

    def test_of_an_empty_library_gives_nothing(self, small):
        assert small[0].find(self.QUESTION) == []


class TestLibraries:
    def test_an_empty_one_says_that_nothing_was_read_yet(self, tmp_path):
        with open_application(settings(tmp_path / "data"), create=True) as application:
            answer = application.answerer().answer("Ai chủ trì xóa mù chữ?")
        assert (answer.kind, answer.citations, answer.suggestions) == ("refusal", (), ())

    def test_what_is_published_later_is_answered_from_at_once(self, small):
        answerer, add = small
        assert not answerer.answer("Trung tâm có con dấu riêng không?").answered
        add(a_reading("d1", ["Trung tâm có con dấu riêng."]))
        assert answerer.answer("Trung tâm có con dấu riêng không?").citations[0].quote == "Trung tâm có con dấu riêng."

    def test_a_version_that_was_replaced_never_answers_again(self, small):
        answerer, add = small
        add(a_reading("d1", ["Trung tâm có con dấu riêng."]))
        add(a_reading("d1", ["Trung tâm có con dấu riêng và tài khoản."]))
        quotes = [citation.quote for citation in answerer.answer("Trung tâm có con dấu riêng không?").citations]
        assert quotes == ["Trung tâm có con dấu riêng và tài khoản."]

    def test_documents_are_listed_newest_first(self, answerer):
        dates = [document.issued_on for document in answerer.documents() if document.issued_on]
        assert dates == sorted(dates, reverse=True)

    def test_two_documents_that_say_the_same_are_both_cited(self, small):
        answerer, add = small
        for name in ("d1", "d2"):
            add(a_reading(a_document(name), ["Trung tâm có con dấu riêng."]))
        answer = answerer.answer("Trung tâm có con dấu riêng không?")
        assert {citation.document.id for citation in answer.citations} == {"d1", "d2"}


class TestThreads:
    def test_many_at_once_get_the_answers_of_one_after_the_other(self, answerer):
        questions = [
            f"Ai chủ trì xóa mù chữ ở {place} năm {year}?"
            for place in ("Lam Giang", "Châu Lĩnh")
            for year in (2025, 2030)
        ]
        alone = [answerer.answer(question) for question in questions]
        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(answerer.answer, questions * 3)) == alone * 3
