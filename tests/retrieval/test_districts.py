"""The list of districts until 30 June 2025, and which documents hold for a place."""

from __future__ import annotations

import datetime
import time

import pytest

from retrieval.catalogue import Catalogue
from retrieval.errors import ConfigError
from retrieval.library import Library
from retrieval.places import DISTRICTS_FILE, PLACES_FILE, Gazetteer, place_key
from tests.fakes.embedder import HashingEmbedder
from tests.retrieval.builders import a_document, a_reading, publish
from tests.retrieval.sample_library import GAZETTEER, PLACES

COUNTS = """
Hà Nội 30, Hà Giang 11, Cao Bằng 10, Bắc Kạn 8, Tuyên Quang 7, Lào Cai 9, Điện Biên 10, Lai Châu 8, Sơn La 12,
Yên Bái 9, Hòa Bình 10, Thái Nguyên 9, Lạng Sơn 11, Quảng Ninh 13, Bắc Giang 10, Phú Thọ 13, Vĩnh Phúc 9, Bắc Ninh 8,
Hải Dương 12,
Hải Phòng 15, Hưng Yên 10, Thái Bình 8, Hà Nam 6, Nam Định 9, Ninh Bình 7, Thanh Hóa 26, Nghệ An 20, Hà Tĩnh 12,
Quảng Bình 8, Quảng Trị 10, Huế 9, Đà Nẵng 8, Quảng Nam 17, Quảng Ngãi 13, Bình Định 11, Phú Yên 9, Khánh Hòa 9,
Ninh Thuận 7, Bình Thuận 10, Kon Tum 10, Gia Lai 17, Đắk Lắk 15, Đắk Nông 8, Lâm Đồng 10, Bình Phước 11, Tây Ninh 9,
Bình Dương 9, Đồng Nai 11, Bà Rịa - Vũng Tàu 7, Thành phố Hồ Chí Minh 22, Long An 15, Tiền Giang 11, Bến Tre 9,
Trà Vinh 9, Vĩnh Long 8, Đồng Tháp 12, An Giang 11, Kiên Giang 15, Cần Thơ 9, Hậu Giang 8, Sóc Trăng 11, Bạc Liêu 7,
Cà Mau 9
"""
"""Districts of each province on 30 June 2025, 696 in all."""
EXPECTED = dict(part.rsplit(" ", 1) for part in " ".join(COUNTS.split()).split(", "))
ROWS = [
    line.split("\t") for line in DISTRICTS_FILE.read_text("utf-8").splitlines() if line and not line.startswith("#")
]
KINDS = {"quận", "huyện", "thị xã", "thành phố"}


class TestTheList:
    @pytest.mark.parametrize(("province", "count"), EXPECTED.items())
    def test_has_the_districts_of_a_province(self, province, count):
        names = [name for row in ROWS if row[0] == province and row[1] in KINDS for name in row[2].split(", ")]
        assert len(names) == int(count)

    def test_has_696_of_63_provinces(self):
        assert len(EXPECTED) == len(set(GAZETTEER.names.values())) == 63
        assert sum(map(int, EXPECTED.values())) == 696

    def test_has_three_fields_a_line_and_names_the_provinces_of_places_yaml(self):
        assert all(len(row) == 3 for row in ROWS)
        assert {row[0] for row in ROWS} == set(GAZETTEER.names.values())
        assert {row[1] for row in ROWS} == KINDS | {"trước"}

    def test_names_nothing_twice_in_one_kind_of_a_province(self):
        for _, _, names in ROWS:
            listed = names.split(", ")
            assert len(listed) == len(set(listed))

    @pytest.mark.parametrize("line", ["Sơn La\thuyện", "Atlantis\thuyện\tMai Sơn"])
    def test_with_a_line_of_another_form_is_refused(self, tmp_path, line):
        (tmp_path / "districts.tsv").write_text(line, "utf-8")
        with pytest.raises(ConfigError, match="districts"):
            Gazetteer.load(PLACES_FILE, tmp_path / "districts.tsv")


