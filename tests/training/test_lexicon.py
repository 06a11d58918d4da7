"""Questions put into English word by word."""

from collections import Counter

import numpy as np
import pytest

from training.lexicon import Lexicon, read_words


@pytest.fixture
def random():
    return np.random.default_rng(1)


def test_the_longest_term_is_translated_whole(random):
    lexicon = Lexicon([("learning society", "xã hội học tập"), ("society", "xã hội"), ("study", "học tập")])
    assert lexicon.translate(["xã", "hội", "học", "tập", "học", "tập"], random) == [
        "learning society",
        "study",
    ]


def test_what_has_no_english_is_left_out_or_kept_without_tone_marks(random):
    lexicon = Lexicon([("study", "học tập")])
    found = {tuple(lexicon.translate(["lạng", "học", "tập"], random)) for _ in range(40)}
    assert found == {("study",), ("lang", "study")}


def test_words_are_aligned_in_sentences(random):
    sentences = [
        ("i see the red house over there today", "hôm nay tôi nhìn thấy ngôi nhà màu đỏ đằng kia"),
        ("he sold the red car to someone else", "anh ấy đã bán chiếc ô tô màu đỏ cho người khác"),
        ("she wants a red shirt for the party", "cô ấy muốn một chiếc áo màu đỏ để đi dự tiệc"),
        ("nobody saw my green coat at the station", "không ai nhìn thấy áo khoác xanh của tôi ở nhà ga"),
    ]
    lexicon = Lexicon(sentences * 4)
    given = Counter(word for _ in range(100) for word in lexicon.translate(["màu", "đỏ"], random))
    assert given.most_common(1)[0][0] == "red"


def test_every_line_of_the_word_list_has_two_sides():
    found = list(read_words())
    assert len(found) > 900
    assert all(english and vietnamese for english, vietnamese in found)
