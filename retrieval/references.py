"""Grammar of what administrative documents refer to: numbers, dates, articles, percentages, years and periods.

The forms are those of Nghị định 30/2020/NĐ-CP and of the practice before it. Pure; used by ingest and by questions.
"""

from __future__ import annotations

import dataclasses
import datetime
import re

_SYMBOL = r"[A-ZĐ][A-ZĐa-z0-9&ƯƠ]*(?:[-–.][A-ZĐƯƠ][A-ZĐƯƠa-z0-9&]*)*"
NUMBER = re.compile(
    rf"(?<![\w/-])(\d{{1,5}}[a-zA-Z]?)\s*(?:/\s*(\d{{4}}))?\s*/\s*({_SYMBOL}(?:\s?[-–/]\s?[A-ZĐƯƠ][\wĐ&]*)*)(?![\w])"
)
"""“3243/QĐ-UBND”, “05/2024/TT-BLĐTBXH”, “233  /KH-UBND”, “57/2020/QH14”."""
PARTY_NUMBER = re.compile(rf"(?<![\w/-])(\d{{1,4}})\s*-\s*({_SYMBOL}/[A-ZĐ][A-ZĐa-z]*)(?!\w)")
"""“63-NQ/TU”, “11-CT/TW”: the Party's form, Hướng dẫn 36-HD/VPTW."""
DATE = re.compile(
    r"(?:ngày\s+)?(\d{1,2})\s*(?:/|-|\.|\s+tháng\s+)\s*(\d{1,2})\s*(?:/|-|\.|,?\s+năm\s+)\s*(\d{4})(?!\d)",
    re.IGNORECASE,
)
"""“ngày 22 tháng 12 năm 2015”, “22/12/2015”, “ngày 02-8-2006”."""
_DATES_A_DOCUMENT = re.compile(
    r"(?:(?:\bsố\s*:?\s*\S*|\d[\w.]*(?:/[\w&.-]+)+)\s*,?\s*(?:ban hành\s+|ký\s+)?|"
    r"(?:Luật|Pháp lệnh|Hiến pháp|Nghị định|Nghị quyết|Quyết định|Thông tư|Chỉ thị|Kết luận|Công văn|Văn bản|Tờ trình|"
    r"Kế hoạch|Biên bản|Giấy phép)(?:\s+[^.;:()\d]{0,120}?)?\s+)$"
)
"""What stands before the date of a document that a text refers to: “Chỉ thị số 11-CT/TU ngày …”, “Luật … ngày …”."""
PERCENT = re.compile(r"\d+(?:[.,]\d+)?\s*%")
YEAR = re.compile(r"(?<![\d/.,-])((?:19|20)\d{2})(?![\d/])")
PERIOD = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*[-–—]\s*((?:19|20)\d{2})(?!\d)")
FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


def clean_number(text: str) -> str:
    """A document number without white space and with plain hyphens: “233  /KH–UBND” → “233/KH-UBND”."""
    return re.sub(r"\s+", "", text).replace("–", "-")


def number_spans(text: str) -> list[tuple[int, int]]:
    """Where document numbers stand in `text`, in order."""
    return sorted({found.span() for pattern in (NUMBER, PARTY_NUMBER) for found in pattern.finditer(text)})


def find_numbers(text: str) -> list[str]:
    """Document numbers in `text`, cleaned, in order of appearance, each once."""
    return list(dict.fromkeys(clean_number(text[start:end]) for start, end in number_spans(text)))


_KIND_SYMBOLS = {
    "QĐ": "Quyết định", "KH": "Kế hoạch", "NQ": "Nghị quyết", "CT": "Chỉ thị", "TT": "Thông tư",
    "NĐ": "Nghị định", "TB": "Thông báo", "QC": "Quy chế", "HD": "Hướng dẫn", "TTr": "Tờ trình",
    "BC": "Báo cáo", "ĐA": "Đề án", "CTr": "Chương trình", "GP": "Giấy phép",
}  # fmt: skip


def kind_of_symbol(number: str) -> str:
    """The kind that the symbol of a number stands for: “2764/QĐ-UBND” → “Quyết định”, “63-NQ/TU” → “Nghị quyết”.

    Symbols are those of Nghị định 30/2020/NĐ-CP, Phụ lục III. Empty for a công văn, whose symbol names no kind, and for
    symbols not listed.
    """
    symbol = re.search(r"[-/]([^\W\d_]+)", number)
    return _KIND_SYMBOLS.get(symbol[1], "") if symbol else ""


def parse_date(text: str) -> datetime.date | None:
    """The first full date in `text` that exists in the calendar."""
    for match in DATE.finditer(text):
        try:
            return datetime.date(int(match[3]), int(match[2]), int(match[1]))
        except ValueError:
            continue
    return None


