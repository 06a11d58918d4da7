"""What styles.xml and numbering.xml say about a paragraph and its letters."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from ingest.readers.numbering import Level, ListCounter
from ingest.readers.ooxml import attribute, child, children, is_on, whole_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.readers.ooxml import Element

_DEEPEST = 20
"""Styles based on styles; Word allows eleven."""


@dataclasses.dataclass(frozen=True, slots=True)
class Letters:
    """How letters look where it changes what is read."""

    font: str = ""
    capitals: bool = False
    hidden: bool = False

    def under(self, properties: Element | None) -> Letters:
        """With the properties of a run (rPr) on top."""
        if properties is None:
            return self
        font = self.font
        fonts = child(properties, "rFonts")
        if fonts is not None:
            font = attribute(fonts, "ascii") or attribute(fonts, "hAnsi") or font
        caps, vanish = child(properties, "caps"), child(properties, "vanish")
        return Letters(
            font,
            is_on(caps) if caps is not None else self.capitals,
            is_on(vanish) if vanish is not None else self.hidden,
        )


class Styles:
    """Styles by id, each with what it is based on."""

    def __init__(self, root: Element | None) -> None:
        self._styles = {attribute(style, "styleId") or "": style for style in children(root, "style")}
        paragraphs = [key for key, style in self._styles.items() if attribute(style, "type") == "paragraph"]
        self._default = next((key for key in paragraphs if is_default(self._styles[key])), "")
        self._letters = Letters().under(child(root, "docDefaults", "rPrDefault", "rPr"))

    def _chain(self, style: str | None) -> Iterator[Element]:
        """A style, then what it is based on."""
        for _ in range(_DEEPEST):
            found = self._styles.get(style or "")
            if found is None:
                return
            yield found
            style = attribute(child(found, "basedOn"), "val")

    def letters(self, style: str | None, above: Letters | None = None) -> Letters:
        """How letters of a style look, on top of `above`; by default those of the document."""
        found = self._letters if above is None else above
        for each in reversed(list(self._chain(style or (self._default if above is None else "")))):
            found = found.under(child(each, "rPr"))
        return found

    def numbering(self, style: str | None) -> Element | None:
        """The numbering (numPr) that a paragraph has from its style."""
        return next(
            (found for each in self._chain(style) if (found := child(each, "pPr", "numPr")) is not None),
            None,
        )


def is_default(style: Element) -> bool:
    """Whether paragraphs without a style have this one."""
    return (attribute(style, "default") or "0") in {"1", "true", "on"}


class Numbering:
    """Numbers of list paragraphs, counted in the order they are asked for."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract = {attribute(each, "abstractNumId") or "": each for each in children(root, "abstractNum")}
        self._numbers = {attribute(each, "numId") or "": each for each in children(root, "num")}
        self._levels: dict[str, tuple[str, dict[int, Level]]] = {}
        self._by_style = {
            style: (whole_number(attribute(level, "ilvl")), key)
            for key, each in self._abstract.items()
            for level in children(each, "lvl")
            if (style := attribute(child(level, "pStyle"), "val"))
        }
        self._counter = ListCounter()
        self._begun: set[str] = set()

    def next(self, properties: Element | None) -> str:
        """The number of a paragraph with these properties (pPr), as printed; empty where it has none."""
        style = attribute(child(properties, "pStyle"), "val")
        own = child(properties, "numPr")
        inherited = self._styles.numbering(style)
        key = attribute(child(own, "numId"), "val") or attribute(child(inherited, "numId"), "val")
        if key is None or key == "0" or key not in self._numbers:
            return ""
        level = attribute(child(own, "ilvl"), "val") or attribute(child(inherited, "ilvl"), "val")
        depth = self._by_style[style][0] if level is None and style in self._by_style else whole_number(level)
        counting, levels = self._read(key)
        if key not in self._begun:
            self._begun.add(key)
            for override in children(self._numbers[key], "lvlOverride"):
                if child(override, "startOverride") is not None:
                    self._counter.restart(counting, whole_number(attribute(override, "ilvl")))
        return self._counter.next(counting, min(max(depth, 0), 8), levels)

    def _read(self, key: str) -> tuple[str, dict[int, Level]]:
        if key not in self._levels:
            number = self._numbers[key]
            abstract_key = attribute(child(number, "abstractNumId"), "val") or ""
            abstract_key, abstract = self._linked(abstract_key)
            levels = {whole_number(attribute(each, "ilvl")): _level(each) for each in children(abstract, "lvl")}
            for override in children(number, "lvlOverride"):
                at = whole_number(attribute(override, "ilvl"))
                if (redefined := child(override, "lvl")) is not None:
                    levels[at] = _level(redefined)
                if (start := child(override, "startOverride")) is not None:
                    levels[at] = dataclasses.replace(
                        levels.get(at, Level()), start=whole_number(attribute(start, "val"), 1)
                    )
            self._levels[key] = (abstract_key, levels)
        return self._levels[key]

    def _linked(self, key: str) -> tuple[str, Element | None]:
        """The list that has levels: some only name a style, whose list has them."""
        abstract = self._abstract.get(key)
        link = attribute(child(abstract, "numStyleLink"), "val")
        if link is None:
            return key, abstract
        for other, each in self._abstract.items():
            if attribute(child(each, "styleLink"), "val") == link:
                return other, each
        return key, abstract


def _level(element: Element) -> Level:
    restart = child(element, "lvlRestart")
    return Level(
        start=whole_number(attribute(child(element, "start"), "val"), 1),
        style=attribute(child(element, "numFmt"), "val") or "decimal",
        text=attribute(child(element, "lvlText"), "val") or "",
        restart=whole_number(attribute(restart, "val")) if restart is not None else None,
        legal=is_on(child(element, "isLgl")),
    )
