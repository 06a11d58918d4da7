"""Years and periods as people type them, written out: “giai đoạn 21-25”, “từ 2021 đến 2025” → “2021-2025”.

Nothing is counted from today: “5 năm tới” stays what it is.
"""

from __future__ import annotations

import re

_FULL = r"((?:19|20)\d{2})"
_DASH = r"\s*[-–—/]\s*"
_SPAN_WORD = (
    r"(?:giai đoạn|giai doan|gđ|thời kỳ|thoi ky|năm học|nam hoc|nhiệm kỳ|nhiem ky|period|term|school year|stage)"
)
_FROM_TO = re.compile(
    rf"(?:(?:giữa|giua|từ|tu|from|between)\s+)?(?:(?:năm|nam|the year)\s+)?(?<![\d/.,-]){_FULL}\s*"
    rf"(?:đến hết|den het|đến|den|tới|toi|→|->|to|until|through)\s+(?:(?:năm|nam)\s+)?{_FULL}(?![\d/.,])",
    re.IGNORECASE,
)
_BETWEEN = re.compile(rf"between\s+{_FULL}\s+and\s+{_FULL}(?![\d/.,])", re.IGNORECASE)
_SHORT_END = re.compile(rf"(?<![\d/.,-]){_FULL}{_DASH}(\d{{2}})(?![\d/.,%-]|\w)")
_SHORT = re.compile(rf"({_SPAN_WORD}\s+)(?<!\d)(\d{{2}}){_DASH}(\d{{2}})(?![\d/.,%-]|\w)", re.IGNORECASE)


def spelt_times(text: str) -> str:
    """`text` with its periods in one form, “2021-2025”; what is no period from an earlier to a later year stays."""
    text = _BETWEEN.sub(_whole, text)
    text = _FROM_TO.sub(_whole, text)
    text = _SHORT_END.sub(_completed, text)
    return _SHORT.sub(_of_this_century, text)


def _whole(match: re.Match[str]) -> str:
    return _period(match, match[1], match[2])


def _completed(match: re.Match[str]) -> str:
    return _period(match, match[1], match[1][:2] + match[2])


def _of_this_century(match: re.Match[str]) -> str:
    return match[1] + _period(match, f"20{match[2]}", f"20{match[3]}", kept=match[0].removeprefix(match[1]))


def _period(match: re.Match[str], first: str, last: str, *, kept: str | None = None) -> str:
    as_typed = match[0] if kept is None else kept
    return f"{first}-{last}" if 0 < int(last) - int(first) <= 50 else as_typed
