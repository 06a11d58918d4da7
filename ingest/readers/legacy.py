"""Vietnamese from before Unicode: TCVN3 (the fonts .VnTime, .VnArial …) and VNI (VNI-Times …) as Unicode.

Both write Vietnamese with the codes of Western letters and leave the rest to the font: without it “Quyết định” is
“QuyÕt ®Þnh” in TCVN3 and “Quyeát ñònh” in VNI. TCVN3 has one code for each small letter (TCVN 5712:1993, VN3) and no
toned capitals: its capitals are fonts whose names end with H and show small letters large. VNI sets a code for the
marks after the plain letter.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Literal, TypeAlias

from ingest.header import KIND, MOTTO
from ingest.readers.vietnamese import share_of_syllables

Scheme: TypeAlias = Literal["tcvn3", "vni"]
Encoding: TypeAlias = Literal["TCVN3", "VNI", "windows-1258"]
SCHEMES: tuple[Scheme, ...] = ("tcvn3", "vni")

_TCVN3_CODES = (
    "¡Ă¢Â£Ê¤Ô¥Ơ¦Ư§Đ¨ă©âªê«ô¬ơ\u00adư®đ"
    "µà¶ả·ã\u00b8á¹ạ»ằ¼ẳ½ẵ¾ắÆặÇầÈẩÉẫÊấËậÌèÎẻÏẽÐéÑẹÒềÓểÔễÕếÖệ"
    "×ìØỉÜĩÝíÞịßòáỏâõãóäọåồæổçỗèốéộêờëởìỡíớîợïùñủòũóúôụõừöử÷ữøứùựúỳûỷüỹýýþỵ"
)
_TCVN3 = {ord(_TCVN3_CODES[at]): _TCVN3_CODES[at + 1] for at in range(0, len(_TCVN3_CODES), 2)}
_VNI_ALONE = {
    ord(code): letter
    for code, letter in zip("ñÑôÔöÖíÍìÌæÆóÓòÒîÎ", "đĐơƠưƯíÍìÌỉỈĩĨịỊỵỴ", strict=True)
}  # fmt: skip
"""Letters with a code of their own."""
_CIRCUMFLEX, _BREVE, _ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0302\u0306\u0301\u0300\u0309\u0303\u0323"
_VNI_MARKS = {
    "ù": _ACUTE, "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ï": _DOT,
    "â": _CIRCUMFLEX, "á": _CIRCUMFLEX + _ACUTE, "à": _CIRCUMFLEX + _GRAVE, "å": _CIRCUMFLEX + _HOOK,
    "ã": _CIRCUMFLEX + _TILDE, "ä": _DOT + _CIRCUMFLEX,
    "ê": _BREVE, "é": _BREVE + _ACUTE, "è": _BREVE + _GRAVE, "ú": _BREVE + _HOOK, "ü": _BREVE + _TILDE,
    "ë": _DOT + _BREVE,
}  # fmt: skip
"""What stands after a plain letter; the order of the marks is that of NFD."""
_BREVES = frozenset("êéèúüë")
_VNI = re.compile(r"([aeouyAEOUYôÔöÖ])([ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË])|[ñÑôÔöÖíÍìÌæÆóÓòÒîÎ]")
_OUTSIDE_1252 = {
    0xC3: "\u0102", 0xCC: "\u0300", 0xD2: "\u0309", 0xD5: "\u01a0", 0xDD: "\u01af", 0xDE: "\u0303",
    0xE3: "\u0103", 0xEC: "\u0301", 0xF2: "\u0323", 0xF5: "\u01a1", 0xFD: "\u01b0",
}  # fmt: skip
_AS_1252 = {
    **{ord(letter): chr(code) for code, letter in _OUTSIDE_1252.items()},
    **{0xF000 + code: chr(code) for code in range(0x20, 0x100)},
    0x03BC: "\u00b5",
}
"""Codes of old fonts that went through windows-1258 or a symbol font on their way to Unicode."""
_UNICODE = re.compile(r"[\u0110\u0111\u1ea0-\u1ef9]")
"""Letters that no old font has; text with them is Unicode, whatever its font says. TCVN3 has no code for à either."""
_THROUGH_1258 = re.compile(r"[\u0102\u0103\u01a0\u01a1\u01af\u01b0\u0300\u0301\u0303\u0309\u0323]")
_WESTERN = re.compile(r"[àáâãèéêìíòóôõùúý]")
"""Letters that stand for themselves in Unicode, and for others in old fonts."""
_CODES = re.compile(r"[\u00a1-\u00ff]")
_CAPITALS_FONT = re.compile(r"H(?:\s|$)")
_CONVINCING = 0.7
_GAIN = 0.2
"""By how much the share of syllables has to grow for a text to be taken for one in an old encoding."""
_LONG = 6
"""Words from which a line shows its encoding by itself; shorter ones follow the longer ones of their text."""
_C1 = {code: bytes([code]).decode("cp1252", "replace").replace("\ufffd", chr(code)) for code in range(0x80, 0xA0)}
_ENCODINGS: tuple[Encoding, ...] = ("TCVN3", "VNI", "windows-1258")
_SAMPLE = 2**16
"""Bytes at the beginning of a file that are asked; more say nothing new."""
_ENOUGH = 12
"""Words from which the bytes of a file show their encoding."""


@functools.lru_cache(256)
def scheme_of(font: str) -> Scheme | None:
    """The encoding that the name of a font stands for; None for fonts with Unicode."""
    name = font.strip().lower()
    if name.startswith((".vn", "vntime", "vnarial")):
        return "tcvn3"
    return "vni" if name.startswith("vni") else None


def is_capitals(font: str) -> bool:
    """Whether `font` shows small letters as capitals: .VnTimeH, .VnArialH."""
    return scheme_of(font) == "tcvn3" and _CAPITALS_FONT.search(font) is not None


def from_font(text: str, font: str) -> str:
    """`text` of a run set in `font`, as Unicode; as it is where the font is no old one or the text Unicode already."""
    scheme = scheme_of(font)
    if scheme is None or _UNICODE.search(text) or (scheme == "tcvn3" and "à" in text):
        return text
    shown = convert(text, scheme)
    plain = unicodedata.normalize("NFC", text)
    unsure = _THROUGH_1258.search(text) is not None
    if shown != plain and (unsure or (_WESTERN.search(text) and len(text.split()) > 2)):
        gain = share_of_syllables(plain) - share_of_syllables(shown)
        if gain > 0 and (unsure or gain >= _GAIN):
            return plain
    return shown.upper() if is_capitals(font) else shown


def convert(text: str, scheme: Scheme) -> str:
    """`text` in an old encoding, its codes as letters of windows-1252, as Unicode in NFC."""
    text = text.translate(_AS_1252)
    return text.translate(_TCVN3) if scheme == "tcvn3" else _VNI.sub(_vni_letter, text)


def _vni_letter(found: re.Match[str]) -> str:
    """“aù” → “á”, “öù” → “ứ”, “ñ” → “đ”."""
    letter, mark = found[1], found[2]
    if letter is None:
        return _VNI_ALONE[ord(found[0])]
    marks = _VNI_MARKS[mark.lower()]
    letter = letter.translate(_VNI_ALONE)
    if (mark.lower() in _BREVES and letter not in "aA") or (letter in "ơƠưƯuUyY" and len(marks) > 1):
        return letter + mark.translate(_VNI_ALONE)
    return unicodedata.normalize("NFC", letter + marks)


# ---- without fonts: by what the text reads like


def repair(text: str) -> str:
    """`text` in NFC, ƣ (a fault of old Word fonts) as ư, and lines and cells in TCVN3 or VNI as Unicode."""
    return from_content(composed(text))


def composed(text: str) -> str:
    """`text` in NFC, ƣ as ư."""
    return unicodedata.normalize("NFC", text.replace("\u01a3", "ư").replace("\u01a2", "Ư"))


def from_content(text: str) -> str:
    """`text` with the lines and cells that read like Vietnamese only when taken for TCVN3 or VNI as Unicode."""
    parts = re.split(r"([\n\f\t|]\s*)", text)
    odd = [at for at, part in enumerate(parts) if _CODES.search(part) and not _UNICODE.search(part)]
    sure = {at: scheme for at in odd if len(parts[at].split()) >= _LONG and (scheme := _scheme_by_content(parts[at]))}
    if not sure:
        return text
    usual = max(SCHEMES, key=list(sure.values()).count)
    for at in odd:
        if scheme := sure.get(at) or _scheme_like(parts[at], usual):
            parts[at] = convert(parts[at], scheme)
    return "".join(parts)


def _scheme_by_content(text: str) -> Scheme | None:
    before = share_of_syllables(text)
    if before >= _CONVINCING:
        return None
    shares = {scheme: share_of_syllables(convert(text, scheme)) for scheme in SCHEMES}
    best = max(SCHEMES, key=lambda scheme: shares[scheme])
    return best if shares[best] >= max(_CONVINCING, before + _GAIN) else None


def _scheme_like(text: str, usual: Scheme) -> Scheme | None:
    """The encoding of a short text among longer ones in `usual`."""
    return usual if share_of_syllables(convert(text, usual)) > share_of_syllables(text) else None


def encoding_of(data: bytes) -> Encoding | None:
    """What bytes that are neither UTF-8 nor UTF-16 are in; None where no encoding convinces."""
    data = data[:_SAMPLE]
    shares = {name: share_of_syllables(decode_as(data, name)) for name in _ENCODINGS}
    name = max(_ENCODINGS, key=lambda name: shares[name])
    return name if len(data.split()) >= _ENOUGH and shares[name] >= _CONVINCING else None


def decode_as(data: bytes, name: Encoding) -> str:
    """Bytes in one of the old encodings as Unicode in NFC."""
    if name == "windows-1258":
        return unicodedata.normalize("NFC", data.decode("cp1258", "replace"))
    return convert(decode_1252(data), "tcvn3" if name == "TCVN3" else "vni")


def decode_1252(data: bytes) -> str:
    """Bytes as letters of windows-1252; the five codes it leaves free stay control characters."""
    return data.decode("latin-1").translate(_C1)


def with_capitals(text: str) -> str:
    """TCVN3 text without its fonts: headings and mottoes that capitals fonts showed large, as capitals.

    Such a line has no capital letter at all and begins a paragraph; one inside a paragraph follows the line above.
    """
    lines = text.split("\n")
    begins = True
    for at, line in enumerate(lines):
        words = line.strip()
        if any(letter.isalpha() for letter in words) and words == words.lower() and not words.endswith((",", ";", ".")):
            heading = begins or KIND.fullmatch(words.upper()) or MOTTO.search(words.upper())
            if heading and words[0].isalpha() and not re.match(r"[a-zđ]\d?[.)]", words):
                lines[at] = line.upper()
                continue
        begins = not words or words == "|"
    return "\n".join(lines)
