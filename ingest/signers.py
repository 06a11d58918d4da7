"""Who signed: the name under the offices in capitals."""

from __future__ import annotations

import re

from ingest.header import cells
from ingest.lines import is_upper
from retrieval.text import CAPITALS, fold, squeeze

_ACTING = re.compile(r"\W*(?:(?:TM|KT|TL|TUQ|Q|DD)\.|[TK]/[ML]\b|K/T\b|D/D\b|DD\s)")
"""“TM.”, “KT.”, “ĐD”: for whom somebody signs. Offices are told apart without marks, which seals hide in scans."""
_LEADER = re.compile(
    r"\W*(?:PHO\s+|QUYEN\s+)?(?:PHO\s+|TONG\s+)?(?:CHU TICH|GIAM DOC|BO TRUONG|THU TRUONG|THU TUONG|CHU NHIEM|"
    r"CUC TRUONG|HIEU TRUONG|TRUONG(?!\s+(?:TIEU|TRUNG|THPT|THCS|MAM|DAI|CAO))|BI THU|CHANH|VIEN TRUONG|VU TRUONG|"
    r"TONG CUC TRUONG|CHU TRI|CHU TOA|DAI DIEN)(?!\w)"
)
_SHOUTED = re.compile(rf"[{CAPITALS}]{{2,}}(?:\s+[{CAPITALS}]{{2,}})+")
_BESIDE = re.compile(r"\W*(?:THU KY|NGUOI LAP)(?!\w)")
"""Who signs minutes beside the one who led the meeting."""
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
            if is_acting(part) or is_leader(part):
                column = at if column is None else column
                if name := _person(_after_capitals(part)):  # one cell may hold office and name
                    return name
        names = [name for part in row if (name := _person(part))]
        if column is not None and names:  # side by side sign who wrote the minutes and who led the meeting
            return names[min(column, len(names) - 1)]
    return None


def is_acting(text: str) -> bool:
    """Whether `text` says for whom somebody signs: “TM. ỦY BAN NHÂN DÂN”, “KT. GIÁM ĐỐC”."""
    return bool(_ACTING.match(_plain(text)))


def is_leader(text: str) -> bool:
    """Whether `text` begins with an office in capitals that signs: “HIỆU TRƯỞNG”, “CHỦ TỊCH Hồ Thị Lan”."""
    return is_upper(" ".join(text.split()[:2])) and bool(_LEADER.match(_plain(text)))


def is_office(text: str) -> bool:
    """Whether `text` begins a signature, also that of who kept the minutes."""
    return is_acting(text) or (is_upper(text) and bool(_LEADER.match(plain := _plain(text)) or _BESIDE.match(plain)))


def holds_office(text: str) -> bool:
    """Whether an office that signs stands in capitals anywhere in `text`: lines of a scan run together."""
    return any(_LEADER.search(_plain(run[0])) for run in _SHOUTED.finditer(text))


def _plain(text: str) -> str:
    return "".join(letter for letter in fold(text) if letter.isascii()).upper()


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
    bare = re.sub(r"^\([^)]*\)", "", text).strip(" \"'“”„.,_–—-|")
    while title := _TITLES.match(bare):
        bare = bare[title.end() :]
    words = bare.split()
    named = all(word[0].isupper() and not re.search(r"[^\w’'-]|\d", word) and not word[1:].isupper() for word in words)
    cut = len(words) == 2 and words[0] in {"Văn", "Thị"}  # a seal hides the family name
    return " ".join(words) if named and 2 <= len(words) <= 5 and not cut else None
