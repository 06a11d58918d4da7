"""A question read: its language, what it asks for, the places, bodies, years and numbers it names.

Rules are about how officials and teachers ask, in Vietnamese with or without tone marks and in English; nothing here
knows a document. English is turned into Vietnamese term by term through the glossary; what it lacks stays as it is
and counts against an answer.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import re
from collections.abc import Iterable, Sequence

from retrieval.glossary import Glossary, english_words
from retrieval.intents import (
    HeaderField,
    Intent,
    read_fields,
    read_intent,
    read_kind,
    unmarked,
    wants_every_year,
    wants_list,
)
from retrieval.numbers import find_named
from retrieval.places import Gazetteer, Place
from retrieval.references import periods, years
from retrieval.text import fold, fold_word, nfc, syllables
from retrieval.times import spelt_times
from retrieval.types import Language
from retrieval.weights import EITHER_LANGUAGE, ENGLISH, ENGLISH_STOP, STOP, STOP_FOLDED, UNTRANSLATED, weigh


@dataclasses.dataclass(frozen=True, slots=True)
class Term:
    """A content word of the question: its syllable, and whether tone marks were typed.

    `weight` is how much it says before rarity is known; `chunk` numbers the run of content words it stands in.
    """

    syllable: str
    weight: float
    chunk: int


@dataclasses.dataclass(frozen=True, slots=True)
class Query:
    """A question, read.

    Attributes:
        question: as asked, or as a follow-up was resolved.
        text: the question in Vietnamese: English terms and abbreviations spelt out.
        toned: whether tone marks were typed; if not, words are compared folded.
        fields: which header fields are asked for, when the intent is “header”.
        dating: years said right after a number, which may date the document: “QĐ 2141 năm 2021”.
        every_year: whether the question wants all years (“theo từng giai đoạn”).
        terms: content words, in order.
        alternatives: for stretches of `terms` (half-open), other ways to say them, as syllables.
        expansions: stretches to search beside `text`, with weights.
    """

    question: str
    language: Language
    text: str
    toned: bool
    intent: Intent
    fields: tuple[HeaderField, ...]
    places: tuple[Place, ...]
    agencies: tuple[str, ...]
    years: tuple[int, ...]
    periods: tuple[tuple[int, int], ...]
    numbers: tuple[str, ...]
    dating: tuple[int, ...]
    kind: str | None
    every_year: bool
    wants_list: bool
    terms: tuple[Term, ...]
    alternatives: tuple[tuple[int, int, tuple[str, ...]], ...]
    expansions: tuple[tuple[str, float], ...]


_ALL_FIELDS: tuple[HeaderField, ...] = ("title", "number", "date", "signer")
_YEARS = re.compile(r"(?:\d{1,2}/){0,2}(?:19|20)\d{2}(?:-(?:19|20)?\d{2})?")
"""“2026”, “2021-2025”, “4/2026”: when, not what about."""
_WHERE_FROM = re.compile(
    r"\b(?:(?:lấy|lay)\s+)?(?:tiền|tien|vốn|von)\s+(?:(?:lấy|lay)\s+)?(?:(?:ở|o|từ|tu)\s+)?(?:đâu|dau)\b"
    r"(?:\s+(?:ra|mà|ma))?(?:\s+(?:để|de))?(?:\s+(?:làm|lam))?",
    re.IGNORECASE,
)
"""“Tiền đâu để làm …”, “lấy tiền ở đâu …”: how people ask where the funds come from, all of it small words."""
_FUNDS = "nguồn kinh phí thực hiện"


def read_question(
    question: str, *, glossary: Glossary, gazetteer: Gazetteer, places: Iterable[str], agencies: Iterable[str]
) -> Query:
    """`question` read; `places` and `agencies` are those the library's documents name.

    The question may be anything a person can type; it is never rejected here.
    """
    question = spelt_times(nfc(question))
    language = detect_language(question)
    found_places = [
        place for place in gazetteer.find(question, places) if place.listed or not glossary.expand(place.words)
    ]  # “xã ĐBKK” is no commune of that name
    bare = _without(question, [(place.start, place.end) for place in found_places])
    named = find_named(bare)
    bare = _WHERE_FROM.sub(_FUNDS, _without(bare, [(number.start, number.end) for number in named]))
    numbers = tuple(number.number for number in named)
    toned = language == "en" or _is_toned(bare)
    text, expansions = _in_vietnamese(bare, language, glossary)
    text = text if toned else fold(text)
    asked = unmarked(question)
    spoken, words, weights = _content(text, toned=toned, language=language)
    terms = _terms(words, weights)
    alternatives = _alternatives(spoken, words, glossary, toned=toned)
    bodies = _agencies(text, agencies, glossary)
    intent = read_intent(asked, bodies)
    described = bool(numbers) and not terms and intent == "other"
    intent = "header" if described else intent
    return Query(
        question=question,
        language=language,
        text=text,
        toned=toned,
        intent=intent,
        fields=_ALL_FIELDS if described else read_fields(asked) if intent == "header" else (),
        places=tuple(found_places),
        agencies=bodies,
        years=tuple(years(question)),
        periods=tuple(periods(question)),
        numbers=numbers,
        dating=tuple(number.year for number in named if number.year),
        kind=read_kind(asked),
        every_year=wants_every_year(asked),
        wants_list=wants_list(asked),
        terms=terms,
        alternatives=alternatives,
        expansions=(
            *expansions,
            *((short, 0.6) for short in glossary.short_forms(spoken, toned=toned)),
            *((" ".join(other), 0.3) for _, _, other in alternatives[:12]),
        ),
    )


def detect_language(question: str) -> Language:
    """“en” when the small words of the question are English ones and none has a tone mark; otherwise “vi”."""
    words = re.findall(r"[^\W\d_]+", question.lower())
    if not words:
        return "vi"
    english = sum(0.4 if word in EITHER_LANGUAGE else 1.0 for word in words if word in ENGLISH)
    vietnamese = sum(fold_word(word) in STOP_FOLDED and word not in ENGLISH for word in words)
    toned = sum(fold_word(word) != word for word in words)
    spoken = english >= 0.8 and english > vietnamese and english >= 0.15 * len(words)
    return "en" if spoken and toned <= 0.4 * len(words) else "vi"


def _is_toned(text: str) -> bool:
    """Whether tone marks were typed: in a third of the words at least, abbreviations in capitals aside.

    A phone that corrects one word, or a place with its marks, does not make the rest of a question toned.
    """
    words: list[str] = [word for word in re.findall(r"[^\W\d_]+", text) if not (len(word) > 1 and word.isupper())]
    marked = sum(fold_word(word) != word.lower() for word in words)
    return marked >= max(1.0, 0.3 * len(words))


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} , {text[end:]}"
    return text


def _in_vietnamese(text: str, language: Language, glossary: Glossary) -> tuple[str, tuple[tuple[str, float], ...]]:
    """The text with abbreviations spelt out and English terms translated, and other meanings to search beside it."""
    expansions: list[tuple[str, float]] = []
    for short, meanings in glossary.abbreviations(text):
        text = re.sub(rf"(?<!\w){re.escape(short)}(?!\w)", meanings[0], text)
        expansions.append((short, 0.6))
        expansions.extend((meaning, 0.5) for meaning in meanings[1:])
    if language == "en":
        text, others = _translated(text, glossary)
        expansions.extend((meaning, 0.5) for meaning in others)
    return text, tuple(expansions)


def _translated(text: str, glossary: Glossary) -> tuple[str, list[str]]:
    """English with its terms in Vietnamese, set off by commas, and other meanings of them."""
    words = english_words(text)
    position = 0
    parts: list[str] = []
    others: list[str] = []
    for entry in glossary.translate(words):
        parts += [word for word in words[position : entry.start] if word not in ENGLISH_STOP]
        parts.append(f", {entry.meanings[0]} ,")
        others.extend(entry.meanings[1:3])
        position = entry.end
    parts += [word for word in words[position:] if word not in ENGLISH_STOP]
    return " ".join(parts), others


def _content(text: str, *, toned: bool, language: Language) -> tuple[list[str], list[str | None], list[float]]:
    """The syllables of `text` as compared, the same with None for those that say nothing, and how much each says."""
    spoken: list[str] = []
    words: list[str | None] = []
    weights: list[float] = []
    for piece in re.split(r"([,;:?!()“”\"]+|\s[-–]\s)", text):
        if not piece.strip() or not any(letter.isalnum() for letter in piece):
            spoken.append("")
            words.append(None)
            weights.append(0.0)
            continue
        found = syllables(piece)
        for syllable, weight in zip(found, weigh(found, toned=toned), strict=True):
            stop = (syllable in STOP) if toned else (fold_word(syllable) in STOP_FOLDED)
            stop = stop or (language == "en" and syllable in ENGLISH_STOP) or bool(_YEARS.fullmatch(syllable))
            english = language == "en" and fold_word(syllable) == syllable and weight == 1.0
            spoken.append(syllable if toned else fold_word(syllable))
            words.append(None if stop else syllable)
            weights.append(0.0 if stop else _english_weight(syllable) if english else weight)
    return spoken, words, weights


def _english_weight(word: str) -> float:
    """An English word counts little; a short one may be a Vietnamese syllable without marks."""
    return UNTRANSLATED if len(word) > 3 else 0.5


def _terms(words: Sequence[str | None], weights: Sequence[float]) -> tuple[Term, ...]:
    terms: list[Term] = []
    chunk = 0
    for word, weight in zip(words, weights, strict=True):
        if word is None:
            chunk += 1
        else:
            terms.append(Term(word, weight, chunk))
    return tuple(terms)


def _alternatives(
    spoken: list[str], words: Sequence[str | None], glossary: Glossary, *, toned: bool
) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    """Other ways to say stretches of the question, as stretches of its content words.

    They are looked for among all words: the “không có” of “không có việc làm” says nothing alone.
    """
    before = list(itertools.accumulate((word is not None for word in words), initial=0))
    found: list[tuple[int, int, tuple[str, ...]]] = []
    for entry in glossary.synonyms(spoken, toned=toned):
        start, end = before[entry.start], before[entry.end]
        if start < end:
            found.extend((start, end, tuple(syllables(meaning))) for meaning in entry.meanings)
    return tuple(found)


def _agencies(text: str, known: Iterable[str], glossary: Glossary) -> tuple[str, ...]:
    """Bodies that the question names, longest first, as the library or the glossary writes them."""
    names, longest = _agency_names(tuple(known), glossary)
    words = [fold_word(word) for word in syllables(text)]
    found: list[tuple[int, str]] = []
    start = 0
    while start < len(words):
        for end in range(min(len(words), start + longest.get(words[start], 0)), start + 1, -1):
            if name := names.get(" ".join(words[start:end])):
                found.append((start - end, name))
                start = end - 1
                break
        start += 1
    return tuple(dict.fromkeys(name for _, name in sorted(found)))


@functools.lru_cache(maxsize=4)
def _agency_names(known: tuple[str, ...], glossary: Glossary) -> tuple[dict[str, str], dict[str, int]]:
    """Every body by its folded words, abbreviations spelt out, and how many the longest has that begins with a word."""
    names: dict[str, str] = {}
    for name in sorted({*known, *glossary.agencies}):
        words = " ".join(fold_word(word) for word in syllables(glossary.spell_out(name)))
        names.setdefault(words, name)
    for short, name in glossary.short_agencies:
        names.setdefault(short, name)
    longest: dict[str, int] = {}
    for words in names:
        first, count = words.split(" ", 1)[0], min(_LONGEST_BODY, words.count(" ") + 1)
        longest[first] = max(count, longest.get(first, 0))
    return names, longest


_LONGEST_BODY = 14
"""Words of a body's name that are looked for; the longest in use have about a dozen."""
