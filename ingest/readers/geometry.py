"""Words with boxes → lines of text in reading order. What PDF and OCR give alike.

Stands here until it is written; the signature is settled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from retrieval.types import Span

if TYPE_CHECKING:
    from collections.abc import Sequence


class Word(NamedTuple):
    """A word and its box in points; the origin is the upper left corner of the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


class Rule(NamedTuple):
    """A ruled line, thin in one direction; tables and fraction bars are made of them."""

    left: float
    top: float
    right: float
    bottom: float


class Layout(NamedTuple):
    """The text of a page, and where in it each word stands, in the order the words were given."""

    text: str
    spans: tuple[Span, ...]


def lay_out(words: Sequence[Word], rules: Sequence[Rule], *, width: float) -> Layout:
    """Words of one page → its lines, indented as on paper, columns kept apart, ruled tables as rows with bars."""
    raise NotImplementedError
