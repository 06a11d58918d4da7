"""Text → items, items → documents, document → its parts.

One file may hold a decision, the plan issued with it and their annexes; a portal's menus stand around them. A document
begins with the body that issues it and the national motto, or, when it is attached, with its kind; its parts are those
of Nghị định 30/2020/NĐ-CP: preamble, body, recipients and signature, annexes and footnotes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from ingest import header as heading
from ingest.layout import ATTACHED, Block, blocks
from ingest.lines import is_rule, is_upper, lines, without_page_numbers
from ingest.signers import holds_office, is_acting, is_office, is_person
from ingest.table_model import Table
from ingest.tables import find_tables
from retrieval.types import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

Item: TypeAlias = Block | Table

ISSUED_WITH = re.compile(
    rf"{ATTACHED.pattern}|\(?\s*(?:Được\s+)?(?:(?:[Bb]an\s+hành|[Pp]hê\s+duyệt)\s+)?(?:[Kk]èm\s+)?theo\s+(?:[A-ZĐ]|các|văn)"
)
ANNEX = re.compile(
    r"(?:PHỤ\s+LỤC|DANH\s+MỤC|PHỤ\s+BIỂU|BIỂU\s+MẪU|BIỂU\s+SỐ|BIỂU|MẪU|BẢNG|PHÂN\s+CÔNG|Phụ lục(?:\s+[IVX\d]+)?$)(?!\w)"
)
FOOTNOTE = re.compile(r"(?:\[\d{1,3}\]|\(\d{1,3}\)|\d{1,3})\s+[A-ZĐÀ-Ỹ“\"]")
RECIPIENTS = re.compile(r"(?:\|\s*)?N[ơo]i\s+nhận\s*:?", re.IGNORECASE)
TOPIC = re.compile(r"Đề mục\s+\d+(?:\.\d+)+\.?(?:\s|$)")
"""“Đề mục 36.3 / Thanh niên”: a topic of the codified law, which has neither letterhead nor kind in capitals."""
_ATTACHABLE = re.compile(
    r"(?:KẾ\s+HOẠCH|QUY\s+CHẾ|QUY\s+ĐỊNH|ĐỀ\s+ÁN|CHƯƠNG\s+TRÌNH|ĐIỀU\s+LỆ|HƯỚNG\s+DẪN|PHƯƠNG\s+ÁN|CHIẾN\s+LƯỢC|NỘI\s+QUY|"
    r"DỰ\s+ÁN)(?!\w)"
)
_ABOVE_MOTTO = re.compile(
    r"(?:(?:Luật|Lệnh|Pháp\s+lệnh|Nghị\s+quyết)\s+s|S)[ốô]\s*(?:[:;.]|\d+\s*-)|V\s?[/\u2044]\s?(?:[vVwy]\b|:)"
)
FORM = re.compile(
    r"(?:(?:PHỤ LỤC|Phụ lục)\s+[IVX\d]+[A-Z]?\s+)?(?:CÁC\s+)?(?:BIỂU\s+)?(?:Mẫu|MẪU)"
    r"(?:\s+(?:số|SỐ|biểu|BIỂU|đơn|ĐƠN|VĂN BẢN|\d)|$)"
)
_HEADING = 7
"""Blocks that a letterhead, a kind, a title and “(Ban hành kèm theo …)” take."""
_ABOVE = 8
"""Blocks that a letterhead may have before the motto: bodies, rules, number and subject of the left column."""
_CLUTTER = re.compile(
    r"(?:Tác giả|Nguồn tin|Nguồn:|Những tin|Tin (?:liên quan|mới|cũ|khác)|Các tin|Bài viết|Văn bản liên quan|Chia sẻ|"
    r"Bình luận|In bài|Lượt xem|Số lượt|Tải về|Tải file|Thuộc tính|Lược đồ|Đăng nhập|Trang chủ|Về đầu trang|Quay lại|"
    r"Lưu trữ$|Copyright|©|Từ khóa|Tags?:|Xem thêm|Ý kiến|Gửi bình luận|Liên kết|Thống kê truy cập|Bản quyền)"
)
_STRUCTURE = frozenset({"article", "roman", "chapter"})


class Start(NamedTuple):
    """Where a document begins, and whether it is attached to the one before it."""

    at: int
    attached: bool


def find_items(text: str) -> list[Item]:
    """Blocks and tables of `text` in source order."""
    found = without_page_numbers(text, list(lines(text, 0, len(text))))
    items: list[Item] = []
    position = 0
    for table in find_tables(found):
        items.extend(blocks(found[position : table.first]))
        items.append(table)
        position = table.last + 1
    items.extend(blocks(found[position:]))
    return [item for item in items if not (isinstance(item, Block) and not item.text)]


def text_of(item: Item) -> str:
    """The words of a block, the column names of a table."""
    return item.text if isinstance(item, Block) else " | ".join(item.columns)


def span_of(item: Item) -> Span:
    """Where a block stands, or the rows of a table."""
    if isinstance(item, Block):
        return item.span
    return Span(item.rows[0].span.start, item.rows[-1].span.end)


# ---- documents


def find_starts(items: Sequence[Item]) -> list[Start]:
    """Where documents begin; empty when nothing in `items` looks like one."""
    starts: list[Start] = []
    forms = False
    for index, item in enumerate(items):
        if not isinstance(item, Block):
            continue
        if heading.MOTTO.search(item.text) and len(item.text) < 300:
            start = _above_motto(items, index, starts[-1].at + 1 if starts else 0)
            if not (forms and _is_blank(items, start, index)):
                starts.append(Start(start, attached=False))
                forms = False
        elif _begins_attached(items, index, starts, forms=forms):
            starts.append(Start(index, attached=True))
            forms = False
        forms = forms or (bool(starts) and opens_form(item))
    return starts or _without_motto(items)


def _is_stamped(text: str, above: str) -> bool:
    """Whether `text` may be a number that a stamp made unreadable: short, under a name in capitals, no signature."""
    return len(text) <= 40 and is_upper(above) and not (is_person(text) or is_office(above))


def _begins_attached(items: Sequence[Item], index: int, starts: Sequence[Start], *, forms: bool) -> bool:
    if not starts or index <= starts[-1].at + 3 or not _is_attached(items, index):
        return False
    return not (forms and _is_blank(items, index, index))


def opens_form(item: Item) -> bool:
    """Whether forms to fill in follow: “Mẫu số 02”, “PHỤ LỤC II / CÁC BIỂU MẪU”, “BIỂU MẪU 1A”."""
    return isinstance(item, Block) and bool(FORM.match(item.text)) and len(item.text) < 200


def _is_blank(items: Sequence[Item], start: int, index: int) -> bool:
    """Whether a letterhead is one to fill in: neither its number nor its date nor its decision's number is there."""
    near = "\n".join(text_of(item) for item in items[start : index + _HEADING])
    return not (heading.has_number(near) or heading.has_date(near))


