"""What OCR gets wrong and is put right, and what is left as it was read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.extract import Page
from ingest.readers.ocr_repair import repair
from retrieval.types import Span


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("QUYÉT ĐỊNH", "QUYẾT ĐỊNH"),
        ("KÉ HOẠCH", "KẾ HOẠCH"),
        ("UỶ BAN NHÂN DÂN TỈNH", "UỶ BAN NHÂN DÂN TỈNH"),
        ("CÔNG HOÀ XÃ HỌI CHỦ NGHĨA VIỆT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("SỞ Y TẾ      CÔNG HÒA XÃ HỘI CHÙ NGHĨA VIET NAM", "SỞ Y TẾ      CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("Dộc lập - Tự đo - Hạnh phủc", "Độc lập - Tự do - Hạnh phúc"),
        ("Sô; l2/QD-UBND", "Số: 12/QĐ-UBND"),
        ("Số: 45/2024/ND-CP", "Số: 45/2024/NĐ-CP"),
        ("Số: 7\u2044KH-ĐKT", "Số: 7/KH-ĐKT"),
        ("Số 16/QÐ-UBND", "Số 16/QĐ-UBND"),
        ("Hà Bắc, ngày l5 tháng I0 năm 2O24", "Hà Bắc, ngày 15 tháng 10 năm 2024"),
        ("ngày06 thảng8 nằm 2018", "ngày 06 tháng 8 năm 2018"),
        ("THEO QUYÉT ĐỊNH SÓ 16/QĐ-SCT, Thông tư sô 5/2020", "THEO QUYẾT ĐỊNH SỐ 16/QĐ-SCT, Thông tư số 5/2020"),
        ("HẠ TÄNG KY THUẬT", "HẠ TẦNG KY THUẬT"),
        ("Điểu 5. Phạm vi", "Điều 5. Phạm vi"),
        ("tô chức kiêm tra, bỗ sung", "tổ chức kiểm tra, bổ sung"),
        ("câp phép, xuât bản, tiêp nhận", "cấp phép, xuất bản, tiếp nhận"),
    ],
)
def test_what_has_one_meaning_is_put_right(read, meant):
    assert repair(Page(read)).text == meant


@pytest.mark.parametrize(
    "text",
    [
        "Số:      /KH-SCT",
        "Số: 4#/2020/TT-BCA",
        "ngày     tháng     năm 2024",
        "ngày 42 tháng 13 năm 2024",
        "ngày #I tháng 4 năm 2020",
        "Mục II năm học",
        "chỉ tiết kiệm điện; để nghị quyết vào cuộc sống",
        "hệ thống tư pháp",
        "Kon Plông, Đăk Tô, Êa Súp",
        "Độc lập - Tự do - Hạnh Phúc",
        "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Công ty TNHH Độc Lập",
    ],
)
def test_what_is_blank_or_has_two_meanings_stays(text):
    assert repair(Page(text)).text == text


def test_doubtful_words_are_still_the_doubtful_ones():
    text = "Sô; 12/QD-UBND\nngày06 thảng8 nằm 2018 tại Hả Bắc"
    at = text.index("Hả")
    page = repair(Page(text, (Span(0, 3), Span(at, at + 2))))
    assert [page.text[span.start : span.end] for span in page.doubtful] == ["Số: ", "Hả"]


@given(st.text("0123456789lI|O/ ngàythánămSốô:;\n", max_size=60))
def test_numbers_are_never_made_of_nothing(text):
    digits = sum(letter in "0123456789lI|O" for letter in text)
    assert sum(letter.isdigit() for letter in repair(Page(text)).text) <= digits


@given(st.text(max_size=200))
def test_any_text_is_borne(text):
    assert isinstance(repair(Page(text)).text, str)
