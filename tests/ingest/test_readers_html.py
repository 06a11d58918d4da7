"""Saved web pages: what a reader of the page sees, in the order of the page, and nothing of the machinery."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers import read_source
from ingest.readers.html import read_html
from ingest.structure import parse
from retrieval.errors import UnreadableError
from tests.ingest.documents import source

SHARED = Path(__file__).parents[3] / "shared"
PAGE = Path("trang.html")
PORTAL = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>Cổng thông tin</title><style>p {}</style></head>
<body><form id="aspnetForm"><nav>Trang chủ</nav><table><tr><td><ul><li>Giới thiệu</li><li>Văn bản</li></ul></td><td>
<table><tr><td><p>UBND TỈNH HÀ NAM<br><b>SỞ Y TẾ</b></p></td>
<td><p>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br/>Độc lập - Tự do - Hạnh phúc</p></td></tr>
<tr><td>Số: 12/KH-SYT</td><td><i>Hà Nam, ngày 5 tháng 6 năm 2024</i></td></tr></table>
<p align=center><b>K</b>Ế HO<span>Ạ</span>CH</p><p>Tiêm chủng n&#259;m 2024<sup>1</sup></p>
<p>I. M&#7908;C TI&Ecirc;U</p><p>Ti&ecirc;m cho tr&#7867; em.</p><p>II. PHÂN CÔNG</p><p>1. Nhiệm vụ theo bảng:</p>
<table border=1><thead><tr><th rowspan=2>TT</th><th rowspan=2>Nhiệm vụ</th><th colspan=2>Năm</th>
<th rowspan=2>Chủ trì</th></tr><tr><th>2024</th><th>2025</th></tr></thead>
<tbody><tr><td>1</td><td><p>Tập huấn</p><p>cán bộ</p><p>xã</p><p>và</p><p>phường</p></td>
<td>50%</td><td>60%</td><td>Sở Y tế</td></tr><tr><td>2</td><td>Kiểm tra</td><td>3 đợt</td><td>4 đợt</td><td></td></tr>
</tbody></table>
<table><tr><td>Nơi nhận:<br>- Như trên;<br>- Lưu: VT.</td><td>KT. GIÁM ĐỐC<br>PHÓ GIÁM ĐỐC<br><br>Ngô Thị Lan</td></tr>
</table></td></tr></table></form><footer>Bản quyền</footer><script>alert("x")</script></body></html>"""


def read(html):
    return read_html(PAGE, html.encode()).pages[0].text


class TestText:
    @pytest.mark.parametrize(
        ("html", "text"),
        [
            ("<p>Một</p><p>hai</p>", "Một\n\nhai"),
            ("<p>Một<br>hai<br/>ba</p>", "Một\nhai\nba"),
            ("<div>Một<div>hai</div>ba</div>", "Một\n\nhai\n\nba".replace("\n\n", "\n")),
            ("<p>Qu<b>y</b>ế<i>t</i> đ<span>ị</span>nh</p>", "Quyết định"),
            ("<p>Sở&nbsp;&nbsp;Y &amp; t&#7871;</p>", "Sở Y & tế"),
            ("<p>dòng\n  bị   ngắt</p>", "dòng bị ngắt"),
            ("<pre>Điều 1\nĐiều 2</pre>", "Điều 1\nĐiều 2"),
            ("<p>năm 2020<sup>1</sup></p>", "năm 2020[1]"),
            ("<p>chú thích<sup>[2]</sup></p>", "chú thích[2]"),
            ("<p>30 m<sup>2</sup>, 5 km<sup>2</sup></p>", "30 m2, 5 km2"),
            ("<p>H<sub>2</sub>O</p>", "H2O"),
            ("<ul><li>Một</li><li>hai</li></ul>", "Một\n\nhai"),
            ("<p>a<!-- ẩn --><script>b</script>c</p>", "ac"),
            ("<p>a</p><nav>menu</nav><footer>chân</footer><aside>bên</aside>", "a"),
            ("Không có thẻ nào", "Không có thẻ nào"),
            ("<p>thẻ <b>không đóng", "thẻ không đóng"),
        ],
    )
    def test_a_page_is_what_its_reader_sees(self, html, text):
        assert read(html) == text

    def test_a_page_has_no_pages(self):
        assert not read_html(PAGE, b"<p>a</p>").paged

    @given(st.text(alphabet="<>/pdivtabler=\"'&;!- 1ế", max_size=200))
    def test_any_letters_are_a_page(self, html):
        read(html)


class TestEncodings:
    @pytest.mark.parametrize("declared", ["utf-8", "UTF-16", "no-such", "rot13", "idna"])
    def test_letters_in_utf_8_are_read_whatever_the_page_says(self, declared):
        html = f'<meta charset="{declared}"><p>Quyết định</p>'
        assert read(html) == "Quyết định"

    def test_a_page_in_an_old_encoding_that_it_names_is_read(self):
        html = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252"><p>Hà Nam</p>'
        assert read_html(PAGE, html.encode("windows-1252")).pages[0].text == "Hà Nam"

    def test_a_page_in_utf_16_is_read(self):
        assert read_html(PAGE, "<p>Quyết định</p>".encode("utf-16")).pages[0].text == "Quyết định"

    @pytest.mark.parametrize("data", [b"\x89PNG\x00\x00", "<p>đ</p>".encode()[:4]])
    def test_what_is_no_text_is_refused(self, data):
        with pytest.raises(UnreadableError):
            read_html(PAGE, data)


