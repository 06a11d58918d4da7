"""Legal bases: which documents the “Căn cứ …” paragraphs of a preamble rest on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrieval.references import clean_number, number_spans

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_OPENS = re.compile(r"[-–+•\s]*Căn\s+cứ\b")
_KIND = (
    r"(?:Bộ\s+luật|Luật|Pháp\s+lệnh|Nghị\s+(?:định|quyết)|Thông\s+tư|Quyết\s+định|Chỉ\s+thị|Kế\s+hoạch|Chương\s+trình|"
    r"Đề\s+án|Thông\s+báo|Kết\s+luận|Văn\s+bản|Công\s+(?:văn|điện)|Giấy\s+phép|Quy\s+(?:chế|định)|Hướng\s+dẫn|Hiến\s+pháp)"
)
_NAMES_DOCUMENT = re.compile(rf"[-–+•\s]*(?:(?:và|các)\s+)*(?:Căn\s+cứ|{_KIND}|\([ivx\d]+\)|[a-zđ]\))", re.IGNORECASE)
_JOINED = re.compile(
    rf"^[^;]*?(?:,|\bvà|\(|/)\s*(?:và\s+)?(?:các\s+)?(?:{_KIND}[^,;]{{0,80}}?)?(?:số\s*:?\s*)?$", re.IGNORECASE
)
"""What stands between two bases of one clause: the date and the body of the first, a comma or “và”, the next kind."""
_DESCRIBES = re.compile(
    r"(?:về|quy\s+định|hướng\s+dẫn|ban\s+hành|phê\s+duyệt|thi\s+hành|công\s+bố|triển\s+khai|thực\s+hiện|quy\s+chuẩn)\b",
    re.IGNORECASE,
)
_AMENDED = re.compile(r"sửa\s+đổi|bổ\s+sung|thay\s+thế", re.IGNORECASE)
_STANDARD = re.compile(r"(?:QCVN|TCVN|QCĐP|TCCS)\s*[\d:.\- ]+(?:/[A-ZĐ]+)*")
_BARE_LAW = re.compile(r"Luật\b[^;]{0,200}?\bsố\s+(\d{1,3}/\d{4})(?![\d/]|\s*/)")
"""A slip of the pen, kept as printed: “Luật … số 64/2025” without its /QH15."""


def find_bases(paragraphs: Sequence[str]) -> tuple[str, ...]:
    """Numbers of the documents that “Căn cứ …” paragraphs rest on, in order, each once.

    A paragraph may name several. What a clause says of its document (“hướng dẫn thi hành Nghị định số …”) is no
    basis, but what amends a basis is one.
    """
    found: list[str] = []
    goes_on = False
    for text in paragraphs:
        goes_on = bool(_OPENS.match(text)) or (goes_on and bool(_NAMES_DOCUMENT.match(text)))
        if goes_on:
            for clause in re.split(r";\s*", _STANDARD.sub(" ", text)):
                if _NAMES_DOCUMENT.match(clause.strip(" :")):
                    found += _of_clause(clause)
    return tuple(dict.fromkeys(found))


def _of_clause(clause: str) -> Iterator[str]:
    yield from (bare[1] for bare in _BARE_LAW.finditer(clause))
    before = -1
    for start, end in number_spans(clause):
        between = clause[before:start]
        if before < 0 or _AMENDED.search(clause) or (_JOINED.match(between) and not _DESCRIBES.search(between)):
            yield clean_number(clause[start:end])
            before = end
        else:
            break
