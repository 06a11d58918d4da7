"""Headers of the documents that offices really send: what is on the page is read, what is blank stays None."""

import datetime

import pytest

from ingest.signers import read_signer
from ingest.structure import parse
from tests.ingest.documents import BODY, LETTERHEAD, PLAN, TAIL, TITLE, header, only, source

PARTY = """ĐẢNG BỘ TỈNH HÀ NAM
TỈNH ỦY
*
Số: 21-NQ/TU
ĐẢNG CỘNG SẢN VIỆT NAM
Hà Nam, ngày 12 tháng 5 năm 2022
NGHỊ QUYẾT
CỦA BAN THƯỜNG VỤ TỈNH ỦY
về chuyển đổi số giai đoạn 2022 - 2025
-----
I. TÌNH HÌNH
Thời gian qua, công tác đã đạt kết quả.
II. NHIỆM VỤ
Văn phòng theo dõi.
Nơi nhận:
- Các huyện ủy.
T/M BAN THƯỜNG VỤ
BÍ THƯ

Lò Văn Ước
"""
COUNCIL = """HỘI ĐỒNG NHÂN DÂN
TỈNH HÀ NAM
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: 15/2023/NQ-HĐND
Hà Nam, ngày 08 tháng 12 năm 2023

NGHỊ QUYẾT
Quy định mức học phí năm học 2023 - 2024
HỘI ĐỒNG NHÂN DÂN TỈNH HÀ NAM
KHÓA XIX KỲ HỌP THỨ MƯỜI BẢY
Căn cứ Nghị định số 81/2021/NĐ-CP ngày 27 tháng 8 năm 2021 của Chính phủ;
Xét Tờ trình số 2345/TTr-UBND ngày 01 tháng 12 năm 2023;
QUYẾT NGHỊ:
Điều 1. Mức học phí mầm non là 100.000 đồng.
Điều 2. Giao Ủy ban nhân dân tỉnh tổ chức thực hiện./.
CHỦ TỊCH
Lê Thị Hoa
"""
LAW = """QUỐC HỘI
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Luật số: 12/2020/QH14
Hà Nội, ngày 17 tháng 6 năm 2020

LUẬT
HỌC TẬP SUỐT ĐỜI
Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;
Quốc hội ban hành Luật Học tập suốt đời.
Chương I
QUY ĐỊNH CHUNG
Điều 1. Phạm vi điều chỉnh
Luật này quy định về học tập suốt đời.
CHỦ TỊCH QUỐC HỘI
(Đã ký)
Nguyễn Thị Bình An
"""
LETTER = """ỦY BAN NHÂN DÂN          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
 HUYỆN BÌNH LỤC            Độc lập - Tự do - Hạnh phúc

Số: 512/UBND-GDĐT         Bình Lục, ngày 9 tháng 3 năm 2023
V/v tổ chức tuần lễ
học tập suốt đời

     Kính gửi: Các trường học trên địa bàn huyện.

     1. Các trường tổ chức lễ khai mạc trước ngày 01/10/2023.
     Đề nghị các trường thực hiện./.

Nơi nhận:                      KT. CHỦ TỊCH
- Như trên;                    PHÓ CHỦ TỊCH
- Lưu: VT.

                               Trần Văn Cường
"""
TEAM = """   SỞ Y TẾ                      CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
 ĐOÀN GIÁM SÁT                      Độc lập - Tự do - Hạnh phúc
THEO QUYẾT ĐỊNH
 SỐ 88/QĐ-SYT                     Hà Nam, ngày 3 tháng 4 năm 2024

  Số: 12/KH-ĐGS

                              KẾ HOẠCH
               Giám sát việc tiêm chủng

     1. Mục tiêu
     Sở Y tế bảo đảm an toàn.
"""
BLANK = """UBND TỈNH HÀ NAM
SỞ CÔNG THƯƠNG Số: /KH-SCT
|
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hà Nam, ngày      tháng 5 năm 2024
|
KẾ HOẠCH
Triển khai Luật Điện lực
I. MỤC ĐÍCH
Các phòng của Sở Công Thương tuyên truyền sâu rộng.
"""


