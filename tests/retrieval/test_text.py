"""Letters, syllables and sentences: one form for the spellings in use, and sentences that end where they end."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import text as module
from retrieval.text import compact_lines, fold, letters, nfc, normalize, pairs, sentences, squeeze, syllables

VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵdđ"
SYLLABLES = st.text(alphabet=VIETNAMESE + "bcghklmnpqrstvx" + "0123456789", min_size=1, max_size=7)


def cut(text):
    return [text[start:end] for start, end in sentences(text)]


class TestLetters:
    @pytest.mark.parametrize(
        ("text", "plain"),
        [
            ("Đào tạo", "dao tao"),
            ("ĐƯỜNG", "duong"),
            ("Sỹ số", "sy so"),
            ("UỶ BAN", "uy ban"),
            ("43%", "43%"),
            ("", ""),
        ],
    )
    def test_folding_drops_every_mark(self, text, plain):
        assert fold(text) == plain

    def test_folding_reads_marks_apart_from_their_letters(self):
        assert fold(unicodedata.normalize("NFD", "Kế hoạch")) == "ke hoach"

    @given(st.text())
    def test_folding_twice_changes_nothing(self, text):
        assert fold(fold(text)) == fold(text)

    @given(st.text(alphabet=VIETNAMESE + VIETNAMESE.upper() + " ."))
    def test_folding_keeps_every_offset_of_vietnamese(self, text):
        assert len(fold(text)) == len(text)

    @given(st.text())
    def test_composing_twice_changes_nothing(self, text):
        assert nfc(nfc(text)) == nfc(text)

    def test_lines_end_in_one_way(self):
        assert nfc("a\r\nb\rc") == "a\nb\nc"


class TestSyllables:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("37.5%, kỹ năng", ["37.5", "kĩ", "năng"]),
            ("Uỷ ban; ủy ban", ["ủy", "ban", "ủy", "ban"]),
            ("bác sỹ, bác sĩ", ["bác", "sĩ", "bác", "sĩ"]),
            ("hoà, hòa", ["hòa", "hòa"]),
            ("ngày 05/3", ["ngày", "05/3"]),
            ("tỉnh_xã", ["tỉnh", "xã"]),
            ("", []),
        ],
    )
    def test_spellings_in_use_become_one(self, text, found):
        assert syllables(text) == found

    @pytest.mark.parametrize("syllable", ["tuy", "quý", "tay", "tây", "khuyên", "y"])
    def test_a_y_that_is_another_sound_stays(self, syllable):
        assert normalize(syllable) == syllable

    @pytest.mark.parametrize(("syllable", "normal"), [("05", "5"), ("0", "0"), ("000", "0"), ("2025", "2025")])
    def test_whole_numbers_lose_leading_zeros(self, syllable, normal):
        assert normalize(syllable) == normal

    @given(SYLLABLES)
    def test_normalizing_twice_changes_nothing(self, syllable):
        assert normalize(normalize(syllable)) == normalize(syllable)

    @given(st.text())
    def test_any_text_has_syllables_without_spaces(self, text):
        assert not [found for found in syllables(text) if not found or found.split() != [found]]

    def test_neighbours_make_pairs(self):
        assert pairs(["trung", "tâm", "học"]) == ["trung_tâm", "tâm_học"]
        assert pairs(["học"]) == []


class TestLines:
    @given(st.text())
    def test_squeezing_twice_changes_nothing(self, text):
        assert squeeze(squeeze(text)) == squeeze(text)

    def test_compact_lines_keep_their_breaks(self):
        assert compact_lines(" a   b \n\n\u00a0\n c\t d ") == "a b\nc d"

    def test_letters_are_what_two_copies_share(self):
        assert letters("Sở  Y-tế\n(tỉnh)") == letters("sở y tế tỉnh") == "sởytếtỉnh"


class TestSentences:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("Sở Y tế chủ trì. Các đơn vị phối hợp.", ["Sở Y tế chủ trì.", "Các đơn vị phối hợp."]),
            ("a) Trường học; - Trung tâm.", ["a) Trường học;", "- Trung tâm."]),
            ("Mở lớp; sửa trường.", ["Mở lớp; sửa trường."]),
            ("Theo số liệu đạt 37.5 điểm. Tốt.", ["Theo số liệu đạt 37.5 điểm.", "Tốt."]),
            ("TM. Ủy ban ký. Hết.", ["TM. Ủy ban ký.", "Hết."]),
            ("1. Sở Y tế. 2. Sở Tài chính.", ["1. Sở Y tế. 2. Sở Tài chính."]),
            ("“Đọc sách.” Thư viện mở cửa.", ["“Đọc sách.”", "Thư viện mở cửa."]),
            ("Hỏi gì? “Đọc sách!” Hết…", ["Hỏi gì?", "“Đọc sách!”", "Hết…"]),
            ("Không có dấu chấm", ["Không có dấu chấm"]),
            ("  ", []),
            ("", []),
        ],
    )
    def test_a_sentence_ends_before_a_capital_or_a_bullet(self, text, found):
        assert cut(text) == found

    @given(st.text(alphabet="aĐ. ;!?”“-1\n", max_size=120))
    def test_sentences_are_all_of_the_text_in_order(self, text):
        assert "".join("".join(cut(text)).split()) == "".join(text.split())

    def test_twice_the_sentences_take_twice_the_work(self, monkeypatch):
        read = []

        search = module.re.search
        monkeypatch.setattr(module.re, "search", lambda pattern, text: read.append(len(text)) or search(pattern, text))

        def work(count):
            read.clear()
            list(sentences("Điều 1. A" * count))
            return sum(read)

        assert work(2000) <= 2.5 * work(1000)
