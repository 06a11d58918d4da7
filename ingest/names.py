"""Names as people write them, from names as headings shout them: “SỞ GIÁO DỤC VÀ ĐÀO TẠO” → “Sở Giáo dục và Đào tạo”.

The document itself is the best dictionary: somewhere below, the same words stand in ordinary letters.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import accumulate

from ingest.lines import is_upper
from retrieval.text import squeeze

_BODY_HEADS = (
    "ỦY BAN NHÂN DÂN", "UỶ BAN NHÂN DÂN", "UBND", "HỘI ĐỒNG NHÂN DÂN", "HĐND", "THỦ TƯỚNG CHÍNH PHỦ", "CHÍNH PHỦ",
    "QUỐC HỘI", "VĂN PHÒNG", "BỘ", "SỞ", "PHÒNG", "BAN", "CỤC", "CHI CỤC", "TỔNG CỤC", "THANH TRA", "TỈNH ỦY",
    "HUYỆN ỦY", "THÀNH ỦY", "HỘI", "LIÊN ĐOÀN", "TRUNG TÂM", "TRƯỜNG", "ĐẠI HỌC", "VIỆN", "ĐOÀN", "CÔNG AN",
    "BẢO HIỂM", "KHO BẠC", "TÒA ÁN", "ĐẢNG ỦY", "CÔNG TY", "TỔNG CÔNG TY", "ỦY BAN MẶT TRẬN", "ỦY BAN", "BCĐ",
    "ĐẢNG BỘ", "THỊ ỦY", "BỆNH VIỆN", "HỌC VIỆN", "TRẠM Y TẾ", "NGÂN HÀNG", "ĐÀI", "HẠT KIỂM LÂM",
)  # fmt: skip
_INSIDE = "(?<!HẢI )(?<!BỆNH )(?<!HỌC )(?<!CƠ )(?<!BỘ )"
"""“HẢI PHÒNG”, “BỆNH VIỆN”, “TRUNG HỌC CƠ SỞ”, “BỘ CÔNG AN” hold words that other bodies begin with."""
_HEAD = re.compile(rf"(?<!\w){_INSIDE}(?:{'|'.join(sorted(_BODY_HEADS, key=len, reverse=True))})(?!\w)")
_UNITS = "TỈNH|THÀNH PHỐ|TP\\.?|QUẬN|HUYỆN|THỊ XÃ|THỊ TRẤN|PHƯỜNG|XÃ|ĐẶC KHU"
_UNIT = re.compile(rf"(?<!\w)({_UNITS})\s+((?!ỦY\b|UỶ\b)(?!(?:{_UNITS})\b)[^\n,;()]{{2,40}})$")
_SPELLED = {
    "ỦY BAN NHÂN DÂN": "Ủy ban nhân dân", "UỶ BAN NHÂN DÂN": "Ủy ban nhân dân", "UBND": "Ủy ban nhân dân",
    "HĐND": "Hội đồng nhân dân", "HỘI ĐỒNG NHÂN DÂN": "Hội đồng nhân dân", "THỦ TƯỚNG CHÍNH PHỦ": "Thủ tướng Chính phủ",
}  # fmt: skip
_PARTY = re.compile(r"(?:TỈNH|THÀNH|HUYỆN|QUẬN|THỊ|ĐẢNG)\s+(?:ỦY|UỶ)(?!\w)")
"""Committees of the Party name their place without its kind: “Tỉnh ủy Sơn La”."""
_TEAM = re.compile(r"(?<!\w)((?:ĐOÀN|TỔ|BAN|HỘI ĐỒNG)\s+[^\d]+?)\s+THEO\s+QUYẾT\s+ĐỊNH\s+SỐ\s+(\S+)$")
"""A team that a decision set up signs under its own name: “ĐOÀN KIỂM TRA / THEO QUYẾT ĐỊNH SỐ 12/QĐ-SYT”."""
_FIELDS = (
    "giáo dục", "đào tạo", "văn hóa", "văn hoá", "thể thao", "du lịch", "nông nghiệp", "nông thôn", "môi trường",
    "tài nguyên", "khoa học", "công nghệ", "lao động", "thương binh", "xã hội", "thông tin", "truyền thông", "kế hoạch",
    "đầu tư", "tài chính", "nội vụ", "tư pháp", "xây dựng", "giao thông vận tải", "giao thông", "y tế", "dân tộc",
    "tôn giáo", "ngoại vụ", "ngoại giao", "kinh tế", "hạ tầng", "đô thị", "quốc phòng", "kiểm soát bệnh tật", "đa khoa",
    "khu vực", "tiểu học", "trung học cơ sở", "trung học phổ thông", "mầm non", "cao đẳng", "trung cấp", "học tập",
    "cộng đồng", "quản lý", "dự án", "phát triển", "bảo vệ", "chăm sóc", "người cao tuổi", "người khuyết tật",
    "khuyến học", "phụ nữ", "nông dân", "cựu chiến binh", "chữ thập đỏ", "thi đua", "khen thưởng", "chỉ đạo",
    "hành chính công", "cổ phần", "trách nhiệm hữu hạn", "một thành viên", "viên chức", "phục vụ", "kiểm lâm", "thuế",
    "hải quan", "thống kê", "xét thăng hạng",
)  # fmt: skip
"""Fields of work in names of bodies; only their first syllable has a capital: “Giáo dục và Đào tạo”."""
_COMPOUND = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(_FIELDS, key=len, reverse=True))})(?!\w)", re.IGNORECASE)
_CP = re.compile(r"(?<=CÔNG TY )C\.?P\.?(?=\s)")
_PROPER = re.compile(r"(?:TRƯỜNG|BỆNH VIỆN|HỌC VIỆN|ĐẠI HỌC|VIỆN|CÔNG TY|TỔNG CÔNG TY|NGÂN HÀNG)\s+\S+\s+\S")
"""Bodies with a name of their own; the place of the body above is no part of it."""
_OPENING = frozenset({". ", "; ", "- "})
_SMALL = frozenset(["và", "của", "các", "về", "tỉnh", "huyện", "xã", "phường", "quận", "cấp", "nhân", "dân"])


class Casing:
    """Knows how `text` writes its words in ordinary letters."""

    def __init__(self, text: str) -> None:
        shown = [line for raw in text.split("\n") if (line := squeeze(raw))]
        self._text = " ".join(shown)
        self._starts = set(accumulate((len(line) + 1 for line in shown), initial=0))
        upper = self._text.upper()
        if len(upper) != len(self._text):  # a few foreign letters have two capitals; offsets must stay
            upper = "".join(big if len(big := letter.upper()) == 1 else letter for letter in self._text)
        self._upper = upper

    def restore(self, shouted: str) -> str:
        """`shouted` with the longest runs of its words written as elsewhere in the text; the rest in small letters."""
        words = squeeze(shouted).split()
        made: list[str] = []
        index = 0
        while index < len(words):
            run, count = self._longest(words, index)
            made.append(run)
            index += count
        restored = " ".join(made)
        return restored[:1].upper() + restored[1:]

    def _longest(self, words: list[str], index: int) -> tuple[str, int]:
        for end in range(len(words), index, -1):
            if end - index == 1 and words[index][0] not in '“"(':
                break
            if found := self.written(" ".join(words[index:end])):
                return found, end - index
        word = words[index]
        return (word if any(letter.isdigit() or letter in "/&" for letter in word) else word.lower()), 1

    def written(self, words: str) -> str | None:
        """The most usual way `words` are written where they are not all capitals; at the start of a sentence last."""
        ways: Counter[str] = Counter()
        first: Counter[str] = Counter()
        wanted = words.upper()
        position = self._upper.find(wanted) if wanted else -1
        while position >= 0:
            end = position + len(wanted)
            way = self._text[position:end]
            alone = not (self._text[position - 1 : position].isalnum() or self._text[end : end + 1].isalnum())
            if alone and way and not is_upper(way):
                opens = position in self._starts or self._text[position - 2 : position] in _OPENING
                (first if opens and way[0].isupper() else ways)[way] += 1
            position = self._upper.find(wanted, position + 1)
        if not ways:  # the capital of a sentence says nothing, unless another follows
            ways = Counter({way if _is_name(way) else way[:1].lower() + way[1:]: count for way, count in first.items()})
        return min(ways, key=lambda way: (-ways[way], way)) if ways else None


def _is_name(way: str) -> bool:
    return any(word[0].isupper() for word in way.split()[1:])


def split_bodies(shouted: str) -> list[str]:
    """“UBND TỈNH VĨNH LONG SỞ GIÁO DỤC VÀ ĐÀO TẠO” → both bodies, the issuing one last."""
    text = _CP.sub("CỔ PHẦN", squeeze(shouted))
    starts: list[int] = []
    for found in _HEAD.finditer(text):
        before = text[: found.start()].split()
        inside = before and before[-1] in {"VÀ", "CỦA", "CÁC", "-", "–", "TRA", "ĐẠO"}
        if not inside and (
            found[0] not in {"BAN", "HỘI", "ĐOÀN", "VIỆN", "TRƯỜNG"} or not before or is_unit_end(text[: found.start()])
        ):
            starts.append(found.start())
    if not starts:
        return [text] if text else []
    return [text[start:end].strip(" -–") for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def is_unit_end(text: str) -> bool:
    """Whether `text` ends with the name of a province, district or commune."""
    return bool(_UNIT.search(text.strip()))


def place_of(shouted: str) -> tuple[str, str] | None:
    """The unit that a body's name ends with: “… TỈNH SƠN LA” → ("tỉnh", "Sơn La")."""
    found = _UNIT.search(shouted.strip())
    if not found:
        return None
    kind = "thành phố" if found[1].startswith("TP") else found[1].lower()
    return kind, " ".join(_title(word) for word in found[2].split())


