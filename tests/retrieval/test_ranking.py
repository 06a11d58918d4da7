"""Features of candidates are what they say they are, whatever is asked, and order them the same every time."""

from __future__ import annotations

import dataclasses
import math
import tempfile
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import ranking
from retrieval.forward import HEAD, TITLE, ForwardIndex
from retrieval.lexical import IndexedPassage
from retrieval.ranking import FEATURES, asked, features, pairs, rarity, weighed
from retrieval.text import fold
from tests.retrieval.forward_words import cut_lines
from tests.retrieval.sample_library import PATIENT, read

SHARES = [name for name in FEATURES if name not in {"meaning", "heading_meaning"}]
PASSAGES = [
    IndexedPassage("a", "Kế hoạch 35", "I. MỤC TIÊU", "Mở lớp xóa mù chữ. Đến năm 2030."),
    IndexedPassage("b", "Kế hoạch 35", "II. KINH PHÍ", "Ngân sách xóa nợ; mù mờ chữ nghĩa"),
    IndexedPassage("c", "Luật Lao động", "Điều 3. Giải thích từ ngữ", "1. Người lao động là người làm việc.\n2. Khác"),
    IndexedPassage("d", "Luật Lao động", "Điều 9", "Việc làm của người lao động là việc không bị cấm."),
    IndexedPassage("e", "", "", "…"),
]
WORDS = st.sampled_from("kinh phí phi phì học hoc hóc tập mở lớp 2030 zzz là sở. TTHTCĐ , ở".split())
TEXT = st.lists(WORDS, max_size=10).map(" ".join)
PASSAGE = st.tuples(TEXT, st.lists(TEXT, max_size=2).map("\n".join), st.lists(TEXT, max_size=3).map("\n".join))


class Table:
    """Features of passages for a question, each by its name."""

    def __init__(self, query, passages=PASSAGES, *, candidates=None, frequency=None, more=1):
        """`more`: how often too often pairs are counted."""
        self.query = query
        with tempfile.TemporaryDirectory() as folder, ForwardIndex(Path(folder)) as index:
            index.replace([(passage, np.ones((2, 2), np.float32)) for passage in passages], ())
            ids = candidates if candidates is not None else [passage.id for passage in passages]
            wanted = pairs(query)
            counts = pair_counts(wanted, passages, toned=query.toned) if frequency is None else frequency
            self.meaning = np.linspace(-0.5, 1, len(ids), dtype=np.float32)
            self.rows = features(
                asked(query, index),
                index.wording(ids),
                index,
                pair_frequency={pair: count * more for pair, count in counts.items()},
                meaning=self.meaning,
                heading_meaning=self.meaning[::-1],
            )
            self.ids = ids

    def of(self, name: str) -> dict[str, float]:
        """A feature of each candidate."""
        return dict(zip(self.ids, self.rows[:, FEATURES.index(name)].tolist(), strict=True))


def pair_counts(wanted, passages, *, toned):
    """In how many passages each pair stands."""
    found = dict.fromkeys(wanted, 0)
    for passage in passages:
        lines = cut_lines(passage.title, passage.path, passage.body)
        have = {pair for _, line in lines for pair in pairwise((line if toned else fold(line)).split())}
        for pair in wanted:
            found[pair] += pair in have
    return found


def indexed(texts):
    return [IndexedPassage(f"p{at}", *text) for at, text in enumerate(texts)]


class TestFeatures:
    def test_have_a_row_a_passage_and_a_column_a_name(self):
        assert Table(read("mở lớp")).rows.shape == (len(PASSAGES), len(FEATURES))

    def test_of_no_candidates_are_none(self):
        assert Table(read("mở lớp"), candidates=[]).rows.shape == (0, len(FEATURES))

    def test_of_an_empty_index_are_zero(self):
        table = Table(read("mở lớp"), [], candidates=["a", "b"])
        assert all(set(table.of(name).values()) == {0.0} for name in SHARES)

    def test_of_passages_without_words_are_zero(self):
        table = Table(read("mở lớp"), PASSAGES[-1:])
        assert all(set(table.of(name).values()) == {0.0} for name in SHARES)

    @pytest.mark.parametrize("name", ["both", "pairs", "every_pair", "said"])
    def test_are_highest_where_all_is_said_in_order(self, name):
        found = Table(read("mở lớp xóa mù chữ")).of(name)
        assert found["a"] > found["b"] >= found["d"]

    def test_are_whole_where_all_of_the_subject_is_said(self):
        assert Table(read("xóa mù chữ")).of("said")["a"] == pytest.approx(1)

    def test_count_pairs_only_where_they_are_neighbours(self):
        assert Table(read("xóa mù chữ")).of("every_pair") == pytest.approx({"a": 1, "b": 0, "c": 0, "d": 0, "e": 0})

    def test_pair_no_words_over_the_end_of_a_sentence_or_a_passage(self):
        passages = [IndexedPassage("a", "", "", "học. Tập"), IndexedPassage("b", "", "tập", "học")]
        assert Table(read("học tập"), passages).of("pairs") == {"a": 0, "b": 0}

    def test_say_how_much_of_the_heading_and_of_the_title_is_asked(self):
        table = Table(read("Kinh phí của kế hoạch?"))
        assert table.of("heading_asked")["b"] > 0.5 > table.of("heading_asked")["a"]
        assert table.of("title_asked")["b"] > 0.5 > table.of("title_asked")["c"]

    def test_take_the_meaning_they_are_given(self):
        table = Table(read("mở lớp"))
        assert list(table.of("meaning").values()) == pytest.approx(table.meaning.tolist())