def _above_motto(items: Sequence[Item], index: int, lowest: int) -> int:
    start = index
    while start > lowest and index - start < _ABOVE:
        above = text_of(items[start - 1])
        shouted = is_upper(" ".join(above.split()[:3])) and len(above) < 120
        # A star, a rule or a stain, as OCR reads them; a number under a stamp, below the name of who issues.
        speck = len(above) <= 3 or (start - 1 > lowest and _is_stamped(above, text_of(items[start - 2])))
        if not isinstance(items[start - 1], Block) or not (
            shouted or speck or is_rule(above) or _ABOVE_MOTTO.match(above)
        ):
            break
        if heading.KIND.match(above) or is_acting(above):
            break
        start -= 1
    while start < index and is_rule(text_of(items[start])):
        start += 1
    return start


def _is_attached(items: Sequence[Item], index: int) -> bool:
    """A kind in capitals with “(Ban hành kèm theo Quyết định …)” under it, after a document that was signed."""
    text = text_of(items[index])
    if not (_ATTACHABLE.match(text) and is_upper(text[:40])):
        return False
    near = " ".join(text_of(item) for item in items[index : index + 4])
    return bool(ATTACHED.search(near)) and _signed_before(items, index)


def _signed_before(items: Sequence[Item], index: int) -> bool:
    above = [text_of(item) for item in items[max(0, index - 40) : index]]
    return any(RECIPIENTS.match(text) or is_acting(text) or text.endswith("./.") for text in above)


def _without_motto(items: Sequence[Item]) -> list[Start]:
    """Documents copied without their header: a kind in capitals, with articles or numbered parts under it."""
    marked = [
        index
        for index, item in enumerate(items)
        if isinstance(item, Block) and item.marker and item.marker.style in {"article", "roman", "decimal"}
    ]
    if len(marked) < 2:
        return []
    for index, item in enumerate(items[: marked[-2]]):
        if not isinstance(item, Block):
            continue
        if TOPIC.match(item.text) or (is_upper(item.text[:60]) and heading.split_title(item.text)):
            return [Start(index, attached=False)]
    return []