class TestIssuers:
    @pytest.mark.parametrize(
        ("text", "number", "issuer", "place", "issued_on"),
        [
            (PLAN, "37/KH-UBND", "Ủy ban nhân dân tỉnh Hà Nam", "Hà Nam", datetime.date(2024, 3, 5)),
            (PARTY, "21-NQ/TU", "Tỉnh ủy Hà Nam", "Hà Nam", datetime.date(2022, 5, 12)),
            (COUNCIL, "15/2023/NQ-HĐND", "Hội đồng nhân dân tỉnh Hà Nam", "Hà Nam", datetime.date(2023, 12, 8)),
            (LAW, "12/2020/QH14", "Quốc hội", "Hà Nội", datetime.date(2020, 6, 17)),
            (LETTER, "512/UBND-GDĐT", "Ủy ban nhân dân huyện Bình Lục", "Bình Lục", datetime.date(2023, 3, 9)),
            (
                TEAM,
                "12/KH-ĐGS",
                "Đoàn giám sát theo Quyết định số 88/QĐ-SYT - Sở Y tế",
                "Hà Nam",
                datetime.date(2024, 4, 3),
            ),
            (BLANK, None, "Sở Công Thương tỉnh Hà Nam", "Hà Nam", None),
        ],
        ids=["a province", "the Party", "a council", "the National Assembly", "a letter", "a team", "a draft"],
    )
    def test_a_letterhead_says_who_issued_what_where_and_when(self, text, number, issuer, place, issued_on):
        found = header(text)
        assert (found.number, found.issuer, found.place, found.issued_on) == (number, issuer, place, issued_on)

    @pytest.mark.parametrize(
        "cells",
        [
            (
                "UBND TỈNH HÀ NAM | | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
                "SỞ Y TẾ | | Độc lập - Tự do - Hạnh phúc\nSố: 8/KH-SYT | | Phủ Lý, ngày 2 tháng 3 năm 2024"
            ),
            (
                "UBND TỈNH HÀ NAM\nSỞ Y TẾ\nSố: 8/KH-SYT\n|\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
                "Độc lập - Tự do - Hạnh phúc\nPhủ Lý, ngày 2 tháng 3 năm 2024\n|"
            ),
            (
                "UBND TỈNH HÀ NAM\tCỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSỞ Y TẾ\tĐộc lập – Tự do – Hạnh phúc\n"
                "Số: 8 /KH-SYT\tPhủ Lý, ngày 02 tháng 03 năm 2024"
            ),
            (
                "UBND TỈNH HÀ NAM\nSỞ Y TẾ\nSố : 8/KH-SYT\nCỘNG HÕA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
                "Độc lập - Tự do - Hạnh phúc\nPhủ Lý, ngày 2 tháng 3 năm 2024"
            ),
        ],
        ids=["three columns", "cell after cell", "tabs", "one under the other"],
    )
    def test_a_letterhead_is_read_however_it_was_copied(self, cells):
        found = header(f"{cells}\nKẾ HOẠCH\nKhám sức khỏe\nI. MỤC ĐÍCH\nSở Y tế khám cho học sinh.\n")
        assert (found.number, found.issuer, found.place, found.issued_on, found.title) == (
            "8/KH-SYT",
            "Sở Y tế tỉnh Hà Nam",
            "Phủ Lý",
            datetime.date(2024, 3, 2),
            "Khám sức khỏe",
        )

    def test_a_date_that_is_not_in_the_calendar_is_none(self):
        assert header(PLAN.replace("ngày 05 tháng 3", "ngày 31 tháng 02")).issued_on is None

    def test_a_document_without_letterhead_names_nobody(self):
        found = header("QUY CHẾ\nLàm việc của tổ dân phố\nĐiều 1. Phạm vi\nQuy chế này.\nĐiều 2. Hiệu lực\nTừ hôm nay.")
        assert (found.kind, found.number, found.issuer, found.place, found.issued_on) == (
            "Quy chế",
            None,
            None,
            None,
            None,
        )


