"""The units of a document that carry statements, each with the headings above it."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING

from ingest.facts.quoting import body_of
from retrieval.text import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.structure import Unit

_SILENT = frozenset({"header", "basis", "signature", "recipients", "footnote", "table", "row", "quoted", "form"})


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A unit outside tables, and its headings, outermost first."""

    unit: Unit
    above: tuple[Unit, ...]

    def sentences(self) -> tuple[str, ...]:
        """The sentences of its words, without its marker; a semicolon before a capital ends one too."""
        return _sentences(body_of(self.unit))

    def headings(self) -> list[str]:
        """The words of the headings above it, the nearest first."""
        return [body_of(unit) for unit in reversed(self.above)]


@functools.lru_cache(4096)
def _sentences(body: str) -> tuple[str, ...]:
    """Every kind of fact asks for the same ones."""
    return tuple(body[start:end].strip() for start, end in sentences(body))


def lines_of(unit: Unit, above: tuple[Unit, ...] = ()) -> Iterator[Line]:
    """Every unit with words of its own under `unit`, in source order; not header, bases, tables or notes."""
    for child in unit.children:
        if child.kind in _SILENT:
            continue
        if child.text:
            yield Line(child, above)
        yield from lines_of(child, (*above, child))