class TestReading:
    @pytest.mark.parametrize(
        ("question", "name", "provinces"),
        [
            ("huyện Kỳ Sơn ai chủ trì?", "Kỳ Sơn", {"Hòa Bình", "Nghệ An"}),
            ("huyen ky son ai chu tri", "Kỳ Sơn", {"Hòa Bình", "Nghệ An"}),
            ("UBND huyện Mỹ Đức", "Mỹ Đức", {"Hà Nội"}),
            ("Mỹ Đức có bao nhiêu trung tâm?", "Mỹ Đức", {"Hà Nội"}),
            ("o quan 12 ai chu tri", "Quận 12", {"Thành phố Hồ Chí Minh"}),
            ("Q.3 có mấy trường?", "Quận 3", {"Thành phố Hồ Chí Minh"}),
            ("thành phố Vinh", "Vinh", {"Nghệ An"}),
            ("TX Sơn Tây", "Sơn Tây", {"Hà Nội", "Quảng Ngãi"}),
            ("huyện M'Đrắk", "M'Đrắk", {"Đắk Lắk"}),
            ("My Duc district", "Mỹ Đức", {"Hà Nội"}),
            ("the district of Cu Chi", "Củ Chi", {"Thành phố Hồ Chí Minh"}),
            ("HUYỆN TRẠM TẤU CÓ MẤY LỚP", "Trạm Tấu", {"Yên Bái"}),
            ("Ở Phan Rang - Tháp Chàm", "Phan Rang - Tháp Chàm", {"Ninh Thuận"}),
        ],
    )
    def test_finds_a_district_and_its_provinces(self, question, name, provinces):
        (place,) = GAZETTEER.find(question, PLACES)
        assert place.name == name
        assert {region.name for region in place.regions if region.fit == "wider"} == provinces

    @pytest.mark.parametrize(
        "question",
        [
            "Ông Lê Văn Bàn ký văn bản nào?",
            "tân bình đẳng giới",
            "thống nhất quản lý",
            "Thống nhất quản lý nhà nước",
            "bình minh của giáo dục",
            "kế sách phát triển",
            "tự kỳ vọng",
            "ba tơ",
            "xã hội học tập",
            "trường THPT Nguyễn Thị Minh Khai",
            "an biên chế",
        ],
    )
    def test_takes_ordinary_words_and_people_for_none(self, question):
        assert GAZETTEER.find(question, PLACES) == []

    @pytest.mark.parametrize(
        ("question", "words", "keys"),
        [
            ("Mỹ Đức, Hà Nội ai chủ trì?", "Mỹ Đức, Hà Nội", ["myduc", "hanoi"]),
            ("huyện Châu Thành tỉnh Bến Tre", "Châu Thành tỉnh Bến Tre", ["chauthanh", "bentre", "vinhlong"]),
            ("huyện Mỏ Cày Nam, tỉnh Vĩnh Long", "Mỏ Cày Nam, tỉnh Vĩnh Long", ["mocaynam", "bentre", "vinhlong"]),
            ("quận 1 TP.HCM", "quận 1 TP.HCM", ["quan1", "thanhphohochiminh"]),
            ("My Duc district of Hanoi", "My Duc district of Hanoi", ["myduc", "hanoi"]),
            ("xã Khê Sơn, huyện Vân Khê", "Khê Sơn, huyện Vân Khê", ["kheson", "vankhe"]),
            ("Sơn La, huyện Mai Sơn", "Sơn La, huyện Mai Sơn", ["maison", "sonla"]),
        ],
    )
    def test_takes_a_part_and_the_whole_beside_it_for_one(self, question, words, keys):
        (place,) = GAZETTEER.find(question, PLACES)
        assert (place.words, [region.key for region in place.regions]) == (words, keys)

    @pytest.mark.parametrize("question", ["Hà Nội và Mỹ Đức", "huyện Kỳ Sơn, tỉnh Sơn La", "Vĩnh Long, Bến Tre"])
    def test_keeps_apart_what_does_not_hold_the_other(self, question):
        assert len(GAZETTEER.find(question, PLACES)) == 2

    def test_is_quick(self):
        question = "Đến năm 2025 huyện Mai Sơn, tỉnh Sơn La đặt mục tiêu bao nhiêu phần trăm công dân học tập?"
        GAZETTEER.find(question, PLACES)
        started = time.process_time()
        for _ in range(100):
            GAZETTEER.find(question, PLACES)
        assert (time.process_time() - started) / 100 < 0.002


