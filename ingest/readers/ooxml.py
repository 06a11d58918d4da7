"""The parts of a Word file (.docx is a zip of XML), opened so that no file can harm. The one door to lxml."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, TypeAlias

from lxml import etree

from ingest.readers.formats import BROKEN_ZIP
from retrieval.errors import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Element: TypeAlias = "etree._Element"  # noqa: SLF001 (the public name of lxml for what it parses to)

_MAX_PART = 96 * 2**20
"""Bytes of one part; a thousand pages of text have ten million."""
_DAMAGED = "is damaged or was cut off; copy it again, or open it in Word and save it anew"


class Package:
    """The parts of an Office file by their names.

    Raises:
        UnreadableError: the archive is damaged.
    """

    def __init__(self, path: Path, data: bytes) -> None:
        self._path = path
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except BROKEN_ZIP as error:
            raise UnreadableError(path, _DAMAGED) from error

    def names(self) -> list[str]:
        """Names of all parts, in the order of the archive."""
        return self._archive.namelist()

    def read(self, name: str) -> bytes | None:
        """The bytes of a part; None where there is none.

        Raises:
            UnreadableError: it is damaged, encrypted, or larger than any text could be.
        """
        try:
            info = self._archive.getinfo(name)
        except KeyError:
            return None
        if info.flag_bits & 1:
            raise UnreadableError(self._path, "is locked with a password; save it without one and try again")
        if info.file_size > _MAX_PART:
            raise UnreadableError(self._path, f"holds a part of {info.file_size >> 20} MiB; split the document")
        try:
            with self._archive.open(info) as part:
                content = part.read(_MAX_PART + 1)
        except BROKEN_ZIP as error:
            raise UnreadableError(self._path, _DAMAGED) from error
        if len(content) > _MAX_PART:
            raise UnreadableError(self._path, "unpacks to more than any document holds; it was not read")
        return content

    def xml(self, name: str) -> Element | None:
        """The root of a part; None where there is none. No entity is expanded and nothing outside is loaded.

        Raises:
            UnreadableError: as `read`, or it is no XML.
        """
        content = self.read(name)
        if content is None:
            return None
        try:
            return etree.fromstring(content, _parser())
        except (etree.XMLSyntaxError, ValueError) as error:
            raise UnreadableError(self._path, _DAMAGED) from error


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )


def name_of(element: Element) -> str:
    """The tag without its namespace, which differs between the transitional and the strict form of the format."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element | None, name: str) -> str | None:
    """An attribute by its name without namespace."""
    if element is None:
        return None
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def child(element: Element | None, *names: str) -> Element | None:
    """The first child with the first tag, its first child with the next, and so on; None where one is missing."""
    for name in names:
        if element is None:
            return None
        element = next((under for under in element if name_of(under) == name), None)
    return element


def children(element: Element | None, name: str) -> Iterator[Element]:
    """The children with a tag."""
    if element is not None:
        yield from (under for under in element if name_of(under) == name)


def is_on(element: Element | None) -> bool:
    """Whether a switch such as <w:caps/> is there and not turned off."""
    return element is not None and (attribute(element, "val") or "true") not in {"0", "false", "off", "none"}


def whole_number(value: str | None, default: int = 0) -> int:
    """An attribute as an integer; `default` when it is none."""
    text = (value or "").strip()
    return int(text) if text.lstrip("-").isdigit() and text.isascii() and len(text) < 10 else default
