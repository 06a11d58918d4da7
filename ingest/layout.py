"""Lines and blocks: how text copied from pages is put together again.

A copied page breaks lines where its HTML did, in the middle of sentences and of names (“Sở Lao động / - Thương binh
và Xã hội”), so a line that begins with a hyphen or a number is not always an item. A *block* is what the author wrote
as one paragraph or item: it begins with its marker, if it has one, and knows where it stands in the source.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from retrieval.text import fold, squeeze
from retrieval.types import Span


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A physical line with something on it. `text` is stripped; `gap` says whether an empty line stands before."""

    text: str
    span: Span
    indent: int
    gap: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Marker:
    """What an item begins with: its printed form, and its rank (smaller is higher in the tree)."""

    label: str
    rank: int
    style: str


@dataclasses.dataclass(frozen=True, slots=True)
class Block:
    """One paragraph or item. `text` is squeezed and includes the marker."""

    text: str
    span: Span
    marker: Marker | None

    @property
    def body(self) -> str:
        """The text after the marker."""
        return self.text[len(self.marker.label) :].lstrip(" .:") if self.marker else self.text


_ROMAN = r"(?:X{0,3}(?:IX|IV|V?I{1,3}|V)|X{1,3})"
_STYLES: tuple[tuple[str, int, re.Pattern[str]], ...] = (
    ("part", 10, re.compile(r"(?:Phần|PHẦN)\s+(?:thứ\s+\w+|THỨ\s+\w+|[IVX]+|\d+|[A-ZĐ])\b[.:]?")),
    ("chapter", 20, re.compile(r"(?:Chương|CHƯƠNG)\s+(?:[IVXLC]+|\d+)\b[.:]?")),
    ("section", 30, re.compile(r"(?:Mục|MỤC)\s+(?:[IVXLC]+|\d+)\b[.:]?(?=\s|$)")),
    ("subsection", 40, re.compile(r"(?:Tiểu mục|TIỂU MỤC)\s+\d+[.:]?")),
    ("article", 50, re.compile(r"(?:Điều|ĐIỀU)\s+\d+[a-zđ]?\s*[.:]")),
    ("letter_upper", 60, re.compile(r"[A-HĐ]\s*[.)](?=\s|$)")),
    ("roman", 70, re.compile(rf"{_ROMAN}\s*[./)\-–](?=\s|[A-ZĐÀ-Ỹ]|$)")),
    ("decimal3", 100, re.compile(r"\d{1,2}\.\d{1,2}\.\d{1,2}\.?(?=\s|[A-ZĐÀ-Ỹ]|$)")),
    ("decimal2", 90, re.compile(r"\d{1,2}\.\d{1,2}\.?(?=\s|[A-ZĐÀ-Ỹ]|$)")),
    ("decimal", 80, re.compile(r"\d{1,3}\s?\.(?=\s|[A-ZĐÀ-Ỹ“\"]|$)")),
    ("paren", 115, re.compile(r"(?:\(\d{1,2}\)|\d{1,2}\s?\))(?=\s|$)")),
    ("letter", 110, re.compile(r"[a-zđ]\d?\s?[).](?=\s|$|[A-ZĐÀ-Ỹ])")),
    ("dash", 120, re.compile(r"[-–−—•●▪](?=\s|$|[^\s\d\-–−—_=.])")),
    ("plus", 130, re.compile(r"[+*o○](?=\s|$|(?<=\+)\S)")),
)
_TERMINAL = re.compile(r"(?:[.;:!?…]|\./\.)[”\"’)\]]*(?:\[\d{1,3}\])?$")
_COMPOUNDS = frozenset(
    "động-thương hóa-thông hóa-thể hóa-xã chính-kế kế-tài tế-xã trị-xã nghiệp-giáo nghiệp-dạy thanh-truyền ngữ-tin "
    "phòng-an dục-thể học-kĩ học-kỹ lập-tự do-hạnh xuyên-hướng hoạch-tài chính-kế tin-truyền binh-xã".split()
)
"""Last and first syllables of names that the state writes with a spaced hyphen (Lao động - Thương binh)."""
_CANNOT_END = frozenset(
    "sở bộ và của các những với cho về tại trong theo từ đến là được do số ngày tháng điều khoản việc một hai cơ "
    "nhân liên chánh phó giám chủ thủ trưởng ông bà đồng".split()
)
"""Words that a heading does not stop at; the next line goes on with it."""
AGENCY_HEAD = re.compile(r"(?:Sở|Phòng|Ban|Ủy ban|Uỷ ban|Hội|Đoàn|Liên đoàn|Mặt trận|Trung tâm|Trường|Đài|Bộ|UBND|Đề nghị)\b")
_STARTS_SENTENCE = re.compile(
    r"(?:Chủ trì|Phối hợp|Tham mưu|Xây dựng|Tổ chức|Căn cứ|Chỉ đạo|Hướng dẫn|Thực hiện|Triển khai|Nâng cao|Nhằm|Tiếp tục|Là|"
    r"Có trách nhiệm|Chịu trách nhiệm|Đẩy mạnh|Tăng cường|Rà soát|Bố trí|Cân đối|Kiểm tra|Theo dõi|Tuyên truyền|Phát huy|Quan tâm)\b"
)


