"""Sentences and tables → targets: an indicator is to reach a value by a year."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Literal, TypeAlias

from ingest.facts.lines import Line, lines_of
from retrieval.references import normal_figure, periods, years
from retrieval.types import Document, Target

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.facts.quoting import Quoter
    from ingest.structure import Unit

Comparator: TypeAlias = Literal["=", ">=", "<=", ">", "<", "~"]

_GOALS = re.compile(r"mục\s+tiêu|chỉ\s+tiêu", re.IGNORECASE)
_STRIVING = re.compile(
    (
        r"phấn\s+đấu|mục\s+tiêu[^.;]{0,80}(?:đạt|đến\s+năm)|(?:bảo|đảm)\s+(?:bảo|đảm)[^.;]{0,60}(?:đạt|"
        r"tối\s+thiểu|ít\s+nhất)|(?:tỷ|tỉ)\s+lệ[^.;]{0,120}đạt"
    ),
    re.IGNORECASE,
)
_WISH = re.compile(r"phấn\s+đấu|mục\s+tiêu", re.IGNORECASE)
_BEFORE = (
    r"(?P<before>(?:(?:giảm|tăng|tăng\s+thêm|ít\s+nhất|tối\s+thiểu|tối\s+đa|không\s+quá|không\s+dưới|"
    r"không\s+thấp\s+hơn|dưới|trên|hơn|khoảng|từ|bằng)\s+)+)?"
)
_AFTER = r"(?P<after>\s+trở\s+lên|\s+trở\s+xuống)?"
_PERCENT = re.compile(rf"(?i:{_BEFORE}(?P<figure>\d+(?:[.,]\d+)*)\s*%{_AFTER})")
_COUNT = re.compile(rf"(?i:{_BEFORE}(?P<figure>\d+(?:[.,]\d+)*)\s+(?P<unit>[a-zà-ỹđ][a-zà-ỹđ²³]*)(?!\w))")
_NOT_UNIT = re.compile(
    r"tuổi|năm|tháng|ngày|giờ|phút|tuần|quý|và|của|là|trở|đến|trong|do|theo|tại|về|cho|để|được|có|không|các|từ|với|lần|"
    r"khóa|khoá|hoặc|thì|đã"
)
_WHOLE_UNIT = re.compile(
    r"trường|lớp|xã|phường|huyện|tỉnh|thôn|bản|ấp|khu|cụm|điểm|người|hộ|nhà|phòng|trạm|chợ|mỏ|đội|nhóm|tổ|lượt|cuộn|cuốn|"
    r"bài|buổi|cuộc|vụ|ca|suất|tiết|tủ|bộ|máy|xe|tàu|giường|con|cây|tấn|tạ|kg|km|ha|m|m2|m²|m3|m³|chỗ|hồ|giờ|đồng"
)
"""Units of one syllable; most other words have two (“20 thư viện”, “2,5 tỷ đồng”)."""
_SECOND_SYLLABLE = re.compile(r"\s+[a-zà-ỹđ]+(?!\w)")
_NOT_TARGET = re.compile(
    (
        r"(?:mức\s+độ|bậc|hạng|loại|nhóm|cấp|lớp|khối|điều|khoản|điểm|mục|số|quyết\s+định|nghị\s+định|"
        r"thông\s+tư|khóa|khoá|kỳ|lần\s+thứ|thứ|tuổi|độ\s+tuổi|tuổi\s+(?:từ\s+)?\d+\s+đến|"
        r"từ|giai\s+đoạn|năm|tháng|ngày|quý|phụ\s+lục|chương\s+trình|biểu|ở\s+mức|xây\s+dựng\s+gia\s+đình|"
        r"[a-z]/|[/–-])\s*$"
    ),
    re.IGNORECASE,
)
_COMPARATORS: tuple[tuple[re.Pattern[str], Comparator], ...] = (
    (re.compile(r"ít nhất|tối thiểu|trở lên|không dưới|không thấp hơn|^từ\b"), ">="),
    (re.compile(r"tối đa|không quá|trở xuống"), "<="),
    (re.compile(r"trên|hơn"), ">"),
    (re.compile(r"dưới"), "<"),
    (re.compile(r"khoảng"), "~"),
)
_BY = re.compile(r"(?:đến(?:\s+(?:hết|cuối))?|vào|trong|trước|cuối|hết)\s+năm\s+((?:19|20)\d{2})", re.IGNORECASE)
_EVERY_YEAR = re.compile(r"(?:mỗi|hằng|hàng)\s+năm", re.IGNORECASE)
_CUT = re.compile(r"\s*(?:;|,\s*(?:trong\s+đó|riêng)\b|,|\s+và(?=\s)|:)\s*")
_REACHING = re.compile(r"(?:đạt|lên|là|còn|xuống|chiếm|bằng|ở\s+mức)(?:\s+(?:tỷ\s+lệ|mức))?\s*$", re.IGNORECASE)
_MEASURE = re.compile(
    r"(?<!\w)(?:(?:nâng|tăng|giảm|tổng|với|đạt|duy\s+trì)\s+(?=(?:mức|số)\s)|(?=(?:tỷ|tỉ)\s+lệ\s))",
    re.IGNORECASE,
)
_TRIM = " ,;:.-–"
_YEAR_COLUMN = re.compile(r"((?:19|20)\d{2})(?:\s*[-–]\s*((?:19|20)\d{2}))?")
_CELL = re.compile(r"[<>≥≤~]?\s*\d+(?:[.,]\d+)*\s*%?(?:\s*[a-zà-ỹđ/ ]{1,20})?$", re.IGNORECASE)


@dataclasses.dataclass(frozen=True, slots=True)
class _Figure:
    """A value in a sentence: where it stands, as printed and as meant."""

    start: int
    end: int
    printed: str
    number: float | None
    comparator: Comparator
    unit: str


def find_targets(document: Document, root: Unit, quoter: Quoter) -> Iterator[Target]:
    """The targets of sentences and tables, in source order."""
    for line in lines_of(root):
        goals = any(_GOALS.search(heading) for heading in line.headings())
        heading = bool(line.unit.children) and not line.unit.text.endswith((".", ";"))
        for sentence in [] if heading else line.sentences():
            if goals or _STRIVING.search(sentence):
                yield from _in_sentence(sentence, line, document, quoter, goals=goals)
    for unit in root.own():
        if unit.kind == "table":
            yield from _in_table(unit, document, quoter)


def _in_sentence(sentence: str, line: Line, document: Document, quoter: Quoter, *, goals: bool) -> Iterator[Target]:
    """Its values; outside a chapter on goals a count is a target only where the sentence says “phấn đấu”."""
    figures = [figure for figure in _figures(sentence) if goals or figure.unit == "%" or _WISH.search(sentence)]
    for index, figure in enumerate(figures):
        start = figures[index - 1].end if index else 0
        end = figures[index + 1].start if index + 1 < len(figures) else len(sentence)
        indicator = _indicator(sentence, figure, start, end)
        words = _stretch(sentence, figure)
        quote = quoter.quote(line.unit.span, words)
        if not indicator or quote is None or figure.printed not in quote.text:
            continue
        by = _year(sentence, line, document)
        yield Target(
            indicator,
            figure.printed,
            figure.number,
            figure.comparator,
            figure.unit,
            by,
            document.region,
            quote.text,
            quote.passage_id,
        )


def _figures(sentence: str) -> list[_Figure]:
    """Percentages and counted things; ages, levels, dates and numbers of documents are none."""
    found: list[_Figure] = []
    for pattern in (_PERCENT, _COUNT):
        for match in pattern.finditer(sentence):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            if figure := _figure(match, sentence):
                found.append(figure)
    return sorted(found, key=lambda figure: figure.start)


def _figure(match: re.Match[str], sentence: str) -> _Figure | None:
    named = match.groupdict()
    before = sentence[: match.start("figure")]
    unit, end = "%", match.end()
    if "unit" in named:
        word = named["unit"].lower()
        before_all = sentence[: match.start()]
        if (
            _NOT_UNIT.fullmatch(word)
            or _NOT_TARGET.search(before_all)
            or (not named["before"] and _NOT_TARGET.search(before))
        ):
            return None
        if (
            re.fullmatch(r"(?:19|20)\d\d", named["figure"])
            or before.endswith(("/", "-", "–", ".", ",", "(", "“", "["))
            or _quoted(before)
        ):
            return None
        unit = named["unit"]
        second = None if _WHOLE_UNIT.fullmatch(word) else _SECOND_SYLLABLE.match(sentence, end)
        if second:
            unit, end = unit + second[0], second.end()
    elif re.search(r"ở\s+mức\s*$", before, re.IGNORECASE):
        return None
    printed = sentence[match.start() : end].strip()
    words = f"{named['before'] or ''} {named.get('after', '')}".lower()
    words = " ".join(words.replace("none", "").split())
    comparator: Comparator = next((sign for pattern, sign in _COMPARATORS if pattern.search(words)), "=")
    return _Figure(match.start(), end, printed, float(normal_figure(named["figure"])), comparator, unit)


def _quoted(before: str) -> bool:
    return before.count("“") > before.count("”")


def _indicator(sentence: str, figure: _Figure, start: int, end: int) -> str:
    """What is measured: the words after the value, or before it where it closes the clause (“… đạt 65%”)."""
    after = sentence[figure.end : end]
    head = sentence[start : figure.start]
    cuts = list(_CUT.finditer(after))
    if end < len(sentence) and cuts:
        after = (
            after[: cuts[-1].start()]
            if not after[cuts[-1].end() :].strip() or len(cuts) == 1
            else after[: _last_cut(cuts)]
        )
    else:
        after = after.split(";")[0]
    apart = re.search(r"\briêng\s[^;]*$", head)
    own = apart[0] if apart else _CUT.split(head)[-1] if start else re.split(r";\s*", head)[-1]
    closes = not after.strip(_TRIM) or after.lstrip()[:1] in ",;." or bool(re.match(r"\s*so\s+với", after))
    if closes or (_REACHING.search(head) and _MEASURE.search(own)):
        own = _REACHING.sub("", own)
        measure = list(_MEASURE.finditer(own))
        return own[measure[-1].end() if measure else 0 :].strip(_TRIM)
    counted = f"{figure.unit} {after.strip(_TRIM)}" if figure.unit != "%" else after.strip(_TRIM)
    return counted.strip()


def _last_cut(cuts: Sequence[re.Match[str]]) -> int:
    """Where the words of this value end and the lead of the next value begins."""
    strong = [cut for cut in cuts if cut[0].strip().startswith(";") or "trong" in cut[0]]
    return (strong or cuts[-1:])[0].start()


def _stretch(sentence: str, figure: _Figure) -> str:
    """The part of `sentence` between semicolons that holds the value, with what a “trong đó” belongs to."""
    start = 0
    for cut in re.finditer(r";\s+", sentence):
        if cut.start() >= figure.end:
            return sentence[start : cut.start()]
        if not re.match(r"trong\s+đó|riêng", sentence[cut.end() :]):
            start = cut.end()
    return sentence[start:]


def _year(sentence: str, line: Line, document: Document) -> str | None:
    """The year or period: said in the sentence, else by the nearest heading, else by the title."""
    if said := _BY.search(sentence):
        return said[1]
    for text in (*line.headings(), document.title):
        if _EVERY_YEAR.search(sentence) and text == document.title:
            break
        if found := _named(text):
            return found
    return "hằng năm" if _EVERY_YEAR.search(sentence) else None


def _named(text: str) -> str | None:
    spans = periods(text)
    if spans:
        return f"{spans[0][0]}-{spans[0][1]}"
    if (said := _BY.search(text)) or (len(text) < 100 and years(text)):
        return said[1] if said else str(years(text)[0])
    return None


def _in_table(table: Unit, document: Document, quoter: Quoter) -> Iterator[Target]:
    """Values under columns named by a year: the indicator is the first cell with words."""
    named = {index: _named_column(column) for index, column in enumerate(table.columns)}
    for row in table.children:
        if len(row.cells) < len(table.columns) - 1:
            continue
        label = next((cell.text for cell in row.cells if sum(letter.isalpha() for letter in cell.text) > 3), "")
        unit = next(
            (
                cell.text
                for cell, column in zip(row.cells, table.columns, strict=False)
                if re.search(r"đơn vị tính|ĐVT", column)
            ),
            "",
        )
        quote = quoter.row(row.span, [cell.text for cell in row.cells if cell.text])
        for index, cell in enumerate(row.cells):
            by = named.get(index)
            figure = re.search(r"\d+(?:[.,]\d+)*", cell.text)
            if by and quote and label and figure and _CELL.match(cell.text) and cell.text != label:
                number = float(normal_figure(figure[0]))
                own = "%" if "%" in cell.text or "%" in unit or "%" in label else unit
                value = cell.text if "%" in cell.text or own != "%" else f"{cell.text}%"
                yield Target(label, value, number, "=", own, by, document.region, quote.text, quote.passage_id)


def _named_column(column: str) -> str | None:
    found = _YEAR_COLUMN.search(column)
    if not found or not re.search(
        r"năm|giai đoạn|mục tiêu|kế hoạch|chỉ tiêu|^\s*(?:19|20)\d{2}", column, re.IGNORECASE
    ):
        return None
    return f"{found[1]}-{found[2]}" if found[2] else found[1]
