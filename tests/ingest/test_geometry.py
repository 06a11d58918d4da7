"""Words with boxes → text: lines, columns, tables, letterheads."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.geometry import Rule, Word, lay_out

A4 = 595.0
SIZE = 12.0
LETTER = 6.0


def line(x: float, y: float, text: str, *, size: float = SIZE) -> list[Word]:
    """The words of a printed line whose baseline box begins at (x, y), each letter half as wide as it is high."""
    words = []
    for part in text.split(" "):
        if part:
            words.append(Word(part, x, y, x + len(part) * size / 2, y + size))
        x += (len(part) + 1) * size / 2
    return words


def shown(*words: list[Word], rules: list[Rule] | None = None, width: float = A4) -> list[str]:
    return lay_out([word for some in words for word in some], rules or [], width=width).text.split("\n")


def grid(xs: list[float], ys: list[float]) -> list[Rule]:
    return [Rule(x, ys[0], x, ys[-1]) for x in xs] + [Rule(xs[0], y, xs[-1], y) for y in ys]


def test_words_of_a_line_stand_in_the_order_of_the_page() -> None:
    assert shown(line(200, 50, "thứ ba"), line(85, 50, "Nghị quyết họp")) == ["Nghị quyết họp          thứ ba"]


def test_first_lines_keep_their_indentation() -> None:
    lines = shown(line(113, 50, "Điều 1. Ban hành"), line(85, 66, "kèm theo Quyết định"), line(85, 82, "này Quy chế."))
    assert [len(one) - len(one.lstrip()) for one in lines] == [6, 0, 0]


def test_wide_spaces_of_justified_text_are_single() -> None:
    words = [word for n in range(6) for word in line(85 + n * 60, 50, "nghiệp")]
    assert shown(words) == ["nghiệp nghiệp nghiệp nghiệp nghiệp nghiệp"]


def test_a_gap_between_columns_is_kept() -> None:
    assert shown(line(85, 50, "Trường học 12 8 lớp"), line(400, 50, "2026"))[0].count("   ") > 0


def test_an_empty_line_stands_where_space_is_left() -> None:
    assert shown(line(85, 50, "Một"), line(85, 66, "Hai"), line(85, 120, "Ba")) == ["Một", "Hai", "", "Ba"]


def test_raised_figures_are_marks_of_notes() -> None:
    words = [*line(85, 50, "theo báo cáo"), Word("3", 157.5, 48, 161, 55), *line(170, 50, "của Sở")]
    assert shown(words) == ["theo báo cáo[3] của Sở"]


def test_square_metres_are_no_notes() -> None:
    words = [*line(85, 50, "rộng 120 m"), Word("2", 145.5, 48, 149, 55), *line(158, 50, "đất")]
    assert shown(words) == ["rộng 120 m2 đất"]


def test_boxes_of_ink_do_not_raise_figures() -> None:
    words = [Word("ngày", 85, 52, 110, 62), Word("08", 115, 51.5, 127, 59.6), Word("tháng", 132, 50, 160, 62)]
    assert shown(words) == ["ngày 08 tháng"]


def test_a_symbol_broken_at_its_hyphen_is_put_together() -> None:
    assert shown(line(85, 50, "Nghị định số 146/2025/NĐ-"), line(85, 66, "CP ngày 12 tháng 6")) == [
        "Nghị định số 146/2025/NĐ-CP",
        "ngày 12 tháng 6",
    ]


def test_lines_on_a_slant_are_lines() -> None:
    words = [
        Word("nghiệp", 60 + 40 * n, 50 + 18 * row + n * 0.9, 95 + 40 * n, 60 + 18 * row + n * 0.9)
        for row in range(5)
        for n in range(12)
    ]
    assert [one.split() for one in shown(words)] == [["nghiệp"] * 12] * 5


# ---- tables


def test_ruled_rows_stand_on_lines_with_bars() -> None:
    rules = grid([80, 120, 300, 400], [50, 70, 110])
    cells = [line(85, 54, "TT"), line(125, 54, "Nội dung"), line(305, 54, "Đơn vị"), line(85, 80, "1")]
    cells += [line(125, 74, "Lập kế hoạch"), line(125, 90, "năm 2026"), line(305, 80, "Sở Nội vụ")]
    assert shown(*cells, rules=rules) == ["TT | Nội dung | Đơn vị", "1 | Lập kế hoạch năm 2026 | Sở Nội vụ"]


def test_a_symbol_broken_inside_a_cell_is_put_together() -> None:
    rules = grid([80, 200, 300], [50, 90])
    cells = [line(85, 54, "Nghị định số 5/NĐ-"), line(85, 70, "CP"), line(205, 60, "Sở Y tế")]
    assert shown(*cells, rules=rules) == ["Nghị định số 5/NĐ-CP | Sở Y tế"]


def test_merged_cells_stand_in_the_first_of_their_places() -> None:
    rules = [Rule(80, y, 500, y) for y in (50, 90, 110)] + [Rule(200, 70, 500, 70)]
    rules += [Rule(x, 50, x, 110) for x in (80, 200, 500)] + [Rule(350, 70, 350, 110)]
    cells = [line(85, 64, "Chỉ tiêu"), line(300, 54, "Lộ trình"), line(205, 74, "2026"), line(355, 74, "2030")]
    cells += [line(85, 94, "Hộ nghèo"), line(205, 94, "5%"), line(355, 94, "2%")]
    assert shown(*cells, rules=rules) == ["Chỉ tiêu | Lộ trình | ", " | 2026 | 2030", "Hộ nghèo | 5% | 2%"]


def test_text_around_a_table_stays_around_it() -> None:
    rules = grid([80, 200, 300], [70, 90])
    cells = [line(85, 74, "Xe"), line(205, 74, "12")]
    assert shown(line(85, 50, "Trên"), *cells, line(85, 95, "Dưới"), rules=rules) == ["Trên", "Xe | 12", "Dưới"]


def test_a_frame_around_a_paragraph_is_no_table() -> None:
    rules = grid([80, 400], [40, 100])
    assert shown(line(85, 50, "Một câu"), line(85, 66, "trong khung"), rules=rules) == ["Một câu", "trong khung"]


def test_columns_whose_edges_differ_a_little_are_one() -> None:
    rules = [*grid([80, 200, 300], [50, 70]), *grid([80, 203, 300], [70, 90])]
    cells = [line(85, 54, "A1"), line(206, 54, "B1"), line(85, 74, "A2"), line(206, 74, "B2")]
    assert shown(*cells, rules=rules) == ["A1 | B1", "A2 | B2"]


# ---- blocks side by side


def test_a_letterhead_is_read_column_by_column() -> None:
    left = [line(90, 50, "ỦY BAN NHÂN DÂN"), line(105, 66, "TỈNH HÀ BẮC"), line(90, 92, "Số: 15/KH-UBND")]
    right = [line(300, 50, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), line(320, 66, "Độc lập - Tự do - Hạnh phúc")]
    right += [line(320, 94, "Hà Bắc, ngày 10 tháng 01 năm 2026")]
    title = [line(270, 120, "KẾ HOẠCH"), line(150, 136, "Phát triển thư viện công cộng trên địa bàn tỉnh")]
    assert [one.strip() for one in shown(*left, *right, *title) if one] == [
        "ỦY BAN NHÂN DÂN",
        "TỈNH HÀ BẮC",
        "Số: 15/KH-UBND",
        "|",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Hà Bắc, ngày 10 tháng 01 năm 2026",
        "|",
        "KẾ HOẠCH",
        "Phát triển thư viện công cộng trên địa bàn tỉnh",
    ]


def test_a_motto_right_beside_the_issuer_is_told_from_it() -> None:
    words = [*line(85, 50, "UBND TỈNH HÀ BẮC"), *line(184, 50, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")]
    assert shown(words) == ["UBND TỈNH HÀ BẮC", "|", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "|"]


def test_a_sentence_that_names_the_republic_is_no_letterhead() -> None:
    sentence = "ở ngoài lãnh thổ nước Cộng hòa xã hội chủ nghĩa Việt Nam"
    assert shown(line(85, 50, sentence)) == [sentence]


def test_indentation_is_that_of_the_text_not_of_the_letterhead() -> None:
    head = [line(60, 50, "SỞ NỘI VỤ"), line(60, 66, "Số: 5/BC-SNV")]
    head += [line(300, 50, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), line(300, 66, "Độc lập - Tự do - Hạnh phúc")]
    text = [
        line(113, 100, "Thực hiện kế hoạch năm 2026,"),
        line(85, 116, "Sở báo cáo kết quả"),
        line(85, 132, "như sau:"),
    ]
    assert shown(*head, *text)[-3:] == ["      Thực hiện kế hoạch năm 2026,", "Sở báo cáo kết quả", "như sau:"]


def test_recipients_and_signature_do_not_mix() -> None:
    left = [line(85, 50 + 13 * n, text, size=11) for n, text in enumerate(["Nơi nhận:", "- Như Điều 3;", "- Lưu: VT."])]
    right = [line(380, 50, "TM. ỦY BAN NHÂN DÂN", size=13), line(400, 67, "CHỦ TỊCH", size=13)]
    right += [line(390, 190, "Trần Văn Bình", size=13)]
    assert shown(*left, *right) == [
        "Nơi nhận:", "- Như Điều 3;", "- Lưu: VT.", "|",
        "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Trần Văn Bình", "|",
    ]  # fmt: skip


def test_two_columns_without_a_letterhead_stay_side_by_side() -> None:
    rows = [[*line(85, 50 + 16 * n, f"Xã {n}"), *line(350, 50 + 16 * n, f"{n}0 hộ")] for n in range(4)]
    assert [one.split() for one in shown(*rows)] == [["Xã", f"{n}", f"{n}0", "hộ"] for n in range(4)]


# ---- any words at all


coordinates = st.floats(-50, 900, allow_nan=False)
boxes = st.builds(
    lambda text, x, y, wide, high: Word(text, x, y, x + wide, y + high),
    st.sampled_from("Điều 1. Số: 12/QĐ- | [2] 7 CỘNG HÒA XÃ HỘI CHỦ Nơi nhận: m - KT.".split()),
    coordinates,
    coordinates,
    st.floats(0, 200),
    st.floats(0, 40),
)
ruled = st.one_of(
    st.builds(lambda x, y, long: Rule(x, y, x + long, y + 0.5), coordinates, coordinates, st.floats(0, 500)),
    st.builds(lambda x, y, long: Rule(x, y, x + 0.5, y + long), coordinates, coordinates, st.floats(0, 500)),
)


@given(st.lists(boxes, max_size=40), st.lists(ruled, max_size=20))
def test_no_word_is_lost_or_doubled(words: list[Word], rules: list[Rule]) -> None:
    layout = lay_out(words, rules, width=A4)
    assert [layout.text[span.start : span.end] for span in layout.spans] == [word.text for word in words]
    ordered = sorted(layout.spans)
    assert all(a.end <= b.start for a, b in pairwise(ordered))
    left_over = list(layout.text)
    for span in layout.spans:
        left_over[span.start : span.end] = " " * (span.end - span.start)
    assert not "".join(left_over).strip(" \n|[]")


def test_a_page_without_words_is_empty() -> None:
    assert lay_out([], [], width=A4).text == ""
