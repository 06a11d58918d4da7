"""Passages cut into statements, and how well their years fit those asked for."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.evidence import Statement, rarity_from, statements, year_fit
from retrieval.types import Assignment, Hit, Target
from tests.retrieval.builders import BARE, a_passage, a_statement
from tests.retrieval.sample_library import PATIENT, read


def cut(text: str, path: tuple[str, ...] = (), facts=(), role="body") -> list[Statement]:
    passage = dataclasses.replace(a_passage("d1", 0, text, path), role=role)
    return statements(Hit(passage, BARE, 1.0), facts)


class TestYears:
    @pytest.mark.parametrize(
        ("question", "years", "periods", "fit"),
        [
            ("chỉ tiêu", (2025,), (), 0.5),
            ("chỉ tiêu năm 2025", (2025,), (), 1.0),
            ("chỉ tiêu năm 2025", (2030,), (), 0.0),
            ("chỉ tiêu năm 2025", (), (), 0.4),
            ("chỉ tiêu năm 2025", (2021, 2025), ((2021, 2025),), 1.0),
            ("chỉ tiêu năm 2023", (2021, 2025), ((2021, 2025),), 0.5),
            ("chỉ tiêu năm 2030", (2021, 2025), ((2021, 2025),), 0.0),
            ("giai đoạn 2021 - 2025", (2021, 2025), ((2021, 2025),), 1.0),
            ("giai đoạn 2026 - 2030", (2021, 2030), ((2021, 2030),), 0.6),
            ("giai đoạn 2026 - 2030", (2021, 2025), ((2021, 2025),), 0.0),
            ("giai đoạn 2021 - 2025", (2025,), (), 0.9),
            ("giai đoạn 2021 - 2025", (2030,), (), 0.0),
            ("năm 2025 và 2030", (2030,), (), 1.0),
        ],
    )
    def test_fit_table(self, question, years, periods, fit):
        assert year_fit(read(question), a_statement("x", years=years, periods=periods)) == fit

    @pytest.mark.parametrize(
        "document",
        [
            dataclasses.replace(BARE, issued_on=dt.date(2014, 5, 12)),
            dataclasses.replace(BARE, number="18/2014/QĐ-UBND"),
            dataclasses.replace(BARE, issued_with="18/2014/QĐ-UBND"),
        ],
    )
    def test_the_year_of_the_document_fits_too(self, document):
        statement = a_statement("phụ cấp", document=document)
        assert year_fit(read("phụ cấp theo quy định năm 2014"), statement) == pytest.approx(0.7)

    @pytest.mark.parametrize(
        ("title", "question", "fit"),
        [
            ("Kế hoạch giảm nghèo năm 2024", "chỉ tiêu năm 2024", 0.95),
            ("Kế hoạch giảm nghèo năm 2024", "chỉ tiêu năm 2023", 0.1),
            ("Kế hoạch tuyển sinh năm học 2024 - 2025", "chỉ tiêu năm học 2024-2025", 0.95),
            ("Kế hoạch giai đoạn 2021 - 2025", "chỉ tiêu năm 2024", 0.4),
        ],
    )
    def test_a_plan_for_a_year_says_what_it_says_for_that_year(self, title, question, fit):
        statement = a_statement("Mở 6 lớp.", document=dataclasses.replace(BARE, title=title))
        assert year_fit(read(question), statement) == fit

    def test_a_year_that_others_are_compared_with_is_not_that_of_a_statement(self):
        (statement,) = cut("Ghi nhận 37 ca, giảm 41% so với năm 2022.", ("I. TÌNH HÌNH NĂM 2023",))
        assert statement.years == (2023,)


class TestCutting:
    def test_each_item_of_a_list_is_a_statement(self):
        assert [item.text for item in cut("- Mở lớp;\n- Biên soạn tài liệu.")] == [
            "- Mở lớp;",
            "- Biên soạn tài liệu.",
        ]

    def test_a_line_that_opens_a_list_is_the_context_of_its_items(self):
        first, second = cut("a) Đến năm 2025:\n- 60% ứng dụng;\n- 65% khá.")
        assert first.context[0] == second.context[0] == "a) Đến năm 2025:"

    def test_headings_stand_in_the_context_nearest_first(self):
        assert cut("- Mở lớp.", ("II. MỤC TIÊU", "2. Cụ thể"))[0].context == ("2. Cụ thể", "II. MỤC TIÊU")

    def test_the_next_opening_line_takes_the_place_of_the_last(self):
        made = cut("a) Đến năm 2025:\n- 60%;\nb) Đến năm 2030:\n- 80%.")
        assert [item.context[0] for item in made] == ["a) Đến năm 2025:", "b) Đến năm 2030:"]

    def test_years_come_from_the_nearest_line_that_names_one(self):
        made = cut("a) Đến năm 2025:\n- 60%;\n- 80% vào năm 2030.", ("GIAI ĐOẠN 2021 - 2030",))
        assert [item.years for item in made] == [(2025,), (2030,)]

    def test_years_of_a_heading_count_when_no_line_names_one(self):
        assert cut("- 60%.", ("2.1. Giai đoạn 2021 - 2025",))[0].periods == ((2021, 2025),)

    def test_a_long_line_is_cut_into_sentences(self):
        line = "Sở Tài chính bố trí kinh phí. " * 12
        assert len(cut(line.strip())) == 12

    def test_clauses_with_figures_of_their_own_are_parted(self):
        line = (
            "- Về năng lực cơ bản: " + "70% số người trong độ tuổi lao động có năng lực thông tin và kỹ năng sống; " * 4
        )
        assert len(cut(line.strip())) == 4

    @pytest.mark.parametrize("role", ["table", "header", "basis", "signature", "footnote", "recipients"])
    def test_what_is_no_body_text_stays_whole(self, role):
        assert [item.text for item in cut("1 | Mở lớp | Sở A\n2 | B", role=role)] == ["1 | Mở lớp | Sở A\n2 | B"]

    def test_a_fact_belongs_to_the_statement_it_was_found_in(self):
        fact = Target("TTHTCĐ khá", "65%", 65.0, "=", "%", "2025", None, "- 65% khá.", "p")
        assert [item.facts for item in cut("- 60% ứng dụng;\n- 65% khá.", facts=[fact])] == [(), (fact,)]

    def test_a_fact_belongs_to_every_sentence_of_its_item_and_its_marker_is_none_of_it(self):
        first, second = f"Chủ trì mở lớp{' xóa mù chữ' * 25}.", "Kịp thời báo cáo."
        fact = Assignment("Sở A", "lead", (), "mở lớp", f"{first} {second}", "p")
        assert [item.facts for item in cut(f"- {first} {second}", facts=[fact])] == [(fact,), (fact,)]

    def test_items_stand_under_the_sentence_that_opens_their_list(self):
        text = "a) Đá văng\nTheo quy chuẩn có bán kính như sau:\n- Đối với người 200 m.\nb) Chấn động"
        item = next(item for item in cut(text) if "200" in item.text)
        assert item.context[:2] == ("Theo quy chuẩn có bán kính như sau:", "a) Đá văng")

    def test_a_heading_that_tells_something_is_a_statement_too(self):
        text = "3. Chủ đầu tư: Công ty cổ phần Xây dựng\nĐịa chỉ ở Lào Cai."
        assert [item.text for item in cut(text)] == text.split("\n")

    def test_a_heading_alone_is_still_a_statement(self):
        assert [item.text for item in cut("3. Phòng Kinh tế")] == ["3. Phòng Kinh tế"]


class TestRarity:
    def test_a_word_of_no_passage_still_counts(self):
        assert rarity_from({"a": 0}, 100)["a"] >= 0.5

    def test_a_word_of_every_passage_is_not_rare(self):
        assert rarity_from({"a": 100}, 100)["a"] == pytest.approx(0.0, abs=0.01)

    def test_an_empty_library_divides_by_nothing(self):
        assert 0 <= rarity_from({"a": 0}, 0)["a"] <= 1

    @PATIENT
    @given(st.integers(1, 10_000), st.integers(1, 10_000))
    def test_more_passages_never_make_a_word_rarer(self, count, total):
        found = rarity_from({"few": min(count, total), "more": total}, total)
        assert 0 - 1e-3 <= found["more"] <= found["few"] <= 1


@PATIENT
@given(st.text(max_size=300))
def test_every_statement_is_a_piece_of_its_passage(text):
    assert all(item.text in text for item in cut(text))
