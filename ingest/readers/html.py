"""Saved web pages: the document kept, the portal around it dropped. The one door to selectolax."""

from __future__ import annotations

import re
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.readers.text import read_text
from retrieval.errors import UnreadableError
from retrieval.text import nfc

_DROPPED = "script, style, noscript, template, nav, footer, iframe, svg, button, select, head, aside, object, embed"
_BLOCKS = frozenset(
    {
        "p", "div", "section", "article", "main", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "blockquote",
        "pre", "table", "tr", "dt", "dd", "dl", "header", "figure", "figcaption", "center", "body", "form", "fieldset",
    }
)  # fmt: skip
_CELLS = frozenset({"td", "th"})
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_MAX_DEPTH = 400


def read_html(path: Path, data: bytes) -> tuple[str, tuple[int, ...]]:
    """The visible text of a page: one line a paragraph, table cells of a row joined by “ | ”.

    Raises:
        UnreadableError: the bytes are not text, or there is no page in them.
    """
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableError(path, "is binary, not a web page; give the original file under its own suffix")
    tree = LexborHTMLParser(_decoded(path, data))
    if tree.body is None:
        raise UnreadableError(path, "holds no web page; save it again from the browser")
    for node in tree.css(_DROPPED):
        node.decompose()
    parts: list[str] = []
    _write(tree.body, parts, 0, path)
    text = nfc("".join(parts))
    text = re.sub(r"[ \t\u00a0]+", " ", text)
    return re.sub(r" ?\n[ \n]*\n ?", "\n\n", re.sub(r" ?\n ?", "\n", text)).strip(), ()


def _decoded(path: Path, data: bytes) -> str:
    declared = _CHARSET.search(data[:4096])
    name = declared[1].decode("ascii", "ignore").lower() if declared else "utf-8"
    if name in {"utf-8", "utf8"} or data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return read_text(path, data)[0]
    try:
        return data.decode(name)
    except (LookupError, UnicodeDecodeError):
        return read_text(path, data)[0]


def _write(node: LexborNode, parts: list[str], depth: int, path: Path) -> None:
    if depth > _MAX_DEPTH:
        raise UnreadableError(path, f"nests its tags more than {_MAX_DEPTH} deep; save the page as text and try again")
    child = node.child
    while child is not None:
        tag = child.tag or ""
        if tag == "-text":
            parts.append(re.sub(r"\s+", " ", child.text(deep=False) or ""))
        elif tag == "br":
            parts.append("\n")
        elif tag == "tr":
            _row(child, parts, depth, path)
        elif tag in _BLOCKS:
            parts.append("\n")
            _write(child, parts, depth + 1, path)
            parts.append("\n")
        elif not tag.startswith(("-", "!")):
            _write(child, parts, depth + 1, path)
        child = child.next


def _row(row: LexborNode, parts: list[str], depth: int, path: Path) -> None:
    """A row of a layout table keeps the lines of its cells; a row of short cells becomes one line with bars."""
    cells: list[str] = []
    child = row.child
    while child is not None:
        if child.tag in _CELLS:
            inner: list[str] = []
            _write(child, inner, depth + 1, path)
            cells.append("".join(inner).strip())
        child = child.next
    layout = len(cells) == 1 or any(cell.count("\n") > 6 for cell in cells)
    if layout:
        parts.append("\n" + "\n|\n".join(cells) + "\n" if len(cells) > 1 else f"\n{cells[0] if cells else ''}\n")
    elif _is_heading_row(cells):
        parts.append("\n" + "\n|\n".join(cells) + "\n|\n")
    else:
        parts.append("\n" + " | ".join(re.sub(r"\s*\n\s*", " ", cell) for cell in cells) + "\n")


def _is_heading_row(cells: list[str]) -> bool:
    """The two-column blocks above and below a document: body and motto, number and date, recipients and signature."""
    return len(cells) == 2 and any(
        re.search(r"CỘNG HÒA|CỘNG HOÀ|Nơi nhận|^Số\s*:|TM\.|KT\.|ngày\s.*tháng", re.sub(r"\s+", " ", cell))
        for cell in cells
    )
