"""PDF read page by page, from small files written for these tests."""

import io
import random
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from ingest.readers.extract import Extract
from ingest.readers.pdf import MAX_PAGES, page_count, page_image, read_pdf
from retrieval.errors import IngestError, UnreadableError
from tests.ingest.pdfs import Sheet, make_pdf

SHARED = Path(__file__).parents[3] / "shared"
PDF = Path("quyet-dinh.pdf")
BODY = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
    "Ủy ban nhân dân tỉnh yêu cầu các sở, ban, ngành tổ chức thực hiện",
    "nghiêm túc kế hoạch này và báo cáo kết quả trước ngày 15 tháng 12.",
)


def read(*sheets: Sheet, latin: str = "") -> Extract:
    return read_pdf(PDF, make_pdf(*sheets, latin=latin))


def text(*sheets: Sheet, latin: str = "") -> str:
    (page,) = read(*sheets, latin=latin).pages
    assert page.text is not None
    return page.text


def body(y: float = 700) -> Sheet:
    return Sheet().lines(85, y, *BODY)


def western(sheet: Sheet, y: float, codes: str) -> Sheet:
    """A line in a font whose codes are letters of windows-1252, as fonts from before Unicode have them."""
    code = codes.encode("latin-1").hex()
    sheet.drawn.append(f"BT /F2 12 Tf 1 0 0 1 85 {y} Tm <{code}> Tj ET")
    return sheet


# ---- what is printed


def test_lines_are_read_from_top_to_bottom_whatever_their_order_in_the_file() -> None:
    sheet = Sheet()
    for index in (2, 0, 1):
        sheet.text(85, 700 - 16 * index, BODY[index])
    assert text(sheet).split("\n") == list(BODY)


def test_pages_are_those_of_the_paper() -> None:
    extract = read(body(), body())
    assert extract.paged
    assert [page.text for page in extract.pages] == ["\n".join(BODY)] * 2


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_rotated_pages_read_as_upright_ones(rotate: int) -> None:
    sheet = body()
    sheet.rotate = rotate
    assert text(sheet) == "\n".join(BODY)


@pytest.mark.parametrize("turn", [(0, 1, -1, 0), (-1, 0, 0, -1), (0, -1, 1, 0)])
def test_pages_whose_text_is_set_sideways_read_as_upright_ones(turn: tuple[int, int, int, int]) -> None:
    sheet = Sheet()
    for index, line in enumerate(BODY):
        sheet.text(300 + turn[1] * -16 * -index, 500 + turn[0] * -16 * index, line, turn=turn)
    assert text(sheet) == "\n".join(BODY)


def test_letters_set_apart_are_one_word() -> None:
    sheet = body().text(85, 760, "QUYẾT ĐỊNH")
    sheet.drawn[-1] = f"3 Tc {sheet.drawn[-1]} 0 Tc"
    assert "QUYẾT ĐỊNH" in text(sheet)


def test_words_a_narrow_space_apart_are_two() -> None:
    shown = text(body(600).text(85, 760, "Kế hoạch").text(85 + 8 * 6 + 2, 760, "năm 2026"))
    assert shown.startswith("Kế hoạch năm 2026\n")


def test_text_printed_twice_to_look_bold_is_read_once() -> None:
    assert text(body().lines(85.4, 700, *BODY)) == "\n".join(BODY)


def test_a_watermark_on_a_slant_is_left_out() -> None:
    slanted = (0.7, 0.7, -0.7, 0.7)
    assert text(body().text(100, 300, "DỰ THẢO", size=60, turn=slanted)) == "\n".join(BODY)


def test_the_first_page_of_a_table_keeps_the_column_names_that_later_ones_repeat() -> None:
    xs = [80, 120, 300, 500]

    def row(sheet: Sheet, y: float, *cells: str) -> Sheet:
        for x, cell in zip(xs, cells, strict=False):
            sheet.text(x + 5, y, cell)
        return sheet

    first = row(
        row(body().grid(xs, [100, 80, 60]), 86, "TT", "Nhiệm vụ", "Chủ trì"), 66, "1", "Lập kế hoạch", "Sở Y tế"
    )
    second = row(
        row(Sheet().grid(xs, [780, 760, 740]), 766, "TT", "Nhiệm vụ", "Chủ trì"), 746, "2", "Tổng kết", "Sở Y tế"
    )
    extract = read(first, second.lines(85, 700, *BODY))
    texts = [page.text or "" for page in extract.pages]
    assert texts[0].endswith("TT | Nhiệm vụ | Chủ trì\n1 | Lập kế hoạch | Sở Y tế")
    assert texts[1].startswith("2 | Tổng kết | Sở Y tế\n")


