"""Word files of 1997 to 2003, each written for one fact by `binary_word_files`."""

import io
import json
import random
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers.doc import read_doc
from retrieval.errors import IngestError, UnreadableError, UnsupportedError
from retrieval.text import letters
from tests.ingest.binary_word_files import (
    CAPITALS,
    CELL,
    DELETED,
    HIDDEN,
    INNER_CELL,
    INNER_ROW,
    SPECIAL,
    WordFile,
    compound,
    font,
    item,
    level,
    packed,
    row,
    sprm,
)

SAMPLES = Path("../shared/samples")
OBJECT = "ObjectPool/_1/\x01Ole10Native"


def read(data):
    return read_doc(Path("a.doc"), data)


def text(word):
    return read(word.data()).pages[0].text


class TestText:
    def test_a_paragraph_is_a_line(self):
        assert text(WordFile().add("QUYẾT ĐỊNH").add("Về việc mở lớp học.")) == "QUYẾT ĐỊNH\nVề việc mở lớp học."

    def test_a_file_saved_fast_lies_in_pieces_of_two_kinds(self):
        word = WordFile().add("Quyết định số 12").add("ban hành")
        word.pieces = [(0, 10, False), (10, word.length, False)]
        assert text(word) == "Quyết định số 12\nban hành"
        word = WordFile().add("Tên: ÄÖ “a” – b")
        word.runs[0] = ("Ten: ÄÖ “a” – b", b"")
        word.pieces = [(0, 6, True), (6, 16, True)]
        assert text(word) == "Ten: ÄÖ “a” – b"

    def test_letters_outside_the_basic_plane_are_one_letter(self):
        high, low = (chr(code) for code in struct.unpack("<HH", "𐌲".encode("utf-16-le")))
        word = WordFile().add("a b")
        streams = word.streams()
        at = streams["WordDocument"].index("a b".encode("utf-16-le"))
        halves = (high + low).encode("utf-16-le", "surrogatepass")
        streams["WordDocument"] = streams["WordDocument"][:at] + halves + streams["WordDocument"][at + 4 :]
        assert read(compound(streams)).pages[0].text == "𐌲b"

    def test_hyphens_and_breaks_are_what_they_show(self):
        word = WordFile().add("Lao động\x1eThương binh, xã\x1f hội\x0bdòng hai\x0cdòng ba\xa0a")
        assert text(word) == "Lao động-Thương binh, xã hội\ndòng hai\ndòng ba a"

    @pytest.mark.parametrize("gone", [HIDDEN, DELETED], ids=["hidden", "deleted"])
    def test_words_that_do_not_show_are_left_out(self, gone):
        assert text(WordFile().add("Mở ", ("không ", gone), "lớp")) == "Mở lớp"

    def test_paragraphs_without_a_mark_between_them_are_one(self):
        assert text(WordFile().add("Mở ", looks=DELETED).add("lớp")) == "Mở lớp"

    def test_words_shown_in_capitals_are_capitals(self):
        assert text(WordFile().add(("quyết định", CAPITALS), " số 5")) == "QUYẾT ĐỊNH số 5"

    def test_of_a_field_the_result_stands(self):
        assert text(WordFile().add('Xem \x13 HYPERLINK "http://a.vn" \x14phụ lục\x15 này')) == "Xem phụ lục này"

    def test_fields_stand_in_fields(self):
        assert text(WordFile().add("Hình \x13 SEQ \x13 PAGE \x142\x15 \x141\x15.")) == "Hình 1."

    def test_a_field_that_never_ends_takes_its_paragraph_only(self):
        assert text(WordFile().add("Một \x13 HYPERLINK").add("hai")) == "Một\nhai"

    def test_symbols_are_letters(self):
        box = SPECIAL + sprm(0x6A09, struct.pack("<HH", 1, 0xF0A8))
        word = WordFile(fonts=("Times New Roman", "Wingdings")).add("Có ", ("(", box), " (không)")
        assert text(word) == "Có □ (không)"

    def test_headers_and_footers_are_left_out(self):
        assert text(WordFile().add("Điều 1").add("trang 2", part=2)) == "Điều 1"


class TestFonts:
    def test_tcvn3_is_known_by_its_font(self):
        word = WordFile(fonts=("Times New Roman", ".VnTime")).add(("QuyÕt ®Þnh", font(1)), " số ", ("t\xad", font(1)))
        assert text(word) == "Quyết định số tư"

    def test_its_capitals_are_a_font(self):
        word = WordFile(fonts=("Times New Roman", ".VnTimeH")).add(("uû ban nh©n d©n", font(1)))
        assert text(word) == "UỶ BAN NHÂN DÂN"

    def test_a_mark_of_vni_may_be_a_run_of_its_own(self):
        word = WordFile(fonts=("VNI-Times",)).add("Quye", ("á", SPECIAL), "t ñònh")
        assert text(word) == "Quyết định"

    def test_unicode_in_an_old_font_stays(self):
        assert text(WordFile(fonts=(".VnTime",)).add("Quyết định của Ủy ban")) == "Quyết định của Ủy ban"

    def test_a_hyphen_that_only_may_show_is_left_out(self):
        assert text(WordFile().add("Lưu: VT, QLCN\xad\xad(đ/c Dũng)")) == "Lưu: VT, QLCN(đ/c Dũng)"


