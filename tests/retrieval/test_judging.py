"""How much of a question a statement says, wherever it says it."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.evidence import Statement
from retrieval.judging import Judge, Words
from retrieval.query import Query
from retrieval.text import fold
from tests.retrieval.builders import BARE, a_document, a_statement
from tests.retrieval.sample_library import GLOSSARY, PATIENT, read


def judge(question: str) -> Judge:
    """A judge to whom every word is equally rare."""
    return Judge(read(question), lambda words: dict.fromkeys(words, 1.0), Words(GLOSSARY))


def coverage(question: str, text: str, *context: str, document=BARE) -> float:
    return judge(question).coverage(a_statement(text, *context, document=document))[0]


def gap(question: str, text: str) -> float:
    return judge(question).coverage(a_statement(text))[1]


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


WORDS = st.lists(st.sampled_from("kho học liệu mở dùng chung của tỉnh xóa mù chữ".split()), max_size=8).map(" ".join)


@PATIENT
@given(WORDS, WORDS, WORDS)
def test_coverage_and_gap_stay_between_zero_and_one_and_context_never_takes_away(question, text, heading):
    of = judge(question)
    without, with_heading = of.coverage(a_statement(text)), of.coverage(a_statement(text, heading))
    assert all(-1e-9 <= value <= 1 + 1e-9 for value in (*without, *with_heading))
    assert with_heading[0] >= without[0] - 1e-9


class TestWords:
    def test_are_cut_in_order(self):
        assert Words(GLOSSARY).of("Mở lớp, mở", toned=True) == (("mở", "lớp", "mở"), {"mở", "lớp"})

    def test_are_folded_where_tone_marks_do_not_count(self):
        assert Words(GLOSSARY).of("Mở lớp", toned=False)[0] == ("mo", "lop")

    def test_abbreviations_follow_the_text_parted_from_it_by_nothing(self):
        sequence, _ = Words(GLOSSARY).of("giám đốc TTHTCĐ", toned=True)
        assert sequence[3:] == ("", "trung", "tâm", "học", "tập", "cộng", "đồng")

    def test_one_text_is_remembered_with_and_without_marks(self):
        words = Words(GLOSSARY)
        assert [words.of("mở", toned=toned)[0] for toned in (True, False, True)] == [("mở",), ("mo",), ("mở",)]

    def test_of_more_texts_than_are_remembered_are_the_same(self):
        words = Words(GLOSSARY, capacity=2)
        texts = ["một", "hai", "ba", "một", "hai"]
        assert [words.of(text, toned=True)[0] for text in texts] == [(text,) for text in texts]


class TestShare:
    def test_is_of_the_text_alone(self):
        assert judge("kho học liệu").share("kho học liệu") == pytest.approx(1.0)
        assert judge("kho học liệu").share("kho") == pytest.approx(1 / 3)

    def test_is_nothing_where_nothing_is_asked(self):
        assert judge("?").share("kho học liệu") == 0


class TestDensity:
    def test_is_higher_for_a_statement_about_nothing_else(self):
        of = judge("kho học liệu mở")
        about, mentions = "kho học liệu mở dùng chung cho các trường", "các trường mở cửa trong năm học mới"
        assert of.density(a_statement(about)) > of.density(a_statement(mentions)) > 0

    def test_of_no_words_is_zero(self):
        assert judge("kho học liệu").density(a_statement("…")) == 0


class TestOddQuestions:
    @pytest.mark.parametrize("question", ["", "?", "…", "kho " * 500, "x" * 2_000, "ặ" * 700])
    def test_raise_nothing(self, question):
        of = judge(question)
        statement = a_statement("kho học liệu mở", "II. NHIỆM VỤ")
        assert all(
            0 <= value <= 1 + 1e-9 for value in (*of.coverage(statement), of.share("kho"), of.density(statement))
        )
        of.misses_head(statement)

    def test_a_synonym_without_a_letter_is_none(self):
        query = dataclasses.replace(read("kinh phí"), alternatives=((0, 2, ()),))
        of = Judge(query, lambda words: dict.fromkeys(words, 1.0), Words(GLOSSARY))
        assert of.coverage(a_statement("nhân lực")) == (0.0, 1.0)


SAID = st.lists(
    st.sampled_from(
        "kinh phí ngân sách nhà nước hằng năm học liệu hóc lieu mở TTHTCĐ trung tâm học, tập. TÀI ;".split()
    ),
    max_size=10,
).map(" ".join)
ASKED = SAID | st.sampled_from(
    [
        "kinh phí ngân sách hằng năm",
        "kinh phi hang nam",
        "học liệu, học liệu mở, học",
        "TTHTCĐ học tập TTHTCĐ",
        "annual budget of the community learning centres",
    ]
)


@settings(PATIENT, max_examples=200)
@given(ASKED, SAID, st.lists(SAID, max_size=3), SAID, st.dictionaries(st.sampled_from("kinhphlieu"), st.floats(0, 1)))
def test_bits_say_what_the_obvious_way_of_counting_says(question, text, context, title, rare):
    query = read(question)
    rarity = {fold(term.syllable): rare.get(fold(term.syllable)[0], 0.5) for term in query.terms}
    statement = a_statement(text, *context, document=dataclasses.replace(BARE, title=title))
    of = Judge(query, lambda _: rarity, Words(GLOSSARY))
    assert of.coverage(statement) == pytest.approx(_counted(query, rarity, statement))
    assert of.coverage(statement) == of.coverage(statement)


def _counted(query: Query, rarity: dict[str, float], statement: Statement) -> tuple[float, float]:
    """Coverage and gap, a word and a place at a time."""
    document = statement.document
    title = " ".join(part for part in (document.title, document.issuer, document.region) if part)
    lead, *headings = statement.context or ("",)
    places = [(1.0, statement.text), (0.9, lead), *((0.8, text) for text in headings), (0.7, title)]
    terms = [term.syllable if query.toned else fold(term.syllable) for term in query.terms]
    weights = [term.weight * (0.25 + 0.75 * rarity[fold(term.syllable)]) for term in query.terms]
    pairs = [at for at in range(len(terms) - 1) if query.terms[at].chunk == query.terms[at + 1].chunk]
    worth, pair_worth = [0.0] * len(terms), dict.fromkeys(pairs, 0.0)
    for own, text in places:
        words = Words(GLOSSARY).of(text, toned=query.toned)[0]
        for at, term in enumerate(terms):
            worth[at] = max(worth[at], own * (term in words))
        for at in pairs:
            pair_worth[at] = max(pair_worth[at], own * ((terms[at], terms[at + 1]) in set(pairwise(words))))
        for start, end, meaning in query.alternatives:
            other = meaning if query.toned else tuple(map(fold, meaning))
            if any(words[at : at + len(other)] == other for at in range(len(words))):
                for at in range(start, end):
                    worth[at] = max(worth[at], 0.9 * own)
                for at in pairs:
                    if start <= at < end - 1:
                        pair_worth[at] = max(pair_worth[at], 0.9 * own)
    total = sum(weights)
    if not total:
        return 0.0, 1.0
    share = sum(weight * best for weight, best in zip(weights, worth, strict=True)) / total
    missing = 0.0
    for at, weight in enumerate(weights):
        around = [pair_worth[pair] for pair in (at - 1, at) if pair in pair_worth]
        missing += weight if not worth[at] else weight / 2 if around and not any(around) else 0.0
    if not pairs:
        return share, missing / total
    whole = sum(weights[at] + weights[at + 1] for at in pairs)
    paired = sum((weights[at] + weights[at + 1]) * best for at, best in pair_worth.items()) / whole if whole else share
    return 0.55 * share + 0.45 * paired, missing / total


def test_a_document_is_told_by_its_title_issuer_and_place_together():
    document = a_document("d1", title="Kho học liệu", issuer="Sở Tư pháp", place="Vĩnh Long")
    assert coverage("tư pháp Vĩnh Long kho học liệu", "khác", document=document) > 0.6


def test_a_name_that_the_document_opens_with_counts_a_little_wherever_the_statement_stands():
    query = read("Kho của Công ty Mông Sơn rộng bao nhiêu?")
    statement = a_statement("Kho rộng 20 m.")

    def covered(**openings: str) -> float:
        of = Judge(query, lambda words: dict.fromkeys(words, 1.0), Words(GLOSSARY), openings=openings)
        return of.coverage(statement)[0]

    assert covered() < covered(d1="Công ty, Mông Sơn") < 1
