"""The text of a binary Word file as Word shows it with all changes accepted: [MS-DOC] 2.4 and 2.8.

Numbers that Word generates are counted; tables become rows, text boxes stand after their paragraph, footnotes at the
end; headers, footers, comments, deleted and hidden words are left out.
"""

from __future__ import annotations

import bisect
import re
from typing import TYPE_CHECKING

from ingest.readers.flow import Flow, finished, squeezed
from ingest.readers.symbols import show_symbol
from ingest.readers.word_bytes import number, plex
from ingest.readers.word_file import open_word
from ingest.readers.word_lists import WordLists
from ingest.readers.word_styles import Look, Paragraph, Styles
from ingest.readers.words import Words

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.readers.compound import Compound
    from ingest.readers.word_file import Stretch, WordFile

_ENDS = re.compile(r"[\r\x07\f]")
_CONTROLS = re.compile(r"([\x00-\x08\x0b-\x1f])")
_SHOWN = {"\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\x1e": "-", "\t": "\t"}
"""What control characters show; the others show nothing, the optional hyphen among them."""
_NOTE, _SYMBOL, _DRAWING = "\x02", "(", "\x08"
_FIELD, _FIELD_SEPARATOR, _FIELD_END = "\x13", "\x14", "\x15"
_FOOTNOTES, _ENDNOTES = (2, 3), (46, 47)
"""Numbers of the tables that hold where notes are referred to, and where they begin."""
_SECTIONS, _SHAPES, _BOXES = 6, 40, 56


def word_text(path: Path, compound: Compound, *, prefix: str = "") -> str:
    """The text of the Word document in `compound`, one line a paragraph.

    Args:
        path: the file, for messages.
        compound: what holds its streams.
        prefix: what their names begin with, where the document is an object in another one.

    Raises:
        UnreadableError: it is damaged, locked, or of Word 95 or older.
    """
    return finished(_WordText(open_word(path, lambda name: compound.stream(prefix + name))).lines())


