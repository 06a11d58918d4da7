"""Near vectors are found, in one order."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.projection import DamagedError
from retrieval.vectors import VectorIndex


def directions(count, dimensions=16, seed=0):
    rows = np.random.default_rng(seed).standard_normal((count, dimensions)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def index(tmp_path):
    with VectorIndex(tmp_path) as opened:
        yield opened


def test_nearest_are_those_of_an_exact_search(index):
    rows = directions(400)
    index.replace({f"p{at:03}": row for at, row in enumerate(rows)}, ())
    for question in directions(10, seed=1):
        similarities = rows @ question
        expected = [f"p{at:03}" for at in np.argsort(-similarities)[:10]]
        found = index.search(question, 10)
        assert [entry for entry, _ in found] == expected
        assert [score for _, score in found] == pytest.approx(sorted(similarities, reverse=True)[:10], abs=1e-5)


def test_equal_vectors_are_ordered_by_id_however_many(index):
    row = directions(1)[0]
    names = [f"p{at:03}" for at in range(120)]
    index.replace(dict.fromkeys(reversed(names), row), ())
    assert [entry for entry, _ in index.search(row, 5)] == names[:5]


def test_replace_takes_out_puts_in_and_changes(index):
    one, two, three = directions(3)
    index.replace({"a": one, "b": two}, ())
    index.replace({"b": three, "c": two}, ["a", "never there"])
    assert index.ids() == {"b", "c"}
    assert index.search(three, 1) == [("b", 1.0)]


def test_text_without_a_known_word_is_near_to_nothing(index):
    rows = directions(2)
    index.replace({"a": rows[0], "zero": np.zeros(16, dtype=np.float32)}, ())
    assert dict(index.search(rows[0], 2)) == {"a": 1.0, "zero": 0.0}
    assert {score for _, score in index.search(np.zeros(16, dtype=np.float32), 2)} == {0.0}


def test_empty_index_and_limit_of_nothing_give_nothing(index):
    row = directions(1)[0]
    assert index.search(row, 5) == []
    assert index.ids() == set()
    index.replace({"a": row}, ())
    assert index.search(row, 0) == []


@pytest.mark.parametrize("count", [1, 3, 150])
def test_index_is_there_after_it_was_closed(tmp_path, count):
    rows = directions(count)
    with VectorIndex(tmp_path) as index:
        index.replace({f"p{at}": row for at, row in enumerate(rows)}, ())
    with VectorIndex(tmp_path) as index:
        assert len(index.ids()) == count
        assert index.search(rows[0], 1) == [("p0", 1.0)]


def test_folder_of_something_else_is_damaged(tmp_path):
    (tmp_path / "chroma.sqlite3").write_text("không phải cơ sở dữ liệu" * 100)
    with pytest.raises(DamagedError, match="Chroma"):
        VectorIndex(tmp_path)
