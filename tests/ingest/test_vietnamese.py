"""What tells Vietnamese text from text layers that lie."""

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.vietnamese import is_english, is_vietnamese, share_of_syllables

PROSE = (
    "Ủy ban nhân dân tỉnh yêu cầu các sở, ban, ngành và Ủy ban nhân dân các huyện tổ chức quán triệt, thực hiện "
    "nghiêm Quyết định này; quý bốn hằng năm báo cáo kết quả giải quyết, khuyến khích người nghèo vươn lên thoát nghèo."
)
SHARED = Path(__file__).parents[3] / "shared"


def test_all_words_of_prose_are_syllables() -> None:
    assert share_of_syllables(PROSE) == 1.0


@pytest.mark.parametrize(
    "text",
    [
        "7KӵF KLӋQ 4X\\ӃW Vӕ FӫD Gi·m ÿӕF 6ӣ CÙng 7KѭѫQJ WӍQK",
        "CQNG HOA XA HQI CHU NGHIA VIET NAM DQc l$p - Tg do - H4nh phric",
        "quyet dinh ve viec phe duyet ke hoach phat trien cac thu vien cong cong",
        "QuyÕt ®Þnh cña Chñ tÞch Uû ban nh©n d©n tØnh vÒ viÖc phª duyÖt kÕ ho¹ch",
        "Quyeát ñònh cuûa Chuû tòch UÛy ban nhaân daân tænh veà vieäc pheâ duyeät keá hoaïch",
        "The committee shall report to the members of the council by the end of the year",
        "",
        "16/QĐ-UBND 12,5 % 2026",
    ],
    ids=["codes of glyphs", "bad OCR", "no marks", "TCVN3", "VNI", "English", "nothing", "symbols"],
)
def test_other_text_is_not_vietnamese(text: str) -> None:
    assert share_of_syllables(text) < 0.4
    assert not is_vietnamese(text)


@pytest.mark.parametrize("word", "quyết nghĩa khuỷu giếng gì quốc oán yếu thuở xoong đắk huỳnh rượu uỷ hoà".split())
def test_rare_rhymes_and_both_places_of_the_tone_are_syllables(word: str) -> None:
    assert share_of_syllables(f"{word} ủy nhiệm") == 1.0


@pytest.mark.parametrize("word", ["quyêt", "tâp", "cuớng", "ngế", "cế", "ướơc", "pháàp", "nghà"])
def test_syllables_against_the_rules_of_sound_and_spelling_are_none(word: str) -> None:
    assert share_of_syllables(f"{word} Ủy") == 0.5


def test_decomposed_letters_count_as_composed_ones() -> None:
    assert share_of_syllables("Quyê\u0301t đi\u0323nh") == 1.0


def test_english_is_known_by_its_small_words() -> None:
    assert is_english("The committee shall report to the members of the council by the end of the year")
    assert not is_english(PROSE)


@given(st.text(alphabet=string.printable + "ăâđêôơưáạảãàếệữỵӵ\u0301", max_size=200))
def test_the_share_is_between_none_and_all(text: str) -> None:
    assert 0.0 <= share_of_syllables(text) <= 1.0


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "corpus").is_dir(), reason="../shared with real documents is absent")
def test_each_page_of_real_documents_is_vietnamese() -> None:
    files = [*(SHARED / "corpus").glob("*.txt"), *(SHARED / "samples").glob("*.txt")]
    texts = [file.read_text("utf-8") for file in files]
    pages = [text[at : at + 2000] for text in texts for at in range(0, len(text) - 400, 2000)]
    assert min(map(share_of_syllables, pages)) >= 0.85