class TestDefinitions:
    @pytest.mark.parametrize(
        "question", ["Người lao động là gì?", "nguoi lao dong la gi", "Người lao động là ai, là gì"]
    )
    def test_are_sentences_that_begin_with_what_is_asked(self, question):
        found = Table(read(question)).of("defined")
        assert found["c"] == pytest.approx(1)
        assert found["d"] < 0.7
        assert found["a"] == found["e"] == 0

    def test_are_not_looked_for_where_none_is_asked(self):
        assert set(Table(read("Người lao động được nghỉ mấy ngày?")).of("defined").values()) == {0}

    def test_need_a_verb_that_some_passage_has(self):
        assert set(Table(read("Xóa mù chữ là gì?"), PASSAGES[:2]).of("defined").values()) == {0}


class TestUnknownWords:
    def test_are_never_said(self):
        table = Table(read("zzz qqq zzz"))
        assert all(set(table.of(name).values()) == {0.0} for name in SHARES)

    def test_take_away_from_what_is_said(self):
        for name in ("both", "every_pair", "said"):
            assert Table(read("xóa mù chữ qqq")).of(name)["a"] < Table(read("xóa mù chữ")).of(name)["a"]

    def test_weigh_less_than_the_rarest_and_more_than_nothing(self, tmp_path):
        with ForwardIndex(tmp_path) as index:
            filler = [IndexedPassage(f"f{at}", "Kế hoạch", "", "khác") for at in range(20)]
            index.replace([(passage, np.ones((2, 2), np.float32)) for passage in (*PASSAGES, *filler)], ())
            unknown, rare, common = rarity(index, np.array([0, index.number("2030"), index.number("hoạch")]))
            assert 0 < unknown < rare
            assert common < rare

    def test_that_are_gone_weigh_like_those_that_never_were(self, tmp_path):
        with ForwardIndex(tmp_path) as index:
            index.replace([(passage, np.ones((2, 2), np.float32)) for passage in PASSAGES], ())
            index.replace([], ["a"])
            gone, never = asked(read("2030 xyz"), index).every.weights, asked(read("xyz 2031"), index).every.weights
            assert gone.tolist() == never.tolist()

    def test_longer_than_the_index_keeps_are_found_by_their_beginning(self):
        passages = [IndexedPassage("a", "", "", "mở " + "x" * 60), IndexedPassage("b", "", "", "mở lớp")]
        assert Table(read("mở " + "x" * 50), passages).of("said")["a"] == pytest.approx(1)


class TestAnyQuestion:
    @pytest.mark.parametrize("question", ["", "?", "…", "2030", "học " * 500, "x" * 2_000, "ặ" * 700, "là gì"])
    def test_of_these_kinds_raises_nothing(self, question):
        for passages in (PASSAGES, []):
            rows = Table(read(question), passages).rows
            assert np.isfinite(rows).all()
            assert np.isfinite(weighed(rows)).all()

    def test_of_two_thousand_letters_in_many_words_raises_nothing(self):
        rows = Table(read(" ".join(f"từ{number}" for number in range(330)))).rows
        assert np.isfinite(rows).all()

    @PATIENT
    @given(st.text(max_size=200))
    def test_of_any_letters_raises_nothing(self, question):
        rows = Table(read(question)).rows
        assert np.isfinite(rows).all()

    @PATIENT
    @given(TEXT, st.lists(PASSAGE, max_size=4), st.integers(1, 50))
    def test_has_shares_from_zero_to_one_even_where_pairs_are_counted_too_often(self, question, texts, more):
        rows = Table(read(question), indexed(texts), more=more).rows[:, [FEATURES.index(name) for name in SHARES]]
        assert (rows >= 0).all()
        assert (rows <= 1 + 1e-9).all()

    @settings(PATIENT, max_examples=60)
    @given(TEXT, st.lists(PASSAGE, min_size=1, max_size=4))
    def test_has_the_features_that_the_obvious_way_of_counting_gives(self, question, texts):
        table = Table(read(question), indexed(texts))
        for name, wanted in _counted(table.query, indexed(texts)).items():
            assert list(table.of(name).values()) == pytest.approx(wanted), name

    @PATIENT
    @given(TEXT, st.lists(PASSAGE, min_size=1, max_size=5), st.randoms(use_true_random=False))
    def test_has_the_same_features_in_any_order_of_candidates(self, question, texts, random):
        passages = indexed(texts)
        ids = [passage.id for passage in passages]
        mixed = random.sample(ids, len(ids))
        one, other = Table(read(question), passages), Table(read(question), passages, candidates=mixed)
        for name in SHARES:
            assert one.of(name) == other.of(name)

    @PATIENT
    @given(TEXT, st.lists(PASSAGE, min_size=1, max_size=4))
    def test_without_tone_marks_takes_words_as_if_none_had_any(self, question, texts):
        query = dataclasses.replace(read(question), toned=False)
        terms = tuple(dataclasses.replace(term, syllable=fold(term.syllable)) for term in query.terms)
        plain = dataclasses.replace(query, question=fold(query.question), text=fold(query.text), terms=terms)
        texts = [tuple(part.lower() for part in text) for text in texts]  # capitals begin sentences
        folded = [tuple(map(fold, text)) for text in texts]
        frequency = pair_counts(pairs(plain), indexed(texts), toned=False)
        with_marks, without, bare = (
            Table(asking, indexed(passages), frequency=frequency).rows
            for asking, passages in ((query, texts), (plain, texts), (plain, folded))
        )
        assert with_marks.tolist() == without.tolist() == bare.tolist()


