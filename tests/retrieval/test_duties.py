"""Everything documents give one body to do."""

from __future__ import annotations

import pytest

from retrieval.agencies import canonical
from retrieval.catalogue import Catalogue
from retrieval.duties import Duties, name_fit
from retrieval.judging import Words
from retrieval.ledger import Ledger
from retrieval.tasks import Tasks
from tests.retrieval.sample_library import GLOSSARY, open_samples, read


@pytest.fixture(scope="module")
def duties(samples):
    """Asks for the tasks of a body: (its name as understood, picks)."""
    with open_samples(samples) as application:
        catalogue = Catalogue(application.library)
        found = Duties(Ledger(application.library, Tasks(GLOSSARY)), Words(GLOSSARY))

        def ask(question):
            query = read(question, places=catalogue.places, agencies=catalogue.agencies)
            name = found.named(query)
            return name, found.find(query, name, catalogue.scope(query), catalogue) if name else []

        yield ask


class TestNames:
    @pytest.mark.parametrize(
        ("question", "name"),
        [
            ("Sở Tài chính phải làm gì?", "Sở Tài chính"),
            ("Nhiệm vụ của Sở Nội vụ là gì?", "Sở Nội vụ"),
            ("Trách nhiệm của Phòng Giáo dục và Đào tạo?", "Phòng Giáo dục và Đào tạo"),
            ("What must the Department of Finance do?", "Sở Tài chính"),
        ],
    )
    def test_a_body_is_found_as_written(self, duties, question, name):
        assert duties(question)[0] == name

    @pytest.mark.parametrize("question", ["Phải làm gì?", "Nhiệm vụ là gì?", ""])
    def test_no_body_is_none(self, duties, question):
        assert duties(question)[0] is None


class TestTasks:
    @pytest.mark.parametrize(
        ("question", "words"),
        [
            (
                "Hội Liên hiệp Phụ nữ huyện Vân Khê có nhiệm vụ gì?",
                "vận động phụ nữ, trẻ em gái vùng khó khăn ra lớp xóa mù chữ",
            ),
            (
                "Sở Nội vụ Lam Giang có trách nhiệm gì theo quy chế trung tâm học tập cộng đồng?",
                "hướng dẫn việc biệt phái giáo viên",
            ),
            ("Phòng Kinh tế xã Nậm Vân phải làm gì?", "Tham mưu bố trí kinh phí từ ngân sách xã"),
            ("so tai chinh chau linh phai lam gi", "hướng dẫn mức chi cho TTHTCĐ"),
            ("Sở Kế hoạch và Đầu tư phải làm gì?", "bố trí vốn đầu tư công trung hạn"),
        ],
    )
    def test_are_those_under_its_heading(self, duties, question, words):
        assert any(words in pick.quote for pick in duties(question)[1])

    def test_come_from_every_document_that_names_it(self, duties):
        numbers = {pick.document.number or pick.document.issued_with for pick in duties("Sở Tài chính phải làm gì?")[1]}
        assert {"203/KH-UBND", "68/KH-UBND", "2764/QĐ-UBND"} <= numbers

    def test_of_a_body_that_no_document_names_are_none(self, duties):
        assert duties("Sở Y tế phải làm gì?")[1] == []

    def test_of_another_body_with_a_like_name_are_left_out(self, duties):
        picks = duties("Sở Thông tin và Truyền thông phải làm gì?")[1]
        assert all("Thông tin và Truyền thông" in " ".join((pick.quote, *pick.passage.path)) for pick in picks)

    def test_of_another_level_are_another_bodys(self, duties):
        picks = duties("UBND xã phải làm gì?")[1]
        assert all("UBND cấp huyện\n" not in pick.quote for pick in picks)
        assert {"27/2023/QĐ-UBND", "94/KH-UBND"} <= {
            pick.document.number or pick.document.issued_with for pick in picks
        }

    def test_come_in_the_order_of_roles_then_of_the_source(self, duties):
        picks = duties("Hội Khuyến học tỉnh Châu Lĩnh có nhiệm vụ gì?")[1]
        led = [pick for pick in picks if "Phối hợp với" not in pick.quote[:60] and pick.spare < 2]
        assert [pick.passage.ordinal for pick in led] == sorted(pick.passage.ordinal for pick in led)
        assert len(picks) > len(led)

    def test_of_a_heading_of_several_bodies_are_those_of_its_own_item(self, duties):
        (first, *_) = duties("Hội Liên hiệp Phụ nữ huyện Vân Khê có nhiệm vụ gì?")[1]
        assert "Hội Nông dân" not in first.quote

    def test_are_the_same_where_not_all_documents_are_read(self, duties, monkeypatch):
        every = duties("Sở Tài chính phải làm gì?")[1]
        monkeypatch.setattr("retrieval.duties._ALL_READ", 0)
        assert duties("Sở Tài chính phải làm gì?")[1] == every

    def test_quotes_stand_in_their_passages(self, duties):
        assert all(pick.quote in pick.passage.text for pick in duties("Sở Giáo dục và Đào tạo phải làm gì?")[1])


class TestFit:
    @pytest.mark.parametrize(
        ("first", "other", "least", "most"),
        [
            ("Sở Tài chính", "Sở Tài chính", 1, 1),
            ("Sở GD&ĐT", "Sở Giáo dục và Đào tạo", 1, 1),
            ("Hội Khuyến học", "Hội Khuyến học tỉnh", 0.85, 0.99),
            ("Hội Khuyến học huyện", "Hội Khuyến học tỉnh", 0, 0),
            ("UBND xã", "UBND các huyện, thị xã, thành phố", 0, 0),
            ("UBND huyện", "UBND các huyện, thị xã, thành phố", 0.7, 1),
            ("Hội Khuyến học huyện", "Hội Khuyến học huyện", 1, 1),
            ("Sở Tài chính", "Phòng Tài chính", 0, 0),
            ("Sở Tài chính", "Sở Y tế", 0, 0.5),
            ("Sở Thông tin và Truyền thông", "Sở Văn hóa, Thể thao và Du lịch", 0, 0.4),
        ],
    )
    def test_is_that_of_the_words_levels_counting_little(self, first, other, least, most):
        assert least <= name_fit(canonical(first).split(), canonical(other).split()) <= most

    @pytest.mark.parametrize(("first", "other"), [([], []), (["sở"], []), ([], ["sở"])])
    def test_of_nothing_is_nothing(self, first, other):
        assert name_fit(first, other) == 0

    def test_does_not_depend_on_the_order(self):
        names = [canonical(name).split() for name in ("Hội Khuyến học", "Hội Khuyến học tỉnh")]
        assert name_fit(*names) == name_fit(*names[::-1])
