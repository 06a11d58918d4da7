"""Items → tree: headings own what stands under them, by the rank of their markers."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from ingest.layout import Block, find_marker
from ingest.lines import is_terminated
from ingest.segmentation import span_of, text_of
from ingest.table_model import Table
from retrieval.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.segmentation import Item
    from ingest.table_model import Cell

_CLOSING = re.compile(r"Trên đây là\b")
_LEAD_IN_RANK = 109
_AMENDING = re.compile(r"sửa đổi|bổ sung|thay thế|thay bằng|thành|như sau", re.IGNORECASE)
_OPENS_QUOTATION = re.compile(r"(?:sửa đổi|bổ sung|thay thế|như sau)[^“]{0,160}:\s*“[^”]*$")
_ARTICLE = re.compile(r"(?:Điều|ĐIỀU)\s+(\d{1,4})\s*[.:]")
_AMENDS = re.compile(r"^\S+\s+\d+\s*[.:]\s*(?:Sửa\s+đổi|Bổ\s+sung|Thay\s+thế|Bãi\s+bỏ|Thay\s+đổi|Đính\s+chính)")
_LONGEST_QUOTATION = 400
"""Items that one quotation may have; a mark that was never closed must not silence the rest of the document."""


@dataclasses.dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of a document and what stands under it.

    Attributes:
        kind: style of its marker (“roman”, “decimal”, “letter”, “dash”, …), or “paragraph”, “annex”, “table”, “row”,
            “header”, “basis”, “signature”, “recipients”, “footnote”, “root”.
        text: its own words, squeezed, marker included.
        span: where its own words stand.
        cells: of a row, in the order of the columns.
        columns: of a table.
    """

    kind: str
    text: str
    span: Span
    label: str = ""
    children: tuple[Unit, ...] = ()
    cells: tuple[Cell, ...] = ()
    columns: tuple[str, ...] = ()

    @property
    def extent(self) -> Span:
        """From the first to the last character of it and everything under it."""
        end = self.children[-1].extent.end if self.children else self.span.end
        return Span(self.span.start, max(end, self.span.end))

    def walk(self) -> Iterator[Unit]:
        """It and everything under it, in source order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def own(self) -> Iterator[Unit]:
        """It and what stands under it, but for what is not the document's own: blank forms and quoted amendments."""
        if self.kind not in {"quoted", "form"}:
            yield self
            for child in self.children:
                yield from child.own()


class _Node:
    """A unit while it is being built."""

    def __init__(self, rank: float, unit: Unit | None) -> None:
        self.rank = rank
        self.unit = unit
        self.children: list[_Node] = []

    def frozen(self) -> Unit:
        assert self.unit is not None  # noqa: S101 (only the root has none, and it is not frozen)
        under = tuple(child.frozen() for child in self.children)
        return dataclasses.replace(self.unit, children=self.unit.children + under)


def build(items: Sequence[Item]) -> list[Unit]:
    """The units of `items`, nested by the rank of their markers.

    What stands in quotation marks after “… sửa đổi như sau:” is the text of another document: it becomes a unit
    “quoted” with a tree of its own, and none of its articles or items counts as this document's.
    """
    root = _Node(0, None)
    stack = [root]
    index = 0
    article = 0
    while index < len(items):
        item = items[index]
        end = _end_of_quotation(items, index, 0, article) if _begins_quotation(item, stack[-1]) else index
        if end == index:
            _place(stack, item)
            article = _article_number(item) or article
            index += 1
            opened = _balance(item) if _OPENS_QUOTATION.search(text_of(item)) else 0
            end = _end_of_quotation(items, index, opened, article) if opened > 0 else index
        if end > index:
            stack[-1].children.append(_quoted(items[index:end]))
            index = end
    return [child.frozen() for child in root.children]


def _begins_quotation(item: Item, open_node: _Node) -> bool:
    """New words on lines of their own, under a paragraph that announces them."""
    above = open_node.unit.text if open_node.unit else ""
    return text_of(item).startswith("“") and above.endswith(":") and bool(_AMENDING.search(above))