class TestWeighed:
    def test_no_rows_are_no_scores(self):
        assert weighed(np.zeros((0, len(FEATURES)))).shape == (0,)

    def test_equal_rows_are_equal_scores(self):
        assert len(set(weighed(np.full((3, len(FEATURES)), 0.3)).tolist())) == 1

    def test_more_of_any_feature_is_better(self):
        for column in range(len(FEATURES)):
            rows = np.full((2, len(FEATURES)), 0.3)
            rows[1, column] = 0.4
            assert np.diff(weighed(rows)) > 0

    def test_has_a_weight_for_each_feature(self):
        assert ranking.WEIGHTS.shape == (len(FEATURES),)

    @PATIENT
    @given(st.integers(2, 30), st.integers(0, 2**32 - 1))
    def test_the_order_of_two_does_not_depend_on_the_others(self, count, seed):
        rows = np.random.default_rng(seed).random((count, len(FEATURES)))
        alone, among = weighed(rows[:2]), weighed(rows)
        assert alone[0] - alone[1] == pytest.approx(among[0] - among[1])


def _counted(query, passages):
    """The features of words for each passage, a word and a passage at a time."""

    def compared(word):
        return word if query.toned else fold(word)

    lines = [cut_lines(passage.title, passage.path, passage.body) for passage in passages]
    said = [[word for _, line in cut for word in line.split()] for cut in lines]
    length = [sum(len(line.split()) + 1 for _, line in cut) for cut in lines]
    mean = sum(length) / len(length) or 1

    def rare(count, *, least=0.0):
        found = math.log(1 + (len(passages) - count + 0.5) / (count + 0.5))
        return found if count else least * found

    def frequency(word):
        same = [word, *(other for words in said for other in words if fold(other) == word)]
        return sum(any(other in words for other in same) for words in said)

    def rarity_of(word):
        return rare(frequency(compared(word)), least=0.6)

    def saturated(count, at):
        return count * 1.8 / (count + 0.8 * (0.25 + 0.75 * length[at] / mean))

    wanted = pairs(query)
    words = list(dict.fromkeys(compared(word) for word in _asked_words(query)))
    counts = pair_counts(wanted, passages, toned=query.toned)
    content: dict[str, float] = {}
    for term in query.terms:
        word = compared(term.syllable)
        content[word] = max(content.get(word, 0.0), term.weight)
    total = sum(map(rarity_of, words)) or 1.0
    total_pairs = sum(rare(counts[pair], least=1.0) for pair in wanted) or 1.0
    heavy = sum(rarity_of(left) + rarity_of(right) for left, right in wanted) or 1.0
    subject = sum(weight * rarity_of(word) for word, weight in content.items()) or 1.0
    found: dict[str, list[float]] = {name: [] for name in SHARES if name != "defined"}
    for at, cut in enumerate(lines):
        here = [compared(word) for word in said[at]]
        neighbours = [pair for _, line in cut for pair in pairwise(map(compared, line.split()))]
        by_words = sum(rarity_of(word) * saturated(here.count(word), at) for word in words)
        by_pairs = sum(rare(counts[pair], least=1.0) * saturated(neighbours.count(pair), at) for pair in wanted)
        found["both"].append((by_words + by_pairs) / (1.8 * (total + total_pairs)))
        found["pairs"].append(by_pairs / (1.8 * total_pairs))
        told = sum(rarity_of(left) + rarity_of(right) for left, right in wanted if (left, right) in neighbours)
        found["every_pair"].append(told / heavy)
        found["said"].append(
            sum(weight * rarity_of(word) for word, weight in content.items() if word in here) / subject
        )
        for name, part in (("heading_asked", HEAD), ("title_asked", TITLE)):
            own = [compared(word) for where, line in cut if where == part for word in line.split()]
            shared = sum(rarity_of(word) for word in own if word in words)
            found[name].append(shared / (sum(map(rarity_of, own)) or 1.0))
    return found


def _asked_words(query):
    text = query.text if query.language == "en" else query.question
    return [word for _, line in cut_lines(text.replace("\n", " "), "", "") for word in line.split()]
