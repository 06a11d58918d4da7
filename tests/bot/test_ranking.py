"""Acc@1, R@5, R@10 and MRR@10 by hand."""

import pytest

from bot.ranking import Ranked, figures, mean, ranked


def test_a_row_stands_where_its_best_passage_does():
    assert ranked(["a", "a", "b", "c"], {"b", "c", "z"}) == Ranked((2, 3), 3)


def test_rows_after_the_tenth_do_not_count():
    assert ranked(map(str, range(20)), {"9", "10"}) == Ranked((10,), 2)


def test_the_four_figures_of_three_queries():
    queries = [Ranked((1,), 1), Ranked((4, 8), 2), Ranked((), 1)]
    assert {name: found.value for name, found in figures(queries).items()} == pytest.approx(
        {"Acc@1": 1 / 3, "R@5": (1 + 0.5) / 3, "R@10": 2 / 3, "MRR@10": (1 + 0.25) / 3}
    )


def test_an_interval_holds_the_mean_and_is_the_same_every_time():
    values = [1.0] * 30 + [0.5] * 10
    found = mean(values)
    assert found.low < found.value < found.high
    assert found == mean(values)
