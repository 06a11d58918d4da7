"""What sentences claim in figures, compared as wholes."""

from __future__ import annotations

import pytest

from retrieval.claims import figures_borne_out, figures_of

EVIDENCE = (
    "Kế hoạch số 94/KH-UBND ngày 14/01/2022; 70% trung tâm; 05/09 huyện; 35 triệu đồng; Quý IV năm 2024; hai lớp; "
    "từ 40 đến 55% công dân; Phụ lục II; 1.200 lượt; Tháng 4/2023"
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Không có con số nào.",
        "Kế hoạch số 94/KH-UBND",
        "Kế hoạch 94",
        "Plan 94/KH-UBND of 14 January 2022",
        "January 14, 2022",
        "ngày 14 tháng 01 năm 2022",
        "ngày 14/1, tháng 1, năm 2022",
        "70%, tức 70 phần trăm, 70 per cent",
        "5/9 huyện",
        "35 million",
        "Q4 2024, the fourth quarter",
        "two classes",
        "40-55%",
        "40% hoặc 55%",
        "Annex II",
        "1200 lượt",
        "tỷ lệ 70%",
        "April 2023",
        "Seventy percent",
        "tháng 4 năm 2023",
    ],
)
def test_what_the_evidence_says_may_be_said(sentence):
    assert figures_borne_out(sentence, EVIDENCE)


@pytest.mark.parametrize(
    "sentence",
    [
        "94%",
        "94 huyện",
        "14%",
        "70 huyện",
        "ngày 14/02/2022",
        "14 February 2022",
        "ngày 05/09/2022",
        "ngày 22/01",
        "bảy mươi phần trăm",
        "hai phần trăm",
        "một nửa số trung tâm",
        "Sixty percent",
        "three classes",
        "half of them",
        "35 tỷ đồng",
        "Quý III",
        "the third quarter",
        "Phụ lục III",
        "95/KH-UBND",
        "94/KH-SGDĐT",
        "200 lượt",
        "May 2023",
    ],
)
def test_what_it_does_not_say_may_not(sentence):
    assert not figures_borne_out(sentence, EVIDENCE)


def test_a_share_may_stand_without_its_sign_in_a_column_of_shares():
    assert figures_borne_out("90%", "Chỉ tiêu | Đơn vị | Nhà giáo | % | 40 | 90")
    assert not figures_borne_out("90%", "Chỉ tiêu | Đơn vị | Nhà giáo | người | 40 | 90")


def test_a_number_of_a_document_is_one_claim_with_its_figure():
    assert figures_of("Kế hoạch số 94 /KH–UBND") == {"#94/kh-ubnd", "#94"}


def test_a_date_gives_its_parts_too():
    assert figures_of("22/12/2015") == {"d22.12.2015", "d22.12", "m12", "2015"}
