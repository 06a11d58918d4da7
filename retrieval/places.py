"""Places in questions: provinces and districts before and since July 2025, places of the library, and “xã X”.

Names are looked up by their words in a table, never tried one by one. What a place *is* lies in its `regions`: the keys
under which documents may stand that hold for it, best first.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, TypeAlias

import yaml

from retrieval.errors import ConfigError
from retrieval.naming import (
    BOUND,
    LEVELS,
    NAMED_UNIT,
    NOT_PLACES,
    SHORTENED,
    UNITS,
    WITHIN,
    WORD,
    Context,
    is_district,
    is_name,
    length,
    plain_letters,
    words_of,
)
from retrieval.text import fold, nfc

PLACES_FILE = Path(__file__).with_name("places.yaml")
DISTRICTS_FILE = Path(__file__).with_name("districts.tsv")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MERGED_ON = datetime.date(2025, 7, 1)
"""Since when the 34 provinces of Nghị quyết 202/2025/QH15 are at work, and districts are no more."""
Fit: TypeAlias = Literal["same", "merged", "wider", "successor"]
"""How documents of a region hold for a place: they are its own; those of a place that was merged into it; those of the
province it lies in; those that the province it now belongs to has issued since the merger."""


@dataclasses.dataclass(frozen=True, slots=True)
class Region:
    """Where documents that hold for a place may be from."""

    key: str
    name: str
    fit: Fit


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """A place named in a question: its name with tone marks where known, and where it stands (folded, half-open)."""

    name: str
    start: int
    end: int
    words: str
    """As written in the question, with the province that stands beside it: “Mỹ Đức, Hà Nội”."""
    level: int = 0
    """3 province, 2 district, 1 commune, 0 where the question does not tell."""
    regions: tuple[Region, ...] = ()
    """Its own first, then where else documents for it may be from."""
    listed: bool = True
    """Whether the gazetteer or the library has it; otherwise only its form shows a place: “xã Khê Sơn”."""

    @property
    def key(self) -> str:
        """For comparing places: folded, without spaces or hyphens."""
        return place_key(self.name)


@dataclasses.dataclass(frozen=True, slots=True)
class Unit:
    """A province or district of the gazetteer; `provinces` are those a district of the name lies in."""

    name: str
    provinces: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class _Asked:
    """A question, letter by letter and word by word, and the names of the library."""

    text: str
    plain: str
    words: Sequence[tuple[str, int, int]]
    bound: Sequence[bool]
    """Whether a word and the next can belong to one name."""
    library: Mapping[str, str]
    longest: int


def place_key(name: str) -> str:
    """“Sơn La” → “sonla”."""
    return re.sub(r"[^a-z0-9]", "", fold(name))


class Gazetteer:
    """Provinces before and since July 2025, the districts until then, and other ways to write them.

    Args:
        provinces: entries of places.yaml: name, kind, now, also.
        districts: lines of districts.tsv: province, kind, names.
    """

    def __init__(self, provinces: Iterable[dict[str, Any]], districts: Iterable[Sequence[str]] = ()) -> None:
        self.names: dict[str, str] = {}
        self.now: dict[str, str] = {}
        for province in provinces:
            for way in [province["name"], *province.get("also", ())]:
                self.names[fold(way)] = province["name"]
            self.now[place_key(province["name"])] = province["now"]
        self._merged: dict[str, list[str]] = {}
        for name in dict.fromkeys(self.names.values()):
            now = self.now[place_key(name)]
            if now != name:
                self._merged.setdefault(place_key(now), []).append(name)
        self._provinces = {words: Unit(name) for way, name in self.names.items() if (words := words_of(way))}
        self._districts: dict[str, list[Unit]] = {}
        for row in districts:
            if len(row) != 3 or place_key(row[0]) not in self.now:
                raise ConfigError(
                    f"{DISTRICTS_FILE.name}: {' '.join(row)!r} is no line of a province, a kind and names"
                )
            for name in row[2].split(", "):
                self._add_district(row[0], row[1], name)
        self._longest = max(map(length, [*self._provinces, *self._districts]), default=1)
        self._first = {way.split(" ", 1)[0] for way in [*self._provinces, *self._districts]}
        self._known: tuple[Sequence[str], dict[str, str], set[str], int] = ((), {}, set(), 1)

    @classmethod
    def load(cls, path: Path = PLACES_FILE, districts: Path = DISTRICTS_FILE) -> Gazetteer:
        """The gazetteer in `path` and `districts`.

        Raises:
            ConfigError: a file is missing or has the wrong form.
        """
        try:
            provinces = yaml.load(path.read_text("utf-8"), Loader=_LOADER)["provinces"]  # noqa: S506 (both loaders are safe)
            lines = districts.read_text("utf-8").splitlines()
            return cls(provinces, [line.split("\t") for line in lines if line and not line.startswith("#")])
        except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
            raise ConfigError(f"{path}: cannot be used as a list of provinces ({error})") from error

    def _add_district(self, province: str, kind: str, name: str) -> None:
        numbered = name.isdigit()
        name = f"Quận {name}" if numbered else name
        ways = {words_of(name)}
        if numbered or kind == "quận":
            bare = name.removeprefix("Quận ")
            ways |= {words_of(f"q {bare}"), words_of(f"q{bare}")} if numbered else {words_of(f"q {bare}")}
        for way in ways:
            self._districts.setdefault(way, []).append(Unit(name, (province,)))

    def districts(self, province: str) -> list[str]:
        """The districts that lay in a province, former ones too, by name."""
        return sorted(
            {unit.name for units in self._districts.values() for unit in units if unit.provinces == (province,)}
        )

    # ---- where documents for a place may be from

    def regions(self, name: str) -> tuple[Region, ...]:
        """Where documents that hold for the place of a library or a province may be from, its own first."""
        found = [Region(place_key(name), name, "same")]
        if place_key(name) in self.now:
            found += [Region(place_key(old), old, "merged") for old in self._merged.get(place_key(name), ())]
            found += self._successor(name)
        return tuple(found)

    def _successor(self, province: str) -> list[Region]:
        now = self.now.get(place_key(province), province)
        return [] if now == province else [Region(place_key(now), now, "successor")]

    def _within(self, name: str, provinces: Iterable[str]) -> tuple[Region, ...]:
        """Regions of a part of `provinces`: its own, theirs, and those of the provinces that hold them now."""
        provinces = list(provinces)
        found = [Region(place_key(name), name, "same")]
        found += [Region(place_key(province), province, "wider") for province in provinces]
        found += [region for province in provinces for region in self._successor(province)]
        return tuple({region.key: region for region in reversed(found)}.values())[::-1]

    # ---- finding

    def find(self, question: str, known: Iterable[str]) -> list[Place]:
        """The places in `question`, in order; `known` are the places of the library's documents.

        A name is a place when it is written as a name (capitals), stands after a word that places follow (ở, tỉnh),
        or belongs to the library and more than one of its syllables match. A district and the province beside it are
        one place.
        """
        text = nfc(question)
        plain = plain_letters(text)
        library, first, longest = self._library(known)
        words = [(found[0], found.start(), found.end()) for found in WORD.finditer(plain)]
        bound = [bool(BOUND.fullmatch(plain, left[2], right[1])) for left, right in pairwise(words)]
        asked = _Asked(text, plain, words, bound, library, max(longest, self._longest))
        found: list[Place] = []
        index = 0
        while index < len(words):
            place, taken = None, 1
            if words[index][0] in first or words[index][0] in self._first:
                place, taken = self._at(index, asked)
            if place:
                found.append(place)
            index += taken
        found += self._unlisted(text, found)
        return self._joined(sorted(found, key=lambda place: place.start), text, plain)

    def _library(self, known: Iterable[str]) -> tuple[Mapping[str, str], set[str], int]:
        """The names of the library by their words, the first words of all, and how many the longest has; made once."""
        names = known if isinstance(known, tuple) else tuple(known)
        if self._known[0] is not names and self._known[0] != names:
            table = {words: name for name in names if (words := words_of(name))}
            first = {way.split(" ", 1)[0] for way in table}
            self._known = (names, table, first, max(map(length, table), default=1))
        return self._known[1:]

    def _at(self, index: int, asked: _Asked) -> tuple[Place | None, int]:
        """The longest place that begins with a word, and how many words it takes; (None, 1) when there is none."""
        last = index
        while last < len(asked.bound) and asked.bound[last] and last - index < asked.longest - 1:
            last += 1
        for end in range(last, index - 1, -1):
            way = " ".join(word for word, _, _ in asked.words[index : end + 1])
            if way in self._provinces or way in self._districts or way in asked.library:
                context = Context(asked.text, asked.plain, asked.words[index][1], asked.words[end][2])
                if place := self._named(way, context, asked.library):
                    return place, end - index + 1
        return None, 1

    def _named(self, way: str, context: Context, library: Mapping[str, str]) -> Place | None:
        unit = context.unit
        own = library.get(way)
        province = self._provinces.get(way)
        districts = [] if LEVELS.get(unit) == 1 else self._districts.get(way, [])
        place = (context.start, context.end, context.written)
        if (own or province) and is_name(context, (province.name if province else own) or "", listed=own is not None):
            if province and not (districts and LEVELS.get(unit) == 2):
                return Place(province.name, *place, 3, self.regions(province.name))
            provinces = [unit.provinces[0] for unit in districts]
            name = own or districts[0].name
            return Place(name, *place, 2 if districts else LEVELS.get(unit, 0), self._within(name, provinces))
        if districts and any(is_district(context, district.name) for district in districts):
            provinces = [unit.provinces[0] for unit in districts]
            return Place(districts[0].name, *place, 2, self._within(districts[0].name, provinces))
        return None

    def _unlisted(self, text: str, found: Sequence[Place]) -> list[Place]:
        """Names after a unit that no list has: “xã Khê Sơn”."""
        more = []
        for match in NAMED_UNIT.finditer(text):
            start, end = match.span(2)
            if (
                not any(start < other.end and other.start < end for other in found)
                and fold(match[2]) not in NOT_PLACES
                and not (SHORTENED.match(match[2]) and not text.isupper())
                and not (" " not in match[2] and re.match(r"\s+[a-zà-ỹđ]", text[end:]))
            ):
                level = LEVELS.get(UNITS.get(fold(match[1]).rstrip("."), ""), 0)
                more.append(Place(match[2], start, end, match[2], level, self.regions(match[2])[:1], listed=False))
        return more

    def _joined(self, places: Sequence[Place], text: str, plain: str) -> list[Place]:
        """A part and the whole beside it as one: “huyện Mỹ Đức, Hà Nội”."""
        made: list[Place] = []
        for place in places:
            before = made[-1] if made else None
            joined = before and WITHIN.fullmatch(plain, before.end, place.start) and self._part_of(before, place)
            if before and joined:
                start, end = before.start, place.end
                end += "(" in text[start:end] and text[end : end + 1] == ")"
                made[-1] = dataclasses.replace(joined, start=start, end=end, words=text[start:end])
            else:
                made.append(place)
        return made

    def _part_of(self, first: Place, second: Place) -> Place | None:
        """The smaller of two neighbouring places with the regions of both, if it can lie in the other."""
        small, large = (first, second) if first.level < second.level else (second, first)
        if small.level == large.level or (small.level == 0 and small is second):
            return None
        wider = [region for region in small.regions if region.fit == "wider"]
        if wider:
            held = [
                region.name for region in wider if large.key in {region.key, place_key(self.now.get(region.key, ""))}
            ]
            return dataclasses.replace(small, regions=self._within(small.name, held)) if held else None
        if small is second or large.level < 2:
            return None
        above = [
            Region(region.key, region.name, "wider" if region.fit == "same" else region.fit) for region in large.regions
        ]
        return dataclasses.replace(
            small, regions=(*small.regions, *(region for region in above if region.fit != "merged"))
        )
