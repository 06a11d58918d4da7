"""Moments of deadlines: “trước ngày 15/12 hằng năm”, “trong quý IV/2021”, “chậm nhất ngày 01/9/2025”."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

from retrieval.types import Span

_LIMIT = (
    r"(?P<limit>(?:(?:hoàn\s+thành|xong)\s+)*(?:định\s+kỳ\s+)?(?:trước|chậm\s+nhất|muộn\s+nhất|"
    r"không\s+muộn\s+hơn|đến\s+hết|hết|xong|trong|vào|đến|từ)"
    r"(?:\s+(?:là|đến|vào|trước|trong|khoảng|thời\s+điểm|thời\s+hạn))*\s+)?"
)
_YEARLY = r"(?P<yearly>\s*(?:của\s+)?(?:hằng|hàng|mỗi)\s+năm)?"
_DAY = re.compile(
    rf"(?i:{_LIMIT}(?:ngày\s+)(?P<day>\d{{1,2}})\s*(?:/|-|\.|\s+tháng\s+)\s*(?P<month>\d{{1,2}})(?!\d)"
    rf"(?:\s*(?:/|-|\.|,?\s+năm\s+)\s*(?P<year>\d{{4}})(?!\d))?{_YEARLY})"
)
_BARE_DATE = re.compile(rf"(?i:{_LIMIT}(?P<day>\d{{1,2}})\s*/\s*(?P<month>\d{{1,2}})\s*/\s*(?P<year>\d{{4}})(?![\d/]))")
_QUARTER = re.compile(
    rf"(?i:{_LIMIT}(?P<printed>qu[ýíyi]\s+(?:IV|I{{1,3}}|[1-4])\b(?:\s*(?:/|-|,?\s*năm)\s*\d{{4}})?){_YEARLY})"
)
_MONTH = re.compile(rf"(?i:{_LIMIT}(?P<printed>tháng\s+\d{{1,2}}\s*(?:/|-|năm)\s*\d{{4}})(?!\d))")
_MONTH_YEARLY = re.compile(rf"(?i:{_LIMIT}(?P<printed>tháng\s+\d{{1,2}})(?P<yearly>\s+(?:hằng|hàng|mỗi)\s+năm))")
_YEAR = re.compile(
    rf"(?i:{_LIMIT}(?:(?:đầu|cuối|giữa|hết)\s+)?(?P<printed>năm\s+(?:19|20)\d{{2}})(?!\s*[-–]\s*\d|"
    r"\d))"
)
_PERIODIC = re.compile(
    r"(?i:(?:định\s+kỳ\s+)?(?P<printed>(?:hằng|hàng)\s+(?:năm|quý|tháng|tuần)|6\s+tháng(?:\s*,\s*(?:01\s+)?năm)?))(?!\w)"
)
_CORES = (
    (_DAY, re.compile(r"(?i:ngày)\s+\d")),
    (_BARE_DATE, re.compile(r"\d\s*/\s*\d{1,2}\s*/")),
    (_QUARTER, re.compile(r"(?i:qu[ýíyi]\s+[IV1-4])")),
    (_MONTH, re.compile(r"(?i:tháng)\s+\d")),
    (_MONTH_YEARLY, re.compile(r"(?i:tháng)\s+\d")),
    (_YEAR, re.compile(r"(?i:năm)\s+(?:19|20)\d")),
    (_PERIODIC, re.compile(r"(?i:h[àằ]ng\s|6\s+tháng)")),
)
"""Each pattern, the more exact one first, and what a text must hold for it, which is far quicker to find."""
_YEARLY_NEARBY = re.compile(r"(?:hằng|hàng|mỗi)\s+năm", re.IGNORECASE)


@dataclasses.dataclass(frozen=True, slots=True)
class Moment:
    """A moment as read.

    Attributes:
        when: ISO date, “dd/mm hằng năm”, or the month, quarter or year as printed.
        text: as printed, with its “trước”, “chậm nhất” and so on.
        limit: the words that make it a limit, in small letters; empty where there are none.
        kind: “day”, “yearly”, “quarter”, “month”, “year”, or “periodic”.
    """

    when: str
    text: str
    limit: str
    kind: str
    span: Span

    @property
    def periodic(self) -> bool:
        """Whether it only says how often: “hằng năm”."""
        return self.kind == "periodic"


def find_moments(text: str) -> list[Moment]:
    """The moments in `text`, in order, not overlapping; the more exact one wins."""
    found: list[Moment] = []
    for pattern, core in _CORES:
        for match in pattern.finditer(text) if core.search(text) else ():
            span = Span(match.start(), match.end())
            if any(span.start < other.span.end and other.span.start < span.end for other in found):
                continue
            if moment := _moment(pattern, match, text):
                found.append(moment)
    return sorted(found, key=lambda moment: moment.span)


def _moment(pattern: re.Pattern[str], match: re.Match[str], text: str) -> Moment | None:
    named = match.groupdict()
    limit = " ".join((named.get("limit") or "").lower().split())
    span = Span(match.start(), match.end())
    if pattern is _PERIODIC:
        return Moment(named["printed"], match[0], limit, "periodic", span)
    if named.get("day"):
        return _day(named, match, limit, text)
    printed = named["printed"]
    kind = {_QUARTER: "quarter", _YEAR: "year"}.get(pattern, "month")
    if named.get("yearly"):
        printed = f"{printed} hằng năm"
    return Moment(printed, match[0], limit, kind, span)


def _day(named: dict[str, str | None], match: re.Match[str], limit: str, text: str) -> Moment | None:
    day, month = int(named["day"] or 0), int(named["month"] or 0)
    span = Span(match.start(), match.end())
    if named["year"]:
        try:
            return Moment(dt.date(int(named["year"]), month, day).isoformat(), match[0], limit, "day", span)
        except ValueError:
            return None
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    yearly = named.get("yearly") or _YEARLY_NEARBY.search(
        text, max(0, match.start() - 60), min(len(text), match.end() + 40)
    )
    printed = f"{day:02d}/{month:02d}"
    return Moment(f"{printed} hằng năm" if yearly else printed, match[0], limit, "yearly" if yearly else "day", span)
