"""One typing error in a question: each slip, and what no slip may touch."""

import random
import re

import pytest

from bench.typing_errors import SLIPS, mistyped, telex
from retrieval.text import fold

QUESTION = "Cơ quan nào chủ trì kế hoạch 2141/QĐ-UBND của UBND tỉnh Vĩnh Long năm 2030?"


@pytest.mark.parametrize(
    ("word", "keys"),
    [("được", "dduwowcj"), ("giáo", "giaos"), ("tỉnh", "tinhr"), ("kế", "kees"), ("Đào", "Ddaof"), ("hoc", "hoc")],
)
def test_telex_keys_are_letters_and_then_the_tone(word, keys):
    assert telex(word) == keys


@pytest.mark.parametrize(
    ("name", "word", "possible"),
    [
        ("telex", "giáo", {"giaos"}),
        ("tone dropped", "giáo", {"giao"}),
        ("tone elsewhere", "giáo", {"gíao", "giaó"}),
        ("swapped", "nào", {"àno", "noà"}),
        ("dropped", "nào", {"no", "nà"}),
        ("doubled", "nào", {"nàào", "nàoo"}),
        ("tone elsewhere", "chủ", {"chủ"}),
    ],
)
def test_each_slip_is_one_that_people_make(name, word, possible):
    assert {SLIPS[name](word, random.Random(seed)) for seed in range(40)} <= possible  # noqa: S311 (a seed)


def test_the_same_seed_gives_the_same_error_and_others_give_others():
    assert mistyped(QUESTION, "q1") == mistyped(QUESTION, "q1")
    assert len({mistyped(QUESTION, str(seed)) for seed in range(50)}) > 25


def test_every_slip_occurs_and_changes_the_question():
    found = [mistyped(QUESTION, str(seed)) for seed in range(200)]
    assert {name for _, name in found} == set(SLIPS)
    assert all(text != QUESTION for text, _ in found)


def test_numbers_years_and_abbreviations_stay_as_they_are():
    for seed in range(200):
        text, _ = mistyped(QUESTION, str(seed))
        assert re.findall(r"\d+(?:/[\w-]+)?|UBND", text) == ["2141/QĐ-UBND", "UBND", "2030"]


def test_a_missing_space_joins_two_words():
    joined = {text for text, name in (mistyped("học tập", str(seed)) for seed in range(60)) if name == "space"}
    assert joined == {"họctập"}


def test_a_question_without_tone_marks_can_be_mistyped_too():
    text, name = mistyped(fold(QUESTION), "1")
    assert (text != fold(QUESTION), name in SLIPS) == (True, True)


def test_what_has_no_word_stays_as_it_is():
    assert mistyped("2141/QĐ-UBND?", "1") == ("2141/QĐ-UBND?", "none")
