"""Lines → blocks: how text copied from pages is put together again.

A copied page breaks lines where its HTML did, in the middle of sentences and of names (“Sở Lao động / - Thương binh
và Xã hội”), so a line that begins with a hyphen or a number is not always an item. A *block* is what the author wrote
as one paragraph or item: it begins with its marker, if it has one, and knows where it stands in the source.
"""

from __future__ import annotations

import dataclasses
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.header import KIND
from ingest.lines import is_rule, is_terminated, is_upper
from ingest.signers import is_person
from retrieval.text import squeeze
from retrieval.types import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.lines import Line


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
    ("article", 50, re.compile(r"(?:Điều|ĐIỀU)\s+(?:\d+\.\d+\.[A-ZĐ]{2}(?:\.\d+)+\.|\d+[a-zđ]?\s*[.:])")),
    ("letter_upper", 60, re.compile(r"[A-HĐ]\s*(?:[.)](?=\s|$)|/(?=\s))")),
    ("roman", 70, re.compile(rf"{_ROMAN}\s*[./)\-–](?=\s|[A-ZĐÀ-Ỹ]|$)")),
    ("decimal3", 100, re.compile(r"\d{1,2}\.\d{1,2}\.\d{1,2}\.?(?=\s|[A-ZĐÀ-Ỹ]|$)")),
    ("decimal2", 90, re.compile(r"\d{1,2}\.\d{1,2}\.?(?=\s|[A-ZĐÀ-Ỹ]|$)")),
    ("decimal", 80, re.compile(r"\d{1,3}\s?(?:\.(?=\s|[A-ZĐÀ-Ỹ“\"]|$)|/(?=\s+[A-ZĐÀ-Ỹ“\"]))")),
    ("paren", 115, re.compile(r"(?:\(\d{1,2}\)|\d{1,2}\s?\))(?=\s|$)")),
    ("letter", 110, re.compile(r"[a-zđ]\d?\s?(?:[).](?=\s|$|[A-ZĐÀ-Ỹ])|/(?=\s+[A-ZĐÀ-Ỹ]))")),
    ("dash", 120, re.compile(r"[-–\u2212—•●▪](?=\s|$|[^\s\d\-–\u2212—_=.])")),
    ("plus", 130, re.compile(r"[+*o○](?=\s|$|(?<=\+)\S)")),
)
_NUMBERED = tuple(each for each in _STYLES if each[0] in {"decimal3", "decimal2", "decimal", "paren"})
_BULLETS = tuple(each for each in _STYLES if each[0] in {"dash", "plus"})
_LETTERED = tuple(each for each in _STYLES if each not in _NUMBERED)
"""The styles by what a marker begins with."""
_NAMED = re.compile(r"(?:Phần|PHẦN|Chương|CHƯƠNG|Mục|MỤC|Tiểu|TIỂU|Điều|ĐIỀU|o)(?:\s|$)")
_SHORT = re.compile(r"[./)\-–]")
"""What every marker has that begins with a letter; most lines have neither, and are told apart at once."""
_COMPOUNDS = frozenset(
    {
        "động-thương", "hóa-thông", "hóa-thể", "hóa-xã", "chính-kế", "kế-tài", "kinh tế-xã", "trị-xã", "nghiệp-giáo",
        "nghiệp-dạy", "thanh-truyền", "ngữ-tin", "phòng-an", "dục-thể", "học-kĩ", "học-kỹ", "lập-tự", "do-hạnh",
        "xuyên-hướng", "hoạch-tài", "tin-truyền", "binh-xã",
    }
)  # fmt: skip
"""Last and first syllables of names that the state writes with a spaced hyphen (Lao động - Thương binh)."""
_CANNOT_END = frozenset(
    {
        "sở", "bộ", "và", "của", "các", "những", "với", "cho", "về", "tại", "trong", "theo", "từ", "đến", "là", "được",
        "do", "số", "ngày", "tháng", "điều", "khoản", "việc", "một", "hai", "cơ", "nhân", "liên", "chánh", "phó",
        "giám", "chủ", "thủ", "trưởng", "ông", "bà", "đồng",
    }
)  # fmt: skip
"""Words that a heading does not stop at; the next line goes on with it."""
_ENDS_ANYWAY = re.compile(r"(?:cộng|hợp) đồng$", re.IGNORECASE)
AGENCY_HEAD = re.compile(
    r"(?:Sở|Phòng|Ban|Ủy ban|Uỷ ban|Hội|Đoàn|Liên đoàn|Mặt trận|Trung tâm|Trường|Đài|Bộ|UBND|Đề nghị)\b"
)
_STARTS_SENTENCE = re.compile(
    r"(?:Chủ trì|Phối hợp|Tham mưu|Xây dựng|Tổ chức|Căn cứ|Chỉ đạo|Hướng dẫn|Thực hiện|Triển khai|Nâng cao|Nhằm|"
    r"Tiếp tục|Là|Có trách nhiệm|Chịu trách nhiệm|Đẩy mạnh|Tăng cường|Rà soát|Bố trí|Cân đối|Kiểm tra|Theo dõi|"
    r"Tuyên truyền|Phát huy|Quan tâm)\b"
)
_ATTACHED = r"\(\s*(?:Được\s+)?(?:(?:[Bb]an\s+hành|[Pp]hê\s+duyệt)\s+(?:kèm\s+)?|[Kk]èm\s+)theo\b"
ATTACHED = re.compile(_ATTACHED)
"""“(Ban hành kèm theo Quyết định số …)”, the line under the title of what a decision issues."""
_STARTS_PART = re.compile(rf"PHỤ\s+LỤC(?:\s+(?:SỐ\s+)?[IVX\d]+[A-Z]?)?\s*[.:]?$|Nơi\s+nhận\s*:|{_ATTACHED}")
"""What begins a part of the page whatever stands above it: an annex, the recipients, “(Ban hành kèm theo …)”."""
_STARTS_PREAMBLE = re.compile(
    r"S[ốô]\s*(?::|\d+\s*-\s*[A-ZĐ])|V\s?[/\u2044]\s?[vVwy]\b|Căn\s+cứ[\s:]|Kính\s+gửi\s*:|"
    r"(?:Xét|Theo)\s+(?:đề\s+nghị|Tờ\s+trình)\b"
)
_SPECK = re.compile(r"[^\W\d_]{1,3}")
_GROUPING = frozenset({"part", "chapter", "section", "subsection", "article"})
_EDGE = 20
"""Lines at either end of a growing block that decide where it ends; looking at all of them takes quadratic time."""


