"""What a sentence claims in figures, as tokens that compare: numbers of documents, dates, shares, counts. Pure.

`figures_supported` asks whether each figure stands anywhere in the evidence. That is enough for sentences we make
ourselves; a model may put right figures together wrongly, so here “22/12/2015” is one claim and not three, “94%”
is not vouched for by “94/KH-UBND”, and “seventy” is a figure too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeAlias

from retrieval.phrases import MONTHS
from retrieval.references import DATE, FIGURE, clean_number, normal_figure, number_spans
from retrieval.text import fold, squeeze

_Made: TypeAlias = Callable[[re.Match[str]], Iterable[str]]

_MONTH = "|".join(MONTHS)
_LEADING = re.compile(r"\d+")
_FIGURE = r"\d+(?:[.,]\d+)*"
_SHARE = r"\s*(?:%|phần\s+trăm|per\s?cent)"
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "first": "1", "second": "2", "third": "3", "fourth": "4"}
_SCALES = {"nghìn": "k", "ngàn": "k", "thousand": "k", "triệu": "m", "million": "m", "tỷ": "b", "tỉ": "b",
           "billion": "b"}  # fmt: skip


def _month(name: str) -> int:
    return MONTHS.index(name.capitalize()) + 1


def _day(day: str | int, month: str | int, year: str | int = "") -> list[str]:
    """A date, and what of it may be said alone: the day of the month, the month, the year."""
    parts = [f"d{int(day)}.{int(month)}", f"m{int(month)}"]
    return [f"d{int(day)}.{int(month)}.{year}", *parts, str(year)] if year else parts


def _scaled(found: re.Match[str]) -> list[str]:
    return [f"{normal_figure(found[1])}{_SCALES[found[2].lower()]}"]


_RULES: tuple[tuple[re.Pattern[str], _Made], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), made)
    for pattern, made in (
        (rf"(\d{{1,2}})\s+({_MONTH}),?\s+(\d{{4}})", lambda at: _day(at[1], _month(at[2]), at[3])),
        (rf"({_MONTH})\s+(\d{{1,2}}),?\s+(\d{{4}})", lambda at: _day(at[2], _month(at[1]), at[3])),
        (rf"(\d{{1,2}})\s+({_MONTH})\b", lambda at: _day(at[1], _month(at[2]))),
        (rf"\b({_MONTH})\s+(\d{{1,2}})\b(?!\d)", lambda at: _day(at[2], _month(at[1]))),
        (rf"\b({_MONTH}),?\s+(\d{{4}})", lambda at: [f"m{_month(at[1])}", at[2]]),
        (DATE.pattern, lambda at: _day(at[1], at[2], at[3])),
        (r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})(?!\d)", lambda at: _day(at[1], at[2])),
        (r"(?<![\d/])(\d{1,2})/(\d{4})(?![\d/])", lambda at: [f"m{int(at[1])}", at[2]]),
        (r"(?<![\d/])(\d{1,3})/(\d{1,3})(?![\d/])", lambda at: _day(at[1], at[2])[:1]),
        (r"tháng\s+(\d{1,2})(?!\d)", lambda at: [f"m{int(at[1])}"]),
        (r"(?:quý|quarter|\bq)\s*(iv|i{1,3}|[1-4])\b", lambda at: [f"q{_ROMAN.get(at[1].lower(), at[1])}"]),
        (r"\b(first|second|third|fourth)\s+quarter", lambda at: [f"q{_ROMAN[at[1].lower()]}"]),
        (
            r"(?:phụ\s+lục|mục|chương|phần|annex|appendix|chapter|section|part)\s+([ivxlc]{1,6})\b",
            lambda at: [f"r{at[1].lower()}"],
        ),
        (
            rf"({_FIGURE}){_SHARE}?(?=\s*(?:-|–|đến|tới|to|and|và|hoặc|or)\s*{_FIGURE}{_SHARE})",
            lambda at: [f"{normal_figure(at[1])}%"],
        ),
        (rf"({_FIGURE}){_SHARE}", lambda at: [f"{normal_figure(at[1])}%"]),
        (rf"({_FIGURE})\s+({'|'.join(_SCALES)})(?!\w)", _scaled),
        (
            r"(?:số|no\.?|number|quyết\s+định|kế\s+hoạch|decision|plan)\s+((?!(?:19|20)\d\d\b)\d+)(?![\d/.%])",
            lambda at: [f"#{int(at[1])}"],
        ),
        (FIGURE.pattern, lambda at: [normal_figure(at[0])]),
    )
)

_DIGITS = "một|hai|ba|bốn|tư|năm|lăm|sáu|bảy|bẩy|tám|chín"
_TENS = r"mười|mươi|chục|trăm|nghìn|ngàn|triệu|(?:tỷ|tỉ)(?!\s+(?:lệ|trọng|suất|số))"
_SPELT = re.compile(
    rf"(?<!\w)(?:(?:{_DIGITS}|{_TENS}|linh|lẻ|phẩy)\s+)*(?:{_TENS})(?:\s+(?:{_DIGITS}|{_TENS}|linh|lẻ))*(?!\w)"
    rf"|(?<!\w)(?:{_DIGITS})\s+phần\s+trăm(?!\w)|(?<!\w)một\s+nửa(?!\w)|(?<!\w)phần\s+(?:{_DIGITS})(?!\w)",
    re.IGNORECASE,
)
"""“bảy mươi lăm”, “hai phần trăm”, “phần ba”, “một nửa”; a lone digit is too often another word (năm: five, year)."""
_ENGLISH_NUMBERS = {
    word: (str(number), vietnamese)
    for word, number, vietnamese in (
        ("two", 2, "hai"), ("three", 3, "ba"), ("four", 4, "bốn"), ("five", 5, "năm"), ("six", 6, "sáu"),
        ("seven", 7, "bảy"), ("eight", 8, "tám"), ("nine", 9, "chín"), ("ten", 10, "mười"), ("eleven", 11, "mười một"),
        ("twelve", 12, "mười hai"), ("thirteen", 13, "mười ba"), ("fifteen", 15, "mười lăm"),
        ("twenty", 20, "hai mươi"),
        ("thirty", 30, "ba mươi"), ("forty", 40, "bốn mươi"), ("fifty", 50, "năm mươi"), ("sixty", 60, "sáu mươi"),
        ("seventy", 70, "bảy mươi"), ("eighty", 80, "tám mươi"), ("ninety", 90, "chín mươi"), ("hundred", 100, "trăm"),
        ("dozen", 12, "chục"), ("half", 0.5, "nửa"),
    )
}  # fmt: skip
_ENGLISH_SPELT = re.compile(rf"\b({'|'.join(_ENGLISH_NUMBERS)})\b(?:[\s-]+(\w+))?", re.IGNORECASE)


def figures_of(text: str) -> set[str]:
    """The figures of `text` as tokens: “#94/kh-ubnd”, “d22.12.2015”, “m12”, “q4”, “97.5%”, “35m”, “1200”.

    A date also gives its day and month, its month and its year; the number of a document also its figure (“#94”).
    """
    found: set[str] = set()
    for start, end in reversed(number_spans(text)):
        number = fold(clean_number(text[start:end]))
        found |= {f"#{number}", f"#{int(_LEADING.findall(number)[0])}"}
        text = f"{text[:start]} , {text[end:]}"
    for pattern, made in _RULES:

        def take(at: re.Match[str], made: _Made = made) -> str:
            found.update(made(at))
            return " , "

        text = pattern.sub(take, text)
    return found


def figures_borne_out(sentence: str, evidence: str) -> bool:
    """Whether `evidence` says every figure of `sentence`, in digits or in words.

    A share may be a bare number where the evidence writes “%” apart, as tables do in a column of their own.
    """
    known = figures_of(evidence)
    bare = "%" in re.sub(r"\d\s*%", "", evidence)
    said = figures_of(sentence)
    if not all(token in known or (bare and token.endswith("%") and token[:-1] in known) for token in said):
        return False
    told = squeeze(evidence).lower()
    if any(squeeze(found[0]).lower() not in told for found in _SPELT.finditer(_without_scaled(sentence))):
        return False
    return all(_english_said(found, known, told) for found in _ENGLISH_SPELT.finditer(sentence))


def _without_scaled(sentence: str) -> str:
    """`sentence` without “35 triệu”, whose figure was compared with its scale."""
    return re.sub(rf"{_FIGURE}\s+(?:{'|'.join(_SCALES)})(?!\w)|{_FIGURE}\s*phần\s+trăm", " ", sentence)


def _english_said(found: re.Match[str], known: set[str], told: str) -> bool:
    number, vietnamese = _ENGLISH_NUMBERS[found[1].lower()]
    following = (found[2] or "").lower()
    if following in _ENGLISH_NUMBERS and number.endswith("0"):  # “twenty-five”
        number = str(int(number) + int(float(_ENGLISH_NUMBERS[following][0])))
    return bool({number, f"{number}%"} & known) or re.search(rf"(?<!\w){vietnamese}(?!\w)", told) is not None
