"""How many articles, annexes and tables a document has."""

import json
from pathlib import Path

import pytest
from hypothesis import given

from ingest.pipeline import understand
from ingest.reading import read_file
from tests.ingest.documents import BODIES, LETTERHEAD, PLAN, TAIL, source

SHARED = Path(__file__).parents[3] / "shared" / "samples"
DECISION = LETTERHEAD.replace("KH-UBND", "QĐ-UBND")
HEAD = """
QUYẾT ĐỊNH
Về việc sửa đổi quy định về thư viện
Căn cứ Luật Thư viện ngày 21 tháng 11 năm 2019;
QUYẾT ĐỊNH:
"""


def decision(body, after=""):
    return DECISION + HEAD + body + TAIL + after


def counts(text):
    (reading,) = understand(source(text))
    return reading


class TestArticles:
    def test_those_of_a_decision(self):
        body = "".join(f"Điều {number}. Giao Thư viện tỉnh bố trí phòng đọc số {number}.\n" for number in range(1, 6))
        assert counts(decision(body)).articles == ("1", "2", "3", "4", "5")

    def test_a_plan_has_none(self):
        assert counts(PLAN).articles == ()

    def test_articles_that_are_cited_are_not_counted(self):
        body = (
            "Điều 1. Ban hành quy định theo Điều 7 của Luật Thư viện.\n"
            "Điều 2. Bãi bỏ các quy định sau:\n- Điều 4, Điều 5 Quyết định số 12/QĐ-UBND;\n- Điều 9 Quyết định đó.\n"
        )
        assert counts(decision(body)).articles == ("1", "2")

    def test_articles_of_a_quoted_amendment_are_not_counted(self):
        body = (
            "Điều 1. Sửa đổi, bổ sung một số điều của Quy định về thư viện như sau:\n"
            "1. Điều 7 được sửa đổi như sau:\n"
            "“Điều 7. Phòng đọc\n1. Phòng đọc mở cửa mỗi ngày.\n2. Bạn đọc không phải trả tiền.\n"
            "Điều 8. Kho sách\nKho sách được kiểm kê mỗi năm.”\n"
            "Điều 2. Quyết định này có hiệu lực từ ngày ký.\n"
        )
        assert counts(decision(body)).articles == ("1", "2")

    def test_articles_of_a_blank_form_in_an_annex_are_not_counted(self):
        annex = "\nPHỤ LỤC\nMẪU HỢP ĐỒNG\nĐiều 1. Bên A giao sách.\nĐiều 2. Bên B nhận sách.\nĐiều 3. Hai bên ký tên.\n"
        found = counts(decision("Điều 1. Ban hành mẫu hợp đồng.\nĐiều 2. Giao Thư viện tỉnh thực hiện.\n", annex))
        assert found.articles == ("1", "2")
        assert found.annexes == 1

    def test_a_mark_that_never_closes_does_not_swallow_the_count(self):
        body = (
            "Điều 1. Sửa đổi, bổ sung một số điều của Quy định như sau:\n1. Sửa đổi Điều 19 như sau:\n"
            "“Điều 19. Trách nhiệm\n1. Của thư viện.\nĐiều 20. Báo cáo\n"
            "Chương II\nTHẺ BẠN ĐỌC\nĐiều 2. Thay thế cụm từ “thẻ” bằng cụm từ “thẻ bạn đọc”.\n"
            "Điều 3. Hiệu lực\n1. Từ ngày ký.\n"
        )
        assert counts(decision(body)).articles == ("1", "2", "3")

    def test_a_missing_one_leaves_a_gap_and_a_late_one_is_counted_where_it_stands(self):
        body = "".join(f"Điều {number}. Nội dung của điều này.\n" for number in (1, 2, 4, 6, 5, 7))
        assert counts(decision(body)).articles == ("1", "2", "4", "6", "5", "7")

    def test_one_that_stands_twice_is_told_twice(self):
        body = "".join(f"Điều {number}. Nội dung của điều này.\n" for number in (1, 2, 2, 3))
        assert counts(decision(body)).articles == ("1", "2", "2", "3")

    def test_numbers_with_letters_are_articles(self):
        body = "".join(f"Điều {label}. Nội dung của điều này.\n" for label in ("1", "1a", "2"))
        assert counts(decision(body)).articles == ("1", "1a", "2")

    @given(BODIES)
    def test_any_body_is_counted(self, body):
        for reading in understand(source(LETTERHEAD + "\nKẾ HOẠCH\nVề việc đọc sách\n" + body + TAIL)):
            assert all(reading.articles)


class TestAnnexes:
    @pytest.mark.parametrize(
        ("titles", "number"),
        [
            (["PHỤ LỤC"], 1),
            (["PHỤ LỤC I", "PHỤ LỤC II", "PHỤ LỤC III"], 3),
            (["PHỤ LỤC 1", "PHỤ LỤC 2"], 2),
            (["Phụ lục I", "Phụ lục II"], 2),
            (["PHỤ LỤC I", "MẪU SỐ 01", "MẪU SỐ 02"], 1),
            (["DANH MỤC SÁCH", "PHÂN CÔNG NHIỆM VỤ"], 2),
            (["PHỤ LỤC I", "PHỤ LỤC VI", "PHỤ LỤC 13", "PHỤ LỤC 5", "PHỤ LỤC II"], 2),
        ],
    )
    def test_forms_and_annexes_of_other_documents_are_not_counted(self, titles, number):
        annexes = "".join(f"\n{title}\n- Nội dung thứ nhất.\n- Nội dung thứ hai.\n" for title in titles)
        assert counts(decision("Điều 1. Ban hành.\nĐiều 2. Hiệu lực.\n", annexes)).annexes == number


class TestTables:
    def test_each_table_counts(self):
        table = "TT | Việc | Ai\n1 | Mua sách | Thư viện\n2 | Mở lớp | Sở Y tế\n"
        body = f"Điều 1. Giao việc:\n{table}Điều 2. Việc khác:\n{table}"
        assert counts(decision(body)).tables == 2


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/samples is absent")
class TestSamples:
    SUFFIXES = (".docx", ".doc", ".DOC", ".txt", ".html")

    def test_article_counts_are_those_of_the_page(self):
        wrong = []
        for line in (SHARED / "labels.jsonl").read_text("utf-8").splitlines():
            label = json.loads(line)
            if not label["file"].endswith(self.SUFFIXES):
                continue
            done = read_file(SHARED / label["file"], max_bytes=2**30)
            found = [len(set(reading.articles)) for reading in done.readings]
            wanted = [document["articles"] for document in label["documents"]]
            if found != wanted:
                wrong.append((label["file"], wanted, found, done.problem))
        assert wrong == []
