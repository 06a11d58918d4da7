"""Which facts an admin asks for: by kind, place, year, agency and document."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from bot.commands.wording import kind_of, repeats
from retrieval.agencies import canonical
from retrieval.errors import LibraryError
from retrieval.glossary import Glossary
from retrieval.places import Gazetteer, Place, place_key
from retrieval.references import periods
from retrieval.standing import number_key
from retrieval.text import fold, squeeze
from retrieval.types import Assignment, Deadline, Document, Target

if TYPE_CHECKING:
    from collections.abc import Iterable

    from retrieval.library import Library
    from retrieval.types import Fact, Passage

KINDS = ("assignment", "target", "deadline", "relation")
"""Kinds of facts in the order they are shown."""
_UNIT = re.compile(
    r"^(?:tinh|thanh pho|tp|huyen|quan|thi xa|thi tran|xa|phuong|dac khu|province of|province|city of|city)\b[.\s]*"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """A fact, the document that says it, and the passage where it stands."""

    document: Document
    fact: Fact
    passage: Passage

    @property
    def kind(self) -> str:
        """“assignment”, “target”, “deadline” or “relation”."""
        return kind_of(self.fact)


@dataclasses.dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for; what is None narrows nothing. Case and tone marks never matter.

    Attributes:
        kind: one of `KINDS`.
        place: a place; a province of today covers those that were merged into it in 2025.
        year: see `falls_in`.
        agency: words of the name of a body, abbreviated or not; targets and relations name no body and never match.
        document: its number, the figure of its number, or part of its id; what was issued with it comes along.
    """

    kind: str | None = None
    place: str | None = None
    year: int | None = None
    agency: str | None = None
    document: str | None = None


def choose(library: Library, wish: Wish) -> list[Found]:
    """The facts that `wish` asks for: the newest document first, the facts of one in the order of its text.

    Raises:
        LibraryError: no document is the one that is named.
    """
    documents = library.documents()
    if wish.document is not None:
        documents = _named(wish.document, documents)
    places = None if wish.place is None else _Places(wish.place)
    agencies = None if wish.agency is None else _Agencies(wish.agency)
    order = {document.id: (at, document) for at, document in enumerate(documents)}
    told = [
        (*order[document_id], fact)
        for document_id, fact in library.facts(document_ids=order)
        if wish.kind in {None, kind_of(fact)}
    ]
    chosen = [
        (at, document, fact)
        for at, document, fact in told
        if (places is None or places.hold(document, fact))
        and (wish.year is None or falls_in(wish.year, fact, document))
        and (agencies is None or agencies.act(fact))
    ]
    chosen.sort(key=lambda entry: entry[0])
    passages = library.passages(dict.fromkeys(fact.passage_id for _, _, fact in chosen))
    return [
        Found(document, fact, passage)
        for _, document, fact in chosen
        if (passage := passages.get(fact.passage_id)) is not None
    ]


def falls_in(year: int, fact: Fact, document: Document) -> bool:
    """Whether a fact concerns a year.

    A target does by its year or period, and one without is of no year. A deadline does by the year of its date, month
    or quarter; one that comes every year is of every year since its document; one without a year, and every
    assignment and relation, is of the year of its document.
    """
    issued = document.issued_on.year if document.issued_on else None
    if isinstance(fact, Target):
        return fact.by is not None and _names_year(fact.by, year)
    if isinstance(fact, Deadline):
        if repeats(fact.when, "vi"):
            return issued is None or year >= issued
        if _YEAR.search(fact.when):
            return _names_year(fact.when, year)
    return issued == year


def _names_year(words: str, year: int) -> bool:
    return str(year) in _YEAR.findall(words) or any(first <= year <= last for first, last in periods(words))


def _named(name: str, documents: Iterable[Document]) -> list[Document]:
    key, part = number_key(name), fold(name).strip()
    found = [
        document
        for document in documents
        if key
        and (
            any(own == key or own.startswith((f"{key}/", f"{key}-")) for own in _numbers(document))
            or part in document.id
        )
    ]
    if not found:
        raise LibraryError(f"{name}: is no document; see: hoivanban documents")
    return found


def _numbers(document: Document) -> list[str]:
    return [number_key(number) for number in (document.number, document.issued_with) if number]


class _Places:
    """A place, and what was merged into it."""

    def __init__(self, name: str) -> None:
        self._gazetteer = Gazetteer.load()
        self._known: dict[str, set[str]] = {}
        bare = _UNIT.sub("", squeeze(fold(name)))
        own = place_key(self._gazetteer.names.get(squeeze(fold(name))) or self._gazetteer.names.get(bare) or bare)
        merged = {old for old, now in self._gazetteer.now.items() if place_key(now) == own}
        self._keys = merged | {own}

    def hold(self, document: Document, fact: Fact) -> bool:
        """Whether the document or the target is of the place."""
        own = {place_key(fact.place)} if isinstance(fact, Target) and fact.place else set()
        return not self._keys.isdisjoint(own | self._of(document))

    def _of(self, document: Document) -> set[str]:
        if document.id not in self._known:
            issuer = self._gazetteer.find(document.issuer or "", ())
            self._known[document.id] = {key for place in issuer for key in _held_by(place)} | {
                place_key(document.place or "")
            }
        return self._known[document.id]


def _held_by(place: Place) -> set[str]:
    """A place and the province it lies in, where there is no doubt which."""
    wider = [region.key for region in place.regions if region.fit == "wider"]
    return {place.key, *(wider if len(wider) == 1 else ())}


class _Agencies:
    """A body however its name is written: “Sở GDĐT”, “so giao duc va dao tao”."""

    def __init__(self, name: str) -> None:
        spelt = [name]
        for short, meanings in Glossary.load().abbreviations(name):
            spelt += [name.replace(short, meaning) for meaning in meanings]
        self._wanted = {key for words in spelt for key in _spellings(words)}

    def act(self, fact: Fact) -> bool:
        """Whether the body has something to do: as the one named, as a partner, or as who is reported to."""
        if isinstance(fact, Assignment):
            names = [fact.agency, *fact.partners]
        elif isinstance(fact, Deadline):
            names = [name for name in (fact.who, fact.to) if name]
        else:
            return False
        keys = [key for name in names for key in _spellings(name)]
        return any(wanted in key for wanted in self._wanted for key in keys)


def _spellings(name: str) -> set[str]:
    """Folded spellings of a body between spaces, for finding whole words; “cơ sở” is one word and no “sở”."""
    keys = {canonical(name), squeeze(fold(name))} - {""}
    return {f" {key} ".replace(" co so ", " coso ") for key in keys}
