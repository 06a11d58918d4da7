"""Whether words of a question are meant as the name of a place: their capitals, and what stands around them."""

from __future__ import annotations

import re

from retrieval.text import CAPITALS, fold, nfc, syllables

WORD = re.compile(r"[a-z0-9]+")
BOUND = re.compile(r"[\s.'’–-]*")
_UNIT = r"(?:[Tt]ỉnh|[Tt]hành phố|tp\.?|TP\.?|[Hh]uyện|[Qq]uận|[Tt]hị xã|[Tt]hị trấn|[Xx]ã|[Pp]hường|[Đđ]ặc khu|TX\.?)"
NAMED_UNIT = re.compile(rf"(?<!\w)({_UNIT})\s+((?:[{CAPITALS}][\w'-]*)(?:\s+[{CAPITALS}][\w'-]*){{0,3}})")
UNITS = {
    "tinh": "tỉnh", "province": "tỉnh", "thanh pho": "thành phố", "tp": "thành phố", "city": "thành phố",
    "huyen": "huyện", "quan": "quận", "q": "quận", "district": "huyện", "thi xa": "thị xã", "tx": "thị xã",
    "town": "thị xã", "xa": "xã", "commune": "xã", "phuong": "phường", "ward": "phường", "thi tran": "thị trấn",
    "dac khu": "đặc khu",
}  # fmt: skip
LEVELS = {"tỉnh": 3, "huyện": 2, "quận": 2, "thị xã": 2, "xã": 1, "phường": 1, "thị trấn": 1, "đặc khu": 1}
"""Levels of units; a thành phố may be a province or a district."""
_UNIT_BEFORE = re.compile(
    r"(?<![a-z0-9])(tinh|thanh pho|tp|huyen|quan|thi xa|tx|thi tran|xa|phuong|dac khu|(?:district|city|town|commune|"
    r"ward|province)(?= of))(?: of)?[\s.]*$"
)
_UNIT_AFTER = re.compile(r"\s+(district|city|province|town|commune|ward)\b")
WITHIN = re.compile(
    r"\s*(?:district|commune|ward|town|city)?[\s,(–-]*(?:thuoc|cua|in|of)?\s*"
    r"(?:tinh|thanh pho|tp\.?|huyen|thi xa|tx\.?|quan)?\s*"
)
_BEFORE_PLACE = frozenset(
    "o tinh huyen cua tai thanh pho tp quan xa tu in of at for and va voi giua between con".split()
)
_BEFORE_DISTRICT = frozenset("o tai in at".split())
_COMMON_WORDS = frozenset({"hòa bình", "thái bình", "hải dương", "hậu giang", "kiên giang"})
"""Provinces whose names are ordinary words when they are written small: peace, an ocean."""
SHORTENED = re.compile(rf"[{CAPITALS}]{{2,}}(?!\w)")
"""What no name begins with, unless all is in capitals: “xã KV III”, “phường HTX”."""
NOT_PLACES = frozenset({"doan", "uy", "hoi"})
_CONSONANTS = re.compile(r"[^aeiouy\W\d_]{4,}")
"""“tphcm”: no word, however it is written."""


class Context:
    """A stretch of a question that may be a name, and what stands around it."""

    def __init__(self, text: str, plain: str, start: int, end: int) -> None:
        self.start, self.end = start, end
        self.written = text[start:end]
        self._text = text
        self._plain = plain

    @property
    def unit(self) -> str:
        """The unit named before it (“huyện X”), or after it in English; empty when there is none."""
        before = _UNIT_BEFORE.search(self._plain, max(0, self.start - 16), self.start)
        after = None if before else _UNIT_AFTER.match(self._plain, self.end)
        found = before or after
        return UNITS[found[1]] if found else ""

    @property
    def before(self) -> str:
        """The folded word before it."""
        words = self._plain[: self.start].split()
        return words[-1] if words else ""

    @property
    def capital(self) -> bool:
        """Whether each of its words begins with a capital letter."""
        return all(word[:1].isupper() for word in re.findall(r"[^\W\d_]+", self.written))

    @property
    def inside_a_name(self) -> bool:
        """Whether a capitalized word beside it makes it part of a longer name: “Lê Văn Bàn”."""
        if self._text.isupper():
            return True
        before = re.search(r"([^\W\d_]+)\s$", self._text[: self.start])
        after = re.match(r"\s([^\W\d_]+)", self._text[self.end :])
        starts = before and before[1][0].isupper() and not before[1].isupper() and fold(before[1]) not in _LEADING
        return bool(starts or (after and after[1][0].isupper() and not after[1].isupper()))


_LEADING = _BEFORE_PLACE | {"pho", "tran", "phuong", "khu", "the", "vay", "uy", "huyen", "which", "does", "did", "has"}
"""Words that may stand, capitalized, before the name of a place."""


def plain_letters(text: str) -> str:
    """`text` folded letter by letter, so that offsets stay those of `text`."""
    plain = fold(text)
    if len(plain) == len(text):  # no mark stands alone
        return plain
    return "".join(folded if len(folded := fold(letter)) == 1 else letter.lower() for letter in text)


def words_of(name: str) -> str:
    """A name as the words by which it is looked up: “Bà Rịa - Vũng Tàu” → “ba ria vung tau”."""
    return " ".join(WORD.findall(plain_letters(nfc(name))))


def length(words: str) -> int:
    """How many words `words_of` gave."""
    return words.count(" ") + 1


def is_name(context: Context, name: str, *, listed: bool) -> bool:
    """Whether a stretch that reads like a province, or a place of the library, is meant as one."""
    written = context.written
    if context.capital:
        return True
    after = context.before in _BEFORE_PLACE
    if fold(written) == written.lower():
        return after or (listed and " " in written) or bool(_CONSONANTS.fullmatch(written))
    said = written.lower() == name.lower() or fold(written) != fold(name)
    return said and (listed or after or written.lower() not in _COMMON_WORDS)


def is_district(context: Context, name: str) -> bool:
    """Whether a stretch that reads like a district is meant as one; many are ordinary words or names of people."""
    written = context.written
    if fold(written) != written.lower() and syllables(written) != syllables(name) and fold(written) == fold(name):
        return False  # other tone marks
    if context.unit or name.startswith("Quận "):
        return True
    if " " not in written:
        return False
    return (context.capital and not context.inside_a_name) or context.before in _BEFORE_DISTRICT
