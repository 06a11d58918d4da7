"""PDF: the text of its pages where there is one that can be believed; the other pages are left to OCR."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.readers.extract import Extract, Page
from ingest.readers.furniture import furniture
from ingest.readers.geometry import lay_out
from ingest.readers.glyphs import is_caption, leaf_of
from ingest.readers.legacy import repair
from ingest.readers.pdfium import opened, render, sheet
from ingest.readers.ruling import find_grids
from ingest.readers.trust import verdict
from retrieval.errors import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL import Image

    from ingest.readers.geometry import Word
    from ingest.readers.glyphs import Leaf, Print
    from ingest.readers.trust import Verdict

MAX_PAGES = 2000
_UNNAMED = Path("PDF")
_BAR = " | "
_MOST_HEADS = 4
"""Rows that column names and their numbers may take."""


def read_pdf(path: Path, data: bytes) -> Extract:
    """The text of each page, None where it is a picture or its text layer is not what it shows.

    Raises:
        UnreadableError: it has a password, is damaged, or has too many pages.
    """
    leaves: list[Leaf] = []
    verdicts: list[Verdict] = []
    damaged: list[int] = []
    with opened(path, data) as document:
        for index in range(_counted(path, len(document))):
            found = sheet(path, document, index)
            if found is None:
                damaged.append(index)
                continue
            leaf = leaf_of(found)
            leaf = leaf._replace(prints=_repaired(leaf.prints))
            leaves.append(leaf)
            text = " ".join(one.word.text for one in leaf.prints)
            verdicts.append(verdict(text, pictured=found.pictured, drawn=found.drawn))
    if not leaves:
        raise UnreadableError(path, "is damaged: none of its pages can be opened; copy it again")
    pages = _pages(leaves, verdicts)
    for index in damaged:
        pages.insert(index, Page(""))
    return Extract(tuple(pages), paged=True, warnings=_warnings(pages, damaged))


def page_count(data: bytes, *, path: Path = _UNNAMED) -> int:
    """How many pages a PDF has.

    Raises:
        UnreadableError: as `read_pdf`; `path` is named in the message.
    """
    with opened(path, data) as document:
        return _counted(path, len(document))


def page_image(data: bytes, index: int, *, dpi: int, path: Path = _UNNAMED) -> Image.Image:
    """Page `index` as it is shown, fields and stamps included, in RGB; at most 25 million pixels.

    Captions of digital signatures are not drawn: they are no text of the document.

    Raises:
        UnreadableError: as `read_pdf`, or the page is damaged; `path` is named in the message.
    """
    with opened(path, data) as document:
        return render(path, document, index, dpi=dpi, hidden=is_caption)


def _counted(path: Path, pages: int) -> int:
    if not 0 < pages <= MAX_PAGES:
        what = f"has {pages} pages, over the limit of {MAX_PAGES}; split it" if pages else "has no pages; copy it again"
        raise UnreadableError(path, what)
    return pages


def _repaired(prints: Sequence[Print]) -> list[Print]:
    """Words in old encodings as Unicode, by lines of the file, since words alone do not show their encoding."""
    shown, line = "", -1
    for one in prints:
        shown += ("\n" if one.line != line else " ") + one.word.text
        line = one.line
    words = [part for row in repair(shown).split("\n") for part in row.split(" ")][1:]
    if len(words) != sum(one.word.text.count(" ") + 1 for one in prints):
        words = shown.split()
    given = iter(words)
    mended = [" ".join(next(given) for _ in range(one.word.text.count(" ") + 1)) for one in prints]
    return [
        one._replace(word=one.word._replace(text=plain))
        for one, text in zip(prints, mended, strict=True)
        if (plain := re.sub("\u00ad$", "-", text).replace("\u00ad", ""))
    ]


def _pages(leaves: Sequence[Leaf], verdicts: Sequence[Verdict]) -> list[Page]:
    words: list[list[Word]] = [
        [one.word for one in leaf.prints] if seen == "text" else [] for leaf, seen in zip(leaves, verdicts, strict=True)
    ]
    tables = [[(grid.ys[0], grid.ys[-1]) for grid in find_grids(leaf.rules)] for leaf in leaves]
    dropped = furniture(words, [leaf.height for leaf in leaves], tables)
    pages = []
    before: list[str] = []
    for leaf, held, left_out, seen in zip(leaves, words, dropped, verdicts, strict=True):
        kept = [word for number, word in enumerate(held) if number not in left_out]
        lines = lay_out(kept, leaf.rules, width=leaf.width).text.split("\n")
        pages.append(Page(None if seen == "picture" else "\n".join(lines[_repeated(lines, before) :])))
        before = lines
    return pages


def _repeated(lines: Sequence[str], before: Sequence[str]) -> int:
    """How many rows at the top of a page only say the column names of a table that goes on from the page before."""
    if not before or _BAR not in before[-1] or _BAR not in lines[0] or lines[0] not in before:
        return 0
    names = before[before.index(lines[0]) :]
    alike = 0
    while alike < min(len(lines) - 1, len(names), _MOST_HEADS) and lines[alike] == names[alike]:
        alike += 1
    return alike


def _warnings(pages: Sequence[Page], damaged: Sequence[int]) -> tuple[str, ...]:
    warnings = []
    if unread := [index for index, page in enumerate(pages) if page.text is None]:
        warnings.append(f"{_named(unread)} no text layer that can be believed")
    if damaged:
        warnings.append(f"{_named(damaged)} damage that cannot be read around and were left out")
    return tuple(warnings)


def _named(indexes: Sequence[int]) -> str:
    """“page 2 has”, “pages 1, 3-5 have”."""
    runs: list[list[int]] = []
    for index in indexes:
        if runs and runs[-1][-1] == index - 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    shown = ", ".join(str(run[0] + 1) if len(run) == 1 else f"{run[0] + 1}-{run[-1] + 1}" for run in runs)
    return f"page {shown} has" if len(indexes) == 1 else f"pages {shown} have"
