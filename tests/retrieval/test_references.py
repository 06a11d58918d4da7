"""Numbers, dates, years, periods and figures, in the forms that offices write them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import references
from retrieval.references import (
    clean_number,
    figures,
    find_numbers,
    kind_of_symbol,
    normal_figure,
    own_dates,
    parse_date,
    periods,
    years,
)

SYMBOLS = st.sampled_from(["QĐ-UBND", "KH-SGDĐT", "TT-BLĐTBXH", "NQ-HĐND", "QH14", "CT-TTg", "UBND-VX", "QĐ-BVHTTDL"])
DATES = st.dates(datetime.date(1945, 9, 2), datetime.date(2099, 12, 31))
ANY = st.text(alphabet="0123456789/-–.,% năm thángTUQĐ\n", max_size=80)


class TestNumbers:
    @pytest.mark.parametrize(
        ("text", "numbers"),
        [
            ("Quyết định số 3243/QĐ-UBND ngày 22/12/2015", ["3243/QĐ-UBND"]),
            ("Thông tư số 05/2024/TT-BLĐTBXH", ["05/2024/TT-BLĐTBXH"]),
            ("Luật số 57/2020/QH14", ["57/2020/QH14"]),
            ("Số:   233  /KH-UBND", ["233/KH-UBND"]),
            ("Số 16 /2026/QĐ-UBND", ["16/2026/QĐ-UBND"]),
            ("Kế hoạch số 12/KH–UBND", ["12/KH-UBND"]),
            ("Công văn số 4279/UBND-VHXH", ["4279/UBND-VHXH"]),
            ("Thông tư liên tịch số 9/2012/TTLT-BTC-BGDĐT", ["9/2012/TTLT-BTC-BGDĐT"]),
            ("Quyết định 1c/QĐ-SYT", ["1c/QĐ-SYT"]),
            ("Nghị quyết số 63-NQ/TU, Chỉ thị 11-CT/TW", ["63-NQ/TU", "11-CT/TW"]),
            ("Hướng dẫn số 36-HD/VPTW", ["36-HD/VPTW"]),
            ("số 5/QĐ-TTg; số 6/QĐ-TTg; số 5/QĐ-TTg", ["5/QĐ-TTg", "6/QĐ-TTg"]),
            ("Chỉ thị 40-CT/TW và Quyết định 9/QĐ-TTg", ["40-CT/TW", "9/QĐ-TTg"]),
        ],
    )
    def test_a_document_is_cited_by_its_number(self, text, numbers):
        assert find_numbers(text) == numbers

    @pytest.mark.parametrize(
        "text",
        [
            "ngày 22/12/2015",
            "giai đoạn 2021-2025",
            "24/24 giờ",
            "Số:      /KH-UBND",
            "1/2 số xã",
            "02 ngày/01 đơn vị",
            "",
        ],
    )
    def test_what_only_looks_like_a_number_is_none(self, text):
        assert find_numbers(text) == []

    @given(st.integers(1, 99999), st.sampled_from(["", "/2024", " /2019"]), SYMBOLS)
    def test_a_number_is_found_in_any_sentence(self, serial, year, symbol):
        number = f"{serial}{year}/{symbol}"
        assert find_numbers(f"Theo Quyết định số {number}, các sở thực hiện.") == [clean_number(number)]

    @given(ANY)
    def test_cleaning_twice_changes_nothing(self, text):
        assert clean_number(clean_number(text)) == clean_number(text)

    @pytest.mark.parametrize(
        ("number", "kind"),
        [
            ("2764/QĐ-UBND", "Quyết định"),
            ("05/2024/TT-BLĐTBXH", "Thông tư"),
            ("15/2023/NQ-HĐND", "Nghị quyết"),
            ("63-NQ/TU", "Nghị quyết"),
            ("11-CT/TW", "Chỉ thị"),
            ("512/UBND-GDĐT", ""),
            ("57/2020/QH14", ""),
        ],
    )
    def test_a_symbol_tells_the_kind(self, number, kind):
        assert kind_of_symbol(number) == kind


class TestDates:
    @pytest.mark.parametrize(
        "text",
        [
            "Chỉ thị số 11-CT/TU ngày 04/01/2026 của Tỉnh ủy",
            "Luật Quản lý, sử dụng vũ khí và công cụ hỗ trợ ngày 26 tháng 8 năm 2024",
            "Tờ trình ngày 3/4/2026 của Công ty",
            "Nghị định 181/2024/NĐ-CP ngày 31/12/2024",
        ],
    )
    def test_of_documents_that_are_referred_to_are_not_set(self, text):
        assert own_dates(text) == []
        assert own_dates(f"Theo {text}, hoàn thành trước ngày 30/6/2026.") == ["ngày 30/6/2026"]

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("ngày 22 tháng 12 năm 2015", (2015, 12, 22)),
            ("ngày 05 tháng 3 năm 2024", (2024, 3, 5)),
            ("Ngày 5 tháng 3, năm 2024", (2024, 3, 5)),
            ("ký ngày 02-8-2006", (2006, 8, 2)),
            ("25 / 02 /2026", (2026, 2, 25)),
            ("1.7.2025", (2025, 7, 1)),
            ("từ 31/02/2024 đến 01/3/2024", (2024, 3, 1)),
            ("ngày10 /3/2026", (2026, 3, 10)),
        ],
    )
    def test_a_date_is_read_in_each_of_its_forms(self, text, day):
        assert parse_date(text) == datetime.date(*day)

    @pytest.mark.parametrize(
        "text", ["ngày    tháng   năm 2024", "tháng 3 năm 2024", "31/02/2024", "12/20245", "", "00/00/2024"]
    )
    def test_a_blank_or_impossible_date_is_none(self, text):
        assert parse_date(text) is None

    @given(DATES, st.sampled_from(["{0.day}/{0.month}/{0.year}", "ngày {0.day:02} tháng {0.month:02} năm {0.year}"]))
    def test_every_day_is_read(self, day, form):
        assert parse_date(f"ban hành {form.format(day)} của tỉnh") == day


class TestYears:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("đến năm 2025, năm 2030", [2025, 2030]),
            ("giai đoạn 2021 - 2025", [2021, 2025]),
            ("giai đoạn 2021-2025, tầm nhìn 2030", [2021, 2025, 2030]),
            ("Quyết định ngày 22/12/2015", []),
            ("số 05/2024/TT-BTC", []),
            ("2025 và 2025", [2025]),
            ("3.2025 người", []),
            ("12025", []),
        ],
    )
    def test_years_stand_alone_or_in_periods(self, text, found):
        assert years(text) == found

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("2021-2025", [(2021, 2025)]),
            ("2021 – 2030, 2026—2030", [(2021, 2030), (2026, 2030)]),
            ("2025-2021", []),
            ("12021-2025", []),
        ],
    )
    def test_a_period_runs_forward(self, text, found):
        assert periods(text) == found


class TestFigures:
    @pytest.mark.parametrize(
        ("figure", "normal"),
        [
            ("01", "1"),
            ("99,9", "99.9"),
            ("99.9", "99.9"),
            ("1.200", "1200"),
            ("1200", "1200"),
            ("1.200.000", "1200000"),
            ("1.200,5", "1200.5"),
            ("0,5", "0.5"),
            ("00", "0"),
        ],
    )
    def test_one_number_has_one_form(self, figure, normal):
        assert normal_figure(figure) == normal

    def test_figures_are_those_of_the_text_in_order(self):
        assert figures("08/08 xã đạt 99,9%, 1.200 lớp") == ["8", "8", "99.9", "1200"]

    @given(st.integers(0, 10**9))
    def test_dots_between_thousands_change_nothing(self, number):
        assert normal_figure(f"{number:,}".replace(",", ".")) == str(number)


@given(ANY)
def test_any_text_can_be_searched(text):
    find_numbers(text)
    parse_date(text)
    years(text)
    periods(text)
    figures(text)


@pytest.mark.parametrize("name", ["NUMBER", "PARTY_NUMBER", "DATE", "YEAR", "PERIOD", "FIGURE"])
@pytest.mark.parametrize("piece", ["1/", "A-", "1 tháng ", "12345", "QĐ-", "1.1.", "2021-", " /"])
def test_no_pattern_runs_away(name, piece):
    assert getattr(references, name).sub("", piece * 5000) is not None
