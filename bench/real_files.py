"""The real files that readers are measured on: of what kind, with how many pages; and a thick PDF made of them."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import zipfile
from typing import TYPE_CHECKING, Any

from ingest.readers.formats import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

KINDS = {
    "text": "text",
    "html": "HTML",
    "docx": ".docx",
    "doc": ".doc",
    "rtf": ".rtf",
    "pdf": "PDF with text",
    "hard": "scans, broken text layers",
}
"""How reports call each kind; one is told by the format, but what cannot be read without looking is hard."""
PAGE = 1_800
"""Characters that a page has where the file does not say how many pages there are."""
_PLAUSIBLE = 3
"""A count of pages that is so many times off is not believed: Word writes 0 or 1 where it has not laid out."""


@dataclasses.dataclass(frozen=True, slots=True)
class RealFile:
    """A labelled file.

    Attributes:
        kind: a key of `KINDS`.
        label: what a person saw in it.
    """

    path: Path
    kind: str
    label: dict[str, Any]


def real_files(shared: Path, *, quick: bool = False) -> list[RealFile]:
    """The labelled samples that are here, by kind; quick: only the smallest of each kind."""
    labels = shared / "samples" / "labels.jsonl"
    lines = labels.read_text("utf-8").splitlines() if labels.is_file() else []
    found = [_file(shared, json.loads(line)) for line in lines if line.strip()]
    here = [file for file in found if file.path.is_file()]
    if quick:
        here.sort(key=lambda file: file.path.stat().st_size)
        here = list({file.kind: file for file in reversed(here)}.values())
    order = list(KINDS)
    return sorted(here, key=lambda file: (order.index(file.kind), file.path.name))


def _file(shared: Path, label: dict[str, Any]) -> RealFile:
    path = shared / "samples" / label["file"]
    form: str = SUFFIXES[path.suffix.lower()]
    return RealFile(path, form if label["readable_text"] == "good" and form in KINDS else "hard", label)


def count_pages(path: Path, *, told: int, characters: int) -> int:
    """How many pages a file has.

    Args:
        path: the file.
        told: what its reader says; 0 where its format has no pages.
        characters: of its text.
    """
    if told:
        return told
    expected = max(1, round(characters / PAGE))
    said = _word_pages(path) if path.suffix.lower() == ".docx" else 0
    return said if expected / _PLAUSIBLE <= said <= expected * _PLAUSIBLE else expected


def _word_pages(path: Path) -> int:
    """What Word has written into docProps/app.xml; 0 where it has not."""
    with zipfile.ZipFile(path) as archive:
        if "docProps/app.xml" not in archive.namelist():
            return 0
        found = re.search(rb"<Pages>(\d+)</Pages>", archive.read("docProps/app.xml"))
    return int(found[1]) if found else 0


def thick_pdf(sources: Sequence[Path], pages: int) -> bytes:
    """A PDF of so many pages: those of `sources`, over and over, each file as often as the next."""
    import pypdfium2  # noqa: PLC0415 (only here)

    made = pypdfium2.PdfDocument.new()
    for number, source in enumerate(sources):
        document = pypdfium2.PdfDocument(source)
        wanted = pages * (number + 1) // len(sources) - len(made)
        made.import_pages(
            document, [at % len(document) for at in range(wanted)]
        )  # one call: what pages share is shared
        document.close()
    stream = io.BytesIO()
    made.save(stream)
    made.close()
    return stream.getvalue()
