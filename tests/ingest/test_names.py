"""Names from capitals: bodies, places, and words written as the text below writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.names import Casing, issuer_name, place_of, split_bodies

TEXT = "Sở Văn hóa, Thể thao và Du lịch, Sở Y tế phối hợp với Đoàn Thanh niên tỉnh Bắc Kạn."


@pytest.mark.parametrize(
    ("shouted", "bodies"),
    [
        ("ỦY BAN NHÂN DÂN TỈNH SƠN LA", ["ỦY BAN NHÂN DÂN TỈNH SƠN LA"]),
        ("UBND TỈNH SƠN LA SỞ Y TẾ", ["UBND TỈNH SƠN LA", "SỞ Y TẾ"]),
        ("SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", ["SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI"]),
        ("ĐẢNG BỘ TỈNH HÀ NAM TỈNH ỦY", ["ĐẢNG BỘ TỈNH HÀ NAM", "TỈNH ỦY"]),
        ("BỘ GIÁO DỤC VÀ ĐÀO TẠO", ["BỘ GIÁO DỤC VÀ ĐÀO TẠO"]),
        ("THƯ VIỆN", ["THƯ VIỆN"]),
        ("", []),
    ],
)
def test_a_letterhead_names_its_bodies_from_above(shouted, bodies):
    assert split_bodies(shouted) == bodies


@pytest.mark.parametrize(
    ("shouted", "place"),
    [
        ("ỦY BAN NHÂN DÂN TỈNH SƠN LA", ("tỉnh", "Sơn La")),
        ("UBND THÀNH PHỐ HỒ CHÍ MINH", ("thành phố", "Hồ Chí Minh")),
        ("UBND TP. HUẾ", ("thành phố", "Huế")),
        ("UBND TỈNH BÀ RỊA-VŨNG TÀU", ("tỉnh", "Bà Rịa-Vũng Tàu")),
        ("UBND XÃ THỊNH ĐỨC", ("xã", "Thịnh Đức")),
        ("TỈNH ỦY SƠN LA", None),
        ("BỘ Y TẾ", None),
    ],
)
def test_a_body_names_its_place(shouted, place):
    assert place_of(shouted) == place


@pytest.mark.parametrize(
    ("shouted", "name"),
    [
        ("ỦY BAN NHÂN DÂN TỈNH SƠN LA", "Ủy ban nhân dân tỉnh Sơn La"),
        ("UỶ BAN NHÂN DÂN TỈNH SƠN LA", "Ủy ban nhân dân tỉnh Sơn La"),
        ("UBND TỈNH SƠN LA SỞ Y TẾ", "Sở Y tế tỉnh Sơn La"),
        ("HỘI ĐỒNG NHÂN DÂN TỈNH HÀ NAM", "Hội đồng nhân dân tỉnh Hà Nam"),
        ("SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH", "Sở Văn hóa, Thể thao và Du lịch"),
        ("THỦ TƯỚNG CHÍNH PHỦ", "Thủ tướng Chính phủ"),
        ("ĐẢNG BỘ TỈNH HÀ NAM TỈNH ỦY", "Tỉnh ủy Hà Nam"),
        ("TỈNH ỦY SƠN LA", "Tỉnh ủy Sơn La"),
        ("SỞ Y TẾ ĐOÀN GIÁM SÁT THEO QUYẾT ĐỊNH SỐ 8/QĐ-SYT", "Đoàn giám sát theo Quyết định số 8/QĐ-SYT - Sở Y tế"),
        ("UBND HUYỆN MỸ LỘC TỔ KIỂM TRA THEO QUYẾT ĐỊNH SỐ 8/QĐ-UBND", ("Tổ kiểm tra theo Quyết định số 8/QĐ-UBND - "
         "Ủy ban nhân dân huyện Mỹ Lộc")),
    ],
)  # fmt: skip
def test_an_issuer_is_named_in_full(shouted, name):
    assert issuer_name(shouted, Casing(TEXT)) == name


def test_nothing_in_capitals_is_no_issuer():
    assert issuer_name("", Casing(TEXT)) is None


class TestCasing:
    def test_words_are_written_as_in_the_text(self):
        casing = Casing("Mọi người đến Ngày hội Sách ở Hà Nam.")
        assert casing.restore("TỔ CHỨC NGÀY HỘI SÁCH Ở HÀ NAM") == "Tổ chức Ngày hội Sách ở Hà Nam"

    def test_the_most_usual_way_wins(self):
        assert (
            Casing("học tập suốt đời; Học tập Suốt đời; học tập suốt đời").restore("HỌC TẬP SUỐT ĐỜI")
            == "Học tập suốt đời"
        )

    def test_numbers_of_documents_stay(self):
        assert Casing("").restore("THEO QUYẾT ĐỊNH 12/QĐ-UBND") == "Theo quyết định 12/QĐ-UBND"

    def test_a_letter_with_a_long_capital_moves_nothing(self):
        assert Casing("ß ß ß Sở Y tế").written("SỞ Y TẾ") == "Sở Y tế"

    @given(st.text(max_size=60), st.text(max_size=80))
    def test_any_words_can_be_restored(self, shouted, text):
        assert len(Casing(text).restore(shouted).split()) == len(shouted.split())


@pytest.mark.parametrize(
    ("shouted", "name"),
    [
        ("UBND XÃ TÂN AN TRƯỜNG TRUNG HỌC CƠ SỞ LÊ LỢI", "Trường Trung học cơ sở Lê Lợi"),
        ("UBND XÃ TÂN AN TRƯỜNG THPT LÊ LỢI", "Trường THPT Lê Lợi"),
        ("SỞ Y TẾ BỆNH VIỆN ĐA KHOA KHU VỰC NGỌC SƠN", "Bệnh viện Đa khoa Khu vực Ngọc Sơn"),
        ("UBND TỈNH HÀ NAM VĂN PHÒNG", "Văn phòng Ủy ban nhân dân tỉnh Hà Nam"),
        ("ỦY BAN NHÂN DÂN THÀNH PHỐ HẢI PHÒNG", "Ủy ban nhân dân thành phố Hải Phòng"),
        ("TỈNH ỦY HÀ NAM", "Tỉnh ủy Hà Nam"),
        ("ĐẢNG BỘ TỈNH HÀ NAM ĐẢNG ỦY XÃ TÂN AN", "Đảng ủy xã Tân An"),
    ],
)
def test_bodies_are_named_as_people_write_them(shouted, name):
    assert issuer_name(shouted, Casing(shouted)) == name
