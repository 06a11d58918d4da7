"""Who signed: the name under the offices in capitals."""

from __future__ import annotations

import re

from ingest.header import cells
from ingest.lines import is_upper
from retrieval.text import squeeze

_OFFICE = re.compile(
    r"(?:TM\.|KT\.|TL\.|TUQ\.|Q\.|T/M|K/T|(?:PHÓ\s+)?(?:CHỦ TỊCH|GIÁM ĐỐC|BỘ TRƯỞNG|THỨ TRƯỞNG|THỦ TƯỚNG|CHỦ NHIỆM|"
    r"CỤC TRƯỞNG|TỔNG GIÁM ĐỐC|HIỆU TRƯỞNG|TRƯỞNG|BÍ THƯ|CHÁNH|VIỆN TRƯỞNG|VỤ TRƯỞNG|TỔNG CỤC TRƯỞNG|CHỦ TRÌ|CHỦ TỌA|"
    r"CHỦ TOẠ)|THỨ TRƯỞNG|QUYỀN\s)(?!\w)"
)
_TITLES = re.compile(
    r"(?:(?:GS|PGS|TSKH|TS|ThS|Ths|BSCKI{1,2}|BSCK[12]|BS|Bs|DSCKI{1,2}|DS|KS|KTS|CN|LS|NGND|NGƯT|TTND|TTƯT)\s*\.?\s*)+"
    r"(?=[^\W\d_]{2})|(?:Đại|Thượng|Trung|Thiếu)\s+(?:tướng|tá|úy|uý)\s+|(?:Luật sư|Nhà giáo|Bác sĩ|Tiến sĩ|Thạc sĩ)\s+"
)
"""Degrees, ranks and honours before a name."""


def read_signer(text: str) -> str | None:
    """Who signed: the person's name after the offices in capitals, in the text from the recipients on."""
    column: int | None = None
    for row in cells(text):
        for at, part in enumerate(row):
            if _OFFICE.match(part):
                column = at
                if name := _person(_after_capitals(part)):  # one cell may hold office and name
                    return name
        names = [name for part in row if (name := _person(part))]
        if column is not None and names:  # side by side sign who wrote the minutes and who led the meeting
            return names[min(column, len(names) - 1)]
    return None


def is_person(text: str) -> bool:
    """Whether `text` ends with a cell that is a person's name, as a signature does."""
    last = squeeze(re.split(r"\||\s{3,}", text.strip(" |"))[-1])
    return _person(_after_capitals(last)) is not None


def _after_capitals(text: str) -> str:
    """“KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC Hoàng Văn Thuân” → “Hoàng Văn Thuân”."""
    words = text.split()
    while words and (len(words[0]) > 1 or len(words) > 5) and is_upper(words[0] * 2) and not _TITLES.match(text):
        words.pop(0)
        text = " ".join(words)
    return " ".join(words)


def _person(text: str) -> str | None:
    """`text` without degrees and ranks when it reads like a person's name: two to five words with a capital each."""
    bare = re.sub(r"^\([^)]*\)", "", text).strip()
    while title := _TITLES.match(bare):
        bare = bare[title.end() :]
    words = bare.split()
    named = all(word[0].isupper() and not re.search(r"[^\w’'-]|\d", word) and not word[1:].isupper() for word in words)
    return " ".join(words) if named and 2 <= len(words) <= 5 else None
