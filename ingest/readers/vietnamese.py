"""How Vietnamese a text is, by how syllables are built, not by a list of words.

A syllable is an onset, a rhyme and one of six tones; a rhyme that ends in c, ch, p or t takes only the sharp or the
heavy tone. Text layers that lie fail this in large parts: glyph numbers read as letters (“7KӵF KLӋQ”), old fonts read
as Latin (“QuyÕt ®Þnh”), OCR that knew no Vietnamese (“CQNG HOA XA HQI”, “quyet dinh”).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_ONSETS = "b ch d đ gi h kh l m n nh p ph r s t th tr v x".split()
_BEFORE_FRONT = "k gh ngh".split()
"""Spellings of c, g and ng before e, ê, i and y."""
_BEFORE_BACK = "c g k ng".split()
"""… and before other vowels, where names of places have a k too (Bắc Kạn)."""
_RHYMES = (
    "a ai ao au ay ac ach am an ang anh ap at ăc ăk ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e eo ec em en eng ep et ê êu êch êm ên ênh êp êt i ia iu ich im in inh ip it "
    "iêc iêm iên iêng iêp iêt iêu y o oi oc om on ong op ot oong ooc "
    "oa oai oao oay oac oach oam oan oang oanh oap oat oăc oăm oăn oăng oăt oe oen oeo oet "
    "ô ôi ôc ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua ui uc um un ung up ut "
    "ư ưa ưi ưu ưc ưm ưn ưng ưt uân uâng uât uây uê uêch uên uênh uơ uy uya uych uynh uyt uyp uyu uyên uyêt "
    "uôc uôi uôm uôn uông uôt ươc ươi ươm ươn ương ươp ươt ươu"
).split()
_WITHOUT_ONSET = "yêm yên yêng yêt yêu".split()
_AFTER_Q = (
    "a ai ao au ay ac ach am an ang anh ap at ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e en eo et ê ên ênh êt êch "
    "i ia in inh it ich ơ y yên yêt ynh yt ych ôc"
).split()


def _syllables() -> frozenset[str]:
    front, back = [r for r in _RHYMES if r[0] in "eêiy"], [r for r in _RHYMES if r[0] not in "eêiy"]
    made = {*_RHYMES, *_WITHOUT_ONSET, *(f"qu{rhyme}" for rhyme in _AFTER_Q), "gi", "gin", "giêng", "giêt", "giêc"}
    made |= {onset + rhyme for onset in _ONSETS for rhyme in _RHYMES}
    made |= {onset + rhyme for onset in _BEFORE_FRONT for rhyme in front}
    return frozenset(made | {onset + rhyme for onset in _BEFORE_BACK for rhyme in back})


_SYLLABLES = _syllables()
_TONES = {"\u0300": "level", "\u0301": "sharp", "\u0303": "level", "\u0309": "level", "\u0323": "sharp"}
_PLAIN: dict[int, str] = {}
_TONED: dict[str, str] = {}
for _vowel in "aăâeêioôơuưy":
    for _mark, _kind in _TONES.items():
        _PLAIN[ord(_letter := unicodedata.normalize("NFC", _vowel + _mark))] = _vowel
        _TONED[_letter] = _kind
_MARKED = frozenset([*_TONED, *"ăâđêôơư"])
_WORD = re.compile(r"(?<![\w/&@.-])[^\W\d_]{2,}(?![\w/@]|-\w)")
"""Letters side by side; symbols of documents (“16/QĐ-UBND”), addresses and single letters are no words."""
_EXPECTED_MARKS = 0.6
"""Of the words of Vietnamese prose at least this many carry a mark; in the corpus and the samples it is 0.85–0.91."""
_ENGLISH = frozenset("the of and to in for is on by with this that as be are at from or an it shall which".split())


def share_of_syllables(text: str) -> float:
    """The share of the words of `text` that are Vietnamese syllables, 0 to 1; 0 without any words.

    Text without the marks that Vietnamese prose has counts for less in proportion, down to 0 without any.
    """
    words = Counter(_WORD.findall(unicodedata.normalize("NFC", text).lower()))
    total = words.total()
    if not total:
        return 0.0
    marked = sum(count for word, count in words.items() if not _MARKED.isdisjoint(word))
    formed = sum(count for word, count in words.items() if _is_syllable(word))
    return formed / total * min(1.0, marked / total / _EXPECTED_MARKS)


def is_vietnamese(text: str) -> bool:
    """Whether `text` is Vietnamese with its marks, as a page of a document or a part of one is.

    The threshold of 0.7 lies between the lowest page of the corpus and the samples (0.92) and the highest text layer
    that lies (0.36); tables full of abbreviations come down to 0.8.
    """
    return share_of_syllables(text) >= 0.7


def is_english(text: str) -> bool:
    """Whether `text` is English: its small words are a fifth of English prose, and no syllables of Vietnamese."""
    words = _WORD.findall(text.lower())
    return len(words) >= 8 and sum(word in _ENGLISH for word in words) >= 0.12 * len(words)


def _is_syllable(word: str) -> bool:
    """Whether `word`, in small letters and NFC, is a syllable with the tone it may have."""
    tones = [_TONED[letter] for letter in word if letter in _TONED]
    if len(tones) > 1 or word.translate(_PLAIN) not in _SYLLABLES:
        return False
    return not word.endswith(("c", "ch", "k", "p", "t")) or tones == ["sharp"]
