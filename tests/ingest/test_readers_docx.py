"""Word files: what Word shows with all changes accepted, and nothing else."""

import contextlib
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.docx import read_docx
from ingest.readers.numbering import Level, ListCounter, show_number
from retrieval.errors import IngestError, UnreadableError
from tests.ingest.word_files import cell, docx, item, levels, numbering, paragraph, run, table

PATH = Path("ke-hoach.docx")
ARTICLES = numbering(
    levels(("decimal", "Điều %1."), ("decimal", "%2."), ("lowerLetter", "%3)")),
    levels(("upperRoman", "%1."), ("decimal", "%1.%2."), ("bullet", "\uf0b7")),
)


def text(body, **parts):
    [page] = read_docx(PATH, docx(body, **parts)).pages
    return page.text


def lines(body, **parts):
    return [line for line in text(body, **parts).split("\n") if line.strip()]


class TestNumbers:
    def test_articles_that_exist_only_as_list_numbers_are_counted(self):
        body = item("Ban hành kế hoạch.") + item("Kinh phí", 1) + item("Từ ngân sách;", 2) + item("Thi hành.")
        assert lines(body, numbering=ARTICLES) == [
            "Điều 1. Ban hành kế hoạch.",
            "1. Kinh phí",
            "a) Từ ngân sách;",
            "Điều 2. Thi hành.",
        ]

    def test_lower_levels_begin_again_under_each_higher_one(self):
        body = "".join(item("x", level) for level in (0, 1, 1, 0, 1))
        assert lines(body, numbering=ARTICLES) == ["Điều 1. x", "1. x", "2. x", "Điều 2. x", "1. x"]

    def test_a_number_shows_those_above_it(self):
        body = "".join(item("x", level, 2) for level in (0, 1, 0, 1, 1))
        assert lines(body, numbering=ARTICLES) == ["I. x", "I.1. x", "II. x", "II.1. x", "II.2. x"]

    def test_bullets_are_dashes(self):
        assert lines(item("Sở Y tế", 2, 2), numbering=ARTICLES) == ["- Sở Y tế"]

    def test_a_list_that_is_used_again_counts_on_and_one_that_restarts_does_not(self):
        again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
        shared = numbering(levels(("decimal", "%1.")), numbers={1: (0, ""), 2: (0, ""), 3: (0, again)})
        body = item("a") + item("b", 0, 2) + item("c", 0, 3) + item("d", 0, 3)
        assert lines(body, numbering=shared) == ["1. a", "2. b", "1. c", "2. d"]

    def test_a_style_brings_its_number(self):
        style = (
            '<w:style w:type="paragraph" w:styleId="Dieu"><w:basedOn w:val="Goc"/></w:style>'
            '<w:style w:type="paragraph" w:styleId="Goc">'
            '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        )
        body = paragraph("Phạm vi", properties='<w:pStyle w:val="Dieu"/>')
        assert lines(body, numbering=ARTICLES, styles=style) == ["Điều 1. Phạm vi"]

    def test_number_zero_takes_the_number_away(self):
        assert lines(item("Phạm vi", 0, 0), numbering=ARTICLES) == ["Phạm vi"]

    def test_a_column_that_word_counts_has_its_numbers(self):
        rows = [[cell(item("", 1)), "Rà soát"], [cell(item("", 1)), "Báo cáo"]]
        assert lines(table(["TT", "Nội dung"], *rows), numbering=ARTICLES) == [
            "TT | Nội dung",
            "1. | Rà soát",
            "2. | Báo cáo",
        ]

    @pytest.mark.parametrize(
        ("number", "style", "shown"),
        [
            (4, "upperRoman", "IV"),
            (1994, "lowerRoman", "mcmxciv"),
            (1, "lowerLetter", "a"),
            (27, "upperLetter", "AA"),
            (7, "decimalZero", "07"),
            (7, "ordinalText", "7"),
            (7, "none", ""),
            (0, "lowerLetter", ""),
        ],
    )
    def test_formats(self, number, style, shown):
        assert show_number(number, style) == shown

    @given(st.lists(st.integers(0, 4), max_size=60))
    def test_the_first_item_under_another_has_number_one(self, depths):
        counter = ListCounter()
        shapes = {at: Level(text=f"%{at + 1}") for at in range(5)}
        seen = [int(counter.next("a", depth, shapes)) for depth in depths]
        for at, depth in enumerate(depths):
            since = [i for i in range(at) if depths[i] < depth]
            begun = since[-1] if since else -1
            assert seen[at] == 1 + sum(depths[i] == depth for i in range(begun + 1, at))


class TestWords:
    def test_deleted_words_are_gone_and_inserted_ones_stand(self):
        body = paragraph(
            "Hoàn thành trước ngày ",
            "<w:del><w:r><w:delText>15</w:delText></w:r></w:del><w:ins><w:r><w:t>20</w:t></w:r></w:ins>",
            " tháng 6",
        )
        assert lines(body) == ["Hoàn thành trước ngày 20 tháng 6"]

    def test_moved_words_stand_only_where_they_are_now(self):
        moved = paragraph("<w:moveFrom><w:r><w:t>Một</w:t></w:r></w:moveFrom>", "Hai")
        assert lines(moved + paragraph("<w:moveTo><w:r><w:t>Một</w:t></w:r></w:moveTo>")) == ["Hai", "Một"]

    def test_a_deleted_paragraph_mark_joins_two_paragraphs(self):
        first = paragraph("Sở Y tế ", properties="<w:rPr><w:del/></w:rPr>")
        assert lines(first + paragraph("chủ trì")) == ["Sở Y tế chủ trì"]

    def test_a_deleted_row_is_no_row(self):
        gone = "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>cũ</w:t></w:r></w:p></w:tc></w:tr>"
        assert "cũ" not in text(table(["TT", "Tên"]).replace("</w:tbl>", f"{gone}</w:tbl>"))

    def test_hidden_words_are_not_read(self):
        assert lines(paragraph("Số: 12", run(" nháp", "<w:vanish/>"))) == ["Số: 12"]

    def test_letters_shown_as_capitals_are_capitals(self):
        style = '<w:style w:type="character" w:styleId="To"><w:rPr><w:caps/></w:rPr></w:style>'
        body = paragraph(
            run("quyết", "<w:caps/>"), run(" định", '<w:rStyle w:val="To"/>'), run(" số", '<w:caps w:val="0"/>')
        )
        assert lines(body, styles=style) == ["QUYẾT ĐỊNH số"]

    def test_marks_apart_from_their_letters_are_put_together(self):
        assert lines(paragraph("KÊ\u0301 HOẠCH")) == ["KẾ HOẠCH"]

    def test_letters_each_in_a_run_of_their_own_are_one_word(self):
        assert lines(paragraph(*"Điều")) == ["Điều"]

    def test_fields_show_their_result(self):
        field = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>05</w:t></w:r>'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )
        assert lines(paragraph("ngày ", field)) == ["ngày 05"]

    def test_tabs_breaks_and_hyphens(self):
        body = paragraph("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r>")
        assert lines(body) == ["a\tb", "c-d"]

    def test_a_formula_keeps_its_letters(self):
        assert lines(paragraph("<m:oMath><m:r><m:t>R</m:t></m:r></m:oMath>")) == ["R"]

    def test_page_headers_are_left_out(self):
        assert "Trang" not in text(paragraph("Điều 1."), header1=paragraph("Trang 2"))


class TestNotesAndBoxes:
    def test_a_note_stands_at_the_end_under_its_mark(self):
        notes = '<w:footnote w:id="7"><w:p><w:r><w:t>Theo số liệu năm 2024.</w:t></w:r></w:p></w:footnote>'
        body = paragraph("Có 12 trường", '<w:r><w:footnoteReference w:id="7"/></w:r>', " đạt chuẩn.") + paragraph(
            "Hết."
        )
        assert lines(body, footnotes=notes) == ["Có 12 trường[1] đạt chuẩn.", "Hết.", "[1] Theo số liệu năm 2024."]

    def test_a_note_nobody_refers_to_is_no_text(self):
        notes = '<w:footnote w:id="7"><w:p><w:r><w:t>Cũ.</w:t></w:r></w:p></w:footnote>'
        assert lines(paragraph("Hết."), footnotes=notes) == ["Hết."]

    def test_a_text_box_given_twice_is_read_once(self):
        box = "<w:txbxContent><w:p><w:r><w:t>DỰ THẢO</w:t></w:r></w:p></w:txbxContent>"
        drawn = (
            f"<mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
        )
        assert lines(paragraph("UBND TỈNH", f"<w:r>{drawn}</w:r>")) == ["UBND TỈNH", "DỰ THẢO"]


class TestTables:
    def test_a_row_is_a_line_with_bars(self):
        assert lines(table(["TT", "Nội dung", "Cơ quan"], ["1", "Rà soát", "Sở Y tế"])) == [
            "TT | Nội dung | Cơ quan",
            "1 | Rà soát | Sở Y tế",
        ]

    def test_a_cell_over_several_rows_stands_in_each_and_one_over_columns_leaves_empty_ones(self):
        wide = cell("Lộ trình", properties='<w:gridSpan w:val="2"/>')
        top = cell("Sở Y tế", properties='<w:vMerge w:val="restart"/>')
        below = cell("", properties="<w:vMerge/>")
        shown = lines(table(["Tên", wide, "Ghi chú"], [top, "2025", "2030", "a"], [below, "1", "2", "b"]))
        assert shown == ["Tên | Lộ trình |  | Ghi chú", "Sở Y tế | 2025 | 2030 | a", "Sở Y tế | 1 | 2 | b"]

    def test_lines_in_a_cell_stay_in_their_row(self):
        assert lines(table([cell("a", "b"), "c", "d"])) == ["a b | c | d"]

    def test_a_letterhead_reads_down_its_columns(self):
        head = table([cell("UBND TỈNH HÀ BẮC", "SỞ Y TẾ"), cell("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập")])
        assert lines(head) == ["UBND TỈNH HÀ BẮC", "SỞ Y TẾ", "|", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập", "|"]

    def test_a_table_in_a_cell_keeps_its_rows(self):
        shown = lines(table([cell(table(["a", "b", "c"]), paragraph("sau")), "ngoài"]))
        assert "a | b | c" in shown
        assert {"sau", "ngoài"} <= set(shown)


class TestDamage:
    @pytest.mark.parametrize(
        "data",
        [
            b"PK\x03\x04 cut",
            docx("")[:200],
            docx(paragraph("x")).replace(b"word/document", b"work/document"),
        ],
        ids=["no archive", "cut off", "no document in it"],
    )
    def test_a_damaged_file_is_told_with_a_remedy(self, data):
        with pytest.raises(UnreadableError, match=r"copy it again|save it anew"):
            read_docx(PATH, data)

    def test_entities_are_never_expanded(self, tmp_path):
        secret = tmp_path / "secret.txt"
        secret.write_text("bí mật")
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            archive.writestr(
                "word/document.xml",
                f'<!DOCTYPE d [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY y "ha"><!ENTITY z "&y;&y;&y;">]>'
                '<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>a &x; &z; b</w:t></w:r></w:p></w:body></w:document>',
            )
        try:
            shown = read_docx(PATH, made.getvalue()).pages[0].text
        except IngestError:
            return
        assert "bí mật" not in shown
        assert "haha" not in shown

    def test_deep_nesting_ends_in_an_error(self):
        deep = "<w:sdt><w:sdtContent>" * 150 + paragraph("x") + "</w:sdtContent></w:sdt>" * 150
        with pytest.raises(UnreadableError):
            read_docx(PATH, docx(deep))

    @given(st.data())
    def test_flipped_bytes_end_in_text_or_an_error(self, data):
        good = bytearray(docx(item("Phạm vi") + table(["a", "b", "c"]), numbering=ARTICLES))
        for at in data.draw(st.lists(st.integers(0, len(good) - 1), max_size=8)):
            good[at] = data.draw(st.integers(0, 255))
        with contextlib.suppress(IngestError):
            read_docx(PATH, bytes(good))