class _WordText:
    """Reads one file; keeps count of lists."""

    def __init__(self, word: WordFile) -> None:
        self._word = word
        self._styles = Styles(word)
        self._lists = WordLists(word)
        self._letter_ends = [stretch.end for stretch in word.letters]
        self._paragraph_ends = [stretch.end for stretch in word.paragraphs]
        self._sections = {end - 1 for end in plex(word.table(_SECTIONS), 12)[0]}
        self._notes = self._marks()
        self._boxes = self._hung_boxes()

    def lines(self) -> list[str]:
        """The lines of the main text, then those of the notes it refers to."""
        flow = Flow()
        self._write(*self._word.parts["text"], flow)
        return [*flow.lines(), *self._note_lines()]

    # ---- paragraphs

    def _write(self, start: int, end: int, flow: Flow) -> None:
        """Give the paragraphs of the text from `start` to `end` to `flow`."""
        words = Words()
        boxes: list[tuple[int, int]] = []
        fields: list[bool] = []
        position = start
        while position < end:
            stop = self._end_of_paragraph(position, end)
            last = self._letter(stop - 1)
            self._add(position, stop - 1 if _ENDS.match(self._word.text, stop - 1) else stop, words, boxes, fields)
            position = stop
            kept = self._look(last).deleted or self._look(last).hidden
            if kept and self._word.text[stop - 1] == "\r" and position < end:
                continue
            self._end(stop - 1, words.take(), flow)
            for box in boxes:
                inner = Flow()
                self._write(*box, inner)
                flow.paragraph("\n".join(inner.lines()), self._paragraph(stop - 1).depth)
            boxes = []
            if any(fields):
                fields = []

    def _end_of_paragraph(self, start: int, end: int) -> int:
        """The position after the mark of the paragraph at `start`; a form feed that ends no section is a line break."""
        for found in _ENDS.finditer(self._word.text, start, end):
            if found[0] != "\f" or found.start() in self._sections:
                return found.end()
        return end

    def _end(self, mark: int, text: str, flow: Flow) -> None:
        """Give the paragraph that ends with the letter at `mark` to `flow`."""
        paragraph = self._paragraph(mark)
        cell_mark = self._word.text[mark] == "\x07"
        depth = max(paragraph.depth, 1) if cell_mark else paragraph.depth
        if paragraph.ends_row and depth:
            flow.end_row(depth, paragraph.edges, paragraph.merged)
            return
        label = self._lists.next(paragraph.list_number, paragraph.level) if paragraph.list_number else ""
        if label and (text.strip() or depth):
            text = f"{label} {text.lstrip()}".rstrip()
        flow.paragraph(text, depth)
        if cell_mark or (paragraph.ends_cell and depth > 1):
            flow.end_cell(depth)

    def _paragraph(self, mark: int) -> Paragraph:
        at = bisect.bisect_right(self._paragraph_ends, mark)
        if at == len(self._paragraph_ends):
            return Paragraph()
        stretch = self._word.paragraphs[at]
        return self._styles.paragraph(stretch.properties, stretch.piece)

    # ---- letters

    def _letter(self, position: int) -> Stretch | None:
        at = bisect.bisect_right(self._letter_ends, position)
        return self._word.letters[at] if at < len(self._letter_ends) else None

    def _look(self, stretch: Stretch | None, style: int = 0) -> Look:
        return self._styles.look(style, stretch.properties, stretch.piece) if stretch else Look()

    def _add(self, start: int, end: int, words: Words, boxes: list[tuple[int, int]], fields: list[bool]) -> None:
        """Append the words between `start` and `end`, each with its font and whether in capitals."""
        style = self._paragraph(end).style
        at = bisect.bisect_right(self._letter_ends, start)
        while start < end:
            stretch = self._word.letters[at] if at < len(self._letter_ends) else None
            stop = min(stretch.end, end) if stretch else end
            look = self._look(stretch, style)
            if not (look.deleted or look.hidden):
                font = self._font(look)
                words.add("".join(self._visible(start, stop, look, boxes, fields)), font, capitals=look.capitals)
            start = stop
            at += 1

    def _font(self, look: Look) -> str:
        """The font of letters outside of ASCII, which are those that old fonts change."""
        fonts = self._styles.fonts
        return fonts[look.other_font] if look.other_font < len(fonts) else ""

    def _visible(self, start: int, end: int, look: Look, boxes: list[tuple[int, int]], fields: list[bool]) -> list[str]:
        """What the letters of one look show, codes of fields left out."""
        shown: list[str] = []
        position = start
        if look.special and look.symbol and self._word.text[start] == _SYMBOL:
            font, code = look.symbol
            return [] if any(fields) else [show_symbol(code, self._name(font))] * (end - start)
        for part in _CONTROLS.split(self._word.text[start:end]):
            if part == _FIELD:
                fields.append(True)
            elif part == _FIELD_SEPARATOR and fields:
                fields[-1] = False
            elif part == _FIELD_END and fields:
                fields.pop()
            elif not any(fields):
                shown.append(self._control(part, position, boxes) if _CONTROLS.match(part) else part)
            position += len(part)
        return shown

    def _name(self, font: int) -> str:
        return self._styles.fonts[font] if font < len(self._styles.fonts) else ""

    def _control(self, letter: str, position: int, boxes: list[tuple[int, int]]) -> str:
        if letter == _NOTE and position in self._notes:
            return f"[{self._notes[position]}]"
        if letter == _DRAWING and position < self._word.parts["text"][1]:
            boxes += self._boxes.pop(position, [])
        return _SHOWN.get(letter, "")

    # ---- notes and text boxes

    def _marks(self) -> dict[int, int]:
        """Where the text refers to notes, and their numbers: footnotes first, as they stand first at the end."""
        places = [place for table, _ in (_FOOTNOTES, _ENDNOTES) for place in plex(self._word.table(table), 2)[0][:-1]]
        return {place: count for count, place in enumerate(places, 1)}

    def _note_lines(self) -> list[str]:
        found: list[str] = []
        count = 0
        for (references, table), part in ((_FOOTNOTES, "footnotes"), (_ENDNOTES, "endnotes")):
            first, last = self._word.parts[part]
            begins = plex(self._word.table(table), 0)[0]
            for index in range(len(plex(self._word.table(references), 2)[1])):
                count += 1
                if index + 1 < len(begins) and begins[index] < begins[index + 1] <= last - first:
                    flow = Flow()
                    self._write(first + begins[index], first + begins[index + 1], flow)
                    if text := squeezed(" ".join(flow.lines())):
                        found.append(f"[{count}] {text}")
        return found

    def _hung_boxes(self) -> dict[int, list[tuple[int, int]]]:
        """Text boxes by where in the text their drawings hang; those inside groups hang where the one before does."""
        first, last = self._word.parts["boxes"]
        places, shapes = plex(self._word.table(_SHAPES), 26)
        anchors = {number(shape, 0, 4): place for place, shape in zip(places, shapes, strict=False)}
        begins, boxes = plex(self._word.table(_BOXES), 22)
        hung: dict[int, list[tuple[int, int]]] = {}
        place = places[0] if shapes else 0
        for index, box in enumerate(boxes):
            start, end = first + begins[index], first + begins[index + 1]
            if not number(box, 8, 2) and start < end <= last:
                place = anchors.get(number(box, 14, 4), place)
                hung.setdefault(place, []).append((start, end))
        return hung
