"""Which words of a question are a place."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import ConfigError
from retrieval.places import Gazetteer, place_key
from tests.retrieval.sample_library import GAZETTEER, PATIENT, PLACES


def names(question: str, known: tuple[str, ...] = PLACES) -> list[str]:
    return [place.name for place in GAZETTEER.find(question, known)]


@pytest.mark.parametrize("question", ["Trung tâm xã KV III được cấp bao nhiêu?", "phường HTX nào làm?"])
def test_no_name_begins_with_an_abbreviation(question):
    assert names(question) == []


def test_a_bracket_behind_a_province_belongs_to_the_place():
    (place,) = GAZETTEER.find("Huyện Bảo Lâm (Cao Bằng) có mấy lớp?", ())
    assert place.words == "Bảo Lâm (Cao Bằng)"


class TestProvinces:
    @pytest.mark.parametrize(
        ("question", "name"),
        [
            ("Ở Hà Nội ai chủ trì?", "Hà Nội"),
            ("HÀ NỘI có bao nhiêu trung tâm?", "Hà Nội"),
            ("Ha Noi co bao nhieu trung tam?", "Hà Nội"),
            ("Hanoi targets for 2030", "Hà Nội"),
            ("Kế hoạch của Hòa Bình", "Hòa Bình"),
            ("Kế hoạch của Hoà Bình", "Hòa Bình"),
            ("tỉnh An Giang", "An Giang"),
            ("TT-Huế đặt chỉ tiêu nào?", "Huế"),
            ("Thừa Thiên Huế đặt chỉ tiêu nào?", "Huế"),
            ("Chỉ tiêu của TP HCM", "Thành phố Hồ Chí Minh"),
            ("Lao Cai", "Lào Cai"),
        ],
    )
    def test_are_known_in_capitals_with_marks_or_without(self, question, name):
        assert names(question) == [name]

    @pytest.mark.parametrize(
        ("question", "name"),
        [
            ("o ha noi ai chu tri", "Hà Nội"),
            ("tinh thai binh dat chi tieu bao nhieu", "Thái Bình"),
            ("ke hoach cua lang son", "Lạng Sơn"),
            ("tỉnh yên bái phấn đấu bao nhiêu", "Yên Bái"),
            ("ở hòa bình ai chủ trì", "Hòa Bình"),
        ],
    )
    def test_are_known_in_small_letters_after_a_word_that_places_follow(self, question, name):
        assert names(question) == [name]

    @pytest.mark.parametrize(
        "question",
        [
            "giữ gìn hòa bình thế giới",
            "bài giảng số trong kho học liệu",
            "an toàn thông tin",
            "ban giam doc trung tam",
            "định hướng đến năm 2030",
            "hoa binh va hop tac",
            "an giang",
            "long an toan",
            "dien bien phuc tap",
            "năm vận động học viên",
            "danh hiệu “Huyện học tập”",
            "Tỉnh Đoàn phối hợp",
            "Huyện Ủy chỉ đạo",
            "trường THPT Chu Văn An",
            "",
        ],
    )
    def test_ordinary_words_are_none(self, question):
        assert names(question) == []

    @pytest.mark.parametrize(
        "question",
        [
            "Bà Rịa - Vũng Tàu ai chủ trì?",
            "ai chủ trì trung tâm học tập cộng đồng hà nội",
            "chỉ tiêu tphcm năm 2030",
            "ai chủ trì ở sài gòn",
        ],
    )
    def test_are_known_however_a_phone_types_them(self, question):
        assert len(names(question)) == 1

    def test_have_one_name_however_they_are_written(self):
        assert names("TP. Hồ Chí Minh") == names("TP HCM") == names("thành phố Hồ Chí Minh")

    def test_a_title_of_honour_is_none(self):
        assert names("Thành phố Học tập là gì?") == []


class TestPlacesOfTheLibrary:
    @pytest.mark.parametrize(
        "question",
        [
            "lam giang",
            "Lam Giang",
            "LAM GIANG",
            "ai chu tri o lam giang",
            "Lam Giang's plan",
            "tỉnh Lam Giang",
        ],
    )
    def test_are_known_in_any_writing(self, question):
        assert names(question) == ["Lam Giang"]

    def test_two_of_them_come_in_the_order_of_the_question(self):
        assert names("so sanh chau linh va lam giang") == ["Châu Lĩnh", "Lam Giang"]

    def test_a_name_with_other_tone_marks_is_another_word(self):
        assert names("năm vân động") == []

    def test_a_place_stands_where_it_was_typed(self):
        question = "Đến 2030, huyện Vân Khê phấn đấu gì?"
        place = GAZETTEER.find(question, PLACES)[0]
        assert question[place.start : place.end] == place.words == "Vân Khê"

    def test_the_longer_name_wins(self):
        assert names("Hải Lam Giang", (*PLACES, "Hải Lam Giang")) == ["Hải Lam Giang"]


class TestUnits:
    @pytest.mark.parametrize(
        ("question", "name"),
        [
            ("huyện Suối Lam báo cáo khi nào?", "Suối Lam"),
            ("thành phố Hải Lam", "Hải Lam"),
            ("xã Khê Sơn mở mấy lớp?", "Khê Sơn"),
            ("Thị xã Đông Triều", "Đông Triều"),
            ("phường Ngọc Hà", "Ngọc Hà"),
        ],
    )
    def test_a_name_after_its_unit_is_a_place_nobody_listed(self, question, name):
        assert names(question) == [name]

    @pytest.mark.parametrize("question", ["các huyện, thị xã, thành phố", "UBND xã phải làm gì?", "Xã hội học tập"])
    def test_a_unit_without_a_name_is_none(self, question):
        assert names(question) == []


class TestKeys:
    @pytest.mark.parametrize(("name", "key"), [("Sơn La", "sonla"), ("Bà Rịa - Vũng Tàu", "bariavungtau"), ("", "")])
    def test_a_key_has_letters_alone(self, name, key):
        assert place_key(name) == key

    def test_each_province_is_found_under_its_own_name_and_key(self):
        for name in GAZETTEER.names.values():
            assert place_key(name) in GAZETTEER.now, name

    def test_each_province_is_held_by_one_of_those_since_july_2025(self):
        assert all(now in GAZETTEER.names.values() for now in GAZETTEER.now.values())


class TestLoading:
    @pytest.mark.parametrize("text", ["", "provinces: [{kind: tỉnh}]", "provinces: 3", "[", "other: []"])
    def test_a_file_of_another_form_is_refused_with_its_name(self, tmp_path, text):
        (tmp_path / "places.yaml").write_text(text, "utf-8")
        with pytest.raises(ConfigError, match=r"places\.yaml: cannot be used"):
            Gazetteer.load(tmp_path / "places.yaml")

    def test_a_missing_file_is_refused_with_its_name(self, tmp_path):
        with pytest.raises(ConfigError, match=r"none\.yaml"):
            Gazetteer.load(tmp_path / "none.yaml")


@PATIENT
@given(st.text(max_size=80))
def test_places_never_overlap_and_stand_in_order(question):
    found = GAZETTEER.find(question, PLACES)
    for left, right in itertools.pairwise(found):
        assert left.end <= right.start


@PATIENT
@given(st.text(alphabet="ĐđİıẞŁß̣ảKÅﬁLam Giang", max_size=30))
def test_letters_that_grow_when_folded_do_not_move_a_place(text):
    question = f"{text} ở Vân Khê"
    place = GAZETTEER.find(question, PLACES)[-1]
    assert place.words == "Vân Khê"
