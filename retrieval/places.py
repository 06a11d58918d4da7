"""Provinces and districts in questions: data in places.yaml, names in the library, and the form “huyện X”."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from retrieval.errors import ConfigError
from retrieval.text import CAPITALS, fold, nfc

PLACES_FILE = Path(__file__).with_name("places.yaml")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNIT = r"(?:[Tt]ỉnh|[Tt]hành phố|tp\.?|TP\.?|[Hh]uyện|[Qq]uận|[Tt]hị xã|[Tt]hị trấn|[Xx]ã|[Pp]hường)"
_NAMED_UNIT = re.compile(rf"(?<!\w)({_UNIT})\s+((?:[{CAPITALS}][\w'-]*)(?:\s+[{CAPITALS}][\w'-]*){{0,3}})")
_BEFORE_PLACE = frozenset(
    [
        "o",
        "tinh",
        "huyen",
        "cua",
        "tai",
        "thanh",
        "pho",
        "tp",
        "quan",
        "xa",
        "tu",
        "in",
        "of",
        "at",
        "for",
        "and",
        "va",
        "voi",
        "giua",
        "between",
        "con",
    ]
)


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """A place named in a question: its name with tone marks where known, and where it stands (folded, half-open)."""

    name: str
    start: int
    end: int
    words: str
    """As written in the question."""

    @property
    def key(self) -> str:
        """For comparing places: folded, without spaces or hyphens."""
        return place_key(self.name)


def place_key(name: str) -> str:
    """“Sơn La” → “sonla”."""
    return re.sub(r"[^a-z0-9]", "", fold(name))


class Gazetteer:
    """The provinces before and since July 2025, with other ways to write them.

    Args:
        provinces: entries of places.yaml: name, kind, now, also.
    """

    def __init__(self, provinces: Iterable[dict[str, Any]]) -> None:
        self.names: dict[str, str] = {}
        self.now: dict[str, str] = {}
        for province in provinces:
            for way in [province["name"], *province.get("also", ())]:
                self.names[fold(way)] = province["name"]
            self.now[place_key(province["name"])] = province["now"]

    @classmethod
    def load(cls, path: Path = PLACES_FILE) -> Gazetteer:
        """The gazetteer in `path`.

        Raises:
            ConfigError: the file is missing or has the wrong form.
        """
        try:
            return cls(yaml.load(path.read_text("utf-8"), Loader=_LOADER)["provinces"])  # noqa: S506 (both loaders are safe)
        except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
            raise ConfigError(f"{path}: cannot be used as a list of provinces ({error})") from error

    def find(self, question: str, known: Iterable[str]) -> list[Place]:
        """The places in `question`, in order; `known` are the places of the library's documents.

        A name is a place when it is written as a name (capitals), stands after a word that places follow (ở, tỉnh),
        or belongs to the library and more than one of its syllables match.
        """
        text = nfc(question)
        plain = _plain(text)
        names = {fold(name): name for name in known} | self.names
        library = {fold(name) for name in known}
        found: list[Place] = []
        for way in sorted(names, key=lambda name: (-len(name), name)):
            for match in re.finditer(rf"(?<![a-z0-9]){re.escape(way)}(?![a-z0-9])", plain):
                start, end = match.span()
                if any(start < other.end and other.start < end for other in found):
                    continue
                if _is_name(text[start:end], plain[:start], names[way], listed=way in library):
                    found.append(Place(names[way], start, end, text[start:end]))
        for match in _NAMED_UNIT.finditer(text):
            start, end = match.span(2)
            if (
                not any(start < other.end and other.start < end for other in found)
                and fold(match[2]) not in _NOT_PLACES
                and not (" " not in match[2] and re.match(r"\s+[a-zà-ỹđ]", text[end:]))
            ):
                found.append(Place(match[2], start, end, match[2]))
        return sorted(found, key=lambda place: place.start)


_COMMON_WORDS = frozenset({"hòa bình", "thái bình", "hải dương", "hậu giang", "kiên giang"})
"""Provinces whose names are ordinary words when they are written small: peace, an ocean."""
_NOT_PLACES = frozenset({"doan", "uy", "hoi"})


def _plain(text: str) -> str:
    """`text` folded letter by letter, so that offsets stay those of `text`."""
    return "".join(folded if len(folded := fold(letter)) == 1 else letter.lower() for letter in text)


def _is_name(written: str, before: str, name: str, *, listed: bool) -> bool:
    if all(word[:1].isupper() for word in re.findall(r"[^\W\d_]+", written)):
        return True
    after = bool(before.split()) and before.rsplit(maxsplit=1)[-1] in _BEFORE_PLACE
    if fold(written) == written.lower():
        return after or (listed and " " in written) or bool(_CONSONANTS.fullmatch(written))
    said = written.lower() == name.lower() or fold(written) != fold(name)
    return said and (listed or after or written.lower() not in _COMMON_WORDS)


_CONSONANTS = re.compile(r"[^aeiouy\W\d_]{4,}")
"""“tphcm”: no word, however it is written."""