def find_marker(text: str) -> Marker | None:
    """The marker that `text` begins with, or None."""
    first = text[:1]
    if first.isalpha():
        styles = _LETTERED if _NAMED.match(text) or _SHORT.search(text, 0, 8) else ()
    else:
        styles = _NUMBERED if first.isdigit() or first == "(" else _BULLETS
    for style, rank, pattern in styles:
        if found := pattern.match(text):
            return Marker(found[0].strip(), rank, style)
    return None


class _Habits:
    """What this text does elsewhere: how wide and how indented its lines are, which words stand side by side."""

    def __init__(self, found: Sequence[Line]) -> None:
        lengths = sorted(len(line.text) for line in found)
        self.width = lengths[int(len(lengths) * 0.9)] if lengths else 0
        self.wrapped = self.width < 160
        self.indented = self.wrapped and _indents_paragraphs(found)
        self._neighbours: set[tuple[str, ...]] = set()
        self._hyphened: set[tuple[str, str]] = set()
        for line in found:
            words = line.text.split()
            triples = list(zip(words, words[1:], words[2:], strict=False))
            self._neighbours.update(pairwise(words))
            self._neighbours.update(triples)
            if "-" in line.text or "–" in line.text:
                self._hyphened.update((a.lower(), c.lower()) for a, b, c in triples if b in "-–")

    def go_on(self, last: str, text: str) -> bool:
        """Whether `last` and the first words of `text` stand together elsewhere: “Việt / Nam tỉnh”, “Hồ / Chí Minh”."""
        words = text.split()[:2]
        together = len(words) == 2 and (last, *words) in self._neighbours
        return together or (last[0].isupper() and (last, words[0]) in self._neighbours)

    def hyphened(self, left: str, right: str) -> bool:
        """Whether “left - right” stands on one line elsewhere, in small letters."""
        return (left, right) in self._hyphened

    def full(self, line: Line, share: float) -> bool:
        """Whether `line` was broken by the width of the page, not by its author."""
        return self.wrapped and len(line.text) >= share * self.width


