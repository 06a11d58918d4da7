"""Scans and photos read by Tesseract: an invented decision, drawn, turned, skewed, shaded and stamped.

The font comes with Tesseract on Debian (by way of pango); where either is missing the tests that need it say so.
"""

import functools
import io
import json
import stat
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont

from ingest.pipeline import understand
from ingest.readers import tesseract
from ingest.readers.ocr import ocr_page, recognise
from ingest.readers.picture import even, has_ink, in_greys, lies_on_side, rules_in, skew_of, turned
from ingest.readers.seen import Seen, is_noise, level, merged
from ingest.readers.tesseract import TesseractError, missing, words_in
from retrieval.errors import UnreadableError
from retrieval.types import SourceText

SHARED = Path(__file__).parents[3] / "shared"
LEFT = ("ỦY BAN NHÂN DÂN", "TỈNH HÀ BẮC", "", "Số: 127/QĐ-UBND")
RIGHT = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "", "Hà Bắc, ngày 15 tháng 8 năm 2024")
BODY = (
    "Điều 1. Giao Sở Nội vụ chủ trì, phối hợp với các sở, ngành tổ chức",
    "kiểm tra việc lưu trữ hồ sơ tại các xã, phường trên địa bàn tỉnh.",
    "Điều 2. Quyết định này có hiệu lực kể từ ngày ký.",
)
ROWS = (("STT", "Nhiệm vụ", "Cơ quan"), ("1", "Lập danh mục hồ sơ", "Sở Nội vụ"), ("2", "Bố trí kho", "Sở Tài chính"))


@functools.cache
def why_not() -> str | None:
    if problem := missing():
        return problem
    try:
        font(20)
    except OSError:
        return "the font DejaVu Serif, which comes with Tesseract on Debian, is not installed"
    return None


@pytest.fixture
def _ocr():
    if reason := why_not():
        pytest.skip(reason)


needs_ocr = pytest.mark.usefixtures("_ocr")


def font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype("DejaVuSerif.ttf", size)


@functools.cache
def decision() -> Image.Image:
    """The upper half of a page at 300 dpi."""
    page = Image.new("RGB", (2480, 1500), "white")
    draw = ImageDraw.Draw(page)
    for row, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
        draw.text((600, 150 + 75 * row), left, "black", font(38), anchor="ma")
        draw.text((1650, 150 + 75 * row), right, "black", font(38), anchor="ma")
    draw.text((1240, 520), "QUYẾT ĐỊNH", "black", font(46), anchor="ma")
    draw.text((1240, 600), "Về việc kiểm tra công tác lưu trữ hồ sơ", "black", font(46), anchor="ma")
    for row, line in enumerate(BODY):
        draw.text((320, 760 + 80 * row), line, "black", font(46))
    for row, cells in enumerate(ROWS):
        for left, right, cell in zip((320, 500, 1400), (500, 1400, 2100), cells, strict=True):
            draw.rectangle((left, 1080 + 100 * row, right, 1180 + 100 * row), outline="black", width=4)
            draw.text((left + 25, 1100 + 100 * row), cell, "black", font(42))
    return page


def squeezed(text: str) -> str:
    return " ".join(text.split())


def holds_the_decision(text: str) -> bool:
    flat = squeezed(text)
    return all(squeezed(line) in flat for line in (*LEFT, *RIGHT, "QUYẾT ĐỊNH", *BODY[1:]))


@needs_ocr
def test_a_letterhead_and_a_table_are_read_as_on_paper():
    page = recognise(decision())
    assert page.text == unicodedata.normalize("NFC", page.text)
    assert holds_the_decision(page.text)
    assert "STT | Nhiệm vụ | Cơ quan\n1 | Lập danh mục hồ sơ | Sở Nội vụ\n2 | Bố trí kho | Sở Tài chính" in page.text
    header = understand(SourceText("scan.png", page.text, "0" * 64))[0].document
    assert (header.number, header.kind, str(header.issued_on)) == ("127/QĐ-UBND", "Quyết định", "2024-08-15")


@needs_ocr
@pytest.mark.parametrize("angle", [90, 180, 270, 3, -3])
def test_a_page_may_lie_on_its_side_on_its_head_or_askew(angle):
    lying = decision().rotate(angle, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC)
    assert holds_the_decision(recognise(lying).text)


