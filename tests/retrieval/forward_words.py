"""What a forward index says of passages, in words instead of numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.forward import BODY, END, HEAD, PATH, TITLE
from retrieval.text import sentences, syllables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.forward import ForwardIndex


def worded(index: ForwardIndex, passages: Sequence[str]) -> list[tuple[tuple[int, str], ...]]:
    """(part, line) of each passage in order, a line for each heading and sentence."""
    wording = index.wording(passages)
    names = spelling(index)
    found: list[list[tuple[int, str]]] = [[] for _ in passages]
    line: list[str] = []
    rows = zip(wording.tokens.tolist(), wording.owners.tolist(), wording.parts.tolist(), strict=True)
    for token, owner, part in rows:
        if token == END:
            found[owner].append((part, " ".join(line)))
            line = []
        else:
            line.append(names[token])
    assert not line, "the last line has no end"
    return [tuple(lines) for lines in found]


def frequencies(index: ForwardIndex) -> dict[str, int]:
    """In how many passages each word stands that stands in one."""
    return {name: int(index.frequency[number]) for number, name in spelling(index).items() if index.number(name)}


def spelling(index: ForwardIndex) -> dict[int, str]:
    """Each word by its number."""
    return dict(enumerate(index._words, 1))


def cut_lines(title: str, path: str, body: str, about: str = "") -> tuple[tuple[int, str], ...]:
    """What `worded` should say of a passage, cut in the obvious way."""
    *above, head = path.split("\n")
    lines = [(TITLE, title), *((PATH, line) for line in [*about.split("\n"), *above]), (HEAD, head)]
    lines += [(BODY, line[start:end]) for line in body.split("\n") for start, end in sentences(line)]
    cut = [(part, " ".join(syllables(line))) for part, line in lines]
    return tuple((part, line) for part, line in cut if line)
