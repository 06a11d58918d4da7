r"""Rich Text Format (.rtf, and many a .doc): the text as Word shows it with all changes accepted.

Fonts are followed, for old ones say how their letters are encoded; tables become rows, footnotes stand at the end;
headers, footers, deleted and hidden words are left out. Numbers that Word generated stand in \listtext.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from ingest.readers.extract import Extract, whole
from ingest.readers.flow import finished, squeezed
from ingest.readers.rtf_fonts import Fonts
from ingest.readers.rtf_state import Row, State, Story
from ingest.readers.rtf_tokens import tokens
from ingest.readers.rtf_words import KEPT, LETTERS, SKIPPED, SYMBOLS
from retrieval.errors import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ingest.readers.rtf_tokens import Token

_BULLETS = {"o": "+", "+": "+", "*": "*"}
_MAX_GROUPS = 20_000
_MAX_NOTES = 5000
_MAX_CELLS = 200


def read_rtf(path: Path, data: bytes) -> Extract:
    """The text of an .rtf file, one line a paragraph.

    Raises:
        UnreadableError: its groups nest without end.
    """
    reader = _Reader()
    for token in tokens(data):
        reader.take(token)
        if token.mark == "{" and reader.nesting > _MAX_GROUPS:
            raise UnreadableError(path, "nests its groups without end; open it in Word and save it as .docx")
    return whole(finished(reader.lines()))


class _Reader:
    """Takes tokens; holds what has been read."""

    def __init__(self) -> None:
        self._state = State()
        self._groups: list[State] = []
        self._stories = [Story()]
        self._notes: list[str] = []
        self._marked = 0
        self._fonts = Fonts()
        self._default_font = -1
        self._rows = {False: Row(), True: Row()}
        self._bytes = bytearray()
        self._skip = 0
        self._ignorable = False

    @property
    def nesting(self) -> int:
        """How many groups are open."""
        return len(self._groups)

    @property
    def in_tables(self) -> int:
        """How many tables the paragraph stands in."""
        return self._state.depth

    def take(self, token: Token) -> None:
        """Reads one token."""
        if token.letters or token.code:
            self._take_letters(token.letters or token.code)
            return
        if self._skip and token.mark not in {"{", "}"}:
            self._skip -= 1
            return
        self._flush()
        if token.word:
            self._take_word(token.word, token.number)
        elif token.mark == "{":
            self._open()
        elif token.mark == "}":
            self._close()
        elif token.mark == "*":
            self._ignorable = True
        elif token.mark in {"\n", "\r"}:
            self.end_paragraph()
        else:
            self._add(SYMBOLS.get(token.mark, ""))

    def lines(self) -> list[str]:
        """All lines, notes last."""
        self._flush()
        while len(self._stories) > 1:
            self._end_story()
        return [*self._stories[0].finished(self._state.depth), *self._notes]

    # ---- groups

    def _open(self) -> None:
        self._skip = 0
        self._groups.append(self._state)
        self._state = dataclasses.replace(self._state)
        self._ignorable = False
        if self._state.destination == "upr":
            self._state.skipped = True

    def _close(self) -> None:
        self._skip = 0
        self._ignorable = False
        if not self._groups:
            return
        while len(self._stories) > 1 and self._stories[-1].group >= len(self._groups):
            self._end_story()
        self._state = self._groups.pop()

    def _begin_story(self, kind: str, *, note: int = 0) -> None:
        self._stories.append(Story(kind, len(self._groups), note))
        self._state.destination = kind
        self._state.depth = 0

    def _end_story(self) -> None:
        story = self._stories.pop()
        below = self._stories[-1]
        if story.kind == "listtext":
            label = squeezed(story.words.take())
            lone = len(label) == 1 and (label == "o" or not label.isalnum())
            below.words.add(f"{_BULLETS.get(label, '-') if lone else label} " if label else "", "", capitals=False)
        elif story.kind == "footnote":
            if words := squeezed(" ".join(story.finished())):
                self._notes.append(f"[{story.note}] {words}")
        else:
            below.boxes += story.finished()

    # ---- words

    def _take_word(self, word: str, number: int | None) -> None:
        ignorable, self._ignorable = self._ignorable, False
        if word in _OPENING:
            _OPENING[word](self, word)
        elif word in SKIPPED or (ignorable and word not in KEPT):
            self._state.skipped = True
            self._state.destination = word
        elif self._state.destination == "fonttbl":
            self._define_font(word, number)
        elif word in _SWITCHES:
            setattr(self._state, _SWITCHES[word], number != 0)
        elif word in _HANDLERS:
            _HANDLERS[word](self, number)
        elif word in LETTERS:
            self._add(LETTERS[word])

    def _define_font(self, word: str, number: int | None) -> None:
        if word == "f":
            self._state.font = number or 0
        self._fonts.define(self._state.font, word, number or 0)

    def unskip(self, word: str) -> None:
        """What stands for an object or, in Unicode, for what is before it, is text after all."""
        if self._state.destination in {"object", "upr"}:
            self._state.skipped = False
            self._state.destination = word

    def footnote(self, _: str) -> None:
        if self._state.skipped or len(self._notes) >= _MAX_NOTES or self._stories[-1].kind == "footnote":
            self._state.skipped = True
            return
        note = 1 + len(self._notes)
        if self._marked < note:
            self.mark(None)
        self._marked = note
        self._begin_story("footnote", note=note)

    def mark(self, _: int | None) -> None:
        if self._stories[-1].kind != "footnote" and not self._state.skipped:
            self._marked = 1 + len(self._notes)
            self._add(f"[{self._marked}]")

    def text_box(self, _: str) -> None:
        if not self._state.skipped and len(self._stories) < 50:
            self._begin_story("box")

    def label(self, _: str) -> None:
        if not self._state.skipped:
            self._begin_story("listtext")

    def unicode(self, number: int | None) -> None:
        self._skip = self._state.after_unicode
        self._add(self._fonts.letter(self._state.font, (number or 0) % 0x10000))

    # ---- letters

    def _take_letters(self, letters: bytes) -> None:
        if self._skip:
            skipped = min(self._skip, len(letters))
            self._skip -= skipped
            letters = letters[skipped:]
        self._bytes += letters

    def _flush(self) -> None:
        """Give the bytes so far their meaning in the font they are set in."""
        if not self._bytes:
            return
        letters, self._bytes = bytes(self._bytes), bytearray()
        state = self._state
        if state.skipped or not self._groups:
            return
        if state.destination == "fonttbl":
            self._fonts.add_name(state.font, letters)
        else:
            self._add(self._fonts.text(state.font, letters))

    def _add(self, text: str) -> None:
        state = self._state
        if not (state.hidden or state.deleted or state.skipped):
            self._stories[-1].words.add(text, self._fonts.name(state.font), capitals=state.capitals)

    # ---- paragraphs and tables

    def end_paragraph(self, _: int | None = None) -> None:
        state, story = self._state, self._stories[-1]
        if not (state.skipped or state.deleted or state.hidden or story.kind == "listtext"):
            story.end_paragraph(state.depth)

    def end_cell(self, depth: int) -> None:
        if not self._state.skipped:
            self._stories[-1].end_cell(depth)

    def end_row(self, depth: int) -> None:
        if not self._state.skipped:
            row = self._rows[depth > 1]
            self._stories[-1].flow.end_row(depth, list(row.edges), frozenset(row.merged))

    def _row(self) -> Row:
        return self._rows[self._state.destination == "nesttableprops"]

    def begin_row(self, _: int | None) -> None:
        self._rows[self._state.destination == "nesttableprops"] = Row()

    def edge(self, number: int | None) -> None:
        if len(self._row().edges) <= _MAX_CELLS:
            self._row().edges.append(number or 0)

    def left(self, number: int | None) -> None:
        self._row().edges[0] = number or 0

    def merged(self, _: int | None) -> None:
        self._row().merged.add(len(self._row().edges) - 1)

    def nested_properties(self, word: str) -> None:
        self._state.destination = word

    # ---- properties

    def plain(self, _: int | None) -> None:
        self._state.hidden = self._state.deleted = self._state.capitals = False
        self._state.font = self._default_font

    def default(self, number: int | None) -> None:
        self._default_font = self._state.font = number if number is not None else -1

    def font(self, number: int | None) -> None:
        self._state.font = number if number is not None else -1

    def page(self, number: int | None) -> None:
        self._fonts.use_page(number or 1252)

    def depth(self, number: int | None) -> None:
        self._state.depth = number if number is not None else 1

    def after_unicode(self, number: int | None) -> None:
        self._state.after_unicode = min(max(number if number is not None else 1, 0), 100)

    def font_table(self, word: str) -> None:
        self._state.destination = word

    def reset(self, _: int | None) -> None:
        self._state.depth = 0


_SWITCHES = {"v": "hidden", "webhidden": "hidden", "deleted": "deleted", "caps": "capitals"}
_OPENING: dict[str, Callable[[_Reader, str], None]] = {
    "fonttbl": _Reader.font_table,
    "footnote": _Reader.footnote,
    "shptxt": _Reader.text_box,
    "dptxbxtext": _Reader.text_box,
    "listtext": _Reader.label,
    "pntext": _Reader.label,
    "ud": _Reader.unskip,
    "result": _Reader.unskip,
    "upr": _Reader.nested_properties,
    "nesttableprops": _Reader.nested_properties,
}
_HANDLERS: dict[str, Callable[[_Reader, int | None], None]] = {
    "par": _Reader.end_paragraph,
    "sect": _Reader.end_paragraph,
    "pard": _Reader.reset,
    "intbl": _Reader.depth,
    "itap": _Reader.depth,
    "cell": lambda reader, _: reader.end_cell(1),
    "nestcell": lambda reader, _: reader.end_cell(max(reader.in_tables, 2)),
    "row": lambda reader, _: reader.end_row(1),
    "nestrow": lambda reader, _: reader.end_row(max(reader.in_tables, 2)),
    "trowd": _Reader.begin_row,
    "cellx": _Reader.edge,
    "trleft": _Reader.left,
    "clvmrg": _Reader.merged,
    "plain": _Reader.plain,
    "f": _Reader.font,
    "deff": _Reader.default,
    "u": _Reader.unicode,
    "uc": _Reader.after_unicode,
    "chftn": _Reader.mark,
    "ansicpg": _Reader.page,
    "mac": lambda reader, _: reader.page(10000),
    "pc": lambda reader, _: reader.page(437),
    "pca": lambda reader, _: reader.page(850),
}
