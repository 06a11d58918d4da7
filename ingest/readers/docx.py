"""Word files (.docx): the text as Word shows it with all changes accepted.

Numbers that Word generates are counted; tables become rows, text boxes stand after their paragraph, footnotes at the
end; headers, footers, comments, deleted and hidden words are left out. ISO/IEC 29500-1, part 17.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.readers.compound import SIGNATURE, Compound
from ingest.readers.docx_styles import Letters, Numbering, Styles
from ingest.readers.embedded import Embedded
from ingest.readers.extract import Extract, whole
from ingest.readers.flow import finished, squeezed
from ingest.readers.ooxml import Package, attribute, child, children, name_of, whole_number
from ingest.readers.rows import repeated, show_row
from ingest.readers.symbols import show_symbol
from ingest.readers.words import Words
from retrieval.errors import UnreadableError

if TYPE_CHECKING:
    from ingest.readers.ooxml import Element

_DROPPED = frozenset(
    {
        "del", "moveFrom", "delText", "instrText", "delInstrText", "pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr",
        "sdtPr", "sdtEndPr", "sectPr", "object", "control", "annotationRef", "fldData", "binData", "rt", "ruby",
        "proofErr", "bookmarkStart", "bookmarkEnd", "commentReference", "lastRenderedPageBreak", "docPr",
    }
)  # fmt: skip
"""Elements that hold no words of the text, or words that are gone."""
_MOTTO = re.compile(r"C[ỘO]NG H(?:ÒA|OÀ|ÕA) X[ÃA] H[ỘO]I|Đ[ẢA]NG C[ỘO]NG S[ẢA]N")
_MARKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_CONTENTS = re.compile(r"(?:TOC|Mucluc)\d*", re.IGNORECASE)
"""Styles of a table of contents, which repeats headings and is none."""
_MAX_DEPTH = 120
"""Elements within elements inside the body; paragraphs in nested tables have about thirty."""
_CODE = re.compile(r"[0-9A-Fa-f]{1,6}")
_MAX_SPAN = 60
_SEPARATORS = frozenset({"separator", "continuationSeparator", "continuationNotice"})


def read_docx(path: Path, data: bytes) -> Extract:
    """The text of a .docx or .docm file, one line a paragraph.

    Raises:
        UnreadableError: it is damaged, locked, or holds no document.
    """
    package = Package(path, data)
    main = package.xml(_main_part(path, package))
    body = child(main, "body")
    if body is None:
        raise UnreadableError(path, "holds no document; open it in Word and save it anew")
    styles = Styles(package.xml("word/styles.xml"))
    writer = _Writer(path, styles, Numbering(package.xml("word/numbering.xml"), styles))
    lines = writer.blocks(body, 0)
    notes = _notes(package, writer)
    head = [] if any(_MOTTO.search(line) for line in lines) else _letterhead(package, writer)
    embedded = Embedded(path)
    _read_embedded(package, embedded)
    return whole("\n\n".join([finished([*head, *lines, *notes]), *embedded.texts]), warnings=tuple(embedded.warnings))


def _main_part(path: Path, package: Package) -> str:
    """Nearly always “word/document.xml”; some exporters number it."""
    names = [name for name in package.names() if re.fullmatch(r"word/document\d*\.xml", name)]
    if not names:
        raise UnreadableError(path, "holds no document; open it in Word and save it anew")
    return min(names, key=len)


def _read_embedded(package: Package, embedded: Embedded) -> None:
    """Files that hang in the text as icons: Word files as they are, others packed in compound files."""
    for name in sorted(package.names()):
        if not name.startswith("word/embeddings/") or not (data := package.read(name)):
            continue
        if name.endswith((".docx", ".doc", ".pdf", ".rtf")):
            embedded.add([(name.rpartition("/")[2], data)])
        elif name.endswith(".bin") and data.startswith(SIGNATURE):
            embedded.add_from(Compound(Path(name), data))


def _letterhead(package: Package, writer: _Writer) -> list[str]:
    """The header of the first page, where the letterhead stands in it instead of in the text."""
    for name in sorted(package.names()):
        if re.fullmatch(r"word/header\d*\.xml", name) and (root := package.xml(name)) is not None:
            lines = writer.blocks(root, 0)
            if any(_MOTTO.search(line) for line in lines):
                return lines
    return []


def _notes(package: Package, writer: _Writer) -> list[str]:
    """Footnotes and endnotes that the text refers to, as “[1] …” in the order of their marks."""
    found: list[str] = []
    roots = {kind: package.xml(f"word/{kind}s.xml") for kind in ("footnote", "endnote")}
    texts = {
        (kind, attribute(note, "id") or ""): note
        for kind, root in roots.items()
        for note in children(root, kind)
        if attribute(note, "type") not in _SEPARATORS
    }
    for number, key in enumerate(list(writer.notes), 1):
        note = texts.get(key)
        words = " ".join(line.strip() for line in writer.blocks(note, 0)) if note is not None else ""
        if words.strip():
            found.append(f"[{number}] {words.strip()}")
    return found


class _Line:
    """A paragraph while it is read: its words, and the lines of the text boxes that hang on it."""

    def __init__(self) -> None:
        self.words = Words()
        self.boxes: list[str] = []


class _Writer:
    """Walks the body; keeps count of lists and notes."""

    def __init__(self, path: Path, styles: Styles, numbering: Numbering) -> None:
        self.notes: dict[tuple[str, str], int] = {}
        self._path = path
        self._styles = styles
        self._numbering = numbering

    def blocks(self, element: Element, depth: int) -> list[str]:
        """The lines of the paragraphs and tables under `element`."""
        self._check(depth)
        lines: list[str] = []
        joined = False
        for under in element:
            name = name_of(under)
            if name == "p":
                own, boxes = self._paragraph(under, depth)
                if joined and lines and own:
                    lines[-1] += own[0]
                    own = own[1:]
                lines += [*own, *boxes]
                joined = child(under, "pPr", "rPr", "del") is not None
            elif name == "tbl":
                lines += self._table(under, depth)
            elif name not in _DROPPED:
                lines += self.blocks(under, depth + 1)
        return lines

    def _check(self, depth: int) -> None:
        if depth > _MAX_DEPTH:
            raise UnreadableError(self._path, f"nests its parts more than {_MAX_DEPTH} deep; save it anew in Word")

    # ---- paragraphs

    def _paragraph(self, paragraph: Element, depth: int) -> tuple[list[str], list[str]]:
        """Its own lines with the number in front, and the lines of the text boxes that hang on it."""
        properties = child(paragraph, "pPr")
        style = attribute(child(properties, "pStyle"), "val")
        number = self._numbering.next(properties)
        if _CONTENTS.fullmatch(style or ""):
            return [], []
        line = _Line()
        self._words(paragraph, self._styles.letters(style), line, depth)
        text = line.words.take()
        if number:
            text = f"{number} {text.lstrip()}" if text.strip() else number
        return text.split("\n"), line.boxes

    def _words(self, element: Element, letters: Letters, line: _Line, depth: int) -> None:
        self._check(depth)
        for under in element:
            name = name_of(under)
            if name in _DROPPED:
                continue
            if name == "r":
                self._run(under, letters, line, depth)
            elif name == "AlternateContent":
                self._alternate(under, letters, line, depth)
            elif name == "txbxContent":
                line.boxes += self.blocks(under, depth + 1)
            elif (shown := self._shown(under, name, letters)) is None:
                self._words(under, letters, line, depth + 1)
            elif not letters.hidden:
                line.words.add(*shown, capitals=letters.capitals)

    def _shown(self, element: Element, name: str, letters: Letters) -> tuple[str, str] | None:
        """What an element of a run shows, and in which font; None for one that holds others."""
        if name == "t":
            return re.sub(r"[\t\r\n]", " ", element.text or ""), letters.font
        if name in _MARKS:
            return _MARKS[name], letters.font
        if name in {"footnoteReference", "endnoteReference"}:
            return ("" if letters.hidden else self._note(element, name.removesuffix("Reference"))), ""
        if name == "sym":
            code = attribute(element, "char") or ""
            font = attribute(element, "font") or ""
            return (show_symbol(int(code, 16), font) if _CODE.fullmatch(code) else ""), ""
        return None

    def _run(self, run: Element, above: Letters, line: _Line, depth: int) -> None:
        properties = child(run, "rPr")
        style = attribute(child(properties, "rStyle"), "val")
        letters = (self._styles.letters(style, above) if style else above).under(properties)
        self._words(run, letters, line, depth + 1)

    def _alternate(self, element: Element, letters: Letters, line: _Line, depth: int) -> None:
        """The same drawing is given twice, for new and for old programs; one of them is read."""
        for name in ("Choice", "Fallback"):
            inner = _Line()
            for choice in children(element, name):
                self._words(choice, letters, inner, depth + 1)
            text = inner.words.take()
            if text.strip() or any(box.strip() for box in inner.boxes):
                line.words.add(text, "", capitals=False)
                line.boxes += inner.boxes
                return

    def _note(self, reference: Element, kind: str) -> str:
        key = (kind, attribute(reference, "id") or "")
        return f"[{self.notes.setdefault(key, len(self.notes) + 1)}]"

    # ---- tables

    def _table(self, table: Element, depth: int) -> list[str]:
        self._check(depth)
        lines: list[str] = []
        spanning: dict[int, str] = {}
        for row in _rows(table, depth):
            if child(row, "trPr", "del") is not None:
                continue
            before = whole_number(attribute(child(row, "trPr", "gridBefore"), "val"))
            cells = [""] * min(before, _MAX_SPAN)
            nested = False
            for cell in _cells(row, depth):
                properties = child(cell, "tcPr")
                inner = self.blocks(cell, depth + 3)
                nested = nested or any(True for _ in children(cell, "tbl"))
                merge = child(properties, "vMerge")
                goes_on = merge is not None and attribute(merge, "val") != "restart"
                wide = min(max(whole_number(attribute(child(properties, "gridSpan"), "val"), 1), 1), _MAX_SPAN)
                own = "\n".join(line for raw in inner if (line := squeezed(raw)))
                text = spanning.get(len(cells), "") if goes_on else own
                spanning[len(cells)] = repeated(text)
                cells += [text, *[""] * (wide - 1)]
            lines += show_row(cells, nested=nested).split("\n")
        return ["", *lines, ""]


def _rows(table: Element, depth: int) -> list[Element]:
    return _inside(table, "tr", depth)


def _cells(row: Element, depth: int) -> list[Element]:
    return _inside(row, "tc", depth)


def _inside(element: Element, wanted: str, depth: int) -> list[Element]:
    """Rows or cells, also those inside content controls and accepted insertions."""
    found: list[Element] = []
    if depth > _MAX_DEPTH:
        return found
    for under in element:
        name = name_of(under)
        if name == wanted:
            found.append(under)
        elif name in {"sdt", "sdtContent", "ins", "moveTo", "customXml"}:
            found += _inside(under, wanted, depth + 1)
    return found
