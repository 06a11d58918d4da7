"""YAML of words: what is read, and what is refused."""

from __future__ import annotations

import pytest
import yaml

from retrieval.glossary import GLOSSARY_FILE
from retrieval.word_lists import read_words


def test_the_glossary_is_read_as_a_general_reader_reads_it():
    text = GLOSSARY_FILE.read_text("utf-8")
    assert read_words(text) == yaml.safe_load(text)


def test_what_looks_like_a_number_or_a_truth_value_is_text():
    assert read_words("{NO: [1, 2025-01-01, true]}") == {"NO": ["1", "2025-01-01", "true"]}


def test_an_empty_text_holds_nothing():
    assert read_words("# nothing\n") is None


@pytest.mark.parametrize("text", ["[a", "a: &x [b]\nc: *x", "? [a]\n: b", "a: b: c"])
def test_what_is_no_list_of_words_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        read_words(text)
