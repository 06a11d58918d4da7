"""Documents of a file, their parts, and the tree of each: on oddities in the form of real ones, and on real ones."""

import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.pipeline import understand
from ingest.readers import read_source
from ingest.structure import parse
from retrieval.text import letters
from tests.ingest.documents import BODIES, BODY, LETTERHEAD, PLAN, TAIL, TITLE, only, outline, source, units

SHARED = Path(__file__).parents[3] / "shared"


class TestDocuments:
    @pytest.mark.parametrize(
        "text",
        ["", "\n\n", "Xin chào.", "Tin tức\n- Trời đẹp.\n- Trời mưa.", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "|\n|\n|"],
    )
    def test_what_is_no_document_yields_none(self, text):
        assert parse(source(text)) == []

    def test_two_plans_in_one_file_are_two_documents(self):
        second = PLAN.replace("37/KH-UBND", "38/KH-UBND")
        assert [found.header.number for found in parse(source(PLAN + second))] == ["37/KH-UBND", "38/KH-UBND"]

    def test_the_second_document_begins_after_the_signature_of_the_first(self):
        first, _ = parse(source(PLAN + PLAN))
        assert first.root.children[-1].text.endswith("Trần Thị Mai")

    def test_a_plan_without_signature_ends_with_its_last_words(self):
        assert only(LETTERHEAD + TITLE + BODY).root.children[-1].extent.end == len((LETTERHEAD + TITLE + BODY).rstrip())

    def test_articles_without_a_letterhead_are_a_document(self):
        text = "QUY CHẾ\nLàm việc của thư viện\nĐiều 1. Phạm vi\nQuy chế này.\nĐiều 2. Hiệu lực\nTừ hôm nay.\n"
        assert outline(text)[0] == "article: Điều 1. Phạm vi"

    @given(st.text(max_size=400))
    def test_any_text_is_parsed(self, text):
        parse(source(text))

    @given(
        st.lists(st.sampled_from([*PLAN.splitlines(), "|", "“", "Điều 1. sửa đổi như sau: “", "PHỤ LỤC", "\f", "./."]))
    )
    @settings(max_examples=60)
    def test_parts_in_any_order_are_parsed(self, shuffled):
        parse(source("\n".join(shuffled)))


class TestTree:
    def test_headings_own_what_stands_under_them(self):
        assert outline(PLAN) == [
            "roman: I. MỤC ĐÍCH",
            "  paragraph: Khuyến khích người dân đọc sách.",
            "roman: II. TỔ CHỨC THỰC HIỆN",
            "  decimal: 1. Sở Giáo dục và Đào tạo",
            "    dash: - Chủ trì, phối hợp với các sở, ngành tổ chức lễ khai mạc.",
            "    dash: - Tổng hợp, báo cáo kết quả.",
            "  decimal: 2. Thư viện tỉnh",
            "    dash: - Bố trí sách và phòng đọc.",
        ]

    def test_a_law_goes_down_from_chapters_to_points(self):
        text = (
            f"{LETTERHEAD}\nNGHỊ ĐỊNH\nVề thư viện\nChương I\nQUY ĐỊNH CHUNG\n"
            "Mục 1\nTHƯ VIỆN\nĐiều 1. Thư viện công cộng\n"
            "1. Thư viện công cộng gồm:\na) Thư viện tỉnh;\nb) Thư viện xã.\n2. Thư viện được hỗ trợ.\n"
            "Chương II\nTHI HÀNH\n"
            "Điều 2. Hiệu lực\nNghị định này có hiệu lực từ ngày ký.\n"
        )
        assert outline(text) == [
            "chapter: Chương I QUY ĐỊNH CHUNG",
            "  section: Mục 1 THƯ VIỆN",
            "    article: Điều 1. Thư viện công cộng",
            "      decimal: 1. Thư viện công cộng gồm:",
            "        letter: a) Thư viện tỉnh;",
            "        letter: b) Thư viện xã.",
            "      decimal: 2. Thư viện được hỗ trợ.",
            "chapter: Chương II THI HÀNH",
            "  article: Điều 2. Hiệu lực",
            "    paragraph: Nghị định này có hiệu lực từ ngày ký.",
        ]

    def test_a_lead_in_owns_the_list_after_it(self):
        text = (
            LETTERHEAD + TITLE + "I. KINH PHÍ\nKinh phí lấy từ:\n- Ngân sách;\n- Đóng góp.\nII. THỰC HIỆN\nHằng năm.\n"
        )
        assert outline(text)[:4] == [
            "roman: I. KINH PHÍ",
            "  paragraph: Kinh phí lấy từ:",
            "    dash: - Ngân sách;",
            "    dash: - Đóng góp.",
        ]

    def test_the_closing_words_stand_under_no_heading(self):
        text = LETTERHEAD + TITLE + BODY + "Trên đây là Kế hoạch của tỉnh./.\n" + TAIL
        assert outline(text)[-1] == "paragraph: Trên đây là Kế hoạch của tỉnh./."

    def test_a_heading_reads_on_over_the_end_of_a_page(self):
        text = LETTERHEAD + TITLE + f"I. KINH PHÍ\nDo các đơn vị\n{' ' * 40}2\n\n\fbảo đảm.\nII. THỰC HIỆN\nHằng năm.\n"
        assert "  paragraph: Do các đơn vị bảo đảm." in outline(text)

    @given(BODIES)
    @settings(max_examples=60)
    def test_units_stand_in_source_order_and_never_overlap(self, body):
        spans = [unit.span for unit in only(LETTERHEAD + TITLE + body + TAIL).root.walk() if unit.text]
        assert all(before.end <= after.start for before, after in pairwise(spans))


