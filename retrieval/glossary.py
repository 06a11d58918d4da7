"""Abbreviations, synonyms, Vietnamese ↔ English terms and agencies: data in glossary.yaml, which an admin may edit.

Matching is on folded words, so an abbreviation is found in any case and a term without its tone marks.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from retrieval.errors import ConfigError
from retrieval.text import fold, fold_word, syllables
from retrieval.word_lists import read_words

GLOSSARY_FILE = Path(__file__).with_name("glossary.yaml")
_ABBREVIATION_SEPARATORS = re.compile(r"[&.\-\s]+")


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """A glossary entry in a text: words `start` to `end` (half-open) mean `meanings`."""

    start: int
    end: int
    meanings: tuple[str, ...]


class _Phrases:
    """Longest-match search of phrases given as folded words.

    The phrases are cut at the first search: a question is in one language, with its marks or without.
    """

    def __init__(self, entries: Sequence[tuple[str, str]], cut: Callable[[str], list[str]]) -> None:
        self._entries = entries
        self._cut = cut

    @functools.cached_property
    def _meanings(self) -> dict[tuple[str, ...], dict[str, None]]:
        meanings: dict[tuple[str, ...], dict[str, None]] = {}
        for phrase, group in itertools.groupby(self._entries, key=operator.itemgetter(0)):
            if words := tuple(self._cut(phrase)):
                meanings.setdefault(words, {}).update((meaning, None) for _, meaning in group)
        return meanings

    @functools.cached_property
    def _longest(self) -> dict[str, int]:
        """How many words the longest phrase has that begins with a word."""
        longest: dict[str, int] = {}
        for words in self._meanings:
            longest[words[0]] = max(len(words), longest.get(words[0], 0))
        return longest

    def find(self, words: list[str]) -> Iterator[Found]:
        """Non-overlapping entries in `words`, the longest first from the left."""
        start = 0
        while start < len(words):
            for end in range(min(len(words), start + self._longest.get(words[start], 0)), start, -1):
                if meanings := self._meanings.get(tuple(words[start:end])):
                    yield Found(start, end, tuple(meanings))
                    start = end - 1
                    break
            start += 1


class Glossary:
    """What words stand for.

    Args:
        data: the content of glossary.yaml.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        agencies = [entry for entry in data.get("agencies", ()) if isinstance(entry, Mapping)]
        self._abbreviations: dict[str, tuple[str, ...]] = {
            _squeezed(short): tuple(meanings) for short, meanings in data.get("abbreviations", {}).items()
        }
        for agency in agencies:
            for short in agency.get("short", ()):
                self._abbreviations.setdefault(_squeezed(short), (agency["vi"],))
        spelt = [(meaning, short) for short, meanings in data.get("abbreviations", {}).items() for meaning in meanings]
        self._short = {True: _Phrases(spelt, syllables), False: _Phrases(spelt, _folded_syllables)}
        terms = data.get("terms", ())
        self._english = _Phrases(
            [(english, entry["vi"][0]) for entry in terms for english in entry["en"]], english_words
        )
        self._vietnamese = _Phrases(
            [(vietnamese, entry["en"][0]) for entry in terms for vietnamese in entry["vi"]], _folded_syllables
        )
        self._english_agencies = _Phrases(
            [(english, agency["vi"]) for agency in agencies for english in agency.get("en", ())],
            english_words,
        )
        ways = [
            (phrase, other)
            for group in data.get("synonyms", ())
            for phrase in group
            for other in group
            if other != phrase
        ]
        self._synonyms = {True: _Phrases(ways, syllables), False: _Phrases(ways, _folded_syllables)}
        self.phrases: tuple[str, ...] = tuple(
            dict.fromkeys(
                phrase
                for group in (
                    *data.get("abbreviations", {}).values(),
                    *(entry["vi"] for entry in terms),
                    *data.get("synonyms", ()),
                    [agency["vi"] for agency in agencies],
                )
                for phrase in group
            )
        )
        """Every Vietnamese phrase of the glossary."""
        self.agencies: tuple[str, ...] = tuple(agency["vi"] for agency in agencies)
        self.short_agencies: tuple[tuple[str, str], ...] = tuple(
            (" ".join(words), agency["vi"])
            for agency in agencies
            for short in agency.get("short", ())
            if len(words := _folded_syllables(self.spell_out(short))) > 1
        )
        """Short names of several words, folded and with abbreviations spelt out, and the body each means."""
        self.english_agencies: dict[str, str] = {
            agency["vi"]: agency["en"][0] for agency in agencies if agency.get("en")
        }

    @classmethod
    def load(cls, path: Path = GLOSSARY_FILE) -> Glossary:
        """The glossary in `path`.

        Raises:
            ConfigError: the file is missing, not YAML, or an entry has the wrong form.
        """
        try:
            return cls(read_words(path.read_text("utf-8")))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ConfigError(f"{path}: cannot be used as a glossary ({error}); see the comment at its top") from error

    def expand(self, word: str) -> tuple[str, ...]:
        """What an abbreviation stands for: “TTHTCĐ” → (“trung tâm học tập cộng đồng”,); empty for other words."""
        return self._abbreviations.get(_squeezed(word), ())

    def synonyms(self, words: list[str], *, toned: bool) -> list[Found]:
        """Phrases in `words` (syllables, folded unless `toned`) that can be said otherwise."""
        return list(self._synonyms[toned].find(words))

    def short_forms(self, words: list[str], *, toned: bool) -> list[str]:
        """Abbreviations of what `words` (syllables, folded unless `toned`) say in full, in order."""
        return [short for entry in self._short[toned].find(words) for short in entry.meanings]

    def translate(self, words: list[str]) -> list[Found]:
        """English terms and bodies in `words` (as `english_words` gives them), with their Vietnamese."""
        found = list(self._english_agencies.find(words))
        taken = {index for entry in found for index in range(entry.start, entry.end)}
        found += [entry for entry in self._english.find(words) if not taken & set(range(entry.start, entry.end))]
        return sorted(found, key=lambda entry: entry.start)

    def in_english(self, text: str) -> list[tuple[str, str]]:
        """The terms that a Vietnamese text holds, in order: each folded, and in English."""
        words = _folded_syllables(text)
        return [(" ".join(words[entry.start : entry.end]), entry.meanings[0]) for entry in self._vietnamese.find(words)]

    def spell_out(self, text: str) -> str:
        """`text` with the abbreviations that are written in capitals spelt out: “UBND xã” → “ủy ban nhân dân xã”."""
        for short, meanings in self.abbreviations(text):
            if sum(letter.isupper() for letter in short) >= 2:
                text = re.sub(rf"(?<!\w){re.escape(short)}(?!\w)", meanings[0], text)
        return text

    def abbreviations(self, text: str) -> list[tuple[str, tuple[str, ...]]]:
        """Abbreviations in `text` as written, each with what it stands for, in order."""
        words = re.findall(r"[^\W_]+(?:[&-][^\W_]+)*", text)
        return [(word, meanings) for word in words if (meanings := self.expand(word))]


def english_words(text: str) -> list[str]:
    """English words in one form: small letters, plurals and possessives as the singular."""
    return [_singular(word) for word in re.findall(r"[^\W_]+", fold(text).replace("’s", "").replace("'s", ""))]


@functools.lru_cache(maxsize=8_192)
def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _folded_syllables(text: str) -> list[str]:
    return [fold_word(word) for word in syllables(text)]


@functools.lru_cache(maxsize=16_384)
def _squeezed(short: str) -> str:
    return fold(_ABBREVIATION_SEPARATORS.sub("", short))
