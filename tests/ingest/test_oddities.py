"""What real files do to a reader, each as a small file of its own: the oddities that were met, and stay mended."""

import pytest

from ingest.pipeline import understand
from ingest.reading import read_file
from ingest.structure import parse
from retrieval.types import Relation
from tests.ingest.documents import BODY, LETTERHEAD, PLAN, TAIL, TITLE, source
from tests.ingest.word_files import docx, item, levels, numbering, paragraph

DECISION = (
    LETTERHEAD.replace("KH-UBND", "QĐ-UBND")
    + "\nQUYẾT ĐỊNH\nBan hành Quy chế thư viện\nCăn cứ Luật Thư viện;\nQUYẾT ĐỊNH:\n"
    "Điều 1. Ban hành kèm theo Quyết định này Quy chế thư viện.\n"
    "Điều 2. Quyết định này có hiệu lực từ ngày 01 tháng 4 năm 2024./.\n"
)


def only(text):
    [reading] = understand(source(text))
    return reading


def written(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    done = read_file(path, max_bytes=2**20)
    assert done.problem is None
    return done


def test_numbering_that_restarts_in_the_attached_regulation_counts_for_each():
    rules = "\nQUY CHẾ\nThư viện\n(Ban hành kèm theo Quyết định số 37/QĐ-UBND ngày 05/3/2024)\n" + "".join(
        f"Điều {number}. Nội dung của điều này.\n" for number in range(1, 6)
    )
    assert [len(reading.articles) for reading in understand(source(DECISION + TAIL + rules))] == [2, 5]


def test_a_form_feed_before_an_article_hides_nothing():
    assert only(DECISION.replace("Điều 2.", "\fĐiều 2.") + TAIL).articles == ("1", "2")


def test_the_numbers_of_other_documents_in_a_title_are_not_its_own():
    text = (LETTERHEAD.replace("37/KH-UBND", "     /KH-UBND") + TITLE + BODY).replace(
        "Tổ chức tuần lễ học tập trên địa bàn tỉnh", "Thực hiện Chỉ thị số 11-CT/TU ngày 04/01/2024 của Tỉnh ủy"
    )
    document = only(text).document
    assert document.number is None
    assert document.title == "Thực hiện Chỉ thị số 11-CT/TU ngày 04/01/2024 của Tỉnh ủy"


def test_the_day_of_a_meeting_is_not_the_day_of_the_invitation():
    text = (
        LETTERHEAD.replace("37/KH-UBND", "9/GM-UBND").replace("ngày 05 tháng 3", "ngày    tháng 3")
        + "\nGIẤY MỜI\nHọp về thư viện\nKính gửi: Sở Y tế.\nThời gian: 8 giờ ngày 16/3/2024.\n1. Nội dung: A.\n"
        "2. Thành phần: B.\n" + TAIL
    )
    assert only(text).document.issued_on is None


def test_a_letter_has_no_kind_line_and_is_known_by_its_subject():
    text = (
        LETTERHEAD.replace("Số: 37/KH-UBND", "Số: 37/UBND-VX\nV/v mở lớp xóa mù chữ")
        + "\nKính gửi: Sở Y tế.\nĐề nghị Sở Y tế mở lớp trước ngày 01/5/2024.\n"
        + TAIL
    )
    document = only(text).document
    assert (document.kind, document.number, document.title) == ("Công văn", "37/UBND-VX", "mở lớp xóa mù chữ")


def test_number_kind_and_title_on_one_line_are_told_apart():
    text = LETTERHEAD + "\nKẾ HOẠCH Tổ chức ngày hội đọc sách năm 2024\n" + BODY + TAIL
    document = only(text).document
    assert (document.kind, document.title) == ("Kế hoạch", "Tổ chức ngày hội đọc sách năm 2024")


def test_letters_each_in_a_tag_of_their_own_are_one_word(tmp_path):
    spelled = "".join(f"<span>{letter}</span>" for letter in "KẾ HOẠCH")
    page = "".join(f"<p>{line}</p>" for line in PLAN.splitlines()).replace("KẾ HOẠCH", spelled)
    done = written(tmp_path, "a.html", f"<html><body>{page}</body></html>".encode())
    assert done.readings[0].document.kind == "Kế hoạch"


def test_marks_apart_from_their_letters_do_not_hide_the_kind(tmp_path):
    body = "".join(paragraph(line) for line in PLAN.replace("KẾ HOẠCH", "KÊ\u0301 HOA\u0323CH").splitlines())
    assert written(tmp_path, "a.docx", docx(body)).readings[0].document.kind == "Kế hoạch"


def test_a_file_name_that_lies_changes_nothing(tmp_path):
    body = "".join(paragraph(line) for line in PLAN.splitlines())
    done = written(tmp_path, "Luat-Doanh-nghiep-2020.pdf", docx(body))
    assert done.readings[0].document.number == "37/KH-UBND"


def test_articles_that_only_word_numbers_are_articles(tmp_path):
    head = "".join(paragraph(line) for line in DECISION.split("Điều 1.")[0].splitlines())
    body = head + item("Ban hành quy chế.") + item("Hiệu lực từ ngày ký.")
    made = docx(body, numbering=numbering(levels(("decimal", "Điều %1."))))
    assert written(tmp_path, "a.docx", made).readings[0].articles == ("1", "2")


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("từ ngày 01 tháng 4 năm 2024", "2024-04-01"),
        ("kể từ ngày 01/4/2024", "2024-04-01"),
        ("kể từ ngày ký", "2024-03-05"),
        ("thi hành kể từ ngày ban hành", "2024-03-05"),
    ],
)
def test_a_decision_says_from_when_it_is_in_force(words, date):
    reading = only(DECISION.replace("từ ngày 01 tháng 4 năm 2024", words) + TAIL)
    assert [(fact.type, fact.date) for fact in reading.facts if isinstance(fact, Relation)][-1:] == [
        ("effective_from", date)
    ]


def test_the_same_notice_from_three_files_reads_alike(tmp_path):
    body = "".join(paragraph(line) for line in PLAN.splitlines())
    page = "".join(f"<p>{line}</p>" for line in PLAN.splitlines())
    files = {"a.docx": docx(body), "b.txt": PLAN.encode(), "c.html": f"<html><body>{page}</body></html>".encode()}
    documents = [written(tmp_path, name, data).readings[0].document for name, data in files.items()]
    assert len({document.id for document in documents}) == 1
    assert parse(source(PLAN))[0].header.number == documents[0].number
