"""The two guards of an answer: verbatim quotes, and no figure or name without a source."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.types import Citation
from retrieval.verification import figures_supported, identity, is_verbatim, known_figures, names_supported
from tests.retrieval.builders import a_document, a_passage
from tests.retrieval.sample_library import PATIENT

TEXT = (
    "Đến năm 2025: 97,5% người biết chữ; 05/09 huyện đạt chuẩn; 1.200 lượt người\n"
    "Sở Tài chính báo cáo trước ngày 05/12."
)


def cited(
    text: str = TEXT, quote: str | None = None, path: tuple[str, ...] = ("II. MỤC TIÊU",), **document
) -> Citation:
    passage = a_passage("d1", 0, text, path)
    return Citation(1, text if quote is None else quote, passage, a_document("d1", **document))


class TestQuotes:
    @pytest.mark.parametrize(
        "quote",
        [TEXT, "97,5% người biết chữ", "1.200 lượt người\nSở Tài chính", "1.200 lượt  người Sở Tài chính"],
    )
    def test_of_the_passage_are_verbatim_white_space_aside(self, quote):
        assert is_verbatim(cited(quote=quote))

    @pytest.mark.parametrize(
        "quote",
        [
            "",
            "  ",
            "97.5% người biết chữ",
            "97,5% người biết đọc",
            "97,5% Người biết chữ",
            "người … huyện",
            f"{TEXT}.",
        ],
    )
    def test_with_anything_changed_are_not(self, quote):
        assert not is_verbatim(cited(quote=quote))

    def test_of_another_passage_are_not(self):
        citation = dataclasses.replace(cited(), passage=a_passage("d1", 1, "khác"))
        assert not is_verbatim(citation)


class TestFigures:
    @pytest.mark.parametrize(
        "sentence",
        [
            "Không có con số nào.",
            "Đến năm 2025: 97,5% người biết chữ.",
            "By 2025: 97.5%.",
            "5/9 huyện, tức 05/09 huyện.",
            "1.200 lượt người là 1200 lượt người.",
            "Thời hạn: ngày 5 tháng 12.",
            "97,5% [1]",
            "97,5% [99]",
        ],
    )
    def test_that_the_citation_holds_in_any_writing_may_be_said(self, sentence):
        assert figures_supported(sentence, [cited()])

    @pytest.mark.parametrize(
        "sentence",
        [
            "98%",
            "97,6%",
            "975%",
            "Đến năm 2030",
            "12.000 lượt",
            "13 huyện",
            "97,5% và 3 huyện",
            "99/2021/QĐ-UBND",
        ],
    )
    def test_that_it_does_not_hold_may_not(self, sentence):
        assert not figures_supported(sentence, [cited(number=None, issued_on=None)])

    @pytest.mark.parametrize("sentence", ["mục II.3", "Kế hoạch số 1788/KH-SGDĐT", "ngày 02/08/2021", "2 August 2021"])
    def test_of_headings_and_of_the_header_may_be_said_too(self, sentence):
        assert figures_supported(sentence, [cited(path=("Mục II.3",), number="1788/KH-SGDĐT")])

    def test_of_any_one_citation_may_be_said(self):
        other = cited("70 lớp")
        assert figures_supported("97,5% và 70 lớp", [cited(), other])

    def test_without_citations_no_figure_may_be_said(self):
        assert not figures_supported("1", [])
        assert figures_supported("không", [])

    @pytest.mark.parametrize("sentence", ["97% người biết chữ", "5 lượt người"])
    def test_half_a_decimal_is_another_figure(self, sentence):
        assert not figures_supported(sentence, [cited("97,5% người biết chữ", number=None, issued_on=None)])

    def test_nor_may_the_end_of_a_thousand(self):
        assert not figures_supported("200 lượt người", [cited("1.200 lượt người", number=None, issued_on=None)])


class TestNames:
    @pytest.mark.parametrize("name", ["Sở Tài chính", "sở tài chính", "SỞ TÀI CHÍNH", "So Tai chinh", "Sở  Tài-chính"])
    def test_in_the_passage_may_be_said_in_any_writing(self, name):
        assert names_supported([name], [cited()])

    def test_in_the_heading_or_the_header_may_be_said(self):
        citation = cited(path=("3. Sở Nội vụ",), signer="Lương Thị Hoài Sa")
        assert names_supported(["Sở Nội vụ", "Lương Thị Hoài Sa"], [citation])

    @pytest.mark.parametrize("names", [["Sở Y tế"], ["Sở Tài chính", "Sở Y tế"], ["Sở Tài chính tỉnh Lam Giang"]])
    def test_that_are_nowhere_may_not(self, names):
        assert not names_supported(names, [cited()])

    def test_no_name_needs_no_source(self):
        assert names_supported([], [])


def test_identity_is_the_header_in_one_line():
    told = identity(a_document("d1", number="94/KH-UBND"))
    assert all(part in told for part in ("Kế hoạch", "94/KH-UBND", "2 8 2021", "Nguyễn Văn A"))


def test_identity_of_a_bare_document_leaves_nothing_odd():
    assert "None" not in identity(a_document("d1", number=None, issued_on=None, signer=None, place=None, issuer=None))


@PATIENT
@given(st.text(min_size=1, max_size=60), st.integers(0, 30), st.integers(1, 30))
def test_every_piece_of_a_passage_with_something_in_it_is_verbatim(text, start, length):
    piece = text[start : start + length]
    assert is_verbatim(cited(text, piece)) or not piece.strip()


@PATIENT
@given(st.text(alphabet="0123456789.,/% năm", max_size=30))
def test_every_text_vouches_for_its_own_figures(text):
    assert figures_supported(text, [cited(text)])


@PATIENT
@given(st.lists(st.integers(0, 10**7), max_size=4))
def test_whole_numbers_are_known_in_both_writings(numbers):
    plain = known_figures([cited(" ; ".join(map(str, numbers)))])
    dotted = known_figures([cited(" ; ".join(f"{number:,}".replace(",", ".") for number in numbers))])
    assert {str(number) for number in numbers} <= plain & dotted