class TestTitles:
    @pytest.mark.parametrize(
        ("text", "kind", "title"),
        [
            (PLAN, "Kế hoạch", "Tổ chức tuần lễ học tập trên địa bàn tỉnh"),
            (PARTY, "Nghị quyết", "về chuyển đổi số giai đoạn 2022 - 2025"),
            (COUNCIL, "Nghị quyết", "Quy định mức học phí năm học 2023 - 2024"),
            (LAW, "Luật", "Học tập suốt đời"),
            (LETTER, "Công văn", "tổ chức tuần lễ học tập suốt đời"),
            (TEAM, "Kế hoạch", "Giám sát việc tiêm chủng"),
        ],
    )
    def test_a_document_has_a_kind_and_a_title(self, text, kind, title):
        found = header(text)
        assert (found.kind, found.title) == (kind, title)

    @pytest.mark.parametrize(
        ("lines", "title"),
        [
            (
                "Về việc phê duyệt Đề án “Xây dựng\nthư viện số” giai đoạn\n2024 - 2030",
                "Về việc phê duyệt Đề án “Xây dựng thư viện số” giai đoạn 2024 - 2030",
            ),
            ("VỀ VIỆC MỞ LỚP HỌC\nTRÊN ĐỊA BÀN TỈNH", "Về việc mở lớp học trên địa bàn tỉnh"),
            ("Mở lớp học\n1\n", "Mở lớp học"),
            ("Mở lớp học[1]", "Mở lớp học"),
            ("Thực hiện Đề án “Thư viện số”\ntrên địa bàn tỉnh", "Thực hiện Đề án “Thư viện số” trên địa bàn tỉnh"),
            ("Mở lớp học\n--------", "Mở lớp học"),
            ("Mở lớp học\nỦY BAN NHÂN DÂN TỈNH HÀ NAM", "Mở lớp học"),
            ("Về tình hình mở lớp học.", "Về tình hình mở lớp học"),
        ],
        ids=[
            "several lines",
            "capitals",
            "a note's number",
            "a note in brackets",
            "a plan that carries out another",
            "a rule",
            "who issues",
            "a full stop",
        ],
    )
    def test_a_title_is_all_of_its_lines_and_nothing_else(self, lines, title):
        body = "Căn cứ Luật Thư viện;\nQUYẾT ĐỊNH:\nĐiều 1. Mở lớp học trên địa bàn tỉnh.\n"
        text = f"{LETTERHEAD}\nQUYẾT ĐỊNH\n{lines}\n{body}"
        assert header(text).title == title

    def test_the_verb_of_a_decision_is_no_kind(self):
        text = f"{LETTERHEAD}\nQUYẾT ĐỊNH\nVề mở lớp\nCăn cứ Luật Thư viện;\nQUYẾT ĐỊNH:\nĐiều 1. Mở lớp.\n"
        assert header(text).title == "Về mở lớp"

    def test_the_subject_of_a_letter_may_stand_before_the_motto(self):
        text = (
            "UBND TỈNH HÀ NAM\nSỞ Y TẾ\nSố: 9/SYT-NV\nV/v khám sức khỏe\n|\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
            "Độc lập - Tự do - Hạnh phúc\nHà Nam, ngày 2 tháng 3 năm 2024\n|\nKính gửi: Các trường học.\n"
            "Sở Y tế đề nghị các trường lập danh sách học sinh./.\n"
        )
        found = header(text)
        assert (found.kind, found.number, found.issuer, found.title, found.issued_on) == (
            "Công văn",
            "9/SYT-NV",
            "Sở Y tế tỉnh Hà Nam",
            "khám sức khỏe",
            datetime.date(2024, 3, 2),
        )


