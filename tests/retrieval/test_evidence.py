"""Passages cut into statements, and how much of a question a statement says."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.evidence import Statement, rarity_from, statements, year_fit
from retrieval.judging import Judge, Words
from retrieval.types import Hit, Target
from tests.retrieval.builders import a_document, a_passage
from tests.retrieval.sample_library import GLOSSARY, PATIENT, read

BARE = a_document("d1", title="", issuer=None, place=None, number=None, issued_on=None)


def a_statement(text: str, *context: str, years=(), periods=(), facts=(), document=BARE, role="body") -> Statement:
    passage = dataclasses.replace(a_passage(document.id, 0, text, tuple(reversed(context))), role=role)
    return Statement(passage, document, text, context, tuple(years), tuple(periods), tuple(facts))


def judge(question: str) -> Judge:
    """A judge to whom every word is equally rare."""
    return Judge(read(question), lambda words: dict.fromkeys(words, 1.0), Words(GLOSSARY))


def coverage(question: str, text: str, *context: str, document=BARE) -> float:
    return judge(question).coverage(a_statement(text, *context, document=document))[0]


def gap(question: str, text: str) -> float:
    return judge(question).coverage(a_statement(text))[1]


def cut(text: str, path: tuple[str, ...] = (), facts=(), role="body") -> list[Statement]:
    passage = dataclasses.replace(a_passage("d1", 0, text, path), role=role)
    return statements(Hit(passage, BARE, 1.0), facts)


class TestCoverage:
    @pytest.mark.parametrize(
        ("question", "text"),
        [
            ("xóa mù chữ", "Mở lớp xóa mù chữ."),
            ("Kho học liệu mở?", "Xây dựng kho học liệu mở dùng chung."),
            ("XÓA MÙ CHỮ", "xóa mù chữ"),
            ("kỹ năng sống", "kĩ năng sống"),
        ],
    )
    def test_is_one_for_a_statement_that_says_all_of_the_question(self, question, text):
        assert coverage(question, text) == pytest.approx(1.0)

    def test_is_nothing_for_a_statement_about_something_else(self):
        assert coverage("xóa mù chữ", "Bảo đảm an toàn thông tin.") == 0

    def test_falls_with_every_word_that_is_missing(self):
        question = "kho học liệu mở dùng chung"
        values = [
            coverage(question, text) for text in ("kho học liệu mở dùng chung", "kho học liệu mở", "học liệu", "kho")
        ]
        assert values == sorted(values, reverse=True)
        assert len(set(values)) == len(values)

    def test_falls_when_the_words_stand_apart(self):
        assert coverage("học liệu mở", "mở lớp học có liệu trình") < coverage("học liệu mở", "kho học liệu mở")

    def test_counts_where_the_words_stand(self):
        question = "kho học liệu mở"
        titled = dataclasses.replace(BARE, title="Kho học liệu mở")
        values = [
            coverage(question, "Kho học liệu mở"),
            coverage(question, "Sở Tài chính", "Kho học liệu mở:"),
            coverage(question, "Sở Tài chính", "1. Mục tiêu", "Kho học liệu mở"),
            coverage(question, "Sở Tài chính", document=titled),
            coverage(question, "Sở Tài chính"),
        ]
        assert values == pytest.approx([1.0, 0.9, 0.8, 0.7, 0.0])

    def test_issuer_and_place_count_like_the_title(self):
        issued = dataclasses.replace(BARE, issuer="Sở Tư pháp")
        assert coverage("tư pháp", "điều khác", document=issued) == pytest.approx(
            coverage("tư pháp", "điều khác", document=dataclasses.replace(BARE, title="tư pháp"))
        )

    @pytest.mark.parametrize(
        ("question", "text"),
        [
            ("TTHTCĐ", "trung tâm học tập cộng đồng"),
            ("trung tâm học tập cộng đồng", "Kiện toàn ban giám đốc TTHTCĐ."),
            ("Sở GD&ĐT", "Sở Giáo dục và Đào tạo"),
            ("Hội LHPN", "Hội Liên hiệp Phụ nữ huyện"),
        ],
    )
    def test_abbreviations_count_as_what_they_stand_for(self, question, text):
        assert coverage(question, text) > 0.85

    def test_synonyms_count_a_little_less_than_the_word_itself(self):
        said, otherwise, another = (coverage("kinh phí", text) for text in ("kinh phí", "ngân sách", "nhân lực"))
        assert another < otherwise < said

    @pytest.mark.parametrize("question", ["xoa mu chu", "kho hoc lieu mo"])
    def test_tone_marks_need_not_be_typed(self, question):
        assert coverage(question, "Mở lớp xóa mù chữ, xây dựng kho học liệu mở") == pytest.approx(1.0)

    def test_tone_marks_that_were_typed_count(self):
        assert coverage("mở lớp xóa mù", "mỡ lợp xoa mũ") == 0

    def test_a_rare_word_counts_more(self):
        query = read("học liệu")
        of = Judge(query, lambda _: {"hoc": 0.0, "lieu": 1.0}, Words(GLOSSARY))
        assert of.coverage(a_statement("liệu"))[0] > of.coverage(a_statement("học"))[0]

    @pytest.mark.parametrize("question", ["", "?", "là gì", "2030"])
    def test_a_question_about_nothing_is_covered_by_nothing(self, question):
        assert judge(question).coverage(a_statement("xóa mù chữ")) == (0.0, 1.0)

    def test_a_question_that_only_asks_says_next_to_nothing(self):
        assert judge("Ai chủ trì?").weight < judge("Ai chủ trì xóa mù chữ?").weight / 2


class TestGap:
    def test_is_nothing_where_all_is_said(self):
        assert gap("xóa mù chữ", "xóa mù chữ") == 0

    def test_is_everything_where_nothing_is_said(self):
        assert gap("xóa mù chữ", "an toàn thông tin") == 1

    def test_grows_with_what_is_missing(self):
        assert 0 < gap("kho học liệu mở", "kho học liệu") < gap("kho học liệu mở", "kho") < 1


class TestHead:
    def test_the_first_thing_named_may_not_be_missing(self):
        assert judge("Học phí trường mầm non là bao nhiêu?").misses_head(a_statement("các trường mầm non thực hiện"))

    def test_it_is_not_missing_where_it_is_said(self):
        assert not judge("Học phí trường mầm non là bao nhiêu?").misses_head(a_statement("thu học phí trường mầm non"))

    def test_it_may_stand_in_the_heading(self):
        assert not judge("Học phí trường mầm non?").misses_head(a_statement("các trường mầm non", "II. HỌC PHÍ"))


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


WORDS = st.lists(st.sampled_from("kho học liệu mở dùng chung của tỉnh xóa mù chữ".split()), max_size=8).map(" ".join)


@PATIENT
@given(WORDS, WORDS, WORDS)
def test_coverage_and_gap_stay_between_zero_and_one_and_context_never_takes_away(question, text, heading):
    of = judge(question)
    without, with_heading = of.coverage(a_statement(text)), of.coverage(a_statement(text, heading))
    assert all(-1e-9 <= value <= 1 + 1e-9 for value in (*without, *with_heading))
    assert with_heading[0] >= without[0] - 1e-9


@PATIENT
@given(st.text(max_size=300))
def test_every_statement_is_a_piece_of_its_passage(text):
    assert all(item.text in text for item in cut(text))