class TestNumbers:
    def test_articles_exist_only_as_numbers_of_a_list(self):
        word = WordFile().lists([level("Điều \0.")])
        word.add("Phạm vi", paragraph=item(1)).add("Nội dung").add("Hiệu lực", paragraph=item(1))
        assert text(word) == "Điều 1. Phạm vi\nNội dung\nĐiều 2. Hiệu lực"

    def test_lower_levels_begin_again(self):
        word = WordFile().lists([level("\0."), level("\1)", 4), *[level("")] * 7])
        for name, depth in (("a", 0), ("b", 1), ("c", 1), ("d", 0), ("e", 1)):
            word.add(name, paragraph=item(1, depth))
        assert text(word) == "1. a\na) b\nb) c\n2. d\na) e"

    @pytest.mark.parametrize(
        ("kind", "shown"), [(0, "4"), (1, "IV"), (2, "iv"), (3, "D"), (4, "d"), (22, "04")], ids=str
    )
    def test_numbers_have_formats(self, kind, shown):
        assert text(WordFile().lists([level("\0.", kind, 4)]).add("x", paragraph=item(1))) == f"{shown}. x"

    def test_bullets_are_dashes(self):
        assert text(WordFile().lists([level("\uf0b7", 23)]).add("x", paragraph=item(1))) == "- x"

    def test_a_list_may_begin_again(self):
        word = WordFile().lists([level("\0.")], overrides=[(0, None), (0, 1)])
        for number in (1, 1, 2, 2):
            word.add("x", paragraph=item(number))
        assert text(word) == "1. x\n2. x\n1. x\n2. x"

    def test_rows_may_be_numbered_by_a_list(self):
        word = WordFile().lists([level("\0")])
        for name in ("Sở A", "Sở B"):
            word.add(mark="\x07", paragraph=CELL + item(1)).add(name, mark="\x07", paragraph=CELL)
            word.add(mark="\x07", paragraph=row((0, 500, 5000)))
        assert text(word) == "1 | Sở A\n2 | Sở B"


class TestTables:
    def test_rows_are_lines_with_bars(self):
        assert text(WordFile().add("Bảng").cells("TT", "Tên").cells("1", "Sở A").add("Hết")) == (
            "Bảng\n\nTT | Tên\n1 | Sở A\n\nHết"
        )

    def test_a_cell_over_several_columns_leaves_empty_cells(self):
        word = WordFile().cells("TT", "Lộ trình", edges=(0, 500, 2500))
        word.cells("1", "2025", "2026", edges=(0, 520, 1500, 2500))
        assert text(word) == "TT | Lộ trình |\n1 | 2025 | 2026"

    def test_a_cell_over_several_rows_stands_in_each(self):
        assert text(WordFile().cells("Sở A", "x").cells("", "y", merged={0})) == "Sở A | x\nSở A | y"

    def test_a_table_in_a_cell_keeps_its_rows(self):
        word = WordFile().add("Trước", paragraph=CELL)
        for name in ("a", "b"):
            word.add(name, paragraph=INNER_CELL)
        word.add(paragraph=INNER_ROW).add("Sau", mark="\x07", paragraph=CELL).add("c", mark="\x07", paragraph=CELL)
        word.add(mark="\x07", paragraph=row((0, 4000, 5000)))
        assert text(word) == "Trước\na | b\nSau\n|\nc"


class TestNotesAndBoxes:
    def test_a_footnote_stands_at_the_end_under_its_number(self):
        word = (
            WordFile().add("Theo quy định", ("\x02", SPECIAL), " mới").add(("\x02", SPECIAL), " Công báo số 5.", part=1)
        )
        word.tables[2] = struct.pack("<IIH", 13, 19, 1)
        word.tables[3] = struct.pack("<III", 0, 17, 18)
        assert text(word) == "Theo quy định[1] mới\n[1] Công báo số 5."

    def test_a_text_box_stands_after_its_paragraph(self):
        word = WordFile().add("Số:", ("\x08", SPECIAL)).add("Điều 1").add("12/QĐ-UBND", part=6)
        word.tables[40] = struct.pack("<II", 3, 13) + struct.pack("<I", 1025) + bytes(22)
        word.tables[56] = struct.pack("<II", 0, 11) + bytes(14) + struct.pack("<I", 1025) + bytes(4)
        assert text(word) == "Số:\n12/QĐ-UBND\nĐiều 1"