class TestSigners:
    @pytest.mark.parametrize(
        ("text", "signer"),
        [
            ("KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n(Đã ký)\nNgô Thị Lan", "Ngô Thị Lan"),
            ("KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC Ngô Thị Lan", "Ngô Thị Lan"),
            (
                "Nơi nhận:          TM. ỦY BAN NHÂN DÂN\n- Lưu: VT.            CHỦ TỊCH\n\n          Ngô Thị Lan",
                "Ngô Thị Lan",
            ),
            ("Nơi nhận: - Lưu: VT. | TM. ỦY BAN NHÂN DÂN CHỦ TỊCH Ngô Thị Lan", "Ngô Thị Lan"),
            ("HIỆU TRƯỞNG\nPGS.TS. Ngô Văn Y", "Ngô Văn Y"),
            ("T/M BAN THƯỜNG VỤ\nBÍ THƯ\nY Thanh Niê Kđăm", "Y Thanh Niê Kđăm"),
            ("CHỦ TỊCH\nH’Yim Kđoh", "H’Yim Kđoh"),
            ("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n(Đã ký)", None),
            ("Nơi nhận:\n- Sở Y tế;\n- Ngô Thị Lan", None),
            ("", None),
        ],
    )
    def test_the_signer_is_the_name_after_the_office(self, text, signer):
        assert read_signer(text) == signer

    @pytest.mark.parametrize(
        ("text", "signer"),
        [(PLAN, "Trần Thị Mai"), (PARTY, "Lò Văn Ước"), (COUNCIL, "Lê Thị Hoa"), (LAW, "Nguyễn Thị Bình An"),
         (LETTER, "Trần Văn Cường"), (TEAM, None)],
    )  # fmt: skip
    def test_the_signer_is_found_under_the_document(self, text, signer):
        assert header(text).signer == signer


class TestAttachments:
    DECISION = (
        LETTERHEAD.replace("KH-UBND", "QĐ-UBND")
        + "\nQUYẾT ĐỊNH\nBan hành Quy chế thư viện\nCăn cứ Luật Thư viện;\nQUYẾT ĐỊNH:\n"
        "Điều 1. Ban hành kèm theo Quyết định này Quy chế thư viện.\nĐiều 2. Sở Y tế thi hành Quyết định này./.\n"
    )
    RULES = "\nĐiều 1. Phạm vi\nQuy chế này quy định về thư viện.\nĐiều 2. Hiệu lực\nTừ ngày ký.\n"

    @pytest.mark.parametrize(
        "line",
        [
            "(Ban hành kèm theo Quyết định số 37/QĐ-UBND ngày 05 / 3 /2024\ncủa Ủy ban nhân dân tỉnh Hà Nam)",
            "(Kèm theo Quyết định số 37/QĐ-UBND ngày 05/3/2024 của Ủy ban nhân dân tỉnh)",
            "(Được ban hành kèm theo Quyết định số 37/QĐ-UBND ngày 05 tháng 3 năm 2024)",
        ],
    )
    @pytest.mark.parametrize("tail", [TAIL, ""], ids=["signed", "without signature"])
    def test_an_attached_regulation_is_a_document_of_its_decision(self, line, tail):
        documents = parse(source(f"{self.DECISION}{tail}\nQUY CHẾ\nTổ chức thư viện\n{line}\n{self.RULES}"))
        assert [(found.header.kind, found.header.number, found.issued_with) for found in documents] == [
            ("Quyết định", "37/QĐ-UBND", None),
            ("Quy chế", None, "37/QĐ-UBND"),
        ]
        attached = documents[1].header
        assert (attached.title, attached.issuer, attached.issued_on) == (
            "Tổ chức thư viện",
            "Ủy ban nhân dân tỉnh Hà Nam",
            datetime.date(2024, 3, 5),
        )

    def test_an_attached_regulation_may_repeat_the_letterhead(self):
        letterhead = "\n".join(LETTERHEAD.splitlines()[:6])
        line = "(Ban hành kèm theo Quyết định số 37/QĐ-UBND)"
        documents = parse(
            source(f"{self.DECISION}{TAIL}\n{letterhead}\nQUY CHẾ\nTổ chức thư viện\n{line}\n{self.RULES}")
        )
        assert [(found.header.title, found.issued_with) for found in documents][1] == ("Tổ chức thư viện", "37/QĐ-UBND")

    def test_a_blank_number_in_the_line_is_that_of_the_decision_above(self):
        line = "(Ban hành theo Quyết định số       /QĐ-UBND ngày      tháng     năm 2024)"
        documents = parse(source(f"{self.DECISION}{TAIL}\nKẾ HOẠCH\nMở thư viện\n{line}\n{self.RULES}"))
        assert (documents[1].issued_with, documents[1].header.issued_on) == ("37/QĐ-UBND", None)


