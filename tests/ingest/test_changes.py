"""What publishing a reading would change."""

import dataclasses

from ingest.changes import compare, other_of, others_of
from ingest.pipeline import understand
from ingest.reading import read_file
from retrieval.library import Library
from tests.conftest import SAMPLES
from tests.ingest.documents import PLAN, source

LIMIT = 2**20


def reading(text=PLAN, name="van-ban.txt"):
    (found,) = understand(dataclasses.replace(source(text), name=name))
    return found


def against(one, other):
    """What `one` changes where `other` is the current version."""
    return compare(one, other.document, other.passages, other.facts, [other_of(other)])


def beside(one, *others):
    """What `one` changes where it is new and `others` are there."""
    return compare(one, None, (), (), [other_of(other) for other in others])


class TestVersions:
    def test_of_a_new_document_everything_is_added(self):
        found = beside(reading())
        assert (found.passages_added, found.facts_added) == (len(reading().passages), len(reading().facts))
        assert (found.passages_removed, found.facts_removed, found.fields) == (0, 0, ())

    def test_the_same_document_changes_nothing(self):
        found = against(reading(), reading())
        assert found == dataclasses.replace(found, passages_added=0, facts_added=0, twins=(), fields=())
        assert (found.passages_added, found.passages_removed, found.facts_added, found.facts_removed) == (0, 0, 0, 0)

    def test_passages_and_facts_that_come_and_go_are_counted(self):
        changed = reading(PLAN.replace("- Bố trí sách và phòng đọc.", "- Chủ trì mua sách mới cho các xã."))
        found = against(changed, reading())
        assert found.passages_added == found.passages_removed == 1
        assert found.facts_added >= 1

    def test_fields_of_the_header_that_differ_are_named(self):
        found = against(reading(PLAN.replace("Trần Thị Mai", "Lê Văn Hải")), reading())
        assert found.fields == ("signer",)

    def test_the_file_that_it_was_read_from_before_is_named(self):
        assert against(reading(name="a.pdf"), reading(name="a.docx")).source == "a.docx"
        assert against(reading(), reading()).source is None


class TestEffects:
    REPEAL = PLAN.replace("37/KH-UBND", "40/KH-UBND").replace("05 tháng 3 năm 2024", "06 tháng 5 năm 2025")

    def changing(self, date="05 tháng 3 năm 2024", verb="thay thế"):
        end = f"3. Kế hoạch này {verb} Kế hoạch số 37/KH-UBND ngày {date} của Ủy ban nhân dân tỉnh.\n"
        return reading(self.REPEAL.replace("Nơi nhận:", f"{end}Nơi nhận:"), name="moi.txt")

    def test_a_document_that_is_replaced_is_named(self):
        (effect,) = beside(self.changing(), reading()).effects
        assert (effect.type, effect.document.number) == ("replaces", "37/KH-UBND")

    def test_one_with_another_date_is_another_document(self):
        assert beside(self.changing("05 tháng 3 năm 2023"), reading()).effects == ()

    def test_an_old_document_arrives_replaced(self):
        (effect,) = beside(reading(), self.changing()).affected_by
        assert (effect.type, effect.document.number) == ("replaces", "40/KH-UBND")

    def test_the_library_tells_all_that_is_needed(self, samples):
        path = SAMPLES / "03-quyet-dinh-1152-sua-doi-ke-hoach-xa-hoi-hoc-tap.txt"
        (one,) = read_file(path, max_bytes=LIMIT).readings
        with Library.open(samples) as library:
            others = others_of(library)
            assert len(others) == len(library.documents())
        (effect,) = compare(one, one.document, one.passages, one.facts, others).effects
        assert (effect.type, effect.document.number) == ("amends", "2764/QĐ-UBND")


class TestTwins:
    def test_the_same_file_under_another_name(self):
        (twin,) = beside(reading(name="a.pdf"), reading(name="a.docx")).twins
        assert (twin.reason, twin.share, twin.document.source) == ("number", 1.0, "a.docx")

    def test_the_same_number_with_a_date_that_was_not_read(self):
        blank = PLAN.replace("ngày 05 tháng 3 năm 2024", "ngày    tháng   năm 2024")
        (twin,) = beside(reading(blank, "a.pdf"), reading(name="b.txt")).twins
        assert twin.reason == "number"

    def test_a_draft_without_number_has_the_same_title(self):
        draft = PLAN.replace("37/KH-UBND", "    /KH-UBND").replace("ngày 05 tháng 3 năm", "ngày    tháng   năm")
        (twin,) = beside(reading(draft, "du-thao.docx"), reading()).twins
        assert twin.reason == "title"
        assert twin.share > 0.8

    def test_a_number_that_ocr_misread_is_found_by_its_passages(self):
        misread = PLAN.replace("37/KH-UBND", "31/KH-UBND").replace("TỈNH HÀ NAM", "TỈNH HÀ NAN")
        (twin,) = beside(reading(misread, "scan.pdf"), reading()).twins
        assert twin.reason == "passages"

    def test_the_plan_of_another_year_is_no_twin(self):
        later = PLAN.replace("37/KH-UBND", "51/KH-UBND").replace("năm 2024", "năm 2025")
        later = later.replace("đọc sách", "viết chữ").replace("khai mạc", "bế mạc").replace("kết quả", "tình hình")
        later = later.replace("phòng đọc", "máy tính")
        assert beside(reading(later, "b.txt"), reading()).twins == ()

    def test_the_documents_of_one_file_are_not_twins(self):
        path = SAMPLES / "06-quyet-dinh-27-2023-quy-che-trung-tam-hoc-tap-cong-dong.txt"
        readings = read_file(path, max_bytes=LIMIT).readings
        assert len(readings) == 2
        for one in readings:
            assert beside(one, *readings).twins == ()
