"""What stands in a file and is not its own: blank forms, quoted amendments; and what has no letterhead at all."""

import datetime

import pytest

from ingest.pipeline import understand
from ingest.structure import parse
from retrieval.types import Assignment
from tests.ingest.documents import BODY, LETTERHEAD, TAIL, TITLE, source

CIRCULAR = (
    LETTERHEAD.replace("37/KH-UBND", "8/2024/QĐ-UBND")
    + "\nQUYẾT ĐỊNH\nBan hành quy định về thư viện\nCăn cứ Luật Thư viện số 46/2019/QH14;\nQUYẾT ĐỊNH:\n"
    "Điều 1. Ban hành quy định về thư viện.\nĐiều 2. Quyết định này có hiệu lực từ ngày ký./.\n" + TAIL
)
FORM = """
{title}
TÊN CƠ QUAN …
-------
|
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
|
Số: …/QĐ-…
|
…, ngày … tháng … năm …
|
QUYẾT ĐỊNH
Về việc thành lập thư viện …
Căn cứ Luật Thư viện;
QUYẾT ĐỊNH:
Điều 1. Thành lập thư viện …
Điều 2. Giao Sở Tài chính chủ trì, phối hợp với Sở Y tế bố trí kinh phí hoạt động của thư viện.
Điều 3. Quyết định này có hiệu lực từ ngày ký./.

Nơi nhận:
- Như Điều 3.
|
CHỦ TỊCH
Nguyễn Văn A
|
"""


def readings(text):
    return understand(source(text))


class TestForms:
    @pytest.mark.parametrize("title", ["PHỤ LỤC\nCÁC BIỂU MẪU\nMẫu số 01", "Mẫu số 01", "PHỤ LỤC I\nMẪU VĂN BẢN"])
    def test_a_form_to_fill_in_is_no_document(self, title):
        [reading] = readings(CIRCULAR + FORM.format(title=title))
        assert (reading.document.number, reading.articles) == ("8/2024/QĐ-UBND", ("1", "2"))
        assert reading.document.signer == "Trần Thị Mai"

    def test_nobody_is_assigned_by_a_form(self):
        [reading] = readings(CIRCULAR + FORM.format(title="Mẫu số 01"))
        assert not [fact for fact in reading.facts if isinstance(fact, Assignment)]

    def test_its_words_can_be_found_under_its_name(self):
        [reading] = readings(CIRCULAR + FORM.format(title="Mẫu số 01"))
        assert any("Mẫu số 01" in " ".join(passage.path) for passage in reading.passages)

    def test_a_regulation_after_a_form_is_a_document_when_its_number_is_filled_in(self):
        form = FORM.format(title="Mẫu số 01")
        filled = form.replace("Mẫu số 01", "").replace("Số: …/QĐ-…", "Số: 12/QĐ-SVH")
        assert [reading.document.number for reading in readings(CIRCULAR + form + filled)] == [
            "8/2024/QĐ-UBND",
            "12/QĐ-SVH",
        ]

    def test_a_draft_alone_in_its_file_is_a_document(self):
        draft = (LETTERHEAD + TITLE + BODY).replace("37/KH", "    /KH").replace("ngày 05 tháng 3", "ngày    tháng   ")
        [reading] = readings(draft)
        assert (reading.document.number, reading.document.issued_on) == (None, None)


class TestCounts:
    def test_annexes_are_counted_by_their_name(self):
        [reading] = readings(CIRCULAR + "\nPHỤ LỤC I\nDANH SÁCH\n- Xã A.\n\nPHỤ LỤC II\nKINH PHÍ\n- Mười triệu.\n")
        assert reading.annexes == 2

    def test_articles_of_an_amended_document_are_not_counted(self):
        text = CIRCULAR.replace(
            "Điều 2.", "Điều 2. Sửa đổi Quyết định số 3/QĐ-UBND như sau:\n“Điều 9. Thẻ bạn đọc\nĐiều 10. Phí.”\nĐiều 3."
        )
        [reading] = readings(text)
        assert reading.articles == ("1", "2", "3")


class TestNoLetterhead:
    TOPIC = (
        "Đề mục 36.3\nThanh niên\nChương I\nNHỮNG QUY ĐỊNH CHUNG\nĐiều 36.3.LQ.1. Thanh niên\n"
        "(Điều 1 Luật số 57/2020/QH14)\nThanh niên là công dân.\nĐiều 36.3.NĐ.2.14. Kinh phí\nTừ ngân sách.\n"
        "(Điều này có nội dung liên quan đến Điều 36.3.LQ.1. Thanh niên)\n"
    )

    def test_a_topic_of_the_codified_law_has_a_name_and_articles(self):
        [reading] = readings(self.TOPIC)
        document = reading.document
        assert (document.kind, document.title) == ("Đề mục pháp điển", "Thanh niên")
        assert reading.articles == ("36.3.LQ.1", "36.3.NĐ.2.14")
        assert (document.number, document.issuer, document.issued_on) == (None, None, None)

    def test_a_law_names_its_assembly_and_the_day_it_was_passed(self):
        law = (
            "QUỐC HỘI\n______\nLuật số: 27/2001/QH10\n|\n"
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n|\n"
            "LUẬT\nPHÒNG CHỐNG MÙ CHỮ\nCăn cứ vào Hiến pháp;\nĐiều 1. Phạm vi\nLuật này quy định về xóa mù chữ.\n"
            "Điều 2. Hiệu lực\nTừ ngày 01 tháng 10 năm 2001.\n"
            "Luật này đã được Quốc hội khóa X, kỳ họp thứ 9 thông qua ngày 29 tháng 6 năm 2001.\n"
            "CHỦ TỊCH QUỐC HỘI\nLê Văn Tám\n"
        )
        [reading] = readings(law)
        document = reading.document
        assert (document.number, document.issuer, document.title) == ("27/2001/QH10", "Quốc hội", "Phòng chống mù chữ")
        assert document.issued_on == datetime.date(2001, 6, 29)


class TestPlaces:
    def test_a_place_is_what_the_page_shows(self):
        decision = CIRCULAR.replace("Hà Nam, ngày 05 tháng 3 năm 2024\n", "")
        [reading] = readings(decision)
        assert (reading.document.place, reading.document.region) == (None, "Hà Nam")

    def test_a_ministry_is_nowhere(self):
        text = (LETTERHEAD + TITLE + BODY).replace("ỦY BAN NHÂN DÂN\nTỈNH HÀ NAM", "BỘ TƯ PHÁP")
        [found] = parse(source(text.replace("Hà Nam, ngày", "ngày")))
        assert found.header.place is None
