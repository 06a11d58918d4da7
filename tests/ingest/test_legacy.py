"""Text from before Unicode, with and without fonts; sentences written for these tests."""

import unicodedata
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.html import read_html
from ingest.readers.legacy import convert, encoding_of, from_font, is_capitals, repair, scheme_of, with_capitals
from ingest.readers.text import read_text
from retrieval.errors import UnreadableError

UNICODE = "Quyết định về việc ban hành Đề án phát triển thư viện đến năm 2010 và những việc khác ở các xã"
TCVN3 = "QuyÕt ®Þnh vÒ viÖc ban hµnh §Ò ¸n ph¸t triÓn th\xad viÖn ®Õn n¨m 2010 vµ nh÷ng viÖc kh¸c ë c¸c x·"  # noqa: RUF001
VNI = "Quyeát ñònh veà vieäc ban haønh Ñeà aùn phaùt trieån thö vieän ñeán naêm 2010 vaø nhöõng vieäc khaùc ôû caùc xaõ"
VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
ALPHABET = "".join(unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES) + "đ"


def in_tcvn3(text):
    """`text` as TCVN3 has it; capitals with tones do not exist there."""
    codes = {convert(chr(code), "tcvn3"): chr(code) for code in range(0xFF, 0xA0, -1)}
    return "".join(codes.get(letter, letter) for letter in text)


def in_1258(text):
    """`text` as windows-1258 has it: tones follow their letters."""
    out = b""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(part for part in parts if part in TONES[1:])
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES[1:]))
        out += (base + tones).encode("cp1258")
    return out


class TestLetters:
    @pytest.mark.parametrize(("scheme", "old"), [("tcvn3", TCVN3), ("vni", VNI)])
    def test_a_sentence_is_converted(self, scheme, old):
        assert convert(old, scheme) == UNICODE

    def test_tcvn3_has_every_small_letter(self):
        assert convert(in_tcvn3(ALPHABET), "tcvn3") == ALPHABET
        assert "à" not in in_tcvn3(ALPHABET)

    @pytest.mark.parametrize(
        ("old", "letters"),
        [
            ("aù aø aû aõ aï", "á à ả ã ạ"),
            ("aâ aá aà aå aã aä", "â ấ ầ ẩ ẫ ậ"),
            ("aê aé aè aú aü aë", "ă ắ ằ ẳ ẵ ặ"),
            ("eù eø eû eõ eï eâ eá eà eå eã eä", "é è ẻ ẽ ẹ ê ế ề ể ễ ệ"),
            ("í ì æ ó ò", "í ì ỉ ĩ ị"),
            ("où oø oû oõ oï oâ oá oà oå oã oä", "ó ò ỏ õ ọ ô ố ồ ổ ỗ ộ"),
            ("ô ôù ôø ôû ôõ ôï", "ơ ớ ờ ở ỡ ợ"),
            ("uù uø uû uõ uï ö öù öø öû öõ öï", "ú ù ủ ũ ụ ư ứ ừ ử ữ ự"),
            ("yù yø yû yõ î ñ Ñ", "ý ỳ ỷ ỹ ỵ đ Đ"),
            ("AÙ AÂ AÁ AË EÄ Í Æ OÄ Ô ÔÏ UÛ Ö ÖÙ YÙ Î", "Á Â Ấ Ặ Ệ Í Ỉ Ộ Ơ Ợ Ủ Ư Ứ Ý Ỵ"),
        ],
    )
    def test_vni_has_each_letter(self, old, letters):
        assert convert(old, "vni") == letters


class TestFonts:
    @pytest.mark.parametrize(
        ("font", "scheme"),
        [
            (".VnTime", "tcvn3"), (".VnArial NarrowH", "tcvn3"), (".VNTIME", "tcvn3"), ("VnTime", "tcvn3"),
            ("VNI-Times", "vni"), ("VNI-Helve-Condense", "vni"),
            ("Times New Roman", None), ("Vni", "vni"), ("", None), ("Vineta BT", None),
        ],
    )  # fmt: skip
    def test_names_say_the_encoding(self, font, scheme):
        assert scheme_of(font) == scheme

    @pytest.mark.parametrize(
        ("font", "capitals"),
        [
            (".VnTimeH", True),
            (".VnArial NarrowH", True),
            (".VnTime", False),
            (".VnHelvetIns", False),
            ("ArialH", False),
        ],
    )
    def test_fonts_of_capitals_end_with_h(self, font, capitals):
        assert is_capitals(font) == capitals

    def test_letters_that_went_through_another_code_page_are_found(self):
        assert from_font(TCVN3.encode("cp1252").decode("cp1258"), ".VnTime") == UNICODE

    def test_letters_in_the_private_area_of_a_symbol_font_are_found(self):
        moved = "".join(chr(0xF000 + ord(letter)) for letter in TCVN3)
        assert from_font(moved, ".VnTime") == UNICODE

    @pytest.mark.parametrize("text", [UNICODE, "các cơ quan", "là cá và cà"])
    def test_unicode_in_an_old_font_stays(self, text):
        assert from_font(text, ".VnTime") == text

    def test_unicode_with_marks_apart_stays(self):
        apart = unicodedata.normalize("NFD", UNICODE)
        assert from_font(apart, "VNI-Times") == apart

    @given(st.text(max_size=80), st.sampled_from([".VnTime", ".VnTimeH", "VNI-Times"]))
    def test_any_text_can_be_asked_about(self, text, font):
        assert isinstance(from_font(text, font), str)


