"""One typing error in a question, as people make them on a Vietnamese keyboard. Pure and seeded.

Telex writes tones and letters as further letters (“giáo” is “giaos”, “được” is “dduwowcj”); where the program that
composes them is off for a moment, the keys stay. All other slips are those of any keyboard. A slip falls on a word of
letters that is no abbreviation; document numbers and years stay as they are, for a wrong one asks for something else.
"""

from __future__ import annotations

import random
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_WORD = re.compile(r"(?<![\w/.-])[^\W\d_]{3,}(?![\w/-])")
_TONES = {"\u0300": "f", "\u0301": "s", "\u0303": "x", "\u0309": "r", "\u0323": "j"}
"""Combining tone marks (huyền, sắc, ngã, hỏi, nặng) and their keys in Telex."""
_LETTERS = {"ă": "aw", "â": "aa", "đ": "dd", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw"}
_VOWELS = "aăâeêioôơuưy"


def mistyped(question: str, seed: str) -> tuple[str, str]:
    """The question with one slip in it, and the name of the slip; as it is where no slip is possible.

    Args:
        question: any.
        seed: the same gives the same slip.
    """
    chance = random.Random(seed)
    words = [word for word in _WORD.finditer(question) if not (word[0].isupper() and len(word[0]) > 1)]
    for name in chance.sample(list(SLIPS), len(SLIPS)):
        for word in chance.sample(words, len(words)):
            slipped = SLIPS[name](word[0], chance)
            if slipped != word[0]:
                return question[: word.start()] + slipped + question[word.end() :], name
        if name == "space" and (gaps := _gaps(question, words)):
            gap = chance.choice(gaps)
            return question[:gap] + question[gap + 1 :], name
    return question, "none"


def _gaps(question: str, words: list[re.Match[str]]) -> list[int]:
    """Where one space stands between two words."""
    starts = {word.start() for word in words}
    return [word.end() for word in words if question[word.end() :][:1] == " " and word.end() + 1 in starts]


def telex(word: str) -> str:
    """The keys of a word, tone last: “được” → “dduwowcj”."""
    keys, tone = [], ""
    for letter in unicodedata.normalize("NFC", word):
        bare, mark = _parted(letter)
        tone = tone or _TONES.get(mark, "")
        typed = _LETTERS.get(bare.lower(), bare)
        keys.append(typed.capitalize() if bare.isupper() and typed != bare else typed)
    return "".join(keys) + tone


def _parted(letter: str) -> tuple[str, str]:
    """A letter without its tone mark, and the mark: “ế” → (“ê”, acute)."""
    parts = unicodedata.normalize("NFD", letter)
    mark = next((part for part in parts if part in _TONES), "")
    return unicodedata.normalize("NFC", parts.replace(mark, "", 1) if mark else parts), mark


def _uncomposed(word: str, _: random.Random) -> str:
    return telex(word)


def _without_tone(word: str, _: random.Random) -> str:
    return "".join(_parted(letter)[0] for letter in unicodedata.normalize("NFC", word))


def _tone_elsewhere(word: str, chance: random.Random) -> str:
    """The tone mark on another vowel: “giáo” → “gíao”."""
    parts = [_parted(letter) for letter in unicodedata.normalize("NFC", word)]
    marked = [at for at, (_, mark) in enumerate(parts) if mark]
    others = [at for at, (bare, mark) in enumerate(parts) if bare.lower() in _VOWELS and not mark]
    if not marked or not others:
        return word
    to = chance.choice(others)
    mark = parts[marked[0]][1]
    letters = [bare + (mark if at == to else "") for at, (bare, _) in enumerate(parts)]
    return unicodedata.normalize("NFC", "".join(letters))


def _swapped(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _dropped(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word))
    return word[:at] + word[at + 1 :]


def _doubled(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word))
    return word[: at + 1] + word[at:]


def _as_it_is(word: str, _: random.Random) -> str:
    return word


SLIPS: dict[str, Callable[[str, random.Random], str]] = {
    "telex": _uncomposed,
    "tone dropped": _without_tone,
    "tone elsewhere": _tone_elsewhere,
    "space": _as_it_is,
    "swapped": _swapped,
    "dropped": _dropped,
    "doubled": _doubled,
}
"""What each slip makes of a word; “space” joins two words instead."""