class TestEmbedded:
    def embedded(self, name, content):
        return read(compound({**WordFile().add("Thông tư").streams(), OBJECT: packed(name, content)}))

    def zipped(self, **files):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name.replace("_", "."), content)
        return buffer.getvalue()

    def test_an_annex_in_an_archive_stands_after_the_text_and_is_told(self):
        annex = WordFile().add("PHỤ LỤC I").data()
        found = self.embedded("C:\\tam\\Phu luc.zip", self.zipped(b_doc=annex, a_rtf=b"{\\rtf1 Bi\\u7875?u}"))
        assert found.pages[0].text == "Thông tư\n\nBiểu\n\nPHỤ LỤC I"
        assert found.warnings == (
            "the text of the embedded file “Phu luc.zip › a.rtf” stands after the document's own",
            "the text of the embedded file “Phu luc.zip › b.doc” stands after the document's own",
        )

    def test_a_word_document_as_an_object_is_read(self):
        streams = {f"ObjectPool/_1/{name}": data for name, data in WordFile().add("PHỤ LỤC").streams().items()}
        found = read(compound({**WordFile().add("Thông tư").streams(), **streams}))
        assert found.pages[0].text == "Thông tư\n\nPHỤ LỤC"

    def test_what_cannot_be_read_is_told(self):
        found = self.embedded("nhac.wav", b"RIFF1234")
        assert found.pages[0].text == "Thông tư"
        assert "“nhac.wav” was left out" in found.warnings[0]

    def test_an_archive_that_unpacks_without_end_is_left_out(self):
        found = self.embedded("bom.zip", self.zipped(a_txt=b"a" * 2**26))
        assert found.pages[0].text == "Thông tư"
        assert "too large" in found.warnings[-1]

    def test_archives_in_archives_end(self):
        inner = self.zipped(a_txt=b"chu")
        for _ in range(5):
            inner = self.zipped(b_zip=inner)
        assert "too deep" in self.embedded("c.zip", inner).warnings[-1]

    def test_many_files_end(self):
        files = {f"f{number}_txt": "chữ" for number in range(50)}
        found = self.embedded("c.zip", self.zipped(**files))
        assert "too many" in found.warnings[-1]
        assert found.pages[0].text.count("chữ") < 25


class TestRefusals:
    @pytest.mark.parametrize(
        ("word", "told"),
        [(WordFile(flags=0x100).add("a"), "password"), (WordFile(version=104).add("a"), "Word 95")],
        ids=["locked", "Word 95"],
    )
    def test_what_cannot_be_read_is_refused_with_the_remedy(self, word, told):
        with pytest.raises(UnreadableError, match=rf"{told}.*\.docx"):
            read(word.data())

    def test_a_locked_docx_is_one_too(self):
        with pytest.raises(UnreadableError, match="password"):
            read(compound({"EncryptedPackage": b"x"}))

    def test_another_compound_file_is_unsupported(self):
        with pytest.raises(UnsupportedError, match="no Word document"):
            read(compound({"Workbook": b"x"}))

    @pytest.mark.parametrize("size", [8, 600, 3000])
    def test_a_file_that_was_cut_off_is_refused(self, size):
        with pytest.raises(UnreadableError):
            read(WordFile().add("Điều 1. " * 300).data()[:size])

    @settings(max_examples=150, deadline=None)
    @given(st.randoms(use_true_random=False), st.integers(1, 200))
    def test_damaged_files_end_in_text_or_an_error(self, chance, count):
        word = WordFile(fonts=("VNI-Times", ".VnTime")).lists([level("Điều \0.")]).add("Phạm vi", paragraph=item(1))
        word.cells("TT", "Tên").add("Chú thích", ("\x02", SPECIAL)).add("a", part=1)
        word.tables[2], word.tables[3] = struct.pack("<IIH", 20, 30, 1), struct.pack("<III", 0, 1, 2)
        data = bytearray(word.data())
        for _ in range(count):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            read(bytes(data))
        except IngestError as error:
            assert error.problem  # noqa: PT017


@pytest.mark.shared
class TestSamples:
    def samples(self):
        if not SAMPLES.exists():
            pytest.skip(f"no {SAMPLES}: the real files are kept outside of the project")
        return [path for path in SAMPLES.iterdir() if path.suffix.lower() == ".doc"]

    def test_the_probes_stand_in_the_text(self):
        wanted = {label["file"]: label["probes"] for label in self.labels()}
        for path in self.samples():
            found = letters(read_doc(path, path.read_bytes()).pages[0].text)
            assert [probe for probe in wanted[path.name] if letters(probe) not in found] == []

    def labels(self):
        if not SAMPLES.exists():
            pytest.skip(f"no {SAMPLES}: the real files are kept outside of the project")
        return [json.loads(line) for line in (SAMPLES / "labels.jsonl").read_text("utf-8").splitlines()]

    def test_damaged_samples_end(self):
        chance = random.Random(7)  # noqa: S311
        for path in self.samples():
            data = path.read_bytes()
            for _ in range(10):
                damaged = bytearray(data)
                for _ in range(chance.choice((1, 50, 2000))):
                    damaged[chance.randrange(len(data))] = chance.randrange(256)
                try:
                    read_doc(path, bytes(damaged[: chance.randrange(len(data) // 2, len(data) + 1)]))
                except IngestError as error:
                    assert error.problem  # noqa: PT017
