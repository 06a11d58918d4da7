"""Word files (.docx): the text as Word shows it with all changes accepted.

Numbers that Word generates are counted; tables become rows, text boxes stand after their paragraph, footnotes at the
end; headers, footers, comments, deleted and hidden words are left out. ISO/IEC 29500-1, part 17.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.readers.docx_styles import Letters, Numbering, Styles
from ingest.readers.extract import Extract, whole
from ingest.readers.legacy import from_font, repair
from ingest.readers.ooxml import Package, attribute, child, children, name_of, whole_number
from ingest.readers.rows import repeated, show_row
from retrieval.errors import UnreadableError
from retrieval.text import nfc

if TYPE_CHECKING:
    from pathlib import Path

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
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_SYMBOLS = {"f0a8": "□", "f06f": "□", "f0fe": "☑", "f0b7": "-", "f02d": "-", "f0b0": "°", "f0b3": "≥", "f0a3": "≤"}
"""What letters of symbol fonts show, of those that occur in administrative texts."""
_SPACES = re.compile(r"[ \t\u00a0]+")
_MAX_DEPTH = 120
"""Elements within elements inside the body; paragraphs in nested tables have about thirty."""
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
    text = nfc(repair("\n".join([*head, *lines, *notes])))
    return whole(text.replace("\u00a0", " ").strip("\n"))


def _main_part(path: Path, package: Package) -> str:
    """Nearly always “word/document.xml”; some exporters number it."""
    names = [name for name in package.names() if re.fullmatch(r"word/document\d*\.xml", name)]
    if not names:
        raise UnreadableError(path, "holds no document; open it in Word and save it anew")
    return min(names, key=len)


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
        letters = self._styles.letters(attribute(child(properties, "pStyle"), "val"))
        parts: list[str] = []
        boxes: list[str] = []
        self._words(paragraph, letters, parts, boxes, depth)
        text = "".join(parts)
        number = self._numbering.next(properties)
        if number and text.strip():
            text = f"{number} {text.lstrip()}"
        elif number and not text.strip():
            text = number
        return text.split("\n"), boxes

    def _words(self, element: Element, letters: Letters, parts: list[str], boxes: list[str], depth: int) -> None:
        self._check(depth)
        for under in element:
            name = name_of(under)
            if name in _DROPPED:
                continue
            if name == "r":
                self._run(under, letters, parts, boxes, depth)
            elif name == "AlternateContent":
                self._alternate(under, letters, parts, boxes, depth)
            elif name == "txbxContent":
                boxes += self.blocks(under, depth + 1)
            elif name == "t":
                parts.append(self._shown(under.text or "", letters))
            elif name in {"tab", "br", "cr", "noBreakHyphen", "softHyphen"}:
                parts.append("" if letters.hidden else _MARKS[name])
            elif name in {"footnoteReference", "endnoteReference"}:
                parts.append(self._note(under, name.removesuffix("Reference")))
            elif name == "sym":
                parts.append(_SYMBOLS.get((attribute(under, "char") or "").lower(), ""))
            else:
                self._words(under, letters, parts, boxes, depth + 1)

    def _run(self, run: Element, above: Letters, parts: list[str], boxes: list[str], depth: int) -> None:
        properties = child(run, "rPr")
        style = attribute(child(properties, "rStyle"), "val")
        letters = (self._styles.letters(style, above) if style else above).under(properties)
        self._words(run, letters, parts, boxes, depth + 1)

    def _alternate(self, element: Element, letters: Letters, parts: list[str], boxes: list[str], depth: int) -> None:
        """The same drawing is given twice, for new and for old programs; one of them is read."""
        for name in ("Choice", "Fallback"):
            inner: list[str] = []
            hung: list[str] = []
            for choice in children(element, name):
                self._words(choice, letters, inner, hung, depth + 1)
            if any(part.strip() for part in (*inner, *hung)):
                parts += inner
                boxes += hung
                return

    def _shown(self, text: str, letters: Letters) -> str:
        if letters.hidden:
            return ""
        text = from_font(re.sub(r"[\t\r\n]", " ", text).replace("\u00ad", ""), letters.font)
        return text.upper() if letters.capitals else text

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
                own = "\n".join(line for raw in inner if (line := _SPACES.sub(" ", raw).strip()))
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