class TestQuotations:
    START = f"{LETTERHEAD}\nQUYẾT ĐỊNH\nSửa đổi Quy chế thư viện\nCăn cứ Luật Thư viện;\nQUYẾT ĐỊNH:\n"

    END = "Điều 2. Hiệu lực từ ngày ký.\n"

    def labels(self, text):
        return [unit.label for unit in only(self.START + text).root.children if unit.kind == "article"]

    def kinds(self, text):
        return {unit.kind for unit in only(self.START + text).root.walk()}

    @pytest.mark.parametrize("gap", ["\n", " "], ids=["on lines of its own", "in the same paragraph"])
    def test_the_article_of_another_document_is_not_one_of_this(self, gap):
        words = "“Điều 5. Giờ mở cửa.\n1. Thư viện mở cửa từ 7 giờ.\nĐiều 6. Thẻ.”\n"
        text = f"Điều 1. Sửa đổi Điều 5 như sau:{gap}{words}{self.END}"
        assert self.labels(text) == ["Điều 1.", "Điều 2."]
        assert "quoted" in self.kinds(text)

    def test_marks_that_never_close_silence_nothing(self):
        text = f"Điều 1. Sửa đổi Điều 5 như sau:\n“Thư viện mở cửa từ 7 giờ.\n{self.END}Điều 3. Thi hành.\n"
        assert self.labels(text) == ["Điều 1.", "Điều 2.", "Điều 3."]

    def test_a_name_in_marks_is_no_quotation(self):
        text = "Điều 1. Phong trào gồm:\n“Đọc sách mỗi ngày” do thư viện chủ trì.\nĐiều 2. Thi hành.\n"
        assert "quoted" not in self.kinds(text)


class TestTails:
    def test_recipients_and_signature_are_units_of_their_own(self):
        assert units(PLAN, "recipients") == ["Nơi nhận: - Như trên; - Lưu: VT."]
        assert units(PLAN, "signature") == ["TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH Trần Thị Mai"]

    @pytest.mark.parametrize("bars", ["|", "| |"])
    def test_a_bar_on_one_line_parts_them(self, bars):
        text = f"{LETTERHEAD}{TITLE}{BODY}Nơi nhận: - Lưu: VT. {bars} TM. ỦY BAN NHÂN DÂN CHỦ TỊCH Lê Lan Anh\n"
        assert units(text, "recipients") == ["Nơi nhận: - Lưu: VT."]
        assert units(text, "signature") == ["TM. ỦY BAN NHÂN DÂN CHỦ TỊCH Lê Lan Anh"]

    @pytest.mark.parametrize(
        "tail",
        [
            (
                "Nơi nhận:                KT. CHỦ TỊCH\n- Sở Y tế;                PHÓ CHỦ TỊCH\n- Lưu: VT.\n\n\n"
                "                          Lê Lan Anh"
            ),
            "Nơi nhận: | KT. CHỦ TỊCH\n- Sở Y tế; | PHÓ CHỦ TỊCH\n- Lưu: VT. | Lê Lan Anh",
        ],
        ids=["columns of a page", "rows with bars"],
    )
    def test_columns_side_by_side_are_one_unit_and_the_signer_is_found(self, tail):
        document = only(LETTERHEAD + TITLE + BODY + tail)
        last = document.root.children[-1]
        assert (last.kind, document.header.signer) == ("recipients", "Lê Lan Anh")

    def test_a_portal_under_the_signature_is_left_out(self):
        text = PLAN + "Tải về\nTin liên quan\n- Hội sách 2023\n"
        assert only(text).root.extent.end == len(PLAN.rstrip())

    def test_without_signature_the_body_ends_at_its_last_mark(self):
        text = LETTERHEAD + TITLE + "Điều 1. Mở lớp./.\nĐiều 2. Thi hành./.\nBạn đọc bình luận gì đó.\n"
        assert only(text).root.extent.end == text.index("Thi hành./.") + len("Thi hành./.")