class TestRegions:
    def test_of_a_new_province_are_those_that_were_merged_into_it(self):
        (place,) = GAZETTEER.find("Vĩnh Long", ())
        assert [(region.key, region.fit) for region in place.regions] == [
            ("vinhlong", "same"),
            ("bentre", "merged"),
            ("travinh", "merged"),
        ]

    def test_of_an_old_province_end_with_the_one_that_holds_it_now(self):
        (place,) = GAZETTEER.find("Bến Tre", ())
        assert [(region.key, region.fit) for region in place.regions] == [
            ("bentre", "same"),
            ("vinhlong", "successor"),
        ]

    def test_begin_with_the_place_itself(self):
        for name in GAZETTEER.names.values():
            assert GAZETTEER.regions(name)[0].key == place_key(name)


@pytest.fixture
def catalogue(tmp_path):
    """A catalogue of one document for each (number, place, issuer, day)."""

    def made(*documents):
        with Library.open(tmp_path, create=True) as library:
            for number, region, issuer, day in documents:
                issued_on = datetime.date.fromisoformat(day)
                document = a_document(number[:2], number=number, place=region, issuer=issuer, issued_on=issued_on)
                publish(library, a_reading(document, [f"Nhiệm vụ của {region}"]), HashingEmbedder())
            return Catalogue(library)

    return made


BEN_TRE = ("12/KH-UBND", "Bến Tre", "Ủy ban nhân dân tỉnh Bến Tre", "2022-03-01")
OLD_VINH_LONG = ("13/KH-UBND", "Vĩnh Long", "Ủy ban nhân dân tỉnh Vĩnh Long", "2022-03-01")
NEW_VINH_LONG = ("14/KH-UBND", "Vĩnh Long", "Ủy ban nhân dân tỉnh Vĩnh Long", "2025-09-01")
SON_LA = ("15/KH-UBND", "Sơn La", "Ủy ban nhân dân tỉnh Sơn La", "2022-03-01")
MAI_SON = ("16/KH-UBND", "Mai Sơn", "Ủy ban nhân dân huyện Mai Sơn", "2022-03-01")


class TestDocumentsThatHold:
    @pytest.mark.parametrize(
        ("question", "documents", "numbers"),
        [
            ("Vĩnh Long", [BEN_TRE, SON_LA], ["12/KH-UBND"]),
            ("Vĩnh Long", [BEN_TRE, OLD_VINH_LONG], ["13/KH-UBND", "12/KH-UBND"]),
            ("Bến Tre", [OLD_VINH_LONG], []),
            ("Bến Tre", [NEW_VINH_LONG], ["14/KH-UBND"]),
            ("huyện Mỏ Cày Nam", [BEN_TRE, NEW_VINH_LONG], ["12/KH-UBND"]),
            ("huyện Mỏ Cày Nam", [NEW_VINH_LONG], ["14/KH-UBND"]),
            ("huyện Mai Sơn", [SON_LA], ["15/KH-UBND"]),
            ("huyện Mai Sơn", [SON_LA, MAI_SON], ["16/KH-UBND"]),
            ("huyện Kỳ Sơn", [SON_LA, MAI_SON], []),
        ],
    )
    def test_are_its_own_or_of_what_holds_it(self, catalogue, question, documents, numbers):
        made = catalogue(*documents)
        (place,) = GAZETTEER.find(question, made.places)
        assert [document.number for document in made.holding(place)] == numbers

    @pytest.mark.parametrize(
        ("question", "document", "merger"),
        [
            ("Vĩnh Long", BEN_TRE, ("Bến Tre", "Vĩnh Long")),
            ("Bến Tre", NEW_VINH_LONG, ("Bến Tre", "Vĩnh Long")),
            ("Bến Tre", BEN_TRE, None),
            ("huyện Mai Sơn", SON_LA, None),
        ],
    )
    def test_through_a_merger_say_so(self, catalogue, question, document, merger):
        made = catalogue(document)
        assert made.merger(GAZETTEER.find(question, made.places), made.documents[0]) == merger
