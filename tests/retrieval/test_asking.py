"""Whether a statement gives the kind of thing that was asked for."""

from __future__ import annotations

import pytest

from retrieval.asking import doubt
from tests.retrieval.sample_library import read
from tests.retrieval.test_fitting import a_statement


@pytest.mark.parametrize(
    ("question", "gives", "does_not"),
    [
        ("Số điện thoại của Sở Tài chính?", "Điện thoại: 0203.123.456", "Sở Tài chính bố trí kinh phí."),
        ("Email của Sở Tài chính là gì?", "Thư điện tử: so@tinh.gov.vn", "Sở Tài chính bố trí kinh phí."),
        ("Sở Tài chính nằm ở địa chỉ nào?", "Trụ sở: số 5, đường Trần Phú", "Sở Tài chính bố trí kinh phí."),
        ("Học phí lớp xóa mù chữ là bao nhiêu?", "Học phí 50.000 đồng một tháng", "Mở 06 lớp xóa mù chữ."),
        ("Cơ quan trả lời trong mấy ngày?", "trong thời hạn 15 (mười lăm) ngày làm việc", "trả lời bằng văn bản"),
        ("Diện tích trường là bao nhiêu?", "Trường rộng 2,5 ha", "Trường có 12 lớp"),
        ("Nhà máy công suất bao nhiêu MW?", "Công suất 12 MW", "Nhà máy thứ 2"),
        ("Trường có bao nhiêu giáo viên?", "Trường có 45 giáo viên", "100% giáo viên đạt chuẩn"),
        ("Đã mở được bao nhiêu lớp?", "Đến nay có 6 lớp", "Mở 6 lớp"),
        ("What is the maximum prison sentence?", "Bị phạt tù đến 5 năm", "sử dụng trái phép vật liệu nổ"),
        ("Giá thuê đất một mét vuông?", "Giá thuê đất 50.000 đồng/m2", "liên hệ để biết giá thuê đất"),
        ("Bán kính an toàn bao nhiêu mét?", "Đối với người ≥ 200 m.", "Bán kính theo bảng 7"),
        ("Tên giám đốc trung tâm là gì?", "Giám đốc: Ông Nguyễn Văn A", "Giám đốc trung tâm"),
    ],
)
def test_what_is_asked_for_is_told_by_its_form(question, gives, does_not):
    query = read(question)
    assert doubt(query, a_statement(gives)) < doubt(query, a_statement(does_not))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Khối lượng còn lại mấy phần trăm?", "còn lại 20% khối lượng"),
        ("Hạn của kế hoạch mở của Lam Giang?", "Hoàn thành trước ngày 20/11"),
        ("Trữ lượng là bao nhiêu?", "Trữ lượng 20 tấn"),
        ("Tiền phí nộp chậm nhất ngày mấy?", "Chậm nhất là ngày 05 hàng tháng"),
        ("Họp vào thứ mấy?", "14h00 thứ Ba"),
        ("Chủ đầu tư kho là ai?", "3. Chủ đầu tư: Công ty Xây dựng hạ tầng"),
        ("Mỗi năm đấu giá bao nhiêu mỏ?", "đấu giá từ 05 mỏ khoáng sản"),
    ],
)
def test_words_that_only_sound_like_a_price_or_hours_ask_for_neither(question, text):
    assert doubt(read(question), a_statement(text)) == 0


def test_a_figure_for_a_year_stands_under_that_year():
    query = read("Năm 2023 bao nhiêu phần trăm người biết chữ?")
    assert doubt(query, a_statement("97% người biết chữ", years=[2023])) == 0
    assert doubt(query, a_statement("97% người biết chữ", years=[2025])) > 1


def test_what_comes_after_all_that_a_document_speaks_of_is_doubted():
    query = read("Ai chủ trì xóa mù chữ năm 2045?")
    assert doubt(query, a_statement("Mở lớp xóa mù chữ đến năm 2030.", years=[2030])) > 1


def test_a_figure_of_a_row_counts_what_the_head_of_its_column_says():
    heads = "STT | Danh mục | Đơn vị | Mức thu (đồng)"
    row = a_statement("1 | Xe chữa cháy | Xe | 130.000", heads, role="table")
    query = read("Phí kiểm định xe chữa cháy là bao nhiêu tiền?")
    assert doubt(query, row) == 0
    assert doubt(query, a_statement("1 | Xe chữa cháy | Xe | 130.000")) > 1
