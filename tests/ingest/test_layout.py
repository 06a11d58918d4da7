"""Lines to blocks: what one paragraph or item is, whatever the copy did to its lines."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest import layout
from ingest.layout import blocks, find_marker
from ingest.lines import is_rule, is_terminated, is_upper, lines
from tests.ingest.documents import BODIES, text_lines


def block_texts(text):
    return [block.text for block in blocks(text_lines(text))]


def wrapped(*paragraphs, width=76):
    """Paragraphs as a PDF shows them: first lines indented, lines broken at `width`, so that widths are known."""
    shown = []
    for paragraph in paragraphs:
        line = "      "
        for word in paragraph.split():
            if len(line) + len(word) > width:
                shown.append(line.rstrip())
                line = ""
            line += word + " "
        shown.append(line.rstrip())
    return "\n".join(shown)


class TestLines:
    def test_empty_lines_are_no_lines_but_gaps(self):
        assert [(line.text, line.gap) for line in lines("a\n\n \nb\nc", 0, 8)] == [
            ("a", False),
            ("b", True),
            ("c", False),
        ]

    def test_a_form_feed_ends_a_line(self):
        assert [line.text for line in lines("một\fhai", 0, 7)] == ["một", "hai"]

    def test_a_byte_order_mark_is_no_part_of_a_line(self):
        assert [line.text for line in lines("\ufeffQuyết định", 0, 11)] == ["Quyết định"]

    @given(st.text(), st.integers(0, 20), st.integers(0, 60))
    def test_a_line_knows_where_it_stands(self, text, start, end):
        assert all(text[line.span.start : line.span.end] == line.text for line in lines(text, start, max(start, end)))


class TestPageNumbers:
    @pytest.mark.parametrize(
        "between",
        [
            "\n                                     2\n\n\n",
            "\n                                     - 2 -\n\n",
            "\n\n\f2\n",
            "\n2\n\f",
            "\n\f                                        Trang 2/7\n",
        ],
        ids=["deep in the line", "between dashes", "at the top of a page", "at the foot", "with its word"],
    )
    def test_a_sentence_reads_on_over_a_page_number(self, between):
        text = f"Sở Y tế chủ trì, phối hợp với các đơn vị{between}liên quan tổ chức thực hiện."
        expected = "Sở Y tế chủ trì, phối hợp với các đơn vị liên quan tổ chức thực hiện."
        assert block_texts(text) == [expected]

    def test_a_sentence_reads_on_with_a_name_after_the_page_number(self):
        text = "Kế hoạch này do các phòng thuộc\n                                   3\n\nUBND huyện thực hiện."
        assert len(block_texts(text)) == 1

    def test_an_item_after_a_page_number_is_its_own(self):
        text = "a) Thu hồi đất.\n                                      5\n\nb) Cho thuê đất."
        assert block_texts(text) == ["a) Thu hồi đất.", "b) Cho thuê đất."]

    @pytest.mark.parametrize("text", ["1\nXây dựng kho học liệu", "Bảng\n\n   12\n\n   15", "Năm\n2025\ntrở đi"])
    def test_a_number_on_a_line_of_its_own_in_the_text_stays(self, text):
        assert " ".join(block_texts(text)).split() == text.split()

    def test_page_numbers_in_order_need_no_empty_lines(self):
        deep = " " * 40
        text = f"Một câu dài\n{deep}2\ncòn tiếp\n{deep}3\nđến hết."
        assert block_texts(text) == ["Một câu dài còn tiếp đến hết."]


class TestMarkers:
    @pytest.mark.parametrize(
        ("text", "label", "style"),
        [
            ("Phần thứ nhất", "Phần thứ nhất", "part"),
            ("PHẦN II", "PHẦN II", "part"),
            ("Chương IV", "Chương IV", "chapter"),
            ("Mục 2", "Mục 2", "section"),
            ("Tiểu mục 3. Kinh phí", "Tiểu mục 3.", "subsection"),
            ("Điều 12. Hiệu lực", "Điều 12.", "article"),
            ("Điều 5a: Bổ sung", "Điều 5a:", "article"),
            ("A. MỤC TIÊU", "A.", "letter_upper"),
            ("IV. KINH PHÍ", "IV.", "roman"),
            ("I/ Mục đích", "I/", "roman"),
            ("I.MỤC ĐÍCH", "I.", "roman"),
            ("3. Sở Tài chính", "3.", "decimal"),
            ("3 . Sở Tài chính", "3 .", "decimal"),
            ("2.1. Mầm non", "2.1.", "decimal2"),
            ("2.1.3 Tiểu học", "2.1.3", "decimal3"),
            ("(2) Đơn vị", "(2)", "paren"),
            ("4) Đơn vị", "4)", "paren"),
            ("đ) Trường học;", "đ)", "letter"),
            ("a. Thu thập", "a.", "letter"),
            ("- Chủ trì", "-", "dash"),
            ("–Chủ trì", "–", "dash"),
            ("• Chủ trì", "•", "dash"),
            ("+ Lớp học", "+", "plus"),
        ],
    )
    def test_an_item_begins_with_its_marker(self, text, label, style):
        marker = find_marker(text)
        assert (marker.label, marker.style) == (label, style)

    @pytest.mark.parametrize(
        "text",
        [
            "Điều 6, Điều 7 Nghị định này",
            "2025 là năm cuối",
            "43% số xã",
            "Chương trình học",
            "Mục tiêu",
            "-5 độ",
            "-------",
            "1.200 người",
            "Và các đơn vị",
            "12/QĐ-UBND",
        ],
    )
    def test_what_only_looks_like_a_marker_is_none(self, text):
        assert find_marker(text) is None

    def test_ranks_go_down_from_part_to_plus(self):
        shown = ["Phần I", "Chương I", "Mục 1", "Tiểu mục 1", "Điều 1.", "A.", "II.", "1.", "1.1.", "1.1.1.", "a)"]
        ranks = [find_marker(text).rank for text in [*shown, "(1)", "- x", "+ x"]]
        assert ranks == sorted(set(ranks))

    def test_the_body_of_a_block_stands_after_its_marker(self):
        (block,) = blocks(text_lines("3. Sở Tài chính: cân đối kinh phí."))
        assert block.body == "Sở Tài chính: cân đối kinh phí."


class TestBlocks:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Sở Lao động\n- Thương binh và Xã hội chủ trì.", ["Sở Lao động - Thương binh và Xã hội chủ trì."]),
            ("a) Trường học\nb) Trung tâm", ["a) Trường học", "b) Trung tâm"]),
            ("1.\nSở Y tế", ["1. Sở Y tế"]),
            ("Điều 3.\nHiệu lực thi hành", ["Điều 3. Hiệu lực thi hành"]),
            ("Mức thu theo khoản\n2. Điều 5 của Luật.", ["Mức thu theo khoản 2. Điều 5 của Luật."]),
            ("I. MỤC TIÊU\nPhấn đấu có đủ sách.", ["I. MỤC TIÊU", "Phấn đấu có đủ sách."]),
            ("I. MỤC TIÊU\nVÀ NHIỆM VỤ\nPhấn đấu.", ["I. MỤC TIÊU VÀ NHIỆM VỤ", "Phấn đấu."]),
            (
                "UBND TỈNH\nSỞ Y TẾ\n-----\nSố: 3/KH-SYT",
                ["UBND TỈNH SỞ Y TẾ", "-----", "Số: 3/KH-SYT"],
            ),
            ("Bảo đảm an toàn.\nPHỤ LỤC II\nDANH SÁCH", ["Bảo đảm an toàn.", "PHỤ LỤC II DANH SÁCH"]),
            ("PHÓ GIÁM ĐỐC\nPHỤ LỤC I\nSỐ LIỆU", ["PHÓ GIÁM ĐỐC", "PHỤ LỤC I SỐ LIỆU"]),
            (
                "Quản lý thư viện\n(Ban hành kèm theo Quyết định số 4/QĐ-UBND)",
                ["Quản lý thư viện", "(Ban hành kèm theo Quyết định số 4/QĐ-UBND)"],
            ),
            ("PHÒNG VĂN HÓA\nKẾ HOẠCH\nVề hội sách", ["PHÒNG VĂN HÓA", "KẾ HOẠCH", "Về hội sách"]),
            ("Về hội sách\nCăn cứ Luật Thư viện;", ["Về hội sách", "Căn cứ Luật Thư viện;"]),
        ],
    )
    def test_lines_of_one_paragraph_come_together(self, text, expected):
        assert block_texts(text) == expected

    def test_a_line_of_a_pdf_without_indent_goes_on_after_a_semicolon(self):
        items = [
            f"{n}. Sở số {n} chủ trì tổ chức các lớp học cho người dân ở các xã trên địa bàn tỉnh." for n in range(6)
        ]
        long = (
            "7. Chánh Văn phòng; Giám đốc các sở, ban, ngành của tỉnh Hà Nam; "
            "Thủ trưởng các đơn vị chịu trách nhiệm thi hành."
        )
        assert block_texts(wrapped(*items, long))[-1] == long

    def test_an_indented_line_of_a_pdf_begins_a_paragraph_after_a_full_stop(self):
        items = [
            f"{n}. Sở số {n} chủ trì tổ chức các lớp học cho người dân ở các xã trên địa bàn tỉnh." for n in range(6)
        ]
        assert (
            block_texts(wrapped(*items, "Các đơn vị báo cáo trước ngày 15."))[-1] == "Các đơn vị báo cáo trước ngày 15."
        )

    @given(BODIES)
    def test_every_line_ends_in_exactly_one_block(self, text):
        found = text_lines(text)
        made = blocks(found)
        inside = [sum(b.span.start <= line.span.start and line.span.end <= b.span.end for b in made) for line in found]
        assert inside == [1] * len(found)

    @given(st.text(alphabet="aĐ1.)-|\n\f “”:;IVX", max_size=200))
    @example("1\n\f-\n")
    def test_any_text_becomes_blocks_in_order_that_keep_every_word(self, text):
        found = text_lines(text)
        made = blocks(found)
        assert " ".join(block.text for block in made).split() == " ".join(line.text for line in found).split()
        assert [block.span for block in made] == sorted(block.span for block in made)

    def test_twice_the_lines_take_twice_the_work(self, monkeypatch):
        read = []
        squeeze = layout.squeeze
        monkeypatch.setattr(layout, "squeeze", lambda text: read.append(len(text)) or squeeze(text))

        def work(count):
            read.clear()
            blocks(text_lines("một dòng chữ thường không bao giờ hết\n" * count))
            return sum(read)

        assert work(2000) < 2.5 * work(1000)


class TestKindsOfLines:
    @pytest.mark.parametrize("text", ["Hết.", "Gồm:", "a;", "b./.", "“Hết.”", "Hết.[12]", "Thế nào?", "vân vân…"])
    def test_a_sentence_or_item_is_terminated(self, text):
        assert is_terminated(text)

    @pytest.mark.parametrize("text", ["Sở Y tế", "2,5", "", "Điều 4. Kinh phí"])
    def test_a_heading_is_not(self, text):
        assert not is_terminated(text)

    @pytest.mark.parametrize("text", ["|", "-------", "____", "*", "***", "- - -"])
    def test_a_border_is_a_rule(self, text):
        assert is_rule(text)

    @pytest.mark.parametrize("text", ["-", "--a--", "1", "..", "“”"])
    def test_letters_and_lone_bullets_are_no_rule(self, text):
        assert not is_rule(text)

    def test_a_few_small_letters_between_capitals_are_forgiven(self):
        assert is_upper("KẾ HOẠCH CỦA UBND TỈNH HÀ NAm")
        assert not is_upper("Số: /KH-SCT")
        assert not is_upper("2024 - 2025")


@pytest.mark.parametrize(
    ("text", "style"), [("1/ Phòng Nội vụ:", "decimal"), ("a/ Mục tiêu", "letter"), ("A/ MỤC TIÊU", "letter_upper")]
)
def test_a_stroke_ends_a_marker(text, style):
    assert find_marker(text).style == style


@pytest.mark.parametrize("text", ["15/3/2024", "1/2 số xã", "24/7 trực dịch"])
def test_dates_and_fractions_are_no_markers(text):
    assert find_marker(text) is None
