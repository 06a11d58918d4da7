"""Saved web pages: the document kept, the portal around it dropped. The one door to selectolax."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.readers.extract import Extract, whole
from ingest.readers.legacy import composed, decode_as, encoding_of, from_content, from_font, scheme_of
from ingest.readers.mhtml import is_mhtml, page_in
from ingest.readers.rows import repeated, show_row
from ingest.readers.text import OLD_LINES, decode_text, old_encoding
from retrieval.errors import UnreadableError
from retrieval.text import nfc

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

_DROPPED = "script, style, noscript, template, nav, footer, iframe, svg, button, select, head, aside, object, embed"
_BLOCKS = frozenset(
    {
        "p", "div", "section", "article", "main", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "blockquote",
        "pre", "table", "tr", "dt", "dd", "dl", "header", "figure", "figcaption", "center", "body", "form", "fieldset",
    }
)  # fmt: skip
_CELLS = frozenset({"td", "th"})
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_ONE_BYTE = re.compile(r"(?:windows-|cp|iso-8859-)\d+|us-ascii|ascii|latin1")
_TAG = re.compile(rb"<[^>]*>")
_FAMILY = re.compile(r"font-family\s*:\s*([^;]+)")
_LENGTH = re.compile(r"(?<!\w)[kcdm]?m$")
_MAX_DEPTH = 200
"""Tags within tags; Python's own stack bounds it, and pages have a few dozen."""
_MAX_OPEN = 3000
_CONTAINERS = re.compile(
    r"<(/?)(?:div|span|table|section|article|blockquote|ul|ol|b|i|u|font|center|form)\b", re.IGNORECASE
)
_MAX_SPAN = 50
"""Rows that a cell may span."""
_MAX_COLUMNS = 60


def read_html(path: Path, data: bytes) -> Extract:
    """The visible text of a page: one line a paragraph, table cells of a row joined by “ | ”.

    Raises:
        UnreadableError: the bytes are not text, or there is no page in them.
    """
    if is_mhtml(data):
        data = page_in(path, data)
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableError(path, "is binary, not a web page; give the original file under its own suffix")
    source, warnings = _decoded(path, data)
    _check_depth(path, source)
    tree = LexborHTMLParser(source)
    if tree.body is None:
        raise UnreadableError(path, "holds no web page; save it again from the browser")
    for node in tree.css(_DROPPED):
        node.decompose()
    _convert_fonts(tree)
    parts: list[str] = []
    _write(tree.body, parts, 0, path)
    text = composed("".join(parts))
    if (repaired := from_content(text)) != text:
        text, warnings = repaired, (OLD_LINES,)
    text = re.sub(r"[ \t\u00a0]+", " ", nfc(text))
    text = re.sub(r" ?\n[ \n]*\n ?", "\n\n", re.sub(r" ?\n ?", "\n", text)).strip()
    return whole(text, warnings=warnings)


def _check_depth(path: Path, source: str) -> None:
    """Pages nest some dozen tags; the parser takes quadratic time over many thousands.

    Raises:
        UnreadableError: too many tags that have to be closed are open at a time.
    """
    depth = deepest = 0
    for tag in _CONTAINERS.finditer(source):
        depth = max(depth + (-1 if tag[1] else 1), 0)
        deepest = max(deepest, depth)
    if deepest > _MAX_OPEN:
        raise UnreadableError(path, f"nests its tags {deepest} deep; save the page as text and try again")


def _decoded(path: Path, data: bytes) -> tuple[str, tuple[str, ...]]:
    """The page as text, and what was guessed.

    Of what it says only one-byte encodings are believed: a page that says UTF-16 in ASCII letters is not in it.
    """
    declared = _CHARSET.search(data[:4096])
    name = declared[1].decode("ascii", "ignore").lower() if declared else ""
    if _ONE_BYTE.fullmatch(name) and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode(name), ()
        except (LookupError, UnicodeDecodeError):
            pass
    try:
        return decode_text(path, data), ()
    except UnreadableError:
        old = encoding_of(_TAG.sub(b" ", data))
        if old is None:
            raise
        return decode_as(data, old), (old_encoding(old),)


