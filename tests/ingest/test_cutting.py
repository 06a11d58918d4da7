"""Plain text is cut into stretches that hold all of it."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.cutting import cut, shown
from ingest.splitter import LIMIT
from retrieval.text import letters


def stretches(text, start=0):
    return [shown(text, span) for span in cut(text, start)]


def test_a_short_text_is_one_stretch_with_its_lines_apart():
    assert stretches("Điều 1\n\n 1.  Phạm vi \n2. Đối tượng\n") == ["Điều 1\n1. Phạm vi\n2. Đối tượng"]


def test_nothing_gives_nothing():
    assert cut(" \n\t\n") == []


def test_lines_are_kept_whole_where_they_fit():
    lines = [f"{number}. {'chữ ' * 90}".strip() for number in range(1, 8)]
    found = stretches("\n".join(lines))
    assert all(line in lines for stretch in found for line in stretch.split("\n"))
    assert [stretch.split("\n")[0][:2] for stretch in found] == ["1.", "4.", "7."]


def test_no_stretch_is_a_remnant():
    found = stretches("\n".join(["chữ " * 20] * 16))
    assert len(found) == 2
    assert min(map(len, found)) > LIMIT / 3


def test_a_long_line_is_cut_after_sentences():
    found = stretches(" ".join(f"Câu {number} {'dài ' * 60}hết." for number in range(12)))
    assert len(found) > 1
    assert all(stretch.startswith("Câu") and stretch.endswith("hết.") for stretch in found)


def test_a_word_that_is_too_long_is_cut_all_the_same():
    assert list(map(len, stretches("x" * (2 * LIMIT + 1)))) == [LIMIT, LIMIT, 1]


def test_a_start_leaves_out_what_is_before():
    assert stretches("Phạm vi\n\nLuật này", 7) == ["Luật này"]


@given(st.text(alphabet="aĐệ. \n\t;A\u00a01", max_size=6_000))
def test_all_words_stay_in_order_and_every_stretch_fits(text):
    found = stretches(text)
    assert letters("".join(found)) == letters(text)
    assert all(0 < len(stretch) <= LIMIT for stretch in found)
