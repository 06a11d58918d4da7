"""What readers give: the text of a file, page by page, before anything in it is understood."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from retrieval.types import Span


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """The text of one page, in NFC.

    Attributes:
        text: as read; None where the page is only a picture, or its text layer lies, so that OCR has to read it.
        doubtful: where in `text` words stand that OCR is not sure of.
    """

    text: str | None
    doubtful: tuple[Span, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Extract:
    """What a reader found in a file.

    Attributes:
        pages: in order; formats without pages have one that holds everything.
        paged: whether `pages` are those of the paper, so that citations may name them.
        warnings: what the reader had to guess or leave out, one sentence each, in English as all of the receipt.
    """

    pages: tuple[Page, ...]
    paged: bool = False
    warnings: tuple[str, ...] = ()


Reader: TypeAlias = Callable[[Path, bytes], Extract]
"""(path, for messages only; bytes) → what is in them. Raises an `IngestError`, and never touches the network."""


def whole(text: str, *, warnings: tuple[str, ...] = ()) -> Extract:
    """The extract of a format without pages."""
    return Extract((Page(text),), warnings=warnings)
