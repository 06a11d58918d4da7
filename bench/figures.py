"""Figures: intervals, medians, and the bars that some of them are to reach. Pure."""

from __future__ import annotations

import dataclasses
import statistics
from typing import TYPE_CHECKING, Literal

import numpy as np

from bot.ranking import mean

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclasses.dataclass(frozen=True, slots=True)
class Share:
    """A share of questions with its 95 % interval (percentile bootstrap over the questions, seeded)."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.2f} ({self.low:.2f}–{self.high:.2f})"


def share(hits: Sequence[bool]) -> Share:
    """The share of `hits`, at least one, that are true."""
    found = mean(list(map(float, hits)))
    return Share(found.value, found.low, found.high)


@dataclasses.dataclass(frozen=True, slots=True)
class Times:
    """Repeated measurements of one thing, in one unit."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.values)

    @property
    def p95(self) -> float:
        """What 95 % of them stay under."""
        return float(np.percentile(self.values, 95))

    def __str__(self) -> str:
        return f"{self.median:.2f} ({min(self.values):.2f}–{max(self.values):.2f})"


DIGITS = {
    "": 3,
    "s": 2,
    "ms": 1,
    "MB": 0,
    "passages": 0,
    "citations": 2,
    "MB/s": 2,
    "pages/s": 2,
    "passages/s": 0,
    "×": 1,
    "cores": 2,
}
"""Decimals of each unit; shares have none."""
_MOST_DIGITS = 8


def told(value: float | None, unit: str = "") -> str:
    """A figure as reports write it; a dash where it was not measured."""
    return "—" if value is None else f"{value:,.{DIGITS[unit]}f}"


@dataclasses.dataclass(frozen=True, slots=True)
class Bar:
    """What a figure of a unit is to reach."""

    sign: Literal["≥", "≤", "<", "="]
    bound: float
    unit: str = ""

    def __str__(self) -> str:
        return f"{self.sign} {self.bound:g}{self.unit and ' ' + self.unit}"

    def is_met(self, value: float) -> bool:
        """Whether `value` reaches it."""
        match self.sign:
            case "≥":
                return value >= self.bound
            case "≤":
                return value <= self.bound
            case "<":
                return value < self.bound
            case "=":
                return value == self.bound


@dataclasses.dataclass(frozen=True, slots=True)
class Barred:
    """A figure beside its bar; None where it was not measured."""

    figure: str
    value: float | None
    bar: Bar

    @property
    def shown(self) -> str:
        """The figure, with so many digits that it does not look like its bar where it is not met."""
        if self.value is None or self.bar.is_met(self.value):
            return told(self.value, self.bar.unit)
        digits = DIGITS[self.bar.unit]
        while self.bar.is_met(round(self.value, digits)) and digits < _MOST_DIGITS:
            digits += 1
        return f"{self.value:,.{digits}f}"

    @property
    def verdict(self) -> str:
        """“met” or “not met”."""
        if self.value is None:
            return "not measured"
        return "met" if self.bar.is_met(self.value) else "**not met**"
