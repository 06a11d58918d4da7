"""Document numbers in the spellings people use, and years and periods."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.numbers import find_named, means, number_parts
from retrieval.times import spelt_times
from tests.retrieval.sample_library import PATIENT, read


class TestSpellings:
    @pytest.mark.parametrize(
        "question",
        [
            "2141/QĐ-UBND",
            "2141/qd-ubnd",
            "2141 qd ubnd",
            "2141 QĐ UBND",
            "2141 QĐ-UBND",
            "số 2141-QĐ/UBND",
            "QĐ-UBND số 2141",
            "qd-ubnd so 2141",
            "QĐ UBND 2141",
            "2141 / QĐ – UBND",
            "quyết định 2141",
            "quyet dinh so 2141",
            "Quyết định số: 2141",
            "QĐ 2141/2021",
            "qđ 2141 năm 2021",
            "QĐ2141",
            "số 2141",
            "2141",
            "Decision No. 2141",
            "Decision #2141",
            "decision number 2141",
        ],
    )
    def test_of_one_number_all_mean_it(self, question):
        (named,) = find_named(question)
        assert means(named.number, "2141/QĐ-UBND", 2021)

    @pytest.mark.parametrize(
        ("question", "own"),
        [
            ("nghị quyết 63 nq tu", "63-NQ/TU"),
            ("63-nq/tu", "63-NQ/TU"),
            ("1788 kh sgdđt", "1788/KH-SGDĐT"),
            ("1788/kh-sgddt", "1788/KH-SGDĐT"),
            ("thông tư 05/2024", "05/2024/TT-BLĐTBXH"),
            ("thông tư 5/2024/tt-blđtbxh", "05/2024/TT-BLĐTBXH"),
            ("tt 05/2024", "05/2024/TT-BLĐTBXH"),
            ("nđ 30/2020", "30/2020/NĐ-CP"),
            ("công văn 3320/BGDĐT-GDTX", "3320/BGDĐT-GDTX"),
            ("Luật 57/2020/QH14", "57/2020/QH14"),
            ("kế hoạch số: 423 / KH–UBND", "423/KH-UBND"),
            ("Quyết định số 16 năm 2026", "16/2026/QĐ-UBND"),
        ],
    )
    def test_of_other_kinds_mean_theirs(self, question, own):
        assert any(means(named.number, own) for named in find_named(question))

    @pytest.mark.parametrize(
        "question",
        [
            "số 2141 người",
            "bao nhiêu 2141 người",
            "Kế hoạch 5 năm",
            "Kế hoạch 2025",
            "kế hoạch giai đoạn 2021-2025",
            "quyết định 50%",
            "kế hoạch 30 triệu",
            "có 12/15 xã đạt",
            "trước ngày 25/8",
            "Kế hoạch năm 2025 có 3 mục tiêu",
        ],
    )
    def test_of_counts_and_dates_mean_none(self, question):
        assert find_named(question) == []

    def test_say_the_year_beside_the_number(self):
        (named,) = find_named("QĐ 2141 năm 2021 ai ký")
        assert (named.number, named.year) == ("2141", 2021)

    def test_stand_where_they_were_typed(self):
        question = "Theo QĐ-UBND số 2141 thì ai ký?"
        (named,) = find_named(question)
        assert question[named.start : named.end] == "QĐ-UBND số 2141"


class TestMeaning:
    @pytest.mark.parametrize(
        ("wanted", "own", "issued"),
        [
            ("2141/2020", "2141/QĐ-UBND", 2021),
            ("2141/KH-UBND", "2141/QĐ-UBND", 2021),
            ("214", "2141/QĐ-UBND", 2021),
            ("18/2015", "18/2014/QĐ-UBND", 2015),
            ("", "2141/QĐ-UBND", 2021),
            ("/", "2141/QĐ-UBND", 2021),
        ],
    )
    def test_is_none_where_figure_year_or_letters_differ(self, wanted, own, issued):
        assert not means(wanted, own, issued)

    @pytest.mark.parametrize(
        ("number", "parts"),
        [
            ("05/2024/TT-BLĐTBXH", ("5", 2024, "ttbldtbxh")),
            ("63-NQ/TU", ("63", None, "nqtu")),
            ("2141/2021", ("2141", 2021, "")),
            ("2141", ("2141", None, "")),
            ("UBND", ("", None, "")),
        ],
    )
    def test_is_in_figure_year_and_letters(self, number, parts):
        assert number_parts(number) == parts


class TestTimes:
    @pytest.mark.parametrize(
        ("question", "periods"),
        [
            ("giai đoạn 21-25", ((2021, 2025),)),
            ("giai doan 21-25", ((2021, 2025),)),
            ("gđ 2021-25", ((2021, 2025),)),
            ("từ 2021 đến 2025", ((2021, 2025),)),
            ("từ năm 2021 đến hết năm 2025", ((2021, 2025),)),
            ("tu nam 2021 den nam 2025", ((2021, 2025),)),
            ("from 2021 to 2025", ((2021, 2025),)),
            ("between 2021 and 2025", ((2021, 2025),)),
            ("nhiệm kỳ 2020-2025", ((2020, 2025),)),
            ("năm học 2024-2025", ((2024, 2025),)),
            ("năm học 24-25", ((2024, 2025),)),
            ("period 26-30", ((2026, 2030),)),
            ("cuối năm 2025", ()),
            ("5 năm tới", ()),
            ("2 năm đầu", ()),
            ("từ 2025 đến 2021", ()),
            ("từ 20 đến 25 người", ()),
            ("trước 20-11", ()),
            ("năm 2021, 2022 và 2023", ()),
        ],
    )
    def test_periods_are_read_however_they_are_typed(self, question, periods):
        assert read(question).periods == periods

    @pytest.mark.parametrize("question", ["ngày 28-10-2021", "Quyết định 16/2021/QĐ-UBND", "tỷ lệ 20-25%"])
    def test_dates_numbers_and_shares_stay(self, question):
        assert spelt_times(question) == question

    def test_the_year_of_a_number_is_kept_apart(self):
        assert read("QĐ 2141 năm 2021 ai ký").dating == (2021,)


@PATIENT
@given(st.text(alphabet="QĐKHUBNDqdkhubnd /-–0123456789sốnăm20", max_size=40))
def test_numbers_never_overlap_and_lie_within_the_text(text):
    found = find_named(text)
    assert all(0 <= named.start < named.end <= len(text) for named in found)
    assert all(left.end <= right.start for left, right in itertools.pairwise(found))


@PATIENT
@given(st.integers(1, 99_999), st.sampled_from("/ - –".split()), st.sampled_from(["QĐ-UBND", "qd ubnd", "KH/UBND"]))
def test_whatever_parts_them_figure_and_letters_are_found(figure, joint, symbol):
    (named,) = find_named(f"văn bản {figure}{joint}{symbol} nói gì")
    own = "KH-UBND" if "KH" in symbol else "QĐ-UBND"
    assert means(named.number, f"{figure}/{own}")


@PATIENT
@given(st.text(max_size=60))
def test_times_spelt_out_twice_are_the_same(text):
    assert spelt_times(spelt_times(text)) == spelt_times(text)