@needs_ocr
def test_a_photo_with_a_shadow_noise_and_a_red_seal_is_read():
    page = decision().resize((1488, 900), Image.Resampling.BICUBIC)
    seal = Image.new("RGB", page.size, "white")
    ImageDraw.Draw(seal).ellipse((250, 60, 480, 290), outline=(225, 60, 60), width=9)
    page = ImageChops.multiply(page, seal)
    shade = np.linspace(0.45, 0.95, page.width)[None, :, None] * np.array([1.0, 0.96, 0.85])
    grain = np.random.default_rng(7).normal(0, 6, (page.height, page.width, 1))
    photo = Image.fromarray((np.asarray(page) * shade + grain).clip(0, 255).astype(np.uint8))
    assert holds_the_decision(recognise(photo).text)


@needs_ocr
def test_a_word_that_is_hard_to_read_is_doubtful():
    page = decision().copy()
    draw = ImageDraw.Draw(page)
    for x in range(330, 700, 14):
        draw.line((x, 850, x + 30, 890), "black", 5)
    found = recognise(page)
    assert found.doubtful
    assert all(found.text[span.start : span.end].strip() for span in found.doubtful)


@needs_ocr
@pytest.mark.parametrize("kind", ["pdf", "image"])
def test_a_page_of_a_file_is_read_by_its_number(kind, tmp_path):
    blank, page = Image.new("RGB", (600, 800), "white"), decision().copy()
    made = io.BytesIO()
    how = {"format": "PDF", "resolution": 300} if kind == "pdf" else {"format": "TIFF", "compression": "tiff_lzw"}
    blank.save(made, save_all=True, append_images=[page], **how)
    path = tmp_path / "scan"
    assert ocr_page(path, made.getvalue(), kind, 0).text == ""
    assert holds_the_decision(ocr_page(path, made.getvalue(), kind, 1).text)
    with pytest.raises(UnreadableError, match="no page 3"):
        ocr_page(path, made.getvalue(), kind, 2)


# ---- the program


def test_without_tesseract_the_message_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    tesseract.missing.cache_clear()
    try:
        with pytest.raises(UnreadableError, match="apt install tesseract-ocr tesseract-ocr-vie"):
            ocr_page(tmp_path / "a.png", b"", "image", 0)
    finally:
        tesseract.missing.cache_clear()


@pytest.fixture
def program(monkeypatch, tmp_path):
    """Makes a program of that name out of Python code."""

    def write(code: str) -> None:
        path = tmp_path / "tesseract"
        path.write_text(f"#!{sys.executable}\n{code}\n", "utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", str(tmp_path))
        tesseract.missing.cache_clear()

    yield write
    tesseract.missing.cache_clear()


def test_data_for_vietnamese_are_asked_for(program):
    program("print('List of available languages (1):\\neng')")
    assert "Vietnamese data" in (missing() or "")


def test_a_program_that_hangs_is_ended(program):
    program("import time; time.sleep(600)")
    with pytest.raises(TesseractError, match="takes longer than 1 s"):
        words_in(Image.new("L", (50, 50), 255), dpi=300, seconds=1)


def test_a_program_that_fails_is_quoted(program):
    program("import sys; sys.stdin.buffer.read(); sys.exit('no such data')")
    with pytest.raises(TesseractError, match="no such data"):
        words_in(Image.new("L", (50, 50), 255), dpi=300, seconds=30)


def test_nonsense_from_the_program_is_no_word(program):
    program(
        "import sys; sys.stdin.buffer.read(); print('5\\t1\\t1\\t1\\t1\\t1\\tx\\t0\\t9\\t9\\t50\\tword\\n5\\tshort')"
    )
    assert words_in(Image.new("L", (50, 50), 255), dpi=300, seconds=30) == []


# ---- words and pictures, without the program


def seen(text: str, confidence: float = 90, left: float = 0, **box: float) -> Seen:
    return Seen(
        text, confidence, left, box.get("top", 0), box.get("right", left + 20 * len(text)), box.get("bottom", 40)
    )


def test_of_two_views_the_surer_word_is_kept():
    assert [one.text for one in merged([seen("kiêm", 60)], [seen("kiểm", 80)])] == ["kiểm"]
    assert [one.text for one in merged([seen("kiêm", 60)], [seen("kìm", 50)])] == ["kiêm"]


def test_of_two_numbers_the_one_with_its_signs_is_kept():
    assert [one.text for one in merged([seen("1.2", 60, right=60)], [seen("12", 80, right=60)])] == ["1.2"]


def test_words_that_one_view_runs_together_are_cut():
    cut = [seen("trên"), seen("30", left=85, right=120), seen("chỗ", left=125, right=180)]
    assert [one.text for one in merged([seen("trên30chỗ", 40)], cut)] == ["trên", "30", "chỗ"]


