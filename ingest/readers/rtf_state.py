"""What an RTF reader keeps in mind: properties that braces restore, rows, and texts inside the text."""

from __future__ import annotations

import dataclasses

from ingest.readers.flow import Flow
from ingest.readers.words import Words


@dataclasses.dataclass(slots=True)
class State:
    """What braces save and restore."""

    font: int = -1
    hidden: bool = False
    deleted: bool = False
    capitals: bool = False
    skipped: bool = False
    after_unicode: int = 1
    destination: str = ""
    depth: int = 0


@dataclasses.dataclass(slots=True)
class Row:
    """The cells of a row as they are defined, before or after their text."""

    edges: list[int] = dataclasses.field(default_factory=lambda: [0])
    merged: set[int] = dataclasses.field(default_factory=set)


@dataclasses.dataclass(slots=True)
class Story:
    """A text of its own: the document, a text box, a footnote, the number of an item. It ends with its group."""

    kind: str = ""
    group: int = 0
    note: int = 0
    flow: Flow = dataclasses.field(default_factory=Flow)
    words: Words = dataclasses.field(default_factory=Words)
    boxes: list[str] = dataclasses.field(default_factory=list)

    def end_paragraph(self, depth: int) -> None:
        """The words so far are a paragraph inside `depth` tables; text boxes stand after it."""
        self.flow.paragraph(self.words.take(), depth)
        if self.boxes:
            self.flow.paragraph("\n".join(self.boxes), depth)
            self.boxes = []

    def end_cell(self, depth: int) -> None:
        """The words so far are the last paragraph of a cell."""
        self.end_paragraph(depth)
        self.flow.end_cell(depth)

    def finished(self, depth: int = 0) -> list[str]:
        """All lines; words after the last paragraph are one too."""
        if text := self.words.take():
            self.flow.paragraph(text, depth)
        return [*self.flow.lines(), *self.boxes]