def lines(text: str, start: int, end: int) -> Iterator[Line]:
    """The lines of `text[start:end]` that are not empty, with offsets into `text`."""
    position, gap = start, False
    for raw in re.split(r"(?<=[\n\f])", text[start:end]):
        stripped = raw.strip().strip("\ufeff\u200b")
        if stripped:
            begin = position + raw.index(stripped)
            yield Line(stripped, Span(begin, begin + len(stripped)), begin - position, gap)
            gap = False
        else:
            gap = gap or bool(raw)
        position += len(raw)


def find_marker(text: str) -> Marker | None:
    """The marker that `text` begins with, or None."""
    for style, rank, pattern in _STYLES:
        if found := pattern.match(text):
            return Marker(found[0].strip(), rank, style)
    return None


def is_terminated(text: str) -> bool:
    """Whether `text` ends as a sentence, an item or a lead-in does."""
    return bool(_TERMINAL.search(text.rstrip()))


def is_rule(text: str) -> bool:
    """Whether `text` is only a cell border or a ruled line: “|”, “-------”, “____”."""
    if any(letter.isalnum() for letter in text):
        return False
    return text in {"|", "||"} or (len(text) >= 3 and set(text) <= set("-–—_=*.| "))


def is_upper(text: str) -> bool:
    """Whether the letters of `text` are capitals (a few small ones between many are forgiven)."""
    found = [letter for letter in text if letter.isalpha()]
    return len(found) >= 2 and sum(letter.isupper() for letter in found) >= 0.9 * len(found)


class _Habits:
    """What this text does elsewhere: how wide its lines are, and which words stand side by side on one line."""

    def __init__(self, found: Sequence[Line]) -> None:
        lengths = sorted(len(line.text) for line in found)
        self.width = lengths[int(len(lengths) * 0.9)] if lengths else 0
        self.wrapped = self.width < 160
        self.neighbours: Counter[tuple[str, ...]] = Counter()
        self.hyphened: Counter[tuple[str, str]] = Counter()
        for line in found:
            words = line.text.split()
            self.neighbours.update(zip(words, words[1:], strict=False))
            self.neighbours.update(zip(words, words[1:], words[2:], strict=False))
            self.hyphened.update((a.lower(), c.lower()) for a, b, c in zip(words, words[1:], words[2:], strict=False) if b in "-–")

    def go_on(self, last: str, text: str) -> bool:
        """Whether `last` and the first words of `text` stand together elsewhere: “Việt / Nam tỉnh”, “Hồ / Chí Minh”."""
        words = text.split()[:2]
        together = self.neighbours[last, *words] if len(words) == 2 else 0
        return together > 0 or (last[0].isupper() and self.neighbours[last, words[0]] > 0)


def blocks(found: Sequence[Line]) -> list[Block]:
    """Put `found` together into blocks, in order. Every line ends up in exactly one block."""
    habits = _Habits(found)
    made: list[Block] = []
    group: list[Line] = []
    for index, line in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        if group and _begins(line, group, following, habits):
            made.append(_block(group))
            group = []
        group.append(line)
    if group:
        made.append(_block(group))
    return made


