"""Kind and title of a document, from its first items."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from ingest import header as heading
from ingest.layout import ATTACHED, Block
from ingest.lines import is_rule, is_terminated, is_upper
from ingest.segmentation import ISSUED_WITH, TOPIC, span_of, text_of
from retrieval.references import find_numbers, parse_date
from retrieval.text import squeeze

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from ingest.names import Casing
    from ingest.segmentation import Item

_KIND_WITHIN = 25
_LETTER_WITHIN = 14
_SUBJECT = re.compile(r"(?:V\s?[/\u2044]\s?(?:[vVwWyY]\b|(?=:))|Về việc)\s*:?\s*(.+)")
_OF_WHOM = re.compile(r"CỦA\s+(?:BAN|BỘ|TỈNH|HUYỆN|THÀNH|ĐẢNG|QUỐC|CHÍNH|THỦ|HỘI)\s[^a-z]*$")
"""“NGHỊ QUYẾT / CỦA BAN THƯỜNG VỤ TỈNH ỦY / về …”: who issues, between the kind and the title."""
_NOTE_MARK = re.compile(r"[\d\s()\[\]*]+")
_LETTERHEAD = re.compile(r"S[ốô]\s*[:;.]|[A-ZĐÀ-Ỹ][^,|]{1,40},\s*ngày\b|Đ[ộo]c\s+l[ậa]p\s*[-–—]", re.IGNORECASE)


@dataclasses.dataclass(frozen=True, slots=True)
class Title:
    """What the document is called, and which items say so.

    Attributes:
        begin: index of the item with the kind, or of the subject of a công văn.
        end: index of the first item under the title and its “(Ban hành kèm theo …)”.
        issued_with: the words of that line, or None.
    """

    kind: str
    text: str
    begin: int
    end: int
    letter: bool = False
    issued_with: str | None = None

    @property
    def parent(self) -> str | None:
        """The number of the decision that the document came with."""
        found = re.search(r"theo\s+Quyết\s+định\s+số\s*([^)]*)", self.issued_with or "")
        numbers = find_numbers(found[1]) if found else []
        return numbers[0] if numbers else None

    @property
    def parent_date(self) -> datetime.date | None:
        """The date of that decision, which is the attached document's too."""
        return parse_date(self.issued_with) if self.issued_with else None


def find_title(text: str, items: Sequence[Item], casing: Casing) -> Title | None:
    """The title of the document in `items`; None when they hold neither a kind nor a subject."""
    for index, item in enumerate(items[:_KIND_WITHIN]):
        if isinstance(item, Block) and TOPIC.match(item.text):
            return _topic(items, index)
        if isinstance(item, Block) and _is_kind(item):
            return _title(text, items, index, casing)
    return _letter(text, items)


def _topic(items: Sequence[Item], begin: int) -> Title:
    """Of a topic of the codified law: its name stands beside its number or under it."""
    name = TOPIC.sub("", text_of(items[begin])).strip()
    end = begin + 1
    if not name and end < len(items):
        name, end = text_of(items[end]), end + 1
    return Title("Đề mục pháp điển", name, begin, end)


def _is_kind(item: Block) -> bool:
    found = heading.KIND.match(item.text)
    if not found or item.text.endswith(":"):
        return False
    return is_upper(item.text) or item.text[found.end() :][:1] in {"", " "}


def _title(text: str, items: Sequence[Item], begin: int, casing: Casing) -> Title:
    shown = squeeze(" ".join(heading.without_issuer(_lines(text, items[begin]))))
    kind, rest = heading.split_title(shown) or ("", "")
    parts = [rest] if rest else []
    index = begin + 1
    while index < len(items) and index - begin < 5:
        item = items[index]
        if not isinstance(item, Block) or _ends_title(item, begun=bool(parts)):
            break
        if not is_rule(item.text):
            parts.append(" ".join(heading.without_issuer(_lines(text, item))))
        index += 1
    issued_with = None
    if index < len(items) and ISSUED_WITH.match(text_of(items[index])):
        issued_with = text_of(items[index])
        index += 1
    title = squeeze(" ".join(parts))
    if inside := ATTACHED.search(title):
        issued_with = issued_with or title[inside.start() :]
        title = title[: inside.start()]
    title = re.sub(r"\s*\[\d{1,3}\]$", "", title.strip(" .:"))
    return Title(kind, casing.restore(title) if is_upper(title) else title, begin, index, issued_with=issued_with)


def _lines(text: str, item: Item) -> list[str]:
    start, end = span_of(item)
    shown = [line for raw in text[start:end].splitlines() if (line := squeeze(raw))]
    return [line for line in shown if not (_OF_WHOM.match(line) or _NOTE_MARK.fullmatch(line))]


def _ends_title(item: Block, *, begun: bool) -> bool:
    text = item.text
    if item.marker and item.marker.style != "dash":
        return True
    formal = _is_basis(text, begun=begun) or ISSUED_WITH.match(text) or heading.is_issuer_line(text)
    if formal or text.startswith("Kính gửi"):
        return True
    # A subject on a line of its own may end with a full stop: “GIẤY MỜI HỌP / Về tình hình …”.
    return begun and (len(text) > 250 or (is_terminated(text) and not text.startswith("Về ")))


def _is_basis(text: str, *, begun: bool) -> bool:
    """Whether a legal basis begins; “KẾ HOẠCH / Thực hiện Đề án …” is a title: nothing ends it as a clause."""
    if not heading.BASIS.match(text):
        return False
    return begun or text.startswith("Căn") or text.endswith((",", ";", ":")) or is_terminated(text)


def _letter(text: str, items: Sequence[Item]) -> Title | None:
    """A công văn has no kind line; its subject follows “V/v” under the number, in the left column."""
    for index, item in enumerate(items[:_LETTER_WITHIN]):
        if _SUBJECT.search(text_of(item)):
            end = index + 1
            while end < len(items) and _is_letterhead(text_of(items[end])):
                end += 1
            start, stop = span_of(item).start, span_of(items[end - 1]).end
            return Title("Công văn", _subject(text[start:stop]), index, end, letter=True)
    return None


def _is_letterhead(text: str) -> bool:
    return is_rule(text) or bool(heading.MOTTO.search(text) or _LETTERHEAD.match(text))


def _subject(shown: str) -> str:
    """The words after “V/v” down the left column, until the letterhead goes on."""
    words: list[str] = []
    for row in heading.cells(shown):
        found = _SUBJECT.search(row[0])
        if not words and found:
            words.append(found[1])
        elif words and (_is_letterhead(row[0]) or row[0].startswith("Kính gửi") or len(words) > 5):
            break
        elif words:
            words.append(row[0])
    return squeeze(" ".join(words)).strip(" .")