def test_borders_drawn_as_thin_boxes_make_a_table() -> None:
    sheet = body()
    for y in (500, 520, 540):
        sheet.bar(80, y, 220, 0.5)
    for x in (80, 120, 300):
        sheet.bar(x, 500, 0.5, 40)
    sheet.text(85, 526, "TT").text(125, 526, "Nội dung").text(85, 506, "1").text(125, 506, "Sơ kết")
    assert "TT | Nội dung\n1 | Sơ kết" in text(sheet)


def test_a_column_name_set_upright_stands_in_its_cell() -> None:
    sheet = body().grid([80, 120, 300], [600, 500, 480])
    sheet.text(104, 505, "Số thứ tự", turn=(0, 1, -1, 0)).text(125, 550, "Nội dung")
    assert "Số thứ tự | Nội dung" in text(sheet)


# ---- furniture


def test_running_lines_and_numbers_of_pages_are_left_out() -> None:
    sheets = [
        body(760).text(85, 805, "UBND TỈNH HÀ BẮC – Kế hoạch năm 2026", size=9).text(280, 30, f"Trang {n}/4")
        for n in range(1, 5)
    ]
    assert [page.text for page in read(*sheets).pages] == ["\n".join(BODY)] * 4


def test_a_sentence_goes_on_over_the_number_of_a_page() -> None:
    pages = read(Sheet().lines(85, 60, *BODY[:2]), Sheet().text(295, 805, "2").text(85, 770, BODY[2])).pages
    assert "\f".join(page.text or "" for page in pages) == f"{BODY[0]}\n{BODY[1]}\f{BODY[2]}"


def test_headings_of_forms_that_count_with_the_pages_stay() -> None:
    pages = read(*(body(740).text(250, 800, f"Mẫu số 0{n}") for n in range(1, 5))).pages
    assert all(f"Mẫu số 0{n}" in (page.text or "") for n, page in enumerate(pages, 1))


def test_what_each_page_begins_with_stays_where_no_space_sets_it_apart() -> None:
    assert [page.text for page in read(*(body(800) for _ in range(4))).pages] == ["\n".join(BODY)] * 4


# ---- stamps and signatures


def test_a_number_in_a_signature_field_fills_the_blank() -> None:
    sheet = body(600).text(85, 760, "Số:        /QĐ-UBND").field(112, 758, 30, 16, "1696")
    assert "Số: 1696/QĐ-UBND" in text(sheet)


def test_a_stamped_month_wins_over_the_printed_one() -> None:
    sheet = body(600).text(85, 760, "Hà Bắc, ngày    tháng 4 năm 2026")
    sheet.field(85 + 13 * 6, 758, 20, 16, "15").field(85 + 22 * 6, 758, 12, 16, "5")
    assert "Hà Bắc, ngày 15 tháng 5 năm 2026" in text(sheet)


@pytest.mark.parametrize(
    "caption",
    [
        "Ký bởi: Sở Nội vụ Thời gian ký: 02.04.2026 14:24:26 +07:00",
        "NGUYỄN VĂN AN 2026.04.02 14:24:26 +07'00'",
        "CÔNG VĂN ĐẾN Số: 512 Ngày: 03/4/2026",
    ],
)
def test_captions_of_signatures_and_stamps_of_receivers_are_no_text(caption: str) -> None:
    assert text(body(600).field(300, 760, 250, 30, caption, size=6)) == "\n".join(BODY)


def test_a_field_that_speaks_of_signing_is_text() -> None:
    sheet = body(600).field(85, 500, 400, 30, "Quyết định này có hiệu lực kể từ ngày ký.")
    assert text(sheet).endswith("Quyết định này có hiệu lực kể từ ngày ký.")


def test_captions_printed_on_the_page_are_no_text() -> None:
    lines = ("Người ký: Sở Nội vụ", "Email: sonoivu@habac.gov.vn", "Thời gian ký: 02.04.2026 14:24:26 +07:00")
    assert text(body(600).lines(400, 810, *lines, size=7, pitch=8)) == "\n".join(BODY)


def test_captions_are_not_drawn_for_ocr_but_numbers_are() -> None:
    bare = page_image(make_pdf(body()), 0, dpi=72)
    signed = page_image(make_pdf(body().field(300, 760, 250, 30, "Ky boi: A Digitally signed")), 0, dpi=72)
    stamped = page_image(make_pdf(body().field(300, 760, 250, 30, "1696")), 0, dpi=72)
    assert signed.tobytes() == bare.tobytes()
    assert stamped.tobytes() != bare.tobytes()


