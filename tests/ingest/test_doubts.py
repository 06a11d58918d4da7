"""What a receipt warns of."""

import dataclasses

import pytest

from ingest.doubts import doubtful_words, doubts_of_source, find_doubts
from ingest.pipeline import understand
from retrieval.types import Span
from tests.conftest import SAMPLES
from tests.ingest.documents import PLAN, source
from tests.ingest.test_counting import decision

LONG = "Thư viện tỉnh bố trí sách và phòng đọc cho người dân ở mọi xã, phường trong tỉnh và báo cáo kết quả. " * 2


def doubts(text):
    (reading,) = understand(source(text))
    return "; ".join(find_doubts(reading))


def whole(text):
    """`text` with enough in it that nobody doubts that it was read."""
    return text.replace("Khuyến khích người dân đọc sách.", f"Khuyến khích người dân đọc sách. {LONG}")


def articles(*numbers):
    return decision("".join(f"Điều {number}. {LONG}\n" for number in numbers))


class TestHeader:
    def test_a_document_with_all_its_parts_is_not_doubted(self):
        assert doubts(whole(PLAN)) == ""

    @pytest.mark.parametrize(
        ("printed", "left", "doubt"),
        [
            ("37/KH-UBND", "      /KH-UBND", "the number is blank"),
            ("ngày 05 tháng 3 năm 2024", "ngày     tháng    năm 2024", "the date is blank or incomplete"),
            ("Trần Thị Mai", "", "no signer was found"),
        ],
    )
    def test_what_is_left_blank_is_told(self, printed, left, doubt):
        assert doubts(whole(PLAN).replace(printed, left)) == doubt

    def test_a_plan_issued_with_a_decision_needs_no_number_of_its_own(self):
        path = SAMPLES / "06-quyet-dinh-27-2023-quy-che-trung-tam-hoc-tap-cong-dong.txt"
        _, attached = understand(source(path.read_text("utf-8")))
        assert find_doubts(attached) == ()

    def test_the_symbol_of_another_kind_is_told(self):
        assert "the symbol of 37/QĐ-UBND is that of a Quyết định" in doubts(whole(PLAN).replace("37/KH", "37/QĐ"))

    def test_the_year_in_the_number_and_that_of_the_date_must_agree(self):
        text = articles(1, 2, 3).replace("37/QĐ-UBND", "37/2023/QĐ-UBND")
        assert doubts(text) == "the number 37/2023/QĐ-UBND is of 2023, the date of 2024"

    def test_a_legal_basis_from_the_future_is_told(self):
        text = whole(PLAN).replace("ngày 01/02/2024", "ngày 01/02/2026")
        assert "it cites 112/QĐ-TTg of 2026-02-01, which is later than its own date" in doubts(text)


class TestArticles:
    @pytest.mark.parametrize(
        ("numbers", "doubt"),
        [
            ((1, 2, 3), ""),
            ((1, 2, 4), "Điều 3 of 4 is missing"),
            ((2, 3, 6), "Điều 1, 4, 5 of 6 are missing"),
            ((1, 3, 2, 4), "articles are out of order: Điều 2 comes too late"),
            ((1, 2, 2, 3), "Điều 2 stands twice"),
        ],
    )
    def test_the_count_must_be_whole(self, numbers, doubt):
        assert doubts(articles(*numbers)) == doubt


class TestSource:
    def test_a_text_that_is_hardly_there_is_told(self):
        assert "check that the whole text was read" in doubts(PLAN)

    def test_what_the_reader_said_comes_first(self):
        told = dataclasses.replace(source(PLAN), warnings=("page 2 is only a picture",))
        assert doubts_of_source(told, understand(told)) == ("page 2 is only a picture",)

    def test_words_of_ocr_are_shown_with_their_pages_figures_first(self):
        text = whole(PLAN)
        spans = tuple(Span(text.index(word), text.index(word) + len(word)) for word in ("Khuyến", "112/QĐ-TTg"))
        read = dataclasses.replace(source(text), doubtful=spans, pages=(0, text.index("II. TỔ CHỨC")))
        words = doubtful_words(read)
        assert {(word.word, word.page) for word in words} == {("Khuyến", 1), ("112/QĐ-TTg", 1)}
        first, second = doubts_of_source(read, understand(read))
        assert first == "2 words that OCR is not sure of, such as “112/QĐ-TTg” (p. 1), “Khuyến” (p. 1)"
        assert second == "1 fact rests on such words; compare with the page"

    def test_a_doubtful_number_of_the_document_is_told(self):
        at = PLAN.index("37/KH-UBND")
        read = dataclasses.replace(source(PLAN), doubtful=(Span(at, at + 10),))
        assert "OCR is not sure of “37/KH-UBND” in the number 37/KH-UBND" in doubts_of_source(read, understand(read))

    def test_text_that_no_document_holds_is_told(self):
        read = source(whole(PLAN) + "\nTin liên quan\n" + "Tỉnh khai mạc tuần lễ văn hóa.\n" * 200)
        assert any("of the text of the file stands in its documents" in doubt for doubt in doubts_of_source(read, ()))