def _indents_paragraphs(found: Sequence[Line]) -> bool:
    """Whether first lines are indented and the others are not, as in text from PDFs."""
    marked = [line for line in found if find_marker(line.text)]
    flush = sum(line.indent <= 2 for line in found)
    return (
        len(marked) >= 5 and sum(line.indent >= 4 for line in marked) >= 0.8 * len(marked) and flush >= 0.3 * len(found)
    )


@dataclasses.dataclass(frozen=True, slots=True)
class _Open:
    """The block being put together: its lines, the words at both ends of it, its marker, and the block above it."""

    first: Line
    last: Line
    several: bool
    text: str
    marker: Marker | None
    above: str

    @property
    def last_word(self) -> str:
        return self.text.rsplit(maxsplit=1)[-1]

    @property
    def body(self) -> str:
        return self.text[len(self.marker.label) :] if self.marker else self.text


def blocks(found: Sequence[Line]) -> list[Block]:
    """Put `found` together into blocks, in order. Every line ends up in exactly one block."""
    habits = _Habits(found)
    made: list[Block] = []
    group: list[Line] = []
    for index, line in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        if group and _begins(line, following, _opened(group, made[-1].text if made else ""), habits):
            made.append(_block(group))
            group = []
        group.append(line)
    if group:
        made.append(_block(group))
    return made


def _opened(group: Sequence[Line], above: str) -> _Open:
    edges = group if len(group) <= 2 * _EDGE else [*group[:_EDGE], *group[-_EDGE:]]
    text = squeeze(" ".join(line.text for line in edges))
    return _Open(group[0], group[-1], len(group) > 1, text, find_marker(text), above)


def _block(group: Sequence[Line]) -> Block:
    text = squeeze(" ".join(line.text for line in group))
    return Block(text, Span(group[0].span.start, group[-1].span.end), find_marker(text))


def _begins(line: Line, following: Line | None, before: _Open, habits: _Habits) -> bool:
    """Whether `line` begins a block of its own rather than going on with `before`."""
    if is_rule(line.text) or is_rule(before.last.text) or _STARTS_PART.match(line.text):
        return True
    if _SPECK.fullmatch(line.text) and is_upper(before.text) and following and following.text.startswith(("Số", "Sô")):
        return True  # the star above the number of a Party document, as OCR reads it
    marker, own = find_marker(line.text), before.marker
    if own is None and (KIND.fullmatch(line.text) or _STARTS_PREAMBLE.match(line.text) or _is_signature(before)):
        return True
    if own and not before.body.strip(" .:"):
        return marker is not None and marker.rank < own.rank and marker.style in {"article", "chapter", "part"}
    if marker:
        return _marker_begins(marker, line, before, habits)
    return not _goes_on(line, before, habits) and _is_complete(line, following, before, habits)


def _is_signature(before: _Open) -> bool:
    """A name under an office in capitals; what a portal or a note puts right under it is something else."""
    return not before.several and is_upper(before.above) and is_person(before.text)


def _goes_on(line: Line, before: _Open, habits: _Habits) -> bool:
    """Whether `line`, which has no marker, cannot begin anything: small letters, a figure in a sentence, no indent."""
    if line.text[0].islower():
        return True
    if line.text[0].isdigit():
        return "%" not in line.text[:8] and not is_terminated(before.text) and not line.gap
    flush = habits.indented and line.indent <= 2 < before.first.indent and not line.gap
    return flush and habits.full(before.last, 0.8) and not is_upper(line.text)


