"""What OCR gets wrong, put right where the form of a document leaves no doubt. Pure; never makes a digit of nothing.

Fixed phrases of administrative documents that differ only in marks; mottoes that differ in a few letters (Nghị định
30/2020/NĐ-CP, Phụ lục I, prints them in every letterhead); syllables that cannot be; strokes read as letters inside
numbers and dates. Marks over vowels are most of what Tesseract gets wrong: “kiêm tra”, “QUYÉT ĐỊNH”, “câp”.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final, TypeAlias

from ingest.header import KINDS
from ingest.readers.extract import Page
from retrieval.text import fold, normalize
from retrieval.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_Change: TypeAlias = tuple[int, int, str]
"""From where to where in a text, and what stands there instead."""

_MOTTOES = (
    ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("Độc lập - Tự do - Hạnh phúc",),
)
"""Each in its accepted spellings, the usual one first."""
_ALIKE: Final = 0.85
"""Share of letters that a part of a line has in common with a motto from which it is one."""
_SHOUTED = (
    *(kind for kind in KINDS if " " in kind), "ỦY BAN NHÂN DÂN", "HỘI ĐỒNG NHÂN DÂN", "PHỤ LỤC", "CHỦ TỊCH",
    "GIÁM ĐỐC", "BỘ TRƯỞNG", "THỨ TRƯỞNG", "KIỂM TRA", "TỔ CHỨC", "TỔNG HỢP", "THÀNH PHẦN", "CỔ PHẦN", "PHÁT TRIỂN",
    "SỬA ĐỔI", "BỔ SUNG", "CHUYỂN ĐỔI", "TRIỂN KHAI", "QUẢN LÝ", "ĐỀ CƯƠNG", "NHIỆM VỤ", "ĐẦU TƯ",
    "HẠ TẦNG", "TỔNG GIÁM ĐỐC", "TRƯỞNG ĐOÀN",
)  # fmt: skip
"""Phrases in capitals, and in small letters below, that no other words resemble but for their marks."""
_SAID = (
    "tổ chức", "kiểm tra", "bổ sung", "sửa đổi", "thẩm định", "thẩm quyền", "quyền hạn", "vận chuyển", "triển khai",
    "phát triển", "quản lý", "kế hoạch", "điều chỉnh", "điều kiện", "điều hành", "cổ phần", "tổng hợp", "chuyển đổi",
    "cụ thể", "quyết định", "nghị quyết", "nghị định", "nhiệm vụ", "căn cứ",
    "ủy ban", "nhân dân", "chính phủ", "chi nhánh", "chi tiết", "nơi nhận", "khẩn cấp",
    "tiến hành", "một số điều", "về việc", "hồ sơ", "thu hồi", "tồn tại", "đề nghị",
)  # fmt: skip
_NOT_BEFORE = {"chi tiết": r"(?!\s+(?:kiem|lo|che|giam)\b)", "đề nghị": r"(?!\s+(?:quyet|dinh)\b)"}
"""“chỉ tiết kiệm”, “để nghị quyết”."""
_IMPOSSIBLE = re.compile(r"(?<![\w-])([a-zđơư]{0,4})([âêô])(?=(?:ch|c|p|t)(?![\w-]))")
"""A syllable that ends so takes the acute or the dot below, and the dot is not what is lost."""
_ACUTE = str.maketrans("âêô", "ấếố")
_DIGITS = str.maketrans("lI|O", "1110")
_FOREIGN = frozenset("\u0308\u030a\u0327")
"""Marks that no Vietnamese letter has."""
_STROKE = r"[\dlI|O]"
_DATE = re.compile(
    rf"\b([Nn])g[àáảạa]y ?({_STROKE}{{1,2}}) ?th[áàảạa]ng ?({_STROKE}{{1,2}}) ?n[ăaắằ]m ?({_STROKE}{{4}})(?![\w/])"
)
_LABEL = re.compile(r"(?:(?<=\n)|(?<=\|)|(?<=   )|^)( *)S[ôóòõốồổỗo] ?[:;] ?(?=[\dlI|]* ?/)")
_NUMBER = re.compile(rf"(?<=Số: )({_STROKE}{{1,5}})(?= ?/ ?(?:\d{{4}} ?/ ?)?[A-ZĐ])")
_WRITTEN: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile("Ð"), "Đ"),
    (re.compile("ð"), "đ"),
    (re.compile(r"(?<=\w)[⁄∕](?=\w)"), "/"),  # noqa: RUF001 (the strokes of fractions)
    (re.compile(r"(?<=/)QD(?=-)|\bQD(?=-(?:UBND|HĐND|HDND|TTg)\b)"), "QĐ"),
    (re.compile(r"(?<=/)ND(?=-CP\b)"), "NĐ"),
    (re.compile(r"(?<=-)HDND\b"), "HĐND"),
    (re.compile(r"\bĐi[êéèếểễẻẽ]u(?= \d)"), "Điều"),
    (re.compile(r"\bđi[êéèếểễẻẽ]u(?= \d)"), "điều"),
    (re.compile(r"\bS[ÓÔO](?= \d)"), "SỐ"),
    (re.compile(r"\bs[óôổỗ](?= \d+ ?[/-])"), "số"),
    (re.compile(r"\bCh(?:uo|ưo|uơ)ng(?= [IVX]+\b)"), "Chương"),
)
"""Letters in symbols of documents and before numbers of articles that have only one meaning there."""


def repair(page: Page) -> Page:
    """The page with a text put right; `doubtful` still points at the same words."""
    for find in (_letters, _mottoes, _phrases, _syllables, _dates, _labels, _numbers):
        page = _changed(page, find(page.text or ""))
    return page


def _changed(page: Page, changes: Iterable[_Change]) -> Page:
    """The page with `changes`, which are in order and do not overlap, made."""
    made = list(changes)
    if not made:
        return page
    text, parts, at = page.text or "", [], 0
    for start, end, new in made:
        parts += [text[at:start], new]
        at = end

    def moved(offset: int, *, is_end: bool) -> int:
        shift = 0
        for start, end, new in made:
            if end <= offset:
                shift += len(new) - (end - start)
            elif start < offset:
                return start + shift + (len(new) if is_end else 0)
            else:
                break
        return offset + shift

    doubtful = (Span(moved(span.start, is_end=False), moved(span.end, is_end=True)) for span in page.doubtful)
    return Page("".join([*parts, text[at:]]), tuple(span for span in doubtful if span.start < span.end))


def _letters(text: str) -> list[_Change]:
    """Changes of `_WRITTEN`; where two want the same letters, the first."""
    found = sorted((m.start(), m.end(), new) for pattern, new in _WRITTEN for m in pattern.finditer(text))
    return [change for n, change in enumerate(found) if not n or change[0] >= found[n - 1][1]]


def _mottoes(text: str) -> Iterator[_Change]:
    for part in re.finditer(r"[^\s|](?:[^\n|]*?[^\s|])??(?=\s{3}|\s*[\n|]|\s*$)", text):
        for spellings in _MOTTOES:
            if part[0].casefold() not in map(str.casefold, spellings) and _alike(part[0], spellings[0]):
                yield part.start(), part.end(), spellings[0]


def _alike(text: str, motto: str) -> bool:
    one, other = (re.sub(r"[\W_]", "", fold(words)) for words in (text, motto))
    if not 0.8 * len(other) < len(one) < 1.25 * len(other):
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    words = (fold(phrase).replace(" ", r"\s+") + _NOT_BEFORE.get(phrase, "") for phrase in phrases)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(words, key=len, reverse=True))})(?![\w-])")


_SHOUTED_FOLDED, _SAID_FOLDED = _pattern(_SHOUTED), _pattern(_SAID)
_MARKED = {fold(phrase): phrase for phrase in (*_SHOUTED, *_SAID)}


def _phrases(text: str) -> list[_Change]:
    folded = fold(text)
    if len(folded) != len(text):
        return []
    found = []
    for pattern, shouted in ((_SHOUTED_FOLDED, True), (_SAID_FOLDED, False)):
        for match in pattern.finditer(folded):
            printed = text[match.start() : match.end()]
            meant = _spelled(_MARKED[re.sub(r"\s+", " ", match[0])], printed)
            if (
                printed.isupper() == shouted
                and _one_spelling(printed) != _one_spelling(meant)
                and _only_marks_differ(printed, meant)
            ):
                found.append((match.start(), match.end(), meant))
    return sorted(found)


def _spelled(phrase: str, printed: str) -> str:
    """`phrase` with the capitals and the spaces of `printed`, which has as many syllables of the same letters."""
    syllables = iter(phrase.split())
    shown = []
    for part in re.split(r"(\s+)", printed):
        if not part.strip():
            shown.append(part)
            continue
        pairs = zip(next(syllables), part, strict=True)
        shown.append("".join(new.upper() if old.isupper() else new.lower() for new, old in pairs))
    return "".join(shown)


def _only_marks_differ(printed: str, meant: str) -> bool:
    """Whether marks were lost, or tones but the dot below, which is never imagined, taken for others."""
    if _one_spelling(printed) == _one_spelling(meant):
        return False
    for old, new in zip(printed.lower(), meant.lower(), strict=True):
        (old_shape, old_tone), (new_shape, _) = _parts(old), _parts(new)
        lost = set(unicodedata.normalize("NFD", old)) - _FOREIGN <= set(unicodedata.normalize("NFD", new))
        if not lost and (old_shape != new_shape or old_tone == "\u0323"):
            return False
    return True


def _one_spelling(text: str) -> str:
    return " ".join(normalize(syllable) for syllable in text.split())


def _parts(letter: str) -> tuple[str, str]:
    """A letter without its tone, and the tone."""
    marks = unicodedata.normalize("NFD", letter)
    tone = "".join(mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323")
    return "".join(mark for mark in marks if mark not in tone), tone


def _syllables(text: str) -> list[_Change]:
    return [(m.start(2), m.end(2), m[2].translate(_ACUTE)) for m in _IMPOSSIBLE.finditer(text)]


def _dates(text: str) -> Iterator[_Change]:
    for match in _DATE.finditer(text):
        day, month, year = (part.translate(_DIGITS) for part in match.groups()[1:])
        if 1 <= int(day) <= 31 and 1 <= int(month) <= 12 and 1945 <= int(year) <= 2100:
            yield match.start(), match.end(), f"{match[1]}gày {day} tháng {month} năm {year}"


def _labels(text: str) -> Iterator[_Change]:
    """“Sô; 12/QĐ-UBND” → “Số: 12/QĐ-UBND”."""
    for label in _LABEL.finditer(text):
        yield label.start(), label.end(), f"{label[1]}Số: "


def _numbers(text: str) -> Iterator[_Change]:
    """“Số: l2/QĐ-UBND” → “Số: 12/QĐ-UBND”, where another stroke is a digit."""
    for match in _NUMBER.finditer(text):
        if re.search(r"\d", match[0]):
            yield match.start(), match.end(), match[0].translate(_DIGITS)
