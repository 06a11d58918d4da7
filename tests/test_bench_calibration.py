"""Confidence against what became of it: bins, the expected error, and a picture that can be read."""

from xml.etree import ElementTree

import pytest

from bench.answers_report import loss
from bench.calibration import Told, calibration, drawn

ANSWERS = [Told(0.0, kept=False)] * 6 + [Told(0.95, kept=True)] * 3 + [Told(1.0, kept=False)]


def test_answers_fall_into_bins_of_a_tenth_and_the_last_holds_one():
    found = calibration(ANSWERS)
    assert [(each.low, each.high, each.count, each.kept) for each in found.bins] == [
        (0.0, 0.1, 6, 0.0),
        (0.9, 1.0, 4, 0.75),
    ]
    assert found.bins[1].confidence == pytest.approx(0.9625)


def test_the_expected_error_weighs_bins_by_their_answers():
    assert calibration(ANSWERS).error == pytest.approx((6 * 0 + 4 * (0.9625 - 0.75)) / 10)
    assert calibration([Told(1.0, kept=True)]).error == 0


def test_an_interval_of_few_answers_is_wide():
    (few,) = calibration([Told(0.5, kept=False)]).bins
    assert (few.least, few.kept) == (0.0, 0.0)
    assert few.most > 0.7


def test_the_picture_is_svg_without_anything_from_elsewhere():
    picture = drawn(calibration(ANSWERS))
    root = ElementTree.fromstring(picture)  # noqa: S314 (our own)
    tags = [element.tag.rpartition("}")[2] for element in root.iter()]
    assert (tags[0], tags.count("circle")) == ("svg", 2)
    assert "0.75 of 4" in picture
    assert "href" not in picture
    assert "prefers-color-scheme: dark" in picture


def test_everything_drawn_lies_inside_the_picture():
    root = ElementTree.fromstring(drawn(calibration([Told(0.0, kept=True), Told(1.0, kept=False)])))  # noqa: S314
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for circle in root.iter("{http://www.w3.org/2000/svg}circle"):
        x, y, radius = (float(circle.attrib[name]) for name in ("cx", "cy", "r"))
        assert radius < x < width - radius
        assert radius < y < height - radius


def test_the_loss_is_that_of_the_figure_that_lost_most():
    card = {"right": 1.0, "wrongly_refused": 0.0, "rightly_refused": 1.0, "verbatim": 1.0}
    assert loss(card, card | {"right": 0.98, "wrongly_refused": 0.05}) == pytest.approx(0.05)
    assert loss(card, card) == 0