def _title(word: str) -> str:
    if word.isascii() and len(word) > 1 and not set("AEIOUY") & set(word):  # THPT, CDNN
        return word
    return "-".join(part[:1].upper() + part[1:].lower() for part in word.split("-"))


def issuer_name(shouted: str, casing: Casing) -> str | None:
    """The issuing body in full, with the place of the body above it when its own name has none.

    “UBND TỈNH VĨNH LONG / SỞ GIÁO DỤC VÀ ĐÀO TẠO” → “Sở Giáo dục và Đào tạo tỉnh Vĩnh Long”.
    """
    if team := _TEAM.search(squeeze(shouted)):
        parent = issuer_name(shouted[: team.start()], casing)
        own = f"{casing.restore(team[1])} theo Quyết định số {team[2]}"
        return f"{own} - {parent}" if parent else own
    bodies = split_bodies(shouted)
    if not bodies:
        return None
    body, place = bodies[-1], place_of(bodies[-1])
    above = next((found for other in reversed(bodies[:-1]) if (found := place_of(other))), None)
    if place:
        body = _UNIT.sub("", body).strip()
    name = _SPELLED.get(body) or _body_name(body, casing)
    if body == "VĂN PHÒNG" and len(bodies) > 1:  # of the body above it
        return f"{name} {issuer_name(' '.join(bodies[:-1]), casing)}"
    unit = place or (None if _PROPER.match(body) else above)
    if not unit:
        return name
    placed = _PARTY.fullmatch(body) and not body.startswith("ĐẢNG")  # “Tỉnh ủy Sơn La”, but “Đảng ủy xã Mường Lai”
    return f"{name} {unit[1]}" if placed else f"{name} {unit[0]} {unit[1]}"


def _body_name(body: str, casing: Casing) -> str:
    written = casing.written(body)
    if written:
        return written[:1].upper() + written[1:]
    if party := _PARTY.match(body):
        rest = " ".join(_title(word) for word in body[party.end() :].split())
        return f"{party[0].capitalize()} {rest}".strip()
    head = _HEAD.match(body)
    rest = body[head.end() :] if head else body
    first = head[0].capitalize() if head else ""
    return f"{first} {_COMPOUND.sub(lambda found: found[0].capitalize(), _titled(rest))}".strip()


def _titled(rest: str) -> str:
    words = (word.lower() if word.lower() in _SMALL else _title(word) for word in rest.split())
    return " ".join(words)