def test_the_bases_are_the_documents_of_the_preamble():
    text = (
        f"{LETTERHEAD}\nQUYẾT ĐỊNH\nVề mở lớp\nCăn cứ Luật Thư viện số 46/2019/QH14;\n"
        "Căn cứ Nghị định số 93/2020/NĐ-CP ngày 18/8/2020 của Chính phủ;\nXét đề nghị tại Tờ trình số 7/TTr-SVH,\n"
        "QUYẾT ĐỊNH:\nĐiều 1. Căn cứ Thông tư số 9/2020/TT-BVH, mở lớp.\n"
    )
    assert header(text).legal_bases == ("46/2019/QH14", "93/2020/NĐ-CP")


def test_headers_do_not_depend_on_what_a_portal_puts_around_them():
    around = (
        f"Trang chủ\nTin tức\nThứ hai, ngày 5 tháng 2 năm 2024\n\n{PLAN}\nLượt xem: 12\nTin liên quan\nVăn bản khác\n"
    )
    assert only(around).header == only(PLAN).header


def test_a_plan_needs_no_preamble():
    assert header(LETTERHEAD + "\nKẾ HOẠCH\nMở lớp\n" + BODY).legal_bases == ()
    assert header(LETTERHEAD + TITLE + BODY).signer is None


class TestBases:
    @pytest.mark.parametrize(
        ("lines", "numbers"),
        [
            ("Căn cứ Nghị định số 1/2020/NĐ-CP; Nghị định số 2/2021/NĐ-CP;", ("1/2020/NĐ-CP", "2/2021/NĐ-CP")),
            ("Căn cứ: (i) Nghị định số 1/2020/NĐ-CP; (ii) Quyết định số 3/QĐ-UBND;", ("1/2020/NĐ-CP", "3/QĐ-UBND")),
            (
                "Căn cứ Thông tư số 1/2020/TT-BYT ngày 2/3/2020;\nThông tư số 4/2021/TT-BYT ngày 5/6/2021;",
                ("1/2020/TT-BYT", "4/2021/TT-BYT"),
            ),
            (
                "Căn cứ Nghị định số 1/2020/NĐ-CP hướng dẫn thi hành Luật Thư viện số 46/2019/QH14;",
                ("1/2020/NĐ-CP",),
            ),
            (
                "Căn cứ Nghị định số 1/2020/NĐ-CP được sửa đổi, bổ sung bởi Nghị định số 2/2021/NĐ-CP;",
                ("1/2020/NĐ-CP", "2/2021/NĐ-CP"),
            ),
            ("Căn cứ Quy chuẩn về thư viện (QCVN 01: 2019/BVH);", ()),
            ("Căn cứ Luật Thư viện số 46/2019;", ("46/2019",)),
            ("Căn cứ Luật Thư viện ngày 21/11/2019;", ()),
            ("Xét đề nghị tại Tờ trình số 7/TTr-SVH;", ()),
        ],
    )
    def test_each_clause_names_a_document(self, lines, numbers):
        text = f"{LETTERHEAD}\nQUYẾT ĐỊNH\nVề mở lớp\n{lines}\nQUYẾT ĐỊNH:\nĐiều 1. Mở lớp.\nĐiều 2. Hiệu lực.\n"
        assert header(text).legal_bases == numbers