# ---- parts of one document


class Parts:
    """What stands under the title: preamble, body, recipients and signature, annexes and footnotes.

    Args:
        items: a document, from its first item to what may be clutter after it.
        title_end: index of the first item under the title.
    """

    def __init__(self, items: Sequence[Item], title_end: int) -> None:
        body = _skip_preamble(items, title_end)
        tail = _tail_start(items, body)
        ends = (i for i in range(tail, len(items)) if is_annex(items[i]) or (i > tail and _is_note(items[i])))
        after = next(ends, len(items))
        self.preamble = [item for item in items[title_end:body] if not is_rule(text_of(item))]
        self.body = [item for item in items[body:tail] if not is_rule(text_of(item))]
        self.tail = _signed(items[tail:after])
        self.after = _before_clutter(items[after:])


def _skip_preamble(items: Sequence[Item], start: int) -> int:
    for index in range(start, len(items)):
        item = items[index]
        if not isinstance(item, Block) or (item.marker and item.marker.style != "dash"):
            return index
        text = item.text
        formal = heading.BASIS.match(text) or is_rule(text) or is_upper(text) or ISSUED_WITH.match(text)
        if not (formal or text.startswith("Kính gửi") or text.endswith((";", "sau:", "QUYẾT ĐỊNH:", "quyết định:"))):
            return index
    return len(items)


def _tail_start(items: Sequence[Item], body: int) -> int:
    """Where recipients and signature begin; without them, the body ends at its “./.” or at an annex."""
    signed = next((i for i in range(body, len(items)) if _opens_tail(items, i, inside=i > body)), None)
    end = (
        signed
        if signed is not None
        else next((i for i in range(body, len(items)) if _is_numbered_annex(items[i])), len(items))
    )
    last = max((i for i in range(body, end) if _style(items[i]) in _STRUCTURE), default=body)
    return next((i + 1 for i in range(last, end) if text_of(items[i]).rstrip(' ”"').endswith("./.")), end)


def _style(item: Item) -> str:
    return item.marker.style if isinstance(item, Block) and item.marker else ""


def _opens_tail(items: Sequence[Item], index: int, *, inside: bool) -> bool:
    text = text_of(items[index])
    if RECIPIENTS.match(text):
        return True
    if not inside or not is_upper(text):
        return False
    named = any(is_person(text_of(item)) for item in items[index + 1 : index + 4])
    return is_acting(text) or (is_office(text) and len(text) < 90 and named)


def _signed(items: Sequence[Item]) -> list[Item]:
    """Recipients and signature, up to the name of who signed; what a portal puts after it is left out."""
    kept: list[Item] = []
    office = False
    for index, item in enumerate(items):
        text = text_of(item)
        if isinstance(item, Block) and _CLUTTER.match(text) and not office:
            break
        kept.append(item)
        office = office or is_office(text) or holds_office(text)
        if office and is_person(text) and not _another_signs(items[index + 1 : index + 3]):
            break
    return kept if office or any(RECIPIENTS.match(text_of(item)) for item in kept) else []


def _another_signs(following: Sequence[Item]) -> bool:
    """Whether somebody else signs beside or below: minutes and joint documents have several signatures."""
    shown = [text for item in following if not is_rule(text := text_of(item))]
    return bool(shown) and is_office(shown[0])


def is_annex(item: Item) -> bool:
    """Whether an annex begins: a title such as “PHỤ LỤC II”, a form, or a table without either."""
    if isinstance(item, Table) or opens_form(item):
        return True
    return bool(ANNEX.match(item.text)) and (is_upper(item.text[:30]) or item.text.startswith("Phụ lục"))


def _is_numbered_annex(item: Item) -> bool:
    return is_annex(item) and text_of(item).upper().startswith("PHỤ LỤC")


def _is_note(item: Item) -> bool:
    return isinstance(item, Block) and bool(FOOTNOTE.match(item.text)) and item.text[0] in "[(1"


def _before_clutter(items: Sequence[Item]) -> list[Item]:
    kept: list[Item] = []
    for item in items:
        if isinstance(item, Block) and _CLUTTER.match(item.text):
            break
        if not is_rule(text_of(item)):
            kept.append(item)
    return kept