class TestContent:
    @pytest.mark.parametrize("old", [TCVN3, VNI])
    def test_old_lines_among_unicode_are_found(self, old):
        assert repair(f"Điều 1. Phạm vi\n{old}\n1 | {old}") == f"Điều 1. Phạm vi\n{UNICODE}\n1 | {UNICODE}"

    def test_short_lines_follow_the_longer_ones(self):
        assert repair(f"{TCVN3}\n- L\xadu: VT.\n§iÒu 2.") == f"{UNICODE}\n- Lưu: VT.\nĐiều 2."

    @pytest.mark.parametrize(
        "text",
        [
            UNICODE, "là cá và cà", "Là bà và má", "Diện tích 5 m² × 3 § 2 «a» 10 µg, là số của nhà máy sản xuất đó",
            "Le décret a été signé à Paris par le président de la République française hier", "", "ñ",
            "Kính gửi: Sở Y tế; §1 và §2 của tài liệu",
        ],
    )  # fmt: skip
    def test_everything_else_stays(self, text):
        assert repair(text) == text

    def test_the_oi_of_old_word_fonts_is_a_u_with_a_horn(self):
        assert repair("ngƣời, ĐƢỜNG") == "người, ĐƯỜNG"

    def test_marks_apart_become_one_letter_with_theirs(self):
        assert repair(unicodedata.normalize("NFD", UNICODE)) == UNICODE

    @given(st.text(st.sampled_from(ALPHABET + " \n|.,"), max_size=200))
    def test_vietnamese_stays_vietnamese(self, text):
        assert repair(UNICODE + text) == UNICODE + text


class TestFiles:
    @pytest.mark.parametrize(
        ("data", "told"),
        [
            (TCVN3.encode("cp1252"), "TCVN3"),
            (VNI.encode("cp1252"), "VNI"),
            (in_1258(UNICODE), "windows-1258"),
        ],
    )
    def test_bytes_show_their_encoding(self, data, told):
        assert encoding_of(data) == told
        found = read_text(Path("a.txt"), data)
        assert found.pages[0].text == UNICODE
        assert told in found.warnings[0]

    def test_old_lines_in_a_unicode_file_are_told(self):
        found = read_text(Path("a.txt"), f"Điều 1\n{TCVN3}".encode())
        assert found.pages[0].text == f"Điều 1\n{UNICODE}"
        assert "TCVN3" in found.warnings[0]

    @pytest.mark.parametrize("data", ["Hà Nam, Lâm".encode("cp1252"), "é è à ".encode("cp1252") * 20])
    def test_other_bytes_are_refused(self, data):
        with pytest.raises(UnreadableError, match="not UTF-8"):
            read_text(Path("a.txt"), data)

    def test_headings_without_a_capital_were_in_a_font_of_capitals(self):
        lines = "cộng hòa xã hội chủ nghĩa việt nam\nĐộc lập\n\nquyết định\nVề việc mở\nlớp học\n\na) mở lớp\n\nvà cả;"
        assert with_capitals(lines) == lines.replace(
            "cộng hòa xã hội chủ nghĩa việt nam", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
        ).replace("quyết định", "QUYẾT ĐỊNH")


class TestPages:
    def page(self, source, encoding="cp1252"):
        return read_html(Path("a.html"), source.encode(encoding))

    def test_tags_name_fonts(self):
        source = (
            "<meta charset='windows-1252'><p style=\"font-family:'.VnTime',serif\">QuyÕt <b>®Þnh</b> "
            "<font face='Arial'>số á</font></p><font face='.VnTimeH'>uû ban</font>".replace("số", "so")
        )
        assert self.page(source).pages[0].text == "Quyết định so á\nUỶ BAN"

    def test_without_fonts_the_text_decides(self):
        found = self.page(f"<meta charset='iso-8859-1'><p class='a'>{TCVN3}</p>", "latin-1")
        assert found.pages[0].text == UNICODE
        assert "TCVN3" in found.warnings[0]

    def test_bytes_without_a_name_show_their_encoding(self):
        found = read_html(Path("a.html"), b"<html><body><p>" + in_1258(UNICODE) + b"</p></body></html>")
        assert found.pages[0].text == UNICODE
        assert "windows-1258" in found.warnings[0]

    @pytest.mark.parametrize(("charset", "codec"), [("utf-8", "utf-8"), ("windows-1258", None), ("x-none", "utf-8")])
    def test_a_page_saved_in_a_single_file_is_unpacked(self, charset, codec):
        page = f"<html><body><p>{UNICODE}</p></body></html>"
        message = MIMEMultipart("related")
        part = MIMEText("", "html", "utf-8")
        part.replace_header("Content-Type", f'text/html; charset="{charset}"')
        del part["Content-Transfer-Encoding"]
        part["Content-Transfer-Encoding"] = "8bit"
        message.attach(part)
        head, _, tail = message.as_bytes().partition(b"8bit\n\n")
        data = b"From: <Saved>\r\n" + head + b"8bit\n\n" + (page.encode(codec) if codec else in_1258(page)) + tail
        assert read_html(Path("a.doc"), data).pages[0].text == UNICODE

    def test_a_message_without_a_page_is_refused(self):
        with pytest.raises(UnreadableError, match="no web page"):
            read_html(Path("a.mht"), b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x--")