def own_dates(text: str) -> list[str]:
    """The full dates that `text` sets or tells, in order; not those of the documents it refers to."""
    return [found[0] for found in DATE.finditer(text) if not _DATES_A_DOCUMENT.search(text[: found.start()])]


def years(text: str) -> list[int]:
    """The years named in `text`, ends of periods included, in order, each once; not those of full dates' numbers."""
    if "19" not in text and "20" not in text:
        return []
    return list(dict.fromkeys(int(match[1]) for match in YEAR.finditer(PERIOD.sub(r"\1 \2", text))))


def periods(text: str) -> list[tuple[int, int]]:
    """The periods in `text`: “2021 - 2025” → (2021, 2025)."""
    return [(int(match[1]), int(match[2])) for match in PERIOD.finditer(text) if int(match[1]) <= int(match[2])]


@dataclasses.dataclass(frozen=True, slots=True)
class TitlePeriod:
    """A period that a title names.

    Attributes:
        words: as the title writes it: “giai đoạn 2021 - 2025”.
        start: first year; None for “đến năm 2020”.
        end: last year; of a school year the one it ends in.
        outlook: whether it is only looked forward to: “định hướng đến năm 2030”, “tầm nhìn 2045”.
        school: whether the years are a school year.
    """

    words: str
    start: int | None
    end: int
    outlook: bool
    school: bool


_A_YEAR = r"(?<![\d/.,-])(?:19|20)\d{2}(?![\d/])"
_TITLE_PERIOD = re.compile(
    rf"(?:(?:giai\s+đoạn|thời\s+kỳ|nhiệm\s+kỳ|năm\s+học|(?:\d+\s+|các\s+|hai\s+|ba\s+)?năm)\s+)?(?:từ\s+(?:năm\s+)?)?"
    rf"(?P<first>{_A_YEAR})\s*(?:[-–—]|đến(?:\s+hết)?(?:\s+năm)?)\s*(?P<last>(?:19|20)\d{{2}})(?!\d)"
    rf"|(?P<until>đến|tới)\s+(?:hết\s+)?(?:năm\s+)?(?P<by>{_A_YEAR})"
    rf"|(?<!từ\s)năm\s+(?P<only>{_A_YEAR})",
    re.IGNORECASE,
)
_LOOKS_FORWARD = re.compile(
    r"(?:định\s+hướng|tầm\s+nhìn|hướng)\W*(?:(?:đến|tới)\s*)?(?:(?:giai\s+đoạn|thời\s+kỳ)\s*)?$", re.IGNORECASE
)
_NOT_OURS = re.compile(r"(?:\bluật|\bhiến\s+pháp|\bpháp\s+lệnh|\btổng\s+kết|\bkết\s+quả)\b[^,;”\"]*$", re.IGNORECASE)
"""Before the year of a law (“thi hành Luật Đất đai năm 2024”), or of what is only looked back on."""


def title_periods(title: str) -> list[TitlePeriod]:
    """The periods a title names, in order; the years of dates, numbers and laws are none, nor what it looks back on.

    “… giai đoạn 2023 - 2025, định hướng đến năm 2030” gives 2023-2025 and the outlook to 2030.
    """
    bare = title
    for pattern in (NUMBER, DATE):
        bare = pattern.sub(lambda found: " " * len(found[0]), bare)
    made = []
    for found in _TITLE_PERIOD.finditer(bare):
        before = bare[: found.start()]
        outlook = _LOOKS_FORWARD.search(before)
        if _NOT_OURS.search(before) and not outlook:
            continue
        start = outlook.start() if outlook else found.start()
        last = int(found["last"] or found["by"] or found["only"])
        first = found["first"] or found["only"]
        words = " ".join(title[start : found.end()].split())
        school = bool(re.match(r"năm\s+học\b", words, re.IGNORECASE))
        if first is None or int(first) <= last:
            made.append(TitlePeriod(words, int(first) if first else None, last, bool(outlook), school))
    return made


def figures(text: str) -> list[str]:
    """Numbers without leading zeros and with decimal points: “08/08”, “99,9” → ["8", "8", "99.9"]."""
    return [normal_figure(match[0]) for match in FIGURE.finditer(text)]


def normal_figure(figure: str) -> str:
    """One form for one number: “99,9” and “99.9” → “99.9”, “01” → “1”, “1.200” and “1200” → “1200”."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", figure):
        figure = figure.replace(".", "")
    parts = figure.replace(",", ".").split(".")
    return ".".join([parts[0].lstrip("0") or "0", *parts[1:]])