def test_words_that_the_other_view_runs_together_stay_apart():
    apart = [seen("Trường", right=120), seen("Sơn", left=130, right=190)]
    assert merged(apart, [seen("TrườngSơn", 99, right=190)]) == apart


def test_a_line_that_was_seen_twice_is_kept_once():
    twice = [seen("Giao", 95), seen("iao", 70, left=20, right=80, top=5), seen("F", 40, left=30, right=60)]
    assert [one.text for one in merged(twice, [])] == ["Giao"]


def test_what_only_one_view_shows_has_to_be_sure():
    extra = [seen("hồ", 95, left=500), seen("%&", 20, left=700)]
    assert [one.text for one in merged([seen("sơ")], extra)] == ["sơ", "hồ"]


@pytest.mark.parametrize(
    ("word", "noise"),
    [
        (seen("Điều"), False),
        (seen("-", 45), False),
        (seen("©«»", 90), True),
        (seen(":", 10), True),
        (seen("gu.", 30, right=330), True),
        (seen("2XEEF", 15, right=2), True),
        (seen("hò", 25), False),
        (seen("abc", 45)._replace(around=30), True),
    ],
)
def test_specks_seals_and_strokes_are_no_words(word, noise):
    assert is_noise(word) is noise


def test_words_of_a_line_have_one_height():
    line = level([seen("ảnh", top=0, bottom=40), seen("-", top=20, bottom=24), seen("Ở", top=0, bottom=42)])
    assert {(one.top, one.bottom) for one in line} == {(0, 40)}


def stripes(angle: float = 0) -> Image.Image:
    page = Image.new("L", (1000, 1400), 255)
    for top in range(200, 1200, 60):
        page.paste(0, (150, top, 850, top + 20))
    return page.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)


@pytest.mark.parametrize("angle", [-5.0, -1.2, 0.0, 0.7, 4.0])
def test_the_skew_of_a_page_is_found(angle):
    assert skew_of(stripes(angle)) == pytest.approx(-angle, abs=0.2)


def test_a_page_on_its_side_is_known():
    assert not lies_on_side(stripes(3))
    assert lies_on_side(turned(stripes(3), 90))


def test_ruled_lines_are_found_and_blocks_are_not():
    page = Image.new("L", (1000, 1000), 255)
    page.paste(0, (100, 300, 900, 304))
    page.paste(0, (100, 300, 104, 800))
    page.paste(0, (500, 500, 700, 650))
    rules = rules_in(page, dpi=300)
    assert [tuple(rule) for rule in rules] == [(100, 300, 900, 304), (100, 300, 104, 800)]


def test_shadows_become_paper_and_red_ink_vanishes():
    page = Image.new("RGB", (800, 800), (120, 115, 100))
    page.paste((230, 60, 60), (100, 100, 140, 140))
    page.paste((20, 20, 20), (400, 400, 440, 440))
    grey = even(in_greys(page))
    assert (grey.getpixel((700, 700)), grey.getpixel((120, 120))) == (255, 255)
    assert grey.getpixel((420, 420)) < 60


def test_print_under_red_ink_and_blue_ink_stay():
    page = Image.new("RGB", (3, 1), (200, 30, 40))
    page.putpixel((0, 0), (60, 20, 25))
    page.putpixel((1, 0), (40, 60, 160))
    assert [in_greys(page).getpixel((x, 0)) for x in range(3)] == [76, 40, 255]


def test_specks_are_no_ink():
    page = Image.new("L", (2400, 3400), 255)
    assert not has_ink(page)
    page.paste(0, (100, 100, 110, 110))
    assert not has_ink(page)
    assert has_ink(stripes())


# ---- the real scans


@functools.cache
def labelled() -> dict[str, dict[str, list[str]]]:
    lines = (SHARED / "samples" / "labels.jsonl").read_text("utf-8").splitlines()
    return {label["file"]: label for label in map(json.loads, lines)}


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "samples").is_dir(), reason="../shared with real scans is absent")
@needs_ocr
@pytest.mark.parametrize(("name", "index", "probe"), [("36_", 2, 0), ("37_", 1, 0), ("40_", 0, 1)])
def test_a_sentence_of_a_real_scan_is_read(name, index, probe):
    path = next((SHARED / "samples").glob(f"{name}*"))
    sentence = labelled()[path.name]["probes"][probe]
    letters = [letter for letter in sentence.lower() if letter.isalnum()]
    text = ocr_page(path, path.read_bytes(), "pdf", index).text or ""
    assert "".join(letters) in "".join(letter for letter in text.lower() if letter.isalnum())
