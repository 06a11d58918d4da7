"""Which documents a question can be about."""

from __future__ import annotations

import pytest

from retrieval.catalogue import Catalogue
from retrieval.library import Library
from tests.fakes.embedder import HashingEmbedder
from tests.retrieval.builders import a_document, a_reading, publish
from tests.retrieval.sample_library import open_samples, read


@pytest.fixture(scope="module")
def catalogue(samples):
    with open_samples(samples) as application:
        yield Catalogue(application.library)


def named(documents) -> set[str]:
    """Documents by number; a plan without one by the number of its decision, in brackets."""
    return {document.number or f"({document.issued_with})" for document in documents}


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    plan = a_document("d1", title="Thực hiện Chỉ thị số 11-CT/TU ngày 04/01/2026 của Tỉnh ủy")
    library = Library.open(tmp_path_factory.mktemp("carried"), create=True)
    for document in (plan, "d2"):
        publish(library, a_reading(document, ["Báo cáo trước ngày 10/12."]), HashingEmbedder())
    yield Catalogue(library)
    library.close()


class TestCarriedOut:
    """A document that is not here is asked about by the plan that carries it out."""

    @pytest.mark.parametrize("question", ["Hạn báo cáo thực hiện Chỉ thị 11-CT/TU?", "Hạn báo cáo theo Chỉ thị 11?"])
    def test_the_plan_is_the_scope(self, planned, question):
        assert [document.id for document in planned.scope(read(question))] == ["d1"]
        assert planned.unknown(read(question)) == []

    @pytest.mark.parametrize("question", ["Ai ký Chỉ thị 11-CT/TU?", "Hạn báo cáo theo Kế hoạch 11?"])
    def test_who_signed_it_and_another_kind_are_not_told_by_the_plan(self, planned, question):
        assert len(planned.scope(read(question))) == 2
        assert planned.unknown(read(question))


def test_an_undated_document_of_the_province_that_holds_it_now_may_be_of_a_place(tmp_path):
    library = Library.open(tmp_path, create=True)
    for name, changes in {"d1": {"issued_on": None}, "d2": {}}.items():
        document = a_document(name, issuer="Sở Công Thương tỉnh Lào Cai", place="Lào Cai", **changes)
        publish(library, a_reading(document, [f"Mỏ đá Mông Sơn {name}"]), HashingEmbedder())
    holding = Catalogue(library).holding(read("Mỏ đá Mông Sơn của Yên Bái?", places=["Lào Cai"]).places[0])
    assert [document.id for document in holding] == ["d1"]
    library.close()


@pytest.mark.parametrize(
    ("source", "number"),
    [
        ("40_CV-2265-BCT-ATMT.pdf", "2265"),
        ("KH-2242_23.4.2026_Kiem-tra.docx", "2242"),
        ("KH-23.4.2026.docx", None),
        ("04-ke-hoach.docx", None),
    ],
)
def test_a_document_that_shows_no_number_has_that_of_its_file(tmp_path, source, number):
    with Library.open(tmp_path, create=True) as library:
        document = a_document("d1", number=None, source=source)
        publish(library, a_reading(document, ["một"]), HashingEmbedder())
        catalogue = Catalogue(library)
        found = [figure for figure in ("2265", "2242", "23", "04") if catalogue.with_number(figure)]
    assert found == ([number] if number else [])


class TestPlaces:
    def test_are_those_of_headers_and_issuers(self, catalogue):
        assert catalogue.places == ("Châu Lĩnh", "Lam Giang", "Nậm Vân", "Vân Khê")

    @pytest.mark.parametrize(
        ("key", "numbers"),
        [("chaulinh", {"203/KH-UBND"}), ("namvan", {"35/KH-UBND"}), ("hanoi", set()), ("", set())],
    )
    def test_have_their_documents(self, catalogue, key, numbers):
        assert named(catalogue.of_place(key)) == numbers