def _is_complete(line: Line, following: Line | None, before: _Open, habits: _Habits) -> bool:
    """Whether `before` ends where `line`, which has no marker, could begin a paragraph."""
    own = before.marker
    if is_terminated(before.text):
        listed = own is not None and own.rank >= 80 and before.several and not line.gap
        return not (listed and habits.full(before.last, 0.85))
    if own and own.rank < 120:
        broken = habits.full(before.last, 0.9) and not line.gap and not _STARTS_SENTENCE.match(line.text)
        return not (broken and not is_upper(before.body)) and _heading_ends(line, following, before, habits)
    if is_upper(before.text):
        return not is_upper(line.text)
    if is_upper(line.text) and sum(letter.isalpha() for letter in line.text) >= 8:
        return True
    return line.gap and not habits.go_on(before.last_word, line.text)


def _heading_ends(line: Line, following: Line | None, before: _Open, habits: _Habits) -> bool:
    """Whether the heading `before`, which does not end like a sentence, is complete and `line` stands under it."""
    text, body = before.text, before.body.strip()
    if text.endswith((",", "-", "–", "“", "(", "Đề nghị")) or _cannot_end(text):
        return False
    if is_upper(body):
        return not is_upper(line.text)
    if habits.go_on(before.last_word, line.text):
        return False
    if not habits.wrapped or _STARTS_SENTENCE.match(line.text):
        return True
    if AGENCY_HEAD.match(body) and len(line.text) < 0.5 * habits.width and following is not None:
        return not (following.text[0].isupper() or find_marker(following.text)) or len(text) > 90
    return len(text) < 110 and text.count("“") == text.count("”")


def _cannot_end(text: str) -> bool:
    """Whether a heading does not stop after `text`: its last word asks for another."""
    return text.rsplit(maxsplit=1)[-1].lower() in _CANNOT_END and not _ENDS_ANYWAY.search(text)


def _marker_begins(marker: Marker, line: Line, before: _Open, habits: _Habits) -> bool:
    """Whether a line with a marker is an item; wrapped lines begin with hyphens and numbers too."""
    rest, text, own = line.text[len(marker.label) :].strip(), before.text, before.marker
    if marker.style in {"dash", "plus"}:
        return _bullet_begins(rest, before, habits)
    if marker.style == "paren":
        number = int(re.sub(r"\D", "", marker.label))
        if number > 1 and f"({number - 1})" in text:
            return own is not None and own.style == "paren"
    lettered = marker.style == "letter" and rest[:1].isupper() and not text.lower().endswith("điểm")
    if is_terminated(text) or line.gap or is_upper(text) or lettered:  # “1. Các phòng thuộc Sở / a) Phòng Khảo thí …”
        return True
    if marker.style in _GROUPING:
        return (own is not None and own.rank < 60) or not rest[:1].islower()
    if text.endswith(")") or (marker.style == "roman" and is_upper(rest)):
        return True
    # A number at the start of a wrapped line (“khoản / 2. Điều 5”) goes on; an item after a heading or a list does not.
    short = not habits.wrapped or len(text) < 0.9 * habits.width or marker.label.startswith("1.")
    stops = not _cannot_end(text) and not text.endswith((",", "-", "–"))
    return (own is not None or short) and rest[:1].isupper() and stops


def _bullet_begins(rest: str, before: _Open, habits: _Habits) -> bool:
    last, first = before.last_word.lower(), rest.split(maxsplit=1)[0] if rest else ""
    right = first.lower().strip(",.")
    lefts = (last.strip(",."), " ".join(before.text.lower().rsplit(maxsplit=2)[-2:]))
    if any(f"{left}-{right}" in _COMPOUNDS for left in lefts) or (
        not is_terminated(before.text) and habits.hyphened(last, first.lower())
    ):
        return False
    return not first or not first[0].islower() or is_terminated(before.text) or before.text.endswith(",")