class TestTables:
    @pytest.mark.parametrize(
        ("rows", "text"),
        [
            ("<tr><td>1<td>Mua sách<td>Thư viện", "1 | Mua sách | Thư viện"),
            ("<tr><td>1<td><p>Mua</p><p>sách</p><td>Sở<br>Y tế", "1 | Mua sách | Sở Y tế"),
            ("<tr><td>1<td><td>Sở Y tế", "1 | | Sở Y tế"),
            ("<tr><td colspan=2>Tổng<td>9", "Tổng | | 9"),
            ("<tr><td rowspan=2>1<td>a<td>b<tr><td>c<td>d", "1 | a | b\n\n1 | c | d"),
            ("<tr><td>a<td>b<td rowspan=2>1<tr><td>c<td>d", "a | b | 1\n\nc | d | 1"),
            ("<tr><td colspan=999999>a<td>b", "a |" + " |" * 49 + " b"),
            ("<tr><td colspan=x rowspan=-1>a<td>b", "a | b"),
            ("<tr><td>chỉ một ô", "chỉ một ô"),
        ],
    )
    def test_the_cells_of_a_row_stand_on_one_line(self, rows, text):
        assert read(f"<table>{rows}</table>") == text

    def test_cells_with_many_lines_still_make_a_row(self):
        lines = "".join(f"<p>- Việc {number};</p>" for number in range(12))
        assert read(f"<table><tr><td>1</td><td>{lines}</td><td>Sở Y tế</td></tr></table>").count("\n") == 0

    def test_a_table_for_layout_keeps_the_lines_of_its_cells(self):
        inner = "<table><tr><td>1</td><td>a</td><td>b</td></tr></table>"
        assert read(f"<table><tr><td>Trang chủ</td><td><p>Một</p>{inner}</td></tr></table>").split("\n") == [
            "Trang chủ",
            "|",
            "Một",
            "",
            "1 | a | b",
        ]

    def test_columns_above_and_below_a_document_are_read_one_after_the_other(self):
        html = "<table><tr><td>Nơi nhận:<br>- Lưu: VT.</td><td></td><td>TM. ỦY BAN<br>CHỦ TỊCH</td></tr></table>"
        assert read(html) == "Nơi nhận:\n- Lưu: VT.\n|\nTM. ỦY BAN\nCHỦ TỊCH\n|"

    def test_tags_within_tags_without_end_are_refused(self):
        with pytest.raises(UnreadableError, match="nests its tags"):
            read("<div>" * 5000 + "a")

    def test_tables_within_tables_without_end_are_refused(self):
        with pytest.raises(UnreadableError, match="nests its tags"):
            read("<table><tr><td>" * 3000 + "a")


class TestDocuments:
    def test_a_document_in_a_form_in_a_layout_table_is_found(self):
        (document,) = parse(source(read(PORTAL)))
        header = document.header
        assert (header.kind, header.number, header.issuer, header.title, header.signer) == (
            "Kế hoạch",
            "12/KH-SYT",
            "Sở Y tế tỉnh Hà Nam",
            "Tiêm chủng năm 2024",
            "Ngô Thị Lan",
        )

    def test_its_table_keeps_names_of_columns_and_empty_cells(self):
        (document,) = parse(source(read(PORTAL)))
        (table,) = [unit for unit in document.root.walk() if unit.kind == "table"]
        assert table.columns == ("TT", "Nhiệm vụ", "Năm 2024", "Năm 2025", "Chủ trì")
        assert [[cell.text for cell in row.cells] for row in table.children] == [
            ["1", "Tập huấn cán bộ xã và phường", "50%", "60%", "Sở Y tế"],
            ["2", "Kiểm tra", "3 đợt", "4 đợt", ""],
        ]

    def test_the_portal_is_no_part_of_it(self):
        (document,) = parse(source(read(PORTAL)))
        words = " ".join(unit.text for unit in document.root.walk())
        assert not [clutter for clutter in ("Trang chủ", "Giới thiệu", "Bản quyền", "alert") if clutter in words]

    @pytest.mark.shared
    @pytest.mark.skipif(not SHARED.is_dir(), reason="../shared with the real pages is not here")
    def test_a_real_page_yields_its_decision_and_the_plan_issued_with_it(self):
        (path,) = (SHARED / "samples").glob("49_*.html")
        documents = parse(read_source(path, max_bytes=2**22))
        assert [(found.header.kind, found.header.number, found.issued_with) for found in documents] == [
            ("Quyết định", "784/QĐ-BVHTTDL", None),
            ("Kế hoạch", None, "784/QĐ-BVHTTDL"),
        ]