class TestAnnexes:
    TEXT = (
        PLAN + "PHỤ LỤC I\nPHÂN CÔNG NHIỆM VỤ\n(Kèm theo Kế hoạch số 37/KH-UBND)\n"
        "TT | Việc | Chủ trì\n1 | Mua sách | Thư viện\n"
    )

    def test_an_annex_owns_its_table_under_its_title(self):
        (annex,) = [unit for unit in only(self.TEXT).root.children if unit.kind == "annex"]
        assert (annex.text, [unit.kind for unit in annex.children]) == ("PHỤ LỤC I PHÂN CÔNG NHIỆM VỤ", ["table"])

    def test_annexes_after_a_plan_without_signature_are_annexes(self):
        text = LETTERHEAD + TITLE + BODY + "PHỤ LỤC\nDANH SÁCH\nI. CẤP TỈNH\nThư viện tỉnh.\n"
        assert units(text, "annex") == ["PHỤ LỤC DANH SÁCH"]

    def test_each_annex_begins_anew(self):
        text = self.TEXT + "PHỤ LỤC II\nMẪU BÁO CÁO\n1. Kết quả\n"
        assert units(text, "annex") == ["PHỤ LỤC I PHÂN CÔNG NHIỆM VỤ", "PHỤ LỤC II MẪU BÁO CÁO"]

    def test_notes_under_the_signature_are_footnotes(self):
        text = PLAN + "[1] Quyết định số 5/QĐ-TTg về thư viện.\n[2] Thông tư số 6/2020/TT-BVH.\n"
        assert units(text, "footnote") == ["[1] Quyết định số 5/QĐ-TTg về thư viện.", "[2] Thông tư số 6/2020/TT-BVH."]


HEADERS = {
    "000_02c5dfcd1949ba7f.txt": [
        ("Quyết định", "3243/QĐ-UBND", "Ủy ban nhân dân tỉnh Sơn La", "Sơn La", "2015-12-22", "Phạm Văn Thủy", "Ban"),
        ("Kế hoạch", None, "Ủy ban nhân dân tỉnh Sơn La", None, "2015-12-22", None, "Thực hiện Đề án “Phát triển"),
    ],
    "001_07ebc35313857b24.txt": [
        ("Kế hoạch", "233/KH-UBND", "Ủy ban nhân dân huyện Mỹ Đức", "Mỹ Đức", "2014-03-17", "Nguyễn Văn Hậu", "Xây"),
    ],
    "002_02c76f5164534111.txt": [
        (
            "Quyết định", "2141/QĐ-UBND", "Ủy ban nhân dân tỉnh Vĩnh Long", "Vĩnh Long", "2021-08-11",
            "Nguyễn Thị Quyên Thanh", "Về việc phê duyệt Kế hoạch",
        ),
        (
            "Kế hoạch", "1788/KH-SGDĐT", "Sở Giáo dục và Đào tạo tỉnh Vĩnh Long", "Vĩnh Long", "2021-08-02",
            "Trịnh Văn Ngoãn", "Thực hiện Đề án “Xây dựng xã hội học tập” giai đoạn 2021-2030",
        ),
    ],
    "003_ea65d7e464268f6d.txt": [
        ("Kế hoạch", "423/KH-UBND", "Ủy ban nhân dân tỉnh Bắc Kạn", "Bắc Kạn", "2024-06-20", "Phạm Duy Hưng", "Đào"),
    ],
    "004_57e12f6a00bab054.txt": [
        ("Kế hoạch", "43/KH-UBND", "Ủy ban nhân dân tỉnh Lạng Sơn", "Lạng Sơn", "2022-02-23", "Dương Xuân Huyên", "T"),
    ],
}  # fmt: skip
"""Kind, number, issuer, place, date, signer and the beginning of the title, as a person reads them on the pages."""


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared with the real documents is not here")
@pytest.mark.parametrize("name", HEADERS)
class TestRealDocuments:
    @pytest.fixture
    def read(self, name):
        return read_source(SHARED / "corpus" / name, max_bytes=2**20)

    def test_headers_are_as_printed(self, read, name):
        found = [reading.document for reading in understand(read)]
        assert [(d.kind, d.number, d.issuer, d.place, d.issued_on, d.signer) for d in found] == [
            (*fields, datetime.date.fromisoformat(day), signer) for *fields, day, signer, _ in HEADERS[name]
        ]
        assert all(d.title.startswith(title) for d, (*_, title) in zip(found, HEADERS[name], strict=True))

    def test_every_passage_stands_in_the_source(self, read):
        for reading in understand(read):
            for passage in reading.passages:
                assert letters(passage.text) == letters(read.text[passage.span.start : passage.span.end])
                assert "".join(passage.text.split()) in "".join(read.text.split())
