"""What a Vietnamese syllable can look like, and what the keys of Telex or VNI spell that were left as they were.

A syllable is an onset, a rhyme and a tone; a rhyme that ends in c, ch, p or t takes only two of the six tones. The
table is a little wider than the language: it tells “giaos” from words, not words that are from those that might be.
"""

from __future__ import annotations

import functools
import re
import unicodedata

from retrieval.text import normalize

_ONSETS = "ngh ng nh gh gi kh ch ph th tr qu b c d đ g h k l m n p r s t v x".split()
_RHYMES = frozenset(
    """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et ê êch
    êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu y yêm yên yêng yêt yêu ych ynh yt o oa
    oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong oong ooc op ot ô
    ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt
    up ut uy uya uych uynh uyên uyêt uyt uyu uơ ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
    """.split()
)
_STOPPED = ("c", "ch", "p", "t")
_TONES = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_MARKS = {key: mark for mark, key in _TONES.items()}
_DIGITS = dict(zip("12345", "sfrxj", strict=True))
_VOWELS = frozenset("aăâeêioôơuưy")
_CIRCUMFLEX = {"a": "â", "e": "ê", "o": "ô"}
_HORN = {"a": "ă", "o": "ơ", "u": "ư"}
_UO = re.compile(r"ưo|uơ(?=[^aăâeêioôơuưy])")
_OPEN_UO = re.compile(r"ươ$")
_KEYS = re.compile(r"[a-zđăâêôơư]{1,9}[a-z0-9]*")


def without_tone(syllable: str) -> tuple[str, str]:
    """A syllable in small letters without its tone, and the Telex key of the tone: “học” → ("hoc", "j")."""
    tone = ""
    letters = []
    for letter in unicodedata.normalize("NFD", syllable.lower()):
        if letter in _TONES:
            tone += _TONES[letter]
        else:
            letters.append(letter)
    return unicodedata.normalize("NFC", "".join(letters)), tone


@functools.lru_cache(maxsize=16_384)
def is_syllable(word: str, *, toned: bool = True) -> bool:
    """Whether `word` can be a Vietnamese syllable, or without `toned` one whose marks were not typed."""
    base, tone = without_tone(word)
    if len(tone) > 1 or len(base) > 7:
        return False
    if not toned:
        return not tone and _plain_rhyme(base)
    if tone and normalize(_with_tone(base, tone)) != normalize(word):
        return False
    rhymes = [rhyme for rhyme in _rhymes_of(base) if rhyme in _RHYMES]
    return any(tone in {"s", "j"} or not rhyme.endswith(_STOPPED) for rhyme in rhymes)


def _rhymes_of(base: str) -> list[str]:
    """What may be the rhyme of a syllable without its tone: “giêng” is gi-êng or g-iêng."""
    found = [base] if base[:1] in _VOWELS else []
    for onset in _ONSETS:
        rhyme = base.removeprefix(onset)
        if rhyme != base and rhyme and _may_follow(onset, rhyme):
            found.append(rhyme)
    return found


def _may_follow(onset: str, rhyme: str) -> bool:
    front = rhyme[0] in "eêiy"
    if onset in {"gh", "ngh"}:
        return front
    if onset in {"c", "ng"}:
        return not front
    return not (onset == "g" and rhyme[0] in "eêy")


@functools.cache
def _plain_rhymes() -> frozenset[str]:
    return frozenset(_bare(rhyme) for rhyme in _RHYMES)


def _plain_rhyme(base: str) -> bool:
    return base.isascii() and any(rhyme in _plain_rhymes() for rhyme in _rhymes_of(base))


def _bare(text: str) -> str:
    return "".join(
        letter for letter in unicodedata.normalize("NFD", text.replace("đ", "d")) if not unicodedata.combining(letter)
    )


@functools.lru_cache(maxsize=4_096)
def composed(word: str) -> str | None:
    """The syllable that the keys of Telex or VNI spell: “ddaof” → “đào”, “gia1o” → “giáo”; None if they spell none."""
    if word.isdigit() or not _KEYS.fullmatch(word):
        return None
    letters: list[str] = []
    tone = ""
    for key in word:
        tone_key = _DIGITS.get(key, key)
        if tone_key in "sfrxj" and any(letter in _VOWELS for letter in letters):
            if tone:
                return None
            tone = tone_key
        elif not _shape(letters, key):
            letters.append(key)
    base = _OPEN_UO.sub("uơ", _UO.sub("ươ", "".join(letters)))
    if not base.isalpha() or base == word:
        return None
    syllable = _with_tone(base, tone)
    return normalize(syllable) if is_syllable(syllable) else None


def rightly_marked(word: str) -> str | None:
    """A syllable with the mark of its tone where it belongs: “gíao” → “giáo”; None where it is there, or is none."""
    base, tone = without_tone(word)
    if len(tone) != 1:
        return None
    made = normalize(_with_tone(base, tone))
    return made if made != normalize(word) and is_syllable(made) else None


def _shape(letters: list[str], key: str) -> bool:
    """Changes a letter that was typed before as a shaping key asks; False if the key is a letter of its own."""
    if key in {"d", "9"}:
        stroked = letters[:1] == ["d"] and (key == "9" or len(letters) == 1)
        letters[:1] = ["đ"] if stroked else letters[:1]
        return stroked
    if key in {"a", "e", "o"}:
        doubled = letters[-1:] == [key]
        letters[-1:] = [_CIRCUMFLEX[key]] if doubled else letters[-1:]
        return doubled
    if key not in "w678":
        return False
    if key in "68":
        return _change(letters, _CIRCUMFLEX if key == "6" else {"a": "ă"})
    return _hooked(letters, key)


def _hooked(letters: list[str], key: str) -> bool:
    for index in range(len(letters) - 1):
        if letters[index] in "uư" and letters[index + 1] == "o":
            letters[index : index + 2] = ["ư", "ơ"]
            return True
    if key == "w" and not any(letter in _VOWELS for letter in letters):
        letters.append("ư")
        return True
    return _change(letters, _HORN)


def _change(letters: list[str], table: dict[str, str]) -> bool:
    for index in range(len(letters) - 1, -1, -1):
        if letters[index] in table:
            letters[index] = table[letters[index]]
            return True
    return False


def _with_tone(base: str, tone: str) -> str:
    """`base` with the mark of a tone on the vowel that carries it."""
    if not tone:
        return base
    start = 2 if base.startswith(("qu", "gi")) and len(base) > 2 and base[2] in _VOWELS else 0
    places = [index for index in range(start, len(base)) if base[index] in _VOWELS]
    if not places:
        return base
    marked = [index for index in places if base[index] in "ăâêôơ"]
    ends = places[-1] == len(base) - 1
    if marked:
        place = marked[-1]
    elif len(places) >= 3:
        place = places[1]
    else:
        place = places[0] if ends or len(places) == 1 else places[-1]
    if base[place] == "ư" and place + 1 in places and base[place + 1] == "ơ":
        place += 1
    return unicodedata.normalize("NFC", base[: place + 1] + _MARKS[tone] + base[place + 1 :])
