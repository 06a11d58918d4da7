"""Document numbers as people type them, and which documents they mean.

“QĐ 2141/2021”, “2141 qd ubnd”, “QĐ-UBND số 2141”, “số 2141-QĐ/UBND” and “Decision No. 2141” all name 2141/QĐ-UBND: what
counts is the figure, then the year if one is part of it, then the letters of the symbol, whatever parts them.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from retrieval.references import clean_number, number_spans
from retrieval.text import fold

_KINDS = (
    r"quyết định|quyet dinh|kế hoạch|ke hoach|nghị quyết|nghi quyet|công văn|cong van|chỉ thị|chi thi|thông báo|"
    r"thong bao|thông tư|thong tu|nghị định|nghi dinh|quy chế|quy che|tờ trình|to trinh|văn bản|van ban|báo cáo|"
    r"bao cao|hướng dẫn|huong dan|luật|luat|kết luận|ket luan|giấy phép|giay phep|công điện|cong dien|giấy mời|"
    r"giay moi|decision|plan|resolution|circular|decree|notice|document|directive|law"
)
_SHORT_KINDS = r"qđ|qd|kh|nđ|nd|tt|nq|ct|tb|hd|ttr|bc|gp|cv|kl|ctr|gm|qc"
_ISSUERS = (
    r"ubnd|hđnd|hdnd|ttg|cp|tu|tw|hu|đu|du|ubtvqh\d*|qh\d+|[sbp][bcdđghklmnpqrstvx&]{2,8}|vp(?:cp|ub|tw)|bch|mttq"
)
_NUMBER = r"(?:(?:số|so|no\.?|number|#|n°)\s*:?\s*)"
_END = r"(?![\d%/.,-]|\w)"
_NOT_A_COUNT = (
    _END
    + r"(?!\s*(?:%|(?:năm|nam)(?! ?(?:19|20)\d\d)|tháng|thang|(?:ngày|ngay)(?! ?\d)|triệu|trieu|tỷ|ty|tỉ|nghìn|nghin|"
    r"ngàn|người|nguoi|trường|truong|lớp|lop|xã|xa|huyện|huyen|nhiệm|nhiem|giai|years?|days?|months?|percent)\b)"
)
_YEAR = r"(?:19|20)\d\d"
_IN_SMALL = re.compile(
    rf"(?<![\w/.,-])(?P<figure>\d{{1,5}})\s*(?:/\s*(?P<year>{_YEAR}))?\s*/\s*"
    r"(?P<symbol>[a-zđ]{1,6}(?:\s?[-–/]\s?[\wđ&]+)*)(?!\w)",
    re.IGNORECASE,
)
"""A number in small letters: “2141/qd-ubnd”."""
_LOOSE = re.compile(
    rf"(?<![\w/.,-])(?P<figure>\d{{1,5}})\s*(?:/\s*(?P<year>{_YEAR}))?[\s/–-]*"
    rf"(?P<symbol>(?:{_SHORT_KINDS})[\s/–-]+(?:{_ISSUERS})(?:[\s/–-]+(?:{_ISSUERS}))?)(?!\w)",
    re.IGNORECASE,
)
"""“2141 qd ubnd”, “2141-QĐ/UBND”."""
_BEHIND = re.compile(
    rf"(?<!\w)(?P<symbol>(?:{_SHORT_KINDS})[\s/–-]+(?:{_ISSUERS}))\s*{_NUMBER}?(?P<figure>\d{{1,5}})(?:/(?P<year>{_YEAR}))?(?![\w%/.,-])",
    re.IGNORECASE,
)
"""“QĐ-UBND số 2141”."""
_BARE = re.compile(
    rf"(?:(?<!\w)(?:{_KINDS}|{_SHORT_KINDS})\s*(?:{_NUMBER}|(?!{_YEAR}(?!\d|/)))|^\s*)"
    rf"(?P<number>\d{{4,5}}{_END}|\d{{1,5}}/{_YEAR}(?![\d%/.,-])|\d{{1,3}}{_NOT_A_COUNT})|"
    rf"(?<!\w)(?:số|so|no\.?)\s+(?P<alone>\d{{3,5}}){_NOT_A_COUNT}",
    re.IGNORECASE,
)
"""The figure alone after a kind: “quyết định 2141”, “QĐ 16/2026”; or after “số”."""
_DATED = re.compile(
    rf"\s*,?\s*(?:(?:ban hành|ban hanh|ký|ky)\s+)?(?:năm|nam|of|in)\s+({_YEAR})(?![\d/])", re.IGNORECASE
)
"""The year that follows a number: “QĐ 2141 năm 2021”."""
_PARTS = re.compile(rf"0*(\d+)[a-z]?(?:/({_YEAR}))?(?!\d)(.*)")


@dataclasses.dataclass(frozen=True, slots=True)
class Named:
    """A number in a question: as it is compared, where it stands, and the year said beside it, if one is."""

    number: str
    start: int
    end: int
    year: int | None = None


def find_named(text: str) -> list[Named]:
    """The document numbers that `text` names, whole or only their figure, in order; a figure counts once."""
    found: list[Named] = []
    for start, end, number in _written(text):
        if not any(start < other.end and other.start < end for other in found):
            dated = _DATED.match(text, end)
            found.append(Named(number, start, end, int(dated[1]) if dated else None))
    whole = [named for named in found if not named.number.isdigit()]
    figures = {number_parts(named.number)[0] for named in whole}
    bare = [named for named in found if named.number.isdigit() and number_parts(named.number)[0] not in figures]
    unique = {named.number: named for named in reversed([*whole, *bare])}
    return sorted(unique.values(), key=lambda named: named.start)


def _written(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, number), the spellings that say most first."""
    for start, end in number_spans(text):
        yield start, end, clean_number(text[start:end])
    for pattern in (_IN_SMALL, _LOOSE, _BEHIND):
        for match in pattern.finditer(text):
            symbol = re.sub(r"[\s/–-]+", "-", match["symbol"])
            yield *_span(match), "/".join(part for part in (match["figure"], match["year"], symbol) if part)
    for match in _BARE.finditer(text):
        group = "number" if match["number"] else "alone"
        yield match.start(group), match.end(group), match[group]


def _span(match: re.Match[str]) -> tuple[int, int]:
    starts = [match.start(group) for group in ("figure", "symbol")]
    ends = [match.end(group) for group in ("figure", "year", "symbol")]
    return min(starts), max(ends)


def number_parts(number: str) -> tuple[str, int | None, str]:
    """(figure, year or None, letters): “05/2024/TT-BLĐTBXH” → ("5", 2024, "ttbldtbxh"); the figure "" for no number."""
    match = _PARTS.match(fold(clean_number(number)))
    if not match:
        return "", None, ""
    return match[1], int(match[2]) if match[2] else None, re.sub(r"[^a-z0-9]", "", match[3])


def means(wanted: str, own: str, issued: int | None = None) -> bool:
    """Whether a number as typed means a document's own.

    Args:
        wanted: as typed: its figure, with its symbol or a year or both.
        own: the document's, whole.
        issued: the year the document was issued, for numbers without a year of their own.
    """
    figure, year, letters = number_parts(wanted)
    own_figure, own_year, own_letters = number_parts(own)
    if not figure or figure != own_figure or not own_letters.startswith(letters):
        return False
    return year is None or year == (own_year or issued)
