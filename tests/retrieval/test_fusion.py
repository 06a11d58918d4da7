"""Scores of two routes put together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.fusion import fuse, scaled
from tests.retrieval.sample_library import PATIENT

SCORES = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 1_000), max_size=6)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ({}, {}),
        ({"a": 4.0, "b": 1.0}, {"a": 1.0, "b": 0.25}),
        ({"a": 0.0}, {"a": 0.0}),
        ({"a": -1.0}, {"a": 0.0}),
    ],
)
def test_each_route_is_scaled_by_its_own_best(scores, expected):
    assert scaled(scores) == expected


def test_scores_are_weighed_and_added():
    assert fuse([({"a": 2.0, "b": 1.0}, 0.6), ({"b": 0.9}, 0.4)]) == [
        ("b", pytest.approx(0.7)),
        ("a", pytest.approx(0.6)),
    ]


def test_a_route_of_large_numbers_does_not_drown_the_other():
    assert fuse([({"a": 90.0, "b": 89.0}, 0.5), ({"b": 0.9}, 0.5)])[0][0] == "b"


def test_equal_scores_stand_in_the_order_of_their_keys():
    assert [key for key, _ in fuse([({"b": 1.0, "a": 1.0, "c": 1.0}, 1.0)])] == ["a", "b", "c"]


def test_no_route_gives_nothing():
    assert fuse([]) == []


@PATIENT
@given(SCORES, SCORES, st.floats(0, 1))
def test_every_key_is_there_once_best_first_between_zero_and_one(first, second, weight):
    ranking = fuse([(first, weight), (second, 1 - weight)])
    values = [score for _, score in ranking]
    assert sorted(key for key, _ in ranking) == sorted({*first, *second})
    assert values == sorted(values, reverse=True)
    assert all(0 <= value <= 1 + 1e-9 for value in values)


@PATIENT
@given(SCORES, st.integers(1, 10))
def test_the_unit_of_a_route_counts_for_nothing(scores, unit):
    enlarged = {key: score * unit for key, score in scores.items()}
    assert scaled(enlarged) == pytest.approx(scaled(scores))
