"""Tables as copies leave them: names of columns, rows, and cells that stay in their columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import barred, table_model, unbarred
from tests.ingest.documents import LETTERHEAD, PLAN, TAIL, TITLE, only, tables, text_lines


def rows(text):
    (table,) = tables(text)
    return [tuple(cell.text for cell in row.cells) for row in table.rows]


def columns(text):
    (table,) = tables(text)
    return table.columns


def on_lines(*cells):
    """Cells one under the other with bars between, as legal portals copy them."""
    return "\n|\n".join(cells) + "\n|"


class TestRowsOnLines:
    def test_cells_stand_between_bars(self):
        text = "TT | Nhiệm vụ | Chủ trì\n1 | Mua sách | Thư viện\n2 | Mở lớp | Sở Y tế"
        assert rows(text) == [("1", "Mua sách", "Thư viện"), ("2", "Mở lớp", "Sở Y tế")]
        assert columns(text) == ("TT", "Nhiệm vụ", "Chủ trì")

    def test_a_table_of_markdown_has_no_cells_at_its_borders(self):
        text = "| TT | Nhiệm vụ | Chủ trì |\n|---|:--|---|\n| 1 | Mua sách | |"
        assert columns(text) == ("TT", "Nhiệm vụ", "Chủ trì")
        assert rows(text) == [("1", "Mua sách", "")]

    @pytest.mark.parametrize(
        ("row", "cells"),
        [
            ("1 | Mua sách | Quý II/2026 |", ("1", "Mua sách", "Quý II/2026", "")),
            ("1 | | Quý II/2026 | Gấp", ("1", "", "Quý II/2026", "Gấp")),
            ("| Mua sách | Quý II/2026 | Gấp", ("", "Mua sách", "Quý II/2026", "Gấp")),
            ("1 | Mua sách | |", ("1", "Mua sách", "", "")),
        ],
        ids=["the last", "one inside", "the first", "the last two"],
    )
    def test_an_empty_cell_keeps_its_place(self, row, cells):
        text = f"TT | Nhiệm vụ | Thời gian | Ghi chú\n9 | Khác | 2026 | Không\n{row}"
        assert rows(text)[1] == cells

    def test_a_cell_knows_where_it_stands(self):
        text = "TT | Nhiệm vụ | Chủ trì\n1 |  Mua sách  | Thư viện"
        (table,) = tables(text)
        assert [text[cell.span.start : cell.span.end] for cell in table.rows[0].cells] == ["1", "Mua sách", "Thư viện"]

    def test_the_table_ends_with_its_last_row(self):
        text = "TT | Nhiệm vụ | Chủ trì\n1 | Mua sách | Thư viện\nCác đơn vị báo cáo."
        (table,) = tables(text)
        assert (table.first, table.last) == (0, 1)

    def test_recipients_beside_the_signature_end_the_table(self):
        text = "TT | Nhiệm vụ | Chủ trì\n1 | Mua sách | Thư viện\nNơi nhận: - Lưu: VT. | | KT. GIÁM ĐỐC Lê Thị Lan"
        assert rows(text) == [("1", "Mua sách", "Thư viện")]

    def test_a_letterhead_in_three_columns_is_no_table(self):
        text = "UBND TỈNH HÀ NAM | | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSỞ Y TẾ | | Độc lập - Tự do - Hạnh phúc"
        assert tables(text) == []

    @pytest.mark.parametrize("text", ["Sách | Báo\nvà tạp chí", "TT | Nhiệm vụ | Chủ trì", "Trang chủ | Tin tức"])
    def test_one_row_is_no_table(self, text):
        assert tables(text) == []


class TestTwoColumns:
    def test_two_columns_are_a_table_without_a_column_of_numbers(self):
        text = "Nội dung | Thời hạn\nTập huấn | Quý I\nTổng kết | Quý IV"
        assert columns(text) == ("Nội dung", "Thời hạn")
        assert rows(text) == [("Tập huấn", "Quý I"), ("Tổng kết", "Quý IV")]

    def test_a_table_that_is_counted_from_its_first_row_names_no_columns(self):
        text = "Mẫu số 01 | Đơn xin thẻ\nMẫu số 02 | Sổ mượn"
        assert columns(text) == ()
        assert rows(text) == [("Mẫu số 01", "Đơn xin thẻ"), ("Mẫu số 02", "Sổ mượn")]

    @pytest.mark.parametrize(
        "text",
        [
            "Kính gửi: | Sở Y tế\n | Sở Tài chính",
            "Nơi nhận: | KT. GIÁM ĐỐC\n- Như trên; | PHÓ GIÁM ĐỐC",
            "UBND TỈNH HÀ NAM | ĐẢNG BỘ TỈNH\nSỞ Y TẾ | CHI BỘ",
            "Chỉ một | dòng",
        ],
    )
    def test_what_stands_side_by_side_is_no_table(self, text):
        assert tables(text) == []


class TestNamesOfColumns:
    def test_names_over_two_rows_that_a_reader_repeated_are_names(self):
        text = "TT | Nhiệm vụ | Năm | \nTT | Nhiệm vụ | 2024 | 2025\n1 | Mua sách | 10 | 20"
        assert columns(text) == ("TT", "Nhiệm vụ", "Năm 2024", "Năm 2025")
        assert rows(text) == [("1", "Mua sách", "10", "20")]

    @pytest.mark.parametrize(
        "numbering", ["(1) | (2) | (3) | (4)", "1 | 2 | 3 | 4", "A | B | 1 | 2", "(1) | (2) | (3) | (4) = (2) x (3)"]
    )
    def test_the_numbers_of_columns_are_no_row(self, numbering):
        text = f"TT | Nội dung | Năm 2025 | Năm 2026\n{numbering}\n1 | Số lớp học | 12 | 14"
        assert rows(text) == [("1", "Số lớp học", "12", "14")]

    def test_a_row_of_figures_is_a_row(self):
        text = "TT | Nội dung | Năm 2025 | Năm 2026\n1 | Số lớp học | 12 | 14\n2 | 3 | 5 | 8"
        assert rows(text)[1] == ("2", "3", "5", "8")

    @pytest.mark.parametrize(
        "text",
        [
            "TT | Chỉ tiêu | Lộ trình | | Ghi chú\n| | 2025 | 2030 |\n",
            "TT | Chỉ tiêu | Lộ trình | Ghi chú\n2025 | 2030\n",
        ],
        ids=["with the cells that it covers", "without them"],
    )
    def test_a_merged_name_goes_to_each_of_its_columns(self, text):
        text += "1 | Xã đạt chuẩn | 40% | 60% |\n2 | Lớp | 5 | 7 | x"
        assert columns(text) == ("TT", "Chỉ tiêu", "Lộ trình 2025", "Lộ trình 2030", "Ghi chú")
        assert rows(text)[0] == ("1", "Xã đạt chuẩn", "40%", "60%", "")

    def test_a_second_row_of_names_joins_the_first(self):
        text = "TT | Chỉ tiêu | Đơn vị | Giá trị\n| | tính | đạt được\n1 | Xã đạt chuẩn | % | 40"
        assert columns(text) == ("TT", "Chỉ tiêu", "Đơn vị tính", "Giá trị đạt được")

    def test_rows_that_all_lack_their_number_are_rows(self):
        text = "TT | Nhiệm vụ | Chủ trì\n | Mua sách | Thư viện\n | Mở lớp | Sở Y tế\n | Báo cáo | Văn phòng"
        assert [row[1] for row in rows(text)] == ["Mua sách", "Mở lớp", "Báo cáo"]


class TestCellsOnLines:
    NAMES = ("TT", "Nhiệm vụ", "Chủ trì")

    def test_cells_are_counted_by_the_names_before_the_first_number(self):
        text = on_lines(*self.NAMES, "1", "Mua sách", "Thư viện", "2", "Mở lớp", "Sở Y tế")
        assert columns(text) == self.NAMES
        assert rows(text) == [("1", "Mua sách", "Thư viện"), ("2", "Mở lớp", "Sở Y tế")]

    def test_a_cell_of_several_lines_is_one_cell(self):
        text = on_lines(*self.NAMES, "1", "Mua\nsách mới", "Thư viện")
        assert rows(text) == [("1", "Mua sách mới", "Thư viện")]

    def test_an_empty_cell_keeps_its_place(self):
        text = on_lines(*self.NAMES, "1", "", "Thư viện", "2", "Mở lớp", "")
        assert rows(text) == [("1", "", "Thư viện"), ("2", "Mở lớp", "")]

    def test_the_numbers_of_columns_are_no_row(self):
        text = on_lines(*self.NAMES, "(1)", "(2)", "(3)", "1", "Mua sách", "Thư viện")
        assert (columns(text), rows(text)) == (self.NAMES, [("1", "Mua sách", "Thư viện")])

    def test_text_after_the_last_bar_is_no_cell(self):
        text = on_lines(*self.NAMES, "1", "Mua sách", "Thư viện") + "\nCác đơn vị báo cáo.\nHết."
        (table,) = tables(text)
        assert text_lines(text)[table.last].text == "|"


class TestBareRows:
    TEXT = (
        "STT Tên kế hoạch Nội dung chính Đơn vị chủ trì\n\n1\n\nĐọc sách\n\nMở phòng đọc\n\nThư viện\n"
        "2\n\nDạy bơi\n\nMở lớp\n\nSở Y tế"
    )

    def test_rows_begin_with_a_number_alone_on_its_line(self):
        assert rows(self.TEXT)[0] == ("1", "Đọc sách", "Mở phòng đọc", "Thư viện")

    def test_names_are_told_apart_by_what_columns_are_called(self):
        assert columns(self.TEXT) == ("STT", "Tên kế hoạch", "Nội dung chính", "Đơn vị chủ trì")

    def test_each_line_is_a_cell_where_no_line_is_empty(self):
        text = "STT Nhiệm vụ Đơn vị chủ trì Thời hạn\n\n1\nMở phòng đọc.\nThư viện\nQuý I\n2\nMở lớp.\nSở Y tế\nQuý II"
        assert rows(text) == [("1", "Mở phòng đọc.", "Thư viện", "Quý I"), ("2", "Mở lớp.", "Sở Y tế", "Quý II")]


class TestInDocuments:
    TEXT = (
        LETTERHEAD
        + TITLE
        + "1. Giao nhiệm vụ theo bảng sau.\nTT | Nhiệm vụ | Chủ trì\n1 | Mua sách | Thư viện\n2 | Mở lớp | Sở Y tế"
        + TAIL
    )

    def test_rows_stand_under_the_heading_before_them(self):
        (article,) = [unit for unit in only(self.TEXT).root.children if unit.kind == "decimal"]
        assert [row.text for table in article.children for row in table.children] == [
            "1 | Mua sách | Thư viện",
            "2 | Mở lớp | Sở Y tế",
        ]

    def test_a_plan_without_tables_has_none(self):
        assert tables(PLAN) == []


class TestSpacedRows:
    def test_blanks_part_cells(self):
        text = "TT   Xã   Số lớp\n1   Ea Kly   2\n2   Ea Uy   0"
        assert columns(text) == ("TT", "Xã", "Số lớp")
        assert rows(text) == [("1", "Ea Kly", "2"), ("2", "Ea Uy", "0")]

    def test_a_sum_has_no_number_of_its_own(self):
        assert rows("TT   Xã   Số lớp\n1   Ea Kly   2\n     Cộng   2")[1] == ("", "Cộng", "2")

    def test_tabs_part_words_too(self):
        text = "Tháng\tNội dung\tNgười phụ trách\n9/2024\tMở lớp\tÔng Khoa\n10/2024\tSơ kết\t"
        assert rows(text) == [("9/2024", "Mở lớp", "Ông Khoa"), ("10/2024", "Sơ kết")]

    def test_one_row_is_a_table_under_years(self):
        assert rows("Năm   2023   2024\nKinh phí   2.140   6.350") == [("Kinh phí", "2.140", "6.350")]

    def test_a_letterhead_is_no_table(self):
        assert tables("SỞ Y TẾ\tCỘNG HÒA\nSố: 12/KH\tHà Nội, ngày 1\nNơi nhận\tGIÁM ĐỐC") == []


class TestALineForEachCell:
    NAMES = "STT\nĐơn vị\nTỷ lệ (%)\nSố nhà\n"

    def test_so_many_names_so_many_lines_a_row(self):
        text = self.NAMES + "1\nHuyện A\n9,1\n0\n2\nHuyện B\n46,2\n410\nBIỂU 02"
        assert columns(text) == ("STT", "Đơn vị", "Tỷ lệ (%)", "Số nhà")
        assert rows(text) == [("1", "Huyện A", "9,1", "0"), ("2", "Huyện B", "46,2", "410")]

    def test_a_sum_ends_the_table(self):
        text = self.NAMES + "1\nHuyện A\n9,1\n0\n2\nHuyện B\n46,2\n410\nToàn tỉnh\n25,0\n410\nHết."
        assert rows(text)[-1] == ("", "Toàn tỉnh", "25,0", "410")

    def test_rows_may_stand_apart_under_years(self):
        text = "Chỉ tiêu\nĐơn vị\n2022\n2023\n\n1. Số thẻ\nthẻ\n18\n22\n\n2. Số trang\ntrang\n60.000\n150.000\n\nHết."
        assert columns(text) == ("Chỉ tiêu", "Đơn vị", "2022", "2023")
        assert rows(text) == [("1. Số thẻ", "thẻ", "18", "22"), ("2. Số trang", "trang", "60.000", "150.000")]


class TestTablesInARow:
    def test_the_title_of_the_next_table_ends_the_one_before(self):
        first = on_lines("TT", "Huyện", "Số lớp", "1", "Gio Linh", "2")
        second = on_lines("TT", "Nhiệm vụ", "Chủ trì", "Hạn", "1", "Mở lớp", "Sở A", "Quý I")
        found = tables(f"{first}\nPHỤ LỤC II\nPHÂN CÔNG\n{second}")
        assert [table.columns for table in found] == [("TT", "Huyện", "Số lớp"), ("TT", "Nhiệm vụ", "Chủ trì", "Hạn")]

    def test_a_row_over_others_has_two_cells(self):
        text = on_lines(
            "TT", "Việc", "Chủ trì", "I", "GIAI ĐOẠN 1", "1", "Mở lớp", "Sở A", "II", "GIAI ĐOẠN 2", "2", "Thi", "Sở B"
        )
        assert rows(text) == [
            ("I", "GIAI ĐOẠN 1"),
            ("1", "Mở lớp", "Sở A"),
            ("II", "GIAI ĐOẠN 2"),
            ("2", "Thi", "Sở B"),
        ]


@given(st.text(alphabet="|a1 \nST-:()", max_size=150))
def test_tables_never_overlap_and_rows_stay_inside(text):
    found = text_lines(text)
    end = -1
    for table in tables(text):
        assert end < table.first <= table.last < len(found)
        end = table.last
        assert all(
            found[table.first].span.start <= row.span.start <= row.span.end <= found[end].span.end for row in table.rows
        )


@pytest.mark.parametrize("line", ["| a\n", "STT\n|\n", "a | b\n", "STT Tên Nội dung Chủ trì\n", "STT\n|\na\n|\n"])
def test_twice_the_lines_take_twice_the_work(monkeypatch, line):
    read = []
    squeeze = table_model.squeeze
    for module in (barred, table_model, unbarred):
        monkeypatch.setattr(module, "squeeze", lambda text: read.append(len(text) + 1) or squeeze(text))

    def work(count):
        read.clear()
        tables(line * count)
        return sum(read)

    assert work(800) <= 2.5 * work(400) + 100