def _block(group: Sequence[Line]) -> Block:
    text = squeeze(" ".join(line.text for line in group))
    return Block(text, Span(group[0].span.start, group[-1].span.end), find_marker(text))


def _begins(line: Line, group: Sequence[Line], following: Line | None, habits: _Habits) -> bool:
    """Whether `line` begins a block of its own rather than going on with `group`."""
    before = squeeze(" ".join(part.text for part in group))
    marker = find_marker(line.text)
    own = find_marker(before)
    if is_rule(line.text) or is_rule(group[-1].text):
        return True
    if own and not before[len(own.label) :].strip(" .:"):
        return marker is not None and marker.rank < own.rank and marker.style in {"article", "chapter", "part"}
    if marker:
        return _marker_begins(marker, line, before, own, habits)
    if line.text[0].islower() or (line.text[0].isdigit() and "%" not in line.text[:8] and not is_terminated(before) and not line.gap):
        return False
    if is_terminated(before):
        full = len(group[-1].text) >= 0.85 * habits.width
        return not (habits.wrapped and full and own is not None and not line.gap and own.rank >= 80 and len(group) > 1)
    if own and own.rank < 120:
        full = habits.wrapped and len(group[-1].text) >= 0.9 * habits.width
        return not (full and not line.gap and not _STARTS_SENTENCE.match(line.text)) and _heading_ends(line, before, own, following, habits)
    if is_upper(before):
        return not is_upper(line.text)
    if is_upper(line.text) and sum(letter.isalpha() for letter in line.text) >= 8:
        return True
    return line.gap and not habits.go_on(before.split()[-1], line.text)


def _marker_begins(marker: Marker, line: Line, before: str, own: Marker | None, habits: _Habits) -> bool:
    rest = line.text[len(marker.label) :].strip()
    last = before.split()[-1]
    if marker.style in {"dash", "plus"}:
        first = rest.split()[0] if rest else ""
        compound = f"{last.lower().strip(',.')}-{first.lower().strip(',.')}" in _COMPOUNDS
        if compound or (not is_terminated(before) and habits.hyphened[last.lower(), first.lower()]):
            return False
        return not first or not first[0].islower() or is_terminated(before) or before.endswith(",")
    if marker.style == "paren" and (number := int(re.sub(r"\D", "", marker.label))) > 1 and f"({number - 1})" in before:
        return own is not None and own.style == "paren"
    if marker.style in {"part", "chapter", "section", "subsection", "article"}:
        return is_terminated(before) or line.gap or is_upper(before) or (own is not None and own.rank < 60) or not rest[:1].islower()
    if is_terminated(before) or before.endswith(")") or line.gap or is_upper(before):
        return True
    if marker.style == "roman" and is_upper(rest):
        return True
    # A number at the start of a wrapped line (“khoản / 2. Điều 5”) goes on; an item after a heading or a list does not.
    short = not habits.wrapped or len(before) < 0.9 * habits.width or marker.label.startswith("1.")
    return (own is not None or short) and rest[:1].isupper() and last.lower() not in _CANNOT_END and not before.endswith((",", "-", "–"))


def _heading_ends(line: Line, before: str, own: Marker, following: Line | None, habits: _Habits) -> bool:
    """Whether the heading `before`, which does not end like a sentence, is complete and `line` stands under it."""
    words = before.split()
    if before.endswith((",", "-", "–", "“", "(", "Đề nghị")) or words[-1].lower() in _CANNOT_END:
        return False
    if is_upper(before[len(own.label) :]):
        return not is_upper(line.text)
    if habits.go_on(words[-1], line.text):
        return False
    if not habits.wrapped or _STARTS_SENTENCE.match(line.text):
        return True
    body = before[len(own.label) :].strip()
    if AGENCY_HEAD.match(body) and len(line.text) < 0.5 * habits.width and following is not None:
        return not (following.text[0].isupper() or find_marker(following.text)) or len(before) > 90
    return len(before) < 110 and before.count("“") == before.count("”")


def folded(text: str) -> str:
    """`fold(text)` when it keeps every offset, which NFC Vietnamese does; other letters are left as they are."""
    return "".join(plain if len(plain := fold(letter)) == 1 else letter for letter in text)
