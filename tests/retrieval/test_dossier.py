"""Questions about a document itself: header, bases, relations."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from retrieval.catalogue import Catalogue
from retrieval.dossier import Dossier
from retrieval.library import Library
from tests.fakes.embedder import HashingEmbedder
from tests.retrieval.builders import a_document, a_reading, publish
from tests.retrieval.sample_library import open_samples, read


@pytest.fixture(scope="module")
def dossier(samples):
    with open_samples(samples) as application:
        catalogue = Catalogue(application.library)
        found = Dossier(application.library, catalogue)
        yield lambda kind, question: getattr(found, kind)(read(question), catalogue.scope(read(question)))


def said(picks) -> str:
    return " ".join(pick.sentence for pick in picks)


def test_the_date_of_minutes_is_proved_by_the_line_that_shows_it(tmp_path):
    minutes = a_document("d1", kind="Biên bản", number=None, title="Kiểm tra kho", issued_on=dt.date(2026, 6, 29))
    reading = a_reading(minutes, ["BIÊN BẢN Kiểm tra kho", "Hôm nay, ngày 29/6/2026, Sở Công Thương kiểm tra."])
    header, body = reading.passages
    reading = dataclasses.replace(reading, passages=(dataclasses.replace(header, role="header"), body))
    with Library.open(tmp_path, create=True) as library:
        publish(library, reading, HashingEmbedder())
        catalogue = Catalogue(library)
        picks = Dossier(library, catalogue).header(read("Biên bản kiểm tra kho lập ngày nào?"), catalogue.documents)
    assert [(pick.quote, "29/06/2026" in pick.sentence) for pick in picks] == [(body.text, True)]


class TestHeader:
    @pytest.mark.parametrize(
        ("question", "words"),
        [
            ("Ai ký Quyết định 2764/QĐ-UBND?", ["Lương Thị Hoài Sa"]),
            ("ai ky quyet dinh 2764", ["Lương Thị Hoài Sa"]),
            ("Ai ký quyết định 1152?", ["Đinh Viết Khoáng"]),
            ("Ai ký Kế hoạch 94/KH-UBND?", ["Chu Thị Lam Thảo"]),
            ("ai ky ke hoach 203 cua chau linh", ["Bế Quang Thiệp"]),
            ("Ai ký kế hoạch 35 của xã Nậm Vân?", ["Lò Thị Thuần"]),
            ("Quyết định 27/2023/QĐ-UBND ban hành ngày nào?", ["15/09/2023"]),
            ("Quyết định 18/2014 ban hành ngày nào, ai ký?", ["12/05/2014", "Hà Công Triển"]),
            (
                "Kế hoạch chuyển đổi số trong giáo dục số mấy, ban hành ngày nào?",
                ["68/KH-UBND", "21/02/2023"],
            ),
            ("Cơ quan nào ban hành Kế hoạch 94/KH-UBND?", ["Ủy ban nhân dân huyện Vân Khê"]),
            ("When was Decision 2764/QĐ-UBND of the province issued?", ["28 October 2021"]),
            ("Who signed the decision 1152/QĐ-UBND of the province?", ["Đinh Viết Khoáng"]),
        ],
    )
    def test_tells_what_is_asked(self, dossier, question, words):
        told = said(dossier("header", question))
        assert all(word in told for word in words), told

    def test_quotes_only_number_and_date_where_they_are_asked_for(self, dossier):
        pick = dossier("header", "Quyết định 27/2023/QĐ-UBND ban hành ngày nào?")[0]
        assert pick.quote.startswith("Số")
        assert pick.quote.endswith("2023")

    def test_a_plan_issued_with_a_decision_has_the_number_and_signatory_of_the_decision(self, dossier):
        picks = dossier("header", "Ai ký quy chế tổ chức và hoạt động của trung tâm học tập cộng đồng 27/2023/QĐ-UBND?")
        assert "Lương Thị Hoài Sa" in said(picks)

    def test_a_signatory_is_a_name_that_its_citation_must_hold(self, dossier):
        assert dossier("header", "Ai ký Quyết định 2764/QĐ-UBND?")[0].names == ("Lương Thị Hoài Sa",)

    @pytest.mark.parametrize("question", ["Ai ký?", "Ban hành ngày nào?", "Ai ký giấy khai sinh của tôi?"])
    def test_is_silent_where_no_document_is_meant(self, dossier, question):
        assert dossier("header", question) == []


class TestBasis:
    def test_lists_every_basis_of_the_plan(self, dossier):
        picks = dossier("basis", "Căn cứ của Kế hoạch 203/KH-UBND là gì?")
        assert "1373/QĐ-TTg" in said(picks)
        assert "12-CTr/TU" in said(picks)

    def test_keeps_to_the_kind_that_is_asked_for(self, dossier):
        picks = dossier(
            "basis",
            "Kế hoạch chuyển đổi số trong giáo dục của Lam Giang căn cứ quyết định nào của Thủ tướng?",
        )
        assert picks
        assert all("quyết định" in pick.quote.lower() for pick in picks)

    def test_leaves_questions_for_one_basis_to_the_evidence(self, dossier):
        assert dossier("basis", "Theo thông tư nào?") == []


class TestRelations:
    @pytest.mark.parametrize(
        ("question", "words"),
        [
            ("Quyết định nào thay thế Quyết định 18/2014/QĐ-UBND?", "18/2014/QĐ-UBND được thay thế"),
            ("Quyết định 18/2014/QĐ-UBND còn hiệu lực không?", "18/2014/QĐ-UBND được thay thế"),
            ("quyet dinh 18/2014 con hieu luc khong", "18/2014/QĐ-UBND được thay thế"),
            ("Quyết định 27/2023/QĐ-UBND thay thế văn bản nào?", "Thay thế văn bản số 18/2014/QĐ-UBND"),
            ("Quyết định 1152/QĐ-UBND sửa đổi văn bản nào?", "Sửa đổi, bổ sung văn bản số 2764/QĐ-UBND"),
            ("Quyết định 2764 đã bị sửa đổi chưa?", "2764/QĐ-UBND được sửa đổi"),
            ("Is Decision 18/2014/QĐ-UBND still in force?", "Document 18/2014/QĐ-UBND is replaced"),
            ("What does Decision 1152/QĐ-UBND amend?", "Amends document 2764/QĐ-UBND"),
        ],
    )
    def test_tells_both_directions(self, dossier, question, words):
        assert words in said(dossier("relations", question))

    def test_comes_from_the_document_that_says_so(self, dossier):
        picks = dossier("relations", "Quyết định 18/2014/QĐ-UBND còn hiệu lực không?")
        assert {pick.document.number for pick in picks} == {"27/2023/QĐ-UBND"}

    @pytest.mark.parametrize(
        "question", ["Kế hoạch 94/KH-UBND có bị sửa đổi không?", "Kế hoạch 203 còn hiệu lực không?"]
    )
    def test_is_silent_where_no_document_says_so(self, dossier, question):
        assert dossier("relations", question) == []

    def test_does_not_take_what_replaces_for_what_is_replaced(self, dossier):
        assert dossier("relations", "Quyết định 27/2023/QĐ-UBND có bị thay thế không?") == []
