"""Numbers that Word generates in binary files, counted: [MS-DOC] 2.9.131 LFO, 2.9.147 LSTF, 2.9.150 LVL."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, NamedTuple

from ingest.readers.numbering import Level, ListCounter
from ingest.readers.word_bytes import number

if TYPE_CHECKING:
    from ingest.readers.word_file import WordFile

_STYLES = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 22: "decimalZero",
    23: "bullet", 255: "none",
}  # fmt: skip
"""Names in OOXML of the number formats of [MS-OSHARED] 2.2.1.3; those that are not here are read as figures."""
_MAX_LISTS = 4000


class _List(NamedTuple):
    """What a paragraph's list number stands for: which list counts, and what its levels look like."""

    key: str
    levels: dict[int, Level]
    restarts: frozenset[int]


class WordLists:
    """The lists of a file, and how far each has been counted."""

    def __init__(self, word: WordFile) -> None:
        self._counter = ListCounter()
        self._begun: set[tuple[int, int]] = set()
        self._lists = _overrides(word, _definitions(word))

    def next(self, list_number: int, level: int) -> str:
        """The number of the next paragraph of the list, as printed; empty where there is no such list."""
        if not 0 < list_number <= len(self._lists):
            return ""
        found = self._lists[list_number - 1]
        if level in found.restarts and (list_number, level) not in self._begun:
            self._begun.add((list_number, level))
            self._counter.restart(found.key, level)
        return self._counter.next(found.key, level, found.levels)


def _definitions(word: WordFile) -> dict[int, dict[int, Level]]:
    """The levels of each list by its identifier. They stand behind the table of lists, in its order."""
    heads, behind = word.table(73), word.after_table(73)
    definitions: dict[int, dict[int, Level]] = {}
    at = 0
    for index in range(min(number(heads, 0, 2), _MAX_LISTS, len(heads) // 28)):
        head = heads[2 + 28 * index : 30 + 28 * index]
        levels: dict[int, Level] = {}
        for depth in range(1 if number(head, 26, 1) & 1 else 9):
            levels[depth], at = _level(behind, at)
        definitions[number(head, 0, 4)] = levels
    return definitions


def _overrides(word: WordFile, definitions: dict[int, dict[int, Level]]) -> list[_List]:
    table = word.table(74) + word.after_table(74)
    count = min(number(table, 0, 4), _MAX_LISTS, len(table) // 16)
    at = 4 + 16 * count
    lists = []
    for index in range(count):
        head = table[4 + 16 * index : 20 + 16 * index]
        identifier = number(head, 0, 4)
        levels = dict(definitions.get(identifier, {}))
        restarts = set()
        at += 4
        for _ in range(min(number(head, 12, 1), 9)):
            flags = number(table, at + 4, 4)
            depth, start = min(flags & 0xF, 8), number(table, at, 4)
            at += 8
            if flags & 0x20:
                levels[depth], at = _level(table, at)
            elif flags & 0x10 and depth in levels:
                levels[depth] = dataclasses.replace(levels[depth], start=start)
            if flags & 0x10:
                restarts.add(depth)
        lists.append(_List(str(identifier), levels, frozenset(restarts)))
    return lists


def _level(data: bytes, at: int) -> tuple[Level, int]:
    """The level at `at`, and where the next one begins."""
    kind, flags, limit = number(data, at + 4, 1), number(data, at + 5, 1), number(data, at + 26, 1)
    text = at + 28 + number(data, at + 24, 1) + number(data, at + 25, 1)
    length = number(data, text, 2)
    letters = data[text + 2 : text + 2 + 2 * length].decode("utf-16-le", "replace")
    shown = re.sub(r"[\0-\x08]", lambda place: f"%{ord(place[0]) + 1}", letters)
    level = Level(
        start=number(data, at, 4),
        style=_STYLES.get(kind, "decimal"),
        text=shown,
        restart=limit if flags & 0x08 else None,
        legal=bool(flags & 0x04),
    )
    return level, min(text + 2 + 2 * length, len(data))