# ---- text layers that lie


@pytest.mark.parametrize(
    "lines",
    [
        ("7KӵF KLӋQ 4X\\ӃW Vӕ ng‡y FӫD Gi·m ÿӕF 6ӣ", "CÙng 7KѭѫQJ WӍQK L‡o Cai YӅ YLӋF NLӇP tra YLӋF FKҩS"),
        ("CQNG HOA XA HQI CHU NGHIA VIET NAM", "ThUc tG kho bio quin v$t tiQu n6 c6ng nghiQp Tr6n co sd"),
        ("quyet dinh ve viec phe duyet ke hoach", "phat trien thu vien cong cong tren dia ban tinh"),
    ],
    ids=["codes of glyphs", "bad OCR", "OCR without marks"],
)
def test_pages_whose_text_is_not_vietnamese_are_left_to_ocr(lines: tuple[str, ...]) -> None:
    extract = read(body(), Sheet().lines(85, 700, *lines), Sheet().lines(85, 700, *lines))
    assert [page.text is None for page in extract.pages] == [False, True, True]
    assert extract.warnings == ("pages 2-3 have no text layer that can be believed",)


def test_a_page_of_which_some_fonts_have_no_letters_is_left_to_ocr() -> None:
    sheet = body().lines(85, 760, "ӃW WӍQK Vӕ ng‡y FӫD Gi·m ӕF ӣ WӍQK")
    assert read(sheet).pages[0].text is None


def test_a_note_printed_on_a_scan_is_not_its_text() -> None:
    sheet = (
        Sheet().picture().lines(85, 760, "SAO Y BẢN CHÍNH", "Văn phòng Ủy ban nhân dân tỉnh Hà Bắc, ngày 12 tháng 3")
    )
    assert read(sheet).pages[0].text is None


def test_somebodys_good_ocr_of_a_scan_is_believed() -> None:
    assert read(Sheet().picture().lines(85, 700, *BODY, *BODY)).pages[0].text == "\n".join(BODY * 2)


@pytest.mark.parametrize(
    "sheet",
    [
        Sheet().picture(),
        Sheet().picture().field(100, 700, 60, 20, "1696"),
        Sheet().picture().field(300, 760, 250, 30, "Ký bởi: Sở Nội vụ"),
    ],
    ids=["a scan", "a scan with a stamped number", "a signed scan"],
)
def test_scans_are_left_to_ocr(sheet: Sheet) -> None:
    assert read(sheet).pages[0].text is None


@pytest.mark.parametrize(
    "lines",
    [
        (
            "The committee shall report to the members of the council",
            "by the end of the year, and the reports shall be published",
        ),
        tuple(f"{n}  ABC-{n}  {n * 1250}.000  {n * 37 / 100}  2026  {n}%" for n in range(1, 20)),
        ("Mô-đun SCADA 12 kV MBA T1 XLPE Cu/XLPE/PVC", "tủ hạ áp, máy biến áp, đường dây, trạm biến áp"),
    ],
    ids=["English", "figures", "technical names"],
)
def test_sane_pages_that_are_not_prose_are_read(lines: tuple[str, ...]) -> None:
    assert text(Sheet().lines(85, 700, *lines)).split()[0] == lines[0].split()[0]


def test_a_blank_page_is_blank() -> None:
    assert [page.text for page in read(body(), Sheet()).pages] == ["\n".join(BODY), ""]


def test_the_letter_oi_of_old_fonts_is_u_with_horn() -> None:
    assert text(body(600).text(85, 700, "Thứ trƣởng Bộ Công Thƣơng")).startswith("Thứ trưởng Bộ Công Thương")


@pytest.mark.parametrize(
    ("latin", "codes"),
    [
        (".VnTime", "QuyÕt ®Þnh cña Chñ tÞch Uû ban nh©n d©n tØnh vÒ viÖc phª duyÖt kÕ ho¹ch"),
        ("Arial", "QuyÕt ®Þnh cña Chñ tÞch Uû ban nh©n d©n tØnh vÒ viÖc phª duyÖt kÕ ho¹ch"),
        ("Arial", "QuyÕt ®Þnh cña Chñ tÞch vµ Thñ t\xadíng, Bé tr\xadëng, nh©n d©n tØnh vÒ viÖc phª duyÖt kÕ ho¹ch"),
        ("VNI-Times", "Quyeát ñònh cuûa Chuû tòch Uûy ban nhaân daân tænh veà vieäc pheâ duyeät keá hoaïch"),
    ],
)
def test_text_in_fonts_from_before_unicode_is_converted(latin: str, codes: str) -> None:
    sheet = western(western(Sheet(), 700, codes), 684, codes)
    read_back = text(sheet, latin=latin)
    assert read_back.startswith("Quyết định của Chủ tịch ")
    assert read_back.endswith("nhân dân tỉnh về việc phê duyệt kế hoạch")


