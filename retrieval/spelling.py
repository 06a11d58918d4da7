"""Typing errors in a question, corrected against the words of the library.

A word is touched when it can be no Vietnamese syllable (“giaos”, “turng”, “giaoduc”); when it is none of the library's
and another one makes a pair with its neighbour that the library knows; or when it stands between words that it is never
found beside and another one is often found there. Names, numbers, abbreviations and English are left alone.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Literal, TypeAlias

from retrieval.glossary import Glossary
from retrieval.lexicon import Lexicon
from retrieval.slips import LIKELY, Guess, Slips
from retrieval.spoken import composed, is_syllable
from retrieval.text import CAPITALS, fold, fold_word, nfc, normalize
from retrieval.weights import ENGLISH_STOP, STOP, STOP_FOLDED

Doubt: TypeAlias = Literal["none", "odd", "strange", "broken"]
"""What is wrong with a word: nothing; known, but not beside these words; not known; no syllable at all."""

_ORDER: dict[Doubt, int] = {"broken": 0, "strange": 1, "odd": 2, "none": 3}
_WORD = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[ \t]+")
_CAPITAL_WITHIN = re.compile(rf"([^\W\d_]+?(?<![{CAPITALS}]))([{CAPITALS}][^\W\d_]+)")
_KEPT = 40
"""Guesses whose pairs are looked up."""
_PRICE = 3.0
"""What a price of one weighs against the logarithm of how often a pair occurs."""
_BOND = 0.15
"""How much of the rarer word of a pair must stand beside the other for the pair to be a word."""
_WORD_OF_ITS_OWN = 0.5
"""From which bond on a pair speaks for itself, whatever stands on the other side."""
_SURE_SLIP = 0.8
"""Up to which price a slip is believed without a neighbour that speaks for it."""
_OFTENER = 8
"""How many times oftener than a word that is no syllable, but is printed so, what was meant must stand there."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Word:
    """A word of the question: where it stands, as it is compared, and whether it may be touched."""

    start: int
    end: int
    typed: str
    form: str
    fixed: bool
    name: bool
    """Whether it is written like a name: a capital letter that begins no sentence."""
    joined: bool
    """Whether only blanks part it from the word before."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Doubtful:
    """A word with what is wrong with it, and in how many passages it is printed so."""

    doubt: Doubt
    printed: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class _Side:
    """A pair that a guess makes with a neighbour that says something: how often it occurs, how close its bond is."""

    count: int
    bond: float


def parted(question: str) -> str:
    """`question` with a blank where a capital letter within a word shows that one is missing: “SơnLa”, “tịchUBND”."""
    return _WORD.sub(_part, question)


def _part(match: re.Match[str]) -> str:
    found = _CAPITAL_WITHIN.fullmatch(match[0])
    if not found or not _may_stand_alone(found[1]) or not (found[2].isupper() or _may_stand_alone(found[2])):
        return match[0]
    return f"{found[1]} {found[2]}"


def _may_stand_alone(word: str) -> bool:
    small = normalize(word)
    return len(word) > 1 and (is_syllable(small) or is_syllable(fold_word(small), toned=False))


class Spelling:
    """Corrects questions over one state of a library.

    Args:
        lexicon: how often words and pairs occur there.
        glossary: knows abbreviations.
    """

    def __init__(self, lexicon: Lexicon, glossary: Glossary) -> None:
        self._lexicon = lexicon
        self._glossary = glossary
        self._slips = Slips(lexicon)

    def corrected(self, question: str, *, keep: Iterable[tuple[int, int]] = ()) -> str:
        """`question` with its typing errors corrected; itself when there are none.

        Args:
            question: in Vietnamese, with tone marks or without.
            keep: stretches that are left alone: places and numbers.
        """
        question = nfc(question)
        words = self._cut(question, list(keep))
        toned = _is_toned(words)
        words = [word if toned else dataclasses.replace(word, form=fold_word(word.form)) for word in words]
        doubts = self._doubts(words, toned=toned)
        meant: list[tuple[str, ...]] = [(word.form,) for word in words]
        doubtful = [index for index, word in enumerate(doubts) if word.doubt != "none"]
        for index in sorted(doubtful, key=lambda index: (_ORDER[doubts[index].doubt], index)):
            left = meant[index - 1][-1] if index and words[index].joined else ""
            right = meant[index + 1][0] if index + 1 < len(words) and words[index + 1].joined else ""
            if best := self._best(words[index], doubts[index], (left, right), toned=toned):
                meant[index] = best
        return _rewritten(question, words, meant)

    def _cut(self, question: str, keep: Sequence[tuple[int, int]]) -> list[_Word]:
        found: list[_Word] = []
        before = 0
        shouted = question.isupper()
        for match in _WORD.finditer(question):
            typed, (start, end) = match[0], match.span()
            fixed = (
                any(start < other and own < end for own, other in keep)
                or len(typed) < 2
                or (typed.isupper() and not shouted)
                or (any(letter.isdigit() for letter in typed) and composed(typed.lower()) is None)
                or bool(self._glossary.expand(typed))
            )
            joined = bool(found) and bool(_GAP.fullmatch(question, before, start))
            name = bool(found) and typed[0].isupper() and not shouted
            found.append(_Word(start, end, typed, normalize(typed), fixed, name, joined))
            before = end
        return found

    # ---- doubt

    def _doubts(self, words: Sequence[_Word], *, toned: bool) -> list[_Doubtful]:
        couples = [(left.form, right.form) if right.joined else ("", "") for left, right in pairwise(words)]
        together = self._lexicon.count_pairs(couples, toned=toned)
        small = STOP if toned else STOP_FOLDED
        doubts: list[_Doubtful] = []
        for index, word in enumerate(words):
            beside = [couples[at] for at in (index - 1, index) if 0 <= at < len(couples) and all(couples[at])]
            known = self._lexicon.frequency(word.form, toned=toned) > 0
            if word.fixed or word.form in ENGLISH_STOP:
                doubts.append(_Doubtful("none"))
            elif not known and not is_syllable(word.form, toned=toned):
                doubts.append(_Doubtful("broken", self._lexicon.occurrences(word.form, toned=toned)))
            elif word.form in small or word.name:
                doubts.append(_Doubtful("none"))
            elif not known:
                doubts.append(_Doubtful("strange"))
            elif beside and not any(together[couple] for couple in beside):
                doubts.append(_Doubtful("odd"))
            else:
                doubts.append(_Doubtful("none"))
        return doubts

    # ---- what was meant

    def _best(
        self, word: _Word, doubtful: _Doubtful, beside: tuple[str, str], *, toned: bool
    ) -> tuple[str, ...] | None:
        """What was meant by a word, if there is enough to believe it."""
        broken = doubtful.doubt == "broken"
        if doubtful.doubt == "odd" and not any(beside):
            return None
        typed = (word.typed.lower() if toned else fold(word.typed)) if broken else word.form
        guesses = self._slips.guesses(typed, broken=broken, most=1.0, toned=toned)
        guesses.sort(key=lambda guess: (_PRICE * guess.price - self._usual(guess, toned=toned), guess.words))
        kept = guesses[:_KEPT]
        if not kept:
            return None
        left, right = beside
        couples = {couple for guess in kept for couple in pairwise((left, *guess.words, right)) if all(couple)}
        together = self._lexicon.count_pairs(couples, toned=toned)
        scored = [(self._score(guess, beside, together, toned=toned), guess.words, guess) for guess in kept]
        best = max(scored, key=lambda entry: entry[:2])[2]
        inner = [together.get(couple, 0) for couple in pairwise(best.words)]
        sides = [
            _Side(together[couple], 1.0 if phrase else self._bond(couple, together, toned=toned))
            for side, couple in ((left, (left, best.words[0])), (right, (best.words[-1], right)))
            if side and ((phrase := self._lexicon.is_phrase(couple, toned=toned)) or side not in STOP)
        ]
        if word.name and not any(side.count for side in sides):
            return None
        return best.words if _speaks_for(best, doubtful, sides, inner) else None

    def _bond(self, couple: tuple[str, str], together: dict[tuple[str, str], int], *, toned: bool) -> float:
        """How much of the rarer word of a pair stands beside the other, from 0 to 1."""
        rarer = min(self._lexicon.frequency(word, toned=toned) for word in couple)
        return together[couple] / max(1, rarer)

    def _usual(self, guess: Guess, *, toned: bool) -> float:
        return 0.3 * min(math.log1p(self._lexicon.frequency(word, toned=toned)) for word in guess.words)

    def _score(
        self, guess: Guess, beside: tuple[str, str], together: dict[tuple[str, str], int], *, toned: bool
    ) -> float:
        couples = [couple for couple in pairwise((beside[0], *guess.words, beside[1])) if all(couple)]
        support = sum(math.log1p(together[couple]) for couple in couples) / len(guess.words)
        return support + self._usual(guess, toned=toned) - _PRICE * guess.price


def _speaks_for(best: Guess, doubtful: _Doubtful, sides: Sequence[_Side], inner: Sequence[int]) -> bool:
    """Whether there is enough to believe that a word was meant and not the one that was typed."""
    if doubtful.doubt == "broken":
        if doubtful.printed:
            return max([side.count for side in sides] + list(inner), default=0) >= _OFTENER * (doubtful.printed + 1)
        return (
            best.sure
            or (bool(inner) and all(inner))
            or (not inner and best.price <= _SURE_SLIP)
            or any(side.count for side in sides)
        )
    strange = doubtful.doubt == "strange"
    if strange and best.price <= LIKELY and any(side.count >= 3 and side.bond >= _WORD_OF_ITS_OWN for side in sides):
        return True
    if not sides or not all(side.count for side in sides):
        return best.sure
    least, most = (2, 1.2) if strange else (3, LIKELY)
    if any(side.count >= least and side.bond >= _BOND for side in sides) and best.price <= most:
        return True
    return best.price <= 1 and all(side.count >= 10 and side.bond >= _BOND / 3 for side in sides) and len(sides) > 1


def _is_toned(words: Sequence[_Word]) -> bool:
    """Whether tone marks were typed, or the keys that make them."""
    said = [word for word in words if not word.fixed and word.typed.isalpha()]
    marked = sum(fold_word(word.form) != word.form or composed(word.form) is not None for word in said)
    return marked >= max(1.0, 0.3 * len(said))


def _rewritten(question: str, words: Sequence[_Word], meant: Sequence[tuple[str, ...]]) -> str:
    parts: list[str] = []
    position = 0
    for word, now in zip(words, meant, strict=True):
        if now != (word.form,):
            parts += [question[position : word.start], _cased(" ".join(now), word.typed)]
            position = word.end
    return "".join([*parts, question[position:]])


def _cased(text: str, typed: str) -> str:
    if len(typed) > 1 and typed.isupper():
        return text.upper()
    return text[:1].upper() + text[1:] if typed[:1].isupper() else text
