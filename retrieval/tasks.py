"""Whether two stretches of a document speak of the same task, body or report. Pure.

Plans say a task twice: in the chapter on carrying out (“xây dựng, triển khai thực hiện kế hoạch truyền thông …”) and in
an annex (“Kế hoạch truyền thông …”). What is left when the words of doing are taken away is the same.
"""

from __future__ import annotations

import re

from retrieval.agencies import canonical
from retrieval.glossary import Glossary
from retrieval.text import fold, syllables

_DOING = re.compile(
    r"\b(?:xay dung|trien khai|thuc hien|to chuc|tiep tuc|day manh|tang cuong|chu tri|phoi hop|tham muu|hoan thanh|"
    r"ban hanh|ke hoach|de an|du an|chuong trinh|nhiem vu|nay|va|cac|nhung|ve|cho|cua|tai|tren|theo)\b"
)
_BRACKETS = re.compile(r"\([^()]*\)")
_LEAST = 4
"""Syllables that a task must have beside the words of doing, to be known again."""
_ALIKE = 0.8
"""Share of all syllables of two tasks that both have."""
_LEVELS = re.compile(r"\b(thi xa|thi tran|thanh pho|trung uong|tinh|huyen|quan|xa(?! hoi\b)|phuong)\b")
_CLASS = re.compile(r"^(?:cac|moi|tung|nhung)\b|\b(?:cac|moi|tung) (?:tinh|huyen|quan|xa|phuong|thanh|thi|so|phong)\b")


class Tasks:
    """Knows a task again; safe to use from several threads.

    Args:
        glossary: spells abbreviations out, which documents define at their first use.
        capacity: how many tasks are remembered.
    """

    def __init__(self, glossary: Glossary, capacity: int = 20_000) -> None:
        self._glossary = glossary
        self._capacity = capacity
        self._known: dict[str, tuple[str, ...]] = {}

    def core(self, task: str) -> tuple[str, ...]:
        """The folded syllables of a task without words of doing, small words and what stands in brackets."""
        if (found := self._known.get(task)) is None:
            if len(self._known) >= self._capacity:
                self._known = {}
            told = syllables(self._glossary.spell_out(_BRACKETS.sub(" ", task)))
            found = self._known[task] = tuple(_DOING.sub(" ", " ".join(map(fold, told))).split())
        return found

    def same(self, first: str, other: str, *, run_on: bool = False) -> bool:
        """Whether two tasks are the same: nearly all words are, and all figures.

        With `run_on` the one may go on after the other ends: rows copied without the lines between their columns.
        """
        shorter, longer = sorted((self.core(first), self.core(other)), key=len)
        if len(shorter) < _LEAST:
            return False
        if run_on and longer[: len(shorter)] == shorter:
            return True
        mine, theirs = set(shorter), set(longer)
        if any(word[0].isdigit() for word in mine ^ theirs):
            return False
        return len(mine & theirs) >= _ALIKE * len(mine | theirs)


def levels(name: str) -> frozenset[str]:
    """The levels that a canonical name tells: “uy ban nhan dan xa thi tran” → xa, thi tran."""
    return frozenset(_LEVELS.findall(name))


def is_class(name: str) -> bool:
    """Whether a name stands for many bodies, each in its own place: “UBND các huyện”, “các trường”."""
    return bool(_CLASS.search(fold(name)))


def same_body(first: str, other: str) -> bool:
    """Whether one name is the other, or one of several that the other holds: “Sở Nội vụ”, “Giám đốc Sở Nội vụ tỉnh”."""
    mine, theirs = canonical(first).split(), canonical(other).split()
    shorter, longer = sorted((mine, theirs), key=len)
    return bool(shorter) and (set(shorter) <= set(longer))
