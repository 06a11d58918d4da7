"""The header of an administrative document, by the layout rules of Nghị định 30/2020/NĐ-CP, Phụ lục I.

Above the text stand the issuing body and the national motto, the number, the place and date, the kind and the title,
then the legal bases; under it the recipients and the signature. What is blank on the page stays None.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Sequence

from ingest.lines import is_rule, is_upper
from ingest.names import Casing, issuer_name
from retrieval.references import clean_number, parse_date
from retrieval.text import CAPITALS, squeeze

MOTTO = re.compile(
    r"C[ỘO]NG\s+H(?:ÒA|OÀ|ÕA|OÁ|ÓA|OA|ỌA|ÔA)\s+X[ÃA]\s+H[ỘO]I\s+CH[ỦU]\s+NGH[ĨI]A(?:\s+(?:VI[ỆE]T\s+)?NAM)?|"
    r"Đ[ẢA]NG\s+C[ỘO]NG\s+S[ẢA]N\s+VI[ỆE]T\s+NAM"
)
_SECOND_MOTTO = re.compile(r"Đ[ộo]c\s+l[ậa]p\s*[-–—.]\s*T[ựu]\s+do\s*[-–—.]\s*H[ạa]nh\s+ph[úu]c", re.IGNORECASE)
KINDS = (
    "QUYẾT ĐỊNH", "KẾ HOẠCH", "NGHỊ QUYẾT", "CHỈ THỊ", "THÔNG BÁO", "THÔNG TƯ LIÊN TỊCH", "THÔNG TƯ", "NGHỊ ĐỊNH",
    "BỘ LUẬT", "LUẬT", "PHÁP LỆNH", "QUY CHẾ", "QUY ĐỊNH", "QUY CHUẨN", "HƯỚNG DẪN", "CHƯƠNG TRÌNH", "PHƯƠNG ÁN",
    "ĐỀ ÁN", "DỰ ÁN", "ĐỀ CƯƠNG", "BÁO CÁO", "BIÊN BẢN", "TỜ TRÌNH", "HỢP ĐỒNG", "CÔNG ĐIỆN", "GIẤY MỜI",
    "GIẤY PHÉP", "GIẤY GIỚI THIỆU", "ĐIỀU LỆ", "KẾT LUẬN", "CÔNG VĂN", "LỆNH", "THÔNG CÁO", "BẢN GHI NHỚ",
    "NỘI QUY", "CHIẾN LƯỢC", "QUY TRÌNH", "BẢN THỎA THUẬN", "BẢN THOẢ THUẬN", "GIẤY ỦY QUYỀN", "GIẤY UỶ QUYỀN",
    "GIẤY NGHỈ PHÉP", "GIẤY XÁC NHẬN", "GIẤY CHỨNG NHẬN", "PHIẾU GỬI", "PHIẾU CHUYỂN", "PHIẾU BÁO", "PHIẾU TRÌNH",
    "THƯ CÔNG",
)  # fmt: skip
KIND = re.compile(
    rf"(?:{'|'.join(sorted((kind.replace(' ', chr(92) + 's+') for kind in KINDS), key=len, reverse=True))})(?![\w-])"
)
_NUMBER_LABEL = re.compile(r"(?:S|(?:Luật|Lệnh|Pháp\s+lệnh|Nghị\s+quyết)\s+s)[ốô]\s*(?:[:;.]|\d+\s*-)")
_NUMBER_LINE = re.compile(
    r"(?:S|\b[Ll]uật\s+s|\b[Ll]ệnh\s+s|\b[Qq]uyết\s+s)[ốô]\s*(?:[:;.]\s*|(?=\d+\s*-))([^|\n]*?(?:\n\s*)?[^|\n]*)"
)
_NUMBER = re.compile(
    r"(\d{1,5}[a-zA-Z]?)\s*(/\s*\d{4}\s*)?([/-]|(?=[A-ZĐ]{2,4}-[A-ZĐ]{2}))\s*((?:[A-ZĐƯƠ][\wĐƯƠ&]*)(?:\s?[-–./]\s?[A-ZĐƯƠ][\wĐƯƠ&]*)*(?:\d{1,2})?)",
    re.UNICODE,
)
_WORD = rf"[{CAPITALS}](?![{CAPITALS}])[\w’']*"
_PLACE = rf"(?:TP\.?\s*)?{_WORD}(?:(?:\s*[-–]\s*|\s+(?:phố\s+|và\s+)?){_WORD}){{0,5}}"
_DATELINE = re.compile(
    rf"(?<!\w)({_PLACE})\s*,\s*(?:ngày|Ngày)\s*(\d{{1,2}})\s*(?:tháng|[/.-])\s*(\d{{1,2}})\s*(?:,?\s*năm|[/.-])\s*(\d{{4}})"
)
_BLANK_DATELINE = re.compile(rf"(?<!\w)({_PLACE})\s*,\s*[Nn]gày")
_HELD = re.compile(r"(?:Hôm\s+nay|[Vv]ào\s+hồi|[Hh]ồi)\b[^.]{0,60}?\b(ngày\s.{6,26})")
_PASSED = re.compile(r"thông\s+qua\s+(ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4})")
_ISSUER_LINE = re.compile(
    r"(?:(?:PHÓ\s+)?CHỦ TỊCH|BỘ TRƯỞNG|GIÁM ĐỐC|TỔNG GIÁM ĐỐC|THỦ TƯỚNG|CHÍNH PHỦ|QUỐC HỘI|CHÁNH|TRƯỞNG|"
    r"ỦY BAN|UỶ BAN|UBND|HỘI ĐỒNG|(?:TỔNG )?CÔNG TY|BỆNH VIỆN|HỌC VIỆN|TRUNG TÂM|(?:TỔNG |CHI )?CỤC|VĂN PHÒNG|"
    r"(?:TỈNH|THÀNH|HUYỆN|ĐẢNG) (?:ỦY|UỶ)|SỞ(?!\s+HỮU)|BỘ(?!\s+(?:LUẬT|TIÊU|CHỈ|QUY|ĐỀ|THỦ))|BAN(?!\s+HÀNH)|"
    r"PHÒNG(?!,|\s+(?:CHÁY|CHỐNG|NGỪA|BỆNH|DỊCH|TRÁNH|HỘ|VỆ)))(?:\s|$)"
)
BASIS = re.compile(r"(?:Căn\s+cứ|Thực hiện|Theo|Xét|Trên cơ sở|Để|Nhằm|Được sự|Tiếp theo|Sau khi)\b")


@dataclasses.dataclass(frozen=True, slots=True)
class Header:
    """What stands above and below the text. Blank fields are None."""

    kind: str
    number: str | None
    issuer: str | None
    place: str | None
    issued_on: datetime.date | None
    title: str
    legal_bases: tuple[str, ...] = ()
    signer: str | None = None


EMPTY = Header("", None, None, None, None, "")
"""Of a document without anything above its title."""


def cells(text: str) -> list[list[str]]:
    """The lines of `text` as cells: parts between bars, tabs or three and more spaces; rules dropped."""
    rows = []
    for line in text.splitlines():
        whole = re.sub(r"(S[ốô]\s*[:.])\s+(?=[\d/])", r"\1 ", line.strip())
        parts = [squeeze(part) for part in re.split(r"\|" if "|" in whole else r"\t+|\s{3,}", whole)]
        if kept := [part for part in parts if part and not is_rule(part)]:
            rows.append(kept)
    return rows


def columns(text: str) -> str:
    """`text` of a two-column block put into reading order: the left column first, then the right one."""
    rows = cells(text)
    left = [row[0] for row in rows]
    right = [part for row in rows for part in row[1:]]
    return "\n".join([*left, *right])


def read_head(text: str, casing: Casing) -> Header:
    """The fields above the title, from the text between the first line of the header and the kind or the body."""
    ordered = columns(text)
    place, issued_on = _place_and_date(_SECOND_MOTTO.sub("\n;", MOTTO.sub("\n;", _NUMBER.sub("\n;", ordered))))
    shouted = _issuer_words(ordered)
    issuer = issuer_name(shouted, casing) if shouted else None
    return Header(kind="", number=_number(ordered), issuer=issuer, place=place, issued_on=issued_on, title="")


def _number(ordered: str) -> str | None:
    for line in _NUMBER_LINE.finditer(ordered):
        rest = line[1]
        found = _NUMBER.match(rest.strip())
        if found:
            return clean_number(f"{found[1]}{found[2] or ''}{found[3] or '/'}{found[4]}")
        if re.match(r"\s*/", rest):
            return None
    return None


def has_number(text: str) -> bool:
    """Whether “Số: 12/QĐ-UBND” or “theo Quyết định số 12/…” in `text` has figures."""
    return bool(re.search(r"S[ốô]\s*[:.;]?\s*\d+\s*[/-]|theo\s+(?:\w+\s+){1,4}số\s*:?\s*\d", text))


def has_date(text: str) -> bool:
    """Whether a line “Hà Nội, ngày 5 tháng 6 năm 2025” in `text` is filled in."""
    return bool(_DATELINE.search(text))


def _place_and_date(ordered: str) -> tuple[str | None, datetime.date | None]:
    for found in _DATELINE.finditer(ordered):
        place = squeeze(found[1]).removeprefix("TP.").removeprefix("TP ").strip()
        try:
            return place, datetime.date(int(found[4]), int(found[3]), int(found[2]))
        except ValueError:
            return place, None
    partial = _BLANK_DATELINE.search(ordered)
    return (squeeze(partial[1]), None) if partial else (None, None)


def _issuer_words(ordered: str) -> str:
    """The capitals of the left column: what is left without the mottoes, up to the number, date or kind."""
    bare = _SECOND_MOTTO.sub("\n", MOTTO.sub("\n", ordered))
    words = []
    for line in bare.splitlines():
        number = _NUMBER_LABEL.search(line)
        shouted = line[: number.start()].strip() if number else line
        if re.search(r"\bngày\b|:", shouted) or KIND.match(shouted):
            break
        if is_upper(shouted):
            words.append(shouted)
        if number:
            break
    return " ".join(words)


def split_title(text: str) -> tuple[str, str] | None:
    """Kind and title of a block that begins with a kind in capitals: “QUYẾT ĐỊNH Về …” → (“Quyết định”, “Về …”)."""
    found = KIND.match(text)
    if not found:
        return None
    kind = squeeze(found[0]).capitalize()
    return kind, text[found.end() :].strip(" :.-–")


def without_issuer(lines: Sequence[str]) -> list[str]:
    """Title lines without the issuer's line that closes them (“CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH”)."""
    for index in range(1, len(lines)):
        rest = " ".join(lines[index:])
        if _ISSUER_LINE.match(lines[index]) and is_upper(rest) and len(rest) < 70 and "“" not in rest:
            return list(lines[:index])
    return list(lines)


def passed_on(text: str) -> datetime.date | None:
    """When an assembly passed a law or resolution without a dateline: “… thông qua ngày 29 tháng 6 năm 2001.”."""
    found = [*_PASSED.finditer(text)]
    return parse_date(found[-1][1]) if found else None


def held_on(text: str) -> datetime.date | None:
    """The day of a meeting that minutes record: “Hôm nay, vào hồi 14 giờ 00 ngày 22 tháng 5 năm 2026, tại …”."""
    found = _HELD.search(text)
    return parse_date(found[1]) if found else None


def is_issuer_line(text: str) -> bool:
    """Whether a block in capitals only repeats who issues, as decisions do before their bases."""
    return bool(_ISSUER_LINE.match(text)) and is_upper(text) and len(text) < 90
