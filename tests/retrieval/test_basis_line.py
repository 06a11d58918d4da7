"""The line that cites a document, in the form of Nghị định 30/2020/NĐ-CP."""

from __future__ import annotations

import datetime as dt

import pytest

from retrieval.basis_line import basis_line
from tests.retrieval.builders import a_document
from tests.retrieval.sample_library import open_samples

UBND = "Ủy ban nhân dân tỉnh A"
DAY = "ngày 22 tháng 12 năm 2015"


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"kind": "Quyết định", "number": "2141/QĐ-UBND", "issuer": UBND, "issued_on": dt.date(2021, 8, 11)}
            | {"title": "Về việc phê duyệt Kế hoạch B"},
            f"Căn cứ Quyết định số 2141/QĐ-UBND ngày 11 tháng 8 năm 2021 của {UBND} về việc phê duyệt Kế hoạch B;",
        ),
        (
            {"kind": "Quyết định", "number": "7/QĐ-UBND", "issuer": UBND, "issued_on": dt.date(2021, 2, 5)}
            | {"title": "Ban hành Quy chế C"},
            f"Căn cứ Quyết định số 7/QĐ-UBND ngày 05 tháng 02 năm 2021 của {UBND} ban hành Quy chế C;",
        ),
        (
            {"number": "43/KH-UBND", "issuer": UBND, "issued_on": dt.date(2022, 12, 23)}
            | {"title": "Thực hiện Nghị quyết D."},
            f"Căn cứ Kế hoạch số 43/KH-UBND ngày 23 tháng 12 năm 2022 của {UBND} về thực hiện Nghị quyết D;",
        ),
        (
            {"kind": "Công văn", "number": "9/UBND-VX", "issuer": UBND, "issued_on": dt.date(2022, 12, 23)}
            | {"title": "V/v cử cán bộ"},
            f"Căn cứ Công văn số 9/UBND-VX ngày 23 tháng 12 năm 2022 của {UBND} về việc cử cán bộ;",
        ),
        (
            {"number": None, "issued_with": "3/QĐ-UBND", "issuer": UBND, "issued_on": dt.date(2015, 12, 22)}
            | {"title": "Thực hiện Đề án E"},
            f"Căn cứ Kế hoạch thực hiện Đề án E ban hành kèm theo Quyết định số 3/QĐ-UBND {DAY} của {UBND};",
        ),
        (
            {"kind": "Luật", "number": "77/2015/QH13", "issuer": "Quốc hội", "issued_on": dt.date(2015, 6, 19)}
            | {"title": "Tổ chức chính quyền địa phương"},
            "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
        ),
    ],
)
def test_has_the_official_form(changes, line):
    assert basis_line(a_document(**changes)) == line


@pytest.mark.parametrize("missing", ["number", "issuer", "issued_on"])
def test_is_not_made_by_halves(missing):
    assert basis_line(a_document(**{missing: None})) is None


@pytest.fixture(scope="module")
def ask(samples):
    with open_samples(samples) as application:
        yield application.answerer().answer


class TestAnswers:
    @pytest.mark.parametrize(
        "question",
        [
            "Quyết định 27/2023/QĐ-UBND ban hành ngày nào?",
            "Số và ngày của quyết định ban hành quy chế trung tâm học tập cộng đồng năm 2023?",
            "When was Decision 27/2023/QĐ-UBND issued?",
        ],
    )
    def test_offer_it_where_number_or_date_is_asked(self, ask, question):
        answer = ask(question)
        assert answer.copy.startswith(
            "Căn cứ Quyết định số 27/2023/QĐ-UBND ngày 15 tháng 9 năm 2023 của Ủy ban nhân dân tỉnh Lam Giang ban hành"
        )
        assert answer.copy in answer.text.split("\n")

    def test_offer_it_where_the_basis_is_asked(self, ask):
        answer = ask("Kế hoạch 203/KH-UBND của Châu Lĩnh căn cứ vào văn bản nào?")
        assert "Căn cứ Kế hoạch số 203/KH-UBND" in answer.copy

    @pytest.mark.parametrize("question", ["Ai ký Kế hoạch 203?", "Ai chủ trì xóa mù chữ ở Vân Khê?", "Giá vàng?"])
    def test_do_not_offer_it_where_it_is_not_asked(self, ask, question):
        assert ask(question).copy is None
