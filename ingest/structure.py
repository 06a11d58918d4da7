"""Text → documents, and each document → a tree of units.

One file may hold a decision, the plan issued with it and their annexes; a portal's menus stand around them. A unit is
a heading, an item, a paragraph or a table row; headings own what stands under them.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from ingest import header as heading
from ingest.layout import Block, Line, blocks, is_rule, is_terminated, is_upper, lines
from ingest.names import Casing
from ingest.tables import Cell, Table, find_tables
from retrieval.references import find_numbers
from retrieval.text import squeeze
from retrieval.types import SourceText, Span

Item: TypeAlias = Block | Table


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


@dataclasses.dataclass(frozen=True, slots=True)
class ParsedDocument:
    """One document of a file: its header and its tree. `issued_with` is the number of the decision it came with."""

    header: heading.Header
    root: Unit
    issued_with: str | None = None


_ATTACHABLE = re.compile(
    r"(?:KẾ\s+HOẠCH|QUY\s+CHẾ|QUY\s+ĐỊNH|ĐỀ\s+ÁN|CHƯƠNG\s+TRÌNH|ĐIỀU\s+LỆ|HƯỚNG\s+DẪN|PHƯƠNG\s+ÁN|CHIẾN\s+LƯỢC|NỘI\s+QUY|DỰ\s+ÁN)(?!\w)"
)
_ANNEX = re.compile(r"(?:PHỤ\s+LỤC|DANH\s+MỤC|PHỤ\s+BIỂU|BIỂU\s+MẪU|BIỂU\s+SỐ|BIỂU|MẪU|BẢNG|PHÂN\s+CÔNG|Phụ lục(?:\s+[IVX\d]+)?$)(?!\w)")
_ISSUED_WITH = re.compile(r"\(?\s*(?:Được\s+)?(?:(?:Ban\s+hành|Phê\s+duyệt)\s+)?(?:[Kk]èm\s+)?theo\s+(?:[A-ZĐ]|các|văn)|\(\s*[Kk]èm\s+theo")
_RECIPIENTS = re.compile(r"N[ơo]i\s+nhận\s*:?", re.IGNORECASE)
_FOOTNOTE = re.compile(r"(?:\[\d{1,3}\]|\(\d{1,3}\)|\d{1,3})\s+[A-ZĐÀ-Ỹ“\"]")
_CLUTTER = re.compile(
    r"(?:Tác giả|Nguồn tin|Nguồn:|Những tin|Tin (?:liên quan|mới|cũ|khác)|Các tin|Bài viết|Văn bản liên quan|Chia sẻ|Bình luận|In bài|"
    r"Lượt xem|Số lượt|Tải về|Tải file|Thuộc tính|Lược đồ|Đăng nhập|Trang chủ|Về đầu trang|Quay lại|Lưu trữ$|Copyright|©|Từ khóa|Tags?:|"
    r"Xem thêm|Ý kiến|Gửi bình luận|Liên kết|Thống kê truy cập|Bản quyền)"
)
_CLOSING = re.compile(r"Trên đây là\b")
_LEAD_IN_RANK = 109


def parse(source: SourceText) -> list[ParsedDocument]:
    """The documents in `source`, in order; empty when nothing in it looks like one."""
    items = _items(source.text)
    casing = Casing(source.text)
    starts = _starts(items)
    parsed: list[ParsedDocument] = []
    for start, end, attached in zip(starts, [*[s[0] for s in starts[1:]], (len(items))], [s[1] for s in starts], strict=False):
        document = _parse_one(source.text, items[start[0] : end], casing, parsed[-1] if attached and parsed else None)
        if document:
            parsed.append(document)
    return parsed


def _items(text: str) -> list[Item]:
    """Blocks and tables in source order."""
    found = list(lines(text, 0, len(text)))
    items: list[Item] = []
    position = 0
    for table in find_tables(found):
        items.extend(blocks(found[position : table.first]))
        items.append(table)
        position = table.last + 1
    items.extend(blocks(found[position:]))
    return [item for item in items if not (isinstance(item, Block) and not item.text)]


def _starts(items: Sequence[Item]) -> list[tuple[int, bool]]:
    """Where documents begin, and whether each is attached to the one before it."""
    starts: list[tuple[int, bool]] = []
    for index, item in enumerate(items):
        if not isinstance(item, Block):
            continue
        if heading.MOTTO.search(item.text) and len(item.text) < 300:
            starts.append((_above_motto(items, index), False))
        elif starts and index > starts[-1][0] + 3 and _is_attached(items, index):
            starts.append((index, True))
    if not starts:
        starts = _without_motto(items)
    return starts


def _above_motto(items: Sequence[Item], index: int) -> int:
    start = index
    while start > 0 and index - start < 4:
        above = items[start - 1]
        if not isinstance(above, Block) or not (is_rule(above.text) or (is_upper(above.text) and len(above.text) < 120)):
            break
        if heading.KIND.match(above.text) or re.match(r"(?:TM|KT|TL|TUQ)\.", above.text):
            break
        start -= 1
    while start < index and is_rule(_text(items[start])):
        start += 1
    return start


def _is_attached(items: Sequence[Item], index: int) -> bool:
    """A kind in capitals with “(Ban hành kèm theo Quyết định …)” under it."""
    text = _text(items[index])
    if not (_ATTACHABLE.match(text) and is_upper(text[:40])):
        return False
    near = " ".join(_text(item) for item in items[index : index + 4])
    return bool(re.search(r"\(\s*(?:Được\s+)?(?:Ban\s+hành|[Kk]èm|Phê\s+duyệt)\s+(?:kèm\s+)?theo", near)) and _signed_before(items, index)


def _signed_before(items: Sequence[Item], index: int) -> bool:
    return any(_RECIPIENTS.match(_text(item)) or re.match(r"(?:TM|KT|TL|TUQ)\.", _text(item)) for item in items[max(0, index - 40) : index])


def _without_motto(items: Sequence[Item]) -> list[tuple[int, bool]]:
    """Documents copied without their header: a kind in capitals, with articles or numbered parts under it."""
    for index, item in enumerate(items):
        if isinstance(item, Block) and is_upper(item.text[:60]) and heading.split_title(item.text):
            under = [other for other in items[index + 1 :] if isinstance(other, Block) and other.marker]
            if sum(other.marker.style in {"article", "roman", "decimal"} for other in under if other.marker) >= 2:
                return [(index, False)]
    return []


def _text(item: Item) -> str:
    return item.text if isinstance(item, Block) else " | ".join(item.columns)


# ---- one document


def _parse_one(text: str, items: Sequence[Item], casing: Casing, parent: ParsedDocument | None) -> ParsedDocument | None:
    kind_at = next((i for i, item in enumerate(items[:25]) if _is_kind(item)), None)
    letter = kind_at is None
    title_end, kind, title = _letter_title(items) if kind_at is None else _title(text, items, kind_at, casing)
    if letter and title_end is None:
        return None
    assert title_end is not None  # noqa: S101 (narrowing: only a letter may lack a title)
    first = items[0]
    start = _span(first).start
    above_end = _span(items[kind_at]).start if kind_at else _span(items[title_end - 1]).end
    head = heading.read_head(text[start:above_end], casing) if kind_at != 0 else None
    parts = _Parts(items, title_end)
    header = heading.Header(
        kind=kind,
        number=head.number if head else None,
        issuer=head.issuer if head else (parent.header.issuer if parent else None),
        place=head.place if head else (parent.header.place if parent else None),
        issued_on=head.issued_on if head else None,
        title=title,
        legal_bases=heading.bases([_text(item) for item in parts.preamble]),
        signer=heading.read_signer(_slice(text, parts.tail)),
    )
    units = [Unit("header", squeeze(text[start : _span(items[title_end - 1]).end]), Span(start, _span(items[title_end - 1]).end))]
    units += parts.units(text)
    root = Unit("root", "", Span(start, start), children=tuple(units))
    return ParsedDocument(header, root, parent.header.number if parent else _named_parent(items, title_end))


def _named_parent(items: Sequence[Item], title_end: int) -> str | None:
    near = " ".join(_text(item) for item in items[max(0, title_end - 2) : title_end])
    found = re.search(r"theo\s+Quyết\s+định\s+số\s*([^)]*)", near)
    numbers = find_numbers(found[1]) if found else []
    return numbers[0] if numbers else None


def _is_kind(item: Item) -> bool:
    if not isinstance(item, Block):
        return False
    found = heading.KIND.match(item.text)
    return bool(found) and (is_upper(item.text) or item.text[found.end() :][:1] in {"", " "}) and not item.text.endswith(":")


def _title(text: str, items: Sequence[Item], kind_at: int, casing: Casing) -> tuple[int, str, str]:
    """Index after the title, the kind and the title."""
    first = items[kind_at]
    assert isinstance(first, Block)  # noqa: S101 (narrowing: _is_kind said so)
    raw = [squeeze(line) for line in text[first.span.start : first.span.end].splitlines() if squeeze(line)]
    kind, rest = heading.split_title(squeeze(" ".join(heading.without_issuer(raw)))) or ("", "")
    parts = [rest] if rest else []
    index = kind_at + 1
    while index < len(items) and index - kind_at < 5:
        item = items[index]
        if not isinstance(item, Block) or _ends_title(item, bool(parts)):
            break
        if not is_rule(item.text) and not re.fullmatch(r"[\d\s]+", item.text):
            lines_of = [squeeze(line) for line in text[item.span.start : item.span.end].splitlines() if squeeze(line)]
            parts.append(" ".join(heading.without_issuer(lines_of)))
        index += 1
    if index < len(items) and _ISSUED_WITH.match(_text(items[index])):
        index += 1
    title = squeeze(" ".join(parts)).strip(" .:")
    return index, kind, casing.restore(title) if is_upper(title) else title


def _ends_title(item: Block, begun: bool) -> bool:
    text = item.text
    if item.marker and item.marker.style != "dash":
        return True
    if heading.BASIS.match(text) or _ISSUED_WITH.match(text) or text.startswith("Kính gửi") or heading.is_issuer_line(text):
        return True
    return begun and (len(text) > 250 or is_terminated(text))


def _letter_title(items: Sequence[Item]) -> tuple[int | None, str, str]:
    """A công văn has no kind line; its subject follows “V/v” under the number."""
    for index, item in enumerate(items[:14]):
        found = re.search(r"(?:V/v|Về việc|V/V)\s*:?\s*(.+)", _text(item))
        if found:
            return index + 1, "Công văn", squeeze(found[1]).strip(" .")
    return None, "", ""


def _span(item: Item) -> Span:
    if isinstance(item, Block):
        return item.span
    return Span(item.rows[0].span.start, item.rows[-1].span.end)


def _slice(text: str, items: Sequence[Item]) -> str:
    return text[_span(items[0]).start : _span(items[-1]).end] if items else ""


class _Parts:
    """What stands under the title: preamble, body, recipients and signature, annexes, footnotes."""

    def __init__(self, items: Sequence[Item], title_end: int) -> None:
        body = self._skip_preamble(items, title_end)
        tail = self._tail_start(items, body)
        after = next((i for i in range(tail, len(items)) if self._is_annex(items[i]) or self._is_footnote(items[i], tail, i)), len(items))
        self.preamble = [item for item in items[title_end:body] if not is_rule(_text(item))]
        self.body = [item for item in items[body:tail] if not is_rule(_text(item))]
        self.tail = self._signed(items[tail:after])
        self.after = self._before_clutter(items[after:])

    @staticmethod
    def _skip_preamble(items: Sequence[Item], start: int) -> int:
        for index in range(start, len(items)):
            item = items[index]
            if not isinstance(item, Block):
                return index
            text = item.text
            formal = heading.BASIS.match(text) or is_rule(text) or is_upper(text) or _ISSUED_WITH.match(text) or text.startswith("Kính gửi")
            if item.marker and item.marker.style != "dash":
                return index
            if not (formal or text.rstrip().endswith((";", "sau:", "QUYẾT ĐỊNH:", "quyết định:"))):
                return index
        return len(items)

    @staticmethod
    def _tail_start(items: Sequence[Item], body: int) -> int:
        """Where recipients and signature begin; without them, the body ends at its “./.”."""
        signed = next((i for i in range(body, len(items)) if _opens_tail(_text(items[i]), i > body)), len(items))
        closed = next((i + 1 for i in range(body, signed) if _text(items[i]).rstrip(" ”\"").endswith("./.")), signed)
        under = [item.marker.style for item in items[closed:signed] if isinstance(item, Block) and item.marker]
        return signed if {"article", "roman", "chapter"} & set(under) and signed < len(items) else closed

    @staticmethod
    def _signed(items: Sequence[Item]) -> list[Item]:
        """Recipients and signature, up to the name of who signed; what a portal puts after it is left out."""
        kept: list[Item] = []
        office = False
        for item in items:
            text = _text(item)
            if isinstance(item, Block) and _CLUTTER.match(text) and not office:
                break
            kept.append(item)
            office = office or _is_office(text)
            if office and heading.is_person(text):
                break
        return kept if office or any(_RECIPIENTS.match(_text(item)) for item in kept) else []

    @staticmethod
    def _is_annex(item: Item) -> bool:
        return isinstance(item, Table) or (bool(_ANNEX.match(item.text)) and (is_upper(item.text[:30]) or item.text.startswith("Phụ lục")))

    @staticmethod
    def _is_footnote(item: Item, tail: int, index: int) -> bool:
        return index > tail and isinstance(item, Block) and bool(_FOOTNOTE.match(item.text)) and item.text[0] in "[(1"

    @staticmethod
    def _before_clutter(items: Sequence[Item]) -> list[Item]:
        kept: list[Item] = []
        for item in items:
            if isinstance(item, Block) and _CLUTTER.match(item.text):
                break
            if not is_rule(_text(item)):
                kept.append(item)
        return kept

    def units(self, text: str) -> list[Unit]:
        """The units of all parts, in source order."""
        made = [Unit("basis", _text(item), _span(item)) for item in self.preamble]
        made += build(self.body)
        if self.tail:
            made += _tail_units(text, self.tail)
        made += _after_units(text, self.after)
        return made


def _tail_units(text: str, tail: Sequence[Item]) -> list[Unit]:
    """Recipients and signature: whichever comes first ends where the other begins."""
    shown = [item for item in tail if not is_rule(_text(item))]
    if not shown:
        return []
    sign = next((i for i, item in enumerate(shown) if _is_office(_text(item))), None)
    units: list[Unit] = []
    groups = [("recipients", shown)] if sign is None else [("recipients", shown[:sign]), ("signature", shown[sign:])]
    for kind, group in groups:
        if group:
            span = Span(_span(group[0]).start, _span(group[-1]).end)
            units.append(Unit(kind, squeeze(text[span.start : span.end]), span))
    return units


def _opens_tail(text: str, inside: bool) -> bool:
    if _RECIPIENTS.match(text):
        return True
    return inside and bool(re.match(r"(?:\|\s*)?(?:TM|KT|TL|TUQ|Q)\.\s*(?:[A-ZĐÀ-Ỹ]|$)", text)) and is_upper(text)


def _is_office(text: str) -> bool:
    return bool(re.match(r"(?:\|\s*)?(?:TM|KT|TL|TUQ|Q)\.", text)) or (
        is_upper(text) and bool(re.match(r"(?:PHÓ\s+|THỨ\s+)?(?:CHỦ TỊCH|GIÁM ĐỐC|BỘ TRƯỞNG|TRƯỞNG|CỤC TRƯỞNG|HIỆU TRƯỞNG|THỦ TƯỚNG|CHÁNH)", text))
    )


def _after_units(text: str, items: Sequence[Item]) -> list[Unit]:
    """Annexes with what stands in them, and footnotes."""
    units: list[Unit] = []
    current: list[Item] = []
    for item in [*items, None]:
        note = isinstance(item, Block) and bool(_FOOTNOTE.match(item.text)) and not item.marker
        begins = isinstance(item, Block) and bool(_ANNEX.match(item.text)) and is_upper(item.text[:30])
        if (item is None or note or begins) and current:
            units.append(_annex(current))
            current = []
        if note and isinstance(item, Block):
            units += [Unit("footnote", squeeze(text[span.start : span.end]), span) for span in _notes(text, item)]
        elif item is not None:
            current.append(item)
    return units


def _notes(text: str, block: Block) -> Iterator[Span]:
    """The notes in a block: copied text puts one after the other without a mark between them."""
    starts = [block.span.start]
    for found in re.finditer(r"\n(?=\s*(?:\[\d{1,3}\]|\d{1,3}\s+[A-ZĐÀ-Ỹ]))", text[block.span.start : block.span.end]):
        starts.append(block.span.start + found.end())
    for start, end in zip(starts, [*starts[1:], block.span.end], strict=True):
        yield Span(start, start + len(text[start:end].rstrip()))


def _annex(items: Sequence[Item]) -> Unit:
    first = items[0]
    if not isinstance(first, Block):
        return Unit("annex", "", Span(_span(first).start, _span(first).start), children=tuple(build(items)))
    title, rest = [first], list(items[1:])
    while rest and isinstance(rest[0], Block) and not rest[0].marker and (is_upper(rest[0].text) or _ISSUED_WITH.match(rest[0].text)):
        title.append(rest.pop(0))
    names = [item.text for item in title if not _ISSUED_WITH.match(item.text)]
    return Unit("annex", " ".join(names), Span(first.span.start, title[-1].span.end), children=tuple(build(rest)))


# ---- the tree


class _Node:
    """A unit while it is being built."""

    def __init__(self, rank: float, unit: Unit | None) -> None:
        self.rank = rank
        self.unit = unit
        self.children: list[_Node] = []

    def frozen(self) -> Unit:
        assert self.unit is not None  # noqa: S101 (only the root has none, and it is not frozen)
        return dataclasses.replace(self.unit, children=tuple(child.frozen() for child in self.children))


def build(items: Sequence[Item]) -> list[Unit]:
    """The units of `items`, nested by the rank of their markers."""
    root = _Node(0, None)
    stack = [root]
    quoting = False
    for item in items:
        if isinstance(item, Table):
            stack[-1].children.append(_table_node(item))
            continue
        if quoting:
            stack[-1].children.append(_Node(999, Unit("quoted", item.text, item.span)))
            quoting = not item.text.rstrip(" .;").endswith(("”", '"'))
            continue
        _place(stack, item)
        quoting = _opens_quotation(item.text)
    return [child.frozen() for child in root.children]


def _place(stack: list[_Node], block: Block) -> None:
    """Put `block` under the heading it belongs to; `stack` runs from the root to the last open node."""
    if block.marker:
        rank = float(block.marker.rank)
        while stack[-1].rank >= rank:
            stack.pop()
        node = _Node(rank, Unit(block.marker.style, block.text, block.span, label=block.marker.label))
    else:
        if _CLOSING.match(block.text):
            del stack[1:]
        while len(stack) > 1 and not _is_open(stack[-1]):
            stack.pop()
        node = _Node(max(_LEAD_IN_RANK, stack[-1].rank + 0.5), Unit("paragraph", block.text, block.span))
    stack[-1].children.append(node)
    if block.marker or block.text.endswith(":"):
        stack.append(node)


def _is_open(node: _Node) -> bool:
    """Whether an unmarked paragraph can stand under `node`: it is a heading or a lead-in, not a finished sentence."""
    text = node.unit.text if node.unit else ""
    if node.unit is not None and node.unit.kind == "paragraph":
        return False
    return not is_terminated(text) or text.endswith(":")


def _opens_quotation(text: str) -> bool:
    """An amendment whose new words follow in quotation marks over several paragraphs."""
    return bool(re.search(r"(?:sửa đổi|bổ sung|thay thế|như sau)[^“]{0,160}:\s*[“\"][^”]*$", text)) or (
        text.startswith("“") and "”" not in text and bool(re.match(r"“(?:Điều|Chương|Mục|\d+\.|[a-zđ]\))", text))
    )


def _table_node(table: Table) -> _Node:
    rows = [_Node(999, Unit("row", " | ".join(c.text for c in row.cells if c.text), row.span, cells=row.cells)) for row in table.rows]
    start = table.rows[0].span.start
    node = _Node(998, Unit("table", "", Span(start, start), columns=table.columns))
    node.children = rows
    return node


__all__ = ["Line", "ParsedDocument", "Unit", "build", "parse"]