def _convert_fonts(tree: LexborHTMLParser) -> None:
    """Give letters set in fonts from before Unicode their meaning; the nearest tag that names a font counts."""
    for node in tree.css("[face], [style*='font-family']"):
        font = _font(node)
        if scheme_of(font) is None:
            continue
        for under in list(node.traverse(include_text=True)):
            if under.tag == "-text" and _is_nearest(node, under):
                under.replace_with(from_font(under.text(deep=False) or "", font))


def _font(node: LexborNode) -> str:
    """The first font that a tag names; empty without one."""
    named = _FAMILY.search(node.attributes.get("style") or "")
    names = named[1] if named else node.attributes.get("face") or ""
    return names.split(",")[0].strip(" '\"")


def _is_nearest(node: LexborNode, text: LexborNode) -> bool:
    above = text.parent
    while above is not None and above != node and not _font(above):
        above = above.parent
    return above == node


def _write(node: LexborNode, parts: list[str], depth: int, path: Path) -> None:
    """Append the text under `node` to `parts`; blocks stand on lines of their own."""
    if depth > _MAX_DEPTH:
        raise UnreadableError(path, f"nests its tags more than {_MAX_DEPTH} deep; save the page as text and try again")
    child = node.child
    while child is not None:
        tag = child.tag or ""
        if tag == "-text":
            text = child.text(deep=False) or ""
            parts.append(text if node.tag == "pre" else re.sub(r"\s+", " ", text))
        elif tag == "br":
            parts.append("\n")
        elif tag == "sup":
            parts.append(_superscript(child.text(), "".join(parts[-2:])))
        elif tag == "table":
            parts.append("\n")
            _write_table(child, parts, depth, path)
            parts.append("\n")
        elif not tag.startswith(("-", "!")):
            edge = "\n" if tag in _BLOCKS else ""
            parts.append(edge)
            _write(child, parts, depth + 1, path)
            parts.append(edge)
        child = child.next


def _superscript(mark: str, before: str) -> str:
    """A note's number in brackets, so that “năm 2020¹” is not 20201; a square metre stays m2."""
    mark = mark.strip()
    return f"[{mark}]" if mark.isdigit() and not _LENGTH.search(before) else mark


# ---- tables


def _write_table(table: LexborNode, parts: list[str], depth: int, path: Path) -> None:
    """Rows on lines; a cell that spans rows stands in each of them, one that spans columns leaves empty cells."""
    below: dict[int, tuple[int, str]] = {}
    for row in _rows(table):
        cells: list[str] = []
        nested = False
        for cell in _children(row, _CELLS):
            cells += _covered(below, len(cells))
            inner: list[str] = []
            _write(cell, inner, depth + 1, path)
            nested = nested or cell.css_first("table") is not None
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            text = "".join(inner).strip()
            texts = [text, *[""] * (wide - 1)]
            texts = texts[: max(1, _MAX_COLUMNS - len(cells))]
            if len(cells) < _MAX_COLUMNS:
                below |= {len(cells) + at: (high - 1, repeated(each)) for at, each in enumerate(texts)}
            cells += texts
        cells += _covered(below, len(cells))
        parts.append(f"\n{show_row(cells, nested=nested)}\n")


def _covered(below: dict[int, tuple[int, str]], column: int) -> list[str]:
    """What cells of upper rows that go on say in the columns from `column` on."""
    covered: list[str] = []
    while column in below and below[column][0] > 0:
        rows, text = below[column]
        below[column] = (rows - 1, text)
        column += 1
        covered.append(text)
    return covered


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    for child in _children(table, {"tr", "thead", "tbody", "tfoot"}):
        if child.tag == "tr":
            yield child
        else:
            yield from _children(child, {"tr"})


def _children(node: LexborNode, tags: Collection[str]) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        if child.tag in tags:
            yield child
        child = child.next


def _span(cell: LexborNode, name: str) -> int:
    value = (cell.attributes.get(name) or "").strip()
    return min(max(int(value), 1), _MAX_SPAN) if value.isascii() and value.isdigit() else 1