# ---- files that cannot be read


def test_a_cut_off_file_is_refused_with_a_remedy() -> None:
    with pytest.raises(UnreadableError, match="copy it again"):
        read_pdf(PDF, make_pdf(body())[:60])


def test_a_file_with_a_password_is_refused_with_a_remedy() -> None:
    with pytest.raises(UnreadableError, match="has a password; save it without one"):
        read_pdf(PDF, LOCKED)


def test_a_file_without_pages_is_refused() -> None:
    with pytest.raises(UnreadableError, match="copy it again"):
        read_pdf(PDF, make_pdf())


def test_too_many_pages_are_refused() -> None:
    document = pdfium.PdfDocument.new()
    for _ in range(MAX_PAGES + 1):
        document.new_page(10, 10)
    path = Path("many.pdf")
    data = _saved(document)
    with pytest.raises(UnreadableError, match=f"over the limit of {MAX_PAGES}"):
        read_pdf(path, data)


def test_pages_are_counted() -> None:
    assert page_count(make_pdf(body(), body(), Sheet())) == 3


def test_a_large_page_is_drawn_with_fewer_dots() -> None:
    image = page_image(make_pdf(Sheet(width=5000, height=5000)), 0, dpi=300)
    assert image.width * image.height <= 25_100_000


def test_a_page_that_is_not_there_cannot_be_drawn() -> None:
    with pytest.raises(UnreadableError, match="no page 2"):
        page_image(make_pdf(body()), 1, dpi=72)


def test_damage_ends_in_pages_or_an_error() -> None:
    data = make_pdf(body().grid([80, 120, 300], [500, 480]).field(85, 760, 40, 16, "1696"), Sheet().picture())
    dice = random.Random(20)  # noqa: S311 (the same damage each time)
    for _ in range(150):
        hurt = bytearray(data)
        for _ in range(dice.choice([1, 5, 40])):
            hurt[dice.randrange(len(hurt))] = dice.randrange(256)
        try:
            read_pdf(PDF, bytes(hurt[: dice.randrange(len(hurt))] if dice.random() < 0.2 else hurt))
        except IngestError:
            continue


def _saved(document: pdfium.PdfDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _locked() -> bytes:
    """A PDF that claims to be encrypted with a key that no password here opens."""
    data = make_pdf(Sheet())
    entry = b"/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <%s> /U <%s> >> /ID [<00> <00>] /Root" % (
        b"28" * 32,
        b"29" * 32,
    )
    return data.replace(b"/Root", entry)


LOCKED = _locked()

# ---- real files


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "samples").is_dir(), reason="../shared with real documents is absent")
class TestRealFiles:
    @staticmethod
    def pages(name: str) -> list[str | None]:
        (path,) = (SHARED / "samples").glob(f"{name}_*")
        return [page.text for page in read_pdf(path, path.read_bytes()).pages]

    def test_number_and_date_of_a_signed_decision_are_those_of_its_fields(self) -> None:
        first, _, annex = self.pages("26")
        assert first is not None
        assert first.split("\n")[:7] == [
            "ỦY BAN NHÂN DÂN", "TỈNH LÀO CAI", "Số: 1696/QĐ-UBND", "|",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Lào Cai, ngày 15 tháng 5 năm 2026",
        ]  # fmt: skip
        assert annex is not None
        assert "Số 1696/QĐ-UBND ngày 15/5/2026".lower() in annex.lower()
        assert "| TÊN TTHC | LĨNH VỰC CÔNG BỐ | MÃ TTHC |" in annex

    def test_a_letter_in_an_old_font_reads_right(self) -> None:
        (page,) = self.pages("28")
        assert page is not None
        assert page.startswith("BỘ CÔNG THƯƠNG\n")
        assert "Hà Nội, ngày 09 tháng 7 năm 2025" in page

    def test_a_table_of_fees_is_rows(self) -> None:
        page = self.pages("30")[-1]
        assert page is not None
        assert "Số tt | Danh mục phương tiện kiểm định | Đơn vị | Mức thu (đồng)\nI | " in page

    @pytest.mark.parametrize("name", ["33", "35", "36", "37", "40", "43"])
    def test_scans_and_text_layers_that_lie_are_left_to_ocr(self, name: str) -> None:
        assert set(self.pages(name)) == {None}
