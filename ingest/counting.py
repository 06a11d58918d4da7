"""What a document holds: its own articles, its annexes, its tables.

Điều of other documents stand in a document too: in quoted amendments (“Điều 5 được sửa đổi như sau: “Điều 5. …””), in
blank forms of annexes. None of them is an article of the document.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.tree import Unit

_LABEL = re.compile(r"phụ\s+lục(?:\s+số)?\s*:?\s+(\d{1,3}|[IVXL]+)(?!\w)", re.IGNORECASE)
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}


def find_articles(root: Unit) -> Iterator[str]:
    """The numbers of the articles of the body as printed, in order: “1”, “1a”, “36.3.LQ.2”."""
    for unit in root.children:
        if unit.kind != "annex":
            labels = (each.label for each in unit.own() if each.kind == "article")
            yield from (re.sub(r"^\S+\s+|[\s.:]+$", "", label) for label in labels)


def count_tables(root: Unit) -> int:
    """How many tables stand in it, those of annexes included."""
    return sum(unit.kind == "table" for unit in root.walk())


def count_annexes(root: Unit) -> int:
    """How many annexes are called so; where none is, how many parts under the signature have a title."""
    annexes = [unit for unit in root.children if unit.kind in {"annex", "form"} and unit.text]
    named = [unit.text for unit in annexes if unit.text.upper().startswith("PHỤ LỤC")]
    return _counting_on(named) if named else sum(unit.kind == "annex" for unit in annexes)


def _counting_on(titles: Sequence[str]) -> int:
    """How many of `titles` are the document's own annexes.

    They count on in the figures of the first, Roman or Arabic; the others are forms that replace annexes of other
    documents (“PHỤ LỤC 13” inside “PHỤ LỤC I”).
    """
    labels = [found[1].upper() if (found := _LABEL.match(title)) else "" for title in titles]
    if not labels[0]:
        return len(titles)
    roman = not labels[0].isdigit()
    numbers = [_roman(label) if roman else int(label) for label in labels if label and label.isdigit() != roman]
    last = counted = 0
    for at, number in enumerate(numbers):
        if number > last and not set(range(last + 1, number)) & set(numbers[at + 1 :]):
            last, counted = number, counted + 1
    return counted


def _roman(label: str) -> int:
    values = [_ROMAN[letter] for letter in label]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