class TestNumbers:
    @pytest.mark.parametrize("number", ["2764/QĐ-UBND", "2764/qd-ubnd", "2764", "2764/QĐ", "2764 / QĐ–UBND"])
    def test_name_a_decision_and_what_was_issued_with_it(self, catalogue, number):
        assert named(catalogue.with_number(number)) == {"2764/QĐ-UBND", "(2764/QĐ-UBND)"}

    @pytest.mark.parametrize("number", ["18/2014/QĐ-UBND", "18/2014", "18"])
    def test_with_a_year_name_the_same_with_less(self, catalogue, number):
        assert named(catalogue.with_number(number)) == {"18/2014/QĐ-UBND", "(18/2014/QĐ-UBND)"}

    @pytest.mark.parametrize("number", ["9999", "276", "2764/KH-UBND", "18/2015/QĐ-UBND", "", "/"])
    def test_of_no_document_name_none(self, catalogue, number):
        assert catalogue.with_number(number) == []


class TestScope:
    @pytest.mark.parametrize(
        ("question", "numbers"),
        [
            ("Ai chủ trì ở Châu Lĩnh?", {"203/KH-UBND"}),
            ("ai chu tri o nam van", {"35/KH-UBND"}),
            ("Kế hoạch 94 nói gì?", {"94/KH-UBND"}),
            ("Kế hoạch 94 của Vân Khê nói gì?", {"94/KH-UBND"}),
            ("Quyết định 2764 của Châu Lĩnh?", {"2764/QĐ-UBND", "(2764/QĐ-UBND)"}),
            ("So sánh Châu Lĩnh và Nậm Vân", {"203/KH-UBND", "35/KH-UBND"}),
        ],
    )
    def test_is_that_of_the_numbers_and_places_named(self, catalogue, question, numbers):
        assert named(catalogue.scope(read(question))) == numbers

    @pytest.mark.parametrize("question", ["Ai chủ trì?", "Ai chủ trì ở Hà Nội?", "Quyết định 9999 nói gì?", ""])
    def test_is_everything_where_nothing_known_is_named(self, catalogue, question):
        assert len(catalogue.scope(read(question))) == len(catalogue.documents)

    def test_has_each_document_once(self, catalogue):
        scope = catalogue.scope(read("Quyết định 2764 và Quyết định 2764/QĐ-UBND"))
        assert len(scope) == len({document.id for document in scope})


class TestRanking:
    @pytest.mark.parametrize(
        ("question", "number"),
        [
            ("kế hoạch chuyển đổi số trong giáo dục", "68/KH-UBND"),
            ("ke hoach chuyen doi so trong giao duc", "68/KH-UBND"),
            ("kế hoạch phát triển trung tâm học tập cộng đồng tỉnh Châu Lĩnh", "203/KH-UBND"),
            ("quyết định ban hành quy chế trung tâm học tập cộng đồng năm 2023", "27/2023/QĐ-UBND"),
        ],
    )
    def test_the_document_whose_title_is_asked_for_comes_first(self, catalogue, question, number):
        query = read(question)
        assert catalogue.rank(query, catalogue.scope(query))[0][0].number == number

    def test_is_the_same_in_whatever_order_the_scope_comes(self, catalogue):
        query = read("kế hoạch xã hội học tập")
        assert catalogue.rank(query, catalogue.documents) == catalogue.rank(query, catalogue.documents[::-1])

    def test_of_nothing_is_nothing(self, catalogue):
        assert catalogue.rank(read("kế hoạch"), []) == []


class TestParents:
    def test_a_plan_without_a_number_has_the_decision_it_came_with(self, catalogue):
        plans = [document for document in catalogue.documents if document.number is None]
        assert {(document.issued_with, catalogue.parent(document).number) for document in plans} == {
            ("2764/QĐ-UBND", "2764/QĐ-UBND"),
            ("27/2023/QĐ-UBND", "27/2023/QĐ-UBND"),
            ("18/2014/QĐ-UBND", "18/2014/QĐ-UBND"),
        }

    def test_a_document_with_a_number_has_none(self, catalogue):
        assert all(catalogue.parent(document) is None for document in catalogue.documents if document.number)
