"""Letters, syllables and sentences of Vietnamese. Pure; the same functions serve ingest and questions.

Words of Vietnamese are one to several syllables separated by spaces, so a syllable is a token and a pair of
neighbouring syllables is nearly a word. *Folding* drops tone marks and other diacritics (đ too), so that
“giao duc” finds “giáo dục”.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

CAPITALS = "A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
"""The capital letters of Vietnamese, for use inside the brackets of a pattern."""
_SYLLABLE = re.compile(r"[^\W_]+(?:[.,/](?=\d)[^\W_]+)*", re.UNICODE)
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200b\u3000]+")
_SENTENCE_END = re.compile(r"([.!?;…])[”\"’)\]]*\s+")
_I_AND_Y = str.maketrans({"ỳ": "ì", "ý": "í", "ỷ": "ỉ", "ỹ": "ĩ", "ỵ": "ị", "y": "i"})
_TONE_PLACES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_TONE_PLACE = re.compile(rf"(?<!q)(?:{'|'.join(_TONE_PLACES)})$")

_PLAIN: dict[int, str | None] = {
    **{code: unicodedata.normalize("NFD", chr(code))[0] for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))},
    **dict.fromkeys(range(0x300, 0x370)),
    ord("đ"): "d",
    ord("Đ"): "d",
}
"""Letters without their marks; marks on their own are dropped."""


_PILED = re.compile(r"([\u0300-\u036f]{8})[\u0300-\u036f]+")
"""Marks on one letter, of which no writing has so many; putting long runs of them in order takes quadratic time."""
_MARK = re.compile(r"[\u0300-\u036f]")
_LINE_ENDS = ("\r", "\x85", "\u2028", "\u2029")


def nfc(text: str) -> str:
    r"""`text` in Unicode NFC with all line ends as `\n`; of marks piled on one letter, eight stay."""
    text = text.replace("\r\n", "\n")
    for end in _LINE_ENDS:
        if end in text:  # a hundred times quicker than a pattern
            text = text.replace(end, "\n")
    if _MARK.search(text):  # five times quicker than to look for piles
        text = _PILED.sub(r"\1", text)
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """`text` in lower case without any diacritics: “Đào tạo” → “dao tao”."""
    return text.lower().translate(_PLAIN)


@functools.lru_cache(maxsize=32_768)  # the language has some ten thousand syllables
def fold_word(word: str) -> str:
    """`fold` of a single word, remembered."""
    return fold(word)


@functools.lru_cache(maxsize=32_768)  # the language has some ten thousand syllables
def normalize(syllable: str) -> str:
    """One spelling for the spellings in use: tone on the first vowel of an open syllable (uỷ → ủy), i for y (sỹ → sĩ).

    Only a lone final y after a consonant is an i (kỹ, sỹ, mỹ); “uy”, “ay”, “ây” are other sounds. Whole numbers lose
    their leading zeros (05 → 5).
    """
    if syllable[0] == "0" and syllable.isdigit():
        return syllable.lstrip("0") or "0"
    syllable = _TONE_PLACE.sub(lambda found: _TONE_PLACES[found[0]], syllable.lower())
    if len(syllable) > 1 and syllable[-1] in "yýỳỷỹỵ" and syllable[-2] in "bcdđghklmnpqrstvx":
        return syllable[:-1] + syllable[-1].translate(_I_AND_Y)
    return syllable


def syllables(text: str) -> list[str]:
    """The syllables and numbers of `text`, normalized, in order: “37.5%, kỹ năng” → ["37.5", "kĩ", "năng"]."""
    return [normalize(found) for found in _SYLLABLE.findall(nfc(text))]


def pairs(tokens: list[str]) -> list[str]:
    """Neighbouring tokens joined by an underscore: ["học", "tập"] → ["học_tập"]."""
    return [f"{left}_{right}" for left, right in pairwise(tokens)]


def cells(row: str) -> list[str]:
    """The cells of a table's row as a passage shows it: between bars, or a line each where the source has no bars."""
    return row.split(" | ") if " | " in row else row.split("\n")


def squeeze(text: str) -> str:
    """`text` with runs of white space as one space, stripped."""
    return " ".join(text.split())


def compact_lines(text: str) -> str:
    """`text` with each line squeezed and empty lines dropped."""
    return "\n".join(line for raw in text.split("\n") if (line := _SPACES.sub(" ", raw).strip()))


def letters(text: str) -> str:
    """Letters and digits only, in lower case: for comparing stretches whatever their layout."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", text).lower())


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Half-open ranges of the sentences and items of `text`.

    A sentence ends at . ! ? ; or … before white space and a capital letter or a bullet; a number or an abbreviation
    of one or two capitals (“TM.”, “Q.”) does not end one.
    """
    start = 0
    for found in _SENTENCE_END.finditer(text):
        following = text[found.end() : found.end() + 2].lstrip('“"‘([')
        if not following or not (following[0].isupper() or following[0] in "-+•"):
            continue
        before = text[max(start, found.start() - 4) : found.start()]
        if found[1] == "." and re.search(r"(?<!\w)[A-ZĐ]{1,3}$|(?<!\w)\d{1,2}$", before):
            continue
        end = found.start() + len(found[0].rstrip())
        if text[start:end].strip():
            yield start, end
            start = found.end()
    if text[start:].strip():
        yield start, len(text.rstrip())