def _article_number(item: Item) -> int:
    """The number of the article that `item` begins; 0 where it begins none."""
    found = _ARTICLE.match(item.text) if isinstance(item, Block) else None
    return int(found[1]) if found else 0


def _end_of_quotation(items: Sequence[Item], first: int, depth: int, article: int) -> int:
    """Index after the quotation that is `depth` marks deep before `first`; `first` where it never closes.

    Marks are forgotten now and then: the quotation ends at the latest before the article that comes after `article`,
    the document's own one so far, and amends something itself.
    """
    for index in range(first, min(len(items), first + _LONGEST_QUOTATION)):
        if index > first and _is_next_article(items[index], items[index - 1]):
            return index
        if index > first and _article_number(items[index]) == article + 1 and _AMENDS.search(text_of(items[index])):
            return _above_article(items, index, first)
        depth += _balance(items[index])
        if depth <= 0:
            return index + 1
    return first


def _above_article(items: Sequence[Item], index: int, first: int) -> int:
    """Index of the chapter whose first article stands at `index`, or `index`."""
    while index - 1 > first and isinstance(above := items[index - 1], Block):
        if not (above.marker and above.marker.style in {"part", "chapter", "section", "subsection"}):
            break
        index -= 1
    return index


def _balance(item: Item) -> int:
    words = item.text if isinstance(item, Block) else " ".join(cell.text for row in item.rows for cell in row.cells)
    return words.count("“") - words.count("”")


def _is_next_article(item: Item, before: Item) -> bool:
    """An article of the document itself after a quotation whose marks do not balance."""
    article = isinstance(item, Block) and item.marker is not None and item.marker.style == "article"
    return article and text_of(before).rstrip(" .;").endswith("”")


def _quoted(items: Sequence[Item]) -> _Node:
    """What was quoted, as a tree; its opening marks hide no marker, and what it quotes itself is not looked for."""
    root = _Node(0, None)
    stack = [root]
    for item in items:
        _place(stack, _bare(item) if isinstance(item, Block) else item)
    start = span_of(items[0]).start
    children = tuple(child.frozen() for child in root.children)
    return _Node(999, Unit("quoted", "", Span(start, start), children=children))


def _bare(block: Block) -> Block:
    text = block.text.lstrip("“ ")
    return Block(text, block.span, find_marker(text)) if text else block


def _place(stack: list[_Node], item: Item) -> None:
    """Put `item` under the heading it belongs to; `stack` runs from the root to the last open node."""
    if isinstance(item, Table):
        stack[-1].children.append(_table_node(item))
        return
    if item.marker:
        rank = float(item.marker.rank)
        while stack[-1].rank >= rank:
            stack.pop()
        node = _Node(rank, Unit(item.marker.style, item.text, item.span, label=item.marker.label))
    else:
        if _CLOSING.match(item.text):
            del stack[1:]
        while len(stack) > 1 and not _is_open(stack[-1]):
            stack.pop()
        node = _Node(max(_LEAD_IN_RANK, stack[-1].rank + 0.5), Unit("paragraph", item.text, item.span))
    stack[-1].children.append(node)
    if item.marker or item.text.endswith(":"):
        stack.append(node)


def _table_node(table: Table) -> _Node:
    start = table.rows[0].span.start
    node = _Node(998, Unit("table", "", Span(start, start), columns=table.columns))
    for row in table.rows:
        words = " | ".join(cell.text for cell in row.cells if cell.text)
        node.children.append(_Node(999, Unit("row", words, row.span, cells=row.cells)))
    return node


def _is_open(node: _Node) -> bool:
    """Whether an unmarked paragraph can stand under `node`: it is a heading or a lead-in, not a finished sentence."""
    text = node.unit.text if node.unit else ""
    if node.unit is not None and node.unit.kind == "paragraph":
        return False
    return not is_terminated(text) or text.endswith(":")
